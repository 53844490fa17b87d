//! 上传 — a sheet from the moment it arrives until it is confirmed.
//!
//! Between preview and confirmation the bytes themselves wait, and are read again: nothing that a
//! browser sends back is trusted. A sheet of villages or people has no use for 公民身份号码, so one
//! that holds any is turned away before it is kept.

use chrono::{Datelike as _, NaiveDate};
use unicode_normalization::UnicodeNormalization as _;

use super::{
    Stored, in_background, lines,
    people::{self, PeoplePlan},
    unpack,
    villages::{self, VillagesPlan},
};
use crate::{
    office::{
        change::Actor,
        done::Done,
        refusal::{Problems, Refusal},
    },
    platform::waiting::Waiting,
    roster::{self, Book, Import, PersonRow, VillageRow, cell_name},
    store::{scope::CycleScope, village},
    web::app::App,
};

/// What a sheet would do, whatever its subject.
pub trait Planned: Send + Sync + 'static {
    /// A row of the sheet.
    type Row: Send + Sync + 'static;

    /// What was read, with every problem.
    fn import(&self) -> &Import<Self::Row>;
    /// What would be done, in sentences.
    fn effect(&self) -> Vec<String>;
    /// Tells two plans apart.
    fn fingerprint(&self) -> String;
}

impl Planned for VillagesPlan {
    type Row = VillageRow;

    fn import(&self) -> &Import<VillageRow> {
        &self.import
    }

    fn effect(&self) -> Vec<String> {
        self.effect()
    }

    fn fingerprint(&self) -> String {
        self.fingerprint()
    }
}

impl Planned for PeoplePlan {
    type Row = PersonRow;

    fn import(&self) -> &Import<PersonRow> {
        &self.import
    }

    fn effect(&self) -> Vec<String> {
        self.effect()
    }

    fn fingerprint(&self) -> String {
        self.fingerprint()
    }
}

/// A sheet that was looked at; nothing of it is stored.
#[derive(Debug)]
pub struct Looked<P> {
    /// What it would do.
    pub plan: P,
    book: Book,
}

impl<P: Planned> Looked<P> {
    /// 退回标注表 — the sheet given back with its problems marked, as xlsx.
    pub async fn marked(self, today: NaiveDate) -> Result<(P, Vec<u8>), Refusal> {
        in_background(move || {
            let marked = roster::mark(&self.book, self.plan.import(), today)
                .map_err(|error| Refusal::field("file", error.to_string()))?;
            Ok((self.plan, marked))
        })
        .await
    }
}

/// Looks a sheet of villages through.
pub async fn look_at_villages(
    app: &App,
    scope: &CycleScope,
    content: Vec<u8>,
) -> Result<Looked<VillagesPlan>, Refusal> {
    let plans = app.plans(scope.cycle()).await?;
    let known = village::list(app.store.reader(), scope).await?;
    let cycle_id = scope.cycle_id();
    in_background(move || {
        let book = without_identity(&content)?;
        let plan = villages::plan(&book, &plans.pack, cycle_id, &known);
        Ok(Looked { plan, book })
    })
    .await
}

/// Looks a sheet of people through.
pub async fn look_at_people(
    app: &App,
    scope: &CycleScope,
    content: Vec<u8>,
) -> Result<Looked<PeoplePlan>, Refusal> {
    let known = people::known(app.store.reader(), scope).await?;
    let cycle_id = scope.cycle_id();
    in_background(move || {
        let book = without_identity(&content)?;
        let plan = people::plan(&book, cycle_id, &known);
        Ok(Looked { plan, book })
    })
    .await
}

/// An upload that waits for its confirmation.
pub async fn waits(waiting: &Waiting, digest: &str) -> Result<Vec<u8>, Refusal> {
    waiting.read(digest).await?.ok_or_else(gone)
}

/// Why a confirmation comes too late.
pub fn gone() -> Refusal {
    Refusal::field(
        "file",
        "请重新选择文件上传：刚才核对的表格已经不在了（只保留一天），没有保存任何内容。",
    )
}

/// 导入村（社区） — reads a workbook and stores it whole, or says everything that is wrong with it.
pub async fn villages(
    app: &App,
    actor: &Actor,
    scope: &CycleScope,
    key: Option<&str>,
    bytes: Vec<u8>,
) -> Result<Done, Refusal> {
    let file = "";
    whole(confirm_villages(app, actor, scope, key, file, bytes, None).await?)
}

