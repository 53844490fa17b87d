//! 表单 — what is typed on a village's page, read with the rules of the imported sheet.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use uuid::Uuid;

use super::row::{causes, kind_id, list_text, places, stored};
use crate::{
    law::UnitKind,
    office::{
        import::single,
        refusal::{Problems, Refusal},
        typed,
    },
    roster::{self, TroubleCause, VillageOptions, VillageRow},
    store::{
        entity::{person, team, village as village_row},
        people,
        scope::CycleScope,
        village,
    },
};

/// What is typed on the page of a village.
#[derive(Debug, Clone, Default)]
pub struct VillageInput {
    /// Plain fields by their names on the page: `name`, `kind`, `code`, `households`,
    /// `population`, `groups`, `party_members`, `last_voters`, `chair`, `deputy`, `member`,
    /// `term_end`, `election_day`, `places`, `note`, `leader`, `guidance`, `supervision`,
    /// `confirmed`.
    pub fields: BTreeMap<String, String>,
    /// 难点村原因 ticked.
    pub troubles: Vec<String>,
}

/// The plain fields of [`VillageInput`].
pub const FIELDS: [&str; 19] = [
    "name",
    "kind",
    "code",
    "households",
    "population",
    "groups",
    "party_members",
    "last_voters",
    "chair",
    "deputy",
    "member",
    "term_end",
    "election_day",
    "places",
    "note",
    "leader",
    "guidance",
    "supervision",
    "confirmed",
];

/// Column of the sheet → field of the page.
const COLUMNS: [(&str, &str); 13] = [
    ("村（社区）名称", "name"),
    ("类别", "kind"),
    ("区划代码", "code"),
    ("总户数", "households"),
    ("总人口", "population"),
    ("村民小组数", "groups"),
    ("党员数", "party_members"),
    ("上届登记选民数", "last_voters"),
    ("主任职数", "chair"),
    ("副主任职数", "deputy"),
    ("委员职数", "member"),
    ("任期届满日期", "term_end"),
    ("备注", "note"),
];

/// Longest list of posting places.
const PLACES_MOST: usize = 20;

impl VillageInput {
    pub(super) fn text(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", |text| text.trim())
    }

    /// The fields of a stored village, as its page first shows them.
    pub fn of(row: &village_row::Model) -> Self {
        let number = |n: Option<i32>| n.map(|n| n.to_string()).unwrap_or_default();
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        let id = |id: Option<Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
        let fields = [
            ("name", row.name.clone()),
            ("kind", row.kind.clone()),
            ("code", row.code.clone().unwrap_or_default()),
            ("households", number(row.households)),
            ("population", number(row.population)),
            ("groups", number(row.groups)),
            ("party_members", number(row.party_members)),
            ("last_voters", number(row.last_voters)),
            ("chair", row.seats_chair.to_string()),
            ("deputy", row.seats_deputy.to_string()),
            ("member", row.seats_member.to_string()),
            ("term_end", day(row.term_end)),
            ("election_day", day(row.election_day)),
            ("places", places(row).join("\n")),
            ("note", row.note.clone()),
            ("leader", id(row.leader_id)),
            ("guidance", id(row.guidance_team_id)),
            ("supervision", id(row.supervision_team_id)),
        ];
        Self {
            fields: fields
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value))
                .collect(),
            troubles: causes(row).iter().map(|c| c.as_str().to_owned()).collect(),
        }
    }
}

/// The sheet's own limits are left out: the page says what the pack says.
fn options() -> VillageOptions {
    VillageOptions {
        village_seats: (0, u32::MAX),
        village_seats_source: String::new(),
        community_seats: (0, u32::MAX),
        community_seats_source: String::new(),
    }
}

/// What the typed fields come to, besides the links.
pub(super) struct Read {
    row: VillageRow,
    election_day: Option<NaiveDate>,
    places: Vec<String>,
    pub(super) warnings: Vec<String>,
}

