//! 预检 — stops a wrong paper before it has a number. Three gates, as the township office keeps them:
//! 行文关 (days, order, numbers), 审签关 (facts and those who sign), 体例格式关 (data and characters).

mod approval;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use self::approval::approval;
use super::{crosscheck, data, dossier::Dossier, due, outcome};
use crate::{
    civil,
    documents::{
        kind::{Kind, Series},
        kinds::{DataProblem, places_of},
        render::Typeset,
    },
    law::{self, StepClass, StepState, cite_all},
    office::{
        alert,
        refusal::{Problems, Refusal},
        standing::{Plans, kind_of},
    },
};

/// 关
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Gate {
    /// 行文关
    Procedure,
    /// 审签关
    Approval,
    /// 体例格式关
    Format,
}

impl Gate {
    /// All three, in order.
    pub const ALL: [Self; 3] = [Self::Procedure, Self::Approval, Self::Format];

    /// As the office says it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Procedure => "行文关",
            Self::Approval => "审签关",
            Self::Format => "体例格式关",
        }
    }
}

/// One thing found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Where it belongs.
    pub gate: Gate,
    /// Whether it stops the issue.
    pub stops: bool,
    /// Code.
    pub code: &'static str,
    /// 先做什么 · 原因
    pub text: String,
    /// 〔依据〕 without brackets; may be empty.
    pub basis: String,
    /// Place in the paper; may be empty.
    pub place: String,
}

impl Found {
    pub(super) fn stop(gate: Gate, code: &'static str, text: impl Into<String>) -> Self {
        Self {
            gate,
            stops: true,
            code,
            text: text.into(),
            basis: String::new(),
            place: String::new(),
        }
    }

    pub(super) fn warn(gate: Gate, code: &'static str, text: impl Into<String>) -> Self {
        Self {
            stops: false,
            ..Self::stop(gate, code, text)
        }
    }

    pub(super) fn citing(mut self, basis: &[law::Basis]) -> Self {
        cite_all(basis)
            .trim_matches(['〔', '〕'])
            .clone_into(&mut self.basis);
        self
    }

    fn at(mut self, place: impl Into<String>) -> Self {
        self.place = place.into();
        self
    }

    /// The whole sentence, as a refusal tells it.
    pub fn sentence(&self) -> String {
        let mut text = String::new();
        if !self.place.is_empty() {
            text.push_str(&self.place);
            text.push('：');
        }
        text.push_str(&self.text);
        if !self.basis.is_empty() {
            text.push('〔');
            text.push_str(&self.basis);
            text.push('〕');
        }
        text
    }
}

/// Refuses when something stops, with everything that does.
pub fn refuse(found: &[Found]) -> Result<(), Refusal> {
    let mut problems = Problems::none();
    problems.general = found
        .iter()
        .filter(|one| one.stops)
        .map(Found::sentence)
        .collect();
    problems.into_result()
}

/// Everything that days, order and facts say of a paper that was put together: what stops it, and what it goes out with
/// only when a reason is given. Contradictions in the data and missing characters always stop, see [`of_data`] and
/// [`of_glyphs`].
pub fn of_paper(
    dossier: &Dossier,
    plans: &Plans,
    (unit, kind): (Uuid, Kind),
    dated: NaiveDate,
    on: NaiveDate,
    data: &Value,
) -> Result<Vec<Found>, Refusal> {
    let mut found = quick(dossier, plans, unit, kind, dated, on)?;
    found.extend(unchecked(data));
    Ok(found)
}

/// What can be said without putting the paper together: days, essential facts, blanks. `dated` is the
/// day printed under it, `on` the day of issue.
pub fn quick(
    dossier: &Dossier,
    plans: &Plans,
    unit: Uuid,
    kind: Kind,
    dated: NaiveDate,
    on: NaiveDate,
) -> Result<Vec<Found>, Refusal> {
    let mut found = Vec::new();
    if due::is_confirmed_elsewhere(kind) {
        return Ok(vec![Found::stop(
            Gate::Procedure,
            "P104",
            "请到“报表”的日报页核对后确认。日报只在那里确认、编期号、存档，文书中心不再另出一份。",
        )]);
    }
    days(dossier, plans, unit, kind, dated, &mut found);
    if !due::repeats(kind)
        && let Some(line) = dossier.in_force(unit, kind).last()
    {
        let number = if super::series::is_internal(&line.series) {
            String::new()
        } else {
            format!("（{}）", line.number)
        };
        found.push(Found::stop(
            Gate::Procedure,
            "P101",
            format!("请先作废已印发的一份{number}，再重新印发。同一份文书只能有一份有效。"),
        ));
    }
    approval(dossier, plans, unit, kind, &mut found)?;
    let rules = dossier.rules(plans, unit)?;
    found.extend(crosscheck::against_others(
        dossier, rules, unit, kind, dated,
    ));
    if kind == Kind::Results {
        counted(dossier, unit, on, &mut found);
    }
    corrected(dossier, unit, kind, &mut found);
    inspected(dossier, unit, kind, &mut found);
    found.extend(in_the_way(dossier, plans, unit, kind)?);
    found.sort_by_key(|one| (one.gate, !one.stops));
    Ok(found)
}

