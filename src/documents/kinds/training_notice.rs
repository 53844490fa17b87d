//! 培训通知 — a training course in the form of a meeting (以会代训).

use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::common::{TownshipPaper, URGENCY, Urgency};
use super::field::{FieldSpec, Input, field};
use super::problem::DataProblem;
use super::township::{NamedUnit, census};
use super::{Sample, form, liaison_table, sample};

/// What the product knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// 各村（社区）, in the order of the township's list
    #[serde(default)]
    pub units: Vec<NamedUnit>,
    /// 实施方案的发文字号, where it is issued already
    pub plan_number: Option<String>,
}

/// 课程
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Course {
    /// 内容
    pub topic: String,
    /// 主讲
    pub speaker: Option<String>,
}

/// What the clerk fills in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// 开班时间
    #[serde(default, with = "form::moment")]
    pub starts: Option<NaiveDateTime>,
    /// 结束时间
    #[serde(default, with = "form::moment")]
    pub ends: Option<NaiveDateTime>,
    /// 培训地点
    pub place: Option<String>,
    /// 参训人员
    #[serde(default)]
    pub trainees: Vec<String>,
    /// 培训内容
    #[serde(default)]
    pub courses: Vec<Course>,
    /// 有关要求
    #[serde(default)]
    pub requirements: Vec<String>,
    /// 名单报送截止日
    pub reply_by: Option<NaiveDate>,
    /// 联系人
    pub contact: Option<String>,
    /// 联系电话
    pub contact_phone: Option<String>,
    /// 抄送
    pub copy_to: Option<String>,
    /// 紧急程度
    pub urgency: Option<Urgency>,
}

/// 培训通知的数据
pub type Paper = TownshipPaper<Known, Facts>;

impl super::Paper for Paper {
    const FIELDS: &'static [FieldSpec] = &[
        field("starts", "开班时间", "", Input::DateTime),
        field(
            "ends",
            "结束时间",
            "半天以内的培训可以不填",
            Input::DateTime,
        ),
        field("place", "培训地点", "", Input::Text),
        field(
            "trainees",
            "参训人员",
            "每行一类；不填时印指导组、督查组、村（社区）干部和选举工作人员",
            Input::Lines,
        ),
        field(
            "courses",
            "培训内容",
            "每行一课：内容、主讲；用竖线“|”或制表符分开；不填时印常用的四课",
            Input::Table(&[
                field("topic", "内容", "", Input::Text),
                field("speaker", "主讲", "", Input::Text),
            ]),
        ),
        field(
            "requirements",
            "有关要求",
            "每行一项；不填时印常用的三项",
            Input::Lines,
        ),
        field("reply_by", "参训名单报送截止日", "", Input::Date),
        field("contact", "联系人", "", Input::Text),
        field("contact_phone", "联系电话", "", Input::Text),
        field("copy_to", "抄送", "不抄送就不填", Input::Text),
        URGENCY,
    ];

    fn problems(&self, problems: &mut Vec<DataProblem>) {
        let facts = &self.facts;
        let mut bad = |path: &str, text: &str| problems.push(DataProblem::at(path, text));
        if let (Some(starts), Some(ends)) = (facts.starts, facts.ends)
            && ends <= starts
        {
            bad("facts.ends", "结束时间不晚于开班时间，请改正");
        }
        if let (Some(reply), Some(starts)) = (facts.reply_by, facts.starts)
            && reply > starts.date()
        {
            bad("facts.reply_by", "名单报送截止日晚于开班时间，请改正");
        }
        if let (Some(issued), Some(starts)) = (self.issue.date, facts.starts)
            && issued > starts.date()
        {
            bad("facts.starts", "开班时间早于通知日期，请改正");
        }
        if let (Some(issued), Some(reply)) = (self.issue.date, facts.reply_by)
            && issued > reply
        {
            bad("facts.reply_by", "名单报送截止日早于通知日期，请改正");
        }
        for (index, course) in facts.courses.iter().enumerate() {
            if facts
                .courses
                .iter()
                .take(index)
                .any(|earlier| earlier.topic == course.topic)
            {
                bad(
                    &format!("facts.courses[{index}].topic"),
                    "这一课列了两次，请删去一行",
                );
            }
        }
    }

    fn words(&self, names: &mut Map<String, Value>) {
        census(names, self.known.units.iter().map(|unit| unit.kind));
        let moment = |moment: Option<NaiveDateTime>| json!(moment.map(form::moment_text));
        names.insert("starts".to_owned(), moment(self.facts.starts));
        names.insert("ends".to_owned(), moment(self.facts.ends));
        let same_day = match (self.facts.starts, self.facts.ends) {
            (Some(starts), Some(ends)) => starts.date() == ends.date(),
            _ => false,
        };
        names.insert("same_day".to_owned(), json!(same_day));
    }

    fn samples() -> Vec<Sample> {
        let units = |count: usize| liaison_table::named_units(count);
        let full = json!({
            "starts": "2027-01-20T09:00", "ends": "2027-01-20T17:00", "place": "镇文化站报告厅",
            "courses": [
                { "topic": "村民委员会组织法和居民委员会组织法的新规定", "speaker": "县民政局" },
                { "topic": "实施方案、日程安排和公告的张贴", "speaker": "邱喆" },
                { "topic": "选民登记、委托投票和计票的实际操作", "speaker": "马军" },
                { "topic": "换届纪律和信访处置", "speaker": "王火发" }
            ],
            "reply_by": "2027-01-18", "contact": "邱喆", "contact_phone": "0751-6220001",
            "copy_to": "县委组织部，县民政局"
        });
        let paper = |known: Value, facts: Value| {
            json!({
                "office": sample::office(), "issue": sample::issue("石换届办〔2027〕3号", "2027-01-14"),
                "known": known, "facts": facts
            })
        };
        let mut longest = full.clone();
        let courses: Vec<Value> = (1..=16)
            .map(|n| json!({ "topic": format!("第{n}讲　登记参加选举的条件、非户籍人员申请的办理和名单申诉的处理"), "speaker": "县民政局基层政权建设和社区治理股" }))
            .collect();
        longest["courses"] = json!(courses);
        longest["ends"] = json!("2027-01-22T17:00");
        vec![
            sample::sample(
                "normal",
                paper(
                    json!({ "units": units(16), "plan_number": "石换届办〔2027〕1号" }),
                    full,
                ),
            ),
            sample::sample(
                "empty",
                json!({ "office": { "township": "石塘镇" }, "known": {}, "facts": {} }),
            ),
            sample::sample("largest", paper(json!({ "units": units(60) }), longest)),
            sample::sample(
                "rare",
                paper(
                    json!({ "units": [{ "name": "𠮷塘村", "kind": "village" }] }),
                    json!({ "starts": "2027-01-20T14:30", "place": "𠮷塘村文化室",
                        "courses": [{ "topic": "选民登记", "speaker": "李𬭎" }],
                        "contact": "阿依古丽·买买提" }),
                ),
            ),
        ]
    }
}
