//! `/c/{c}/texts`: an office's own wording, its versions, and what it is printed on.

use std::{path::Path, process::Command};

use huanjie::{
    documents::{kind::Kind, text::shipped},
    office::paper::{
        dossier::{Dossier, Reach},
        print::{self, Form, Wanted},
    },
    platform::{clock::SharedClock, config::Config, password::Cost},
    store::{account::Role, scope::CycleScope},
    web::app::App,
};
use uuid::Uuid;

use crate::support::{Client, TestApp, client::form_of, seed};

crate::both_backends! {
    a_clerk_changes_the_local_words_and_restores_them;
    a_wrong_text_is_refused_with_everything_that_is_wrong;
    two_who_change_one_text_are_told;
    what_was_issued_keeps_its_words;
    another_service_and_another_township;
    an_earlier_version_is_used_again;
    the_texts_of_the_data_folder_stand_between;
}

const OURS: &str = "特此公告。";
const THEIRS: &str = "特此公告，请互相转告。";

fn page(cycle: Uuid, kind: Kind) -> String {
    format!("/c/{cycle}/texts/{}", kind.id())
}

fn changed(kind: Kind, words: &str) -> String {
    let text = shipped(kind).replace(OURS, words);
    assert_ne!(text, shipped(kind));
    text
}

async fn save(
    client: &Client,
    cycle: Uuid,
    kind: Kind,
    text: &str,
) -> crate::support::client::Answer {
    let page = page(cycle, kind);
    // As browsers send the lines of a text area.
    let text = text.replace('\n', "\r\n");
    client
        .submit(&page, &page, &[("what", "save"), ("text", &text)])
        .await
}

async fn draft(client: &Client, cycle: Uuid, unit: Uuid, kind: Kind) -> String {
    let path = format!("/c/{cycle}/docs/preview?unit={unit}&kind={}", kind.id());
    client.get(&path).await.expect(200).text()
}

async fn a_clerk_changes_the_local_words_and_restores_them(app: TestApp) {
    let seed = seed::seed(&app).await;
    let (cycle, village) = (seed.cycle, seed.villages[0]);
    let kind = Kind::ElectionDay;
    let client = seed::signed_in(&app, Role::Clerk).await;
    client
        .get(&format!("/c/{cycle}/texts"))
        .await
        .expect(200)
        .says("本单位改过 0 种");
    let own = page(cycle, kind);
    client
        .get(&own)
        .await
        .expect(200)
        .says("锁定的内容")
        .says("样张：普通");
    // Looked at with a real village's data: nothing is stored.
    let text = changed(kind, THEIRS);
    client
        .submit(
            &own,
            &own,
            &[
                ("what", "preview"),
                ("text", &text),
                ("look", &village.to_string()),
            ],
        )
        .await
        .expect(200)
        .says("没有发现问题，还没有保存。")
        .says(THEIRS)
        .says("上前村");
    assert!(!draft(&client, cycle, village, kind).await.contains(THEIRS));

    let saved = save(&client, cycle, kind, &text).await.expect(303);
    assert_eq!(saved.location(), own);
    client
        .get(&format!("/c/{cycle}/texts"))
        .await
        .expect(200)
        .says("本单位改过 1 种")
        .says("第1版");
    assert!(draft(&client, cycle, village, kind).await.contains(THEIRS));
    client
        .get(&format!("{own}/versions/1"))
        .await
        .expect(200)
        .says("去掉 1 行，增加 1 行")
        .says(THEIRS);
    // The same again is no version.
    save(&client, cycle, kind, &text)
        .await
        .expect(422)
        .says("没有要保存的改动");

    client
        .submit(&own, &own, &[("what", "restore")])
        .await
        .expect(303);
    assert!(!draft(&client, cycle, village, kind).await.contains(THEIRS));
    client
        .get(&own)
        .await
        .expect(200)
        .says("恢复原文")
        .says("第2版");
    client
        .get(&format!("/c/{cycle}/audit"))
        .await
        .expect(200)
        .says("修改《关于确定选举日的公告》的文稿，第1版")
        .says("恢复原文《关于确定选举日的公告》的文稿，第2版");
}

async fn a_wrong_text_is_refused_with_everything_that_is_wrong(app: TestApp) {
    let seed = seed::seed(&app).await;
    let cycle = seed.cycle;
    let kind = Kind::ElectionDay;
    let client = seed::signed_in(&app, Role::Clerk).await;
    let text = changed(kind, "{% include \"../../etc/passwd\" %}{{ names.nobody }}")
        .replace("{{ names.law }}", "有关法律");
    let line = text
        .lines()
        .position(|line| line.contains("include"))
        .unwrap()
        + 1;
    let answer = save(&client, cycle, kind, &text).await.expect(422);
    let told = answer.text();
    answer
        .says("没有保存")
        .says("请在文稿里补回“法律依据”")
        .says(&format!("第{line}行"))
        .says("names.nobody")
        .says("引用别的文件");
    assert!(told.contains("etc/passwd"), "what was typed is lost");
    client
        .get(&format!("/c/{cycle}/texts"))
        .await
        .expect(200)
        .says("本单位改过 0 种");
    // A loop that would not end, and one that prints too much.
    for endless in [
        "{% for i in range(end=99999999) %}{% endfor %}",
        "{% for a in [1,2] %}{% for b in [1,2] %}{% for c in [1,2] %}{% for d in [1,2] %}{% for e in [1,2] %}{% for f in [1,2] %}<p>甲</p>{% endfor %}{% endfor %}{% endfor %}{% endfor %}{% endfor %}{% endfor %}",
    ] {
        save(&client, cycle, kind, &changed(kind, endless))
            .await
            .expect(422);
    }
}

