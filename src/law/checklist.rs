//! 督查检查项 — what an inspection looks at, stage by stage, each item with the rule beside it.
//!
//! The items are data (`rules/checklists.toml`), their bases come from the pack of the cycle: a
//! province that cites its own article shows it on the phone without a word being written twice.

use toml::de::DeValue;

use super::finding::{Basis, Status};
use super::pack::{Node, PackProblem, Reader, Rules};
use super::param;
use super::unit::UnitKind;

/// 程度 of what was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Gravity {
    /// 一般
    Minor,
    /// 较重
    Major,
    /// 严重
    Serious,
}

impl Gravity {
    /// All three, mildest first.
    pub const ALL: [Self; 3] = [Self::Minor, Self::Major, Self::Serious];

    /// As it is stored.
    pub fn id(self) -> &'static str {
        match self {
            Self::Minor => "minor",
            Self::Major => "major",
            Self::Serious => "serious",
        }
    }

    /// The gravity whose [`id`](Self::id) this is.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.id() == id)
    }

    /// In Chinese.
    pub fn name(self) -> &'static str {
        match self {
            Self::Minor => "一般",
            Self::Major => "较重",
            Self::Serious => "严重",
        }
    }
}

/// The stage of items that are looked at every time.
const ALWAYS: &str = "always";

/// 专项 — the themes of one inspection about one matter.
pub const THEMES: [(&str, &str); 5] = [
    ("roll", "选民名单"),
    ("review", "资格联审"),
    ("proxies", "委托投票"),
    ("roaming", "流动票箱"),
    ("discipline", "换届纪律"),
];

/// 一项
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckItem {
    /// Id, kept with the answer.
    pub id: String,
    stage: String,
    theme: Option<String>,
    kind: Option<UnitKind>,
    /// 检查内容
    pub check: String,
    /// 看什么
    pub evidence: String,
    /// The step whose sources stand beside it, and that suffers when it is not in order.
    pub step: Option<String>,
    rules: Vec<String>,
    source: Option<Basis>,
    /// 程度 when it is not in order.
    pub gravity: Gravity,
    /// 整改要求 usually made.
    pub measure: String,
    /// Kinds of paper that suffer; those of the step where none is named.
    pub papers: Vec<String>,
}

/// What is to be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice<'a> {
    /// 阶段督查、随机抽查、全程督导: the stage a village stands in, the one before it, and what is always looked at.
    Stages(&'a [&'a str]),
    /// 专项督查
    Theme(&'a str),
    /// Everything, for the printed form.
    All,
}

/// 检查表
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checklists {
    items: Vec<CheckItem>,
    minor: u32,
    major: u32,
    serious: u32,
    /// After so many days without an inspection a village is due for one (工作安排).
    pub coverage_days: u32,
    /// Open findings are told by age: the last day of each band, ascending; older ones are a band of their own
    /// (工作安排).
    pub age_days: Vec<u32>,
}

impl Default for Checklists {
    fn default() -> Self {
        Self {
            items: Vec::new(),
            minor: 7,
            major: 3,
            serious: 1,
            coverage_days: 20,
            age_days: vec![3, 7],
        }
    }
}

impl Checklists {
    /// The checklists that come with the program; mistakes in them are found by the tests.
    pub fn embedded() -> Self {
        static TEXT: &str = include_str!("../../rules/checklists.toml");
        Self::parse("checklists.toml", TEXT).unwrap_or_default()
    }

