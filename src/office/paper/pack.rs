//! 压缩包 — many papers as a ZIP with its list, written as they finish.

use std::{
    collections::HashMap,
    io::{Seek, Write},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use super::{
    dossier::{Dossier, Reach},
    issue::Desk,
    press::{Look, Press},
    print::{Content, Form, Piece, Wanted, counted, frozen_of, look, name, pieces, whole},
};
use crate::{
    documents::manifest::{Item, Outcome, Packet},
    office::refusal::Refusal,
    platform::clock::shanghai,
    store::scope::CycleScope,
};

/// Papers in hand at once for a ZIP, for each core.
pub(super) const IN_HAND: usize = 16;

/// A finished ZIP or merged file, written where it was wanted.
#[derive(Debug)]
pub struct Packed<W> {
    /// What it was written to.
    pub target: W,
    /// Papers in it.
    pub made: usize,
    /// Papers that could not be made, each with its reason.
    pub failed: Vec<String>,
}

impl<W> Packed<W> {
    /// The same with what it was written to turned into something else.
    pub(super) fn onto<T>(self, turn: impl FnOnce(W) -> T) -> Packed<T> {
        Packed {
            target: turn(self.target),
            made: self.made,
            failed: self.failed,
        }
    }
}

/// Prints papers in the order given into a ZIP. A handful is in hand at once: it is put together, set on all cores and
/// written while the next is prepared, so that ten thousand papers need no more memory than a hundred.
pub async fn pack<W: Write + Seek + Send + 'static>(
    desk: &Desk<'_>,
    scope: &CycleScope,
    wanted: &[Wanted],
    target: W,
) -> Result<Packed<W>, Refusal> {
    counted(wanted, Form::Packed)?;
    let look = look(desk, scope).await?;
    let press = desk.press_of(scope).await?;
    let mut dossier = Box::pin(Dossier::read(desk.store.reader(), scope, Reach::Whole)).await?;
    let mut bag = Bag::new(target, &look);
    let look = Arc::new(look);
    let mut waiting: Vec<Drawn> = Vec::new();
    for part in wanted.chunks(IN_HAND * cores()) {
        let next = async {
            let pieces = Box::pin(pieces(desk, scope, &mut dossier, part)).await?;
            drawn(desk, &press, &look, pieces).await
        };
        // The last handful is written while this one is drawn.
        let (written, next) = tokio::join!(bag.with(&press, waiting), next);
        bag = written?;
        waiting = next?;
    }
    bag = bag.with(&press, waiting).await?;
    bag.finish(&press).await
}

pub(super) fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

fn told(error: crate::documents::manifest::ManifestError) -> Refusal {
    Refusal::general(error.to_string())
}

/// One paper drawn for the ZIP.
pub(super) struct Drawn {
    item: Item,
    name: String,
    pdf: Pdf,
}

/// A file with its pages, or why there is none.
type Pdf = Result<(Vec<u8>, usize), String>;

/// Draws a handful on all cores.
pub(super) async fn drawn(
    desk: &Desk<'_>,
    press: &Arc<Press>,
    look: &Arc<Look>,
    pieces: Vec<Piece>,
) -> Result<Vec<Drawn>, Refusal> {
    let frozen = frozen_of(desk, &pieces).await?;
    let look = Arc::clone(look);
    press
        .on_a_core(move |press| draw_all(press, pieces, &frozen, &look))
        .await
}

fn draw_all(
    press: &Press,
    pieces: Vec<Piece>,
    frozen: &HashMap<String, Vec<u8>>,
    look: &Look,
) -> Vec<Drawn> {
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<Option<Pdf>>> = Mutex::new((0..pieces.len()).map(|_| None).collect());
    std::thread::scope(|scope| {
        for _ in 0..cores() {
            scope.spawn(|| {
                while let Some((index, piece)) = {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    pieces.get(index).map(|piece| (index, piece))
                } {
                    let pdf = draw(press, piece, frozen, look);
                    let mut done = done.lock().unwrap_or_else(PoisonError::into_inner);
                    if let Some(place) = done.get_mut(index) {
                        *place = Some(pdf);
                    }
                }
            });
        }
    });
    let done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    pieces
        .into_iter()
        .zip(done)
        .map(|(piece, pdf)| Drawn {
            name: name(&piece),
            item: piece.item,
            pdf: pdf.unwrap_or_else(|| Err("排版出错，已记录。".to_owned())),
        })
        .collect()
}

/// One paper as a file; its pages go away with it.
fn draw(press: &Press, piece: &Piece, frozen: &HashMap<String, Vec<u8>>, look: &Look) -> Pdf {
    match &piece.content {
        Content::Frozen { digest, pages } => {
            Ok((frozen.get(digest).cloned().unwrap_or_default(), *pages))
        }
        Content::Failed(reason) => Err(reason.clone()),
        Content::Draft(data) => {
            let typeset = press
                .set(piece.kind, data, &piece.look(look))
                .map_err(|error| error.to_string())
                .and_then(|typeset| whole(typeset, piece.kind, data))?;
            let pages = typeset.pages.len();
            let pdf = press
                .pdf(&[typeset], &piece.look(look))
                .map_err(|error| error.to_string())?;
            Ok((pdf, pages))
        }
    }
}

/// A ZIP being filled.
pub(super) struct Bag<W: Write + Seek> {
    packet: Box<Packet<W>>,
    failed: Vec<String>,
}

impl<W: Write + Seek + Send + 'static> Bag<W> {
    pub(super) fn new(target: W, look: &Look) -> Self {
        Self {
            packet: Box::new(Packet::new(target, shanghai(look.at).naive_local())),
            failed: Vec::new(),
        }
    }

    /// Writes a handful behind what is in it.
    pub(super) async fn with(
        mut self,
        press: &Arc<Press>,
        drawn: Vec<Drawn>,
    ) -> Result<Self, Refusal> {
        press
            .on_a_core(move |_| {
                for one in drawn {
                    let outcome = match &one.pdf {
                        Ok((pdf, pages)) => Outcome::Made { pdf, pages: *pages },
                        Err(reason) => {
                            self.failed.push(format!("{}：{reason}", one.name));
                            Outcome::Failed(reason)
                        }
                    };
                    self.packet.add(&one.item, outcome).map_err(told)?;
                }
                Ok(self)
            })
            .await?
    }

    /// Writes the list and ends it.
    pub(super) async fn finish(self, press: &Arc<Press>) -> Result<Packed<W>, Refusal> {
        let (target, summary) = press
            .on_a_core(move |_| self.packet.finish())
            .await?
            .map_err(told)?;
        Ok(Packed {
            target,
            made: summary.made,
            failed: self.failed,
        })
    }
}
