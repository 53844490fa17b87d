//! 人的核对 — who may register, who is registered twice, who leaves the election committee, who may
//! be nominated, who is left after a preselection.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{
    answer::{Asked, answered, line, told},
    reader::Reader,
    sheet,
};
use crate::{
    law::{
        Post,
        eligibility::{
            Applicant, Bar, CommitteeMember, ElectionCommittee, Ground, Nomination,
            NominationSource, OutsiderGround, Preselected, Preselection, Registration, Tie,
            Verdict, check_applicant, check_nominations, check_preselection, committee_changes,
            double_registrations,
        },
        poll::{Electorate, Kinship},
    },
    office::refusal::Problems,
    web::pages::{
        check::{CheckAnswer, CheckLine},
        parts::Fact,
    },
};

/// Something to say where the engine found nothing.
fn nothing(text: &str) -> CheckLine {
    CheckLine {
        verdict: "holds",
        word: Verdict::Holds.name(),
        first: text.to_owned(),
        ..CheckLine::default()
    }
}

fn known(words: &[(&str, &str)], word: &str) -> bool {
    words.iter().any(|(known, _)| *known == word)
}

impl Asked<'_> {
    /// 组织法第十六条: the three classes of people on a roll.
    pub(super) fn voter(&self) -> Result<CheckAnswer, Problems> {
        let mut reader = self.reader();
        let election_day = reader.election_time("election_day", "选举日");
        if election_day.is_none() && reader.text("election_day").is_empty() {
            reader.problems.add("election_day", "请填写选举日。");
        }
        let birth = reader.day("birth", "出生日期");
        let on = reader.election_time("on", "登记日").unwrap_or(self.today);
        let since = reader.day("since", "起始日期");
        let ground = match reader.text("ground") {
            "resident" => Some(Ground::Resident),
            "away" => Some(Ground::Away),
            "outsider" => {
                if !known(&sheet::OUTSIDERS, reader.text("by")) {
                    reader.problems.add(
                        "by",
                        "请选择理由：户籍不在本地的，在本地居住还是从事村务（社区）工作。",
                    );
                }
                Some(Ground::Outsider {
                    by: if reader.text("by") == "work" {
                        OutsiderGround::Work
                    } else {
                        OutsiderGround::Residence
                    },
                    since,
                    applied: self.fields.ticked("applied"),
                    agreed: self.fields.ticked("agreed"),
                    cleared: match reader.text("cleared") {
                        "yes" => Some(true),
                        "no" => Some(false),
                        _ => None,
                    },
                })
            }
            _ => {
                reader.problems.add("ground", "请选择是哪一类人。");
                None
            }
        };
        let applicant = ground.map(|ground| Applicant {
            birth,
            deprived: self.fields.ticked("deprived"),
            declared: self.fields.ticked("declared"),
            ground,
        });
        let (applicant, election_day) = reader.done(applicant.zip(election_day))?;
        Ok(answered(&check_applicant(
            self.rules,
            &applicant,
            on,
            election_day,
        )))
    }

    /// 在两处登记的: told apart by name and day of birth, never by a number.
    pub(super) fn double(&self) -> Result<CheckAnswer, Problems> {
        let mut reader = self.reader();
        let mut rolls: Vec<Registration<(String, NaiveDate)>> = Vec::new();
        let mut filled = 0;
        for row in 0..sheet::labels(super::Subject::Double).len() {
            let at = |column: &str| format!("{column}.{row}");
            let name = reader.line(&at("name"), "姓名");
            let village = reader.line(&at("village"), "村（社区）");
            let place = reader.line(&at("place"), "名单上的位置");
            let birth = reader.day(&at("birth"), "出生日期");
            let typed_birth = !reader.text(&at("birth")).is_empty();
            if name.is_empty() && village.is_empty() && place.is_empty() && !typed_birth {
                continue;
            }
            filled += 1;
            for (column, label, missing) in [
                ("name", "姓名", name.is_empty()),
                ("village", "村（社区）", village.is_empty()),
                ("birth", "出生日期", !typed_birth),
            ] {
                if missing {
                    let text = format!("请补填第 {} 行的{label}。", row + 1);
                    reader.problems.add(&at(column), text);
                }
            }
            if let Some(birth) = birth {
                rolls.push(Registration {
                    village,
                    place: if place.is_empty() {
                        format!("（第 {} 行）", row + 1)
                    } else {
                        place
                    },
                    key: (name, birth),
                });
            }
        }
        if filled < 2 {
            reader
                .problems
                .general
                .push("请至少填写两处登记，才能核对是不是同一个人。".to_owned());
        }
        let rulings = reader.done(Some(double_registrations(self.rules, &rolls)))?;
        if rulings.is_empty() {
            return Ok(told(vec![nothing("没有重复登记。")], Vec::new()));
        }
        Ok(answered(&rulings))
    }

    /// 退出、递补、另行推选.
    pub(super) fn committee(&self) -> Result<CheckAnswer, Problems> {
        let mut reader = self.reader();
        let members = reader.lines("members", "成员");
        let others = reader.lines("others", "其余的人");
        if members.is_empty() {
            reader
                .problems
                .add("members", "请填写选举委员会成员，一行一个。");
        }
        let listed = |name: &String| members.contains(name) || others.contains(name);
        let gone = reader.lines("gone", "出缺的人");
        for name in gone.iter().filter(|name| !listed(name)) {
            let text = format!("请核对{name}：成员和其余的人里没有这个姓名。");
            reader.problems.add("gone", text);
        }
        let mut absences: BTreeMap<String, u32> = BTreeMap::new();
        for text in reader.lines("absent", "缺席的成员") {
            match absence(&text) {
                Some((name, _)) if !listed(&name) => {
                    let text = format!("请核对{name}：成员和其余的人里没有这个姓名。");
                    reader.problems.add("absent", text);
                }
                Some((name, times)) => {
                    absences.insert(name, times);
                }
                None => reader.problems.add(
                    "absent",
                    format!("请在姓名后面写缺席次数：“{text}”看不出是几次。"),
                ),
            }
        }
        let nominations = ties(&mut reader, &listed);
        let person = |name: &String| CommitteeMember {
            name: name.clone(),
            absences: absences.get(name).copied().unwrap_or(0),
            gone: gone.contains(name),
        };
        let committee = ElectionCommittee {
            members: members.iter().map(person).collect(),
            others: others.iter().map(person).collect(),
        };
        let changes = match committee_changes(self.rules, self.kind, &committee, &nominations) {
            Ok(changes) => Some(changes),
            Err(unfit) => {
                reader.unfit(unfit, |field| {
                    field.split('.').next().unwrap_or(field).to_owned()
                });
                None
            }
        };
        let changes = reader.done(changes)?;
        let mut lines: Vec<CheckLine> = changes.rulings.iter().map(line).collect();
        if lines.is_empty() {
            lines.push(nothing("没有要退出、要递补的。"));
        }
        let mut facts = Vec::new();
        for (label, names) in [
            ("退出", &changes.left),
            ("递补", &changes.joined),
            ("变动后的成员", &changes.members),
        ] {
            if !names.is_empty() {
                facts.push(Fact::new(label, names.join("、")));
            }
        }
        if changes.open > 0 {
            facts.push(Fact::new("空缺", format!("{} 人", changes.open)));
        }
        Ok(told(lines, facts))
    }

    /// 提名方式 and 负面清单 of one nominee.
    pub(super) fn nomination(&self) -> Result<CheckAnswer, Problems> {
        let mut reader = self.reader();
        let name = reader.line("name", "被提名人");
        let nominators = reader.count("nominators", "提名的人数");
        let source = match reader.text("source") {
            "party" => Some(NominationSource::Party),
            "voters" => Some(NominationSource::Voters),
            "joint-voters" => {
                if nominators.is_none() && reader.text("nominators").is_empty() {
                    reader.problems.add("nominators", "请填写联名的人数。");
                }
                Some(NominationSource::JointVoters)
            }
            "self" => Some(NominationSource::Own),
            _ => {
                reader.problems.add("source", "请选择提名方式。");
                None
            }
        };
        let text = reader.line("policy", "政策规定的情形");
        let document = reader.line("document", "文号");
        let mut bars: Vec<Bar> = [
            Bar::ExpelledFromParty,
            Bar::Convicted,
            Bar::ClanForces,
            Bar::EvilForces,
            Bar::IllegalReligionOrCult,
        ]
        .into_iter()
        .zip(sheet::BARS)
        .filter(|(_, (field, _))| self.fields.ticked(field))
        .map(|(bar, _)| bar)
        .collect();
        if !text.is_empty() || !document.is_empty() {
            bars.push(Bar::Policy { text, document });
        }
        let nomination = Nomination {
            name,
            source: source.unwrap_or(NominationSource::Voters),
            nominators: nominators.unwrap_or(0),
            by_proxy: self.fields.ticked("by_proxy"),
            bars,
        };
        let rulings = match check_nominations(self.rules, &[nomination]) {
            Ok(rulings) => Some(rulings),
            Err(unfit) => {
                reader.unfit(unfit, |field| {
                    field.rsplit('.').next().unwrap_or(field).to_owned()
                });
                None
            }
        };
        Ok(answered(&reader.done(rulings)?))
    }

    /// 由谁预选、够不够数、谁作正式候选人.
    pub(super) fn preselection(&self) -> Result<CheckAnswer, Problems> {
        let mut reader = self.reader();
        let electorate = match reader.text("by") {
            "voters" => Some(Electorate::Voters),
            "households" => Some(Electorate::Households),
            "representatives" => Some(Electorate::Representatives),
            _ => {
                reader.problems.add("by", "请选择由谁投票预选。");
                None
            }
        };
        let due = reader.amount("due", "应参加的人数");
        let voted = reader.amount("voted", "参加投票的人数");
        let mut posts: Vec<Preselected> = Vec::new();
        // The line of the table every nominee stands on.
        let mut places: Vec<Vec<usize>> = Vec::new();
        let table = typed_nominees(&mut reader);
        for (post, (word, name)) in [Post::Chair, Post::Deputy, Post::Member]
            .into_iter()
            .zip(sheet::POSTS)
        {
            let seats = reader.amount(&format!("seats_{word}"), &format!("{name}应选名额"));
            let rows: Vec<&(usize, String, String, u32)> =
                table.iter().filter(|(_, to, _, _)| to == word).collect();
            if rows.is_empty() {
                continue;
            }
            places.push(rows.iter().map(|(row, ..)| *row).collect());
            posts.push(Preselected {
                post,
                seats,
                nominees: rows
                    .iter()
                    .map(|(_, _, name, votes)| (name.clone(), *votes))
                    .collect(),
            });
        }
        let preselection = Preselection {
            electorate: electorate.unwrap_or(Electorate::Voters),
            due,
            voted,
            posts,
        };
        let rulings = match check_preselection(self.rules, &preselection) {
            Ok(rulings) => Some(rulings),
            Err(unfit) => {
                for problem in unfit {
                    let place = place(&problem.field, &preselection.posts, &places);
                    if problem.field == "posts" {
                        reader.problems.general.push(problem.message);
                    } else if !reader.problems.fields.contains_key(&place) {
                        reader.problems.add(&place, problem.message);
                    }
                }
                None
            }
        };
        Ok(answered(&reader.done(rulings)?))
    }
}

