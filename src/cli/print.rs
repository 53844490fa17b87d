//! `huanjie print` — papers of a cycle from the database: one PDF, a ZIP, or a folder of files.

use std::{
    fs::File,
    io::{BufWriter, Seek as _},
    path::Path,
    sync::Arc,
};

use uuid::Uuid;

use super::{
    Failure, complain,
    grammar::PrintOptions,
    render::{kind, unwritable, write},
    runtime, say, service,
};
use crate::{
    documents::kind::{Kind, Scope},
    office::{
        paper::{
            dossier::{Dossier, Reach},
            due,
            issue::Desk,
            pack,
            press::Press,
            print::{self, Wanted},
        },
        refusal::Refusal,
        standing::{PlanCache, Plans},
    },
    platform::{
        clock::{Clock as _, SystemClock},
        files::Files,
        scratch::Scratch,
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
    let bad = |refusal: Refusal| Failure::Bad(refusal.to_string());
    let (made, failed) = match ending(&options.out).as_str() {
        "pdf" => {
            let (scratch, file) = Scratch::create(&options.data.data_dir).map_err(Failure::bad)?;
            let title = &scope.cycle().name;
            let target = BufWriter::new(file);
            let printed = Box::pin(print::merge(&desk, &scope, &wanted, title, target))
                .await
                .map_err(bad)?;
            let file = printed.target.into_inner().map_err(Failure::bad)?;
            deliver(file, scratch.path(), &options.out)?;
            (printed.made, printed.failed)
        }
        ending => {
            let (scratch, file) = Scratch::create(&options.data.data_dir).map_err(Failure::bad)?;
            let packed = Box::pin(pack::pack(&desk, &scope, &wanted, file))
                .await
                .map_err(bad)?;
            if ending == "zip" {
                deliver(packed.target, scratch.path(), &options.out)?;
            } else {
                unpack(packed.target, &options.out)?;
            }
            (packed.made, packed.failed)
        }
    };
    say(&format!(
        "{}：{} 份{}",
        options.out.display(),
        made,
        if failed.is_empty() {
            String::new()
        } else {
            format!("，{} 份没有印出", failed.len())
        }
    ));
    if failed.is_empty() {
        return Ok(());
    }
    for line in &failed {
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
                .filter(|kind| {
                    kind.scope() == scope_of
                        || (kind.has_township_form() && scope_of == Scope::Township)
                })
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

/// The finished ZIP in its place: whole or not at all.
fn deliver(mut from: File, path: &Path, out: &Path) -> Result<(), Failure> {
    if let Some(folder) = out.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(|error| unwritable(out, &error))?;
    }
    if std::fs::rename(path, out).is_ok() {
        return Ok(());
    }
    // Another disk: copied beside its place first.
    let mut draft = out.as_os_str().to_owned();
    draft.push(".part");
    let draft = Path::new(&draft);
    let copied = from
        .rewind()
        .and_then(|()| File::create(draft))
        .and_then(|mut to| std::io::copy(&mut from, &mut to).and_then(|_| to.sync_all()))
        .and_then(|()| std::fs::rename(draft, out));
    copied.map_err(|error| {
        // A part of a ZIP is of no use to anyone.
        let _ = std::fs::remove_file(draft);
        unwritable(out, &error)
    })
}

/// The files of a packed print, in a folder. Names were made safe when it was packed.
fn unpack(from: File, folder: &Path) -> Result<(), Failure> {
    let mut archive = zip::ZipArchive::new(from).map_err(Failure::bad)?;
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
