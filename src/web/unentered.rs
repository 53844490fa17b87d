//! 待登记 — what the workbench says of meetings and courses whose sign-in sheets lie on the desk.

use chrono::NaiveDate;
use uuid::Uuid;

use super::{app::App, pages::workbench::SheetRow};
use crate::{
    civil,
    office::refusal::Refusal,
    store::{account::Role, entity::village as village_row, scope::CycleScope, unentered},
};

/// Meetings and courses up to today that the person may enter, the earliest first.
pub(super) async fn sheets(
    app: &App,
    role: Role,
    scope: &CycleScope,
    villages: &[village_row::Model],
    today: NaiveDate,
) -> Result<Vec<SheetRow>, Refusal> {
    let keeps = |unit: Uuid| match role {
        Role::Clerk => true,
        Role::Guidance | Role::VillageCommittee => unit != scope.cycle_id(),
        _ => false,
    };
    if !matches!(role, Role::Clerk | Role::Guidance | Role::VillageCommittee) {
        return Ok(Vec::new());
    }
    let name_of = |unit: Uuid| {
        villages
            .iter()
            .find(|village| village.id == unit)
            .map_or_else(|| "镇".to_owned(), |village| village.name.clone())
    };
    let db = app.store.reader();
    let base = format!("/c/{}", scope.cycle_id());
    let mut rows = Vec::new();
    for one in unentered::meetings(db, scope, today).await? {
        if keeps(one.unit_id) {
            rows.push((
                one.day,
                SheetRow {
                    unit: name_of(one.unit_id),
                    day: one.day.map_or_else(String::new, civil::short),
                    button: "登记到会",
                    href: format!("{base}/meetings/{}/attendance", one.id),
                    name: one.name,
                },
            ));
        }
    }
    for one in unentered::trainings(db, scope, today).await? {
        if keeps(one.unit_id) {
            rows.push((
                one.day,
                SheetRow {
                    unit: name_of(one.unit_id),
                    day: one.day.map_or_else(String::new, civil::short),
                    button: "登记参训",
                    href: format!("{base}/trainings/{}/attendance", one.id),
                    name: one.name,
                },
            ));
        }
    }
    rows.sort_by_key(|(day, _)| *day);
    Ok(rows.into_iter().map(|(_, row)| row).collect())
}
