//! 村（社区）名册 — the township's sheet of its units.
use std::collections::{BTreeMap, HashMap};

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::problem::{Code, Import, Placed, Problem, Total};
use super::record::{Reading, Record};
use super::table::Book;
use super::wording::{cite, fold, hide_numbers, quote};

mod field;
mod trouble;

pub use field::VillageField;
pub use trouble::TroubleCause;

/// 村 or 社区: which law governs the election.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum UnitKind {
    /// 村民委员会
    Village,
    /// 居民委员会
    Community,
}

impl UnitKind {
    /// 村 or 社区.
    pub fn title(self) -> &'static str {
        match self {
            Self::Village => "村",
            Self::Community => "社区",
        }
    }

    fn typed(text: &str) -> Option<Self> {
        match fold(text).as_str() {
            "村" | "行政村" | "村委会" | "村民委员会" | "农村" | "建制村" => {
                Some(Self::Village)
            }
            "社区"
            | "居"
            | "居委会"
            | "居民委员会"
            | "社区居委会"
            | "社区居民委员会"
            | "城市社区" => Some(Self::Community),
            _ => None,
        }
    }

    fn of_name(name: &str) -> Option<Self> {
        let name = unit_key(name);
        if name.ends_with("社区") {
            Some(Self::Community)
        } else if name.ends_with('村') {
            Some(Self::Village)
        } else {
            None
        }
    }
}

/// 职数 by post.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seats {
    /// 主任
    pub chair: u32,
    /// 副主任
    pub deputy: u32,
    /// 委员
    pub member: u32,
}

impl Seats {
    /// All posts together.
    pub fn total(self) -> u32 {
        self.chair
            .saturating_add(self.deputy)
            .saturating_add(self.member)
    }
}

/// 村（社区）: one row of the township's sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VillageRow {
    /// 序号, where it is a number.
    pub ordinal: Option<u32>,
    /// 名称, as typed but for blanks.
    pub name: String,
    /// 村 or 社区.
    pub kind: UnitKind,
    /// 12-digit statistical division code.
    pub code: Option<String>,
    /// 总户数
    pub households: Option<u32>,
    /// 总人口
    pub population: Option<u32>,
    /// 村民小组数
    pub groups: Option<u32>,
    /// 党员数
    pub party_members: Option<u32>,
    /// 上届登记选民数
    pub last_voters: Option<u32>,
    /// 职数; blank posts are 0.
    pub seats: Seats,
    /// 任期届满日期
    pub term_end: Option<NaiveDate>,
    /// What the remark says beyond the causes.
    pub note: Option<String>,
    /// 难点村原因; empty for an ordinary village.
    pub trouble_causes: Vec<TroubleCause>,
}

/// What the caller knows of the law and this module does not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VillageOptions {
    /// Least and most seats of a village committee (organic law of villagers' committees, 第八条).
    pub village_seats: (u32, u32),
    /// The article of that range, as it is to be cited; empty for none.
    pub village_seats_source: String,
    /// Least and most seats of a residents' committee (第八条 of its law).
    pub community_seats: (u32, u32),
    /// The article of that range.
    pub community_seats_source: String,
}

/// A unit's name for comparing: 上前村民委员会, 上前村委会 and 上前村 are one.
pub fn unit_key(name: &str) -> String {
    let folded = fold(name);
    for (ending, short) in [
        ("社区居民委员会", "社区"),
        ("社区居委会", "社区"),
        ("居民委员会", "社区"),
        ("居委会", "社区"),
        ("村民委员会", "村"),
        ("村委会", "村"),
    ] {
        if let Some(stem) = folded.strip_suffix(ending).filter(|stem| !stem.is_empty()) {
            return format!("{stem}{short}");
        }
    }
    folded
}

/// Reads the sheet of units. All or nothing: the office stores it only without errors.
pub fn import_villages(book: &Book, options: &VillageOptions) -> Import<VillageRow> {
    let reading = match Reading::<VillageField>::open(book) {
        Ok(reading) => reading,
        Err(import) => return *import,
    };
    let mut problems = Vec::new();
    let mut rows = Vec::new();
    for row in reading.rows() {
        let record = reading.record(row);
        if let Some(village) = village(&record, options, &mut problems) {
            rows.push((record, village));
        }
    }
    repeated(&rows, &mut problems);
    prefixes(&rows, &mut problems);
    let placed: Vec<Placed<VillageRow>> = rows
        .into_iter()
        .map(|(record, village)| record.place(village))
        .collect();
    let totals = totals(&placed);
    reading.finish(placed, problems, totals)
}

