//! 督查照片 — never asked for, taken one by one, looked at by content: what is no picture is refused.

use uuid::Uuid;

use super::visit::Desk;
use crate::{
    office::{
        change::{Actor, Begun, Change},
        event::Event,
        evidence::{self, Kept, Upload, size_text},
        refusal::{Problems, Refusal},
    },
    platform::files::{self, Files},
    store::{entity::inspection_photo, phone, progress, scope::CycleScope, supervision as store},
};

/// Name of the field they come in.
pub const FIELD: &str = "photo";
/// Largest photograph taken: the telephone makes it smaller before it sends it.
pub const LARGEST: usize = 10 * 1024 * 1024;
/// Most photographs of one inspection.
pub const MOST: usize = 30;

/// A photograph on the disk, not yet in the database.
#[derive(Debug)]
pub struct Picture {
    client_id: String,
    item: String,
    kept: Vec<Kept>,
}

/// Looks at one photograph. The message says what to do, then why.
fn look(upload: &Upload) -> Option<String> {
    let size = upload.content.len();
    let name = &upload.name;
    if size == 0 {
        return Some(format!(
            "请重新选择照片「{name}」：收到的是空文件，没有保存。"
        ));
    }
    if size > LARGEST {
        return Some(format!(
            "请把照片「{name}」缩小到 {} 以内，或者不传：它有 {}，没有保存。照片不是必须的，检查结果不受影响。",
            size_text(i64::try_from(LARGEST).unwrap_or(i64::MAX)),
            size_text(i64::try_from(size).unwrap_or(i64::MAX)),
        ));
    }
    let picture = files::sniff(&upload.content)
        .is_some_and(|(media_type, _)| media_type.starts_with("image/"));
    (!picture).then(|| {
        format!(
            "请换成照片（jpg、png、webp、heic）：「{name}」的内容不是照片，没有保存。检查结果不受影响。"
        )
    })
}

/// Looks at photographs and writes them to the data folder: `(id of the telephone's, item, file)`.
/// All that is wrong is said at once, under the field of each item.
pub async fn keep(
    folder: &Files,
    sent: Vec<(String, String, Upload)>,
    problems: &mut Problems,
) -> Result<Vec<Picture>, Refusal> {
    if sent.len() > MOST {
        problems.general.push(format!(
            "请只留最能说明问题的照片：一次检查最多 {MOST} 张，选了 {} 张。",
            sent.len()
        ));
    }
    for (_, item, upload) in &sent {
        if let Some(problem) = look(upload) {
            problems.add(&photo_field(item), problem);
        }
    }
    if !problems.is_empty() {
        return Ok(Vec::new());
    }
    let mut pictures = Vec::with_capacity(sent.len());
    for (client_id, item, upload) in sent {
        let checked = evidence::check(vec![upload], problems);
        pictures.push(Picture {
            client_id: if client_id.is_empty() {
                Uuid::now_v7().to_string()
            } else {
                client_id
            },
            item,
            kept: evidence::keep(folder, checked).await?,
        });
    }
    Ok(pictures)
}

/// The form's field of an item's photographs.
pub fn photo_field(item: &str) -> String {
    if item.is_empty() {
        FIELD.to_owned()
    } else {
        format!("p.{item}")
    }
}

/// Puts photographs to an inspection.
pub(super) async fn attach(
    change: &Change<'_>,
    scope: &CycleScope,
    village: Uuid,
    inspection: Uuid,
    pictures: &[Picture],
) -> Result<bool, Refusal> {
    for picture in pictures {
        let rows = evidence::rows(&picture.kept, scope, village, inspection, change.at());
        for row in rows {
            let attachment_id = row.id;
            progress::attach(change.tx(), vec![row]).await?;
            let fresh = store::insert_photo(
                change.tx(),
                inspection_photo::Model {
                    attachment_id,
                    inspection_id: inspection,
                    client_id: picture.client_id.clone(),
                    item: picture.item.clone(),
                },
            )
            .await?;
            if !fresh {
                return Ok(false);
            }
        }
    }
    Ok(true)
}

/// A file that waits for an inspection.
pub(super) struct Held {
    /// Id of the telephone's making.
    pub client: String,
    /// The item it shows; may be empty.
    pub item: String,
    /// The attachment.
    pub file: Uuid,
}

/// Keeps photographs with a record that is no inspection yet.
pub(super) async fn hold(
    change: &Change<'_>,
    scope: &CycleScope,
    village: Uuid,
    record: Uuid,
    pictures: &[Picture],
) -> Result<Vec<Held>, Refusal> {
    let mut held = Vec::new();
    for picture in pictures {
        for row in evidence::rows(&picture.kept, scope, village, record, change.at()) {
            held.push(Held {
                client: picture.client_id.clone(),
                item: picture.item.clone(),
                file: row.id,
            });
            progress::attach(change.tx(), vec![row]).await?;
        }
    }
    Ok(held)
}

/// Gives photographs that waited to the inspection; one it has already is left where it was.
pub(super) async fn hand_over(
    change: &Change<'_>,
    village: Uuid,
    inspection: Uuid,
    held: Vec<Held>,
) -> Result<(), Refusal> {
    for one in held {
        if store::has_photo(change.tx(), inspection, &one.client).await? {
            continue;
        }
        phone::hand_over(change.tx(), one.file, village, inspection).await?;
        store::insert_photo(
            change.tx(),
            inspection_photo::Model {
                attachment_id: one.file,
                inspection_id: inspection,
                client_id: one.client,
                item: one.item,
            },
        )
        .await?;
    }
    Ok(())
}

