//! 统计 — the figures counties ask for, of every unit, as far as they are recorded. What nobody recorded is unknown: it
//! stays blank, is counted as missing and is never 0.

use std::collections::HashMap;

use chrono::NaiveDate;
use serde_json::Value;
use uuid::Uuid;

use super::{
    paper::{
        data::facts_of,
        dossier::{Dossier, Reach},
        registered_of,
    },
    refusal::Refusal,
    standing::{Plans, kind_of},
    village,
};
use crate::{
    documents::kind::Kind,
    law::{POLLING, StepState, UnitKind},
    roster::{ExportCell, ExportColumn, TroubleCause},
    store::{Store, entity::village as village_row, report, scope::CycleScope},
};

/// 一格
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Figure {
    /// Nobody recorded it.
    Unknown,
    /// A count.
    Count(i64),
    /// A share in tenths of a per cent, of two counts.
    Share(i64),
    /// Words.
    Words(String),
    /// A day.
    Day(NaiveDate),
}

impl Figure {
    fn of(count: Option<i64>) -> Self {
        count.map_or(Self::Unknown, Self::Count)
    }

    fn share(part: Option<i64>, whole: Option<i64>) -> Self {
        match part.zip(whole) {
            Some((part, whole)) if whole > 0 => Self::Share(part.saturating_mul(1000) / whole),
            _ => Self::Unknown,
        }
    }

    /// As a page shows it; blank for the unknown.
    pub fn text(&self) -> String {
        match self {
            Self::Unknown => String::new(),
            Self::Count(count) => count.to_string(),
            Self::Share(tenths) => format!("{}.{}%", tenths / 10, tenths % 10),
            Self::Words(text) => text.clone(),
            Self::Day(day) => crate::civil::short(*day),
        }
    }

    fn cell(&self) -> ExportCell {
        match self {
            Self::Unknown => ExportCell::Blank,
            Self::Count(count) => ExportCell::Number(*count),
            Self::Day(day) => ExportCell::Date(*day),
            Self::Share(_) | Self::Words(_) => ExportCell::Text(self.text()),
        }
    }
}

/// How a column is summed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sum {
    /// Not at all.
    No,
    /// By adding.
    Add,
    /// The share of two other columns.
    Share(usize, usize),
}

/// 列
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// 准备, 投票 …
    pub group: &'static str,
    /// Heading.
    pub title: &'static str,
    sum: Sum,
}

/// 合计 of a column: what is known, and of how many units nothing is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Total {
    /// The sum of what is known.
    pub sum: Figure,
    /// Units without a figure.
    pub missing: usize,
}

/// 一个单位
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Id.
    pub id: Uuid,
    /// Name.
    pub name: String,
    /// 村 or 社区
    pub kind: UnitKind,
    /// In the order of the columns.
    pub figures: Vec<Figure>,
}

/// 统计
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statistics {
    /// Columns.
    pub columns: Vec<Column>,
    /// Units in the township's order.
    pub lines: Vec<Line>,
    /// Sums by column.
    pub totals: Vec<Total>,
}

/// What counties ask for and this program has no record of, with the reason.
pub const NOT_RECORDED: &[(&str, &str)] = &[
    ("一肩挑、交叉任职", "没有登记党组织书记和委员"),
    (
        "当选人性别、年龄、民族、政治面貌、文化程度",
        "结果公告只有姓名和票数",
    ),
    ("35岁以下、大专以上、平均年龄", "同上"),
    ("首次当选、连选连任、连任率", "没有上一届的当选名单"),
    ("致富能手、退役军人、返乡大学生", "没有登记"),
    ("登记选民中的党员、少数民族", "选民名单只有小组、姓名和性别"),
    (
        "会场、票箱、秘密写票处的个数",
        "投票公告里是文字，没有单列个数",
    ),
    ("四增四减", "没有登记"),
    ("下属委员会", "没有登记"),
    ("信访件数、查处数", "见信访登记，不在这张表里"),
];

const PREPARATION: &str = "准备";
const CANDIDATES: &str = "候选人";
const POLL: &str = "投票";
const RESULT: &str = "结果";
const BODIES: &str = "代表和小组";
const WORK: &str = "工作";

/// Place of the columns whose share is the turnout.
const REGISTERED: usize = 4;
const RETURNED: usize = 17;

