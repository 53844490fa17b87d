//! 换人 — somebody takes over all that hangs on a person, in one transaction; and what papers name the one who goes.

mod handing;
mod written;

use uuid::Uuid;

use self::handing::Handing;
pub use self::written::{Written, written};
use super::{
    PersonInput,
    form::{facts, of_office, roles, roles_text, seen},
    ties::{Ties, ties},
};
use crate::{
    documents::kind::Kind,
    office::{
        change::{Actor, Begun, Change},
        done::{self, Done},
        event::Event,
        paper::{
            data,
            dossier::{Dossier, Reach},
            due,
            issue::shown_number,
        },
        refusal::{Conflict, Problems, Refusal},
        standing::Plans,
        typed,
        village::differences,
    },
    platform::clock::Clock,
    roster::BodyRole,
    store::{
        Store, audit,
        entity::{person, team},
        organisation, paper, people,
        scope::CycleScope,
    },
};

/// What is typed on the page.
#[derive(Debug, Clone, Default)]
pub struct SuccessionInput {
    /// Id of the one on the list who takes over, or blank.
    pub successor: String,
    /// Somebody new: 姓名 …
    pub name: String,
    /// `male`, `female` or blank.
    pub sex: String,
    /// 单位及职务; blank takes that of the one who goes (new) or keeps the own (on the list).
    pub post: String,
    /// 手机
    pub phone: String,
    /// The one who goes stays on the list, without work.
    pub stays: bool,
    /// 原因
    pub reason: String,
    /// Version of the row of the one who goes.
    pub version: i32,
}

/// A paper in force that names the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Id.
    pub id: Uuid,
    /// Village, or the township.
    pub unit: String,
    /// Kind.
    pub kind: Kind,
    /// Number in print; empty for none.
    pub number: String,
}

/// What would change hands.
#[derive(Debug, Default)]
pub struct Handover {
    /// Villages, steps, teams led, measures.
    pub ties: Ties,
    /// 换届机构职务
    pub roles: Vec<BodyRole>,
    /// Name of the team, where there is a seat.
    pub team: Option<String>,
    /// Papers that will read otherwise.
    pub papers: Vec<Named>,
}

/// Looks at what would change hands.
pub async fn handover(
    store: &Store,
    plans: &Plans,
    scope: &CycleScope,
    person: &person::Model,
) -> Result<Handover, Refusal> {
    let db = store.reader();
    Ok(Handover {
        ties: ties(db, scope, person.id).await?,
        roles: roles(person),
        team: people::teams(db, scope)
            .await?
            .into_iter()
            .find(|team| Some(team.id) == person.team_id)
            .map(|team| team.name),
        papers: named(store, plans, scope, person).await?,
    })
}

/// The papers in force that would read otherwise with somebody else in the person's place. Whoever merely has the
/// same name in another list is not meant.
async fn named(
    store: &Store,
    plans: &Plans,
    scope: &CycleScope,
    person: &person::Model,
) -> Result<Vec<Named>, Refusal> {
    let db = store.reader();
    let sieved = organisation::papers_with(db, scope, &person.name).await?;
    if sieved.is_empty() {
        return Ok(Vec::new());
    }
    let mut dossier = Dossier::read(db, scope, Reach::Whole).await?;
    let lines: Vec<(paper::PaperLine, Kind)> = dossier
        .papers
        .iter()
        .filter(|line| sieved.contains(&line.id) && line.state == paper::ISSUED)
        .filter_map(|line| Some((line.clone(), Kind::from_id(&line.kind)?)))
        .filter(|(line, kind)| {
            !kind.is_snapshot() && due::states_now(&dossier, line.unit_id, *kind, line.id)
        })
        .collect();
    let digests = |dossier: &Dossier| -> Vec<Option<String>> {
        lines
            .iter()
            .map(|(line, kind)| {
                data::assemble(dossier, plans, line.unit_id, *kind, line.dated)
                    .ok()
                    .map(|made| made.digest)
            })
            .collect()
    };
    let now = digests(&dossier);
    for row in &mut dossier.people {
        if row.id == person.id {
            "（接任的人）".clone_into(&mut row.name);
        }
    }
    let then = digests(&dossier);
    Ok(lines
        .iter()
        .zip(now.into_iter().zip(then))
        .filter(|(_, (now, then))| now != then)
        .map(|((line, kind), _)| Named {
            id: line.id,
            unit: dossier.unit_name(line.unit_id).to_owned(),
            kind: *kind,
            number: shown_number(&line.series, &line.number),
        })
        .collect())
}

