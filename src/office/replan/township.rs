//! 全镇改期 — the township's default day, and every village that follows it.

use chrono::NaiveDate;
use uuid::Uuid;

use super::super::{
    change::Actor,
    cycle::{self, CycleInput, MoveCheck, Nearness, day_itself, too_near},
    done::Done,
    paper::{
        dossier::{Dossier, Reach},
        press::Press,
    },
    refusal::{Problems, Refusal},
    standing::Standing,
};
use super::{Affected, Desk, MoveInput, day_of, facts_on, reason_of};
use crate::{civil, law::Severity, store::scope::CycleScope};

/// 全镇改期预看
#[derive(Debug)]
pub struct TownshipPreview {
    /// Every village, in the township's order.
    pub villages: Vec<VillageMoves>,
    /// Why the day cannot be.
    pub errors: Vec<String>,
    /// What must be seen first.
    pub warnings: Vec<String>,
    /// Issued papers that would state something else.
    pub papers: Vec<Affected>,
}

/// 一个村随不随
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Follows {
    /// It moves with the default day.
    Moves,
    /// It would move, but not before this day.
    TooNear(NaiveDate),
    /// It has voted: the day stays.
    Voted,
    /// It has a day of its own.
    OwnDay(NaiveDate),
}

/// 一个村的变化
#[derive(Debug)]
pub struct VillageMoves {
    /// Id.
    pub id: Uuid,
    /// Name.
    pub name: String,
    /// Whether it moves.
    pub follows: Follows,
    /// Errors only under the new day.
    pub problems: Vec<String>,
    /// Warnings only under the new day.
    pub warnings: Vec<String>,
}

impl Desk<'_> {
    /// What would follow for every village that follows the township's default day.
    pub async fn preview_township(
        &self,
        press: &std::sync::Arc<Press>,
        scope: &CycleScope,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Result<TownshipPreview, Refusal> {
        let today = self.clock.today();
        let dossier = Dossier::read(self.store.reader(), scope, Reach::Whole).await?;
        let mut villages = Vec::new();
        for row in &dossier.villages {
            let standing =
                Standing::of_village(self.plans, &dossier.cycle, row, &dossier.latest, today);
            let follows = match (row.election_day, too_near(&standing, to)) {
                (Some(day), _) => Follows::OwnDay(day),
                (None, Nearness::Voted) => Follows::Voted,
                (None, Nearness::TooNear(first)) => Follows::TooNear(first),
                (None, Nearness::Fits) => Follows::Moves,
            };
            let diff = standing.plan.replan(
                &facts_on(&standing, from)?,
                &facts_on(&standing, to)?,
                self.calendar,
            );
            let told = |severity: Severity| {
                diff.new_problems
                    .iter()
                    .filter(|finding| {
                        finding.severity == severity
                            && finding.step.as_deref() != Some(crate::law::POLLING)
                    })
                    .map(|finding| finding.message.clone())
                    .collect::<Vec<String>>()
            };
            let moves = matches!(follows, Follows::Moves | Follows::TooNear(_));
            villages.push(VillageMoves {
                id: row.id,
                name: row.name.clone(),
                follows,
                problems: if moves {
                    told(Severity::Error)
                } else {
                    Vec::new()
                },
                warnings: if moves {
                    told(Severity::Warning)
                } else {
                    Vec::new()
                },
            });
        }
        let voted: Vec<Uuid> = villages
            .iter()
            .filter(|village| village.follows == Follows::Voted)
            .map(|village| village.id)
            .collect();
        let mut check = MoveCheck::default();
        day_itself(&mut check, &self.plans.pack, None, to, today, self.calendar);
        let papers = self
            .affected(
                press,
                scope,
                dossier,
                |dossier, day| {
                    dossier.cycle.default_election_day = day;
                    for row in &mut dossier.villages {
                        if voted.contains(&row.id) {
                            row.election_day = Some(from);
                        }
                    }
                },
                from,
                to,
            )
            .await?;
        Ok(TownshipPreview {
            villages,
            errors: check.errors,
            warnings: check.warnings,
            papers,
        })
    }

    /// 改全镇的默认选举日, with a reason; the rest is as on the page of the cycle.
    pub async fn move_township(
        &self,
        actor: &Actor,
        scope: &CycleScope,
        key: &str,
        input: &MoveInput,
    ) -> Result<Done, Refusal> {
        let row = scope.cycle();
        let mut problems = Problems::none();
        let reason = reason_of(&input.reason, &mut problems);
        let to = day_of(&input.to, &mut problems);
        if to == Some(row.default_election_day) {
            problems.add(
                "to",
                format!(
                    "请换一个日期。默认选举日现在就是 {}。",
                    civil::long_weekday(row.default_election_day)
                ),
            );
        }
        problems.into_result()?;
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        let form = CycleInput {
            name: row.name.clone(),
            ordinal: row.ordinal.to_string(),
            rules: row.pack_id.clone(),
            election_day: day(to),
            window_from: day(row.window_start),
            window_to: day(row.window_end),
            confirmed: input.confirmed.clone(),
            reason,
        };
        cycle::edit(
            self.store,
            self.clock,
            self.calendar,
            self.plans,
            actor,
            scope,
            key,
            input.version,
            &form,
        )
        .await
        .map_err(|refusal| match refusal {
            Refusal::Invalid(mut problems) => {
                if let Some(list) = problems.fields.remove("election_day") {
                    problems.fields.insert("to".to_owned(), list);
                }
                Refusal::Invalid(problems)
            }
            other => other,
        })
    }
}
