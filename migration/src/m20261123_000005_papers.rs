//! 文书事实、编号、已印发文书、批量印发
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [
            // What a clerk typed for a kind of paper of one unit (places, names, votes), as JSON.
            Table::create()
                .table("paper_fact")
                .col(uuid("id").primary_key())
                .col(uuid("cycle_id"))
                .col(uuid("unit_id"))
                .col(string("kind"))
                .col(text("facts"))
                .col(integer("version").default(1))
                .to_owned(),
            Table::create()
                .table("number_series")
                .col(uuid("cycle_id"))
                .col(string("series"))
                .col(integer("last"))
                .primary_key(Index::create().col("cycle_id").col("series"))
                .to_owned(),
            Table::create()
                .table("paper")
                .col(uuid("id").primary_key())
                .col(uuid("cycle_id"))
                .col(uuid("unit_id"))
                .col(string("kind"))
                .col(string("state"))
                .col(string("title"))
                .col(string("number"))
                .col(string("series"))
                .col(text("data"))
                .col(string("input_digest"))
                .col(string("pack_digest"))
                .col(string("pdf_sha256"))
                .col(integer("pages"))
                .col(date("dated"))
                .col(uuid("issued_by"))
                .col(string("issued_by_name"))
                .col(timestamp_with_time_zone("issued_at"))
                .col(date_null("posted_on"))
                .col(string_null("posted_place"))
                .col(string_null("void_reason"))
                .col(uuid_null("replaces_id"))
                .col(integer("version").default(1))
                .foreign_key(
                    ForeignKey::create()
                        .from("paper", "cycle_id")
                        .to("cycle", "id"),
                )
                .to_owned(),
            Table::create()
                .table("batch")
                .col(uuid("id").primary_key())
                .col(uuid("cycle_id"))
                .col(string("state"))
                .col(uuid("requested_by"))
                .col(string("requested_by_name"))
                .col(timestamp_with_time_zone("created_at"))
                .col(date("dated"))
                .col(string_null("claimed_by"))
                .col(timestamp_with_time_zone_null("claimed_until"))
                .foreign_key(
                    ForeignKey::create()
                        .from("batch", "cycle_id")
                        .to("cycle", "id"),
                )
                .to_owned(),
            Table::create()
                .table("batch_item")
                .col(uuid("batch_id"))
                .col(integer("ordinal"))
                .col(uuid("unit_id"))
                .col(string("kind"))
                .col(string("state"))
                .col(uuid_null("paper_id"))
                .col(text_null("problem"))
                .primary_key(Index::create().col("batch_id").col("ordinal"))
                .foreign_key(
                    ForeignKey::create()
                        .from("batch_item", "batch_id")
                        .to("batch", "id"),
                )
                .to_owned(),
        ] {
            manager.create_table(table).await?;
        }
        for (name, table, columns) in [
            (
                "paper_fact_kind",
                "paper_fact",
                &["cycle_id", "unit_id", "kind"][..],
            ),
            // A number is never used twice, not even after its paper was voided.
            ("paper_number", "paper", &["cycle_id", "series", "number"]),
        ] {
            let mut index = Index::create();
            index.name(name).table(table).unique();
            for column in columns {
                index.col(*column);
            }
            manager.create_index(index).await?;
        }
        manager
            .create_index(
                Index::create()
                    .name("paper_by_unit")
                    .table("paper")
                    .col("cycle_id")
                    .col("unit_id")
                    .to_owned(),
            )
            .await
    }
}
