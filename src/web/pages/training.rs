//! 培训 `/c/{c}/trainings`, a new course, one of them, its sign-in sheet entered, 培训覆盖.

use serde::Serialize;

use super::{
    parts::{Choice, Empty, Fact, Form, Link, Message, Sign, Tab},
    step::schedule_tabs,
};
use crate::web::view::{Page, Tone};

/// 培训班目录.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Trainings {
    /// Latest day first.
    pub rows: Vec<TrainingRow>,
    /// «培训 2 次»
    pub count: String,
    /// Where a new one is begun (GET); empty when not allowed.
    pub new_action: String,
    /// Fields `level`, `village` of a new one.
    pub form: Form,
    /// 班的级别
    pub levels: Vec<Choice>,
    /// Villages a new one can be of.
    pub villages: Vec<Choice>,
    /// «12 个村（社区）有人员没有培训»; empty when nobody is missing.
    pub gap: String,
    /// 培训覆盖
    pub coverage_href: String,
    /// Shown when there is none.
    pub empty: Option<Empty>,
    /// Tabs of the section.
    pub tabs: Vec<Tab>,
}

/// One course of the list.
#[derive(Clone, Debug, Default, Serialize)]
pub struct TrainingRow {
    /// Its page.
    pub href: String,
    /// «换届选举业务培训班»
    pub name: String,
    /// «镇级班»
    pub level: String,
    /// «1月27日（星期三） 09:00»
    pub when: String,
    /// Place.
    pub place: String,
    /// «应到 118，参训 112»
    pub came: String,
    /// State.
    pub sign: Sign,
    /// «已办»
    pub state: String,
}

impl Page for Trainings {
    const TEMPLATE: &'static str = "trainings.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let one = Self {
            rows: vec![TrainingRow {
                href: "/c/c1/trainings/t1".into(),
                name: "换届选举业务培训班".into(),
                level: "镇级班".into(),
                when: "1月27日（星期三） 09:00".into(),
                place: "镇政府三楼会议室".into(),
                came: "应到 118，参训 112".into(),
                sign: Sign::Done,
                state: "已办".into(),
            }],
            count: "培训 1 次".into(),
            new_action: "/c/c1/trainings/new".into(),
            form: Form::new(),
            levels: vec![
                Choice::new("township", "镇级班"),
                Choice::new("village", "村级班"),
            ],
            villages: vec![Choice::new("v1", "上前村")],
            gap: "2 个村（社区）还有人员没有培训".into(),
            coverage_href: "/c/c1/trainings/coverage".into(),
            empty: None,
            tabs: schedule_tabs("c1", "trainings"),
        };
        let empty = Self {
            rows: Vec::new(),
            count: String::new(),
            empty: Some(Empty {
                text: "还没有培训。安排一个班：课程按本届规则带依据，参训人员按村和职责列好。"
                    .into(),
                action: Link::new("安排镇级班", "/c/c1/trainings/new?level=township"),
            }),
            ..one.clone()
        };
        vec![("one", one), ("empty", empty)]
    }
}

/// 安排培训. Posted: `item` ×n, `speaker.{id}`, `function` ×n, `village_of` ×n.
#[derive(Clone, Debug, Default, Serialize)]
pub struct TrainingForm {
    /// Fields as in the template; hidden `level`, `village`.
    pub form: Form,
    /// Where it posts to.
    pub action: String,
    /// Whether it is a new one.
    pub new: bool,
    /// «镇级班», «上前村 村级班»
    pub level: String,
    /// 课程
    pub items: Vec<ItemChoice>,
    /// 人员类别
    pub functions: Vec<Choice>,
    /// Villages; empty for a course of one village.
    pub villages: Vec<Choice>,
    /// Names of the people on the list, offered while one is typed.
    pub people: Vec<String>,
    /// Way back.
    pub back: String,
    /// Idempotency key.
    pub key: String,
    /// Row version; empty for a new one.
    pub version: String,
}

