//! 进度 — the state of every step from its days and what is recorded, and whether a day may be
//! recorded.

use chrono::NaiveDate;
use serde::Serialize;

use super::finding::{Code, Finding, cite_all};
use super::pack::StepClass;
use super::plan::{Actuals, Days, Plan};
use super::problems::not_yet_before;
use super::schedule::{Facts, absurd};
use crate::civil;

/// 三日内 — days before a day from which what is due on it is due soon, here and on every list of things to do.
pub const SOON: i64 = 3;

/// 环节状态
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StepState {
    /// 逾期: the last day has passed, nothing is recorded.
    Overdue,
    /// 三日内到期: within three days of the suggested day, or between it and the last day.
    DueSoon,
    /// 进行中: what comes before is settled, this can be done.
    Open,
    /// 逾期完成: recorded with a day after the last lawful day.
    DoneLate,
    /// 未到: something before it is not settled yet.
    NotYet,
    /// 完成
    Done,
    /// 不适用
    NotApplicable,
}

impl StepState {
    /// In Chinese.
    pub fn name(self) -> &'static str {
        match self {
            Self::Overdue => "逾期",
            Self::DueSoon => "将到期",
            Self::Open => "进行中",
            Self::DoneLate => "逾期完成",
            Self::NotYet => "未到",
            Self::Done => "完成",
            Self::NotApplicable => "不适用",
        }
    }
}

/// 阶段格 — one cell of the matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StageCell {
    /// The state that matters most in the stage.
    pub state: StepState,
    /// The step that gives the cell its state and day, by index.
    pub step: Option<usize>,
    /// Recorded day of the last step when the stage is done, else the day the step is due.
    pub day: Option<NaiveDate>,
    /// Steps settled.
    pub done: u16,
    /// Steps that apply.
    pub total: u16,
}

/// 能否记录
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RecordVerdict {
    /// May be recorded; the warnings are to be shown.
    Allowed {
        /// What to think of.
        warnings: Vec<Finding>,
    },
    /// May be recorded only as 违反法定期限, which was declared with an explanation.
    AllowedLate {
        /// D114, to be kept with the record.
        finding: Finding,
        /// What else to think of.
        warnings: Vec<Finding>,
    },
    /// The day is after the last lawful day; may be recorded only with a declared explanation.
    RefusedLate {
        /// D101: code, reason and article.
        finding: Finding,
    },
    /// May not be recorded at all: in the future, a slip of the pen, no such step.
    Refused {
        /// Why.
        finding: Finding,
    },
}

impl Plan {
    /// The state of every step, by index.
    pub fn states(&self, days: &Days, actuals: &Actuals, today: NaiveDate) -> Vec<StepState> {
        (0..self.steps.len())
            .map(|i| self.state(i, days, actuals, today))
            .collect()
    }

    /// The state of one step; [`StepState::NotApplicable`] for an unknown index.
    pub fn state(&self, i: usize, days: &Days, actuals: &Actuals, today: NaiveDate) -> StepState {
        let (Some(step), Some(row)) = (self.steps.get(i), days.steps.get(i)) else {
            return StepState::NotApplicable;
        };
        if actuals.is_skipped(i) {
            return StepState::NotApplicable;
        }
        if let Some(actual) = actuals.day(i) {
            let late = step.class == StepClass::Statutory
                && !step.lapses
                && Some(i) != self.polling
                && actual > row.limit();
            return if late {
                StepState::DoneLate
            } else {
                StepState::Done
            };
        }
        let ready = step
            .after
            .iter()
            .all(|&before| actuals.is_settled(before) || self.lapsed(before, days, actuals, today));
        if step.lapses {
            return if self.lapsed(i, days, actuals, today) {
                StepState::Done
            } else if ready {
                StepState::Open
            } else {
                StepState::NotYet
            };
        }
        if today > row.limit() {
            StepState::Overdue
        } else if (row.suggested - today).num_days() <= SOON {
            StepState::DueSoon
        } else if ready {
            StepState::Open
        } else {
            StepState::NotYet
        }
    }

    /// Whether a period that ends by itself has begun on record and is over.
    fn lapsed(&self, i: usize, days: &Days, actuals: &Actuals, today: NaiveDate) -> bool {
        let (Some(step), Some(row)) = (self.steps.get(i), days.steps.get(i)) else {
            return false;
        };
        step.lapses
            && today > row.limit()
            && step.after.iter().all(|&before| actuals.is_settled(before))
    }

    /// The cells of one village's row of the matrix, by index of stage.
    pub fn stage_cells(&self, days: &Days, states: &[StepState]) -> Vec<StageCell> {
        let empty = StageCell {
            state: StepState::NotApplicable,
            step: None,
            day: None,
            done: 0,
            total: 0,
        };
        let mut cells = vec![empty; self.stages.len()];
        for (i, step) in self.steps.iter().enumerate() {
            let (Some(cell), Some(&state)) = (cells.get_mut(step.stage), states.get(i)) else {
                continue;
            };
            if state == StepState::NotApplicable {
                continue;
            }
            cell.total = cell.total.saturating_add(1);
            let settled = matches!(state, StepState::Done | StepState::DoneLate);
            if settled {
                cell.done = cell.done.saturating_add(1);
            }
            // The worst state wins; among settled steps the last one gives the day.
            let takes = cell.step.is_none()
                || rank(state) < rank(cell.state)
                || (settled && rank(state) == rank(cell.state));
            if takes {
                cell.state = state;
                cell.step = Some(i);
                cell.day = days.steps.get(i).map(|row| {
                    if settled {
                        row.effective()
                    } else {
                        row.limit()
                    }
                });
            }
        }
        for cell in &mut cells {
            // Begun and not finished is under way, although its next step cannot be done yet.
            if cell.state == StepState::NotYet && cell.done > 0 {
                cell.state = StepState::Open;
            }
        }
        cells
    }

