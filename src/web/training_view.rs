//! 培训页 — what the pages of a course show, and the table of who is untrained.

use std::collections::HashMap;

use axum::{extract::State, response::Response};
use chrono::NaiveDate;
use uuid::Uuid;

use super::{
    answer::{self, Trouble, frame, page},
    app::App,
    guard::{InCycle, May, ReadCycle},
    occasion::{self, cited, known},
    pages::{
        parts::{Fact, Form, Link, Message, Sign},
        step::schedule_tabs,
        training::{
            Coverage, CoverageCell, CoverageColumn, CoverageRow, GridCell, GridRow, LessonRow,
            TrainingPage,
        },
    },
    sign_in::fresh_key,
    signs,
    view::{Section, Tone},
    villages::none_yet,
};
use crate::{
    civil,
    documents::kind::Kind,
    office::{
        occasion::{list_of, words_of},
        refusal::Refusal,
        training::{
            self, Cell, Course, Groups, curriculum, lessons, level_of, of_village, quiz, staff_of,
            untrained,
        },
    },
    roster::{ExportCell, ExportColumn, export_xlsx},
    store::{
        entity::{
            training as training_row, training::Entity as Training, training_group,
            village as village_row,
        },
        occasion::{HELD, Occasion as _},
        training as rows, training_need, village,
    },
};

/// A course with what it hangs on.
pub(super) type Shown = occasion::Shown<Training>;

/// «镇级班», «上前村 村级班»
pub(super) fn level_name(
    one: &training_row::Model,
    village: Option<&village_row::Model>,
) -> String {
    let level = level_of(one).name();
    match village {
        Some(village) => format!("{} {level}", village.name),
        None => level.to_owned(),
    }
}

/// 计票员, in the words of the group's village.
pub(super) fn function_name(
    group: &training_group::Model,
    villages: &[village_row::Model],
) -> String {
    let village = group
        .village_id
        .and_then(|id| villages.iter().find(|village| village.id == id));
    curriculum()
        .function(&group.function)
        .map_or("", |function| function.name(words_of(village)))
        .to_owned()
}

/// Sign and words of a course's state.
pub(super) fn state(one: &training_row::Model, today: NaiveDate) -> (Sign, String) {
    occasion::state(&Training::called(one), today, "办", "登记参训")
}

fn sums(groups: &[training_group::Model]) -> (i64, Option<i64>) {
    let mut attended = None;
    let mut expected = 0_i64;
    for group in groups {
        expected = expected.saturating_add(i64::from(group.expected));
        if let Some(n) = group.attended {
            attended = Some(attended.unwrap_or(0_i64).saturating_add(i64::from(n)));
        }
    }
    (expected, attended)
}

/// «应到 118，参训 112»
pub(super) fn numbers(groups: &[training_group::Model]) -> String {
    match sums(groups) {
        (expected, None) => format!("应到 {expected}"),
        (expected, Some(attended)) => format!("应到 {expected}，参训 {attended}"),
    }
}

/// Units and kinds of people as a table; `filled` writes what is known into the cells.
pub(super) fn grid(shown: &Shown, filled: bool) -> (Vec<String>, Vec<GridRow>) {
    let words = words_of(shown.village.as_ref());
    let functions: Vec<_> = curriculum()
        .functions
        .iter()
        .filter(|one| shown.rows.iter().any(|group| group.function == one.id))
        .collect();
    let results = quiz(&shown.one);
    let held = shown.one.state == HELD;
    let rows = training::units(&shown.rows)
        .into_iter()
        .zip(0..)
        .map(|(unit, n)| GridRow {
            unit: unit.to_owned(),
            cells: functions
                .iter()
                .map(|function| {
                    shown
                        .rows
                        .iter()
                        .find(|group| group.unit == unit && group.function == function.id)
                        .map(|group| grid_cell(group, function.name(words), held && filled))
                        .unwrap_or_default()
                })
                .collect(),
            quiz: results
                .iter()
                .find(|one| one.unit == unit)
                .map(|one| format!("{}/{}", one.passed, one.tested))
                .unwrap_or_default(),
            n,
        })
        .collect();
    (
        functions
            .iter()
            .map(|function| function.name(words).to_owned())
            .collect(),
        rows,
    )
}

fn grid_cell(group: &training_group::Model, function: &str, held: bool) -> GridCell {
    let attended = group.attended.unwrap_or(0);
    GridCell {
        n: group.ordinal,
        text: if held {
            format!("{attended}/{}", group.expected)
        } else {
            group.expected.to_string()
        },
        names: group.names.clone(),
        short: held && attended < group.expected,
        expected: group.expected.to_string(),
        label: format!("{} {function}", group.unit),
    }
}

