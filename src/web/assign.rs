//! 分工 — `/c/{c}/assign`: who looks after which village, what each carries, gaps and clashes with what to do.

mod lines;

use std::collections::{BTreeMap, HashMap};

use axum::{extract::State, response::Response};
use uuid::Uuid;

use self::lines::{clash_lines, cut, gap_lines, load_row, row, wanted};
use super::{
    answer::{Trouble, frame, invalid, page},
    app::App,
    export,
    form::{Asked, Fields, Posted, asked},
    guard::{EditCycle, InCycle, May, ReadCycle},
    pages::{
        assign::{Assign, LoadRow},
        parts::{Choice, Form, Link, Message},
    },
    people::{leader_choices, team_choices},
    plan::held::{self, Held},
    router::{Row, get, post},
    sign_in::fresh_key,
    signs,
    view::Section,
    villages::{none_yet, tabs_for},
};
use crate::{
    office::{
        conflicts::{PollingDay, Whose, polling_days, to_come},
        cycle::shortened,
        people::{self as office, Links, coverage},
        progress::Overview,
        refusal::{Problems, Refusal},
        standing::{Plans, kind_of},
    },
    store::{
        entity::{person, team},
        people, voter,
    },
};

/// Rows on one page: three lists of choices in each row would make a page of three hundred too heavy.
const PAGE: usize = 40;
/// Clashes told one by one; the page of clashes has them all.
const TOLD: usize = 6;

/// The routes of this file.
pub(super) fn rows() -> Vec<Row> {
    vec![
        get("/c/{c}/assign", assign_page),
        get("/c/{c}/assign.xlsx", table),
        post("/c/{c}/assign", assign),
    ]
}

/// What the list is narrowed to.
#[derive(Debug, Default, Clone)]
struct Filter {
    leader: String,
    guidance: String,
    supervision: String,
    show: String,
    q: String,
    page: usize,
}

impl Filter {
    fn of(fields: &Fields) -> Self {
        let text = |name: &str| fields.text(name).to_owned();
        Self {
            leader: text("leader"),
            guidance: text("guidance"),
            supervision: text("supervision"),
            show: text("show"),
            q: text("q"),
            page: fields.text("page").parse().unwrap_or(1).max(1),
        }
    }

    fn parts(&self) -> [(&'static str, &str); 5] {
        [
            ("leader", &self.leader),
            ("guidance", &self.guidance),
            ("supervision", &self.supervision),
            ("show", &self.show),
            ("q", &self.q),
        ]
    }

    fn narrows(&self) -> bool {
        self.parts().iter().any(|(_, text)| !text.is_empty())
    }

    fn query(&self, page: usize) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, text) in self.parts() {
            if !text.is_empty() {
                query.append_pair(name, text);
            }
        }
        if page > 1 {
            query.append_pair("page", &page.to_string());
        }
        query.finish()
    }
}

/// Everything the page is made of.
struct Seen<'p> {
    overview: Overview<'p>,
    everyone: Vec<person::Model>,
    teams: Vec<team::Model>,
    rolls: BTreeMap<Uuid, i32>,
    days: Vec<PollingDay>,
}

impl<'p> Seen<'p> {
    async fn read(app: &App, here: &InCycle, plans: &'p Plans) -> Result<Self, Refusal> {
        let db = app.store.reader();
        let overview = Overview::read(&app.store, plans, &here.scope, app.clock.today()).await?;
        Ok(Self {
            days: polling_days(&to_come(&overview)),
            overview,
            everyone: people::list(db, &here.scope).await?,
            teams: people::teams(db, &here.scope).await?,
            rolls: voter::rolls(db, &here.scope)
                .await?
                .into_iter()
                .map(|roll| (roll.village_id, roll.voters))
                .collect(),
        })
    }
}

