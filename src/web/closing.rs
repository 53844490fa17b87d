//! 收尾 — what is still missing in a village that has voted, beside its steps: papers, findings, measures, sheets to be
//! entered; and the papers that close the file.

use chrono::NaiveDate;
use uuid::Uuid;

use super::{
    guard::AtVillage,
    pages::{
        parts::{Link, Sign},
        village::{Closing, ClosingLine},
    },
    signs,
};
use crate::{
    documents::kind::Kind,
    office::paper::dossier::Dossier,
    store::{
        occasion::PLANNED,
        paper::{ISSUED, PaperLine},
        risk, supervision,
    },
};

/// The papers that close the file, in the order in which they are made.
const LAST: [Kind; 5] = [
    Kind::ElectedRegister,
    Kind::Certificate,
    Kind::HandoverList,
    Kind::ArchiveIndex,
    Kind::VillageLedger,
];

/// What is missing; `waiting` is how many papers its steps ask for and nobody issued, `changed` those out of date.
pub(super) fn of_village(
    dossier: &Dossier,
    at: &AtVillage,
    waiting: usize,
    changed: &[Uuid],
    today: NaiveDate,
) -> Closing {
    let (cycle, unit) = (at.scope.cycle_id(), at.village.id);
    let docs = |tab: &str| format!("/c/{cycle}/docs?tab={tab}&village={unit}");
    let mut lines = Vec::new();
    let mut missing = |count: usize, text: String, href: String| {
        if count > 0 {
            lines.push(ClosingLine {
                sign: Sign::Soon,
                text,
                href,
            });
        }
    };
    missing(
        waiting,
        format!("还有 {waiting} 份文书没有印发"),
        docs("todo"),
    );
    let stale = changed.len();
    missing(
        stale,
        format!("{stale} 份已印发的文书内容已变，请核对要不要重发"),
        docs("issued"),
    );
    let unposted = dossier
        .papers
        .iter()
        .filter(|line| line.unit_id == unit && hangs(line) && line.posted_on.is_none())
        .count();
    missing(
        unposted,
        format!("{unposted} 份公告没有登记张贴"),
        docs("issued"),
    );
    let open = dossier
        .rectifications
        .values()
        .filter(|row| row.village_id == unit && supervision::OPEN.contains(&row.state.as_str()))
        .count();
    missing(
        open,
        format!("督查发现的问题还有 {open} 个没有销号"),
        format!("/c/{cycle}/findings?village={unit}"),
    );
    if at.may_read_records() {
        let measures = risk::current(&dossier.measures)
            .into_iter()
            .filter(|row| row.village_id == unit && row.state == risk::OPEN)
            .count();
        missing(
            measures,
            format!("一村一策还有 {measures} 项措施没有落实"),
            format!("/c/{cycle}/v/{unit}/risk"),
        );
    }
    let late = |state: &str, day: Option<NaiveDate>| {
        state == PLANNED && day.is_some_and(|day| day <= today)
    };
    let meetings = dossier
        .meetings
        .iter()
        .filter(|(one, _)| one.unit_id == unit && late(&one.state, one.day))
        .count();
    missing(
        meetings,
        format!("{meetings} 次会议没有登记到会"),
        format!("/c/{cycle}/meetings?of={unit}"),
    );
    let courses = dossier
        .trainings
        .iter()
        .filter(|(one, _)| one.unit_id == unit && late(&one.state, one.day))
        .count();
    missing(
        courses,
        format!("{courses} 次培训没有登记参训"),
        format!("/c/{cycle}/trainings"),
    );
    Closing {
        lines,
        papers: LAST
            .iter()
            .filter(|kind| **kind != Kind::VillageLedger || at.may_read_records())
            .map(|kind| Link::new(kind.title(), signs::preview_href(cycle, unit, *kind)))
            .chain(reply(dossier, at))
            .collect(),
    }
}

/// A notice in force, which hangs on the wall.
fn hangs(line: &PaperLine) -> bool {
    line.state == ISSUED && Kind::from_id(&line.kind).is_some_and(Kind::is_public)
}

/// 备案复函 — the township's answer to the report of the result, for the office that writes it.
fn reply(dossier: &Dossier, at: &AtVillage) -> Option<Link> {
    let (unit, kind) = (at.village.id, Kind::ResultReply);
    (at.may_edit() && dossier.in_force(unit, kind).next().is_none()).then(|| {
        Link::new(
            kind.title(),
            signs::preview_href(at.scope.cycle_id(), unit, kind),
        )
    })
}
