//! 应到 — who is asked, unit by unit, put together from the villages, people, teams and lists the
//! product already has, so that nobody types a name a second time.

use serde_json::Value;

use super::catalogue::{Counted, Guests, Level, MeetingKind};
use crate::{
    documents::kind::Kind,
    law::UnitKind,
    office::{paper::body_roles, standing::kind_of},
    roster::BodyRole,
    store::entity::{paper_fact, person, team, village as village_row},
};

/// 算作哪一部分 — how a row counts where the law sets a quorum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// 应到人员, counted as they are
    Plain,
    /// 村（居）民代表
    Representatives,
    /// 村（居）民委员会成员
    Committee,
    /// 十八周岁以上的人
    Adults,
    /// 户的代表
    Households,
    /// 列席: not counted
    Guests,
}

impl Part {
    /// Every part.
    pub const ALL: [Self; 6] = [
        Self::Plain,
        Self::Representatives,
        Self::Committee,
        Self::Adults,
        Self::Households,
        Self::Guests,
    ];

    /// As it is stored.
    pub fn id(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Representatives => "representatives",
            Self::Committee => "committee",
            Self::Adults => "adults",
            Self::Households => "households",
            Self::Guests => "guests",
        }
    }

    /// The part whose [`id`](Self::id) this is.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.id() == id)
    }

    /// In Chinese.
    pub fn name(self) -> &'static str {
        match self {
            Self::Plain => "应到人员",
            Self::Representatives => "代表",
            Self::Committee => "委员会成员",
            Self::Adults => "十八周岁以上的人",
            Self::Households => "户的代表",
            Self::Guests => "列席",
        }
    }

    /// The parts a meeting whose people are counted so can have.
    pub fn of(counted: Option<Counted>) -> &'static [Self] {
        match counted {
            None => &[Self::Plain, Self::Guests],
            Some(Counted::Representatives) => {
                &[Self::Representatives, Self::Committee, Self::Guests]
            }
            Some(Counted::Assembly | Counted::Group) => {
                &[Self::Households, Self::Adults, Self::Guests]
            }
        }
    }
}

/// One row of those asked, before it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    /// The village it is of, where it is one of the list.
    pub village: Option<uuid::Uuid>,
    /// 单位
    pub unit: String,
    /// How it counts.
    pub part: Part,
    /// 职务或者姓名（职务）, parted by 、; may be empty.
    pub who: String,
    /// 应到; 0 while nobody knows.
    pub expected: u32,
}

impl Expected {
    fn new(unit: &str, part: Part, who: Vec<String>, expected: u32) -> Self {
        Self {
            village: None,
            unit: unit.to_owned(),
            part,
            who: who.join("、"),
            expected,
        }
    }

    fn named(unit: &str, part: Part, who: Vec<String>) -> Option<Self> {
        let count = u32::try_from(who.len()).unwrap_or(u32::MAX);
        (count > 0).then(|| Self::new(unit, part, who, count))
    }
}

/// 一个应到的人: a duty, with the name where it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seat {
    /// 姓名
    pub name: Option<String>,
    /// 职务
    pub duty: Option<String>,
}

/// Reads «党组织书记、温天娟（村民委员会主任）、蓝天勇（）»: a word without brackets is a duty, before
/// brackets a name, in them the duty.
pub fn seats(who: &str) -> Vec<Seat> {
    let mut pieces: Vec<String> = vec![String::new()];
    let mut depth = 0_u32;
    for ch in who.chars() {
        match ch {
            '（' | '(' => depth = depth.saturating_add(1),
            '）' | ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 && matches!(ch, '、' | '，' | ',' | '；' | ';' | '\n') {
            pieces.push(String::new());
        } else if let Some(last) = pieces.last_mut() {
            last.push(ch);
        }
    }
    pieces
        .iter()
        .map(|piece| piece.trim())
        .filter(|piece| !piece.is_empty())
        .map(|piece| {
            let filled = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
            match piece.split_once(['（', '(']) {
                Some((name, rest)) => Seat {
                    name: filled(name),
                    duty: filled(rest.trim_end_matches(['）', ')'])),
                },
                None => Seat {
                    name: None,
                    duty: filled(piece),
                },
            }
        })
        .collect()
}

/// What the rows are put together from.
#[derive(Debug, Clone, Copy)]
pub struct Sources<'s> {
    /// Villages in the township's order.
    pub villages: &'s [village_row::Model],
    /// People in the order of rank.
    pub people: &'s [person::Model],
    /// Teams.
    pub teams: &'s [team::Model],
    /// What was typed for papers.
    pub facts: &'s [paper_fact::Model],
}

