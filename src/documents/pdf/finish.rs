//! 收尾 — what printpdf leaves to its caller: version, dates, language, outline, page labels, file
//! identity, compression.

use std::collections::BTreeMap;

use chrono::NaiveDateTime;
use libdeflater::{CompressionLvl, Compressor};
use lopdf::{Dictionary, Document, Object, ObjectId, Stream, StringFormat};
use sha2::{Digest, Sha256};

use super::faces::Embedded;
use super::{Info, PdfError, watermark};
use crate::documents::fonts::FaceId;

/// Shorter streams are not worth a filter.
const COMPRESS_FROM: usize = 96;
const COMPRESSION: i32 = 6;
/// Outlines hardly shrink further: 6 % larger than at the level of the rest, and three times quicker.
const FONT_COMPRESSION: i32 = 1;
/// Stands where the file's identity will be; as long as the identity.
const IDENTITY: [u8; 16] = *b"huanjie-identity";

/// 书签.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub title: String,
    /// Page in the file, from 0.
    pub page: usize,
    pub children: Vec<Entry>,
}

impl Entry {
    pub(super) fn new(title: &str, page: usize) -> Self {
        Self {
            title: title.to_owned(),
            page,
            children: Vec::new(),
        }
    }
}

/// Completes and writes the document.
pub(super) fn finish(
    mut document: Document,
    outline: &[Entry],
    faces: &BTreeMap<FaceId, Embedded<'_>>,
    watermarks: Vec<(&'static str, Vec<u8>)>,
    info: &Info,
) -> Result<Vec<u8>, PdfError> {
    "1.7".clone_into(&mut document.version);
    let pages: Vec<ObjectId> = document.page_iter().collect();
    for (name, content) in watermarks {
        add_watermark(&mut document, pages.first().copied(), name, content)?;
    }
    add_aliases(&mut document, faces)?;
    let catalog_id = document
        .trailer
        .get(b"Root")
        .and_then(Object::as_reference)
        .map_err(|_| PdfError::Assemble)?;
    let outlines = add_outline(&mut document, outline, &pages);
    let labels = page_labels(outline);
    let catalog = document
        .get_object_mut(catalog_id)
        .and_then(Object::as_dict_mut)
        .map_err(|_| PdfError::Assemble)?;
    catalog.set("Lang", Object::string_literal("zh-CN"));
    catalog.set("PageLabels", labels);
    catalog.set(
        "ViewerPreferences",
        dictionary([("DisplayDocTitle", Object::Boolean(true))]),
    );
    if let Some(outlines) = outlines {
        catalog.set("Outlines", Object::Reference(outlines));
        let several = outline.len() > 1 || outline.iter().any(|e| !e.children.is_empty());
        let mode: &str = if several { "UseOutlines" } else { "UseNone" };
        catalog.set("PageMode", mode);
    }
    set_info(&mut document, info)?;
    compress(&mut document, faces)?;
    document.trailer.set(
        "ID",
        Object::Array(vec![
            Object::String(IDENTITY.to_vec(), StringFormat::Hexadecimal),
            Object::String(IDENTITY.to_vec(), StringFormat::Hexadecimal),
        ]),
    );
    let mut bytes = Vec::new();
    document
        .save_to(&mut bytes)
        .map_err(|_| PdfError::Assemble)?;
    identify(&mut bytes);
    Ok(bytes)
}

fn dictionary<const N: usize>(entries: [(&str, Object); N]) -> Dictionary {
    let mut dictionary = Dictionary::new();
    for (key, value) in entries {
        dictionary.set(key, value);
    }
    dictionary
}

/// A text string as PDF takes any language: UTF-16 with a mark of byte order.
fn text(value: &str) -> Object {
    let mut bytes = vec![0xFE, 0xFF];
    for unit in value.encode_utf16() {
        bytes.extend(unit.to_be_bytes());
    }
    Object::String(bytes, StringFormat::Hexadecimal)
}

fn add_watermark(
    document: &mut Document,
    first: Option<ObjectId>,
    name: &str,
    content: Vec<u8>,
) -> Result<(), PdfError> {
    let reach = |value: f64| {
        #[allow(clippy::cast_possible_truncation)]
        Object::Real(value as f32)
    };
    let square = [-1.0, -1.0, 1.0, 1.0].map(|sign| reach(sign * watermark::REACH));
    let form = Stream::new(
        dictionary([
            ("Type", "XObject".into()),
            ("Subtype", "Form".into()),
            ("BBox", Object::Array(square.to_vec())),
            ("Resources", Object::Dictionary(Dictionary::new())),
        ]),
        content,
    );
    let form = document.add_object(form);
    // printpdf gives all pages one dictionary of forms.
    let shared = first
        .and_then(|page| document.get_object(page).ok())
        .and_then(|page| page.as_dict().ok())
        .and_then(|page| page.get(b"Resources").ok())
        .and_then(|resources| resources.as_reference().ok())
        .and_then(|resources| document.get_object(resources).ok())
        .and_then(|resources| resources.as_dict().ok())
        .and_then(|resources| resources.get(b"XObject").ok())
        .and_then(|forms| forms.as_reference().ok())
        .ok_or(PdfError::Assemble)?;
    document
        .get_object_mut(shared)
        .and_then(Object::as_dict_mut)
        .map_err(|_| PdfError::Assemble)?
        .set(name, Object::Reference(form));
    Ok(())
}

/// Characters that share a glyph: a map from code to glyph instead of the identity.
fn add_aliases(
    document: &mut Document,
    faces: &BTreeMap<FaceId, Embedded<'_>>,
) -> Result<(), PdfError> {
    for face in faces.values().filter(|face| !face.aliases.is_empty()) {
        let mut map = Vec::new();
        for glyph in 0..face.glyph_count {
            map.extend(glyph.to_be_bytes());
        }
        for glyph in face.aliases.values() {
            map.extend(glyph.to_be_bytes());
        }
        let map = document.add_object(Stream::new(Dictionary::new(), map));
        let fonts = document
            .objects
            .values_mut()
            .filter_map(|object| object.as_dict_mut().ok());
        let mut set = false;
        for font in fonts {
            let named = font.get(b"BaseFont").and_then(Object::as_name).ok()
                == Some(face.name().as_bytes());
            if !named {
                continue;
            }
            let Ok(Object::Array(descendants)) = font.get_mut(b"DescendantFonts") else {
                continue;
            };
            for descendant in descendants {
                if let Ok(descendant) = descendant.as_dict_mut() {
                    descendant.set("CIDToGIDMap", Object::Reference(map));
                    set = true;
                }
            }
        }
        if !set {
            return Err(PdfError::Assemble);
        }
    }
    Ok(())
}

/// The outline tree; its root, or nothing without entries.
fn add_outline(document: &mut Document, entries: &[Entry], pages: &[ObjectId]) -> Option<ObjectId> {
    if entries.is_empty() {
        return None;
    }
    let root = document.new_object_id();
    let (first, last, _) = add_entries(document, entries, pages, root)?;
    let count = i64::try_from(entries.len()).unwrap_or(i64::MAX);
    document.set_object(
        root,
        dictionary([
            ("Type", "Outlines".into()),
            ("First", Object::Reference(first)),
            ("Last", Object::Reference(last)),
            ("Count", Object::Integer(count)),
        ]),
    );
    Some(root)
}

/// One level of the outline: first, last and number of entries. Children start folded.
fn add_entries(
    document: &mut Document,
    entries: &[Entry],
    pages: &[ObjectId],
    parent: ObjectId,
) -> Option<(ObjectId, ObjectId, usize)> {
    let ids: Vec<ObjectId> = entries.iter().map(|_| document.new_object_id()).collect();
    for (index, (entry, id)) in entries.iter().zip(&ids).enumerate() {
        let page = pages.get(entry.page).or_else(|| pages.last())?;
        let mut item = dictionary([
            ("Title", text(&entry.title)),
            ("Parent", Object::Reference(parent)),
            (
                "Dest",
                Object::Array(vec![
                    Object::Reference(*page),
                    "XYZ".into(),
                    Object::Null,
                    Object::Null,
                    Object::Null,
                ]),
            ),
        ]);
        if let Some(before) = index.checked_sub(1).and_then(|before| ids.get(before)) {
            item.set("Prev", Object::Reference(*before));
        }
        if let Some(after) = ids.get(index + 1) {
            item.set("Next", Object::Reference(*after));
        }
        if let Some((first, last, count)) = add_entries(document, &entry.children, pages, *id) {
            item.set("First", Object::Reference(first));
            item.set("Last", Object::Reference(last));
            let folded = -i64::try_from(count).unwrap_or(i64::MAX);
            item.set("Count", Object::Integer(folded));
        }
        document.set_object(*id, item);
    }
    Some((*ids.first()?, *ids.last()?, ids.len()))
}

/// Every paper counts its pages from 1.
fn page_labels(outline: &[Entry]) -> Dictionary {
    let mut numbers = Vec::new();
    for entry in outline {
        numbers.push(Object::Integer(
            i64::try_from(entry.page).unwrap_or(i64::MAX),
        ));
        numbers.push(Object::Dictionary(dictionary([("S", "D".into())])));
    }
    dictionary([("Nums", Object::Array(numbers))])
}

fn moment(created: NaiveDateTime) -> Object {
    let written = created.format("D:%Y%m%d%H%M%S+08'00'").to_string();
    Object::string_literal(written)
}

fn set_info(document: &mut Document, info: &Info) -> Result<(), PdfError> {
    let id = document
        .trailer
        .get(b"Info")
        .and_then(Object::as_reference)
        .map_err(|_| PdfError::Assemble)?;
    document.set_object(
        id,
        dictionary([
            ("Title", text(&info.title)),
            ("Author", text(&info.author)),
            ("Creator", text("换届")),
            ("Producer", text("换届（printpdf）")),
            ("CreationDate", moment(info.created)),
            ("ModDate", moment(info.created)),
        ]),
    );
    Ok(())
}

fn compress(
    document: &mut Document,
    faces: &BTreeMap<FaceId, Embedded<'_>>,
) -> Result<(), PdfError> {
    let mut text = Packer::new(COMPRESSION)?;
    let mut outlines = Packer::new(FONT_COMPRESSION)?;
    for object in document.objects.values_mut() {
        let Object::Stream(stream) = object else {
            continue;
        };
        if stream.content.len() < COMPRESS_FROM || stream.dict.has(b"Filter") {
            continue;
        }
        // A font that many files carry is packed once for all of them.
        let font = faces
            .values()
            .find(|face| face.program.bytes == stream.content);
        let packed = match font {
            Some(face) => {
                let program = &face.program;
                program
                    .packed(|bytes| outlines.pack(bytes))
                    .map(<[u8]>::to_vec)
            }
            None => text.pack(&stream.content),
        };
        if let Some(packed) = packed {
            stream.dict.set("Filter", "FlateDecode");
            stream.set_content(packed);
        }
    }
    if text.failed || outlines.failed {
        return Err(PdfError::Assemble);
    }
    Ok(())
}

/// 压缩 at one level, with the room it needs.
struct Packer {
    compressor: Compressor,
    buffer: Vec<u8>,
    failed: bool,
}

impl Packer {
    fn new(level: i32) -> Result<Self, PdfError> {
        let level = CompressionLvl::new(level).map_err(|_| PdfError::Assemble)?;
        Ok(Self {
            compressor: Compressor::new(level),
            buffer: Vec::new(),
            failed: false,
        })
    }

    /// The packed bytes; `None` where they would be no fewer.
    fn pack(&mut self, content: &[u8]) -> Option<Vec<u8>> {
        let bound = self.compressor.zlib_compress_bound(content.len());
        self.buffer.resize(bound, 0);
        let Ok(written) = self.compressor.zlib_compress(content, &mut self.buffer) else {
            self.failed = true;
            return None;
        };
        self.buffer
            .get(..written)
            .filter(|packed| packed.len() < content.len())
            .map(<[u8]>::to_vec)
    }
}

/// Puts a digest of the file in the place kept for its identity.
fn identify(bytes: &mut [u8]) {
    let digest = Sha256::digest(&*bytes);
    let hex = |source: &[u8]| -> Vec<u8> {
        source
            .iter()
            .flat_map(|byte| format!("{byte:02X}").into_bytes())
            .collect()
    };
    let kept = hex(&IDENTITY);
    let identity = hex(digest.get(..IDENTITY.len()).unwrap_or(&IDENTITY));
    // The trailer stands at the end; nothing after it is long.
    let tail = bytes.len().saturating_sub(4096);
    let mut at = tail;
    while let Some(window) = bytes.get(at..at + kept.len()) {
        if window.eq_ignore_ascii_case(&kept) {
            if let Some(place) = bytes.get_mut(at..at + kept.len()) {
                place.copy_from_slice(&identity);
            }
            at += kept.len();
        } else {
            at += 1;
        }
    }
}
