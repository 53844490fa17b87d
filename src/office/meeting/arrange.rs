//! 安排会议 — calling a meeting, and changing it.

use uuid::Uuid;

use super::{
    MOST_ROWS,
    catalogue::{Level, MeetingKind, catalogue},
    expected::{Expected, Part, Sources, expected, women_of},
};
use crate::{
    office::{
        change::{Actor, Begun, Change},
        done::Done,
        occasion::{
            self, Arranged, Invitation, Invited, json_text, read_lines, village_of, words_of,
        },
        progress::Desk,
        refusal::{Problems, Refusal},
        typed,
    },
    store::{
        entity::{meeting, meeting_unit, village as village_row},
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
    /// What its notice says.
    pub invitation: Invitation,
    /// 记录人
    pub recorder: String,
    /// The step that rests on it; may be empty.
    pub step: String,
    /// 议程, a line an item.
    pub agenda: String,
    /// 妇女代表, where representatives meet.
    pub women: String,
    /// Who is asked; rows left blank are passed over.
    pub rows: Vec<RowInput>,
}

/// What a meeting stores of the form.
struct Checked {
    invited: Invited,
    recorder: String,
    step: String,
    agenda: Vec<String>,
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
    let step = input.step.trim();
    if !step.is_empty() && !kind.steps.iter().any(|id| id == step) {
        problems.add("step", "请重新选择这次会议要办的环节。");
    }
    Checked {
        invited: occasion::check(&input.invitation, &super::WORDS, problems),
        recorder: typed::line(problems, "recorder", "记录人", &input.recorder, 60),
        step: step.to_owned(),
        agenda: read_lines(problems, "agenda", "议程", &input.agenda),
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
        invitation: Invitation {
            village: village.map(|one| one.id.to_string()).unwrap_or_default(),
            name: kind.name(words_of(village)).to_owned(),
            // What was planned for the phase is not typed again.
            day: arranged
                .as_ref()
                .and_then(|row| row.planned_day)
                .map(|day| day.to_string())
                .unwrap_or_default(),
            place: arranged.map(|row| row.place).unwrap_or_default(),
            materials: lines(&kind.materials),
            requirements: lines(&kind.requirements),
            ..Invitation::default()
        },
        step,
        agenda: lines(&kind.agenda),
        women: village
            .and_then(|village| women_of(&sources, village))
            .map(|women| women.to_string())
            .unwrap_or_default(),
        rows,
        ..MeetingInput::default()
    })
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
        (None, Level::Village) => match Uuid::parse_str(input.invitation.village.trim()) {
            Ok(id) => id,
            Err(_) => return Err(Refusal::field("village", "请选择哪个村（社区）的会议。")),
        },
    };
    let village = village_of(db, scope, unit_id).await?;
    let villages = village::list(db, scope).await?;
    let checked = check(input, kind, &villages, &mut problems);
    if old.as_ref().is_some_and(|old| old.state != store::PLANNED) {
        problems.general.push(super::WORDS.settled.to_owned());
    }
    problems.into_result()?;
    let change = match Change::begin(desk.store, desk.clock, actor, key).await? {
        Begun::Fresh(change) => change,
        Begun::Again(location) => return Ok(Done::again(location)),
    };
    let invited = checked.invited;
    let model = meeting::Model {
        id: old.as_ref().map_or_else(Uuid::now_v7, |old| old.id),
        cycle_id: scope.cycle_id(),
        unit_id,
        kind: kind.id.clone(),
        name: invited.name,
        day: invited.day,
        time: invited.time,
        place: invited.place,
        host: invited.host,
        recorder: checked.recorder,
        contact: invited.contact,
        contact_phone: invited.contact_phone,
        reply_by: invited.reply_by,
        step: checked.step,
        agenda: json_text(&checked.agenda),
        materials: json_text(&invited.materials),
        requirements: json_text(&invited.requirements),
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
    let step = model.step.clone();
    let arranged = Arranged::<meeting::Entity> {
        old: old.as_ref(),
        rows: rows_of(&model, &checked.rows),
        model,
        village: village.as_ref(),
        phase: village.is_none().then_some(step.as_str()),
    };
    occasion::arrange(desk, change, scope, arranged).await
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
