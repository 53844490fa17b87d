//! V15 · 组织法第十八条第四款、浙江第二十五条: proxies.

use super::super::super::Rules;
use super::super::super::poll::{Electorate, Kinship};
use super::super::{Proxy, ProxyBook, Ruling, check_proxies};
use super::{articles, codes, community, day, failures, variant, village};

fn proxy(principal: &str, agent: &str) -> Proxy {
    Proxy {
        principal: principal.to_owned(),
        agent: agent.to_owned(),
        kinship: Some(Kinship::Child),
        written: true,
        filed: Some(day("2027-03-10")),
        present: false,
    }
}

fn book(pairs: &[(&str, &str)]) -> ProxyBook {
    ProxyBook {
        election_day: day("2027-03-18"),
        electorate: Electorate::Voters,
        candidates: ["甲".to_owned()].into(),
        unregistered: ["外人".to_owned()].into(),
        published: Some(day("2027-03-15")),
        proxies: pairs
            .iter()
            .map(|(principal, agent)| proxy(principal, agent))
            .collect(),
    }
}

fn check(rules: &Rules, book: &ProxyBook) -> Vec<Ruling> {
    check_proxies(rules, book).unwrap()
}

/// V15: 王五 holds three; the fourth is refused, and only the fourth.
#[test]
fn three_and_no_more() {
    let rules = village("national-2025");
    let three = book(&[("一", "王五"), ("二", "王五"), ("三", "王五")]);
    assert!(codes(&check(rules, &three)).is_empty());
    let four = book(&[
        ("一", "王五"),
        ("二", "王五"),
        ("三", "王五"),
        ("四", "王五"),
        ("五", "赵六"),
    ]);
    let found = check(rules, &four);
    assert_eq!(codes(&found), ["P301"]);
    let ruling = found
        .iter()
        .find(|ruling| ruling.code.as_str() == "P301")
        .unwrap();
    assert_eq!(
        ruling.message(),
        "第 4 件，四委托王五：请改为委托其他人。王五已接受 3 人委托，不能再接受第 4 人。（4 > 3）\
         〔村民委员会组织法第十八条第四款〕"
    );
    let two = variant("national-2025", &[("proxy_max", "2")]);
    assert_eq!(codes(&check(&two, &three)), ["P301"]);
    // 2018 年文本 set no number.
    assert!(codes(&check(village("national-2018"), &four)).is_empty());
}

/// V15: a candidate takes none; 2018 said nothing of it.
#[test]
fn candidates_take_none() {
    let found = check(village("national-2025"), &book(&[("一", "甲")]));
    assert_eq!(codes(&found), ["P302"]);
    assert_eq!(articles(&found, "P302"), ["第十八条第四款"]);
    assert!(codes(&check(village("national-2018"), &book(&[("一", "甲")]))).is_empty());
    // A candidate may well give one.
    assert!(codes(&check(village("national-2025"), &book(&[("甲", "一")]))).is_empty());
}

/// V15: a villager who is no relative: refused before 2026, taken since.
#[test]
fn who_may_be_asked() {
    let listed = variant("national-2025", &[("proxy_scope", "\"listed-relatives\"")]);
    for (kinship, then, now) in [
        (None, true, false),
        (Some(Kinship::Other), true, false),
        (Some(Kinship::Spouse), false, false),
        (Some(Kinship::Grandchild), false, false),
    ] {
        let mut one = book(&[("一", "二")]);
        one.proxies[0].kinship = kinship;
        let refused = |rules: &Rules| codes(&check(rules, &one)) == ["P304"];
        assert_eq!(refused(village("national-2018")), then, "{kinship:?}");
        assert_eq!(refused(&listed), then, "{kinship:?}");
        assert_eq!(refused(village("national-2025")), now, "{kinship:?}");
        // 浙江第二十五条第一款 is superseded.
        assert_eq!(refused(village("zhejiang-2020")), now, "{kinship:?}");
    }
}

/// T2: 浙江 D−3, 上海 D−5; published by D−1 and D−2. The last day itself is in time.
#[test]
fn filing_and_publishing_days() {
    let shanghai = variant(
        "national-2025",
        &[
            ("proxy_filing_lead_days", "5"),
            ("proxy_publish_lead_days", "2"),
        ],
    );
    let zhejiang = village("zhejiang-2020");
    let national = village("national-2025");
    let cases: [(&Rules, &str, &str, &[&str]); 12] = [
        (zhejiang, "2027-03-15", "2027-03-17", &[]),
        (zhejiang, "2027-03-16", "2027-03-17", &["P303"]),
        (zhejiang, "2027-03-15", "2027-03-18", &["P305"]),
        (&shanghai, "2027-03-13", "2027-03-16", &[]),
        (&shanghai, "2027-03-14", "2027-03-16", &["P303"]),
        (&shanghai, "2027-03-13", "2027-03-17", &["P305"]),
        (&shanghai, "2027-03-14", "2027-03-17", &["P303", "P305"]),
        (national, "2027-03-17", "2027-03-17", &[]),
        (national, "2027-03-17", "2027-03-18", &["P305"]),
        (national, "2027-03-18", "2027-03-17", &["P308"]),
        (national, "2027-03-19", "2027-03-17", &["P308"]),
        (zhejiang, "2027-03-18", "2027-03-17", &["P308", "P303"]),
    ];
    for (rules, filed, published, expected) in cases {
        let mut one = book(&[("一", "二")]);
        one.proxies[0].filed = Some(day(filed));
        one.published = Some(day(published));
        assert_eq!(codes(&check(rules, &one)), expected, "{filed} {published}");
    }
    let mut late = book(&[("一", "二")]);
    late.proxies[0].filed = Some(day("2027-03-16"));
    let found = check(zhejiang, &late);
    assert_eq!(
        found[0].inequality,
        "2027-03-16 > 2027-03-18 − 3 日 = 2027-03-15"
    );
    assert_eq!(articles(&found, "P303"), ["第二十五条第二款"]);
    // 从严 takes a day off.
    let strict = variant(
        "national-2025",
        &[
            ("proxy_filing_lead_days", "3"),
            ("backward_count", "\"strict\""),
        ],
    );
    late.proxies[0].filed = Some(day("2027-03-15"));
    assert_eq!(codes(&check(&strict, &late)), ["P303"]);
    late.proxies[0].filed = Some(day("2027-03-14"));
    assert!(codes(&check(&strict, &late)).is_empty());
}

