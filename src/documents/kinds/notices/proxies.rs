//! 委托投票名单公告

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::shared::{self, CONTACT_PHONE, CONTACT_PLACE, Frame};
use crate::documents::kinds::common::{Electorate, UnitKind, VillagePaper};
use crate::documents::kinds::field::{FieldSpec, Input, field};
use crate::documents::kinds::problem::DataProblem;
use crate::documents::kinds::{Sample, sample, words};

/// What the product knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// 可否委托投票, from the rule pack
    pub proxy_allowed: Option<bool>,
    /// 每人接受委托的上限, from the rule pack
    pub proxy_max: Option<u32>,
    /// 未经审核公告的委托无效, from the rule pack
    pub unpublished_void: Option<bool>,
}

/// 一件委托. Names only: no number of a person, no telephone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pair {
    /// 受委托人
    pub agent: String,
    /// 委托人
    pub principal: String,
    /// 委托人所在的小组
    pub group: Option<String>,
}

/// What the clerk fills in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// 委托
    #[serde(default)]
    pub pairs: Vec<Pair>,
    /// 受理意见的地点
    pub contact_place: Option<String>,
    /// 公开的联系电话
    pub contact_phone: Option<String>,
}

/// 委托投票名单公告的数据
pub type Paper = VillagePaper<Known, Facts>;

impl crate::documents::kinds::Paper for Paper {
    const FIELDS: &'static [FieldSpec] = &[
        field(
            "pairs",
            "委托",
            "每行一件：受委托人、委托人、委托人的小组；只写姓名",
            Input::Table(&[
                field("agent", "受委托人", "", Input::Text),
                field("principal", "委托人", "", Input::Text),
                field("group", "委托人的小组", "", Input::Text),
            ]),
        ),
        CONTACT_PLACE,
        CONTACT_PHONE,
    ];

    fn problems(&self, problems: &mut Vec<DataProblem>) {
        let pairs = &self.facts.pairs;
        let by_representatives = self.unit.kind == UnitKind::Community
            && self.unit.electorate == Some(Electorate::Representatives);
        if !pairs.is_empty() && (self.known.proxy_allowed == Some(false) || by_representatives) {
            problems.push(DataProblem::at(
                "facts.pairs",
                "本次选举不办理委托投票，请删去名单",
            ));
        }
        for (index, pair) in pairs.iter().enumerate() {
            let path = |part: &str| format!("facts.pairs[{index}].{part}");
            if pair.agent == pair.principal {
                problems.push(DataProblem::at(
                    path("agent"),
                    "受委托人和委托人同名；若确是两人，请在姓名后加注小组",
                ));
            } else if pairs.iter().any(|other| other.principal == pair.agent) {
                problems.push(DataProblem::at(
                    path("agent"),
                    "自己委托别人投票的人不能再受委托；若确是两人，请在姓名后加注小组",
                ));
            }
            let earlier = pairs
                .iter()
                .take(index)
                .filter(|other| other.agent == pair.agent)
                .count();
            if let Some(max) = self.known.proxy_max
                && earlier >= max as usize
            {
                problems.push(DataProblem::at(
                    path("agent"),
                    format!("接受的委托超过{max}人，请改由别人受委托"),
                ));
            }
        }
        let principals: Vec<(&str, Option<&str>)> = pairs
            .iter()
            .map(|pair| (pair.principal.as_str(), pair.group.as_deref()))
            .collect();
        shared::no_repeats(
            &principals,
            |index| format!("facts.pairs[{index}].principal"),
            "这个人已经委托了别人，一人只能委托一次；若确是两人，请在姓名后加注小组",
            problems,
        );
    }

    fn words(&self, names: &mut Map<String, Value>) {
        let pairs = &self.facts.pairs;
        let mut agents: Vec<(&str, Vec<&Pair>)> = Vec::new();
        for pair in pairs {
            match agents.iter_mut().find(|(name, _)| *name == pair.agent) {
                Some((_, list)) => list.push(pair),
                None => agents.push((&pair.agent, vec![pair])),
            }
        }
        names.insert("agent_count".to_owned(), shared::counted(agents.len()));
        names.insert("total".to_owned(), shared::counted(pairs.len()));
        let agents: Vec<Value> = agents
            .into_iter()
            .map(|(agent, pairs)| {
                let rows: Vec<Value> = shared::gathered(pairs.iter().map(|pair| {
                    (
                        pair.group.as_deref().unwrap_or_default(),
                        pair.principal.as_str(),
                    )
                }))
                .into_iter()
                .map(|(group, people)| json!({ "group": group, "people": people }))
                .collect();
                json!({ "name": agent, "rows": rows })
            })
            .collect();
        names.insert("agents".to_owned(), Value::Array(agents));
        names.insert(
            "proxy_max".to_owned(),
            json!(self.known.proxy_max.map(words::number)),
        );
    }

    fn samples() -> Vec<Sample> {
        let frame = Frame {
            number: "第13号",
            date: "2027-03-14",
            village: "第十八条第四款",
            community: "第十九条",
        };
        let known = json!({ "proxy_max": 3 });
        let pair = |agent: &str, principal: &str, group: &str| json!({ "agent": agent, "principal": principal, "group": group });
        let facts = json!({
            "pairs": [
                pair("李秀英", "李伟", "第1村民小组"), pair("李秀英", "李静", "第1村民小组"),
                pair("王建国", "王春生", "第2村民小组"), pair("欧阳志强", "欧阳少芬", "第4村民小组"),
                pair("欧阳志强", "黄海燕", "第4村民小组"), pair("欧阳志强", "欧阳军", "第4村民小组")
            ],
            "contact_place": "上前村党群服务中心", "contact_phone": "0751-6220101"
        });
        let community = json!({
            "pairs": [pair("周文杰", "周平", "第1居民小组"), pair("黄桂兰", "吴静", "第2居民小组")],
            "contact_place": "石塘社区服务大厅", "contact_phone": "0751-6220202"
        });
        let names = sample::invented_names(180);
        let many: Vec<Value> = (0..90)
            .map(|index| json!({ "agent": names.get(index / 2), "principal": names.get(index + 60), "group": format!("第{}村民小组", index / 8 + 1) }))
            .collect();
        let rare: Vec<Value> = sample::RARE_NAMES
            .chunks(2)
            .map(
                |two| json!({ "agent": two.first(), "principal": two.last(), "group": "㼆坑小组" }),
            )
            .collect();
        let [empty, empty_community] = shared::blanks();
        vec![
            frame.village("normal", &known, &facts),
            frame.community("normal-community", &known, &community),
            empty,
            empty_community,
            frame.largest(
                &json!({ "proxy_max": 3, "unpublished_void": true }),
                &json!({ "pairs": many, "contact_place": "上前村委会办公楼二楼会议室", "contact_phone": "0751-6220101" }),
            ),
            frame.rare(&json!({}), &json!({ "pairs": rare })),
        ]
    }
}