fn columns() -> Vec<Column> {
    let column = |group, title, sum| Column { group, title, sum };
    let add = |group, title| column(group, title, Sum::Add);
    let word = |group, title| column(group, title, Sum::No);
    vec![
        add(PREPARATION, "户数"),
        add(PREPARATION, "人口"),
        add(PREPARATION, "党员"),
        add(PREPARATION, "小组"),
        add(PREPARATION, "登记选民"),
        add(PREPARATION, "其中女性"),
        word(PREPARATION, "选委会推选方式"),
        add(PREPARATION, "选委会人数"),
        add(PREPARATION, "应选主任"),
        add(PREPARATION, "应选副主任"),
        add(PREPARATION, "应选委员"),
        word(PREPARATION, "难点村原因"),
        add(CANDIDATES, "正式候选人"),
        add(CANDIDATES, "多于应选"),
        word(POLL, "选举日"),
        word(POLL, "投票"),
        add(POLL, "发出选票"),
        add(POLL, "收回选票"),
        add(POLL, "有效票"),
        add(POLL, "无效票"),
        column(POLL, "参选率", Sum::Share(RETURNED, REGISTERED)),
        add(POLL, "委托投票"),
        add(POLL, "流动票箱投票人"),
        add(RESULT, "当选主任"),
        add(RESULT, "当选副主任"),
        add(RESULT, "当选委员"),
        add(RESULT, "缺额"),
        word(RESULT, "另行选举"),
        word(RESULT, "重新选举"),
        add(BODIES, "代表"),
        add(BODIES, "其中妇女"),
        add(BODIES, "小组长"),
        add(BODIES, "监督委员会"),
        word(WORK, "工作移交"),
        add(WORK, "法定环节逾期完成"),
        add(WORK, "督查次数"),
        add(WORK, "发现问题"),
    ]
}

/// Reads and counts.
pub async fn read(
    store: &Store,
    plans: &Plans,
    scope: &CycleScope,
    today: NaiveDate,
) -> Result<Statistics, Refusal> {
    let db = store.reader();
    let dossier = Dossier::read(db, scope, Reach::Unit(scope.cycle_id())).await?;
    let mut women: HashMap<Uuid, Option<i64>> = HashMap::new();
    for (village, sex, count) in report::voters_by_sex(db, scope).await? {
        let known = women.entry(village).or_insert(Some(0));
        *known = match (sex.as_deref(), *known) {
            (Some("female"), Some(sum)) => Some(sum.saturating_add(count)),
            (Some("male"), known) => known,
            // One voter without a sex, and nobody knows how many women there are.
            _ => None,
        };
    }
    let lines: Vec<Line> = dossier
        .villages
        .iter()
        .map(|village| Line {
            id: village.id,
            name: village.name.clone(),
            kind: kind_of(village),
            figures: figures(
                &dossier,
                plans,
                village,
                women.get(&village.id).copied().flatten(),
                today,
            ),
        })
        .collect();
    Ok(summed(columns(), lines))
}

fn summed(columns: Vec<Column>, lines: Vec<Line>) -> Statistics {
    let of = |at: usize| lines.iter().filter_map(move |line| line.figures.get(at));
    let count = |figure: &Figure| match figure {
        Figure::Count(count) => Some(*count),
        _ => None,
    };
    let totals = columns
        .iter()
        .enumerate()
        .map(|(at, column)| {
            let missing = of(at).filter(|figure| **figure == Figure::Unknown).count();
            let sum = match column.sum {
                Sum::No => Figure::Unknown,
                Sum::Add if missing == lines.len() => Figure::Unknown,
                Sum::Add => Figure::Count(of(at).filter_map(count).fold(0, i64::saturating_add)),
                // Only units of which both are known: a share of different units would be no share.
                Sum::Share(part, whole) => {
                    let (mut parts, mut wholes) = (0_i64, 0_i64);
                    for (part, whole) in of(part).zip(of(whole)) {
                        if let (Some(part), Some(whole)) = (count(part), count(whole)) {
                            parts = parts.saturating_add(part);
                            wholes = wholes.saturating_add(whole);
                        }
                    }
                    Figure::share(Some(parts), Some(wholes))
                }
            };
            Total {
                missing: if column.sum == Sum::No { 0 } else { missing },
                sum,
            }
        })
        .collect();
    Statistics {
        columns,
        lines,
        totals,
    }
}

