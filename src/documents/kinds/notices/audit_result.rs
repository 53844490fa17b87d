//! 任期和离任经济责任审计结果公告

use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::shared::{self, Frame};
use crate::documents::kinds::common::VillagePaper;
use crate::documents::kinds::field::{FieldSpec, Input, field};
use crate::documents::kinds::problem::DataProblem;
use crate::documents::kinds::{Sample, form, sample};

/// What the product knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {}

/// 一项审计的数字
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figure {
    /// 项目
    pub item: String,
    /// 金额或者数量, with its unit
    pub amount: Option<String>,
}

/// What the clerk fills in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// 组织审计的单位
    pub organiser: Option<String>,
    /// 审计的起始日
    pub period_from: Option<NaiveDate>,
    /// 审计的截止日
    pub period_to: Option<NaiveDate>,
    /// 审计报告的文号
    pub report: Option<String>,
    /// 主要数字
    #[serde(default)]
    pub figures: Vec<Figure>,
    /// 审计评价
    #[serde(default)]
    pub findings: Vec<String>,
    /// 发现的问题和处理意见
    #[serde(default)]
    pub faults: Vec<String>,
    /// 反映意见的截止时间
    #[serde(default, with = "form::moment")]
    pub opinions_until: Option<NaiveDateTime>,
    /// 受理意见的地点, of the township: not the village's own
    pub report_place: Option<String>,
    /// 受理意见的电话
    pub report_phone: Option<String>,
}

/// 审计结果公告的数据
pub type Paper = VillagePaper<Known, Facts>;

