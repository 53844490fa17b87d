//! 信封 — a file closed on a telephone that only this office opens: its half of the key never leaves the
//! database, the telephone makes a pair of its own for every file and forgets it.
//!
//! ```text
//! huanjie-sealed 1 k-1a2b3c4d 5120\n   编号、密文的字节数
//! 32 bytes                             the telephone's public half
//! 24 bytes                             nonce
//! 5120 bytes                           NaCl box: X25519, XSalsa20-Poly1305
//! ```
//! `static/phone.js` writes it with TweetNaCl.js, which works over plain HTTP where browsers offer no
//! cryptography of their own.

use crypto_box::{PublicKey, SalsaBox, SecretKey, aead::Aead as _};

/// What such a file begins with.
const MARK: &[u8] = b"huanjie-sealed ";
/// The version written and read.
const VERSION: &str = "1";
/// The first line is never longer.
const LONGEST_HEAD: usize = 100;
const PUBLIC: usize = 32;
const NONCE: usize = 24;
/// Of the box, what proves that it is whole.
const TAG: usize = 16;

/// No random numbers.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("系统取不到随机数，不能生成离线文件的密钥。")]
pub struct NoRandom;

/// Why an envelope does not open.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EnvelopeError {
    /// Written by a later program.
    #[error("请把办公室的程序升级到新版再导入：这个文件是新版程序写的，这一版打不开。")]
    Newer,
    /// Sealed to a key this office does not have.
    #[error(
        "请在手机上打开本服务的“待上传”页，重新导出再导入：这个文件是给另一台服务器密封的（密钥编号 {key}），或者本服务恢复成了更早的备份，在这里打不开。手机上还留着这些检查。"
    )]
    Elsewhere {
        /// Id of the key.
        key: String,
    },
    /// The end is missing.
    #[error(
        "请把文件重新拷贝或者发送一遍：文件没有传完，应有 {whole} 字节，只收到 {came} 字节。手机上还留着这些检查。"
    )]
    Short {
        /// Bytes there should be.
        whole: usize,
        /// Bytes there are.
        came: usize,
    },
    /// Not as it was sealed.
    #[error(
        "请把文件重新拷贝一遍；还不行，就在手机上重新导出：文件在路上损坏了，或者被改动过，打不开。手机上还留着这些检查。"
    )]
    Damaged,
}

/// Both halves of a key.
#[derive(Clone)]
pub struct Pair {
    /// What a telephone seals with.
    pub public: [u8; 32],
    /// What opens it.
    pub secret: [u8; 32],
}

impl std::fmt::Debug for Pair {
    /// Never the secret half.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pair").finish_non_exhaustive()
    }
}

impl Pair {
    /// A new one.
    pub fn fresh() -> Result<Self, NoRandom> {
        let mut secret = [0_u8; 32];
        getrandom::fill(&mut secret).map_err(|_| NoRandom)?;
        Ok(Self::of(secret))
    }

    /// The pair of a secret half.
    pub fn of(secret: [u8; 32]) -> Self {
        Self {
            public: SecretKey::from(secret).public_key().to_bytes(),
            secret,
        }
    }
}

/// Whether a file says that it is sealed.
pub fn is_sealed(content: &[u8]) -> bool {
    content.starts_with(MARK)
}

/// Id of the key a sealed file asks for.
pub fn key_id(content: &[u8]) -> Result<&str, EnvelopeError> {
    Ok(Parts::of(content)?.key)
}

/// Opens a sealed file with the secret half it asks for.
pub fn open(content: &[u8], secret: [u8; 32]) -> Result<Vec<u8>, EnvelopeError> {
    let parts = Parts::of(content)?;
    SalsaBox::new(&PublicKey::from(parts.public), &SecretKey::from(secret))
        .decrypt(&parts.nonce.into(), parts.sealed)
        .map_err(|_| EnvelopeError::Damaged)
}

/// What a sealed file consists of.
struct Parts<'c> {
    key: &'c str,
    public: [u8; 32],
    nonce: [u8; NONCE],
    sealed: &'c [u8],
}

impl<'c> Parts<'c> {
    fn of(content: &'c [u8]) -> Result<Self, EnvelopeError> {
        let rest = content.strip_prefix(MARK).ok_or(EnvelopeError::Damaged)?;
        let end = rest
            .iter()
            .take(LONGEST_HEAD)
            .position(|byte| *byte == b'\n')
            .ok_or(EnvelopeError::Damaged)?;
        let (head, body) = rest.split_at_checked(end).ok_or(EnvelopeError::Damaged)?;
        let body = body.get(1..).unwrap_or_default();
        let head = std::str::from_utf8(head).map_err(|_| EnvelopeError::Damaged)?;
        let mut words = head.split(' ');
        let version = words.next().unwrap_or_default();
        if version != VERSION {
            return Err(
                if version.bytes().all(|byte| byte.is_ascii_digit()) && !version.is_empty() {
                    EnvelopeError::Newer
                } else {
                    EnvelopeError::Damaged
                },
            );
        }
        let key = words.next().filter(|key| is_id(key));
        let length = words.next().and_then(|text| text.parse::<usize>().ok());
        let (Some(key), Some(length), None) = (key, length, words.next()) else {
            return Err(EnvelopeError::Damaged);
        };
        let before = content.len().saturating_sub(body.len());
        let whole = before.saturating_add(PUBLIC + NONCE).saturating_add(length);
        if content.len() < whole {
            return Err(EnvelopeError::Short {
                whole,
                came: content.len(),
            });
        }
        let (public, body) = body
            .split_first_chunk::<PUBLIC>()
            .ok_or(EnvelopeError::Damaged)?;
        let (nonce, sealed) = body
            .split_first_chunk::<NONCE>()
            .ok_or(EnvelopeError::Damaged)?;
        if sealed.len() != length || length < TAG {
            return Err(EnvelopeError::Damaged);
        }
        Ok(Self {
            key,
            public: *public,
            nonce: *nonce,
            sealed,
        })
    }
}

