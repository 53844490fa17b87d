//! 人员 — `/c/{c}/people` and one person's form.

use axum::{
    extract::{Path, State},
    response::Response,
};
use uuid::Uuid;

use super::{
    answer::{self, Trouble, frame, page},
    app::App,
    export,
    form::{Fields, Posted},
    guard::{EditCycle, InCycle, May, ReadCycle},
    organisation::{Typed, naming},
    pages::{
        parts::{Choice, Empty, Form, Link},
        people::{People, PersonForm, PersonRow},
    },
    plan::held::Held,
    router::{Row, get, post},
    sign_in::fresh_key,
    view::Section,
    villages::tabs_for,
};
use crate::{
    office::{
        people::{self as office, PersonInput, Ties},
        refusal::Refusal,
    },
    roster::{BodyRole, ExportCell, ExportColumn},
    store::{
        entity::{person, team, village as village_row},
        people, village,
    },
};

/// The routes of this file.
pub(super) fn rows() -> Vec<Row> {
    vec![
        get("/c/{c}/people", list),
        get("/c/{c}/people.xlsx", export),
        get("/c/{c}/people/new", new_page),
        post("/c/{c}/people", add),
        get("/c/{c}/people/{p}/edit", edit_page),
        post("/c/{c}/people/{p}/edit", edit),
        post("/c/{c}/people/{p}/remove", remove),
    ]
}

/// «李义鹏（党委副书记、镇长）», by id.
pub(super) fn leader_choices(people: &[person::Model]) -> Vec<Choice> {
    people
        .iter()
        .map(|row| Choice::new(row.id.to_string(), format!("{}（{}）", row.name, row.post)))
        .collect()
}

/// The teams of a kind, by id.
pub(super) fn team_choices(teams: &[team::Model], kind: &str) -> Vec<Choice> {
    teams
        .iter()
        .filter(|row| row.kind == kind)
        .map(|row| Choice::new(row.id.to_string(), row.name.clone()))
        .collect()
}

/// 办公室分组
pub(super) fn section_choices() -> Vec<Choice> {
    office::SECTIONS
        .iter()
        .map(|(id, title)| Choice::new(*id, *title))
        .collect()
}

/// People, teams and the villages in reach.
pub(super) struct Known {
    pub(super) people: Vec<person::Model>,
    pub(super) teams: Vec<team::Model>,
    pub(super) villages: Vec<village_row::Model>,
}

/// Reads them.
pub(super) async fn known(app: &App, here: &InCycle) -> Result<Known, Refusal> {
    let db = app.store.reader();
    Ok(Known {
        people: people::list(db, &here.scope).await?,
        teams: people::teams(db, &here.scope).await?,
        villages: village::list(db, &here.scope).await?,
    })
}

impl Known {
    fn role_titles(row: &person::Model) -> String {
        let titles: Vec<&str> = office::roles(row).iter().map(|role| role.title()).collect();
        titles.join("、")
    }

    fn team_name(&self, row: &person::Model) -> String {
        self.teams
            .iter()
            .find(|team| Some(team.id) == row.team_id)
            .map(|team| team.name.clone())
            .unwrap_or_default()
    }

    fn village_names(&self, row: &person::Model) -> String {
        let names: Vec<&str> = self
            .villages
            .iter()
            .filter(|village| village.leader_id == Some(row.id))
            .map(|village| village.name.as_str())
            .collect();
        names.join("、")
    }
}

/// `GET /c/{c}/people`
pub async fn list(May(here): May<ReadCycle>, State(app): State<App>) -> Result<Response, Trouble> {
    let known = known(&app, &here).await?;
    let cycle = here.scope.cycle_id();
    let teams = |kind: &str| known.teams.iter().filter(|team| team.kind == kind).count();
    let context = People {
        rows: known
            .people
            .iter()
            .map(|row| PersonRow {
                id: row.id.to_string(),
                name: row.name.clone(),
                sex: office::sex_title(row.sex.as_deref()).to_owned(),
                post: row.post.clone(),
                roles: match office::section_title(row.section.as_deref()) {
                    "" => Known::role_titles(row),
                    section => format!("{}（{section}）", Known::role_titles(row)),
                },
                team: known.team_name(row),
                villages: known.village_names(row),
            })
            .collect(),
        count: format!(
            "{} 人 · 指导组 {} · 督查组 {}",
            known.people.len(),
            teams("guidance"),
            teams("supervision")
        ),
        can_edit: here.may_edit(),
        cycle: cycle.to_string(),
        exports: if here.may_edit() && !known.people.is_empty() {
            vec![export::button(format!("/c/{cycle}/people.xlsx"))]
        } else {
            Vec::new()
        },
        tabs: tabs_for(here.role, cycle, "people"),
        empty: known.people.is_empty().then(|| Empty {
            text: if here.may_edit() {
                "还没有人员。导入领导小组、办公室、指导组和督查组的名单，挂钩联系村会一并登记；先导入村花名册。"
            } else {
                "还没有人员名单。"
            }
            .to_owned(),
            action: if here.may_edit() {
                Link::new("导入人员", format!("/c/{cycle}/people/import"))
            } else {
                Link::default()
            },
        }),
    };
    let frame = frame(
        &app,
        &here.visit,
        Section::Settings,
        "人员",
        Some(here.scope.cycle()),
        &[],
    );
    page(&app, &frame, &context)
}

