use super::fixture::{day, file, found, open, sheet, sheet_with, villages};
use crate::roster::{
    Code, Limits, Seats, Severity, Template, TroubleCause, UnitKind, read, template,
};

#[test]
fn the_townships_workbook() {
    let import = villages(&file("villages-shitang.xlsx"));
    assert_eq!(found(&import), []);
    assert_eq!(import.sheet, "村居基本情况");
    assert_eq!(import.header_row, Some(3));
    assert_eq!((import.rows.len(), import.data_rows), (16, 16));
    assert_eq!(import.unknown_columns, []);
    assert_eq!(import.columns.len(), 14);
    for (label, sum) in [
        ("单位数", 16),
        ("村", 14),
        ("社区", 2),
        ("总户数", 10197),
        ("总人口", 40813),
        ("村民小组数", 150),
        ("党员数", 1449),
        ("上届登记选民数", 29379),
        ("主任职数", 16),
        ("副主任职数", 23),
        ("委员职数", 55),
        ("难点村", 2),
    ] {
        assert_eq!(import.total(label), Some(sum), "{label}");
    }
    // 2027.3.31 as text in five rows, a date cell in the others.
    assert!(
        import
            .rows
            .iter()
            .all(|placed| placed.value.term_end == Some(day(2027, 3, 31)))
    );
    let first = &import.rows[0];
    assert_eq!((first.row, first.serial.as_deref()), (4, Some("1")));
    assert_eq!(first.value.name, "上前村");
    assert_eq!(first.value.kind, UnitKind::Village);
    assert_eq!(first.value.code.as_deref(), Some("440299102201"));
    assert_eq!(
        first.value.seats,
        Seats {
            chair: 1,
            deputy: 1,
            member: 3
        }
    );
    let troubled: Vec<_> = import
        .rows
        .iter()
        .filter(|placed| !placed.value.trouble_causes.is_empty())
        .map(|placed| {
            (
                placed.value.name.as_str(),
                placed.value.trouble_causes.clone(),
            )
        })
        .collect();
    assert_eq!(
        troubled,
        [
            ("中坌村", vec![TroubleCause::Clans]),
            ("阳荣村", vec![TroubleCause::Weak])
        ]
    );
    assert!(import.rows.iter().all(|placed| placed.value.note.is_none()));
    assert_eq!(import.preview.rows.len(), 10);
    assert_eq!(import.preview.rows[2][12], "2027.3.31");
    assert_eq!(import.preview.headings[1], "村（社区）名称");
}

const HEAD: &[&str] = &[
    "序号",
    "村名",
    "类型",
    "代码",
    "户数",
    "人口",
    "主任",
    "副主任",
    "委员",
    "届满时间",
    "说明",
];

#[test]
fn faults_of_a_row_are_each_named_with_their_cell() {
    for (row, expected) in [
        (
            &[
                "1",
                "甲村",
                "村",
                "440299102201",
                "-3",
                "900",
                "1",
                "1",
                "3",
                "2027.3.31",
                "",
            ][..],
            &[("T112", "E2")][..],
        ),
        (
            &[
                "1",
                "甲村",
                "村",
                "",
                "1.5",
                "约900",
                "1",
                "1",
                "3",
                "2027年3月底",
                "",
            ],
            &[("T113", "E2"), ("T111", "F2"), ("T115", "J2")],
        ),
        (
            &[
                "1",
                "甲村",
                "屯",
                "44029910220",
                "",
                "",
                "1",
                "",
                "3",
                "",
                "",
            ],
            &[("U102", "C2"), ("U104", "D2")],
        ),
        (
            &[
                "1",
                "甲社区",
                "村",
                "440299102001",
                "",
                "",
                "1",
                "",
                "3",
                "",
                "",
            ],
            &[("U103", "C2"), ("U108", "D2")],
        ),
        (
            &[
                "1",
                "甲村",
                "",
                "440299902201",
                "",
                "",
                "1",
                "3",
                "5",
                "",
                "",
            ],
            &[("U109", "G2"), ("U107", "D2")],
        ),
        (
            &["1", "甲社区", "", "", "", "", "1", "", "3", "", ""],
            &[("U109", "G2")],
        ),
        (
            &[
                "1",
                "甲村",
                "",
                "",
                "950",
                "900",
                "",
                "",
                "",
                "1927-3-31",
                "",
            ],
            &[("U110", "G2"), ("U111", "E2"), ("U113", "J2")],
        ),
        (
            &[
                "1",
                "",
                "村",
                "",
                "#99999999",
                "",
                "1",
                "1",
                "3",
                "#46477",
                "",
            ],
            &[("T110", "B2"), ("T114", "E2"), ("T115", "J2")],
        ),
        (
            &[
                "1",
                "甲",
                "",
                "",
                "",
                "",
                "1",
                "1",
                "3",
                "",
                "难点村：不听话",
            ],
            &[("U102", "C2"), ("U112", "K2")],
        ),
        (
            &[
                "1",
                "甲村",
                "",
                "",
                "",
                "",
                "1",
                "1",
                "3",
                "",
                "联系人13650257551",
            ],
            &[("T117", "K2")],
        ),
    ] {
        let import = villages(&sheet(&[HEAD, row]));
        assert_eq!(
            found(&import)
                .iter()
                .map(|(code, cell)| (*code, cell.as_str()))
                .collect::<Vec<_>>(),
            expected,
            "{row:?}"
        );
        for problem in &import.problems {
            assert_eq!(problem.serial.as_deref(), Some("1"));
            assert!(!problem.message.contains("13650257551"));
        }
    }
}

