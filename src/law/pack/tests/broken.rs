//! 写坏的规则包 — each refused with every problem, its line and plain words; none may panic.

use super::super::{Library, PackError, SourceFile};
use super::{HEAD, check, file, library};

/// Lines of `HEAD`; the body of a case begins on the next.
const TOP: usize = 7;

fn verified(key: &str, value: &str) -> String {
    format!(
        "[values.{key}]\nvalue = {value}\nsource = {{ article = \"第一条\", status = \"verified\" }}\n"
    )
}

const STEP: &str = "[[steps]]\nid = \"extra\"\nname = \"另加\"\nstage = \"candidates\"\nclass = \"working\"\nowner = \"election-committee\"\nusual = \"polling - 9\"\nsource = { article = \"第一条\", status = \"verified\" }\n";

fn step(old: &str, new: &str) -> String {
    STEP.replace(old, new)
}

#[test]
fn every_broken_pack_is_refused_by_line() {
    // name, body behind the head, line, part of the message
    let cases: Vec<(&str, String, usize, &str)> = vec![
        ("自己绕成一圈", step("usual", "after = [\"extra\"]\nusual"), 8, "绕成一圈：extra ← extra"),
        ("两个环节绕成一圈", STEP.to_owned() + "after = [\"other\"]\n" + &step("\"extra\"", "\"other\"\nafter = [\"extra\"]"), 8, "绕成一圈"),
        ("悬空的环节", step("usual", "after = [\"nominees-anounced\"]\nusual"), 8, "是不是「nominees-announced」"),
        ("悬空的起算日", step("polling - 9", "result-announced + 3"), 8, "是不是「results-announced」"),
        ("不认识的键", step("usual", "ususal"), 14, "不认识「ususal」，是不是「usual」"),
        ("负的日数", verified("rerun_within_days", "-5"), TOP + 2, "-5 是负数"),
        ("小数", verified("rerun_within_days", "1.5"), TOP + 2, "应是整数"),
        ("太大的日数", verified("rerun_within_days", "99999999999999999999"), TOP + 2, "3660"),
        ("十六进制的大数", verified("rerun_within_days", "0xFFFFFFFFFFFFFFFFFF"), TOP + 2, "3660"),
        ("最少大于最多", verified("reps_min", "60") + &verified("reps_max", "20"), 8, "「reps_min」是 60，大于「reps_max」的 20"),
        ("单方改大", verified("rep_households_min", "20"), 8, "「rep_households_min」是 20，大于「rep_households_max」的 15"),
        ("文字写成数字", verified("overvote_unit", "3"), TOP + 2, "\"ballot\"（整张选票）"),
        ("不认识的词", verified("overvote_unit", "\"page\""), TOP + 2, "\"column\"（该职位一栏）"),
        ("是否写成文字", verified("add_down", "\"是\""), TOP + 2, "true（是）"),
        ("比例写成百分数", verified("recall_quorum", "\"50%\""), TOP + 2, "\">1/2\""),
        ("分母是零", verified("recall_quorum", "\">1/0\""), TOP + 2, "比例"),
        ("方括号漏了", verified("nomination_sources", "\"party\""), TOP + 2, "方括号里"),
        ("已核没有条款", "[values.add_down]\nvalue = true\nsource = { gist = \"可以\", status = \"verified\" }\n".to_owned(), 10, "缺少「article」"),
        ("另一部法规也要条款", "[values.add_down]\nvalue = true\nsource = { statute = \"某细则\", status = \"verified\" }\n".to_owned(), 10, "缺少「article」"),
        ("没有出处", "[values.add_down]\nvalue = true\n".to_owned(), 8, "缺少「source」"),
        ("已被取代没有数", "[values.add_down]\nsource = { article = \"第一条\", status = \"superseded\" }\n".to_owned(), 8, "原来的「value」"),
        ("工作安排写了条款", "[values.add_down]\nvalue = true\nsource = { statute = \"工作安排\", article = \"第一条\", status = \"verified\" }\n".to_owned(), 10, "没有条款可写"),
        ("比上位法松：名单", verified("roll_lead_days", "15"), 8, "低于上位法的「提前 20 日」"),
        ("比上位法松：过半数", verified("quorum", "\">=1/3\""), 8, "低于上位法的「过半数」"),
        ("比上位法松：恰好一半", verified("majority", "\">=1/2\""), 8, "低于上位法的「过半数」"),
        ("比上位法松：三分之一", verified("rerun_min", "\">=1/4\""), 8, "低于上位法的「1/3 以上」"),
        ("比上位法松：候选人受委托", verified("proxy_candidate_banned", "false"), 8, "低于上位法的「是」"),
        ("比上位法松：委托人数", verified("proxy_max", "4"), 8, "超出上位法的「3 人」"),
        ("与上位法不同：任期", verified("term_years", "3"), 8, "不同于上位法的「5 年」"),
        ("与上位法不同：年龄", verified("voting_age", "16"), 8, "不同于上位法的「18 周岁」"),
        ("公告编号写两次", "[[notices]]\npaper = \"results\"\nnumber = \"17\"\n[[notices]]\npaper = \"supervisors\"\nnumber = \"17\"\n".to_owned(), 11, "同一个编号「17」"),
        ("公告写两段", "[[notices]]\npaper = \"results\"\nnumber = \"17\"\n[[notices]]\npaper = \"results\"\nnumber = \"18\"\n".to_owned(), 11, "公告「results」写了两次"),
        ("不认识的公告", "[[notices]]\npaper = \"candidtes\"\nnumber = \"30\"\nissuer = \"county\"\n".to_owned(), 8, "是不是「candidates」"),
        ("不认识的文书", step("usual", "papers = [\"voter-rol\"]\nusual"), 8, "文书「voter-rol」不认识，是不是「voter-roll」"),
        ("公告放在没有的公告后面", "[[notices]]\npaper = \"results\"\nafter = \"nothing\"\n".to_owned(), 8, "没有这张公告"),
        ("作废编号不是编号", "[numbering]\nvoid = [\"十六\"]\n".to_owned(), 9, "应是数字"),
        ("算式的日数太大", step("polling - 9", "polling - 99999999999"), 14, "「99999999999」太大"),
        ("算式没有完", step("polling - 9", "polling -"), 14, "缺少日数"),
        ("算式太长", step("polling - 9", &("polling".to_owned() + &" - 1".repeat(9))), 14, "算式太长"),
        ("算式用了不认识的规则项", step("polling - 9", "polling - no_such_days"), 8, "不认识的规则项「no_such_days」"),
        ("算式用了不是日数的规则项", step("polling - 9", "polling - voting_age"), 8, "不是日数"),
        ("最早晚于最迟", step("usual = \"polling - 9\"", "earliest = \"polling - 3\"\nlatest = \"polling - 9\""), 8, "「earliest」晚于「latest」"),
        ("前面的环节还没开始", "[[steps]]\nid = \"nomination-opened\"\nearliest = \"polling - 10\"\n[[steps]]\nid = \"nomination-closed\"\nlatest = \"polling - 12\"\n".to_owned(), 11, "早于它前面的环节「nomination-opened」"),
        ("法定没有最后一日", step("working", "statutory"), 8, "还要写「latest」"),
        ("选举日写了日期", "[[steps]]\nid = \"polling\"\nusual = \"polling - 3\"\n".to_owned(), 8, "不能另写日期"),
        ("环节写两次", STEP.to_owned() + STEP, 16, "环节「extra」写了两次"),
        ("阶段写两次", "[[stages]]\nid = \"a\"\nname = \"甲\"\n[[stages]]\nid = \"a\"\nname = \"乙\"\n".to_owned(), 11, "阶段「a」写了两次"),
        ("纪律写两次", "[[discipline]]\nid = \"no-appointing\"\nomit = true\n[[discipline]]\nid = \"no-appointing\"\nomit = true\n".to_owned(), 11, "纪律「no-appointing」写了两次"),
        ("去掉没有的纪律", "[[discipline]]\nid = \"none-such\"\nomit = true\n".to_owned(), 8, "不必写 omit"),
        ("新纪律没有内容", "[[discipline]]\nid = \"none-such\"\n".to_owned(), 8, "缺少「text」"),
        ("同一个键写两次", "[values.add_down]\nvalue = true\nvalue = false\nsource = { article = \"第一条\", status = \"verified\" }\n".to_owned(), 10, "写了两次"),
        ("同一段写两次", verified("add_down", "true") + &verified("add_down", "true"), 11, "写了两次"),
        ("看不见的字符", step("另加", "另\\u0007加"), 10, "控制字符"),
        ("太长的文字", step("另加", &"长".repeat(1001)), 10, "太长"),
        ("错的段名", "[value.add_down]\nvalue = true\n".to_owned(), 8, "不认识「value」，是不是「values」"),
        ("单个方括号", "[steps]\nid = \"extra\"\n".to_owned(), 8, "应写成 [[steps]]"),
        ("嵌套太深", format!("[values.add_down]\nvalue = {}\n", "[".repeat(5000)), 9, "套得太多"),
        ("嵌套太深的键", format!("{}x = 1\n", "a.".repeat(5000)), 1, "套得太多"),
    ];
    let mut codes = 0;
    for (name, body, line, part) in cases {
        let text = format!("{HEAD}{body}");
        let found = check(&text);
        assert!(
            found
                .iter()
                .any(|(at, message)| *at == line && message.contains(part)),
            "{name}：第 {line} 行「{part}」\n{found:#?}"
        );
        let lines = text.lines().count().max(1);
        for (at, message) in found {
            assert!((1..=lines).contains(&at), "{name} 第 {at} 行 {message}");
            in_chinese(&message);
        }
        codes += 1;
    }
    assert!(codes >= 25);
}

