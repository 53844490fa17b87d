//! 表单名册 — forms and lists that are filled in by hand or from what the product knows. They carry no number, go
//! on no wall and are never overdue.

pub mod ballot;
pub mod by_hand;
pub mod closing;
pub mod filled;
pub mod inspection;
pub mod ledger;
pub mod meeting;
pub(super) mod parts;
pub mod per_person;
pub mod preflight_sheet;
pub mod tally;
#[cfg(test)]
mod tests;
pub mod voters;
pub mod winners;

use serde_json::{Map, Value, json};

use crate::documents::kind::Kind;

/// 一类表单 — how the forms are laid out for the hand that looks for one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shelf {
    /// 名称
    pub name: &'static str,
    /// The forms, with what each is for.
    pub forms: &'static [(Kind, &'static str)],
}

/// All forms by the phase in which they are reached for.
pub const SHELVES: &[Shelf] = &[
    Shelf {
        name: "登记和名单",
        forms: &[
            (
                Kind::VoterRegister,
                "登记造册用，身份证号留给手填，内部资料",
            ),
            (
                Kind::OutsiderApplication,
                "户籍不在本地的人申请登记，一人一份",
            ),
            (
                Kind::ObjectionForm,
                "受理申诉，附受理回执；填写过的一件一张",
            ),
            (Kind::VoterCard, "从名册印出，一张纸八份，带存根，裁开使用"),
        ],
    },
    Shelf {
        name: "提名和资格",
        forms: &[
            (
                Kind::NominationForm,
                "提名候选人用，提名人逐一签名；按村填好的一人一张",
            ),
            (
                Kind::SelfNominationForm,
                "规则允许自荐的地方用；填写过自荐人的一人一张",
            ),
            (Kind::CandidateProfile, "每位候选人一份，贴照片"),
            (
                Kind::QualificationReview,
                "每位候选人一份，各部门盖章，内部资料",
            ),
            (Kind::Pledge, "每位候选人一份，本人签名"),
        ],
    },
    Shelf {
        name: "委托和流动票箱",
        forms: &[
            (
                Kind::ProxyForm,
                "书面委托，附受委托人领票凭证；按村填好的一件一张",
            ),
            (Kind::RoamingApplication, "行动不便的人申请在流动票箱投票"),
        ],
    },
    Shelf {
        name: "投票和计票",
        forms: &[
            (
                Kind::Ballot,
                "选票印版；签发以前带“预览”字样，签发后的才可付印",
            ),
            (
                Kind::BallotLedger,
                "选票印制、领取、发放登记，数目相等有算式",
            ),
            (Kind::IssueRegister, "按名册印出，领票人签名"),
            (Kind::TallySheet, "画“正”字，每格五票，一个职位一张"),
            (Kind::ResultReport, "计票结束后填写，各方签字，报送备案"),
        ],
    },
    Shelf {
        name: "会议",
        forms: &[
            (Kind::MeetingNotice, "一张纸两份，带回执"),
            (Kind::SignInSheet, "到会人员签名"),
            (Kind::Minutes, "应到、实到、表决结果有算式"),
        ],
    },
    Shelf {
        name: "当选、移交和归档",
        forms: &[
            (Kind::Certificate, "省里统一印制证书的，用统一的证书"),
            (Kind::ElectedRegister, "当选人名册，报送备案"),
            (Kind::HandoverList, "印章、账目、资产、档案逐项移交"),
            (Kind::ArchiveIndex, "卷内目录，已印发的文书自动列入"),
        ],
    },
    Shelf {
        name: "督查和管理",
        forms: &[
            (Kind::InspectionForm, "按阶段逐项检查，附依据"),
            (Kind::VillageLedger, "一村一档，汇集已知的情况"),
            (Kind::PostingChecklist, "公告张贴时间、地点逐一核对"),
            (Kind::PreflightSheet, "空白的；填好的在每份文书的预检处打印"),
            (Kind::VillagePacketCover, "整包文书的封面"),
        ],
    },
];

impl Kind {
    /// 表单 — whether it is a form or list: unnumbered, never due, printed whenever it is wanted.
    pub fn is_form(self) -> bool {
        SHELVES
            .iter()
            .flat_map(|shelf| shelf.forms)
            .any(|(kind, _)| *kind == self)
    }

    /// Whether it states the names of the imported roll.
    pub const fn lists_voters(self) -> bool {
        matches!(
            self,
            Self::VoterRoll | Self::VoterRegister | Self::VoterCard | Self::IssueRegister
        )
    }

    /// Whether the roll is read for it: names are listed from it or looked up in it.
    pub const fn reads_roll(self) -> bool {
        self.lists_voters()
            || matches!(
                self,
                Self::ProxyForm
                    | Self::RoamingApplication
                    | Self::OutsiderApplication
                    | Self::NominationForm
                    | Self::SelfNominationForm
                    | Self::ObjectionForm
                    | Self::CandidateProfile
                    | Self::QualificationReview
                    | Self::ElectedRegister
            )
    }

    /// Whether one made by anybody could pass for the real thing, so that it carries 预览 until it is issued.
    pub const fn is_guarded(self) -> bool {
        matches!(self, Self::Ballot)
    }
}

/// 沿用 — what notices of the same unit already said: the candidates, the hours and the place of the poll, the
/// result.
pub(super) fn carried(kind: Kind, from: Kind, known: &Value, facts: &mut Map<String, Value>) {
    let asks = |key: &str| kind.fields().iter().any(|field| field.key == key);
    let mut take = |key: &str, value: Option<Value>| {
        if let Some(value) = value.filter(|value| !super::carry::is_empty(value)) {
            facts.insert(key.to_owned(), value);
        }
    };
    if !kind.is_form() {
        return;
    }
    match from {
        // 候选人不都是自荐的
        Kind::Candidates if asks("candidates") && kind != Kind::SelfNominationForm => {
            take(
                "candidates",
                rows(known.get("candidates"), &["post", "name"], |_| true),
            );
            // 选票、计票表与公告同一先后
            if asks("order") {
                take("order", known.get("order").cloned());
            }
        }
        Kind::Polling => {
            for key in ["opens", "closes", "main_place"] {
                if asks(key) {
                    take(key, known.get(key).cloned());
                }
            }
        }
        Kind::Results if kind == Kind::ResultReport => {
            for key in ["issued", "returned", "valid", "invalid", "counts"] {
                take(key, known.get(key).cloned());
            }
        }
        Kind::Results if asks("elected") => {
            let keys: &[&str] = if kind == Kind::Certificate {
                &["post", "name"]
            } else {
                &["post", "name", "votes"]
            };
            take(
                "elected",
                rows(known.get("counts"), keys, |row| {
                    row.get("elected").and_then(Value::as_bool) == Some(true)
                }),
            );
        }
        _ => {}
    }
}

fn rows(table: Option<&Value>, keys: &[&str], wanted: impl Fn(&Value) -> bool) -> Option<Value> {
    let rows: Vec<Value> = table?
        .as_array()?
        .iter()
        .filter(|row| wanted(row))
        .map(|row| {
            keys.iter()
                .map(|key| {
                    (
                        (*key).to_owned(),
                        row.get(*key).cloned().unwrap_or(json!(null)),
                    )
                })
                .collect::<Map<String, Value>>()
                .into()
        })
        .collect();
    Some(Value::Array(rows))
}
