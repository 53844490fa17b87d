//! 表单共用 — what many forms print alike: the rules of the pinned pack, people of the roll, candidates, the
//! words of a village or a community, ruled rows.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::documents::kinds::candidates::Order;
use crate::documents::kinds::common::{Electorate, POSTS, Post, UnitKind, VillagePaper};
use crate::documents::kinds::field::{FieldSpec, Input, field};
use crate::documents::kinds::polling::ProxyScope;
use crate::documents::kinds::problem::DataProblem;
use crate::documents::kinds::{Sample, sample, words};

/// 多选时作废的范围
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OvervoteUnit {
    /// 整张选票
    Ballot,
    /// 该职位一栏
    Column,
}

/// 比例 — compared in integers only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Share {
    /// 超过: the share itself is not enough.
    pub strict: bool,
    /// Numerator.
    pub num: u32,
    /// Denominator.
    pub den: u32,
}

impl Share {
    /// 过半数, 超过三分之二, 三分之二以上
    pub fn words(self) -> String {
        let part = format!("{}分之{}", words::number(self.den), words::number(self.num));
        match self.strict {
            true if u64::from(self.num) * 2 == u64::from(self.den) => "过半数".to_owned(),
            true => format!("超过{part}"),
            false => format!("{part}以上"),
        }
    }

    /// Whether `part` of `whole` is enough.
    pub fn reached(self, part: u32, whole: u32) -> bool {
        let have = u64::from(part) * u64::from(self.den);
        let need = u64::from(whole) * u64::from(self.num);
        if self.strict {
            have > need
        } else {
            have >= need
        }
    }
}

/// 规则 — what the pinned rule pack says and a form prints; what it does not say stays out of the form.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FormRules {
    /// 任期（年）
    pub term_years: Option<u32>,
    /// 选民年龄
    pub voting_age: Option<u32>,
    /// 非户籍人员居住或者工作满（个月）
    pub outsider_months: Option<u32>,
    /// 从事村务（社区）工作的也可登记
    pub outsider_by_work: Option<bool>,
    /// 登记截止日
    pub registration_to: Option<NaiveDate>,
    /// 申诉期（日）
    pub objection_days: Option<u32>,
    /// 申诉截止日
    pub objection_until: Option<NaiveDate>,
    /// 作出处理决定的期限（日）
    pub decision_days: Option<u32>,
    /// 可以自荐
    pub self_nomination: Option<bool>,
    /// 联名提名最少人数
    pub joint_nomination_min: Option<u32>,
    /// 不得委托他人提名
    pub proxy_nomination_banned: Option<bool>,
    /// 不得作为候选人的情形, in words
    pub bars: Vec<String>,
    /// 提名截止日
    pub nomination_to: Option<NaiveDate>,
    /// 书面退出的截止日
    pub withdraw_until: Option<NaiveDate>,
    /// 可以委托投票
    pub proxy_allowed: Option<bool>,
    /// 可以受委托的人
    pub proxy_scope: Option<ProxyScope>,
    /// 每人接受委托的上限
    pub proxy_max: Option<u32>,
    /// 候选人不得接受委托
    pub proxy_candidate_banned: Option<bool>,
    /// 委托手续的截止日
    pub proxies_until: Option<NaiveDate>,
    /// 可以设流动票箱
    pub roaming_allowed: Option<bool>,
    /// 每个流动票箱监票人至少
    pub roaming_supervisors: Option<u32>,
    /// 候选人排列顺序
    pub order: Option<Order>,
    /// 可以另选他人
    pub other_names: Option<bool>,
    /// 多选时作废的范围
    pub overvote_unit: Option<OvervoteUnit>,
    /// 选同一人担任两项以上职务无效
    pub double_post_void: Option<bool>,
    /// 可以下加计票
    pub add_down: Option<bool>,
    /// 报送选举结果的截止日
    pub report_by: Option<NaiveDate>,
    /// 另行选举的截止日
    pub rerun_until: Option<NaiveDate>,
    /// 完成移交的期限（日）
    pub handover_days: Option<u32>,
    /// 完成移交的截止日
    pub handover_by: Option<NaiveDate>,
    /// 选票保存（年）
    pub ballot_keep_years: Option<u32>,
    /// 召集会议提前通知（日）
    pub meeting_notice_days: Option<u32>,
    /// 代表会议的参加比例
    pub reps_quorum: Option<Share>,
    /// 选举有效的参加比例
    pub quorum: Option<Share>,
    /// 当选所需得票比例
    pub majority: Option<Share>,
}

