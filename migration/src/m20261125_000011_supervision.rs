//! 督查：检查单、逐项结果、照片、整改、督查计划
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("inspection_sheet")
                    .col(uuid("inspection_id").primary_key())
                    .col(uuid("cycle_id"))
                    .col(uuid("village_id"))
                    .col(string("client_id"))
                    .col(string("receipt"))
                    .col(string("origin"))
                    .col(string("stage"))
                    .col(string("theme"))
                    .col(date_null("claimed_day"))
                    .col(timestamp_with_time_zone("received_at"))
                    .foreign_key(
                        ForeignKey::create()
                            .from("inspection_sheet", "inspection_id")
                            .to("inspection", "id"),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("inspection_answer")
                    .col(uuid("inspection_id"))
                    .col(integer("ordinal"))
                    .col(string("item"))
                    .col(string("text"))
                    .col(string("basis"))
                    .col(string("answer"))
                    .col(string("note"))
                    .primary_key(Index::create().col("inspection_id").col("ordinal"))
                    .foreign_key(
                        ForeignKey::create()
                            .from("inspection_answer", "inspection_id")
                            .to("inspection", "id"),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("inspection_photo")
                    .col(uuid("attachment_id").primary_key())
                    .col(uuid("inspection_id"))
                    .col(string("client_id"))
                    .col(string("item"))
                    .foreign_key(
                        ForeignKey::create()
                            .from("inspection_photo", "inspection_id")
                            .to("inspection", "id"),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("rectification")
                    .col(uuid("finding_id").primary_key())
                    .col(uuid("cycle_id"))
                    .col(uuid("village_id"))
                    .col(uuid("inspection_id"))
                    .col(string("item"))
                    .col(string("papers"))
                    .col(string("gravity"))
                    .col(string("state"))
                    .col(string("owner"))
                    .col(date_null("due"))
                    .col(date_null("assigned_on"))
                    .col(date_null("answered_on"))
                    .col(date_null("closed_on"))
                    .col(integer("version").default(1))
                    .foreign_key(
                        ForeignKey::create()
                            .from("rectification", "finding_id")
                            .to("finding", "id"),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("rectification_event")
                    .col(uuid("id").primary_key())
                    .col(uuid("finding_id"))
                    .col(string("act"))
                    .col(date("day"))
                    .col(date_null("due"))
                    .col(string("owner"))
                    .col(string("text"))
                    .col(uuid("actor_id"))
                    .col(string("actor_name"))
                    .col(timestamp_with_time_zone("at"))
                    .foreign_key(
                        ForeignKey::create()
                            .from("rectification_event", "finding_id")
                            .to("finding", "id"),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("inspection_plan")
                    .col(uuid("id").primary_key())
                    .col(uuid("cycle_id"))
                    .col(uuid("village_id"))
                    .col(date("day"))
                    .col(string("kind"))
                    .col(string("inspectors"))
                    .col(string("note"))
                    .col(string("state"))
                    .col(uuid_null("inspection_id"))
                    .col(string("made_by_name"))
                    .col(timestamp_with_time_zone("made_at"))
                    .col(integer("version").default(1))
                    .foreign_key(
                        ForeignKey::create()
                            .from("inspection_plan", "village_id")
                            .to("village", "id"),
                    )
                    .to_owned(),
            )
            .await?;
        free_attachments(manager).await?;
        for (name, table, columns, unique) in INDEXES {
            let mut index = Index::create();
            index.name(*name).table(*table);
            for column in *columns {
                index.col(*column);
            }
            if *unique {
                index.unique();
            }
            manager.create_index(index.clone()).await?;
        }
        // What was found before this change is still to be put right.
        manager
            .get_connection()
            .execute_unprepared(
                "INSERT INTO rectification \
                 (finding_id, cycle_id, village_id, inspection_id, item, papers, gravity, state, owner, due, version) \
                 SELECT finding.id, inspection.cycle_id, inspection.village_id, inspection.id, \
                 '', '[]', 'minor', 'found', '', finding.deadline, 1 \
                 FROM finding JOIN inspection ON inspection.id = finding.inspection_id",
            )
            .await?;
        Ok(())
    }
}

/// Attachments belonged to records of steps alone; from now on they belong to inspections and to acts of
/// rectification too. SQLite cannot drop a foreign key, so the table is written anew.
async fn free_attachments(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("attachment_anew")
                .col(uuid("id").primary_key())
                .col(uuid("cycle_id"))
                .col(uuid("unit_id"))
                .col(uuid("record_id"))
                .col(string("file_name"))
                .col(string("media_type"))
                .col(string("sha256"))
                .col(big_integer("size"))
                .col(timestamp_with_time_zone("at"))
                .to_owned(),
        )
        .await?;
    for statement in [
        "INSERT INTO attachment_anew \
         (id, cycle_id, unit_id, record_id, file_name, media_type, sha256, size, at) \
         SELECT id, cycle_id, unit_id, record_id, file_name, media_type, sha256, size, at \
         FROM attachment",
        "DROP TABLE attachment",
        "ALTER TABLE attachment_anew RENAME TO attachment",
    ] {
        manager
            .get_connection()
            .execute_unprepared(statement)
            .await?;
    }
    Ok(())
}

/// Name, table, columns, unique.
const INDEXES: &[(&str, &str, &[&str], bool)] = &[
    (
        "inspection_sheet_client",
        "inspection_sheet",
        &["cycle_id", "client_id"],
        true,
    ),
    (
        "inspection_sheet_receipt",
        "inspection_sheet",
        &["cycle_id", "receipt"],
        false,
    ),
    (
        "inspection_photo_client",
        "inspection_photo",
        &["inspection_id", "client_id"],
        true,
    ),
    (
        "inspection_by_village",
        "inspection",
        &["cycle_id", "village_id", "day"],
        false,
    ),
    (
        "finding_by_inspection",
        "finding",
        &["inspection_id", "ordinal"],
        false,
    ),
    (
        "rectification_by_state",
        "rectification",
        &["cycle_id", "state", "due"],
        false,
    ),
    (
        "rectification_by_village",
        "rectification",
        &["village_id", "state"],
        false,
    ),
    (
        "rectification_by_inspection",
        "rectification",
        &["inspection_id", "state"],
        false,
    ),
    (
        "rectification_event_by_finding",
        "rectification_event",
        &["finding_id"],
        false,
    ),
    (
        "inspection_plan_by_day",
        "inspection_plan",
        &["cycle_id", "state", "day"],
        false,
    ),
    ("attachment_by_record", "attachment", &["record_id"], false),
];
