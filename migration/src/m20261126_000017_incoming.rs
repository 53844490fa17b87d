//! 收文登记：来文的号、单位、标题、紧急程度、谁办、怎样办的、归在哪里
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // A number is never given twice and never taken back: what was registered by mistake stays, void.
        manager
            .create_table(
                Table::create()
                    .table("incoming_paper")
                    .col(uuid("id").primary_key())
                    .col(uuid("cycle_id"))
                    .col(integer("serial"))
                    .col(date("received_on"))
                    .col(string("sender"))
                    .col(string("number"))
                    .col(text("title"))
                    .col(date_null("dated"))
                    .col(string("urgency"))
                    .col(uuid_null("handler_id"))
                    .col(string("handler_name"))
                    .col(date_null("due"))
                    .col(text("note"))
                    .col(date_null("handled_on"))
                    .col(text("result"))
                    .col(date_null("filed_on"))
                    .col(string("filed_in"))
                    .col(text("void_reason"))
                    .col(string("recorded_by_name"))
                    .col(timestamp_with_time_zone("recorded_at"))
                    .col(integer("version").default(1))
                    .foreign_key(
                        ForeignKey::create()
                            .from("incoming_paper", "cycle_id")
                            .to("cycle", "id"),
                    )
                    .foreign_key(
                        ForeignKey::create()
                            .from("incoming_paper", "handler_id")
                            .to("person", "id"),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("incoming_paper_serial")
                    .table("incoming_paper")
                    .unique()
                    .col("cycle_id")
                    .col("serial")
                    .to_owned(),
            )
            .await
    }
}
