//! `kind = "check"` — eligibility and ledgers: facts in, every ruling held against what is expected.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use huanjie::law::{
    Post, Rules, UnitKind,
    eligibility::{
        Applicant, Attendance, Bar, CommitteeMember, CommitteeSize, ElectionCommittee, Ground,
        Ledger, Nomination, NominationSource, OutsiderGround, PartyMeeting, Petition, PostSeats,
        Preselected, Preselection, Proxy, ProxyBook, RecallVote, Registration,
        RepresentativesMeeting, RollChanges, Ruling, Station, Tie, Unfit, Verdict, VillageMeeting,
        check_age, check_applicant, check_committee_size, check_differential, check_ledger,
        check_nominations, check_party_meeting, check_petition, check_preselection, check_proxies,
        check_recall_vote, check_representatives_meeting, check_roll, check_village_meeting,
        committee_changes, double_registrations, worst,
    },
    poll::{Electorate, Kinship},
};
use serde::{Deserialize, de::DeserializeOwned};
use toml::{Table, Value};

use super::Case;

/// What is expected; what is left out is not looked at.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Expect {
    verdict: Option<String>,
    codes: Option<Vec<String>>,
    fails: Option<Vec<String>>,
    says: Vec<String>,
    refused: Option<Vec<String>>,
    registered: Option<u32>,
    quorum: Option<u32>,
    left: Option<Vec<String>>,
    joined: Option<Vec<String>>,
    open: Option<u32>,
}

/// What a check answered.
#[derive(Debug, Default)]
struct Found {
    rulings: Vec<Ruling>,
    registered: Option<u32>,
    quorum: Option<u32>,
    left: Vec<String>,
    joined: Vec<String>,
    open: u32,
}

impl From<Vec<Ruling>> for Found {
    fn from(rulings: Vec<Ruling>) -> Self {
        Self {
            rulings,
            ..Self::default()
        }
    }
}

/// Checks a case; `Err` lists everything that differs.
pub fn run(case: &Case) -> Result<(), String> {
    let expect: Expect = read(case.part("expect"), "expect")?;
    let mut facts = case.part("check");
    let Some(Value::String(what)) = facts.remove("what") else {
        return Err("check 里没有写 what".to_owned());
    };
    let rules = case.pack.rules(case.unit).ok_or("规则包不管这一类单位")?;
    match answer(&what, rules, case.unit, facts)? {
        Err(unfit) => refused(&expect, &unfit),
        Ok(found) => compare(&expect, &found),
    }
}

fn refused(expect: &Expect, unfit: &[Unfit]) -> Result<(), String> {
    let fields: Vec<&str> = unfit.iter().map(|problem| problem.field.as_str()).collect();
    match &expect.refused {
        Some(wanted) if *wanted == fields => Ok(()),
        wanted => Err(format!(
            "不受理的位置应是 {wanted:?}，实际 {fields:?}：{unfit:?}"
        )),
    }
}

fn compare(expect: &Expect, found: &Found) -> Result<(), String> {
    let mut wrong = Vec::new();
    let codes = |least: Verdict| -> Vec<&'static str> {
        found
            .rulings
            .iter()
            .filter(|ruling| ruling.verdict >= least)
            .map(|ruling| ruling.code.as_str())
            .collect()
    };
    let text: Vec<String> = found.rulings.iter().map(ToString::to_string).collect();
    let text = text.join("\n");
    let mut differ = |what: &str, wanted: String, is: String| {
        if wanted != is {
            wrong.push(format!("{what}应是 {wanted}，实际 {is}"));
        }
    };
    if let Some(fields) = &expect.refused {
        differ("不受理的位置", format!("{fields:?}"), "已受理".to_owned());
    }
    if let Some(verdict) = &expect.verdict {
        let is = match worst(&found.rulings) {
            Verdict::Holds => "holds",
            Verdict::Look => "look",
            Verdict::Fails => "fails",
        };
        differ("结论", verdict.clone(), is.to_owned());
    }
    for (what, wanted, least) in [
        ("编号", &expect.codes, Verdict::Look),
        ("不符合的编号", &expect.fails, Verdict::Fails),
    ] {
        if let Some(wanted) = wanted {
            differ(what, format!("{wanted:?}"), format!("{:?}", codes(least)));
        }
    }
    for (what, wanted, is) in [
        ("登记人数", expect.registered, found.registered),
        ("过半数", expect.quorum, found.quorum),
        ("空缺", expect.open, Some(found.open)),
    ] {
        if wanted.is_some() {
            differ(what, format!("{wanted:?}"), format!("{is:?}"));
        }
    }
    for (what, wanted, is) in [
        ("退出的人", &expect.left, &found.left),
        ("递补的人", &expect.joined, &found.joined),
    ] {
        if let Some(wanted) = wanted {
            differ(what, format!("{wanted:?}"), format!("{is:?}"));
        }
    }
    for words in &expect.says {
        if !text.contains(words.as_str()) {
            wrong.push(format!("没有说「{words}」"));
        }
    }
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(format!("{}\n—— 核对出来的：\n{text}", wrong.join("\n")))
    }
}

