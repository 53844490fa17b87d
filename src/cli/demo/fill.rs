//! 填入 — the story told through the use cases of the office, each act on its own day.

mod acts;

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use uuid::Uuid;

use super::{
    meetings, organisation, seeing,
    story::{self, Act},
};
use crate::{
    office::{
        change::{Actor, Change},
        cycle::{self, CycleInput},
        event::Event,
        import::{self, Stored},
        progress::Unit,
        refusal::Refusal,
        standing::Plans,
        village::{self as village_office, VillageInput},
    },
    platform::clock::FixedClock,
    store::{
        account::{self, Role},
        cycle as cycle_store,
        entity::{account as account_row, county, township, village as village_row},
        people,
        scope::CycleScope,
        village,
    },
    web::app::App,
};

const VILLAGES: &[u8] = include_bytes!("../../../assets/demo/villages-shitang.xlsx");
const PEOPLE: &[u8] = include_bytes!("../../../assets/demo/people-shitang.xlsx");
/// The rule pack of the demonstration: 石塘镇 lies in an invented county of Guangdong.
const PACK: &str = "guangdong-2026";
/// One password for all accounts of the demonstration; it works nowhere else.
const PASSWORD: &str = "Yanshi-2027!";

/// Account, name, role, the villages of those who see only their own.
const ACCOUNTS: [(&str, &str, Role, &[&str]); 8] = [
    ("jingban", "赵国强", Role::Clerk, &[]),
    ("lingdao", "林忠康", Role::Leader, &[]),
    ("zhidao1", "李义鹏", Role::Guidance, &["上前村", "下前村"]),
    ("ducha1", "王火发", Role::Supervision, &[]),
    (
        "shangqian",
        "上前村选委会",
        Role::VillageCommittee,
        &["上前村"],
    ),
    ("xianji", "县换届办", Role::County, &[]),
    ("guanli", "张管理", Role::Administrator, &[]),
    ("jingban2", "廖金珺", Role::Clerk, &[]),
];

/// What the sign-in page and the terminal show: account, password, what it may do.
pub fn shown_accounts() -> Vec<(String, String, String)> {
    ACCOUNTS
        .iter()
        .take(7)
        .map(|(account, _, role, villages)| {
            let reach = match role {
                Role::Clerk => "办理全镇".to_owned(),
                Role::Leader | Role::County => "看全镇，不改".to_owned(),
                Role::Supervision => "看全镇，登记督查".to_owned(),
                Role::Administrator => "管账号和备份".to_owned(),
                Role::Guidance | Role::VillageCommittee => format!("只看{}", villages.join("、")),
            };
            (
                (*account).to_owned(),
                PASSWORD.to_owned(),
                format!("{}：{reach}", role.name()),
            )
        })
        .collect()
}

/// A moment of a civil day in China.
pub fn moment(day: NaiveDate, time: NaiveTime) -> DateTime<Utc> {
    (day.and_time(time) - TimeDelta::hours(8)).and_utc()
}

/// Noon of a day.
pub fn noon(day: NaiveDate) -> DateTime<Utc> {
    moment(day, NaiveTime::from_hms_opt(12, 0, 0).unwrap_or_default())
}

/// Fills an empty, migrated database.
pub async fn fill(app: &App) -> Result<(), Refusal> {
    let township = unit_and_accounts(app).await?;
    let clerk = account::by_username(app.store.reader(), "jingban")
        .await?
        .ok_or(Refusal::NotFound)?;
    let actor = Actor {
        account_id: Some(clerk.id),
        name: clerk.display_name.clone(),
        role: Some(Role::Clerk),
        township_id: Some(township),
        address: "演示".to_owned(),
    };
    let scope = new_cycle(app, &actor).await?;
    let plans = app.plans(scope.cycle()).await?;
    let mut teller = Teller {
        app,
        actor,
        scope,
        plans,
        villages: Vec::new(),
        acts: 0,
    };
    teller.workbooks().await?;
    teller.own_days_and_villages().await?;
    teller.bodies().await?;
    let stage = meetings::Stage {
        app,
        actor: &teller.actor.clone(),
        scope: &teller.scope.clone(),
        plans: &Arc::clone(&teller.plans),
    };
    stage.arrange().await?;
    teller.tell().await?;
    stage.hold().await?;
    super::supervision::tell(
        app,
        &teller.actor,
        &teller.scope,
        &teller.plans,
        &teller.villages,
    )
    .await?;
    super::complaints::tell(app, &teller.scope).await?;
    super::incoming::tell(app, &teller.actor, &teller.scope).await?;
    super::plan::tell(app, &teller.actor, &teller.scope, &teller.plans).await
}

