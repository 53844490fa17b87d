//! 办理进程 — how far a case has got, from what has happened to it; nothing of this is stored.

use chrono::{Days, NaiveDate};

use super::table::Complaints;
use crate::civil;

/// 办理动作 — what can happen to a case. Each is recorded once and never changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Act {
    /// 登记
    Received,
    /// 转交 to another office
    Transferred,
    /// 受理, and the person told
    Accepted,
    /// 不予受理, and the person told
    Declined,
    /// 延长办理
    Extended,
    /// 办结
    Decided,
    /// 答复
    Replied,
    /// 归档
    Closed,
    /// 补记
    Noted,
    /// 调整承办人和回避人员
    Reassigned,
    /// 更正来源渠道或类别
    Corrected,
}

impl Act {
    /// Every act.
    pub const ALL: [Self; 11] = [
        Self::Received,
        Self::Transferred,
        Self::Accepted,
        Self::Declined,
        Self::Extended,
        Self::Decided,
        Self::Replied,
        Self::Closed,
        Self::Noted,
        Self::Reassigned,
        Self::Corrected,
    ];

    /// As it is stored.
    pub fn id(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Transferred => "transferred",
            Self::Accepted => "accepted",
            Self::Declined => "declined",
            Self::Extended => "extended",
            Self::Decided => "decided",
            Self::Replied => "replied",
            Self::Closed => "closed",
            Self::Noted => "noted",
            Self::Reassigned => "reassigned",
            Self::Corrected => "corrected",
        }
    }

    /// The act whose [`id`](Self::id) this is.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|act| act.id() == id)
    }

    /// In Chinese.
    pub fn name(self) -> &'static str {
        match self {
            Self::Received => "登记",
            Self::Transferred => "转交",
            Self::Accepted => "受理",
            Self::Declined => "不予受理",
            Self::Extended => "延长办理",
            Self::Decided => "办结",
            Self::Replied => "答复",
            Self::Closed => "归档",
            Self::Noted => "补记",
            Self::Reassigned => "调整承办人",
            Self::Corrected => "更正登记",
        }
    }
}

/// 状态
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum State {
    /// 待受理
    Waiting,
    /// 办理中
    Open,
    /// 不予受理
    Declined,
    /// 已办结
    Decided,
    /// 已答复
    Replied,
    /// 已归档
    Closed,
}

impl State {
    /// Every state, in order.
    pub const ALL: [Self; 6] = [
        Self::Waiting,
        Self::Open,
        Self::Declined,
        Self::Decided,
        Self::Replied,
        Self::Closed,
    ];

    /// In an address.
    pub fn id(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Open => "open",
            Self::Declined => "declined",
            Self::Decided => "decided",
            Self::Replied => "replied",
            Self::Closed => "closed",
        }
    }

    /// In Chinese.
    pub fn name(self) -> &'static str {
        match self {
            Self::Waiting => "待受理",
            Self::Open => "办理中",
            Self::Declined => "不予受理",
            Self::Decided => "已办结",
            Self::Replied => "已答复",
            Self::Closed => "已归档",
        }
    }
}

/// One event of a case, as far as its course depends on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happened {
    /// What.
    pub act: Act,
    /// On which day.
    pub day: NaiveDate,
    /// Id of the office, where the act names one.
    pub office: Option<String>,
    /// Days of an extension.
    pub days: Option<u32>,
}

/// 期限 — what has to be done by when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// Id of the term: `acceptance`, `decision`.
    pub term: &'static str,
    /// The last day.
    pub day: NaiveDate,
    /// «受理 3月2日 + 60 日 = 5月1日»
    pub formula: String,
}

/// 进程
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Course {
    /// How far it has got.
    pub state: State,
    /// Id of the office that has it.
    pub office: String,
    /// What is due next, if anything is.
    pub due: Option<Due>,
    /// Days by which a term was passed when it was met, by the event's place in the list.
    pub late: Vec<(usize, i64)>,
    /// Days of extension granted.
    pub extended: u32,
    /// The day of the last event that moves the case.
    pub last: NaiveDate,
}

