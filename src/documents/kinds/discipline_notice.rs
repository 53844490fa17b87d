//! 换届纪律通知 — the rules come from the pinned pack, each with its basis; a place adds its own lines.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::common::{Basis, TownshipPaper, URGENCY, Urgency};
use super::field::{FieldSpec, Input, field};
use super::problem::DataProblem;
use super::township::{NamedUnit, census};
use super::{Sample, liaison_table, sample, words};

/// 一条纪律
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Discipline {
    /// 内容
    pub text: String,
    /// 依据
    pub basis: Option<Basis>,
}

/// What the product knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// 换届纪律, from the rule pack
    #[serde(default)]
    pub discipline: Vec<Discipline>,
    /// 各村（社区）
    #[serde(default)]
    pub units: Vec<NamedUnit>,
}

/// What the clerk fills in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// 上级文件
    #[serde(default)]
    pub superior_documents: Vec<String>,
    /// 上级规定的其他纪律
    #[serde(default)]
    pub extra_rules: Vec<String>,
    /// 举报电话
    pub report_phone: Option<String>,
    /// 举报信箱或地址
    pub report_address: Option<String>,
    /// 抄送
    pub copy_to: Option<String>,
    /// 紧急程度
    pub urgency: Option<Urgency>,
}

/// 换届纪律通知的数据
pub type Paper = TownshipPaper<Known, Facts>;

impl super::Paper for Paper {
    const FIELDS: &'static [FieldSpec] = &[
        field(
            "superior_documents",
            "上级文件",
            "每行一份，连同文号；没有就不填",
            Input::Lines,
        ),
        field(
            "extra_rules",
            "上级规定的其他纪律",
            "每行一条，如“严禁拉票贿选”；规则包里已有的不用再写，没有就不填",
            Input::Lines,
        ),
        field("report_phone", "举报电话", "公开的举报电话", Input::Text),
        field("report_address", "举报信箱或地址", "", Input::Text),
        field("copy_to", "抄送", "不抄送就不填", Input::Text),
        URGENCY,
    ];

    fn problems(&self, problems: &mut Vec<DataProblem>) {
        let plain = |text: &str| text.trim_end_matches('。').to_owned();
        let mut seen: Vec<String> = self
            .known
            .discipline
            .iter()
            .map(|line| plain(&line.text))
            .collect();
        for (index, line) in self.facts.extra_rules.iter().enumerate() {
            let line = plain(line);
            if seen.contains(&line) {
                problems.push(DataProblem::at(
                    format!("facts.extra_rules[{index}]"),
                    "这一条前面已经有了，请删去",
                ));
            }
            seen.push(line);
        }
    }

    fn words(&self, names: &mut Map<String, Value>) {
        census(names, self.known.units.iter().map(|unit| unit.kind));
        let known = self.known.discipline.iter().map(|line| {
            json!({
                "text": line.text.trim_end_matches('。'),
                "basis": line.basis.as_ref().map(words::short_citation),
            })
        });
        let extra = self
            .facts
            .extra_rules
            .iter()
            .map(|line| json!({ "text": line.trim_end_matches('。'), "basis": null }));
        names.insert("rules".to_owned(), known.chain(extra).collect());
    }

    fn samples() -> Vec<Sample> {
        let law = |statute: &str, article: &str| json!({ "statute": statute, "article": article, "gist": null, "status": "verified" });
        let discipline = json!([
            { "text": "不得以暴力、威胁、欺骗、贿赂、伪造选票、虚报选举票数等不正当手段当选；查实的，当选无效。",
              "basis": law("中华人民共和国村民委员会组织法", "第二十一条第一款") },
            { "text": "任何组织或者个人不得指定、委派或者撤换村民委员会成员。",
              "basis": law("中华人民共和国村民委员会组织法", "第十四条第一款") },
            { "text": "不得扰乱选举秩序；违反的，依法给予治安管理处罚。",
              "basis": law("中华人民共和国治安管理处罚法", "第二十六条第一款第五项") }
        ]);
        let facts = json!({
            "superior_documents": ["《关于严肃全县村（社区）“两委”换届纪律的通知》（×委办〔2026〕35号）"],
            "extra_rules": ["严禁拉票贿选", "严禁借换届之机突击花钱、私分或者擅自处置集体资产",
                "严禁拒不移交公章、账目、资产和档案"],
            "report_phone": "0751-6220012", "report_address": "石塘镇政府一楼信访接待室",
            "copy_to": "县纪委监委，县委组织部，县民政局"
        });
        let paper = |known: Value, facts: Value| {
            json!({
                "office": sample::office(), "issue": sample::issue("石换届办〔2027〕4号", "2027-01-12"),
                "known": known, "facts": facts
            })
        };
        let mut longest = facts.clone();
        let lines: Vec<String> = (1..=30)
            .map(|n| format!("严禁第{n}类行为：以请客送礼、发放钱物、许诺利益或者利用微信群拉票等方式影响村（居）民的投票意愿"))
            .collect();
        longest["extra_rules"] = json!(lines);
        vec![
            sample::sample(
                "normal",
                paper(
                    json!({ "discipline": discipline, "units": liaison_table::named_units(16) }),
                    facts,
                ),
            ),
            sample::sample(
                "empty",
                json!({ "office": { "township": "石塘镇" }, "known": {}, "facts": {} }),
            ),
            sample::sample(
                "largest",
                paper(
                    json!({ "discipline": discipline, "units": liaison_table::named_units(60) }),
                    longest,
                ),
            ),
            sample::sample(
                "rare",
                paper(
                    json!({
                        "discipline": [{ "text": "不得扰乱选举秩序。",
                            "basis": { "statute": "某省村民委员会选举办法", "article": null, "gist": null, "status": "unverified" } }],
                        "units": [{ "name": "𠮷塘村", "kind": "village" }]
                    }),
                    json!({ "report_address": "𠮷塘村𬭎星路1号" }),
                ),
            ),
        ]
    }
}
