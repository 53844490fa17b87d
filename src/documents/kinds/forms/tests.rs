#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use serde_json::{Value, json};

use super::SHELVES;
use crate::documents::kind::{Kind, Scope, Series};
use crate::documents::kinds::carried_over;
use crate::documents::{markup, text::Texts};

fn sample(kind: Kind, name: &str) -> Value {
    kind.samples()
        .into_iter()
        .find(|sample| sample.name == name)
        .unwrap_or_else(|| panic!("{} has no sample {name}", kind.id()))
        .data
}

/// The words on a form, without the white space of its text.
fn printed(kind: Kind, data: &Value) -> String {
    pieces(kind, data)
        .iter()
        .flat_map(|piece| piece.chars())
        .filter(|c| !c.is_whitespace())
        .collect()
}

/// The same element by element.
fn pieces(kind: Kind, data: &Value) -> Vec<String> {
    let context = kind
        .context(data)
        .unwrap_or_else(|problems| panic!("{}: {problems:?}", kind.id()));
    let xml = Texts::embedded()
        .unwrap()
        .fill(kind.template(), &context)
        .unwrap_or_else(|error| panic!("{}: {error:?}", kind.id()));
    markup::parse(&xml).unwrap_or_else(|error| panic!("{}: {error}", kind.id()));
    let tree = roxmltree::Document::parse(&xml).unwrap();
    tree.descendants()
        .filter(roxmltree::Node::is_text)
        .filter_map(|node| node.text().map(str::to_owned))
        .collect()
}

#[test]
fn every_form_stands_on_one_shelf_and_is_no_notice() {
    let mut seen: Vec<Kind> = Vec::new();
    for (kind, hint) in SHELVES.iter().flat_map(|shelf| shelf.forms) {
        assert!(!seen.contains(kind), "{}", kind.id());
        assert!(!hint.is_empty(), "{}", kind.id());
        assert_eq!(kind.series(), Series::Unnumbered, "{}", kind.id());
        assert!(!kind.is_public() && kind.is_form(), "{}", kind.id());
        seen.push(*kind);
    }
    for kind in [Kind::ElectionDay, Kind::ImplementationPlan, Kind::Results] {
        assert!(!kind.is_form(), "{}", kind.id());
    }
    // 文书清单（documents.md 第1节）的表单一种不少
    assert_eq!(seen.len(), 28);
}

