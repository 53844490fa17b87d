//! 继续的理由 — a paper with what its pre-flight warns of goes out only with a reason for each, alone and in a batch,
//! on both databases (design: product.md 3.1 no. 4).

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
        account::Role,
        entity::{audit_event, batch_item, paper as paper_row},
        paper,
    },
};
use sea_orm::{EntityTrait, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use crate::{
    papers::{clerk, day, put_facts, put_roll, record, stored},
    support::{
        Client, TestApp,
        client::{PageForm, form_of},
        explained::{explained, order},
        pdf, seed,
    },
};

crate::both_backends! {
    a_warning_passes_only_with_a_reason;
    what_cannot_stand_as_a_reason_is_told_and_kept;
    a_warning_that_came_meanwhile_is_asked_for_and_one_that_went_is_not;
    another_day_is_looked_at_again;
    a_paper_made_anew_is_asked_about_with_the_reasons_of_before;
    papers_issued_before_reasons_were_asked_for_still_open;
    a_batch_asks_once_and_leaves_behind_what_got_no_reason;
    nothing_is_asked_where_nothing_is_warned_of;
    a_question_that_came_up_meanwhile_is_asked;
    a_batch_holds_what_changed_before_its_turn;
    many_papers_are_looked_at_as_each_alone;
    what_changes_while_a_paper_is_set_is_asked_for;
}

/// What is warned of in a polling notice of the seeded villages: steps before it, training, blanks.
const CODES: [&str; 3] = ["D110", "N307", "N303"];
const PREVIEW: &str = "/docs/preview";

fn preview(cycle: Uuid, unit: Uuid, kind: Kind) -> String {
    format!("/c/{cycle}{PREVIEW}?unit={unit}&kind={}", kind.id())
}

/// A village with its committee, and a clerk.
async fn ready(app: &TestApp) -> (seed::Seed, Client) {
    let seed = seed::seed(app).await;
    for village in &seed.villages {
        seed::choose_committee(app, seed.cycle, *village).await;
    }
    let clerk = seed::signed_in(app, Role::Clerk).await;
    (seed, clerk)
}

async fn form(client: &Client, page: &str, action: &str) -> PageForm {
    form_of(&client.get(page).await.expect(200).text(), action)
}

fn codes(form: &PageForm) -> Vec<&str> {
    let fields = form.reasons.iter();
    fields.filter_map(|name| passing::code_of(name)).collect()
}

/// The field of one code.
fn field<'f>(form: &'f PageForm, code: &str) -> &'f str {
    let fields = &mut form.reasons.iter();
    fields
        .find(|name| passing::code_of(name) == Some(code))
        .unwrap_or_else(|| panic!("no {code} in {:?}", form.reasons))
}

async fn last_audit(app: &TestApp, id: Uuid) -> audit_event::Model {
    audit_event::Entity::find()
        .filter(audit_event::COLUMN.object_id.eq(id.to_string()))
        .one(app.store.reader())
        .await
        .unwrap()
        .unwrap()
}

fn id_in(address: &str) -> Uuid {
    address.rsplit('/').next().unwrap().parse().unwrap()
}

