//! 难点村和风险 — the causes, the level a person gives with its reasons, and 一村一策: measures with owner, day and state.
//! Every assessment and every version of a measure is kept; the last one holds.

mod measure;
pub mod suggest;

use chrono::NaiveDate;
use uuid::Uuid;

#[cfg(test)]
use self::measure::check_measure;
pub use self::measure::{NewMeasure, put_measure};
use self::suggest::Signal;
use super::{
    change::{Actor, Begun, Change},
    done::Done,
    event::Event,
    refusal::{Conflict, Problems, Refusal},
    typed,
    village::{causes, list_text},
};
use crate::{
    civil,
    platform::clock::Clock,
    roster::TroubleCause,
    store::{
        Store, audit,
        entity::{risk_assessment, village as village_row},
        risk::{self as rows, DONE, DROPPED, OPEN},
        scope::CycleScope,
        village,
    },
};

/// 风险等级
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// 低
    Low,
    /// 中
    Middle,
    /// 高
    High,
}

impl Level {
    /// Every level, the highest first.
    pub const ALL: [Self; 3] = [Self::High, Self::Middle, Self::Low];

    /// As it is stored.
    pub fn id(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Middle => "middle",
            Self::High => "high",
        }
    }

    /// The level whose [`id`](Self::id) this is.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.id() == id)
    }

    /// In Chinese.
    pub fn name(self) -> &'static str {
        match self {
            Self::Low => "低",
            Self::Middle => "中",
            Self::High => "高",
        }
    }
}

/// In what state a measure is: id and word.
pub const STATES: [(&str, &str); 3] = [(OPEN, "在办"), (DONE, "已落实"), (DROPPED, "不再办")];

/// 在办, 已落实, 不再办
pub fn state_name(id: &str) -> &'static str {
    STATES
        .iter()
        .find(|(known, _)| *known == id)
        .map_or("", |(_, name)| name)
}

/// An assessment as typed.
#[derive(Debug, Clone, Default)]
pub struct NewAssessment {
    /// Id of the level.
    pub level: String,
    /// 难点村原因 ticked, by their ids.
    pub causes: Vec<String>,
    /// 理由
    pub reasons: String,
    /// 评定人
    pub by: String,
    /// 评定日期
    pub on: String,
    /// Number of the last assessment the form was made from; 0 for none.
    pub version: i32,
}

fn past_day(
    problems: &mut Problems,
    field: &str,
    label: &str,
    text: &str,
    today: NaiveDate,
) -> Option<NaiveDate> {
    let day = typed::day(problems, field, label, text);
    if let Some(day) = day
        && day > today
    {
        problems.add(
            field,
            format!(
                "请改正{label}：{} 还没有到，今天是 {}。",
                civil::long(day),
                civil::long(today)
            ),
        );
    }
    day
}

struct Assessed {
    level: Level,
    causes: Vec<TroubleCause>,
    by: String,
    on: NaiveDate,
}

fn check_assessment(
    input: &NewAssessment,
    signals: &[Signal],
    today: NaiveDate,
) -> Result<Assessed, Problems> {
    let mut problems = Problems::none();
    let level = Level::from_id(&input.level);
    if level.is_none() {
        problems.add("level", "请选择风险等级。");
    }
    let mut ticked = Vec::new();
    for id in &input.causes {
        match TroubleCause::ALL.iter().find(|cause| cause.as_str() == id) {
            Some(cause) => ticked.push(*cause),
            None => problems.add("causes", "请重新勾选难点村原因。"),
        }
    }
    let suggested = suggest::level(signals);
    let reasons = input.reasons.trim();
    if let Some(level) = level.filter(|_| reasons.is_empty()) {
        if level != suggested {
            problems.add(
                "reasons",
                format!(
                    "请写明理由：按已有情况建议评为“{}”，评为“{}”要说明为什么。",
                    suggested.name(),
                    level.name()
                ),
            );
        } else if level != Level::Low {
            problems.add(
                "reasons",
                "请写明理由：评为中、高的村要有对策，理由是对策的根据。",
            );
        }
    }
    typed::at_most(&mut problems, "reasons", reasons, 1000);
    let by = typed::line(&mut problems, "by", "评定人", &input.by, 100);
    if by.is_empty() {
        problems.add("by", "请填写由谁评定，如“换届办、信访办会商”。");
    }
    let on = past_day(&mut problems, "on", "评定日期", &input.on, today);
    if input.on.trim().is_empty() {
        problems.add("on", "请填写评定日期。");
    }
    match (level, on) {
        (Some(level), Some(on)) if problems.is_empty() => Ok(Assessed {
            level,
            causes: ticked,
            by,
            on,
        }),
        _ => Err(problems),
    }
}

