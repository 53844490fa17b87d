//! 导入 — `/c/{c}/villages/import`, `/c/{c}/people/import`: upload, preview, confirm.

use std::collections::HashMap;

use axum::{
    extract::{Query, State},
    response::Response,
};
use serde::Deserialize;

use super::{
    answer::{Trouble, download, frame, invalid, page},
    app::App,
    form::{Posted, Uploaded, UploadedFile},
    guard::{EditCycle, InCycle, May},
    pages::{
        import::{ImportPreview, ImportUpload, PreviewCell, PreviewRow},
        parts::{Fact, Form, Hidden, Link, Message},
    },
    plan::held::Held,
    router::{Row, get, post},
    sign_in::{form_again, fresh_key},
    view::{Flash, Frame, Section, Tone},
};
use crate::{
    office::{
        import::{
            Stored,
            upload::{self, Planned},
        },
        refusal::{Problems, Refusal},
    },
    roster::{Field, Import, PersonField, Severity, Template, VillageField, template},
};

/// Media type of workbooks.
pub(super) const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/// Problems shown on a page; the sheet given back holds all of them.
const PROBLEMS_SHOWN: usize = 1_000;

/// The routes of this file.
pub(super) fn rows() -> Vec<Row> {
    vec![
        get("/c/{c}/villages/import", villages_page),
        post("/c/{c}/villages/import", look_at_villages),
        post("/c/{c}/villages/import/confirm", confirm_villages),
        get("/c/{c}/villages/import/marked", marked_villages),
        get("/c/{c}/villages/import/template", villages_template),
        get("/c/{c}/people/import", people_page),
        post("/c/{c}/people/import", look_at_people),
        post("/c/{c}/people/import/confirm", confirm_people),
        get("/c/{c}/people/import/marked", marked_people),
        get("/c/{c}/people/import/template", people_template),
    ]
}

/// What is imported: villages or people.
struct Subject {
    /// Part of the address.
    path: &'static str,
    heading: &'static str,
    check_heading: &'static str,
    /// What a row is counted in.
    unit: &'static str,
    template: Template,
    columns: fn() -> String,
    notice: &'static str,
}

const VILLAGES: Subject = Subject {
    path: "villages",
    heading: "导入村（社区）",
    check_heading: "核对村（社区）",
    unit: "个村（社区）",
    template: Template::Villages,
    columns: titles::<VillageField>,
    notice: "表里有、系统里没有的会新增；名称相同的会更新，空白格不改原有内容；表里没有的保留不动，不会删除。",
};

const PEOPLE: Subject = Subject {
    path: "people",
    heading: "导入人员",
    check_heading: "核对人员",
    unit: "人",
    template: Template::People,
    columns: titles::<PersonField>,
    notice: "先导入村（社区），再导入人员。工作组和挂钩联系关系随表建立；姓名相同的会更新，空白格不改原有内容；表里没有的人保留不动。",
};

/// Names of the columns that are understood.
pub(super) fn titles<F: Field>() -> String {
    let titles: Vec<&str> = F::COLUMNS.iter().map(|column| column.title).collect();
    titles.join("、")
}

/// What waits: digest and name of an upload.
#[derive(Debug, Deserialize)]
pub struct Waits {
    /// Digest.
    #[serde(default)]
    pub(super) file: String,
}

/// `GET /c/{c}/villages/import`
pub async fn villages_page(
    May(here): May<EditCycle>,
    State(app): State<App>,
) -> Result<Response, Trouble> {
    upload_page(&app, &here, &VILLAGES, None)
}

/// `GET /c/{c}/people/import`
pub async fn people_page(
    May(here): May<EditCycle>,
    State(app): State<App>,
) -> Result<Response, Trouble> {
    upload_page(&app, &here, &PEOPLE, None)
}

/// `POST /c/{c}/villages/import`: nothing is stored, the upload waits.
pub async fn look_at_villages(
    May(here): May<EditCycle>,
    State(app): State<App>,
    sent: Uploaded,
) -> Result<Response, Trouble> {
    let look = async {
        let sheet = sheet_of(sent.files)?;
        let looked = upload::look_at_villages(&app, &here.scope, sheet.content.clone()).await?;
        let digest = app.waiting.keep(sheet.content).await?;
        Ok((looked.plan, digest, sheet.name))
    };
    match look.await {
        Ok((plan, digest, name)) => preview(&app, &here, &VILLAGES, &plan, &digest, &name, false),
        Err(refusal) => refused(&app, &here, &VILLAGES, refusal),
    }
}

