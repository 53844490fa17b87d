//! 收文 of the demonstration: what the county sent — filed, dealt with, waiting, one urgent, one registered twice by mistake.

use chrono::NaiveTime;

use super::{fill::moment, story::day};
use crate::{
    office::{
        change::Actor,
        incoming::{self, Typed, TypedHandling},
        people::{of_office, roles},
        refusal::Refusal,
    },
    platform::clock::FixedClock,
    store::{incoming as rows, people, scope::CycleScope},
    web::app::App,
};

type Day = (i32, u32, u32);

/// One paper: when it came, from whom, what it is, and what became of it.
struct Told {
    received: Day,
    sender: &'static str,
    number: &'static str,
    title: &'static str,
    urgency: &'static str,
    due: Option<Day>,
    handled: Option<(Day, &'static str)>,
    filed: Option<Day>,
    void: &'static str,
}

const OFFICE: &str = "仁和县村（社区）“两委”换届选举工作领导小组办公室";

const PAPERS: [Told; 7] = [
    Told {
        received: (2026, 12, 2),
        sender: "中共仁和县委办公室",
        number: "仁委办〔2026〕41号",
        title: "关于认真做好全县村（社区）“两委”换届选举工作的通知",
        urgency: "ordinary",
        due: None,
        handled: Some(((2026, 12, 4), "领导小组传阅，写进实施方案")),
        filed: Some((2027, 1, 15)),
        void: "",
    },
    Told {
        received: (2026, 12, 18),
        sender: OFFICE,
        number: "仁换办〔2026〕3号",
        title: "关于报送换届摸底情况的通知",
        urgency: "urgent",
        due: Some((2026, 12, 25)),
        handled: Some(((2026, 12, 24), "已汇总各村摸底表报送")),
        filed: Some((2027, 1, 15)),
        void: "",
    },
    Told {
        received: (2027, 1, 20),
        sender: OFFICE,
        number: "仁换办〔2027〕2号",
        title: "关于严肃换届纪律的通知",
        urgency: "ordinary",
        due: None,
        handled: Some(((2027, 1, 22), "已转发各村，海报已张贴")),
        filed: None,
        void: "",
    },
    Told {
        received: (2027, 1, 20),
        sender: OFFICE,
        number: "仁换办〔2027〕2号（第二份）",
        title: "关于严肃换届纪律的通知",
        urgency: "ordinary",
        due: None,
        handled: None,
        filed: None,
        void: "重复登记，见第 3 号",
    },
    Told {
        received: (2027, 2, 19),
        sender: "仁和县民政局",
        number: "仁民函〔2027〕6号",
        title: "关于领取选票用纸和票箱封条的函",
        urgency: "ordinary",
        due: Some((2027, 3, 10)),
        handled: None,
        filed: None,
        void: "",
    },
    Told {
        received: (2027, 2, 24),
        sender: "仁和县民政局",
        number: "仁民函〔2027〕8号",
        title: "关于核对选民登记数字的函",
        urgency: "ordinary",
        due: Some((2027, 3, 1)),
        handled: None,
        filed: None,
        void: "",
    },
    Told {
        received: (2027, 2, 26),
        sender: OFFICE,
        number: "仁换办〔2027〕9号",
        title: "关于报送候选人资格联审名单的紧急通知",
        urgency: "special",
        due: Some((2027, 2, 28)),
        handled: None,
        filed: None,
        void: "",
    },
];

/// Registers them and what became of them, each on its own day.
pub async fn tell(app: &App, actor: &Actor, scope: &CycleScope) -> Result<(), Refusal> {
    let office: Vec<String> = people::list(app.store.reader(), scope)
        .await?
        .iter()
        .filter(|row| roles(row).iter().any(|role| of_office(*role)))
        .map(|row| row.id.to_string())
        .collect();
    for (at, told) in PAPERS.iter().enumerate() {
        let store = &app.store;
        let text = |day_of: Day| day(day_of).to_string();
        let typed = Typed {
            received_on: text(told.received),
            sender: told.sender.to_owned(),
            number: told.number.to_owned(),
            title: told.title.to_owned(),
            urgency: told.urgency.to_owned(),
            handler: at
                .checked_rem(office.len())
                .and_then(|at| office.get(at))
                .cloned()
                .unwrap_or_default(),
            due: told.due.map(text).unwrap_or_default(),
            ..Typed::default()
        };
        let key = |what: &str| format!("demo-incoming-{at}-{what}");
        let first = clock(told.received);
        incoming::register(store, &first, actor, scope, &key("in"), &typed).await?;
        let Some(row) = rows::list(store.reader(), scope).await?.into_iter().next() else {
            continue;
        };
        if !told.void.is_empty() {
            let of = (row.id, row.version);
            incoming::void(store, &first, actor, scope, &key("void"), of, told.void).await?;
        }
        if let Some((handled, result)) = told.handled {
            let done = TypedHandling {
                handled_on: text(handled),
                result: result.to_owned(),
                filed_on: told.filed.map(text).unwrap_or_default(),
                filed_in: told
                    .filed
                    .map_or_else(String::new, |_| "2027年换届卷 1".to_owned()),
            };
            let on = clock(told.filed.unwrap_or(handled));
            let of = (row.id, row.version);
            incoming::handle(store, &on, actor, scope, &key("done"), of, &done).await?;
        }
    }
    Ok(())
}

fn clock(on: Day) -> FixedClock {
    let time = NaiveTime::from_hms_opt(16, 0, 0).unwrap_or_default();
    FixedClock(moment(day(on), time))
}
