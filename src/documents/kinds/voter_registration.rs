//! 参加选举登记公告

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::common::VillagePaper;
use super::field::{FieldSpec, Input, field};
use super::problem::DataProblem;
use super::{Sample, sample, words};

/// What the product knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// 登记起始日
    pub registration_from: Option<NaiveDate>,
    /// 登记截止日
    pub registration_to: Option<NaiveDate>,
    /// 公布名单的日子
    pub roll_day: Option<NaiveDate>,
    /// 选民年龄（周岁）, from the rule pack
    pub voting_age: Option<u32>,
    /// 户籍不在本地的人居住或者工作须满（月）, from the rule pack
    pub outsider_months: Option<u32>,
}

/// 登记站
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Station {
    /// 地点
    pub place: String,
    /// 登记的小组
    pub groups: Option<String>,
}

/// What the clerk fills in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// 登记站
    #[serde(default)]
    pub stations: Vec<Station>,
    /// 每天登记的时间
    pub hours: Option<String>,
    /// 公开的联系电话
    pub contact_phone: Option<String>,
}

/// 登记公告的数据
pub type Paper = VillagePaper<Known, Facts>;

impl super::Paper for Paper {
    const FIELDS: &'static [FieldSpec] = &[
        field(
            "stations",
            "登记站",
            "每行一处：地点、登记哪些小组的人",
            Input::Table(&[
                field("place", "地点", "", Input::Text),
                field("groups", "登记的小组", "", Input::Text),
            ]),
        ),
        field(
            "hours",
            "每天登记时间",
            "如“上午8时30分至12时，下午2时30分至5时30分”",
            Input::Text,
        ),
        field(
            "contact_phone",
            "联系电话",
            "办公电话，会张贴出去",
            Input::Text,
        ),
    ];

    fn problems(&self, problems: &mut Vec<DataProblem>) {
        if let (Some(from), Some(to)) = (self.known.registration_from, self.known.registration_to)
            && to < from
        {
            problems.push(DataProblem::at(
                "known.registration_to",
                "登记截止日早于登记起始日，请核对日程",
            ));
        }
    }

    fn words(&self, names: &mut Map<String, Value>) {
        names.insert(
            "voting_age".to_owned(),
            json!(self.known.voting_age.map(words::number)),
        );
        names.insert(
            "outsider_time".to_owned(),
            json!(self.known.outsider_months.map(words::months)),
        );
        names.insert(
            "registration".to_owned(),
            json!(words::span(
                self.known.registration_from,
                self.known.registration_to
            )),
        );
    }

    fn samples() -> Vec<Sample> {
        let known = json!({
            "registration_from": "2027-02-10", "registration_to": "2027-02-19",
            "roll_day": "2027-02-21", "voting_age": 18, "outsider_months": 12
        });
        let facts = json!({
            "stations": [
                { "place": "上前村党群服务中心", "groups": "第1至第6村民小组" },
                { "place": "老祠堂", "groups": "第7至第12村民小组" }
            ],
            "hours": "上午8时30分至12时，下午2时30分至5时30分",
            "contact_phone": "0751-6220101"
        });
        let many: Vec<Value> = (1..=12)
            .map(|n| json!({ "place": format!("第{n}村民小组组长家门前晒谷坪"), "groups": format!("第{n}村民小组") }))
            .collect();
        vec![
            sample::sample(
                "normal",
                json!({
                    "office": sample::office(), "unit": sample::village(),
                    "issue": sample::issue("第3号", "2027-02-09"),
                    "basis": sample::village_law("第十六条"), "known": known, "facts": facts
                }),
            ),
            sample::sample(
                "normal-community",
                json!({
                    "office": sample::office(), "unit": sample::community(),
                    "issue": sample::issue("第3号", "2027-02-09"),
                    "basis": sample::community_law("第十六条"), "known": known,
                    "facts": {
                        "stations": [{ "place": "石塘社区服务大厅", "groups": "各居民小组" }],
                        "hours": "上午8时30分至12时，下午2时30分至5时30分",
                        "contact_phone": "0751-6220202"
                    }
                }),
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
                json!({
                    "office": sample::office(), "unit": sample::village(),
                    "issue": sample::issue("第3号", "2027-02-09"),
                    "basis": sample::unchecked_law("第十六条"), "known": known,
                    "facts": { "stations": many, "hours": "全天", "contact_phone": "0751-6220101" }
                }),
            ),
            sample::sample(
                "rare",
                json!({
                    "office": sample::office(), "unit": sample::rare_village(),
                    "issue": sample::issue("第3号", "2027-02-09"),
                    "basis": sample::village_law("第十六条"), "known": known,
                    "facts": { "stations": [{ "place": "𬭎记杂货店旁", "groups": "㼆坑小组" }] }
                }),
            ),
        ]
    }
}
