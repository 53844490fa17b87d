//! 安排会议 — calling a meeting, changing it, ticking off what is ready, calling it off.

use chrono::{Datelike as _, NaiveDate};
use serde_json::json;
use uuid::Uuid;

use super::{
    MOST_ROWS, address,
    catalogue::{Level, MeetingKind, catalogue},
    expected::{Expected, Part, Sources, expected, women_of},
    json_text, list_of, read_lines, read_time, village_of, words_of,
};
use crate::{
    civil,
    office::{
        change::{Actor, Begun, Change},
        done::Done,
        event::Event,
        progress::Desk,
        refusal::{Conflict, Problems, Refusal},
        typed,
    },
    store::{
        audit,
        entity::{meeting, meeting_unit, step_arrangement, village as village_row},
        meeting as store, paper, people, progress,
        scope::CycleScope,
        village,
    },
};

/// One row of those asked, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RowInput {
    /// Number of the line: its fields are `unit.{line}`, `part.{line}` …
    pub line: usize,
    /// Id of the village it is of; may be empty.
    pub village: String,
    /// 单位
    pub unit: String,
    /// How it counts.
    pub part: String,
    /// 职务或者姓名
    pub who: String,
    /// 应到
    pub expected: String,
}

/// A meeting as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MeetingInput {
    /// Id of the kind.
    pub kind: String,
    /// Id of the village; empty for the township's.
    pub village: String,
    /// 会议名称
    pub name: String,
    /// 日期
    pub day: String,
    /// 时间
    pub time: String,
    /// 地点
    pub place: String,
    /// 主持人
    pub host: String,
    /// 记录人
    pub recorder: String,
    /// 联系人
    pub contact: String,
    /// 联系电话
    pub contact_phone: String,
    /// 参会名单报送截止日
    pub reply_by: String,
    /// The step that rests on it; may be empty.
    pub step: String,
    /// 议程, a line an item.
    pub agenda: String,
    /// 材料
    pub materials: String,
    /// 会议要求
    pub requirements: String,
    /// 妇女代表, where representatives meet.
    pub women: String,
    /// Who is asked; rows left blank are passed over.
    pub rows: Vec<RowInput>,
}

/// What a meeting stores of the form.
struct Checked {
    name: String,
    day: Option<NaiveDate>,
    time: String,
    place: String,
    host: String,
    recorder: String,
    contact: String,
    contact_phone: String,
    reply_by: Option<NaiveDate>,
    step: String,
    agenda: Vec<String>,
    materials: Vec<String>,
    requirements: Vec<String>,
    women: Option<i32>,
    rows: Vec<Expected>,
}

/// Everything wrong with the form at once.
fn check(
    input: &MeetingInput,
    kind: &MeetingKind,
    villages: &[village_row::Model],
    problems: &mut Problems,
) -> Checked {
    let line = |problems: &mut Problems, field: &str, label: &str, text: &str, most: usize| {
        typed::line(problems, field, label, text, most)
    };
    let name = line(problems, "name", "会议名称", &input.name, 60);
    if name.is_empty() {
        problems.add("name", "请填写会议名称：通知、签到表和记录上都要写。");
    }
    let day = typed::day(problems, "day", "会议日期", &input.day);
    if day.is_some_and(|day| !(2000..=2099).contains(&day.year())) {
        problems.add("day", "请核对年份。会议日期应在 2000 年到 2099 年之间。");
    }
    let reply_by = typed::day(problems, "reply_by", "名单报送截止日", &input.reply_by);
    if let (Some(reply), Some(day)) = (reply_by, day)
        && reply > day
    {
        problems.add(
            "reply_by",
            format!(
                "请把名单报送截止日改到 {}（开会那天）或者以前。",
                civil::short(day)
            ),
        );
    }
    let step = input.step.trim();
    if !step.is_empty() && !kind.steps.iter().any(|id| id == step) {
        problems.add("step", "请重新选择这次会议要办的环节。");
    }
    Checked {
        name,
        day,
        time: read_time(problems, "time", "会议时间", &input.time),
        place: line(problems, "place", "会议地点", &input.place, 100),
        host: line(problems, "host", "主持人", &input.host, 60),
        recorder: line(problems, "recorder", "记录人", &input.recorder, 60),
        contact: line(problems, "contact", "联系人", &input.contact, 30),
        contact_phone: line(
            problems,
            "contact_phone",
            "联系电话",
            &input.contact_phone,
            30,
        ),
        reply_by,
        step: step.to_owned(),
        agenda: read_lines(problems, "agenda", "议程", &input.agenda),
        materials: read_lines(problems, "materials", "会议材料", &input.materials),
        requirements: read_lines(problems, "requirements", "会议要求", &input.requirements),
        women: typed::number(problems, "women", "妇女代表", &input.women, (0, 100_000)),
        rows: check_rows(input, kind, villages, problems),
    }
}