/// «钱某 2», «钱某2次»
fn absence(text: &str) -> Option<(String, u32)> {
    let text = text.trim_end_matches('次').trim_end();
    let at = text.find(|c: char| c.is_ascii_digit())?;
    let (name, times) = text.split_at(at);
    let name = name.trim_end_matches([' ', '　', '：', ':']).to_owned();
    (!name.is_empty())
        .then(|| times.parse().ok().map(|times| (name, times)))
        .flatten()
}

/// The nominations of the table, one for each nominee.
fn ties(reader: &mut Reader<'_>, listed: &impl Fn(&String) -> bool) -> Vec<Tie> {
    let mut ties: Vec<Tie> = Vec::new();
    for row in 0..sheet::labels(super::Subject::Committee).len() {
        let at = |column: &str| format!("{column}.{row}");
        let number = row + 1;
        let nominee = reader.line(&at("nominee"), "被提名人");
        let on = reader.election_time(&at("on"), "提名日期");
        let typed_on = !reader.text(&at("on")).is_empty();
        let relative = reader.line(&at("relative"), "亲属");
        let kinship = Kinship::from_id(reader.text(&at("kinship")));
        if nominee.is_empty() && !typed_on && relative.is_empty() && kinship.is_none() {
            continue;
        }
        for (column, wrong, text) in [
            (
                "nominee",
                nominee.is_empty(),
                format!("请补填第 {number} 行的被提名人。"),
            ),
            ("on", !typed_on, format!("请补填第 {number} 行的提名日期。")),
            (
                "kinship",
                !relative.is_empty() && kinship.is_none(),
                format!("请选择第 {number} 行的关系。"),
            ),
            (
                "relative",
                relative.is_empty() && kinship.is_some(),
                format!("请补填第 {number} 行与谁是亲属。"),
            ),
            (
                "relative",
                !relative.is_empty() && !listed(&relative),
                format!("请核对第 {number} 行：成员和其余的人里没有{relative}。"),
            ),
        ] {
            if wrong {
                reader.problems.add(&at(column), text);
            }
        }
        let Some(on) = on else {
            continue;
        };
        let relatives = kinship.map(|kinship| (relative, kinship));
        match ties.iter_mut().find(|tie| tie.nominee == nominee) {
            Some(tie) => tie.relatives.extend(relatives),
            None => ties.push(Tie {
                nominee,
                on,
                relatives: relatives.into_iter().collect(),
            }),
        }
    }
    ties
}

