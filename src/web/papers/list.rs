//! The lists of the print centre: what waits, what is issued or void, the register with its gaps.

use axum::{extract::State, response::Response};
use chrono::{Days, NaiveDate};
use uuid::Uuid;

use super::mark;
use crate::{
    civil,
    documents::{
        kind::{Kind, Occasion, Scope, Series},
        kinds::Urgency,
    },
    law::{StepState, UnitKind},
    office::{
        facts,
        paper::{
            data,
            dossier::Dossier,
            due::{self, Due},
            issue::shown_number,
            passing,
            press::Look,
            register, review, series,
        },
        refusal::Refusal,
        standing::Plans,
    },
    platform::clock::shanghai,
    roster::{ExportCell, ExportColumn},
    store::{
        paper::{ISSUED, PaperLine, VOID},
        scope::CycleScope,
    },
    web::{
        answer::{self, Trouble},
        app::App,
        export,
        guard::{May, ReadCycle},
        pages::{
            paper::PaperRow,
            parts::{Choice, Pager, Sign},
        },
        signs,
    },
};

/// Rows of one page.
pub(super) const PAGE: usize = 200;

/// What the address asks for.
#[derive(Debug, Clone, Default)]
pub(super) struct Filter {
    /// Tab.
    pub tab: String,
    /// Kind id.
    pub kind: String,
    /// Stage id.
    pub stage: String,
    /// Village id.
    pub village: String,
    /// `overdue`, `today`, `tomorrow`, `week`.
    pub due: String,
    /// Page, from 1.
    pub page: String,
}

impl Filter {
    /// From the query of an address.
    pub(super) fn of(query: Option<&str>) -> Self {
        let word = |name: &str| super::asked(query, name);
        Self {
            tab: word("tab"),
            kind: word("kind"),
            stage: word("stage"),
            village: word("village"),
            due: word("due"),
            page: word("page"),
        }
    }

    pub(super) fn tab(&self) -> &'static str {
        match self.tab.as_str() {
            "issued" => "issued",
            "void" => "void",
            "register" => "register",
            "blank" => "blank",
            _ => "todo",
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        [&self.kind, &self.stage, &self.village, &self.due]
            .iter()
            .all(|part| part.is_empty())
    }

    /// Whether a unit is the one asked for; the linked leaders are asked for together.
    fn is_of(&self, dossier: &Dossier, unit: Uuid) -> bool {
        match self.village.as_str() {
            "" => true,
            signs::LEADERS => unit != dossier.cycle.id && dossier.village(unit).is_none(),
            village => unit.to_string() == village,
        }
    }

    fn place(&self) -> usize {
        self.page.parse::<usize>().unwrap_or(1).max(1)
    }

    /// The same question as the query of an address, at a page.
    pub(super) fn query(&self, page: usize) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("tab", self.tab());
        for (name, value) in [
            ("kind", &self.kind),
            ("stage", &self.stage),
            ("village", &self.village),
            ("due", &self.due),
        ] {
            if !value.is_empty() {
                query.append_pair(name, value);
            }
        }
        if page > 1 {
            query.append_pair("page", &page.to_string());
        }
        query.finish()
    }
}

/// The choices of the filter by day.
pub(super) fn dues() -> Vec<Choice> {
    [
        ("tomorrow", "明日应发（含今天和逾期）"),
        ("today", "今日应发"),
        ("week", "七天内应发"),
        ("overdue", "已逾期"),
    ]
    .into_iter()
    .map(|(value, text)| Choice::new(value, text))
    .collect()
}

fn within(due: &Due, wanted: &str, today: NaiveDate) -> bool {
    let settled = matches!(due.state, StepState::Done | StepState::DoneLate);
    let by = |days: u64| {
        let limit = today.checked_add_days(Days::new(days)).unwrap_or(today);
        !settled && due.day.is_some_and(|day| day <= limit)
    };
    match wanted {
        "overdue" => due.state == StepState::Overdue,
        "today" => by(0),
        "tomorrow" => by(1),
        "week" => by(7),
        _ => true,
    }
}

/// What waits to be issued, narrowed: the urgent first, then in the order of days.
pub(super) fn waiting(
    dossier: &Dossier,
    plans: &Plans,
    scope: &CycleScope,
    filter: &Filter,
    today: NaiveDate,
) -> Result<Vec<Due>, Refusal> {
    let mut list = due::outstanding(dossier, plans, scope.is_whole(), today)?;
    list.extend(urgent(dossier, scope, &list));
    list.extend(asked_for(dossier, scope, filter, &list));
    list.retain(|one| {
        (filter.kind.is_empty() || one.kind.id() == filter.kind)
            && (filter.stage.is_empty() || one.stage.0 == filter.stage)
            && filter.is_of(dossier, one.unit)
            && within(one, &filter.due, today)
    });
    list.sort_by_cached_key(|one| {
        let settled = matches!(one.state, StepState::Done | StepState::DoneLate);
        (
            settled,
            urgency(dossier, one).map_or(2, |level| level as u8),
            one.day,
        )
    });
    Ok(list)
}