/// Facts of one check; days may be written with or without quotes.
fn read<T: DeserializeOwned>(table: Table, part: &str) -> Result<T, String> {
    Value::Table(plain(table))
        .try_into()
        .map_err(|error: toml::de::Error| format!("{part}：{}", error.message()))
}

fn plain(table: Table) -> Table {
    fn value(old: Value) -> Value {
        match old {
            Value::Datetime(day) => Value::String(day.to_string()),
            Value::Array(list) => Value::Array(list.into_iter().map(value).collect()),
            Value::Table(table) => Value::Table(plain(table)),
            other => other,
        }
    }
    table
        .into_iter()
        .map(|(key, old)| (key, value(old)))
        .collect()
}

type Answer = Result<Result<Found, Vec<Unfit>>, String>;

fn answer(what: &str, rules: &Rules, kind: UnitKind, facts: Table) -> Answer {
    match what {
        "age" => age(rules, facts),
        "applicant" => applicant(rules, facts),
        "double" => double(rules, facts),
        "roll" => roll(rules, facts),
        "committee" => committee(rules, kind, facts),
        "size" => size(rules, kind, facts),
        "seats" => seats(rules, facts),
        "nomination" => nomination(rules, facts),
        "proxies" => proxies(rules, facts),
        "ledger" => ledger(rules, facts),
        "meeting" => meeting(rules, facts),
        "preselection" => preselection(rules, facts),
        "petition" => petition(rules, facts),
        "recall" => recall(rules, facts),
        other => Err(format!("不认识 what「{other}」")),
    }
}

#[allow(clippy::unnecessary_wraps)] // the last line of functions that can fail
fn done<T: Into<Found>>(result: Result<T, Vec<Unfit>>) -> Answer {
    Ok(result.map(Into::into))
}

fn age(rules: &Rules, facts: Table) -> Answer {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Facts {
        birth: Option<NaiveDate>,
        election_day: NaiveDate,
    }
    let facts: Facts = read(facts, "check")?;
    done(Ok(vec![check_age(rules, facts.birth, facts.election_day)]))
}

fn applicant(rules: &Rules, facts: Table) -> Answer {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Facts {
        birth: Option<NaiveDate>,
        #[serde(default)]
        deprived: bool,
        #[serde(default)]
        declared: bool,
        ground: String,
        by: Option<OutsiderGround>,
        since: Option<NaiveDate>,
        #[serde(default)]
        applied: bool,
        #[serde(default)]
        agreed: bool,
        cleared: Option<bool>,
        on: NaiveDate,
        election_day: NaiveDate,
    }
    let facts: Facts = read(facts, "check")?;
    let ground = match facts.ground.as_str() {
        "resident" => Ground::Resident,
        "away" => Ground::Away,
        "outsider" => Ground::Outsider {
            by: facts.by.unwrap_or(OutsiderGround::Residence),
            since: facts.since,
            applied: facts.applied,
            agreed: facts.agreed,
            cleared: facts.cleared,
        },
        other => return Err(format!("不认识 ground「{other}」")),
    };
    let applicant = Applicant {
        birth: facts.birth,
        deprived: facts.deprived,
        declared: facts.declared,
        ground,
    };
    done(Ok(check_applicant(
        rules,
        &applicant,
        facts.on,
        facts.election_day,
    )))
}

fn double(rules: &Rules, facts: Table) -> Answer {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Facts {
        rolls: Vec<(String, String, String)>,
    }
    let facts: Facts = read(facts, "check")?;
    let rolls: Vec<_> = facts
        .rolls
        .into_iter()
        .map(|(village, place, key)| Registration {
            village,
            place,
            key,
        })
        .collect();
    done(Ok(double_registrations(rules, &rolls)))
}

fn roll(rules: &Rules, facts: Table) -> Answer {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Facts {
        posted: u32,
        #[serde(default)]
        added: u32,
        #[serde(default)]
        died: u32,
        #[serde(default)]
        dropped: u32,
        stated: Option<u32>,
        #[serde(default)]
        announced: bool,
    }
    let facts: Facts = read(facts, "check")?;
    let changes = RollChanges {
        posted: facts.posted,
        added: facts.added,
        died: facts.died,
        dropped: facts.dropped,
        stated: facts.stated,
        announced: facts.announced,
    };
    Ok(check_roll(rules, &changes).map(|total| Found {
        rulings: total.rulings,
        registered: Some(total.registered),
        quorum: total.quorum,
        ..Found::default()
    }))
}

