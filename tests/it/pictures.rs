//! 小样 — every kind × sample as small grey pictures, compared with those kept in `tests/pictures/`.
//!
//! A change of a template or of the typesetter shows as a failure that names kind, sample and page and writes what is
//! kept, what was found and where they differ to `target/pictures/`. When the change is wanted:
//! `HUANJIE_UPDATE_PICTURES=1 cargo nextest run --test it pictures::`, look at the new pictures, commit them.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use huanjie::documents::{
    fonts::Library,
    kind::Kind,
    render::{Setting, Typeset, render, typeset_markup, write_pdf},
    text::Texts,
};

/// Pages of a sample that are kept.
const PAGES: usize = 3;
/// Side of a picture: the long side of a page.
const SIDE: usize = 88;
/// A page is drawn this many times larger and averaged, so that no renderer's hints show.
const FINER: usize = 4;
/// Pictures are compared by the mean of squares of this side…
const SQUARE: usize = 3;
/// …none of which may differ by more than this, of 255.
const ROOM: i32 = 22;
/// The command that makes the pictures.
const MAKE: &str = "HUANJIE_UPDATE_PICTURES=1 cargo nextest run --test it pictures::";

/// One page in grey.
#[derive(Clone, PartialEq, Eq)]
struct Picture(Vec<u8>);

impl Picture {
    fn blank() -> Self {
        Self(vec![255; SIDE * SIDE])
    }

    /// The largest difference of the means of two squares at the same place.
    fn apart(&self, other: &Self) -> i32 {
        let mut worst = 0;
        for top in 0..=SIDE - SQUARE {
            for left in 0..=SIDE - SQUARE {
                let mut sum = 0;
                for y in top..top + SQUARE {
                    for x in left..left + SQUARE {
                        let at = y * SIDE + x;
                        sum += i32::from(self.0[at]) - i32::from(other.0[at]);
                    }
                }
                worst = worst.max(sum.abs() / i32::try_from(SQUARE * SQUARE).unwrap());
            }
        }
        worst
    }

    /// Where two pictures differ, dark.
    fn against(&self, other: &Self) -> Self {
        Self(
            self.0
                .iter()
                .zip(&other.0)
                .map(|(a, b)| 255 - a.abs_diff(*b))
                .collect(),
        )
    }
}

/// Pictures with their names, `normal/1`.
type Gallery = Vec<(String, Picture)>;

fn setting() -> Setting {
    Setting {
        watermark: None,
        demo: false,
        issued: None,
        paper: None,
        created: "2027-02-20T09:00:00".parse().unwrap(),
        author: "石塘镇".into(),
    }
}

/// Draws a file; one picture a page.
fn drawn(pdf: &[u8], finer: usize) -> Vec<Picture> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("x.pdf");
    std::fs::write(&file, pdf).unwrap();
    let done = Command::new("pdftoppm")
        .args(["-gray", "-scale-to", &(SIDE * finer).to_string()])
        .arg(&file)
        .arg(folder.path().join("p"))
        .status()
        .unwrap_or_else(|error| panic!("pdftoppm is missing ({error}): run the tests with ./test"));
    assert!(done.success());
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "pgm"))
        .collect();
    files.sort();
    files
        .iter()
        .map(|path| small(&std::fs::read(path).unwrap(), finer))
        .collect()
}

/// A binary PGM averaged down, at the left top of a white square.
fn small(pgm: &[u8], finer: usize) -> Picture {
    let mut parts = pgm.splitn(4, u8::is_ascii_whitespace);
    assert_eq!(parts.next(), Some(b"P5".as_slice()));
    let number = |part: Option<&[u8]>| -> usize {
        std::str::from_utf8(part.unwrap()).unwrap().parse().unwrap()
    };
    let (width, height) = (number(parts.next()), number(parts.next()));
    let rest = parts.next().unwrap();
    let pixels = &rest[rest.iter().position(|byte| *byte == b'\n').unwrap() + 1..];
    let mut picture = Picture::blank();
    for y in 0..(height / finer).min(SIDE) {
        for x in 0..(width / finer).min(SIDE) {
            let mut sum = 0;
            for row in 0..finer {
                let from = (y * finer + row) * width + x * finer;
                sum += pixels[from..from + finer]
                    .iter()
                    .map(|pixel| usize::from(*pixel))
                    .sum::<usize>();
            }
            picture.0[y * SIDE + x] = u8::try_from(sum / (finer * finer)).unwrap();
        }
    }
    picture
}

