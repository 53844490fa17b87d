//! 字体库 — all faces of the process, and who sets which character.

use std::borrow::Cow;
use std::io::Read;
use std::sync::{Arc, OnceLock};

use super::coverage::{Coverage, is_han};
use super::embedded::{self, Builtin};
use super::face::{Face, Refusal};
use super::pages::Pages;
use super::{FaceId, FontError, FontProblem, Role, RoleMap, is_invisible};

/// 字体库 — the built-in faces and, before them, the office's own.
pub struct Library {
    slots: Vec<Arc<Slot>>,
    /// For each role, in the order of [`Role::ALL`].
    chains: [Chain; 5],
    unmapped: Vec<String>,
}

/// 取字次序 — the faces of a role: its own first, then the fallbacks.
struct Chain {
    faces: Vec<FaceId>,
    /// The face of every character, one above its number; made when the role is first used.
    picks: OnceLock<Pages<u8>>,
}

impl Chain {
    fn new(faces: Vec<FaceId>) -> Self {
        Self {
            faces,
            picks: OnceLock::new(),
        }
    }
}

struct Slot {
    coverage: Coverage,
    source: Source,
    face: OnceLock<Result<Face, FontError>>,
}

enum Source {
    Builtin(&'static Builtin),
    Office { file: String },
}

/// 姓名用字 — how a person's name is set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NameFace {
    /// One face for the whole name.
    Whole(FaceId),
    /// No face has every character: a face for each, `None` where nobody has it.
    Mixed(Vec<Option<FaceId>>),
}

impl NameFace {
    /// The face of the character at this place (counted in characters from 0).
    pub fn at(&self, place: usize) -> Option<FaceId> {
        match self {
            Self::Whole(face) => Some(*face),
            Self::Mixed(faces) => faces.get(place).copied().flatten(),
        }
    }
}

/// 字体说明 — one line of `huanjie fonts`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleLine {
    /// The role, or 后备 for a face that only fills gaps.
    pub role: &'static str,
    /// Family name of the face that serves it.
    pub family: String,
    /// 内置 or the office's file name.
    pub source: String,
    /// Number of Han characters of this face.
    pub han: usize,
    /// Licence and origin; empty for an office's own font.
    pub note: &'static str,
}

impl Library {
    /// The built-in faces; one library for the whole process.
    pub fn embedded() -> Arc<Library> {
        static BUILT_IN: OnceLock<Arc<Library>> = OnceLock::new();
        Arc::clone(BUILT_IN.get_or_init(|| Arc::new(Self::built_in())))
    }

    fn built_in() -> Self {
        let slots = embedded::FACES.iter().map(|builtin| {
            Arc::new(Slot {
                // A damaged table covers nothing, so that its characters are reported, not boxed.
                coverage: Coverage::parse(builtin.coverage).unwrap_or_default(),
                source: Source::Builtin(builtin),
                face: OnceLock::new(),
            })
        });
        Self {
            slots: slots.collect(),
            chains: Role::ALL.map(|role| Chain::new(embedded::chain(role).to_vec())),
            unmapped: Vec::new(),
        }
    }

