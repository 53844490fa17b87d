//! 预检的提示要写明理由才能印发：文书记下核对结果，批量印发的每一件记下写过的理由
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [
            // What the pre-flight warned of when the paper was issued, each with its reason, as JSON. Papers issued
            // before have none: nobody knows any more.
            Table::alter()
                .table("paper")
                .add_column(text_null("passed"))
                .to_owned(),
            Table::alter()
                .table("batch_item")
                .add_column(text_null("reasons"))
                .to_owned(),
        ] {
            manager.alter_table(table).await?;
        }
        Ok(())
    }
}
