//! 演示的一件件事 — one act of the story each: a step, a roll, a paper, an inspection.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use serde_json::Value;
use uuid::Uuid;

use super::super::{invented, reasons, story};
use super::Teller;
use crate::{
    documents::kind::Kind,
    office::{
        facts,
        inspection::{self, NewInspection, TypedFinding},
        paper::{
            issue::{self, Done, Order},
            passing::Reasons,
            posting::{self, Posting},
        },
        progress::{self, Recording, Unit},
        refusal::Refusal,
        roll,
    },
    platform::clock::{Clock as _, FixedClock},
    store::{paper as paper_store, paper::ISSUED},
};

impl Teller<'_> {
    pub(super) async fn record(
        &mut self,
        clock: FixedClock,
        unit: Unit<'_>,
        step: &str,
        late_reason: Option<&str>,
    ) -> Result<(), Refusal> {
        let key = self.key();
        let form = Recording {
            day: clock.today().to_string(),
            late: late_reason.is_some(),
            late_reason: late_reason.unwrap_or_default().to_owned(),
            confirmed: true,
            ..Recording::default()
        };
        let desk = progress::Desk {
            store: &self.app.store,
            clock: &clock,
            files: &self.app.files,
            plans: &self.plans,
        };
        desk.record(
            &self.actor,
            &self.scope,
            unit,
            step,
            &key,
            &form,
            Vec::new(),
        )
        .await?;
        Ok(())
    }

    pub(super) async fn roll(&mut self, clock: FixedClock, village: Uuid) -> Result<(), Refusal> {
        let village = self.village(village)?;
        let mut sheet = invented::roll_sheet(village.ordinal, story::voters(&village));
        if village.ordinal == story::TWICE.0 {
            sheet = invented::shared(&sheet, &invented::roll_sheet(story::TWICE.1, 1));
        }
        let sheet = sheet.into_bytes();
        let name = format!("{}选民登记.csv", village.name);
        let check = roll::check(
            self.app,
            &self.scope,
            &self.plans,
            &village,
            clock.today(),
            &name,
            sheet,
        )
        .await?;
        let (store, scope) = (&self.app.store, &self.scope);
        roll::store(
            store,
            &clock,
            &self.actor,
            scope,
            &village,
            None,
            check.pending,
            true,
            0,
        )
        .await?;
        Ok(())
    }

    /// What use cases of papers need, on a day of the story.
    fn desk<'d>(&'d self, clock: &'d FixedClock) -> issue::Desk<'d> {
        issue::Desk {
            clock,
            ..self.app.desk(&self.plans)
        }
    }

    pub(super) async fn paper(
        &mut self,
        clock: FixedClock,
        village: Option<Uuid>,
        kind: Kind,
    ) -> Result<(), Refusal> {
        let unit = village.unwrap_or_else(|| self.scope.cycle_id());
        let known = match village {
            Some(id) => {
                let row = self.village(id)?;
                let election_day = story::own_election_day(row.ordinal)
                    .unwrap_or_else(|| story::day(story::ELECTION_DAY));
                invented::facts(&row, kind.id(), election_day)
            }
            None => invented::township_facts(kind.id(), clock.today() + TimeDelta::days(3)),
        };
        if let Some(facts) = known {
            let (key, typed) = (self.key(), typed(&facts));
            facts::save(
                &self.desk(&clock),
                &self.actor,
                &self.scope,
                &key,
                unit,
                kind,
                &typed,
                0,
            )
            .await?;
        }
        let mut order = Order {
            unit,
            kind,
            dated: Some(clock.today()),
            on: clock.today(),
            replaces: None,
            item: None,
            reasons: Reasons::none(),
        };
        reasons::give(&self.desk(&clock), &self.scope, &mut order).await?;
        let key = self.key();
        let done = issue::issue(
            &self.desk(&clock),
            &self.actor,
            &self.scope,
            Some(&key),
            &order,
        )
        .await?;
        if let (Done::Issued { id, .. }, true) = (done, kind.is_public()) {
            let version = paper_store::find(self.app.store.reader(), &self.scope, id)
                .await?
                .map_or(1, |row| row.version);
            let put_up = Posting {
                day: Some(clock.today()),
                place: "村务公开栏、各村民小组".to_owned(),
                by: "选委会委员".to_owned(),
            };
            let key = self.key();
            posting::post(
                &self.desk(&clock),
                &self.actor,
                &self.scope,
                &key,
                id,
                version,
                &put_up,
            )
            .await?;
        }
        Ok(())
    }

    pub(super) async fn reissue(
        &mut self,
        clock: FixedClock,
        village: Uuid,
        kind: Kind,
    ) -> Result<(), Refusal> {
        let papers = paper_store::list(self.app.store.reader(), &self.scope, Some(village)).await?;
        let Some(paper) = papers
            .iter()
            .find(|paper| paper.kind == kind.id() && paper.state == ISSUED)
        else {
            return Ok(());
        };
        let key = self.key();
        let reason = "联系电话写错一位，换发更正后的公告。";
        let desk = self.desk(&clock);
        let row = paper_store::find(self.app.store.reader(), &self.scope, paper.id)
            .await?
            .ok_or(Refusal::NotFound)?;
        let mut order = issue::anew(&desk, &row).ok_or(Refusal::NotFound)?;
        reasons::give(&desk, &self.scope, &mut order).await?;
        issue::reissue(
            &desk,
            &self.actor,
            &self.scope,
            &key,
            paper.id,
            paper.version,
            reason,
            order.reasons,
        )
        .await?;
        Ok(())
    }

    pub(super) async fn inspect(
        &mut self,
        clock: FixedClock,
        village: Uuid,
        finding: bool,
    ) -> Result<(), Refusal> {
        let found = TypedFinding {
            line: 0,
            problem: "3个村民小组的公告栏没有贴选民名单，只贴在村务公开栏。".to_owned(),
            basis: "村民委员会组织法第十七条".to_owned(),
            measure: "补贴到每个村民小组，拍照存档，并把张贴时间记入张贴核对表。".to_owned(),
            deadline: (clock.today() + TimeDelta::days(3)).to_string(),
            ..TypedFinding::default()
        };
        let typed = NewInspection {
            village: village.to_string(),
            day: clock.today().to_string(),
            kind: inspection::Kind::Random.id().to_owned(),
            inspectors: "王火发、何礼强".to_owned(),
            note: if finding {
                String::new()
            } else {
                "程序规范，资料齐全。".to_owned()
            },
            findings: if finding { vec![found] } else { Vec::new() },
            ..NewInspection::default()
        };
        let key = self.key();
        inspection::record(
            &self.app.store,
            &clock,
            &self.actor,
            &self.scope,
            &key,
            typed,
        )
        .await?;
        Ok(())
    }
}

/// Facts as a form would send them: `field`, or `field.row.column` for tables.
fn typed(facts: &Value) -> BTreeMap<String, String> {
    let text = |value: &Value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let mut sent = BTreeMap::new();
    for (name, value) in facts.as_object().into_iter().flatten() {
        match value {
            Value::Array(rows) if rows.iter().all(Value::is_object) => {
                for (row, cells) in rows.iter().enumerate() {
                    for (column, cell) in cells.as_object().into_iter().flatten() {
                        sent.insert(format!("{name}.{row}.{column}"), text(cell));
                    }
                }
            }
            Value::Array(lines) => {
                let lines: Vec<String> = lines.iter().map(text).collect();
                sent.insert(name.clone(), lines.join("\n"));
            }
            other => {
                sent.insert(name.clone(), text(other));
            }
        }
    }
    sent
}
