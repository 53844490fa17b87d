//! 临时文件 — a large download is put together in the data folder, sent from there, and gone afterwards: it never lies
//! in memory as a whole.

use std::{
    fs::File,
    path::{Path, PathBuf},
    time::Duration,
};

use super::files::FileError;

/// What is older was left by a process that died.
const KEPT: Duration = Duration::from_hours(24);

/// A file of its own in `data_dir/scratch`; removed when this is dropped.
#[derive(Debug)]
pub struct Scratch {
    path: PathBuf,
}

impl Scratch {
    /// A place for a file that somebody else will make there. What a dead process left is swept away.
    pub fn reserve(data_dir: &Path) -> std::io::Result<Self> {
        let folder = data_dir.join("scratch");
        std::fs::create_dir_all(&folder)?;
        sweep(&folder);
        let path = folder.join(uuid::Uuid::now_v7().simple().to_string());
        Ok(Self { path })
    }

    /// A new, empty file.
    pub fn create(data_dir: &Path) -> Result<(Self, File), FileError> {
        let place = Self::reserve(data_dir).map_err(FileError::Write)?;
        let file = File::options()
            .read(true)
            .write(true)
            .create_new(true)
            .open(&place.path)
            .map_err(FileError::Write)?;
        Ok((place, file))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What cannot be removed now is swept another day.
        let _ = std::fs::remove_file(&self.path);
    }
}

fn sweep(folder: &Path) {
    for file in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let old = file
            .metadata()
            .and_then(|about| about.modified())
            .ok()
            .and_then(|at| at.elapsed().ok())
            .is_some_and(|age| age > KEPT);
        if old && file.path().is_dir() {
            // The workplace of a backup that was never finished.
            let _ = std::fs::remove_dir_all(file.path());
        } else if old {
            let _ = std::fs::remove_file(file.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scratch_file_is_gone_with_its_owner() {
        let folder = tempfile::tempdir().unwrap();
        let (scratch, file) = Scratch::create(folder.path()).unwrap();
        let path = scratch.path().to_owned();
        assert!(path.exists());
        drop((scratch, file));
        assert!(!path.exists());
    }
}
