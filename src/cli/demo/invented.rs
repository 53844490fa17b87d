//! 编造的人和数 — the same every time: names, offices' telephone numbers, rolls, facts of papers.
//!
//! Two villages have names with characters outside the Basic Multilingual Plane (𠮷, 𬭎), so that
//! whoever looks at the demonstration sees them printed.

use std::fmt::Write as _;

use chrono::{Days, NaiveDate};
use serde_json::{Value, json};

use super::notices;
use crate::{law::UnitKind, store::entity::village};

/// A small generator of numbers: the same seed, the same numbers, on every machine.
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    /// A generator of its own for one village or subject.
    pub fn of(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// A number below `limit` (0 when the limit is 0).
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let high = usize::try_from(self.0 >> 33).unwrap_or(0);
        if limit == 0 { 0 } else { high % limit }
    }

    fn pick<'t>(&mut self, from: &[&'t str]) -> &'t str {
        let index = self.below(from.len());
        from.get(index).copied().unwrap_or("甲")
    }
}

const SURNAMES: [&str; 24] = [
    "蓝", "温", "马", "胡", "钟", "欧阳", "廖", "何", "赵", "张", "林", "李", "雷", "王", "邱",
    "郭", "朱", "古", "司徒", "孙", "蔡", "曾", "罗", "谢",
];
const FIRST: [&str; 20] = [
    "天", "智", "礼", "伟", "秀", "志", "海", "丽", "清", "仁", "玉", "建", "国", "金", "春", "火",
    "华", "家", "文", "永",
];
const SECOND: [&str; 20] = [
    "勇", "娟", "云", "民", "源", "荣", "梅", "森", "鹏", "康", "辉", "林", "珍", "强", "明", "芳",
    "英", "生", "平", "珺",
];
/// Given names with characters that many systems lose.
const RARE: [&str; 6] = ["𬭎", "𠮷祥", "喆", "㼆", "堃", "𣲗生"];

/// A person's name; one in `rare_every` carries a rare character (0: none).
pub fn name(dice: &mut Dice, rare_every: usize) -> String {
    let surname = dice.pick(&SURNAMES);
    if rare_every > 0 && dice.below(rare_every) == 0 {
        return format!("{surname}{}", dice.pick(&RARE));
    }
    let second = if dice.below(5) == 0 {
        ""
    } else {
        dice.pick(&SECOND)
    };
    format!("{surname}{}{second}", dice.pick(&FIRST))
}

/// Names without repetition.
pub fn names(dice: &mut Dice, count: usize, rare_every: usize) -> Vec<String> {
    let mut found: Vec<String> = Vec::with_capacity(count);
    while found.len() < count {
        let next = name(dice, rare_every);
        if !found.contains(&next) {
            found.push(next);
        }
    }
    found
}

/// Whether this village has the rare names.
pub fn rare_every(ordinal: i32) -> usize {
    if matches!(ordinal, 2 | 9) { 4 } else { 0 }
}

/// A roll of `count` people in groups of sixty, as the sheet a village would send (CSV). The
/// numbers have right check digits under a region code that is not assigned.
pub fn roll_sheet(ordinal: i32, count: usize) -> String {
    let mut dice = Dice::of(u64::from(ordinal.unsigned_abs()) + 7000);
    let mut sheet =
        String::from("序号,村民小组,户号,姓名,性别,出生日期,公民身份号码,户籍情况,居住情况\n");
    for index in 0..count {
        let name = name(&mut dice, rare_every(ordinal));
        let (year, month, day) = (
            1940 + dice.below(66),
            1 + dice.below(12),
            1 + dice.below(28),
        );
        let woman = dice.below(2) == 0;
        let serial = (index * 2 + usize::from(!woman)) % 1000;
        let body = format!(
            "4402{:02}{year:04}{month:02}{day:02}{serial:03}",
            99 - ordinal.unsigned_abs() % 3
        );
        let lives = if dice.below(5) < 3 {
            "本村居住"
        } else {
            "外出"
        };
        let (group, household, sex) = (
            index / 60 + 1,
            index / 3 + 1,
            if woman { "女" } else { "男" },
        );
        // Writing to a String cannot fail.
        let _ = writeln!(
            sheet,
            "{},第{group}村民小组,{household:04},{name},{sex},{year}-{month:02}-{day:02},{body}{},本村户籍,{lives}",
            index + 1,
            check_digit(&body),
        );
    }
    sheet
}

