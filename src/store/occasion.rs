//! 集会 — what meetings and courses are as rows alike: something called for a day, with a row for each
//! unit that is asked.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, Order,
    QueryFilter as _, QueryOrder as _, Select,
    sea_query::{IntoCondition, NullOrdering},
};
use uuid::Uuid;

use super::{
    scope::{CycleScope, Placed},
    written::{self, Versioned},
};

/// [`Called::state`]: called, not held yet.
pub const PLANNED: &str = "planned";
/// [`Called::state`]: held, the sign-in sheet is entered.
pub const HELD: &str = "held";
/// [`Called::state`]: will not be held.
pub const CANCELLED: &str = "cancelled";

/// What every occasion's notice and record say.
#[derive(Debug, Clone, Copy)]
pub struct Called<'a> {
    /// Id.
    pub id: Uuid,
    /// The village it is of, or the cycle where it is the township's.
    pub unit_id: Uuid,
    /// 名称
    pub name: &'a str,
    /// 日期
    pub day: Option<NaiveDate>,
    /// 时间
    pub time: &'a str,
    /// 地点
    pub place: &'a str,
    /// 主持人
    pub host: &'a str,
    /// 联系人
    pub contact: &'a str,
    /// 联系电话
    pub contact_phone: &'a str,
    /// 名单报送截止日
    pub reply_by: Option<NaiveDate>,
    /// 材料, as JSON.
    pub materials: &'a str,
    /// 要求, as JSON.
    pub requirements: &'a str,
    /// [`PLANNED`], [`HELD`] or [`CANCELLED`].
    pub state: &'a str,
    /// 取消的原因
    pub state_note: &'a str,
    /// Who entered it last.
    pub recorded_by_name: &'a str,
    /// When.
    pub recorded_at: DateTime<Utc>,
    /// Row version.
    pub version: i32,
}

/// A table of occasions and the table of those asked.
pub trait Occasion: Versioned + Placed {
    /// Those asked, a row a unit.
    type Asked: EntityTrait<Model: IntoActiveModel<<Self::Asked as EntityTrait>::ActiveModel>>;
    /// Column of the day.
    const DAY: Self::Column;
    /// Column of the state.
    const STATE: Self::Column;
    /// Column of the cycle of those asked.
    const ASKED_CYCLE: <Self::Asked as EntityTrait>::Column;
    /// Column of the occasion they are asked to.
    const ASKED_TO: <Self::Asked as EntityTrait>::Column;
    /// Column of their order.
    const ASKED_ORDER: <Self::Asked as EntityTrait>::Column;

    /// The occasion a row is of, and the village it is of, where it is a village's.
    fn owner(row: &Row<Self>) -> (Uuid, Option<Uuid>);

    /// What its notice and record say.
    fn called(model: &Self::Model) -> Called<'_>;

    /// The same row, called off.
    fn called_off(model: Self::Model, reason: &str, version: i32) -> Self::Model;
}

/// One row of those asked.
pub type Row<E> = <<E as Occasion>::Asked as EntityTrait>::Model;

/// An occasion with its rows in order.
pub type Whole<E> = (<E as EntityTrait>::Model, Vec<Row<E>>);

/// The latest day first, those without a day before all others.
pub(super) fn latest_first<E: Occasion>(query: Select<E>) -> Select<E> {
    query
        .order_by_with_nulls(E::DAY, Order::Desc, NullOrdering::First)
        .order_by_desc(E::ID)
}

/// All occasions in reach with their rows, the latest day first.
pub async fn whole<E: Occasion, C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
) -> Result<Vec<Whole<E>>, DbErr> {
    let found = latest_first(scope.rows::<E>()).all(db).await?;
    with_rows::<E, C>(db, scope, found, E::ASKED_CYCLE.eq(scope.cycle_id())).await
}

/// Occasions with the rows of theirs that fit a condition.
pub(super) async fn with_rows<E: Occasion, C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    found: Vec<E::Model>,
    rows: impl IntoCondition,
) -> Result<Vec<Whole<E>>, DbErr> {
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let rows = E::Asked::find()
        .filter(rows.into_condition())
        .order_by_asc(E::ASKED_ORDER)
        .all(db)
        .await?;
    Ok(together::<E>(scope, found, rows))
}

/// Rows to their occasions. Whoever sees only some villages does not see the rows of the others.
fn together<E: Occasion>(
    scope: &CycleScope,
    found: Vec<E::Model>,
    rows: Vec<Row<E>>,
) -> Vec<Whole<E>> {
    let mut by_occasion: HashMap<Uuid, Vec<Row<E>>> = HashMap::new();
    for row in rows {
        let (occasion, village) = E::owner(&row);
        if village.is_none_or(|id| scope.reaches(id)) {
            by_occasion.entry(occasion).or_default().push(row);
        }
    }
    found
        .into_iter()
        .map(|one| {
            let rows = by_occasion.remove(&E::called(&one).id).unwrap_or_default();
            (one, rows)
        })
        .collect()
}

/// 待登记 — the occasions in reach that were to have been by `until` and that nobody has entered, the earliest first.
pub async fn unentered<E: Occasion, C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    until: NaiveDate,
) -> Result<Vec<E::Model>, DbErr> {
    scope
        .rows::<E>()
        .filter(E::STATE.eq(PLANNED))
        .filter(E::DAY.lte(until))
        .order_by_asc(E::DAY)
        .order_by_asc(E::ID)
        .all(db)
        .await
}

/// One occasion in reach with its rows.
pub async fn find<E: Occasion, C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    id: Uuid,
) -> Result<Option<Whole<E>>, DbErr> {
    let found = scope.rows::<E>().filter(E::ID.eq(id)).all(db).await?;
    Ok(with_rows::<E, C>(db, scope, found, E::ASKED_TO.eq(id))
        .await?
        .pop())
}

/// Adds an occasion.
pub async fn insert<E: Occasion, C: ConnectionTrait>(db: &C, model: E::Model) -> Result<(), DbErr> {
    written::add::<E, C>(db, model).await
}

/// Writes an occasion back if nobody else did since it was read.
pub async fn update<E: Occasion, C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    model: E::Model,
) -> Result<bool, DbErr> {
    let within = Condition::all().add(E::CYCLE.eq(scope.cycle_id()));
    written::back::<E, C>(db, within, model).await
}

/// Puts these rows in the place of all an occasion has.
pub async fn put_rows<E: Occasion, C: ConnectionTrait>(
    db: &C,
    occasion_id: Uuid,
    rows: Vec<Row<E>>,
) -> Result<(), DbErr> {
    E::Asked::delete_many()
        .filter(E::ASKED_TO.eq(occasion_id))
        .exec(db)
        .await?;
    written::add_all::<E::Asked, C>(db, rows).await
}
