use super::fixture::{day, file, found, people, sheet, shown, villages};
use crate::roster::{BodyRole, Sex, TeamKind, Template, template};

fn names() -> Vec<String> {
    villages(&file("villages-shitang.xlsx"))
        .rows
        .into_iter()
        .map(|placed| placed.value.name)
        .collect()
}

#[test]
fn the_townships_people() {
    let names = names();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let import = people(&file("people-shitang.xlsx"), &names);
    assert_eq!(found(&import), []);
    assert_eq!(import.header_row, Some(1));
    assert_eq!(import.unknown_columns, []);
    for (label, sum) in [
        ("人数", 15),
        ("组长", 1),
        ("副组长", 2),
        ("成员", 9),
        ("办公室人员", 4),
        ("指导组", 8),
        ("督查组", 2),
        ("有人联系的村（社区）", 16),
    ] {
        assert_eq!(import.total(label), Some(sum), "{label}");
    }
    let linked: Vec<&String> = import
        .rows
        .iter()
        .flat_map(|placed| &placed.value.linked_villages)
        .collect();
    assert_eq!(linked.len(), 16);
    assert_eq!(
        linked.iter().filter(|name| name.ends_with('村')).count(),
        14
    );
    assert_eq!(
        linked.iter().filter(|name| name.ends_with("社区")).count(),
        2
    );
    let organiser = &import.rows[5].value;
    assert_eq!(organiser.name, "邱喆");
    assert_eq!(organiser.sex, Some(Sex::Female));
    assert_eq!(
        organiser.body_roles,
        [BodyRole::Member, BodyRole::OfficeDirector]
    );
    let team = organiser.team.as_ref().unwrap();
    assert_eq!(
        (team.name.as_str(), team.kind),
        ("第四指导组", TeamKind::Guidance)
    );
    assert_eq!(organiser.linked_villages, ["桥头村", "水口村"]);
    assert_eq!(organiser.phone.as_ref().unwrap().as_str(), "13232987959");
    assert_eq!(
        import.rows[4].value.team.as_ref().unwrap().kind,
        TeamKind::Supervision
    );
    // Telephone numbers are in the rows only: not in the preview, not in any debug output.
    assert!(!shown(&import).contains("13232987959"));
    assert_eq!(import.preview.rows[0][6], "136****7551");
}

const HEAD: &[&str] = &[
    "姓名",
    "性别",
    "职务",
    "换届职务",
    "工作组",
    "联系村",
    "电话",
];

#[test]
fn faults_of_people() {
    let all = ["石塘村", "石塘社区", "上前村"];
    for (row, expected) in [
        (
            &["张三", "男", "镇长", "", "", "上前、石塘", ""][..],
            &[("M106", "F2")][..],
        ),
        (
            &["张三", "男", "镇长", "", "", "上前村、下钱村", ""],
            &[("M105", "F2")],
        ),
        (
            &["张三", "公", "镇长", "总指挥", "第一小组", "", "1365025755"],
            &[
                ("T119", "B2"),
                ("M103", "D2"),
                ("M104", "E2"),
                ("M109", "G2"),
            ],
        ),
        (&["", "男", "", "", "", "", ""], &[][..]),
        (&["", "男", "镇长", "", "", "", ""], &[("V211", "A2")]),
        (&["张三", "男", "", "", "", "", ""], &[("T110", "C2")]),
        (
            &[
                "张三",
                "",
                "镇长",
                "",
                "第一指导组、第一督查组",
                "",
                "0751-8123456",
            ],
            &[("M104", "E2")],
        ),
    ] {
        let import = people(&sheet(&[HEAD, row]), &all);
        let in_rows: Vec<_> = import
            .problems
            .iter()
            .filter(|p| p.row.is_some())
            .map(|p| (p.code.as_str(), p.cell.as_deref().unwrap_or_default()))
            .collect();
        assert_eq!(in_rows, expected, "{row:?}");
        assert!(!shown(&import).contains("1365025755"));
    }
}

#[test]
fn short_names_and_lists_are_understood() {
    let import = people(
        &sheet(&[
            HEAD,
            &[
                "李　明",
                "男",
                "镇长",
                "领导小组组长",
                "第一 指导组",
                "上前；石塘社区居委会\n石塘村委会",
                "＋86 136-5025-7551",
            ],
        ]),
        &["石塘村", "石塘社区", "上前村"],
    );
    assert_eq!(found(&import), []);
    let person = &import.rows[0].value;
    assert_eq!(person.name, "李明");
    assert_eq!(person.body_roles, [BodyRole::Leader]);
    assert_eq!(person.linked_villages, ["上前村", "石塘社区", "石塘村"]);
}

#[test]
fn people_are_compared_with_each_other() {
    let import = people(
        &sheet(&[
            HEAD,
            &["张三", "男", "镇长", "组长", "", "甲村", "13650257551"],
            &["张三", "男", "镇长", "成员", "", "", ""],
            &["张三", "女", "干事", "", "", "甲村", ""],
            &["李四", "女", "干事", "组长", "", "", "13650257551"],
        ]),
        &["甲村", "乙村"],
    );
    assert_eq!(
        found(&import),
        [
            ("M108", String::new()),
            ("M112", String::new()),
            ("M101", "A3".to_owned()),
            ("M102", "A4".to_owned()),
            ("M107", "F4".to_owned()),
            ("M110", "G5".to_owned()),
        ]
    );
    assert!(import.problems[0].message.contains("乙村"));
    assert!(!shown(&import).contains("13650257551"));
}

#[test]
fn without_villages_the_links_cannot_be_checked() {
    let import = people(&file("people-shitang.xlsx"), &[]);
    assert_eq!(found(&import), [("M113", String::new())]);
    assert!(import.has_sheet_errors());
}

#[test]
fn the_template_is_understood() {
    let import = people(
        &template(Template::People, day(2026, 11, 23)).unwrap(),
        &["甲村"],
    );
    assert!(found(&import).iter().any(|(code, _)| *code == "T105"));
    assert_eq!(import.columns.len(), 8);
}
