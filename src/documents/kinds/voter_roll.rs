//! 登记参加选举的村（居）民名单公告

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::common::{Electorate, UnitKind, VillagePaper};
use super::field::{FieldSpec, Input, field};
use super::problem::DataProblem;
use super::{Sample, sample, words};

/// 小组 — a group with the names of its registered voters; nothing but names is kept here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// 组名: `第1村民小组`
    pub title: String,
    /// 姓名, in register order
    #[serde(default)]
    pub names: Vec<String>,
}

/// What the product knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// 名单, by group
    #[serde(default)]
    pub groups: Vec<Group>,
    /// 户代表或居民代表名单, in a community that votes by them
    #[serde(default)]
    pub delegates: Vec<Group>,
    /// 公布日
    pub published_on: Option<NaiveDate>,
    /// 申诉期（日）, from the rule pack
    pub objection_days: Option<u32>,
    /// 申诉截止日, at 24:00
    pub objection_deadline: Option<NaiveDate>,
    /// 作出处理决定的期限（日）, from the rule pack
    pub decision_days: Option<u32>,
}

/// What the clerk fills in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// 受理申诉的地点
    pub contact_place: Option<String>,
    /// 公开的联系电话
    pub contact_phone: Option<String>,
}

/// 名单公告的数据
pub type Paper = VillagePaper<Known, Facts>;

impl super::Paper for Paper {
    const FIELDS: &'static [FieldSpec] = &[
        field("contact_place", "受理申诉的地点", "", Input::Text),
        field(
            "contact_phone",
            "联系电话",
            "办公电话，会张贴出去",
            Input::Text,
        ),
    ];

    fn problems(&self, problems: &mut Vec<DataProblem>) {
        let known = &self.known;
        if let (Some(published), Some(deadline)) = (known.published_on, known.objection_deadline)
            && deadline <= published
        {
            problems.push(DataProblem::at(
                "known.objection_deadline",
                "申诉截止日应当在公布日之后，请核对日程",
            ));
        }
        if self.unit.kind == UnitKind::Village && !known.delegates.is_empty() {
            problems.push(DataProblem::at(
                "known.delegates",
                "村由登记参加选举的村民直接投票，没有户代表或居民代表名单",
            ));
        }
        for (index, group) in known.groups.iter().enumerate() {
            if group.names.is_empty() {
                problems.push(DataProblem::at(
                    format!("known.groups[{index}]"),
                    "这个小组没有一个人，请删去或补上名单",
                ));
            }
        }
    }

    fn words(&self, names: &mut Map<String, Value>) {
        let total: usize = self
            .known
            .groups
            .iter()
            .map(|group| group.names.len())
            .sum();
        let mut put = |key: &str, value: Value| {
            names.insert(key.to_owned(), value);
        };
        put(
            "total",
            if total == 0 {
                Value::Null
            } else {
                json!(total)
            },
        );
        put("group_count", json!(self.known.groups.len()));
        put(
            "objection_days",
            json!(self.known.objection_days.map(words::number)),
        );
        put(
            "decision_days",
            json!(self.known.decision_days.map(words::number)),
        );
        // 24 时写成当日的时刻，排版时印“24时”
        put(
            "deadline",
            json!(
                self.known
                    .objection_deadline
                    .map(|day| format!("{day}T24:00"))
            ),
        );
        put(
            "delegates",
            json!(match self.unit.electorate {
                Some(Electorate::Households) => Some("户代表"),
                Some(Electorate::Representatives) => Some("居民代表"),
                Some(Electorate::Voters) | None => None,
            }),
        );
        put(
            "delegate_total",
            json!(
                self.known
                    .delegates
                    .iter()
                    .map(|group| group.names.len())
                    .sum::<usize>()
            ),
        );
    }

    fn samples() -> Vec<Sample> {
        let groups = |sizes: &[usize], word: &str| -> Value {
            let mut names = sample::invented_names(sizes.iter().sum()).into_iter();
            sizes
                .iter()
                .enumerate()
                .map(|(index, size)| {
                    json!({
                        "title": format!("第{}{word}", index + 1),
                        "names": names.by_ref().take(*size).collect::<Vec<_>>()
                    })
                })
                .collect()
        };
        let known = |groups: Value| {
            json!({
                "groups": groups, "published_on": "2027-02-21", "objection_days": 5,
                "objection_deadline": "2027-02-26", "decision_days": 3
            })
        };
        let facts =
            json!({ "contact_place": "上前村党群服务中心一楼", "contact_phone": "0751-6220101" });
        let community_facts =
            json!({ "contact_place": "石塘社区服务大厅", "contact_phone": "0751-6220202" });
        let paper = |unit: Value, basis: Value, known: Value, facts: &Value| {
            json!({
                "office": sample::office(), "unit": unit,
                "issue": sample::issue("第4号", "2027-02-21"),
                "basis": basis, "known": known, "facts": facts
            })
        };
        let mut by_household = sample::community();
        if let Some(unit) = by_household.as_object_mut() {
            unit.insert("electorate".to_owned(), json!("households"));
        }
        let mut household_known = known(groups(&[40, 36], "居民小组"));
        if let Some(known) = household_known.as_object_mut() {
            known.insert("delegates".to_owned(), groups(&[14, 12], "居民小组"));
        }
        vec![
            sample::sample(
                "normal",
                paper(
                    sample::village(),
                    sample::village_law("第十七条"),
                    known(groups(&[38, 25, 31], "村民小组")),
                    &facts,
                ),
            ),
            sample::sample(
                "normal-community",
                paper(
                    sample::community(),
                    sample::community_law("第十七条"),
                    known(groups(&[33, 27], "居民小组")),
                    &community_facts,
                ),
            ),
            sample::sample(
                "households-community",
                paper(
                    by_household,
                    sample::community_law("第十七条"),
                    household_known,
                    &community_facts,
                ),
            ),
            sample::sample(
                "empty",
                json!({
                    "office": { "township": "石塘镇" }, "unit": sample::blank_village(),
                    "known": {}, "facts": {}
                }),
            ),
            sample::sample(
                "empty-community",
                json!({
                    "office": { "township": "石塘镇" }, "unit": sample::blank_community(),
                    "known": {}, "facts": {}
                }),
            ),
            sample::sample(
                "largest",
                paper(
                    sample::village(),
                    sample::unchecked_law("第十七条"),
                    known(groups(
                        &[110, 96, 104, 88, 120, 93, 101, 99, 87, 105, 98, 102],
                        "村民小组",
                    )),
                    &facts,
                ),
            ),
            sample::sample(
                "rare",
                paper(
                    sample::rare_village(),
                    sample::village_law("第十七条"),
                    known(json!([{ "title": "㼆坑小组", "names": sample::RARE_NAMES }])),
                    &facts,
                ),
            ),
        ]
    }
}
