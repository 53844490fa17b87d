//! 检查单 as pages show and send it: the same fields at the office and on the telephone.

use chrono::NaiveDate;
use uuid::Uuid;

use super::{
    app::App,
    form::Fields,
    pages::{
        inspection::{ItemRow, ReviewRow},
        parts::Choice,
    },
};
use crate::{
    civil,
    law::{self, Gravity, Status},
    office::{
        inspection::{Kind, NewInspection, TypedFinding},
        refusal::Refusal,
        standing::{Plans, Standing, kind_of},
        supervision::{
            rectify::state_name,
            sheet::{self, Book, Origin, Sheet, TypedAnswer, TypedReview, Verdict},
            visit::Desk,
        },
    },
    store::{
        entity::{finding, rectification, village as village_row},
        progress,
        scope::CycleScope,
        supervision as store, village,
    },
};

/// 督查方式
pub(super) fn kinds() -> Vec<Choice> {
    Kind::ALL
        .into_iter()
        .map(|kind| Choice::new(kind.id(), kind.name()))
        .collect()
}

/// 专项
pub(super) fn themes() -> Vec<Choice> {
    law::THEMES
        .iter()
        .map(|(id, name)| Choice::new(*id, *name))
        .collect()
}

/// 程度
pub(super) fn gravities() -> Vec<Choice> {
    Gravity::ALL
        .into_iter()
        .map(|gravity| Choice::new(gravity.id(), gravity.name()))
        .collect()
}

/// 村（社区）, in the township's order.
pub(super) fn village_choices(villages: &[village_row::Model]) -> Vec<Choice> {
    villages
        .iter()
        .map(|village| Choice::new(village.id.to_string(), village.name.clone()))
        .collect()
}

/// What recording an inspection needs.
pub(super) fn desk<'a>(app: &'a App, plans: &'a Plans) -> Desk<'a> {
    Desk {
        store: &app.store,
        clock: app.clock.as_ref(),
        book: Some(Book {
            lists: app.rules.checklists(),
            plans,
        }),
    }
}

/// A checklist for one village.
#[derive(Debug, Default)]
pub(super) struct Listed {
    /// Why these items.
    pub told: String,
    /// Id of the stage.
    pub stage: String,
    /// Name of the village.
    pub village: String,
    /// The items.
    pub items: Vec<ItemRow>,
    /// What was found before.
    pub reviews: Vec<ReviewRow>,
    /// What was answered and cannot be shown any more, in words.
    pub lost: Vec<String>,
}

