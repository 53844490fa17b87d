//! 规则包源文件 — one TOML file, read whole; what it leaves out is filled in from its parent.

use chrono::NaiveDate;
use toml::de::{DeInteger, DeValue};

use super::super::finding::Status;
use super::super::offset::Offset;
use super::super::param::{self, PARAMS, Param, Shape, Share, Value};
use super::super::unit::UnitKind;
use super::entries::{read_discipline, read_notice, read_stage, read_step};
use super::model::{Owner, Source, StepClass, StepScope};
use super::reader::{Node, PackProblem, Reader, nearest};

/// A file as it was read: everything optional that a parent may supply.
#[derive(Clone, Debug)]
pub(super) struct SourcePack {
    pub file: String,
    /// Empty where it could not be read; then a problem says so.
    pub id: String,
    pub line: usize,
    pub name: String,
    /// Whether the head is good enough to lay the pack over its parent.
    pub placed: bool,
    pub kind: UnitKind,
    pub extends: Option<String>,
    pub extends_line: usize,
    pub community: Option<String>,
    pub community_line: usize,
    pub statute: String,
    pub amended: NaiveDate,
    pub in_force: NaiveDate,
    pub until: Option<NaiveDate>,
    pub note: Option<String>,
    pub url: Option<String>,
    pub checked_by: Option<String>,
    pub checked_on: Option<NaiveDate>,
    pub values: Vec<SourceValue>,
    pub stages: Vec<SourceStage>,
    pub steps: Vec<SourceStep>,
    pub notices: Vec<SourceNotice>,
    pub void_numbers: Vec<VoidNumber>,
    pub discipline: Vec<SourceDiscipline>,
}

/// 作废的编号
#[derive(Clone, Debug)]
pub(super) struct VoidNumber {
    pub line: usize,
    pub number: String,
}

#[derive(Clone, Debug)]
pub(super) struct SourceValue {
    pub line: usize,
    pub key: String,
    pub source: Source,
}

#[derive(Clone, Debug)]
pub(super) struct SourceStage {
    pub line: usize,
    pub id: String,
    pub name: Option<String>,
    pub after: Option<String>,
}

#[derive(Clone, Debug)]
pub(super) struct SourceStep {
    pub line: usize,
    /// Something in it could not be read: what is missing then is not worth a second problem.
    pub flawed: bool,
    pub id: String,
    pub omit: bool,
    pub name: Option<String>,
    pub stage: Option<String>,
    pub scope: Option<StepScope>,
    pub class: Option<StepClass>,
    pub owner: Option<Owner>,
    pub after: Option<Vec<String>>,
    pub earliest: Option<SourceDay>,
    pub latest: Option<SourceDay>,
    pub suggested: Option<SourceDay>,
    pub usual: Option<SourceDay>,
    pub lapses: Option<bool>,
    pub when: Option<String>,
    pub papers: Option<Vec<String>>,
    pub source: Option<Source>,
}

/// 日期的写法: an expression, or `none` where the parent's day does not apply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum SourceDay {
    None,
    Day(Offset),
}

impl SourceDay {
    pub fn offset(&self) -> Option<&Offset> {
        match self {
            Self::None => None,
            Self::Day(offset) => Some(offset),
        }
    }
}

#[derive(Clone, Debug)]
pub(super) struct SourceNotice {
    pub line: usize,
    pub paper: String,
    pub omit: bool,
    pub title: Option<String>,
    /// Paper of the notice it stands behind.
    pub after: Option<String>,
    /// `none`: expressly not numbered.
    pub number: Option<String>,
    pub issuer: Option<Owner>,
    pub order: Option<String>,
    pub source: Option<Source>,
}

#[derive(Clone, Debug)]
pub(super) struct SourceDiscipline {
    pub line: usize,
    pub id: String,
    pub omit: bool,
    pub text: Option<String>,
    pub source: Option<Source>,
}

/// What every `source` table of a file falls back to.
pub(super) struct Home {
    pack: String,
    statute: String,
}

