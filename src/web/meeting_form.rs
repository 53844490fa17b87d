//! 安排会议 — the form of a meeting's arrangement: read, filled and shown.

use axum::response::Response;
use uuid::Uuid;

use super::{
    answer::{self, Trouble, frame},
    app::App,
    form::Fields,
    guard::InCycle,
    meeting_view::{self as view, Shown},
    occasion,
    pages::{
        meeting::MeetingForm,
        parts::{Choice, Form},
    },
    sign_in::fresh_key,
    view::Section,
};
use crate::{
    office::{
        meeting::{self, Level, MeetingInput, MeetingKind, Part, RowInput, catalogue, words_of},
        occasion::Invitation,
    },
    store::entity::{meeting::Entity as Meeting, village as village_row},
};

/// Blank rows under those asked.
const BLANK_ROWS: usize = 3;

/// What was typed.
pub(super) fn input(fields: &Fields) -> MeetingInput {
    let text = |name: &str| fields.text(name).to_owned();
    let lines = fields
        .lines_of(&["unit", "who", "expected"])
        .into_iter()
        .map(usize::from);
    MeetingInput {
        kind: text("kind"),
        invitation: occasion::invitation(fields),
        recorder: text("recorder"),
        step: text("step"),
        agenda: text("agenda"),
        women: text("women"),
        rows: lines
            .map(|line| RowInput {
                line,
                village: text(&format!("village.{line}")),
                unit: text(&format!("unit.{line}")),
                part: text(&format!("part.{line}")),
                who: text(&format!("who.{line}")),
                expected: text(&format!("expected.{line}")),
            })
            .collect(),
    }
}

/// The same as values of the form.
pub(super) fn form_of(input: &MeetingInput) -> Form {
    let mut form = occasion::form_of(&input.invitation)
        .value("kind", &input.kind)
        .value("recorder", &input.recorder)
        .value("step", &input.step)
        .value("agenda", &input.agenda)
        .value("women", &input.women);
    for row in &input.rows {
        let line = row.line;
        form = form
            .value(format!("village.{line}"), &row.village)
            .value(format!("unit.{line}"), &row.unit)
            .value(format!("part.{line}"), &row.part)
            .value(format!("who.{line}"), &row.who)
            .value(format!("expected.{line}"), &row.expected);
    }
    form
}

/// What the page of a meeting's arrangement shows.
pub(super) struct Arranged<'a> {
    pub(super) kind: &'a MeetingKind,
    pub(super) village: Option<&'a village_row::Model>,
    /// The meeting that is changed; none for a new one.
    pub(super) id: Option<Uuid>,
    pub(super) form: Form,
    pub(super) lines: usize,
    pub(super) version: i32,
    pub(super) bad: bool,
}

/// The page of the form.
pub(super) async fn form_page(
    app: &App,
    here: &InCycle,
    shown: Arranged<'_>,
) -> Result<Response, Trouble> {
    let Arranged {
        kind,
        village,
        id,
        form,
        lines,
        version,
        bad,
    } = shown;
    let plans = app.plans(here.scope.cycle()).await?;
    let words = words_of(village);
    let base = occasion::base::<Meeting>(here);
    let plan = match village {
        Some(_) => plans.of(words),
        None => &plans.township,
    };
    let count = u32::try_from(lines.saturating_add(BLANK_ROWS)).unwrap_or(u32::MAX);
    let back = id.map_or_else(|| base.clone(), |id| format!("{base}/{id}"));
    let context = MeetingForm {
        action: id.map_or_else(|| format!("{base}/new"), |id| format!("{base}/{id}/edit")),
        new: id.is_none(),
        kind_name: kind.name(words).to_owned(),
        unit: occasion::unit_name(village),
        township: village.is_none(),
        steps: kind
            .steps
            .iter()
            .filter_map(|step| plan.index(step).and_then(|index| plan.steps.get(index)))
            .map(|step| Choice::new(step.id.clone(), step.name.clone()))
            .collect(),
        parts: Part::of(kind.quorum)
            .iter()
            .map(|part| Choice::new(part.id(), part.name()))
            .collect(),
        women: kind.quorum == Some(meeting::Counted::Representatives),
        law: plans
            .pack
            .rules(words)
            .map(|rules| view::law(rules, kind))
            .unwrap_or_default(),
        lines: (0..count).collect(),
        people: occasion::names(app, here).await?,
        back,
        key: fresh_key(),
        version: if id.is_some() {
            version.to_string()
        } else {
            String::new()
        },
        form,
    };
    let title = if id.is_some() {
        "修改会议安排"
    } else {
        "安排会议"
    };
    let frame = frame(
        app,
        &here.visit,
        Section::Schedule,
        title,
        Some(here.scope.cycle()),
        &[("会议", &base), (title, "")],
    );
    answer::form_page(app, &frame, &context, bad)
}

/// Kind and village of a new meeting, as the address or the form names them.
pub(super) async fn new_of(
    app: &App,
    here: &InCycle,
    fields: &Fields,
) -> Result<Result<(&'static MeetingKind, Option<village_row::Model>), Response>, Trouble> {
    let again = |text: &str| {
        let back = occasion::choose_again::<Meeting>(app, here, fields, "kind", text);
        Ok(Err(back))
    };
    let Some(kind) = catalogue().find(fields.text("kind")) else {
        return again("请选择会议种类。");
    };
    let village = match kind.level {
        Level::Township => None,
        Level::Village => {
            let Some(village) = occasion::village_named(app, here, fields).await? else {
                return again("请选择是哪个村（社区）的会议，再点“安排”。");
            };
            Some(village)
        }
    };
    occasion::refuse_strangers(here, village.as_ref())?;
    Ok(Ok((kind, village)))
}

/// A meeting as its form shows it.
pub(super) fn stored(shown: &Shown) -> MeetingInput {
    let one = &shown.one;
    MeetingInput {
        kind: one.kind.clone(),
        invitation: Invitation::of(&shown.called(), shown.village.as_ref()),
        recorder: one.recorder.clone(),
        step: one.step.clone(),
        agenda: meeting::list_of(&one.agenda).join("\n"),
        women: one.women.map(|n| n.to_string()).unwrap_or_default(),
        rows: shown
            .rows
            .iter()
            .enumerate()
            .map(|(line, row)| RowInput {
                line,
                village: row.village_id.map(|id| id.to_string()).unwrap_or_default(),
                unit: row.unit.clone(),
                part: row.part.clone(),
                who: row.who.clone(),
                expected: if row.expected == 0 {
                    String::new()
                } else {
                    row.expected.to_string()
                },
            })
            .collect(),
    }
}
