use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::fixture::{file, found, sheet, sheet_with, villages, voters};
use crate::roster::{Limits, ReadError, read};

fn refusal(bytes: &[u8]) -> ReadError {
    read(bytes, &Limits::default()).unwrap_err()
}

fn container(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, bytes) in parts {
        zip.start_file(*name, options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn compound(stream: &str) -> Vec<u8> {
    let mut bytes = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    bytes.resize(600, 0);
    bytes.extend(stream.encode_utf16().flat_map(u16::to_le_bytes));
    bytes.resize(2048, 0);
    bytes
}

#[test]
fn files_that_are_no_table_are_told_apart() {
    let whole = file("villages-shitang.xlsx");
    for (what, bytes, expected) in [
        ("nothing", Vec::new(), ReadError::NoBytes),
        (
            "encrypted xlsx",
            compound("EncryptedPackage"),
            ReadError::Encrypted,
        ),
        ("old xls", compound("Workbook"), ReadError::OldWorkbook),
        (
            "old doc",
            compound("WordDocument"),
            ReadError::NotATable {
                what: "旧格式的 Office 文件",
            },
        ),
        (
            "cut in half",
            whole[..whole.len() / 2].to_vec(),
            ReadError::Corrupt,
        ),
        ("only a magic", b"PK\x03\x04".to_vec(), ReadError::Corrupt),
        (
            "docx",
            container(&[("word/document.xml", b"<x/>")]),
            ReadError::NotATable {
                what: "Word 文档"
            },
        ),
        (
            "any zip",
            container(&[("a.txt", b"a")]),
            ReadError::NotATable { what: "压缩包" },
        ),
        (
            "broken workbook",
            container(&[("xl/workbook.xml", b"<workbook><sheets><sheet")]),
            ReadError::Corrupt,
        ),
        (
            "pdf",
            b"%PDF-1.7".to_vec(),
            ReadError::NotATable { what: "PDF 文件" },
        ),
        (
            "html named xls",
            b"\xEF\xBB\xBF\n<HTML><table>".to_vec(),
            ReadError::NotATable {
                what: "网页（有的系统把网页另存成 .xls）",
            },
        ),
        ("blank text", b" \n ,,\n".to_vec(), ReadError::Empty),
        ("empty workbook", sheet(&[]), ReadError::Empty),
        (
            "200 MB",
            vec![b'a'; 21 << 20],
            ReadError::TooLarge { most_mb: 20 },
        ),
    ] {
        assert_eq!(refusal(&bytes), expected, "{what}");
    }
}

#[test]
fn every_refusal_is_a_chinese_sentence_that_says_what_to_do() {
    for error in [
        ReadError::NoBytes,
        ReadError::TooLarge { most_mb: 20 },
        ReadError::Bomb,
        ReadError::Encrypted,
        ReadError::OldWorkbook,
        ReadError::NotATable { what: "图片" },
        ReadError::Corrupt,
        ReadError::Encoding,
        ReadError::Empty,
        ReadError::TooManyRows { most: 1 },
        ReadError::TooManyColumns { most: 1 },
        ReadError::TooManySheets { most: 1 },
        ReadError::TooManyMerged { most: 1 },
        ReadError::TooMuchText,
    ] {
        let text = error.to_string();
        assert!(text.starts_with('请') && text.ends_with('。'), "{text}");
    }
}

#[test]
fn bombs_are_refused_before_they_unfold() {
    let zeros = vec![b' '; 30 << 20];
    let bomb = container(&[
        ("xl/workbook.xml", b"<x/>"),
        ("xl/worksheets/sheet1.xml", &zeros),
    ]);
    assert!(bomb.len() < 100_000);
    assert_eq!(refusal(&bomb), ReadError::Bomb);

    let names: Vec<String> = (0..1_200).map(|n| format!("xl/{n}.xml")).collect();
    let parts: Vec<(&str, &[u8])> = names.iter().map(|n| (n.as_str(), &b"x"[..])).collect();
    assert_eq!(refusal(&container(&parts)), ReadError::Bomb);

    // A size declared too small is found out while reading.
    let mut liar = bomb;
    let size = u32::try_from(zeros.len()).unwrap().to_le_bytes();
    let places: Vec<usize> = liar
        .windows(4)
        .enumerate()
        .filter(|(_, window)| *window == size)
        .map(|(at, _)| at)
        .collect();
    assert!(!places.is_empty());
    for at in places {
        liar[at..at + 4].copy_from_slice(&10_u32.to_le_bytes());
    }
    assert!(matches!(
        refusal(&liar),
        ReadError::Bomb | ReadError::Corrupt
    ));
}

#[test]
fn a_cell_far_away_does_not_make_a_huge_grid() {
    let page = |cell: &str| {
        let body = format!(
            r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>村名</t></is></c></row><row><c r="{cell}" t="inlineStr"><is><t>远</t></is></c></row></sheetData></worksheet>"#
        );
        workbook_of(&body)
    };
    assert!(read(&page("B2"), &Limits::default()).is_ok());
    assert_eq!(
        refusal(&page("A1048576")),
        ReadError::TooManyRows { most: 50_000 }
    );
    assert_eq!(
        refusal(&page("XFD2")),
        ReadError::TooManyColumns { most: 200 }
    );
}

fn workbook_of(page: &str) -> Vec<u8> {
    container(&[
        ("[Content_Types].xml", br#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#),
        (
            "_rels/.rels",
            br#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
        ),
        (
            "xl/workbook.xml",
            br#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>"#,
        ),
        (
            "xl/_rels/workbook.xml.rels",
            br#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#,
        ),
        ("xl/worksheets/sheet1.xml", page.as_bytes()),
    ])
}

#[test]
fn formulas_are_read_by_their_result_and_said_once_a_column() {
    let import = villages(&sheet(&[
        &["序号", "村名", "户数", "主任", "委员"],
        &["1", "甲村", "=3+4", "1", "3"],
        &["2", "乙村", "=C2", "1", "3"],
    ]));
    assert_eq!(found(&import), [("T107", String::new())]);
    assert!(
        import.problems[0]
            .message
            .contains("2 格是公式（从第 2 行起）")
    );
    assert_eq!(import.rows[1].value.households, Some(7));
    assert!(!import.has_errors());
}

#[test]
fn error_values_and_formulas_never_calculated_are_named() {
    let page = r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
      <row r="1"><c r="A1" t="inlineStr"><is><t>村名</t></is></c><c r="B1" t="inlineStr"><is><t>主任</t></is></c><c r="C1" t="inlineStr"><is><t>委员</t></is></c></row>
      <row r="2"><c r="A2" t="inlineStr"><is><t>甲村</t></is></c><c r="B2" t="e"><v>#N/A</v></c><c r="C2"><f>1+2</f></c></row>
      </sheetData></worksheet>"#;
    let import = villages(&workbook_of(page));
    let cells: Vec<_> = found(&import)
        .into_iter()
        .filter(|(code, _)| *code == "T108")
        .collect();
    assert_eq!(
        cells,
        [("T108", "B2".to_owned()), ("T108", "C2".to_owned())]
    );
}

#[test]
fn merged_titles_are_fine_and_merged_data_is_not() {
    let rows: &[&[&str]] = &[
        &["标题"],
        &["序号", "村名", "户数", "主任", "委员"],
        &["1", "甲村", "5", "1", "3"],
        &["2", "乙村", "", "1", "3"],
        &["说明：略"],
    ];
    let import = villages(&sheet_with(
        rows,
        &[(0, 0, 0, 4), (2, 2, 3, 2), (4, 0, 4, 4)],
    ));
    assert_eq!(found(&import), [("T106", "C3:C4".to_owned())]);
    assert_eq!(import.problems[0].place(), "C3:C4「户数」");
    assert!(import.has_sheet_errors());
}

#[test]
fn other_sheets_are_mentioned_and_the_right_one_is_found() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let cover = book.add_worksheet();
    cover.set_name("封面").unwrap();
    cover.write_string(0, 0, "姓名").unwrap();
    let page = book.add_worksheet();
    page.set_name("名册").unwrap();
    for (column, title) in (0_u16..).zip(["村名", "主任", "委员"]) {
        page.write_string(4, column, title).unwrap();
        page.write_string(5, column, if column == 0 { "甲村" } else { "3" })
            .unwrap();
    }
    let hidden = book.add_worksheet();
    hidden.set_name("隐藏").unwrap();
    hidden.write_string(0, 0, "秘密").unwrap();
    hidden.set_hidden(true);
    let import = villages(&book.save_to_buffer().unwrap());
    assert_eq!(import.sheet, "名册");
    assert_eq!(import.header_row, Some(5));
    assert_eq!(found(&import), [("T109", String::new())]);
    assert!(
        import.problems[0].message.contains("封面") && !import.problems[0].message.contains("隐藏")
    );
}

#[test]
fn a_roll_saved_as_csv_in_gb_18030_reads_like_the_workbook() {
    let book = super::fixture::open(&file("voters-shangqian.xlsx"));
    let mut text = String::new();
    let mut line = 1;
    for row in &book.tables[0].rows {
        while line < row.number {
            text.push('\n');
            line += 1;
        }
        let cells: Vec<&str> = (0..13)
            .map(|column| row.cell(column).map_or("", |cell| cell.text.as_str()))
            .collect();
        text.push_str(&cells.join(","));
        text.push_str("\r\n");
        line += 1;
    }
    let (bytes, _, lost) = encoding_rs::GB18030.encode(&text);
    assert!(!lost);
    let (csv, xlsx) = (voters(&bytes), voters(&file("voters-shangqian.xlsx")));
    assert_eq!(csv.rows, xlsx.rows);
    assert_eq!(csv.problems, xlsx.problems);
    assert_eq!(csv.totals, xlsx.totals);
}
