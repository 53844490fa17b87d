//! Bad input to papers: long and strange names, none and too many people, names of villages no disk takes, a roll
//! of twelve thousand, fonts that are none.

use std::{path::Path, process::Command, time::Instant};

use chrono::NaiveDate;
use huanjie::{
    documents::{
        fonts::Library,
        kind::Kind,
        kinds::places_of,
        manifest::{Item, Outcome, Packet},
        render::{Setting, Typeset, render, write_pdf},
        text::Texts,
    },
    office::paper::{preflight, press::Press},
};
use serde_json::{Value, json};

fn setting() -> Setting {
    Setting {
        watermark: None,
        demo: false,
        issued: None,
        paper: None,
        created: NaiveDate::from_ymd_opt(2027, 3, 1)
            .unwrap()
            .and_hms_opt(9, 0, 0)
            .unwrap(),
        author: "石塘镇".into(),
    }
}

fn sample(kind: Kind) -> Value {
    kind.samples()
        .into_iter()
        .find(|sample| sample.name == "normal")
        .unwrap()
        .data
}

fn set(kind: Kind, data: &Value) -> Typeset {
    let (texts, fonts) = (Texts::embedded().unwrap(), Library::embedded());
    render(kind, data, &texts, &fonts, &setting()).unwrap()
}

