//! 安排培训 — a course, its lessons and who of which unit is asked.

use std::collections::HashMap;

use chrono::{Datelike as _, NaiveDate};
use serde_json::json;
use uuid::Uuid;

use super::{
    Lesson, STEP, address,
    catalogue::{Course, Function, Whose, curriculum},
    coverage::{Staff, staff_of},
    lessons, level_of,
    need::{Counts, counts_by_village},
};
use crate::{
    civil,
    office::{
        change::{Actor, Begun, Change},
        done::Done,
        event::Event,
        meeting::{json_text, plan_step, read_lines, read_time, village_of},
        progress::Desk,
        refusal::{Conflict, Problems, Refusal},
        typed,
    },
    store::{
        audit,
        entity::{team, training, training_group, village as village_row},
        meeting::{CANCELLED, PLANNED},
        people, progress,
        scope::CycleScope,
        training as store, training_need, village,
    },
};

/// A course as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TrainingInput {
    /// Id of the level.
    pub level: String,
    /// Id of the village; empty for courses of the township and the county.
    pub village: String,
    /// 班名
    pub name: String,
    /// 日期
    pub day: String,
    /// 时间
    pub time: String,
    /// 结束日期
    pub end_day: String,
    /// 结束时间
    pub end_time: String,
    /// 地点
    pub place: String,
    /// 主持人
    pub host: String,
    /// 联系人
    pub contact: String,
    /// 联系电话
    pub contact_phone: String,
    /// 名单报送截止日
    pub reply_by: String,
    /// Ids of the lessons ticked.
    pub items: Vec<String>,
    /// 主讲 by id of the lesson.
    pub speakers: Vec<(String, String)>,
    /// The course's own lessons, a line each: 课题，主讲 behind a |.
    pub extra: String,
    /// 资料
    pub materials: String,
    /// 有关要求
    pub requirements: String,
    /// Ids of the kinds of people ticked.
    pub functions: Vec<String>,
    /// Ids of the villages ticked.
    pub villages: Vec<String>,
}

struct Checked {
    name: String,
    day: Option<NaiveDate>,
    time: String,
    end_day: Option<NaiveDate>,
    end_time: String,
    place: String,
    host: String,
    contact: String,
    contact_phone: String,
    reply_by: Option<NaiveDate>,
    lessons: Vec<Lesson>,
    materials: Vec<String>,
    requirements: Vec<String>,
}

fn check(input: &TrainingInput, problems: &mut Problems) -> Checked {
    let line = |problems: &mut Problems, field: &str, label: &str, text: &str, most: usize| {
        typed::line(problems, field, label, text, most)
    };
    let name = line(problems, "name", "班名", &input.name, 60);
    if name.is_empty() {
        problems.add("name", "请填写班名：通知和签到表上都要写。");
    }
    let day = typed::day(problems, "day", "开班日期", &input.day);
    if day.is_some_and(|day| !(2000..=2099).contains(&day.year())) {
        problems.add("day", "请核对年份。开班日期应在 2000 年到 2099 年之间。");
    }
    let end_day = typed::day(problems, "end_day", "结束日期", &input.end_day);
    let time = read_time(problems, "time", "开班时间", &input.time);
    let end_time = read_time(problems, "end_time", "结束时间", &input.end_time);
    match (day, end_day) {
        (Some(day), Some(end)) if end < day => problems.add(
            "end_day",
            format!(
                "请把结束日期改到 {}（开班那天）或者以后。",
                civil::short(day)
            ),
        ),
        (None, Some(_)) => problems.add("day", "请填写开班日期：只写了结束日期。"),
        _ => {}
    }
    let one_day = end_day.is_none() || end_day == day;
    if one_day && !time.is_empty() && !end_time.is_empty() && end_time <= time {
        problems.add("end_time", "请把结束时间改到开班时间以后。");
    }
    let reply_by = typed::day(problems, "reply_by", "名单报送截止日", &input.reply_by);
    if let (Some(reply), Some(day)) = (reply_by, day)
        && reply > day
    {
        problems.add(
            "reply_by",
            format!(
                "请把名单报送截止日改到 {}（开班那天）或者以前。",
                civil::short(day)
            ),
        );
    }
    Checked {
        name,
        day,
        time,
        end_day,
        end_time,
        place: line(problems, "place", "培训地点", &input.place, 100),
        host: line(problems, "host", "主持人", &input.host, 60),
        contact: line(problems, "contact", "联系人", &input.contact, 30),
        contact_phone: line(
            problems,
            "contact_phone",
            "联系电话",
            &input.contact_phone,
            30,
        ),
        reply_by,
        lessons: check_lessons(input, problems),
        materials: read_lines(problems, "materials", "培训资料", &input.materials),
        requirements: read_lines(problems, "requirements", "有关要求", &input.requirements),
    }
}