/// 提醒 of the paper's own step and of those right before it.
fn in_the_way(
    dossier: &Dossier,
    plans: &Plans,
    unit: Uuid,
    kind: Kind,
) -> Result<Vec<Found>, Refusal> {
    let plan = match dossier.village(unit) {
        Some(village) => plans.of(kind_of(village)),
        None => &plans.township,
    };
    let Some(step) = kind
        .step()
        .and_then(|step| plan.index(step))
        .and_then(|index| plan.steps.get(index))
    else {
        return Ok(Vec::new());
    };
    let near = |id: &str| {
        step.id == id
            || step
                .after
                .iter()
                .filter_map(|before| plan.steps.get(*before))
                .any(|before| before.id == id)
    };
    Ok(alert::of_dossier(dossier, plans, unit)?
        .into_iter()
        .filter(|alert| near(&alert.step) || alert.concerns(kind))
        .map(|alert| {
            let mut found = Found::warn(Gate::Procedure, alert.code, alert.text);
            found.basis = alert.basis;
            found
        })
        .collect())
}

/// 期限 — a statutory notice is not issued after its last lawful day, unless what happened was recorded.
fn days(
    dossier: &Dossier,
    plans: &Plans,
    unit: Uuid,
    kind: Kind,
    dated: NaiveDate,
    found: &mut Vec<Found>,
) {
    let standing = dossier.standing(plans, unit, dated);
    let plan = standing.plan;
    let Some(index) = kind.step().and_then(|step| plan.index(step)) else {
        return;
    };
    let (Some(step), Some(row)) = (plan.steps.get(index), standing.days.steps.get(index)) else {
        return;
    };
    // A township paper, a rectification notice or a reply is not the step itself: only a village's notices are.
    if dossier.village(unit).is_none() || kind.series() == Series::Official {
        return;
    }
    if let Some(latest) = row.latest.filter(|latest| dated > *latest) {
        let late = format!(
            "「{}」最迟 {}，本件日期 {}",
            step.name,
            civil::long(latest),
            civil::long(dated)
        );
        let one = match (row.actual, step.class) {
            (Some(actual), StepClass::Statutory) if actual > latest => Found::warn(
                Gate::Procedure,
                "D114",
                format!("请在卷内附上情况说明。{late}；这一环节已如实补记为违反法定期限。"),
            ),
            (Some(actual), _) => Found::warn(
                Gate::Procedure,
                "D116",
                format!(
                    "请核对是不是补印。{late}；这一环节已记录在 {} 办理。",
                    civil::long(actual)
                ),
            ),
            (None, StepClass::Statutory) if !step.lapses => Found::stop(
                Gate::Procedure,
                "D101",
                format!(
                    "请先确认能否依法推迟选举日；确已逾期办理的，先在该环节如实补记并写明原因，再印发。{late}，已过法定最后一日。"
                ),
            ),
            (None, _) => Found::warn(
                Gate::Procedure,
                "D116",
                format!("请抓紧办理。{late}，已过工作安排的日期。"),
            ),
        };
        found.push(one.citing(&step.basis));
    }
    if let Some(earliest) = row.earliest.filter(|earliest| dated < *earliest) {
        found.push(
            Found::stop(
                Gate::Procedure,
                "D109",
                format!(
                    "请等到 {} 再印发。「{}」不能早于这一天，本件日期 {}。",
                    civil::long(earliest),
                    step.name,
                    civil::long(dated)
                ),
            )
            .citing(&step.basis),
        );
    }
    let missing: Vec<&str> = step
        .after
        .iter()
        .filter(|before| {
            !matches!(
                standing.states.get(**before),
                Some(StepState::Done | StepState::DoneLate | StepState::NotApplicable)
            )
        })
        .filter_map(|before| plan.steps.get(*before))
        .map(|before| before.name.as_str())
        .collect();
    if !missing.is_empty() {
        found.push(Found::warn(
            Gate::Procedure,
            "D110",
            format!("请核对前面的环节：{}还没有记录完成。", missing.join("、")),
        ));
    }
}