/// One lesson to be ticked.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ItemChoice {
    /// Id.
    pub id: String,
    /// 课题
    pub topic: String,
    /// What has to be made clear.
    pub points: String,
    /// Sources without brackets; may be empty.
    pub basis: String,
    /// «指导组成员、选委会成员»; empty for everybody.
    pub who: String,
    /// Whether it is ticked.
    pub checked: bool,
}

impl Page for TrainingForm {
    const TEMPLATE: &'static str = "training_form.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let new = Self {
            form: Form::new()
                .value("level", "township")
                .value("name", "换届选举业务培训班")
                .value("speaker.proxy", "邱喆"),
            action: "/c/c1/trainings/new".into(),
            new: true,
            level: "镇级班".into(),
            items: vec![ItemChoice {
                id: "proxy".into(),
                topic: "委托投票、代写和流动票箱".into(),
                points: "委托要书面；候选人不得接受委托".into(),
                basis: "村民委员会组织法第十八条第四款".into(),
                who: "指导组成员、选委会成员".into(),
                checked: true,
            }],
            functions: vec![Choice::new("teller", "计票员").ticked()],
            villages: vec![
                Choice::new("v1", "上前村").ticked(),
                Choice::new("v2", "下前村"),
            ],
            people: vec!["邱喆".into()],
            back: "/c/c1/trainings".into(),
            key: "tf1".into(),
            version: String::new(),
        };
        let again = Self {
            form: Form::new()
                .error("name", "请填写班名：通知和签到表上都要写。")
                .error("items", "请至少勾选一课，或者在“另加的课”里写上。")
                .error("functions", "请勾选参训的人员类别。")
                .error("villages", "请勾选参训的村（社区）。"),
            new: false,
            version: "2".into(),
            ..new.clone()
        };
        vec![("new", new), ("problems", again)]
    }
}

/// 一个培训班.
#[derive(Clone, Debug, Default, Serialize)]
pub struct TrainingPage {
    /// «换届选举业务培训班»
    pub name: String,
    /// «镇级班»
    pub level: String,
    /// State.
    pub sign: Sign,
    /// «已办»
    pub state: String,
    /// Day, place …
    pub facts: Vec<Fact>,
    /// 课程
    pub lessons: Vec<LessonRow>,
    /// Headings of the grid.
    pub columns: Vec<String>,
    /// Units of the grid.
    pub rows: Vec<GridRow>,
    /// Whether the sheet is entered.
    pub held: bool,
    /// «应到 118 人，参训 112 人»
    pub came: String,
    /// «测验 80 人，合格 78 人»; empty where there was none.
    pub quiz: String,
    /// 说明
    pub note: String,
    /// Its papers.
    pub papers: Vec<Link>,
    /// Entering the sheet; empty text when not allowed.
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

/// One lesson.
#[derive(Clone, Debug, Default, Serialize)]
pub struct LessonRow {
    /// 课题
    pub topic: String,
    /// 主讲; may be empty.
    pub speaker: String,
    /// What has to be made clear.
    pub points: Vec<String>,
    /// Sources without brackets; may be empty.
    pub basis: String,
}

/// One unit of the grid.
#[derive(Clone, Debug, Default, Serialize)]
pub struct GridRow {
    /// 单位
    pub unit: String,
    /// A cell a column.
    pub cells: Vec<GridCell>,
    /// «8/8 合格»; may be empty.
    pub quiz: String,
    /// Number of the unit, for the quiz's fields.
    pub n: u32,
}

/// One cell.
#[derive(Clone, Debug, Default, Serialize)]
pub struct GridCell {
    /// Number of the group; 0 where nobody is asked.
    pub n: i32,
    /// «2/2», «2»
    pub text: String,
    /// Who came, by name; may be empty.
    pub names: String,
    /// Whether fewer came than were asked.
    pub short: bool,
    /// 应到
    pub expected: String,
    /// «上前村 计票员», for those who hear the page.
    pub label: String,
}

fn sample_row(text: &str) -> GridRow {
    GridRow {
        unit: "上前村".into(),
        cells: vec![
            GridCell {
                n: 1,
                text: text.into(),
                names: "邱喆、何礼强".into(),
                short: false,
                expected: "2".into(),
                label: "上前村 计票员".into(),
            },
            GridCell::default(),
        ],
        quiz: "2/2".into(),
        n: 0,
    }
}

impl Page for TrainingPage {
    const TEMPLATE: &'static str = "training.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let held = Self {
            name: "换届选举业务培训班".into(),
            level: "镇级班".into(),
            sign: Sign::Done,
            state: "已办".into(),
            facts: vec![Fact::new("时间", "2027年1月27日（星期三） 09:00")],
            lessons: vec![LessonRow {
                topic: "委托投票、代写和流动票箱".into(),
                speaker: "邱喆".into(),
                points: vec!["委托要书面".into()],
                basis: "村民委员会组织法第十八条第四款".into(),
            }],
            columns: vec!["计票员".into(), "唱票员".into()],
            rows: vec![sample_row("2/2")],
            held: true,
            came: "应到 118 人，参训 112 人".into(),
            quiz: "测验 80 人，合格 78 人".into(),
            note: "请假的补训。".into(),
            papers: vec![Link::new("签到表（PDF）", "/c/c1/trainings/t1/sign-in.pdf")],
            attend: Link::new("更正参训", "/c/c1/trainings/t1/attendance"),
            ..Self::default()
        };
        let planned = Self {
            sign: Sign::Active,
            state: "3 天后办".into(),
            held: false,
            quiz: String::new(),
            note: String::new(),
            attend: Link::new("登记参训", "/c/c1/trainings/t1/attendance"),
            edit_href: "/c/c1/trainings/t1/edit".into(),
            cancel_action: "/c/c1/trainings/t1/cancel".into(),
            key: "tp1".into(),
            version: "1".into(),
            ..held.clone()
        };
        vec![("held", held), ("planned", planned)]
    }
}

