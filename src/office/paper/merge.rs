//! 合并 — frozen files and drafts into one file, page by page: what was issued is printed from the very
//! bytes that were frozen, never set again.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Document, Object, ObjectId};

use crate::{office::refusal::Refusal, platform::secret};

/// One file to be joined, with the outline entry it gets when it brings none.
pub struct Part {
    /// Title.
    pub title: String,
    /// A PDF.
    pub bytes: Vec<u8>,
}

/// What pages may inherit from their parents and must carry themselves in another tree.
const INHERITED: [&[u8]; 4] = [b"Resources", b"MediaBox", b"CropBox", b"Rotate"];

/// A chain of outline entries: first and last, and how many.
type Chain = (ObjectId, ObjectId, i64);

/// Joins the parts in their order. One part is given back as it is.
pub fn merge(mut parts: Vec<Part>, title: &str) -> Result<Vec<u8>, Refusal> {
    if parts.len() == 1
        && let Some(only) = parts.pop()
    {
        return Ok(only.bytes);
    }
    let inside = |error: lopdf::Error| Refusal::Inside(format!("merge: {error}"));
    let mut whole = Document::with_version("1.7");
    let mut pages: Vec<ObjectId> = Vec::new();
    let mut chains: Vec<Chain> = Vec::new();
    let root_pages = whole.new_object_id();
    let outlines = whole.new_object_id();
    let mut identity = String::new();
    for part in parts {
        identity.push_str(&secret::sha256(&part.bytes));
        let mut document = Document::load_mem(&part.bytes).map_err(inside)?;
        document.renumber_objects_with(whole.max_id + 1);
        whole.max_id = document.max_id;
        let mine: Vec<ObjectId> = document.page_iter().collect();
        for page in &mine {
            adopt(&mut document, *page, root_pages).map_err(inside)?;
        }
        let chain = outline_of(&document);
        whole.objects.append(&mut document.objects);
        let chain = match (chain, mine.first()) {
            (Some(chain), _) => Some(chain),
            (None, Some(first)) => Some(entry(&mut whole, &part.title, *first)),
            (None, None) => None,
        };
        if let Some(chain) = chain {
            chains.push(chain);
        }
        pages.extend(mine);
    }
    let count = i64::try_from(pages.len()).unwrap_or(i64::MAX);
    let mut tree = Dictionary::new();
    tree.set("Type", "Pages");
    tree.set("Count", count);
    tree.set(
        "Kids",
        pages.into_iter().map(Object::Reference).collect::<Vec<_>>(),
    );
    whole.objects.insert(root_pages, Object::Dictionary(tree));
    link(&mut whole, outlines, &chains).map_err(inside)?;
    let mut catalog = Dictionary::new();
    catalog.set("Type", "Catalog");
    catalog.set("Pages", root_pages);
    catalog.set("Outlines", outlines);
    catalog.set("PageMode", "UseOutlines");
    catalog.set("Lang", Object::string_literal("zh-CN"));
    let catalog = whole.add_object(catalog);
    let mut info = Dictionary::new();
    info.set("Title", utf16(title));
    let info = whole.add_object(info);
    whole.trailer.set("Root", catalog);
    whole.trailer.set("Info", info);
    let digest = secret::sha256(identity.as_bytes());
    let id: Vec<u8> = digest.bytes().skip("sha256:".len()).take(16).collect();
    let id = Object::String(id, lopdf::StringFormat::Hexadecimal);
    whole.trailer.set("ID", vec![id.clone(), id]);
    // The old trees and catalogs of the parts are nobody's now.
    whole.prune_objects();
    let mut bytes = Vec::new();
    whole
        .save_to(&mut bytes)
        .map_err(|error| Refusal::Inside(format!("merge: {error}")))?;
    Ok(bytes)
}

/// Gives a page everything it inherited and its new parent.
fn adopt(document: &mut Document, page: ObjectId, parent: ObjectId) -> Result<(), lopdf::Error> {
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
    own.set("Parent", parent);
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
fn link(document: &mut Document, outlines: ObjectId, chains: &[Chain]) -> Result<(), lopdf::Error> {
    let mut total = 0;
    for (index, (first, last, count)) in chains.iter().enumerate() {
        total += count;
        let mut at = *first;
        for _ in 0..*count {
            let dictionary = document.get_object_mut(at)?.as_dict_mut()?;
            dictionary.set("Parent", outlines);
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
    document.objects.insert(outlines, Object::Dictionary(root));
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