/// 紧急程度 the clerk chose for what waits.
pub(super) fn urgency(dossier: &Dossier, one: &Due) -> Option<Urgency> {
    if !one.kind.bears_urgency() {
        return None;
    }
    Urgency::of_facts(&dossier.typed(one.unit, one.kind)?.0)
}

/// What no step asks for is listed as soon as somebody called it urgent.
fn urgent(dossier: &Dossier, scope: &CycleScope, due: &[Due]) -> Vec<Due> {
    dossier
        .facts
        .iter()
        .filter(|row| row.unit_id != dossier.cycle.id || scope.is_whole())
        .filter_map(|row| Some((row.unit_id, Kind::from_id(&row.kind)?)))
        .filter(|(unit, kind)| !due.iter().any(|one| one.unit == *unit && one.kind == *kind))
        .filter(|(unit, kind)| dossier.in_force(*unit, *kind).next().is_none())
        .map(|(unit, kind)| Due::of_no_step(unit, kind))
        .filter(|one| urgency(dossier, one).is_some())
        .collect()
}

/// What no step asks for is listed when its kind is chosen: working sheets, replies, reports of a day.
fn asked_for(dossier: &Dossier, scope: &CycleScope, filter: &Filter, due: &[Due]) -> Vec<Due> {
    let Some(kind) = Kind::from_id(&filter.kind)
        .filter(|kind| !matches!(kind, Kind::VillagePacketCover | Kind::RectificationNotice))
        .filter(|kind| kind.series() != Series::Notice || kind.occasion() == Occasion::Event)
    else {
        return Vec::new();
    };
    let mut units = if scope.is_whole() {
        dossier.township_units(kind)
    } else {
        Vec::new()
    };
    if kind.scope() == Scope::Village {
        units.extend(dossier.villages.iter().map(|village| village.id));
    }
    units
        .into_iter()
        .filter(|unit| !due.iter().any(|one| one.unit == *unit && one.kind == kind))
        .filter(|unit| due::repeats(kind) || dossier.in_force(*unit, kind).next().is_none())
        .map(|unit| Due::of_no_step(unit, kind))
        .collect()
}

/// The stages of what waits, in the order in which they follow each other: the township's, then the villages'.
pub(super) fn stages(all: &[Due], plans: &Plans) -> Vec<Choice> {
    let order: Vec<&str> = std::iter::once(&plans.township)
        .chain(UnitKind::ALL.into_iter().map(|kind| plans.of(kind)))
        .flat_map(|plan| plan.stages.iter().map(|stage| stage.id.as_str()))
        .collect();
    let mut stages: Vec<Choice> = Vec::new();
    for due in all {
        if !due.stage.0.is_empty() && !stages.iter().any(|known| known.value == due.stage.0) {
            stages.push(Choice::new(&due.stage.0, &due.stage.1));
        }
    }
    stages.sort_by_key(|stage| order.iter().position(|id| *id == stage.value));
    stages
}

/// One page of a list and the way to the others.
pub(super) fn cut<T>(mut list: Vec<T>, filter: &Filter, cycle: Uuid) -> (Vec<T>, Pager) {
    let total = list.len();
    let pages = total.div_ceil(PAGE).max(1);
    let page = filter.place().min(pages);
    let first = (page - 1) * PAGE;
    let kept: Vec<T> = list.drain(first..total.min(first + PAGE)).collect();
    if pages == 1 {
        return (kept, Pager::default());
    }
    let address = |page: usize| format!("/c/{cycle}/docs?{}", filter.query(page));
    let pager = Pager {
        text: format!("第 {}–{} 份，共 {total} 份", first + 1, first + kept.len()),
        previous: if page > 1 {
            address(page - 1)
        } else {
            String::new()
        },
        next: if page < pages {
            address(page + 1)
        } else {
            String::new()
        },
    };
    (kept, pager)
}

pub(super) fn sign_of(state: StepState) -> Sign {
    match state {
        StepState::Overdue => Sign::Late,
        StepState::DueSoon => Sign::Soon,
        StepState::Open => Sign::Active,
        StepState::NotYet | StepState::Done | StepState::DoneLate => Sign::Future,
        StepState::NotApplicable => Sign::Skipped,
    }
}

