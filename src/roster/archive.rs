//! 文件外形 — telling what an upload is, and weighing a zip container before it is unpacked.
use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::read::{Limits, ReadError};

/// What the first bytes say the upload is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// A zip container, perhaps an xlsx.
    Zip,
    /// An OLE compound file: an encrypted xlsx, an old xls, or something else of that age.
    Encrypted,
    OldWorkbook,
    OldOther,
    /// Some other format, by its everyday name.
    Other(&'static str),
    /// Text, by exclusion.
    Text,
}

const OLE_MAGIC: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

pub(super) fn shape(bytes: &[u8]) -> Shape {
    if bytes.starts_with(OLE_MAGIC) {
        // Names in the directory of a compound file are UTF-16; the streams tell what it holds.
        return if holds_wide(bytes, "EncryptedPackage") || holds_wide(bytes, "EncryptionInfo") {
            Shape::Encrypted
        } else if holds_wide(bytes, "Workbook") || holds_wide(bytes, "Book") {
            Shape::OldWorkbook
        } else {
            Shape::OldOther
        };
    }
    let known: [(&[u8], Shape); 10] = [
        (b"PK\x03\x04", Shape::Zip),
        (b"PK\x05\x06", Shape::Zip),
        (b"%PDF", Shape::Other("PDF 文件")),
        (b"\x89PNG", Shape::Other("图片")),
        (b"\xFF\xD8\xFF", Shape::Other("图片")),
        (b"GIF8", Shape::Other("图片")),
        (b"Rar!", Shape::Other("RAR 压缩包")),
        (b"7z\xBC\xAF", Shape::Other("7z 压缩包")),
        (b"\x1F\x8B", Shape::Other("GZ 压缩包")),
        (b"{\\rtf", Shape::Other("RTF 文档")),
    ];
    for (magic, shape) in known {
        if bytes.starts_with(magic) {
            return shape;
        }
    }
    let head: Vec<u8> = bytes
        .iter()
        .skip_while(|b| b.is_ascii_whitespace() || matches!(b, 0xEF | 0xBB | 0xBF))
        .take(64)
        .map(u8::to_ascii_lowercase)
        .collect();
    for (mark, name) in [
        (&b"<!doctype html"[..], "网页（有的系统把网页另存成 .xls）"),
        (&b"<html"[..], "网页（有的系统把网页另存成 .xls）"),
        (&b"<table"[..], "网页（有的系统把网页另存成 .xls）"),
        (&b"<?xml"[..], "XML 文件"),
    ] {
        if head.starts_with(mark) {
            return Shape::Other(name);
        }
    }
    Shape::Text
}

fn holds_wide(bytes: &[u8], name: &str) -> bool {
    let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    bytes.windows(wide.len()).any(|window| window == wide)
}

/// Weighs the container: entries, declared sizes and ratio, then the sizes counted while reading,
/// because a declared size may lie. Only then may the workbook reader have it.
pub(super) fn weigh(bytes: &[u8], limits: &Limits) -> Result<(), ReadError> {
    // Counted in the raw bytes first: the directory itself could be the bomb.
    let entries = bytes
        .windows(4)
        .filter(|window| *window == b"PK\x01\x02")
        .take(limits.entries + 1)
        .count();
    if entries > limits.entries {
        return Err(ReadError::Bomb);
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| ReadError::Corrupt)?;
    let names: Vec<String> = archive
        .file_names()
        .filter_map(Result::ok)
        .map(|name| name.replace('\\', "/").to_lowercase())
        .collect();
    check_kind(&names)?;
    let allowed = limits.unpacked_for(bytes.len());
    if archive
        .decompressed_size()
        .is_some_and(|declared| declared > u128::from(allowed))
    {
        return Err(ReadError::Bomb);
    }
    let mut total = 0_u64;
    for index in 0..archive.len() {
        let entry = match archive.by_index(index) {
            Ok(entry) => entry,
            Err(ZipError::UnsupportedArchive(reason)) if reason.contains("assword") => {
                return Err(ReadError::Encrypted);
            }
            Err(_) => return Err(ReadError::Corrupt),
        };
        if entry.encrypted() {
            return Err(ReadError::Encrypted);
        }
        let left = allowed.saturating_sub(total);
        let read = std::io::copy(&mut entry.take(left + 1), &mut std::io::sink())
            .map_err(|_| ReadError::Corrupt)?;
        total += read;
        if total > allowed {
            return Err(ReadError::Bomb);
        }
    }
    Ok(())
}

/// A zip that is no xlsx is named for what it is.
fn check_kind(names: &[String]) -> Result<(), ReadError> {
    let has = |name: &str| names.iter().any(|n| n == name);
    // Some programs number it: xl/workbook2.xml.
    if names.iter().any(|n| {
        n.strip_prefix("xl/workbook")
            .is_some_and(|rest| rest.strip_suffix(".xml").is_some())
    }) {
        return Ok(());
    }
    let what = if has("xl/workbook.bin") {
        "xlsb 二进制工作簿"
    } else if has("word/document.xml") {
        "Word 文档"
    } else if has("ppt/presentation.xml") {
        "演示文稿"
    } else if has("content.xml") && has("mimetype") {
        "ODF 文档（.ods/.odt）"
    } else if names.iter().any(|n| n.starts_with("xl/")) {
        return Err(ReadError::Corrupt);
    } else {
        "压缩包"
    };
    Err(ReadError::NotATable { what })
}