#[test]
fn forms_say_what_the_rules_say() {
    // (kind, sample, what must stand on it)
    let cases: &[(Kind, &str, &[&str])] = &[
        // 组织法第十八条第四款
        (
            Kind::ProxyForm,
            "normal",
            &[
                "每人接受委托不得超过三人，候选人不得接受委托",
                "《村民委员会组织法》第十八条第四款",
                "2027年3月12日（星期五）前办理",
            ],
        ),
        (
            Kind::ProxyForm,
            "normal-community",
            &["《城市居民委员会组织法》", "本社区其他有选举权的居民"],
        ),
        (
            Kind::OutsiderApplication,
            "normal",
            &["居住或者从事村务工作一年以上", "村民代表会议"],
        ),
        (
            Kind::OutsiderApplication,
            "normal-community",
            &["居住或者从事社区工作六个月以上", "本社区第八届居民委员会"],
        ),
        // 组织法第十七条第二款
        (
            Kind::ObjectionForm,
            "normal",
            &["之日起五日内可以申诉", "三日内作出处理决定", "申诉受理回执"],
        ),
        (
            Kind::NominationForm,
            "normal-community",
            &["须有选民十人以上联名提名"],
        ),
        (
            Kind::NominationForm,
            "normal",
            &[
                "被开除党籍；因犯罪受过刑事处罚",
                "由党组织或者登记参加选举的村民提名推荐",
            ],
        ),
        (
            Kind::Ballot,
            "normal",
            &[
                "选出人数等于或者少于应选人数的有效，多于应选人数的选票无效",
                "应选三名（淡绿色）",
                "另选他人的",
                "候选人按姓氏笔画排列",
                "村民选举委员会盖章有效",
            ],
        ),
        (
            Kind::VoterRegister,
            "normal",
            &["内部资料", "公民身份号码（手填）", "合计46人"],
        ),
        (Kind::QualificationReview, "normal", &["内部资料"]),
        (
            Kind::IssueRegister,
            "normal",
            &["本人票", "代票", "代票每人不超过三份", "＝本人票"],
        ),
        (
            Kind::TallySheet,
            "normal",
            &["每格一个“正”字，计五票", "＋弃权", "另选："],
        ),
        (
            Kind::ResultReport,
            "normal",
            &[
                "登记参加选举的村民过半数投票，选举有效",
                "登记参加选举1203人",
                "收回＝有效＋无效",
                "62.70％",
                "实选5名，缺额0名",
            ],
        ),
        (
            Kind::BallotLedger,
            "normal",
            &["印制＝发出＋作废＋留存＋剩余"],
        ),
        (
            Kind::Certificate,
            "normal",
            &["当选证书", "蓝天勇：", "第九届村民委员会主任，任期五年"],
        ),
        (
            Kind::Minutes,
            "normal",
            &["应有三分之二以上组成人员参加", "赞成39人，反对1人，弃权1人"],
        ),
        (
            Kind::HandoverList,
            "normal",
            &["之日起十日内完成（2027年3月28日前）", "监交人（镇街）"],
        ),
        (
            Kind::InspectionForm,
            "normal",
            &[
                "村民委员会组织法第十五条",
                "推选选举委员会的方式合法",
                "不适用",
                "阶段督查",
            ],
        ),
        // 申诉登记表: 收到的写上，处理结果公告的决定带来
        (
            Kind::ObjectionForm,
            "normal",
            &[
                "要求把第1村民小组李秀英列入名单",
                "李秀英户籍在本村，登记时漏登",
                "577",
            ],
        ),
        (
            Kind::SelfNominationForm,
            "normal",
            &["胡礼民", "318", "第3村民小组"],
        ),
        (
            Kind::VillageLedger,
            "normal",
            &["已办3项，共8项", "第6小组没有张贴名单"],
        ),
        (
            Kind::PreflightSheet,
            "normal",
            &["行文关", "审签关", "体例格式关", "有1处要先改正"],
        ),
        (Kind::PreflightSheet, "clean", &["可以印发", "没有发现问题"]),
    ];
    for (kind, name, wanted) in cases {
        let text = printed(*kind, &sample(*kind, name));
        for phrase in *wanted {
            assert!(
                text.contains(phrase),
                "{} {name}: {phrase}\n{text}",
                kind.id()
            );
        }
    }
}

#[test]
fn the_inspection_form_prints_the_checklist_it_is_given_and_no_other() {
    // 检查项只有一处: rules/checklists.toml；没有给检查项的印空行
    let rows = |data: &Value| -> (usize, usize) {
        let context = Kind::InspectionForm.context(data).unwrap();
        let given = context["names"]["stages"].as_array().unwrap();
        let lines = given
            .iter()
            .map(|stage| stage["lines"].as_array().unwrap().len())
            .sum();
        (
            lines,
            context["names"]["blank_rows"].as_array().unwrap().len(),
        )
    };
    let mut data = sample(Kind::InspectionForm, "normal");
    assert_eq!(rows(&data), (6, 0));
    data["known"]["items"] = json!([]);
    assert_eq!(rows(&data), (0, 7));
    assert_eq!(rows(&sample(Kind::InspectionForm, "empty")), (0, 7));
    // 旧的按环节给依据的写法不再有
    data["known"]["citations"] = json!({});
    assert!(Kind::InspectionForm.check(&data).is_err());
}