/// Who is asked to a new meeting: of the township, or of `village`.
pub fn expected(
    kind: &MeetingKind,
    village: Option<&village_row::Model>,
    sources: &Sources<'_>,
) -> Vec<Expected> {
    match (kind.level, village) {
        (Level::Village, Some(village)) => of_village(kind, village, sources),
        _ => of_township(kind, sources),
    }
}

fn with_post(person: &person::Model, post: &str) -> String {
    called(&person.name, post)
}

/// «李义鹏（镇长）»; the name alone where nothing is known of the person.
fn called(name: &str, post: &str) -> String {
    match post.trim() {
        "" => name.to_owned(),
        post => format!("{name}（{post}）"),
    }
}

fn of_township(kind: &MeetingKind, sources: &Sources<'_>) -> Vec<Expected> {
    let asks = |guests: Guests| kind.expects.contains(&guests);
    let mut asked: Vec<uuid::Uuid> = Vec::new();
    // A branch secretary who is a member of the leading group comes with the village.
    let mut villages: Vec<Expected> = Vec::new();
    if asks(Guests::Villages) {
        for village in sources.villages {
            villages.push(of_unit(kind, village, sources, &mut asked));
        }
    }
    let mut rows: Vec<Expected> = Vec::new();
    let mut body = |unit: &str, roles: &[BodyRole], rows: &mut Vec<Expected>| {
        let mut who = Vec::new();
        for role in roles {
            for person in sources.people {
                if body_roles(&person.body_roles).contains(role) && !asked.contains(&person.id) {
                    asked.push(person.id);
                    who.push(with_post(person, &person.post));
                }
            }
        }
        rows.extend(Expected::named(unit, Part::Plain, who));
    };
    if asks(Guests::LeadingGroup) {
        body(
            "领导小组",
            &[BodyRole::Leader, BodyRole::DeputyLeader, BodyRole::Member],
            &mut rows,
        );
    }
    if asks(Guests::Bureau) {
        body(
            "领导小组办公室",
            &[
                BodyRole::OfficeDirector,
                BodyRole::OfficeDeputyDirector,
                BodyRole::OfficeMember,
            ],
            &mut rows,
        );
    }
    for (guests, id) in [
        (Guests::Guidance, "guidance"),
        (Guests::Supervision, "supervision"),
    ] {
        if !asks(guests) {
            continue;
        }
        for team in sources.teams.iter().filter(|team| team.kind == id) {
            let mut who = Vec::new();
            for person in sources.people {
                if person.team_id == Some(team.id) && !asked.contains(&person.id) {
                    asked.push(person.id);
                    who.push(with_post(person, &person.post));
                }
            }
            rows.extend(Expected::named(&team.name, Part::Plain, who));
        }
    }
    rows.extend(villages);
    rows
}

/// The duties asked from a village, by name where the list of people has them.
fn of_unit(
    kind: &MeetingKind,
    village: &village_row::Model,
    sources: &Sources<'_>,
    asked: &mut Vec<uuid::Uuid>,
) -> Expected {
    let who: Vec<String> = kind
        .duties(kind_of(village))
        .into_iter()
        .map(|duty| {
            let word = if duty.ends_with("书记") {
                "书记"
            } else {
                "主任"
            };
            let known = sources.people.iter().find(|person| {
                !asked.contains(&person.id)
                    && person
                        .post
                        .strip_prefix(village.name.as_str())
                        .is_some_and(|post| post.contains(word) && !post.contains('副'))
            });
            match known {
                Some(person) => {
                    asked.push(person.id);
                    with_post(
                        person,
                        person
                            .post
                            .strip_prefix(village.name.as_str())
                            .unwrap_or(&duty),
                    )
                }
                None => duty,
            }
        })
        .collect();
    let count = u32::try_from(who.len()).unwrap_or(u32::MAX);
    Expected {
        village: Some(village.id),
        ..Expected::new(&village.name, Part::Plain, who, count)
    }
}

/// Names (with what stands behind them) of a list typed for a paper of the village.
fn typed_names(
    sources: &Sources<'_>,
    village: &village_row::Model,
    kind: Kind,
    list: &str,
) -> Vec<String> {
    sources
        .facts
        .iter()
        .find(|row| row.unit_id == village.id && row.kind == kind.id())
        .and_then(|row| serde_json::from_str::<Value>(&row.facts).ok())
        .and_then(|facts| {
            Some(
                facts
                    .get(list)?
                    .as_array()?
                    .iter()
                    .filter_map(|row| {
                        let name = row.get("name")?.as_str()?.trim();
                        let group = row.get("group").and_then(Value::as_str).unwrap_or("");
                        (!name.is_empty()).then(|| called(name, group))
                    })
                    .collect(),
            )
        })
        .unwrap_or_default()
}

