//! 网页预览 — a paper's model as HTML: classes only, every value escaped.
use super::model::Document;
/// x
pub fn page(_d: &Document) -> String { String::new() }
