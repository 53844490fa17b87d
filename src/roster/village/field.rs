//! 村居名册的列 and the names offices give them.
use crate::roster::columns::{Column, Field, Need, Shows};

/// 村居名册的列.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum VillageField {
    Ordinal,
    Name,
    Kind,
    Division,
    Households,
    Population,
    Groups,
    PartyMembers,
    LastVoters,
    ChairSeats,
    DeputySeats,
    MemberSeats,
    TermEnd,
    Note,
}

const fn column(
    field: VillageField,
    title: &'static str,
    need: Need,
    synonyms: &'static [&'static str],
) -> Column<VillageField> {
    Column {
        field,
        title,
        synonyms,
        need,
        shows: Shows::Plain,
    }
}

impl Field for VillageField {
    const COLUMNS: &'static [Column<Self>] = &[
        column(Self::Ordinal, "序号", Need::Optional, &["编号", "号"]),
        column(
            Self::Name,
            "村（社区）名称",
            Need::Required,
            &[
                "村名",
                "村居名称",
                "单位名称",
                "村（社区）",
                "村(居)名称",
                "村（居）",
                "村名称",
                "社区名称",
                "村民委员会名称",
                "村委会名称",
                "村（居）委会名称",
                "村（居）委会",
                "行政村",
                "行政村名称",
                "村居",
                "村、社区名称",
                "名称",
                "村社区名称",
                "村社区",
            ],
        ),
        column(
            Self::Kind,
            "类别",
            Need::Optional,
            &[
                "类型",
                "村居类别",
                "单位类别",
                "村/社区",
                "性质",
                "村居类型",
                "类别(村/社区)",
            ],
        ),
        column(
            Self::Division,
            "区划代码",
            Need::Optional,
            &[
                "行政区划代码",
                "统计用区划代码",
                "村居代码",
                "村代码",
                "代码",
                "统计代码",
                "12位区划代码",
            ],
        ),
        column(
            Self::Households,
            "总户数",
            Need::Optional,
            &["户数", "农户数", "户籍户数", "家庭户数"],
        ),
        column(
            Self::Population,
            "总人口",
            Need::Optional,
            &["人口", "人口数", "总人口数", "户籍人口", "总人数"],
        ),
        column(
            Self::Groups,
            "村民小组数",
            Need::Optional,
            &[
                "小组数",
                "村民小组",
                "村(居)民小组数",
                "居民小组数",
                "村组数",
                "村（居）民小组",
                "组数",
            ],
        ),
        column(
            Self::PartyMembers,
            "党员数",
            Need::Optional,
            &["党员", "党员人数", "党员总数", "中共党员数"],
        ),
        column(
            Self::LastVoters,
            "上届登记选民数",
            Need::Optional,
            &[
                "上届选民数",
                "上届登记参加选举的村民数",
                "登记选民数",
                "选民数",
                "上届登记村民数",
                "上届参选村民数",
            ],
        ),
        column(
            Self::ChairSeats,
            "主任职数",
            Need::Required,
            &[
                "主任",
                "主任名额",
                "主任人数",
                "职数主任",
                "应选职数主任",
                "应选主任",
                "拟设主任职数",
                "主任数",
            ],
        ),
        column(
            Self::DeputySeats,
            "副主任职数",
            Need::Optional,
            &[
                "副主任",
                "副主任名额",
                "副主任人数",
                "职数副主任",
                "应选职数副主任",
                "应选副主任",
                "拟设副主任职数",
                "副主任数",
            ],
        ),
        column(
            Self::MemberSeats,
            "委员职数",
            Need::Required,
            &[
                "委员",
                "委员名额",
                "委员人数",
                "职数委员",
                "应选职数委员",
                "应选委员",
                "拟设委员职数",
                "委员数",
            ],
        ),
        column(
            Self::TermEnd,
            "任期届满日期",
            Need::Optional,
            &[
                "任期届满",
                "届满日期",
                "届满时间",
                "任期届满时间",
                "任期截止日期",
                "任期结束日期",
                "本届届满日期",
                "任期到期日",
            ],
        ),
        column(
            Self::Note,
            "备注",
            Need::Optional,
            &["说明", "难点村", "难点村情况", "难点村及原因", "其他情况"],
        ),
    ];
    const NAME: Self = Self::Name;
    const SERIAL: Self = Self::Ordinal;
    const PRIVATE: bool = false;
}