/// What a form of one person knows: the rules, and the persons it is made for as the roll has them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PeopleKnown {
    /// 规则
    pub rules: FormRules,
    /// 名册上的人
    pub people: Vec<Listed>,
}

/// What most forms know: the rules alone.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RulesOnly {
    /// 规则
    pub rules: FormRules,
}

/// 名册一行 — a person of the imported roll; no ID number is ever kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Voter {
    /// 登记序号
    pub serial: u32,
    /// 姓名
    pub name: String,
    /// 性别: `男`, `女`
    pub sex: Option<String>,
    /// 登记类别: `一`, `二`, `三`
    pub class: Option<String>,
}

/// 名册上的人 — somebody another paper names, with what the imported roll says beside that name; nothing where the roll
/// has it not at all or more than once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Listed {
    /// 姓名
    pub name: String,
    /// 登记序号
    pub serial: Option<u32>,
    /// 性别: `男`, `女`
    pub sex: Option<String>,
    /// 小组
    pub group: Option<String>,
}

/// What the roll says of somebody.
pub(super) fn listed_of<'p>(people: &'p [Listed], name: &str) -> Option<&'p Listed> {
    people.iter().find(|one| one.name == name)
}

/// What the roll says of the sex of somebody.
pub(super) fn sex_of<'p>(people: &'p [Listed], name: &str) -> Option<&'p str> {
    listed_of(people, name)?.sex.as_deref()
}

/// 小组
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VoterGroup {
    /// 组名
    pub title: String,
    /// 登记的人, in register order
    #[serde(default)]
    pub voters: Vec<Voter>,
}

/// People of all groups.
pub(super) fn count(groups: &[VoterGroup]) -> usize {
    groups.iter().map(|group| group.voters.len()).sum()
}

/// A serial number twice would give one person two ballots.
pub(super) fn check_serials(groups: &[VoterGroup], problems: &mut Vec<DataProblem>) {
    let mut seen = std::collections::HashSet::new();
    for (place, group) in groups.iter().enumerate() {
        for (row, voter) in group.voters.iter().enumerate() {
            if !seen.insert(voter.serial) {
                problems.push(DataProblem::at(
                    format!("known.groups[{place}].voters[{row}].serial"),
                    "登记序号与前面的人重复，请核对名册",
                ));
            }
        }
    }
}

/// 候选人 — in the order in which they stand on the ballot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Candidate {
    /// 职位
    pub post: Post,
    /// 姓名
    pub name: String,
}

/// 候选人 on the form page; taken over from the notice of candidates.
pub(super) const CANDIDATES: FieldSpec = field(
    "candidates",
    "候选人",
    "每行一人：职位、姓名；按公布的先后写，正式候选人名单公告填过的自动带来",
    Input::Table(&[
        field("post", "职位", "", Input::Choice(POSTS)),
        field("name", "姓名", "", Input::Text),
    ]),
);

/// The same person twice for one post.
pub(super) fn check_candidates(candidates: &[Candidate], problems: &mut Vec<DataProblem>) {
    for (index, candidate) in candidates.iter().enumerate() {
        if candidates
            .iter()
            .take(index)
            .any(|earlier| earlier == candidate)
        {
            problems.push(DataProblem::at(
                format!("facts.candidates[{index}].name"),
                "与同一职位前面的候选人同名；若确是两人，请在姓名后加注小组",
            ));
        }
    }
}

/// One post of a contest: label, seats, people, blank rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Contest {
    pub post: Post,
    pub label: &'static str,
    pub seats: Option<u32>,
    /// 一、二 … in words, for the sentence 应选一名.
    pub seats_word: Option<String>,
    pub people: Vec<String>,
}

/// The contests of a unit: posts with candidates; on a blank form every post with seats, without seats known the
/// three usual ones.
pub(super) fn contests<K, F>(paper: &VillagePaper<K, F>, candidates: &[Candidate]) -> Vec<Contest> {
    Post::ALL
        .into_iter()
        .filter_map(|post| {
            let people: Vec<String> = candidates
                .iter()
                .filter(|one| one.post == post)
                .map(|one| one.name.clone())
                .collect();
            let seats = paper.unit.seats.map(|seats| seats.of(post));
            let wanted = !people.is_empty()
                || seats.map_or(
                    candidates.is_empty() && post != Post::WomanMember,
                    |seats| seats > 0,
                );
            let seats = seats.filter(|seats| *seats > 0);
            wanted.then(|| Contest {
                post,
                label: post.label(),
                seats,
                seats_word: seats.map(counted),
                people,
            })
        })
        .collect()
}

