//! 准备事项 — what has to be made ready for a meeting, ticked off.

use uuid::Uuid;

use super::catalogue::{Level, catalogue};
use crate::{
    office::{
        change::{Actor, Begun, Change},
        done::Done,
        event::Event,
        occasion::{address, json_text, list_of, village_of, written},
        progress::Desk,
        refusal::Refusal,
    },
    store::{entity::meeting, meeting as store, scope::CycleScope},
};

/// 准备事项 ticked: ids of the catalogue, and `材料：…` for the meeting's own materials.
pub async fn prepare(
    desk: &Desk<'_>,
    actor: &Actor,
    scope: &CycleScope,
    key: &str,
    id: Uuid,
    version: i32,
    ticked: &[String],
) -> Result<Done, Refusal> {
    let (one, _) = store::find(desk.store.reader(), scope, id)
        .await?
        .ok_or(Refusal::NotFound)?;
    let village = village_of(desk.store.reader(), scope, one.unit_id).await?;
    let all = to_prepare(&one);
    let kept: Vec<&String> = all
        .iter()
        .map(|(id, _, _)| id)
        .filter(|id| ticked.contains(id))
        .collect();
    let change = match Change::begin(desk.store, desk.clock, actor, key).await? {
        Begun::Fresh(change) => change,
        Begun::Again(location) => return Ok(Done::again(location)),
    };
    let model = meeting::Model {
        prepared: json_text(&kept),
        version,
        ..one.clone()
    };
    let mut change =
        written::<meeting::Entity>(desk, change, scope, Some(&one), model, None).await?;
    let entry = change
        .audit(Event::MeetingPrepared)
        .object("meeting", id)
        .cycle(scope.cycle_id())
        .summary(format!(
            "{}的准备：{} 项备好，共 {} 项",
            one.name,
            kept.len(),
            all.len()
        ));
    if let Some(village) = &village {
        entry.village(village.id);
    }
    let location = address::<meeting::Entity>(scope, id);
    change.commit(&location).await?;
    Ok(Done::plainly(
        location,
        format!("已保存：准备事项 {}/{}。", kept.len(), all.len()),
    ))
}

/// What has to be made ready: id, part, text; the meeting's own materials stand first.
pub fn to_prepare(one: &meeting::Model) -> Vec<(String, String, String)> {
    let level = catalogue()
        .find(&one.kind)
        .map_or(Level::Township, |kind| kind.level);
    let own = list_of(&one.materials)
        .into_iter()
        .map(|text| (format!("材料：{text}"), "材料".to_owned(), text));
    let shared = catalogue()
        .checks(level)
        .map(|check| (check.id.clone(), check.part.clone(), check.text.clone()));
    own.chain(shared).collect()
}
