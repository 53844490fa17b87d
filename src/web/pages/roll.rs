//! 选民名单 `/c/{c}/v/{v}/roll` and 文书内容 `/c/{c}/v/{v}/facts/{kind}`.

use serde::Serialize;

use super::{
    check::CheckLine,
    parts::{Choice, Empty, Fact, Form, Link, Message},
};
use crate::web::view::Page;

/// 选民名单: names by group. Neither ID numbers nor telephones exist here.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Roll {
    /// «上前村»
    pub village: String,
    /// Count, by sex, by group, by class, imported when and by whom.
    pub facts: Vec<Fact>,
    /// Those who are on another village's roll too.
    pub doubles: Vec<CheckLine>,
    /// How many they are: not all are listed where they are very many.
    pub doubled: usize,
    /// The roll has no marks: it cannot be compared with others.
    pub unmarked: bool,
    /// Groups in their order.
    pub groups: Vec<RollGroup>,
    /// Whether the groups are shown open: a long roll starts folded.
    pub open: bool,
    /// Where a new sheet is imported; empty when not allowed.
    pub import_href: String,
    /// The paper made of it.
    pub paper: Link,
    /// Shown when there is no roll.
    pub empty: Option<Empty>,
}

/// One group.
#[derive(Clone, Debug, Default, Serialize)]
pub struct RollGroup {
    /// «第一村民小组»
    pub name: String,
    /// «102 人»
    pub count: String,
    /// Names in register order.
    pub names: Vec<String>,
}

impl Page for Roll {
    const TEMPLATE: &'static str = "roll.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let names = [
            "林忠康",
            "𠮷田",
            "欧阳𬭎",
            "阿依古丽·买买提",
            "李义鹏",
            "邱喆",
        ];
        vec![
            (
                "two-groups",
                Self {
                    village: "上前村".into(),
                    facts: vec![
                        Fact::new("登记选民", "1203 人"),
                        Fact::new("男／女", "611／592"),
                        Fact::new("导入", "2月20日 10:21 赵国强"),
                    ],
                    groups: vec![
                        RollGroup {
                            name: "第一村民小组".into(),
                            count: "102 人".into(),
                            names: names
                                .iter()
                                .cycle()
                                .take(102)
                                .map(|&name| name.to_owned())
                                .collect(),
                        },
                        RollGroup {
                            name: "第二村民小组".into(),
                            count: "6 人".into(),
                            names: names.iter().map(|&name| name.to_owned()).collect(),
                        },
                    ],
                    doubles: vec![CheckLine {
                        verdict: "fails",
                        word: "不符合",
                        place: "「上前村」邱喆（序号 6，第一村民小组）".into(),
                        first: "请与本人核实，只保留一处。".into(),
                        reason: "与「下前村」邱喆（序号 12，第三村民小组）是同一个人，已在一处登记的不得再参加其他地方的选举。".into(),
                        basis: "村民委员会组织法第十六条第三款".into(),
                        code: "V203",
                        ..CheckLine::default()
                    }],
                    doubled: 1,
                    unmarked: false,
                    open: true,
                    import_href: "/c/c1/v/v1/roll/import".into(),
                    paper: Link::new("选民名单公告", "/c/c1/docs/d4"),
                    empty: None,
                },
            ),
            (
                "empty",
                Self {
                    village: "上前村".into(),
                    empty: Some(Empty {
                        text:
                            "还没有选民名单。导入本村登记册，核对身份证号和年龄后只留姓名和小组。"
                                .into(),
                        action: Link::new("导入选民名单", "/c/c1/v/v1/roll/import"),
                    }),
                    ..Self::default()
                },
            ),
        ]
    }
}

/// 文书内容 — the facts of one kind of paper that nobody but the village knows. The form is made
/// from the kind's field list.
#[derive(Clone, Debug, Default, Serialize)]
pub struct FactsPage {
    /// «上前村»
    pub village: String,
    /// «投票选举的时间、地点»
    pub kind_title: String,
    /// What is known already and not asked again.
    pub known: Vec<Fact>,
    /// The fields, in the order of the paper. Values and errors are in `form` under `name`.
    pub fields: Vec<FactField>,
    /// Values and errors.
    pub form: Form,
    /// What pre-flight says now.
    pub problems: Vec<Message>,
    /// Where it posts to.
    pub action: String,
    /// The paper.
    pub paper: Link,
    /// Way back.
    pub back: String,
    /// Idempotency key.
    pub key: String,
    /// Version of the village's facts.
    pub version: String,
}

