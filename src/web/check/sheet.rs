//! 表样 — the fields of each check, in the order of the paper forms.

use super::Subject;
use crate::{
    law::{UnitKind, poll::Kinship},
    web::pages::{
        check::{CheckColumn, CheckField},
        parts::Choice,
    },
};

/// The field of the ID number.
pub(super) const NUMBER: &str = "number";
/// Rows of the tables.
const PROXIES: usize = 8;
const STATIONS: usize = 6;
const REGISTRATIONS: usize = 8;
const NOMINATIONS: usize = 6;
const NOMINEES: usize = 12;

/// 会议
pub(super) const MEETINGS: [(&str, &str); 6] = [
    ("representatives", "村（居）民代表会议"),
    ("adults", "村（居）民会议，按人"),
    ("households", "村（居）民会议，按户的代表"),
    ("group-adults", "村（居）民小组会议，按人"),
    ("group-households", "村（居）民小组会议，按户的代表"),
    ("party", "党员大会选举"),
];

/// 罢免
pub(super) const RECALLS: [(&str, &str); 4] = [
    ("petition-voters", "选民联名"),
    ("petition-representatives", "代表联名"),
    ("vote-voters", "投票表决"),
    ("vote-representatives", "居民代表投票表决"),
];

/// 登记的三类人
pub(super) const GROUNDS: [(&str, &str); 3] = [
    ("resident", "户籍在本地、住在本地"),
    ("away", "户籍在本地、不住在本地"),
    ("outsider", "户籍不在本地"),
];

/// 户籍不在本地的理由
pub(super) const OUTSIDERS: [(&str, &str); 2] = [
    ("residence", "在本地居住"),
    ("work", "从事村务（社区）工作"),
];

/// 户籍地登记没有
pub(super) const CLEARED: [(&str, &str); 3] = [
    ("unknown", "还没有说明"),
    ("yes", "有户籍地未登记的说明"),
    ("no", "户籍地已经登记"),
];

/// 提名方式
pub(super) const SOURCES: [(&str, &str); 4] = [
    ("party", "党组织推荐"),
    ("voters", "登记参加选举的人提名"),
    ("joint-voters", "若干名选民联名提名"),
    ("self", "自荐"),
];

/// 法律列明的不得作为候选人的情形: the field, and what it says.
pub(super) const BARS: [(&str, &str); 5] = [
    ("bar_expelled", "被开除中国共产党党籍"),
    ("bar_convicted", "因犯罪受过刑事处罚"),
    ("bar_clan", "利用宗族势力从事非法活动"),
    ("bar_evil", "利用黑恶势力从事非法活动"),
    ("bar_religion", "组织或者参加非法宗教活动、邪教活动"),
];

/// The posts of a table.
pub(super) const POSTS: [(&str, &str); 3] =
    [("chair", "主任"), ("deputy", "副主任"), ("member", "委员")];

/// 参加投票的人
pub(super) const ELECTORATES: [(&str, &str); 3] = [
    ("voters", "全体登记选民"),
    ("households", "户代表"),
    ("representatives", "村（居）民代表"),
];

fn field(
    name: &'static str,
    label: &str,
    hint: &str,
    input: &'static str,
    choices: &[(&str, &str)],
) -> CheckField {
    CheckField {
        name,
        label: label.to_owned(),
        hint: hint.to_owned(),
        input,
        choices: choices
            .iter()
            .map(|(value, text)| Choice::new(*value, *text))
            .collect(),
    }
}