fn check_lessons(input: &TrainingInput, problems: &mut Problems) -> Vec<Lesson> {
    let mut list: Vec<Lesson> = Vec::new();
    for item in &curriculum().items {
        if !input.items.contains(&item.id) {
            continue;
        }
        let field = format!("speaker.{}", item.id);
        let speaker = input
            .speakers
            .iter()
            .find(|(id, _)| *id == item.id)
            .map_or("", |(_, speaker)| speaker.as_str());
        list.push(Lesson {
            item: Some(item.id.clone()),
            topic: item.topic.clone(),
            speaker: typed::line(problems, &field, "主讲", speaker, 40),
        });
    }
    for line in read_lines(problems, "extra", "另加的课", &input.extra) {
        let (topic, speaker) = line
            .split_once(['|', '｜'])
            .map_or((line.as_str(), ""), |(topic, speaker)| {
                (topic.trim(), speaker.trim())
            });
        if list.iter().any(|known| known.topic == topic) {
            problems.add("extra", format!("请删去重复的一课：“{topic}”已经有了。"));
        }
        list.push(Lesson {
            item: None,
            topic: topic.to_owned(),
            speaker: speaker.to_owned(),
        });
    }
    if list.is_empty() {
        problems.add("items", "请至少勾选一课，或者在“另加的课”里写上。");
    }
    list
}

/// Who is asked: the kinds of people ticked, of the villages ticked and of the township's teams.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked<'a> {
    pub(super) functions: &'a [&'a Function],
    pub(super) villages: &'a [&'a village_row::Model],
    pub(super) teams: &'a [team::Model],
    /// Members of each team.
    pub(super) members: &'a [(Uuid, u32)],
    /// Lists of polling staff by village.
    pub(super) staff: &'a [(Uuid, Vec<Staff>)],
    /// Numbers that villages have of their own.
    pub(super) needs: &'a HashMap<Uuid, Counts>,
}

/// One row a unit and kind of people, teams first.
pub(super) fn groups(one: &training::Model, asked: &Asked<'_>) -> Vec<training_group::Model> {
    let row = |village_id, team_id, unit: &str, function: &Function, expected: u32| {
        training_group::Model {
            id: Uuid::now_v7(),
            cycle_id: one.cycle_id,
            training_id: one.id,
            ordinal: 0,
            village_id,
            team_id,
            unit: unit.to_owned(),
            function: function.id.clone(),
            expected: i32::try_from(expected).unwrap_or(i32::MAX),
            attended: None,
            names: String::new(),
        }
    };
    let mut rows = Vec::new();
    for function in asked
        .functions
        .iter()
        .filter(|one| one.level == Whose::Township)
    {
        for team in asked.teams.iter().filter(|team| team.kind == function.id) {
            let members = asked
                .members
                .iter()
                .find(|(id, _)| *id == team.id)
                .map_or(0, |(_, count)| *count);
            rows.push(row(None, Some(team.id), &team.name, function, members));
        }
    }
    for village in asked.villages {
        let staff = asked
            .staff
            .iter()
            .find(|(id, _)| *id == village.id)
            .map(|(_, staff)| staff);
        for function in asked
            .functions
            .iter()
            .filter(|one| one.level == Whose::Village)
        {
            let listed = staff.filter(|_| function.poll).map(|staff| {
                let count = staff
                    .iter()
                    .filter(|(duty, _)| function.duties.contains(duty))
                    .count();
                u32::try_from(count).unwrap_or(u32::MAX)
            });
            let own = asked
                .needs
                .get(&village.id)
                .and_then(|counts| counts.get(&function.id).copied());
            let expected = listed.or(own).unwrap_or(function.expected);
            rows.push(row(
                Some(village.id),
                None,
                &village.name,
                function,
                expected,
            ));
        }
    }
    for (row, ordinal) in rows.iter_mut().zip(1..) {
        row.ordinal = ordinal;
    }
    rows
}

