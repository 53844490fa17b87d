//! `huanjie import` — the importer of the web pages, for an operator at the machine.

use std::{path::Path, sync::Arc};

use super::{
    Failure, complain,
    grammar::{ImportKind, ImportOptions},
    runtime, say, service,
};
use crate::{
    office::{
        change::Actor,
        done::Done,
        import::{
            Stored,
            upload::{self, Looked, Planned},
        },
        refusal::Refusal,
        roll,
    },
    platform::{
        clock::{SharedClock, SystemClock},
        config::Config,
        password::Cost,
    },
    roster::{Import, Limits, unit_key},
    store::{cycle, entity::village as village_row, scope::CycleScope, village, voter},
    web::app::App,
};

/// Runs the subcommand.
pub fn run(options: &ImportOptions) -> Result<(), Failure> {
    options_fit(options)?;
    let bytes = read_file(&options.file)?;
    runtime()?.block_on(async {
        let app = open(options).await?;
        let scope = scope_of(&app, options.cycle.as_deref()).await?;
        match options.kind {
            ImportKind::Villages => villages(&app, &scope, options, bytes).await,
            ImportKind::People => people(&app, &scope, options, bytes).await,
            ImportKind::Voters => voters(&app, &scope, options, bytes).await,
        }
    })
}

/// What options say together: everything that does not fit, at once.
fn options_fit(options: &ImportOptions) -> Result<(), Failure> {
    let voters = options.kind == ImportKind::Voters;
    let mut faults = Vec::new();
    if voters && options.village.is_none() {
        faults.push("请用 --village 写明是哪个村（社区）的名册。");
    }
    if !voters && options.village.is_some() {
        faults.push("请去掉 --village：只有导入选民名册（voters）时才用它。");
    }
    if !voters && options.skip_faulty {
        faults.push("请去掉 --skip-faulty：村（社区）和人员要么整张导入，要么不导入。");
    }
    if faults.is_empty() {
        Ok(())
    } else {
        Err(Failure::Bad(faults.join("\n")))
    }
}

/// The sheet; a file larger than any sheet may be is not read into memory.
fn read_file(path: &Path) -> Result<Vec<u8>, Failure> {
    let told = |error: std::io::Error| {
        Failure::Bad(format!(
            "请核对文件：{} 读不出来（{}）。",
            path.display(),
            match error.kind() {
                std::io::ErrorKind::NotFound => "没有这个文件",
                std::io::ErrorKind::PermissionDenied => "没有读取权限",
                std::io::ErrorKind::IsADirectory => "它是文件夹",
                _ => "读取出错",
            }
        ))
    };
    let most = Limits::default().upload;
    let size = std::fs::metadata(path).map_err(told)?.len();
    if usize::try_from(size).is_ok_and(|size| size <= most) {
        std::fs::read(path).map_err(told)
    } else {
        Err(Failure::Bad(format!(
            "请拆分后分次导入，或删去图片等无关内容：{} 超过 {} MB。",
            path.display(),
            most >> 20
        )))
    }
}

async fn open(options: &ImportOptions) -> Result<App, Failure> {
    let store = service::open_existing(&options.data).await?;
    let clock: SharedClock = Arc::new(SystemClock);
    let config = Config {
        database_url: service::database_url(&options.data),
        data_dir: options.data.data_dir.clone(),
        listen: ([127, 0, 0, 1], 0).into(),
        base_url: None,
        behind_proxy: false,
        // A cycle's pack is pinned in the database; the folder is not asked.
        rules_dir: None,
        key_file: None,
        demo: false,
    };
    App::new(store, clock, config, Cost::default()).map_err(Failure::bad)
}