/// The text of a paper as a reader's copy gives it, without white space.
fn text_of(paper: Typeset) -> String {
    let bytes = write_pdf(&[paper], &setting(), &Library::embedded()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("x.pdf");
    std::fs::write(&file, bytes).unwrap();
    let output = Command::new("pdftotext")
        .arg(&file)
        .arg("-")
        .output()
        .unwrap();
    String::from_utf8(output.stdout)
        .unwrap()
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect()
}

fn committee(names: &[&str]) -> Value {
    let mut data = sample(Kind::ElectionCommittee);
    data["facts"]["members"] = names
        .iter()
        .enumerate()
        .map(|(index, name)| {
            json!({ "duty": if index == 0 { "chair" } else { "member" }, "name": name })
        })
        .collect();
    data
}

#[test]
fn a_name_of_fifty_characters_is_printed_whole() {
    let long = "阿不都热合曼·买买提明·".repeat(5);
    let long: String = long.chars().take(50).collect();
    let paper = set(Kind::ElectionCommittee, &committee(&["蓝天勇", &long]));
    assert!(paper.missing.is_empty());
    assert!(text_of(paper).contains(&long));
    // And in the columns of a roll.
    let mut roll = sample(Kind::VoterRoll);
    roll["known"]["groups"] = json!([{ "title": "第一村民小组", "names": ["甲一", long, "乙二"] }]);
    let text = text_of(set(Kind::VoterRoll, &roll));
    assert!(text.contains(&long), "{text}");
}

#[test]
fn characters_nobody_has_are_named_by_page_person_and_field_and_never_printed() {
    for (character, code) in [
        // Unassigned, private use, an emoji.
        ('\u{2FE0}', "U+2FE0"),
        ('\u{10FFFD}', "U+10FFFD"),
        ('\u{1F600}', "U+1F600"),
    ] {
        let name = format!("李{character}生");
        let data = committee(&["蓝天勇", &name]);
        let paper = set(Kind::ElectionCommittee, &data);
        let found = preflight::of_glyphs(&paper, Kind::ElectionCommittee, &data);
        let [one] = found.as_slice() else {
            panic!("{code}: {found:?}")
        };
        let told = one.sentence();
        for words in ["第 1 页", "成员第2行“姓名”", &name, code] {
            assert!(told.contains(words), "{words}: {told}");
        }
        assert!(preflight::refuse(&found).is_err());
    }
    let mut roll = sample(Kind::VoterRoll);
    roll["known"]["groups"] =
        json!([{ "title": "第一村民小组", "names": ["甲一", "乙\u{10FFFD}"] }]);
    assert_eq!(
        places_of(Kind::VoterRoll, &roll, '\u{10FFFD}'),
        ["名册第2人"]
    );
}

#[test]
fn marks_that_turn_the_writing_round_change_nothing() {
    let name = "\u{202E}李\u{200F}天\u{2067}生\u{202C}";
    let paper = set(Kind::ElectionCommittee, &committee(&["蓝天勇", name]));
    assert!(paper.missing.is_empty());
    let text = text_of(paper);
    assert!(text.contains("李天生"), "{text}");
    assert!(!text.contains('\u{202E}'));
}

#[test]
fn a_name_with_one_rare_character_is_set_in_one_hand() {
    let fonts = Library::embedded();
    for name in ["邱喆", "陈镕堃", "𠮷田生"] {
        let whole = fonts.pick_name(huanjie::documents::fonts::Role::FangSong, name);
        assert!(
            matches!(whole, huanjie::documents::fonts::NameFace::Whole(_)),
            "{name}: {whole:?}"
        );
    }
}

#[test]
fn village_names_are_made_safe_in_a_zip() {
    let moment = setting().created;
    let mut packet = Packet::new(std::io::Cursor::new(Vec::new()), moment);
    for name in ["上/下\"前'村", "上\\下\"前'村", "..", "CON", "=坏村"] {
        let item = Item {
            folder: name.into(),
            number: "第1号".into(),
            title: "公告".into(),
            state: "已印发".into(),
        };
        let made = Outcome::Made {
            pdf: b"%PDF",
            pages: 1,
        };
        let path = packet.add(&item, made).unwrap().unwrap();
        assert_eq!(path.matches('/').count(), 1, "{path}");
        assert!(
            !path.contains(['"', '\\', ':']) && !path.starts_with('.'),
            "{path}"
        );
    }
    let (bytes, _) = packet.finish().unwrap();
    let archive = zip::ZipArchive::new(bytes).unwrap();
    assert_eq!(archive.len(), 6);
}

#[test]
fn thirty_candidates_and_none() {
    let mut data = sample(Kind::Candidates);
    let one = data["facts"]["candidates"][0].clone();
    let many: Vec<Value> = (0..30)
        .map(|index| {
            let mut candidate = one.clone();
            let digits = ["甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸"];
            candidate["name"] = json!(format!("王{}{}", digits[index / 10], digits[index % 10]));
            candidate
        })
        .collect();
    data["facts"]["candidates"] = json!(many);
    let text = text_of(set(Kind::Candidates, &data));
    for candidate in &many {
        let name = candidate["name"].as_str().unwrap();
        assert!(text.contains(name), "{name}");
    }
    data["facts"]["candidates"] = json!([]);
    let none = set(Kind::Candidates, &data);
    assert!(!none.pages.is_empty(), "a blank form");
}

#[test]
fn a_roll_of_twelve_thousand_names() {
    let mut data = sample(Kind::VoterRoll);
    let groups: Vec<Value> = (1..=40)
        .map(|group| {
            let names: Vec<String> = (0..300)
                .map(|index| {
                    let surnames: Vec<char> =
                        "李王张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗".chars().collect();
                    let given: Vec<char> =
                        "英伟国芳强华勇兰明杰燕军梅栋静生芬平佑清".chars().collect();
                    [
                        surnames[(group + index) % 20],
                        given[index % 20],
                        given[(index / 20 + group) % 20],
                    ]
                    .iter()
                    .collect()
                })
                .collect();
            json!({ "title": format!("第{group}村民小组"), "names": names })
        })
        .collect();
    data["known"]["groups"] = json!(groups);
    let start = Instant::now();
    let paper = set(Kind::VoterRoll, &data);
    assert!(paper.pages.len() > 50, "{} pages", paper.pages.len());
    let bytes = write_pdf(&[paper], &setting(), &Library::embedded()).unwrap();
    assert!(bytes.len() < 6_000_000, "{} bytes", bytes.len());
    // Unoptimised and beside other tests; optimised it takes a fraction of a second.
    assert!(start.elapsed().as_secs() < 120, "{:?}", start.elapsed());
}

fn fonts(folder: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_huanjie"))
        .arg("fonts")
        .args(arguments)
        .arg("--data-dir")
        .arg(folder)
        .env_remove("HUANJIE_DATA_DIR")
        .output()
        .unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8(said).unwrap())
}

