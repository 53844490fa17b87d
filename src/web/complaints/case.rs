//! 一件 — what may be seen of it, what was recorded, its sealed content.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use chrono::NaiveDate;
use uuid::Uuid;

use super::{desk, handler_names, id_of, list::sign_of, names, with_status};
use crate::{
    civil,
    law::{cite_all, complaint::Act},
    office::{
        complaint::{self, Case, TypedAct},
        refusal::{Conflict, Problems, Refusal},
    },
    platform::clock,
    store::{account::Role, complaint as rows, entity::complaint_event, village},
    web::{
        answer::{self, Trouble, frame, page},
        app::App,
        form::{Fields, Posted},
        guard::{HandleComplaint, InCycle, May, ReadComplaints},
        pages::{
            complaint::{ActForm, CasePage, CaseStep, SealedPage, SealedRemark},
            parts::{DateCard, Fact, Form, Link},
        },
        sign_in::{form_again, fresh_key},
        signs,
        view::Section,
    },
};

/// Cycle and case of the address.
pub(super) type CasePath = Path<(String, String)>;

/// A form that was not taken.
pub(super) struct Again<'f> {
    pub(super) fields: &'f Fields,
    pub(super) problems: Problems,
    pub(super) conflict: Option<Conflict>,
}

impl<'f> Again<'f> {
    /// What is told above the form that comes back; what is no matter of the form goes on as it is.
    pub(super) fn of(fields: &'f Fields, refusal: Refusal) -> Result<Self, Trouble> {
        let (problems, conflict) = match refusal {
            Refusal::Invalid(problems) => (problems, None),
            Refusal::Conflict(conflict) => (Problems::none(), Some(conflict)),
            Refusal::Seal(error) => (Problems::general(error.to_string()), None),
            refusal => return Err(refusal.into()),
        };
        Ok(Self {
            fields,
            problems,
            conflict,
        })
    }
}

/// Who was first, above the form that came back.
pub(super) fn told(conflict: Option<&Conflict>) -> String {
    conflict.map_or_else(String::new, |one| {
        if one.when.is_empty() {
            format!("请先核对再保存：{} 已修改{}。", one.who, one.subject)
        } else {
            format!(
                "请先核对再保存：{} 在 {} 已修改{}（{}）。",
                one.who, one.when, one.subject, one.what
            )
        }
    })
}

/// The frame of a page of one case.
pub(super) fn framed(
    app: &App,
    here: &InCycle,
    title: &str,
    number: &str,
    deeper: bool,
) -> crate::web::view::Frame {
    let base = format!("/c/{}/complaints", here.scope.cycle_id());
    let crumbs: &[(&str, &str)] = if deeper {
        &[("信访举报", &base), (number, "")]
    } else {
        &[("信访举报", &base)]
    };
    frame(
        app,
        &here.visit,
        Section::Inspections,
        title,
        Some(here.scope.cycle()),
        crumbs,
    )
}

/// `GET /c/{c}/complaints/{k}`
pub(in crate::web) async fn one(
    May(here): May<ReadComplaints>,
    State(app): State<App>,
    Path((_, id)): CasePath,
) -> Result<Response, Trouble> {
    show(&app, &here, id_of(&id)?, None).await
}

pub(super) async fn show(
    app: &App,
    here: &InCycle,
    id: Uuid,
    again: Option<Again<'_>>,
) -> Result<Response, Trouble> {
    let desk = desk(app);
    let case = desk.case(&here.scope, &here.actor, id).await?;
    let handles = desk.handles(&here.actor, id).await?;
    let people = complaint::candidates(&desk, &here.scope).await?;
    let handlers = handler_names(app, &people, id).await?;
    let base = format!("/c/{}/complaints/{id}", here.scope.cycle_id());
    let remarked: Vec<i32> = rows::sealed_ordinals(app.store.reader(), id)
        .await
        .map_err(Refusal::from)?;
    let status = again.as_ref().map(|again| {
        if again.conflict.is_some() {
            StatusCode::CONFLICT
        } else {
            StatusCode::UNPROCESSABLE_ENTITY
        }
    });
    let context = CasePage {
        number: case.row.number.clone(),
        facts: facts(app, here, &case, &handlers).await?,
        sign: sign_of(case.course.state),
        state: case.course.state.name().to_owned(),
        card: card(app, &case, app.clock.today()),
        steps: case
            .events
            .iter()
            .enumerate()
            .map(|(at, event)| step(app, &case, at, event, &remarked))
            .collect(),
        content: if handles {
            Link::new("查看密封内容", format!("{base}/content"))
        } else {
            Link::default()
        },
        ask: match (handles, handlers.is_empty()) {
            (true, _) => String::new(),
            (false, true) => "领导小组（承办人的账号都已停用）".to_owned(),
            (false, false) => handlers,
        },
        handlers: if handles || here.role == Role::Leader {
            Link::new("调整承办人", format!("{base}/handlers"))
        } else {
            Link::default()
        },
        acts: if handles {
            acts(app, &case, again.as_ref())
        } else {
            Vec::new()
        },
        correct: if handles {
            super::correct::form(app, &case, again.as_ref())
        } else {
            None
        },
        conflict: told(again.as_ref().and_then(|again| again.conflict.as_ref())),
        action: base,
        version: case.row.version.to_string(),
        key: fresh_key(),
    };
    let title = format!("信访举报 {}", case.row.number);
    let response = page(
        app,
        &framed(app, here, &title, &case.row.number, false),
        &context,
    )?;
    Ok(match status {
        Some(status) => with_status(response, status),
        None => response,
    })
}