/// What a writer reads is Chinese: English only where the file itself is quoted.
fn in_chinese(message: &str) {
    for word in [
        "expected",
        "invalid",
        "error",
        "unexpected",
        "missing field",
        "found",
        "None",
        "Some(",
    ] {
        assert!(!message.contains(word), "{message}");
    }
    assert!(
        message
            .chars()
            .any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)),
        "{message}"
    );
}

#[test]
fn heads_are_checked_whole() {
    let cases = [
        ("amended = 2026-01-01", "amended = 2026-02-30", 6, "日期"),
        (
            "amended = 2026-01-01",
            "amended = 0026-01-01",
            6,
            "年份写错",
        ),
        (
            "in_force = 2026-01-01",
            "in_force = 2026-01-01\nuntil = 2025-01-01",
            8,
            "早于「in_force」",
        ),
        ("id = \"x\"", "id = \"某省\"", 2, "小写字母"),
        ("id = \"x\"", "id = 3", 2, "应是文字"),
        ("name = \"某省\"", "name = \"\"", 3, "是空的"),
        (
            "name = \"某省\"",
            "kind = \"town\"\nname = \"某省\"",
            3,
            "village、community",
        ),
        (
            "name = \"某省\"",
            "community = \"national-2025\"\nname = \"某省\"",
            3,
            "不是适用于社区的规则包",
        ),
        ("statute = \"某省办法\"\n", "", 1, "缺少「statute」"),
    ];
    for (old, new, line, part) in cases {
        let found = check(&HEAD.replace(old, new));
        assert!(
            found
                .iter()
                .any(|(at, message)| *at == line && message.contains(part)),
            "{new}：{found:#?}"
        );
    }
    // A head with a mistake does not hide those below, nor does it invent any.
    let text = HEAD.replace("statute = \"某省办法\"\n", "")
        + &verified("roll_lead_days", "15")
        + &step("usual", "after = [\"nowhere\"]\nusual");
    let found = check(&text);
    assert_eq!(found.len(), 3, "{found:#?}");
    let unplaced = check(
        &(HEAD.replace("\"national-2025\"", "2025")
            + "[[steps]]\nid = \"roll-published\"\nusual = \"polling - 30\"\n"),
    );
    assert_eq!(unplaced.len(), 1, "{unplaced:#?}");
    // A province that forgot its parent is told what to write.
    let orphan = check(&HEAD.replace("extends = \"national-2025\"\n", ""));
    assert!(
        orphan
            .iter()
            .any(|(_, m)| m.contains("extends = \"national-2025\"")),
        "{orphan:#?}"
    );
}

