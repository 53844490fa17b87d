//! 村（社区） — adding and editing one by hand, with the rules of the imported sheet.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use sea_orm::SqlErr;
use uuid::Uuid;

use super::{
    change::{Actor, Begun, Change},
    cycle::{MoveCheck, Nearness, ask_to_confirm, day_itself, too_near},
    done::{self, Done},
    event::Event,
    import::single,
    refusal::{Conflict, Problems, Refusal},
    standing::{Plans, Standing, kind_of},
    typed,
};
use crate::{
    civil,
    law::{self, Calendar, Seats, UnitKind},
    platform::clock::Clock,
    roster::{self, TroubleCause, VillageOptions, VillageRow},
    store::{
        Store, audit,
        entity::{person, team, village as village_row},
        people, progress,
        scope::CycleScope,
        village,
    },
};

/// What is typed on the page of a village.
#[derive(Debug, Clone, Default)]
pub struct VillageInput {
    /// Plain fields by their names on the page: `name`, `kind`, `code`, `households`,
    /// `population`, `groups`, `party_members`, `last_voters`, `chair`, `deputy`, `member`,
    /// `term_end`, `election_day`, `places`, `note`, `leader`, `guidance`, `supervision`,
    /// `confirmed`.
    pub fields: BTreeMap<String, String>,
    /// 难点村原因 ticked.
    pub troubles: Vec<String>,
}

/// The plain fields of [`VillageInput`].
pub const FIELDS: [&str; 19] = [
    "name",
    "kind",
    "code",
    "households",
    "population",
    "groups",
    "party_members",
    "last_voters",
    "chair",
    "deputy",
    "member",
    "term_end",
    "election_day",
    "places",
    "note",
    "leader",
    "guidance",
    "supervision",
    "confirmed",
];

/// Column of the sheet → field of the page.
const COLUMNS: [(&str, &str); 13] = [
    ("村（社区）名称", "name"),
    ("类别", "kind"),
    ("区划代码", "code"),
    ("总户数", "households"),
    ("总人口", "population"),
    ("村民小组数", "groups"),
    ("党员数", "party_members"),
    ("上届登记选民数", "last_voters"),
    ("主任职数", "chair"),
    ("副主任职数", "deputy"),
    ("委员职数", "member"),
    ("任期届满日期", "term_end"),
    ("备注", "note"),
];

/// Longest list of posting places.
const PLACES_MOST: usize = 20;

impl VillageInput {
    fn text(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", |text| text.trim())
    }

    /// The fields of a stored village, as its page first shows them.
    pub fn of(row: &village_row::Model) -> Self {
        let number = |n: Option<i32>| n.map(|n| n.to_string()).unwrap_or_default();
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        let id = |id: Option<Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
        let fields = [
            ("name", row.name.clone()),
            ("kind", row.kind.clone()),
            ("code", row.code.clone().unwrap_or_default()),
            ("households", number(row.households)),
            ("population", number(row.population)),
            ("groups", number(row.groups)),
            ("party_members", number(row.party_members)),
            ("last_voters", number(row.last_voters)),
            ("chair", row.seats_chair.to_string()),
            ("deputy", row.seats_deputy.to_string()),
            ("member", row.seats_member.to_string()),
            ("term_end", day(row.term_end)),
            ("election_day", day(row.election_day)),
            ("places", places(row).join("\n")),
            ("note", row.note.clone()),
            ("leader", id(row.leader_id)),
            ("guidance", id(row.guidance_team_id)),
            ("supervision", id(row.supervision_team_id)),
        ];
        Self {
            fields: fields
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value))
                .collect(),
            troubles: causes(row).iter().map(|c| c.as_str().to_owned()).collect(),
        }
    }
}

/// 难点村原因 of a stored village.
pub fn causes(row: &village_row::Model) -> Vec<TroubleCause> {
    serde_json::from_str(&row.trouble_causes).unwrap_or_default()
}

/// 张贴点 of a stored village.
pub fn places(row: &village_row::Model) -> Vec<String> {
    serde_json::from_str(&row.posting_places).unwrap_or_default()
}

pub(super) fn list_text<T: serde::Serialize>(list: &[T]) -> String {
    serde_json::to_string(list).unwrap_or_else(|_| "[]".to_owned())
}

pub(super) fn stored(count: u32) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

/// The sheet's own limits are left out: the page says what the pack says.
fn options() -> VillageOptions {
    VillageOptions {
        village_seats: (0, u32::MAX),
        village_seats_source: String::new(),
        community_seats: (0, u32::MAX),
        community_seats_source: String::new(),
    }
}

/// What the typed fields come to, besides the links.
struct Read {
    row: VillageRow,
    election_day: Option<NaiveDate>,
    places: Vec<String>,
    warnings: Vec<String>,
}

