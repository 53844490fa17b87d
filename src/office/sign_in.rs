//! 登录、首次设置、会话、密码

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::{
    change::{Actor, Begun, Change},
    event::Event,
    refusal::{Problems, Refusal},
};
use crate::{
    platform::{
        clock::Clock,
        password::{self, Passwords},
        secret,
    },
    store::{
        Store,
        account::{self, Role},
        cycle,
        entity::{account as account_row, county, one_time_link, session, township},
    },
};

/// Purpose of the first link.
pub const SETUP: &str = "setup";
/// Purpose of a link with which a person sets a password.
pub const SET_PASSWORD: &str = "password";

/// How long a link works.
const LINK_HOURS: i64 = 24;

/// Failures that cost nothing: people mistype.
const FREE_FAILURES: i32 = 3;

/// The delay after `failures` wrong passwords: 0, 0, 0, then 2 s, 4 s, 8 s … up to 15 minutes.
pub fn delay_after(failures: i32) -> TimeDelta {
    if failures <= FREE_FAILURES {
        return TimeDelta::zero();
    }
    let exponent = u32::try_from(failures - FREE_FAILURES).unwrap_or(0).min(10);
    TimeDelta::seconds(2_i64.saturating_pow(exponent).min(900))
}

/// What signing in needs.
pub struct SignIn<'a> {
    /// Database.
    pub store: &'a Store,
    /// Clock.
    pub clock: &'a dyn Clock,
    /// Hash function.
    pub passwords: &'a Passwords,
    /// Network address of the caller.
    pub address: String,
    /// Browser, shortened.
    pub agent: String,
}

/// How an attempt ended.
#[derive(Debug)]
pub enum Attempt {
    /// Signed in; the token goes into the cookie.
    In {
        /// The secret for the cookie.
        token: String,
    },
    /// Wrong name or password.
    Wrong,
    /// Too many failures: wait.
    Wait {
        /// Until when.
        until: DateTime<Utc>,
    },
}

impl SignIn<'_> {
    /// Signs in by name and password. `previous` is the session the browser came with: it ends.
    pub async fn attempt(
        &self,
        username: &str,
        password: String,
        previous: Option<(Uuid, Uuid)>,
    ) -> Result<Attempt, Refusal> {
        let now = self.clock.now();
        let username = username.trim().to_lowercase();
        let subjects = [
            format!("account:{username}"),
            format!("address:{}", self.address),
        ];
        if let Some(until) = account::blocked_until(self.store.reader(), &subjects).await?
            && until > now
        {
            return Ok(Attempt::Wait { until });
        }
        let found = account::by_username(self.store.reader(), &username).await?;
        let usable = found.filter(|row| !row.disabled);
        let stored = usable.as_ref().and_then(|row| row.password_hash.clone());
        let fits = password.len() <= password::LONGEST * 4;
        let matches = fits && self.passwords.verify(password, stored).await?;
        match usable.filter(|_| matches) {
            Some(row) => self.open(&row, previous, Event::SignedIn, &subjects).await,
            None => self.refuse(&username, &subjects, now).await,
        }
    }

    async fn refuse(
        &self,
        username: &str,
        subjects: &[String],
        now: DateTime<Utc>,
    ) -> Result<Attempt, Refusal> {
        let visitor = Actor {
            account_id: None,
            name: "未登录".to_owned(),
            role: None,
            township_id: None,
            address: self.address.clone(),
        };
        let mut change = Change::unkeyed(self.store, self.clock, &visitor).await?;
        let mut most = 0;
        for subject in subjects {
            most = most.max(account::count_failure(change.tx(), subject, now, delay_after).await?);
        }
        // A mistyped name may be a password: only names that exist are written down.
        let known = account::by_username(change.tx(), username).await?;
        let row = change.audit(Event::SignInRefused);
        match &known {
            Some(account) => row
                .object("account", account.id)
                .township(account.township_id)
                .summary(format!(
                    "{} 的登录被拒绝，连续第 {most} 次",
                    account.display_name
                )),
            None => row
                .object("account", "unknown")
                .summary(format!("未知账号登录被拒绝，连续第 {most} 次")),
        };
        change.commit("").await?;
        let delay = delay_after(most);
        if delay > TimeDelta::zero() {
            Ok(Attempt::Wait { until: now + delay })
        } else {
            Ok(Attempt::Wrong)
        }
    }

    async fn open(
        &self,
        row: &account_row::Model,
        previous: Option<(Uuid, Uuid)>,
        event: Event,
        subjects: &[String],
    ) -> Result<Attempt, Refusal> {
        let actor = Actor {
            account_id: Some(row.id),
            name: row.display_name.clone(),
            role: Role::from_id(&row.role),
            township_id: Some(row.township_id),
            address: self.address.clone(),
        };
        let token = secret::token()?;
        let mut change = Change::unkeyed(self.store, self.clock, &actor).await?;
        let now = change.at();
        // A new token at every sign-in: a session planted beforehand is worth nothing.
        if let Some((account_id, session_id)) = previous {
            account::end_session(change.tx(), account_id, session_id).await?;
        }
        account::open_session(
            change.tx(),
            session::Model {
                token_hash: secret::digest("session", &token),
                id: Uuid::now_v7(),
                account_id: row.id,
                created_at: now,
                last_seen_at: now,
                address: self.address.clone(),
                agent: self.agent.chars().take(200).collect(),
            },
        )
        .await?;
        // The address keeps its failures: else one good account would clear the way for guessing others.
        if let Some(subject) = subjects.first() {
            account::clear_failures(change.tx(), subject).await?;
        }
        change
            .audit(event)
            .object("account", row.id)
            .summary(format!("{} 登录", row.display_name));
        change.commit("/").await?;
        Ok(Attempt::In { token })
    }
}

