//! Many papers at once: one question for what is warned of alike, and what changes before a paper's turn.

use std::sync::atomic::{AtomicBool, Ordering};

use chrono::{DateTime, Utc};
use huanjie::{
    documents::kind::Kind,
    office::{
        batch,
        paper::{
            dossier::{Dossier, Reach},
            issue::{self, Desk},
            passing::{self, Passed, Reasons},
            review,
        },
    },
    platform::clock::Clock,
    store::{
        entity::{audit_event, batch_item},
        paper,
    },
};
use sea_orm::{EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{CODES, codes, field, form, id_in, last_audit, ready};
use crate::{
    papers::{clerk, put_facts, record, stored},
    support::{
        Client, TestApp,
        client::form_of,
        explained::{explained, order},
    },
};

crate::both_backends! {
    a_batch_asks_once_and_leaves_behind_what_got_no_reason;
    nothing_is_asked_where_nothing_is_warned_of;
    a_question_that_came_up_meanwhile_is_asked;
    a_batch_holds_what_changed_before_its_turn;
    many_papers_are_looked_at_as_each_alone;
    what_changes_while_a_paper_is_set_is_asked_for;
}

/// Ticks papers in the print centre and asks for their issue.
pub(super) async fn tick(
    client: &Client,
    cycle: Uuid,
    wanted: &[(Uuid, Kind)],
) -> crate::support::client::Answer {
    let list = format!("/c/{cycle}/docs");
    let mut form = form(client, &list, "/docs/print").await;
    form.action = format!("/c/{cycle}/docs/issue");
    let marks: Vec<String> = wanted
        .iter()
        .map(|(unit, kind)| format!("{}:{unit}", kind.id()))
        .collect();
    let fields: Vec<(&str, &str)> = marks.iter().map(|mark| ("paper", mark.as_str())).collect();
    client.send_form(&form, &fields).await
}

const ASKED: &str = "/docs/issue/reasons";

async fn items(app: &TestApp, batch: Uuid) -> Vec<batch_item::Model> {
    paper::batch_items(app.store.reader(), batch).await.unwrap()
}

/// What each item of a batch came to, in order.
fn states(items: &[batch_item::Model]) -> Vec<&str> {
    items.iter().map(|item| item.state.as_str()).collect()
}

async fn a_batch_asks_once_and_leaves_behind_what_got_no_reason(app: TestApp) {
    let (seed, clerk) = ready(&app).await;
    let (cycle, first, second) = (seed.cycle, seed.villages[0], seed.villages[1]);
    // The second village has everything filled in but the step before.
    let wanted = [
        (first, Kind::Polling),
        (second, Kind::Polling),
        (first, Kind::VoterRoll),
        (cycle, Kind::LiaisonTable),
    ];
    for step in ["committee-announced", "election-day-announced"] {
        record(&app, cycle, second, step, "2026-11-22").await;
    }
    let asked = tick(&clerk, cycle, &wanted)
        .await
        .expect(200)
        .says("写明理由再印发")
        .says("印发 4 份文书，3 类提示要写理由")
        .says("不写理由的，先不发")
        .says("另外 1 份没有要写理由的，一起印发")
        .says("另外 1 份有必须先改的地方");
    let form = form_of(&asked.text(), ASKED);
    assert_eq!(codes(&form), CODES);
    let before = paper::batches(app.store.reader(), &app.scope(cycle).await, 9)
        .await
        .unwrap();
    assert!(before.is_empty(), "nothing is stored before it is answered");
    // A reason that cannot stand comes back with what was typed.
    clerk
        .send_form(
            &form,
            &[
                (field(&form, "D110"), ""),
                (field(&form, "N303"), "问13650257551"),
            ],
        )
        .await
        .expect(422)
        .says("请删去理由里的手机号码");
    // Blanks are explained, the open step is not: the paper of the first village stays behind.
    let blank = field(&form, "N303");
    let given = [
        (field(&form, "D110"), ""),
        (field(&form, "N307"), "月底补训"),
        (blank, "印出后手填"),
    ];
    let address = clerk
        .send_form(&form, &given)
        .await
        .expect(303)
        .location()
        .to_owned();
    let id = id_in(&address);
    assert_eq!(
        states(&items(&app, id).await),
        [
            paper::PENDING,
            paper::PENDING,
            paper::ITEM_HELD,
            paper::PENDING
        ]
    );
    // Sent again, the same form leads to the same batch.
    let again = clerk.send_form(&form, &given).await.expect(303);
    assert_eq!(again.location(), address);
    let shop = app.app.printshop();
    assert!(batch::take(&shop, "w").await.unwrap());
    clerk
        .get(&address)
        .await
        .expect(200)
        .says("部分失败：印发 2 份，1 份没有印发，1 份有提示没有写理由，留在待印发")
        .says("留在待印发的 1 份")
        .says("请核对前面的环节")
        .says("（D110）")
        .says("请先导入选民名单");
    let event = audit_event::Entity::find()
        .filter(audit_event::COLUMN.event.eq("batch.finished"))
        .one(app.store.reader())
        .await
        .unwrap()
        .unwrap();
    assert!(
        event
            .summary
            .contains("1 份有提示没有写理由，留在待印发（上前村《"),
        "{}",
        event.summary
    );
    let scope = app.scope(cycle).await;
    let papers = paper::list(app.store.reader(), &scope, Some(second))
        .await
        .unwrap();
    let row = stored(&app, cycle, papers[0].id).await;
    let kept = Passed::from_json(row.passed.as_deref()).unwrap();
    assert_eq!(kept.len(), 2);
    assert_eq!(
        (kept[1].code.as_str(), kept[1].reason.as_str()),
        ("N303", "印出后手填")
    );
    assert_eq!(
        last_audit(&app, row.id).await.reason.as_deref(),
        Some("N307 月底补训；N303 印出后手填")
    );
    // It is in 待印发 as before, and asked about again when what is left is tried once more.
    clerk
        .get(&format!(
            "/c/{cycle}/docs?tab=todo&kind=polling&village={first}"
        ))
        .await
        .expect(200)
        .says("1 份")
        .says("3 处提示");
    let asked = clerk.submit(&address, "/retry", &[]).await.expect(200);
    let form = form_of(&asked.text(), ASKED);
    // What was explained then is not asked again.
    assert_eq!(codes(&form), ["D110"]);
    let given = form.explained("村里已确认");
    let next = clerk.send_form(&form, &given).await.expect(303);
    assert!(batch::take(&shop, "w").await.unwrap());
    let last = items(&app, id_in(next.location())).await;
    assert_eq!(states(&last), [paper::ITEM_FAILED, paper::ITEM_DONE]);
}

async fn nothing_is_asked_where_nothing_is_warned_of(app: TestApp) {
    let (seed, clerk) = ready(&app).await;
    let cycle = seed.cycle;
    let answer = tick(&clerk, cycle, &[(cycle, Kind::LiaisonTable)]).await;
    let address = answer.expect(303).location().to_owned();
    let shop = app.app.printshop();
    assert!(batch::take(&shop, "w").await.unwrap());
    clerk
        .get(&address)
        .await
        .expect(200)
        .says("已完成：印发 1 份");
    // All of them warned of, none explained: nothing is stored, what is asked stays.
    let asked = tick(&clerk, cycle, &[(seed.villages[0], Kind::Polling)]).await;
    let form = form_of(&asked.expect(200).text(), ASKED);
    let none: Vec<(&str, &str)> = form.explained("");
    clerk
        .send_form(&form, &none)
        .await
        .expect(422)
        .says("请至少给一类提示写明理由");
}

async fn a_question_that_came_up_meanwhile_is_asked(app: TestApp) {
    let (seed, clerk) = ready(&app).await;
    let (cycle, village) = (seed.cycle, seed.villages[0]);
    let wanted = [(village, Kind::Polling), (cycle, Kind::LiaisonTable)];
    let asked = tick(&clerk, cycle, &wanted).await.expect(200);
    let old = form_of(&asked.text(), ASKED);
    let typed = r#"{"main_place":"上前村文化广场"}"#;
    put_facts(&app, cycle, village, Kind::Polling, typed, 0).await;
    let told = clerk
        .send_form(&old, &old.explained("已核对"))
        .await
        .expect(422)
        .says("请重新核对这一类");
    let new = form_of(&told.text(), ASKED);
    assert_ne!(field(&new, "N303"), field(&old, "N303"));
    assert_eq!(field(&new, "D110"), field(&old, "D110"));
    assert_eq!(
        told.text().matches("value=\"已核对\"").count(),
        3,
        "what was typed is kept"
    );
    clerk
        .send_form(&new, &new.explained("已核对"))
        .await
        .expect(303);
}

async fn a_batch_holds_what_changed_before_its_turn(app: TestApp) {
    let (seed, clerk) = ready(&app).await;
    let (cycle, village) = (seed.cycle, seed.villages[0]);
    let asked = tick(&clerk, cycle, &[(village, Kind::Polling)]).await;
    let form = form_of(&asked.expect(200).text(), ASKED);
    let answer = clerk.send_form(&form, &form.explained("已核对")).await;
    let address = answer.expect(303).location().to_owned();
    let typed = r#"{"main_place":"上前村文化广场"}"#;
    put_facts(&app, cycle, village, Kind::Polling, typed, 0).await;
    assert!(batch::take(&app.app.printshop(), "w").await.unwrap());
    let held = items(&app, id_in(&address)).await;
    assert_eq!(states(&held), [paper::ITEM_HELD]);
    let problem = held[0].problem.clone().unwrap();
    assert!(
        problem.contains("（N303）") && !problem.contains("D110"),
        "{problem}"
    );
    clerk
        .get(&address)
        .await
        .expect(200)
        .says("已办完：印发 0 份，1 份有提示没有写理由，留在待印发")
        .says("写明理由，办这几份");
}

/// The reasons of a batch are asked for from everything at once and used paper by paper: both must see the same.
async fn many_papers_are_looked_at_as_each_alone(app: TestApp) {
    let (seed, _) = ready(&app).await;
    let cycle = seed.cycle;
    let scope = app.scope(cycle).await;
    let plans = app.app.plans(scope.cycle()).await.unwrap();
    let desk = app.app.desk(&plans);
    let dossier = Dossier::read(app.store.reader(), &scope, Reach::Whole)
        .await
        .unwrap();
    let mut compared = 0;
    for unit in [cycle, seed.villages[0], seed.villages[2]] {
        for kind in Kind::ALL.iter().copied() {
            if !dossier.fits(unit, kind) {
                continue;
            }
            let order = order(&app, unit, kind);
            let Ok(proof) = issue::proof(&desk, &scope, &order).await else {
                continue;
            };
            let reviewed = review::review(&dossier, &plans, &[(unit, kind).into()], order.on);
            let none = Reasons::none();
            assert_eq!(
                passing::unexplained(&reviewed[0].found, &none),
                passing::unexplained(&proof.found, &none),
                "{}",
                kind.id()
            );
            compared += 1;
        }
    }
    assert!(compared > 40, "{compared}");
}

/// A clock that lets somebody record a step when it is looked at first: after the pre-flight, before the number.
struct Meddling<'a> {
    app: &'a TestApp,
    cycle: Uuid,
    village: Uuid,
    done: AtomicBool,
}

