//! `kind = "poll"` — one poll, its decision held against what is expected.

use huanjie::law::poll::{Decision, PollRules, read_and_decide};
use serde_json::{Map, Value, json};
use toml::{Table, Value as Toml};

use super::Case;

/// Computes the decision; `Err` lists everything that differs.
pub fn run(case: &Case) -> Result<(), String> {
    let expected = case.part("expect");
    known(
        &expected,
        &[
            "outcome", "valid", "contests", "next", "flags", "problems", "says", "not_says",
            "places",
        ],
    )?;
    if !expected.contains_key("outcome") {
        return Err("expect 里没有写 outcome".to_owned());
    }
    let input = input(&case.part("poll"))?;
    let rules = PollRules::compile(&case.pack, case.unit).map_err(|error| error.to_string())?;
    let decided = read_and_decide(&rules, &input.to_string()).map(|(_, decision)| decision);
    match decided {
        Err(problems) => {
            let places: Vec<&str> = problems.iter().map(|p| p.path.as_str()).collect();
            let text: Vec<String> = problems.iter().map(ToString::to_string).collect();
            let text = text.join("\n");
            let mut wrong = Vec::new();
            let outcome = expected.get("outcome").and_then(Toml::as_str);
            if outcome != Some("refused") {
                wrong.push("数据没有被受理".to_owned());
            }
            if let Some(wanted) = expected.get("places") {
                let mut wanted = strings(wanted)?;
                let mut found: Vec<String> = places.iter().map(|p| (*p).to_owned()).collect();
                wanted.sort();
                found.sort();
                if wanted != found {
                    wrong.push(format!("报错的位置应是 {wanted:?}，实际 {found:?}"));
                }
            }
            says(&expected, &text, &mut wrong)?;
            finish(wrong, &text)
        }
        Ok(decision) => compare(&expected, &decision),
    }
}

fn finish(wrong: Vec<String>, shown: &str) -> Result<(), String> {
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(format!("{}\n—— 算出来的：\n{shown}", wrong.join("\n")))
    }
}

fn compare(expected: &Table, decision: &Decision) -> Result<(), String> {
    let found = serde_json::to_value(decision).unwrap();
    let shown = serde_json::to_string_pretty(decision).unwrap();
    let mut wrong = Vec::new();
    for key in ["outcome", "valid"] {
        if let Some(wanted) = expected.get(key) {
            differ(key, &plain(wanted), &found[key], &mut wrong);
        }
    }
    if let Some(Toml::Array(contests)) = expected.get("contests") {
        let count = found["contests"].as_array().map_or(0, Vec::len);
        if count != contests.len() {
            wrong.push(format!("职位应有 {} 个，实际 {count} 个", contests.len()));
        }
        for (i, wanted) in contests.iter().enumerate() {
            let Toml::Table(wanted) = wanted else {
                return Err("contests 里应是一张张表".to_owned());
            };
            known(
                wanted,
                &[
                    "post", "reserved", "needed", "elected", "tied", "unfilled", "recalled",
                ],
            )?;
            for (key, wanted) in wanted {
                let place = format!("contests[{i}].{key}");
                differ(
                    &place,
                    &plain(wanted),
                    &found["contests"][i][key],
                    &mut wrong,
                );
            }
        }
    }
    match expected.get("next") {
        Some(Toml::String(none)) if none == "none" => {
            differ("next", &Value::Null, &found["next"], &mut wrong);
        }
        Some(Toml::Table(wanted)) => next(wanted, &found["next"], &mut wrong)?,
        Some(_) => return Err("next 应是一张表，或者写 \"none\"".to_owned()),
        None => {}
    }
    for key in ["flags", "problems"] {
        if let Some(wanted) = expected.get(key) {
            let mut wanted = strings(wanted)?;
            let list = found[key].as_array().cloned().unwrap_or_default();
            let mut codes: Vec<String> = list
                .iter()
                .map(|item| item["code"].as_str().unwrap_or_default().to_owned())
                .collect();
            wanted.sort();
            codes.sort();
            if wanted != codes {
                wrong.push(format!("{key} 应是 {wanted:?}，实际 {codes:?}"));
            }
        }
    }
    says(expected, &shown, &mut wrong)?;
    finish(wrong, &shown)
}

fn next(wanted: &Table, found: &Value, wrong: &mut Vec<String>) -> Result<(), String> {
    known(wanted, &["kind", "latest", "contests", "then"])?;
    for key in ["kind", "latest"] {
        if let Some(wanted) = wanted.get(key) {
            let wanted = match plain(wanted) {
                Value::String(none) if none == "none" => Value::Null,
                other => other,
            };
            differ(&format!("next.{key}"), &wanted, &found[key], wrong);
        }
    }
    if let Some(contests) = wanted.get("contests") {
        differ("next.contests", &plain(contests), &found["contests"], wrong);
    }
    match wanted.get("then") {
        Some(Toml::Table(then)) => next(then, &found["then"], wrong),
        Some(_) => Err("then 应是一张表".to_owned()),
        None => Ok(()),
    }
}

