//! Issuing many papers: at once where their pre-flights say nothing, else after one page that asks for the reasons
//! (`POST /c/{c}/docs/issue/reasons`).

use axum::{
    extract::State,
    response::{IntoResponse as _, Redirect, Response},
};
use uuid::Uuid;

use super::{centre::whole, checks, frame, mark, unmark};
use crate::{
    documents::kind::Kind,
    office::{
        batch::{self, Item},
        facts::preview_address,
        paper::{
            dossier::Dossier,
            passing::Reasons,
            review::{self, Group, Reviewed},
        },
        refusal::{Problems, Refusal},
    },
    web::{
        answer::{Trouble, invalid, page as draw},
        app::App,
        form::Posted,
        guard::{EditCycle, InCycle, May},
        pages::{
            parts::{Form, Hidden, Link, Message},
            reasons::{IssueReasons, ReasonGroup, ReasonPaper},
        },
        sign_in::{form_again, fresh_key},
        view::Tone,
    },
};

const TITLE: &str = "写明理由再印发";
/// Lists of more papers than these are folded away.
const SHOWN: usize = 8;

/// How issuing many papers began.
pub(in crate::web) enum Begun {
    /// A batch was stored.
    Batch(Uuid),
    /// There is something to be explained first.
    Asks(Box<IssueReasons>),
}

impl Begun {
    /// The page of the batch, or the questions.
    pub(in crate::web) fn answer(self, app: &App, place: &InCycle) -> Result<Response, Trouble> {
        match self {
            Self::Batch(id) => {
                let address = batch::address(place.scope.cycle_id(), id);
                Ok(Redirect::to(&address).into_response())
            }
            Self::Asks(page) => draw(app, &framed(app, place), page.as_ref()),
        }
    }
}

fn framed(app: &App, place: &InCycle) -> crate::web::view::Frame {
    frame(app, &place.visit, place.scope.cycle(), TITLE)
}

/// Issues papers in the order given; where a pre-flight warns, reasons are asked for first.
pub(in crate::web) async fn begin(
    app: &App,
    place: &InCycle,
    dossier: &Dossier,
    wanted: &[(Uuid, Kind)],
    key: &str,
) -> Result<Begun, Refusal> {
    let countable = !wanted.is_empty() && wanted.len() <= batch::MOST;
    if countable {
        let (reviewed, groups) = looked_at(app, place, dossier, wanted).await?;
        if !groups.is_empty() {
            let page = page(dossier, place, &reviewed, &groups, Form::new());
            return Ok(Begun::Asks(Box::new(page)));
        }
    }
    let items: Vec<Item> = wanted.iter().copied().map(Item::from).collect();
    Ok(Begun::Batch(request(app, place, &items, key).await?))
}

async fn request(app: &App, place: &InCycle, items: &[Item], key: &str) -> Result<Uuid, Refusal> {
    let (clock, today) = (app.clock.as_ref(), app.clock.today());
    batch::request(
        &app.store,
        clock,
        &place.actor,
        &place.scope,
        key,
        items,
        today,
    )
    .await
}

async fn looked_at(
    app: &App,
    place: &InCycle,
    dossier: &Dossier,
    wanted: &[(Uuid, Kind)],
) -> Result<(Vec<Reviewed>, Vec<Group>), Refusal> {
    let plans = app.plans(place.scope.cycle()).await?;
    let reviewed = review::review(dossier, &plans, wanted, app.clock.today());
    let groups = review::groups(&reviewed);
    Ok((reviewed, groups))
}

fn page(
    dossier: &Dossier,
    place: &InCycle,
    reviewed: &[Reviewed],
    groups: &[Group],
    form: Form,
) -> IssueReasons {
    let cycle = place.scope.cycle_id();
    let stopped = reviewed.iter().filter(|paper| paper.stops()).count();
    let clean = reviewed
        .iter()
        .filter(|paper| paper.found.is_empty())
        .count();
    let mut others = Vec::new();
    if clean > 0 {
        others.push(format!("另外 {clean} 份没有提示，一起印发。"));
    }
    if stopped > 0 {
        others.push(format!(
            "另外 {stopped} 份有必须先改的地方，不会印发，办完以后逐份列出原因。"
        ));
    }
    IssueReasons {
        count: format!(
            "印发 {} 份文书，{} 类提示要写理由",
            reviewed.len(),
            groups.len()
        ),
        others,
        groups: groups
            .iter()
            .map(|group| question(dossier, cycle, group))
            .collect(),
        action: format!("/c/{cycle}/docs/issue/reasons"),
        papers: reviewed
            .iter()
            .map(|paper| Hidden {
                name: "paper".to_owned(),
                value: mark(paper.unit, paper.kind),
            })
            .collect(),
        form,
        back: Link::new("回文书中心，先不印发", format!("/c/{cycle}/docs")),
        key: fresh_key(),
    }
}

