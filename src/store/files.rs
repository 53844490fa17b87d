//! 文件清单 — which files of the data folder the database speaks of.

use std::collections::BTreeMap;

use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect, prelude::Date,
};

use super::entity::{attachment, daily_report, guidance_file, paper};

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
    let diary: Vec<(String, String)> = guidance_file::Entity::find()
        .select_only()
        .columns([
            guidance_file::Column::Sha256,
            guidance_file::Column::FileName,
        ])
        .into_tuple()
        .all(db)
        .await?;
    let reports: Vec<(String, Date)> = daily_report::Entity::find()
        .select_only()
        .columns([daily_report::Column::PdfSha256, daily_report::Column::Day])
        .filter(daily_report::Column::PdfSha256.ne(""))
        .into_tuple()
        .all(db)
        .await?;
    let papers = papers
        .into_iter()
        .map(|(digest, title, number)| (digest, format!("已印发的《{title}》{number}")));
    let reports = reports
        .into_iter()
        .map(|(digest, day)| (digest, format!("{day} 的日报")));
    let attachments = attachments
        .into_iter()
        .chain(diary)
        .map(|(digest, name)| (digest, format!("附件“{name}”")));
    Ok(papers.chain(reports).chain(attachments).collect())
}
