//! 密封内容 — what came in and what was remarked, sealed before it is stored; opening it is an
//! event of its own.

use sea_orm::ConnectionTrait;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Case, Desk, OBJECT};
use crate::{
    office::{
        change::{Actor, Change},
        event::Event,
        refusal::Refusal,
    },
    platform::seal::{Keyring, SealError, Sealed},
    store::{complaint as rows, entity::complaint_sealed, scope::CycleScope},
};

/// 回避人员 — somebody a case is kept from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawn {
    /// Their account, where they have one.
    pub account: Option<Uuid>,
    /// Their name.
    pub name: String,
}

/// 来件
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Incoming {
    /// 反映内容
    pub text: String,
    /// 反映人; empty when anonymous.
    pub complainant: String,
    /// 联系方式
    pub contact: String,
    /// 被反映人
    pub accused: String,
    /// 回避人员
    pub withdrawn: Vec<Withdrawn>,
}

/// 办理说明 of one event.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remark {
    /// 说明
    #[serde(default)]
    pub note: String,
    /// Id of the outcome, where the case was decided.
    #[serde(default)]
    pub outcome: Option<String>,
    /// 回避人员, where they were changed.
    #[serde(default)]
    pub withdrawn: Option<Vec<Withdrawn>>,
}

impl Remark {
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// What a handler reads.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The case.
    pub case: Case,
    /// What came in.
    pub incoming: Incoming,
    /// Remarks by ordinal of their event.
    pub remarks: Vec<(i32, Remark)>,
    /// From whom it is kept now.
    pub withdrawn: Vec<Withdrawn>,
}

fn belongs(complaint: Uuid, ordinal: i32) -> String {
    format!("complaint {complaint} {ordinal}")
}

/// Seals one text of a case and stores it.
pub(super) async fn put<C: ConnectionTrait>(
    db: &C,
    keyring: &Keyring,
    complaint: Uuid,
    ordinal: i32,
    text: &impl Serialize,
) -> Result<(), Refusal> {
    // What cannot be written as JSON is a mistake of the program; its words must not reach the log.
    let text = serde_json::to_string(text)
        .map_err(|_| Refusal::Inside("sealed text cannot be written".to_owned()))?;
    let sealed = keyring.seal(&belongs(complaint, ordinal), &text)?;
    rows::insert_sealed(
        db,
        complaint_sealed::Model {
            complaint_id: complaint,
            ordinal,
            key_id: sealed.key_id,
            content: sealed.content,
        },
    )
    .await?;
    Ok(())
}

fn take<T: for<'de> Deserialize<'de>>(
    keyring: &Keyring,
    row: complaint_sealed::Model,
) -> Result<T, Refusal> {
    let place = belongs(row.complaint_id, row.ordinal);
    let sealed = Sealed {
        key_id: row.key_id,
        content: row.content,
    };
    let text = keyring.open_sealed(&place, &sealed)?;
    // The error of the reader would quote what it read.
    serde_json::from_str(&text).map_err(|_| Refusal::from(SealError::Damaged))
}

/// Everything sealed of a case, without asking who reads it: for the program's own checks.
async fn unseal(desk: &Desk<'_>, case: Case) -> Result<Opened, Refusal> {
    let mut incoming = None;
    let mut remarks: Vec<(i32, Remark)> = Vec::new();
    for row in rows::sealed(desk.store.reader(), case.row.id).await? {
        if row.ordinal == 0 {
            incoming = Some(take::<Incoming>(desk.keyring, row)?);
        } else {
            remarks.push((row.ordinal, take(desk.keyring, row)?));
        }
    }
    let incoming = incoming.ok_or(SealError::Damaged)?;
    let withdrawn = remarks
        .iter()
        .rev()
        .find_map(|(_, remark)| remark.withdrawn.clone())
        .unwrap_or_else(|| incoming.withdrawn.clone());
    Ok(Opened {
        case,
        incoming,
        remarks,
        withdrawn,
    })
}

/// 查看密封内容, for a handler only; that it was opened is recorded before it is shown.
pub async fn open(
    desk: &Desk<'_>,
    actor: &Actor,
    scope: &CycleScope,
    id: Uuid,
) -> Result<Opened, Refusal> {
    let case = desk.case(scope, actor, id).await?;
    if !desk.handles(actor, id).await? {
        return Err(Refusal::Forbidden);
    }
    let opened = unseal(desk, case).await?;
    let mut change = Change::unkeyed(desk.store, desk.clock, actor).await?;
    change
        .audit(Event::ComplaintOpened)
        .object(OBJECT, id)
        .cycle(scope.cycle_id())
        .summary(format!("查看密封内容 {}", opened.case.row.number));
    change.commit("").await?;
    Ok(opened)
}
