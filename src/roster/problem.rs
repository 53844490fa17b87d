//! 问题 — every fault an import can find, declared once with its code and weight, and the result
//! an import gives back.
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::{Serialize, Serializer};

use super::columns::{KnownColumn, UnknownColumn};
use super::table::{cell_name, column_letters};

/// How heavy a problem is: an error keeps its row (for 村居 and 人员, the whole file) out, a
/// warning asks for a look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// 提醒
    Warning,
    /// 错误
    Error,
}

impl Severity {
    /// 错误 or 提醒.
    pub fn title(self) -> &'static str {
        match self {
            Self::Error => "错误",
            Self::Warning => "提醒",
        }
    }
}

macro_rules! codes {
    ($($name:ident $code:literal $severity:ident $title:literal;)*) => {
        /// 问题代码: T 表格, U 村居, M 人员, V 选民. The one table of what an import can find.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(#[doc = concat!($code, " ", $title)] $name,)*
        }
        impl Code {
            /// Every code, in the order of the manual.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];
            /// `V201`
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }
            /// What it is about, in a few characters.
            pub fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)* }
            }
            /// Error or warning; a property of the code, not of the place it is found.
            pub fn severity(self) -> Severity {
                match self { $(Self::$name => Severity::$severity,)* }
            }
        }
    };
}

codes! {
    HeaderMissing "T101" Error "找不到表头";
    ColumnMissing "T102" Error "缺少必需的列";
    ColumnUnknown "T103" Warning "不读取的列";
    ColumnRepeated "T104" Error "同一列出现两次";
    NoRows "T105" Error "表中没有数据";
    MergedCells "T106" Error "数据区有合并单元格";
    Formula "T107" Warning "公式按结果读取";
    CellFault "T108" Error "单元格是出错值";
    OtherSheets "T109" Warning "还有别的工作表";
    ValueMissing "T110" Error "必填项空白";
    NotANumber "T111" Error "不是数字";
    NegativeNumber "T112" Error "数字为负";
    Fraction "T113" Error "数字带小数";
    NumberTooLarge "T114" Error "数字过大";
    DateUnclear "T115" Error "日期不明确";
    SerialRepeated "T116" Warning "序号重复";
    NumberHidden "T117" Warning "其他列里有身份证号或电话";
    TextTooLong "T118" Error "文字过长";
    SexUnclear "T119" Error "性别填写不明";
    VillageRepeated "U101" Error "村（社区）重复";
    KindUnclear "U102" Error "类别填写不明";
    KindDisagrees "U103" Warning "类别与名称不一致";
    DivisionShape "U104" Error "区划代码格式不对";
    DivisionRepeated "U105" Error "区划代码重复";
    DivisionDiffers "U106" Warning "区划代码不在同一乡镇";
    DivisionTownship "U107" Warning "区划代码乡镇段异常";
    DivisionKind "U108" Warning "区划代码与类别不一致";
    SeatTotal "U109" Warning "职数合计超出规定";
    SeatsBlank "U110" Warning "职数未填";
    CountsDisagree "U111" Warning "数字之间不相称";
    TroubleUnclear "U112" Warning "难点村原因不在目录内";
    TermEndOdd "U113" Warning "任期届满日期异常";
    PersonRepeated "M101" Error "人员重复";
    Namesake "M102" Warning "同名人员";
    RoleUnknown "M103" Error "换届机构职务不明";
    TeamKindUnclear "M104" Error "工作组类别不明";
    VillageUnknown "M105" Error "联系村不在名册中";
    VillageUnclear "M106" Error "联系村名称不唯一";
    VillageLinkedTwice "M107" Warning "一村有两人联系";
    VillageUnlinked "M108" Warning "有村（社区）无人联系";
    PhoneShape "M109" Error "电话格式不对";
    PhoneShared "M110" Warning "两人电话相同";
    LeaderCount "M112" Warning "组长人数异常";
    NoVillages "M113" Error "还没有村（社区）名册";
    IdCheckDigit "V201" Error "公民身份号码校验位不对";
    UnderAge "V202" Error "到选举日未满年龄";
    IdRepeated "V203" Error "公民身份号码重复";
    OutsiderPapers "V204" Warning "非本村户籍缺申请或同意记录";
    IdMissing "V205" Error "缺公民身份号码";
    IdShape "V206" Error "公民身份号码格式不对";
    IdFolded "V207" Warning "公民身份号码已按规范写法读取";
    IdSex "V208" Error "性别与公民身份号码不符";
    IdBirth "V209" Error "出生日期与公民身份号码不符";
    BirthUnclear "V210" Error "出生日期不明确";
    NameMissing "V211" Error "缺姓名";
    NameSpaces "V212" Warning "姓名中的空格已去掉";
    NameDot "V213" Warning "姓名间隔号已统一";
    JustOfAge "V214" Warning "选举日当天满年龄";
    IdRegion "V215" Warning "公民身份号码地区码不常见";
    EthnicUnknown "V216" Warning "民族填写不明";
    EthnicShort "V217" Warning "民族简称已补全";
    NameCharacter "V218" Warning "姓名有异常字符";
    HouseholdUnclear "V219" Warning "户籍情况填写不明";
    AgeUnknown "V220" Error "无法确认年龄";
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// 问题: one fault and where it is. Nothing in it repeats an ID number or a telephone number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// What it is.
    pub code: Code,
    /// Same as `code.severity()`, kept for templates.
    pub severity: Severity,
    /// Row of the sheet from 1; `None` when more than one row is meant.
    pub row: Option<u32>,
    /// 序号 of the row as typed.
    pub serial: Option<String>,
    /// Heading of the column as typed.
    pub column: Option<String>,
    /// `H39`; `B5:B9` for merged cells.
    pub cell: Option<String>,
    /// 先做什么：原因。〔依据〕
    pub message: String,
}