/// The first pages of every sample of a kind.
fn gallery(kind: Kind, texts: &Texts, fonts: &Library) -> Gallery {
    let setting = setting();
    let mut names = Vec::new();
    let mut papers: Vec<Typeset> = Vec::new();
    for sample in kind.samples() {
        let mut set = render(kind, &sample.data, texts, fonts, &setting)
            .unwrap_or_else(|error| panic!("{} {}: {error}", kind.id(), sample.name));
        set.pages.truncate(PAGES);
        names.extend((1..=set.pages.len()).map(|page| format!("{}/{page}", sample.name)));
        papers.push(set);
    }
    let pictures = drawn(&write_pdf(&papers, &setting, fonts).unwrap(), FINER);
    assert_eq!(names.len(), pictures.len(), "{}", kind.id());
    names.into_iter().zip(pictures).collect()
}

/// Pictures side by side as a PNG, their names in a text chunk.
fn png(gallery: &[(String, Picture)]) -> Vec<u8> {
    fn chunk(out: &mut Vec<u8>, name: &[u8], data: &[u8]) {
        out.extend(u32::try_from(data.len()).unwrap().to_be_bytes());
        let from = out.len();
        out.extend(name);
        out.extend(data);
        let sum = libdeflater::crc32(&out[from..]);
        out.extend(sum.to_be_bytes());
    }
    let mut rows = Vec::new();
    for y in 0..SIDE {
        rows.push(0);
        for (_, picture) in gallery {
            rows.extend(&picture.0[y * SIDE..(y + 1) * SIDE]);
        }
    }
    let mut compressor = libdeflater::Compressor::new(libdeflater::CompressionLvl::best());
    let mut packed = vec![0; compressor.zlib_compress_bound(rows.len())];
    let length = compressor.zlib_compress(&rows, &mut packed).unwrap();
    packed.truncate(length);
    let mut head = Vec::new();
    head.extend(u32::try_from(SIDE * gallery.len()).unwrap().to_be_bytes());
    head.extend(u32::try_from(SIDE).unwrap().to_be_bytes());
    head.extend([8, 0, 0, 0, 0]);
    let names: Vec<&str> = gallery.iter().map(|(name, _)| name.as_str()).collect();
    let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
    chunk(&mut out, b"IHDR", &head);
    chunk(
        &mut out,
        b"tEXt",
        format!("Pages\0{}", names.join(" ")).as_bytes(),
    );
    chunk(&mut out, b"IDAT", &packed);
    chunk(&mut out, b"IEND", &[]);
    out
}

/// Reads what [`png`] wrote.
fn kept(path: &Path) -> Option<Gallery> {
    let bytes = std::fs::read(path).ok()?;
    let mut names: Vec<String> = Vec::new();
    let mut rows = Vec::new();
    let mut at = 8;
    while at + 12 <= bytes.len() {
        let length = u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap());
        let length = usize::try_from(length).unwrap();
        let data = &bytes[at + 8..at + 8 + length];
        match &bytes[at + 4..at + 8] {
            b"tEXt" => {
                let text = String::from_utf8_lossy(data).into_owned();
                let (_, list) = text.split_once('\0').unwrap();
                names = list.split_whitespace().map(str::to_owned).collect();
            }
            b"IDAT" => {
                rows = vec![0; SIDE * (SIDE * names.len() + 1)];
                libdeflater::Decompressor::new()
                    .zlib_decompress(data, &mut rows)
                    .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            }
            _ => {}
        }
        at += length + 12;
    }
    let width = SIDE * names.len() + 1;
    Some(
        names
            .into_iter()
            .enumerate()
            .map(|(index, name)| {
                let mut picture = Picture::blank();
                for y in 0..SIDE {
                    let from = y * width + 1 + index * SIDE;
                    picture.0[y * SIDE..(y + 1) * SIDE].copy_from_slice(&rows[from..from + SIDE]);
                }
                (name, picture)
            })
            .collect(),
    )
}

