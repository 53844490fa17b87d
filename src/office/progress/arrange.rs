//! 安排 — planned day, answerable person and place of one of the township's own phases.

use chrono::NaiveDate;
use serde::Serialize;
use uuid::Uuid;

use super::{
    Desk, Unit,
    record::{check_length, read_day},
};
use crate::{
    civil,
    office::{
        change::{Actor, Begun, Change},
        event::Event,
        refusal::{Conflict, Problems, Refusal},
    },
    store::{audit, entity::step_arrangement, people, progress, scope::CycleScope},
};

/// What a person typed to plan a phase.
#[derive(Debug, Clone, Default)]
pub struct Arrangement {
    /// 计划日期, as typed; may be empty.
    pub planned: String,
    /// Id of the person answerable; may be empty.
    pub owner: String,
    /// 地点
    pub place: String,
    /// 安排
    pub note: String,
    /// Row version the form was made from; 0 for none.
    pub version: i32,
}

#[derive(Serialize)]
struct Told<'t> {
    planned_day: Option<NaiveDate>,
    owner_id: Option<Uuid>,
    place: &'t str,
    note: &'t str,
}

impl<'t> Told<'t> {
    fn of(row: &'t step_arrangement::Model) -> Self {
        Self {
            planned_day: row.planned_day,
            owner_id: row.owner_id,
            place: &row.place,
            note: &row.note,
        }
    }
}

impl Desk<'_> {
    /// 安排镇级的一项工作; `Some` when the same form was stored before and led there.
    pub async fn arrange(
        &self,
        actor: &Actor,
        scope: &CycleScope,
        step: &str,
        key: &str,
        form: &Arrangement,
    ) -> Result<Option<String>, Refusal> {
        let unit = Unit::Township;
        let plan = unit.plan(self.plans);
        let name = plan
            .index(step)
            .and_then(|index| plan.steps.get(index))
            .map(|step| step.name.clone())
            .ok_or(Refusal::NotFound)?;
        let mut problems = Problems::none();
        let planned_day = match form.planned.trim() {
            "" => None,
            text => read_day("planned", "计划日期", text, &mut problems),
        };
        if planned_day.is_some_and(|day| !(2000..=2099).contains(&chrono::Datelike::year(&day))) {
            problems.add(
                "planned",
                "请核对年份。计划日期应在 2000 年到 2099 年之间。",
            );
        }
        check_length("place", "地点", &form.place, &mut problems);
        check_length("plan_note", "安排", &form.note, &mut problems);
        let owner_id = match form.owner.trim() {
            "" => None,
            text => {
                let id = Uuid::parse_str(text).ok();
                let known = match id {
                    Some(id) => people::find(self.store.reader(), scope, id)
                        .await?
                        .is_some(),
                    None => false,
                };
                if !known {
                    problems.add(
                        "owner",
                        "请重新选择责任人。所选的人已不在本届的人员名单里。",
                    );
                }
                id
            }
        };
        problems.into_result()?;
        let mut change = match Change::begin(self.store, self.clock, actor, key).await? {
            Begun::Fresh(change) => change,
            Begun::Again(location) => return Ok(Some(location)),
        };
        let unit_id = unit.id(scope);
        let before = progress::arrangements(change.tx(), scope, unit_id)
            .await?
            .into_iter()
            .find(|row| row.step == step);
        let row = step_arrangement::Model {
            id: before.as_ref().map_or_else(Uuid::now_v7, |row| row.id),
            cycle_id: scope.cycle_id(),
            unit_id,
            step: step.to_owned(),
            planned_day,
            owner_id,
            place: form.place.trim().to_owned(),
            note: form.note.trim().to_owned(),
            version: form.version,
        };
        let object = format!("{unit_id}/{step}");
        let current = before.as_ref().map_or(0, |row| row.version);
        if current != form.version || !progress::put_arrangement(change.tx(), row.clone()).await? {
            drop(change);
            let event = audit::last_of_object(self.store.reader(), "arrangement", &object).await?;
            return Err(Refusal::Conflict(Conflict::from_event(
                format!("镇 {name} 的安排"),
                event,
            )));
        }
        let day = planned_day.map_or_else(|| "日期未定".to_owned(), civil::short);
        change
            .audit(Event::StepArranged)
            .object("arrangement", object)
            .cycle(scope.cycle_id())
            .summary(format!("安排 镇 {name} {day}"))
            .after(&Told::of(&row))
            .before_if(before.as_ref().map(Told::of).as_ref());
        change.commit(&unit.path(scope)).await?;
        Ok(None)
    }
}
