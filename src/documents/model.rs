//! 文书模型 — what a paper says, before anyone decides where it stands on the sheet.
//!
//! The strict vocabulary of `templates/documents/README.md` as types. [`super::markup`] builds it,
//! [`super::typeset`] sets it, [`super::html`] shows it on a web page.

use chrono::{NaiveDate, NaiveTime};

/// 文书 — one paper.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// Title for metadata, outline and manifest; not printed.
    pub title: String,
    /// 公文、公告 or 表单.
    pub style: Style,
    /// Sheet the template asks for.
    pub paper: PaperSize,
    /// 纵向 or 横向.
    pub orientation: Orientation,
    /// 双面: margins and page numbers mirrored.
    pub duplex: bool,
    /// How large the type starts.
    pub size: TypeSize,
    /// 页码; cut sheets (cards, ballots, certificates) carry none.
    pub folio: bool,
    /// What stands on it, from top to bottom.
    pub blocks: Vec<Block>,
}

/// 版式 — the three looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// 公文, GB/T 9704-2012.
    Official,
    /// 张贴公告, one wall sheet where it fits.
    Notice,
    /// 表单、名册.
    Form,
}

/// 纸张.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum PaperSize {
    /// 210 × 297 mm.
    A4,
    /// 297 × 420 mm.
    A3,
}

impl PaperSize {
    /// Short and long side in millimetres.
    pub fn millimetres(self) -> (f64, f64) {
        match self {
            Self::A4 => (210.0, 297.0),
            Self::A3 => (297.0, 420.0),
        }
    }
}

/// 纸张方向.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Orientation {
    /// 纵向.
    Portrait,
    /// 横向.
    Landscape,
}

/// 字号档.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TypeSize {
    /// As large as one sheet allows, not below 三号.
    Large,
    /// 三号, 16 pt.
    Body,
    /// 小四, 12 pt.
    Small,
    /// 小五, 9 pt; tables only.
    Tiny,
}

/// Length as a template writes it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Length {
    /// Millimetres.
    Mm(f64),
    /// Widths of one character of the surrounding text.
    Em(f64),
    /// Points.
    Pt(f64),
    /// Shares of the width that is left.
    Fr(f64),
    /// As wide as the content.
    Auto,
}

/// 对齐.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// 两端对齐; the last line starts at the left.
    Justify,
    /// 左对齐.
    Left,
    /// 居中.
    Center,
    /// 右对齐.
    Right,
}

/// 序号样式 of an ordered list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Marker {
    /// 1.
    Arabic,
    /// （1）
    ArabicBracket,
    /// 一、
    Chinese,
    /// （一）
    ChineseBracket,
    /// ①
    Circled,
    /// • for `<ul>`.
    Bullet,
}

/// Inline content in reading order.
pub type Inlines = Vec<Inline>;

/// 行内元素.
#[derive(Debug, Clone, PartialEq)]
pub enum Inline {
    /// Plain text, white space already settled.
    Text(String),
    /// A run in another face or with a line below.
    Run(RunStyle, Inlines),
    /// 人名: whole-name font fallback; `pad` spreads two characters over three.
    Name {
        /// The name as registered.
        text: String,
        /// Two characters take the room of three.
        pad: bool,
    },
    /// 填空: a ruled blank when empty, the plain content otherwise.
    Blank {
        /// Width of the rule.
        width: Length,
        /// What is already known.
        content: Inlines,
    },
    /// 日期 with its blank form.
    Date(DateField),
    /// □ or ☑.
    Check(bool),
    /// Forced line break.
    Break,
    /// No line break inside.
    NoBreak(Inlines),
}

/// Face of an inline run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunStyle {
    /// 黑体.
    Hei,
    /// 楷体.
    Kai,
    /// 宋体.
    Song,
    /// 下划线.
    Underline,
}

/// `<date/>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DateField {
    /// The day, or nothing yet.
    pub date: Option<NaiveDate>,
    /// 时刻; `None` prints the day alone.
    pub time: Option<ClockTime>,
    /// Print 星期 in brackets.
    pub weekday: bool,
    /// The blank form leaves room for a time too.
    pub blank_time: bool,
}

/// 时刻 — also 24时, the end of a day, which a clock type cannot hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClockTime {
    /// 0时 … 23时59分.
    At(NaiveTime),
    /// 24时.
    EndOfDay,
}

/// 块.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// 红头.
    Head(Head),
    /// 标题.
    Title(Inlines),
    /// 公告编号 under the title.
    Number(Inlines),
    /// 副标题, 楷体.
    Subtitle(Inlines),
    /// 主送机关.
    Recipient(Inlines),
    /// 一级至四级标题.
    Heading(u8, Inlines),
    /// 段落.
    Paragraph(Paragraph),
    /// 清单.
    List(List),
    /// 表格.
    Table(Table),
    /// 名单.
    Names(Names),
    /// 填写栏.
    Fields(Fields),
    /// 附件说明.
    Attachments(Vec<Inlines>),
    /// 附件, on a new page.
    Attachment(Attachment),
    /// 落款.
    Sign(Sign),
    /// 版记.
    Imprint(Imprint),
    /// 附注.
    Note(Inlines),
    /// 撕线.
    Cut(String),
    /// 二维码.
    Qr(Qr),
    /// Empty lines, in line heights.
    Space(f64),
    /// 换页.
    PageBreak,
    /// Blocks that stay on one page.
    Keep(Vec<Block>),
    /// 一页多份.
    Grid(Grid),
    /// 流程图.
    Flow(Flow),
    /// 月历.
    Calendar(Vec<CalendarDay>),
}