/// 一, 两, 三 … before a measure word.
pub(super) fn counted(n: u32) -> String {
    if n == 2 {
        "两".to_owned()
    } else {
        words::number(n)
    }
}

/// Numbers 1 to `n`, for ruled rows.
pub(super) fn rows(n: usize) -> Value {
    json!((1..=n).collect::<Vec<_>>())
}

/// The words of a village or a community, whole phrases below `names`; and the bases in short for the line under
/// a title.
pub(super) fn speak<K, F>(paper: &VillagePaper<K, F>, names: &mut Map<String, Value>) {
    let pairs: &[(&str, &str, &str)] = &[
        ("people", "村民", "居民"),
        ("our", "本村", "本社区"),
        ("here", "村", "社区"),
        ("meeting", "村民会议", "居民会议"),
        ("reps", "村民代表", "居民代表"),
        ("reps_meeting", "村民代表会议", "居民代表会议"),
        ("group_word", "村民小组", "居民小组"),
        ("committee_word", "村民委员会", "居民委员会"),
        ("election_body", "村民选举委员会", "居民选举委员会"),
        ("affairs", "村务", "社区"),
        ("supervisors", "村务监督委员会", "居务监督委员会"),
    ];
    let community = paper.unit.kind == UnitKind::Community;
    for (key, village, other) in pairs {
        let word = if community { other } else { village };
        names.insert((*key).to_owned(), json!(word));
    }
    let voters = match paper.unit.electorate {
        Some(Electorate::Households) if community => "户代表",
        Some(Electorate::Representatives) if community => "居民代表",
        _ if community => "登记参加选举的居民",
        _ => "登记参加选举的村民",
    };
    names.insert("voters".to_owned(), json!(voters));
    // 只有工作安排、没有法规的不写依据
    let cite = words::law(&paper.basis).replace("《中华人民共和国", "《");
    names.insert(
        "cite".to_owned(),
        json!(
            Some(cite)
                .filter(|cite| cite.contains('《'))
                .unwrap_or_default()
        ),
    );
}

/// The samples of one form: what is known and what was typed for each.
pub(super) struct Sheets {
    /// Article of the village law in the samples.
    pub law: &'static str,
    /// Article of the residents' law in the samples.
    pub residents_law: &'static str,
    /// `normal`
    pub normal: (Value, Value),
    /// `normal-community`
    pub community: (Value, Value),
    /// `largest`
    pub largest: (Value, Value),
    /// `rare`
    pub rare: (Value, Value),
}

impl Sheets {
    /// normal, normal-community, empty, empty-community, largest, rare.
    pub(super) fn samples(self) -> Vec<Sample> {
        let paper = |unit: Value, basis: Value, (known, facts): (Value, Value)| {
            json!({
                "office": sample::office(), "unit": unit, "basis": basis,
                "known": known, "facts": facts
            })
        };
        let blank = |unit: Value| {
            json!({
                "office": { "township": "石塘镇" }, "unit": unit, "known": {}, "facts": {}
            })
        };
        vec![
            sample::sample(
                "normal",
                paper(
                    sample::village(),
                    sample::village_law(self.law),
                    self.normal,
                ),
            ),
            sample::sample(
                "normal-community",
                paper(
                    sample::community(),
                    sample::community_law(self.residents_law),
                    self.community,
                ),
            ),
            sample::sample("empty", blank(sample::blank_village())),
            sample::sample("empty-community", blank(sample::blank_community())),
            sample::sample(
                "largest",
                paper(
                    json!({
                        "name": "上前村", "kind": "village",
                        "seats": { "chair": 1, "deputy": 2, "member": 3, "woman_member": 1 },
                        "election_day": "2027-03-18"
                    }),
                    sample::unchecked_law(self.law),
                    self.largest,
                ),
            ),
            sample::sample(
                "rare",
                paper(
                    sample::rare_village(),
                    sample::village_law(self.law),
                    self.rare,
                ),
            ),
        ]
    }
}

