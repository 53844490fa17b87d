//! `/c/{c}/meetings`: from the notice to the minutes.

mod keeping;

use huanjie::store::{account::Role, audit, meeting, progress};

use crate::support::{
    Client, TestApp,
    client::form_of,
    pdf,
    seed::{self, Seed},
};

crate::both_backends! {
    the_mobilization_meeting_is_typed_once;
    everything_wrong_is_named_at_once;
    too_few_came_and_the_step_is_warned;
}

/// Opens the form of a new meeting and sends it with what stands in it and `fields`.
pub(crate) async fn call(client: &Client, address: &str, fields: &[(&str, &str)]) -> String {
    let page = client.get(address).await.expect(200).text();
    let form = form_of(&page, "/meetings/new");
    let mut all: Vec<(String, String)> = filled(&page);
    all.retain(|(name, _)| !fields.iter().any(|(given, _)| given == name));
    all.extend(
        fields
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
    );
    let all: Vec<(&str, &str)> = all
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    client
        .send_form(&form, &all)
        .await
        .expect(303)
        .location()
        .to_owned()
}

/// What a browser would send back of a page's boxes and texts.
fn filled(html: &str) -> Vec<(String, String)> {
    let attribute = |tag: &str, name: &str| -> Option<String> {
        let start = tag.find(&format!(" {name}=\""))? + name.len() + 3;
        Some(tag[start..].split('"').next()?.to_owned())
    };
    let mut found = Vec::new();
    for piece in html.split("<input").skip(1) {
        let tag = piece.split('>').next().unwrap();
        let kind = attribute(tag, "type").unwrap_or_default();
        if matches!(kind.as_str(), "hidden" | "search" | "file")
            || (kind == "checkbox" && !tag.contains(" checked"))
        {
            continue;
        }
        if let Some(name) = attribute(tag, "name") {
            found.push((name, attribute(tag, "value").unwrap_or_default()));
        }
    }
    for piece in html.split("<textarea").skip(1) {
        let (tag, rest) = piece.split_once('>').unwrap();
        let text = rest.split("</textarea>").next().unwrap();
        found.push((
            attribute(tag, "name").unwrap(),
            text.trim_start_matches('\n').to_owned(),
        ));
    }
    for piece in html.split("<select").skip(1) {
        let (tag, rest) = piece.split_once('>').unwrap();
        let options = rest.split("</select>").next().unwrap();
        let chosen = options
            .split("<option")
            .skip(1)
            .find(|option| option.contains(" selected"))
            .or_else(|| options.split("<option").nth(1));
        if let (Some(name), Some(option)) = (attribute(tag, "name"), chosen) {
            found.push((name, attribute(option, "value").unwrap_or_default()));
        }
    }
    found
}

async fn attended(client: &Client, meeting: &str, fields: &[(&str, &str)]) -> String {
    let page = format!("{meeting}/attendance");
    client
        .submit(&page, &page, fields)
        .await
        .expect(303)
        .location()
        .to_owned()
}

