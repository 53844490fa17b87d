//! 文稿 — Tera templates of the papers, embedded, with an office's own texts laid over them.
//!
//! Every template ends in `.xml`, so Tera escapes every value and a name can never change the
//! structure of a paper. Templates stand alone: an office's text that reaches for another file or could run
//! for ever is refused when it is read ([`super::template::bounds`]); what remains is counted while it is filled
//! in and stopped at a limit.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::io;

use chrono::{NaiveDate, NaiveDateTime, Timelike};
use rust_embed::RustEmbed;
use tera::{Context, Kwargs, State, Tera, Value};

use super::kind::Kind;
use super::model::ClockTime;
use super::template::{TextProblem, bounds, counted};
use crate::civil;

/// Largest text a template may render to, in bytes; beyond this it is a runaway loop.
pub const RENDERED_LIMIT: usize = 24 * 1024 * 1024;
/// Largest template an office may lay over ours, in bytes.
pub const TEMPLATE_LIMIT: usize = 256 * 1024;
/// Most words of loops that are worked through for one paper: a roll of 12,000 names needs a tenth of it.
pub const WORK_LIMIT: u64 = 2_000_000;

#[derive(RustEmbed)]
#[folder = "templates/documents"]
struct Embedded;

/// What can be wrong with a text.
#[derive(Debug, thiserror::Error)]
pub enum TextError {
    /// No template of that name.
    #[error("没有名为「{name}」的文书模板")]
    Unknown {
        /// File name.
        name: String,
    },
    /// The template itself cannot be read.
    #[error("文书模板「{name}」写得不对，请改回原样或删去本单位的改动：{detail}")]
    Broken {
        /// File name.
        name: String,
        /// What is wrong, in Chinese, with its lines.
        detail: String,
        /// What the engine said; not for a user's eyes.
        #[source]
        source: Option<tera::Error>,
    },
    /// An office's own text that no longer fits this program.
    #[error("请到「文书文稿」改好《{title}》本单位的文稿，或恢复原文：{detail}")]
    Unfit {
        /// Title of the kind.
        title: &'static str,
        /// What is wrong, in Chinese.
        detail: String,
    },
    /// The template cannot be filled with these data.
    #[error("文书模板「{name}」填不进数据，请核对所填事项；模板由本单位改过的，请改回原样")]
    Fill {
        /// File name.
        name: String,
        /// What the engine said; not for a user's eyes.
        #[source]
        source: tera::Error,
    },
    /// The rendered text is far too long.
    #[error("文书模板「{name}」生成的文字过长，请分批印制")]
    TooLong {
        /// File name.
        name: String,
    },
}

/// The shipped text of a kind.
pub fn shipped(kind: Kind) -> String {
    Embedded::get(kind.template())
        .map(|file| String::from_utf8_lossy(&file.data).into_owned())
        .unwrap_or_default()
}

/// 全部文稿: parsed once, used by every thread.
#[derive(Debug, Clone)]
pub struct Texts {
    engine: Tera,
}

impl Texts {
    /// The embedded templates.
    pub fn embedded() -> Result<Self, TextError> {
        let mut texts = Self::empty();
        let mut sources: Vec<(String, String)> = Vec::new();
        for name in Embedded::iter() {
            if std::path::Path::new(name.as_ref())
                .extension()
                .is_some_and(|ending| ending == "xml")
                && let Some(file) = Embedded::get(&name)
            {
                let text = counted(&String::from_utf8_lossy(&file.data));
                sources.push((name.into_owned(), text));
            }
        }
        // All at once: the engine looks through all its templates after every addition.
        texts
            .engine
            .add_raw_templates(sources)
            .map_err(|source| broken("自带文稿", "读不懂", Some(source)))?;
        Ok(texts)
    }

    /// The embedded templates with an office's own texts (file name → text) laid over them.
    pub fn with_overrides(overrides: &BTreeMap<String, String>) -> Result<Self, TextError> {
        Self::embedded()?.laid_over(overrides)
    }

    /// These texts with others (file name → text) laid over them. What is laid over must keep within
    /// [`bounds`]; whether it is fit for use is [`super::template::check`]'s to say.
    pub fn laid_over(&self, overrides: &BTreeMap<String, String>) -> Result<Self, TextError> {
        let mut texts = self.clone();
        for (name, text) in overrides {
            if !name_is_plain(name) {
                return Err(broken(
                    name,
                    "文件名只许小写字母、数字、短横，以 .xml 结尾",
                    None,
                ));
            }
            let problems = bounds::refused(text);
            if !problems.is_empty() {
                return Err(broken(name, &told(&problems), None));
            }
            texts.add(name, text)?;
        }
        Ok(texts)
    }

