//! 换人 — `/c/{c}/people/{p}/succeed`: what changes hands, and to whom.

use axum::{
    extract::{Path, State},
    response::Response,
};
use uuid::Uuid;

use super::super::{
    answer::{self, Trouble, frame},
    app::App,
    form::Posted,
    guard::{EditCycle, InCycle, May},
    pages::{
        organisation::Succession,
        parts::{Choice, Form, Link},
    },
    people::leader_choices,
    plan::held::{self, Held},
    sign_in::fresh_key,
    view::Section,
};
use crate::{
    office::{
        cycle::shortened,
        done::Done,
        people::{self as office, Handover, SuccessionInput, Written},
        refusal::Refusal,
    },
    store::{entity::person, people},
};

/// How many papers in force name a person. A form sent twice finds nobody any more; the key it carries knows what
/// became of it.
pub(in crate::web) async fn naming(app: &App, here: &InCycle, id: Uuid) -> Result<usize, Refusal> {
    let Some(row) = people::find(app.store.reader(), &here.scope, id).await? else {
        return Ok(0);
    };
    let plans = app.plans(here.scope.cycle()).await?;
    let handover = office::handover(&app.store, &plans, &here.scope, &row).await?;
    Ok(handover.papers.len())
}

/// The places where a person's name was typed, and the answer to the change with them: nothing there changed by itself.
pub(in crate::web) struct Typed {
    name: String,
    places: Vec<Written>,
}

impl Typed {
    /// Looks before the change is made.
    pub(in crate::web) async fn before(
        app: &App,
        here: &InCycle,
        id: Uuid,
    ) -> Result<Self, Refusal> {
        let db = app.store.reader();
        let Some(row) = people::find(db, &here.scope, id).await? else {
            return Ok(Self {
                name: String::new(),
                places: Vec::new(),
            });
        };
        Ok(Self {
            places: office::written(db, &here.scope, &row.name).await?,
            name: row.name,
        })
    }

    /// Adds what is left to be done by hand.
    pub(in crate::web) fn told(self, told: Result<Done, Refusal>) -> Result<Done, Refusal> {
        let mut done = told?;
        if !self.places.is_empty() && !done.text.is_empty() {
            let names: Vec<&str> = self.places.iter().map(|one| one.what.as_str()).collect();
            done.warnings.push(format!(
                "请自己改这几处手写的{}：{}。",
                self.name,
                shortened(&names, 5)
            ));
        }
        Ok(done)
    }
}

async fn going(app: &App, here: &InCycle, id: Uuid) -> Result<person::Model, Trouble> {
    people::find(app.store.reader(), &here.scope, id)
        .await
        .map_err(Refusal::from)?
        .ok_or_else(Trouble::not_found)
}

/// What changes hands, in words.
fn lines(handover: &Handover) -> Vec<String> {
    let ties = &handover.ties;
    let mut lines = Vec::new();
    if !ties.villages.is_empty() {
        let names: Vec<&str> = ties.villages.iter().map(String::as_str).collect();
        lines.push(format!(
            "挂钩联系村 {} 个：{}",
            names.len(),
            shortened(&names, 20)
        ));
    }
    if !handover.roles.is_empty() {
        let titles: Vec<&str> = handover.roles.iter().map(|role| role.title()).collect();
        lines.push(format!("换届机构职务：{}", titles.join("、")));
    }
    if let Some(team) = &handover.team {
        let head = if ties.heads.contains(team) {
            "，任组长"
        } else {
            ""
        };
        lines.push(format!("工作组：{team}{head}"));
    }
    if ties.steps > 0 {
        lines.push(format!("负责的环节 {} 个", ties.steps));
    }
    if ties.measures > 0 {
        lines.push(format!("一村一策的措施 {} 项", ties.measures));
    }
    if ties.incoming > 0 {
        lines.push(format!("没有办结的收文 {} 件", ties.incoming));
    }
    lines
}

async fn succession_page(
    app: &App,
    here: &InCycle,
    row: &person::Model,
    form: Form,
    version: i32,
) -> Result<Response, Trouble> {
    let cycle = here.scope.cycle();
    let plans = app.plans(cycle).await?;
    let handover = office::handover(&app.store, &plans, &here.scope, row).await?;
    let everyone = people::list(app.store.reader(), &here.scope)
        .await
        .map_err(Refusal::from)?;
    let base = format!("/c/{}/people", cycle.id);
    let bad = form.has_errors();
    let versions = held::versions(app, &here.scope).await?;
    let context = Succession {
        name: row.name.clone(),
        post: row.post.clone(),
        new_open: ["name", "phone", "sex"]
            .iter()
            .any(|field| form.values.get(*field).is_some_and(|text| !text.is_empty())),
        form,
        action: format!("{base}/{}/succeed", row.id),
        others: leader_choices(&everyone)
            .into_iter()
            .filter(|one| one.value != row.id.to_string())
            .collect(),
        sexes: vec![Choice::new("male", "男"), Choice::new("female", "女")],
        lines: lines(&handover),
        papers: handover
            .papers
            .iter()
            .map(|paper| {
                let title = held::title(paper.kind, paper.id, &versions);
                let text = [&*paper.unit, &*paper.number, &*title]
                    .into_iter()
                    .filter(|part| !part.is_empty())
                    .collect::<Vec<_>>()
                    .join("　");
                Link::new(text, format!("/c/{}/docs/{}", cycle.id, paper.id))
            })
            .collect(),
        typed: office::written(app.store.reader(), &here.scope, &row.name)
            .await?
            .into_iter()
            .map(|one| Link::new(one.what, one.href))
            .collect(),
        back: base.clone(),
        key: fresh_key(),
        version: version.to_string(),
    };
    let title = format!("换人：{}", row.name);
    let crumbs = [("人员", base.as_str()), (title.as_str(), "")];
    let frame = frame(
        app,
        &here.visit,
        Section::Settings,
        &title,
        Some(cycle),
        &crumbs,
    );
    answer::form_page(app, &frame, &context, bad)
}

/// `GET /c/{c}/people/{p}/succeed`
pub async fn succession(
    May(here): May<EditCycle>,
    State(app): State<App>,
    Path((_, id)): Path<(Uuid, Uuid)>,
) -> Result<Response, Trouble> {
    let row = going(&app, &here, id).await?;
    let version = row.version;
    succession_page(&app, &here, &row, Form::new(), version).await
}

/// `POST /c/{c}/people/{p}/succeed`
pub async fn succeed(
    May(here): May<EditCycle>,
    State(app): State<App>,
    Path((_, id)): Path<(Uuid, Uuid)>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let fields = &posted.fields;
    let text = |name: &str| fields.text(name).to_owned();
    let input = SuccessionInput {
        successor: text("successor"),
        name: text("name"),
        sex: text("sex"),
        post: text("post"),
        phone: text("phone"),
        stays: fields.ticked("stays"),
        reason: text("reason"),
        version: fields.version(),
    };
    let named = naming(&app, &here, id).await?;
    let typed = Typed::before(&app, &here, id).await?;
    let held = Held::before(&app, &here.scope).await?;
    let handed = office::succeed(
        &app.store,
        app.clock.as_ref(),
        &here.actor,
        &here.scope,
        &posted.key,
        id,
        &input,
        named,
    )
    .await;
    let handed = typed.told(handed);
    match held.settled(&app, &here.scope, fields, handed).await? {
        Ok(response) => Ok(response),
        Err(form) => {
            let row = going(&app, &here, id).await?;
            succession_page(&app, &here, &row, form, input.version).await
        }
    }
}