/// Ids are short and plain: one stands in a message.
fn is_id(text: &str) -> bool {
    (1..=40).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// Seals as a telephone does.
#[cfg(test)]
pub(crate) fn seal(key: &str, office: [u8; 32], own: [u8; 32], text: &[u8]) -> Vec<u8> {
    let nonce = [5_u8; NONCE];
    let sealed = SalsaBox::new(&PublicKey::from(office), &SecretKey::from(own))
        .encrypt(&nonce.into(), text)
        .unwrap_or_default();
    let mut made = format!("huanjie-sealed 1 {key} {}\n", sealed.len()).into_bytes();
    made.extend_from_slice(&Pair::of(own).public);
    made.extend_from_slice(&nonce);
    made.extend_from_slice(&sealed);
    made
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::platform::secret::hex;

    /// What TweetNaCl.js 1.0.3 makes of the same keys, nonce and text.
    #[test]
    fn the_telephone_and_the_office_speak_the_same_box() {
        let office = Pair::of([7; 32]);
        assert_eq!(
            hex(&office.public),
            "13be4feaeaf204c7fd3358fc9c00721881d174278128227ec674f37f7fe97b6d"
        );
        let made = seal("k-1", office.public, [9; 32], "{\"督查\":1}".as_bytes());
        assert!(hex(&made).ends_with(
            "57db4b359f23ae5e146e4e2512056704722506348c150c14753d0c933d04d421\
             050505050505050505050505050505050505050505050505\
             8f23eee34ee2f7d39a4e156b8435ce55948f5232fd7ef8f2fd504c5e"
        ));
        assert!(is_sealed(&made));
        assert_eq!(key_id(&made).unwrap(), "k-1");
        assert_eq!(
            open(&made, office.secret).unwrap(),
            "{\"督查\":1}".as_bytes()
        );
        assert_ne!(Pair::fresh().unwrap().secret, Pair::fresh().unwrap().secret);
        assert!(!format!("{office:?}").contains("07"));
    }

    #[test]
    fn what_does_not_open_says_why() {
        let office = Pair::of([7; 32]);
        let made = seal("k-1", office.public, [9; 32], b"text");
        let with = |change: &dyn Fn(&mut Vec<u8>)| {
            let mut made = made.clone();
            change(&mut made);
            open(&made, office.secret).unwrap_err()
        };
        let whole = made.len();
        assert_eq!(
            with(&|made| made.truncate(made.len() - 3)),
            EnvelopeError::Short {
                whole,
                came: whole - 3
            }
        );
        // Cut off within the public half, and within the first line.
        assert_eq!(
            with(&|made| made.truncate(40)),
            EnvelopeError::Short { whole, came: 40 }
        );
        assert_eq!(with(&|made| made.truncate(18)), EnvelopeError::Damaged);
        assert_eq!(with(&|made| made.push(0)), EnvelopeError::Damaged);
        for at in [25, 60, 90, whole - 1] {
            assert_eq!(
                with(&|made| {
                    if let Some(byte) = made.get_mut(at) {
                        *byte ^= 1;
                    }
                }),
                EnvelopeError::Damaged,
                "{at}"
            );
        }
        assert_eq!(
            open(&made, [8; 32]).unwrap_err(),
            EnvelopeError::Damaged,
            "another key"
        );
        let cases: [(&[u8], EnvelopeError); 7] = [
            (b"huanjie-sealed 2 k-1 9\n", EnvelopeError::Newer),
            (b"huanjie-sealed x k-1 9\n", EnvelopeError::Damaged),
            (b"huanjie-sealed 1 k-1\n", EnvelopeError::Damaged),
            (b"huanjie-sealed 1 k<1 9\n", EnvelopeError::Damaged),
            (b"huanjie-sealed 1 k-1 9 9\n", EnvelopeError::Damaged),
            (b"huanjie-sealed 1 k-1 -9\n", EnvelopeError::Damaged),
            (b"huanjie-sealed ", EnvelopeError::Damaged),
        ];
        for (content, expected) in cases {
            assert_eq!(key_id(content).unwrap_err(), expected, "{content:?}");
        }
        let endless = format!("huanjie-sealed 1 k-1 {}\n", usize::MAX).into_bytes();
        assert!(matches!(
            key_id(&endless).unwrap_err(),
            EnvelopeError::Short { .. }
        ));
        assert!(!is_sealed(b"{\"format\":\"huanjie-inspections\"}"));
    }
}
