//! 规则库 — the packs that come with the program and those a folder adds.

use std::collections::BTreeMap;

use rust_embed::RustEmbed;

use super::super::ask::Questions;
use super::super::calendar::Calendar;
use super::super::checklist::Checklists;
use super::super::complaint::Complaints;
use super::super::unit::UnitKind;
use super::model::{RulePack, Rules};
use super::reader::{LARGEST, PackProblem, nearest, shortened};
use super::resolve;
use super::source::{self, SourcePack};

/// The folder `rules/` of the source tree.
#[derive(RustEmbed)]
#[folder = "rules"]
struct Embedded;

/// Name of the holiday table among the files.
const HOLIDAYS: &str = "holidays.toml";

/// Name of the table of questions among the files.
const QUESTIONS: &str = "questions.toml";

/// Name of the checklists of inspections among the files.
const CHECKLISTS: &str = "checklists.toml";
/// Name of the table of complaints among the files.
const COMPLAINTS: &str = "complaints.toml";

/// 一个规则文件 — name (shown in messages) and content; reading it from disk is the caller's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// File name, for example `zhejiang-2020.toml`.
    pub name: String,
    /// Content.
    pub text: String,
}

impl SourceFile {
    /// Largest file of rules, in bytes.
    pub const LARGEST: usize = LARGEST;

    /// The text of a file as it lies on the disk; a file that is not UTF-8 is told by the line where
    /// reading stops, with what it probably is.
    pub fn decode(name: String, bytes: &[u8]) -> Result<Self, PackProblem> {
        let problem = |line: usize, message: &str| PackProblem {
            file: name.clone(),
            line,
            message: message.to_owned(),
        };
        if bytes.len() > LARGEST {
            let message = format!(
                "文件太大，规则包不超过 {} KB，请检查是不是选错了文件",
                LARGEST / 1024
            );
            return Err(problem(1, &message));
        }
        if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
            return Err(problem(
                1,
                "文件是 UTF-16 编码（记事本的 Unicode），请另存为 UTF-8",
            ));
        }
        let bytes = bytes.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(bytes);
        match std::str::from_utf8(bytes) {
            Ok(text) => Ok(Self {
                name,
                text: text.to_owned(),
            }),
            Err(error) => {
                let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
                let line = before
                    .iter()
                    .fold(1_usize, |line, byte| line + usize::from(*byte == b'\n'));
                Err(problem(
                    line,
                    "从这一行起不是 UTF-8 文本，多半是 GBK（GB18030）编码，请另存为 UTF-8",
                ))
            }
        }
    }
}

/// 规则包用不了
#[derive(Debug, thiserror::Error)]
pub enum PackError {
    /// No pack of this id.
    #[error("请换一个规则包。没有编号为「{id}」的规则包，现有：{known}。")]
    Unknown {
        /// The id asked for.
        id: String,
        /// The ids there are, joined by 、.
        known: String,
    },
    /// The pack has mistakes.
    #[error("请先改正规则包里的 {} 处错误：\n{}", .0.len(), join(.0))]
    Broken(Vec<PackProblem>),
}