fn committee(rules: &Rules, kind: UnitKind, facts: Table) -> Answer {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Nominated {
        nominee: String,
        on: NaiveDate,
        #[serde(default)]
        relatives: Vec<(String, String)>,
    }
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Facts {
        members: Vec<String>,
        #[serde(default)]
        others: Vec<String>,
        #[serde(default)]
        absences: BTreeMap<String, u32>,
        #[serde(default)]
        gone: Vec<String>,
        #[serde(default)]
        nominations: Vec<Nominated>,
    }
    let facts: Facts = read(facts, "check")?;
    let people = |names: &[String]| -> Vec<CommitteeMember> {
        names
            .iter()
            .map(|name| CommitteeMember {
                name: name.clone(),
                absences: facts.absences.get(name).copied().unwrap_or(0),
                gone: facts.gone.contains(name),
            })
            .collect()
    };
    let whole = ElectionCommittee {
        members: people(&facts.members),
        others: people(&facts.others),
    };
    let mut ties = Vec::new();
    for one in facts.nominations {
        let mut relatives = Vec::new();
        for (name, word) in one.relatives {
            let kinship = Kinship::from_id(&word).ok_or(format!("不认识关系「{word}」"))?;
            relatives.push((name, kinship));
        }
        ties.push(Tie {
            nominee: one.nominee,
            on: one.on,
            relatives,
        });
    }
    Ok(
        committee_changes(rules, kind, &whole, &ties).map(|changes| Found {
            rulings: changes.rulings,
            left: changes.left,
            joined: changes.joined,
            open: changes.open,
            ..Found::default()
        }),
    )
}

fn size(rules: &Rules, kind: UnitKind, facts: Table) -> Answer {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Facts {
        members: u32,
        #[serde(default)]
        alternates: u32,
        women: Option<u32>,
    }
    let facts: Facts = read(facts, "check")?;
    done(check_committee_size(
        rules,
        kind,
        CommitteeSize {
            members: facts.members,
            alternates: facts.alternates,
            women: facts.women,
        },
    ))
}

fn seats(rules: &Rules, facts: Table) -> Answer {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Facts {
        chair: Option<(u32, u32)>,
        deputy: Option<(u32, u32)>,
        member: Option<(u32, u32)>,
    }
    let facts: Facts = read(facts, "check")?;
    let posts: Vec<PostSeats> = [
        (Post::Chair, facts.chair),
        (Post::Deputy, facts.deputy),
        (Post::Member, facts.member),
    ]
    .into_iter()
    .filter_map(|(post, row)| {
        let (seats, candidates) = row?;
        Some(PostSeats {
            post,
            seats,
            candidates,
        })
    })
    .collect();
    done(check_differential(rules, &posts))
}

fn nomination(rules: &Rules, facts: Table) -> Answer {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Facts {
        name: String,
        source: NominationSource,
        #[serde(default)]
        nominators: u32,
        #[serde(default)]
        by_proxy: bool,
        #[serde(default)]
        bars: Vec<Bar>,
    }
    let facts: Facts = read(facts, "check")?;
    done(check_nominations(
        rules,
        &[Nomination {
            name: facts.name,
            source: facts.source,
            nominators: facts.nominators,
            by_proxy: facts.by_proxy,
            bars: facts.bars,
        }],
    ))
}

fn proxies(rules: &Rules, facts: Table) -> Answer {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Row {
        principal: String,
        agent: String,
        kinship: Option<String>,
        oral: Option<bool>,
        filed: Option<NaiveDate>,
        #[serde(default)]
        present: bool,
    }
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Facts {
        election_day: NaiveDate,
        electorate: Option<String>,
        published: Option<NaiveDate>,
        #[serde(default)]
        candidates: Vec<String>,
        #[serde(default)]
        unregistered: Vec<String>,
        proxies: Vec<Row>,
    }
    let facts: Facts = read(facts, "check")?;
    let electorate = electorate(facts.electorate.as_deref())?;
    let mut rows = Vec::new();
    for row in facts.proxies {
        let kinship = match row.kinship {
            None => None,
            Some(word) => Some(Kinship::from_id(&word).ok_or(format!("不认识关系「{word}」"))?),
        };
        rows.push(Proxy {
            principal: row.principal,
            agent: row.agent,
            kinship,
            written: row.oral != Some(true),
            filed: row.filed,
            present: row.present,
        });
    }
    done(check_proxies(
        rules,
        &ProxyBook {
            election_day: facts.election_day,
            electorate,
            candidates: facts.candidates.into_iter().collect(),
            unregistered: facts.unregistered.into_iter().collect(),
            published: facts.published,
            proxies: rows,
        },
    ))
}

