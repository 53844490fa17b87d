//! 大屏的内容 — what may hang on a wall: villages, stages, days and articles; never a person.

use chrono::NaiveDate;
use uuid::Uuid;

use crate::{
    civil,
    documents::kind::Kind,
    law::{Basis, Stage, StepClass, StepState},
    lunar,
    office::{
        paper::ballots::{Ballots, ballots_of},
        progress::{Overview, Unit, Urgency},
        refusal::Refusal,
        standing::Standing,
    },
    platform::clock,
    store::{
        audit, entity::village, inspection as visits, paper, progress as records,
        scope::CycleScope, supervision,
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
    let voting = voting(app, scope, &overview, today).await?;
    let matrix = overview.villages.len().div_ceil(SHEET).max(1);
    let sheets = matrix + voting.len().div_ceil(SHEET);
    let sheet = wanted.clamp(1, sheets);
    let rows = overview
        .units()
        .skip((sheet - 1) * SHEET)
        .take(SHEET)
        .map(|(village, standing)| row(village, standing, &stages))
        .collect();
    let polls = match sheet.checked_sub(matrix + 1) {
        Some(before) => {
            let shown = voting.iter().skip(before * SHEET).take(SHEET);
            polls(app, scope, shown.copied().collect()).await?
        }
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
    let number = |class, mark, number: usize, word: &str| WallNumber {
        class,
        mark,
        number: number.to_string(),
        word: word.to_owned(),
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

/// A village that votes: the village, where it stands, and whether its result is published.
type Voting<'o, 'p> = (&'o village::Model, &'o Standing<'p>, bool);

/// Villages whose election day is today, and those of yesterday whose result is not published yet.
async fn voting<'o, 'p>(
    app: &App,
    scope: &CycleScope,
    overview: &'o Overview<'p>,
    today: NaiveDate,
) -> Result<Vec<Voting<'o, 'p>>, Refusal> {
    let near: Vec<(&village::Model, &Standing<'p>)> = overview
        .units()
        .filter(|(_, standing)| (0..=1).contains(&(today - standing.days.election_day).num_days()))
        .collect();
    if near.is_empty() {
        return Ok(Vec::new());
    }
    let published = paper::units_in_force(app.store.reader(), scope, Kind::Results.id()).await?;
    Ok(near
        .into_iter()
        .map(|(village, standing)| (village, standing, published.contains(&village.id)))
        .filter(|(_, standing, published)| standing.days.election_day == today || !published)
        .collect())
}

/// The ballots of the villages of one sheet.
async fn polls(
    app: &App,
    scope: &CycleScope,
    voting: Vec<Voting<'_, '_>>,
) -> Result<Vec<WallPoll>, Refusal> {
    let ids: Vec<Uuid> = voting.iter().map(|(village, _, _)| village.id).collect();
    let ballots = ballots_of(app.store.reader(), scope, &ids).await?;
    Ok(voting
        .into_iter()
        .zip(ballots)
        .map(|(one, ballots)| poll(one, ballots))
        .collect())
}

fn poll((village, standing, published): Voting<'_, '_>, ballots: Ballots) -> WallPoll {
    let (sign, word) = if published {
        (Sign::Done, "结果已公布")
    } else if ballots.returned.is_some() {
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
    let text = |count: Option<i64>| count.map_or_else(String::new, |count| count.to_string());
    WallPoll {
        name: village.name.clone(),
        registered: text(ballots.registered.map(i64::from)),
        issued: text(ballots.issued),
        returned: text(ballots.returned),
        c: sign.letter(),
        state: format!("{} {word}", sign.mark()),
    }
}

/// How many visits there were and how many findings are still open, by age; nobody is named.
async fn inspections(
    app: &App,
    scope: &CycleScope,
    today: NaiveDate,
) -> Result<(String, Vec<WallNumber>), Refusal> {
    let db = app.store.reader();
    let visits = visits::count(db, scope).await?;
    if visits == 0 {
        return Ok((String::new(), Vec::new()));
    }
    let open = supervision::open_by_day(db, scope).await?;
    let bounds = &app.rules.checklists().age_days;
    let mut counts = vec![0_usize; bounds.len() + 1];
    for (day, _, found) in &open {
        let age = (today - *day).num_days();
        let band = bounds.partition_point(|most| i64::from(*most) < age);
        if let Some(count) = counts.get_mut(band) {
            *count += found;
        }
    }
    let late: usize = open
        .iter()
        .filter(|(_, due, _)| due.is_some_and(|due| due < today))
        .map(|(_, _, found)| found)
        .sum();
    let mut ages: Vec<WallNumber> = age_words(bounds)
        .into_iter()
        .zip(counts)
        .filter(|(_, count)| *count > 0)
        .map(|(word, count)| WallNumber {
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
            word: "其中已过整改期限".to_owned(),
        });
    }
    let found: usize = open.iter().map(|(_, _, found)| found).sum();
    Ok((format!("督查 {visits} 次，问题未销号 {found} 个"), ages))
}

/// «发现 3 天以内», «4 至 7 天», «超过 7 天»: one word more than there are bounds.
pub(super) fn age_words(bounds: &[u32]) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut before = None;
    for most in bounds {
        words.push(match before {
            None => format!("发现 {most} 天以内"),
            Some(last) if last + 1 == *most => format!("第 {most} 天"),
            Some(last) => format!("{} 至 {most} 天", last + 1),
        });
        before = Some(*most);
    }
    words.push(match before {
        Some(last) => format!("超过 {last} 天"),
        None => "没有销号".to_owned(),
    });
    words
}

#[cfg(test)]
mod tests {
    use super::age_words;

    #[test]
    fn bands_are_named_by_their_days() {
        assert_eq!(
            age_words(&[3, 7]),
            ["发现 3 天以内", "4 至 7 天", "超过 7 天"]
        );
        assert_eq!(
            age_words(&[1, 2, 10]),
            ["发现 1 天以内", "第 2 天", "3 至 10 天", "超过 10 天"]
        );
    }
}
