//! 随机令牌 — tokens that are shown once and kept as a digest only.

use sha2::{Digest, Sha256};

/// No random bytes could be had from the operating system.
#[derive(Debug, thiserror::Error)]
#[error("系统取不到随机数，不能生成安全令牌")]
pub struct NoRandom;

/// A fresh token of 256 bits as 64 hexadecimal digits.
pub fn token() -> Result<String, NoRandom> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(|_| NoRandom)?;
    Ok(hex(&bytes))
}

/// What is stored of a token, and what a token derives for another purpose.
pub fn digest(purpose: &str, token: &str) -> String {
    let mut hasher = Sha256::new();
    hasher.update(purpose.as_bytes());
    hasher.update([0]);
    hasher.update(token.as_bytes());
    hex(&hasher.finalize())
}

/// `sha256:…` of some bytes.
pub fn sha256(bytes: &[u8]) -> String {
    format!("sha256:{}", hex(&Sha256::digest(bytes)))
}

/// `sha256:…` of what a digest was fed, part by part.
pub fn finished(hasher: Sha256) -> String {
    format!("sha256:{}", hex(&hasher.finalize()))
}

/// Compares without giving away how far two texts agree.
pub fn same(left: &str, right: &str) -> bool {
    left.len() == right.len()
        && left
            .bytes()
            .zip(right.bytes())
            .fold(0_u8, |acc, (a, b)| acc | (a ^ b))
            == 0
}

/// Bytes as hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}

/// 64 hexadecimal digits as 32 bytes.
pub fn unhex(text: &str) -> Option<[u8; 32]> {
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    let mut bytes = [0_u8; 32];
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(at * 2..at * 2 + 2)?, 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_depend_on_their_purpose() {
        assert_ne!(digest("session", "a"), digest("form", "a"));
        assert_eq!(
            sha256(b"abc"),
            "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        assert_eq!(unhex(&hex(&[171; 32])), Some([171; 32]));
        assert_eq!(unhex("ab"), None);
        assert_eq!(unhex(&"x".repeat(64)), None);
        assert!(same("ab", "ab") && !same("ab", "ac") && !same("ab", "abc"));
        assert_ne!(token().unwrap(), token().unwrap());
    }
}
