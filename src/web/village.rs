//! 村页 — `/c/{c}/v/{v}`: what is next, every dated step, the papers, what was done last.

use axum::{extract::State, response::Response};
use uuid::Uuid;

use super::{
    answer::{Trouble, frame, page},
    app::App,
    board, closing,
    guard::{AtVillage, May, ReadVillage},
    pages::{
        parts::{Fact, Link, Message, Sign},
        village::{FactForm, NextStep, Stage, StepRow, VillagePage, VillagePaper},
    },
    router::{Row, get},
    signs,
    view::{Section, Tone},
};
use crate::{
    civil,
    documents::kind::{Kind, Occasion, Scope},
    law::{self, StepClass, StepState},
    lunar,
    office::{
        alert,
        paper::{
            dossier::{Dossier, Reach},
            due, stale,
        },
        refusal::Refusal,
        standing::{Plans, Standing, kind_of},
    },
    roster::TroubleCause,
    store::{
        audit,
        entity::{village, voter_roll},
        paper::{self, PaperLine},
        people,
    },
};

/// The routes of this file.
pub(super) fn rows() -> Vec<Row> {
    vec![get("/c/{c}/v/{v}", village_page)]
}

/// Events shown.
const EVENTS: u64 = 8;

/// `GET /c/{c}/v/{v}`
pub async fn village_page(
    May(at): May<ReadVillage>,
    State(app): State<App>,
) -> Result<Response, Trouble> {
    let plans = app.plans(at.scope.cycle()).await?;
    let context = read(&app, &at, &plans).await?;
    let matrix = format!("/c/{}/matrix", at.scope.cycle_id());
    let frame = frame(
        &app,
        &at.visit,
        Section::Matrix,
        &at.village.name,
        Some(at.scope.cycle()),
        &[("村情矩阵", &matrix), (&at.village.name, "")],
    );
    page(&app, &frame, &context)
}

async fn read(app: &App, at: &AtVillage, plans: &Plans) -> Result<VillagePage, Refusal> {
    let db = app.store.reader();
    let (scope, village) = (&at.scope, &at.village);
    let today = app.clock.today();
    let dossier = Dossier::read(db, scope, Reach::Unit(village.id)).await?;
    let events = audit::latest(db, scope, Some(village.id), None, EVENTS).await?;
    let facts = facts_of(app, at).await?;
    let changed = stale::changed_of_unit(db, plans, scope, village.id, &dossier.papers).await?;

    let standing = dossier.standing(plans, village.id, today);
    let kinds = Kinds::of(&dossier, plans, &standing, village.id)?;
    let base = format!("/c/{}/v/{}", scope.cycle_id(), village.id);
    let next = next_step(&standing);
    let left = (standing.days.election_day - today).num_days();
    let may_edit = at.may_edit();
    let voted = standing
        .plan
        .polling
        .is_some_and(|polling| standing.actuals.day(polling).is_some());
    Ok(VillagePage {
        name: village.name.clone(),
        kind_name: kind_of(village).name().to_owned(),
        days_left: if left >= 0 {
            left.to_string()
        } else {
            String::new()
        },
        election_day: format!(
            "{} {}",
            civil::long_weekday(standing.days.election_day),
            lunar::text(standing.days.election_day)
        ),
        election_href: format!("{base}/steps/{}", law::POLLING),
        replan_href: if voted {
            String::new()
        } else {
            format!("{base}/replan")
        },
        schedule_href: format!("{base}/schedule"),
        plan_href: format!("{base}/plan"),
        facts,
        troubles: troubles_of(village),
        problems: super::findings::serious(&dossier, scope.cycle_id(), village.id)
            .into_iter()
            .chain(problems_of(app, &standing, &dossier, village.id))
            .chain(
                alert::of_dossier(&dossier, plans, village.id)?
                    .iter()
                    .filter(|one| is_open(&standing, &one.step))
                    .map(signs::message_of_alert),
            )
            .collect(),
        all_done: standing.states.iter().all(|state| {
            matches!(
                state,
                StepState::Done | StepState::DoneLate | StepState::NotApplicable
            )
        }),
        closing: voted.then(|| {
            let waiting = kinds
                .due
                .iter()
                .filter(|(kind, _)| {
                    !kind.is_form() && dossier.in_force(village.id, *kind).next().is_none()
                })
                .count();
            closing::of_village(&dossier, at, waiting, &changed, today)
        }),
        may_record: at.may_record(),
        next: next.and_then(|step| next_of(&standing, step, &base, at.may_record())),
        stages: stages(&standing, plans, &base, next),
        papers: papers_of(&standing, &kinds.due, &dossier, &changed, village.id),
        others: kinds
            .offered
            .iter()
            .map(|kind| {
                Link::new(
                    kind.title(),
                    signs::preview_href(scope.cycle_id(), village.id, *kind),
                )
            })
            .collect(),
        packet_href: format!("/c/{}/docs?village={}", scope.cycle_id(), village.id),
        fact_forms: if may_edit {
            fact_forms(&kinds.due, &dossier, village.id, &base)
        } else {
            Vec::new()
        },
        roll: roll_link(dossier.rolls.first(), &base),
        records: if at.may_read_records() {
            vec![
                Link::new("指导日志", format!("{base}/guidance")),
                Link::new("风险和对策", format!("{base}/risk")),
            ]
        } else {
            Vec::new()
        },
        edit_href: if may_edit {
            format!("{base}/edit")
        } else {
            String::new()
        },
        events: events
            .into_iter()
            .map(|row| {
                let mut event = signs::event_of(row, scope.cycle_id());
                event.href = String::new();
                event
            })
            .collect(),
    })
}

