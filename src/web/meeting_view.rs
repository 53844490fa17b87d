//! 会议页 — what the pages of a meeting show, put into words.

use axum::response::Response;
use chrono::NaiveDate;

use super::{
    answer::{self, Trouble, frame},
    app::App,
    guard::InCycle,
    occasion::{self, cited, known, may_keep, step_of},
    pages::{
        meeting::{AskedRow, AttendedLine, DecisionRow, Judged, MeetingPage, PreparePart},
        parts::{Choice, Fact, Form, Link, Message, Sign},
    },
    sign_in::fresh_key,
    signs,
    view::{Section, Tone},
};
use crate::{
    civil,
    documents::kind::Kind,
    law::{
        self, Rules,
        eligibility::{Ruling, Verdict},
    },
    office::{
        meeting::{
            self, Carried, Counted, MeetingKind, Part, Quorum, carried, catalogue, decisions,
            list_of, quorum, words_of,
        },
        standing::Plans,
    },
    store::{
        entity::{
            meeting as meeting_row, meeting::Entity as Meeting, meeting_unit,
            village as village_row,
        },
        meeting as rows,
        occasion::Occasion as _,
    },
};

/// A meeting with what it hangs on.
pub(super) type Shown = occasion::Shown<Meeting>;

/// The engine's answer for a meeting.
pub(super) fn judged(
    plans: &Plans,
    village: Option<&village_row::Model>,
    one: &meeting_row::Model,
    rows: &[meeting_unit::Model],
) -> Quorum {
    plans
        .pack
        .rules(words_of(village))
        .map_or_else(Quorum::default, |rules| {
            quorum(rules, catalogue().find(&one.kind), one, rows)
        })
}

/// Sign and words of a meeting's state.
pub(super) fn state(one: &meeting_row::Model, judged: &Quorum, today: NaiveDate) -> (Sign, String) {
    if one.state == rows::HELD && judged.missed().is_some() {
        return (Sign::Late, "未达法定人数".to_owned());
    }
    occasion::state(&Meeting::called(one), today, "开", "登记到会")
}

/// «应到 45，实到 41»
pub(super) fn numbers(judged: &Quorum) -> String {
    match (judged.came.expected, judged.came.present) {
        (0, None) => String::new(),
        (expected, None) => format!("应到 {expected}"),
        (expected, Some(present)) => format!("应到 {expected}，实到 {present}"),
    }
}

/// Rulings as the pages show them.
pub(super) fn rulings(judged: &Quorum) -> Vec<Judged> {
    judged.rulings.iter().map(ruling).collect()
}

fn ruling(ruling: &Ruling) -> Judged {
    Judged {
        tone: match ruling.verdict {
            Verdict::Holds => Tone::Done,
            Verdict::Look => Tone::Warning,
            Verdict::Fails => Tone::Error,
        },
        text: format!("{}{}", ruling.first, ruling.reason),
        inequality: ruling.inequality.clone(),
        basis: cited(&ruling.basis),
        code: ruling.code.as_str().to_owned(),
    }
}

/// What the law asks of a kind of meeting, a line a rule item the pack sets.
pub(super) fn law(rules: &Rules, kind: &MeetingKind) -> Vec<Message> {
    kind.items
        .iter()
        .filter_map(|key| {
            let basis = rules.basis(key);
            let first = basis.iter().find(|one| !one.gist.is_empty())?;
            Some(Message {
                tone: Tone::Note,
                text: format!("{}。", first.gist.trim_end_matches('。')),
                basis: cited(&basis),
                ..Message::default()
            })
        })
        .collect()
}

/// Rows as the form of the sign-in sheet shows them.
pub(super) fn attended_lines(rows: &[meeting_unit::Model], parts: &[Part]) -> Vec<AttendedLine> {
    rows.iter()
        .map(|row| AttendedLine {
            n: row.ordinal,
            unit: row.unit.clone(),
            part: part_name(row, parts),
            who: shortened(&row.who),
        })
        .collect()
}

fn part_name(row: &meeting_unit::Model, parts: &[Part]) -> String {
    let part = Part::from_id(&row.part).unwrap_or(Part::Plain);
    // Two parts are «应到人员» and «列席»: only the latter needs a word.
    if parts.len() > 2 || part == Part::Guests {
        part.name().to_owned()
    } else {
        String::new()
    }
}

/// Forty representatives by name fill a page: the sheet itself has them.
fn shortened(who: &str) -> String {
    let count = who.chars().count();
    if count <= 60 {
        return who.to_owned();
    }
    let start: String = who.chars().take(56).collect();
    format!("{start}……（共 {} 人）", meeting::seats(who).len())
}