async fn two_who_change_one_text_are_told(app: TestApp) {
    let seed = seed::seed(&app).await;
    let cycle = seed.cycle;
    let kind = Kind::ElectionDay;
    let own = page(cycle, kind);
    let first = seed::signed_in(&app, Role::Clerk).await;
    let second = seed::signed_in(&app, Role::Clerk).await;
    let old = form_of(&second.get(&own).await.expect(200).text(), &own);
    save(&first, cycle, kind, &changed(kind, THEIRS))
        .await
        .expect(303);
    let mine = changed(kind, "特此公告，敬请知悉。");
    let met = second
        .send_form(&old, &[("what", "save"), ("text", &mine)])
        .await
        .expect(409)
        .says("别人刚改过");
    assert!(
        !first
            .get(&own)
            .await
            .expect(200)
            .text()
            .contains("敬请知悉")
    );
    // Knowingly, it is sent again as it was typed.
    let again = form_of(&met.text(), &own);
    second.send_form(&again, &[]).await.expect(303);
    second.get(&own).await.expect(200).says("第2版");
    assert!(second.get(&own).await.text().contains("敬请知悉"));
}

async fn what_was_issued_keeps_its_words(app: TestApp) {
    let seed = seed::seed(&app).await;
    let (cycle, village) = (seed.cycle, seed.villages[0]);
    let kind = Kind::ElectionDay;
    let client = seed::signed_in(&app, Role::Clerk).await;
    save(&client, cycle, kind, &changed(kind, THEIRS))
        .await
        .expect(303);
    let path = format!("/c/{cycle}/docs/preview?unit={village}&kind=election-day");
    let issued = client
        .submit_explained(&path, "/docs/preview", &[])
        .await
        .expect(303);
    let paper = issued.location().to_owned();
    let before = client
        .get(&format!("{paper}/file.pdf"))
        .await
        .expect(200)
        .bytes;
    client
        .get(&paper)
        .await
        .expect(200)
        .says(THEIRS)
        .says("本单位文稿第1版");
    save(&client, cycle, kind, &changed(kind, "特此公告，敬请知悉。"))
        .await
        .expect(303);
    let shown = client.get(&paper).await.expect(200).says(THEIRS).text();
    assert!(!shown.contains("敬请知悉") && !shown.contains("内容已变"));
    let after = client
        .get(&format!("{paper}/file.pdf"))
        .await
        .expect(200)
        .bytes;
    assert_eq!(before, after);
}

/// A second service on the same database.
fn another(app: &TestApp, folder: &Path) -> App {
    let clock: SharedClock = app.clock.clone();
    let config = Config {
        database_url: String::new(),
        data_dir: folder.to_owned(),
        listen: "127.0.0.1:0".parse().unwrap(),
        base_url: None,
        behind_proxy: false,
        rules_dir: None,
        key_file: None,
        demo: false,
    };
    let cost = Cost {
        memory: 64,
        passes: 1,
    };
    App::new(app.store.clone(), clock, config, cost).unwrap()
}

async fn words_of(app: &App, cycle: Uuid, kind: Kind) -> String {
    let scope = CycleScope::of_operator(app.store.reader(), cycle)
        .await
        .unwrap()
        .unwrap();
    let plans = app.plans(scope.cycle()).await.unwrap();
    let press = app.desk(&plans).press_of(&scope).await.unwrap();
    press.html(kind, &kind.samples()[0].data).unwrap()
}