/// 导入人员 — the same for people, teams and links.
pub async fn people(
    app: &App,
    actor: &Actor,
    scope: &CycleScope,
    key: Option<&str>,
    bytes: Vec<u8>,
) -> Result<Done, Refusal> {
    let file = "";
    whole(confirm_people(app, actor, scope, key, file, bytes, None).await?)
}

/// Stores a sheet of villages; `shown` is the fingerprint of what the person confirmed.
pub async fn confirm_villages(
    app: &App,
    actor: &Actor,
    scope: &CycleScope,
    key: Option<&str>,
    file: &str,
    bytes: Vec<u8>,
    shown: Option<&str>,
) -> Result<Stored<VillagesPlan>, Refusal> {
    let plans = app.plans(scope.cycle()).await?;
    let clock = app.clock.as_ref();
    villages::store(
        &app.store,
        clock,
        &plans.pack,
        actor,
        scope,
        key,
        file,
        bytes,
        shown,
    )
    .await
}

/// Stores a sheet of people; `shown` as for villages.
pub async fn confirm_people(
    app: &App,
    actor: &Actor,
    scope: &CycleScope,
    key: Option<&str>,
    file: &str,
    bytes: Vec<u8>,
    shown: Option<&str>,
) -> Result<Stored<PeoplePlan>, Refusal> {
    let clock = app.clock.as_ref();
    people::store(&app.store, clock, actor, scope, key, file, bytes, shown).await
}

fn whole<P: Planned>(stored: Stored<P>) -> Result<Done, Refusal> {
    match stored {
        Stored::Done(done, _) => Ok(done),
        Stored::LookAgain(plan) => Err(Refusal::Invalid(Problems {
            general: lines(plan.import()),
            ..Problems::default()
        })),
    }
}

/// Cells named when a sheet is turned away.
const NAMED: usize = 5;

/// Unpacks a sheet and refuses one that holds 公民身份号码.
fn without_identity(content: &[u8]) -> Result<Book, Refusal> {
    let book = unpack(content)?;
    let mut cells = Vec::new();
    for table in &book.tables {
        for row in &table.rows {
            for (column, cell) in &row.cells {
                if cell.date.is_none() && holds_identity(&cell.text) {
                    cells.push(format!(
                        "工作表「{}」{}",
                        table.sheet,
                        cell_name(row.number, *column)
                    ));
                }
            }
        }
    }
    if cells.is_empty() {
        return Ok(book);
    }
    let count = cells.len();
    cells.truncate(NAMED);
    let more = if count > NAMED { " 等" } else { "" };
    Err(Refusal::field(
        "file",
        format!(
            "请删去身份证号后再上传：{}{more}共 {count} 处像是公民身份号码。这张表用不到身份证号，系统不保存，刚才的文件没有留下。",
            cells.join("、")
        ),
    ))
}

/// Whether a text holds 18 characters of the shape of an ID number with a day of birth in them.
/// The check digit is not asked: a mistyped number is a personal number too.
fn holds_identity(text: &str) -> bool {
    if text.len() < 18 {
        return false;
    }
    let plain: Vec<char> = text
        .nfkc()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .collect();
    plain.windows(18).enumerate().any(|(at, window)| {
        let free = |c: Option<&char>| c.is_none_or(|c| !c.is_ascii_digit());
        let before = at.checked_sub(1).and_then(|before| plain.get(before));
        free(before) && free(plain.get(at + 18)) && is_identity(window)
    })
}

fn is_identity(window: &[char]) -> bool {
    let Some((last, digits)) = window.split_last() else {
        return false;
    };
    if !digits.iter().all(char::is_ascii_digit)
        || !(last.is_ascii_digit() || matches!(last, 'x' | 'X'))
    {
        return false;
    }
    let birth: String = digits.get(6..14).unwrap_or_default().iter().collect();
    NaiveDate::parse_from_str(&birth, "%Y%m%d")
        .is_ok_and(|birth| (1900..2100).contains(&birth.year()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identity_numbers_are_seen_however_they_are_typed() {
        for (text, expected) in [
            ("440299199003215265", true),
            ("44029919900321526X", true),
            ("４４０２９９１９９００３２１５２６５", true),
            ("440299 19900321 5265", true),
            ("身份证：440299199003215265。", true),
            ("440299199013215265", false), // no such day
            ("440299102201", false),
            ("13650257551", false),
            ("6222021990032152651", false), // a bank card has 19 digits
            ("", false),
        ] {
            assert_eq!(holds_identity(text), expected, "{text}");
        }
    }
}
