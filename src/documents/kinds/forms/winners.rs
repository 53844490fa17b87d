//! 当选证书和当选人名册.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::parts::{self, FormRules, Listed, Sheets};
use crate::documents::kinds::common::{POSTS, Post, VillagePaper};
use crate::documents::kinds::field::{FieldSpec, Input, field};
use crate::documents::kinds::problem::DataProblem;
use crate::documents::kinds::{Sample, sample, words};

/// What is known of an election.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Known {
    /// 规则
    pub rules: FormRules,
    /// 名册上的人, for the register
    pub people: Vec<Listed>,
}

/// 当选人
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Winner {
    /// 职位
    pub post: Post,
    /// 姓名
    pub name: String,
}

fn check<K, F>(
    paper: &VillagePaper<K, F>,
    elected: &[(Post, &str)],
    problems: &mut Vec<DataProblem>,
) {
    for (index, (post, name)) in elected.iter().enumerate() {
        if elected
            .iter()
            .take(index)
            .any(|(_, earlier)| earlier == name)
        {
            problems.push(DataProblem::at(
                format!("facts.elected[{index}].name"),
                "一人只能担任一个职务，这个姓名已经写过；若确是两人，请在姓名后加注小组",
            ));
        }
        let before = elected
            .iter()
            .take(index)
            .filter(|(other, _)| other == post)
            .count();
        if let Some(seats) = paper.unit.seats
            && before == seats.of(*post) as usize
        {
            problems.push(DataProblem::at(
                format!("facts.elected[{index}].post"),
                format!("{}的当选人多于应选名额，请核对", post.label()),
            ));
        }
    }
}

/// 当选证书
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CertificateFacts {
    /// 当选人
    #[serde(default)]
    pub elected: Vec<Winner>,
    /// 发证机关
    pub authority: Option<String>,
    /// 发证日期
    pub issued_on: Option<NaiveDate>,
}

/// 当选证书
pub type Certificate = VillagePaper<Known, CertificateFacts>;

/// 当选人 on the form page; taken over from the result.
const ELECTED: FieldSpec = field(
    "elected",
    "当选人",
    "每行一人：职位、姓名；结果公告填过的自动带来",
    Input::Table(&[
        field("post", "职位", "", Input::Choice(POSTS)),
        field("name", "姓名", "", Input::Text),
    ]),
);

impl crate::documents::kinds::Paper for Certificate {
    const FIELDS: &'static [FieldSpec] = &[
        ELECTED,
        field(
            "authority",
            "发证机关",
            "省里统一印制证书的，用统一的证书，不用这一种；不填时留空",
            Input::Text,
        ),
        field("issued_on", "发证日期", "", Input::Date),
    ];

    fn problems(&self, problems: &mut Vec<DataProblem>) {
        let elected: Vec<(Post, &str)> = self
            .facts
            .elected
            .iter()
            .map(|one| (one.post, one.name.as_str()))
            .collect();
        check(self, &elected, problems);
        if let (Some(issued), Some(day)) = (self.facts.issued_on, self.unit.election_day)
            && issued < day
        {
            problems.push(DataProblem::at(
                "facts.issued_on",
                "发证日期早于选举日，请改正",
            ));
        }
    }

    fn words(&self, names: &mut Map<String, Value>) {
        parts::speak(self, names);
        let certificates: Vec<Value> = if self.facts.elected.is_empty() {
            vec![json!({ "name": null, "post": null })]
        } else {
            self.facts
                .elected
                .iter()
                .map(|one| json!({ "name": one.name, "post": one.post.label() }))
                .collect()
        };
        names.insert("certificates".to_owned(), Value::Array(certificates));
        names.insert(
            "term_years".to_owned(),
            json!(
                self.known
                    .rules
                    .term_years
                    .map(|years| format!("{}年", words::number(years)))
            ),
        );
    }

    fn samples() -> Vec<Sample> {
        let facts = |elected: Value| json!({ "elected": elected, "authority": "石塘镇人民政府", "issued_on": "2027-03-22" });
        sheets(
            "第十四条",
            "第十四条",
            &facts,
            &|post, name| json!({ "post": post, "name": name }),
        )
    }
}

/// 当选人名册一行
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// 职位
    pub post: Post,
    /// 姓名
    pub name: String,
    /// 得票数
    pub votes: Option<u32>,
    /// 性别
    pub sex: Option<Sex>,
    /// 出生年月
    pub born: Option<String>,
    /// 民族
    pub ethnic: Option<String>,
    /// 政治面貌
    pub party: Option<String>,
    /// 文化程度
    pub education: Option<String>,
    /// 是否连任
    pub again: Option<bool>,
}

/// 性别
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sex {
    /// 男
    Male,
    /// 女
    Female,
}

/// 当选人名册
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegisterFacts {
    /// 当选人
    #[serde(default)]
    pub elected: Vec<Row>,
}

/// 当选人名册（备案表）
pub type Register = VillagePaper<Known, RegisterFacts>;

