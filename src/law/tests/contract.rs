//! What others call from outside: the JSON of a plan, the canonical ids of its steps.

use super::super::{Code, Plan, Severity, UnitKind, plan_json};
use super::{library, schedule};

const ZJ: &str = "zhejiang-2020";

#[test]
fn the_json_contract() {
    let library = library();
    let pack = library.pack(ZJ).unwrap();
    let schedule = schedule(
        pack,
        UnitKind::Village,
        "2027-03-18",
        Some("2027-01-12"),
        &[],
    );
    let json = plan_json(&schedule).unwrap();
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    let keys = |value: &serde_json::Value| -> Vec<String> {
        value.as_object().unwrap().keys().cloned().collect()
    };
    assert_eq!(
        keys(&value),
        [
            "rules",
            "digest",
            "kind",
            "election_day",
            "steps",
            "problems",
            "earliest_election_day"
        ]
    );
    let roll = value["steps"]
        .as_array()
        .unwrap()
        .iter()
        .find(|step| step["id"] == "roll-published")
        .unwrap();
    assert_eq!(
        keys(roll),
        [
            "id",
            "name",
            "stage",
            "class",
            "latest",
            "suggested",
            "earliest",
            "actual",
            "offset",
            "basis",
            "formula",
            "documents",
            "after"
        ]
    );
    assert_eq!(keys(&roll["basis"][0]), ["statute", "article", "status"]);
    assert_eq!(roll["stage"], "registration");
    assert_eq!(roll["class"], "statutory");
    assert_eq!(roll["offset"], "E-20");
    assert_eq!(roll["formula"], "2027-03-18 − 20 日 = 2027-02-26");
    assert_eq!(roll["documents"], serde_json::json!(["voter-roll"]));
    assert_eq!(roll["after"], serde_json::json!(["registration-closed"]));
    assert_eq!(
        roll["basis"][0]["statute"],
        "中华人民共和国村民委员会组织法"
    );
    assert_eq!(value["earliest_election_day"], "2027-02-01");
    assert_eq!(value["kind"], "village");
    let problem = super::super::Finding::error(Code::D101, None, String::new());
    let problem = serde_json::to_value(problem).unwrap();
    assert_eq!(keys(&problem), ["code", "step", "message", "severity"]);
    assert_eq!(problem["severity"], "error");
}

#[test]
fn canonical_step_ids_are_all_there() {
    let unit = [
        "committee-selected",
        "committee-announced",
        "method-adopted",
        "election-day-announced",
        "registration-opened",
        "registration-closed",
        "roll-published",
        "objections-closed",
        "objections-decided",
        "roll-final",
        "representatives-selected",
        "nomination-opened",
        "nomination-closed",
        "nominees-announced",
        "qualification-reviewed",
        "candidates-announced",
        "candidates-met",
        "polling-announced",
        "proxies-filed",
        "proxies-announced",
        "ballots-ready",
        "polling",
        "results-announced",
        "results-reported",
        "handover-completed",
        "supervisors-elected",
        "archive-completed",
    ];
    let township = [
        "leading-group-formed",
        "plan-issued",
        "mobilization-held",
        "links-assigned",
        "training-held",
        "teams-dispatched",
        "village-plans-guided",
        "inspections-carried-out",
        "summary-reported",
    ];
    for pack in library().packs() {
        for kind in UnitKind::ALL {
            if let Ok(plan) = Plan::compile(pack, kind) {
                for id in unit {
                    assert!(plan.index(id).is_some(), "{} {id}", pack.id());
                }
            }
        }
        let plan = Plan::compile_township(pack).unwrap();
        let ids: Vec<&str> = plan.steps.iter().map(|step| step.id.as_str()).collect();
        assert_eq!(ids, township, "{}", pack.id());
    }
}

#[test]
fn a_plan_as_computed_has_no_errors_of_its_own() {
    for pack in library().packs() {
        for kind in UnitKind::ALL {
            if pack.rules(kind).is_none() {
                continue;
            }
            let schedule = schedule(pack, kind, "2027-04-20", Some("2027-02-20"), &[]);
            let errors: Vec<_> = schedule
                .problems
                .iter()
                .filter(|problem| problem.severity == Severity::Error)
                .collect();
            assert!(errors.is_empty(), "{} {errors:?}", pack.id());
            let days: Vec<_> = schedule.steps.iter().map(|step| step.suggested).collect();
            assert!(days.iter().all(|day| day.to_string().starts_with("2027")));
        }
    }
}