#[test]
fn packs_that_extend_each_other() {
    let of = |id: &str, parent: &str| {
        file(
            &format!("{id}.toml"),
            &HEAD
                .replace("\"x\"", &format!("\"{id}\""))
                .replace("national-2025", parent),
        )
    };
    let library = Library::with_sources(vec![of("a", "b"), of("b", "c"), of("c", "a")]);
    for name in ["a", "b", "c"] {
        assert!(library.pack(name).is_err());
        assert!(
            library
                .problems()
                .iter()
                .any(|p| p.file == format!("{name}.toml")
                    && p.line == 4
                    && p.message.contains("绕成一圈")),
            "{name}"
        );
    }
}

#[test]
fn files_that_are_no_text() {
    let refused = |bytes: &[u8]| SourceFile::decode("坏.toml".to_owned(), bytes).unwrap_err();
    let gbk = [
        b"[pack]\nid = \"x\"\nname = \"".as_slice(),
        &[0xb9, 0xe3, 0xb6, 0xab],
        b"\"\n",
    ]
    .concat();
    let problem = refused(&gbk);
    assert_eq!(problem.line, 3);
    assert!(problem.message.contains("GBK") && problem.message.contains("UTF-8"));
    assert!(refused(&[0xff, 0xfe, b'[', 0]).message.contains("UTF-16"));
    let huge = vec![b'a'; 5 * 1024 * 1024];
    assert!(refused(&huge).message.contains("太大"));
    // The engine itself does not read such a text either.
    let text = String::from_utf8(huge).unwrap();
    assert!(
        check(&text)
            .iter()
            .any(|(line, m)| *line == 1 && m.contains("太大"))
    );
    // A byte order mark and Windows line ends do no harm, and lines are counted the same.
    let windows = format!("\u{feff}{}", HEAD.replace('\n', "\r\n"));
    let file = SourceFile::decode("好.toml".to_owned(), windows.as_bytes()).unwrap();
    assert!(library().read(&file).is_ok());
    let broken = windows + "[values.add_dwon]\r\nvalue = true\r\n";
    let file = SourceFile::decode("好.toml".to_owned(), broken.as_bytes()).unwrap();
    let Err(PackError::Broken(found)) = library().read(&file) else {
        panic!("应当拒绝");
    };
    assert_eq!(found[0].line, 8, "{found:#?}");
    assert!(
        check("\u{feff}")
            .iter()
            .any(|(_, m)| m.contains("缺少 [pack]"))
    );
}

#[test]
fn a_flood_of_mistakes_is_told_in_time() {
    let many: Vec<String> = (0..20_000)
        .map(|i| format!("wrong_key_{i} = {i}"))
        .collect();
    let many = many.join("\n");
    let found = check(&many);
    assert!(found.len() <= 202, "{}", found.len());
    assert!(found.last().unwrap().1.contains("没有列出"));
}
