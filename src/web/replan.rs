//! 改期 — `/c/{c}/v/{v}/replan` of a village, `/c/{c}/replan` of the township's default day.
//!
//! `?to=` looks at a new day, `?from=` at what has followed since the old one; both change nothing.

use std::collections::HashMap;

use axum::{
    extract::{Query, State},
    response::Response,
};
use chrono::NaiveDate;
use serde::Deserialize;
use uuid::Uuid;

use super::{
    answer::{Trouble, frame, invalid, page},
    app::App,
    form::Posted,
    guard::{AtVillage, EditCycle, EditVillage, InCycle, May, ReadCycle, ReadVillage},
    pages::{
        parts::{Form, Link},
        replan::{Diff, DiffPaper, DiffPerson, DiffStep, DiffVillage, ReplanPage},
    },
    plan::held::{self, Held},
    router::{Row, get, post},
    sign_in::{form_again, fresh_key},
    signs,
    view::Section,
};
use crate::{
    civil,
    law::UnitKind,
    lunar,
    office::{
        refusal::{Problems, Refusal},
        replan::{Affected, Desk, Follows, MoveInput, Preview, TownshipPreview, VillageMoves},
        standing::{Plans, election_day_of, kind_of},
    },
};

/// The routes of this file.
pub(super) fn rows() -> Vec<Row> {
    vec![
        get("/c/{c}/v/{v}/replan", village_page),
        post("/c/{c}/v/{v}/replan", move_village),
        get("/c/{c}/replan", township_page),
        post("/c/{c}/replan", move_township),
    ]
}

/// Which day is looked at.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Asked {
    /// A new day.
    #[serde(default)]
    to: String,
    /// The day before it was moved.
    #[serde(default)]
    from: String,
}

impl Asked {
    /// The two days compared, and whether the move has happened; nothing when none is asked for.
    fn days(&self, now: NaiveDate, form: &mut Form) -> Option<(NaiveDate, NaiveDate, bool)> {
        if !self.from.trim().is_empty() {
            let old = civil::parse(&self.from)?;
            return (old != now).then_some((old, now, true));
        }
        let text = self.to.trim();
        if text.is_empty() {
            return None;
        }
        *form = std::mem::take(form).value("to", text);
        let Some(day) = civil::parse(text) else {
            *form = std::mem::take(form).error(
                "to",
                "请把新的选举日写成 2027-03-18 的样子，不要写“月底”“上旬”。",
            );
            return None;
        };
        if day == now {
            *form = std::mem::take(form).error(
                "to",
                format!("请换一个日期。选举日现在就是 {}。", civil::long(now)),
            );
            return None;
        }
        *form = std::mem::take(form)
            .value("to", day.to_string())
            .value("confirm_for", day.to_string());
        Some((now, day, false))
    }
}

fn input(posted: &Posted) -> MoveInput {
    let text = |name: &str| posted.fields.text(name).to_owned();
    MoveInput {
        to: text("to"),
        reason: text("reason"),
        confirmed: text("confirmed"),
        version: posted.fields.version(),
    }
}

fn desk<'a>(app: &'a App, plans: &'a Plans) -> Desk<'a> {
    Desk {
        store: &app.store,
        clock: app.clock.as_ref(),
        plans,
        calendar: app.rules.calendar(),
    }
}

