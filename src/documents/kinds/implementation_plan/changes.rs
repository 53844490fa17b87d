//! 变动 — what two states of a plan say differently in their tables: days, people, teams, units. A line a change, as
//! one clerk tells another: «上前村　选举日　3月18日→3月20日».

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde_json::Value;

use super::super::common::{LinkedUnit, Official, Team};
use super::super::{problem, words};
use super::{Class, Known, Paper, Step};
use crate::civil;

/// 哪一类
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Area {
    /// 日程
    Schedule,
    /// 人员
    Persons,
    /// 其他
    Other,
}

impl Area {
    /// All, in the order in which they are told.
    pub const ALL: [Self; 3] = [Self::Schedule, Self::Persons, Self::Other];

    /// Its heading.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Schedule => "日程",
            Self::Persons => "责任人和组别",
            Self::Other => "其他",
        }
    }
}

/// One thing that is not as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Which kind.
    pub area: Area,
    /// Whose: `上前村`, `公布名单`; may be empty.
    pub subject: String,
    /// What of it: `选举日`, `最迟日期`.
    pub what: String,
    /// As it was; empty for what is new.
    pub before: String,
    /// As it is; empty for what is gone.
    pub after: String,
}

impl Change {
    /// The whole line: `上前村　选举日　3月18日→3月20日`.
    pub fn line(&self) -> String {
        let side = |text: &str| {
            if text.is_empty() {
                "（无）".to_owned()
            } else {
                text.to_owned()
            }
        };
        let words: Vec<&str> = [self.subject.as_str(), self.what.as_str()]
            .into_iter()
            .filter(|word| !word.is_empty())
            .collect();
        format!(
            "{}\u{3000}{}→{}",
            words.join("\u{3000}"),
            side(&self.before),
            side(&self.after)
        )
    }
}

/// What changed between two plans' data; `None` where one of them is no plan this program can read.
pub fn changes(before: &Value, after: &Value) -> Option<Vec<Change>> {
    let (old, new): (Paper, Paper) = (problem::read(before).ok()?, problem::read(after).ok()?);
    let mut found = Found(Vec::new());
    found.known(&old.known, &new.known);
    found.row(
        Area::Other,
        "",
        "依据",
        &words::law(&old.basis),
        &words::law(&new.basis),
    );
    let facts = |paper: &Paper| {
        let facts = &paper.facts;
        [
            ("上级文件", facts.superior_documents.join("；")),
            ("联系人", facts.contact.clone().unwrap_or_default()),
            ("联系电话", facts.contact_phone.clone().unwrap_or_default()),
            ("举报电话", facts.report_phone.clone().unwrap_or_default()),
            (
                "举报信箱或地址",
                facts.report_address.clone().unwrap_or_default(),
            ),
            ("抄送", facts.copy_to.clone().unwrap_or_default()),
        ]
    };
    for ((what, old), (_, new)) in facts(&old).into_iter().zip(facts(&new)) {
        found.row(Area::Other, "", what, &old, &new);
    }
    let mut list = found.0;
    list.sort_by_key(|change| change.area);
    Some(list)
}

struct Found(Vec<Change>);

impl Found {
    fn row(&mut self, area: Area, subject: &str, what: &str, before: &str, after: &str) {
        if before != after {
            self.0.push(Change {
                area,
                subject: subject.to_owned(),
                what: what.to_owned(),
                before: before.to_owned(),
                after: after.to_owned(),
            });
        }
    }

    fn day(
        &mut self,
        subject: &str,
        what: &str,
        before: Option<NaiveDate>,
        after: Option<NaiveDate>,
    ) {
        use chrono::Datelike;
        // The year is said only where the two are of different years.
        let same_year = match (before, after) {
            (Some(before), Some(after)) => before.year() == after.year(),
            _ => true,
        };
        let written = |day: Option<NaiveDate>| match day {
            Some(day) if same_year => civil::short(day),
            Some(day) => civil::long(day),
            None => String::new(),
        };
        self.row(
            Area::Schedule,
            subject,
            what,
            &written(before),
            &written(after),
        );
    }

