//! 时钟 — the one place where the machine's time is read.
//!
//! Everything else takes a day or a moment as an argument, so that every rule about time can be
//! tested. Days are counted in Asia/Shanghai (UTC+8 without daylight saving since 1991).

use std::sync::Arc;

use chrono::{DateTime, FixedOffset, NaiveDate, Utc};

/// Seconds by which the civil clock of Asia/Shanghai is ahead of UTC.
const SHANGHAI_SECONDS: i32 = 8 * 3600;

/// Where the time comes from.
pub trait Clock: Send + Sync {
    /// The present moment, UTC.
    fn now(&self) -> DateTime<Utc>;

    /// 今天 — the civil day in Asia/Shanghai.
    fn today(&self) -> NaiveDate {
        shanghai(self.now()).date_naive()
    }
}

/// A clock shared by all requests.
pub type SharedClock = Arc<dyn Clock>;

/// The moment as clocks in China show it.
pub fn shanghai(moment: DateTime<Utc>) -> DateTime<FixedOffset> {
    let offset = FixedOffset::east_opt(SHANGHAI_SECONDS);
    match offset {
        Some(offset) => moment.with_timezone(&offset),
        None => moment.fixed_offset(),
    }
}

/// 11月23日 10:21 — a moment as it stands in lists.
pub fn stamp(moment: DateTime<Utc>) -> String {
    let local = shanghai(moment);
    format!(
        "{} {}",
        crate::civil::short(local.date_naive()),
        local.format("%H:%M")
    )
}

/// 2026年11月23日 10:21 — a moment in full.
pub fn long_stamp(moment: DateTime<Utc>) -> String {
    let local = shanghai(moment);
    format!(
        "{} {}",
        crate::civil::long(local.date_naive()),
        local.format("%H:%M")
    )
}

/// The machine's clock.
#[derive(Debug, Default, Clone, Copy)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[allow(clippy::disallowed_methods)] // this is the clock
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }
}

/// The machine's clock moved by a fixed span, so that the demonstration and the tests stand on a
/// day of their own while sessions still age.
#[derive(Debug, Clone, Copy)]
pub struct ShiftedClock {
    shift: chrono::TimeDelta,
}

impl ShiftedClock {
    /// A clock that shows `start` now and runs on from there.
    pub fn starting_at(start: DateTime<Utc>) -> Self {
        Self {
            shift: start - SystemClock.now(),
        }
    }
}

impl Clock for ShiftedClock {
    fn now(&self) -> DateTime<Utc> {
        SystemClock.now() + self.shift
    }
}

/// A clock that stands still: the command line's `--today`, and tests.
#[derive(Debug, Clone, Copy)]
pub struct FixedClock(pub DateTime<Utc>);

impl Clock for FixedClock {
    fn now(&self) -> DateTime<Utc> {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_turns_at_midnight_in_shanghai() {
        let late = "2027-03-17T16:00:00Z".parse().unwrap();
        assert_eq!(FixedClock(late).today().to_string(), "2027-03-18");
        let before = "2027-03-17T15:59:59Z".parse().unwrap();
        assert_eq!(FixedClock(before).today().to_string(), "2027-03-17");
    }
}
