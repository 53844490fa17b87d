//! 填写的内容 — a registration, and what became of a paper, read into values or into all their problems.

use chrono::NaiveDate;
use uuid::Uuid;

use super::{State, Typed, TypedHandling, Urgency, called, state};
use crate::{
    civil,
    office::{
        refusal::{Problems, Refusal},
        typed::{self, DayDone},
    },
    store::entity::{incoming_paper, person},
};

/// The registration as read; the rest of the row is the caller's.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Read {
    pub(super) received_on: NaiveDate,
    sender: String,
    number: String,
    title: String,
    dated: Option<NaiveDate>,
    urgency: Urgency,
    handler_id: Option<Uuid>,
    handler_name: String,
    due: Option<NaiveDate>,
    note: String,
}

/// Reads a registration; `id` is the one it sets right.
pub(super) fn read(
    typed: &Typed,
    id: Option<Uuid>,
    today: NaiveDate,
    everyone: &[person::Model],
    others: &[incoming_paper::Model],
) -> Result<Read, Refusal> {
    let mut problems = Problems::none();
    let received = DayDone {
        wanted: "请填写哪天收到的。",
        wait: "请在收到以后再登记",
        oldest: 731,
    }
    .read(&mut problems, "received_on", &typed.received_on, today);
    let must = |problems: &mut Problems, field: &str, label: &str, text: &str, most: usize| {
        if text.trim().is_empty() {
            problems.add(field, format!("请填写{label}。"));
        }
        typed::line(problems, field, label, text, most)
    };
    let sender = must(&mut problems, "sender", "来文单位", &typed.sender, 60);
    let title = must(&mut problems, "title", "标题", &typed.title, 200);
    let number = typed::line(&mut problems, "number", "来文字号", &typed.number, 60);
    if let Some(known) = others.iter().find(|row| {
        Some(row.id) != id
            && state(row) != State::Void
            && !number.is_empty()
            && row.number == number
            && row.sender == sender
    }) {
        problems.add(
            "number",
            format!(
                "请核对来文字号：{sender}的{number}已经登记为{}（《{}》）。同一份文件不用登记两次，可以在那一条的备注里写明又收到一份。",
                called(known),
                known.title
            ),
        );
    }
    let dated = typed::day(&mut problems, "dated", "成文日期", &typed.dated);
    let due = typed::day(&mut problems, "due", "办理期限", &typed.due);
    if let Some(received) = received {
        if let Some(dated) = dated.filter(|dated| *dated > received) {
            problems.add(
                "dated",
                format!(
                    "请核对成文日期：{} 比收到的日期 {} 还晚。",
                    civil::long(dated),
                    civil::long(received)
                ),
            );
        }
        if let Some(due) = due.filter(|due| *due < received) {
            problems.add(
                "due",
                format!(
                    "请核对办理期限：{} 在收到的日期 {} 以前。",
                    civil::long(due),
                    civil::long(received)
                ),
            );
        }
    }
    let chosen = Urgency::from_id(typed.urgency.trim());
    if chosen.is_none() {
        problems.add("urgency", "请选择紧急程度，照文件左上角标的选。");
    }
    let ids = everyone.iter().map(|row| row.id);
    let handler_id = typed::one_of(&mut problems, "handler", "承办人", &typed.handler, ids);
    let named = typed::line(
        &mut problems,
        "handler_name",
        "承办人",
        &typed.handler_name,
        40,
    );
    if handler_id.is_some() && !named.is_empty() {
        problems.add("handler_name", "请只用一种办法：已经选了承办人。");
    }
    if chosen.is_some_and(|one| one != Urgency::Ordinary)
        && typed.handler.trim().is_empty()
        && named.is_empty()
    {
        problems.add(
            "handler",
            "请定由谁办：加急、特急的文件收到就要交到人手里。",
        );
    }
    typed::at_most(&mut problems, "note", typed.note.trim(), 500);
    problems.into_result()?;
    let (Some(received_on), Some(urgency)) = (received, chosen) else {
        return Err(Refusal::Inside("a paper received on no day".to_owned()));
    };
    Ok(Read {
        received_on,
        sender,
        number,
        title,
        dated,
        urgency,
        handler_id,
        handler_name: everyone
            .iter()
            .find(|row| Some(row.id) == handler_id)
            .map_or(named, |row| row.name.clone()),
        due,
        note: typed.note.trim().to_owned(),
    })
}

