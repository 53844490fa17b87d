//! 权限 — who may do what. The permission is the type of a handler's first parameter,
//! `May<ReadCycle>`, and the router takes no handler without one.
//!
//! 401/403/404: a visitor who is not signed in is sent to sign in; a role that may not do it gets
//! 403; a cycle of another township or a village that is not the account's own does not exist for
//! it (404), so that nothing can be learnt by trying addresses.

use std::{future::Future, sync::Arc};

use axum::{
    extract::{FromRequestParts, RawPathParams},
    http::request::Parts,
};
use uuid::Uuid;

use super::{
    answer::Trouble,
    app::App,
    visit::{SignedIn, Visit},
};
use crate::{
    office::{change::Actor, refusal::Refusal},
    store::{account::Role, entity::village as village_row, scope::CycleScope, village},
};

/// Whom a permission admits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Admits {
    /// Anyone, signed in or not.
    Anyone,
    /// These roles.
    Roles(&'static [Role]),
}

/// What the address must name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Nothing.
    Anywhere,
    /// `{c}`: a cycle of the account's township.
    Cycle,
    /// `{c}` and `{v}`: a village in the account's reach.
    Village,
}

/// 权限
pub trait Permission: Send + Sync + 'static {
    /// What the handler receives.
    type Grant: Send;
    /// Its name in the table of routes.
    const NAME: &'static str;
    /// Whom it admits.
    const ADMITS: Admits;
    /// What the address must name.
    const PLACE: Place;

    /// Checks and reads.
    fn grant(
        app: &App,
        visit: Arc<Visit>,
        path: PathIds,
    ) -> impl Future<Output = Result<Self::Grant, Trouble>> + Send;
}

/// The ids in an address.
#[derive(Debug, Clone, Copy, Default)]
pub struct PathIds {
    cycle: Option<Uuid>,
    village: Option<Uuid>,
}

/// 准许 — a handler's first parameter: the proof that `P` was checked.
pub struct May<P: Permission>(pub P::Grant);

impl<P: Permission> FromRequestParts<App> for May<P> {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Trouble> {
        let visit = parts
            .extensions
            .get::<Arc<Visit>>()
            .cloned()
            .ok_or_else(|| Trouble::from(Refusal::Inside("request without visit".to_owned())))?;
        let params = RawPathParams::from_request_parts(parts, app)
            .await
            .map_err(|_| Trouble::not_found())?;
        let mut path = PathIds::default();
        for (name, value) in &params {
            let id = Uuid::parse_str(value).ok();
            match name {
                "c" => path.cycle = id,
                "v" => path.village = id,
                _ => {}
            }
        }
        Ok(Self(P::grant(app, visit, path).await?))
    }
}

/// Anyone.
pub struct Visitor {
    /// Who asks.
    pub visit: Arc<Visit>,
}

/// A signed-in person.
pub struct Member {
    /// Who asks.
    pub visit: Arc<Visit>,
    /// As the one who acts.
    pub actor: Actor,
    /// Session and account.
    pub who: SignedIn,
}

/// A person inside a cycle.
pub struct InCycle {
    /// Who asks.
    pub visit: Arc<Visit>,
    /// As the one who acts.
    pub actor: Actor,
    /// Role.
    pub role: Role,
    /// What may be read.
    pub scope: CycleScope,
}

/// A person at a village.
pub struct AtVillage {
    /// Who asks.
    pub visit: Arc<Visit>,
    /// As the one who acts.
    pub actor: Actor,
    /// Role.
    pub role: Role,
    /// What may be read.
    pub scope: CycleScope,
    /// The village.
    pub village: village_row::Model,
}

impl InCycle {
    /// Whether the person may read what the township writes down for itself.
    pub fn may_read_records(&self) -> bool {
        is_official(self.role)
    }

    /// Whether the person keeps the cycle (換届办).
    pub fn may_edit(&self) -> bool {
        self.role == Role::Clerk
    }
}

impl AtVillage {
    /// Whether the person keeps the cycle (换届办).
    pub fn may_edit(&self) -> bool {
        self.role == Role::Clerk
    }