/// What inspectors found to be seriously wrong and nobody has put right, where it touches this notice.
/// It warns: the election committee decides, and what was found may have nothing to do with this page.
fn inspected(dossier: &Dossier, unit: Uuid, kind: Kind, found: &mut Vec<Found>) {
    if dossier.village(unit).is_none() || kind.is_form() || kind.series() == Series::Official {
        return;
    }
    for (wrong, row) in dossier.serious(unit) {
        let papers: Vec<String> = serde_json::from_str(&row.papers).unwrap_or_default();
        if !papers.is_empty() && !papers.iter().any(|paper| paper == kind.id()) {
            continue;
        }
        let due = row.due.map_or_else(String::new, |day| {
            format!("，整改期限 {}", civil::long(day))
        });
        let mut one = Found::warn(
            Gate::Procedure,
            "S201",
            format!(
                "请先整改到位，或者核对清楚再印发。督查发现的严重问题还没有销号：{}{due}。",
                wrong.problem.trim_end_matches('。')
            ),
        );
        one.basis.clone_from(&wrong.basis);
        found.push(one);
    }
}

/// A result is not announced before there is one: not before the polling day, not without votes.
fn counted(dossier: &Dossier, unit: Uuid, on: NaiveDate, found: &mut Vec<Found>) {
    if let Some(village) = dossier.village(unit)
        && on < dossier.election_day(village)
    {
        found.push(Found::stop(
            Gate::Procedure,
            "D109",
            format!(
                "请在计票结束以后再印发。选举日是 {}，还没有投票。",
                civil::long(dossier.election_day(village))
            ),
        ));
    }
    let facts = data::facts_of(dossier, unit, Kind::Results);
    let rows = facts.get("counts").and_then(Value::as_array);
    let uncounted = rows
        .is_some_and(|rows| !rows.is_empty() && rows.iter().any(|row| is_blank(row.get("votes"))));
    if uncounted {
        found.push(Found::stop(
            Gate::Approval,
            "N301",
            "请先填写每个人的得票数，再印发。还有人没有得票数。",
        ));
    }
}

/// 登记人数 that a correction changed after the roll was imported: the paper says where its figure comes from.
fn corrected(dossier: &Dossier, unit: Uuid, kind: Kind, found: &mut Vec<Found>) {
    if !matches!(
        kind,
        Kind::Results | Kind::Repoll | Kind::ResultReport | Kind::ResultReply | Kind::BallotLedger
    ) {
        return;
    }
    let Some(registered) =
        outcome::registered_of(dossier, unit).filter(outcome::Registered::differs)
    else {
        return;
    };
    let imported = registered.imported.unwrap_or(registered.count);
    found.push(Found::warn(
        Gate::Approval,
        "N311",
        format!(
            "请核对登记参加选举的人数：本件写 {} 人，取自{}；导入的选民名单是 {imported} 人。按更正后的名单重新导入，两处就一致。",
            registered.count,
            registered.source()
        ),
    ));
}

fn is_blank(value: Option<&Value>) -> bool {
    match value {
        None | Some(Value::Null) => true,
        Some(Value::String(text)) => text.trim().is_empty(),
        Some(Value::Array(items)) => items.is_empty(),
        Some(_) => false,
    }
}

/// 待核 — bases nobody compared with the official text yet.
pub fn unchecked(data: &Value) -> Vec<Found> {
    let any = data
        .get("basis")
        .and_then(Value::as_array)
        .is_some_and(|list| {
            list.iter()
                .any(|one| one.get("status").and_then(Value::as_str) == Some("unverified"))
        });
    if any {
        vec![Found::warn(
            Gate::Approval,
            "N304",
            "请先核对依据的原文。引用的依据有一处还标着待核，印出来带〔待核〕字样。",
        )]
    } else {
        Vec::new()
    }
}

/// Contradictions in the data.
pub fn of_data(problems: &[DataProblem]) -> Vec<Found> {
    problems
        .iter()
        .map(|problem| {
            let place = if problem.label.is_empty() {
                String::new()
            } else {
                problem.label.clone()
            };
            Found::stop(Gate::Format, "N401", problem.message.clone()).at(place)
        })
        .collect()
}

/// Characters no font covers, each with its page, the field it was typed into and the words around it.
pub fn of_glyphs(typeset: &Typeset, kind: Kind, data: &Value) -> Vec<Found> {
    typeset
        .missing
        .iter()
        .map(|missing| {
            Found::stop(
                Gate::Format,
                "N405",
                format!(
                    "请核对「{}」中的“{}”字（U+{:04X}），或请管理员加装有这个字的字体。所有字体里都没有它。",
                    missing.context,
                    missing.ch,
                    u32::from(missing.ch)
                ),
            )
            .at({
                let places = places_of(kind, data, missing.ch);
                let page = format!("第 {} 页", missing.page);
                match places.as_slice() {
                    [] => page,
                    [..] => format!(
                        "{page}，{}",
                        places.iter().take(3).cloned().collect::<Vec<_>>().join("、")
                    ),
                }
            })
        })
        .collect()
}
