//! The pure core stays pure: its imports are read and held against the rule.

use std::path::{Path, PathBuf};

fn sources(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, into);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            into.push(path);
        }
    }
}

/// Code without comments and string literals' insides: what the compiler would see as paths.
fn code(text: &str) -> String {
    text.lines()
        .map(|line| line.split("//").next().unwrap_or(""))
        .collect::<Vec<_>>()
        .join("\n")
}

/// Every forbidden path found in a source, as `word`.
fn offences(text: &str, own: &str) -> Vec<String> {
    let mut found = Vec::new();
    let code = code(text);
    for outside in [
        "sea_orm",
        "axum",
        "tokio",
        "sqlx",
        "tower_http",
        "migration::",
    ] {
        let named = code.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':'));
        if named
            .into_iter()
            .any(|path| path == outside || path.starts_with(&format!("{outside}::")))
        {
            found.push(outside.to_owned());
        }
    }
    for sibling in [
        "law",
        "documents",
        "roster",
        "store",
        "office",
        "web",
        "platform",
        "cli",
    ] {
        if sibling != own && code.contains(&format!("crate::{sibling}")) {
            found.push(format!("crate::{sibling}"));
        }
    }
    for clock in ["Utc::now", "Local::now", "SystemTime::now", "Instant::now"] {
        if code.contains(clock) {
            found.push(clock.to_owned());
        }
    }
    found
}

#[test]
fn law_documents_roster_and_identity_know_nothing_of_the_outside() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut wrong = Vec::new();
    for (own, most) in [("law", 5), ("documents", 5), ("roster", 5), ("identity", 2)] {
        let mut files = Vec::new();
        sources(&root.join(own), &mut files);
        assert!(
            files.len() > most,
            "{own} has been moved: this test reads nothing"
        );
        for file in files {
            let text = std::fs::read_to_string(&file).unwrap();
            for offence in offences(&text, own) {
                wrong.push(format!("{}: {offence}", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_reader_of_imports_sees_what_it_must() {
    assert_eq!(offences("use sea_orm::DbErr;", "law"), ["sea_orm"]);
    assert_eq!(offences("fn f() { tokio::spawn(g()); }", "law"), ["tokio"]);
    assert_eq!(
        offences("use crate::documents::Kind;", "law"),
        ["crate::documents"]
    );
    assert_eq!(
        offences("let now = chrono::Utc::now();", "roster"),
        ["Utc::now"]
    );
    assert!(offences("// use tokio\nuse crate::law::Plan;", "law").is_empty());
}

#[test]
fn other_clocks_are_banned_by_the_linter() {
    let lints = include_str!("../../clippy.toml");
    for banned in [
        "chrono::Utc::now",
        "chrono::Local::now",
        "std::time::SystemTime::now",
    ] {
        assert!(lints.contains(banned), "{banned}");
    }
}
