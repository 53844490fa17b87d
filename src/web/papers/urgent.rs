//! 紧急文书 — what the office called 特急 or 加急 and has not issued yet, for the workbench.

use crate::{
    documents::{kind::Kind, kinds::Urgency},
    office::{facts, refusal::Refusal},
    store::{
        account::Role,
        entity::{paper_fact, village as village_row},
        paper,
        scope::CycleScope,
    },
    web::{
        app::App,
        pages::{
            parts::{DateCard, Link, Sign},
            workbench::{DueGroup, DueRow},
        },
    },
};

/// Rows shown before the link to all.
const LINES: usize = 5;

/// Urgent papers that wait, the most urgent first; of a kind made again and again, only the first of a unit.
pub(in crate::web) async fn due_group(
    app: &App,
    role: Role,
    scope: &CycleScope,
    villages: &[village_row::Model],
) -> Result<Option<DueGroup>, Refusal> {
    if !matches!(role, Role::Clerk | Role::Leader) {
        return Ok(None);
    }
    let db = app.store.reader();
    let mut found: Vec<(Urgency, Kind, paper_fact::Model)> = paper::urgent_facts(db, scope)
        .await?
        .into_iter()
        .filter_map(|row| {
            let typed = serde_json::from_str(&row.facts).ok()?;
            let kind = Kind::from_id(&row.kind).filter(|kind| kind.bears_urgency())?;
            Some((Urgency::of_facts(&typed)?, kind, row))
        })
        .collect();
    if found.is_empty() {
        return Ok(None);
    }
    let mut kinds: Vec<Kind> = found.iter().map(|(_, kind, _)| *kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    for kind in kinds {
        let issued = paper::in_force_of(db, scope, kind.id()).await?;
        found.retain(|(_, other, row)| {
            *other != kind || !issued.iter().any(|line| line.unit_id == row.unit_id)
        });
    }
    if found.is_empty() {
        return Ok(None);
    }
    found.sort_by_key(|(urgency, kind, row)| (*urgency, *kind, row.id));
    let cycle = scope.cycle_id();
    let all = format!("/c/{cycle}/docs");
    Ok(Some(DueGroup {
        heading: "紧急文书待印发".to_owned(),
        sign: Sign::Soon,
        count: u32::try_from(found.len()).unwrap_or(u32::MAX),
        rows: found
            .iter()
            .take(LINES)
            .map(|(urgency, kind, row)| {
                let href = facts::preview_address(cycle, row.unit_id, *kind);
                DueRow {
                    sign: Sign::Soon,
                    unit: villages
                        .iter()
                        .find(|village| village.id == row.unit_id)
                        .map_or_else(|| "镇".to_owned(), |village| village.name.clone()),
                    unit_href: href.clone(),
                    step: format!("{} · {}", urgency.label(), kind.title()),
                    record_href: String::new(),
                    due: "随到随办".to_owned(),
                    card_href: href,
                    margin: String::new(),
                    card: DateCard {
                        gist: "请核对后及时印发、送达。紧急程度在这份文书的“填写内容”里选。"
                            .to_owned(),
                        ..DateCard::default()
                    },
                }
            })
            .collect(),
        more: if found.len() > LINES {
            Link::new(format!("看全部 {} 件", found.len()), all)
        } else {
            Link::default()
        },
    }))
}
