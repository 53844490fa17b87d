//! 申诉和自荐 — forms a person hands in: a complaint about the list of voters, an offer to stand. What the office wrote
//! down of it stands on the sheet, one a complaint or person; the rest stays ruled, and without anybody one blank sheet
//! is printed.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::parts::{
    self, CANDIDATES, Candidate, FormRules, Listed, PeopleKnown, Sheets, listed_of,
};
use crate::documents::kinds::common::VillagePaper;
use crate::documents::kinds::field::{FieldSpec, Input, field};
use crate::documents::kinds::notices::objection_decision::{Objection, Outcome};
use crate::documents::kinds::problem::DataProblem;
use crate::documents::kinds::{Sample, sample};

/// What a form of complaint knows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ObjectionKnown {
    /// 规则
    pub rules: FormRules,
    /// 申诉人和申诉针对的人, as the roll has them
    pub people: Vec<Listed>,
    /// 处理结果 of the notice of decisions
    pub decisions: Vec<Objection>,
    /// 最迟处理日, by the day on which a complaint came in
    pub deadlines: BTreeMap<NaiveDate, NaiveDate>,
}

/// 收到的一件申诉
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Received {
    /// 申诉人
    pub applicant: Option<String>,
    /// 申诉针对的人
    pub about: Option<String>,
    /// 申诉事项
    pub matter: String,
    /// 收到的日子
    pub received_on: Option<NaiveDate>,
}

/// 名单申诉登记表: what came in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ObjectionFacts {
    /// 收到的申诉
    #[serde(default)]
    pub objections: Vec<Received>,
}

/// 名单申诉登记表
pub type ObjectionForm = VillagePaper<ObjectionKnown, ObjectionFacts>;

impl ObjectionForm {
    /// What was decided on a complaint.
    fn decision(&self, one: &Received) -> Option<&Objection> {
        self.known.decisions.iter().find(|decided| {
            decided.matter.trim() == one.matter.trim()
                && (decided.received_on.is_none()
                    || one.received_on.is_none()
                    || decided.received_on == one.received_on)
        })
    }

    /// The complaints written down; where none were, those the notice of decisions names.
    fn received(&self) -> Vec<Received> {
        if !self.facts.objections.is_empty() {
            return self.facts.objections.clone();
        }
        self.known
            .decisions
            .iter()
            .map(|decided| Received {
                applicant: None,
                about: None,
                matter: decided.matter.clone(),
                received_on: decided.received_on,
            })
            .collect()
    }

    fn sheet(&self, one: &Received) -> Value {
        let person = |name: Option<&String>| {
            let name = name?;
            let listed = listed_of(&self.known.people, name);
            Some(json!({
                "name": name,
                "serial": listed.and_then(|one| one.serial),
                "group": listed.and_then(|one| one.group.as_deref()),
            }))
        };
        let decision = self.decision(one);
        let received_on = one
            .received_on
            .or_else(|| decision.and_then(|decided| decided.received_on));
        json!({
            "applicant": person(one.applicant.as_ref()),
            "about": person(one.about.as_ref()),
            "matter": one.matter,
            "received_on": received_on,
            "decide_by": received_on.and_then(|day| self.known.deadlines.get(&day)),
            "decided_on": decision.and_then(|decided| decided.decided_on),
            "upheld": decision.is_some_and(|decided| decided.outcome == Some(Outcome::Upheld)),
            "partly": decision.is_some_and(|decided| decided.outcome == Some(Outcome::Partly)),
            "rejected": decision.is_some_and(|decided| decided.outcome == Some(Outcome::Rejected)),
            "reason": decision.and_then(|decided| decided.reason.as_deref()),
        })
    }
}