/// The cycle named by id, name or ordinal; without a name, the only one.
async fn scope_of(app: &App, wanted: Option<&str>) -> Result<CycleScope, Failure> {
    let db = app.store.reader();
    let cycles = cycle::list_all(db).await.map_err(refused)?;
    let names = || {
        let lines: Vec<String> = cycles
            .iter()
            .map(|row| format!("  第{}届　{}　{}", row.ordinal, row.name, row.id))
            .collect();
        lines.join("\n")
    };
    let found: Vec<_> = match wanted.map(str::trim) {
        None => cycles.iter().collect(),
        Some(wanted) => cycles
            .iter()
            .filter(|row| {
                row.id.to_string() == wanted
                    || row.name == wanted
                    || row.ordinal.to_string() == wanted
                    || format!("第{}届", row.ordinal) == wanted
            })
            .collect(),
    };
    let only = match found.as_slice() {
        [only] => only.id,
        [] if cycles.is_empty() => {
            return Err(Failure::Bad(
                "请先在网页上新建届次：数据库里还没有届次。".to_owned(),
            ));
        }
        [] => {
            return Err(Failure::Bad(format!(
                "请核对 --cycle：没有届次「{}」。现有：\n{}",
                wanted.unwrap_or_default(),
                names()
            )));
        }
        _ => {
            return Err(Failure::Bad(format!(
                "请用 --cycle 写明是哪一届（编号、名称或第几届）。现有：\n{}",
                names()
            )));
        }
    };
    CycleScope::of_operator(db, only)
        .await
        .map_err(refused)?
        .ok_or_else(|| Failure::bad("请重试：这个届次刚刚不在了。"))
}

async fn village_of(
    app: &App,
    scope: &CycleScope,
    wanted: &str,
) -> Result<village_row::Model, Failure> {
    let rows = village::list(app.store.reader(), scope)
        .await
        .map_err(refused)?;
    let key = unit_key(wanted);
    let found = rows
        .iter()
        .find(|row| row.id.to_string() == wanted || unit_key(&row.name) == key);
    if let Some(row) = found {
        return Ok(row.clone());
    }
    let names: Vec<&str> = rows.iter().map(|row| row.name.as_str()).collect();
    let known = if names.is_empty() {
        "本届还没有村（社区），请先导入。".to_owned()
    } else {
        format!("本届有：{}。", names.join("、"))
    };
    Err(Failure::Bad(format!(
        "请核对 --village：没有「{wanted}」。{known}"
    )))
}

/// A refusal as the end of the program: nothing was stored, and why.
fn refused(refusal: impl Into<Refusal>) -> Failure {
    Failure::Bad(refusal.into().to_string())
}

fn name_of(path: &Path) -> String {
    path.file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}

async fn villages(
    app: &App,
    scope: &CycleScope,
    options: &ImportOptions,
    bytes: Vec<u8>,
) -> Result<(), Failure> {
    let looked = upload::look_at_villages(app, scope, bytes.clone())
        .await
        .map_err(refused)?;
    let Some(shown) = weigh(app, looked, options).await? else {
        return Ok(());
    };
    let (actor, name) = (Actor::operator(), name_of(&options.file));
    let stored =
        upload::confirm_villages(app, &actor, scope, None, &name, bytes, Some(&shown)).await;
    finished(stored)
}

async fn people(
    app: &App,
    scope: &CycleScope,
    options: &ImportOptions,
    bytes: Vec<u8>,
) -> Result<(), Failure> {
    let looked = upload::look_at_people(app, scope, bytes.clone())
        .await
        .map_err(refused)?;
    let Some(shown) = weigh(app, looked, options).await? else {
        return Ok(());
    };
    let (actor, name) = (Actor::operator(), name_of(&options.file));
    let stored = upload::confirm_people(app, &actor, scope, None, &name, bytes, Some(&shown)).await;
    finished(stored)
}

/// Tells what was read; the fingerprint to confirm with, or nothing on a dry run.
async fn weigh<P: Planned>(
    app: &App,
    looked: Looked<P>,
    options: &ImportOptions,
) -> Result<Option<String>, Failure> {
    tell(looked.plan.import());
    let found = looked.plan.import();
    let markable = !found.problems.is_empty() && found.header_row.is_some();
    let plan = if options.report.is_some() && markable {
        let (plan, sheet) = looked.marked(app.clock.today()).await.map_err(refused)?;
        report(options, &sheet)?;
        plan
    } else {
        report_needless(options);
        looked.plan
    };
    if plan.import().has_errors() {
        return Err(Failure::No(format!(
            "请改好上面 {} 处错误后重新导入：没有保存任何内容。",
            plan.import().error_count()
        )));
    }
    for line in plan.effect() {
        say(&line);
    }
    if options.dry_run {
        say("只核对，没有保存。");
        return Ok(None);
    }
    Ok(Some(plan.fingerprint()))
}

