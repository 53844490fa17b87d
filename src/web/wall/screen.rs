//! 大屏的内容 — what may hang on a wall: villages, stages, days and articles; never a person.

use std::collections::HashMap;

use chrono::NaiveDate;
use uuid::Uuid;

use crate::{
    civil,
    documents::kind::Kind,
    law::{Basis, Stage, StepClass, StepState},
    lunar,
    office::{
        paper::{
            data::facts_of,
            dossier::{Dossier, Reach},
            registered_of,
        },
        progress::{Overview, Unit, Urgency},
        refusal::Refusal,
        standing::Standing,
    },
    platform::clock,
    store::{
        audit, entity::village, inspection as visits, progress as records, scope::CycleScope,
        supervision,
    },
    web::{
        app::App,
        pages::{
            parts::Sign,
            wall::{Wall, WallCell, WallDue, WallNumber, WallPoll, WallRow},
        },
        signs,
    },
};

/// Villages on one sheet: what 1080 lines hold without scrolling.
const SHEET: usize = 20;
/// Seconds a sheet stands when there are several, and when there is one.
const TURN: u32 = 20;
const STAND: u32 = 60;
/// Due matters shown: as many as stand on a screen of 1080 lines with all that is below them.
const LINES: usize = 6;

/// Reads it.
pub(super) async fn read(app: &App, scope: &CycleScope, wanted: usize) -> Result<Wall, Refusal> {
    let plans = app.plans(scope.cycle()).await?;
    let today = app.clock.today();
    let db = app.store.reader();
    let overview = Overview::read(&app.store, &plans, scope, today).await?;
    let arranged = records::arrangements(db, scope, scope.cycle_id()).await?;
    let planned = |step: &str| {
        arranged
            .iter()
            .find(|row| row.step == step)
            .and_then(|row| row.planned_day)
    };
    let due = overview.due(planned, true);
    let count = |wanted: &[Urgency]| {
        due.iter()
            .filter(|one| wanted.contains(&one.urgency))
            .count()
    };
    let numbers = numbers(
        &overview,
        count(&[Urgency::Today, Urgency::Soon]),
        count(&[Urgency::Late]),
    );
    let lawful: Vec<WallDue> = due
        .iter()
        .filter(|one| one.urgency != Urgency::Planned)
        .map(|one| due_line(one.unit, one.standing, one.step, one.days_left))
        .collect();
    let stages = plans.unit_stages();
    // Villages that vote today stand on sheets of their own, behind those of the matrix.
    let polls = polls(app, scope, &overview, today).await?;
    let matrix = overview.villages.len().div_ceil(SHEET).max(1);
    let sheets = matrix + polls.len().div_ceil(SHEET);
    let sheet = wanted.clamp(1, sheets);
    let rows = overview
        .units()
        .skip((sheet - 1) * SHEET)
        .take(SHEET)
        .map(|(village, standing)| row(village, standing, &stages))
        .collect();
    let polls: Vec<WallPoll> = match sheet.checked_sub(matrix + 1) {
        Some(before) => polls.into_iter().skip(before * SHEET).take(SHEET).collect(),
        None => Vec::new(),
    };
    let (inspections, ages) = inspections(app, scope, today).await?;
    let (days_left, election_day) = countdown(&overview, today);
    let head = audit::head(db).await?;
    Ok(Wall {
        closed: false,
        refresh: if sheets > 1 { TURN } else { STAND },
        next: if sheets > 1 {
            format!("?page={}", sheet % sheets + 1)
        } else {
            String::new()
        },
        cycle: scope.cycle().name.clone(),
        days_left,
        election_day,
        units: units(&overview),
        numbers,
        columns: stages.iter().map(|stage| stage.name.clone()).collect(),
        rows,
        sheet: if sheets > 1 {
            format!("第 {sheet} 屏，共 {sheets} 屏")
        } else {
            String::new()
        },
        more: match lawful.len().checked_sub(LINES) {
            Some(rest @ 1..) => format!("还有 {rest} 件"),
            _ => String::new(),
        },
        due: lawful.into_iter().take(LINES).collect(),
        polls,
        inspections,
        ages,
        at: clock::long_stamp(app.clock.now()),
        head: head
            .hash
            .trim_start_matches("sha256:")
            .chars()
            .take(8)
            .collect(),
        demo: app.config.demo,
    })
}

