//! 本单位的文书文稿（各版都留着）；印发的文书连同当时排出的内容
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Rows are added and never changed; the highest version of a kind is the one in use. A row without
        // text says that the shipped text is used again.
        manager
            .create_table(
                Table::create()
                    .table("paper_text")
                    .col(uuid("id").primary_key())
                    .col(uuid("township_id"))
                    .col(string("kind"))
                    .col(integer("version"))
                    .col(text_null("text"))
                    .col(string("remark"))
                    .col(uuid("saved_by"))
                    .col(string("saved_by_name"))
                    .col(timestamp_with_time_zone("saved_at"))
                    .foreign_key(
                        ForeignKey::create()
                            .from("paper_text", "township_id")
                            .to("township", "id"),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("paper_text_version")
                    .table("paper_text")
                    .unique()
                    .col("township_id")
                    .col("kind")
                    .col("version")
                    .to_owned(),
            )
            .await?;
        // What the text gave when the paper was issued: its page shows this whatever the text is later.
        manager
            .alter_table(
                Table::alter()
                    .table("paper")
                    .add_column(text_null("markup"))
                    .to_owned(),
            )
            .await
    }
}