impl Clock for Meddling<'_> {
    fn now(&self) -> DateTime<Utc> {
        if !self.done.swap(true, Ordering::SeqCst) {
            let step = "committee-announced";
            let meddle = record(self.app, self.cycle, self.village, step, "2026-11-22");
            tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(meddle));
        }
        self.app.app.clock.now()
    }
}

/// The paper states the same, its warning does not: the reason given was for another one.
async fn what_changes_while_a_paper_is_set_is_asked_for(app: TestApp) {
    let (seed, _) = ready(&app).await;
    let (cycle, village) = (seed.cycle, seed.villages[0]);
    let order = explained(&app, cycle, order(&app, village, Kind::Polling)).await;
    let scope = app.scope(cycle).await;
    let plans = app.app.plans(scope.cycle()).await.unwrap();
    let actor = clerk(&app).await;
    let clock = Meddling {
        app: &app,
        cycle,
        village,
        done: AtomicBool::new(false),
    };
    let desk = Desk {
        clock: &clock,
        ..app.app.desk(&plans)
    };
    let refused = issue::issue(&desk, &actor, &scope, None, &order).await;
    assert!(clock.done.load(Ordering::SeqCst), "nobody meddled");
    let Err(refusal) = refused else {
        panic!("{refused:?}")
    };
    assert!(passing::only_reasons(&refusal), "{refusal}");
    assert!(refusal.to_string().contains("（行文关 D110）"), "{refusal}");
    let none = paper::list(app.store.reader(), &scope, None).await.unwrap();
    assert!(none.is_empty(), "nothing was issued, no number taken");
}