impl Seen<'_> {
    fn name(&self, whose: Whose) -> &str {
        match whose {
            Whose::Leader(id) => self
                .everyone
                .iter()
                .find(|person| person.id == id)
                .map_or("", |person| person.name.as_str()),
            Whose::Guidance(id) | Whose::Supervision(id) => self
                .teams
                .iter()
                .find(|team| team.id == id)
                .map_or("", |team| team.name.as_str()),
        }
    }

    fn village_names(&self, places: &[usize]) -> Vec<&str> {
        places
            .iter()
            .filter_map(|place| self.overview.villages.get(*place))
            .map(|village| village.name.as_str())
            .collect()
    }

    /// For every village the sentence about its clashes.
    fn clashes_by_village(&self) -> HashMap<usize, String> {
        let mut told: HashMap<usize, Vec<String>> = HashMap::new();
        for clash in self.days.iter().flat_map(|day| &day.clashes) {
            for place in &clash.villages {
                let others: Vec<usize> = clash
                    .villages
                    .iter()
                    .copied()
                    .filter(|other| other != place)
                    .collect();
                told.entry(*place).or_default().push(format!(
                    "{}同日要到{}",
                    self.name(clash.whose),
                    shortened(&self.village_names(&others), 3)
                ));
            }
        }
        told.into_iter()
            .map(|(place, lines)| (place, lines.join("；")))
            .collect()
    }
}

/// `GET /c/{c}/assign`
pub async fn assign_page(
    May(here): May<ReadCycle>,
    State(app): State<App>,
    query: Asked,
) -> Result<Response, Trouble> {
    let filter = Filter::of(&asked(query));
    show(&app, &here, &filter, None).await
}

/// `GET /c/{c}/assign.xlsx`: who answers for which village, narrowed as the page is.
pub async fn table(
    May(here): May<ReadCycle>,
    State(app): State<App>,
    query: Asked,
) -> Result<Response, Trouble> {
    let filter = Filter::of(&asked(query));
    let plans = app.plans(here.scope.cycle()).await?;
    let (rows, only) = {
        let seen = Seen::read(&app, &here, &plans).await?;
        let clashes = seen.clashes_by_village();
        let rows: Vec<Answering> = (0..seen.overview.villages.len())
            .filter(|place| wanted(&seen, &filter, &clashes, *place))
            .filter_map(|place| Answering::of(&seen, place))
            .collect();
        let only = export::Narrowed::new()
            .choice("挂钩领导", &leader_choices(&seen.everyone), &filter.leader)
            .choice(
                "指导组",
                &team_choices(&seen.teams, "guidance"),
                &filter.guidance,
            )
            .choice(
                "督查组",
                &team_choices(&seen.teams, "supervision"),
                &filter.supervision,
            )
            .choice("显示", &shows(), &filter.show)
            .sought("村名", &filter.q);
        (rows, only)
    };
    export::Table::new("分工")
        .only(only)
        .column("村（社区）", |row: &Answering| row.village.clone())
        .column("类别", |row| row.kind)
        .column("挂钩领导", |row| row.leader.clone())
        .column("指导组", |row| row.guidance.clone())
        .column("督查组", |row| row.supervision.clone())
        .column("难点村", |row| if row.troubled { "是" } else { "" })
        .send(&app, &here.actor, &here.scope, None, &rows)
        .await
}

/// A row of the workbook.
struct Answering {
    village: String,
    kind: &'static str,
    leader: String,
    guidance: String,
    supervision: String,
    troubled: bool,
}

impl Answering {
    fn of(seen: &Seen<'_>, place: usize) -> Option<Self> {
        let row = seen.overview.villages.get(place)?;
        let name = |whose: Option<Whose>| {
            whose.map_or_else(String::new, |whose| seen.name(whose).to_owned())
        };
        Some(Self {
            village: row.name.clone(),
            kind: kind_of(row).name(),
            leader: name(row.leader_id.map(Whose::Leader)),
            guidance: name(row.guidance_team_id.map(Whose::Guidance)),
            supervision: name(row.supervision_team_id.map(Whose::Supervision)),
            troubled: !signs::list_of(&row.trouble_causes).is_empty(),
        })
    }
}

fn shows() -> Vec<Choice> {
    vec![
        Choice::new("gap", "有空缺"),
        Choice::new("clash", "同日冲突"),
    ]
}

/// A form that came back: what was typed, and what is wrong with it.
struct Again<'f> {
    fields: &'f Fields,
    problems: &'f Problems,
}

