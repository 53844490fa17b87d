//! 密封 — texts that only named people may read are encrypted before they reach the database.
//!
//! XChaCha20-Poly1305 with a random nonce a text; what a text belongs to (record, place, key) is
//! authenticated with it, so that a sealed text moved to another record does not open. The keys lie
//! in a file outside the database: whoever copies the database alone has nothing to read.
//!
//! The file has one key a line, `编号 64 位十六进制数`; the last is in use, the others still open
//! what was sealed with them. A lost key cannot be replaced by anybody.

use std::{
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use chacha20poly1305::{
    KeyInit as _, XChaCha20Poly1305, XNonce,
    aead::{Aead as _, Payload},
};
use hmac::{Hmac, Mac as _};
use sha2::Sha256;

use super::secret::{hex, unhex};

/// Where the keys are unless the configuration names another file.
const FOLDER: &str = "keys";
const FILE: &str = "sealing.key";
const HEAD: &str = "# 换届 密封内容（信访举报等）的密钥。请与数据库分开保存一份备份：丢了它，密封的内容谁也打不开。\n# 一行一把，最后一行是现在用的；换密钥就在末尾加一行，旧的行不要删。\n";
const NONCE: usize = 24;
/// Sealed texts are filled up to a multiple of this, so that their length tells little.
const BLOCK: usize = 512;

/// Why something cannot be sealed or opened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The file cannot be read or made.
    #[error("请系统管理员检查密钥文件 {file}：{reason}。没有它，密封的内容不能保存，也打不开。")]
    File {
        /// The file's name.
        file: String,
        /// Why.
        reason: &'static str,
    },
    /// A line of it is no key.
    #[error(
        "请系统管理员从备份恢复密钥文件 {file}：第 {line} 行不是密钥（应是“编号 64 位十六进制数”）。密封的内容暂时打不开，数据没有变化。"
    )]
    Line {
        /// The file's name.
        file: String,
        /// The line, from 1.
        line: usize,
    },
    /// The key that sealed this is not in the file.
    #[error(
        "请系统管理员把备份里编号为 {key} 的密钥补进密钥文件 {file}，再重新启动：这一件是用那把密钥密封的，没有它谁也打不开。数据没有变化。"
    )]
    Missing {
        /// Id of the key.
        key: String,
        /// The file's name.
        file: String,
    },
    /// What is stored was changed or belongs elsewhere.
    #[error("请从备份恢复数据库：密封的内容与登记的不符，可能已被改动或损坏。")]
    Damaged,
    /// No random numbers.
    #[error("系统取不到随机数，不能密封内容，没有保存。")]
    NoRandom,
}

struct Key {
    id: String,
    cipher: XChaCha20Poly1305,
    marks: [u8; 32],
}

/// A sealed text with the id of its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// Which key opens it.
    pub key_id: String,
    /// Nonce and ciphertext.
    pub content: Vec<u8>,
}

/// 密钥串 — the keys of one installation. A file that cannot be used does not stop the service:
/// everything but sealed content works without it.
pub struct Keyring {
    keys: Result<Vec<Key>, SealError>,
    shown: String,
}

impl std::fmt::Debug for Keyring {
    /// Never the keys.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Keyring").finish_non_exhaustive()
    }
}

impl Keyring {
    /// Reads the keys; without a configured file the first start makes one in the data folder,
    /// readable by its owner only. A configured file is never made: where it is missing, a disk is.
    pub fn open(data_dir: &Path, configured: Option<&Path>) -> Self {
        let (path, shown) = match configured {
            Some(path) => (path.to_owned(), path.display().to_string()),
            None => (data_dir.join(FOLDER).join(FILE), format!("{FOLDER}/{FILE}")),
        };
        let made = if configured.is_none() && !path.exists() {
            make(&path, &shown)
        } else {
            Ok(())
        };
        let keys = made.and_then(|()| read(&path, &shown));
        match &keys {
            Err(error) => tracing::error!(%error, "sealing keys"),
            Ok(_) if open_to_others(&path) => tracing::warn!(
                "请收紧密钥文件 {shown} 的权限，只让运行本程序的账号可读（chmod 600）：别的账号也能读它。"
            ),
            Ok(_) => {}
        }
        Self { keys, shown }
    }

