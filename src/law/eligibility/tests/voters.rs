//! T7, V21, V22 and the three classes of 组织法第十六条.

use chrono::NaiveDate;

use super::super::super::param::Value;
use super::super::{
    Applicant, Ground, Mark, OutsiderGround, Registration, RollChanges, Verdict, check_age,
    check_applicant, check_roll, double_registrations,
};
use super::{articles, codes, community, day, failures, village};

/// T7 · 第十六条第一款: 计算到选举日, the birthday counts and is shown to a person.
#[test]
fn eighteen_on_election_day() {
    for (birth, election, verdict, code) in [
        ("2009-03-17", "2027-03-18", Verdict::Holds, Mark::V230),
        ("2009-03-18", "2027-03-18", Verdict::Look, Mark::V214),
        ("2009-03-19", "2027-03-18", Verdict::Fails, Mark::V202),
        ("1900-01-01", "2027-03-18", Verdict::Holds, Mark::V230),
        ("2027-03-18", "2027-03-18", Verdict::Fails, Mark::V202),
        // Born on 29 February: of age on 1 March of a common year.
        ("2008-02-29", "2026-02-28", Verdict::Fails, Mark::V202),
        ("2008-02-29", "2026-03-01", Verdict::Look, Mark::V214),
        ("2008-02-29", "2026-03-02", Verdict::Holds, Mark::V230),
        ("2010-02-28", "2028-02-29", Verdict::Holds, Mark::V230),
    ] {
        let ruling = check_age(village("national-2025"), Some(day(birth)), day(election));
        assert_eq!(
            (ruling.verdict, ruling.code),
            (verdict, code),
            "{birth} {election}"
        );
        assert_eq!(ruling.basis.first().unwrap().article, "第十六条第一款");
    }
    let unknown = check_age(village("national-2025"), None, day("2027-03-18"));
    assert_eq!(unknown.code, Mark::V220);
    let late = check_age(
        village("national-2025"),
        Some(day("2009-03-21")),
        day("2027-03-18"),
    );
    assert_eq!(
        late.message(),
        "请不要列入名单。到选举日 2027年3月18日 未满 18 周岁，还差 3 天。\
         （2009-03-21 + 18 年 = 2027-03-21 > 2027-03-18）〔村民委员会组织法第十六条第一款〕"
    );
    // 居民委员会组织法: the age is 待核, so nothing is decided.
    let asked = check_age(community(), Some(day("2000-01-01")), day("2027-03-18"));
    assert_eq!((asked.code, asked.verdict), (Mark::K711, Verdict::Look));
    // 2018 年文本: 第十三条第一款.
    let old = check_age(
        village("national-2018"),
        Some(day("2009-03-19")),
        day("2027-03-18"),
    );
    assert_eq!(old.basis.first().unwrap().article, "第十三条第一款");
    // The age is the pack's, not the program's. (A province that wrote sixteen would be refused.)
    let mut of_sixteen = village("national-2025").clone();
    of_sixteen.items.get_mut("voting_age").unwrap().value = Some(Value::Number(16));
    assert_eq!(
        check_age(&of_sixteen, Some(day("2011-03-18")), day("2027-03-18")).code,
        Mark::V214
    );
}

fn person(ground: Ground) -> Applicant {
    Applicant {
        birth: Some(day("1980-05-06")),
        deprived: false,
        declared: true,
        ground,
    }
}

fn outsider(by: OutsiderGround, since: &str) -> Ground {
    Ground::Outsider {
        by,
        since: Some(day(since)),
        applied: true,
        agreed: true,
        cleared: Some(true),
    }
}

fn on() -> NaiveDate {
    day("2027-02-20")
}

fn election() -> NaiveDate {
    day("2027-03-18")
}

