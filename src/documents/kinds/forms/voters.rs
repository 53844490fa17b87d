//! 名册类 — forms made from the imported roll: the register, the voters' cards, the register of ballots handed out.

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::parts::{self, FormRules, Sheets, VoterGroup};
use crate::documents::kinds::common::{UnitKind, VillagePaper};
use crate::documents::kinds::field::{FieldSpec, Input, field};
use crate::documents::kinds::problem::DataProblem;
use crate::documents::kinds::{Sample, form};

/// What the product knows: the roll.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RollKnown {
    /// 规则
    pub rules: FormRules,
    /// 名册, by group in register order
    pub groups: Vec<VoterGroup>,
}

/// Rows of a register nobody is named on: a page full.
const BLANK_ROWS: usize = 15;

fn say<F>(paper: &VillagePaper<RollKnown, F>, names: &mut Map<String, Value>) {
    parts::speak(paper, names);
    let total = parts::count(&paper.known.groups);
    names.insert(
        "total".to_owned(),
        json!(Some(total).filter(|total| *total > 0)),
    );
    names.insert("blank_rows".to_owned(), parts::rows(BLANK_ROWS));
    // 村按村民小组登记；户籍在本村的两类和非户籍一类
    let classes = match paper.unit.kind {
        UnitKind::Village => {
            "一、户籍在本村并且在本村居住；二、户籍在本村，不在本村居住，本人表示参加选举；三、户籍不在本村，申请参加并经会议同意"
        }
        UnitKind::Community => {
            "一、户籍在本社区，本人表示参加选举；二、户籍不在本社区的常住居民，本人表示参加选举；三、在本社区工作的社区工作者，经选举委员会确认"
        }
    };
    names.insert("classes".to_owned(), json!(classes));
}

/// 登记册: nothing is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegisterFacts {}

/// 登记参加选举人员登记册
pub type Register = VillagePaper<RollKnown, RegisterFacts>;

impl crate::documents::kinds::Paper for Register {
    const FIELDS: &'static [FieldSpec] = &[];

    fn problems(&self, problems: &mut Vec<DataProblem>) {
        parts::check_serials(&self.known.groups, problems);
    }

    fn words(&self, names: &mut Map<String, Value>) {
        say(self, names);
        // 横放的一张纸，连同表后的合计写得下
        names.insert("blank_rows".to_owned(), parts::rows(11));
    }

    fn samples() -> Vec<Sample> {
        roll_samples("第十六条第二款", "第十六条", &json!({}))
    }
}

/// 领票登记册: nothing is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IssueFacts {
    /// 投票站
    pub station: Option<String>,
}

/// 领票登记册
pub type IssueRegister = VillagePaper<RollKnown, IssueFacts>;

impl crate::documents::kinds::Paper for IssueRegister {
    const FIELDS: &'static [FieldSpec] = &[field(
        "station",
        "投票站",
        "只有一处会场可以不填",
        Input::Text,
    )];

    fn problems(&self, problems: &mut Vec<DataProblem>) {
        parts::check_serials(&self.known.groups, problems);
    }

    fn words(&self, names: &mut Map<String, Value>) {
        say(self, names);
        names.insert(
            "proxy_max".to_owned(),
            json!(self.known.rules.proxy_max.map(parts::counted)),
        );
    }

    fn samples() -> Vec<Sample> {
        roll_samples(
            "第十八条第三款",
            "第十九条",
            &json!({ "station": "中心投票站" }),
        )
    }
}

/// 选民证
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CardFacts {
    /// 投票开始
    #[serde(default, with = "form::moment")]
    pub opens: Option<NaiveDateTime>,
    /// 投票结束
    #[serde(default, with = "form::moment")]
    pub closes: Option<NaiveDateTime>,
    /// 投票地点
    pub main_place: Option<String>,
}

/// 选民证
pub type Card = VillagePaper<RollKnown, CardFacts>;

/// Blank cards of one sheet.
const CARDS: usize = 8;

impl crate::documents::kinds::Paper for Card {
    const FIELDS: &'static [FieldSpec] = &[
        field(
            "opens",
            "投票开始时间",
            "投票公告填过的自动带来",
            Input::DateTime,
        ),
        field("closes", "投票结束时间", "", Input::DateTime),
        field("main_place", "投票地点", "", Input::Text),
    ];

    fn problems(&self, problems: &mut Vec<DataProblem>) {
        parts::check_serials(&self.known.groups, problems);
        if let (Some(opens), Some(closes)) = (self.facts.opens, self.facts.closes)
            && closes <= opens
        {
            problems.push(DataProblem::at(
                "facts.closes",
                "投票结束时间应当晚于开始时间，请改正",
            ));
        }
        if let (Some(opens), Some(day)) = (self.facts.opens, self.unit.election_day)
            && opens.date() != day
        {
            problems.push(DataProblem::at(
                "facts.opens",
                "投票开始时间不在选举日当天，请改正时间或者调整选举日",
            ));
        }
    }

    fn words(&self, names: &mut Map<String, Value>) {
        say(self, names);
        let cards: Vec<Value> = if self.known.groups.is_empty() {
            vec![Value::Null; CARDS]
        } else {
            self.known
                .groups
                .iter()
                .flat_map(|group| {
                    group.voters.iter().map(|voter| {
                        json!({ "group": group.title, "serial": voter.serial, "name": voter.name, "sex": voter.sex })
                    })
                })
                .collect()
        };
        names.insert("cards".to_owned(), Value::Array(cards));
        names.insert(
            "opens".to_owned(),
            json!(self.facts.opens.map(form::moment_text)),
        );
        names.insert(
            "closes".to_owned(),
            json!(self.facts.closes.map(form::moment_text)),
        );
    }

    fn samples() -> Vec<Sample> {
        let hours = json!({
            "opens": "2027-03-18T08:00", "closes": "2027-03-18T14:30", "main_place": "上前村文化广场"
        });
        let mut samples = roll_samples("第十八条", "第十九条", &hours);
        // 社区在另一天投票
        if let Some(facts) = samples
            .iter_mut()
            .find(|sample| sample.name == "normal-community")
            .and_then(|sample| sample.data.get_mut("facts"))
        {
            *facts = json!({
                "opens": "2027-03-20T08:00", "closes": "2027-03-20T17:00", "main_place": "石塘社区多功能厅"
            });
        }
        samples
    }
}

fn roll_samples(law: &'static str, residents_law: &'static str, facts: &Value) -> Vec<Sample> {
    let known = |groups: Value, rules: Value| json!({ "rules": rules, "groups": groups });
    let mut first = parts::invented_groups(46, 23, "村民小组");
    // 类别和性别不全的名册也印得出来
    if let Some(voter) = first
        .pointer_mut("/1/voters/3")
        .and_then(Value::as_object_mut)
    {
        voter.remove("sex");
        voter.insert("class".to_owned(), json!("三"));
    }
    Sheets {
        law,
        residents_law,
        normal: (known(first, parts::some_rules()), facts.clone()),
        community: (
            known(
                parts::invented_groups(30, 30, "居民小组"),
                parts::residents_rules(),
            ),
            facts.clone(),
        ),
        largest: (
            known(
                parts::invented_groups(1200, 90, "村民小组"),
                parts::all_rules(),
            ),
            facts.clone(),
        ),
        rare: (
            known(parts::rare_group(), parts::some_rules()),
            facts.clone(),
        ),
    }
    .samples()
}