    /// Seals a text for a place: `belongs` says what it is part of, and must be said again to open it.
    pub fn seal(&self, belongs: &str, text: &str) -> Result<Sealed, SealError> {
        let key = self.keys()?.last().ok_or_else(|| self.missing(""))?;
        let mut nonce = [0_u8; NONCE];
        getrandom::fill(&mut nonce).map_err(|_| SealError::NoRandom)?;
        let length = u32::try_from(text.len()).map_err(|_| SealError::Damaged)?;
        let mut plain = length.to_be_bytes().to_vec();
        plain.extend_from_slice(text.as_bytes());
        plain.resize(plain.len().next_multiple_of(BLOCK), 0);
        let aad = aad(belongs, &key.id);
        let payload = Payload {
            msg: &plain,
            aad: aad.as_bytes(),
        };
        let cipher = key
            .cipher
            .encrypt(&XNonce::from(nonce), payload)
            .map_err(|_| SealError::Damaged)?;
        let mut content = nonce.to_vec();
        content.extend_from_slice(&cipher);
        Ok(Sealed {
            key_id: key.id.clone(),
            content,
        })
    }

    /// Opens what was sealed for the same place.
    pub fn open_sealed(&self, belongs: &str, sealed: &Sealed) -> Result<String, SealError> {
        let key = self.key(&sealed.key_id)?;
        let (nonce, cipher) = sealed
            .content
            .split_at_checked(NONCE)
            .ok_or(SealError::Damaged)?;
        let nonce: [u8; NONCE] = nonce.try_into().map_err(|_| SealError::Damaged)?;
        let aad = aad(belongs, &key.id);
        let payload = Payload {
            msg: cipher,
            aad: aad.as_bytes(),
        };
        let plain = key
            .cipher
            .decrypt(&XNonce::from(nonce), payload)
            .map_err(|_| SealError::Damaged)?;
        let (length, rest) = plain.split_at_checked(4).ok_or(SealError::Damaged)?;
        let length: [u8; 4] = length.try_into().map_err(|_| SealError::Damaged)?;
        let length = usize::try_from(u32::from_be_bytes(length)).map_err(|_| SealError::Damaged)?;
        let text = rest.get(..length).ok_or(SealError::Damaged)?;
        String::from_utf8(text.to_vec()).map_err(|_| SealError::Damaged)
    }

    /// A mark that only the holder of the key can compare with what it stands for.
    pub fn mark(&self, key_id: &str, belongs: &str, what: &str) -> Result<String, SealError> {
        let key = self.key(key_id)?;
        Ok(hex(&keyed(&key.marks, &[belongs, what])))
    }

    /// Id of the key in use.
    pub fn current(&self) -> Result<&str, SealError> {
        let key = self.keys()?.last().ok_or_else(|| self.missing(""))?;
        Ok(&key.id)
    }

    /// Whether a key is there.
    pub fn has(&self, key_id: &str) -> Result<bool, SealError> {
        Ok(self.keys()?.iter().any(|key| key.id == key_id))
    }

    fn keys(&self) -> Result<&[Key], SealError> {
        match &self.keys {
            Ok(keys) => Ok(keys),
            Err(error) => Err(error.clone()),
        }
    }

    fn key(&self, id: &str) -> Result<&Key, SealError> {
        self.keys()?
            .iter()
            .find(|key| key.id == id)
            .ok_or_else(|| self.missing(id))
    }

    /// Tells which key is missing, and where it should be.
    pub fn missing(&self, id: &str) -> SealError {
        SealError::Missing {
            key: id.to_owned(),
            file: self.shown.clone(),
        }
    }
}

fn aad(belongs: &str, key_id: &str) -> String {
    format!("huanjie sealed 1\n{key_id}\n{belongs}")
}

/// HMAC over parts of which none can run into the next.
fn keyed(key: &[u8; 32], parts: &[&str]) -> [u8; 32] {
    // HMAC takes keys of any length; a slice of 32 bytes is never refused.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else {
        return [0; 32];
    };
    for part in parts {
        mac.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        mac.update(part.as_bytes());
    }
    mac.finalize().into_bytes().into()
}