async fn facts(
    app: &App,
    here: &InCycle,
    case: &Case,
    handlers: &str,
) -> Result<Vec<Fact>, Refusal> {
    let table = app.rules.complaints();
    let about = match case.row.village_id {
        Some(id) => village::find(app.store.reader(), &here.scope, id)
            .await?
            .map_or_else(String::new, |row| row.name),
        None => "不涉及具体的村".to_owned(),
    };
    Ok(vec![
        Fact::new("收到", civil::long_weekday(case.row.received_on)),
        Fact::new("来源渠道", table.channel_name(&case.row.channel)),
        Fact::new("类别", table.kind_name(&case.row.kind)),
        Fact::new("归口", table.office_name(&case.course.office)),
        Fact::new(
            "依据",
            table
                .kind(&case.row.kind)
                .and_then(|kind| kind.basis.as_ref())
                .map_or_else(
                    || "按类别归口，没有专门的条文".to_owned(),
                    |basis| format!("{}：{}", basis.cite(), basis.gist),
                ),
        ),
        Fact::new("涉及", about),
        Fact::new(
            "署名",
            if case.row.named {
                "有反映人，办结后要答复"
            } else {
                "匿名"
            },
        ),
        Fact::new("承办人", handlers),
    ])
}

/// What is due, with formula and article.
pub(super) fn card(app: &App, case: &Case, today: NaiveDate) -> Option<DateCard> {
    let due = case.course.due.as_ref()?;
    let term = app.rules.complaints().term(due.term)?;
    Some(DateCard {
        latest: format!("{}最迟 {}", term.name, civil::long_weekday(due.day)),
        margin: signs::margin_text((due.day - today).num_days()),
        formula: due.formula.clone(),
        basis: format!("{}{}", term.basis.statute, term.basis.article),
        verified: term.basis.status == crate::law::Status::Verified,
        gist: term.basis.gist.clone(),
        class: "法定".to_owned(),
        ..DateCard::default()
    })
}

fn event_text(app: &App, event: &complaint_event::Model) -> String {
    let act = Act::from_id(&event.act).map_or("其他", Act::name);
    match (event.office.as_deref(), event.days) {
        (Some(office), _) => {
            let office = app.rules.complaints().office_name(office);
            if event.act == Act::Received.id() {
                format!("{act}，归口{office}")
            } else {
                format!("{act}{office}")
            }
        }
        (None, Some(days)) => format!("{act} {days} 天"),
        (None, None) => act.to_owned(),
    }
}

fn step(
    app: &App,
    case: &Case,
    at: usize,
    event: &complaint_event::Model,
    remarked: &[i32],
) -> CaseStep {
    CaseStep {
        day: civil::short(event.day),
        what: event_text(app, event),
        who: format!(
            "{} {}",
            event.recorded_by_name,
            clock::stamp(event.recorded_at)
        ),
        late: case
            .course
            .late
            .iter()
            .find(|(place, _)| *place == at)
            .map_or_else(String::new, |(_, days)| format!("晚 {days} 天")),
        remarked: event.act != Act::Reassigned.id() && remarked.contains(&event.ordinal),
    }
}

fn hint(app: &App, act: Act) -> String {
    let cited = |id: &str| {
        app.rules
            .complaints()
            .term(id)
            .map_or_else(String::new, |term| {
                cite_all(std::slice::from_ref(&term.basis))
            })
    };
    match act {
        Act::Accepted => format!(
            "书面告知反映人受理以后记在这里，日期写告知的那一天。{}",
            cited("acceptance")
        ),
        Act::Declined => format!(
            "书面告知反映人不予受理和理由以后记在这里。{}",
            cited("acceptance")
        ),
        Act::Transferred => "原件当面交接，密封内容要换人看的，再“调整承办人”。".to_owned(),
        Act::Extended => format!(
            "经负责人批准，在期限届满前办，并告知反映人理由。{}",
            cited("extension")
        ),
        Act::Decided => format!("查清以后记结果和处理意见。{}", cited("decision")),
        Act::Replied => format!(
            "书面答复反映人的那一天。对处理意见不服的，可以请求复查。{}",
            cited("review")
        ),
        Act::Closed => "材料齐了、原件归档以后记。归档以后不能再办理。".to_owned(),
        Act::Noted | Act::Received | Act::Reassigned | Act::Corrected => String::new(),
    }
}

