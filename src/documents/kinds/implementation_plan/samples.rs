//! 样张 of the plan: the township's, and those of a village and a community.

use serde_json::{Value, json};

use super::super::{Sample, liaison_table, sample};

fn step(
    id: &str,
    name: &str,
    suggested: &str,
    latest: &str,
    article: Option<&str>,
    who: &str,
) -> Value {
    json!({
        "id": id, "name": name, "suggested": suggested, "latest": latest,
        "class": if article.is_some() { "statutory" } else { "working" },
        "basis": [{
            "statute": if article.is_some() { "中华人民共和国村民委员会组织法" } else { "工作安排" },
            "article": article, "gist": null, "status": "verified"
        }],
        "responsible": who
    })
}

fn village_stages() -> Value {
    let committee = "村民选举委员会";
    json!([
        { "name": "推选村民选举委员会", "steps": [
            step("committee-selected", "推选村民选举委员会", "2027-02-07", "2027-02-08", Some("第十五条第二款"), "村民委员会"),
            step("committee-announced", "公布村民选举委员会成员名单", "2027-02-08", "2027-02-09", None, "村民委员会"),
            step("method-adopted", "讨论通过选举办法", "2027-02-09", "2027-02-10", None, committee)
        ] },
        { "name": "登记参加选举的村民", "steps": [
            step("registration-opened", "开始登记", "2027-02-10", "2027-02-12", Some("第十六条第二款"), committee),
            step("registration-closed", "登记截止", "2027-02-19", "2027-02-20", None, committee),
            step("roll-published", "公布登记参加选举的村民名单", "2027-02-21", "2027-02-26", Some("第十七条第一款"), committee),
            step("objections-closed", "申诉截止", "2027-02-26", "2027-02-26", Some("第十七条第二款"), committee)
        ] },
        { "name": "提名候选人", "steps": [
            step("nomination-opened", "提名推荐候选人", "2027-02-28", "2027-03-03", Some("第十八条第一款"), committee),
            step("qualification-reviewed", "候选人资格审查", "2027-03-09", "2027-03-10", None, "镇换届选举工作领导小组办公室"),
            step("candidates-announced", "公布正式候选人名单", "2027-03-10", "2027-03-13", None, committee),
            step("candidates-met", "候选人与村民见面", "2027-03-14", "2027-03-17", Some("第十八条第一款"), committee)
        ] },
        { "name": "投票选举", "steps": [
            step("polling-announced", "公告投票时间和地点", "2027-03-11", "2027-03-13", None, committee),
            step("polling", "投票选举", "2027-03-18", "2027-03-18", Some("第十八条第三款"), committee)
        ] },
        { "name": "移交归档", "steps": [
            step("handover-completed", "工作移交", "2027-03-27", "2027-03-28", Some("第二十四条"), committee),
            step("local-review", "选举工作回头看", "2027-04-10", "2027-04-17", None, "镇换届选举工作领导小组办公室")
        ] }
    ])
}

fn community_stages() -> Value {
    let committee = "居民选举委员会";
    json!([
        { "name": "推选居民选举委员会", "steps": [
            step("committee-selected", "推选居民选举委员会", "2027-02-07", "2027-02-08", None, "居民委员会")
        ] },
        { "name": "投票选举", "steps": [
            step("polling", "投票选举", "2027-03-20", "2027-03-20", None, committee)
        ] }
    ])
}