    /// One template by itself.
    pub(super) fn alone(name: &str, text: &str) -> Result<Self, TextError> {
        let mut texts = Self::empty();
        texts.add(name, text)?;
        Ok(texts)
    }

    fn empty() -> Self {
        let mut engine = Tera::new();
        engine.autoescape_on(vec![".xml"]);
        register(&mut engine);
        Self { engine }
    }

    fn add(&mut self, name: &str, text: &str) -> Result<(), TextError> {
        self.engine
            .add_raw_template(name, &counted(text))
            .map_err(|source| {
                let detail = match source.kind() {
                    tera::ErrorKind::SyntaxError(report) => {
                        format!("第{}行写得不对", report.span().start_line)
                    }
                    _ => "读不懂".to_owned(),
                };
                broken(name, &detail, Some(source))
            })
    }

    /// File names of all templates, sorted.
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = self
            .engine
            .get_template_names()
            .map(str::to_owned)
            .collect();
        names.sort();
        names
    }

    /// Fills one template. `data` must be a JSON object.
    pub fn fill(&self, name: &str, data: &serde_json::Value) -> Result<String, TextError> {
        if !self.engine.get_template_names().any(|known| known == name) {
            return Err(TextError::Unknown {
                name: name.to_owned(),
            });
        }
        let fill = |source| TextError::Fill {
            name: name.to_owned(),
            source,
        };
        let too_long = || TextError::TooLong {
            name: name.to_owned(),
        };
        let context = Context::from_serialize(data).map_err(fill)?;
        WORK.set(WORK_LIMIT);
        let mut page = Page::default();
        let filled = self.engine.render_to(name, &context, &mut page);
        if page.full || WORK.get() == 0 {
            return Err(too_long());
        }
        filled.map_err(fill)?;
        String::from_utf8(page.bytes).map_err(|_| too_long())
    }
}

thread_local! {
    /// What is left of [`WORK_LIMIT`] for the paper this thread is filling in.
    static WORK: Cell<u64> = const { Cell::new(WORK_LIMIT) };
}

/// Takes the weight of one turn of a loop off; the turn that takes the last is refused.
fn work(weight: u64) -> tera::TeraResult<String> {
    let left = WORK.get().saturating_sub(weight);
    WORK.set(left);
    if left == 0 {
        return Err(tera::Error::message("循环太多"));
    }
    Ok(String::new())
}

/// Where the text goes: not further than [`RENDERED_LIMIT`].
#[derive(Default)]
struct Page {
    bytes: Vec<u8>,
    full: bool,
}

