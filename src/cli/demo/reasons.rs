//! 继续的理由 — what the office of the story says to the warnings of its pre-flights.

use crate::{
    office::{
        paper::{
            issue::{self, Desk, Order},
            passing,
        },
        refusal::Refusal,
    },
    store::scope::CycleScope,
};

/// Gives a reason to everything that pre-flight warns of in a paper that is about to be issued.
pub(super) async fn give(
    desk: &Desk<'_>,
    scope: &CycleScope,
    order: &mut Order,
) -> Result<(), Refusal> {
    let proof = issue::proof(desk, scope, order).await?;
    for warning in passing::warnings(&proof.found) {
        order.reasons.give(warning, words(warning.code));
    }
    Ok(())
}

/// What a clerk would write.
fn words(code: &str) -> &'static str {
    match code {
        "D110" => "前面的环节已经办了，记录随后补上。",
        "D114" => "情况说明已经附在卷内。",
        "D116" => "补印件，办理日期以环节记录为准。",
        "N303" => "印出后由选委会手填。",
        "N304" => "已向县里核实，来文后再核对一遍。",
        "N307" => "已排定补训，上岗前训完。",
        "S201" => "与本件无关，整改在期限内办。",
        _ => "已当面核对，情况属实。",
    }
}
