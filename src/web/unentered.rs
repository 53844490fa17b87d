//! 待登记 — what the workbench says of meetings and courses whose sign-in sheets lie on the desk.

use chrono::NaiveDate;

use super::{
    app::App,
    inspections::{kind_name, may_write},
    occasion::keeps,
    pages::workbench::SheetRow,
};
use crate::{
    civil,
    office::{occasion::Sort, refusal::Refusal, supervision::draft},
    store::{
        account::Role,
        entity::{meeting, training, village as village_row},
        occasion, phone,
        scope::CycleScope,
    },
};

/// Half-filled inspections shown on the workbench; the page of the file has them all.
const MOST_DRAFTS: u64 = 20;

/// Meetings and courses up to today that the person may enter, the earliest first.
pub(super) async fn sheets(
    app: &App,
    role: Role,
    scope: &CycleScope,
    villages: &[village_row::Model],
    today: NaiveDate,
) -> Result<Vec<SheetRow>, Refusal> {
    let mut begun = if may_write(role) {
        drafts(app, scope, villages).await?
    } else {
        Vec::new()
    };
    if !matches!(role, Role::Clerk | Role::Guidance | Role::VillageCommittee) {
        return Ok(begun);
    }
    let mut rows = of_sort::<meeting::Entity>(app, scope, today, "登记到会").await?;
    rows.extend(of_sort::<training::Entity>(app, scope, today, "登记参训").await?);
    rows.retain(|(_, unit, _)| keeps(role, scope, *unit));
    rows.sort_by_key(|(day, _, _)| *day);
    begun.extend(rows.into_iter().map(|(_, unit, mut row)| {
        row.unit = villages
            .iter()
            .find(|village| village.id == unit)
            .map_or_else(|| "镇".to_owned(), |village| village.name.clone());
        row
    }));
    Ok(begun)
}

/// 没有填完的检查 that came in a telephone's file.
async fn drafts(
    app: &App,
    scope: &CycleScope,
    villages: &[village_row::Model],
) -> Result<Vec<SheetRow>, Refusal> {
    let waiting = phone::drafts(app.store.reader(), scope, MOST_DRAFTS).await?;
    Ok(waiting
        .into_iter()
        .map(|row| SheetRow {
            unit: villages
                .iter()
                .find(|village| village.id == row.village_id)
                .map(|village| village.name.clone())
                .unwrap_or_default(),
            day: civil::parse(&row.day).map_or_else(String::new, civil::short),
            button: "接着填",
            href: draft::location(scope, &row.client_id),
            name: format!("{}（手机上没有填完）", kind_name(&row.kind)),
        })
        .collect())
}

/// Day, unit and row of each occasion of a sort that is not entered.
async fn of_sort<S: Sort>(
    app: &App,
    scope: &CycleScope,
    today: NaiveDate,
    button: &'static str,
) -> Result<Vec<(Option<NaiveDate>, uuid::Uuid, SheetRow)>, Refusal> {
    let all = occasion::unentered::<S, _>(app.store.reader(), scope, today).await?;
    Ok(all
        .iter()
        .map(|one| {
            let one = S::called(one);
            let row = SheetRow {
                unit: String::new(),
                day: one.day.map_or_else(String::new, civil::short),
                button,
                href: format!("/c/{}/{}/{}/attendance", scope.cycle_id(), S::PATH, one.id),
                name: one.name.to_owned(),
            };
            (one.day, one.unit_id, row)
        })
        .collect())
}
