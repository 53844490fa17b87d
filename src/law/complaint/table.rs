//! 信访举报的数据 — `rules/complaints.toml`, read once; every mistake by file and line.

use toml::de::DeValue;

use super::super::finding::{Basis, Status};
use super::super::pack::{Node, PackProblem, Reader};

/// A name with its id: 渠道, 归口单位, 结果.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// As it is stored.
    pub id: String,
    /// As people read it.
    pub name: String,
    /// 出处; empty where there is none.
    pub source: String,
}

/// 类别
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComplaintKind {
    /// As it is stored.
    pub id: String,
    /// 拉票贿选
    pub name: String,
    /// Id of the office whose matter it is (归口单位).
    pub office: String,
    /// Where that is said.
    pub basis: Option<Basis>,
}

/// 期限
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// 告知是否受理
    pub name: String,
    /// Days from the day it is counted from, that day not counted.
    pub days: u32,
    /// Where it is said.
    pub basis: Basis,
}

/// 信访举报数据表
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Complaints {
    /// 来源渠道
    pub channels: Vec<Named>,
    /// 归口单位
    pub offices: Vec<Named>,
    /// 类别
    pub kinds: Vec<ComplaintKind>,
    /// 结果
    pub outcomes: Vec<Named>,
    /// Statistics do not print a count below this.
    pub fewest: u64,
    terms: Vec<(String, Term)>,
}

/// The deadlines the program counts with; a table without one of them cannot be used.
const TERMS: [(&str, &str); 4] = [
    ("acceptance", "received"),
    ("decision", "accepted"),
    ("extension", "decision"),
    ("review", "replied"),
];

/// A term longer than this is a slip of the pen.
const LONGEST: i64 = 366;

impl Complaints {
    /// Reads the table; every mistake by line.
    pub fn parse(file: &str, text: &str) -> Result<Self, Vec<PackProblem>> {
        let mut reader = Reader::new(file, text);
        let document = reader.document();
        let mut root = Node::new(&document, "文件".to_owned(), 1);
        let channels = named(&mut root, &mut reader, "channels");
        let offices = named(&mut root, &mut reader, "offices");
        let kinds = kinds(&mut root, &mut reader, &offices);
        let outcomes = named(&mut root, &mut reader, "outcomes");
        let terms = terms(&mut root, &mut reader);
        let fewest = if let Some(mut node) = root.table(&mut reader, "statistics") {
            let fewest = whole(&mut node, &mut reader, "fewest", 1, 100);
            node.string(&mut reader, "source");
            node.finish(&mut reader);
            fewest.unwrap_or(1)
        } else {
            reader.problem(1, "缺少 [statistics] 一段".to_owned());
            1
        };
        root.finish(&mut reader);
        for (list, key) in [
            (channels.len(), "channels"),
            (kinds.len(), "kinds"),
            (outcomes.len(), "outcomes"),
        ] {
            if list == 0 {
                reader.problem(1, format!("至少要有一项 [[{key}]]"));
            }
        }
        for (id, _) in TERMS {
            if !terms.iter().any(|(known, _)| known == id) && reader.problems.is_empty() {
                reader.problem(1, format!("缺少期限「{id}」的 [[deadlines]]"));
            }
        }
        if reader.problems.is_empty() {
            Ok(Self {
                channels,
                offices,
                kinds,
                outcomes,
                fewest: fewest.unsigned_abs(),
                terms,
            })
        } else {
            Err(reader.into_problems())
        }
    }

    /// A deadline by its id; every table that was read has the four the program counts with.
    pub fn term(&self, id: &str) -> Option<&Term> {
        self.terms
            .iter()
            .find(|(known, _)| known == id)
            .map(|(_, term)| term)
    }

    /// The kind with this id.
    pub fn kind(&self, id: &str) -> Option<&ComplaintKind> {
        self.kinds.iter().find(|kind| kind.id == id)
    }

