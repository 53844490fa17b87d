//! 届次 — new cycles, their pinned rule pack, and the township's election day.

use chrono::{Datelike, NaiveDate};
use sea_orm::SqlErr;
use uuid::Uuid;

use super::{
    change::{Actor, Begun},
    done::{self, Done},
    event::Event,
    refusal::{Conflict, Problems, Refusal},
    standing::{Plans, Standing},
    typed,
};
use crate::{
    civil,
    law::{self, Calendar, Library, RulePack, Severity, UnitKind},
    platform::clock::Clock,
    store::{
        Store, account, audit, cycle,
        entity::{cycle as cycle_row, pinned_pack, village as village_row},
        progress,
        scope::CycleScope,
        village,
    },
};

/// What is typed on the page of a cycle.
#[derive(Debug, Clone, Default)]
pub struct CycleInput {
    /// 名称; blank for the usual one.
    pub name: String,
    /// 第几届
    pub ordinal: String,
    /// Id of the rule pack; of a new cycle only.
    pub rules: String,
    /// 默认选举日
    pub election_day: String,
    /// 全县统一换届开始
    pub window_from: String,
    /// 全县统一换届结束
    pub window_to: String,
    /// The election day (ISO) whose warnings the person has ticked as seen.
    pub confirmed: String,
    /// 改期原因, where the election day is moved on its own page.
    pub reason: String,
}

/// 石塘镇2027年村（社区）“两委”换届
pub fn usual_name(township: &str, election_day: NaiveDate) -> String {
    format!("{township}{}年村（社区）“两委”换届", election_day.year())
}

/// The packs a cycle can be pinned to: those that govern villages and communities.
pub fn usable_packs(library: &Library) -> impl Iterator<Item = &RulePack> {
    library
        .packs()
        .filter(|pack| UnitKind::ALL.iter().all(|kind| pack.rules(*kind).is_some()))
}

/// What the fields say.
struct Read {
    name: String,
    ordinal: Option<i32>,
    election_day: Option<NaiveDate>,
    window: (Option<NaiveDate>, Option<NaiveDate>),
    /// About the window, to be confirmed.
    warnings: Vec<String>,
}

impl CycleInput {
    fn read(&self, problems: &mut Problems) -> Read {
        let name = typed::line(problems, "name", "名称", &self.name, 60);
        let ordinal = typed::number(problems, "ordinal", "第几届", &self.ordinal, (1, 99));
        if ordinal.is_none() && problems.of("ordinal").is_empty() {
            problems.add("ordinal", "请填写这是第几届。");
        }
        let election_day = typed::day(problems, "election_day", "默认选举日", &self.election_day);
        if election_day.is_none() && problems.of("election_day").is_empty() {
            problems.add("election_day", "请填写默认选举日：各环节的日期都从它推算。");
        }
        let from = typed::day(
            problems,
            "window_from",
            "统一换届开始日期",
            &self.window_from,
        );
        let to = typed::day(problems, "window_to", "统一换届结束日期", &self.window_to);
        let mut warnings = Vec::new();
        if let (Some(from), Some(to)) = (from, to)
            && from > to
        {
            problems.add("window_to", "请核对起止日期：结束日期早于开始日期。");
        } else if let Some(day) = election_day
            && (from.is_some_and(|from| day < from) || to.is_some_and(|to| day > to))
        {
            warnings.push(format!(
                "请核对选举日：{} 不在全县统一换届的时间内。",
                civil::long(day)
            ));
        }
        Read {
            name,
            ordinal,
            election_day,
            window: (from, to),
            warnings,
        }
    }
}

/// Puts warnings that were not ticked as seen under the field `confirmed`.
pub(super) fn ask_to_confirm(
    problems: &mut Problems,
    warnings: &[String],
    confirmed: &str,
    day: NaiveDate,
) {
    // The tick is for the day that was shown with it, not for whatever day is typed later.
    if confirmed.trim() != day.to_string() {
        for text in warnings {
            problems.add("confirmed", text.clone());
        }
    }
}

