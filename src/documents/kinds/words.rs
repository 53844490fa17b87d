//! 用语 — the names of bodies and the standing phrases derived from the data, so that no template puts a
//! name together by itself (镇镇, 村村委会) and no template writes an article number.

use chrono::NaiveDate;
use serde_json::{Map, Value, json};

use super::common::{Basis, BasisStatus, Issue, Office, Post, Seats, Unit, UnitKind};
use crate::documents::kind::{Issuer, Kind};

/// Space left for a name that is not known yet, where no ruled blank can stand (titles, signatures); bracketed,
/// because bare space would be trimmed.
const GAP: &str = "（\u{3000}\u{3000}\u{3000}\u{3000}）";

/// The words every template may use, below `names`.
pub(super) fn names(
    kind: Kind,
    office: &Office,
    unit: Option<&Unit>,
    issue: &Issue,
    basis: &[Basis],
) -> Map<String, Value> {
    let mut names = Map::new();
    let mut put = |key: &str, text: String| {
        names.insert(key.to_owned(), Value::String(text));
    };
    let town = Town::of(office);
    put("party", town.party());
    put("government", town.government());
    put("group", town.leading_group(office));
    put("bureau", format!("{}办公室", town.leading_group(office)));
    put("law", law(basis));
    put("kind", kind.title().to_owned());
    put("level", town.level().to_owned());
    put("urgency", String::new());
    let ordinal = unit.and_then(|unit| unit.ordinal).or(office.ordinal);
    put("term", term(ordinal));
    let issuer = issue.issuer.unwrap_or(kind.issuer());
    match unit {
        Some(unit) => {
            let bodies = Bodies::of(office, unit, ordinal);
            put("issuer", bodies.issuer(issuer, &town, office));
            put("unit", bodies.unit);
            put("place", bodies.place);
            put("committee", bodies.committee);
            put("committee_term", bodies.committee_term);
            put("election_committee", bodies.election_committee);
            put("seats", unit.seats.map(seats).unwrap_or_default());
        }
        None => put("issuer", format!("{}办公室", town.leading_group(office))),
    }
    names.insert(
        "basis".to_owned(),
        Value::Array(basis.iter().map(|one| json!(citation(one))).collect()),
    );
    names
}

/// 镇、乡、街道 — what the township's bodies are called.
pub(super) struct Town<'a> {
    name: &'a str,
    street: bool,
}

impl<'a> Town<'a> {
    pub(super) fn of(office: &'a Office) -> Self {
        Self {
            name: &office.township,
            street: office.township.ends_with("街道"),
        }
    }

    /// 镇、乡、街道, as in 全镇
    fn level(&self) -> &'static str {
        match self.name {
            name if name.ends_with("街道") => "街道",
            name if name.ends_with('乡') => "乡",
            _ => "镇",
        }
    }

    /// 中共石塘镇委员会 · 中共河口街道工作委员会
    fn party(&self) -> String {
        let body = if self.street {
            "工作委员会"
        } else {
            "委员会"
        };
        format!("中共{}{body}", self.name)
    }

    /// 石塘镇人民政府 · 河口街道办事处
    fn government(&self) -> String {
        let body = if self.street {
            "办事处"
        } else {
            "人民政府"
        };
        format!("{}{body}", self.name)
    }

    /// 石塘镇换届选举工作领导小组
    pub(super) fn leading_group(&self, office: &Office) -> String {
        office
            .leading_group
            .clone()
            .unwrap_or_else(|| format!("{}换届选举工作领导小组", self.name))
    }
}

/// The names of a unit's bodies.
struct Bodies {
    unit: String,
    place: String,
    committee: String,
    committee_term: String,
    election_committee: String,
}

impl Bodies {
    fn of(office: &Office, unit: &Unit, ordinal: Option<u32>) -> Self {
        let (short, committee_word, election_word) = match unit.kind {
            UnitKind::Village => ("村", "村民委员会", "村民选举委员会"),
            UnitKind::Community => ("社区", "居民委员会", "居民选举委员会"),
        };
        let name = unit.name.as_deref().map_or_else(
            || format!("{GAP}{short}"),
            |name| plain_name(name, &office.township, unit.kind),
        );
        let term = ordinal.map_or_else(String::new, term_of);
        Self {
            place: format!("{}{name}", office.township),
            committee: format!("{name}{committee_word}"),
            committee_term: format!("{}{committee_word}", self::term(ordinal)),
            election_committee: format!("{name}{term}{election_word}"),
            unit: name,
        }
    }

    fn issuer(&self, issuer: Issuer, town: &Town<'_>, office: &Office) -> String {
        match issuer {
            Issuer::TownshipOffice => format!("{}办公室", town.leading_group(office)),
            Issuer::VillageCommittee => self.committee.clone(),
            Issuer::ElectionCommittee => self.election_committee.clone(),
        }
    }
}

