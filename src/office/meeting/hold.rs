//! 登记到会 — what the paper sign-in sheet and the record say of a meeting that was held: counts by
//! unit, decisions with votes, the discussion; and, in the same form, the step it was held for.

use chrono::NaiveDate;
use serde_json::json;
use uuid::Uuid;

use super::{
    Decision, WORDS,
    catalogue::{Counted, MeetingKind, catalogue},
    expected::Part,
    quorum::{Quorum, quorum},
};
use crate::{
    civil,
    office::{
        change::{Actor, Begun, Change},
        done::Done,
        event::Event,
        occasion::{
            MOST_LINES, address, held_day, json_text, not_called_off, record_step, step_name,
            unit_of, village_of, words_of, written,
        },
        progress::{Desk, Recording},
        refusal::{Problems, Refusal},
        typed,
    },
    store::{
        entity::{meeting, meeting_unit},
        meeting as store,
        scope::CycleScope,
    },
};

/// Who came of one row, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AttendedRow {
    /// Number of the row: its fields are `expected.{line}`, `present.{line}`, `absent.{line}`.
    pub line: i32,
    /// 应到
    pub expected: String,
    /// 实到
    pub present: String,
    /// 缺席的人; may be empty.
    pub absent: String,
}

/// A decision as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DecisionInput {
    /// Number of the line: its fields are `decision.{line}`, `in_favour.{line}` …
    pub line: usize,
    /// What was decided.
    pub text: String,
    /// 赞成
    pub in_favour: String,
    /// 反对
    pub against: String,
    /// 弃权
    pub abstained: String,
}

/// A meeting that was held, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AttendanceInput {
    /// 开会日期
    pub day: String,
    /// 主持人
    pub host: String,
    /// 记录人
    pub recorder: String,
    /// Who came.
    pub rows: Vec<AttendedRow>,
    /// What was decided; lines left blank are passed over.
    pub decisions: Vec<DecisionInput>,
    /// 讨论情况
    pub discussion: String,
    /// Whether the step it was held for is recorded too.
    pub record_step: bool,
    /// Number of that step's last record the form was made from.
    pub step_version: i32,
    /// The questions about the day were looked at.
    pub confirmed: bool,
}

struct Checked {
    day: NaiveDate,
    host: String,
    recorder: String,
    rows: Vec<meeting_unit::Model>,
    decisions: Vec<Decision>,
    discussion: String,
}

fn check(
    input: &AttendanceInput,
    kind: Option<&MeetingKind>,
    rows: &[meeting_unit::Model],
    today: NaiveDate,
) -> Result<Checked, Problems> {
    let mut problems = Problems::none();
    let day = held_day(&mut problems, &WORDS, &input.day, today);
    let counted = kind.and_then(|kind| kind.quorum);
    let mut attended = Vec::new();
    for row in rows {
        let typed = input.rows.iter().find(|one| one.line == row.ordinal);
        attended.push(check_row(row, typed, counted, &mut problems));
    }
    let counting: Vec<&meeting_unit::Model> = attended
        .iter()
        .filter(|row| row.part != Part::Guests.id())
        .collect();
    if counting.is_empty() {
        problems
            .general
            .push("请先在会议安排里列出应到单位：没有应到人数，到会人数没有地方登记。".to_owned());
    } else if counted.is_some() && counting.iter().all(|row| row.expected == 0) {
        problems
            .general
            .push("请填写应到人数：法定人数按应到人数核对。".to_owned());
    }
    let came = counting.iter().fold(0_i64, |sum, row| {
        sum.saturating_add(i64::from(row.present.unwrap_or(0)))
    });
    let decisions = check_decisions(input, came, &mut problems);
    let discussion = input.discussion.trim();
    if discussion.chars().count() > 5000 {
        problems.add("discussion", "请把讨论情况缩短到 5000 字以内。");
    }
    let host = typed::line(&mut problems, "host", "主持人", &input.host, 60);
    let recorder = typed::line(&mut problems, "recorder", "记录人", &input.recorder, 60);
    match day {
        Some(day) if problems.is_empty() => Ok(Checked {
            day,
            host,
            recorder,
            rows: attended,
            decisions,
            discussion: discussion.to_owned(),
        }),
        _ => Err(problems),
    }
}

