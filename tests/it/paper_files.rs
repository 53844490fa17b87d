//! Every kind of paper × every sample as a PDF, looked at with other people's tools.

use std::{collections::BTreeMap, path::Path, process::Command};

use chrono::NaiveDate;
use huanjie::documents::{
    fonts::Library,
    kind::Kind,
    render::{Setting, Typeset, render, write_pdf},
    text::Texts,
    typeset::Mark,
};

fn setting() -> Setting {
    let day = NaiveDate::from_ymd_opt(2027, 2, 20).unwrap();
    Setting {
        watermark: None,
        demo: false,
        issued: None,
        paper: None,
        created: day.and_hms_opt(9, 0, 0).unwrap(),
        author: "石塘镇换届选举工作领导小组办公室".into(),
    }
}

fn tool(name: &str, arguments: &[&str]) -> String {
    let output = Command::new(name)
        .args(arguments)
        .output()
        .unwrap_or_else(|error| panic!("{name} is missing ({error}): run the tests with ./test"));
    assert!(
        output.status.success(),
        "{name} {arguments:?}\n{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

fn text_of(pdf: &Path) -> String {
    tool("pdftotext", &["-enc", "UTF-8", pdf.to_str().unwrap(), "-"])
}

fn packed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Every character that was set, page numbers too.
fn set_text(set: &Typeset) -> String {
    let marks = set
        .pages
        .iter()
        .flat_map(|page| page.marks.iter().chain(&page.furniture));
    let text: String = marks
        .filter_map(|mark| match mark {
            Mark::Text(run) => Some(run.characters.iter().map(|(c, _)| *c).collect::<String>()),
            _ => None,
        })
        .collect();
    packed(&text)
}

/// How often each character stands: readers put tables in an order of their own.
fn counted(text: &str) -> BTreeMap<char, usize> {
    let mut counts = BTreeMap::new();
    for c in text.chars() {
        *counts.entry(c).or_default() += 1;
    }
    counts
}

#[test]
fn every_kind_and_sample_is_a_sound_pdf() {
    let (texts, fonts, setting) = (Texts::embedded().unwrap(), Library::embedded(), setting());
    let folder = tempfile::tempdir().unwrap();
    let mut all: Vec<Typeset> = Vec::new();
    let mut rare = 0;
    for kind in Kind::ALL {
        for sample in kind.samples() {
            let name = format!("{}.{}", kind.id(), sample.name);
            let set = render(*kind, &sample.data, &texts, &fonts, &setting)
                .unwrap_or_else(|error| panic!("{name}: {error}"));
            assert!(set.missing.is_empty(), "{name}: {:?}", set.missing);
            assert!(!set.pages.is_empty(), "{name}");
            let set = [set];
            let bytes = write_pdf(&set, &setting, &fonts).unwrap();
            assert_eq!(
                bytes,
                write_pdf(&set, &setting, &fonts).unwrap(),
                "{name}: not the same twice"
            );
            let [set] = set;
            let file = folder.path().join(format!("{name}.pdf"));
            std::fs::write(&file, &bytes).unwrap();
            let path = file.to_str().unwrap();
            tool("qpdf", &["--check", path]);
            fonts_are_embedded(&name, &tool("pdffonts", &[path]));
            let info = tool("pdfinfo", &[path]);
            assert!(
                info.contains("石塘镇换届选举工作领导小组办公室"),
                "{name}: {info}"
            );
            assert!(
                packed(&info).contains(&packed(&set.title)),
                "{name}: {info}"
            );
            let text = packed(&text_of(&file));
            assert_eq!(
                counted(&text),
                counted(&set_text(&set)),
                "{name}: what is read back is not what was set"
            );
            for character in ["𠮷", "𬭎"] {
                if sample.data.to_string().contains(character) {
                    assert!(
                        text.contains(character),
                        "{name}: {character} is not read back"
                    );
                    rare += 1;
                }
            }
            for leftover in ["null", "None", "____", "{{", "NaN"] {
                assert!(!text.contains(leftover), "{name}: {leftover}");
            }
            all.push(set);
        }
    }
    assert!(rare >= 10, "the samples with rare characters are gone");
    merged_in_one(&all, &setting, &fonts, folder.path());
}

fn fonts_are_embedded(name: &str, table: &str) {
    let rows: Vec<&str> = table.lines().skip(2).collect();
    assert!(!rows.is_empty(), "{name}: no fonts");
    for row in rows {
        let columns: Vec<&str> = row.split_whitespace().collect();
        let yes: Vec<&&str> = columns
            .iter()
            .filter(|word| matches!(**word, "yes" | "no"))
            .collect();
        assert_eq!(
            yes,
            [&"yes", &"yes", &"yes"],
            "{name}: embedded, subset, with text: {row}"
        );
    }
}

fn merged_in_one(all: &[Typeset], setting: &Setting, fonts: &Library, folder: &Path) {
    let bytes = write_pdf(all, setting, fonts).unwrap();
    let file = folder.join("all.pdf");
    std::fs::write(&file, bytes).unwrap();
    let path = file.to_str().unwrap();
    tool("qpdf", &["--check", path]);
    let pages: usize = all.iter().map(|one| one.pages.len()).sum();
    assert_eq!(
        tool("qpdf", &["--show-npages", path]).trim(),
        pages.to_string()
    );
    // Fonts are embedded once, not once a paper.
    let table = tool("pdffonts", &[path]);
    let mut families: BTreeMap<String, usize> = BTreeMap::new();
    for row in table.lines().skip(2) {
        let name = row.split_whitespace().next().unwrap_or_default().to_owned();
        *families.entry(name).or_default() += 1;
    }
    assert!(families.values().all(|count| *count == 1), "{table}");
    let outline = tool("qpdf", &["--json", "--json-key=outlines", path]);
    for set in all.iter().take(5) {
        let title: String = set.title.chars().take(4).collect();
        assert!(
            outline.contains(&title),
            "no outline entry for {}",
            set.title
        );
    }
}