/// The unit's name without the township before it and without the committee behind it: lists name a unit
/// `上前村`, `石塘镇上前村`, `上前村委会` or `石塘社区居委会`.
fn plain_name(name: &str, township: &str, kind: UnitKind) -> String {
    let name = name
        .strip_prefix(township)
        .filter(|rest| !rest.is_empty())
        .unwrap_or(name);
    match kind {
        UnitKind::Village => {
            if let Some(stem) = name
                .strip_suffix("村村民委员会")
                .or_else(|| name.strip_suffix("村村委会"))
            {
                return format!("{stem}村");
            }
            if let Some(stem) = name
                .strip_suffix("村民委员会")
                .or_else(|| name.strip_suffix("村委会"))
            {
                return format!("{stem}村");
            }
            name.to_owned()
        }
        UnitKind::Community => ["社区居民委员会", "社区居委会", "居民委员会", "居委会"]
            .into_iter()
            .find_map(|tail| name.strip_suffix(tail).filter(|stem| !stem.is_empty()))
            .map_or_else(|| name.to_owned(), |stem| format!("{stem}社区")),
    }
}

/// 第九届; 新一届 where the ordinal is not known.
fn term(ordinal: Option<u32>) -> String {
    ordinal.map_or_else(|| "新一届".to_owned(), term_of)
}

fn term_of(ordinal: u32) -> String {
    format!("第{}届", number(ordinal))
}

/// 一 … 九十九; larger numbers in Arabic.
pub(super) fn number(n: u32) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let digit = |d: u32| DIGITS.get(d as usize).copied().unwrap_or_default();
    match n {
        0 => "零".to_owned(),
        1..=9 => digit(n).to_owned(),
        10..=19 => format!("十{}", digit(n - 10)),
        20..=99 => format!("{}十{}", digit(n / 10), digit(n % 10)),
        _ => n.to_string(),
    }
}

/// 一年, 六个月, 一年六个月
pub(super) fn months(n: u32) -> String {
    match (n / 12, n % 12) {
        (0, months) => format!("{}个月", number(months)),
        (years, 0) => format!("{}年", number(years)),
        (years, months) => format!("{}年{}个月", number(years), number(months)),
    }
}

/// 主任1名、副主任1名、委员3名
pub(super) fn seats(seats: Seats) -> String {
    let parts: Vec<String> = Post::ALL
        .into_iter()
        .filter(|post| seats.of(*post) > 0)
        .map(|post| format!("{}{}名", post.label(), seats.of(post)))
        .collect();
    parts.join("、")
}

/// `《…法》第十七条第一款〔待核〕`
pub(super) fn citation(basis: &Basis) -> String {
    let article = basis.article.as_deref().unwrap_or_default();
    format!("{}{article}{}", titled(&basis.statute), mark(basis.status))
}

/// The same for the cell of a table: 中华人民共和国 left out.
pub(super) fn short_citation(basis: &Basis) -> String {
    citation(basis).replacen("《中华人民共和国", "《", 1)
}

/// Working arrangements are no statutes and get no title marks.
fn titled(statute: &str) -> String {
    let statute = plain_title(statute);
    if is_statute(statute) {
        format!("《{statute}》")
    } else {
        statute.to_owned()
    }
}

fn plain_title(statute: &str) -> &str {
    statute.trim_matches(['《', '》'])
}

/// Whether a basis is a law, a regulation or a document with a title, and not a working arrangement.
fn is_statute(title: &str) -> bool {
    let tails = [
        "法", "办法", "条例", "规程", "规定", "规则", "细则", "决定", "意见", "通知", "方案",
    ];
    tails.iter().any(|tail| title.ends_with(tail)) || title.ends_with('）')
}

const fn mark(status: BasisStatus) -> &'static str {
    match status {
        BasisStatus::Verified => "",
        BasisStatus::Unverified => "〔待核〕",
        BasisStatus::Superseded => "〔可能已被上位法修改〕",
    }
}

/// The bases in one phrase, each statute named once: `《甲法》第十五条、第十六条和《乙办法》第八条`. Working
/// arrangements are not cited. Empty without a basis; the template then leaves a ruled blank.
pub(super) fn law(basis: &[Basis]) -> String {
    let mut statutes: Vec<(String, Vec<String>)> = Vec::new();
    if !basis.is_empty()
        && !basis
            .iter()
            .any(|one| is_statute(plain_title(&one.statute)))
    {
        return "有关法律法规".to_owned();
    }
    for one in basis {
        if !is_statute(plain_title(&one.statute)) {
            continue;
        }
        let title = titled(&one.statute);
        let article = one.article.as_deref().unwrap_or_default();
        let article = format!("{article}{}", mark(one.status));
        let known = statutes.iter_mut().find(|(known, _)| *known == title);
        match known {
            Some((_, articles)) if article.is_empty() || articles.contains(&article) => {}
            Some((_, articles)) => articles.push(article),
            None if article.is_empty() => statutes.push((title, Vec::new())),
            None => statutes.push((title, vec![article])),
        }
    }
    let phrases: Vec<String> = statutes
        .into_iter()
        .map(|(title, articles)| format!("{title}{}", articles.join("、")))
        .collect();
    match phrases.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((last, others)) => format!("{}和{last}", others.join("、")),
    }
}

/// 2027年3月1日至3月5日, the year said once; `None` unless both days are known.
pub(super) fn span(from: Option<NaiveDate>, to: Option<NaiveDate>) -> Option<String> {
    use chrono::Datelike;
    let (from, to) = (from?, to?);
    let last = if from.year() == to.year() {
        crate::civil::short(to)
    } else {
        crate::civil::long(to)
    };
    Some(if from == to {
        crate::civil::long(from)
    } else {
        format!("{}至{last}", crate::civil::long(from))
    })
}
