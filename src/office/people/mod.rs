//! 人员与分工 — people by hand, who looks after which village, and removing somebody.

mod assign;
pub mod coverage;
mod form;
mod succeed;
mod teams;
mod ties;

use uuid::Uuid;

pub use assign::{Links, assign};
pub use form::{
    PersonInput, SECTIONS, of_office, role_id, roles, section_title, sex_id, sex_title,
};
pub(super) use form::{facts, roles_text};
pub use succeed::{Handover, Named, SuccessionInput, Written, handover, remove, succeed, written};
pub use teams::{TeamInput, delete_team, head_of, save_team};
pub use ties::{Ties, ties};

use self::form::seen;
use super::{
    change::{Actor, Begun, Change},
    done::{self, Done},
    event::Event,
    refusal::{Conflict, Problems, Refusal},
    typed,
    village::differences,
};
use crate::{
    platform::clock::Clock,
    roster::{PersonRow, TeamKind},
    store::{
        Store, audit,
        entity::{person, team, village as village_row},
        people,
        scope::CycleScope,
        village,
    },
};

/// Makes the team typed, or finds the one chosen.
async fn team_of(
    change: &Change<'_>,
    scope: &CycleScope,
    input: &PersonInput,
    row: &PersonRow,
    teams: &mut Vec<team::Model>,
    problems: &mut Problems,
) -> Result<Option<Uuid>, Refusal> {
    let Some(named) = &row.team else {
        let ids: Vec<Uuid> = teams.iter().map(|team| team.id).collect();
        return Ok(typed::one_of(problems, "team", "工作组", &input.team, ids));
    };
    if let Some(known) = teams.iter().find(|team| team.name == named.name) {
        return Ok(Some(known.id));
    }
    let made = team::Model {
        id: Uuid::now_v7(),
        cycle_id: scope.cycle_id(),
        ordinal: teams.iter().map(|team| team.ordinal).max().unwrap_or(0) + 1,
        name: named.name.clone(),
        kind: match named.kind {
            TeamKind::Guidance => "guidance",
            TeamKind::Supervision => "supervision",
        }
        .to_owned(),
        version: 1,
        head_id: None,
    };
    if problems.is_empty() {
        people::insert_teams(change.tx(), vec![made.clone()]).await?;
    }
    let id = made.id;
    teams.push(made);
    Ok(Some(id))
}

/// Gives a person the villages ticked and takes the others away; says what changed hands.
async fn link(
    change: &mut Change<'_>,
    scope: &CycleScope,
    person: &person::Model,
    ticked: &[Uuid],
    everyone: &[person::Model],
) -> Result<Vec<String>, Refusal> {
    let mut notes = Vec::new();
    for mut row in village::list(change.tx(), scope).await? {
        let (is, should) = (row.leader_id == Some(person.id), ticked.contains(&row.id));
        if is == should {
            continue;
        }
        let before = row
            .leader_id
            .and_then(|id| everyone.iter().find(|one| one.id == id))
            .map(|one| one.name.clone());
        if should && let Some(before) = &before {
            notes.push(format!(
                "{}原由{before}联系，改由{}联系。",
                row.name, person.name
            ));
        }
        row.leader_id = should.then_some(person.id);
        let (id, name) = (row.id, row.name.clone());
        if !village::update(change.tx(), scope, row).await? {
            let event = audit::last_of_object(change.tx(), "village", &id.to_string()).await?;
            return Err(Refusal::Conflict(Conflict::from_event(name, event)));
        }
        let after = if should {
            person.name.as_str()
        } else {
            "（未定）"
        };
        change
            .audit(Event::AssignmentChanged)
            .object("village", id)
            .cycle(scope.cycle_id())
            .village(id)
            .summary(format!(
                "{name} 挂钩领导 {} → {after}",
                before.as_deref().unwrap_or("（未定）")
            ));
    }
    Ok(notes)
}

/// The villages ticked, all of which must be the cycle's.
fn ticked(
    input: &PersonInput,
    villages: &[village_row::Model],
    problems: &mut Problems,
) -> Vec<Uuid> {
    let mut ids = Vec::new();
    for text in &input.villages {
        let all = villages.iter().map(|row| row.id);
        ids.extend(typed::one_of(problems, "villages", "挂钩联系村", text, all));
    }
    ids
}

