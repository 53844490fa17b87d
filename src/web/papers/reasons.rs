//! Issuing many papers: at once where their pre-flights say nothing, else after one page that asks for the reasons
//! (`POST /c/{c}/docs/issue/reasons`).

use axum::{
    extract::State,
    response::{IntoResponse as _, Redirect, Response},
};
use uuid::Uuid;

use super::{centre::whole, checks, frame, mark, unmark};
use crate::{
    office::{
        batch::{self, Item},
        facts::preview_address,
        paper::{
            dossier::Dossier,
            passing::Reasons,
            preflight::Found,
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
            reasons::{IssueReasons, ReasonGroup, ReasonPaper, ReasonWording},
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

/// Issues papers in the order given; where a pre-flight warns, reasons are asked for first. `left_by` is the batch that
/// left them over.
pub(in crate::web) async fn begin(
    app: &App,
    place: &InCycle,
    dossier: &Dossier,
    wanted: &[Item],
    left_by: Option<Uuid>,
    key: &str,
) -> Result<Begun, Refusal> {
    let countable = !wanted.is_empty() && wanted.len() <= batch::MOST;
    if countable {
        let (reviewed, groups) = looked_at(app, place, dossier, wanted).await?;
        if !groups.is_empty() {
            let before = checks::before(app, &place.scope).await?;
            let form = groups.iter().fold(Form::new(), |form, group| {
                match before.common(group.members.iter().map(|one| &one.warning)) {
                    Some(reason) => form.value(&group.field, reason),
                    None => form,
                }
            });
            let page = page(dossier, place, &reviewed, &groups, left_by, form);
            return Ok(Begun::Asks(Box::new(page)));
        }
    }
    Ok(Begun::Batch(request(app, place, wanted, key).await?))
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
    wanted: &[Item],
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
    left_by: Option<Uuid>,
    form: Form,
) -> IssueReasons {
    let cycle = place.scope.cycle_id();
    let stopped = reviewed.iter().filter(|paper| paper.stops()).count();
    let asked = |paper: &&Reviewed| {
        groups.iter().any(|group| {
            let mut members = group.members.iter();
            members.any(|one| (one.unit, one.kind) == (paper.unit, paper.kind))
        })
    };
    let clean = reviewed
        .iter()
        .filter(|paper| !paper.stops() && !asked(paper))
        .count();
    let mut others = Vec::new();
    if clean > 0 {
        others.push(format!("另外 {clean} 份没有要写理由的，一起印发。"));
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
            .chain(left_by.map(|batch| Hidden {
                name: "batch".to_owned(),
                value: batch.to_string(),
            }))
            .collect(),
        form,
        back: Link::new("回文书中心，先不印发", format!("/c/{cycle}/docs")),
        key: fresh_key(),
    }
}

fn question(dossier: &Dossier, cycle: Uuid, group: &Group) -> ReasonGroup {
    let alike = group.is_alike();
    let mut wordings: Vec<ReasonWording> = Vec::new();
    for member in &group.members {
        let text = if alike {
            String::new()
        } else {
            member.warning.sentence()
        };
        let title = format!("《{}》", member.kind.title());
        let unit = Link::new(
            dossier.unit_name(member.unit),
            preview_address(cycle, member.unit, member.kind),
        );
        let known = wordings.iter().position(|known| known.text == text);
        let said = known.unwrap_or(wordings.len());
        if known.is_none() {
            wordings.push(ReasonWording {
                text,
                papers: Vec::new(),
            });
        }
        let Some(wording) = wordings.get_mut(said) else {
            continue;
        };
        match wording.papers.iter_mut().find(|known| known.title == title) {
            Some(known) => known.units.push(unit),
            None => wording.papers.push(ReasonPaper {
                title,
                units: vec![unit],
            }),
        }
    }
    let first = group.members.first().map(|member| &member.warning);
    ReasonGroup {
        gate: first.map_or_else(String::new, |warning| warning.gate.name().to_owned()),
        message: first.map_or_else(Message::default, |warning| said_of_all(warning, alike)),
        field: group.field.clone(),
        count: format!("涉及 {} 份", group.members.len()),
        folded: group.members.len() > SHOWN,
        wordings,
    }
}

/// The warning itself, or what it has in common with the others.
fn said_of_all(warning: &Found, alike: bool) -> Message {
    let common = Message {
        tone: Tone::Warning,
        code: warning.code.to_owned(),
        text: format!("{}。各份的情况不同：", review::to_do(&warning.text)),
        ..Message::default()
    };
    if !alike {
        return common;
    }
    Message {
        text: warning.text.clone(),
        basis: warning.basis.clone(),
        place: warning.place.clone(),
        ..common
    }
}

/// `POST /c/{c}/docs/issue/reasons`: a batch of the papers with the reasons; what got none stays in 待印发.
pub async fn answer(
    May(place): May<EditCycle>,
    State(app): State<App>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let dossier = whole(&app, &place.scope).await?;
    let left_by = Uuid::parse_str(posted.fields.text("batch")).ok();
    let before = match left_by {
        Some(batch) => batch::left_over(&app.store, &place.scope, batch).await?,
        None => Vec::new(),
    };
    let mut wanted: Vec<Item> = Vec::new();
    for text in posted.fields.all("paper") {
        let one = unmark(text)?;
        if !dossier.fits(one.unit, one.kind) {
            return Err(Trouble::not_found());
        }
        let known = before
            .iter()
            .find(|item| (item.unit, item.kind) == (one.unit, one.kind));
        wanted.push(
            known
                .cloned()
                .unwrap_or_else(|| Item::from((one.unit, one.kind))),
        );
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
            let page = page(&dossier, &place, &reviewed, &groups, left_by, form);
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