/// `GET /c/{c}/people.xlsx` — in the columns of the template; with telephone numbers, so for the
/// office only.
pub async fn export(
    May(here): May<EditCycle>,
    State(app): State<App>,
) -> Result<Response, Trouble> {
    let known = known(&app, &here).await?;
    let columns: Vec<ExportColumn> = [
        "姓名",
        "性别",
        "单位及职务",
        "换届机构职务",
        "所在工作组",
        "挂钩联系村",
        "手机",
    ]
    .map(ExportColumn::titled)
    .into();
    let rows: Vec<Vec<ExportCell>> = known
        .people
        .iter()
        .map(|row| {
            [
                row.name.clone(),
                office::sex_title(row.sex.as_deref()).to_owned(),
                row.post.clone(),
                Known::role_titles(row),
                known.team_name(row),
                known.village_names(row),
                row.phone.clone().unwrap_or_default(),
            ]
            .map(ExportCell::Text)
            .into()
        })
        .collect();
    let sheet = export::Sheet {
        name: "领导小组及工作组",
        file: &format!("{} 人员", here.scope.cycle().name),
        only: export::Narrowed::new(),
        head: columns,
        rows,
    };
    export::send(&app, &here.actor, &here.scope, None, sheet).await
}

fn input(fields: &Fields) -> PersonInput {
    let text = |name: &str| fields.text(name).to_owned();
    PersonInput {
        name: text("name"),
        sex: text("sex"),
        post: text("post"),
        team: text("team"),
        new_team: text("new_team"),
        phone: text("phone"),
        section: text("section"),
        roles: fields.all("roles").map(str::to_owned).collect(),
        villages: fields.all("villages").map(str::to_owned).collect(),
    }
}

fn input_of(row: &person::Model, villages: &[village_row::Model]) -> PersonInput {
    PersonInput {
        name: row.name.clone(),
        sex: row.sex.clone().unwrap_or_default(),
        post: row.post.clone(),
        team: row.team_id.map(|id| id.to_string()).unwrap_or_default(),
        new_team: String::new(),
        phone: row.phone.clone().unwrap_or_default(),
        section: row.section.clone().unwrap_or_default(),
        roles: office::roles(row)
            .into_iter()
            .map(office::role_id)
            .collect(),
        villages: villages
            .iter()
            .filter(|village| village.leader_id == Some(row.id))
            .map(|village| village.id.to_string())
            .collect(),
    }
}

fn form_of(input: &PersonInput) -> Form {
    Form::new()
        .value("name", &input.name)
        .value("sex", &input.sex)
        .value("post", &input.post)
        .value("team", &input.team)
        .value("new_team", &input.new_team)
        .value("phone", &input.phone)
        .value("section", &input.section)
}

/// What a page of a person shows.
struct Shown<'s> {
    row: Option<&'s person::Model>,
    form: Form,
    input: &'s PersonInput,
    ties: Ties,
    version: i32,
    bad: bool,
}

fn form_page(
    app: &App,
    here: &InCycle,
    known: &Known,
    shown: Shown<'_>,
) -> Result<Response, Trouble> {
    let Shown {
        row,
        form,
        input,
        ties,
        version,
        bad,
    } = shown;
    let cycle = here.scope.cycle();
    let base = format!("/c/{}/people", cycle.id);
    let choice = |value: String, text: String, ticked: &[String]| {
        let is = ticked.contains(&value);
        let made = Choice::new(value, text);
        if is { made.ticked() } else { made }
    };
    let context = PersonForm {
        form,
        action: row.map_or_else(|| base.clone(), |row| format!("{base}/{}/edit", row.id)),
        new: row.is_none(),
        sexes: vec![Choice::new("male", "男"), Choice::new("female", "女")],
        roles: BodyRole::ALL
            .iter()
            .map(|role| {
                choice(
                    office::role_id(*role),
                    role.title().to_owned(),
                    &input.roles,
                )
            })
            .collect(),
        teams: known
            .teams
            .iter()
            .map(|team| Choice::new(team.id.to_string(), team.name.clone()))
            .collect(),
        villages: known
            .villages
            .iter()
            .map(|village| {
                choice(
                    village.id.to_string(),
                    village.name.clone(),
                    &input.villages,
                )
            })
            .collect(),
        sections: section_choices(),
        succeed_href: row
            .map(|row| format!("{base}/{}/succeed", row.id))
            .unwrap_or_default(),
        remove_action: row
            .map(|row| format!("{base}/{}/remove", row.id))
            .unwrap_or_default(),
        ties: ties.sentence(),
        others: leader_choices(&known.people)
            .into_iter()
            .filter(|one| row.is_none_or(|row| row.id.to_string() != one.value))
            .collect(),
        back: base.clone(),
        key: fresh_key(),
        version: row.map(|_| version.to_string()).unwrap_or_default(),
    };
    let title = row.map_or("新增人员", |row| row.name.as_str());
    let crumbs = [("人员", base.as_str()), (title, "")];
    let frame = frame(
        app,
        &here.visit,
        Section::Settings,
        title,
        Some(cycle),
        &crumbs,
    );
    answer::form_page(app, &frame, &context, bad)
}