/// 评定风险 — the causes go to the village, level and reasons are another assessment.
#[allow(clippy::too_many_arguments)]
pub async fn assess(
    store: &Store,
    clock: &dyn Clock,
    actor: &Actor,
    scope: &CycleScope,
    village_id: Uuid,
    key: &str,
    signals: &[Signal],
    input: &NewAssessment,
) -> Result<Done, Refusal> {
    let checked = check_assessment(input, signals, clock.today()).map_err(Refusal::Invalid)?;
    let mut change = match Change::begin(store, clock, actor, key).await? {
        Begun::Fresh(change) => change,
        Begun::Again(location) => return Ok(Done::again(location)),
    };
    let row = village::find(change.tx(), scope, village_id)
        .await?
        .ok_or(Refusal::NotFound)?;
    let before = rows::assessments_of(change.tx(), scope, village_id).await?;
    let last = before.last();
    let seq = last.map_or(0, |last| last.seq);
    if seq != input.version {
        return Err(stale(store, "risk", village_id, &row.name, "风险评定").await?);
    }
    let model = risk_assessment::Model {
        id: Uuid::now_v7(),
        cycle_id: scope.cycle_id(),
        village_id,
        seq: seq + 1,
        level: checked.level.id().to_owned(),
        causes: list_text(&checked.causes),
        reasons: input.reasons.trim().to_owned(),
        suggested: suggest::level(signals).id().to_owned(),
        signals: list_text(signals),
        assessed_by: checked.by,
        assessed_on: checked.on,
        recorded_by: actor.id(),
        recorded_by_name: actor.name.clone(),
        recorded_at: change.at(),
    };
    if !rows::assess(change.tx(), model).await? {
        return Err(stale(store, "risk", village_id, &row.name, "风险评定").await?);
    }
    let name = row.name.clone();
    if causes(&row) != checked.causes {
        let titles = |list: &[TroubleCause]| {
            if list.is_empty() {
                return "（空）".to_owned();
            }
            let titles: Vec<&str> = list.iter().map(|cause| cause.title()).collect();
            titles.join("、")
        };
        let summary = format!(
            "修改 {name}：难点村原因 {} → {}",
            titles(&causes(&row)),
            titles(&checked.causes)
        );
        let changed = village_row::Model {
            trouble_causes: list_text(&checked.causes),
            ..row
        };
        if !village::update(change.tx(), scope, changed).await? {
            return Err(stale(store, "village", village_id, &name, "情况").await?);
        }
        change
            .audit(Event::VillageChanged)
            .object("village", village_id)
            .cycle(scope.cycle_id())
            .summary(summary);
    }
    let was = last
        .and_then(|last| Level::from_id(&last.level))
        .map_or("（未评定）", Level::name);
    // Not marked with the village: whoever sees only a village does not read what the township thinks of it.
    change
        .audit(Event::RiskAssessed)
        .object("risk", village_id)
        .cycle(scope.cycle_id())
        .summary(format!(
            "评定 {name} 风险等级 {was} → {}",
            checked.level.name()
        ))
        .after(&serde_json::json!({
            "level": checked.level.id(), "on": checked.on, "causes": checked.causes,
        }));
    let location = format!("/c/{}/v/{village_id}/risk", scope.cycle_id());
    change.commit(&location).await?;
    Ok(Done::plainly(
        location,
        format!("已把{name}的风险等级评为“{}”。", checked.level.name()),
    ))
}

