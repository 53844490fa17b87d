//! 委托投票 — how many, by whom, for whom, until when, made known or not.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::super::deadline::deadline;
use super::super::pack::Rules;
use super::super::param::Value;
use super::super::poll::{Electorate, Kinship};
use super::ruling::{Mark, Ruling, Unfit, Verdict, flag, lists, scope_words};
use crate::civil;

/// 一件委托
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proxy {
    /// 委托人
    pub principal: String,
    /// 受委托人
    pub agent: String,
    /// What the agent is to the principal; `None`: no relative.
    pub kinship: Option<Kinship>,
    /// 书面委托
    pub written: bool,
    /// 提出委托的日期
    pub filed: Option<NaiveDate>,
    /// 委托人投票日到场
    pub present: bool,
}

/// 委托登记簿 of one village and one poll.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProxyBook {
    /// 选举日
    pub election_day: NaiveDate,
    /// Who votes.
    pub electorate: Electorate,
    /// 候选人
    pub candidates: BTreeSet<String>,
    /// People in the book who are not on the roll.
    pub unregistered: BTreeSet<String>,
    /// 公布委托名单的日期
    pub published: Option<NaiveDate>,
    /// In the order filed.
    pub proxies: Vec<Proxy>,
}

/// P300–P313 for every proxy, in the order of the book, then for the list as a whole.
pub fn check_proxies(rules: &Rules, book: &ProxyBook) -> Result<Vec<Ruling>, Vec<Unfit>> {
    filled(book)?;
    if let Some(ruling) = forbidden(rules, book.electorate) {
        return Ok(if book.proxies.is_empty() {
            Vec::new()
        } else {
            vec![ruling]
        });
    }
    let mut found = Vec::new();
    let mut taken: BTreeMap<&str, u32> = BTreeMap::new();
    for (at, proxy) in book.proxies.iter().enumerate() {
        let before = found.len();
        let held = taken.entry(&proxy.agent).or_default();
        *held = held.saturating_add(1);
        number(rules, proxy, *held, &mut found);
        people(rules, book, proxy, &mut found);
        chain(rules, book, at, proxy, &mut found);
        days(rules, book, proxy, &mut found);
        present(rules, proxy, &mut found);
        let place = format!("第 {} 件，{}委托{}", at + 1, proxy.principal, proxy.agent);
        for ruling in found.iter_mut().skip(before) {
            ruling.place.clone_from(&place);
        }
        if found.len() == before {
            found.push(
                Ruling::new(Mark::P300, Verdict::Holds, "符合规定。")
                    .at(place)
                    .by(rules, "proxy_scope")
                    .by(rules, "proxy_max"),
            );
        }
    }
    if !book.proxies.is_empty() {
        found.extend(publication(rules, book));
    }
    Ok(found)
}

fn filled(book: &ProxyBook) -> Result<(), Vec<Unfit>> {
    let mut problems = Vec::new();
    for (at, proxy) in book.proxies.iter().enumerate() {
        for (field, name, text) in [
            ("principal", "委托人", &proxy.principal),
            ("agent", "受委托人", &proxy.agent),
        ] {
            if text.trim().is_empty() {
                problems.push(Unfit::new(
                    format!("proxies.{at}.{field}"),
                    format!("请补填第 {} 件的{name}。", at + 1),
                ));
            }
        }
        if proxy.principal == proxy.agent && !proxy.agent.trim().is_empty() {
            problems.push(Unfit::new(
                format!("proxies.{at}.agent"),
                format!(
                    "请核对第 {} 件：委托人和受委托人是同一个人；同名的人请加注区分。",
                    at + 1
                ),
            ));
        }
    }
    if problems.is_empty() {
        Ok(())
    } else {
        Err(problems)
    }
}

/// P312: the rules allow no proxies at all, or none in this way of electing.
fn forbidden(rules: &Rules, electorate: Electorate) -> Option<Ruling> {
    if rules.value("proxy_allowed") == Some(&Value::Flag(false)) {
        return Some(
            Ruling::new(Mark::P312, Verdict::Fails, "请退回全部委托。")
                .because("所用规则不允许委托投票。")
                .by(rules, "proxy_allowed"),
        );
    }
    let (word, name) = (electorate.id(), electorate.name());
    if rules.value("proxy_modes").is_some() && !lists(rules, "proxy_modes", word) {
        return Some(
            Ruling::new(Mark::P312, Verdict::Fails, "请退回全部委托。")
                .because(format!("由{name}选举的，不得委托投票。"))
                .by(rules, "proxy_modes"),
        );
    }
    None
}

