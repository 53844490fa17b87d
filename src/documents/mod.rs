//! 文书 — everything that is printed: kinds and their data, texts, typesetting, fonts, PDF, manifest.
//!
//! Pure: data in, bytes out. No database, no network, no clock (today and the moment of making are
//! arguments). A paper walks: typed data of its [`kind`] → [`text`] (Tera) → [`markup`] → [`model`] →
//! [`typeset`] → [`pdf`]; [`render`] joins the steps.

pub mod compare;
pub mod fonts;
pub mod html;
pub mod kind;
pub mod kinds;
pub mod manifest;
pub mod markup;
pub mod model;
pub mod pdf;
pub mod render;
pub mod strokes;
pub mod template;
pub mod text;
pub mod typeset;