async fn unit_and_accounts(app: &App) -> Result<Uuid, Refusal> {
    let (county_id, township_id) = (Uuid::now_v7(), Uuid::now_v7());
    let hash = app.passwords.hash(PASSWORD.to_owned()).await?;
    let actor = Actor::operator();
    let started = FixedClock(at(story::day((2026, 11, 20)), 0));
    let mut change = Change::unkeyed(&app.store, &started, &actor).await?;
    let row = county::Model {
        id: county_id,
        name: "仁和县".to_owned(),
        province: "广东省".to_owned(),
    };
    cycle_store::insert_county(change.tx(), row).await?;
    let row = township::Model {
        id: township_id,
        county_id,
        name: "石塘镇".to_owned(),
        short_name: "石换领发".to_owned(),
        office_name: "石塘镇换届选举工作领导小组办公室".to_owned(),
        code: Some("440299102".to_owned()),
        version: 1,
    };
    cycle_store::insert_township(change.tx(), row).await?;
    for (username, name, role, _) in ACCOUNTS {
        let row = account_row::Model {
            id: Uuid::now_v7(),
            township_id,
            username: username.to_owned(),
            display_name: name.to_owned(),
            password_hash: Some(hash.clone()),
            role: role.id().to_owned(),
            disabled: false,
            created_at: change.at(),
            version: 1,
        };
        account::insert(change.tx(), row).await?;
    }
    change
        .audit(Event::DemoFilled)
        .object("township", township_id)
        .township(township_id)
        .summary("填入演示单位和账号");
    change.commit("").await?;
    Ok(township_id)
}

async fn new_cycle(app: &App, actor: &Actor) -> Result<CycleScope, Refusal> {
    let election_day = story::day(story::ELECTION_DAY).to_string();
    let input = CycleInput {
        ordinal: "9".to_owned(),
        rules: PACK.to_owned(),
        confirmed: election_day.clone(),
        election_day,
        ..CycleInput::default()
    };
    let started = FixedClock(at(story::day((2026, 11, 20)), 1));
    cycle::create(
        &app.store,
        &started,
        &app.rules,
        actor,
        "demo-cycle",
        &input,
    )
    .await?;
    let township = actor.township_id.ok_or(Refusal::Forbidden)?;
    let made = cycle_store::list(app.store.reader(), township).await?;
    let mut row = made.into_iter().next().ok_or(Refusal::NotFound)?;
    let id = row.id;
    // Every paper of this cycle carries 演示样张.
    row.demo = true;
    let mut change = Change::unkeyed(&app.store, &started, actor).await?;
    if !cycle_store::update(change.tx(), row).await? {
        return Err(Refusal::Inside(
            "the cycle of the demonstration changed".to_owned(),
        ));
    }
    change
        .audit(Event::CycleChanged)
        .object("cycle", id)
        .cycle(id)
        .summary("标为演示届次：文书带“演示样张”字样");
    change.commit("").await?;
    CycleScope::of_operator(app.store.reader(), id)
        .await?
        .ok_or(Refusal::NotFound)
}

/// The `index`-th act of a day: minutes after half past eight.
fn at(day: NaiveDate, index: i64) -> DateTime<Utc> {
    let morning = NaiveTime::from_hms_opt(8, 30, 0).unwrap_or_default();
    moment(day, morning) + TimeDelta::minutes(index.min(480))
}

/// Tells the story act by act.
struct Teller<'a> {
    app: &'a App,
    actor: Actor,
    scope: CycleScope,
    plans: Arc<Plans>,
    villages: Vec<village_row::Model>,
    acts: u32,
}

