//! 手填表 — forms nobody fills in on a screen: applications, nominations, complaints. The product prints the
//! unit, the days and the rule in one line; the rest is written by hand.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::parts::{self, RulesOnly, Sheets};
use crate::documents::kinds::common::VillagePaper;
use crate::documents::kinds::field::FieldSpec;
use crate::documents::kinds::{Sample, words};

macro_rules! by_hand {
    ($($(#[$doc:meta])* $paper:ident, $facts:ident, $law:literal, $residents_law:literal;)*) => { $(
        /// Nothing is asked.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct $facts {}

        $(#[$doc])*
        pub type $paper = VillagePaper<RulesOnly, $facts>;

        impl crate::documents::kinds::Paper for $paper {
            const FIELDS: &'static [FieldSpec] = &[];

            fn words(&self, names: &mut Map<String, Value>) {
                say(self, names);
            }

            fn samples() -> Vec<Sample> {
                Sheets::by_hand($law, $residents_law).samples()
            }
        }
    )* };
}

by_hand! {
    /// 非户籍人员参加选举登记申请表
    OutsiderApplication, OutsiderFacts, "第十六条第二款第三项", "第十六条";
    /// 委托投票书
    ProxyForm, ProxyFacts, "第十八条第四款", "第十九条";
    /// 流动票箱投票申请表
    RoamingApplication, RoamingFacts, "第十八条", "第十九条";
    /// 名单申诉登记表
    ObjectionForm, ObjectionFacts, "第十七条第二款", "第十七条";
    /// 候选人提名表
    NominationForm, NominationFacts, "第十八条第一款", "第十八条";
    /// 候选人自荐表
    SelfNominationForm, SelfNominationFacts, "第十八条第一款", "第十八条";
}

fn say<F>(paper: &VillagePaper<RulesOnly, F>, names: &mut Map<String, Value>) {
    parts::speak(paper, names);
    let rules = &paper.known.rules;
    let mut put = |key: &str, value: Value| {
        names.insert(key.to_owned(), value);
    };
    put("proxy_max", json!(rules.proxy_max.map(parts::counted)));
    put(
        "outsider_months",
        json!(rules.outsider_months.map(words::months)),
    );
    put(
        "objection_days",
        json!(rules.objection_days.map(parts::counted)),
    );
    put(
        "decision_days",
        json!(rules.decision_days.map(parts::counted)),
    );
    put(
        "joint",
        json!(rules.joint_nomination_min.map(parts::counted)),
    );
    // 联名人数没有规定时留一页够写的行
    put(
        "nominators",
        parts::rows(rules.joint_nomination_min.unwrap_or(10).clamp(10, 60) as usize),
    );
    put("bars", json!(rules.bars.join("；")));
    put("contests", json!(parts::contests(paper, &[])));
}