/// The fields above the table.
pub(super) fn fields(subject: Subject, kinds: &[UnitKind]) -> Vec<CheckField> {
    let number = |name, label, hint| field(name, label, hint, "number", &[]);
    let mut fields = Vec::new();
    if kinds.len() > 1 {
        let kinds: Vec<(&str, &str)> = kinds.iter().map(|kind| (kind.id(), kind.name())).collect();
        fields.push(field("kind", "村还是社区", "", "choice", &kinds));
    }
    fields.extend(match subject {
        Subject::Number => vec![
            field(
                NUMBER,
                "公民身份号码",
                "核对完就丢弃：不保存，不记录，也不再显示。",
                "secret",
                &[],
            ),
            field("election_day", "选举日", "", "date", &[]),
        ],
        Subject::Voter => vec![
            field("birth", "出生日期", "", "date", &[]),
            field("election_day", "选举日", "", "date", &[]),
            field("ground", "哪一类", "", "choice", &GROUNDS),
            field("on", "登记日", "不填按今天。", "date", &[]),
            field("by", "户籍不在本地的：理由", "", "choice", &OUTSIDERS),
            field("since", "户籍不在本地的：从哪天起", "", "date", &[]),
            field(
                "cleared",
                "户籍不在本地的：户籍地登记没有",
                "",
                "choice",
                &CLEARED,
            ),
            field(
                "declared",
                "本人表示参加选举，或者已经来登记",
                "",
                "tick",
                &[],
            ),
            field("applied", "户籍不在本地的：本人已经申请", "", "tick", &[]),
            field(
                "agreed",
                "户籍不在本地的：会议已经同意（社区由选举委员会确认）",
                "",
                "tick",
                &[],
            ),
            field(
                "deprived",
                "依法被剥夺政治权利（有司法机关的文书）",
                "",
                "tick",
                &[],
            ),
        ],
        Subject::Double => Vec::new(),
        Subject::Committee => vec![
            field(
                "members",
                "选举委员会成员",
                "一行一个，照推选结果的先后；同名的人加注区分。",
                "area",
                &[],
            ),
            field(
                "others",
                "原推选结果里其余的人（候补）",
                "一行一个，票多的在前；没有的不填。",
                "area",
                &[],
            ),
            field(
                "gone",
                "已经辞去、去世等出缺的人",
                "一行一个；没有的不填。",
                "area",
                &[],
            ),
            field(
                "absent",
                "连续缺席的成员",
                "一行一个，姓名后面写次数，例如：钱某 2。",
                "area",
                &[],
            ),
        ],
        Subject::Nomination => {
            let mut fields = vec![
                field("name", "被提名人", "", "text", &[]),
                field("source", "提名方式", "", "choice", &SOURCES),
                number("nominators", "联名或者提名的人数", "联名提名的填。"),
                field(
                    "policy",
                    "政策规定的情形",
                    "法律没有列明、文件规定不宜的，写是什么情形。",
                    "text",
                    &[],
                ),
                field(
                    "document",
                    "依据文件的文号",
                    "例如：×组通〔2026〕5号。",
                    "text",
                    &[],
                ),
                field("by_proxy", "委托别人代为提名", "", "tick", &[]),
            ];
            fields.extend(
                BARS.iter()
                    .map(|(name, label)| field(name, label, "", "tick", &[])),
            );
            fields
        }
        Subject::Preselection => vec![
            field("by", "由谁投票预选", "", "choice", &ELECTORATES),
            number("due", "应参加的人数", ""),
            number("voted", "参加投票的人数", ""),
            number("seats_chair", "主任应选名额", "不预选的不填。"),
            number("seats_deputy", "副主任应选名额", "不预选的不填。"),
            number("seats_member", "委员应选名额", "不预选的不填。"),
        ],
        Subject::Roll => vec![
            number("posted", "公布的名单人数", ""),
            number("added", "补登", ""),
            number("died", "死亡", ""),
            number("dropped", "处理决定除名等", ""),
            number("stated", "更正后写的人数", "可不填，填了才核对。"),
            field("announced", "已经发了补充公告", "", "tick", &[]),
        ],
        Subject::Meeting => vec![
            field("meeting", "会议", "", "choice", &MEETINGS),
            number("due", "应到", "代表会议填代表人数，按户的填户数。"),
            number("committee", "委员会成员", "只有代表会议填。"),
            number("women", "妇女代表", "只有代表会议填；可不填。"),
            number("present", "到会", "还没有开会的不填。"),
            number("in_favour", "同意（得票）", "可不填。"),
        ],
        Subject::Seats => vec![
            number("ec_members", "选举委员会人数", "可不填。"),
            number("ec_alternates", "选举委员会候补", "可不填。"),
            number("ec_women", "选举委员会中的妇女", "可不填，填了才核对。"),
        ],
        Subject::Proxies => {
            let mut fields = vec![
                field("election_day", "选举日", "", "date", &[]),
                field(
                    "published",
                    "公布委托名单",
                    "还没有公布的不填。",
                    "date",
                    &[],
                ),
            ];
            if kinds.contains(&UnitKind::Community) {
                fields.push(field(
                    "electorate",
                    "由谁投票",
                    "村都是全体登记选民。",
                    "choice",
                    &ELECTORATES,
                ));
            }
            fields.push(field("candidates", "候选人", "一行一个。", "area", &[]));
            fields.push(field(
                "unregistered",
                "委托人、受委托人中不在选民名单上的",
                "一行一个；没有的不填。",
                "area",
                &[],
            ));
            fields
        }
        Subject::Ledger => vec![
            number("printed", "印制", ""),
            number("kept", "留存未分发", ""),
            number("spoiled", "印坏作废", ""),
            number("registered", "登记选民", "可不填，填了才核对多发。"),
        ],
        Subject::Recall => vec![
            field("recall", "环节", "", "choice", &RECALLS),
            number("due", "应有人数", "有选举权的人、代表，表决时填登记选民。"),
            number("came", "联名或者投票的人数", "还没有的不填，算出要多少。"),
            number("in_favour", "同意罢免", "表决时填。"),
        ],
    });
    fields
}

