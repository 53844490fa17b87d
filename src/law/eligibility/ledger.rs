//! 选票台账 — every ballot is somewhere: 印制＝留存＋作废＋分发，分发＝发出＋剩余＋作废，
//! 发出＝本人＋委托＋流动，收回≤发出，收回＝有效＋无效。

use super::super::pack::Rules;
use super::super::poll::LIMIT;
use super::ruling::{Mark, Ruling, Unfit, Verdict};

/// 一个投票站（会场、流动票箱）
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Station {
    /// 名称
    pub name: String,
    /// 领取的选票
    pub received: u32,
    /// 发出
    pub issued: u32,
    /// 剩余
    pub left: u32,
    /// 作废（写坏换发等）
    pub spoiled: u32,
    /// 发给本人
    pub own: u32,
    /// 发给受委托人
    pub proxy: u32,
    /// 流动票箱
    pub roaming: u32,
    /// 收回
    pub returned: u32,
    /// 有效
    pub valid: u32,
    /// 无效
    pub invalid: u32,
}

/// 选票台账 of one poll.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    /// 印制
    pub printed: u32,
    /// 留存未分发
    pub kept: u32,
    /// 印坏等作废
    pub spoiled: u32,
    /// 登记参加选举的人数, where it is known.
    pub registered: Option<u32>,
    /// By polling station.
    pub stations: Vec<Station>,
}

/// A row of numbers with what they are called.
fn columns(station: &Station) -> [(&'static str, &'static str, u32); 10] {
    [
        ("received", "领取", station.received),
        ("issued", "发出", station.issued),
        ("left", "剩余", station.left),
        ("spoiled", "作废", station.spoiled),
        ("own", "本人", station.own),
        ("proxy", "委托", station.proxy),
        ("roaming", "流动", station.roaming),
        ("returned", "收回", station.returned),
        ("valid", "有效", station.valid),
        ("invalid", "无效", station.invalid),
    ]
}

/// Sums of all stations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Sums {
    received: u64,
    issued: u64,
    left: u64,
    spoiled: u64,
    own: u64,
    proxy: u64,
    roaming: u64,
    returned: u64,
    valid: u64,
    invalid: u64,
}

impl Sums {
    fn add(&mut self, station: &Station) {
        for (sum, number) in [
            (&mut self.received, station.received),
            (&mut self.issued, station.issued),
            (&mut self.left, station.left),
            (&mut self.spoiled, station.spoiled),
            (&mut self.own, station.own),
            (&mut self.proxy, station.proxy),
            (&mut self.roaming, station.roaming),
            (&mut self.returned, station.returned),
            (&mut self.valid, station.valid),
            (&mut self.invalid, station.invalid),
        ] {
            *sum = sum.saturating_add(u64::from(number));
        }
    }
}

/// B500–B505: each station, then the whole.
pub fn check_ledger(rules: &Rules, ledger: &Ledger) -> Result<Vec<Ruling>, Vec<Unfit>> {
    readable(ledger)?;
    let mut found = Vec::new();
    let mut all = Sums::default();
    for station in &ledger.stations {
        let mut one = Sums::default();
        one.add(station);
        all.add(station);
        station_rulings(rules, &one, &station.name, &mut found);
    }
    if ledger.stations.len() > 1 {
        station_rulings(rules, &all, "合计", &mut found);
    }
    printed(ledger, all.received, &mut found);
    if let Some(registered) = ledger.registered
        && all.issued > u64::from(registered)
    {
        found.push(
            Ruling::new(Mark::B505, Verdict::Fails, "请查明多发的选票。")
                .at("合计")
                .because(format!(
                    "登记参加选举的 {registered} 人，发出选票 {} 张，一人只有一张选票。",
                    all.issued
                ))
                .numbers(format!("{} > {registered}", all.issued))
                .by(rules, "quorum_base"),
        );
    }
    if found.is_empty() {
        let away = all.issued - all.returned;
        let away = match away {
            0 => "全部收回".to_owned(),
            away => format!("{away} 张没有收回"),
        };
        found.push(
            Ruling::new(Mark::B500, Verdict::Holds, "选票账平。")
                .at("合计")
                .because(format!(
                    "印制 {} 张，发出 {} 张，收回 {} 张，{away}。",
                    ledger.printed, all.issued, all.returned
                ))
                .numbers(format!(
                    "{} = {} + {}；{} ≤ {}",
                    all.returned, all.valid, all.invalid, all.returned, all.issued
                ))
                .by(rules, "excess_over"),
        );
    }
    Ok(found)
}

