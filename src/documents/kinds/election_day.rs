//! 选举日公告

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::common::VillagePaper;
use super::field::{FieldSpec, Input, field};
use super::{Sample, sample, words};

/// What the product knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// 本届任期届满日
    pub term_end: Option<NaiveDate>,
    /// 登记起始日
    pub registration_from: Option<NaiveDate>,
    /// 登记截止日
    pub registration_to: Option<NaiveDate>,
    /// 公布名单的日子
    pub roll_day: Option<NaiveDate>,
}

/// What the clerk fills in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// 研究确定的会议或者批准的文件
    pub decided_by: Option<String>,
    /// 咨询地点
    pub contact_place: Option<String>,
    /// 公开的联系电话
    pub contact_phone: Option<String>,
}

/// 选举日公告的数据
pub type Paper = VillagePaper<Known, Facts>;

impl super::Paper for Paper {
    const FIELDS: &'static [FieldSpec] = &[
        field(
            "decided_by",
            "由谁确定",
            "如“本村村民选举委员会研究”或者批复的文件；可不填",
            Input::Text,
        ),
        field("contact_place", "咨询地点", "", Input::Text),
        field(
            "contact_phone",
            "联系电话",
            "办公电话，会张贴出去",
            Input::Text,
        ),
    ];

    fn words(&self, names: &mut Map<String, Value>) {
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
            "term_end": "2027-03-31", "registration_from": "2027-02-10",
            "registration_to": "2027-02-19", "roll_day": "2027-02-21"
        });
        let facts = json!({
            "decided_by": "本村第九届村民选举委员会研究",
            "contact_place": "上前村党群服务中心一楼", "contact_phone": "0751-6220101"
        });
        vec![
            sample::sample(
                "normal",
                json!({
                    "office": sample::office(), "unit": sample::village(),
                    "issue": sample::issue("第1号", "2027-02-05"),
                    "basis": sample::village_law("第十四条第二款"),
                    "known": known, "facts": facts
                }),
            ),
            sample::sample(
                "normal-community",
                json!({
                    "office": sample::office(), "unit": sample::community(),
                    "issue": sample::issue("第1号", "2027-02-05"),
                    "basis": sample::community_law("第十四条"),
                    "known": known,
                    "facts": { "contact_place": "石塘社区服务大厅", "contact_phone": "0751-6220202" }
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
                "rare",
                json!({
                    "office": sample::office(), "unit": sample::rare_village(),
                    "issue": { "number": "第1号", "date": "2027-02-05", "issuer": "township-office" },
                    "basis": sample::unchecked_law("第十四条第二款"),
                    "known": known,
                    "facts": { "contact_place": "𠮷塘村㼆坑祠堂旁", "contact_phone": "0751-6220303" }
                }),
            ),
        ]
    }
}