    /// Whether `day` may be recorded for step `id`.
    ///
    /// `late_explanation` declares that the day is a fact recorded 违反法定期限; it must say why.
    pub fn check_record(
        &self,
        id: &str,
        day: NaiveDate,
        late_explanation: Option<&str>,
        facts: &Facts,
        today: NaiveDate,
    ) -> RecordVerdict {
        let Some((i, step)) = self
            .index(id)
            .and_then(|i| self.steps.get(i).map(|s| (i, s)))
        else {
            let message = "请刷新页面后重选。这个日程里没有所选的环节。".to_owned();
            return RecordVerdict::Refused {
                finding: Finding::error(Code::D115, Some(id), message),
            };
        };
        if let Some(finding) = absurd(day, Some(id), &format!("「{}」的日期", step.name)) {
            return RecordVerdict::Refused { finding };
        }
        if day > today {
            let message = format!(
                "请等办完再记录，或者改正日期。「{}」记录的是 {}，还没有到，今天是 {}。",
                step.name,
                civil::long_weekday(day),
                civil::long(today)
            );
            return RecordVerdict::Refused {
                finding: Finding::error(Code::D108, Some(id), message),
            };
        }
        let days = self.days(facts.election_day(), facts.actuals());
        let warnings = self.record_warnings(i, day, facts, &days);
        let limit = days.steps.get(i).and_then(|row| row.latest);
        let late = Some(i) != self.polling
            && step.class == StepClass::Statutory
            && !step.lapses
            && limit.is_some_and(|limit| day > limit);
        if !late {
            return RecordVerdict::Allowed { warnings };
        }
        let finding = self.beyond_law(i, day, true, &days);
        match late_explanation.map(str::trim) {
            Some(reason) if !reason.is_empty() => {
                let message = format!("违反法定期限，如实补记。{}说明：{reason}", finding.message);
                RecordVerdict::AllowedLate {
                    finding: Finding::error(Code::D114, Some(id), message),
                    warnings,
                }
            }
            _ => RecordVerdict::RefusedLate { finding },
        }
    }

    /// Whether step `id` may be left undone (不适用 or 不办): a working step always may, with a
    /// reason; a statutory one only where what it waits for has not happened; polling never.
    pub fn check_set_aside(&self, id: &str) -> Result<(), Finding> {
        let Some((i, step)) = self
            .index(id)
            .and_then(|i| self.steps.get(i).map(|s| (i, s)))
        else {
            let message = "请刷新页面后重选。这个日程里没有所选的环节。".to_owned();
            return Err(Finding::error(Code::D115, Some(id), message));
        };
        let statutory = step.class == StepClass::Statutory && step.when.is_none();
        if statutory || Some(i) == self.polling {
            let message = format!(
                "请按期办理「{}」并记录。这是法定环节，不能不办。{}",
                step.name,
                cite_all(&step.basis)
            );
            return Err(Finding::error(Code::D117, Some(id), message));
        }
        Ok(())
    }

    fn record_warnings(
        &self,
        i: usize,
        day: NaiveDate,
        facts: &Facts,
        days: &Days,
    ) -> Vec<Finding> {
        let mut warnings = Vec::new();
        let (Some(step), Some(row)) = (self.steps.get(i), days.steps.get(i)) else {
            return warnings;
        };
        for &before in &step.after {
            let Some(earlier) = self.steps.get(before) else {
                continue;
            };
            match facts.actuals().day(before) {
                Some(done) if day < done => {
                    let message = format!(
                        "请核对日期。「{}」记录的是 {}，早于它前面的「{}」（{}）。{}",
                        step.name,
                        civil::short(day),
                        earlier.name,
                        civil::short(done),
                        cite_all(&step.basis)
                    );
                    warnings.push(Finding::warning(Code::D102, Some(&step.id), message));
                }
                None if !facts.actuals().is_skipped(before) && !earlier.lapses => {
                    warnings.push(not_yet_before(step, earlier));
                }
                _ => {}
            }
        }
        if let Some(earliest) = row.earliest.filter(|earliest| day < *earliest) {
            let message = format!(
                "请核对日期。「{}」最早应在 {}，记录的是 {}。{}",
                step.name,
                civil::long(earliest),
                civil::long(day),
                cite_all(&step.basis)
            );
            warnings.push(Finding::warning(Code::D109, Some(&step.id), message));
        }
        if Some(i) == self.polling && day != facts.election_day() {
            let message = format!(
                "请先改选举日再记录投票，或者改正日期。确定的选举日是 {}，记录的投票日是 {}。",
                civil::long(facts.election_day()),
                civil::long(day)
            );
            warnings.push(Finding::warning(Code::D111, Some(&step.id), message));
        }
        if step.class == StepClass::Working && day > row.limit() && Some(i) != self.polling {
            let message = format!(
                "比工作安排晚了 {} 日（安排在 {}），可以记录，建议在备注里写明原因。",
                (day - row.limit()).num_days(),
                civil::short(row.limit())
            );
            warnings.push(Finding::warning(Code::D116, Some(&step.id), message));
        }
        warnings
    }
}

/// Order of importance in a cell: what must be acted on first; a late completion outranks a clean one.
fn rank(state: StepState) -> u8 {
    match state {
        StepState::Overdue => 0,
        StepState::DueSoon => 1,
        StepState::Open => 2,
        StepState::NotYet => 3,
        StepState::DoneLate => 4,
        StepState::Done => 5,
        StepState::NotApplicable => 6,
    }
}
