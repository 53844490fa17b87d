//! 更正登记 — channel and kind put right by a handler. What they were stays in the audit and, with the reason,
//! under seal; the office that has the case is changed by a transfer only.

use uuid::Uuid;

use super::{Case, Desk, OBJECT, Remark, handlers, progress::LONGEST, register::too_long};
use crate::{
    law::complaint::{Act, Complaints, State},
    office::{
        change::{Actor, Begun, Change},
        done::Done,
        event::Event,
        refusal::{Problems, Refusal},
    },
    store::{complaint as rows, scope::CycleScope},
};

/// A correction as typed.
#[derive(Debug, Clone, Default)]
pub struct TypedCorrection {
    /// Id of the channel.
    pub channel: String,
    /// Id of the kind.
    pub kind: String,
    /// 更正的理由, sealed.
    pub reason: String,
}

/// 更正来源渠道或类别
pub async fn correct(
    desk: &Desk<'_>,
    actor: &Actor,
    scope: &CycleScope,
    id: Uuid,
    key: &str,
    version: i32,
    typed: &TypedCorrection,
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
    if case.row.version != version {
        return Err(handlers::conflict(desk, &number, id).await?);
    }
    check(desk.table, &case, typed)?;
    if !rows::correct(change.tx(), id, version, &typed.channel, &typed.kind).await? {
        return Err(handlers::conflict(desk, &number, id).await?);
    }
    let lines = differences(desk.table, &case, typed).join("，");
    let remark = Remark {
        note: format!("{lines}。理由：{}", typed.reason),
        ..Remark::default()
    };
    handlers::add_event(desk, &change, &case, Act::Corrected, None, &remark).await?;
    let seen = |channel: &str, kind: &str| {
        serde_json::json!({
            "渠道": desk.table.channel_name(channel),
            "类别": desk.table.kind_name(kind),
        })
    };
    change
        .audit(Event::ComplaintCorrected)
        .object(OBJECT, id)
        .cycle(scope.cycle_id())
        .summary(format!("更正登记 {number}：{lines}"))
        .before(&seen(&case.row.channel, &case.row.kind))
        .after(&seen(&typed.channel, &typed.kind))
        // What a handler writes about a case may name people: it is not for the audit.
        .reason("理由已密封，承办人可以查看");
    let location = format!("/c/{}/complaints/{id}", scope.cycle_id());
    change.commit(&location).await?;
    let mut done = Done::plainly(location, format!("已更正 {number}：{lines}。"));
    done.warnings.extend(elsewhere(desk.table, &case, typed));
    Ok(done)
}

/// «类别由“拉票贿选”改为“其他”»
fn differences(table: &Complaints, case: &Case, typed: &TypedCorrection) -> Vec<String> {
    let line = |what: &str, old: &str, new: &str| format!("{what}由“{old}”改为“{new}”");
    let mut lines = Vec::new();
    if case.row.channel != typed.channel {
        let (old, new) = (&case.row.channel, &typed.channel);
        lines.push(line(
            "渠道",
            table.channel_name(old),
            table.channel_name(new),
        ));
    }
    if case.row.kind != typed.kind {
        let (old, new) = (&case.row.kind, &typed.kind);
        lines.push(line("类别", table.kind_name(old), table.kind_name(new)));
    }
    lines
}

/// The new kind is another office's matter than the one that has the case.
fn elsewhere(table: &Complaints, case: &Case, typed: &TypedCorrection) -> Option<String> {
    let kind = table.kind(&typed.kind)?;
    let moved = case.row.kind != typed.kind && kind.office != case.course.office;
    moved.then(|| {
        format!(
            "“{}”归口{}，这一件现在在{}；要换归口单位的，请再记“转交”。",
            kind.name,
            table.office_name(&kind.office),
            table.office_name(&case.course.office)
        )
    })
}

/// Every problem of the form at once.
fn check(table: &Complaints, case: &Case, typed: &TypedCorrection) -> Result<(), Refusal> {
    if case.course.state == State::Closed {
        return Err(Refusal::general(
            "这一件已经归档，不能再更正；写错了的请在原件上注明。",
        ));
    }
    let mut problems = Problems::none();
    if !table.channels.iter().any(|one| one.id == typed.channel) {
        problems.add("channel", "请选择来源渠道。");
    }
    if table.kind(&typed.kind).is_none() {
        problems.add("kind", "请选择类别。");
    }
    if problems.is_empty() && case.row.channel == typed.channel && case.row.kind == typed.kind {
        problems.add("kind", "请选要改成的渠道或类别：现在选的和登记的一样。");
    }
    if typed.reason.is_empty() {
        problems.add("reason", "请写更正的理由：登记的内容改了要说得清为什么。");
    }
    too_long("reason", &typed.reason, LONGEST, &mut problems);
    problems.into_result()
}