/// 应完成、已完成、三日内、逾期, of the villages' steps.
fn numbers(overview: &Overview<'_>, soon: usize, late: usize) -> Vec<WallNumber> {
    let states = || {
        overview
            .standings
            .iter()
            .flat_map(|standing| &standing.states)
            .filter(|state| **state != StepState::NotApplicable)
    };
    let done = states()
        .filter(|state| matches!(state, StepState::Done | StepState::DoneLate))
        .count();
    let number = |class, mark, number: usize, word| WallNumber {
        class,
        mark,
        number: number.to_string(),
        word,
    };
    vec![
        number("", "", states().count(), "各村环节合计"),
        number("done", Sign::Done.mark(), done, "已完成"),
        number("soon", Sign::Soon.mark(), soon, "法定三日内到期"),
        number("late", Sign::Late.mark(), late, "法定逾期"),
    ]
}

fn row(village: &village::Model, standing: &Standing<'_>, stages: &[&Stage]) -> WallRow {
    let cells = standing.stage_cells();
    WallRow {
        name: village.name.clone(),
        day: civil::cell(standing.days.election_day),
        cells: stages
            .iter()
            .map(|wanted| {
                let found = standing
                    .plan
                    .stages
                    .iter()
                    .position(|stage| stage.id == wanted.id)
                    .and_then(|at| cells.get(at));
                let Some(cell) = found else {
                    return WallCell {
                        c: Sign::Skipped.letter(),
                        t: Sign::Skipped.mark().to_owned(),
                        w: Sign::Skipped.word(),
                    };
                };
                let class = cell
                    .step
                    .and_then(|step| standing.plan.steps.get(step))
                    .map_or(StepClass::Working, |step| step.class);
                let (sign, word) = signs::sign_of(cell.state, class);
                let day = match sign {
                    Sign::Future | Sign::Skipped => None,
                    _ => cell.day,
                };
                WallCell {
                    c: sign.letter(),
                    t: format!(
                        "{}{}",
                        sign.mark(),
                        day.map(civil::cell).unwrap_or_default()
                    ),
                    w: word,
                }
            })
            .collect(),
    }
}

fn due_line(unit: Unit<'_>, standing: &Standing<'_>, step: usize, days_left: i64) -> WallDue {
    let found = standing.plan.steps.get(step);
    let limit = standing.today + chrono::TimeDelta::days(days_left);
    let basis: Vec<String> = found
        .into_iter()
        .flat_map(|step| &step.basis)
        .filter(|basis| !basis.article.is_empty())
        .take(1)
        .map(Basis::cite)
        .collect();
    let (class, mark) = if days_left < 0 {
        ("late", Sign::Late.mark())
    } else {
        ("soon", Sign::Soon.mark())
    };
    WallDue {
        class,
        mark,
        text: format!(
            "{} {}",
            unit.name(),
            found.map_or("", |step| step.name.as_str())
        ),
        when: format!(
            "法定最迟 {}，{}",
            civil::short(limit),
            signs::margin_text(days_left)
        ),
        basis: basis.join("；"),
    }
}

/// The next election day that most villages share.
fn countdown(overview: &Overview<'_>, today: NaiveDate) -> (String, String) {
    let mut days: Vec<(NaiveDate, usize)> = Vec::new();
    for standing in &overview.standings {
        let day = standing.days.election_day;
        match days.iter_mut().find(|(known, _)| *known == day) {
            Some((_, count)) => *count += 1,
            None => days.push((day, 1)),
        }
    }
    let ahead = days
        .iter()
        .filter(|(day, _)| *day >= today)
        .max_by_key(|(day, count)| (*count, std::cmp::Reverse(*day)));
    match ahead {
        Some((day, _)) => (
            (*day - today).num_days().to_string(),
            format!("{} {}", civil::long_weekday(*day), lunar::text(*day)),
        ),
        None => (
            String::new(),
            days.iter()
                .map(|(day, _)| *day)
                .max()
                .map(|day| format!("最后一个选举日 {} 已过", civil::long_weekday(day)))
                .unwrap_or_default(),
        ),
    }
}

