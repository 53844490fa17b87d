//! 大文件上传 — one file of a form goes to the disk as it comes and never lies in memory; it is gone with the request.

use std::{fs::File, io::Write as _};

use axum::{
    extract::{DefaultBodyLimit, FromRequest, Multipart, Request},
    http::{StatusCode, header},
};

use super::{
    answer::Trouble,
    app::App,
    form::{Fields, bare_name, from_our_page, same_origin, visit_of},
};
use crate::{
    office::refusal::Refusal,
    platform::{files::FileError, scratch::Scratch},
};

/// Most bytes: the largest file a stick of the common kind (FAT32) can hold.
const MOST: usize = 4 * 1024 * 1024 * 1024;
/// In words.
const MOST_TEXT: &str = "4 GB";
/// Bytes that are written at once.
const HELD: usize = 1024 * 1024;
/// Most bytes of a field that is no file.
const FIELD: usize = 64 * 1024;

/// A file as it came.
#[derive(Debug)]
pub struct StreamedFile {
    /// Its name on the sender's machine, without folders.
    pub name: String,
    /// Its bytes on the disk.
    pub scratch: Scratch,
}

/// A form with one large file. The fields stand before the file, so that a form from elsewhere is refused before
/// anything is written.
#[derive(Debug)]
pub struct Streamed {
    /// What was typed.
    pub fields: Fields,
    /// What was chosen.
    pub file: Option<StreamedFile>,
}

impl FromRequest<App> for Streamed {
    type Rejection = Trouble;

    async fn from_request(mut request: Request, app: &App) -> Result<Self, Trouble> {
        let visit = visit_of(&request)?;
        same_origin(request.headers())?;
        let announced = request
            .headers()
            .get(header::CONTENT_LENGTH)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.parse::<usize>().ok());
        if announced.is_some_and(|length| length > MOST) {
            return Err(Trouble::too_large(MOST_TEXT));
        }
        DefaultBodyLimit::max(MOST).apply(&mut request);
        let mut parts = Multipart::from_request(request, app)
            .await
            .map_err(|_| Trouble::unreadable())?;
        let mut pairs: Vec<(String, String)> = Vec::new();
        let mut file = None;
        while let Some(mut part) = parts.next_field().await.map_err(|error| told(&error))? {
            let Some(name) = part.file_name().map(bare_name) else {
                let field = part.name().unwrap_or_default().to_owned();
                let mut text = Vec::new();
                while let Some(chunk) = part.chunk().await.map_err(|error| told(&error))? {
                    text.extend_from_slice(&chunk);
                    if text.len() > FIELD {
                        return Err(Trouble::unreadable());
                    }
                }
                pairs.push((field, String::from_utf8_lossy(&text).into_owned()));
                continue;
            };
            from_our_page(&visit, &pairs.iter().cloned().collect())?;
            let (scratch, mut out) =
                Scratch::create(&app.config.data_dir).map_err(Refusal::from)?;
            let (mut bytes, mut held) = (0_usize, Vec::new());
            while let Some(chunk) = part.chunk().await.map_err(|error| told(&error))? {
                bytes = bytes.saturating_add(chunk.len());
                held.extend_from_slice(&chunk);
                if held.len() >= HELD {
                    out = written(out, std::mem::take(&mut held)).await?;
                }
            }
            written(out, held).await?;
            if file.is_none() && (bytes > 0 || !name.is_empty()) {
                file = Some(StreamedFile { name, scratch });
            }
        }
        let fields: Fields = pairs.into_iter().collect();
        from_our_page(&visit, &fields)?;
        Ok(Self { fields, file })
    }
}

/// Writes on a thread of its own: a slow stick or disk does not hold up the pages of others.
async fn written(mut out: File, content: Vec<u8>) -> Result<File, Refusal> {
    tokio::task::spawn_blocking(move || out.write_all(&content).map(|()| out))
        .await
        .map_err(|error| Refusal::Inside(error.to_string()))?
        .map_err(|error| FileError::Write(error).into())
}

fn told(error: &axum::extract::multipart::MultipartError) -> Trouble {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        Trouble::too_large(MOST_TEXT)
    } else {
        Trouble::unreadable()
    }
}