/// The form of a new course, filled in with what is known.
pub async fn start<C: sea_orm::ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    level: Course,
    village: Option<&village_row::Model>,
) -> Result<TrainingInput, Refusal> {
    let villages = village::list(db, scope).await?;
    let arranged = if level == Course::Township {
        progress::arrangements(db, scope, scope.cycle_id())
            .await?
            .into_iter()
            .find(|row| row.step == STEP)
    } else {
        None
    };
    let ids = |list: &[village_row::Model]| list.iter().map(|one| one.id.to_string()).collect();
    Ok(TrainingInput {
        level: level.id().to_owned(),
        village: village.map(|one| one.id.to_string()).unwrap_or_default(),
        name: match (level, village) {
            (Course::County, _) => "县换届选举业务培训班".to_owned(),
            (Course::Township, _) => "换届选举业务培训班".to_owned(),
            (Course::Village, Some(village)) => format!("{}选举工作人员培训", village.name),
            (Course::Village, None) => "选举工作人员培训".to_owned(),
        },
        day: arranged
            .as_ref()
            .and_then(|row| row.planned_day)
            .map(|day| day.to_string())
            .unwrap_or_default(),
        place: arranged.map(|row| row.place).unwrap_or_default(),
        items: curriculum()
            .items
            .iter()
            .filter(|item| item.levels.contains(&level))
            .map(|item| item.id.clone())
            .collect(),
        materials: curriculum().materials().join("\n"),
        functions: curriculum()
            .functions
            .iter()
            .filter(|one| match level {
                Course::Village => one.level == Whose::Village && one.expected > 0,
                Course::Township => one.level == Whose::Township || one.expected > 0,
                Course::County => matches!(one.id.as_str(), "guidance" | "cadres"),
            })
            .map(|one| one.id.clone())
            .collect(),
        villages: if village.is_some() {
            Vec::new()
        } else {
            ids(&villages)
        },
        ..TrainingInput::default()
    })
}

fn told(one: &training::Model, groups: usize) -> serde_json::Value {
    json!({
        "name": one.name, "level": one.level, "day": one.day, "time": one.time, "place": one.place,
        "lessons": lessons(one).into_iter().map(|lesson| lesson.topic).collect::<Vec<_>>(),
        "state": one.state, "groups": groups,
    })
}

pub(super) async fn conflict<C: sea_orm::ConnectionTrait>(
    db: &C,
    one: &training::Model,
) -> Result<Refusal, Refusal> {
    let event = audit::last_of_object(db, "training", &one.id.to_string()).await?;
    Ok(Refusal::Conflict(Conflict::from_event(
        format!("培训班‘{}’", one.name),
        event,
    )))
}

