//! 计票核算 `/c/{c}/tally`.

use serde::Serialize;

use super::{
    parts::{Choice, Fact, Form, Link, Message, Tab},
    step::schedule_tabs,
};
use crate::web::view::{Page, Tone};

/// 计票核算 — numbers as on the paper form, the decision with its reasons beneath.
#[derive(Clone, Debug, Default, Serialize)]
pub struct TallyPage {
    /// Tabs of the section.
    pub tabs: Vec<Tab>,
    /// Villages to take seats, candidates and the roll from.
    pub villages: Vec<Choice>,
    /// The one chosen; empty for none.
    pub village: String,
    /// «上前村»; empty for none.
    pub village_name: String,
    /// Address of the page.
    pub action: String,
    /// Key of the form, as every form of ours carries one; nothing is stored under it.
    pub key: String,
    /// What was typed; names are the places of the poll: `registered`, `contests[0].candidates[1].votes`.
    pub form: Form,
    /// Rounds to choose from.
    pub rounds: Vec<Choice>,
    /// Who votes; one choice only in a village.
    pub electorates: Vec<Choice>,
    /// Posts with their rows.
    pub contests: Vec<ContestForm>,
    /// Whether a round before is asked for.
    pub later_round: bool,
    /// Rows of those elected before.
    pub elected_before: Vec<PersonRow>,
    /// Rows of relatives.
    pub relatives: Vec<RelativeRow>,
    /// Posts to choose from.
    pub posts: Vec<Choice>,
    /// Kinds of kinship to choose from.
    pub kinships: Vec<Choice>,
    /// 性别
    pub sexes: Vec<Choice>,
    /// «广东省（2026年施行）»
    pub rules: String,
    /// The pinned rules as a page.
    pub rules_link: Link,
    /// 计票口径 of the pinned rules.
    pub measures: Vec<Measure>,
    /// The answer, once numbers were sent.
    pub answer: Option<Answer>,
}

/// 计票口径 — one thing the pinned rules say about counting.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Measure {
    /// «没有选任何人的选票»
    pub name: String,
    /// «弃权，选票有效»; «没有规定»
    pub value: String,
    /// «浙江省村民委员会选举办法第二十一条第一款»; empty for none.
    pub basis: String,
    /// 待核
    pub unread: bool,
}

/// One post.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ContestForm {
    /// «contests[0]»
    pub name: String,
    /// «主任»
    pub title: String,
    /// `chair`
    pub post: String,
    /// `woman`; empty for a plain seat
    pub reserved: String,
    /// Names with votes, blank rows last.
    pub rows: Vec<CandidateRow>,
}

/// One name on the tally sheet.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CandidateRow {
    /// 姓名
    pub name: String,
    /// `f`, `m` or empty
    pub sex: String,
    /// 得票
    pub votes: String,
    /// 另选他人
    pub written_in: bool,
    /// What is wrong with the row; empty for nothing.
    pub error: String,
}

/// One person elected before.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PersonRow {
    /// 姓名
    pub name: String,
    /// 职位
    pub post: String,
    /// 性别
    pub sex: String,
    /// What is wrong with the row.
    pub error: String,
}

/// Two relatives.
#[derive(Clone, Debug, Default, Serialize)]
pub struct RelativeRow {
    /// 姓名
    pub one: String,
    /// 姓名
    pub other: String,
    /// 关系
    pub kinship: String,
    /// What is wrong with the row.
    pub error: String,
}

/// 核算结论
#[derive(Clone, Debug, Default, Serialize)]
pub struct Answer {
    /// How the headline is to be seen.
    pub tone: Tone,
    /// «选举有效，全部选出»
    pub headline: String,
    /// The figures the decision stands on.
    pub figures: Vec<Fact>,
    /// Numbers that cannot be right.
    pub problems: Vec<Line>,
    /// Reasons for the poll as a whole.
    pub reasons: Vec<Line>,
    /// Each post.
    pub contests: Vec<ContestAnswer>,
    /// What has to follow, first things first.
    pub next: Vec<NextStep>,
    /// 待处理
    pub flags: Vec<Message>,
    /// «2027年3月18日 15:20»
    pub made: String,
}

/// One reason.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Line {
    /// The sentence.
    pub text: String,
    /// «2×655 = 1310 > 1203»; empty for none.
    pub inequality: String,
    /// «村民委员会组织法第十八条第二款»; empty for none.
    pub basis: String,
    /// «T101»
    pub code: String,
}

/// One post decided.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ContestAnswer {
    /// «主任»
    pub title: String,
    /// «应选 1 名，当选须 328 票»
    pub wanted: String,
    /// Names with votes and what became of them, most votes first.
    pub rows: Vec<ResultRow>,
    /// Reasons.
    pub reasons: Vec<Line>,
}

/// One name decided.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ResultRow {
    /// 姓名
    pub name: String,
    /// 得票
    pub votes: String,
    /// `done`, `soon` or `future`
    pub sign: &'static str,
    /// «当选», «得票相等，再次投票», «未当选»
    pub word: &'static str,
}

/// A poll that has to follow.
#[derive(Clone, Debug, Default, Serialize)]
pub struct NextStep {
    /// «另行选举，最迟 2027年4月17日（星期六）»
    pub title: String,
    /// «委员 2 名，候选人：甲、乙、丙»
    pub lines: Vec<String>,
}

