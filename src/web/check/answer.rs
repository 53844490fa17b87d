//! 核对结果 — what was typed, read into the engine's facts with every problem at once, and the
//! rulings written for the page.

use chrono::NaiveDate;

use super::{
    Subject,
    reader::{LONGEST, Reader, cell},
    sheet,
};
use crate::{
    identity::examine,
    law::{
        Basis, Post, Rules, Seats, Severity, UnitKind, check_seats,
        eligibility::{
            Attendance, CommitteeSize, Ledger, PartyMeeting, Petition, PostSeats, Proxy, ProxyBook,
            RecallVote, RepresentativesMeeting, RollChanges, Ruling, Station, Unfit, Verdict,
            VillageMeeting, check_committee_size, check_differential, check_ledger, check_number,
            check_party_meeting, check_petition, check_proxies, check_recall_vote,
            check_representatives_meeting, check_roll, check_village_meeting,
        },
        poll::{Electorate, Kinship},
    },
    office::refusal::Problems,
    web::{
        form::Fields,
        pages::{
            check::{CheckAnswer, CheckLine},
            parts::Fact,
        },
        view::Tone,
    },
};

/// A form that was sent, with the rules it is held against.
pub(super) struct Asked<'a> {
    /// Of the kind chosen.
    pub(super) rules: &'a Rules,
    /// Of the first kind the pack governs.
    pub(super) main: &'a Rules,
    pub(super) kind: UnitKind,
    pub(super) fields: &'a Fields,
    pub(super) today: NaiveDate,
}