/// The columns of the table.
pub(super) fn columns(subject: Subject) -> Vec<CheckColumn> {
    let column = |name, label, input| CheckColumn {
        name,
        label,
        input,
        choices: Vec::new(),
    };
    let chosen = |name, label, words: &[(&str, &str)]| CheckColumn {
        choices: words
            .iter()
            .map(|(value, text)| Choice::new(*value, *text))
            .collect(),
        ..column(name, label, "choice")
    };
    match subject {
        Subject::Double => vec![
            column("name", "姓名", "text"),
            column("birth", "出生日期", "date"),
            column("village", "村（社区）", "text"),
            column("place", "名单上的位置", "text"),
        ],
        Subject::Committee => vec![
            column("nominee", "被提名人", "text"),
            column("on", "提名日期", "date"),
            column("relative", "与选委会里的谁是亲属", "text"),
            chosen("kinship", "关系", &kinships()),
        ],
        Subject::Preselection => vec![
            chosen("post", "职位", &POSTS),
            column("nominee", "初步候选人", "text"),
            column("votes", "得票", "number"),
        ],
        Subject::Seats => vec![
            column("seats", "应选名额", "number"),
            column("candidates", "候选人数", "number"),
        ],
        Subject::Proxies => vec![
            column("principal", "委托人", "text"),
            column("agent", "受委托人", "text"),
            chosen(
                "kinship",
                "关系",
                &[&[("none", "不是亲属")], kinships().as_slice()].concat(),
            ),
            column("filed", "提出日期", "date"),
            chosen("present", "委托人投票日", &[("yes", "到场了")]),
        ],
        Subject::Ledger => vec![
            column("name", "投票站、流动票箱", "text"),
            column("received", "领取", "number"),
            column("issued", "发出", "number"),
            column("left", "剩余", "number"),
            column("spoiled", "作废", "number"),
            column("own", "本人", "number"),
            column("proxy", "委托", "number"),
            column("roaming", "流动", "number"),
            column("returned", "收回", "number"),
            column("valid", "有效", "number"),
            column("invalid", "无效", "number"),
        ],
        Subject::Number
        | Subject::Voter
        | Subject::Roll
        | Subject::Meeting
        | Subject::Nomination
        | Subject::Recall => Vec::new(),
    }
}

/// Relations to choose from. Of those that say the same in Chinese whichever way round, one.
fn kinships() -> Vec<(&'static str, &'static str)> {
    Kinship::ALL
        .iter()
        .filter(|(word, _, _)| !matches!(*word, "parent" | "child" | "grandchild"))
        .map(|(word, _, name)| (*word, *name))
        .collect()
}

/// The labels of the rows; an empty one shows its number.
pub(super) fn labels(subject: Subject) -> Vec<&'static str> {
    match subject {
        Subject::Seats => vec!["主任", "副主任", "委员"],
        Subject::Proxies => vec![""; PROXIES],
        Subject::Ledger => vec![""; STATIONS],
        Subject::Double => vec![""; REGISTRATIONS],
        Subject::Committee => vec![""; NOMINATIONS],
        Subject::Preselection => vec![""; NOMINEES],
        Subject::Number
        | Subject::Voter
        | Subject::Roll
        | Subject::Meeting
        | Subject::Nomination
        | Subject::Recall => Vec::new(),
    }
}

/// What the table holds.
pub(super) fn table_hint(subject: Subject) -> &'static str {
    match subject {
        Subject::Seats => "没有这个职位的，两栏都空着。",
        Subject::Proxies => "按提出的先后一行一件；同名的人请加注区分，如“王五（三组）”。",
        Subject::Ledger => {
            "一行一个投票站；空白按 0 计算。领取＝发出＋剩余＋作废，发出＝本人＋委托＋流动，收回＝有效＋无效。"
        }
        Subject::Double => "一处登记一行；同名的人用出生日期区分，不要填身份证号。",
        Subject::Committee => {
            "一行一名被提名人。本人就是选委会成员的，后两栏不填；同一人有几个亲属在选委会的，写几行。"
        }
        Subject::Preselection => "一行一名初步候选人；先后不限。",
        Subject::Number
        | Subject::Voter
        | Subject::Roll
        | Subject::Meeting
        | Subject::Nomination
        | Subject::Recall => "",
    }
}