/// What `statute` says where something is office practice, not a rule of law.
const PRACTICE: &str = "工作安排";

const STATUSES: [(&str, Status); 3] = [
    ("verified", Status::Verified),
    ("unverified", Status::Unverified),
    ("superseded", Status::Superseded),
];

/// Reads one file. Problems are complete; the pack is there when its head could be read.
pub(super) fn read(file: &str, text: &str) -> (Option<SourcePack>, Vec<PackProblem>) {
    let mut reader = Reader::new(file, text);
    let document = reader.document();
    let mut root = Node::new(&document, "文件".to_owned(), 1);
    let pack = read_root(&mut root, &mut reader);
    root.finish(&mut reader);
    (pack, reader.into_problems())
}

fn read_root(root: &mut Node<'_, '_>, reader: &mut Reader<'_>) -> Option<SourcePack> {
    let head = root.table(reader, "pack");
    if head.is_none() && !root.has("pack") {
        reader.problem(
            1,
            "缺少 [pack] 一段（编号、名称、法规名称和日期）".to_owned(),
        );
    }
    let mut pack = head.map(|head| read_head(head, reader));
    let home = Home {
        pack: pack.as_ref().map_or_else(String::new, |p| p.id.clone()),
        statute: pack
            .as_ref()
            .map_or_else(String::new, |p| p.statute.clone()),
    };
    let values = root
        .table(reader, "values")
        .map(|node| read_values(&node, reader, &home))
        .unwrap_or_default();
    let stages = root
        .tables(reader, "stages")
        .into_iter()
        .filter_map(|node| read_stage(node, reader))
        .collect();
    let steps = root
        .tables(reader, "steps")
        .into_iter()
        .filter_map(|node| read_step(node, reader, &home))
        .collect();
    let notices = root
        .tables(reader, "notices")
        .into_iter()
        .filter_map(|node| read_notice(node, reader, &home))
        .collect();
    let discipline = root
        .tables(reader, "discipline")
        .into_iter()
        .filter_map(|node| read_discipline(node, reader, &home))
        .collect();
    let mut void_numbers = Vec::new();
    if let Some(mut node) = root.table(reader, "numbering") {
        let line = node.line_of(reader, "void");
        void_numbers = node
            .strings(reader, "void")
            .unwrap_or_default()
            .into_iter()
            .map(|number| VoidNumber { line, number })
            .collect();
        node.finish(reader);
    }
    if let Some(pack) = &mut pack {
        pack.values = values;
        pack.stages = stages;
        pack.steps = steps;
        pack.notices = notices;
        pack.discipline = discipline;
        pack.void_numbers = void_numbers;
    }
    pack
}

/// The pack at the top of every chain.
fn nation(kind: Option<UnitKind>) -> &'static str {
    match kind {
        Some(UnitKind::Community) => "residents-2025",
        Some(UnitKind::Village) | None => "national-2025",
    }
}