async fn show(
    app: &App,
    here: &InCycle,
    filter: &Filter,
    again: Option<Again<'_>>,
) -> Result<Response, Trouble> {
    let plans = app.plans(here.scope.cycle()).await?;
    let seen = Seen::read(app, here, &plans).await?;
    let mut context = context(here, filter, &seen, again.as_ref());
    if here.may_edit() {
        context.plan = held::warning(app, &here.scope, "分工").await?;
    }
    let cycle = here.scope.cycle();
    let frame = frame(
        app,
        &here.visit,
        Section::Settings,
        "分工",
        Some(cycle),
        &[],
    );
    if again.is_some() {
        invalid(app, &frame, &context)
    } else {
        page(app, &frame, &context)
    }
}

fn context(here: &InCycle, filter: &Filter, seen: &Seen<'_>, again: Option<&Again<'_>>) -> Assign {
    let cycle = here.scope.cycle_id();
    let base = format!("/c/{cycle}/assign");
    let clashes = seen.clashes_by_village();
    let all = seen.overview.villages.len();
    let wanted: Vec<usize> = (0..all)
        .filter(|place| wanted(seen, filter, &clashes, *place))
        .collect();
    let (places, pager) = cut(&wanted, filter, &base);
    let loads = coverage::loads(
        &seen.overview.villages,
        &seen.everyone,
        &seen.teams,
        &seen.rolls,
    );
    let of = |kind: fn(&Whose) -> bool| -> Vec<LoadRow> {
        loads
            .iter()
            .filter(|load| kind(&load.whose))
            .map(|load| load_row(seen, load, &base))
            .collect()
    };
    let problems = again.map(|again| again.problems);
    let (told, more) = clash_lines(seen, &format!("/c/{cycle}/conflicts"));
    Assign {
        rows: places
            .iter()
            .filter_map(|place| row(seen, *place, &clashes, again, cycle))
            .collect(),
        count: if wanted.len() == all {
            format!("{all} 个村（社区）")
        } else {
            format!("{} 个，共 {all} 个村（社区）", wanted.len())
        },
        leaders: leader_choices(&seen.everyone),
        guidance: team_choices(&seen.teams, "guidance"),
        supervision: team_choices(&seen.teams, "supervision"),
        shows: shows(),
        filter: filter
            .parts()
            .into_iter()
            .fold(Form::new(), |form, (name, text)| form.value(name, text)),
        narrowed: filter.narrows(),
        xlsx: match filter.query(1) {
            query if query.is_empty() => format!("{base}.xlsx"),
            query => format!("{base}.xlsx?{query}"),
        },
        leader_loads: of(|whose| matches!(whose, Whose::Leader(_))),
        guidance_loads: of(|whose| matches!(whose, Whose::Guidance(_))),
        supervision_loads: of(|whose| matches!(whose, Whose::Supervision(_))),
        most_villages: loads.iter().map(|load| load.villages).max().unwrap_or(0),
        most_voters: loads.iter().map(|load| load.voters).max().unwrap_or(0),
        gaps: gap_lines(seen, here),
        clashes: told,
        more_clashes: more,
        can_edit: here.may_edit(),
        empty: (all == 0).then(|| none_yet(here, "还没有村（社区）。导入村花名册后，在这里分工。")),
        form: problems
            .map(Problems::all)
            .unwrap_or_default()
            .into_iter()
            .fold(Form::new(), |form, text| {
                form.problem(Message {
                    text,
                    ..Message::default()
                })
            }),
        action: base,
        back: filter.query(filter.page),
        paper: Link::new(
            "挂钩联系分工表",
            format!("/c/{cycle}/docs?kind=liaison-table"),
        ),
        letter: if here.scope.is_whole() {
            signs::leaders_letter(cycle)
        } else {
            Link::default()
        },
        plan: String::new(),
        tabs: tabs_for(here.role, cycle, "assign"),
        pager,
        key: fresh_key(),
        version: String::new(),
    }
}

