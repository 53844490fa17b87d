//! 实施方案的各版：镇的、各村（社区）自己的
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // A version is what the plan said at a moment: its data, and what the text gave. Rows are added; the only
        // thing that is ever written into one later is which paper was issued from it.
        manager
            .create_table(
                Table::create()
                    .table("plan_version")
                    .col(uuid("id").primary_key())
                    .col(uuid("cycle_id"))
                    .col(uuid("unit_id"))
                    .col(integer("version"))
                    .col(text("data"))
                    .col(text("markup"))
                    .col(string("input_digest"))
                    .col(string("remark"))
                    .col(uuid_null("paper_id"))
                    .col(uuid("saved_by"))
                    .col(string("saved_by_name"))
                    .col(timestamp_with_time_zone("saved_at"))
                    .foreign_key(
                        ForeignKey::create()
                            .from("plan_version", "cycle_id")
                            .to("cycle", "id"),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("plan_version_number")
                    .table("plan_version")
                    .unique()
                    .col("cycle_id")
                    .col("unit_id")
                    .col("version")
                    .to_owned(),
            )
            .await
    }
}
