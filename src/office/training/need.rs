//! 应参训人数 — how many of each kind of people a village has to have trained, where the catalogue's number is not
//! its own. The list of polling staff, where there is one, still says it better.

use std::collections::{BTreeMap, HashMap};

use uuid::Uuid;

use super::catalogue::{Function, Whose, curriculum};
use crate::{
    law::UnitKind,
    office::{
        change::{Actor, Begun, Change},
        done::Done,
        event::Event,
        progress::Desk,
        refusal::{Conflict, Problems, Refusal},
        standing::kind_of,
        typed,
    },
    store::{
        audit,
        entity::{training_need, village as village_row},
        scope::CycleScope,
        training as courses, training_need as store,
    },
};

/// Numbers by the id of the kind of people.
pub type Counts = BTreeMap<String, u32>;

/// More people of one kind than a village sends.
const MOST: i32 = 200;

/// The numbers of a row.
pub fn counts_of(row: &training_need::Model) -> Counts {
    serde_json::from_str(&row.counts).unwrap_or_default()
}

/// The numbers of some rows by village.
pub fn counts_by_village(rows: &[training_need::Model]) -> HashMap<Uuid, Counts> {
    rows.iter()
        .map(|row| (row.village_id, counts_of(row)))
        .collect()
}

/// What is typed: a number by the id of the kind of people, blank for the catalogue's.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NeedInput {
    /// Id of the kind and the text.
    pub counts: Vec<(String, String)>,
    /// 原因
    pub reason: String,
    /// Version of the row, 0 for none.
    pub version: i32,
}

/// The kinds of people of a village.
fn functions() -> impl Iterator<Item = &'static Function> {
    curriculum()
        .functions
        .iter()
        .filter(|one| one.level == Whose::Village)
}

/// The numbers typed; blank is the catalogue's.
fn typed_counts(words: UnitKind, input: &NeedInput, problems: &mut Problems) -> Counts {
    let mut counts = Counts::new();
    for function in functions() {
        let text = input
            .counts
            .iter()
            .find(|(id, _)| *id == function.id)
            .map_or("", |(_, text)| text.as_str());
        let label = format!("{}的人数", function.name(words));
        let number = typed::number(problems, &function.id, &label, text, (0, MOST));
        if let Some(number) = number.and_then(|number| u32::try_from(number).ok()) {
            counts.insert(function.id.clone(), number);
        }
    }
    counts
}

/// Writes what changed into the courses that lie ahead; how many of their rows it was. Where there is a list of
/// polling staff they count by it.
async fn follow(
    change: &Change<'_>,
    scope: &CycleScope,
    village: Uuid,
    before: &Counts,
    counts: &Counts,
) -> Result<u64, Refusal> {
    let listed = courses::staff_lists(change.tx(), scope)
        .await?
        .into_iter()
        .any(|(id, facts)| id == village && super::staff_of(&facts).is_some());
    let mut moved = 0;
    for function in functions() {
        if before.get(&function.id) == counts.get(&function.id) || (listed && function.poll) {
            continue;
        }
        let number = counts
            .get(&function.id)
            .copied()
            .unwrap_or(function.expected);
        let number = i32::try_from(number).unwrap_or(i32::MAX);
        moved += store::expect(change.tx(), scope, village, &function.id, number).await?;
    }
    Ok(moved)
}

/// 改应参训人数 of one village; courses that lie ahead take them over.
pub async fn set_needs(
    desk: &Desk<'_>,
    actor: &Actor,
    scope: &CycleScope,
    key: &str,
    village: &village_row::Model,
    input: &NeedInput,
) -> Result<Done, Refusal> {
    let mut problems = Problems::none();
    let words = kind_of(village);
    let counts = typed_counts(words, input, &mut problems);
    let reason = typed::line(&mut problems, "reason", "原因", &input.reason, 200);
    let db = desk.store.reader();
    let old = store::of_village(db, scope, village.id).await?;
    let before = old.as_ref().map(counts_of).unwrap_or_default();
    let changed: Vec<String> = functions()
        .filter(|one| before.get(&one.id) != counts.get(&one.id))
        .map(|one| {
            let told = |counts: &Counts| {
                counts
                    .get(&one.id)
                    .map_or_else(|| "目录数".to_owned(), |count| format!("{count} 人"))
            };
            format!("{} {} → {}", one.name(words), told(&before), told(&counts))
        })
        .collect();
    if !changed.is_empty() && reason.is_empty() {
        problems.add("reason", "请写明为什么改：督查和验收会问这个数的来历。");
    }
    problems.into_result()?;
    let location = format!(
        "/c/{}/trainings/coverage#v{}",
        scope.cycle_id(),
        village.ordinal
    );
    let mut change = match Change::begin(desk.store, desk.clock, actor, key).await? {
        Begun::Fresh(change) => change,
        Begun::Again(location) => return Ok(Done::again(location)),
    };
    if changed.is_empty() {
        return Ok(Done::plainly(location, "没有改动，不用保存。"));
    }
    let row = training_need::Model {
        village_id: village.id,
        cycle_id: scope.cycle_id(),
        counts: serde_json::to_string(&counts)
            .map_err(|error| Refusal::Inside(format!("training needs: {error}")))?,
        saved_by_name: actor.name.clone(),
        saved_at: change.at(),
        version: input.version,
    };
    if !store::put(change.tx(), row).await? {
        drop(change);
        let event = audit::last_of_object(db, OBJECT, &village.id.to_string()).await?;
        return Err(Refusal::Conflict(Conflict::from_event(
            format!("{}的应参训人数", village.name),
            event,
        )));
    }
    let moved = follow(&change, scope, village.id, &before, &counts).await?;
    change
        .audit(Event::TrainingNeedChanged)
        .object(OBJECT, village.id)
        .cycle(scope.cycle_id())
        .village(village.id)
        .summary(format!(
            "{} 应参训人数 {}",
            village.name,
            changed.join("；")
        ))
        .before(&before)
        .after(&counts)
        .reason(reason);
    change.commit(&location).await?;
    let mut done = Done::plainly(
        location,
        format!("已改{}的应参训人数，培训覆盖表按新的数算。", village.name),
    );
    if moved > 0 {
        done.text
            .push_str("还没有办的班里，这个村的应到人数也已改过来。");
    }
    Ok(done)
}

const OBJECT: &str = "training-need";
