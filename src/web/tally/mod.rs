//! 计票核算 — `/c/{c}/tally`: numbers as on the paper tally sheet, the decision with its reasons.
//! Nothing is stored: the election committee decides and signs, the paper is the record.

mod answer;
mod sheet;

use self::sheet::{ContestSheet, MORE_ROWS, Sheet};
use super::{
    answer::{Trouble, frame, invalid, page},
    app::App,
    form::{Fields, Posted},
    guard::{InCycle, May, ReadCycle},
    inspections::Asked,
    pages::{
        parts::{Choice, Link},
        step::schedule_tabs,
        tally::{Measure, TallyPage},
    },
    papers::id_of,
    router::{Row, get, post},
    sign_in::fresh_key,
    view::Section,
};
use crate::{
    documents::kind::Kind,
    law::{
        Item, PARAMS, Post, RulePack, Rules, Status, UnitKind,
        poll::{self, Decision, InputProblem, Poll, PollRules, Reserved},
    },
    office::{
        paper::{
            dossier::{Dossier, Reach},
            registered_of,
        },
        refusal::Refusal,
        standing::{election_day_of, kind_of},
    },
    platform::clock,
    store::{entity::village as village_row, village},
};
use axum::{extract::State, response::Response};

/// 计票口径, in the order in which it is asked for at the count.
const MEASURES: [&str; 13] = [
    "excess_over",
    "overvote_unit",
    "blank_ballot",
    "double_post_void",
    "doubtful_ballots_decider",
    "participants_base",
    "invalid_in_base",
    "polls",
    "add_down",
    "other_names",
    "tie_rule",
    "winners_reviewed",
    "relatives_refill",
];

/// The routes of this file.
pub(super) fn rows() -> Vec<Row> {
    vec![get("/c/{c}/tally", blank), post("/c/{c}/tally", calculate)]
}

/// `GET /c/{c}/tally`; `?v=` a village whose seats, candidates and roll are filled in.
pub async fn blank(
    May(here): May<ReadCycle>,
    State(app): State<App>,
    asked: Asked,
) -> Result<Response, Trouble> {
    let asked: Fields = asked.0.into_iter().collect();
    let desk = Desk::read(&app, here, asked.text("v")).await?;
    let sheet = desk.start().await?;
    desk.show(&sheet, None, None).await
}

/// `POST /c/{c}/tally`: the decision; nothing is stored.
pub async fn calculate(
    May(here): May<ReadCycle>,
    State(app): State<App>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let desk = Desk::read(&app, here, posted.fields.text("v")).await?;
    let mut sheet = Sheet::typed(&posted.fields);
    if posted.fields.ticked("more") {
        sheet.blank_rows = MORE_ROWS;
        return desk.show(&sheet, None, None).await;
    }
    let decided = desk
        .rules()
        .map_err(|message| {
            vec![InputProblem {
                path: String::new(),
                message,
            }]
        })
        .and_then(|rules| poll::read_and_decide(&rules, &sheet.json().to_string()));
    match decided {
        Ok((poll, decision)) => desk.show(&sheet, None, Some((&poll, &decision))).await,
        Err(problems) => desk.show(&sheet, Some(&problems), None).await,
    }
}

/// Where the sheet is filled in.
struct Desk<'a> {
    app: &'a App,
    here: InCycle,
    pack: RulePack,
    village: Option<village_row::Model>,
}

impl<'a> Desk<'a> {
    async fn read(app: &'a App, here: InCycle, village: &str) -> Result<Self, Trouble> {
        let plans = app.plans(here.scope.cycle()).await?;
        let village = match village {
            "" => None,
            id => Some(
                village::find(app.store.reader(), &here.scope, id_of(id)?)
                    .await
                    .map_err(Refusal::from)?
                    .ok_or_else(Trouble::not_found)?,
            ),
        };
        Ok(Self {
            app,
            here,
            pack: plans.pack.clone(),
            village,
        })
    }

    fn kind(&self) -> UnitKind {
        self.village.as_ref().map_or_else(
            || {
                self.pack
                    .main_rules()
                    .map_or(UnitKind::Village, |(kind, _)| kind)
            },
            kind_of,
        )
    }