/// What is wrong with a kind; the differences are written to `target/pictures/`.
fn compared(kind: Kind, found: &Gallery, stored: &Gallery) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/pictures");
    let mut wrong = Vec::new();
    for (name, picture) in found {
        let Some((_, old)) = stored.iter().find(|(known, _)| known == name) else {
            wrong.push(format!("{} {name}: no picture is kept", kind.id()));
            continue;
        };
        let apart = old.apart(picture);
        if apart > ROOM {
            std::fs::create_dir_all(&folder).unwrap();
            let file = folder.join(format!("{}-{}.png", kind.id(), name.replace('/', "-")));
            let three = [
                ("kept".to_owned(), old.clone()),
                ("found".to_owned(), picture.clone()),
                ("difference".to_owned(), old.against(picture)),
            ];
            std::fs::write(&file, png(&three)).unwrap();
            wrong.push(format!(
                "{} {name}: differs by {apart} of 255 (kept, found, difference: {})",
                kind.id(),
                file.display()
            ));
        }
    }
    for (name, _) in stored {
        if !found.iter().any(|(known, _)| known == name) {
            wrong.push(format!("{} {name}: the page is gone", kind.id()));
        }
    }
    wrong
}

#[test]
fn every_page_looks_as_it_was_looked_at() {
    let (texts, fonts) = (Texts::embedded().unwrap(), Library::embedded());
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pictures");
    let update = std::env::var_os("HUANJIE_UPDATE_PICTURES").is_some_and(|value| value == "1");
    let mut wrong = Vec::new();
    for kind in Kind::ALL {
        let found = gallery(*kind, &texts, &fonts);
        let file = folder.join(format!("{}.png", kind.id()));
        match kept(&file) {
            _ if update => {
                let stored = kept(&file).unwrap_or_default();
                // What only a renderer changed is not rewritten.
                if stored.is_empty() || !compared(*kind, &found, &stored).is_empty() {
                    std::fs::write(&file, png(&found)).unwrap();
                }
            }
            Some(stored) => wrong.extend(compared(*kind, &found, &stored)),
            None => wrong.push(format!("{}: a new kind without pictures", kind.id())),
        }
    }
    assert!(
        wrong.is_empty(),
        "{}\nIf the change is wanted: {MAKE}\nthen look at tests/pictures/ and commit it.",
        wrong.join("\n")
    );
}

#[test]
fn the_pictures_kept_are_those_of_kinds_there_are() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pictures");
    let mut size = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        size += entry.metadata().unwrap().len();
        let name = entry.file_name().into_string().unwrap();
        let id = name.strip_suffix(".png").unwrap_or(&name);
        assert!(
            Kind::from_id(id).is_some(),
            "{name} is of no kind: delete it"
        );
    }
    assert!(size < 3_000_000, "{size} bytes of pictures are too many");
}

#[test]
fn a_moved_block_is_seen_and_another_renderer_is_not() {
    let fonts = Library::embedded();
    let setting = setting();
    let page = |body: &str| {
        let xml = format!(
            "<document title=\"试\" style=\"official\"><title>关于选举日的通知</title>{body}</document>"
        );
        let set = typeset_markup(&xml, &fonts, &setting).unwrap();
        write_pdf(&[set], &setting, &fonts).unwrap()
    };
    let text = "村民选举委员会依照法律主持选举，名单在选举日的二十日以前公布。".repeat(4);
    let whole = format!("<p>{text}</p><p>{text}</p>");
    let once = drawn(&page(&whole), FINER).remove(0);
    // (body, whether it must be seen)
    for (body, seen) in [
        (
            format!("<p>{text}</p><space lines=\"1\"/><p>{text}</p>"),
            true,
        ),
        (format!("<space lines=\"1\"/>{whole}"), true),
        (format!("<p>{text}</p>"), true),
        (
            format!("{whole}<sign issuer=\"某镇\" date=\"2027-03-18\" seal=\"yes\"/>"),
            true,
        ),
        (whole.clone(), false),
    ] {
        let other = drawn(&page(&body), FINER).remove(0);
        let apart = once.apart(&other);
        assert_eq!(apart > ROOM, seen, "{apart}: {body}");
    }
    // The same page drawn twice as fine stands for another renderer or other hints.
    let finer = drawn(&page(&whole), 2 * FINER).remove(0);
    assert!(once.apart(&finer) <= ROOM, "{}", once.apart(&finer));
    // What is kept reads back as it was written.
    let file = tempfile::tempdir().unwrap();
    let file = file.path().join("x.png");
    std::fs::write(&file, png(&[("normal/1".to_owned(), once.clone())])).unwrap();
    let back = kept(&file).unwrap();
    assert!(back[0].0 == "normal/1" && back[0].1 == once);
}
