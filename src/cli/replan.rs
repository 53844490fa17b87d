//! `huanjie replan` — what would follow if the election day were another one, from arguments alone.

use super::{
    Failure,
    grammar::ReplanOptions,
    plan::{Format, day, describe, given, refusal},
    rules, say,
};
use crate::law::{self, Facts, Library, Replan, replan_json, replan_table};

/// Runs the subcommand: status 1 when the new schedule has errors, 2 when it cannot be made.
pub fn run(options: &ReplanOptions) -> Result<(), Failure> {
    let library = rules::library(&options.plan.folder)?;
    let (replan, format) = compare(options, &library).map_err(|problems| refusal(&problems))?;
    let text = match format {
        Format::Table => replan_table(&replan),
        Format::Json => replan_json(&replan)
            .ok_or_else(|| Failure::Bad("请改用 --format table：对照写不成 JSON。".to_owned()))?,
    };
    say(text.trim_end());
    if replan.is_refused() {
        Err(Failure::No(String::new()))
    } else {
        Ok(())
    }
}

fn compare(options: &ReplanOptions, library: &Library) -> Result<(Replan, Format), Vec<String>> {
    let mut problems = Vec::new();
    let unit = describe(&options.plan, library, &mut problems);
    let to = match given(options.to.as_deref()) {
        None => {
            problems.push("请补上 --to：新的选举日，如 2027-03-25。".to_owned());
            None
        }
        Some(text) => day("--to", text, &mut problems),
    };
    let (true, Some(unit), Some(to)) = (problems.is_empty(), unit, to) else {
        let found = to.and_then(|day| law::absurd(day, None, "新的选举日"));
        problems.extend(found.map(|finding| finding.to_string()));
        return Err(problems);
    };
    let facts = |day| Facts::new(&unit.plan, day, unit.today, unit.actuals.clone());
    match (facts(unit.election_day), facts(to)) {
        (Ok(old), Ok(new)) => Ok((
            unit.plan.replan(&old, &new, library.calendar()),
            unit.format,
        )),
        (old, new) => {
            for finding in [old.err(), new.err()].into_iter().flatten().flatten() {
                let text = finding.to_string();
                if !problems.contains(&text) {
                    problems.push(text);
                }
            }
            Err(problems)
        }
    }
}
