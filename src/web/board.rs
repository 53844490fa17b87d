//! 矩阵的内容 — villages and stages as rows and cells: filtered, ordered, grouped, as a page or a sheet.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, HashMap},
};

use chrono::NaiveDate;

use super::{
    answer::Trouble,
    app::App,
    export::Narrowed,
    guard::InCycle,
    matrix::Asked,
    pages::{
        matrix::{Matrix, MatrixCell, MatrixColumn, MatrixGroup, MatrixRow},
        parts::{Choice, Form, Link, Sign},
    },
    signs,
    villages::none_yet,
};
use crate::{
    civil,
    law::{StageCell, StepClass, StepState},
    office::{
        progress::Overview,
        refusal::Refusal,
        standing::{Plans, Standing},
    },
    roster::{ExportCell, ExportColumn},
    store::{
        entity::{team, village},
        people,
    },
};

/// Rows above which they are grouped by guidance team and folded.
const FOLD_ABOVE: usize = 50;

/// A stage as a column: villages and communities share those of the same id.
pub(super) struct Column {
    id: String,
    name: String,
}

/// The columns of a cycle: the stages of villages, then those only communities have.
pub(super) fn columns(plans: &Plans) -> Vec<Column> {
    let mut columns: Vec<Column> = Vec::new();
    for stage in plans.village.stages.iter().chain(&plans.community.stages) {
        if !columns.iter().any(|column| column.id == stage.id) {
            columns.push(Column {
                id: stage.id.clone(),
                name: stage.name.clone(),
            });
        }
    }
    columns
}

/// The number of a stage's column, from 1: the anchor of the stage on the village page.
pub(super) fn column_number(columns: &[Column], stage: &str) -> usize {
    columns
        .iter()
        .position(|column| column.id == stage)
        .map_or(0, |at| at + 1)
}

/// A cell before it is drawn.
#[derive(Clone, Copy)]
struct Cell<'b> {
    sign: Sign,
    word: &'static str,
    day: Option<NaiveDate>,
    /// Id of the step that gives it.
    step: &'b str,
}

/// A row before it is drawn.
struct Line<'b> {
    village: &'b village::Model,
    cells: Vec<Cell<'b>>,
    late: usize,
    soon: usize,
    working: usize,
    trouble: bool,
    nearest: Option<NaiveDate>,
}

/// Everything the matrix is made of.
pub(super) struct Board<'p> {
    columns: Vec<Column>,
    overview: Overview<'p>,
    teams: Vec<team::Model>,
}

impl<'p> Board<'p> {
    pub(super) async fn read(app: &App, at: &InCycle, plans: &'p Plans) -> Result<Self, Trouble> {
        Ok(Self {
            columns: columns(plans),
            overview: Overview::read(&app.store, plans, &at.scope, app.clock.today()).await?,
            teams: people::teams(app.store.reader(), &at.scope)
                .await
                .map_err(Refusal::from)?
                .into_iter()
                .filter(|team| team.kind == "guidance")
                .collect(),
        })
    }

