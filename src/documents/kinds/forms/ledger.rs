//! 一村一档 — all the product knows of one village on a few sheets.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::parts::{self, Sheets};
use crate::documents::kinds::common::{Official, VillagePaper};
use crate::documents::kinds::field::{FieldSpec, Input, field};
use crate::documents::kinds::{Sample, sample};

/// 环节一行
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// 阶段
    pub stage: String,
    /// 环节
    pub name: String,
    /// 法定
    #[serde(default)]
    pub statutory: bool,
    /// 建议日
    pub suggested: Option<NaiveDate>,
    /// 最迟日
    pub latest: Option<NaiveDate>,
    /// 实际办理日
    pub actual: Option<NaiveDate>,
    /// 情况: `已办`, `期满`, `逾期`, `未到`
    pub state: Option<String>,
}

/// 文书一行
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Issued {
    /// 编号
    pub number: Option<String>,
    /// 名称
    pub title: String,
    /// 日期
    pub date: Option<NaiveDate>,
    /// 张贴日
    pub posted_on: Option<NaiveDate>,
    /// 情况: `有效`, `已作废`
    pub state: Option<String>,
}

/// 督查一行
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Visit {
    /// 日期
    pub day: NaiveDate,
    /// 检查人员
    pub inspectors: Option<String>,
    /// 发现的问题
    #[serde(default)]
    pub problems: Vec<String>,
    /// 整改情况，一个问题一句
    #[serde(default)]
    pub settled: Vec<String>,
}

/// 风险评定
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Risk {
    /// 高、中、低
    pub level: String,
    /// 理由
    pub reasons: Option<String>,
    /// 由谁评定
    pub by: Option<String>,
    /// 评定日期
    pub on: Option<NaiveDate>,
}

/// 一村一策的一项措施
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measure {
    /// 做什么
    pub measure: String,
    /// 责任人
    pub owner: Option<String>,
    /// 期限
    pub due: Option<NaiveDate>,
    /// 情况: `在办`, `已落实`
    pub state: Option<String>,
    /// 落实日期
    pub settled_on: Option<NaiveDate>,
}

/// What is known.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Known {
    /// 户数
    pub households: Option<u32>,
    /// 人口
    pub population: Option<u32>,
    /// 小组数
    pub groups: Option<u32>,
    /// 党员数
    pub party_members: Option<u32>,
    /// 上届登记人数
    pub last_voters: Option<u32>,
    /// 本届登记人数
    pub registered: Option<u32>,
    /// 任期届满日
    pub term_end: Option<NaiveDate>,
    /// 难点成因
    pub trouble_causes: Vec<String>,
    /// 风险评定
    pub risk: Option<Risk>,
    /// 一村一策
    pub measures: Vec<Measure>,
    /// 张贴地点
    pub posting_places: Vec<String>,
    /// 备注
    pub note: Option<String>,
    /// 挂钩领导
    pub leader: Option<Official>,
    /// 指导组
    pub guidance_team: Option<String>,
    /// 督查组
    pub supervision_team: Option<String>,
    /// 环节
    pub steps: Vec<Step>,
    /// 文书
    pub papers: Vec<Issued>,
    /// 督查
    pub visits: Vec<Visit>,
    /// 整理日期
    pub printed_on: Option<NaiveDate>,
}

/// 一村一档: what the product does not keep.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// 基本情况
    #[serde(default)]
    pub situation: Vec<String>,
    /// 对策
    #[serde(default)]
    pub measures: Vec<String>,
}

/// 一村一档
pub type Paper = VillagePaper<Known, Facts>;

