//! 限度 — what a template of an office may do at all. Everything that is refused is told at once.

use super::TextProblem;
use super::scan::{Piece, What, Word, pieces};

/// Longest list a loop may count off by itself: `range`, or a list written out.
pub const LONGEST_RANGE: u64 = 200;
/// Deepest nesting of `if` and `for`.
pub const DEEPEST: usize = 12;
/// Deepest nesting of `for` alone.
const DEEPEST_LOOPS: usize = 5;

/// Filters an office may use: ours and the harmless ones of the engine.
const FILTERS: &[&str] = &[
    "cn_date",
    "cn_date_weekday",
    "cn_short",
    "cn_short_weekday",
    "cn_year",
    "cn_datetime",
    "cn_time",
    "cn_number",
    "cn_join",
    "length",
    "first",
    "last",
    "nth",
    "trim",
    "trim_start",
    "trim_end",
    "default",
];
/// Tests after `is`.
const TESTS: &[&str] = &[
    "none",
    "defined",
    "undefined",
    "odd",
    "even",
    "starting_with",
    "ending_with",
    "containing",
];
/// Words of the language inside an expression.
pub(super) const KEYWORDS: &[&str] = &[
    "and", "or", "not", "in", "is", "if", "else", "true", "false", "True", "False", "none", "None",
    "null",
];

/// An open `if` or `for`.
struct Open {
    word: &'static str,
    line: usize,
    /// Whether its `else` was seen.
    other: bool,
}

/// Everything a template does that it may not.
pub fn refused(template: &str) -> Vec<TextProblem> {
    let mut problems = Vec::new();
    if template.len() > crate::documents::text::TEMPLATE_LIMIT {
        problems.push(TextProblem::missing(format!(
            "请删短文稿。文稿超过 {} KB，不会是一份文书的写法。",
            crate::documents::text::TEMPLATE_LIMIT / 1024
        )));
        return problems;
    }
    let mut open: Vec<Open> = Vec::new();
    for piece in pieces(template) {
        match &piece.what {
            What::Text(_) | What::Comment => {}
            What::Unended(sign) => problems.push(TextProblem::at(
                piece.line,
                format!(
                    "请补上结束的符号。从这里起的 {sign} 没有写完，应当用 {} 结束。",
                    match *sign {
                        "{{" => "}}",
                        "{%" => "%}",
                        _ => "#}",
                    }
                ),
            )),
            What::Value(words) => expression(words, piece.line, &mut problems),
            What::Tag(words) => tag(&piece, words, &mut open, &mut problems),
        }
    }
    for left in open {
        let end = ending(left.word);
        problems.push(TextProblem::at(
            left.line,
            format!(
                "请补上 {{% {end} %}}。这里的 {{% {} … %}} 没有结束。",
                left.word
            ),
        ));
    }
    problems
}

/// Whether every `if` and `for` ends where it should. Where one does not, nothing can be said of what stands inside:
/// half the text would seem to be missing.
pub(super) fn balanced(template: &str) -> bool {
    let mut open: Vec<&str> = Vec::new();
    for piece in pieces(template) {
        let What::Tag(words) = &piece.what else {
            continue;
        };
        match words.first() {
            Some(Word::Name(word @ ("if" | "for"))) => open.push(word),
            Some(Word::Name(word)) => {
                if let Some(ended) = word.strip_prefix("end")
                    && open.pop() != Some(ended)
                {
                    return false;
                }
            }
            _ => {}
        }
    }
    open.is_empty()
}

fn ending(word: &str) -> &'static str {
    if word == "if" { "endif" } else { "endfor" }
}