/// The course of a case received on a day. Events stand in the order in which they were recorded.
pub fn course(received: NaiveDate, events: &[Happened], table: &Complaints) -> Course {
    let days = |id: &str| table.term(id).map_or(0, |term| term.days);
    let mut course = Course {
        state: State::Waiting,
        office: String::new(),
        due: None,
        late: Vec::new(),
        extended: 0,
        last: received,
    };
    let (mut arrived, mut transferred, mut accepted) = (received, false, None);
    for (at, event) in events.iter().enumerate() {
        let limit = due(&course, arrived, transferred, accepted, &days);
        let passed = limit.map_or(0, |due| (event.day - due.day).num_days());
        let settles = match event.act {
            Act::Received => {
                course.office = event.office.clone().unwrap_or_default();
                false
            }
            Act::Transferred => {
                course.office = event.office.clone().unwrap_or_default();
                if course.state == State::Waiting {
                    (arrived, transferred) = (event.day, true);
                    true
                } else {
                    false
                }
            }
            Act::Accepted => {
                (course.state, accepted) = (State::Open, Some(event.day));
                true
            }
            Act::Declined => {
                course.state = State::Declined;
                true
            }
            Act::Extended => {
                course.extended = course.extended.saturating_add(event.days.unwrap_or(0));
                false
            }
            Act::Decided => {
                course.state = State::Decided;
                true
            }
            Act::Replied => {
                course.state = State::Replied;
                false
            }
            Act::Closed => {
                course.state = State::Closed;
                false
            }
            Act::Noted | Act::Reassigned | Act::Corrected => false,
        };
        if settles && passed > 0 {
            course.late.push((at, passed));
        }
        if !matches!(event.act, Act::Noted | Act::Reassigned | Act::Corrected) {
            course.last = course.last.max(event.day);
        }
    }
    course.due = due(&course, arrived, transferred, accepted, &days);
    course
}

fn due(
    course: &Course,
    arrived: NaiveDate,
    transferred: bool,
    accepted: Option<NaiveDate>,
    days: &impl Fn(&str) -> u32,
) -> Option<Due> {
    match (course.state, accepted) {
        (State::Waiting, _) => {
            let span = days("acceptance");
            let day = arrived.checked_add_days(Days::new(span.into()))?;
            let start = if transferred { "转交" } else { "收到" };
            Some(Due {
                term: "acceptance",
                day,
                formula: format!(
                    "{start} {} + {span} 日 = {}",
                    civil::short(arrived),
                    civil::short(day)
                ),
            })
        }
        (State::Open, Some(accepted)) => {
            let span = days("decision");
            let whole = u64::from(span) + u64::from(course.extended);
            let day = accepted.checked_add_days(Days::new(whole))?;
            let extension = match course.extended {
                0 => String::new(),
                more => format!(" + 延长 {more} 日"),
            };
            Some(Due {
                term: "decision",
                day,
                formula: format!(
                    "受理 {} + {span} 日{extension} = {}",
                    civil::short(accepted),
                    civil::short(day)
                ),
            })
        }
        _ => None,
    }
}

impl Course {
    /// What may happen next. A person who gave a name is answered before the case is closed.
    pub fn open_acts(&self, named: bool) -> Vec<Act> {
        match self.state {
            State::Waiting => vec![Act::Accepted, Act::Declined, Act::Transferred, Act::Noted],
            State::Open if self.extended == 0 => {
                vec![Act::Decided, Act::Transferred, Act::Extended, Act::Noted]
            }
            State::Open => vec![Act::Decided, Act::Transferred, Act::Noted],
            State::Decided if named => vec![Act::Replied, Act::Noted],
            State::Decided | State::Declined | State::Replied => vec![Act::Closed, Act::Noted],
            State::Closed => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn table() -> Complaints {
        let text = include_str!("../../../rules/complaints.toml");
        Complaints::parse("complaints.toml", text).unwrap()
    }

    fn event(act: Act, when: &str) -> Happened {
        Happened {
            act,
            day: day(when),
            office: matches!(act, Act::Received | Act::Transferred).then(|| "police".to_owned()),
            days: (act == Act::Extended).then_some(30),
        }
    }

    /// What happened, state, the term that runs and its last day.
    type Case = (
        &'static [(Act, &'static str)],
        State,
        Option<(&'static str, &'static str)>,
    );

