//! 填写项 — the facts a clerk fills in, from which the form page of a paper is generated.

/// One fact on the form page. `key` is its name below `facts` in the paper's data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldSpec {
    /// Name in the data.
    pub key: &'static str,
    /// Label on the page.
    pub label: &'static str,
    /// One sentence under the field; may be empty.
    pub hint: &'static str,
    /// How it is typed and what JSON it becomes.
    pub input: Input,
}

/// How a fact is typed, and its JSON form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Input {
    /// One line; a string.
    Text,
    /// Several lines; an array of strings.
    Lines,
    /// A day; `"2027-03-18"`.
    Date,
    /// A day and an hour; `"2027-03-18T08:30"`.
    DateTime,
    /// A count; a non-negative integer.
    Number,
    /// Yes or no; a boolean.
    Flag,
    /// One of several; the first of each pair is the JSON string, the second what the page shows.
    Choice(&'static [(&'static str, &'static str)]),
    /// Rows of cells (people, places, problems); an array of objects with these keys.
    Table(&'static [FieldSpec]),
}

/// 是、否 as choices of a form.
const YES_NO: &[(&str, &str)] = &[("true", "是"), ("false", "否")];

impl Input {
    /// What a form page draws: `text`, `date`, `datetime-local` and `number` are types of `<input>`; `lines` is a text
    /// area, `choice` a list to choose from, `people` a table with one row a person (place, problem).
    pub const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Lines => "lines",
            Self::Date => "date",
            Self::DateTime => "datetime-local",
            Self::Number => "number",
            Self::Flag | Self::Choice(_) => "choice",
            Self::Table(_) => "people",
        }
    }

    /// The values of a `choice` with what the page shows; empty for others.
    pub const fn choices(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Choice(options) => options,
            Self::Flag => YES_NO,
            _ => &[],
        }
    }

    /// The columns of a `people` table; empty for others.
    pub const fn columns(self) -> &'static [FieldSpec] {
        match self {
            Self::Table(columns) => columns,
            _ => &[],
        }
    }
}

/// Shorthand for the tables of fields in the modules of the kinds.
pub(super) const fn field(
    key: &'static str,
    label: &'static str,
    hint: &'static str,
    input: Input,
) -> FieldSpec {
    FieldSpec {
        key,
        label,
        hint,
        input,
    }
}
