//! 待处理 — what the committee has to settle after the count; nothing here changes who is elected.

use super::super::finding::Basis;
use super::super::unit::Post;
use super::count::{Counted, Holder};
use super::input::{Poll, Reserved, Round, Sex, Vote, title};
use super::next::committee;
use super::outcome::{Flag, Next, NextKind};
use super::reason::TallyCode;
use super::relatives;
use super::rules::{PollRules, Rule};
use super::wording;

/// Everything that has to be settled, in the order of its code.
pub(super) fn raise(
    rules: &PollRules<'_>,
    poll: &Poll,
    counted: &[Counted<'_>],
    holders: &[Holder<'_>],
    next: Option<&Next>,
) -> Vec<Flag> {
    let mut raiser = Raiser {
        rules,
        poll,
        counted,
        holders,
        next,
        flags: Vec::new(),
    };
    if poll.vote != Vote::Recall {
        raiser.women();
        raiser.written_in();
        raiser.reviewed();
        raiser.without_candidates();
        raiser.vacancy();
        raiser.reserved_seat();
        raiser.too_few_candidates();
        raiser.turnout();
        raiser.several_posts();
        raiser.late_rerun();
        raiser.separate_ballots();
        let related = relatives::flags(rules, poll, counted, holders);
        raiser.flags.extend(related);
    }
    raiser.blank_ballots();
    raiser.ballots();
    raiser.unverified();
    raiser.flags.sort_by_key(|flag| flag.code);
    raiser.flags
}

struct Raiser<'a, 'p> {
    rules: &'a PollRules<'a>,
    poll: &'p Poll,
    counted: &'a [Counted<'p>],
    holders: &'a [Holder<'p>],
    next: Option<&'a Next>,
    flags: Vec<Flag>,
}

impl Raiser<'_, '_> {
    fn flag(&mut self, code: TallyCode, text: String, basis: Option<Basis>) {
        self.flags.push(Flag { code, text, basis });
    }

    fn seats_left(&self) -> u32 {
        self.counted
            .iter()
            .filter(|result| result.contest.post != Post::Supervisor)
            .map(|result| result.unfilled)
            .fold(0, u32::saturating_add)
    }

    /// 应当有妇女成员: checked against everyone elected so far.
    fn women(&mut self) {
        let Some(min) = self.rules.women_min.value else {
            return;
        };
        let members: Vec<&Holder<'_>> = committee(self.holders).collect();
        // Of a by-election the sitting members are known only where they were given.
        if members.is_empty()
            || (self.poll.vote == Vote::ByElection && self.poll.elected_before.is_empty())
            || self
                .counted
                .iter()
                .all(|result| result.void || result.contest.post == Post::Supervisor)
        {
            return;
        }
        let count = |sex: Option<Sex>| members.iter().filter(|member| member.sex == sex).count();
        let women = u32::try_from(count(Some(Sex::Female))).unwrap_or(u32::MAX);
        let unknown = u32::try_from(count(None)).unwrap_or(u32::MAX);
        if women >= min {
            return;
        }
        let basis = self.rules.women_min.cite();
        if women.saturating_add(unknown) >= min {
            self.flag(
                TallyCode::T411,
                format!("请补上性别。当选人中有 {unknown} 人没有写性别，妇女成员人数核对不了。"),
                basis,
            );
            return;
        }
        let left = self.seats_left();
        let found = if women == 0 {
            "当选人中没有妇女成员。".to_owned()
        } else {
            format!("当选人中妇女成员 {women} 人，少于 {min} 人。")
        };
        let then = if left > 0 {
            format!("还有 {left} 个名额没有选出，请在下一步投票中依法保证。")
        } else {
            "委员会的组成不合规定，请选举委员会依法处理；当选结果不因此改变。".to_owned()
        };
        self.flag(TallyCode::T401, format!("{found}{then}"), basis);
    }

    fn written_in(&mut self) {
        let names: Vec<&str> = self
            .holders
            .iter()
            .filter(|holder| holder.written_in && holder.contest.is_some())
            .map(|holder| holder.name)
            .collect();
        if names.is_empty() {
            return;
        }
        let text = format!(
            "请审查{}的任职条件。不是候选人而由选民另选当选，当选以前没有经过审查；不符合条件的，名额另行选举，不由下一名递补。",
            wording::listed(names)
        );
        self.flag(TallyCode::T403, text, self.rules.candidate_bars.cite());
    }

