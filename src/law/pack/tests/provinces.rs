//! 各省的写法 — what provinces decide differently, each said by a pack alone and computed with.
//!
//! The numbers are those seen in provincial texts (domain.md 3); the packs are trials, not the law of
//! any province.

use chrono::NaiveDate;

use super::super::super::deadline::{check_seats, deadline};
use super::super::super::param::Value;
use super::super::super::plan::{Actuals, Plan, StepDays};
use super::super::super::unit::{Seats, UnitKind};
use super::super::{RulePack, Rules};
use super::{check, file, library};

const HEAD: &str = "[pack]\nid = \"trial\"\nname = \"试验省\"\nextends = \"national-2025\"\nstatute = \"试验办法\"\namended = 2026-01-01\nin_force = 2026-01-01\n";

fn pack(body: &str) -> RulePack {
    let text = format!("{HEAD}{body}");
    library()
        .read(&file("试验.toml", &text))
        .unwrap_or_else(|error| panic!("{body}\n{error}"))
}

/// A pack for communities.
fn community(body: &str) -> RulePack {
    let text = format!("{HEAD}{body}").replace(
        "extends = \"national-2025\"",
        "extends = \"residents-2025\"\nkind = \"community\"",
    );
    library()
        .read(&file("试验.toml", &text))
        .unwrap_or_else(|error| panic!("{body}\n{error}"))
}

fn village(pack: &RulePack) -> &Rules {
    pack.rules(UnitKind::Village).unwrap()
}

