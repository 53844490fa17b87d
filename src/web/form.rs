//! 表单 — what people send. A handler that takes [`Posted`] or [`Uploaded`] cannot forget the check
//! that the form came from our own page: without it there is no value of that type.

use std::sync::Arc;

use axum::{
    body::Bytes,
    extract::{FromRequest, Multipart, Query, Request},
    http::{HeaderMap, header},
};

use super::{answer::Trouble, app::App, visit::Visit};
use crate::platform::secret;

/// Most bytes of a plain form.
pub const FORM_LIMIT: usize = 1024 * 1024;
/// Most bytes of an upload, all files together.
pub const UPLOAD_LIMIT: usize = 64 * 1024 * 1024;

/// What an address asks for behind its `?`; a name given twice or unknown is no trouble.
pub type Asked = Query<Vec<(String, String)>>;

/// What was asked for, as fields.
pub fn asked(Query(pairs): Asked) -> Fields {
    pairs.into_iter().collect()
}

/// The fields of a form in the order sent; names may repeat.
#[derive(Debug, Clone, Default)]
pub struct Fields(Vec<(String, String)>);

impl Fields {
    /// The text of a field, trimmed; empty when absent.
    pub fn text(&self, name: &str) -> &str {
        self.0
            .iter()
            .find(|(key, _)| key == name)
            .map_or("", |(_, value)| value.trim())
    }

    /// The text as typed: passwords.
    pub fn raw(&self, name: &str) -> &str {
        self.0
            .iter()
            .find(|(key, _)| key == name)
            .map_or("", |(_, value)| value.as_str())
    }

    /// Every value of a repeated field.
    pub fn all<'f>(&'f self, name: &'f str) -> impl Iterator<Item = &'f str> {
        self.0
            .iter()
            .filter(move |(key, _)| key == name)
            .map(|(_, value)| value.trim())
    }

    /// Whether a box is ticked.
    pub fn ticked(&self, name: &str) -> bool {
        self.0
            .iter()
            .any(|(key, value)| key == name && !value.is_empty())
    }

    /// The fields a page shows again after a problem (never passwords).
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(key, value)| (key.as_str(), value.as_str()))
    }

    /// The line numbers of repeated fields such as `unit.3`, each once, in order.
    pub fn lines_of(&self, fields: &[&str]) -> Vec<u16> {
        let mut lines: Vec<u16> = self
            .iter()
            .filter_map(|(name, _)| {
                let (field, line) = name.split_once('.')?;
                fields.contains(&field).then(|| line.parse().ok())?
            })
            .collect();
        lines.sort_unstable();
        lines.dedup();
        lines
    }

    /// The row version the form was made from; 0 for a new row.
    pub fn version(&self) -> i32 {
        self.text("version").parse().unwrap_or(0)
    }
}

impl FromIterator<(String, String)> for Fields {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(pairs: I) -> Self {
        Self(pairs.into_iter().collect())
    }
}

/// A form sent from one of our pages by this visitor.
pub struct Posted {
    /// Idempotency key.
    pub key: String,
    /// What was typed.
    pub fields: Fields,
}

/// A file of an upload.
#[derive(Debug, Clone)]
pub struct UploadedFile {
    /// Field it came in.
    pub field: String,
    /// Its name on the sender's machine, without folders.
    pub name: String,
    /// Its content.
    pub content: Vec<u8>,
}

/// A form with files sent from one of our pages by this visitor.
pub struct Uploaded {
    /// Idempotency key.
    pub key: String,
    /// What was typed.
    pub fields: Fields,
    /// What was chosen; empty choices are left out.
    pub files: Vec<UploadedFile>,
}

impl FromRequest<App> for Posted {
    type Rejection = Trouble;

    async fn from_request(request: Request, app: &App) -> Result<Self, Trouble> {
        let visit = visit_of(&request)?;
        let path = request.uri().path().to_owned();
        same_origin(request.headers())?;
        let body = Bytes::from_request(request, app)
            .await
            .map_err(|rejection| {
                if rejection.into_response_status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE {
                    Trouble::too_large("1 MB")
                } else {
                    Trouble::unreadable()
                }
            })?;
        let fields: Fields = form_pairs(&body).collect();
        from_our_page(&visit, &fields)?;
        let _ = visit.typed.set(fields.clone());
        Ok(Self {
            key: form_key(&fields, &path),
            fields,
        })
    }
}

trait RejectionStatus {
    fn into_response_status(self) -> axum::http::StatusCode;
}

impl<R: axum::response::IntoResponse> RejectionStatus for R {
    fn into_response_status(self) -> axum::http::StatusCode {
        self.into_response().status()
    }
}

impl FromRequest<App> for Uploaded {
    type Rejection = Trouble;