/// The sheet with its last person replaced by the first of another: somebody on two rolls.
pub fn shared(sheet: &str, other: &str) -> String {
    let mut lines: Vec<String> = sheet.lines().map(str::to_owned).collect();
    let person = other.lines().nth(1).unwrap_or_default();
    if let Some(last) = lines.last_mut() {
        // 序号, 小组 and 户号 are this village's.
        *last = last
            .split(',')
            .take(3)
            .chain(person.split(',').skip(3))
            .collect::<Vec<_>>()
            .join(",");
    }
    lines.join("\n")
}

/// 校验码 of seventeen digits (GB 11643).
fn check_digit(body: &str) -> char {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const CODES: [char; 11] = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'];
    let sum: u32 = body
        .chars()
        .zip(WEIGHTS)
        .map(|(c, weight)| c.to_digit(10).unwrap_or(0) * weight)
        .sum();
    CODES
        .into_iter()
        .nth(usize::try_from(sum % 11).unwrap_or(0))
        .unwrap_or('1')
}

/// An office telephone under an exchange that is not assigned.
pub fn phone(ordinal: i32) -> String {
    format!("0000-62201{ordinal:02}")
}

/// What the clerk would have typed for a kind of paper of a village; `None` for kinds without facts.
pub fn facts(village: &village::Model, kind: &str, election_day: NaiveDate) -> Option<Value> {
    let place = &village.name;
    let committee = UnitKind::from_id(&village.kind).map_or("村民委员会", UnitKind::committee);
    let hall = format!("{place}党群服务中心一楼");
    let phone = phone(village.ordinal);
    let mut dice = Dice::of(u64::from(village.ordinal.unsigned_abs()));
    let people = names(&mut dice, 24, rare_every(village.ordinal));
    let person = |index: usize| people.get(index).cloned().unwrap_or_default();
    Some(match kind {
        "election-committee" => json!({
            "method": "representatives",
            "members": [
                { "duty": "chair", "name": person(0) }, { "duty": "deputy", "name": person(1) },
                { "duty": "member", "name": person(2) }, { "duty": "member", "name": person(3) },
                { "duty": "member", "name": person(4) }, { "duty": "alternate", "name": person(5) }
            ],
            "contact_place": format!("{committee}办公室"), "contact_phone": phone
        }),
        "voter-registration" => json!({
            "stations": [{ "place": hall, "groups": "全部小组" }],
            "hours": "上午8时30分至12时，下午2时30分至5时30分", "contact_phone": phone
        }),
        "election-day" | "voter-roll" => json!({ "contact_place": hall, "contact_phone": phone }),
        "candidates" => json!({
            "candidates": candidates(village, &people),
            "meeting_time": format!("{}T09:00", back(election_day, 4)),
            "meeting_place": format!("{place}文化广场"), "contact_phone": phone
        }),
        "polling" => json!({
            "method": "assembly",
            "opens": format!("{election_day}T08:00"), "closes": format!("{election_day}T15:00"),
            "main_place": format!("{place}文化广场"), "count_place": format!("{place}文化广场"),
            "contact_phone": phone
        }),
        "results" => results(village, &people),
        _ => return notices::facts(village, kind, election_day),
    })
}