async fn stale(
    store: &Store,
    kind: &'static str,
    id: Uuid,
    village: &str,
    what: &str,
) -> Result<Refusal, Refusal> {
    // Not with the transaction: where two wrote at once, PostgreSQL lets it do nothing more.
    let event = audit::last_of_object(store.reader(), kind, &id.to_string()).await?;
    Ok(Refusal::Conflict(Conflict::from_event(
        format!("{village}的{what}"),
        event,
    )))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::store::entity::risk_measure;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn clans() -> Vec<Signal> {
        vec![Signal {
            text: "宗族派性严重".into(),
            heavy: true,
        }]
    }

    #[test]
    fn a_level_against_the_suggestion_needs_its_reason() {
        let input = |level: &str, reasons: &str| NewAssessment {
            level: level.into(),
            reasons: reasons.into(),
            by: "换届办".into(),
            on: "2027-02-20".into(),
            ..NewAssessment::default()
        };
        for (level, signals, reasons, wrong) in [
            ("low", vec![], "", &[][..]),
            ("middle", clans(), "", &["reasons"]),
            ("middle", clans(), "两房争山界", &[]),
            ("low", clans(), "", &["reasons"]),
            ("low", clans(), "山界已调解", &[]),
            ("high", vec![], "", &["reasons"]),
            ("red", vec![], "", &["level"]),
        ] {
            let found = check_assessment(&input(level, reasons), &signals, day("2027-02-20"));
            let fields: Vec<String> = found
                .err()
                .map(|problems| problems.fields.into_keys().collect())
                .unwrap_or_default();
            assert_eq!(fields, wrong, "{level} {reasons}");
        }
        let problems = check_assessment(
            &NewAssessment {
                causes: vec!["king".into()],
                on: "2027-02-21".into(),
                ..NewAssessment::default()
            },
            &[],
            day("2027-02-20"),
        )
        .err()
        .unwrap();
        let fields: Vec<&str> = problems.fields.keys().map(String::as_str).collect();
        assert_eq!(fields, ["by", "causes", "level", "on"]);
    }

    fn stored(due: &str) -> risk_measure::Model {
        risk_measure::Model {
            id: Uuid::nil(),
            measure_id: Uuid::nil(),
            seq: 1,
            cycle_id: Uuid::nil(),
            village_id: Uuid::nil(),
            measure: "每周入户走访".into(),
            owner_id: None,
            owner_name: "派出所".into(),
            due: Some(day(due)),
            state: OPEN.into(),
            settled_on: None,
            note: String::new(),
            recorded_by: Uuid::nil(),
            recorded_by_name: String::new(),
            recorded_at: chrono::DateTime::UNIX_EPOCH,
        }
    }

    #[test]
    fn a_measure_has_a_day_and_a_state_that_fits() {
        let old = stored("2027-02-10");
        let input = |due: &str, state: &str, settled: &str, note: &str| NewMeasure {
            measure: "每周入户走访".into(),
            due: due.into(),
            state: state.into(),
            settled_on: settled.into(),
            note: note.into(),
            ..NewMeasure::default()
        };
        let fields = |input: NewMeasure, old: Option<&risk_measure::Model>| -> Vec<String> {
            let mut problems = Problems::none();
            check_measure(&input, old, day("2027-02-20"), &mut problems);
            problems.fields.into_keys().collect()
        };
        let none: [&str; 0] = [];
        assert_eq!(fields(input("2027-02-20", "", "", ""), None), none);
        assert_eq!(fields(input("2027-02-19", "", "", ""), None), ["due"]);
        assert_eq!(fields(NewMeasure::default(), None), ["due", "measure"]);
        let old = Some(&old);
        // A day that has passed may stay; a new one may not lie behind.
        assert_eq!(fields(input("2027-02-10", OPEN, "", ""), old), none);
        assert_eq!(fields(input("2027-02-12", OPEN, "", ""), old), ["due"]);
        assert_eq!(
            fields(input("2027-02-10", DONE, "2027-02-18", ""), old),
            none
        );
        assert_eq!(
            fields(input("2027-02-10", DONE, "", ""), old),
            ["settled_on"]
        );
        assert_eq!(
            fields(input("2027-02-10", DONE, "2027-02-21", ""), old),
            ["settled_on"]
        );
        assert_eq!(
            fields(input("2027-02-10", OPEN, "2027-02-18", ""), old),
            ["settled_on"]
        );
        assert_eq!(fields(input("2027-02-10", DROPPED, "", ""), old), ["note"]);
        assert_eq!(fields(input("2027-02-10", "late", "", ""), old), ["state"]);
    }
}
