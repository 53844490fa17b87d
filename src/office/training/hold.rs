//! 登记参训 — what the paper sign-in sheet says of a course that was held, by unit and kind of people,
//! and how its paper quiz went; in the same form the phase it was.

use chrono::NaiveDate;
use serde_json::json;
use uuid::Uuid;

use super::{Quiz, STEP, WORDS, catalogue::Course, coverage::names_of, level_of};
use crate::{
    civil,
    office::{
        change::{Actor, Begun, Change},
        done::Done,
        event::Event,
        occasion::{
            address, held_day, json_text, not_called_off, record_step, step_name, village_of,
            written,
        },
        progress::{Desk, Recording, Unit},
        refusal::{Problems, Refusal},
        typed,
    },
    store::{
        entity::{training, training_group},
        occasion::HELD,
        scope::CycleScope,
        training as store,
    },
};

/// Who came of one group, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AttendedGroup {
    /// Number of the group: its fields are `attended.{line}`, `names.{line}`.
    pub line: i32,
    /// 参训
    pub attended: String,
    /// 姓名; may be empty.
    pub names: String,
}

/// The quiz of one unit, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QuizInput {
    /// Number of the unit in the order of the sheet: fields `tested.{line}`, `passed.{line}`.
    pub line: usize,
    /// 参加测验
    pub tested: String,
    /// 合格
    pub passed: String,
}

/// A course that was held, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HeldInput {
    /// 开班日期
    pub day: String,
    /// Who came; blank is nobody.
    pub groups: Vec<AttendedGroup>,
    /// How the quiz went; blank is no quiz.
    pub quiz: Vec<QuizInput>,
    /// 说明
    pub note: String,
    /// Whether the phase is recorded too.
    pub record_step: bool,
    /// Number of that phase's last record the form was made from.
    pub step_version: i32,
    /// The questions about the day were looked at.
    pub confirmed: bool,
}

struct Checked {
    day: NaiveDate,
    groups: Vec<training_group::Model>,
    quiz: Vec<Quiz>,
    note: String,
}

/// Units of a course in the order of its sheet.
pub fn units(groups: &[training_group::Model]) -> Vec<&str> {
    let mut units: Vec<&str> = Vec::new();
    for group in groups {
        if !units.contains(&group.unit.as_str()) {
            units.push(&group.unit);
        }
    }
    units
}

fn check(
    input: &HeldInput,
    groups: &[training_group::Model],
    today: NaiveDate,
) -> Result<Checked, Problems> {
    let mut problems = Problems::none();
    let day = held_day(&mut problems, &WORDS, &input.day, today);
    let mut came = Vec::new();
    for group in groups {
        let line = group.ordinal;
        let empty = AttendedGroup::default();
        let typed_group = input
            .groups
            .iter()
            .find(|one| one.line == line)
            .unwrap_or(&empty);
        let field = format!("attended.{line}");
        let attended = typed::number(
            &mut problems,
            &field,
            "参训人数",
            &typed_group.attended,
            (0, 10_000),
        );
        let names = typed::line(
            &mut problems,
            &format!("names.{line}"),
            "参训的人",
            &typed_group.names,
            1000,
        );
        let named = i32::try_from(names_of(&names).len()).unwrap_or(i32::MAX);
        // Names without a number are a number; more names than people are a slip.
        let attended = match attended {
            Some(attended) if named > attended => {
                problems.add(
                    &format!("names.{line}"),
                    format!(
                        "请核对{}：写了 {named} 个名字，参训人数是 {attended}。",
                        group.unit
                    ),
                );
                Some(attended)
            }
            None if named > 0 && problems.of(&field).is_empty() => Some(named),
            other => other,
        };
        came.push(training_group::Model {
            attended: Some(attended.unwrap_or(0)),
            names,
            ..group.clone()
        });
    }
    if came.iter().all(|group| group.attended == Some(0)) && problems.is_empty() {
        problems
            .general
            .push("请填写参训人数：现在一个人也没有；班没有办成的，请取消。".to_owned());
    }
    let quiz = check_quiz(input, &came, &mut problems);
    let note = input.note.trim();
    if note.chars().count() > 2000 {
        problems.add("note", "请把说明缩短到 2000 字以内。");
    }
    match day {
        Some(day) if problems.is_empty() => Ok(Checked {
            day,
            groups: came,
            quiz,
            note: note.to_owned(),
        }),
        _ => Err(problems),
    }
}

