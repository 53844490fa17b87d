//! 换届工作人员 — the leading group, its office, the teams, and who looks after which village.
use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

use super::problem::{Code, Import, Placed, Problem, Total};
use super::record::{Reading, Record};
use super::table::Book;
use super::village::unit_key;
use super::wording::{hide_numbers, listed, quote, typed_sex};
use crate::identity::Sex;

mod field;
mod phone;
mod role;

pub use field::PersonField;
pub use phone::Phone;
pub use role::BodyRole;

/// What a team is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TeamKind {
    /// 指导组
    Guidance,
    /// 督查组
    Supervision,
}

/// 工作组
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Team {
    /// 第一指导组
    pub name: String,
    /// By its name.
    pub kind: TeamKind,
}

/// 工作人员: one row of the sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PersonRow {
    /// 姓名
    pub name: String,
    /// 性别, where given.
    pub sex: Option<Sex>,
    /// 单位及职务
    pub post: String,
    /// 换届机构职务, in the order typed.
    pub body_roles: Vec<BodyRole>,
    /// 所在工作组
    pub team: Option<Team>,
    /// 挂钩联系村: names exactly as in the village list given.
    pub linked_villages: Vec<String>,
    /// 手机
    pub phone: Option<Phone>,
}

/// What the people are checked against.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PersonOptions {
    /// Names of all units of the cycle.
    pub villages: Vec<String>,
}

/// Reads the sheet of people. All or nothing.
pub fn import_people(book: &Book, options: &PersonOptions) -> Import<PersonRow> {
    let mut reading = match Reading::<PersonField>::open(book) {
        Ok(reading) => reading,
        Err(import) => return *import,
    };
    let directory = Directory::new(&options.villages);
    let mut problems = Vec::new();
    let mut rows = Vec::new();
    for row in reading.rows() {
        let record = reading.record(row);
        if let Some(person) = person(&record, &directory, &mut problems) {
            rows.push((record, person));
        }
    }
    repeated(&rows, &mut problems);
    linked_twice(&rows, &mut problems);
    let placed: Vec<Placed<PersonRow>> = rows
        .into_iter()
        .map(|(record, person)| record.place(person))
        .collect();
    let whole = whole(
        &placed,
        options,
        reading.columns.of(PersonField::LinkedVillages).is_some(),
    );
    reading.problems.extend(whole);
    let totals = totals(&placed);
    reading.finish(placed, problems, totals)
}

fn person(
    record: &Record<'_, PersonField>,
    directory: &Directory<'_>,
    problems: &mut Vec<Problem>,
) -> Option<PersonRow> {
    use PersonField as F;
    let name = record.text(F::Name, problems).map(|name| {
        // 李　明 is a way of setting two characters to the width of three.
        if name.is_ascii() {
            name
        } else {
            name.replace(' ', "")
        }
    });
    if name.is_none() {
        problems.push(record.problem(
            Code::NameMissing,
            F::Name,
            "请补填姓名：这一行有其他内容，姓名是空的。",
        ));
    }
    let post = record.text(F::Post, problems);
    if post.is_none() && record.has_column(F::Post) {
        problems.push(record.problem(
            Code::ValueMissing,
            F::Post,
            "请填写单位及职务：责任表和工作组名单要用。",
        ));
    }
    for field in [F::Name, F::Post] {
        if record
            .cell(field)
            .is_some_and(|cell| hide_numbers(&cell.text).is_some())
        {
            problems.push(number_hidden(record, field));
        }
    }
    let sex = record.text(F::Sex, problems).and_then(|typed| {
        let sex = typed_sex(&typed);
        if sex.is_none() {
            problems.push(record.problem(
                Code::SexUnclear,
                F::Sex,
                format!("请填「男」或「女」：{}认不出。", quote(&typed)),
            ));
        }
        sex
    });
    let body_roles = roles(record, problems);
    let team = team(record, problems);
    let linked_villages = links(record, directory, problems);
    let phone = phone(record, problems);
    let safe = |text: String| hide_numbers(&text).unwrap_or(text);
    Some(PersonRow {
        name: safe(name?),
        sex,
        post: safe(post.unwrap_or_default()),
        body_roles,
        team,
        linked_villages,
        phone,
    })
}

/// A line break in a cell parts items too; `Record::text` would fold it away.
fn items(record: &Record<'_, PersonField>, field: PersonField) -> Vec<String> {
    record
        .cell(field)
        .filter(|cell| !cell.fault)
        .map(|cell| listed(&cell.text))
        .unwrap_or_default()
        .into_iter()
        .filter(|item| !matches!(item.as_str(), "无" | "-" | "—" | "——"))
        .collect()
}