/// Women among the representatives typed for the notice; `None` while there is no such list.
pub fn women_of(sources: &Sources<'_>, village: &village_row::Model) -> Option<u32> {
    let row = sources
        .facts
        .iter()
        .find(|row| row.unit_id == village.id && row.kind == Kind::Representatives.id())?;
    let facts: Value = serde_json::from_str(&row.facts).ok()?;
    let list = facts.get("representatives")?.as_array()?;
    let women = list
        .iter()
        .filter(|one| one.get("woman").and_then(Value::as_bool) == Some(true))
        .count();
    // A list in which nobody is marked says nothing about women.
    u32::try_from(women).ok().filter(|women| *women > 0)
}

fn of_village(
    kind: &MeetingKind,
    village: &village_row::Model,
    sources: &Sources<'_>,
) -> Vec<Expected> {
    let community = kind_of(village) == UnitKind::Community;
    let people = if community { "居民" } else { "村民" };
    let committee = format!("{people}委员会");
    let seats = [
        village.seats_chair,
        village.seats_deputy,
        village.seats_member,
    ]
    .into_iter()
    .fold(0, |sum: u32, n| {
        sum.saturating_add(u32::try_from(n).unwrap_or(0))
    });
    let posts = || {
        ["主任", "副主任", "委员"]
            .into_iter()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    match kind.quorum {
        Some(Counted::Representatives) => {
            let names = typed_names(sources, village, Kind::Representatives, "representatives");
            let unit = format!("{people}代表");
            let representatives = Expected::named(&unit, Part::Representatives, names)
                .unwrap_or_else(|| Expected::new(&unit, Part::Representatives, Vec::new(), 0));
            vec![
                representatives,
                Expected::new(&format!("{committee}成员"), Part::Committee, posts(), seats),
            ]
        }
        Some(Counted::Assembly) => {
            let households = village.households.and_then(|n| u32::try_from(n).ok());
            vec![Expected::new(
                "各户的代表",
                Part::Households,
                Vec::new(),
                households.unwrap_or(0),
            )]
        }
        Some(Counted::Group) => vec![Expected::new(
            "本小组各户的代表",
            Part::Households,
            Vec::new(),
            0,
        )],
        None if kind.id == "election-committee" => {
            let names = typed_names(sources, village, Kind::ElectionCommittee, "members");
            let unit = "选举委员会成员";
            vec![
                Expected::named(unit, Part::Plain, names)
                    .unwrap_or_else(|| Expected::new(unit, Part::Plain, Vec::new(), 0)),
            ]
        }
        None => vec![
            Expected::new(
                "党组织",
                Part::Plain,
                vec!["书记".to_owned(), "副书记".to_owned(), "委员".to_owned()],
                0,
            ),
            Expected::new(&committee, Part::Plain, posts(), seats),
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seat(name: Option<&str>, duty: Option<&str>) -> Seat {
        Seat {
            name: name.map(str::to_owned),
            duty: duty.map(str::to_owned),
        }
    }

    #[test]
    fn names_and_duties_are_told_apart() {
        assert_eq!(
            seats("党组织书记、温天娟（村民委员会主任）；林忠康（党委副书记、镇长），何礼强（）"),
            [
                seat(None, Some("党组织书记")),
                seat(Some("温天娟"), Some("村民委员会主任")),
                seat(Some("林忠康"), Some("党委副书记、镇长")),
                seat(Some("何礼强"), None),
            ]
        );
        assert!(seats(" 、 \n").is_empty());
        // A bracket never closed spoils its own piece only.
        assert_eq!(seats("甲（书记、乙"), [seat(Some("甲"), Some("书记、乙"))]);
    }

    #[test]
    fn parts_are_stored_and_read_back() {
        for part in Part::ALL {
            assert_eq!(Part::from_id(part.id()), Some(part));
        }
        assert_eq!(Part::from_id("everybody"), None);
        for counted in [
            None,
            Some(Counted::Representatives),
            Some(Counted::Assembly),
            Some(Counted::Group),
        ] {
            assert!(Part::of(counted).contains(&Part::Guests));
        }
    }
}
