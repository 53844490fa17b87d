//! 最迟哪天 — `/c/{c}/ask?q=…`: a question typed or picked, answered for every village in reach.

use axum::{
    extract::{Query, State},
    response::Response,
};
use chrono::NaiveDate;
use serde::Deserialize;

use super::{
    answer::{Trouble, frame, page},
    app::App,
    guard::{InCycle, May, ReadCycle},
    pages::{
        ask::{Answer, AnswerDays, AnswerNumbers, AnswerRow, Ask, NumberRow, Provision},
        parts::{DateCard, Link, Sign},
        step::schedule_tabs,
    },
    router::{Row, get},
    signs,
    view::Section,
};
use crate::{
    civil,
    law::{self, Basis, Of, PARAMS, Question, Share, StepClass, UnitKind, least_sum},
    lunar,
    office::{
        progress::Overview,
        refusal::Refusal,
        standing::{Plans, Standing, kind_of},
    },
    store::{
        entity::{village, voter_roll},
        voter,
    },
};

/// The routes of this file.
pub(super) fn rows() -> Vec<Row> {
    vec![get("/c/{c}/ask", ask)]
}

/// Other questions offered beside the answer.
const OTHERS: usize = 4;
/// Most characters of a question that are read.
const LONGEST: usize = 100;

/// What is asked.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Asked {
    /// A question in words.
    #[serde(default)]
    q: String,
    /// Id of a question of the table.
    #[serde(default)]
    id: String,
    /// Id of a step.
    #[serde(default)]
    step: String,
}

