//! 页面 — the web pages: Tera templates and static files embedded in the binary, the frame
//! around every page, and the one function that turns a page's context into HTML.
//!
//! A page is a struct that implements [`Page`]; its fields are strings already written as an
//! office writes them (dates, counts, verdicts), so that a template decides nothing but places.

use std::borrow::Cow;
use std::sync::Arc;

use rust_embed::RustEmbed;
use serde::Serialize;
use tera::{Context, Tera};

/// The page templates, one file a page; `parts/` holds the frame and the components.
#[derive(RustEmbed)]
#[folder = "templates/pages"]
struct Templates;

/// The stylesheet, the small scripts and the icon served under `/static/`.
#[derive(RustEmbed)]
#[folder = "static"]
struct StaticFiles;

/// Why a page could not be drawn. Shown to nobody: the caller logs it and answers with the
/// plain error page.
#[derive(Debug, thiserror::Error)]
pub enum ViewError {
    /// The embedded templates do not parse; found by any test that builds [`Views`].
    #[error("页面模板有误：{0}")]
    Templates(#[source] Arc<tera::Error>),
    /// A template met a context it does not fit.
    #[error("页面 {template} 生成失败：{source}")]
    Render {
        /// The template's name.
        template: &'static str,
        /// What Tera says.
        #[source]
        source: Arc<tera::Error>,
    },
    /// An embedded template is not UTF-8.
    #[error("页面模板 {0} 不是 UTF-8 文本")]
    NotText(String),
}

/// A page: the context of one template.
pub trait Page: Serialize {
    /// The template's file name inside `templates/pages`.
    const TEMPLATE: &'static str;

    /// Named examples (full, empty, largest): rendered by the tests and looked at by people.
    fn samples() -> Vec<(&'static str, Self)>
    where
        Self: Sized;
}

/// 栏目 — the sections of the left rail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Section {
    /// 工作台
    Workbench,
    /// 村情矩阵
    Matrix,
    /// 方案日程
    Schedule,
    /// 文书中心
    Papers,
    /// 督查
    Inspections,
    /// 报表
    Reports,
    /// 设置
    Settings,
    /// 账号, the system administrator's section.
    Accounts,
    /// 备份, the system administrator's section.
    Backup,
    /// 审计
    Audit,
    /// No section: sign-in, errors, the person's own page.
    None,
}

impl Section {
    /// The word on the rail.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Workbench => "工作台",
            Self::Matrix => "村情矩阵",
            Self::Schedule => "方案日程",
            Self::Papers => "文书中心",
            Self::Inspections => "督查",
            Self::Reports => "报表",
            Self::Settings => "设置",
            Self::Accounts => "账号",
            Self::Backup => "备份",
            Self::Audit => "审计",
            Self::None => "",
        }
    }

    /// Where the section starts; sections of a cycle need its id.
    pub fn href(self, cycle: Option<&str>) -> String {
        let inside =
            |page: &str| cycle.map_or_else(|| "/cycles".to_owned(), |id| format!("/c/{id}/{page}"));
        match self {
            Self::Workbench | Self::None => "/".to_owned(),
            Self::Matrix => inside("matrix"),
            Self::Schedule => inside("phases"),
            Self::Papers => inside("docs"),
            Self::Inspections => inside("inspections"),
            Self::Reports => inside("report"),
            Self::Settings => inside("settings"),
            Self::Accounts => "/admin/users".to_owned(),
            Self::Backup => "/admin/backup".to_owned(),
            Self::Audit => inside("audit"),
        }
    }
}

/// One entry of the rail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RailLink {
    /// The section, for its sign and the mark of the present place.
    pub section: Section,
    /// What it says.
    pub text: &'static str,
    /// Where it leads.
    pub href: String,
    /// Whether the page shown belongs to it.
    pub here: bool,
}

/// The rail of a person: the sections they may enter, in the order given.
pub fn rail(sections: &[Section], here: Section, cycle: Option<&str>) -> Vec<RailLink> {
    sections
        .iter()
        .map(|&section| RailLink {
            section,
            text: section.word(),
            href: section.href(cycle),
            here: section == here,
        })
        .collect()
}

/// 届次 as the top line shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct CycleMark {
    /// The id used in addresses.
    pub id: String,
    /// «石塘镇2027年村（社区）“两委”换届»
    pub name: String,
}

/// Who is signed in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct UserMark {
    /// The account, so that a telephone knows whose inspections it keeps.
    pub account: String,
    /// The person's name.
    pub name: String,
    /// «换届办»
    pub role_name: String,
}

