//! 方案的文字 — the chapters of the plan in plain lines, with places that the product fills in.
//!
//! A chapter is typed as an office types it: one paragraph a line, `（一）…` alone on a line is a heading. A place in
//! `【】` stands for what the product knows (a day, a list of people, the steps of the schedule); alone on its line it
//! may become several paragraphs. The shipped chapters are the beginning; an office writes its own over them, chapter by
//! chapter. **Locked** is every place of the shipped chapters: it may move and the words around it may change, but it
//! must still stand somewhere, as with the locked contents of other texts.

use std::collections::BTreeMap;

use serde::Serialize;

use super::super::common::UnitKind;
use super::super::problem::DataProblem;
use super::super::words;

/// Chapters as typed: id → lines. What is missing is the shipped text.
pub type Wording = BTreeMap<String, Vec<String>>;

/// Most lines of one chapter.
pub const MOST_LINES: usize = 200;
/// Most characters of one line.
pub const LONGEST_LINE: usize = 1000;
/// The chapter that is empty until somebody writes it, and then not printed.
pub const ADDITIONS: &str = "additions";
/// Longest line that reads as a heading.
const HEADING: usize = 24;

/// Whose plan: the township's, or that of one of its units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// 镇的实施方案
    Township,
    /// 村（社区）的实施方案
    Unit(UnitKind),
}

/// A shipped chapter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chapter {
    /// `goal`
    pub id: String,
    /// `总体要求`
    pub title: String,
    /// Its lines.
    pub lines: Vec<String>,
}

impl Chapter {
    /// 前言 has no heading.
    pub fn is_preamble(&self) -> bool {
        self.id == "preamble"
    }

    /// The places locked in it.
    pub fn places(&self) -> Vec<String> {
        places(&self.lines)
    }
}

/// The shipped chapters of a form, in order.
pub fn chapters(form: Form) -> Vec<Chapter> {
    const TOWNSHIP: &str = include_str!("../../../../templates/documents/plan/township.txt");
    const VILLAGE: &str = include_str!("../../../../templates/documents/plan/village.txt");
    let text = match form {
        Form::Township => TOWNSHIP,
        Form::Unit(_) => VILLAGE,
    };
    let of_community = form == Form::Unit(UnitKind::Community);
    let mut list: Vec<Chapter> = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let line = if of_community {
            community(line)
        } else {
            line.to_owned()
        };
        if let Some((id, title)) = line
            .strip_prefix("## ")
            .and_then(|head| head.split_once(' '))
        {
            list.push(Chapter {
                id: id.to_owned(),
                title: title.to_owned(),
                lines: Vec::new(),
            });
        } else if let Some(chapter) = list.last_mut() {
            chapter.lines.push(line);
        }
    }
    list
}

/// The village's text as a community says it.
fn community(line: &str) -> String {
    [
        ("村民委员会", "居民委员会"),
        ("村民选举委员会", "居民选举委员会"),
        ("村民自治", "居民自治"),
        ("村党组织", "社区党组织"),
        ("本村", "本社区"),
        ("全村", "全社区"),
        ("村民", "居民"),
    ]
    .into_iter()
    .fold(line.to_owned(), |text, (village, community)| {
        text.replace(village, community)
    })
}

/// The places written in some lines, each once, in order.
pub fn places(lines: &[String]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for line in lines {
        for piece in pieces(line) {
            if let Piece::Place(name) = piece
                && !found.iter().any(|known| known == name)
            {
                found.push(name.to_owned());
            }
        }
    }
    found
}

/// Text or a place of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece<'t> {
    Text(&'t str),
    Place(&'t str),
    /// 【 without 】
    Open,
}

fn pieces(line: &str) -> Vec<Piece<'_>> {
    let mut list = Vec::new();
    let mut rest = line;
    while let Some((before, tail)) = rest.split_once('【') {
        if !before.is_empty() {
            list.push(Piece::Text(before));
        }
        let Some((name, after)) = tail.split_once('】') else {
            list.push(Piece::Open);
            rest = tail;
            continue;
        };
        list.push(Piece::Place(name.trim()));
        rest = after;
    }
    if !rest.is_empty() {
        list.push(Piece::Text(rest));
    }
    list
}

/// A run of a paragraph in print. All members are always there: templates ask for each.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Run {
    /// The words.
    pub text: String,
    /// Whether they are a person's name.
    pub name: bool,
    /// Width of the rule where nothing is known: `9em`; empty otherwise.
    pub blank: String,
}

impl Run {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }

    pub(super) fn name(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            name: true,
            ..Self::default()
        }
    }

    pub(super) fn blank(width: &str) -> Self {
        Self {
            blank: width.to_owned(),
            ..Self::default()
        }
    }

    /// What is known, else a rule.
    pub(super) fn known(text: Option<&str>, width: &str) -> Self {
        match text.filter(|text| !text.is_empty()) {
            Some(text) => Self::text(text),
            None => Self::blank(width),
        }
    }
}

/// A paragraph or heading in print.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// `p`, `h2`, `h3`
    pub style: &'static str,
    /// A heading's words.
    pub text: String,
    /// A paragraph's runs.
    pub runs: Vec<Run>,
}

