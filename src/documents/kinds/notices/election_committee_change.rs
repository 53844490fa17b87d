//! 选举委员会成员变动（退出、递补）公告

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::shared::{self, CONTACT_PHONE, CONTACT_PLACE, Frame};
use crate::documents::kinds::common::{UnitKind, VillagePaper};
use crate::documents::kinds::election_committee::{Duty, Member};
use crate::documents::kinds::field::{FieldSpec, Input, field};
use crate::documents::kinds::problem::DataProblem;
use crate::documents::kinds::{Sample, sample, words};

/// What the product knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// 变动前的成员, as the notice of the committee named them
    #[serde(default)]
    pub members: Vec<Member>,
    /// 连续缺席视为退出的次数, from the rule pack
    pub absence_limit: Option<u32>,
}

/// 退出、出缺的原因, only as far as a wall needs to know
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// 本人被提名
    Nominated,
    /// 近亲属被提名
    RelativeNominated,
    /// 连续缺席
    Absent,
    /// 本人辞去
    Resigned,
    /// 其他原因
    Other,
}

/// 退出的成员
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Leaver {
    /// 姓名
    pub name: String,
    /// 原因
    pub reason: Option<Reason>,
    /// 退出的日子
    pub left_on: Option<NaiveDate>,
}

/// 补上的办法
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Way {
    /// 按照原推选结果依次递补
    Order,
    /// 另行推选
    Selection,
}

/// What the clerk fills in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// 退出的成员
    #[serde(default)]
    pub leavers: Vec<Leaver>,
    /// 补上的办法
    pub way: Option<Way>,
    /// 补上的成员
    #[serde(default)]
    pub joiners: Vec<Member>,
    /// 职务调整
    #[serde(default)]
    pub duties: Vec<Member>,
    /// 受理意见的地点
    pub contact_place: Option<String>,
    /// 公开的联系电话
    pub contact_phone: Option<String>,
}

/// 变动公告的数据
pub type Paper = VillagePaper<Known, Facts>;

const DUTIES: Input = Input::Choice(&[("chair", "主任"), ("deputy", "副主任"), ("member", "委员")]);

impl Paper {
    /// The committee as it is after the change; empty where nobody knows how it was before.
    fn members_after(&self) -> Vec<Member> {
        let mut members = after(&self.known.members, &self.facts);
        members.retain(|member| member.duty != Duty::Alternate);
        members
    }
}

/// Who is on the list after a change, the alternates that are left behind the members.
fn after(before: &[Member], facts: &Facts) -> Vec<Member> {
    let left = |name: &str| facts.leavers.iter().any(|leaver| leaver.name == name);
    let joined = |name: &str| facts.joiners.iter().any(|joiner| joiner.name == name);
    let (alternates, members): (Vec<&Member>, Vec<&Member>) = before
        .iter()
        .filter(|member| !left(&member.name) && !joined(&member.name))
        .partition(|member| member.duty == Duty::Alternate);
    let mut list: Vec<Member> = members
        .into_iter()
        .chain(&facts.joiners)
        .chain(alternates)
        .cloned()
        .collect();
    for member in &mut list {
        if let Some(now) = facts.duties.iter().find(|one| one.name == member.name) {
            member.duty = now.duty;
        }
    }
    list
}

/// 变动后的名单 — the members, as the data of a notice take them, that an issued change left; the next change starts
/// from them. `None` where the notice did not know who was on the committee before.
pub fn committee_after(data: &Value) -> Option<Value> {
    let known: Known = serde_json::from_value(data.get("known")?.clone()).ok()?;
    let facts: Facts = serde_json::from_value(data.get("facts")?.clone()).ok()?;
    if known.members.is_empty() {
        return None;
    }
    serde_json::to_value(after(&known.members, &facts)).ok()
}