fn check_row(
    row: &meeting_unit::Model,
    input: Option<&AttendedRow>,
    counted: Option<Counted>,
    problems: &mut Problems,
) -> meeting_unit::Model {
    let line = row.ordinal;
    let field = |name: &str| format!("{name}.{line}");
    let empty = AttendedRow::default();
    let input = input.unwrap_or(&empty);
    let expected = if input.expected.trim().is_empty() {
        row.expected
    } else {
        typed::number(
            problems,
            &field("expected"),
            "应到人数",
            &input.expected,
            (0, 100_000),
        )
        .unwrap_or(row.expected)
    };
    let present = typed::number(
        problems,
        &field("present"),
        "实到人数",
        &input.present,
        (0, 100_000),
    );
    let guests = row.part == Part::Guests.id();
    if present.is_none() && problems.of(&field("present")).is_empty() && !guests {
        problems.add(
            &field("present"),
            format!("请填写{}的实到人数；没有人到，填 0。", row.unit),
        );
    }
    if let Some(present) = present
        && present > expected
        && !guests
    {
        problems.add(
            &field("present"),
            if counted.is_some() {
                format!(
                    "请核对{}：实到 {present} 人比应到 {expected} 人多。列席的人另列一行，不算在内。",
                    row.unit
                )
            } else {
                format!(
                    "请核对{}：实到 {present} 人比应到 {expected} 人多；确实多来了人，把应到一起改大。",
                    row.unit
                )
            },
        );
    }
    let absent = typed::line(problems, &field("absent"), "缺席的人", &input.absent, 300);
    let named = super::seats(&absent).len();
    if let Some(present) = present {
        let missing = usize::try_from(expected.saturating_sub(present)).unwrap_or(0);
        if named > missing && present <= expected {
            problems.add(
                &field("absent"),
                format!(
                    "请核对{}：写了 {named} 个缺席的人，应到减实到只有 {missing} 人。",
                    row.unit
                ),
            );
        }
    }
    meeting_unit::Model {
        expected,
        present,
        absent,
        ..row.clone()
    }
}

fn check_decisions(input: &AttendanceInput, came: i64, problems: &mut Problems) -> Vec<Decision> {
    let mut decisions = Vec::new();
    for one in &input.decisions {
        let line = one.line;
        let votes = [
            ("in_favour", "赞成", &one.in_favour),
            ("against", "反对", &one.against),
            ("abstained", "弃权", &one.abstained),
        ];
        let blank = one.text.trim().is_empty() && votes.iter().all(|(_, _, text)| text.is_empty());
        if blank {
            continue;
        }
        let field = format!("decision.{line}");
        let text = typed::line(problems, &field, "决定", &one.text, 300);
        if text.is_empty() {
            problems.add(&field, "请写出决定了什么；没有这一项就把票数也清空。");
        }
        let [in_favour, against, abstained] = votes.map(|(name, label, text)| {
            typed::number(
                problems,
                &format!("{name}.{line}"),
                label,
                text,
                (0, 100_000),
            )
            .and_then(|n| u32::try_from(n).ok())
        });
        let sum: i64 = [in_favour, against, abstained]
            .into_iter()
            .flatten()
            .map(i64::from)
            .sum();
        let complete = in_favour.is_some() && against.is_some() && abstained.is_some();
        if sum > came {
            problems.add(
                &format!("in_favour.{line}"),
                format!("请核对票数：赞成、反对、弃权共 {sum} 人，实到只有 {came} 人。"),
            );
        } else if complete && sum != came {
            problems.add(
                &format!("in_favour.{line}"),
                format!(
                    "请核对票数：赞成、反对、弃权共 {sum} 人，实到 {came} 人，应当相等；没有表态的算弃权。"
                ),
            );
        }
        decisions.push(Decision {
            text,
            in_favour,
            against,
            abstained,
        });
    }
    if decisions.len() > MOST_LINES {
        problems
            .general
            .push(format!("请合并决定：一次会议最多 {MOST_LINES} 项。"));
    }
    decisions
}

