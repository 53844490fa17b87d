//! 登记条件 — age on election day, political rights, the three classes of people on the roll.

use chrono::{Months, NaiveDate};
use serde::{Deserialize, Serialize};

use super::super::pack::Rules;
use super::ruling::{Mark, Ruling, Verdict, flag, lists, unset};
use crate::civil;

/// 登记的理由 of one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ground {
    /// 户籍在本地、居住在本地
    Resident,
    /// 户籍在本地、不在本地居住
    Away,
    /// 户籍不在本地
    Outsider {
        /// Why the person belongs here.
        by: OutsiderGround,
        /// Since when.
        since: Option<NaiveDate>,
        /// 本人申请
        applied: bool,
        /// 会议同意, or confirmed by the election committee where the rules say so.
        agreed: bool,
        /// Whether the place of the household says the person is not registered there.
        cleared: Option<bool>,
    },
}

/// 非户籍人员登记的理由
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OutsiderGround {
    /// 在本地居住
    Residence,
    /// 从事村务（社区）工作
    Work,
}

impl OutsiderGround {
    /// The word of packs.
    fn id(self) -> &'static str {
        match self {
            Self::Residence => "residence",
            Self::Work => "work",
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Residence => "居住",
            Self::Work => "从事村务（社区）工作",
        }
    }
}

/// 要登记的人
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Applicant {
    /// 出生日期
    pub birth: Option<NaiveDate>,
    /// 依法被剥夺政治权利
    pub deprived: bool,
    /// 本人表示参加选举，或者来登记
    pub declared: bool,
    /// Under which class.
    pub ground: Ground,
}

/// Age alone: 计算到选举日, the birthday counts, and one born exactly so long ago is shown to a
/// person (V202, V214, V220).
pub fn check_age(rules: &Rules, birth: Option<NaiveDate>, election_day: NaiveDate) -> Ruling {
    const KEY: &str = "voting_age";
    let Some(age) = rules.number(KEY) else {
        return unset(rules, KEY, "选民年龄");
    };
    let Some(birth) = birth else {
        return Ruling::new(Mark::V220, Verdict::Fails, "请补正出生日期。")
            .because(format!(
                "没有出生日期，无法确认到选举日是否年满 {age} 周岁。"
            ))
            .by(rules, KEY);
    };
    let day = civil::long(election_day);
    let Some(of_age) = civil::comes_of_age(birth, age) else {
        return Ruling::new(Mark::V220, Verdict::Fails, "请核对出生日期。")
            .because("推算不出年满选民年龄的日子。")
            .by(rules, KEY);
    };
    let formula = format!("{birth} + {age} 年 = {of_age}");
    if of_age > election_day {
        let days = (of_age - election_day).num_days();
        return Ruling::new(Mark::V202, Verdict::Fails, "请不要列入名单。")
            .because(format!("到选举日 {day} 未满 {age} 周岁，还差 {days} 天。"))
            .numbers(format!("{formula} > {election_day}"))
            .by(rules, KEY);
    }
    if of_age == election_day {
        return Ruling::new(Mark::V214, Verdict::Look, "请人工核对后列入名单。")
            .because(format!(
                "选举日 {day} 正好是 {age} 周岁生日，按生日当天年满计算，已满 {age} 周岁。"
            ))
            .numbers(format!("{formula}，正是选举日"))
            .by(rules, KEY);
    }
    let years = civil::age_on(birth, election_day).unwrap_or(age);
    Ruling::new(
        Mark::V230,
        Verdict::Holds,
        format!("到选举日 {day} 年满 {years} 周岁。"),
    )
    .numbers(format!("{formula} < {election_day}"))
    .by(rules, KEY)
}

/// Everything that keeps one person off the roll, counted to `on`, the day of registration.
pub fn check_applicant(
    rules: &Rules,
    applicant: &Applicant,
    on: NaiveDate,
    election_day: NaiveDate,
) -> Vec<Ruling> {
    let mut found = Vec::new();
    let age = check_age(rules, applicant.birth, election_day);
    if age.verdict != Verdict::Holds {
        found.push(age);
    }
    if applicant.deprived {
        found.push(
            Ruling::new(Mark::V231, Verdict::Fails, "请不要列入名单。")
                .because("依照法律被剥夺政治权利的人没有选举权和被选举权，以司法机关的文书为准。")
                .by(rules, "voting_age"),
        );
    }
    declared(rules, applicant, &mut found);
    if let Ground::Outsider {
        by,
        since,
        applied,
        agreed,
        cleared,
    } = applicant.ground
    {
        outsider_ground(rules, by, &mut found);
        outsider_time(rules, by, since, on, election_day, &mut found);
        outsider_papers(rules, applied, agreed, &mut found);
        outsider_once(rules, cleared, &mut found);
    }
    if found.is_empty() {
        found.push(
            Ruling::new(Mark::V230, Verdict::Holds, "符合登记条件，可以列入名单。")
                .by(rules, "voting_age"),
        );
    }
    found
}

