//! 备份、恢复、核对 — as an operator runs them, on a folder with papers and evidence in it.

use std::{
    io::{Read as _, Write as _},
    path::Path,
    process::{Command, Output},
};

fn huanjie(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_huanjie"))
        .args(arguments)
        .env_remove("HUANJIE_DATABASE_URL")
        .env_remove("HUANJIE_DATA_DIR")
        .output()
        .unwrap()
}

#[track_caller]
fn ends(arguments: &[&str], status: i32, words: &[&str]) -> String {
    let output = huanjie(arguments);
    let said =
        String::from_utf8(output.stderr).unwrap() + &String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(status), "{arguments:?}: {said}");
    for word in words {
        assert!(
            said.contains(word),
            "{arguments:?}: 「{word}」 not in {said}"
        );
    }
    assert!(!said.contains("panicked"), "{said}");
    said
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// A folder with a migrated database, one issued paper's file named by its digest, and a text of the office.
fn installation(folder: &Path) -> std::path::PathBuf {
    let data = folder.join("data");
    ends(&["migrate", "--data-dir", text(&data)], 0, &[]);
    let content = b"a kept file";
    let digest = huanjie::platform::secret::sha256(content);
    let hex = digest.trim_start_matches("sha256:");
    let shelf = data.join("files").join(&hex[..2]);
    std::fs::create_dir_all(&shelf).unwrap();
    std::fs::write(shelf.join(&hex[2..]), content).unwrap();
    std::fs::create_dir_all(data.join("texts")).unwrap();
    std::fs::write(data.join("texts/说明.txt"), "本单位").unwrap();
    data
}

/// Every file of an archive again, but for what `change` does with one.
fn rewritten(from: &Path, to: &Path, change: impl Fn(&str, Vec<u8>) -> Option<Vec<u8>>) {
    let mut old = zip::ZipArchive::new(std::fs::File::open(from).unwrap()).unwrap();
    let mut new = zip::ZipWriter::new(std::fs::File::create(to).unwrap());
    for at in 0..old.len() {
        let mut inside = old.by_index(at).unwrap();
        let name = inside.name().unwrap().into_owned();
        let mut content = Vec::new();
        inside.read_to_end(&mut content).unwrap();
        if let Some(content) = change(&name, content) {
            new.start_file(name, zip::write::SimpleFileOptions::default())
                .unwrap();
            new.write_all(&content).unwrap();
        }
    }
    new.finish().unwrap();
}

#[test]
fn a_backup_is_taken_back_whole() {
    let folder = tempfile::tempdir().unwrap();
    let data = installation(folder.path());
    let (out, back) = (folder.path().join("备份.zip"), folder.path().join("back"));
    ends(
        &["backup", text(&out), "--data-dir", text(&data)],
        0,
        &["读回核对无误"],
    );
    ends(&["verify", text(&out)], 0, &["核对无误"]);
    ends(
        &["restore", text(&out), "--data-dir", text(&back)],
        0,
        &["已恢复到"],
    );
    ends(&["verify", "--data-dir", text(&back)], 0, &["核对无误"]);
    assert_eq!(
        std::fs::read_to_string(back.join("texts/说明.txt")).unwrap(),
        "本单位"
    );
    // Nothing of the work is left beside them.
    let left: Vec<_> = std::fs::read_dir(folder.path())
        .unwrap()
        .chain(std::fs::read_dir(&back).unwrap())
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with('.'))
        .collect();
    assert_eq!(left, Vec::<String>::new());
}

/// A lost stick stays shut: with a password nothing in the file can be read without it, and a wrong one is told as such.
#[test]
fn a_backup_with_a_password_opens_with_it_alone() {
    let folder = tempfile::tempdir().unwrap();
    let data = installation(folder.path());
    let file = |name: &str, content: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        path
    };
    let right = file(
        "right.txt",
        "\u{feff}石塘镇换届备份二零二七年\r\n第二行不算\n",
    );
    let wrong = file("wrong.txt", "石塘镇换届备份二零二六年");
    let (short, none) = (file("short.txt", "123456"), file("none.txt", "\n"));
    let out = folder.path().join("备份.zip");
    let made = ["backup", text(&out), "--data-dir", text(&data)];
    let with = |arguments: &[&str], password: &Path, status: i32, words: &[&str]| {
        let mut all = arguments.to_vec();
        all.extend(["--password-file", text(password)]);
        ends(&all, status, words)
    };
    with(
        &made,
        &short,
        2,
        &["short.txt：请用 12 个字以上的密码，现在是 6 个"],
    );
    with(&made, &none, 2, &["第一行是空的"]);
    with(
        &made,
        &folder.path().join("nowhere"),
        2,
        &["--password-file", "找不到"],
    );
    assert!(!out.exists());
    let said = with(&made, &right, 0, &["读回核对无误", "请把密码记在别处"]);
    assert!(
        !said.contains("石塘镇换届备份"),
        "a password is shown to nobody"
    );

    // Nothing of the content lies open: neither the office's text nor the list of files with their digests.
    let bytes = std::fs::read(&out).unwrap();
    for plain in ["本单位".as_bytes(), b"SQLite format 3", b"audit_head"] {
        assert!(!bytes.windows(plain.len()).any(|window| window == plain));
    }
    let back = folder.path().join("back");
    let taken = ["restore", text(&out), "--data-dir", text(&back)];
    ends(
        &["verify", text(&out)],
        2,
        &["请给出备份的密码", "--password-file"],
    );
    ends(&taken, 2, &["请给出备份的密码"]);
    with(&["verify", text(&out)], &wrong, 2, &["请核对密码"]);
    with(&taken, &wrong, 2, &["请核对密码"]);
    assert!(!back.exists(), "nothing is put anywhere before it is read");
    with(&["verify", text(&out)], &right, 0, &["核对无误"]);
    with(&taken, &right, 0, &["已恢复到"]);
    ends(&["verify", "--data-dir", text(&back)], 0, &["核对无误"]);

    // One without a password opens whether one is given or not.
    let plain = folder.path().join("plain.zip");
    ends(&["backup", text(&plain), "--data-dir", text(&data)], 0, &[]);
    with(&["verify", text(&plain)], &right, 0, &["核对无误"]);

    // A bit that was turned is noticed.
    let mut turned = bytes;
    let middle = turned.len() / 2;
    turned[middle] ^= 1;
    let damaged = folder.path().join("damaged.zip");
    std::fs::write(&damaged, turned).unwrap();
    with(&["verify", text(&damaged)], &right, 1, &["请换一份备份"]);
}

