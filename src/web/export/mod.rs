//! 导出表格 — any list as a workbook, in a few lines: headings and what a row says.
//!
//! ```text
//! export::Table::new("会议")
//!     .column("名称", |row: &Meeting| row.title.clone())
//!     .column("日期", |row| row.day)
//!     .send(&app, &at.actor, &at.scope, None, &rows)
//!     .await
//! ```
//! Text is written as text, so that nothing in it is ever taken for a formula; that somebody took the table away is
//! kept in the audit before it is sent. The button on the page says «导出表格» ([`BUTTON`]).

mod calendar;
mod days;
mod inside;
mod lists;
mod narrowed;
mod page;
mod work;

use axum::response::Response;

pub(super) use self::narrowed::Narrowed;

use super::{
    answer::{Trouble, download},
    app::App,
    pages::parts::Link,
    router::Row,
    villages::XLSX,
};
use crate::{
    office::{change::Actor, export, refusal::Refusal},
    roster::{ExportCell, ExportColumn, export_part_xlsx, export_xlsx},
    store::{entity::village, scope::CycleScope},
};

/// What the button says on every list.
pub(super) const BUTTON: &str = "导出表格";

/// The button of a list.
pub(super) fn button(href: impl Into<String>) -> Link {
    Link::new(BUTTON, href)
}

