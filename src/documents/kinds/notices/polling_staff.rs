//! 选举工作人员名单公告

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::shared::{self, CONTACT_PHONE, Frame};
use crate::documents::kinds::common::VillagePaper;
use crate::documents::kinds::field::{FieldSpec, Input, field};
use crate::documents::kinds::problem::DataProblem;
use crate::documents::kinds::{Sample, sample};

/// 候选人的哪些亲属不得担任
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kin {
    /// 不作要求
    None,
    /// 夫妻、直系血亲
    SpouseLineal,
    /// 配偶、父母子女、兄弟姐妹
    SpouseLinealSiblings,
    /// 配偶、父母子女、兄弟姐妹、祖孙
    ListedRelatives,
    /// 近亲属
    NearRelatives,
}

/// What the product knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// 须回避的候选人亲属, from the rule pack
    pub excluded: Option<Kin>,
}

/// 职责
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Duty {
    /// 总监票人
    Chief,
    /// 监票人
    Watcher,
    /// 唱票人
    Caller,
    /// 计票人
    Teller,
    /// 验证发票人员
    Issuer,
    /// 代写人员
    Scribe,
    /// 流动票箱工作人员
    Roaming,
    /// 维持秩序人员
    Order,
}

const DUTIES: [(Duty, &str); 8] = [
    (Duty::Chief, "总监票人"),
    (Duty::Watcher, "监票人"),
    (Duty::Caller, "唱票人"),
    (Duty::Teller, "计票人"),
    (Duty::Issuer, "验证发票人员"),
    (Duty::Scribe, "代写人员"),
    (Duty::Roaming, "流动票箱工作人员"),
    (Duty::Order, "维持秩序人员"),
];

/// 工作人员
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// 职责
    pub duty: Duty,
    /// 姓名
    pub name: String,
    /// 投票站; empty where there is but one place
    pub station: Option<String>,
}

/// What the clerk fills in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// 工作人员
    #[serde(default)]
    pub staff: Vec<Person>,
    /// 公开的联系电话
    pub contact_phone: Option<String>,
}

/// 工作人员名单公告的数据
pub type Paper = VillagePaper<Known, Facts>;

