//! 打印 — many papers as one file to print or as a ZIP with its list: the frozen bytes of what is in
//! force, drafts with 预览 for the rest. A paper that cannot be made is named, never left out silently.

use std::{
    collections::HashMap,
    io::{Cursor, Write},
    sync::Arc,
};

use chrono::NaiveDate;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    data,
    dossier::{Dossier, Reach},
    due,
    issue::{Desk, author_of, shown_number},
    merge::{Binder, Part},
    pack::{Bag, IN_HAND, Packed, cores, drawn, pack},
    preflight,
    press::{Look, Press},
};
use crate::{
    documents::{
        kind::Kind,
        manifest::Item,
        render::{Typeset, Watermark},
    },
    office::refusal::Refusal,
    store::{paper, scope::CycleScope},
};

/// Most papers of one merged file: no printer takes more at once.
pub const MOST: usize = 3000;
/// Most papers of one ZIP: they are written as they finish and never lie in memory together.
pub const MOST_PACKED: usize = 20_000;

/// Papers in hand at once for a merged file. Drafts among them share their fonts.
const BOUND_AT_ONCE: usize = 128;

/// One paper wanted: the one in force, or a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    /// Village, or the cycle.
    pub unit: Uuid,
    /// Kind.
    pub kind: Kind,
    /// This very paper, issued or void; `None` for whatever is in force, else a draft.
    pub paper: Option<Uuid>,
}

/// Which form the print takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// One PDF, an outline entry each.
    Merged,
    /// A ZIP with one file each and 清单.csv.
    Packed,
}

impl Form {
    /// Most papers of one print.
    pub const fn most(self) -> usize {
        match self {
            Self::Merged => MOST,
            Self::Packed => MOST_PACKED,
        }
    }
}

/// A finished print.
#[derive(Debug)]
pub struct Printed {
    /// The file.
    pub bytes: Vec<u8>,
    /// Papers in it.
    pub made: usize,
    /// Papers that could not be made, each with its reason.
    pub failed: Vec<String>,
}

impl From<Packed<Vec<u8>>> for Printed {
    fn from(packed: Packed<Vec<u8>>) -> Self {
        Self {
            bytes: packed.target,
            made: packed.made,
            failed: packed.failed,
        }
    }
}

/// One paper ready to be set.
pub(super) struct Piece {
    pub(super) item: Item,
    pub(super) kind: Kind,
    pub(super) content: Content,
}

impl Piece {
    /// How it looks: a draft carries 预览, a form is ready for use as it is printed.
    pub(super) fn look(&self, look: &Look) -> Look {
        Look {
            watermark: look
                .watermark
                .filter(|_| !self.kind.is_form() || self.kind.is_guarded()),
            ..look.clone()
        }
    }
}

pub(super) enum Content {
    Frozen { digest: String, pages: usize },
    Draft(Value),
    Failed(String),
}

/// Prints papers in the order given.
pub async fn print(
    desk: &Desk<'_>,
    scope: &CycleScope,
    wanted: &[Wanted],
    form: Form,
    title: &str,
) -> Result<Printed, Refusal> {
    let packed = if form == Form::Packed {
        Box::pin(pack(desk, scope, wanted, Cursor::new(Vec::new())))
            .await?
            .onto(Cursor::into_inner)
    } else {
        Box::pin(merge(desk, scope, wanted, title, Vec::new())).await?
    };
    Ok(packed.into())
}

/// Prints papers in the order given as one file, written as they are set: a handful is in memory at once.
pub async fn merge<W: Write + Send + 'static>(
    desk: &Desk<'_>,
    scope: &CycleScope,
    wanted: &[Wanted],
    title: &str,
    target: W,
) -> Result<Packed<W>, Refusal> {
    counted(wanted, Form::Merged)?;
    let look = look(desk, scope).await?;
    let press = desk.press_of(scope).await?;
    let mut dossier = Box::pin(Dossier::read(desk.store.reader(), scope, Reach::Whole)).await?;
    let mut binding = Binding::new(target, look);
    for part in wanted.chunks(BOUND_AT_ONCE) {
        let pieces = Box::pin(pieces(desk, scope, &mut dossier, part)).await?;
        binding = binding.with(desk, &press, pieces).await?;
    }
    binding.finish(&press, title).await
}

