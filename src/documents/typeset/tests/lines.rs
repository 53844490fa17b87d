//! 断行 — cases as tables.

use super::super::lines::{break_lines, line_width, positions};
use super::super::shape::{Class, Look, Shaper, class, may_break};
use super::super::title::title_lines;
use crate::documents::fonts::{Library, Role};
use crate::documents::model::{Align, Inline, Length};

const EM: f64 = 16.0;

fn lines_of(text: &str, ems: f64) -> Vec<String> {
    let fonts = Library::embedded();
    let atoms = Shaper::plain(&fonts, text, Look::new(Role::FangSong, EM));
    break_lines(&atoms, ems * EM, ems * EM)
        .iter()
        .map(|span| atoms[span.from..span.to].iter().map(|a| a.ch).collect())
        .collect()
}

#[test]
fn lines_break_where_chinese_lines_may() {
    // text, width in characters, lines (GB/T 15834-2011 第5.1条: 标点不居行首, 前括号不居行末)
    let cases: [(&str, f64, &[&str]); 14] = [
        ("一二三四五六七", 5.0, &["一二三四五", "六七"]),
        // 句号挤半格留在行末
        ("一二三四。五六", 4.5, &["一二三四。", "五六"]),
        ("一二三四五。六", 5.0, &["一二三四", "五。六"]),
        // 行中逗号让出空，收住行末标点
        (
            "一，二，三，四。五六七八",
            7.0,
            &["一，二，三，四。", "五六七八"],
        ),
        // 前括号推到下一行
        ("一二三四（五六）", 5.0, &["一二三四", "（五六）"]),
        ("一二三《四五》六", 4.0, &["一二三", "《四五》", "六"]),
        // 数字不拆，数字与单位不拆
        (
            "选举日为2027年3月18日",
            6.0,
            &["选举日为", "2027年3月", "18日"],
        ),
        ("共登记1203人参加", 4.5, &["共登记", "1203人参", "加"]),
        // 西文单词不拆
        ("使用Windows系统", 5.0, &["使用", "Windows", "系统"]),
        // 名单中的空格不在行首
        ("甲乙丙　丁戊己　庚辛", 7.0, &["甲乙丙　丁戊己", "庚辛"]),
        // 破折号、省略号成对
        ("一二三——四五", 4.0, &["一二三", "——四五"]),
        ("一二三……四五", 4.0, &["一二三", "……四五"]),
        // 星期不拆
        ("定于（星期四）举行", 5.0, &["定于", "（星期四）", "举行"]),
        // 比一行还长的西文只好切开
        ("abcdefghijklmnopqrstuvwxyz", 5.0, &["", ""]),
    ];
    for (text, ems, expected) in cases {
        let lines = lines_of(text, ems);
        if expected[0].is_empty() {
            assert!(
                lines.len() > 1 && lines.concat() == text,
                "{text}: {lines:?}"
            );
        } else {
            assert_eq!(lines, expected, "{text}");
        }
    }
}

#[test]
fn no_line_ever_starts_or_ends_wrong() {
    let text = "根据《中华人民共和国村民委员会组织法》（2025年修订）第十七条第一款、第十八条第二款的规定，\
                经“村民会议”讨论（应到1203人，实到980人），决定：选举日为2027年3月18日（星期四）。特此公告！";
    for tenths in 60..400 {
        let ems = f64::from(tenths) / 10.0;
        let lines = lines_of(text, ems);
        assert_eq!(lines.concat(), text);
        for (index, line) in lines.iter().enumerate() {
            let first = line.chars().next().unwrap();
            let last = line.chars().last().unwrap();
            assert!(index == 0 || class(first) != Class::Close, "{ems}: {line}");
            assert!(class(last) != Class::Open, "{ems}: {line}");
        }
    }
}

#[test]
fn each_mark_keeps_to_its_side_of_a_line() {
    // GB/T 15834-2011 第5.1条: 点号、后引号后括号后书名号、间隔号不居行首；前引号前括号前书名号不居行末
    for mark in "、。，；：！？）〕】》〉」』”’％·".chars() {
        for before in 3..9 {
            let text = format!("{}{mark}{}", "村".repeat(before), "民".repeat(9));
            for line in lines_of(&text, 4.0).iter().skip(1) {
                assert!(!line.starts_with(mark), "{mark} {before}: {line}");
            }
        }
    }
    for mark in "（〔【《〈「『“‘".chars() {
        for before in 3..9 {
            let text = format!("{}{mark}{}", "村".repeat(before), "民".repeat(9));
            for line in lines_of(&text, 4.0) {
                assert!(!line.ends_with(mark), "{mark} {before}: {line}");
            }
        }
    }
}

