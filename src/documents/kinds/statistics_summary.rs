//! 统计汇总表 — figures of every unit and their sums, from the imported lists, the results and the records.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::common::{Seats, TownshipPaper, URGENCY, UnitKind, Urgency};
use super::field::{FieldSpec, Input, field};
use super::problem::DataProblem;
use super::township::{Ballots, census, percent};
use super::{Sample, liaison_table, sample};

/// 一个村（社区）的数字; what was never recorded stays empty and is printed as an empty cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnitFigures {
    /// 名称
    pub name: String,
    /// 村或社区
    pub kind: UnitKind,
    /// 选举日
    pub election_day: Option<NaiveDate>,
    /// 投票已记录
    #[serde(default)]
    pub polled: bool,
    /// 户数
    pub households: Option<u32>,
    /// 人口
    pub population: Option<u32>,
    /// 党员
    pub party_members: Option<u32>,
    /// 票数
    #[serde(default)]
    pub ballots: Ballots,
    /// 应选
    pub seats: Option<Seats>,
    /// 当选
    pub elected: Option<Seats>,
    /// 督查次数
    #[serde(default)]
    pub visits: u32,
    /// 发现的问题
    #[serde(default)]
    pub findings: u32,
    /// 逾期完成的法定环节
    #[serde(default)]
    pub done_late: u32,
    /// 工作移交已记录
    #[serde(default)]
    pub handed_over: bool,
}

/// What the product knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// 各村（社区）
    #[serde(default)]
    pub units: Vec<UnitFigures>,
}

/// What the clerk fills in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// 报送单位
    pub recipient: Option<String>,
    /// 签发人
    pub signer: Option<String>,
    /// 填报人
    pub compiler: Option<String>,
    /// 联系电话
    pub contact_phone: Option<String>,
    /// 紧急程度
    pub urgency: Option<Urgency>,
}

/// 统计汇总表的数据
pub type Paper = TownshipPaper<Known, Facts>;

/// Sums of several units; a sum is known only where every part of it is.
#[derive(Debug, Default, Serialize)]
struct Sums {
    units: usize,
    polled: usize,
    handed_over: usize,
    households: Option<u64>,
    population: Option<u64>,
    party_members: Option<u64>,
    registered: Option<u64>,
    issued: Option<u64>,
    returned: Option<u64>,
    valid: Option<u64>,
    invalid: Option<u64>,
    seats: Option<u64>,
    elected: Option<u64>,
    chairs: Option<u64>,
    visits: u64,
    findings: u64,
    done_late: u64,
    turnout: String,
}

impl Sums {
    fn of<'a>(units: impl Iterator<Item = &'a UnitFigures> + Clone) -> Self {
        let whole = |part: fn(&UnitFigures) -> Option<u32>| -> Option<u64> {
            units.clone().next()?;
            units
                .clone()
                .map(|unit| part(unit).map(u64::from))
                .try_fold(0_u64, |sum, part| Some(sum.saturating_add(part?)))
        };
        let count =
            |which: fn(&UnitFigures) -> bool| units.clone().filter(|unit| which(unit)).count();
        let sum = |part: fn(&UnitFigures) -> u32| {
            units
                .clone()
                .fold(0_u64, |sum, unit| sum.saturating_add(part(unit).into()))
        };
        let registered = whole(|unit| unit.ballots.registered);
        let returned = whole(|unit| unit.ballots.returned);
        Self {
            units: units.clone().count(),
            polled: count(|unit| unit.polled),
            handed_over: count(|unit| unit.handed_over),
            households: whole(|unit| unit.households),
            population: whole(|unit| unit.population),
            party_members: whole(|unit| unit.party_members),
            registered,
            issued: whole(|unit| unit.ballots.issued),
            returned,
            valid: whole(|unit| unit.ballots.valid),
            invalid: whole(|unit| unit.ballots.invalid),
            seats: whole(|unit| unit.seats.map(Seats::total)),
            elected: whole(|unit| unit.elected.map(Seats::total)),
            chairs: whole(|unit| unit.elected.map(|elected| elected.chair)),
            visits: sum(|unit| unit.visits),
            findings: sum(|unit| unit.findings),
            done_late: sum(|unit| unit.done_late),
            turnout: match (returned, registered) {
                (Some(returned), Some(registered)) => percent(returned, registered),
                _ => String::new(),
            },
        }
    }
}