    /// 类别名称; an id the table does not know any more is shown as it is.
    pub fn kind_name<'n>(&'n self, id: &'n str) -> &'n str {
        self.kind(id).map_or(id, |kind| &kind.name)
    }

    /// 渠道名称, likewise.
    pub fn channel_name<'n>(&'n self, id: &'n str) -> &'n str {
        name_of(&self.channels, id)
    }

    /// 归口单位名称, likewise.
    pub fn office_name<'n>(&'n self, id: &'n str) -> &'n str {
        name_of(&self.offices, id)
    }

    /// 结果名称, likewise.
    pub fn outcome_name<'n>(&'n self, id: &'n str) -> &'n str {
        name_of(&self.outcomes, id)
    }
}

fn name_of<'n>(list: &'n [Named], id: &'n str) -> &'n str {
    list.iter()
        .find(|one| one.id == id)
        .map_or(id, |one| &one.name)
}

fn named(root: &mut Node<'_, '_>, reader: &mut Reader<'_>, key: &'static str) -> Vec<Named> {
    let mut list: Vec<Named> = Vec::new();
    for mut node in root.tables(reader, key) {
        let line = node.line;
        let id = required_id(&mut node, reader);
        let name = node.required(reader, "name");
        let source = node.string(reader, "source").unwrap_or_default();
        node.finish(reader);
        let (Some(id), Some(name)) = (id, name) else {
            continue;
        };
        if list
            .iter()
            .any(|known| known.id == id || known.name == name)
        {
            reader.problem(line, format!("[[{key}]] 的「{id}」或者名称「{name}」重复"));
        }
        list.push(Named { id, name, source });
    }
    list
}

fn kinds(
    root: &mut Node<'_, '_>,
    reader: &mut Reader<'_>,
    offices: &[Named],
) -> Vec<ComplaintKind> {
    let mut list: Vec<ComplaintKind> = Vec::new();
    for mut node in root.tables(reader, "kinds") {
        let line = node.line;
        let id = required_id(&mut node, reader);
        let name = node.required(reader, "name");
        let office = node.required(reader, "office");
        let basis = basis(&mut node, reader);
        let office_line = node.line_of(reader, "office");
        node.finish(reader);
        let (Some(id), Some(name), Some(office)) = (id, name, office) else {
            continue;
        };
        if list
            .iter()
            .any(|known| known.id == id || known.name == name)
        {
            reader.problem(line, format!("[[kinds]] 的「{id}」或者名称「{name}」重复"));
        }
        if !offices.iter().any(|known| known.id == office) {
            reader.problem(
                office_line,
                format!("[[offices]] 里没有归口单位「{office}」"),
            );
        }
        list.push(ComplaintKind {
            id,
            name,
            office,
            basis,
        });
    }
    list
}

fn terms(root: &mut Node<'_, '_>, reader: &mut Reader<'_>) -> Vec<(String, Term)> {
    let mut list: Vec<(String, Term)> = Vec::new();
    for mut node in root.tables(reader, "deadlines") {
        let line = node.line;
        let id = required_id(&mut node, reader);
        let name = node.required(reader, "name");
        let days = whole(&mut node, reader, "days", 1, LONGEST);
        let from = node.required(reader, "from");
        let source = basis(&mut node, reader);
        if !node.has("source") {
            node.missing(reader, "source");
        }
        let from_line = node.line_of(reader, "from");
        node.finish(reader);
        let (Some(id), Some(name), Some(days), Some(from)) = (id, name, days, from) else {
            continue;
        };
        match TERMS.iter().find(|(known, _)| *known == id) {
            None => {
                let known: Vec<&str> = TERMS.iter().map(|(id, _)| *id).collect();
                reader.problem(
                    line,
                    format!("没有期限「{id}」，应是 {} 之一", known.join("、")),
                );
            }
            Some((_, start)) if *start != from => reader.problem(
                from_line,
                format!("期限「{id}」的「from」应是 {start}，「{from}」不是"),
            ),
            Some(_) => {}
        }
        if list.iter().any(|(known, _)| *known == id) {
            reader.problem(line, format!("期限「{id}」重复"));
        }
        if let Some(basis) = source {
            let days = u32::try_from(days).unwrap_or(1);
            list.push((id, Term { name, days, basis }));
        }
    }
    list
}

