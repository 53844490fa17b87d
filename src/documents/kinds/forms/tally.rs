//! 计票表和选举结果报告单. Sums are compared with each other; whether anybody is elected is the rule engine's to say.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::parts::{self, CANDIDATES, Candidate, FormRules, RulesOnly, Sheets};
use crate::documents::kinds::arrange::{self, ARRANGEMENT, Arrangement};
use crate::documents::kinds::common::{Post, VillagePaper};
use crate::documents::kinds::counts::{self, COUNTS, Count, Figures, MORE_THAN_REGISTERED};
use crate::documents::kinds::field::{FieldSpec, Input, field};
use crate::documents::kinds::problem::DataProblem;
use crate::documents::kinds::{Sample, sample};

/// 计票表
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TallyFacts {
    /// 候选人
    #[serde(default)]
    pub candidates: Vec<Candidate>,
    /// 排列顺序, as on the ballot
    pub order: Option<Arrangement>,
}

/// 计票表
pub type Tally = VillagePaper<RulesOnly, TallyFacts>;

/// Boxes for a 正 in one line of a sheet; each is worth five votes.
const BOXES: usize = 20;
/// Lines of boxes on a sheet, and most of them for one person.
const LINES: usize = 11;
const MOST_LINES: usize = 4;

impl crate::documents::kinds::Paper for Tally {
    const FIELDS: &'static [FieldSpec] = &[CANDIDATES, ARRANGEMENT];

    fn problems(&self, problems: &mut Vec<DataProblem>) {
        parts::check_candidates(&self.facts.candidates, problems);
    }

    fn words(&self, names: &mut Map<String, Value>) {
        parts::speak(self, names);
        let other = self.known.rules.other_names;
        let order = arrange::order(self.known.rules.order, self.facts.order);
        let candidates = arrange::arranged(&self.facts.candidates, order, |one| &one.name);
        let sheets: Vec<Value> = parts::contests(self, &candidates)
            .into_iter()
            .map(|contest| {
                let blank = if contest.people.is_empty() {
                    contest.seats.unwrap_or(1) as usize + 2
                } else {
                    0
                };
                // 规则没有写明的也留空行：另选他人是否有效由规则定，写了就要计
                let spare = if other == Some(false) { 0 } else { 3 };
                // 人少时每人多留几行，一张能记更多的票
                let people = (contest.people.len() + blank).max(1);
                let lines = (LINES.saturating_sub(spare + 2) / people).clamp(1, MOST_LINES);
                json!({
                    "lines": (1..=lines).collect::<Vec<_>>(),
                    "label": contest.label, "seats": contest.seats, "people": contest.people,
                    "blank": (1..=blank).collect::<Vec<_>>(), "spare": (1..=spare).collect::<Vec<_>>()
                })
            })
            .collect();
        names.insert("sheets".to_owned(), Value::Array(sheets));
        names.insert("boxes".to_owned(), parts::rows(BOXES));
    }

    fn samples() -> Vec<Sample> {
        let rules = |rules: Value| json!({ "rules": rules });
        Sheets {
            law: "第十八条第三款",
            residents_law: "第十九条",
            normal: (
                rules(parts::all_rules()),
                json!({ "candidates": parts::some_candidates() }),
            ),
            community: (
                rules(parts::residents_rules()),
                json!({ "candidates": parts::some_candidates() }),
            ),
            largest: (
                rules(parts::all_rules()),
                json!({ "candidates": parts::many_candidates() }),
            ),
            rare: (
                rules(parts::some_rules()),
                json!({ "candidates": parts::rare_candidates() }),
            ),
        }
        .samples()
    }
}

/// 选举结果报告单
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportFacts {
    /// 本人投票
    pub own: Option<u32>,
    /// 委托投票
    pub proxy: Option<u32>,
    /// 流动票箱投票
    pub roaming: Option<u32>,
    /// 发出选票
    pub issued: Option<u32>,
    /// 收回选票
    pub returned: Option<u32>,
    /// 有效票
    pub valid: Option<u32>,
    /// 无效票
    pub invalid: Option<u32>,
    /// 得票
    #[serde(default)]
    pub counts: Vec<Count>,
}

/// What the report knows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ReportKnown {
    /// 规则
    pub rules: FormRules,
    /// 登记参加选举的人数
    pub registered: Option<u32>,
}

/// 选举结果报告单
pub type Report = VillagePaper<ReportKnown, ReportFacts>;

