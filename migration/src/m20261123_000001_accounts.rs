//! 单位、账号、会话、一次性链接、登录限速、表单幂等键
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [
            Table::create()
                .table("county")
                .col(uuid("id").primary_key())
                .col(string("name"))
                .col(string("province"))
                .to_owned(),
            // A township belongs to a county, a cycle to a township: scope from the first day.
            Table::create()
                .table("township")
                .col(uuid("id").primary_key())
                .col(uuid("county_id"))
                .col(string("name"))
                .col(string("short_name"))
                .col(string("office_name"))
                .col(string_null("code"))
                .col(integer("version").default(1))
                .foreign_key(
                    ForeignKey::create()
                        .from("township", "county_id")
                        .to("county", "id"),
                )
                .to_owned(),
            Table::create()
                .table("account")
                .col(uuid("id").primary_key())
                .col(uuid("township_id"))
                .col(string("username").unique_key())
                .col(string("display_name"))
                .col(string_null("password_hash"))
                .col(string("role"))
                .col(boolean("disabled").default(false))
                .col(timestamp_with_time_zone("created_at"))
                .col(integer("version").default(1))
                .foreign_key(
                    ForeignKey::create()
                        .from("account", "township_id")
                        .to("township", "id"),
                )
                .to_owned(),
            Table::create()
                .table("session")
                .col(string("token_hash").primary_key())
                .col(uuid("id").unique_key())
                .col(uuid("account_id"))
                .col(timestamp_with_time_zone("created_at"))
                .col(timestamp_with_time_zone("last_seen_at"))
                .col(string("address"))
                .col(string("agent"))
                .foreign_key(
                    ForeignKey::create()
                        .from("session", "account_id")
                        .to("account", "id"),
                )
                .to_owned(),
            Table::create()
                .table("one_time_link")
                .col(string("token_hash").primary_key())
                .col(string("purpose"))
                .col(uuid_null("account_id"))
                .col(timestamp_with_time_zone("expires_at"))
                .col(timestamp_with_time_zone_null("used_at"))
                .to_owned(),
            Table::create()
                .table("sign_in_delay")
                .col(string("subject").primary_key())
                .col(integer("failures"))
                .col(timestamp_with_time_zone("last_failure_at"))
                .col(timestamp_with_time_zone("blocked_until"))
                .to_owned(),
            Table::create()
                .table("submitted_form")
                .col(string("key").primary_key())
                .col(uuid_null("account_id"))
                .col(string("location"))
                .col(timestamp_with_time_zone("at"))
                .to_owned(),
        ] {
            manager.create_table(table).await?;
        }
        manager
            .create_index(
                Index::create()
                    .name("session_by_account")
                    .table("session")
                    .col("account_id")
                    .to_owned(),
            )
            .await
    }
}
