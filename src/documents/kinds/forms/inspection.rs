//! 督查记录表 — what an inspection looks at, stage by stage. The items come with the data, from the checklists the
//! inspectors' telephones show too; nothing to look at is written here.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::parts::{self, Sheets};
use crate::documents::kinds::common::VillagePaper;
use crate::documents::kinds::field::{FieldSpec, Input, field};
use crate::documents::kinds::{Sample, sample};

/// Ruled rows of a form to which no checklist was given.
const BLANK_ROWS: usize = 16;

/// What is known.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Known {
    /// 督查组
    pub team: Option<String>,
    /// 指导组
    pub guidance_team: Option<String>,
    /// 检查项 of the checklists (`rules/checklists.toml`), each with its basis from the pack
    pub items: Vec<Check>,
}

/// 一项 of the rule pack
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// 阶段
    pub stage: String,
    /// 检查内容
    pub check: String,
    /// 看什么
    pub evidence: String,
    /// 依据, in print
    pub basis: Option<String>,
}

/// 督查方式
const METHODS: &[(&str, &str)] = &[
    ("accompany", "全程督导"),
    ("stage", "阶段督查"),
    ("theme", "专项督查"),
    ("random", "随机抽查"),
    ("election-day", "选举日巡查"),
    ("follow-up", "整改回头看"),
];

/// 督查记录表
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// 督查方式
    pub method: Option<Method>,
    /// 督查日期
    pub inspected_on: Option<NaiveDate>,
    /// 检查人员
    pub inspectors: Option<String>,
}

/// 督查方式
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// 全程督导
    Accompany,
    /// 阶段督查
    Stage,
    /// 专项督查
    Theme,
    /// 随机抽查
    Random,
    /// 选举日巡查
    ElectionDay,
    /// 整改回头看
    FollowUp,
}

/// 督查记录表
pub type Paper = VillagePaper<Known, Facts>;

impl crate::documents::kinds::Paper for Paper {
    const FIELDS: &'static [FieldSpec] = &[
        field("method", "督查方式", "", Input::Choice(METHODS)),
        field("inspected_on", "督查日期", "", Input::Date),
        field("inspectors", "检查人员", "用顿号分开", Input::Text),
    ];

    fn words(&self, names: &mut Map<String, Value>) {
        parts::speak(self, names);
        // 同一阶段的事项在一起，阶段名只写一次
        let mut stages: Vec<(&str, Vec<Value>)> = Vec::new();
        for (item, number) in self.known.items.iter().zip(1..) {
            let line = json!({
                "number": number, "check": item.check, "evidence": item.evidence,
                "basis": item.basis
            });
            match stages.last_mut() {
                Some((stage, lines)) if *stage == item.stage.as_str() => lines.push(line),
                _ => stages.push((&item.stage, vec![line])),
            }
        }
        let stages: Vec<Value> = stages
            .into_iter()
            .map(|(stage, lines)| json!({ "stage": stage, "lines": lines }))
            .collect();
        let blank = if stages.is_empty() { BLANK_ROWS } else { 0 };
        names.insert("stages".to_owned(), Value::Array(stages));
        names.insert("blank_rows".to_owned(), parts::rows(blank));
        let method = self.facts.method.and_then(|method| {
            let id = serde_json::to_value(method).ok()?;
            METHODS
                .iter()
                .find(|(known, _)| Some(*known) == id.as_str())
                .map(|(_, label)| *label)
        });
        names.insert("method".to_owned(), json!(method));
    }

    fn samples() -> Vec<Sample> {
        let check = |stage: &str, check: &str, evidence: &str, basis: Option<String>| json!({ "stage": stage, "check": check, "evidence": evidence, "basis": basis });
        let known = |law: &str, who: &str| {
            let cited = |article: &str| Some(format!("{law}{article}"));
            json!({
                "team": "第一督查组", "guidance_team": "第一指导组",
                "items": [
                    check("选举委员会", "推选选举委员会的方式合法，到会人数够", "签到表、会议记录", cited("第十五条")),
                    check("选举委员会", "选举委员会名单已经公布并报备", "公告", cited("第十五条")),
                    check("选民登记", &format!("登记参加选举的{who}名单按期公布，张贴到每个小组"), "公告、张贴照片", cited("第十七条")),
                    check("选民登记", "申诉按期处理，结果和更正已公布", "申诉登记表、处理决定", cited("第十七条")),
                    check("投票选举", "当众验箱封箱，凭证领票、签名，秘密写票处有人使用", "照片、领票登记册", cited("第十八条")),
                    check("每次都查", "换届纪律已张贴，信访举报按期办理", "台账", None)
                ]
            })
        };
        let cite = "村民委员会组织法第十八条第一款、广东省村民委员会选举办法〔待核〕";
        let all: Vec<Value> = (0..48)
            .map(|index| {
                check(
                    ["选举准备", "选民登记", "提名候选人", "投票选举"][index / 12],
                    &format!(
                        "第{}项：按期公布，张贴到每个小组，人数与登记册一致，记录和照片齐全",
                        index + 1
                    ),
                    "公告、会议记录、张贴照片",
                    Some(cite.to_owned()),
                )
            })
            .collect();
        let facts = json!({
            "method": "stage", "inspected_on": "2027-03-01", "inspectors": "李义鹏、温天娟"
        });
        Sheets {
            law: "第六条",
            residents_law: "第五条",
            normal: (known("村民委员会组织法", "村民"), facts.clone()),
            community: (known("居民委员会组织法", "居民"), facts),
            largest: (
                json!({ "items": all }),
                json!({ "inspectors": sample::invented_names(8).join("、"), "method": "election-day" }),
            ),
            rare: (
                json!({ "team": "第一督查组", "items": [check("每次都查", "名单上的姓名与身份证上的写法一致", "登记册", None)] }),
                json!({ "inspectors": sample::RARE_NAMES.join("、"), "method": "follow-up" }),
            ),
        }
        .samples()
    }
}
