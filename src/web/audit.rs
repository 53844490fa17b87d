//! 审计 — `/c/{c}/audit`: what was done, newest first.

use axum::{
    extract::{Query, State},
    response::Response,
};
use serde::Deserialize;
use uuid::Uuid;

use super::{
    answer::{Trouble, frame, page},
    app::App,
    complaints, differences,
    export::Narrowed,
    guard::{InCycle, May, ReadAudit},
    pages::{
        inspection::{Audit, AuditRow},
        parts::{Choice, Form, Pager},
    },
    router::{Row, get},
    view::Section,
};
use crate::{
    office::{event::Event, refusal::Refusal},
    platform::clock,
    store::{
        account::Role,
        audit::{self, ChainState, Confidential, EventPage, Place, Wanted},
        entity::{audit_event, village as village_row},
        village,
    },
};

/// Events on a page.
const PAGE: usize = 50;

/// The routes of this file.
pub(super) fn rows() -> Vec<Row> {
    vec![get("/c/{c}/audit", list)]
}

/// What the address asks for; what cannot be read is taken as not asked.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    village: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    before: String,
    #[serde(default)]
    after: String,
}

impl Asked {
    pub(super) fn wanted(&self) -> Wanted {
        let place = match (self.before.parse(), self.after.parse()) {
            (Ok(seq), _) => Place::Before(seq),
            (_, Ok(seq)) => Place::After(seq),
            _ => Place::Newest,
        };
        Wanted {
            village: Uuid::parse_str(&self.village).ok(),
            event: Event::from_code(&self.kind).map(Event::code),
            place,
            confidential: Confidential::default(),
        }
    }
}

impl Asked {
    /// What the list is narrowed to, in words.
    pub(super) fn told(&self, villages: &[village_row::Model]) -> Narrowed {
        let kinds: Vec<Choice> = Event::ALL
            .iter()
            .map(|event| Choice::new(event.code(), event.name()))
            .collect();
        Narrowed::new()
            .choice(
                "村（社区）",
                &super::sheets::village_choices(villages),
                &self.village,
            )
            .choice("什么事", &kinds, &self.kind)
    }
}

/// `GET /c/{c}/audit?village=&kind=&before=&after=`
pub async fn list(
    May(here): May<ReadAudit>,
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> Result<Response, Trouble> {
    let mut wanted = asked.wanted();
    wanted.confidential = complaints::seen_events(&app, &here).await?;
    let context = audit_page(&app, &here, &wanted).await?;
    let frame = frame(
        &app,
        &here.visit,
        Section::Audit,
        "审计",
        Some(here.scope.cycle()),
        &[],
    );
    page(&app, &frame, &context)
}

async fn audit_page(app: &App, here: &InCycle, wanted: &Wanted) -> Result<Audit, Refusal> {
    let db = app.store.reader();
    let found = audit::page(db, &here.scope, wanted, PAGE).await?;
    let villages = village::list(db, &here.scope).await?;
    // The whole chain is read on the first page only; turning pages should not cost as much.
    let (chain, whole) = if wanted.place == Place::Newest {
        chain_line(&audit::verify(db).await?)
    } else {
        (String::new(), true)
    };
    let mut form = Form::new();
    if let Some(id) = wanted.village {
        form = form.value("village", id.to_string());
    }
    if let Some(code) = wanted.event {
        form = form.value("kind", code);
    }
    Ok(Audit {
        chain,
        whole,
        form,
        villages: villages
            .into_iter()
            .map(|row| Choice::new(row.id.to_string(), row.name))
            .collect(),
        kinds: Event::ALL
            .iter()
            .filter(|event| event.of_cycle())
            .map(|event| Choice::new(event.code(), event.name()))
            .collect(),
        pager: pager(here.scope.cycle_id(), wanted, &found),
        rows: found.rows.into_iter().map(audit_row).collect(),
    })
}

fn chain_line(state: &ChainState) -> (String, bool) {
    match state {
        ChainState::Whole { rows, head } => (
            format!(
                "记录链完整：全系统共 {rows} 条，最后一条的指纹 {}。",
                short(head)
            ),
            true,
        ),
        ChainState::Broken { seq } => (
            format!(
                "请立即停止使用，保留数据文件并报告县级：记录链从第 {seq} 条起对不上，记录可能被人改动过。"
            ),
            false,
        ),
    }
}

/// The first digits of a hash, enough to compare with a printed one.
fn short(hash: &str) -> &str {
    let digits = hash.strip_prefix("sha256:").unwrap_or(hash);
    digits.get(..8).unwrap_or(digits)
}

fn audit_row(row: audit_event::Model) -> AuditRow {
    let role = Role::from_id(&row.actor_role).map(Role::name);
    AuditRow {
        number: row.seq.to_string(),
        when: clock::long_stamp(row.at),
        who: match role {
            Some(role) => format!("{}（{role}）", row.actor_name),
            None => row.actor_name,
        },
        address: row.address,
        kind: Event::from_code(&row.event)
            .map_or("其他", Event::name)
            .to_owned(),
        what: row.summary,
        reason: row.reason.unwrap_or_default(),
        changes: differences::lines(row.before.as_deref(), row.after.as_deref()),
        hash: short(&row.hash).to_owned(),
    }
}

fn pager(cycle: Uuid, wanted: &Wanted, found: &EventPage) -> Pager {
    let (Some(newest), Some(oldest)) = (found.rows.first(), found.rows.last()) else {
        return Pager::default();
    };
    let village = wanted.village.map(|id| format!("&village={id}"));
    let kind = wanted.event.map(|code| format!("&kind={code}"));
    let filter = [village, kind]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .concat();
    let to = |way: &str, seq: i64| format!("/c/{cycle}/audit?{way}={seq}{filter}");
    Pager {
        text: format!("序号 {}–{}", oldest.seq, newest.seq),
        previous: if found.newer {
            to("after", newest.seq)
        } else {
            String::new()
        },
        next: if found.older {
            to("before", oldest.seq)
        } else {
            String::new()
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unreadable_address_asks_for_the_newest() {
        let asked = Asked {
            village: "x".into(),
            kind: "no-such".into(),
            before: "first".into(),
            after: String::new(),
        };
        let wanted = asked.wanted();
        assert_eq!(
            (wanted.village, wanted.event, wanted.place),
            (None, None, Place::Newest)
        );
        let asked = Asked {
            before: "51".into(),
            kind: "step.recorded".into(),
            ..Asked::default()
        };
        assert_eq!(asked.wanted().place, Place::Before(51));
        assert_eq!(asked.wanted().event, Some("step.recorded"));
    }

    #[test]
    fn a_broken_chain_says_what_to_do_first() {
        let (line, whole) = chain_line(&ChainState::Broken { seq: 7 });
        assert!(!whole && line.starts_with("请立即") && line.contains("第 7 条"));
        let head = format!("sha256:{}", "9c1f07be".repeat(8));
        let (line, whole) = chain_line(&ChainState::Whole { rows: 12, head });
        assert!(whole && line.contains("12 条") && line.ends_with("指纹 9c1f07be。"));
    }
}
