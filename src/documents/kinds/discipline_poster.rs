//! 换届纪律海报 — the same rules as the notice, large enough to be read from the other side of the road.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::common::TownshipPaper;
use super::discipline_notice::Discipline;
use super::field::{FieldSpec, Input, field};
use super::problem::DataProblem;
use super::{Sample, sample, words};

/// What the product knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// 换届纪律, from the rule pack
    #[serde(default)]
    pub discipline: Vec<Discipline>,
}

/// What the clerk fills in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// 上级规定的其他纪律
    #[serde(default)]
    pub extra_rules: Vec<String>,
    /// 举报电话
    pub report_phone: Option<String>,
    /// 举报信箱或地址
    pub report_address: Option<String>,
}

/// 换届纪律海报的数据
pub type Paper = TownshipPaper<Known, Facts>;

impl super::Paper for Paper {
    const FIELDS: &'static [FieldSpec] = &[
        field(
            "extra_rules",
            "上级规定的其他纪律",
            "每行一条，短一些，如“严禁拉票贿选”；规则包里已有的不用再写，没有就不填",
            Input::Lines,
        ),
        field(
            "report_phone",
            "举报电话",
            "公开的举报电话，不写个人手机",
            Input::Text,
        ),
        field("report_address", "举报信箱或地址", "", Input::Text),
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
        let village = "中华人民共和国村民委员会组织法";
        let order = "中华人民共和国治安管理处罚法";
        let discipline = json!([
            { "text": "不得以暴力、威胁、欺骗、贿赂、伪造选票、虚报选举票数等不正当手段当选；查实的，当选无效。",
              "basis": law(village, "第二十一条第一款") },
            { "text": "任何组织或者个人不得指定、委派或者撤换村民委员会成员。",
              "basis": law(village, "第十四条第一款") },
            { "text": "不得扰乱选举秩序；违反的，依法给予治安管理处罚。",
              "basis": law(order, "第二十六条第一款第五项") },
            { "text": "不得威胁、侮辱、诽谤、诬告他人；违反的，依法给予治安管理处罚。",
              "basis": law(order, "第五十条") },
            { "text": "自新一届村民委员会产生之日起十日内完成工作移交。",
              "basis": law(village, "第二十四条") }
        ]);
        let paper = |known: Value, facts: Value| {
            json!({
                "office": sample::office(), "issue": sample::issue("", "2027-01-12"),
                "known": known, "facts": facts
            })
        };
        let facts = json!({
            "extra_rules": ["严禁拉票贿选", "严禁借换届之机突击花钱、私分或者擅自处置集体资产"],
            "report_phone": "0751-6220012", "report_address": "石塘镇政府一楼信访接待室"
        });
        let mut longest = facts.clone();
        let lines: Vec<String> = (1..=30)
            .map(|n| format!("严禁第{n}类行为：以请客送礼、发放钱物、许诺利益或者利用微信群拉票等方式影响村（居）民的投票意愿"))
            .collect();
        longest["extra_rules"] = json!(lines);
        vec![
            sample::sample("normal", paper(json!({ "discipline": discipline }), facts)),
            sample::sample(
                "empty",
                json!({ "office": { "township": "石塘镇" }, "known": {}, "facts": {} }),
            ),
            sample::sample(
                "largest",
                paper(json!({ "discipline": discipline }), longest),
            ),
            sample::sample(
                "rare",
                paper(
                    json!({
                        "discipline": [{ "text": "不得扰乱选举秩序。",
                            "basis": { "statute": "某省村民委员会选举办法", "article": null, "gist": null, "status": "unverified" } }]
                    }),
                    json!({ "report_address": "𠮷塘村𬭎星路1号" }),
                ),
            ),
        ]
    }
}
