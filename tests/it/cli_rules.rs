//! `huanjie rules`: what a lawyer and a clerk get from the built program.

use std::{io::Write as _, process::Command};

struct Ran {
    status: i32,
    out: String,
    complaint: String,
}

fn rules(arguments: &[&str]) -> Ran {
    let output = Command::new(env!("CARGO_BIN_EXE_huanjie"))
        .arg("rules")
        .args(arguments)
        .env_remove("HUANJIE_RULES_DIR")
        .output()
        .unwrap();
    Ran {
        status: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        complaint: String::from_utf8(output.stderr).unwrap(),
    }
}

fn file(bytes: &[u8]) -> tempfile::NamedTempFile {
    let mut file = tempfile::Builder::new().suffix(".toml").tempfile().unwrap();
    file.write_all(bytes).unwrap();
    file
}

#[test]
fn the_two_editions_of_the_law_side_by_side() {
    let ran = rules(&["diff", "national-2018", "national-2025"]);
    assert_eq!((ran.status, ran.complaint.as_str()), (0, ""));
    for words in [
        "原：全国（2018年修正，已被取代）",
        "规定不同的",
        // what is new, with both sources
        "每人接受委托最多",
        "有选举权的近亲属〔村民委员会组织法（2018年修正）第十五条第四款〕",
        "近亲属或者其他有选举权的村民〔村民委员会组织法第十八条第四款〕",
        "被提名后须退出选举委员会的亲属范围",
        // what only has another number
        "条号变了、内容没有变",
        "〔村民委员会组织法（2018年修正）第十四条第一款〕",
        "→ 〔村民委员会组织法第十七条第一款〕",
    ] {
        assert!(ran.out.contains(words), "{words}\n{}", ran.out);
    }
    // The days are the same in both, so no step is told as changed.
    assert!(!ran.out.contains("村：环节"), "{}", ran.out);
    let same = rules(&["diff", "national-2025", "national-2025"]);
    assert!(same.out.contains("没有不同"));
}

#[test]
fn a_pack_ends_with_what_is_still_to_be_read() {
    let ran = rules(&["show", "guangdong-2026"]);
    assert_eq!(ran.status, 0);
    let list = ran.out.split("待核清单").nth(1).unwrap();
    assert!(list.contains("正式候选人名单公布提前日数") && list.contains("没有规定，按工作安排"));
    for word in ["unverified", "None", "Some("] {
        assert!(!ran.out.contains(word), "{word}");
    }
}

#[test]
fn the_example_from_practice_can_be_checked_but_is_not_offered() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/rules/examples/fujian-practice.toml"
    );
    assert_eq!(rules(&["check", path]).status, 0);
    assert!(!rules(&["list"]).out.contains("fujian"));
}

#[test]
fn files_nobody_can_read_are_bad_input() {
    // not UTF-8, by its line
    let gbk = file(b"[pack]\nid = \"x\"\nname = \"\xb9\xe3\xb6\xab\"\n");
    let ran = rules(&["check", gbk.path().to_str().unwrap()]);
    assert_eq!((ran.status, ran.out.as_str()), (2, ""));
    for words in ["第 3 行", "GBK", "请另存为 UTF-8"] {
        assert!(ran.complaint.contains(words), "{}", ran.complaint);
    }
    let huge = file(&vec![b'#'; 5 * 1024 * 1024]);
    let ran = rules(&["check", huge.path().to_str().unwrap()]);
    assert_eq!(ran.status, 2);
    assert!(ran.complaint.contains("文件太大"), "{}", ran.complaint);
    // An empty file can be read: the answer is no.
    let empty = file(b"");
    let ran = rules(&["check", empty.path().to_str().unwrap()]);
    assert_eq!(ran.status, 1);
    assert!(ran.out.contains("缺少 [pack]"));
    // In a folder, each such file is named and the other packs stay.
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("gbk.toml"), b"name = \"\xb9\xe3\"\n").unwrap();
    let ran = rules(&["list", "--rules-dir", folder.path().to_str().unwrap()]);
    assert_eq!(ran.status, 1);
    assert!(ran.out.contains("gbk.toml 第 1 行") && ran.out.contains("zhejiang-2020"));
}
