//! 会议 `/c/{c}/meetings`, a new one, one of them, its sign-in sheet entered.

use serde::Serialize;

use super::{
    parts::{Choice, Empty, Fact, Form, Link, Message, Sign, Tab},
    step::schedule_tabs,
};
use crate::web::view::{Page, Tone};

/// 会议目录.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Meetings {
    /// Latest day first, those without a day before all.
    pub rows: Vec<MeetingRow>,
    /// «会议 6 次，2 次还没有开»
    pub count: String,
    /// Fields `kind`, `village` of a new one; filter `of`, `show`.
    pub form: Form,
    /// Where a new one is begun (GET); empty when not allowed.
    pub new_action: String,
    /// Kinds a new one can be of.
    pub kinds: Vec<Choice>,
    /// Villages a new one can be of.
    pub villages: Vec<Choice>,
    /// Units to narrow the list to.
    pub units: Vec<Choice>,
    /// 待开 / 已开
    pub shows: Vec<Choice>,
    /// Shown when there is none.
    pub empty: Option<Empty>,
    /// Tabs of the section.
    pub tabs: Vec<Tab>,
}

/// One meeting of the list.
#[derive(Clone, Debug, Default, Serialize)]
pub struct MeetingRow {
    /// Its page.
    pub href: String,
    /// «1月22日（星期五） 09:00», «日期未定»
    pub when: String,
    /// «镇», «上前村»
    pub unit: String,
    /// «换届选举工作动员会»
    pub name: String,
    /// «镇政府三楼会议室»
    pub place: String,
    /// «应到 45，实到 41»
    pub came: String,
    /// State.
    pub sign: Sign,
    /// «已开», «准备 3/12», «未达法定人数»
    pub state: String,
}

impl Page for Meetings {
    const TEMPLATE: &'static str = "meetings.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let two = Self {
            rows: vec![
                MeetingRow {
                    href: "/c/c1/meetings/m1".into(),
                    when: "1月22日（星期五） 09:00".into(),
                    unit: "镇".into(),
                    name: "换届选举工作动员会".into(),
                    place: "镇政府三楼会议室".into(),
                    came: "应到 62，实到 60".into(),
                    sign: Sign::Done,
                    state: "已开".into(),
                },
                MeetingRow {
                    href: "/c/c1/meetings/m2".into(),
                    when: "2月7日（星期日）".into(),
                    unit: "上前村".into(),
                    name: "村民代表会议".into(),
                    came: "应到 45，实到 29".into(),
                    sign: Sign::Late,
                    state: "未达法定人数".into(),
                    ..MeetingRow::default()
                },
            ],
            count: "会议 2 次".into(),
            form: Form::new(),
            new_action: "/c/c1/meetings/new".into(),
            kinds: vec![
                Choice::new("mobilization", "镇：换届选举工作动员会"),
                Choice::new("representatives", "村：村民代表会议"),
            ],
            villages: vec![Choice::new("v1", "上前村")],
            units: vec![Choice::new("town", "镇"), Choice::new("v1", "上前村")],
            shows: vec![Choice::new("planned", "还没有开的")],
            empty: None,
            tabs: schedule_tabs("c1", "meetings"),
        };
        let empty = Self {
            rows: Vec::new(),
            count: String::new(),
            empty: Some(Empty {
                text: "还没有会议。先安排动员会：应到单位按村花名册和人员名单列好，通知、签到表、会议记录从这里打印。".into(),
                action: Link::new("安排动员会", "/c/c1/meetings/new?kind=mobilization"),
            }),
            ..two.clone()
        };
        vec![("two", two), ("empty", empty)]
    }
}

/// 安排会议. Rows are posted as `unit.{n}`, `part.{n}`, `who.{n}`, `expected.{n}`, `village.{n}`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct MeetingForm {
    /// Fields `name`, `day`, `time`, `place`, `host`, `recorder`, `contact`, `contact_phone`, `reply_by`,
    /// `step`, `agenda`, `materials`, `requirements`, `women` and those of the rows; hidden `kind`, `village`.
    pub form: Form,
    /// Where it posts to.
    pub action: String,
    /// Whether it is a new one.
    pub new: bool,
    /// «村民代表会议»
    pub kind_name: String,
    /// «上前村», «镇»
    pub unit: String,
    /// Whether it is the township's: a list of names is asked back by a day.
    pub township: bool,
    /// Steps that may rest on it; none offers no choice.
    pub steps: Vec<Choice>,
    /// How a row may count; one choice only needs no select.
    pub parts: Vec<Choice>,
    /// Whether women among the representatives are counted.
    pub women: bool,
    /// What the law asks of it, with its sources.
    pub law: Vec<Message>,
    /// Numbers of the rows.
    pub lines: Vec<u32>,
    /// Names of the people on the list, offered while one is typed.
    pub people: Vec<String>,
    /// Way back.
    pub back: String,
    /// Idempotency key.
    pub key: String,
    /// Row version; empty for a new one.
    pub version: String,
}

