//! 工作组 — a team's name, its head and its members; one that nothing hangs on can go.

use uuid::Uuid;

use crate::{
    office::{
        change::{Actor, Begun, Change},
        cycle::shortened,
        done::{self, Done},
        event::Event,
        refusal::{Conflict, Problems, Refusal},
        typed,
    },
    platform::clock::Clock,
    store::{
        Store, audit,
        entity::{person, team},
        organisation::{self, Written},
        people,
        scope::CycleScope,
        village,
    },
};

/// What is typed on the page of a team.
#[derive(Debug, Clone, Default)]
pub struct TeamInput {
    /// 组名
    pub name: String,
    /// `guidance` or `supervision`; only asked of a new team.
    pub kind: String,
    /// Id of the head, or blank.
    pub head: String,
    /// Ids of the members ticked.
    pub members: Vec<String>,
    /// Version of the row.
    pub version: i32,
}

/// 组长 — as it was fixed; one who left the team or the list leads it no more.
pub fn head_of<'p>(team: &team::Model, everyone: &'p [person::Model]) -> Option<&'p person::Model> {
    let id = team.head_id?;
    everyone
        .iter()
        .find(|person| person.id == id && person.team_id == Some(team.id))
}

/// What a team of a kind is called, and the words by which an imported list tells its kind.
fn kind_words(kind: &str) -> Option<(&'static str, &'static [&'static str])> {
    match kind {
        "guidance" => Some(("指导组", &["指导", "包村", "包干"])),
        "supervision" => Some(("督查组", &["督查", "督导", "监督", "巡查", "巡回"])),
        _ => None,
    }
}

struct Checked {
    name: String,
    kind: String,
    head: Option<Uuid>,
    members: Vec<Uuid>,
}

fn check(
    input: &TeamInput,
    old: Option<&team::Model>,
    teams: &[team::Model],
    everyone: &[person::Model],
) -> Result<Checked, Refusal> {
    let mut problems = Problems::none();
    let name = typed::line(&mut problems, "name", "组名", &input.name, 30);
    let kind = old.map_or(input.kind.trim(), |old| old.kind.as_str());
    let words = kind_words(kind);
    if words.is_none() {
        problems.add("kind", "请选择是指导组还是督查组。");
    }
    if name.is_empty() {
        problems.add("name", "请填写组名，如“第一指导组”。");
    } else if let Some((title, _)) =
        words.filter(|(_, known)| !known.iter().any(|word| name.contains(word)))
    {
        problems.add(
            "name",
            format!("请在组名里写明“{title}”：导入名单时按组名认是哪一种组。"),
        );
    }
    if teams
        .iter()
        .any(|team| team.name == name && old.is_none_or(|old| old.id != team.id))
    {
        problems.add("name", format!("请换一个组名：已经有{name}。"));
    }
    let ids = || everyone.iter().map(|person| person.id);
    let head = typed::one_of(&mut problems, "head", "组长", &input.head, ids());
    let mut members = Vec::new();
    for text in &input.members {
        let id = typed::one_of(&mut problems, "members", "组员", text, ids());
        members.extend(id.filter(|id| !members.contains(id)));
    }
    // The head is a member, ticked or not.
    members.extend(head.filter(|id| !members.contains(id)));
    problems.into_result()?;
    Ok(Checked {
        name,
        kind: kind.to_owned(),
        head,
        members,
    })
}

/// 新增工作组 (`id` none) or 修改工作组: name, head and members in one go.
pub async fn save_team(
    store: &Store,
    clock: &dyn Clock,
    actor: &Actor,
    scope: &CycleScope,
    key: &str,
    id: Option<Uuid>,
    input: &TeamInput,
) -> Result<Done, Refusal> {
    let mut change = match done::open(store, clock, actor, Some(key)).await? {
        Begun::Fresh(change) => change,
        Begun::Again(location) => return Ok(Done::again(location)),
    };
    let everyone = people::list(change.tx(), scope).await?;
    let teams = people::teams(change.tx(), scope).await?;
    let old = match id {
        Some(id) => Some(
            teams
                .iter()
                .find(|team| team.id == id)
                .ok_or(Refusal::NotFound)?,
        ),
        None => None,
    };
    if let Some(old) = old.filter(|old| old.version != input.version) {
        return Err(stale(&change, old).await?);
    }
    let checked = check(input, old, &teams, &everyone)?;
    let model = team::Model {
        id: old.map_or_else(Uuid::now_v7, |old| old.id),
        cycle_id: scope.cycle_id(),
        ordinal: old.map_or_else(
            || teams.iter().map(|team| team.ordinal).max().unwrap_or(0) + 1,
            |old| old.ordinal,
        ),
        name: checked.name.clone(),
        kind: checked.kind,
        version: old.map_or(1, |old| old.version),
        head_id: checked.head,
    };
    if let Some(old) = old {
        match organisation::update_team(change.tx(), scope, model.clone()).await? {
            Written::Done => {}
            Written::Stale => return Err(stale(&change, old).await?),
            Written::NameTaken => return Err(taken(&model.name)),
        }
    } else {
        people::insert_teams(change.tx(), vec![model.clone()]).await?;
    }
    let notes = seat(
        &mut change,
        scope,
        &model,
        &checked.members,
        &everyone,
        &teams,
    )
    .await?;
    let name_of = |id: Option<Uuid>| {
        everyone
            .iter()
            .find(|person| Some(person.id) == id)
            .map_or("（未定）", |person| person.name.as_str())
    };
    let event = if old.is_some() {
        Event::TeamChanged
    } else {
        Event::TeamAdded
    };
    let mut said = format!("{} {}", event.name(), model.name);
    if old.map(|old| &old.name) != Some(&model.name)
        && let Some(old) = old
    {
        said.push_str(&format!("（原名{}）", old.name));
    }
    if old.map(|old| old.head_id) != Some(model.head_id) {
        said.push_str(&format!(
            "：组长 {} → {}",
            name_of(old.and_then(|old| old.head_id)),
            name_of(model.head_id)
        ));
    }
    change
        .audit(event)
        .object("team", model.id)
        .cycle(scope.cycle_id())
        .summary(said);
    let location = format!("/c/{}/organisation", scope.cycle_id());
    change.commit(&location).await?;
    Ok(Done {
        location,
        text: format!("已保存{}。", model.name),
        warnings: notes,
    })
}

async fn stale(change: &Change<'_>, old: &team::Model) -> Result<Refusal, Refusal> {
    let event = audit::last_of_object(change.tx(), "team", &old.id.to_string()).await?;
    Ok(Refusal::Conflict(Conflict::from_event(&old.name, event)))
}

fn taken(name: &str) -> Refusal {
    Refusal::field("name", format!("请换一个组名：已经有{name}。"))
}

/// Gives the members their seat and takes it from those no longer ticked; says who came from another team.
async fn seat(
    change: &mut Change<'_>,
    scope: &CycleScope,
    model: &team::Model,
    members: &[Uuid],
    everyone: &[person::Model],
    teams: &[team::Model],
) -> Result<Vec<String>, Refusal> {
    let mut notes = Vec::new();
    for person in everyone {
        let (is, should) = (
            person.team_id == Some(model.id),
            members.contains(&person.id),
        );
        if is == should {
            continue;
        }
        let before = person
            .team_id
            .and_then(|id| teams.iter().find(|team| team.id == id))
            .map(|team| team.name.as_str());
        if should && let Some(before) = before {
            notes.push(format!(
                "{}原在{before}，已改到{}。",
                person.name, model.name
            ));
        }
        let moved = person::Model {
            team_id: should.then_some(model.id),
            ..person.clone()
        };
        if !people::update(change.tx(), scope, moved).await? {
            let event =
                audit::last_of_object(change.tx(), "person", &person.id.to_string()).await?;
            return Err(Refusal::Conflict(Conflict::from_event(&person.name, event)));
        }
        let after = if should {
            model.name.as_str()
        } else {
            "（无）"
        };
        change
            .audit(Event::PersonChanged)
            .object("person", person.id)
            .cycle(scope.cycle_id())
            .summary(format!(
                "{} 工作组 {} → {after}",
                person.name,
                before.unwrap_or("（无）")
            ));
    }
    Ok(notes)
}

/// 撤销工作组 — refused while villages or people hang on it.
pub async fn delete_team(
    store: &Store,
    clock: &dyn Clock,
    actor: &Actor,
    scope: &CycleScope,
    key: &str,
    id: Uuid,
    version: i32,
) -> Result<Done, Refusal> {
    let mut change = match done::open(store, clock, actor, Some(key)).await? {
        Begun::Fresh(change) => change,
        Begun::Again(location) => return Ok(Done::again(location)),
    };
    let teams = people::teams(change.tx(), scope).await?;
    let old = teams
        .iter()
        .find(|team| team.id == id)
        .ok_or(Refusal::NotFound)?;
    if old.version != version {
        return Err(stale(&change, old).await?);
    }
    let villages = village::list(change.tx(), scope).await?;
    let linked: Vec<&str> = villages
        .iter()
        .filter(|row| row.guidance_team_id == Some(id) || row.supervision_team_id == Some(id))
        .map(|row| row.name.as_str())
        .collect();
    let everyone = people::list(change.tx(), scope).await?;
    let members: Vec<&str> = everyone
        .iter()
        .filter(|person| person.team_id == Some(id))
        .map(|person| person.name.as_str())
        .collect();
    let mut problems = Problems::none();
    if !linked.is_empty() {
        problems.add(
            "delete",
            format!(
                "请先在“分工”里把{}交给别的组：{}还负责 {} 个村（社区）。",
                shortened(&linked, 8),
                old.name,
                linked.len()
            ),
        );
    }
    if !members.is_empty() {
        problems.add(
            "delete",
            format!(
                "请先把{}从组里移出：{}还有 {} 人。",
                shortened(&members, 8),
                old.name,
                members.len()
            ),
        );
    }
    problems.into_result()?;
    if !organisation::delete_team(change.tx(), scope, id, version).await? {
        return Err(stale(&change, old).await?);
    }
    change
        .audit(Event::TeamRemoved)
        .object("team", id)
        .cycle(scope.cycle_id())
        .summary(format!("撤销 {}", old.name));
    let location = format!("/c/{}/organisation", scope.cycle_id());
    change.commit(&location).await?;
    Ok(Done::plainly(location, format!("已撤销{}。", old.name)))
}