impl Asked<'_> {
    /// The answer, or everything wrong with the form.
    pub(super) fn answer(&self, subject: Subject) -> Result<CheckAnswer, Problems> {
        match subject {
            Subject::Number => self.number(),
            Subject::Voter => self.voter(),
            Subject::Double => self.double(),
            Subject::Roll => self.roll(),
            Subject::Meeting => self.meeting(),
            Subject::Committee => self.committee(),
            Subject::Seats => self.seats(),
            Subject::Nomination => self.nomination(),
            Subject::Preselection => self.preselection(),
            Subject::Proxies => self.proxies(),
            Subject::Ledger => self.ledger(),
            Subject::Recall => self.recall(),
        }
    }

    pub(super) fn reader(&self) -> Reader<'_> {
        Reader::new(self.fields)
    }

    fn number(&self) -> Result<CheckAnswer, Problems> {
        let mut reader = self.reader();
        let day = reader.election_time("election_day", "选举日");
        let typed = self.fields.text(sheet::NUMBER);
        if typed.is_empty() {
            reader
                .problems
                .add(sheet::NUMBER, "请填写要核对的公民身份号码。");
        } else if typed.chars().count() > LONGEST {
            reader
                .problems
                .add(sheet::NUMBER, "请一次只填一个号码：现在的太长。");
        }
        let day = reader.done(Some(day))?;
        let examination = examine(typed, self.today);
        // Where the text for communities is still to be read, the villages' age is used, and said.
        let borrowed = self.rules.number("voting_age").is_none();
        let rules = if borrowed { self.main } else { self.rules };
        let mut lines: Vec<CheckLine> = check_number(rules, &examination, day)
            .iter()
            .map(line)
            .collect();
        if borrowed && day.is_some() {
            lines.push(CheckLine {
                verdict: "look",
                word: "请核对",
                first: "请以本地规定为准。".to_owned(),
                reason: format!(
                    "{}的选民年龄还没有核对原文，这里参照村的规定。",
                    self.kind.name()
                ),
                basis: cite(&self.rules.basis("voting_age")),
                code: "K711",
                ..CheckLine::default()
            });
        }
        Ok(told(
            lines,
            vec![Fact::new("核对的号码", examination.masked)],
        ))
    }

    fn roll(&self) -> Result<CheckAnswer, Problems> {
        let mut reader = self.reader();
        let changes = RollChanges {
            posted: reader.amount("posted", "公布的名单人数"),
            added: reader.amount("added", "补登人数"),
            died: reader.amount("died", "死亡人数"),
            dropped: reader.amount("dropped", "除名人数"),
            stated: reader.count("stated", "更正后的人数"),
            announced: self.fields.ticked("announced"),
        };
        let total = reader.decided(check_roll(self.rules, &changes));
        let total = reader.done(total)?;
        Ok(answered(&total.rulings))
    }

    fn meeting(&self) -> Result<CheckAnswer, Problems> {
        let mut reader = self.reader();
        let which = self.fields.text("meeting");
        if !sheet::MEETINGS.iter().any(|(word, _)| *word == which) {
            reader.problems.add("meeting", "请选择是哪一种会议。");
        }
        let due = reader.amount("due", "应到人数");
        let committee = reader.count("committee", "委员会成员人数");
        let women = reader.count("women", "妇女代表人数");
        let attendance = Attendance {
            present: reader.count("present", "到会人数"),
            in_favour: reader.count("in_favour", "同意人数"),
        };
        if which == "representatives" && committee.is_none() {
            reader.problems.add(
                "committee",
                "请填写委员会成员人数：代表会议由委员会成员和代表组成。",
            );
        }
        let result = match which {
            "representatives" => check_representatives_meeting(
                self.rules,
                &RepresentativesMeeting {
                    representatives: due,
                    committee: committee.unwrap_or(0),
                    women,
                    attendance,
                },
            )
            .map_err(|unfit| renamed(unfit, "representatives", "due")),
            "party" => {
                if attendance.present.is_none() {
                    reader.problems.add("present", "请填写实到人数。");
                }
                check_party_meeting(
                    self.rules,
                    &PartyMeeting {
                        due,
                        present: attendance.present.unwrap_or(0),
                        votes: attendance.in_favour,
                    },
                )
                .map_err(|unfit| renamed(unfit, "votes", "in_favour"))
            }
            _ => check_village_meeting(
                self.rules,
                &VillageMeeting {
                    group: which.starts_with("group"),
                    households: which.ends_with("households"),
                    due,
                    attendance,
                },
            ),
        };
        let rulings = reader.decided(result);
        Ok(answered(&reader.done(rulings)?))
    }

    fn recall(&self) -> Result<CheckAnswer, Problems> {
        let mut reader = self.reader();
        let which = self.fields.text("recall");
        if !sheet::RECALLS.iter().any(|(word, _)| *word == which) {
            reader.problems.add("recall", "请选择是哪一个环节。");
        }
        let whole = reader.amount("due", "应有人数");
        let came = reader.count("came", "联名或者投票的人数");
        let in_favour = reader.count("in_favour", "同意罢免的票数");
        let representatives = which.ends_with("representatives");
        let result = if which.starts_with("petition") {
            check_petition(
                self.rules,
                &Petition {
                    representatives,
                    whole,
                    signed: came,
                },
            )
            .map_err(|unfit| renamed(renamed(unfit, "whole", "due"), "signed", "came"))
        } else {
            check_recall_vote(
                self.rules,
                &RecallVote {
                    representatives,
                    registered: whole,
                    voted: came,
                    in_favour,
                },
            )
            .map_err(|unfit| renamed(renamed(unfit, "registered", "due"), "voted", "came"))
        };
        let rulings = reader.decided(result);
        Ok(answered(&reader.done(rulings)?))
    }

    fn seats(&self) -> Result<CheckAnswer, Problems> {
        let mut reader = self.reader();
        let mut total = Seats::default();
        let mut posts = Vec::new();
        let mut taken = Vec::new();
        let mut any_seats = false;
        for (line, post) in [Post::Chair, Post::Deputy, Post::Member]
            .into_iter()
            .enumerate()
        {
            let name = post.name();
            let seats = reader.count(&format!("seats.{line}"), &format!("{name}应选名额"));
            let candidates =
                reader.count(&format!("candidates.{line}"), &format!("{name}候选人数"));
            let number = seats.unwrap_or(0);
            any_seats |= number > 0;
            match post {
                Post::Chair => total.chair = number,
                Post::Deputy => total.deputy = number,
                _ => total.member = number,
            }
            if let Some(candidates) = candidates {
                taken.push(line);
                posts.push(PostSeats {
                    post,
                    seats: number,
                    candidates,
                });
            }
        }
        let members = reader.count("ec_members", "选举委员会人数");
        let alternates = reader.amount("ec_alternates", "选举委员会候补人数");
        let women = reader.count("ec_women", "选举委员会妇女人数");
        if !any_seats && posts.is_empty() && members.is_none() {
            reader
                .problems
                .general
                .push("请至少填写一个职位的名额，或者选举委员会人数。".to_owned());
        }
        let differential = match check_differential(self.rules, &posts) {
            Ok(found) => found,
            Err(unfit) => {
                reader.unfit(unfit, |field| cell(field, &taken));
                Vec::new()
            }
        };
        let size = members.map(|members| CommitteeSize {
            members,
            alternates,
            women,
        });
        let committee = match size.map(|size| check_committee_size(self.rules, self.kind, size)) {
            None => Vec::new(),
            Some(Ok(found)) => found,
            Some(Err(unfit)) => {
                reader.unfit(unfit, |field| format!("ec_{field}"));
                Vec::new()
            }
        };
        reader.done(Some(()))?;
        let mut lines = Vec::new();
        if any_seats {
            lines.extend(self.seat_lines(total));
        }
        lines.extend(differential.iter().chain(&committee).map(line));
        Ok(told(lines, Vec::new()))
    }

    /// What the committee's size says, in the words of the villages' own page.
    fn seat_lines(&self, seats: Seats) -> Vec<CheckLine> {
        let found = check_seats(self.rules, self.kind, seats);
        if found.is_empty() {
            let basis: Vec<Basis> = ["committee_min", "committee_max", "committee_odd"]
                .iter()
                .flat_map(|key| self.rules.basis(key))
                .collect();
            return vec![CheckLine {
                verdict: "holds",
                word: Verdict::Holds.name(),
                first: format!(
                    "{}共 {} 人，职数符合规定。",
                    self.kind.committee(),
                    seats.total()
                ),
                basis: cite(&basis),
                code: "S101",
                ..CheckLine::default()
            }];
        }
        found
            .into_iter()
            .map(|finding| {
                let (verdict, word) = match finding.severity {
                    Severity::Error => ("fails", Verdict::Fails.name()),
                    Severity::Warning => ("look", Verdict::Look.name()),
                };
                CheckLine {
                    verdict,
                    word,
                    // Its citation is part of the sentence.
                    first: finding.message,
                    code: finding.code.as_str(),
                    ..CheckLine::default()
                }
            })
            .collect()
    }

    fn proxies(&self) -> Result<CheckAnswer, Problems> {
        let mut reader = self.reader();
        let election_day = reader.election_time("election_day", "选举日");
        if election_day.is_none() && reader.problems.fields.is_empty() {
            reader.problems.add("election_day", "请填写选举日。");
        }
        let published = reader.election_time("published", "公布委托名单的日期");
        let candidates = reader.names("candidates", "候选人");
        let unregistered = reader.names("unregistered", "不在名单上的人");
        let electorate = match (self.kind, self.fields.text("electorate")) {
            (UnitKind::Community, "households") => Electorate::Households,
            (UnitKind::Community, "representatives") => Electorate::Representatives,
            _ => Electorate::Voters,
        };
        let mut proxies = Vec::new();
        let mut taken = Vec::new();
        for line in 0..sheet::labels(Subject::Proxies).len() {
            let principal = reader.line(&format!("principal.{line}"), "委托人");
            let agent = reader.line(&format!("agent.{line}"), "受委托人");
            let kinship = self.fields.text(&format!("kinship.{line}"));
            let filed = reader.election_time(&format!("filed.{line}"), "提出委托的日期");
            let present = self.fields.text(&format!("present.{line}")) == "yes";
            if principal.is_empty()
                && agent.is_empty()
                && filed.is_none()
                && kinship.is_empty()
                && !present
            {
                continue;
            }
            taken.push(line);
            proxies.push(Proxy {
                principal,
                agent,
                kinship: Kinship::from_id(kinship),
                written: true,
                filed,
                present,
            });
        }
        if proxies.is_empty() {
            reader
                .problems
                .general
                .push("请至少填写一件委托。".to_owned());
        }
        let book = ProxyBook {
            election_day: election_day.unwrap_or(self.today),
            electorate,
            candidates,
            unregistered,
            published,
            proxies,
        };
        let rulings = match check_proxies(self.rules, &book) {
            Ok(rulings) => Some(rulings),
            Err(unfit) => {
                reader.unfit(unfit, |field| cell(field, &taken));
                None
            }
        };
        Ok(answered(&reader.done(rulings)?))
    }

    fn ledger(&self) -> Result<CheckAnswer, Problems> {
        let mut reader = self.reader();
        let printed = reader.amount("printed", "印制");
        let kept = reader.amount("kept", "留存未分发");
        let spoiled = reader.amount("spoiled", "印坏作废");
        let registered = reader.count("registered", "登记选民");
        let columns = sheet::columns(Subject::Ledger);
        let mut stations = Vec::new();
        let mut taken = Vec::new();
        for line in 0..sheet::labels(Subject::Ledger).len() {
            let blank = columns.iter().all(|column| {
                self.fields
                    .text(&format!("{}.{line}", column.name))
                    .is_empty()
            });
            if blank {
                continue;
            }
            taken.push(line);
            let name = reader.line(&format!("name.{line}"), "投票站的名称");
            let mut amount = |column: &str| {
                let label = columns
                    .iter()
                    .find(|known| known.name == column)
                    .map_or("", |known| known.label);
                reader.amount(&format!("{column}.{line}"), label)
            };
            stations.push(Station {
                name,
                received: amount("received"),
                issued: amount("issued"),
                left: amount("left"),
                spoiled: amount("spoiled"),
                own: amount("own"),
                proxy: amount("proxy"),
                roaming: amount("roaming"),
                returned: amount("returned"),
                valid: amount("valid"),
                invalid: amount("invalid"),
            });
        }
        if stations.is_empty() {
            reader
                .problems
                .general
                .push("请至少填写一个投票站的选票数。".to_owned());
            return reader.done(None);
        }
        let ledger = Ledger {
            printed,
            kept,
            spoiled,
            registered,
            stations,
        };
        let rulings = match check_ledger(self.rules, &ledger) {
            Ok(rulings) => Some(rulings),
            Err(unfit) => {
                reader.unfit(unfit, |field| cell(field, &taken));
                None
            }
        };
        Ok(answered(&reader.done(rulings)?))
    }
}

