//! Last days: the worked cases T1-T6, T8, T9 of the domain brief.

use super::super::{Plan, StepClass, UnitKind, deadline};
use super::{day, library, schedule, step, value, variant};

/// One row: pack, kind, election day, recorded steps, step, suggested, latest, article.
struct Row {
    pack: &'static str,
    kind: UnitKind,
    election_day: &'static str,
    recorded: &'static [(&'static str, &'static str)],
    step: &'static str,
    suggested: &'static str,
    latest: &'static str,
    article: &'static str,
}

const fn row(
    pack: &'static str,
    election_day: &'static str,
    recorded: &'static [(&'static str, &'static str)],
    step: &'static str,
    suggested: &'static str,
    latest: &'static str,
    article: &'static str,
) -> Row {
    Row {
        pack,
        kind: UnitKind::Village,
        election_day,
        recorded,
        step,
        suggested,
        latest,
        article,
    }
}

const fn community(
    pack: &'static str,
    election_day: &'static str,
    step: &'static str,
    suggested: &'static str,
    latest: &'static str,
    article: &'static str,
) -> Row {
    Row {
        pack,
        kind: UnitKind::Community,
        election_day,
        recorded: &[],
        step,
        suggested,
        latest,
        article,
    }
}

const N: &str = "national-2025";
const ZJ: &str = "zhejiang-2020";
const GD: &str = "guangdong-2026";
/// T1's posting day.
const POSTED: &[(&str, &str)] = &[("roll-published", "2027-02-25")];
/// An objection period that ran until the last hour.
const OBJECTED: &[(&str, &str)] = &[
    ("roll-published", "2027-02-25"),
    ("objections-closed", "2027-03-02"),
];
/// The same with a poll that took place later than fixed.
const POLLED_LATER: &[(&str, &str)] = &[("polling", "2027-03-20")];

#[rustfmt::skip]
const ROWS: &[Row] = &[
    // T1: list, objections, decision
    row(
        N,
        "2027-03-18",
        &[],
        "roll-published",
        "2027-02-25",
        "2027-02-26",
        "第十七条第一款",
    ),
    row(
        N,
        "2027-03-18",
        POSTED,
        "objections-closed",
        "2027-03-02",
        "2027-03-02",
        "第十七条第二款",
    ),
    row(
        N,
        "2027-03-18",
        OBJECTED,
        "objections-decided",
        "2027-03-04",
        "2027-03-05",
        "第十七条第二款",
    ),
    row(
        ZJ,
        "2027-03-18",
        &[],
        "roll-published",
        "2027-02-25",
        "2027-02-26",
        "第十四条第一款",
    ),
    row(
        GD,
        "2027-03-18",
        &[],
        "roll-published",
        "2027-02-25",
        "2027-02-26",
        "第十七条第一款",
    ),
    // T2: provincial days
    row(
        ZJ,
        "2027-03-18",
        &[],
        "candidates-announced",
        "2027-03-12",
        "2027-03-13",
        "第十八条第三款",
    ),
    row(
        ZJ,
        "2027-03-18",
        &[],
        "withdrawal-closed",
        "2027-03-15",
        "2027-03-15",
        "第十九条",
    ),
    row(
        ZJ,
        "2027-03-18",
        &[],
        "proxies-filed",
        "2027-03-14",
        "2027-03-15",
        "第二十五条第二款",
    ),
    row(
        ZJ,
        "2027-03-18",
        &[],
        "polling-announced",
        "2027-03-12",
        "2027-03-13",
        "第二十二条第一款",
    ),
    row(
        ZJ,
        "2027-03-18",
        &[],
        "proxies-announced",
        "2027-03-14",
        "2027-03-17",
        "第二十五条第二款",
    ),
    row(
        ZJ,
        "2027-03-18",
        &[],
        "candidates-met",
        "2027-03-15",
        "2027-03-17",
        "第二十三条第一款",
    ),
    row(
        ZJ,
        "2027-03-18",
        &[],
        "results-announced",
        "2027-03-18",
        "2027-03-19",
        "第三十二条第二款",
    ),
    row(
        N,
        "2027-03-18",
        &[],
        "results-announced",
        "2027-03-18",
        "2027-03-18",
        "第十八条第三款",
    ),
    // T3: handover; it moves with the day on which the poll really took place
    row(
        N,
        "2027-03-18",
        &[],
        "handover-completed",
        "2027-03-27",
        "2027-03-28",
        "第二十四条",
    ),
    row(
        ZJ,
        "2027-03-18",
        &[],
        "handover-completed",
        "2027-03-27",
        "2027-03-28",
        "第三十三条",
    ),
    row(
        N,
        "2027-03-18",
        POLLED_LATER,
        "handover-completed",
        "2027-03-29",
        "2027-03-30",
        "第二十四条",
    ),
    // T5: Spring Festival, no shift
    row(
        N,
        "2027-02-28",
        &[],
        "roll-published",
        "2027-02-07",
        "2027-02-08",
        "第十七条第一款",
    ),
    // T6: leap year
    row(
        N,
        "2028-03-15",
        &[],
        "roll-published",
        "2028-02-23",
        "2028-02-24",
        "第十七条第一款",
    ),
    // Communities by their own law
    community(
        ZJ,
        "2027-03-18",
        "roll-published",
        "2027-02-25",
        "2027-02-26",
        "第十七条",
    ),
    community(
        ZJ,
        "2027-03-18",
        "handover-completed",
        "2027-03-27",
        "2027-03-28",
        "第二十五条",
    ),
    community(
        "residents-2025",
        "2028-03-15",
        "roll-published",
        "2028-02-23",
        "2028-02-24",
        "第十七条",
    ),
];

