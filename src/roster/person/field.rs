//! 人员表的列 and the names offices give them.
use crate::roster::columns::{Column, Field, Need, Shows};

/// 人员表的列.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum PersonField {
    Ordinal,
    Name,
    Sex,
    Post,
    BodyRoles,
    Team,
    LinkedVillages,
    Phone,
}

const fn column(
    field: PersonField,
    title: &'static str,
    need: Need,
    synonyms: &'static [&'static str],
) -> Column<PersonField> {
    Column {
        field,
        title,
        synonyms,
        need,
        shows: match field {
            PersonField::Phone => Shows::Phone,
            _ => Shows::Plain,
        },
    }
}

impl Field for PersonField {
    const COLUMNS: &'static [Column<Self>] = &[
        column(Self::Ordinal, "序号", Need::Optional, &["编号", "号"]),
        column(
            Self::Name,
            "姓名",
            Need::Required,
            &["名字", "人员姓名", "领导姓名", "同志姓名"],
        ),
        column(Self::Sex, "性别", Need::Optional, &["男/女"]),
        column(
            Self::Post,
            "单位及职务",
            Need::Required,
            &[
                "职务",
                "单位职务",
                "工作单位及职务",
                "现任职务",
                "单位",
                "行政职务",
                "所在单位及职务",
            ],
        ),
        column(
            Self::BodyRoles,
            "换届机构职务",
            Need::Optional,
            &[
                "领导小组职务",
                "换届职务",
                "机构职务",
                "换届领导小组职务",
                "换届工作职务",
                "领导小组及办公室职务",
            ],
        ),
        column(
            Self::Team,
            "所在工作组",
            Need::Optional,
            &[
                "工作组",
                "指导组",
                "所在组",
                "督查组",
                "所属工作组",
                "组别",
                "指导组/督查组",
            ],
        ),
        column(
            Self::LinkedVillages,
            "挂钩联系村",
            Need::Optional,
            &[
                "联系村",
                "挂钩村",
                "包村",
                "包联村",
                "挂点村",
                "挂钩联系村(社区)",
                "联系村居",
                "包干村",
                "包干村居",
                "挂点村居",
            ],
        ),
        column(
            Self::Phone,
            "手机",
            Need::Optional,
            &[
                "电话",
                "手机号",
                "手机号码",
                "联系电话",
                "联系方式",
                "移动电话",
            ],
        ),
    ];
    const NAME: Self = Self::Name;
    const SERIAL: Self = Self::Ordinal;
    const PRIVATE: bool = false;
}