/// V232 for the classes whose people must say that they take part, V236 for the others where
/// staying away after the notice gives the right up.
fn declared(rules: &Rules, applicant: &Applicant, found: &mut Vec<Ruling>) {
    const KEY: &str = "declared_classes";
    const WAIVED: &str = "unregistered_waived";
    let class = match applicant.ground {
        Ground::Resident => "resident",
        Ground::Away => "away",
        Ground::Outsider { .. } => "outsider",
    };
    if !applicant.declared && lists(rules, KEY, class) {
        found.push(
            Ruling::new(Mark::V232, Verdict::Fails, "请先联系本人，并记录答复。")
                .because("要本人表示参加选举，才列入名单。")
                .by(rules, KEY),
        );
    } else if !applicant.declared && flag(rules, WAIVED) {
        found.push(
            Ruling::new(
                Mark::V236,
                Verdict::Fails,
                "请不要列入名单，并记录已经公告。",
            )
            .because("公告以后没有来登记的，视为放弃参加选举。")
            .by(rules, WAIVED),
        );
    }
}

fn outsider_ground(rules: &Rules, by: OutsiderGround, found: &mut Vec<Ruling>) {
    const KEY: &str = "outsider_by_work";
    if by == OutsiderGround::Work && !flag(rules, KEY) {
        found.push(
            Ruling::new(Mark::V234, Verdict::Fails, "请改按居住情况核对。")
                .because("所用规则没有因从事村务（社区）工作而登记的规定。")
                .by(rules, KEY),
        );
    }
}

fn outsider_time(
    rules: &Rules,
    by: OutsiderGround,
    since: Option<NaiveDate>,
    on: NaiveDate,
    election_day: NaiveDate,
    found: &mut Vec<Ruling>,
) {
    const KEY: &str = "outsider_months";
    if !lists(rules, "outsider_months_for", by.id()) {
        return;
    }
    let Some(months) = rules.number(KEY) else {
        found.push(unset(rules, KEY, "非户籍人员居住、工作时间"));
        return;
    };
    let what = by.words();
    let Some(since) = since else {
        found.push(
            Ruling::new(
                Mark::V233,
                Verdict::Fails,
                format!("请补填从哪天起在本地{what}。"),
            )
            .because(format!("要满 {months} 个月才可以登记。"))
            .by(rules, KEY),
        );
        return;
    };
    let Some(full) = since.checked_add_months(Months::new(months)) else {
        found.push(
            Ruling::new(Mark::V233, Verdict::Fails, "请核对起始日期。")
                .because("推算不出满期的日子。")
                .by(rules, KEY),
        );
        return;
    };
    let formula = format!("{since} + {months} 个月 = {full}");
    if full > election_day {
        found.push(
            Ruling::new(Mark::V233, Verdict::Fails, "请不要列入名单。")
                .because(format!(
                    "到选举日在本地{what}不满 {months} 个月，{} 才满。",
                    civil::long(full)
                ))
                .numbers(format!("{formula} > {election_day}"))
                .by(rules, KEY),
        );
    } else if full > on {
        found.push(
            Ruling::new(Mark::V233, Verdict::Look, "请选举委员会核对后决定。")
                .because(format!(
                    "登记时在本地{what}不满 {months} 个月，到选举日已满；按哪天计算，法律没有写明。"
                ))
                .numbers(format!("{formula} > {on}"))
                .by(rules, KEY),
        );
    }
}

fn outsider_papers(rules: &Rules, applied: bool, agreed: bool, found: &mut Vec<Ruling>) {
    const APPLY: &str = "outsider_application";
    const AGREE: &str = "outsider_consent";
    if !applied && flag(rules, APPLY) {
        found.push(
            Ruling::new(Mark::V204, Verdict::Fails, "请补齐「本人申请」后再列入。")
                .because("户籍不在本地的，要本人申请参加选举。")
                .by(rules, APPLY),
        );
    }
    let who = match rules.word(AGREE) {
        // 规则直接允许: nobody has to agree.
        None | Some("rule") => return,
        Some("election-committee") => "选举委员会的确认",
        Some("township") => "乡镇（街道）的同意",
        Some("county") => "县级的同意",
        Some(_) => "村（居）民会议或者代表会议的同意",
    };
    if !agreed {
        found.push(
            Ruling::new(
                Mark::V204,
                Verdict::Fails,
                format!("请补齐「{who}」后再列入。"),
            )
            .because("户籍不在本地的，要经同意参加选举。")
            .by(rules, AGREE),
        );
    }
}

fn outsider_once(rules: &Rules, cleared: Option<bool>, found: &mut Vec<Ruling>) {
    const KEY: &str = "single_registration";
    if !flag(rules, KEY) {
        return;
    }
    match cleared {
        Some(true) => {}
        Some(false) => found.push(
            Ruling::new(Mark::V203, Verdict::Fails, "请不要列入名单。")
                .because("已在户籍地登记参加选举，不得再参加其他地方的选举。")
                .by(rules, KEY),
        ),
        None => found.push(
            Ruling::new(Mark::V235, Verdict::Look, "请向户籍所在村（社区）核实。")
                .because("还没有户籍地未登记的说明；在一处登记的，不得再参加其他地方的选举。")
                .by(rules, KEY),
        ),
    }
}
