//! 会议人数 — how many must come and how many must agree, and who a representatives' meeting is
//! made of.

use std::cmp::Ordering;

use super::super::pack::Rules;
use super::super::param::Share;
use super::ruling::{Mark, Ruling, Unfit, Verdict, bounded, share, share_words, unset, within};

/// 到会与同意的人数
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Attendance {
    /// 到会
    pub present: Option<u32>,
    /// 同意
    pub in_favour: Option<u32>,
}

/// 村民（居民）代表会议
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RepresentativesMeeting {
    /// 村民（居民）代表
    pub representatives: u32,
    /// 委员会成员
    pub committee: u32,
    /// 妇女代表
    pub women: Option<u32>,
    /// Who came and who agreed.
    pub attendance: Attendance,
}

/// 村（居）民会议, or the meeting of one group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VillageMeeting {
    /// 村民小组会议 instead of the whole village.
    pub group: bool,
    /// By representatives of households instead of all adults.
    pub households: bool,
    /// 应到: adults or households.
    pub due: u32,
    /// Who came and who agreed.
    pub attendance: Attendance,
}

/// One requirement: `part` of `whole` has to reach the share of `key`.
pub(super) struct Requirement<'a> {
    pub(super) key: &'a str,
    pub(super) fails: Mark,
    /// «到会», «同意», «妇女代表»
    pub(super) part: &'a str,
    /// «组成人员», «到会人员»
    pub(super) whole: &'a str,
    /// What follows when it is not reached.
    pub(super) first: &'a str,
}

impl Requirement<'_> {
    /// The ruling on these numbers.
    pub(super) fn ruling(&self, rules: &Rules, part: u32, whole: u32) -> Ruling {
        let Some(share) = share(rules, self.key) else {
            return unset(rules, self.key, &format!("{}人数", self.part));
        };
        let least = share.least(whole);
        let ruling = if share.reached(part, whole) {
            Ruling::new(
                Mark::K700,
                Verdict::Holds,
                format!(
                    "{} {part} 人，达到{} {whole} 人的{}。",
                    self.part,
                    self.whole,
                    words(share)
                ),
            )
        } else {
            Ruling::new(self.fails, Verdict::Fails, self.first).because(format!(
                "{} {part} 人，{} {whole} 人的{}是至少 {least} 人，还差 {} 人。",
                self.part,
                self.whole,
                words(share),
                least.saturating_sub(u64::from(part))
            ))
        };
        ruling
            .numbers(share.inequality(part, whole))
            .by(rules, self.key)
    }

    /// What has to be reached, before anybody was counted.
    pub(super) fn least(&self, rules: &Rules, whole: u32) -> Ruling {
        let Some(share) = share(rules, self.key) else {
            return unset(rules, self.key, &format!("{}人数", self.part));
        };
        let least = share.least(whole);
        let numbers = u32::try_from(least)
            .map_or_else(|_| String::new(), |least| share.inequality(least, whole));
        Ruling::new(
            Mark::K700,
            Verdict::Holds,
            format!(
                "{}至少 {least} 人（{} {whole} 人的{}）。",
                self.part,
                self.whole,
                words(share)
            ),
        )
        .numbers(numbers)
        .by(rules, self.key)
    }
}

fn words(share: Share) -> String {
    share_words(share)
}

