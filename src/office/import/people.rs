//! 导入人员 — persons, teams and the links between villages and those who look after them.

use std::collections::HashMap;

use uuid::Uuid;

use super::{Stored, fingerprint, unpack};
use crate::{
    office::{
        change::{Actor, Begun},
        done::{self, Done},
        event::Event,
        people::{facts, roles_text, sex_id},
        refusal::Refusal,
        village::differences,
    },
    platform::clock::Clock,
    roster::{self, Book, Code, Import, PersonOptions, PersonRow, Placed, Problem, Team, TeamKind},
    store::{
        Store,
        entity::{person, team, village as village_row},
        people,
        scope::CycleScope,
        village,
    },
};

/// What is stored now.
#[derive(Debug, Clone)]
pub struct Known {
    /// Villages.
    pub villages: Vec<village_row::Model>,
    /// People.
    pub people: Vec<person::Model>,
    /// Teams.
    pub teams: Vec<team::Model>,
}

/// A sheet of people as it would be stored.
#[derive(Debug)]
pub struct PeoplePlan {
    /// What was read, with every problem.
    pub import: Import<PersonRow>,
    /// New people.
    pub added: Vec<person::Model>,
    /// People brought up to the sheet, with what differs.
    pub changed: Vec<(person::Model, Vec<String>)>,
    /// How many the sheet leaves as they are.
    pub same: usize,
    /// Names of people the sheet does not have: they stay.
    pub absent: Vec<String>,
    /// New teams.
    pub teams: Vec<team::Model>,
    /// Villages linked anew, with what differs.
    pub links: Vec<(village_row::Model, Vec<String>)>,
    /// What the sheet says twice and was decided.
    pub notes: Vec<String>,
}

impl PeoplePlan {
    /// What would be done, in sentences.
    pub fn effect(&self) -> Vec<String> {
        let mut effect = Vec::new();
        if !self.added.is_empty() {
            effect.push(format!("新增 {} 人。", self.added.len()));
        }
        if self.same > 0 {
            effect.push(format!("{} 人与已有内容相同，不变。", self.same));
        }
        for (row, lines) in &self.changed {
            effect.push(format!("修改 {}：{}。", row.name, lines.join("；")));
        }
        if !self.teams.is_empty() {
            let names: Vec<&str> = self.teams.iter().map(|team| team.name.as_str()).collect();
            effect.push(format!(
                "新增 {} 个工作组：{}。",
                names.len(),
                names.join("、")
            ));
        }
        for (row, lines) in &self.links {
            effect.push(format!("{}：{}。", row.name, lines.join("；")));
        }
        effect.extend(self.notes.iter().cloned());
        if !self.absent.is_empty() {
            effect.push(format!(
                "表里没有的 {} 人保留不动，不会移出：{}。",
                self.absent.len(),
                self.absent.join("、")
            ));
        }
        effect
    }

    /// Tells two plans apart.
    pub fn fingerprint(&self) -> String {
        let added: Vec<_> = self
            .added
            .iter()
            .map(|row| (facts(row, &[]), &row.phone))
            .collect();
        let changed: Vec<_> = self
            .changed
            .iter()
            .map(|(row, lines)| (row.id, row.version, lines))
            .collect();
        let links: Vec<_> = self
            .links
            .iter()
            .map(|(row, lines)| (row.id, row.version, lines))
            .collect();
        fingerprint(&(added, changed, links))
    }
}

/// Reads what is stored.
pub async fn known<C: sea_orm::ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
) -> Result<Known, Refusal> {
    Ok(Known {
        villages: village::list(db, scope).await?,
        people: people::list(db, scope).await?,
        teams: people::teams(db, scope).await?,
    })
}

fn kind_id(kind: TeamKind) -> &'static str {
    match kind {
        TeamKind::Guidance => "guidance",
        TeamKind::Supervision => "supervision",
    }
}