fn check_rows(
    input: &MeetingInput,
    kind: &MeetingKind,
    villages: &[village_row::Model],
    problems: &mut Problems,
) -> Vec<Expected> {
    let mut rows = Vec::new();
    for row in &input.rows {
        let line = row.line;
        let field = |name: &str| format!("{name}.{line}");
        let blank = [&row.unit, &row.who, &row.expected]
            .iter()
            .all(|text| text.trim().is_empty());
        if blank {
            continue;
        }
        let unit = typed::line(problems, &field("unit"), "单位", &row.unit, 60);
        if unit.is_empty() {
            problems.add(
                &field("unit"),
                "请写明是哪个单位的人；不要这一行就把它清空。",
            );
        }
        let part = Part::from_id(row.part.trim())
            .filter(|part| Part::of(kind.quorum).contains(part))
            .unwrap_or_else(|| {
                problems.add(&field("part"), "请选择这一行算哪一部分：法定人数按它核对。");
                Part::Plain
            });
        let who = row.who.trim();
        if who.chars().count() > 20_000 {
            problems.add(&field("who"), "请把人员缩短到两万字以内。");
        }
        let counted = u32::try_from(super::seats(who).len()).unwrap_or(u32::MAX);
        let expected = if row.expected.trim().is_empty() {
            counted
        } else {
            typed::number(
                problems,
                &field("expected"),
                "应到人数",
                &row.expected,
                (0, 100_000),
            )
            .and_then(|n| u32::try_from(n).ok())
            .unwrap_or(0)
        };
        let village = Uuid::parse_str(row.village.trim())
            .ok()
            .filter(|id| villages.iter().any(|one| one.id == *id));
        if rows
            .iter()
            .any(|known: &Expected| known.unit == unit && known.part == part)
            && !unit.is_empty()
        {
            problems.add(&field("unit"), format!("请合并：{unit}已经列在前面。"));
        }
        rows.push(Expected {
            village,
            unit,
            part,
            who: who.to_owned(),
            expected,
        });
    }
    if rows.len() > MOST_ROWS {
        problems
            .general
            .push(format!("请合并应到单位：一次会议最多 {MOST_ROWS} 行。"));
    }
    let has = |part: Part| rows.iter().any(|row| row.part == part);
    if has(Part::Adults) && has(Part::Households) {
        problems.general.push(
            "请统一按人或者按户：十八周岁以上的人和户的代表是两种算法，一次会议只能用一种。"
                .to_owned(),
        );
    }
    rows
}

/// The form of a new meeting, filled in with what is known.
pub async fn start<C: sea_orm::ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    kind: &MeetingKind,
    village: Option<&village_row::Model>,
    asked_step: &str,
) -> Result<MeetingInput, Refusal> {
    let villages = village::list(db, scope).await?;
    let people = people::list(db, scope).await?;
    let teams = people::teams(db, scope).await?;
    let facts = match village {
        Some(village) => paper::facts_of(db, scope, village.id).await?,
        None => Vec::new(),
    };
    let sources = Sources {
        villages: &villages,
        people: &people,
        teams: &teams,
        facts: &facts,
    };
    let unit_id = village.map_or_else(|| scope.cycle_id(), |village| village.id);
    let step = kind
        .steps
        .iter()
        .find(|step| *step == asked_step)
        .or_else(|| kind.steps.first().filter(|_| village.is_none()))
        .cloned()
        .unwrap_or_default();
    let arranged = progress::arrangements(db, scope, unit_id)
        .await?
        .into_iter()
        .find(|row| row.step == step);
    let rows = expected(kind, village, &sources)
        .into_iter()
        .enumerate()
        .map(|(line, row)| RowInput {
            line,
            village: row.village.map(|id| id.to_string()).unwrap_or_default(),
            unit: row.unit,
            part: row.part.id().to_owned(),
            who: row.who,
            expected: if row.expected == 0 {
                String::new()
            } else {
                row.expected.to_string()
            },
        })
        .collect();
    let lines = |list: &[String]| list.join("\n");
    Ok(MeetingInput {
        kind: kind.id.clone(),
        village: village.map(|one| one.id.to_string()).unwrap_or_default(),
        name: kind.name(words_of(village)).to_owned(),
        // What was planned for the phase is not typed again.
        day: arranged
            .as_ref()
            .and_then(|row| row.planned_day)
            .map(|day| day.to_string())
            .unwrap_or_default(),
        place: arranged.map(|row| row.place).unwrap_or_default(),
        step,
        agenda: lines(&kind.agenda),
        materials: lines(&kind.materials),
        requirements: lines(&kind.requirements),
        women: village
            .and_then(|village| women_of(&sources, village))
            .map(|women| women.to_string())
            .unwrap_or_default(),
        rows,
        ..MeetingInput::default()
    })
}