impl crate::documents::kinds::Paper for Paper {
    const FIELDS: &'static [FieldSpec] = &[
        field(
            "leavers",
            "退出的成员",
            "每行一人：姓名、原因、退出的日子",
            Input::Table(&[
                field("name", "姓名", "", Input::Text),
                field(
                    "reason",
                    "原因",
                    "",
                    Input::Choice(&[
                        ("nominated", "本人被提名为候选人"),
                        ("relative-nominated", "近亲属被提名为候选人"),
                        ("absent", "连续不参加会议"),
                        ("resigned", "本人辞去"),
                        ("other", "其他原因"),
                    ]),
                ),
                field("left_on", "退出的日子", "", Input::Date),
            ]),
        ),
        field(
            "way",
            "补上的办法",
            "",
            Input::Choice(&[
                ("order", "按照原推选结果依次递补"),
                ("selection", "另行推选"),
            ]),
        ),
        field(
            "joiners",
            "补上的成员",
            "每行一人：职务、姓名",
            Input::Table(&[
                field("duty", "职务", "", DUTIES),
                field("name", "姓名", "", Input::Text),
            ]),
        ),
        field(
            "duties",
            "其他成员的职务调整",
            "如主任退出后重新推选主任；没有就不填",
            Input::Table(&[
                field("duty", "职务", "", DUTIES),
                field("name", "姓名", "", Input::Text),
            ]),
        ),
        CONTACT_PLACE,
        CONTACT_PHONE,
    ];

    fn problems(&self, problems: &mut Vec<DataProblem>) {
        let before = &self.known.members;
        let was_member = |name: &str| {
            before
                .iter()
                .any(|member| member.name == name && member.duty != Duty::Alternate)
        };
        let leaves = |name: &str| self.facts.leavers.iter().any(|leaver| leaver.name == name);
        let mut bad = |path: String, message: &str| problems.push(DataProblem::at(path, message));
        for (index, leaver) in self.facts.leavers.iter().enumerate() {
            if !before.is_empty() && !was_member(&leaver.name) {
                bad(
                    format!("facts.leavers[{index}].name"),
                    "不在已公布的选举委员会成员名单里，请核对姓名",
                );
            }
        }
        for (index, joiner) in self.facts.joiners.iter().enumerate() {
            if joiner.duty == Duty::Alternate {
                bad(
                    format!("facts.joiners[{index}].duty"),
                    "补上的人是正式成员，请选主任、副主任或者委员",
                );
            }
            if was_member(&joiner.name) || leaves(&joiner.name) {
                bad(
                    format!("facts.joiners[{index}].name"),
                    "本来就是成员，请核对姓名；只调整职务的请填在“其他成员的职务调整”里",
                );
            }
        }
        for (index, one) in self.facts.duties.iter().enumerate() {
            if leaves(&one.name) || (!before.is_empty() && !was_member(&one.name)) {
                bad(
                    format!("facts.duties[{index}].name"),
                    "变动后不是成员，不能调整职务，请核对姓名",
                );
            }
        }
        let chairs = self
            .members_after()
            .iter()
            .filter(|member| member.duty == Duty::Chair)
            .count();
        if chairs > 1 {
            bad("facts.duties".to_owned(), "变动后主任多于一人，请核对职务");
        }
        let names: Vec<&str> = self
            .facts
            .leavers
            .iter()
            .map(|one| one.name.as_str())
            .collect();
        shared::no_repeats(
            &names,
            |index| format!("facts.leavers[{index}].name"),
            shared::SAME_NAME,
            problems,
        );
        let names: Vec<&str> = self
            .facts
            .joiners
            .iter()
            .map(|one| one.name.as_str())
            .collect();
        shared::no_repeats(
            &names,
            |index| format!("facts.joiners[{index}].name"),
            shared::SAME_NAME,
            problems,
        );
    }

    fn words(&self, names: &mut Map<String, Value>) {
        let (committee, body) = match self.unit.kind {
            UnitKind::Village => ("村民委员会", "村民选举委员会"),
            UnitKind::Community => ("居民委员会", "居民选举委员会"),
        };
        let why = |reason: Reason| match reason {
            Reason::Nominated => format!("因本人被提名为{committee}成员候选人"),
            Reason::RelativeNominated => format!("因近亲属被提名为{committee}成员候选人"),
            Reason::Absent => self.known.absence_limit.map_or_else(
                || format!("因多次不参加{body}会议"),
                |times| format!("因连续{}次不参加{body}会议", times_word(times)),
            ),
            Reason::Resigned => "因本人提出辞去职务".to_owned(),
            Reason::Other => "因故出缺".to_owned(),
        };
        let leavers: Vec<Value> = self
            .facts
            .leavers
            .iter()
            .map(|leaver| {
                json!({ "name": leaver.name, "why": leaver.reason.map(why), "left_on": leaver.left_on })
            })
            .collect();
        let label = |duty: Duty| match duty {
            Duty::Chair => "主任",
            Duty::Deputy => "副主任",
            Duty::Member => "委员",
            Duty::Alternate => "候补成员",
        };
        let labelled = |members: &[Member]| -> Vec<Value> {
            members
                .iter()
                .map(|member| json!({ "name": member.name, "label": label(member.duty) }))
                .collect()
        };
        let after = if self.known.members.is_empty() {
            Vec::new()
        } else {
            self.members_after()
        };
        let duties: Vec<Value> = [Duty::Chair, Duty::Deputy, Duty::Member]
            .into_iter()
            .filter_map(|duty| {
                let people: Vec<&str> = after
                    .iter()
                    .filter(|member| member.duty == duty)
                    .map(|member| member.name.as_str())
                    .collect();
                (!people.is_empty()).then(|| json!({ "label": label(duty), "people": people }))
            })
            .collect();
        names.insert("leavers".to_owned(), Value::Array(leavers));
        names.insert("joiners".to_owned(), json!(labelled(&self.facts.joiners)));
        names.insert("changed".to_owned(), json!(labelled(&self.facts.duties)));
        names.insert("after".to_owned(), Value::Array(duties));
        names.insert("after_count".to_owned(), shared::counted(after.len()));
    }

    fn samples() -> Vec<Sample> {
        let frame = Frame {
            number: "第2-1号",
            date: "2027-03-05",
            village: "第十五条",
            community: "第十五条",
        };
        let known = json!({
            "members": [
                { "duty": "chair", "name": "蓝天勇" }, { "duty": "deputy", "name": "温天娟" },
                { "duty": "member", "name": "欧阳秀勇" }, { "duty": "member", "name": "胡礼民" },
                { "duty": "member", "name": "朱秀兰" }, { "duty": "member", "name": "马智云" },
                { "duty": "member", "name": "钟伟" },
                { "duty": "alternate", "name": "邱明" }, { "duty": "alternate", "name": "郭家林" }
            ],
            "absence_limit": 2
        });
        let facts = json!({
            "leavers": [
                { "name": "蓝天勇", "reason": "nominated", "left_on": "2027-03-05" },
                { "name": "胡礼民", "reason": "relative-nominated", "left_on": "2027-03-05" }
            ],
            "way": "order",
            "joiners": [{ "duty": "member", "name": "邱明" }, { "duty": "member", "name": "郭家林" }],
            "duties": [{ "duty": "chair", "name": "温天娟" }],
            "contact_place": "上前村党群服务中心", "contact_phone": "0751-6220101"
        });
        let community = json!({
            "leavers": [{ "name": "马智云", "reason": "resigned", "left_on": "2027-03-02" }],
            "way": "selection", "joiners": [{ "duty": "member", "name": "黄桂兰" }],
            "contact_place": "石塘社区服务大厅", "contact_phone": "0751-6220202"
        });
        let names = sample::invented_names(18);
        let person = |index: usize| names.get(index).cloned().unwrap_or_default();
        let before: Vec<Value> = (0..11)
            .map(|index| {
                let duty = match index {
                    0 => "chair",
                    1 | 2 => "deputy",
                    _ => "member",
                };
                json!({ "duty": duty, "name": person(index) })
            })
            .collect();
        let leavers: Vec<Value> = ["nominated", "relative-nominated", "absent", "resigned", "other"]
            .iter()
            .enumerate()
            .map(|(index, reason)| {
                json!({ "name": person(index + 1), "reason": reason, "left_on": "2027-03-05" })
            })
            .collect();
        let joiners: Vec<Value> = (11..16)
            .map(|index| json!({ "duty": if index < 13 { "deputy" } else { "member" }, "name": person(index) }))
            .collect();
        let [empty, empty_community] = shared::blanks();
        vec![
            frame.village("normal", &known, &facts),
            frame.community("normal-community", &known, &community),
            empty,
            empty_community,
            frame.largest(
                &json!({ "members": before, "absence_limit": 3 }),
                &json!({
                    "leavers": leavers, "way": "order", "joiners": joiners,
                    "contact_place": "上前村委会办公楼二楼会议室", "contact_phone": "0751-6220101"
                }),
            ),
            frame.rare(
                &json!({}),
                &json!({
                    "leavers": [{ "name": sample::RARE_NAMES[0], "reason": "absent", "left_on": "2027-03-01" }],
                    "way": "order", "joiners": [{ "duty": "member", "name": sample::RARE_NAMES[3] }],
                    "duties": [{ "duty": "chair", "name": sample::RARE_NAMES[1] }]
                }),
            ),
        ]
    }
}

/// 两次, 三次: of counted times two is 两.
fn times_word(times: u32) -> String {
    if times == 2 {
        "两".to_owned()
    } else {
        words::number(times)
    }
}