fn tag(
    piece: &Piece<'_>,
    words: &[Word<'_>],
    open: &mut Vec<Open>,
    problems: &mut Vec<TextProblem>,
) {
    let line = piece.line;
    let (first, rest) = match words.split_first() {
        Some((Word::Name(first), rest)) => (*first, rest),
        Some((Word::Sign("<" | "</"), _)) => {
            problems.push(TextProblem::at(line, COMPONENT));
            return;
        }
        _ => {
            problems.push(TextProblem::at(
                line,
                "请写完这个标签。{% %} 里面没有可用的词。",
            ));
            return;
        }
    };
    match first {
        "if" => {
            expression(rest, line, problems);
            push(open, "if", line, problems);
        }
        "elif" | "else" => {
            if first == "elif" {
                expression(rest, line, problems);
            }
            match open.last_mut() {
                Some(inner) if inner.other || (first == "elif" && inner.word == "for") => {
                    problems.push(TextProblem::at(
                        line,
                        format!("请改正次序。{{% {first} %}} 不能写在这里。"),
                    ));
                }
                Some(inner) => inner.other = first == "else",
                None => problems.push(TextProblem::at(
                    line,
                    format!("请补上前面的 {{% if … %}}。{{% {first} %}} 没有可以接的条件。"),
                )),
            }
        }
        "endif" | "endfor" => close(first, line, open, problems),
        "for" => {
            looped(rest, line, problems);
            push(open, "for", line, problems);
        }
        "include" | "import" | "extends" | "macro" | "component" | "block" => {
            problems.push(TextProblem::at(
                line,
                format!("请把要用的文字直接写在这里。文稿不能用 {{% {first} %}} 引用别的文件或另设模块。"),
            ));
        }
        _ => problems.push(TextProblem::at(
            line,
            format!("请删去 {{% {first} %}}。文稿里只能用 if、for 和注释。"),
        )),
    }
}

const COMPONENT: &str = "请把要用的文字直接写在这里。文稿不能用组件。";

fn push(open: &mut Vec<Open>, word: &'static str, line: usize, problems: &mut Vec<TextProblem>) {
    open.push(Open {
        word,
        line,
        other: false,
    });
    let loops = open.iter().filter(|one| one.word == "for").count();
    if open.len() == DEEPEST + 1 || (word == "for" && loops == DEEPEST_LOOPS + 1) {
        problems.push(TextProblem::at(
            line,
            format!("请减少层数。条件和循环最多套 {DEEPEST} 层，其中循环最多 {DEEPEST_LOOPS} 层。"),
        ));
    }
}

fn close(word: &str, line: usize, open: &mut Vec<Open>, problems: &mut Vec<TextProblem>) {
    match open.pop() {
        Some(inner) if ending(inner.word) == word => {}
        Some(inner) => problems.push(TextProblem::at(
            line,
            format!(
                "请写成 {{% {} %}}。这里结束的是第{}行的 {{% {} … %}}，却写了 {{% {word} %}}。",
                ending(inner.word),
                inner.line,
                inner.word
            ),
        )),
        None => problems.push(TextProblem::at(
            line,
            format!("请删去 {{% {word} %}}。前面没有与它对应的开头。"),
        )),
    }
}

/// `x in …`: our data, a short list, or a short `range` with its bounds written out.
fn looped(words: &[Word<'_>], line: usize, problems: &mut Vec<TextProblem>) {
    let Some(place) = words.iter().position(|word| word.name() == Some("in")) else {
        problems.push(TextProblem::at(
            line,
            "请写成 {% for 名 in 数据 %}。循环没有写明走哪个数据。",
        ));
        return;
    };
    let subject = words.get(place + 1..).unwrap_or_default();
    if subject.first().copied().and_then(Word::name) == Some("range") {
        range(subject, line, problems);
        return;
    }
    if matches!(subject.first(), Some(Word::Text(_) | Word::Number(_))) {
        problems.push(TextProblem::at(
            line,
            "请改为走一个数据。循环不能走一段文字或一个数。",
        ));
        return;
    }
    expression(subject, line, problems);
}

/// `range(end=12)`, `range(start=1, end=13)`: whole numbers written out, few of them.
fn range(words: &[Word<'_>], line: usize, problems: &mut Vec<TextProblem>) {
    let mut bounds = [("start", Some(0)), ("end", None), ("step_by", Some(1))];
    let mut plain = words.get(1).is_some_and(|word| word.is("("))
        && words.last().is_some_and(|word| word.is(")"));
    let inside = words
        .get(2..words.len().saturating_sub(1))
        .unwrap_or_default();
    for argument in inside.split(|word| word.is(",")) {
        match argument {
            [Word::Name(name), sign, Word::Number(number)] if sign.is("=") => {
                let known = bounds.iter_mut().find(|(known, _)| known == name);
                match (known, number.parse::<u64>()) {
                    (Some(bound), Ok(number)) => bound.1 = Some(number),
                    _ => plain = false,
                }
            }
            _ => plain = false,
        }
    }
    let [(_, start), (_, end), (_, step)] = bounds;
    let short = match (start, end, step) {
        (Some(start), Some(end), Some(step)) => {
            step > 0 && end >= start && (end - start).div_ceil(step.max(1)) <= LONGEST_RANGE
        }
        _ => false,
    };
    if !plain || !short {
        problems.push(TextProblem::at(
            line,
            format!(
                "请写明起止，如 range(start=1, end=13)。循环的次数要直接写成整数，最多 {LONGEST_RANGE} 次。"
            ),
        ));
    }
}

/// Filters, tests, functions and signs of an expression.
fn expression(words: &[Word<'_>], line: usize, problems: &mut Vec<TextProblem>) {
    let mut refuse = |message: String| problems.push(TextProblem::at(line, message));
    if words.is_empty() {
        refuse("请写明要印的数据。{{ }} 里面是空的。".to_owned());
    }
    let at = |index: usize| words.get(index).copied();
    for (index, word) in words.iter().enumerate() {
        let before = index.checked_sub(1).and_then(at);
        match word {
            Word::Name(name) if before.is_some_and(|sign| sign.is("|")) => {
                unknown(name, FILTERS, "请换一个过滤器。文稿里不能用")
                    .into_iter()
                    .for_each(&mut refuse);
            }
            Word::Name(name) if tested(words, index) => {
                unknown(name, TESTS, "请换一个判断。is 后面不能写")
                    .into_iter()
                    .for_each(&mut refuse);
            }
            Word::Name(name)
                if at(index + 1).is_some_and(|sign| sign.is("(")) && !KEYWORDS.contains(name) =>
            {
                refuse(format!(
                    "请删去 {name}(…)。文稿里不能用函数；range 只能用在 for 里。"
                ));
            }
            Word::Name("for") => {
                refuse("请改用 {% for %}。表达式里面不能写循环。".to_owned());
            }
            Word::Sign(sign @ ("~" | "*" | "**" | "{" | "...")) => {
                refuse(format!(
                    "请删去“{sign}”。文稿里不能拼接、相乘或另造数据，文字直接写在外面。"
                ));
            }
            Word::Sign("[") if before.is_none_or(|word| !ends_a_value(word)) => {
                if let Err(message) = list(words, index) {
                    refuse(message);
                }
            }
            Word::Sign("<") if before.is_none() => refuse(COMPONENT.to_owned()),
            _ => {}
        }
    }
}

fn unknown(name: &str, known: &[&str], sentence: &str) -> Option<String> {
    (!known.contains(&name)).then(|| format!("{sentence} {name}，可以用 {}。", known.join("、")))
}

/// Whether a bracket behind this word asks for a part of it.
fn ends_a_value(word: Word<'_>) -> bool {
    match word {
        Word::Name(name) => !KEYWORDS.contains(&name),
        Word::Text(_) => true,
        Word::Number(_) => false,
        Word::Sign(sign) => matches!(sign, ")" | "]"),
    }
}

/// A list written out: short, of plain values.
fn list(words: &[Word<'_>], open: usize) -> Result<(), String> {
    let inside: Vec<Word<'_>> = words
        .iter()
        .skip(open + 1)
        .copied()
        .take_while(|word| !word.is("]"))
        .collect();
    let plain = inside.iter().all(|word| {
        matches!(word, Word::Text(_) | Word::Number(_)) || word.is(",") || word.is("-")
    });
    let count = inside.iter().filter(|word| word.is(",")).count() + 1;
    if plain && count as u64 <= LONGEST_RANGE {
        Ok(())
    } else {
        Err(format!(
            "请写短一些。列表里只能直接写文字和数，最多 {LONGEST_RANGE} 个。"
        ))
    }
}

/// Whether the word stands where a test is named: behind `is` or `is not`.
pub(super) fn tested(words: &[Word<'_>], index: usize) -> bool {
    let name = |back: usize| {
        index
            .checked_sub(back)
            .and_then(|at| words.get(at))
            .and_then(|word| word.name())
    };
    let own = words.get(index).and_then(|word| word.name());
    match (name(2), name(1)) {
        (_, Some("is")) => own != Some("not"),
        (Some("is"), Some("not")) => true,
        _ => false,
    }
}
