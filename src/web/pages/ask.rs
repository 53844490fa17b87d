//! 最迟哪天 `/c/{c}/ask`: a question typed or picked, answered for every village with its article.

use serde::Serialize;

use super::parts::{DateCard, Link, Sign, Tab};
use super::step::schedule_tabs;
use crate::web::view::Page;

/// 最迟哪天.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Ask {
    /// What was typed.
    pub q: String,
    /// Where it is sent (GET, field `q`).
    pub action: String,
    /// The answer; `None` when nothing was asked, or nothing was understood.
    pub answer: Option<Answer>,
    /// What else the words may have meant.
    pub others: Vec<Link>,
    /// Why there is no answer; empty when nothing was asked.
    pub missed: String,
    /// Every question.
    pub questions: Vec<Link>,
    /// Tabs of the section.
    pub tabs: Vec<Tab>,
}

/// An answer.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Answer {
    /// The question as it was understood.
    pub question: String,
    /// «上前村» when the question named one.
    pub only: String,
    /// Where the answer for all is; empty without `only`.
    pub all_href: String,
    /// Days of steps.
    pub days: Vec<AnswerDays>,
    /// What the rules say.
    pub provisions: Vec<Provision>,
    /// The least numbers of each village.
    pub numbers: Vec<AnswerNumbers>,
    /// Nothing in the cycle's rules answers it.
    pub silent: bool,
}

/// The days of one step in every village.
#[derive(Clone, Debug, Default, Serialize)]
pub struct AnswerDays {
    /// «公布登记参加选举的村民名单»
    pub title: String,
    /// «法定» or «工作»
    pub class: String,
    /// The rule in one line.
    pub rule: String,
    /// Sources.
    pub basis: String,
    /// The villages.
    pub rows: Vec<AnswerRow>,
}

/// One village.
#[derive(Clone, Debug, Default, Serialize)]
pub struct AnswerRow {
    /// Name.
    pub name: String,
    /// The page of its step.
    pub href: String,
    /// Sign.
    pub sign: Sign,
    /// Its word.
    pub word: String,
    /// «2月26日（星期五）»; empty for none.
    pub latest: String,
    /// «2月25日（星期四）»
    pub suggested: String,
    /// «余 3 天»; the recorded day where it is done.
    pub margin: String,
    /// Why.
    pub card: DateCard,
}

/// One rule item.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Provision {
    /// «每人接受委托最多»
    pub name: String,
    /// «3 人»
    pub value: String,
    /// «村», «社区»; empty where both say the same.
    pub kind: String,
    /// In our own words.
    pub gist: String,
    /// Sources.
    pub basis: String,
    /// Whether the source was read.
    pub verified: bool,
}

/// The least numbers that reach a share.
#[derive(Clone, Debug, Default, Serialize)]
pub struct AnswerNumbers {
    /// «选举有效的参加比例：过半数»
    pub title: String,
    /// What is counted, in one sentence.
    pub note: String,
    /// The villages.
    pub rows: Vec<NumberRow>,
}

/// One village.
#[derive(Clone, Debug, Default, Serialize)]
pub struct NumberRow {
    /// Name.
    pub name: String,
    /// Its roll.
    pub href: String,
    /// «1203»; empty without a roll.
    pub whole: String,
    /// «602»
    pub least: String,
    /// «2×602 = 1204 > 1203»
    pub sum: String,
}

impl Page for Ask {
    const TEMPLATE: &'static str = "ask.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let card = DateCard {
            latest: "最迟 2027年2月26日（星期五）".into(),
            lunar: "农历正月廿一".into(),
            margin: "余 3 日".into(),
            formula: "选举日 2027-03-18 − 20 日 = 2027-02-26".into(),
            suggested: "2027年2月25日（星期四）".into(),
            basis: "村民委员会组织法第十七条第一款".into(),
            verified: true,
            gist: "名单应当在选举日的二十日前公布。".into(),
            class: "法定".into(),
        };
        let none = Self {
            action: "/c/c1/ask".into(),
            questions: vec![
                Link::new("选民名单最迟哪天公布", "/c/c1/ask?id=roll-published"),
                Link::new("一个人最多能代几票", "/c/c1/ask?id=proxy-max"),
            ],
            tabs: schedule_tabs("c1", "ask"),
            ..Self::default()
        };
        vec![
            ("nothing-asked", none.clone()),
            (
                "not-understood",
                Self {
                    q: "今天天气怎么样".into(),
                    missed: "没有听懂这个问题，请换一种说法，或者从下面选一个。".into(),
                    ..none.clone()
                },
            ),
            (
                "days",
                Self {
                    q: "上前村选民名单最迟哪天贴".into(),
                    answer: Some(Answer {
                        question: "选民名单最迟哪天公布".into(),
                        only: "上前村".into(),
                        all_href: "/c/c1/ask?id=roll-published".into(),
                        days: vec![AnswerDays {
                            title: "公布登记参加选举的村民名单".into(),
                            class: "法定".into(),
                            rule: "名单应当在选举日的二十日前公布。".into(),
                            basis: "村民委员会组织法第十七条第一款".into(),
                            rows: vec![AnswerRow {
                                name: "上前村".into(),
                                href: "/c/c1/v/v1/steps/roll-published".into(),
                                sign: Sign::Soon,
                                word: "将到期".into(),
                                latest: "2月26日（星期五）".into(),
                                suggested: "2月25日（星期四）".into(),
                                margin: "余 3 天".into(),
                                card,
                            }],
                        }],
                        provisions: vec![Provision {
                            name: "选民名单公布提前日数".into(),
                            value: "提前 20 日".into(),
                            kind: String::new(),
                            gist: "名单应当在选举日的二十日前公布".into(),
                            basis: "村民委员会组织法第十七条第一款".into(),
                            verified: true,
                        }],
                        ..Answer::default()
                    }),
                    others: vec![Link::new(
                        "更正后的选民名单最迟哪天公布",
                        "/c/c1/ask?id=roll-final",
                    )],
                    ..none.clone()
                },
            ),
            (
                "numbers",
                Self {
                    q: "过半数要多少人".into(),
                    answer: Some(Answer {
                        question: "多少人投票选举才有效".into(),
                        provisions: vec![Provision {
                            name: "选举有效的参加比例".into(),
                            value: "过半数".into(),
                            kind: "村".into(),
                            gist: "登记参加选举的村民过半数投票，选举有效".into(),
                            basis: "村民委员会组织法第十八条第二款".into(),
                            verified: false,
                        }],
                        numbers: vec![AnswerNumbers {
                            title: "选举有效的参加比例：过半数".into(),
                            note: "按登记参加选举的人数算。".into(),
                            rows: vec![
                                NumberRow {
                                    name: "上前村".into(),
                                    href: "/c/c1/v/v1/roll".into(),
                                    whole: "1203".into(),
                                    least: "602".into(),
                                    sum: "2×602 = 1204 > 1203".into(),
                                },
                                NumberRow {
                                    name: "下前村".into(),
                                    href: "/c/c1/v/v2/roll".into(),
                                    ..NumberRow::default()
                                },
                            ],
                        }],
                        ..Answer::default()
                    }),
                    ..none.clone()
                },
            ),
            (
                "silent",
                Self {
                    q: "流动票箱".into(),
                    answer: Some(Answer {
                        question: "流动票箱怎么设".into(),
                        silent: true,
                        ..Answer::default()
                    }),
                    ..none
                },
            ),
        ]
    }
}
