//! 印发的文书记下紧急程度；一般的为空
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .alter_table(
                Table::alter()
                    .table("paper")
                    .add_column(string("urgency").default(""))
                    .to_owned(),
            )
            .await
    }
}