/// The sums below `names`: 合计, and of villages and communities apart where there are both.
pub(super) fn sums(names: &mut Map<String, Value>, units: &[UnitFigures]) {
    let of = |kind: UnitKind| units.iter().filter(move |unit| unit.kind == kind);
    let all = Sums::of(units.iter());
    let mut rows: Vec<Value> = Vec::new();
    for (label, kind) in [
        ("村小计", UnitKind::Village),
        ("社区小计", UnitKind::Community),
    ] {
        let part = Sums::of(of(kind));
        if part.units > 0 && part.units < all.units {
            rows.push(json!({ "label": label, "sums": part }));
        }
    }
    rows.push(json!({ "label": "合计", "sums": all }));
    names.insert("totals".to_owned(), Value::Array(rows));
    names.insert("all".to_owned(), json!(all));
    let turnouts: Vec<String> = units
        .iter()
        .map(
            |unit| match (unit.ballots.returned, unit.ballots.registered) {
                (Some(returned), Some(registered)) => percent(returned.into(), registered.into()),
                _ => String::new(),
            },
        )
        .collect();
    names.insert("turnouts".to_owned(), json!(turnouts));
    // 应选、当选的合计，缺额不为零的单位
    let totals = |seats: fn(&UnitFigures) -> Option<Seats>| -> Value {
        units
            .iter()
            .map(|unit| json!(seats(unit).map(Seats::total)))
            .collect()
    };
    names.insert("seats_of".to_owned(), totals(|unit| unit.seats));
    names.insert("elected_of".to_owned(), totals(|unit| unit.elected));
    let short: Vec<&str> = units
        .iter()
        .filter(|unit| match (unit.seats, unit.elected) {
            (Some(seats), Some(elected)) => elected.total() < seats.total(),
            _ => false,
        })
        .map(|unit| unit.name.as_str())
        .collect();
    names.insert("short".to_owned(), json!(short));
}

/// What cannot be in the figures of units.
pub(super) fn figure_problems(units: &[UnitFigures], problems: &mut Vec<DataProblem>) {
    for (index, unit) in units.iter().enumerate() {
        let path = format!("known.units[{index}]");
        unit.ballots.problems(&format!("{path}.ballots"), problems);
        if let (Some(seats), Some(elected)) = (unit.seats, unit.elected)
            && elected.total() > seats.total()
        {
            problems.push(DataProblem::at(
                format!("{path}.elected"),
                "当选人数多于应选人数，请核对结果公告",
            ));
        }
        if units
            .iter()
            .take(index)
            .any(|earlier| earlier.name == unit.name)
        {
            problems.push(DataProblem::at(
                format!("{path}.name"),
                "这个村（社区）列了两次，请删去一行",
            ));
        }
    }
}

impl super::Paper for Paper {
    const FIELDS: &'static [FieldSpec] = &[
        field(
            "recipient",
            "报送单位",
            "如“县换届选举工作领导小组办公室”",
            Input::Text,
        ),
        field("signer", "签发人", "上报的文书要写签发人", Input::Text),
        field("compiler", "填报人", "", Input::Text),
        field("contact_phone", "联系电话", "", Input::Text),
        URGENCY,
    ];

    fn problems(&self, problems: &mut Vec<DataProblem>) {
        figure_problems(&self.known.units, problems);
    }

    fn words(&self, names: &mut Map<String, Value>) {
        census(names, self.known.units.iter().map(|unit| unit.kind));
        sums(names, &self.known.units);
    }

    fn samples() -> Vec<Sample> {
        let facts = json!({
            "recipient": "县村（社区）“两委”换届选举工作领导小组办公室", "signer": "林忠康",
            "compiler": "马军", "contact_phone": "0751-6220001"
        });
        let paper = |units: Value, facts: Value| {
            json!({
                "office": sample::office(), "issue": sample::issue("石换届办〔2027〕40号", "2027-04-17"),
                "known": { "units": units }, "facts": facts
            })
        };
        let mut rare = figures(2);
        rare[0]["name"] = json!("𠮷塘村");
        let mut part = figures(3);
        if let Some(last) = part.get_mut(2).and_then(Value::as_object_mut) {
            last.remove("ballots");
            last.remove("elected");
            last.insert("polled".to_owned(), json!(false));
            last.insert("handed_over".to_owned(), json!(false));
        }
        vec![
            sample::sample("normal", paper(figures(16), facts)),
            sample::sample("part", paper(part, json!({}))),
            sample::sample(
                "empty",
                json!({ "office": { "township": "石塘镇" }, "known": {}, "facts": {} }),
            ),
            sample::sample("largest", paper(figures(60), json!({}))),
            sample::sample("rare", paper(rare, json!({ "signer": "李𬭎" }))),
        ]
    }
}

/// Invented figures of this many units, shared with the summary of the work.
pub(super) fn figures(count: usize) -> Value {
    liaison_table::named_units(count)
        .as_array()
        .into_iter()
        .flatten()
        .zip(0_u32..)
        .map(|(unit, n)| {
            let registered = 640 + n * 37 % 900;
            let returned = registered - 30 - n * 13 % 120;
            let invalid = n * 7 % 15;
            json!({
                "name": unit["name"], "kind": unit["kind"], "election_day": "2027-03-18",
                "polled": true, "handed_over": n % 9 != 4,
                "households": 210 + n * 17 % 300, "population": registered * 13 / 10,
                "party_members": 22 + n % 31,
                "ballots": { "registered": registered, "issued": returned + 3, "returned": returned,
                    "valid": returned - invalid, "invalid": invalid },
                "seats": { "chair": 1, "deputy": 1, "member": 3 },
                "elected": { "chair": 1, "deputy": 1, "member": if n == 6 { 2 } else { 3 } },
                "visits": 2 + n % 3, "findings": n % 4, "done_late": u32::from(n == 8)
            })
        })
        .collect()
}
