//! 合并 — frozen files and drafts into one file, page by page: what was issued is printed from the very
//! bytes that were frozen, never set again.
//!
//! The file is written as its parts come in: only a few of them are in memory at once, however many there are.

use std::{
    collections::BTreeMap,
    io::{self, Write},
};

use lopdf::{Dictionary, Document, Object, ObjectId, xref::XrefType};
use sha2::{Digest, Sha256};

use crate::office::refusal::Refusal;

/// One file to be joined, with the outline entry it gets when it brings none.
pub struct Part {
    /// Title.
    pub title: String,
    /// A PDF.
    pub bytes: Vec<u8>,
}

/// What pages may inherit from their parents and must carry themselves in another tree.
const INHERITED: [&[u8]; 4] = [b"Resources", b"MediaBox", b"CropBox", b"Rotate"];
/// As much is gathered before it is written.
const IN_HAND: usize = 4 * 1024 * 1024;
/// The numbers of the page tree and of the outline; those of the parts follow.
const PAGES: ObjectId = (1, 0);
const OUTLINES: ObjectId = (2, 0);
const FIRST_OF_PARTS: u32 = 3;
/// More entries than one part's outline may have.
const MOST_ENTRIES: usize = 20_000;

/// A chain of outline entries: first and last, and how many.
type Chain = (ObjectId, ObjectId, i64);

/// Why nothing more could be written.
fn full(error: io::Error) -> Refusal {
    tracing::error!(error = ?error, "merge");
    Refusal::general("请腾出磁盘空间后再合并打印：文件写不进数据文件夹。也可以分几次打印。")
}

fn inside(error: lopdf::Error) -> Refusal {
    Refusal::Inside(format!("merge: {error}"))
}

/// 装订 — joins parts in the order in which they are put in.
pub struct Binder<W: Write> {
    target: W,
    /// Bytes written.
    written: u64,
    /// Where each object stands, by its number.
    places: Vec<Option<u64>>,
    /// What is not written yet.
    gathered: BTreeMap<ObjectId, Object>,
    /// Bytes of the parts it came from.
    gathered_bytes: usize,
    /// Outline entries: linked when all are known.
    entries: BTreeMap<ObjectId, Object>,
    pages: Vec<Object>,
    chains: Vec<Chain>,
    next: u32,
    identity: Sha256,
    /// The first part, as long as it is the only one.
    only: Option<Part>,
}

impl<W: Write> Binder<W> {
    /// An empty file.
    pub fn new(target: W) -> Self {
        Self {
            target,
            written: 0,
            places: Vec::new(),
            gathered: BTreeMap::new(),
            gathered_bytes: 0,
            entries: BTreeMap::new(),
            pages: Vec::new(),
            chains: Vec::new(),
            next: FIRST_OF_PARTS,
            identity: Sha256::new(),
            only: None,
        }
    }

    /// Puts a part behind what is there.
    pub fn put(&mut self, part: Part) -> Result<(), Refusal> {
        if self.is_empty() {
            self.only = Some(part);
            return Ok(());
        }
        if let Some(first) = self.only.take() {
            self.take(&first)?;
        }
        self.take(&part)
    }

    fn take(&mut self, part: &Part) -> Result<(), Refusal> {
        self.identity.update(Sha256::digest(&part.bytes));
        let mut document = Document::load_mem(&part.bytes).map_err(inside)?;
        document.renumber_objects_with(self.next);
        let mine: Vec<ObjectId> = document.page_iter().collect();
        for page in &mine {
            adopt(&mut document, *page).map_err(inside)?;
        }
        let chain = match (outline_of(&document), mine.first()) {
            (Some(chain), _) => Some(chain),
            (None, Some(first)) => Some(entry(&mut document, &part.title, *first)),
            (None, None) => None,
        };
        self.next = document.max_id.saturating_add(1);
        // What hangs on the pages stays; the part's own trees and catalog are nobody's now.
        let mine: Vec<Object> = mine.into_iter().map(Object::Reference).collect();
        let mut kept = Dictionary::new();
        kept.set("Kids", mine.clone());
        if let Some((first, _, _)) = chain {
            for id in chain_entries(&document, first) {
                self.lift(&document, id);
            }
            self.chains.extend(chain);
        }
        document.trailer = kept;
        document.prune_objects();
        self.pages.extend(mine);
        self.gathered.append(&mut document.objects);
        self.gathered_bytes = self.gathered_bytes.saturating_add(part.bytes.len());
        if self.gathered_bytes >= IN_HAND {
            self.write()?;
        }
        Ok(())
    }

    /// Keeps an outline entry back until its neighbours are known.
    fn lift(&mut self, document: &Document, id: ObjectId) {
        if let Ok(entry) = document.get_object(id) {
            self.entries.insert(id, entry.clone());
        }
    }