/// The routes of this folder.
pub(super) fn rows() -> Vec<Row> {
    [
        page::rows(),
        lists::rows(),
        work::rows(),
        days::rows(),
        inside::rows(),
        calendar::rows(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// A table ready to be written.
pub(super) struct Sheet<'a> {
    /// Name of the sheet and of the table in the audit.
    pub name: &'a str,
    /// Name of the file, without its ending.
    pub file: &'a str,
    /// What it is narrowed to.
    pub only: Narrowed,
    /// Columns.
    pub head: Vec<ExportColumn>,
    /// Rows.
    pub rows: Vec<Vec<ExportCell>>,
}

/// Writes a table, keeps in the audit that it was taken, and sends it.
pub(super) async fn send(
    app: &App,
    actor: &Actor,
    scope: &CycleScope,
    village: Option<&village::Model>,
    sheet: Sheet<'_>,
) -> Result<Response, Trouble> {
    let Sheet {
        name,
        file,
        only,
        head,
        rows,
    } = sheet;
    let (today, title, count) = (app.clock.today(), name.to_owned(), rows.len());
    let told = only.told(count);
    let book = tokio::task::spawn_blocking(move || {
        export_part_xlsx(&title, told.as_deref(), &head, &rows, today)
    })
    .await
    .map_err(|error| Refusal::Inside(error.to_string()))?
    .map_err(|error| Refusal::general(error.to_string()))?;
    note(app, actor, scope, village, name, count).await?;
    let file = format!("{file}{}.xlsx", only.mark());
    Ok(download(book, XLSX, &file, false))
}

/// Keeps in the audit that a table was taken; for tables that are written elsewhere.
pub(super) async fn note(
    app: &App,
    actor: &Actor,
    scope: &CycleScope,
    village: Option<&village::Model>,
    name: &str,
    rows: usize,
) -> Result<(), Refusal> {
    export::note(
        &app.store,
        app.clock.as_ref(),
        actor,
        scope,
        village,
        name,
        rows,
    )
    .await
}

/// What a cell of a row says.
type Says<'t, R> = Box<dyn Fn(&R) -> ExportCell + Send + 't>;

/// 表 — headings and what a row says under each.
pub(super) struct Table<'t, R> {
    name: &'t str,
    only: Narrowed,
    columns: Vec<(String, Says<'t, R>)>,
}

impl<'t, R> Table<'t, R> {
    /// A table without columns yet.
    pub(super) fn new(name: &'t str) -> Self {
        Self {
            name,
            only: Narrowed::new(),
            columns: Vec::new(),
        }
    }

    /// Says above the headings what the rows are narrowed to.
    #[must_use]
    pub(super) fn only(mut self, only: Narrowed) -> Self {
        self.only = only;
        self
    }

    /// Adds a column.
    #[must_use]
    pub(super) fn column<C: Into<ExportCell>>(
        mut self,
        title: impl Into<String>,
        says: impl Fn(&R) -> C + Send + 't,
    ) -> Self {
        self.columns
            .push((title.into(), Box::new(move |row| says(row).into())));
        self
    }

    fn head(&self) -> Vec<ExportColumn> {
        self.columns
            .iter()
            .map(|(title, _)| ExportColumn::titled(title.clone()))
            .collect()
    }

    fn body(&self, rows: &[R]) -> Vec<Vec<ExportCell>> {
        rows.iter()
            .map(|row| self.columns.iter().map(|(_, says)| says(row)).collect())
            .collect()
    }

    /// Writes it for these rows and sends it; that it was taken is kept by the caller, in its own words.
    pub(super) async fn send_noted(
        self,
        app: &App,
        scope: &CycleScope,
        rows: &[R],
    ) -> Result<Response, Trouble> {
        let mark = self.only.mark();
        let file = format!("{} {}{mark}.xlsx", scope.cycle().name, self.name);
        let (title, head, body) = (self.name.to_owned(), self.head(), self.body(rows));
        let told = self.only.told(rows.len());
        drop(self.columns);
        let today = app.clock.today();
        let book = tokio::task::spawn_blocking(move || {
            export_part_xlsx(&title, told.as_deref(), &head, &body, today)
        })
        .await
        .map_err(|error| Refusal::Inside(error.to_string()))?
        .map_err(|error| Refusal::general(error.to_string()))?;
        Ok(download(book, XLSX, &file, false))
    }

    /// Writes it for these rows, keeps it in the audit and sends it: a table of the township's, of no cycle.
    pub(super) async fn send_outside(
        self,
        app: &App,
        actor: &Actor,
        rows: &[R],
    ) -> Result<Response, Trouble> {
        let (name, head, body, count) = (self.name, self.head(), self.body(rows), rows.len());
        drop(self.columns);
        let (title, today) = (name.to_owned(), app.clock.today());
        let book = tokio::task::spawn_blocking(move || export_xlsx(&title, &head, &body, today))
            .await
            .map_err(|error| Refusal::Inside(error.to_string()))?
            .map_err(|error| Refusal::general(error.to_string()))?;
        export::note_outside(&app.store, app.clock.as_ref(), actor, name, count).await?;
        Ok(download(book, XLSX, &format!("{name} {today}.xlsx"), false))
    }

    /// Writes it for these rows, keeps it in the audit and sends it, named after the cycle (or the village) and itself.
    pub(super) async fn send(
        self,
        app: &App,
        actor: &Actor,
        scope: &CycleScope,
        village: Option<&village::Model>,
        rows: &[R],
    ) -> Result<Response, Trouble> {
        let whose = village.map_or(scope.cycle().name.as_str(), |village| village.name.as_str());
        let file = format!("{whose} {}", self.name);
        let (head, body) = (self.head(), self.body(rows));
        let sheet = Sheet {
            name: self.name,
            file: &file,
            only: self.only,
            head,
            rows: body,
        };
        // The closures end here: what is awaited holds plain cells.
        let name = self.name;
        drop(self.columns);
        send(app, actor, scope, village, Sheet { name, ..sheet }).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_its_headings_and_what_a_row_says() {
        let table = Table::new("会议")
            .column("名称", |row: &(&str, u32)| row.0)
            .column("人数", |row| row.1);
        let titles: Vec<String> = table
            .head()
            .into_iter()
            .map(|column| column.title)
            .collect();
        assert_eq!(titles, ["名称", "人数"]);
        assert_eq!(
            table.body(&[("=动员会", 16)]),
            [vec!["=动员会".into(), 16_u32.into()]]
        );
    }
}
