//! 分工 — which leader and which teams look after which village.

use std::collections::BTreeMap;

use uuid::Uuid;

use crate::{
    civil,
    office::{
        change::{Actor, Begun},
        conflicts::{Vote, Whose, polling_days},
        cycle::shortened,
        done::{self, Done},
        event::Event,
        refusal::{Conflict, Problems, Refusal},
        standing::election_day_of,
        typed,
        village::differences,
    },
    platform::clock::Clock,
    store::{Store, audit, entity::village as village_row, people, scope::CycleScope, village},
};

/// The three links of a village as the assignment page sends them: ids as text, blank for none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Links {
    /// 挂钩领导
    pub leader: String,
    /// 指导组
    pub guidance: String,
    /// 督查组
    pub supervision: String,
}

impl Links {
    /// Of a stored village.
    pub fn of(row: &village_row::Model) -> Self {
        let text = |id: Option<Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
        Self {
            leader: text(row.leader_id),
            guidance: text(row.guidance_team_id),
            supervision: text(row.supervision_team_id),
        }
    }
}

/// 保存分工 — by village: what the page showed, and what was chosen. Rows left as they were shown
/// are left alone; a row that somebody else changed meanwhile stops the whole form.
pub async fn assign(
    store: &Store,
    clock: &dyn Clock,
    actor: &Actor,
    scope: &CycleScope,
    key: &str,
    rows: &BTreeMap<Uuid, (Links, Links)>,
) -> Result<Done, Refusal> {
    let mut change = match done::open(store, clock, actor, Some(key)).await? {
        Begun::Fresh(change) => change,
        Begun::Again(location) => return Ok(Done::again(location)),
    };
    let everyone = people::list(change.tx(), scope).await?;
    let teams = people::teams(change.tx(), scope).await?;
    let mut problems = Problems::none();
    let mut changed = Vec::new();
    for old in village::list(change.tx(), scope).await? {
        let Some((shown, chosen)) = rows.get(&old.id).filter(|(shown, chosen)| shown != chosen)
        else {
            continue;
        };
        if Links::of(&old) != *shown {
            let event = audit::last_of_object(change.tx(), "village", &old.id.to_string()).await?;
            return Err(Refusal::Conflict(Conflict::from_event(
                format!("{}的分工", old.name),
                event,
            )));
        }
        let team = |kind: &'static str| {
            teams
                .iter()
                .filter(move |team| team.kind == kind)
                .map(|team| team.id)
        };
        let field = |what: &str| format!("{what}:{}", old.id);
        let mut new = old.clone();
        let all = everyone.iter().map(|row| row.id);
        new.leader_id = typed::one_of(
            &mut problems,
            &field("leader"),
            "挂钩领导",
            &chosen.leader,
            all,
        );
        new.guidance_team_id = typed::one_of(
            &mut problems,
            &field("guidance"),
            "指导组",
            &chosen.guidance,
            team("guidance"),
        );
        new.supervision_team_id = typed::one_of(
            &mut problems,
            &field("supervision"),
            "督查组",
            &chosen.supervision,
            team("supervision"),
        );
        changed.push((old, new));
    }
    problems.into_result()?;
    let location = format!("/c/{}/assign", scope.cycle_id());
    if changed.is_empty() {
        return Ok(Done::plainly(location, "没有改动，不用保存。"));
    }
    let name_of = |row: &village_row::Model| {
        let person = everyone.iter().find(|one| Some(one.id) == row.leader_id);
        let team = |id: Option<Uuid>| {
            let found = teams.iter().find(|one| Some(one.id) == id);
            found.map(|one| one.name.clone()).unwrap_or_default()
        };
        vec![
            (
                "挂钩领导",
                person.map(|one| one.name.clone()).unwrap_or_default(),
            ),
            ("指导组", team(row.guidance_team_id)),
            ("督查组", team(row.supervision_team_id)),
        ]
    };
    let count = changed.len();
    let touched: Vec<(Uuid, Whose)> = changed.iter().flat_map(newly).collect();
    for (old, new) in changed {
        let lines = differences(&name_of(&old), &name_of(&new));
        if !village::update(change.tx(), scope, new).await? {
            let event =
                audit::last_of_object(store.reader(), "village", &old.id.to_string()).await?;
            return Err(Refusal::Conflict(Conflict::from_event(old.name, event)));
        }
        change
            .audit(Event::AssignmentChanged)
            .object("village", old.id)
            .cycle(scope.cycle_id())
            .village(old.id)
            .summary(format!("{} {}", old.name, lines.join("；")));
    }
    let after = village::list(change.tx(), scope).await?;
    let warnings = overlaps(
        scope,
        &after,
        &touched,
        clock.today(),
        |whose| match whose {
            Whose::Leader(id) => everyone
                .iter()
                .find(|one| one.id == id)
                .map_or("", |one| one.name.as_str()),
            Whose::Guidance(id) | Whose::Supervision(id) => teams
                .iter()
                .find(|one| one.id == id)
                .map_or("", |one| one.name.as_str()),
        },
    );
    change.commit(&location).await?;
    Ok(Done {
        location,
        text: format!("已保存 {count} 个村（社区）的分工。"),
        warnings,
    })
}

/// Who was given a village that was not theirs before.
fn newly((old, new): &(village_row::Model, village_row::Model)) -> Vec<(Uuid, Whose)> {
    [
        (old.leader_id, new.leader_id.map(Whose::Leader)),
        (
            old.guidance_team_id,
            new.guidance_team_id.map(Whose::Guidance),
        ),
        (
            old.supervision_team_id,
            new.supervision_team_id.map(Whose::Supervision),
        ),
    ]
    .into_iter()
    .filter_map(|(before, whose)| {
        let (Whose::Leader(id) | Whose::Guidance(id) | Whose::Supervision(id)) = whose?;
        (before != Some(id)).then_some((new.id, whose?))
    })
    .collect()
}

/// Overlaps told after saving; the page lists them all.
const TOLD: usize = 3;

/// Who, by what was just assigned, would have to be in several villages on one day that is still to come.
fn overlaps<'n>(
    scope: &CycleScope,
    villages: &[village_row::Model],
    touched: &[(Uuid, Whose)],
    today: chrono::NaiveDate,
    name: impl Fn(Whose) -> &'n str,
) -> Vec<String> {
    let votes: Vec<Vote> = villages
        .iter()
        .enumerate()
        .map(|(place, row)| Vote {
            village: place,
            day: election_day_of(scope.cycle(), row),
            guidance: row.guidance_team_id,
            supervision: row.supervision_team_id,
            leader: row.leader_id,
        })
        .filter(|vote| vote.day >= today)
        .collect();
    let mut lines = Vec::new();
    for day in polling_days(&votes) {
        for clash in &day.clashes {
            let rows: Vec<&village_row::Model> = clash
                .villages
                .iter()
                .filter_map(|place| villages.get(*place))
                .collect();
            if !rows
                .iter()
                .any(|row| touched.contains(&(row.id, clash.whose)))
            {
                continue;
            }
            let names: Vec<&str> = rows.iter().map(|row| row.name.as_str()).collect();
            lines.push(format!(
                "请留意：{}{}要到{} {} 个村（社区）。",
                name(clash.whose),
                civil::short(day.day),
                shortened(&names, 4),
                names.len()
            ));
        }
    }
    let rest = lines.len().saturating_sub(TOLD);
    lines.truncate(TOLD);
    if rest > 0 {
        lines.push(format!("另有 {rest} 处，见本页上方。"));
    }
    lines
}