fn read(input: &VillageInput, problems: &mut Problems) -> Option<Read> {
    let kind = UnitKind::from_id(input.text("kind"));
    if input.text("name").is_empty() {
        problems.add("name", "请填写村（社区）名称。");
    }
    if kind.is_none() {
        problems.add("kind", "请选择是村还是社区：两种适用的法律不同。");
    }
    let cells: Vec<(&str, String)> = COLUMNS
        .iter()
        .map(|(title, field)| {
            let text = match *field {
                "kind" => kind.map_or(String::new(), |kind| kind.name().to_owned()),
                _ => input.text(field).to_owned(),
            };
            (*title, text)
        })
        .collect();
    let (row, warnings) = single::read(
        &cells,
        &COLUMNS,
        |book| roster::import_villages(book, &options()),
        problems,
    );
    let election_day = typed::day(
        problems,
        "election_day",
        "单独的选举日",
        input.text("election_day"),
    );
    let mut places = Vec::new();
    for line in input.text("places").lines().map(str::trim) {
        if !line.is_empty() && !places.iter().any(|known| known == line) {
            places.push(typed::line(problems, "places", "张贴点", line, 60));
        }
    }
    if places.len() > PLACES_MOST {
        problems.add(
            "places",
            format!("请只写主要的张贴点，最多 {PLACES_MOST} 处。"),
        );
    }
    let mut row = row?;
    for id in &input.troubles {
        match TroubleCause::ALL.iter().find(|cause| cause.as_str() == id) {
            Some(cause) if !row.trouble_causes.contains(cause) => row.trouble_causes.push(*cause),
            Some(_) => {}
            None => problems.add("troubles", "请重新勾选难点村原因。"),
        }
    }
    Some(Read {
        row,
        election_day,
        places,
        warnings,
    })
}

/// People and teams a village can be linked to, with the other villages.
struct Around {
    villages: Vec<village_row::Model>,
    people: Vec<person::Model>,
    teams: Vec<team::Model>,
}

async fn around(change: &Change<'_>, scope: &CycleScope) -> Result<Around, Refusal> {
    Ok(Around {
        villages: village::list(change.tx(), scope).await?,
        people: people::list(change.tx(), scope).await?,
        teams: people::teams(change.tx(), scope).await?,
    })
}

/// Puts what was read into a row; links and repeated names are problems of their fields.
fn fill(
    model: &mut village_row::Model,
    read: &Read,
    input: &VillageInput,
    around: &Around,
    problems: &mut Problems,
) {
    let row = &read.row;
    let key = roster::unit_key(&row.name);
    for other in around.villages.iter().filter(|other| other.id != model.id) {
        if roster::unit_key(&other.name) == key {
            problems.add(
                "name",
                format!("请核对名称：名册里已经有“{}”。", other.name),
            );
        }
        if row.code.is_some() && other.code == row.code {
            problems.add(
                "code",
                format!("请核对区划代码：这个代码已经是“{}”的。", other.name),
            );
        }
    }
    model.name.clone_from(&row.name);
    model.kind = match row.kind {
        roster::UnitKind::Village => UnitKind::Village.id(),
        roster::UnitKind::Community => UnitKind::Community.id(),
    }
    .to_owned();
    model.code.clone_from(&row.code);
    model.households = row.households.map(stored);
    model.population = row.population.map(stored);
    model.groups = row.groups.map(stored);
    model.party_members = row.party_members.map(stored);
    model.last_voters = row.last_voters.map(stored);
    model.seats_chair = stored(row.seats.chair);
    model.seats_deputy = stored(row.seats.deputy);
    model.seats_member = stored(row.seats.member);
    model.term_end = row.term_end;
    model.trouble_causes = list_text(&row.trouble_causes);
    model.posting_places = list_text(&read.places);
    model.note = row.note.clone().unwrap_or_default();
    model.election_day = read.election_day;
    let team = |kind: &'static str| {
        around
            .teams
            .iter()
            .filter(move |team| team.kind == kind)
            .map(|team| team.id)
    };
    model.leader_id = typed::one_of(
        problems,
        "leader",
        "挂钩领导",
        input.text("leader"),
        around.people.iter().map(|person| person.id),
    );
    model.guidance_team_id = typed::one_of(
        problems,
        "guidance",
        "指导组",
        input.text("guidance"),
        team("guidance"),
    );
    model.supervision_team_id = typed::one_of(
        problems,
        "supervision",
        "督查组",
        input.text("supervision"),
        team("supervision"),
    );
}

