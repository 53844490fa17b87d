//! 规则包 — a pack after `extends` is resolved: what the engine computes with and a cycle pins.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::super::finding::{Basis, Status};
use super::super::offset::Offset;
use super::super::param::Value;
use super::super::unit::UnitKind;

/// Version of the canonical text; raised when its shape changes.
pub const FORMAT: u32 = 1;

/// 来源 — where one layer takes a value or a step from, and what that layer says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Id of the pack that states it.
    pub pack: String,
    /// Statute, in full; 工作安排 for office practice.
    pub statute: String,
    /// 条款; empty for office practice.
    pub article: String,
    /// 要点 in our own words.
    pub gist: String,
    /// Whether the text was read.
    pub status: Status,
    /// What this layer says, where it states a value.
    pub value: Option<Value>,
}

impl Source {
    /// Without the value, for printing beside a day.
    pub fn basis(&self) -> Basis {
        Basis {
            statute: self.statute.clone(),
            article: self.article.clone(),
            gist: self.gist.clone(),
            status: self.status,
        }
    }

    /// Whether this is office practice rather than a rule of law.
    pub fn is_practice(&self) -> bool {
        self.article.is_empty() && self.status == Status::Verified
    }
}

/// 规则项 of a resolved pack: the value in force and every layer's statement, nation first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// `None`: nobody whose text was read sets it.
    pub value: Option<Value>,
    /// Statements from the national law down.
    pub sources: Vec<Source>,
}

impl Item {
    /// The sources of the value in force, and any that still have to be read (待核).
    pub fn basis(&self) -> impl Iterator<Item = &Source> {
        self.sources.iter().filter(|source| match source.status {
            Status::Verified => source.value == self.value,
            Status::Unverified => true,
            Status::Superseded => false,
        })
    }

    /// Whether a layer's statement is still to be read.
    pub fn is_unverified(&self) -> bool {
        self.sources
            .iter()
            .any(|source| source.status == Status::Unverified)
    }
}

/// 阶段 — a column of the matrix.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stage {
    /// `registration`
    pub id: String,
    /// 选民登记
    pub name: String,
}

/// 期限类别
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StepClass {
    /// 法定: cannot be waived.
    Statutory,
    /// 工作: may be waived with a reason.
    Working,
}

impl StepClass {
    /// 法定 · 工作
    pub fn name(self) -> &'static str {
        match self {
            Self::Statutory => "法定",
            Self::Working => "工作",
        }
    }
}

/// 责任主体 — who has to do a step or issues a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Owner {
    /// 乡镇（街道）
    Township,
    /// 县级
    County,
    /// 村（居）民委员会
    VillageCommittee,
    /// 村（居）民选举委员会
    ElectionCommittee,
}

impl Owner {
    /// Every owner with the word used in files.
    pub const ALL: [(&'static str, Self); 4] = [
        ("township", Self::Township),
        ("county", Self::County),
        ("village-committee", Self::VillageCommittee),
        ("election-committee", Self::ElectionCommittee),
    ];

    /// The word used in files and in JSON.
    pub fn id(self) -> &'static str {
        match self {
            Self::Township => "township",
            Self::County => "county",
            Self::VillageCommittee => "village-committee",
            Self::ElectionCommittee => "election-committee",
        }
    }

    /// In Chinese, as this kind of unit calls it.
    pub fn name(self, kind: UnitKind) -> &'static str {
        match self {
            Self::Township => "乡镇（街道）换届选举工作机构",
            Self::County => "县级人民政府",
            Self::VillageCommittee => kind.committee(),
            Self::ElectionCommittee => kind.election_committee(),
        }
    }
}

/// 环节的层级
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StepScope {
    /// A step of every village or community.
    Unit,
    /// A step of the township itself.
    Township,
}

/// 环节 of a resolved pack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Canonical id, for example `roll-published`.
    pub id: String,
    /// 名称
    pub name: String,
    /// Id of its stage.
    pub stage: String,
    /// Whose step it is.
    pub scope: StepScope,
    /// Class of its latest day; a statutory step without a day in force counts as working.
    pub class: StepClass,
    /// Who does it.
    pub owner: Owner,
    /// Ids of the steps that come before it.
    pub after: Vec<String>,
    /// Earliest day.
    pub earliest: Option<Offset>,
    /// Latest day.
    pub latest: Option<Offset>,
    /// Suggested day, whatever the law says.
    pub suggested: Option<Offset>,
    /// Suggested day while no lawful latest day is in force.
    pub usual: Option<Offset>,
    /// 到期自行截止: a period in which people may act; nothing has to be done by the office.
    pub lapses: bool,
    /// 发生条件: the step is due only where this has happened (有人提出申诉); a statutory step with
    /// it may be declared 不适用 where it has not.
    // Left out where absent, so that packs pinned before the field existed keep their digest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// Kinds of paper that belong to it.
    pub papers: Vec<String>,
    /// Sources of the step itself, nation first; those of its values come from the items.
    pub sources: Vec<Source>,
}

