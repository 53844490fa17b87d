//! 填入 — the story told through the use cases of the office, each act on its own day.

use std::{collections::BTreeMap, sync::Arc};

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use serde_json::Value;
use uuid::Uuid;

use super::{
    invented,
    story::{self, Act},
};
use crate::{
    documents::kind::Kind,
    office::{
        change::{Actor, Change},
        cycle::{self, CycleInput},
        event::Event,
        facts, import,
        inspection::{self, Inspecting},
        paper::{
            self,
            issue::{self, Order, Posting},
        },
        progress::{self, Recording, Unit},
        refusal::Refusal,
        roll,
        standing::Plans,
    },
    platform::clock::{Clock as _, FixedClock},
    store::{
        account::{self, Role},
        cycle as cycle_store,
        entity::{account as account_row, county, township, village as village_row},
        paper as paper_store, people,
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
    ("shangqian", "上前村选委会", Role::VillageCommittee, &["上前村"]),
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
                Role::Administrator => "只管账号".to_owned(),
                Role::Guidance | Role::VillageCommittee => format!("只看{}", villages.join("、")),
            };
            ((*account).to_owned(), PASSWORD.to_owned(), format!("{}：{reach}", role.name()))
        })
        .collect()
}

/// A moment of a civil day in China.
pub fn moment(day: NaiveDate, time: NaiveTime) -> DateTime<Utc> {
    (day.and_time(time) - TimeDelta::hours(8)).and_utc()
}

/// Fills an empty, migrated database.
pub async fn fill(app: &App) -> Result<(), Refusal> {
    let township = unit_and_accounts(app).await?;
    let clerk = account::by_username(app.store.reader(), "jingban").await?.ok_or(Refusal::NotFound)?;
    let actor = Actor {
        account_id: Some(clerk.id),
        name: clerk.display_name.clone(),
        role: Some(Role::Clerk),
        township_id: Some(township),
        address: "演示".to_owned(),
    };
    let scope = new_cycle(app, &actor).await?;
    let plans = app.plans(scope.cycle()).await?;
    let mut teller = Teller { app, actor, scope, plans, villages: Vec::new(), acts: 0 };
    teller.workbooks().await?;
    teller.own_days_and_villages().await?;
    teller.tell().await
}

async fn unit_and_accounts(app: &App) -> Result<Uuid, Refusal> {
    let (county_id, township_id) = (Uuid::now_v7(), Uuid::now_v7());
    let hash = app.passwords.hash(PASSWORD.to_owned()).await?;
    let actor = Actor::operator();
    let started = FixedClock(at(story::day((2026, 11, 20)), 0));
    let mut change = Change::unkeyed(&app.store, &started, &actor).await?;
    let row = county::Model { id: county_id, name: "仁和县".to_owned(), province: "广东省".to_owned() };
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
    change.audit(Event::DemoFilled).object("township", township_id).township(township_id).summary("填入演示单位和账号");
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
    cycle::create(&app.store, &started, &app.rules, actor, "demo-cycle", &input).await?;
    let township = actor.township_id.ok_or(Refusal::Forbidden)?;
    let made = cycle_store::list(app.store.reader(), township).await?;
    let id = made.first().map(|row| row.id).ok_or(Refusal::NotFound)?;
    CycleScope::of_operator(app.store.reader(), id).await?.ok_or(Refusal::NotFound)
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

    fn village(&self, id: Uuid) -> Result<&village_row::Model, Refusal> {
        self.villages.iter().find(|village| village.id == id).ok_or(Refusal::NotFound)
    }
}
