//! 方案的文字 — chapters in the office's own words, and when a village's meeting adopted its plan. Kept with what
//! clerks typed for papers, under a name of its own; one row a unit.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::{
    documents::{
        kind::Kind,
        kinds::{
            DataProblem,
            implementation_plan::wording::{Chapter, Form, Wording, chapters},
        },
    },
    office::{
        change::{Actor, Begun, Change},
        event::Event,
        paper::{
            data,
            dossier::Dossier,
            issue::{Desk, read_dossier},
        },
        refusal::{Conflict, Problems, Refusal},
        standing::kind_of,
    },
    store::{audit, entity::paper_fact, paper, scope::CycleScope},
};

/// Under what name the row is kept; no kind of paper is called so.
const ROW: &str = "implementation-plan/wording";

/// What an office wrote for a plan.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saved {
    /// Chapters in own words.
    #[serde(default)]
    pub chapters: Wording,
    /// 讨论通过的日子, of a unit's plan.
    #[serde(default)]
    pub adopted_on: Option<NaiveDate>,
    /// 讨论通过的会议, of a unit's plan.
    #[serde(default)]
    pub adopted_by: String,
}

/// What is written for a unit's plan (the cycle's id: the township's), and the row's version.
pub fn saved(dossier: &Dossier, unit: Uuid) -> (Saved, i32) {
    dossier
        .facts
        .iter()
        .find(|row| row.unit_id == unit && row.kind == ROW)
        .map(|row| {
            (
                serde_json::from_str(&row.facts).unwrap_or_default(),
                row.version,
            )
        })
        .unwrap_or_default()
}

/// Whose plan a unit's is.
pub fn form_of(dossier: &Dossier, unit: Uuid) -> Form {
    use crate::{documents::kinds::UnitKind, law};
    dossier.village(unit).map_or(Form::Township, |village| {
        Form::Unit(match kind_of(village) {
            law::UnitKind::Village => UnitKind::Village,
            law::UnitKind::Community => UnitKind::Community,
        })
    })
}

/// A chapter by its id.
pub fn chapter(dossier: &Dossier, unit: Uuid, id: &str) -> Result<Chapter, Refusal> {
    chapters(form_of(dossier, unit))
        .into_iter()
        .find(|chapter| chapter.id == id)
        .ok_or(Refusal::NotFound)
}

/// Lines as they are kept: no blank ones, no blanks around.
pub fn lines(typed: &str) -> Vec<String> {
    typed
        .lines()
        .map(|line| line.trim_matches(|c: char| c.is_whitespace()).to_owned())
        .filter(|line| !line.is_empty())
        .collect()
}

/// What is to be changed.
pub enum Rework {
    /// One chapter gets these words.
    Chapter(String, Vec<String>),
    /// One chapter gets the shipped words again.
    Restore(String),
    /// All chapters as they were in a version.
    All(Wording, i32),
    /// When and by which meeting a unit's plan was adopted.
    Adopted(Option<NaiveDate>, String),
}

/// The row with the change in it.
fn reworked(mut row: Saved, form: Form, rework: &Rework) -> Saved {
    match rework {
        Rework::Chapter(id, lines) => {
            let shipped = chapters(form)
                .into_iter()
                .find(|chapter| chapter.id == *id)
                .is_some_and(|chapter| chapter.lines == *lines);
            if shipped {
                row.chapters.remove(id);
            } else {
                row.chapters.insert(id.clone(), lines.clone());
            }
        }
        Rework::Restore(id) => {
            row.chapters.remove(id);
        }
        Rework::All(chapters, _) => row.chapters.clone_from(chapters),
        Rework::Adopted(on, by) => {
            row.adopted_on = *on;
            row.adopted_by.clone_from(by);
        }
    }
    row
}

/// The data of the plan as it would be with other words.
pub fn tried(
    desk: &Desk<'_>,
    dossier: &Dossier,
    unit: Uuid,
    chapters: &Wording,
) -> Result<Value, Refusal> {
    let today = desk.clock.today();
    let kind = Kind::ImplementationPlan;
    let mut whole =
        data::assemble(dossier, desk.plans, unit, kind, today)?.stamped(None, Some(today));
    if let Some(whole) = whole.as_object_mut() {
        whole.insert("wording".to_owned(), serde_json::json!(chapters));
    }
    Ok(whole)
}

