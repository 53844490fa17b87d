//! 手写的地方 — where a person's name was typed and not chosen: nothing there changes by itself when somebody takes over.

use sea_orm::ConnectionTrait;

use crate::{
    civil,
    documents::kind::Kind,
    office::refusal::Refusal,
    store::{
        entity::{meeting::Entity as Meeting, training::Entity as Training},
        incoming,
        occasion::{self, PLANNED},
        paper,
        scope::CycleScope,
        supervision,
    },
};

/// A place where the name stands as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// «会议“换届选举工作调度会”»
    pub what: String,
    /// Where it is changed.
    pub href: String,
}

/// What is still to come and names the person: meetings and courses called, inspections planned, papers received that
/// nobody dealt with, and what was typed for the township's papers. What has been keeps who was there.
pub async fn written<C: ConnectionTrait>(
    db: &C,
    scope: &CycleScope,
    name: &str,
) -> Result<Vec<Written>, Refusal> {
    let base = format!("/c/{}", scope.cycle_id());
    let mut list = Vec::new();
    for (one, _) in occasion::whole::<Meeting, C>(db, scope).await? {
        let named = [&one.host, &one.recorder, &one.contact]
            .into_iter()
            .any(|text| text.contains(name));
        if one.state == PLANNED && named {
            list.push(Written {
                what: format!("会议“{}”", one.name),
                href: format!("{base}/meetings/{}/edit", one.id),
            });
        }
    }
    for (one, _) in occasion::whole::<Training, C>(db, scope).await? {
        let named = [&one.host, &one.contact, &one.lessons]
            .into_iter()
            .any(|text| text.contains(name));
        if one.state == PLANNED && named {
            list.push(Written {
                what: format!("培训“{}”", one.name),
                href: format!("{base}/trainings/{}/edit", one.id),
            });
        }
    }
    for one in supervision::planned(db, scope).await? {
        if one.inspectors.contains(name) {
            list.push(Written {
                what: format!("{}的督查计划", civil::short(one.day)),
                href: format!("{base}/inspections/plan"),
            });
        }
    }
    for row in incoming::open(db, scope).await? {
        if row.handler_id.is_none() && row.handler_name.contains(name) {
            list.push(Written {
                what: format!("收文第 {} 号的承办人", row.serial),
                href: format!("{base}/incoming/{}", row.id),
            });
        }
    }
    for row in paper::facts_of(db, scope, scope.cycle_id()).await? {
        if let Some(kind) = Kind::from_id(&row.kind).filter(|_| row.facts.contains(name)) {
            list.push(Written {
                what: format!("《{}》填写的内容", kind.title()),
                href: format!("{base}/facts/{}", kind.id()),
            });
        }
    }
    Ok(list)
}
