//! 导入村花名册

use sea_orm::SqlErr;
use uuid::Uuid;

use super::{Stored, fingerprint, unpack};
use crate::{
    law::{RulePack, UnitKind, cite_all},
    office::{
        change::{Actor, Begun},
        done::{self, Done},
        event::Event,
        refusal::{Problems, Refusal},
        village::{blank, differences, facts, kind_id, list_text, next_ordinal, stored},
    },
    platform::clock::Clock,
    roster::{
        self, Book, Code, Import, Placed, Problem, Severity, VillageOptions, VillageRow, cell_name,
    },
    store::{Store, entity::village as village_row, scope::CycleScope, village},
};

/// A sheet of villages as it would be stored.
#[derive(Debug)]
pub struct VillagesPlan {
    /// What was read, with every problem.
    pub import: Import<VillageRow>,
    /// New villages.
    pub added: Vec<village_row::Model>,
    /// Villages brought up to the sheet, with what differs.
    pub changed: Vec<(village_row::Model, Vec<String>)>,
    /// How many the sheet leaves as they are.
    pub same: usize,
    /// Names of villages the sheet does not have: they stay.
    pub absent: Vec<String>,
}

impl VillagesPlan {
    /// What would be done, in sentences.
    pub fn effect(&self) -> Vec<String> {
        let mut effect = Vec::new();
        if !self.added.is_empty() {
            effect.push(format!("新增 {} 个村（社区）。", self.added.len()));
        }
        if self.same > 0 {
            effect.push(format!("{} 个与已有内容相同，不变。", self.same));
        }
        for (row, lines) in &self.changed {
            effect.push(format!("修改 {}：{}。", row.name, lines.join("；")));
        }
        if !self.absent.is_empty() {
            effect.push(format!(
                "表里没有的 {} 个保留不动，不会删除：{}。",
                self.absent.len(),
                self.absent.join("、")
            ));
        }
        effect
    }

    /// Tells two plans apart.
    pub fn fingerprint(&self) -> String {
        let added: Vec<_> = self.added.iter().map(facts).collect();
        let changed: Vec<_> = self
            .changed
            .iter()
            .map(|(row, lines)| (row.id, row.version, lines))
            .collect();
        fingerprint(&(added, changed))
    }
}

/// The pack's limits on seats, as the sheet reader takes them.
fn options(pack: &RulePack) -> VillageOptions {
    let of = |kind| {
        let rules = pack.rules(kind);
        let number = |key: &str| rules.and_then(|rules| rules.number(key));
        let source = rules
            .map(|rules| cite_all(&rules.basis("committee_min")))
            .unwrap_or_default();
        (
            (
                number("committee_min").unwrap_or(0),
                number("committee_max").unwrap_or(u32::MAX),
            ),
            source
                .trim_start_matches('〔')
                .trim_end_matches('〕')
                .to_owned(),
        )
    };
    let (village_seats, village_seats_source) = of(UnitKind::Village);
    let (community_seats, community_seats_source) = of(UnitKind::Community);
    VillageOptions {
        village_seats,
        village_seats_source,
        community_seats,
        community_seats_source,
    }
}

/// Reads a sheet and holds it against what is stored.
pub fn plan(
    book: &Book,
    pack: &RulePack,
    cycle_id: Uuid,
    known: &[village_row::Model],
) -> VillagesPlan {
    let import = roster::import_villages(book, &options(pack));
    let mut plan = VillagesPlan {
        import,
        added: Vec::new(),
        changed: Vec::new(),
        same: 0,
        absent: Vec::new(),
    };
    let mut problems = Vec::new();
    let mut met = Vec::new();
    let mut next = next_ordinal(known);
    for placed in &plan.import.rows {
        let key = roster::unit_key(&placed.value.name);
        let old = known.iter().find(|row| roster::unit_key(&row.name) == key);
        if let Some(other) = known.iter().find(|row| {
            row.code.is_some()
                && row.code == placed.value.code
                && old.is_none_or(|old| old.id != row.id)
        }) {
            problems.push(code_taken(&plan.import, placed, &other.name));
        }
        if let Some(old) = old {
            met.push(old.id);
            let mut new = old.clone();
            fill(&mut new, &placed.value);
            let lines = differences(&facts(old), &facts(&new));
            if lines.is_empty() && new == *old {
                plan.same += 1;
            } else {
                let lines = if lines.is_empty() {
                    vec!["序号".to_owned()]
                } else {
                    lines
                };
                plan.changed.push((new, lines));
            }
        } else {
            let mut new = blank(cycle_id, next);
            fill(&mut new, &placed.value);
            next = next.max(new.ordinal.saturating_add(1));
            plan.added.push(new);
        }
    }
    plan.absent = known
        .iter()
        .filter(|row| !met.contains(&row.id))
        .map(|row| row.name.clone())
        .collect();
    plan.import.problems.extend(problems);
    plan
}

