//! 离线文件 — inspections carried to the office when there was no network. Everything wrong with the
//! file is said at once and nothing of it is stored then; what came in before is told apart.

use uuid::Uuid;

use super::{
    carried::{self, Carried, Contents, place},
    draft::{self, Found},
    phone_key,
    photo::{self, Picture},
    visit::{self, Desk, Prepared},
};
use crate::{
    office::{
        change::{Actor, Begun, Change},
        refusal::{Problems, Refusal},
    },
    platform::files::Files,
    store::{scope::CycleScope, supervision as store},
};

/// What became of one inspection of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// Stored now.
    Stored,
    /// It was there before.
    Again,
    /// Not finished on the telephone: it waits to be finished.
    Draft,
    /// The same, and it was there before with as much in it.
    DraftAgain,
    /// It belongs to another cycle and was left alone.
    Elsewhere,
}

/// One inspection of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Name of the village.
    pub village: String,
    /// 回执码; empty for what is not stored.
    pub receipt: String,
    /// Where it is seen; empty for what belongs elsewhere.
    pub location: String,
    /// What became of it.
    pub fate: Fate,
    /// Whether the day of the telephone was not believed.
    pub doubted: bool,
    /// Photographs that came with the file to an inspection that was there before.
    pub photos: usize,
}

/// Photographs for an inspection that came in without them.
struct Late {
    inspection: Uuid,
    village: Uuid,
    receipt: String,
    pictures: Vec<Picture>,
}

/// What a file holds, looked at and not yet stored.
#[derive(Default)]
struct Sorted {
    lines: Vec<(usize, Line)>,
    fresh: Vec<(usize, Prepared, Vec<Picture>)>,
    late: Vec<Late>,
    drafts: Vec<(usize, Found)>,
}

/// Reads a file and stores what is new in it.
pub async fn import(
    desk: &Desk<'_>,
    folder: &Files,
    actor: &Actor,
    scope: &CycleScope,
    key: &str,
    content: Vec<u8>,
) -> Result<Vec<Line>, Refusal> {
    // Before anything is opened: a file may be made to fill the memory.
    carried::fits(&content).map_err(Refusal::general)?;
    let content = phone_key::open(desk.store, content)
        .await?
        .map_err(|error| Refusal::general(error.to_string()))?;
    let mut problems = Problems::none();
    let Contents { here, elsewhere } = carried::read(&content, scope.cycle_id(), &mut problems);
    let mut sorted = Sorted::default();
    for (index, village) in elsewhere {
        let line = Line {
            village,
            receipt: String::new(),
            location: String::new(),
            fate: Fate::Elsewhere,
            doubted: false,
            photos: 0,
        };
        sorted.lines.push((index, line));
    }
    for (index, one) in here {
        sort(
            desk,
            folder,
            scope,
            &mut sorted,
            &mut problems,
            (index, one),
        )
        .await?;
    }
    problems.into_result()?;
    let mut lines = store_all(desk, actor, scope, key, sorted).await?;
    lines.sort_by_key(|(index, _)| *index);
    Ok(lines.into_iter().map(|(_, line)| line).collect())
}

/// Looks at one inspection of the file.
async fn sort(
    desk: &Desk<'_>,
    folder: &Files,
    scope: &CycleScope,
    sorted: &mut Sorted,
    problems: &mut Problems,
    (index, one): (usize, Carried),
) -> Result<(), Refusal> {
    let place = place(index, &one.village_name);
    let mut own = Problems::none();
    if let Some(known) = visit::known(desk, scope, &one.id).await? {
        let village = one.village_name.clone();
        let (_, sent) = carried::typed(one, &place, problems);
        let pictures = photo::missing(desk, folder, known.id, sent, &mut own).await?;
        tell(&own, &place, problems);
        let photos = pictures.len();
        if let Some(row) = store::sheets(desk.store.reader(), &[known.id])
            .await?
            .remove(&known.id)
            .filter(|_| photos > 0)
        {
            sorted.late.push(Late {
                inspection: known.id,
                village: row.village_id,
                receipt: known.receipt.clone(),
                pictures,
            });
        }
        let line = Line {
            village,
            photos,
            receipt: known.receipt,
            location: known.location,
            fate: Fate::Again,
            doubted: known.claimed.is_some(),
        };
        sorted.lines.push((index, line));
    } else if one.unfinished {
        let found = draft::look(desk, folder, scope, one, &mut own).await?;
        tell(&own, &place, problems);
        if let Some(found) = found {
            sorted.drafts.push((index, found));
        }
    } else {
        let (typed, photos) = carried::typed(one, &place, problems);
        let pictures = photo::keep(folder, photos, &mut own).await?;
        match visit::prepare(desk, scope, typed).await? {
            Ok(prepared) => sorted.fresh.push((index, prepared, pictures)),
            Err(found) => tell(&found, &place, problems),
        }
        tell(&own, &place, problems);
    }
    Ok(())
}

/// Stores what is new, in one change; answers what became of each.
async fn store_all(
    desk: &Desk<'_>,
    actor: &Actor,
    scope: &CycleScope,
    key: &str,
    sorted: Sorted,
) -> Result<Vec<(usize, Line)>, Refusal> {
    let Sorted {
        mut lines,
        fresh,
        late,
        drafts,
    } = sorted;
    let nothing =
        fresh.is_empty() && late.is_empty() && drafts.iter().all(|(_, one)| !one.is_new());
    if nothing {
        lines.extend(drafts.iter().map(|(index, one)| (*index, one.line(scope))));
        return Ok(lines);
    }
    let mut change = match Change::begin(desk.store, desk.clock, actor, key).await? {
        Begun::Fresh(change) => change,
        Begun::Again(_) => return Ok(Vec::new()),
    };
    for (index, prepared, pictures) in fresh {
        let village = prepared.village.name.clone();
        let Some(kept) = visit::keep(&mut change, scope, prepared, pictures).await? else {
            return Err(once_more("一次检查刚刚从手机上传了"));
        };
        let line = Line {
            village,
            receipt: kept.receipt,
            location: kept.location,
            fate: Fate::Stored,
            doubted: kept.claimed.is_some(),
            photos: 0,
        };
        lines.push((index, line));
    }
    for one in late {
        let Late {
            inspection,
            village,
            receipt,
            pictures,
        } = one;
        if !photo::attach(&change, scope, village, inspection, &pictures).await? {
            return Err(once_more("一张照片刚刚从手机上传了"));
        }
        photo::note(&mut change, scope, (inspection, village), &receipt);
    }
    for (index, one) in drafts {
        lines.push((index, one.line(scope)));
        if one.is_new() && !draft::keep(&mut change, scope, one).await? {
            return Err(once_more("一次没有填完的检查刚刚有人动过"));
        }
    }
    change
        .commit(&format!("/c/{}/inspections", scope.cycle_id()))
        .await?;
    Ok(lines)
}

fn once_more(why: &str) -> Refusal {
    Refusal::general(format!(
        "请再导入一次：文件里的{why}。这次没有保存任何内容。"
    ))
}

fn tell(found: &Problems, place: &str, problems: &mut Problems) {
    problems.general.extend(
        found
            .all()
            .into_iter()
            .map(|text| format!("{place}：{text}")),
    );
}