    fn rules(&self) -> Result<PollRules<'_>, String> {
        PollRules::compile(&self.pack, self.kind()).map_err(|error| error.to_string())
    }

    fn source(&self) -> Option<&Rules> {
        self.pack.rules(self.kind())
    }

    /// The sheet with what is known filled in: posts and seats, candidates, the roll, the day.
    async fn start(&self) -> Result<Sheet, Trouble> {
        let mut sheet = Sheet::blank();
        sheet.set("round", "first");
        let count = |seats: i32| u32::try_from(seats).unwrap_or(0);
        let seats = self.village.as_ref().map_or([1, 0, 0], |row| {
            [row.seats_chair, row.seats_deputy, row.seats_member].map(count)
        });
        let women = self.reserved_seats().min(seats[2]);
        let mut posts = vec![
            (Post::Chair, Reserved::None, seats[0]),
            (Post::Deputy, Reserved::None, seats[1]),
            (Post::Member, Reserved::None, seats[2] - women),
        ];
        if women > 0 {
            posts.push((Post::Member, Reserved::Woman, women));
        }
        for (post, reserved, seats) in posts {
            sheet.contests.push(ContestSheet {
                post: post.id().to_owned(),
                reserved: match reserved {
                    Reserved::Woman => reserved.id().to_owned(),
                    Reserved::None => String::new(),
                },
                seats: if self.village.is_some() || seats > 0 {
                    seats.to_string()
                } else {
                    String::new()
                },
                ..ContestSheet::default()
            });
        }
        if let Some(village) = &self.village {
            sheet.set(
                "poll_day",
                election_day_of(self.here.scope.cycle(), village).to_string(),
            );
            let db = self.app.store.reader();
            let dossier = Dossier::read(db, &self.here.scope, Reach::Unit(village.id)).await?;
            if let Some(registered) = registered_of(&dossier, village.id) {
                sheet.set("registered", registered.count.to_string());
            }
            if let Some((facts, _)) = dossier.typed(village.id, Kind::Candidates) {
                sheet.take_candidates(&facts);
            }
        }
        Ok(sheet)
    }

    /// Seats of the committee that the pack reserves for women.
    fn reserved_seats(&self) -> u32 {
        self.source()
            .filter(|rules| rules.word("women_mode") == Some("reserved-seat"))
            .and_then(|rules| rules.number("women_min"))
            .unwrap_or(0)
    }

    /// What the clerk at the count has to know of the rules, whether it is computed with or not.
    fn measures(&self) -> Vec<Measure> {
        let Some(rules) = self.source() else {
            return Vec::new();
        };
        MEASURES
            .iter()
            .filter_map(|key| {
                let param = PARAMS.iter().find(|param| param.key == *key)?;
                let item = rules.items.get(*key);
                let value = item.and_then(|item| item.value.as_ref());
                let stated = item.into_iter().flat_map(Item::basis);
                Some(Measure {
                    name: param.name.to_owned(),
                    value: value.map_or_else(|| "没有规定".to_owned(), |v| v.describe(param)),
                    basis: stated
                        .filter(|source| source.status == Status::Verified)
                        .map(|source| source.basis().cite())
                        .collect::<Vec<_>>()
                        .join("；"),
                    unread: item.is_some_and(Item::is_unverified),
                })
            })
            .collect()
    }

    async fn show(
        &self,
        sheet: &Sheet,
        problems: Option<&[InputProblem]>,
        decided: Option<(&Poll, &Decision)>,
    ) -> Result<Response, Trouble> {
        let cycle = self.here.scope.cycle();
        let villages = village::list(self.app.store.reader(), &self.here.scope)
            .await
            .map_err(Refusal::from)?;
        let base = format!("/c/{}", cycle.id);
        let mut context = TallyPage {
            tabs: schedule_tabs(&cycle.id.to_string(), "tally"),
            villages: villages
                .iter()
                .map(|row| Choice::new(row.id.to_string(), &row.name))
                .collect(),
            village: self
                .village
                .as_ref()
                .map(|row| row.id.to_string())
                .unwrap_or_default(),
            village_name: self
                .village
                .as_ref()
                .map(|row| row.name.clone())
                .unwrap_or_default(),
            action: format!("{base}/tally"),
            key: fresh_key(),
            rounds: choices(poll::rounds()),
            electorates: self.electorates(),
            posts: [Post::Chair, Post::Deputy, Post::Member]
                .map(|post| Choice::new(post.id(), post.name()))
                .to_vec(),
            kinships: choices(poll::kinships()),
            sexes: choices(poll::sexes()),
            rules: self.pack.name().to_owned(),
            measures: self.measures(),
            rules_link: Link::new("看规则", format!("{base}/rules?kind={}", self.kind().id())),
            ..TallyPage::default()
        };
        sheet.fill(&mut context);
        let wrong = problems.is_some_and(|list| !list.is_empty());
        for problem in problems.unwrap_or_default() {
            sheet.place(&mut context, problem);
        }
        if let Some((poll, decision)) = decided {
            let made = clock::stamp(self.app.clock.now());
            context.answer = Some(answer::of(poll, decision, made));
        }
        let frame = frame(
            self.app,
            &self.here.visit,
            Section::Schedule,
            "计票核算",
            Some(cycle),
            &[("计票核算", "")],
        );
        if wrong {
            invalid(self.app, &frame, &context)
        } else {
            page(self.app, &frame, &context)
        }
    }

    fn electorates(&self) -> Vec<Choice> {
        let modes = match self
            .source()
            .and_then(|rules| rules.value("electorate_modes"))
        {
            Some(crate::law::Value::Words(modes)) => modes.clone(),
            _ => vec!["voters".to_owned()],
        };
        choices(poll::electorates())
            .into_iter()
            .filter(|choice| modes.contains(&choice.value))
            .collect()
    }
}

fn choices(words: Vec<(&'static str, &'static str)>) -> Vec<Choice> {
    words
        .into_iter()
        .map(|(word, name)| Choice::new(word, name))
        .collect()
}