    /// Whether the person may read what the township writes down for itself.
    pub fn may_read_records(&self) -> bool {
        is_official(self.role)
    }

    /// Whether the person may record this village's steps.
    pub fn may_record(&self) -> bool {
        RECORDERS.contains(&self.role)
    }
}

fn member(visit: Arc<Visit>, admits: &[Role]) -> Result<Member, Trouble> {
    let Some(who) = visit.signed_in.clone() else {
        return Err(Trouble::sign_in(&visit.target));
    };
    if !admits.contains(&who.role) {
        return Err(Trouble::from(Refusal::Forbidden));
    }
    Ok(Member {
        actor: visit.actor(),
        who,
        visit,
    })
}

async fn in_cycle(
    app: &App,
    visit: Arc<Visit>,
    path: PathIds,
    admits: &[Role],
) -> Result<InCycle, Trouble> {
    let Member { visit, actor, who } = member(visit, admits)?;
    let cycle_id = path.cycle.ok_or_else(Trouble::not_found)?;
    let scope = CycleScope::of_account(
        app.store.reader(),
        who.account.id,
        who.account.township_id,
        who.role.own_villages_only(),
        cycle_id,
    )
    .await
    .map_err(Refusal::from)?
    .ok_or_else(Trouble::not_found)?;
    Ok(InCycle {
        visit,
        actor,
        role: who.role,
        scope,
    })
}

async fn at_village(
    app: &App,
    visit: Arc<Visit>,
    path: PathIds,
    admits: &[Role],
) -> Result<AtVillage, Trouble> {
    let InCycle {
        visit,
        actor,
        role,
        scope,
    } = in_cycle(app, visit, path, admits).await?;
    let id = path.village.ok_or_else(Trouble::not_found)?;
    let village = village::find(app.store.reader(), &scope, id)
        .await
        .map_err(Refusal::from)?
        .ok_or_else(Trouble::not_found)?;
    Ok(AtVillage {
        visit,
        actor,
        role,
        scope,
        village,
    })
}

const EVERYONE: &[Role] = &Role::ALL;
const READERS: &[Role] = &[
    Role::Clerk,
    Role::Leader,
    Role::Guidance,
    Role::Supervision,
    Role::VillageCommittee,
    Role::County,
];
const RECORDERS: &[Role] = &[Role::Clerk, Role::Guidance, Role::VillageCommittee];
/// Who reads what the township writes down for itself: not the villages it is about.
const OFFICIALS: &[Role] = &[
    Role::Clerk,
    Role::Leader,
    Role::Guidance,
    Role::Supervision,
    Role::County,
];
/// Whether a role reads what the township writes down for itself.
pub(super) fn is_official(role: Role) -> bool {
    OFFICIALS.contains(&role)
}

const GUIDES: &[Role] = &[Role::Clerk, Role::Guidance];
const CLERKS: &[Role] = &[Role::Clerk];
const INSPECTORS: &[Role] = &[Role::Clerk, Role::Supervision];
const RECTIFIERS: &[Role] = &[Role::Clerk, Role::Guidance, Role::VillageCommittee];
const OVERSEERS: &[Role] = &[Role::Clerk, Role::Leader];
/// Those who see the whole township: a report of it is not for one village's people.
const REPORT_READERS: &[Role] = &[Role::Clerk, Role::Leader, Role::Supervision, Role::County];
const ADMINISTRATORS: &[Role] = &[Role::Administrator];
/// 信访登记; which case, and who reads its content, is decided case by case.
const COMPLAINT_READERS: &[Role] = &crate::office::complaint::REGISTER_ROLES;
const COMPLAINT_COUNTERS: &[Role] = &[Role::Clerk, Role::Leader, Role::Supervision, Role::County];