/// Reads a sheet and holds it against what is stored.
pub fn plan(book: &Book, cycle_id: Uuid, known: &Known) -> PeoplePlan {
    let options = PersonOptions {
        villages: known.villages.iter().map(|row| row.name.clone()).collect(),
    };
    let mut plan = PeoplePlan {
        import: roster::import_people(book, &options),
        added: Vec::new(),
        changed: Vec::new(),
        same: 0,
        absent: Vec::new(),
        teams: Vec::new(),
        links: Vec::new(),
        notes: Vec::new(),
    };
    let rows = std::mem::take(&mut plan.import.rows);
    let (team_ids, problems) = teams(&mut plan, &rows, cycle_id, &known.teams);
    plan.import.problems.extend(problems);
    let all_teams: Vec<team::Model> = known.teams.iter().chain(&plan.teams).cloned().collect();
    let mut next = known
        .people
        .iter()
        .map(|row| row.ordinal)
        .max()
        .unwrap_or(0);
    let mut met: Vec<Uuid> = Vec::new();
    // The person of each row, for the links.
    let mut who = Vec::new();
    for placed in &rows {
        let row = &placed.value;
        let team_id = row
            .team
            .as_ref()
            .and_then(|team| team_ids.get(&team.name))
            .copied();
        if let Some(old) =
            same_person(row, &rows, &known.people).filter(|old| !met.contains(&old.id))
        {
            met.push(old.id);
            who.push(old.id);
            let mut new = old.clone();
            fill(&mut new, row, team_id);
            let mut lines = differences(&facts(old, &all_teams), &facts(&new, &all_teams));
            if old.phone != new.phone {
                lines.push("手机有变化".to_owned());
            }
            if lines.is_empty() {
                plan.same += 1;
            } else {
                plan.changed.push((new, lines));
            }
        } else {
            next = next.saturating_add(1);
            let mut new = person::Model {
                id: Uuid::now_v7(),
                cycle_id,
                ordinal: next,
                name: row.name.clone(),
                sex: None,
                post: String::new(),
                body_roles: "[]".to_owned(),
                phone: None,
                team_id: None,
                removed: false,
                version: 1,
                section: None,
            };
            fill(&mut new, row, team_id);
            who.push(new.id);
            plan.added.push(new);
        }
    }
    plan.absent = known
        .people
        .iter()
        .filter(|row| !met.contains(&row.id))
        .map(|row| row.name.clone())
        .collect();
    links(&mut plan, &rows, &who, &team_ids, known, &all_teams);
    plan.import.rows = rows;
    plan
}

/// Ids of the teams named, new ones made; a known team named as the other kind is a problem.
fn teams(
    plan: &mut PeoplePlan,
    rows: &[Placed<PersonRow>],
    cycle_id: Uuid,
    known: &[team::Model],
) -> (HashMap<String, Uuid>, Vec<Problem>) {
    let mut ids: HashMap<String, Uuid> =
        known.iter().map(|row| (row.name.clone(), row.id)).collect();
    let mut problems = Vec::new();
    let mut named: Vec<&Team> = rows
        .iter()
        .filter_map(|placed| placed.value.team.as_ref())
        .collect();
    named.sort_by_key(|team| team_number(&team.name));
    let mut next = known.iter().map(|row| row.ordinal).max().unwrap_or(0);
    for team in named {
        if let Some(old) = known.iter().find(|row| row.name == team.name) {
            if old.kind != kind_id(team.kind) {
                problems.push(Problem::of_sheet(
                    Code::TeamKindUnclear,
                    format!(
                        "请核对工作组名称：“{}”在本届已经登记为另一种工作组。",
                        team.name
                    ),
                ));
            }
        } else if !ids.contains_key(&team.name) {
            next = next.saturating_add(1);
            let row = team::Model {
                id: Uuid::now_v7(),
                cycle_id,
                ordinal: next,
                name: team.name.clone(),
                kind: kind_id(team.kind).to_owned(),
                version: 1,
                head_id: None,
            };
            ids.insert(row.name.clone(), row.id);
            plan.teams.push(row);
        }
    }
    problems.dedup_by(|a, b| a.message == b.message);
    (ids, problems)
}

