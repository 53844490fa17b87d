//! 工作总结 — the figures come from the records; what was done well or badly is for people to say.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::common::{TownshipPaper, URGENCY, Urgency};
use super::field::{FieldSpec, Input, field};
use super::problem::DataProblem;
use super::statistics_summary::{UnitFigures, figure_problems, figures, sums};
use super::township::census;
use super::{Sample, sample, words};

/// What the product knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// 换届窗口期起
    pub window_from: Option<NaiveDate>,
    /// 换届窗口期止
    pub window_to: Option<NaiveDate>,
    /// 各村（社区）
    #[serde(default)]
    pub units: Vec<UnitFigures>,
    /// 指导组的个数
    pub guidance_teams: Option<u32>,
    /// 督查组的个数
    pub supervision_teams: Option<u32>,
    /// 有效的文书份数
    pub papers: Option<u32>,
    /// 已办的镇级工作
    #[serde(default)]
    pub phases: Vec<String>,
}

/// What the clerk fills in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// 报送单位
    pub recipient: Option<String>,
    /// 签发人
    pub signer: Option<String>,
    /// 主要做法
    #[serde(default)]
    pub practices: Vec<String>,
    /// 存在的问题
    #[serde(default)]
    pub shortcomings: Vec<String>,
    /// 下一步打算
    #[serde(default)]
    pub next_steps: Vec<String>,
    /// 紧急程度
    pub urgency: Option<Urgency>,
}

/// 工作总结的数据
pub type Paper = TownshipPaper<Known, Facts>;

impl super::Paper for Paper {
    const FIELDS: &'static [FieldSpec] = &[
        field(
            "recipient",
            "报送单位",
            "如“县换届选举工作领导小组办公室”",
            Input::Text,
        ),
        field("signer", "签发人", "上报的文书要写签发人", Input::Text),
        field(
            "practices",
            "主要做法",
            "每行一条；不填时留横线",
            Input::Lines,
        ),
        field(
            "shortcomings",
            "存在的问题",
            "每行一条，如实写；不填时留横线",
            Input::Lines,
        ),
        field(
            "next_steps",
            "下一步打算",
            "每行一条；不填时印常用的三条",
            Input::Lines,
        ),
        URGENCY,
    ];

    fn problems(&self, problems: &mut Vec<DataProblem>) {
        let known = &self.known;
        if let (Some(from), Some(to)) = (known.window_from, known.window_to)
            && to < from
        {
            problems.push(DataProblem::at(
                "known.window_to",
                "换届工作结束日早于开始日，请核对届次设置",
            ));
        }
        figure_problems(&known.units, problems);
    }

    fn words(&self, names: &mut Map<String, Value>) {
        let known = &self.known;
        census(names, known.units.iter().map(|unit| unit.kind));
        sums(names, &known.units);
        names.insert(
            "window".to_owned(),
            json!(words::span(known.window_from, known.window_to)),
        );
        let days = || known.units.iter().filter_map(|unit| unit.election_day);
        names.insert(
            "polling_span".to_owned(),
            json!(words::span(days().min(), days().max())),
        );
        let open: Vec<&str> = known
            .units
            .iter()
            .filter(|unit| !unit.handed_over)
            .map(|unit| unit.name.as_str())
            .collect();
        names.insert("not_handed_over".to_owned(), json!(open));
    }

    fn samples() -> Vec<Sample> {
        let known = |count: usize| {
            json!({
                "window_from": "2027-01-04", "window_to": "2027-04-17", "units": figures(count),
                "guidance_teams": 8, "supervision_teams": 2, "papers": 236,
                "phases": ["成立领导小组和办公室", "印发实施方案", "召开动员会议", "落实挂钩联系包干", "举办业务培训",
                    "派出指导组和督查组", "开展督查"]
            })
        };
        let facts = json!({
            "recipient": "县村（社区）“两委”换届选举工作领导小组办公室", "signer": "林忠康",
            "practices": ["把日程推算到每个村（社区）的每一天，公告张贴前逐件核对，法定期限无一突破。",
                "对情况复杂的村一村一策，先化解矛盾，再组织选举。"],
            "shortcomings": ["个别村外出人员联系不及时，委托投票手续办理偏晚。"],
            "next_steps": ["做好新一届班子的培训。"]
        });
        let paper = |known: Value, facts: Value| {
            json!({
                "office": sample::office(), "issue": sample::issue("石换届办〔2027〕41号", "2027-04-20"),
                "known": known, "facts": facts
            })
        };
        let mut longest = facts.clone();
        let lines: Vec<String> = (1..=30)
            .map(|n| format!("做法之{n}：指导组自始至终跟进所联系的村（社区），会议、公告、登记、提名、投票、移交逐关核对，发现问题当场提醒、限期整改。"))
            .collect();
        longest["practices"] = json!(lines);
        let mut rare = known(2);
        rare["units"][0]["name"] = json!("𠮷塘村");
        rare["units"][0]["handed_over"] = json!(false);
        vec![
            sample::sample("normal", paper(known(16), facts)),
            sample::sample(
                "empty",
                json!({ "office": { "township": "石塘镇" }, "known": {}, "facts": {} }),
            ),
            sample::sample("largest", paper(known(60), longest)),
            sample::sample("rare", paper(rare, json!({ "signer": "李𬭎" }))),
        ]
    }
}