fn says(expected: &Table, text: &str, wrong: &mut Vec<String>) -> Result<(), String> {
    for (key, wanted, verb) in [("says", true, "没有说"), ("not_says", false, "不应当说")] {
        if let Some(words) = expected.get(key) {
            for words in strings(words)? {
                if text.contains(&words) != wanted {
                    wrong.push(format!("{verb}「{words}」"));
                }
            }
        }
    }
    Ok(())
}

fn differ(place: &str, wanted: &Value, found: &Value, wrong: &mut Vec<String>) {
    if wanted != found {
        wrong.push(format!("{place} 应是 {wanted}，实际 {found}"));
    }
}

fn known(table: &Table, keys: &[&str]) -> Result<(), String> {
    match table.keys().find(|key| !keys.contains(&key.as_str())) {
        Some(key) => Err(format!("不认识「{key}」，可以写：{}", keys.join("、"))),
        None => Ok(()),
    }
}

fn strings(value: &Toml) -> Result<Vec<String>, String> {
    let list = value.as_array().ok_or("应是一组加引号的文字")?;
    list.iter()
        .map(|item| item.as_str().map(str::to_owned))
        .collect::<Option<_>>()
        .ok_or_else(|| "应是一组加引号的文字".to_owned())
}

/// TOML as JSON; days become texts.
fn plain(value: &Toml) -> Value {
    match value {
        Toml::String(text) => json!(text),
        Toml::Integer(number) => json!(number),
        Toml::Float(number) => json!(number),
        Toml::Boolean(flag) => json!(flag),
        Toml::Datetime(day) => json!(day.to_string()),
        Toml::Array(items) => items.iter().map(plain).collect(),
        Toml::Table(table) => Value::Object(
            table
                .iter()
                .map(|(key, value)| (key.clone(), plain(value)))
                .collect(),
        ),
    }
}

/// The JSON of a poll: what the case leaves out is filled in, lines of votes are taken apart.
fn input(table: &Table) -> Result<Value, String> {
    let Value::Object(mut poll) = plain(&Toml::Table(table.clone())) else {
        return Err("没有写 [case.poll]".to_owned());
    };
    let returned = poll.get("returned").cloned().unwrap_or_default();
    for (key, value) in [
        ("round", json!("first")),
        ("poll_day", json!("2027-03-18")),
        ("issued", returned.clone()),
        ("contests", json!([])),
    ] {
        poll.entry(key).or_insert(value);
    }
    if let Some(Value::Array(contests)) = poll.get_mut("contests") {
        for contest in contests {
            if let Value::Object(contest) = contest {
                fill(contest, &returned)?;
            }
        }
    }
    Ok(Value::Object(poll))
}

fn fill(contest: &mut Map<String, Value>, returned: &Value) -> Result<(), String> {
    contest.entry("invalid").or_insert(json!(0));
    if let Some(line) = contest.shift_remove("votes") {
        let line = line.as_str().ok_or("votes 应是一行文字")?.to_owned();
        let candidates: Vec<Value> = line
            .split(['，', ','])
            .map(candidate)
            .collect::<Result<_, _>>()?;
        contest.insert("candidates".to_owned(), Value::Array(candidates));
    }
    let own = contest.get("returned").unwrap_or(returned).as_u64();
    let number = |key: &str| contest.get(key).and_then(Value::as_u64).unwrap_or(0);
    if !contest.contains_key("abstained") {
        let votes: u64 = contest
            .get("candidates")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(|candidate| candidate["votes"].as_u64())
            .sum();
        let cast = votes + number("invalid") + number("against");
        let left = match own {
            Some(own) if number("seats") == 1 => own.saturating_sub(cast),
            _ => 0,
        };
        contest.insert("abstained".to_owned(), json!(left));
    }
    Ok(())
}

/// `甲 485`, `丙* 9`, `丁（女） 500`
fn candidate(text: &str) -> Result<Value, String> {
    let text = text.trim();
    let at = text
        .find(|c: char| c.is_ascii_digit())
        .ok_or_else(|| format!("「{text}」没有写票数"))?;
    let (name, votes) = text.split_at(at);
    let votes: u64 = votes
        .trim()
        .parse()
        .map_err(|_| format!("「{text}」的票数读不懂"))?;
    let (name, sex) = match name.trim().split_once('（') {
        Some((name, "女）")) => (name.trim(), Some("f")),
        Some((name, "男）")) => (name.trim(), Some("m")),
        Some(_) => return Err(format!("「{text}」括号里应写女或男")),
        None => (name.trim(), None),
    };
    let (name, written_in) = match name.strip_suffix('*') {
        Some(name) => (name.trim(), true),
        None => (name, false),
    };
    Ok(json!({
        "id": name, "name": name, "sex": sex, "votes": votes, "nominated": !written_in
    }))
}