/// What an inspection of this kind looks at in a village as it stands today; `None` without such a village.
pub(super) async fn list(
    app: &App,
    scope: &CycleScope,
    plans: &Plans,
    village_id: &str,
    kind: Kind,
    answered: &Fields,
) -> Result<Option<Listed>, Refusal> {
    // A theme left from another choice means nothing for this kind.
    let theme = if kind == Kind::Theme {
        answered.text("theme")
    } else {
        ""
    };
    let db = app.store.reader();
    let Ok(id) = Uuid::parse_str(village_id) else {
        return Ok(None);
    };
    let Some(village) = village::find(db, scope, id).await? else {
        return Ok(None);
    };
    let latest: Vec<progress::Latest> = progress::latest(db, scope)
        .await?
        .into_iter()
        .filter(|row| row.unit_id == id)
        .collect();
    let standing = Standing::of_village(plans, scope.cycle(), &village, &latest, app.clock.today());
    let book = Book {
        lists: app.rules.checklists(),
        plans,
    };
    let stage = sheet::present_stage(&standing).and_then(|at| standing.plan.stages.get(at));
    let unit = kind_of(&village).name();
    let told = match (kind, stage) {
        (Kind::FollowUp, _) => {
            format!("这个{unit}以前发现、还没有销号的问题列在下面，看一个点一个。")
        }
        (Kind::Theme, _) if theme.is_empty() => "请选择是哪一项专项督查。".to_owned(),
        (Kind::Theme, _) => String::new(),
        (Kind::PollingDay, _) => "选举日和投票准备的事项。".to_owned(),
        (_, Some(stage)) => format!(
            "这个{unit}现在在“{}”阶段，列出这一阶段、前面阶段和每次都查的事项。",
            stage.name
        ),
        (_, None) => String::new(),
    };
    let mut chosen = book.items(&village, &standing, kind, theme);
    let mut lost = Vec::new();
    // The stage may have moved on since an item was answered: what was answered stays.
    for id in names(answered, &["a", "n", "d"]) {
        if chosen.iter().any(|item| item.id == id) {
            continue;
        }
        match book.lists.find(id) {
            Some(item) => chosen.push(item),
            None => lost.push(format!(
                "检查项「{id}」已经不在检查表里，原来填的是“{}”{}。",
                Verdict::from_id(answered.text(&format!("a.{id}"))).map_or("没有选", Verdict::name),
                answered.text(&format!("n.{id}"))
            )),
        }
    }
    let items = match book.rules(&village) {
        Some(rules) => chosen
            .into_iter()
            .map(|item| ItemRow {
                id: item.id.clone(),
                check: item.check.clone(),
                evidence: item.evidence.clone(),
                basis: sheet::basis_text(item, rules).replace("·待核", ""),
                unverified: item
                    .basis(rules)
                    .iter()
                    .any(|basis| basis.status == Status::Unverified),
                measure: item.measure.clone(),
                days: book.lists.days_for(item.gravity).to_string(),
                gravity: item.gravity.name().to_owned(),
                bad: false,
            })
            .collect(),
        None => Vec::new(),
    };
    let mut reviews = Vec::new();
    if kind == Kind::FollowUp {
        for (row, found) in store::open_of_village(db, scope, id).await? {
            let answer = if row.state == store::ANSWERED {
                store::events(db, row.finding_id)
                    .await?
                    .into_iter()
                    .rev()
                    .find(|event| event.act == "answer")
                    .map(|event| event.text)
                    .unwrap_or_default()
            } else {
                String::new()
            };
            reviews.push(review_row(&row, found, answer));
        }
    }
    let settled = names(answered, &["r"])
        .into_iter()
        .filter(|id| !reviews.iter().any(|row| row.id == *id))
        .count();
    if settled > 0 {
        lost.push(format!(
            "以前发现的问题里有 {settled} 个已经由别人复核过，不用再填。"
        ));
    }
    Ok(Some(Listed {
        told,
        stage: stage.map(|stage| stage.id.clone()).unwrap_or_default(),
        village: village.name,
        items,
        reviews,
        lost,
    }))
}

fn review_row(row: &rectification::Model, found: finding::Model, answer: String) -> ReviewRow {
    ReviewRow {
        id: found.id.to_string(),
        problem: found.problem,
        measure: found.measure,
        told: match row.due {
            Some(due) => format!("期限 {}，{}", civil::short(due), state_name(&row.state)),
            None => state_name(&row.state).to_owned(),
        },
        answer,
    }
}

/// Marks the items whose further fields are open.
pub(super) fn opened(items: &mut [ItemRow], fields: &Fields) {
    for item in items {
        item.bad = fields.text(&format!("a.{}", item.id)) == "bad"
            || !fields.text(&format!("n.{}", item.id)).is_empty();
    }
}

/// Names after a prefix among the fields sent, each once, in the order sent.
fn names<'f>(fields: &'f Fields, prefixes: &[&str]) -> Vec<&'f str> {
    let mut found: Vec<&str> = Vec::new();
    for (name, _) in fields.iter() {
        let Some((prefix, rest)) = name.split_once('.') else {
            continue;
        };
        if prefixes.contains(&prefix) && !rest.is_empty() && !found.contains(&rest) {
            found.push(rest);
        }
    }
    found
}

const FINDING_FIELDS: [&str; 5] = ["problem", "basis", "measure", "deadline", "gravity"];

/// The form as typed; lines beyond those the page offers are read too, so that nothing is lost.
pub(super) fn typed(fields: &Fields, origin: Origin) -> NewInspection {
    let text = |name: &str| fields.text(name).to_owned();
    let mut lines: Vec<usize> = names(fields, &FINDING_FIELDS)
        .into_iter()
        .filter_map(|line| line.parse::<u16>().ok())
        .map(usize::from)
        .collect();
    lines.sort_unstable();
    lines.dedup();
    NewInspection {
        village: text("village"),
        day: text("day"),
        kind: text("kind"),
        inspectors: text("inspectors"),
        note: text("note"),
        findings: lines
            .into_iter()
            .map(|line| TypedFinding {
                line,
                problem: text(&format!("problem.{line}")),
                basis: text(&format!("basis.{line}")),
                measure: text(&format!("measure.{line}")),
                deadline: text(&format!("deadline.{line}")),
                gravity: text(&format!("gravity.{line}")),
            })
            .collect(),
        sheet: Sheet {
            client_id: if origin.carried() {
                text("id")
            } else {
                text("draft")
            },
            origin: if origin == Origin::Office && !fields.text("draft").is_empty() {
                Origin::Desk
            } else {
                origin
            },
            draft: (!origin.carried() && !fields.text("draft").is_empty())
                .then(|| fields.text("draft_version").parse().unwrap_or(0)),
            stage: text("stage").chars().take(60).collect(),
            theme: text("theme"),
            answers: names(fields, &["a", "n", "d"])
                .into_iter()
                .map(|item| TypedAnswer {
                    item: item.to_owned(),
                    answer: text(&format!("a.{item}")),
                    note: text(&format!("n.{item}")),
                    measure: text(&format!("m.{item}")),
                    days: text(&format!("d.{item}")),
                    gravity: text(&format!("g.{item}")),
                })
                .collect(),
            reviews: names(fields, &["r", "rn", "rd"])
                .into_iter()
                .map(|finding| TypedReview {
                    finding: finding.to_owned(),
                    answer: text(&format!("r.{finding}")),
                    note: text(&format!("rn.{finding}")),
                    days: text(&format!("rd.{finding}")),
                })
                .collect(),
        },
    }
}

