//! 督查记录与问题
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("inspection")
                    .col(uuid("id").primary_key())
                    .col(uuid("cycle_id"))
                    .col(uuid("village_id"))
                    .col(date("day"))
                    .col(string("kind"))
                    .col(string("inspectors"))
                    .col(string("note"))
                    .col(uuid("recorded_by"))
                    .col(string("recorded_by_name"))
                    .col(timestamp_with_time_zone("recorded_at"))
                    .col(integer("version").default(1))
                    .foreign_key(
                        ForeignKey::create()
                            .from("inspection", "village_id")
                            .to("village", "id"),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("finding")
                    .col(uuid("id").primary_key())
                    .col(uuid("inspection_id"))
                    .col(integer("ordinal"))
                    .col(string("problem"))
                    .col(string("basis"))
                    .col(string("measure"))
                    .col(date_null("deadline"))
                    .foreign_key(
                        ForeignKey::create()
                            .from("finding", "inspection_id")
                            .to("inspection", "id"),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("inspection_by_cycle")
                    .table("inspection")
                    .col("cycle_id")
                    .col("day")
                    .to_owned(),
            )
            .await
    }
}