/// 第十六条第一款、第二款
#[test]
fn the_three_classes() {
    let rules = village("national-2025");
    let check = |applicant: &Applicant| codes(&check_applicant(rules, applicant, on(), election()));
    assert!(check(&person(Ground::Resident)).is_empty());
    assert!(check(&person(Ground::Away)).is_empty());
    // 第一项: no declaration asked for; 第二项: asked for.
    let silent = |ground| Applicant {
        declared: false,
        ..person(ground)
    };
    assert!(check(&silent(Ground::Resident)).is_empty());
    assert_eq!(check(&silent(Ground::Away)), ["V232"]);
    // 第一款 但书
    let deprived = Applicant {
        deprived: true,
        ..person(Ground::Resident)
    };
    assert_eq!(check(&deprived), ["V231"]);
    // 第三项: 一年以上
    for (since, found) in [
        ("2026-02-20", vec![]),
        // A year is not full at registration and full by election day.
        ("2026-02-21", vec!["V233"]),
        ("2026-03-18", vec!["V233"]),
        ("2026-03-19", vec!["V233"]),
    ] {
        for by in [OutsiderGround::Residence, OutsiderGround::Work] {
            assert_eq!(check(&person(outsider(by, since))), found, "{since}");
        }
    }
    let fails = |since| {
        failures(&check_applicant(
            rules,
            &person(outsider(OutsiderGround::Residence, since)),
            on(),
            election(),
        ))
    };
    assert!(fails("2026-03-18").is_empty(), "满一年的当日算满");
    assert_eq!(fails("2026-03-19"), ["V233"]);
}

/// 第十六条第二款第三项: every paper that is missing is named at once.
#[test]
fn what_outsiders_need() {
    let rules = village("national-2025");
    let bare = Applicant {
        birth: Some(day("2010-01-01")),
        deprived: true,
        declared: false,
        ground: Ground::Outsider {
            by: OutsiderGround::Residence,
            since: None,
            applied: false,
            agreed: false,
            cleared: None,
        },
    };
    let found = check_applicant(rules, &bare, on(), election());
    assert_eq!(
        codes(&found),
        ["V202", "V231", "V233", "V204", "V204", "V235"]
    );
    assert_eq!(articles(&found, "V204"), ["第十六条第二款第三项"]);
    assert_eq!(articles(&found, "V235"), ["第十六条第三款"]);
    let elsewhere = Applicant {
        ground: Ground::Outsider {
            by: OutsiderGround::Residence,
            since: Some(day("2020-01-01")),
            applied: true,
            agreed: true,
            cleared: Some(false),
        },
        ..person(Ground::Resident)
    };
    assert_eq!(
        codes(&check_applicant(rules, &elsewhere, on(), election())),
        ["V203"]
    );
}

/// 2018 年文本第十三条第二款第三项 has no limb for work; the 2025 one has.
#[test]
fn work_counts_since_2025() {
    let worker = person(outsider(OutsiderGround::Work, "2020-01-01"));
    let check = |pack| codes(&check_applicant(village(pack), &worker, on(), election()));
    assert!(check("national-2025").is_empty());
    assert!(check("zhejiang-2020").is_empty());
    assert_eq!(check("national-2018"), ["V234"]);
}

/// 居民委员会组织法第十六条: everybody says so; residents need no months, workers six.
#[test]
fn communities_register_otherwise() {
    let check =
        |applicant: Applicant| codes(&check_applicant(community(), &applicant, on(), election()));
    let silent = Applicant {
        declared: false,
        ..person(Ground::Resident)
    };
    // K711: the age is 待核.
    assert_eq!(check(silent), ["K711", "V232"]);
    assert_eq!(
        check(person(outsider(OutsiderGround::Residence, "2027-02-01"))),
        ["K711"]
    );
    assert_eq!(
        check(person(outsider(OutsiderGround::Work, "2026-10-01"))),
        ["K711", "V233"]
    );
    assert_eq!(
        check(person(outsider(OutsiderGround::Work, "2026-08-20"))),
        ["K711"]
    );
}