/// The same complaints under the form's name of one field.
pub(super) fn renamed(unfit: Vec<Unfit>, engine: &str, form: &str) -> Vec<Unfit> {
    unfit
        .into_iter()
        .map(|mut problem| {
            if problem.field == engine {
                form.clone_into(&mut problem.field);
            }
            problem
        })
        .collect()
}

fn cite(basis: &[Basis]) -> String {
    basis.iter().map(Basis::cite).collect::<Vec<_>>().join("；")
}

pub(in crate::web) fn line(ruling: &Ruling) -> CheckLine {
    CheckLine {
        verdict: match ruling.verdict {
            Verdict::Holds => "holds",
            Verdict::Look => "look",
            Verdict::Fails => "fails",
        },
        word: ruling.verdict.name(),
        place: ruling.place.clone(),
        first: ruling.first.clone(),
        reason: ruling.reason.clone(),
        inequality: ruling.inequality.clone(),
        basis: cite(&ruling.basis),
        code: ruling.code.as_str(),
    }
}

pub(super) fn answered(rulings: &[Ruling]) -> CheckAnswer {
    told(rulings.iter().map(line).collect(), Vec::new())
}

/// The lines under one verdict.
pub(super) fn told(lines: Vec<CheckLine>, facts: Vec<Fact>) -> CheckAnswer {
    let count = |verdict: &str| lines.iter().filter(|line| line.verdict == verdict).count();
    let (tone, verdict) = match (count("fails"), count("look")) {
        (0, 0) => (Tone::Done, "都符合规定。".to_owned()),
        (0, look) => (
            Tone::Warning,
            format!("没有不符合的，有 {look} 处要人核对。"),
        ),
        (fails, 0) => (Tone::Error, format!("有 {fails} 处不符合。")),
        (fails, look) => (
            Tone::Error,
            format!("有 {fails} 处不符合，另有 {look} 处要人核对。"),
        ),
    };
    CheckAnswer {
        tone,
        verdict,
        facts,
        lines,
    }
}