fn read(path: &Path, shown: &str) -> Result<Vec<Key>, SealError> {
    let text = std::fs::read_to_string(path).map_err(|error| trouble(shown, &error))?;
    let mut keys: Vec<Key> = Vec::new();
    for (line, text) in (1..).zip(text.lines()) {
        let text = text.trim();
        if text.is_empty() || text.starts_with('#') {
            continue;
        }
        let wrong = SealError::Line {
            file: shown.to_owned(),
            line,
        };
        let Some((id, secret)) = text.split_once(char::is_whitespace) else {
            return Err(wrong);
        };
        let Some(secret) = unhex(secret.trim()) else {
            return Err(wrong);
        };
        if keys.iter().any(|key| key.id == id) {
            return Err(wrong);
        }
        // One secret, two uses: each gets its own key.
        keys.push(Key {
            id: id.to_owned(),
            cipher: XChaCha20Poly1305::new(&keyed(&secret, &["seal"]).into()),
            marks: keyed(&secret, &["mark"]),
        });
    }
    if keys.is_empty() {
        return Err(SealError::File {
            file: shown.to_owned(),
            reason: "里面没有密钥",
        });
    }
    Ok(keys)
}

/// Makes the file with one fresh key. Two nodes that start at once agree on the first one's.
fn make(path: &Path, shown: &str) -> Result<(), SealError> {
    let folder = path.parent().unwrap_or(path);
    private_folder(folder).map_err(|error| trouble(shown, &error))?;
    let token = |bytes: &mut [u8]| getrandom::fill(bytes).map_err(|_| SealError::NoRandom);
    let (mut id, mut secret) = ([0_u8; 4], [0_u8; 32]);
    token(&mut id)?;
    token(&mut secret)?;
    let draft: PathBuf = folder.join(format!(".{}", uuid::Uuid::now_v7().simple()));
    let written = private_file(&draft)
        .and_then(|mut file| {
            writeln!(file, "{HEAD}k-{} {}", hex(&id), hex(&secret))?;
            file.sync_all()
        })
        // A link, not a rename: it fails where the other node was first.
        .and_then(|()| std::fs::hard_link(&draft, path));
    // The draft is of no use to anyone; that it cannot be removed either changes nothing.
    let _ = std::fs::remove_file(&draft);
    match written {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(trouble(shown, &error)),
        Ok(()) => {
            tracing::info!("已生成密钥文件 {shown}，请和数据库分开备份一份。");
            Ok(())
        }
    }
}

#[cfg(unix)]
fn private_folder(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
}

#[cfg(not(unix))]
fn private_folder(folder: &Path) -> io::Result<()> {
    std::fs::create_dir_all(folder)
}

#[cfg(unix)]
fn private_file(path: &Path) -> io::Result<std::fs::File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
}

#[cfg(not(unix))]
fn private_file(path: &Path) -> io::Result<std::fs::File> {
    std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(path)
}

