//! 人员与分工 — people by hand, who looks after which village, and removing somebody.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::{
    change::{Actor, Begun, Change},
    cycle::shortened,
    done::{self, Done},
    event::Event,
    import::single,
    refusal::{Conflict, Problems, Refusal},
    typed,
    village::{differences, list_text},
};
use crate::{
    platform::clock::Clock,
    roster::{self, BodyRole, PersonOptions, PersonRow, Sex, TeamKind},
    store::{
        Store, audit,
        entity::{person, team, village as village_row},
        people,
        scope::CycleScope,
        village,
    },
};

/// What is typed on the page of a person.
#[derive(Debug, Clone, Default)]
pub struct PersonInput {
    /// 姓名
    pub name: String,
    /// `male`, `female` or blank.
    pub sex: String,
    /// 单位及职务
    pub post: String,
    /// Id of a team, or blank.
    pub team: String,
    /// Name of a team to be made, or blank.
    pub new_team: String,
    /// 手机
    pub phone: String,
    /// 换届机构职务 ticked, by their ids.
    pub roles: Vec<String>,
    /// Ids of the villages ticked.
    pub villages: Vec<String>,
}

/// Column of the sheet → field of the page.
const COLUMNS: [(&str, &str); 6] = [
    ("姓名", "name"),
    ("性别", "sex"),
    ("单位及职务", "post"),
    ("换届机构职务", "roles"),
    ("所在工作组", "new_team"),
    ("手机", "phone"),
];

/// `leader` … as stored.
pub fn role_id(role: BodyRole) -> String {
    serde_json::to_value(role)
        .ok()
        .and_then(|value| value.as_str().map(str::to_owned))
        .unwrap_or_default()
}

/// 换届机构职务 of a stored person.
pub fn roles(row: &person::Model) -> Vec<BodyRole> {
    serde_json::from_str(&row.body_roles).unwrap_or_default()
}

pub(super) fn roles_text(roles: &[BodyRole]) -> String {
    list_text(roles)
}

/// `male` or `female`, as stored.
pub fn sex_id(sex: Sex) -> &'static str {
    match sex {
        Sex::Male => "male",
        Sex::Female => "female",
    }
}

/// 男, 女 or nothing, from what is stored.
pub fn sex_title(stored: Option<&str>) -> &'static str {
    match stored {
        Some("male") => Sex::Male.title(),
        Some("female") => Sex::Female.title(),
        _ => "",
    }
}

/// A person as labelled words, without the telephone number.
pub(super) fn facts(row: &person::Model, teams: &[team::Model]) -> Vec<(&'static str, String)> {
    let titles: Vec<&str> = roles(row).iter().map(|role| role.title()).collect();
    let team = teams
        .iter()
        .find(|team| Some(team.id) == row.team_id)
        .map(|team| team.name.clone())
        .unwrap_or_default();
    vec![
        ("姓名", row.name.clone()),
        ("性别", sex_title(row.sex.as_deref()).to_owned()),
        ("单位及职务", row.post.clone()),
        ("换届机构职务", titles.join("、")),
        ("工作组", team),
    ]
}

fn seen(row: &person::Model, teams: &[team::Model]) -> serde_json::Value {
    facts(row, teams)
        .into_iter()
        .map(|(label, value)| (label.to_owned(), serde_json::Value::String(value)))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

impl PersonInput {
    /// The row the fields come to; the links are read apart.
    fn read(&self, problems: &mut Problems) -> (Option<PersonRow>, Vec<String>) {
        if self.name.trim().is_empty() {
            problems.add("name", "请填写姓名。");
        }
        let sex = match self.sex.trim() {
            "" => "",
            id => {
                let title = sex_title(Some(id));
                if title.is_empty() {
                    problems.add("sex", "请重新选择性别。");
                }
                title
            }
        };
        let mut titles = Vec::new();
        for id in &self.roles {
            match BodyRole::ALL.iter().find(|role| role_id(**role) == *id) {
                Some(role) => titles.push(role.title()),
                None => problems.add("roles", "请重新勾选换届机构职务。"),
            }
        }
        let cells = [
            ("姓名", self.name.clone()),
            ("性别", sex.to_owned()),
            ("单位及职务", self.post.clone()),
            ("换届机构职务", titles.join("、")),
            ("所在工作组", self.new_team.clone()),
            ("手机", self.phone.clone()),
        ];
        single::read(
            &cells,
            &COLUMNS,
            |book| roster::import_people(book, &PersonOptions::default()),
            problems,
        )
    }
}

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

/// What hangs on a person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ties {
    /// Names of the villages linked.
    pub villages: Vec<String>,
    /// Steps the person was made responsible for.
    pub steps: u64,
}

