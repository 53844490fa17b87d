//! 集会页 — what the pages of meetings and of training courses have in common.

use axum::response::Response;
use chrono::NaiveDate;
use uuid::Uuid;

use super::{
    answer::{self, Trouble},
    app::App,
    form::{Fields, Posted},
    guard::InCycle,
    pages::parts::{Fact, Form, Link, Sign},
    view::Tone,
};
use crate::{
    civil,
    law::{Basis, cite_all},
    office::{
        occasion::{self, Invitation, Sort, village_of, words_of},
        progress::Desk,
        refusal::Refusal,
        standing::Plans,
    },
    platform::clock,
    store::{
        account::Role,
        entity::{step_record, village as village_row},
        occasion::{self as rows, CANCELLED, Called, HELD, PLANNED, Row},
        people, progress,
        scope::CycleScope,
        village,
    },
};

/// An occasion with what it hangs on.
pub(super) struct Shown<S: Sort> {
    pub(super) one: S::Model,
    pub(super) rows: Vec<Row<S>>,
    pub(super) village: Option<village_row::Model>,
}

impl<S: Sort> Shown<S> {
    /// What its notice and record say.
    pub(super) fn called(&self) -> Called<'_> {
        S::called(&self.one)
    }
}

/// Reads one in reach.
pub(super) async fn read<S: Sort>(
    app: &App,
    here: &InCycle,
    id: &str,
) -> Result<Shown<S>, Trouble> {
    let id = Uuid::parse_str(id).map_err(|_| Trouble::not_found())?;
    let db = app.store.reader();
    let (one, rows) = rows::find::<S, _>(db, &here.scope, id)
        .await
        .map_err(Refusal::from)?
        .ok_or_else(Trouble::not_found)?;
    let village = village_of(db, &here.scope, S::called(&one).unit_id).await?;
    Ok(Shown { one, rows, village })
}

/// The same; refused where it is not the person's to keep.
pub(super) async fn kept<S: Sort>(
    app: &App,
    here: &InCycle,
    id: &str,
) -> Result<Shown<S>, Trouble> {
    let shown = read::<S>(app, here, id).await?;
    if may_keep(here, shown.called().unit_id) {
        Ok(shown)
    } else {
        Err(Refusal::Forbidden.into())
    }
}

/// Whether the person keeps the occasions of a unit: the office those of the township, whoever records
/// a village's steps those of the village.
pub(super) fn may_keep(here: &InCycle, unit_id: Uuid) -> bool {
    keeps(here.role, &here.scope, unit_id)
}

/// The same of a role.
pub(super) fn keeps(role: Role, scope: &CycleScope, unit_id: Uuid) -> bool {
    match role {
        Role::Clerk => true,
        Role::Guidance | Role::VillageCommittee => unit_id != scope.cycle_id(),
        _ => false,
    }
}

/// Where a new one is begun; empty for whoever keeps none.
pub(super) fn new_action(here: &InCycle, base: &str) -> String {
    match here.role {
        Role::Clerk | Role::Guidance | Role::VillageCommittee => format!("{base}/new"),
        _ => String::new(),
    }
}

pub(super) fn desk<'a>(app: &'a App, plans: &'a Plans) -> Desk<'a> {
    Desk {
        store: &app.store,
        clock: app.clock.as_ref(),
        files: &app.files,
        plans,
    }
}

/// Where the occasions of a sort are listed.
pub(super) fn base<S: Sort>(here: &InCycle) -> String {
    format!("/c/{}/{}", here.scope.cycle_id(), S::PATH)
}

/// Back to the list with what is still to be chosen there; `field` keeps what was.
pub(super) fn choose_again<S: Sort>(
    app: &App,
    here: &InCycle,
    fields: &Fields,
    field: &str,
    text: &str,
) -> Response {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair(field, fields.text(field));
    let location = format!("{}?{}", base::<S>(here), query.finish());
    answer::onward_with(app, &location, Tone::Warning, text)
}

/// The village a form names, in reach; `None` where it names none.
pub(super) async fn village_named(
    app: &App,
    here: &InCycle,
    fields: &Fields,
) -> Result<Option<village_row::Model>, Trouble> {
    let Ok(id) = Uuid::parse_str(fields.text("village")) else {
        return Ok(None);
    };
    village::find(app.store.reader(), &here.scope, id)
        .await
        .map_err(Refusal::from)?
        .map(Some)
        .ok_or_else(Trouble::not_found)
}

