//! 张贴 — where and when an issued notice was put up.

use chrono::NaiveDate;
use uuid::Uuid;

use super::issue::{Desk, Trace, conflict, shown_number};
use crate::{
    office::{
        change::{Actor, Begun, Change},
        event::Event,
        refusal::{Problems, Refusal},
    },
    store::{paper, scope::CycleScope},
};

/// 张贴情况 as typed.
#[derive(Debug, Clone)]
pub struct Posting {
    /// Day.
    pub day: Option<NaiveDate>,
    /// Place.
    pub place: String,
    /// Who put it up.
    pub by: String,
}

/// 登记张贴
pub async fn post(
    desk: &Desk<'_>,
    actor: &Actor,
    scope: &CycleScope,
    key: &str,
    paper_id: Uuid,
    version: i32,
    posting: &Posting,
) -> Result<(), Refusal> {
    let mut problems = Problems::none();
    let today = desk.clock.today();
    match posting.day {
        None => problems.add("posted_on", "请填写张贴日期，例如 2027-02-25。"),
        Some(day) if day > today => {
            problems.add("posted_on", "请在贴出以后再记录：张贴日期在今天之后。");
        }
        Some(_) => {}
    }
    if posting.place.chars().count() > 100 || posting.by.chars().count() > 30 {
        problems.add("place", "请写得短一些：地点 100 字以内，张贴人 30 字以内。");
    }
    problems.into_result()?;
    let mut change = match Change::begin(desk.store, desk.clock, actor, key).await? {
        Begun::Fresh(change) => change,
        Begun::Again(_) => return Ok(()),
    };
    let mut row = paper::find(change.tx(), scope, paper_id)
        .await?
        .ok_or(Refusal::NotFound)?;
    if let Some(day) = posting.day
        && row.state == paper::ISSUED
        && crate::platform::clock::shanghai(row.issued_at).date_naive() > day
        && row.dated > day
    {
        return Err(Refusal::field(
            "posted_on",
            "请核对张贴日期：早于这份文书的日期。",
        ));
    }
    if row.version != version || row.state != paper::ISSUED {
        drop(change);
        return Err(conflict(desk.store, &row).await?);
    }
    let before = Trace::of(&row);
    let place = [posting.place.trim(), posting.by.trim()];
    row.posted_on = posting.day;
    row.posted_place = match place {
        ["", ""] => None,
        [place, ""] => Some(place.to_owned()),
        ["", by] => Some(format!("张贴人：{by}")),
        [place, by] => Some(format!("{place}（张贴人：{by}）")),
    };
    if !paper::update(change.tx(), &row).await? {
        drop(change);
        return Err(conflict(desk.store, &row).await?);
    }
    let cycle = scope.cycle_id();
    let entry = change
        .audit(Event::PaperPosted)
        .object("paper", row.id)
        .cycle(cycle)
        .summary(format!(
            "登记张贴《{}》{} {}{}",
            row.title,
            shown_number(&row.series, &row.number),
            posting.day.map(crate::civil::short).unwrap_or_default(),
            row.posted_place
                .as_deref()
                .map(|place| format!("，{place}"))
                .unwrap_or_default()
        ))
        .before(&before)
        .after(&Trace::of(&row));
    if row.unit_id != cycle {
        entry.village(row.unit_id);
    }
    change.commit(&format!("/c/{cycle}/docs/{paper_id}")).await
}
