//! 资格与台账 against the worked cases, the article beside each.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod candidates;
mod committee;
mod ledger;
mod meetings;
mod numbers;
mod properties;
mod proxies;
mod voters;

use std::{fmt::Write as _, sync::OnceLock};

use chrono::NaiveDate;

use super::super::{Library, Rules, SourceFile, UnitKind};
use super::{Ruling, Verdict};

/// A day written 2027-03-18.
fn day(text: &str) -> NaiveDate {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").unwrap()
}

fn library() -> &'static Library {
    static LIBRARY: OnceLock<Library> = OnceLock::new();
    LIBRARY.get_or_init(Library::embedded)
}

fn village(pack: &str) -> &'static Rules {
    let pack = library().pack(pack).unwrap();
    pack.rules(UnitKind::Village).unwrap()
}

fn community() -> &'static Rules {
    let pack = library().pack("national-2025").unwrap();
    pack.rules(UnitKind::Community).unwrap()
}

/// The rules of a place that differs from its parent only in these values: `key = value` a line.
fn variant(parent: &str, values: &[(&str, &str)]) -> Rules {
    let mut text = format!(
        "[pack]\nid = \"variant\"\nname = \"试验\"\nextends = \"{parent}\"\nstatute = \"试验办法\"\n\
         amended = 2026-01-01\nin_force = 2026-01-01\n"
    );
    for (key, value) in values {
        writeln!(
            text,
            "[values.{key}]\nvalue = {value}\nsource = {{ article = \"第一条\", status = \"verified\" }}"
        )
        .unwrap();
    }
    let pack = library()
        .read(&SourceFile {
            name: "variant.toml".to_owned(),
            text,
        })
        .unwrap();
    pack.rules(UnitKind::Village).unwrap().clone()
}

/// Codes of everything that does not hold.
fn codes(rulings: &[Ruling]) -> Vec<&'static str> {
    rulings
        .iter()
        .filter(|ruling| ruling.verdict != Verdict::Holds)
        .map(|ruling| ruling.code.as_str())
        .collect()
}

/// Codes of what fails.
fn failures(rulings: &[Ruling]) -> Vec<&'static str> {
    rulings
        .iter()
        .filter(|ruling| ruling.verdict == Verdict::Fails)
        .map(|ruling| ruling.code.as_str())
        .collect()
}

/// Articles cited by the ruling with this code.
fn articles(rulings: &[Ruling], code: &str) -> Vec<String> {
    rulings
        .iter()
        .find(|ruling| ruling.code.as_str() == code)
        .unwrap_or_else(|| panic!("没有 {code}：{rulings:?}"))
        .basis
        .iter()
        .map(|basis| basis.article.clone())
        .collect()
}