fn facts(here: &InCycle, shown: &Shown) -> Vec<Fact> {
    let one = &shown.one;
    let called = shown.called();
    let starts = occasion::begins(&called);
    let ends = match (
        one.end_day.filter(|end| Some(*end) != one.day),
        one.end_time.as_str(),
    ) {
        (Some(day), time) => format!("至 {} {time}", civil::short_weekday(day)),
        (None, "") => String::new(),
        (None, time) => format!("至 {time}"),
    };
    let mut facts = vec![
        Fact::new("时间", format!("{starts} {ends}").trim().to_owned()),
        Fact::new("地点", one.place.clone()),
    ];
    facts.extend(known("主持人", one.host.clone()));
    facts.extend(occasion::answering(here, shown));
    facts.extend(known("资料", list_of(&one.materials).join("、")));
    facts.extend(occasion::entered(&called));
    facts
}

/// The page of one course.
pub(super) async fn show(
    app: &App,
    here: &InCycle,
    shown: &Shown,
    form: Form,
    bad: bool,
) -> Result<Response, Trouble> {
    let plans = app.plans(here.scope.cycle()).await?;
    let one = &shown.one;
    let cycle = here.scope.cycle_id();
    let base = occasion::base::<Training>(here);
    let own = format!("{base}/{}", one.id);
    let ways = occasion::ways::<Training>(here, &shown.called(), "登记参训", "更正参训");
    let held = one.state == HELD;
    let (sign, word) = state(one, app.clock.today());
    let rules = plans.pack.rules(words_of(shown.village.as_ref()));
    let (columns, grid) = grid(shown, true);
    let whole = here.scope.is_whole() || shown.village.is_some();
    let results = quiz(one);
    let tested: u64 = results.iter().map(|one| u64::from(one.tested)).sum();
    let passed: u64 = results.iter().map(|one| u64::from(one.passed)).sum();
    let mut papers = Vec::new();
    if whole {
        if level_of(one) == Course::Township {
            papers.push(Link::new(
                "培训通知（预检、编号印发）",
                signs::preview_href(cycle, cycle, Kind::TrainingNotice),
            ));
        }
        papers.push(Link::new("签到表（PDF）", format!("{own}/sign-in.pdf")));
    }
    papers.push(Link::new("培训覆盖表", format!("{base}/coverage")));
    let context = TrainingPage {
        name: one.name.clone(),
        level: level_name(one, shown.village.as_ref()),
        sign,
        state: word,
        facts: facts(here, shown),
        lessons: lessons(one)
            .into_iter()
            .map(|lesson| {
                let item = lesson.item.as_deref().and_then(|id| curriculum().item(id));
                LessonRow {
                    topic: lesson.topic,
                    speaker: lesson.speaker,
                    points: item.map(|item| item.points.clone()).unwrap_or_default(),
                    basis: match (item, rules) {
                        (Some(item), Some(rules)) => cited(&item.basis(rules, &plans.pack)),
                        _ => String::new(),
                    },
                }
            })
            .collect(),
        columns,
        rows: grid,
        held,
        came: if whole {
            numbers(&shown.rows)
        } else {
            "只列出您负责的村（社区）".to_owned()
        },
        quiz: if tested > 0 && whole {
            format!("测验 {tested} 人，合格 {passed} 人")
        } else {
            String::new()
        },
        note: one.note.clone(),
        papers,
        attend: ways.attend,
        edit_href: ways.edit_href,
        cancel_action: ways.cancel_action,
        form,
        key: fresh_key(),
        version: one.version.to_string(),
    };
    let frame = frame(
        app,
        &here.visit,
        Section::Schedule,
        &one.name,
        Some(here.scope.cycle()),
        &[("培训", &base), (&one.name, "")],
    );
    answer::form_page(app, &frame, &context, bad)
}

/// A village of the table.
pub(super) struct Line {
    village: village_row::Model,
    cells: Vec<Option<Cell>>,
    /// What is missing, in words.
    pub(super) gaps: Vec<String>,
}

/// Who of which village was trained.
pub(super) async fn coverage(app: &App, here: &InCycle) -> Result<Vec<Line>, Refusal> {
    let db = app.store.reader();
    let courses = rows::whole(db, &here.scope).await?;
    let lists: HashMap<Uuid, String> = rows::staff_lists(db, &here.scope)
        .await?
        .into_iter()
        .collect();
    let villages = village::list(db, &here.scope).await?;
    let needs = training_need::list(db, &here.scope).await?;
    let groups = Groups::of(&courses).with_needs(&needs);
    Ok(villages
        .into_iter()
        .map(|village| {
            let staff = lists.get(&village.id).and_then(|facts| staff_of(facts));
            let cells = of_village(curriculum(), &village, staff.as_deref(), &groups);
            let gaps = untrained(curriculum(), &village, &cells, false);
            Line {
                village,
                cells,
                gaps,
            }
        })
        .collect())
}