impl Read {
    pub(super) fn into(self, row: incoming_paper::Model) -> incoming_paper::Model {
        incoming_paper::Model {
            received_on: self.received_on,
            sender: self.sender,
            number: self.number,
            title: self.title,
            dated: self.dated,
            urgency: self.urgency.id().to_owned(),
            handler_id: self.handler_id,
            handler_name: self.handler_name,
            due: self.due,
            note: self.note,
            ..row
        }
    }
}
/// A day that cannot be before another one.
fn not_before(
    problems: &mut Problems,
    field: &str,
    (label, day): (&str, Option<NaiveDate>),
    (than, first): (&str, NaiveDate),
) {
    if let Some(day) = day.filter(|day| *day < first) {
        problems.add(
            field,
            format!(
                "请核对{label}：{} 在{than} {} 以前。",
                civil::long(day),
                civil::long(first)
            ),
        );
    }
}

/// A day that has come.
pub(super) fn past(
    problems: &mut Problems,
    field: &str,
    (label, wait): (&str, &str),
    text: &str,
    today: NaiveDate,
) -> Option<NaiveDate> {
    let day = typed::day(problems, field, label, text);
    if let Some(day) = day.filter(|day| *day > today) {
        problems.add(
            field,
            format!(
                "{wait}，或者改正日期：{} 还没有到，今天是 {}。",
                civil::long(day),
                civil::long(today)
            ),
        );
    }
    day
}

/// Handling and filing as read.
pub(super) struct Outcome {
    pub(super) handled_on: Option<NaiveDate>,
    pub(super) result: String,
    pub(super) filed_on: Option<NaiveDate>,
    pub(super) filed_in: String,
}

/// Reads what became of a paper.
pub(super) fn read_handling(
    typed: &TypedHandling,
    old: &incoming_paper::Model,
    today: NaiveDate,
) -> Result<Outcome, Refusal> {
    let mut problems = Problems::none();
    let wait = ("办结日期", "请在办完以后再登记");
    let handled_on = past(&mut problems, "handled_on", wait, &typed.handled_on, today);
    let received = ("收到的日期", old.received_on);
    not_before(
        &mut problems,
        "handled_on",
        ("办结日期", handled_on),
        received,
    );
    let result = typed.result.trim().to_owned();
    typed::at_most(&mut problems, "result", &result, 500);
    let blank = typed.handled_on.trim().is_empty();
    if blank && !result.is_empty() {
        problems.add(
            "handled_on",
            "请填写哪天办完的；还在办的，先不要写办理情况。",
        );
    }
    if !blank && result.is_empty() {
        problems.add("result", "请写明怎样办的，如“已传阅”“已转发各村”。");
    }
    let wait = ("归档日期", "请在归档以后再登记");
    let filed_on = past(&mut problems, "filed_on", wait, &typed.filed_on, today);
    let filed_in = typed::line(&mut problems, "filed_in", "归入", &typed.filed_in, 60);
    let unfiled = typed.filed_on.trim().is_empty();
    if !unfiled && filed_in.is_empty() {
        problems.add("filed_in", "请写明归在哪里，如“2027年换届卷 2”。");
    }
    if unfiled && !filed_in.is_empty() {
        problems.add("filed_on", "请填写哪天归档的。");
    }
    if !unfiled && blank {
        problems.add("handled_on", "请先填写哪天办完的：没有办完的不能归档。");
    }
    if let Some(day) = handled_on {
        not_before(
            &mut problems,
            "filed_on",
            ("归档日期", filed_on),
            ("办结日期", day),
        );
    }
    problems.into_result()?;
    Ok(Outcome {
        handled_on,
        result,
        filed_on,
        filed_in,
    })
}

#[cfg(test)]
mod tests {
    use super::{
        super::tests::{day, paper},
        *,
    };

