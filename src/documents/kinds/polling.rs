//! 投票时间和地点公告

use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::common::VillagePaper;
use super::field::{FieldSpec, Input, field};
use super::problem::DataProblem;
use super::{Sample, form, sample, words};

/// What the product knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// 委托投票手续的截止日
    pub proxies_until: Option<NaiveDate>,
    /// 可否委托投票, from the rule pack; not known is yes, as the national law says
    pub proxy_allowed: Option<bool>,
    /// 可以受委托的人, from the rule pack
    pub proxy_scope: Option<ProxyScope>,
    /// 每人接受委托的上限, from the rule pack
    pub proxy_max: Option<u32>,
}

/// 可以受委托的人
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProxyScope {
    /// 近亲属
    NearRelatives,
    /// 列明的亲属
    ListedRelatives,
    /// 近亲属或者其他有选举权的人
    AnyVoter,
}

/// 投票方式
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Method {
    /// 召开选举大会
    Assembly,
    /// 设投票站
    Stations,
}

/// 投票站
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Station {
    /// 名称或地点
    pub place: String,
    /// 在此投票的小组
    pub groups: Option<String>,
}

/// 流动票箱
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Round {
    /// 路线或范围
    pub route: String,
    /// 时间
    pub hours: Option<String>,
}

/// What the clerk fills in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// 投票方式
    pub method: Option<Method>,
    /// 投票开始
    #[serde(default, with = "form::moment")]
    pub opens: Option<NaiveDateTime>,
    /// 投票结束
    #[serde(default, with = "form::moment")]
    pub closes: Option<NaiveDateTime>,
    /// 选举大会会场或中心投票站
    pub main_place: Option<String>,
    /// 其他投票站
    #[serde(default)]
    pub stations: Vec<Station>,
    /// 流动票箱
    #[serde(default)]
    pub rounds: Vec<Round>,
    /// 计票地点
    pub count_place: Option<String>,
    /// 公开的联系电话
    pub contact_phone: Option<String>,
}

/// 投票公告的数据
pub type Paper = VillagePaper<Known, Facts>;

impl super::Paper for Paper {
    const FIELDS: &'static [FieldSpec] = &[
        field(
            "method",
            "投票方式",
            "",
            Input::Choice(&[("assembly", "召开选举大会"), ("stations", "设投票站")]),
        ),
        field("opens", "投票开始时间", "", Input::DateTime),
        field("closes", "投票结束时间", "", Input::DateTime),
        field("main_place", "选举大会会场或中心投票站", "", Input::Text),
        field(
            "stations",
            "其他投票站",
            "每行一处：地点、在此投票的小组；没有就不填",
            Input::Table(&[
                field("place", "地点", "", Input::Text),
                field("groups", "小组", "", Input::Text),
            ]),
        ),
        field(
            "rounds",
            "流动票箱",
            "每行一个：路线、时间；不设就不填",
            Input::Table(&[
                field("route", "路线", "", Input::Text),
                field("hours", "时间", "", Input::Text),
            ]),
        ),
        field("count_place", "计票地点", "", Input::Text),
        field(
            "contact_phone",
            "联系电话",
            "办公电话，会张贴出去",
            Input::Text,
        ),
    ];

    fn problems(&self, problems: &mut Vec<DataProblem>) {
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
        let mut put = |key: &str, value: Value| {
            names.insert(key.to_owned(), value);
        };
        put("opens", json!(self.facts.opens.map(form::moment_text)));
        put("closes", json!(self.facts.closes.map(form::moment_text)));
        put("proxy_max", json!(self.known.proxy_max.map(words::number)));
    }

    fn samples() -> Vec<Sample> {
        let known =
            json!({ "proxies_until": "2027-03-12", "proxy_scope": "any-voter", "proxy_max": 3 });
        let paper = |unit: Value, basis: Value, known: &Value, facts: Value| {
            json!({
                "office": sample::office(), "unit": unit,
                "issue": sample::issue("第10号", "2027-03-11"),
                "basis": basis, "known": known, "facts": facts
            })
        };
        let stations: Vec<Value> = (2..=12)
            .map(|n| {
                json!({ "place": format!("第{n}投票站（第{n}村民小组祠堂）"), "groups": format!("第{n}村民小组") })
            })
            .collect();
        vec![
            sample::sample(
                "normal",
                paper(
                    sample::village(),
                    sample::village_law("第十八条"),
                    &known,
                    json!({
                        "method": "stations", "opens": "2027-03-18T08:00", "closes": "2027-03-18T14:30",
                        "main_place": "上前村文化广场",
                        "stations": [{ "place": "老祠堂", "groups": "第7至第12村民小组" }],
                        "rounds": [{ "route": "第11、第12村民小组行动不便的村民家中", "hours": "9时至11时" }],
                        "count_place": "上前村文化广场", "contact_phone": "0751-6220101"
                    }),
                ),
            ),
            sample::sample(
                "normal-community",
                paper(
                    sample::community(),
                    sample::community_law("第十九条"),
                    &known,
                    json!({
                        "method": "assembly", "opens": "2027-03-20T09:00", "closes": "2027-03-20T12:00",
                        "main_place": "石塘社区多功能厅", "count_place": "石塘社区多功能厅"
                    }),
                ),
            ),
            sample::sample(
                "empty",
                json!({
                    "office": { "township": "石塘镇" }, "unit": sample::blank_village(),
                    "known": {}, "facts": {}
                }),
            ),
            sample::sample(
                "empty-community",
                json!({
                    "office": { "township": "石塘镇" }, "unit": sample::blank_community(),
                    "known": {}, "facts": {}
                }),
            ),
            sample::sample(
                "largest",
                paper(
                    sample::village(),
                    sample::unchecked_law("第十八条"),
                    &known,
                    json!({
                        "method": "stations", "opens": "2027-03-18T07:30", "closes": "2027-03-18T17:00",
                        "main_place": "上前村文化广场", "stations": stations,
                        "rounds": [
                            { "route": "东片各小组", "hours": "8时至10时" },
                            { "route": "西片各小组", "hours": "10时至12时" },
                            { "route": "镇敬老院", "hours": "14时至15时" }
                        ],
                        "count_place": "上前村文化广场", "contact_phone": "0751-6220101"
                    }),
                ),
            ),
            sample::sample(
                "rare",
                paper(
                    sample::rare_village(),
                    sample::village_law("第十八条"),
                    &json!({}),
                    json!({ "method": "assembly", "main_place": "𠮷塘村㼆坑祠堂" }),
                ),
            ),
        ]
    }
}
