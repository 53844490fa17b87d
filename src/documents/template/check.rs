//! 核对 — everything wrong with a template, at once.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde_json::Value;

use super::slots::{self, Element, Variant};
use super::{TextProblem, bounds, complaint, labels, trace};
use crate::documents::fonts::Library;
use crate::documents::html;
use crate::documents::kind::Kind;
use crate::documents::markup::{self, MarkupError};
use crate::documents::model::{Block, Document};
use crate::documents::render::{self, RenderError, Setting};
use crate::documents::text::{TextError, Texts, shipped};

/// Most problems told: nobody reads more, and a wrong file may have thousands.
const MOST: usize = 60;

/// Holds a template for a kind against the shipped one; everything wrong, what is missing altogether first,
/// then by line.
pub fn check(kind: Kind, text: &str, fonts: &Library) -> Vec<TextProblem> {
    let mut problems = bounds::refused(text);
    let marked = alone(kind, text, &mut problems);
    if !bounds::balanced(text) {
        return settled(problems);
    }
    let unknown = locks(kind, text, &mut problems);
    if let Some(marked) = marked {
        samples(kind, &marked, fonts, &unknown, &mut problems);
    }
    problems.extend(unknown);
    settled(problems)
}

/// The part of [`check`] that sets no sample: whether a text that passed once still fits this program.
pub fn unfit(kind: Kind, text: &str) -> Vec<TextProblem> {
    let mut problems = bounds::refused(text);
    alone(kind, text, &mut problems);
    if !bounds::balanced(text) {
        return settled(problems);
    }
    let unknown = locks(kind, text, &mut problems);
    problems.extend(unknown);
    settled(problems)
}

/// 试排 — a paper in the wording of a text nobody saved, as HTML for a page; what keeps it from being drawn.
/// `data` that are not the paper's own draw nothing.
pub fn tried(kind: Kind, text: &str, data: &Value) -> Result<String, Vec<TextProblem>> {
    let mut problems = bounds::refused(text);
    let marked = alone(kind, text, &mut problems);
    let (Some(marked), Ok(context)) = (marked, kind.context(data)) else {
        return Err(settled(problems));
    };
    filled(kind, &marked, &context)
        .and_then(|(xml, lines)| {
            let document = markup::parse(&xml).map_err(|error| of_markup(&error, &lines))?;
            Ok(html::page(&document))
        })
        .map_err(settled)
}

/// A marked text filled in: the markup, and the template's line of each of its lines.
fn filled(
    kind: Kind,
    texts: &Texts,
    context: &Value,
) -> Result<(String, Vec<usize>), Vec<TextProblem>> {
    texts
        .fill(kind.template(), context)
        .map(|rendered| trace::unmarked(&rendered))
        .map_err(|error| {
            let (line, message) = match &error {
                TextError::Fill { source, .. } => complaint::of_engine(source),
                TextError::TooLong { .. } => (
                    None,
                    "请改短循环。文稿的循环太多或生成的文字太长，已在限度处停下。".to_owned(),
                ),
                other => (None, other.to_string()),
            };
            vec![TextProblem { line, message }]
        })
}

fn of_markup(error: &MarkupError, lines: &[usize]) -> Vec<TextProblem> {
    error
        .problems
        .iter()
        .map(|problem| {
            let row = usize::try_from(problem.line).unwrap_or(1);
            TextProblem {
                line: lines.get(row.saturating_sub(1)).copied(),
                message: format!("请改正标记。{}。", problem.message),
            }
        })
        .collect()
}

/// Adds what is missing; returns the names that do not exist.
fn locks(kind: Kind, text: &str, problems: &mut Vec<TextProblem>) -> Vec<TextProblem> {
    let shipped = shipped(kind);
    missing_values(kind, &shipped, text, problems);
    missing_frame(kind, &shipped, text, problems);
    unknown_names(kind, text)
}

fn settled(mut problems: Vec<TextProblem>) -> Vec<TextProblem> {
    problems.sort();
    problems.dedup();
    let more = problems.len().saturating_sub(MOST);
    problems.truncate(MOST);
    if more > 0 {
        problems.push(TextProblem::missing(format!(
            "还有 {more} 处，先改好上面的再核对。"
        )));
    }
    problems
}

/// The template by itself with its lines marked; its faults otherwise.
fn alone(kind: Kind, text: &str, problems: &mut Vec<TextProblem>) -> Option<Texts> {
    if text.len() > crate::documents::text::TEMPLATE_LIMIT {
        return None;
    }
    match Texts::alone(kind.template(), &trace::marked(text)) {
        Ok(texts) => problems.is_empty().then_some(texts),
        Err(error) => {
            let (line, message) = match &error {
                TextError::Broken {
                    source: Some(source),
                    ..
                } => complaint::of_engine(source),
                _ => (None, "请对照原文改正写法。".to_owned()),
            };
            // What our own reading found on that line says it better.
            let told = problems.iter().any(|known| known.line == line)
                || problems
                    .iter()
                    .any(|known| known.line.is_some() && line.is_none());
            if !told {
                problems.push(TextProblem { line, message });
            }
            None
        }
    }
}