#[test]
fn a_vague_day_is_refused_with_what_was_typed() {
    let import = villages(&sheet(&[
        HEAD,
        &[
            "1",
            "甲村",
            "",
            "",
            "",
            "",
            "1",
            "1",
            "3",
            "2027年3月底",
            "",
        ],
    ]));
    assert_eq!(
        import.problems[0].to_string(),
        "T115 第 2 行（序号 1） J2「届满时间」：请写明年、月、日，如 2027-03-31：「2027年3月底」不是一个确定而且存在的日子。"
    );
}

#[test]
fn units_are_compared_with_each_other() {
    let import = villages(&sheet(&[
        HEAD,
        &[
            "1",
            "甲村",
            "",
            "440299102201",
            "",
            "",
            "1",
            "1",
            "3",
            "",
            "",
        ],
        &[
            "2",
            "甲村委会",
            "村",
            "440299102202",
            "",
            "",
            "1",
            "1",
            "3",
            "",
            "",
        ],
        &[
            "3",
            "乙村",
            "",
            "440299102201",
            "",
            "",
            "1",
            "1",
            "3",
            "",
            "",
        ],
        &[
            "3",
            "丙村",
            "",
            "440298102201",
            "",
            "",
            "1",
            "1",
            "3",
            "",
            "",
        ],
    ]));
    assert_eq!(
        found(&import),
        [
            ("U101", "B3".to_owned()),
            ("U105", "D4".to_owned()),
            ("U106", "D5".to_owned()),
            ("T116", "A5".to_owned()),
        ]
    );
    assert!(import.has_errors());
    assert_eq!(import.faulty_serials(), ["2", "3"]);
    assert!(import.problems[0].message.contains("第 2 行"));
}

#[test]
fn remarks_become_causes_or_stay_remarks() {
    use TroubleCause as T;
    for (typed, causes, note) in [
        ("难点村：宗族派性严重", &[T::Clans][..], None),
        ("软弱涣散", &[T::Weak], None),
        (
            "难点村（群体上访不断、遗留问题）",
            &[T::Petitions, T::Legacy],
            None,
        ),
        ("难点村", &[T::Other], None),
        ("难点村：河道纠纷", &[T::Other], Some("河道纠纷")),
        ("班子不健全；村部在建", &[T::Incomplete], Some("村部在建")),
        ("村部在建，借用学校", &[], Some("村部在建，借用学校")),
        ("", &[], None),
    ] {
        let import = villages(&sheet(&[
            HEAD,
            &["1", "甲村", "", "", "", "", "1", "1", "3", "", typed],
        ]));
        let village = &import.rows[0].value;
        assert_eq!(village.trouble_causes, causes, "{typed}");
        assert_eq!(village.note.as_deref(), note, "{typed}");
        assert!(!import.has_errors());
    }
    assert_eq!(TroubleCause::ALL.len(), 14);
    for cause in TroubleCause::ALL {
        assert_eq!(TroubleCause::named(cause.title()), Some(*cause));
        assert_eq!(
            serde_json::to_value(cause).unwrap(),
            serde_json::json!(cause.as_str())
        );
    }
}

#[test]
fn headings_may_take_two_rows() {
    let rows: &[&[&str]] = &[
        &["石塘镇摸底表"],
        &["序号", "村（社区）\n名称", "职数", "", "", "备注"],
        &["", "", "主任", "副主任", "委员", ""],
        &["1", "甲村", "1", "1", "3", ""],
    ];
    let merged = [
        (0, 0, 0, 5),
        (1, 0, 2, 0),
        (1, 1, 2, 1),
        (1, 2, 1, 4),
        (1, 5, 2, 5),
    ];
    let import = villages(&sheet_with(rows, &merged));
    assert_eq!(found(&import), []);
    assert_eq!(import.header_row, Some(3));
    assert_eq!(import.rows[0].value.seats.total(), 5);
}

#[test]
fn columns_missing_repeated_or_unknown_are_named() {
    let import = villages(&sheet(&[
        &["序号", "村名", "村（社区）名称", "书记", "主任职数"],
        &["1", "甲村", "乙村", "张三", "1"],
    ]));
    assert_eq!(
        found(&import),
        [
            ("T104", "C1".to_owned()),
            ("T102", String::new()),
            ("T103", "D1".to_owned())
        ]
    );
    assert!(import.problems[1].message.contains("委员职数"));
    assert!(import.problems[2].message.contains("书记"));
    assert_eq!(import.problems[2].severity, Severity::Warning);
    assert!(import.has_sheet_errors());

    let import = villages(&sheet(&[&["甲", "乙"], &["1", "2"]]));
    assert_eq!(found(&import), [("T101", String::new())]);
}

#[test]
fn sums_remarks_and_repeated_headings_are_no_rows() {
    let import = villages(&sheet(&[
        HEAD,
        &["1", "甲村", "", "", "100", "", "1", "1", "3", "", ""],
        HEAD,
        &["2", "乙村", "", "", "100", "", "1", "1", "3", "", ""],
        &["3"],
        &["合计", "", "", "", "200", "", "2", "2", "6", "", ""],
        &["填表人：", "张三"],
        &["说明：没有的可以不填。"],
    ]));
    assert_eq!(found(&import), []);
    assert_eq!((import.rows.len(), import.total("总户数")), (2, Some(200)));
}

#[test]
fn the_template_is_read_without_a_complaint_but_that_it_is_empty() {
    let bytes = template(Template::Villages, day(2026, 11, 23)).unwrap();
    let import = villages(&bytes);
    assert_eq!(found(&import), [(Code::NoRows.as_str(), String::new())]);
    assert_eq!(open(&bytes).tables.len(), 2);
    assert_eq!(
        bytes,
        template(Template::Villages, day(2026, 11, 23)).unwrap()
    );
    assert!(read(&bytes, &Limits::default()).is_ok());
}