fn roles(record: &Record<'_, PersonField>, problems: &mut Vec<Problem>) -> Vec<BodyRole> {
    let mut roles = Vec::new();
    for item in items(record, PersonField::BodyRoles) {
        match BodyRole::named(&item) {
            Some(role) if !roles.contains(&role) => roles.push(role),
            Some(_) => {}
            None => {
                let known: Vec<&str> = BodyRole::ALL.iter().map(|role| role.title()).collect();
                problems.push(record.problem(
                    Code::RoleUnknown,
                    PersonField::BodyRoles,
                    format!("请改为{}之一：{}认不出。", known.join("、"), quote(&item)),
                ));
            }
        }
    }
    roles
}

fn team(record: &Record<'_, PersonField>, problems: &mut Vec<Problem>) -> Option<Team> {
    let name = items(record, PersonField::Team);
    let name = match name.as_slice() {
        [] => return None,
        [one] => one.replace(' ', ""),
        several => {
            problems.push(record.problem(
                Code::TeamKindUnclear,
                PersonField::Team,
                format!("请只留一个：这一格写了 {} 个工作组。", several.len()),
            ));
            return None;
        }
    };
    let kind = if ["指导", "包村", "包干"]
        .iter()
        .any(|word| name.contains(word))
    {
        TeamKind::Guidance
    } else if ["督查", "督导", "监督", "巡查", "巡回"]
        .iter()
        .any(|word| name.contains(word))
    {
        TeamKind::Supervision
    } else {
        problems.push(record.problem(
            Code::TeamKindUnclear,
            PersonField::Team,
            format!(
                "请在名称里写明「指导组」或「督查组」：{}看不出是哪一种。",
                quote(&name)
            ),
        ));
        return None;
    };
    if hide_numbers(&name).is_some() {
        problems.push(number_hidden(record, PersonField::Team));
    }
    let name = hide_numbers(&name).unwrap_or(name);
    Some(Team { name, kind })
}

fn number_hidden(record: &Record<'_, PersonField>, field: PersonField) -> Problem {
    record.problem(
        Code::NumberHidden,
        field,
        "请移到规定的列：这一格里有像身份证号或电话的数字，保存时会遮盖。",
    )
}

/// The villages by full and by short name.
struct Directory<'v> {
    full: HashMap<String, &'v str>,
    short: HashMap<String, Vec<&'v str>>,
}

impl<'v> Directory<'v> {
    fn new(villages: &'v [String]) -> Self {
        let mut full = HashMap::new();
        let mut short: HashMap<String, Vec<&str>> = HashMap::new();
        for village in villages {
            let key = unit_key(village);
            short
                .entry(stem(&key).to_owned())
                .or_default()
                .push(village);
            full.insert(key, village.as_str());
        }
        Self { full, short }
    }
}

fn stem(key: &str) -> &str {
    key.strip_suffix("社区")
        .or_else(|| key.strip_suffix('村'))
        .filter(|stem| !stem.is_empty())
        .unwrap_or(key)
}

fn links(
    record: &Record<'_, PersonField>,
    directory: &Directory<'_>,
    problems: &mut Vec<Problem>,
) -> Vec<String> {
    const FIELD: PersonField = PersonField::LinkedVillages;
    let mut linked: Vec<String> = Vec::new();
    if directory.full.is_empty() {
        return linked;
    }
    for item in items(record, FIELD) {
        let key = unit_key(&item);
        let by_stem = || match directory.short.get(&key).map(Vec::as_slice) {
            Some([one]) => Ok(*one),
            Some(several) => Err(problem_unclear(record, &item, several)),
            None => Err(record.problem(
                Code::VillageUnknown,
                FIELD,
                format!(
                    "请改成名册里的名称，或先导入这个村（社区）：名册中没有{}。",
                    quote(&item)
                ),
            )),
        };
        let found = directory
            .full
            .get(&key)
            .map_or_else(by_stem, |name| Ok(*name));
        match found {
            Ok(name) if linked.iter().any(|seen| seen == name) => {}
            Ok(name) => linked.push(name.to_owned()),
            Err(problem) => problems.push(problem),
        }
    }
    linked
}

fn problem_unclear(record: &Record<'_, PersonField>, item: &str, several: &[&str]) -> Problem {
    record.problem(
        Code::VillageUnclear,
        PersonField::LinkedVillages,
        format!("请写全称：{}可能是{}。", quote(item), several.join("或")),
    )
}

fn phone(record: &Record<'_, PersonField>, problems: &mut Vec<Problem>) -> Option<Phone> {
    let typed = record.text(PersonField::Phone, problems)?;
    let phone = Phone::typed(&typed);
    if phone.is_none() {
        problems.push(record.problem(
            Code::PhoneShape,
            PersonField::Phone,
            "请改正或留空：应为 1 开头的 11 位手机号，或带区号的固定电话，只填一个号码。",
        ));
    }
    phone
}

