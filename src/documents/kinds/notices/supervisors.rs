//! 村（居）务监督委员会成员名单公告

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::shared::{self, CONTACT_PHONE, CONTACT_PLACE, Frame, MEETINGS, Meeting};
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

/// 职务
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Duty {
    /// 主任
    Chair,
    /// 委员
    Member,
}

/// 成员
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Supervisor {
    /// 职务
    pub duty: Duty,
    /// 姓名
    pub name: String,
}

/// What the clerk fills in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// 推选的会议
    pub meeting: Option<Meeting>,
    /// 成员
    #[serde(default)]
    pub supervisors: Vec<Supervisor>,
    /// 受理意见的地点
    pub contact_place: Option<String>,
    /// 公开的联系电话
    pub contact_phone: Option<String>,
}

/// 监督委员会公告的数据
pub type Paper = VillagePaper<Known, Facts>;

impl crate::documents::kinds::Paper for Paper {
    const FIELDS: &'static [FieldSpec] = &[
        field("meeting", "推选的会议", "", MEETINGS),
        field(
            "supervisors",
            "成员",
            "每行一人：职务、姓名",
            Input::Table(&[
                field(
                    "duty",
                    "职务",
                    "",
                    Input::Choice(&[("chair", "主任"), ("member", "委员")]),
                ),
                field("name", "姓名", "", Input::Text),
            ]),
        ),
        CONTACT_PLACE,
        CONTACT_PHONE,
    ];

    fn problems(&self, problems: &mut Vec<DataProblem>) {
        let names: Vec<&str> = self
            .facts
            .supervisors
            .iter()
            .map(|one| one.name.as_str())
            .collect();
        shared::no_repeats(
            &names,
            |index| format!("facts.supervisors[{index}].name"),
            shared::SAME_NAME,
            problems,
        );
        let chairs = self
            .facts
            .supervisors
            .iter()
            .filter(|one| one.duty == Duty::Chair)
            .count();
        if chairs > 1 {
            problems.push(DataProblem::at(
                "facts.supervisors",
                "主任只能有一人，请核对职务",
            ));
        }
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
        let blank = self.facts.supervisors.is_empty();
        let duties: Vec<Value> = [(Duty::Chair, "主任"), (Duty::Member, "委员")]
            .into_iter()
            .filter_map(|(duty, label)| {
                let people: Vec<&str> = self
                    .facts
                    .supervisors
                    .iter()
                    .filter(|one| one.duty == duty)
                    .map(|one| one.name.as_str())
                    .collect();
                (blank || !people.is_empty()).then(|| json!({ "label": label, "people": people }))
            })
            .collect();
        names.insert("duties".to_owned(), Value::Array(duties));
        names.insert(
            "count".to_owned(),
            shared::counted(self.facts.supervisors.len()),
        );
    }

    fn samples() -> Vec<Sample> {
        let frame = Frame {
            number: "第16-1号",
            date: "2027-03-28",
            village: "第三十七条",
            community: "第三十六条",
        };
        let known = json!({ "selected_on": "2027-03-27" });
        let facts = json!({
            "meeting": "representatives",
            "supervisors": [
                { "duty": "chair", "name": "陈建国" }, { "duty": "member", "name": "杨丽华" }, { "duty": "member", "name": "赵桂兰" }
            ],
            "contact_place": "上前村党群服务中心", "contact_phone": "0751-6220101"
        });
        let community = json!({
            "meeting": "representatives",
            "supervisors": [
                { "duty": "chair", "name": "周平" }, { "duty": "member", "name": "吴静" }, { "duty": "member", "name": "郭静" }
            ],
            "contact_place": "石塘社区服务大厅", "contact_phone": "0751-6220202"
        });
        let many: Vec<Value> = sample::invented_names(9)
            .iter()
            .enumerate()
            .map(|(index, name)| json!({ "duty": if index == 0 { "chair" } else { "member" }, "name": name }))
            .collect();
        let rare: Vec<Value> = sample::RARE_NAMES
            .iter()
            .take(5)
            .enumerate()
            .map(|(index, name)| json!({ "duty": if index == 0 { "chair" } else { "member" }, "name": name }))
            .collect();
        let [empty, empty_community] = shared::blanks();
        vec![
            frame.village("normal", &known, &facts),
            frame.community("normal-community", &known, &community),
            empty,
            empty_community,
            frame.largest(
                &known,
                &json!({ "meeting": "assembly", "supervisors": many, "contact_place": "上前村委会办公楼二楼会议室", "contact_phone": "0751-6220101" }),
            ),
            frame.rare(&json!({}), &json!({ "meeting": "assembly", "supervisors": rare })),
        ]
    }
}