/// 版头.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Head {
    /// 发文机关标志.
    pub agency: String,
    /// 发文字号; empty prints a blank of its form.
    pub number: String,
    /// 签发人, upward papers only.
    pub signer: String,
    /// 紧急程度.
    pub urgency: String,
    /// 密级和保密期限.
    pub secrecy: String,
    /// 份号.
    pub serial: String,
    /// 信函格式 instead of 版头.
    pub letter: bool,
}

/// 段落.
#[derive(Debug, Clone, PartialEq)]
pub struct Paragraph {
    /// Its text.
    pub content: Inlines,
    /// Alignment.
    pub align: Align,
    /// First-line indent in characters.
    pub indent: f64,
    /// Size against the body.
    pub size: TypeSize,
    /// Stays with the next block.
    pub keep: bool,
}

/// 清单.
#[derive(Debug, Clone, PartialEq)]
pub struct List {
    /// Form of the numbers.
    pub marker: Marker,
    /// First number.
    pub start: u32,
    /// The items.
    pub items: Vec<Inlines>,
}

/// 表格.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// One width a column.
    pub columns: Vec<Length>,
    /// Leading rows repeated on every page.
    pub head: usize,
    /// 表题.
    pub caption: String,
    /// Type size.
    pub size: TypeSize,
    /// Which rules are drawn.
    pub lines: TableLines,
    /// Repeat the head with 续表.
    pub continued: bool,
    /// The rows.
    pub rows: Vec<Row>,
}

/// 表格线.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TableLines {
    /// All.
    All,
    /// Between rows only.
    Horizontal,
    /// None.
    None,
}

/// 表格行.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Least height.
    pub height: Option<Length>,
    /// 合计 row.
    pub total: bool,
    /// Cells from left to right, spanned places left out.
    pub cells: Vec<Cell>,
}

/// 单元格.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// `<th>`.
    pub header: bool,
    /// Columns it covers, at least 1.
    pub colspan: usize,
    /// Rows it covers, at least 1.
    pub rowspan: usize,
    /// Alignment.
    pub align: Align,
    /// Top instead of middle.
    pub top: bool,
    /// Lines far enough apart to be written on by hand.
    pub loose: bool,
    /// Its text.
    pub content: Inlines,
}

/// 名单.
#[derive(Debug, Clone, PartialEq)]
pub struct Names {
    /// Columns, 1 to 12.
    pub columns: usize,
    /// Down the columns instead of along the rows.
    pub by_column: bool,
    /// The groups; a list without groups is one group without a title.
    pub groups: Vec<NameGroup>,
}

/// 小组 in a name list.
#[derive(Debug, Clone, PartialEq)]
pub struct NameGroup {
    /// 第一村民小组（86人）; may be empty.
    pub title: String,
    /// The names as registered.
    pub names: Vec<String>,
}

/// 填写栏.
#[derive(Debug, Clone, PartialEq)]
pub struct Fields {
    /// Side by side.
    pub columns: usize,
    /// Width of the labels; `None` takes the longest.
    pub label: Option<Length>,
    /// The fields.
    pub fields: Vec<Field>,
}

/// 一栏.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Printed before the colon.
    pub label: String,
    /// Columns it covers.
    pub span: usize,
    /// What is known; empty prints a rule.
    pub content: Inlines,
}

/// 附件.
#[derive(Debug, Clone, PartialEq)]
pub struct Attachment {
    /// 附件1; empty prints 附件.
    pub number: String,
    /// Its title.
    pub title: String,
    /// Own orientation.
    pub orientation: Option<Orientation>,
    /// Own style.
    pub style: Option<Style>,
    /// Its blocks.
    pub blocks: Vec<Block>,
}

/// 落款.
#[derive(Debug, Clone, PartialEq)]
pub struct Sign {
    /// 署名.
    pub issuer: String,
    /// 成文日期; `None` leaves 年月日 blank.
    pub date: Option<NaiveDate>,
    /// Draw the dotted seal place.
    pub seal: bool,
    /// Its diameter.
    pub diameter: Length,
}

/// 版记.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Imprint {
    /// 抄送.
    pub copy: String,
    /// 印发机关.
    pub issuer: String,
    /// 印发日期.
    pub date: Option<NaiveDate>,
}

/// 二维码.
#[derive(Debug, Clone, PartialEq)]
pub struct Qr {
    /// Encoded text.
    pub text: String,
    /// Side.
    pub size: Length,
    /// Where it stands.
    pub align: Align,
    /// Small text below.
    pub caption: String,
}

/// 边框 of the copies on a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Frame {
    /// None.
    None,
    /// A thin line.
    Single,
    /// 文武线: a thick line around a thin one with a wide margin inside, for certificates.
    Double,
}

/// 一页多份.
#[derive(Debug, Clone, PartialEq)]
pub struct Grid {
    /// Across.
    pub columns: usize,
    /// Down.
    pub rows: usize,
    /// 裁切线.
    pub marks: bool,
    /// 边框.
    pub frame: Frame,
    /// The copies.
    pub cells: Vec<Vec<Block>>,
}

/// 月历上的一天: months without any such day are not drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct CalendarDay {
    /// The day.
    pub date: NaiveDate,
    /// 黑体 and a thick frame.
    pub strong: bool,
    /// What is written under its number.
    pub content: Inlines,
}

/// 流程图: boxes joined by arrows, row after row, turning at the ends.
#[derive(Debug, Clone, PartialEq)]
pub struct Flow {
    /// Boxes in a row.
    pub columns: usize,
    /// The boxes in order.
    pub steps: Vec<FlowStep>,
}

/// 流程图的一步.
#[derive(Debug, Clone, PartialEq)]
pub struct FlowStep {
    /// 黑体 in the box.
    pub title: String,
    /// Small text below it; may be empty.
    pub content: Inlines,
}