/// 第三指导组 → 3, so that teams stand in their own order whoever is listed first.
fn team_number(name: &str) -> u32 {
    let digit = |c: char| {
        "一二三四五六七八九"
            .chars()
            .position(|d| d == c)
            .map_or(0, |at| u32::try_from(at).unwrap_or(0) + 1)
    };
    let (mut number, mut seen) = (0, false);
    for c in name.chars() {
        if c == '十' {
            number = if number == 0 { 10 } else { number * 10 };
            seen = true;
        } else if digit(c) > 0 {
            number += digit(c);
            seen = true;
        } else if let Some(d) = c.to_digit(10) {
            number = number * 10 + d;
            seen = true;
        } else if seen {
            break;
        }
    }
    if seen { number } else { u32::MAX }
}

/// The stored person a row means: same name and post, or the only one of that name on both sides.
fn same_person<'k>(
    row: &PersonRow,
    rows: &[Placed<PersonRow>],
    known: &'k [person::Model],
) -> Option<&'k person::Model> {
    let namesakes = || known.iter().filter(|old| old.name == row.name);
    if let Some(exact) = namesakes().find(|old| old.post == row.post) {
        return Some(exact);
    }
    let alone = rows
        .iter()
        .filter(|placed| placed.value.name == row.name)
        .count()
        == 1
        && namesakes().count() == 1;
    alone.then(|| namesakes().next()).flatten()
}

/// A blank cell leaves what is there.
fn fill(model: &mut person::Model, row: &PersonRow, team_id: Option<Uuid>) {
    if let Some(sex) = row.sex {
        model.sex = Some(sex_id(sex).to_owned());
    }
    if !row.post.is_empty() {
        model.post.clone_from(&row.post);
    }
    if !row.body_roles.is_empty() {
        model.body_roles = roles_text(&row.body_roles);
    }
    if let Some(phone) = &row.phone {
        model.phone = Some(phone.as_str().to_owned());
    }
    if team_id.is_some() {
        model.team_id = team_id;
    }
}

/// A village is looked after by the first person of the sheet who names it, and by that person's
/// team.
fn links(
    plan: &mut PeoplePlan,
    rows: &[Placed<PersonRow>],
    who: &[Uuid],
    team_ids: &HashMap<String, Uuid>,
    known: &Known,
    all_teams: &[team::Model],
) {
    let mut names: HashMap<Uuid, &str> = known
        .people
        .iter()
        .map(|row| (row.id, row.name.as_str()))
        .collect();
    names.extend(
        rows.iter()
            .zip(who)
            .map(|(placed, id)| (*id, placed.value.name.as_str())),
    );
    let team_name = |id: Option<Uuid>| {
        id.and_then(|id| all_teams.iter().find(|team| team.id == id))
            .map_or("（未定）", |team| team.name.as_str())
    };
    for old in &known.villages {
        let mut new = old.clone();
        let mut linked: Vec<&str> = Vec::new();
        let (mut guidance, mut supervision) = (None, None);
        for (placed, id) in rows.iter().zip(who) {
            if !placed.value.linked_villages.contains(&old.name) {
                continue;
            }
            if linked.is_empty() {
                new.leader_id = Some(*id);
            }
            linked.push(&placed.value.name);
            if let Some(team) = &placed.value.team {
                let id = team_ids.get(&team.name).copied();
                match team.kind {
                    TeamKind::Guidance => guidance = guidance.or(id),
                    TeamKind::Supervision => supervision = supervision.or(id),
                }
            }
        }
        if let [first, rest @ ..] = linked.as_slice()
            && !rest.is_empty()
        {
            plan.notes.push(format!(
                "{}有 {} 人联系，按表里先列的{first}记为挂钩领导；要改请到「分工」。",
                old.name,
                linked.len()
            ));
        }
        new.guidance_team_id = guidance.or(old.guidance_team_id);
        new.supervision_team_id = supervision.or(old.supervision_team_id);
        if new == *old {
            continue;
        }
        let mut lines = Vec::new();
        let person = |id: Option<Uuid>| {
            id.and_then(|id| names.get(&id).copied())
                .unwrap_or("（未定）")
        };
        for (label, before, after) in [
            ("挂钩领导", person(old.leader_id), person(new.leader_id)),
            (
                "指导组",
                team_name(old.guidance_team_id),
                team_name(new.guidance_team_id),
            ),
            (
                "督查组",
                team_name(old.supervision_team_id),
                team_name(new.supervision_team_id),
            ),
        ] {
            if before != after {
                lines.push(format!("{label} {before} → {after}"));
            }
        }
        plan.links.push((new, lines));
    }
}

