//! 文件 — papers and evidence kept by the digest of their content, in the data folder.
//!
//! A file is written beside its place, synced and renamed, so that a full disk or a killed process
//! leaves either the whole file or none. Writing the same content twice changes nothing.

use std::{io, path::PathBuf};

use super::secret;

/// Largest file taken as evidence: 20 MB.
pub const LARGEST: usize = 20 * 1024 * 1024;

/// Why a file cannot be kept or read.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// Writing failed: disk full, folder not writable …
    #[error("文件没有保存下来：{}。请检查数据文件夹的剩余空间和权限后重试；已有数据没有变化。", reason(.0))]
    Write(#[source] io::Error),
    /// Reading failed.
    #[error("文件读不出来：{}。请用备份核对数据文件夹。", reason(.0))]
    Read(#[source] io::Error),
    /// The content is not what its name says.
    #[error("文件内容与登记的摘要不符，可能已被改动或损坏。请从备份恢复。")]
    Damaged,
    /// Not a digest this store made.
    #[error("文件编号不对")]
    Name,
}

fn reason(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "磁盘已满",
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => "没有写入权限",
        io::ErrorKind::NotFound => "找不到文件",
        _ => "磁盘出错",
    }
}

/// The folder of files.
#[derive(Debug, Clone)]
pub struct Files {
    root: PathBuf,
}

impl Files {
    /// Files under `data_dir/files`.
    pub fn open(data_dir: &std::path::Path) -> Result<Self, FileError> {
        let root = data_dir.join("files");
        std::fs::create_dir_all(&root).map_err(FileError::Write)?;
        Ok(Self { root })
    }

    /// Keeps some content; returns its digest `sha256:…`.
    pub async fn keep(&self, content: Vec<u8>) -> Result<String, FileError> {
        let root = self.root.clone();
        tokio::task::spawn_blocking(move || keep_now(&root, &content))
            .await
            .map_err(|_| FileError::Write(io::Error::other("stopped")))?
    }

    /// Reads content back and checks it against its digest.
    pub async fn read(&self, digest: &str) -> Result<Vec<u8>, FileError> {
        let path = place(&self.root, digest)?;
        let content = tokio::fs::read(path).await.map_err(FileError::Read)?;
        if secret::sha256(&content) == digest {
            Ok(content)
        } else {
            Err(FileError::Damaged)
        }
    }
}

fn place(root: &std::path::Path, digest: &str) -> Result<PathBuf, FileError> {
    let hex = digest.strip_prefix("sha256:").ok_or(FileError::Name)?;
    if hex.len() != 64
        || !hex
            .bytes()
            .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
    {
        return Err(FileError::Name);
    }
    let (shelf, rest) = hex.split_at(2);
    Ok(root.join(shelf).join(rest))
}

fn keep_now(root: &std::path::Path, content: &[u8]) -> Result<String, FileError> {
    use std::io::Write as _;
    let digest = secret::sha256(content);
    let path = place(root, &digest)?;
    if path.exists() {
        return Ok(digest);
    }
    let shelf = path.parent().ok_or(FileError::Name)?;
    std::fs::create_dir_all(shelf).map_err(FileError::Write)?;
    let draft = shelf.join(format!(".{}", uuid::Uuid::now_v7()));
    let written = std::fs::File::create(&draft)
        .and_then(|mut file| {
            file.write_all(content)?;
            file.sync_all()
        })
        .and_then(|()| std::fs::rename(&draft, &path));
    if let Err(error) = written {
        // The draft is of no use to anyone; that it cannot be removed either changes nothing.
        let _ = std::fs::remove_file(&draft);
        return Err(FileError::Write(error));
    }
    Ok(digest)
}

/// 文件类型 by content, not by name: `(media type, usual ending)`; `None` for what is not taken.
pub fn sniff(content: &[u8]) -> Option<(&'static str, &'static str)> {
    let starts = |mark: &[u8]| content.starts_with(mark);
    if starts(b"\xFF\xD8\xFF") {
        Some(("image/jpeg", "jpg"))
    } else if starts(b"\x89PNG\r\n\x1a\n") {
        Some(("image/png", "png"))
    } else if starts(b"%PDF-") {
        Some(("application/pdf", "pdf"))
    } else if starts(b"PK\x03\x04") {
        office_document(content)
    } else if starts(b"RIFF") && content.get(8..12) == Some(b"WEBP") {
        Some(("image/webp", "webp"))
    } else if content.get(4..8) == Some(b"ftyp")
        && content
            .get(8..12)
            .is_some_and(|brand| matches!(brand, b"heic" | b"heix" | b"mif1"))
    {
        Some(("image/heic", "heic"))
    } else {
        None
    }
}

/// A ZIP is taken only when it is a document of Word, Excel or WPS.
fn office_document(content: &[u8]) -> Option<(&'static str, &'static str)> {
    let has = |name: &[u8]| content.windows(name.len()).any(|window| window == name);
    if has(b"word/document.xml") {
        Some((
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "docx",
        ))
    } else if has(b"xl/workbook.xml") {
        Some((
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "xlsx",
        ))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn content_comes_back_or_is_called_damaged() {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::open(folder.path()).unwrap();
        let digest = files.keep(b"%PDF-1.7 test".to_vec()).await.unwrap();
        assert_eq!(files.keep(b"%PDF-1.7 test".to_vec()).await.unwrap(), digest);
        assert_eq!(files.read(&digest).await.unwrap(), b"%PDF-1.7 test");
        std::fs::write(place(&files.root, &digest).unwrap(), b"forged").unwrap();
        assert!(matches!(files.read(&digest).await, Err(FileError::Damaged)));
        assert!(matches!(
            files.read("sha256:../../etc/passwd").await,
            Err(FileError::Name)
        ));
    }

    #[test]
    fn a_file_is_what_its_content_says() {
        assert_eq!(sniff(b"\xFF\xD8\xFF\xE0rest").unwrap().1, "jpg");
        assert_eq!(sniff(b"MZ\x90\x00"), None, "an executable is not evidence");
        assert_eq!(sniff(b"<html><script>"), None);
        assert_eq!(sniff(b"PK\x03\x04 some.exe"), None);
    }
}
