//! 演示的组织、联系和风险 — who leads the teams, what the guidance teams did in their villages, which villages are
//! difficult and what is done there.

use chrono::{Days, NaiveDate};
use uuid::Uuid;

use super::story::{self, Act};
use crate::{
    office::{
        change::Actor,
        guidance::{self, Kind, NewEntry},
        people::{self as people_office, PersonInput, TeamInput},
        progress::latest_of,
        refusal::Refusal,
        risk::{self, Level, NewAssessment, NewMeasure, suggest},
        standing::{Plans, Standing},
        village::causes,
    },
    platform::clock::{Clock as _, FixedClock},
    store::{
        entity::village, guidance as entries, people, progress, risk as risks, scope::CycleScope,
        village as villages,
    },
    web::app::App,
};

/// From which line of work the people of the office come.
const SECTIONS: [(&str, &str); 4] = [
    ("赵国强", "organisation"),
    ("邱喆", "organisation"),
    ("何礼强", "discipline"),
    ("廖金珺", "civil-affairs"),
];
/// 中坌村: its plan was looked at and not yet adopted.
const UNADOPTED: i32 = 6;
/// 上前村: an entry was set right the next day, and the township looked at it without finding a risk.
const CORRECTED: i32 = 1;

/// Something a guidance team or the office did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed {
    /// An entry of the diary.
    Guided(Kind),
    /// The first entry is set right.
    Corrected,
    /// The risk is assessed.
    Assessed,
    /// Measures are written down.
    Planned,
    /// The first measure is settled.
    Settled,
}

/// The deeds of every village among the other acts, each on its day.
pub fn with(mut script: Vec<(NaiveDate, Act)>, list: &[village::Model]) -> Vec<(NaiveDate, Act)> {
    let today = story::day(story::TODAY);
    for village in list {
        let polling = story::own_election_day(village.ordinal)
            .unwrap_or_else(|| story::day(story::ELECTION_DAY));
        let mut put = |before: u64, deed: Deed| {
            let on = polling
                .checked_sub_days(Days::new(before))
                .unwrap_or(polling);
            if on <= today {
                script.push((
                    on,
                    Act::Township {
                        village: village.id,
                        deed,
                    },
                ));
            }
        };
        put(40, Deed::Guided(Kind::Conveyed));
        if village.ordinal == CORRECTED {
            put(39, Deed::Corrected);
        }
        put(36, Deed::Guided(Kind::Study));
        put(33, Deed::Guided(Kind::PlanDrafted));
        put(30, Deed::Guided(Kind::PlanChecked));
        if village.ordinal != UNADOPTED {
            put(27, Deed::Guided(Kind::PlanAdopted));
        }
        put(24, Deed::Guided(Kind::Advice));
        put(20, Deed::Guided(Kind::Visit));
        if !causes(village).is_empty() {
            put(35, Deed::Assessed);
            put(34, Deed::Planned);
            put(22, Deed::Settled);
        } else if village.ordinal == CORRECTED {
            put(35, Deed::Assessed);
        }
    }
    script.sort_by_key(|(on, _)| *on);
    script
}

/// Where the deeds are done.
pub struct Office<'a> {
    /// The service.
    pub app: &'a App,
    /// The clerk.
    pub actor: &'a Actor,
    /// The cycle.
    pub scope: &'a CycleScope,
    /// Its rules.
    pub plans: &'a Plans,
}