    /// Writes what was gathered.
    fn write(&mut self) -> Result<(), Refusal> {
        let mut document = Document::with_version("1.7");
        document.objects = std::mem::take(&mut self.gathered);
        document.max_id = self.next.saturating_sub(1);
        self.gathered_bytes = 0;
        self.append(document).map(drop)
    }

    /// Whether nothing was put in.
    pub fn is_empty(&self) -> bool {
        self.pages.is_empty() && self.only.is_none()
    }

    /// Writes the objects of a document behind what is there; gives back its trailer as it is written.
    fn append(&mut self, mut document: Document) -> Result<Vec<u8>, Refusal> {
        // A table in plain text, whose places can be read back; a new document would bring a stream.
        document.reference_table.cross_reference_type = XrefType::CrossReferenceTable;
        let mut saved = Vec::new();
        document.save_to(&mut saved).map_err(full)?;
        let broken = || Refusal::Inside("merge: a saved file without its table".to_owned());
        let table = Table::of(&saved).ok_or_else(broken)?;
        // The mark of the version stands once, at the head of the whole.
        let head = table
            .places
            .iter()
            .map(|(_, place)| *place)
            .min()
            .unwrap_or(table.start);
        let from = if self.written == 0 { 0 } else { head };
        let body = saved.get(from..table.start).ok_or_else(broken)?;
        for (number, place) in table.places {
            let number = usize::try_from(number).map_err(|_| broken())?;
            if self.places.len() <= number {
                self.places.resize(number.saturating_add(1), None);
            }
            let moved = place.checked_sub(from).ok_or_else(broken)?;
            if let Some(entry) = self.places.get_mut(number) {
                *entry = Some(self.written.saturating_add(moved as u64));
            }
        }
        self.target.write_all(body).map_err(full)?;
        self.written = self.written.saturating_add(body.len() as u64);
        Ok(saved
            .get(table.trailer..table.end)
            .ok_or_else(broken)?
            .to_vec())
    }

    /// Writes trees, catalog and table; gives back what it was written to. A single part stays as it is.
    pub fn finish(mut self, title: &str) -> Result<W, Refusal> {
        if let Some(only) = self.only.take() {
            self.target.write_all(&only.bytes).map_err(full)?;
            self.target.flush().map_err(full)?;
            return Ok(self.target);
        }
        self.write()?;
        let mut last = Document::with_version("1.7");
        last.objects = std::mem::take(&mut self.entries);
        last.max_id = self.next.saturating_sub(1);
        let count = i64::try_from(self.pages.len()).unwrap_or(i64::MAX);
        let mut tree = Dictionary::new();
        tree.set("Type", "Pages");
        tree.set("Count", count);
        tree.set("Kids", std::mem::take(&mut self.pages));
        last.objects.insert(PAGES, Object::Dictionary(tree));
        link(&mut last, &self.chains).map_err(inside)?;
        let mut catalog = Dictionary::new();
        catalog.set("Type", "Catalog");
        catalog.set("Pages", PAGES);
        catalog.set("Outlines", OUTLINES);
        catalog.set("PageMode", "UseOutlines");
        catalog.set("Lang", Object::string_literal("zh-CN"));
        let catalog = last.add_object(catalog);
        let mut info = Dictionary::new();
        info.set("Title", utf16(title));
        let info = last.add_object(info);
        last.trailer.set("Root", catalog);
        last.trailer.set("Info", info);
        let identity: Vec<u8> = self
            .identity
            .clone()
            .finalize()
            .iter()
            .take(16)
            .copied()
            .collect();
        let identity = Object::String(identity, lopdf::StringFormat::Hexadecimal);
        last.trailer.set("ID", vec![identity.clone(), identity]);
        let trailer = self.append(last)?;
        self.close(&trailer).map_err(full)?;
        Ok(self.target)
    }

    /// The table of all objects and the trailer.
    fn close(&mut self, trailer: &[u8]) -> io::Result<()> {
        let start = self.written;
        write!(self.target, "xref\n0 {}\n", self.places.len().max(1))?;
        self.target.write_all(b"0000000000 65535 f \n")?;
        for place in self.places.iter().skip(1) {
            match place {
                Some(place) => writeln!(self.target, "{place:010} 00000 n ")?,
                None => self.target.write_all(b"0000000000 65535 f \n")?,
            }
        }
        self.target.write_all(trailer)?;
        write!(self.target, "\nstartxref\n{start}\n%%EOF")?;
        self.target.flush()
    }
}

