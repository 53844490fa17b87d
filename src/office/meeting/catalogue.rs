//! 会议的种类 — what each kind of meeting is called, who is asked to it, what it may decide and what
//! has to be made ready, as data (`rules/office/meetings.toml`).

use std::sync::LazyLock;

use serde::Deserialize;

use crate::law::UnitKind;

/// 级别 — whose meeting it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// 镇级
    Township,
    /// 村级
    Village,
}

/// 法定人数 — which rule of the law counts who came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Counted {
    /// 村（居）民代表会议
    Representatives,
    /// 村（居）民会议
    Assembly,
    /// 村（居）民小组会议
    Group,
}

/// 默认请谁
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Guests {
    /// 领导小组
    LeadingGroup,
    /// 领导小组办公室
    Bureau,
    /// 指导组
    Guidance,
    /// 督查组
    Supervision,
    /// 各村（社区）
    Villages,
}

/// 一种会议
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MeetingKind {
    /// As it is stored.
    pub id: String,
    name: String,
    community: Option<String>,
    /// Whose it is.
    pub level: Level,
    /// Which rule counts who came; `None` where the law sets none.
    pub quorum: Option<Counted>,
    /// Rule items its page cites.
    #[serde(default)]
    pub items: Vec<String>,
    /// Steps that may rest on it.
    #[serde(default)]
    pub steps: Vec<String>,
    /// Who is asked to a meeting of the township.
    #[serde(default)]
    pub expects: Vec<Guests>,
    #[serde(default)]
    duties: Vec<String>,
    /// 议程 a new one starts with.
    #[serde(default)]
    pub agenda: Vec<String>,
    /// 材料 a new one starts with.
    #[serde(default)]
    pub materials: Vec<String>,
    /// 会议要求 a new one starts with.
    #[serde(default)]
    pub requirements: Vec<String>,
}

impl MeetingKind {
    /// Its name in the words of a village or a community.
    pub fn name(&self, kind: UnitKind) -> &str {
        match (kind, &self.community) {
            (UnitKind::Community, Some(name)) => name,
            _ => &self.name,
        }
    }

    /// 党组织书记、村民委员会主任: who is asked from a unit.
    pub fn duties(&self, kind: UnitKind) -> Vec<String> {
        let committee = match kind {
            UnitKind::Village => "村民委员会",
            UnitKind::Community => "居民委员会",
        };
        self.duties
            .iter()
            .map(|duty| duty.replace("村（居）民委员会", committee))
            .collect()
    }
}

/// 准备事项
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// As it is stored.
    pub id: String,
    /// 材料, 会场, 后勤
    pub part: String,
    /// What has to be ready.
    pub text: String,
    /// `None`: for meetings of both levels.
    pub level: Option<Level>,
}

/// 会议的目录
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Catalogue {
    /// Kinds in the order of the pages.
    pub meetings: Vec<MeetingKind>,
    checks: Vec<Check>,
}

impl Catalogue {
    /// The kind whose id this is.
    pub fn find(&self, id: &str) -> Option<&MeetingKind> {
        self.meetings.iter().find(|kind| kind.id == id)
    }

    /// What has to be ready for a meeting of a level.
    pub fn checks(&self, level: Level) -> impl Iterator<Item = &Check> {
        self.checks
            .iter()
            .filter(move |check| check.level.is_none_or(|only| only == level))
    }
}

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../rules/office/meetings.toml")).unwrap_or_else(|error| {
        // A test reads the same file: a program that came through it has no such error.
        tracing::error!(%error, "meetings.toml");
        Catalogue {
            meetings: Vec::new(),
            checks: Vec::new(),
        }
    })
});

/// The catalogue that comes with the program.
pub fn catalogue() -> &'static Catalogue {
    &CATALOGUE
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::law::{Library, PARAMS, Plan};

    #[test]
    fn every_kind_names_steps_and_rules_that_exist() {
        let read: Catalogue =
            toml::from_str(include_str!("../../../rules/office/meetings.toml")).unwrap();
        assert_eq!(&read, catalogue());
        let library = Library::embedded();
        let pack = library.pack("guangdong-2026").unwrap();
        let township = Plan::compile_township(pack).unwrap();
        let units = UnitKind::ALL.map(|kind| Plan::compile(pack, kind).unwrap());
        let mut ids: Vec<&str> = Vec::new();
        for kind in &read.meetings {
            assert!(!ids.contains(&kind.id.as_str()), "{} twice", kind.id);
            ids.push(&kind.id);
            for step in &kind.steps {
                match kind.level {
                    Level::Township => assert!(township.index(step).is_some(), "{step}"),
                    Level::Village => {
                        assert!(
                            units.iter().all(|plan| plan.index(step).is_some()),
                            "{step}"
                        );
                    }
                }
            }
            for item in &kind.items {
                assert!(PARAMS.iter().any(|param| param.key == item), "{item}");
            }
            // What counts who came is cited.
            assert_eq!(kind.quorum.is_some(), !kind.items.is_empty(), "{}", kind.id);
        }
    }

    #[test]
    fn every_meeting_has_all_three_parts_to_prepare() {
        for level in [Level::Township, Level::Village] {
            for part in ["材料", "会场", "后勤"] {
                assert!(
                    catalogue().checks(level).any(|check| check.part == part),
                    "{level:?} {part}"
                );
            }
        }
        let mut ids: Vec<&str> = catalogue()
            .checks
            .iter()
            .map(|one| one.id.as_str())
            .collect();
        let count = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), count);
    }

    #[test]
    fn communities_have_words_of_their_own() {
        let kind = catalogue().find("representatives").unwrap();
        assert_eq!(kind.name(UnitKind::Village), "村民代表会议");
        assert_eq!(kind.name(UnitKind::Community), "居民代表会议");
        let kind = catalogue().find("mobilization").unwrap();
        assert_eq!(
            kind.duties(UnitKind::Community),
            ["党组织书记", "居民委员会主任"]
        );
    }
}
