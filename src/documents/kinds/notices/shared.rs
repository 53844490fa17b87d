//! 公用 — what several notices ask, compare and print alike.

use serde_json::{Value, json};

use crate::documents::kinds::candidates::Candidate;
use crate::documents::kinds::common::{POSTS, Post, Seats};
use crate::documents::kinds::field::{FieldSpec, Input, field};
use crate::documents::kinds::{DataProblem, Sample, sample};

/// 受理意见的地点
pub(super) const CONTACT_PLACE: FieldSpec =
    field("contact_place", "受理意见的地点", "", Input::Text);

/// 公开的联系电话
pub(super) const CONTACT_PHONE: FieldSpec = field(
    "contact_phone",
    "联系电话",
    "办公电话，会张贴出去",
    Input::Text,
);

/// Columns of a list of people by post.
pub(super) const CANDIDATES: Input = Input::Table(&[
    field("post", "职位", "", Input::Choice(POSTS)),
    field("name", "姓名", "", Input::Text),
]);

/// 会议 — who decides or selects in a village or a community.
pub(super) const MEETINGS: Input = Input::Choice(&[
    ("assembly", "村（居）民会议"),
    ("representatives", "村（居）民代表会议"),
]);

/// 投票方式, in the words of the polling notice.
pub(super) const METHODS: Input =
    Input::Choice(&[("assembly", "召开选举大会"), ("stations", "设投票站")]);

/// 讨论决定的会议
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Meeting {
    /// 村民会议 · 居民会议
    Assembly,
    /// 村民代表会议 · 居民代表会议
    Representatives,
}

/// Reports every entry that stood earlier in the list.
pub(super) fn no_repeats<K: PartialEq>(
    keys: &[K],
    path: impl Fn(usize) -> String,
    message: &str,
    problems: &mut Vec<DataProblem>,
) {
    for (index, key) in keys.iter().enumerate() {
        if keys.iter().take(index).any(|earlier| earlier == key) {
            problems.push(DataProblem::at(path(index), message));
        }
    }
}

/// What to say of two people of one name.
pub(super) const SAME_NAME: &str = "与前面的人同名；若确是两人，请在姓名后加注小组";

/// People by post, highest post first, each post with its seats; on a blank form every post that has seats.
pub(super) fn by_post(people: &[Candidate], seats: Option<Seats>) -> Value {
    let blank = people.is_empty();
    Post::ALL
        .into_iter()
        .filter_map(|post| {
            let names: Vec<&str> = people
                .iter()
                .filter(|person| person.post == post)
                .map(|person| person.name.as_str())
                .collect();
            let seats = seats.map(|seats| seats.of(post));
            let wanted = !names.is_empty()
                || (blank && seats.map_or(post != Post::WomanMember, |seats| seats > 0));
            wanted.then(|| {
                json!({ "label": post.label(), "seats": seats.filter(|n| *n > 0), "people": names })
            })
        })
        .collect()
}

/// Names under the heading they share, headings and names in the order in which they were written.
pub(super) fn gathered<'a>(
    rows: impl Iterator<Item = (&'a str, &'a str)>,
) -> Vec<(&'a str, Vec<&'a str>)> {
    let mut groups: Vec<(&str, Vec<&str>)> = Vec::new();
    for (heading, name) in rows {
        match groups.iter_mut().find(|(known, _)| *known == heading) {
            Some((_, names)) => names.push(name),
            None => groups.push((heading, vec![name])),
        }
    }
    groups
}

/// 过半数, 超过三分之二, 达到三分之二以上: said of those who came.
pub(super) fn reached(share: Option<&str>) -> String {
    match share {
        Some(share) if share.starts_with('过') || share.starts_with("超过") => share.to_owned(),
        Some(share) => format!("达到{share}"),
        None => "达到规定的比例".to_owned(),
    }
}

