//! What the built-in faces promise, and what is refused of an office's own.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use sha2::{Digest, Sha256};

use super::coverage::is_han;
use super::embedded::FACES;
use super::*;

const SUMS: &str = include_str!("../../../assets/fonts/SHA256SUMS");
const REPORT: &str = include_str!("../../../assets/fonts/coverage-report.txt");

fn family(library: &Library, id: FaceId) -> &str {
    &library.face(id).unwrap().family
}

fn pick(library: &Library, role: Role, c: char) -> &str {
    library.pick(role, c).map_or("无", |id| family(library, id))
}

/// 第三级汉字: the ranges of GB 18030-2022 with the twelve among the compatibility forms.
fn level_3() -> impl Iterator<Item = char> {
    [
        0x3400..=0x4DB5,
        0x4E00..=0x9FEF,
        0xFA0E..=0xFA0F,
        0xFA11..=0xFA11,
        0xFA13..=0xFA14,
        0xFA1F..=0xFA1F,
        0xFA21..=0xFA21,
        0xFA23..=0xFA24,
        0xFA27..=0xFA29,
        0x20000..=0x2A6D6,
        0x2A700..=0x2B734,
        0x2B740..=0x2B81D,
        0x2B820..=0x2CEA1,
        0x2CEB0..=0x2EBE0,
    ]
    .into_iter()
    .flatten()
    .filter_map(char::from_u32)
}

#[test]
fn every_embedded_file_has_the_sum_that_was_written_down() {
    let sums: BTreeMap<&str, &str> = SUMS
        .lines()
        .filter_map(|line| line.split_once("  "))
        .map(|(sum, file)| (file, sum))
        .collect();
    let hex = |bytes: &[u8]| {
        let mut text = String::new();
        for byte in Sha256::digest(bytes) {
            write!(text, "{byte:02x}").unwrap();
        }
        text
    };
    assert_eq!(sums.len(), FACES.len() * 2);
    for face in FACES {
        let packed = sums.get(format!("{}.ttf.zst", face.file).as_str());
        assert_eq!(packed, Some(&hex(face.packed).as_str()), "{}", face.file);
        let list = sums.get(format!("{}.coverage.txt", face.file).as_str());
        assert_eq!(
            list,
            Some(&hex(face.coverage.as_bytes()).as_str()),
            "{}",
            face.file
        );
    }
}

#[test]
fn every_face_has_exactly_the_characters_its_list_says() {
    let library = Library::embedded();
    for (place, builtin) in FACES.iter().enumerate() {
        let face = library.face(FaceId(place.try_into().unwrap())).unwrap();
        let listed = Coverage::parse(builtin.coverage).unwrap();
        assert_eq!(face.coverage(), listed, "{}", builtin.file);
        assert_eq!(face.family, builtin.family);
        assert_eq!(face.outlines, Outlines::TrueType);
        let glyphs: BTreeSet<u16> = listed
            .code_points()
            .filter_map(char::from_u32)
            .filter_map(|c| face.glyph(c))
            .collect();
        assert_eq!(glyphs.len(), listed.len(), "{}：一字一形", builtin.file);
    }
}

#[test]
fn faces_reach_all_of_level_3_of_gb_18030_2022() {
    let library = Library::embedded();
    let all: String = level_3().collect();
    assert_eq!(all.chars().count(), 87_887);
    assert_eq!(library.missing(&all), Vec::<char>::new());
    assert!(REPORT.contains("GB18030-2022三级汉字 87887 / 87887"));
    assert!(all.chars().all(|c| is_han(c.into())));
    let radicals: String = ('\u{2F00}'..='\u{2FD5}').collect();
    assert_eq!(library.missing(&radicals), Vec::<char>::new());
}

#[test]
fn han_counts_of_the_faces() {
    let library = Library::embedded();
    let han: Vec<(String, usize)> = library
        .describe()
        .into_iter()
        .map(|line| (line.role.to_owned() + " " + &line.family, line.han))
        .collect();
    let expected = [
        ("小标宋 换届小标宋", 8230),
        ("仿宋 换届仿宋", 7942),
        ("黑体 换届黑体", 8230),
        ("楷体 换届楷体", 9604),
        ("宋体 换届宋体", 21277),
        ("后备 换届细宋", 8230),
        ("后备 换届补字甲", 30673),
        ("后备 换届补字乙", 60322),
    ];
    let expected = expected.map(|(line, count)| (line.to_owned(), count));
    assert_eq!(han, expected);
}

