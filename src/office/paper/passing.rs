//! 放行 — what stops never passes; what only warns passes with a reason, and the reason is kept with the paper, in the
//! audit and on the 核对单. A reason is given to one warning as it was worded: another day, another name or another step
//! in it makes it another warning, which is asked for again.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::preflight::{Found, Gate};
use crate::{
    documents::kinds,
    office::refusal::{Problems, Refusal},
    platform::secret,
};

/// Longest reason, in characters: it has to fit a line of the 核对单.
pub const MOST: usize = 100;
/// What the fields of reasons begin with.
const PREFIX: &str = "reason:";
/// Characters of the digest that tells the warnings of one code apart.
const MARK: usize = 16;
/// Written instead of repeating the reason before it.
const DITTO: &str = "同上";

/// 提示 — what only warns, each once, in the order in which it is told.
pub fn warnings(found: &[Found]) -> Vec<&Found> {
    let mut list: Vec<&Found> = Vec::new();
    for one in found.iter().filter(|one| !one.stops) {
        if !list.contains(&one) {
            list.push(one);
        }
    }
    list
}

/// The field in which the reason for a warning is typed; its code and wording are in it.
pub fn field(warning: &Found) -> String {
    field_of(
        warning.code,
        &[&warning.place, &warning.text, &warning.basis],
    )
}

/// The same for something said of several papers.
pub(super) fn field_of(code: &str, said: &[&str]) -> String {
    let digest = secret::digest(code, &said.join("\n"));
    let mark = digest.get(..MARK).unwrap_or_default();
    format!("{PREFIX}{code}:{mark}")
}

/// The code of the warning a field asks for.
pub fn code_of(field: &str) -> Option<&str> {
    field.strip_prefix(PREFIX)?.split(':').next()
}

/// 继续的理由 — what was typed, by field.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Reasons(BTreeMap<String, String>);

impl Reasons {
    /// Nothing was said.
    pub fn none() -> Self {
        Self::default()
    }

    /// Those among the fields of a form.
    pub fn among<'f>(fields: impl Iterator<Item = (&'f str, &'f str)>) -> Self {
        Self(
            fields
                .filter(|(name, _)| code_of(name).is_some())
                .map(|(name, text)| (name.to_owned(), text.trim().to_owned()))
                .collect(),
        )
    }

    /// The reasons a paper went out with.
    pub fn given(passed: &[Passed]) -> Self {
        Self(
            passed
                .iter()
                .map(|one| (one.field(), one.reason.clone()))
                .collect(),
        )
    }

    /// Adds what was said before to the same warnings, where nobody was asked now: nothing is asked twice.
    #[must_use]
    pub fn or(mut self, before: Self) -> Self {
        for (field, reason) in before.0 {
            self.0.entry(field).or_insert(reason);
        }
        self
    }

    /// From what was kept.
    pub fn from_json(kept: Option<&str>) -> Self {
        kept.and_then(|text| serde_json::from_str(text).ok())
            .unwrap_or_default()
    }

    /// To be kept; nothing where nothing was said.
    pub fn to_json(&self) -> Option<String> {
        (!self.0.is_empty()).then(|| serde_json::to_string(&self.0).ok())?
    }

    /// Gives a reason to a warning.
    pub fn give(&mut self, warning: &Found, reason: impl Into<String>) {
        self.put(field(warning), reason);
    }

    pub(super) fn put(&mut self, field: String, reason: impl Into<String>) {
        self.0.insert(field, reason.into());
    }

    /// What was typed into a field; empty when nothing was.
    pub fn of(&self, field: &str) -> &str {
        self.0.get(field).map_or("", String::as_str)
    }

    /// Whether the field was on the form at all.
    pub fn asked(&self, field: &str) -> bool {
        self.0.contains_key(field)
    }

    /// What was typed for a warning, or for one of its code that is gone from `shown`: the wording changed meanwhile,
    /// and what was typed for it is not lost.
    pub fn kept_for<'r>(&'r self, field: &str, shown: &[String]) -> &'r str {
        match self.of(field) {
            "" => self
                .0
                .iter()
                .find(|(name, text)| {
                    !text.is_empty() && code_of(name) == code_of(field) && !shown.contains(name)
                })
                .map_or("", |(_, text)| text.as_str()),
            typed => typed,
        }
    }
}

/// 已说明的提示 — a warning with the reason for which the paper went out all the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passed {
    /// Where it belongs.
    pub gate: Gate,
    /// Code.
    pub code: String,
    /// 先做什么 · 原因
    pub text: String,
    /// 〔依据〕 without brackets; may be empty.
    #[serde(default)]
    pub basis: String,
    /// Place in the paper; may be empty.
    #[serde(default)]
    pub place: String,
    /// 继续的理由
    pub reason: String,
}