/// What the pack says of the number of seats.
fn seat_warnings(plans: &Plans, model: &village_row::Model) -> Vec<String> {
    let kind = kind_of(model);
    let count = |n: i32| u32::try_from(n).unwrap_or(0);
    let seats = Seats {
        chair: count(model.seats_chair),
        deputy: count(model.seats_deputy),
        member: count(model.seats_member),
    };
    if seats.total() == 0 {
        // The sheet reader says already that they are blank.
        return Vec::new();
    }
    plans
        .pack
        .rules(kind)
        .map(|rules| law::check_seats(rules, kind, seats))
        .unwrap_or_default()
        .into_iter()
        .map(|finding| finding.message)
        .collect()
}

/// What the rules and what has been done say against a village's own election day.
#[allow(clippy::too_many_arguments)] // the day, and everything it is held against
async fn check_own_day(
    store: &Store,
    scope: &CycleScope,
    plans: &Plans,
    calendar: &Calendar,
    today: NaiveDate,
    model: &village_row::Model,
    input: &VillageInput,
    problems: &mut Problems,
) -> Result<(), Refusal> {
    let latest = progress::latest(store.reader(), scope).await?;
    let standing = Standing::of_village(plans, scope.cycle(), model, &latest, today);
    let day = model
        .election_day
        .unwrap_or(scope.cycle().default_election_day);
    let mut check = MoveCheck::default();
    day_itself(
        &mut check,
        &plans.pack,
        Some(kind_of(model)),
        day,
        today,
        calendar,
    );
    match too_near(&standing, day) {
        Nearness::Voted => check.errors.push(
            "请先核对投票记录：已经记录了投票，选举日不能再改；记错了先撤销「投票选举」的记录。"
                .to_owned(),
        ),
        Nearness::TooNear(first) => check.errors.push(format!(
            "请把选举日定在 {}（含）以后：还有环节没办，法定提前日数不够。",
            civil::long_weekday(first)
        )),
        Nearness::Fits => {}
    }
    for text in check.errors {
        problems.add("election_day", text);
    }
    ask_to_confirm(problems, &check.warnings, input.text("confirmed"), day);
    Ok(())
}

/// A village as labelled words: what the audit keeps, and what a comparison shows.
pub(super) fn facts(model: &village_row::Model) -> Vec<(&'static str, String)> {
    let number = |n: Option<i32>| n.map(|n| n.to_string()).unwrap_or_default();
    let day = |day: Option<NaiveDate>| day.map(civil::long).unwrap_or_default();
    let causes: Vec<&str> = causes(model).iter().map(|cause| cause.title()).collect();
    vec![
        ("名称", model.name.clone()),
        ("类别", kind_of(model).name().to_owned()),
        ("区划代码", model.code.clone().unwrap_or_default()),
        ("总户数", number(model.households)),
        ("总人口", number(model.population)),
        ("村民小组数", number(model.groups)),
        ("党员数", number(model.party_members)),
        ("上届登记选民数", number(model.last_voters)),
        (
            "职数（主任＋副主任＋委员）",
            format!(
                "{}＋{}＋{}",
                model.seats_chair, model.seats_deputy, model.seats_member
            ),
        ),
        ("任期届满", day(model.term_end)),
        ("难点村原因", causes.join("、")),
        ("张贴点", places(model).join("、")),
        ("备注", model.note.clone()),
        ("单独的选举日", day(model.election_day)),
    ]
}