impl crate::documents::kinds::Paper for Report {
    const FIELDS: &'static [FieldSpec] = &[
        field("own", "本人领票", "张", Input::Number),
        field("proxy", "委托领票", "张", Input::Number),
        field(
            "roaming",
            "流动票箱发票",
            "张；不设流动票箱不填",
            Input::Number,
        ),
        field("issued", "发出选票", "张", Input::Number),
        field("returned", "收回选票", "张", Input::Number),
        field("valid", "有效票", "张", Input::Number),
        field("invalid", "无效票", "张", Input::Number),
        field(
            "counts",
            "得票情况",
            "每行一人：职位、姓名、得票数、是否当选；结果公告填过的自动带来",
            COUNTS,
        ),
    ];

    fn problems(&self, problems: &mut Vec<DataProblem>) {
        let facts = &self.facts;
        let figures = Figures {
            entitled: self.known.registered,
            issued: facts.issued,
            returned: facts.returned,
            valid: facts.valid,
            invalid: facts.invalid,
        };
        figures.check(
            (
                MORE_THAN_REGISTERED,
                "收回选票多于发出选票，这次投票无效，请先核对",
            ),
            facts.counts.iter().map(|count| count.votes),
            problems,
        );
        counts::check_elected(&facts.counts, self.unit.seats, problems);
        if let (Some(own), Some(proxy), Some(issued)) = (facts.own, facts.proxy, facts.issued) {
            let sum = u64::from(own) + u64::from(proxy) + u64::from(facts.roaming.unwrap_or(0));
            if sum != u64::from(issued) {
                problems.push(DataProblem::at(
                    "facts.issued",
                    "发出选票不等于本人领票、委托领票、流动票箱发票之和，请核对",
                ));
            }
        }
        let (Some(seats), Some(valid)) = (self.unit.seats, facts.valid) else {
            return;
        };
        for post in Post::ALL {
            let votes: u64 = counts::of_post(&facts.counts, post)
                .into_iter()
                .filter_map(|count| count.votes)
                .map(u64::from)
                .sum();
            if seats.of(post) > 0 && votes > u64::from(valid) * u64::from(seats.of(post)) {
                problems.push(DataProblem::at(
                    "facts.counts",
                    format!("{}得票合计多于有效票乘以应选名额，请核对", post.label()),
                ));
            }
        }
    }

    fn words(&self, names: &mut Map<String, Value>) {
        parts::speak(self, names);
        let facts = &self.facts;
        let people: Vec<Candidate> = facts
            .counts
            .iter()
            .map(|count| Candidate {
                post: count.post,
                name: count.name.clone(),
            })
            .collect();
        let contests: Vec<Value> = parts::contests(self, &people)
            .into_iter()
            .map(|contest| {
                let rows: Vec<Value> = counts::of_post(&facts.counts, contest.post)
                    .into_iter()
                    .map(|count| {
                        json!({
                            "name": count.name, "votes": count.votes, "elected": count.elected,
                            "share": percent(count.votes, facts.returned)
                        })
                    })
                    .collect();
                json!({ "label": contest.label, "seats": contest.seats, "rows": rows })
            })
            .collect();
        let elected = counts::elected(facts.counts.iter());
        let decided =
            !facts.counts.is_empty() && facts.counts.iter().all(|count| count.elected.is_some());
        let left = self
            .unit
            .seats
            .filter(|_| decided)
            .map(|seats| (seats.total() as usize).saturating_sub(elected));
        let mut put = |key: &str, value: Value| {
            names.insert(key.to_owned(), value);
        };
        let rules = &self.known.rules;
        put("quorum", json!(rules.quorum.map(parts::Share::words)));
        put("majority", json!(rules.majority.map(parts::Share::words)));
        put("contests", Value::Array(contests));
        put("elected", json!(decided.then_some(elected)));
        put("left", json!(left));
        put(
            "turnout",
            json!(percent(facts.returned, self.known.registered)),
        );
    }

    fn samples() -> Vec<Sample> {
        let row = |post: &str, name: &str, votes: u32, elected: bool| json!({ "post": post, "name": name, "votes": votes, "elected": elected });
        let facts = |counts: Value| {
            json!({
                "own": 855, "proxy": 85, "roaming": 40, "issued": 980, "returned": 976,
                "valid": 964, "invalid": 12, "counts": counts
            })
        };
        let known =
            |rules: Value, registered: u32| json!({ "rules": rules, "registered": registered });
        let counts = json!([
            row("chair", "蓝天勇", 612, true),
            row("chair", "胡礼民", 331, false),
            row("deputy", "欧阳秀勇", 590, true),
            row("deputy", "钟伟", 360, false),
            row("member", "朱秀兰", 702, true),
            row("member", "马智云", 655, true),
            row("member", "温天娟", 561, true),
            row("member", "邱明", 410, false)
        ]);
        let many: Vec<Value> = sample::invented_names(30)
            .iter()
            .zip(0_u32..)
            .map(|(name, index)| {
                let post = match index {
                    0..=4 => "chair",
                    5..=11 => "deputy",
                    12..=25 => "member",
                    _ => "woman-member",
                };
                let first = matches!(index, 0 | 5 | 6 | 12 | 13 | 26);
                row(post, name, if first { 500 } else { 30 }, first)
            })
            .collect();
        let rare: Vec<Value> = sample::RARE_NAMES
            .iter()
            .zip([
                "chair",
                "deputy",
                "member",
                "member",
                "woman-member",
                "chair",
                "deputy",
                "member",
            ])
            .zip(0_u32..)
            .map(|((name, post), index)| row(post, name, 500 - index * 40, index < 5))
            .collect();
        Sheets {
            law: "第十八条第二款",
            residents_law: "第十九条",
            normal: (known(parts::all_rules(), 1203), facts(counts.clone())),
            community: (known(parts::residents_rules(), 1203), facts(counts)),
            largest: (known(parts::all_rules(), 1203), facts(Value::Array(many))),
            rare: (known(parts::some_rules(), 1203), facts(Value::Array(rare))),
        }
        .samples()
    }
}

/// 62.70％ of a base, cut and not rounded up: a share is never shown greater than it is.
fn percent(part: Option<u32>, base: Option<u32>) -> Option<String> {
    let (part, base) = (u64::from(part?), u64::from(base?));
    let hundredths = (part * 10_000).checked_div(base)?;
    Some(format!("{}.{:02}％", hundredths / 100, hundredths % 100))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_cut_at_two_places() {
        assert_eq!(percent(Some(612), Some(976)).as_deref(), Some("62.70％"));
        assert_eq!(percent(Some(488), Some(976)).as_deref(), Some("50.00％"));
        // 一半多一点点，不能显示成更多
        assert_eq!(percent(Some(2), Some(3)).as_deref(), Some("66.66％"));
        assert_eq!(percent(Some(1), Some(0)), None);
        assert_eq!(percent(None, Some(5)), None);
    }
}