/// Makes a link of a purpose and returns its token; earlier ones stop working.
pub async fn make_link(
    store: &Store,
    clock: &dyn Clock,
    purpose: &str,
    account_id: Option<Uuid>,
) -> Result<String, Refusal> {
    let token = secret::token()?;
    let tx = store.begin().await?;
    put_link(&tx, clock.now(), purpose, account_id, &token).await?;
    tx.commit().await?;
    Ok(token)
}

/// Until when a link made now works.
pub fn link_expiry(now: DateTime<Utc>) -> DateTime<Utc> {
    now + TimeDelta::hours(LINK_HOURS)
}

/// Stores a link inside a change.
pub async fn put_link(
    tx: &sea_orm::DatabaseTransaction,
    now: DateTime<Utc>,
    purpose: &str,
    account_id: Option<Uuid>,
    token: &str,
) -> Result<(), Refusal> {
    account::put_link(
        tx,
        one_time_link::Model {
            token_hash: secret::digest(purpose, token),
            purpose: purpose.to_owned(),
            account_id,
            expires_at: link_expiry(now),
            used_at: None,
        },
    )
    .await?;
    Ok(())
}

/// 首次设置 — the unit and its first two accounts, from the one-time link.
#[derive(Debug, Clone, Default)]
pub struct FirstSetUp {
    /// 县（市、区）
    pub county: String,
    /// 乡镇、街道: 石塘镇
    pub township: String,
    /// 印发机关: 石塘镇换届选举工作领导小组办公室
    pub office_name: String,
    /// 发文代字: 石换领发
    pub short_name: String,
    /// 系统管理员
    pub administrator: NewPerson,
    /// 换届办经办人
    pub clerk: NewPerson,
}

/// A person to get an account.
#[derive(Debug, Clone, Default)]
pub struct NewPerson {
    /// 账号
    pub username: String,
    /// 姓名
    pub display_name: String,
    /// 密码
    pub password: String,
    /// 再输一次
    pub repeated: String,
}

/// Everything wrong with an account name.
pub fn username_problems(username: &str) -> Vec<String> {
    let mut found = Vec::new();
    let length = username.chars().count();
    if !(2..=32).contains(&length) {
        found.push("请把账号写成 2 到 32 个字符。".to_owned());
    }
    if username
        .chars()
        .any(|c| c.is_whitespace() || c.is_control() || "/\\<>\"'&:".contains(c))
    {
        found.push("请去掉账号中的空格和符号 / \\ < > \" ' & : 。".to_owned());
    }
    found
}

impl FirstSetUp {
    fn problems(&self) -> Problems {
        let mut problems = Problems::none();
        for (name, value, label) in [
            ("unit", &self.office_name, "单位名称"),
            ("county", &self.county, "县（市、区）"),
            ("township", &self.township, "乡镇（街道）名称"),
            ("short_name", &self.short_name, "发文代字"),
        ] {
            if value.trim().is_empty() {
                problems.add(name, format!("请填写{label}。"));
            } else if value.chars().count() > 60 {
                problems.add(name, format!("请把{label}缩短到 60 个字以内。"));
            }
        }
        for (prefix, person, who) in [
            ("admin", &self.administrator, "系统管理员"),
            ("clerk", &self.clerk, "换届办经办人"),
        ] {
            for text in username_problems(&person.username) {
                problems.add(&format!("{prefix}_account"), text);
            }
            if person.display_name.trim().is_empty() {
                problems.add(&format!("{prefix}_name"), format!("请填写{who}的姓名。"));
            }
            for text in
                password::problems(&person.password, &person.username, &[self.township.trim()])
            {
                problems.add(&format!("{prefix}_password"), text);
            }
        }
        if !self.clerk.username.is_empty()
            && self.clerk.username.to_lowercase() == self.administrator.username.to_lowercase()
        {
            problems.add(
                "clerk_account",
                "请给两个人各用一个账号：管理账号的人不办理选举数据。",
            );
        }
        problems
    }