/// `GET /c/{c}/people/new`
pub async fn new_page(
    May(here): May<EditCycle>,
    State(app): State<App>,
) -> Result<Response, Trouble> {
    let known = known(&app, &here).await?;
    let shown = Shown {
        row: None,
        form: Form::new(),
        input: &PersonInput::default(),
        ties: Ties::default(),
        version: 0,
        bad: false,
    };
    form_page(&app, &here, &known, shown)
}

/// `POST /c/{c}/people`
pub async fn add(
    May(here): May<EditCycle>,
    State(app): State<App>,
    posted: Posted,
) -> Result<Response, Trouble> {
    save(&app, &here, None, &posted).await
}

fn find(known: &Known, id: Uuid) -> Result<&person::Model, Trouble> {
    known
        .people
        .iter()
        .find(|row| row.id == id)
        .ok_or_else(Trouble::not_found)
}

/// `GET /c/{c}/people/{p}/edit`
pub async fn edit_page(
    May(here): May<EditCycle>,
    State(app): State<App>,
    Path((_, id)): Path<(Uuid, Uuid)>,
) -> Result<Response, Trouble> {
    let known = known(&app, &here).await?;
    let row = find(&known, id)?;
    let input = input_of(row, &known.villages);
    let shown = Shown {
        row: Some(row),
        form: form_of(&input),
        input: &input,
        ties: office::ties(app.store.reader(), &here.scope, id).await?,
        version: row.version,
        bad: false,
    };
    form_page(&app, &here, &known, shown)
}

/// `POST /c/{c}/people/{p}/edit`
pub async fn edit(
    May(here): May<EditCycle>,
    State(app): State<App>,
    Path((_, id)): Path<(Uuid, Uuid)>,
    posted: Posted,
) -> Result<Response, Trouble> {
    save(&app, &here, Some(id), &posted).await
}

async fn save(
    app: &App,
    here: &InCycle,
    id: Option<Uuid>,
    posted: &Posted,
) -> Result<Response, Trouble> {
    let input = input(&posted.fields);
    let version = posted.fields.version();
    let held = Held::before(app, &here.scope).await?;
    let saved = office::save(
        &app.store,
        app.clock.as_ref(),
        &here.actor,
        &here.scope,
        &posted.key,
        id,
        version,
        &input,
    )
    .await;
    match held
        .settled(app, &here.scope, &posted.fields, saved)
        .await?
    {
        Ok(response) => Ok(response),
        Err(form) => {
            let known = known(app, here).await?;
            let (row, ties) = match id {
                Some(id) => (
                    Some(find(&known, id)?),
                    office::ties(app.store.reader(), &here.scope, id).await?,
                ),
                None => (None, Ties::default()),
            };
            let shown = Shown {
                row,
                form,
                input: &input,
                ties,
                version,
                bad: true,
            };
            form_page(app, here, &known, shown)
        }
    }
}

/// `POST /c/{c}/people/{p}/remove`
pub async fn remove(
    May(here): May<EditCycle>,
    State(app): State<App>,
    Path((_, id)): Path<(Uuid, Uuid)>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let named = naming(&app, &here, id).await?;
    let typed = Typed::before(&app, &here, id).await?;
    let held = Held::before(&app, &here.scope).await?;
    let removed = office::remove(
        &app.store,
        app.clock.as_ref(),
        &here.actor,
        &here.scope,
        &posted.key,
        id,
        posted.fields.version(),
        posted.fields.text("replacement"),
        named,
    )
    .await;
    match typed.told(removed) {
        Ok(told) => held.done(&app, &here.scope, told).await,
        Err(Refusal::Invalid(problems)) => {
            let known = known(&app, &here).await?;
            let row = find(&known, id)?;
            let input = input_of(row, &known.villages);
            let mut form = form_of(&input);
            for text in problems.all() {
                form = form.error("replacement", text);
            }
            let shown = Shown {
                row: Some(row),
                form,
                input: &input,
                ties: office::ties(app.store.reader(), &here.scope, id).await?,
                version: posted.fields.version(),
                bad: true,
            };
            form_page(&app, &here, &known, shown)
        }
        Err(refusal) => Err(refusal.into()),
    }
}