impl crate::documents::kinds::Paper for Register {
    const FIELDS: &'static [FieldSpec] = &[field(
        "elected",
        "当选人",
        "每行一人；职位、姓名、得票数由结果公告自动带来，其余照登记表补填或者印出后手填",
        Input::Table(&[
            field("post", "职位", "", Input::Choice(POSTS)),
            field("name", "姓名", "", Input::Text),
            field("votes", "得票数", "", Input::Number),
            field(
                "sex",
                "性别",
                "",
                Input::Choice(&[("male", "男"), ("female", "女")]),
            ),
            field("born", "出生年月", "如“1985年6月”", Input::Text),
            field("ethnic", "民族", "", Input::Text),
            field("party", "政治面貌", "", Input::Text),
            field("education", "文化程度", "", Input::Text),
            field("again", "是否连任", "", Input::Flag),
        ]),
    )];

    fn problems(&self, problems: &mut Vec<DataProblem>) {
        let elected: Vec<(Post, &str)> = self
            .facts
            .elected
            .iter()
            .map(|one| (one.post, one.name.as_str()))
            .collect();
        check(self, &elected, problems);
    }

    fn words(&self, names: &mut Map<String, Value>) {
        parts::speak(self, names);
        let elected = &self.facts.elected;
        let sex = |row: &Row| match row.sex {
            Some(Sex::Male) => Some("男"),
            Some(Sex::Female) => Some("女"),
            None => parts::sex_of(&self.known.people, &row.name),
        };
        let mut rows: Vec<&Row> = elected.iter().collect();
        rows.sort_by_key(|row| row.post);
        let rows: Vec<Value> = rows
            .into_iter()
            .map(|row| {
                json!({
                    "post": row.post.label(), "name": row.name, "votes": row.votes,
                    "sex": sex(row),
                    "born": row.born, "ethnic": row.ethnic, "party": row.party,
                    "education": row.education,
                    "again": row.again.map(|again| if again { "是" } else { "否" })
                })
            })
            .collect();
        let seats = self.unit.seats.map(|seats| seats.total() as usize);
        let (filled, women) = (
            (!elected.is_empty()).then_some(elected.len()),
            elected
                .iter()
                .map(|row| sex(row).map(|sex| usize::from(sex == "女")))
                .sum::<Option<usize>>()
                .filter(|_| !elected.is_empty()),
        );
        let mut put = |key: &str, value: Value| {
            names.insert(key.to_owned(), value);
        };
        // 留一两行给另行选举补上的人
        let spare = seats.unwrap_or(7).max(7).saturating_sub(rows.len());
        put("spare", parts::rows(spare));
        put("rows", Value::Array(rows));
        put("seats_total", json!(seats));
        put("filled", json!(filled));
        put("women", json!(women));
        put(
            "left",
            json!(
                seats
                    .zip(filled)
                    .map(|(seats, filled)| seats.saturating_sub(filled))
            ),
        );
    }

    fn samples() -> Vec<Sample> {
        let facts = |elected: Value| json!({ "elected": elected });
        let row = |post: &str, name: &str| {
            json!({
                "post": post, "name": name, "votes": 612, "sex": "male", "born": "1985年6月",
                "ethnic": "汉", "party": "中共党员", "education": "大专", "again": false
            })
        };
        let mut samples = sheets("第十四条", "第十四条", &facts, &row);
        // 有的还没有补填
        for sample in &mut samples {
            if let Some(first) = sample
                .data
                .pointer_mut("/facts/elected/1")
                .and_then(Value::as_object_mut)
            {
                first.insert("sex".to_owned(), json!("female"));
                first.insert("born".to_owned(), Value::Null);
            }
        }
        samples
    }
}

fn sheets(
    law: &'static str,
    residents_law: &'static str,
    facts: &dyn Fn(Value) -> Value,
    row: &dyn Fn(&str, &str) -> Value,
) -> Vec<Sample> {
    let known = |rules: Value| json!({ "rules": rules });
    let some: Value = [
        row("chair", "蓝天勇"),
        row("deputy", "欧阳秀勇"),
        row("member", "朱秀兰"),
        row("member", "马智云"),
        row("member", "温天娟"),
    ]
    .into_iter()
    .collect();
    let posts = [
        "chair",
        "deputy",
        "deputy",
        "member",
        "member",
        "member",
        "woman-member",
    ];
    let many: Value = sample::invented_names(posts.len())
        .iter()
        .zip(posts)
        .map(|(name, post)| row(post, name))
        .collect();
    let rare: Value = sample::RARE_NAMES
        .iter()
        .zip(["chair", "deputy", "member", "member", "woman-member"])
        .map(|(name, post)| row(post, name))
        .collect();
    Sheets {
        law,
        residents_law,
        normal: (known(parts::some_rules()), facts(some.clone())),
        community: (known(parts::residents_rules()), facts(some)),
        largest: (known(parts::all_rules()), facts(many)),
        rare: (known(parts::some_rules()), facts(rare)),
    }
    .samples()
}
