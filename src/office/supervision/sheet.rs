//! 检查单 — which items are looked at in a village now, and what was ticked.

use uuid::Uuid;

use crate::{
    law::{CheckChoice, CheckItem, Checklists, Rules, StepState, cite_all},
    office::{
        inspection::Kind,
        standing::{Plans, Standing, kind_of},
    },
    platform::secret,
    store::entity::village,
};

/// Stages before the present one that an inspection without notice looks back over.
const STAGES_BACK: usize = 1;
/// The same for 随机抽查.
const STAGES_BACK_RANDOM: usize = 2;

/// How an inspection came in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Origin {
    /// Typed at the office, from memory or from the printed form.
    #[default]
    Office,
    /// Sent from a telephone.
    Phone,
    /// Carried to the office as a file.
    File,
    /// Begun on a telephone, finished at the office.
    Desk,
}

impl Origin {
    /// As it is stored.
    pub fn id(self) -> &'static str {
        match self {
            Self::Office => "office",
            Self::Phone => "phone",
            Self::File => "file",
            Self::Desk => "desk",
        }
    }

    /// In Chinese.
    pub fn name(id: &str) -> &'static str {
        match id {
            "phone" => "手机上传",
            "file" => "离线文件导入",
            "desk" => "手机上开始，在办公室填完",
            _ => "在办公室登记",
        }
    }

    /// Whether its day is that of a clock nobody looked at.
    pub fn carried(self) -> bool {
        matches!(self, Self::Phone | Self::File)
    }
}

/// 检查结果 of one item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// 合格
    Good,
    /// 不合格
    Bad,
    /// 不适用
    Apart,
}

impl Verdict {
    /// All three, in the order of the buttons.
    pub const ALL: [Self; 3] = [Self::Good, Self::Bad, Self::Apart];

    /// As the form sends it and as it is stored.
    pub fn id(self) -> &'static str {
        match self {
            Self::Good => "ok",
            Self::Bad => "bad",
            Self::Apart => "na",
        }
    }

    /// The verdict whose [`id`](Self::id) this is.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.id() == id)
    }

    /// In Chinese.
    pub fn name(self) -> &'static str {
        match self {
            Self::Good => "合格",
            Self::Bad => "不合格",
            Self::Apart => "不适用",
        }
    }
}

/// One item as it was ticked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedAnswer {
    /// Id of the item.
    pub item: String,
    /// `ok`, `bad`, `na`
    pub answer: String,
    /// 备注; for 不合格 the problem.
    pub note: String,
    /// 整改要求; empty is the usual one.
    pub measure: String,
    /// 整改期限 in days from the inspection; empty is the usual number.
    pub days: String,
    /// 程度; empty is the usual one.
    pub gravity: String,
}

/// One earlier finding as it was looked at again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedReview {
    /// Id of the finding.
    pub finding: String,
    /// `ok`: put right; `bad`: not; `na`: not looked at.
    pub answer: String,
    /// 备注
    pub note: String,
    /// New deadline in days, where it was not put right.
    pub days: String,
}

/// 检查单 as it came in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sheet {
    /// The id the telephone gave it; empty for the office's own forms.
    pub client_id: String,
    /// How it came.
    pub origin: Origin,
    /// Version of the half-filled inspection the office's form was made from.
    pub draft: Option<i32>,
    /// Id of the stage whose items it shows; may be empty.
    pub stage: String,
    /// Id of the theme; may be empty.
    pub theme: String,
    /// Items ticked.
    pub answers: Vec<TypedAnswer>,
    /// Earlier findings looked at again.
    pub reviews: Vec<TypedReview>,
}

/// 检查项表 with the rules its bases come from.
#[derive(Debug, Clone, Copy)]
pub struct Book<'a> {
    /// The items.
    pub lists: &'a Checklists,
    /// The compiled pack.
    pub plans: &'a Plans,
}