fn whom(kind: Kind, variants: &[Variant]) -> &'static str {
    match variants {
        _ if kind.scope() == crate::documents::kind::Scope::Township => "",
        [Variant::Village] => "村用的部分",
        [Variant::Community] => "社区用的部分",
        _ => "",
    }
}

fn missing_values(kind: Kind, shipped: &str, text: &str, problems: &mut Vec<TextProblem>) {
    for missing in slots::missing(kind, shipped, text) {
        let printed = &missing.printed;
        let label = match labels::label(kind, shipped, printed) {
            label if label.starts_with('“') => label,
            label => format!("“{label}”"),
        };
        let code = labels::quoted(shipped, printed.at);
        problems.push(TextProblem::missing(format!(
            "请在{}补回{}。它是这种文书锁定的内容，原文第{}行写作 {code}。",
            match whom(kind, &missing.variants) {
                "" => "文稿里",
                part => part,
            },
            label,
            printed.line,
        )));
    }
}

/// Attributes of the frame that must stay as they are.
const BOUND: &[(&str, &[&str], &str)] = &[
    ("document", &["style"], "文书的式样"),
    (
        "head",
        &["agency", "number", "urgency"],
        "红头、发文字号和紧急程度",
    ),
    (
        "sign",
        &["issuer", "date", "seal"],
        "落款单位、日期和印章位",
    ),
    ("imprint", &["issuer", "date"], "版记"),
];

fn missing_frame(kind: Kind, shipped: &str, text: &str, problems: &mut Vec<TextProblem>) {
    let (ours, theirs) = (slots::frame(shipped), slots::frame(text));
    let of = |list: &[Element], name: &str| -> Vec<Element> {
        list.iter()
            .filter(|one| one.name == name)
            .cloned()
            .collect()
    };
    for (name, word) in [("title", "标题"), ("number", "编号的位置")] {
        if !of(&ours, name).is_empty() && of(&theirs, name).is_empty() {
            problems.push(TextProblem::missing(format!(
                "请补回{word} <{name}>。《{}》不能没有它。",
                kind.title()
            )));
        }
    }
    for (name, attributes, word) in BOUND {
        let theirs = of(&theirs, name);
        for (index, own) in of(&ours, name).into_iter().enumerate() {
            let fits = |other: &Element| {
                attributes
                    .iter()
                    .all(|key| other.attribute(key) == own.attribute(key))
            };
            if theirs.iter().any(fits) {
                continue;
            }
            let written = attributes
                .iter()
                .filter(|key| !own.attribute(key).is_empty())
                .map(|key| format!("{key}=\"{}\"", own.attribute(key)))
                .collect::<Vec<_>>()
                .join(" ");
            problems.push(TextProblem {
                line: theirs.get(index).map(|other| other.line),
                message: format!("请把{word}写回 <{name} {written}>。这一项是锁定的。"),
            });
        }
    }
}

/// What data there is, from all samples together.
enum Shape {
    /// Nothing is known below: empty in every sample.
    Open,
    /// A text, a number, yes or no.
    Leaf,
    List(Box<Shape>),
    Map(BTreeMap<String, Shape>),
}

impl Shape {
    fn of(value: &Value) -> Self {
        match value {
            Value::Null => Self::Open,
            Value::Array(items) => Self::List(Box::new(
                items.iter().map(Self::of).fold(Self::Open, Self::joined),
            )),
            Value::Object(members) => Self::Map(
                members
                    .iter()
                    .map(|(key, value)| (key.clone(), Self::of(value)))
                    .collect(),
            ),
            _ => Self::Leaf,
        }
    }

    fn joined(self, other: Self) -> Self {
        match (self, other) {
            (Self::List(one), Self::List(another)) => Self::List(Box::new(one.joined(*another))),
            (Self::Map(mut one), Self::Map(another)) => {
                for (key, shape) in another {
                    let known = one.remove(&key).unwrap_or(Self::Open);
                    one.insert(key, known.joined(shape));
                }
                Self::Map(one)
            }
            (Self::Open, known) | (known, _) => known,
        }
    }

