//! 名册 — a township's workbooks (xlsx, csv) read into typed rows together with every problem in
//! them, and written back.
//!
//! Pure: bytes in, rows or bytes out; no database, no HTTP, no clock (the day is an argument) and
//! no law (limits and their articles are arguments). The walk is always the same:
//!
//! 1. [`read`] unpacks the upload within [`Limits`] into a [`Book`], or says in one
//!    [`ReadError`] why the file is no table at all;
//! 2. [`import_villages`], [`import_people`], [`import_voters`] find the header, name the columns
//!    and give an [`Import`]: the rows, *all* problems with their cells, totals and a preview;
//! 3. [`mark`] gives the sheet back with the faulty cells tinted and the reasons beside them.
//!
//! 公民身份号码 are used for checking only: they are in no row, message, preview or `Debug` output.
mod archive;
mod columns;
mod delimited;
mod mark;
mod person;
mod problem;
mod read;
mod record;
mod table;
mod template;
mod village;
mod voter;
mod wording;
mod write;

pub use crate::identity::{IdFault, IdNumber, Sex};
pub use columns::{Column, Field, KnownColumn, Need, Shows, UnknownColumn};
pub use mark::mark;
pub use person::{
    BodyRole, PersonField, PersonOptions, PersonRow, Phone, Team, TeamKind, import_people,
};
pub use problem::{Code, Import, Placed, Preview, Problem, Severity, Total};
pub use read::{Limits, ReadError, read};
pub use table::{Area, Book, Cell, SheetRow, Table, cell_name, column_letters};
pub use template::{Template, template};
pub use village::{
    Seats, TroubleCause, UnitKind, VillageField, VillageOptions, VillageRow, import_villages,
    unit_key,
};
pub use voter::{
    Residence, VoterCategory, VoterField, VoterOptions, VoterRow, VoterRules, import_voters,
};
pub use write::{ExportCell, ExportColumn, WriteError, export_csv, export_part_xlsx, export_xlsx};

#[cfg(test)]
mod tests;
