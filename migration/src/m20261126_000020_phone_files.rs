//! 手机离线文件：密钥（随数据库备份，旧的留着）、没有填完的检查
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [
            // Rows are added and never changed: an old file is still opened with its key.
            Table::create()
                .table("phone_key")
                .col(string("id").primary_key())
                .col(string("secret"))
                .col(timestamp_with_time_zone("made_at"))
                .to_owned(),
            // A row goes when the inspection it became is stored.
            Table::create()
                .table("inspection_draft")
                .col(uuid("id").primary_key())
                .col(uuid("cycle_id"))
                .col(uuid("village_id"))
                .col(string("client_id"))
                .col(string("kind"))
                .col(string("day"))
                .col(string("who"))
                .col(integer("answered"))
                .col(text("content"))
                .col(text("photos"))
                .col(big_integer("touched"))
                .col(timestamp_with_time_zone("received_at"))
                .col(string("received_by_name"))
                .col(integer("version").default(1))
                .foreign_key(
                    ForeignKey::create()
                        .from("inspection_draft", "village_id")
                        .to("village", "id"),
                )
                .to_owned(),
        ] {
            manager.create_table(table).await?;
        }
        manager
            .create_index(
                Index::create()
                    .name("inspection_draft_client")
                    .table("inspection_draft")
                    .unique()
                    .col("cycle_id")
                    .col("client_id")
                    .to_owned(),
            )
            .await
    }
}
