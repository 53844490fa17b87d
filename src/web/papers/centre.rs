//! `GET /c/{c}/docs`, `POST …/print`, `POST …/issue`.

use std::io::BufWriter;

use axum::{
    extract::{RawQuery, State},
    response::Response,
};
use uuid::Uuid;

use super::{
    blank,
    list::{self, Filter},
    reasons, unmark,
};
use crate::{
    documents::kind::Kind,
    office::{
        batch,
        paper::{
            dossier::{Dossier, Reach},
            due, pack,
            print::{self, Form as PrintForm, Wanted},
        },
        refusal::Refusal,
    },
    platform::{files::FileError, scratch::Scratch},
    store::scope::CycleScope,
    web::{
        answer::{self, Trouble, page as draw},
        app::App,
        batches,
        form::Posted,
        guard::{EditCycle, InCycle, May, ReadCycle},
        pages::{
            paper::{Papers, paper_tabs},
            parts::{Choice, Empty, Form, Link, Tab},
        },
        sign_in::fresh_key,
        signs,
        view::{Section, Tone},
    },
};

/// Everything the lists show.
pub(super) async fn whole(app: &App, scope: &CycleScope) -> Result<Dossier, Refusal> {
    Dossier::read(app.store.reader(), scope, Reach::Whole).await
}

/// `GET /c/{c}/docs`
pub async fn page(
    May(place): May<ReadCycle>,
    State(app): State<App>,
    RawQuery(query): RawQuery,
) -> Result<Response, Trouble> {
    let filter = Filter::of(query.as_deref());
    let cycle = Some(place.scope.cycle());
    let frame = answer::frame(&app, &place.visit, Section::Papers, "文书中心", cycle, &[]);
    if filter.tab() == "blank" {
        let dossier = whole(&app, &place.scope).await?;
        let tabs = tabs(&app, &place, &dossier, "blank").await?;
        return draw(&app, &frame, &blank::context(&dossier, &place, tabs, None));
    }
    let context = context(&app, &place, &filter).await?;
    draw(&app, &frame, &context)
}

/// The tabs of the print centre with their counts.
pub(super) async fn tabs(
    app: &App,
    place: &InCycle,
    dossier: &Dossier,
    here: &str,
) -> Result<Vec<Tab>, Refusal> {
    let plans = app.plans(place.scope.cycle()).await?;
    let today = app.clock.today();
    let waiting = list::waiting(dossier, &plans, &place.scope, &Filter::default(), today)?;
    Ok(counted_tabs(place, dossier, waiting.len(), here))
}

fn counted_tabs(place: &InCycle, dossier: &Dossier, waiting: usize, here: &str) -> Vec<Tab> {
    let count = |state: &str| {
        dossier
            .papers
            .iter()
            .filter(|line| line.state == state)
            .count()
            .to_string()
    };
    let counts = [
        waiting.to_string(),
        count(crate::store::paper::ISSUED),
        count(crate::store::paper::VOID),
    ];
    paper_tabs(
        &place.scope.cycle_id().to_string(),
        here,
        counts.each_ref().map(String::as_str),
    )
}