/// What a notice states, once it is on the wall: a form half filled in is no fact.
fn stated(dossier: &Dossier, unit: Uuid, kind: Kind) -> Option<Value> {
    dossier.in_force(unit, kind).next()?;
    Some(facts_of(dossier, unit, kind))
}

/// How many rows of a list; unknown when the notice does not have the list.
fn rows(facts: Option<&Value>, list: &str, wanted: impl Fn(&Value) -> bool) -> Option<i64> {
    let rows = facts?.get(list)?.as_array()?;
    i64::try_from(rows.iter().filter(|row| wanted(row)).count()).ok()
}

fn word<'v>(row: &'v Value, key: &str) -> Option<&'v str> {
    row.get(key).and_then(Value::as_str)
}

fn figures(
    dossier: &Dossier,
    plans: &Plans,
    village: &village_row::Model,
    women: Option<i64>,
    today: NaiveDate,
) -> Vec<Figure> {
    let id = village.id;
    let number = |count: Option<i32>| Figure::of(count.map(i64::from));
    let seats = |count: i32| Some(i64::from(count));
    let all_seats = i64::from(village.seats_chair)
        + i64::from(village.seats_deputy)
        + i64::from(village.seats_member);
    let no_seats = all_seats == 0;
    let registered = registered_of(dossier, id).map(|registered| i64::from(registered.count));
    let committee = stated(dossier, id, Kind::ElectionCommittee);
    let candidates = stated(dossier, id, Kind::Candidates);
    let proxies = stated(dossier, id, Kind::Proxies);
    let roaming = stated(dossier, id, Kind::RoamingVoters);
    let results = stated(dossier, id, Kind::Results);
    let representatives = stated(dossier, id, Kind::Representatives);
    let leaders = stated(dossier, id, Kind::GroupLeaders);
    let supervisors = stated(dossier, id, Kind::Supervisors);
    let ballots = |key: &str| results.as_ref()?.get(key)?.as_i64();
    let standing_for = rows(candidates.as_ref(), "candidates", |_| true);
    let decided = results
        .as_ref()
        .and_then(|facts| facts.get("counts")?.as_array())
        .is_some_and(|rows| {
            !rows.is_empty()
                && rows
                    .iter()
                    .all(|row| row.get("elected").is_some_and(Value::is_boolean))
        });
    let elected = |post: &[&str]| {
        if !decided {
            return None;
        }
        rows(results.as_ref(), "counts", |row| {
            row.get("elected").and_then(Value::as_bool) == Some(true)
                && word(row, "post").is_some_and(|of| post.contains(&of))
        })
    };
    let all_elected = elected(&["chair", "deputy", "member", "woman-member"]);
    let women_known = representatives
        .as_ref()
        .and_then(|facts| facts.get("representatives")?.as_array())
        .is_some_and(|rows| {
            rows.iter()
                .all(|row| row.get("woman").is_some_and(Value::is_boolean))
        });
    let standing = dossier.standing(plans, id, today);
    let visits: Vec<_> = dossier
        .inspections
        .iter()
        .filter(|(row, _)| row.village_id == id)
        .collect();
    let count = |number: usize| Figure::of(i64::try_from(number).ok());
    let causes: Vec<&str> = village::causes(village)
        .into_iter()
        .map(TroubleCause::title)
        .collect();
    let happened = |kind: Kind| {
        if !decided {
            Figure::Unknown
        } else if dossier.in_force(id, kind).next().is_some() {
            Figure::Words("有".to_owned())
        } else {
            Figure::Words("没有".to_owned())
        }
    };
    vec![
        number(village.households),
        number(village.population),
        number(village.party_members),
        number(village.groups),
        Figure::of(registered),
        Figure::of(women.filter(|_| registered.is_some())),
        committee
            .as_ref()
            .and_then(|facts| word(facts, "method"))
            .map_or(Figure::Unknown, |method| {
                Figure::Words(
                    match method {
                        "assembly" => "会议",
                        "representatives" => "代表会议",
                        _ => "小组会议",
                    }
                    .to_owned(),
                )
            }),
        Figure::of(rows(committee.as_ref(), "members", |row| {
            word(row, "duty") != Some("alternate")
        })),
        Figure::of(seats(village.seats_chair).filter(|_| !no_seats)),
        Figure::of(seats(village.seats_deputy).filter(|_| !no_seats)),
        Figure::of(seats(village.seats_member).filter(|_| !no_seats)),
        Figure::Words(causes.join("、")),
        Figure::of(standing_for),
        Figure::of(
            standing_for
                .filter(|_| !no_seats)
                .map(|count| count - all_seats),
        ),
        Figure::Day(dossier.election_day(village)),
        Figure::Words(
            if dossier.recorded(id, POLLING).is_some() {
                "已投票"
            } else {
                "未投票"
            }
            .to_owned(),
        ),
        Figure::of(ballots("issued")),
        Figure::of(ballots("returned")),
        Figure::of(ballots("valid")),
        Figure::of(ballots("invalid")),
        Figure::share(ballots("returned"), registered),
        Figure::of(rows(proxies.as_ref(), "pairs", |_| true)),
        Figure::of(rows(roaming.as_ref(), "voters", |_| true)),
        Figure::of(elected(&["chair"])),
        Figure::of(elected(&["deputy"])),
        Figure::of(elected(&["member", "woman-member"])),
        Figure::of(
            all_elected
                .filter(|_| !no_seats)
                .map(|elected| all_seats.saturating_sub(elected).max(0)),
        ),
        happened(Kind::Rerun),
        happened(Kind::Repoll),
        Figure::of(rows(representatives.as_ref(), "representatives", |_| true)),
        Figure::of(
            rows(representatives.as_ref(), "representatives", |row| {
                row.get("woman").and_then(Value::as_bool) == Some(true)
            })
            .filter(|_| women_known),
        ),
        Figure::of(rows(leaders.as_ref(), "groups", |row| {
            word(row, "leader").is_some_and(|name| !name.is_empty())
        })),
        Figure::of(rows(supervisors.as_ref(), "supervisors", |_| true)),
        dossier
            .recorded(id, "handover-completed")
            .map_or(Figure::Unknown, Figure::Day),
        count(
            standing
                .states
                .iter()
                .filter(|state| **state == StepState::DoneLate)
                .count(),
        ),
        count(visits.len()),
        count(visits.iter().map(|(_, found)| found.len()).sum()),
    ]
}

