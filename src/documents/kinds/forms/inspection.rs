//! 督查记录表 — what an inspection looks at, stage by stage, with the basis of each item from the rule pack.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::parts::{self, Sheets};
use crate::documents::kinds::common::VillagePaper;
use crate::documents::kinds::field::{FieldSpec, Input, field};
use crate::documents::kinds::problem::DataProblem;
use crate::documents::kinds::{Sample, sample};

/// One item: stage, what is checked, what shows it, and the step whose basis stands beside it.
struct Item {
    stage: &'static str,
    check: &'static str,
    evidence: &'static str,
    step: &'static str,
}

const fn item(
    stage: &'static str,
    check: &'static str,
    evidence: &'static str,
    step: &'static str,
) -> Item {
    Item {
        stage,
        check,
        evidence,
        step,
    }
}

/// 督查事项. No number of days and no article stands here: the pack knows them.
const ITEMS: &[Item] = &[
    item(
        "准备",
        "选举日已经公告，工作方案和选举办法经会议讨论通过",
        "公告、会议记录",
        "method-adopted",
    ),
    item(
        "准备",
        "离任经济责任审计已完成，并在选举前公布",
        "审计结果公告、照片",
        "",
    ),
    item(
        "选举委员会",
        "推选方式、到会人数和人数组成合法，名单已公布并备案",
        "签到表、会议记录、公告",
        "committee-selected",
    ),
    item(
        "选举委员会",
        "没有候选人或者候选人的近亲属继续担任成员",
        "名单核对",
        "committee-announced",
    ),
    item(
        "登记",
        "应登记的各类人员都已登记，没有错登、漏登、重登",
        "登记册、会议同意的决议",
        "registration-closed",
    ),
    item(
        "登记",
        "外出人员已联系，联系的时间和方式有记录",
        "联系记录",
        "registration-closed",
    ),
    item(
        "名单",
        "名单按期公布，张贴到每个小组，人数与登记册一致",
        "带时间的张贴照片",
        "roll-published",
    ),
    item(
        "名单",
        "申诉按期处理，结果和更正已公布",
        "申诉登记表、处理决定",
        "objections-decided",
    ),
    item(
        "代表",
        "代表和小组长的推选、人数和妇女比例合法",
        "名册、会议记录",
        "representatives-selected",
    ),
    item(
        "提名",
        "职位、职数和提名办法已公告，提名表签名真实齐全",
        "公告、提名表",
        "nomination-opened",
    ),
    item(
        "联审",
        "各部门审查意见已全部返回并盖章，不合格的已告知本人",
        "联审表",
        "qualification-reviewed",
    ),
    item(
        "候选人",
        "各职位候选人多于应选名额，名单按期公布，排列合规，退出的已递补",
        "候选人名单公告",
        "candidates-announced",
    ),
    item(
        "候选人",
        "已组织候选人见面，竞职材料经过审核，选举日没有拉票活动",
        "记录、照片",
        "candidates-met",
    ),
    item(
        "投票准备",
        "选票印制数量、样式正确，两人以上保管，手续齐全",
        "选票登记表、封存照片",
        "ballots-ready",
    ),
    item(
        "投票准备",
        "投票站、秘密写票处、代书处布置到位，通道方便老人和残疾人",
        "现场查看",
        "polling-announced",
    ),
    item(
        "投票准备",
        "选举工作人员经过培训，没有候选人及其近亲属",
        "名单、培训签到",
        "polling-announced",
    ),
    item(
        "委托投票",
        "书面委托经审核并公布，没有超过人数，候选人没有接受委托",
        "委托书、名单公告",
        "proxies-announced",
    ),
    item(
        "流动票箱",
        "使用范围、路线和人员已公布，监票人员足够，计票前送回",
        "名单、封条记录",
        "proxies-announced",
    ),
    item(
        "投票",
        "当众验箱封箱，凭证领票、签名，秘密写票处有人使用、无人围观",
        "照片、领票登记册",
        "polling",
    ),
    item(
        "计票",
        "票箱集中开启，收回选票不多于发出选票，公开唱票计票，当场签字",
        "计票表、照片",
        "polling",
    ),
    item(
        "结果",
        "当选的计算正确，当场公布并张贴，报告单签字盖章",
        "公告、报告单",
        "results-announced",
    ),
    item(
        "结果",
        "妇女成员、亲属回避和另选人员的资格已核对",
        "核对记录",
        "results-reported",
    ),
    item(
        "移交",
        "按期完成移交，清单签字，印章、账目、档案交接清楚",
        "移交清单",
        "handover-completed",
    ),
    item(
        "后续",
        "监督委员会、小组和各下属委员会已健全，新成员已培训，档案已整理",
        "名册、案卷目录",
        "archive-completed",
    ),
    item(
        "纪律",
        "换届纪律已张贴宣传，信访举报按期办理，没有贿选迹象",
        "台账",
        "inspections-carried-out",
    ),
];

