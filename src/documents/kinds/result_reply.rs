//! 备案复函 — the township takes note of a unit's result. It is a letter (信函格式): the result stands by the
//! vote and the election committee's notice, not by this letter.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::common::{Post, URGENCY, Urgency, VillagePaper};
use super::field::{FieldSpec, Input, field};
use super::problem::DataProblem;
use super::township::Ballots;
use super::{Sample, sample};

/// 当选人
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Elected {
    /// 职位
    pub post: Post,
    /// 姓名
    pub name: String,
}

/// What the product knows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// 票数, as the result notice states them
    #[serde(default)]
    pub ballots: Ballots,
    /// 当选人, from the result notice
    #[serde(default)]
    pub elected: Vec<Elected>,
    /// 选举结果报告单报送的日期, as recorded
    pub reported_on: Option<NaiveDate>,
    /// 工作移交的最迟日子
    pub handover_by: Option<NaiveDate>,
}

/// What the clerk fills in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// 报送材料
    #[serde(default)]
    pub materials: Vec<String>,
    /// 提请注意的事项
    #[serde(default)]
    pub reminders: Vec<String>,
    /// 联系人
    pub contact: Option<String>,
    /// 联系电话
    pub contact_phone: Option<String>,
    /// 抄送
    pub copy_to: Option<String>,
    /// 紧急程度
    pub urgency: Option<Urgency>,
}

/// 备案复函的数据
pub type Paper = VillagePaper<Known, Facts>;

impl super::Paper for Paper {
    const FIELDS: &'static [FieldSpec] = &[
        field(
            "materials",
            "报送的材料",
            "每行一份；不填时写“选举结果报告单及有关材料”",
            Input::Lines,
        ),
        field(
            "reminders",
            "提请注意的事项",
            "每行一条，如材料里要补正的地方；没有就不填",
            Input::Lines,
        ),
        field("contact", "联系人", "", Input::Text),
        field("contact_phone", "联系电话", "", Input::Text),
        field("copy_to", "抄送", "不抄送就不填", Input::Text),
        URGENCY,
    ];

    fn problems(&self, problems: &mut Vec<DataProblem>) {
        let known = &self.known;
        known.ballots.problems("known.ballots", problems);
        let mut bad = |path: &str, text: &str| problems.push(DataProblem::at(path, text));
        if let Some(seats) = self.unit.seats {
            for post in Post::ALL {
                let elected = known.elected.iter().filter(|one| one.post == post).count();
                if elected > seats.of(post) as usize {
                    bad(
                        "known.elected",
                        &format!("{}当选人数多于应选名额，请核对结果公告", post.label()),
                    );
                }
            }
        }
        for (index, one) in known.elected.iter().enumerate() {
            if known
                .elected
                .iter()
                .take(index)
                .any(|earlier| earlier.name == one.name && earlier.post == one.post)
            {
                bad(
                    &format!("known.elected[{index}].name"),
                    "同一职位列了两个同名的当选人，请核对结果公告",
                );
            }
        }
        if let Some(polling) = self.unit.election_day {
            if known.reported_on.is_some_and(|day| day < polling) {
                bad("known.reported_on", "报送日期早于选举日，请核对环节记录");
            }
            if self.issue.date.is_some_and(|day| day < polling) {
                bad("issue.date", "成文日期早于选举日，还没有投票不能备案");
            }
        }
        if let (Some(reported), Some(issued)) = (known.reported_on, self.issue.date)
            && issued < reported
        {
            bad("issue.date", "成文日期早于报送日期，请改正");
        }
    }

    fn words(&self, names: &mut Map<String, Value>) {
        let elected: Vec<String> = Post::ALL
            .into_iter()
            .filter_map(|post| {
                let people: Vec<&str> = self
                    .known
                    .elected
                    .iter()
                    .filter(|one| one.post == post)
                    .map(|one| one.name.as_str())
                    .collect();
                (!people.is_empty()).then(|| format!("{}{}", post.label(), people.join("、")))
            })
            .collect();
        names.insert("elected".to_owned(), json!(elected.join("；")));
        let left = self
            .unit
            .seats
            .filter(|_| !self.known.elected.is_empty())
            .map(|seats| {
                let elected = u32::try_from(self.known.elected.len()).unwrap_or(u32::MAX);
                seats.total().saturating_sub(elected)
            });
        names.insert(
            "seats_left".to_owned(),
            json!(left.filter(|left| *left > 0)),
        );
    }

    fn samples() -> Vec<Sample> {
        let elected = json!([
            { "post": "chair", "name": "蓝天勇" }, { "post": "deputy", "name": "欧阳秀勇" },
            { "post": "member", "name": "朱秀兰" }, { "post": "member", "name": "马智云" },
            { "post": "member", "name": "温天娟" }
        ]);
        let known = json!({
            "ballots": { "registered": 1203, "issued": 980, "returned": 976, "valid": 964, "invalid": 12 },
            "elected": elected, "reported_on": "2027-03-20", "handover_by": "2027-03-28"
        });
        let facts = json!({
            "contact": "邱喆", "contact_phone": "0751-6220001", "copy_to": "县民政局"
        });
        let paper = |unit: Value, basis: Value, known: Value, facts: &Value| {
            json!({
                "office": sample::office(), "unit": unit, "basis": basis,
                "issue": sample::issue("石换届办〔2027〕28号", "2027-03-22"),
                "known": known, "facts": facts
            })
        };
        let lines: Vec<String> = (1..=24)
            .map(|n| {
                format!(
                    "第{n}份计票表的监票人签名不全，请按照当日的工作人员名单补签并注明补签的日期"
                )
            })
            .collect();
        vec![
            sample::sample(
                "normal",
                paper(
                    sample::village(),
                    sample::village_law("第十八条第二款"),
                    known.clone(),
                    &facts,
                ),
            ),
            sample::sample(
                "normal-community",
                paper(
                    sample::community(),
                    sample::community_law("第二十条"),
                    json!({
                        "elected": [
                            { "post": "chair", "name": "钟伟" }, { "post": "deputy", "name": "廖芳" },
                            { "post": "member", "name": "蓝玉梅" }
                        ],
                        "reported_on": "2027-03-22"
                    }),
                    &json!({ "reminders": ["会议签到表缺第二页，请补齐"] }),
                ),
            ),
            sample::sample(
                "empty",
                json!({ "office": { "township": "石塘镇" }, "unit": sample::blank_village(), "known": {}, "facts": {} }),
            ),
            sample::sample(
                "empty-community",
                json!({ "office": { "township": "石塘镇" }, "unit": sample::blank_community(), "known": {}, "facts": {} }),
            ),
            sample::sample(
                "largest",
                paper(
                    sample::village(),
                    json!([]),
                    known,
                    &json!({ "materials": ["选举结果报告单", "计票表", "会议记录", "选举结果公告"], "reminders": lines,
                        "copy_to": "县委组织部，县民政局，县农业农村局，县司法局，县信访局，县公安局石塘派出所" }),
                ),
            ),
            sample::sample(
                "rare",
                paper(
                    sample::rare_village(),
                    sample::unchecked_law("第十八条第二款"),
                    json!({ "elected": [
                        { "post": "chair", "name": "李𬭎" }, { "post": "deputy", "name": "阿依古丽·买买提" },
                        { "post": "member", "name": "𠮷田生" }, { "post": "woman-member", "name": "欧阳𣲗珺" } ] }),
                    &json!({}),
                ),
            ),
        ]
    }
}
