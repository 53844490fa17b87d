//! 写明理由 — asked once before many papers are issued with what their pre-flights warn of.

use serde::Serialize;

use super::parts::{Form, Hidden, Link, Message};
use crate::web::view::{Page, Tone};

/// The questions of a batch.
#[derive(Clone, Debug, Default, Serialize)]
pub struct IssueReasons {
    /// «12 份文书，3 类提示»
    pub count: String,
    /// How many go out without a question, how many cannot go out at all; sentences.
    pub others: Vec<String>,
    /// The questions.
    pub groups: Vec<ReasonGroup>,
    /// Where it is sent.
    pub action: String,
    /// Which papers: fields `paper`.
    pub papers: Vec<Hidden>,
    /// Values and errors.
    pub form: Form,
    /// Way back.
    pub back: Link,
    /// Idempotency key.
    pub key: String,
}

/// One question.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ReasonGroup {
    /// «行文关»
    pub gate: String,
    /// What is said of all of them; only what to do where the rest differs.
    pub message: Message,
    /// The field of the reason.
    pub field: String,
    /// «涉及 6 份»
    pub count: String,
    /// Whether the list is folded away at first.
    pub folded: bool,
    /// What is said, each wording once with its papers.
    pub wordings: Vec<ReasonWording>,
}

/// What is said of some papers.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ReasonWording {
    /// The sentence; empty where the question says it.
    pub text: String,
    /// The papers.
    pub papers: Vec<ReasonPaper>,
}

/// The papers of one kind about which the same is said.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ReasonPaper {
    /// «《关于投票时间和地点的公告》»
    pub title: String,
    /// The units, each leading to its paper.
    pub units: Vec<Link>,
}

impl Page for IssueReasons {
    const TEMPLATE: &'static str = "reasons.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let warning = |code: &str, text: &str| Message {
            tone: Tone::Warning,
            code: code.into(),
            text: text.into(),
            ..Message::default()
        };
        let unit = |name: &str| Link::new(name, "/c/c1/docs/preview?unit=v1&kind=polling");
        let asked = Self {
            count: "印发 12 份文书，2 类提示要写理由".into(),
            others: vec![
                "另外 5 份没有要写理由的，一起印发。".into(),
                "另外 1 份有必须先改的地方，办理时会列出来。".into(),
            ],
            groups: vec![
                ReasonGroup {
                    gate: "行文关".into(),
                    message: warning("D110", "请核对前面的环节。各份的情况不同："),
                    field: "reason:D110:0a1b2c3d4e5f6a7b".into(),
                    count: "涉及 2 份".into(),
                    folded: false,
                    wordings: vec![
                        ReasonWording {
                            text: "请核对前面的环节：公布正式候选人名单还没有记录完成。".into(),
                            papers: vec![ReasonPaper {
                                title: "《关于投票时间和地点的公告》".into(),
                                units: vec![unit("上前村")],
                            }],
                        },
                        ReasonWording {
                            text: "请核对前面的环节：动员部署还没有记录完成。".into(),
                            papers: vec![ReasonPaper {
                                title: "《关于确定选举日的公告》".into(),
                                units: vec![unit("中坌村")],
                            }],
                        },
                    ],
                },
                ReasonGroup {
                    gate: "审签关".into(),
                    message: warning(
                        "N303",
                        "请补填空白处，或印出后手填：受理地点。这 1 处现在是横线。",
                    ),
                    field: "reason:N303:0a1b2c3d4e5f6a7b".into(),
                    count: "涉及 4 份".into(),
                    folded: true,
                    wordings: vec![ReasonWording {
                        text: String::new(),
                        papers: vec![ReasonPaper {
                            title: "《关于登记参加选举人员名单的公告》".into(),
                            units: ["上前村", "中坌村", "桥头村", "石塘社区"]
                                .map(unit)
                                .to_vec(),
                        }],
                    }],
                },
            ],
            action: "/c/c1/docs/issue/reasons".into(),
            papers: vec![Hidden {
                name: "paper".into(),
                value: "polling:v1".into(),
            }],
            back: Link::new("回文书中心，先不印发", "/c/c1/docs"),
            key: "re1".into(),
            form: Form::new(),
        };
        let again = Self {
            form: Form::new()
                .value("reason:D110:0a1b2c3d4e5f6a7b", "电话13600000000")
                .error(
                    "reason:D110:0a1b2c3d4e5f6a7b",
                    "请删去理由里的手机号码。理由留在登记和核对单上，不写个人号码。",
                ),
            ..asked.clone()
        };
        vec![("asked", asked), ("again", again)]
    }
}
