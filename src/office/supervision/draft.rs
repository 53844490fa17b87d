//! 没有填完的检查 — begun on a telephone, carried to the office in its file, finished at the desk. It waits
//! as the fields of the form it will become; the id of the telephone's making goes with it, so that the
//! finished inspection is stored once, whichever way it comes in.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    bundle::{Fate, Line},
    carried::Carried,
    photo::{self, Held, Picture},
    visit::Desk,
};
use crate::{
    office::{
        change::{Actor, Begun, Change},
        event::Event,
        inspection::Kind,
        refusal::{Problems, Refusal},
    },
    platform::files::Files,
    store::{
        Store,
        entity::{inspection_draft, village as village_row},
        phone as rows,
        scope::CycleScope,
        village,
    },
};

/// Most items and earlier findings of one.
const MOST_LINES: usize = 200;
/// Longest text of one field, as long as the form takes.
const LONGEST: usize = 2000;
/// Longest name of an item or of a person.
const LONGEST_NAME: usize = 100;

/// A photograph that waits with it.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Waiting {
    client: String,
    item: String,
    file: Uuid,
}

/// One of a file, looked at.
pub struct Found {
    village: village_row::Model,
    known: Option<inspection_draft::Model>,
    model: inspection_draft::Model,
    pictures: Vec<Picture>,
    newer: bool,
}

impl Found {
    /// Whether the office does not have as much of it.
    pub(super) fn is_new(&self) -> bool {
        self.newer || !self.pictures.is_empty()
    }

    /// What the page says of it.
    pub(super) fn line(&self, scope: &CycleScope) -> Line {
        Line {
            village: self.village.name.clone(),
            receipt: String::new(),
            location: location(scope, &self.model.client_id),
            fate: if self.is_new() {
                Fate::Draft
            } else {
                Fate::DraftAgain
            },
            doubted: false,
            photos: 0,
        }
    }
}

/// Where it is finished.
pub fn location(scope: &CycleScope, client_id: &str) -> String {
    format!("/c/{}/inspections/new?draft={client_id}", scope.cycle_id())
}

/// The fields of the form it will become.
pub fn fields(row: &inspection_draft::Model) -> Vec<(String, String)> {
    serde_json::from_str(&row.content).unwrap_or_default()
}

fn waiting(row: &inspection_draft::Model) -> Vec<Waiting> {
    serde_json::from_str(&row.photos).unwrap_or_default()
}

/// How many photographs wait with it.
pub fn photos(row: &inspection_draft::Model) -> usize {
    waiting(row).len()
}

/// Looks at a half-filled inspection of a file. It need not be whole; it must be one of this cycle's.
pub(super) async fn look(
    desk: &Desk<'_>,
    folder: &Files,
    scope: &CycleScope,
    mut one: Carried,
    problems: &mut Problems,
) -> Result<Option<Found>, Refusal> {
    let db = desk.store.reader();
    let sent = one.take_photos("", problems);
    let village = match Uuid::parse_str(&one.village) {
        Ok(id) => village::find(db, scope, id).await?,
        Err(_) => None,
    };
    if village.is_none() {
        problems
            .general
            .push("请核对本届有没有这个村（社区）：没有找到。".to_owned());
    }
    if Kind::from_id(&one.kind).is_none() {
        problems.general.push("请选择督查方式。".to_owned());
    }
    if !one
        .id
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    {
        problems
            .general
            .push("请重新导出：这次检查的编号不对。".to_owned());
    }
    let fields = as_fields(&one);
    let too_long = fields.iter().any(|(name, value)| {
        name.chars().count() > LONGEST_NAME || value.chars().count() > LONGEST
    });
    if too_long
        || one.who.chars().count() > LONGEST_NAME
        || one.day.chars().count() > LONGEST_NAME
        || one.answers.len() > MOST_LINES
        || one.reviews.len() > MOST_LINES
    {
        problems.general.push(format!(
            "请在手机上把写得太长的缩短再导出：一项最多 {LONGEST} 字，一次最多 {MOST_LINES} 项。"
        ));
    }
    let known = rows::draft_of_client(db, scope, &one.id).await?;
    let held = known.as_ref().map(waiting).unwrap_or_default();
    let fresh: Vec<_> = sent
        .into_iter()
        .filter(|(client, _, _)| !held.iter().any(|one| one.client == *client))
        .collect();
    if held.len().saturating_add(fresh.len()) > photo::MOST {
        problems.general.push(format!(
            "请只留最能说明问题的照片：一次检查最多 {} 张。",
            photo::MOST
        ));
    }
    let pictures = if problems.is_empty() {
        photo::keep(folder, fresh, problems).await?
    } else {
        Vec::new()
    };
    let Some(village) = village.filter(|_| problems.is_empty()) else {
        return Ok(None);
    };
    let newer = known.as_ref().is_none_or(|row| one.touched > row.touched);
    let answered = one
        .answers
        .iter()
        .filter(|answer| !answer.verdict.is_empty())
        .count()
        .saturating_add(
            one.reviews
                .iter()
                .filter(|one| !one.answer.is_empty())
                .count(),
        );
    let content =
        serde_json::to_string(&fields).map_err(|error| Refusal::Inside(error.to_string()))?;
    let mut model = known.clone().unwrap_or_else(|| inspection_draft::Model {
        id: Uuid::now_v7(),
        cycle_id: scope.cycle_id(),
        village_id: village.id,
        client_id: one.id.clone(),
        kind: String::new(),
        day: String::new(),
        who: String::new(),
        answered: 0,
        content: String::new(),
        photos: "[]".to_owned(),
        touched: 0,
        received_at: desk.clock.now(),
        received_by_name: String::new(),
        version: 1,
    });
    // An older file never takes back what a later one brought.
    if newer {
        model.village_id = village.id;
        model.kind.clone_from(&one.kind);
        model.day = one.day;
        model.who = one.who;
        model.answered = i32::try_from(answered).unwrap_or(i32::MAX);
        model.content = content;
        model.touched = one.touched;
    }
    Ok(Some(Found {
        village,
        known,
        model,
        pictures,
        newer,
    }))
}

