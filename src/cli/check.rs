//! `huanjie check …` — one check from its arguments alone. What is checked may be personal: it is
//! in no message, and it can come from stdin so that no shell keeps it.

use std::{fmt::Write as _, io::Read as _};

use chrono::NaiveDate;
use serde::Serialize;

use super::{
    Failure,
    grammar::{CheckCommand, CheckIdOptions},
    rules, say,
};
use crate::{
    civil,
    identity::{Examination, Sex, examine},
    law::{
        RulePack, Rules, absurd,
        eligibility::{Ruling, Verdict, check_number},
    },
    platform::clock::{Clock as _, SystemClock},
};

/// The pack whose voting age counts where none is named.
const DEFAULT_RULES: &str = "national-2025";
/// More than any number with its blanks.
const LONGEST: u64 = 4096;

/// Runs the subcommand.
pub fn run(command: &CheckCommand) -> Result<(), Failure> {
    match command {
        CheckCommand::Id(options) => id(options),
    }
}

/// How the answer is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Text,
    Json,
}

/// What was asked, after everything typed was read.
struct Asked {
    number: String,
    election_day: Option<NaiveDate>,
    today: NaiveDate,
    pack: RulePack,
    format: Format,
}

/// `check id`: status 1 when it is no number, or the person is not of age on the day.
fn id(options: &CheckIdOptions) -> Result<(), Failure> {
    let asked = asked(options).map_err(|problems| Failure::Bad(problems.join("\n")))?;
    let Some((_, rules)) = asked.pack.main_rules() else {
        return Err(Failure::Bad("请换一个规则包：它没有规则。".to_owned()));
    };
    let answer = answer(&asked, rules);
    match asked.format {
        Format::Text => say(text(&answer).trim_end()),
        Format::Json => say(&serde_json::to_string_pretty(&answer).map_err(Failure::bad)?),
    }
    if answer.valid && answer.of_age != Some(false) {
        Ok(())
    } else {
        Err(Failure::No(String::new()))
    }
}

/// Reads every option before anything is computed, so that all mistakes are named at once.
fn asked(options: &CheckIdOptions) -> Result<Asked, Vec<String>> {
    let mut problems = Vec::new();
    let number = number(&options.number, &mut problems);
    let mut day = |option: &str, what: &str, text: Option<&String>| {
        text.and_then(|text| {
            let day = civil::parse(text);
            match day {
                None => problems.push(format!(
                    "请改正 {option}：「{text}」不是日期，或者没有这一天，应写成 2027-03-18。"
                )),
                Some(day) => {
                    problems.extend(absurd(day, None, what).map(|found| found.to_string()));
                }
            }
            day
        })
    };
    let election_day = day("--election-day", "选举日", options.election_day.as_ref());
    let today = day("--today", "今天的日期", options.today.as_ref());
    let format = match options.format.as_deref().map_or("text", str::trim) {
        "json" => Some(Format::Json),
        "text" => Some(Format::Text),
        other => {
            problems.push(format!(
                "请改正 --format：不认识「{other}」，可以写 text 或 json。"
            ));
            None
        }
    };
    let wanted = options.rules.as_deref().unwrap_or(DEFAULT_RULES);
    let pack = match rules::library(&options.folder) {
        Ok(library) => rules::find(&library, wanted)
            .map_err(|problem| problems.push(problem))
            .ok(),
        Err(failure) => {
            problems.push(failure.to_string());
            None
        }
    };
    match (problems.is_empty(), pack, format) {
        (true, Some(pack), Some(format)) => Ok(Asked {
            number,
            election_day,
            today: today.unwrap_or_else(|| SystemClock.today()),
            pack,
            format,
        }),
        _ => Err(problems),
    }
}

/// The number, from stdin where `-` stands for it.
fn number(typed: &str, problems: &mut Vec<String>) -> String {
    let mut text = typed.to_owned();
    if typed.trim() == "-" {
        text.clear();
        if std::io::stdin()
            .take(LONGEST)
            .read_to_string(&mut text)
            .is_err()
        {
            problems.push("请核对标准输入：读不出来，或者不是 UTF-8 文本。".to_owned());
            return String::new();
        }
        if text.lines().filter(|line| !line.trim().is_empty()).count() > 1 {
            problems.push("请一次核对一个号码：标准输入里有好几行。".to_owned());
            return String::new();
        }
        // The end of the line is the pipe's, not a fault of the number.
        text.truncate(text.trim_end_matches(['\r', '\n']).len());
    }
    if text.trim().is_empty() {
        problems.push("请写上要核对的号码：现在是空的。".to_owned());
    }
    text
}

/// The answer, as JSON prints it.
#[derive(Debug, Serialize)]
struct Answer {
    /// Whether the number holds.
    valid: bool,
    /// Whether the person is of age on election day; null where no day was given or the number
    /// does not say.
    of_age: Option<bool>,
    /// All but its last four characters starred.
    number: String,
    birth: Option<NaiveDate>,
    sex: Option<Sex>,
    province: Option<&'static str>,
    election_day: Option<NaiveDate>,
    /// 周岁 on election day.
    age: Option<u32>,
    rules: String,
    reasons: Vec<Ruling>,
}

fn answer(asked: &Asked, rules: &Rules) -> Answer {
    let examination: Examination = examine(&asked.number, asked.today);
    let reasons = check_number(rules, &examination, asked.election_day);
    let valid = examination.faults.is_empty();
    let known = examination.birth.filter(|_| valid);
    let of_age = asked
        .election_day
        .zip(known)
        .zip(rules.number("voting_age"))
        .and_then(|((day, birth), age)| Some(civil::comes_of_age(birth, age)? <= day));
    Answer {
        valid,
        of_age,
        number: examination.masked,
        birth: examination.birth,
        sex: examination.sex,
        province: examination.province,
        election_day: asked.election_day,
        age: asked
            .election_day
            .zip(known)
            .and_then(|(day, birth)| civil::age_on(birth, day)),
        rules: asked.pack.id().to_owned(),
        reasons,
    }
}

fn text(answer: &Answer) -> String {
    let verdict = match (answer.valid, answer.of_age) {
        (false, _) => "不是有效的公民身份号码",
        (true, Some(false)) => "号码有效，但到选举日未到选民年龄",
        (true, Some(true)) => "号码有效，到选举日已到选民年龄",
        (true, None) => "号码有效",
    };
    let mut text = format!("号码　{}\n结果　{verdict}\n", answer.number);
    let mut line = |word: &str, what: Option<String>| {
        if let Some(what) = what {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{word}　{what}");
        }
    };
    line("出生", answer.birth.map(civil::long));
    line("性别", answer.sex.map(|sex| sex.title().to_owned()));
    line("省份", answer.province.map(str::to_owned));
    line(
        "年龄",
        answer
            .age
            .zip(answer.election_day)
            .map(|(age, day)| format!("到 {} 是 {age} 周岁", civil::long(day))),
    );
    text.push('\n');
    for ruling in &answer.reasons {
        let sign = match ruling.verdict {
            Verdict::Holds => "✓",
            Verdict::Look => "●",
            Verdict::Fails => "▲",
        };
        let _ = writeln!(text, "{sign} {}", ruling.message());
    }
    text
}