impl crate::documents::kinds::Paper for Paper {
    const FIELDS: &'static [FieldSpec] = &[
        field(
            "situation",
            "班子和民情",
            "每行一段：现任班子、集体经济、遗留问题、风险研判",
            Input::Lines,
        ),
        field(
            "measures",
            "工作对策",
            "每行一项；村页“风险和对策”里的措施另外印出，不用再填",
            Input::Lines,
        ),
    ];

    fn words(&self, names: &mut Map<String, Value>) {
        parts::speak(self, names);
        let known = &self.known;
        names.insert("blank_rows".to_owned(), parts::rows(8));
        let done = known
            .steps
            .iter()
            .filter(|step| step.actual.is_some() || step.state.as_deref() == Some("期满"))
            .count();
        names.insert(
            "done".to_owned(),
            json!((!known.steps.is_empty()).then_some(done)),
        );
        let mut stages: Vec<(&str, Vec<&Step>)> = Vec::new();
        for step in &known.steps {
            match stages.last_mut() {
                Some((stage, steps)) if *stage == step.stage => steps.push(step),
                _ => stages.push((&step.stage, vec![step])),
            }
        }
        let stages: Vec<Value> = stages
            .into_iter()
            .map(|(stage, steps)| json!({ "stage": stage, "steps": steps }))
            .collect();
        names.insert("stages".to_owned(), Value::Array(stages));
    }

    fn samples() -> Vec<Sample> {
        let steps = |count: usize| -> Value {
            const NAMES: [(&str, &str); 8] = [
                ("准备", "公布选举日"),
                ("推选选委会", "推选选举委员会"),
                ("推选选委会", "公布选举委员会名单"),
                ("选民登记", "登记截止"),
                ("选民登记", "公布登记名单"),
                ("候选人", "公布正式候选人名单"),
                ("投票选举", "投票选举"),
                ("工作移交", "完成工作移交"),
            ];
            NAMES
                .iter()
                .cycle()
                .take(count)
                .enumerate()
                .map(|(index, (stage, name))| {
                    json!({
                        "stage": stage, "name": name, "statutory": index % 3 == 1,
                        "suggested": "2027-02-21", "latest": "2027-02-26",
                        "actual": if index < 3 { json!("2027-02-20") } else { Value::Null },
                        "state": if index < 3 { "已办" } else { "未到" }
                    })
                })
                .collect()
        };
        let papers = |count: usize| -> Value {
            (1..=count)
                .map(|n| {
                    json!({
                        "number": format!("第{n}号"), "title": "关于确定选举日的公告", "date": "2027-02-05",
                        "posted_on": "2027-02-05", "state": "有效"
                    })
                })
                .collect()
        };
        let known = |steps_count: usize, papers_count: usize| {
            json!({
                "households": 412, "population": 1680, "groups": 6, "party_members": 48,
                "last_voters": 1187, "registered": 1203, "term_end": "2027-03-20",
                "posting_places": ["公开栏", "各小组公示牌"],
                "leader": { "name": "李义鹏", "post": "党委副书记" },
                "guidance_team": "第一指导组", "supervision_team": "第一督查组",
                "steps": steps(steps_count), "papers": papers(papers_count),
                "visits": [{ "day": "2027-02-22", "inspectors": "温天娟", "problems": ["第6小组没有张贴名单"] }],
                "printed_on": "2027-02-25"
            })
        };
        let facts = json!({
            "situation": ["现任班子5人，平均年龄46岁。", "集体经济收入主要靠山林承包。"],
            "measures": ["指导组每周入户走访", "遗留的承包合同在选举前公开"]
        });
        let mut rare = known(3, 1);
        if let Some(rare) = rare.as_object_mut() {
            rare.insert(
                "leader".to_owned(),
                json!({ "name": sample::RARE_NAMES[1] }),
            );
            rare.insert(
                "trouble_causes".to_owned(),
                json!(["遗留问题未解决", "班子软弱涣散"]),
            );
            rare.insert(
                "risk".to_owned(),
                json!({ "level": "高", "reasons": "两房争山界", "by": "换届办、信访办会商", "on": "2027-02-20" }),
            );
            rare.insert(
                "measures".to_owned(),
                json!([
                    { "measure": "公开山林承包合同，逐户说明", "owner": sample::RARE_NAMES[1], "due": "2027-03-05", "state": "在办" },
                    { "measure": "选举日派出所到场维持秩序", "owner": "派出所", "due": "2027-03-10", "state": "已落实", "settled_on": "2027-02-24" }
                ]),
            );
        }
        Sheets {
            law: "第六条",
            residents_law: "第五条",
            normal: (known(8, 4), facts.clone()),
            community: (known(8, 4), facts),
            largest: (known(60, 40), json!({})),
            rare: (rare, json!({})),
        }
        .samples()
    }
}
