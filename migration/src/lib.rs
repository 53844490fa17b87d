//! 数据库结构变更 — one file a change, the same for SQLite and PostgreSQL.
//!
//! Conventions: ids are UUIDv7 in a column `id`; rows that people edit carry `version`, raised by
//! one with every change; days are `date`, moments are UTC; JSON is kept as text so that both
//! databases return the same bytes (the audit chain hashes them).

pub use sea_orm_migration::prelude::*;

mod m20261123_000001_accounts;
mod m20261123_000002_audit;
mod m20261123_000003_cycles;
mod m20261123_000004_progress;
mod m20261123_000005_papers;
mod m20261123_000006_inspections;
mod m20261124_000007_texts;
mod m20261125_000008_organisation;
mod m20261125_000009_meetings;
mod m20261125_000010_plan_versions;
mod m20261125_000011_supervision;
mod m20261125_000012_complaints;
mod m20261125_000013_seeing;
mod m20261125_000014_training_needs;
mod m20261125_000015_roll_marks;
mod m20261126_000017_incoming;
mod m20261126_000018_wall_places;
mod m20261126_000019_reasons;
mod m20261126_000020_phone_files;
mod m20261126_000022_paper_urgency;

/// The list of changes in order.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261123_000001_accounts::Migration),
            Box::new(m20261123_000002_audit::Migration),
            Box::new(m20261123_000003_cycles::Migration),
            Box::new(m20261123_000004_progress::Migration),
            Box::new(m20261123_000005_papers::Migration),
            Box::new(m20261123_000006_inspections::Migration),
            Box::new(m20261124_000007_texts::Migration),
            Box::new(m20261125_000008_organisation::Migration),
            Box::new(m20261125_000009_meetings::Migration),
            Box::new(m20261125_000010_plan_versions::Migration),
            Box::new(m20261125_000011_supervision::Migration),
            Box::new(m20261125_000012_complaints::Migration),
            Box::new(m20261125_000013_seeing::Migration),
            Box::new(m20261125_000014_training_needs::Migration),
            Box::new(m20261125_000015_roll_marks::Migration),
            Box::new(m20261126_000017_incoming::Migration),
            Box::new(m20261126_000018_wall_places::Migration),
            Box::new(m20261126_000019_reasons::Migration),
            Box::new(m20261126_000020_phone_files::Migration),
            Box::new(m20261126_000022_paper_urgency::Migration),
        ]
    }
}
