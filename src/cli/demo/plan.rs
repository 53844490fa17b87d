//! 实施方案 in the story: the township's was issued; since then a leader was replaced and a chapter rewritten, so that
//! its version no longer holds. Two villages made their own plans, one of which was issued.

use std::{collections::BTreeMap, sync::Arc};

use chrono::NaiveTime;
use uuid::Uuid;

use super::{fill::moment, reasons, story};
use crate::{
    documents::kind::Kind,
    office::{
        change::Actor,
        paper::{
            issue::{self, Order},
            passing::Reasons,
        },
        people::{self as people_office, Links},
        plan::{
            versions,
            wording::{self, Rework},
        },
        refusal::Refusal,
        standing::Plans,
    },
    platform::clock::{Clock as _, FixedClock},
    store::{scope::CycleScope, village},
    web::app::App,
};

/// The village whose linked leader was replaced.
const REPLACED: &str = "桥头村";
/// Villages with a plan of their own: the first was adopted and issued.
const OWN: [(&str, &str); 2] = [
    (
        "上前村",
        "外出人员由各村民小组长逐户联系，登记联系方式和是否回村参加选举。",
    ),
    (
        "下前村",
        "投票日设流动票箱，接送年老行动不便的村民由村民小组长负责。",
    ),
];

/// Tells it, early on the day on which the demonstration opens.
pub(super) async fn tell(
    app: &App,
    actor: &Actor,
    scope: &CycleScope,
    plans: &Arc<Plans>,
) -> Result<(), Refusal> {
    let early = NaiveTime::from_hms_opt(8, 20, 0).unwrap_or_default();
    let clock = FixedClock(moment(story::day(story::TODAY), early));
    let desk = issue::Desk {
        clock: &clock,
        ..app.desk(plans)
    };
    let cycle = scope.cycle_id();
    replace_leader(app, &clock, actor, scope).await?;
    let home = format!("/c/{cycle}/plan");
    let words = [
        "每个村（社区）按照“会议决定、文书审核、张榜公布、如实记录、报告备案”的流程推进：",
        "（1）需要村（居）民或者代表讨论决定的事项，依法召集会议，签到、记录、表决结果齐全；",
        "（2）公告张贴前，由指导组和挂钩领导共同核对日期、编号、名单和发布单位，逐项核对无误后再印发；",
        "（3）公告按规定的日期和地点张贴，张贴人、张贴时间当日登记；",
        "（4）每完成一个步骤，当日如实记录实际日期和有关情况，未按期完成的写明原因；",
        "（5）重大情况和突发事件，第一时间报告，不得迟报、瞒报。",
    ];
    let rework = Rework::Chapter("workflow".to_owned(), words.map(ToOwned::to_owned).to_vec());
    wording::save(&desk, actor, scope, "demo-plan-1", cycle, rework, 0, &home).await?;
    versions::save(&desk, actor, scope, "demo-plan-2", cycle, &home).await?;
    let units = village::list(app.store.reader(), scope).await?;
    for (index, (name, words)) in OWN.into_iter().enumerate() {
        let Some(unit) = units.iter().find(|unit| unit.name == name) else {
            continue;
        };
        let home = format!("/c/{cycle}/v/{}/plan", unit.id);
        let key = |what: &str| format!("demo-plan-{index}-{what}");
        let rework = Rework::Chapter("additions".to_owned(), vec![words.to_owned()]);
        wording::save(
            &desk,
            actor,
            scope,
            &key("words"),
            unit.id,
            rework,
            0,
            &home,
        )
        .await?;
        if index == 0 {
            let day = story::day((2027, 2, 9));
            let rework = Rework::Adopted(Some(day), "村民代表会议".to_owned());
            wording::save(&desk, actor, scope, &key("day"), unit.id, rework, 1, &home).await?;
            let mut order = Order {
                unit: unit.id,
                kind: Kind::ImplementationPlan,
                dated: Some(clock.today()),
                on: clock.today(),
                replaces: None,
                item: None,
                reasons: Reasons::none(),
            };
            reasons::give(&desk, scope, &mut order).await?;
            issue::issue(&desk, actor, scope, Some(&key("issue")), &order).await?;
        }
    }
    Ok(())
}

/// The leader of the first village looks after another one too: somebody fell ill.
async fn replace_leader(
    app: &App,
    clock: &FixedClock,
    actor: &Actor,
    scope: &CycleScope,
) -> Result<(), Refusal> {
    let units = village::list(app.store.reader(), scope).await?;
    let Some(unit) = units.iter().find(|unit| unit.name == REPLACED) else {
        return Ok(());
    };
    let Some(other) = units
        .iter()
        .filter_map(|unit| unit.leader_id)
        .find(|leader| Some(*leader) != unit.leader_id)
    else {
        return Ok(());
    };
    let shown = Links::of(unit);
    let chosen = Links {
        leader: other.to_string(),
        ..shown.clone()
    };
    let rows: BTreeMap<Uuid, (Links, Links)> = BTreeMap::from([(unit.id, (shown, chosen))]);
    people_office::assign(&app.store, clock, actor, scope, "demo-plan-0", &rows).await?;
    Ok(())
}
