//! 内置字体 — the faces in the binary, in the order of their numbers.

use super::{FaceId, Role};

/// 内置字面.
pub(super) struct Builtin {
    /// File name in `assets/fonts` without its ending.
    #[cfg(test)]
    pub file: &'static str,
    /// Family name, as `huanjie fonts` prints it.
    pub family: &'static str,
    /// Origin and licence.
    pub note: &'static str,
    /// The font file, packed by zstd.
    pub packed: &'static [u8],
    /// Its characters, see [`super::Coverage::parse`].
    pub coverage: &'static str,
}

macro_rules! faces {
    ($($name:ident: $file:literal, $family:literal, $note:literal;)*) => {
        /// The place of each face in the table is its number.
        #[allow(non_camel_case_types, clippy::upper_case_acronyms)]
        #[repr(u8)]
        enum Place { $($name),* }
        $(const $name: FaceId = FaceId(Place::$name as u8);)*
        /// All built-in faces; the place is the number.
        pub(super) static FACES: &[Builtin] = &[$(Builtin {
            #[cfg(test)]
            file: $file,
            family: $family,
            note: $note,
            packed: include_bytes!(concat!("../../../assets/fonts/", $file, ".ttf.zst")),
            coverage: include_str!(concat!("../../../assets/fonts/", $file, ".coverage.txt")),
        }),*];
    };
}

faces! {
    XIAOBIAOSONG: "xiaobiaosong", "换届小标宋", "取自 Noto Serif SC Bold，OFL 1.1";
    FANGSONG: "fangsong", "换届仿宋", "取自 FandolFang，GPL 3 附字体例外";
    HEI: "hei", "换届黑体", "取自 Noto Sans SC Medium，OFL 1.1";
    KAI: "kai", "换届楷体", "取自 LXGW WenKai Light，OFL 1.1";
    SONG: "song", "换届宋体", "取自 Noto Serif SC Regular，OFL 1.1";
    SONG_LIGHT: "song-light", "换届细宋", "取自 Noto Serif SC ExtraLight，OFL 1.1";
    BUZI_A: "hanamin-a", "换届补字甲", "取自 HanaMinA，OFL 1.1";
    BUZI_B: "hanamin-b", "换届补字乙", "取自 HanaMinB，OFL 1.1";
}

/// 一手字 — the faces of one design: 补字甲 and 补字乙 (花园明朝) are two files of one, every other face
/// stands alone.
pub(super) fn hand(id: &FaceId) -> &[FaceId] {
    const BUZI: [FaceId; 2] = [BUZI_A, BUZI_B];
    if BUZI.contains(id) {
        &BUZI
    } else {
        std::slice::from_ref(id)
    }
}

/// The role's own face and its fallbacks. Beside 仿宋 and 楷体 the light Song and then 楷体 look right,
/// beside the others the regular Song and then 补字, which is a Song design too. Every chain holds all
/// that the library covers.
pub(super) fn chain(role: Role) -> &'static [FaceId] {
    match role {
        Role::XiaoBiaoSong => &[XIAOBIAOSONG, SONG, BUZI_A, BUZI_B, KAI, SONG_LIGHT],
        Role::FangSong => &[FANGSONG, SONG_LIGHT, KAI, SONG, BUZI_A, BUZI_B],
        Role::Hei => &[HEI, SONG, BUZI_A, BUZI_B, KAI, SONG_LIGHT],
        Role::Kai => &[KAI, SONG_LIGHT, SONG, BUZI_A, BUZI_B],
        Role::Song => &[SONG, SONG_LIGHT, BUZI_A, BUZI_B, KAI],
    }
}
