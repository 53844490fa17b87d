//! 安排培训 — a course, its lessons and who of which unit is asked.

use std::collections::HashMap;

use chrono::NaiveDate;
use uuid::Uuid;

use super::{
    Lesson, STEP, WORDS,
    catalogue::{Course, Function, Whose, curriculum},
    coverage::{Staff, staff_of},
    level_of,
    need::{Counts, counts_by_village},
};
use crate::{
    civil,
    office::{
        change::{Actor, Begun, Change},
        done::Done,
        occasion::{
            self, Arranged, Invitation, Invited, json_text, read_lines, read_time, village_of,
        },
        progress::Desk,
        refusal::{Problems, Refusal},
        typed,
    },
    store::{
        entity::{team, training, training_group, village as village_row},
        occasion::PLANNED,
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
    /// What its notice says.
    pub invitation: Invitation,
    /// 结束日期
    pub end_day: String,
    /// 结束时间
    pub end_time: String,
    /// Ids of the lessons ticked.
    pub items: Vec<String>,
    /// 主讲 by id of the lesson.
    pub speakers: Vec<(String, String)>,
    /// The course's own lessons, a line each: 课题，主讲 behind a |.
    pub extra: String,
    /// Ids of the kinds of people ticked.
    pub functions: Vec<String>,
    /// Ids of the villages ticked.
    pub villages: Vec<String>,
}

struct Checked {
    invited: Invited,
    end_day: Option<NaiveDate>,
    end_time: String,
    lessons: Vec<Lesson>,
}

fn check(input: &TrainingInput, problems: &mut Problems) -> Checked {
    let invited = occasion::check(&input.invitation, &WORDS, problems);
    let end_day = typed::day(problems, "end_day", "结束日期", &input.end_day);
    let end_time = read_time(problems, "end_time", "结束时间", &input.end_time);
    match (invited.day, end_day) {
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
    let one_day = end_day.is_none() || end_day == invited.day;
    let (start, end) = (&invited.time, &end_time);
    if one_day && !start.is_empty() && !end.is_empty() && end <= start {
        problems.add("end_time", "请把结束时间改到开班时间以后。");
    }
    Checked {
        invited,
        end_day,
        end_time,
        lessons: check_lessons(input, problems),
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
        invitation: Invitation {
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
            materials: curriculum().materials().join("\n"),
            ..Invitation::default()
        },
        items: curriculum()
            .items
            .iter()
            .filter(|item| item.levels.contains(&level))
            .map(|item| item.id.clone())
            .collect(),
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
        (None, Course::Village) => match Uuid::parse_str(input.invitation.village.trim()) {
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
        problems.general.push(WORDS.settled.to_owned());
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
    let change = match Change::begin(desk.store, desk.clock, actor, key).await? {
        Begun::Fresh(change) => change,
        Begun::Again(location) => return Ok(Done::again(location)),
    };
    let invited = checked.invited;
    let model = training::Model {
        id: old.as_ref().map_or_else(Uuid::now_v7, |old| old.id),
        cycle_id: scope.cycle_id(),
        unit_id,
        level: level.id().to_owned(),
        name: invited.name,
        day: invited.day,
        time: invited.time,
        end_day: checked.end_day,
        end_time: checked.end_time,
        place: invited.place,
        host: invited.host,
        contact: invited.contact,
        contact_phone: invited.contact_phone,
        reply_by: invited.reply_by,
        lessons: json_text(&checked.lessons),
        materials: json_text(&invited.materials),
        requirements: json_text(&invited.requirements),
        quiz: "[]".to_owned(),
        note: String::new(),
        state: PLANNED.to_owned(),
        state_note: String::new(),
        recorded_by: actor.id(),
        recorded_by_name: actor.name.clone(),
        recorded_at: change.at(),
        version: if old.is_some() { version } else { 1 },
    };
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
    let arranged = Arranged::<training::Entity> {
        old: old.as_ref(),
        model,
        rows,
        village: village.as_ref(),
        phase: (level == Course::Township).then_some(STEP),
    };
    occasion::arrange(desk, change, scope, arranged).await
}