    #[test]
    fn terms_run_from_the_day_the_regulation_names() {
        let cases: &[Case] = &[
            // 第二十二条: fifteen days from receipt.
            (
                &[(Act::Received, "2027-01-04")],
                State::Waiting,
                Some(("acceptance", "2027-01-19")),
            ),
            // 第二十三条: whoever gets it by transfer has its own fifteen days.
            (
                &[
                    (Act::Received, "2027-01-04"),
                    (Act::Transferred, "2027-01-11"),
                ],
                State::Waiting,
                Some(("acceptance", "2027-01-26")),
            ),
            // 第三十四条: sixty days from acceptance …
            (
                &[(Act::Received, "2027-01-04"), (Act::Accepted, "2027-01-19")],
                State::Open,
                Some(("decision", "2027-03-20")),
            ),
            // … and at most thirty more.
            (
                &[
                    (Act::Received, "2027-01-04"),
                    (Act::Accepted, "2027-01-19"),
                    (Act::Extended, "2027-03-18"),
                ],
                State::Open,
                Some(("decision", "2027-04-19")),
            ),
            // A transfer of a case that was accepted does not stop its term.
            (
                &[
                    (Act::Received, "2027-01-04"),
                    (Act::Accepted, "2027-01-19"),
                    (Act::Transferred, "2027-02-01"),
                ],
                State::Open,
                Some(("decision", "2027-03-20")),
            ),
            (
                &[(Act::Received, "2027-01-04"), (Act::Declined, "2027-01-10")],
                State::Declined,
                None,
            ),
            (
                &[
                    (Act::Received, "2027-01-04"),
                    (Act::Accepted, "2027-01-05"),
                    (Act::Decided, "2027-02-01"),
                    (Act::Replied, "2027-02-03"),
                    (Act::Closed, "2027-03-08"),
                ],
                State::Closed,
                None,
            ),
        ];
        for (events, state, due) in cases {
            let events: Vec<Happened> = events.iter().map(|(act, day)| event(*act, day)).collect();
            let found = course(day("2027-01-04"), &events, &table());
            assert_eq!(found.state, *state, "{events:?}");
            assert_eq!(
                found.due.map(|due| (due.term, due.day)),
                due.map(|(term, when)| (term, day(when))),
                "{events:?}"
            );
            assert_eq!(found.office, "police");
            assert!(found.late.is_empty());
        }
    }

    #[test]
    fn what_came_late_stays_marked() {
        let events = [
            event(Act::Received, "2027-01-04"),
            event(Act::Accepted, "2027-01-21"),
            event(Act::Decided, "2027-03-23"),
        ];
        let found = course(day("2027-01-04"), &events, &table());
        assert_eq!(found.late, [(1, 2), (2, 1)]);
    }

    #[test]
    fn a_person_who_gave_a_name_is_answered_before_the_case_is_closed() {
        let events = [
            event(Act::Received, "2027-01-04"),
            event(Act::Accepted, "2027-01-05"),
            event(Act::Decided, "2027-01-06"),
        ];
        let found = course(day("2027-01-04"), &events, &table());
        assert!(!found.open_acts(true).contains(&Act::Closed));
        assert!(found.open_acts(false).contains(&Act::Closed));
        for act in Act::ALL {
            assert_eq!(Act::from_id(act.id()), Some(act));
        }
    }
}