fn ledger(rules: &Rules, facts: Table) -> Answer {
    #[derive(Deserialize)]
    #[serde(default, deny_unknown_fields)]
    #[derive(Default)]
    struct Row {
        name: String,
        received: u32,
        issued: u32,
        left: u32,
        spoiled: u32,
        own: u32,
        proxy: u32,
        roaming: u32,
        returned: u32,
        valid: u32,
        invalid: u32,
    }
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Facts {
        printed: u32,
        #[serde(default)]
        kept: u32,
        #[serde(default)]
        spoiled: u32,
        registered: Option<u32>,
        stations: Vec<Row>,
    }
    let facts: Facts = read(facts, "check")?;
    done(check_ledger(
        rules,
        &Ledger {
            printed: facts.printed,
            kept: facts.kept,
            spoiled: facts.spoiled,
            registered: facts.registered,
            stations: facts
                .stations
                .into_iter()
                .map(|row| Station {
                    name: row.name,
                    received: row.received,
                    issued: row.issued,
                    left: row.left,
                    spoiled: row.spoiled,
                    own: row.own,
                    proxy: row.proxy,
                    roaming: row.roaming,
                    returned: row.returned,
                    valid: row.valid,
                    invalid: row.invalid,
                })
                .collect(),
        },
    ))
}

fn meeting(rules: &Rules, facts: Table) -> Answer {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Facts {
        body: String,
        due: u32,
        committee: Option<u32>,
        women: Option<u32>,
        present: Option<u32>,
        in_favour: Option<u32>,
    }
    let facts: Facts = read(facts, "check")?;
    let attendance = Attendance {
        present: facts.present,
        in_favour: facts.in_favour,
    };
    match facts.body.as_str() {
        "representatives" => done(check_representatives_meeting(
            rules,
            &RepresentativesMeeting {
                representatives: facts.due,
                committee: facts.committee.unwrap_or(0),
                women: facts.women,
                attendance,
            },
        )),
        "party" => done(check_party_meeting(
            rules,
            &PartyMeeting {
                due: facts.due,
                present: facts.present.unwrap_or(0),
                votes: facts.in_favour,
            },
        )),
        "adults" | "households" | "group-adults" | "group-households" => {
            done(check_village_meeting(
                rules,
                &VillageMeeting {
                    group: facts.body.starts_with("group"),
                    households: facts.body.ends_with("households"),
                    due: facts.due,
                    attendance,
                },
            ))
        }
        other => Err(format!("不认识 body「{other}」")),
    }
}

fn preselection(rules: &Rules, facts: Table) -> Answer {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Row {
        post: String,
        seats: u32,
        nominees: Vec<(String, u32)>,
    }
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Facts {
        by: String,
        due: u32,
        voted: u32,
        posts: Vec<Row>,
    }
    let facts: Facts = read(facts, "check")?;
    let mut posts = Vec::new();
    for row in facts.posts {
        let post = [Post::Chair, Post::Deputy, Post::Member]
            .into_iter()
            .find(|post| post.id() == row.post)
            .ok_or_else(|| format!("不认识 post「{}」", row.post))?;
        posts.push(Preselected {
            post,
            seats: row.seats,
            nominees: row.nominees,
        });
    }
    done(check_preselection(
        rules,
        &Preselection {
            electorate: electorate(Some(&facts.by))?,
            due: facts.due,
            voted: facts.voted,
            posts,
        },
    ))
}

fn electorate(word: Option<&str>) -> Result<Electorate, String> {
    match word {
        None | Some("voters") => Ok(Electorate::Voters),
        Some("households") => Ok(Electorate::Households),
        Some("representatives") => Ok(Electorate::Representatives),
        Some(other) => Err(format!(
            "不认识「{other}」，应是 voters、households、representatives"
        )),
    }
}

fn petition(rules: &Rules, facts: Table) -> Answer {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Facts {
        #[serde(default)]
        representatives: bool,
        whole: u32,
        signed: Option<u32>,
    }
    let facts: Facts = read(facts, "check")?;
    done(check_petition(
        rules,
        &Petition {
            representatives: facts.representatives,
            whole: facts.whole,
            signed: facts.signed,
        },
    ))
}

fn recall(rules: &Rules, facts: Table) -> Answer {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Facts {
        #[serde(default)]
        representatives: bool,
        registered: u32,
        voted: Option<u32>,
        in_favour: Option<u32>,
    }
    let facts: Facts = read(facts, "check")?;
    done(check_recall_vote(
        rules,
        &RecallVote {
            representatives: facts.representatives,
            registered: facts.registered,
            voted: facts.voted,
            in_favour: facts.in_favour,
        },
    ))
}