/// 公告 — number and issuer of one kind of notice; the order of the list is the posting order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notice {
    /// Kind of paper.
    pub paper: String,
    /// `1`, `2-1`; `None`: not numbered.
    pub number: Option<String>,
    /// Who issues it.
    pub issuer: Owner,
    /// Order of the names in it: `votes` or `strokes`.
    pub order: Option<String>,
    /// 标题, so that a notice a province adds has a name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Sources, nation first.
    pub sources: Vec<Source>,
}

/// 纪律 — one line of the discipline list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Discipline {
    /// Id, so that a lower pack can replace it.
    pub id: String,
    /// The line.
    pub text: String,
    /// Sources, nation first.
    pub sources: Vec<Source>,
}

/// 一层 — one pack of the chain, nation first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Layer {
    /// Id of the pack.
    pub id: String,
    /// 名称
    pub name: String,
    /// Statute, in full.
    pub statute: String,
    /// Day of the latest amendment.
    pub amended: NaiveDate,
    /// In force since.
    pub in_force: NaiveDate,
    /// Last day in force, where a newer law has taken its place.
    pub until: Option<NaiveDate>,
    /// A remark for the reader.
    pub note: Option<String>,
    /// Where the published text can be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// 核对人
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checked_by: Option<String>,
    /// 核对日期
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checked_on: Option<NaiveDate>,
}

impl Layer {
    /// 赵某 2026-09-01 核对; `None` where nobody is named.
    pub fn checked(&self) -> Option<String> {
        match (&self.checked_by, self.checked_on) {
            (Some(by), Some(on)) => Some(format!("{by} {on} 核对")),
            (Some(by), None) => Some(format!("{by}核对")),
            (None, Some(on)) => Some(format!("{on} 核对")),
            (None, None) => None,
        }
    }
}

/// 一类单位的规则 — everything the packs of one chain say for villages, or for communities.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// The chain, nation first.
    pub layers: Vec<Layer>,
    /// Items by key.
    pub items: BTreeMap<String, Item>,
    /// Stages in order.
    pub stages: Vec<Stage>,
    /// Steps, each after those it depends on where the file order allows.
    pub steps: Vec<Step>,
    /// Notices in posting order.
    pub notices: Vec<Notice>,
    /// Notice numbers that are not used (编号作废).
    pub void_numbers: Vec<String>,
    /// Discipline list.
    pub discipline: Vec<Discipline>,
}

impl Rules {
    /// The value of an item in force.
    pub fn value(&self, key: &str) -> Option<&Value> {
        self.items.get(key).and_then(|item| item.value.as_ref())
    }

    /// The number of an item in force.
    pub fn number(&self, key: &str) -> Option<u32> {
        self.value(key).and_then(Value::number)
    }

    /// The word of an item in force.
    pub fn word(&self, key: &str) -> Option<&str> {
        match self.value(key) {
            Some(Value::Word(word)) => Some(word),
            _ => None,
        }
    }

    /// The step with this id.
    pub fn step(&self, id: &str) -> Option<&Step> {
        self.steps.iter().find(|step| step.id == id)
    }

    /// The notice of this kind of paper.
    pub fn notice(&self, paper: &str) -> Option<&Notice> {
        self.notices.iter().find(|notice| notice.paper == paper)
    }

    /// The sources of an item's value, as printed.
    pub fn basis(&self, key: &str) -> Vec<Basis> {
        self.items
            .get(key)
            .map(|item| item.basis().map(Source::basis).collect())
            .unwrap_or_default()
    }

    /// Layers older than the latest amendment of a layer above them: 可能已被上位法修改.
    pub fn outdated(&self) -> impl Iterator<Item = &Layer> {
        let mut newest: Option<NaiveDate> = None;
        self.layers.iter().filter(move |layer| {
            let old = newest.is_some_and(|day| layer.amended < day);
            newest = Some(newest.map_or(layer.amended, |day| day.max(layer.amended)));
            old
        })
    }
}

