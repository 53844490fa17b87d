//! 登记簿 — every number with its paper: in force, void, not used yet, or left out by the pack; reissues point
//! to each other. One reading for the page, the sheet and the printed book.

use chrono::NaiveDate;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    dossier::Dossier,
    issue::shown_number,
    notice_numbers, occasion,
    press::{Look, Press},
    series,
};
use crate::{
    civil,
    documents::{kind::Kind, kinds::Urgency},
    office::{refusal::Refusal, standing::Plans},
    platform::clock::long_stamp,
    store::paper::{PaperLine, VOID},
};

/// File name of its text; not a kind of paper, so no office lays its own over it.
const TEXT: &str = "register.xml";

/// One line of the register.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entry {
    /// As printed; «不编号».
    pub number: String,
    /// Title; empty for a number without a paper.
    pub title: String,
    /// «特急», «加急»; empty for an ordinary paper.
    pub urgency: &'static str,
    /// Whose paper.
    pub unit: String,
    /// Day printed under it.
    pub dated: Option<NaiveDate>,
    /// When it was issued.
    pub issued: String,
    /// By whom.
    pub by: String,
    /// Pages.
    pub pages: Option<u32>,
    /// «已印发», «已作废», «空号», «未用», «不用»
    pub state: &'static str,
    /// Why it is void, what stands for it or it for what, when it was put up.
    pub remark: String,
    /// Day it was put up.
    pub posted_on: Option<NaiveDate>,
    /// Digest of the file.
    pub sha256: String,
}

/// One series of numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    /// «2027年发文字号», «上前村公告»
    pub title: String,
    /// Gaps and voids in a sentence; empty when there are none.
    pub summary: String,
    /// Its numbers in their order.
    pub entries: Vec<Entry>,
}

/// The register of everything in reach.
pub fn of(dossier: &Dossier, plans: &Plans) -> Result<Vec<Series>, Refusal> {
    let mut all = officials(dossier);
    for village in &dossier.villages {
        let entries = notices(dossier, plans, village.id)?;
        if !entries.is_empty() {
            all.push(Series {
                title: format!("{}公告", village.name),
                summary: summary(&entries),
                entries,
            });
        }
    }
    let rest: Vec<Entry> = dossier
        .papers
        .iter()
        .filter(|line| series::is_internal(&line.series))
        .map(|line| entry(dossier, line))
        .collect();
    if !rest.is_empty() {
        all.push(Series {
            title: "不编号的文书".to_owned(),
            summary: String::new(),
            entries: rest,
        });
    }
    Ok(all)
}

/// 发文字号 by year, every number up to the last.
fn officials(dossier: &Dossier) -> Vec<Series> {
    let mut years: Vec<i32> = dossier
        .papers
        .iter()
        .filter_map(|line| line.series.strip_prefix("official:")?.parse().ok())
        .collect();
    years.sort_unstable();
    years.dedup();
    years
        .into_iter()
        .map(|year| {
            let own = format!("official:{year}");
            let mine: Vec<&PaperLine> = dossier
                .papers
                .iter()
                .filter(|line| line.series == own)
                .collect();
            let last = mine
                .iter()
                .filter_map(|line| counted(&line.number))
                .max()
                .unwrap_or(0);
            let mut entries = Vec::new();
            for number in 1..=last {
                let printed = series::official_number(&dossier.township, year, number);
                let found: Vec<_> = mine
                    .iter()
                    .filter(|line| counted(&line.number) == Some(number))
                    .collect();
                if found.is_empty() {
                    entries.push(Entry {
                        number: printed,
                        state: "空号",
                        remark: "没有文书使用这个号".to_owned(),
                        ..Entry::default()
                    });
                }
                entries.extend(found.into_iter().map(|line| entry(dossier, line)));
            }
            // Numbers of another form (the office's code was changed) are not lost.
            entries.extend(
                mine.iter()
                    .filter(|line| counted(&line.number).is_none())
                    .map(|line| entry(dossier, line)),
            );
            Series {
                title: format!("{year}年发文字号"),
                summary: summary(&entries),
                entries,
            }
        })
        .collect()
}