#[test]
fn an_office_fonts_folder_with_mistakes_is_told_whole() {
    let folder = tempfile::tempdir().unwrap();
    let own = folder.path().join("fonts");
    std::fs::create_dir(&own).unwrap();
    std::fs::write(own.join("坏.ttf"), b"not a font").unwrap();
    std::fs::write(
        own.join("fonts.toml"),
        "隶书 = \"坏.ttf\"\n魏碑 = \"坏.ttf\"\n仿宋 = \"坏.ttf\"\n黑体 = \"没有.ttf\"\n",
    )
    .unwrap();
    let (status, said) = fonts(folder.path(), &[]);
    assert_eq!(status, Some(2), "{said}");
    for words in ["隶书", "魏碑", "请重新复制字体文件“坏.ttf”", "“没有.ttf”"]
    {
        assert!(said.contains(words), "{words}: {said}");
    }
    assert!(Press::open(folder.path()).is_err());
    std::fs::write(own.join("fonts.toml"), "仿宋 = [1]\n").unwrap();
    let (status, said) = fonts(folder.path(), &[]);
    assert_eq!(status, Some(2));
    assert!(said.contains("请改正"), "{said}");
    // A file no role asks for is only said.
    std::fs::write(own.join("fonts.toml"), "").unwrap();
    let (status, said) = fonts(folder.path(), &[]);
    assert_eq!(status, Some(0), "{said}");
    assert!(said.contains("没有用上的字体文件：坏.ttf"), "{said}");
    std::fs::remove_file(own.join("fonts.toml")).unwrap();
    let (status, said) = fonts(folder.path(), &[]);
    assert_eq!(status, Some(0), "{said}");
    assert!(said.contains("没有用上的字体文件：坏.ttf"), "{said}");
    // As an office's editor saves it: with a mark in front, or in GB 18030. It is read, never passed over.
    let (gb, _, _) = encoding_rs::GB18030.encode("仿宋 = \"坏.ttf\"\n");
    for bytes in ["\u{feff}仿宋 = \"坏.ttf\"\n".as_bytes(), &gb] {
        std::fs::write(own.join("fonts.toml"), bytes).unwrap();
        let (status, said) = fonts(folder.path(), &[]);
        assert_eq!(status, Some(2), "{said}");
        assert!(said.contains("请重新复制字体文件“坏.ttf”"), "{said}");
        assert!(!said.contains("角色"), "{said}");
    }
    std::fs::write(own.join("fonts.toml"), "仿宋 = \"坏.ttf\"\n黑体 \"x\"\n").unwrap();
    let (status, said) = fonts(folder.path(), &[]);
    assert_eq!(status, Some(2));
    assert!(said.contains("fonts.toml 第 2 行"), "{said}");
}

#[test]
fn a_text_with_strange_characters_is_checked_by_line() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("names.txt");
    std::fs::write(&file, "邱喆\n陈\u{10FFFD}\n\u{1F600}\u{202E}\n").unwrap();
    let (status, said) = fonts(folder.path(), &["--check", file.to_str().unwrap()]);
    assert_eq!(status, Some(1), "{said}");
    assert!(
        said.contains("第 2 行") && said.contains("U+10FFFD"),
        "{said}"
    );
    assert!(
        said.contains("第 3 行") && said.contains("U+1F600"),
        "{said}"
    );
    assert!(
        !said.contains("U+202E"),
        "an invisible mark needs no glyph: {said}"
    );
    std::fs::write(&file, "邱喆陈镕堃𠮷\n").unwrap();
    assert_eq!(
        fonts(folder.path(), &["--check", file.to_str().unwrap()]).0,
        Some(0)
    );
}