/// Line, post, name and votes of every nominee of the table.
fn typed_nominees(reader: &mut Reader<'_>) -> Vec<(usize, String, String, u32)> {
    let mut table = Vec::new();
    for row in 0..sheet::labels(super::Subject::Preselection).len() {
        let at = |column: &str| format!("{column}.{row}");
        let post = reader.text(&at("post")).to_owned();
        let name = reader.line(&at("nominee"), "初步候选人");
        let votes = reader.count(&at("votes"), "得票");
        let typed_votes = !reader.text(&at("votes")).is_empty();
        if name.is_empty() && !typed_votes {
            continue;
        }
        if !known(&sheet::POSTS, &post) {
            let text = format!("请选择第 {} 行的职位。", row + 1);
            reader.problems.add(&at("post"), text);
        }
        if !typed_votes {
            let text = format!("请补填第 {} 行的得票。", row + 1);
            reader.problems.add(&at("votes"), text);
        }
        table.push((row, post, name, votes.unwrap_or(0)));
    }
    table
}

/// `posts.0.nominees.1.votes` of the engine is `votes.4` of the form, `posts.0.seats` is
/// `seats_chair`.
fn place(field: &str, posts: &[Preselected], places: &[Vec<usize>]) -> String {
    let mut parts = field.split('.').skip(1);
    let Some(post) = parts.next().and_then(|at| at.parse::<usize>().ok()) else {
        return field.to_owned();
    };
    match (parts.next(), parts.next(), parts.next()) {
        (Some("nominees"), Some(at), Some(key)) => {
            let row = places
                .get(post)
                .zip(at.parse::<usize>().ok())
                .and_then(|(rows, at)| rows.get(at));
            let column = if key == "name" { "nominee" } else { key };
            row.map_or_else(|| field.to_owned(), |row| format!("{column}.{row}"))
        }
        _ => posts.get(post).map_or_else(
            || field.to_owned(),
            |row| format!("seats_{}", row.post.id()),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absences_are_read_behind_the_name() {
        for (text, read) in [
            ("钱某 2", Some(("钱某", 2))),
            ("钱某2次", Some(("钱某", 2))),
            ("孙某：3 次", Some(("孙某", 3))),
            ("李某", None),
            ("2", None),
        ] {
            let read = read.map(|(name, times): (&str, u32)| (name.to_owned(), times));
            assert_eq!(absence(text), read, "{text}");
        }
    }
}