    /// 当选后审查: everybody elected in this poll, where the pack asks for it.
    fn reviewed(&mut self) {
        if self.rules.winners_reviewed.value != Some(true) {
            return;
        }
        let names: Vec<&str> = self
            .holders
            .iter()
            .filter(|holder| holder.contest.is_some() && holder.post != Post::Supervisor)
            .map(|holder| holder.name)
            .collect();
        if names.is_empty() {
            return;
        }
        let text = format!(
            "请选举委员会及时审查{}的具体条件。规则要求当选以后审查，审查以后公布结果。",
            wording::listed(names)
        );
        self.flag(TallyCode::T420, text, self.rules.winners_reviewed.cite());
    }

    /// Every name written in, under a pack that does not let this round be held without candidates.
    fn without_candidates(&mut self) {
        let rule = self.rules.without_candidates(self.poll);
        if self.poll.vote != Vote::Election
            || self.poll.round == Round::Revote
            || rule.value != Some(false)
        {
            return;
        }
        let titles: Vec<String> = self
            .counted
            .iter()
            .filter(|result| result.contest.has_no_candidates())
            .map(|result| result.contest.title())
            .collect();
        if titles.is_empty() {
            return;
        }
        let text = format!(
            "请核对候选人。{}没有列候选人，{}不实行无候选人的自荐直选。",
            titles.join("、"),
            if self.poll.round == Round::Rerun {
                "另行选举"
            } else {
                "所用规则"
            }
        );
        let basis = rule.cite();
        self.flag(TallyCode::T419, text, basis);
    }

    /// 弃权票 under a pack that takes a ballot without any choice for an invalid one.
    fn blank_ballots(&mut self) {
        if !self.rules.blank_ballot.says("invalid") {
            return;
        }
        let parts: Vec<String> = self
            .counted
            .iter()
            .filter(|result| result.contest.abstained > 0)
            .map(|result| format!("{} {} 张", result.contest.title(), result.contest.abstained))
            .collect();
        if parts.is_empty() {
            return;
        }
        let then = if self.rules.invalid_in_base.value == Some(false) {
            "这里已经按无效票扣除"
        } else {
            "无效票同样计入参加投票人数，当选的票数不变"
        };
        let text = format!(
            "请把弃权票并入无效票公布：{}。没有选任何人的选票，规则算作无效票；{then}。",
            parts.join("、")
        );
        self.flag(TallyCode::T418, text, self.rules.blank_ballot.cite());
    }

    /// 空缺 and 主任没有选出, once a rerun has been held.
    fn vacancy(&mut self) {
        let left = self.seats_left();
        if self.poll.round != Round::Rerun
            || self.poll.vote != Vote::Election
            || left == 0
            || self
                .counted
                .iter()
                .any(|result| result.void || !result.tied.is_empty())
        {
            return;
        }
        let chair_open = self
            .counted
            .iter()
            .any(|result| result.contest.post == Post::Chair && result.unfilled > 0);
        let elected = u32::try_from(committee(self.holders).count()).unwrap_or(u32::MAX);
        if let Some(from) = self.rules.vacancy_from.value
            && elected >= from
            && !(chair_open && self.rules.vacancy_needs_chair.value == Some(true))
        {
            let how = match self.rules.vacancy_decider.value.as_deref() {
                Some("rule") => "可以空缺",
                Some("meeting") => "经村（居）民会议或者代表会议决定，可以空缺",
                Some("election-committee") => "经选举委员会决定，可以空缺",
                Some("township") => "经乡镇（街道）同意，可以空缺",
                Some("county") => "经县级同意，可以空缺",
                _ => "可以空缺，由谁决定请对照本省办法",
            };
            let text = format!(
                "不足的 {left} 个名额{how}，也可以继续另行选举。已选出 {elected} 人，不少于 {from} 人（{elected} ≥ {from}）。"
            );
            self.flag(TallyCode::T404, text, self.rules.vacancy_from.cite());
        }
        if chair_open {
            let deputies = self
                .holders
                .iter()
                .any(|holder| holder.post == Post::Deputy);
            let text = match (self.rules.acting_chair.value.as_deref(), deputies) {
                (Some("deputy"), true) => "主任没有选出，由副主任主持工作。",
                (Some("deputy"), false) => {
                    "主任、副主任都没有选出，由代表会议在当选的委员中推选一人主持工作。"
                }
                (Some("most-voted-deputy"), true) => "主任没有选出，由得票最多的副主任主持工作。",
                (Some("meeting"), _) => "主任没有选出，由代表会议在当选的成员中推选一人主持工作。",
                _ => "主任没有选出，由谁主持工作规则没有规定，请按本省、本村的选举办法办理。",
            };
            self.flag(
                TallyCode::T405,
                text.to_owned(),
                self.rules.acting_chair.cite(),
            );
        }
    }

