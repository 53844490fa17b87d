//! 登记 — the list, which says nothing about people.

use std::collections::HashSet;

use axum::{extract::State, response::Response};
use chrono::NaiveDate;
use uuid::Uuid;

use super::{desk, due_text, may_register};
use crate::{
    civil,
    law::complaint::State as CaseState,
    office::{
        complaint::{Case, Sight},
        refusal::Refusal,
    },
    store::complaint as rows,
    web::{
        answer::{Trouble, frame, page},
        app::App,
        form::{Asked, Fields},
        guard::{InCycle, May, ReadComplaints},
        pages::{
            complaint::{ComplaintRow, Complaints},
            parts::{Choice, Empty, Form, Link, Message, Pager, Sign},
        },
        view::Section,
    },
};

/// Cases on a page.
const PAGE: usize = 50;

/// What the list can be narrowed to.
pub(super) const SHOWS: [(&str, &str); 5] = [
    ("mine", "我承办的"),
    ("late", "逾期的"),
    ("urgent", "逾期和三日内到期的"),
    ("open", "没有归档的"),
    ("closed", "已归档的"),
];

/// `GET /c/{c}/complaints?number=&kind=&office=&show=&page=`
pub(in crate::web) async fn list(
    May(here): May<ReadComplaints>,
    State(app): State<App>,
    asked: Asked,
) -> Result<Response, Trouble> {
    let asked: Fields = asked.0.into_iter().collect();
    let (cases, sight) = desk(&app).cases(&here.scope, &here.actor).await?;
    let mine = mine(&app, &here).await?;
    let context = read(&app, &here, &asked, &cases, &sight, &mine);
    let frame = frame(
        &app,
        &here.visit,
        Section::Inspections,
        "信访举报",
        Some(here.scope.cycle()),
        &[],
    );
    page(&app, &frame, &context)
}

/// The cases the reader handles.
pub(super) async fn mine(app: &App, here: &InCycle) -> Result<HashSet<Uuid>, Refusal> {
    Ok(rows::handled_by(app.store.reader(), here.actor.id())
        .await?
        .into_iter()
        .collect())
}

/// The cases that the address asks for.
pub(super) fn narrowed<'c>(
    cases: &'c [Case],
    asked: &Fields,
    mine: &HashSet<Uuid>,
    today: NaiveDate,
) -> Vec<&'c Case> {
    let late = |case: &Case| case.days_left(today).is_some_and(|left| left < 0);
    let number = asked.text("number").to_uppercase();
    cases
        .iter()
        .filter(|case| {
            case.row.number.contains(&number)
                && (asked.text("kind").is_empty() || case.row.kind == asked.text("kind"))
                && (asked.text("office").is_empty() || case.course.office == asked.text("office"))
                && match asked.text("show") {
                    "mine" => mine.contains(&case.row.id),
                    "late" => late(case),
                    "urgent" => case.days_left(today).is_some_and(|left| left <= 3),
                    "open" => !case.is_closed(),
                    "closed" => case.is_closed(),
                    _ => true,
                }
        })
        .collect()
}