impl crate::documents::kinds::Paper for Paper {
    const FIELDS: &'static [FieldSpec] = &[
        field(
            "organiser",
            "组织审计的单位",
            "不填就写本镇人民政府（街道办事处）；公告由它署名",
            Input::Text,
        ),
        field("period_from", "审计期间从", "", Input::Date),
        field("period_to", "审计期间到", "", Input::Date),
        field("report", "审计报告文号", "没有就不填", Input::Text),
        field(
            "figures",
            "主要数字",
            "每行一项：项目、金额（写明单位）",
            Input::Table(&[
                field("item", "项目", "", Input::Text),
                field("amount", "金额", "", Input::Text),
            ]),
        ),
        field("findings", "审计评价", "每行一条", Input::Lines),
        field(
            "faults",
            "发现的问题和处理意见",
            "每行一条；没有发现问题就不填",
            Input::Lines,
        ),
        field("opinions_until", "反映意见的截止时间", "", Input::DateTime),
        field(
            "report_place",
            "受理意见的地点",
            "镇（街道）里受理的办公室",
            Input::Text,
        ),
        field(
            "report_phone",
            "受理意见的电话",
            "办公电话，会张贴出去",
            Input::Text,
        ),
    ];

    fn problems(&self, problems: &mut Vec<DataProblem>) {
        let facts = &self.facts;
        let mut bad = |path: &str, message: &str| problems.push(DataProblem::at(path, message));
        if let (Some(from), Some(to)) = (facts.period_from, facts.period_to)
            && to < from
        {
            bad("facts.period_to", "审计期间的截止日早于起始日，请改正");
        }
        if let (Some(to), Some(issued)) = (facts.period_to, self.issue.date)
            && to > issued
        {
            bad("facts.period_to", "审计期间的截止日晚于公告日期，请改正");
        }
        if let (Some(until), Some(issued)) = (facts.opinions_until, self.issue.date)
            && until.date() < issued
        {
            bad(
                "facts.opinions_until",
                "反映意见的截止时间早于公告日期，请改正",
            );
        }
        let items: Vec<&str> = facts.figures.iter().map(|one| one.item.as_str()).collect();
        shared::no_repeats(
            &items,
            |index| format!("facts.figures[{index}].item"),
            "这一项前面已经写过，请合成一行",
            problems,
        );
    }

    fn words(&self, names: &mut Map<String, Value>) {
        let government = names
            .get("government")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned();
        let organiser = self.facts.organiser.clone().unwrap_or(government);
        // 谁组织审计，谁公布结果
        names.insert("issuer".to_owned(), json!(organiser));
        names.insert("organiser".to_owned(), json!(organiser));
        // 两项一行，一张纸写得下；单出的一项后面空着
        let figures: Vec<Value> = self
            .facts
            .figures
            .chunks(2)
            .map(|pair| {
                let cell = |figure: Option<&Figure>| {
                    json!({
                        "item": figure.map(|figure| figure.item.as_str()),
                        "amount": figure.and_then(|figure| figure.amount.as_deref())
                    })
                };
                json!([cell(pair.first()), cell(pair.get(1))])
            })
            .collect();
        names.insert("figures".to_owned(), Value::Array(figures));
        let trimmed = |list: &[String]| -> Vec<String> {
            list.iter()
                .map(|text| text.trim_end_matches(['。', '；', ';', '.']).to_owned())
                .collect()
        };
        names.insert("findings".to_owned(), json!(trimmed(&self.facts.findings)));
        names.insert("faults".to_owned(), json!(trimmed(&self.facts.faults)));
        names.insert(
            "opinions_until".to_owned(),
            json!(self.facts.opinions_until.map(form::moment_text)),
        );
    }

    fn samples() -> Vec<Sample> {
        let frame = Frame {
            number: "",
            date: "2027-02-06",
            village: "第四十条",
            community: "第三十八条",
        };
        let figure = |item: &str, amount: &str| json!({ "item": item, "amount": amount });
        let facts = json!({
            "period_from": "2022-01-01", "period_to": "2026-12-31", "report": "石农审〔2027〕3号",
            "figures": [
                figure("期初货币资金", "126,400.00元"), figure("任期总收入", "2,385,600.00元"),
                figure("任期总支出", "2,301,150.00元"), figure("期末货币资金", "210,850.00元"),
                figure("期末固定资产", "4,862,000.00元"), figure("债权", "35,000.00元"), figure("债务", "0元")
            ],
            "findings": ["财务制度执行较好，收支按季公开", "资产账实相符，没有发现擅自处置集体资产"],
            "faults": ["2024年有两笔零星工程款附件不齐，金额8600元，已补齐附件"],
            "opinions_until": "2027-02-21T18:00", "report_place": "石塘镇农业农村办公室", "report_phone": "0751-6220010"
        });
        let community = json!({
            "organiser": "石塘镇人民政府", "period_from": "2022-01-01", "period_to": "2026-12-31",
            "figures": [figure("任期总收入", "682,000.00元"), figure("任期总支出", "675,300.00元"), figure("期末货币资金", "18,920.00元")],
            "findings": ["经费使用合规，收支公开"],
            "opinions_until": "2027-02-21T18:00", "report_place": "石塘镇财政所", "report_phone": "0751-6220010"
        });
        let figures: Vec<Value> = [
            "期初货币资金",
            "任期总收入",
            "其中：经营收入",
            "其中：发包及上交收入",
            "其中：上级补助收入",
            "任期总支出",
            "其中：公益事业支出",
            "其中：管理费用",
            "期末货币资金",
            "期末固定资产",
            "在建工程",
            "应收款（债权）",
            "应付款（债务）",
        ]
        .iter()
        .map(|item| figure(item, "12,345,678.90元"))
        .collect();
        let [empty, empty_community] = shared::blanks();
        vec![
            frame.village("normal", &json!({}), &facts),
            frame.community("normal-community", &json!({}), &community),
            empty,
            empty_community,
            frame.largest(
                &json!({}),
                &json!({
                    "period_from": "2022-01-01", "period_to": "2026-12-31", "report": "石农审〔2027〕3号", "figures": figures,
                    "findings": ["财务制度执行较好，收支按季公开", "重大事项经村民代表会议讨论决定", "资产账实相符"],
                    "faults": [
                        "2024年有两笔零星工程款附件不齐，金额8600元，责成补齐附件",
                        "部分鱼塘租金没有按合同按期收取，金额24000元，责成三十日内收回入账",
                        "个别固定资产没有登记，责成盘点后入账"
                    ],
                    "opinions_until": "2027-02-21T18:00", "report_place": "石塘镇农业农村办公室", "report_phone": "0751-6220010"
                }),
            ),
            frame.rare(
                &json!({}),
                &json!({ "findings": [format!("㼆坑水库承包款由{}经手，账目清楚", sample::RARE_NAMES[1])] }),
            ),
        ]
    }
}