fn told(one: &meeting::Model, rows: usize) -> serde_json::Value {
    json!({
        "name": one.name, "day": one.day, "time": one.time, "place": one.place,
        "step": one.step, "agenda": list_of(&one.agenda), "state": one.state, "rows": rows,
    })
}

pub(super) async fn conflict<C: sea_orm::ConnectionTrait>(
    db: &C,
    one: &meeting::Model,
) -> Result<Refusal, Refusal> {
    let event = audit::last_of_object(db, "meeting", &one.id.to_string()).await?;
    Ok(Refusal::Conflict(Conflict::from_event(
        format!("会议‘{}’", one.name),
        event,
    )))
}

/// 安排会议 (`id` none) or changing one. A meeting of a township phase also plans the phase's day.
#[allow(clippy::too_many_arguments)] // who, where, which form, what: each is one thing
pub async fn save(
    desk: &Desk<'_>,
    actor: &Actor,
    scope: &CycleScope,
    key: &str,
    id: Option<Uuid>,
    version: i32,
    input: &MeetingInput,
) -> Result<Done, Refusal> {
    let db = desk.store.reader();
    let mut problems = Problems::none();
    let old = match id {
        Some(id) => Some(
            store::find(db, scope, id)
                .await?
                .ok_or(Refusal::NotFound)?
                .0,
        ),
        None => None,
    };
    let kind_id = old.as_ref().map_or(input.kind.as_str(), |old| &old.kind);
    let kind = catalogue()
        .find(kind_id)
        .ok_or_else(|| Refusal::field("kind", "请选择会议种类。"))?;
    let unit_id = match (&old, kind.level) {
        (Some(old), _) => old.unit_id,
        (None, Level::Township) => scope.cycle_id(),
        (None, Level::Village) => match Uuid::parse_str(input.village.trim()) {
            Ok(id) => id,
            Err(_) => return Err(Refusal::field("village", "请选择哪个村（社区）的会议。")),
        },
    };
    let village = village_of(db, scope, unit_id).await?;
    let villages = village::list(db, scope).await?;
    let checked = check(input, kind, &villages, &mut problems);
    if old.as_ref().is_some_and(|old| old.state != store::PLANNED) {
        problems
            .general
            .push("请到“登记到会”里更正：这次会议已经登记或者取消，安排不再改动。".to_owned());
    }
    problems.into_result()?;
    let mut change = match Change::begin(desk.store, desk.clock, actor, key).await? {
        Begun::Fresh(change) => change,
        Begun::Again(location) => return Ok(Done::again(location)),
    };
    let model = meeting::Model {
        id: old.as_ref().map_or_else(Uuid::now_v7, |old| old.id),
        cycle_id: scope.cycle_id(),
        unit_id,
        kind: kind.id.clone(),
        name: checked.name,
        day: checked.day,
        time: checked.time,
        place: checked.place,
        host: checked.host,
        recorder: checked.recorder,
        contact: checked.contact,
        contact_phone: checked.contact_phone,
        reply_by: checked.reply_by,
        step: checked.step,
        agenda: json_text(&checked.agenda),
        materials: json_text(&checked.materials),
        requirements: json_text(&checked.requirements),
        prepared: old
            .as_ref()
            .map_or_else(|| "[]".to_owned(), |old| old.prepared.clone()),
        women: checked.women,
        state: store::PLANNED.to_owned(),
        state_note: String::new(),
        discussion: String::new(),
        decisions: "[]".to_owned(),
        recorded_by: actor.id(),
        recorded_by_name: actor.name.clone(),
        recorded_at: change.at(),
        version: if old.is_some() { version } else { 1 },
    };
    match &old {
        Some(old) => {
            if !store::update(change.tx(), scope, model.clone()).await? {
                drop(change);
                return Err(conflict(db, old).await?);
            }
        }
        None => store::insert(change.tx(), model.clone()).await?,
    }
    let rows = rows_of(&model, &checked.rows);
    let count = rows.len();
    store::put_rows(change.tx(), model.id, rows).await?;
    let unit = village.as_ref().map_or("镇", |village| &village.name);
    let when = model
        .day
        .map_or_else(|| "日期未定".to_owned(), civil::short);
    let entry = change
        .audit(Event::MeetingArranged)
        .object("meeting", model.id)
        .cycle(scope.cycle_id())
        .summary(format!("安排 {unit} {} {when}", model.name))
        .after(&told(&model, count))
        .before_if(old.as_ref().map(|old| told(old, count)).as_ref());
    if let Some(village) = &village {
        entry.village(village.id);
    }
    if village.is_none() {
        plan_phase(desk, &mut change, scope, &model).await?;
    }
    let location = address(scope, model.id);
    change.commit(&location).await?;
    Ok(Done::plainly(
        location,
        if old.is_some() {
            format!("已保存“{}”的安排。", model.name)
        } else {
            format!("已安排“{}”。通知和签到表可以打印了。", model.name)
        },
    ))
}