/// Whether a step still has to be done.
fn is_open(standing: &Standing<'_>, step: &str) -> bool {
    let state = standing
        .plan
        .index(step)
        .and_then(|index| standing.states.get(index));
    !matches!(
        state,
        None | Some(StepState::Done | StepState::DoneLate | StepState::NotApplicable)
    )
}

/// The step to be done next: of those that can be done now, the one due first.
pub(super) fn next_step(standing: &Standing<'_>) -> Option<usize> {
    let pending = |index: usize| {
        let waits = standing
            .plan
            .steps
            .get(index)
            .is_some_and(|step| step.lapses);
        !waits
            && standing.states.get(index).is_some_and(|state| {
                matches!(
                    state,
                    StepState::Overdue | StepState::DueSoon | StepState::Open | StepState::NotYet
                )
            })
    };
    let ready = |index: usize| {
        standing.plan.steps.get(index).is_some_and(|step| {
            step.after.iter().all(|before| {
                standing.states.get(*before).is_some_and(|state| {
                    matches!(
                        state,
                        StepState::Done | StepState::DoneLate | StepState::NotApplicable
                    )
                })
            })
        })
    };
    let steps = 0..standing.plan.steps.len();
    steps
        .clone()
        .filter(|index| pending(*index) && ready(*index))
        .min_by_key(|index| standing.days.steps.get(*index).map(law::StepDays::limit))
        .or_else(|| steps.clone().find(|index| pending(*index)))
}

fn next_of(
    standing: &Standing<'_>,
    index: usize,
    base: &str,
    may_record: bool,
) -> Option<NextStep> {
    let step = standing.plan.steps.get(index)?;
    let row = standing.days.steps.get(index)?;
    let state = standing.states.get(index)?;
    let limit = row.limit();
    let due = match (step.class, row.latest) {
        (StepClass::Statutory, Some(_)) => "法定最迟",
        (_, Some(_)) => "安排最迟",
        (_, None) => "建议",
    };
    Some(NextStep {
        name: step.name.clone(),
        card_href: format!("{base}/steps/{}", step.id),
        href: if may_record {
            format!("{base}/steps/{}", step.id)
        } else {
            String::new()
        },
        due: format!("{due} {}", civil::short_weekday(limit)),
        margin: signs::margin_text((limit - standing.today).num_days()),
        sign: signs::sign_of(*state, step.class).0,
    })
}

fn stages(standing: &Standing<'_>, plans: &Plans, base: &str, next: Option<usize>) -> Vec<Stage> {
    let columns = board::columns(plans);
    let cells = standing.stage_cells();
    standing
        .plan
        .stages
        .iter()
        .zip(cells)
        .enumerate()
        .map(|(at, (stage, cell))| {
            let class = cell
                .step
                .and_then(|step| standing.plan.steps.get(step))
                .map_or(StepClass::Working, |step| step.class);
            Stage {
                column: board::column_number(&columns, &stage.id),
                name: stage.name.clone(),
                done: format!("{}/{}", cell.done, cell.total),
                sign: signs::sign_of(cell.state, class).0,
                steps: standing
                    .plan
                    .steps
                    .iter()
                    .enumerate()
                    .filter(|(_, step)| step.stage == at)
                    .filter_map(|(index, _)| step_row(standing, index, base, next))
                    .collect(),
            }
        })
        .collect()
}

