//! A township with an account for every role, a cycle and three villages.

use huanjie::{
    law::Library,
    store::{
        Store,
        account::{self, Role},
        cycle,
        entity::{
            account as account_row, county, cycle as cycle_row, pinned_pack, step_record, township,
            village as village_row,
        },
        progress, village,
    },
};
use uuid::Uuid;

use super::{Client, TestApp};

/// The password of every seeded account.
pub const PASSWORD: &str = "Maple-74-river";

pub struct Seed {
    pub township: Uuid,
    pub cycle: Uuid,
    pub villages: Vec<Uuid>,
}

/// The account name of a role.
pub fn account_of(role: Role) -> &'static str {
    match role {
        Role::Administrator => "guanli",
        Role::Clerk => "jingban",
        Role::Leader => "lingdao",
        Role::Guidance => "zhidao",
        Role::Supervision => "ducha",
        Role::VillageCommittee => "cunxuan",
        Role::County => "xianji",
    }
}

/// Adds an account of a role.
pub async fn add_account(app: &TestApp, township_id: Uuid, role: Role, username: &str) -> Uuid {
    let id = Uuid::now_v7();
    let hash = app.app.passwords.hash(PASSWORD.to_owned()).await.unwrap();
    let tx = app.store.begin().await.unwrap();
    let model = account_row::Model {
        id,
        township_id,
        username: username.to_owned(),
        display_name: format!("{}甲", role.name()),
        password_hash: Some(hash),
        role: role.id().to_owned(),
        disabled: false,
        created_at: huanjie::platform::clock::Clock::now(app.clock.as_ref()),
        version: 1,
    };
    assert!(account::insert(&tx, model).await.unwrap());
    tx.commit().await.unwrap();
    id
}

/// Adds a township.
pub async fn add_township(store: &Store, name: &str) -> Uuid {
    let (county_id, id) = (Uuid::now_v7(), Uuid::now_v7());
    let tx = store.begin().await.unwrap();
    let row = county::Model {
        id: county_id,
        name: "仁和县".into(),
        province: String::new(),
    };
    cycle::insert_county(&tx, row).await.unwrap();
    let row = township::Model {
        id,
        county_id,
        name: name.to_owned(),
        short_name: "石换领发".into(),
        office_name: format!("{name}换届选举工作领导小组办公室"),
        code: None,
        version: 1,
    };
    cycle::insert_township(&tx, row).await.unwrap();
    tx.commit().await.unwrap();
    id
}

/// Adds a cycle of a township on `national-2025`, election day 2027-03-18.
pub async fn add_cycle(app: &TestApp, township_id: Uuid) -> Uuid {
    let library = Library::embedded();
    let pack = library.pack("national-2025").unwrap();
    let id = Uuid::now_v7();
    let tx = app.store.begin().await.unwrap();
    let row = pinned_pack::Model {
        digest: pack.digest().to_owned(),
        pack_id: pack.id().to_owned(),
        canonical: pack.canonical().to_owned(),
    };
    cycle::keep_pack(&tx, row).await.unwrap();
    let row = cycle_row::Model {
        id,
        township_id,
        name: "石塘镇2027年村（社区）“两委”换届".into(),
        ordinal: 9,
        pack_id: pack.id().to_owned(),
        pack_digest: pack.digest().to_owned(),
        default_election_day: "2027-03-18".parse().unwrap(),
        window_start: None,
        window_end: None,
        demo: false,
        created_at: huanjie::platform::clock::Clock::now(app.clock.as_ref()),
        version: 1,
    };
    cycle::insert(&tx, row).await.unwrap();
    tx.commit().await.unwrap();
    id
}

/// A village as imported.
pub fn village_row(cycle_id: Uuid, ordinal: i32, name: &str, kind: &str) -> village_row::Model {
    village_row::Model {
        id: Uuid::now_v7(),
        cycle_id,
        ordinal,
        name: name.to_owned(),
        kind: kind.to_owned(),
        code: None,
        households: Some(813),
        population: Some(3252),
        groups: Some(12),
        party_members: Some(116),
        last_voters: Some(2341),
        seats_chair: 1,
        seats_deputy: 1,
        seats_member: 3,
        term_end: "2027-03-31".parse().ok(),
        trouble_causes: "[]".into(),
        posting_places: "[]".into(),
        note: String::new(),
        election_day: None,
        leader_id: None,
        guidance_team_id: None,
        supervision_team_id: None,
        version: 1,
    }
}

/// Everything; the guidance and village accounts are given the first village.
pub async fn seed(app: &TestApp) -> Seed {
    let township_id = add_township(&app.store, "石塘镇").await;
    let cycle_id = add_cycle(app, township_id).await;
    let rows = vec![
        village_row(cycle_id, 1, "上前村", "village"),
        village_row(cycle_id, 2, "下前村", "village"),
        village_row(cycle_id, 3, "石塘社区", "community"),
    ];
    let villages: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let tx = app.store.begin().await.unwrap();
    assert!(village::insert_all(&tx, rows).await.unwrap());
    tx.commit().await.unwrap();
    for role in Role::ALL {
        let id = add_account(app, township_id, role, account_of(role)).await;
        if role.own_villages_only() {
            let tx = app.store.begin().await.unwrap();
            account::set_villages(&tx, id, &villages[..1])
                .await
                .unwrap();
            tx.commit().await.unwrap();
        }
    }
    Seed {
        township: township_id,
        cycle: cycle_id,
        villages,
    }
}

/// 选举委员会: recorded as chosen, so that notices may go out in its name.
pub async fn choose_committee(app: &TestApp, cycle_id: Uuid, village: Uuid) {
    let step = "committee-selected";
    let scope = app.scope(cycle_id).await;
    let records = progress::of_unit(app.store.reader(), &scope, village)
        .await
        .unwrap();
    if records.iter().any(|row| row.step == step) {
        return;
    }
    let tx = app.store.begin().await.unwrap();
    let row = step_record::Model {
        id: Uuid::now_v7(),
        cycle_id,
        unit_id: village,
        step: step.into(),
        seq: 1,
        act: progress::DONE.into(),
        day: Some(app.app.clock.today()),
        note: String::new(),
        late_explanation: None,
        recorded_by: Uuid::nil(),
        recorded_by_name: "测试".into(),
        recorded_at: app.app.clock.now(),
    };
    // Several at once may want it: one of them is enough.
    if progress::insert(&tx, row).await.unwrap() {
        tx.commit().await.unwrap();
    }
}

/// A browser signed in as a role.
pub async fn signed_in(app: &TestApp, role: Role) -> Client {
    let client = app.client();
    client.sign_in(account_of(role), PASSWORD).await;
    client
}