#[test]
fn nothing_is_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let data = installation(folder.path());
    let out = folder.path().join("backup.zip");
    std::fs::write(&out, "mine").unwrap();
    ends(
        &["backup", text(&out), "--data-dir", text(&data)],
        2,
        &["已经有内容"],
    );
    assert_eq!(std::fs::read_to_string(&out).unwrap(), "mine");
    let other = folder.path().join("other.zip");
    ends(&["backup", text(&other), "--data-dir", text(&data)], 0, &[]);
    ends(
        &["restore", text(&other), "--data-dir", text(&data)],
        2,
        &["已经有内容"],
    );
}

#[test]
fn looking_makes_no_database() {
    let folder = tempfile::tempdir().unwrap();
    let nowhere = folder.path().join("nowhere");
    ends(
        &["verify", "--data-dir", text(&nowhere)],
        2,
        &["没有换届的数据库"],
    );
    ends(
        &[
            "backup",
            text(&folder.path().join("b.zip")),
            "--data-dir",
            text(&nowhere),
        ],
        2,
        &["没有换届的数据库"],
    );
    assert!(!nowhere.exists());
    ends(
        &["verify", text(&folder.path().join("none.zip"))],
        2,
        &["找不到"],
    );
}

#[test]
fn a_damaged_backup_is_refused_with_every_fault_and_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let data = installation(folder.path());
    let out = folder.path().join("backup.zip");
    ends(&["backup", text(&out), "--data-dir", text(&data)], 0, &[]);
    let bad = folder.path().join("bad.zip");
    let target = folder.path().join("target");
    // Two faults at once: a changed file and a missing one.
    rewritten(&out, &bad, |name, content| match name {
        "texts/说明.txt" => None,
        name if name.starts_with("files/") => Some(b"another file".to_vec()),
        _ => Some(content),
    });
    let said = ends(
        &["restore", text(&bad), "--data-dir", text(&target)],
        1,
        &["缺少文件：texts/说明.txt"],
    );
    assert!(said.contains("与清单登记的摘要不符：files/"), "{said}");
    assert!(!target.exists());
    // A place outside the folder.
    rewritten(&out, &bad, |name, content| {
        if name == "manifest.json" {
            let text = String::from_utf8(content).unwrap();
            return Some(text.replace("texts/说明.txt", "texts/../../x").into_bytes());
        }
        Some(content)
    });
    ends(
        &["restore", text(&bad), "--data-dir", text(&target)],
        1,
        &["不该有的位置", "多出一个"],
    );
    // No archive at all; one cut short; one of another shape.
    std::fs::write(&bad, "PK").unwrap();
    ends(
        &["restore", text(&bad), "--data-dir", text(&target)],
        2,
        &["不是换届的备份"],
    );
    let whole = std::fs::read(&out).unwrap();
    std::fs::write(&bad, &whole[..whole.len() / 2]).unwrap();
    ends(&["verify", text(&bad)], 2, &["不是换届的备份"]);
    rewritten(&out, &bad, |name, content| {
        let text = String::from_utf8_lossy(&content).replace("\"format\": 1", "\"format\": 9");
        Some(if name == "manifest.json" {
            text.into_bytes()
        } else {
            content
        })
    });
    ends(&["verify", text(&bad)], 2, &["备份格式 9"]);
    assert!(!target.exists());
}

#[test]
fn verify_names_each_damaged_file() {
    let folder = tempfile::tempdir().unwrap();
    let data = installation(folder.path());
    let shelf = std::fs::read_dir(data.join("files"))
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    let kept = std::fs::read_dir(&shelf)
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    std::fs::write(&kept, "changed").unwrap();
    std::fs::write(shelf.join("ff"), "stray").unwrap();
    let said = ends(
        &["verify", "--data-dir", text(&data)],
        1,
        &["可能已被改动或损坏"],
    );
    assert_eq!(said.matches("请从备份恢复").count(), 2, "{said}");
}