/// A blank cell leaves what is there.
fn fill(model: &mut village_row::Model, row: &VillageRow) {
    fn put<T: Clone>(slot: &mut Option<T>, value: Option<T>) {
        if value.is_some() {
            *slot = value;
        }
    }
    if model.name.is_empty() {
        model.name.clone_from(&row.name);
    }
    kind_id(row.kind).clone_into(&mut model.kind);
    if let Some(ordinal) = row.ordinal {
        model.ordinal = stored(ordinal);
    }
    put(&mut model.code, row.code.clone());
    put(&mut model.households, row.households.map(stored));
    put(&mut model.population, row.population.map(stored));
    put(&mut model.groups, row.groups.map(stored));
    put(&mut model.party_members, row.party_members.map(stored));
    put(&mut model.last_voters, row.last_voters.map(stored));
    put(&mut model.term_end, row.term_end);
    if row.seats.total() > 0 {
        model.seats_chair = stored(row.seats.chair);
        model.seats_deputy = stored(row.seats.deputy);
        model.seats_member = stored(row.seats.member);
    }
    if !row.trouble_causes.is_empty() {
        model.trouble_causes = list_text(&row.trouble_causes);
    }
    if let Some(note) = &row.note {
        model.note.clone_from(note);
    }
}

fn code_taken(import: &Import<VillageRow>, placed: &Placed<VillageRow>, other: &str) -> Problem {
    let column = import
        .columns
        .iter()
        .find(|column| column.title == "区划代码");
    Problem {
        code: Code::DivisionRepeated,
        severity: Severity::Error,
        row: Some(placed.row),
        serial: placed.serial.clone(),
        column: column.map(|column| column.heading.clone()),
        cell: column.map(|column| cell_name(placed.row, column.index)),
        message: format!(
            "请核对：这个区划代码在本届已经是“{other}”的；如果是同一个村改了名，请先在花名册里改名再导入。"
        ),
    }
}

/// Holds an upload against the villages stored now. Nothing is changed.
pub async fn check(
    store: &Store,
    scope: &CycleScope,
    pack: &RulePack,
    content: Vec<u8>,
) -> Result<VillagesPlan, Refusal> {
    let known = village::list(store.reader(), scope).await?;
    let (pack, cycle_id) = (pack.clone(), scope.cycle_id());
    super::in_background(move || Ok(plan(&unpack(&content)?, &pack, cycle_id, &known))).await
}

/// 确认导入 — reads the upload again and stores it whole. `shown` is the fingerprint of the plan the
/// person confirmed; `None` for the command line, which shows nothing first.
#[allow(clippy::too_many_arguments)]
pub async fn store(
    db: &Store,
    clock: &dyn Clock,
    pack: &RulePack,
    actor: &Actor,
    scope: &CycleScope,
    key: Option<&str>,
    file: &str,
    content: Vec<u8>,
    shown: Option<&str>,
) -> Result<Stored<VillagesPlan>, Refusal> {
    let cycle_id = scope.cycle_id();
    let book = super::in_background(move || unpack(&content)).await?;
    let mut change = match done::open(db, clock, actor, key).await? {
        Begun::Fresh(change) => change,
        Begun::Again(location) => return Ok(Stored::Done(Done::again(location), None)),
    };
    let known = village::list(change.tx(), scope).await?;
    let plan = plan(&book, pack, cycle_id, &known);
    if plan.import.has_errors() || shown.is_some_and(|shown| shown != plan.fingerprint()) {
        return Ok(Stored::LookAgain(plan));
    }
    let (added, changed) = (plan.added.clone(), plan.changed.clone());
    let taken = || {
        Refusal::Invalid(Problems::field(
            "file",
            "请重新上传：名册里刚刚有了同名的村（社区），没有保存任何内容。",
        ))
    };
    if !village::insert_all(change.tx(), added.clone()).await? {
        return Err(taken());
    }
    for (row, _) in &changed {
        let written = village::update(change.tx(), scope, row.clone())
            .await
            .map_err(|error| match error.sql_err() {
                Some(SqlErr::UniqueConstraintViolation(_)) => taken(),
                _ => error.into(),
            })?;
        if !written {
            return Err(taken());
        }
    }
    let summary = format!(
        "导入村花名册：新增 {}，修改 {}，不变 {}",
        added.len(),
        changed.len(),
        plan.same
    );
    let names: Vec<&str> = added.iter().map(|row| row.name.as_str()).collect();
    let differences: Vec<String> = changed
        .iter()
        .map(|(row, lines)| format!("{}：{}", row.name, lines.join("；")))
        .collect();
    change
        .audit(Event::VillagesImported)
        .object("villages", cycle_id)
        .cycle(cycle_id)
        .township(scope.cycle().township_id)
        .summary(summary.clone())
        .after(&serde_json::json!({ "文件": file, "新增": names, "修改": differences }));
    // Each village changed can say who changed it last.
    for (row, lines) in &changed {
        change
            .audit(Event::VillageChanged)
            .object("village", row.id)
            .cycle(cycle_id)
            .village(row.id)
            .township(scope.cycle().township_id)
            .summary(format!("导入时修改 {}：{}", row.name, lines.join("；")));
    }
    let location = format!("/c/{cycle_id}/villages");
    change.commit(&location).await?;
    Ok(Stored::Done(
        Done::plainly(location, format!("已{summary}。")),
        Some(plan),
    ))
}