/// The words for a paper that waits.
pub(super) fn state_of(state: StepState) -> &'static str {
    match state {
        StepState::Overdue => "逾期未印发",
        StepState::DueSoon => "将到期",
        StepState::Done | StepState::DoneLate => "环节已办，未印发",
        _ => "待印发",
    }
}

/// What a paper is called in lists: the letters of the leaders are told from those of the villages.
pub(super) fn title_of(dossier: &Dossier, unit: Uuid, kind: Kind) -> String {
    if kind.has_leaders_form() && dossier.village(unit).is_none() {
        format!("{}（挂钩领导）", kind.title())
    } else {
        kind.title().to_owned()
    }
}

/// A row of 待印发.
pub(super) fn todo_row(
    dossier: &Dossier,
    plans: &Plans,
    one: &Due,
    today: NaiveDate,
) -> Result<PaperRow, Refusal> {
    let found = review::found(dossier, plans, one.unit, one.kind, today)?;
    let stops = found.iter().filter(|one| one.stops).count();
    let warnings = passing::warnings(&found).len();
    let cycle = dossier.cycle.id;
    let query = format!("unit={}&kind={}", one.unit, one.kind.id());
    let elsewhere = due::is_confirmed_elsewhere(one.kind);
    Ok(PaperRow {
        id: mark(one.unit, one.kind),
        href: facts::preview_address(cycle, one.unit, one.kind),
        pdf: if elsewhere {
            format!("/c/{cycle}/report.pdf")
        } else {
            format!("/c/{cycle}/docs/preview.pdf?{query}")
        },
        number: if one.kind.series() == Series::Unnumbered {
            "不编号".to_owned()
        } else {
            String::new()
        },
        title: title_of(dossier, one.unit, one.kind),
        urgency: urgency(dossier, one).map_or("", Urgency::label),
        unit: dossier.unit_name(one.unit).to_owned(),
        day: one.day.map(civil::short).unwrap_or_default(),
        day_href: card_of(one, cycle),
        state: state_of(one.state).to_owned(),
        sign: sign_of(one.state),
        preflight: match (stops, warnings) {
            _ if elsewhere => "到“报表”确认".to_owned(),
            (0, 0) => String::new(),
            (0, warnings) => format!("{warnings} 处提示"),
            (stops, _) => format!("{stops} 处要改"),
        },
        stopped: stops > 0,
        remark: String::new(),
        pages: String::new(),
    })
}

/// Issued, void or all papers as the tab asks, newest first.
pub(super) fn stored<'d>(dossier: &'d Dossier, filter: &Filter) -> Vec<&'d PaperLine> {
    let mut list: Vec<&PaperLine> = dossier
        .papers
        .iter()
        .filter(|line| match filter.tab() {
            "issued" => line.state == ISSUED,
            "void" => line.state == VOID,
            _ => true,
        })
        .filter(|line| filter.kind.is_empty() || line.kind == filter.kind)
        .filter(|line| filter.is_of(dossier, line.unit_id))
        .collect();
    if filter.tab() == "register" {
        let place = |unit: Uuid| {
            dossier
                .villages
                .iter()
                .position(|village| village.id == unit)
                .map_or(0, |place| place + 1)
        };
        list.sort_by_key(|line| {
            let internal = series::is_internal(&line.series);
            let official = line.series.starts_with("official:");
            (
                internal,
                !official,
                if official { 0 } else { place(line.unit_id) },
                if official || internal {
                    (0, 0)
                } else {
                    register::place(&line.number)
                },
                line.issued_at,
            )
        });
    } else {
        list.reverse();
    }
    list
}

/// The papers of a cycle whose content is no longer what is known, among those given.
pub(super) fn changed(
    dossier: &Dossier,
    plans: &Plans,
    scope: &CycleScope,
    lines: &[&PaperLine],
) -> Vec<Uuid> {
    lines
        .iter()
        .filter(|line| line.state == ISSUED)
        .filter(|line| line.unit_id != scope.cycle_id() || scope.is_whole())
        .filter(|line| {
            Kind::from_id(&line.kind)
                .filter(|kind| !kind.is_snapshot())
                .filter(|kind| due::states_now(dossier, line.unit_id, *kind, line.id))
                .and_then(|kind| {
                    data::assemble(dossier, plans, line.unit_id, kind, line.dated).ok()
                })
                .is_some_and(|now| now.digest != line.input_digest)
        })
        .map(|line| line.id)
        .collect()
}

