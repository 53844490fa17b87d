//! 培训班与参训情况

use sea_orm::{Condition, ConnectionTrait, DbErr, EntityTrait as _, QueryFilter as _};
use uuid::Uuid;

use super::{
    entity::{paper_fact, training, training_group},
    occasion::{self, CANCELLED, Called, Occasion},
    scope::CycleScope,
    written::Versioned,
};

/// A course with its groups in order.
pub type Whole = (training::Model, Vec<training_group::Model>);

impl Versioned for training::Entity {
    const ID: training::Column = training::Column::Id;
    const VERSION: training::Column = training::Column::Version;

    fn mark(model: &training::Model) -> (Uuid, i32) {
        (model.id, model.version)
    }
}

impl Occasion for training::Entity {
    type Asked = training_group::Entity;
    const DAY: training::Column = training::Column::Day;
    const STATE: training::Column = training::Column::State;
    const ASKED_CYCLE: training_group::Column = training_group::Column::CycleId;
    const ASKED_TO: training_group::Column = training_group::Column::TrainingId;
    const ASKED_ORDER: training_group::Column = training_group::Column::Ordinal;

    fn owner(row: &training_group::Model) -> (Uuid, Option<Uuid>) {
        (row.training_id, row.village_id)
    }

    fn called(one: &training::Model) -> Called<'_> {
        Called {
            id: one.id,
            unit_id: one.unit_id,
            name: &one.name,
            day: one.day,
            time: &one.time,
            place: &one.place,
            host: &one.host,
            contact: &one.contact,
            contact_phone: &one.contact_phone,
            reply_by: one.reply_by,
            materials: &one.materials,
            requirements: &one.requirements,
            state: &one.state,
            state_note: &one.state_note,
            recorded_by_name: &one.recorded_by_name,
            recorded_at: one.recorded_at,
            version: one.version,
        }
    }

    fn called_off(one: training::Model, reason: &str, version: i32) -> training::Model {
        training::Model {
            state: CANCELLED.to_owned(),
            state_note: reason.to_owned(),
            version,
            ..one
        }
    }
}

/// The courses in reach with their groups, the latest day first.
pub async fn whole<C: ConnectionTrait>(db: &C, scope: &CycleScope) -> Result<Vec<Whole>, DbErr> {
    occasion::whole::<training::Entity, C>(db, scope).await
}

/// The courses that can have trained people of one village: the township's and its own, each with
/// the groups of that village and of the township's teams.
pub async fn of_village<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    village_id: Uuid,
) -> Result<Vec<Whole>, DbErr> {
    if !scope.reaches(village_id) {
        return Ok(Vec::new());
    }
    let units = [scope.cycle_id(), village_id];
    let found = occasion::latest_first(
        training::Entity::find()
            .filter(training::COLUMN.cycle_id.eq(scope.cycle_id()))
            .filter(training::COLUMN.unit_id.is_in(units)),
    )
    .all(db)
    .await?;
    let groups = Condition::all()
        .add(training_group::COLUMN.cycle_id.eq(scope.cycle_id()))
        .add(
            Condition::any()
                .add(training_group::COLUMN.village_id.eq(village_id))
                .add(training_group::COLUMN.village_id.is_null()),
        );
    occasion::with_rows::<training::Entity, C>(db, scope, found, groups).await
}

/// One course in reach with its groups.
pub async fn find<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    id: Uuid,
) -> Result<Option<Whole>, DbErr> {
    occasion::find::<training::Entity, C>(db, scope, id).await
}

/// The lists of polling staff in reach: village and the facts of its notice.
pub async fn staff_lists<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
) -> Result<Vec<(Uuid, String)>, DbErr> {
    let rows = paper_fact::Entity::find()
        .filter(paper_fact::COLUMN.cycle_id.eq(scope.cycle_id()))
        .filter(paper_fact::COLUMN.kind.eq("polling-staff"))
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .filter(|row| scope.reaches(row.unit_id))
        .map(|row| (row.unit_id, row.facts))
        .collect())
}