/// P301
fn number(rules: &Rules, proxy: &Proxy, held: u32, found: &mut Vec<Ruling>) {
    const KEY: &str = "proxy_max";
    if let Some(max) = rules.number(KEY).filter(|max| held > *max) {
        found.push(
            Ruling::new(Mark::P301, Verdict::Fails, "请改为委托其他人。")
                .because(format!(
                    "{}已接受 {max} 人委托，不能再接受第 {held} 人。",
                    proxy.agent
                ))
                .numbers(format!("{held} > {max}"))
                .by(rules, KEY),
        );
    }
}

/// P302, P304, P309, P311
fn people(rules: &Rules, book: &ProxyBook, proxy: &Proxy, found: &mut Vec<Ruling>) {
    let Proxy {
        principal, agent, ..
    } = proxy;
    if book.candidates.contains(agent) && flag(rules, "proxy_candidate_banned") {
        found.push(
            Ruling::new(Mark::P302, Verdict::Fails, "请改为委托其他人。")
                .because(format!("{agent}是候选人，不得接受委托投票。"))
                .by(rules, "proxy_candidate_banned"),
        );
    }
    for (name, what) in [
        (principal, "只有登记参加选举的人可以委托"),
        (agent, "受委托人应当是本地有选举权的人"),
    ] {
        if book.unregistered.contains(name) {
            found.push(
                Ruling::new(Mark::P309, Verdict::Fails, "请先核对选民名单。")
                    .because(format!("{name}不在名单上，{what}。"))
                    .by(rules, "proxy_scope"),
            );
        }
    }
    if let Some(scope @ ("near-relatives" | "listed-relatives")) = rules.word("proxy_scope")
        && !proxy.kinship.is_some_and(|kinship| kinship.within(scope))
    {
        found.push(
            Ruling::new(Mark::P304, Verdict::Fails, "请改为委托规定范围内的亲属。")
                .because(format!(
                    "{agent}不是{principal}的{}，所用规则只允许委托这些人。",
                    scope_words(scope)
                ))
                .by(rules, "proxy_scope"),
        );
    }
    if !proxy.written {
        found.push(
            Ruling::new(Mark::P311, Verdict::Fails, "请补齐书面委托。")
                .because("委托投票应当书面提出。")
                .by(rules, "proxy_allowed"),
        );
    }
}

/// P306, P307, P310
fn chain(rules: &Rules, book: &ProxyBook, at: usize, proxy: &Proxy, found: &mut Vec<Ruling>) {
    const KEY: &str = "proxy_passing_on_banned";
    if let Some(earlier) = book
        .proxies
        .iter()
        .take(at)
        .find(|earlier| earlier.principal == proxy.principal)
    {
        found.push(
            Ruling::new(Mark::P310, Verdict::Fails, "请与委托人核实，只保留一件。")
                .because(format!(
                    "{}已经委托了{}，一人只有一张选票。",
                    proxy.principal, earlier.agent
                ))
                .by(rules, "proxy_allowed"),
        );
    }
    let Some(onward) = book
        .proxies
        .iter()
        .find(|other| other.principal == proxy.agent)
    else {
        return;
    };
    if leads_back(&book.proxies, proxy) {
        found.push(
            Ruling::new(Mark::P307, Verdict::Fails, "请改为委托到场投票的人。")
                .because(format!(
                    "{}的委托绕回到本人，没有一个人到场投票。",
                    proxy.principal
                ))
                .by(rules, "proxy_allowed")
                .by(rules, KEY),
        );
        return;
    }
    let reason = format!(
        "{}自己也委托了{}投票，不能再代{}投票。",
        proxy.agent, onward.agent, proxy.principal
    );
    let ruling = if flag(rules, KEY) {
        Ruling::new(Mark::P306, Verdict::Fails, "请改为委托到场投票的人。").by(rules, KEY)
    } else {
        Ruling::new(Mark::P306, Verdict::Look, "请核对受委托人到不到场。")
            .by(rules, "proxy_allowed")
    };
    found.push(ruling.because(reason));
}

/// Whether going from agent to agent comes back to the principal.
fn leads_back(proxies: &[Proxy], from: &Proxy) -> bool {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut next = vec![from.agent.as_str()];
    while let Some(person) = next.pop() {
        if person == from.principal {
            return true;
        }
        if seen.insert(person) {
            next.extend(
                proxies
                    .iter()
                    .filter(|other| other.principal == person)
                    .map(|other| other.agent.as_str()),
            );
        }
    }
    false
}

