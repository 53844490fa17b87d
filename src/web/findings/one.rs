//! 一个问题 — `/c/{c}/findings/{f}`: how far it has come, and what may be done with it now.

use axum::{
    extract::{Path, State},
    response::Response,
};
use chrono::NaiveDate;
use uuid::Uuid;

use super::super::{
    answer::{Trouble, frame, invalid, onward, page},
    app::App,
    form::{Fields, Uploaded, UploadedFile},
    guard::{AnswerFinding, InCycle, May, ReadCycle, WriteInspection},
    inspections::{due_sign, finding_state, kind_name, may_write},
    pages::{
        parts::{Event as EventLine, Fact, FileLink, Form, Link, Sign},
        supervision::{ActForm, FindingPage, HistoryRow, WayMark},
    },
    sheets,
    sign_in::{form_again, fresh_key},
    view::Section,
};
use crate::{
    civil,
    law::Gravity,
    office::{
        evidence::{Upload, size_text},
        inspection::Kind as Visit,
        refusal::{Problems, Refusal},
        supervision::rectify::{self, Act, Typed},
    },
    platform::clock,
    store::{
        account::Role,
        entity::rectification,
        inspection as visits,
        supervision::{self as store, ANSWERED, ASSIGNED, FOUND, OPEN},
        village,
    },
};

/// `GET /c/{c}/findings/{f}`
pub async fn one(
    May(here): May<ReadCycle>,
    State(app): State<App>,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, Trouble> {
    let id = Uuid::parse_str(&id).map_err(|_| Trouble::not_found())?;
    show(&app, &here, id, None).await
}

/// A form that came back: which act, what was typed, what is wrong.
type Again<'f> = (Act, &'f Fields, Problems);

async fn show(
    app: &App,
    here: &InCycle,
    id: Uuid,
    again: Option<Again<'_>>,
) -> Result<Response, Trouble> {
    let db = app.store.reader();
    let refused = Refusal::from;
    let (row, found) = store::finding(db, &here.scope, id)
        .await
        .map_err(refused)?
        .ok_or_else(Trouble::not_found)?;
    let village = village::find(db, &here.scope, row.village_id)
        .await
        .map_err(refused)?
        .ok_or_else(Trouble::not_found)?;
    let (visit, _) = visits::find(db, &here.scope, row.inspection_id)
        .await
        .map_err(refused)?
        .ok_or_else(Trouble::not_found)?;
    let base = format!("/c/{}", here.scope.cycle_id());
    let mut history = Vec::new();
    for event in store::events(db, id).await.map_err(refused)? {
        let files = store::files_of(db, event.id).await.map_err(refused)?;
        let mut more = Vec::new();
        if !event.owner.is_empty() {
            more.push(format!("责任人 {}", event.owner));
        }
        if let Some(due) = event.due {
            more.push(format!("期限 {}", civil::short(due)));
        }
        history.push(HistoryRow {
            event: EventLine {
                when: clock::stamp(event.at),
                who: event.actor_name,
                text: Act::name(&event.act).to_owned(),
                href: String::new(),
            },
            text: event.text,
            more: more.join("，"),
            files: files
                .into_iter()
                .map(|file| FileLink {
                    name: file.file_name,
                    size: size_text(file.size),
                    href: format!("{base}/files/{}", file.id),
                })
                .collect(),
        });
    }
    let today = app.clock.today();
    let (sign, state) = finding_state(&row);
    let open = OPEN.contains(&row.state.as_str());
    let context = FindingPage {
        heading: format!("{}　问题 {}", village.name, found.ordinal),
        facts: vec![
            Fact::new(
                "程度",
                Gravity::from_id(&row.gravity).map_or("", Gravity::name),
            ),
            Fact::new(
                "依据",
                if found.basis.is_empty() {
                    "工作要求".to_owned()
                } else {
                    found.basis.clone()
                },
            ),
            Fact::new("整改要求", found.measure.clone()),
            Fact::new("责任人", row.owner.clone()),
        ],
        sign,
        state,
        due: row.due.filter(|_| open).map_or_else(String::new, |due| {
            format!("期限 {}，{}", civil::short(due), due_sign(due, today).1)
        }),
        due_sign: row
            .due
            .filter(|_| open)
            .map_or(Sign::Future, |due| due_sign(due, today).0),
        way: way(&row, visit.day),
        inspection: Link::new(
            format!("{} {}", civil::short(visit.day), kind_name(&visit.kind)),
            format!("{base}/inspections/{}", visit.id),
        ),
        notice: if open && may_write(here.role) {
            Link::new(
                "整改通知书（带回执）",
                format!(
                    "{base}/docs/preview?unit={}&kind=rectification-notice",
                    village.id
                ),
            )
        } else {
            Link::default()
        },
        follow_up: if open && may_write(here.role) {
            Link::new(
                "去复查，记一次整改回头看",
                format!(
                    "{base}/inspections/new?village={}&kind={}",
                    village.id,
                    Visit::FollowUp.id()
                ),
            )
        } else {
            Link::default()
        },
        history,
        acts: acts(here.role, &row, &base, today, again.as_ref()),
        problem: found.problem,
    };
    let frame = frame(
        app,
        &here.visit,
        Section::Inspections,
        &context.heading,
        Some(here.scope.cycle()),
        &[
            ("督查", &format!("{base}/inspections")),
            ("问题整改", &format!("{base}/findings")),
            (&context.heading, ""),
        ],
    );
    if again.is_some() {
        invalid(app, &frame, &context)
    } else {
        page(app, &frame, &context)
    }
}