    /// Reads the table; every mistake by line.
    pub fn parse(file: &str, text: &str) -> Result<Self, Vec<PackProblem>> {
        let mut reader = Reader::new(file, text);
        let document = reader.document();
        let mut root = Node::new(&document, "文件".to_owned(), 1);
        let mut lists = Self::default();
        if let Some(mut node) = root.table(&mut reader, "deadlines") {
            lists.minor = days(&mut node, &mut reader, "minor").unwrap_or(lists.minor);
            lists.major = days(&mut node, &mut reader, "major").unwrap_or(lists.major);
            lists.serious = days(&mut node, &mut reader, "serious").unwrap_or(lists.serious);
            node.finish(&mut reader);
        }
        if let Some(mut node) = root.table(&mut reader, "coverage") {
            lists.coverage_days = days(&mut node, &mut reader, "days").unwrap_or(20);
            node.finish(&mut reader);
        }
        if let Some(mut node) = root.table(&mut reader, "ages") {
            if let Some(days) = ages(&mut node, &mut reader) {
                lists.age_days = days;
            }
            node.finish(&mut reader);
        }
        for mut node in root.tables(&mut reader, "items") {
            let line = node.line;
            let item = item(&mut node, &mut reader);
            node.finish(&mut reader);
            let Some(item) = item else { continue };
            if lists.items.iter().any(|known| known.id == item.id) {
                reader.problem(line, format!("检查项编号「{}」重复", item.id));
            }
            lists.items.push(item);
        }
        root.finish(&mut reader);
        if reader.problems.is_empty() {
            Ok(lists)
        } else {
            Err(reader.into_problems())
        }
    }

    /// Every item, in the order of the table.
    pub fn all(&self) -> &[CheckItem] {
        &self.items
    }

    /// The item with this id.
    pub fn find(&self, id: &str) -> Option<&CheckItem> {
        self.items.iter().find(|item| item.id == id)
    }

    /// What is looked at in a unit of this kind.
    pub fn chosen(&self, kind: UnitKind, choice: Choice<'_>) -> Vec<&CheckItem> {
        self.items
            .iter()
            .filter(|item| item.kind.is_none_or(|only| only == kind))
            .filter(|item| match choice {
                Choice::All => true,
                Choice::Theme(theme) => item.theme.as_deref() == Some(theme),
                Choice::Stages(stages) => {
                    item.stage == ALWAYS || stages.contains(&item.stage.as_str())
                }
            })
            .collect()
    }

    /// 整改期限 usually set, in days from the inspection.
    pub fn days_for(&self, gravity: Gravity) -> u32 {
        match gravity {
            Gravity::Minor => self.minor,
            Gravity::Major => self.major,
            Gravity::Serious => self.serious,
        }
    }
}

impl CheckItem {
    /// The stage it belongs to; `None` when it is looked at every time.
    pub fn stage(&self) -> Option<&str> {
        (self.stage != ALWAYS).then_some(self.stage.as_str())
    }

    /// 依据: its own source, those of its rule items, and of its step; what is only practice is left
    /// out where a statute says it too.
    pub fn basis(&self, rules: &Rules) -> Vec<Basis> {
        let mut found: Vec<Basis> = self.source.iter().cloned().collect();
        for key in &self.rules {
            found.extend(rules.basis(key));
        }
        if found.is_empty()
            && let Some(step) = self.step.as_deref().and_then(|id| rules.step(id))
        {
            found.extend(step.sources.iter().map(super::Source::basis));
        }
        found.retain(|basis| basis.status != Status::Superseded);
        if found.iter().any(|basis| !basis.article.is_empty()) {
            found.retain(|basis| !basis.article.is_empty());
        }
        let mut seen: Vec<(String, String)> = Vec::new();
        found.retain(|basis| {
            let key = (basis.statute.clone(), basis.article.clone());
            let fresh = !seen.contains(&key);
            seen.push(key);
            fresh
        });
        found
    }

    /// The kinds of paper that suffer when it is not in order.
    pub fn affected<'r>(&'r self, rules: &'r Rules) -> &'r [String] {
        if !self.papers.is_empty() {
            return &self.papers;
        }
        self.step
            .as_deref()
            .and_then(|id| rules.step(id))
            .map_or(&[], |step| &step.papers)
    }
}

