//! 小组长名单公告

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::shared::{self, CONTACT_PHONE, CONTACT_PLACE, Frame};
use crate::documents::kinds::common::VillagePaper;
use crate::documents::kinds::field::{FieldSpec, Input, field};
use crate::documents::kinds::problem::DataProblem;
use crate::documents::kinds::{Sample, sample};

/// What the product knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// 推选产生的日子
    pub selected_on: Option<NaiveDate>,
}

/// 一个小组
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// 小组
    pub group: String,
    /// 组长
    pub leader: Option<String>,
    /// 副组长
    pub deputy: Option<String>,
}

/// What the clerk fills in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// 小组长
    #[serde(default)]
    pub groups: Vec<Group>,
    /// 受理意见的地点
    pub contact_place: Option<String>,
    /// 公开的联系电话
    pub contact_phone: Option<String>,
}

/// 小组长名单公告的数据
pub type Paper = VillagePaper<Known, Facts>;

impl crate::documents::kinds::Paper for Paper {
    const FIELDS: &'static [FieldSpec] = &[
        field(
            "groups",
            "小组长",
            "每行一个小组：小组、组长、副组长；没有副组长的空着",
            Input::Table(&[
                field("group", "小组", "", Input::Text),
                field("leader", "组长", "", Input::Text),
                field("deputy", "副组长", "", Input::Text),
            ]),
        ),
        CONTACT_PLACE,
        CONTACT_PHONE,
    ];

    fn problems(&self, problems: &mut Vec<DataProblem>) {
        let groups: Vec<&str> = self
            .facts
            .groups
            .iter()
            .map(|one| one.group.as_str())
            .collect();
        shared::no_repeats(
            &groups,
            |index| format!("facts.groups[{index}].group"),
            "这个小组前面已经写过，请合成一行",
            problems,
        );
        for (index, one) in self.facts.groups.iter().enumerate() {
            if one.leader.is_some() && one.leader == one.deputy {
                problems.push(DataProblem::at(
                    format!("facts.groups[{index}].deputy"),
                    "组长和副组长是同一个人，请改正",
                ));
            }
        }
    }

    fn words(&self, names: &mut Map<String, Value>) {
        let with_deputies = self.facts.groups.is_empty()
            || self.facts.groups.iter().any(|one| one.deputy.is_some());
        names.insert("with_deputies".to_owned(), json!(with_deputies));
        names.insert("total".to_owned(), shared::counted(self.facts.groups.len()));
    }

    fn samples() -> Vec<Sample> {
        let frame = Frame {
            number: "第6-1号",
            date: "2027-02-27",
            village: "第三十二条",
            community: "第十三条",
        };
        let known = json!({ "selected_on": "2027-02-26" });
        let rows = |count: usize, word: &str, deputies: bool| -> Value {
            sample::invented_names(count * 2)
                .chunks(2)
                .enumerate()
                .map(|(index, pair)| {
                    json!({
                        "group": format!("第{}{word}", index + 1),
                        "leader": pair.first(), "deputy": pair.last().filter(|_| deputies)
                    })
                })
                .collect()
        };
        let contact = |groups: Value, place: &str, phone: &str| json!({ "groups": groups, "contact_place": place, "contact_phone": phone });
        let rare: Vec<Value> = sample::RARE_NAMES
            .chunks(2)
            .zip(["㼆坑小组", "大塘小组", "𠮷水小组", "坳头小组"])
            .map(|(pair, group)| json!({ "group": group, "leader": pair.first(), "deputy": pair.last() }))
            .collect();
        let [empty, empty_community] = shared::blanks();
        vec![
            frame.village(
                "normal",
                &known,
                &contact(
                    rows(6, "村民小组", true),
                    "上前村党群服务中心",
                    "0751-6220101",
                ),
            ),
            frame.community(
                "normal-community",
                &known,
                &contact(
                    rows(3, "居民小组", false),
                    "石塘社区服务大厅",
                    "0751-6220202",
                ),
            ),
            empty,
            empty_community,
            frame.largest(&known, &json!({ "groups": rows(28, "村民小组", true) })),
            frame.rare(&json!({}), &json!({ "groups": rare })),
        ]
    }
}
