//! 信访举报登记：件、办理经过（只增不改）、承办人、回避标记、密封内容
use sea_orm_migration::{prelude::*, schema::*, sea_orm::DbBackend};

#[derive(DeriveMigrationName)]
pub struct Migration;

const SQLITE: &[&str] = &[
    "CREATE TRIGGER complaint_event_no_update BEFORE UPDATE ON complaint_event \
     BEGIN SELECT RAISE(ABORT, 'events of a complaint are never changed'); END",
    "CREATE TRIGGER complaint_event_no_delete BEFORE DELETE ON complaint_event \
     BEGIN SELECT RAISE(ABORT, 'events of a complaint are never deleted'); END",
];

const POSTGRES: &[&str] = &[
    "CREATE FUNCTION complaint_event_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ \
     BEGIN RAISE EXCEPTION 'events of a complaint are never changed or deleted'; END $$",
    "CREATE TRIGGER complaint_event_no_change BEFORE UPDATE OR DELETE ON complaint_event \
     FOR EACH ROW EXECUTE FUNCTION complaint_event_refuse()",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // What the list shows and nothing more; who says what about whom is sealed.
        manager
            .create_table(
                Table::create()
                    .table("complaint")
                    .col(uuid("id").primary_key())
                    .col(uuid("cycle_id"))
                    .col(string("number"))
                    .col(date("received_on"))
                    .col(string("channel"))
                    .col(string("kind"))
                    .col(boolean("named"))
                    .col(uuid_null("village_id"))
                    .col(uuid("recorded_by"))
                    .col(string("recorded_by_name"))
                    .col(timestamp_with_time_zone("recorded_at"))
                    .col(integer("version").default(1))
                    .foreign_key(
                        ForeignKey::create()
                            .from("complaint", "cycle_id")
                            .to("cycle", "id"),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("complaint_number")
                    .table("complaint")
                    .unique()
                    .col("cycle_id")
                    .col("number")
                    .to_owned(),
            )
            .await?;
        // Rows are added and never changed; the unique ordinal is the version check of two who saw
        // the same last event.
        manager
            .create_table(
                Table::create()
                    .table("complaint_event")
                    .col(uuid("id").primary_key())
                    .col(uuid("complaint_id"))
                    .col(integer("ordinal"))
                    .col(string("act"))
                    .col(date("day"))
                    .col(string_null("office"))
                    .col(integer_null("days"))
                    .col(uuid("recorded_by"))
                    .col(string("recorded_by_name"))
                    .col(timestamp_with_time_zone("recorded_at"))
                    .foreign_key(
                        ForeignKey::create()
                            .from("complaint_event", "complaint_id")
                            .to("complaint", "id"),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("complaint_event_ordinal")
                    .table("complaint_event")
                    .unique()
                    .col("complaint_id")
                    .col("ordinal")
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("complaint_handler")
                    .col(uuid("complaint_id"))
                    .col(uuid("account_id"))
                    .primary_key(Index::create().col("complaint_id").col("account_id"))
                    .foreign_key(
                        ForeignKey::create()
                            .from("complaint_handler", "complaint_id")
                            .to("complaint", "id"),
                    )
                    .to_owned(),
            )
            .await?;
        // Whom a complaint is kept from, as keyed digests: the table says neither who nor how many,
        // because every complaint has the same number of rows.
        manager
            .create_table(
                Table::create()
                    .table("complaint_veil")
                    .col(uuid("complaint_id"))
                    .col(string("mark"))
                    .col(string("key_id"))
                    .primary_key(Index::create().col("complaint_id").col("mark"))
                    .foreign_key(
                        ForeignKey::create()
                            .from("complaint_veil", "complaint_id")
                            .to("complaint", "id"),
                    )
                    .to_owned(),
            )
            .await?;
        // Ordinal 0 is what came in; the others belong to the event of the same ordinal.
        manager
            .create_table(
                Table::create()
                    .table("complaint_sealed")
                    .col(uuid("complaint_id"))
                    .col(integer("ordinal"))
                    .col(string("key_id"))
                    .col(blob("content"))
                    .primary_key(Index::create().col("complaint_id").col("ordinal"))
                    .foreign_key(
                        ForeignKey::create()
                            .from("complaint_sealed", "complaint_id")
                            .to("complaint", "id"),
                    )
                    .to_owned(),
            )
            .await?;
        let connection = manager.get_connection();
        let statements = match manager.get_database_backend() {
            DbBackend::Postgres => POSTGRES,
            _ => SQLITE,
        };
        for statement in statements {
            connection.execute_unprepared(statement).await?;
        }
        Ok(())
    }
}
