//! 印刷 — the only door to the typesetter: a kind and its data in, pages, preview or bytes out.
//!
//! Typesetting is work for a core, not for the runtime: [`Press::on_a_core`] keeps it off the threads
//! that answer requests. It never happens inside a transaction.

use std::{collections::BTreeMap, path::Path, sync::Arc};

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::Value;

use crate::{
    documents::{
        fonts::{FontError, Library, Role, RoleMap, UnknownRole},
        kind::Kind,
        kinds::DataProblem,
        render::{self, Issue, RenderError, Setting, Typeset, Watermark},
        text::{TextError, Texts},
    },
    office::refusal::{Problems, Refusal},
    platform::clock::shanghai,
};

/// The file in the fonts folder that says which font serves which role.
const ROLE_FILE: &str = "fonts.toml";
/// Largest font file read: the biggest licensed Chinese fonts have about 30 MB.
const FONT_LIMIT: u64 = 64 * 1024 * 1024;

/// Why the office's own fonts or texts cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PressError {
    /// A font.
    #[error(transparent)]
    Font(#[from] FontError),
    /// A role nobody knows.
    #[error(transparent)]
    Role(#[from] UnknownRole),
    /// A text.
    #[error(transparent)]
    Text(#[from] TextError),
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

/// 印刷机: texts and fonts, loaded once.
pub struct Press {
    texts: Texts,
    fonts: Arc<Library>,
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
        Ok(Self {
            texts: texts(&data_dir.join("texts"))?,
            fonts: fonts(&data_dir.join("fonts"))?,
        })
    }

    /// The built-in texts and fonts alone.
    pub fn built_in() -> Result<Self, PressError> {
        Ok(Self {
            texts: Texts::embedded()?,
            fonts: Library::embedded(),
        })
    }

    /// The fonts.
    pub fn fonts(&self) -> &Library {
        &self.fonts
    }

    fn markup(&self, kind: Kind, data: &Value) -> Result<String, SetError> {
        let context = kind.context(data).map_err(SetError::Data)?;
        let filled = self.texts.fill(kind.template(), &context);
        if let Err(error) = &filled {
            tracing::error!(error = ?error, kind = kind.id(), "paper text");
        }
        Ok(filled.map_err(RenderError::from)?)
    }

    /// Sets one paper.
    pub fn set(&self, kind: Kind, data: &Value, look: &Look) -> Result<Typeset, SetError> {
        let markup = self.markup(kind, data)?;
        Ok(render::typeset_markup(
            &markup,
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

fn texts(folder: &Path) -> Result<Texts, PressError> {
    let mut overrides = BTreeMap::new();
    for path in read_folder(folder, &["xml"])? {
        let text = std::fs::read_to_string(&path)
            .map_err(|_| PressError::Read(path.display().to_string()))?;
        overrides.insert(name_of(&path), text);
    }
    Ok(Texts::with_overrides(&overrides)?)
}

fn fonts(folder: &Path) -> Result<Arc<Library>, PressError> {
    let mapping = folder.join(ROLE_FILE);
    let Ok(text) = std::fs::read_to_string(&mapping) else {
        return Ok(Library::embedded());
    };
    let wrong = || PressError::Roles(mapping.display().to_string());
    let table: BTreeMap<String, String> = toml::from_str(&text).map_err(|_| wrong())?;
    let mut roles = RoleMap::new();
    for (role, file) in table {
        roles.insert(role.parse::<Role>()?, file);
    }
    let mut files = Vec::new();
    for path in read_folder(folder, &["ttf", "otf", "ttc"])? {
        let unreadable = || PressError::Read(path.display().to_string());
        let small = std::fs::metadata(&path).is_ok_and(|about| about.len() <= FONT_LIMIT);
        if !small {
            return Err(unreadable());
        }
        files.push((
            name_of(&path),
            std::fs::read(&path).map_err(|_| unreadable())?,
        ));
    }
    Ok(Arc::new(Library::with_office_fonts(files, &roles)?))
}
