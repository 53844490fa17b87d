//! 组织机构 — `/c/{c}/organisation`, a team's form, and 换人 `/c/{c}/people/{p}/succeed`.

mod succession;

use axum::{
    extract::{Path, State},
    response::Response,
};
use uuid::Uuid;

pub(super) use self::succession::{Typed, naming};
use self::succession::{succeed, succession};
use super::{
    answer::{self, Trouble, frame, page},
    app::App,
    form::{Fields, Posted},
    guard::{EditCycle, InCycle, May, ReadCycle},
    pages::{
        organisation::{Body, Group, Member, Organisation, TeamCard, TeamForm},
        parts::{Choice, Empty, Form, Link},
    },
    people::{Known, known, leader_choices},
    plan::held::Held,
    router::{Row, get, post},
    sign_in::fresh_key,
    signs,
    view::Section,
    villages::tabs_for,
};
use crate::{
    documents::kind::Kind,
    office::{
        people::{self as office, TeamInput},
        refusal::Refusal,
    },
    roster::BodyRole,
    store::entity::{person, team},
};

/// The routes of this file.
pub(super) fn rows() -> Vec<Row> {
    vec![
        get("/c/{c}/organisation", organisation),
        get("/c/{c}/teams/new", new_team),
        post("/c/{c}/teams/new", add_team),
        get("/c/{c}/teams/{t}/edit", edit_team),
        post("/c/{c}/teams/{t}/edit", change_team),
        post("/c/{c}/teams/{t}/delete", delete_team),
        get("/c/{c}/people/{p}/succeed", succession),
        post("/c/{c}/people/{p}/succeed", succeed),
    ]
}

fn member(row: &person::Model, duty: &str) -> Member {
    Member {
        name: row.name.clone(),
        post: row.post.clone(),
        duty: duty.to_owned(),
    }
}

/// 领导小组 by rank.
fn leading_group(everyone: &[person::Model]) -> Body {
    let ranks = [BodyRole::Leader, BodyRole::DeputyLeader, BodyRole::Member];
    Body {
        title: "领导小组".to_owned(),
        groups: ranks
            .into_iter()
            .map(|rank| Group {
                title: rank.title().to_owned(),
                people: everyone
                    .iter()
                    .filter(|row| office::roles(row).contains(&rank))
                    .map(|row| member(row, ""))
                    .collect(),
            })
            .filter(|group| !group.people.is_empty())
            .collect(),
    }
}

/// 办公室 by section, those with a duty first.
fn bureau(everyone: &[person::Model]) -> Body {
    let duty = |row: &person::Model| {
        office::roles(row)
            .into_iter()
            .find(|role| office::of_office(*role))
    };
    let sections = office::SECTIONS
        .iter()
        .map(|(id, title)| (Some(*id), *title))
        .chain([(None, "没有分组")]);
    Body {
        title: "办公室".to_owned(),
        groups: sections
            .map(|(id, title)| {
                let mut people: Vec<(BodyRole, &person::Model)> = everyone
                    .iter()
                    .filter(|row| row.section.as_deref() == id)
                    .filter_map(|row| Some((duty(row)?, row)))
                    .collect();
                people
                    .sort_by_key(|(role, _)| BodyRole::ALL.iter().position(|known| known == role));
                Group {
                    title: title.to_owned(),
                    people: people
                        .into_iter()
                        .map(|(role, row)| {
                            let word = match role {
                                BodyRole::OfficeMember => "",
                                other => other.title().trim_start_matches("办公室"),
                            };
                            member(row, word)
                        })
                        .collect(),
                }
            })
            .filter(|group| !group.people.is_empty())
            .collect(),
    }
}

fn card(known: &Known, row: &team::Model, here: &InCycle) -> TeamCard {
    let cycle = here.scope.cycle_id();
    let head = office::head_of(row, &known.people);
    TeamCard {
        name: row.name.clone(),
        kind: if row.kind == "guidance" {
            "指导组"
        } else {
            "督查组"
        }
        .to_owned(),
        head: head.map(|head| member(head, "")),
        members: known
            .people
            .iter()
            .filter(|one| one.team_id == Some(row.id))
            .filter(|one| head.is_none_or(|head| head.id != one.id))
            .map(|one| member(one, ""))
            .collect(),
        villages: known
            .villages
            .iter()
            .filter(|one| {
                one.guidance_team_id == Some(row.id) || one.supervision_team_id == Some(row.id)
            })
            .map(|one| Link::new(&one.name, format!("/c/{cycle}/v/{}", one.id)))
            .collect(),
        edit_href: if here.may_edit() {
            format!("/c/{cycle}/teams/{}/edit", row.id)
        } else {
            String::new()
        },
    }
}

