//! 初步候选人名单公告

use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::shared::{self, CANDIDATES, CONTACT_PHONE, CONTACT_PLACE, Frame};
use crate::documents::kinds::arrange::{self, ARRANGEMENT, Arrangement};
use crate::documents::kinds::candidates::{Candidate, Order};
use crate::documents::kinds::common::VillagePaper;
use crate::documents::kinds::field::{FieldSpec, Input, field};
use crate::documents::kinds::problem::DataProblem;
use crate::documents::kinds::{Sample, form, sample};

/// What the product knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// 排列顺序, from the rule pack
    pub order: Option<Order>,
    /// 公布正式候选人的日子
    pub candidates_day: Option<NaiveDate>,
}

/// What the clerk fills in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// 初步候选人
    #[serde(default)]
    pub nominees: Vec<Candidate>,
    /// 排列顺序
    pub order: Option<Arrangement>,
    /// 反映意见的截止时间
    #[serde(default, with = "form::moment")]
    pub opinions_until: Option<NaiveDateTime>,
    /// 受理意见的地点
    pub contact_place: Option<String>,
    /// 公开的联系电话
    pub contact_phone: Option<String>,
}

/// 初步候选人名单公告的数据
pub type Paper = VillagePaper<Known, Facts>;

impl crate::documents::kinds::Paper for Paper {
    const FIELDS: &'static [FieldSpec] = &[
        field(
            "nominees",
            "初步候选人",
            "每行一人：职位、姓名；按公布的先后写",
            CANDIDATES,
        ),
        ARRANGEMENT,
        field("opinions_until", "反映意见的截止时间", "", Input::DateTime),
        CONTACT_PLACE,
        CONTACT_PHONE,
    ];

    fn problems(&self, problems: &mut Vec<DataProblem>) {
        shared::no_repeats(
            &self.facts.nominees,
            |index| format!("facts.nominees[{index}].name"),
            "与同一职位前面的人同名；若确是两人，请在姓名后加注小组",
            problems,
        );
        if let (Some(until), Some(issued)) = (self.facts.opinions_until, self.issue.date)
            && until.date() < issued
        {
            problems.push(DataProblem::at(
                "facts.opinions_until",
                "反映意见的截止时间早于公告日期，请改正",
            ));
        }
    }

    fn words(&self, names: &mut Map<String, Value>) {
        let order = arrange::order(self.known.order, self.facts.order);
        let nominees = arrange::arranged(&self.facts.nominees, order, |one| &one.name);
        names.insert("order".to_owned(), json!(order));
        names.insert(
            "posts".to_owned(),
            shared::by_post(&nominees, self.unit.seats),
        );
        names.insert(
            "opinions_until".to_owned(),
            json!(self.facts.opinions_until.map(form::moment_text)),
        );
    }

    fn samples() -> Vec<Sample> {
        let frame = Frame {
            number: "第8号",
            date: "2027-03-04",
            village: "第十八条第一款",
            community: "第十八条",
        };
        let known = json!({ "order": "strokes", "candidates_day": "2027-03-10" });
        let nominees = shared::people(&[
            ("chair", "胡礼民"),
            ("chair", "蓝天勇"),
            ("chair", "钟国栋"),
            ("deputy", "欧阳秀勇"),
            ("deputy", "钟伟"),
            ("member", "马智云"),
            ("member", "朱秀兰"),
            ("member", "邱明"),
            ("member", "郭家林"),
            ("member", "温天娟"),
        ]);
        let facts = json!({
            "nominees": nominees, "opinions_until": "2027-03-08T18:00",
            "contact_place": "上前村党群服务中心", "contact_phone": "0751-6220101"
        });
        let community = json!({
            "nominees": shared::community_slate(), "opinions_until": "2027-03-08T17:30",
            "contact_place": "石塘社区服务大厅", "contact_phone": "0751-6220202"
        });
        let many: Vec<Value> = sample::invented_names(30)
            .iter()
            .enumerate()
            .map(|(index, name)| {
                let post = match index {
                    0..=4 => "chair",
                    5..=10 => "deputy",
                    11..=25 => "member",
                    _ => "woman-member",
                };
                json!({ "post": post, "name": name })
            })
            .collect();
        let rare: Vec<Value> = sample::RARE_NAMES
            .iter()
            .zip([
                "chair",
                "chair",
                "deputy",
                "deputy",
                "member",
                "member",
                "woman-member",
                "woman-member",
            ])
            .map(|(name, post)| json!({ "post": post, "name": name }))
            .collect();
        let [empty, empty_community] = shared::blanks();
        vec![
            frame.village("normal", &known, &facts),
            frame.community("normal-community", &known, &community),
            empty,
            empty_community,
            frame.largest(
                &known,
                &json!({ "nominees": many, "opinions_until": "2027-03-08T18:00", "contact_place": "上前村委会办公楼二楼会议室", "contact_phone": "0751-6220101" }),
            ),
            frame.rare(&json!({ "order": "strokes" }), &json!({ "nominees": rare })),
        ]
    }
}