fn way(row: &rectification::Model, found_on: NaiveDate) -> Vec<WayMark> {
    let mark = |name: &str, sign: Sign, day: Option<NaiveDate>| WayMark {
        name: name.to_owned(),
        sign,
        day: day.map_or_else(String::new, civil::short),
    };
    let state = row.state.as_str();
    let settled = !OPEN.contains(&state);
    let (assigned, answered, closed) = match state {
        FOUND => (Sign::Active, Sign::Future, Sign::Future),
        ASSIGNED => (Sign::Done, Sign::Active, Sign::Future),
        ANSWERED => (Sign::Done, Sign::Done, Sign::Active),
        _ => (Sign::Done, Sign::Done, Sign::Done),
    };
    // What was passed over on the way to the end is told as such.
    let passed = |sign: Sign, day: Option<NaiveDate>| {
        if settled && day.is_none() {
            Sign::Skipped
        } else {
            sign
        }
    };
    vec![
        mark("发现", Sign::Done, Some(found_on)),
        mark("交办", passed(assigned, row.assigned_on), row.assigned_on),
        mark("整改", passed(answered, row.answered_on), row.answered_on),
        mark(
            if state == store::WITHDRAWN {
                "撤销"
            } else {
                "复核销号"
            },
            closed,
            row.closed_on,
        ),
    ]
}

/// What a reader may do now, likeliest first.
fn acts(
    role: Role,
    row: &rectification::Model,
    base: &str,
    today: NaiveDate,
    again: Option<&Again<'_>>,
) -> Vec<ActForm> {
    let state = row.state.as_str();
    let (judges, answers) = (
        may_write(role),
        matches!(role, Role::Clerk | Role::Guidance | Role::VillageCommittee),
    );
    let mut list: Vec<Act> = Vec::new();
    match state {
        FOUND => {
            if judges {
                list.push(Act::Assign);
            }
            if answers {
                list.push(Act::Answer);
            }
            if judges {
                list.extend([Act::Close, Act::Withdraw]);
            }
        }
        ASSIGNED => {
            if answers {
                list.push(Act::Answer);
            }
            if judges {
                list.extend([Act::Close, Act::Assign, Act::Withdraw]);
            }
        }
        ANSWERED if judges => {
            list.extend([Act::Close, Act::Return, Act::Assign, Act::Withdraw]);
        }
        _ => {}
    }
    list.into_iter()
        .enumerate()
        .map(|(at, act)| act_form(act, row, base, today, again, at == 0))
        .collect()
}

fn act_form(
    act: Act,
    row: &rectification::Model,
    base: &str,
    today: NaiveDate,
    again: Option<&Again<'_>>,
    first: bool,
) -> ActForm {
    let (heading, hint, text, must) = match act {
        Act::Assign if row.state == FOUND => {
            ("交办", "写明谁来改、哪天以前改好。", "补充要求", false)
        }
        Act::Assign => (
            "重新交办或者延期",
            "换责任人、改期限都在这里，原来的留在经过里。",
            "原因",
            false,
        ),
        Act::Answer => (
            "报送整改情况",
            "怎样改的、什么时候改好的；有照片、文件可以附上。",
            "整改情况",
            true,
        ),
        Act::Close => ("复核合格，销号", "看过以后再销号。", "复核意见", false),
        Act::Return => ("没有整改到位，继续整改", "", "哪里没有到位", true),
        Act::Withdraw => (
            "撤销这个问题",
            "查明不是问题的才撤销；记录和理由都保留。",
            "理由",
            true,
        ),
    };
    let mut form = Form::new();
    let mine = again.filter(|(of, ..)| *of == act);
    if let Some((_, fields, problems)) = mine {
        for (name, value) in form_again(fields, problems).values {
            form = form.value(format!("{}-{name}", act.id()), value);
        }
        let told = form_again(fields, problems);
        for (name, text) in told.errors {
            form = form.error(format!("{}-{name}", act.id()), text);
        }
        for message in told.problems {
            form = form.problem(message);
        }
    } else if act == Act::Assign {
        form = form.value("assign-owner", row.owner.clone()).value(
            "assign-due",
            row.due
                .filter(|due| *due >= today)
                .map_or_else(String::new, |due| due.to_string()),
        );
    }
    ActForm {
        id: act.id().to_owned(),
        heading: heading.to_owned(),
        hint: hint.to_owned(),
        action: format!("{base}/findings/{}/{}", row.finding_id, act.id()),
        form,
        owner: act == Act::Assign,
        due: matches!(act, Act::Assign | Act::Return),
        text: text.to_owned(),
        must,
        files: act == Act::Answer,
        button: match act {
            Act::Assign if row.state == FOUND => "交办",
            Act::Assign => "保存",
            Act::Answer => "报送",
            Act::Close => "销号",
            Act::Return => "退回整改",
            Act::Withdraw => "撤销",
        }
        .to_owned(),
        folded: !first && mine.is_none(),
        primary: first,
        today: today.to_string(),
        version: row.version.to_string(),
        key: fresh_key(),
    }
}