#[test]
fn last_days_with_their_articles() {
    let library = library();
    for row in ROWS {
        let pack = library.pack(row.pack).unwrap();
        let schedule = schedule(pack, row.kind, row.election_day, None, row.recorded);
        let step = step(&schedule, row.step);
        let name = format!("{} {} {}", row.pack, row.election_day, row.step);
        assert_eq!(step.suggested, day(row.suggested), "{name} 建议日");
        assert_eq!(step.latest, Some(day(row.latest)), "{name} 最迟日");
        assert_eq!(step.class, StepClass::Statutory, "{name}");
        assert!(
            step.basis.iter().any(|basis| basis.article == row.article),
            "{name} 依据 {:?}",
            step.basis
        );
    }
}

#[test]
fn community_steps_cite_the_residents_law_only() {
    let library = library();
    let pack = library.pack(ZJ).unwrap();
    let schedule = schedule(pack, UnitKind::Community, "2027-03-18", None, &[]);
    for step in &schedule.steps {
        for basis in &step.basis {
            assert!(
                !basis.statute.contains("村民委员会"),
                "{} {}",
                step.id,
                basis.statute
            );
        }
        assert!(!step.name.contains('村'), "{}", step.name);
    }
}

#[test]
fn strict_reading_and_counting_the_first_day() {
    // T1 and T3 under the other readings: list 02-25; objections decided 03-04; handover 03-27.
    let strict = variant(N, &value("backward_count", "\"strict\""));
    let include = variant(N, &value("forward_count", "\"include_start\""));
    let strict = schedule(&strict, UnitKind::Village, "2027-03-18", None, &[]);
    let roll = step(&strict, "roll-published");
    assert_eq!(roll.latest, Some(day("2027-02-25")));
    assert_eq!(roll.suggested, day("2027-02-25"));
    assert_eq!(roll.offset, "E-21");
    assert_eq!(
        roll.formula,
        "2027-03-18 − 20 日 − 1 日（从严计算） = 2027-02-25"
    );
    let include = schedule(&include, UnitKind::Village, "2027-03-18", None, OBJECTED);
    let decided = step(&include, "objections-decided");
    assert_eq!(decided.latest, Some(day("2027-03-04")));
    assert_eq!(
        decided.formula,
        "2027-03-02 + 3 日 − 1 日（当日计入） = 2027-03-04"
    );
    assert_eq!(
        step(&include, "handover-completed").latest,
        Some(day("2027-03-27"))
    );
    // A villager's right is still shown by the later reading.
    assert_eq!(
        step(&include, "objections-closed").latest,
        Some(day("2027-03-02"))
    );
}

