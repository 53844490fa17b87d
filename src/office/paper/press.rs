//! 印刷 — the only door to the typesetter: a kind and its data in, pages, preview or bytes out.
//!
//! Typesetting is work for a core, not for the runtime: [`Press::on_a_core`] keeps it off the threads
//! that answer requests. It never happens inside a transaction.

use std::{
    collections::{BTreeMap, HashMap},
    ops::Range,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::Value;
use uuid::Uuid;

use crate::{
    documents::{
        fonts::{FontError, Library, Role, RoleMap},
        kind::Kind,
        kinds::DataProblem,
        render::{self, Issue, RenderError, Setting, Typeset, Watermark},
        template,
        text::{TextError, Texts},
    },
    office::refusal::{Problems, Refusal},
    platform::clock::shanghai,
};

/// The file in the fonts folder that says which font serves which role.
const ROLE_FILE: &str = "fonts.toml";
/// Largest font file read: the biggest licensed Chinese fonts have about 30 MB.
const FONT_LIMIT: u64 = 64 * 1024 * 1024;
/// Most offices whose texts are held ready at once.
const MOST_OFFICES: usize = 64;

/// Why the office's own fonts or texts cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PressError {
    /// A font.
    #[error(transparent)]
    Font(#[from] FontError),
    /// The office's fonts: roles nobody knows, files that are no fonts; every problem at once.
    #[error("请改好字体文件夹里的设置或字体，改好以前没有使用：\n{}", .0.join("\n"))]
    Fonts(Vec<String>),
    /// A text.
    #[error(transparent)]
    Text(#[from] TextError),
    /// Texts of the data folder that may not stand for ours.
    #[error("请改好数据文件夹里的文稿，或把它移走（可用 huanjie texts check 逐个核对）：\n{}", .0.join("\n"))]
    Unfit(Vec<String>),
    /// A file or folder that cannot be read.
    #[error("请检查文件 {0} 的权限和内容：读不出来。")]
    Read(String),
    /// The file of roles is not written as it should be.
    #[error("请改正 {0}：每行写一个角色和字体文件名，例如 小标宋 = \"方正小标宋_GBK.TTF\"。")]
    Roles(String),
}

/// Why one paper could not be set.
#[derive(Debug, thiserror::Error)]
pub enum SetError {
    /// Its data; every problem.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Data(Vec<DataProblem>),
    /// Text, layout or file.
    #[error(transparent)]
    Render(#[from] RenderError),
}

impl From<RenderError> for Refusal {
    fn from(error: RenderError) -> Self {
        SetError::Render(error).into()
    }
}

impl From<SetError> for Refusal {
    fn from(error: SetError) -> Self {
        match error {
            SetError::Data(problems) => {
                let mut told = Problems::none();
                told.general = problems.iter().map(ToString::to_string).collect();
                Self::Invalid(told)
            }
            SetError::Render(error) => Self::general(error.to_string()),
        }
    }
}

/// 本单位的文稿 in one edition: kind id, version and text; no text is the shipped one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edition {
    /// Kind id.
    pub kind: String,
    /// Version in use.
    pub version: i32,
    /// Its text.
    pub text: Option<String>,
}

/// 印刷机: texts and fonts, loaded once. A township's own texts make a press of its own ([`Press::of_office`]).
pub struct Press {
    texts: Texts,
    fonts: Arc<Library>,
    /// Texts of the data folder by kind id.
    folder: BTreeMap<String, String>,
    /// Kind id → version of the office's text, on a press of an office.
    editions: BTreeMap<String, i32>,
    /// Kinds whose text no longer fits this program, with everything wrong.
    unfit: BTreeMap<String, String>,
    /// The presses of the offices, by township.
    offices: Mutex<HashMap<Uuid, Arc<Self>>>,
}

/// How a paper is to look.
#[derive(Debug, Clone)]
pub struct Look {
    /// Words behind the text.
    pub watermark: Option<Watermark>,
    /// 演示样张
    pub demo: bool,
    /// Number and day, once issued.
    pub issued: Option<(String, NaiveDate)>,
    /// Moment of making.
    pub at: DateTime<Utc>,
    /// Author in the file's properties.
    pub author: String,
}

impl Look {
    fn setting(&self) -> Setting {
        Setting {
            watermark: self.watermark,
            demo: self.demo,
            issued: self.issued.as_ref().map(|(number, date)| Issue {
                number: number.clone(),
                date: *date,
            }),
            paper: None,
            created: shanghai(self.at).naive_local(),
            author: self.author.clone(),
        }
    }
}

impl Press {
    /// The built-in texts and fonts, with those of the data folder (`fonts/`, `texts/`) laid over them.
    pub fn open(data_dir: &Path) -> Result<Self, PressError> {
        let folder = folder_texts(&data_dir.join("texts"))?;
        let files = folder
            .iter()
            .filter_map(|(id, text)| Some((Kind::from_id(id)?.template().to_owned(), text.clone())))
            .collect();
        Ok(Self {
            texts: Texts::with_overrides(&files)?,
            folder,
            ..Self::of(Texts::embedded()?, fonts(&data_dir.join("fonts"))?)
        })
    }

    /// The built-in texts and fonts alone.
    pub fn built_in() -> Result<Self, PressError> {
        Ok(Self::of(Texts::embedded()?, Library::embedded()))
    }

    fn of(texts: Texts, fonts: Arc<Library>) -> Self {
        Self {
            texts,
            fonts,
            folder: BTreeMap::new(),
            editions: BTreeMap::new(),
            unfit: BTreeMap::new(),
            offices: Mutex::default(),
        }
    }

    /// The press of an office that was made for exactly these editions, if it is still there.
    pub fn ready(&self, township: Uuid, editions: &[(String, i32)]) -> Option<Arc<Self>> {
        let offices = self.offices.lock().unwrap_or_else(PoisonError::into_inner);
        let office = offices.get(&township)?;
        let same = office.editions.len() == editions.len()
            && editions
                .iter()
                .all(|(kind, version)| office.editions.get(kind) == Some(version));
        same.then(|| Arc::clone(office))
    }

    /// Makes the press of an office: its texts over those of the data folder over ours. A text that passed when it
    /// was saved and no longer fits (a newer program prints more) stops its kind, never the others, and is never
    /// silently replaced by ours.
    pub fn of_office(&self, township: Uuid, editions: Vec<Edition>) -> Result<Arc<Self>, Refusal> {
        let mut files = BTreeMap::new();
        let mut unfit = BTreeMap::new();
        let mut versions = BTreeMap::new();
        for edition in editions {
            versions.insert(edition.kind.clone(), edition.version);
            let (Some(kind), Some(text)) = (Kind::from_id(&edition.kind), edition.text) else {
                continue;
            };
            let problems = template::unfit(kind, &text);
            if problems.is_empty() {
                files.insert(kind.template().to_owned(), text);
            } else {
                unfit.insert(edition.kind, told(&problems));
            }
        }
        let texts = self
            .texts
            .laid_over(&files)
            .map_err(|error| Refusal::Inside(format!("texts: {error}")))?;
        let office = Arc::new(Self {
            folder: self.folder.clone(),
            editions: versions,
            unfit,
            ..Self::of(texts, Arc::clone(&self.fonts))
        });
        let mut offices = self.offices.lock().unwrap_or_else(PoisonError::into_inner);
        if offices.len() >= MOST_OFFICES {
            offices.clear();
        }
        offices.insert(township, Arc::clone(&office));
        Ok(office)
    }

    /// The version of the office's text of a kind; 0 where it has none.
    pub fn edition(&self, kind: Kind) -> i32 {
        self.editions.get(kind.id()).copied().unwrap_or(0)
    }

    /// The text of a kind in the data folder.
    pub fn folder_text(&self, kind: Kind) -> Option<&str> {
        self.folder.get(kind.id()).map(String::as_str)
    }

    /// The fonts.
    pub fn fonts(&self) -> &Library {
        &self.fonts
    }

    /// The markup of a paper: its text filled in.
    pub fn markup(&self, kind: Kind, data: &Value) -> Result<String, SetError> {
        if let Some(detail) = self.unfit.get(kind.id()) {
            return Err(RenderError::Text(TextError::Unfit {
                title: kind.title(),
                detail: detail.clone(),
            })
            .into());
        }
        let context = kind.context(data).map_err(SetError::Data)?;
        self.filled(kind.template(), &context)
    }

    /// A text by its file name filled in.
    pub fn filled(&self, name: &str, context: &Value) -> Result<String, SetError> {
        let filled = self.texts.fill(name, context);
        if let Err(error) = &filled {
            tracing::error!(error = ?error, name, "paper text");
        }
        Ok(filled.map_err(RenderError::from)?)
    }

    /// Sets one paper.
    pub fn set(&self, kind: Kind, data: &Value, look: &Look) -> Result<Typeset, SetError> {
        self.set_markup(&self.markup(kind, data)?, look)
    }

    /// Sets a paper from its markup.
    pub fn set_markup(&self, markup: &str, look: &Look) -> Result<Typeset, SetError> {
        Ok(render::typeset_markup(
            markup,
            &self.fonts,
            &look.setting(),
        )?)
    }

    /// The paper as HTML for a web page.
    pub fn html(&self, kind: Kind, data: &Value) -> Result<String, SetError> {
        Ok(render::preview_html(&self.markup(kind, data)?)?)
    }

    /// One file of one or many papers, an outline entry each.
    pub fn pdf(&self, papers: &[Typeset], look: &Look) -> Result<Vec<u8>, SetError> {
        Ok(render::write_pdf(papers, &look.setting(), &self.fonts)?)
    }

    /// Runs work of the press on a core of its own.
    pub async fn on_a_core<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Self) -> T + Send + 'static,
    ) -> Result<T, Refusal> {
        let press = Arc::clone(self);
        tokio::task::spawn_blocking(move || work(&press))
            .await
            .map_err(|error| Refusal::Inside(format!("press: {error}")))
    }
}