fn village(
    record: &Record<'_, VillageField>,
    options: &VillageOptions,
    problems: &mut Vec<Problem>,
) -> Option<VillageRow> {
    use VillageField as F;
    let name = record
        .text(F::Name, problems)
        .map(|name| name.replace(' ', ""));
    let name = name.map(|name| match hide_numbers(&name) {
        Some(hidden) => {
            problems.push(record.problem(
                Code::NumberHidden,
                F::Name,
                "请改正名称：这一格里有像身份证号或电话的数字，保存时会遮盖。",
            ));
            hidden
        }
        None => name,
    });
    if name.is_none() {
        problems.push(record.problem(
            Code::ValueMissing,
            F::Name,
            "请填写村（社区）名称：这一行有内容，但名称是空的。",
        ));
    }
    let kind = kind(record, name.as_deref(), problems);
    let seats = seats(record, kind, options, problems);
    let code = division(record, kind, problems);
    let count = |field, problems: &mut Vec<Problem>| record.count(field, problems);
    let households = count(F::Households, problems);
    let population = count(F::Population, problems);
    let groups = count(F::Groups, problems);
    let party_members = count(F::PartyMembers, problems);
    let last_voters = count(F::LastVoters, problems);
    for (field, part, what) in [
        (F::Households, households, "户数"),
        (F::PartyMembers, party_members, "党员数"),
        (F::LastVoters, last_voters, "上届登记选民数"),
    ] {
        if let (Some(part), Some(whole)) = (part, population)
            && part > whole
        {
            problems.push(record.problem(
                Code::CountsDisagree,
                field,
                format!("请核对：{what} {part} 多于总人口 {whole}。"),
            ));
        }
    }
    let term_end = record.date(F::TermEnd, Code::DateUnclear, problems);
    if let Some(day) = term_end.filter(|day| !(2000..=2100).contains(&day.year())) {
        problems.push(record.problem(
            Code::TermEndOdd,
            F::TermEnd,
            format!(
                "请核对年份：任期届满日期写的是{}。",
                crate::civil::long(day)
            ),
        ));
    }
    let (trouble_causes, note) = trouble::read(record, problems);
    Some(VillageRow {
        ordinal: record.ordinal(),
        name: name?,
        kind: kind?,
        code,
        households,
        population,
        groups,
        party_members,
        last_voters,
        seats,
        term_end,
        note,
        trouble_causes,
    })
}

/// As typed; from the name where the column is absent or blank.
fn kind(
    record: &Record<'_, VillageField>,
    name: Option<&str>,
    problems: &mut Vec<Problem>,
) -> Option<UnitKind> {
    let by_name = name.and_then(UnitKind::of_name);
    let Some(typed) = record.text(VillageField::Kind, problems) else {
        if by_name.is_none() && name.is_some() {
            problems.push(record.problem(
                Code::KindUnclear,
                VillageField::Kind,
                "请在「类别」列填「村」或「社区」：从名称看不出是村还是社区。",
            ));
        }
        return by_name;
    };
    let Some(kind) = UnitKind::typed(&typed) else {
        problems.push(record.problem(
            Code::KindUnclear,
            VillageField::Kind,
            format!("请填「村」或「社区」：{}认不出。", quote(&typed)),
        ));
        return None;
    };
    if let Some(other) = by_name.filter(|by_name| *by_name != kind) {
        problems.push(record.problem(
            Code::KindDisagrees,
            VillageField::Kind,
            format!(
                "请核对：类别填「{}」，名称像是「{}」，两者适用的法律不同。",
                kind.title(),
                other.title()
            ),
        ));
    }
    Some(kind)
}

fn seats(
    record: &Record<'_, VillageField>,
    kind: Option<UnitKind>,
    options: &VillageOptions,
    problems: &mut Vec<Problem>,
) -> Seats {
    use VillageField as F;
    let before = problems.len();
    let typed =
        [F::ChairSeats, F::DeputySeats, F::MemberSeats].map(|field| record.count(field, problems));
    let [chair, deputy, member] = typed.map(Option::unwrap_or_default);
    let seats = Seats {
        chair,
        deputy,
        member,
    };
    let columns = [F::ChairSeats, F::MemberSeats];
    if problems.len() > before || !columns.iter().all(|field| record.has_column(*field)) {
        return seats;
    }
    if typed.iter().all(Option::is_none) {
        problems.push(record.problem(
            Code::SeatsBlank,
            F::ChairSeats,
            "请补填主任、副主任、委员职数：三项都是空的，票样和公告要用。",
        ));
        return seats;
    }
    let (range, source) = match kind {
        Some(UnitKind::Village) => (options.village_seats, &options.village_seats_source),
        Some(UnitKind::Community) => (options.community_seats, &options.community_seats_source),
        None => return seats,
    };
    let total = seats.total();
    if !(range.0..=range.1).contains(&total) {
        problems.push(record.problem(
            Code::SeatTotal,
            F::ChairSeats,
            format!(
                "请核对职数：主任、副主任、委员合计 {total} 人，应为 {} 至 {} 人。{}",
                range.0,
                range.1,
                cite(source)
            ),
        ));
    }
    seats
}

