//! 互核 — one paper of a unit against the others: who may not hold an office, numbers that were announced before,
//! days the law counts from another paper. What a single paper says against itself its kind refuses already.

use chrono::NaiveDate;
use serde_json::Value;
use uuid::Uuid;

use super::{
    changes, data,
    dossier::Dossier,
    outcome::{self, Outcome},
    preflight::{Found, Gate},
};
use crate::{
    civil,
    documents::{kind::Kind, kinds},
    law::{self, Basis, Rules, Source, Value as RuleValue},
};

/// A paper about to be issued.
struct Checked<'a> {
    dossier: &'a Dossier,
    rules: &'a Rules,
    unit: Uuid,
    kind: Kind,
    facts: Value,
}

/// What the other papers of the unit say against it.
pub(super) fn against_others(
    dossier: &Dossier,
    rules: &Rules,
    unit: Uuid,
    kind: Kind,
    dated: NaiveDate,
) -> Vec<Found> {
    let checked = Checked {
        dossier,
        rules,
        unit,
        kind,
        facts: data::facts_of(dossier, unit, kind),
    };
    match kind {
        Kind::PollingStaff => checked.not_candidates("staff", "name", "staff_exclusion_scope"),
        Kind::Scribes => checked.not_candidates("scribes", "name", "staff_exclusion_scope"),
        Kind::Proxies => checked.not_candidates("pairs", "agent", "proxy_candidate_banned"),
        Kind::Supervisors => checked.not_elected(),
        Kind::Representatives => checked.representatives(),
        Kind::ObjectionDecision => checked.decided_in_time(),
        Kind::Candidates => checked.more_than_seats(checked.list("candidates").to_vec()),
        Kind::CandidateChange => checked.more_than_seats(checked.candidates_after()),
        Kind::Rerun => checked.more_than_left(),
        Kind::Handover => checked.handed_over_in_time(),
        Kind::AuditResult => checked.before_election(dated),
        _ => Vec::new(),
    }
}

fn text<'v>(row: &'v Value, key: &str) -> &'v str {
    row.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn day(row: &Value, key: &str) -> Option<NaiveDate> {
    text(row, key).parse().ok()
}

