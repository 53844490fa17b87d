//! 届次、规则包、村（社区）、人员、工作组、选民名册
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let cycle_key = |table: &'static str| {
            ForeignKey::create()
                .from(table, "cycle_id")
                .to("cycle", "id")
                .to_owned()
        };
        for table in [
            // The resolved text of every pack a cycle was ever pinned to.
            Table::create()
                .table("pinned_pack")
                .col(string("digest").primary_key())
                .col(string("pack_id"))
                .col(text("canonical"))
                .to_owned(),
            Table::create()
                .table("cycle")
                .col(uuid("id").primary_key())
                .col(uuid("township_id"))
                .col(string("name"))
                .col(integer("ordinal"))
                .col(string("pack_id"))
                .col(string("pack_digest"))
                .col(date("default_election_day"))
                .col(date_null("window_start"))
                .col(date_null("window_end"))
                .col(boolean("demo").default(false))
                .col(timestamp_with_time_zone("created_at"))
                .col(integer("version").default(1))
                .foreign_key(
                    ForeignKey::create()
                        .from("cycle", "township_id")
                        .to("township", "id"),
                )
                .to_owned(),
            Table::create()
                .table("person")
                .col(uuid("id").primary_key())
                .col(uuid("cycle_id"))
                .col(integer("ordinal"))
                .col(string("name"))
                .col(string_null("sex"))
                .col(string("post"))
                .col(string("body_roles"))
                .col(string_null("phone"))
                .col(uuid_null("team_id"))
                .col(boolean("removed").default(false))
                .col(integer("version").default(1))
                .foreign_key(&mut cycle_key("person"))
                .to_owned(),
            Table::create()
                .table("team")
                .col(uuid("id").primary_key())
                .col(uuid("cycle_id"))
                .col(integer("ordinal"))
                .col(string("name"))
                .col(string("kind"))
                .col(integer("version").default(1))
                .foreign_key(&mut cycle_key("team"))
                .to_owned(),
            Table::create()
                .table("village")
                .col(uuid("id").primary_key())
                .col(uuid("cycle_id"))
                .col(integer("ordinal"))
                .col(string("name"))
                .col(string("kind"))
                .col(string_null("code"))
                .col(integer_null("households"))
                .col(integer_null("population"))
                .col(integer_null("groups"))
                .col(integer_null("party_members"))
                .col(integer_null("last_voters"))
                .col(integer("seats_chair"))
                .col(integer("seats_deputy"))
                .col(integer("seats_member"))
                .col(date_null("term_end"))
                .col(text("trouble_causes"))
                .col(text("posting_places"))
                .col(string("note"))
                .col(date_null("election_day"))
                .col(uuid_null("leader_id"))
                .col(uuid_null("guidance_team_id"))
                .col(uuid_null("supervision_team_id"))
                .col(integer("version").default(1))
                .foreign_key(&mut cycle_key("village"))
                .to_owned(),
            Table::create()
                .table("account_village")
                .col(uuid("account_id"))
                .col(uuid("village_id"))
                .primary_key(Index::create().col("account_id").col("village_id"))
                .foreign_key(
                    ForeignKey::create()
                        .from("account_village", "account_id")
                        .to("account", "id"),
                )
                .foreign_key(
                    ForeignKey::create()
                        .from("account_village", "village_id")
                        .to("village", "id"),
                )
                .to_owned(),
            // Names by group only: ID numbers are checked while importing and not kept.
            Table::create()
                .table("voter")
                .col(uuid("id").primary_key())
                .col(uuid("village_id"))
                .col(integer("ordinal"))
                .col(string("group_name"))
                .col(string("name"))
                .col(string_null("sex"))
                .col(string("category"))
                .foreign_key(
                    ForeignKey::create()
                        .from("voter", "village_id")
                        .to("village", "id"),
                )
                .to_owned(),
            Table::create()
                .table("voter_roll")
                .col(uuid("village_id").primary_key())
                .col(string("file_name"))
                .col(string("file_sha256"))
                .col(integer("voters"))
                .col(integer("left_out"))
                .col(timestamp_with_time_zone("imported_at"))
                .col(integer("version").default(1))
                .foreign_key(
                    ForeignKey::create()
                        .from("voter_roll", "village_id")
                        .to("village", "id"),
                )
                .to_owned(),
        ] {
            manager.create_table(table).await?;
        }
        for (name, table, columns, unique) in [
            ("village_name", "village", &["cycle_id", "name"][..], true),
            ("team_name", "team", &["cycle_id", "name"], true),
            ("person_by_cycle", "person", &["cycle_id", "ordinal"], false),
            (
                "voter_by_village",
                "voter",
                &["village_id", "ordinal"],
                true,
            ),
            ("cycle_ordinal", "cycle", &["township_id", "ordinal"], true),
        ] {
            let mut index = Index::create();
            index.name(name).table(table);
            for column in columns {
                index.col(*column);
            }
            if unique {
                index.unique();
            }
            manager.create_index(index).await?;
        }
        Ok(())
    }
}