macro_rules! permissions {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $place:ident, $roles:expr;)+) => {
        $(
            $(#[$doc])*
            pub enum $name {}
            permissions!(@impl $name, $text, $place, $roles);
        )+
    };
    (@impl $name:ident, $text:literal, Visitor, $roles:expr) => {
        impl Permission for $name {
            type Grant = Visitor;
            const NAME: &'static str = $text;
            const ADMITS: Admits = Admits::Anyone;
            const PLACE: Place = Place::Anywhere;
            async fn grant(_app: &App, visit: Arc<Visit>, _path: PathIds) -> Result<Visitor, Trouble> {
                Ok(Visitor { visit })
            }
        }
    };
    (@impl $name:ident, $text:literal, Member, $roles:expr) => {
        impl Permission for $name {
            type Grant = Member;
            const NAME: &'static str = $text;
            const ADMITS: Admits = Admits::Roles($roles);
            const PLACE: Place = Place::Anywhere;
            async fn grant(_app: &App, visit: Arc<Visit>, _path: PathIds) -> Result<Member, Trouble> {
                member(visit, $roles)
            }
        }
    };
    (@impl $name:ident, $text:literal, InCycle, $roles:expr) => {
        impl Permission for $name {
            type Grant = InCycle;
            const NAME: &'static str = $text;
            const ADMITS: Admits = Admits::Roles($roles);
            const PLACE: Place = Place::Cycle;
            async fn grant(app: &App, visit: Arc<Visit>, path: PathIds) -> Result<InCycle, Trouble> {
                in_cycle(app, visit, path, $roles).await
            }
        }
    };
    (@impl $name:ident, $text:literal, AtVillage, $roles:expr) => {
        impl Permission for $name {
            type Grant = AtVillage;
            const NAME: &'static str = $text;
            const ADMITS: Admits = Admits::Roles($roles);
            const PLACE: Place = Place::Village;
            async fn grant(app: &App, visit: Arc<Visit>, path: PathIds) -> Result<AtVillage, Trouble> {
                at_village(app, visit, path, $roles).await
            }
        }
    };
}

permissions! {
    /// 任何人
    Open = "任何人", Visitor, &[];
    /// 登录的人
    BeSignedIn = "登录的人", Member, EVERYONE;
    /// 管理账号
    ManageAccounts = "管理账号", Member, ADMINISTRATORS;
    /// 备份数据
    MakeBackup = "备份数据", Member, ADMINISTRATORS;
    /// 看届次目录
    ListCycles = "看届次目录", Member, READERS;
    /// 新建届次
    CreateCycle = "新建届次", Member, CLERKS;
    /// 看一个届次
    ReadCycle = "看届次", InCycle, READERS;
    /// 办理一个届次
    EditCycle = "办理届次", InCycle, CLERKS;
    /// 看审计
    ReadAudit = "看审计", InCycle, OVERSEERS;
    /// 看报表
    ReadReports = "看报表", InCycle, REPORT_READERS;
    /// 看信访登记
    ReadComplaints = "看信访登记", InCycle, COMPLAINT_READERS;
    /// 登记信访
    RegisterComplaint = "登记信访", InCycle, INSPECTORS;
    /// 办理信访：承办人
    HandleComplaint = "办理信访", InCycle, COMPLAINT_READERS;
    /// 看信访统计
    CountComplaints = "看信访统计", InCycle, COMPLAINT_COUNTERS;
    /// 登记督查
    WriteInspection = "登记督查", InCycle, INSPECTORS;
    /// 安排督查
    PlanInspections = "安排督查", InCycle, INSPECTORS;
    /// 报送整改
    AnswerFinding = "报送整改", InCycle, RECTIFIERS;
    /// 手机督查
    UsePhone = "手机督查", Member, INSPECTORS;
    /// 办理会议和培训: the office those of the township, others those of their villages
    KeepMeetings = "办理会议和培训", InCycle, RECORDERS;
    /// 看一个村
    ReadVillage = "看村", AtVillage, READERS;
    /// 办理一个村
    EditVillage = "办理村", AtVillage, CLERKS;
    /// 看镇里的工作记录
    ReadRecords = "看工作记录", InCycle, OFFICIALS;
    /// 看镇里对一个村的工作记录
    ReadVillageRecords = "看村的工作记录", AtVillage, OFFICIALS;
    /// 写指导日志
    WriteDiary = "写指导日志", AtVillage, GUIDES;
    /// 记录一个村的环节
    RecordStep = "记录环节", AtVillage, RECORDERS;
}
