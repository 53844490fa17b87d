//! 选民名册的列 and the names offices give them.
use crate::roster::columns::{Column, Field, Need, Shows};

/// 选民名册的列.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum VoterField {
    Ordinal,
    Group,
    Household,
    Name,
    Sex,
    Birth,
    Ethnic,
    Identity,
    Registered,
    Residence,
    Note,
}

const fn column(
    field: VoterField,
    title: &'static str,
    need: Need,
    synonyms: &'static [&'static str],
) -> Column<VoterField> {
    Column {
        field,
        title,
        synonyms,
        need,
        shows: match field {
            VoterField::Identity => Shows::Identity,
            _ => Shows::Plain,
        },
    }
}

impl Field for VoterField {
    const COLUMNS: &'static [Column<Self>] = &[
        column(
            Self::Ordinal,
            "序号",
            Need::Optional,
            &["编号", "号", "选民号", "登记号"],
        ),
        column(
            Self::Group,
            "村民小组",
            Need::Optional,
            &[
                "小组",
                "组别",
                "所在小组",
                "所属小组",
                "居民小组",
                "村(居)民小组",
                "村组",
                "自然村",
            ],
        ),
        column(
            Self::Household,
            "户号",
            Need::Optional,
            &["户编号", "家庭编号", "户口簿号", "户"],
        ),
        column(
            Self::Name,
            "姓名",
            Need::Required,
            &["选民姓名", "村民姓名", "居民姓名", "名字", "登记人姓名"],
        ),
        column(Self::Sex, "性别", Need::Required, &["男/女", "性別"]),
        column(
            Self::Birth,
            "出生日期",
            Need::Optional,
            &["出生年月日", "出生年月", "生日", "出生时间"],
        ),
        column(Self::Ethnic, "民族", Need::Optional, &["族别"]),
        column(
            Self::Identity,
            "公民身份号码",
            Need::Required,
            &[
                "身份证号",
                "身份证号码",
                "居民身份证号码",
                "居民身份证号",
                "身份证",
                "身份号码",
                "证件号码",
                "公民身份证号码",
                "公民身份证号",
            ],
        ),
        column(
            Self::Registered,
            "户籍情况",
            Need::Optional,
            &[
                "户籍",
                "户籍类别",
                "户籍所在",
                "户籍所在地",
                "户口情况",
                "户口",
                "登记类别",
                "户籍性质",
            ],
        ),
        column(
            Self::Residence,
            "居住情况",
            Need::Optional,
            &[
                "居住",
                "居住状况",
                "居住地",
                "现居住情况",
                "是否在村",
                "在外情况",
            ],
        ),
        column(Self::Note, "备注", Need::Optional, &["说明", "其他情况"]),
    ];
    const NAME: Self = Self::Name;
    const SERIAL: Self = Self::Ordinal;
    const PRIVATE: bool = true;
}