impl Office<'_> {
    /// 组长 and 办公室分组.
    pub async fn bodies(
        &self,
        clock: &FixedClock,
        mut key: impl FnMut() -> String,
    ) -> Result<(), Refusal> {
        let store = &self.app.store;
        for team in people::teams(store.reader(), self.scope).await? {
            let everyone = people::list(store.reader(), self.scope).await?;
            let members: Vec<String> = everyone
                .iter()
                .filter(|one| one.team_id == Some(team.id))
                .map(|one| one.id.to_string())
                .collect();
            let input = TeamInput {
                name: team.name.clone(),
                kind: String::new(),
                head: members.first().cloned().unwrap_or_default(),
                members,
                version: team.version,
            };
            people_office::save_team(
                store,
                clock,
                self.actor,
                self.scope,
                &key(),
                Some(team.id),
                &input,
            )
            .await?;
        }
        let linked = villages::list(store.reader(), self.scope).await?;
        for (name, section) in SECTIONS {
            let everyone = people::list(store.reader(), self.scope).await?;
            let Some(row) = everyone.iter().find(|one| one.name == name) else {
                continue;
            };
            let input = PersonInput {
                name: row.name.clone(),
                sex: row.sex.clone().unwrap_or_default(),
                post: row.post.clone(),
                team: row.team_id.map(|id| id.to_string()).unwrap_or_default(),
                new_team: String::new(),
                phone: row.phone.clone().unwrap_or_default(),
                roles: people_office::roles(row)
                    .into_iter()
                    .map(people_office::role_id)
                    .collect(),
                section: section.to_owned(),
                villages: linked
                    .iter()
                    .filter(|one| one.leader_id == Some(row.id))
                    .map(|one| one.id.to_string())
                    .collect(),
            };
            people_office::save(
                store,
                clock,
                self.actor,
                self.scope,
                &key(),
                Some(row.id),
                row.version,
                &input,
            )
            .await?;
        }
        Ok(())
    }

    /// Does one of them.
    pub async fn deed(
        &self,
        clock: &FixedClock,
        village: Uuid,
        deed: &Deed,
        mut key: impl FnMut() -> String,
    ) -> Result<(), Refusal> {
        let store = &self.app.store;
        let village = villages::find(store.reader(), self.scope, village)
            .await?
            .ok_or(Refusal::NotFound)?;
        let leader = match village.leader_id {
            Some(id) => people::find(store.reader(), self.scope, id).await?,
            None => None,
        };
        let who = leader.as_ref().map_or("赵国强".to_owned(), |one| {
            format!("{}、赵国强", one.name)
        });
        match deed {
            Deed::Guided(kind) => {
                self.enter(
                    clock,
                    &village,
                    None,
                    &key(),
                    entry(*kind, clock.today(), who),
                )
                .await
            }
            Deed::Corrected => {
                let list = entries::of_village(store.reader(), self.scope, village.id).await?;
                let Some(first) = list.first() else {
                    return Ok(());
                };
                let corrected = NewEntry {
                    audience: "村两委干部、村民代表、党员".to_owned(),
                    ..entry(Kind::Conveyed, first.day, who)
                };
                self.enter(clock, &village, Some(first.id), &key(), corrected)
                    .await
            }
            Deed::Assessed => self.assess(clock, &village, &key()).await,
            Deed::Planned => {
                let owner = leader.map(|one| one.id.to_string()).unwrap_or_default();
                let unit = if owner.is_empty() { "换届办" } else { "" };
                let due = |days: u64| (clock.today() + Days::new(days)).to_string();
                for (measure, owner, owner_name, due) in [
                    (
                        "把群众反映的遗留问题列成清单，逐户说明处理办法和时间",
                        owner.as_str(),
                        unit,
                        due(20),
                    ),
                    (
                        "选举日派民警、调解员到场，维持秩序",
                        "",
                        "派出所、司法所",
                        due(34),
                    ),
                ] {
                    let input = NewMeasure {
                        measure: measure.to_owned(),
                        owner: owner.to_owned(),
                        owner_name: owner_name.to_owned(),
                        due,
                        ..NewMeasure::default()
                    };
                    risk::put_measure(
                        store,
                        clock,
                        self.actor,
                        self.scope,
                        &village,
                        &key(),
                        None,
                        &input,
                    )
                    .await?;
                }
                Ok(())
            }
            Deed::Settled => self.settle(clock, &village, &key()).await,
        }
    }

    async fn enter(
        &self,
        clock: &FixedClock,
        village: &village::Model,
        corrects: Option<Uuid>,
        key: &str,
        typed: NewEntry,
    ) -> Result<(), Refusal> {
        let desk = guidance::Desk {
            store: &self.app.store,
            clock,
            files: &self.app.files,
        };
        desk.record(
            self.actor,
            self.scope,
            village,
            key,
            corrects,
            typed,
            Vec::new(),
        )
        .await?;
        Ok(())
    }

    async fn assess(
        &self,
        clock: &FixedClock,
        village: &village::Model,
        key: &str,
    ) -> Result<(), Refusal> {
        let store = &self.app.store;
        let records = progress::of_unit(store.reader(), self.scope, village.id).await?;
        let standing = Standing::of_village(
            self.plans,
            self.scope.cycle(),
            village,
            &latest_of(&records),
            clock.today(),
        );
        let signals = suggest::signals(village, &standing, suggest::Open::default());
        let level = suggest::level(&signals);
        let titles: Vec<&str> = causes(village).iter().map(|cause| cause.title()).collect();
        let input = NewAssessment {
            level: level.id().to_owned(),
            causes: causes(village)
                .iter()
                .map(|cause| cause.as_str().to_owned())
                .collect(),
            reasons: if level == Level::Low {
                String::new()
            } else {
                format!(
                    "摸底时干部群众反映{}，信访、派出所会商认为要提前介入。",
                    titles.join("、")
                )
            },
            by: "换届办会同信访、派出所".to_owned(),
            on: clock.today().to_string(),
            version: 0,
        };
        risk::assess(
            store, clock, self.actor, self.scope, village.id, key, &signals, &input,
        )
        .await?;
        Ok(())
    }

    async fn settle(
        &self,
        clock: &FixedClock,
        village: &village::Model,
        key: &str,
    ) -> Result<(), Refusal> {
        let store = &self.app.store;
        let versions = risks::measures_of(store.reader(), self.scope, village.id).await?;
        let Some(first) = risks::current(&versions).into_iter().next() else {
            return Ok(());
        };
        let input = NewMeasure {
            measure: first.measure.clone(),
            owner: first.owner_id.map(|id| id.to_string()).unwrap_or_default(),
            owner_name: if first.owner_id.is_some() {
                String::new()
            } else {
                first.owner_name.clone()
            },
            due: first.due.map(|day| day.to_string()).unwrap_or_default(),
            state: risks::DONE.to_owned(),
            settled_on: clock.today().to_string(),
            note: "清单已在村务公开栏公布，入户说明完毕。".to_owned(),
            version: first.seq,
        };
        risk::put_measure(
            store,
            clock,
            self.actor,
            self.scope,
            village,
            key,
            Some(first.measure_id),
            &input,
        )
        .await?;
        Ok(())
    }
}

