//! 登记参加选举的村民名册 — a village's roll, checked row by row. ID numbers are looked at and never printed or
//! stored.
use std::collections::HashMap;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::problem::{Code, Import, Placed, Problem, Total};
use super::record::{Reading, Record};
use super::table::Book;
use super::wording::{cite, fold, hide_numbers, quote, typed_sex};
use crate::identity::{IdFault, IdNumber, Sex, examine};

mod ethnic;
mod field;
mod name;

pub use field::VoterField;

/// 登记类别: the three kinds of people of 村民委员会组织法（2025）第十六条第二款.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum VoterCategory {
    /// 第一项: household here, living here.
    LivingHere,
    /// 第二项: household here, living away.
    LivingAway,
    /// 第三项: household elsewhere.
    HouseholdElsewhere,
    /// The sheet does not say.
    Unstated,
}

/// 居住情况
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Residence {
    /// 本村居住
    InVillage,
    /// 外出
    Away,
    /// The sheet does not say.
    Unstated,
}

/// 登记村民: one row of the roll, without anything that the roll need not keep.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VoterRow {
    /// 序号, where it is a number.
    pub ordinal: Option<u32>,
    /// 村民小组, as typed.
    pub group: Option<String>,
    /// 户号, as typed (leading zeros stay).
    pub household: Option<String>,
    /// 姓名 with its dot as U+00B7 and without blanks between Han characters.
    pub name: String,
    /// The name as it was typed, where that differs.
    pub typed_name: Option<String>,
    /// 性别; `None` where it could not be read (then the row carries an error).
    pub sex: Option<Sex>,
    /// 出生年份, for telling namesakes apart on the list.
    pub birth_year: Option<i32>,
    /// Which item of the law the person is registered under.
    pub category: VoterCategory,
    /// Where the person lives.
    pub residence: Residence,
    /// 备注, personal numbers masked.
    pub note: Option<String>,
    /// 公民身份号码, where it holds: never written or printed, only made a keyed mark of.
    #[serde(skip)]
    pub id: Option<IdNumber>,
}

/// What the caller knows of the law: values of the pinned pack and their articles as cited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VoterRules {
    /// 选民年龄 in full years.
    pub voting_age: u8,
    /// Its article (2025: 第十六条第一款).
    pub voting_age_source: String,
    /// The article against registering in two places (2025: 第十六条第三款).
    pub one_place_source: String,
    /// The article on people without household here (2025: 第十六条第二款第三项).
    pub elsewhere_source: String,
}

/// What a roll is checked against.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VoterOptions {
    /// 选举日 of the village.
    pub election_day: NaiveDate,
    /// Today, Asia/Shanghai.
    pub today: NaiveDate,
    /// The law.
    pub rules: VoterRules,
}

/// Where an ID number was first met.
struct First {
    row: u32,
    serial: Option<String>,
}

/// Reads a roll. The office may take [`Import::sound_rows`] while the faulty ones are looked up.
pub fn import_voters(book: &Book, options: &VoterOptions) -> Import<VoterRow> {
    let mut reading = match Reading::<VoterField>::open(book) {
        Ok(reading) => reading,
        Err(import) => return *import,
    };
    let mut check = Check {
        options,
        problems: Vec::new(),
        seen: HashMap::new(),
        ethnic: ethnic::Tally::default(),
    };
    let mut rows = Vec::new();
    for row in reading.rows() {
        let record = reading.record(row);
        if let Some(voter) = check.voter(&record) {
            rows.push(record.place(voter));
        }
    }
    let totals = totals(&rows, &check.ethnic);
    reading.problems.extend(check.ethnic.problem());
    reading.finish(rows, check.problems, totals)
}

struct Check<'o> {
    options: &'o VoterOptions,
    problems: Vec<Problem>,
    seen: HashMap<IdNumber, First>,
    ethnic: ethnic::Tally,
}