/// 登记参训. Posted as `attended.{n}`, `names.{n}`, `tested.{unit}`, `passed.{unit}`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct TrainingAttendance {
    /// Also `day`, `note`, `record_step`, `confirm`.
    pub form: Form,
    /// Where it posts to.
    pub action: String,
    /// «换届选举业务培训班»
    pub name: String,
    /// «镇级班»
    pub level: String,
    /// Today, ISO.
    pub today: String,
    /// Headings.
    pub columns: Vec<String>,
    /// Units.
    pub rows: Vec<GridRow>,
    /// Whether what is blank can be filled with what is expected: not once it was entered, where blank is nobody.
    pub can_fill: bool,
    /// Whether the fields for names are open: something is in them.
    pub names_open: bool,
    /// Whether the fields for the quiz are open.
    pub quiz_open: bool,
    /// «镇级工作“举办业务培训”»; empty when there is none to record.
    pub step: String,
    /// «“举办业务培训”已记录在1月27日完成»
    pub step_done: String,
    /// Number of the phase's last record.
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

impl Page for TrainingAttendance {
    const TEMPLATE: &'static str = "training_attendance.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let new = Self {
            form: Form::new()
                .value("day", "2027-01-27")
                .value("attended.1", "2"),
            action: "/c/c1/trainings/t1/attendance".into(),
            name: "换届选举业务培训班".into(),
            level: "镇级班".into(),
            today: "2027-01-27".into(),
            columns: vec!["计票员".into(), "唱票员".into()],
            rows: vec![sample_row("")],
            can_fill: true,
            step: "镇级工作“举办业务培训”".into(),
            step_version: "0".into(),
            back: "/c/c1/trainings/t1".into(),
            key: "ta1".into(),
            version: "1".into(),
            ..Self::default()
        };
        let again = Self {
            form: Form::new()
                .error("attended.1", "请把参训人数填成 0 到 10000 的整数。")
                .error("names.1", "请核对上前村：写了 3 个名字，参训人数是 2。")
                .error("tested.0", "请核对上前村：3 人参加测验，比参训的 2 人多。")
                .error("confirm", "请核对先后。"),
            names_open: true,
            quiz_open: true,
            ask_confirm: true,
            ..new.clone()
        };
        let recorded = Self {
            step: String::new(),
            step_done: "“举办业务培训”已记录在1月27日完成".into(),
            ..new.clone()
        };
        vec![("new", new), ("problems", again), ("recorded", recorded)]
    }
}

