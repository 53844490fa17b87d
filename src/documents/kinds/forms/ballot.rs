//! 选票和选票登记表.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::parts::{self, CANDIDATES, Candidate, Contest, FormRules, RulesOnly, Sheets};
use crate::documents::kinds::Sample;
use crate::documents::kinds::arrange::{self, ARRANGEMENT, Arrangement};
use crate::documents::kinds::candidates::Order;
use crate::documents::kinds::common::{POSTS, Post, VillagePaper};
use crate::documents::kinds::field::{FieldSpec, Input, field};
use crate::documents::kinds::problem::DataProblem;

/// 选票样式
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Layout {
    /// 各职位合印一张
    Combined,
    /// 一个职位一张
    PerPost,
}

/// 选票颜色 — said in words: the sheet itself is printed black on coloured paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Colour {
    /// 职位
    pub post: Post,
    /// 颜色: `粉红色`
    pub colour: String,
}

/// 选票
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// 样式
    pub layout: Option<Layout>,
    /// 候选人
    #[serde(default)]
    pub candidates: Vec<Candidate>,
    /// 排列顺序
    pub order: Option<Arrangement>,
    /// 颜色
    #[serde(default)]
    pub colours: Vec<Colour>,
}

/// 选票
pub type Paper = VillagePaper<RulesOnly, Facts>;

/// Ballots with at most this many rows stand four, two on a sheet; longer ones fill one, the longest a larger one.
const ROWS_OF_FOUR: usize = 5;
const ROWS_OF_TWO: usize = 17;
/// Rows of the longest ballot on A4; longer ones take A3.
const ROWS_OF_A4: usize = 20;

/// One post as it stands on a ballot; `None` is a row to be written into.
struct Column<'a> {
    contest: &'a Contest,
    colour: Option<&'a str>,
    places: Vec<Option<&'a str>>,
}

/// One ballot: its data for the text, and its rows with those of the heads.
struct Ticket {
    data: Value,
    rows: usize,
}

impl crate::documents::kinds::Paper for Paper {
    const FIELDS: &'static [FieldSpec] = &[
        field(
            "layout",
            "选票样式",
            "不选时一个职位一张",
            Input::Choice(&[("per-post", "一个职位一张"), ("combined", "各职位合印一张")]),
        ),
        CANDIDATES,
        ARRANGEMENT,
        field(
            "colours",
            "选票颜色",
            "每行一种：职位、用纸颜色；分开印的选票用颜色区分，不分颜色就不填",
            Input::Table(&[
                field("post", "职位", "", Input::Choice(POSTS)),
                field("colour", "颜色", "", Input::Text),
            ]),
        ),
    ];

    fn problems(&self, problems: &mut Vec<DataProblem>) {
        let facts = &self.facts;
        parts::check_candidates(&facts.candidates, problems);
        if let Some(seats) = self.unit.seats {
            for (index, candidate) in facts.candidates.iter().enumerate() {
                if seats.of(candidate.post) == 0 {
                    problems.push(DataProblem::at(
                        format!("facts.candidates[{index}].post"),
                        format!(
                            "没有{}的名额，请改正职位或者核对职数",
                            candidate.post.label()
                        ),
                    ));
                }
            }
        }
        for (index, colour) in facts.colours.iter().enumerate() {
            let earlier = || facts.colours.iter().take(index);
            if earlier().any(|one| one.post == colour.post) {
                problems.push(DataProblem::at(
                    format!("facts.colours[{index}].post"),
                    "这个职位已经写了颜色，请删去一行",
                ));
            } else if facts.layout != Some(Layout::Combined)
                && earlier().any(|one| one.colour == colour.colour)
            {
                problems.push(DataProblem::at(
                    format!("facts.colours[{index}].colour"),
                    "与另一职位的选票同色，分不开，请换一种",
                ));
            }
        }
    }

    fn words(&self, names: &mut Map<String, Value>) {
        parts::speak(self, names);
        let rules = &self.known.rules;
        let order = arrange::order(rules.order, self.facts.order);
        let candidates = arrange::arranged(&self.facts.candidates, order, |one| &one.name);
        let contests = parts::contests(self, &candidates);
        let combined = self.facts.layout == Some(Layout::Combined);
        let columns: Vec<Column<'_>> = contests
            .iter()
            .map(|contest| self.column(contest))
            .collect();
        let sheets: Vec<Ticket> = if combined {
            vec![ticket(&columns)]
        } else {
            columns
                .iter()
                .map(|column| ticket(std::slice::from_ref(column)))
                .collect()
        };
        // 一份文书一种纸：有一种排不下小纸的，都用大纸
        let large = sheets.iter().any(|sheet| sheet.rows > ROWS_OF_A4);
        names.insert("paper".to_owned(), json!(if large { "A3" } else { "A4" }));
        let tickets: Vec<Value> = sheets.into_iter().map(|sheet| sheet.data).collect();
        names.insert("tickets".to_owned(), Value::Array(tickets));
        names.insert("combined".to_owned(), json!(combined));
        names.insert("marks".to_owned(), marks(rules, order, combined));
    }

    fn samples() -> Vec<Sample> {
        let colours = json!([
            { "post": "chair", "colour": "粉红色" }, { "post": "deputy", "colour": "淡黄色" },
            { "post": "member", "colour": "淡绿色" }
        ]);
        let rules = |rules: Value| json!({ "rules": rules });
        Sheets {
            law: "第十八条第一款",
            residents_law: "第十九条",
            normal: (
                rules(parts::all_rules()),
                json!({ "layout": "per-post", "candidates": parts::some_candidates(), "colours": colours }),
            ),
            community: (
                rules(parts::residents_rules()),
                json!({ "layout": "combined", "candidates": parts::some_candidates() }),
            ),
            largest: (
                rules(parts::all_rules()),
                json!({ "layout": "combined", "candidates": parts::many_candidates() }),
            ),
            rare: (
                rules(parts::some_rules()),
                json!({ "candidates": parts::rare_candidates() }),
            ),
        }
        .samples()
    }
}

