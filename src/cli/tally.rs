//! `huanjie tally` — the decision on one poll, from its tally sheet as JSON.

use std::fmt::Write as _;
use std::io::Read as _;

use super::{Failure, grammar::TallyOptions, rules, say};
use crate::law::{
    Library, RulePack, UnitKind,
    poll::{self, Decision, InputProblem, Poll, PollRules, decision_json, decision_text},
};

/// A tally sheet is a few kilobytes; what is larger is not one.
const LARGEST: u64 = 16 << 20;

/// How the decision is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Json,
    Text,
}

/// Runs the subcommand: status 1 when the poll is void or its numbers cannot be right, 2 when there
/// is nothing to decide on.
pub fn run(options: &TallyOptions) -> Result<(), Failure> {
    let library = rules::library(&options.folder)?;
    let (poll, decision, format) = decide(options, &library).map_err(|problems| {
        let mut text = String::new();
        if problems.len() > 1 {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "有 {} 处要改：", problems.len());
        }
        text.push_str(&problems.join("\n"));
        Failure::Bad(text)
    })?;
    let text = match format {
        Format::Text => decision_text(&poll, &decision),
        Format::Json => decision_json(&decision)
            .ok_or_else(|| Failure::Bad("请改用 --format text：结论写不成 JSON。".to_owned()))?,
    };
    say(text.trim_end());
    if decision.stands() {
        Ok(())
    } else {
        Err(Failure::No(String::new()))
    }
}

/// Reads every option and the whole input before anything is decided, so that all mistakes are named
/// at once.
fn decide(
    options: &TallyOptions,
    library: &Library,
) -> Result<(Poll, Decision, Format), Vec<String>> {
    let mut problems = Vec::new();
    let pack = match given(options.rules.as_deref()) {
        None => {
            problems.push("请补上 --rules：规则包的编号，或者规则文件。".to_owned());
            None
        }
        Some(wanted) => rules::find(library, wanted)
            .map_err(|problem| problems.push(problem))
            .ok(),
    };
    let kind = given(options.kind.as_deref()).and_then(|word| {
        let kind = UnitKind::from_id(word);
        if kind.is_none() {
            problems.push(format!(
                "请改正 --kind：不认识「{word}」，可以写 village（村）或 community（社区）。"
            ));
        }
        kind
    });
    let format = match options.format.as_deref().map_or("text", str::trim) {
        "json" => Some(Format::Json),
        "text" => Some(Format::Text),
        other => {
            problems.push(format!(
                "请改正 --format：不认识「{other}」，可以写 json 或 text。"
            ));
            None
        }
    };
    let text = match given(options.input.as_deref()) {
        None => {
            problems.push("请补上计票数据：JSON 文件，或者写 - 从标准输入读。".to_owned());
            None
        }
        Some(input) => read(input).map_err(|problem| problems.push(problem)).ok(),
    };
    let compiled = pack.as_ref().and_then(|pack| {
        PollRules::compile(pack, kind.unwrap_or_else(|| usual_kind(pack)))
            .map_err(|error| problems.push(error.to_string()))
            .ok()
    });
    let decided = match (&compiled, &text) {
        (Some(rules), Some(text)) => poll::read_and_decide(rules, text).map(Some),
        // Without rules the sheet itself can still be looked at.
        (None, Some(text)) => poll::read_poll(text).and_then(|poll| match poll.problems() {
            problems if problems.is_empty() => Ok(None),
            problems => Err(problems),
        }),
        _ => Ok(None),
    };
    let decided = decided
        .map_err(|found| problems.extend(found.iter().map(InputProblem::to_string)))
        .ok()
        .flatten();
    match (decided, format) {
        (Some((poll, decision)), Some(format)) if problems.is_empty() => {
            Ok((poll, decision, format))
        }
        _ => Err(problems),
    }
}

/// Villages where the pack governs them.
fn usual_kind(pack: &RulePack) -> UnitKind {
    pack.main_rules()
        .map_or(UnitKind::Village, |(kind, _)| kind)
}

fn given(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}

/// The text of a file, or of the standard input for `-`.
fn read(input: &str) -> Result<String, String> {
    let complaint = |why: &str| format!("请检查计票数据：{input} 读不出来，{why}。");
    let mut bytes = Vec::new();
    let size = if input == "-" {
        std::io::stdin().take(LARGEST + 1).read_to_end(&mut bytes)
    } else {
        std::fs::File::open(input).and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes))
    };
    match size {
        Ok(size) if u64::try_from(size).is_ok_and(|size| size > LARGEST) => {
            Err(complaint("它太大，不会是计票数据"))
        }
        Ok(_) => String::from_utf8(bytes).map_err(|_| complaint("不是 UTF-8 文本")),
        Err(error) => Err(complaint(match error.kind() {
            std::io::ErrorKind::NotFound => "没有这个文件",
            std::io::ErrorKind::PermissionDenied => "没有读取权限",
            std::io::ErrorKind::IsADirectory => "它是文件夹",
            _ => "磁盘出错",
        })),
    }
}