/// 石换领发〔2027〕3号 is the third.
fn counted(number: &str) -> Option<i32> {
    number
        .rsplit_once('〕')?
        .1
        .strip_suffix('号')?
        .parse()
        .ok()
        .filter(|number| *number > 0)
}

/// 第2-1号 is (2, 1).
pub fn place(number: &str) -> (u32, u32) {
    let bare = number.trim_start_matches('第').trim_end_matches('号');
    let (head, tail) = bare.split_once('-').unwrap_or((bare, "0"));
    (head.parse().unwrap_or(u32::MAX), tail.parse().unwrap_or(0))
}

/// A village's notices: given, passed over, and left out by the pack up to the last one given.
fn notices(dossier: &Dossier, plans: &Plans, unit: Uuid) -> Result<Vec<Entry>, Refusal> {
    let rules = dossier.rules(plans, unit)?;
    let mut entries: Vec<Entry> = dossier
        .papers
        .iter()
        .filter(|line| line.unit_id == unit && line.series.starts_with("notice:"))
        .map(|line| entry(dossier, line))
        .collect();
    let Some(last) = entries.iter().map(|entry| place(&entry.number).0).max() else {
        return Ok(entries);
    };
    let expected = occasion::notices(dossier, plans, unit)?;
    let unused = notice_numbers(rules, &expected)
        .into_iter()
        .filter(|number| place(number).0 < last)
        .map(|number| (number, "未用", "还没有印发，或这一步不适用"));
    let left_out = rules
        .void_numbers
        .iter()
        .map(|number| format!("第{number}号"))
        .filter(|number| place(number).0 < last)
        .map(|number| (number, "不用", "规则包不用这个号"));
    for (number, state, remark) in unused.chain(left_out).collect::<Vec<_>>() {
        if !entries.iter().any(|entry| entry.number == number) {
            entries.push(Entry {
                number,
                unit: dossier.unit_name(unit).to_owned(),
                state,
                remark: remark.to_owned(),
                ..Entry::default()
            });
        }
    }
    entries.sort_by_key(|entry| place(&entry.number));
    Ok(entries)
}

fn entry(dossier: &Dossier, line: &PaperLine) -> Entry {
    let shown = shown_number(&line.series, &line.number);
    Entry {
        number: if shown.is_empty() {
            "不编号".to_owned()
        } else {
            shown
        },
        title: Kind::from_id(&line.kind)
            .map_or_else(|| line.title.clone(), |kind| kind.title().to_owned()),
        urgency: urgency(&line.urgency),
        unit: dossier.unit_name(line.unit_id).to_owned(),
        dated: Some(line.dated),
        issued: long_stamp(line.issued_at),
        by: line.issued_by_name.clone(),
        pages: u32::try_from(line.pages).ok(),
        state: if line.state == VOID {
            "已作废"
        } else {
            "已印发"
        },
        remark: remark(dossier, line),
        posted_on: line.posted_on,
        sha256: line.pdf_sha256.clone(),
    }
}

/// «特急», «加急» from what is stored; empty for an ordinary paper.
pub fn urgency(id: &str) -> &'static str {
    Urgency::from_id(id).map_or("", Urgency::label)
}

/// Why it is void; what stands for it; what it stands for; when it was put up.
pub fn remark(dossier: &Dossier, line: &PaperLine) -> String {
    let by = dossier
        .papers
        .iter()
        .find(|newer| newer.replaces_id == Some(line.id))
        .map(|newer| format!("由{}代替", name(newer)));
    let of = line
        .replaces_id
        .and_then(|id| dossier.papers.iter().find(|older| older.id == id))
        .map(|older| format!("代替已作废的{}", name(older)));
    let posted = line
        .posted_on
        .map(|day| format!("{}张贴", civil::short(day)));
    let reason = line
        .void_reason
        .as_ref()
        .map(|reason| reason.trim_end_matches(['。', '，']).to_owned());
    let parts: Vec<String> = [reason, by, of, posted].into_iter().flatten().collect();
    parts.join("，")
}