impl Line {
    pub(super) fn paragraph(runs: Vec<Run>) -> Self {
        Self {
            style: "p",
            text: String::new(),
            runs,
        }
    }

    pub(super) fn heading(style: &'static str, text: impl Into<String>) -> Self {
        Self {
            style,
            text: text.into(),
            runs: Vec::new(),
        }
    }
}

/// What a place becomes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Filling {
    /// Inside a line.
    Runs(Vec<Run>),
    /// A line of its own, or several.
    Lines(Vec<Line>),
}

/// Every place a form knows, with what stands there.
pub(super) type Fillings = BTreeMap<&'static str, Filling>;

/// A chapter in print.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Printed {
    /// `一、总体要求`; empty for the preamble.
    pub title: String,
    /// Its lines.
    pub lines: Vec<Line>,
}

/// The chapters as they are printed.
pub(super) fn printed(form: Form, wording: &Wording, fillings: &Fillings) -> Vec<Printed> {
    let mut list = Vec::new();
    let mut number = 0_u32;
    for chapter in chapters(form) {
        let lines = lines_of(&chapter, wording);
        if chapter.id == ADDITIONS && lines.is_empty() {
            continue;
        }
        let title = if chapter.is_preamble() {
            String::new()
        } else {
            number = number.saturating_add(1);
            format!("{}、{}", words::number(number), chapter.title)
        };
        list.push(Printed {
            title,
            lines: lines
                .iter()
                .flat_map(|line| filled(line, fillings))
                .collect(),
        });
    }
    list
}

/// The lines of a chapter in use.
pub fn lines_of<'w>(chapter: &'w Chapter, wording: &'w Wording) -> &'w [String] {
    wording
        .get(&chapter.id)
        .map_or(chapter.lines.as_slice(), Vec::as_slice)
}

fn filled(line: &str, fillings: &Fillings) -> Vec<Line> {
    let pieces = pieces(line);
    if let [Piece::Place(name)] = pieces.as_slice()
        && let Some(Filling::Lines(lines)) = fillings.get(name)
    {
        return lines.clone();
    }
    let mut runs: Vec<Run> = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Text(text) => runs.push(Run::text(text)),
            Piece::Place(name) => match fillings.get(name) {
                Some(Filling::Runs(known)) => runs.extend(known.iter().cloned()),
                // Checked before it is saved; data from elsewhere are refused with this very place.
                Some(Filling::Lines(_)) | None => runs.push(Run::blank("8em")),
            },
            Piece::Open => {}
        }
    }
    match heading(line) {
        Some(style) => vec![Line::heading(
            style,
            runs.into_iter().map(|run| run.text).collect::<String>(),
        )],
        None => vec![Line::paragraph(runs)],
    }
}

/// `（一）领导小组` is a heading, `1．登记` one below it: short, numbered, without an end of a sentence.
fn heading(line: &str) -> Option<&'static str> {
    let short = line.chars().count() <= HEADING
        && !line.ends_with(['。', '；', '：', '，', '、', '！', '？']);
    if !short {
        return None;
    }
    let chinese = line
        .strip_prefix('（')
        .and_then(|rest| rest.split_once('）'))
        .is_some_and(|(number, rest)| {
            !number.is_empty()
                && number.chars().all(|c| "一二三四五六七八九十".contains(c))
                && !rest.is_empty()
        });
    if chinese {
        return Some("h2");
    }
    let digits = line.chars().take_while(char::is_ascii_digit).count();
    let arabic = digits > 0
        && line
            .chars()
            .nth(digits)
            .is_some_and(|c| matches!(c, '．' | '.'))
        && line
            .chars()
            .nth(digits + 1)
            .is_some_and(|c| !c.is_ascii_digit());
    arabic.then_some("h3")
}

/// The number of the next `（…）` heading behind the lines of the last chapter.
pub(super) fn next_heading(chapters: &[Printed]) -> u32 {
    let own = chapters.last().map_or(0, |chapter| {
        chapter
            .lines
            .iter()
            .filter(|line| line.style == "h2")
            .count()
    });
    u32::try_from(own).unwrap_or(0).saturating_add(1)
}

/// Everything wrong with what an office wrote: chapters that do not exist, empty ones, places nobody knows, lists
/// inside a sentence, locked places that are gone.
pub(super) fn problems(
    form: Form,
    wording: &Wording,
    fillings: &Fillings,
    found: &mut Vec<DataProblem>,
) {
    let shipped = chapters(form);
    for (id, lines) in wording {
        let Some(chapter) = shipped.iter().find(|chapter| chapter.id == *id) else {
            found.push(DataProblem::at(
                format!("wording.{id}"),
                "没有这一章，请删去或改正名称",
            ));
            continue;
        };
        if lines.is_empty() && chapter.id != ADDITIONS {
            found.push(told(
                chapter,
                None,
                "请写上内容，或恢复原文。这一章不能是空的",
            ));
        }
        if lines.len() > MOST_LINES {
            found.push(told(
                chapter,
                None,
                &format!("请写得短一些，一章最多 {MOST_LINES} 段"),
            ));
        }
        for (index, line) in lines.iter().enumerate() {
            of_line(chapter, index, line, fillings, found);
        }
    }
    let there: Vec<String> = shipped
        .iter()
        .flat_map(|chapter| places(lines_of(chapter, wording)))
        .collect();
    for chapter in &shipped {
        for place in chapter.places() {
            if !there.contains(&place) {
                found.push(told(
                    chapter,
                    None,
                    &format!(
                        "请补回【{place}】。它由程序按最新数据填入，是锁定的内容，可以换地方，不能没有"
                    ),
                ));
            }
        }
    }
}