/// The rules of the national law, as a village's form knows them.
pub(super) fn some_rules() -> Value {
    json!({
        "term_years": 5, "voting_age": 18, "outsider_months": 12, "outsider_by_work": true,
        "registration_to": "2027-02-19", "objection_days": 5, "objection_until": "2027-03-02",
        "decision_days": 3,
        "bars": ["被开除党籍", "因犯罪受过刑事处罚", "利用宗族或者黑恶势力从事非法活动", "组织或者参加非法宗教活动或者邪教活动"],
        "nomination_to": "2027-03-03",
        "proxy_allowed": true, "proxy_scope": "any-voter", "proxy_max": 3, "proxy_candidate_banned": true,
        "proxies_until": "2027-03-12", "handover_days": 10, "handover_by": "2027-03-28",
        "meeting_notice_days": 10, "reps_quorum": { "strict": false, "num": 2, "den": 3 },
        "quorum": { "strict": true, "num": 1, "den": 2 }, "majority": { "strict": true, "num": 1, "den": 2 }
    })
}

/// The same for a community.
pub(super) fn residents_rules() -> Value {
    json!({
        "term_years": 5, "voting_age": 18, "outsider_months": 6, "outsider_by_work": true,
        "registration_to": "2027-02-21", "objection_days": 5, "objection_until": "2027-03-04",
        "decision_days": 3, "joint_nomination_min": 10,
        "bars": ["被开除党籍", "因犯罪受过刑事处罚", "利用黑恶势力从事非法活动", "组织或者参加非法宗教活动或者邪教活动"],
        "proxy_allowed": true, "proxy_scope": "any-voter", "proxy_max": 3, "proxy_candidate_banned": true,
        "proxies_until": "2027-03-14", "handover_days": 10, "handover_by": "2027-03-30",
        "quorum": { "strict": true, "num": 1, "den": 2 }, "majority": { "strict": true, "num": 1, "den": 2 }
    })
}

/// Everything a pack can say.
pub(super) fn all_rules() -> Value {
    let mut rules = some_rules();
    let more = json!({
        "self_nomination": true, "joint_nomination_min": 10, "proxy_nomination_banned": true,
        "withdraw_until": "2027-03-15", "roaming_allowed": true, "roaming_supervisors": 3,
        "order": "strokes", "other_names": true, "overvote_unit": "ballot", "double_post_void": true,
        "add_down": true, "report_by": "2027-03-23", "rerun_until": "2027-04-17", "ballot_keep_years": 5
    });
    if let (Some(rules), Some(more)) = (rules.as_object_mut(), more.as_object()) {
        rules.extend(more.clone());
    }
    rules
}

/// Groups of invented people for long lists.
pub(super) fn invented_groups(people: usize, per_group: usize, word: &str) -> Value {
    let names = sample::invented_names(people);
    let mut serial = 0;
    names
        .chunks(per_group.max(1))
        .zip(1..)
        .map(|(names, number)| {
            let voters: Vec<Value> = names
                .iter()
                .map(|name| {
                    serial += 1;
                    let sex = if serial % 2 == 0 { "女" } else { "男" };
                    json!({ "serial": serial, "name": name, "sex": sex, "class": "一" })
                })
                .collect();
            json!({ "title": format!("第{number}{word}"), "voters": voters })
        })
        .collect()
}

/// A group of people whose names no common font covers.
pub(super) fn rare_group() -> Value {
    let voters: Vec<Value> = sample::RARE_NAMES
        .iter()
        .zip(1..)
        .map(|(name, serial)| json!({ "serial": serial, "name": name }))
        .collect();
    json!([{ "title": "第1村民小组", "voters": voters }])
}

/// 选票上的人 for samples.
pub(super) fn some_candidates() -> Value {
    people(&[
        ("chair", "蓝天勇"),
        ("chair", "胡礼民"),
        ("deputy", "欧阳秀勇"),
        ("deputy", "钟伟"),
        ("member", "朱秀兰"),
        ("member", "马智云"),
        ("member", "温天娟"),
        ("member", "邱明"),
    ])
}

/// Thirty of them.
pub(super) fn many_candidates() -> Value {
    sample::invented_names(30)
        .iter()
        .enumerate()
        .map(|(index, name)| {
            let post = match index {
                0..=4 => "chair",
                5..=11 => "deputy",
                12..=25 => "member",
                _ => "woman-member",
            };
            json!({ "post": post, "name": name })
        })
        .collect()
}

/// Names beyond the common fonts.
pub(super) fn rare_candidates() -> Value {
    let posts = [
        "chair",
        "chair",
        "deputy",
        "deputy",
        "member",
        "member",
        "member",
        "woman-member",
    ];
    sample::RARE_NAMES
        .iter()
        .zip(posts)
        .map(|(name, post)| json!({ "post": post, "name": name }))
        .collect()
}

fn people(rows: &[(&str, &str)]) -> Value {
    rows.iter()
        .map(|(post, name)| json!({ "post": post, "name": name }))
        .collect()
}