/// `GET /c/{c}/v/{v}/replan`
pub async fn village_page(
    May(at): May<ReadVillage>,
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> Result<Response, Trouble> {
    show_village(&app, &at, &asked, Form::new(), at.village.version).await
}

/// `POST /c/{c}/v/{v}/replan`
pub async fn move_village(
    May(at): May<EditVillage>,
    State(app): State<App>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let plans = app.plans(at.scope.cycle()).await?;
    let input = input(&posted);
    let held = Held::before(&app, &at.scope).await?;
    let moved = desk(&app, &plans)
        .move_village(&at.actor, &at.scope, &posted.key, at.village.id, &input)
        .await;
    match moved {
        Ok(told) => held.done(&app, &at.scope, told).await,
        Err(Refusal::Invalid(problems)) => {
            let form = again(&posted, &problems);
            let asked = Asked {
                to: input.to,
                from: String::new(),
            };
            show_village(&app, &at, &asked, form, input.version).await
        }
        Err(refusal) => Err(refusal.into()),
    }
}

/// The form as typed; that warnings were not ticked is told among the problems of the whole.
fn again(posted: &Posted, problems: &Problems) -> Form {
    let mut problems = problems.clone();
    if problems.fields.remove("confirmed").is_some() {
        problems.general.push(
            "请先看过“要看一看的”各项，再在下面勾选。改期会带来这些情况，要有人核对。".to_owned(),
        );
    }
    form_again(&posted.fields, &problems)
}

async fn show_village(
    app: &App,
    at: &AtVillage,
    asked: &Asked,
    mut form: Form,
    version: i32,
) -> Result<Response, Trouble> {
    let plans = app.plans(at.scope.cycle()).await?;
    let (scope, village) = (&at.scope, &at.village);
    let now = election_day_of(scope.cycle(), village);
    let bad = form.has_errors();
    let days = asked.days(now, &mut form);
    let base = format!("/c/{}", scope.cycle_id());
    let diff = match days {
        None => None,
        Some((from, to, happened)) => {
            let looked = desk(app, &plans)
                .preview(&app.press, scope, village, from, to)
                .await;
            match looked {
                Ok(preview) => {
                    let mut diff = village_diff(&preview, from, to, happened, &base, at);
                    let versions = held::versions(app, scope).await?;
                    with_versions(&mut diff, &preview.papers, &versions);
                    Some(diff)
                }
                // A day of another century: nothing can be compared.
                Err(Refusal::Invalid(problems)) => {
                    for text in problems.all() {
                        form = form.error("to", text);
                    }
                    None
                }
                Err(refusal) => return Err(refusal.into()),
            }
        }
    };
    let committee = kind_of(village).election_committee();
    let context = ReplanPage {
        unit: village.name.clone(),
        now: with_lunar(now),
        note: format!("选举日由{committee}依法确定并公告。镇里在这里核对期限、登记新的日期。"),
        form,
        action: format!("{base}/v/{}/replan", village.id),
        may_move: at.may_edit(),
        key: fresh_key(),
        version: version.to_string(),
        diff,
        back: Link::new(
            format!("回{}", village.name),
            format!("{base}/v/{}", village.id),
        ),
    };
    let matrix = format!("{base}/matrix");
    let crumbs = [
        ("村情矩阵", matrix.as_str()),
        (village.name.as_str(), context.back.href.as_str()),
        ("改期", ""),
    ];
    let title = format!("{} 改期", village.name);
    let frame = frame(
        app,
        &at.visit,
        Section::Matrix,
        &title,
        Some(scope.cycle()),
        &crumbs,
    );
    if bad || context.form.has_errors() {
        invalid(app, &frame, &context)
    } else {
        page(app, &frame, &context)
    }
}

fn village_diff(
    preview: &Preview<'_>,
    from: NaiveDate,
    to: NaiveDate,
    happened: bool,
    base: &str,
    at: &AtVillage,
) -> Diff {
    let diff = &preview.diff;
    let moved = diff.steps.len();
    let rest = preview.after.plan.steps.len().saturating_sub(moved);
    let short = |day: Option<NaiveDate>| day.map(civil::short_weekday).unwrap_or_default();
    Diff {
        done: happened,
        steps: diff
            .steps
            .iter()
            .map(|step| DiffStep {
                name: step.name.clone(),
                class: step.class.name().to_owned(),
                latest_old: short(step.latest.old),
                latest_new: short(step.latest.new),
                suggested_old: civil::short(step.suggested.old),
                suggested_new: civil::short(step.suggested.new),
                actual: step.actual.new.map(civil::short).unwrap_or_default(),
                card: preview
                    .after
                    .plan
                    .index(&step.id)
                    .and_then(|index| preview.after.card(index))
                    .map(signs::card_of)
                    .unwrap_or_default(),
            })
            .collect(),
        unmoved: if rest > 0 && moved > 0 {
            format!("另有 {rest} 个环节日期不变：已经办了，或者从已办的日子算起。")
        } else {
            String::new()
        },
        broken: diff
            .broken
            .iter()
            .map(|step| {
                format!(
                    "{} 已于 {} 办理，{} {}。",
                    step.name,
                    civil::short(step.actual),
                    if step.late {
                        "最迟应在"
                    } else {
                        "最早应在"
                    },
                    civil::short(step.limit)
                )
            })
            .collect(),
        resolved: diff
            .resolved_problems
            .iter()
            .map(signs::message_of)
            .collect(),
        papers: papers(&preview.papers, base, |paper| {
            if paper.unit == at.village.id {
                at.village.name.clone()
            } else {
                "镇".to_owned()
            }
        }),
        people: preview
            .people
            .iter()
            .map(|one| DiffPerson {
                why: one.why.clone(),
                name: one.name.clone(),
                post: one.post.clone(),
                // Numbers are for those who make the calls.
                phone: one
                    .phone
                    .clone()
                    .filter(|_| at.may_edit())
                    .unwrap_or_default(),
            })
            .collect(),
        ..days_of(from, to, happened, &preview.errors, &preview.warnings)
    }
}

/// The days and what stands against them. What has happened is not refused any more.
fn days_of(
    from: NaiveDate,
    to: NaiveDate,
    happened: bool,
    errors: &[String],
    warnings: &[String],
) -> Diff {
    let by = (to - from).num_days();
    Diff {
        done: happened,
        old: civil::long_weekday(from),
        new: with_lunar(to),
        by: if by < 0 {
            format!("提前 {} 天", -by)
        } else {
            format!("推后 {by} 天")
        },
        errors: if happened {
            Vec::new()
        } else {
            errors.to_vec()
        },
        warnings: warnings.to_vec(),
        ..Diff::default()
    }
}

fn papers(list: &[Affected], base: &str, unit: impl Fn(&Affected) -> String) -> Vec<DiffPaper> {
    list.iter()
        .map(|paper| DiffPaper {
            unit: unit(paper),
            number: paper.number.clone(),
            title: paper.kind.title().to_owned(),
            href: format!("{base}/docs/{}", paper.id),
            posted: match (paper.posted_on, paper.kind.is_public()) {
                (Some(day), _) => format!("已张贴 {}", civil::short(day)),
                (None, true) => "没有登记张贴".to_owned(),
                (None, false) => String::new(),
            },
            reads_otherwise: paper.reads_otherwise,
        })
        .collect()
}

/// An issued plan is told with its version.
fn with_versions(diff: &mut Diff, list: &[Affected], versions: &HashMap<Uuid, i32>) {
    for (row, paper) in diff.papers.iter_mut().zip(list) {
        row.title = held::title(paper.kind, paper.id, versions);
    }
}

/// 2027年3月25日（星期四） 农历二月十八
fn with_lunar(day: NaiveDate) -> String {
    format!("{} {}", civil::long_weekday(day), lunar::text(day))
        .trim_end()
        .to_owned()
}

/// `GET /c/{c}/replan`
pub async fn township_page(
    May(at): May<ReadCycle>,
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> Result<Response, Trouble> {
    let version = at.scope.cycle().version;
    show_township(&app, &at, &asked, Form::new(), version).await
}

/// `POST /c/{c}/replan`
pub async fn move_township(
    May(at): May<EditCycle>,
    State(app): State<App>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let plans = app.plans(at.scope.cycle()).await?;
    let input = input(&posted);
    let held = Held::before(&app, &at.scope).await?;
    let moved = desk(&app, &plans)
        .move_township(&at.actor, &at.scope, &posted.key, &input)
        .await;
    match moved {
        Ok(told) => held.done(&app, &at.scope, told).await,
        Err(Refusal::Invalid(problems)) => {
            let form = again(&posted, &problems);
            let asked = Asked {
                to: input.to,
                from: String::new(),
            };
            show_township(&app, &at, &asked, form, input.version).await
        }
        Err(refusal) => Err(refusal.into()),
    }
}

async fn show_township(
    app: &App,
    at: &InCycle,
    asked: &Asked,
    mut form: Form,
    version: i32,
) -> Result<Response, Trouble> {
    let plans = app.plans(at.scope.cycle()).await?;
    let scope = &at.scope;
    let now = scope.cycle().default_election_day;
    let bad = form.has_errors();
    let days = asked.days(now, &mut form);
    let base = format!("/c/{}", scope.cycle_id());
    let diff = match days {
        None => None,
        Some((from, to, happened)) => {
            let looked = desk(app, &plans)
                .preview_township(&app.press, scope, from, to)
                .await;
            match looked {
                Ok(preview) => {
                    let mut diff = township_diff(&preview, from, to, happened, &base);
                    let versions = held::versions(app, scope).await?;
                    with_versions(&mut diff, &preview.papers, &versions);
                    Some(diff)
                }
                Err(Refusal::Invalid(problems)) => {
                    for text in problems.all() {
                        form = form.error("to", text);
                    }
                    None
                }
                Err(refusal) => return Err(refusal.into()),
            }
        }
    };
    let context = ReplanPage {
        unit: "全镇默认选举日".to_owned(),
        now: with_lunar(now),
        note: format!(
            "没有单独定选举日的村（社区）随它变动，已经投票的和单独定了的不变。选举日由各{}依法确定并公告。",
            UnitKind::Village.election_committee()
        ),
        form,
        action: format!("{base}/replan"),
        may_move: at.may_edit(),
        key: fresh_key(),
        version: version.to_string(),
        diff,
        back: Link::new("回各村可行日期", format!("{base}/feasible")),
    };
    let frame = frame(
        app,
        &at.visit,
        Section::Schedule,
        "全镇改期",
        Some(scope.cycle()),
        &[],
    );
    if bad || context.form.has_errors() {
        invalid(app, &frame, &context)
    } else {
        page(app, &frame, &context)
    }
}

fn township_diff(
    preview: &TownshipPreview,
    from: NaiveDate,
    to: NaiveDate,
    happened: bool,
    base: &str,
) -> Diff {
    let mut diff = Diff {
        villages: preview
            .villages
            .iter()
            .map(|village| village_line(village, to, base))
            .collect(),
        papers: papers(&preview.papers, base, |paper| {
            preview
                .villages
                .iter()
                .find(|village| village.id == paper.unit)
                .map_or_else(|| "镇".to_owned(), |village| village.name.clone())
        }),
        ..days_of(from, to, happened, &preview.errors, &preview.warnings)
    };
    let late = diff.villages.iter().filter(|village| village.bad).count();
    if late > 0 && !happened {
        diff.errors.push(format!(
            "请换一个日期，或者给赶不上的 {late} 个村（社区）单独定选举日。下表标 ▲ 的还有环节没办，法定提前日数不够。"
        ));
    }
    diff
}

fn village_line(village: &VillageMoves, to: NaiveDate, base: &str) -> DiffVillage {
    let (state, bad) = match village.follows {
        Follows::Moves => (format!("随着改到 {}", civil::short_weekday(to)), false),
        Follows::TooNear(first) => (format!("最早 {}", civil::short_weekday(first)), true),
        Follows::Voted => ("已投票，不变".to_owned(), false),
        Follows::OwnDay(day) => (
            format!("单独定在 {}，不变", civil::short_weekday(day)),
            false,
        ),
    };
    DiffVillage {
        name: village.name.clone(),
        href: format!("{base}/v/{}/replan?to={to}", village.id),
        state,
        bad,
        problems: village.problems.clone(),
        notes: match village.warnings.len() {
            0 => String::new(),
            count => format!("{count} 处提醒"),
        },
    }
}