#[test]
fn a_sheet_a_complaint_and_a_sheet_a_person_who_offers_to_stand() {
    // (kind, sample, sheets)
    let cases = [
        (Kind::ObjectionForm, "normal", 2),
        (Kind::ObjectionForm, "empty", 1),
        (Kind::ObjectionForm, "largest", 12),
        (Kind::SelfNominationForm, "normal", 1),
        (Kind::SelfNominationForm, "empty", 1),
        (Kind::SelfNominationForm, "largest", 30),
    ];
    for (kind, name, count) in cases {
        let context = kind.context(&sample(kind, name)).unwrap();
        let sheets = context["names"]["sheets"].as_array().unwrap();
        assert_eq!(sheets.len(), count, "{} {name}", kind.id());
    }
    let context = Kind::SelfNominationForm
        .context(&sample(Kind::SelfNominationForm, "normal"))
        .unwrap();
    let chosen: Vec<&Value> = context["names"]["sheets"][0]["contests"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|contest| contest["checked"] == true)
        .map(|contest| &contest["label"])
        .collect();
    assert_eq!(chosen, ["主任"]);
    // 没有填登记表，处理结果公告列出的申诉也各有一张
    let mut data = sample(Kind::ObjectionForm, "normal");
    data["facts"] = json!({});
    let context = Kind::ObjectionForm.context(&data).unwrap();
    let sheets = context["names"]["sheets"].as_array().unwrap();
    assert_eq!(sheets.len(), 1);
    assert_eq!(sheets[0]["upheld"], true);
    assert_eq!(sheets[0]["decide_by"], "2027-02-26");
}

#[test]
fn what_a_pack_does_not_say_is_not_printed() {
    // (kind, rule taken away, words that go with it)
    let cases = [
        (Kind::ProxyForm, "proxy_max", "不得超过"),
        (Kind::Ballot, "other_names", "另选他人"),
        (Kind::Ballot, "double_post_void", "两项以上职务"),
        (Kind::ObjectionForm, "objection_days", "日内可以申诉"),
        (Kind::ResultReport, "quorum", "选举有效；"),
        (Kind::HandoverList, "handover_days", "日内完成"),
        (Kind::Certificate, "term_years", "任期"),
    ];
    for (kind, rule, words) in cases {
        let mut data = sample(kind, "normal");
        assert!(
            printed(kind, &data).contains(words),
            "{} {words}",
            kind.id()
        );
        data["known"]["rules"][rule] = Value::Null;
        assert!(
            !printed(kind, &data).contains(words),
            "{} {rule}",
            kind.id()
        );
    }
}

#[test]
fn ballots_have_spare_rows_only_where_other_names_are_allowed() {
    // (另选他人, rows to write into for one seat)
    for (allowed, spare) in [(Some(true), 1), (Some(false), 0), (None, 0)] {
        let mut data = sample(Kind::Ballot, "normal");
        data["known"]["rules"]["other_names"] = json!(allowed);
        let context = Kind::Ballot.context(&data).unwrap();
        let lines = context["names"]["tickets"][0]["columns"][0]["lines"]
            .as_array()
            .unwrap();
        assert_eq!(lines.len(), 2 + spare, "{allowed:?}");
    }
}

#[test]
fn overvoting_voids_what_the_pack_says() {
    // (多选作废的范围, 样式, what stands on the ballot)
    let cases = [
        (json!("ballot"), "combined", "多于应选人数的整张选票无效"),
        (json!("column"), "combined", "多于应选人数的该职位一栏无效"),
        (json!(null), "combined", "多于应选人数的无效"),
        (json!("ballot"), "per-post", "多于应选人数的选票无效"),
    ];
    for (unit, layout, words) in cases {
        let mut data = sample(Kind::Ballot, "normal");
        data["known"]["rules"]["overvote_unit"] = unit;
        data["facts"]["layout"] = json!(layout);
        assert!(printed(Kind::Ballot, &data).contains(words), "{words}");
    }
}