    /// The built-in faces with the office's own before them.
    ///
    /// `folder_files` are names and bytes of the fonts folder, `role_map` says which of them serves
    /// which role (one file may serve several). Only mapped files are read; the others are listed by
    /// [`Library::unmapped`]. All problems come at once.
    pub fn with_office_fonts(
        folder_files: Vec<(String, Vec<u8>)>,
        role_map: &RoleMap,
    ) -> Result<Library, FontError> {
        let built_in = Self::embedded();
        let mut library = Self {
            slots: built_in.slots.clone(),
            chains: Role::ALL.map(|role| Chain::new(built_in.chain(role).faces.clone())),
            unmapped: Vec::new(),
        };
        let mut problems = Vec::new();
        for (&role, file) in role_map {
            if !folder_files.iter().any(|(name, _)| name == file) {
                problems.push(FontProblem::NotFound {
                    file: file.clone(),
                    role: role.label(),
                });
            }
        }
        for (file, bytes) in folder_files {
            let roles: Vec<Role> = role_map
                .iter()
                .filter(|&(_, wanted)| *wanted == file)
                .map(|(&role, _)| role)
                .collect();
            if roles.is_empty() {
                library.unmapped.push(file);
                continue;
            }
            match library.add_office_face(&file, bytes) {
                Ok(id) => {
                    for (chain, role) in library.chains.iter_mut().zip(Role::ALL) {
                        if roles.contains(&role) {
                            chain.faces.insert(0, id);
                        } else {
                            // 自造字只此一家有：别的角色遇到也能印。
                            chain.faces.push(id);
                        }
                    }
                }
                Err(problem) => problems.push(problem),
            }
        }
        if problems.is_empty() {
            Ok(library)
        } else {
            Err(FontError::Refused(problems))
        }
    }

    fn add_office_face(&mut self, file: &str, bytes: Vec<u8>) -> Result<FaceId, FontProblem> {
        let file = file.to_owned();
        let face = match Face::parse(Cow::Owned(bytes)) {
            Ok(face) => face,
            Err(Refusal::Broken) => return Err(FontProblem::Broken { file }),
            Err(Refusal::Unusable) => return Err(FontProblem::Unusable { file }),
            Err(Refusal::Variable) => return Err(FontProblem::Variable { file }),
            Err(Refusal::NotEmbeddable) => return Err(FontProblem::NotEmbeddable { file }),
        };
        // One number is kept free: tables of picks hold the number plus one.
        let Some(id) = u8::try_from(self.slots.len())
            .ok()
            .filter(|&id| id < u8::MAX)
        else {
            return Err(FontProblem::TooMany { file });
        };
        self.slots.push(Arc::new(Slot {
            coverage: face.coverage(),
            source: Source::Office { file },
            face: OnceLock::from(Ok(face)),
        }));
        Ok(FaceId(id))
    }

    /// The face, unpacked on first use.
    pub fn face(&self, id: FaceId) -> Result<&Face, FontError> {
        let slot = self.slots.get(id.index()).ok_or(FontError::UnknownFace)?;
        slot.face
            .get_or_init(|| slot.unpack())
            .as_ref()
            .map_err(Clone::clone)
    }

    /// The face that sets a character in this role: the role's own face, then the fallbacks. `None`
    /// for a character nobody has and for invisible ones.
    pub fn pick(&self, role: Role, c: char) -> Option<FaceId> {
        if is_invisible(c) {
            return None;
        }
        let chain = self.chain(role);
        let picks = chain.picks.get_or_init(|| self.picks(&chain.faces));
        let above = picks.get(c.into())?;
        above.checked_sub(1).map(FaceId)
    }

    fn picks(&self, faces: &[FaceId]) -> Pages<u8> {
        let mut picks = Pages::new();
        // From the last to the first, so that an earlier face takes the character over.
        for &id in faces.iter().rev() {
            let slot = self.slots.get(id.index());
            for point in slot.iter().flat_map(|slot| slot.coverage.code_points()) {
                picks.set(point, id.0.saturating_add(1));
            }
        }
        picks
    }

    /// The face or faces that set a person's name: where the role's own face lacks one Han character,
    /// the whole name goes to the first fallback that has them all, so that a name never shows two
    /// hands. Letters and signs follow the name's face where it has them.
    pub fn pick_name(&self, role: Role, name: &str) -> NameFace {
        let hand = self
            .chain(role)
            .faces
            .iter()
            .map(embedded::hand)
            .find(|hand| self.hand_has_all_han(hand, name))
            .filter(|_| name.chars().any(|c| is_han(c.into())))
            .unwrap_or_default();
        let faces: Vec<Option<FaceId>> = name
            .chars()
            .map(|c| {
                let own = hand.iter().copied().find(|&id| self.covers(id, c));
                own.or_else(|| self.pick(role, c))
            })
            .collect();
        let mut visible = faces
            .iter()
            .zip(name.chars())
            .filter(|&(_, c)| !is_invisible(c));
        match visible.next() {
            Some((&Some(first), _)) if visible.all(|(&face, _)| face == Some(first)) => {
                NameFace::Whole(first)
            }
            _ => NameFace::Mixed(faces),
        }
    }