impl Problem {
    /// A problem of the sheet as a whole.
    pub fn of_sheet(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity(),
            row: None,
            serial: None,
            column: None,
            cell: None,
            message: message.into(),
        }
    }

    pub(super) fn of_cell(
        code: Code,
        row: u32,
        column: u32,
        heading: &str,
        message: impl Into<String>,
    ) -> Self {
        Self {
            row: Some(row),
            column: Some(heading.to_owned()),
            cell: Some(cell_name(row, column)),
            ..Self::of_sheet(code, message)
        }
    }

    /// Where it is: `第 39 行（序号 37）H39「公民身份号码」`, or `全表`.
    pub fn place(&self) -> String {
        let Some(row) = self.row else {
            return self.cell.as_ref().map_or_else(
                || "全表".to_owned(),
                |cell| match &self.column {
                    Some(column) => format!("{cell}「{column}」"),
                    None => cell.clone(),
                },
            );
        };
        let mut place = format!("第 {row} 行");
        if let Some(serial) = &self.serial {
            place.extend(["（序号 ", serial, "）"]);
        }
        if let Some(cell) = &self.cell {
            place.push(' ');
            place.push_str(cell);
        }
        if let Some(column) = &self.column {
            place.extend(["「", column, "」"]);
        }
        place
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}：{}", self.code, self.place(), self.message)
    }
}

/// A row and the place it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed<T> {
    /// Row of the sheet from 1.
    pub row: u32,
    /// 序号 as typed.
    pub serial: Option<String>,
    /// What was read.
    pub value: T,
}

/// 合计: a figure of the whole sheet, for the office to compare with its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Total {
    /// 单位数, 总户数 …
    pub label: &'static str,
    /// The sum over the rows that could be read.
    pub value: u64,
}

/// 预览: the first rows as they will be shown; ID and telephone numbers are masked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Preview {
    /// Headings of the columns that are read, as typed.
    pub headings: Vec<String>,
    /// Up to ten rows.
    pub rows: Vec<Vec<String>>,
    /// Their numbers in the sheet, from 1.
    pub numbers: Vec<u32>,
}

