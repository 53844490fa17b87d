//! 表样 — the fields of each check, in the order of the paper forms.

use super::Subject;
use crate::{
    law::{Kinship, UnitKind},
    web::pages::{
        check::{CheckColumn, CheckField},
        parts::Choice,
    },
};

/// The field of the ID number.
pub(super) const NUMBER: &str = "number";
/// Rows of the tables of proxies and of stations.
const PROXIES: usize = 8;
const STATIONS: usize = 6;

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

/// 参加投票的人
const ELECTORATES: [(&str, &str); 3] = [
    ("voters", "全体登记选民"),
    ("households", "户代表"),
    ("representatives", "居民代表"),
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
    match subject {
        Subject::Seats => vec![
            column("seats", "应选名额", "number"),
            column("candidates", "候选人数", "number"),
        ],
        Subject::Proxies => vec![
            column("principal", "委托人", "text"),
            column("agent", "受委托人", "text"),
            CheckColumn {
                choices: [("none", "不是亲属")]
                    .into_iter()
                    .chain(
                        Kinship::ALL
                            .iter()
                            // Both say the same in Chinese as the one in the middle.
                            .filter(|(word, _, _)| {
                                !matches!(*word, "parent" | "child" | "grandchild")
                            })
                            .map(|(word, _, name)| (*word, *name)),
                    )
                    .map(|(value, text)| Choice::new(value, text))
                    .collect(),
                ..column("kinship", "关系", "choice")
            },
            column("filed", "提出日期", "date"),
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
        Subject::Number | Subject::Roll | Subject::Meeting | Subject::Recall => Vec::new(),
    }
}

/// The labels of the rows; an empty one shows its number.
pub(super) fn labels(subject: Subject) -> Vec<&'static str> {
    match subject {
        Subject::Seats => vec!["主任", "副主任", "委员"],
        Subject::Proxies => vec![""; PROXIES],
        Subject::Ledger => vec![""; STATIONS],
        Subject::Number | Subject::Roll | Subject::Meeting | Subject::Recall => Vec::new(),
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
        Subject::Number | Subject::Roll | Subject::Meeting | Subject::Recall => "",
    }
}
