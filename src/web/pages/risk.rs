//! 难点村台账 `/c/{c}/risk`; one village's risk and 一村一策 `/c/{c}/v/{v}/risk`; one measure of it.

use serde::Serialize;

use super::parts::{Choice, Empty, Form, Link, Sign, Tab};
use super::step::schedule_tabs;
use crate::web::view::Page;

/// 难点村台账.
#[derive(Clone, Debug, Default, Serialize)]
pub struct RiskLedger {
    /// A row a village.
    pub rows: Vec<RiskRow>,
    /// «难点村 3 个 · 风险高 1、中 2 · 措施 5 项，已落实 2，逾期 1»
    pub count: String,
    /// Filter: `show`.
    pub form: Form,
    /// What may be shown.
    pub shows: Vec<Choice>,
    /// The list as a workbook; empty text for none.
    pub export: Link,
    /// 应急预案, the paper that answers for it.
    pub paper: Link,
    /// Tabs of the schedule.
    pub tabs: Vec<Tab>,
    /// Shown when there is no village.
    pub empty: Option<Empty>,
}

/// One village.
#[derive(Clone, Debug, Default, Serialize)]
pub struct RiskRow {
    /// Village.
    pub name: String,
    /// Its page.
    pub href: String,
    /// «宗族派性严重、群体上访不断»
    pub causes: String,
    /// Sign of the level.
    pub sign: Sign,
    /// «高», «未评定».
    pub level: String,
    /// «建议中»; empty when it is the level given.
    pub suggested: String,
    /// Reasons as written.
    pub reasons: String,
    /// «换届办会商 2月20日»
    pub assessed: String,
    /// Measures.
    pub measures: Vec<MeasureRow>,
}

/// One measure.
#[derive(Clone, Debug, Default, Serialize)]
pub struct MeasureRow {
    /// What is done.
    pub measure: String,
    /// Who answers for it.
    pub owner: String,
    /// «3月5日»
    pub due: String,
    /// Sign of the state.
    pub sign: Sign,
    /// «在办，余 3 天», «2月20日已落实»
    pub state: String,
    /// Result.
    pub note: String,
    /// Where it is changed; empty when the reader may not.
    pub href: String,
}

fn sample_measures() -> Vec<MeasureRow> {
    vec![
        MeasureRow {
            measure: "公开山林承包合同，逐户说明".into(),
            owner: "李义鹏".into(),
            due: "3月5日".into(),
            sign: Sign::Soon,
            state: "在办，余 3 天".into(),
            note: String::new(),
            href: "/c/c1/v/v1/risk/measures/m1".into(),
        },
        MeasureRow {
            measure: "选举日派出所到场维持秩序".into(),
            owner: "派出所".into(),
            due: "3月18日".into(),
            sign: Sign::Done,
            state: "2月20日已落实".into(),
            note: "已定 6 名民警。".into(),
            href: String::new(),
        },
    ]
}

impl Page for RiskLedger {
    const TEMPLATE: &'static str = "risk.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let full = Self {
            rows: vec![
                RiskRow {
                    name: "中坌村".into(),
                    href: "/c/c1/v/v6/risk".into(),
                    causes: "宗族派性严重、群体上访不断".into(),
                    sign: Sign::Late,
                    level: "高".into(),
                    suggested: String::new(),
                    reasons: "两房争山界，上届重新选举过一次。".into(),
                    assessed: "换届办会商 2月20日".into(),
                    measures: sample_measures(),
                },
                RiskRow {
                    name: "上前村".into(),
                    href: "/c/c1/v/v1/risk".into(),
                    sign: Sign::Future,
                    level: "未评定".into(),
                    suggested: "建议中".into(),
                    ..RiskRow::default()
                },
            ],
            count: "难点村 1 个 · 风险高 1、中 0 · 措施 2 项，已落实 1，逾期 0".into(),
            form: Form::new().value("show", "risky"),
            shows: vec![Choice::new("risky", "难点村和中、高风险")],
            export: Link::new("导出表格", "/c/c1/risk.xlsx"),
            paper: Link::new("应急预案", "/c/c1/docs/preview?unit=c1&kind=emergency-plan"),
            tabs: schedule_tabs("c1", "risk"),
            empty: None,
        };
        vec![
            ("two", full.clone()),
            (
                "none-found",
                Self {
                    rows: Vec::new(),
                    ..full
                },
            ),
            (
                "empty",
                Self {
                    tabs: schedule_tabs("c1", "risk"),
                    empty: Some(Empty {
                        text: "还没有村（社区）。".into(),
                        ..Empty::default()
                    }),
                    ..Self::default()
                },
            ),
        ]
    }
}