impl crate::documents::kinds::Paper for Paper {
    const FIELDS: &'static [FieldSpec] = &[
        field(
            "staff",
            "工作人员",
            "每行一人：职责、姓名、所在投票站；只有一个会场的，投票站空着",
            Input::Table(&[
                field(
                    "duty",
                    "职责",
                    "",
                    Input::Choice(&[
                        ("chief", "总监票人"),
                        ("watcher", "监票人"),
                        ("caller", "唱票人"),
                        ("teller", "计票人"),
                        ("issuer", "验证发票人员"),
                        ("scribe", "代写人员"),
                        ("roaming", "流动票箱工作人员"),
                        ("order", "维持秩序人员"),
                    ]),
                ),
                field("name", "姓名", "", Input::Text),
                field("station", "投票站", "", Input::Text),
            ]),
        ),
        CONTACT_PHONE,
    ];

    fn problems(&self, problems: &mut Vec<DataProblem>) {
        let staff = &self.facts.staff;
        shared::no_repeats(
            staff,
            |index| format!("facts.staff[{index}].name"),
            "这个人的这一职责前面已经写过，请删去一行",
            problems,
        );
        for (index, person) in staff.iter().enumerate() {
            // 监票的人不能监督自己唱票、计票
            let watches = |duty: Duty| matches!(duty, Duty::Chief | Duty::Watcher);
            let counts = |duty: Duty| matches!(duty, Duty::Caller | Duty::Teller);
            let clash = staff.iter().take(index).any(|earlier| {
                earlier.name == person.name
                    && ((watches(earlier.duty) && counts(person.duty))
                        || (counts(earlier.duty) && watches(person.duty)))
            });
            if clash {
                problems.push(DataProblem::at(
                    format!("facts.staff[{index}].name"),
                    "同一个人既监票又唱票或者计票，请换人；若确是两人，请在姓名后加注小组",
                ));
            }
        }
        if staff
            .iter()
            .filter(|person| person.duty == Duty::Chief)
            .count()
            > 1
        {
            problems.push(DataProblem::at(
                "facts.staff",
                "总监票人只能有一人，请核对职责",
            ));
        }
    }

    fn words(&self, names: &mut Map<String, Value>) {
        let staff = &self.facts.staff;
        let mut stations: Vec<&str> = Vec::new();
        for person in staff {
            let station = person.station.as_deref().unwrap_or_default();
            if !stations.contains(&station) {
                stations.push(station);
            }
        }
        // 不分投票站的人（总监票人等）写在最前
        stations.sort_by_key(|station| !station.is_empty());
        let groups: Vec<Value> = stations
            .iter()
            .map(|station| {
                let duties: Vec<Value> = DUTIES
                    .iter()
                    .filter_map(|(duty, label)| {
                        let people: Vec<&str> = staff
                            .iter()
                            .filter(|one| {
                                one.duty == *duty
                                    && one.station.as_deref().unwrap_or_default() == *station
                            })
                            .map(|one| one.name.as_str())
                            .collect();
                        (!people.is_empty()).then(|| json!({ "label": label, "people": people }))
                    })
                    .collect();
                json!({ "station": station, "duties": duties })
            })
            .collect();
        names.insert("stations".to_owned(), Value::Array(groups));
        let blank: Vec<&str> = DUTIES
            .iter()
            .filter(|(duty, _)| !matches!(duty, Duty::Roaming | Duty::Order))
            .map(|(_, label)| *label)
            .collect();
        names.insert("blank_duties".to_owned(), json!(blank));
        let kin = self.known.excluded.and_then(|kin| match kin {
            Kin::None => None,
            Kin::SpouseLineal => Some("配偶、直系血亲"),
            Kin::SpouseLinealSiblings => Some("配偶、父母、子女、兄弟姐妹"),
            Kin::ListedRelatives => {
                Some("配偶、父母、子女、兄弟姐妹、祖父母、外祖父母、孙子女、外孙子女")
            }
            Kin::NearRelatives => Some("近亲属"),
        });
        names.insert("kin".to_owned(), json!(kin));
    }

    fn samples() -> Vec<Sample> {
        let frame = Frame {
            number: "第11号",
            date: "2027-03-11",
            village: "第十八条",
            community: "第十九条",
        };
        let person = |duty: &str, name: &str, station: Option<&str>| json!({ "duty": duty, "name": name, "station": station });
        let facts = json!({
            "staff": [
                person("chief", "陈建国", None), person("watcher", "杨丽华", None), person("watcher", "黄勇", None),
                person("caller", "赵桂兰", None), person("teller", "吴明", None), person("teller", "周文杰", None),
                person("issuer", "郭静", None), person("issuer", "廖平", None), person("scribe", "邱春生", None)
            ],
            "contact_phone": "0751-6220101"
        });
        let community = json!({
            "staff": [
                person("chief", "陈建国", None), person("watcher", "杨丽华", None), person("caller", "赵桂兰", None),
                person("teller", "吴明", None), person("issuer", "郭静", None)
            ],
            "contact_phone": "0751-6220202"
        });
        let names = sample::invented_names(46);
        let mut rest = names.iter();
        let mut many: Vec<Value> = Vec::new();
        for (station, duties) in [
            (None, &["chief", "caller", "teller", "teller", "order"][..]),
            (
                Some("中心投票站（文化广场）"),
                &["watcher", "watcher", "issuer", "issuer", "scribe"][..],
            ),
            (
                Some("第2投票站（老祠堂）"),
                &["watcher", "watcher", "issuer", "issuer", "scribe"][..],
            ),
            (
                Some("第3投票站（上前小学）"),
                &["watcher", "watcher", "issuer", "issuer", "scribe"][..],
            ),
            (
                Some("第4投票站（第12村民小组）"),
                &["watcher", "watcher", "issuer", "issuer", "scribe"][..],
            ),
            (
                Some("流动票箱"),
                &[
                    "watcher", "watcher", "watcher", "roaming", "roaming", "roaming",
                ][..],
            ),
        ] {
            for duty in duties {
                many.push(json!({ "duty": duty, "name": rest.next(), "station": station }));
            }
        }
        let rare: Vec<Value> = sample::RARE_NAMES
            .iter()
            .zip([
                "chief", "watcher", "watcher", "caller", "teller", "teller", "issuer", "scribe",
            ])
            .map(|(name, duty)| person(duty, name, None))
            .collect();
        let [empty, empty_community] = shared::blanks();
        vec![
            frame.village("normal", &json!({ "excluded": "near-relatives" }), &facts),
            frame.community("normal-community", &json!({}), &community),
            empty,
            empty_community,
            frame.largest(
                &json!({ "excluded": "spouse-lineal-siblings" }),
                &json!({ "staff": many, "contact_phone": "0751-6220101" }),
            ),
            frame.rare(&json!({}), &json!({ "staff": rare })),
        ]
    }
}