    async fn from_request(request: Request, app: &App) -> Result<Self, Trouble> {
        let visit = visit_of(&request)?;
        let path = request.uri().path().to_owned();
        same_origin(request.headers())?;
        let too_large = || Trouble::too_large("64 MB");
        let announced = request
            .headers()
            .get(header::CONTENT_LENGTH)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.parse::<usize>().ok());
        if announced.is_some_and(|length| length > UPLOAD_LIMIT) {
            return Err(too_large());
        }
        let mut parts = Multipart::from_request(request, app)
            .await
            .map_err(|_| Trouble::unreadable())?;
        let mut pairs = Vec::new();
        let mut files = Vec::new();
        let mut total = 0_usize;
        loop {
            let part = parts.next_field().await.map_err(|error| {
                if error.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE {
                    too_large()
                } else {
                    Trouble::unreadable()
                }
            })?;
            let Some(part) = part else { break };
            let field = part.name().unwrap_or_default().to_owned();
            let file_name = part.file_name().map(bare_name);
            let content = part.bytes().await.map_err(|error| {
                if error.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE {
                    too_large()
                } else {
                    Trouble::unreadable()
                }
            })?;
            total += content.len();
            if total > UPLOAD_LIMIT {
                return Err(too_large());
            }
            match file_name {
                Some(name) if !name.is_empty() || !content.is_empty() => {
                    files.push(UploadedFile {
                        field,
                        name,
                        content: content.to_vec(),
                    });
                }
                Some(_) => {}
                None => pairs.push((field, String::from_utf8_lossy(&content).into_owned())),
            }
        }
        let fields: Fields = pairs.into_iter().collect();
        from_our_page(&visit, &fields)?;
        let _ = visit.typed.set(fields.clone());
        Ok(Self {
            key: form_key(&fields, &path),
            fields,
            files,
        })
    }
}

/// The name without any folder, at most 120 characters, without control characters.
pub(super) fn bare_name(name: &str) -> String {
    name.rsplit(['/', '\\'])
        .next()
        .unwrap_or_default()
        .chars()
        .filter(|c| !c.is_control())
        .take(120)
        .collect()
}

fn form_pairs(body: &[u8]) -> impl Iterator<Item = (String, String)> + '_ {
    form_urlencoded::parse(body).into_owned()
}

/// The idempotency key of a form: the forms of one page share the page's key, so the address it is
/// sent to belongs to it. Empty when the page gave none.
fn form_key(fields: &Fields, path: &str) -> String {
    match fields.text("key") {
        "" => String::new(),
        key => secret::digest(path, key),
    }
}

pub(super) fn visit_of(request: &Request) -> Result<Arc<Visit>, Trouble> {
    request
        .extensions()
        .get::<Arc<Visit>>()
        .cloned()
        .ok_or_else(Trouble::foreign_form)
}

pub(super) fn from_our_page(visit: &Visit, fields: &Fields) -> Result<(), Trouble> {
    if secret::same(fields.text("csrf"), &visit.csrf) {
        Ok(())
    } else {
        Err(Trouble::foreign_form())
    }
}

/// Browsers say where a form comes from; one that says another site is refused before it is read.
pub(super) fn same_origin(headers: &HeaderMap) -> Result<(), Trouble> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if text("sec-fetch-site").is_some_and(|site| site != "same-origin" && site != "none") {
        return Err(Trouble::foreign_form());
    }
    if let (Some(origin), Some(host)) = (text("origin"), text("host"))
        && origin != "null"
        && origin.split_once("://").map(|(_, rest)| rest) != Some(host)
    {
        return Err(Trouble::foreign_form());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn form_bodies_are_read_as_browsers_write_them() {
        let fields: Fields =
            form_pairs("name=%E7%9F%B3%E5%A1%98&v=1&v=2&note=a+b&empty=".as_bytes()).collect();
        assert_eq!(fields.text("name"), "石塘");
        assert_eq!(fields.all("v").collect::<Vec<_>>(), ["1", "2"]);
        assert_eq!(fields.text("note"), "a b");
        assert!(!fields.ticked("empty") && !fields.ticked("missing"));
    }

    #[test]
    fn file_names_lose_their_folders() {
        assert_eq!(bare_name("C:\\桌面\\名册.xlsx"), "名册.xlsx");
        assert_eq!(bare_name("../../etc/passwd"), "passwd");
    }

    #[test]
    fn forms_from_elsewhere_are_refused() {
        let mut headers = HeaderMap::new();
        headers.insert("host", "huanjie.local:8027".parse().unwrap());
        headers.insert("origin", "http://huanjie.local:8027".parse().unwrap());
        assert!(same_origin(&headers).is_ok());
        headers.insert("origin", "http://evil.example".parse().unwrap());
        assert!(same_origin(&headers).is_err());
    }
}