    /// Characters of the text that nobody covers, each once, in order of appearance.
    pub fn missing(&self, text: &str) -> Vec<char> {
        let mut missing = Vec::new();
        for c in text.chars() {
            let known = is_invisible(c)
                || missing.contains(&c)
                || self.slots.iter().any(|slot| slot.coverage.contains(c));
            if !known {
                missing.push(c);
            }
        }
        missing
    }

    /// What serves what: a line a role, then a line a fallback.
    pub fn describe(&self) -> Vec<RoleLine> {
        let mut lines: Vec<RoleLine> = Vec::new();
        let mut shown: Vec<FaceId> = Vec::new();
        for (role, chain) in Role::ALL.into_iter().zip(&self.chains) {
            for &id in chain.faces.iter().take(1) {
                lines.extend(self.line(role.label(), id));
                shown.push(id);
            }
        }
        for id in (0..u8::MAX).take(self.slots.len()).map(FaceId) {
            if !shown.contains(&id) {
                lines.extend(self.line("后备", id));
            }
        }
        lines
    }

    /// Files of the fonts folder that no role asks for, by name.
    pub fn unmapped(&self) -> &[String] {
        &self.unmapped
    }

    /// Number of faces; every [`FaceId`] of this library is below it.
    pub fn len(&self) -> usize {
        self.slots.len()
    }

    /// Never: the built-in faces are always there.
    pub fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    fn line(&self, role: &'static str, id: FaceId) -> Option<RoleLine> {
        let slot = self.slots.get(id.index())?;
        Some(match &slot.source {
            Source::Builtin(builtin) => RoleLine {
                role,
                family: builtin.family.to_owned(),
                source: "内置".to_owned(),
                han: slot.coverage.han(),
                note: builtin.note,
            },
            Source::Office { file } => RoleLine {
                role,
                family: self
                    .face(id)
                    .map_or_else(|_| String::new(), |face| face.family.clone()),
                source: file.clone(),
                han: slot.coverage.han(),
                note: "",
            },
        })
    }

    fn chain(&self, role: Role) -> &Chain {
        let [xiaobiaosong, fangsong, hei, kai, song] = &self.chains;
        match role {
            Role::XiaoBiaoSong => xiaobiaosong,
            Role::FangSong => fangsong,
            Role::Hei => hei,
            Role::Kai => kai,
            Role::Song => song,
        }
    }

    fn hand_has_all_han(&self, hand: &[FaceId], name: &str) -> bool {
        name.chars()
            .filter(|&c| is_han(c.into()))
            .all(|c| hand.iter().any(|&id| self.covers(id, c)))
    }

    fn covers(&self, id: FaceId, c: char) -> bool {
        self.slots
            .get(id.index())
            .is_some_and(|slot| slot.coverage.contains(c))
    }
}

impl Slot {
    fn unpack(&self) -> Result<Face, FontError> {
        // An office's face is set when it is added, so only built-in ones are ever unpacked.
        let Source::Builtin(builtin) = &self.source else {
            return Err(FontError::UnknownFace);
        };
        let damaged = || FontError::Damaged {
            face: builtin.family.to_owned(),
        };
        let mut unpacking =
            ruzstd::decoding::StreamingDecoder::new(builtin.packed).map_err(|_| damaged())?;
        let size = usize::try_from(unpacking.decoder.content_size()).map_err(|_| damaged())?;
        let mut bytes = Vec::with_capacity(size);
        unpacking.read_to_end(&mut bytes).map_err(|_| damaged())?;
        Face::parse(Cow::Owned(bytes)).map_err(|_| damaged())
    }
}