/// Both sets of posts, the highest of the leading group and the highest of the office.
fn merged(own: &[BodyRole], taken: &[BodyRole]) -> Vec<BodyRole> {
    let both = |office: bool| {
        BodyRole::ALL
            .iter()
            .copied()
            .find(|role| of_office(*role) == office && (own.contains(role) || taken.contains(role)))
    };
    [false, true].into_iter().filter_map(both).collect()
}

/// Who takes over: somebody on the list, or somebody new.
struct Successor {
    /// As it was; `None` for somebody new.
    before: Option<person::Model>,
    /// As it will be.
    after: person::Model,
}

fn successor(
    input: &SuccessionInput,
    old: &person::Model,
    everyone: &[person::Model],
) -> Result<(Successor, Vec<String>), Refusal> {
    let mut problems = Problems::none();
    let others = everyone.iter().map(|row| row.id).filter(|id| *id != old.id);
    let chosen = typed::one_of(
        &mut problems,
        "successor",
        "接任的人",
        &input.successor,
        others,
    );
    typed::line(&mut problems, "reason", "原因", &input.reason, 200);
    let new_name = input.name.trim();
    let mut warnings = Vec::new();
    let found = match (chosen, new_name.is_empty()) {
        (None, true) => {
            if problems.is_empty() {
                problems.add(
                    "successor",
                    "请选名单里的人接任，或者在下面填新来的人的姓名。",
                );
            }
            None
        }
        (Some(_), false) => {
            problems.add(
                "successor",
                format!("请只用一种办法：已经选了名单里的人，又填了{new_name}。"),
            );
            None
        }
        (Some(id), true) => everyone.iter().find(|row| row.id == id).map(|row| {
            let mut after = row.clone();
            let post = typed::line(&mut problems, "post", "接任后的单位及职务", &input.post, 60);
            if !post.is_empty() {
                after.post = post;
            }
            Successor {
                before: Some(row.clone()),
                after,
            }
        }),
        (None, false) => {
            let typed = PersonInput {
                name: input.name.clone(),
                sex: input.sex.clone(),
                post: if input.post.trim().is_empty() {
                    old.post.clone()
                } else {
                    input.post.clone()
                },
                phone: input.phone.clone(),
                ..PersonInput::default()
            };
            let (row, found) = typed.read(&mut problems);
            warnings = found;
            if let Some(row) = &row
                && everyone
                    .iter()
                    .any(|one| one.id != old.id && one.name == row.name)
            {
                problems.add(
                    "name",
                    format!("请在上面选{}：名单里已经有这个人。", row.name),
                );
            }
            row.map(|row| Successor {
                before: None,
                after: person::Model {
                    id: Uuid::now_v7(),
                    // The place in the list is a place in the order of rank.
                    ordinal: old.ordinal,
                    name: row.name,
                    sex: row.sex.map(|sex| super::sex_id(sex).to_owned()),
                    post: row.post,
                    phone: row.phone.map(|phone| phone.as_str().to_owned()),
                    body_roles: "[]".to_owned(),
                    team_id: None,
                    section: None,
                    removed: false,
                    version: 1,
                    ..old.clone()
                },
            })
        }
    };
    problems.into_result()?;
    let found = found.ok_or_else(|| Refusal::Inside("a successor without a name".to_owned()))?;
    Ok((found, warnings))
}

