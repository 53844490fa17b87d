//! `huanjie print` — papers of a cycle from the database: one PDF, a ZIP, or a folder of files.

use std::{
    fs::File,
    io::{BufWriter, Seek as _},
    path::Path,
    sync::Arc,
};

use chrono::NaiveDate;
use uuid::Uuid;

use super::{
    Failure, complain, demo,
    grammar::PrintOptions,
    render::{unknown_kind, unwritable, write},
    runtime, say, service,
};
use crate::{
    civil,
    documents::kind::{Kind, Scope},
    law::Plan,
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
        clock::{SharedClock, SystemClock},
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
    let store = service::open_existing(&options.data).await?;
    let scope = service::cycle(&store, options.cycle.as_deref()).await?;
    let plans = PlanCache::default()
        .of_cycle(&store, scope.cycle())
        .await
        .map_err(Failure::bad)?;
    let files = Files::open(&options.data.data_dir).map_err(Failure::bad)?;
    let press = Arc::new(Press::open(&options.data.data_dir).map_err(Failure::bad)?);
    // The papers of the demonstration state what is so on its own day.
    let clock: SharedClock = if scope.cycle().demo {
        complain(&format!(
            "演示数据按演示的今天（{}）打印。",
            civil::long(demo::clock().today())
        ));
        demo::clock()
    } else {
        Arc::new(SystemClock)
    };
    let desk = Desk {
        store: &store,
        clock: clock.as_ref(),
        files: &files,
        press: &press,
        plans: &plans,
    };
    let dossier = Dossier::read(store.reader(), &scope, Reach::Whole)
        .await
        .map_err(Failure::bad)?;
    let wanted = wanted(&dossier, &scope, &plans, options, clock.today())?;
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
/// papers, then every village's packet. Everything that is wrong is told at once.
fn wanted(
    dossier: &Dossier,
    scope: &CycleScope,
    plans: &Plans,
    options: &PrintOptions,
    today: NaiveDate,
) -> Result<Vec<Wanted>, Failure> {
    let mut problems = Vec::new();
    let kinds = kinds(options, &mut problems);
    villages(dossier, options, &mut problems);
    let mut units: Vec<Uuid> = Vec::new();
    if options.village.is_empty() {
        units.push(scope.cycle_id());
        units.extend(dossier.linked_leaders().map(|person| person.id));
    }
    units.extend(
        dossier
            .villages
            .iter()
            .filter(|village| options.village.is_empty() || options.village.contains(&village.name))
            .map(|village| village.id),
    );
    stage(plans, options, &mut problems);
    if !problems.is_empty() {
        return Err(Failure::Bad(problems.join("\n")));
    }
    let mut list = Vec::new();
    for unit in units {
        let steps = due::of_unit(dossier, plans, unit, today).map_err(Failure::bad)?;
        let mut mine = of_unit(dossier, plans, unit, &kinds, &steps)?;
        if let Some(stage) = &options.stage {
            let own = dossier.standing(plans, unit, today).plan;
            mine.retain(|kind| {
                steps.iter().any(|step| {
                    step.kind == *kind && (&step.stage.0 == stage || &step.stage.1 == stage)
                }) || [own, &plans.township]
                    .iter()
                    .any(|plan| is_in_stage(plan, *kind, stage))
            });
        }
        mine.sort_by_key(|kind| due::place(dossier, plans, unit, *kind));
        list.extend(mine.into_iter().map(|kind| Wanted {
            unit,
            kind,
            paper: None,
        }));
    }
    if list.is_empty() {
        return Err(Failure::Bad(nothing(options, &kinds)));
    }
    Ok(list)
}

/// The kinds asked for. Every unknown one is named.
fn kinds(options: &PrintOptions, problems: &mut Vec<String>) -> Vec<Kind> {
    let unknown: Vec<String> = options
        .kind
        .iter()
        .filter(|id| Kind::from_id(id).is_none())
        .map(|id| format!("「{id}」"))
        .collect();
    if !unknown.is_empty() {
        problems.push(unknown_kind(&unknown.join("、")));
    }
    options
        .kind
        .iter()
        .filter_map(|id| Kind::from_id(id))
        .collect()
}

/// The villages asked for that the cycle does not have.
fn villages(dossier: &Dossier, options: &PrintOptions, problems: &mut Vec<String>) {
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
    if unknown.is_empty() {
        return;
    }
    let known: Vec<&str> = dossier
        .villages
        .iter()
        .map(|village| village.name.as_str())
        .collect();
    problems.push(format!(
        "请核对村（社区）名：本届没有「{}」。有：{}。",
        unknown.join("」、「"),
        known.join("、")
    ));
}

/// The stage asked for, by its id or name, if no plan has it.
fn stage(plans: &Plans, options: &PrintOptions, problems: &mut Vec<String>) {
    let Some(asked) = &options.stage else {
        return;
    };
    let mut known: Vec<String> = Vec::new();
    for plan in [&plans.township, &plans.village, &plans.community] {
        for stage in &plan.stages {
            if &stage.id == asked || &stage.name == asked {
                return;
            }
            let shown = format!("{}（{}）", stage.id, stage.name);
            if !known.contains(&shown) {
                known.push(shown);
            }
        }
    }
    problems.push(format!(
        "请核对阶段：没有「{asked}」。可以写：{}。",
        known.join("、")
    ));
}

/// Whether a kind, a form too, belongs to a step of this stage.
fn is_in_stage(plan: &Plan, kind: Kind, stage: &str) -> bool {
    kind.step()
        .and_then(|step| plan.index(step))
        .and_then(|index| plan.steps.get(index))
        .and_then(|step| plan.stages.get(step.stage))
        .is_some_and(|found| found.id == stage || found.name == stage)
}

/// The kinds of one unit: of the township, of a leader, or of a village.
fn of_unit(
    dossier: &Dossier,
    plans: &Plans,
    unit: Uuid,
    kinds: &[Kind],
    steps: &[due::Due],
) -> Result<Vec<Kind>, Failure> {
    let village = dossier.village(unit).is_some();
    if kinds.is_empty() {
        return match (unit == dossier.cycle.id, village) {
            (true, _) => Ok(steps.iter().map(|step| step.kind).collect()),
            (_, true) => due::packet(dossier, plans, unit).map_err(Failure::bad),
            // A letter of one's own is printed when it is asked for.
            _ => Ok(Vec::new()),
        };
    }
    Ok(kinds
        .iter()
        .copied()
        .filter(|kind| {
            if village {
                kind.scope() == Scope::Village
            } else {
                dossier.township_units(*kind).contains(&unit)
            }
        })
        .collect())
}

/// Why nothing is left of what was asked for.
fn nothing(options: &PrintOptions, kinds: &[Kind]) -> String {
    let of_township: Vec<&str> = kinds
        .iter()
        .filter(|kind| kind.scope() == Scope::Township)
        .map(|kind| kind.title())
        .collect();
    if !options.village.is_empty() && !of_township.is_empty() {
        return format!(
            "请去掉 --village 再印{}。这是全镇一份的，不按村印。",
            of_township.join("、")
        );
    }
    if options.stage.is_some() && !kinds.is_empty() {
        return "请核对 --kind 和 --stage：所写的文书不在这个阶段。没有印出任何文书。".to_owned();
    }
    "请改选村（社区）、文书种类或阶段。按现在的条件一份也没有。".to_owned()
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