/// `POST /c/{c}/people/import`: nothing is stored, the upload waits.
pub async fn look_at_people(
    May(here): May<EditCycle>,
    State(app): State<App>,
    sent: Uploaded,
) -> Result<Response, Trouble> {
    let look = async {
        let sheet = sheet_of(sent.files)?;
        let looked = upload::look_at_people(&app, &here.scope, sheet.content.clone()).await?;
        let digest = app.waiting.keep(sheet.content).await?;
        Ok((looked.plan, digest, sheet.name))
    };
    match look.await {
        Ok((plan, digest, name)) => preview(&app, &here, &PEOPLE, &plan, &digest, &name, false),
        Err(refusal) => refused(&app, &here, &PEOPLE, refusal),
    }
}

/// `POST /c/{c}/villages/import/confirm`
pub async fn confirm_villages(
    May(here): May<EditCycle>,
    State(app): State<App>,
    sent: Posted,
) -> Result<Response, Trouble> {
    let (digest, name) = (sent.fields.text("file"), sent.fields.text("name"));
    let held = Held::before(&app, &here.scope).await?;
    let stored = async {
        let content = upload::waits(&app.waiting, digest).await?;
        let shown = Some(sent.fields.text("shown"));
        let (actor, scope, key) = (&here.actor, &here.scope, Some(sent.key.as_str()));
        upload::confirm_villages(&app, actor, scope, key, name, content, shown).await
    };
    answer(&app, &here, &VILLAGES, held, stored.await, (digest, name)).await
}

/// `POST /c/{c}/people/import/confirm`
pub async fn confirm_people(
    May(here): May<EditCycle>,
    State(app): State<App>,
    sent: Posted,
) -> Result<Response, Trouble> {
    let (digest, name) = (sent.fields.text("file"), sent.fields.text("name"));
    let held = Held::before(&app, &here.scope).await?;
    let stored = async {
        let content = upload::waits(&app.waiting, digest).await?;
        let shown = Some(sent.fields.text("shown"));
        let (actor, scope, key) = (&here.actor, &here.scope, Some(sent.key.as_str()));
        upload::confirm_people(&app, actor, scope, key, name, content, shown).await
    };
    answer(&app, &here, &PEOPLE, held, stored.await, (digest, name)).await
}

/// `GET /c/{c}/villages/import/marked?file=`
pub async fn marked_villages(
    May(here): May<EditCycle>,
    State(app): State<App>,
    Query(Waits { file }): Query<Waits>,
) -> Result<Response, Trouble> {
    let content = waiting_sheet(&app, &file).await?;
    let looked = upload::look_at_villages(&app, &here.scope, content).await?;
    let (_, marked) = looked.marked(app.clock.today()).await?;
    Ok(download(marked, XLSX, "村（社区）退回标注表.xlsx", false))
}

/// `GET /c/{c}/people/import/marked?file=`
pub async fn marked_people(
    May(here): May<EditCycle>,
    State(app): State<App>,
    Query(Waits { file }): Query<Waits>,
) -> Result<Response, Trouble> {
    let content = waiting_sheet(&app, &file).await?;
    let looked = upload::look_at_people(&app, &here.scope, content).await?;
    let (_, marked) = looked.marked(app.clock.today()).await?;
    Ok(download(marked, XLSX, "人员退回标注表.xlsx", false))
}

/// `GET /c/{c}/villages/import/template`
pub async fn villages_template(
    _may: May<EditCycle>,
    State(app): State<App>,
) -> Result<Response, Trouble> {
    blank(&app, VILLAGES.template)
}

/// `GET /c/{c}/people/import/template`
pub async fn people_template(
    _may: May<EditCycle>,
    State(app): State<App>,
) -> Result<Response, Trouble> {
    blank(&app, PEOPLE.template)
}

