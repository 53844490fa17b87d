//! The same structure and the same promises on SQLite and PostgreSQL.

use huanjie::{
    office::{
        change::{Actor, Begun, Change},
        event::Event,
        refusal::Refusal,
    },
    store::{
        OpenError, Store, account,
        audit::{self, ChainState},
        entity::audit_event,
        scope::CycleScope,
        village,
    },
};
use sea_orm::{ConnectionTrait, EntityTrait, PaginatorTrait};

use crate::support::{Backend, TestApp, fresh_database, seed};

crate::both_backends! {
    audit_rows_cannot_be_changed_or_removed;
    a_tampered_chain_is_found;
    a_form_sent_eight_times_counts_once;
    a_change_without_audit_is_refused;
    a_dropped_change_leaves_nothing;
    two_who_edit_one_row_are_told;
}

impl TestApp {
    /// How many refused sign-ins are written down.
    pub async fn refused_sign_ins(&self) -> usize {
        let rows = audit_event::Entity::find()
            .all(self.store.reader())
            .await
            .unwrap();
        rows.iter()
            .filter(|row| row.event == Event::SignInRefused.code())
            .count()
    }
}

async fn write_one(app: &TestApp, text: &str) {
    let actor = Actor::operator();
    let mut change = Change::unkeyed(&app.store, app.clock.as_ref(), &actor)
        .await
        .unwrap();
    change
        .audit(Event::DemoFilled)
        .object("test", text)
        .summary(text.to_owned());
    change.commit("").await.unwrap();
}

async fn audit_rows_cannot_be_changed_or_removed(app: TestApp) {
    write_one(&app, "一").await;
    for statement in [
        "UPDATE audit_event SET summary = 'x'",
        "DELETE FROM audit_event",
    ] {
        let tx = app.store.begin().await.unwrap();
        let error = tx
            .execute_unprepared(statement)
            .await
            .unwrap_err()
            .to_string();
        assert!(error.contains("audit rows are never"), "{error}");
    }
    let rows = audit_event::Entity::find()
        .count(app.store.reader())
        .await
        .unwrap();
    assert_eq!(rows, 1);
}

async fn a_tampered_chain_is_found(app: TestApp) {
    for text in ["一", "二", "三"] {
        write_one(&app, text).await;
    }
    let ChainState::Whole { rows, head } = audit::verify(app.store.reader()).await.unwrap() else {
        panic!("the chain is broken from the start");
    };
    assert_eq!(rows, 3);
    assert!(head.starts_with("sha256:"));
    let tx = app.store.begin().await.unwrap();
    let drop = if app.store.is_postgres() {
        "DROP TRIGGER audit_event_no_change ON audit_event"
    } else {
        "DROP TRIGGER audit_event_no_update"
    };
    tx.execute_unprepared(drop).await.unwrap();
    tx.execute_unprepared("UPDATE audit_event SET summary = '改过' WHERE seq = 2")
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(
        audit::verify(app.store.reader()).await.unwrap(),
        ChainState::Broken { seq: 2 }
    );
}

async fn a_form_sent_eight_times_counts_once(app: TestApp) {
    let mut waiting = Vec::new();
    for _ in 0..8 {
        let (store, clock) = (app.store.clone(), app.clock.clone());
        waiting.push(tokio::spawn(async move {
            let actor = Actor::operator();
            match Change::begin(&store, clock.as_ref(), &actor, "one-form")
                .await
                .unwrap()
            {
                Begun::Fresh(mut change) => {
                    change.audit(Event::DemoFilled).object("test", "form");
                    change.commit("/there").await.unwrap();
                    (1, "/there".to_owned())
                }
                Begun::Again(location) => (0, location),
            }
        }));
    }
    let mut counted = 0;
    for one in waiting {
        let (count, location) = one.await.unwrap();
        counted += count;
        assert_eq!(location, "/there");
    }
    assert_eq!(counted, 1);
    assert_eq!(
        audit_event::Entity::find()
            .count(app.store.reader())
            .await
            .unwrap(),
        1
    );
}

async fn a_change_without_audit_is_refused(app: TestApp) {
    let actor = Actor::operator();
    let change = Change::unkeyed(&app.store, app.clock.as_ref(), &actor)
        .await
        .unwrap();
    assert!(matches!(change.commit("").await, Err(Refusal::Unaudited)));
}

async fn a_dropped_change_leaves_nothing(app: TestApp) {
    let actor = Actor::operator();
    let Begun::Fresh(change) = Change::begin(&app.store, app.clock.as_ref(), &actor, "k")
        .await
        .unwrap()
    else {
        panic!("fresh key was taken");
    };
    let row = seed::village_row(uuid::Uuid::now_v7(), 1, "幻村", "village");
    let _ = village::insert_all(change.tx(), vec![row]).await;
    drop(change);
    assert!(
        account::submitted(app.store.reader(), &format!("{}:k", actor.id()))
            .await
            .unwrap()
            .is_none()
    );
}

async fn two_who_edit_one_row_are_told(app: TestApp) {
    let seeded = seed::seed(&app).await;
    let scope = CycleScope::of_operator(app.store.reader(), seeded.cycle)
        .await
        .unwrap()
        .unwrap();
    let seen = village::find(app.store.reader(), &scope, seeded.villages[0])
        .await
        .unwrap()
        .unwrap();
    let tx = app.store.begin().await.unwrap();
    let mut first = seen.clone();
    first.note = "先到".into();
    assert!(village::update(&tx, &scope, first).await.unwrap());
    tx.commit().await.unwrap();
    let tx = app.store.begin().await.unwrap();
    let mut second = seen;
    second.note = "后到".into();
    assert!(!village::update(&tx, &scope, second).await.unwrap());
    tx.commit().await.unwrap();
    let now = village::find(app.store.reader(), &scope, seeded.villages[0])
        .await
        .unwrap()
        .unwrap();
    assert_eq!((now.note.as_str(), now.version), ("先到", 2));
}

async fn newer_is_refused(backend: Backend) {
    let folder = tempfile::tempdir().unwrap();
    let url = fresh_database(backend, folder.path()).await;
    let store = Store::open(&url).await.unwrap();
    store.migrate().await.unwrap();
    store.migrate().await.unwrap();
    let tx = store.begin().await.unwrap();
    tx.execute_unprepared(
        "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m20991231_000001_future', 0)",
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
    let error = store.migrate().await.unwrap_err();
    assert!(matches!(&error, OpenError::Newer(names) if names.contains("future")));
    assert!(error.to_string().contains("请改用较新版本的程序"));
}

#[tokio::test]
async fn a_newer_sqlite_database_is_left_alone() {
    newer_is_refused(Backend::Sqlite).await;
}

#[tokio::test]
async fn a_newer_postgres_database_is_left_alone() {
    newer_is_refused(Backend::Postgres).await;
}
