//! Every mistake of a broken pack, by its line, all at once.

use super::{HEAD, check};

#[test]
fn every_mistake_is_named_by_its_line() {
    let text = r#"[pack]
id = "x"
name = "某省"
extends = "national-2025"
statute = "某省办法"
amended = 2026-01-01
in_force = "明年"
extnds = "y"

[values.roll_lead_days]
value = -20
source = { article = "第一条", status = "verified" }

[values.candidate_list_led_days]
value = 5

[values.quorum]
value = "1/2"
source = { article = "第二条", status = "checked" }

[values.handover_days]
value = "十日"
source = { article = "第三条" }

[values.proxy_max]
source = { article = "第四条", status = "verified" }

[[steps]]
id = "roll-published"
after = ["registration-close"]
latest = "polling -20"

[[steps]]
id = "公布"

[[notices]]
paper = "results"
isuer = "county"
"#;
    let found = check(text);
    let expected = [
        (7, "「in_force」应是日期"),
        (8, "不认识「extnds」，是不是「extends」"),
        (11, "-20 是负数"),
        (
            14,
            "不认识规则项「candidate_list_led_days」，是不是「candidate_list_lead_days」",
        ),
        (18, "比例"),
        (19, "verified、unverified、superseded"),
        (22, "应是整数"),
        (23, "缺少「status」"),
        (25, "必须写明「value」"),
        // What only shows against the parent is told at once with the rest.
        (28, "没有这个环节，是不是「registration-closed」"),
        (31, "加号或减号"),
        (34, "公布"),
        (38, "不认识「isuer」，是不是「issuer」"),
    ];
    for (line, part) in expected {
        assert!(
            found
                .iter()
                .any(|(at, message)| *at == line && message.contains(part)),
            "第 {line} 行 {part}\n{found:#?}"
        );
    }
    assert_eq!(found.len(), expected.len(), "{found:#?}");
    assert!(found.is_sorted_by_key(|(line, _)| *line));
}

#[test]
fn what_only_shows_when_packs_are_merged() {
    // text after the head (which has 7 lines), line, part of the message
    let cases = [
        (
            "[[steps]]\nid = \"roll-published\"\nafter = [\"registration-close\"]\n",
            8,
            "没有这个环节，是不是「registration-closed」",
        ),
        (
            "[[steps]]\nid = \"roll-published\"\nafter = [\"plan-issued\"]\n",
            8,
            "一个是乡镇的",
        ),
        (
            "\n[[steps]]\nid = \"registration-opened\"\nafter = [\"roll-published\"]\n",
            9,
            "绕成一圈",
        ),
        (
            "[[steps]]\nid = \"roll-published\"\nlatest = \"objections-decided - 2\"\n",
            8,
            "绕成一圈",
        ),
        (
            "[[steps]]\nid = \"polling\"\nafter = [\"handover-completed\"]\n",
            8,
            "绕成一圈",
        ),
        (
            "[[steps]]\nid = \"roll-published\"\nlatest = \"polling - term_years\"\n",
            8,
            "不是日数",
        ),
        (
            "[[steps]]\nid = \"roll-published\"\nlatest = \"polling - rol_lead_days\"\n",
            8,
            "是不是「roll_lead_days」",
        ),
        (
            "[[steps]]\nid = \"roll-published\"\nstage = \"registraton\"\n",
            8,
            "是不是「registration」",
        ),
        (
            "[[steps]]\nid = \"polling\"\nomit = true\n",
            2,
            "没有选举日",
        ),
        (
            "[[steps]]\nid = \"nothing\"\nomit = true\n",
            8,
            "不必写 omit",
        ),
        (
            "[[steps]]\nid = \"roll-final\"\nomit = true\nname = \"补正\"\n",
            8,
            "又写了别的内容",
        ),
        (
            "[[steps]]\nid = \"roll-final\"\nname = \"补正\"\n[[steps]]\nid = \"roll-final\"\nname = \"更正\"\n",
            11,
            "写了两次",
        ),
        (
            "[[steps]]\nid = \"new-step\"\nname = \"新环节\"\n",
            8,
            "还要写「stage」「class」「owner」「source」",
        ),
        (
            "[values.roll_lead_days]\nvalue = 15\nsource = { article = \"第一条\", status = \"verified\" }\n",
            8,
            "「提前 15 日」，低于上位法的「提前 20 日」",
        ),
        (
            "[values.handover_days]\nvalue = 15\nsource = { article = \"第一条\", status = \"verified\" }\n",
            8,
            "「15 日内」，超出上位法的「10 日内」",
        ),
        (
            "[values.ec_min]\nvalue = 9\nsource = { article = \"第一条\", status = \"verified\" }\n[values.ec_max]\nvalue = 5\nsource = { article = \"第一条\", status = \"verified\" }\n",
            8,
            "互相矛盾",
        ),
        (
            "[[notices]]\npaper = \"results\"\nnumber = \"9\"\n",
            8,
            "同一个编号「9」",
        ),
        (
            "[[notices]]\npaper = \"results\"\nnumber = \"十六\"\n",
            8,
            "应是数字",
        ),
        ("[numbering]\nvoid = [\"16\"]\n", 2, "已作废的编号「16」"),
    ];
    for (body, line, part) in cases {
        let found = check(&format!("{HEAD}{body}"));
        assert!(
            found
                .iter()
                .any(|(at, message)| *at == line && message.contains(part)),
            "{body}\n{found:#?}"
        );
    }
}

