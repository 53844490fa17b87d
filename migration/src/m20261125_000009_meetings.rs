//! 会议和培训：安排、应到、到会、表决，课程、参训和测验
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        meetings(manager).await?;
        trainings(manager).await
    }
}

/// A meeting belongs to a unit: a village, or (the cycle's id) the township. Lists are JSON texts.
async fn meetings(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("meeting")
                .col(uuid("id").primary_key())
                .col(uuid("cycle_id"))
                .col(uuid("unit_id"))
                .col(string("kind"))
                .col(string("name"))
                .col(date_null("day"))
                .col(string("time"))
                .col(string("place"))
                .col(string("host"))
                .col(string("recorder"))
                .col(string("contact"))
                .col(string("contact_phone"))
                .col(date_null("reply_by"))
                .col(string("step"))
                .col(text("agenda"))
                .col(text("materials"))
                .col(text("requirements"))
                .col(text("prepared"))
                .col(integer_null("women"))
                .col(string("state"))
                .col(text("state_note"))
                .col(text("discussion"))
                .col(text("decisions"))
                .col(uuid("recorded_by"))
                .col(string("recorded_by_name"))
                .col(timestamp_with_time_zone("recorded_at"))
                .col(integer("version").default(1))
                .foreign_key(
                    ForeignKey::create()
                        .from("meeting", "cycle_id")
                        .to("cycle", "id"),
                )
                .to_owned(),
        )
        .await?;
    manager
        .create_index(
            Index::create()
                .name("meeting_by_unit")
                .table("meeting")
                .col("cycle_id")
                .col("unit_id")
                .col("day")
                .to_owned(),
        )
        .await?;
    manager
        .create_table(
            Table::create()
                .table("meeting_unit")
                .col(uuid("id").primary_key())
                .col(uuid("cycle_id"))
                .col(uuid("meeting_id"))
                .col(integer("ordinal"))
                .col(uuid_null("village_id"))
                .col(string("unit"))
                .col(string("part"))
                .col(text("who"))
                .col(integer("expected"))
                .col(integer_null("present"))
                .col(text("absent"))
                .foreign_key(
                    ForeignKey::create()
                        .from("meeting_unit", "meeting_id")
                        .to("meeting", "id"),
                )
                .to_owned(),
        )
        .await?;
    manager
        .create_index(
            Index::create()
                .name("meeting_unit_by_meeting")
                .table("meeting_unit")
                .unique()
                .col("meeting_id")
                .col("ordinal")
                .to_owned(),
        )
        .await
}

/// A course belongs to a unit as a meeting does; a group is one function of one unit.
async fn trainings(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("training")
                .col(uuid("id").primary_key())
                .col(uuid("cycle_id"))
                .col(uuid("unit_id"))
                .col(string("level"))
                .col(string("name"))
                .col(date_null("day"))
                .col(string("time"))
                .col(date_null("end_day"))
                .col(string("end_time"))
                .col(string("place"))
                .col(string("host"))
                .col(string("contact"))
                .col(string("contact_phone"))
                .col(date_null("reply_by"))
                .col(text("lessons"))
                .col(text("materials"))
                .col(text("requirements"))
                .col(text("quiz"))
                .col(text("note"))
                .col(string("state"))
                .col(text("state_note"))
                .col(uuid("recorded_by"))
                .col(string("recorded_by_name"))
                .col(timestamp_with_time_zone("recorded_at"))
                .col(integer("version").default(1))
                .foreign_key(
                    ForeignKey::create()
                        .from("training", "cycle_id")
                        .to("cycle", "id"),
                )
                .to_owned(),
        )
        .await?;
    manager
        .create_index(
            Index::create()
                .name("training_by_unit")
                .table("training")
                .col("cycle_id")
                .col("unit_id")
                .col("day")
                .to_owned(),
        )
        .await?;
    manager
        .create_table(
            Table::create()
                .table("training_group")
                .col(uuid("id").primary_key())
                .col(uuid("cycle_id"))
                .col(uuid("training_id"))
                .col(integer("ordinal"))
                .col(uuid_null("village_id"))
                .col(uuid_null("team_id"))
                .col(string("unit"))
                .col(string("function"))
                .col(integer("expected"))
                .col(integer_null("attended"))
                .col(text("names"))
                .foreign_key(
                    ForeignKey::create()
                        .from("training_group", "training_id")
                        .to("training", "id"),
                )
                .to_owned(),
        )
        .await?;
    manager
        .create_index(
            Index::create()
                .name("training_group_by_training")
                .table("training_group")
                .unique()
                .col("training_id")
                .col("ordinal")
                .to_owned(),
        )
        .await?;
    manager
        .create_index(
            Index::create()
                .name("training_group_by_village")
                .table("training_group")
                .col("cycle_id")
                .col("village_id")
                .to_owned(),
        )
        .await
}