fn units(overview: &Overview<'_>) -> String {
    let communities = overview
        .villages
        .iter()
        .filter(|village| village.kind == "community")
        .count();
    match (overview.villages.len() - communities, communities) {
        (villages, 0) => format!("{villages} 村"),
        (0, communities) => format!("{communities} 社区"),
        (villages, communities) => format!("{villages} 村、{communities} 社区"),
    }
}

/// Villages whose election day is today, and those of yesterday whose result is not published yet.
async fn polls(
    app: &App,
    scope: &CycleScope,
    overview: &Overview<'_>,
    today: NaiveDate,
) -> Result<Vec<WallPoll>, Refusal> {
    let near = |day: NaiveDate| (0..=1).contains(&(today - day).num_days());
    if !overview
        .standings
        .iter()
        .any(|standing| near(standing.days.election_day))
    {
        return Ok(Vec::new());
    }
    let dossier = Dossier::read(app.store.reader(), scope, Reach::Whole).await?;
    let mut list = Vec::new();
    for (village, standing) in overview.units() {
        let day = standing.days.election_day;
        let published = dossier.in_force(village.id, Kind::Results).next().is_some();
        if !near(day) || (day < today && published) {
            continue;
        }
        let typed = facts_of(&dossier, village.id, Kind::Results);
        let ballots = |key: &str| {
            typed
                .get(key)
                .and_then(serde_json::Value::as_i64)
                .map_or_else(String::new, |count| count.to_string())
        };
        let (issued, returned) = (ballots("issued"), ballots("returned"));
        let (sign, word) = if published {
            (Sign::Done, "结果已公布")
        } else if !returned.is_empty() {
            (Sign::Active, "已清点选票")
        } else if standing
            .plan
            .polling
            .is_some_and(|polling| standing.actuals.day(polling).is_some())
        {
            (Sign::Active, "已投票")
        } else {
            (Sign::Future, "还没有登记")
        };
        list.push(WallPoll {
            name: village.name.clone(),
            registered: registered_of(&dossier, village.id)
                .map_or_else(String::new, |registered| registered.count.to_string()),
            issued,
            returned,
            c: sign.letter(),
            state: format!("{} {word}", sign.mark()),
        });
    }
    Ok(list)
}

/// Ages of findings in days since the visit, with their words; the first that fits.
const AGES: [(i64, &str); 3] = [
    (3, "发现 3 天以内"),
    (7, "4 至 7 天"),
    (i64::MAX, "7 天以上"),
];

/// How many visits there were and how many findings are still open, by age; nobody is named.
async fn inspections(
    app: &App,
    scope: &CycleScope,
    today: NaiveDate,
) -> Result<(String, Vec<WallNumber>), Refusal> {
    let db = app.store.reader();
    let visits = visits::list(db, scope).await?;
    if visits.is_empty() {
        return Ok((String::new(), Vec::new()));
    }
    let days: HashMap<Uuid, NaiveDate> = visits.iter().map(|row| (row.id, row.day)).collect();
    let open = supervision::open_ones(db, scope).await?;
    let mut counts = [0_usize; AGES.len()];
    for (inspection, _) in &open {
        let age = days
            .get(inspection)
            .map_or(0, |day| (today - *day).num_days());
        if let Some(count) = AGES
            .iter()
            .position(|(most, _)| age <= *most)
            .and_then(|at| counts.get_mut(at))
        {
            *count += 1;
        }
    }
    let late = open
        .iter()
        .filter(|(_, due)| due.is_some_and(|due| due < today))
        .count();
    let mut ages: Vec<WallNumber> = AGES
        .iter()
        .zip(counts)
        .filter(|(_, count)| *count > 0)
        .map(|((_, word), count)| WallNumber {
            class: "",
            mark: "",
            number: count.to_string(),
            word,
        })
        .collect();
    if late > 0 {
        ages.push(WallNumber {
            class: "soon",
            mark: Sign::Soon.mark(),
            number: late.to_string(),
            word: "其中已过整改期限",
        });
    }
    Ok((
        format!("督查 {} 次，问题未销号 {} 个", visits.len(), open.len()),
        ages,
    ))
}
