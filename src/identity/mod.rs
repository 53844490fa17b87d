//! 公民身份号码 — the number's own arithmetic (GB 11643-1999), for checking only.
//!
//! A leaf module beside `civil`: the roster's importer, the `check id` command and the page of
//! checks all read a number here, and none of them can print it.

mod number;
mod region;
mod sex;

pub use number::{CheckSum, Examination, IdFault, IdNumber, examine};
pub use sex::Sex;

/// Characters that take room or no room and mean nothing: all white space, zero-width marks, BOM.
pub fn is_blank_mark(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{FEFF}' | '\u{00AD}')
}