impl Statistics {
    /// As a table to take away: a row a unit, the sums of what is known, and of how many units nothing is.
    pub fn table(&self) -> (Vec<ExportColumn>, Vec<Vec<ExportCell>>) {
        let head =
            ["序号", "单位", "类别"]
                .into_iter()
                .map(ExportColumn::titled)
                .chain(self.columns.iter().map(|column| {
                    ExportColumn::titled(format!("{}·{}", column.group, column.title))
                }))
                .collect();
        let mut rows: Vec<Vec<ExportCell>> = self
            .lines
            .iter()
            .zip(1_u32..)
            .map(|(line, number)| {
                let mut row: Vec<ExportCell> = vec![
                    number.into(),
                    line.name.as_str().into(),
                    line.kind.name().into(),
                ];
                row.extend(line.figures.iter().map(Figure::cell));
                row
            })
            .collect();
        if !rows.is_empty() {
            let under = |word: &str| vec![ExportCell::Blank, word.into(), ExportCell::Blank];
            let mut sums = under("合计（已登记的）");
            sums.extend(self.totals.iter().map(|total| total.sum.cell()));
            let mut missing = under("没有登记的单位数");
            missing.extend(
                self.columns
                    .iter()
                    .zip(&self.totals)
                    .map(|(column, total)| {
                        if column.sum == Sum::No {
                            ExportCell::Blank
                        } else {
                            ExportCell::Number(i64::try_from(total.missing).unwrap_or(i64::MAX))
                        }
                    }),
            );
            rows.push(sums);
            rows.push(missing);
        }
        (head, rows)
    }