pub(super) fn read(input: &VillageInput, problems: &mut Problems) -> Option<Read> {
    let kind = UnitKind::from_id(input.text("kind"));
    if input.text("name").is_empty() {
        problems.add("name", "请填写村（社区）名称。");
    }
    if kind.is_none() {
        problems.add("kind", "请选择是村还是社区：两种适用的法律不同。");
    }
    let cells: Vec<(&str, String)> = COLUMNS
        .iter()
        .map(|(title, field)| {
            let text = match *field {
                "kind" => kind.map_or(String::new(), |kind| kind.name().to_owned()),
                _ => input.text(field).to_owned(),
            };
            (*title, text)
        })
        .collect();
    let (row, warnings) = single::read(
        &cells,
        &COLUMNS,
        |book| roster::import_villages(book, &options()),
        problems,
    );
    let election_day = typed::day(
        problems,
        "election_day",
        "单独的选举日",
        input.text("election_day"),
    );
    let mut places = Vec::new();
    for line in input.text("places").lines().map(str::trim) {
        if !line.is_empty() && !places.iter().any(|known| known == line) {
            places.push(typed::line(problems, "places", "张贴点", line, 60));
        }
    }
    if places.len() > PLACES_MOST {
        problems.add(
            "places",
            format!("请只写主要的张贴点，最多 {PLACES_MOST} 处。"),
        );
    }
    let mut row = row?;
    for id in &input.troubles {
        match TroubleCause::ALL.iter().find(|cause| cause.as_str() == id) {
            Some(cause) if !row.trouble_causes.contains(cause) => row.trouble_causes.push(*cause),
            Some(_) => {}
            None => problems.add("troubles", "请重新勾选难点村原因。"),
        }
    }
    Some(Read {
        row,
        election_day,
        places,
        warnings,
    })
}

/// People and teams a village can be linked to, with the other villages.
pub(super) struct Around {
    pub(super) villages: Vec<village_row::Model>,
    people: Vec<person::Model>,
    teams: Vec<team::Model>,
}

pub(super) async fn around<C: sea_orm::ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
) -> Result<Around, Refusal> {
    Ok(Around {
        villages: village::list(db, scope).await?,
        people: people::list(db, scope).await?,
        teams: people::teams(db, scope).await?,
    })
}

/// Puts what was read into a row; links and repeated names are problems of their fields.
pub(super) fn fill(
    model: &mut village_row::Model,
    read: &Read,
    input: &VillageInput,
    around: &Around,
    problems: &mut Problems,
) {
    let row = &read.row;
    let key = roster::unit_key(&row.name);
    for other in around.villages.iter().filter(|other| other.id != model.id) {
        if roster::unit_key(&other.name) == key {
            problems.add(
                "name",
                format!("请核对名称：名册里已经有“{}”。", other.name),
            );
        }
        if row.code.is_some() && other.code == row.code {
            problems.add(
                "code",
                format!("请核对区划代码：这个代码已经是“{}”的。", other.name),
            );
        }
    }
    model.name.clone_from(&row.name);
    kind_id(row.kind).clone_into(&mut model.kind);
    model.code.clone_from(&row.code);
    model.households = row.households.map(stored);
    model.population = row.population.map(stored);
    model.groups = row.groups.map(stored);
    model.party_members = row.party_members.map(stored);
    model.last_voters = row.last_voters.map(stored);
    model.seats_chair = stored(row.seats.chair);
    model.seats_deputy = stored(row.seats.deputy);
    model.seats_member = stored(row.seats.member);
    model.term_end = row.term_end;
    model.trouble_causes = list_text(&row.trouble_causes);
    model.posting_places = list_text(&read.places);
    model.note = row.note.clone().unwrap_or_default();
    model.election_day = read.election_day;
    let team = |kind: &'static str| {
        around
            .teams
            .iter()
            .filter(move |team| team.kind == kind)
            .map(|team| team.id)
    };
    model.leader_id = typed::one_of(
        problems,
        "leader",
        "挂钩领导",
        input.text("leader"),
        around.people.iter().map(|person| person.id),
    );
    model.guidance_team_id = typed::one_of(
        problems,
        "guidance",
        "指导组",
        input.text("guidance"),
        team("guidance"),
    );
    model.supervision_team_id = typed::one_of(
        problems,
        "supervision",
        "督查组",
        input.text("supervision"),
        team("supervision"),
    );
}