/// «第4号» or «另一份» of a paper.
pub fn name(line: &PaperLine) -> String {
    let shown = shown_number(&line.series, &line.number);
    if shown.is_empty() {
        "另一份".to_owned()
    } else {
        shown
    }
}

fn summary(entries: &[Entry]) -> String {
    let of = |state: &str| -> Vec<&str> {
        entries
            .iter()
            .filter(|entry| entry.state == state)
            .map(|entry| entry.number.as_str())
            .collect()
    };
    let parts: Vec<String> = [
        ("已作废", "作废"),
        ("空号", "空号"),
        ("未用", "还没有印发"),
        ("不用", "规则包不用"),
    ]
    .into_iter()
    .filter_map(|(state, word)| {
        let numbers = of(state);
        (!numbers.is_empty()).then(|| format!("{word} {}", numbers.join("、")))
    })
    .collect();
    if parts.is_empty() {
        "编号连续，没有空号和作废号。".to_owned()
    } else {
        format!("{}。", parts.join("；"))
    }
}

/// What the text of the printed book sees.
fn data(dossier: &Dossier, all: &[Series], today: NaiveDate) -> Value {
    let series: Vec<Value> = all
        .iter()
        .map(|series| {
            let rows: Vec<Value> = series
                .entries
                .iter()
                .map(|entry| {
                    json!({
                        "number": entry.number, "title": entry.title, "urgency": entry.urgency, "unit": entry.unit,
                        "dated": entry.dated.map(civil::long).unwrap_or_default(),
                        "issued": entry.issued, "by": entry.by, "pages": entry.pages,
                        "state": entry.state, "remark": entry.remark,
                    })
                })
                .collect();
            json!({ "title": series.title, "summary": series.summary, "rows": rows })
        })
        .collect();
    let count = |void: bool| {
        dossier
            .papers
            .iter()
            .filter(|line| !void || line.state == VOID)
            .count()
    };
    json!({
        "title": format!("{}换届文书登记簿", dossier.township.name),
        "cycle": dossier.cycle.name,
        "printed_on": today,
        "papers": count(false),
        "void": count(true),
        "series": series,
    })
}

/// 打印登记簿 — the data of the printed book, for [`bound`].
pub fn book(dossier: &Dossier, plans: &Plans, today: NaiveDate) -> Result<Value, Refusal> {
    Ok(data(dossier, &of(dossier, plans)?, today))
}

/// The printed book as a file.
pub fn bound(press: &Press, book: &Value, look: &Look) -> Result<Vec<u8>, Refusal> {
    let markup = press.filled(TEXT, book)?;
    let typeset = press.set_markup(&markup, look)?;
    Ok(press.pdf(&[typeset], look)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_their_place() {
        for (number, expected) in [
            ("第4号", (4, 0)),
            ("第2-1号", (2, 1)),
            ("第12号", (12, 0)),
            ("补充", (u32::MAX, 0)),
        ] {
            assert_eq!(place(number), expected, "{number}");
        }
        assert_eq!(counted("石换领发〔2027〕3号"), Some(3));
        assert_eq!(counted("第3号"), None);
    }

    #[test]
    fn voids_and_gaps_are_said_in_a_sentence() {
        let entry = |number: &str, state| Entry {
            number: number.to_owned(),
            state,
            ..Entry::default()
        };
        let entries = [
            entry("第1号", "已作废"),
            entry("第1-1号", "已印发"),
            entry("第2号", "未用"),
            entry("第3号", "不用"),
        ];
        assert_eq!(
            summary(&entries),
            "作废 第1号；还没有印发 第2号；规则包不用 第3号。"
        );
        assert!(summary(&entries[1..2]).contains("没有空号"));
    }
}
