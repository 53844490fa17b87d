//! V24 · 选票台账: every ballot is somewhere.

use super::super::super::Rules;
use super::super::super::poll::LIMIT;
use super::super::{Ledger, Ruling, Station, check_ledger};
use super::{articles, codes, variant, village};

/// Data A of the worked cases: R 1200, issued 980 (proxy 85, roaming 40), collected 976, invalid 12.
fn balanced() -> Ledger {
    Ledger {
        printed: 1230,
        kept: 20,
        spoiled: 10,
        registered: Some(1200),
        stations: vec![
            Station {
                name: "中心会场".to_owned(),
                received: 1100,
                issued: 940,
                left: 155,
                spoiled: 5,
                own: 855,
                proxy: 85,
                roaming: 0,
                returned: 936,
                valid: 924,
                invalid: 12,
            },
            Station {
                name: "流动票箱".to_owned(),
                received: 100,
                issued: 40,
                left: 60,
                spoiled: 0,
                own: 0,
                proxy: 0,
                roaming: 40,
                returned: 40,
                valid: 40,
                invalid: 0,
            },
        ],
    }
}

fn check(rules: &Rules, ledger: &Ledger) -> Vec<Ruling> {
    check_ledger(rules, ledger).unwrap()
}

fn at<'a>(found: &'a [Ruling], place: &str) -> Vec<&'a str> {
    found
        .iter()
        .filter(|ruling| ruling.place == place)
        .map(|ruling| ruling.code.as_str())
        .collect()
}

#[test]
fn a_ledger_that_balances() {
    let found = check(village("zhejiang-2020"), &balanced());
    assert_eq!(found.len(), 1);
    assert_eq!(
        found[0].message(),
        "合计：选票账平。印制 1230 张，发出 980 张，收回 976 张，4 张没有收回。\
         （976 = 964 + 12；976 ≤ 980）〔浙江省村民委员会选举办法第二十七条第二款〕"
    );
    assert!(codes(&found).is_empty());
}

/// One number off by one, either way: the station and the total both say which sum it is.
#[test]
fn one_number_off_by_one() {
    type Change = fn(&mut Ledger, i64);
    fn by(number: &mut u32, change: i64) {
        *number = u32::try_from(i64::from(*number) + change).unwrap();
    }
    let cases: [(Change, &[&str], &[&str]); 13] = [
        (|l, d| by(&mut l.printed, d), &[], &["B502"]),
        (|l, d| by(&mut l.kept, d), &[], &["B502"]),
        (|l, d| by(&mut l.spoiled, d), &[], &["B502"]),
        (
            |l, d| by(&mut l.stations[0].received, d),
            &["B502"],
            &["B502", "B502"],
        ),
        (
            |l, d| by(&mut l.stations[0].issued, d),
            &["B502", "B503"],
            &["B502", "B503"],
        ),
        (|l, d| by(&mut l.stations[0].left, d), &["B502"], &["B502"]),
        (
            |l, d| by(&mut l.stations[0].spoiled, d),
            &["B502"],
            &["B502"],
        ),
        (|l, d| by(&mut l.stations[0].own, d), &["B503"], &["B503"]),
        (|l, d| by(&mut l.stations[0].proxy, d), &["B503"], &["B503"]),
        (
            |l, d| by(&mut l.stations[0].roaming, d.abs()),
            &["B503"],
            &["B503"],
        ),
        (
            |l, d| by(&mut l.stations[0].returned, d),
            &["B504"],
            &["B504"],
        ),
        (|l, d| by(&mut l.stations[0].valid, d), &["B504"], &["B504"]),
        (
            |l, d| by(&mut l.stations[0].invalid, d),
            &["B504"],
            &["B504"],
        ),
    ];
    for (case, (change, station, total)) in cases.into_iter().enumerate() {
        for by in [-1, 1] {
            let mut ledger = balanced();
            change(&mut ledger, by);
            let found = check(village("zhejiang-2020"), &ledger);
            assert_eq!(at(&found, "中心会场"), station, "case {case}, {by}");
            assert_eq!(at(&found, "流动票箱"), Vec::<&str>::new(), "case {case}");
            assert_eq!(at(&found, "合计"), total, "case {case}, {by}");
        }
    }
}

/// V2 · 浙江第二十七条第二款: as many as issued is enough, one more is void.
#[test]
fn more_returned_than_issued() {
    let mut ledger = balanced();
    ledger.stations[1].returned = 41;
    ledger.stations[1].valid = 41;
    let found = check(village("zhejiang-2020"), &ledger);
    assert_eq!(at(&found, "流动票箱"), ["B501"]);
    assert_eq!(at(&found, "合计"), Vec::<&str>::new(), "the whole hides it");
    assert_eq!(
        found[0].message(),
        "流动票箱：请先查明，不能录入计票。发出 40 张、收回 41 张，收回多于发出的，这次投票无效。\
         （41 > 40）〔浙江省村民委员会选举办法第二十七条第二款〕"
    );
    assert_eq!(articles(&found, "B501"), ["第二十七条第二款"]);
    // The nation's pack takes the ballots issued, by practice.
    let national = check(village("national-2025"), &ledger);
    assert!(national[0].message().contains("工作安排"));
}

/// Nobody has two ballots: issued is at most the number registered.
#[test]
fn more_issued_than_registered() {
    for (registered, found) in [(980, vec![]), (979, vec!["B505"])] {
        let ledger = Ledger {
            registered: Some(registered),
            ..balanced()
        };
        assert_eq!(codes(&check(village("national-2025"), &ledger)), found);
    }
    let ledger = Ledger {
        registered: None,
        ..balanced()
    };
    assert!(codes(&check(village("national-2025"), &ledger)).is_empty());
}

#[test]
fn the_words_of_a_sum() {
    let mut ledger = balanced();
    ledger.stations.truncate(1);
    ledger.printed = 1130;
    ledger.stations[0].proxy = 84;
    let found = check(&variant("national-2025", &[]), &ledger);
    assert_eq!(
        found.iter().map(ToString::to_string).collect::<Vec<_>>(),
        [
            "B503 中心会场：请清点后改正。发出 940 张，本人 855、委托 84、流动 0，合计 939 张，少 1 张。\
          （940 ≠ 855 + 84 + 0 = 939）"
        ]
    );
}

#[test]
fn ledgers_that_cannot_be_are_refused() {
    let rules = village("national-2025");
    let fields = |ledger: &Ledger| -> Vec<String> {
        let problems = check_ledger(rules, ledger).unwrap_err();
        problems.into_iter().map(|problem| problem.field).collect()
    };
    let none = Ledger::default();
    assert_eq!(fields(&none), ["stations"]);
    // The largest number that is read is one that is read.
    let mut large = balanced();
    large.printed = LIMIT;
    assert!(check_ledger(rules, &large).is_ok());
    large.printed = LIMIT + 1;
    assert_eq!(fields(&large), ["printed"]);
    let mut wild = balanced();
    wild.printed = u32::MAX;
    wild.stations[0].returned = u32::MAX;
    wild.stations[1].name = "中心会场 ".to_owned();
    wild.stations.push(Station::default());
    assert_eq!(
        fields(&wild),
        [
            "printed",
            "stations.0.returned",
            "stations.1.name",
            "stations.2.name"
        ]
    );
}