impl Page for TallyPage {
    const TEMPLATE: &'static str = "tally.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let choice = |value: &str, text: &str| Choice::new(value, text);
        let row = |name: &str, votes: &str| CandidateRow {
            name: name.into(),
            votes: votes.into(),
            ..CandidateRow::default()
        };
        let blank = Self {
            villages: vec![choice("v1", "上前村"), choice("v2", "石塘社区")],
            tabs: schedule_tabs("c1", "tally"),
            action: "/c/c1/tally".into(),
            key: "ta1".into(),
            rounds: vec![
                choice("first", "第一次投票"),
                choice("rerun", "另行选举"),
                choice("revote", "再次投票"),
            ],
            electorates: vec![choice("voters", "全体登记选民")],
            contests: vec![ContestForm {
                name: "contests[0]".into(),
                title: "主任".into(),
                post: "chair".into(),
                reserved: String::new(),
                rows: vec![CandidateRow::default(), CandidateRow::default()],
            }],
            elected_before: vec![PersonRow::default()],
            relatives: vec![RelativeRow::default()],
            posts: vec![choice("chair", "主任"), choice("member", "委员")],
            kinships: vec![choice("spouse", "夫妻"), choice("sibling", "兄弟姐妹")],
            sexes: vec![choice("f", "女"), choice("m", "男")],
            rules: "全国（2025年修正）".into(),
            rules_link: Link::new("看规则", "/c/c1/rules"),
            measures: vec![
                Measure {
                    name: "没有选任何人的选票".into(),
                    value: "弃权，选票有效".into(),
                    basis: "浙江省村民委员会选举办法第二十一条第一款".into(),
                    unread: false,
                },
                Measure {
                    name: "难以确认的选票由谁决定".into(),
                    value: "没有规定".into(),
                    basis: String::new(),
                    unread: true,
                },
            ],
            ..Self::default()
        };
        let line = |code: &str, text: &str, inequality: &str| Line {
            text: text.into(),
            inequality: inequality.into(),
            basis: "村民委员会组织法第十八条第二款".into(),
            code: code.into(),
        };
        let decided = Self {
            village: "v1".into(),
            village_name: "上前村".into(),
            form: Form::new()
                .value("registered", "1203")
                .value("issued", "656")
                .value("returned", "655"),
            contests: vec![ContestForm {
                rows: vec![
                    row("甲", "400"),
                    row("𠮷田生", "248"),
                    CandidateRow::default(),
                ],
                ..blank.contests[0].clone()
            }],
            answer: Some(Answer {
                tone: Tone::Warning,
                headline: "选举有效，还缺 2 名委员，另行选举".into(),
                figures: vec![Fact::new("登记", "1203 人"), Fact::new("收回", "655 张")],
                reasons: vec![line(
                    "T101",
                    "登记 1203 人，投票 655 人，超过半数，选举有效。",
                    "2×655 = 1310 > 1203",
                )],
                contests: vec![ContestAnswer {
                    title: "主任".into(),
                    wanted: "应选 1 名，当选须 328 票".into(),
                    rows: vec![
                        ResultRow {
                            name: "甲".into(),
                            votes: "400".into(),
                            sign: "done",
                            word: "当选",
                        },
                        ResultRow {
                            name: "𠮷田生".into(),
                            votes: "248".into(),
                            sign: "future",
                            word: "未当选",
                        },
                    ],
                    reasons: vec![line(
                        "T201",
                        "甲得 400 票，超过参加投票人数的一半。",
                        "2×400 = 800 > 655",
                    )],
                }],
                next: vec![NextStep {
                    title: "另行选举，最迟 2027年4月17日（星期六）".into(),
                    lines: vec!["委员 2 名，候选人：乙、丙、丁".into()],
                }],
                flags: vec![Message {
                    tone: Tone::Warning,
                    code: "T401".into(),
                    text: "当选人中没有妇女成员。".into(),
                    basis: "村民委员会组织法第八条第二款".into(),
                    ..Message::default()
                }],
                made: "2027年3月18日 15:20".into(),
                ..Answer::default()
            }),
            ..blank.clone()
        };
        let mistaken = Self {
            form: Form::new()
                .value("registered", "一千")
                .error("registered", "应是 0 到 1000000000 的整数"),
            contests: vec![ContestForm {
                rows: vec![CandidateRow {
                    error: "得票应是整数".into(),
                    ..row("甲", "四百")
                }],
                ..blank.contests[0].clone()
            }],
            later_round: true,
            ..blank.clone()
        };
        let rejected = Self {
            answer: Some(Answer {
                tone: Tone::Error,
                headline: "数字不能成立，先核对再算".into(),
                problems: vec![line(
                    "T001",
                    "请核对主任的票数：得票、无效票、弃权票加起来应等于收回的选票。",
                    "400 + 248 + 4 + 4 = 656 ≠ 655",
                )],
                ..Answer::default()
            }),
            ..decided.clone()
        };
        vec![
            ("blank", blank),
            ("decided", decided),
            ("mistaken", mistaken),
            ("rejected", rejected),
        ]
    }
}