#[test]
fn heads_that_cannot_stand() {
    let with = |old: &str, new: &str| check(&HEAD.replace(old, new));
    assert!(
        with("national-2025", "x")
            .iter()
            .any(|(line, m)| *line == 4 && m.contains("以自己为上级"))
    );
    assert!(
        with("national-2025", "nowhere")
            .iter()
            .any(|(line, m)| *line == 4 && m.contains("不存在"))
    );
    assert!(
        with("national-2025", "residents-2025")
            .iter()
            .any(|(line, m)| *line == 4 && m.contains("互相矛盾"))
    );
    assert!(check("").iter().any(|(_, m)| m.contains("缺少 [pack]")));
    for (text, line, part) in [
        ("[pack\nid = \"x\"", 1, "括号"),
        ("[pack]\nid = \"x", 2, "引号"),
        ("[pack]\nid = \"x\"\nid = \"y\"", 3, "写了两次"),
    ] {
        let found = check(text);
        assert!(
            found
                .iter()
                .any(|(at, message)| *at == line && message.contains(part)),
            "{text}\n{found:#?}"
        );
        for (_, message) in &found {
            assert!(!message.contains("expected"), "{message}");
        }
    }
}

/// A parent that is not there hides none of the other mistakes: they are looked for below the pack
/// whose id is nearest, or else below the nation's, and the message says so.
#[test]
fn a_missing_parent_hides_nothing() {
    let wrong = "[[steps]]\nid = \"roll-published\"\nafter = [\"registration-close\"]\n";
    for (parent, hint, below) in [
        (
            "zhejiang-2002",
            "，是不是「zhejiang-2020」",
            "上级是「zhejiang-2020」核对",
        ),
        ("nowhere", "自己有错误", "上级是「national-2025」核对"),
    ] {
        let head = HEAD.replace("national-2025", parent);
        let found = check(&format!("{head}{wrong}"));
        let lines: Vec<usize> = found.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [4, 4, 8], "{found:#?}");
        assert!(found[0].1.ends_with(hint), "{found:#?}");
        assert!(found[1].1.contains(below), "{found:#?}");
        assert!(
            found[2].1.contains("是不是「registration-closed」"),
            "{found:#?}"
        );
        // Nothing else wrong: only the parent is to be mended.
        assert_eq!(check(&head).len(), 1);
    }
}