    /// 选票应当单列妇女委员职位: in the first poll, and in a rerun while no woman is elected.
    fn reserved_seat(&mut self) {
        if !self.rules.women_mode.says("reserved-seat")
            || self.poll.vote != Vote::Election
            || self.poll.round == Round::Revote
        {
            return;
        }
        let members = self
            .counted
            .iter()
            .filter(|result| result.contest.post == Post::Member)
            .count();
        let listed = self
            .counted
            .iter()
            .any(|result| result.contest.reserved == Reserved::Woman);
        let woman = committee(self.holders).any(|member| member.sex == Some(Sex::Female));
        if members == 0 || listed || woman {
            return;
        }
        // Whether the seat goes on in a rerun is an item of its own.
        let (text, basis) = if self.poll.round == Round::First {
            (
                "请核对选票。选票应当单列妇女委员职位，这次投票没有列。",
                self.rules.women_mode.cite(),
            )
        } else if self.rules.women_seat_in_rerun.value == Some(true) {
            (
                "请核对选票。没有妇女当选的，另行选举的选票继续单列妇女委员职位，这次投票没有列。",
                self.rules.women_seat_in_rerun.cite(),
            )
        } else {
            return;
        };
        self.flag(TallyCode::T406, text.to_owned(), basis);
    }

    fn too_few_candidates(&mut self) {
        let mut next = self.next;
        let mut short = Vec::new();
        while let Some(step) = next {
            if step.kind == NextKind::Rerun {
                for contest in &step.contests {
                    let count = u32::try_from(contest.candidates.len()).unwrap_or(u32::MAX);
                    if count <= contest.seats {
                        short.push(format!(
                            "{}名额 {} 名，候选人 {count} 人",
                            title(contest.post, contest.reserved),
                            contest.seats
                        ));
                    }
                }
            }
            next = step.then.as_deref();
        }
        if !short.is_empty() {
            let instead = if self.rules.rerun_no_candidates.value == Some(true) {
                "；也可以实行无候选人的自荐直选"
            } else {
                ""
            };
            let text = format!(
                "请依法补足另行选举的候选人。{}，候选人应当多于应选名额{instead}。",
                short.join("；")
            );
            self.flag(TallyCode::T407, text, self.rules.rerun_min.cite());
        }
    }

    /// A rerun under a law that is silent on its quorum, with fewer than half.
    fn turnout(&mut self) {
        if self.poll.round != Round::Rerun || self.rules.quorum_of(self.poll).is_some() {
            return;
        }
        let registered = self.poll.registered;
        let few = |returned: u32| {
            self.rules
                .quorum
                .value
                .is_some_and(|share| !share.reached(returned, registered))
        };
        if few(self.poll.returned) {
            let text = format!(
                "请对照本省、本村的选举办法确认结果。另行选举投票 {} 人，没有过登记 {registered} 人的半数；法律没有规定另行选举的参加比例。",
                self.poll.returned
            );
            self.flag(TallyCode::T408, text, self.rules.quorum.cite());
        }
    }

    /// One person in two places: tied for a higher post while elected to a lower one, or moved up.
    fn several_posts(&mut self) {
        let mut texts = Vec::new();
        for result in self.counted {
            for tied in &result.tied {
                if let Some(holder) = self.holders.iter().find(|holder| {
                    holder.id == tied.candidate.id && holder.post > result.contest.post
                }) {
                    texts.push((
                        TallyCode::T412,
                        format!(
                            "{}已当选{}，又要参加{}的再次投票；再次投票当选的，保留较高职务，{}空出。",
                            holder.name,
                            title(holder.post, holder.reserved),
                            result.contest.title(),
                            title(holder.post, holder.reserved)
                        ),
                    ));
                }
            }
            for winner in &result.elected {
                if let Some(before) = self
                    .poll
                    .elected_before
                    .iter()
                    .find(|person| person.id == winner.candidate.id)
                {
                    texts.push((
                        TallyCode::T415,
                        format!(
                            "{}当选{}，原来当选的{}空出，请另行选举。",
                            winner.candidate.name,
                            result.contest.title(),
                            before.post.name()
                        ),
                    ));
                }
            }
        }
        for (code, text) in texts {
            self.flag(code, text, None);
        }
    }

    fn late_rerun(&mut self) {
        if self.poll.round != Round::Rerun {
            return;
        }
        let Some(found) = self.poll.election_day.and_then(|day| {
            super::super::deadline::deadline(self.rules.source, "rerun_within_days", day)
        }) else {
            return;
        };
        if self.poll.poll_day > found.latest {
            let text = format!(
                "请核对投票日。另行选举最迟 {}，实际 {}举行，超过了期限（{}）。",
                crate::civil::long(found.latest),
                crate::civil::long(self.poll.poll_day),
                found.formula
            );
            self.flag(TallyCode::T413, text, self.rules.rerun_window.cite());
        }
    }