async fn the_mobilization_meeting_is_typed_once(app: TestApp) {
    let Seed { cycle, .. } = seed::seed(&app).await;
    let client = seed::signed_in(&app, Role::Clerk).await;
    client
        .get(&format!("/c/{cycle}/meetings"))
        .await
        .expect(200)
        .says("还没有会议");
    let location = call(
        &client,
        &format!("/c/{cycle}/meetings/new?kind=mobilization"),
        &[
            ("day", "2027-01-22"),
            ("time", "9：00"),
            ("place", "镇政府三楼会议室"),
            ("host", "李义鹏"),
            ("contact", "邱喆"),
            ("contact_phone", "0751-6220001"),
            ("reply_by", "2027-01-21"),
        ],
    )
    .await;
    client
        .get(&location)
        .await
        .expect(200)
        .says("2027年1月22日（星期五） 09:00")
        .says("上前村 党组织书记、村民委员会主任 2")
        .says("石塘社区 党组织书记、居民委员会主任 2")
        .says("应到 6 人")
        .says("召开动员会议")
        .says("备好 0 项");
    // The phase is planned with it.
    client
        .get(&format!("/c/{cycle}/phases"))
        .await
        .says("1月22日");
    let phase = format!("/c/{cycle}/phases/mobilization-held");
    client
        .get(&phase)
        .await
        .expect(200)
        .says("会议：1月22日 换届选举工作动员会");
    // The notice draws from it, and its form does not ask again.
    client
        .get(&format!(
            "/c/{cycle}/docs/preview?unit={cycle}&kind=mobilization-notice"
        ))
        .await
        .expect(200)
        .says("镇政府三楼会议室")
        .says("会议由李义鹏主持")
        .says("各村（社区）党组织书记、村（居）民委员会主任")
        .says("0751-6220001");
    let facts = client
        .get(&format!("/c/{cycle}/facts/mobilization-notice"))
        .await
        .expect(200)
        .says("会议时间、会议地点、主持人");
    assert!(!facts.text().contains("name=\"place\""));
    assert!(facts.text().contains("name=\"copy_to\""));
    for (sheet, words) in [
        ("sign-in.pdf", "村民委员会主任"),
        ("minutes.pdf", "石塘镇换届选举工作动员会记录"),
        ("notice.pdf", "石塘镇"),
    ] {
        let answer = client.get(&format!("{location}/{sheet}")).await.expect(200);
        assert_eq!(answer.header("content-type"), "application/pdf");
        let text: String = pdf::read(&answer.bytes)
            .iter()
            .map(pdf::Sheet::text)
            .collect();
        let text: String = text.split_whitespace().collect();
        assert!(text.contains(words), "{sheet}: {text}");
    }
    // What is ready is ticked.
    let form = form_of(
        &client.get(&location).await.text(),
        &format!("{location}/prepared"),
    );
    client
        .send_form(
            &form,
            &[("ready", "room"), ("ready", "sound"), ("ready", "x")],
        )
        .await
        .expect(303);
    client.get(&location).await.says("备好 2 项");
    // It is held; the same form records the phase.
    app.clock.set("2027-01-22T08:00:00Z");
    let client = seed::signed_in(&app, Role::Clerk).await;
    let page = client
        .get(&format!("{location}/attendance"))
        .await
        .expect(200)
        .says("把镇级工作“召开动员会议”记录在开会那天完成");
    // Without a lawful number the boxes say that everybody came.
    assert!(page.text().contains("name=\"present.1\" value=\"2\""));
    attended(
        &client,
        &location,
        &[
            ("day", "2027-01-22"),
            ("host", "李义鹏"),
            ("present.1", "2"),
            ("present.2", "1"),
            ("absent.2", "温天娟"),
            ("present.3", "2"),
            ("decision.0", "各村三日内传达"),
            ("record_step", "1"),
        ],
    )
    .await;
    client
        .get(&location)
        .await
        .says("应到 6 人，实到 5 人，缺席 1 人")
        .says("温天娟")
        .says("各村三日内传达")
        .says("更正到会");
    let scope = app.scope(cycle).await;
    let records = progress::of_unit(app.store.reader(), &scope, cycle)
        .await
        .unwrap();
    let record = records
        .iter()
        .find(|row| row.step == "mobilization-held")
        .unwrap();
    assert_eq!(record.day, "2027-01-22".parse().ok());
    assert!(
        record.note.contains("应到 6 人，实到 5 人"),
        "{}",
        record.note
    );
    let events = audit::latest(app.store.reader(), &scope, None, None, 10)
        .await
        .unwrap();
    let codes: Vec<&str> = events.iter().map(|event| event.event.as_str()).collect();
    assert_eq!(
        codes,
        [
            "step.recorded",
            "meeting.held",
            "meeting.prepared",
            "step.arranged",
            "meeting.arranged"
        ]
    );
    // Names stay with the record.
    assert!(!events[1].after.as_deref().unwrap().contains("温天娟"));
    // The form does not offer the phase again.
    client
        .get(&format!("{location}/attendance"))
        .await
        .says("“召开动员会议”已记录在1月22日完成");
}

async fn everything_wrong_is_named_at_once(app: TestApp) {
    let Seed {
        cycle, villages, ..
    } = seed::seed(&app).await;
    let client = seed::signed_in(&app, Role::Clerk).await;
    // Without a village there is no village meeting.
    let list = format!("/c/{cycle}/meetings");
    let answer = client
        .get(&format!("{list}/new?kind=representatives"))
        .await
        .expect(303);
    assert!(answer.location().starts_with(&list));
    client
        .get(answer.location())
        .await
        .says("请选择是哪个村（社区）的会议");
    let new = format!("{list}/new?kind=representatives&village={}", villages[0]);
    let page = client
        .get(&new)
        .await
        .expect(200)
        .says("三分之二以上组成人员参加方可召开")
        .text();
    let form = form_of(&page, "/meetings/new");
    let answer = client
        .send_form(
            &form,
            &[
                ("name", ""),
                ("day", "2月底"),
                ("time", "上午"),
                ("step", "polling"),
                ("women", "很多"),
                ("unit.0", "村民代表<b>"),
                ("part.0", "adults"),
                ("expected.0", "四十"),
                ("who.1", "主任"),
                ("part.1", "committee"),
            ],
        )
        .await
        .expect(422)
        .says("请填写会议名称")
        .says("请把会议日期写到哪一天")
        .says("请把会议时间写成 09:00")
        .says("请重新选择这次会议要办的环节")
        .says("请把妇女代表填成")
        .says("请选择这一行算哪一部分")
        .says("请把应到人数填成")
        .says("请写明是哪个单位的人");
    assert!(answer.text().contains("村民代表&lt;b&gt;"));
    assert!(answer.text().contains("2月底"));
    let scope = app.scope(cycle).await;
    assert!(
        meeting::list(app.store.reader(), &scope)
            .await
            .unwrap()
            .is_empty()
    );
    // The sign-in sheet: each row, the votes, the day.
    let location = call(
        &client,
        &new,
        &[
            ("day", "2026-11-24"),
            ("expected.0", "40"),
            ("expected.1", "5"),
        ],
    )
    .await;
    let page = format!("{location}/attendance");
    client
        .submit(
            &page,
            &page,
            &[
                ("day", "2026-11-24"),
                ("present.1", "41"),
                ("present.2", ""),
                ("decision.0", ""),
                ("in_favour.0", "50"),
                ("decision.1", "通过选举办法"),
                ("in_favour.1", "30"),
                ("against.1", "1"),
                ("abstained.1", "1"),
            ],
        )
        .await
        .expect(422)
        .says("2026年11月24日 还没有到，今天是 2026年11月23日")
        .says("请核对村民代表：实到 41 人比应到 40 人多")
        .says("请填写村民委员会成员的实到人数；没有人到，填 0")
        .says("请写出决定了什么")
        .says("共 50 人，实到只有 41 人")
        .says("共 32 人，实到 41 人，应当相等");
}