/// Sets the pieces and binds them in the form asked for.
pub(super) async fn bound(
    desk: &Desk<'_>,
    scope: &CycleScope,
    pieces: Vec<Piece>,
    form: Form,
    title: &str,
) -> Result<Printed, Refusal> {
    let look = look(desk, scope).await?;
    let press = desk.press_of(scope).await?;
    let mut rest = pieces.into_iter();
    if form == Form::Packed {
        let mut bag = Bag::new(Cursor::new(Vec::new()), &look);
        let look = Arc::new(look);
        loop {
            let part: Vec<Piece> = rest.by_ref().take(IN_HAND * cores()).collect();
            if part.is_empty() {
                break;
            }
            let drawn = drawn(desk, &press, &look, part).await?;
            bag = bag.with(&press, drawn).await?;
        }
        let packed = bag.finish(&press).await?;
        return Ok(packed.onto(Cursor::into_inner).into());
    }
    let mut binding = Binding::new(Vec::new(), look);
    loop {
        let part: Vec<Piece> = rest.by_ref().take(BOUND_AT_ONCE).collect();
        if part.is_empty() {
            break;
        }
        binding = binding.with(desk, &press, part).await?;
    }
    Ok(binding.finish(&press, title).await?.into())
}

pub(super) fn counted(wanted: &[Wanted], form: Form) -> Result<(), Refusal> {
    if wanted.is_empty() {
        return Err(Refusal::general(
            "请先选出要打印的文书。按现在的条件一份也没有。",
        ));
    }
    if wanted.len() > form.most() {
        return Err(Refusal::general(format!(
            "请分几次打印：一次最多 {} 份，现在选了 {} 份。",
            form.most(),
            wanted.len()
        )));
    }
    Ok(())
}

pub(super) async fn look(desk: &Desk<'_>, scope: &CycleScope) -> Result<Look, Refusal> {
    Ok(Look {
        watermark: Some(Watermark::Preview),
        demo: scope.cycle().demo,
        issued: None,
        at: desk.clock.now(),
        author: author_of(scope, desk).await?,
    })
}

/// The frozen files of the pieces that have one.
pub(super) async fn frozen_of(
    desk: &Desk<'_>,
    pieces: &[Piece],
) -> Result<HashMap<String, Vec<u8>>, Refusal> {
    let mut frozen: HashMap<String, Vec<u8>> = HashMap::new();
    for piece in pieces {
        if let Content::Frozen { digest, .. } = &piece.content
            && !frozen.contains_key(digest)
        {
            frozen.insert(digest.clone(), desk.files.read(digest).await?);
        }
    }
    Ok(frozen)
}

/// The papers asked for with their data. Names of voters are read for these papers alone.
pub(super) async fn pieces(
    desk: &Desk<'_>,
    scope: &CycleScope,
    dossier: &mut Dossier,
    wanted: &[Wanted],
) -> Result<Vec<Piece>, Refusal> {
    let today = desk.clock.today();
    let rolls: Vec<Uuid> = wanted
        .iter()
        .filter(|one| one.kind.reads_roll() && one.paper.is_none())
        .filter(|one| dossier.in_force(one.unit, one.kind).next().is_none())
        .map(|one| one.unit)
        .collect();
    dossier
        .turn_to_voters(desk.store.reader(), scope, &rolls)
        .await?;
    wanted
        .iter()
        .map(|one| piece(desk, scope, dossier, *one, today))
        .collect()
}

