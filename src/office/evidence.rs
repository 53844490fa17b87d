//! 附件 — what is kept as evidence of a step: checked by content, kept by digest, opened on record.

use uuid::Uuid;

use super::{
    change::{Actor, Change},
    event::Event,
    refusal::{Problems, Refusal},
};
use crate::{
    platform::{
        clock::Clock,
        files::{self, Files},
    },
    store::{Store, entity::attachment, progress, scope::CycleScope},
};

/// Most files with one record.
pub const MOST_FILES: usize = 10;
/// Name of the field they come in.
pub const FIELD: &str = "files";

/// A file as it was sent.
#[derive(Debug, Clone)]
pub struct Upload {
    /// Its name, without folders.
    pub name: String,
    /// Its content.
    pub content: Vec<u8>,
}

/// A file whose content was looked at.
#[derive(Debug)]
pub struct Checked {
    name: String,
    media_type: &'static str,
    content: Vec<u8>,
}

/// A file that is on the disk, not yet in the database.
#[derive(Debug)]
pub struct Kept {
    name: String,
    media_type: &'static str,
    sha256: String,
    size: i64,
}

/// 3.4 MB, 12 KB
pub fn size_text(bytes: i64) -> String {
    if bytes >= 1024 * 1024 {
        // Rounded to the nearest tenth; a file just over the limit must not read as the limit.
        let tenths = (bytes * 10 + 512 * 1024) / (1024 * 1024);
        format!("{}.{} MB", tenths / 10, tenths % 10)
    } else {
        format!("{} KB", (bytes + 1023) / 1024)
    }
}

/// Looks at every file; each one that cannot be taken is named in `problems`.
pub fn check(uploads: Vec<Upload>, problems: &mut Problems) -> Vec<Checked> {
    if uploads.len() > MOST_FILES {
        problems.add(
            FIELD,
            format!(
                "请分几次上传：一次最多 {MOST_FILES} 个附件，选了 {} 个。",
                uploads.len()
            ),
        );
    }
    let mut checked = Vec::new();
    for Upload { name, content } in uploads {
        let size = i64::try_from(content.len()).unwrap_or(i64::MAX);
        if content.is_empty() {
            problems.add(
                FIELD,
                format!("请重新选择「{name}」：收到的是空文件，没有保存。"),
            );
        } else if content.len() > files::LARGEST {
            problems.add(
                FIELD,
                format!(
                    "请把「{name}」缩小到 20 MB 以内：它有 {}，没有保存。",
                    size_text(size)
                ),
            );
        } else if let Some((media_type, ending)) = files::sniff(&content) {
            checked.push(Checked {
                name: with_ending(name, ending),
                media_type,
                content,
            });
        } else {
            problems.add(
                FIELD,
                format!(
                    "请换成照片（jpg、png、webp、heic）、PDF 或 docx、xlsx 文档：「{name}」的内容不是这几种，没有保存。"
                ),
            );
        }
    }
    checked
}

/// The name with the ending its content has, so that what is saved from the page opens as what it is.
fn with_ending(name: String, ending: &str) -> String {
    let has = name
        .rsplit_once('.')
        .map(|(_, last)| last.to_ascii_lowercase())
        .is_some_and(|last| last == ending || (ending == "jpg" && last == "jpeg"));
    if has {
        name
    } else {
        format!("{name}.{ending}")
    }
}

/// Writes the files to the data folder. Before any transaction: a full disk is found out here.
pub async fn keep(folder: &Files, checked: Vec<Checked>) -> Result<Vec<Kept>, Refusal> {
    let mut kept = Vec::with_capacity(checked.len());
    for file in checked {
        kept.push(Kept {
            size: i64::try_from(file.content.len()).unwrap_or(i64::MAX),
            sha256: folder.keep(file.content).await?,
            name: file.name,
            media_type: file.media_type,
        });
    }
    Ok(kept)
}

/// The rows of kept files, for the record they belong to.
pub(super) fn rows(
    kept: &[Kept],
    scope: &CycleScope,
    unit_id: Uuid,
    record_id: Uuid,
    at: chrono::DateTime<chrono::Utc>,
) -> Vec<attachment::Model> {
    kept.iter()
        .map(|file| attachment::Model {
            id: Uuid::now_v7(),
            cycle_id: scope.cycle_id(),
            unit_id,
            record_id,
            file_name: file.name.clone(),
            media_type: file.media_type.to_owned(),
            sha256: file.sha256.clone(),
            size: file.size,
            at,
        })
        .collect()
}

/// The names of kept files, for the audit row.
pub(super) fn names(kept: &[Kept]) -> Vec<&str> {
    kept.iter().map(|file| file.name.as_str()).collect()
}

/// A file to be sent.
#[derive(Debug)]
pub struct Opened {
    /// Name it was sent with.
    pub name: String,
    /// Type its content has.
    pub media_type: String,
    /// The content, checked against its digest.
    pub content: Vec<u8>,
}

/// Opens an attachment in reach; that it was opened is recorded.
pub async fn open(
    store: &Store,
    clock: &dyn Clock,
    folder: &Files,
    actor: &Actor,
    scope: &CycleScope,
    id: Uuid,
) -> Result<Opened, Refusal> {
    let row = progress::attachment(store.reader(), scope, id)
        .await?
        .ok_or(Refusal::NotFound)?;
    let content = folder.read(&row.sha256).await?;
    let mut change = Change::unkeyed(store, clock, actor).await?;
    let entry = change
        .audit(Event::FileOpened)
        .object("attachment", row.id)
        .cycle(scope.cycle_id())
        .summary(format!("查看附件 {}", row.file_name));
    if row.unit_id != scope.cycle_id() {
        entry.village(row.unit_id);
    }
    change.commit("").await?;
    Ok(Opened {
        name: row.file_name,
        media_type: row.media_type,
        content,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    fn upload(name: &str, content: &[u8]) -> Upload {
        Upload {
            name: name.to_owned(),
            content: content.to_vec(),
        }
    }

    #[test]
    fn every_refused_file_is_named() {
        let mut problems = Problems::none();
        let mut large = b"%PDF-1.7".to_vec();
        large.resize(files::LARGEST + 1, b' ');
        let checked = check(
            vec![
                upload("照片.JPG", b"\xFF\xD8\xFF\xE0rest"),
                upload("说明.html", b"<html><script>"),
                upload("大文件.pdf", &large),
                upload("空.png", b""),
            ],
            &mut problems,
        );
        assert_eq!(checked.len(), 1);
        let text = problems.of(FIELD);
        for name in ["「说明.html」", "「大文件.pdf」", "「空.png」"] {
            assert!(text.contains(name), "{text}");
        }
        assert!(!text.contains("照片.JPG"), "{text}");
    }

    #[test]
    fn a_name_gets_the_ending_of_its_content() {
        let cases = [
            ("照片.JPEG", "jpg", "照片.JPEG"),
            ("照片.html", "jpg", "照片.html.jpg"),
            ("扫描件", "pdf", "扫描件.pdf"),
        ];
        for (name, ending, expected) in cases {
            assert_eq!(with_ending(name.to_owned(), ending), expected);
        }
        assert_eq!(size_text(1), "1 KB");
        assert_eq!(size_text(1_258_291), "1.2 MB");
    }
}
