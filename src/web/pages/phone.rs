//! 手机督查 `/m/`, `/m/in`, `/m/out`: small pages for one hand and a weak network.

use serde::Serialize;

use super::{
    inspection::{ItemRow, ReviewRow},
    parts::{Choice, Form},
};
use crate::web::view::Page;

/// 手机督查的首页.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PhoneHome {
    /// Id of the cycle; empty when there is none.
    pub cycle: String,
    /// Fields `village`, `kind`.
    pub form: Form,
    /// Villages; those planned for today stand first and say so.
    pub villages: Vec<Choice>,
    /// 督查方式
    pub kinds: Vec<Choice>,
    /// 专项
    pub themes: Vec<Choice>,
    /// 待我复核: how many.
    pub reviews: String,
    /// Where they are.
    pub reviews_href: String,
    /// Milliseconds of the server's clock.
    pub now: String,
    /// Id and public half of the key the offline file is sealed with; empty when there is none.
    pub seal: String,
    /// Why nothing can be inspected; empty when it can.
    pub empty: String,
}

impl Page for PhoneHome {
    const TEMPLATE: &'static str = "phone_home.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let home = Self {
            cycle: "c1".into(),
            form: Form::new().value("village", "v6").value("kind", "random"),
            villages: vec![
                Choice::new("v6", "中坌村（今天的计划）"),
                Choice::new("v1", "上前村"),
            ],
            kinds: vec![
                Choice::new("stage", "阶段督查"),
                Choice::new("random", "随机抽查"),
            ],
            themes: vec![Choice::new("roll", "选民名单")],
            reviews: "2".into(),
            reviews_href: "/c/c1/findings?show=answered".into(),
            now: "1803600000000".into(),
            seal: "k-13be4feaeaf2 13be4feaeaf204c7fd3358fc9c00721881d174278128227ec674f37f7fe97b6d"
                .into(),
            empty: String::new(),
        };
        let nothing = Self {
            empty: "还没有村（社区）。请联系换届办导入村花名册。".into(),
            ..Self::default()
        };
        vec![("home", home), ("nothing", nothing)]
    }
}

/// 一张检查单.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PhoneSheet {
    /// Id of the cycle.
    pub cycle: String,
    /// Id of the village.
    pub village: String,
    /// Its name.
    pub village_name: String,
    /// Id of the kind.
    pub kind: String,
    /// «阶段督查»
    pub kind_name: String,
    /// Id of the theme; may be empty.
    pub theme: String,
    /// Id of the stage; may be empty.
    pub stage: String,
    /// Why these items.
    pub told: String,
    /// Fields `day`, `inspectors`, `note` and those of the items.
    pub form: Form,
    /// The items.
    pub items: Vec<ItemRow>,
    /// What was found before.
    pub reviews: Vec<ReviewRow>,
    /// Milliseconds of the server's clock.
    pub now: String,
    /// Id and public half of the key the offline file is sealed with; empty when there is none.
    pub seal: String,
    /// Today, ISO.
    pub today: String,
    /// Id of the sheet where no script makes one; also the idempotency key.
    pub key: String,
}

impl Page for PhoneSheet {
    const TEMPLATE: &'static str = "phone_sheet.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let item = |id: &str, check: &str, gravity: &str| ItemRow {
            id: id.into(),
            check: check.into(),
            evidence: "张贴照片上的日期".into(),
            basis: "村民委员会组织法第十七条第一款".into(),
            unverified: true,
            measure: "立即公布".into(),
            days: "1".into(),
            gravity: gravity.into(),
            bad: false,
        };
        let sheet = Self {
            cycle: "c1".into(),
            village: "v6".into(),
            village_name: "中坌村".into(),
            kind: "stage".into(),
            kind_name: "阶段督查".into(),
            stage: "objections".into(),
            told: "这个村现在在“名单申诉”阶段，列出这一阶段、前面阶段和每次都查的事项。".into(),
            form: Form::new()
                .value("day", "2027-02-27")
                .value("inspectors", "王火发"),
            items: vec![
                item("roll-on-time", "选民名单按期公布", "严重"),
                item(
                    "roll-everywhere",
                    "选民名单张贴到每个小组，字迹清楚",
                    "较重",
                ),
            ],
            now: "1803600000000".into(),
            seal: "k-13be4feaeaf2 13be4feaeaf204c7fd3358fc9c00721881d174278128227ec674f37f7fe97b6d"
                .into(),
            today: "2027-02-27".into(),
            key: "0197".into(),
            ..Self::default()
        };
        let again = Self {
            kind: "follow-up".into(),
            kind_name: "整改回头看".into(),
            form: Form::new()
                .error("inspectors", "请填写督查人员。")
                .error("p.roll-on-time", "请换成照片：「名单.jpg」的内容不是照片。"),
            reviews: vec![ReviewRow {
                id: "f1".into(),
                problem: "公告栏第2号公告脱落。".into(),
                measure: "补贴。".into(),
                told: "期限 2月25日，待复核".into(),
                answer: "已补贴。".into(),
            }],
            ..sheet.clone()
        };
        let nothing = Self {
            items: Vec::new(),
            told: "这个村以前发现、还没有销号的问题列在下面，看一个点一个。".into(),
            ..sheet.clone()
        };
        vec![("sheet", sheet), ("problems", again), ("nothing", nothing)]
    }
}

/// 本机待传.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PhoneOut {
    /// 回执码 of a sheet just sent by the plain form; empty otherwise.
    pub receipt: String,
    /// What to know about it: stored, stored before, a doubtful day.
    pub told: String,
    /// Where it is seen; empty otherwise.
    pub href: String,
    /// Milliseconds of the server's clock.
    pub now: String,
    /// Id and public half of the key the offline file is sealed with; empty when there is none.
    pub seal: String,
}

impl Page for PhoneOut {
    const TEMPLATE: &'static str = "phone_out.html";

    fn samples() -> Vec<(&'static str, Self)> {
        vec![
            ("plain", Self::default()),
            (
                "receipt",
                Self {
                    receipt: "A3F9K2".into(),
                    told: "中坌村的检查已上传。".into(),
                    href: "/c/c1/inspections/i1".into(),
                    now: "1803600000000".into(),
            seal: "k-13be4feaeaf2 13be4feaeaf204c7fd3358fc9c00721881d174278128227ec674f37f7fe97b6d"
                .into(),
                },
            ),
        ]
    }
}
