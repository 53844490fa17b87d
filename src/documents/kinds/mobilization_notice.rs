//! 动员会议通知

use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::common::{TownshipPaper, URGENCY, Urgency};
use super::field::{FieldSpec, Input, field};
use super::problem::DataProblem;
use super::{Sample, form, sample};

/// What the product knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// 各村（社区）, in the order of the township's list
    #[serde(default)]
    pub units: Vec<String>,
    /// 应到人数 of each of [`Known::units`], where they are known
    #[serde(default)]
    pub counts: Vec<u32>,
    /// 实施方案的发文字号, where it is issued already
    pub plan_number: Option<String>,
}

/// What the clerk fills in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// 会议时间
    #[serde(default, with = "form::moment")]
    pub meeting_time: Option<NaiveDateTime>,
    /// 会议地点
    pub place: Option<String>,
    /// 主持人
    pub chair: Option<String>,
    /// 参会人员
    #[serde(default)]
    pub attendees: Vec<String>,
    /// 会议议程
    #[serde(default)]
    pub agenda: Vec<String>,
    /// 会议要求
    #[serde(default)]
    pub requirements: Vec<String>,
    /// 回执报送截止日
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

/// 动员会议通知的数据
pub type Paper = TownshipPaper<Known, Facts>;

impl super::Paper for Paper {
    const FIELDS: &'static [FieldSpec] = &[
        field("meeting_time", "会议时间", "", Input::DateTime),
        field("place", "会议地点", "", Input::Text),
        field("chair", "主持人", "如“镇党委副书记、镇长李××”", Input::Text),
        field(
            "attendees",
            "参会人员",
            "每行一类；不填时印各村（社区）“两委”班子成员和领导小组成员",
            Input::Lines,
        ),
        field(
            "agenda",
            "会议议程",
            "每行一项；不填时印常用的四项",
            Input::Lines,
        ),
        field(
            "requirements",
            "会议要求",
            "每行一项；不填时印常用的三项",
            Input::Lines,
        ),
        field("reply_by", "参会名单报送截止日", "", Input::Date),
        field("contact", "联系人", "", Input::Text),
        field("contact_phone", "联系电话", "", Input::Text),
        field("copy_to", "抄送", "不抄送就不填", Input::Text),
        URGENCY,
    ];

    fn problems(&self, problems: &mut Vec<DataProblem>) {
        if let (Some(reply), Some(meeting)) = (self.facts.reply_by, self.facts.meeting_time)
            && reply > meeting.date()
        {
            problems.push(DataProblem::at(
                "facts.reply_by",
                "名单报送截止日晚于会议时间，请改正",
            ));
        }
        if let (Some(issued), Some(meeting)) = (self.issue.date, self.facts.meeting_time)
            && issued > meeting.date()
        {
            problems.push(DataProblem::at(
                "facts.meeting_time",
                "会议时间早于通知日期，请改正",
            ));
        }
    }

    fn words(&self, names: &mut Map<String, Value>) {
        names.insert(
            "meeting_time".to_owned(),
            json!(self.facts.meeting_time.map(form::moment_text)),
        );
    }

    fn samples() -> Vec<Sample> {
        let units = json!([
            "上前村",
            "下前村",
            "石塘村",
            "历林村",
            "京群村",
            "中坌村",
            "桥头村",
            "水口村",
            "岭下村",
            "光明村",
            "阳荣村",
            "新沟村",
            "大坪村",
            "石塘社区",
            "圩镇社区",
            "河东社区"
        ]);
        let full = json!({
            "meeting_time": "2027-01-12T09:00", "place": "镇政府三楼会议室",
            "chair": "镇党委副书记、镇长李义鹏",
            "attendees": ["镇换届选举工作领导小组全体成员", "各指导组、督查组全体成员",
                "各村（社区）党组织书记、村（居）民委员会主任"],
            "agenda": ["传达上级换届选举工作会议精神", "宣读换届选举工作实施方案",
                "签订换届选举工作责任书", "镇党委书记作动员讲话"],
            "requirements": ["请参会人员提前十分钟到场签到", "会议期间请将手机调至静音"],
            "reply_by": "2027-01-11", "contact": "邱喆", "contact_phone": "0751-6220001",
            "copy_to": "县委组织部，县民政局"
        });
        vec![
            sample::sample(
                "normal",
                json!({
                    "office": sample::office(), "issue": sample::issue("石换届办〔2027〕2号", "2027-01-08"),
                    "basis": [], "known": { "units": units, "plan_number": "石换届办〔2027〕1号" },
                    "facts": full
                }),
            ),
            sample::sample(
                "short",
                json!({
                    "office": sample::office(), "issue": sample::issue("石换届办〔2027〕2号", "2027-01-08"),
                    "known": { "units": units },
                    "facts": { "meeting_time": "2027-01-12T14:30", "place": "镇文化站" }
                }),
            ),
            sample::sample(
                "empty",
                json!({ "office": { "township": "石塘镇" }, "known": {}, "facts": {} }),
            ),
            sample::sample(
                "rare",
                json!({
                    "office": { "township": "河口街道", "ordinal": 9, "election_year": 2027 },
                    "issue": sample::issue("河换届办〔2027〕2号", "2027-01-08"),
                    "known": { "units": ["𠮷塘村", "㼆坑社区"] },
                    "facts": { "meeting_time": "2027-01-12T09:00", "place": "街道办事处会议室",
                        "contact": "阿依古丽·买买提", "chair": "李𬭎" }
                }),
            ),
        ]
    }
}