/// A crumb of 届次 › 村 › 环节; the last one has no address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Crumb {
    /// What it says.
    pub text: String,
    /// Where it leads; empty for the page itself.
    pub href: String,
}

/// How a message is meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tone {
    /// Something was done; the sentence says what.
    Done,
    /// Something to know.
    Note,
    /// Something to look at before going on.
    Warning,
    /// Something that stops.
    #[default]
    Error,
}

/// A message carried over one redirect.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Flash {
    /// How it is meant.
    pub tone: Tone,
    /// A full sentence that says what happened to what.
    pub text: String,
}

/// 页框 — what stands around every page.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Frame {
    /// The page's title, also of the browser's tab.
    pub title: String,
    /// The cycle worked in, if any.
    pub cycle: Option<CycleMark>,
    /// «2026年11月23日 星期一»
    pub today: String,
    /// Who is signed in; without it the page shows neither rail nor name.
    pub user: Option<UserMark>,
    /// The rail, from [`rail`].
    pub rail: Vec<RailLink>,
    /// The way to this page.
    pub crumbs: Vec<Crumb>,
    /// A message carried over a redirect.
    pub flash: Option<Flash>,
    /// Whether this is the demonstration: every page says 演示.
    pub demo: bool,
    /// 大字版
    pub large: bool,
    /// The token every form sends back.
    pub csrf: String,
    /// «2026年11月23日 10:21», printed at the foot of the paper.
    pub printed_at: String,
}

/// A static file with what its answer needs.
pub struct StaticFile {
    /// The bytes.
    pub bytes: Cow<'static, [u8]>,
    /// `Content-Type`.
    pub content_type: &'static str,
    /// A strong ETag, quotes included.
    pub etag: String,
}

/// The file at `/static/{path}`; `None` when there is none.
pub fn static_file(path: &str) -> Option<StaticFile> {
    let file = StaticFiles::get(path)?;
    let content_type = match path.rsplit_once('.').map(|(_, ending)| ending) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        _ => "application/octet-stream",
    };
    Some(StaticFile {
        etag: format!("\"{}\"", short_hex(&file.metadata.sha256_hash())),
        bytes: file.data,
        content_type,
    })
}

/// The first eight bytes of a digest in hexadecimal.
fn short_hex(digest: &[u8]) -> String {
    use std::fmt::Write as _;
    digest.iter().take(8).fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Changes whenever the stylesheet or a script changes, so that browsers may keep them.
pub fn assets_version() -> &'static str {
    static VERSION: std::sync::OnceLock<String> = std::sync::OnceLock::new();
    VERSION.get_or_init(|| {
        let mut mixed = [0_u8; 32];
        for name in StaticFiles::iter() {
            if let Some(file) = StaticFiles::get(&name) {
                for (slot, byte) in mixed.iter_mut().zip(file.metadata.sha256_hash()) {
                    *slot = slot.wrapping_mul(31).wrapping_add(byte);
                }
            }
        }
        short_hex(&mixed)
    })
}

/// 页面模板 — all templates, parsed once when the program starts.
pub struct Views {
    tera: Tera,
}

impl Views {
    /// Parses the embedded templates.
    pub fn new() -> Result<Self, ViewError> {
        let mut texts = Vec::new();
        for name in Templates::iter().filter(|name| name.ends_with(".html")) {
            let Some(file) = Templates::get(&name) else {
                continue;
            };
            let text = String::from_utf8(file.data.into_owned())
                .map_err(|_| ViewError::NotText(name.to_string()))?;
            texts.push((name.to_string(), text));
        }
        let mut tera = Tera::default();
        tera.global_context().insert("assets", &assets_version());
        tera.add_raw_templates(
            texts
                .iter()
                .map(|(name, text)| (name.as_str(), text.as_str())),
        )
        .map_err(|error| ViewError::Templates(Arc::new(error)))?;
        Ok(Self { tera })
    }

    /// Draws a page in its frame. In templates the frame is `frame`, the page's fields are
    /// top-level names.
    pub fn render<P: Page>(&self, frame: &Frame, page: &P) -> Result<String, ViewError> {
        let failed = |source: tera::Error| ViewError::Render {
            template: P::TEMPLATE,
            source: Arc::new(source),
        };
        let mut context = Context::from_serialize(page).map_err(failed)?;
        context.insert("frame", frame);
        self.tera.render(P::TEMPLATE, &context).map_err(failed)
    }

    /// The names of all templates.
    pub fn template_names(&self) -> impl Iterator<Item = &str> {
        self.tera.get_template_names()
    }
}