async fn a_warning_passes_only_with_a_reason(app: TestApp) {
    let (seed, clerk) = ready(&app).await;
    let (cycle, village) = (seed.cycle, seed.villages[0]);
    let page = preview(cycle, village, Kind::Polling);
    let form = form(&clerk, &page, PREVIEW).await;
    assert_eq!(codes(&form), CODES, "{form:?}");
    // Without: every missing reason is named with its check, nothing is issued.
    let told = clerk
        .send_form(&form, &[])
        .await
        .expect(422)
        .says("有 3 处要改")
        .says("请写明继续的理由（行文关 D110），或者先改好这一处")
        .says("请写明继续的理由（行文关 N307），或者先改好这一处")
        .says("请写明继续的理由（审签关 N303），或者先改好这一处");
    assert_eq!(told.text().matches("class=\"error\" id=").count(), 3);
    // One of them, blanks in the other: what was typed is kept.
    let (step, blank) = (field(&form, "D110"), field(&form, "N303"));
    let training = (field(&form, "N307"), "月底补训");
    let told = clerk
        .send_form(
            &form,
            &[(step, "动员会已开，记录随后补"), training, (blank, " 　 ")],
        )
        .await
        .expect(422)
        .says("（审签关 N303）");
    let text = told.text();
    assert_eq!(text.matches("class=\"error\" id=").count(), 1);
    assert!(text.contains("value=\"动员会已开，记录随后补\""), "{text}");
    let scope = app.scope(cycle).await;
    let none = paper::list(app.store.reader(), &scope, None).await.unwrap();
    assert!(none.is_empty(), "nothing was issued, no number taken");
    // Both: issued, with both reasons on it.
    let at = clerk
        .send_form(
            &form,
            &[(step, "动员会已开，记录随后补"), training, (blank, "同上")],
        )
        .await
        .expect(303)
        .location()
        .to_owned();
    let shown = clerk
        .get(&at)
        .await
        .expect(200)
        .says("印发时的预检")
        .says("✓ 请核对前面的环节")
        .says("已说明：动员会已开，记录随后补");
    assert_eq!(shown.text().matches("已说明：").count(), 3);
    let row = stored(&app, cycle, id_in(&at)).await;
    let kept = Passed::from_json(row.passed.as_deref()).unwrap();
    let kept: Vec<(&str, &str)> = kept
        .iter()
        .map(|one| (one.code.as_str(), one.reason.as_str()))
        .collect();
    let (reason, training_kept) = ("动员会已开，记录随后补", ("N307", "月底补训"));
    assert_eq!(
        kept,
        [("D110", reason), training_kept, ("N303", "月底补训")]
    );
    let event = last_audit(&app, row.id).await;
    let told = format!("D110 {reason}；N307 月底补训；N303 月底补训");
    assert_eq!(event.reason.as_deref(), Some(told.as_str()));
    // 核对单: the tick and the reason, no more «提示».
    let sheet = clerk.get(&format!("{at}/checks.pdf")).await.expect(200);
    let text: String = pdf::read(&sheet.bytes)
        .iter()
        .map(pdf::Sheet::told)
        .collect();
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    assert!(
        text.contains("已说明：动员会已开") && text.contains("3处提示已说明理由"),
        "{text}"
    );
    assert!(text.contains('✓') && !text.contains("提示请"), "{text}");
    // Who may read the paper may read it; other villages may not.
    let own = seed::signed_in(&app, Role::VillageCommittee).await;
    own.get(&format!("{at}/checks.pdf")).await.expect(200);
}

async fn what_cannot_stand_as_a_reason_is_told_and_kept(app: TestApp) {
    let (seed, clerk) = ready(&app).await;
    let page = preview(seed.cycle, seed.villages[0], Kind::Polling);
    let form = form(&clerk, &page, PREVIEW).await;
    let (step, blank) = (field(&form, "D110"), field(&form, "N303"));
    let long = "长".repeat(101);
    let told = clerk
        .send_form(&form, &[(step, "已问过13650257551"), (blank, &long)])
        .await
        .expect(422)
        .says("请删去理由里的手机号码")
        .says("请把理由写在 100 字以内：现在有 101 字");
    let text = told.text();
    assert!(text.contains("value=\"已问过13650257551\"") && text.contains(&long));
    clerk
        .send_form(
            &form,
            &[(step, "同上"), (blank, "本人身份证 11010519491231002X")],
        )
        .await
        .expect(422)
        .says("不写“同上”")
        .says("请删去理由里的公民身份号码");
}

async fn a_warning_that_came_meanwhile_is_asked_for_and_one_that_went_is_not(app: TestApp) {
    let (seed, clerk) = ready(&app).await;
    let (cycle, village) = (seed.cycle, seed.villages[0]);
    let page = preview(cycle, village, Kind::Polling);
    let old = form(&clerk, &page, PREVIEW).await;
    let given = old.explained("已核对");
    // Somebody fills in a part: fewer blanks are another warning.
    let typed = r#"{"main_place":"上前村文化广场"}"#;
    put_facts(&app, cycle, village, Kind::Polling, typed, 0).await;
    let told = clerk
        .send_form(&old, &given)
        .await
        .expect(422)
        .says("（审签关 N303）")
        .says("有 1 处要改");
    // What was typed for the old wording is in the new field, to be looked at.
    let new = form_of(&told.text(), PREVIEW);
    assert_ne!(field(&new, "N303"), field(&old, "N303"));
    let kept = format!(
        "name=\"{}\" type=\"text\" value=\"已核对\"",
        field(&new, "N303")
    );
    assert!(told.text().contains(&kept), "{}", told.text());
    // The step before is recorded: its warning is gone, and the reason that was typed for it is passed over.
    for step in ["committee-announced", "election-day-announced"] {
        record(&app, cycle, village, step, "2026-11-22").await;
    }
    let at = clerk
        .send_form(&new, &new.explained("已核对"))
        .await
        .expect(303)
        .location()
        .to_owned();
    let row = stored(&app, cycle, id_in(&at)).await;
    let kept = Passed::from_json(row.passed.as_deref()).unwrap();
    let codes: Vec<&str> = kept.iter().map(|one| one.code.as_str()).collect();
    assert_eq!(codes, ["N307", "N303"]);
}