#[test]
fn a_long_list_of_candidates_still_fits_a_sheet() {
    // (candidates, beside one another, paper)
    for (count, beside, paper) in [(3, 1, "A4"), (16, 1, "A4"), (30, 2, "A4"), (60, 2, "A3")] {
        let mut data = sample(Kind::Ballot, "normal");
        let people: Vec<Value> = (0..count)
            .map(|n| json!({ "post": "member", "name": format!("甲{n}") }))
            .collect();
        data["facts"]["candidates"] = json!(people);
        data["known"]["rules"]["other_names"] = json!(false);
        let context = Kind::Ballot.context(&data).unwrap();
        let names = &context["names"];
        let tickets = names["tickets"].as_array().unwrap();
        let last = tickets.last().unwrap();
        assert_eq!(last["beside"], json!(beside), "{count}");
        assert_eq!(names["paper"], json!(paper), "{count}");
    }
}

#[test]
fn sums_on_forms_are_compared() {
    // (kind, where to write, what, path of the problem)
    let cases = [
        // 收回不多于发出；收回＝有效＋无效；发出＝本人＋委托＋流动
        (
            Kind::ResultReport,
            "/facts/returned",
            json!(990),
            "facts.returned",
        ),
        (
            Kind::ResultReport,
            "/facts/valid",
            json!(970),
            "facts.valid",
        ),
        (Kind::ResultReport, "/facts/own", json!(856), "facts.issued"),
        (
            Kind::ResultReport,
            "/facts/issued",
            json!(1300),
            "facts.issued",
        ),
        (
            Kind::ResultReport,
            "/facts/counts/0/votes",
            json!(965),
            "facts.counts[0].votes",
        ),
        (
            Kind::ResultReport,
            "/facts/counts/1/votes",
            json!(400),
            "facts.counts",
        ),
        (
            Kind::ResultReport,
            "/facts/counts/1/elected",
            json!(true),
            "facts.counts",
        ),
        // 印制＝发出＋作废＋留存＋剩余
        (
            Kind::BallotLedger,
            "/facts/stocks/0/left",
            json!(261),
            "facts.stocks[0].printed",
        ),
        (
            Kind::BallotLedger,
            "/facts/stocks/1/issued",
            json!(1240),
            "facts.stocks[1].issued",
        ),
        (Kind::Minutes, "/facts/present", json!(46), "facts.present"),
        (Kind::Minutes, "/facts/ayes", json!(40), "facts.ayes"),
        (
            Kind::Ballot,
            "/facts/candidates/1/name",
            json!("蓝天勇"),
            "facts.candidates[1].name",
        ),
        (
            Kind::Ballot,
            "/facts/candidates/1/post",
            json!("woman-member"),
            "facts.candidates[1].post",
        ),
        (
            Kind::Ballot,
            "/facts/colours/1/colour",
            json!("粉红色"),
            "facts.colours[1].colour",
        ),
        (
            Kind::VoterCard,
            "/facts/opens",
            json!("2027-03-17T08:00"),
            "facts.opens",
        ),
        (
            Kind::VoterCard,
            "/known/groups/0/voters/1/serial",
            json!(1),
            "known.groups[0].voters[1].serial",
        ),
        (
            Kind::Certificate,
            "/facts/elected/1/post",
            json!("chair"),
            "facts.elected[1].post",
        ),
        (
            Kind::Certificate,
            "/facts/issued_on",
            json!("2027-03-17"),
            "facts.issued_on",
        ),
        (
            Kind::ElectedRegister,
            "/facts/elected/1/name",
            json!("蓝天勇"),
            "facts.elected[1].name",
        ),
        (
            Kind::HandoverList,
            "/facts/handed_on",
            json!("2027-03-01"),
            "facts.handed_on",
        ),
        (
            Kind::QualificationReview,
            "/facts/departments/1/name",
            json!("纪检监察机关"),
            "facts.departments[1].name",
        ),
        (
            Kind::PreflightSheet,
            "/known/gates/1/name",
            json!("行文关"),
            "known.gates[1].name",
        ),
    ];
    for (kind, pointer, value, path) in cases {
        let mut data = sample(kind, "normal");
        *data
            .pointer_mut(pointer)
            .unwrap_or_else(|| panic!("{} {pointer}", kind.id())) = value;
        let problems = kind.check(&data).unwrap_err();
        assert!(
            problems.iter().any(|problem| problem.path == path),
            "{} {pointer}: {problems:?}",
            kind.id()
        );
    }
}

