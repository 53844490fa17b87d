//! 换届纪律 `/c/{c}/discipline`: the list of the pinned pack, to read, to print and to post.

use serde::Serialize;

use super::parts::{Link, Tab};
use crate::web::view::Page;

/// 换届纪律.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Discipline {
    /// «广东省村民委员会选举（2026）»
    pub pack: String,
    /// 村 and 社区, where the pack has both; empty otherwise.
    pub kinds: Vec<Tab>,
    /// The rules, those of the nation first as the pack has them.
    pub rules: Vec<DisciplineRule>,
    /// Where people can complain; empty for those who may not see the register.
    pub complaints: Link,
    /// Poster, notice, pledges, sign-in sheet.
    pub papers: Vec<DisciplinePaper>,
}

/// One rule.
#[derive(Clone, Debug, Default, Serialize)]
pub struct DisciplineRule {
    /// What may not be done, and what follows.
    pub text: String,
    /// «村民委员会组织法第二十一条第一款»
    pub basis: String,
    /// What the article says, in our own words.
    pub gist: String,
    /// «全国», «广东»
    pub from: String,
    /// Whether every source was read.
    pub verified: bool,
}

/// One paper.
#[derive(Clone, Debug, Default, Serialize)]
pub struct DisciplinePaper {
    /// «换届纪律宣传海报»
    pub name: String,
    /// What it is for.
    pub use_of: String,
    /// Where it is.
    pub links: Vec<Link>,
}

impl Page for Discipline {
    const TEMPLATE: &'static str = "discipline.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let rule = DisciplineRule {
            text: "不得扰乱选举秩序；违反的，依法给予治安管理处罚。".into(),
            basis: "治安管理处罚法第二十六条第一款第五项".into(),
            gist: "破坏依法进行的选举秩序的，给予处罚".into(),
            from: "全国".into(),
            verified: true,
        };
        let full = Self {
            pack: "广东省村民委员会选举（2026）".into(),
            kinds: vec![
                Tab::new("村", "/c/c1/discipline?kind=village", "", true),
                Tab::new("社区", "/c/c1/discipline?kind=community", "", false),
            ],
            rules: vec![
                rule.clone(),
                DisciplineRule {
                    from: "广东".into(),
                    verified: false,
                    ..rule
                },
            ],
            complaints: Link::new("登记和查看信访举报", "/c/c1/complaints"),
            papers: vec![DisciplinePaper {
                name: "换届纪律通知".into(),
                use_of: "红头文件，发到各村（社区）。".into(),
                links: vec![Link::new(
                    "预览",
                    "/c/c1/docs/preview?unit=c1&kind=discipline-notice",
                )],
            }],
        };
        vec![
            ("full", full.clone()),
            (
                "empty",
                Self {
                    kinds: Vec::new(),
                    rules: Vec::new(),
                    complaints: Link::default(),
                    papers: Vec::new(),
                    ..full
                },
            ),
        ]
    }
}