/// The rows as sent: what the page showed, and what was chosen for each or for all that were ticked.
fn sent(fields: &Fields) -> BTreeMap<Uuid, (Links, Links)> {
    let mut rows: BTreeMap<Uuid, (Links, Links)> = BTreeMap::new();
    for (name, value) in fields.iter() {
        let Some((what, id)) = name.split_once(':') else {
            continue;
        };
        let Ok(id) = Uuid::parse_str(id) else {
            continue;
        };
        let (shown, chosen) = rows.entry(id).or_default();
        match what {
            "was" => {
                let mut parts = value.split('|').map(str::to_owned);
                shown.leader = parts.next().unwrap_or_default();
                shown.guidance = parts.next().unwrap_or_default();
                shown.supervision = parts.next().unwrap_or_default();
            }
            "leader" => value.clone_into(&mut chosen.leader),
            "guidance" => value.clone_into(&mut chosen.guidance),
            "supervision" => value.clone_into(&mut chosen.supervision),
            _ => {}
        }
    }
    let together = |name: &str| match fields.text(name) {
        "" => None,
        "clear" => Some(String::new()),
        id => Some(id.to_owned()),
    };
    let (leader, guidance, supervision) = (
        together("all_leader"),
        together("all_guidance"),
        together("all_supervision"),
    );
    for id in fields.all("pick").filter_map(|id| Uuid::parse_str(id).ok()) {
        let Some((_, chosen)) = rows.get_mut(&id) else {
            continue;
        };
        if let Some(leader) = &leader {
            chosen.leader.clone_from(leader);
        }
        if let Some(guidance) = &guidance {
            chosen.guidance.clone_from(guidance);
        }
        if let Some(supervision) = &supervision {
            chosen.supervision.clone_from(supervision);
        }
    }
    rows
}

/// `POST /c/{c}/assign`
pub async fn assign(
    May(here): May<EditCycle>,
    State(app): State<App>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let fields = &posted.fields;
    let back: Fields = form_urlencoded::parse(fields.text("back").as_bytes())
        .into_owned()
        .collect();
    let filter = Filter::of(&back);
    let nobody = fields.all("pick").next().is_none()
        && ["all_leader", "all_guidance", "all_supervision"]
            .iter()
            .any(|name| !fields.text(name).is_empty());
    let held = Held::before(&app, &here.scope).await?;
    let saved = if nobody {
        Err(Refusal::general(
            "请先勾选要一起定的村（社区），再保存：下面选了人或组，一个村也没有勾。",
        ))
    } else {
        office::assign(
            &app.store,
            app.clock.as_ref(),
            &here.actor,
            &here.scope,
            &posted.key,
            &sent(fields),
        )
        .await
    };
    match saved {
        Ok(mut told) => {
            let query = filter.query(filter.page);
            if !query.is_empty() {
                told.location = format!("{}?{query}", told.location);
            }
            held.done(&app, &here.scope, told).await
        }
        Err(Refusal::Invalid(problems)) => {
            let again = Again {
                fields,
                problems: &problems,
            };
            show(&app, &here, &filter, Some(again)).await
        }
        Err(refusal) => Err(refusal.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticked_rows_take_what_is_chosen_for_all() {
        let id = |n: u128| Uuid::from_u128(n);
        let mut pairs: Vec<(String, String)> = Vec::new();
        for n in [1, 2, 3] {
            pairs.push((format!("was:{}", id(n)), "a|b|c".into()));
            pairs.push((format!("leader:{}", id(n)), "a".into()));
            pairs.push((format!("guidance:{}", id(n)), "b".into()));
            pairs.push((format!("supervision:{}", id(n)), "c".into()));
        }
        for (name, value) in [
            ("pick", id(1).to_string()),
            ("pick", id(3).to_string()),
            ("pick", id(9).to_string()),
            ("all_leader", "x".into()),
            ("all_guidance", "clear".into()),
            ("all_supervision", String::new()),
        ] {
            pairs.push((name.into(), value));
        }
        let rows = sent(&pairs.into_iter().collect());
        assert_eq!(rows.len(), 3, "a row the page did not show is not made up");
        let links = |leader: &str, guidance: &str| Links {
            leader: leader.into(),
            guidance: guidance.into(),
            supervision: "c".into(),
        };
        for (n, chosen) in [
            (1, links("x", "")),
            (2, links("a", "b")),
            (3, links("x", "")),
        ] {
            assert_eq!(rows[&id(n)], (links("a", "b"), chosen), "{n}");
        }
    }
}