fn required_id(node: &mut Node<'_, '_>, reader: &mut Reader<'_>) -> Option<String> {
    if !node.has("id") {
        node.missing(reader, "id");
    }
    node.id(reader, "id")
}

/// `source = { statute, article, gist, status }`
fn basis(node: &mut Node<'_, '_>, reader: &mut Reader<'_>) -> Option<Basis> {
    let mut node = node.table(reader, "source")?;
    let statute = node.required(reader, "statute");
    let article = node.required(reader, "article");
    let gist = node.required(reader, "gist");
    if !node.has("status") {
        node.missing(reader, "status");
    }
    let status = node.choice(
        reader,
        "status",
        &[
            ("verified", Status::Verified),
            ("unverified", Status::Unverified),
        ],
    );
    node.finish(reader);
    Some(Basis {
        statute: statute?,
        article: article?,
        gist: gist?,
        status: status?,
    })
}

/// A whole number within bounds.
fn whole(
    node: &mut Node<'_, '_>,
    reader: &mut Reader<'_>,
    key: &'static str,
    least: i64,
    most: i64,
) -> Option<i64> {
    if !node.has(key) {
        node.missing(reader, key);
    }
    let path = node.path.clone();
    let (value, at) = node.take(key)?;
    let number = match value {
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix()).ok(),
        _ => None,
    };
    let number = number.filter(|number| (least..=most).contains(number));
    if number.is_none() {
        reader.problem_at(
            at,
            format!("{path} 的「{key}」应是 {least} 到 {most} 的整数"),
        );
    }
    number
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHIPPED: &str = include_str!("../../../rules/complaints.toml");

    #[test]
    fn the_shipped_table_has_what_the_regulation_says() {
        let table = Complaints::parse("complaints.toml", SHIPPED).unwrap();
        // 信访工作条例 (2022): deadline, days, article.
        for (id, days, article) in [
            ("acceptance", 15, "第二十二条、第二十三条"),
            ("decision", 60, "第三十四条"),
            ("extension", 30, "第三十四条"),
            ("review", 30, "第三十五条"),
        ] {
            let term = table.term(id).unwrap();
            assert_eq!(
                (term.days, term.basis.article.as_str()),
                (days, article),
                "{id}"
            );
            assert_eq!(term.basis.statute, "信访工作条例");
        }
        // Each kind goes to the office whose matter it is.
        for (kind, office) in [
            ("bribery", "纪检监察"),
            ("procedure", "民政"),
            ("candidate", "组织"),
            ("threat", "公安"),
        ] {
            let kind = table.kind(kind).unwrap();
            assert_eq!(table.office_name(&kind.office), office);
        }
        assert_eq!(table.channel_name("hotline-12388"), "12388");
        assert_eq!(table.channel_name("pigeon"), "pigeon");
    }

    #[test]
    fn every_mistake_is_named_by_line() {
        let text = SHIPPED
            .replacen("office = \"discipline\"", "office = \"church\"", 1)
            .replacen("days = 15", "days = 0", 1)
            .replacen("from = \"accepted\"", "from = \"received\"", 1)
            .replacen("name = \"来访\"", "name = \"来信\"", 1)
            + "\n[surprise]\na = 1\n";
        let problems = Complaints::parse("complaints.toml", &text).unwrap_err();
        let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
        let all = told.join("\n");
        for part in [
            "没有归口单位「church」",
            "「days」应是 1 到 366 的整数",
            "「from」应是 accepted",
            "名称「来信」重复",
            "surprise",
        ] {
            assert!(all.contains(part), "「{part}」 not in {all}");
        }
        assert!(Complaints::parse("complaints.toml", "").is_err());
    }
}
