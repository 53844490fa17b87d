//! 手填表 — forms nobody fills in on a screen: complaints, people who put themselves forward. The product prints the
//! unit, the days and the rule in one line; the rest is written by hand.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::parts::{self, RulesOnly, Sheets};
use crate::documents::kinds::Sample;
use crate::documents::kinds::common::VillagePaper;
use crate::documents::kinds::field::FieldSpec;

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
    /// 名单申诉登记表
    ObjectionForm, ObjectionFacts, "第十七条第二款", "第十七条";
    /// 候选人自荐表
    SelfNominationForm, SelfNominationFacts, "第十八条第一款", "第十八条";
}

fn say<F>(paper: &VillagePaper<RulesOnly, F>, names: &mut Map<String, Value>) {
    parts::speak(paper, names);
    let rules = &paper.known.rules;
    let mut put = |key: &str, value: Value| {
        names.insert(key.to_owned(), value);
    };
    put(
        "objection_days",
        json!(rules.objection_days.map(parts::counted)),
    );
    put(
        "decision_days",
        json!(rules.decision_days.map(parts::counted)),
    );
    put("bars", json!(rules.bars.join("；")));
    put("contests", json!(parts::contests(paper, &[])));
}