#[test]
fn picks_of_rare_and_common_characters_beside_fangsong() {
    let library = Library::embedded();
    let cases = [
        // 仿宋自有
        ('村', "换届仿宋"),
        ('镇', "换届仿宋"),
        ('（', "换届仿宋"),
        ('。', "换届仿宋"),
        ('“', "换届仿宋"),
        ('—', "换届仿宋"),
        ('…', "换届仿宋"),
        ('·', "换届仿宋"),
        ('〔', "换届仿宋"),
        ('×', "换届仿宋"),
        ('\u{3000}', "换届仿宋"),
        // 西文、数字、带圈数字一律细宋，笔画与仿宋相当
        ('0', "换届细宋"),
        ('A', "换届细宋"),
        ('(', "换届细宋"),
        ('%', "换届细宋"),
        ('①', "换届细宋"),
        ('⑳', "换届细宋"),
        // 通用规范汉字表三级字
        ('喆', "换届细宋"),
        ('堃', "换届细宋"),
        ('镕', "换届细宋"),
        ('犇', "换届细宋"),
        ('䶮', "换届细宋"),
        ('𬭎', "换届细宋"),
        ('𫟹', "换届细宋"),
        ('𠅤', "换届细宋"),
        // 表外字
        ('㼆', "换届楷体"),
        ('𠮷', "换届楷体"),
        ('\u{9FEB}', "换届宋体"),
        ('㐉', "换届补字甲"),
        ('𠀉', "换届补字乙"),
        ('⼀', "换届补字甲"),
        // 无人能印
        ('\u{E000}', "无"),
        ('😀', "无"),
        ('\u{FE0F}', "无"),
        ('\n', "无"),
    ];
    for (c, face) in cases {
        assert_eq!(pick(&library, Role::FangSong, c), face, "{c:?}");
    }
}

#[test]
fn each_role_sets_ordinary_text_in_its_own_face() {
    let library = Library::embedded();
    let roles = [
        (Role::XiaoBiaoSong, "换届小标宋"),
        (Role::Hei, "换届黑体"),
        (Role::Kai, "换届楷体"),
        (Role::Song, "换届宋体"),
    ];
    for (role, face) in roles {
        for c in "××镇人民政府关于2027年3月18日（星期四）第十三届村民委员会换届选举·ABC abc，。、；：！？《》〔〕—…①⑩□".chars() {
            assert_eq!(pick(&library, role, c), face, "{} {c:?}", role.label());
        }
    }
}

/// GB/T 15834-2011 的标点占一个字位；破折号、省略号占两个。
#[test]
fn full_width_signs_are_one_em_wide_in_every_role() {
    let library = Library::embedded();
    for role in Role::ALL {
        for c in
            "村。，、；：？！“”‘’（）〔〕【】《》〈〉「」［］—…·～－／％①⑳㈠□■○●△☆★※→↓─│℃㎡\u{3000}"
                .chars()
        {
            let face = library.face(library.pick(role, c).unwrap()).unwrap();
            assert_eq!(
                face.advance(face.glyph(c).unwrap()),
                1000,
                "{} {c:?}",
                role.label()
            );
        }
        let digits: Vec<u16> = ('0'..='9')
            .map(|c| {
                let face = library.face(library.pick(role, c).unwrap()).unwrap();
                face.advance(face.glyph(c).unwrap())
            })
            .collect();
        assert!(
            digits.iter().all(|width| (450..=620).contains(width)),
            "{digits:?}"
        );
    }
}

#[test]
fn every_role_can_set_whatever_any_face_has() {
    let library = Library::embedded();
    for builtin in FACES {
        let coverage = Coverage::parse(builtin.coverage).unwrap();
        for c in coverage.code_points().filter_map(char::from_u32) {
            for role in Role::ALL {
                let picked = library.pick(role, c).is_some();
                assert!(picked || is_invisible(c), "{} {c:?}", role.label());
            }
        }
    }
}

