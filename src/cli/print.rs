//! `huanjie print` — papers of a cycle from the database: one PDF, a ZIP, or a folder of files.

use std::{io::Cursor, path::Path, sync::Arc};

use uuid::Uuid;

use super::{
    Failure, complain,
    grammar::PrintOptions,
    render::{kind, write},
    runtime, say, service,
};
use crate::{
    documents::kind::{Kind, Scope},
    office::{
        paper::{
            dossier::{Dossier, Reach},
            due,
            issue::Desk,
            press::Press,
            print::{self, Form, Wanted},
        },
        refusal::Refusal,
        standing::{PlanCache, Plans},
    },
    platform::{
        clock::{Clock as _, SystemClock},
        files::Files,
    },
    store::scope::CycleScope,
};

/// Runs the subcommand: status 1 when a paper could not be made.
pub fn run(options: &PrintOptions) -> Result<(), Failure> {
    runtime()?.block_on(print_all(options))
}

async fn print_all(options: &PrintOptions) -> Result<(), Failure> {
    let kinds = options
        .kind
        .iter()
        .map(|id| kind(id))
        .collect::<Result<Vec<_>, _>>()?;
    let store = service::open_migrated(&options.data).await?;
    let scope = service::cycle(&store, options.cycle.as_deref()).await?;
    let plans = PlanCache::default()
        .of_cycle(&store, scope.cycle())
        .await
        .map_err(Failure::bad)?;
    let files = Files::open(&options.data.data_dir).map_err(Failure::bad)?;
    let press = Arc::new(Press::open(&options.data.data_dir).map_err(Failure::bad)?);
    let clock = SystemClock;
    let desk = Desk {
        store: &store,
        clock: &clock,
        files: &files,
        press: &press,
        plans: &plans,
    };
    let dossier = Dossier::read(store.reader(), &scope, Reach::Whole)
        .await
        .map_err(Failure::bad)?;
    let wanted = wanted(&dossier, &scope, &plans, options, &kinds, clock.today())?;
    let form = if ending(&options.out) == "pdf" {
        Form::Merged
    } else {
        Form::Packed
    };
    let printed = print::print(&desk, &scope, &wanted, form, &scope.cycle().name)
        .await
        .map_err(|refusal: Refusal| Failure::Bad(refusal.to_string()))?;
    match ending(&options.out).as_str() {
        "pdf" | "zip" => write(&options.out, &printed.bytes)?,
        _ => unpack(&printed.bytes, &options.out)?,
    }
    say(&format!(
        "{}：{} 份{}",
        options.out.display(),
        printed.made,
        if printed.failed.is_empty() {
            String::new()
        } else {
            format!("，{} 份没有印出", printed.failed.len())
        }
    ));
    if printed.failed.is_empty() {
        return Ok(());
    }
    for line in &printed.failed {
        complain(line);
    }
    Err(Failure::No(String::new()))
}

fn ending(path: &Path) -> String {
    path.extension()
        .map(|ending| ending.to_string_lossy().to_lowercase())
        .unwrap_or_default()
}

/// What is asked for, unit by unit in posting order. Without villages and kinds named: the township's
/// papers, then every village's packet.
fn wanted(
    dossier: &Dossier,
    scope: &CycleScope,
    plans: &Plans,
    options: &PrintOptions,
    kinds: &[Kind],
    today: chrono::NaiveDate,
) -> Result<Vec<Wanted>, Failure> {
    let unknown: Vec<&str> = options
        .village
        .iter()
        .filter(|name| {
            !dossier
                .villages
                .iter()
                .any(|village| &village.name == *name)
        })
        .map(String::as_str)
        .collect();
    if !unknown.is_empty() {
        let known: Vec<&str> = dossier
            .villages
            .iter()
            .map(|village| village.name.as_str())
            .collect();
        return Err(Failure::Bad(format!(
            "请核对村（社区）名：本届没有「{}」。有：{}。",
            unknown.join("、"),
            known.join("、")
        )));
    }
    let mut units: Vec<Uuid> = Vec::new();
    if options.village.is_empty() {
        units.push(scope.cycle_id());
    }
    units.extend(
        dossier
            .villages
            .iter()
            .filter(|village| options.village.is_empty() || options.village.contains(&village.name))
            .map(|village| village.id),
    );
    let mut list = Vec::new();
    let mut stages: Vec<(String, String)> = Vec::new();
    for unit in units {
        let steps = due::of_unit(dossier, plans, unit, today).map_err(Failure::bad)?;
        let mut mine: Vec<Kind> = if kinds.is_empty() {
            if unit == scope.cycle_id() {
                steps.iter().map(|step| step.kind).collect()
            } else {
                due::packet(dossier, plans, unit).map_err(Failure::bad)?
            }
        } else {
            let scope_of = if unit == scope.cycle_id() {
                Scope::Township
            } else {
                Scope::Village
            };
            kinds
                .iter()
                .copied()
                .filter(|kind| kind.scope() == scope_of)
                .collect()
        };
        if let Some(stage) = &options.stage {
            for step in &steps {
                if !stages.contains(&step.stage) {
                    stages.push(step.stage.clone());
                }
            }
            mine.retain(|kind| {
                steps.iter().any(|step| {
                    step.kind == *kind && (&step.stage.0 == stage || &step.stage.1 == stage)
                })
            });
        }
        mine.sort_by_key(|kind| due::place(dossier, plans, unit, *kind));
        list.extend(mine.into_iter().map(|kind| Wanted {
            unit,
            kind,
            paper: None,
        }));
    }
    if let Some(stage) = &options.stage
        && !stages
            .iter()
            .any(|known| &known.0 == stage || &known.1 == stage)
    {
        let known: Vec<String> = stages
            .iter()
            .map(|(id, name)| format!("{id}（{name}）"))
            .collect();
        return Err(Failure::Bad(format!(
            "请核对阶段：没有「{stage}」。可以写：{}。",
            known.join("、")
        )));
    }
    Ok(list)
}

/// The files of a packed print, in a folder. Names were made safe when it was packed.
fn unpack(bytes: &[u8], folder: &Path) -> Result<(), Failure> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(Failure::bad)?;
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).map_err(Failure::bad)?;
        let Some(name) = file.enclosed_name() else {
            continue;
        };
        let mut content = Vec::new();
        std::io::Read::read_to_end(&mut file, &mut content).map_err(Failure::bad)?;
        write(&folder.join(name), &content)?;
    }
    Ok(())
}