/// 安排培训 (`id` none) or changing one. A course of the township also plans the phase's day.
#[allow(clippy::too_many_arguments)] // who, where, which form, what: each is one thing
pub async fn save(
    desk: &Desk<'_>,
    actor: &Actor,
    scope: &CycleScope,
    key: &str,
    id: Option<Uuid>,
    version: i32,
    input: &TrainingInput,
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
    let level = match &old {
        Some(old) => level_of(old),
        None => Course::from_id(&input.level)
            .ok_or_else(|| Refusal::field("level", "请选择是哪一级的班。"))?,
    };
    let unit_id = match (&old, level) {
        (Some(old), _) => old.unit_id,
        (None, Course::County | Course::Township) => scope.cycle_id(),
        (None, Course::Village) => match Uuid::parse_str(input.village.trim()) {
            Ok(id) => id,
            Err(_) => return Err(Refusal::field("village", "请选择哪个村（社区）的班。")),
        },
    };
    let village = village_of(db, scope, unit_id).await?;
    let all = village::list(db, scope).await?;
    let checked = check(input, &mut problems);
    let villages: Vec<&village_row::Model> = match &village {
        Some(village) => vec![village],
        None => all
            .iter()
            .filter(|one| input.villages.contains(&one.id.to_string()))
            .collect(),
    };
    let functions: Vec<&Function> = curriculum()
        .functions
        .iter()
        .filter(|one| input.functions.contains(&one.id))
        .filter(|one| village.is_none() || one.level == Whose::Village)
        .collect();
    if functions.is_empty() {
        problems.add("functions", "请勾选参训的人员类别。");
    }
    if villages.is_empty() && functions.iter().any(|one| one.level == Whose::Village) {
        problems.add("villages", "请勾选参训的村（社区）。");
    }
    if old.as_ref().is_some_and(|old| old.state != PLANNED) {
        problems
            .general
            .push("请到“登记参训”里更正：这个班已经办过或者取消，安排不再改动。".to_owned());
    }
    problems.into_result()?;
    let everyone = people::list(db, scope).await?;
    let teams = people::teams(db, scope).await?;
    let members: Vec<(Uuid, u32)> = teams
        .iter()
        .map(|team| {
            let count = everyone
                .iter()
                .filter(|person| person.team_id == Some(team.id))
                .count();
            (team.id, u32::try_from(count).unwrap_or(u32::MAX))
        })
        .collect();
    let staff: Vec<(Uuid, Vec<Staff>)> = store::staff_lists(db, scope)
        .await?
        .into_iter()
        .filter_map(|(id, facts)| Some((id, staff_of(&facts)?)))
        .collect();
    let mut change = match Change::begin(desk.store, desk.clock, actor, key).await? {
        Begun::Fresh(change) => change,
        Begun::Again(location) => return Ok(Done::again(location)),
    };
    let model = training::Model {
        id: old.as_ref().map_or_else(Uuid::now_v7, |old| old.id),
        cycle_id: scope.cycle_id(),
        unit_id,
        level: level.id().to_owned(),
        name: checked.name,
        day: checked.day,
        time: checked.time,
        end_day: checked.end_day,
        end_time: checked.end_time,
        place: checked.place,
        host: checked.host,
        contact: checked.contact,
        contact_phone: checked.contact_phone,
        reply_by: checked.reply_by,
        lessons: json_text(&checked.lessons),
        materials: json_text(&checked.materials),
        requirements: json_text(&checked.requirements),
        quiz: "[]".to_owned(),
        note: String::new(),
        state: PLANNED.to_owned(),
        state_note: String::new(),
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
    let rows = groups(
        &model,
        &Asked {
            functions: &functions,
            villages: &villages,
            teams: &teams,
            members: &members,
            staff: &staff,
            needs: &counts_by_village(&training_need::list(db, scope).await?),
        },
    );
    let count = rows.len();
    store::put_groups(change.tx(), model.id, rows).await?;
    let unit = village.as_ref().map_or("镇", |village| &village.name);
    let when = model
        .day
        .map_or_else(|| "日期未定".to_owned(), civil::short);
    let entry = change
        .audit(Event::TrainingArranged)
        .object("training", model.id)
        .cycle(scope.cycle_id())
        .summary(format!("安排 {unit} {} {when}", model.name))
        .after(&told(&model, count))
        .before_if(old.as_ref().map(|old| told(old, count)).as_ref());
    if let Some(village) = &village {
        entry.village(village.id);
    }
    if level == Course::Township {
        plan_step(desk, &mut change, scope, STEP, model.day, &model.place).await?;
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

/// 取消培训, with the reason.
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
    if one.state != PLANNED {
        problems
            .general
            .push("请刷新页面核对：这个班已经办过或者取消。".to_owned());
    }
    problems.into_result()?;
    let mut change = match Change::begin(desk.store, desk.clock, actor, key).await? {
        Begun::Fresh(change) => change,
        Begun::Again(location) => return Ok(Done::again(location)),
    };
    let model = training::Model {
        state: CANCELLED.to_owned(),
        state_note: reason.clone(),
        version,
        ..one.clone()
    };
    if !store::update(change.tx(), scope, model).await? {
        drop(change);
        return Err(conflict(db, &one).await?);
    }
    let entry = change
        .audit(Event::TrainingCancelled)
        .object("training", id)
        .cycle(scope.cycle_id())
        .summary(format!("取消培训 {}", one.name))
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