#[test]
fn a_name_is_set_in_one_hand() {
    let library = Library::embedded();
    let whole = [
        ("王小明", "换届仿宋"),
        ("欧阳修", "换届仿宋"),
        ("阿依古丽·买买提", "换届仿宋"),
        ("李喆", "换届细宋"),
        ("陈堃·镕", "换届细宋"),
        ("黄𬭎", "换届细宋"),
        ("林㼆", "换届楷体"),
        ("王𠮷", "换届楷体"),
        ("林㐉", "换届补字甲"),
        ("Maria Chen", "换届细宋"),
    ];
    for (name, face) in whole {
        match library.pick_name(Role::FangSong, name) {
            NameFace::Whole(id) => assert_eq!(family(&library, id), face, "{name}"),
            NameFace::Mixed(_) => panic!("{name}"),
        }
    }
    let mixed = [
        // 补字甲、乙是同一套字的两半：余下的字跟着用补字甲。
        ("王𠀉", &["换届补字甲", "换届补字乙"][..]),
        ("李\u{E000}", &["换届仿宋", "无"]),
        ("张三A", &["换届仿宋", "换届仿宋", "换届细宋"]),
        ("李喆A", &["换届细宋", "换届细宋", "换届细宋"]),
    ];
    for (name, faces) in mixed {
        let set = library.pick_name(Role::FangSong, name);
        let found: Vec<&str> = (0..name.chars().count())
            .map(|place| set.at(place).map_or("无", |id| family(&library, id)))
            .collect();
        assert_eq!(found, faces, "{name}");
    }
}

#[test]
fn missing_names_each_character_once_in_order() {
    let library = Library::embedded();
    let cases = [
        ("王小明", ""),
        ("葛\u{E0100}城\u{200D}", ""),
        ("甲😀乙\u{E000}😀", "😀\u{E000}"),
        ("\n\t ", ""),
    ];
    for (text, missing) in cases {
        assert_eq!(library.missing(text), missing.chars().collect::<Vec<_>>());
    }
}

#[test]
fn a_subset_keeps_widths_and_is_the_same_every_time() {
    let library = Library::embedded();
    for (role, text) in [
        (Role::FangSong, "村民委员会。"),
        (Role::Song, "2027年Wi"),
        (Role::Hei, "一、总体要求"),
    ] {
        let face = library.face(library.pick(role, '年').unwrap()).unwrap();
        let glyphs: BTreeSet<u16> = text.chars().filter_map(|c| face.glyph(c)).collect();
        let subset = face.subset(&glyphs).unwrap();
        assert_eq!(subset, face.subset(&glyphs).unwrap());
        assert_eq!(subset.map.len(), glyphs.len() + 1);
        assert!(subset.bytes.len() < 20_000, "{}", subset.bytes.len());
        let cut = ttf_parser::Face::parse(&subset.bytes, 0).unwrap();
        for (&old, &new) in &subset.map {
            let units = cut.glyph_hor_advance(ttf_parser::GlyphId(new)).unwrap();
            let width = u32::from(units) * 1000 / u32::from(cut.units_per_em());
            assert_eq!(width, u32::from(face.advance(old)));
        }
    }
}

#[test]
fn a_subset_of_glyphs_the_face_lacks_is_refused() {
    let library = Library::embedded();
    let face = library
        .face(library.pick(Role::Hei, '一').unwrap())
        .unwrap();
    let error = face.subset(&BTreeSet::from([u16::MAX])).unwrap_err();
    assert_eq!(
        error.to_string(),
        "请更换字体“换届黑体”后重新生成文书。原因：该字体无法取出所需的字形。"
    );
}

#[test]
fn outlines_lie_inside_the_box_of_the_face() {
    let library = Library::embedded();
    let face = library
        .face(library.pick(Role::FangSong, '预').unwrap())
        .unwrap();
    let outline = face.outline(face.glyph('预').unwrap());
    assert!(matches!(outline.first(), Some(Segment::Move(..))));
    assert_eq!(outline.last(), Some(&Segment::Close));
    let [left, bottom, right, top] = face.bounds.map(f32::from);
    for segment in outline {
        if let Segment::Move(x, y) | Segment::Line(x, y) = segment {
            assert!(x >= left - 1.0 && x <= right + 1.0 && y >= bottom - 1.0 && y <= top + 1.0);
        }
    }
    assert!(face.outline(face.glyph('\u{3000}').unwrap()).is_empty());
}

fn office_font() -> Vec<u8> {
    let library = Library::embedded();
    let face = library
        .face(library.pick(Role::Kai, '村').unwrap())
        .unwrap();
    face.data().to_vec()
}

