//! 一人一表 — forms of which every candidate gets one: 情况登记表, 资格联审表, 承诺书. The names come from the list of
//! candidates; without any, one blank form is printed.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::parts::{
    self, CANDIDATES, Candidate, FormRules, Listed, PeopleKnown, RulesOnly, Sheets,
};
use crate::documents::kinds::common::VillagePaper;
use crate::documents::kinds::field::{FieldSpec, Input, field};
use crate::documents::kinds::problem::DataProblem;
use crate::documents::kinds::{Sample, words};

/// The people in print order, each with the label of the post; one nameless sheet when there are none.
fn sheets(candidates: &[Candidate], people: &[Listed]) -> Value {
    if candidates.is_empty() {
        return json!([{ "name": null, "post": null, "sex": null }]);
    }
    candidates
        .iter()
        .map(|one| {
            json!({
                "name": one.name, "post": one.post.label(), "sex": parts::sex_of(people, &one.name)
            })
        })
        .collect()
}

fn say<K, F>(
    paper: &VillagePaper<K, F>,
    (rules, people): (&FormRules, &[Listed]),
    candidates: &[Candidate],
    names: &mut Map<String, Value>,
) {
    parts::speak(paper, names);
    names.insert("sheets".to_owned(), sheets(candidates, people));
    names.insert("bars".to_owned(), json!(rules.bars.join("；")));
    names.insert(
        "term".to_owned(),
        json!(
            rules
                .term_years
                .map(|years| format!("{}年", words::number(years)))
        ),
    );
}

fn samples(facts: impl Fn(Value) -> Value) -> Vec<Sample> {
    Sheets {
        law: "第十八条第一款",
        residents_law: "第十八条",
        normal: (
            json!({ "rules": parts::some_rules() }),
            facts(parts::some_candidates()),
        ),
        community: (
            json!({ "rules": parts::residents_rules() }),
            facts(parts::some_candidates()),
        ),
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

/// 候选人情况登记表: who they are for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProfileFacts {
    /// 候选人
    #[serde(default)]
    pub candidates: Vec<Candidate>,
}

/// 候选人情况登记表
pub type Profile = VillagePaper<PeopleKnown, ProfileFacts>;

impl crate::documents::kinds::Paper for Profile {
    const FIELDS: &'static [FieldSpec] = &[CANDIDATES];

    fn problems(&self, problems: &mut Vec<DataProblem>) {
        parts::check_candidates(&self.facts.candidates, problems);
    }

    fn words(&self, names: &mut Map<String, Value>) {
        say(
            self,
            (&self.known.rules, &self.known.people),
            &self.facts.candidates,
            names,
        );
    }

    fn samples() -> Vec<Sample> {
        samples(|candidates| json!({ "candidates": candidates }))
    }
}

/// 承诺书: who promises.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PledgeFacts {
    /// 候选人
    #[serde(default)]
    pub candidates: Vec<Candidate>,
}

/// 承诺书
pub type Pledge = VillagePaper<RulesOnly, PledgeFacts>;

impl crate::documents::kinds::Paper for Pledge {
    const FIELDS: &'static [FieldSpec] = &[CANDIDATES];

    fn problems(&self, problems: &mut Vec<DataProblem>) {
        parts::check_candidates(&self.facts.candidates, problems);
    }

    fn words(&self, names: &mut Map<String, Value>) {
        say(
            self,
            (&self.known.rules, &[]),
            &self.facts.candidates,
            names,
        );
    }

    fn samples() -> Vec<Sample> {
        samples(|candidates| json!({ "candidates": candidates }))
    }
}

/// 会审部门一行
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Department {
    /// 部门
    pub name: String,
    /// 核查内容
    pub item: Option<String>,
}

/// 资格联审表: who is looked at and by which departments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReviewFacts {
    /// 候选人
    #[serde(default)]
    pub candidates: Vec<Candidate>,
    /// 会审部门
    #[serde(default)]
    pub departments: Vec<Department>,
}

/// 候选人资格联审表
pub type Review = VillagePaper<PeopleKnown, ReviewFacts>;

/// Rows for departments that are not named yet.
const DEPARTMENT_ROWS: usize = 11;
/// More departments than a county has are a typing mistake.
const MOST_DEPARTMENTS: usize = 40;

impl crate::documents::kinds::Paper for Review {
    const FIELDS: &'static [FieldSpec] = &[
        CANDIDATES,
        field(
            "departments",
            "会审部门",
            "每行一个：部门、核查内容；按县里的通知填，不填就印十一行空白",
            Input::Table(&[
                field("name", "部门", "", Input::Text),
                field("item", "核查内容", "", Input::Text),
            ]),
        ),
    ];

    fn problems(&self, problems: &mut Vec<DataProblem>) {
        parts::check_candidates(&self.facts.candidates, problems);
        let departments = &self.facts.departments;
        if departments.len() > MOST_DEPARTMENTS {
            problems.push(DataProblem::at(
                "facts.departments",
                "会审部门最多四十个，请核对",
            ));
        }
        for (index, one) in departments.iter().enumerate() {
            if departments
                .iter()
                .take(index)
                .any(|earlier| earlier.name == one.name)
            {
                problems.push(DataProblem::at(
                    format!("facts.departments[{index}].name"),
                    "与前面的部门重复，请删去一行",
                ));
            }
        }
    }

    fn words(&self, names: &mut Map<String, Value>) {
        say(
            self,
            (&self.known.rules, &self.known.people),
            &self.facts.candidates,
            names,
        );
        let blank = if self.facts.departments.is_empty() {
            DEPARTMENT_ROWS
        } else {
            0
        };
        names.insert("blank_rows".to_owned(), parts::rows(blank));
    }

    fn samples() -> Vec<Sample> {
        let departments = json!([
            { "name": "纪检监察机关", "item": "党纪、政务处分和受审查情况" },
            { "name": "公安机关", "item": "违法犯罪、涉黑涉恶情况" },
            { "name": "人民法院", "item": "刑事处罚、被列为失信被执行人情况" }
        ]);
        samples(move |candidates| json!({ "candidates": candidates, "departments": departments }))
    }
}