#[test]
fn numbers_keep_their_units_and_words_their_letters() {
    // text, what never stands at a line's end, whatever the width
    let cases = [
        (
            "定于2027年3月18日上午8时30分投票",
            ["2027", "3", "18", "8", "30"],
        ),
        (
            "应到1203人实到980人共5个组12户9票",
            ["1203", "980", "5", "12", "9"],
        ),
        (
            "第17号公告和第2-1号公告参选率87.3%为限",
            ["第", "第2-1", "87", "87.3", "2-1"],
        ),
        (
            "使用Windows和Excel表格",
            ["Win", "Windo", "Ex", "Exc", "Exce"],
        ),
    ];
    for (text, never) in cases {
        for tenths in 65..200 {
            let lines = lines_of(text, f64::from(tenths) / 10.0);
            assert_eq!(lines.concat(), text);
            let (_, all_but_last) = lines.split_last().unwrap();
            for line in all_but_last {
                for end in never {
                    assert!(!line.ends_with(end), "{tenths}: {line}");
                }
            }
        }
    }
}

#[test]
fn neighbouring_marks_share_their_blank_half() {
    let fonts = Library::embedded();
    // text, width in characters of the natural line
    let cases = [
        ("村民", 2.0),
        ("村。", 2.0),
        // 后引号接句号、后括号接逗号、书名号接书名号: 让出半字
        ("村”。", 2.5),
        ("村），", 2.5),
        ("《甲》《乙》", 5.5),
        ("甲（“乙", 3.5),
        ("甲：“乙", 3.5),
        // 汉字之间的标点不让
        ("甲，乙，丙", 5.0),
    ];
    for (text, ems) in cases {
        let atoms = Shaper::plain(&fonts, text, Look::new(Role::FangSong, EM));
        let width = line_width(&atoms) / EM;
        assert!((width - ems).abs() < 0.02, "{text}: {width}");
    }
}

#[test]
fn names_stay_whole_and_two_characters_take_three() {
    let fonts = Library::embedded();
    // name, padded, width in characters
    let cases = [
        ("王伟", true, Some(3.0)),
        ("王伟", false, Some(2.0)),
        ("张建国", true, Some(3.0)),
        ("丁", true, Some(1.0)),
        ("欧阳秀英", true, Some(4.0)),
        // 间隔号的宽窄随字体
        ("阿依古丽·买买提", true, None),
    ];
    for (name, pad, ems) in cases {
        let mut shaper = Shaper::new(&fonts);
        shaper.name(name, pad, Look::new(Role::FangSong, EM));
        let atoms = shaper.finish();
        if let Some(ems) = ems {
            let width = line_width(&atoms) / EM;
            assert!((width - ems).abs() < 0.02, "{name}: {width}");
        }
        for pair in atoms.windows(2) {
            // 少数民族长名只在间隔号后断
            assert_eq!(may_break(&pair[0], &pair[1]), pair[0].ch == '·', "{name}");
        }
    }
}

#[test]
fn justified_lines_fill_their_measure() {
    let fonts = Library::embedded();
    let text = "为切实做好我镇村（社区）“两委”换届选举工作，根据《村民委员会组织法》和上级文件，制定2027年方案。";
    let atoms = Shaper::plain(&fonts, text, Look::new(Role::FangSong, EM));
    for ems in [10.0, 13.3, 17.0, 20.5] {
        let width = ems * EM;
        for span in break_lines(&atoms, width, width) {
            let line = &atoms[span.from..span.to];
            let places = positions(line, width, Align::Justify, span.last);
            let last = line.last().unwrap();
            let end = places.last().unwrap() + last.width;
            // A closing mark may hang its blank half over the edge.
            assert!(end - last.give() <= width + 0.1, "{ems}: {end} > {width}");
            let ragged = width - line_width(line) > EM * 3.0;
            if !span.last && !ragged {
                assert!(end >= width - 0.1, "{ems}: {end} < {width}");
            }
            assert!(places.windows(2).all(|pair| pair[0] < pair[1]));
        }
    }
}

#[test]
fn breaks_are_named_by_pairs() {
    let fonts = Library::embedded();
    let cases = [
        ("三月", true),
        ("3月", false),
        ("月3", true),
        ("第3", false),
        ("（一", false),
        ("一）", false),
        ("一，", false),
        ("，一", true),
        ("”“", true),
        ("15", false),
        ("——", false),
        ("一——", true),
        ("期四", false),
    ];
    for (pair, allowed) in cases {
        let atoms = Shaper::plain(&fonts, pair, Look::new(Role::FangSong, EM));
        assert_eq!(may_break(&atoms[0], &atoms[1]), allowed, "{pair}");
    }
}