async fn another_day_is_looked_at_again(app: TestApp) {
    let (seed, clerk) = ready(&app).await;
    let (cycle, village, other) = (seed.cycle, seed.villages[0], seed.villages[1]);
    put_roll(&app, village, &["甲一"]).await;
    put_roll(&app, other, &["乙一"]).await;
    // Put up in time and printed again after its last day: another warning, and asked for.
    record(&app, cycle, village, "roll-published", "2027-02-24").await;
    let page = preview(cycle, village, Kind::VoterRoll);
    let form_shown = form(&clerk, &page, PREVIEW).await;
    let late = ("dated", "2027-03-10");
    let given = [form_shown.explained("已核对"), vec![late]].concat();
    let told = clerk
        .send_form(&form_shown, &given)
        .await
        .expect(422)
        .says("（行文关 D116）");
    assert!(
        told.text().contains("value=\"2027-03-10\""),
        "the day that was typed is kept"
    );
    let new = form_of(&told.text(), PREVIEW);
    let given = [new.explained("已核对"), vec![late]].concat();
    let at = clerk.send_form(&new, &given).await.expect(303);
    let row = stored(&app, cycle, id_in(at.location())).await;
    assert_eq!(row.dated, day("2027-03-10"));
    // A day on which it must not go out is told, and the form stays to type another.
    let page = preview(cycle, other, Kind::VoterRoll);
    let form_shown = form(&clerk, &page, PREVIEW).await;
    let given = [form_shown.explained("已核对"), vec![late]].concat();
    let told = clerk
        .send_form(&form_shown, &given)
        .await
        .expect(422)
        .says("已过法定最后一日");
    assert!(told.text().contains("value=\"2027-03-10\""));
    let new = form_of(&told.text(), PREVIEW);
    let day = [new.explained("已核对"), vec![("dated", "2027-02-25")]].concat();
    clerk.send_form(&new, &day).await.expect(303);
}

async fn a_paper_made_anew_is_asked_about_with_the_reasons_of_before(app: TestApp) {
    let (seed, clerk) = ready(&app).await;
    let (cycle, village) = (seed.cycle, seed.villages[0]);
    let page = preview(cycle, village, Kind::Polling);
    let form = form(&clerk, &page, PREVIEW).await;
    let at = clerk
        .send_form(&form, &form.explained("村里已确认"))
        .await
        .expect(303)
        .location()
        .to_owned();
    let shown = clerk
        .get(&at)
        .await
        .expect(200)
        .says("还有下面的提示，写明继续的理由才能重新印发");
    assert_eq!(
        shown.text().matches("value=\"村里已确认\"").count(),
        3,
        "what was said before stands there"
    );
    let void = form_of(&shown.text(), "/void");
    let both = [("reason", "联系电话写错"), ("reissue", "1")];
    let blank = [void.explained(""), both.to_vec()].concat();
    clerk
        .send_form(&void, &blank)
        .await
        .expect(422)
        .says("（行文关 D110）")
        .says("（审签关 N303）");
    assert_eq!(stored(&app, cycle, id_in(&at)).await.state, paper::ISSUED);
    let given = [void.explained("再次核对过"), both.to_vec()].concat();
    let new = clerk.send_form(&void, &given).await.expect(303);
    clerk
        .get(new.location())
        .await
        .expect(200)
        .says("已说明：再次核对过");
    // What is only made void is asked nothing.
    let last = new.location().to_owned();
    clerk
        .submit(&last, "/void", &[("reason", "不再需要")])
        .await
        .expect(303);
    clerk.get(&last).await.expect(200).says("已作废");
}

async fn papers_issued_before_reasons_were_asked_for_still_open(app: TestApp) {
    let (seed, clerk) = ready(&app).await;
    let page = preview(seed.cycle, seed.villages[0], Kind::Polling);
    let form = form(&clerk, &page, PREVIEW).await;
    let at = clerk
        .send_form(&form, &form.explained("已核对"))
        .await
        .expect(303)
        .location()
        .to_owned();
    let tx = app.store.begin().await.unwrap();
    paper_row::Entity::update_many()
        .col_expr(
            paper_row::Column::Passed,
            Expr::value(Option::<String>::None),
        )
        .exec(&tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let shown = clerk.get(&at).await.expect(200).says("第10号");
    let text = shown.text();
    assert!(!text.contains("印发时的预检") && !text.contains("checks.pdf"));
    clerk.get(&format!("{at}/checks.pdf")).await.expect(404);
    // It is made anew like any other.
    let given = [("reason", "联系电话写错"), ("reissue", "1")];
    clerk
        .submit_explained(&at, "/void", &given)
        .await
        .expect(303);
}

/// Ticks papers in the print centre and asks for their issue.
async fn tick(
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