pub(super) fn samples() -> Vec<Sample> {
    let group = sample::leading_group();
    let bureau = sample::bureau();
    let township_steps = json!([
        step(
            "leading-group-formed",
            "成立领导小组",
            "2027-01-04",
            "2027-01-05",
            None,
            "镇党委"
        ),
        step(
            "plan-issued",
            "印发实施方案",
            "2027-01-07",
            "2027-01-08",
            None,
            "换届办"
        ),
        step(
            "mobilization-held",
            "召开动员会",
            "2027-01-12",
            "2027-01-13",
            None,
            "换届办"
        ),
        step(
            "links-assigned",
            "落实挂钩联系",
            "2027-01-13",
            "2027-01-15",
            None,
            "领导小组"
        ),
        step(
            "training-held",
            "举办培训班",
            "2027-01-20",
            "2027-01-22",
            None,
            "换届办"
        ),
        step(
            "teams-dispatched",
            "派出指导组、督查组",
            "2027-01-25",
            "2027-01-26",
            None,
            "领导小组"
        )
    ]);
    let known = |count: usize| -> Value {
        let mut known = liaison_table::township(count);
        if let Some(known) = known.as_object_mut() {
            known.insert("election_day".to_owned(), json!("2027-03-18"));
            known.insert("window_from".to_owned(), json!("2027-01-04"));
            known.insert("window_to".to_owned(), json!("2027-04-17"));
            known.insert("leading_group".to_owned(), group.clone());
            known.insert("bureau".to_owned(), bureau.clone());
            known.insert("township_steps".to_owned(), township_steps.clone());
            known.insert("village_stages".to_owned(), village_stages());
            known.insert("community_stages".to_owned(), community_stages());
            known.insert(
                "discipline".to_owned(),
                json!([
                    "不得以暴力、威胁、欺骗、贿赂等不正当手段当选",
                    "不得指定、委派或者撤换村（居）民委员会成员"
                ]),
            );
        }
        known
    };
    let facts = json!({
        "superior_documents": ["《关于做好全县村（社区）“两委”换届工作的通知》（×委办〔2026〕31号）"],
        "extra_requirements": ["各村（社区）要做好春节前后返乡人员的登记和联络。"],
        "contact": "邱喆", "contact_phone": "0751-6220001",
        "report_phone": "0751-6220012", "report_address": "石塘镇政府一楼信访接待室",
        "copy_to": "县委组织部，县民政局"
    });
    let basis = json!([
        { "statute": "中华人民共和国村民委员会组织法", "article": null, "gist": null, "status": "verified" },
        { "statute": "中华人民共和国城市居民委员会组织法", "article": null, "gist": null, "status": "verified" },
        { "statute": "广东省村民委员会选举办法", "article": null, "gist": null, "status": "unverified" }
    ]);
    let paper = |known: Value, facts: &Value| {
        json!({
            "office": sample::office(), "issue": sample::issue("石换届办〔2027〕1号", "2027-01-08"),
            "basis": basis, "known": known, "facts": facts
        })
    };
    let mut villages_only = known(13);
    if let Some(known) = villages_only.as_object_mut() {
        known.insert("community_stages".to_owned(), json!([]));
    }
    let mut rare = known(2);
    if let Some(name) = rare.pointer_mut("/units/0/name") {
        *name = json!("𠮷塘村");
    }
    if let Some(name) = rare.pointer_mut("/leading_group/0/name") {
        *name = json!("阿依古丽·买买提");
    }
    if let Some(name) = rare.pointer_mut("/guidance_teams/0/head/name") {
        *name = json!("李𬭎");
    }
    vec![
        sample::sample("normal", paper(known(16), &facts)),
        sample::sample("villages-only", paper(villages_only, &facts)),
        sample::sample(
            "empty",
            json!({ "office": { "township": "石塘镇" }, "known": {}, "facts": {} }),
        ),
        sample::sample("largest", paper(known(60), &facts)),
        sample::sample("rare", paper(rare, &json!({}))),
        sample::sample("reworded", reworded(paper(known(16), &facts))),
        sample::sample("unit", of_unit()),
        sample::sample("unit-community", of_community()),
        sample::sample(
            "empty-unit",
            json!({ "office": { "township": "石塘镇" }, "unit": sample::blank_village(), "known": {}, "facts": {} }),
        ),
    ]
}

/// The township's plan with two chapters in the office's own words.
fn reworded(mut paper: Value) -> Value {
    if let Some(paper) = paper.as_object_mut() {
        paper.insert(
            "wording".to_owned(),
            json!({
                "workflow": [
                    "（一）会前",
                    "每次会议前三日，由指导组把议程和材料送到村（社区）。",
                    "（二）会后",
                    "1．登记",
                    "会议结束当日登记表决结果，第二日报【领导小组】办公室备案。"
                ],
                "preamble": ["根据【依据】，【镇名】【届次】【委员会】换届选举工作按本方案进行。"]
            }),
        );
    }
    paper
}

fn of_unit() -> Value {
    json!({
        "office": sample::office(), "unit": sample::village(),
        "issue": { "number": null, "date": "2027-02-09", "issuer": "election-committee" },
        "basis": [{ "statute": "中华人民共和国村民委员会组织法", "article": null, "gist": null, "status": "verified" }],
        "known": {
            "election_day": "2027-03-18",
            "village_stages": village_stages(),
            "units": [{
                "name": "上前村", "kind": "village", "election_day": "2027-03-18",
                "seats": { "chair": 1, "deputy": 1, "member": 3 },
                "leader": { "name": "李义鹏", "post": "镇党委副书记、镇长", "role": null },
                "guidance_team": "第一指导组", "supervision_team": "第一督查组"
            }],
            "committee": [
                { "name": "钟水清", "post": null, "role": "主任" },
                { "name": "蓝秀英", "post": null, "role": "副主任" },
                { "name": "欧阳建国", "post": null, "role": "委员" },
                { "name": "丁一", "post": null, "role": "委员" }
            ],
            "discipline": ["不得以暴力、威胁、欺骗、贿赂等不正当手段当选"],
            "figures": { "groups": 12, "households": 412, "population": 1630 },
            "adopted_on": "2027-02-09", "adopted_by": "村民代表会议"
        },
        "facts": {},
        "wording": { "additions": [
            "外出人员由各村民小组长逐户联系，登记联系方式和是否回村参加选举。",
            "第七村民小组山路不便，投票日设流动票箱。"
        ] }
    })
}

fn of_community() -> Value {
    json!({
        "office": sample::office(), "unit": sample::community(),
        "issue": { "number": null, "date": null, "issuer": "election-committee" },
        "basis": [{ "statute": "中华人民共和国城市居民委员会组织法", "article": null, "gist": null, "status": "verified" }],
        "known": {
            "election_day": "2027-03-20",
            "community_stages": community_stages(),
            "units": [{
                "name": "石塘社区", "kind": "community", "election_day": "2027-03-20",
                "seats": { "chair": 1, "deputy": 2, "member": 4 },
                "leader": { "name": "邱喆", "post": "镇党委委员、组织委员", "role": null },
                "guidance_team": "第七指导组"
            }],
            "figures": { "groups": 6, "households": 980 }
        },
        "facts": {}
    })
}
