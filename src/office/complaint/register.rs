//! 登记 — a complaint comes in: what the register shows, what is sealed, who handles it and from
//! whom it is kept.

use chrono::NaiveDate;
use uuid::Uuid;

use super::{
    Desk, Incoming, OBJECT, Withdrawn, content,
    handlers::{self, Person},
    sight,
};
use crate::{
    civil,
    law::complaint::Act,
    office::{
        change::{Actor, Begun, Change},
        done::Done,
        event::Event,
        refusal::{Problems, Refusal},
    },
    platform::secret,
    store::{
        complaint as rows,
        entity::{complaint, complaint_event},
        scope::CycleScope,
        village,
    },
};

/// Something received longer ago than this is a slip of the year.
const OLDEST_DAYS: i64 = 2 * 366;
/// Longest texts, in characters.
const LONGEST_TEXT: usize = 10_000;
const LONGEST_LINE: usize = 200;

/// A complaint as typed.
#[derive(Debug, Clone, Default)]
pub struct NewComplaint {
    /// 收到日期
    pub day: String,
    /// Id of the channel.
    pub channel: String,
    /// Id of the kind.
    pub kind: String,
    /// Id of the office; empty for the one the kind names.
    pub office: String,
    /// Id of the village; empty when it is about none in particular.
    pub village: String,
    /// 反映内容
    pub text: String,
    /// 反映人; empty when anonymous.
    pub complainant: String,
    /// 联系方式
    pub contact: String,
    /// 被反映人
    pub accused: String,
    /// Somebody of the same name is somebody else.
    pub same_name: bool,
    /// Accounts that withdraw.
    pub withdrawn_accounts: Vec<String>,
    /// People of the list that withdraw.
    pub withdrawn_people: Vec<String>,
    /// Accounts that handle it.
    pub handlers: Vec<String>,
}

struct Checked {
    day: NaiveDate,
    channel: String,
    kind: String,
    office: String,
    village: Option<Uuid>,
    incoming: Incoming,
    handlers: Vec<Person>,
}

/// 登记信访件
pub async fn register(
    desk: &Desk<'_>,
    actor: &Actor,
    scope: &CycleScope,
    key: &str,
    typed: NewComplaint,
) -> Result<Done, Refusal> {
    let people = handlers::People::read(desk.store.reader(), scope).await?;
    let known_village = match Uuid::parse_str(&typed.village) {
        Ok(id) => village::find(desk.store.reader(), scope, id).await?,
        Err(_) => None,
    };
    let checked = check(desk, actor, &people, typed, known_village.map(|row| row.id))
        .map_err(Refusal::Invalid)?;
    let mut change = match Change::begin(desk.store, desk.clock, actor, key).await? {
        Begun::Fresh(change) => change,
        Begun::Again(location) => return Ok(Done::again(location)),
    };
    let id = Uuid::now_v7();
    let number = store_case(&change, scope, id, &checked).await?;
    rows::insert_event(
        change.tx(),
        complaint_event::Model {
            id: Uuid::now_v7(),
            complaint_id: id,
            ordinal: 1,
            act: Act::Received.id().to_owned(),
            day: checked.day,
            office: Some(checked.office.clone()),
            days: None,
            recorded_by: actor.id(),
            recorded_by_name: actor.name.clone(),
            recorded_at: change.at(),
        },
    )
    .await?;
    content::put(change.tx(), desk.keyring, id, 0, &checked.incoming).await?;
    let (key_id, marks) = sight::marks(desk.keyring, id, &checked.incoming.withdrawn)?;
    rows::set_veils(change.tx(), id, &key_id, marks).await?;
    let handlers: Vec<Uuid> = checked.handlers.iter().map(|one| one.id).collect();
    rows::set_handlers(change.tx(), id, &handlers).await?;
    let names: Vec<&str> = checked
        .handlers
        .iter()
        .map(|one| one.name.as_str())
        .collect();
    change
        .audit(Event::ComplaintRegistered)
        .object(OBJECT, id)
        .cycle(scope.cycle_id())
        .summary(format!("登记信访件 {number}"))
        // The content, the village and the people stay sealed: the audit says that, not what.
        .after(&serde_json::json!({
            "收到": checked.day,
            "渠道": desk.table.channel_name(&checked.channel),
            "类别": desk.table.kind_name(&checked.kind),
            "归口": desk.table.office_name(&checked.office),
            "承办人": names,
        }));
    let location = format!("/c/{}/complaints/{id}", scope.cycle_id());
    change.commit(&location).await?;
    let mut done = Done::plainly(
        location,
        format!(
            "已登记 {number}，内容已密封，只有承办人{}能打开。",
            names.join("、")
        ),
    );
    if !handlers.contains(&actor.id()) {
        done.warnings
            .push("您不是承办人，登记以后不能再看内容；原件请当面交给承办人。".to_owned());
    }
    Ok(done)
}

/// Stores the row under a number that is free. Numbers do not count: a gap in a count would tell
/// those from whom a case is kept that there is one.
async fn store_case(
    change: &Change<'_>,
    scope: &CycleScope,
    id: Uuid,
    checked: &Checked,
) -> Result<String, Refusal> {
    for _ in 0..8 {
        let number = format!("信{}-{}", checked.day.format("%Y%m%d"), sign()?);
        let row = complaint::Model {
            id,
            cycle_id: scope.cycle_id(),
            number: number.clone(),
            received_on: checked.day,
            channel: checked.channel.clone(),
            kind: checked.kind.clone(),
            named: !checked.incoming.complainant.is_empty(),
            village_id: checked.village,
            recorded_by: change.actor().id(),
            recorded_by_name: change.actor().name.clone(),
            recorded_at: change.at(),
            version: 1,
        };
        if rows::insert(change.tx(), row).await? {
            return Ok(number);
        }
    }
    Err(Refusal::Inside("no free number for a complaint".to_owned()))
}