/// `GET /c/{c}/ask`
pub async fn ask(
    May(at): May<ReadCycle>,
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> Result<Response, Trouble> {
    let plans = app.plans(at.scope.cycle()).await?;
    let context = read(&app, &at, &plans, &asked).await?;
    let frame = frame(
        &app,
        &at.visit,
        Section::Schedule,
        "最迟哪天",
        Some(at.scope.cycle()),
        &[],
    );
    page(&app, &frame, &context)
}

async fn read(app: &App, at: &InCycle, plans: &Plans, asked: &Asked) -> Result<Ask, Refusal> {
    let base = format!("/c/{}", at.scope.cycle_id());
    let table = app.rules.questions();
    let link =
        |question: &Question| Link::new(&question.ask, format!("{base}/ask?id={}", question.id));
    let today = app.clock.today();
    let overview = Overview::read(&app.store, plans, &at.scope, today).await?;
    let typed: String = asked.q.trim().chars().take(LONGEST).collect();
    let (only, rest) = named_village(&typed, &overview.villages);
    let picked = table.find(asked.id.trim()).cloned();
    let step = Some(asked.step.trim()).filter(|id| !id.is_empty());
    let (question, others) = if let Some(question) = picked {
        (Some(question), Vec::new())
    } else if let Some(step) = step {
        (about_step(plans, step), Vec::new())
    } else {
        let found = table.matching(&rest);
        let others = found.iter().skip(1).take(OTHERS).map(|one| link(one));
        match found.first() {
            Some(first) => (Some((*first).clone()), others.collect()),
            None => (guessed(plans, &rest), Vec::new()),
        }
    };
    let missed = if question.is_some() || (typed.is_empty() && asked.step.trim().is_empty()) {
        String::new()
    } else {
        "没有听懂这个问题。请换一种说法，例如“候选人名单什么时候公布”，或者从下面选一个。"
            .to_owned()
    };
    let rolls = voter::rolls(app.store.reader(), &at.scope).await?;
    let answering = Answering {
        plans,
        overview: &overview,
        rolls: &rolls,
        only: only.and_then(|place| overview.villages.get(place)),
        base: &base,
        with_township: at.scope.is_whole(),
        today,
    };
    // Before there are villages there is no day to count from, whatever the rules say.
    let too_early = overview.villages.is_empty()
        && question
            .as_ref()
            .is_some_and(|question| answering.answer(question).silent);
    let (question, missed) = if too_early {
        let text = "请先导入村花名册：还没有村（社区），推算不出日期和人数。";
        (None, text.to_owned())
    } else {
        (question, missed)
    };
    Ok(Ask {
        answer: question.map(|question| {
            let answer = answering.answer(&question);
            match only.and_then(|place| overview.villages.get(place)) {
                Some(village) => Answer {
                    only: village.name.clone(),
                    all_href: if question.id.is_empty() {
                        String::new()
                    } else {
                        link(&question).href
                    },
                    ..answer
                },
                None => answer,
            }
        }),
        q: typed,
        action: format!("{base}/ask"),
        others,
        missed,
        questions: table.all().iter().map(link).collect(),
        tabs: schedule_tabs(&at.scope.cycle_id().to_string(), "ask"),
    })
}

/// The village a question names, by place, and the question without its name.
fn named_village(text: &str, villages: &[village::Model]) -> (Option<usize>, String) {
    let named = villages
        .iter()
        .enumerate()
        .filter(|(_, village)| !village.name.is_empty() && text.contains(&village.name))
        // 上石塘村 contains 石塘村: the longer name is meant.
        .max_by_key(|(_, village)| village.name.chars().count());
    match named {
        Some((place, village)) => (Some(place), text.replacen(&village.name, " ", 1)),
        None => (None, text.to_owned()),
    }
}

/// A step by its id, as a question of its own.
fn about_step(plans: &Plans, id: &str) -> Option<Question> {
    [&plans.village, &plans.community, &plans.township]
        .into_iter()
        .find_map(|plan| plan.steps.get(plan.index(id)?))
        .map(|step| Question::about_step(&step.id, &format!("{}最迟哪天", step.name)))
}

/// Where no question of the table is meant: a step or a rule item whose name is nearest.
fn guessed(plans: &Plans, text: &str) -> Option<Question> {
    let steps = [&plans.village, &plans.community, &plans.township]
        .into_iter()
        .flat_map(|plan| &plan.steps)
        .map(|step| (step.name.as_str(), (Some(step.id.as_str()), "")));
    let items = PARAMS.iter().map(|param| (param.name, (None, param.key)));
    let (step, item) = law::nearest(text, steps.chain(items)).into_iter().next()?;
    match step {
        Some(id) => about_step(plans, id),
        None => PARAMS
            .iter()
            .find(|param| param.key == item)
            .map(|param| Question::about_item(param.key, param.name)),
    }
}

/// What an answer is made of.
struct Answering<'a> {
    plans: &'a Plans,
    overview: &'a Overview<'a>,
    rolls: &'a [voter_roll::Model],
    /// The one village asked for.
    only: Option<&'a village::Model>,
    base: &'a str,
    with_township: bool,
    today: NaiveDate,
}