impl Check<'_> {
    fn voter(&mut self, record: &Record<'_, VoterField>) -> Option<VoterRow> {
        use VoterField as F;
        let name = self.name(record);
        let id = self.identity(record);
        let birth = self.birth(record, id.as_ref());
        let sex = self.sex(record, id.as_ref());
        self.age(record, birth);
        if let Some(id) = &id {
            self.one_place(record, id);
        }
        if let Some(typed) = record.text(F::Ethnic, &mut self.problems)
            && let Some(problem) = self.ethnic.take(record, &typed)
        {
            self.problems.push(problem);
        }
        let group = self.plain(record, F::Group);
        let household = self.plain(record, F::Household);
        let note = self.plain(record, F::Note);
        let (category, residence) = self.standing(record, note.as_deref());
        let (name, typed_name) = name?;
        Some(VoterRow {
            ordinal: record.ordinal(),
            group,
            household,
            name,
            typed_name,
            sex,
            birth_year: birth.map(|birth| birth.year()),
            category,
            residence,
            note,
            id,
        })
    }

    /// The name and, where it was changed, what was typed.
    fn name(&mut self, record: &Record<'_, VoterField>) -> Option<(String, Option<String>)> {
        const FIELD: VoterField = VoterField::Name;
        let raw = record
            .cell(FIELD)
            .filter(|cell| !cell.fault)
            .map(|cell| cell.text.clone());
        let typed = record.text(FIELD, &mut self.problems);
        let Some(typed) = typed else {
            self.problems.push(record.problem(
                Code::NameMissing,
                FIELD,
                "请补填姓名：这一行有其他内容，姓名是空的。",
            ));
            return None;
        };
        if let Some(masked) = hide_numbers(&typed) {
            self.problems.push(record.problem(
                Code::NumberHidden,
                FIELD,
                "请改正姓名：姓名一格里有像身份证号或电话的数字。",
            ));
            return Some((masked, None));
        }
        let reading = name::read(raw.as_deref().unwrap_or(&typed));
        if reading.spaces {
            self.problems.push(record.problem(
                Code::NameSpaces,
                FIELD,
                format!(
                    "请核对：姓名前后或中间有空格，已读作{}。",
                    quote(&reading.name)
                ),
            ));
        }
        if reading.dot {
            self.problems.push(record.problem(
                Code::NameDot,
                FIELD,
                format!(
                    "请核对：姓名中的间隔号已统一为“·”，读作{}，原来的写法另存。",
                    quote(&reading.name)
                ),
            ));
        }
        if let Some(reason) = reading.odd {
            self.problems.push(record.problem(
                Code::NameCharacter,
                FIELD,
                format!("请对照证件核对姓名：{reason}。"),
            ));
        }
        let changed = reading.spaces || reading.dot;
        Some((reading.name, changed.then_some(reading.typed)))
    }

    fn identity(&mut self, record: &Record<'_, VoterField>) -> Option<IdNumber> {
        const FIELD: VoterField = VoterField::Identity;
        if !record.has_column(FIELD) {
            return None;
        }
        let cell = record.cell(FIELD);
        if cell.is_some_and(|cell| cell.fault) {
            return None;
        }
        let read = match cell {
            None => Err(IdFault::Blank),
            Some(cell) if cell.number.is_some() || cell.date.is_some() => Err(IdFault::AsNumber),
            Some(cell) => {
                let read = examine(&cell.text, self.options.today);
                let folded = read.folded;
                read.into_number().map(|number| (number, folded))
            }
        };
        let fault = match read {
            Ok((number, folded)) => {
                if folded {
                    self.problems.push(record.problem(
                        Code::IdFolded,
                        FIELD,
                        "请把原表也改正：公民身份号码里有全角数字或空格，已按半角、无空格核对。",
                    ));
                }
                if !number.region_known() {
                    self.problems.push(record.problem(
                        Code::IdRegion,
                        FIELD,
                        "请对照原件：公民身份号码的前两位不是现行的省级代码。〔GB/T 2260〕",
                    ));
                }
                return Some(number);
            }
            Err(fault) => fault,
        };
        let (code, message) = match fault {
            IdFault::Blank => (
                Code::IdMissing,
                "请补填公民身份号码：没有号码就核对不了年龄和重复登记。".to_owned(),
            ),
            IdFault::CheckDigit => (
                Code::IdCheckDigit,
                format!("请对照原件改正公民身份号码：{fault}。〔GB 11643-1999〕"),
            ),
            other => (
                Code::IdShape,
                format!("请对照原件改正公民身份号码：{other}。〔GB 11643-1999〕"),
            ),
        };
        self.problems.push(record.problem(code, FIELD, message));
        None
    }

    /// Day of birth: the ID's where it holds, else the typed one; the two are compared.
    fn birth(
        &mut self,
        record: &Record<'_, VoterField>,
        id: Option<&IdNumber>,
    ) -> Option<NaiveDate> {
        let typed = record.date(VoterField::Birth, Code::BirthUnclear, &mut self.problems);
        let by_id = id.map(IdNumber::birth);
        if let (Some(typed), Some(by_id)) = (typed, by_id)
            && typed != by_id
        {
            self.problems.push(record.problem(
                Code::IdBirth,
                VoterField::Birth,
                "请对照原件改正其中一处：填写的出生日期与公民身份号码第 7 至 14 位不一致。〔GB 11643-1999〕",
            ));
        }
        by_id.or(typed)
    }

    fn sex(&mut self, record: &Record<'_, VoterField>, id: Option<&IdNumber>) -> Option<Sex> {
        const FIELD: VoterField = VoterField::Sex;
        let typed = record.text(FIELD, &mut self.problems);
        let sex = typed.as_deref().and_then(typed_sex);
        match (sex, id.map(IdNumber::sex)) {
            (None, _) if record.has_column(FIELD) => {
                let what = typed.map_or_else(|| "是空的".to_owned(), |t| format!("{}认不出", quote(&t)));
                self.problems.push(record.problem(
                    Code::SexUnclear,
                    FIELD,
                    format!("请填「男」或「女」：性别{what}。"),
                ));
            }
            (Some(sex), Some(by_id)) if sex != by_id => self.problems.push(record.problem(
                Code::IdSex,
                FIELD,
                format!(
                    "请对照原件改正其中一处：性别填「{}」，公民身份号码第 17 位表示「{}」。〔GB 11643-1999〕",
                    sex.title(),
                    by_id.title()
                ),
            )),
            _ => {}
        }
        sex
    }

    fn age(&mut self, record: &Record<'_, VoterField>, birth: Option<NaiveDate>) {
        let rules = &self.options.rules;
        let (age, election) = (rules.voting_age, self.options.election_day);
        let field = if record.cell(VoterField::Birth).is_some() {
            VoterField::Birth
        } else {
            VoterField::Identity
        };
        let Some(birth) = birth else {
            self.problems.push(record.problem(
                Code::AgeUnknown,
                field,
                format!(
                    "请补正出生日期或公民身份号码：两处都读不出出生日期，无法确认是否年满 {age} 周岁。{}",
                    cite(&rules.voting_age_source)
                ),
            ));
            return;
        };
        let Some(of_age) = crate::civil::comes_of_age(birth, u32::from(age)) else {
            return;
        };
        if of_age > election {
            self.problems.push(record.problem(
                Code::UnderAge,
                field,
                format!(
                    "请移出名单，或对照原件改正：到选举日{}未满 {age} 周岁，还差 {} 天，不能列入名单。{}",
                    crate::civil::long(election),
                    (of_age - election).num_days(),
                    cite(&rules.voting_age_source)
                ),
            ));
        } else if of_age == election {
            self.problems.push(record.problem(
                Code::JustOfAge,
                field,
                format!(
                    "请人工确认：选举日{}当天正好是 {age} 周岁生日，是否算年满以当地规定为准。{}",
                    crate::civil::long(election),
                    cite(&rules.voting_age_source)
                ),
            ));
        }
    }

    fn one_place(&mut self, record: &Record<'_, VoterField>, id: &IdNumber) {
        match self.seen.get(id) {
            Some(first) => {
                let earlier = match &first.serial {
                    Some(serial) => format!("序号 {serial}（第 {} 行）", first.row),
                    None => format!("第 {} 行", first.row),
                };
                let here = record.serial.as_ref().map_or_else(
                    || format!("第 {} 行", record.number()),
                    |s| format!("序号 {s}"),
                );
                self.problems.push(record.problem(
                    Code::IdRepeated,
                    VoterField::Identity,
                    format!(
                        "请核对后只保留一处：{here}与{earlier}是同一公民身份号码，一人只能登记一次。{}",
                        cite(&self.options.rules.one_place_source)
                    ),
                ));
            }
            None => {
                self.seen.insert(
                    id.clone(),
                    First {
                        row: record.number(),
                        serial: record.serial.clone(),
                    },
                );
            }
        }
    }

    /// Text that is kept: an ID or telephone number typed into it is masked, and said.
    fn plain(&mut self, record: &Record<'_, VoterField>, field: VoterField) -> Option<String> {
        let text = record.text(field, &mut self.problems)?;
        let Some(hidden) = hide_numbers(&text) else {
            return Some(text);
        };
        self.problems.push(record.problem(
            Code::NumberHidden,
            field,
            "请移到规定的列：这一格里有像身份证号或电话的数字，保存时会遮盖。",
        ));
        Some(hidden)
    }

    fn standing(
        &mut self,
        record: &Record<'_, VoterField>,
        note: Option<&str>,
    ) -> (VoterCategory, Residence) {
        let residence = record
            .text(VoterField::Residence, &mut self.problems)
            .map_or(Residence::Unstated, |text| residence(&fold(&text)));
        let Some(typed) = record.text(VoterField::Registered, &mut self.problems) else {
            return (VoterCategory::Unstated, residence);
        };
        let Some(here) = household_here(&fold(&typed)) else {
            self.problems.push(record.problem(
                Code::HouseholdUnclear,
                VoterField::Registered,
                format!(
                    "请填「本村户籍」或「外村户籍」：{}认不出，未能归类。",
                    hide_numbers(&typed).map_or_else(|| quote(&typed), |hidden| quote(&hidden))
                ),
            ));
            return (VoterCategory::Unstated, residence);
        };
        if here {
            let category = match residence {
                Residence::InVillage => VoterCategory::LivingHere,
                Residence::Away => VoterCategory::LivingAway,
                Residence::Unstated => VoterCategory::Unstated,
            };
            return (category, residence);
        }
        let note = note.unwrap_or_default();
        let missing: Vec<&str> = [
            ("申请", "「本人申请」"),
            ("同意", "「村民会议或者村民代表会议同意」"),
        ]
        .iter()
        .filter(|(word, _)| !note.contains(word))
        .map(|(_, name)| *name)
        .collect();
        if !missing.is_empty() {
            self.problems.push(record.problem(
                Code::OutsiderPapers,
                VoterField::Registered,
                format!(
                    "请补齐后在备注注明：户籍不在本村，备注里没有{}的记录，补齐后才能列入名单。{}",
                    missing.join("和"),
                    cite(&self.options.rules.elsewhere_source)
                ),
            ));
        }
        (VoterCategory::HouseholdElsewhere, residence)
    }
}