/// Number, composition, quorum and majority of a representatives' meeting (K700–K704, K709).
pub fn check_representatives_meeting(
    rules: &Rules,
    meeting: &RepresentativesMeeting,
) -> Result<Vec<Ruling>, Vec<Unfit>> {
    let RepresentativesMeeting {
        representatives,
        committee,
        women,
        attendance,
    } = *meeting;
    let mut problems = bounded(&[
        ("representatives", "代表人数", representatives),
        ("committee", "委员会成员人数", committee),
    ]);
    let due = representatives.saturating_add(committee);
    if representatives == 0 {
        problems.push(Unfit::new("representatives", "请填写代表人数，不能是 0。"));
    }
    within(
        "women",
        ("妇女代表", women.unwrap_or(0)),
        ("代表", representatives),
        &mut problems,
    );
    attended(attendance, ("组成人员", due), &mut problems);
    if !problems.is_empty() {
        return Err(problems);
    }
    let mut found = Vec::new();
    for (key, wrong, sign, first) in [
        ("reps_min", Ordering::Less, '<', "请补选代表，至少"),
        ("reps_max", Ordering::Greater, '>', "请减少代表，至多"),
    ] {
        if let Some(limit) = rules
            .number(key)
            .filter(|limit| representatives.cmp(limit) == wrong)
        {
            found.push(
                Ruling::new(Mark::K709, Verdict::Fails, format!("{first} {limit} 人。"))
                    .because(format!("现有代表 {representatives} 人。"))
                    .numbers(format!("{representatives} {sign} {limit}"))
                    .by(rules, key),
            );
        }
    }
    found.push(
        Requirement {
            key: "reps_share",
            fails: Mark::K703,
            part: "代表",
            whole: "组成人员",
            first: "请补选代表。",
        }
        .ruling(rules, representatives, due),
    );
    let women_share = Requirement {
        key: "women_reps_share",
        fails: Mark::K704,
        part: "妇女代表",
        whole: "组成人员",
        first: "请补选妇女代表。",
    };
    found.push(match women {
        Some(women) => women_share.ruling(rules, women, due),
        None => women_share.least(rules, due),
    });
    found.extend(held(
        rules,
        ("reps_meeting_quorum", "组成人员"),
        "meeting_majority",
        due,
        attendance,
    ));
    Ok(found)
}

/// Quorum and majority of a villagers' or group meeting (K700–K702).
pub fn check_village_meeting(
    rules: &Rules,
    meeting: &VillageMeeting,
) -> Result<Vec<Ruling>, Vec<Unfit>> {
    let (key, whole) = match (meeting.group, meeting.households) {
        (false, false) => ("village_meeting_quorum", "十八周岁以上的人"),
        (false, true) => ("village_meeting_households_quorum", "户"),
        (true, false) => ("group_meeting_quorum", "十八周岁以上的人"),
        (true, true) => ("group_meeting_households_quorum", "户"),
    };
    let mut problems = bounded(&[("due", "应到人数", meeting.due)]);
    if meeting.due == 0 {
        problems.push(Unfit::new("due", "请填写应到人数（户数），不能是 0。"));
    }
    attended(meeting.attendance, ("应到人数", meeting.due), &mut problems);
    if !problems.is_empty() {
        return Err(problems);
    }
    Ok(held(
        rules,
        (key, whole),
        "meeting_majority",
        meeting.due,
        meeting.attendance,
    ))
}

fn attended(attendance: Attendance, due: (&str, u32), problems: &mut Vec<Unfit>) {
    let present = attendance.present;
    within("present", ("到会人数", present.unwrap_or(0)), due, problems);
    if let Some(in_favour) = attendance.in_favour {
        match present {
            None => problems.push(Unfit::new(
                "present",
                "请填写到会人数：填了同意人数，就要有到会人数。",
            )),
            Some(present) => within(
                "in_favour",
                ("同意人数", in_favour),
                ("到会人数", present),
                problems,
            ),
        }
    }
}

fn held(
    rules: &Rules,
    (quorum, whole): (&str, &str),
    majority: &str,
    due: u32,
    attendance: Attendance,
) -> Vec<Ruling> {
    let quorum = Requirement {
        key: quorum,
        fails: Mark::K701,
        part: "到会",
        whole,
        first: "请改期召开，这次会议不能作决定。",
    };
    let majority = Requirement {
        key: majority,
        fails: Mark::K702,
        part: "同意",
        whole: "到会",
        first: "这项决定没有通过。",
    };
    let Some(present) = attendance.present else {
        return vec![quorum.least(rules, due)];
    };
    let came = quorum.ruling(rules, present, due);
    if came.verdict == Verdict::Fails {
        return vec![came];
    }
    let agreed = match attendance.in_favour {
        Some(in_favour) => majority.ruling(rules, in_favour, present),
        None => majority.least(rules, present),
    };
    vec![came, agreed]
}