#[test]
fn titles_break_between_words() {
    let fonts = Library::embedded();
    let cases: [(&str, f64, &[&str]); 4] = [
        (
            "中共河口街道工作委员会关于成立河口街道换届选举工作领导小组的通知",
            18.0 * 22.0,
            &[
                "中共河口街道工作委员会关于成立",
                "河口街道换届选举工作领导小组的通知",
            ],
        ),
        (
            "石桥镇人民政府关于印发《石桥镇2027年村（社区）“两委”换届选举工作实施方案》的通知",
            442.0,
            &[],
        ),
        (
            "关于登记参加选举的村民名单公告",
            9.0 * 22.0,
            &["关于登记参加选举的", "村民名单公告"],
        ),
        (
            "柳溪村村民委员会选举结果公告",
            9.0 * 22.0,
            &["柳溪村村民委员会", "选举结果公告"],
        ),
    ];
    for (title, width, expected) in cases {
        let atoms = Shaper::plain(&fonts, title, Look::new(Role::XiaoBiaoSong, 22.0));
        let lines: Vec<String> = title_lines(&atoms, width)
            .iter()
            .map(|span| atoms[span.from..span.to].iter().map(|a| a.ch).collect())
            .collect();
        assert_eq!(lines.concat(), title);
        if expected.is_empty() {
            for line in &lines {
                for bad in ["石", "石桥", "换", "村（社"] {
                    assert!(!line.ends_with(bad), "{lines:?}");
                }
            }
        } else {
            assert_eq!(lines, expected);
        }
    }
}

/// A break that somebody wanted stays; what is before and behind it is still not torn inside a word.
#[test]
fn a_part_of_a_title_breaks_between_words_too() {
    let fonts = Library::embedded();
    let content = [
        Inline::Text("（　　　　）社区新一届居民委员会".into()),
        Inline::Break,
        Inline::Text("主任选票".into()),
    ];
    let atoms = Shaper::inlines(&fonts, &content, Look::new(Role::XiaoBiaoSong, EM));
    let lines: Vec<String> = title_lines(&atoms, 15.0 * EM)
        .iter()
        .map(|span| atoms[span.from..span.to].iter().map(|a| a.ch).collect())
        .collect();
    assert_eq!(
        lines,
        ["（　　　　）社区", "新一届居民委员会\n", "主任选票"]
    );
}

/// A rule that runs over a line's end leaves at least four characters to write on either side.
#[test]
fn a_ruled_blank_leaves_no_stub() {
    let fonts = Library::embedded();
    let content = [
        Inline::Text("有意见的，请向".into()),
        Inline::Blank {
            width: Length::Em(14.0),
            content: Vec::new(),
        },
        Inline::Text("反映。".into()),
    ];
    let atoms = Shaper::inlines(&fonts, &content, Look::new(Role::FangSong, EM));
    for tenths in 100..230 {
        let width = f64::from(tenths) / 10.0 * EM;
        let mut pieces = 0;
        for span in break_lines(&atoms, width, width) {
            let ruled = atoms[span.from..span.to]
                .iter()
                .filter(|atom| atom.class == Class::Blank)
                .count();
            assert!(ruled == 0 || ruled >= 4, "{tenths}: {ruled}");
            pieces += ruled;
        }
        assert_eq!(pieces, 14);
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(60))]

    /// Whatever is typed, nothing is lost, nothing loops and no line overflows its measure.
    #[test]
    fn any_text_keeps_all_its_characters(
        text in "[一-龥，。（）《》“”、：0-9a-z年月日—… ·\u{20BB7}]{0,120}",
        ems in 2.0_f64..40.0,
    ) {
        let lines = lines_of(&text, ems);
        let kept = |t: &str| t.chars().filter(|c| *c != ' ').collect::<String>();
        proptest::prop_assert_eq!(kept(&lines.concat()), kept(&text));
        for line in &lines {
            let fonts = Library::embedded();
            // A space at the end hangs over the edge unseen.
            let atoms = Shaper::plain(&fonts, line.trim_end(), Look::new(Role::FangSong, EM));
            let places = positions(&atoms, ems * EM, Align::Justify, false);
            if let (Some(last), Some(x), true) = (atoms.last(), places.last(), atoms.len() > 1) {
                let end = x + last.width - last.give();
                proptest::prop_assert!(end <= ems * EM + 0.2, "{line}: {end}");
            }
        }
    }
}