/// 新建届次 — creates a cycle and pins its pack.
pub async fn create(
    store: &Store,
    clock: &dyn Clock,
    library: &Library,
    actor: &Actor,
    key: &str,
    input: &CycleInput,
) -> Result<Done, Refusal> {
    let township_id = actor.township_id.ok_or(Refusal::Forbidden)?;
    let mut problems = Problems::none();
    let read = input.read(&mut problems);
    let pack = usable_packs(library).find(|pack| pack.id() == input.rules.trim());
    if pack.is_none() {
        problems.add("rules", "请选择一个规则包：期限、门槛和公告编号都从它来。");
    }
    if let (Some(pack), Some(day)) = (pack, read.election_day) {
        let mut warnings = read.warnings.clone();
        let today = clock.today();
        for finding in law::check_election_day(pack, None, day, today, library.calendar()) {
            match finding.severity {
                Severity::Error => problems.add("election_day", finding.message),
                Severity::Warning => warnings.push(finding.message),
            }
        }
        ask_to_confirm(&mut problems, &warnings, &input.confirmed, day);
    }
    let known = cycle::list(store.reader(), township_id).await?;
    if let Some(same) = known.iter().find(|row| Some(row.ordinal) == read.ordinal) {
        problems.add("ordinal", ordinal_taken(same));
    }
    problems.into_result()?;
    let (Some(pack), Some(ordinal), Some(election_day)) = (pack, read.ordinal, read.election_day)
    else {
        return Err(Refusal::Inside("a cycle without fields".to_owned()));
    };
    // A pack that cannot be compiled must not be pinned.
    Plans::compile(pack.clone())?;
    let township = account::township(store.reader(), township_id)
        .await?
        .ok_or(Refusal::NotFound)?;
    let id = Uuid::now_v7();
    let mut change = match done::open(store, clock, actor, Some(key)).await? {
        Begun::Fresh(change) => change,
        Begun::Again(location) => return Ok(Done::again(location)),
    };
    let model = cycle_row::Model {
        id,
        township_id,
        name: if read.name.is_empty() {
            usual_name(&township.name, election_day)
        } else {
            read.name
        },
        ordinal,
        pack_id: pack.id().to_owned(),
        pack_digest: pack.digest().to_owned(),
        default_election_day: election_day,
        window_start: read.window.0,
        window_end: read.window.1,
        demo: false,
        created_at: change.at(),
        version: 1,
    };
    let pinned = pinned_pack::Model {
        digest: pack.digest().to_owned(),
        pack_id: pack.id().to_owned(),
        canonical: pack.canonical().to_owned(),
    };
    cycle::keep_pack(change.tx(), pinned).await?;
    cycle::insert(change.tx(), model.clone())
        .await
        .map_err(|error| match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(_)) => {
                Refusal::field("ordinal", ordinal_taken(&model))
            }
            _ => error.into(),
        })?;
    change
        .audit(Event::CycleCreated)
        .object("cycle", id)
        .cycle(id)
        .summary(format!(
            "新建届次 {}，规则包 {}，选举日 {}",
            model.name,
            pack.name(),
            civil::long(model.default_election_day)
        ))
        .after(&seen(&model));
    let location = format!("/c/{id}/villages");
    change.commit(&location).await?;
    Ok(Done::plainly(
        location,
        format!("已新建{}。接着导入村花名册。", model.name),
    ))
}

fn ordinal_taken(same: &cycle_row::Model) -> String {
    format!(
        "请核对第几届：第{}届已经建过（{}）。",
        same.ordinal, same.name
    )
}

/// What the audit keeps of a cycle.
fn seen(model: &cycle_row::Model) -> serde_json::Value {
    serde_json::json!({
        "名称": model.name,
        "第几届": model.ordinal,
        "规则包": model.pack_id,
        "规则包指纹": model.pack_digest,
        "默认选举日": model.default_election_day,
        "统一换届开始": model.window_start,
        "统一换届结束": model.window_end,
    })
}

/// Which villages the default election day concerns.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Moved {
    /// Villages that follow it.
    pub follow: usize,
    /// Villages with a day of their own.
    pub own: usize,
}