fn acts(app: &App, case: &Case, again: Option<&Again<'_>>) -> Vec<ActForm> {
    let table = app.rules.complaints();
    let today = app.clock.today().to_string();
    let sent = again.map_or("", |again| again.fields.text("act"));
    let mut open = case.course.open_acts(case.row.named);
    // A form that cannot be sent any more still shows what was typed.
    let stale = Act::from_id(sent).filter(|act| !open.contains(act));
    open.extend(stale);
    open.into_iter()
        .map(|act| {
            let form = match again {
                Some(again) if sent == act.id() => form_again(again.fields, &again.problems),
                _ => Form::new().value("day", today.clone()),
            };
            ActForm {
                id: act.id().to_owned(),
                name: act.name().to_owned(),
                hint: hint(app, act),
                note: match act {
                    Act::Declined | Act::Extended => "理由",
                    Act::Decided => "查明的情况和处理意见",
                    _ => "说明",
                }
                .to_owned(),
                note_must: matches!(
                    act,
                    Act::Declined | Act::Extended | Act::Decided | Act::Noted
                ),
                offices: if act == Act::Transferred {
                    names(&table.offices)
                        .into_iter()
                        .filter(|office| office.value != case.course.office)
                        .collect()
                } else {
                    Vec::new()
                },
                most_days: match (act, table.term("extension")) {
                    (Act::Extended, Some(term)) => term.days.to_string(),
                    _ => String::new(),
                },
                outcomes: if act == Act::Decided {
                    names(&table.outcomes)
                } else {
                    Vec::new()
                },
                form,
                open: sent == act.id(),
            }
        })
        .collect()
}

/// `POST /c/{c}/complaints/{k}`
pub(in crate::web) async fn act(
    May(here): May<HandleComplaint>,
    State(app): State<App>,
    Path((_, id)): CasePath,
    posted: Posted,
) -> Result<Response, Trouble> {
    let id = id_of(&id)?;
    let fields = &posted.fields;
    let text = |name: &str| fields.text(name).to_owned();
    let typed = TypedAct {
        act: text("act"),
        day: text("day"),
        office: text("office"),
        days: text("days"),
        outcome: text("outcome"),
        note: text("note"),
    };
    let done = complaint::act(
        &desk(&app),
        &here.actor,
        &here.scope,
        id,
        &posted.key,
        fields.version(),
        &typed,
    )
    .await;
    match done {
        Ok(done) => Ok(answer::done(&app, &done)),
        Err(refusal) => show(&app, &here, id, Some(Again::of(fields, refusal)?)).await,
    }
}

/// `GET /c/{c}/complaints/{k}/content`
pub(in crate::web) async fn content(
    May(here): May<ReadComplaints>,
    State(app): State<App>,
    Path((_, id)): CasePath,
) -> Result<Response, Trouble> {
    let id = id_of(&id)?;
    let desk = desk(&app);
    let back = format!("/c/{}/complaints/{id}", here.scope.cycle_id());
    let opened = match complaint::open(&desk, &here.actor, &here.scope, id).await {
        Ok(opened) => opened,
        Err(Refusal::Forbidden) => {
            let case = desk.case(&here.scope, &here.actor, id).await?;
            let people = complaint::candidates(&desk, &here.scope).await?;
            let context = SealedPage {
                number: case.row.number.clone(),
                ask: handler_names(&app, &people, id).await?,
                back,
                ..SealedPage::default()
            };
            let title = format!("密封内容 {}", case.row.number);
            let frame = framed(&app, &here, &title, &case.row.number, true);
            return Ok(with_status(
                page(&app, &frame, &context)?,
                StatusCode::FORBIDDEN,
            ));
        }
        Err(refusal) => return Err(refusal.into()),
    };
    let table = app.rules.complaints();
    let remarks = opened
        .remarks
        .iter()
        .filter(|(_, remark)| !remark.note.is_empty() || remark.outcome.is_some())
        .filter_map(|(ordinal, remark)| {
            let event = opened
                .case
                .events
                .iter()
                .find(|event| event.ordinal == *ordinal)?;
            Some(SealedRemark {
                heading: format!("{} {}", civil::short(event.day), event_text(&app, event)),
                outcome: remark
                    .outcome
                    .as_deref()
                    .map_or("", |id| table.outcome_name(id))
                    .to_owned(),
                note: remark.note.clone(),
            })
        })
        .collect();
    let withdrawn: Vec<&str> = opened
        .withdrawn
        .iter()
        .map(|one| one.name.as_str())
        .collect();
    let incoming = opened.incoming;
    let or = |text: String, empty: &str| {
        if text.is_empty() {
            empty.to_owned()
        } else {
            text
        }
    };
    let context = SealedPage {
        number: opened.case.row.number.clone(),
        back,
        ask: String::new(),
        opened: true,
        text: incoming.text,
        facts: vec![
            Fact::new("反映人", or(incoming.complainant, "匿名")),
            Fact::new("联系方式", or(incoming.contact, "没有留")),
            Fact::new("被反映人", or(incoming.accused, "没有写")),
            Fact::new("回避人员", or(withdrawn.join("、"), "没有")),
        ],
        remarks,
    };
    let title = format!("密封内容 {}", opened.case.row.number);
    let frame = framed(&app, &here, &title, &opened.case.row.number, true);
    page(&app, &frame, &context)
}