/// What is known.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Known {
    /// 督查组
    pub team: Option<String>,
    /// 指导组
    pub guidance_team: Option<String>,
    /// 依据 in print, by step
    pub citations: BTreeMap<String, String>,
    /// 检查项 of the rule pack; without them those an office usually looks at
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

/// One line of the printed form.
struct Line<'p> {
    stage: &'p str,
    check: &'p str,
    evidence: &'p str,
    basis: Option<&'p String>,
}

impl Paper {
    /// The items of the rule pack; without them those an office usually looks at.
    fn checks(&self) -> Vec<Line<'_>> {
        if self.known.items.is_empty() {
            return ITEMS
                .iter()
                .map(|item| Line {
                    stage: item.stage,
                    check: item.check,
                    evidence: item.evidence,
                    basis: self.known.citations.get(item.step),
                })
                .collect();
        }
        self.known
            .items
            .iter()
            .map(|item| Line {
                stage: &item.stage,
                check: &item.check,
                evidence: &item.evidence,
                basis: item.basis.as_ref(),
            })
            .collect()
    }
}

impl crate::documents::kinds::Paper for Paper {
    const FIELDS: &'static [FieldSpec] = &[
        field("method", "督查方式", "", Input::Choice(METHODS)),
        field("inspected_on", "督查日期", "", Input::Date),
        field("inspectors", "检查人员", "用顿号分开", Input::Text),
    ];

    fn problems(&self, problems: &mut Vec<DataProblem>) {
        for step in self.known.citations.keys() {
            if !ITEMS.iter().any(|item| item.step == step) {
                problems.push(DataProblem::at(
                    format!("known.citations.{step}"),
                    "督查表没有这个环节，请删去",
                ));
            }
        }
    }

    fn words(&self, names: &mut Map<String, Value>) {
        parts::speak(self, names);
        // 同一阶段的事项在一起，阶段名只写一次
        let mut stages: Vec<(&str, Vec<Value>)> = Vec::new();
        for (item, number) in self.checks().into_iter().zip(1..) {
            let line = json!({
                "number": number, "check": item.check, "evidence": item.evidence,
                "basis": item.basis
            });
            match stages.last_mut() {
                Some((stage, lines)) if *stage == item.stage => lines.push(line),
                _ => stages.push((item.stage, vec![line])),
            }
        }
        let stages: Vec<Value> = stages
            .into_iter()
            .map(|(stage, lines)| json!({ "stage": stage, "lines": lines }))
            .collect();
        names.insert("stages".to_owned(), Value::Array(stages));
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
        let known = |law: &str| {
            json!({
                "team": "第一督查组", "guidance_team": "第一指导组",
                "citations": {
                    "committee-selected": format!("{law}第十五条"),
                    "roll-published": format!("{law}第十七条"),
                    "polling": format!("{law}第十八条")
                }
            })
        };
        let all: Map<String, Value> = ITEMS
            .iter()
            .filter(|item| !item.step.is_empty())
            .map(|item| {
                let cite = "村民委员会组织法第十八条第一款、广东省村民委员会选举办法〔待核〕";
                (item.step.to_owned(), json!(cite))
            })
            .collect();
        let facts = json!({
            "method": "stage", "inspected_on": "2027-03-01", "inspectors": "李义鹏、温天娟"
        });
        Sheets {
            law: "第六条",
            residents_law: "第五条",
            normal: (known("村民委员会组织法"), facts.clone()),
            community: (known("居民委员会组织法"), facts),
            largest: (
                json!({ "citations": all }),
                json!({ "inspectors": sample::invented_names(8).join("、"), "method": "election-day" }),
            ),
            rare: (
                json!({ "team": "第一督查组" }),
                json!({ "inspectors": sample::RARE_NAMES.join("、"), "method": "follow-up" }),
            ),
        }
        .samples()
    }
}

/// The steps whose bases stand on the form.
pub fn cited_steps() -> impl Iterator<Item = &'static str> {
    ITEMS
        .iter()
        .map(|item| item.step)
        .filter(|step| !step.is_empty())
}
