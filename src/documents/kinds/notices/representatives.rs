//! 村（居）民代表名单公告

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

/// 代表
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Representative {
    /// 小组
    pub group: String,
    /// 姓名
    pub name: String,
    /// 是否妇女
    pub woman: Option<bool>,
}

/// What the clerk fills in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// 代表
    #[serde(default)]
    pub representatives: Vec<Representative>,
    /// 受理意见的地点
    pub contact_place: Option<String>,
    /// 公开的联系电话
    pub contact_phone: Option<String>,
}

/// 代表名单公告的数据
pub type Paper = VillagePaper<Known, Facts>;

impl crate::documents::kinds::Paper for Paper {
    const FIELDS: &'static [FieldSpec] = &[
        field(
            "representatives",
            "代表",
            "每行一人：小组、姓名、是否妇女",
            Input::Table(&[
                field("group", "小组", "", Input::Text),
                field("name", "姓名", "", Input::Text),
                field("woman", "妇女", "", Input::Flag),
            ]),
        ),
        CONTACT_PLACE,
        CONTACT_PHONE,
    ];

    fn problems(&self, problems: &mut Vec<DataProblem>) {
        let keys: Vec<(&str, &str)> = self
            .facts
            .representatives
            .iter()
            .map(|one| (one.group.as_str(), one.name.as_str()))
            .collect();
        shared::no_repeats(
            &keys,
            |index| format!("facts.representatives[{index}].name"),
            "这个小组前面已经有同名的代表；若确是两人，请在姓名后加注",
            problems,
        );
        if let (Some(selected), Some(issued)) = (self.known.selected_on, self.issue.date)
            && selected > issued
        {
            problems.push(DataProblem::at(
                "known.selected_on",
                "推选的日子晚于公告日期，请核对环节记录的日子",
            ));
        }
    }

    fn words(&self, names: &mut Map<String, Value>) {
        let rows = &self.facts.representatives;
        let groups: Vec<Value> = shared::gathered(
            rows.iter()
                .map(|one| (one.group.as_str(), one.name.as_str())),
        )
        .into_iter()
        .map(|(title, names)| json!({ "title": title, "names": names }))
        .collect();
        // 有一人没有写明，就不报妇女的人数
        let women = rows
            .iter()
            .try_fold(0_u32, |sum, one| sum.checked_add(u32::from(one.woman?)));
        names.insert("groups".to_owned(), Value::Array(groups));
        names.insert("total".to_owned(), shared::counted(rows.len()));
        names.insert(
            "women".to_owned(),
            json!(women.filter(|_| !rows.is_empty())),
        );
    }

    fn samples() -> Vec<Sample> {
        let frame = Frame {
            number: "第6号",
            date: "2027-02-27",
            village: "第二十九条",
            community: "第十三条",
        };
        let known = json!({ "selected_on": "2027-02-26" });
        let rows = |sizes: &[usize], word: &str| -> Value {
            let mut names = sample::invented_names(sizes.iter().sum()).into_iter();
            sizes
                .iter()
                .enumerate()
                .flat_map(|(index, size)| {
                    names
                        .by_ref()
                        .take(*size)
                        .enumerate()
                        .map(move |(place, name)| {
                            json!({ "group": format!("第{}{word}", index + 1), "name": name, "woman": place % 5 < 2 })
                        })
                        .collect::<Vec<_>>()
                })
                .collect()
        };
        let facts = json!({
            "representatives": rows(&[6, 5, 4, 5], "村民小组"),
            "contact_place": "上前村党群服务中心", "contact_phone": "0751-6220101"
        });
        let community = json!({
            "representatives": rows(&[12, 10], "居民小组"),
            "contact_place": "石塘社区服务大厅", "contact_phone": "0751-6220202"
        });
        let rare: Vec<Value> = sample::RARE_NAMES
            .iter()
            .map(|name| json!({ "group": "㼆坑小组", "name": name, "woman": null }))
            .collect();
        let [empty, empty_community] = shared::blanks();
        vec![
            frame.village("normal", &known, &facts),
            frame.community("normal-community", &known, &community),
            empty,
            empty_community,
            frame.largest(
                &known,
                &json!({ "representatives": rows(&[9, 8, 9, 7, 8, 9, 6, 9, 8, 7, 9, 8], "村民小组") }),
            ),
            frame.rare(&json!({}), &json!({ "representatives": rare })),
        ]
    }
}
