//! 文件清单 — which files of the data folder the database speaks of.

use std::collections::BTreeMap;

use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};

use super::entity::{attachment, paper};

/// Digests of the files that must be there, and what each is, for a message.
pub async fn referenced<C: ConnectionTrait>(db: &C) -> Result<BTreeMap<String, String>, DbErr> {
    let papers: Vec<(String, String, String)> = paper::Entity::find()
        .select_only()
        .columns([
            paper::Column::PdfSha256,
            paper::Column::Title,
            paper::Column::Number,
        ])
        .filter(paper::Column::PdfSha256.ne(""))
        .into_tuple()
        .all(db)
        .await?;
    let attachments: Vec<(String, String)> = attachment::Entity::find()
        .select_only()
        .columns([attachment::Column::Sha256, attachment::Column::FileName])
        .into_tuple()
        .all(db)
        .await?;
    let papers = papers
        .into_iter()
        .map(|(digest, title, number)| (digest, format!("已印发的《{title}》{number}")));
    let attachments = attachments
        .into_iter()
        .map(|(digest, name)| (digest, format!("附件“{name}”")));
    Ok(papers.chain(attachments).collect())
}
