//! 打包 — one file a paper in a ZIP, written as they finish, with 清单.csv at the end.
//!
//! A paper that failed is named in the manifest, never silently short.

use std::collections::BTreeSet;
use std::io::{Seek, Write};

use chrono::{Datelike, NaiveDateTime, Timelike};
use sha2::{Digest, Sha256};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// Name of the manifest inside the ZIP.
pub const MANIFEST: &str = "清单.csv";
/// Most characters of a file name before its ending.
const NAME_LIMIT: usize = 80;

/// One paper of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Folder inside the ZIP: the village; may be empty.
    pub folder: String,
    /// 编号; may be empty.
    pub number: String,
    /// Title.
    pub title: String,
    /// 状态 as the register shows it: 已签发, 预览 …
    pub state: String,
}

/// What became of a paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome<'a> {
    /// A PDF.
    Made {
        /// Its bytes.
        pdf: &'a [u8],
        /// Its pages.
        pages: usize,
    },
    /// Nothing, for this reason (Chinese, without personal data).
    Failed(&'a str),
}

/// Why a ZIP could not be written.
#[derive(Debug, thiserror::Error)]
pub enum ManifestError {
    /// The disk or the connection.
    #[error("打包时写不进文件，请检查磁盘空间后重试")]
    Write(#[from] std::io::Error),
    /// The archive itself.
    #[error("打包失败，请减少份数后重试")]
    Zip(#[from] zip::result::ZipError),
    /// The manifest.
    #[error("清单写不出来，请重试")]
    Csv(#[from] csv::Error),
}

/// How a batch ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Summary {
    /// Papers in the ZIP.
    pub made: usize,
    /// Papers that failed.
    pub failed: usize,
}

impl Summary {
    /// 全部完成、部分失败 or 全部失败.
    pub fn state(self) -> &'static str {
        match (self.made, self.failed) {
            (_, 0) => "全部完成",
            (0, _) => "全部失败",
            _ => "部分失败",
        }
    }
}

/// Writes papers into a ZIP one after another; holds none of them.
pub struct Packet<W: Write + Seek> {
    zip: ZipWriter<W>,
    created: DateTime,
    rows: Vec<[String; 7]>,
    taken: BTreeSet<String>,
    summary: Summary,
}

impl<W: Write + Seek> Packet<W> {
    /// Begins a ZIP; `created` is written as the time of every file (Asia/Shanghai).
    pub fn new(target: W, created: NaiveDateTime) -> Self {
        Self {
            zip: ZipWriter::new(target),
            created: dos_time(created),
            rows: Vec::new(),
            taken: BTreeSet::from([MANIFEST.to_owned()]),
            summary: Summary::default(),
        }
    }

    /// Adds one paper; returns its path inside the ZIP, or nothing when it failed.
    pub fn add(
        &mut self,
        item: &Item,
        outcome: Outcome<'_>,
    ) -> Result<Option<String>, ManifestError> {
        let row = |file: &str, pages: String, digest: String, state: String| {
            [
                item.folder.clone(),
                item.number.clone(),
                item.title.clone(),
                file.to_owned(),
                pages,
                digest,
                state,
            ]
            .map(|cell| guarded(&cell))
        };
        match outcome {
            Outcome::Made { pdf, pages } => {
                let path = self.free_path(item);
                // A PDF is compressed already.
                let options = SimpleFileOptions::default()
                    .compression_method(CompressionMethod::Stored)
                    .last_modified_time(self.created);
                self.zip.start_file(path.clone(), options)?;
                self.zip.write_all(pdf)?;
                let digest = hex(&Sha256::digest(pdf));
                self.rows
                    .push(row(&path, pages.to_string(), digest, item.state.clone()));
                self.summary.made += 1;
                Ok(Some(path))
            }
            Outcome::Failed(reason) => {
                let state = format!("失败：{reason}");
                self.rows.push(row("", String::new(), String::new(), state));
                self.summary.failed += 1;
                Ok(None)
            }
        }
    }

    /// Writes the manifest and ends the ZIP.
    pub fn finish(mut self) -> Result<(W, Summary), ManifestError> {
        // Spreadsheet programs recognise UTF-8 by this mark alone.
        let mut writer = csv::WriterBuilder::new()
            .terminator(csv::Terminator::CRLF)
            .from_writer("\u{feff}".as_bytes().to_vec());
        writer.write_record([
            "村（社区）",
            "编号",
            "标题",
            "文件",
            "页数",
            "SHA-256",
            "状态",
        ])?;
        for row in &self.rows {
            writer.write_record(row)?;
        }
        let csv = writer
            .into_inner()
            .map_err(csv::IntoInnerError::into_error)?;
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(self.created);
        self.zip.start_file(MANIFEST, options)?;
        self.zip.write_all(&csv)?;
        Ok((self.zip.finish()?, self.summary))
    }

