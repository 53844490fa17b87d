//! 村情矩阵 `/c/{c}/matrix` — villages down, stages across, one sign and day a cell.
//!
//! Three hundred villages make thousands of cells: a cell is three short strings, and the
//! template does nothing but put them down.

use std::borrow::Cow;

use serde::Serialize;

use super::parts::{Choice, Empty, Form, Link, Sign};
use crate::web::view::Page;

/// 村情矩阵.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Matrix {
    /// The stages, in order.
    pub columns: Vec<MatrixColumn>,
    /// One nameless group, or one a guidance team when there are more than fifty rows.
    pub groups: Vec<MatrixGroup>,
    /// «16 村（社区），显示 14»
    pub count: String,
    /// Filter as asked: fields `q`, `show`, `team`, `sort`.
    pub form: Form,
    /// Choices of `show`: 全部, 难点村, 逾期, 三日内.
    pub shows: Vec<Choice>,
    /// Guidance teams.
    pub teams: Vec<Choice>,
    /// Choices of `sort`: 区划代码, 最紧的在前.
    pub sorts: Vec<Choice>,
    /// Other shapes of the same table: CSV, Excel.
    pub exports: Vec<Link>,
    /// Shown when the cycle has no village.
    pub empty: Option<Empty>,
}

/// A stage.
#[derive(Clone, Debug, Default, Serialize)]
pub struct MatrixColumn {
    /// «选民登记»
    pub name: String,
    /// «✓12 ▲1»
    pub counts: String,
}

/// Rows that belong together.
#[derive(Clone, Debug, Default, Serialize)]
pub struct MatrixGroup {
    /// «第一指导组»; empty when rows are not grouped.
    pub name: String,
    /// «12 村 · ▲2 ●1»
    pub summary: String,
    /// Whether it is unfolded.
    pub open: bool,
    /// Its villages.
    pub rows: Vec<MatrixRow>,
}

/// A village.
#[derive(Clone, Debug, Default, Serialize)]
pub struct MatrixRow {
    /// Id, the last part of its address.
    pub id: String,
    /// «上前村»
    pub name: String,
    /// «难点村», «逾期 2», or empty.
    pub note: String,
    /// One cell a column, in the order of the columns.
    pub cells: Vec<MatrixCell>,
}

/// A cell.
#[derive(Clone, Debug, Default, Serialize)]
pub struct MatrixCell {
    /// Class: [`Sign::letter`].
    pub c: &'static str,
    /// Id of the step that gives the day, the last part of the address of its card.
    pub s: String,
    /// Sign and day: «▲2-26», «✓3-02», «◇», «–».
    pub t: Cow<'static, str>,
    /// The word for readers who see neither colour nor sign: [`Sign::word`].
    pub w: &'static str,
}

impl MatrixCell {
    /// A cell of a sign and a short day («3-02»), which may be empty, with the step that gives it.
    pub fn new(sign: Sign, day: &str, step: &str) -> Self {
        Self {
            c: sign.letter(),
            s: step.to_owned(),
            t: if day.is_empty() {
                Cow::Borrowed(sign.mark())
            } else {
                Cow::Owned(format!("{}{day}", sign.mark()))
            },
            w: sign.word(),
        }
    }
}

/// A matrix of `villages` rows for samples and measurements.
fn sample(villages: u32, groups: u32) -> Matrix {
    const STAGES: [&str; 12] = [
        "推选选委会",
        "选举办法",
        "选举日公告",
        "选民登记",
        "名单公布",
        "提名",
        "资格审查",
        "候选人公布",
        "投票准备",
        "投票",
        "移交",
        "归档",
    ];
    let row = |n: u32| MatrixRow {
        id: format!("0190c7a2-7d4e-7b1a-9c3f-{n:012}"),
        name: match n % 5 {
            0 => format!("𠮷塘{n}村"),
            1 => "石塘社区".to_owned(),
            _ => format!("上前{n}村"),
        },
        note: if n % 7 == 5 {
            "难点村".to_owned()
        } else {
            String::new()
        },
        cells: (0..12)
            .map(|stage| match (stage + n % 6, n % 7) {
                (0..=3, _) => MatrixCell::new(Sign::Done, "1-12", "roll-published"),
                (4, 5) => MatrixCell::new(Sign::Late, "2-26", "roll-published"),
                (4, 4) => MatrixCell::new(Sign::DoneLate, "2-27", "roll-published"),
                (4, _) => MatrixCell::new(Sign::Soon, "2-28", "roll-published"),
                (5, _) => MatrixCell::new(Sign::Active, "", "roll-published"),
                _ => MatrixCell::new(Sign::Future, "", "roll-published"),
            })
            .collect(),
    };
    let size = villages / groups.max(1);
    Matrix {
        columns: STAGES
            .iter()
            .map(|name| MatrixColumn {
                name: (*name).to_owned(),
                counts: "✓12 ▲1".into(),
            })
            .collect(),
        groups: (0..groups)
            .map(|group| MatrixGroup {
                name: if groups > 1 {
                    format!("第{}指导组", group + 1)
                } else {
                    String::new()
                },
                summary: format!("{size} 村 · ▲2 ●3"),
                open: group == 0,
                rows: (group * size..(group + 1) * size).map(row).collect(),
            })
            .collect(),
        count: format!("{villages} 村（社区）"),
        form: Form::new().value("sort", "worst"),
        shows: vec![
            Choice::new("", "全部"),
            Choice::new("late", "逾期"),
            Choice::new("soon", "三日内到期"),
            Choice::new("trouble", "难点村"),
        ],
        teams: vec![
            Choice::new("t1", "第一指导组"),
            Choice::new("t2", "第二指导组"),
        ],
        sorts: vec![
            Choice::new("code", "按区划代码"),
            Choice::new("worst", "最紧的在前"),
        ],
        exports: vec![
            Link::new("导出表格", "/c/c1/matrix.xlsx"),
            Link::new("CSV", "/c/c1/matrix.csv"),
        ],
        empty: None,
    }
}

impl Page for Matrix {
    const TEMPLATE: &'static str = "matrix.html";

    fn samples() -> Vec<(&'static str, Self)> {
        vec![
            ("sixteen", sample(16, 1)),
            ("three-hundred", sample(300, 6)),
            (
                "empty",
                Self {
                    empty: Some(Empty {
                        text: "还没有村（社区）。导入村花名册后，这里按村和阶段显示进度。".into(),
                        action: Link::new("导入村花名册", "/c/c1/villages/import"),
                    }),
                    ..Self::default()
                },
            ),
        ]
    }
}