/// The content of a pack, as its canonical text states it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    format: u32,
    id: String,
    name: String,
    village: Option<Rules>,
    community: Option<Rules>,
}

/// 规则包 — resolved, checked and identified by the digest of its content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RulePack {
    body: Body,
    canonical: String,
    digest: String,
}

/// 规则包读取失败
#[derive(Debug, thiserror::Error)]
pub enum CanonicalError {
    /// The text is not a canonical pack.
    #[error("请换用完整的规则包存档。存档的规则包读不出来，可能被改动或者截断（第 {line} 行）。")]
    Unreadable {
        /// Line of the text where reading stopped.
        line: usize,
    },
    /// Written by another version of the program.
    #[error("请用新版程序打开。存档的规则包格式是第 {found} 版，本程序只认得第 {known} 版。")]
    Format {
        /// Version in the text.
        found: u32,
        /// Version this program reads.
        known: u32,
    },
    /// The text is not the canonical one: something was changed by hand.
    #[error("请换用完整的规则包存档。存档的规则包内容被改动过，与原来的写法不一致。")]
    Changed,
    /// It contradicts itself.
    #[error("请换用完整的规则包存档。存档的规则包自相矛盾：{0}")]
    Contradiction(String),
}

impl RulePack {
    /// Puts together a resolved pack; `None` only if it cannot be written as text.
    pub(super) fn assemble(
        id: String,
        name: String,
        village: Option<Rules>,
        community: Option<Rules>,
    ) -> Option<Self> {
        let body = Body {
            format: FORMAT,
            id,
            name,
            village,
            community,
        };
        let canonical = serde_json::to_string(&body).ok()?;
        let digest = digest_of(&canonical);
        Some(Self {
            body,
            canonical,
            digest,
        })
    }

    /// `zhejiang-2020`
    pub fn id(&self) -> &str {
        &self.body.id
    }

    /// 名称
    pub fn name(&self) -> &str {
        &self.body.name
    }

    /// `sha256:` and 64 hexadecimal digits of the canonical text.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// The whole content as one line of JSON; a cycle stores it beside id and digest.
    pub fn canonical(&self) -> &str {
        &self.canonical
    }

    /// The pack a cycle stored; the digest is computed anew from the text.
    pub fn from_canonical(text: &str) -> Result<Self, CanonicalError> {
        #[derive(Deserialize)]
        struct Version {
            format: u32,
        }
        let unreadable =
            |error: serde_json::Error| CanonicalError::Unreadable { line: error.line() };
        let version: Version = serde_json::from_str(text).map_err(unreadable)?;
        if version.format != FORMAT {
            return Err(CanonicalError::Format {
                found: version.format,
                known: FORMAT,
            });
        }
        let body: Body = serde_json::from_str(text).map_err(unreadable)?;
        if serde_json::to_string(&body).ok().as_deref() != Some(text) {
            return Err(CanonicalError::Changed);
        }
        for rules in [&body.village, &body.community].into_iter().flatten() {
            if let Some(problem) = super::verify::contradictions(rules).into_iter().next() {
                return Err(CanonicalError::Contradiction(problem.message));
            }
        }
        Ok(Self {
            digest: digest_of(text),
            canonical: text.to_owned(),
            body,
        })
    }

    /// The rules of one kind of unit; `None` where the pack does not govern it.
    pub fn rules(&self, kind: UnitKind) -> Option<&Rules> {
        match kind {
            UnitKind::Village => self.body.village.as_ref(),
            UnitKind::Community => self.body.community.as_ref(),
        }
    }

    /// The rules the township's own steps are taken from: those of villages where there are any.
    pub fn main_rules(&self) -> Option<(UnitKind, &Rules)> {
        UnitKind::ALL
            .into_iter()
            .find_map(|kind| self.rules(kind).map(|rules| (kind, rules)))
    }

    /// Day since which the lowest layer is in force.
    pub fn in_force(&self) -> Option<NaiveDate> {
        self.main_rules()
            .and_then(|(_, rules)| rules.layers.last())
            .map(|layer| layer.in_force)
    }
}

fn digest_of(text: &str) -> String {
    use std::fmt::Write as _;
    let mut digest = String::from("sha256:");
    for byte in Sha256::digest(text.as_bytes()) {
        // Writing to a string cannot fail.
        let _ = write!(digest, "{byte:02x}");
    }
    digest
}
