//! 改期 — what follows when a village's election day moves, or the township's default one, and moving it.
//!
//! Looking changes nothing. Moving is one transaction: the row with its version checked, and the audit
//! row with the reason. Papers are not touched: that their content is no longer what is known is derived
//! from their facts wherever they are listed (内容已变).

mod township;

use chrono::NaiveDate;
use uuid::Uuid;

use super::{
    change::{Actor, Begun},
    cycle::{MoveCheck, Nearness, ask_to_confirm, day_itself, too_near},
    done::{self, Done},
    event::Event,
    paper::{
        data,
        dossier::{Dossier, Reach},
        issue::shown_number,
        press::Press,
    },
    refusal::{Conflict, Problems, Refusal},
    standing::{Plans, Standing, election_day_of, kind_of},
    typed,
};
use crate::{
    civil,
    documents::kind::Kind,
    law::{Calendar, Facts, Replan},
    platform::clock::Clock,
    store::{
        Store, audit,
        entity::{person, village as village_row},
        paper::{ISSUED, PaperLine},
        people, progress,
        scope::CycleScope,
        village,
    },
};

pub use self::township::{Follows, TownshipPreview, VillageMoves};

/// Most characters of a reason.
const REASON_MOST: usize = 200;

/// What is typed on the page of a move.
#[derive(Debug, Clone, Default)]
pub struct MoveInput {
    /// 新的选举日
    pub to: String,
    /// 改期原因
    pub reason: String,
    /// The day (ISO) whose warnings the person has ticked as seen.
    pub confirmed: String,
    /// Version of the row the form was made from.
    pub version: i32,
}

/// 受影响的文书
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Affected {
    /// Paper.
    pub id: Uuid,
    /// Village, or the cycle.
    pub unit: Uuid,
    /// Kind.
    pub kind: Kind,
    /// 第4号; empty for papers without one.
    pub number: String,
    /// The day it was put up, where that is recorded.
    pub posted_on: Option<NaiveDate>,
    /// Whether the words on it change, not only what they were made from.
    pub reads_otherwise: bool,
}

/// 要告诉的人
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToTell {
    /// 挂钩领导, or the name of the team.
    pub why: String,
    /// Name.
    pub name: String,
    /// Post.
    pub post: String,
    /// Telephone, where one is kept.
    pub phone: Option<String>,
}

/// 改期预看 of one village.
#[derive(Debug)]
pub struct Preview<'p> {
    /// The two schedules compared.
    pub diff: Replan,
    /// Where the village would stand.
    pub after: Standing<'p>,
    /// Why it cannot be.
    pub errors: Vec<String>,
    /// What must be seen first.
    pub warnings: Vec<String>,
    /// Issued papers that would state something else.
    pub papers: Vec<Affected>,
    /// Whom to tell.
    pub people: Vec<ToTell>,
}

/// 案头 — what looking at a move needs.
pub struct Desk<'a> {
    /// Database.
    pub store: &'a Store,
    /// Clock.
    pub clock: &'a dyn Clock,
    /// Compiled rules of the cycle.
    pub plans: &'a Plans,
    /// Holidays.
    pub calendar: &'a Calendar,
}

impl<'a> Desk<'a> {
    /// What would follow if `village` voted on `to` instead of `from`.
    pub async fn preview(
        &self,
        press: &std::sync::Arc<Press>,
        scope: &CycleScope,
        row: &village_row::Model,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Result<Preview<'a>, Refusal> {
        let db = self.store.reader();
        let today = self.clock.today();
        let reach = if scope.is_whole() {
            Reach::Whole
        } else {
            Reach::Unit(row.id)
        };
        let dossier = Dossier::read(db, scope, reach).await?;
        let latest = dossier.latest.clone();
        let standing = Standing::of_village(self.plans, scope.cycle(), row, &latest, today);
        let diff = standing.plan.replan(
            &facts_on(&standing, from)?,
            &facts_on(&standing, to)?,
            self.calendar,
        );
        let mut check = MoveCheck::default();
        self.check(&mut check, row, &standing, to);
        for finding in &diff.new_problems {
            let told = check.errors.iter().chain(&check.warnings);
            let broken = diff
                .broken
                .iter()
                .any(|step| finding.step.as_ref() == Some(&step.id));
            if !broken
                && !told.clone().any(|text| *text == finding.message)
                && !matches!(
                    finding.code,
                    crate::law::Code::D104 | crate::law::Code::D105 | crate::law::Code::D106
                )
            {
                check.warnings.push(finding.message.clone());
            }
        }
        let people = to_tell(
            row,
            &people::teams(db, scope).await?,
            &people::list(db, scope).await?,
        );
        let papers = self
            .affected(
                press,
                scope,
                dossier,
                |dossier, day| {
                    if let Some(mine) = dossier.villages.iter_mut().find(|other| other.id == row.id)
                    {
                        mine.election_day = Some(day);
                    }
                },
                from,
                to,
            )
            .await?;
        let after = Standing::new(standing.plan, to, row.id, &latest, today);
        Ok(Preview {
            diff,
            after,
            errors: check.errors,
            warnings: check.warnings,
            papers,
            people,
        })
    }