/// V21 · 第十六条第三款: both villages are named, the key never.
#[test]
fn nobody_votes_in_two_villages() {
    let at = |village: &str, place: &str, key: &'static str| Registration {
        village: village.to_owned(),
        place: place.to_owned(),
        key,
    };
    let rolls = [
        at("上前村", "第 12 行", "k-7f3a"),
        at("上前村", "第 91 行", "k-7f3a"),
        at("李家村", "第 5 行", "k-90cc"),
        at("李家村", "第 140 行", "k-7f3a"),
        at("下坪村", "第 1 行", "k-0001"),
    ];
    let found = double_registrations(village("national-2025"), &rolls);
    assert_eq!(codes(&found), ["V203", "V203"]);
    assert_eq!(
        found[0].message(),
        "「上前村」第 91 行：请核对后只保留一处。与本村第 12 行是同一个人，一人只能登记一次。\
         〔村民委员会组织法第十六条第三款〕"
    );
    assert_eq!(
        found[1].message(),
        "「李家村」第 140 行：请与本人核实，只保留一处。与「上前村」第 12 行是同一个人，\
         已在一处登记的不得再参加其他地方的选举。〔村民委员会组织法第十六条第三款〕"
    );
    assert!(
        found
            .iter()
            .all(|ruling| !format!("{ruling:?}").contains("k-"))
    );
    assert!(double_registrations(village("national-2025"), &rolls[2..3]).is_empty());
}

/// V22: 1203 − 3 + 2 − 1 = 1201, and 601 of them.
#[test]
fn the_roll_is_added_up() {
    let rules = village("national-2025");
    let changes = RollChanges {
        posted: 1203,
        added: 2,
        died: 3,
        dropped: 1,
        stated: Some(1201),
        announced: true,
    };
    let total = check_roll(rules, &changes).unwrap();
    assert_eq!((total.registered, total.quorum), (1201, Some(601)));
    assert!(codes(&total.rulings).is_empty());
    assert_eq!(total.rulings[0].inequality, "1203 + 2 − 3 − 1 = 1201");
    assert_eq!(total.rulings[1].inequality, "2×601 = 1202 > 1201");
    for (stated, found) in [
        (Some(1200), vec!["V241"]),
        (Some(1201), vec![]),
        (None, vec![]),
    ] {
        let total = check_roll(rules, &RollChanges { stated, ..changes }).unwrap();
        assert_eq!(codes(&total.rulings), found);
    }
    // Without a notice the posted number stays.
    let silent = check_roll(
        rules,
        &RollChanges {
            announced: false,
            ..changes
        },
    )
    .unwrap();
    assert_eq!((silent.registered, silent.quorum), (1203, Some(602)));
    assert_eq!(codes(&silent.rulings), ["V242"]);
    let unchanged = RollChanges {
        posted: 1000,
        ..RollChanges::default()
    };
    let total = check_roll(rules, &unchanged).unwrap();
    assert_eq!((total.quorum, codes(&total.rulings)), (Some(501), vec![]));
}

#[test]
fn a_roll_that_cannot_be_is_refused() {
    let rules = village("national-2025");
    let fields = |changes: RollChanges| -> Vec<String> {
        let problems = check_roll(rules, &changes).unwrap_err();
        problems.into_iter().map(|problem| problem.field).collect()
    };
    assert_eq!(fields(RollChanges::default()), ["posted"]);
    let base = RollChanges {
        posted: 10,
        ..RollChanges::default()
    };
    assert_eq!(fields(RollChanges { died: 10, ..base }), ["dropped"]);
    assert_eq!(fields(RollChanges { died: 11, ..base }), ["dropped"]);
    assert_eq!(
        fields(RollChanges {
            posted: u32::MAX,
            added: u32::MAX,
            died: u32::MAX,
            dropped: u32::MAX,
            stated: Some(u32::MAX),
            announced: true
        }),
        ["posted", "added", "died", "dropped", "stated"]
    );
}

/// «可以列入名单» is said of somebody with nothing against it and of no other.
#[test]
fn whoever_may_be_listed_is_told_so() {
    let rules = village("national-2025");
    for (deprived, listed) in [(false, true), (true, false)] {
        let applicant = Applicant {
            deprived,
            ..person(Ground::Resident)
        };
        let found = check_applicant(rules, &applicant, on(), election());
        let said = found
            .iter()
            .any(|ruling| ruling.message().contains("可以列入名单"));
        assert_eq!(said, listed, "{found:?}");
    }
}
