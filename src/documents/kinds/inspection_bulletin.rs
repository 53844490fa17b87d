//! 督查通报 — what the supervision teams found in a period, drawn from the recorded visits.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::common::{TownshipPaper, URGENCY, Urgency};
use super::field::{FieldSpec, Input, field};
use super::problem::DataProblem;
use super::township::{NamedUnit, Visit, census, visit_problems, visit_sums};
use super::{Sample, liaison_table, sample, words};

/// What the product knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// 各村（社区）
    #[serde(default)]
    pub units: Vec<NamedUnit>,
    /// 督查, by day
    #[serde(default)]
    pub visits: Vec<Visit>,
}

/// What the clerk fills in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// 通报时段起
    pub from: Option<NaiveDate>,
    /// 通报时段止
    pub to: Option<NaiveDate>,
    /// 做得好的
    #[serde(default)]
    pub praise: Vec<String>,
    /// 下一步要求
    #[serde(default)]
    pub requirements: Vec<String>,
    /// 抄送
    pub copy_to: Option<String>,
    /// 紧急程度
    pub urgency: Option<Urgency>,
}

/// 督查通报的数据
pub type Paper = TownshipPaper<Known, Facts>;

impl Paper {
    /// The visits of the period; without one all that are recorded.
    fn of_period(&self) -> impl Iterator<Item = &Visit> {
        let (from, to) = (self.facts.from, self.facts.to);
        self.known.visits.iter().filter(move |visit| {
            from.is_none_or(|from| from <= visit.day) && to.is_none_or(|to| visit.day <= to)
        })
    }
}

impl super::Paper for Paper {
    const FIELDS: &'static [FieldSpec] = &[
        field("from", "通报时段起", "不填时从第一次督查算起", Input::Date),
        field("to", "通报时段止", "不填时到最近一次督查", Input::Date),
        field(
            "praise",
            "做得好的",
            "每行一条，写明村（社区）和做法；没有就不填",
            Input::Lines,
        ),
        field(
            "requirements",
            "下一步要求",
            "每行一条；不填时印常用的三条",
            Input::Lines,
        ),
        field("copy_to", "抄送", "不抄送就不填", Input::Text),
        URGENCY,
    ];

    fn problems(&self, problems: &mut Vec<DataProblem>) {
        let facts = &self.facts;
        if let (Some(from), Some(to)) = (facts.from, facts.to)
            && to < from
        {
            problems.push(DataProblem::at(
                "facts.to",
                "通报时段的止日早于起日，请改正",
            ));
        }
        if let (Some(to), Some(issued)) = (facts.to, self.issue.date)
            && to > issued
        {
            problems.push(DataProblem::at(
                "facts.to",
                "通报时段的止日晚于通报日期，还没有发生的督查不能通报",
            ));
        }
        visit_problems(&self.known.visits, problems);
    }

    fn words(&self, names: &mut Map<String, Value>) {
        census(names, self.known.units.iter().map(|unit| unit.kind));
        let days = || self.of_period().map(|visit| visit.day);
        let from = self.facts.from.or_else(|| days().min());
        let to = self.facts.to.or_else(|| days().max());
        names.insert("span".to_owned(), json!(words::span(from, to)));
        names.insert(
            "sums".to_owned(),
            json!(visit_sums(self.of_period(), self.issue.date)),
        );
        let unseen: Vec<&str> = self
            .known
            .units
            .iter()
            .map(|unit| unit.name.as_str())
            .filter(|name| self.of_period().all(|visit| visit.unit != *name))
            .collect();
        names.insert("unseen".to_owned(), json!(unseen));
        let rows: Vec<Value> = self
            .of_period()
            .flat_map(|visit| {
                visit.findings.iter().map(move |found| {
                    json!({
                        "unit": visit.unit, "day": visit.day, "way": visit.way,
                        "problem": found.problem, "measure": found.measure,
                        "deadline": found.deadline, "looked_again": visit.looked_again.or(found.closed_on),
                    })
                })
            })
            .collect();
        names.insert("rows".to_owned(), Value::Array(rows));
    }

    fn samples() -> Vec<Sample> {
        let paper = |known: Value, facts: Value| {
            json!({
                "office": sample::office(), "issue": sample::issue("石换届办〔2027〕9号", "2027-03-01"),
                "known": known, "facts": facts
            })
        };
        let many: Vec<Value> = (0..40)
            .map(|n| {
                json!({
                    "unit": if n % 2 == 0 { "上前村" } else { "历林村" }, "way": "随机抽查",
                    "day": "2027-02-23",
                    "findings": [{ "problem": format!("第{}村民小组公示牌上的公告被雨水打湿，字迹不清，没有及时补贴。", n + 1),
                        "measure": "当日补贴，并留存照片。", "deadline": "2027-02-26" }]
                })
            })
            .collect();
        vec![
            sample::sample(
                "normal",
                paper(
                    json!({ "units": liaison_table::named_units(16), "visits": sample::visits() }),
                    json!({
                        "from": "2027-02-20", "to": "2027-02-28",
                        "praise": ["石塘社区逐户登记，外出居民全部联系到人。"],
                        "copy_to": "县委组织部，县民政局"
                    }),
                ),
            ),
            sample::sample(
                "nothing-found",
                paper(
                    json!({ "units": liaison_table::named_units(3), "visits": [
                        { "unit": "上前村", "way": "阶段督查", "day": "2027-02-22" } ] }),
                    json!({}),
                ),
            ),
            sample::sample(
                "empty",
                json!({ "office": { "township": "石塘镇" }, "known": {}, "facts": {} }),
            ),
            sample::sample(
                "largest",
                paper(
                    json!({ "units": liaison_table::named_units(60), "visits": many }),
                    json!({}),
                ),
            ),
            sample::sample(
                "rare",
                paper(
                    json!({ "units": [{ "name": "𠮷塘村", "kind": "village" }], "visits": [
                        { "unit": "𠮷塘村", "way": "随机抽查", "day": "2027-02-23",
                          "findings": [{ "problem": "受委托人李𬭎、阿依古丽·买买提的姓名没有公布。", "measure": null, "deadline": null }] } ] }),
                    json!({}),
                ),
            ),
        ]
    }
}