/// One field.
#[derive(Clone, Debug, Default, Serialize)]
pub struct FactField {
    /// Form name.
    pub name: String,
    /// Label.
    pub label: String,
    /// Hint; may be empty.
    pub hint: String,
    /// `text`, `date`, `datetime-local`, `number`, `lines`, `choice`, `people`.
    pub input: &'static str,
    /// For `choice`.
    pub choices: Vec<Choice>,
    /// For `people`: the columns of the table.
    pub columns: Vec<PeopleColumn>,
    /// For `people`: rows filled, followed by blank ones to write into.
    pub rows: Vec<PeopleRow>,
}

/// A column of a table of people. A cell is posted as `{field}.{row}.{column}`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PeopleColumn {
    /// Last part of the form name.
    pub name: String,
    /// Label.
    pub label: String,
    /// Choices of a select; empty for a text field.
    pub choices: Vec<Choice>,
}

/// A row of a table of people.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PeopleRow {
    /// One text a column.
    pub cells: Vec<String>,
    /// What is wrong with it; may be empty.
    pub error: String,
}

impl Page for FactsPage {
    const TEMPLATE: &'static str = "facts.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let field = |name: &str, label: &str, input| FactField {
            name: name.into(),
            label: label.into(),
            input,
            ..FactField::default()
        };
        let blank = PeopleRow {
            cells: vec![String::new(); 3],
            error: String::new(),
        };
        vec![(
            "every-input",
            Self {
                village: "上前村".into(),
                kind_title: "投票选举的时间、地点".into(),
                known: vec![
                    Fact::new("选举日", "2027年3月18日（星期四）"),
                    Fact::new("登记选民", "1203 人"),
                ],
                fields: vec![
                    FactField {
                        hint: "例如：村委会二楼会议室".into(),
                        ..field("place", "中心投票会场", "text")
                    },
                    field("starts", "开始投票", "datetime-local"),
                    field("posted", "张贴日期", "date"),
                    field("boxes", "投票箱数", "number"),
                    FactField {
                        hint: "一行一个".into(),
                        ..field("stations", "分会场", "lines")
                    },
                    FactField {
                        choices: vec![
                            Choice::new("once", "一次投票"),
                            Choice::new("several", "分次投票"),
                        ],
                        ..field("mode", "投票方式", "choice")
                    },
                    FactField {
                        columns: vec![
                            PeopleColumn {
                                name: "name".into(),
                                label: "姓名".into(),
                                choices: Vec::new(),
                            },
                            PeopleColumn {
                                name: "post".into(),
                                label: "职务".into(),
                                choices: vec![
                                    Choice::new("chair", "主任"),
                                    Choice::new("member", "委员"),
                                ],
                            },
                            PeopleColumn {
                                name: "group".into(),
                                label: "村民小组".into(),
                                choices: Vec::new(),
                            },
                        ],
                        rows: vec![
                            PeopleRow {
                                cells: vec!["林忠康".into(), "member".into(), "第一组".into()],
                                error: "请先核对姓名。选民名单里没有这个人。".into(),
                            },
                            blank.clone(),
                            blank,
                        ],
                        ..field("committee", "村民选举委员会成员", "people")
                    },
                ],
                form: Form::new()
                    .value("place", "村委会二楼会议室")
                    .value("stations", "小学\n老祠堂")
                    .error("boxes", "请填 1 或以上的整数。"),
                action: "/c/c1/v/v1/facts/polling".into(),
                paper: Link::new("看这份文书", "/c/c1/docs/d7"),
                back: "/c/c1/v/v1".into(),
                key: "fa1".into(),
                version: "3".into(),
                ..Self::default()
            },
        )]
    }
}