impl Ties {
    /// Whether nothing does.
    pub fn is_empty(&self) -> bool {
        self.villages.is_empty() && self.steps == 0
    }

    /// «联系上前村、下前村，并负责 3 个环节»
    pub fn sentence(&self) -> String {
        let names: Vec<&str> = self.villages.iter().map(String::as_str).collect();
        let mut parts = Vec::new();
        if !names.is_empty() {
            parts.push(format!("联系{}", shortened(&names, 12)));
        }
        if self.steps > 0 {
            parts.push(format!("负责 {} 个环节", self.steps));
        }
        parts.join("，并")
    }
}

/// What hangs on a person now.
pub async fn ties<C: sea_orm::ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    id: Uuid,
) -> Result<Ties, Refusal> {
    Ok(Ties {
        villages: village::list(db, scope)
            .await?
            .into_iter()
            .filter(|row| row.leader_id == Some(id))
            .map(|row| row.name)
            .collect(),
        steps: people::steps_owned(db, scope, id).await?,
    })
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
) -> Result<Done, Refusal> {
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
    let mut problems = Problems::none();
    let others = everyone.iter().map(|row| row.id).filter(|one| *one != id);
    let next = typed::one_of(
        &mut problems,
        "replacement",
        "接替的人",
        replacement,
        others,
    );
    if !ties.is_empty() && next.is_none() && problems.is_empty() {
        problems.add(
            "replacement",
            format!("请先选由谁接替：{}还在{}。", old.name, ties.sentence()),
        );
    }
    problems.into_result()?;
    let next_name = next
        .and_then(|next| everyone.iter().find(|row| row.id == next))
        .map(|row| row.name.clone())
        .unwrap_or_default();
    if let Some(next) = next {
        for mut row in village::list(change.tx(), scope).await? {
            if row.leader_id != Some(id) {
                continue;
            }
            row.leader_id = Some(next);
            let (village_id, name) = (row.id, row.name.clone());
            if !village::update(change.tx(), scope, row).await? {
                let event =
                    audit::last_of_object(change.tx(), "village", &village_id.to_string()).await?;
                return Err(Refusal::Conflict(Conflict::from_event(name, event)));
            }
            change
                .audit(Event::AssignmentChanged)
                .object("village", village_id)
                .cycle(scope.cycle_id())
                .village(village_id)
                .summary(format!("{name} 挂钩领导 {} → {next_name}", old.name));
        }
        people::hand_over_steps(change.tx(), scope, id, next).await?;
    }
    let model = person::Model {
        removed: true,
        ..old.clone()
    };
    if !people::update(change.tx(), scope, model).await? {
        let event = audit::last_of_object(store.reader(), "person", &id.to_string()).await?;
        return Err(conflict(event));
    }
    let took_over = if next_name.is_empty() {
        String::new()
    } else {
        format!("，由{next_name}接替")
    };
    change
        .audit(Event::PersonRemoved)
        .object("person", id)
        .cycle(scope.cycle_id())
        .summary(format!("移出 {}{took_over}", old.name));
    let location = format!("/c/{}/people", scope.cycle_id());
    change.commit(&location).await?;
    Ok(Done::plainly(
        location,
        format!("已把{}移出名单{took_over}。", old.name),
    ))
}

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
    change.commit(&location).await?;
    Ok(Done::plainly(
        location,
        format!("已保存 {count} 个村（社区）的分工。"),
    ))
}
