//! 公告张贴核对表

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::common::VillagePaper;
use super::field::FieldSpec;
use super::{Sample, sample};

/// 公告一行
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notice {
    /// 编号, in print
    pub number: Option<String>,
    /// 公告名称
    pub title: String,
    /// 最迟张贴日
    pub latest: Option<NaiveDate>,
    /// 建议张贴日
    pub suggested: Option<NaiveDate>,
    /// 已经张贴的日子
    pub posted_on: Option<NaiveDate>,
    /// 张贴人
    pub posted_by: Option<String>,
}

/// What the product knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// 公告, in posting order
    #[serde(default)]
    pub notices: Vec<Notice>,
    /// 张贴地点
    #[serde(default)]
    pub places: Vec<String>,
    /// 张贴的最少日数, from the rule pack
    pub posting_days: Option<u32>,
}

/// Nothing is asked: the sheet is filled in by hand at the wall.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {}

/// 张贴核对表的数据
pub type Paper = VillagePaper<Known, Facts>;

impl super::Paper for Paper {
    const FIELDS: &'static [FieldSpec] = &[];

    fn samples() -> Vec<Sample> {
        let notices = |count: usize| -> Value {
            const TITLES: [(&str, &str, &str, &str); 7] = [
                ("第1号", "关于确定选举日的公告", "2027-02-06", "2027-02-05"),
                (
                    "第2号",
                    "关于选举委员会成员名单的公告",
                    "2027-02-09",
                    "2027-02-08",
                ),
                (
                    "第3号",
                    "关于参加选举登记的公告",
                    "2027-02-10",
                    "2027-02-09",
                ),
                (
                    "第4号",
                    "关于登记参加选举人员名单的公告",
                    "2027-02-26",
                    "2027-02-21",
                ),
                (
                    "第9号",
                    "关于正式候选人名单的公告",
                    "2027-03-13",
                    "2027-03-10",
                ),
                (
                    "第10号",
                    "关于投票时间和地点的公告",
                    "2027-03-13",
                    "2027-03-11",
                ),
                ("第17号", "关于选举结果的公告", "2027-03-19", "2027-03-18"),
            ];
            TITLES
                .iter()
                .cycle()
                .take(count)
                .map(|(number, title, latest, suggested)| {
                    json!({ "number": number, "title": title, "latest": latest, "suggested": suggested })
                })
                .collect()
        };
        let places = json!(["村务公开栏", "第1至第6村民小组公示牌", "老祠堂门口"]);
        let rest = json!({ "notices": notices(7), "places": places, "posting_days": 15 });
        let paper = |unit: Value, known: Value| json!({ "office": sample::office(), "unit": unit, "known": known, "facts": {} });
        let mut posted = rest.clone();
        if let Some(first) = posted
            .pointer_mut("/notices/0")
            .and_then(Value::as_object_mut)
        {
            first.insert("posted_on".to_owned(), json!("2027-02-05"));
            first.insert("posted_by".to_owned(), json!("阿依古丽·买买提"));
        }
        vec![
            sample::sample("normal", paper(sample::village(), rest)),
            sample::sample(
                "normal-community",
                paper(
                    sample::community(),
                    json!({ "notices": notices(7), "places": ["居务公开栏", "各居民小组公示牌"] }),
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
                    json!({ "notices": notices(30), "places": places }),
                ),
            ),
            sample::sample("rare", paper(sample::rare_village(), posted)),
        ]
    }
}
