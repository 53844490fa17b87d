//! 范围 — what a caller may see, as a value that only the database can give.
//!
//! A row belongs to a cycle, a cycle to a township. Queries take a [`CycleScope`] and cannot be
//! asked without one, so that a village clerk never reads a neighbour and a county can host many
//! townships.

use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect,
    Select,
};
use uuid::Uuid;

use super::entity::{
    account_village, attachment, audit_event, cycle, guidance_entry, guidance_file, inspection,
    inspection_draft, meeting, paper, paper_fact, plan_version, rectification, risk_assessment,
    risk_measure, step_arrangement, step_record, training, training_need, village,
};

/// 有归属的表 — its rows belong to a cycle, and in it to a village or to the township itself.
pub trait Placed: EntityTrait {
    /// Column of the cycle.
    const CYCLE: Self::Column;
    /// Column of the village; the cycle's own id where a row is the township's.
    const UNIT: Self::Column;
}

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

    /// The rows of a table that are in reach.
    pub(super) fn rows<E: Placed>(&self) -> Select<E> {
        let rows = E::find().filter(E::CYCLE.eq(self.cycle.id));
        match self.units() {
            Some(units) => rows.filter(E::UNIT.is_in(units)),
            None => rows,
        }
    }

    /// The rows of one unit; `None` where it is out of reach.
    pub(super) fn rows_of<E: Placed>(&self, unit_id: Uuid) -> Option<Select<E>> {
        (unit_id == self.cycle.id || self.reaches(unit_id)).then(|| {
            E::find()
                .filter(E::CYCLE.eq(self.cycle.id))
                .filter(E::UNIT.eq(unit_id))
        })
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
    fn units(&self) -> Option<Vec<Uuid>> {
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

impl Placed for attachment::Entity {
    const CYCLE: attachment::Column = attachment::Column::CycleId;
    const UNIT: attachment::Column = attachment::Column::UnitId;
}

impl Placed for audit_event::Entity {
    const CYCLE: audit_event::Column = audit_event::Column::CycleId;
    const UNIT: audit_event::Column = audit_event::Column::VillageId;
}

impl Placed for guidance_entry::Entity {
    const CYCLE: guidance_entry::Column = guidance_entry::Column::CycleId;
    const UNIT: guidance_entry::Column = guidance_entry::Column::VillageId;
}

impl Placed for guidance_file::Entity {
    const CYCLE: guidance_file::Column = guidance_file::Column::CycleId;
    const UNIT: guidance_file::Column = guidance_file::Column::VillageId;
}

impl Placed for inspection::Entity {
    const CYCLE: inspection::Column = inspection::Column::CycleId;
    const UNIT: inspection::Column = inspection::Column::VillageId;
}

impl Placed for inspection_draft::Entity {
    const CYCLE: inspection_draft::Column = inspection_draft::Column::CycleId;
    const UNIT: inspection_draft::Column = inspection_draft::Column::VillageId;
}

impl Placed for meeting::Entity {
    const CYCLE: meeting::Column = meeting::Column::CycleId;
    const UNIT: meeting::Column = meeting::Column::UnitId;
}

impl Placed for paper::Entity {
    const CYCLE: paper::Column = paper::Column::CycleId;
    const UNIT: paper::Column = paper::Column::UnitId;
}

impl Placed for paper_fact::Entity {
    const CYCLE: paper_fact::Column = paper_fact::Column::CycleId;
    const UNIT: paper_fact::Column = paper_fact::Column::UnitId;
}

impl Placed for plan_version::Entity {
    const CYCLE: plan_version::Column = plan_version::Column::CycleId;
    const UNIT: plan_version::Column = plan_version::Column::UnitId;
}

impl Placed for rectification::Entity {
    const CYCLE: rectification::Column = rectification::Column::CycleId;
    const UNIT: rectification::Column = rectification::Column::VillageId;
}

impl Placed for risk_assessment::Entity {
    const CYCLE: risk_assessment::Column = risk_assessment::Column::CycleId;
    const UNIT: risk_assessment::Column = risk_assessment::Column::VillageId;
}

impl Placed for risk_measure::Entity {
    const CYCLE: risk_measure::Column = risk_measure::Column::CycleId;
    const UNIT: risk_measure::Column = risk_measure::Column::VillageId;
}

impl Placed for step_arrangement::Entity {
    const CYCLE: step_arrangement::Column = step_arrangement::Column::CycleId;
    const UNIT: step_arrangement::Column = step_arrangement::Column::UnitId;
}

impl Placed for step_record::Entity {
    const CYCLE: step_record::Column = step_record::Column::CycleId;
    const UNIT: step_record::Column = step_record::Column::UnitId;
}

impl Placed for training::Entity {
    const CYCLE: training::Column = training::Column::CycleId;
    const UNIT: training::Column = training::Column::UnitId;
}

impl Placed for training_need::Entity {
    const CYCLE: training_need::Column = training_need::Column::CycleId;
    const UNIT: training_need::Column = training_need::Column::VillageId;
}
