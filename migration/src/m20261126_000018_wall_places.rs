//! 大屏链接可以只准一个地址打开：要不要，第一次从哪里打开
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [
            Table::alter()
                .table("wall_link")
                .add_column(boolean("one_place").default(false))
                .to_owned(),
            Table::alter()
                .table("wall_link")
                .add_column(string_null("place"))
                .to_owned(),
        ] {
            manager.alter_table(table).await?;
        }
        Ok(())
    }
}
