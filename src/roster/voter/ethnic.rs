//! 民族 (GB/T 3304-1991) — read for a total only; it is not kept with the person.
use super::VoterField;
use crate::roster::problem::{Code, Problem};
use crate::roster::record::Record;
use crate::roster::wording::{fold, quote};

const NAMES: [&str; 56] = [
    "汉",
    "蒙古",
    "回",
    "藏",
    "维吾尔",
    "苗",
    "彝",
    "壮",
    "布依",
    "朝鲜",
    "满",
    "侗",
    "瑶",
    "白",
    "土家",
    "哈尼",
    "哈萨克",
    "傣",
    "黎",
    "傈僳",
    "佤",
    "畲",
    "高山",
    "拉祜",
    "水",
    "东乡",
    "纳西",
    "景颇",
    "柯尔克孜",
    "土",
    "达斡尔",
    "仫佬",
    "羌",
    "布朗",
    "撒拉",
    "毛南",
    "仡佬",
    "锡伯",
    "阿昌",
    "普米",
    "塔吉克",
    "怒",
    "乌孜别克",
    "俄罗斯",
    "鄂温克",
    "德昂",
    "保安",
    "裕固",
    "京",
    "塔塔尔",
    "独龙",
    "鄂伦春",
    "赫哲",
    "门巴",
    "珞巴",
    "基诺",
];

/// Counts over the sheet; short names are said once, not on every row.
#[derive(Default)]
pub(super) struct Tally {
    minority: u64,
    short: u64,
    first_short: Option<(String, String)>,
}

impl Tally {
    /// Takes one cell in; a name not in the standard is a problem of its row.
    pub(super) fn take(&mut self, record: &Record<'_, VoterField>, typed: &str) -> Option<Problem> {
        let folded = fold(typed);
        let stem = folded.strip_suffix('族').unwrap_or(&folded);
        if matches!(folded.as_str(), "其他" | "外国血统中国籍人士" | "穿青人") {
            self.minority += 1;
            return None;
        }
        if !NAMES.contains(&stem) {
            return Some(record.problem(
                Code::EthnicUnknown,
                VoterField::Ethnic,
                format!(
                    "请核对民族名称：{}不在国家标准名录内。〔GB/T 3304-1991〕",
                    quote(typed)
                ),
            ));
        }
        if stem != NAMES[0] {
            self.minority += 1;
        }
        if stem == folded {
            self.short += 1;
            self.first_short
                .get_or_insert_with(|| (stem.to_owned(), format!("第 {} 行", record.number())));
        }
        None
    }

    pub(super) fn minority(&self) -> u64 {
        self.minority
    }

    pub(super) fn problem(&self) -> Option<Problem> {
        let (name, place) = self.first_short.as_ref()?;
        let mut problem = Problem::of_sheet(
            Code::EthnicShort,
            format!(
                "请在原表统一写法：民族一列有 {} 处用了简称（如{place}「{name}」），已按「{name}族」一类的全称读取。〔GB/T 3304-1991〕",
                self.short
            ),
        );
        problem.column = Some("民族".to_owned());
        Some(problem)
    }
}