    fn separate_ballots(&mut self) {
        let separate = self
            .counted
            .iter()
            .any(|result| result.contest.own_ballots().is_some());
        if separate && self.rules.polls.says("one") {
            self.flag(
                TallyCode::T414,
                "请核对投票办法。主任、副主任和委员应当一次性投票选举，这次分开投了票。".to_owned(),
                self.rules.polls.cite(),
            );
        }
    }

    fn ballots(&mut self) {
        let most = self
            .counted
            .iter()
            .map(|result| self.poll.ballots_of(result.contest).issued)
            .max()
            .unwrap_or(0);
        if most > self.poll.registered {
            let text = format!(
                "请查明选票发放。发出 {most} 张，多于登记的 {} 人；一人一票，换发的票应当另记。",
                self.poll.registered
            );
            self.flag(TallyCode::T410, text, None);
        }
        if self.poll.roaming > 0 && self.rules.roaming_allowed.value == Some(false) {
            let text = format!(
                "请查明 {} 张流动票箱的票。规则不允许设流动票箱。",
                self.poll.roaming
            );
            self.flag(TallyCode::T417, text, self.rules.roaming_allowed.cite());
        }
    }

    /// Rules this decision stood on or would have, whose text still has to be read.
    fn unverified(&mut self) {
        let mut names: Vec<&'static str> = Vec::new();
        let mut used = |on: bool, unverified: bool, name: &'static str| {
            if on && unverified && !names.contains(&name) {
                names.push(name);
            }
        };
        let rules = self.rules;
        let poll = self.poll;
        if let Some(rule) = rules.quorum_of(poll) {
            used(true, rule.unverified, rule.name);
        }
        if let Some(rule) = rules.threshold(poll) {
            used(true, rule.unverified, rule.name);
        }
        let several = poll.contests.iter().enumerate().any(|(i, contest)| {
            contest.candidates.iter().any(|candidate| {
                poll.contests
                    .iter()
                    .skip(i + 1)
                    .any(|other| other.candidates.iter().any(|c| c.id == candidate.id))
            })
        });
        let election = poll.vote != Vote::Recall;
        let rerun = std::iter::successors(self.next, |next| next.then.as_deref())
            .any(|next| next.kind == NextKind::Rerun);
        let tied = self.counted.iter().any(|result| !result.tied.is_empty());
        let written_in = poll
            .contests
            .iter()
            .flat_map(|contest| &contest.candidates)
            .any(|candidate| !candidate.nominated);
        let after = poll.round == Round::Rerun && rerun;
        let related = !poll.relatives.is_empty();
        let abstained = poll.contests.iter().any(|contest| contest.abstained > 0);
        let proxies = poll.proxies > 0;
        if proxies {
            let rule = &rules.proxy_modes;
            used(true, rule.unverified, rule.name);
        }
        let mut flag = |on: bool, rule: &Rule<bool>| used(on, rule.unverified, rule.name);
        flag(true, &rules.invalid_in_base);
        flag(election && several, &rules.add_down);
        flag(written_in, &rules.other_names);
        flag(poll.roaming > 0, &rules.roaming_allowed);
        flag(after, &rules.vacancy_needs_chair);
        flag(election, &rules.winners_reviewed);
        flag(election && rerun, &rules.women_seat_in_rerun);
        flag(election && rerun, &rules.rerun_no_candidates);
        flag(related, &rules.relatives_refill);
        let mut number = |on: bool, rule: &Rule<u32>| used(on, rule.unverified, rule.name);
        number(rerun, &rules.rerun_window);
        number(after, &rules.vacancy_from);
        number(election, &rules.women_min);
        let mut word = |on: bool, rule: &Rule<String>| used(on, rule.unverified, rule.name);
        word(true, &rules.participants);
        word(true, &rules.excess_over);
        word(true, &rules.overvote);
        word(abstained, &rules.blank_ballot);
        word(tied, &rules.tie);
        word(election, &rules.women_mode);
        word(related, &rules.relatives_scope);
        word(related, &rules.relatives_rule);
        if !names.is_empty() {
            let text = format!(
                "请核对本省办法的原文。下列规则待核，这里按上位法或者按没有规定办理：{}。",
                names.join("、")
            );
            self.flag(TallyCode::T409, text, None);
        }
    }
}