/// 空白模板
pub(super) fn blank(app: &App, kind: Template) -> Result<Response, Trouble> {
    let bytes = template(kind, app.clock.today())
        .map_err(|error| Refusal::Inside(format!("a blank sheet: {error}")))?;
    let name = format!("{}模板.xlsx", kind.title());
    Ok(download(bytes, XLSX, &name, false))
}

/// The sheet chosen in field `file`.
pub(super) fn sheet_of(files: Vec<UploadedFile>) -> Result<UploadedFile, Refusal> {
    files
        .into_iter()
        .find(|file| file.field == "file")
        .ok_or_else(|| Refusal::field("file", "请先选择要导入的表格文件。"))
}

async fn waiting_sheet(app: &App, digest: &str) -> Result<Vec<u8>, Trouble> {
    app.waiting
        .read(digest)
        .await
        .map_err(Refusal::from)?
        .ok_or_else(Trouble::not_found)
}

fn frame_of(app: &App, here: &InCycle, subject: &Subject, title: &str) -> Frame {
    let cycle = here.scope.cycle();
    let list = format!("/c/{}/{}", cycle.id, subject.path);
    let word = match subject.template {
        Template::People => "人员",
        Template::Villages | Template::Voters => "村（社区）",
    };
    let crumbs = [(word, list.as_str()), (title, "")];
    let section = Section::Settings;
    frame(app, &here.visit, section, title, Some(cycle), &crumbs)
}

fn upload_page(
    app: &App,
    here: &InCycle,
    subject: &Subject,
    problems: Option<&Problems>,
) -> Result<Response, Trouble> {
    let base = format!("/c/{}/{}", here.scope.cycle_id(), subject.path);
    let context = ImportUpload {
        heading: subject.heading.to_owned(),
        form: problems.map_or_else(Form::new, |problems| {
            form_again(&super::form::Fields::default(), problems)
        }),
        action: format!("{base}/import"),
        columns: (subject.columns)(),
        notice: subject.notice.to_owned(),
        template: Link::new("下载空白模板（xlsx）", format!("{base}/import/template")),
        back: base,
        key: fresh_key(),
    };
    let frame = frame_of(app, here, subject, subject.heading);
    match problems {
        Some(_) => invalid(app, &frame, &context),
        None => page(app, &frame, &context),
    }
}

/// The upload page with what is wrong, or trouble where the fault is not the sheet's.
fn refused(
    app: &App,
    here: &InCycle,
    subject: &Subject,
    refusal: Refusal,
) -> Result<Response, Trouble> {
    match refusal {
        Refusal::Invalid(problems) => upload_page(app, here, subject, Some(&problems)),
        other => Err(other.into()),
    }
}

/// The answer to a confirmed sheet (its digest and name), with what it made out of date.
async fn answer<P: Planned>(
    app: &App,
    here: &InCycle,
    subject: &Subject,
    held: Held,
    stored: Result<Stored<P>, Refusal>,
    (digest, name): (&str, &str),
) -> Result<Response, Trouble> {
    match stored {
        Ok(Stored::Done(told, _)) => held.done(app, &here.scope, told).await,
        Ok(Stored::LookAgain(plan)) => preview(app, here, subject, &plan, digest, name, true),
        Err(refusal) => refused(app, here, subject, refusal),
    }
}

fn preview<P: Planned>(
    app: &App,
    here: &InCycle,
    subject: &Subject,
    plan: &P,
    digest: &str,
    name: &str,
    again: bool,
) -> Result<Response, Trouble> {
    let base = format!("/c/{}/{}/import", here.scope.cycle_id(), subject.path);
    let import = plan.import();
    let mut context = preview_of(import, name);
    subject.check_heading.clone_into(&mut context.heading);
    context.again.clone_from(&base);
    if !import.problems.is_empty() && import.header_row.is_some() {
        context.marked_href = format!("{base}/marked?file={digest}");
    }
    if !import.has_errors() {
        context.effect = plan.effect();
        context.confirm_action = format!("{base}/confirm");
        context.confirm_label = format!("保存 {} {}", import.rows.len(), subject.unit);
        context.hidden = hidden(&[
            ("file", digest),
            ("name", name),
            ("shown", &plan.fingerprint()),
        ]);
    }
    let mut frame = frame_of(app, here, subject, subject.check_heading);
    if again {
        frame.flash = Some(Flash {
            tone: Tone::Warning,
            text: "请重新核对：在您核对期间已有内容变了，还没有保存。".to_owned(),
        });
    }
    if again || import.has_errors() {
        invalid(app, &frame, &context)
    } else {
        page(app, &frame, &context)
    }
}