fn step_row(
    standing: &Standing<'_>,
    index: usize,
    base: &str,
    next: Option<usize>,
) -> Option<StepRow> {
    let step = standing.plan.steps.get(index)?;
    let row = standing.days.steps.get(index)?;
    let (sign, word) = signs::sign_of(*standing.states.get(index)?, step.class);
    Some(StepRow {
        id: step.id.clone(),
        name: step.name.clone(),
        sign,
        word,
        suggested: civil::short(row.suggested),
        latest: row.latest.map(civil::short).unwrap_or_default(),
        actual: row.actual.map(civil::short).unwrap_or_default(),
        card: standing.card(index).map(signs::card_of).unwrap_or_default(),
        href: format!("{base}/steps/{}", step.id),
        next: next == Some(index),
    })
}

/// What the schedule complains of. A limit that was missed and accounted for is told with its reason: nobody can mend
/// it any more, and a triangle that never goes is not looked at.
fn problems_of(app: &App, standing: &Standing<'_>, dossier: &Dossier, unit: Uuid) -> Vec<Message> {
    let reason = |id: &str| {
        let index = standing.plan.index(id)?;
        let late = *standing.states.get(index)? == StepState::DoneLate;
        let record = dossier
            .latest
            .iter()
            .find(|row| row.unit_id == unit && row.step == id)?;
        let name = standing.plan.steps.get(index)?.name.as_str();
        let reason = record.late_explanation.as_deref()?.trim();
        (late && !reason.is_empty()).then(|| (name, reason.trim_end_matches('。')))
    };
    let told = |finding: &law::Finding| {
        let message = signs::message_of(finding);
        match finding.step.as_deref().and_then(reason) {
            Some((name, reason)) => Message {
                tone: Tone::Done,
                text: format!("“{name}”没有在法定期限内办理，已如实补记。原因：{reason}。"),
                ..message
            },
            None => message,
        }
    };
    match standing.facts() {
        Ok(facts) => standing
            .plan
            .schedule(&facts, app.rules.calendar())
            .problems
            .iter()
            .map(told)
            .collect(),
        Err(refusal) => vec![Message {
            text: refusal.to_string(),
            ..Message::default()
        }],
    }
}

fn troubles_of(village: &village::Model) -> Vec<String> {
    let causes: Vec<TroubleCause> =
        serde_json::from_str(&village.trouble_causes).unwrap_or_default();
    causes
        .into_iter()
        .map(|cause| cause.title().to_owned())
        .collect()
}

async fn facts_of(app: &App, at: &AtVillage) -> Result<Vec<Fact>, Refusal> {
    let db = app.store.reader();
    let village = &at.village;
    let teams = people::teams(db, &at.scope).await?;
    let team = |id: Option<Uuid>| {
        id.and_then(|id| teams.iter().find(|team| team.id == id))
            .map(|team| team.name.clone())
            .unwrap_or_default()
    };
    let leader = match village.leader_id {
        Some(id) => people::find(db, &at.scope, id)
            .await?
            .map(|person| match person.post.as_str() {
                "" => person.name,
                post => format!("{}（{post}）", person.name),
            })
            .unwrap_or_default(),
        None => String::new(),
    };
    let number = |value: Option<i32>, unit: &str| {
        value
            .map(|value| format!("{value} {unit}"))
            .unwrap_or_default()
    };
    Ok(vec![
        Fact::new(
            "职数",
            format!(
                "主任 {}、副主任 {}、委员 {}",
                village.seats_chair, village.seats_deputy, village.seats_member
            ),
        ),
        Fact::new("挂钩领导", leader),
        Fact::new("指导组", team(village.guidance_team_id)),
        Fact::new("督查组", team(village.supervision_team_id)),
        Fact::new(
            "任期届满",
            village.term_end.map(civil::long).unwrap_or_default(),
        ),
        Fact::new("张贴点", signs::list_of(&village.posting_places).join("、")),
        Fact::new("户数", number(village.households, "户")),
        Fact::new("人口", number(village.population, "人")),
    ])
}

/// The kinds of paper of a village.
struct Kinds {
    /// Those it is to have, each with the step that asks for it.
    due: Vec<(Kind, Option<usize>)>,
    /// Those it may make when something happens.
    offered: Vec<Kind>,
}

