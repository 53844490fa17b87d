//! 应参训人数：目录的数目不合一个村的实际时，按村、按人员类别改过的数
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // One row a village: the numbers are changed together, with one version.
        manager
            .create_table(
                Table::create()
                    .table("training_need")
                    .col(uuid("village_id").primary_key())
                    .col(uuid("cycle_id"))
                    .col(text("counts"))
                    .col(string("saved_by_name"))
                    .col(timestamp_with_time_zone("saved_at"))
                    .col(integer("version").default(1))
                    .foreign_key(
                        ForeignKey::create()
                            .from("training_need", "village_id")
                            .to("village", "id"),
                    )
                    .foreign_key(
                        ForeignKey::create()
                            .from("training_need", "cycle_id")
                            .to("cycle", "id"),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("training_need_by_cycle")
                    .table("training_need")
                    .col("cycle_id")
                    .to_owned(),
            )
            .await
    }
}
