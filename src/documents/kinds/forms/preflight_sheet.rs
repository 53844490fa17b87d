//! 文书核对单 — the findings of a pre-flight in the office's three columns 行文关、审签关、体例格式关.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::parts;
use crate::documents::kinds::common::TownshipPaper;
use crate::documents::kinds::field::FieldSpec;
use crate::documents::kinds::problem::DataProblem;
use crate::documents::kinds::{Sample, sample};

/// 发现的一处
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// 必须先改
    pub stops: bool,
    /// 先做什么、原因
    pub text: String,
    /// 依据 in print
    pub basis: Option<String>,
    /// 在文书的哪里
    pub place: Option<String>,
    /// 已说明的理由, of what only warned and was issued all the same
    pub reason: Option<String>,
}

/// 一关
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gate {
    /// `行文关`
    pub name: String,
    /// 发现
    #[serde(default)]
    pub findings: Vec<Finding>,
}

/// What is known: one paper and its pre-flight.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Known {
    /// 文书名称
    pub title: Option<String>,
    /// 单位: a village or the township
    pub unit: Option<String>,
    /// 编号 it would get
    pub number: Option<String>,
    /// 落款单位
    pub issuer: Option<String>,
    /// 落款日期
    pub dated: Option<NaiveDate>,
    /// 页数
    pub pages: Option<u32>,
    /// 核对日期
    pub checked_on: Option<NaiveDate>,
    /// 三关
    pub gates: Vec<Gate>,
}

/// Nothing is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {}

/// 核对单
pub type Paper = TownshipPaper<Known, Facts>;

/// The three gates in order, with what each looks at.
const GATES: [(&str, &str); 3] = [
    ("行文关", "期限、环节先后、编号、发布单位"),
    ("审签关", "事实、数字、人名、依据、空白处"),
    ("体例格式关", "格式、用字、个人信息、页数"),
];

impl crate::documents::kinds::Paper for Paper {
    const FIELDS: &'static [FieldSpec] = &[];

    fn problems(&self, problems: &mut Vec<DataProblem>) {
        for (index, gate) in self.known.gates.iter().enumerate() {
            let known = GATES.iter().any(|(name, _)| *name == gate.name);
            let twice = self
                .known
                .gates
                .iter()
                .take(index)
                .any(|earlier| earlier.name == gate.name);
            if !known || twice {
                problems.push(DataProblem::at(
                    format!("known.gates[{index}].name"),
                    "只有行文关、审签关、体例格式关，各写一次",
                ));
            }
        }
    }

    fn words(&self, names: &mut Map<String, Value>) {
        let checked = !self.known.gates.is_empty();
        let gates: Vec<Value> = GATES
            .iter()
            .map(|(name, looks_at)| {
                let findings = self
                    .known
                    .gates
                    .iter()
                    .find(|gate| gate.name == *name)
                    .map(|gate| gate.findings.as_slice())
                    .unwrap_or_default();
                json!({ "name": name, "looks_at": looks_at, "findings": findings })
            })
            .collect();
        let stops = self
            .known
            .gates
            .iter()
            .flat_map(|gate| &gate.findings)
            .filter(|finding| finding.stops)
            .count();
        let explained = self
            .known
            .gates
            .iter()
            .flat_map(|gate| &gate.findings)
            .filter(|finding| !finding.stops && finding.reason.is_some())
            .count();
        let notes = self
            .known
            .gates
            .iter()
            .map(|gate| gate.findings.len())
            .sum::<usize>()
            .saturating_sub(stops)
            .saturating_sub(explained);
        let mut put = |key: &str, value: Value| {
            names.insert(key.to_owned(), value);
        };
        put("gates", Value::Array(gates));
        put("checked", json!(checked));
        put("stops", json!(stops));
        put("notes", json!(notes));
        put("explained", json!(explained));
        put("blank_rows", parts::rows(3));
    }

    fn samples() -> Vec<Sample> {
        let finding = |stops: bool, text: &str, basis: Option<&str>, place: Option<&str>| json!({ "stops": stops, "text": text, "basis": basis, "place": place });
        let known = |gates: Value, unit: &str| {
            json!({
                "title": "关于登记参加选举人员名单的公告", "unit": unit, "number": "第4号",
                "issuer": "上前村第九届村民选举委员会", "dated": "2027-02-25", "pages": 4,
                "checked_on": "2027-02-24", "gates": gates
            })
        };
        let some = json!([
            { "name": "行文关", "findings": [finding(
                true, "请把名单公布日改到2月26日（含）以前。名单应在选举日的二十日前公布。",
                Some("村民委员会组织法第十七条第一款"), None)] },
            { "name": "审签关", "findings": [finding(false, "请补填受理地点，或印出后手填。这1处现在是横线。", None, None)] },
            { "name": "体例格式关", "findings": [] }
        ]);
        let mut said = finding(
            false,
            "请核对前面的环节：动员部署还没有记录完成。",
            None,
            None,
        );
        if let Some(members) = said.as_object_mut() {
            let reason = json!("动员会2月20日已经开过，会议记录还在整理，补记以后再核对。");
            members.insert("reason".to_owned(), reason);
        }
        let explained = json!([{ "name": "行文关", "findings": [said] }, { "name": "审签关" }, { "name": "体例格式关" }]);
        let many: Vec<Value> = (1..=30)
            .map(|n| {
                finding(
                    n % 3 == 0,
                    "请核对名单中的姓名，字库里没有这个字，印出来会缺字，要先加装字体。",
                    None,
                    Some(&format!("第{n}页")),
                )
            })
            .collect();
        let rare = json!([{ "name": "审签关", "findings": [finding(false, "请核对李𬭎、𠮷田生的姓名。", None, Some("第1页"))] }]);
        let paper =
            |known: Value| json!({ "office": sample::office(), "known": known, "facts": {} });
        vec![
            sample::sample("normal", paper(known(some, "上前村"))),
            sample::sample(
                "clean",
                paper(known(
                    json!([{ "name": "行文关" }, { "name": "审签关" }, { "name": "体例格式关" }]),
                    "上前村",
                )),
            ),
            sample::sample(
                "empty",
                json!({ "office": { "township": "石塘镇" }, "known": {}, "facts": {} }),
            ),
            sample::sample(
                "largest",
                paper(known(
                    json!([{ "name": "体例格式关", "findings": many }]),
                    "上前村",
                )),
            ),
            sample::sample("explained", paper(known(explained, "上前村"))),
            sample::sample("rare", paper(known(rare, "𠮷塘村"))),
        ]
    }
}