/// 登记到会. Gives where to go on, and what is to be looked at: no quorum, a step not recorded.
#[allow(clippy::too_many_arguments)] // who, where, which form, what: each is one thing
pub async fn hold(
    desk: &Desk<'_>,
    actor: &Actor,
    scope: &CycleScope,
    key: &str,
    id: Uuid,
    version: i32,
    input: &AttendanceInput,
) -> Result<Done, Refusal> {
    let db = desk.store.reader();
    let (one, rows) = store::find(db, scope, id).await?.ok_or(Refusal::NotFound)?;
    not_called_off(&WORDS, &one.state)?;
    let village = village_of(db, scope, one.unit_id).await?;
    let kind = catalogue().find(&one.kind);
    let checked = check(input, kind, &rows, desk.clock.today()).map_err(Refusal::Invalid)?;
    let model = meeting::Model {
        day: Some(checked.day),
        host: checked.host,
        recorder: checked.recorder,
        state: store::HELD.to_owned(),
        decisions: json_text(&checked.decisions),
        discussion: checked.discussion,
        recorded_by: actor.id(),
        recorded_by_name: actor.name.clone(),
        version,
        ..one.clone()
    };
    let rules = desk.plans.pack.rules(words_of(village.as_ref()));
    let judged = rules.map_or_else(Quorum::default, |rules| {
        quorum(rules, kind, &model, &checked.rows)
    });
    let change = match Change::begin(desk.store, desk.clock, actor, key).await? {
        Begun::Fresh(change) => change,
        Begun::Again(location) => return Ok(Done::again(location)),
    };
    let model = meeting::Model {
        recorded_at: change.at(),
        ..model
    };
    let rows = Some(checked.rows);
    let mut change =
        written::<meeting::Entity>(desk, change, scope, Some(&one), model.clone(), rows).await?;
    let unit = unit_of(village.as_ref());
    let came = judged.came;
    let missed = judged.missed();
    let entry = change
        .audit(Event::MeetingHeld)
        .object("meeting", id)
        .cycle(scope.cycle_id())
        .summary(format!(
            "登记 {} {} {}：应到 {} 人，实到 {} 人{}",
            unit.name(),
            model.name,
            civil::short(checked.day),
            came.expected,
            came.present.unwrap_or(0),
            if missed.is_some() {
                "，未达法定人数"
            } else {
                ""
            }
        ))
        // What was said and who was absent stays with the record: it names people.
        .after(&json!({
            "day": checked.day, "expected": came.expected, "present": came.present,
            "quorum": missed.is_none(), "decisions": checked.decisions.len(),
        }));
    if let Some(village) = &village {
        entry.village(village.id);
    }
    let mut warnings: Vec<String> = judged.unfit.iter().map(|one| one.message.clone()).collect();
    if let Some(missed) = missed {
        warnings.push(missed.message());
    }
    let step = step_name(desk, village.as_ref(), &model.step);
    let mut text = format!(
        "已登记“{}”：应到 {} 人，实到 {} 人。",
        model.name,
        came.expected,
        came.present.unwrap_or(0)
    );
    if let Some(step) = step.filter(|_| input.record_step) {
        if missed.is_some() {
            warnings.push(format!("没有记录“{step}”：会议未达法定人数。"));
        } else {
            let form = Recording {
                day: checked.day.to_string(),
                note: note_of(&model, came.expected, came.present),
                confirmed: input.confirmed,
                version: input.step_version,
                ..Recording::default()
            };
            warnings.extend(record_step(desk, &mut change, scope, unit, &model.step, &form).await?);
            text = format!("{text}“{step}”已记录在{}完成。", civil::short(checked.day));
        }
    }
    let location = address::<meeting::Entity>(scope, id);
    change.commit(&location).await?;
    Ok(Done {
        location,
        text,
        warnings,
    })
}

fn note_of(one: &meeting::Model, expected: u32, present: Option<u32>) -> String {
    let place = if one.place.is_empty() {
        String::new()
    } else {
        format!("在{}", one.place)
    };
    format!(
        "{place}召开{}，应到 {expected} 人，实到 {} 人。",
        one.name,
        present.unwrap_or(0)
    )
}