async fn another_service_and_another_township(app: TestApp) {
    let seed = seed::seed(&app).await;
    let (cycle, village) = (seed.cycle, seed.villages[0]);
    let kind = Kind::ElectionDay;
    let folder = tempfile::tempdir().unwrap();
    let elsewhere = another(&app, folder.path());
    let township = seed::add_township(&app.store, "水口镇").await;
    let foreign = seed::add_cycle(&app, township).await;
    let client = seed::signed_in(&app, Role::Clerk).await;
    for words in [THEIRS, "特此公告，敬请知悉。"] {
        save(&client, cycle, kind, &changed(kind, words))
            .await
            .expect(303);
        assert!(words_of(&elsewhere, cycle, kind).await.contains(words));
        assert!(!words_of(&elsewhere, foreign, kind).await.contains(words));
    }
    // What is printed in one go, as the command line prints it.
    let scope = CycleScope::of_operator(elsewhere.store.reader(), cycle)
        .await
        .unwrap()
        .unwrap();
    let plans = elsewhere.plans(scope.cycle()).await.unwrap();
    let desk = elsewhere.desk(&plans);
    let dossier = Dossier::read(elsewhere.store.reader(), &scope, Reach::Whole)
        .await
        .unwrap();
    assert!(dossier.fits(village, kind));
    let wanted = [Wanted {
        unit: village,
        kind,
        paper: None,
    }];
    let printed = print::print(&desk, &scope, &wanted, Form::Merged, "试")
        .await
        .unwrap();
    let file = folder.path().join("x.pdf");
    std::fs::write(&file, printed.bytes).unwrap();
    let text = Command::new("pdftotext")
        .arg(&file)
        .arg("-")
        .output()
        .unwrap()
        .stdout;
    let text = String::from_utf8(text).unwrap().replace(['\n', ' '], "");
    assert!(text.contains("敬请知悉"), "{text}");
}

async fn an_earlier_version_is_used_again(app: TestApp) {
    let seed = seed::seed(&app).await;
    let (cycle, village) = (seed.cycle, seed.villages[0]);
    let kind = Kind::ElectionDay;
    let own = page(cycle, kind);
    let client = seed::signed_in(&app, Role::Clerk).await;
    save(&client, cycle, kind, &changed(kind, THEIRS))
        .await
        .expect(303);
    save(&client, cycle, kind, &changed(kind, "特此公告，敬请知悉。"))
        .await
        .expect(303);
    let first = format!("{own}/versions/1");
    client
        .get(&first)
        .await
        .expect(200)
        .says("用这一版（第1版）");
    client.submit(&first, &first, &[]).await.expect(303);
    assert!(draft(&client, cycle, village, kind).await.contains(THEIRS));
    client
        .get(&own)
        .await
        .expect(200)
        .says("用回第1版")
        .says("第3版");
    client.get(&format!("{own}/versions/9")).await.expect(404);
    // Nobody but the clerk.
    let leader = seed::signed_in(&app, Role::Leader).await;
    leader.get(&own).await.expect(403);
}

async fn the_texts_of_the_data_folder_stand_between(app: TestApp) {
    let seed = seed::seed(&app).await;
    let cycle = seed.cycle;
    let kind = Kind::ElectionDay;
    let folder = tempfile::tempdir().unwrap();
    let texts = folder.path().join("texts");
    std::fs::create_dir(&texts).unwrap();
    std::fs::write(texts.join("election-day.xml"), changed(kind, THEIRS)).unwrap();
    let elsewhere = another(&app, folder.path());
    assert!(words_of(&elsewhere, cycle, kind).await.contains(THEIRS));
    let client = seed::signed_in(&app, Role::Clerk).await;
    save(&client, cycle, kind, &changed(kind, "特此公告，敬请知悉。"))
        .await
        .expect(303);
    assert!(words_of(&elsewhere, cycle, kind).await.contains("敬请知悉"));
    let own = page(cycle, kind);
    client
        .submit(&own, &own, &[("what", "restore")])
        .await
        .expect(303);
    assert!(words_of(&elsewhere, cycle, kind).await.contains(THEIRS));
}

#[test]
fn a_wrong_text_in_the_data_folder_is_told_and_nothing_starts() {
    let folder = tempfile::tempdir().unwrap();
    let texts = folder.path().join("texts");
    std::fs::create_dir(&texts).unwrap();
    std::fs::write(
        texts.join("election-day.xml"),
        changed(Kind::ElectionDay, "{% set a = 1 %}"),
    )
    .unwrap();
    std::fs::write(texts.join("no-such.xml"), "<document/>").unwrap();
    let told = huanjie::office::paper::press::Press::open(folder.path())
        .err()
        .unwrap()
        .to_string();
    assert!(told.contains("election-day.xml　第"), "{told}");
    assert!(told.contains("no-such.xml：没有这种文书"), "{told}");
}

fn texts_check(file: &Path) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_huanjie"))
        .args(["texts", "check"])
        .arg(file)
        .env_remove("HUANJIE_DATA_DIR")
        .output()
        .unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8(said).unwrap())
}

#[test]
fn the_command_line_checks_a_text() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("election-day.xml");
    std::fs::write(&file, changed(Kind::ElectionDay, THEIRS)).unwrap();
    assert_eq!(texts_check(&file).0, Some(0));
    std::fs::write(&file, changed(Kind::ElectionDay, "{{ x }}{% if %}")).unwrap();
    let (status, said) = texts_check(&file);
    assert_eq!(status, Some(1), "{said}");
    assert!(said.contains("行："), "{said}");
    let other = folder.path().join("other.xml");
    std::fs::write(&other, "<document/>").unwrap();
    assert_eq!(texts_check(&other).0, Some(2));
    assert_eq!(texts_check(&folder.path().join("none.xml")).0, Some(2));
}