fn as_fields(one: &Carried) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = [
        ("village", &one.village),
        ("kind", &one.kind),
        ("theme", &one.theme),
        ("stage", &one.stage),
        ("day", &one.day),
        ("inspectors", &one.inspectors),
        ("note", &one.note),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value.trim().to_owned()))
    .collect();
    let mut add = |prefix: &str, id: &str, value: &str| {
        if !value.trim().is_empty() {
            fields.push((format!("{prefix}.{id}"), value.trim().to_owned()));
        }
    };
    for answer in &one.answers {
        add("a", &answer.item, &answer.verdict);
        add("n", &answer.item, &answer.note);
        add("d", &answer.item, &answer.days);
    }
    for review in &one.reviews {
        add("r", &review.finding, &review.answer);
        add("rn", &review.finding, &review.note);
        add("rd", &review.finding, &review.days);
    }
    fields
}

/// Keeps one until it is finished; `false` when somebody was faster.
pub(super) async fn keep(
    change: &mut Change<'_>,
    scope: &CycleScope,
    found: Found,
) -> Result<bool, Refusal> {
    let Found {
        village,
        known,
        mut model,
        pictures,
        ..
    } = found;
    let mut held = waiting(&model);
    for one in photo::hold(change, scope, village.id, model.id, &pictures).await? {
        held.push(Waiting {
            client: one.client,
            item: one.item,
            file: one.file,
        });
    }
    model.photos =
        serde_json::to_string(&held).map_err(|error| Refusal::Inside(error.to_string()))?;
    model.received_at = change.at();
    model.received_by_name.clone_from(&change.actor().name);
    let (id, answered) = (model.id, model.answered);
    let kept = if known.is_some() {
        rows::save_draft(change.tx(), model).await?
    } else {
        rows::insert_draft(change.tx(), model).await?
    };
    if kept {
        change
            .audit(Event::InspectionDraftKept)
            .object("inspection-draft", id)
            .cycle(scope.cycle_id())
            .village(village.id)
            .summary(format!(
                "收下 {} 没有填完的检查，已填 {answered} 项，照片 {} 张",
                village.name,
                held.len()
            ));
    }
    Ok(kept)
}

/// What was waiting for this inspection goes into it. `seen` is the version the desk's form was made from;
/// a telephone or a file, which has the whole inspection, brings none.
pub(super) async fn settle(
    change: &Change<'_>,
    scope: &CycleScope,
    client_id: &str,
    seen: Option<i32>,
    (inspection, village): (Uuid, Uuid),
) -> Result<(), Refusal> {
    let row = rows::draft_of_client(change.tx(), scope, client_id).await?;
    let row = match (row, seen) {
        (None, None) => return Ok(()),
        (None, Some(_)) => return Err(gone()),
        (Some(row), Some(seen)) if row.version != seen => return Err(changed()),
        (Some(row), _) => row,
    };
    let held = waiting(&row)
        .into_iter()
        .map(|one| Held {
            client: one.client,
            item: one.item,
            file: one.file,
        })
        .collect();
    photo::hand_over(change, village, inspection, held).await?;
    // A photograph that came with the inspection as well is there once.
    rows::drop_files(change.tx(), row.id).await?;
    if !rows::remove_draft(change.tx(), row.id, row.version).await? {
        return Err(changed());
    }
    Ok(())
}

fn gone() -> Refusal {
    Refusal::general(
        "请先在督查记录里看看有没有这一次：没有填完的这一份已经有人填完或者删去了，这次没有存。督查记录里也没有的，再点一次保存，就另存一次。",
    )
}

fn changed() -> Refusal {
    Refusal::general(
        "请核对再保存：没有填完的这一份刚才又从离线文件导入了新的内容。再点一次保存，就照这一页上的存；要看新的内容，请从“导入离线文件”重新打开这一份。",
    )
}

/// 删去 — begun by mistake, or recorded otherwise.
pub async fn remove(
    desk: &Desk<'_>,
    actor: &Actor,
    scope: &CycleScope,
    key: &str,
    id: Uuid,
    version: i32,
) -> Result<(), Refusal> {
    let row = rows::draft(desk.store.reader(), scope, id).await?;
    let mut change = match Change::begin(desk.store, desk.clock, actor, key).await? {
        Begun::Fresh(change) => change,
        Begun::Again(_) => return Ok(()),
    };
    let row = row.ok_or_else(gone_already)?;
    rows::drop_files(change.tx(), row.id).await?;
    if !rows::remove_draft(change.tx(), row.id, version).await? {
        return Err(gone_already());
    }
    change
        .audit(Event::InspectionDraftRemoved)
        .object("inspection-draft", row.id)
        .cycle(scope.cycle_id())
        .village(row.village_id)
        .summary(format!(
            "删去没有填完的检查，已填 {} 项，照片 {} 张",
            row.answered,
            photos(&row)
        ));
    change
        .commit(&format!("/c/{}/inspections/import", scope.cycle_id()))
        .await
}

fn gone_already() -> Refusal {
    Refusal::general("请看现在的清单：这一份刚才有人填完、删去或者又导入了新的内容，没有再动。")
}

/// Those that wait, the latest first.
pub async fn list(
    store: &Store,
    scope: &CycleScope,
) -> Result<Vec<inspection_draft::Model>, Refusal> {
    Ok(rows::drafts(store.reader(), scope, 200).await?)
}