impl Passed {
    /// What is kept of a paper; `None` for papers issued before reasons were asked for, and for what cannot be read.
    pub fn from_json(kept: Option<&str>) -> Option<Vec<Self>> {
        serde_json::from_str(kept?).ok()
    }

    /// The field in which the same warning asks for its reason.
    pub fn field(&self) -> String {
        field_of(&self.code, &[&self.place, &self.text, &self.basis])
    }
}

/// 从前的理由 — what papers of the cycle went out with, by warning: what is said again in the same words is not asked
/// twice, it is only looked at again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Before(BTreeMap<String, String>);

impl Before {
    /// From what papers keep, the newest first.
    pub fn of<'k>(kept: impl Iterator<Item = &'k str>) -> Self {
        let mut before = BTreeMap::new();
        for passed in kept.filter_map(|text| Passed::from_json(Some(text))) {
            for one in passed {
                before.entry(one.field()).or_insert(one.reason);
            }
        }
        Self(before)
    }

    /// The last reason for a warning.
    pub fn reason(&self, warning: &Found) -> Option<&str> {
        self.0.get(&field(warning)).map(String::as_str)
    }

    /// The reason all of them had, if it was one and the same.
    pub fn common<'w>(&self, mut warnings: impl Iterator<Item = &'w Found>) -> Option<&str> {
        let first = self.reason(warnings.next()?)?;
        warnings
            .all(|one| self.reason(one) == Some(first))
            .then_some(first)
    }
}

/// 已说明：…
pub fn explained(reason: &str) -> String {
    format!("已说明：{reason}")
}

/// The reasons in one line, for the audit; `None` where there was nothing to say.
pub fn told(passed: &[Passed]) -> Option<String> {
    let lines: Vec<String> = passed
        .iter()
        .map(|one| format!("{} {}", one.code, one.reason))
        .collect();
    (!lines.is_empty()).then(|| lines.join("；"))
}

/// The words of a reason, read from what was typed: `None` and a problem of the field when they cannot stand.
/// `above` is the reason before it, which 同上 repeats.
pub(super) fn read(
    problems: &mut Problems,
    field: &str,
    typed: &str,
    above: Option<&str>,
) -> Option<String> {
    let typed = typed.trim();
    if typed.trim_end_matches('。') == DITTO {
        if above.is_none() {
            problems.add(
                field,
                "请写明理由，不写“同上”：上面没有写好的理由可以照用。",
            );
        }
        return above.map(str::to_owned);
    }
    let mut wrong = Vec::new();
    let count = typed.chars().count();
    if count > MOST {
        wrong.push(format!(
            "请把理由写在 {MOST} 字以内：现在有 {count} 字，核对单上印不下。"
        ));
    }
    if typed.chars().any(char::is_control) {
        wrong.push("请去掉理由里的换行和不可见字符。".to_owned());
    }
    if let Some(number) = kinds::personal_number(typed) {
        wrong.push(format!(
            "请删去理由里的{number}。理由留在登记和核对单上，不写个人号码。"
        ));
    }
    if wrong.is_empty() {
        return Some(typed.to_owned());
    }
    for text in wrong {
        problems.add(field, text);
    }
    None
}

/// Passes the warnings with their reasons; refuses with every reason that is missing or cannot stand. Reasons for
/// warnings that are gone are passed over.
pub fn pass(found: &[Found], reasons: &Reasons) -> Result<Vec<Passed>, Refusal> {
    let mut problems = Problems::none();
    let mut passed: Vec<Passed> = Vec::new();
    let mut above: Option<String> = None;
    for warning in warnings(found) {
        let field = field(warning);
        let typed = reasons.of(&field);
        if typed.trim().is_empty() {
            problems.add(
                &field,
                format!(
                    "请写明继续的理由（{} {}），或者先改好这一处；没有理由不能印发。",
                    warning.gate.name(),
                    warning.code
                ),
            );
            above = None;
            continue;
        }
        above = read(&mut problems, &field, typed, above.as_deref());
        if let Some(reason) = &above {
            passed.push(Passed {
                gate: warning.gate,
                code: warning.code.to_owned(),
                text: warning.text.clone(),
                basis: warning.basis.clone(),
                place: warning.place.clone(),
                reason: reason.clone(),
            });
        }
    }
    problems.into_result()?;
    Ok(passed)
}

/// Whether nothing but reasons is missing.
pub fn only_reasons(refusal: &Refusal) -> bool {
    matches!(refusal, Refusal::Invalid(problems)
        if problems.general.is_empty() && problems.fields.keys().all(|name| code_of(name).is_some()))
}

