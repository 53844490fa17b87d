//! 演示的督查 — sheets from a telephone, findings in every state, a plan: on the days before 27 February.

use chrono::NaiveDate;
use uuid::Uuid;

use super::{fill, story};
use crate::{
    office::{
        change::Actor,
        inspection::{Kind, NewInspection},
        refusal::Refusal,
        standing::Plans,
        supervision::{
            plan,
            rectify::{self, Act, Typed},
            sheet::{Book, Origin, Sheet, TypedAnswer},
            visit::{self, Desk},
        },
    },
    platform::clock::FixedClock,
    store::{
        account::{self, Role},
        entity::village as village_row,
        scope::CycleScope,
        supervision::{self as store},
    },
    web::app::App,
};

/// Ordinal of the village, day of February, what was not in order: item and words.
type Visited = (
    i32,
    u32,
    Kind,
    &'static [(&'static str, &'static str)],
    &'static [&'static str],
);

const VISITS: &[Visited] = &[
    (
        1,
        20,
        Kind::Stage,
        &[],
        &[
            "committee-posted",
            "registration-classes",
            "pledges",
            "notice-numbers",
        ],
    ),
    (
        2,
        22,
        Kind::Random,
        &[("pledges", "纪律承诺书少 2 人没有签。")],
        &["registration-away", "complaints", "archive-along"],
    ),
    (
        5,
        23,
        Kind::Stage,
        &[
            ("roll-everywhere", "第4组、第7组没有张贴选民名单。"),
            ("archive-along", "会议签到表还没有归进案卷。"),
        ],
        &["registration-once", "no-bribery", "notice-numbers"],
    ),
    (
        8,
        24,
        Kind::Theme,
        &[("proxy-limit", "有 1 人接受了 4 人的委托。")],
        &["proxy-written"],
    ),
];

/// Fills in what the inspectors did; the office's own visits are told by the story.
pub async fn tell(
    app: &App,
    clerk: &Actor,
    scope: &CycleScope,
    plans: &Plans,
    villages: &[village_row::Model],
) -> Result<(), Refusal> {
    let inspector = account::by_username(app.store.reader(), "ducha1")
        .await?
        .ok_or(Refusal::NotFound)?;
    let inspector = Actor {
        account_id: Some(inspector.id),
        name: inspector.display_name,
        role: Some(Role::Supervision),
        ..clerk.clone()
    };
    for (number, (ordinal, day, kind, bad, good)) in VISITS.iter().enumerate() {
        let Some(village) = villages.iter().find(|row| row.ordinal == *ordinal) else {
            continue;
        };
        let on = story::day((2027, 2, *day));
        let clock = FixedClock(fill::noon(on));
        let sheet = typed(village.id, on, *kind, bad, good, number);
        let desk = Desk {
            store: &app.store,
            clock: &clock,
            book: Some(Book {
                lists: app.rules.checklists(),
                plans,
            }),
        };
        let key = format!("demo-visit-{number}");
        visit::record(&desk, &inspector, scope, &key, sheet, Vec::new()).await?;
    }
    rectify_some(app, &inspector, scope).await?;
    plan_some(app, clerk, scope, villages).await
}

fn typed(
    village: Uuid,
    on: NaiveDate,
    kind: Kind,
    bad: &[(&str, &str)],
    good: &[&str],
    number: usize,
) -> NewInspection {
    let mut answers: Vec<TypedAnswer> = bad
        .iter()
        .map(|(item, note)| TypedAnswer {
            item: (*item).to_owned(),
            answer: "bad".to_owned(),
            note: (*note).to_owned(),
            ..TypedAnswer::default()
        })
        .collect();
    answers.extend(good.iter().map(|item| TypedAnswer {
        item: (*item).to_owned(),
        answer: "ok".to_owned(),
        ..TypedAnswer::default()
    }));
    NewInspection {
        village: village.to_string(),
        day: on.to_string(),
        kind: kind.id().to_owned(),
        inspectors: "王火发、何礼强".to_owned(),
        note: String::new(),
        findings: Vec::new(),
        sheet: Sheet {
            client_id: format!("demo{number}"),
            origin: Origin::Phone,
            theme: if kind == Kind::Theme {
                "proxies".to_owned()
            } else {
                String::new()
            },
            answers,
            ..Sheet::default()
        },
    }
}

/// The item of a finding and how far it has come.
const ACTS: &[(&str, Act, &str, u32)] = &[
    ("pledges", Act::Assign, "", 22),
    ("pledges", Act::Answer, "2 人的承诺书已补签。", 23),
    ("pledges", Act::Close, "已看承诺书原件。", 24),
    ("roll-everywhere", Act::Assign, "", 23),
    (
        "roll-everywhere",
        Act::Answer,
        "两个组已补贴，附张贴照片。",
        26,
    ),
    ("proxy-limit", Act::Assign, "", 24),
];

async fn rectify_some(app: &App, inspector: &Actor, scope: &CycleScope) -> Result<(), Refusal> {
    for (number, (item, act, text, day)) in ACTS.iter().enumerate() {
        let rows = store::of_inspections(app.store.reader(), scope, None).await?;
        let Some(row) = rows.into_iter().find(|row| row.item == *item) else {
            continue;
        };
        let clock = FixedClock(fill::noon(story::day((2027, 2, *day))));
        let desk = Desk {
            store: &app.store,
            clock: &clock,
            book: None,
        };
        let typed = Typed {
            owner: "村选委会主任".to_owned(),
            due: row.due.map_or_else(String::new, |due| due.to_string()),
            text: (*text).to_owned(),
            version: row.version,
            ..Typed::default()
        };
        rectify::act(
            &desk,
            &app.files,
            inspector,
            scope,
            &format!("demo-act-{number}"),
            row.finding_id,
            *act,
            &typed,
            Vec::new(),
        )
        .await?;
    }
    Ok(())
}

async fn plan_some(
    app: &App,
    clerk: &Actor,
    scope: &CycleScope,
    villages: &[village_row::Model],
) -> Result<(), Refusal> {
    let clock = FixedClock(fill::noon(story::day((2027, 2, 26))));
    let desk = Desk {
        store: &app.store,
        clock: &clock,
        book: None,
    };
    for (number, (ordinals, day, kind, note)) in [
        (&[4, 7][..], "2027-02-27", Kind::Random, "看公告编号和张贴"),
        (&[10][..], "2027-02-28", Kind::PollingDay, "投票日全程"),
    ]
    .into_iter()
    .enumerate()
    {
        let typed = plan::Typed {
            villages: villages
                .iter()
                .filter(|row| ordinals.contains(&row.ordinal))
                .map(|row| row.id.to_string())
                .collect(),
            day: day.to_owned(),
            kind: kind.id().to_owned(),
            inspectors: "王火发、何礼强".to_owned(),
            note: note.to_owned(),
        };
        plan::add(&desk, clerk, scope, &format!("demo-tour-{number}"), &typed).await?;
    }
    Ok(())
}