impl crate::documents::kinds::Paper for ObjectionForm {
    const FIELDS: &'static [FieldSpec] = &[field(
        "objections",
        "收到的申诉",
        "不填就印空白的；每行一件，一件一张。申诉事项写“要求把某某列入名单”的样子；处理结果公告填过的，决定自动带来",
        Input::Table(&[
            field("applicant", "申诉人", "", Input::Text),
            field("about", "申诉针对的人", "", Input::Text),
            field("matter", "申诉事项", "", Input::Text),
            field("received_on", "收到的日子", "", Input::Date),
        ]),
    )];

    fn problems(&self, problems: &mut Vec<DataProblem>) {
        let rows = &self.facts.objections;
        for (index, one) in rows.iter().enumerate() {
            if rows.iter().take(index).any(|earlier| earlier == one) {
                problems.push(DataProblem::at(
                    format!("facts.objections[{index}].matter"),
                    "这件申诉前面已经写过一次，请删去一行",
                ));
            }
        }
    }

    fn words(&self, names: &mut Map<String, Value>) {
        parts::speak(self, names);
        let rules = &self.known.rules;
        let mut put = |key: &str, value: Value| {
            names.insert(key.to_owned(), value);
        };
        put(
            "objection_days",
            json!(rules.objection_days.map(parts::counted)),
        );
        put(
            "decision_days",
            json!(rules.decision_days.map(parts::counted)),
        );
        let received = self.received();
        put(
            "sheets",
            if received.is_empty() {
                json!([{
                    "applicant": null, "about": null, "matter": null, "received_on": null,
                    "decide_by": null, "decided_on": null, "reason": null,
                    "upheld": false, "partly": false, "rejected": false
                }])
            } else {
                received.iter().map(|one| self.sheet(one)).collect()
            },
        );
    }

    fn samples() -> Vec<Sample> {
        let rules = |rules: Value| json!({ "rules": rules });
        let row = |applicant: &str, about: Option<&str>, matter: &str| {
            json!({
                "applicant": applicant, "about": about, "matter": matter,
                "received_on": "2027-02-23"
            })
        };
        let mut normal = rules(parts::some_rules());
        if let Some(known) = normal.as_object_mut() {
            known.insert(
                "people".to_owned(),
                json!([{ "name": "李秀英", "group": "第1村民小组" },
                    { "name": "刘桂兰", "serial": 577, "sex": "女", "group": "第5村民小组" }]),
            );
            known.insert(
                "decisions".to_owned(),
                json!([{
                    "matter": "要求把第1村民小组李秀英列入名单", "received_on": "2027-02-23",
                    "decided_on": "2027-02-25", "outcome": "upheld",
                    "reason": "李秀英户籍在本村，登记时漏登，决定列入名单"
                }]),
            );
            known.insert(
                "deadlines".to_owned(),
                json!({ "2027-02-23": "2027-02-26" }),
            );
        }
        let many: Value = sample::invented_names(12)
            .iter()
            .map(|name| {
                row(
                    name,
                    None,
                    &format!("要求把{name}列入名单，理由是出嫁后户籍一直没有迁出，在本村承包土地并且常年居住"),
                )
            })
            .collect();
        Sheets {
            law: "第十七条第二款",
            residents_law: "第十七条",
            normal: (
                normal,
                json!({ "objections": [
                    row("李秀英", Some("李秀英"), "要求把第1村民小组李秀英列入名单"),
                    row("陈明", Some("刘桂兰"), "认为第5村民小组刘桂兰不应列入名单")
                ] }),
            ),
            community: (rules(parts::residents_rules()), json!({})),
            largest: (rules(parts::all_rules()), json!({ "objections": many })),
            rare: (
                rules(parts::some_rules()),
                json!({ "objections": [row(
                    sample::RARE_NAMES[0], Some(sample::RARE_NAMES[1]),
                    &format!("要求更正{}的姓名写法", sample::RARE_NAMES[1])
                )] }),
            ),
        }
        .samples()
    }
}

/// 候选人自荐表: who offered to stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SelfNominationFacts {
    /// 自荐人
    #[serde(default)]
    pub candidates: Vec<Candidate>,
}

/// 候选人自荐表
pub type SelfNominationForm = VillagePaper<PeopleKnown, SelfNominationFacts>;

/// 自荐人 on the form page; nobody else's list is taken over, for not everybody nominated offered to stand.
const APPLICANTS: FieldSpec = field(
    CANDIDATES.key,
    "自荐人",
    "不填就印空白的；每行一人：职位、姓名，一人一张。名册上有的人，性别、小组和登记序号自动带来",
    CANDIDATES.input,
);

impl crate::documents::kinds::Paper for SelfNominationForm {
    const FIELDS: &'static [FieldSpec] = &[APPLICANTS];

    fn problems(&self, problems: &mut Vec<DataProblem>) {
        parts::check_candidates(&self.facts.candidates, problems);
    }

    fn words(&self, names: &mut Map<String, Value>) {
        parts::speak(self, names);
        names.insert("bars".to_owned(), json!(self.known.rules.bars.join("；")));
        let contests = |chosen: Option<&Candidate>| -> Value {
            let mut posts: Vec<Value> = parts::contests(self, &[])
                .into_iter()
                .map(|contest| {
                    let checked = chosen.is_some_and(|one| one.post == contest.post);
                    json!({ "label": contest.label, "checked": checked })
                })
                .collect();
            // 没有职数的职位也照自荐的写上，由选委会核对
            if let Some(one) = chosen
                && !posts
                    .iter()
                    .any(|post| post.get("checked") == Some(&json!(true)))
            {
                posts.push(json!({ "label": one.post.label(), "checked": true }));
            }
            Value::Array(posts)
        };
        let sheets: Value = if self.facts.candidates.is_empty() {
            json!([{ "name": null, "sex": null, "group": null, "serial": null, "contests": contests(None) }])
        } else {
            self.facts
                .candidates
                .iter()
                .map(|one| {
                    let listed = listed_of(&self.known.people, &one.name);
                    json!({
                        "name": one.name,
                        "sex": listed.and_then(|one| one.sex.as_deref()),
                        "group": listed.and_then(|one| one.group.as_deref()),
                        "serial": listed.and_then(|one| one.serial),
                        "contests": contests(Some(one)),
                    })
                })
                .collect()
        };
        names.insert("sheets".to_owned(), sheets);
    }

    fn samples() -> Vec<Sample> {
        let facts = |people: Value| json!({ "candidates": people });
        let one = json!([{ "post": "chair", "name": "胡礼民" }]);
        Sheets {
            law: "第十八条第一款",
            residents_law: "第十八条",
            normal: (
                json!({
                    "rules": parts::some_rules(),
                    "people": [{ "name": "胡礼民", "serial": 318, "sex": "男", "group": "第3村民小组" }]
                }),
                facts(one),
            ),
            community: (json!({ "rules": parts::residents_rules() }), json!({})),
            largest: (
                json!({ "rules": parts::all_rules() }),
                facts(parts::many_candidates()),
            ),
            rare: (
                json!({ "rules": parts::some_rules() }),
                facts(parts::rare_candidates()),
            ),
        }
        .samples()
    }
}
