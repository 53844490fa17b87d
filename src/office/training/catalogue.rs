//! 培训的目录 — who has to learn what, as data (`rules/office/training.toml`). What a lesson rests on is
//! asked of the pinned rules, so that the articles are always those of the law in force.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::law::{Basis, RulePack, Rules, Source, Status, UnitKind};

/// 班的级别
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Course {
    /// 县级班
    County,
    /// 镇级班
    Township,
    /// 村级班
    Village,
}

impl Course {
    /// Every level.
    pub const ALL: [Self; 3] = [Self::County, Self::Township, Self::Village];

    /// As it is stored.
    pub fn id(self) -> &'static str {
        match self {
            Self::County => "county",
            Self::Township => "township",
            Self::Village => "village",
        }
    }

    /// The level whose [`id`](Self::id) this is.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.id() == id)
    }

    /// In Chinese.
    pub fn name(self) -> &'static str {
        match self {
            Self::County => "县级班",
            Self::Township => "镇级班",
            Self::Village => "村级班",
        }
    }
}

/// 谁的人
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Whose {
    /// The township's teams.
    Township,
    /// The villages.
    Village,
}

/// 人员类别
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Function {
    /// As it is stored.
    pub id: String,
    name: String,
    community: Option<String>,
    /// Whose people they are.
    pub level: Whose,
    /// Whether they work on the polling day.
    #[serde(default)]
    pub poll: bool,
    /// Duties of the notice of polling staff.
    #[serde(default)]
    pub duties: Vec<String>,
    /// How many are expected of a village before there is a list.
    #[serde(default)]
    pub expected: u32,
}

impl Function {
    /// Its name in the words of a village or a community.
    pub fn name(&self, kind: UnitKind) -> &str {
        match (kind, &self.community) {
            (UnitKind::Community, Some(name)) => name,
            _ => &self.name,
        }
    }

    /// 指导组成员 → 指导组: the heading of a column.
    pub fn short(&self) -> &str {
        match self.level {
            Whose::Township => self.name.trim_end_matches("成员"),
            Whose::Village => &self.name,
        }
    }
}

/// 一课
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// As it is stored.
    pub id: String,
    /// 课题
    pub topic: String,
    /// What has to be made clear.
    pub points: Vec<String>,
    #[serde(default)]
    steps: Vec<String>,
    #[serde(default)]
    rules: Vec<String>,
    /// Whether it is about the township's own plan.
    #[serde(default)]
    pub plan: bool,
    /// Who has to learn it; none is everybody.
    #[serde(default)]
    pub functions: Vec<String>,
    /// Courses it stands in from the start.
    pub levels: Vec<Course>,
}

impl Item {
    /// 依据 of the lesson in the pinned rules; each article once, office practice left out.
    pub fn basis(&self, rules: &Rules, pack: &RulePack) -> Vec<Basis> {
        let main = pack.main_rules().map(|(_, rules)| rules);
        let steps = self.steps.iter().filter_map(|id| {
            rules
                .step(id)
                .or_else(|| main.and_then(|rules| rules.step(id)))
        });
        let mut found: Vec<Basis> = Vec::new();
        let lawful = steps
            .flat_map(|step| step.sources.iter().map(Source::basis))
            .chain(self.rules.iter().flat_map(|key| rules.basis(key)));
        for one in lawful {
            let known = found.iter().any(|known| known.cite() == one.cite());
            if !known && !one.article.is_empty() && one.status != Status::Superseded {
                found.push(one);
            }
        }
        found
    }
}

/// 提醒的时间
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Warning {
    /// Days before the election day from which the workbench tells of it.
    pub days: i64,
    /// Step whose sources it cites.
    pub step: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Materials {
    all: Vec<String>,
}

/// 培训的目录
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Curriculum {
    /// When the workbench tells of the untrained.
    pub warning: Warning,
    /// Kinds of people.
    pub functions: Vec<Function>,
    /// Lessons.
    pub items: Vec<Item>,
    materials: Materials,
}

impl Curriculum {
    /// The kind of people whose id this is.
    pub fn function(&self, id: &str) -> Option<&Function> {
        self.functions.iter().find(|one| one.id == id)
    }

    /// The lesson whose id this is.
    pub fn item(&self, id: &str) -> Option<&Item> {
        self.items.iter().find(|one| one.id == id)
    }

    /// 资料 a new course starts with.
    pub fn materials(&self) -> &[String] {
        &self.materials.all
    }
}

static CURRICULUM: LazyLock<Curriculum> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../rules/office/training.toml")).unwrap_or_else(|error| {
        // A test reads the same file: a program that came through it has no such error.
        tracing::error!(%error, "training.toml");
        Curriculum {
            warning: Warning {
                days: 0,
                step: String::new(),
            },
            functions: Vec::new(),
            items: Vec::new(),
            materials: Materials { all: Vec::new() },
        }
    })
});

/// The curriculum that comes with the program.
pub fn curriculum() -> &'static Curriculum {
    &CURRICULUM
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::law::{Library, PARAMS};

    #[test]
    fn every_lesson_rests_on_the_pinned_rules() {
        let read: Curriculum =
            toml::from_str(include_str!("../../../rules/office/training.toml")).unwrap();
        assert_eq!(&read, curriculum());
        let library = Library::embedded();
        for id in ["national-2025", "guangdong-2026", "zhejiang-2020"] {
            let pack = library.pack(id).unwrap();
            let rules = pack.rules(UnitKind::Village).unwrap();
            for item in &read.items {
                for key in &item.rules {
                    assert!(PARAMS.iter().any(|param| param.key == key), "{key}");
                }
                for function in &item.functions {
                    assert!(read.function(function).is_some(), "{function}");
                }
                assert!(!item.points.is_empty() && !item.levels.is_empty());
                let main = pack.main_rules().unwrap().1;
                for step in &item.steps {
                    let known = rules.step(step).or_else(|| main.step(step));
                    assert!(known.is_some(), "{id} {step}");
                }
                // The plan and the discipline are the office's own; every other lesson has an article.
                let own = item.plan || item.id == "discipline";
                assert!(
                    own || !item.basis(rules, pack).is_empty(),
                    "{id} {}",
                    item.id
                );
            }
            let step = &read.warning.step;
            assert!(
                pack.main_rules().unwrap().1.step(step).is_some(),
                "{id} {step}"
            );
        }
    }

    #[test]
    fn the_articles_are_those_of_the_law_in_force() {
        let library = Library::embedded();
        let counted = curriculum().item("registration").unwrap();
        let cite = |id: &str| {
            let pack = library.pack(id).unwrap();
            let rules = pack.rules(UnitKind::Village).unwrap();
            crate::law::cite_all(&counted.basis(rules, pack))
        };
        let (now, before) = (cite("national-2025"), cite("national-2018"));
        assert!(now.contains("第十七条第一款"), "{now}");
        assert!(before.contains("第十四条"), "{before}");
    }

    #[test]
    fn duties_are_those_of_the_notice_of_polling_staff() {
        let known = [
            "chief", "watcher", "caller", "teller", "issuer", "scribe", "roaming", "order",
        ];
        for function in &curriculum().functions {
            assert_eq!(function.poll, !function.duties.is_empty());
            for duty in &function.duties {
                assert!(known.contains(&duty.as_str()), "{duty}");
            }
        }
        let teller = curriculum().function("cadres").unwrap();
        assert_eq!(teller.name(UnitKind::Community), "社区“两委”干部");
        assert_eq!(curriculum().function("guidance").unwrap().short(), "指导组");
        for level in Course::ALL {
            assert_eq!(Course::from_id(level.id()), Some(level));
        }
    }
}