async fn context(app: &App, place: &InCycle, filter: &Filter) -> Result<Papers, Refusal> {
    let scope = &place.scope;
    let cycle = scope.cycle_id();
    let today = app.clock.today();
    let plans = app.plans(scope.cycle()).await?;
    let mut dossier = whole(app, scope).await?;
    let all = list::waiting(&dossier, &plans, scope, &Filter::default(), today)?;
    let tabs = counted_tabs(place, &dossier, all.len(), filter.tab());
    let (rows, pager, total) = if filter.tab() == "todo" {
        let narrowed = list::waiting(&dossier, &plans, scope, filter, today)?;
        let total = narrowed.len();
        let (shown, pager) = list::cut(narrowed, filter, cycle);
        let rows = shown
            .iter()
            .map(|one| list::todo_row(&dossier, &plans, one, today))
            .collect::<Result<Vec<_>, _>>()?;
        (rows, pager, total)
    } else {
        let rolls: Vec<Uuid> = list::stored(&dossier, filter)
            .iter()
            .filter(|line| Kind::from_id(&line.kind).is_some_and(Kind::reads_roll))
            .map(|line| line.unit_id)
            .collect();
        dossier = dossier
            .with_voters(app.store.reader(), scope, &rolls)
            .await?;
        let lines = list::stored(&dossier, filter);
        let total = lines.len();
        let (shown, pager) = list::cut(lines, filter, cycle);
        let changed = list::changed(&dossier, &plans, scope, &shown);
        let rows = shown
            .iter()
            .map(|line| list::stored_row(&dossier, line, changed.contains(&line.id)))
            .collect();
        (rows, pager, total)
    };
    Ok(Papers {
        tabs,
        tab: filter.tab(),
        form: Form::new()
            .value("kind", &filter.kind)
            .value("stage", &filter.stage)
            .value("village", &filter.village)
            .value("due", &filter.due),
        kinds: kinds(),
        stages: if filter.tab() == "todo" {
            list::stages(&all, &plans)
        } else {
            Vec::new()
        },
        dues: if filter.tab() == "todo" {
            list::dues()
        } else {
            Vec::new()
        },
        villages: unit_choices(&dossier, scope),
        count: format!("{total} 份"),
        can_issue: place.may_edit(),
        action: format!("/c/{cycle}/docs/print?{}", filter.query(1)),
        issue_action: format!("/c/{cycle}/docs/issue?{}", filter.query(1)),
        gaps: if filter.tab() == "register" {
            list::gaps(&dossier, &plans)?
        } else {
            Vec::new()
        },
        batches: match filter.tab() {
            "todo" | "issued" => batches::lines(app, place).await?,
            _ => Vec::new(),
        },
        exports: exports(&dossier, scope, filter),
        empty: (rows.is_empty() && filter.is_empty()).then(|| empty(filter.tab(), &dossier, place)),
        rows,
        pager,
        key: fresh_key(),
    })
}

/// Whose papers a list may be narrowed to.
pub(super) fn unit_choices(dossier: &Dossier, scope: &CycleScope) -> Vec<Choice> {
    dossier
        .villages
        .iter()
        .map(|village| Choice::new(village.id.to_string(), &village.name))
        .chain(
            scope
                .is_whole()
                .then(|| Choice::new(signs::LEADERS, "挂钩领导（每人一份的）")),
        )
        .collect()
}

pub(super) fn kinds() -> Vec<Choice> {
    Kind::ALL
        .iter()
        .filter(|kind| **kind != Kind::VillagePacketCover)
        .map(|kind| Choice::new(kind.id(), kind.title()))
        .collect()
}

fn exports(dossier: &Dossier, scope: &CycleScope, filter: &Filter) -> Vec<Link> {
    let cycle = scope.cycle_id();
    if filter.tab() == "register" {
        return vec![
            Link::new("打印登记簿", format!("/c/{cycle}/docs/register.pdf")),
            // The book is whole; what the list shows of it is a list.
            Link::new(
                "导出表格",
                if filter.is_empty() {
                    format!("/c/{cycle}/docs/register.xlsx")
                } else {
                    format!("/c/{cycle}/docs/list.xlsx?{}", filter.query(1))
                },
            ),
        ];
    }
    let chosen = dossier
        .villages
        .iter()
        .find(|village| village.id.to_string() == filter.village);
    let mut links = match chosen {
        Some(village) => vec![
            Link::new(
                format!("打开{}整包（PDF）", village.name),
                format!("/c/{cycle}/v/{}/packet.pdf?cover=1", village.id),
            ),
            Link::new(
                "下载整包（ZIP）",
                format!("/c/{cycle}/v/{}/packet.zip?cover=1", village.id),
            ),
        ],
        None if filter.tab() == "todo" && !dossier.villages.is_empty() => vec![
            Link::new("明日应发", format!("/c/{cycle}/docs?tab=todo&due=tomorrow")),
            Link::new("按村和种类挑选", format!("/c/{cycle}/docs/choose")),
            Link::new(
                "下载各村整包（ZIP）",
                format!("/c/{cycle}/packets.zip?cover=1"),
            ),
        ],
        None => Vec::new(),
    };
    if filter.tab() == "todo" && !dossier.villages.is_empty() {
        links.push(Link::new(
            "导出表格",
            format!("/c/{cycle}/docs/todo.xlsx?{}", filter.query(1)),
        ));
    }
    if matches!(filter.tab(), "issued" | "void") && !dossier.papers.is_empty() {
        links.push(Link::new(
            "导出表格",
            format!("/c/{cycle}/docs/list.xlsx?{}", filter.query(1)),
        ));
    }
    links
}