    /// The rows asked for, in the order asked for.
    fn lines(&self, asked: &Asked) -> Vec<Line<'_>> {
        let wanted = asked.q.trim();
        let mut lines: Vec<Line<'_>> = self
            .overview
            .units()
            .filter(|(village, _)| wanted.is_empty() || village.name.contains(wanted))
            .filter(|(village, _)| {
                asked.team.is_empty()
                    || village
                        .guidance_team_id
                        .is_some_and(|id| id.to_string() == asked.team)
            })
            .map(|(village, standing)| self.line(village, standing))
            .filter(|line| match asked.show.as_str() {
                "late" => line.late > 0,
                "soon" => line.soon > 0,
                "working" => line.working > 0,
                "trouble" => line.trouble,
                _ => true,
            })
            .collect();
        if asked.sort == "worst" {
            // Stable: the township's order decides between equals.
            lines.sort_by_key(|line| {
                (
                    Reverse(line.late),
                    Reverse(line.soon),
                    line.nearest.unwrap_or(NaiveDate::MAX),
                )
            });
        }
        lines
    }

    fn line<'b>(&'b self, village: &'b village::Model, standing: &'b Standing<'_>) -> Line<'b> {
        let mut line = Line {
            village,
            cells: vec![
                Cell {
                    sign: Sign::Skipped,
                    word: Sign::Skipped.word(),
                    day: None,
                    step: "",
                };
                self.columns.len()
            ],
            late: 0,
            soon: 0,
            working: 0,
            trouble: has_trouble(village),
            nearest: None,
        };
        for (index, state) in standing.states.iter().enumerate() {
            let (Some(step), Some(row)) = (
                standing.plan.steps.get(index),
                standing.days.steps.get(index),
            ) else {
                continue;
            };
            match (state, step.class) {
                (StepState::Overdue, StepClass::Statutory) => line.late += 1,
                (StepState::DueSoon, StepClass::Statutory) => line.soon += 1,
                (StepState::Overdue | StepState::DueSoon, StepClass::Working) => line.working += 1,
                _ => {}
            }
            if matches!(
                state,
                StepState::Overdue | StepState::DueSoon | StepState::Open | StepState::NotYet
            ) && step.class == StepClass::Statutory
            {
                let limit = row.limit();
                line.nearest = Some(line.nearest.map_or(limit, |known| known.min(limit)));
            }
        }
        for (stage, cell) in standing.plan.stages.iter().zip(standing.stage_cells()) {
            if let Some(at) = self.columns.iter().position(|column| column.id == stage.id)
                && let Some(slot) = line.cells.get_mut(at)
            {
                *slot = cell_of(standing, cell);
            }
        }
        line
    }

    pub(super) fn page(&self, asked: &Asked, at: &InCycle) -> Matrix {
        let base = format!("/c/{}", at.scope.cycle_id());
        let total = self.overview.villages.len();
        if total == 0 {
            return Matrix {
                empty: Some(none_yet(
                    at,
                    "还没有村（社区）。导入村花名册后，这里按村和阶段显示进度。",
                )),
                ..Matrix::default()
            };
        }
        let lines = self.lines(asked);
        let count = if lines.len() == total {
            format!("{total} 村（社区）")
        } else {
            format!("{total} 村（社区），显示 {}", lines.len())
        };
        let query = query_of(asked);
        Matrix {
            columns: self.heads(&lines),
            count,
            groups: if lines.len() > FOLD_ABOVE {
                self.folded(&lines)
            } else if lines.is_empty() {
                Vec::new()
            } else {
                vec![MatrixGroup {
                    rows: lines.iter().map(row_of).collect(),
                    open: true,
                    ..MatrixGroup::default()
                }]
            },
            form: Form::new()
                .value("q", asked.q.trim())
                .value("show", &asked.show)
                .value("team", &asked.team)
                .value("sort", &asked.sort),
            shows: shows(),
            teams: self.team_choices(),
            sorts: vec![
                Choice::new("code", "按花名册"),
                Choice::new("worst", "最紧的在前"),
            ],
            exports: vec![
                Link::new("导出表格", format!("{base}/matrix.xlsx{query}")),
                Link::new("CSV", format!("{base}/matrix.csv{query}")),
            ],
            empty: None,
        }
    }

    fn heads(&self, lines: &[Line<'_>]) -> Vec<MatrixColumn> {
        self.columns
            .iter()
            .enumerate()
            .map(|(at, column)| {
                let count = |wanted: &[Sign]| {
                    lines
                        .iter()
                        .filter_map(|line| line.cells.get(at))
                        .filter(|cell| wanted.contains(&cell.sign))
                        .count()
                };
                let parts: Vec<String> = [
                    (Sign::Done, count(&[Sign::Done, Sign::DoneLate])),
                    (Sign::Late, count(&[Sign::Late])),
                    (Sign::Soon, count(&[Sign::Soon])),
                ]
                .into_iter()
                .filter(|(_, count)| *count > 0)
                .map(|(sign, count)| format!("{}{count}", sign.mark()))
                .collect();
                MatrixColumn {
                    name: column.name.clone(),
                    counts: parts.join(" "),
                }
            })
            .collect()
    }

    /// A group for every guidance team; those with something overdue are unfolded.
    fn folded(&self, lines: &[Line<'_>]) -> Vec<MatrixGroup> {
        let mut groups: BTreeMap<usize, Vec<&Line<'_>>> = BTreeMap::new();
        for line in lines {
            let team = line
                .village
                .guidance_team_id
                .and_then(|id| self.teams.iter().position(|team| team.id == id))
                .unwrap_or(self.teams.len());
            groups.entry(team).or_default().push(line);
        }
        let alone = groups.len() == 1;
        groups
            .into_iter()
            .map(|(team, lines)| {
                let late: usize = lines.iter().map(|line| line.late).sum();
                let soon: usize = lines.iter().map(|line| line.soon).sum();
                let mut summary = format!("{} 村", lines.len());
                if late > 0 {
                    summary.push_str(" · ▲");
                    summary.push_str(&late.to_string());
                }
                if soon > 0 {
                    summary.push_str(" · ●");
                    summary.push_str(&soon.to_string());
                }
                MatrixGroup {
                    name: self
                        .teams
                        .get(team)
                        .map_or_else(|| "还没有分指导组".to_owned(), |team| team.name.clone()),
                    summary,
                    open: alone || late > 0,
                    rows: lines.into_iter().map(row_of).collect(),
                }
            })
            .collect()
    }

    fn team_choices(&self) -> Vec<Choice> {
        self.teams
            .iter()
            .map(|team| Choice::new(team.id.to_string(), &team.name))
            .collect()
    }

    /// What the board is narrowed to, in words.
    pub(super) fn told(&self, asked: &Asked) -> Narrowed {
        Narrowed::new()
            .sought("找村", &asked.q)
            .choice("显示", &shows(), &asked.show)
            .choice("指导组", &self.team_choices(), &asked.team)
    }

    pub(super) fn table(&self, asked: &Asked) -> (Vec<ExportColumn>, Vec<Vec<ExportCell>>) {
        let columns = ["村（社区）", "类别", "选举日", "法定逾期", "难点村"]
            .into_iter()
            .map(ExportColumn::titled)
            .chain(
                self.columns
                    .iter()
                    .map(|column| ExportColumn::titled(column.name.clone())),
            )
            .collect();
        let days: HashMap<_, _> = self
            .overview
            .units()
            .map(|(village, standing)| (village.id, standing.days.election_day))
            .collect();
        let rows = self
            .lines(asked)
            .iter()
            .map(|line| {
                let mut row: Vec<ExportCell> = vec![
                    line.village.name.as_str().into(),
                    if line.village.kind == "community" {
                        "社区"
                    } else {
                        "村"
                    }
                    .into(),
                    days.get(&line.village.id).copied().into(),
                    u32::try_from(line.late).unwrap_or(u32::MAX).into(),
                    if line.trouble { "是" } else { "" }.into(),
                ];
                row.extend(line.cells.iter().map(|cell| {
                    ExportCell::from(match cell.day {
                        Some(day) => format!("{} {}", cell.word, civil::short(day)),
                        None => cell.word.to_owned(),
                    })
                }));
                row
            })
            .collect();
        (columns, rows)
    }
}

fn cell_of<'b>(standing: &'b Standing<'_>, cell: StageCell) -> Cell<'b> {
    let step = cell.step.and_then(|step| standing.plan.steps.get(step));
    let class = step.map_or(StepClass::Working, |step| step.class);
    let (sign, word) = signs::sign_of(cell.state, class);
    Cell {
        sign,
        word,
        day: cell.day,
        step: step.map_or("", |step| step.id.as_str()),
    }
}

fn row_of(line: &Line<'_>) -> MatrixRow {
    let mut notes = Vec::new();
    if line.late > 0 {
        notes.push(format!("法定逾期 {}", line.late));
    }
    if line.trouble {
        notes.push("难点村".to_owned());
    }
    MatrixRow {
        id: line.village.id.to_string(),
        name: line.village.name.clone(),
        note: notes.join(" · "),
        cells: line
            .cells
            .iter()
            .map(|cell| {
                // Under way without anything due: the sign says enough.
                let day = match cell.sign {
                    Sign::Future | Sign::Skipped => None,
                    _ => cell.day,
                };
                MatrixCell {
                    w: cell.word,
                    ..MatrixCell::new(
                        cell.sign,
                        &day.map(civil::cell).unwrap_or_default(),
                        cell.step,
                    )
                }
            })
            .collect(),
    }
}

/// 难点村: a village with causes.
fn has_trouble(village: &village::Model) -> bool {
    !signs::list_of(&village.trouble_causes).is_empty()
}

/// The filter as it stands behind an address, empty when nothing is asked.
fn shows() -> Vec<Choice> {
    vec![
        Choice::new("", "全部"),
        Choice::new("late", "法定逾期"),
        Choice::new("soon", "法定将到期"),
        Choice::new("working", "工作安排到期"),
        Choice::new("trouble", "难点村"),
    ]
}

fn query_of(asked: &Asked) -> String {
    let mut out = form_urlencoded::Serializer::new(String::new());
    for (name, value) in [
        ("q", asked.q.trim()),
        ("show", &asked.show),
        ("team", &asked.team),
        ("sort", &asked.sort),
    ] {
        if !value.is_empty() {
            out.append_pair(name, value);
        }
    }
    match out.finish() {
        text if text.is_empty() => text,
        text => format!("?{text}"),
    }
}
