//! 范围 — what a caller may see, as a value that only the database can give.
//!
//! A row belongs to a cycle, a cycle to a township. Queries take a [`CycleScope`] and cannot be
//! asked without one, so that a village clerk never reads a neighbour and a county can host many
//! townships.

use sea_orm::{Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::entity::{account_village, cycle, village};

/// Which villages of a cycle are in reach.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Reach {
    /// All of them.
    All,
    /// These only.
    Only(Vec<Uuid>),
}

/// 届次范围 — one cycle of the caller's township and the villages in reach.
#[derive(Debug, Clone)]
pub struct CycleScope {
    cycle: cycle::Model,
    reach: Reach,
}

impl CycleScope {
    /// The scope of an account in a cycle; `None` when the cycle is not its township's.
    /// `own_villages_only` is a matter of the role.
    pub async fn of_account<C: ConnectionTrait>(
        db: &C,
        account_id: Uuid,
        township_id: Uuid,
        own_villages_only: bool,
        cycle_id: Uuid,
    ) -> Result<Option<Self>, DbErr> {
        let Some(cycle) = cycle::Entity::find_by_id(cycle_id)
            .filter(cycle::COLUMN.township_id.eq(township_id))
            .one(db)
            .await?
        else {
            return Ok(None);
        };
        let reach = if own_villages_only {
            Reach::Only(
                account_village::Entity::find()
                    .filter(account_village::COLUMN.account_id.eq(account_id))
                    .select_only()
                    .column(account_village::Column::VillageId)
                    .into_tuple()
                    .all(db)
                    .await?,
            )
        } else {
            Reach::All
        };
        Ok(Some(Self { cycle, reach }))
    }

    /// The scope of the operator at the machine (command line, batch worker): a whole cycle.
    pub async fn of_operator<C: ConnectionTrait>(
        db: &C,
        cycle_id: Uuid,
    ) -> Result<Option<Self>, DbErr> {
        Ok(cycle::Entity::find_by_id(cycle_id)
            .one(db)
            .await?
            .map(|cycle| Self {
                cycle,
                reach: Reach::All,
            }))
    }

    /// The cycle.
    pub fn cycle(&self) -> &cycle::Model {
        &self.cycle
    }

    /// Its id.
    pub fn cycle_id(&self) -> Uuid {
        self.cycle.id
    }

    /// Whether the whole township is in reach.
    pub fn is_whole(&self) -> bool {
        self.reach == Reach::All
    }

    /// Whether a village is in reach (its cycle is checked by the query that read it).
    pub fn reaches(&self, village_id: Uuid) -> bool {
        match &self.reach {
            Reach::All => true,
            Reach::Only(ids) => ids.contains(&village_id),
        }
    }

    /// The condition a query on `village` must carry.
    pub(super) fn villages(&self) -> Condition {
        let mine = Condition::all().add(village::COLUMN.cycle_id.eq(self.cycle.id));
        match &self.reach {
            Reach::All => mine,
            Reach::Only(ids) => mine.add(village::COLUMN.id.is_in(ids.iter().copied())),
        }
    }

    /// The units whose rows may be read, `None` for all; the cycle's own rows (township papers and
    /// phases) are readable by everyone who may open the cycle.
    pub(super) fn units(&self) -> Option<Vec<Uuid>> {
        match &self.reach {
            Reach::All => None,
            Reach::Only(ids) => {
                let mut units = ids.clone();
                units.push(self.cycle.id);
                Some(units)
            }
        }
    }
}
