//! 推选代表和小组长的公告

use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::shared::{self, CONTACT_PHONE, Frame};
use crate::documents::kinds::common::{UnitKind, VillagePaper};
use crate::documents::kinds::field::{FieldSpec, Input, field};
use crate::documents::kinds::problem::DataProblem;
use crate::documents::kinds::{Sample, form, words};

/// What the product knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// 推选的日子, by the schedule
    pub selection_day: Option<NaiveDate>,
    /// 妇女代表的比例, from the rule pack: `三分之一以上`
    pub women_share: Option<String>,
}

/// 推选办法
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Way {
    /// 若干户推选一人
    Households,
    /// 各小组推选若干人
    Groups,
}

/// 一个小组的推选会议
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Meeting {
    /// 小组
    pub group: String,
    /// 推选几名代表
    pub count: Option<u32>,
    /// 时间
    #[serde(default, with = "form::moment")]
    pub time: Option<NaiveDateTime>,
    /// 地点
    pub place: Option<String>,
}

/// What the clerk fills in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// 推选办法
    pub way: Option<Way>,
    /// 每几户推选一人
    pub households: Option<u32>,
    /// 各小组的会议
    #[serde(default)]
    pub meetings: Vec<Meeting>,
    /// 公开的联系电话
    pub contact_phone: Option<String>,
}

/// 推选公告的数据
pub type Paper = VillagePaper<Known, Facts>;

impl crate::documents::kinds::Paper for Paper {
    const FIELDS: &'static [FieldSpec] = &[
        field(
            "way",
            "代表推选办法",
            "",
            Input::Choice(&[
                ("households", "若干户推选一人"),
                ("groups", "各小组推选若干人"),
            ]),
        ),
        field(
            "households",
            "每几户推选一名代表",
            "按户推选的才写，由小组推选的不填",
            Input::Number,
        ),
        field(
            "meetings",
            "各小组推选会议",
            "每行一个小组：小组、代表名额、时间、地点",
            Input::Table(&[
                field("group", "小组", "", Input::Text),
                field("count", "代表名额", "", Input::Number),
                field("time", "时间", "", Input::DateTime),
                field("place", "地点", "", Input::Text),
            ]),
        ),
        CONTACT_PHONE,
    ];

    fn problems(&self, problems: &mut Vec<DataProblem>) {
        let groups: Vec<&str> = self
            .facts
            .meetings
            .iter()
            .map(|one| one.group.as_str())
            .collect();
        shared::no_repeats(
            &groups,
            |index| format!("facts.meetings[{index}].group"),
            "这个小组前面已经写过，请合成一行",
            problems,
        );
        for (index, one) in self.facts.meetings.iter().enumerate() {
            if one.count == Some(0) {
                problems.push(DataProblem::at(
                    format!("facts.meetings[{index}].count"),
                    "每个小组至少推选一名代表，请改正",
                ));
            }
            if let (Some(time), Some(issued)) = (one.time, self.issue.date)
                && time.date() < issued
            {
                problems.push(DataProblem::at(
                    format!("facts.meetings[{index}].time"),
                    "会议时间早于公告日期，请改正其中一个",
                ));
            }
        }
        if self.facts.way == Some(Way::Households) && self.facts.households == Some(0) {
            problems.push(DataProblem::at(
                "facts.households",
                "应当写几户推选一名代表，不能是零",
            ));
        }
    }

    fn words(&self, names: &mut Map<String, Value>) {
        let rows: Vec<Value> = self
            .facts
            .meetings
            .iter()
            .map(|one| {
                json!({
                    "group": one.group, "count": one.count,
                    "time": one.time.map(form::moment_text), "place": one.place
                })
            })
            .collect();
        let total = self
            .facts
            .meetings
            .iter()
            .try_fold(0_u32, |sum, one| sum.checked_add(one.count?));
        names.insert("meetings".to_owned(), Value::Array(rows));
        names.insert("total".to_owned(), json!(total.filter(|total| *total > 0)));
        names.insert(
            "households".to_owned(),
            json!(self.facts.households.map(words::number)),
        );
        let (representative, leader) = match self.unit.kind {
            UnitKind::Village => ("村民代表", "村民小组组长"),
            UnitKind::Community => ("居民代表", "居民小组组长"),
        };
        names.insert("representative".to_owned(), json!(representative));
        names.insert("leader".to_owned(), json!(leader));
    }

    fn samples() -> Vec<Sample> {
        let frame = Frame {
            number: "第5号",
            date: "2027-02-22",
            village: "第二十九条",
            community: "第十三条",
        };
        let known = json!({ "selection_day": "2027-02-26", "women_share": "三分之一以上" });
        let meeting = |n: u32, count: u32, time: &str, place: &str, word: &str| json!({ "group": format!("第{n}{word}"), "count": count, "time": time, "place": place });
        let facts = json!({
            "way": "groups",
            "meetings": [
                meeting(1, 6, "2027-02-26T09:00", "上前村党群服务中心", "村民小组"),
                meeting(2, 5, "2027-02-26T09:00", "老祠堂", "村民小组"),
                meeting(3, 4, "2027-02-26T15:00", "上前小学教室", "村民小组"),
                meeting(4, 5, "2027-02-26T19:30", "第4小组晒谷坪", "村民小组")
            ],
            "contact_phone": "0751-6220101"
        });
        let community = json!({
            "way": "households", "households": 30,
            "meetings": [
                meeting(1, 12, "2027-02-26T19:30", "石塘社区多功能厅", "居民小组"),
                meeting(2, 10, "2027-02-27T19:30", "石塘社区多功能厅", "居民小组")
            ],
            "contact_phone": "0751-6220202"
        });
        let many: Vec<Value> = (1..=18)
            .map(|n| {
                meeting(
                    n,
                    4,
                    "2027-02-26T19:30",
                    "小组文化活动室（组长家隔壁的旧仓库）",
                    "村民小组",
                )
            })
            .collect();
        let [empty, empty_community] = shared::blanks();
        vec![
            frame.village("normal", &known, &facts),
            frame.community("normal-community", &json!({}), &community),
            empty,
            empty_community,
            frame.largest(&known, &json!({ "way": "households", "households": 12, "meetings": many })),
            frame.rare(
                &json!({ "selection_day": "2027-02-26" }),
                &json!({ "meetings": [{ "group": "㼆坑小组", "count": 3, "time": null, "place": "𠮷塘祠堂" }] }),
            ),
        ]
    }
}
