//! 案例 — every case of `tests/cases/*.toml` computed anew. A case that is wrong names its file and title.

mod check;
mod plan;
mod poll;

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use huanjie::law::{Library, RulePack, SourceFile, UnitKind};
use toml::{Table, Value};

/// One case with the pack it is computed by.
pub struct Case {
    pub table: Table,
    pub pack: RulePack,
    pub unit: UnitKind,
}

impl Case {
    /// A table of the case by its name; an empty one where it is left out.
    pub fn part(&self, key: &str) -> Table {
        match self.table.get(key) {
            Some(Value::Table(table)) => table.clone(),
            _ => Table::new(),
        }
    }
}

/// Computes a case; `Err` says what differs.
type Runner = fn(&Case) -> Result<(), String>;

/// Every kind of case. A new kind is one row and one file beside `cases/poll.rs`.
const KINDS: &[(&str, Runner)] = &[
    ("poll", poll::run),
    ("plan", plan::run),
    ("check", check::run),
];

/// What every case may have beside the table of its kind.
const FIELDS: [&str; 8] = [
    "title", "kind", "rules", "unit", "basis", "note", "values", "expect",
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")
}

/// A pack that differs from its parent only in these values.
fn variant(library: &Library, parent: &RulePack, unit: UnitKind, values: &Table) -> RulePack {
    use std::fmt::Write as _;
    let extends = match unit {
        UnitKind::Community if parent.rules(UnitKind::Village).is_some() => "residents-2025",
        _ => parent.id(),
    };
    let mut text = format!(
        "[pack]\nid = \"case\"\nname = \"案例\"\nkind = \"{}\"\nextends = \"{extends}\"\nstatute = \"案例办法\"\n\
         amended = 2026-01-01\nin_force = 2026-01-01\n",
        unit.id()
    );
    for (key, value) in values {
        write!(
            text,
            "[values.{key}]\nvalue = {value}\nsource = {{ article = \"第一条\", gist = \"案例\", status = \"verified\" }}\n"
        )
        .unwrap();
    }
    let file = SourceFile {
        name: "case.toml".to_owned(),
        text,
    };
    library
        .read(&file)
        .unwrap_or_else(|error| panic!("{error}"))
}

fn case(library: &Library, table: Table) -> Result<(Runner, Case), String> {
    let text = |key: &str| table.get(key).and_then(Value::as_str);
    for key in table.keys() {
        if !FIELDS.contains(&key.as_str()) && !KINDS.iter().any(|(kind, _)| kind == key) {
            return Err(format!("不认识「{key}」"));
        }
    }
    if text("basis").is_none_or(|basis| basis.trim().is_empty()) {
        return Err("没有写依据（basis）".to_owned());
    }
    let kind = text("kind").ok_or("没有写种类（kind）")?;
    let (_, runner) = KINDS
        .iter()
        .find(|(known, _)| *known == kind)
        .ok_or_else(|| format!("不认识种类「{kind}」"))?;
    let pack = library
        .pack(text("rules").ok_or("没有写规则包（rules）")?)
        .map_err(|error| error.to_string())?;
    let unit = match text("unit") {
        Some(word) => UnitKind::from_id(word).ok_or_else(|| format!("不认识 unit「{word}」"))?,
        None => pack.main_rules().ok_or("规则包是空的")?.0,
    };
    let pack = match table.get("values") {
        Some(Value::Table(values)) => variant(library, pack, unit, values),
        Some(_) => return Err("values 应是一张表".to_owned()),
        None => pack.clone(),
    };
    Ok((*runner, Case { table, pack, unit }))
}

#[test]
fn every_case_of_the_book_holds() {
    let library = Library::embedded();
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "toml"))
        .collect();
    files.sort();
    let (mut count, mut wrong) = (0, Vec::new());
    for path in files {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).unwrap();
        let mut book: Table = match text.parse() {
            Ok(book) => book,
            Err(error) => {
                wrong.push(format!("{name}：{error}"));
                continue;
            }
        };
        let cases = match book.remove("case") {
            Some(Value::Array(cases)) => cases,
            _ => Vec::new(),
        };
        if !book.is_empty() || cases.is_empty() {
            wrong.push(format!("{name}：文件里只写 [[case]]，至少一个"));
        }
        let mut titles = BTreeSet::new();
        for entry in cases {
            count += 1;
            let Value::Table(table) = entry else {
                wrong.push(format!("{name}：第 {count} 个 case 不是表"));
                continue;
            };
            let title = match table.get("title").and_then(Value::as_str) {
                Some(title) if titles.insert(title.to_owned()) => title.to_owned(),
                Some(title) => {
                    wrong.push(format!("{name}：标题「{title}」重复"));
                    continue;
                }
                None => {
                    wrong.push(format!("{name}：有一个 case 没有标题"));
                    continue;
                }
            };
            let result = case(&library, table).and_then(|(run, case)| run(&case));
            if let Err(why) = result {
                wrong.push(format!("{name}《{title}》\n{why}"));
            }
        }
    }
    assert!(count > 20, "案例文件夹是空的，或者搬走了");
    assert!(
        wrong.is_empty(),
        "有 {} 个案例不对：\n\n{}",
        wrong.len(),
        wrong.join("\n\n")
    );
}

/// The worked cases of the design, T1–T9 and V1–V24: each is named by at least one case of the book.
#[test]
fn the_worked_cases_are_all_in_the_book() {
    let mut named = BTreeSet::new();
    for entry in std::fs::read_dir(folder()).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        for line in text.lines() {
            let words = line
                .strip_prefix("title = ")
                .or_else(|| line.strip_prefix("note = "))
                .unwrap_or_default();
            let words = words.split(|c: char| !c.is_ascii_alphanumeric());
            named.extend(words.map(str::to_owned));
        }
    }
    let worked = (1..=9)
        .map(|n| format!("T{n}"))
        .chain((1..=24).map(|n| format!("V{n}")));
    let missing: Vec<String> = worked.filter(|name| !named.contains(name)).collect();
    assert!(missing.is_empty(), "案例里没有：{}", missing.join("、"));
}