/// The same as JSON for the audit.
pub(super) fn seen(model: &village_row::Model) -> serde_json::Value {
    facts(model)
        .into_iter()
        .map(|(label, value)| (label.to_owned(), serde_json::Value::String(value)))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

/// «总户数 813 → 820», a line for each difference.
pub(super) fn differences(
    before: &[(&'static str, String)],
    after: &[(&'static str, String)],
) -> Vec<String> {
    let word = |text: &str| {
        if text.is_empty() {
            "（空）".to_owned()
        } else {
            text.to_owned()
        }
    };
    before
        .iter()
        .zip(after)
        .filter(|((_, old), (_, new))| old != new)
        .map(|((label, old), (_, new))| format!("{label} {} → {}", word(old), word(new)))
        .collect()
}

fn saved(
    location: String,
    text: String,
    model: &village_row::Model,
    plans: &Plans,
    read: Read,
) -> Done {
    let mut warnings = read.warnings;
    warnings.extend(seat_warnings(plans, model));
    Done {
        location,
        text,
        warnings,
    }
}

fn taken(error: sea_orm::DbErr) -> Refusal {
    match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => {
            Refusal::field("name", "请核对名称：名册里刚刚有了同名的村（社区）。")
        }
        _ => error.into(),
    }
}

/// 新增村（社区）
#[allow(clippy::too_many_arguments)]
pub async fn add(
    store: &Store,
    clock: &dyn Clock,
    calendar: &Calendar,
    plans: &Plans,
    actor: &Actor,
    scope: &CycleScope,
    key: &str,
    input: &VillageInput,
) -> Result<Done, Refusal> {
    let mut change = match done::open(store, clock, actor, Some(key)).await? {
        Begun::Fresh(change) => change,
        Begun::Again(location) => return Ok(Done::again(location)),
    };
    let mut problems = Problems::none();
    let read = read(input, &mut problems);
    let around = around(&change, scope).await?;
    let mut model = blank(scope.cycle_id(), next_ordinal(&around.villages));
    if let Some(read) = &read {
        fill(&mut model, read, input, &around, &mut problems);
        if model.election_day.is_some() {
            let today = clock.today();
            check_own_day(
                store,
                scope,
                plans,
                calendar,
                today,
                &model,
                input,
                &mut problems,
            )
            .await?;
        }
    }
    problems.into_result()?;
    let read = read.ok_or_else(|| Refusal::Inside("a village without fields".to_owned()))?;
    if !village::insert_all(change.tx(), vec![model.clone()]).await? {
        return Err(Refusal::field(
            "name",
            "请核对名称：名册里刚刚有了同名的村（社区）。",
        ));
    }
    change
        .audit(Event::VillageAdded)
        .object("village", model.id)
        .cycle(model.cycle_id)
        .village(model.id)
        .summary(format!("新增 {}", model.name))
        .after(&seen(&model));
    let location = format!("/c/{}/villages", model.cycle_id);
    change.commit(&location).await?;
    let text = format!("已新增{}。", model.name);
    Ok(saved(location, text, &model, plans, read))
}

/// 修改村（社区） — `version` is that of the row the form was made from.
#[allow(clippy::too_many_arguments)]
pub async fn edit(
    store: &Store,
    clock: &dyn Clock,
    calendar: &Calendar,
    plans: &Plans,
    actor: &Actor,
    scope: &CycleScope,
    key: &str,
    id: Uuid,
    version: i32,
    input: &VillageInput,
) -> Result<Done, Refusal> {
    let mut change = match done::open(store, clock, actor, Some(key)).await? {
        Begun::Fresh(change) => change,
        Begun::Again(location) => return Ok(Done::again(location)),
    };
    let old = village::find(change.tx(), scope, id)
        .await?
        .ok_or(Refusal::NotFound)?;
    if old.version != version {
        let event = audit::last_of_object(change.tx(), "village", &id.to_string()).await?;
        return Err(Refusal::Conflict(Conflict::from_event(old.name, event)));
    }
    let mut problems = Problems::none();
    let read = read(input, &mut problems);
    let around = around(&change, scope).await?;
    let mut model = old.clone();
    if let Some(read) = &read {
        fill(&mut model, read, input, &around, &mut problems);
        if model.election_day != old.election_day {
            let today = clock.today();
            check_own_day(
                store,
                scope,
                plans,
                calendar,
                today,
                &model,
                input,
                &mut problems,
            )
            .await?;
        }
    }
    problems.into_result()?;
    let read = read.ok_or_else(|| Refusal::Inside("a village without fields".to_owned()))?;
    if !village::update(change.tx(), scope, model.clone())
        .await
        .map_err(taken)?
    {
        let event = audit::last_of_object(store.reader(), "village", &id.to_string()).await?;
        return Err(Refusal::Conflict(Conflict::from_event(old.name, event)));
    }
    let mut summary = format!("修改 {}", model.name);
    if model.election_day != old.election_day {
        summary = match model.election_day {
            Some(day) => format!("{summary}，选举日定为 {}", civil::short(day)),
            None => format!("{summary}，选举日改随全镇"),
        };
    }
    change
        .audit(Event::VillageChanged)
        .object("village", id)
        .cycle(model.cycle_id)
        .village(id)
        .summary(summary)
        .before(&seen(&old))
        .after(&seen(&model));
    let location = format!("/c/{}/villages", model.cycle_id);
    change.commit(&location).await?;
    let text = format!("已修改{}。", model.name);
    Ok(saved(location, text, &model, plans, read))
}

/// A village with nothing in it yet.
pub(super) fn blank(cycle_id: Uuid, ordinal: i32) -> village_row::Model {
    village_row::Model {
        id: Uuid::now_v7(),
        cycle_id,
        ordinal,
        name: String::new(),
        kind: String::new(),
        code: None,
        households: None,
        population: None,
        groups: None,
        party_members: None,
        last_voters: None,
        seats_chair: 0,
        seats_deputy: 0,
        seats_member: 0,
        term_end: None,
        trouble_causes: "[]".to_owned(),
        posting_places: "[]".to_owned(),
        note: String::new(),
        election_day: None,
        leader_id: None,
        guidance_team_id: None,
        supervision_team_id: None,
        version: 1,
    }
}

pub(super) fn next_ordinal(villages: &[village_row::Model]) -> i32 {
    villages
        .iter()
        .map(|row| row.ordinal)
        .max()
        .unwrap_or(0)
        .saturating_add(1)
}