fn join(problems: &[PackProblem]) -> String {
    let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

/// 规则库 — every pack by id, the holiday table, and the mistakes of the files that have any.
#[derive(Clone, Debug)]
pub struct Library {
    sources: BTreeMap<String, SourcePack>,
    packs: BTreeMap<String, RulePack>,
    problems: Vec<PackProblem>,
    calendar: Calendar,
    questions: Questions,
    checklists: Checklists,
    complaints: Complaints,
}

impl Library {
    /// The packs that come with the program.
    pub fn embedded() -> Self {
        Self::with_sources(Vec::new())
    }

    /// The embedded packs, with `files` (a folder's `*.toml`) adding to them or replacing those of
    /// the same id. A `holidays.toml` replaces the holiday table, a
    /// `questions.toml` the table of questions, a `checklists.toml` what inspections look at, a
    /// `complaints.toml` the table of complaints.
    pub fn with_sources(files: Vec<SourceFile>) -> Self {
        let mut library = Self {
            sources: BTreeMap::new(),
            packs: BTreeMap::new(),
            problems: Vec::new(),
            calendar: Calendar::default(),
            questions: Questions::default(),
            checklists: Checklists::default(),
            complaints: Complaints::default(),
        };
        for layer in [embedded_files(), files] {
            let mut named: BTreeMap<String, String> = BTreeMap::new();
            for file in layer {
                library.add(&file, &mut named);
            }
        }
        library.resolve_all();
        library
    }

    fn add(&mut self, file: &SourceFile, named: &mut BTreeMap<String, String>) {
        if file.name == HOLIDAYS {
            match Calendar::parse(&file.name, &file.text) {
                Ok(calendar) => self.calendar = calendar,
                Err(problems) => self.problems.extend(problems),
            }
            return;
        }
        if file.name == QUESTIONS {
            match Questions::parse(&file.name, &file.text) {
                Ok(questions) => self.questions = questions,
                Err(problems) => self.problems.extend(problems),
            }
            return;
        }
        if file.name == CHECKLISTS {
            match Checklists::parse(&file.name, &file.text) {
                Ok(lists) => self.checklists = lists,
                Err(problems) => self.problems.extend(problems),
            }
            return;
        }
        if file.name == COMPLAINTS {
            match Complaints::parse(&file.name, &file.text) {
                Ok(complaints) => self.complaints = complaints,
                Err(problems) => self.problems.extend(problems),
            }
            return;
        }
        let (pack, problems) = source::read(&file.name, &file.text);
        let clean = problems.is_empty();
        self.problems.extend(problems);
        let Some(pack) = pack else { return };
        if pack.id.is_empty() {
            return;
        }
        if let Some(other) = named.insert(pack.id.clone(), file.name.clone()) {
            self.problems.push(PackProblem {
                file: file.name.clone(),
                line: pack.line,
                message: format!("规则包编号「{}」与文件 {other} 重复", pack.id),
            });
            return;
        }
        if clean {
            self.sources.insert(pack.id.clone(), pack);
        } else {
            // A replacement with mistakes must not leave the old pack silently in its place.
            self.sources.remove(&pack.id);
        }
    }

    fn resolve_all(&mut self) {
        let ids: Vec<String> = self.sources.keys().cloned().collect();
        for id in ids {
            let Some(source) = self.sources.get(&id) else {
                continue;
            };
            match self.resolve(source) {
                Ok(pack) => {
                    self.packs.insert(id, pack);
                }
                Err(problems) => {
                    for problem in problems {
                        // Every pack below meets the same mistake of a parent.
                        if !self.problems.contains(&problem) {
                            self.problems.push(problem);
                        }
                    }
                }
            }
        }
    }

    /// The chain of a pack, root first.
    fn chain<'s>(&'s self, pack: &'s SourcePack) -> Result<Vec<&'s SourcePack>, PackProblem> {
        let mut chain = vec![pack];
        let mut at = pack;
        while let Some(parent) = &at.extends {
            let problem = |message: String| PackProblem {
                file: pack.file.clone(),
                line: pack.extends_line,
                message,
            };
            if chain.iter().any(|seen| seen.id == *parent) {
                let ids: Vec<&str> = chain.iter().map(|p| p.id.as_str()).collect();
                return Err(problem(format!(
                    "规则包互为上级，绕成一圈：{} → {parent}",
                    ids.join(" → ")
                )));
            }
            let Some(next) = self.sources.get(parent) else {
                let near = self.near(parent, pack);
                let hint = near.map_or_else(String::new, |near| format!("，是不是「{near}」"));
                return Err(problem(format!(
                    "上级规则包「{}」不存在，或者它自己有错误{hint}",
                    shortened(parent)
                )));
            };
            if next.kind != pack.kind {
                return Err(problem(format!(
                    "上级规则包「{parent}」适用于{}，本规则包适用于{}，互相矛盾",
                    next.kind.name(),
                    pack.kind.name()
                )));
            }
            chain.push(next);
            at = next;
        }
        chain.reverse();
        Ok(chain)
    }

    /// Another pack of the same kind whose id is written almost like the parent that is not there.
    fn near(&self, parent: &str, pack: &SourcePack) -> Option<&str> {
        let others = self.sources.values();
        let others = others.filter(|other| other.kind == pack.kind && other.id != pack.id);
        nearest(parent, others.map(|other| other.id.as_str()))
    }

    /// The mistakes of a pack whose parent is not there, looked for below the pack that was probably
    /// meant, or else below the nation's, so that they are told together with the parent's name.
    fn below_another(&self, pack: &SourcePack) -> Vec<PackProblem> {
        let Some(parent) = &pack.extends else {
            return Vec::new();
        };
        if self.sources.contains_key(parent) {
            return Vec::new();
        }
        let nation = || {
            self.sources
                .values()
                .filter(|other| other.kind == pack.kind && other.extends.is_none())
                .max_by_key(|other| other.in_force)
                .map(|other| other.id.as_str())
        };
        let Some(other) = self.near(parent, pack).or_else(nation) else {
            return Vec::new();
        };
        let moved = SourcePack {
            extends: Some(other.to_owned()),
            ..pack.clone()
        };
        let mut found = self.resolve(&moved).err().unwrap_or_default();
        if !found.is_empty() {
            found.push(PackProblem {
                file: pack.file.clone(),
                line: pack.extends_line,
                message: format!("其余各处暂按上级是「{other}」核对，上级写对以后再核对一次"),
            });
        }
        found
    }

    fn resolve(&self, pack: &SourcePack) -> Result<RulePack, Vec<PackProblem>> {
        let chain = self.chain(pack).map_err(|problem| {
            let mut problems = vec![problem];
            problems.extend(self.below_another(pack));
            problems
        })?;
        let (rules, mut problems) = resolve::merge(&chain);
        let community = if pack.kind == UnitKind::Village {
            self.companion(&chain).unwrap_or_else(|problem| {
                problems.push(problem);
                None
            })
        } else {
            None
        };
        if !problems.is_empty() {
            return Err(problems);
        }
        let (village, community) = match pack.kind {
            UnitKind::Village => (Some(rules), community),
            UnitKind::Community => (None, Some(rules)),
        };
        RulePack::assemble(pack.id.clone(), pack.name.clone(), village, community).ok_or_else(
            || {
                vec![PackProblem {
                    file: pack.file.clone(),
                    line: pack.line,
                    message: "规则包写不成存档".to_owned(),
                }]
            },
        )
    }

    /// The community rules the lowest pack of the chain that names some points to.
    fn companion(&self, chain: &[&SourcePack]) -> Result<Option<Rules>, PackProblem> {
        let Some((pack, id)) = chain
            .iter()
            .rev()
            .find_map(|pack| pack.community.as_ref().map(|id| (*pack, id)))
        else {
            return Ok(None);
        };
        let problem = |message: String| PackProblem {
            file: pack.file.clone(),
            line: pack.community_line,
            message,
        };
        let Some(companion) = self.sources.get(id) else {
            return Err(problem(format!(
                "社区规则包「{id}」不存在，或者它自己有错误"
            )));
        };
        if companion.kind != UnitKind::Community {
            return Err(problem(format!(
                "「community」写的「{id}」不是适用于社区的规则包"
            )));
        }
        let chain = self.chain(companion)?;
        let (rules, problems) = resolve::merge(&chain);
        if problems.is_empty() {
            Ok(Some(rules))
        } else {
            Err(problem(format!("社区规则包「{id}」自己有错误")))
        }
    }

    /// The pack with this id.
    pub fn pack(&self, id: &str) -> Result<&RulePack, PackError> {
        if let Some(pack) = self.packs.get(id) {
            return Ok(pack);
        }
        let known: Vec<&str> = self.packs.keys().map(String::as_str).collect();
        Err(PackError::Unknown {
            id: id.to_owned(),
            known: known.join("、"),
        })
    }

    /// Every usable pack, by id.
    pub fn packs(&self) -> impl Iterator<Item = &RulePack> {
        self.packs.values()
    }

    /// The same library with a file more that could not even be read.
    #[must_use]
    pub fn with_problem(mut self, problem: PackProblem) -> Self {
        self.problems.push(problem);
        self
    }

    /// The mistakes of every file that has some; their packs are not in the library.
    pub fn problems(&self) -> &[PackProblem] {
        &self.problems
    }

    /// The holiday table.
    pub fn calendar(&self) -> &Calendar {
        &self.calendar
    }

    /// The table of questions.
    pub fn questions(&self) -> &Questions {
        &self.questions
    }

    /// The checklists of inspections.
    pub fn checklists(&self) -> &Checklists {
        &self.checklists
    }

    /// 信访举报: channels, offices, kinds and deadlines.
    pub fn complaints(&self) -> &Complaints {
        &self.complaints
    }

    /// One file read against this library (its parents are looked up here), as `--rules FILE` and
    /// `rules check FILE` need it. Every problem is reported, or the pack is usable.
    pub fn read(&self, file: &SourceFile) -> Result<RulePack, PackError> {
        if [HOLIDAYS, QUESTIONS, CHECKLISTS, COMPLAINTS]
            .iter()
            .any(|name| is_named(file, name))
        {
            let problems = self.check(file);
            return Err(PackError::Broken(problems));
        }
        let (pack, mut problems) = source::read(&file.name, &file.text);
        // A head that cannot say what it extends would only make every step look new.
        let resolved = pack
            .filter(|pack| pack.placed)
            .map(|pack| self.resolve(&pack));
        let pack = match resolved {
            Some(Ok(pack)) => Some(pack),
            Some(Err(more)) => {
                for problem in more {
                    if !problems.contains(&problem) {
                        problems.push(problem);
                    }
                }
                None
            }
            None => None,
        };
        problems.sort_by_key(|problem| problem.line);
        match pack {
            Some(pack) if problems.is_empty() => Ok(pack),
            _ => Err(PackError::Broken(problems)),
        }
    }

    /// Every mistake of one file, by line; empty when it can be used.
    pub fn check(&self, file: &SourceFile) -> Vec<PackProblem> {
        if is_named(file, QUESTIONS) {
            return Questions::parse(&file.name, &file.text)
                .err()
                .unwrap_or_default();
        }
        if is_named(file, CHECKLISTS) {
            return Checklists::parse(&file.name, &file.text)
                .err()
                .unwrap_or_default();
        }
        if is_named(file, COMPLAINTS) {
            return Complaints::parse(&file.name, &file.text)
                .err()
                .unwrap_or_default();
        }
        if is_named(file, HOLIDAYS) {
            return Calendar::parse(&file.name, &file.text)
                .err()
                .unwrap_or_default();
        }
        match self.read(file) {
            Ok(_) => Vec::new(),
            Err(PackError::Broken(problems)) => problems,
            Err(error @ PackError::Unknown { .. }) => vec![PackProblem {
                file: file.name.clone(),
                line: 1,
                message: error.to_string(),
            }],
        }
    }
}

fn is_named(file: &SourceFile, name: &str) -> bool {
    file.name
        .strip_suffix(name)
        .is_some_and(|folder| folder.is_empty() || folder.ends_with('/'))
}

fn embedded_files() -> Vec<SourceFile> {
    let mut files: Vec<SourceFile> = Embedded::iter()
        // Examples below `rules/examples/` are for writers, not for elections.
        .filter(|name| name.ends_with(".toml") && !name.contains('/'))
        .filter_map(|name| {
            let data = Embedded::get(&name)?.data;
            let text = String::from_utf8(data.into_owned()).ok()?;
            Some(SourceFile {
                name: name.into_owned(),
                text,
            })
        })
        .collect();
    files.sort_by(|a, b| a.name.cmp(&b.name));
    files
}