impl Paper {
    /// One post on a ballot: its people, then empty rows where other names may be written.
    fn column<'a>(&'a self, contest: &'a Contest) -> Column<'a> {
        let seats = contest.seats.unwrap_or(1) as usize;
        let blank = if contest.people.is_empty() {
            seats + 1
        } else {
            0
        };
        let other = if self.known.rules.other_names == Some(true) {
            seats.min(3)
        } else {
            0
        };
        let colour = self
            .facts
            .colours
            .iter()
            .find(|one| one.post == contest.post)
            .map(|one| one.colour.as_str());
        let people = contest.people.iter().map(|name| Some(name.as_str()));
        Column {
            contest,
            colour,
            places: people
                .chain(std::iter::repeat_n(None, blank + other))
                .collect(),
        }
    }
}

/// A ballot of one post or of all, and how many of it stand on a sheet. On a ballot that fills a sheet two people
/// stand in a row.
fn ticket(columns: &[Column<'_>]) -> Ticket {
    let heads = if columns.len() > 1 { columns.len() } else { 0 };
    let single = heads
        + columns
            .iter()
            .map(|column| column.places.len())
            .sum::<usize>();
    let (across, down) = match single {
        0..=ROWS_OF_FOUR => (2, 2),
        rows if rows <= ROWS_OF_TWO => (2, 1),
        _ => (1, 1),
    };
    let beside = if across == 1 { 2 } else { 1 };
    let mut rows = heads;
    let columns: Vec<Value> = columns
        .iter()
        .map(|column| {
            let lines: Vec<Vec<Option<&str>>> = column
                .places
                .chunks(beside)
                .map(|places| {
                    let mut line = places.to_vec();
                    line.resize(beside, None);
                    line
                })
                .collect();
            rows += lines.len();
            json!({
                "label": column.contest.label, "seats_word": column.contest.seats_word,
                "colour": column.colour, "lines": lines
            })
        })
        .collect();
    Ticket {
        data: json!({
            "columns": columns, "across": across, "down": down, "beside": beside,
            "copies": (1..=across * down).collect::<Vec<_>>()
        }),
        rows,
    }
}

/// 填票规则, one sentence each.
fn marks(rules: &FormRules, order: Option<Order>, combined: bool) -> Value {
    let mut lines =
        vec!["同意的，在姓名左边的空格画“〇”；不同意的画“×”；弃权的不作记号。".to_owned()];
    if rules.other_names == Some(true) {
        lines.push("另选他人的，在空行写上姓名，并在左边画“〇”。".to_owned());
    }
    let void = match rules.overvote_unit {
        Some(parts::OvervoteUnit::Ballot) if combined => "整张选票无效",
        Some(parts::OvervoteUnit::Column) => "该职位一栏无效",
        _ if combined => "无效",
        _ => "选票无效",
    };
    lines.push(format!(
        "选出人数等于或者少于应选人数的有效，多于应选人数的{void}。"
    ));
    if rules.double_post_void == Some(true) {
        lines.push("选同一人担任两项以上职务的无效。".to_owned());
    }
    match order {
        Some(Order::Votes) => lines.push("候选人按提名得票多少排列。".to_owned()),
        Some(Order::Strokes) => lines.push("候选人按姓氏笔画排列。".to_owned()),
        None => {}
    }
    json!(lines)
}

/// 一种选票的张数
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stock {
    /// 选票名称: `主任选票`
    pub name: String,
    /// 印制
    pub printed: Option<u32>,
    /// 发出
    pub issued: Option<u32>,
    /// 作废
    pub spoiled: Option<u32>,
    /// 留存
    pub kept: Option<u32>,
    /// 剩余
    pub left: Option<u32>,
}

/// 选票登记表
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LedgerFacts {
    /// 各种选票
    #[serde(default)]
    pub stocks: Vec<Stock>,
}

/// What the ledger knows: registered voters, to print no more than are needed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LedgerKnown {
    /// 规则
    pub rules: FormRules,
    /// 登记参加选举的人数
    pub registered: Option<u32>,
}