    /// Creates county, township and both accounts, and uses the link up.
    pub async fn carry_out(
        self,
        store: &Store,
        clock: &dyn Clock,
        passwords: &Passwords,
        token: &str,
        address: &str,
    ) -> Result<Uuid, Refusal> {
        let digest = secret::digest(SETUP, token);
        if account::usable_link(store.reader(), SETUP, &digest, clock.now())
            .await?
            .is_none()
        {
            return Err(Refusal::NotFound);
        }
        self.problems().into_result()?;
        let administrator_hash = passwords.hash(self.administrator.password.clone()).await?;
        let clerk_hash = passwords.hash(self.clerk.password.clone()).await?;
        let actor = Actor {
            account_id: None,
            name: self.administrator.display_name.trim().to_owned(),
            role: Some(Role::Administrator),
            township_id: None,
            address: address.to_owned(),
        };
        let mut change = Change::unkeyed(store, clock, &actor).await?;
        if !account::spend_link(change.tx(), &digest, change.at()).await? {
            return Err(Refusal::NotFound);
        }
        let (county_id, township_id) = (Uuid::now_v7(), Uuid::now_v7());
        cycle::insert_county(
            change.tx(),
            county::Model {
                id: county_id,
                name: self.county.trim().to_owned(),
                province: String::new(),
            },
        )
        .await?;
        cycle::insert_township(
            change.tx(),
            township::Model {
                id: township_id,
                county_id,
                name: self.township.trim().to_owned(),
                short_name: self.short_name.trim().to_owned(),
                office_name: self.office_name.trim().to_owned(),
                code: None,
                version: 1,
            },
        )
        .await?;
        for (person, role, hash) in [
            (&self.administrator, Role::Administrator, administrator_hash),
            (&self.clerk, Role::Clerk, clerk_hash),
        ] {
            let model = account_row::Model {
                id: Uuid::now_v7(),
                township_id,
                username: person.username.trim().to_lowercase(),
                display_name: person.display_name.trim().to_owned(),
                password_hash: Some(hash),
                role: role.id().to_owned(),
                disabled: false,
                created_at: change.at(),
                version: 1,
            };
            if !account::insert(change.tx(), model).await? {
                return Err(Refusal::field(
                    "admin_account",
                    "请换一个账号：这个账号已经有人用了。",
                ));
            }
        }
        change
            .audit(Event::SetUp)
            .object("township", township_id)
            .township(township_id)
            .summary(format!("完成首次设置：{}", self.township.trim()));
        change.commit("/login").await?;
        Ok(township_id)
    }
}

/// Sets a password through a one-time link; every session of the account ends.
pub async fn set_password_by_link(
    store: &Store,
    clock: &dyn Clock,
    passwords: &Passwords,
    token: &str,
    password: String,
    repeated: &str,
    address: &str,
) -> Result<(), Refusal> {
    let row = account_of_link(store, clock, token)
        .await?
        .ok_or(Refusal::NotFound)?;
    let hash = checked_hash(store, passwords, &row, password, repeated).await?;
    let actor = Actor {
        account_id: Some(row.id),
        name: row.display_name.clone(),
        role: Role::from_id(&row.role),
        township_id: Some(row.township_id),
        address: address.to_owned(),
    };
    let mut change = Change::unkeyed(store, clock, &actor).await?;
    if !account::spend_link(
        change.tx(),
        &secret::digest(SET_PASSWORD, token),
        change.at(),
    )
    .await?
    {
        return Err(Refusal::NotFound);
    }
    write_password(&mut change, row, hash, None).await?;
    change.commit("/login").await
}