impl Page for MeetingForm {
    const TEMPLATE: &'static str = "meeting_form.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let township = Self {
            form: Form::new()
                .value("kind", "mobilization")
                .value("name", "换届选举工作动员会")
                .value("day", "2027-01-22")
                .value("agenda", "传达上级会议精神\n宣读实施方案")
                .value("unit.0", "领导小组")
                .value("who.0", "林忠康（党委书记）、李义鹏（党委副书记、镇长）")
                .value("expected.0", "2")
                .value("unit.1", "上前村")
                .value("who.1", "党组织书记、村民委员会主任")
                .value("expected.1", "2"),
            action: "/c/c1/meetings/new".into(),
            new: true,
            kind_name: "换届选举工作动员会".into(),
            unit: "镇".into(),
            township: true,
            steps: vec![Choice::new("mobilization-held", "召开动员会议")],
            parts: vec![Choice::new("", "应到人员"), Choice::new("guests", "列席")],
            women: false,
            law: Vec::new(),
            lines: vec![0, 1, 2],
            people: vec!["林忠康".into(), "赵国强".into()],
            back: "/c/c1/meetings".into(),
            key: "mf1".into(),
            version: String::new(),
        };
        let village = Self {
            form: Form::new()
                .value("name", "村民代表会议")
                .value("unit.0", "村民代表")
                .value("part.0", "representatives")
                .error("day", "请把会议日期写到哪一天，例如 2027年3月18日。")
                .error("unit.1", "请写明是哪个单位的人；不要这一行就把它清空。"),
            new: false,
            kind_name: "村民代表会议".into(),
            unit: "上前村".into(),
            township: false,
            women: true,
            law: vec![Message {
                tone: Tone::Note,
                text: "三分之二以上组成人员参加方可召开".into(),
                basis: "村民委员会组织法第三十条".into(),
                ..Message::default()
            }],
            version: "2".into(),
            ..township.clone()
        };
        vec![("mobilization", township), ("problems", village)]
    }
}

/// 一次会议.
#[derive(Clone, Debug, Default, Serialize)]
pub struct MeetingPage {
    /// «换届选举工作动员会»
    pub name: String,
    /// «镇», «上前村»
    pub unit: String,
    /// The unit's page; empty for the township.
    pub unit_href: String,
    /// State.
    pub sign: Sign,
    /// «1月22日（星期五）开会», «已取消：……»
    pub state: String,
    /// Day, place, host …
    pub facts: Vec<Fact>,
    /// 议程
    pub agenda: Vec<String>,
    /// What the law says of who came: with the arithmetic.
    pub rulings: Vec<Judged>,
    /// What the engine could not judge, and a missed last day of notice.
    pub messages: Vec<Message>,
    /// Those asked.
    pub rows: Vec<AskedRow>,
    /// «应到 62 人，实到 60 人，缺席 2 人»
    pub came: String,
    /// Whether the sign-in sheet is entered.
    pub held: bool,
    /// 决定
    pub decisions: Vec<DecisionRow>,
    /// 讨论情况, a paragraph each.
    pub discussion: Vec<String>,
    /// 准备事项 by part.
    pub parts: Vec<PreparePart>,
    /// «备好 3 项，共 12 项»
    pub prepared: String,
    /// Where the ticks are sent; empty when not allowed.
    pub prepare_action: String,
    /// Its papers.
    pub papers: Vec<Link>,
    /// Entering the sign-in sheet; empty text when not allowed.
    pub attend: Link,
    /// Changing the arrangement; empty when not allowed or held.
    pub edit_href: String,
    /// Calling it off; empty when not allowed or held.
    pub cancel_action: String,
    /// The form of the reason.
    pub form: Form,
    /// Idempotency key.
    pub key: String,
    /// Row version.
    pub version: String,
}