fn residence(text: &str) -> Residence {
    let away = ["外出", "在外", "不在", "外地", "外村", "务工", "否"];
    let here = ["本村", "在村", "常住", "本社区", "在家", "是"];
    if away.iter().any(|word| text.contains(word)) {
        Residence::Away
    } else if here.iter().any(|word| text.contains(word)) {
        Residence::InVillage
    } else {
        Residence::Unstated
    }
}

/// Whether the household is registered here. 非本村 holds 本村, so elsewhere is asked first.
fn household_here(text: &str) -> Option<bool> {
    let elsewhere = [
        "外村",
        "外地",
        "外来",
        "非本村",
        "不在本村",
        "非户籍",
        "外镇",
        "外县",
        "外省",
        "外市",
    ];
    let here = ["本村", "本社区", "在册", "户籍人口", "是"];
    if elsewhere.iter().any(|word| text.contains(word)) {
        Some(false)
    } else if here.iter().any(|word| text.contains(word)) {
        Some(true)
    } else {
        None
    }
}

fn totals(rows: &[Placed<VoterRow>], ethnic: &ethnic::Tally) -> Vec<Total> {
    let count = |of: &dyn Fn(&VoterRow) -> bool| {
        rows.iter().filter(|placed| of(&placed.value)).count() as u64
    };
    let distinct = |of: &dyn Fn(&VoterRow) -> Option<&String>| {
        rows.iter()
            .filter_map(|placed| of(&placed.value))
            .collect::<std::collections::BTreeSet<_>>()
            .len() as u64
    };
    let total = |label, value| Total { label, value };
    vec![
        total("人数", rows.len() as u64),
        total("男", count(&|v| v.sex == Some(Sex::Male))),
        total("女", count(&|v| v.sex == Some(Sex::Female))),
        total("村民小组", distinct(&|v| v.group.as_ref())),
        total("户", distinct(&|v| v.household.as_ref())),
        total(
            "本村户籍在村",
            count(&|v| v.category == VoterCategory::LivingHere),
        ),
        total(
            "本村户籍外出",
            count(&|v| v.category == VoterCategory::LivingAway),
        ),
        total(
            "外村户籍",
            count(&|v| v.category == VoterCategory::HouseholdElsewhere),
        ),
        total("少数民族", ethnic.minority()),
    ]
}