/// Four characters without those that are mistaken for each other.
fn sign() -> Result<String, Refusal> {
    const LETTERS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    let token = secret::token()?;
    Ok(token
        .as_bytes()
        .chunks(2)
        .take(4)
        .filter_map(|pair| {
            let digits = std::str::from_utf8(pair).ok()?;
            let at = usize::from(u8::from_str_radix(digits, 16).ok()? % 32);
            LETTERS.get(at).map(|letter| char::from(*letter))
        })
        .collect())
}

/// Every problem of the form at once.
fn check(
    desk: &Desk<'_>,
    actor: &Actor,
    people: &handlers::People,
    typed: NewComplaint,
    village: Option<Uuid>,
) -> Result<Checked, Problems> {
    let mut problems = Problems::none();
    let day = check_day(&typed.day, desk.clock.today(), &mut problems);
    if !desk
        .table
        .channels
        .iter()
        .any(|one| one.id == typed.channel)
    {
        problems.add("channel", "请选择来源渠道。");
    }
    let kind = desk.table.kind(&typed.kind);
    if kind.is_none() {
        problems.add("kind", "请选择类别：它决定归口到哪个单位。");
    }
    let office = match (typed.office.as_str(), kind) {
        ("", kind) => kind.map(|kind| kind.office.clone()),
        (office, _) => Some(office.to_owned()),
    };
    if office
        .as_ref()
        .is_some_and(|id| !desk.table.offices.iter().any(|one| one.id == *id))
    {
        problems.add("office", "请重新选择归口单位：没有这个单位。");
    }
    if !typed.village.is_empty() && village.is_none() {
        problems.add("village", "请重新选择村（社区），或者选“不涉及具体的村”。");
    }
    if typed.text.is_empty() {
        problems.add("text", "请写反映的内容：承办人只看得到这里写的。");
    }
    too_long("text", &typed.text, LONGEST_TEXT, &mut problems);
    too_long(
        "complainant",
        &typed.complainant,
        LONGEST_LINE,
        &mut problems,
    );
    too_long("contact", &typed.contact, LONGEST_LINE, &mut problems);
    too_long("accused", &typed.accused, LONGEST_LINE, &mut problems);
    if typed.complainant.is_empty() && !typed.contact.is_empty() {
        problems.add(
            "complainant",
            "请填写反映人（可以写称呼），或者把联系方式清空：留了联系方式就要答复。",
        );
    }
    let withdrawn = people.withdrawn(
        &typed.withdrawn_accounts,
        &typed.withdrawn_people,
        &mut problems,
    );
    same_names(&typed, people, &withdrawn, &mut problems);
    if sight::keeps_from(&withdrawn, actor.account_id, &actor.name) {
        problems.add(
            "withdrawn",
            "请把来件交给别的同志登记：回避人员里有您本人，被反映的人不能登记、也不能看这一件。",
        );
    }
    let handlers = people.handlers(&typed.handlers, &withdrawn, &mut problems);
    match (day, office) {
        (Some(day), Some(office)) if problems.is_empty() => Ok(Checked {
            day,
            channel: typed.channel,
            kind: typed.kind,
            office,
            village,
            incoming: Incoming {
                text: typed.text,
                complainant: typed.complainant,
                contact: typed.contact,
                accused: typed.accused,
                withdrawn,
            },
            handlers,
        }),
        _ => Err(problems),
    }
}

/// The name of an account written under 被反映人 must be ticked, or said to be somebody else's.
fn same_names(
    typed: &NewComplaint,
    people: &handlers::People,
    withdrawn: &[Withdrawn],
    problems: &mut Problems,
) {
    if typed.same_name {
        return;
    }
    let bare: String = typed
        .accused
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect();
    let met: Vec<&str> = people
        .accounts
        .iter()
        .filter(|account| account.name.chars().count() > 1 && bare.contains(&account.name))
        .filter(|account| !sight::keeps_from(withdrawn, Some(account.id), &account.name))
        .map(|account| account.name.as_str())
        .collect();
    if !met.is_empty() {
        problems.add(
            "accused",
            format!(
                "请在“回避人员”里勾选{}：被反映人里写到了，是本系统的使用人，不能让本人看到这一件。只是同名的，勾选“同名，不是本系统的人”。",
                met.join("、")
            ),
        );
    }
}

fn check_day(typed: &str, today: NaiveDate, problems: &mut Problems) -> Option<NaiveDate> {
    if typed.is_empty() {
        problems.add("day", "请填写收到的日期：期限从这一天算起。");
        return None;
    }
    // The text itself is not repeated: it may have been typed into the wrong field.
    let Some(day) = civil::parse(typed) else {
        problems.add(
            "day",
            "请改正收到日期：不是日期，或者没有这一天，应写成 2027-02-20。",
        );
        return None;
    };
    if day > today {
        problems.add(
            "day",
            format!(
                "请改正收到日期：{} 还没有到，今天是 {}。",
                civil::long(day),
                civil::long(today)
            ),
        );
    } else if (today - day).num_days() > OLDEST_DAYS {
        problems.add(
            "day",
            format!(
                "请改正收到日期：{} 离今天太久，可能是年份写错了。",
                civil::long(day)
            ),
        );
    }
    Some(day)
}

pub(super) fn too_long(field: &str, text: &str, most: usize, problems: &mut Problems) {
    let count = text.chars().count();
    if count > most {
        problems.add(
            field,
            format!("请缩短到 {most} 字以内：现在有 {count} 字。"),
        );
    }
}