/// `[values.key]` read in the text.
fn says(key: &str, value: &str) -> String {
    format!(
        "[values.{key}]\nvalue = {value}\nsource = {{ article = \"第一条\", status = \"verified\" }}\n"
    )
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

const ELECTION: &str = "2027-03-18";

fn days_of(pack: &RulePack, step: &str) -> StepDays {
    let plan = Plan::compile(pack, UnitKind::Village).unwrap();
    let days = plan.days(day(ELECTION), &Actuals::default());
    days.steps[plan.index(step).unwrap()]
}

fn seats(members: u32) -> Seats {
    Seats {
        chair: 1,
        deputy: 1,
        member: members,
    }
}

#[test]
fn committee_size_of_seven_to_nine_or_odd_only() {
    // 居民委员会五至九人（第八条）; a province narrows it to seven to nine.
    let nine = community(&(says("committee_min", "7") + &says("committee_max", "9")));
    let rules = nine.rules(UnitKind::Community).unwrap();
    for (members, allowed) in [(4, false), (5, true), (7, true), (8, false)] {
        let found = check_seats(rules, UnitKind::Community, seats(members));
        assert_eq!(found.is_empty(), allowed, "{} 人", members + 2);
    }
    // Villages: three to seven by the national law, odd by the province.
    let odd = pack(&says("committee_odd", "true"));
    for (members, allowed) in [(1, true), (2, false), (3, true), (4, false), (5, true)] {
        let found = check_seats(village(&odd), UnitKind::Village, seats(members));
        assert_eq!(found.is_empty(), allowed, "{} 人", members + 2);
    }
    let wider = check(&format!("{HEAD}{}", says("committee_max", "9")));
    assert!(
        wider
            .iter()
            .any(|(_, m)| m.contains("超出上位法的「7 人」")),
        "{wider:?}"
    );
}

#[test]
fn chair_and_deputy_one_more_members_one_to_three() {
    let pack = pack(
        &(says("differential_chair_max", "1")
            + &says("differential_deputy_max", "1")
            + &says("differential_member_max", "3")),
    );
    let rules = village(&pack);
    for (post, min, max) in [("chair", 1, 1), ("deputy", 1, 1), ("member", 1, 3)] {
        let number = |end: &str| rules.number(&format!("differential_{post}_{end}"));
        assert_eq!(
            (number("min"), number("max")),
            (Some(min), Some(max)),
            "{post}"
        );
    }
    let reversed = check(&format!("{HEAD}{}", says("differential_member_max", "0")));
    assert!(
        reversed
            .iter()
            .any(|(line, m)| *line == 8 && m.contains("互相矛盾"))
    );
}

#[test]
fn leads_of_the_list_and_of_proxies_move_the_days() {
    // item, value, step, latest day for 2027-03-18
    let cases = [
        (
            "candidate_list_lead_days",
            "5",
            "candidates-announced",
            "2027-03-13",
        ),
        (
            "candidate_list_lead_days",
            "7",
            "candidates-announced",
            "2027-03-11",
        ),
        ("proxy_filing_lead_days", "5", "proxies-filed", "2027-03-13"),
        (
            "proxy_publish_lead_days",
            "2",
            "proxies-announced",
            "2027-03-16",
        ),
        ("corrected_roll_lead_days", "3", "roll-final", "2027-03-15"),
        (
            "polling_notice_lead_days",
            "5",
            "polling-announced",
            "2027-03-13",
        ),
        ("result_report_days", "5", "results-reported", "2027-03-23"),
    ];
    for (key, value, step, latest) in cases {
        let found = days_of(&pack(&says(key, value)), step);
        assert_eq!(found.latest, Some(day(latest)), "{key} = {value}");
        let strict = pack(&(says(key, value) + &says("backward_count", "\"strict\"")));
        if key.ends_with("lead_days") {
            assert_eq!(
                days_of(&strict, step).latest,
                day(latest).pred_opt(),
                "{key} 从严"
            );
        }
    }
    // 「在选举日前公布」: no number, the day before at the latest.
    let before = pack(
        "[[steps]]\nid = \"proxies-announced\"\nclass = \"statutory\"\nlatest = \"polling - 1\"\nsource = { article = \"第二条\", status = \"verified\" }\n",
    );
    assert_eq!(
        days_of(&before, "proxies-announced").latest,
        Some(day("2027-03-17"))
    );
}

#[test]
fn scopes_of_relatives() {
    for scope in [
        "spouse-lineal",
        "spouse-lineal-siblings",
        "listed-relatives",
        "near-relatives",
        "none",
    ] {
        for key in ["relatives_scope", "staff_exclusion_scope", "ec_exit_scope"] {
            let pack = pack(&says(key, &format!("\"{scope}\"")));
            assert_eq!(village(&pack).word(key), Some(scope));
        }
    }
}

#[test]
fn what_a_poll_can_be_told() {
    // item, what may be written (domain.md 9: V2, V3, V9, V10, V12, V13, and 4.2)
    let cases: &[(&str, &[&str])] = &[
        ("excess_over", &["\"issued\"", "\"voters\""]),
        ("invalid_in_base", &["true", "false"]),
        ("participants_base", &["\"returned\"", "\"issued\""]),
        ("overvote_unit", &["\"ballot\"", "\"column\""]),
        ("blank_ballot", &["\"abstention\"", "\"invalid\""]),
        ("add_down", &["true", "false"]),
        ("polls", &["\"one\"", "\"several\"", "\"either\""]),
        ("other_names", &["true", "false"]),
        ("tie_rule", &["\"revote\""]),
        ("rerun_two_stage", &["true", "false"]),
        ("rerun_quorum", &["\">1/2\"", "\">=1/3\""]),
        ("rerun_max_rounds", &["1", "2"]),
        ("vacancy_from", &["3", "4"]),
        ("vacancy_decider", &["\"rule\"", "\"meeting\""]),
        ("vacancy_needs_chair", &["true", "false"]),
        (
            "acting_chair",
            &["\"deputy\"", "\"most-voted-deputy\"", "\"meeting\""],
        ),
        (
            "women_mode",
            &["\"reserved-seat\"", "\"composition-check\""],
        ),
        ("women_min", &["1", "2"]),
        ("relatives_rule", &["\"decide\"", "\"keep-higher\""]),
        (
            "preselection_by",
            &["\"voters\"", "\"households\"", "\"representatives\""],
        ),
        ("preselection_quorum", &["\">=2/3\""]),
        ("proxy_voter_present", &["\"own-vote\"", "\"proxy-stands\""]),
        ("proxy_on_spot_banned", &["true"]),
        ("ballot_keep_years", &["5"]),
        ("quorum", &["\">1/2\"", "\">=2/3\""]),
    ];
    for (key, values) in cases {
        for value in *values {
            let pack = pack(&says(key, value));
            let found = village(&pack).value(key);
            assert!(found.is_some(), "{key} = {value}");
            if let Some(Value::Share(share)) = found {
                assert_eq!(format!("\"{share}\""), *value);
            }
        }
    }
    // Communities elect by voters, households or representatives; a province may keep some of them.
    let some = community(&says("electorate_modes", "[\"voters\", \"households\"]"));
    assert!(some.rules(UnitKind::Community).is_some());
    // Villages elect directly (第十四条第一款).
    let all = check(&format!(
        "{HEAD}{}",
        says("electorate_modes", "[\"voters\", \"representatives\"]")
    ));
    assert!(all.iter().any(|(_, m)| m.contains("超出上位法")), "{all:?}");
}

#[test]
fn windows_of_a_rerun_and_the_seal_of_the_same_day() {
    for (days, latest) in [
        ("10", "2027-03-28"),
        ("15", "2027-04-02"),
        ("30", "2027-04-17"),
    ] {
        let pack = pack(&says("rerun_within_days", days));
        let found = deadline(village(&pack), "rerun_within_days", day(ELECTION)).unwrap();
        assert_eq!(found.latest, day(latest), "{days} 日");
    }
    // 印章当日移交, a step of its own hanging on the announcement of the result.
    let pack = pack(
        &(says("seal_days", "0")
            + "[[steps]]\nid = \"seal-handed-over\"\nname = \"移交印章\"\nstage = \"handover\"\nclass = \"statutory\"\nowner = \"village-committee\"\nafter = [\"results-announced\"]\nlatest = \"results-announced + seal_days\"\n"),
    );
    assert_eq!(
        days_of(&pack, "seal-handed-over").latest,
        Some(day(ELECTION))
    );
    let plan = Plan::compile(&pack, UnitKind::Village).unwrap();
    let actuals = plan
        .actuals([("results-announced", day("2027-03-19"))])
        .unwrap();
    let days = plan.days(day(ELECTION), &actuals);
    let at = plan.index("seal-handed-over").unwrap();
    assert_eq!(
        days.steps[at].latest,
        Some(day("2027-03-19")),
        "随实际公布日"
    );
}

#[test]
fn the_day_of_posting_counted_as_the_first() {
    // T1: posted 2027-02-25; objections until 03-02, or 03-01 where the day of posting counts.
    let posted = |pack: &RulePack| {
        let plan = Plan::compile(pack, UnitKind::Village).unwrap();
        let actuals = plan
            .actuals([("roll-published", day("2027-02-25"))])
            .unwrap();
        let days = plan.days(day(ELECTION), &actuals);
        let of = |step: &str| days.steps[plan.index(step).unwrap()].latest.unwrap();
        (of("objections-closed"), of("objections-decided"))
    };
    let usual = pack("");
    assert_eq!(posted(&usual), (day("2027-03-02"), day("2027-03-05")));
    // The office's duty by the earlier, the villager's right by the later reading.
    let duty = pack(&says("forward_count", "\"include_start\""));
    assert_eq!(posted(&duty), (day("2027-03-02"), day("2027-03-04")));
    // Both, where the text says so expressly: five days from 02-25, three days from 03-01.
    let both = pack(
        &(says("forward_count", "\"include_start\"")
            + &says("objection_count", "\"include_start\"")),
    );
    assert_eq!(posted(&both), (day("2027-03-01"), day("2027-03-03")));
}

#[test]
fn numbers_of_notices() {
    let pack = pack(
        "[[notices]]\npaper = \"results\"\nnumber = \"17\"\n\
         [[notices]]\npaper = \"supervisors\"\nnumber = \"17-1\"\n\
         [[notices]]\npaper = \"scribes\"\nnumber = \"none\"\n\
         [[notices]]\npaper = \"preselection-method\"\ntitle = \"关于预选办法的公告\"\nissuer = \"election-committee\"\nafter = \"nominees\"\n\
         [[notices]]\npaper = \"audit-result\"\nafter = \"election-day\"\n\
         [numbering]\nvoid = [\"16\"]\n",
    );
    let rules = village(&pack);
    let number = |paper: &str| rules.notice(paper).unwrap().number.clone();
    assert_eq!(number("election-committee-change").as_deref(), Some("2-1"));
    assert_eq!(number("group-leaders").as_deref(), Some("6-1"));
    assert_eq!(number("results").as_deref(), Some("17"));
    assert_eq!(number("supervisors").as_deref(), Some("17-1"));
    assert_eq!(number("scribes"), None);
    assert_eq!(rules.void_numbers, ["16"]);
    let order: Vec<&str> = rules.notices.iter().map(|n| n.paper.as_str()).collect();
    let at = |paper: &str| order.iter().position(|p| *p == paper).unwrap();
    assert_eq!(at("preselection-method"), at("nominees") + 1);
    assert_eq!(at("audit-result"), at("election-day") + 1);
}

#[test]
fn what_is_not_read_changes_nothing_but_its_mark() {
    let pack = pack(
        "[values.roll_lead_days]\nvalue = 25\nsource = { gist = \"听说是二十五日\", status = \"unverified\" }\n\
         [[steps]]\nid = \"roll-published\"\nlatest = \"polling - 25\"\nsource = { gist = \"待核\", status = \"unverified\" }\n\
         [[steps]]\nid = \"supervisors-elected\"\nomit = true\nsource = { gist = \"待核\", status = \"unverified\" }\n\
         [[steps]]\nid = \"inquiry-held\"\nname = \"听取意见\"\nstage = \"candidates\"\nclass = \"statutory\"\nowner = \"election-committee\"\nafter = [\"nominees-announced\"]\nlatest = \"polling - 10\"\nsource = { gist = \"待核\", status = \"unverified\" }\n\
         [[notices]]\npaper = \"candidates\"\nnumber = \"99\"\nsource = { gist = \"待核\", status = \"unverified\" }\n\
         [[discipline]]\nid = \"no-appointing\"\ntext = \"另一句\"\nsource = { gist = \"待核\", status = \"unverified\" }\n",
    );
    let rules = village(&pack);
    assert_eq!(rules.number("roll_lead_days"), Some(20));
    assert_eq!(
        days_of(&pack, "roll-published").latest,
        Some(day("2027-02-26"))
    );
    assert!(rules.step("supervisors-elected").is_some());
    assert_eq!(
        rules.notice("candidates").unwrap().number.as_deref(),
        Some("9")
    );
    assert!(rules.discipline.iter().all(|line| line.text != "另一句"));
    // A new step is planned, but binds nobody.
    let plan = Plan::compile(&pack, UnitKind::Village).unwrap();
    let inquiry = &plan.steps[plan.index("inquiry-held").unwrap()];
    assert_eq!(inquiry.class.name(), "工作");
    let unread: Vec<String> = rules
        .unread(UnitKind::Village)
        .into_iter()
        .map(|line| line.name)
        .collect();
    for name in [
        "选民名单公布提前日数",
        "公布登记参加选举的村民名单",
        "听取意见",
        "关于正式候选人名单的公告",
    ] {
        assert!(
            unread.iter().any(|known| known == name),
            "{name} {unread:?}"
        );
    }
}

#[test]
fn discipline_is_replaced_by_its_id() {
    let pack = pack(
        "[[discipline]]\nid = \"no-appointing\"\ntext = \"不得指定候选人。\"\nsource = { article = \"第五条\", status = \"verified\" }\n\
         [[discipline]]\nid = \"no-threats\"\nomit = true\n\
         [[discipline]]\nid = \"no-bribery\"\ntext = \"严禁拉票贿选。\"\nsource = { statute = \"某通知\", article = \"第一条\", status = \"verified\" }\n",
    );
    let lines = &village(&pack).discipline;
    let find = |id: &str| lines.iter().find(|line| line.id == id);
    let replaced = find("no-appointing").unwrap();
    assert_eq!(replaced.text, "不得指定候选人。");
    assert_eq!(replaced.sources.len(), 1, "换了内容，只依本省的条款");
    assert_eq!(replaced.sources[0].statute, "试验办法");
    assert!(find("no-threats").is_none());
    assert_eq!(find("no-bribery").unwrap().sources[0].statute, "某通知");
    assert!(find("no-disturbing").is_some());
}

#[test]
fn a_day_of_the_nation_can_be_taken_away() {
    let pack = pack(
        "[[steps]]\nid = \"supervisors-elected\"\nlatest = \"none\"\nusual = \"polling - 16\"\nafter = [\"roll-published\"]\nsource = { statute = \"工作安排\", gist = \"选举以前推选\", status = \"verified\" }\n",
    );
    let found = days_of(&pack, "supervisors-elected");
    assert_eq!((found.latest, found.suggested), (None, day("2027-03-02")));
}

/// The example from practice: its own order of steps, from D-35 on.
#[test]
fn another_provinces_order_of_steps() {
    let text = include_str!("../../../../rules/examples/fujian-practice.toml");
    let pack = library().read(&file("fujian-practice.toml", text)).unwrap();
    assert!(library().pack(pack.id()).is_err(), "示例不随程序提供");
    assert!(pack.name().contains("示例") && pack.name().contains("待核"));
    let plan = Plan::compile(&pack, UnitKind::Village).unwrap();
    let days = plan.days(day(ELECTION), &Actuals::default());
    // step, days before the election day on which practice did it (domain.md 4.2)
    let table = [
        ("committee-selected", 35),
        ("election-day-announced", 34),
        ("committee-announced", 34),
        ("registration-opened", 33),
        ("registration-closed", 29),
        ("roll-published", 28),
        ("objections-closed", 24),
        ("roll-final", 21),
        ("representatives-selected", 16),
        ("nomination-opened", 15),
        ("nominees-announced", 13),
        ("preselection-held", 10),
        ("joint-review-returned", 5),
        ("polling-announced", 3),
        ("ballot-rules-announced", 1),
        ("results-announced", 0),
    ];
    let mut last = days.effective(plan.index("committee-selected").unwrap());
    for (step, before) in table {
        let at = plan.index(step).unwrap_or_else(|| panic!("{step}"));
        let found = days.effective(at);
        assert_eq!((day(ELECTION) - found).num_days(), before, "{step} {found}");
        assert!(found >= last, "{step}");
        last = found;
    }
    // Every lawful day is kept: the list stands at D-28, eight days before the law asks for it.
    let facts =
        super::super::super::schedule::Facts::new(&plan, day(ELECTION), None, Actuals::default())
            .unwrap();
    let schedule = plan.schedule(&facts, library().calendar());
    assert!(
        schedule
            .problems
            .iter()
            .all(|found| found.severity != super::super::super::finding::Severity::Error),
        "{:#?}",
        schedule.problems
    );
    let rules = village(&pack);
    assert_eq!(
        rules.notice("results").unwrap().number.as_deref(),
        Some("17")
    );
    assert_eq!(rules.void_numbers, ["16"]);
    assert!(!rules.unread(UnitKind::Village).is_empty(), "处处待核");
}
