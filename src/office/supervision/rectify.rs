//! 整改 — 交办 → 整改 → 复核 → 销号: who answers for a finding, by when, what was done, who looked.
//!
//! The inspectors say what is to be put right and look whether it was; the village says what it did.
//! Every act is a line of the finding's history and an audit row.

use chrono::NaiveDate;
use uuid::Uuid;

use super::visit::Desk;
use crate::{
    civil,
    office::{
        change::{Actor, Begun, Change},
        event::Event,
        evidence::{self, Upload},
        refusal::{Conflict, Problems, Refusal},
        typed,
    },
    platform::files::Files,
    store::{
        audit,
        entity::{finding, rectification, rectification_event},
        progress,
        scope::CycleScope,
        supervision::{self as store, ANSWERED, ASSIGNED, CLOSED, FOUND, OPEN, WITHDRAWN},
        village,
    },
};

/// A deadline further away than this is a slip of the year.
const FARTHEST_DAYS: i64 = 366;

/// One act in the life of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// 交办: to whom and by when; also a new deadline.
    Assign,
    /// 报整改: what was done.
    Answer,
    /// 复核合格，销号
    Close,
    /// 复核没有通过，继续整改
    Return,
    /// 撤销: it was not so.
    Withdraw,
}

impl Act {
    /// Every act.
    pub const ALL: [Self; 5] = [
        Self::Assign,
        Self::Answer,
        Self::Close,
        Self::Return,
        Self::Withdraw,
    ];

    /// As it is stored and as the address says it.
    pub fn id(self) -> &'static str {
        match self {
            Self::Assign => "assign",
            Self::Answer => "answer",
            Self::Close => "close",
            Self::Return => "return",
            Self::Withdraw => "withdraw",
        }
    }

    /// In Chinese, from what is stored.
    pub fn name(id: &str) -> &'static str {
        match id {
            "assign" => "交办",
            "answer" => "报送整改情况",
            "close" => "复核合格，销号",
            "return" => "复核没有通过，继续整改",
            _ => "撤销",
        }
    }

    fn event(self) -> Event {
        match self {
            Self::Assign => Event::FindingAssigned,
            Self::Answer => Event::FindingAnswered,
            Self::Close => Event::FindingClosed,
            Self::Return => Event::FindingReviewed,
            Self::Withdraw => Event::FindingWithdrawn,
        }
    }

    /// The states from which it may follow.
    fn follows(self, state: &str) -> bool {
        match self {
            Self::Answer => matches!(state, FOUND | ASSIGNED),
            Self::Return => matches!(state, FOUND | ASSIGNED | ANSWERED),
            Self::Assign | Self::Close | Self::Withdraw => OPEN.contains(&state),
        }
    }

    fn leads_to(self) -> &'static str {
        match self {
            Self::Assign | Self::Return => ASSIGNED,
            Self::Answer => ANSWERED,
            Self::Close => CLOSED,
            Self::Withdraw => WITHDRAWN,
        }
    }
}

/// The state in Chinese.
pub fn state_name(state: &str) -> &'static str {
    match state {
        FOUND => "待交办",
        ASSIGNED => "整改中",
        ANSWERED => "待复核",
        CLOSED => "已销号",
        WITHDRAWN => "已撤销",
        _ => "",
    }
}

/// An act as typed.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    /// 整改责任人（单位）, for 交办.
    pub owner: String,
    /// 整改期限, for 交办 and a return.
    pub due: String,
    /// Day of the act; empty is today.
    pub day: String,
    /// 要求, 整改情况, 复核意见, 理由.
    pub text: String,
    /// Version of the row the form was made from.
    pub version: i32,
}

struct Checked {
    owner: String,
    due: Option<NaiveDate>,
    day: NaiveDate,
    text: String,
}

