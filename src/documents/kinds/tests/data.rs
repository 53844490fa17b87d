//! What the data of a paper may be, and how a form page reads and shows it.

use std::collections::BTreeMap;

use serde_json::json;

use super::sample;
use crate::documents::kind::Kind;
use crate::documents::kinds::field::Input;
use crate::documents::kinds::{carried_over, form};

#[test]
fn all_mistakes_are_reported_at_once_without_their_values() {
    let data = json!({
        "office": { "township": "石塘镇", "mayor": "李某" },
        "unit": { "kind": "hamlet" },
        "known": { "selected_on": "2027-02-30" },
        "facts": {
            "method": "lottery",
            "members": [{ "duty": "chair", "name": "甲" }, { "duty": "member" }, { "duty": "member", "name": "440299199003215265" }],
            "colour": "red", "contact_place": ["x"]
        }
    });
    let problems = Kind::ElectionCommittee.check(&data).unwrap_err();
    let paths: Vec<&str> = problems
        .iter()
        .map(|problem| problem.path.as_str())
        .collect();
    for path in [
        "office.mayor",
        "unit.kind",
        "known.selected_on",
        "facts.method",
        "facts.members[1].name",
        "facts.members[2].name",
        "facts.colour",
        "facts.contact_place",
    ] {
        assert!(paths.contains(&path), "{path}: {problems:?}");
    }
    // 每处只说一次，由一处引出的不另说
    assert_eq!(paths.len(), 8, "{problems:?}");
    for problem in &problems {
        let shown = problem.to_string();
        for secret in ["李某", "hamlet", "lottery", "44029919", "expected"] {
            assert!(!shown.contains(secret), "{shown}");
        }
    }
    // 缺的一大项、写错形式的一大项，后面的照样读
    for (office, path) in [(json!(null), "office"), (json!("石塘镇"), "office")] {
        let mut rest = data.clone();
        rest["office"] = office;
        let found = Kind::ElectionCommittee.check(&rest).unwrap_err();
        assert!(found.iter().any(|one| one.path == path), "{found:?}");
        assert!(
            found.iter().any(|one| one.path == "facts.colour"),
            "{found:?}"
        );
    }
    let label = |path: &str| {
        problems
            .iter()
            .find(|p| p.path == path)
            .unwrap()
            .label
            .clone()
    };
    assert_eq!(label("facts.method"), "推选方式");
    assert_eq!(label("facts.members[2].name"), "成员第3行“姓名”");
}