/// 导入结果: what a sheet holds and everything that is wrong with it. Nothing is stored by it.
#[derive(Debug, Clone, PartialEq)]
pub struct Import<T> {
    /// Name of the sheet that was read.
    pub sheet: String,
    /// Its place in `Book::tables`.
    pub table: usize,
    /// Row of the headings, from 1 (the lowest one where headings take two rows).
    pub header_row: Option<u32>,
    /// Columns that were recognised, in the order of the sheet.
    pub columns: Vec<KnownColumn>,
    /// Columns that were left unread.
    pub unknown_columns: Vec<UnknownColumn>,
    /// Rows that could be read; those with an error are among them, see [`Import::sound_rows`].
    pub rows: Vec<Placed<T>>,
    /// How many data rows the sheet has, readable or not.
    pub data_rows: usize,
    /// Everything found: of the sheet first, then by row.
    pub problems: Vec<Problem>,
    /// Figures to compare.
    pub totals: Vec<Total>,
    /// First rows.
    pub preview: Preview,
    /// The sheet holds personal numbers of villagers: they are masked when it is given back.
    pub private: bool,
}

impl<T> Import<T> {
    /// Whether anything keeps the file from being stored as a whole.
    pub fn has_errors(&self) -> bool {
        self.problems.iter().any(|p| p.severity == Severity::Error)
    }

    /// Whether an error belongs to the sheet itself, so that taking only the sound rows is no way out.
    pub fn has_sheet_errors(&self) -> bool {
        self.problems
            .iter()
            .any(|p| p.severity == Severity::Error && p.row.is_none())
    }

    /// Number of errors.
    pub fn error_count(&self) -> usize {
        self.problems
            .iter()
            .filter(|p| p.severity == Severity::Error)
            .count()
    }

    /// Number of warnings.
    pub fn warning_count(&self) -> usize {
        self.problems.len() - self.error_count()
    }

    /// Sheet rows that carry an error.
    pub fn faulty_rows(&self) -> BTreeSet<u32> {
        self.problems
            .iter()
            .filter(|p| p.severity == Severity::Error)
            .filter_map(|p| p.row)
            .collect()
    }

    /// 序号 of the rows that carry an error, in the order of the sheet.
    pub fn faulty_serials(&self) -> Vec<String> {
        let mut by_row = BTreeMap::new();
        for problem in &self.problems {
            if let (Severity::Error, Some(row), Some(serial)) =
                (problem.severity, problem.row, &problem.serial)
            {
                by_row.insert(row, serial.clone());
            }
        }
        by_row.into_values().collect()
    }

    /// 序号 of the rows with this problem, in the order of the sheet.
    pub fn serials_with(&self, code: Code) -> Vec<String> {
        self.problems
            .iter()
            .filter(|p| p.code == code)
            .filter_map(|p| p.serial.clone())
            .collect()
    }

    /// Rows without an error: what the office may take now while the others are looked up
    /// (其余各行可先导入). Empty while the sheet itself is at fault.
    pub fn sound_rows(&self) -> Vec<&Placed<T>> {
        if self.has_sheet_errors() {
            return Vec::new();
        }
        let faulty = self.faulty_rows();
        self.rows
            .iter()
            .filter(|placed| !faulty.contains(&placed.row))
            .collect()
    }

    /// A total by its label.
    pub fn total(&self, label: &str) -> Option<u64> {
        self.totals
            .iter()
            .find(|total| total.label == label)
            .map(|total| total.value)
    }
}

/// `H 列「公民身份号码」`, for messages about a column.
pub(super) fn column_place(column: u32, heading: &str) -> String {
    format!("{} 列「{heading}」", column_letters(column))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_named() {
        let codes: BTreeSet<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
        assert_eq!(codes.len(), Code::ALL.len());
        assert!(Code::ALL.iter().all(|code| !code.title().is_empty()));
    }

    #[test]
    fn a_problem_says_where_it_is() {
        let mut problem = Problem::of_cell(Code::IdCheckDigit, 39, 7, "公民身份号码", "请核对。");
        problem.serial = Some("37".to_owned());
        assert_eq!(
            problem.to_string(),
            "V201 第 39 行（序号 37） H39「公民身份号码」：请核对。"
        );
        assert_eq!(Problem::of_sheet(Code::NoRows, "空").place(), "全表");
    }
}