fn repeated(rows: &[(Record<'_, PersonField>, PersonRow)], problems: &mut Vec<Problem>) {
    let mut by_name: HashMap<&str, Vec<(u32, &PersonRow)>> = HashMap::new();
    let mut by_phone: HashMap<&Phone, (u32, &str)> = HashMap::new();
    for (record, person) in rows {
        let earlier = by_name.entry(&person.name).or_default();
        let same = earlier.iter().find(|(_, other)| {
            other.post == person.post || (person.phone.is_some() && other.phone == person.phone)
        });
        if let Some((row, _)) = same {
            problems.push(record.problem(
                Code::PersonRepeated,
                PersonField::Name,
                format!(
                    "请合并成一行：{}在第 {row} 行已经有了，多个职务写在同一格、用顿号隔开。",
                    quote(&person.name)
                ),
            ));
        } else if let Some((row, _)) = earlier.first() {
            problems.push(record.problem(
                Code::Namesake,
                PersonField::Name,
                format!(
                    "请核对是不是同一人：第 {row} 行也有{}，职务不同。",
                    quote(&person.name)
                ),
            ));
        }
        earlier.push((record.number(), person));
        let Some(phone) = &person.phone else {
            continue;
        };
        match by_phone.get(phone) {
            Some((row, name)) if *name != person.name => problems.push(record.problem(
                Code::PhoneShared,
                PersonField::Phone,
                format!("请核对：与第 {row} 行{}填的是同一个电话。", quote(name)),
            )),
            Some(_) => {}
            None => {
                by_phone.insert(phone, (record.number(), &person.name));
            }
        }
    }
}

fn linked_twice(rows: &[(Record<'_, PersonField>, PersonRow)], problems: &mut Vec<Problem>) {
    let mut first: HashMap<&str, &str> = HashMap::new();
    for (record, person) in rows {
        for village in &person.linked_villages {
            match first.get(village.as_str()) {
                Some(other) => problems.push(record.problem(
                    Code::VillageLinkedTwice,
                    PersonField::LinkedVillages,
                    format!(
                        "请确认：{village}已由{}联系，责任表里会列两人。",
                        quote(other)
                    ),
                )),
                None => {
                    first.insert(village, &person.name);
                }
            }
        }
    }
}

/// What concerns the sheet as a whole.
fn whole(rows: &[Placed<PersonRow>], options: &PersonOptions, linked: bool) -> Vec<Problem> {
    let mut problems = Vec::new();
    if options.villages.is_empty() {
        problems.push(Problem::of_sheet(
            Code::NoVillages,
            "请先导入村（社区）名册：没有名册，挂钩联系村无从核对。",
        ));
    } else if linked {
        let missing: Vec<&str> = options
            .villages
            .iter()
            .filter(|village| {
                !rows
                    .iter()
                    .any(|placed| placed.value.linked_villages.contains(village))
            })
            .map(String::as_str)
            .collect();
        if !missing.is_empty() {
            problems.push(Problem::of_sheet(
                Code::VillageUnlinked,
                format!(
                    "请确认是否安排联系领导：{} 个村（社区）无人联系——{}。",
                    missing.len(),
                    missing.join("、")
                ),
            ));
        }
    }
    let leaders = rows
        .iter()
        .filter(|placed| placed.value.body_roles.contains(&BodyRole::Leader))
        .count();
    let any_role = rows
        .iter()
        .any(|placed| !placed.value.body_roles.is_empty());
    if any_role && leaders != 1 {
        problems.push(Problem::of_sheet(
            Code::LeaderCount,
            format!("请核对：领导小组组长有 {leaders} 人，一般是 1 人。"),
        ));
    }
    problems
}

fn totals(rows: &[Placed<PersonRow>]) -> Vec<Total> {
    let people = || rows.iter().map(|placed| &placed.value);
    let with = |role: BodyRole| people().filter(|p| p.body_roles.contains(&role)).count() as u64;
    let mut teams: BTreeMap<&Team, usize> = BTreeMap::new();
    for team in people().filter_map(|p| p.team.as_ref()) {
        *teams.entry(team).or_default() += 1;
    }
    let kind = |kind: TeamKind| teams.keys().filter(|team| team.kind == kind).count() as u64;
    let linked: std::collections::BTreeSet<&String> =
        people().flat_map(|p| &p.linked_villages).collect();
    let total = |label, value| Total { label, value };
    vec![
        total("人数", rows.len() as u64),
        total("组长", with(BodyRole::Leader)),
        total("副组长", with(BodyRole::DeputyLeader)),
        total("成员", with(BodyRole::Member)),
        total(
            "办公室人员",
            people()
                .filter(|p| {
                    p.body_roles.iter().any(|role| {
                        matches!(
                            role,
                            BodyRole::OfficeDirector
                                | BodyRole::OfficeDeputyDirector
                                | BodyRole::OfficeMember
                        )
                    })
                })
                .count() as u64,
        ),
        total("指导组", kind(TeamKind::Guidance)),
        total("督查组", kind(TeamKind::Supervision)),
        total("有人联系的村（社区）", linked.len() as u64),
    ]
}