impl io::Write for Page {
    fn write(&mut self, part: &[u8]) -> io::Result<usize> {
        if self.bytes.len().saturating_add(part.len()) > RENDERED_LIMIT {
            self.full = true;
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.bytes.extend_from_slice(part);
        Ok(part.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn told(problems: &[TextProblem]) -> String {
    problems
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("；")
}

fn broken(name: &str, detail: &str, source: Option<tera::Error>) -> TextError {
    TextError::Broken {
        name: name.to_owned(),
        detail: detail.to_owned(),
        source,
    }
}

fn name_is_plain(name: &str) -> bool {
    name.strip_suffix(".xml").is_some_and(|stem| {
        !stem.is_empty()
            && stem
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    })
}

fn register(engine: &mut Tera) {
    engine.register_function(
        super::template::COUNTER,
        |arguments: Kwargs, _: &State| -> tera::TeraResult<String> {
            work(arguments.must_get::<u64>("weight")?)
        },
    );
    engine.register_filter("cn_date", |value: &Value, _: Kwargs, _: &State| {
        date_filter(value, civil::long)
    });
    engine.register_filter("cn_date_weekday", |value: &Value, _: Kwargs, _: &State| {
        date_filter(value, civil::long_weekday)
    });
    engine.register_filter("cn_short", |value: &Value, _: Kwargs, _: &State| {
        date_filter(value, civil::short)
    });
    engine.register_filter("cn_short_weekday", |value: &Value, _: Kwargs, _: &State| {
        date_filter(value, civil::short_weekday)
    });
    engine.register_filter("cn_year", |value: &Value, _: Kwargs, _: &State| {
        date_filter(value, |date| {
            use chrono::Datelike;
            format!("{}年", digits_chinese(date.year()))
        })
    });
    engine.register_filter("cn_datetime", |value: &Value, _: Kwargs, _: &State| {
        moment_filter(value, |date, time| {
            format!(
                "{}{}",
                civil::long(date),
                time.map(time_chinese).unwrap_or_default()
            )
        })
    });
    engine.register_filter("cn_time", |value: &Value, _: Kwargs, _: &State| {
        if let Some(text) = value.as_str()
            && let Some(time) = parse_time(text)
        {
            return Ok(time_chinese(time));
        }
        moment_filter(value, |_, time| time.map(time_chinese).unwrap_or_default())
    });
    engine.register_filter("cn_number", |value: &Value, _: Kwargs, _: &State| {
        if is_absent(value) {
            return Ok(String::new());
        }
        value
            .as_i128()
            .or_else(|| value.as_str().and_then(|text| text.trim().parse().ok()))
            .and_then(|number| u64::try_from(number).ok())
            .map(number_chinese)
            .ok_or_else(|| tera::Error::message("cn_number 要一个不小于 0 的整数"))
    });
    engine.register_filter("cn_join", |value: &Value, kwargs: Kwargs, _: &State| {
        let sep: String = kwargs.get("sep")?.unwrap_or_else(|| "、".to_owned());
        if is_absent(value) {
            return Ok(String::new());
        }
        value
            .as_array()
            .map(|list| {
                list.iter()
                    .map(ToString::to_string)
                    .collect::<Vec<_>>()
                    .join(&sep)
            })
            .ok_or_else(|| tera::Error::message("cn_join 要一个列表"))
    });
}

fn is_absent(value: &Value) -> bool {
    value.is_none() || value.is_undefined() || value.as_str().is_some_and(|t| t.trim().is_empty())
}

fn date_filter(value: &Value, write: impl Fn(NaiveDate) -> String) -> tera::TeraResult<String> {
    moment_filter(value, |date, _| write(date))
}

fn moment_filter(
    value: &Value,
    write: impl Fn(NaiveDate, Option<ClockTime>) -> String,
) -> tera::TeraResult<String> {
    if is_absent(value) {
        return Ok(String::new());
    }
    value
        .as_str()
        .and_then(parse_moment)
        .map(|(date, time)| write(date, time))
        .ok_or_else(|| tera::Error::message("日期要写成 2027-03-18 或 2027-03-18T09:30"))
}

/// Reads `2027-03-18`, `2027-03-18T09:30`, `2027-03-18T09:30:00` or `2027-03-18T24:00`.
pub fn parse_moment(text: &str) -> Option<(NaiveDate, Option<ClockTime>)> {
    let text = text.trim();
    let (day, clock) = match text.split_once(['T', ' ']) {
        Some((day, clock)) => (day, Some(clock)),
        None => (text, None),
    };
    let date = NaiveDate::parse_from_str(day, "%Y-%m-%d").ok()?;
    match clock {
        None => Some((date, None)),
        Some(clock) => Some((date, Some(parse_time(clock)?))),
    }
}

/// Reads `09:30`, `9:30`, `09:30:00` or `24:00`.
pub fn parse_time(text: &str) -> Option<ClockTime> {
    let text = text.trim();
    if matches!(text, "24:00" | "24:00:00") {
        return Some(ClockTime::EndOfDay);
    }
    let day = NaiveDate::from_ymd_opt(2000, 1, 1)?;
    ["%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M"]
        .iter()
        .find_map(|form| NaiveDateTime::parse_from_str(&format!("{day} {text}"), form).ok())
        .map(|moment| ClockTime::At(moment.time()))
}

/// 9时30分; a full hour is 9时, the end of a day 24时.
pub fn time_chinese(time: ClockTime) -> String {
    match time {
        ClockTime::EndOfDay => "24时".to_owned(),
        ClockTime::At(time) if time.minute() == 0 => format!("{}时", time.hour()),
        ClockTime::At(time) => format!("{}时{:02}分", time.hour(), time.minute()),
    }
}

const DIGITS: [char; 10] = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];

fn digit(value: u64) -> char {
    usize::try_from(value % 10)
        .ok()
        .and_then(|index| DIGITS.get(index).copied())
        .unwrap_or('〇')
}

fn digits_chinese(year: i32) -> String {
    year.to_string()
        .chars()
        .map(|c| c.to_digit(10).map_or(c, |d| digit(u64::from(d))))
        .collect()
}

/// 12 → 十二, 105 → 一百零五, 20300 → 二万零三百.
pub fn number_chinese(number: u64) -> String {
    fn below_ten_thousand(number: u64) -> String {
        let mut text = String::new();
        let mut gap = false;
        for (unit, name) in [(1000, "千"), (100, "百"), (10, "十"), (1, "")] {
            let value = number / unit % 10;
            if value == 0 {
                gap = !text.is_empty();
                continue;
            }
            if gap {
                text.push('零');
                gap = false;
            }
            text.push(digit(value));
            text.push_str(name);
        }
        text
    }
    if number == 0 {
        return "零".to_owned();
    }
    let mut text = String::new();
    let mut rest = number;
    for (unit, name) in [(100_000_000, "亿"), (10_000, "万")] {
        let part = rest / unit;
        if part > 0 {
            text.push_str(&number_chinese(part));
            text.push_str(name);
            rest %= unit;
            if rest > 0 && rest < unit / 10 {
                text.push('零');
            }
        }
    }
    let tail = below_ten_thousand(rest);
    // 二万零三百: the gap before the last four digits was already written above.
    text.push_str(&tail);
    match text.strip_prefix("一十") {
        Some(short) => format!("十{short}"),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    fn one(template: &str, data: &serde_json::Value) -> Result<String, TextError> {
        let texts = Texts::with_overrides(&BTreeMap::from([(
            "trial.xml".to_owned(),
            template.to_owned(),
        )]))?;
        texts.fill("trial.xml", data)
    }

    #[test]
    fn values_never_become_structure() {
        let text = one(
            "<p>{{ name }}</p>",
            &json!({"name": "李</p><title>假\"&' {{ x }}"}),
        )
        .unwrap();
        let tree = roxmltree::Document::parse(&text).unwrap();
        assert_eq!(
            tree.root_element().text(),
            Some("李</p><title>假\"&' {{ x }}")
        );
        assert_eq!(tree.root_element().children().count(), 1);
    }

    #[test]
    fn filters_write_what_offices_write() {
        let data = json!({"d": "2027-03-18", "t": "2027-03-18T09:30", "e": "2027-03-18T24:00",
            "n": 12, "none": null, "list": ["甲", "乙"], "hm": "08:00"});
        let cases = [
            ("{{ d | cn_date }}", "2027年3月18日"),
            ("{{ d | cn_date_weekday }}", "2027年3月18日（星期四）"),
            ("{{ d | cn_short }}", "3月18日"),
            ("{{ d | cn_short_weekday }}", "3月18日（星期四）"),
            ("{{ t | cn_datetime }}", "2027年3月18日9时30分"),
            ("{{ e | cn_datetime }}", "2027年3月18日24时"),
            ("{{ t | cn_time }}", "9时30分"),
            ("{{ hm | cn_time }}", "8时"),
            ("{{ n | cn_number }}", "十二"),
            ("{{ d | cn_year }}", "二〇二七年"),
            ("{{ none | cn_date }}", ""),
            ("{{ list | cn_join }}", "甲、乙"),
            ("{{ list | cn_join(sep='，') }}", "甲，乙"),
        ];
        for (template, expected) in cases {
            assert_eq!(one(template, &data).unwrap(), expected, "{template}");
        }
    }

    #[test]
    fn a_wrong_template_is_refused() {
        let data = json!({"d": "2027年3月底"});
        assert!(matches!(
            one("{{ missing }}", &data),
            Err(TextError::Fill { .. })
        ));
        assert!(matches!(
            one("{{ d | cn_date }}", &data),
            Err(TextError::Fill { .. })
        ));
        assert!(matches!(
            one("{% if %}", &data),
            Err(TextError::Broken { .. })
        ));
        assert!(matches!(
            one("{%- include \"x.xml\" %}", &data),
            Err(TextError::Broken { .. })
        ));
        let outside =
            Texts::with_overrides(&BTreeMap::from([("../x.xml".to_owned(), String::new())]));
        assert!(matches!(outside, Err(TextError::Broken { .. })));
        let texts = Texts::with_overrides(&BTreeMap::new()).unwrap();
        assert!(matches!(
            texts.fill("no-such.xml", &data),
            Err(TextError::Unknown { .. })
        ));
    }

    #[test]
    fn what_runs_too_long_is_stopped_at_the_limit() {
        let list: Vec<u32> = (0..3000).collect();
        let data = json!({ "list": list, "text": "长".repeat(1000) });
        // 2.7 × 10^10 turns that print nothing, and 9 million that print too much.
        for template in [
            "{% for a in list %}{% for b in list %}{% for c in list %}{% if c == 3001 %}x{% endif %}{% endfor %}{% endfor %}{% endfor %}",
            "{% for a in list %}{% for b in list %}{{ text }}{% endfor %}{% endfor %}",
        ] {
            assert!(
                matches!(one(template, &data), Err(TextError::TooLong { .. })),
                "{template}"
            );
        }
        let text = "{% for a in list -%}  {{ a }}{% endfor %}";
        assert!(one(text, &data).unwrap().starts_with("0123"));
    }

    #[test]
    fn numbers_are_counted_in_chinese() {
        let cases = [
            (0, "零"),
            (1, "一"),
            (10, "十"),
            (12, "十二"),
            (20, "二十"),
            (21, "二十一"),
            (100, "一百"),
            (101, "一百零一"),
            (110, "一百一十"),
            (1005, "一千零五"),
            (1050, "一千零五十"),
            (10_000, "一万"),
            (20_300, "二万零三百"),
            (120_000, "十二万"),
            (10_000_001, "一千万零一"),
        ];
        for (number, expected) in cases {
            assert_eq!(number_chinese(number), expected, "{number}");
        }
    }
}