/// 12 digits; the township's three by the range of its type, the unit's three by its kind.
fn division(
    record: &Record<'_, VillageField>,
    kind: Option<UnitKind>,
    problems: &mut Vec<Problem>,
) -> Option<String> {
    const FIELD: VillageField = VillageField::Division;
    let code = fold(&record.text(FIELD, problems)?);
    let digits = code.len() == 12 && code.bytes().all(|b| b.is_ascii_digit());
    if !digits {
        problems.push(record.problem(
            Code::DivisionShape,
            FIELD,
            format!(
                "请填 12 位数字的统计用区划代码，没有的可以空着：这里是 {} 个字符。",
                code.chars().count()
            ),
        ));
        return None;
    }
    let part = |from: usize| {
        code.get(from..from + 3)
            .and_then(|part| part.parse::<u32>().ok())
            .unwrap_or(0)
    };
    if !(1..=599).contains(&part(6)) {
        problems.push(record.problem(
            Code::DivisionTownship,
            FIELD,
            "请核对第 7 至 9 位：街道为 001–099，镇为 100–199，乡为 200–399，政企合一单位为 400–599。〔县以下行政区划代码编制规则〕",
        ));
    }
    let unit = if part(9) < 200 {
        UnitKind::Community
    } else {
        UnitKind::Village
    };
    if kind.is_some_and(|kind| kind != unit) {
        problems.push(record.problem(
            Code::DivisionKind,
            FIELD,
            "请核对末三位：居民委员会从 001 起编，村民委员会从 200 起编，与所填类别不一致。〔县以下行政区划代码编制规则〕",
        ));
    }
    Some(code)
}

fn repeated(rows: &[(Record<'_, VillageField>, VillageRow)], problems: &mut Vec<Problem>) {
    let mut names: HashMap<String, u32> = HashMap::new();
    let mut codes: HashMap<&str, u32> = HashMap::new();
    for (record, village) in rows {
        match names.get(&unit_key(&village.name)) {
            Some(earlier) => problems.push(record.problem(
                Code::VillageRepeated,
                VillageField::Name,
                format!(
                    "请删去一行或改正名称：{}在第 {earlier} 行已经有了。",
                    quote(&village.name)
                ),
            )),
            None => {
                names.insert(unit_key(&village.name), record.number());
            }
        }
        let Some(code) = village.code.as_deref() else {
            continue;
        };
        match codes.get(code) {
            Some(earlier) => problems.push(record.problem(
                Code::DivisionRepeated,
                VillageField::Division,
                format!("请改正：这个区划代码在第 {earlier} 行已经用过，每个村（社区）只有一个。"),
            )),
            None => {
                codes.insert(code, record.number());
            }
        }
    }
}

/// Units of one township share the first nine digits; whoever differs from most is named.
fn prefixes(rows: &[(Record<'_, VillageField>, VillageRow)], problems: &mut Vec<Problem>) {
    let prefixes: Vec<Option<&str>> = rows
        .iter()
        .map(|(_, village)| village.code.as_deref()?.get(..9))
        .collect();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for prefix in prefixes.iter().flatten() {
        *counts.entry(prefix).or_default() += 1;
    }
    let Some((usual, most)) = counts.iter().max_by_key(|(_, count)| **count) else {
        return;
    };
    for ((record, _), prefix) in rows.iter().zip(&prefixes) {
        let Some(prefix) = prefix.filter(|prefix| prefix != usual) else {
            continue;
        };
        let level = if prefix.get(..6) == usual.get(..6) {
            "第 7 至 9 位（乡镇）"
        } else {
            "前 6 位（县级）"
        };
        problems.push(record.problem(
            Code::DivisionDiffers,
            VillageField::Division,
            format!("请核对：区划代码{level}与本表其他 {most} 个单位不同。"),
        ));
    }
}

fn totals(rows: &[Placed<VillageRow>]) -> Vec<Total> {
    let sum = |of: &dyn Fn(&VillageRow) -> u32| {
        rows.iter().map(|placed| u64::from(of(&placed.value))).sum()
    };
    let total = |label, value| Total { label, value };
    vec![
        total("单位数", sum(&|_| 1)),
        total("村", sum(&|v| u32::from(v.kind == UnitKind::Village))),
        total("社区", sum(&|v| u32::from(v.kind == UnitKind::Community))),
        total("总户数", sum(&|v| v.households.unwrap_or(0))),
        total("总人口", sum(&|v| v.population.unwrap_or(0))),
        total("村民小组数", sum(&|v| v.groups.unwrap_or(0))),
        total("党员数", sum(&|v| v.party_members.unwrap_or(0))),
        total("上届登记选民数", sum(&|v| v.last_voters.unwrap_or(0))),
        total("主任职数", sum(&|v| v.seats.chair)),
        total("副主任职数", sum(&|v| v.seats.deputy)),
        total("委员职数", sum(&|v| v.seats.member)),
        total("难点村", sum(&|v| u32::from(!v.trouble_causes.is_empty()))),
    ]
}