fn decision_row(plans: &Plans, shown: &Shown, decision: &meeting::Decision) -> DecisionRow {
    let votes = [
        ("赞成", decision.in_favour),
        ("反对", decision.against),
        ("弃权", decision.abstained),
    ]
    .into_iter()
    .filter_map(|(word, n)| n.map(|n| format!("{word} {n}")))
    .collect::<Vec<_>>()
    .join("，");
    let mut row = DecisionRow {
        text: decision.text.clone(),
        votes,
        ..DecisionRow::default()
    };
    let Some(rules) = plans.pack.rules(words_of(shown.village.as_ref())) else {
        return row;
    };
    let kind = catalogue().find(&shown.one.kind);
    match carried(rules, kind, &shown.one, &shown.rows, decision) {
        Carried::Uncounted => {}
        Carried::NoQuorum => {
            row.sign = Sign::Late;
            "未达法定人数，不作为会议的决定".clone_into(&mut row.result);
        }
        Carried::Counted(ruling) => {
            let (sign, word) = match ruling.verdict {
                Verdict::Holds => (Sign::Done, "通过"),
                Verdict::Look => (Sign::Soon, "请核对"),
                Verdict::Fails => (Sign::Late, "没有通过"),
            };
            row.sign = sign;
            word.clone_into(&mut row.result);
            row.inequality = ruling.inequality;
            row.basis = cited(&ruling.basis);
        }
    }
    row
}

fn prepared(one: &meeting_row::Model) -> (Vec<PreparePart>, String) {
    let ready = list_of(&one.prepared);
    let mut parts: Vec<PreparePart> = Vec::new();
    let (mut done, mut all) = (0, 0);
    for (id, part, text) in meeting::to_prepare(one) {
        all += 1;
        let mut item = Choice::new(id.clone(), text);
        if ready.contains(&id) {
            done += 1;
            item = item.ticked();
        }
        match parts.iter_mut().find(|known| known.name == part) {
            Some(known) => known.items.push(item),
            None => parts.push(PreparePart {
                name: part,
                items: vec![item],
            }),
        }
    }
    (parts, format!("备好 {done} 项，共 {all} 项"))
}

/// What hangs on the meeting: the last day of its notice, a step that may not rest on it.
fn messages(plans: &Plans, shown: &Shown, judged: &Quorum, today: NaiveDate) -> Vec<Message> {
    let one = &shown.one;
    let mut list: Vec<Message> = judged
        .unfit
        .iter()
        .map(|unfit| Message {
            tone: Tone::Warning,
            text: unfit.message.clone(),
            ..Message::default()
        })
        .collect();
    let village = shown.village.as_ref();
    if let (Some(_), Some(step)) = (judged.missed(), step_of(plans, village, &one.step)) {
        list.push(Message {
            tone: Tone::Error,
            text: format!(
                "请重新召开会议再办“{step}”。这次会议未达法定人数，“{step}”不能以它为准。"
            ),
            ..Message::default()
        });
    }
    let counted = catalogue().find(&one.kind).and_then(|kind| kind.quorum);
    if let (Some(Counted::Assembly), Some(day), true, Some(rules)) = (
        counted,
        one.day,
        meeting::is_planned(one),
        plans.pack.rules(words_of(village)),
    ) && let Some(deadline) = law::deadline(rules, "meeting_notice_lead_days", day)
    {
        let late = today > deadline.latest;
        list.push(Message {
            tone: if late { Tone::Warning } else { Tone::Note },
            text: if late {
                format!(
                    "请核对是不是有特殊情况：会议通知最迟 {} 送达，已过 {} 天；没有特殊情况的，把会议改到以后。",
                    civil::long(deadline.latest),
                    (today - deadline.latest).num_days()
                )
            } else {
                format!("会议通知最迟 {} 送达。", civil::long_weekday(deadline.latest))
            },
            basis: cited(&deadline.basis),
            ..Message::default()
        });
    }
    list
}

fn papers(here: &InCycle, shown: &Shown) -> Vec<Link> {
    let cycle = here.scope.cycle_id();
    let one = &shown.one;
    let base = format!("/c/{cycle}/meetings/{}", one.id);
    // A person of one village does not print the township's lists of people.
    if shown.village.is_none() && !here.scope.is_whole() {
        return Vec::new();
    }
    let notice = if one.kind == "mobilization" {
        Link::new(
            "动员会议通知（预检、编号印发）",
            signs::preview_href(cycle, cycle, Kind::MobilizationNotice),
        )
    } else {
        Link::new("会议通知（PDF）", format!("{base}/notice.pdf"))
    };
    vec![
        notice,
        Link::new("签到表（PDF）", format!("{base}/sign-in.pdf")),
        Link::new("会议记录（PDF）", format!("{base}/minutes.pdf")),
    ]
}