/// The table at the end of a file as it was just saved.
struct Table {
    /// Where it begins.
    start: usize,
    /// Where the trailer begins and ends.
    trailer: usize,
    end: usize,
    /// Number and place of every object.
    places: Vec<(u32, usize)>,
}

impl Table {
    fn of(saved: &[u8]) -> Option<Self> {
        let tail = saved.len().saturating_sub(64);
        let mark = b"\nstartxref\n";
        let end = tail + last_of(saved.get(tail..)?, mark)?;
        let number = saved.get(end + mark.len()..)?;
        let number = number.split(|byte| *byte == b'\n').next()?;
        let start: usize = std::str::from_utf8(number).ok()?.trim().parse().ok()?;
        let mut places = Vec::new();
        let mut at = start;
        let line = |at: usize| -> Option<&str> {
            let rest = saved.get(at..end)?;
            let length = rest.iter().position(|byte| *byte == b'\n')?;
            std::str::from_utf8(rest.get(..length)?).ok()
        };
        let head = line(at)?;
        (head.trim() == "xref").then_some(())?;
        at += head.len() + 1;
        loop {
            let section = line(at)?;
            if section.trim_start().starts_with("trailer") {
                break;
            }
            at += section.len() + 1;
            let (first, count) = section.trim().split_once(' ')?;
            let (first, count): (u32, u32) = (first.parse().ok()?, count.parse().ok()?);
            for number in (first..).take(usize::try_from(count).ok()?) {
                let entry = line(at)?;
                at += entry.len() + 1;
                if entry.trim_end().ends_with('n') {
                    places.push((number, entry.get(..10)?.parse().ok()?));
                }
            }
        }
        Some(Self {
            start,
            trailer: at,
            end,
            places,
        })
    }
}

fn last_of(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes
        .windows(wanted.len())
        .rposition(|window| window == wanted)
}

/// All entries of an outline from this one on, with those below them.
fn chain_entries(document: &Document, first: ObjectId) -> Vec<ObjectId> {
    let mut found = Vec::new();
    let mut ahead = vec![first];
    while let Some(id) = ahead.pop() {
        if found.len() >= MOST_ENTRIES || found.contains(&id) {
            continue;
        }
        let Ok(entry) = document.get_dictionary(id) else {
            continue;
        };
        found.push(id);
        for key in [b"Next".as_slice(), b"First"] {
            ahead.extend(entry.get(key).and_then(Object::as_reference));
        }
    }
    found
}

/// Joins the parts in their order in memory. One part is given back as it is.
#[cfg(test)]
fn merge(parts: Vec<Part>, title: &str) -> Result<Vec<u8>, Refusal> {
    let mut binder = Binder::new(Vec::new());
    for part in parts {
        binder.put(part)?;
    }
    binder.finish(title)
}

/// Gives a page everything it inherited and its new parent.
fn adopt(document: &mut Document, page: ObjectId) -> Result<(), lopdf::Error> {
    let mut found: BTreeMap<&[u8], Object> = BTreeMap::new();
    let mut at = document.get_dictionary(page)?.clone();
    // A page tree is shallow; a file that says otherwise is not followed for ever.
    for _ in 0..32 {
        let Ok(up) = at.get(b"Parent").and_then(Object::as_reference) else {
            break;
        };
        at = document.get_dictionary(up)?.clone();
        for key in INHERITED {
            if let Ok(value) = at.get(key) {
                found.entry(key).or_insert_with(|| value.clone());
            }
        }
    }
    let own = document.get_object_mut(page)?.as_dict_mut()?;
    for (key, value) in found {
        if !own.has(key) {
            own.set(key, value);
        }
    }
    own.set("Parent", PAGES);
    own.remove(b"StructParents");
    Ok(())
}

/// First, last and number of the top entries of a file's outline.
fn outline_of(document: &Document) -> Option<Chain> {
    let root = document.catalog().ok()?.get(b"Outlines").ok()?;
    let outlines = document.get_dictionary(root.as_reference().ok()?).ok()?;
    let first = outlines.get(b"First").ok()?.as_reference().ok()?;
    let last = outlines.get(b"Last").ok()?.as_reference().ok()?;
    let mut count = 1;
    let mut at = first;
    while at != last && count < 100_000 {
        at = document
            .get_dictionary(at)
            .ok()?
            .get(b"Next")
            .ok()?
            .as_reference()
            .ok()?;
        count += 1;
    }
    Some((first, last, count))
}

fn entry(document: &mut Document, title: &str, page: ObjectId) -> Chain {
    let mut entry = Dictionary::new();
    entry.set("Title", utf16(title));
    entry.set("Dest", vec![Object::Reference(page), "Fit".into()]);
    let id = document.add_object(entry);
    (id, id, 1)
}