/// What is wrong with a plan's words, as its page tells it: everything at once.
pub fn check(
    desk: &Desk<'_>,
    dossier: &Dossier,
    unit: Uuid,
    chapters: &Wording,
) -> Result<Vec<DataProblem>, Refusal> {
    let whole = tried(desk, dossier, unit, chapters)?;
    let found = Kind::ImplementationPlan
        .check(&whole)
        .err()
        .unwrap_or_default();
    // What is wrong with the data themselves pre-flight tells.
    Ok(found
        .into_iter()
        .filter(|problem| problem.path.starts_with("wording"))
        .collect())
}

/// The words with one chapter as typed.
pub fn with_chapter(dossier: &Dossier, unit: Uuid, id: &str, lines: Vec<String>) -> Wording {
    let (row, _) = saved(dossier, unit);
    let rework = Rework::Chapter(id.to_owned(), lines);
    reworked(row, form_of(dossier, unit), &rework).chapters
}

/// Saves a change of a plan's words; `seen` is the row's version the person saw.
#[allow(clippy::too_many_arguments)] // who, where, which plan, what, from which page
pub async fn save(
    desk: &Desk<'_>,
    actor: &Actor,
    scope: &CycleScope,
    key: &str,
    unit: Uuid,
    rework: Rework,
    seen: i32,
    home: &str,
) -> Result<String, Refusal> {
    let kind = Kind::ImplementationPlan;
    let dossier = read_dossier(desk.store.reader(), scope, unit, kind).await?;
    if !dossier.fits(unit, kind) {
        return Err(Refusal::NotFound);
    }
    let form = form_of(&dossier, unit);
    let (before, _) = saved(&dossier, unit);
    if let Rework::Chapter(id, _) | Rework::Restore(id) = &rework {
        chapter(&dossier, unit, id)?;
    }
    let after = reworked(before.clone(), form, &rework);
    let mut problems = Problems::none();
    if let Rework::Adopted(Some(day), _) = &rework
        && *day > desk.clock.today()
    {
        problems.add(
            "adopted_on",
            "请填已经开过的会的日子。讨论通过的日子不能晚于今天。",
        );
    }
    for problem in check(desk, &dossier, unit, &after.chapters)? {
        problems.add("text", format!("{problem}。"));
    }
    problems.into_result()?;
    let mut change = match Change::begin(desk.store, desk.clock, actor, key).await? {
        Begun::Fresh(change) => change,
        Begun::Again(location) => return Ok(location),
    };
    if before == after {
        return Err(Refusal::general(
            "没有要保存的改动：与正在用的文字完全相同。",
        ));
    }
    let object = format!("{unit}:{ROW}");
    let row = paper_fact::Model {
        id: Uuid::now_v7(),
        cycle_id: scope.cycle_id(),
        unit_id: unit,
        kind: ROW.to_owned(),
        facts: serde_json::to_string(&after)
            .map_err(|error| Refusal::Inside(format!("wording: {error}")))?,
        version: seen,
    };
    if !paper::put_facts(change.tx(), row).await? {
        drop(change);
        let event = audit::last_of_object(desk.store.reader(), "plan", &object).await?;
        return Err(Refusal::Conflict(Conflict::from_event(
            format!("{}实施方案的文字", dossier.unit_name(unit)),
            event,
        )));
    }
    let what = match &rework {
        Rework::Chapter(id, _) => format!("修改“{}”", title(form, id)),
        Rework::Restore(id) => format!("恢复“{}”的原文", title(form, id)),
        Rework::All(_, version) => format!("用回第{version}版的文字"),
        Rework::Adopted(Some(day), by) => {
            format!("记录{}{by}讨论通过", crate::civil::long(*day))
        }
        Rework::Adopted(None, _) => "清空讨论通过的日子".to_owned(),
    };
    let entry = change
        .audit(Event::PlanReworded)
        .object("plan", object)
        .cycle(scope.cycle_id())
        .summary(format!("{}实施方案：{what}", dossier.unit_name(unit)))
        .before(&before)
        .after(&after);
    if unit != scope.cycle_id() {
        entry.village(unit);
    }
    change.commit(home).await?;
    Ok(home.to_owned())
}

fn title(form: Form, id: &str) -> String {
    chapters(form)
        .into_iter()
        .find(|chapter| chapter.id == id)
        .map(|chapter| chapter.title)
        .unwrap_or_default()
}