fn days(node: &mut Node<'_, '_>, reader: &mut Reader<'_>, key: &'static str) -> Option<u32> {
    let (value, at) = node.take(key)?;
    let days = match value {
        DeValue::Integer(number) => number.as_str().parse::<u32>().ok(),
        _ => None,
    };
    let days = days.filter(|days| (1..=366).contains(days));
    if days.is_none() {
        reader.problem_at(at, format!("{} 的「{key}」应是 1 到 366 的整数", node.path));
    }
    days
}

/// Most bands: more do not stand on a screen.
const AGES_MOST: usize = 4;

fn ages(node: &mut Node<'_, '_>, reader: &mut Reader<'_>) -> Option<Vec<u32>> {
    let (value, at) = node.take("days")?;
    let days: Option<Vec<u32>> = match value {
        DeValue::Array(list) => list
            .iter()
            .map(|one| match one.get_ref() {
                DeValue::Integer(number) => number.as_str().parse().ok(),
                _ => None,
            })
            .collect(),
        _ => None,
    };
    let days = days.filter(|days| {
        (1..=AGES_MOST).contains(&days.len())
            && days.iter().all(|days| (1..=366).contains(days))
            && days.is_sorted_by(|a, b| a < b)
    });
    if days.is_none() {
        reader.problem_at(
            at,
            format!(
                "{} 的「days」应是 1 到 {AGES_MOST} 个 1 到 366 的整数，从小到大，如 [3, 7]",
                node.path
            ),
        );
    }
    days
}

fn item(node: &mut Node<'_, '_>, reader: &mut Reader<'_>) -> Option<CheckItem> {
    let line = node.line;
    let id = node.id(reader, "id");
    if !node.has("id") {
        node.missing(reader, "id");
    }
    let stage = node.required(reader, "stage");
    let theme = node.string(reader, "theme");
    let kind = node.choice(
        reader,
        "kind",
        &[
            ("village", UnitKind::Village),
            ("community", UnitKind::Community),
        ],
    );
    let check = node.required(reader, "check");
    let evidence = node.required(reader, "evidence");
    let step = node.id(reader, "step");
    let rules = node.strings(reader, "rules").unwrap_or_default();
    let source = node.table(reader, "source").and_then(|mut source| {
        let statute = source.required(reader, "statute");
        let article = source.string(reader, "article").unwrap_or_default();
        let gist = source.string(reader, "gist").unwrap_or_default();
        let status = source.choice(
            reader,
            "status",
            &[
                ("verified", Status::Verified),
                ("unverified", Status::Unverified),
            ],
        );
        source.finish(reader);
        Some(Basis {
            statute: statute?,
            article,
            gist,
            // What nobody says was read was not read.
            status: status.unwrap_or(Status::Unverified),
        })
    });
    if !node.has("severity") {
        node.missing(reader, "severity");
    }
    let gravity = node.choice(
        reader,
        "severity",
        &[
            ("minor", Gravity::Minor),
            ("major", Gravity::Major),
            ("serious", Gravity::Serious),
        ],
    );
    let measure = node.required(reader, "measure");
    let papers = node.strings(reader, "papers").unwrap_or_default();
    if step.is_none() && rules.is_empty() && source.is_none() {
        reader.problem(
            line,
            "「step」「rules」「source」至少写一样，否则没有依据".to_owned(),
        );
    }
    for key in &rules {
        if param::find(key).is_none() {
            reader.problem(line, format!("没有规则项「{key}」，键见 README.md"));
        }
    }
    if let Some(theme) = &theme
        && !THEMES.iter().any(|(id, _)| id == theme)
    {
        let known: Vec<&str> = THEMES.iter().map(|(id, _)| *id).collect();
        reader.problem(
            line,
            format!("没有专项「{theme}」，可以写：{}", known.join("、")),
        );
    }
    Some(CheckItem {
        id: id?,
        stage: stage?,
        theme,
        kind,
        check: check?,
        evidence: evidence?,
        step,
        rules,
        source,
        gravity: gravity?,
        measure: measure?,
        papers,
    })
}