/// Hidden fields.
pub(super) fn hidden(fields: &[(&str, &str)]) -> Vec<Hidden> {
    fields
        .iter()
        .map(|(name, value)| Hidden {
            name: (*name).to_owned(),
            value: (*value).to_owned(),
        })
        .collect()
}

/// What was read, as a page shows it; what can be done with it is the caller's.
pub(super) fn preview_of<T>(import: &Import<T>, file: &str) -> ImportPreview {
    let (errors, warnings) = (import.error_count(), import.warning_count());
    // What stops stands first: a few errors must not drown among fifty notes.
    let of = |severity: Severity| {
        import
            .problems
            .iter()
            .filter(move |problem| problem.severity == severity)
    };
    let problems: Vec<Message> = of(Severity::Error)
        .chain(of(Severity::Warning))
        .take(PROBLEMS_SHOWN)
        .map(|problem| Message {
            tone: match problem.severity {
                Severity::Error => Tone::Error,
                Severity::Warning => Tone::Warning,
            },
            code: problem.code.as_str().to_owned(),
            text: problem.message.clone(),
            basis: String::new(),
            place: problem.place(),
        })
        .collect();
    let left = import.problems.len().saturating_sub(PROBLEMS_SHOWN);
    ImportPreview {
        facts: facts(import, file),
        unknown_columns: unknown(import),
        columns: import.preview.headings.clone(),
        rows: preview_rows(import),
        shown: match import.preview.rows.len() {
            all if all == import.data_rows => format!("共 {all} 行"),
            some => format!("共 {} 行，显示前 {some} 行", import.data_rows),
        },
        more: if left > 0 {
            format!("另有 {left} 处没有在这里列出，全部问题见退回标注表。")
        } else {
            String::new()
        },
        errors: u32::try_from(errors).unwrap_or(u32::MAX),
        warnings: u32::try_from(warnings).unwrap_or(u32::MAX),
        problems,
        key: fresh_key(),
        ..ImportPreview::default()
    }
}

fn facts<T>(import: &Import<T>, file: &str) -> Vec<Fact> {
    let mut facts = Vec::new();
    if !file.is_empty() {
        facts.push(Fact::new("文件", file));
    }
    if let Some(header) = import.header_row {
        facts.push(Fact::new(
            "工作表",
            format!("{}，表头在第 {header} 行", import.sheet),
        ));
        facts.push(Fact::new("读到", format!("{} 行", import.data_rows)));
    }
    let totals: Vec<String> = import
        .totals
        .iter()
        .map(|total| format!("{} {}", total.label, total.value))
        .collect();
    if !totals.is_empty() {
        facts.push(Fact::new("合计", totals.join("，")));
    }
    facts
}

fn unknown<T>(import: &Import<T>) -> String {
    let names: Vec<String> = import
        .unknown_columns
        .iter()
        .map(|column| format!("「{}」（{}）", column.heading, column.cell))
        .collect();
    if names.is_empty() {
        String::new()
    } else {
        format!("没有认出{}，这些列不导入。", names.join("、"))
    }
}

fn preview_rows<T>(import: &Import<T>) -> Vec<PreviewRow> {
    let mut marks: HashMap<&str, &'static str> = HashMap::new();
    for problem in &import.problems {
        if let Some(cell) = problem.cell.as_deref() {
            match problem.severity {
                Severity::Error => drop(marks.insert(cell, "bad")),
                Severity::Warning => drop(marks.entry(cell).or_insert("warn")),
            }
        }
    }
    import
        .preview
        .rows
        .iter()
        .zip(&import.preview.numbers)
        .map(|(cells, number)| PreviewRow {
            number: number.to_string(),
            cells: cells
                .iter()
                .zip(&import.columns)
                .map(|(text, column)| {
                    let cell = crate::roster::cell_name(*number, column.index);
                    PreviewCell {
                        text: text.clone(),
                        class: marks.get(cell.as_str()).copied().unwrap_or_default(),
                    }
                })
                .collect(),
        })
        .collect()
}