fn rows_of(one: &meeting::Model, rows: &[Expected]) -> Vec<meeting_unit::Model> {
    rows.iter()
        .zip(1..)
        .map(|(row, ordinal)| meeting_unit::Model {
            id: Uuid::now_v7(),
            cycle_id: one.cycle_id,
            meeting_id: one.id,
            ordinal,
            village_id: row.village,
            unit: row.unit.clone(),
            part: row.part.id().to_owned(),
            who: row.who.clone(),
            expected: i32::try_from(row.expected).unwrap_or(i32::MAX),
            present: None,
            absent: String::new(),
        })
        .collect()
}

/// The phase is planned for the day and place of its meeting: nobody types them twice.
async fn plan_phase(
    desk: &Desk<'_>,
    change: &mut Change<'_>,
    scope: &CycleScope,
    one: &meeting::Model,
) -> Result<(), Refusal> {
    plan_step(desk, change, scope, &one.step, one.day, &one.place).await
}

/// Plans one of the township's own phases for the day and place of a meeting or course.
pub(in crate::office) async fn plan_step(
    desk: &Desk<'_>,
    change: &mut Change<'_>,
    scope: &CycleScope,
    step: &str,
    day: Option<NaiveDate>,
    place: &str,
) -> Result<(), Refusal> {
    let plan = &desk.plans.township;
    let (Some(day), Some(found)) = (
        day,
        plan.index(step).and_then(|index| plan.steps.get(index)),
    ) else {
        return Ok(());
    };
    let unit_id = scope.cycle_id();
    let before = progress::arrangements(change.tx(), scope, unit_id)
        .await?
        .into_iter()
        .find(|row| row.step == step);
    if before
        .as_ref()
        .is_some_and(|row| row.planned_day == Some(day) && row.place == place)
    {
        return Ok(());
    }
    let row = match before {
        Some(row) => step_arrangement::Model {
            planned_day: Some(day),
            place: place.to_owned(),
            ..row
        },
        None => step_arrangement::Model {
            id: Uuid::now_v7(),
            cycle_id: unit_id,
            unit_id,
            step: step.to_owned(),
            planned_day: Some(day),
            owner_id: None,
            place: place.to_owned(),
            note: String::new(),
            version: 0,
        },
    };
    if progress::put_arrangement(change.tx(), row).await? {
        change
            .audit(Event::StepArranged)
            .object("arrangement", format!("{unit_id}/{step}"))
            .cycle(unit_id)
            .summary(format!("安排 镇 {} {}", found.name, civil::short(day)))
            .after(&json!({ "planned_day": day, "place": place }));
    }
    Ok(())
}