impl Moved {
    /// Counts the villages of a cycle.
    pub fn count(villages: &[village_row::Model]) -> Self {
        let own = villages
            .iter()
            .filter(|village| village.election_day.is_some())
            .count();
        Self {
            follow: villages.len() - own,
            own,
        }
    }

    /// As a sentence below the field; empty without villages.
    pub fn sentence(self) -> String {
        match self {
            Self { follow: 0, own: 0 } => String::new(),
            Self { follow, own: 0 } => format!("{follow} 个村（社区）的选举日随它变动。"),
            Self { follow, own } => format!(
                "{follow} 个村（社区）的选举日随它变动；另有 {own} 个单独定了选举日，不变。"
            ),
        }
    }
}

/// 届次设置 — writes a cycle back; the pack stays as it was pinned.
#[allow(clippy::too_many_arguments)] // who, where, which form
pub async fn edit(
    store: &Store,
    clock: &dyn Clock,
    calendar: &Calendar,
    plans: &Plans,
    actor: &Actor,
    scope: &CycleScope,
    key: &str,
    version: i32,
    input: &CycleInput,
) -> Result<Done, Refusal> {
    let old = scope.cycle();
    let mut problems = Problems::none();
    let read = input.read(&mut problems);
    let others = cycle::list(store.reader(), old.township_id).await?;
    if let Some(same) = others
        .iter()
        .find(|row| row.id != old.id && Some(row.ordinal) == read.ordinal)
    {
        problems.add("ordinal", ordinal_taken(same));
    }
    let villages = village::list(store.reader(), scope).await?;
    let mut held = Vec::new();
    if let Some(day) = read
        .election_day
        .filter(|day| *day != old.default_election_day)
    {
        let mut warnings = read.warnings.clone();
        let check =
            move_check(store, scope, plans, calendar, &villages, day, clock.today()).await?;
        for text in check.errors {
            problems.add("election_day", text);
        }
        warnings.extend(check.warnings);
        held = check.held;
        let moved = Moved::count(&villages).follow - held.len();
        if moved > 0 {
            warnings.push(format!(
                "{moved} 个村（社区）的选举日由 {} 改为 {}；已经印发的有关公告要作废重发。",
                civil::short(old.default_election_day),
                civil::short_weekday(day)
            ));
        }
        ask_to_confirm(&mut problems, &warnings, &input.confirmed, day);
    }
    problems.into_result()?;
    let (Some(ordinal), Some(election_day)) = (read.ordinal, read.election_day) else {
        return Err(Refusal::Inside("a cycle without fields".to_owned()));
    };
    let mut change = match done::open(store, clock, actor, Some(key)).await? {
        Begun::Fresh(change) => change,
        Begun::Again(location) => return Ok(Done::again(location)),
    };
    let township = account::township(store.reader(), old.township_id)
        .await?
        .ok_or(Refusal::NotFound)?;
    let mut model = old.clone();
    model.version = version;
    model.name = if read.name.is_empty() {
        usual_name(&township.name, election_day)
    } else {
        read.name
    };
    model.ordinal = ordinal;
    model.default_election_day = election_day;
    (model.window_start, model.window_end) = read.window;
    if !cycle::update(change.tx(), model.clone()).await? {
        let event = audit::last_of_object(store.reader(), "cycle", &old.id.to_string()).await?;
        return Err(Refusal::Conflict(Conflict::from_event("届次设置", event)));
    }
    // Where people have voted, the day they voted on stays the election day.
    for id in held {
        if let Some(mut row) = village::find(change.tx(), scope, id).await? {
            row.election_day = Some(old.default_election_day);
            village::update(change.tx(), scope, row).await?;
        }
    }
    let text = if election_day == old.default_election_day {
        "修改届次设置".to_owned()
    } else {
        format!(
            "默认选举日由 {} 改为 {}",
            civil::long(old.default_election_day),
            civil::long(election_day)
        )
    };
    let moved = Some(input.reason.trim()).filter(|reason| !reason.is_empty());
    change
        .audit(Event::CycleChanged)
        .object("cycle", old.id)
        .cycle(old.id)
        .summary(text.clone())
        .before(&seen(old))
        .after(&seen(&model))
        .reason_if(moved);
    let location = match moved {
        Some(_) => format!("/c/{}/replan?from={}", old.id, old.default_election_day),
        None => format!("/c/{}/settings", old.id),
    };
    change.commit(&location).await?;
    Ok(Done::plainly(location, format!("已保存：{text}。")))
}

