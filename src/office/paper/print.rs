//! 打印 — many papers as one file to print or as a ZIP with its list: the frozen bytes of what is in
//! force, drafts with 预览 for the rest. A paper that cannot be made is named, never left out silently.

use std::{collections::HashMap, io::Cursor};

use chrono::NaiveDate;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    data,
    dossier::{Dossier, Reach},
    due,
    issue::{Desk, author_of, shown_number},
    merge::{self, Part},
    preflight,
    press::{Look, Press},
};
use crate::{
    documents::{
        kind::Kind,
        manifest::{Item, Outcome, Packet},
        render::{Typeset, Watermark},
    },
    office::refusal::Refusal,
    platform::clock::shanghai,
    store::{paper, scope::CycleScope},
};

/// Most papers of one print: a county prints village by village.
pub const MOST: usize = 3000;

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

/// One paper ready to be set.
pub(super) struct Piece {
    pub(super) item: Item,
    pub(super) kind: Kind,
    pub(super) content: Content,
}

impl Piece {
    /// How it looks: a draft carries 预览, a form is ready for use as it is printed.
    fn look(&self, look: &Look) -> Look {
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
    if wanted.is_empty() {
        return Err(Refusal::general(
            "请先选出要打印的文书。按现在的条件一份也没有。",
        ));
    }
    if wanted.len() > MOST {
        return Err(Refusal::general(format!(
            "请分几次打印：一次最多 {MOST} 份，现在选了 {} 份。",
            wanted.len()
        )));
    }
    let pieces = pieces(desk, scope, wanted, desk.clock.today()).await?;
    bound(desk, scope, pieces, form, title).await
}

/// Sets the pieces and binds them in the form asked for.
pub(super) async fn bound(
    desk: &Desk<'_>,
    scope: &CycleScope,
    pieces: Vec<Piece>,
    form: Form,
    title: &str,
) -> Result<Printed, Refusal> {
    let now = desk.clock.now();
    let look = Look {
        watermark: Some(Watermark::Preview),
        demo: scope.cycle().demo,
        issued: None,
        at: now,
        author: author_of(scope, desk).await?,
    };
    let mut frozen: HashMap<String, Vec<u8>> = HashMap::new();
    for piece in &pieces {
        if let Content::Frozen { digest, .. } = &piece.content
            && !frozen.contains_key(digest)
        {
            frozen.insert(digest.clone(), desk.files.read(digest).await?);
        }
    }
    let title = title.to_owned();
    let created = shanghai(now).naive_local();
    desk.press
        .on_a_core(move |press| match form {
            Form::Merged => merged(press, &pieces, &mut frozen, &look, &title),
            Form::Packed => packed(press, &pieces, &frozen, &look, created),
        })
        .await?
}

async fn pieces(
    desk: &Desk<'_>,
    scope: &CycleScope,
    wanted: &[Wanted],
    today: NaiveDate,
) -> Result<Vec<Piece>, Refusal> {
    let db = desk.store.reader();
    // Scoped accounts read their own villages; the township's drafts are not theirs to see.
    let dossier = Dossier::read(db, scope, Reach::Whole).await?;
    let rolls: Vec<Uuid> = wanted
        .iter()
        .filter(|one| one.kind.lists_voters())
        .map(|one| one.unit)
        .collect();
    let dossier = dossier.with_voters(db, scope, &rolls).await?;
    let mut pieces = Vec::with_capacity(wanted.len());
    for one in wanted {
        pieces.push(piece(desk, scope, &dossier, *one, today)?);
    }
    Ok(pieces)
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
    if one.unit == scope.cycle_id() && !scope.is_whole() {
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
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let share = pieces.len().div_ceil(cores).max(1);
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
                                    .and_then(whole),
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
fn whole(typeset: Typeset) -> Result<Typeset, String> {
    let missing = preflight::of_glyphs(&typeset);
    if missing.is_empty() {
        Ok(typeset)
    } else {
        let sentences: Vec<String> = missing.iter().map(preflight::Found::sentence).collect();
        Err(sentences.join(" "))
    }
}

fn name(piece: &Piece) -> String {
    format!("{}《{}》", piece.item.folder, piece.item.title)
}

fn merged(
    press: &Press,
    pieces: &[Piece],
    frozen: &mut HashMap<String, Vec<u8>>,
    look: &Look,
    title: &str,
) -> Result<Printed, Refusal> {
    let mut failed = Vec::new();
    let mut parts: Vec<Part> = Vec::new();
    let mut drafts: Vec<Typeset> = Vec::new();
    let mut made = 0;
    // Drafts that stand together and look alike share their fonts in one file.
    let mut together = look.clone();
    let flush =
        |drafts: &mut Vec<Typeset>, parts: &mut Vec<Part>, look: &Look| -> Result<(), Refusal> {
            if !drafts.is_empty() {
                parts.push(Part {
                    title: String::new(),
                    bytes: press.pdf(drafts, look)?,
                });
                drafts.clear();
            }
            Ok(())
        };
    for (piece, set) in pieces.iter().zip(typeset(press, pieces, look)) {
        match (&piece.content, set) {
            (Content::Frozen { digest, .. }, _) => {
                flush(&mut drafts, &mut parts, &together)?;
                let bytes = frozen.get(digest).cloned().unwrap_or_default();
                parts.push(Part {
                    title: format!("{}{}", piece.item.folder, piece.item.title),
                    bytes,
                });
                made += 1;
            }
            (_, Some(Ok(mut set))) => {
                let own = piece.look(look);
                if own.watermark != together.watermark {
                    flush(&mut drafts, &mut parts, &together)?;
                    together = own;
                }
                if !set.title.contains(&piece.item.folder) {
                    set.title = format!("{}　{}", piece.item.folder, set.title);
                }
                drafts.push(set);
                made += 1;
            }
            (_, Some(Err(reason))) => failed.push(format!("{}：{reason}", name(piece))),
            (Content::Failed(reason), None) => {
                failed.push(format!("{}：{reason}", name(piece)));
            }
            (Content::Draft(_), None) => failed.push(name(piece)),
        }
    }
    flush(&mut drafts, &mut parts, &together)?;
    if parts.is_empty() {
        return Err(Refusal::general(failed.join("\n")));
    }
    Ok(Printed {
        bytes: merge::merge(parts, title)?,
        made,
        failed,
    })
}

fn packed(
    press: &Press,
    pieces: &[Piece],
    frozen: &HashMap<String, Vec<u8>>,
    look: &Look,
    created: chrono::NaiveDateTime,
) -> Result<Printed, Refusal> {
    let told =
        |error: crate::documents::manifest::ManifestError| Refusal::general(error.to_string());
    let mut failed = Vec::new();
    let mut packet = Packet::new(Cursor::new(Vec::new()), created);
    // Set and written a few at a time: a batch of a whole county never lies in memory at once.
    for chunk in pieces.chunks(64) {
        for (piece, set) in chunk.iter().zip(typeset(press, chunk, look)) {
            let drawn = set.map(|set| {
                set.and_then(|typeset| {
                    let pages = typeset.pages.len();
                    press
                        .pdf(&[typeset], &piece.look(look))
                        .map(|pdf| (pdf, pages))
                        .map_err(|error| error.to_string())
                })
            });
            let empty = Vec::new();
            let outcome = match (&piece.content, &drawn) {
                (Content::Frozen { digest, pages }, _) => Outcome::Made {
                    pdf: frozen.get(digest).unwrap_or(&empty),
                    pages: *pages,
                },
                (_, Some(Ok((pdf, pages)))) => Outcome::Made { pdf, pages: *pages },
                (_, Some(Err(reason))) | (Content::Failed(reason), None) => Outcome::Failed(reason),
                (Content::Draft(_), None) => Outcome::Failed("没有排出来"),
            };
            if let Outcome::Failed(reason) = outcome {
                failed.push(format!("{}：{reason}", name(piece)));
            }
            packet.add(&piece.item, outcome).map_err(told)?;
        }
    }
    let (file, summary) = packet.finish().map_err(told)?;
    Ok(Printed {
        bytes: file.into_inner(),
        made: summary.made,
        failed,
    })
}