/// Where the day of a due paper is explained: the page of its step.
fn card_of(one: &Due, cycle: Uuid) -> String {
    match (one.unit == cycle, one.kind) {
        // Its day is the inspection's own.
        (_, Kind::RectificationNotice) => String::new(),
        _ if one.step.is_empty() => String::new(),
        (true, _) => format!("/c/{cycle}/phases/{}", one.step),
        (false, _) => format!("/c/{cycle}/v/{}/steps/{}", one.unit, one.step),
    }
}

/// A row of a stored paper.
pub(super) fn stored_row(dossier: &Dossier, line: &PaperLine, changed: bool) -> PaperRow {
    let cycle = dossier.cycle.id;
    let (state, sign) = if line.state == VOID {
        ("已作废", Sign::Skipped)
    } else if changed {
        ("内容已变", Sign::Soon)
    } else {
        ("已印发", Sign::Done)
    };
    let shown = shown_number(&line.series, &line.number);
    PaperRow {
        id: line.id.to_string(),
        href: format!("/c/{cycle}/docs/{}", line.id),
        pdf: format!("/c/{cycle}/docs/{}/file.pdf", line.id),
        number: if shown.is_empty() {
            "不编号".to_owned()
        } else {
            shown
        },
        title: Kind::from_id(&line.kind).map_or_else(
            || line.title.clone(),
            |kind| title_of(dossier, line.unit_id, kind),
        ),
        urgency: register::urgency(&line.urgency),
        unit: dossier.unit_name(line.unit_id).to_owned(),
        day: civil::short(shanghai(line.issued_at).date_naive()),
        day_href: String::new(),
        state: state.to_owned(),
        sign,
        preflight: String::new(),
        stopped: false,
        remark: register::remark(dossier, line),
        pages: line.pages.to_string(),
    }
}

/// 空号和作废号, a sentence a series that has any; the township's series always.
pub(super) fn gaps(dossier: &Dossier, plans: &Plans) -> Result<Vec<String>, Refusal> {
    Ok(register::of(dossier, plans)?
        .into_iter()
        .filter(|series| {
            !series.summary.is_empty()
                && (series.title.ends_with("发文字号") || !series.summary.contains("没有空号"))
        })
        .map(|series| format!("{}：{}", series.title, series.summary))
        .collect())
}

/// `GET /c/{c}/docs/register.pdf`: the book as it is kept on paper.
pub async fn register_book(
    May(place): May<ReadCycle>,
    State(app): State<App>,
) -> Result<Response, Trouble> {
    let scope = &place.scope;
    let dossier = super::centre::whole(&app, scope).await?;
    let plans = app.plans(scope.cycle()).await?;
    let book = register::book(&dossier, &plans, app.clock.today())?;
    let look = Look {
        watermark: None,
        demo: scope.cycle().demo,
        issued: None,
        at: app.clock.now(),
        author: dossier.township.office_name.clone(),
    };
    let bytes = app
        .press
        .on_a_core(move |press| register::bound(press, &book, &look))
        .await??;
    Ok(answer::download(
        bytes,
        "application/pdf",
        &format!("{}文书登记簿.pdf", dossier.township.name),
        true,
    ))
}

/// `GET /c/{c}/docs/register.xlsx`
pub async fn register(
    May(place): May<ReadCycle>,
    State(app): State<App>,
) -> Result<Response, Trouble> {
    let dossier = super::centre::whole(&app, &place.scope).await?;
    let plans = app.plans(place.scope.cycle()).await?;
    let columns: Vec<ExportColumn> = [
        "编号序列",
        "编号",
        "标题",
        "紧急程度",
        "单位",
        "落款日期",
        "印发时间",
        "印发人",
        "页数",
        "状态",
        "张贴日期",
        "说明",
        "文件摘要 SHA-256",
    ]
    .into_iter()
    .map(ExportColumn::titled)
    .collect();
    let mut rows: Vec<Vec<ExportCell>> = Vec::new();
    for series in register::of(&dossier, &plans)? {
        rows.extend(series.entries.into_iter().map(|entry| {
            vec![
                series.title.clone().into(),
                entry.number.into(),
                entry.title.into(),
                entry.urgency.to_owned().into(),
                entry.unit.into(),
                entry.dated.into(),
                entry.issued.into(),
                entry.by.into(),
                entry.pages.into(),
                entry.state.to_owned().into(),
                entry.posted_on.into(),
                entry.remark.into(),
                entry.sha256.into(),
            ]
        }));
    }
    let sheet = export::Sheet {
        name: "登记簿",
        file: &format!("{}文书登记簿", dossier.township.name),
        only: export::Narrowed::new(),
        head: columns,
        rows,
    };
    export::send(&app, &place.actor, &place.scope, None, sheet).await
}