fn facts(plans: &Plans, here: &InCycle, shown: &Shown) -> Vec<Fact> {
    let one = &shown.one;
    let called = shown.called();
    let mut facts = vec![
        Fact::new("时间", occasion::begins(&called)),
        Fact::new("地点", one.place.clone()),
        Fact::new("主持人", one.host.clone()),
    ];
    facts.extend(known("记录人", one.recorder.clone()));
    facts.extend(occasion::answering(here, shown));
    let step = step_of(plans, shown.village.as_ref(), &one.step).unwrap_or_default();
    facts.extend(known("要办的环节", step));
    let women = one.women.map(|n| format!("{n} 人")).unwrap_or_default();
    facts.extend(known("妇女代表", women));
    facts.extend(known("会议材料", list_of(&one.materials).join("、")));
    facts.extend(occasion::entered(&called));
    facts
}

/// The page of one meeting.
pub(super) async fn show(
    app: &App,
    here: &InCycle,
    shown: &Shown,
    form: Form,
    bad: bool,
) -> Result<Response, Trouble> {
    let plans = app.plans(here.scope.cycle()).await?;
    let today = app.clock.today();
    let one = &shown.one;
    let village = shown.village.as_ref();
    let judged = judged(&plans, village, one, &shown.rows);
    let cycle = here.scope.cycle_id();
    let base = occasion::base::<Meeting>(here);
    let ways = occasion::ways::<Meeting>(here, &shown.called(), "登记到会", "更正到会");
    let prepares = may_keep(here, one.unit_id) && meeting::is_planned(one);
    let held = one.state == rows::HELD;
    let (sign, word) = state(one, &judged, today);
    let (parts, prepared) = prepared(one);
    let kind = catalogue().find(&one.kind);
    let all_parts = Part::of(kind.and_then(|kind| kind.quorum));
    let whole = here.scope.is_whole() || village.is_some();
    let context = MeetingPage {
        name: one.name.clone(),
        unit: occasion::unit_name(village),
        unit_href: village
            .map(|village| format!("/c/{cycle}/v/{}", village.id))
            .unwrap_or_default(),
        sign,
        state: word,
        facts: facts(&plans, here, shown),
        agenda: list_of(&one.agenda),
        rulings: rulings(&judged),
        messages: messages(&plans, shown, &judged, today),
        rows: shown
            .rows
            .iter()
            .map(|row| asked_row(row, all_parts))
            .collect(),
        came: came_text(&judged, whole),
        held,
        decisions: decisions(one)
            .iter()
            .map(|decision| decision_row(&plans, shown, decision))
            .collect(),
        discussion: one
            .discussion
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .map(str::to_owned)
            .collect(),
        parts,
        prepared,
        prepare_action: if prepares {
            format!("{base}/{}/prepared", one.id)
        } else {
            String::new()
        },
        papers: papers(here, shown),
        attend: ways.attend,
        edit_href: ways.edit_href,
        cancel_action: ways.cancel_action,
        form,
        key: fresh_key(),
        version: one.version.to_string(),
    };
    let frame = frame(
        app,
        &here.visit,
        Section::Schedule,
        &one.name,
        Some(here.scope.cycle()),
        &[("会议", &base), (&one.name, "")],
    );
    answer::form_page(app, &frame, &context, bad)
}

fn asked_row(row: &meeting_unit::Model, parts: &[Part]) -> AskedRow {
    AskedRow {
        unit: row.unit.clone(),
        part: part_name(row, parts),
        who: shortened(&row.who),
        expected: if row.expected == 0 {
            String::new()
        } else {
            row.expected.to_string()
        },
        present: row.present.map(|n| n.to_string()).unwrap_or_default(),
        absent: row.absent.clone(),
        short: row.present.is_some_and(|present| present < row.expected),
    }
}

fn came_text(judged: &Quorum, whole: bool) -> String {
    if !whole {
        return "只列出您负责的村（社区）".to_owned();
    }
    let expected = judged.came.expected;
    match judged.came.present {
        None if expected == 0 => String::new(),
        None => format!("应到 {expected} 人"),
        Some(present) => format!(
            "应到 {expected} 人，实到 {present} 人，缺席 {} 人",
            expected.saturating_sub(present)
        ),
    }
}