#[test]
fn an_office_font_serves_its_role_and_the_rest_stays() {
    let files = vec![
        ("方正仿宋.ttf".to_owned(), office_font()),
        ("说明.txt".to_owned(), b"text".to_vec()),
    ];
    let roles = RoleMap::from([(Role::FangSong, "方正仿宋.ttf".to_owned())]);
    let library = Library::with_office_fonts(files, &roles).unwrap();
    assert_eq!(pick(&library, Role::FangSong, '村'), "换届楷体");
    assert_eq!(pick(&library, Role::Hei, '村'), "换届黑体");
    assert_eq!(pick(&library, Role::FangSong, '㐉'), "换届补字甲");
    assert_eq!(library.unmapped(), ["说明.txt"]);
    assert_eq!(library.len(), FACES.len() + 1);
    let line = library
        .describe()
        .into_iter()
        .find(|line| line.role == "仿宋");
    assert_eq!(line.unwrap().source, "方正仿宋.ttf");
    let fallbacks = library
        .describe()
        .into_iter()
        .filter(|line| line.role == "后备");
    assert!(fallbacks.into_iter().any(|line| line.family == "换届仿宋"));
}

#[test]
fn broken_office_fonts_are_refused_by_name_all_at_once() {
    let mut cut_off = office_font();
    cut_off.truncate(1000);
    let files = vec![
        ("坏.ttf".to_owned(), b"not a font".to_vec()),
        ("半个.ttf".to_owned(), cut_off),
    ];
    let roles = RoleMap::from([
        (Role::FangSong, "坏.ttf".to_owned()),
        (Role::Kai, "半个.ttf".to_owned()),
        (Role::Hei, "没有.ttf".to_owned()),
    ]);
    let error = Library::with_office_fonts(files, &roles).err().unwrap();
    let FontError::Refused(problems) = &error else {
        panic!("{error}")
    };
    assert_eq!(
        problems[..],
        [
            FontProblem::NotFound {
                file: "没有.ttf".to_owned(),
                role: "黑体"
            },
            FontProblem::Broken {
                file: "坏.ttf".to_owned()
            },
            FontProblem::Broken {
                file: "半个.ttf".to_owned()
            },
        ]
    );
    let text = error.to_string();
    assert!(text.contains("请重新复制字体文件“坏.ttf”。原因：它不是字体文件，或者文件不完整。"));
    assert!(
        !text
            .chars()
            .any(|c| c.is_ascii_alphabetic() && !"tf".contains(c))
    );
}

/// OpenType, OS/2 表 fsType：第 1 位禁止嵌入，第 8 位禁止取子集，第 9 位只准嵌入点阵。
#[test]
fn fonts_whose_maker_forbids_embedding_are_refused() {
    for (fs_type, allowed) in [
        (0x0000, true),
        (0x0004, true),
        (0x0008, true),
        (0x0002, false),
        (0x0100, false),
        (0x0200, false),
    ] {
        let mut bytes = office_font();
        set_fs_type(&mut bytes, fs_type);
        let parsed = Face::parse(Cow::Owned(bytes));
        assert_eq!(parsed.is_ok(), allowed, "{fs_type:#x}");
    }
}

fn set_fs_type(bytes: &mut [u8], value: u16) {
    let tables = usize::from(u16::from_be_bytes([bytes[4], bytes[5]]));
    for record in (0..tables).map(|table| 12 + table * 16) {
        if bytes[record..record + 4] == *b"OS/2" {
            let place: [u8; 4] = bytes[record + 8..record + 12].try_into().unwrap();
            let at = u32::from_be_bytes(place) as usize + 8;
            bytes[at..at + 2].copy_from_slice(&value.to_be_bytes());
            return;
        }
    }
    panic!("no OS/2");
}

#[test]
fn roles_are_read_by_their_chinese_words() {
    for role in Role::ALL {
        assert_eq!(format!(" {} ", role.label()).parse(), Ok(role));
    }
    let error = "隶书".parse::<Role>().unwrap_err().to_string();
    assert!(error.contains("隶书") && error.contains("小标宋"));
}

#[test]
fn coverage_text_is_read_strictly() {
    let good = Coverage::parse("20-22 4E00\n2A700").unwrap();
    assert_eq!(good.len(), 5);
    assert!(good.contains('!') && good.contains('一') && !good.contains('#'));
    for bad in ["22-20", "30 20", "xx", "20-", "20-30 25"] {
        assert_eq!(Coverage::parse(bad), None, "{bad}");
    }
    assert_eq!(
        Coverage::from_code_points([34, 32, 33, 33]),
        Coverage::parse("20-22").unwrap()
    );
}