/// What was written down of a kind.
fn entry(kind: Kind, day: NaiveDate, who: String) -> NewEntry {
    let (subject, audience, note) = match kind {
        Kind::Conveyed => (
            "县、镇换届选举工作实施方案和镇动员会议精神",
            "村两委干部、村民代表",
            "",
        ),
        Kind::Study => (
            "村民委员会组织法（2025）选举一章、本省选举办法、换届纪律",
            "村两委干部、选委会成员",
            "发放学习材料。",
        ),
        Kind::PlanDrafted => ("帮助起草本村选举工作方案", "", ""),
        Kind::PlanChecked => (
            "逐项核对方案里的日期、职数和提名方式",
            "",
            "提醒：名单公布不晚于选举日的二十日前。",
        ),
        Kind::PlanAdopted => (
            "本村选举工作方案",
            "村民代表会议",
            "签到、表决记录已存村档。",
        ),
        Kind::Visit => (
            "走访老党员、致富能人和在外回乡人员",
            "",
            "没有发现拉票等情况。",
        ),
        Kind::Advice => (
            "外出人员较多，建议逐户登记联系电话，提前办理委托投票",
            "选委会",
            "",
        ),
    };
    NewEntry {
        kind: kind.id().to_owned(),
        day: day.to_string(),
        subject: subject.to_owned(),
        audience: audience.to_owned(),
        who,
        note: note.to_owned(),
    }
}