fn readable(ledger: &Ledger) -> Result<(), Vec<Unfit>> {
    let mut problems = Vec::new();
    let mut huge = |field: String, name: &str, number: u32| {
        if number > LIMIT {
            problems.push(Unfit::new(
                field,
                format!("请改正{name}：{number} 太大，不像是真的票数。"),
            ));
        }
    };
    for (field, name, number) in [
        ("printed", "印制", ledger.printed),
        ("kept", "留存", ledger.kept),
        ("spoiled", "作废", ledger.spoiled),
        ("registered", "登记人数", ledger.registered.unwrap_or(0)),
    ] {
        huge(field.to_owned(), name, number);
    }
    for (at, station) in ledger.stations.iter().enumerate() {
        for (field, name, number) in columns(station) {
            huge(
                format!("stations.{at}.{field}"),
                &format!("第 {} 行的{name}", at + 1),
                number,
            );
        }
    }
    if ledger.stations.is_empty() {
        problems.push(Unfit::new("stations", "请至少填写一个投票站的选票数。"));
    }
    for (at, station) in ledger.stations.iter().enumerate() {
        let name = station.name.trim();
        let repeated = ledger
            .stations
            .iter()
            .take(at)
            .any(|earlier| earlier.name.trim() == name);
        if name.is_empty() {
            problems.push(Unfit::new(
                format!("stations.{at}.name"),
                format!("请补填第 {} 行投票站的名称。", at + 1),
            ));
        } else if repeated {
            problems.push(Unfit::new(
                format!("stations.{at}.name"),
                format!("请核对：投票站「{name}」写了不止一次。"),
            ));
        }
    }
    if problems.is_empty() {
        Ok(())
    } else {
        Err(problems)
    }
}

fn station_rulings(rules: &Rules, sums: &Sums, name: &str, found: &mut Vec<Ruling>) {
    let before = found.len();
    let used = sums.issued + sums.left + sums.spoiled;
    if sums.received != used {
        found.push(unbalanced(
            Mark::B502,
            "领取",
            sums.received,
            &[
                ("发出", sums.issued),
                ("剩余", sums.left),
                ("作废", sums.spoiled),
            ],
        ));
    }
    if sums.issued != sums.own + sums.proxy + sums.roaming {
        found.push(unbalanced(
            Mark::B503,
            "发出",
            sums.issued,
            &[
                ("本人", sums.own),
                ("委托", sums.proxy),
                ("流动", sums.roaming),
            ],
        ));
    }
    if sums.returned > sums.issued {
        found.push(
            Ruling::new(Mark::B501, Verdict::Fails, "请先查明，不能录入计票。")
                .because(format!(
                    "发出 {} 张、收回 {} 张，收回多于发出{}",
                    sums.issued,
                    sums.returned,
                    match rules.value("excess_over") {
                        Some(_) => "的，这次投票无效。",
                        None => "；所用规则没有写明怎样处理。",
                    }
                ))
                .numbers(format!("{} > {}", sums.returned, sums.issued))
                .by(rules, "excess_over"),
        );
    }
    if sums.returned != sums.valid + sums.invalid {
        found.push(unbalanced(
            Mark::B504,
            "收回",
            sums.returned,
            &[("有效", sums.valid), ("无效", sums.invalid)],
        ));
    }
    for ruling in found.iter_mut().skip(before) {
        name.clone_into(&mut ruling.place);
    }
}

/// B502 for the print run as a whole.
fn printed(ledger: &Ledger, received: u64, found: &mut Vec<Ruling>) {
    let parts = [
        ("分发", received),
        ("留存", u64::from(ledger.kept)),
        ("作废", u64::from(ledger.spoiled)),
    ];
    let sum = parts
        .iter()
        .fold(0_u64, |sum, (_, part)| sum.saturating_add(*part));
    if u64::from(ledger.printed) != sum {
        found.push(unbalanced(Mark::B502, "印制", u64::from(ledger.printed), &parts).at("合计"));
    }
}

/// «发出 655 张，本人 600＋委托 40＋流动 14，合计 654 张，少 1 张。»
fn unbalanced(code: Mark, name: &str, whole: u64, parts: &[(&str, u64)]) -> Ruling {
    let sum = parts
        .iter()
        .fold(0_u64, |sum, (_, part)| sum.saturating_add(*part));
    let words: Vec<String> = parts
        .iter()
        .map(|(word, part)| format!("{word} {part}"))
        .collect();
    let numbers: Vec<String> = parts.iter().map(|(_, part)| part.to_string()).collect();
    let difference = if sum < whole {
        format!("少 {} 张", whole - sum)
    } else {
        format!("多 {} 张", sum - whole)
    };
    Ruling::new(code, Verdict::Fails, "请清点后改正。")
        .because(format!(
            "{name} {whole} 张，{}，合计 {sum} 张，{difference}。",
            words.join("、")
        ))
        .numbers(format!("{whole} ≠ {} = {sum}", numbers.join(" + ")))
}