fn empty(tab: &str, dossier: &Dossier, place: &InCycle) -> Empty {
    let cycle = place.scope.cycle_id();
    let none = Link::default();
    let (text, action) = match tab {
        "todo" if dossier.villages.is_empty() && place.may_edit() => (
            "还没有村（社区）。导入摸底表后，各村要贴的公告会自动列在这里。",
            Link::new("导入村（社区）", format!("/c/{cycle}/villages/import")),
        ),
        "todo" => ("没有待印发的文书：该印发的都已印发。", none),
        "issued" => ("还没有印发过文书。", none),
        "void" => ("没有作废的文书。", none),
        _ => ("登记簿还是空的：印发第一份文书后，编号会登记在这里。", none),
    };
    Empty {
        text: text.to_owned(),
        action,
    }
}

/// The rows ticked; none ticked: all rows of the page asked for.
async fn chosen(
    app: &App,
    scope: &CycleScope,
    filter: &Filter,
    posted: &Posted,
) -> Result<Vec<Wanted>, Refusal> {
    let ticked: Vec<&str> = posted.fields.all("paper").collect();
    let dossier = whole(app, scope).await?;
    let plans = app.plans(scope.cycle()).await?;
    let mut wanted: Vec<Wanted> = Vec::new();
    if !ticked.is_empty() {
        for text in ticked {
            wanted.push(match Uuid::parse_str(text) {
                Ok(id) => dossier
                    .papers
                    .iter()
                    .find(|line| line.id == id)
                    .and_then(stored_wanted)
                    .ok_or(Refusal::NotFound)?,
                Err(_) => unmark(text)?,
            });
        }
    } else if filter.tab() == "todo" {
        let list = list::waiting(&dossier, &plans, scope, filter, app.clock.today())?;
        let (shown, _) = list::cut(list, filter, scope.cycle_id());
        wanted.extend(shown.iter().map(|one| Wanted {
            unit: one.unit,
            kind: one.kind,
            paper: None,
        }));
    } else {
        let (shown, _) = list::cut(list::stored(&dossier, filter), filter, scope.cycle_id());
        wanted.extend(shown.into_iter().filter_map(stored_wanted));
    }
    // Village by village, each in posting order: as they are handed out.
    let place = |unit: Uuid| {
        dossier
            .villages
            .iter()
            .position(|village| village.id == unit)
            .map_or(0, |place| place + 1)
    };
    wanted.sort_by_key(|one| {
        (
            place(one.unit),
            due::place(&dossier, &plans, one.unit, one.kind),
        )
    });
    Ok(wanted)
}

fn stored_wanted(line: &crate::store::paper::PaperLine) -> Option<Wanted> {
    Some(Wanted {
        unit: line.unit_id,
        kind: Kind::from_id(&line.kind)?,
        paper: Some(line.id),
    })
}

