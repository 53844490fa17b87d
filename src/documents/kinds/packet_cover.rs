//! 村（社区）文书封面 — what lies in a village's packet and what to do with it.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::common::VillagePaper;
use super::field::FieldSpec;
use super::{Sample, sample};

/// 一份文书
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// 编号, in print
    pub number: Option<String>,
    /// 名称
    pub title: String,
    /// 页数
    pub pages: Option<u32>,
    /// 份数
    pub copies: Option<u32>,
    /// 状态: 预览、已签发
    pub state: Option<String>,
}

/// What the product knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// 包内文书, in posting order
    #[serde(default)]
    pub items: Vec<Item>,
    /// 挂钩（包村）领导
    pub leader: Option<String>,
    /// 指导组
    pub guidance_team: Option<String>,
    /// 打印日期
    pub printed_on: Option<chrono::NaiveDate>,
}

/// Nothing is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {}

/// 封面的数据
pub type Paper = VillagePaper<Known, Facts>;

impl super::Paper for Paper {
    const FIELDS: &'static [FieldSpec] = &[];

    fn words(&self, names: &mut Map<String, Value>) {
        // 页数不全时不合计，免得封面写错总数
        let pages = self
            .known
            .items
            .iter()
            .map(|item| Some(item.pages?.saturating_mul(item.copies.unwrap_or(1))))
            .sum::<Option<u32>>()
            .filter(|_| !self.known.items.is_empty());
        names.insert("pages".to_owned(), json!(pages));
    }

    fn samples() -> Vec<Sample> {
        let items = |count: usize| -> Value {
            (1..=count)
                .map(|n| json!({ "number": format!("第{n}号"), "title": "关于确定选举日的公告", "pages": 1, "copies": 4, "state": "预览" }))
                .collect()
        };
        let paper = |unit: Value, known: Value| json!({ "office": sample::office(), "unit": unit, "known": known, "facts": {} });
        let known = |count: usize| json!({ "items": items(count), "leader": "李义鹏", "guidance_team": "第一指导组", "printed_on": "2027-02-04" });
        vec![
            sample::sample("normal", paper(sample::village(), known(7))),
            sample::sample("normal-community", paper(sample::community(), known(7))),
            sample::sample(
                "empty",
                json!({
                    "office": { "township": "石塘镇" }, "unit": sample::blank_village(),
                    "known": {}, "facts": {}
                }),
            ),
            sample::sample("largest", paper(sample::village(), known(40))),
            sample::sample(
                "rare",
                paper(
                    sample::rare_village(),
                    json!({ "leader": "李𬭎", "items": items(2) }),
                ),
            ),
        ]
    }
}