fn read(
    app: &App,
    here: &InCycle,
    asked: &Fields,
    cases: &[Case],
    sight: &Sight,
    mine: &HashSet<Uuid>,
) -> Complaints {
    let table = app.rules.complaints();
    let today = app.clock.today();
    let base = format!("/c/{}/complaints", here.scope.cycle_id());
    let new_href = if may_register(here.role) {
        format!("{base}/new")
    } else {
        String::new()
    };
    let late = |case: &Case| case.days_left(today).is_some_and(|left| left < 0);
    let wanted = narrowed(cases, asked, mine, today);
    let (at, pager) = pager(&wanted, asked, &base);
    let overdue = cases.iter().filter(|case| late(case)).count();
    Complaints {
        rows: wanted
            .iter()
            .skip(at * PAGE)
            .take(PAGE)
            .map(|case| row(app, case, &base, mine))
            .collect(),
        count: match (cases.len(), overdue) {
            (0, _) => String::new(),
            (all, 0) => format!("登记 {all} 件，没有逾期"),
            (all, overdue) => format!("登记 {all} 件，逾期 {overdue} 件"),
        },
        empty: cases.is_empty().then(|| Empty {
            text: if new_href.is_empty() {
                "没有您可以看的信访举报。登记以后，编号、期限和状态会在这里。".to_owned()
            } else {
                "还没有登记信访举报。收到来信来访来电，当天在这里登记：内容加密保存，只有承办人能打开。"
                    .to_owned()
            },
            action: if new_href.is_empty() {
                Link::default()
            } else {
                Link::new("登记一件", new_href.clone())
            },
        }),
        new_href,
        figures_href: format!("{base}/figures"),
        xlsx: if cases.is_empty() {
            String::new()
        } else {
            xlsx(asked, &base)
        },
        form: Form::new()
            .value("number", asked.text("number"))
            .value("kind", asked.text("kind"))
            .value("office", asked.text("office"))
            .value("show", asked.text("show")),
        kinds: table
            .kinds
            .iter()
            .map(|one| Choice::new(one.id.clone(), one.name.clone()))
            .collect(),
        offices: super::names(&table.offices),
        shows: SHOWS
            .iter()
            .map(|(id, name)| Choice::new(*id, *name))
            .collect(),
        warning: warning(sight),
        objections: Message {
            text: "对选民名单的异议不在这里登记：自名单公布之日起五日内向村民选举委员会提出，三日内处理，在村页的异议环节记录。".to_owned(),
            basis: "村民委员会组织法第十七条第二款".to_owned(),
            ..Message::default()
        },
        objections_href: format!("/c/{}/matrix", here.scope.cycle_id()),
        pager,
    }
}

/// Said on pages that may lack cases.
pub(super) fn warning(sight: &Sight) -> String {
    if sight.incomplete() {
        "请系统管理员补齐密钥文件再重新启动（备份里的 keys/sealing.key）：有的件是用现在没有的密钥密封的，不知道要不要回避，先不列出。数据没有变化。".to_owned()
    } else {
        String::new()
    }
}

fn row(app: &App, case: &Case, base: &str, mine: &HashSet<Uuid>) -> ComplaintRow {
    let table = app.rules.complaints();
    let (sign, due) = match (&case.course.due, case.days_left(app.clock.today())) {
        (Some(due), Some(left)) => due_text(app, due, left),
        _ => (Sign::Done, String::new()),
    };
    ComplaintRow {
        href: format!("{base}/{}", case.row.id),
        number: case.row.number.clone(),
        day: civil::short(case.row.received_on),
        kind: table.kind_name(&case.row.kind).to_owned(),
        office: table.office_name(&case.course.office).to_owned(),
        sign,
        due,
        state: case.course.state.name().to_owned(),
        mine: mine.contains(&case.row.id),
    }
}

/// The register as a workbook, narrowed as the page is.
fn xlsx(asked: &Fields, base: &str) -> String {
    let query = query_of(asked).finish();
    let parted = if query.is_empty() { "" } else { "?" };
    format!("{base}.xlsx{parted}{query}")
}

/// What the list is narrowed to, as the query of an address.
fn query_of(asked: &Fields) -> form_urlencoded::Serializer<'static, String> {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for name in ["number", "kind", "office", "show"] {
        if !asked.text(name).is_empty() {
            query.append_pair(name, asked.text(name));
        }
    }
    query
}

fn pager(wanted: &[&Case], asked: &Fields, base: &str) -> (usize, Pager) {
    let last = wanted.len().saturating_sub(1) / PAGE;
    let at = asked
        .text("page")
        .parse::<usize>()
        .unwrap_or(1)
        .saturating_sub(1)
        .min(last);
    if wanted.len() <= PAGE {
        return (at, Pager::default());
    }
    let href = |number: usize| {
        let mut query = query_of(asked);
        query.append_pair("page", &number.to_string());
        format!("{base}?{}", query.finish())
    };
    let shown = wanted.len().saturating_sub(at * PAGE).min(PAGE);
    let pager = Pager {
        text: format!(
            "第 {}–{} 件，共 {} 件",
            at * PAGE + 1,
            at * PAGE + shown,
            wanted.len()
        ),
        previous: if at > 0 { href(at) } else { String::new() },
        next: if at < last {
            href(at + 2)
        } else {
            String::new()
        },
    };
    (at, pager)
}

/// The word of a state; used by the page of a case.
pub(super) fn sign_of(state: CaseState) -> Sign {
    match state {
        CaseState::Waiting | CaseState::Open => Sign::Active,
        CaseState::Declined => Sign::Skipped,
        CaseState::Decided | CaseState::Replied | CaseState::Closed => Sign::Done,
    }
}