    /// What stands against a day for a village: the law's errors, and what must be seen first.
    fn check(
        &self,
        check: &mut MoveCheck,
        row: &village_row::Model,
        standing: &Standing<'_>,
        to: NaiveDate,
    ) {
        let kind = Some(kind_of(row));
        day_itself(
            check,
            &self.plans.pack,
            kind,
            to,
            standing.today,
            self.calendar,
        );
        match too_near(standing, to) {
            Nearness::Voted => check.errors.push(VOTED.to_owned()),
            Nearness::TooNear(first) if to >= standing.today => check.errors.push(format!(
                "请把选举日定在 {}（含）以后：还有环节没办，或者已办环节离新的选举日太近，法定提前日数不够。",
                civil::long_weekday(first)
            )),
            Nearness::TooNear(_) | Nearness::Fits => {}
        }
    }

    /// Issued papers in force whose facts differ between two days, and are not yet those of the new one.
    async fn affected(
        &self,
        press: &std::sync::Arc<Press>,
        scope: &CycleScope,
        dossier: Dossier,
        put: impl Fn(&mut Dossier, NaiveDate),
        from: NaiveDate,
        to: NaiveDate,
    ) -> Result<Vec<Affected>, Refusal> {
        let db = self.store.reader();
        let rolls: Vec<Uuid> = in_force(&dossier, scope)
            .filter(|(_, kind)| *kind == Kind::VoterRoll)
            .map(|(line, _)| line.unit_id)
            .collect();
        let mut before = dossier.with_voters(db, scope, &rolls).await?;
        put(&mut before, from);
        let lines: Vec<(PaperLine, Kind)> = in_force(&before, scope)
            .map(|(line, kind)| (line.clone(), kind))
            .collect();
        let states = |dossier: &Dossier, line: &PaperLine, kind: Kind| {
            data::assemble(dossier, self.plans, line.unit_id, kind, line.dated)
        };
        let mut old = Vec::with_capacity(lines.len());
        for (line, kind) in &lines {
            old.push(states(&before, line, *kind)?);
        }
        let mut after = before;
        put(&mut after, to);
        let mut changed = Vec::new();
        for ((line, kind), old) in lines.into_iter().zip(old) {
            let new = states(&after, &line, kind)?;
            if new.digest != old.digest && new.digest != line.input_digest {
                changed.push((line, kind, old, new));
            }
        }
        let press = std::sync::Arc::clone(press);
        press
            .on_a_core(move |press| {
                changed
                    .into_iter()
                    .map(|(line, kind, old, new)| {
                        let reads = |one: &data::Assembled| {
                            press
                                .html(kind, &one.stamped(Some(&line.number), Some(line.dated)))
                                .ok()
                        };
                        Affected {
                            id: line.id,
                            unit: line.unit_id,
                            kind,
                            number: shown_number(&line.series, &line.number),
                            posted_on: line.posted_on,
                            // What cannot be drawn must be looked at.
                            reads_otherwise: reads(&old)
                                .is_none_or(|old| reads(&new).as_ref() != Some(&old)),
                        }
                    })
                    .collect()
            })
            .await
    }

    /// 改一个村的选举日. The law's errors refuse; its warnings must have been ticked; a reason is required.
    pub async fn move_village(
        &self,
        actor: &Actor,
        scope: &CycleScope,
        key: &str,
        id: Uuid,
        input: &MoveInput,
    ) -> Result<Done, Refusal> {
        let mut change = match done::open(self.store, self.clock, actor, Some(key)).await? {
            Begun::Fresh(change) => change,
            Begun::Again(location) => return Ok(Done::again(location)),
        };
        let row = village::find(change.tx(), scope, id)
            .await?
            .ok_or(Refusal::NotFound)?;
        let conflict = |row: &village_row::Model, event| {
            Refusal::Conflict(Conflict::from_event(format!("{}的情况", row.name), event))
        };
        if row.version != input.version {
            let event = audit::last_of_object(change.tx(), "village", &id.to_string()).await?;
            return Err(conflict(&row, event));
        }
        let mut problems = Problems::none();
        let reason = reason_of(&input.reason, &mut problems);
        let from = election_day_of(scope.cycle(), &row);
        let to = day_of(&input.to, &mut problems);
        if let Some(to) = to {
            let latest = progress::latest(change.tx(), scope).await?;
            let today = self.clock.today();
            let standing = Standing::of_village(self.plans, scope.cycle(), &row, &latest, today);
            self.weigh(&row, &standing, from, to, &input.confirmed, &mut problems)?;
        }
        let (true, Some(to)) = (problems.is_empty(), to) else {
            return Err(Refusal::Invalid(problems));
        };
        let mut moved = row.clone();
        moved.election_day = Some(to);
        if !village::update(change.tx(), scope, moved).await? {
            let db = self.store.reader();
            let event = audit::last_of_object(db, "village", &id.to_string()).await?;
            return Err(conflict(&row, event));
        }
        let text = format!(
            "{}的选举日由 {} 改为 {}",
            row.name,
            civil::long(from),
            civil::long_weekday(to)
        );
        change
            .audit(Event::ElectionDayMoved)
            .object("village", id)
            .cycle(scope.cycle_id())
            .village(id)
            .summary(text.clone())
            .before(&serde_json::json!({ "选举日": from, "单独定": row.election_day.is_some() }))
            .after(&serde_json::json!({ "选举日": to, "单独定": true }))
            .reason(reason);
        let location = format!("/c/{}/v/{id}/replan?from={from}", scope.cycle_id());
        change.commit(&location).await?;
        Ok(Done::plainly(
            location,
            format!("{text}。请按下面的清单重发文书、通知有关人员。"),
        ))
    }