/// Holds an upload against what is stored now. Nothing is changed.
pub async fn check(
    store: &Store,
    scope: &CycleScope,
    content: Vec<u8>,
) -> Result<PeoplePlan, Refusal> {
    let known = known(store.reader(), scope).await?;
    let cycle_id = scope.cycle_id();
    super::in_background(move || Ok(plan(&unpack(&content)?, cycle_id, &known))).await
}

/// 确认导入 — reads the upload again and stores it whole; `shown` as for villages.
#[allow(clippy::too_many_arguments)]
pub async fn store(
    db: &Store,
    clock: &dyn Clock,
    actor: &Actor,
    scope: &CycleScope,
    key: Option<&str>,
    file: &str,
    content: Vec<u8>,
    shown: Option<&str>,
) -> Result<Stored<PeoplePlan>, Refusal> {
    let cycle_id = scope.cycle_id();
    let book = super::in_background(move || unpack(&content)).await?;
    let mut change = match done::open(db, clock, actor, key).await? {
        Begun::Fresh(change) => change,
        Begun::Again(location) => return Ok(Stored::Done(Done::again(location), None)),
    };
    let known = known(change.tx(), scope).await?;
    let plan = plan(&book, cycle_id, &known);
    if plan.import.has_errors() || shown.is_some_and(|shown| shown != plan.fingerprint()) {
        return Ok(Stored::LookAgain(plan));
    }
    let stale = || Refusal::field("file", "请重新上传：名单刚刚被别人改过，没有保存任何内容。");
    people::insert_teams(change.tx(), plan.teams.clone()).await?;
    people::insert_all(change.tx(), plan.added.clone()).await?;
    for (row, _) in &plan.changed {
        if !people::update(change.tx(), scope, row.clone()).await? {
            return Err(stale());
        }
    }
    for (row, _) in &plan.links {
        if !village::update(change.tx(), scope, row.clone()).await? {
            return Err(stale());
        }
    }
    let summary = format!(
        "导入人员：新增 {}，修改 {}，不变 {}；工作组新增 {}；调整分工 {} 个村（社区）",
        plan.added.len(),
        plan.changed.len(),
        plan.same,
        plan.teams.len(),
        plan.links.len()
    );
    let told = |list: &[(String, String)]| -> Vec<String> {
        list.iter()
            .map(|(name, lines)| format!("{name}：{lines}"))
            .collect()
    };
    let changed: Vec<(String, String)> = plan
        .changed
        .iter()
        .map(|(row, lines)| (row.name.clone(), lines.join("；")))
        .collect();
    let links: Vec<(String, String)> = plan
        .links
        .iter()
        .map(|(row, lines)| (row.name.clone(), lines.join("；")))
        .collect();
    let added: Vec<&str> = plan.added.iter().map(|row| row.name.as_str()).collect();
    let township = scope.cycle().township_id;
    change
        .audit(Event::PeopleImported)
        .object("people", cycle_id)
        .cycle(cycle_id)
        .township(township)
        .summary(summary.clone())
        .after(&serde_json::json!({
            "文件": file,
            "新增": added,
            "修改": told(&changed),
            "分工": told(&links),
        }));
    for (row, lines) in &plan.changed {
        change
            .audit(Event::PersonChanged)
            .object("person", row.id)
            .cycle(cycle_id)
            .township(township)
            .summary(format!("导入时修改 {}：{}", row.name, lines.join("；")));
    }
    for (row, lines) in &plan.links {
        change
            .audit(Event::AssignmentChanged)
            .object("village", row.id)
            .cycle(cycle_id)
            .village(row.id)
            .township(township)
            .summary(format!(
                "导入时调整 {} 分工：{}",
                row.name,
                lines.join("；")
            ));
    }
    let location = format!("/c/{cycle_id}/people");
    change.commit(&location).await?;
    Ok(Stored::Done(
        Done::plainly(location, format!("已{summary}。")),
        Some(plan),
    ))
}