#[test]
fn all_contradictions_of_a_report_are_told_at_once() {
    let mut data = sample(Kind::ResultReport, "normal");
    data["facts"]["returned"] = json!(990);
    data["facts"]["issued"] = json!(1300);
    data["facts"]["counts"][0]["votes"] = json!(2000);
    let problems = Kind::ResultReport.check(&data).unwrap_err();
    let labels: Vec<&str> = problems.iter().map(|one| one.label.as_str()).collect();
    for label in ["发出选票", "有效票", "得票情况第1行“得票数”"] {
        assert!(labels.contains(&label), "{label}: {problems:?}");
    }
}

#[test]
fn forms_take_over_what_notices_said() {
    let candidates = json!({ "candidates": [
        { "post": "chair", "name": "蓝天勇" }, { "post": "chair", "name": "胡礼民" }
    ], "contact_phone": "0751-6220101" });
    let polling = json!({
        "opens": "2027-03-18T08:00", "closes": "2027-03-18T14:00", "main_place": "文化广场", "method": "stations"
    });
    let results = json!({ "issued": 980, "returned": 976, "valid": 964, "invalid": 12, "counts": [
        { "post": "chair", "name": "蓝天勇", "votes": 612, "elected": true },
        { "post": "chair", "name": "胡礼民", "votes": 331, "elected": false }
    ] });
    let earlier = [
        (Kind::Candidates, &candidates),
        (Kind::Polling, &polling),
        (Kind::Results, &results),
    ];
    for kind in [
        Kind::Ballot,
        Kind::TallySheet,
        Kind::CandidateProfile,
        Kind::QualificationReview,
        Kind::Pledge,
    ] {
        let facts = carried_over(kind, &earlier);
        assert_eq!(
            facts["candidates"],
            candidates["candidates"],
            "{}",
            kind.id()
        );
    }
    assert_eq!(
        carried_over(Kind::VoterCard, &earlier),
        json!({ "opens": "2027-03-18T08:00", "closes": "2027-03-18T14:00", "main_place": "文化广场" })
    );
    assert_eq!(
        carried_over(Kind::ResultReport, &earlier)["counts"],
        results["counts"]
    );
    assert_eq!(
        carried_over(Kind::Certificate, &earlier)["elected"],
        json!([{ "post": "chair", "name": "蓝天勇" }])
    );
    assert_eq!(
        carried_over(Kind::ElectedRegister, &earlier)["elected"],
        json!([{ "post": "chair", "name": "蓝天勇", "votes": 612 }])
    );
    // 候选人不都是自荐的
    assert_eq!(carried_over(Kind::SelfNominationForm, &earlier), json!({}));
    // 登记的申诉，处理结果公告逐件答复
    let received = json!({ "objections": [
        { "applicant": "丙三", "about": null, "matter": "要求列入名单", "received_on": "2027-02-23" }
    ] });
    let answered = carried_over(Kind::ObjectionDecision, &[(Kind::ObjectionForm, &received)]);
    assert_eq!(answered["objections"][0]["matter"], "要求列入名单");
    assert!(answered["objections"][0].get("applicant").is_none());
    // 表单的内容不会倒流进公告
    let typed = json!({ "candidates": [{ "post": "chair", "name": "某人" }] });
    assert_eq!(
        carried_over(Kind::Candidates, &[(Kind::Ballot, &typed)]),
        json!({})
    );
}

#[test]
fn no_form_of_a_village_names_an_identity_number() {
    for (kind, _) in SHELVES.iter().flat_map(|shelf| shelf.forms) {
        if kind.scope() == Scope::Village {
            let data = sample(*kind, "largest");
            let pieces = pieces(*kind, &data);
            let longest = pieces
                .iter()
                .flat_map(|piece| piece.split(|c: char| !c.is_ascii_digit()))
                .map(str::len)
                .max()
                .unwrap_or(0);
            assert!(longest < 15, "{}", kind.id());
        }
    }
}