/// The account a password link belongs to, while the link works.
pub async fn account_of_link(
    store: &Store,
    clock: &dyn Clock,
    token: &str,
) -> Result<Option<account_row::Model>, Refusal> {
    let digest = secret::digest(SET_PASSWORD, token);
    let Some(link) =
        account::usable_link(store.reader(), SET_PASSWORD, &digest, clock.now()).await?
    else {
        return Ok(None);
    };
    let Some(id) = link.account_id else {
        return Ok(None);
    };
    Ok(account::by_id(store.reader(), id).await?)
}

/// 修改密码 by the signed-in person; the other sessions of the account end.
#[allow(clippy::too_many_arguments)] // a form's fields
pub async fn change_password(
    store: &Store,
    clock: &dyn Clock,
    passwords: &Passwords,
    actor: &Actor,
    session_id: Uuid,
    key: &str,
    current: String,
    password: String,
    repeated: &str,
) -> Result<String, Refusal> {
    let (Some(id), Some(township)) = (actor.account_id, actor.township_id) else {
        return Err(Refusal::Forbidden);
    };
    let row = account::find(store.reader(), township, id)
        .await?
        .ok_or(Refusal::NotFound)?;
    if !passwords.verify(current, row.password_hash.clone()).await? {
        return Err(Refusal::field(
            "password_now",
            "请重新输入现在的密码：刚才输入的不对。",
        ));
    }
    let hash = checked_hash(store, passwords, &row, password, repeated).await?;
    let mut change = match Change::begin(store, clock, actor, key).await? {
        Begun::Fresh(change) => change,
        Begun::Again(location) => return Ok(location),
    };
    write_password(&mut change, row, hash, Some(session_id)).await?;
    change.commit("/me").await?;
    Ok("/me".to_owned())
}

async fn checked_hash(
    store: &Store,
    passwords: &Passwords,
    row: &account_row::Model,
    password: String,
    repeated: &str,
) -> Result<String, Refusal> {
    let township = account::township(store.reader(), row.township_id).await?;
    let name = township.map(|unit| unit.name).unwrap_or_default();
    let mut problems = Problems::none();
    for text in password::problems(&password, &row.username, &[&name]) {
        problems.add("password_new", text);
    }
    if password != repeated {
        problems.add("password_again", "请把新密码再输一遍：两次输入不一样。");
    }
    problems.into_result()?;
    Ok(passwords.hash(password).await?)
}

async fn write_password(
    change: &mut Change<'_>,
    mut row: account_row::Model,
    hash: String,
    keep: Option<Uuid>,
) -> Result<(), Refusal> {
    let (id, name) = (row.id, row.display_name.clone());
    row.password_hash = Some(hash);
    if !account::update(change.tx(), row).await? {
        return Err(Refusal::general(
            "请重新打开页面再改：账号刚刚被管理员修改过。",
        ));
    }
    account::end_other_sessions(change.tx(), id, keep).await?;
    change
        .audit(Event::PasswordChanged)
        .object("account", id)
        .summary(format!("{name} 修改密码"));
    Ok(())
}

/// Ends a session of the person's own.
pub async fn end_session(
    store: &Store,
    clock: &dyn Clock,
    actor: &Actor,
    key: &str,
    session_id: Uuid,
    signing_out: bool,
) -> Result<String, Refusal> {
    let Some(account_id) = actor.account_id else {
        return Err(Refusal::Forbidden);
    };
    let location = if signing_out { "/login" } else { "/me" };
    let mut change = match Change::begin(store, clock, actor, key).await? {
        Begun::Fresh(change) => change,
        Begun::Again(location) => return Ok(location),
    };
    if !account::end_session(change.tx(), account_id, session_id).await? {
        return Err(Refusal::NotFound);
    }
    let (event, text) = if signing_out {
        (Event::SignedOut, format!("{} 退出", actor.name))
    } else {
        (
            Event::SessionEnded,
            format!("{} 结束了自己的一个登录", actor.name),
        )
    };
    change
        .audit(event)
        .object("account", account_id)
        .summary(text);
    change.commit(location).await?;
    Ok(location.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delay_grows_and_is_bounded() {
        let seconds: Vec<i64> = (1..=20).map(|n| delay_after(n).num_seconds()).collect();
        assert_eq!(&seconds[..6], &[0, 0, 0, 2, 4, 8]);
        assert!(seconds.windows(2).all(|pair| pair[0] <= pair[1]));
        assert_eq!(seconds[19], 900);
    }

    #[test]
    fn set_up_names_every_problem_at_once() {
        let problems = FirstSetUp::default().problems();
        for field in [
            "unit",
            "county",
            "township",
            "short_name",
            "admin_account",
            "clerk_password",
        ] {
            assert!(!problems.of(field).is_empty(), "{field}");
        }
    }
}