    /// `柳溪村/第2-1号 选举日公告.pdf`, with a number behind where it is taken.
    fn free_path(&mut self, item: &Item) -> String {
        let stem = match (item.number.trim(), item.title.trim()) {
            ("", title) => safe_name(title),
            (number, title) => safe_name(&format!("{number} {title}")),
        };
        let folder = match item.folder.trim() {
            "" => String::new(),
            folder => format!("{}/", safe_name(folder)),
        };
        let mut path = format!("{folder}{stem}.pdf");
        let mut count = 2;
        // Windows does not tell capitals apart.
        while !self.taken.insert(path.to_lowercase()) {
            path = format!("{folder}{stem}（{count}）.pdf");
            count += 1;
        }
        path
    }
}

/// A name every file system takes: no separators, no reserved signs, no dots at the ends.
pub fn safe_name(text: &str) -> String {
    let kept: String = text
        .chars()
        .map(|c| match c {
            '/' | '\\' => '／',
            ':' => '：',
            '*' => '＊',
            '?' => '？',
            '"' => '”',
            '<' => '〈',
            '>' => '〉',
            '|' => '｜',
            other => other,
        })
        .filter(|c| !c.is_control() && !super::fonts::is_invisible(*c))
        .take(NAME_LIMIT)
        .collect();
    let kept = kept.trim_matches(|c: char| c == '.' || c.is_whitespace());
    let upper = kept.to_ascii_uppercase();
    let device = matches!(upper.as_str(), "CON" | "PRN" | "AUX" | "NUL")
        || ["COM", "LPT"].iter().any(|port| {
            upper
                .strip_prefix(port)
                .is_some_and(|rest| rest.len() == 1 && rest.bytes().all(|b| b.is_ascii_digit()))
        });
    if kept.is_empty() || device {
        format!("文书{kept}")
    } else {
        kept.to_owned()
    }
}

/// A cell no spreadsheet takes for a formula.
fn guarded(cell: &str) -> String {
    let first = cell.trim_start().chars().next();
    let formula = matches!(
        first,
        Some('=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠')
    ) || cell.starts_with(['\t', '\r', '\n']);
    if formula {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|half| char::from_digit(half.into(), 16))
        .collect()
}

/// The time as a ZIP keeps it, from 1980; earlier moments become its first.
fn dos_time(moment: NaiveDateTime) -> DateTime {
    let part = |value: u32| u8::try_from(value).unwrap_or(1);
    u16::try_from(moment.year())
        .ok()
        .and_then(|year| {
            DateTime::from_date_and_time(
                year,
                part(moment.month()),
                part(moment.day()),
                part(moment.hour()),
                part(moment.minute()),
                part(moment.second()),
            )
            .ok()
        })
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::io::{Cursor, Read};

    use chrono::NaiveDate;

    use super::*;

    fn moment() -> NaiveDateTime {
        NaiveDate::from_ymd_opt(2027, 3, 1)
            .unwrap()
            .and_hms_opt(9, 30, 0)
            .unwrap()
    }

    fn item(folder: &str, number: &str, title: &str) -> Item {
        Item {
            folder: folder.to_owned(),
            number: number.to_owned(),
            title: title.to_owned(),
            state: "已签发".to_owned(),
        }
    }

    #[test]
    fn names_are_safe_on_every_disk() {
        let cases = [
            ("柳溪村", "柳溪村"),
            ("../../etc/passwd", "／..／etc／passwd"),
            ("甲\"乙\"村", "甲”乙”村"),
            ("a:b*c?d<e>f|g\\h", "a：b＊c？d〈e〉f｜g／h"),
            ("  . ", "文书"),
            ("CON", "文书CON"),
            ("com1", "文书com1"),
            ("一\u{202e}二\n三", "一二三"),
        ];
        for (given, expected) in cases {
            assert_eq!(safe_name(given), expected, "{given:?}");
        }
        assert_eq!(safe_name(&"长".repeat(300)).chars().count(), NAME_LIMIT);
    }

    #[test]
    fn cells_are_no_formulas() {
        let cases = [
            ("=1+1", "'=1+1"),
            ("+86", "'+86"),
            ("@SUM(A1)", "'@SUM(A1)"),
            (" =x", "' =x"),
            ("第2-1号", "第2-1号"),
            ("", ""),
        ];
        for (given, expected) in cases {
            assert_eq!(guarded(given), expected, "{given:?}");
        }
    }

    #[test]
    fn a_packet_holds_papers_and_says_what_failed() {
        let mut packet = Packet::new(Cursor::new(Vec::new()), moment());
        let made = Outcome::Made {
            pdf: b"%PDF-1",
            pages: 2,
        };
        let first = packet
            .add(&item("柳溪村", "第1号", "选举日公告"), made)
            .unwrap();
        let second = packet
            .add(&item("柳溪村", "第1号", "选举日公告"), made)
            .unwrap();
        let failed = packet
            .add(
                &item("=坏/村", "第2号", "名单公告"),
                Outcome::Failed("缺选举日"),
            )
            .unwrap();
        assert_eq!(first.as_deref(), Some("柳溪村/第1号 选举日公告.pdf"));
        assert_eq!(second.as_deref(), Some("柳溪村/第1号 选举日公告（2）.pdf"));
        assert_eq!(failed, None);
        let (bytes, summary) = packet.finish().unwrap();
        assert_eq!((summary.made, summary.failed), (2, 1));
        assert_eq!(summary.state(), "部分失败");
        let mut archive = zip::ZipArchive::new(bytes).unwrap();
        assert_eq!(archive.len(), 3);
        let mut csv = String::new();
        archive
            .by_name(MANIFEST)
            .unwrap()
            .read_to_string(&mut csv)
            .unwrap();
        assert!(csv.starts_with('\u{feff}'));
        assert!(csv.contains("'=坏/村,第2号,名单公告,,,,失败：缺选举日\r\n"));
        assert!(csv.contains(&hex(&Sha256::digest(b"%PDF-1"))));
    }

    #[test]
    fn the_same_papers_give_the_same_zip() {
        let write = || {
            let mut packet = Packet::new(Cursor::new(Vec::new()), moment());
            let made = Outcome::Made {
                pdf: b"x",
                pages: 1,
            };
            packet.add(&item("", "", "甲"), made).unwrap();
            packet.finish().unwrap().0.into_inner()
        };
        assert_eq!(write(), write());
    }
}