/// 换人 — villages linked, seat in the team, posts, steps and measures pass to the successor. `named` is how many
/// papers in force name the one who goes.
#[allow(clippy::too_many_arguments)]
pub async fn succeed(
    store: &Store,
    clock: &dyn Clock,
    actor: &Actor,
    scope: &CycleScope,
    key: &str,
    id: Uuid,
    input: &SuccessionInput,
    named: usize,
) -> Result<Done, Refusal> {
    let mut change = match done::open(store, clock, actor, Some(key)).await? {
        Begun::Fresh(change) => change,
        Begun::Again(location) => return Ok(Done::again(location)),
    };
    let everyone = people::list(change.tx(), scope).await?;
    let teams = people::teams(change.tx(), scope).await?;
    let old = everyone
        .iter()
        .find(|row| row.id == id)
        .ok_or(Refusal::NotFound)?;
    if old.version != input.version {
        let event = audit::last_of_object(change.tx(), "person", &id.to_string()).await?;
        return Err(Refusal::Conflict(Conflict::from_event(&old.name, event)));
    }
    let (Successor { before, mut after }, mut warnings) = successor(input, old, &everyone)?;

    let titles = merged(&roles(&after), &roles(old));
    after.body_roles = roles_text(&titles);
    if after.section.is_none() && titles.iter().any(|role| of_office(*role)) {
        after.section.clone_from(&old.section);
    }
    let left = after
        .team_id
        .filter(|own| old.team_id.is_some_and(|seat| seat != *own));
    if old.team_id.is_some() {
        after.team_id = old.team_id;
    }
    if let Some(team) = left.and_then(|id| teams.iter().find(|team| team.id == id)) {
        warnings.push(format!(
            "{}原在{}，已改到接任的工作组。",
            after.name, team.name
        ));
    }
    store_successor(&mut change, scope, before.as_ref(), &after, &teams).await?;

    let gone = person::Model {
        removed: !input.stays,
        body_roles: "[]".to_owned(),
        section: None,
        team_id: None,
        ..old.clone()
    };
    if !people::update(change.tx(), scope, gone).await? {
        let event = audit::last_of_object(store.reader(), "person", &id.to_string()).await?;
        return Err(Refusal::Conflict(Conflict::from_event(&old.name, event)));
    }
    let steps = people::steps_owned(change.tx(), scope, id).await?;
    if steps > 0 {
        people::hand_over_steps(change.tx(), scope, id, after.id).await?;
    }
    let mut handing = Handing {
        store,
        change: &mut change,
        scope,
        old,
        next: &after,
    };
    let villages = handing.villages().await?;
    warnings.extend(handing.heads(&teams, &everyone, left).await?);
    let measures = handing.measures().await?;
    let papers = handing.incoming().await?;

    let taken = taken_over(villages, steps, measures, papers);
    let reason = input.reason.trim();
    change
        .audit(Event::PersonSucceeded)
        .object("person", id)
        .cycle(scope.cycle_id())
        .summary(format!("换人 {} → {}{taken}", old.name, after.name))
        .before(&seen(old, &teams))
        .after(&seen(&after, &teams))
        .reason_if((!reason.is_empty()).then_some(reason));
    let location = format!("/c/{}/people", scope.cycle_id());
    change.commit(&location).await?;
    if named > 0 {
        warnings.push(format!(
            "{named} 件已印发的文书写着{}，已标为“内容已变”，请到文书中心核对，需要的作废重发。",
            old.name
        ));
    }
    let text = if input.stays {
        format!(
            "{}的工作已由{}接替{taken}，{}留在名单里。",
            old.name, after.name, old.name
        )
    } else {
        format!("已把{}移出名单，由{}接替{taken}。", old.name, after.name)
    };
    Ok(Done {
        location,
        text,
        warnings,
    })
}

/// «：联系村 2 个、环节 3 个»; nothing for nothing.
fn taken_over(villages: usize, steps: u64, measures: usize, incoming: usize) -> String {
    let mut parts = Vec::new();
    if villages > 0 {
        parts.push(format!("联系村 {villages} 个"));
    }
    if steps > 0 {
        parts.push(format!("环节 {steps} 个"));
    }
    if measures > 0 {
        parts.push(format!("措施 {measures} 项"));
    }
    if incoming > 0 {
        parts.push(format!("收文 {incoming} 件"));
    }
    if parts.is_empty() {
        String::new()
    } else {
        format!("（{}）", parts.join("、"))
    }
}