fn piece(
    desk: &Desk<'_>,
    scope: &CycleScope,
    dossier: &Dossier,
    one: Wanted,
    today: NaiveDate,
) -> Result<Piece, Refusal> {
    if !dossier.fits(one.unit, one.kind) {
        return Err(Refusal::NotFound);
    }
    let line = match one.paper {
        Some(id) => Some(
            dossier
                .papers
                .iter()
                .find(|line| line.id == id)
                .ok_or(Refusal::NotFound)?,
        ),
        None => dossier.in_force(one.unit, one.kind).last(),
    };
    let folder = dossier.unit_name(one.unit).to_owned();
    if let Some(line) = line {
        return Ok(Piece {
            item: Item {
                folder,
                number: shown_number(&line.series, &line.number),
                title: one.kind.title().to_owned(),
                state: if line.state == paper::VOID {
                    "已作废".to_owned()
                } else {
                    "已印发".to_owned()
                },
            },
            kind: one.kind,
            content: Content::Frozen {
                digest: line.pdf_sha256.clone(),
                pages: usize::try_from(line.pages).unwrap_or(0),
            },
        });
    }
    if dossier.village(one.unit).is_none() && !scope.is_whole() {
        return Err(Refusal::NotFound);
    }
    let content = match draft(desk, dossier, one.unit, one.kind, today) {
        Ok(data) => Content::Draft(data),
        Err(Refusal::Invalid(problems)) => Content::Failed(problems.all().join(" ")),
        Err(other) => return Err(other),
    };
    Ok(Piece {
        item: Item {
            folder,
            number: String::new(),
            title: one.kind.title().to_owned(),
            state: if one.kind.is_form() && !one.kind.is_guarded() {
                "表单".to_owned()
            } else {
                "预览".to_owned()
            },
        },
        kind: one.kind,
        content,
    })
}

/// The data of a draft: no number yet, dated as it would be issued today.
fn draft(
    desk: &Desk<'_>,
    dossier: &Dossier,
    unit: Uuid,
    kind: Kind,
    today: NaiveDate,
) -> Result<Value, Refusal> {
    let dated = due::date_of(dossier, desk.plans, unit, kind, today);
    let assembled = data::assemble(dossier, desk.plans, unit, kind, dated)?;
    let mut data = assembled.stamped(None, Some(dated));
    if matches!(kind, Kind::VillagePacketCover | Kind::VillageLedger)
        && let Some(known) = data.get_mut("known").and_then(Value::as_object_mut)
    {
        known.insert("printed_on".to_owned(), json!(today));
        if kind == Kind::VillagePacketCover {
            known.insert("items".to_owned(), packet_items(dossier, desk, unit)?);
        }
    }
    Ok(data)
}

fn packet_items(dossier: &Dossier, desk: &Desk<'_>, unit: Uuid) -> Result<Value, Refusal> {
    Ok(due::packet(dossier, desk.plans, unit)?
        .into_iter()
        .map(|kind| {
            let line = dossier.in_force(unit, kind).last();
            json!({
                "number": line.map(|line| shown_number(&line.series, &line.number))
                    .filter(|number| !number.is_empty()),
                "title": kind.title(),
                "pages": line.map(|line| line.pages),
                "state": if line.is_some() { "已印发" } else { "预览" },
            })
        })
        .collect())
}

/// Sets the drafts on all cores; the order stays.
fn typeset(press: &Press, pieces: &[Piece], look: &Look) -> Vec<Option<Result<Typeset, String>>> {
    let share = pieces.len().div_ceil(cores()).max(1);
    std::thread::scope(|scope| {
        let workers: Vec<_> = pieces
            .chunks(share)
            .map(|chunk| {
                scope.spawn(move || {
                    chunk
                        .iter()
                        .map(|piece| match &piece.content {
                            Content::Draft(data) => Some(
                                press
                                    .set(piece.kind, data, &piece.look(look))
                                    .map_err(|error| error.to_string())
                                    .and_then(|typeset| whole(typeset, piece.kind, data)),
                            ),
                            Content::Frozen { .. } | Content::Failed(_) => None,
                        })
                        .collect::<Vec<_>>()
                })
            })
            .collect();
        let mut set = Vec::with_capacity(pieces.len());
        for (worker, chunk) in workers.into_iter().zip(pieces.chunks(share)) {
            match worker.join() {
                Ok(done) => set.extend(done),
                Err(_) => set.extend(
                    chunk
                        .iter()
                        .map(|_| Some(Err("排版出错，已记录。".to_owned()))),
                ),
            }
        }
        set
    })
}

