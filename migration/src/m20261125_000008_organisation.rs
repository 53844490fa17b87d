//! 组织机构：办公室分组、工作组组长；挂钩联系日志；风险评定和一村一策
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .alter_table(
                Table::alter()
                    .table("person")
                    .add_column(string_null("section"))
                    .to_owned(),
            )
            .await?;
        manager
            .alter_table(
                Table::alter()
                    .table("team")
                    .add_column(uuid_null("head_id"))
                    .to_owned(),
            )
            .await?;
        let village_key = |table: &'static str| {
            ForeignKey::create()
                .from(table, "village_id")
                .to("village", "id")
                .to_owned()
        };
        for table in [
            // Rows are added and never changed: what is wrong is set right by another row that names it.
            Table::create()
                .table("guidance_entry")
                .col(uuid("id").primary_key())
                .col(uuid("cycle_id"))
                .col(uuid("village_id"))
                .col(string("kind"))
                .col(string("act"))
                .col(date("day"))
                .col(string("subject"))
                .col(string("audience"))
                .col(string("who"))
                .col(text("note"))
                .col(uuid_null("corrects_id"))
                .col(uuid("recorded_by"))
                .col(string("recorded_by_name"))
                .col(timestamp_with_time_zone("recorded_at"))
                .foreign_key(&mut village_key("guidance_entry"))
                .to_owned(),
            // One row an assessment; the highest number of a village is the one that holds.
            Table::create()
                .table("risk_assessment")
                .col(uuid("id").primary_key())
                .col(uuid("cycle_id"))
                .col(uuid("village_id"))
                .col(integer("seq"))
                .col(string("level"))
                .col(text("causes"))
                .col(text("reasons"))
                .col(string("suggested"))
                .col(text("signals"))
                .col(string("assessed_by"))
                .col(date("assessed_on"))
                .col(uuid("recorded_by"))
                .col(string("recorded_by_name"))
                .col(timestamp_with_time_zone("recorded_at"))
                .foreign_key(&mut village_key("risk_assessment"))
                .to_owned(),
            // One row a version of a measure; the highest number of a measure is the one that holds.
            Table::create()
                .table("risk_measure")
                .col(uuid("id").primary_key())
                .col(uuid("measure_id"))
                .col(integer("seq"))
                .col(uuid("cycle_id"))
                .col(uuid("village_id"))
                .col(text("measure"))
                .col(uuid_null("owner_id"))
                .col(string("owner_name"))
                .col(date_null("due"))
                .col(string("state"))
                .col(date_null("settled_on"))
                .col(text("note"))
                .col(uuid("recorded_by"))
                .col(string("recorded_by_name"))
                .col(timestamp_with_time_zone("recorded_at"))
                .foreign_key(&mut village_key("risk_measure"))
                .to_owned(),
        ] {
            manager.create_table(table).await?;
        }
        for (name, table, columns, unique) in [
            (
                "guidance_entry_by_cycle",
                "guidance_entry",
                &["cycle_id", "village_id"][..],
                false,
            ),
            // Two people cannot set the same entry right in two ways.
            (
                "guidance_entry_corrected",
                "guidance_entry",
                &["corrects_id"],
                true,
            ),
            (
                "risk_assessment_seq",
                "risk_assessment",
                &["village_id", "seq"],
                true,
            ),
            (
                "risk_assessment_by_cycle",
                "risk_assessment",
                &["cycle_id"],
                false,
            ),
            (
                "risk_measure_seq",
                "risk_measure",
                &["measure_id", "seq"],
                true,
            ),
            (
                "risk_measure_by_cycle",
                "risk_measure",
                &["cycle_id", "village_id"],
                false,
            ),
        ] {
            let mut index = Index::create().name(name).table(table).to_owned();
            for column in columns {
                index.col(*column);
            }
            if unique {
                index.unique();
            }
            manager.create_index(index).await?;
        }
        Ok(())
    }
}
