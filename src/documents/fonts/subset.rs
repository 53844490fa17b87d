//! 字面子集 — the part of a font that goes into a PDF, and the parts asked for again and again.
//!
//! Most of a paper is its form: the title, the headings, the fixed sentences. Of the five faces of a notice all but
//! the body's carry the same characters from village to village, so their parts are cut and packed once. A part is
//! kept when it is asked for a second time; the bytes are the same whether it was kept or cut anew.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    hash::{DefaultHasher, Hash as _, Hasher as _},
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use sha2::{Digest, Sha256};

/// Parts kept of one face.
const KEPT: usize = 16;
/// Sets of glyphs remembered to tell whether one is asked for again.
const SEEN: usize = 256;

/// 字面子集
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subset {
    /// A font file without character table; glyph 0 is `.notdef`.
    pub bytes: Vec<u8>,
    /// Old glyph to new glyph, for every glyph asked for and glyph 0.
    pub map: BTreeMap<u16, u16>,
    /// Six capitals that name it, drawn from its content.
    pub tag: String,
    packed: OnceLock<Option<Vec<u8>>>,
}

impl Subset {
    pub(super) fn new(bytes: Vec<u8>, map: BTreeMap<u16, u16>) -> Self {
        let tag = Sha256::digest(&bytes)
            .iter()
            .take(6)
            .map(|byte| char::from(b'A' + byte % 26))
            .collect();
        Self {
            bytes,
            map,
            tag,
            packed: OnceLock::new(),
        }
    }

    /// The bytes as `pack` packs them (`None`: not worth it); packed once, by the first who asks.
    pub fn packed(&self, pack: impl FnOnce(&[u8]) -> Option<Vec<u8>>) -> Option<&[u8]> {
        self.packed.get_or_init(|| pack(&self.bytes)).as_deref()
    }
}

/// 留用的子集 of one face.
#[derive(Debug, Default)]
pub(super) struct Memory {
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    /// The last sets asked for, as hashes.
    seen: VecDeque<u64>,
    /// Latest used last.
    kept: VecDeque<(BTreeSet<u16>, Arc<Subset>)>,
}

fn hash(glyphs: &BTreeSet<u16>) -> u64 {
    let mut hasher = DefaultHasher::new();
    glyphs.hash(&mut hasher);
    hasher.finish()
}

impl Memory {
    /// The part for these glyphs: a kept one, else what `cut` gives, kept if it was asked for before.
    pub(super) fn get<E>(
        &self,
        glyphs: &BTreeSet<u16>,
        cut: impl FnOnce() -> Result<Subset, E>,
    ) -> Result<Arc<Subset>, E> {
        let again = {
            let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
            let place = inner.kept.iter().position(|(known, _)| known == glyphs);
            if let Some(entry) = place.and_then(|place| inner.kept.remove(place)) {
                let subset = Arc::clone(&entry.1);
                inner.kept.push_back(entry);
                return Ok(subset);
            }
            let hash = hash(glyphs);
            let again = inner.seen.contains(&hash);
            if !again {
                inner.seen.push_back(hash);
                if inner.seen.len() > SEEN {
                    inner.seen.pop_front();
                }
            }
            again
        };
        // Nobody waits while it is cut.
        let subset = Arc::new(cut()?);
        if again {
            let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
            inner.kept.push_back((glyphs.clone(), Arc::clone(&subset)));
            if inner.kept.len() > KEPT {
                inner.kept.pop_front();
            }
        }
        Ok(subset)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn cut(memory: &Memory, glyph: u16, cuts: &mut usize) -> Arc<Subset> {
        memory
            .get(&BTreeSet::from([glyph]), || {
                *cuts += 1;
                Ok::<_, ()>(Subset::new(glyph.to_be_bytes().to_vec(), BTreeMap::new()))
            })
            .unwrap()
    }

    #[test]
    fn a_part_is_kept_when_it_is_asked_for_again_and_only_the_latest_are() {
        let memory = Memory::default();
        let mut cuts = 0;
        // (glyph asked for, how often it was cut by then)
        for (glyph, expected) in [(1, 1), (2, 2), (1, 3), (1, 3), (2, 4), (2, 4), (1, 4)] {
            let subset = cut(&memory, glyph, &mut cuts);
            assert_eq!(subset.bytes, glyph.to_be_bytes());
            assert_eq!(cuts, expected, "{glyph}");
        }
        for glyph in 10..10 + u16::try_from(KEPT).unwrap() {
            cut(&memory, glyph, &mut cuts);
            cut(&memory, glyph, &mut cuts);
        }
        let before = cuts;
        cut(&memory, 1, &mut cuts);
        assert_eq!(cuts, before + 1);
        assert!(memory.inner.lock().unwrap().kept.len() <= KEPT);
        for glyph in 100..100 + u16::try_from(SEEN).unwrap() * 2 {
            cut(&memory, glyph, &mut cuts);
        }
        assert!(memory.inner.lock().unwrap().seen.len() <= SEEN);
    }

    #[test]
    fn a_part_is_packed_once() {
        let subset = Subset::new(vec![7; 8], BTreeMap::new());
        assert_eq!(
            subset.packed(|bytes| bytes.first().map(|one| vec![*one])),
            Some([7].as_slice())
        );
        assert_eq!(subset.packed(|_| None), Some([7].as_slice()));
        assert_eq!(subset.tag.len(), 6);
        let dull = Subset::new(Vec::new(), BTreeMap::new());
        assert_eq!(dull.packed(|_| None), None);
    }
}
