//! 备份的密码 — typed by a person, used once, kept nowhere.

use std::fmt;

/// Fewest characters: what is found on a lost stick can be tried without end.
pub const SHORTEST: usize = 12;
/// Most characters.
const LONGEST: usize = 128;

/// 密码 of one backup. It is never written: not to a log, not to the audit, not to the disk.
#[derive(Clone)]
pub struct Password(String);

impl fmt::Debug for Password {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Password")
    }
}

impl Password {
    /// A password for a new backup; what is wrong with it otherwise.
    pub fn new(text: &str) -> Result<Self, String> {
        let count = text.chars().count();
        if count < SHORTEST {
            return Err(format!(
                "请用 {SHORTEST} 个字以上的密码，现在是 {count} 个：捡到 U 盘的人可以一直试下去，短的挡不住。"
            ));
        }
        if count > LONGEST {
            return Err(format!("请把密码缩短到 {LONGEST} 个字以内。"));
        }
        if text.chars().any(char::is_control) {
            return Err("请去掉密码里的换行和控制符。".to_owned());
        }
        if text.trim() != text {
            return Err("请去掉密码前后的空格：抄下来时看不见。".to_owned());
        }
        Ok(Self(text.to_owned()))
    }

    /// A password somebody gives to open a backup: whatever it is, it opens or it does not.
    pub fn given(text: &str) -> Self {
        Self(text.to_owned())
    }

    pub(super) fn bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_guessed_or_mistyped_is_refused() {
        let cases = [
            ("", "12 个字以上"),
            ("Yanshi-2027", "现在是 11 个"),
            ("石塘镇换届备份二零二七", "现在是 11 个"),
            ("石塘镇换届备份二零二七年", ""),
            ("correct horse battery", ""),
            (" correct horse battery", "前后的空格"),
            ("correct\thorse battery", "控制符"),
        ];
        for (text, wanted) in cases {
            match Password::new(text) {
                Ok(_) => assert_eq!(wanted, "", "{text}"),
                Err(told) => assert!(
                    !wanted.is_empty() && told.contains(wanted),
                    "{text}: {told}"
                ),
            }
        }
        assert!(Password::new(&"长".repeat(129)).is_err());
        assert_eq!(format!("{:?}", Password::given("secret")), "Password");
    }
}
