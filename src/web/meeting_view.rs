//! 会议页 — what the pages of a meeting show, put into words.

use axum::response::Response;
use chrono::NaiveDate;
use uuid::Uuid;

use super::{
    answer::{Trouble, frame, invalid, page},
    app::App,
    guard::InCycle,
    meetings::may_keep,
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
        self, Basis, Rules, cite_all,
        eligibility::{Ruling, Verdict},
    },
    office::{
        meeting::{
            self, Carried, Counted, MeetingKind, Part, Quorum, carried, catalogue, decisions,
            list_of, quorum, village_of, words_of,
        },
        refusal::Refusal,
        standing::Plans,
    },
    platform::clock,
    store::{
        entity::{meeting as meeting_row, meeting_unit, step_record, village as village_row},
        meeting as rows, progress,
    },
};

/// A meeting with what it hangs on.
pub(super) struct Shown {
    pub(super) one: meeting_row::Model,
    pub(super) rows: Vec<meeting_unit::Model>,
    pub(super) village: Option<village_row::Model>,
}

/// Reads one meeting in reach.
pub(super) async fn read(app: &App, here: &InCycle, id: &str) -> Result<Shown, Trouble> {
    let id = Uuid::parse_str(id).map_err(|_| Trouble::not_found())?;
    let db = app.store.reader();
    let (one, rows) = rows::find(db, &here.scope, id)
        .await
        .map_err(Refusal::from)?
        .ok_or_else(Trouble::not_found)?;
    let village = village_of(db, &here.scope, one.unit_id).await?;
    Ok(Shown { one, rows, village })
}

/// «1月22日（星期五） 09:00», «日期未定»
pub(super) fn when(day: Option<NaiveDate>, time: &str) -> String {
    match day {
        Some(day) => format!("{} {time}", civil::short_weekday(day))
            .trim_end()
            .to_owned(),
        None => "日期未定".to_owned(),
    }
}

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
    match one.state.as_str() {
        rows::HELD if judged.missed().is_some() => (Sign::Late, "未达法定人数".to_owned()),
        rows::HELD => (Sign::Done, "已开".to_owned()),
        rows::CANCELLED => (Sign::Skipped, "已取消".to_owned()),
        _ => match one.day.map(|day| (day - today).num_days()) {
            None => (Sign::Future, "日期未定".to_owned()),
            Some(..0) => (Sign::Soon, "已过，还没有登记到会".to_owned()),
            Some(0) => (Sign::Active, "今天开".to_owned()),
            Some(left) => (Sign::Active, format!("{left} 天后开")),
        },
    }
}

/// «应到 45，实到 41»
pub(super) fn numbers(judged: &Quorum) -> String {
    match (judged.came.expected, judged.came.present) {
        (0, None) => String::new(),
        (expected, None) => format!("应到 {expected}"),
        (expected, Some(present)) => format!("应到 {expected}，实到 {present}"),
    }
}

fn cited(basis: &[Basis]) -> String {
    cite_all(basis).trim_matches(['〔', '〕']).to_owned()
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

/// The name of a step of the unit; `None` where the meeting has none.
pub(super) fn step_of(
    plans: &Plans,
    village: Option<&village_row::Model>,
    step: &str,
) -> Option<String> {
    let plan = match village {
        Some(_) => plans.of(words_of(village)),
        None => &plans.township,
    };
    let index = plan.index(step)?;
    plan.steps.get(index).map(|step| step.name.clone())
}

/// The last record of the step a meeting was held for.
pub(super) async fn last_record(
    app: &App,
    here: &InCycle,
    unit_id: Uuid,
    step: &str,
) -> Result<Option<step_record::Model>, Refusal> {
    if step.is_empty() {
        return Ok(None);
    }
    Ok(progress::of_unit(app.store.reader(), &here.scope, unit_id)
        .await?
        .into_iter()
        .rev()
        .find(|row| row.step == step))
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
    let day = match one.day {
        Some(day) => format!("{} {}", civil::long_weekday(day), one.time)
            .trim_end()
            .to_owned(),
        None => String::new(),
    };
    let mut facts = vec![
        Fact::new("时间", day),
        Fact::new("地点", one.place.clone()),
        Fact::new("主持人", one.host.clone()),
    ];
    let mut more = |label: &str, value: String| {
        if !value.is_empty() {
            facts.push(Fact::new(label, value));
        }
    };
    more("记录人", one.recorder.clone());
    more(
        "名单报送",
        one.reply_by
            .map(|day| format!("{}以前", civil::short_weekday(day)))
            .unwrap_or_default(),
    );
    // The telephone is the office's own and stands on the notice; a reader of one village has that.
    if here.scope.is_whole() || shown.village.is_some() {
        more(
            "联系人",
            format!("{} {}", one.contact, one.contact_phone)
                .trim()
                .to_owned(),
        );
    }
    more(
        "要办的环节",
        step_of(plans, shown.village.as_ref(), &one.step).unwrap_or_default(),
    );
    more(
        "妇女代表",
        one.women.map(|n| format!("{n} 人")).unwrap_or_default(),
    );
    more("会议材料", list_of(&one.materials).join("、"));
    more("取消的原因", one.state_note.clone());
    more(
        "登记",
        format!(
            "{} {}",
            one.recorded_by_name,
            clock::long_stamp(one.recorded_at)
        ),
    );
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
    let base = format!("/c/{cycle}/meetings");
    let own = format!("{base}/{}", one.id);
    let keeps = may_keep(here, one.unit_id);
    let planned = meeting::is_planned(one);
    let held = one.state == rows::HELD;
    let (sign, word) = state(one, &judged, today);
    let (parts, prepared) = prepared(one);
    let kind = catalogue().find(&one.kind);
    let all_parts = Part::of(kind.and_then(|kind| kind.quorum));
    let whole = here.scope.is_whole() || village.is_some();
    let context = MeetingPage {
        name: one.name.clone(),
        unit: village.map_or_else(|| "镇".to_owned(), |village| village.name.clone()),
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
        prepare_action: if keeps && planned {
            format!("{own}/prepared")
        } else {
            String::new()
        },
        papers: papers(here, shown),
        attend: if keeps && one.state != rows::CANCELLED {
            Link::new(
                if held { "更正到会" } else { "登记到会" },
                format!("{own}/attendance"),
            )
        } else {
            Link::default()
        },
        edit_href: if keeps && planned {
            format!("{own}/edit")
        } else {
            String::new()
        },
        cancel_action: if keeps && planned {
            format!("{own}/cancel")
        } else {
            String::new()
        },
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
    if bad {
        invalid(app, &frame, &context)
    } else {
        page(app, &frame, &context)
    }
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