/// «手机上的日期是 2017年2月20日，…»
pub(super) fn doubt(claimed: NaiveDate, stored: NaiveDate) -> String {
    format!(
        "手机上的日期是 {}，不可能是那天，先按收到的日期 {} 记。请核对是哪天去的。",
        civil::long(claimed),
        civil::long(stored)
    )
}

/// One page of a long list: number asked for, rows in all, address of a page.
pub(super) fn pager(
    asked: &str,
    page: u64,
    total: u64,
    href: impl Fn(u64) -> String,
) -> (u64, super::pages::parts::Pager) {
    let last = total.saturating_sub(1) / page;
    let at = asked
        .parse::<u64>()
        .unwrap_or(1)
        .saturating_sub(1)
        .min(last);
    if total <= page {
        return (0, super::pages::parts::Pager::default());
    }
    let first = at * page;
    let pager = super::pages::parts::Pager {
        text: format!(
            "第 {}–{} 条，共 {total} 条",
            first + 1,
            (first + page).min(total)
        ),
        previous: if at > 0 { href(at) } else { String::new() },
        next: if at < last {
            href(at + 2)
        } else {
            String::new()
        },
    };
    (first, pager)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_is_read_as_it_was_ticked() {
        let fields: Fields = [
            ("village", "v"),
            ("id", "abc"),
            ("a.roll-on-time", "bad"),
            ("n.roll-on-time", " 晚了一天 "),
            ("d.roll-on-time", "2"),
            ("a.pledges", "ok"),
            ("n.archive-along", ""),
            ("r.f1", "ok"),
            ("problem.3", "甲"),
            ("gravity.3", "serious"),
        ]
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
        let sent = typed(&fields, Origin::Phone);
        assert_eq!(sent.sheet.client_id, "abc");
        assert_eq!(sent.sheet.answers.len(), 3);
        assert_eq!(sent.sheet.answers[0].note, "晚了一天");
        assert_eq!(sent.sheet.answers[0].days, "2");
        assert_eq!(sent.sheet.reviews[0].finding, "f1");
        assert_eq!(sent.findings[0].line, 3);
        assert_eq!(sent.findings[0].gravity, "serious");
        // An office form has no id of a telephone's making.
        let office = typed(&fields, Origin::Office).sheet;
        assert_eq!((office.client_id.as_str(), office.draft), ("", None));
        // What was begun on a telephone keeps its id when the office finishes it.
        let begun: Fields = [("draft", "9f3c"), ("draft_version", "2"), ("id", "abc")]
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        let finished = typed(&begun, Origin::Office).sheet;
        assert_eq!(
            (finished.client_id.as_str(), finished.draft, finished.origin),
            ("9f3c", Some(2), Origin::Desk)
        );
        assert_eq!(typed(&begun, Origin::Phone).sheet.draft, None);
    }

    #[test]
    fn pages_are_counted() {
        let href = |number: u64| format!("?page={number}");
        assert_eq!(
            pager("", 50, 50, href),
            (0, crate::web::pages::parts::Pager::default())
        );
        let (first, shown) = pager("2", 50, 120, href);
        assert_eq!(first, 50);
        assert_eq!(shown.text, "第 51–100 条，共 120 条");
        assert_eq!(
            (shown.previous.as_str(), shown.next.as_str()),
            ("?page=1", "?page=3")
        );
        assert_eq!(pager("99", 50, 120, href).0, 100);
        assert_eq!(pager("x", 50, 120, href).0, 0);
    }
}