/// 培训覆盖.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Coverage {
    /// Kinds of people.
    pub columns: Vec<CoverageColumn>,
    /// Villages.
    pub rows: Vec<CoverageRow>,
    /// «16 村（社区），14 个已全部培训»
    pub count: String,
    /// What is missing, a line a village: «上前村 计票员没有培训».
    pub gaps: Vec<Message>,
    /// Whether the numbers of the villages may be changed.
    pub may_change: bool,
    /// The table as xlsx.
    pub xlsx: String,
    /// Shown when there are no villages.
    pub empty: Option<Empty>,
    /// Tabs of the section.
    pub tabs: Vec<Tab>,
}

/// A kind of people.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CoverageColumn {
    /// «计票员»
    pub name: String,
    /// Whether they work on the polling day.
    pub poll: bool,
}

/// A village.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CoverageRow {
    /// Its number, for links to it.
    pub anchor: String,
    /// Its name.
    pub name: String,
    /// Its page.
    pub href: String,
    /// Where its numbers are changed; empty for those who may not.
    pub needs_href: String,
    /// A cell a column.
    pub cells: Vec<CoverageCell>,
}

/// One village, one kind of people.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CoverageCell {
    /// `Done`, `Late` (nobody), `Soon` (some), `Skipped` where nobody is needed.
    pub sign: Sign,
    /// «2 人», «1/2», «未培训», «不需要»
    pub text: String,
    /// «缺 李四», «已安排»; may be empty.
    pub more: String,
}

impl Page for Coverage {
    const TEMPLATE: &'static str = "training_coverage.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let cell = |sign, text: &str, more: &str| CoverageCell {
            sign,
            text: text.into(),
            more: more.into(),
        };
        let one = Self {
            columns: vec![
                CoverageColumn {
                    name: "选委会成员".into(),
                    poll: false,
                },
                CoverageColumn {
                    name: "计票员".into(),
                    poll: true,
                },
                CoverageColumn {
                    name: "代写员".into(),
                    poll: true,
                },
            ],
            rows: vec![
                CoverageRow {
                    anchor: "v1".into(),
                    name: "上前村".into(),
                    href: "/c/c1/v/v1".into(),
                    needs_href: "/c/c1/v/v1/trainees".into(),
                    cells: vec![
                        cell(Sign::Done, "7 人", ""),
                        cell(Sign::Late, "未培训", "已安排"),
                        cell(Sign::Skipped, "不需要", ""),
                    ],
                },
                CoverageRow {
                    anchor: "v2".into(),
                    name: "下前村".into(),
                    href: "/c/c1/v/v2".into(),
                    needs_href: "/c/c1/v/v2/trainees".into(),
                    cells: vec![
                        cell(Sign::Done, "7 人", ""),
                        cell(Sign::Soon, "1/2", "缺 李四"),
                        cell(Sign::Done, "1 人", ""),
                    ],
                },
            ],
            count: "2 村（社区），0 个已全部培训".into(),
            gaps: vec![Message {
                tone: Tone::Warning,
                place: "上前村".into(),
                text: "计票员没有培训".into(),
                ..Message::default()
            }],
            may_change: true,
            xlsx: "/c/c1/trainings/coverage.xlsx".into(),
            empty: None,
            tabs: schedule_tabs("c1", "trainings"),
        };
        let empty = Self {
            columns: Vec::new(),
            rows: Vec::new(),
            gaps: Vec::new(),
            may_change: false,
            xlsx: String::new(),
            empty: Some(Empty {
                text: "还没有村（社区）。导入村花名册以后，这里逐村列出谁还没有培训。".into(),
                action: Link::default(),
            }),
            ..one.clone()
        };
        vec![("gaps", one), ("empty", empty)]
    }
}
