//! Two states of a plan side by side: rows of its tables, and its body word by word.

use axum::response::Response;

use super::{At, page::groups};
use crate::{
    documents::{
        compare::{self, Paragraph, Run},
        kind::Kind,
        kinds::implementation_plan::changes::Area,
    },
    office::{
        paper::issue::{Desk, read_dossier},
        plan::{
            versions::{self, Difference, State},
            wording::{self, Rework},
        },
        refusal::Refusal,
    },
    store::plan,
    web::{
        answer::{Trouble, onward, page as draw},
        form::Posted,
        pages::{
            parts::{Choice, Form, Link},
            plan::{ComparePage, TextRow, TextRun},
        },
        sign_in::fresh_key,
    },
};

/// Paragraphs left unfolded around a change.
const AROUND: usize = 1;

async fn state(desk: &Desk<'_>, at: &At<'_>, text: &str) -> Result<State, Refusal> {
    if text == "now" {
        return versions::now(desk, at.scope, at.unit).await;
    }
    let version = text.parse().map_err(|_| Refusal::NotFound)?;
    versions::kept(desk, at.scope, at.unit, version).await
}

fn name(state: &State) -> String {
    state
        .version
        .map_or_else(|| "现在".to_owned(), |version| format!("第{version}版"))
}

/// `GET …/versions/{a}..{b}`
pub(super) async fn show(at: &At<'_>, range: &str) -> Result<Response, Trouble> {
    let (from, to) = range.split_once("..").ok_or_else(Trouble::not_found)?;
    let plans = at.app.plans(at.scope.cycle()).await?;
    let desk = at.app.desk(&plans);
    let (before, after) = (state(&desk, at, from).await?, state(&desk, at, to).await?);
    let lines = plan::lines(at.app.store.reader(), at.scope, Some(at.unit))
        .await
        .map_err(Refusal::from)?;
    let dossier = read_dossier(
        at.app.store.reader(),
        at.scope,
        at.unit,
        Kind::ImplementationPlan,
    )
    .await?;
    let (saved, version) = wording::saved(&dossier, at.unit);
    let found = versions::difference(&before, &after);
    let home = at.home();
    let mut choices: Vec<Choice> = lines
        .iter()
        .map(|line| Choice::new(line.version.to_string(), format!("第{}版", line.version)))
        .collect();
    choices.push(Choice::new("now", "现在"));
    let title = format!("{} → {}", name(&before), name(&after));
    let useful = at.may_write && versions::wording(&before) != saved.chapters;
    let context = ComparePage {
        summary: summary(&found),
        choices,
        form: Form::new().value("from", from).value("to", to),
        compare_action: format!("{home}/versions"),
        groups: groups(&found.rows, usize::MAX),
        text: if compare::count(&found.text) == 0 {
            Vec::new()
        } else {
            folded(&found.text)
        },
        restore_action: match before.version.filter(|_| useful) {
            Some(version) => format!("{home}/versions/{version}"),
            None => String::new(),
        },
        restore: format!("用回{}的文字", name(&before)),
        back: Link::new("回到实施方案", home),
        key: fresh_key(),
        version: version.to_string(),
        title: title.clone(),
    };
    draw(at.app, &at.frame(&title, &title), &context)
}

fn summary(found: &Difference) -> String {
    let mut parts: Vec<String> = Area::ALL
        .into_iter()
        .filter_map(|area| {
            let count = found.rows.iter().filter(|row| row.area == area).count();
            (count > 0).then(|| format!("{} {count} 处", area.name()))
        })
        .collect();
    let count = compare::count(&found.text);
    if count > 0 {
        parts.push(format!("正文 {count} 段"));
    }
    if parts.is_empty() {
        "没有不同。".to_owned()
    } else {
        parts.join("，")
    }
}

/// The paragraphs; long unchanged stretches become one line.
fn folded(paragraphs: &[Paragraph]) -> Vec<TextRow> {
    let near = |index: usize| {
        let from = index.saturating_sub(AROUND);
        paragraphs
            .iter()
            .skip(from)
            .take(index - from + AROUND + 1)
            .any(|one| !matches!(one, Paragraph::Same(_)))
    };
    let one = |class, mark, text: &str| TextRow {
        class,
        mark,
        runs: vec![TextRun {
            class: "same",
            text: text.to_owned(),
        }],
    };
    let mut rows: Vec<TextRow> = Vec::new();
    let mut hidden = 0_usize;
    let fold = |hidden: &mut usize, rows: &mut Vec<TextRow>| {
        if *hidden > 0 {
            rows.push(one("fold", "", &format!("{hidden} 段没有变化")));
            *hidden = 0;
        }
    };
    for (index, paragraph) in paragraphs.iter().enumerate() {
        if matches!(paragraph, Paragraph::Same(_)) && !near(index) {
            hidden += 1;
            continue;
        }
        fold(&mut hidden, &mut rows);
        rows.push(match paragraph {
            Paragraph::Same(text) => one("same", "", text),
            Paragraph::Gone(text) => one("gone", "删", text),
            Paragraph::New(text) => one("new", "增", text),
            Paragraph::Changed(runs) => TextRow {
                class: "changed",
                mark: "改",
                runs: runs
                    .iter()
                    .map(|run| {
                        let (class, text) = match run {
                            Run::Same(text) => ("same", text),
                            Run::Gone(text) => ("gone", text),
                            Run::New(text) => ("new", text),
                        };
                        TextRun {
                            class,
                            text: text.clone(),
                        }
                    })
                    .collect(),
            },
        });
    }
    fold(&mut hidden, &mut rows);
    rows
}

/// `POST …/versions/{n}`: the chapters as they were written in that version.
pub(super) async fn use_again(at: &At<'_>, n: &str, posted: &Posted) -> Result<Response, Trouble> {
    let version: i32 = n.parse().map_err(|_| Trouble::not_found())?;
    let plans = at.app.plans(at.scope.cycle()).await?;
    let desk = at.app.desk(&plans);
    let state = versions::kept(&desk, at.scope, at.unit, version).await?;
    let home = at.home();
    let location = wording::save(
        &desk,
        at.actor,
        at.scope,
        &posted.key,
        at.unit,
        Rework::All(versions::wording(&state), version),
        posted.fields.version(),
        &home,
    )
    .await?;
    Ok(onward(
        at.app,
        &location,
        &format!("各章的文字与第{version}版相同；表格仍按最新的数据。已印发的不变。"),
    ))
}