/// Refuses whoever does not keep the occasions of a unit: a village's, or none for the township's.
pub(super) fn refuse_strangers(
    here: &InCycle,
    village: Option<&village_row::Model>,
) -> Result<(), Trouble> {
    let unit_id = village.map_or_else(|| here.scope.cycle_id(), |village| village.id);
    if may_keep(here, unit_id) {
        Ok(())
    } else {
        Err(Refusal::Forbidden.into())
    }
}

/// What a form says of its notice.
pub(super) fn invitation(fields: &Fields) -> Invitation {
    let text = |name: &str| fields.text(name).to_owned();
    Invitation {
        village: text("village"),
        name: text("name"),
        day: text("day"),
        time: text("time"),
        place: text("place"),
        host: text("host"),
        contact: text("contact"),
        contact_phone: text("contact_phone"),
        reply_by: text("reply_by"),
        materials: text("materials"),
        requirements: text("requirements"),
    }
}

/// The same as values of a form.
pub(super) fn form_of(invitation: &Invitation) -> Form {
    invitation.fields().into_iter().fold(
        Form::new().value("village", &invitation.village),
        |form, (name, text)| form.value(name, text),
    )
}

/// Calls one off: the way on, or the form once more.
pub(super) async fn cancel<S: Sort>(
    app: &App,
    here: &InCycle,
    found: &Shown<S>,
    posted: &Posted,
) -> Result<Result<Response, Form>, Trouble> {
    let plans = app.plans(here.scope.cycle()).await?;
    let told = occasion::cancel::<S>(
        &desk(app, &plans),
        &here.actor,
        &here.scope,
        &posted.key,
        found.called().id,
        posted.fields.version(),
        posted.fields.text("reason"),
    )
    .await;
    answer::settled(app, &posted.fields, told)
}

/// «1月22日（星期五） 09:00», «日期未定»
pub(super) fn when(day: Option<NaiveDate>, time: &str) -> String {
    match day {
        Some(day) => format!("{} {time}", civil::short_weekday(day))
            .trim_end()
            .to_owned(),
        None => "日期未定".to_owned(),
    }
}

/// «2027年1月22日（星期五） 09:00»; empty while nobody knows.
pub(super) fn begins(one: &Called<'_>) -> String {
    one.day
        .map(|day| format!("{} {}", civil::long_weekday(day), one.time))
        .unwrap_or_default()
        .trim_end()
        .to_owned()
}

/// Sign and words of a state. `verb` is «开» or «办», `enter` «登记到会» or «登记参训».
pub(super) fn state(one: &Called<'_>, today: NaiveDate, verb: &str, enter: &str) -> (Sign, String) {
    match one.state {
        HELD => (Sign::Done, format!("已{verb}")),
        CANCELLED => (Sign::Skipped, "已取消".to_owned()),
        _ => match one.day.map(|day| (day - today).num_days()) {
            None => (Sign::Future, "日期未定".to_owned()),
            Some(..0) => (Sign::Soon, format!("已过，还没有{enter}")),
            Some(0) => (Sign::Active, format!("今天{verb}")),
            Some(left) => (Sign::Active, format!("{left} 天后{verb}")),
        },
    }
}

/// Sources without brackets.
pub(super) fn cited(basis: &[Basis]) -> String {
    cite_all(basis).trim_matches(['〔', '〕']).to_owned()
}

/// «镇», «上前村»
pub(super) fn unit_name(village: Option<&village_row::Model>) -> String {
    village.map_or_else(|| "镇".to_owned(), |village| village.name.clone())
}

/// A fact unless nothing is known of it.
pub(super) fn known(label: &str, value: String) -> Option<Fact> {
    (!value.is_empty()).then(|| Fact::new(label, value))
}