#[cfg(unix)]
fn open_to_others(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::metadata(path).is_ok_and(|found| found.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn open_to_others(_path: &Path) -> bool {
    false
}

fn trouble(shown: &str, error: &io::Error) -> SealError {
    SealError::File {
        file: shown.to_owned(),
        reason: match error.kind() {
            io::ErrorKind::NotFound => "找不到这个文件",
            io::ErrorKind::PermissionDenied => "没有读写权限",
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "磁盘已满",
            io::ErrorKind::ReadOnlyFilesystem => "文件系统只读",
            io::ErrorKind::InvalidData => "不是文本文件",
            _ => "磁盘出错",
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring() -> (tempfile::TempDir, Keyring) {
        let folder = tempfile::tempdir().unwrap();
        let ring = Keyring::open(folder.path(), None);
        (folder, ring)
    }

    #[test]
    fn a_text_opens_only_where_it_belongs() {
        let (_folder, ring) = ring();
        let sealed = ring.seal("件甲 0", "某某给每户发了一条烟").unwrap();
        assert_eq!(
            ring.open_sealed("件甲 0", &sealed).unwrap(),
            "某某给每户发了一条烟"
        );
        assert_eq!(
            ring.open_sealed("件乙 0", &sealed),
            Err(SealError::Damaged),
            "moved to another record"
        );
        let mut bent = sealed.clone();
        bent.content[40] ^= 1;
        assert_eq!(ring.open_sealed("件甲 0", &bent), Err(SealError::Damaged));
        bent.content.truncate(10);
        assert_eq!(ring.open_sealed("件甲 0", &bent), Err(SealError::Damaged));
    }

    #[test]
    fn the_same_text_never_looks_the_same_and_its_length_is_hidden() {
        let (_folder, ring) = ring();
        let one = ring.seal("a", "短").unwrap();
        let two = ring.seal("a", "短").unwrap();
        assert_ne!(one.content, two.content);
        let longer = ring.seal("a", &"长".repeat(100)).unwrap();
        assert_eq!(one.content.len(), longer.content.len());
        let plain = "短".as_bytes();
        assert!(!one.content.windows(plain.len()).any(|part| part == plain));
    }

    #[test]
    fn keys_are_made_once_and_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let first = Keyring::open(folder.path(), None);
        let sealed = first.seal("a", "文").unwrap();
        let again = Keyring::open(folder.path(), None);
        assert_eq!(first.current().unwrap(), again.current().unwrap());
        assert_eq!(again.open_sealed("a", &sealed).unwrap(), "文");
        let path = folder.path().join("keys/sealing.key");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = std::fs::metadata(&path).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        // A key added at the end is used from then on; the old one still opens what it sealed.
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, format!("{text}k-second {}\n", "5a".repeat(32))).unwrap();
        let rotated = Keyring::open(folder.path(), None);
        assert_eq!(rotated.current().unwrap(), "k-second");
        assert_eq!(rotated.open_sealed("a", &sealed).unwrap(), "文");
        assert_eq!(rotated.seal("a", "新").unwrap().key_id, "k-second");
    }

    #[test]
    fn a_lost_key_is_told_by_its_id_and_place() {
        let (folder, ring) = ring();
        let sealed = ring.seal("a", "文").unwrap();
        std::fs::remove_file(folder.path().join("keys/sealing.key")).unwrap();
        let other = Keyring::open(folder.path(), None);
        let told = other.open_sealed("a", &sealed).unwrap_err().to_string();
        assert!(told.contains(&sealed.key_id) && told.contains("keys/sealing.key"));
        assert!(told.starts_with("请系统管理员把备份里"));
    }

    #[test]
    fn a_file_that_cannot_be_used_says_why() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("own.key");
        // A configured file is not made.
        let ring = Keyring::open(folder.path(), Some(&path));
        assert!(
            ring.seal("a", "b")
                .unwrap_err()
                .to_string()
                .contains("找不到")
        );
        assert!(!path.exists());
        for (text, part) in [
            ("# 只有说明\n", "里面没有密钥"),
            ("k-1 zz\n", "第 1 行"),
            ("k-1\n", "第 1 行"),
        ] {
            std::fs::write(&path, text).unwrap();
            let ring = Keyring::open(folder.path(), Some(&path));
            let told = ring.current().unwrap_err().to_string();
            assert!(told.contains(part), "{told}");
        }
        let twice = format!("k-1 {0}\nk-1 {0}\n", "00".repeat(32));
        std::fs::write(&path, twice).unwrap();
        let ring = Keyring::open(folder.path(), Some(&path));
        assert!(ring.current().unwrap_err().to_string().contains("第 2 行"));
    }

    #[test]
    fn marks_are_told_apart_by_record_and_key_and_show_no_keys() {
        let (_folder, ring) = ring();
        let key = ring.current().unwrap().to_owned();
        let mark = ring.mark(&key, "件甲", "账号一").unwrap();
        assert_eq!(mark, ring.mark(&key, "件甲", "账号一").unwrap());
        assert_ne!(mark, ring.mark(&key, "件乙", "账号一").unwrap());
        assert_ne!(mark, ring.mark(&key, "件甲账", "号一").unwrap());
        assert!(ring.mark("k-none", "件甲", "账号一").is_err());
        assert_eq!(format!("{ring:?}"), "Keyring { .. }");
    }
}