    fn known(&mut self, old: &Known, new: &Known) {
        // A village's own plan lists itself at most: its day is its own.
        let day = if new.units.len() < 2 {
            "选举日"
        } else {
            "统一的选举日"
        };
        self.day("", day, old.election_day, new.election_day);
        self.day("", "换届工作开始", old.window_from, new.window_from);
        self.day("", "换届工作结束", old.window_to, new.window_to);
        self.steps("镇级工作", &old.township_steps, &new.township_steps);
        let flat = |known: &Known, of_villages: bool| -> Vec<Step> {
            let stages = if of_villages {
                &known.village_stages
            } else {
                &known.community_stages
            };
            stages
                .iter()
                .flat_map(|stage| stage.steps.iter().cloned())
                .collect()
        };
        for (whose, of_villages) in [("村", true), ("社区", false)] {
            self.steps(whose, &flat(old, of_villages), &flat(new, of_villages));
        }
        self.units(&old.units, &new.units);
        self.body("领导小组", &old.leading_group, &new.leading_group);
        self.body("办公室", &old.bureau, &new.bureau);
        self.body("选举委员会", &old.committee, &new.committee);
        self.teams(&old.guidance_teams, &new.guidance_teams);
        self.teams(&old.supervision_teams, &new.supervision_teams);
        self.row(
            Area::Other,
            "",
            "换届纪律",
            &old.discipline.join("；"),
            &new.discipline.join("；"),
        );
        self.day("", "讨论通过的日子", old.adopted_on, new.adopted_on);
        let by = |known: &Known| known.adopted_by.clone().unwrap_or_default();
        self.row(Area::Other, "", "讨论通过的会议", &by(old), &by(new));
        let figures = |known: &Known| {
            let figures = known.figures.unwrap_or_default();
            [
                ("小组数", figures.groups),
                ("户数", figures.households),
                ("人口", figures.population),
            ]
        };
        for ((what, old), (_, new)) in figures(old).into_iter().zip(figures(new)) {
            let written = |count: Option<u32>| count.map_or_else(String::new, |n| n.to_string());
            self.row(Area::Other, "", what, &written(old), &written(new));
        }
    }

    fn steps(&mut self, whose: &str, old: &[Step], new: &[Step]) {
        let before: BTreeMap<&str, &Step> =
            old.iter().map(|step| (step.id.as_str(), step)).collect();
        let after: BTreeMap<&str, &Step> =
            new.iter().map(|step| (step.id.as_str(), step)).collect();
        let subject = |step: &Step| format!("{whose}：{}", step.name);
        for step in new {
            let subject = subject(step);
            let Some(was) = before.get(step.id.as_str()) else {
                self.row(Area::Schedule, &subject, "", "", &days(step));
                continue;
            };
            // One day for both is one change.
            if was.suggested == was.latest && step.suggested == step.latest {
                self.day(&subject, "日期", was.suggested, step.suggested);
            } else {
                self.day(&subject, "建议日期", was.suggested, step.suggested);
                self.day(&subject, "最迟日期", was.latest, step.latest);
            }
            self.row(Area::Schedule, &subject, "名称", &was.name, &step.name);
            self.row(
                Area::Schedule,
                &subject,
                "性质",
                class(was.class),
                class(step.class),
            );
            let who = |step: &Step| step.responsible.clone().unwrap_or_default();
            self.row(Area::Persons, &subject, "责任单位", &who(was), &who(step));
            let basis = |step: &Step| {
                step.basis
                    .iter()
                    .map(words::short_citation)
                    .collect::<Vec<_>>()
                    .join("；")
            };
            self.row(Area::Other, &subject, "依据", &basis(was), &basis(step));
        }
        for step in old {
            if !after.contains_key(step.id.as_str()) {
                self.row(Area::Schedule, &subject(step), "", &days(step), "");
            }
        }
    }