fn read_head(mut head: Node<'_, '_>, reader: &mut Reader<'_>) -> SourcePack {
    "[pack]".clone_into(&mut head.path);
    if !head.has("id") {
        head.missing(reader, "id");
    }
    let id = head.id(reader, "id");
    let id_line = head.line_of(reader, "id");
    let name = head.required(reader, "name");
    let kinds = [
        ("village", UnitKind::Village),
        ("community", UnitKind::Community),
    ];
    let kind = head.choice(reader, "kind", &kinds);
    let mut extends = head.id(reader, "extends");
    let extends_line = head.line_of(reader, "extends");
    let community = head.id(reader, "community");
    let community_line = head.line_of(reader, "community");
    let statute = head.required(reader, "statute");
    for key in ["amended", "in_force"] {
        if !head.has(key) {
            head.missing(reader, key);
        }
    }
    let amended = head.era(reader, "amended");
    let in_force = head.era(reader, "in_force");
    let until = head.era(reader, "until");
    if let (Some(from), Some(until)) = (in_force, until)
        && until < from
    {
        let line = head.line_of(reader, "until");
        reader.problem(
            line,
            "[pack] 的「until」早于「in_force」，互相矛盾".to_owned(),
        );
    }
    let note = head.string(reader, "note");
    let url = head.string(reader, "url");
    let checked_by = head.string(reader, "checked_by");
    let checked_on = head.era(reader, "checked_on");
    if let Some(id) = &id
        && extends.as_ref() == Some(id)
    {
        reader.problem(extends_line, format!("规则包「{id}」不能以自己为上级"));
        // What else is wrong with it is told in the same go, as of a pack that extends the nation's.
        if id != nation(kind) {
            extends = Some(nation(kind).to_owned());
        }
    }
    if kind == Some(UnitKind::Community) && community.is_some() {
        reader.problem(
            community_line,
            "适用于社区的规则包不再写「community」".to_owned(),
        );
    }
    let line = head.line;
    // A parent that was meant but cannot be read must not turn a province into a nation.
    let placed = head.has("extends") == extends.is_some() && head.has("kind") == kind.is_some();
    head.finish(reader);
    let unknown_day = NaiveDate::MIN;
    SourcePack {
        file: reader.file.to_owned(),
        line: id_line.max(line),
        id: id.unwrap_or_default(),
        name: name.unwrap_or_default(),
        placed,
        kind: kind.unwrap_or(UnitKind::Village),
        extends,
        extends_line,
        community,
        community_line,
        statute: statute.unwrap_or_default(),
        amended: amended.unwrap_or(unknown_day),
        in_force: in_force.unwrap_or(unknown_day),
        until,
        note,
        url,
        checked_by,
        checked_on,
        values: Vec::new(),
        stages: Vec::new(),
        steps: Vec::new(),
        notices: Vec::new(),
        void_numbers: Vec::new(),
        discipline: Vec::new(),
    }
}

fn read_values(node: &Node<'_, '_>, reader: &mut Reader<'_>, home: &Home) -> Vec<SourceValue> {
    let mut values = Vec::new();
    for (key, value, at) in node.entries() {
        let Some(param) = param::find(key) else {
            let hint = nearest(key, PARAMS.iter().map(|param| param.key))
                .map(|near| format!("，是不是「{near}」"))
                .unwrap_or_default();
            reader.problem_at(at, format!("不认识规则项「{key}」{hint}"));
            continue;
        };
        let line = reader.line(at);
        let DeValue::Table(table) = value.get_ref() else {
            reader.problem(
                line,
                format!("规则项「{key}」应写成 [values.{key}]，下面写 value 和 source"),
            );
            continue;
        };
        let mut node = Node::new(table, format!("[values.{key}]"), line);
        let value_line = node.line_of(reader, "value");
        let stated = node
            .take("value")
            .and_then(|(value, at)| read_value(param, value, at, reader));
        let has_value = node.has("value");
        let source = read_source(&mut node, reader, home);
        if source.is_none() && !node.has("source") {
            node.missing(reader, "source");
        }
        node.finish(reader);
        if let Some(mut source) = source {
            if source.status == Status::Verified && !has_value {
                reader.problem(
                    line,
                    format!("[values.{key}] 已核的规则项必须写明「value」"),
                );
            }
            if source.status == Status::Superseded && !has_value {
                reader.problem(
                    value_line,
                    format!("[values.{key}] 被上位法取代的规则项应写明原来的「value」"),
                );
            }
            if source.status == Status::Verified && stated.is_none() {
                continue;
            }
            source.value = stated;
            values.push(SourceValue {
                line,
                key: key.to_owned(),
                source,
            });
        }
    }
    values
}

