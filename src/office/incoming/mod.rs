//! 收文登记 — papers that came in: from whom, how urgent, who deals with them until when, what was done, where they are
//! filed. Complaints are not registered here: their content is sealed (`office::complaint`).

mod keep;
mod read;

use chrono::NaiveDate;

pub use self::keep::{correct, file, handle, register, void};
use crate::{law::SOON, store::entity::incoming_paper};

/// 紧急程度
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Urgency {
    /// 特急
    Special,
    /// 加急
    Urgent,
    /// 一般
    Ordinary,
}

impl Urgency {
    /// The ordinary first: what a form offers.
    pub const ALL: [Self; 3] = [Self::Ordinary, Self::Urgent, Self::Special];

    /// As it is stored.
    pub fn id(self) -> &'static str {
        match self {
            Self::Ordinary => "ordinary",
            Self::Urgent => "urgent",
            Self::Special => "special",
        }
    }

    /// As it is printed on a paper.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ordinary => "一般",
            Self::Urgent => "加急",
            Self::Special => "特急",
        }
    }

    /// From what is stored or sent.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.id() == id)
    }
}

/// How far a paper is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// 待办
    Open,
    /// 已办，没有归档
    Handled,
    /// 已归档
    Filed,
    /// 作废
    Void,
}

impl State {
    /// As people read it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "待办",
            Self::Handled => "已办，未归档",
            Self::Filed => "已归档",
            Self::Void => "已作废",
        }
    }
}

/// How far a paper is.
pub fn state(row: &incoming_paper::Model) -> State {
    match (&row.handled_on, &row.filed_on) {
        _ if !row.void_reason.is_empty() => State::Void,
        (_, Some(_)) => State::Filed,
        (Some(_), None) => State::Handled,
        (None, None) => State::Open,
    }
}

/// Of a stored paper.
pub fn urgency(row: &incoming_paper::Model) -> Urgency {
    Urgency::from_id(&row.urgency).unwrap_or(Urgency::Ordinary)
}

/// Whether a paper must be dealt with now: urgent ones at once, others when their limit is near.
pub fn presses(row: &incoming_paper::Model, today: NaiveDate) -> bool {
    state(row) == State::Open
        && (urgency(row) != Urgency::Ordinary
            || row.due.is_some_and(|due| (due - today).num_days() <= SOON))
}

/// Those that must be dealt with now: the most urgent first, then by their limit.
pub fn pressing(open: Vec<incoming_paper::Model>, today: NaiveDate) -> Vec<incoming_paper::Model> {
    let mut list: Vec<incoming_paper::Model> =
        open.into_iter().filter(|row| presses(row, today)).collect();
    list.sort_by_key(|row| (urgency(row), row.due.unwrap_or(row.received_on), row.serial));
    list
}

/// 收文〔…〕 as it is said: «收文第 3 号»
pub fn called(row: &incoming_paper::Model) -> String {
    format!("收文第 {} 号", row.serial)
}

/// What is typed when a paper is registered or its registration is set right.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Typed {
    /// 收到的日期
    pub received_on: String,
    /// 来文单位
    pub sender: String,
    /// 来文字号, may be blank.
    pub number: String,
    /// 标题
    pub title: String,
    /// 成文日期, may be blank.
    pub dated: String,
    /// Id of the urgency.
    pub urgency: String,
    /// Id of the person who deals with it, or blank.
    pub handler: String,
    /// Somebody who is not on the list, or blank.
    pub handler_name: String,
    /// 办理期限, may be blank.
    pub due: String,
    /// 备注
    pub note: String,
}

/// What is typed when it was dealt with and filed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedHandling {
    /// 办结日期
    pub handled_on: String,
    /// 办理情况
    pub result: String,
    /// 归档日期
    pub filed_on: String,
    /// 归入
    pub filed_in: String,
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    pub(super) fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    pub(super) fn paper(serial: i32) -> incoming_paper::Model {
        incoming_paper::Model {
            id: Uuid::from_u128(u128::from(serial.unsigned_abs())),
            cycle_id: Uuid::nil(),
            serial,
            received_on: day("2027-02-20"),
            sender: "县委组织部".to_owned(),
            number: format!("仁组通〔2027〕{serial}号"),
            title: "关于做好换届资格联审的通知".to_owned(),
            dated: None,
            urgency: "ordinary".to_owned(),
            handler_id: None,
            handler_name: String::new(),
            due: None,
            note: String::new(),
            handled_on: None,
            result: String::new(),
            filed_on: None,
            filed_in: String::new(),
            void_reason: String::new(),
            recorded_by_name: String::new(),
            recorded_at: chrono::DateTime::UNIX_EPOCH,
            version: 1,
        }
    }

    #[test]
    fn what_presses_stands_in_order() {
        let today = day("2027-02-27");
        let with = |serial, urgency: Urgency, due: Option<&str>| incoming_paper::Model {
            urgency: urgency.id().to_owned(),
            due: due.map(day),
            ..paper(serial)
        };
        let list = vec![
            with(1, Urgency::Ordinary, None),
            with(2, Urgency::Ordinary, Some("2027-03-02")),
            with(3, Urgency::Ordinary, Some("2027-03-03")),
            with(4, Urgency::Urgent, Some("2027-03-20")),
            with(5, Urgency::Special, None),
            incoming_paper::Model {
                handled_on: Some(today),
                ..with(6, Urgency::Special, None)
            },
            incoming_paper::Model {
                void_reason: "重复登记".to_owned(),
                ..with(7, Urgency::Special, None)
            },
        ];
        let order: Vec<i32> = pressing(list, today).iter().map(|row| row.serial).collect();
        // 特急, 加急, then what is due within three days; 3 March is the fourth day.
        assert_eq!(order, [5, 4, 2]);
    }
}