/// What the clerk would have typed for a paper of the township.
pub fn township_facts(kind: &str, meeting: NaiveDate) -> Option<Value> {
    Some(match kind {
        "implementation-plan" => json!({
            "superior_documents": ["《仁和县2027年村（社区）“两委”换届选举工作实施方案》（仁委办〔2026〕31号）"],
            "contact": "赵国强", "contact_phone": "0000-6220001", "report_phone": "0000-6220012",
            "report_address": "石塘镇政府一楼信访接待室", "copy_to": "县委组织部，县民政局"
        }),
        "mobilization-notice" => json!({
            "meeting_time": format!("{meeting}T09:00"), "place": "镇政府三楼会议室", "chair": "镇党委副书记、镇长李义鹏",
            "reply_by": meeting.pred_opt(), "contact": "赵国强", "contact_phone": "0000-6220001"
        }),
        "sign-in-sheet" => json!({
            "meeting": "换届选举工作动员会", "meeting_time": format!("{meeting}T09:00"), "place": "镇政府三楼会议室",
            "chair": "李义鹏"
        }),
        _ => return None,
    })
}

/// One candidate more than seats in each post.
fn slate(village: &village::Model, people: &[String]) -> Vec<(&'static str, usize, Vec<String>)> {
    let mut rest = people.iter().skip(8).cloned();
    [
        ("chair", village.seats_chair),
        ("deputy", village.seats_deputy),
        ("member", village.seats_member),
    ]
    .into_iter()
    .map(|(post, seats)| {
        let seats = usize::try_from(seats).unwrap_or(0);
        (post, seats, rest.by_ref().take(seats + 1).collect())
    })
    .collect()
}

/// The formal candidates of a village.
pub fn candidates(village: &village::Model, people: &[String]) -> Value {
    let rows: Vec<Value> = slate(village, people)
        .into_iter()
        .flat_map(|(post, _, names)| {
            names
                .into_iter()
                .map(move |name| json!({ "post": post, "name": name }))
        })
        .collect();
    Value::Array(rows)
}

/// A first poll in which every seat is filled by more than half.
fn results(village: &village::Model, people: &[String]) -> Value {
    let registered = i32::try_from(super::story::voters(village)).unwrap_or(900);
    let returned = registered * 8 / 10;
    let invalid = returned / 50;
    let mut rows = Vec::new();
    for (post, seats, names) in slate(village, people) {
        for (index, name) in names.into_iter().enumerate() {
            let elected = index < seats;
            let share = if elected { 6 } else { 2 };
            let votes = returned * share / 10 - i32::try_from(index).unwrap_or(0) * 3;
            rows.push(json!({ "post": post, "name": name, "votes": votes, "elected": elected }));
        }
    }
    json!({
        "issued": returned + 2, "returned": returned, "valid": returned - invalid, "invalid": invalid,
        "counts": rows
    })
}

fn back(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_sub_days(Days::new(days)).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_roll_passes_the_importer() {
        use crate::roster::{Limits, VoterOptions, VoterRules, import_voters, read};
        let book = read(roll_sheet(2, 300).as_bytes(), &Limits::default()).unwrap();
        let options = VoterOptions {
            election_day: "2027-03-18".parse().unwrap(),
            today: "2027-02-27".parse().unwrap(),
            rules: VoterRules {
                voting_age: 18,
                voting_age_source: String::new(),
                one_place_source: String::new(),
                elsewhere_source: String::new(),
            },
        };
        let roll = import_voters(&book, &options);
        assert!(!roll.has_errors(), "{:?}", roll.problems.first());
        assert_eq!(roll.rows.len(), 300);
    }

    #[test]
    fn the_same_people_every_time() {
        let first = names(&mut Dice::of(3), 20, 0);
        assert_eq!(first, names(&mut Dice::of(3), 20, 0));
        assert_ne!(first, names(&mut Dice::of(4), 20, 0));
        let rare = names(&mut Dice::of(2), 24, 4).concat();
        assert!(rare.chars().any(|c| u32::from(c) > 0xFFFF), "{rare}");
    }
}
