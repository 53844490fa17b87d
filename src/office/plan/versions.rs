//! 方案的各版 — what the plan said at a moment, kept whole: its data and the paper's text. A version is saved by hand,
//! to be sent round or talked over, and by every issue. Any two can be compared, and any with what is so now.

use sea_orm::ConnectionTrait;
use serde_json::Value;
use uuid::Uuid;

use crate::{
    documents::{
        compare::{self, Paragraph},
        kind::Kind,
        kinds::implementation_plan::{
            changes::{Change as Row, changes},
            wording::Wording,
        },
        markup,
    },
    office::{
        change::{Actor, Begun, Change},
        event::Event,
        paper::{
            data::{self, Assembled},
            issue::{Desk, read_dossier},
        },
        refusal::Refusal,
    },
    store::{
        entity::{paper as paper_row, plan_version},
        plan,
        scope::CycleScope,
    },
};

/// Most versions of one plan: beyond that somebody saves by machine.
const MOST: i32 = 1000;

/// One state of a plan: a version, or what is so now.
#[derive(Debug, Clone)]
pub struct State {
    /// The version; `None` for now.
    pub version: Option<i32>,
    /// Its data.
    pub data: Value,
    /// The words of its body, a paragraph a line.
    pub text: String,
}

/// What two states say differently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Rows of tables.
    pub rows: Vec<Row>,
    /// The body; empty paragraphs where either cannot be read.
    pub text: Vec<Paragraph>,
}

impl Difference {
    /// Whether they say the same.
    pub fn is_none(&self) -> bool {
        self.rows.is_empty() && compare::count(&self.text) == 0
    }
}

/// Compares two states.
pub fn difference(before: &State, after: &State) -> Difference {
    Difference {
        rows: changes(&before.data, &after.data).unwrap_or_default(),
        text: compare::compare(&before.text, &after.text),
    }
}

/// The words of a paper's markup; empty where this program cannot read it any more.
pub fn words(markup: &str) -> String {
    markup::parse(markup)
        .map(|document| compare::words(&document))
        .unwrap_or_default()
}

/// The plan as it is now, with the day that would stand under it.
pub async fn now(desk: &Desk<'_>, scope: &CycleScope, unit: Uuid) -> Result<State, Refusal> {
    let (assembled, markup) = drawn(desk, scope, unit).await?;
    Ok(State {
        version: None,
        data: assembled.data,
        text: words(&markup),
    })
}

async fn drawn(
    desk: &Desk<'_>,
    scope: &CycleScope,
    unit: Uuid,
) -> Result<(Assembled, String), Refusal> {
    let kind = Kind::ImplementationPlan;
    let dossier = read_dossier(desk.store.reader(), scope, unit, kind).await?;
    if !dossier.fits(unit, kind) {
        return Err(Refusal::NotFound);
    }
    let today = desk.clock.today();
    let assembled = data::assemble(&dossier, desk.plans, unit, kind, today)?;
    let stamped = assembled.stamped(None, None);
    let markup = desk
        .press_of(scope)
        .await?
        .on_a_core(move |press| press.markup(kind, &stamped))
        .await??;
    Ok((assembled, markup))
}

/// One kept version.
pub async fn kept(
    desk: &Desk<'_>,
    scope: &CycleScope,
    unit: Uuid,
    version: i32,
) -> Result<State, Refusal> {
    let row = plan::find(desk.store.reader(), scope, unit, version)
        .await?
        .ok_or(Refusal::NotFound)?;
    Ok(State {
        version: Some(row.version),
        data: serde_json::from_str(&row.data)
            .map_err(|error| Refusal::Inside(format!("plan version: {error}")))?,
        text: words(&row.markup),
    })
}

/// The chapters a version was written with.
pub fn wording(state: &State) -> Wording {
    state
        .data
        .get("wording")
        .and_then(|wording| serde_json::from_value(wording.clone()).ok())
        .unwrap_or_default()
}

/// 存为一版 — keeps what the plan says now, unless the newest version says the same.
pub async fn save(
    desk: &Desk<'_>,
    actor: &Actor,
    scope: &CycleScope,
    key: &str,
    unit: Uuid,
    home: &str,
) -> Result<String, Refusal> {
    let (assembled, markup) = drawn(desk, scope, unit).await?;
    let mut change = match Change::begin(desk.store, desk.clock, actor, key).await? {
        Begun::Fresh(change) => change,
        Begun::Again(location) => return Ok(location),
    };
    let newest = plan::newest(change.tx(), scope.cycle_id(), unit).await?;
    if let Some(newest) = &newest
        && newest.input_digest == assembled.digest
        && words(&newest.markup) == words(&markup)
    {
        return Err(Refusal::general(format!(
            "没有要存的改动：与第{}版完全相同。",
            newest.version
        )));
    }
    let version = next(newest.as_ref())?;
    let row = plan_version::Model {
        id: Uuid::now_v7(),
        cycle_id: scope.cycle_id(),
        unit_id: unit,
        version,
        data: assembled.data.to_string(),
        markup,
        input_digest: assembled.digest,
        remark: "存为一版".to_owned(),
        paper_id: None,
        saved_by: actor.id(),
        saved_by_name: actor.name.clone(),
        saved_at: change.at(),
    };
    let digest = row.input_digest.clone();
    if !plan::insert(change.tx(), row).await? {
        return Err(Refusal::general(
            "请刷新后再存。同时有人存了一版，先看看他存的是不是您要的。",
        ));
    }
    let whose = match crate::store::village::find(change.tx(), scope, unit).await? {
        Some(village) => village.name,
        None => "镇".to_owned(),
    };
    let entry = change
        .audit(Event::PlanVersionSaved)
        .object("plan-version", format!("{unit}:{version}"))
        .cycle(scope.cycle_id())
        .summary(format!("{whose}实施方案存为第{version}版"))
        .after(&serde_json::json!({ "版本": version, "内容摘要": digest }));
    if unit != scope.cycle_id() {
        entry.village(unit);
    }
    change.commit(home).await?;
    Ok(home.to_owned())
}

fn next(newest: Option<&plan_version::Model>) -> Result<i32, Refusal> {
    let version = newest.map_or(1, |row| row.version.saturating_add(1));
    if version > MOST {
        return Err(Refusal::general(
            "请与系统管理员联系：这份方案的版本太多，不能再存。",
        ));
    }
    Ok(version)
}

/// An issue is a version: the newest one, when it says the same and was not issued yet, else a new one. In the
/// transaction that issues. `false` when somebody saved a version at the same moment.
pub async fn issued<C: ConnectionTrait>(
    tx: &C,
    row: &paper_row::Model,
    data: &Value,
) -> Result<bool, Refusal> {
    let markup = row.markup.clone().unwrap_or_default();
    let newest = plan::newest(tx, row.cycle_id, row.unit_id).await?;
    if let Some(newest) = &newest
        && newest.paper_id.is_none()
        && newest.input_digest == row.input_digest
        && words(&newest.markup) == words(&markup)
    {
        plan::issued_as(tx, newest.id, row.id).await?;
        return Ok(true);
    }
    let version = next(newest.as_ref())?;
    let kept = plan_version::Model {
        id: Uuid::now_v7(),
        cycle_id: row.cycle_id,
        unit_id: row.unit_id,
        version,
        data: data.to_string(),
        markup,
        input_digest: row.input_digest.clone(),
        remark: "印发".to_owned(),
        paper_id: Some(row.id),
        saved_by: row.issued_by,
        saved_by_name: row.issued_by_name.clone(),
        saved_at: row.issued_at,
    };
    Ok(plan::insert(tx, kept).await?)
}