    fn has(&self, path: &str) -> bool {
        let mut here = self;
        for part in path.split('.') {
            let name = part.trim_end_matches("[]");
            here = match here {
                Self::Open => return true,
                Self::Map(members) => match members.get(name) {
                    Some(inner) => inner,
                    None => return false,
                },
                Self::Leaf | Self::List(_) => return false,
            };
            for _ in 0..part.matches("[]").count() {
                here = match here {
                    Self::List(inner) => inner,
                    Self::Open => return true,
                    Self::Leaf | Self::Map(_) => return false,
                };
            }
        }
        true
    }
}

/// Names no sample has: a branch that no sample walks would fail at the worst moment.
fn unknown_names(kind: Kind, text: &str) -> Vec<TextProblem> {
    let shape = kind
        .samples()
        .iter()
        .filter_map(|sample| kind.context(&sample.data).ok())
        .map(|context| Shape::of(&context))
        .fold(Shape::Open, Shape::joined);
    slots::references(text)
        .asked
        .into_iter()
        .filter(|asked| !shape.has(&asked.path))
        .map(|asked| {
            TextProblem::at(
                asked.line,
                format!(
                    "请改正数据的名字。没有“{}”这个数据，或它不能这样用。",
                    asked.path.replace("[]", "")
                ),
            )
        })
        .collect()
}

fn setting() -> Setting {
    Setting {
        watermark: None,
        demo: true,
        issued: None,
        paper: None,
        created: NaiveDate::default().into(),
        author: String::new(),
    }
}

/// Fills in, reads and sets every sample.
fn samples(
    kind: Kind,
    texts: &Texts,
    fonts: &Library,
    unknown: &[TextProblem],
    problems: &mut Vec<TextProblem>,
) {
    let told =
        |line: Option<usize>| line.is_some() && unknown.iter().any(|problem| problem.line == line);
    let ours = Texts::alone(kind.template(), &shipped(kind)).ok();
    for sample in kind.samples() {
        let Ok(context) = kind.context(&sample.data) else {
            continue;
        };
        let (xml, lines) = match filled(kind, texts, &context) {
            Ok(filled) => filled,
            Err(found) => {
                problems.extend(found.into_iter().filter(|problem| !told(problem.line)));
                continue;
            }
        };
        match render::typeset_markup(&xml, fonts, &setting()) {
            Ok(set) => problems.extend(set.missing.iter().map(|missing| {
                TextProblem::missing(format!(
                    "请换掉“{}”中的“{}”字，或请管理员加装有这个字的字体。所有字体里都没有它。",
                    missing.context, missing.ch
                ))
            })),
            Err(RenderError::Markup(error)) => {
                problems.extend(of_markup(&error, &lines));
                continue;
            }
            Err(error) => {
                problems.push(TextProblem::missing(error.to_string()));
                continue;
            }
        }
        // A signature inside `{% if false %}` is there to read and not there to print.
        let original = ours
            .as_ref()
            .and_then(|ours| ours.fill(kind.template(), &context).ok());
        if let (Some(original), Ok(printed)) = (original, markup::parse(&xml))
            && let Ok(original) = markup::parse(&original)
            && let Some(lost) = lost(&original, &printed)
        {
            problems.push(TextProblem::missing(format!(
                "请让{lost}在每种情况下都印出来。用样张核对时，有一份印不出它。"
            )));
        }
    }
}

/// The part of the frame that the original prints and the other does not.
fn lost(original: &Document, printed: &Document) -> Option<&'static str> {
    let has = |wanted: &Block| printed.blocks.contains(wanted);
    original.blocks.iter().find_map(|block| match block {
        Block::Sign(sign) => {
            let there = flat(&printed.blocks).any(|block| {
                matches!(block, Block::Sign(own) if (&own.issuer, own.date, own.seal) == (&sign.issuer, sign.date, sign.seal))
            });
            (!there).then_some("落款")
        }
        Block::Number(_) => {
            let there = flat(&printed.blocks).any(|block| matches!(block, Block::Number(_)));
            (!there).then_some("编号")
        }
        Block::Head(_) if !has(block) => {
            let there = printed
                .blocks
                .iter()
                .any(|block| matches!(block, Block::Head(_)));
            (!there).then_some("红头")
        }
        Block::Title(_) => {
            let there = flat(&printed.blocks).any(|block| matches!(block, Block::Title(_)));
            (!there).then_some("标题")
        }
        _ => None,
    })
}

/// Blocks with those kept together or attached.
fn flat(blocks: &[Block]) -> Box<dyn Iterator<Item = &Block> + '_> {
    Box::new(blocks.iter().flat_map(|block| {
        let inner: Box<dyn Iterator<Item = &Block> + '_> = match block {
            Block::Keep(inner) => flat(inner),
            Block::Attachment(attachment) => flat(&attachment.blocks),
            _ => Box::new(std::iter::empty()),
        };
        std::iter::once(block).chain(inner)
    }))
}