fn check_quiz(
    input: &HeldInput,
    groups: &[training_group::Model],
    problems: &mut Problems,
) -> Vec<Quiz> {
    let mut list = Vec::new();
    for (line, unit) in units(groups).into_iter().enumerate() {
        let Some(one) = input.quiz.iter().find(|one| one.line == line) else {
            continue;
        };
        let (tested_field, passed_field) = (format!("tested.{line}"), format!("passed.{line}"));
        let tested = typed::number(
            problems,
            &tested_field,
            "参加测验的人数",
            &one.tested,
            (0, 10_000),
        );
        let passed = typed::number(
            problems,
            &passed_field,
            "合格的人数",
            &one.passed,
            (0, 10_000),
        );
        let came: i32 = groups
            .iter()
            .filter(|group| group.unit == unit)
            .fold(0, |sum: i32, group| {
                sum.saturating_add(group.attended.unwrap_or(0))
            });
        match (tested, passed) {
            (None, None) => {}
            (None, Some(_)) => problems.add(
                &tested_field,
                format!("请填写{unit}有几个人参加测验：只写了合格的。"),
            ),
            (Some(tested), passed) => {
                if tested > came {
                    problems.add(
                        &tested_field,
                        format!("请核对{unit}：{tested} 人参加测验，比参训的 {came} 人多。"),
                    );
                }
                if passed.is_some_and(|passed| passed > tested) {
                    problems.add(
                        &passed_field,
                        format!("请核对{unit}：合格的比参加测验的 {tested} 人多。"),
                    );
                }
                let count = |n: i32| u32::try_from(n).unwrap_or(0);
                list.push(Quiz {
                    unit: unit.to_owned(),
                    tested: count(tested),
                    passed: count(passed.unwrap_or(0)),
                });
            }
        }
    }
    list
}

/// 登记参训
#[allow(clippy::too_many_arguments)] // who, where, which form, what: each is one thing
pub async fn hold(
    desk: &Desk<'_>,
    actor: &Actor,
    scope: &CycleScope,
    key: &str,
    id: Uuid,
    version: i32,
    input: &HeldInput,
) -> Result<Done, Refusal> {
    let db = desk.store.reader();
    let (one, groups) = store::find(db, scope, id).await?.ok_or(Refusal::NotFound)?;
    not_called_off(&WORDS, &one.state)?;
    let village = village_of(db, scope, one.unit_id).await?;
    let checked = check(input, &groups, desk.clock.today()).map_err(Refusal::Invalid)?;
    let change = match Change::begin(desk.store, desk.clock, actor, key).await? {
        Begun::Fresh(change) => change,
        Begun::Again(location) => return Ok(Done::again(location)),
    };
    let model = training::Model {
        day: Some(checked.day),
        quiz: json_text(&checked.quiz),
        note: checked.note,
        state: HELD.to_owned(),
        recorded_by: actor.id(),
        recorded_by_name: actor.name.clone(),
        recorded_at: change.at(),
        version,
        ..one.clone()
    };
    let came = checked.groups.iter().fold(0_i64, |sum, group| {
        sum.saturating_add(i64::from(group.attended.unwrap_or(0)))
    });
    let rows = Some(checked.groups);
    let mut change =
        written::<training::Entity>(desk, change, scope, Some(&one), model.clone(), rows).await?;
    let (tested, passed) = checked
        .quiz
        .iter()
        .fold((0_u64, 0_u64), |(tested, passed), one| {
            (
                tested.saturating_add(u64::from(one.tested)),
                passed.saturating_add(u64::from(one.passed)),
            )
        });
    let entry = change
        .audit(Event::TrainingHeld)
        .object("training", id)
        .cycle(scope.cycle_id())
        .summary(format!(
            "登记 {} {}：参训 {came} 人",
            model.name,
            civil::short(checked.day)
        ))
        // Who came by name stays with the record.
        .after(&json!({
            "day": checked.day, "attended": came, "tested": tested, "passed": passed,
        }));
    if let Some(village) = &village {
        entry.village(village.id);
    }
    let mut text = format!("已登记“{}”：参训 {came} 人。", model.name);
    let mut warnings: Vec<String> = Vec::new();
    if input.record_step && level_of(&model) == Course::Township {
        let form = Recording {
            day: checked.day.to_string(),
            note: format!("举办{}，参训 {came} 人。", model.name),
            confirmed: input.confirmed,
            version: input.step_version,
            ..Recording::default()
        };
        warnings.extend(record_step(desk, &mut change, scope, Unit::Township, STEP, &form).await?);
        if let Some(name) = step_name(desk, None, STEP) {
            text = format!("{text}“{name}”已记录在{}完成。", civil::short(checked.day));
        }
    }
    let location = address::<training::Entity>(scope, id);
    change.commit(&location).await?;
    Ok(Done {
        location,
        text,
        warnings,
    })
}