/// `POST /c/{c}/findings/{f}/assign`
pub async fn assign(
    May(here): May<WriteInspection>,
    State(app): State<App>,
    Path((_, id)): Path<(String, String)>,
    sent: Uploaded,
) -> Result<Response, Trouble> {
    act(&app, &here, &id, Act::Assign, sent, "已交办。").await
}

/// `POST /c/{c}/findings/{f}/answer`
pub async fn answer(
    May(here): May<AnswerFinding>,
    State(app): State<App>,
    Path((_, id)): Path<(String, String)>,
    sent: Uploaded,
) -> Result<Response, Trouble> {
    act(
        &app,
        &here,
        &id,
        Act::Answer,
        sent,
        "整改情况已报送，等督查组复核。",
    )
    .await
}

/// `POST /c/{c}/findings/{f}/close`
pub async fn close(
    May(here): May<WriteInspection>,
    State(app): State<App>,
    Path((_, id)): Path<(String, String)>,
    sent: Uploaded,
) -> Result<Response, Trouble> {
    act(&app, &here, &id, Act::Close, sent, "复核合格，已销号。").await
}

/// `POST /c/{c}/findings/{f}/return`
pub async fn send_back(
    May(here): May<WriteInspection>,
    State(app): State<App>,
    Path((_, id)): Path<(String, String)>,
    sent: Uploaded,
) -> Result<Response, Trouble> {
    act(&app, &here, &id, Act::Return, sent, "已退回继续整改。").await
}

/// `POST /c/{c}/findings/{f}/withdraw`
pub async fn withdraw(
    May(here): May<WriteInspection>,
    State(app): State<App>,
    Path((_, id)): Path<(String, String)>,
    sent: Uploaded,
) -> Result<Response, Trouble> {
    act(
        &app,
        &here,
        &id,
        Act::Withdraw,
        sent,
        "已撤销，记录和理由都保留。",
    )
    .await
}

async fn act(
    app: &App,
    here: &InCycle,
    id: &str,
    act: Act,
    sent: Uploaded,
    done: &str,
) -> Result<Response, Trouble> {
    let id = Uuid::parse_str(id).map_err(|_| Trouble::not_found())?;
    let plans = app.plans(here.scope.cycle()).await?;
    // The forms of one page stand apart by the name of their act.
    let prefix = format!("{}-", act.id());
    let fields: Fields = sent
        .fields
        .iter()
        .map(|(name, value)| {
            let name = name.strip_prefix(&prefix).unwrap_or(name);
            (name.to_owned(), value.to_owned())
        })
        .collect();
    let typed = Typed {
        owner: fields.text("owner").to_owned(),
        due: fields.text("due").to_owned(),
        day: fields.text("day").to_owned(),
        text: fields.text("text").to_owned(),
        version: fields.version(),
    };
    let uploads: Vec<Upload> = sent
        .files
        .into_iter()
        .map(|UploadedFile { name, content, .. }| Upload { name, content })
        .collect();
    let result = rectify::act(
        &sheets::desk(app, &plans),
        &app.files,
        &here.actor,
        &here.scope,
        &sent.key,
        id,
        act,
        &typed,
        uploads,
    )
    .await;
    match result {
        Ok(location) => Ok(onward(app, &location, done)),
        Err(Refusal::Invalid(problems)) => {
            show(app, here, id, Some((act, &fields, problems))).await
        }
        Err(refusal) => Err(refusal.into()),
    }
}