async fn too_few_came_and_the_step_is_warned(app: TestApp) {
    let Seed {
        cycle, villages, ..
    } = seed::seed(&app).await;
    app.clock.set("2027-02-08T02:00:00Z");
    let client = seed::signed_in(&app, Role::Clerk).await;
    let village = villages[0];
    let new = format!(
        "/c/{cycle}/meetings/new?kind=representatives&village={village}&step=committee-selected"
    );
    let location = call(
        &client,
        &new,
        &[
            ("day", "2027-02-07"),
            ("women", "15"),
            ("expected.0", "40"),
            ("expected.1", "5"),
        ],
    )
    .await;
    client
        .get(&location)
        .await
        .says("到会至少 30 人")
        .says("3×30 = 90 ≥ 2×45 = 90");
    let fields = |present: &'static str| {
        [
            ("day", "2027-02-07"),
            ("expected.1", "40"),
            ("present.1", present),
            ("expected.2", "5"),
            ("present.2", "5"),
            ("decision.0", "推选产生选举委员会"),
            ("in_favour.0", "20"),
            ("discussion", "代表们意见一致。"),
            ("record_step", "1"),
        ]
    };
    let after = attended(&client, &location, &fields("24")).await;
    client
        .get(&after)
        .await
        .expect(200)
        .says("请改期召开，这次会议不能作决定")
        .says("没有记录“推选村民选举委员会”：会议未达法定人数")
        .says("3×29 = 87 &lt; 2×45 = 90")
        .says("村民委员会组织法第三十条")
        .says("未达法定人数，不作为会议的决定")
        .says("请重新召开会议再办“推选村民选举委员会”");
    // The step is not recorded, and warned wherever somebody would go on.
    let scope = app.scope(cycle).await;
    assert!(
        progress::of_unit(app.store.reader(), &scope, village)
            .await
            .unwrap()
            .is_empty()
    );
    let warning = "2月7日的村民代表会议未达法定人数";
    let step = format!("/c/{cycle}/v/{village}/steps/committee-selected");
    client.get(&step).await.expect(200).says(warning);
    client
        .get(&format!("/c/{cycle}/v/{village}"))
        .await
        .says(warning);
    client.get("/").await.says(warning);
    for kind in ["minutes", "election-committee"] {
        client
            .get(&format!(
                "/c/{cycle}/docs/preview?unit={village}&kind={kind}"
            ))
            .await
            .expect(200)
            .says(warning);
    }
    // Other villages are not concerned.
    let other = client
        .get(&format!(
            "/c/{cycle}/v/{}/steps/committee-selected",
            villages[1]
        ))
        .await
        .expect(200);
    assert!(!other.text().contains("未达法定人数"));
    let minutes = client
        .get(&format!("{location}/minutes.pdf"))
        .await
        .expect(200);
    let text: String = pdf::read(&minutes.bytes)
        .iter()
        .flat_map(|sheet| {
            sheet
                .text()
                .chars()
                .filter(|c| !c.is_whitespace())
                .collect::<Vec<_>>()
        })
        .collect();
    assert!(text.contains("上前村村民代表会议记录"), "{text}");
    assert!(
        text.contains("未达法定人数，以上不作为会议的决定"),
        "{text}"
    );
    assert!(text.contains("代表们意见一致"), "{text}");
    // Held again with enough people: the warning is gone and the step is recorded with it.
    let again = call(
        &client,
        &new,
        &[
            ("day", "2027-02-08"),
            ("expected.0", "40"),
            ("expected.1", "5"),
        ],
    )
    .await;
    let mut enough = fields("25").to_vec();
    enough[0] = ("day", "2027-02-08");
    let after = attended(&client, &again, &enough).await;
    client
        .get(&after)
        .await
        .says("“推选村民选举委员会”已记录在2月8日完成")
        .says("通过")
        .says("2×20 = 40 &gt; 30");
    let step = client.get(&step).await.expect(200);
    assert!(!step.text().contains("未达法定人数"));
    let bench = client.get("/").await;
    // The latest events still tell of the first meeting; nothing warns any more.
    assert!(!bench.text().contains(warning));
    assert!(!bench.text().contains("请重新召开会议再办"));
}