/// 新增人员 (`id` none) or 修改人员.
#[allow(clippy::too_many_arguments)]
pub async fn save(
    store: &Store,
    clock: &dyn Clock,
    actor: &Actor,
    scope: &CycleScope,
    key: &str,
    id: Option<Uuid>,
    version: i32,
    input: &PersonInput,
) -> Result<Done, Refusal> {
    let mut change = match done::open(store, clock, actor, Some(key)).await? {
        Begun::Fresh(change) => change,
        Begun::Again(location) => return Ok(Done::again(location)),
    };
    let everyone = people::list(change.tx(), scope).await?;
    let mut teams = people::teams(change.tx(), scope).await?;
    let villages = village::list(change.tx(), scope).await?;
    let old = match id {
        Some(id) => Some(
            everyone
                .iter()
                .find(|row| row.id == id)
                .cloned()
                .ok_or(Refusal::NotFound)?,
        ),
        None => None,
    };
    if let Some(old) = old.as_ref().filter(|old| old.version != version) {
        let event = audit::last_of_object(change.tx(), "person", &old.id.to_string()).await?;
        return Err(Refusal::Conflict(Conflict::from_event(&old.name, event)));
    }
    let mut problems = Problems::none();
    let (row, warnings) = input.read(&mut problems);
    let section = input.section(row.as_ref(), &mut problems);
    let chosen = ticked(input, &villages, &mut problems);
    if let Some(row) = &row
        && everyone
            .iter()
            .any(|one| Some(one.id) != id && one.name == row.name && one.post == row.post)
    {
        problems.add("name", "请核对是否重复：名单里已经有同名、同职务的人。");
    }
    let old_teams = teams.clone();
    let team_id = match &row {
        Some(row) => team_of(&change, scope, input, row, &mut teams, &mut problems).await?,
        None => None,
    };
    problems.into_result()?;
    let row = row.ok_or_else(|| Refusal::Inside("a person without fields".to_owned()))?;
    let model = person::Model {
        id: old.as_ref().map_or_else(Uuid::now_v7, |old| old.id),
        cycle_id: scope.cycle_id(),
        ordinal: old.as_ref().map_or_else(
            || everyone.iter().map(|one| one.ordinal).max().unwrap_or(0) + 1,
            |old| old.ordinal,
        ),
        name: row.name,
        sex: row.sex.map(|sex| sex_id(sex).to_owned()),
        post: row.post,
        body_roles: roles_text(&row.body_roles),
        phone: row.phone.map(|phone| phone.as_str().to_owned()),
        team_id,
        removed: false,
        version: old.as_ref().map_or(1, |old| old.version),
        section,
    };
    let text = if let Some(old) = &old {
        if !people::update(change.tx(), scope, model.clone()).await? {
            let event =
                audit::last_of_object(store.reader(), "person", &old.id.to_string()).await?;
            return Err(Refusal::Conflict(Conflict::from_event(&old.name, event)));
        }
        let mut lines = differences(&facts(old, &old_teams), &facts(&model, &teams));
        if old.phone != model.phone {
            lines.push("手机有变化".to_owned());
        }
        let what = if lines.is_empty() {
            String::new()
        } else {
            format!("：{}", lines.join("；"))
        };
        change
            .audit(Event::PersonChanged)
            .object("person", model.id)
            .cycle(model.cycle_id)
            .summary(format!("修改 {}{what}", model.name))
            .before(&seen(old, &old_teams))
            .after(&seen(&model, &teams));
        format!("已修改{}。", model.name)
    } else {
        people::insert_all(change.tx(), vec![model.clone()]).await?;
        change
            .audit(Event::PersonAdded)
            .object("person", model.id)
            .cycle(model.cycle_id)
            .summary(format!("新增 {}", model.name))
            .after(&seen(&model, &teams));
        format!("已新增{}。", model.name)
    };
    let mut notes = link(&mut change, scope, &model, &chosen, &everyone).await?;
    notes.extend(warnings);
    let location = format!("/c/{}/people", model.cycle_id);
    change.commit(&location).await?;
    Ok(Done {
        location,
        text,
        warnings: notes,
    })
}