impl Kinds {
    fn of(
        dossier: &Dossier,
        plans: &Plans,
        standing: &Standing<'_>,
        unit: Uuid,
    ) -> Result<Self, Refusal> {
        let mut due: Vec<(Kind, Option<usize>)> = Vec::new();
        for one in due::of_unit(dossier, plans, unit, standing.today)? {
            let waived = one.state == StepState::NotApplicable
                && dossier.in_force(unit, one.kind).next().is_none();
            if one.kind != Kind::RectificationNotice && !waived {
                due.push((one.kind, standing.plan.index(&one.step)));
            }
        }
        let offered = Kind::ALL
            .iter()
            .copied()
            .filter(|kind| {
                kind.scope() == Scope::Village
                    && !kind.is_form()
                    && kind.occasion() == Occasion::Event
            })
            .filter(|kind| due::repeats(*kind) || !due.iter().any(|(known, _)| known == kind))
            .collect();
        Ok(Self { due, offered })
    }
}

/// The papers a unit is to have: in force, or still to be issued; then the others and what is void.
fn papers_of(
    standing: &Standing<'_>,
    kinds: &[(Kind, Option<usize>)],
    dossier: &Dossier,
    changed: &[Uuid],
    unit_id: Uuid,
) -> Vec<VillagePaper> {
    let cycle_id = dossier.cycle.id;
    let mut papers: Vec<VillagePaper> = Vec::new();
    for (kind, step) in kinds {
        let mut lines = dossier.in_force(unit_id, *kind).peekable();
        if lines.peek().is_none() {
            let near = step
                .and_then(|step| standing.days.steps.get(step))
                .is_none_or(|row| {
                    (row.suggested - standing.today).num_days()
                        <= crate::office::progress::PRINT_AHEAD
                });
            let href = signs::preview_href(cycle_id, unit_id, *kind);
            papers.push(VillagePaper {
                number: String::new(),
                title: kind.title().to_owned(),
                state: if near { "待印发" } else { "未到" }.to_owned(),
                sign: if near { Sign::Active } else { Sign::Future },
                pdf: signs::preview_pdf(cycle_id, unit_id, *kind),
                href,
            });
        }
        papers.extend(lines.map(|line| issued_paper(line, changed, cycle_id)));
    }
    // Papers of no step (rectification notices, checklists) and those that are void.
    papers.extend(
        dossier
            .papers
            .iter()
            .filter(|line| line.unit_id == unit_id)
            .filter(|line| {
                line.state != paper::ISSUED || !kinds.iter().any(|(kind, _)| kind.id() == line.kind)
            })
            .map(|line| issued_paper(line, changed, cycle_id)),
    );
    papers
}

fn issued_paper(line: &PaperLine, changed: &[Uuid], cycle_id: Uuid) -> VillagePaper {
    let in_force = line.state == paper::ISSUED;
    let stale = changed.contains(&line.id);
    VillagePaper {
        number: signs::shown_number(line),
        title: line.title.clone(),
        state: if stale {
            "内容已变".to_owned()
        } else if in_force {
            format!("已印发 {}", civil::short(line.dated))
        } else {
            "已作废".to_owned()
        },
        sign: match (in_force, stale) {
            (_, true) => Sign::Soon,
            (true, false) => Sign::Done,
            (false, false) => Sign::Skipped,
        },
        href: format!("/c/{cycle_id}/docs/{}", line.id),
        pdf: format!("/c/{cycle_id}/docs/{}/file.pdf", line.id),
    }
}

/// The forms of what the papers need and the product does not know.
fn fact_forms(
    kinds: &[(Kind, Option<usize>)],
    dossier: &Dossier,
    unit: Uuid,
    base: &str,
) -> Vec<FactForm> {
    kinds
        .iter()
        .map(|(kind, _)| *kind)
        .filter(|kind| !kind.fields().is_empty())
        .map(|kind| {
            let done = dossier.typed(unit, kind).is_some();
            FactForm {
                text: kind.title().to_owned(),
                href: format!("{base}/facts/{}", kind.id()),
                state: if done { "已填" } else { "未填" }.to_owned(),
                missing: !done,
            }
        })
        .collect()
}

fn roll_link(roll: Option<&voter_roll::Model>, base: &str) -> Link {
    Link::new(
        roll.map_or_else(
            || "选民名单 还没有导入".to_owned(),
            |roll| format!("选民名单 {} 人", roll.voters),
        ),
        format!("{base}/roll"),
    )
}