    fn at(&self, title: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.title == title)
    }

    /// How many units a column says something of.
    fn having(&self, title: &str, wanted: impl Fn(&Figure) -> bool) -> usize {
        let Some(at) = self.at(title) else { return 0 };
        self.lines
            .iter()
            .filter(|line| line.figures.get(at).is_some_and(&wanted))
            .count()
    }

    /// The usual sentences above the table: word and figure; an unknown one is blank.
    pub fn summary(&self) -> Vec<(&'static str, String)> {
        let polled = self.having("投票", |figure| {
            *figure == Figure::Words("已投票".to_owned())
        });
        let decided = self.having("缺额", |figure| *figure != Figure::Unknown);
        let whole = self
            .at("缺额")
            .zip(self.at("重新选举"))
            .map_or(0, |(short, again)| {
                self.lines
                    .iter()
                    .filter(|line| {
                        line.figures.get(short) == Some(&Figure::Count(0))
                            && line.figures.get(again) == Some(&Figure::Words("没有".to_owned()))
                    })
                    .count()
            });
        let units = self.lines.len();
        let communities = self
            .lines
            .iter()
            .filter(|line| line.kind == UnitKind::Community)
            .count();
        let handed = self.having("工作移交", |figure| *figure != Figure::Unknown);
        let share = |part: usize, whole: usize| {
            Figure::share(i64::try_from(part).ok(), i64::try_from(whole).ok()).text()
        };
        let total = |title: &str| {
            self.at(title)
                .and_then(|at| self.totals.get(at))
                .map(|total| total.sum.text())
                .unwrap_or_default()
        };
        vec![
            (
                "应换届",
                format!(
                    "{units} 个（村 {}，社区 {communities}）",
                    units - communities
                ),
            ),
            ("已投票", format!("{polled} 个")),
            ("结果已公告", format!("{decided} 个")),
            (
                "一次选举成功",
                if decided == 0 {
                    String::new()
                } else {
                    format!("{whole} 个，占已公告的 {}", share(whole, decided))
                },
            ),
            ("参选率", total("参选率")),
            ("已移交", format!("{handed} 个")),
        ]
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn line(name: &str, registered: Option<i64>, returned: Option<i64>) -> Line {
        let mut figures = vec![Figure::Unknown; columns().len()];
        figures[REGISTERED] = Figure::of(registered);
        figures[RETURNED] = Figure::of(returned);
        let turnout = columns()
            .iter()
            .position(|column| column.title == "参选率")
            .unwrap();
        figures[turnout] = Figure::share(returned, registered);
        Line {
            id: Uuid::nil(),
            name: name.to_owned(),
            kind: UnitKind::Village,
            figures,
        }
    }

    #[test]
    fn the_columns_of_the_turnout_are_those_it_is_made_of() {
        let columns = columns();
        assert_eq!(columns[REGISTERED].title, "登记选民");
        assert_eq!(columns[RETURNED].title, "收回选票");
        let mut titles: Vec<_> = columns
            .iter()
            .map(|column| (column.group, column.title))
            .collect();
        titles.sort_unstable();
        titles.dedup();
        assert_eq!(titles.len(), columns.len());
    }

    #[test]
    fn unknown_is_blank_and_never_nought() {
        let statistics = summed(
            columns(),
            vec![
                line("甲", Some(1000), Some(876)),
                line("乙", Some(500), None),
                line("丙", None, None),
            ],
        );
        let of = |title: &str| &statistics.totals[statistics.at(title).unwrap()];
        assert_eq!(
            (of("登记选民").sum.text().as_str(), of("登记选民").missing),
            ("1500", 1)
        );
        assert_eq!(
            (of("收回选票").sum.text().as_str(), of("收回选票").missing),
            ("876", 2)
        );
        // 876 of the 1000 of the one unit that knows both.
        assert_eq!(of("参选率").sum.text(), "87.6%");
        assert_eq!(of("户数").sum, Figure::Unknown, "nobody recorded it");
        let (head, rows) = statistics.table();
        assert_eq!(head.len(), columns().len() + 3);
        assert_eq!(rows.len(), 5);
        assert_eq!(rows[2][3 + REGISTERED], ExportCell::Blank);
        assert_eq!(rows[3][3 + REGISTERED], ExportCell::Number(1500));
        assert_eq!(rows[4][3 + REGISTERED], ExportCell::Number(1));
        assert_eq!(rows[3][3], ExportCell::Blank);
        assert_eq!(rows[4][3], ExportCell::Number(3));
    }

    #[test]
    fn without_a_result_there_is_no_rate_of_success() {
        let statistics = summed(columns(), vec![line("甲", Some(10), None)]);
        let summary = statistics.summary();
        let of = |word: &str| &summary.iter().find(|(name, _)| *name == word).unwrap().1;
        assert_eq!(of("一次选举成功"), "");
        assert_eq!(of("参选率"), "");
        assert_eq!(of("应换届"), "1 个（村 1，社区 0）");
    }
}