fn finished<P>(stored: Result<Stored<P>, Refusal>) -> Result<(), Failure> {
    match stored.map_err(refused)? {
        Stored::Done(done, _) => {
            told(&done);
            Ok(())
        }
        Stored::LookAgain(_) => Err(Failure::Bad(
            "请重新运行一次：核对期间已有内容变了，没有保存任何内容。".to_owned(),
        )),
    }
}

async fn voters(
    app: &App,
    scope: &CycleScope,
    options: &ImportOptions,
    bytes: Vec<u8>,
) -> Result<(), Failure> {
    let wanted = options.village.as_deref().unwrap_or_default();
    let village = village_of(app, scope, wanted).await?;
    let plans = app.plans(scope.cycle()).await.map_err(refused)?;
    let seen = voter::roll(app.store.reader(), scope, village.id)
        .await
        .map_err(refused)?
        .map_or(0, |roll| roll.version);
    let name = name_of(&options.file);
    let mut found = roll::check(
        app,
        scope,
        &plans,
        &village,
        app.clock.today(),
        &name,
        bytes,
    )
    .await
    .map_err(refused)?;
    tell(&found.import);
    for ruling in &found.elsewhere {
        complain(&format!("核对 {ruling}"));
    }
    if let Some(sheet) = found.marked.take() {
        report(options, &sheet)?;
    } else {
        report_needless(options);
    }
    let errors = found.import.error_count();
    let (people, left_out) = (found.pending.voters(), found.pending.left_out);
    if errors > 0 && !options.skip_faulty {
        let way = if people > 0 {
            format!("；也可以加 --skip-faulty，先导入没有错误的 {people} 行")
        } else {
            String::new()
        };
        return Err(Failure::No(format!(
            "请改好上面 {errors} 处错误后重新导入{way}。没有保存任何内容。"
        )));
    }
    if people == 0 {
        return Err(Failure::No(
            "请改好表格后重新导入：没有一行可以导入，没有保存任何内容。".to_owned(),
        ));
    }
    if options.dry_run {
        say(&format!(
            "可以导入 {people} 人，暂不列入 {left_out} 行。只核对，没有保存。"
        ));
        return Ok(());
    }
    let actor = Actor::operator();
    let (store, clock) = (&app.store, app.clock.as_ref());
    let (pending, skip) = (found.pending, options.skip_faulty);
    let done = roll::store(
        store, clock, &actor, scope, &village, None, pending, skip, seen,
    )
    .await
    .map_err(refused)?;
    told(&done);
    Ok(())
}

fn told(done: &Done) {
    say(&done.text);
    for warning in &done.warnings {
        complain(warning);
    }
}

/// Totals to stdout; every problem with its cell to stderr.
fn tell<T>(import: &Import<T>) {
    if let Some(header) = import.header_row {
        say(&format!(
            "工作表「{}」，表头在第 {header} 行，数据 {} 行。",
            import.sheet, import.data_rows
        ));
    }
    for total in &import.totals {
        say(&format!("{}\t{}", total.label, total.value));
    }
    for problem in &import.problems {
        complain(&format!("{} {problem}", problem.severity.title()));
    }
}

/// Writes the sheet given back.
fn report(options: &ImportOptions, sheet: &[u8]) -> Result<(), Failure> {
    let Some(path) = &options.report else {
        return Ok(());
    };
    std::fs::write(path, sheet).map_err(|error| {
        Failure::Bad(format!(
            "请换一个位置写退回标注表：{} 写不进去（{}）。没有保存任何内容。",
            path.display(),
            match error.kind() {
                std::io::ErrorKind::NotFound => "没有这个文件夹",
                std::io::ErrorKind::PermissionDenied => "没有写入权限",
                std::io::ErrorKind::StorageFull => "磁盘已满",
                _ => "写入出错",
            }
        ))
    })?;
    say(&format!("退回标注表已写到 {}。", path.display()));
    Ok(())
}

fn report_needless(options: &ImportOptions) {
    if options.report.is_some() {
        say("没有写退回标注表：表里没有可以标注的问题。");
    }
}
