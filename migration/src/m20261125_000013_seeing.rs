//! 大屏链接（只存摘要）、确认过的日报（各版都留着）、日报表格的列
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [
            // The token itself is shown once and never kept.
            Table::create()
                .table("wall_link")
                .col(uuid("id").primary_key())
                .col(uuid("cycle_id"))
                .col(string("name"))
                .col(string("token_hash").unique_key())
                .col(uuid("made_by"))
                .col(string("made_by_name"))
                .col(timestamp_with_time_zone("made_at"))
                .col(timestamp_with_time_zone_null("last_seen_at"))
                .col(string_null("last_seen_from"))
                .col(timestamp_with_time_zone_null("revoked_at"))
                .col(string_null("revoked_by_name"))
                .col(integer("version").default(1))
                .foreign_key(
                    ForeignKey::create()
                        .from("wall_link", "cycle_id")
                        .to("cycle", "id"),
                )
                .to_owned(),
            // Rows are added and never changed; the highest version of a day is the one that counts.
            Table::create()
                .table("daily_report")
                .col(uuid("id").primary_key())
                .col(uuid("cycle_id"))
                .col(date("day"))
                .col(integer("version"))
                .col(integer("serial"))
                .col(boolean("zero"))
                .col(text("note"))
                .col(text("data"))
                .col(string("digest"))
                .col(string("pdf_sha256"))
                .col(big_integer("audit_seq"))
                .col(string("audit_hash"))
                .col(uuid("confirmed_by"))
                .col(string("confirmed_by_name"))
                .col(timestamp_with_time_zone("confirmed_at"))
                .foreign_key(
                    ForeignKey::create()
                        .from("daily_report", "cycle_id")
                        .to("cycle", "id"),
                )
                .to_owned(),
            // One row a township: the county asks the same of every cycle.
            Table::create()
                .table("report_columns")
                .col(uuid("township_id").primary_key())
                .col(text("columns"))
                .col(string("saved_by_name"))
                .col(timestamp_with_time_zone("saved_at"))
                .col(integer("version").default(1))
                .foreign_key(
                    ForeignKey::create()
                        .from("report_columns", "township_id")
                        .to("township", "id"),
                )
                .to_owned(),
        ] {
            manager.create_table(table).await?;
        }
        manager
            .create_index(
                Index::create()
                    .name("wall_link_by_cycle")
                    .table("wall_link")
                    .col("cycle_id")
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("daily_report_version")
                    .table("daily_report")
                    .unique()
                    .col("cycle_id")
                    .col("day")
                    .col("version")
                    .to_owned(),
            )
            .await
    }
}
