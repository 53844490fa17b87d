//! 演示的日报和大屏 — confirmed at the end of the last days before the demonstration's today.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveTime};

use super::{fill::moment, story};
use crate::{
    documents::kind::Kind,
    office::{
        change::Actor,
        daily::{self, Confirmation, Days},
        facts,
        paper::issue::Desk,
        refusal::Refusal,
        standing::Plans,
        wall,
    },
    platform::clock::FixedClock,
    store::scope::CycleScope,
    web::app::App,
};

/// The days whose report is confirmed, with what was added to it.
const REPORTED: [((i32, u32, u32), &str); 3] = [
    ((2027, 2, 24), ""),
    (
        (2027, 2, 25),
        "历林村两户村民对名单中的两人提出申诉，选举委员会已受理，将在三日内作出处理决定",
    ),
    ((2027, 2, 26), ""),
];

/// What the office does at five o'clock, if it is one of those days.
pub async fn end_of_day(
    app: &App,
    actor: &Actor,
    scope: &CycleScope,
    plans: &Plans,
    day: NaiveDate,
) -> Result<(), Refusal> {
    let Some((_, note)) = REPORTED.iter().find(|(on, _)| story::day(*on) == day) else {
        return Ok(());
    };
    let five = NaiveTime::from_hms_opt(17, 0, 0).unwrap_or_default();
    let clock = FixedClock(moment(day, five));
    let desk = Desk {
        clock: &clock,
        ..app.desk(plans)
    };
    let first = REPORTED
        .first()
        .is_some_and(|(on, _)| story::day(*on) == day);
    if first {
        let typed: BTreeMap<String, String> = [
            (
                "recipient",
                "仁和县村（社区）“两委”换届选举工作领导小组办公室",
            ),
            ("reviewer", "邱喆"),
            ("contact_phone", "0751-6220001"),
        ]
        .into_iter()
        .map(|(name, text)| (name.to_owned(), text.to_owned()))
        .collect();
        let cycle = scope.cycle_id();
        let kind = Kind::DailyReport;
        facts::save(
            &desk,
            actor,
            scope,
            "demo-report-facts",
            cycle,
            kind,
            &typed,
            0,
        )
        .await?;
        let made = wall::make(
            &app.store,
            &clock,
            actor,
            scope,
            "demo-wall",
            ("二楼会议室", false),
        );
        made.await?;
    }
    let figures = Days::read(app.store.reader(), scope)
        .await?
        .figures(plans, day)?;
    let wish = Confirmation {
        day,
        note: (*note).to_owned(),
        version: 0,
        digest: figures.digest,
    };
    daily::confirm(&desk, actor, scope, &format!("demo-report-{day}"), &wish).await?;
    Ok(())
}
