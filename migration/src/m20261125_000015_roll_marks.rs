//! 名单上的人的加密比对码：号码不保存，只用来查两处登记；写明是用哪一把密钥算的
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [
            Table::alter()
                .table("voter")
                .add_column(string_null("mark"))
                .to_owned(),
            Table::alter()
                .table("voter")
                .add_column(boolean("twice").default(false))
                .to_owned(),
            Table::alter()
                .table("voter_roll")
                .add_column(string_null("mark_key"))
                .to_owned(),
        ] {
            manager.alter_table(table).await?;
        }
        for (name, column) in [("voter_by_mark", "mark"), ("voter_by_twice", "twice")] {
            let index = Index::create()
                .name(name)
                .table("voter")
                .col(column)
                .to_owned();
            manager.create_index(index).await?;
        }
        Ok(())
    }
}