/// 名单报送 and 联系人. The telephone is the office's own and stands on the notice; a reader of one village has
/// that, and of the township's does not.
pub(super) fn answering<S: Sort>(here: &InCycle, shown: &Shown<S>) -> Vec<Fact> {
    let one = shown.called();
    let by = one
        .reply_by
        .map(|day| format!("{}以前", civil::short_weekday(day)))
        .unwrap_or_default();
    let contact = if here.scope.is_whole() || shown.village.is_some() {
        format!("{} {}", one.contact, one.contact_phone)
            .trim()
            .to_owned()
    } else {
        String::new()
    };
    [known("名单报送", by), known("联系人", contact)]
        .into_iter()
        .flatten()
        .collect()
}

/// 取消的原因 and 登记, which close the facts.
pub(super) fn entered(one: &Called<'_>) -> Vec<Fact> {
    let stamp = format!(
        "{} {}",
        one.recorded_by_name,
        clock::long_stamp(one.recorded_at)
    );
    [
        known("取消的原因", one.state_note.to_owned()),
        known("登记", stamp),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// What may be done with an occasion from its page.
pub(super) struct Ways {
    /// Entering the sign-in sheet.
    pub(super) attend: Link,
    /// Changing the arrangement.
    pub(super) edit_href: String,
    /// Calling it off.
    pub(super) cancel_action: String,
}

/// The ways open to a person; `enter` and `correct` are the words of the first.
pub(super) fn ways<S: Sort>(here: &InCycle, one: &Called<'_>, enter: &str, correct: &str) -> Ways {
    let own = format!("{}/{}", base::<S>(here), one.id);
    let keeps = may_keep(here, one.unit_id);
    let planned = |part: &str| {
        if keeps && one.state == PLANNED {
            format!("{own}/{part}")
        } else {
            String::new()
        }
    };
    let words = if one.state == HELD { correct } else { enter };
    Ways {
        attend: if keeps && one.state != CANCELLED {
            Link::new(words, format!("{own}/attendance"))
        } else {
            Link::default()
        },
        edit_href: planned("edit"),
        cancel_action: planned("cancel"),
    }
}

/// The name of a step of the unit; `None` where there is none.
pub(super) fn step_of(
    plans: &Plans,
    village: Option<&village_row::Model>,
    step: &str,
) -> Option<String> {
    let plan = match village {
        Some(_) => plans.of(words_of(village)),
        None => &plans.township,
    };
    let index = plan.index(step)?;
    plan.steps.get(index).map(|step| step.name.clone())
}

/// What a sign-in sheet's form says of the step it is held for.
#[derive(Default)]
pub(super) struct StepTick {
    /// «镇级工作“召开动员会议”»: the step that is offered; empty when there is none or it is recorded.
    pub(super) step: String,
    /// «“召开动员会议”已记录在1月22日完成»
    pub(super) done: String,
    /// Number of its last record.
    pub(super) version: String,
}

/// The step of a unit as the form of a sign-in sheet offers it; `step` may be empty.
pub(super) async fn step_tick(
    app: &App,
    here: &InCycle,
    plans: &Plans,
    village: Option<&village_row::Model>,
    step: &str,
) -> Result<StepTick, Refusal> {
    let unit_id = village.map_or_else(|| here.scope.cycle_id(), |village| village.id);
    let last: Option<step_record::Model> = if step.is_empty() {
        None
    } else {
        progress::of_unit(app.store.reader(), &here.scope, unit_id)
            .await?
            .into_iter()
            .rev()
            .find(|row| row.step == step)
    };
    let done = last
        .as_ref()
        .filter(|row| row.act == progress::DONE)
        .and_then(|row| row.day);
    let whose = if village.is_some() {
        "本村（社区）"
    } else {
        "镇级工作"
    };
    let version = last.map_or(0, |row| row.seq).to_string();
    let (step, done) = match (step_of(plans, village, step), done) {
        (Some(name), None) => (format!("{whose}“{name}”"), String::new()),
        (Some(name), Some(day)) => (
            String::new(),
            format!("“{name}”已记录在{}完成", civil::short(day)),
        ),
        (None, _) => (String::new(), String::new()),
    };
    Ok(StepTick {
        step,
        done,
        version,
    })
}
/// Names of the people on the list, which the fields for a host or a contact offer.
pub(super) async fn names(app: &App, here: &InCycle) -> Result<Vec<String>, Refusal> {
    Ok(people::list(app.store.reader(), &here.scope)
        .await?
        .into_iter()
        .map(|row| row.name)
        .collect())
}
