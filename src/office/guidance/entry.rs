//! 一条日志 — what was typed, and whether it can be so.

use chrono::NaiveDate;

use super::super::{
    refusal::Problems,
    typed::{self, DayDone},
};
use super::Kind;
use crate::{civil, store::entity::guidance_entry};

/// An entry as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewEntry {
    /// Id of the kind.
    pub kind: String,
    /// 日期
    pub day: String,
    /// 内容: which document, what was studied, what was advised.
    pub subject: String,
    /// 对象: to whom, by which meeting.
    pub audience: String,
    /// 人员: who went.
    pub who: String,
    /// 说明
    pub note: String,
}

pub(super) struct Checked {
    pub(super) kind: Kind,
    pub(super) day: NaiveDate,
    pub(super) subject: String,
    pub(super) audience: String,
    pub(super) who: String,
    pub(super) note: String,
}

/// The day of an entry.
const DAY: DayDone = DayDone {
    wanted: "请填写日期。",
    wait: "请办了以后再登记",
    oldest: 2 * 366,
};

/// Every problem of the form at once.
pub(super) fn check(entry: NewEntry, today: NaiveDate, problems: &mut Problems) -> Option<Checked> {
    let kind = Kind::from_id(&entry.kind);
    if kind.is_none() {
        problems.add("kind", "请选择类别。");
    }
    let day = DAY.read(problems, "day", &entry.day, today);
    let must = |problems: &mut Problems, field: &str, text: &str, sentence: &str| {
        if text.trim().is_empty() {
            problems.add(field, sentence);
        }
    };
    match kind {
        Some(Kind::Conveyed) => {
            must(
                problems,
                "subject",
                &entry.subject,
                "请写明传达了什么文件或者会议。",
            );
            must(
                problems,
                "audience",
                &entry.audience,
                "请写明向谁传达，如“村两委干部、村民代表”。",
            );
        }
        Some(Kind::Study) => {
            must(problems, "subject", &entry.subject, "请写明学习了什么。");
        }
        Some(Kind::Advice) => {
            must(
                problems,
                "subject",
                &entry.subject,
                "请写明指导了什么、提了什么意见。",
            );
        }
        Some(Kind::PlanAdopted) => {
            must(
                problems,
                "audience",
                &entry.audience,
                "请写明由哪个会议通过：村级方案由村里自己定。",
            );
        }
        _ => {}
    }
    must(problems, "who", &entry.who, "请填写到村的人员。");
    for (field, text, most) in [
        ("subject", &entry.subject, 500),
        ("audience", &entry.audience, 200),
        ("who", &entry.who, 200),
        ("note", &entry.note, 2000),
    ] {
        typed::at_most(problems, field, text, most);
    }
    Some(Checked {
        kind: kind?,
        day: day?,
        subject: entry.subject.trim().to_owned(),
        audience: entry.audience.trim().to_owned(),
        who: entry.who.trim().to_owned(),
        note: entry.note.trim().to_owned(),
    })
}

/// The plan is drafted, then checked, then adopted.
pub(super) fn check_order(
    checked: &Checked,
    others: &[&guidance_entry::Model],
    problems: &mut Problems,
) {
    let place = |kind: Kind| {
        [Kind::PlanDrafted, Kind::PlanChecked, Kind::PlanAdopted]
            .iter()
            .position(|one| *one == kind)
    };
    let Some(mine) = place(checked.kind) else {
        return;
    };
    for row in others {
        let Some((kind, theirs)) =
            Kind::from_id(&row.kind).and_then(|kind| Some((kind, place(kind)?)))
        else {
            continue;
        };
        let wrong = (theirs < mine && checked.day < row.day)
            || (theirs > mine && checked.day > row.day && first_of(others, kind) == Some(row.day));
        if wrong {
            let word = if theirs < mine { "以后" } else { "以前" };
            problems.add(
                "day",
                format!(
                    "请核对日期，应在 {} 当天或者{word}：{}登记在这一天。先更正那一条，再登记这一条也可以。",
                    civil::long(row.day),
                    kind.name()
                ),
            );
            return;
        }
    }
}

fn first_of(others: &[&guidance_entry::Model], kind: Kind) -> Option<NaiveDate> {
    others
        .iter()
        .filter(|row| row.kind == kind.id())
        .map(|row| row.day)
        .min()
}