/// Puts the chains behind one another under one outline.
fn link(document: &mut Document, chains: &[Chain]) -> Result<(), lopdf::Error> {
    let mut total = 0;
    for (index, (first, last, count)) in chains.iter().enumerate() {
        total += count;
        let mut at = *first;
        for _ in 0..*count {
            let dictionary = document.get_object_mut(at)?.as_dict_mut()?;
            dictionary.set("Parent", OUTLINES);
            match dictionary.get(b"Next").and_then(Object::as_reference) {
                Ok(next) if at != *last => at = next,
                _ => break,
            }
        }
        if let Some((_, before, _)) = index.checked_sub(1).and_then(|place| chains.get(place)) {
            document
                .get_object_mut(*first)?
                .as_dict_mut()?
                .set("Prev", *before);
        }
        if let Some((after, _, _)) = chains.get(index + 1) {
            document
                .get_object_mut(*last)?
                .as_dict_mut()?
                .set("Next", *after);
        }
    }
    let mut root = Dictionary::new();
    root.set("Type", "Outlines");
    root.set("Count", total);
    if let (Some((first, _, _)), Some((_, last, _))) = (chains.first(), chains.last()) {
        root.set("First", *first);
        root.set("Last", *last);
    }
    document.objects.insert(OUTLINES, Object::Dictionary(root));
    Ok(())
}

/// A text string in any language: UTF-16 with its mark.
fn utf16(text: &str) -> Object {
    let mut bytes = vec![0xFE, 0xFF];
    for unit in text.encode_utf16() {
        bytes.extend(unit.to_be_bytes());
    }
    Object::String(bytes, lopdf::StringFormat::Hexadecimal)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::documents::{
        fonts::Library,
        pdf::tests::setting,
        render::{typeset_markup, write_pdf},
    };

    fn part(title: &str, pages: usize) -> Part {
        let fonts = Library::embedded();
        let body = "<p>正文</p><break/>".repeat(pages - 1);
        let markup =
            format!("<document title=\"{title}\" style=\"notice\">{body}<p>{title}</p></document>");
        let paper = typeset_markup(&markup, &fonts, &setting()).unwrap();
        Part {
            title: title.to_owned(),
            bytes: write_pdf(&[paper], &setting(), &fonts).unwrap(),
        }
    }

    fn titles(document: &Document) -> Vec<String> {
        let root = document.catalog().unwrap().get(b"Outlines").unwrap();
        let outlines = document
            .get_dictionary(root.as_reference().unwrap())
            .unwrap();
        let mut at = outlines.get(b"First").unwrap().as_reference().unwrap();
        let mut titles = Vec::new();
        loop {
            let entry = document.get_dictionary(at).unwrap();
            let title = entry.get(b"Title").unwrap().as_str().unwrap();
            let units: Vec<u16> = title
                .chunks(2)
                .skip(1)
                .map(|pair| u16::from_be_bytes(pair.try_into().unwrap()))
                .collect();
            titles.push(String::from_utf16(&units).unwrap());
            match entry.get(b"Next").and_then(Object::as_reference) {
                Ok(next) => at = next,
                Err(_) => return titles,
            }
        }
    }

    #[test]
    fn parts_stand_in_their_order_with_an_entry_each() {
        // More than is gathered at once: the file is written in several goes.
        let count = 3 + IN_HAND / part("甲", 1).bytes.len();
        let parts = || (0..count).map(|at| part(&format!("第{at}份"), 1 + at % 2));
        let bytes = merge(parts().collect(), "合订").unwrap();
        let document = Document::load_mem(&bytes).unwrap();
        assert_eq!(document.get_pages().len(), count + count / 2);
        let expected: Vec<String> = (0..count).map(|at| format!("第{at}份")).collect();
        assert_eq!(titles(&document), expected);
        // Nothing of the parts' own trees is left over.
        let mut again = Document::load_mem(&bytes).unwrap();
        assert_eq!(again.prune_objects(), vec![]);
        assert_eq!(bytes, merge(parts().collect(), "合订").unwrap());
    }

    #[test]
    fn a_single_part_stays_the_very_file() {
        let one = part("甲", 2);
        let bytes = one.bytes.clone();
        assert_eq!(merge(vec![one], "合订").unwrap(), bytes);
    }

    #[test]
    fn a_full_disk_is_told_in_chinese() {
        struct Full;
        impl Write for Full {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(io::ErrorKind::StorageFull.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let mut binder = Binder::new(Full);
        binder.put(part("甲", 1)).unwrap();
        binder.put(part("乙", 1)).unwrap();
        let refusal = binder.finish("合订").map(|_| ()).unwrap_err();
        assert!(refusal.to_string().contains("请腾出磁盘空间"), "{refusal}");
    }
}
