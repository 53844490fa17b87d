//! 一次说全 — what cannot be read keeps nothing else from being told, and numbers of people are found in any dress.

use serde_json::{Value, json};

use crate::documents::kind::Kind;

fn sample(kind: Kind) -> Value {
    kind.samples()
        .into_iter()
        .find(|sample| sample.name == "normal")
        .unwrap()
        .data
}

/// The problems of some data: place and message.
fn told(kind: Kind, data: &Value) -> Vec<(String, String)> {
    match kind.check(data) {
        Ok(()) => Vec::new(),
        Err(problems) => problems
            .into_iter()
            .map(|problem| (problem.path, problem.message))
            .collect(),
    }
}

#[test]
fn a_row_without_its_duty_does_not_hide_a_name_that_stands_twice() {
    let mut data = sample(Kind::ElectionCommittee);
    data["facts"]["members"] = json!([
        { "duty": "chair", "name": "蓝天勇" },
        { "duty": "member", "name": "雷伟梅" },
        { "duty": "member", "name": "雷伟梅" },
        { "duty": null, "name": "钟建民" },
    ]);
    let told = told(Kind::ElectionCommittee, &data);
    let of = |path: &str| told.iter().filter(|(at, _)| at == path).count();
    assert_eq!(of("facts.members[3].duty"), 1, "{told:?}");
    assert_eq!(of("facts.members[2].name"), 1, "{told:?}");
    assert_eq!(told.len(), 2, "nothing that only follows from it: {told:?}");
}

#[test]
fn what_stands_for_a_mistake_is_never_held_against_anybody() {
    // A duty nobody knows is not a second chair, a day nobody can read is not too late.
    let mut data = sample(Kind::ElectionCommittee);
    data["facts"]["members"] = json!([
        { "duty": "chair", "name": "蓝天勇" },
        { "duty": "头儿", "name": "雷伟梅" },
        { "duty": "member", "name": "钟建民" },
        { "duty": null, "name": null },
        { "duty": "member", "name": null },
    ]);
    let told = told(Kind::ElectionCommittee, &data);
    let places: Vec<&str> = told.iter().map(|(path, _)| path.as_str()).collect();
    assert!(
        places.iter().all(|place| matches!(
            *place,
            "facts.members[1].duty"
                | "facts.members[3].duty"
                | "facts.members[3].name"
                | "facts.members[4].name"
        )),
        "{told:?}"
    );
    let mut data = sample(Kind::ResponsibilityLetter);
    data["facts"]["signed_on"] = json!("下个月");
    let told = self::told(Kind::ResponsibilityLetter, &data);
    assert_eq!(told.len(), 1, "{told:?}");
}

#[test]
fn numbers_of_people_are_found_however_they_are_written() {
    // (what was typed into a place of a notice, whether it says an ID number, whether a mobile number)
    let cases = [
        ("村委会办公室", false, false),
        ("0751-6220101", false, false),
        ("0751-6220101、0751-6220102", false, false),
        ("0751-6220101 0751-6220102", false, false),
        ("2027-03-18 至 2027-03-20", false, false),
        ("13812345678", false, true),
        ("138 1234 5678", false, true),
        ("办公室 0751-6220101 13812345678", false, true),
        ("１３８１２３４５６７８", false, true),
        ("440782199001010018", true, false),
        ("440782 19900101 0018", true, false),
        ("44078219900101001X", true, false),
        ("440782900101001", true, false),
        ("电话 13812345678 440782199001010018", true, true),
        ("440782199001010018 0751-6220101", true, false),
        ("编号 20270318000100020003", false, false),
    ];
    for (text, identity, mobile) in cases {
        let mut data = sample(Kind::ElectionCommittee);
        data["facts"]["contact_place"] = json!(text);
        let told = told(Kind::ElectionCommittee, &data);
        let says = |word: &str| told.iter().any(|(_, message)| message.contains(word));
        assert_eq!(says("公民身份号码"), identity, "{text}: {told:?}");
        // A place that says an ID number is refused for that alone.
        assert_eq!(says("手机号码"), mobile && !identity, "{text}: {told:?}");
    }
    // The one place for telephones takes a mobile number, and still no ID number.
    for (text, refused) in [
        ("13812345678", false),
        ("13812345678 440782199001010018", true),
    ] {
        let mut data = sample(Kind::ElectionCommittee);
        data["facts"]["contact_phone"] = json!(text);
        assert_eq!(!told(Kind::ElectionCommittee, &data).is_empty(), refused);
    }
}
