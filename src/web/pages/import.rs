//! 导入 — upload and preview of 村花名册, 人员 and 选民名单.

use serde::Serialize;

use super::parts::{Fact, Form, Hidden, Link, Message};
use crate::web::view::{Page, Tone};

/// 上传 `/c/{c}/villages/import`, `/c/{c}/people/import`, `/c/{c}/v/{v}/roll/import`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ImportUpload {
    /// «导入村花名册»
    pub heading: String,
    /// Field `file`.
    pub form: Form,
    /// Where it posts to.
    pub action: String,
    /// The columns that are understood, for reading.
    pub columns: String,
    /// What happens with what is sensitive: «身份证号只用来核对，不保存。»; may be empty.
    pub notice: String,
    /// The blank template.
    pub template: Link,
    /// Way back.
    pub back: String,
    /// Idempotency key.
    pub key: String,
}

impl Page for ImportUpload {
    const TEMPLATE: &'static str = "import_upload.html";

    fn samples() -> Vec<(&'static str, Self)> {
        vec![(
            "refused",
            Self {
                heading: "导入村花名册".into(),
                form: Form::new().error("file", "请另存为 .xlsx 再上传。这个文件加了打开密码，读不出来。"),
                action: "/c/c1/villages/import".into(),
                columns: "村（社区）名称、类别、区划代码、总户数、总人口、村民小组数、党员数、上届登记选民数、主任职数、副主任职数、委员职数、任期届满日期、备注".into(),
                notice: "身份证号只用来核对，核对完就丢弃，不保存。".into(),
                template: Link::new("下载空白模板（xlsx）", "/c/c1/villages/template.xlsx"),
                back: "/c/c1/villages".into(),
                key: "im1".into(),
            },
        )]
    }
}

/// 核对 — what would be stored, with every problem, before anything is.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ImportPreview {
    /// «核对村花名册»
    pub heading: String,
    /// File, sheet, header row, rows, totals.
    pub facts: Vec<Fact>,
    /// Columns not recognised, dropped: said in one sentence; may be empty.
    pub unknown_columns: String,
    /// Names of the columns shown.
    pub columns: Vec<String>,
    /// The first rows.
    pub rows: Vec<PreviewRow>,
    /// «共 16 行，显示前 10 行»
    pub shown: String,
    /// What is said where not every problem can be shown; may be empty.
    pub more: String,
    /// How many errors; any error stops an all-or-nothing import.
    pub errors: u32,
    /// How many warnings.
    pub warnings: u32,
    /// Every problem with its cell as place.
    pub problems: Vec<Message>,
    /// The sheet given back with its problems marked.
    pub marked_href: String,
    /// Where the confirmation posts to; empty when errors stop it.
    pub confirm_action: String,
    /// «保存 16 行»
    pub confirm_label: String,
    /// For the roll: «先导入没有错误的 1196 行»; empty otherwise. Posts field `partial=1`.
    pub partial_label: String,
    /// What would be done to what is there already, one sentence each.
    pub effect: Vec<String>,
    /// What the confirmation sends along: digest of the upload, its name, what was shown.
    pub hidden: Vec<Hidden>,
    /// Version of the roll replaced; empty for villages and people.
    pub version: String,
    /// Another file.
    pub again: String,
    /// Idempotency key.
    pub key: String,
}

/// A row of the preview.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PreviewRow {
    /// Row number of the sheet.
    pub number: String,
    /// Its cells in the order of the columns.
    pub cells: Vec<PreviewCell>,
}

/// A cell of the preview.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PreviewCell {
    /// Text as shown in the sheet.
    pub text: String,
    /// `bad`, `warn` or empty.
    pub class: &'static str,
}

impl Page for ImportPreview {
    const TEMPLATE: &'static str = "import_preview.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let cell = |text: &str, class| PreviewCell {
            text: text.into(),
            class,
        };
        let problem = |tone, place: &str, code: &str, text: &str| Message {
            tone,
            place: place.into(),
            code: code.into(),
            text: text.into(),
            basis: String::new(),
        };
        let faulty = Self {
            heading: "核对村花名册".into(),
            facts: vec![
                Fact::new("文件", "石塘镇摸底表.xlsx"),
                Fact::new("工作表", "Sheet1，表头在第 3 行"),
                Fact::new("读到", "16 行：村 14、社区 2"),
                Fact::new("合计", "10191 户，40760 人，职数 82"),
            ],
            unknown_columns: "没有认出“联系人”这一列，不导入。".into(),
            columns: vec![
                "村（社区）名称".into(),
                "类别".into(),
                "总户数".into(),
                "任期届满日期".into(),
            ],
            rows: vec![
                PreviewRow {
                    number: "4".into(),
                    cells: vec![
                        cell("上前村", ""),
                        cell("村", ""),
                        cell("813", ""),
                        cell("2027.3.31", ""),
                    ],
                },
                PreviewRow {
                    number: "5".into(),
                    cells: vec![
                        cell("下前村", "warn"),
                        cell("村", ""),
                        cell("-5", "bad"),
                        cell("2027年3月底", "bad"),
                    ],
                },
            ],
            shown: "共 16 行，显示前 10 行".into(),
            errors: 2,
            warnings: 1,
            problems: vec![
                problem(
                    Tone::Error,
                    "E5",
                    "V101",
                    "请填 0 或以上的整数。现在是 -5。",
                ),
                problem(
                    Tone::Error,
                    "M5",
                    "V102",
                    "请写到哪一天，例如 2027.3.31。“2027年3月底”不能推算期限。",
                ),
                problem(
                    Tone::Warning,
                    "B5",
                    "V103",
                    "请核对区划代码。前 6 位和其他村不同。",
                ),
            ],
            marked_href: "/c/c1/imports/i1/marked.xlsx".into(),
            confirm_action: String::new(),
            confirm_label: "保存 16 行".into(),
            partial_label: String::new(),
            effect: Vec::new(),
            hidden: vec![Hidden {
                name: "file".into(),
                value: "sha256:00".into(),
            }],
            version: String::new(),
            more: String::new(),
            again: "/c/c1/villages/import".into(),
            key: "ip1".into(),
        };
        vec![
            ("faulty", faulty.clone()),
            (
                "clean",
                Self {
                    errors: 0,
                    warnings: 0,
                    problems: Vec::new(),
                    unknown_columns: String::new(),
                    marked_href: String::new(),
                    confirm_action: "/c/c1/villages/import/i1".into(),
                    effect: vec!["新增 16 个村（社区）。".into()],
                    rows: faulty.rows.iter().take(1).cloned().collect(),
                    ..faulty.clone()
                },
            ),
            (
                "roll-partial",
                Self {
                    heading: "核对选民名单".into(),
                    confirm_action: "/c/c1/v/v1/roll/import/i2".into(),
                    confirm_label: String::new(),
                    partial_label: "先导入没有错误的 1196 行".into(),
                    ..faulty
                },
            ),
        ]
    }
}