impl Checked<'_> {
    fn list(&self, key: &str) -> &[Value] {
        self.facts
            .get(key)
            .and_then(Value::as_array)
            .map(Vec::as_slice)
            .unwrap_or_default()
    }

    /// The legal basis of the paper's own notice.
    fn notice_basis(&self) -> Vec<Basis> {
        self.rules
            .notice(self.kind.id())
            .map(|notice| notice.sources.iter().map(Source::basis).collect())
            .unwrap_or_default()
    }

    /// The formal candidates, as announced and changed since.
    fn candidates(&self) -> Vec<Value> {
        let typed = |kind: Kind| Some((kind, self.dossier.typed(self.unit, kind)?.0));
        let announced = changes::of_candidates(self.dossier, self.unit)
            .into_iter()
            .map(|facts| (Kind::CandidateChange, facts));
        let stated: Vec<(Kind, Value)> = typed(Kind::Candidates)
            .into_iter()
            .chain(announced)
            .chain(typed(Kind::CandidateChange))
            .collect();
        let seen: Vec<(Kind, &Value)> = stated.iter().map(|(kind, facts)| (*kind, facts)).collect();
        kinds::standing_candidates(&seen)
    }

    fn candidates_after(&self) -> Vec<Value> {
        let candidates = changes::candidates(self.dossier, self.unit);
        if candidates.as_array().is_none_or(Vec::is_empty) {
            return Vec::new();
        }
        let before = serde_json::json!({ "candidates": candidates });
        kinds::standing_candidates(&[
            (Kind::Candidates, &before),
            (Kind::CandidateChange, &self.facts),
        ])
    }

    /// A candidate among those who may not be one: refused where a rule says so, else a warning.
    fn not_candidates(&self, list: &str, key: &str, rule: &str) -> Vec<Found> {
        let candidates = self.candidates();
        let mut named: Vec<&str> = self
            .list(list)
            .iter()
            .map(|row| text(row, key))
            .filter(|name| candidates.iter().any(|one| text(one, "name") == *name))
            .collect();
        named.dedup();
        if named.is_empty() {
            return Vec::new();
        }
        let ruled = match self.rules.value(rule) {
            Some(RuleValue::Flag(flag)) => *flag,
            Some(RuleValue::Word(word)) => word != "none",
            _ => false,
        };
        let what = if self.kind == Kind::Proxies {
            "不得接受委托投票"
        } else {
            "不得担任选举工作人员"
        };
        let text = format!(
            "请换人：{}是正式候选人，{what}。确是同名的另一人，请在姓名后加注小组。",
            named.join("、")
        );
        let found = if ruled {
            Found::stop(Gate::Approval, "N306", text).citing(&self.rules.basis(rule))
        } else {
            Found::warn(Gate::Approval, "N306", text)
        };
        vec![found]
    }

    /// Members of the committee do not supervise it.
    fn not_elected(&self) -> Vec<Found> {
        let results = outcome::results(self.dossier, self.unit).unwrap_or_default();
        let elected: Vec<&str> = results
            .get("counts")
            .and_then(Value::as_array)
            .map(Vec::as_slice)
            .unwrap_or_default()
            .iter()
            .filter(|row| row.get("elected").and_then(Value::as_bool) == Some(true))
            .map(|row| text(row, "name"))
            .collect();
        let named: Vec<&str> = self
            .list("supervisors")
            .iter()
            .map(|row| text(row, "name"))
            .filter(|name| elected.contains(name))
            .collect();
        if named.is_empty() {
            return Vec::new();
        }
        vec![
            Found::stop(
                Gate::Approval,
                "N306",
                format!(
                    "请换人：{}已当选委员会成员，不得担任监督委员会成员。确是同名的另一人，请在姓名后加注小组。",
                    named.join("、")
                ),
            )
            .citing(&self.notice_basis()),
        ]
    }

    /// 代表 — as many as each group was to choose, and enough women among the whole meeting.
    fn representatives(&self) -> Vec<Found> {
        let mut found = Vec::new();
        let rows = self.list("representatives");
        let planned = self
            .dossier
            .typed(self.unit, Kind::RepresentativesElection)
            .map(|(facts, _)| facts)
            .unwrap_or_default();
        let off: Vec<String> = planned
            .get("meetings")
            .and_then(Value::as_array)
            .map(Vec::as_slice)
            .unwrap_or_default()
            .iter()
            .filter_map(|meeting| {
                let group = text(meeting, "group");
                let wanted = meeting.get("count")?.as_u64()?;
                let chosen = rows
                    .iter()
                    .filter(|row| text(row, "group") == group)
                    .count();
                let chosen = u64::try_from(chosen).ok()?;
                (chosen != wanted).then(|| format!("{group}应推选{wanted}人、名单{chosen}人"))
            })
            .collect();
        if !rows.is_empty() && !off.is_empty() {
            found.push(Found::warn(
                Gate::Approval,
                "N307",
                format!(
                    "请核对代表人数：{}。与推选公告的名额不一致。",
                    off.join("；")
                ),
            ));
        }
        let known = rows
            .iter()
            .all(|row| row.get("woman").and_then(Value::as_bool).is_some());
        let women = rows
            .iter()
            .filter(|row| row.get("woman").and_then(Value::as_bool) == Some(true))
            .count();
        let members = self.dossier.village(self.unit).map_or(0, |village| {
            let seats = village
                .seats_chair
                .saturating_add(village.seats_deputy)
                .saturating_add(village.seats_member);
            u32::try_from(seats).unwrap_or(0)
        });
        if let (Some(RuleValue::Share(share)), true, Ok(women), Ok(chosen)) = (
            self.rules.value("women_reps_share"),
            known && !rows.is_empty(),
            u32::try_from(women),
            u32::try_from(rows.len()),
        ) {
            let whole = chosen.saturating_add(members);
            if !share.reached(women, whole) {
                found.push(
                    Found::warn(
                        Gate::Approval,
                        "N308",
                        format!(
                            "请核对妇女代表的人数：名单中妇女代表 {women} 人，代表会议组成人员 {whole} 人（代表 {chosen} 人、委员会成员 {members} 人），至少要 {} 人。",
                            share.least(whole)
                        ),
                    )
                    .citing(&self.rules.basis("women_reps_share")),
                );
            }
        }
        found
    }

    /// 申诉 — decided within the days the law gives.
    fn decided_in_time(&self) -> Vec<Found> {
        let late: Vec<String> = self
            .list("objections")
            .iter()
            .filter_map(|row| {
                let latest =
                    law::deadline(self.rules, "decision_days", day(row, "received_on")?)?.latest;
                let decided = day(row, "decided_on")?;
                (decided > latest).then(|| {
                    format!(
                        "“{}”最迟应在 {} 决定",
                        text(row, "matter"),
                        civil::short(latest)
                    )
                })
            })
            .collect();
        if late.is_empty() {
            return Vec::new();
        }
        vec![
            Found::warn(
                Gate::Procedure,
                "D114",
                format!(
                    "请在卷内附上情况说明：{}，决定的日子超过了期限。",
                    late.join("；")
                ),
            )
            .citing(&self.rules.basis("decision_days")),
        ]
    }

    /// 差额 — more candidates than seats, post by post.
    fn more_than_seats(&self, candidates: Vec<Value>) -> Vec<Found> {
        let Some(village) = self.dossier.village(self.unit) else {
            return Vec::new();
        };
        let count = |seats: i32| usize::try_from(seats).unwrap_or(0);
        let posts = [
            ("chair", "主任", count(village.seats_chair)),
            ("deputy", "副主任", count(village.seats_deputy)),
            ("member", "委员", count(village.seats_member)),
        ];
        if candidates.is_empty() {
            return Vec::new();
        }
        let short: Vec<String> = posts
            .into_iter()
            .filter(|(_, _, seats)| *seats > 0)
            .filter_map(|(post, label, seats)| {
                let standing = candidates
                    .iter()
                    .filter(|one| text(one, "post") == post)
                    .count();
                (standing <= seats).then(|| format!("{label}应选 {seats} 名、候选人 {standing} 人"))
            })
            .collect();
        if short.is_empty() {
            return Vec::new();
        }
        vec![
            Found::warn(
                Gate::Approval,
                "N309",
                format!(
                    "请核对候选人：{}。候选人应当多于应选名额。",
                    short.join("；")
                ),
            )
            .citing(&self.rules.basis("differential_chair_min")),
        ]
    }

    /// The same for the seats left.
    fn more_than_left(&self) -> Vec<Found> {
        let outcome = outcome::results(self.dossier, self.unit)
            .and_then(|results| Outcome::of(self.dossier, self.unit, &results));
        let Some(outcome) = outcome else {
            return Vec::new();
        };
        let rows = self.list("candidates");
        let short = outcome.left.iter().any(|(post, left)| {
            let standing = rows.iter().filter(|row| text(row, "post") == *post).count();
            usize::try_from(*left).is_ok_and(|left| standing <= left)
        });
        if rows.is_empty() || !short {
            return Vec::new();
        }
        vec![Found::warn(
            Gate::Approval,
            "N309",
            "请核对另行选举的候选人：有的职位候选人不多于尚缺的名额。",
        )]
    }

    fn handed_over_in_time(&self) -> Vec<Found> {
        let (Some(handed), Some(produced)) = (
            self.dossier.recorded(self.unit, "handover-completed"),
            self.dossier.recorded(self.unit, law::POLLING),
        ) else {
            return vec![Found::warn(
                Gate::Approval,
                "N310",
                "请先记录完成工作移交的日子，再印发。移交的日子现在是横线。",
            )];
        };
        match law::deadline(self.rules, "handover_days", produced) {
            Some(limit) if handed > limit.latest => vec![
                Found::warn(
                    Gate::Procedure,
                    "D114",
                    format!(
                        "请在卷内附上情况说明：工作移交最迟应在 {} 完成，实际在 {} 完成。",
                        civil::long(limit.latest),
                        civil::long(handed)
                    ),
                )
                .citing(&self.rules.basis("handover_days")),
            ],
            _ => Vec::new(),
        }
    }

    /// 先审计后换届
    fn before_election(&self, dated: NaiveDate) -> Vec<Found> {
        let Some(village) = self.dossier.village(self.unit) else {
            return Vec::new();
        };
        let election_day = self.dossier.election_day(village);
        if dated < election_day {
            return Vec::new();
        }
        vec![
            Found::warn(
                Gate::Procedure,
                "D114",
                format!(
                    "请在卷内附上情况说明：审计结果应当在选举以前公布，选举日是 {}，本件日期 {}。",
                    civil::long(election_day),
                    civil::long(dated)
                ),
            )
            .citing(&self.notice_basis()),
        ]
    }
}