impl<'a> Book<'a> {
    /// The rules of a village.
    pub fn rules(&self, village: &village::Model) -> Option<&'a Rules> {
        self.plans.pack.rules(kind_of(village))
    }

    /// The items an inspection of this kind looks at in a village that stands so.
    pub fn items(
        &self,
        village: &village::Model,
        standing: &Standing<'_>,
        kind: Kind,
        theme: &str,
    ) -> Vec<&'a CheckItem> {
        let of = kind_of(village);
        match kind {
            Kind::Theme => self.lists.chosen(of, CheckChoice::Theme(theme)),
            Kind::PollingDay => self
                .lists
                .chosen(of, CheckChoice::Stages(&["polling-preparation", "polling"])),
            // What was found before is what is looked at again.
            Kind::FollowUp => Vec::new(),
            Kind::Accompany | Kind::Stage | Kind::Random => {
                let back = if kind == Kind::Random {
                    STAGES_BACK_RANDOM
                } else {
                    STAGES_BACK
                };
                let stages = present_stages(standing, back);
                self.lists.chosen(of, CheckChoice::Stages(&stages))
            }
        }
    }
}

/// 依据 of an item without brackets.
pub fn basis_text(item: &CheckItem, rules: &Rules) -> String {
    cite_all(&item.basis(rules))
        .trim_matches(['〔', '〕'])
        .to_owned()
}

/// The stage a unit stands in: that of the first step that is neither done nor set aside and does not
/// lapse by itself; when everything is done, the last.
pub fn present_stage(standing: &Standing<'_>) -> Option<usize> {
    let plan = standing.plan;
    let pending = (0..plan.steps.len()).filter(|index| {
        let settled = standing.states.get(*index).is_some_and(|state| {
            matches!(
                state,
                StepState::Done | StepState::DoneLate | StepState::NotApplicable
            )
        });
        !settled && plan.steps.get(*index).is_some_and(|step| !step.lapses)
    });
    pending
        .filter_map(|index| plan.steps.get(index))
        .map(|step| step.stage)
        .min()
        .or_else(|| plan.steps.last().map(|step| step.stage))
}

/// Ids of the present stage and of so many before it.
fn present_stages<'s>(standing: &'s Standing<'_>, back: usize) -> Vec<&'s str> {
    let Some(now) = present_stage(standing) else {
        return Vec::new();
    };
    let mut used: Vec<usize> = standing.plan.steps.iter().map(|step| step.stage).collect();
    used.sort_unstable();
    used.dedup();
    let at = used.iter().position(|stage| *stage == now).unwrap_or(0);
    used.iter()
        .skip(at.saturating_sub(back))
        .take(back.min(at) + 1)
        .filter_map(|stage| standing.plan.stages.get(*stage))
        .map(|stage| stage.id.as_str())
        .collect()
}

/// Letters and figures of a receipt: none that is taken for another when read aloud.
const RECEIPT: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

/// 回执码 — the same for the same sheet of the same cycle, however often it is sent.
pub fn receipt(cycle: Uuid, client_id: &str) -> String {
    let digest = secret::digest("receipt", &format!("{cycle}:{client_id}"));
    digest
        .bytes()
        .filter_map(|byte| char::from(byte).to_digit(16))
        .collect::<Vec<u32>>()
        .chunks(2)
        .take(6)
        .filter_map(|pair| {
            let number = pair.iter().fold(0, |sum, digit| sum * 16 + digit);
            let at = usize::try_from(number % 32).ok()?;
            RECEIPT.get(at).map(|byte| char::from(*byte))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_receipt_is_the_same_for_the_same_sheet() {
        let (cycle, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let code = receipt(cycle, "a1");
        assert_eq!(code.len(), 6);
        assert_eq!(code, receipt(cycle, "a1"));
        assert_ne!(code, receipt(cycle, "a2"));
        assert_ne!(code, receipt(other, "a1"));
        assert!(code.bytes().all(|byte| RECEIPT.contains(&byte)));
    }

    #[test]
    fn verdicts_and_origins_are_stored_and_read_back() {
        for verdict in Verdict::ALL {
            assert_eq!(Verdict::from_id(verdict.id()), Some(verdict));
        }
        assert_eq!(Verdict::from_id("yes"), None);
        assert_eq!(Origin::name(Origin::Phone.id()), "手机上传");
        assert_eq!(Origin::name(Origin::Desk.id()), "手机上开始，在办公室填完");
        assert!(Origin::File.carried() && !Origin::Office.carried() && !Origin::Desk.carried());
    }
}