/// What stands against moving villages to a day.
#[derive(Debug, Default)]
pub(super) struct MoveCheck {
    /// Why it cannot be.
    pub(super) errors: Vec<String>,
    /// What must be seen first.
    pub(super) warnings: Vec<String>,
    /// Villages that follow the default day and have voted already.
    pub(super) held: Vec<Uuid>,
}

/// Checks a day for the villages that follow the default one, each with what it has done so far.
#[allow(clippy::too_many_arguments)]
async fn move_check(
    store: &Store,
    scope: &CycleScope,
    plans: &Plans,
    calendar: &Calendar,
    villages: &[village_row::Model],
    day: NaiveDate,
    today: NaiveDate,
) -> Result<MoveCheck, Refusal> {
    let latest = progress::latest(store.reader(), scope).await?;
    let mut check = MoveCheck::default();
    day_itself(&mut check, &plans.pack, None, day, today, calendar);
    if villages.is_empty() {
        for finding in law::check_election_day(&plans.pack, None, day, today, calendar) {
            if finding.code == law::Code::D105 {
                check.errors.push(finding.message);
            }
        }
    }
    let mut late: Vec<(&str, NaiveDate)> = Vec::new();
    for row in villages.iter().filter(|row| row.election_day.is_none()) {
        let standing = Standing::of_village(plans, scope.cycle(), row, &latest, today);
        match too_near(&standing, day) {
            Nearness::Voted => check.held.push(row.id),
            Nearness::TooNear(first) => late.push((&row.name, first)),
            Nearness::Fits => {}
        }
    }
    if let Some(first) = late.iter().map(|(_, first)| *first).max() {
        let names: Vec<&str> = late.iter().map(|(name, _)| *name).collect();
        check.errors.push(format!(
            "请把选举日定在 {}（含）以后，或者给赶不上的村单独定选举日。{} 个村（社区）还有环节没办，法定提前日数不够：{}。",
            civil::long_weekday(first),
            names.len(),
            shortened(&names, 8)
        ));
    }
    Ok(check)
}

/// How a day sits with what a village has done.
pub(super) enum Nearness {
    /// It has voted already.
    Voted,
    /// The first day that would still be lawful.
    TooNear(NaiveDate),
    /// It can be.
    Fits,
}

pub(super) fn too_near(standing: &Standing<'_>, day: NaiveDate) -> Nearness {
    match law::earliest(standing.plan, &standing.actuals, standing.today) {
        None => Nearness::Voted,
        Some(first) if day < first.day => Nearness::TooNear(first.day),
        Some(_) => Nearness::Fits,
    }
}

/// What the law says of a day as such: past, absurd, a holiday, outside the pack's time.
pub(super) fn day_itself(
    check: &mut MoveCheck,
    pack: &RulePack,
    kind: Option<UnitKind>,
    day: NaiveDate,
    today: NaiveDate,
    calendar: &Calendar,
) {
    for finding in law::check_election_day(pack, kind, day, today, calendar) {
        match finding.severity {
            // Whether it is too near depends on what has been done: asked of each village.
            Severity::Error if finding.code == law::Code::D105 => {}
            Severity::Error => check.errors.push(finding.message),
            Severity::Warning => check.warnings.push(finding.message),
        }
    }
}

/// «甲村、乙村 等 12 个»
pub fn shortened(names: &[&str], most: usize) -> String {
    if names.len() <= most {
        return names.join("、");
    }
    let shown: Vec<&str> = names.iter().take(most).copied().collect();
    format!("{} 等 {} 个", shown.join("、"), names.len())
}