fn of_line(
    chapter: &Chapter,
    index: usize,
    line: &str,
    fillings: &Fillings,
    found: &mut Vec<DataProblem>,
) {
    let mut say = |text: &str| found.push(told(chapter, Some(index), text));
    if line.chars().count() > LONGEST_LINE {
        say(&format!("请把这一段写在 {LONGEST_LINE} 字以内，或分成几段"));
    }
    if line.chars().any(char::is_control) {
        say("请去掉看不见的字符");
    }
    let pieces = pieces(line);
    for piece in &pieces {
        match piece {
            Piece::Open => say("请补上“】”。“【”打开以后没有结束"),
            Piece::Place(name) => match fillings.get(name) {
                None => say(&format!(
                    "请改正【{name}】。没有这个空位；【】里只能写程序填入的内容，文字请用别的括号"
                )),
                Some(Filling::Lines(_)) if pieces.len() > 1 => {
                    say(&format!("请让【{name}】单独占一行。它会印成好几段"));
                }
                Some(_) => {}
            },
            Piece::Text(text) if text.contains('】') => say("请补上“【”，或去掉多余的“】”"),
            Piece::Text(_) => {}
        }
    }
}

fn told(chapter: &Chapter, line: Option<usize>, message: &str) -> DataProblem {
    let place = match line {
        Some(line) => format!("“{}”第{}段", chapter.title, line + 1),
        None => format!("“{}”", chapter.title),
    };
    let path = match line {
        Some(line) => format!("wording.{}[{line}]", chapter.id),
        None => format!("wording.{}", chapter.id),
    };
    DataProblem {
        path,
        label: place,
        message: message.to_owned(),
    }
}

/// What stands in every place of a plan now, as plain text; empty for data that are no plan.
pub fn place_texts(data: &serde_json::Value) -> BTreeMap<&'static str, String> {
    let Ok(mut paper) = super::super::problem::read::<super::Paper>(data) else {
        return BTreeMap::new();
    };
    paper.wording.clear();
    let mut names = paper.names();
    super::super::Paper::words(&paper, &mut names);
    super::fillings::fillings(&paper, &names)
        .into_iter()
        .map(|(name, filling)| {
            let text = match filling {
                Filling::Runs(runs) => spoken(&runs),
                Filling::Lines(lines) => lines
                    .iter()
                    .map(|line| match line.style {
                        "p" => spoken(&line.runs),
                        _ => line.text.clone(),
                    })
                    .collect::<Vec<_>>()
                    .join(" "),
            };
            (name, text)
        })
        .collect()
}

fn spoken(runs: &[Run]) -> String {
    runs.iter()
        .map(|run| {
            if run.blank.is_empty() {
                run.text.as_str()
            } else {
                "＿＿"
            }
        })
        .collect()
}

/// One chapter of a set paper by its heading; the preamble ends at the first heading. Empty where it is not there.
pub fn only(
    mut document: crate::documents::model::Document,
    title: &str,
    preamble: bool,
) -> crate::documents::model::Document {
    use crate::documents::model::{Block, Inline};
    let says = |block: &Block| match block {
        Block::Heading(1, content) => {
            let text: String = content
                .iter()
                .filter_map(|inline| match inline {
                    Inline::Text(text) => Some(text.as_str()),
                    _ => None,
                })
                .collect();
            Some(text)
        }
        _ => None,
    };
    let ends = |block: &Block| {
        matches!(
            block,
            Block::Heading(1, _) | Block::Attachments(_) | Block::Attachment(_) | Block::Sign(_)
        )
    };
    let blocks = std::mem::take(&mut document.blocks);
    document.blocks = if preamble {
        // Behind the last title: the letter before the plan is not its preamble.
        let from = blocks
            .iter()
            .rposition(|block| matches!(block, Block::Title(_)))
            .map_or(0, |at| at + 1);
        blocks
            .into_iter()
            .skip(from)
            .take_while(|block| !ends(block))
            .collect()
    } else {
        let suffix = format!("、{title}");
        let from = blocks
            .iter()
            .position(|block| says(block).is_some_and(|text| text.ends_with(&suffix)));
        match from {
            Some(from) => {
                let mut rest = blocks.into_iter().skip(from);
                rest.next()
                    .into_iter()
                    .chain(rest.take_while(|block| !ends(block)))
                    .collect()
            }
            None => Vec::new(),
        }
    };
    document
}
