//! 环节记录（撤销也是新记录）、环节安排、附件
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // `unit_id` is a village, or the cycle itself for the township's own phases.
        // `seq` counts the records of one step; its unique index is the version check: two
        // clerks who saw the same last record cannot both add the next.
        manager
            .create_table(
                Table::create()
                    .table("step_record")
                    .col(uuid("id").primary_key())
                    .col(uuid("cycle_id"))
                    .col(uuid("unit_id"))
                    .col(string("step"))
                    .col(integer("seq"))
                    .col(string("act"))
                    .col(date_null("day"))
                    .col(string("note"))
                    .col(string_null("late_explanation"))
                    .col(uuid("recorded_by"))
                    .col(string("recorded_by_name"))
                    .col(timestamp_with_time_zone("recorded_at"))
                    .foreign_key(
                        ForeignKey::create()
                            .from("step_record", "cycle_id")
                            .to("cycle", "id"),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("step_arrangement")
                    .col(uuid("id").primary_key())
                    .col(uuid("cycle_id"))
                    .col(uuid("unit_id"))
                    .col(string("step"))
                    .col(date_null("planned_day"))
                    .col(uuid_null("owner_id"))
                    .col(string("place"))
                    .col(string("note"))
                    .col(integer("version").default(1))
                    .foreign_key(
                        ForeignKey::create()
                            .from("step_arrangement", "cycle_id")
                            .to("cycle", "id"),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("attachment")
                    .col(uuid("id").primary_key())
                    .col(uuid("cycle_id"))
                    .col(uuid("unit_id"))
                    .col(uuid("record_id"))
                    .col(string("file_name"))
                    .col(string("media_type"))
                    .col(string("sha256"))
                    .col(big_integer("size"))
                    .col(timestamp_with_time_zone("at"))
                    .foreign_key(
                        ForeignKey::create()
                            .from("attachment", "record_id")
                            .to("step_record", "id"),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("step_record_seq")
                    .table("step_record")
                    .col("cycle_id")
                    .col("unit_id")
                    .col("step")
                    .col("seq")
                    .unique()
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("step_arrangement_step")
                    .table("step_arrangement")
                    .col("cycle_id")
                    .col("unit_id")
                    .col("step")
                    .unique()
                    .to_owned(),
            )
            .await
    }
}