    /// Everything that refuses a village's new day, and every warning that was not ticked.
    fn weigh(
        &self,
        row: &village_row::Model,
        standing: &Standing<'_>,
        from: NaiveDate,
        to: NaiveDate,
        confirmed: &str,
        problems: &mut Problems,
    ) -> Result<(), Refusal> {
        if to == from {
            problems.add(
                "to",
                format!(
                    "请换一个日期。选举日现在就是 {}。",
                    civil::long_weekday(from)
                ),
            );
            return Ok(());
        }
        let mut check = MoveCheck::default();
        self.check(&mut check, row, standing, to);
        for text in &check.errors {
            problems.add("to", text.clone());
        }
        if !check.errors.is_empty() {
            return Ok(());
        }
        let diff = standing.plan.replan(
            &facts_on(standing, from)?,
            &facts_on(standing, to)?,
            self.calendar,
        );
        let mut warnings = check.warnings;
        for finding in diff.new_problems {
            if !warnings.contains(&finding.message) {
                warnings.push(finding.message);
            }
        }
        ask_to_confirm(problems, &warnings, confirmed, to);
        Ok(())
    }
}

const VOTED: &str =
    "请先核对投票记录：已经记录了投票，选举日不能再改；记错了先撤销「投票选举」的记录。";

fn facts_on(standing: &Standing<'_>, day: NaiveDate) -> Result<Facts, Refusal> {
    Facts::new(
        standing.plan,
        day,
        Some(standing.today),
        standing.actuals.clone(),
    )
    .map_err(|found| {
        let mut problems = Problems::none();
        for finding in found {
            problems.add("to", finding.message);
        }
        Refusal::Invalid(problems)
    })
}

fn reason_of(text: &str, problems: &mut Problems) -> String {
    let reason = text.trim();
    if reason.is_empty() {
        problems.add(
            "reason",
            "请写明改期原因。选举日由选举委员会依法确定，改期要有依据，供以后查对。",
        );
    } else if reason.chars().count() > REASON_MOST {
        problems.add("reason", format!("请把改期原因写在 {REASON_MOST} 字以内。"));
    }
    reason.to_owned()
}

fn day_of(text: &str, problems: &mut Problems) -> Option<NaiveDate> {
    let day = typed::day(problems, "to", "新的选举日", text);
    if day.is_none() && problems.of("to").is_empty() {
        problems.add("to", "请填写新的选举日。");
    }
    day
}

/// Papers of one unit or the whole township that are in force and of kinds this program knows.
fn in_force<'d>(
    dossier: &'d Dossier,
    scope: &'d CycleScope,
) -> impl Iterator<Item = (&'d PaperLine, Kind)> {
    dossier
        .papers
        .iter()
        .filter(|line| line.state == ISSUED)
        .filter(|line| line.unit_id != scope.cycle_id() || scope.is_whole())
        .filter_map(|line| Some((line, Kind::from_id(&line.kind)?)))
        .filter(|(line, kind)| dossier.fits(line.unit_id, *kind))
}

/// The linked leader, then the members of the guidance and of the supervision team.
fn to_tell(
    row: &village_row::Model,
    teams: &[crate::store::entity::team::Model],
    people: &[person::Model],
) -> Vec<ToTell> {
    let told = |why: &str, person: &person::Model| ToTell {
        why: why.to_owned(),
        name: person.name.clone(),
        post: person.post.clone(),
        phone: person.phone.clone().filter(|phone| !phone.is_empty()),
    };
    let mut list: Vec<ToTell> = people
        .iter()
        .filter(|person| Some(person.id) == row.leader_id)
        .map(|person| told("挂钩领导", person))
        .collect();
    for id in [row.guidance_team_id, row.supervision_team_id]
        .into_iter()
        .flatten()
    {
        let name = teams
            .iter()
            .find(|team| team.id == id)
            .map_or("工作组", |team| team.name.as_str());
        for person in people.iter().filter(|person| person.team_id == Some(id)) {
            // A linked leader is often a member of the team as well: one call is enough.
            let known = list.iter_mut().find(|one| {
                (&one.name, &one.post, one.phone.as_ref())
                    == (&person.name, &person.post, person.phone.as_ref())
            });
            match known {
                Some(one) => one.why = format!("{}、{name}", one.why),
                None => list.push(told(name, person)),
            }
        }
    }
    list
}