    fn units(&mut self, old: &[LinkedUnit], new: &[LinkedUnit]) {
        for unit in new {
            let Some(was) = old.iter().find(|known| known.name == unit.name) else {
                self.row(Area::Other, &unit.name, "", "", "列入方案");
                continue;
            };
            self.day(&unit.name, "选举日", was.election_day, unit.election_day);
            let leader = |unit: &LinkedUnit| unit.leader.as_ref().map_or_else(String::new, person);
            let or_none = |text: &Option<String>| text.clone().unwrap_or_default();
            for (what, before, after) in [
                ("挂钩领导", leader(was), leader(unit)),
                (
                    "指导组",
                    or_none(&was.guidance_team),
                    or_none(&unit.guidance_team),
                ),
                (
                    "督查组",
                    or_none(&was.supervision_team),
                    or_none(&unit.supervision_team),
                ),
                (
                    "责任人",
                    or_none(&was.responsible),
                    or_none(&unit.responsible),
                ),
            ] {
                self.row(Area::Persons, &unit.name, what, &before, &after);
            }
            let seats = |unit: &LinkedUnit| unit.seats.map_or_else(String::new, words::seats);
            self.row(
                Area::Other,
                &unit.name,
                "应选职位",
                &seats(was),
                &seats(unit),
            );
            let note = |unit: &LinkedUnit| unit.note.clone().unwrap_or_default();
            self.row(Area::Other, &unit.name, "备注", &note(was), &note(unit));
        }
        for unit in old {
            if !new.iter().any(|known| known.name == unit.name) {
                self.row(Area::Other, &unit.name, "", "列入方案", "");
            }
        }
    }

    /// People of a body by role: who came, who went. A place that changed hands is one line.
    fn body(&mut self, whose: &str, old: &[Official], new: &[Official]) {
        let mut roles: Vec<&str> = Vec::new();
        for person in old.iter().chain(new) {
            let role = person.role.as_deref().unwrap_or("成员");
            if !roles.contains(&role) {
                roles.push(role);
            }
        }
        for role in roles {
            let of = |list: &[Official]| -> Vec<String> {
                list.iter()
                    .filter(|person| person.role.as_deref().unwrap_or("成员") == role)
                    .map(person)
                    .collect()
            };
            let (was, is) = (of(old), of(new));
            let gone: Vec<&str> = missing(&was, &is);
            let come: Vec<&str> = missing(&is, &was);
            self.row(
                Area::Persons,
                whose,
                role,
                &gone.join("、"),
                &come.join("、"),
            );
        }
    }

    fn teams(&mut self, old: &[Team], new: &[Team]) {
        for team in new {
            let Some(was) = old.iter().find(|known| known.name == team.name) else {
                self.row(Area::Persons, &team.name, "", "", "设立");
                continue;
            };
            let head = |team: &Team| team.head.as_ref().map_or_else(String::new, person);
            self.row(Area::Persons, &team.name, "组长", &head(was), &head(team));
            let members = |team: &Team| team.members.iter().map(person).collect::<Vec<_>>();
            let (a, b) = (members(was), members(team));
            self.row(
                Area::Persons,
                &team.name,
                "成员",
                &missing(&a, &b).join("、"),
                &missing(&b, &a).join("、"),
            );
            self.row(
                Area::Persons,
                &team.name,
                "联系的村（社区）",
                &missing(&was.units, &team.units).join("、"),
                &missing(&team.units, &was.units).join("、"),
            );
        }
        for team in old {
            if !new.iter().any(|known| known.name == team.name) {
                self.row(Area::Persons, &team.name, "", "设立", "");
            }
        }
    }
}

/// What of `list` is not in `other`.
fn missing<'l>(list: &'l [String], other: &[String]) -> Vec<&'l str> {
    list.iter()
        .filter(|one| !other.contains(one))
        .map(String::as_str)
        .collect()
}

fn person(person: &Official) -> String {
    match &person.post {
        Some(post) => format!("{}（{post}）", person.name),
        None => person.name.clone(),
    }
}

fn class(class: Option<Class>) -> &'static str {
    match class {
        Some(Class::Statutory) => "法定",
        Some(Class::Working) => "工作",
        None => "",
    }
}

fn days(step: &Step) -> String {
    match (step.suggested, step.latest) {
        (Some(suggested), Some(latest)) if suggested != latest => {
            format!("{}，最迟{}", civil::short(suggested), civil::short(latest))
        }
        (Some(day), _) | (None, Some(day)) => civil::short(day),
        (None, None) => "不定日期".to_owned(),
    }
}