/// Everything wrong with an act at once.
fn check(act: Act, typed: &Typed, today: NaiveDate) -> Result<Checked, Problems> {
    let mut problems = Problems::none();
    let owner = typed.owner.trim().to_owned();
    if act == Act::Assign && owner.is_empty() {
        problems.add(
            "owner",
            "请写明整改责任人或者责任单位：没有责任人的问题没有人去改。",
        );
    }
    typed::at_most(&mut problems, "owner", &owner, 100);
    let text = typed.text.trim().to_owned();
    typed::at_most(&mut problems, "text", &text, 2000);
    if text.is_empty() {
        match act {
            Act::Answer => problems.add("text", "请写明怎样整改的：复核的人要照着看。"),
            Act::Return => problems.add("text", "请写明哪里没有整改到位，村里照着改。"),
            Act::Withdraw => problems.add("text", "请写明为什么撤销：这个问题会留在记录里。"),
            Act::Assign | Act::Close => {}
        }
    }
    let day = typed::day(&mut problems, "day", "日期", &typed.day).unwrap_or(today);
    if day > today {
        problems.add(
            "day",
            format!(
                "请把日期改到今天（{}）或者以前：还没有发生的事不能登记。",
                civil::long(today)
            ),
        );
    }
    let due = typed::day(&mut problems, "due", "整改期限", &typed.due);
    if matches!(act, Act::Assign | Act::Return) {
        match due {
            None if typed.due.trim().is_empty() => {
                problems.add("due", "请写明整改期限：到期没有整改的，工作台会提醒。");
            }
            Some(due) if due < today => problems.add(
                "due",
                format!(
                    "请把整改期限改到今天（{}）或者以后：{} 已经过了。",
                    civil::long(today),
                    civil::long(due)
                ),
            ),
            Some(due) if (due - today).num_days() > FARTHEST_DAYS => problems.add(
                "due",
                format!(
                    "请改正整改期限：{} 在一年以后，可能是年份写错了。",
                    civil::long(due)
                ),
            ),
            _ => {}
        }
    }
    if problems.is_empty() {
        Ok(Checked {
            owner,
            due,
            day,
            text,
        })
    } else {
        Err(problems)
    }
}

/// Carries out an act on a finding in reach; gives where the finding is seen.
#[allow(clippy::too_many_arguments)] // the desk, who, where, what and with which files
pub async fn act(
    desk: &Desk<'_>,
    folder: &Files,
    actor: &Actor,
    scope: &CycleScope,
    key: &str,
    id: Uuid,
    act: Act,
    typed: &Typed,
    uploads: Vec<Upload>,
) -> Result<String, Refusal> {
    let (row, found) = store::finding(desk.store.reader(), scope, id)
        .await?
        .ok_or(Refusal::NotFound)?;
    let location = format!("/c/{}/findings/{id}", scope.cycle_id());
    let mut problems = Problems::none();
    let files = evidence::check(uploads, &mut problems);
    let checked = match check(act, typed, desk.clock.today()) {
        Ok(checked) if problems.is_empty() => checked,
        Ok(_) => return Err(Refusal::Invalid(problems)),
        Err(mut more) => {
            more.general.append(&mut problems.general);
            more.fields.append(&mut problems.fields);
            return Err(Refusal::Invalid(more));
        }
    };
    let kept = evidence::keep(folder, files).await?;
    let mut change = match Change::begin(desk.store, desk.clock, actor, key).await? {
        Begun::Fresh(change) => change,
        Begun::Again(location) => return Ok(location),
    };
    let row = rectification::Model {
        version: typed.version,
        owner: if act == Act::Assign {
            checked.owner.clone()
        } else {
            row.owner.clone()
        },
        ..row
    };
    let event = settle_with(
        &mut change,
        row,
        act,
        checked.day,
        checked.due,
        &checked.text,
        Some(&found),
        scope,
    )
    .await?;
    let village_id = event.1;
    progress::attach(
        change.tx(),
        evidence::rows(&kept, scope, village_id, event.0, change.at()),
    )
    .await?;
    change.commit(&location).await?;
    Ok(location)
}

/// Writes an act that a follow-up visit carries out, without a form of its own.
pub(super) async fn settle(
    change: &mut Change<'_>,
    row: rectification::Model,
    act: Act,
    day: NaiveDate,
    due: Option<NaiveDate>,
    text: &str,
) -> Result<(), Refusal> {
    write(change, row, act, day, due, text).await.map(|_| ())
}

#[allow(clippy::too_many_arguments)] // the same, with what the audit row says
async fn settle_with(
    change: &mut Change<'_>,
    row: rectification::Model,
    act: Act,
    day: NaiveDate,
    due: Option<NaiveDate>,
    text: &str,
    found: Option<&finding::Model>,
    scope: &CycleScope,
) -> Result<(Uuid, Uuid), Refusal> {
    let village_id = row.village_id;
    let (finding_id, before) = (row.finding_id, row.state.clone());
    let event = write(change, row, act, day, due, text).await?;
    let name = village::find(change.tx(), scope, village_id)
        .await?
        .map(|village| village.name)
        .unwrap_or_default();
    let ordinal = found.map_or(0, |found| found.ordinal);
    change
        .audit(act.event())
        .object("finding", finding_id)
        .cycle(scope.cycle_id())
        .village(village_id)
        .summary(format!("{}：{name} 问题 {ordinal}", Act::name(act.id())))
        // What was written freely stays with the history: it may name people.
        .before(&serde_json::json!({ "state": before }))
        .after(&serde_json::json!({ "state": act.leads_to(), "day": day, "due": due }));
    Ok((event, village_id))
}