#[test]
fn contradictions_are_refused() {
    // (kind, where to write, what, path of the problem)
    let cases = [
        (
            Kind::Results,
            "/facts/returned",
            json!(990),
            "facts.returned",
        ),
        (Kind::Results, "/facts/valid", json!(970), "facts.valid"),
        (Kind::Results, "/facts/issued", json!(1300), "facts.issued"),
        (
            Kind::Results,
            "/facts/counts/0/votes",
            json!(965),
            "facts.counts[0].votes",
        ),
        (
            Kind::Results,
            "/facts/counts/1/elected",
            json!(true),
            "facts.counts",
        ),
        (
            Kind::Polling,
            "/facts/closes",
            json!("2027-03-18T07:00"),
            "facts.closes",
        ),
        (
            Kind::Polling,
            "/facts/opens",
            json!("2027-03-17T08:00"),
            "facts.opens",
        ),
        (
            Kind::VoterRegistration,
            "/known/registration_to",
            json!("2027-02-01"),
            "known.registration_to",
        ),
        (
            Kind::VoterRoll,
            "/known/objection_deadline",
            json!("2027-02-21"),
            "known.objection_deadline",
        ),
        (
            Kind::ElectionCommittee,
            "/facts/members/1/duty",
            json!("chair"),
            "facts.members",
        ),
        (
            Kind::Candidates,
            "/facts/candidates/1/name",
            json!("蓝天勇"),
            "facts.candidates[1].name",
        ),
        (
            Kind::RectificationNotice,
            "/facts/deadline",
            json!("2027-02-01"),
            "facts.deadline",
        ),
        (
            Kind::MobilizationNotice,
            "/facts/meeting_time",
            json!("2027-01-01T09:00"),
            "facts.meeting_time",
        ),
        (
            Kind::LeadingGroupNotice,
            "/facts/document_number",
            json!("石委发[2027]第03号"),
            "facts.document_number",
        ),
        (
            Kind::LeadingGroupNotice,
            "/known/bureau/1/role",
            json!("主任"),
            "known.bureau",
        ),
        (
            Kind::TrainingNotice,
            "/facts/ends",
            json!("2027-01-20T08:00"),
            "facts.ends",
        ),
        (
            Kind::TrainingNotice,
            "/facts/reply_by",
            json!("2027-01-10"),
            "facts.reply_by",
        ),
        (
            Kind::TrainingNotice,
            "/facts/courses/1/topic",
            json!("村民委员会组织法和居民委员会组织法的新规定"),
            "facts.courses[1].topic",
        ),
        (
            Kind::DisciplineNotice,
            "/facts/extra_rules/0",
            json!("不得扰乱选举秩序；违反的，依法给予治安管理处罚"),
            "facts.extra_rules[0]",
        ),
        (
            Kind::InspectionBulletin,
            "/facts/to",
            json!("2027-02-19"),
            "facts.to",
        ),
        (
            Kind::InspectionBulletin,
            "/known/visits/0/findings/0/deadline",
            json!("2027-02-01"),
            "known.visits[0].findings[0].deadline",
        ),
        (
            Kind::ElectionDayReply,
            "/unit/election_day",
            json!("2027-05-01"),
            "unit.election_day",
        ),
        (
            Kind::ElectionDayReply,
            "/facts/request_date",
            json!("2027-02-01"),
            "facts.request_date",
        ),
        (
            Kind::ResultReply,
            "/known/elected/1/post",
            json!("chair"),
            "known.elected",
        ),
        (
            Kind::ResultReply,
            "/issue/date",
            json!("2027-03-01"),
            "issue.date",
        ),
        (
            Kind::ResultReply,
            "/known/ballots/valid",
            json!(970),
            "known.ballots.valid",
        ),
        (
            Kind::DailyReport,
            "/facts/incidents/1/day",
            json!("2027-03-01"),
            "facts.incidents[1].day",
        ),
        (
            Kind::DailyReport,
            "/known/anchor/digest",
            json!("9f2c"),
            "known.anchor.digest",
        ),
        (
            Kind::DailyReport,
            "/known/stages/0/late",
            json!(3),
            "known.stages[0]",
        ),
        (
            Kind::StatisticsSummary,
            "/known/units/0/elected/member",
            json!(4),
            "known.units[0].elected",
        ),
        (
            Kind::WorkSummary,
            "/known/units/1/name",
            json!("上前村"),
            "known.units[1].name",
        ),
        (
            Kind::ResponsibilityLetter,
            "/facts/signed_on",
            json!("2027-03-19"),
            "facts.signed_on",
        ),
        (
            Kind::EmergencyPlan,
            "/facts/written_hours",
            json!(0),
            "facts.written_hours",
        ),
        (
            Kind::EmergencyPlan,
            "/facts/phone_minutes",
            json!(200),
            "facts.written_hours",
        ),
        // 张贴的文书里不得有身份证号、手机号
        (
            Kind::VoterRoll,
            "/known/groups/0/names/0",
            json!("李明 440299199003215265"),
            "known.groups[0].names[0]",
        ),
        (
            Kind::VoterRoll,
            "/known/groups/0/names/1",
            json!("李明13650257551"),
            "known.groups[0].names[1]",
        ),
        (
            Kind::ElectionDay,
            "/unit/election_day",
            json!("0027-03-18"),
            "unit.election_day",
        ),
    ];
    for (kind, pointer, value, path) in cases {
        let mut data = sample(kind, "normal");
        *data.pointer_mut(pointer).unwrap() = value;
        let problems = kind.check(&data).unwrap_err();
        assert!(
            problems.iter().any(|problem| problem.path == path),
            "{pointer}: {problems:?}"
        );
    }
}