    fn typed() -> Typed {
        Typed {
            received_on: "2027-02-26".to_owned(),
            sender: "县民政局".to_owned(),
            title: "关于报送选举进度的通知".to_owned(),
            urgency: "ordinary".to_owned(),
            ..Typed::default()
        }
    }

    fn wrong(typed: &Typed, others: &[incoming_paper::Model]) -> Problems {
        match read(typed, None, day("2027-02-27"), &[], others) {
            Ok(_) => Problems::none(),
            Err(Refusal::Invalid(problems)) => problems,
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn a_registration_is_refused_with_all_its_problems() {
        assert_eq!(wrong(&typed(), &[]), Problems::none());
        let bad = Typed {
            received_on: "2027-03-01".to_owned(),
            sender: " ".to_owned(),
            title: "甲\u{7}乙".to_owned(),
            dated: "2027-03-02".to_owned(),
            due: "2027-02-28".to_owned(),
            urgency: "very".to_owned(),
            handler: "x".to_owned(),
            note: "长".repeat(501),
            ..Typed::default()
        };
        let found = wrong(&bad, &[]);
        let fields: Vec<&str> = found.fields.keys().map(String::as_str).collect();
        assert_eq!(
            fields,
            [
                "dated",
                "due",
                "handler",
                "note",
                "received_on",
                "sender",
                "title",
                "urgency"
            ]
        );
        let urgent = Typed {
            urgency: "special".to_owned(),
            ..typed()
        };
        assert!(wrong(&urgent, &[]).of("handler").contains("交到人手里"));
        let named = Typed {
            handler_name: "谢斌".to_owned(),
            ..urgent
        };
        assert!(wrong(&named, &[]).is_empty());
    }

    #[test]
    fn the_same_paper_is_not_registered_twice() {
        let again = Typed {
            sender: "县委组织部".to_owned(),
            number: "仁组通〔2027〕3号".to_owned(),
            ..typed()
        };
        let found = wrong(&again, &[paper(4), paper(3)]).of("number");
        assert!(found.contains("收文第 3 号"), "{found}");
        // Another unit's number, a blank one, and that of a void registration are free.
        let elsewhere = Typed {
            sender: "县民政局".to_owned(),
            ..again.clone()
        };
        assert!(wrong(&elsewhere, &[paper(3)]).is_empty());
        let void = incoming_paper::Model {
            void_reason: "写错".to_owned(),
            ..paper(3)
        };
        assert!(wrong(&again, &[void]).is_empty());
    }

    #[test]
    fn handling_and_filing_keep_their_order() {
        let today = day("2027-02-27");
        let cases = [
            // handled, result, filed, where → the fields complained of
            ("", "", "", "", &[][..]),
            ("2027-02-26", "已传阅", "", "", &[]),
            ("2027-02-26", "已传阅", "2027-02-27", "换届卷 2", &[]),
            ("", "已传阅", "", "", &["handled_on"]),
            ("2027-02-26", "", "", "", &["result"]),
            ("2027-02-19", "已传阅", "", "", &["handled_on"]),
            ("2027-02-28", "已传阅", "", "", &["handled_on"]),
            (
                "2027-02-26",
                "已传阅",
                "2027-02-25",
                "换届卷 2",
                &["filed_on"],
            ),
            ("2027-02-26", "已传阅", "2027-02-27", "", &["filed_in"]),
            ("2027-02-26", "已传阅", "", "换届卷 2", &["filed_on"]),
            ("", "", "2027-02-27", "换届卷 2", &["handled_on"]),
        ];
        for (handled_on, result, filed_on, filed_in, fields) in cases {
            let typed = TypedHandling {
                handled_on: handled_on.to_owned(),
                result: result.to_owned(),
                filed_on: filed_on.to_owned(),
                filed_in: filed_in.to_owned(),
            };
            let found: Vec<String> = match read_handling(&typed, &paper(1), today) {
                Ok(_) => Vec::new(),
                Err(Refusal::Invalid(problems)) => problems.fields.into_keys().collect(),
                Err(other) => panic!("{other}"),
            };
            assert_eq!(found, fields, "{typed:?}");
        }
    }
}
