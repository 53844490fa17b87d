//! 代写人员名单公告

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::shared::{self, CONTACT_PHONE, Frame};
use crate::documents::kinds::common::VillagePaper;
use crate::documents::kinds::field::{FieldSpec, Input, field};
use crate::documents::kinds::problem::DataProblem;
use crate::documents::kinds::{Sample, sample};

/// What the product knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {}

/// 代写人员
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scribe {
    /// 姓名
    pub name: String,
    /// 在哪个投票站或者票箱
    pub place: Option<String>,
}

/// What the clerk fills in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// 代写人员
    #[serde(default)]
    pub scribes: Vec<Scribe>,
    /// 公开的联系电话
    pub contact_phone: Option<String>,
}

/// 代写人员名单公告的数据
pub type Paper = VillagePaper<Known, Facts>;

impl crate::documents::kinds::Paper for Paper {
    const FIELDS: &'static [FieldSpec] = &[
        field(
            "scribes",
            "代写人员",
            "每行一人：姓名、投票站；只有一个会场的，投票站空着",
            Input::Table(&[
                field("name", "姓名", "", Input::Text),
                field("place", "投票站", "", Input::Text),
            ]),
        ),
        CONTACT_PHONE,
    ];

    fn problems(&self, problems: &mut Vec<DataProblem>) {
        let names: Vec<&str> = self
            .facts
            .scribes
            .iter()
            .map(|one| one.name.as_str())
            .collect();
        shared::no_repeats(
            &names,
            |index| format!("facts.scribes[{index}].name"),
            shared::SAME_NAME,
            problems,
        );
    }

    fn words(&self, names: &mut Map<String, Value>) {
        let places: Vec<Value> = shared::gathered(
            self.facts
                .scribes
                .iter()
                .map(|one| (one.place.as_deref().unwrap_or_default(), one.name.as_str())),
        )
        .into_iter()
        .map(|(place, people)| json!({ "place": place, "people": people }))
        .collect();
        names.insert("places".to_owned(), Value::Array(places));
        names.insert(
            "total".to_owned(),
            shared::counted(self.facts.scribes.len()),
        );
    }

    fn samples() -> Vec<Sample> {
        let frame = Frame {
            number: "第14号",
            date: "2027-03-15",
            village: "第十八条",
            community: "第十九条",
        };
        let facts = json!({
            "scribes": [
                { "name": "邱春生", "place": "中心投票站（上前村文化广场）" }, { "name": "赵桂兰", "place": "中心投票站（上前村文化广场）" },
                { "name": "吴明", "place": "第2投票站（老祠堂）" }
            ],
            "contact_phone": "0751-6220101"
        });
        let community = json!({
            "scribes": [{ "name": "郭静" }, { "name": "廖平" }], "contact_phone": "0751-6220202"
        });
        let many: Vec<Value> = sample::invented_names(36)
            .iter()
            .enumerate()
            .map(|(index, name)| json!({ "name": name, "place": format!("第{}投票站（第{}村民小组祠堂）", index / 3 + 1, index / 3 + 1) }))
            .collect();
        let rare: Vec<Value> = sample::RARE_NAMES
            .iter()
            .map(|name| json!({ "name": name, "place": null }))
            .collect();
        let [empty, empty_community] = shared::blanks();
        vec![
            frame.village("normal", &json!({}), &facts),
            frame.community("normal-community", &json!({}), &community),
            empty,
            empty_community,
            frame.largest(
                &json!({}),
                &json!({ "scribes": many, "contact_phone": "0751-6220101" }),
            ),
            frame.rare(&json!({}), &json!({ "scribes": rare })),
        ]
    }
}
