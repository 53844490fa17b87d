//! 字体 — the faces a paper is set in: which face serves which role, which face has which
//! character, and the part of a face that goes into a PDF.
//!
//! Pure: no database, no clock, no folder. The built-in faces are part of the binary; an office's own
//! licensed fonts come in as bytes. A face is unpacked when it is first used and then kept for the
//! whole process; asking *who has this character* unpacks nothing.

mod coverage;
mod embedded;
mod error;
mod face;
mod library;
mod office;
mod pages;
mod subset;
#[cfg(test)]
mod tests;

pub use coverage::Coverage;
pub use error::{FontError, FontProblem};
pub use face::{Face, Outlines, Segment};
pub use library::{Library, NameFace, RoleLine};
pub use office::{RoleMap, UnknownRole};
pub use subset::Subset;

/// 字体角色 — what a line of a paper is set in (GB/T 9704-2012 names them by these five words).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// 小标宋: red head and titles.
    XiaoBiaoSong,
    /// 仿宋: body text.
    FangSong,
    /// 黑体: headings of the first level, 密级, 附件.
    Hei,
    /// 楷体: headings of the second level, the signer's name.
    Kai,
    /// 宋体: page numbers, tables.
    Song,
}

impl Role {
    /// All roles, in the order `huanjie fonts` prints them.
    pub const ALL: [Role; 5] = [
        Role::XiaoBiaoSong,
        Role::FangSong,
        Role::Hei,
        Role::Kai,
        Role::Song,
    ];

    /// The Chinese word for the role, as an operator writes it in the settings.
    pub fn label(self) -> &'static str {
        match self {
            Role::XiaoBiaoSong => "小标宋",
            Role::FangSong => "仿宋",
            Role::Hei => "黑体",
            Role::Kai => "楷体",
            Role::Song => "宋体",
        }
    }
}

/// 字面编号 — a face inside one [`Library`]; meaningless in another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FaceId(pub(crate) u8);

impl FaceId {
    /// A small number, unique in its library: an index for a caller's own tables.
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// 不可见字符 — characters that draw nothing and take no room: variation selectors, joiners, marks of
/// direction, controls. The typesetter drops them; they are never "missing".
///
/// Combining marks are not among them: they draw something and must be covered.
pub fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{00AD}'
                | '\u{034F}'
                | '\u{061C}'
                | '\u{180B}'..='\u{180F}'
                | '\u{200B}'..='\u{200F}'
                | '\u{2028}'..='\u{202E}'
                | '\u{2060}'..='\u{206F}'
                | '\u{FE00}'..='\u{FE0F}'
                | '\u{FEFF}'
                | '\u{E0000}'..='\u{E0FFF}'
        )
}