#[test]
fn fields_are_exactly_the_facts() {
    for &kind in Kind::ALL {
        let context = kind.context(&sample(kind, "empty")).unwrap();
        let mut facts: Vec<&String> = context["facts"].as_object().unwrap().keys().collect();
        let mut fields: Vec<&str> = kind.fields().iter().map(|field| field.key).collect();
        facts.sort();
        fields.sort_unstable();
        assert_eq!(facts, fields, "{}", kind.id());
    }
}

#[test]
fn a_form_reads_back_what_it_shows() {
    for &kind in Kind::ALL {
        for sample in kind.samples() {
            let context = kind.context(&sample.data).unwrap();
            let shown = form::show(kind, &context["facts"]);
            let (read, problems) = form::read(kind, &shown);
            assert!(
                problems.is_empty(),
                "{} {}: {problems:?}",
                kind.id(),
                sample.name
            );
            let mut data = sample.data.clone();
            data["facts"] = read;
            assert_eq!(
                kind.context(&data).unwrap(),
                context,
                "{} {}",
                kind.id(),
                sample.name
            );
        }
    }
}

#[test]
fn typed_tables_are_read_as_clerks_type_them() {
    let typed = |text: &str| {
        let fields = BTreeMap::from([("counts".to_owned(), text.to_owned())]);
        let (facts, problems) = form::read(Kind::Results, &fields);
        (facts["counts"].clone(), problems)
    };
    let wanted = json!([
        { "post": "chair", "name": "蓝天勇", "votes": 612, "elected": true },
        { "post": "member", "name": "阿依古丽·买买提", "votes": 31, "elected": null }
    ]);
    for text in [
        "主任 蓝天勇 612 当选\n委员 阿依古丽·买买提 31",
        "主任，蓝天勇，612票，是\n\n  委员，阿依古丽·买买提，３１",
        "主任\t蓝天勇\t612\t√\n委员\t阿依古丽·买买提\t31\t",
    ] {
        let (counts, problems) = typed(text);
        assert!(problems.is_empty(), "{text}: {problems:?}");
        assert_eq!(counts, wanted, "{text}");
    }
    let (_, problems) = typed("村长 某某 很多 也许");
    let labels: Vec<&str> = problems
        .iter()
        .map(|problem| problem.label.as_str())
        .collect();
    assert_eq!(
        labels,
        [
            "得票情况第1行“职位”",
            "得票情况第1行“得票数”",
            "得票情况第1行“是否当选”"
        ]
    );
}

#[test]
fn moments_are_read_or_refused() {
    let cases = [
        ("2027-03-18T08:30", Some("2027-03-18T08:30")),
        ("2027-03-18T08:30:00", Some("2027-03-18T08:30")),
        ("2027年3月18日8时30分", Some("2027-03-18T08:30")),
        ("2027年3月18日8时", Some("2027-03-18T08:00")),
        ("2027.3.18 8：30", Some("2027-03-18T08:30")),
        ("2027-03-18", None),
        ("2027-03-18 25:00", None),
        ("2027-02-30 8:00", None),
        ("明天上午", None),
    ];
    for (typed, wanted) in cases {
        assert_eq!(
            form::parse_moment(typed).map(form::moment_text).as_deref(),
            wanted,
            "{typed}"
        );
    }
}

#[test]
fn every_input_has_a_label_and_choices_are_unique() {
    fn walk(fields: &[crate::documents::kinds::FieldSpec]) {
        for field in fields {
            assert!(!field.label.is_empty());
            match field.input {
                Input::Choice(options) => assert!(options.len() > 1, "{}", field.key),
                Input::Table(columns) => walk(columns),
                _ => {}
            }
        }
    }
    for &kind in Kind::ALL {
        walk(kind.fields());
    }
}