async fn store_successor(
    change: &mut Change<'_>,
    scope: &CycleScope,
    before: Option<&person::Model>,
    after: &person::Model,
    teams: &[team::Model],
) -> Result<(), Refusal> {
    let Some(before) = before else {
        people::insert_all(change.tx(), vec![after.clone()]).await?;
        change
            .audit(Event::PersonAdded)
            .object("person", after.id)
            .cycle(scope.cycle_id())
            .summary(format!("新增 {}", after.name))
            .after(&seen(after, teams));
        return Ok(());
    };
    if !people::update(change.tx(), scope, after.clone()).await? {
        let event = audit::last_of_object(change.tx(), "person", &after.id.to_string()).await?;
        return Err(Refusal::Conflict(Conflict::from_event(&after.name, event)));
    }
    let lines = differences(&facts(before, teams), &facts(after, teams));
    if !lines.is_empty() {
        change
            .audit(Event::PersonChanged)
            .object("person", after.id)
            .cycle(scope.cycle_id())
            .summary(format!("修改 {}：{}", after.name, lines.join("；")))
            .before(&seen(before, teams))
            .after(&seen(after, teams));
    }
    Ok(())
}

/// 移出人员 — refused while anything hangs on the person, unless `replacement` takes it over.
#[allow(clippy::too_many_arguments)]
pub async fn remove(
    store: &Store,
    clock: &dyn Clock,
    actor: &Actor,
    scope: &CycleScope,
    key: &str,
    id: Uuid,
    version: i32,
    replacement: &str,
    named: usize,
) -> Result<Done, Refusal> {
    if !replacement.trim().is_empty() {
        let input = SuccessionInput {
            successor: replacement.to_owned(),
            version,
            ..SuccessionInput::default()
        };
        return match succeed(store, clock, actor, scope, key, id, &input, named).await {
            Err(Refusal::Invalid(problems)) => {
                Err(Refusal::field("replacement", problems.all().join("")))
            }
            other => other,
        };
    }
    let mut change = match done::open(store, clock, actor, Some(key)).await? {
        Begun::Fresh(change) => change,
        Begun::Again(location) => return Ok(Done::again(location)),
    };
    let everyone = people::list(change.tx(), scope).await?;
    let old = everyone
        .iter()
        .find(|row| row.id == id)
        .cloned()
        .ok_or(Refusal::NotFound)?;
    let conflict = |event| Refusal::Conflict(Conflict::from_event(&old.name, event));
    if old.version != version {
        let event = audit::last_of_object(change.tx(), "person", &id.to_string()).await?;
        return Err(conflict(event));
    }
    let ties = ties(change.tx(), scope, id).await?;
    if !ties.is_empty() {
        return Err(Refusal::field(
            "replacement",
            format!(
                "请先选由谁接替：{}还在{}。选好再移出，或者用“换人”一次办完。",
                old.name,
                ties.sentence()
            ),
        ));
    }
    let model = person::Model {
        removed: true,
        ..old.clone()
    };
    if !people::update(change.tx(), scope, model).await? {
        let event = audit::last_of_object(store.reader(), "person", &id.to_string()).await?;
        return Err(conflict(event));
    }
    change
        .audit(Event::PersonRemoved)
        .object("person", id)
        .cycle(scope.cycle_id())
        .summary(format!("移出 {}", old.name));
    let location = format!("/c/{}/people", scope.cycle_id());
    change.commit(&location).await?;
    Ok(Done::plainly(
        location,
        format!("已把{}移出名单。", old.name),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_post_of_each_body_is_kept() {
        use BodyRole as R;
        for (own, taken, kept) in [
            (&[][..], &[R::DeputyLeader][..], &[R::DeputyLeader][..]),
            (&[R::Member], &[R::DeputyLeader], &[R::DeputyLeader]),
            (&[R::Leader], &[R::Member], &[R::Leader]),
            (
                &[R::Member, R::OfficeMember],
                &[R::OfficeDirector],
                &[R::Member, R::OfficeDirector],
            ),
            (&[R::OfficeMember], &[], &[R::OfficeMember]),
            (&[], &[], &[]),
        ] {
            assert_eq!(merged(own, taken), kept, "{own:?} {taken:?}");
        }
    }

    #[test]
    fn what_changed_hands_is_counted() {
        assert_eq!(taken_over(0, 0, 0, 0), "");
        assert_eq!(taken_over(3, 0, 0, 0), "（联系村 3 个）");
        assert_eq!(
            taken_over(1, 2, 3, 4),
            "（联系村 1 个、环节 2 个、措施 3 项、收文 4 件）"
        );
    }
}