/// P303, P308
fn days(rules: &Rules, book: &ProxyBook, proxy: &Proxy, found: &mut Vec<Ruling>) {
    const FILING: &str = "proxy_filing_lead_days";
    const SPOT: &str = "proxy_on_spot_banned";
    let Some(filed) = proxy.filed else {
        return;
    };
    let day = civil::long(filed);
    if filed >= book.election_day {
        let ruling = if filed > book.election_day {
            Ruling::new(Mark::P308, Verdict::Fails, "请核对提出委托的日期。")
                .because(format!("{day} 在选举日之后。"))
                .by(rules, "proxy_allowed")
        } else if flag(rules, SPOT) {
            Ruling::new(Mark::P308, Verdict::Fails, "请退回这件委托。")
                .because("投票当场不得办理委托。")
                .by(rules, SPOT)
        } else {
            Ruling::new(Mark::P308, Verdict::Look, "请选举委员会核对后决定。")
                .because("投票当天才提出委托，来不及公布委托名单。")
                .by(rules, "proxy_allowed")
        };
        found.push(ruling);
    }
    if let Some(limit) = deadline(rules, FILING, book.election_day)
        && filed > limit.latest
    {
        found.push(
            Ruling::new(Mark::P303, Verdict::Fails, "请退回这件委托。")
                .because(format!(
                    "提出委托最迟 {}，{day} 已过。",
                    civil::long_weekday(limit.latest)
                ))
                .numbers(format!("{filed} > {}", limit.formula))
                .by(rules, FILING),
        );
    }
}

/// P313: the principal came to the poll after all; there is one ballot for the two of them.
fn present(rules: &Rules, proxy: &Proxy, found: &mut Vec<Ruling>) {
    const KEY: &str = "proxy_voter_present";
    let Proxy {
        principal, agent, ..
    } = proxy;
    if !proxy.present {
        return;
    }
    let (verdict, first, reason) = match rules.word(KEY) {
        Some("own-vote") => (
            Verdict::Fails,
            format!("请由{principal}本人投票，这件委托作废。"),
            format!("{principal}投票日到场；选票已经发给{agent}的，先收回再发。"),
        ),
        Some("proxy-stands") => (
            Verdict::Look,
            format!("请不要再给{principal}发选票。"),
            format!("{principal}投票日到场，规则规定委托仍然有效，由{agent}投票。"),
        ),
        _ => (
            Verdict::Look,
            format!("请选举委员会决定由{principal}还是由{agent}投票。"),
            format!("{principal}投票日到场，规则没有写明由谁投票；一人只有一张选票。"),
        ),
    };
    found.push(
        Ruling::new(Mark::P313, verdict, first)
            .because(reason)
            .by(rules, KEY),
    );
}

/// P305 for the list as a whole.
fn publication(rules: &Rules, book: &ProxyBook) -> Option<Ruling> {
    const LEAD: &str = "proxy_publish_lead_days";
    const VOID: &str = "proxy_unpublished_void";
    let place = "委托名单";
    let limit = deadline(rules, LEAD, book.election_day);
    let until = limit.as_ref().map_or_else(
        || format!("选举日（{}）以前", civil::long(book.election_day)),
        |limit| format!(" {}（含）以前", civil::long_weekday(limit.latest)),
    );
    let Some(published) = book.published else {
        let (verdict, reason) = if flag(rules, VOID) {
            (Verdict::Fails, "未经审核公告的委托无效。")
        } else {
            (Verdict::Look, "委托人和受委托人的名单应当公布。")
        };
        return Some(
            Ruling::new(Mark::P305, verdict, format!("请在{until}公布委托名单。"))
                .at(place)
                .because(reason)
                .by(rules, VOID)
                .by(rules, "proxy_allowed")
                .by(rules, LEAD),
        );
    };
    let day = civil::long(published);
    if let Some(limit) = limit {
        return (published > limit.latest).then(|| {
            let reason = if flag(rules, VOID) {
                "没有按时公告的委托无效。"
            } else {
                "公布得太晚。"
            };
            Ruling::new(
                Mark::P305,
                Verdict::Fails,
                format!("请选举委员会核对这些委托是否有效。{reason}"),
            )
            .at(place)
            .because(format!(
                "最迟 {}，公布的是 {day}。",
                civil::long_weekday(limit.latest)
            ))
            .numbers(format!("{published} > {}", limit.formula))
            .by(rules, LEAD)
            .by(rules, VOID)
        });
    }
    (published >= book.election_day).then(|| {
        Ruling::new(
            Mark::P305,
            Verdict::Look,
            "请核对：委托名单应当在投票以前公布。",
        )
        .at(place)
        .because(format!("公布的是 {day}，不早于选举日。"))
        .numbers(format!("{published} ≥ {}", book.election_day))
        .by(rules, "proxy_allowed")
    })
}