/// The warnings nobody gave a reason for, a sentence each, as a paper that stays behind tells them.
pub fn unexplained(found: &[Found], reasons: &Reasons) -> Vec<String> {
    warnings(found)
        .into_iter()
        .filter(|warning| reasons.of(&field(warning)).is_empty())
        .map(|warning| format!("{}（{}）", warning.sentence(), warning.code))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn warning(code: &'static str, text: &str) -> Found {
        Found::warn(Gate::Procedure, code, text)
    }

    fn reasons(given: &[(&Found, &str)]) -> Reasons {
        let mut reasons = Reasons::none();
        for (warning, reason) in given {
            reasons.give(warning, *reason);
        }
        reasons
    }

    fn wrong(found: &[Found], reasons: &Reasons) -> Problems {
        match pass(found, reasons) {
            Err(Refusal::Invalid(problems)) => problems,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn every_missing_reason_is_told_with_its_code() {
        let found = [
            warning("D110", "请核对前面的环节：动员部署还没有记录完成。"),
            Found::stop(Gate::Format, "N401", "请改正。"),
            warning("N303", "请补填空白处，或印出后手填：地点。"),
        ];
        let problems = wrong(&found, &reasons(&[(&found[0], "  　")]));
        assert_eq!(problems.fields.len(), 2);
        let told = problems.all().join("\n");
        assert!(
            told.contains("（行文关 D110）") && told.contains("（行文关 N303）"),
            "{told}"
        );
        let given = reasons(&[
            (&found[0], " 环节已办，记录随后补。 "),
            (&found[2], "印出后手填。"),
        ]);
        let passed = pass(&found, &given).unwrap();
        let kept: Vec<(&str, &str)> = passed
            .iter()
            .map(|one| (one.code.as_str(), one.reason.as_str()))
            .collect();
        assert_eq!(
            kept,
            [("D110", "环节已办，记录随后补。"), ("N303", "印出后手填。")]
        );
        assert_eq!(
            told_of(&passed),
            "D110 环节已办，记录随后补。；N303 印出后手填。"
        );
    }

    fn told_of(passed: &[Passed]) -> String {
        told(passed).unwrap_or_default()
    }

    #[test]
    fn a_reason_is_for_one_wording_and_one_place() {
        let old = warning("D110", "请核对前面的环节：动员部署还没有记录完成。");
        let new = warning("D110", "请核对前面的环节：选民登记还没有记录完成。");
        let given = reasons(&[(&old, "已办。")]);
        assert!(pass(std::slice::from_ref(&old), &given).is_ok());
        let problems = wrong(std::slice::from_ref(&new), &given);
        assert!(problems.fields.contains_key(&field(&new)));
        // What was typed for the wording before is shown again, not lost and not taken for granted.
        assert_eq!(given.kept_for(&field(&new), &[field(&new)]), "已办。");
        // A reason for what is gone is passed over.
        assert_eq!(pass(&[], &given).unwrap(), []);
        assert_eq!(code_of(&field(&old)), Some("D110"));
    }

    #[test]
    fn ditto_repeats_the_reason_above() {
        let found = [warning("D110", "一"), warning("N303", "二")];
        let given = reasons(&[(&found[0], "村里已确认。"), (&found[1], "同上。")]);
        let passed = pass(&found, &given).unwrap();
        assert_eq!(passed[1].reason, "村里已确认。");
        let lone = reasons(&[(&found[0], "同上"), (&found[1], "村里已确认。")]);
        let problems = wrong(&found, &lone);
        assert_eq!(problems.fields.len(), 1);
        assert!(problems.all()[0].contains("不写“同上”"));
    }

    #[test]
    fn a_reason_is_short_and_holds_no_personal_number() {
        let found = [warning("N303", "请补填。")];
        let long = "长".repeat(MOST + 1);
        for (typed, told) in [
            (long.as_str(), "100 字以内：现在有 101 字"),
            ("已问过 13650257551", "请删去理由里的手机号码"),
            ("本人 440299 19900321 5265", "请删去理由里的公民身份号码"),
            ("第一行\n第二行", "请去掉理由里的换行"),
        ] {
            let problems = wrong(&found, &reasons(&[(&found[0], typed)]));
            assert!(problems.all().join("").contains(told), "{typed}");
        }
        let both = format!("{long}13650257551");
        let problems = wrong(&found, &reasons(&[(&found[0], &both)]));
        assert_eq!(problems.all().len(), 2, "everything at once");
        assert!(pass(&found, &reasons(&[(&found[0], &"长".repeat(MOST))])).is_ok());
    }

    #[test]
    fn what_was_kept_is_read_back() {
        let found = [warning("D110", "请核对。")];
        let passed = pass(&found, &reasons(&[(&found[0], "已核对。")])).unwrap();
        let kept = serde_json::to_string(&passed).unwrap();
        assert_eq!(Passed::from_json(Some(&kept)), Some(passed.clone()));
        assert_eq!(passed[0].field(), field(&found[0]));
        assert_eq!(Passed::from_json(None), None, "issued before");
        assert_eq!(Passed::from_json(Some("{")), None);
        let given = reasons(&[(&found[0], "已核对。")]);
        assert_eq!(Reasons::from_json(given.to_json().as_deref()), given);
        assert_eq!(Reasons::none().to_json(), None);
    }
}