/// `POST /c/{c}/docs/print`: one merged PDF, or a ZIP. Changes nothing.
pub async fn print(
    May(place): May<ReadCycle>,
    State(app): State<App>,
    RawQuery(query): RawQuery,
    posted: Posted,
) -> Result<Response, Trouble> {
    let filter = Filter::of(query.as_deref());
    let wanted = chosen(&app, &place.scope, &filter, &posted).await?;
    for one in &wanted {
        super::readable(place.role, one.kind)?;
    }
    let form = if posted.fields.text("what") == "zip" {
        PrintForm::Packed
    } else {
        PrintForm::Merged
    };
    let name = format!("{}文书", place.scope.cycle().name);
    send(&app, &place.scope, &wanted, form, &name).await
}

/// Prints and answers with the file; a merged file is never silently short.
pub(in crate::web) async fn send(
    app: &App,
    scope: &CycleScope,
    wanted: &[Wanted],
    form: PrintForm,
    name: &str,
) -> Result<Response, Trouble> {
    Ok(printed(app, scope, wanted, form, name).await?)
}

/// The same for a page that tells what is wrong itself.
pub(super) async fn printed(
    app: &App,
    scope: &CycleScope,
    wanted: &[Wanted],
    form: PrintForm,
    name: &str,
) -> Result<Response, Refusal> {
    let plans = app.plans(scope.cycle()).await?;
    let desk = app.desk(&plans);
    if form == PrintForm::Packed {
        let (scratch, file) = Scratch::create(&app.config.data_dir).map_err(Refusal::from)?;
        let packed = Box::pin(pack::pack(&desk, scope, wanted, file)).await?;
        return answer::send_scratch(
            scratch,
            packed.target,
            "application/zip",
            &format!("{name}.zip"),
            false,
        );
    }
    let (scratch, file) = Scratch::create(&app.config.data_dir).map_err(Refusal::from)?;
    let printed = Box::pin(print::merge(
        &desk,
        scope,
        wanted,
        name,
        BufWriter::new(file),
    ))
    .await?;
    if printed.failed.is_empty() {
        let file = printed
            .target
            .into_inner()
            .map_err(|error| FileError::Write(error.into_error()))?;
        return answer::send_scratch(
            scratch,
            file,
            "application/pdf",
            &format!("{name}.pdf"),
            true,
        );
    }
    Err(Refusal::general(format!(
        "请先改好下面 {} 份，或不选它们，再合并打印；下载压缩包时它们会列在清单里。\n{}",
        printed.failed.len(),
        printed.failed.join("\n")
    )))
}

/// `POST /c/{c}/docs/issue`: a batch of what is ticked.
pub async fn issue(
    May(place): May<EditCycle>,
    State(app): State<App>,
    RawQuery(query): RawQuery,
    posted: Posted,
) -> Result<Response, Trouble> {
    let mut wanted = Vec::new();
    let dossier = whole(&app, &place.scope).await?;
    for text in posted.fields.all("paper") {
        let one = unmark(text)?;
        if !dossier.fits(one.unit, one.kind) {
            return Err(Trouble::not_found());
        }
        wanted.push((one.unit, one.kind));
    }
    let plans = app.plans(place.scope.cycle()).await?;
    batch::ordered(&dossier, &plans, &mut wanted);
    let cycle = place.scope.cycle_id();
    let wanted: Vec<batch::Item> = wanted.into_iter().map(batch::Item::from).collect();
    match reasons::begin(&app, &place, &dossier, &wanted, None, &posted.key).await {
        Ok(begun) => begun.answer(&app, &place),
        // Nothing ticked, or too much: back to the same list.
        Err(Refusal::Invalid(problems)) => {
            let list = Filter::of(query.as_deref()).query(1);
            let told = problems.all().join(" ");
            let list = format!("/c/{cycle}/docs?{list}");
            Ok(answer::onward_with(&app, &list, Tone::Warning, &told))
        }
        Err(refusal) => Err(refusal.into()),
    }
}
