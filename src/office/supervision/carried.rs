//! 离线文件的内容 — what a telephone writes into the file it carries to the office.

use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

use super::sheet::{Origin, Sheet, TypedAnswer, TypedReview};
use crate::office::{evidence::Upload, inspection::NewInspection, refusal::Problems};

/// What such a file says it is.
const FORMAT: &str = "huanjie-inspections";
/// Largest file read, photographs included.
pub const LARGEST: usize = 60 * 1024 * 1024;
/// Most inspections in one file.
const MOST: usize = 200;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    format: String,
    version: u32,
    #[serde(default)]
    #[allow(dead_code)] // for people who open the file
    made: String,
    inspections: Vec<Value>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Carried {
    pub id: String,
    cycle: String,
    pub village: String,
    #[serde(default)]
    pub village_name: String,
    pub day: String,
    pub kind: String,
    #[serde(default)]
    pub theme: String,
    #[serde(default)]
    pub stage: String,
    #[serde(default)]
    pub inspectors: String,
    #[serde(default)]
    pub note: String,
    #[serde(default)]
    pub answers: Vec<Answer>,
    #[serde(default)]
    pub reviews: Vec<Review>,
    #[serde(default)]
    photos: Vec<Photo>,
    /// Whether it was not finished on the telephone.
    #[serde(default)]
    pub unfinished: bool,
    /// Whose account it was begun with.
    #[serde(default)]
    pub who: String,
    /// How often it was changed there: tells the later of two files.
    #[serde(default)]
    pub touched: i64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Answer {
    pub item: String,
    #[serde(rename = "answer")]
    pub verdict: String,
    #[serde(default)]
    pub note: String,
    #[serde(default)]
    pub days: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Review {
    pub finding: String,
    pub answer: String,
    #[serde(default)]
    pub note: String,
    #[serde(default)]
    pub days: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Photo {
    id: String,
    #[serde(default)]
    item: String,
    data: String,
}

pub(super) fn place(index: usize, village: &str) -> String {
    let number = index.saturating_add(1);
    if village.is_empty() {
        format!("第 {number} 次检查")
    } else {
        format!("第 {number} 次检查（{village}）")
    }
}

/// What a file holds.
#[derive(Debug, Default)]
pub(super) struct Contents {
    /// Inspections of this cycle, each with its place in the file.
    pub here: Vec<(usize, Carried)>,
    /// Those of other cycles: place and village.
    pub elsewhere: Vec<(usize, String)>,
}

/// Whether a file is small enough to be opened.
pub(super) fn fits(content: &[u8]) -> Result<(), String> {
    if content.len() <= LARGEST {
        return Ok(());
    }
    Err(format!(
        "请分几次导出再导入：文件超过 {} MB，没有读取。",
        LARGEST / 1024 / 1024
    ))
}

/// The inspections of a file; each one that cannot be read is named with the field.
pub(super) fn read(content: &[u8], cycle: Uuid, problems: &mut Problems) -> Contents {
    let mut reader = serde_json::Deserializer::from_slice(content);
    let file: File = match serde_path_to_error::deserialize(&mut reader) {
        Ok(file) => file,
        Err(error) => {
            problems.general.push(format!(
                "请选择手机上“导出离线文件”得到的文件：这个文件读不出来，可能不是它，或者没有传完。{}",
                where_of(&error)
            ));
            return Contents::default();
        }
    };
    if file.format != FORMAT || file.version != 1 {
        problems.general.push(
            "请选择手机上“导出离线文件”得到的文件：这个文件不是督查的离线文件，或者是新版程序写的。"
                .to_owned(),
        );
        return Contents::default();
    }
    if file.inspections.is_empty() {
        problems
            .general
            .push("请在手机上重新导出：文件里没有检查。".to_owned());
    }
    if file.inspections.len() > MOST {
        problems.general.push(format!(
            "请分几次导出再导入：一个文件最多 {MOST} 次检查，现在有 {} 次。",
            file.inspections.len()
        ));
        return Contents::default();
    }
    let mut carried: Vec<(usize, Carried)> = Vec::new();
    let mut elsewhere = Vec::new();
    for (index, value) in file.inspections.into_iter().enumerate() {
        match serde_path_to_error::deserialize::<_, Carried>(value) {
            Ok(one) if one.id.is_empty() || one.id.len() > 64 => problems.general.push(format!(
                "{}：请重新导出，这次检查没有编号。",
                place(index, &one.village_name)
            )),
            // It is right, only not here: the rest of the file is taken all the same.
            Ok(one) if one.cycle != cycle.to_string() && Uuid::parse_str(&one.cycle).is_ok() => {
                elsewhere.push((index, one.village_name));
            }
            Ok(one) if one.cycle != cycle.to_string() => problems.general.push(format!(
                "{}：请到它自己的届次里导入，这次检查属于另一个届次。",
                place(index, &one.village_name)
            )),
            Ok(one) if carried.iter().any(|(_, known)| known.id == one.id) => {
                problems.general.push(format!(
                    "{}：请重新导出，同一次检查在文件里写了两遍。",
                    place(index, &one.village_name)
                ));
            }
            Ok(one) => carried.push((index, one)),
            Err(error) => problems.general.push(format!(
                "{}：请重新导出，内容读不出来。{}",
                place(index, ""),
                where_of(&error)
            )),
        }
    }
    if carried.is_empty() && problems.is_empty() && !elsewhere.is_empty() {
        problems
            .general
            .push("请到它自己的届次里导入：文件里的检查都属于另一个届次，这里没有存。".to_owned());
    }
    Contents {
        here: carried,
        elsewhere,
    }
}

/// Where reading stopped, without the reader's English.
fn where_of(error: &serde_path_to_error::Error<serde_json::Error>) -> String {
    let path = error.path().to_string();
    let inner = error.inner().to_string();
    let unknown = inner
        .split_once("unknown field `")
        .and_then(|(_, rest)| rest.split('`').next());
    let missing = inner
        .split_once("missing field `")
        .and_then(|(_, rest)| rest.split('`').next());
    match (unknown, missing) {
        (Some(field), _) => format!("（{path}：没有「{field}」这一项）"),
        (_, Some(field)) => format!("（{path}：缺少「{field}」）"),
        _ if path == "." => String::new(),
        _ => format!("（{path}：写法不对）"),
    }
}

/// Photographs as they came: id of the telephone's, item, file.
pub(super) type Sent = (String, String, Upload);

pub(super) fn typed(
    one: Carried,
    place: &str,
    problems: &mut Problems,
) -> (NewInspection, Vec<Sent>) {
    let photos = pictures(one.photos, place, problems);
    let typed = NewInspection {
        village: one.village,
        day: one.day,
        kind: one.kind,
        inspectors: one.inspectors.trim().to_owned(),
        note: one.note.trim().to_owned(),
        findings: Vec::new(),
        sheet: Sheet {
            client_id: one.id,
            origin: Origin::File,
            draft: None,
            stage: one.stage,
            theme: one.theme,
            answers: one
                .answers
                .into_iter()
                .map(|answer| TypedAnswer {
                    item: answer.item,
                    answer: answer.verdict,
                    note: answer.note.trim().to_owned(),
                    days: answer.days,
                    ..TypedAnswer::default()
                })
                .collect(),
            reviews: one
                .reviews
                .into_iter()
                .map(|review| TypedReview {
                    finding: review.finding,
                    answer: review.answer,
                    note: review.note.trim().to_owned(),
                    days: review.days,
                })
                .collect(),
        },
    };
    (typed, photos)
}

fn pictures(sent: Vec<Photo>, place: &str, problems: &mut Problems) -> Vec<Sent> {
    let mut photos = Vec::new();
    for (number, photo) in sent.into_iter().enumerate() {
        let number = number.saturating_add(1);
        match decoded(&photo.data) {
            Some(content) => photos.push((
                photo.id,
                photo.item,
                Upload {
                    name: format!("照片{number}"),
                    content,
                },
            )),
            None => problems.general.push(if place.is_empty() {
                format!("请重新导出，第 {number} 张照片读不出来。")
            } else {
                format!("{place}：请重新导出，第 {number} 张照片读不出来。")
            }),
        }
    }
    photos
}

impl Carried {
    /// Its photographs, taken out of it.
    pub(super) fn take_photos(&mut self, place: &str, problems: &mut Problems) -> Vec<Sent> {
        pictures(std::mem::take(&mut self.photos), place, problems)
    }
}

/// Base64 as browsers write it, with or without the `data:` in front.
fn decoded(text: &str) -> Option<Vec<u8>> {
    let text = text.rsplit_once(',').map_or(text, |(_, data)| data);
    let text = text.trim_end_matches('=');
    let mut content = Vec::with_capacity(text.len() / 4 * 3 + 3);
    let (mut held, mut bits) = (0_u32, 0_u32);
    for byte in text.bytes() {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        held = (held << 6 | u32::from(value)) & 0x00FF_FFFF;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            content.push(u8::try_from((held >> bits) & 0xFF).ok()?);
        }
    }
    Some(content)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn base_64_comes_back() {
        let cases: [(&str, Option<&[u8]>); 6] = [
            ("", Some(b"")),
            ("TQ==", Some(b"M")),
            ("TWE=", Some(b"Ma")),
            ("TWFu", Some(b"Man")),
            ("data:image/jpeg;base64,/9j/4A==", Some(b"\xFF\xD8\xFF\xE0")),
            ("TW\u{7}u", None),
        ];
        for (text, expected) in cases {
            assert_eq!(decoded(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn everything_wrong_with_a_file_is_named() {
        let cycle = Uuid::from_u128(7);
        let text = format!(
            r#"{{"format":"huanjie-inspections","version":1,"made":"","inspections":[
            {{"id":"a","cycle":"{cycle}","village":"v","village_name":"上前村","day":"2027-02-20","kind":"stage"}},
            {{"id":"a","cycle":"{cycle}","village":"v","village_name":"上前村","day":"2027-02-20","kind":"stage"}},
            {{"id":"b","cycle":"x","village":"v","village_name":"下前村","day":"2027-02-20","kind":"stage"}},
            {{"id":"c","cycle":"{cycle}","village":"v","day":"2027-02-20","kind":"stage","place":"here"}},
            {{"id":"d","cycle":"{cycle}","village":"v","kind":"stage"}},
            {{"id":"","cycle":"{cycle}","village":"v","day":"","kind":""}}]}}"#
        );
        let mut problems = Problems::none();
        let kept = read(text.as_bytes(), cycle, &mut problems);
        assert_eq!((kept.here.len(), kept.elsewhere.len()), (1, 0));
        let told = problems.all().join("\n");
        for expected in [
            "第 2 次检查（上前村）：请重新导出，同一次检查在文件里写了两遍",
            "第 3 次检查（下前村）：请到它自己的届次里导入",
            "没有「place」这一项",
            "缺少「day」",
            "第 6 次检查：请重新导出，这次检查没有编号",
        ] {
            assert!(told.contains(expected), "{expected} not in\n{told}");
        }
        let other = Uuid::from_u128(8);
        let stale = text
            .replace(&cycle.to_string(), &other.to_string())
            .replace(r#""cycle":"x""#, &format!(r#""cycle":"{cycle}""#));
        let mut problems = Problems::none();
        let kept = read(stale.as_bytes(), cycle, &mut problems);
        assert_eq!((kept.here.len(), kept.elsewhere.len()), (1, 2));
        let mut problems = Problems::none();
        let alone = format!(
            r#"{{"format":"huanjie-inspections","version":1,"inspections":[{{"id":"a","cycle":"{other}","village":"v","day":"","kind":""}}]}}"#
        );
        assert!(read(alone.as_bytes(), cycle, &mut problems).here.is_empty());
        assert!(problems.all().join("").contains("都属于另一个届次"));
        assert!(fits(&vec![0; LARGEST]).is_ok());
        assert!(fits(&vec![0; LARGEST + 1]).is_err_and(|told| told.contains("60 MB")));
        for wrong in [
            "",
            "MZ",
            "[]",
            r#"{"format":"x","version":1,"inspections":[]}"#,
        ] {
            let mut problems = Problems::none();
            assert!(read(wrong.as_bytes(), cycle, &mut problems).here.is_empty());
            assert!(!problems.is_empty(), "{wrong}");
        }
    }
}