/// A paper with a character nobody can draw is not printed with a gap in somebody's name.
pub(super) fn whole(typeset: Typeset, kind: Kind, data: &Value) -> Result<Typeset, String> {
    let missing = preflight::of_glyphs(&typeset, kind, data);
    if missing.is_empty() {
        Ok(typeset)
    } else {
        let sentences: Vec<String> = missing.iter().map(preflight::Found::sentence).collect();
        Err(sentences.join(" "))
    }
}

pub(super) fn name(piece: &Piece) -> String {
    format!("{}《{}》", piece.item.folder, piece.item.title)
}

/// A merged file being written.
struct Binding<W: Write> {
    binder: Box<Binder<W>>,
    look: Look,
    /// Drafts that stand together and look alike share their fonts.
    drafts: Vec<Typeset>,
    together: Look,
    made: usize,
    failed: Vec<String>,
}

impl<W: Write + Send + 'static> Binding<W> {
    fn new(target: W, look: Look) -> Self {
        Self {
            binder: Box::new(Binder::new(target)),
            together: look.clone(),
            look,
            drafts: Vec::new(),
            made: 0,
            failed: Vec::new(),
        }
    }

    /// Binds a handful behind what is there.
    async fn with(
        mut self,
        desk: &Desk<'_>,
        press: &Arc<Press>,
        pieces: Vec<Piece>,
    ) -> Result<Self, Refusal> {
        let frozen = frozen_of(desk, &pieces).await?;
        press
            .on_a_core(move |press| {
                self.bind(press, &pieces, &frozen)?;
                Ok(self)
            })
            .await?
    }

    fn bind(
        &mut self,
        press: &Press,
        pieces: &[Piece],
        frozen: &HashMap<String, Vec<u8>>,
    ) -> Result<(), Refusal> {
        for (piece, set) in pieces.iter().zip(typeset(press, pieces, &self.look)) {
            match (&piece.content, set) {
                (Content::Frozen { digest, .. }, _) => {
                    self.flush(press)?;
                    self.binder.put(Part {
                        title: format!("{}{}", piece.item.folder, piece.item.title),
                        bytes: frozen.get(digest).cloned().unwrap_or_default(),
                    })?;
                    self.made += 1;
                }
                (_, Some(Ok(mut set))) => {
                    let own = piece.look(&self.look);
                    if own.watermark != self.together.watermark {
                        self.flush(press)?;
                        self.together = own;
                    }
                    if !set.title.contains(&piece.item.folder) {
                        set.title = format!("{}　{}", piece.item.folder, set.title);
                    }
                    self.drafts.push(set);
                    self.made += 1;
                }
                (_, Some(Err(reason))) => {
                    self.failed.push(format!("{}：{reason}", name(piece)));
                }
                (Content::Failed(reason), None) => {
                    self.failed.push(format!("{}：{reason}", name(piece)));
                }
                (Content::Draft(_), None) => self.failed.push(name(piece)),
            }
        }
        self.flush(press)
    }

    fn flush(&mut self, press: &Press) -> Result<(), Refusal> {
        if !self.drafts.is_empty() {
            let bytes = press.pdf(&std::mem::take(&mut self.drafts), &self.together)?;
            self.binder.put(Part {
                title: String::new(),
                bytes,
            })?;
        }
        Ok(())
    }

    async fn finish(self, press: &Arc<Press>, title: &str) -> Result<Packed<W>, Refusal> {
        if self.binder.is_empty() {
            return Err(Refusal::general(self.failed.join("\n")));
        }
        let title = title.to_owned();
        let target = press
            .on_a_core(move |_| {
                self.binder
                    .finish(&title)
                    .map(|target| (target, self.made, self.failed))
            })
            .await?;
        let (target, made, failed) = target?;
        Ok(Packed {
            target,
            made,
            failed,
        })
    }
}
