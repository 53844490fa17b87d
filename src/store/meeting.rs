//! 会议与应到、到会情况

use sea_orm::{ConnectionTrait, DbErr, QueryFilter as _, QueryOrder as _};
use uuid::Uuid;

pub use super::occasion::{CANCELLED, HELD, PLANNED};
use super::{
    entity::{meeting, meeting_unit},
    occasion::{self, Called, Occasion},
    scope::CycleScope,
    written::Versioned,
};

/// A meeting with its rows in order.
pub type Whole = (meeting::Model, Vec<meeting_unit::Model>);

impl Versioned for meeting::Entity {
    const ID: meeting::Column = meeting::Column::Id;
    const VERSION: meeting::Column = meeting::Column::Version;

    fn mark(model: &meeting::Model) -> (Uuid, i32) {
        (model.id, model.version)
    }
}

impl Occasion for meeting::Entity {
    type Asked = meeting_unit::Entity;
    const DAY: meeting::Column = meeting::Column::Day;
    const STATE: meeting::Column = meeting::Column::State;
    const ASKED_CYCLE: meeting_unit::Column = meeting_unit::Column::CycleId;
    const ASKED_TO: meeting_unit::Column = meeting_unit::Column::MeetingId;
    const ASKED_ORDER: meeting_unit::Column = meeting_unit::Column::Ordinal;

    fn owner(row: &meeting_unit::Model) -> (Uuid, Option<Uuid>) {
        (row.meeting_id, row.village_id)
    }

    fn called(one: &meeting::Model) -> Called<'_> {
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

    fn called_off(one: meeting::Model, reason: &str, version: i32) -> meeting::Model {
        meeting::Model {
            state: CANCELLED.to_owned(),
            state_note: reason.to_owned(),
            version,
            ..one
        }
    }
}

/// The meetings in reach, the latest day first, those without a day before all others.
pub async fn list<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
) -> Result<Vec<meeting::Model>, DbErr> {
    occasion::latest_first(scope.rows::<meeting::Entity>())
        .all(db)
        .await
}

/// The meetings of one unit in reach, with their rows, the latest day first.
pub async fn of_unit<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    unit_id: Uuid,
) -> Result<Vec<Whole>, DbErr> {
    let Some(rows) = scope.rows_of::<meeting::Entity>(unit_id) else {
        return Ok(Vec::new());
    };
    let found = occasion::latest_first(rows).all(db).await?;
    let ids: Vec<Uuid> = found.iter().map(|row| row.id).collect();
    let theirs = meeting_unit::COLUMN.meeting_id.is_in(ids);
    occasion::with_rows::<meeting::Entity, C>(db, scope, found, theirs).await
}

/// All meetings in reach with their rows.
pub async fn whole<C: ConnectionTrait>(db: &C, scope: &CycleScope) -> Result<Vec<Whole>, DbErr> {
    occasion::whole::<meeting::Entity, C>(db, scope).await
}

/// Meetings that were held and on which a step rests, with their rows.
pub async fn founding<C: ConnectionTrait>(db: &C, scope: &CycleScope) -> Result<Vec<Whole>, DbErr> {
    let found = scope
        .rows::<meeting::Entity>()
        .filter(meeting::COLUMN.state.eq(HELD))
        .filter(meeting::COLUMN.step.ne(""))
        .order_by_desc(meeting::Column::Day)
        .order_by_desc(meeting::Column::Id)
        .all(db)
        .await?;
    let all = meeting_unit::COLUMN.cycle_id.eq(scope.cycle_id());
    occasion::with_rows::<meeting::Entity, C>(db, scope, found, all).await
}

/// One meeting in reach with its rows.
pub async fn find<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    id: Uuid,
) -> Result<Option<Whole>, DbErr> {
    occasion::find::<meeting::Entity, C>(db, scope, id).await
}