fn coverage_cell(cell: Option<&Cell>) -> CoverageCell {
    let Some(cell) = cell else {
        return CoverageCell {
            sign: Sign::Skipped,
            text: "不需要".to_owned(),
            more: String::new(),
        };
    };
    let text = if cell.trained == 0 {
        "未培训".to_owned()
    } else if cell.listed {
        format!("{}/{}", cell.trained, cell.needed)
    } else {
        format!("{} 人", cell.trained)
    };
    let sign = match (cell.gap(), cell.trained) {
        (false, _) => Sign::Done,
        (true, 0) => Sign::Late,
        (true, _) => Sign::Soon,
    };
    let more = if !cell.missing.is_empty() {
        format!("缺 {}", cell.missing.join("、"))
    } else if cell.gap() && cell.called {
        "已安排".to_owned()
    } else {
        String::new()
    };
    CoverageCell { sign, text, more }
}

/// `GET /c/{c}/trainings/coverage`
pub async fn coverage_page(
    May(here): May<ReadCycle>,
    State(app): State<App>,
) -> Result<Response, Trouble> {
    let lines = coverage(&app, &here).await?;
    let cycle = here.scope.cycle_id();
    let base = occasion::base::<Training>(&here);
    let whole = lines.iter().filter(|line| line.gaps.is_empty()).count();
    let context = Coverage {
        columns: curriculum()
            .functions
            .iter()
            .map(|one| CoverageColumn {
                name: one.short().to_owned(),
                poll: one.poll,
            })
            .collect(),
        rows: lines
            .iter()
            .map(|line| CoverageRow {
                anchor: format!("v{}", line.village.ordinal),
                name: line.village.name.clone(),
                href: format!("/c/{cycle}/v/{}", line.village.id),
                needs_href: if here.may_edit() {
                    format!("/c/{cycle}/v/{}/trainees", line.village.id)
                } else {
                    String::new()
                },
                cells: line
                    .cells
                    .iter()
                    .map(|cell| coverage_cell(cell.as_ref()))
                    .collect(),
            })
            .collect(),
        count: format!("{} 村（社区），{whole} 个已全部培训", lines.len()),
        gaps: lines
            .iter()
            .filter(|line| !line.gaps.is_empty())
            .map(|line| Message {
                tone: Tone::Warning,
                place: line.village.name.clone(),
                text: line.gaps.join("，"),
                ..Message::default()
            })
            .collect(),
        may_change: here.may_edit(),
        xlsx: if lines.is_empty() {
            String::new()
        } else {
            format!("{base}/coverage.xlsx")
        },
        empty: lines.is_empty().then(|| {
            let text = "还没有村（社区）。导入村花名册以后，这里逐村列出谁还没有培训。";
            none_yet(&here, text)
        }),
        tabs: schedule_tabs(&cycle.to_string(), "trainings"),
    };
    let frame = frame(
        &app,
        &here.visit,
        Section::Schedule,
        "培训覆盖表",
        Some(here.scope.cycle()),
        &[("培训", &base), ("培训覆盖表", "")],
    );
    page(&app, &frame, &context)
}

/// The table as a workbook.
pub(super) async fn coverage_book(app: &App, here: &InCycle) -> Result<(Vec<u8>, usize), Refusal> {
    let lines = coverage(app, here).await?;
    let mut columns = vec![ExportColumn::titled("村（社区）")];
    columns.extend(
        curriculum()
            .functions
            .iter()
            .map(|one| ExportColumn::titled(one.short())),
    );
    columns.push(ExportColumn::titled("还没有培训的"));
    let rows: Vec<Vec<ExportCell>> = lines
        .iter()
        .map(|line| {
            let mut cells = vec![ExportCell::Text(line.village.name.clone())];
            cells.extend(line.cells.iter().map(|cell| {
                let shown = coverage_cell(cell.as_ref());
                ExportCell::Text(format!("{} {}", shown.text, shown.more).trim().to_owned())
            }));
            cells.push(ExportCell::Text(line.gaps.join("；")));
            cells
        })
        .collect();
    export_xlsx("培训覆盖", &columns, &rows, app.clock.today())
        .map(|book| (book, rows.len()))
        .map_err(|error| Refusal::general(error.to_string()))
}