#[test]
fn tables_are_read_cell_by_cell_too() {
    let typed: BTreeMap<String, String> = [
        ("counts.0.post", "chair"),
        ("counts.0.name", " 蓝天勇 "),
        ("counts.0.votes", "612"),
        ("counts.0.elected", "true"),
        ("counts.1.post", ""),
        ("counts.1.name", ""),
        ("counts.10.post", "member"),
        ("counts.10.name", "丁一"),
        ("counts.10.votes", "七"),
        ("csrf", "x"),
    ]
    .into_iter()
    .map(|(name, text)| (name.to_owned(), text.to_owned()))
    .collect();
    let (facts, problems) = form::read(Kind::Results, &typed);
    assert_eq!(facts["counts"][0]["name"], "蓝天勇");
    assert_eq!(facts["counts"][1]["post"], "member");
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].path, "facts.counts[1].votes");
    let spec = Kind::Results
        .fields()
        .iter()
        .find(|spec| spec.key == "counts")
        .unwrap();
    assert_eq!(
        form::typed_rows(spec, &typed)[1],
        ["member", "丁一", "七", ""]
    );
    assert_eq!(
        form::rows(spec, &facts)[0],
        ["chair", "蓝天勇", "612", "true"]
    );
}

#[test]
fn pasted_lines_keep_their_empty_cells() {
    let spec = Kind::Proxies
        .fields()
        .iter()
        .find(|spec| spec.key == "pairs")
        .unwrap();
    // (一行, 受委托人、委托人、小组)
    let cases = [
        ("\t李伟\t第1村民小组", ["", "李伟", "第1村民小组"]),
        ("李秀英\t\t第1村民小组", ["李秀英", "", "第1村民小组"]),
        ("\t\t第1村民小组", ["", "", "第1村民小组"]),
        ("｜李伟｜", ["", "李伟", ""]),
        ("李秀英\t李伟\t", ["李秀英", "李伟", ""]),
        // 从表格软件复制的行常多带几个空格子
        (
            "李秀英\t李伟\t第1村民小组\t\t",
            ["李秀英", "李伟", "第1村民小组"],
        ),
        // 多出来的格子有字的，留给人看见
        (
            "李秀英\t李伟\t第1组\t外出",
            ["李秀英", "李伟", "第1组 外出"],
        ),
        (
            "　李秀英、李伟　第1村民小组",
            ["李秀英", "李伟", "第1村民小组"],
        ),
    ];
    let text = cases.map(|(line, _)| line).join("\r\n");
    let typed = BTreeMap::from([("pairs".to_owned(), format!("{text}\n \t \n"))]);
    let rows = form::typed_rows(spec, &typed);
    assert_eq!(rows.len(), cases.len(), "{rows:?}");
    for (row, (line, cells)) in rows.iter().zip(cases) {
        assert_eq!(row, &cells, "{line:?}");
    }
}

#[test]
fn what_was_filled_in_once_is_not_asked_again() {
    let registration = json!({ "contact_phone": "0751-6220101", "hours": "全天" });
    let committee = json!({ "contact_phone": null, "contact_place": "党群服务中心" });
    let candidates = json!({
        "candidates": [{ "post": "chair", "name": "蓝天勇" }], "contact_phone": "0751-6220999",
        "meeting_time": "2027-03-14T09:00"
    });
    let meeting = json!({ "place": "镇政府三楼会议室", "meeting_time": "2027-01-12T09:00", "agenda": ["讲话"] });
    let earlier = [
        (Kind::VoterRegistration, &registration),
        (Kind::ElectionCommittee, &committee),
        (Kind::MobilizationNotice, &meeting),
    ];
    assert_eq!(
        carried_over(Kind::VoterRoll, &earlier),
        json!({ "contact_place": "党群服务中心", "contact_phone": "0751-6220101" })
    );
    // 镇的会议不会变成村的见面会
    assert_eq!(
        carried_over(Kind::Candidates, &earlier),
        json!({ "contact_phone": "0751-6220101" })
    );
    assert_eq!(
        carried_over(Kind::SignInSheet, &earlier),
        json!({ "meeting_time": "2027-01-12T09:00", "place": "镇政府三楼会议室" })
    );
    let facts = carried_over(Kind::Results, &[(Kind::Candidates, &candidates)]);
    assert_eq!(
        facts["counts"],
        json!([{ "post": "chair", "name": "蓝天勇", "votes": null, "elected": null }])
    );
    let mut data = sample(Kind::Results, "normal");
    data["facts"] = facts;
    assert!(Kind::Results.check(&data).is_ok());
}