impl Teller<'_> {
    /// A form key of its own for every act.
    fn key(&mut self) -> String {
        self.acts += 1;
        format!("demo-{}", self.acts)
    }

    fn village(&self, id: Uuid) -> Result<village_row::Model, Refusal> {
        self.villages
            .iter()
            .find(|village| village.id == id)
            .cloned()
            .ok_or(Refusal::NotFound)
    }

    /// 摸底表和人员表
    async fn workbooks(&mut self) -> Result<(), Refusal> {
        let clock = FixedClock(at(story::day((2026, 11, 23)), 2));
        let app = self.app;
        let villages = import::villages::store(
            &app.store,
            &clock,
            &self.plans.pack,
            &self.actor,
            &self.scope,
            None,
            "villages-shitang.xlsx",
            VILLAGES.to_vec(),
            None,
        )
        .await?;
        let people = import::people::store(
            &app.store,
            &clock,
            &self.actor,
            &self.scope,
            None,
            "people-shitang.xlsx",
            PEOPLE.to_vec(),
            None,
        )
        .await?;
        match (villages, people) {
            (Stored::Done(..), Stored::Done(..)) => Ok(()),
            _ => Err(Refusal::Inside(
                "the workbooks of the demonstration have problems".to_owned(),
            )),
        }
    }

    /// Own election days, posting places, supervision teams; accounts get their villages.
    async fn own_days_and_villages(&mut self) -> Result<(), Refusal> {
        let app = self.app;
        let clock = FixedClock(at(story::day((2026, 11, 24)), 0));
        let teams = people::teams(app.store.reader(), &self.scope).await?;
        let inspectors: Vec<Uuid> = teams
            .iter()
            .filter(|team| team.kind == "supervision")
            .map(|team| team.id)
            .collect();
        for row in village::list(app.store.reader(), &self.scope).await? {
            let mut input = VillageInput::of(&row);
            let mut put = |name: &str, text: String| input.fields.insert(name.to_owned(), text);
            if let Some(day) = story::own_election_day(row.ordinal) {
                put("election_day", day.to_string());
                put("confirmed", day.to_string());
            }
            put("places", format!("村务公开栏\n{}党群服务中心", row.name));
            let which = usize::try_from(row.ordinal).unwrap_or(0) % inspectors.len().max(1);
            if let Some(team) = inspectors.get(which) {
                put("supervision", team.to_string());
            }
            let key = self.key();
            let calendar = app.rules.calendar();
            village_office::edit(
                &app.store,
                &clock,
                calendar,
                &self.plans,
                &self.actor,
                &self.scope,
                &key,
                row.id,
                row.version,
                &input,
            )
            .await?;
        }
        self.villages = village::list(app.store.reader(), &self.scope).await?;
        let mut change = Change::unkeyed(&app.store, &clock, &self.actor).await?;
        for (username, name, _, villages) in ACCOUNTS {
            let Some(account) = account::by_username(change.tx(), username).await? else {
                continue;
            };
            let ids: Vec<Uuid> = self
                .villages
                .iter()
                .filter(|village| villages.contains(&village.name.as_str()))
                .map(|village| village.id)
                .collect();
            if !ids.is_empty() {
                account::set_villages(change.tx(), account.id, &ids).await?;
                change
                    .audit(Event::AccountChanged)
                    .object("account", account.id)
                    .summary(format!("{name} 负责 {}", villages.join("、")));
            }
        }
        change.commit("").await
    }

    /// Who leads the teams, and from where the office's people come.
    async fn bodies(&mut self) -> Result<(), Refusal> {
        let clock = FixedClock(at(story::day((2026, 11, 24)), 1));
        let office = organisation::Office {
            app: self.app,
            actor: &self.actor,
            scope: &self.scope,
            plans: &self.plans,
        };
        let acts = &mut self.acts;
        let key = || {
            *acts += 1;
            format!("demo-{acts}")
        };
        office.bodies(&clock, key).await
    }

    /// The story, act by act.
    async fn tell(&mut self) -> Result<(), Refusal> {
        let script = story::script(&self.plans, &self.villages);
        let script = organisation::with(script, &self.villages);
        let (mut today, mut index) = (NaiveDate::default(), 0);
        for (day, act) in script {
            if day != today {
                let (app, plans) = (self.app, &self.plans);
                seeing::end_of_day(app, &self.actor, &self.scope, plans, today).await?;
            }
            index = if day == today { index + 1 } else { 0 };
            today = day;
            let clock = FixedClock(at(day, index));
            match act {
                Act::Phase { step } => self.record(clock, Unit::Township, &step, None).await?,
                Act::Step {
                    village,
                    step,
                    late_reason,
                } => {
                    let village = self.village(village)?;
                    self.record(clock, Unit::Village(&village), &step, late_reason)
                        .await?;
                }
                Act::Roll { village } => self.roll(clock, village).await?,
                Act::Paper { village, kind } => self.paper(clock, village, kind).await?,
                Act::Reissue { village, kind } => self.reissue(clock, village, kind).await?,
                Act::Township { village, deed } => {
                    let office = organisation::Office {
                        app: self.app,
                        actor: &self.actor,
                        scope: &self.scope,
                        plans: &self.plans,
                    };
                    let acts = &mut self.acts;
                    let key = || {
                        *acts += 1;
                        format!("demo-{acts}")
                    };
                    office.deed(&clock, village, &deed, key).await?;
                }
                Act::Inspection { village, finding } => {
                    self.inspect(clock, village, finding).await?;
                }
            }
        }
        Ok(())
    }
}
