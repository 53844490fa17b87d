//! 办理 — what a handler records of a case, one act at a time, never changed afterwards.

use chrono::NaiveDate;
use uuid::Uuid;

use super::{Case, Desk, OBJECT, Remark, handlers, register::too_long};
use crate::{
    civil,
    law::complaint::{Act, State},
    office::{
        change::{Actor, Begun, Change},
        done::Done,
        event::Event,
        refusal::{Problems, Refusal},
    },
    store::{complaint as rows, entity::complaint_event, scope::CycleScope},
};

/// Longest remark, in characters.
pub(super) const LONGEST: usize = 5_000;

/// An act as typed.
#[derive(Debug, Clone, Default)]
pub struct TypedAct {
    /// Id of the act.
    pub act: String,
    /// 日期
    pub day: String,
    /// Id of the office a case is transferred to.
    pub office: String,
    /// Days of an extension.
    pub days: String,
    /// Id of the outcome.
    pub outcome: String,
    /// 说明, sealed.
    pub note: String,
}

/// 办理
pub async fn act(
    desk: &Desk<'_>,
    actor: &Actor,
    scope: &CycleScope,
    id: Uuid,
    key: &str,
    version: i32,
    typed: &TypedAct,
) -> Result<Done, Refusal> {
    let case = desk.case(scope, actor, id).await?;
    if !desk.handles(actor, id).await? {
        return Err(Refusal::Forbidden);
    }
    let number = case.row.number.clone();
    let mut change = match Change::begin(desk.store, desk.clock, actor, key).await? {
        Begun::Fresh(change) => change,
        Begun::Again(location) => return Ok(Done::again(location)),
    };
    if case.row.version != version || !rows::raise(change.tx(), id, version).await? {
        return Err(handlers::conflict(desk, &number, id).await?);
    }
    let (act, row, remark) = check(desk, &case, typed).map_err(Refusal::Invalid)?;
    let told = told(desk, act, &row);
    handlers::add_event(desk, &change, &case, act, Some(row.clone()), &remark).await?;
    change
        .audit(Event::ComplaintMoved)
        .object(OBJECT, id)
        .cycle(scope.cycle_id())
        .summary(format!("{} {number}", act.name()))
        .after(&serde_json::json!({
            "日期": row.day,
            "转交到": row.office.as_deref().map(|office| desk.table.office_name(office)),
            "延长天数": row.days,
        }));
    let location = format!("/c/{}/complaints/{id}", scope.cycle_id());
    change.commit(&location).await?;
    Ok(Done::plainly(location, format!("已记录 {number} {told}。")))
}

fn told(desk: &Desk<'_>, act: Act, row: &complaint_event::Model) -> String {
    let day = civil::short(row.day);
    match (act, row.office.as_deref(), row.days) {
        (Act::Transferred, Some(office), _) => {
            format!("{day}转交{}", desk.table.office_name(office))
        }
        (Act::Extended, _, Some(days)) => format!("{day}延长办理 {days} 天"),
        _ => format!("{day}{}", act.name()),
    }
}

/// Every problem of the form at once.
fn check(
    desk: &Desk<'_>,
    case: &Case,
    typed: &TypedAct,
) -> Result<(Act, complaint_event::Model, Remark), Problems> {
    let mut problems = Problems::none();
    let act = Act::from_id(&typed.act);
    let open = case.course.open_acts(case.row.named);
    let Some(act) = act.filter(|act| open.contains(act)) else {
        return Err(Problems::general(match case.course.state {
            State::Closed => "这一件已经归档，不能再办理。".to_owned(),
            state => format!(
                "请刷新页面再办：这一件现在是“{}”，不能做这一步。",
                state.name()
            ),
        }));
    };
    let day = check_day(&typed.day, case, act, desk.clock.today(), &mut problems);
    let office = check_office(desk, case, act, &typed.office, &mut problems);
    let days = check_days(desk, act, &typed.days, &mut problems);
    let outcome = (act == Act::Decided).then(|| typed.outcome.clone());
    if outcome
        .as_ref()
        .is_some_and(|id| !desk.table.outcomes.iter().any(|one| one.id == *id))
    {
        problems.add("outcome", "请选择查处结果。");
    }
    if typed.note.is_empty() {
        match act {
            Act::Declined => problems.add("note", "请写不予受理的理由：书面告知时要说明。"),
            Act::Extended => problems.add("note", "请写延长的理由和批准人：要告知反映人。"),
            Act::Decided => problems.add("note", "请写查明的情况和处理意见。"),
            Act::Noted => problems.add("note", "请写要补记的内容。"),
            _ => {}
        }
    }
    too_long("note", &typed.note, LONGEST, &mut problems);
    match day {
        Some(day) if problems.is_empty() => Ok((
            act,
            complaint_event::Model {
                id: Uuid::nil(),
                complaint_id: case.row.id,
                ordinal: 0,
                act: act.id().to_owned(),
                day,
                office,
                days,
                recorded_by: Uuid::nil(),
                recorded_by_name: String::new(),
                recorded_at: chrono::DateTime::UNIX_EPOCH,
            },
            Remark {
                note: typed.note.clone(),
                outcome,
                withdrawn: None,
            },
        )),
        _ => Err(problems),
    }
}

fn check_day(
    typed: &str,
    case: &Case,
    act: Act,
    today: NaiveDate,
    problems: &mut Problems,
) -> Option<NaiveDate> {
    let Some(day) = civil::parse(typed) else {
        problems.add(
            "day",
            if typed.is_empty() {
                "请填写日期。"
            } else {
                "请改正日期：不是日期，或者没有这一天，应写成 2027-02-20。"
            },
        );
        return None;
    };
    let after = if act == Act::Noted {
        case.row.received_on
    } else {
        case.course.last
    };
    if day > today {
        problems.add(
            "day",
            format!(
                "请等办了以后再记，或者改正日期：{} 还没有到，今天是 {}。",
                civil::long(day),
                civil::long(today)
            ),
        );
    } else if day < after {
        problems.add(
            "day",
            format!(
                "请改正日期：{} 在上一步（{}）之前。",
                civil::long(day),
                civil::long(after)
            ),
        );
    }
    Some(day)
}

fn check_office(
    desk: &Desk<'_>,
    case: &Case,
    act: Act,
    typed: &str,
    problems: &mut Problems,
) -> Option<String> {
    if act != Act::Transferred {
        return None;
    }
    if !desk.table.offices.iter().any(|one| one.id == typed) {
        problems.add("office", "请选择转交到哪个单位。");
    } else if case.course.office == typed {
        problems.add("office", "请换一个单位：这一件现在就归口在那里。");
    }
    Some(typed.to_owned())
}

fn check_days(desk: &Desk<'_>, act: Act, typed: &str, problems: &mut Problems) -> Option<i32> {
    if act != Act::Extended {
        return None;
    }
    let most = desk.table.term("extension").map_or(0, |term| term.days);
    let basis = desk
        .table
        .term("extension")
        .map(|term| crate::law::cite_all(std::slice::from_ref(&term.basis)))
        .unwrap_or_default();
    let days = typed
        .parse::<u32>()
        .ok()
        .filter(|days| (1..=most).contains(days));
    if days.is_none() {
        problems.add(
            "days",
            format!("请填写 1 到 {most} 的整数：延长办理不超过 {most} 日。{basis}"),
        );
    }
    days.and_then(|days| i32::try_from(days).ok())
}