/// Notes in the audit that photographs came to an inspection stored before.
pub(super) fn note(
    change: &mut Change<'_>,
    scope: &CycleScope,
    (inspection, village): (Uuid, Uuid),
    receipt: &str,
) {
    change
        .audit(Event::InspectionPhotoKept)
        .object("inspection", inspection)
        .cycle(scope.cycle_id())
        .village(village)
        .summary(format!("上传督查照片，回执 {receipt}"));
}

/// Of the photographs sent, those an inspection does not have yet, written to the data folder.
pub(super) async fn missing(
    desk: &Desk<'_>,
    folder: &Files,
    inspection: Uuid,
    sent: Vec<(String, String, Upload)>,
    problems: &mut Problems,
) -> Result<Vec<Picture>, Refusal> {
    let db = desk.store.reader();
    let mut fresh = Vec::new();
    for one in sent {
        // Without an id it cannot be told whether it is there.
        if !one.0.is_empty() && !store::has_photo(db, inspection, &one.0).await? {
            fresh.push(one);
        }
    }
    if fresh.is_empty() {
        return Ok(Vec::new());
    }
    let there = store::photos(db, inspection).await?.len();
    if there + fresh.len() > MOST {
        problems.general.push(format!(
            "请只留最能说明问题的照片：一次检查最多 {MOST} 张，已经有 {there} 张，文件里还有 {} 张。",
            fresh.len()
        ));
        return Ok(Vec::new());
    }
    keep(folder, fresh, problems).await
}

/// A photograph as the telephone sends it, after its inspection.
#[derive(Debug)]
pub struct Sent {
    /// Id the telephone gave the inspection.
    pub inspection: String,
    /// Id it gave the photograph.
    pub photo: String,
    /// The item it shows; may be empty.
    pub item: String,
    /// The file; `None` when none came.
    pub upload: Option<Upload>,
}

/// Puts one photograph to an inspection that came in before; `true` when it was there already.
pub async fn add(
    desk: &Desk<'_>,
    folder: &Files,
    actor: &Actor,
    scope: &CycleScope,
    key: &str,
    sent: Sent,
) -> Result<bool, Refusal> {
    let db = desk.store.reader();
    let Some(sheet) = store::sheet_of_client(db, scope, &sent.inspection)
        .await?
        .filter(|row| scope.reaches(row.village_id))
    else {
        return Err(Refusal::field(
            FIELD,
            "请先上传这次检查，再传照片：服务器上还没有这次检查。",
        ));
    };
    if sent.photo.is_empty() || sent.photo.len() > 64 {
        return Err(Refusal::field(FIELD, "请重新选择照片：照片没有编号。"));
    }
    if store::has_photo(db, sheet.inspection_id, &sent.photo).await? {
        return Ok(true);
    }
    if store::photos(db, sheet.inspection_id).await?.len() >= MOST {
        return Err(Refusal::field(
            FIELD,
            format!("请只留最能说明问题的照片：一次检查最多 {MOST} 张，已经有 {MOST} 张。"),
        ));
    }
    let Some(upload) = sent.upload else {
        return Err(Refusal::field(FIELD, "请选择一张照片：没有收到文件。"));
    };
    let mut problems = Problems::none();
    let pictures = keep(folder, vec![(sent.photo, sent.item, upload)], &mut problems).await?;
    problems.into_result()?;
    let mut change = match Change::begin(desk.store, desk.clock, actor, key).await? {
        Begun::Fresh(change) => change,
        Begun::Again(_) => return Ok(true),
    };
    if !attach(
        &change,
        scope,
        sheet.village_id,
        sheet.inspection_id,
        &pictures,
    )
    .await?
    {
        return Ok(true);
    }
    note(
        &mut change,
        scope,
        (sheet.inspection_id, sheet.village_id),
        &sheet.receipt,
    );
    change
        .commit(&format!(
            "/c/{}/inspections/{}",
            scope.cycle_id(),
            sheet.inspection_id
        ))
        .await?;
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn upload(name: &str, content: &[u8]) -> Upload {
        Upload {
            name: name.to_owned(),
            content: content.to_vec(),
        }
    }

    #[test]
    fn only_pictures_of_a_fair_size_are_taken() {
        let mut huge = b"\xFF\xD8\xFF\xE0".to_vec();
        huge.resize(40 * 1024 * 1024, 0);
        let cases: [(&str, &[u8], &str); 6] = [
            ("名单.jpg", b"\xFF\xD8\xFF\xE0rest", ""),
            ("名单.png", b"\x89PNG\r\n\x1a\nrest", ""),
            ("四十兆.jpg", &huge, "它有 40.0 MB，没有保存"),
            ("照片.jpg", b"MZ\x90\x00\x03", "不是照片"),
            ("照片.jpg", b"\x7FELF\x02\x01", "不是照片"),
            ("说明.pdf", b"%PDF-1.7", "不是照片"),
        ];
        for (name, content, says) in cases {
            let told = look(&upload(name, content)).unwrap_or_default();
            assert!(
                if says.is_empty() {
                    told.is_empty()
                } else {
                    told.contains(says) && told.contains(name)
                },
                "{name}: {told}"
            );
        }
        assert!(look(&upload("空.jpg", b"")).is_some_and(|told| told.contains("空文件")));
        assert_eq!(photo_field("pledges"), "p.pledges");
    }
}