fn read_value(
    param: &Param,
    value: &DeValue<'_>,
    at: usize,
    reader: &mut Reader<'_>,
) -> Option<Value> {
    let key = param.key;
    let wanted = |reader: &mut Reader<'_>, what: String| {
        reader.problem_at(at, format!("[values.{key}] 的「value」应是{what}"));
        None
    };
    let words_of = |words: &[(&str, &str)]| {
        let list: Vec<String> = words
            .iter()
            .map(|(word, name)| format!("\"{word}\"（{name}）"))
            .collect();
        list.join("、")
    };
    match param.shape {
        Shape::Count(_) | Shape::Lead | Shape::Within | Shape::After => {
            let DeValue::Integer(number) = value else {
                return wanted(reader, "整数".to_owned());
            };
            match whole(number) {
                Some(n) if n < 0 => wanted(reader, format!("不小于零的整数，{n} 是负数")),
                Some(n) => match u32::try_from(n) {
                    Ok(n) if n <= 3660 => Some(Value::Number(n)),
                    _ => wanted(reader, format!("不超过 3660 的整数，{n} 太大")),
                },
                None => wanted(reader, "不超过 3660 的整数".to_owned()),
            }
        }
        Shape::Flag => match value {
            DeValue::Boolean(flag) => Some(Value::Flag(*flag)),
            _ => wanted(reader, " true（是）或 false（否）".to_owned()),
        },
        Shape::Choice(words) => match value {
            DeValue::String(text) if words.iter().any(|(word, _)| *word == text.trim()) => {
                Some(Value::Word(text.trim().to_owned()))
            }
            _ => wanted(reader, format!("下列之一：{}", words_of(words))),
        },
        Shape::Choices(words) => {
            let DeValue::Array(list) = value else {
                return wanted(reader, format!("方括号里的若干项：{}", words_of(words)));
            };
            let mut chosen = Vec::new();
            for entry in list {
                match entry.get_ref() {
                    DeValue::String(text) if words.iter().any(|(word, _)| *word == text.trim()) => {
                        let text = text.trim().to_owned();
                        if !chosen.contains(&text) {
                            chosen.push(text);
                        }
                    }
                    _ => return wanted(reader, format!("这几项：{}", words_of(words))),
                }
            }
            Some(Value::Words(chosen))
        }
        Shape::Share => match value {
            DeValue::String(text) => match Share::parse(text) {
                Some(share) => Some(Value::Share(share)),
                None => wanted(
                    reader,
                    "比例：\">1/2\"（超过一半）或 \">=1/3\"（三分之一以上）".to_owned(),
                ),
            },
            _ => wanted(reader, "用引号括起来的比例，如 \">1/2\"".to_owned()),
        },
    }
}

fn whole(number: &DeInteger<'_>) -> Option<i64> {
    i64::from_str_radix(number.as_str(), number.radix()).ok()
}

pub(super) fn read_source(
    node: &mut Node<'_, '_>,
    reader: &mut Reader<'_>,
    home: &Home,
) -> Option<Source> {
    let path = format!("{} 的 source", node.path);
    let mut table = node.table(reader, "source")?;
    table.path = path;
    let status = table.choice(reader, "status", &STATUSES);
    if status.is_none() && !table.has("status") {
        table.missing(reader, "status");
    }
    let statute = table.string(reader, "statute");
    let article = table.string(reader, "article");
    let gist = table.string(reader, "gist");
    let practice = statute.as_deref() == Some(PRACTICE);
    if status.is_some_and(|status| status != Status::Unverified)
        && !practice
        && !table.has("article")
    {
        reader.problem(
            table.line,
            format!(
                "{} 缺少「article」：已核的要写明条款，不是法律规定的写 statute = \"{PRACTICE}\"",
                table.path
            ),
        );
    }
    if practice && let Some(article) = &article {
        let line = table.line_of(reader, "article");
        reader.problem(
            line,
            format!(
                "{} 写的是{PRACTICE}，没有条款可写，请删去「article」的「{article}」",
                table.path
            ),
        );
    }
    table.finish(reader);
    Some(Source {
        pack: home.pack.clone(),
        statute: statute.unwrap_or_else(|| home.statute.clone()),
        article: article.unwrap_or_default(),
        gist: gist.unwrap_or_default(),
        status: status?,
        value: None,
    })
}