/// 浙江: 未经审核公告的委托无效; the nation wants the names published.
#[test]
fn unpublished_lists() {
    let mut one = book(&[("一", "二")]);
    one.published = None;
    assert_eq!(failures(&check(village("zhejiang-2020"), &one)), ["P305"]);
    let national = check(village("national-2025"), &one);
    assert_eq!(
        (codes(&national), failures(&national)),
        (vec!["P305"], vec![])
    );
    one.proxies.clear();
    assert!(check(village("zhejiang-2020"), &one).is_empty());
}

/// 投票当场: a pack may ban it expressly.
#[test]
fn on_the_spot() {
    let mut one = book(&[("一", "二")]);
    one.proxies[0].filed = Some(day("2027-03-18"));
    let banned = variant("national-2025", &[("proxy_on_spot_banned", "true")]);
    assert_eq!(failures(&check(&banned, &one)), ["P308"]);
    assert!(failures(&check(village("national-2025"), &one)).is_empty());
    one.proxies[0].filed = None;
    assert!(codes(&check(&banned, &one)).is_empty());
}

/// V15: passing on (浙江第二十五条第二款) and circles.
#[test]
fn nobody_passes_a_proxy_on() {
    let chain = book(&[("一", "二"), ("二", "三")]);
    assert_eq!(failures(&check(village("zhejiang-2020"), &chain)), ["P306"]);
    let national = check(village("national-2025"), &chain);
    assert_eq!(
        (codes(&national), failures(&national)),
        (vec!["P306"], vec![])
    );
    for circle in [
        book(&[("一", "二"), ("二", "一")]),
        book(&[("一", "二"), ("二", "三"), ("三", "一")]),
    ] {
        let found = check(village("national-2025"), &circle);
        assert_eq!(failures(&found), vec!["P307"; circle.proxies.len()]);
    }
    // A tail that leads into a circle is passed on, not itself one.
    let tail = book(&[("零", "一"), ("一", "二"), ("二", "一")]);
    let found = check(village("zhejiang-2020"), &tail);
    assert_eq!(failures(&found), ["P306", "P307", "P307"]);
}

/// 第十六条、第十八条第四款: both are on the roll, one ballot a person, in writing.
#[test]
fn papers_and_people() {
    let rules = village("national-2025");
    assert_eq!(codes(&check(rules, &book(&[("一", "外人")]))), ["P309"]);
    assert_eq!(codes(&check(rules, &book(&[("外人", "一")]))), ["P309"]);
    let twice = check(rules, &book(&[("一", "二"), ("一", "三")]));
    assert_eq!(codes(&twice), ["P310"]);
    let mut oral = book(&[("一", "二")]);
    oral.proxies[0].written = false;
    assert_eq!(codes(&check(rules, &oral)), ["P311"]);
}

/// V19 · 居民法第十九条: none where representatives elect.
#[test]
fn not_where_representatives_elect() {
    for (electorate, found) in [
        (Electorate::Voters, vec![]),
        (Electorate::Households, vec![]),
        (Electorate::Representatives, vec!["P312"]),
    ] {
        let one = ProxyBook {
            electorate,
            ..book(&[("一", "二")])
        };
        assert_eq!(codes(&check(community(), &one)), found, "{electorate:?}");
    }
    let none = variant("national-2025", &[("proxy_allowed", "false")]);
    assert_eq!(codes(&check(&none, &book(&[("一", "二")]))), ["P312"]);
}

#[test]
fn everything_wrong_with_a_proxy_is_said_at_once() {
    let mut rows = book(&[
        ("一", "甲"),
        ("二", "甲"),
        ("三", "甲"),
        ("外人", "甲"),
        ("甲", "五"),
    ]);
    rows.proxies[3].written = false;
    rows.proxies[3].filed = Some(day("2027-03-17"));
    rows.published = None;
    let found = check(village("zhejiang-2020"), &rows);
    let fourth: Vec<&str> = found
        .iter()
        .filter(|ruling| ruling.place.starts_with("第 4 件"))
        .map(|ruling| ruling.code.as_str())
        .collect();
    assert_eq!(fourth, ["P301", "P302", "P309", "P311", "P306", "P303"]);
    assert_eq!(found.last().unwrap().code.as_str(), "P305");
}

#[test]
fn rows_that_name_nobody_are_refused() {
    let rows = book(&[("", "二"), ("三", " "), ("四", "四")]);
    let problems = check_proxies(village("national-2025"), &rows).unwrap_err();
    let fields: Vec<&str> = problems
        .iter()
        .map(|problem| problem.field.as_str())
        .collect();
    assert_eq!(
        fields,
        ["proxies.0.principal", "proxies.1.agent", "proxies.2.agent"]
    );
}
