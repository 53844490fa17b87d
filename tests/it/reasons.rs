//! 继续的理由 — a paper with what its pre-flight warns of goes out only with a reason for each, alone and in a batch,
//! on both databases (design: product.md 3.1 no. 4).

mod batch;

use huanjie::{
    documents::kind::Kind,
    office::paper::passing::{self, Passed},
    store::{
        account::Role,
        entity::{audit_event, paper as paper_row},
        paper,
    },
};
use sea_orm::{EntityTrait, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use crate::{
    papers::{day, put_facts, put_roll, record, stored},
    support::{
        Client, TestApp,
        client::{PageForm, form_of},
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
    the_same_words_are_answered_as_before_until_somebody_changes_them;
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

async fn the_same_words_are_answered_as_before_until_somebody_changes_them(app: TestApp) {
    let (seed, clerk) = ready(&app).await;
    let cycle = seed.cycle;
    let of = |village: usize| preview(cycle, seed.villages[village], Kind::Polling);
    let asked = form(&clerk, &of(0), PREVIEW).await;
    let blank = field(&asked, "N303").to_owned();
    let filled = |text: &str, reason: &str| text.contains(&format!("value=\"{reason}\""));
    assert!(!filled(&clerk.get(&of(0)).await.text(), "印出后手填"));
    let all = |said: &str| -> Vec<(String, String)> {
        let of = |name: &String| if *name == blank { said } else { "会后补办" };
        let names = asked.reasons.iter();
        names
            .map(|name| (name.clone(), of(name).to_owned()))
            .collect()
    };
    let sent = all("印出后手填");
    let sent: Vec<(&str, &str)> = sent.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    clerk.send_form(&asked, &sent).await.expect(303);
    // Another village's notice says the same: the answer stands there, to be looked at and sent.
    let again = clerk.get(&of(1)).await.expect(200).text();
    assert!(filled(&again, "印出后手填"), "{again}");
    let kept = form_of(&again, PREVIEW);
    assert!(kept.reasons.contains(&blank));
    // Emptied, it is asked for: what was said before does not pass by itself.
    for (said, status) in [("", 422), ("村里自己填", 303)] {
        let sent = all(said);
        let sent: Vec<(&str, &str)> = sent.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        clerk.send_form(&kept, &sent).await.expect(status);
    }
    // Ticked together, the last answer stands there too.
    let third = clerk.get(&of(2)).await.expect(200).text();
    assert!(filled(&third, "村里自己填") && !filled(&third, "印出后手填"));
    let together = batch::tick(&clerk, cycle, &[(seed.villages[2], Kind::Polling)])
        .await
        .expect(200)
        .text();
    assert!(filled(&together, "村里自己填"), "{together}");
}