/// One ruling of the engine.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Judged {
    /// `done` holds, `warning` has to be looked at, `error` does not hold.
    pub tone: Tone,
    /// What to do first, and why.
    pub text: String,
    /// «3×41 = 123 ≥ 2×45 = 90»
    pub inequality: String,
    /// Sources without brackets.
    pub basis: String,
    /// «K701»
    pub code: String,
}

/// One row of those asked.
#[derive(Clone, Debug, Default, Serialize)]
pub struct AskedRow {
    /// 单位
    pub unit: String,
    /// How it counts; empty where there is but one way.
    pub part: String,
    /// Duties and names.
    pub who: String,
    /// 应到; empty while nobody knows.
    pub expected: String,
    /// 实到; empty while not entered.
    pub present: String,
    /// 缺席
    pub absent: String,
    /// Whether somebody was missing.
    pub short: bool,
}

/// One decision.
#[derive(Clone, Debug, Default, Serialize)]
pub struct DecisionRow {
    /// What was decided.
    pub text: String,
    /// «赞成 39，反对 1，弃权 1»
    pub votes: String,
    /// Sign of the result; `Future` shows none.
    pub sign: Sign,
    /// «通过», «没有通过», «未达法定人数»
    pub result: String,
    /// The arithmetic.
    pub inequality: String,
    /// Sources without brackets.
    pub basis: String,
}

/// 材料, 会场 or 后勤.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PreparePart {
    /// Its name.
    pub name: String,
    /// What has to be ready.
    pub items: Vec<Choice>,
}

impl Page for MeetingPage {
    const TEMPLATE: &'static str = "meeting.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let planned = Self {
            name: "换届选举工作动员会".into(),
            unit: "镇".into(),
            sign: Sign::Active,
            state: "1月22日（星期五） 09:00 开会".into(),
            facts: vec![
                Fact::new("时间", "2027年1月22日（星期五） 09:00"),
                Fact::new("地点", "镇政府三楼会议室"),
                Fact::new("主持人", "李义鹏"),
            ],
            agenda: vec!["传达上级会议精神".into(), "宣读实施方案".into()],
            rows: vec![AskedRow {
                unit: "上前村".into(),
                who: "党组织书记、村民委员会主任".into(),
                expected: "2".into(),
                ..AskedRow::default()
            }],
            came: "应到 62 人".into(),
            parts: vec![PreparePart {
                name: "会场".into(),
                items: vec![Choice::new("room", "会场定好，座位够").ticked()],
            }],
            prepared: "备好 1 项，共 12 项".into(),
            prepare_action: "/c/c1/meetings/m1/prepared".into(),
            papers: vec![
                Link::new(
                    "换届选举动员会议通知",
                    "/c/c1/docs/preview?unit=c1&kind=mobilization-notice",
                ),
                Link::new("签到表", "/c/c1/meetings/m1/sign-in.pdf"),
            ],
            attend: Link::new("登记到会", "/c/c1/meetings/m1/attendance"),
            edit_href: "/c/c1/meetings/m1/edit".into(),
            cancel_action: "/c/c1/meetings/m1/cancel".into(),
            key: "mp1".into(),
            version: "1".into(),
            ..Self::default()
        };
        let short = Self {
            name: "村民代表会议".into(),
            unit: "上前村".into(),
            unit_href: "/c/c1/v/v1".into(),
            sign: Sign::Late,
            state: "2月7日（星期日）开过，未达法定人数".into(),
            rulings: vec![Judged {
                tone: Tone::Error,
                text: "请改期召开，这次会议不能作决定。到会 29 人，组成人员 45 人的三分之二以上是至少 30 人，还差 1 人。".into(),
                inequality: "3×29 = 87 < 2×45 = 90".into(),
                basis: "村民委员会组织法第三十条".into(),
                code: "K701".into(),
            }],
            messages: vec![Message {
                tone: Tone::Warning,
                text: "“推选村民选举委员会”不能以这次会议为准。".into(),
                ..Message::default()
            }],
            rows: vec![AskedRow {
                unit: "村民代表".into(),
                part: "代表".into(),
                expected: "40".into(),
                present: "25".into(),
                absent: "外出务工 15 人".into(),
                short: true,
                ..AskedRow::default()
            }],
            came: "应到 45 人，实到 29 人，缺席 16 人".into(),
            held: true,
            decisions: vec![DecisionRow {
                text: "推选产生选举委员会".into(),
                votes: "赞成 20，反对 9".into(),
                sign: Sign::Late,
                result: "未达法定人数".into(),
                ..DecisionRow::default()
            }],
            discussion: vec!["到会代表意见一致。".into()],
            attend: Link::new("更正到会", "/c/c1/meetings/m1/attendance"),
            edit_href: String::new(),
            cancel_action: String::new(),
            ..planned.clone()
        };
        let looked_at = Self {
            prepare_action: String::new(),
            attend: Link::default(),
            edit_href: String::new(),
            cancel_action: String::new(),
            ..planned.clone()
        };
        vec![
            ("planned", planned),
            ("no-quorum", short),
            ("reader", looked_at),
        ]
    }
}