/// What is missing in the bodies themselves.
fn gaps(everyone: &[person::Model]) -> Vec<String> {
    let count = |role: BodyRole| {
        everyone
            .iter()
            .filter(|row| office::roles(row).contains(&role))
            .count()
    };
    let mut gaps = Vec::new();
    if count(BodyRole::Leader) == 0 {
        gaps.push("请在“人员”里给一人勾选组长：领导小组还没有组长。".to_owned());
    }
    match count(BodyRole::OfficeDirector) {
        0 => gaps.push("请在“人员”里给一人勾选办公室主任：办公室还没有主任。".to_owned()),
        1 => {}
        many => gaps.push(format!(
            "请在“人员”里只留一名办公室主任：现在有 {many} 人，成立领导小组的通知印不出来。"
        )),
    }
    let loose = everyone
        .iter()
        .filter(|row| {
            row.section.is_none()
                && office::roles(row)
                    .into_iter()
                    .any(|role| role == BodyRole::OfficeMember)
        })
        .count();
    if loose > 0 {
        gaps.push(format!(
            "请在“人员”里选好办公室分组：办公室成员有 {loose} 人没有写明从纪检、组织、民政哪一条线抽来。"
        ));
    }
    gaps
}

/// `GET /c/{c}/organisation`
pub async fn organisation(
    May(here): May<ReadCycle>,
    State(app): State<App>,
) -> Result<Response, Trouble> {
    let known = known(&app, &here).await?;
    let cycle = here.scope.cycle_id();
    let may_edit = here.may_edit();
    let context = Organisation {
        bodies: vec![leading_group(&known.people), bureau(&known.people)],
        teams: known
            .teams
            .iter()
            .map(|row| card(&known, row, &here))
            .collect(),
        gaps: if may_edit {
            gaps(&known.people)
        } else {
            Vec::new()
        },
        papers: if here.scope.is_whole() {
            vec![
                Link::new(
                    "成立领导小组的通知",
                    signs::preview_href(cycle, cycle, Kind::LeadingGroupNotice),
                ),
                Link::new(
                    "挂钩联系分工表",
                    signs::preview_href(cycle, cycle, Kind::LiaisonTable),
                ),
                Link::new(
                    "目标责任书（各村、社区）",
                    format!("/c/{cycle}/docs?tab=todo&kind=responsibility-letter"),
                ),
                signs::leaders_letter(cycle),
            ]
        } else {
            Vec::new()
        },
        new_href: if may_edit {
            format!("/c/{cycle}/teams/new")
        } else {
            String::new()
        },
        tabs: tabs_for(here.role, cycle, "organisation"),
        empty: (known.people.is_empty() && known.teams.is_empty()).then(|| Empty {
            text: "还没有人员。导入名单以后，领导小组、办公室和各组在这里列出。".to_owned(),
            action: if may_edit {
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
        "组织机构",
        Some(here.scope.cycle()),
        &[],
    );
    page(&app, &frame, &context)
}

fn team_input(fields: &Fields) -> TeamInput {
    TeamInput {
        name: fields.text("name").to_owned(),
        kind: fields.text("kind").to_owned(),
        head: fields.text("head").to_owned(),
        members: fields.all("members").map(str::to_owned).collect(),
        version: fields.version(),
    }
}

fn team_page(
    app: &App,
    here: &InCycle,
    known: &Known,
    row: Option<&team::Model>,
    form: Form,
    ticked: &[String],
) -> Result<Response, Trouble> {
    let cycle = here.scope.cycle();
    let home = format!("/c/{}/organisation", cycle.id);
    let base = format!("/c/{}/teams", cycle.id);
    let bad = form.has_errors();
    let context = TeamForm {
        form,
        action: row.map_or_else(
            || format!("{base}/new"),
            |row| format!("{base}/{}/edit", row.id),
        ),
        new: row.is_none(),
        kinds: vec![
            Choice::new("guidance", "指导组"),
            Choice::new("supervision", "督查组"),
        ],
        people: leader_choices(&known.people),
        members: known
            .people
            .iter()
            .map(|one| {
                let id = one.id.to_string();
                let of = one
                    .team_id
                    .and_then(|id| known.teams.iter().find(|team| team.id == id))
                    .map(|team| format!("（{}）", team.name))
                    .unwrap_or_default();
                let is = ticked.contains(&id);
                let choice = Choice::new(id, format!("{}{of}", one.name));
                if is { choice.ticked() } else { choice }
            })
            .collect(),
        delete_action: row
            .map(|row| format!("{base}/{}/delete", row.id))
            .unwrap_or_default(),
        back: home.clone(),
        key: fresh_key(),
        version: row.map(|row| row.version.to_string()).unwrap_or_default(),
    };
    let title = row.map_or("新增工作组", |row| row.name.as_str());
    let crumbs = [("组织机构", home.as_str()), (title, "")];
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

fn stored_form(known: &Known, row: &team::Model) -> (Form, Vec<String>) {
    let head = office::head_of(row, &known.people);
    let form = Form::new().value("name", &row.name).value(
        "head",
        head.map(|head| head.id.to_string()).unwrap_or_default(),
    );
    let ticked = known
        .people
        .iter()
        .filter(|one| one.team_id == Some(row.id))
        .map(|one| one.id.to_string())
        .collect();
    (form, ticked)
}

fn find_team(known: &Known, id: Uuid) -> Result<&team::Model, Trouble> {
    known
        .teams
        .iter()
        .find(|row| row.id == id)
        .ok_or_else(Trouble::not_found)
}

/// `GET /c/{c}/teams/new`
pub async fn new_team(
    May(here): May<EditCycle>,
    State(app): State<App>,
) -> Result<Response, Trouble> {
    let known = known(&app, &here).await?;
    team_page(&app, &here, &known, None, Form::new(), &[])
}

/// `GET /c/{c}/teams/{t}/edit`
pub async fn edit_team(
    May(here): May<EditCycle>,
    State(app): State<App>,
    Path((_, id)): Path<(Uuid, Uuid)>,
) -> Result<Response, Trouble> {
    let known = known(&app, &here).await?;
    let row = find_team(&known, id)?;
    let (form, ticked) = stored_form(&known, row);
    team_page(&app, &here, &known, Some(row), form, &ticked)
}

/// `POST /c/{c}/teams/new`
pub async fn add_team(
    May(here): May<EditCycle>,
    State(app): State<App>,
    posted: Posted,
) -> Result<Response, Trouble> {
    save_team(&app, &here, None, &posted).await
}

/// `POST /c/{c}/teams/{t}/edit`
pub async fn change_team(
    May(here): May<EditCycle>,
    State(app): State<App>,
    Path((_, id)): Path<(Uuid, Uuid)>,
    posted: Posted,
) -> Result<Response, Trouble> {
    save_team(&app, &here, Some(id), &posted).await
}

async fn save_team(
    app: &App,
    here: &InCycle,
    id: Option<Uuid>,
    posted: &Posted,
) -> Result<Response, Trouble> {
    let input = team_input(&posted.fields);
    let held = Held::before(app, &here.scope).await?;
    let saved = office::save_team(
        &app.store,
        app.clock.as_ref(),
        &here.actor,
        &here.scope,
        &posted.key,
        id,
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
            let row = id.map(|id| find_team(&known, id)).transpose()?;
            team_page(app, here, &known, row, form, &input.members)
        }
    }
}

/// `POST /c/{c}/teams/{t}/delete`
pub async fn delete_team(
    May(here): May<EditCycle>,
    State(app): State<App>,
    Path((_, id)): Path<(Uuid, Uuid)>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let held = Held::before(&app, &here.scope).await?;
    let deleted = office::delete_team(
        &app.store,
        app.clock.as_ref(),
        &here.actor,
        &here.scope,
        &posted.key,
        id,
        posted.fields.version(),
    )
    .await;
    match deleted {
        Ok(told) => held.done(&app, &here.scope, told).await,
        Err(Refusal::Invalid(problems)) => {
            let known = known(&app, &here).await?;
            let row = find_team(&known, id)?;
            let (mut form, ticked) = stored_form(&known, row);
            for text in problems.all() {
                form = form.error("delete", text);
            }
            team_page(&app, &here, &known, Some(row), form, &ticked)
        }
        Err(refusal) => Err(refusal.into()),
    }
}