/// 一个村的风险和对策.
#[derive(Clone, Debug, Default, Serialize)]
pub struct VillageRisk {
    /// «中坌村»
    pub village: String,
    /// Its page.
    pub village_href: String,
    /// Sign of the level that holds.
    pub sign: Sign,
    /// «高», «未评定».
    pub level: String,
    /// «换届办会商 2月20日评定»; empty for none.
    pub assessed: String,
    /// Reasons as written.
    pub reasons: String,
    /// Level that is suggested now.
    pub suggested: String,
    /// What speaks for it.
    pub signals: Vec<String>,
    /// Fields `level`, `reasons`, `by`, `on`, ticks `causes`.
    pub form: Form,
    /// Levels.
    pub levels: Vec<Choice>,
    /// 难点村原因
    pub causes: Vec<Choice>,
    /// Where an assessment is posted; empty when not allowed.
    pub action: String,
    /// Whether the form stands open.
    pub open: bool,
    /// Earlier assessments, a line each, the latest first.
    pub history: Vec<String>,
    /// Measures.
    pub measures: Vec<MeasureRow>,
    /// Where a measure is written; empty when not allowed.
    pub new_measure: String,
    /// 一村一档, the same on paper.
    pub paper: Link,
    /// Today, ISO.
    pub today: String,
    /// Idempotency key.
    pub key: String,
    /// Number of the last assessment.
    pub version: String,
}

impl Page for VillageRisk {
    const TEMPLATE: &'static str = "village_risk.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let full = Self {
            village: "中坌村".into(),
            village_href: "/c/c1/v/v6".into(),
            sign: Sign::Late,
            level: "高".into(),
            assessed: "换届办会商 2月20日评定".into(),
            reasons: "两房争山界。".into(),
            suggested: "高".into(),
            signals: vec![
                "宗族派性严重（重点）".into(),
                "督查发现的问题还在整改（1 次）".into(),
            ],
            form: Form::new().value("level", "high").value("by", "换届办"),
            levels: vec![Choice::new("high", "高"), Choice::new("low", "低")],
            causes: vec![
                Choice::new("clans", "宗族派性严重").ticked(),
                Choice::new("other", "其他"),
            ],
            action: "/c/c1/v/v6/risk".into(),
            open: false,
            history: vec!["1月10日 中：两房有争议（换届办）".into()],
            measures: sample_measures(),
            new_measure: "/c/c1/v/v6/risk/measures/new".into(),
            paper: Link::new("一村一档", "/c/c1/docs/preview?unit=v6&kind=village-ledger"),
            today: "2027-02-25".into(),
            key: "vr1".into(),
            version: "2".into(),
        };
        vec![
            ("full", full.clone()),
            (
                "problems",
                Self {
                    form: Form::new()
                        .value("level", "low")
                        .error("reasons", "请写明理由：按已有情况建议评为“高”。"),
                    open: true,
                    ..full.clone()
                },
            ),
            (
                "read-only-new",
                Self {
                    sign: Sign::Future,
                    level: "未评定".into(),
                    assessed: String::new(),
                    reasons: String::new(),
                    signals: Vec::new(),
                    suggested: "低".into(),
                    action: String::new(),
                    history: Vec::new(),
                    measures: Vec::new(),
                    new_measure: String::new(),
                    version: "0".into(),
                    ..full
                },
            ),
        ]
    }
}

/// 一项措施.
#[derive(Clone, Debug, Default, Serialize)]
pub struct MeasureForm {
    /// «中坌村»
    pub village: String,
    /// Fields `measure`, `owner`, `owner_name`, `due`, `state`, `settled_on`, `note`.
    pub form: Form,
    /// Whether it is new.
    pub new: bool,
    /// Where it posts to.
    pub action: String,
    /// People.
    pub people: Vec<Choice>,
    /// 在办, 已落实, 不再办
    pub states: Vec<Choice>,
    /// Earlier versions, a line each, the latest first.
    pub history: Vec<String>,
    /// Today, ISO.
    pub today: String,
    /// Way back.
    pub back: String,
    /// Idempotency key.
    pub key: String,
    /// Number of the last version.
    pub version: String,
}

impl Page for MeasureForm {
    const TEMPLATE: &'static str = "measure_form.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let edit = Self {
            village: "中坌村".into(),
            form: Form::new()
                .value("measure", "公开山林承包合同，逐户说明")
                .value("due", "2027-03-05")
                .error("settled_on", "请填写落实的日期。"),
            new: false,
            action: "/c/c1/v/v6/risk/measures/m1".into(),
            people: vec![Choice::new("p1", "李义鹏（党委副书记、镇长）")],
            states: vec![Choice::new("open", "在办"), Choice::new("done", "已落实")],
            history: vec![
                "2月20日 10:21 赵国强：公开山林承包合同，李义鹏，期限 3月1日，在办".into(),
            ],
            today: "2027-02-25".into(),
            back: "/c/c1/v/v6/risk".into(),
            key: "mf1".into(),
            version: "1".into(),
        };
        vec![
            ("edit", edit.clone()),
            (
                "new",
                Self {
                    form: Form::new(),
                    new: true,
                    history: Vec::new(),
                    version: "0".into(),
                    ..edit
                },
            ),
        ]
    }
}