fn read_folder(folder: &Path, wanted: &[&str]) -> Result<Vec<std::path::PathBuf>, PressError> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        // No such folder: nothing is laid over.
        return Ok(Vec::new());
    };
    let mut files = Vec::new();
    for entry in entries {
        let path = entry
            .map_err(|_| PressError::Read(folder.display().to_string()))?
            .path();
        let ending = path
            .extension()
            .map(|ending| ending.to_string_lossy().to_lowercase())
            .unwrap_or_default();
        if path.is_file() && wanted.contains(&ending.as_str()) {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn name_of(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

fn told(problems: &[template::TextProblem]) -> String {
    problems
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("；")
}

/// The texts of the data folder by kind id. All that is wrong with all of them is told at once.
fn folder_texts(folder: &Path) -> Result<BTreeMap<String, String>, PressError> {
    let mut texts = BTreeMap::new();
    let mut wrong = Vec::new();
    for path in read_folder(folder, &["xml"])? {
        let text = std::fs::read_to_string(&path)
            .map_err(|_| PressError::Read(path.display().to_string()))?;
        let text = text.trim_start_matches('\u{feff}').to_owned();
        let name = name_of(&path);
        let Some(kind) = Kind::ALL.iter().find(|kind| kind.template() == name) else {
            wrong.push(format!("{name}：没有这种文书，文件名要与文书种类相同。"));
            continue;
        };
        let problems = template::unfit(*kind, &text);
        wrong.extend(problems.iter().map(|problem| format!("{name}　{problem}")));
        texts.insert(kind.id().to_owned(), text);
    }
    if wrong.is_empty() {
        Ok(texts)
    } else {
        Err(PressError::Unfit(wrong))
    }
}

/// The names of roles are Chinese; TOML takes such a name only in quotation marks, which nobody thinks of.
fn with_quoted_keys(text: &str) -> String {
    text.lines()
        .map(|line| match line.split_once('=') {
            Some((key, value))
                if !key.is_ascii() && !key.trim_start().starts_with(['"', '\'', '#']) =>
            {
                format!("\"{}\" = {value}\n", key.trim())
            }
            _ => format!("{line}\n"),
        })
        .collect()
}

/// The file of roles as an office's editor saved it: UTF-8 with or without its mark, or GB 18030.
fn quoted_text(bytes: &[u8]) -> String {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.trim_start_matches('\u{feff}').to_owned(),
        Err(_) => encoding_rs::GB18030.decode(bytes).0.into_owned(),
    };
    with_quoted_keys(&text)
}

/// Where the file of roles cannot be read.
fn wrong_line(mapping: &Path, text: &str, span: Option<Range<usize>>) -> PressError {
    let shown = mapping.display();
    let line = span
        .and_then(|span| text.get(..span.start))
        .map(|before| before.matches('\n').count() + 1);
    PressError::Roles(match line {
        Some(line) => format!("{shown} 第 {line} 行"),
        None => shown.to_string(),
    })
}

/// The built-in fonts, knowing which files of the folder nobody gave a role.
fn unused(folder: &Path) -> Result<Arc<Library>, PressError> {
    let files: Vec<(String, Vec<u8>)> = read_folder(folder, &["ttf", "otf", "ttc"])?
        .iter()
        .map(|path| (name_of(path), Vec::new()))
        .collect();
    if files.is_empty() {
        return Ok(Library::embedded());
    }
    Ok(Arc::new(Library::with_office_fonts(
        files,
        &RoleMap::new(),
    )?))
}

fn fonts(folder: &Path) -> Result<Arc<Library>, PressError> {
    let mapping = folder.join(ROLE_FILE);
    let text = match std::fs::read(&mapping) {
        Ok(bytes) => quoted_text(&bytes),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return unused(folder);
        }
        Err(_) => return Err(PressError::Read(mapping.display().to_string())),
    };
    let table: BTreeMap<String, String> =
        toml::from_str(&text).map_err(|error| wrong_line(&mapping, &text, error.span()))?;
    let mut wrong = Vec::new();
    let mut roles = RoleMap::new();
    for (role, file) in table {
        match role.parse::<Role>() {
            Ok(role) => {
                roles.insert(role, file);
            }
            Err(error) => wrong.push(format!("{ROLE_FILE}：{error}")),
        }
    }
    let mut files = Vec::new();
    for path in read_folder(folder, &["ttf", "otf", "ttc"])? {
        let unreadable = || PressError::Read(path.display().to_string());
        let size = std::fs::metadata(&path).map_err(|_| unreadable())?.len();
        if size > FONT_LIMIT {
            wrong.push(format!(
                "请换一个小一些的字体文件代替“{}”。原因：超过 {} MB。",
                name_of(&path),
                FONT_LIMIT / (1024 * 1024)
            ));
            continue;
        }
        files.push((
            name_of(&path),
            std::fs::read(&path).map_err(|_| unreadable())?,
        ));
    }
    match Library::with_office_fonts(files, &roles) {
        Ok(library) if wrong.is_empty() => Ok(Arc::new(library)),
        Ok(_) => Err(PressError::Fonts(wrong)),
        Err(FontError::Refused(problems)) => {
            wrong.extend(problems.iter().map(ToString::to_string));
            Err(PressError::Fonts(wrong))
        }
        Err(other) => Err(other.into()),
    }
}