/// 没有过半数, 没有达到三分之二: the contrary.
pub(super) fn not_reached(share: Option<&str>) -> String {
    match share {
        Some(share) if share.starts_with('过') || share.starts_with("超过") => {
            format!("没有{share}")
        }
        Some(share) => format!("没有达到{}", share.trim_end_matches("以上")),
        None => "没有达到法定人数".to_owned(),
    }
}

/// A number, or nothing where there is nothing to count.
pub(super) fn counted(count: usize) -> Value {
    if count == 0 {
        Value::Null
    } else {
        json!(count)
    }
}

/// The samples of a notice: how its number and day are, and its legal bases.
pub(super) struct Frame {
    /// 编号; empty where the packs give none.
    pub number: &'static str,
    /// 日期
    pub date: &'static str,
    /// 村的依据: article of the village law.
    pub village: &'static str,
    /// 社区的依据: article of the law of communities.
    pub community: &'static str,
}

impl Frame {
    fn issue(&self) -> Value {
        if self.number.is_empty() {
            json!({ "numbered": false, "date": self.date })
        } else {
            sample::issue(self.number, self.date)
        }
    }

    fn village_law(&self) -> Value {
        if self.village.is_empty() {
            json!([])
        } else {
            sample::village_law(self.village)
        }
    }

    fn community_law(&self) -> Value {
        if self.community.is_empty() {
            json!([])
        } else {
            sample::community_law(self.community)
        }
    }

    /// A sample of a village.
    pub fn village(&self, name: &'static str, known: &Value, facts: &Value) -> Sample {
        sample::sample(
            name,
            json!({
                "office": sample::office(), "unit": sample::village(), "issue": self.issue(),
                "basis": self.village_law(), "known": known, "facts": facts
            }),
        )
    }

    /// A sample of a community.
    pub fn community(&self, name: &'static str, known: &Value, facts: &Value) -> Sample {
        sample::sample(
            name,
            json!({
                "office": sample::office(), "unit": sample::community(), "issue": self.issue(),
                "basis": self.community_law(), "known": known, "facts": facts
            }),
        )
    }

    /// The fullest paper there may be, with a basis nobody has checked.
    pub fn largest(&self, known: &Value, facts: &Value) -> Sample {
        let article = if self.village.is_empty() {
            "第十八条"
        } else {
            self.village
        };
        sample::sample(
            "largest",
            json!({
                "office": sample::office(), "unit": sample::village(), "issue": self.issue(),
                "basis": sample::unchecked_law(article), "known": known, "facts": facts
            }),
        )
    }

    /// Names and a village beyond the common fonts.
    pub fn rare(&self, known: &Value, facts: &Value) -> Sample {
        sample::sample(
            "rare",
            json!({
                "office": sample::office(), "unit": sample::rare_village(), "issue": self.issue(),
                "basis": self.village_law(), "known": known, "facts": facts
            }),
        )
    }
}

/// The blank forms of a village and of a community.
pub(super) fn blanks() -> [Sample; 2] {
    let blank = |unit: Value| json!({ "office": { "township": "石塘镇" }, "unit": unit, "known": {}, "facts": {} });
    [
        sample::sample("empty", blank(sample::blank_village())),
        sample::sample("empty-community", blank(sample::blank_community())),
    ]
}

/// People by post for samples.
pub(super) fn people(rows: &[(&str, &str)]) -> Value {
    rows.iter()
        .map(|(post, name)| json!({ "post": post, "name": name }))
        .collect()
}

/// The candidates of 石塘社区 in samples: one more than seats in each post.
pub(super) fn community_slate() -> Value {
    people(&[
        ("chair", "吴静"),
        ("chair", "周平"),
        ("deputy", "郭静"),
        ("deputy", "赵军"),
        ("deputy", "黄勇"),
        ("member", "马智云"),
        ("member", "朱秀兰"),
        ("member", "邱明"),
        ("member", "周文杰"),
        ("member", "温天娟"),
    ])
}
