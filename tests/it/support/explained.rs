//! Reasons for what pre-flights warn of, where the warnings are not the subject of a test.

use huanjie::{
    documents::kind::Kind,
    office::{
        batch::Item,
        paper::{
            issue::{self, Order},
            passing::{self, Reasons},
        },
    },
};
use uuid::Uuid;

use super::{TestApp, client::REASON};

/// The order for a paper as it is issued today, without any reason.
pub fn order(app: &TestApp, unit: Uuid, kind: Kind) -> Order {
    Order {
        unit,
        kind,
        dated: None,
        on: app.app.clock.today(),
        replaces: None,
        item: None,
        reasons: Reasons::none(),
    }
}

/// The same order with a reason for everything its pre-flight warns of.
pub async fn explained(app: &TestApp, cycle: Uuid, mut order: Order) -> Order {
    let scope = app.scope(cycle).await;
    let plans = app.app.plans(scope.cycle()).await.unwrap();
    let desk = app.app.desk(&plans);
    if let Ok(proof) = issue::proof(&desk, &scope, &order).await {
        for warning in passing::warnings(&proof.found) {
            order.reasons.give(warning, REASON);
        }
    }
    order
}

/// Papers of a batch, each with a reason for everything its pre-flight warns of.
pub async fn items(app: &TestApp, cycle: Uuid, wanted: &[(Uuid, Kind)]) -> Vec<Item> {
    let mut items = Vec::new();
    for (unit, kind) in wanted {
        let order = explained(app, cycle, order(app, *unit, *kind)).await;
        items.push(Item {
            reasons: order.reasons,
            ..Item::from((*unit, *kind))
        });
    }
    items
}
