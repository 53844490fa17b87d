//! 预检 on a page: what was found gate by gate, where a reason is typed, and what was said already.

use crate::{
    office::{
        paper::{
            passing::{self, Before, Passed, Reasons},
            preflight::{Found, Gate},
        },
        refusal::Refusal,
    },
    store::{paper, scope::CycleScope},
    web::{
        app::App,
        pages::{
            paper::{CheckColumn, CheckItem},
            parts::{Form, Message},
        },
        view::Tone,
    },
};

/// One thing found; warnings ask for a reason where the paper can be issued.
pub(super) fn item(found: &Found, asks: bool) -> CheckItem {
    CheckItem {
        message: Message {
            tone: if found.stops {
                Tone::Error
            } else {
                Tone::Warning
            },
            code: found.code.to_owned(),
            text: found.text.clone(),
            basis: found.basis.clone(),
            place: found.place.clone(),
        },
        field: if asks && !found.stops {
            passing::field(found)
        } else {
            String::new()
        },
        reason: String::new(),
    }
}

/// 行文关、审签关、体例格式关, before the paper is issued.
pub(super) fn columns(found: &[Found], asks: bool) -> Vec<CheckColumn> {
    let mut told: Vec<&Found> = Vec::new();
    for one in found {
        if !told.contains(&one) {
            told.push(one);
        }
    }
    gates(|gate| {
        told.iter()
            .filter(|one| one.gate == gate)
            .map(|one| item(one, asks))
            .collect()
    })
}

/// The same of an issued paper: what it went out with, and why.
pub(super) fn passed_columns(passed: &[Passed]) -> Vec<CheckColumn> {
    gates(|gate| {
        passed
            .iter()
            .filter(|one| one.gate == gate)
            .map(|one| CheckItem {
                message: Message {
                    tone: Tone::Done,
                    code: one.code.clone(),
                    text: one.text.clone(),
                    basis: one.basis.clone(),
                    place: one.place.clone(),
                },
                field: String::new(),
                reason: passing::explained(&one.reason),
            })
            .collect()
    })
}

fn gates(items: impl Fn(Gate) -> Vec<CheckItem>) -> Vec<CheckColumn> {
    Gate::ALL
        .into_iter()
        .map(|gate| CheckColumn {
            name: gate.name().to_owned(),
            items: items(gate),
        })
        .collect()
}

/// How many papers are looked through for the reasons of before.
const LOOKED_THROUGH: u64 = 300;

/// What the cycle's papers went out with before.
pub(super) async fn before(app: &App, scope: &CycleScope) -> Result<Before, Refusal> {
    let kept = paper::latest_passed(app.store.reader(), scope, LOOKED_THROUGH).await?;
    Ok(Before::of(kept.iter().map(String::as_str)))
}

/// Puts into fields that are new what was typed for a warning of the same code that is gone.
pub(super) fn kept(mut form: Form, shown: &[String], typed: &Reasons) -> Form {
    for field in shown {
        let text = typed.kept_for(field, shown);
        if !text.is_empty() {
            form = form.value(field, text);
        }
    }
    form
}
