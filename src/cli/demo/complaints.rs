//! 信访举报 of the demonstration: harmless cases at every stage, one of them about the clerk, who
//! does not see it (sign in as 督查组 or 领导小组 to see the difference).

use chrono::NaiveTime;

use super::{
    fill::moment,
    story::day,
};
use crate::{
    office::{
        change::Actor,
        complaint::{self, Desk, NewComplaint, TypedAct},
        refusal::Refusal,
    },
    platform::clock::FixedClock,
    store::{
        account::{self, Role},
        complaint as rows,
        scope::CycleScope,
        village,
    },
    web::app::App,
};

type Day = (i32, u32, u32);

/// One case: when it came, how, what about, who handles it, and what was done.
struct Told {
    received: Day,
    channel: &'static str,
    kind: &'static str,
    village: &'static str,
    text: &'static str,
    complainant: &'static str,
    accused: &'static str,
    withdrawn: &'static [&'static str],
    handlers: &'static [&'static str],
    acts: &'static [(Day, &'static str, &'static str, &'static str)],
}

const CASES: [Told; 6] = [
    Told {
        received: (2027, 1, 11),
        channel: "letter",
        kind: "procedure",
        village: "下前村",
        text: "推选选委会那天，有两个小组没有通知到在家的人，请核实。（演示内容，系编造）",
        complainant: "一位村民",
        accused: "",
        withdrawn: &[],
        handlers: &["ducha1"],
        acts: &[
            ((2027, 1, 13), "accepted", "", ""),
            (
                (2027, 1, 25),
                "decided",
                "false",
                "通知有张贴照片和签收，两个小组都已通知。",
            ),
            ((2027, 1, 26), "replied", "", "当面答复，反映人没有意见。"),
            ((2027, 1, 29), "closed", "", ""),
        ],
    },
    Told {
        received: (2027, 1, 18),
        channel: "hotline-12388",
        kind: "bribery",
        village: "中坌村",
        text: "听说有人在小卖部请客，请查一查是不是为了拉票。（演示内容，系编造）",
        complainant: "",
        accused: "没有写明",
        withdrawn: &[],
        handlers: &["ducha1", "lingdao"],
        acts: &[((2027, 1, 20), "accepted", "", "")],
    },
    Told {
        received: (2027, 2, 8),
        channel: "visit",
        kind: "finance",
        village: "历林村",
        text: "要求公开上半年集体林地的承包收入。（演示内容，系编造）",
        complainant: "三位村民代表",
        accused: "",
        withdrawn: &[],
        handlers: &["jingban"],
        acts: &[],
    },
    Told {
        received: (2027, 2, 14),
        channel: "call",
        kind: "threat",
        village: "阳荣村",
        text: "两家为停车争吵，有人扬言不让对方去投票，请派人调解。（演示内容，系编造）",
        complainant: "一位组长",
        accused: "邻居一户",
        withdrawn: &[],
        handlers: &["jingban", "ducha1"],
        acts: &[((2027, 2, 15), "transferred", "petition", "")],
    },
    Told {
        received: (2027, 2, 22),
        channel: "letter",
        kind: "interference",
        village: "",
        text: "反映换届办经办人催得太急，没有让村里自己商量选举办法。（演示内容，系编造）",
        complainant: "",
        accused: "赵国强（换届办）",
        withdrawn: &["jingban"],
        handlers: &["lingdao"],
        acts: &[],
    },
    Told {
        received: (2027, 2, 25),
        channel: "web",
        kind: "candidate",
        village: "石塘村",
        text: "询问一位拟提名的村民户口不在本村能不能参选。（演示内容，系编造）",
        complainant: "一位村民",
        accused: "",
        withdrawn: &[],
        handlers: &["jingban"],
        acts: &[],
    },
];

/// Registers and handles the cases, each act on its own day.
pub async fn tell(app: &App, scope: &CycleScope) -> Result<(), Refusal> {
    let villages = village::list(app.store.reader(), scope).await?;
    for (at, told) in (0_u32..).zip(&CASES) {
        let actor = actor(app, "ducha1").await?;
        let clock = clock(told.received, at);
        let desk = desk(app, &clock);
        let new = NewComplaint {
            day: day(told.received).to_string(),
            channel: told.channel.to_owned(),
            kind: told.kind.to_owned(),
            village: villages
                .iter()
                .find(|row| row.name == told.village)
                .map_or_else(String::new, |row| row.id.to_string()),
            text: told.text.to_owned(),
            complainant: told.complainant.to_owned(),
            accused: told.accused.to_owned(),
            withdrawn_accounts: ids(app, told.withdrawn).await?,
            handlers: ids(app, told.handlers).await?,
            ..NewComplaint::default()
        };
        let key = format!("demo-complaint-{at}");
        let done = complaint::register(&desk, &actor, scope, &key, new).await?;
        let id = done
            .location
            .rsplit('/')
            .next()
            .and_then(|text| uuid::Uuid::parse_str(text).ok())
            .ok_or(Refusal::NotFound)?;
        let Some(first) = told.handlers.first() else {
            continue;
        };
        let handler = self::actor(app, first).await?;
        for (step, (when, act, choice, note)) in (1_u32..).zip(told.acts) {
            let clock = self::clock(*when, at);
            let desk = self::desk(app, &clock);
            let version = rows::find(app.store.reader(), scope, id)
                .await?
                .ok_or(Refusal::NotFound)?
                .version;
            let typed = TypedAct {
                act: (*act).to_owned(),
                day: day(*when).to_string(),
                office: (*choice).to_owned(),
                outcome: (*choice).to_owned(),
                note: (*note).to_owned(),
                ..TypedAct::default()
            };
            let key = format!("demo-complaint-{at}-{step}");
            complaint::act(&desk, &handler, scope, id, &key, version, &typed).await?;
        }
    }
    Ok(())
}

fn desk<'a>(app: &'a App, clock: &'a FixedClock) -> Desk<'a> {
    Desk {
        store: &app.store,
        clock,
        keyring: &app.keyring,
        table: app.rules.complaints(),
    }
}

/// A moment of the afternoon.
fn clock(when: Day, minute: u32) -> FixedClock {
    let time = NaiveTime::from_hms_opt(15, minute.min(59), 0).unwrap_or_default();
    FixedClock(moment(day(when), time))
}

async fn account_of(
    app: &App,
    username: &str,
) -> Result<crate::store::entity::account::Model, Refusal> {
    account::by_username(app.store.reader(), username)
        .await?
        .ok_or(Refusal::NotFound)
}

async fn ids(app: &App, usernames: &[&str]) -> Result<Vec<String>, Refusal> {
    let mut ids = Vec::new();
    for username in usernames {
        ids.push(account_of(app, username).await?.id.to_string());
    }
    Ok(ids)
}

async fn actor(app: &App, username: &str) -> Result<Actor, Refusal> {
    let row = account_of(app, username).await?;
    Ok(Actor {
        account_id: Some(row.id),
        name: row.display_name,
        role: Role::from_id(&row.role),
        township_id: Some(row.township_id),
        address: "演示".to_owned(),
    })
}