/// 准备事项 ticked: ids of the catalogue, and `材料：…` for the meeting's own materials.
pub async fn prepare(
    desk: &Desk<'_>,
    actor: &Actor,
    scope: &CycleScope,
    key: &str,
    id: Uuid,
    version: i32,
    ticked: &[String],
) -> Result<Done, Refusal> {
    let (one, _) = store::find(desk.store.reader(), scope, id)
        .await?
        .ok_or(Refusal::NotFound)?;
    let village = village_of(desk.store.reader(), scope, one.unit_id).await?;
    let all = to_prepare(&one);
    let kept: Vec<&String> = all
        .iter()
        .map(|(id, _, _)| id)
        .filter(|id| ticked.contains(id))
        .collect();
    let mut change = match Change::begin(desk.store, desk.clock, actor, key).await? {
        Begun::Fresh(change) => change,
        Begun::Again(location) => return Ok(Done::again(location)),
    };
    let model = meeting::Model {
        prepared: json_text(&kept),
        version,
        ..one.clone()
    };
    if !store::update(change.tx(), scope, model).await? {
        drop(change);
        return Err(conflict(desk.store.reader(), &one).await?);
    }
    let entry = change
        .audit(Event::MeetingPrepared)
        .object("meeting", id)
        .cycle(scope.cycle_id())
        .summary(format!(
            "{}的准备：{} 项备好，共 {} 项",
            one.name,
            kept.len(),
            all.len()
        ));
    if let Some(village) = &village {
        entry.village(village.id);
    }
    let location = address(scope, id);
    change.commit(&location).await?;
    Ok(Done::plainly(
        location,
        format!("已保存：准备事项 {}/{}。", kept.len(), all.len()),
    ))
}

/// What has to be made ready: id, part, text; the meeting's own materials stand first.
pub fn to_prepare(one: &meeting::Model) -> Vec<(String, String, String)> {
    let level = catalogue()
        .find(&one.kind)
        .map_or(Level::Township, |kind| kind.level);
    let own = list_of(&one.materials)
        .into_iter()
        .map(|text| (format!("材料：{text}"), "材料".to_owned(), text));
    let shared = catalogue()
        .checks(level)
        .map(|check| (check.id.clone(), check.part.clone(), check.text.clone()));
    own.chain(shared).collect()
}

/// 取消会议, with the reason. Its notice is withdrawn by the office itself.
#[allow(clippy::too_many_arguments)] // as above
pub async fn cancel(
    desk: &Desk<'_>,
    actor: &Actor,
    scope: &CycleScope,
    key: &str,
    id: Uuid,
    version: i32,
    reason: &str,
) -> Result<Done, Refusal> {
    let db = desk.store.reader();
    let (one, _) = store::find(db, scope, id).await?.ok_or(Refusal::NotFound)?;
    let village = village_of(db, scope, one.unit_id).await?;
    let mut problems = Problems::none();
    let reason = typed::line(&mut problems, "reason", "取消的原因", reason, 200);
    if reason.is_empty() {
        problems.add("reason", "请写明为什么取消：已经通知的人会问。");
    }
    if one.state != store::PLANNED {
        problems
            .general
            .push("请刷新页面核对：这次会议已经开过或者取消。".to_owned());
    }
    problems.into_result()?;
    let mut change = match Change::begin(desk.store, desk.clock, actor, key).await? {
        Begun::Fresh(change) => change,
        Begun::Again(location) => return Ok(Done::again(location)),
    };
    let model = meeting::Model {
        state: store::CANCELLED.to_owned(),
        state_note: reason.clone(),
        version,
        ..one.clone()
    };
    if !store::update(change.tx(), scope, model).await? {
        drop(change);
        return Err(conflict(db, &one).await?);
    }
    let entry = change
        .audit(Event::MeetingCancelled)
        .object("meeting", id)
        .cycle(scope.cycle_id())
        .summary(format!("取消会议 {}", one.name))
        .reason(reason);
    if let Some(village) = &village {
        entry.village(village.id);
    }
    let location = address(scope, id);
    change.commit(&location).await?;
    Ok(Done::plainly(
        location,
        format!("已取消“{}”。已经发出的通知请另行告知。", one.name),
    ))
}