#[test]
fn days_that_are_not_steps() {
    // item, value where the pack differs from Zhejiang, anchor, latest, case
    let cases = [
        (
            "self_nomination_lead_days",
            None,
            "2027-03-18",
            "2027-03-08",
            "T2 浙江第二十条第二款",
        ),
        (
            "proxy_filing_lead_days",
            Some("5"),
            "2027-03-18",
            "2027-03-13",
            "T2 上海五日前",
        ),
        (
            "proxy_publish_lead_days",
            Some("2"),
            "2027-03-18",
            "2027-03-16",
            "T2 上海二日前",
        ),
        (
            "rerun_within_days",
            Some("10"),
            "2027-03-18",
            "2027-03-28",
            "T4 十日",
        ),
        (
            "rerun_within_days",
            Some("15"),
            "2027-03-18",
            "2027-04-02",
            "T4 北京十五日",
        ),
        (
            "rerun_within_days",
            None,
            "2027-03-18",
            "2027-04-17",
            "T4 浙江第二十九条第五款",
        ),
        (
            "seal_days",
            Some("0"),
            "2027-03-18",
            "2027-03-18",
            "T3 上海当日",
        ),
        (
            "self_nomination_lead_days",
            Some("15"),
            "2028-03-15",
            "2028-02-29",
            "T6 闰日",
        ),
        (
            "meeting_notice_lead_days",
            None,
            "2027-03-01",
            "2027-02-19",
            "T8 第二十五条",
        ),
    ];
    for (key, differs, anchor, latest, case) in cases {
        let values = differs.map_or_else(String::new, |number| value(key, number));
        let pack = variant(ZJ, &values);
        let rules = pack.rules(UnitKind::Village).unwrap();
        let found = deadline(rules, key, day(anchor)).unwrap();
        assert_eq!(found.latest, day(latest), "{case}");
        assert!(found.suggested <= found.latest, "{case}");
        assert!(!found.basis.is_empty(), "{case}");
    }
    let library = library();
    let guangdong = library.pack(GD).unwrap().rules(UnitKind::Village).unwrap();
    // T4: Guangdong's window was not read, so there is none.
    assert_eq!(
        deadline(guangdong, "rerun_within_days", day("2027-03-18")),
        None
    );
}

/// A step done late pushes what follows it back as far as the law lets it, one that is set aside does
/// not. 第十七条第一款: the roll is due on 02-26, suggested for 02-25.
#[test]
fn what_runs_late_pushes_back_what_follows() {
    let pack = library().pack("national-2025").unwrap();
    let suggested = |closed: &str| {
        let recorded = [("registration-closed", closed)];
        let schedule = schedule(pack, UnitKind::Village, "2027-03-18", None, &recorded);
        step(&schedule, "roll-published").suggested
    };
    assert_eq!(suggested("2027-02-19"), day("2027-02-25"));
    assert_eq!(suggested("2027-02-26"), day("2027-02-26"));
}

/// A plan shows the stages it has steps in, and no others.
#[test]
fn stages_without_steps_are_not_shown() {
    for pack in library().packs() {
        for kind in UnitKind::ALL {
            let Ok(plan) = Plan::compile(pack, kind) else {
                continue;
            };
            for (at, stage) in plan.stages.iter().enumerate() {
                let used = plan.steps.iter().any(|step| step.stage == at);
                assert!(used, "{} {}", pack.id(), stage.id);
            }
            assert!(plan.stages.len() > 5, "{}", pack.id());
        }
    }
}