/// The row and its line of history; gives the id of the line.
async fn write(
    change: &Change<'_>,
    row: rectification::Model,
    act: Act,
    day: NaiveDate,
    due: Option<NaiveDate>,
    text: &str,
) -> Result<Uuid, Refusal> {
    let finding_id = row.finding_id;
    if !act.follows(&row.state) {
        return Err(conflict(change, finding_id).await?);
    }
    let owner = row.owner.clone();
    let next = rectification::Model {
        state: act.leads_to().to_owned(),
        due: match act {
            Act::Assign | Act::Return => due.or(row.due),
            _ => row.due,
        },
        assigned_on: match act {
            Act::Assign => Some(day),
            _ => row.assigned_on,
        },
        answered_on: match act {
            Act::Answer => Some(day),
            _ => row.answered_on,
        },
        closed_on: match act {
            Act::Close | Act::Withdraw => Some(day),
            _ => None,
        },
        ..row
    };
    let due = next.due;
    if !store::put_rectification(change.tx(), next).await? {
        return Err(conflict(change, finding_id).await?);
    }
    let id = Uuid::now_v7();
    store::insert_event(
        change.tx(),
        rectification_event::Model {
            id,
            finding_id,
            act: act.id().to_owned(),
            day,
            due: matches!(act, Act::Assign | Act::Return)
                .then_some(due)
                .flatten(),
            owner: if act == Act::Assign {
                owner
            } else {
                String::new()
            },
            text: text.to_owned(),
            actor_id: change.actor().id(),
            actor_name: change.actor().name.clone(),
            at: change.at(),
        },
    )
    .await?;
    Ok(id)
}

async fn conflict(change: &Change<'_>, finding_id: Uuid) -> Result<Refusal, Refusal> {
    let last = audit::last_of_object(change.tx(), "finding", &finding_id.to_string()).await?;
    Ok(Refusal::Conflict(Conflict::from_event(
        "这个问题的整改",
        last,
    )))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// Act, owner, deadline, text, fields complained about.
    type Case = (
        Act,
        &'static str,
        &'static str,
        &'static str,
        &'static [&'static str],
    );

    #[test]
    fn each_act_says_what_it_lacks_all_at_once() {
        let today: NaiveDate = "2027-02-20".parse().unwrap();
        let cases: &[Case] = &[
            (Act::Assign, "选委会主任", "2027-02-23", "", &[]),
            (Act::Assign, "", "", "", &["due", "owner"]),
            (Act::Assign, "甲", "2027-02-19", "", &["due"]),
            (Act::Assign, "甲", "2029-02-19", "", &["due"]),
            (Act::Assign, "甲", "月底", "", &["due"]),
            (Act::Answer, "", "", "已补贴", &[]),
            (Act::Answer, "", "", "", &["text"]),
            (Act::Close, "", "", "", &[]),
            (Act::Return, "", "", "", &["due", "text"]),
            (Act::Return, "", "2027-02-25", "第三组没有贴", &[]),
            (Act::Withdraw, "", "", " ", &["text"]),
        ];
        for (act, owner, due, text, fields) in cases {
            let typed = Typed {
                owner: (*owner).into(),
                due: (*due).into(),
                text: (*text).into(),
                ..Typed::default()
            };
            let found = check(*act, &typed, today).err().unwrap_or_default();
            let found: Vec<&str> = found.fields.keys().map(String::as_str).collect();
            assert_eq!(&found, fields, "{act:?} {owner} {due} {text}");
        }
    }

    #[test]
    fn nothing_follows_what_is_settled() {
        for act in Act::ALL {
            assert!(!act.follows(CLOSED) && !act.follows(WITHDRAWN), "{act:?}");
            assert!(act.follows(FOUND), "{act:?}");
            assert!(!Act::name(act.id()).is_empty());
            assert!(!state_name(act.leads_to()).is_empty());
        }
        assert!(!Act::Answer.follows(ANSWERED));
    }

    #[test]
    fn what_has_not_happened_is_not_recorded() {
        let today: NaiveDate = "2027-02-20".parse().unwrap();
        let typed = Typed {
            day: "2027-02-21".into(),
            text: "已补贴".into(),
            ..Typed::default()
        };
        let problems = check(Act::Answer, &typed, today).err().unwrap();
        assert!(problems.of("day").contains("2027年2月20日"));
    }
}
