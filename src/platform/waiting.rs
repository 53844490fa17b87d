//! 待确认的上传 — what a person sent for a preview and has not confirmed yet.
//!
//! Kept by digest like other files, but apart from them: nothing refers to it, so everything older
//! than a day is thrown away when the next upload comes.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use super::files::{FileError, Files};

/// How long an upload waits.
const WAITS: Duration = Duration::from_hours(24);

/// The folder of uploads that wait.
#[derive(Debug, Clone)]
pub struct Waiting {
    files: Files,
    root: PathBuf,
}

impl Waiting {
    /// Uploads under `data_dir/waiting`.
    pub fn open(data_dir: &Path) -> Result<Self, FileError> {
        let root = data_dir.join("waiting");
        Ok(Self {
            files: Files::open(&root)?,
            root: root.join("files"),
        })
    }

    /// Keeps an upload for a day; returns its digest.
    pub async fn keep(&self, content: Vec<u8>) -> Result<String, FileError> {
        let root = self.root.clone();
        // What cannot be thrown away now is thrown away another time.
        let _ = tokio::task::spawn_blocking(move || sweep(&root)).await;
        self.files.keep(content).await
    }

    /// An upload by its digest; `None` when it is gone or was never there.
    pub async fn read(&self, digest: &str) -> Result<Option<Vec<u8>>, FileError> {
        match self.files.read(digest).await {
            Ok(content) => Ok(Some(content)),
            Err(FileError::Name) => Ok(None),
            Err(FileError::Read(error)) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }
}

fn sweep(root: &Path) {
    let folders = |path: &Path| std::fs::read_dir(path).into_iter().flatten().flatten();
    for shelf in folders(root) {
        for file in folders(&shelf.path()) {
            let old = file
                .metadata()
                .and_then(|meta| meta.modified())
                .ok()
                .and_then(|at| at.elapsed().ok())
                .is_some_and(|age| age > WAITS);
            if old {
                let _ = std::fs::remove_file(file.path());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn uploads_wait_and_are_swept() {
        let folder = tempfile::tempdir().unwrap();
        let waiting = Waiting::open(folder.path()).unwrap();
        let old = waiting.keep(b"old".to_vec()).await.unwrap();
        let (shelf, rest) = old.strip_prefix("sha256:").unwrap().split_at(2);
        let file = std::fs::File::options()
            .write(true)
            .open(waiting.root.join(shelf).join(rest))
            .unwrap();
        let long_ago = std::time::SystemTime::UNIX_EPOCH + Duration::from_hours(1);
        file.set_modified(long_ago).unwrap();
        let fresh = waiting.keep(b"fresh".to_vec()).await.unwrap();
        assert_eq!(waiting.read(&old).await.unwrap(), None);
        assert_eq!(waiting.read(&fresh).await.unwrap().unwrap(), b"fresh");
        assert_eq!(waiting.read("../../etc/passwd").await.unwrap(), None);
    }
}
