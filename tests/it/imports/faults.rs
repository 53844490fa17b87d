//! 有毛病的文件 — each said in one sentence, nothing half taken.

use std::io::{Cursor, Write as _};

use huanjie::roster::{self, Limits};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use super::{empty_cycle, encrypted, look, marked_href, names, sheet, sheet_with, villages_sheet};
use crate::support::{TestApp, client::form_of};

crate::both_backends! {
    bad_files_get_one_clear_sentence;
    bad_cells_are_named_all_at_once;
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

async fn bad_files_get_one_clear_sentence(app: TestApp) {
    let (client, seeded, cycle) = empty_cycle(&app).await;
    let whole = villages_sheet();
    let bomb = container(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("xl/workbook.xml", &vec![b' '; 40 << 20]),
    ]);
    assert!(bomb.len() < 200_000);
    let cases = [
        ("cut in half", whole[..whole.len() / 2].to_vec(), "已损坏"),
        ("encrypted", encrypted(), "已加密"),
        ("bomb", bomb, "体积异常大"),
        ("empty sheet", sheet(&[]), "没有任何内容"),
        ("nothing", Vec::new(), "空的"),
        (
            "picture",
            b"\x89PNG\r\n\x1a\n0000".to_vec(),
            "请上传 .xlsx 或 .csv",
        ),
        ("21 MB", vec![b'a'; 21 << 20], "超过 20 MB"),
    ];
    for page in [
        format!("/c/{cycle}/villages/import"),
        format!("/c/{cycle}/people/import"),
        format!("/c/{}/v/{}/roll/import", seeded.cycle, seeded.villages[0]),
    ] {
        for (what, bytes, words) in &cases {
            let answer = look(&client, &page, "表.xlsx", bytes.clone()).await;
            assert_eq!(answer.status.as_u16(), 422, "{what} at {page}");
            answer.says(words);
        }
        // No file chosen at all.
        client
            .upload(&page, &page, &[], &[])
            .await
            .expect(422)
            .says("请先选择");
    }
    assert!(names(&app, cycle).await.is_empty());
    // What waited is gone: said, and nothing stored.
    let page = format!("/c/{cycle}/villages/import");
    let shown = look(&client, &page, "表.xlsx", whole).await.expect(200);
    std::fs::remove_dir_all(app.folder.path().join("waiting")).unwrap();
    let form = form_of(&shown.text(), "/confirm");
    client
        .send_form(&form, &[])
        .await
        .expect(422)
        .says("请重新选择文件上传");
    assert!(names(&app, cycle).await.is_empty());
}

async fn bad_cells_are_named_all_at_once(app: TestApp) {
    let (client, _, cycle) = empty_cycle(&app).await;
    let page = format!("/c/{cycle}/villages/import");
    let head: &[&str] = &[
        "名称",
        "类别",
        "总户数",
        "任期届满日期",
        "联系人爱好",
        "主任",
        "委员",
    ];
    let faulty = sheet_with(
        &[
            head,
            &["上前村", "村", "-5", "2027年3月底", "钓鱼"],
            &["上前村", "村", "12.5", "2027.3.31", ""],
            &["下前村", "村", "许多", "", ""],
            &["石塘村", "", "=1+1", "", ""],
            &["岭下村", "", "", "", ""],
        ],
        &[(4, 1, 5, 1)],
    );
    let shown = look(&client, &page, "表.xlsx", faulty).await.expect(422);
    let text = crate::support::client::visible(&shown.text());
    for (code, place) in [
        ("T112", "C2"),          // negative
        ("T115", "D2"),          // 2027年3月底
        ("U101", "A3"),          // the same village twice
        ("T113", "C3"),          // a fraction
        ("T111", "C4"),          // no number
        ("T107", "从第 5 行起"), // a formula: its result is read
        ("T106", "B5:B6"),       // merged cells
        ("T103", "E1"),          // a column that is not known
    ] {
        assert!(text.contains(code), "{code} not in {text}");
        assert!(text.contains(place), "{code} {place} not in {text}");
    }
    assert!(
        !shown.text().contains("/import/confirm"),
        "no way to store it"
    );
    let marked = client.get(&marked_href(&shown.text())).await.expect(200);
    let book = roster::read(&marked.bytes, &Limits::default()).unwrap();
    let all: Vec<&str> = book.tables[0]
        .rows
        .iter()
        .flat_map(|row| row.cells.iter().map(|(_, cell)| cell.text.as_str()))
        .collect();
    assert!(all.contains(&"导入检查结果"));
    assert!(all.iter().any(|text| text.contains("T115")));
    assert!(names(&app, cycle).await.is_empty());
    // A header further down, synonyms, and CSV in GB 18030.
    let csv = "石塘镇摸底表,,,,\n村名,类别,户数,主任职数,委员职数\n上前村,村,813,1,3\n";
    let (gb, _, _) = encoding_rs::GB18030.encode(csv);
    look(&client, &page, "表.csv", gb.into_owned())
        .await
        .expect(200)
        .says("表头在第 2 行")
        .says("新增 1 个村（社区）");
}
