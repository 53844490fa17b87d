//! 离线文件 — inspections carried to the office when there was no network. Everything wrong with the
//! file is said at once and nothing of it is stored then; what came in before is told apart.

use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

use super::{
    photo::{self, Picture},
    sheet::{Origin, Sheet, TypedAnswer, TypedReview},
    visit::{self, Desk, Prepared},
};
use crate::{
    office::{
        change::{Actor, Begun, Change},
        evidence::Upload,
        inspection::NewInspection,
        refusal::{Problems, Refusal},
    },
    platform::files::Files,
    store::{scope::CycleScope, supervision as store},
};

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
struct Carried {
    id: String,
    cycle: String,
    village: String,
    #[serde(default)]
    village_name: String,
    day: String,
    kind: String,
    #[serde(default)]
    theme: String,
    #[serde(default)]
    stage: String,
    #[serde(default)]
    inspectors: String,
    #[serde(default)]
    note: String,
    #[serde(default)]
    answers: Vec<Answer>,
    #[serde(default)]
    reviews: Vec<Review>,
    #[serde(default)]
    photos: Vec<Photo>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Answer {
    item: String,
    #[serde(rename = "answer")]
    verdict: String,
    #[serde(default)]
    note: String,
    #[serde(default)]
    days: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Review {
    finding: String,
    answer: String,
    #[serde(default)]
    note: String,
    #[serde(default)]
    days: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Photo {
    id: String,
    #[serde(default)]
    item: String,
    data: String,
}

/// What became of one inspection of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Name of the village.
    pub village: String,
    /// 回执码
    pub receipt: String,
    /// Where it is seen.
    pub location: String,
    /// Whether it was there before.
    pub again: bool,
    /// Whether the day of the telephone was not believed.
    pub doubted: bool,
    /// Photographs that came with the file to an inspection that was there before.
    pub photos: usize,
}

/// Photographs for an inspection that came in without them.
struct Late {
    inspection: Uuid,
    village: Uuid,
    receipt: String,
    pictures: Vec<Picture>,
}

/// Reads a file and stores what is new in it.
pub async fn import(
    desk: &Desk<'_>,
    folder: &Files,
    actor: &Actor,
    scope: &CycleScope,
    key: &str,
    content: &[u8],
) -> Result<Vec<Line>, Refusal> {
    let mut problems = Problems::none();
    let carried = read(content, scope.cycle_id(), &mut problems);
    let mut lines = Vec::new();
    let mut fresh: Vec<(usize, Prepared, Vec<Picture>)> = Vec::new();
    let mut late: Vec<Late> = Vec::new();
    for (index, one) in carried {
        let place = place(index, &one.village_name);
        if let Some(known) = visit::known(desk, scope, &one.id).await? {
            let village = one.village_name.clone();
            let (_, sent) = typed(one, &place, &mut problems);
            let mut own = Problems::none();
            let pictures = photo::missing(desk, folder, known.id, sent, &mut own).await?;
            tell(&own, &place, &mut problems);
            let photos = pictures.len();
            if let Some(row) = store::sheets(desk.store.reader(), &[known.id])
                .await?
                .remove(&known.id)
                .filter(|_| photos > 0)
            {
                late.push(Late {
                    inspection: known.id,
                    village: row.village_id,
                    receipt: known.receipt.clone(),
                    pictures,
                });
            }
            lines.push((
                index,
                Line {
                    village,
                    photos,
                    receipt: known.receipt,
                    location: known.location,
                    again: true,
                    doubted: known.claimed.is_some(),
                },
            ));
            continue;
        }
        let (typed, photos) = typed(one, &place, &mut problems);
        let mut own = Problems::none();
        let pictures = photo::keep(folder, photos, &mut own).await?;
        match visit::prepare(desk, scope, typed).await? {
            Ok(prepared) => fresh.push((index, prepared, pictures)),
            Err(found) => tell(&found, &place, &mut problems),
        }
        tell(&own, &place, &mut problems);
    }
    problems.into_result()?;
    if !fresh.is_empty() || !late.is_empty() {
        let mut change = match Change::begin(desk.store, desk.clock, actor, key).await? {
            Begun::Fresh(change) => change,
            Begun::Again(_) => return Ok(Vec::new()),
        };
        for (index, prepared, pictures) in fresh {
            let village = prepared.village.name.clone();
            let Some(kept) = visit::keep(&mut change, scope, prepared, pictures).await? else {
                return Err(Refusal::general(
                    "请再导入一次：文件里的一次检查刚刚从手机上传了。这次没有保存任何内容。",
                ));
            };
            lines.push((
                index,
                Line {
                    village,
                    receipt: kept.receipt,
                    location: kept.location,
                    again: false,
                    doubted: kept.claimed.is_some(),
                    photos: 0,
                },
            ));
        }
        for one in late {
            let Late {
                inspection,
                village,
                receipt,
                pictures,
            } = one;
            if !photo::attach(&change, scope, village, inspection, &pictures).await? {
                return Err(Refusal::general(
                    "请再导入一次：文件里的一张照片刚刚从手机上传了。这次没有保存任何内容。",
                ));
            }
            photo::note(&mut change, scope, (inspection, village), &receipt);
        }
        change
            .commit(&format!("/c/{}/inspections", scope.cycle_id()))
            .await?;
    }
    lines.sort_by_key(|(index, _)| *index);
    Ok(lines.into_iter().map(|(_, line)| line).collect())
}

fn place(index: usize, village: &str) -> String {
    let number = index.saturating_add(1);
    if village.is_empty() {
        format!("第 {number} 次检查")
    } else {
        format!("第 {number} 次检查（{village}）")
    }
}

fn tell(found: &Problems, place: &str, problems: &mut Problems) {
    problems.general.extend(
        found
            .all()
            .into_iter()
            .map(|text| format!("{place}：{text}")),
    );
}

/// The inspections of a file; each one that cannot be read is named with the field.
fn read(content: &[u8], cycle: Uuid, problems: &mut Problems) -> Vec<(usize, Carried)> {
    if content.len() > LARGEST {
        problems.general.push(format!(
            "请分几次导出再导入：文件超过 {} MB，没有读取。",
            LARGEST / 1024 / 1024
        ));
        return Vec::new();
    }
    let mut reader = serde_json::Deserializer::from_slice(content);
    let file: File = match serde_path_to_error::deserialize(&mut reader) {
        Ok(file) => file,
        Err(error) => {
            problems.general.push(format!(
                "请选择手机上“导出离线文件”得到的文件：这个文件读不出来，可能不是它，或者没有传完。{}",
                where_of(&error)
            ));
            return Vec::new();
        }
    };
    if file.format != FORMAT || file.version != 1 {
        problems.general.push(
            "请选择手机上“导出离线文件”得到的文件：这个文件不是督查的离线文件，或者是新版程序写的。"
                .to_owned(),
        );
        return Vec::new();
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
        return Vec::new();
    }
    let mut carried: Vec<(usize, Carried)> = Vec::new();
    for (index, value) in file.inspections.into_iter().enumerate() {
        match serde_path_to_error::deserialize::<_, Carried>(value) {
            Ok(one) if one.id.is_empty() || one.id.len() > 64 => problems.general.push(format!(
                "{}：请重新导出，这次检查没有编号。",
                place(index, &one.village_name)
            )),
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
    carried
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

type Sent = (String, String, Upload);

fn typed(one: Carried, place: &str, problems: &mut Problems) -> (NewInspection, Vec<Sent>) {
    let mut photos = Vec::new();
    for (number, photo) in one.photos.into_iter().enumerate() {
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
            None => problems
                .general
                .push(format!("{place}：请重新导出，第 {number} 张照片读不出来。")),
        }
    }
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
        assert_eq!(kept.len(), 1);
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
        for wrong in [
            "",
            "MZ",
            "[]",
            r#"{"format":"x","version":1,"inspections":[]}"#,
        ] {
            let mut problems = Problems::none();
            assert!(read(wrong.as_bytes(), cycle, &mut problems).is_empty());
            assert!(!problems.is_empty(), "{wrong}");
        }
    }
}
