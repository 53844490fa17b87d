//! 空白模板 — workbooks to fill in: the headings this program reads, cells formatted so that codes and
//! ID numbers stay text, choices as lists, and a sheet that says how.
use chrono::NaiveDate;
use rust_xlsxwriter::{DataValidation, Format, Worksheet};

use super::columns::{Column, Field, Need};
use super::person::PersonField;
use super::village::VillageField;
use super::voter::VoterField;
use super::write::{WriteError, heading, shown_width, workbook};

/// 模板 for each kind of sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Template {
    /// 村（社区）基本情况
    Villages,
    /// 领导小组及工作组
    People,
    /// 选民登记
    Voters,
}

impl Template {
    /// Every template.
    pub const ALL: &'static [Self] = &[Self::Villages, Self::People, Self::Voters];

    /// Name of the sheet, and of the file without its ending.
    pub fn title(self) -> &'static str {
        match self {
            Self::Villages => "村居基本情况",
            Self::People => "领导小组及工作组",
            Self::Voters => "选民登记",
        }
    }
}

/// The sheet of a template that says how to fill it in; never imported.
pub(super) const GUIDE_SHEET: &str = "填写说明";
/// Rows prepared for filling in.
const PREPARED: u32 = 2_000;

/// What is said about a column.
struct Guide {
    text: &'static str,
    choices: &'static [&'static str],
    format: &'static str,
}

const fn guide(
    text: &'static str,
    format: &'static str,
    choices: &'static [&'static str],
) -> Guide {
    Guide {
        text,
        choices,
        format,
    }
}

const TEXT: &str = "@";
const WHOLE: &str = "0";
const DAY: &str = "yyyy-mm-dd";

/// The workbook to fill in; `on` is the day written into the file.
pub fn template(kind: Template, on: NaiveDate) -> Result<Vec<u8>, WriteError> {
    match kind {
        Template::Villages => blank(kind, on, village_guide),
        Template::People => blank(kind, on, person_guide),
        Template::Voters => blank(kind, on, voter_guide),
    }
}

fn village_guide(field: VillageField) -> Guide {
    use VillageField as F;
    match field {
        F::Ordinal => guide("从 1 起的编号。", WHOLE, &[]),
        F::Name => guide("全称，如上前村、石塘社区；不能重复。", TEXT, &[]),
        F::Kind => guide("村或社区。", TEXT, &["村", "社区"]),
        F::Division => guide("12 位统计用区划代码，没有的可以不填。", TEXT, &[]),
        F::Households | F::Population | F::Groups | F::PartyMembers | F::LastVoters => {
            guide("整数；不掌握的可以不填。", WHOLE, &[])
        }
        F::ChairSeats | F::DeputySeats | F::MemberSeats => {
            guide("本届应选人数，整数；不设的填 0。", WHOLE, &[])
        }
        F::TermEnd => guide("写明年、月、日，如 2027-03-31；不能写“3月底”。", DAY, &[]),
        F::Note => guide(
            "难点村写“难点村：原因”，原因取自目录，如宗族派性严重、班子软弱涣散。",
            TEXT,
            &[],
        ),
    }
}

fn person_guide(field: PersonField) -> Guide {
    use PersonField as F;
    match field {
        F::Ordinal => guide("从 1 起的编号。", WHOLE, &[]),
        F::Name => guide("一人一行。", TEXT, &[]),
        F::Sex => guide("男或女。", TEXT, &["男", "女"]),
        F::Post => guide("印在责任表和名单上的单位及职务。", TEXT, &[]),
        F::BodyRoles => guide(
            "组长、副组长、成员、办公室主任、办公室副主任、办公室成员；多个用顿号隔开。",
            TEXT,
            &[],
        ),
        F::Team => guide("如第一指导组、第二督查组；一人只写一个。", TEXT, &[]),
        F::LinkedVillages => guide("名册里的村（社区）名称，多个用顿号隔开。", TEXT, &[]),
        F::Phone => guide("11 位手机号或带区号的固定电话，可以不填。", TEXT, &[]),
    }
}

fn voter_guide(field: VoterField) -> Guide {
    use VoterField as F;
    match field {
        F::Ordinal => guide("从 1 起的编号。", WHOLE, &[]),
        F::Group => guide("如第1村民小组；名单按小组公布。", TEXT, &[]),
        F::Household => guide("一户一个编号，可以不填。", TEXT, &[]),
        F::Name => guide("与证件一致，中间不加空格；间隔号用“·”。", TEXT, &[]),
        F::Sex => guide("男或女。", TEXT, &["男", "女"]),
        F::Birth => guide("写明年、月、日，如 1990-03-21。", DAY, &[]),
        F::Ethnic => guide("全称，如汉族、瑶族。", TEXT, &[]),
        F::Identity => guide("18 位，文本格式；只用于核对，核对后不保存。", TEXT, &[]),
        F::Registered => guide("本村户籍或外村户籍。", TEXT, &["本村户籍", "外村户籍"]),
        F::Residence => guide("本村居住或外出。", TEXT, &["本村居住", "外出"]),
        F::Note => guide(
            "户籍不在本村的，写明本人已申请、村民会议或者村民代表会议已同意。",
            TEXT,
            &[],
        ),
    }
}

fn blank<F: Field>(
    kind: Template,
    on: NaiveDate,
    guide_of: fn(F) -> Guide,
) -> Result<Vec<u8>, WriteError> {
    let mut book = workbook(on);
    let page = book.add_worksheet();
    page.set_name(kind.title())?;
    let head = heading();
    for (index, column) in (0_u16..).zip(F::COLUMNS) {
        let guide = guide_of(column.field);
        page.set_column_format(index, &Format::new().set_num_format(guide.format))?;
        page.set_column_width(index, width(column, &guide))?;
        page.write_string_with_format(0, index, column.title, &head)?;
        if !guide.choices.is_empty() {
            let list = DataValidation::new().allow_list_strings(guide.choices)?;
            page.add_data_validation(1, index, PREPARED, index, &list)?;
        }
    }
    page.set_freeze_panes(1, 0)?;
    let notes = book.add_worksheet();
    notes.set_name(GUIDE_SHEET)?;
    write_guide(notes, guide_of)?;
    Ok(book.save_to_buffer()?)
}

fn width<F>(column: &Column<F>, guide: &Guide) -> f64 {
    let room: f64 = match guide.format {
        WHOLE => 8.0,
        DAY => 13.0,
        _ => 18.0,
    };
    room.max(shown_width(column.title) + 2.0)
}

fn write_guide<F: Field>(page: &mut Worksheet, guide_of: fn(F) -> Guide) -> Result<(), WriteError> {
    let head = heading();
    let wrap = Format::new().set_text_wrap();
    page.set_column_width(0, 20)?;
    page.set_column_width(1, 8)?;
    page.set_column_width(2, 70)?;
    for (index, title) in (0_u16..).zip(["列名", "必填", "怎么填"]) {
        page.write_string_with_format(0, index, title, &head)?;
    }
    for (row, column) in (1_u32..).zip(F::COLUMNS) {
        let need = match column.need {
            Need::Required => "必填",
            Need::Optional => "",
        };
        page.write_string(row, 0, column.title)?;
        page.write_string(row, 1, need)?;
        page.write_string_with_format(row, 2, guide_of(column.field).text, &wrap)?;
    }
    Ok(())
}