fn question(dossier: &Dossier, cycle: Uuid, group: &Group) -> ReasonGroup {
    let alike = group.is_alike();
    let mut papers: Vec<ReasonPaper> = Vec::new();
    for member in &group.members {
        let title = format!("《{}》", member.kind.title());
        let unit = Link::new(
            dossier.unit_name(member.unit),
            preview_address(cycle, member.unit, member.kind),
        );
        let text = if alike {
            String::new()
        } else {
            member.warning.sentence()
        };
        match papers
            .iter_mut()
            .find(|known| known.title == title && known.text == text)
        {
            Some(known) => known.units.push(unit),
            None => papers.push(ReasonPaper {
                title,
                units: vec![unit],
                text,
            }),
        }
    }
    let first = group.members.first().map(|member| &member.warning);
    let said = |part: fn(&crate::office::paper::preflight::Found) -> &str| {
        first
            .filter(|_| alike)
            .map_or_else(String::new, |warning| part(warning).to_owned())
    };
    ReasonGroup {
        gate: group
            .heading()
            .map_or_else(String::new, |(gate, _)| gate.name().to_owned()),
        message: Message {
            tone: Tone::Warning,
            code: group
                .heading()
                .map_or_else(String::new, |(_, code)| code.to_owned()),
            text: if alike {
                said(|warning| &warning.text)
            } else {
                "请逐份核对下面说的，同一条理由写给这几份。".to_owned()
            },
            basis: said(|warning| &warning.basis),
            place: said(|warning| &warning.place),
        },
        field: group.field.clone(),
        count: format!("涉及 {} 份", group.members.len()),
        folded: group.members.len() > SHOWN,
        papers,
    }
}

/// `POST /c/{c}/docs/issue/reasons`: a batch of the papers with the reasons; what got none stays in 待印发.
pub async fn answer(
    May(place): May<EditCycle>,
    State(app): State<App>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let dossier = whole(&app, &place.scope).await?;
    let mut wanted: Vec<(Uuid, Kind)> = Vec::new();
    for text in posted.fields.all("paper") {
        let one = unmark(text)?;
        if !dossier.fits(one.unit, one.kind) {
            return Err(Trouble::not_found());
        }
        wanted.push((one.unit, one.kind));
    }
    let (reviewed, groups) = looked_at(&app, &place, &dossier, &wanted).await?;
    let typed = Reasons::among(posted.fields.iter());
    let done = match answered(&reviewed, &groups, &typed) {
        Ok(items) => request(&app, &place, &items, &posted.key).await,
        Err(refusal) => Err(refusal),
    };
    match done {
        Ok(id) => Begun::Batch(id).answer(&app, &place),
        Err(Refusal::Invalid(problems)) => {
            let shown: Vec<String> = groups.iter().map(|group| group.field.clone()).collect();
            let form = form_again(&posted.fields, &problems);
            let form = checks::kept(form, &shown, &typed);
            let page = page(&dossier, &place, &reviewed, &groups, form);
            invalid(&app, &framed(&app, &place), &page)
        }
        Err(refusal) => Err(refusal.into()),
    }
}

/// The papers with their reasons. A question that was not on the page is asked, not taken as answered with nothing.
fn answered(
    reviewed: &[Reviewed],
    groups: &[Group],
    typed: &Reasons,
) -> Result<Vec<Item>, Refusal> {
    let mut problems = Problems::none();
    for group in groups.iter().filter(|group| !typed.asked(&group.field)) {
        problems.add(
            &group.field,
            "请重新核对这一类：刚才有了新的提示，或者涉及的文书、说法变了。",
        );
    }
    match review::answered(reviewed, groups, typed) {
        Err(Refusal::Invalid(mut more)) => {
            for (name, texts) in problems.fields {
                more.fields.entry(name).or_default().extend(texts);
            }
            Err(Refusal::Invalid(more))
        }
        Err(refusal) => Err(refusal),
        Ok(items) => problems.into_result().map(|()| items),
    }
}
