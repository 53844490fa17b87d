//! 工作移交和印章启用公告

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
    /// 新一届产生的日子, where it is recorded
    pub produced_on: Option<NaiveDate>,
    /// 完成移交的日子, where it is recorded
    pub handed_over_on: Option<NaiveDate>,
}

/// What the clerk fills in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// 移交的事项
    #[serde(default)]
    pub items: Vec<String>,
    /// 印章启用的日子
    pub seal_from: Option<NaiveDate>,
    /// 监督移交的单位和人员
    pub witnesses: Option<String>,
    /// 办公的地点
    pub contact_place: Option<String>,
    /// 公开的联系电话
    pub contact_phone: Option<String>,
}

/// 移交公告的数据
pub type Paper = VillagePaper<Known, Facts>;

impl crate::documents::kinds::Paper for Paper {
    const FIELDS: &'static [FieldSpec] = &[
        field(
            "items",
            "移交的事项",
            "每行一项；不填就写印章、办公场所和用具、集体财务账目、固定资产、工作档案、债权债务以及其他遗留问题",
            Input::Lines,
        ),
        field("seal_from", "印章启用的日子", "", Input::Date),
        field(
            "witnesses",
            "监督移交的单位和人员",
            "没有就不填",
            Input::Text,
        ),
        CONTACT_PLACE,
        CONTACT_PHONE,
    ];

    fn problems(&self, problems: &mut Vec<DataProblem>) {
        let mut bad = |path: &str, message: &str| problems.push(DataProblem::at(path, message));
        if let (Some(seal), Some(produced)) = (self.facts.seal_from, self.known.produced_on)
            && seal < produced
        {
            bad(
                "facts.seal_from",
                "印章启用的日子早于新一届产生的日子，请改正",
            );
        }
        if let (Some(handed), Some(produced)) = (self.known.handed_over_on, self.known.produced_on)
            && handed < produced
        {
            bad(
                "known.handed_over_on",
                "完成移交的日子早于新一届产生的日子，请核对环节记录的日子",
            );
        }
        if let (Some(handed), Some(issued)) = (self.known.handed_over_on, self.issue.date)
            && handed > issued
        {
            bad(
                "known.handed_over_on",
                "完成移交的日子晚于公告日期，请核对环节记录的日子",
            );
        }
        shared::no_repeats(
            &self.facts.items,
            |index| format!("facts.items[{index}]"),
            "这一项前面已经写过，请删去一行",
            problems,
        );
    }

    fn words(&self, names: &mut Map<String, Value>) {
        let items: Vec<&str> = self
            .facts
            .items
            .iter()
            .map(|item| item.trim_end_matches(['。', '；', '、', ';', '.']))
            .collect();
        names.insert("items".to_owned(), json!(items));
    }

    fn samples() -> Vec<Sample> {
        let frame = Frame {
            number: "",
            date: "2027-03-26",
            village: "第二十四条",
            community: "第二十五条",
        };
        let known = json!({ "produced_on": "2027-03-18", "handed_over_on": "2027-03-25" });
        let facts = json!({
            "seal_from": "2027-03-26", "contact_place": "上前村委会办公楼二楼", "contact_phone": "0751-6220101"
        });
        let community = json!({
            "items": ["印章", "办公场所和办公用具", "财务账目和资产", "工作档案"],
            "seal_from": "2027-03-28", "witnesses": "石塘镇民政办", "contact_place": "石塘社区服务大厅", "contact_phone": "0751-6220202"
        });
        let items: Vec<String> = [
            "村民委员会印章、财务专用章、合同专用章各一枚",
            "办公楼一栋、会议室桌椅和办公设备（清单附卷）",
            "2022年1月至2027年2月的会计账簿、凭证、报表",
            "银行存款、现金和票据",
            "固定资产（道路、水利设施、文化广场、仓库等）",
            "集体土地、山林、鱼塘的承包合同和租赁合同",
            "债权债务清单",
            "村务档案、选举档案和各类登记册",
            "正在办理的低保、危房改造、公益性岗位等事项",
            "村务公开栏、广播和网络账号",
        ]
        .map(str::to_owned)
        .to_vec();
        let [empty, empty_community] = shared::blanks();
        vec![
            frame.village("normal", &known, &facts),
            frame.community(
                "normal-community",
                &json!({ "produced_on": "2027-03-20", "handed_over_on": "2027-03-26" }),
                &community,
            ),
            empty,
            empty_community,
            frame.largest(
                &known,
                &json!({
                    "items": items, "seal_from": "2027-03-26", "witnesses": "石塘镇人民政府（经济发展办、民政办、纪检监察办）",
                    "contact_place": "上前村委会办公楼二楼会议室", "contact_phone": "0751-6220101"
                }),
            ),
            frame.rare(&json!({}), &json!({ "witnesses": format!("镇民政办{}", sample::RARE_NAMES[1]) })),
        ]
    }
}
