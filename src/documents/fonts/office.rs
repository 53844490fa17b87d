//! 单位字体 — the licensed fonts an office puts into its fonts folder.

use std::collections::BTreeMap;
use std::str::FromStr;

use super::Role;

/// 角色对照 — which file of the fonts folder serves which role.
pub type RoleMap = BTreeMap<Role, String>;

/// 角色名写错 — a role in the settings that is none of the five.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "请把字体角色“{given}”改为小标宋、仿宋、黑体、楷体、宋体之一。原因：文书只用这五种字体。〔GB/T 9704—2012〕"
)]
pub struct UnknownRole {
    /// The word found in the settings.
    pub given: String,
}

impl FromStr for Role {
    type Err = UnknownRole;

    /// Reads the Chinese word of the role.
    fn from_str(text: &str) -> Result<Self, UnknownRole> {
        Role::ALL
            .into_iter()
            .find(|role| role.label() == text.trim())
            .ok_or_else(|| UnknownRole {
                given: text.trim().to_owned(),
            })
    }
}
