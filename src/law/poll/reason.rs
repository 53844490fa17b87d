//! 理由编号 — every code a decision can answer with, declared once, and the inequality beside it.

use serde::{Deserialize, Serialize};

use super::super::param::Share;

/// Declares the codes: the variant, its sentence (doc and manual) and its name in JSON.
macro_rules! codes {
    ($($code:ident $sentence:literal)*) => {
        /// 编号 — every code a decision on a poll can answer with.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum TallyCode {
            $(
                #[doc = $sentence]
                $code,
            )*
        }

        impl TallyCode {
            /// Every code with its sentence.
            pub const ALL: &'static [(Self, &'static str)] = &[$((Self::$code, $sentence)),*];

            /// `T101`
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$code => stringify!($code),)*
                }
            }
        }
    };
}

codes! {
    T101 "投票人数达到规定的比例，投票有效"
    T102 "投票人数没有达到规定的比例，投票无效"
    T103 "收回的选票多于允许的数目，该次投票无效"
    T104 "规则没有规定本轮投票的参加比例"
    T105 "数字对不上，不作结论"
    T106 "收回的选票不多于允许的数目"
    T201 "当选所需的票数"
    T202 "当选"
    T203 "票数不够，未当选"
    T204 "票数够，但名额已满，未当选"
    T205 "得票相等，不能确定当选人"
    T206 "已经当选职务，不再当选本职位"
    T207 "下加计票"
    T208 "妇女委员职位只能由妇女担任"
    T209 "规则不允许另选他人"
    T210 "名额没有选足"
    T211 "罢免通过"
    T212 "罢免没有通过"
    T301 "名额全部选足"
    T302 "不足的名额另行选举"
    T303 "另行选举的候选人"
    T304 "另行选举的最后一日"
    T305 "就得票相等的人再次投票"
    T306 "重新投票"
    T307 "选出的人数还不能空缺，继续另行选举"
    T308 "另行选举已达规定的次数"
    T309 "罢免表决已有结果"
    T310 "妇女委员职位在另行选举中还列不列"
    T311 "另行选举可以实行无候选人的自荐直选"
    T401 "当选人中妇女不足"
    T402 "当选人之间有回避关系"
    T403 "另选的人当选，任职条件还没有审查"
    T404 "不足的名额可以空缺"
    T405 "主任没有选出"
    T406 "选票没有单列妇女委员职位"
    T407 "另行选举的候选人不够差额"
    T408 "另行选举的投票人数没有过半"
    T409 "用到了待核的规则"
    T410 "发出的选票多于登记人数"
    T411 "性别没有写全，妇女成员人数核对不了"
    T412 "得票相等的人已当选较低职务"
    T413 "另行选举超过了期限"
    T414 "应当一次投票的分开投了票"
    T415 "当选较高职务，原职务空出"
    T416 "监督委员会成员与委员会成员有回避关系"
    T417 "使用了规则不允许的流动票箱"
    T418 "弃权票按规则算作无效票"
    T419 "没有列候选人，规则不允许"
    T420 "当选后须审查具体条件"
    T421 "因回避空出的名额怎样补"
    T501 "收回的选票多于登记人数"
    T502 "委托和流动票箱的票多于发出的选票"
    T503 "单名额职位的票数合计与收回的选票不等"
    T504 "多名额职位的票数合计超过可能的数目"
    T505 "一个人的得票多于有效的选票"
    T506 "无效票和弃权票多于收回的选票"
    T507 "整张作废的，各职位的无效票应当相同"
    T508 "收回的选票多于发出的选票或者投票人数"
    T509 "投票人数与登记人数、发出的选票对不上"
    T510 "不允许委托投票的有委托票"
    T511 "下加以后的票数多于收回的选票"
    T512 "罢免表决的票数合计与收回的选票不等"
}

/// `2×655 = 1310 > 1203`: a share of `whole` held against `part`, with whatever sign is true.
pub(super) fn inequality(share: Share, part: u32, whole: u32) -> String {
    share.inequality(part, whole)
}

/// `700 > 560`, `560 = 560`, `530 < 560`.
pub(super) fn compared(left: u64, right: u64) -> String {
    let sign = match left.cmp(&right) {
        std::cmp::Ordering::Greater => ">",
        std::cmp::Ordering::Equal => "=",
        std::cmp::Ordering::Less => "<",
    };
    format!("{left} {sign} {right}")
}
