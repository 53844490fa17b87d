//! 候选人条件公告

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::shared::{self, CONTACT_PHONE, CONTACT_PLACE, Frame};
use crate::documents::kinds::common::VillagePaper;
use crate::documents::kinds::field::{FieldSpec, Input, field};
use crate::documents::kinds::problem::DataProblem;
use crate::documents::kinds::{Sample, sample};

/// 法律规定不得作为候选人的情形
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Bar {
    /// 被开除党籍
    ExpelledFromParty,
    /// 因犯罪受过刑事处罚
    Convicted,
    /// 利用宗族或者黑恶势力从事非法活动
    ClanOrEvilForces,
    /// 利用黑恶势力从事非法活动
    EvilForces,
    /// 组织或者参加非法宗教活动或者邪教活动
    IllegalReligionOrCult,
}

/// What the product knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// 法律规定不得作为候选人的情形, from the rule pack
    #[serde(default)]
    pub bars: Vec<Bar>,
}

/// 政策文件规定的一条
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicyBar {
    /// 情形
    pub text: String,
    /// 文件名称和文号
    pub document: Option<String>,
}

/// What the clerk fills in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// 本村（社区）选举办法规定的条件
    #[serde(default)]
    pub conditions: Vec<String>,
    /// 政策文件规定的情形
    #[serde(default)]
    pub policy: Vec<PolicyBar>,
    /// 受理意见的地点
    pub contact_place: Option<String>,
    /// 公开的联系电话
    pub contact_phone: Option<String>,
}

/// 候选人条件公告的数据
pub type Paper = VillagePaper<Known, Facts>;

impl crate::documents::kinds::Paper for Paper {
    const FIELDS: &'static [FieldSpec] = &[
        field(
            "conditions",
            "选举办法另外规定的条件",
            "每行一条；法律规定的条件已经写好，没有另外规定就不填",
            Input::Lines,
        ),
        field(
            "policy",
            "政策文件规定不宜提名的情形",
            "每行一条，必须写明文件名称和文号；没有文件依据就不填",
            Input::Table(&[
                field("text", "情形", "", Input::Text),
                field("document", "文件名称和文号", "", Input::Text),
            ]),
        ),
        CONTACT_PLACE,
        CONTACT_PHONE,
    ];

    fn problems(&self, problems: &mut Vec<DataProblem>) {
        for (index, one) in self.facts.policy.iter().enumerate() {
            let numbered = one.document.as_deref().is_some_and(|document| {
                document.contains(|c: char| c.is_ascii_digit()) && document.contains('号')
            });
            if !numbered {
                problems.push(DataProblem::at(
                    format!("facts.policy[{index}].document"),
                    "法律以外的限制必须有文件依据，请写明文件名称和文号，如“仁委办〔2026〕31号”",
                ));
            }
        }
        let keys: Vec<&str> = self
            .facts
            .policy
            .iter()
            .map(|one| one.text.as_str())
            .collect();
        shared::no_repeats(
            &keys,
            |index| format!("facts.policy[{index}].text"),
            "这一条前面已经写过，请删去一行",
            problems,
        );
    }

    fn words(&self, names: &mut Map<String, Value>) {
        let bars: Vec<&str> = self
            .known
            .bars
            .iter()
            .map(|bar| match bar {
                Bar::ExpelledFromParty => "被开除中国共产党党籍的",
                Bar::Convicted => "因犯罪受过刑事处罚的",
                Bar::ClanOrEvilForces => "利用宗族或者黑恶势力从事非法活动的",
                Bar::EvilForces => "利用黑恶势力从事非法活动的",
                Bar::IllegalReligionOrCult => "组织或者参加非法宗教活动、邪教活动的",
            })
            .collect();
        names.insert("bars".to_owned(), json!(bars));
        let trimmed = |text: &str| text.trim_end_matches(['。', '；', ';', '.']).to_owned();
        let conditions: Vec<String> = self
            .facts
            .conditions
            .iter()
            .map(|text| trimmed(text))
            .collect();
        names.insert("conditions".to_owned(), json!(conditions));
        // 同一份文件的各条写在一起
        let texts: Vec<String> = self
            .facts
            .policy
            .iter()
            .map(|one| trimmed(&one.text))
            .collect();
        let policy: Vec<Value> =
            shared::gathered(
                self.facts.policy.iter().zip(&texts).map(|(one, text)| {
                    (one.document.as_deref().unwrap_or_default(), text.as_str())
                }),
            )
            .into_iter()
            .map(|(document, texts)| json!({ "document": document, "texts": texts }))
            .collect();
        names.insert("policy".to_owned(), Value::Array(policy));
    }

    fn samples() -> Vec<Sample> {
        let frame = Frame {
            number: "",
            date: "2027-02-27",
            village: "第十八条第一款",
            community: "第十八条",
        };
        let known = json!({ "bars": ["expelled-from-party", "convicted", "clan-or-evil-forces", "illegal-religion-or-cult"] });
        let community_known = json!({ "bars": ["expelled-from-party", "convicted", "evil-forces", "illegal-religion-or-cult"] });
        let facts = json!({
            "conditions": ["身体健康，能够坚持正常工作", "任职期间能够在本村居住"],
            "policy": [{
                "text": "受党纪、政务处分还在影响期内的",
                "document": "《仁和县2027年村（社区）“两委”换届选举工作实施方案》（仁委办〔2026〕31号）"
            }],
            "contact_place": "上前村党群服务中心", "contact_phone": "0751-6220101"
        });
        let community =
            json!({ "contact_place": "石塘社区服务大厅", "contact_phone": "0751-6220202" });
        let many: Vec<Value> = [
            "受党纪、政务处分还在影响期内，或者正在接受纪检监察机关审查调查的",
            "有拉票贿选等不正当竞争行为，经查实的",
            "煽动、组织、参与非法上访，扰乱社会秩序受过处罚的",
            "拖欠集体资金、侵占集体资产，没有整改到位的",
            "违法占地、违法建房，没有整改到位的",
            "被人民法院列为失信被执行人，还没有履行完毕的",
            "涉嫌违法犯罪正在被立案侦查、起诉、审判的",
            "长期外出不能回村工作的",
        ]
        .into_iter()
        .zip([31, 31, 31, 31, 45, 45, 45, 45])
        .map(|(text, number)| json!({ "text": text, "document": format!("《仁和县村（社区）换届候选人资格审查办法》（仁委办〔2026〕{number}号）") }))
        .collect();
        let [empty, empty_community] = shared::blanks();
        vec![
            frame.village("normal", &known, &facts),
            frame.community("normal-community", &community_known, &community),
            empty,
            empty_community,
            frame.largest(
                &known,
                &json!({
                    "conditions": ["具有初中以上文化程度", "年龄、身体状况能够适应工作", "熟悉本村情况，任职期间能够在本村居住", "能够带头执行村规民约"],
                    "policy": many, "contact_place": "上前村委会办公楼二楼会议室", "contact_phone": "0751-6220101"
                }),
            ),
            frame.rare(
                &known,
                &json!({ "conditions": ["能够使用㼆坑一带的方言与村民沟通"], "contact_place": format!("{}家", sample::RARE_NAMES[0]) }),
            ),
        ]
    }
}