/// 登记到会. Rows are posted as `expected.{n}`, `present.{n}`, `absent.{n}`; decisions as `decision.{n}`,
/// `in_favour.{n}`, `against.{n}`, `abstained.{n}`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct AttendanceForm {
    /// Also `day`, `host`, `recorder`, `discussion`, `record_step`, `confirm`.
    pub form: Form,
    /// Where it posts to.
    pub action: String,
    /// «换届选举工作动员会»
    pub name: String,
    /// «镇», «上前村»
    pub unit: String,
    /// Today, ISO: the last day that may be chosen.
    pub today: String,
    /// Those asked.
    pub rows: Vec<AttendedLine>,
    /// What the law asks, with the least number.
    pub law: Vec<Judged>,
    /// Whether the boxes were filled with 应到 beforehand.
    pub filled: bool,
    /// Numbers of the lines for decisions.
    pub lines: Vec<u32>,
    /// The step recorded in the same form: «镇级工作“召开动员会议”»; empty when there is none to record.
    pub step: String,
    /// «“召开动员会议”已记录 1月22日»; empty when not recorded.
    pub step_done: String,
    /// Number of that step's last record.
    pub step_version: String,
    /// Whether the questions about the day have to be confirmed.
    pub ask_confirm: bool,
    /// Way back.
    pub back: String,
    /// Idempotency key.
    pub key: String,
    /// Row version.
    pub version: String,
}

/// A row of the sign-in sheet.
#[derive(Clone, Debug, Default, Serialize)]
pub struct AttendedLine {
    /// Its number.
    pub n: i32,
    /// 单位
    pub unit: String,
    /// How it counts; empty where there is but one way.
    pub part: String,
    /// Duties and names.
    pub who: String,
}

impl Page for AttendanceForm {
    const TEMPLATE: &'static str = "meeting_attendance.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let new = Self {
            form: Form::new()
                .value("day", "2027-01-22")
                .value("expected.1", "2")
                .value("present.1", "2")
                .value("record_step", "1"),
            action: "/c/c1/meetings/m1/attendance".into(),
            name: "换届选举工作动员会".into(),
            unit: "镇".into(),
            today: "2027-01-22".into(),
            rows: vec![AttendedLine {
                n: 1,
                unit: "上前村".into(),
                who: "党组织书记、村民委员会主任".into(),
                ..AttendedLine::default()
            }],
            filled: true,
            lines: vec![0, 1],
            step: "镇级工作“召开动员会议”".into(),
            step_version: "0".into(),
            back: "/c/c1/meetings/m1".into(),
            key: "ma1".into(),
            version: "1".into(),
            ..Self::default()
        };
        let again = Self {
            form: Form::new()
                .value("present.1", "3")
                .value("decision.0", "推选产生选举委员会")
                .error("present.1", "请核对上前村：实到 3 人比应到 2 人多。")
                .error("confirm", "请核对先后：前一环节还没有记录。"),
            law: vec![Judged {
                tone: Tone::Note,
                text: "到会至少 30 人（组成人员 45 人的三分之二以上）。".into(),
                inequality: "3×30 = 90 ≥ 2×45 = 90".into(),
                basis: "村民委员会组织法第三十条".into(),
                code: "K700".into(),
            }],
            filled: false,
            ask_confirm: true,
            ..new.clone()
        };
        let recorded = Self {
            step: String::new(),
            step_done: "“召开动员会议”已记录在 1月22日完成".into(),
            ..new.clone()
        };
        vec![("new", new), ("problems", again), ("recorded", recorded)]
    }
}