/// 选票印制、领取、发放登记表
pub type Ledger = VillagePaper<LedgerKnown, LedgerFacts>;

impl crate::documents::kinds::Paper for Ledger {
    const FIELDS: &'static [FieldSpec] = &[field(
        "stocks",
        "各种选票",
        "每行一种：选票名称、印制、发出、作废、留存、剩余（张）；不填就印空白行",
        Input::Table(&[
            field("name", "选票名称", "", Input::Text),
            field("printed", "印制", "", Input::Number),
            field("issued", "发出", "", Input::Number),
            field("spoiled", "作废", "", Input::Number),
            field("kept", "留存", "", Input::Number),
            field("left", "剩余", "", Input::Number),
        ]),
    )];

    fn problems(&self, problems: &mut Vec<DataProblem>) {
        for (index, stock) in self.facts.stocks.iter().enumerate() {
            let parts = [stock.issued, stock.spoiled, stock.kept, stock.left];
            if let (Some(printed), Some(sum)) = (
                stock.printed,
                parts
                    .into_iter()
                    .map(|part| part.map(u64::from))
                    .sum::<Option<u64>>(),
            ) && u64::from(printed) != sum
            {
                problems.push(DataProblem::at(
                    format!("facts.stocks[{index}].printed"),
                    "印制的张数不等于发出、作废、留存、剩余之和，请核对",
                ));
            }
            if let (Some(issued), Some(registered)) = (stock.issued, self.known.registered)
                && issued > registered
            {
                problems.push(DataProblem::at(
                    format!("facts.stocks[{index}].issued"),
                    "发出的张数多于登记参加选举的人数，请核对",
                ));
            }
        }
    }

    fn words(&self, names: &mut Map<String, Value>) {
        parts::speak(self, names);
        let kinds: Vec<String> = parts::contests(self, &[])
            .iter()
            .map(|contest| format!("{}选票", contest.label))
            .collect();
        names.insert("kinds".to_owned(), json!(kinds));
        names.insert("station_rows".to_owned(), parts::rows(8));
    }

    fn samples() -> Vec<Sample> {
        let stock = |name: &str, printed: u32, issued: u32| {
            json!({
                "name": name, "printed": printed, "issued": issued, "spoiled": 3, "kept": 5,
                "left": printed - issued - 8
            })
        };
        let known =
            |rules: Value, registered: u32| json!({ "rules": rules, "registered": registered });
        let three = json!({ "stocks": [
            stock("主任选票", 1250, 980), stock("副主任选票", 1250, 980), stock("委员选票", 1250, 980)
        ] });
        let many: Vec<Value> = (1..=24)
            .map(|n| stock(&format!("第{n}投票站主任选票"), 1000, 700))
            .collect();
        Sheets {
            law: "第十八条第三款",
            residents_law: "第十九条",
            normal: (known(parts::some_rules(), 1203), three.clone()),
            community: (known(parts::residents_rules(), 1203), three),
            largest: (known(parts::all_rules(), 12_000), json!({ "stocks": many })),
            rare: (known(parts::some_rules(), 1000), json!({})),
        }
        .samples()
    }
}
