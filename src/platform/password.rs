//! 密码 — argon2id, with a bound on how many are computed at once.
//!
//! One hash costs about 19 MiB and 30 ms; without the bound a burst of sign-ins would take all the
//! memory of a small office machine.

use std::sync::Arc;

use argon2::{
    Algorithm, Argon2, Params, PasswordHash, PasswordHasher as _, PasswordVerifier as _, Version,
};
use tokio::sync::Semaphore;

/// Fewest characters of a password (等保二级 profile: 10 characters of three classes).
pub const SHORTEST: usize = 10;
/// Most characters taken: longer input would only buy an attacker work on our side.
pub const LONGEST: usize = 128;

/// Why a password cannot be hashed or checked.
#[derive(Debug, thiserror::Error)]
pub enum PasswordError {
    /// The hash function refused its parameters or input.
    #[error("密码无法处理")]
    Hash,
    /// The service is shutting down.
    #[error("服务正在停止")]
    Stopped,
}

/// Work factors of argon2id.
#[derive(Debug, Clone, Copy)]
pub struct Cost {
    /// KiB of memory.
    pub memory: u32,
    /// Passes over it.
    pub passes: u32,
}

impl Default for Cost {
    /// 19 MiB, two passes: the OWASP minimum for argon2id.
    fn default() -> Self {
        Self {
            memory: 19 * 1024,
            passes: 2,
        }
    }
}

/// Hashes and checks passwords, at most two at a time.
#[derive(Clone)]
pub struct Passwords {
    gate: Arc<Semaphore>,
    cost: Cost,
    decoy: Arc<str>,
}

impl Passwords {
    /// Passwords hashed at `cost`.
    pub fn new(cost: Cost) -> Result<Self, PasswordError> {
        // Checked when the account does not exist, so that the answer takes as long.
        let decoy = hash_now(cost, "no such account")?;
        Ok(Self {
            gate: Arc::new(Semaphore::new(2)),
            cost,
            decoy: decoy.into(),
        })
    }

    /// The stored form of a new password.
    pub async fn hash(&self, password: String) -> Result<String, PasswordError> {
        let _permit = self
            .gate
            .acquire()
            .await
            .map_err(|_| PasswordError::Stopped)?;
        let cost = self.cost;
        tokio::task::spawn_blocking(move || hash_now(cost, &password))
            .await
            .map_err(|_| PasswordError::Stopped)?
    }

    /// Whether `password` belongs to `stored`; `None` (no such account) costs the same time.
    pub async fn verify(
        &self,
        password: String,
        stored: Option<String>,
    ) -> Result<bool, PasswordError> {
        let _permit = self
            .gate
            .acquire()
            .await
            .map_err(|_| PasswordError::Stopped)?;
        let decoy = Arc::clone(&self.decoy);
        tokio::task::spawn_blocking(move || {
            let known = stored.is_some();
            let text = stored.unwrap_or_else(|| decoy.to_string());
            let Ok(parsed) = PasswordHash::new(&text) else {
                return false;
            };
            let matches = Argon2::default()
                .verify_password(password.as_bytes(), &parsed)
                .is_ok();
            known && matches
        })
        .await
        .map_err(|_| PasswordError::Stopped)
    }
}

fn hash_now(cost: Cost, password: &str) -> Result<String, PasswordError> {
    let params = Params::new(cost.memory, cost.passes, 1, None).map_err(|_| PasswordError::Hash)?;
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password(password.as_bytes())
        .map(|hash| hash.to_string())
        .map_err(|_| PasswordError::Hash)
}

/// Everything that speaks against a new password, in plain words; empty when it may be used.
pub fn problems(password: &str, username: &str, also_forbidden: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    let length = password.chars().count();
    if length < SHORTEST {
        found.push(format!(
            "请把密码加长到 {SHORTEST} 个字符以上，现在是 {length} 个。"
        ));
    }
    if length > LONGEST {
        found.push(format!("请把密码缩短到 {LONGEST} 个字符以内。"));
    }
    let classes = [
        password.chars().any(|c| c.is_ascii_lowercase()),
        password.chars().any(|c| c.is_ascii_uppercase()),
        password.chars().any(|c| c.is_ascii_digit()),
        password.chars().any(|c| !c.is_ascii_alphanumeric()),
    ];
    if classes.iter().filter(|present| **present).count() < 3 {
        found.push(
            "请在密码中至少用到大写字母、小写字母、数字、其他符号（含汉字）中的三类。".to_owned(),
        );
    }
    let folded = password.to_lowercase();
    if !username.is_empty() && folded.contains(&username.to_lowercase()) {
        found.push("请不要在密码中包含账号名。".to_owned());
    }
    for word in also_forbidden {
        if !word.is_empty() && folded.contains(&word.to_lowercase()) {
            found.push(format!(
                "请不要在密码中包含「{word}」，单位名最容易被猜到。"
            ));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_is_recognised_and_nothing_else() {
        let passwords = Passwords::new(Cost {
            memory: 64,
            passes: 1,
        })
        .unwrap();
        let stored = passwords.hash("Shitang#2027x".into()).await.unwrap();
        assert!(stored.starts_with("$argon2id$"));
        assert!(
            passwords
                .verify("Shitang#2027x".into(), Some(stored.clone()))
                .await
                .unwrap()
        );
        assert!(
            !passwords
                .verify("Shitang#2027y".into(), Some(stored))
                .await
                .unwrap()
        );
        assert!(
            !passwords
                .verify("no such account".into(), None)
                .await
                .unwrap()
        );
    }

    #[test]
    fn weak_passwords_are_named_with_every_reason() {
        assert_eq!(problems("short", "clerk", &[]).len(), 2);
        assert_eq!(problems("Clerk-2027-abc", "clerk", &[]).len(), 1);
        assert_eq!(problems("石塘镇-2027-Abc", "clerk", &["石塘镇"]).len(), 1);
        assert!(problems("Maple-74-river", "clerk", &["石塘镇"]).is_empty());
    }
}