impl Answering<'_> {
    fn answer(&self, question: &Question) -> Answer {
        let mut days: Vec<AnswerDays> = question
            .steps
            .iter()
            .filter_map(|id| self.step_days(id))
            .collect();
        let counted = question
            .days
            .iter()
            // A step of the pack says it better than the bare number.
            .filter(|_| days.is_empty())
            .filter_map(|key| self.counted_days(key))
            .collect::<Vec<_>>();
        days.extend(counted);
        let provisions = self.provisions(question);
        let numbers = self.numbers(question);
        Answer {
            question: question.ask.clone(),
            silent: days.is_empty() && provisions.is_empty(),
            days,
            provisions,
            numbers,
            ..Answer::default()
        }
    }

    /// The units asked for, with where they stand.
    fn units(&self) -> impl Iterator<Item = (&village::Model, &Standing<'_>)> {
        self.overview
            .units()
            .filter(|(village, _)| self.only.is_none_or(|only| only.id == village.id))
    }

    fn step_days(&self, id: &str) -> Option<AnswerDays> {
        let mut rows: Vec<AnswerRow> = self
            .units()
            .filter_map(|(village, standing)| {
                let href = format!("{}/v/{}/steps/{id}", self.base, village.id);
                row_of(standing, id, &village.name, href)
            })
            .collect();
        let township = &self.overview.township;
        if rows.is_empty() && self.with_township {
            rows.extend(row_of(
                township,
                id,
                "镇",
                format!("{}/phases/{id}", self.base),
            ));
        }
        let plan = [
            &self.plans.village,
            &self.plans.community,
            &self.plans.township,
        ]
        .into_iter()
        .find(|plan| plan.index(id).is_some())?;
        let step = plan.steps.get(plan.index(id)?)?;
        if rows.is_empty() {
            return None;
        }
        let gist = step
            .basis
            .iter()
            .map(|basis| basis.gist.as_str())
            .find(|gist| !gist.is_empty());
        let cites: Vec<String> = step
            .basis
            .iter()
            .filter(|basis| !basis.article.is_empty())
            .map(Basis::cite)
            .collect();
        Some(AnswerDays {
            title: step.name.clone(),
            class: step.class.name().to_owned(),
            rule: match (gist, step.class) {
                (Some(gist), _) => format!("{}。", gist.trim_end_matches('。')),
                (None, _) => "没有法定期限，按工作安排的日子建议。".to_owned(),
            },
            basis: cites.join("；"),
            rows,
        })
    }

    /// A day the rules count from the election day and no step stands for: 另行选举.
    fn counted_days(&self, key: &str) -> Option<AnswerDays> {
        let mut title = "";
        let mut rule = String::new();
        let mut basis = String::new();
        let rows: Vec<AnswerRow> = self
            .units()
            .filter_map(|(village, standing)| {
                let rules = self.plans.pack.rules(kind_of(village))?;
                let day = law::deadline(rules, key, standing.days.election_day)?;
                title = day.name;
                let gist = day
                    .basis
                    .iter()
                    .map(|basis| basis.gist.as_str())
                    .find(|gist| !gist.is_empty())
                    .unwrap_or_default()
                    .to_owned();
                rule.clone_from(&gist);
                basis = cited(&day.basis);
                let left = (day.latest - self.today).num_days();
                Some(AnswerRow {
                    name: village.name.clone(),
                    href: format!("{}/v/{}/steps/{}", self.base, village.id, law::POLLING),
                    sign: Sign::Future,
                    word: "从选举日推算".to_owned(),
                    latest: civil::short_weekday(day.latest),
                    suggested: civil::short_weekday(day.suggested),
                    margin: signs::margin_text(left),
                    card: DateCard {
                        latest: format!("最迟 {}", civil::long_weekday(day.latest)),
                        lunar: lunar::text(day.latest),
                        margin: signs::margin_text(left),
                        formula: format!("选举日 {}", day.formula),
                        suggested: civil::long_weekday(day.suggested),
                        verified: day
                            .basis
                            .iter()
                            .all(|basis| basis.status != law::Status::Unverified),
                        basis: basis.clone(),
                        gist,
                        class: StepClass::Statutory.name().to_owned(),
                    },
                })
            })
            .collect();
        (!rows.is_empty()).then(|| AnswerDays {
            title: title.to_owned(),
            class: StepClass::Statutory.name().to_owned(),
            rule,
            basis,
            rows,
        })
    }

    /// The kinds of unit asked for.
    fn kinds(&self) -> Vec<UnitKind> {
        UnitKind::ALL
            .into_iter()
            .filter(|kind| self.units().any(|(village, _)| kind_of(village) == *kind))
            .collect()
    }

    /// What the rules say, once where villages and communities have the same.
    fn provisions(&self, question: &Question) -> Vec<Provision> {
        let mut list: Vec<(law::Provision, Option<UnitKind>)> = Vec::new();
        let kinds = match self.kinds() {
            kinds if kinds.is_empty() => vec![UnitKind::Village],
            kinds => kinds,
        };
        for kind in kinds {
            let Some(rules) = self.plans.pack.rules(kind) else {
                continue;
            };
            for one in question.provisions(rules) {
                let same = |(known, _): &&mut (law::Provision, Option<UnitKind>)| {
                    known.name == one.name && known.value == one.value
                };
                match list.iter_mut().find(same) {
                    Some((_, of)) => *of = None,
                    None => list.push((one, Some(kind))),
                }
            }
        }
        let both = self.kinds().len() > 1;
        list.into_iter()
            .map(|(one, kind)| Provision {
                name: one.name.to_owned(),
                value: one.value,
                kind: kind
                    .filter(|_| both)
                    .map_or_else(String::new, |kind| kind.name().to_owned()),
                gist: one.gist,
                basis: cited(&one.basis),
                verified: !one.unverified,
            })
            .collect()
    }

    /// The least numbers that reach the shares asked for, from the rolls that are imported.
    fn numbers(&self, question: &Question) -> Vec<AnswerNumbers> {
        let Some(of) = question.of else {
            return Vec::new();
        };
        let mut parts: Vec<(String, AnswerNumbers)> = Vec::new();
        for (village, _) in self.units() {
            let Some(rules) = self.plans.pack.rules(kind_of(village)) else {
                continue;
            };
            for one in question.provisions(rules) {
                let Some(share) = one.share else {
                    continue;
                };
                let title = format!("{}：{}", one.name, one.value);
                if !parts.iter().any(|(known, _)| *known == title) {
                    let part = AnswerNumbers {
                        title: title.clone(),
                        note: match of {
                            Of::Registered => "按登记参加选举的人数算；名单补正以后以补正的为准。",
                            Of::Participants => {
                                "按参加投票的人数（收回的选票数）算。投票以前还不知道，下面按登记的人全部到场算，是最多要多少票。"
                            }
                        }
                        .to_owned(),
                        rows: Vec::new(),
                    };
                    parts.push((title.clone(), part));
                }
                if let Some((_, part)) = parts.iter_mut().find(|(known, _)| *known == title) {
                    part.rows.push(self.number_row(village, share));
                }
            }
        }
        parts.into_iter().map(|(_, part)| part).collect()
    }

    fn number_row(&self, village: &village::Model, share: Share) -> NumberRow {
        let whole = self
            .rolls
            .iter()
            .find(|roll| roll.village_id == village.id)
            .and_then(|roll| u32::try_from(roll.voters).ok());
        NumberRow {
            name: village.name.clone(),
            href: format!("{}/v/{}/roll", self.base, village.id),
            whole: whole.map(|whole| whole.to_string()).unwrap_or_default(),
            least: whole
                .map(|whole| share.least(whole).to_string())
                .unwrap_or_default(),
            sum: whole
                .map(|whole| least_sum(share, whole))
                .unwrap_or_default(),
        }
    }
}

/// Sources without the brackets the page puts around them.
fn cited(basis: &[Basis]) -> String {
    let cites: Vec<String> = basis.iter().map(Basis::cite).collect();
    cites.join("；")
}

fn row_of(standing: &Standing<'_>, id: &str, name: &str, href: String) -> Option<AnswerRow> {
    let index = standing.plan.index(id)?;
    let step = standing.plan.steps.get(index)?;
    let days = standing.days.steps.get(index)?;
    let (sign, word) = signs::sign_of(*standing.states.get(index)?, step.class);
    Some(AnswerRow {
        name: name.to_owned(),
        href,
        sign,
        word: word.to_owned(),
        latest: days.latest.map(civil::short_weekday).unwrap_or_default(),
        suggested: civil::short_weekday(days.suggested),
        margin: match days.actual {
            Some(day) => format!("{} 已办", civil::short(day)),
            None => signs::margin_text((days.limit() - standing.today).num_days()),
        },
        card: standing.card(index).map(signs::card_of).unwrap_or_default(),
    })
}
