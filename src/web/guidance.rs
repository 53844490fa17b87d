//! 挂钩联系 — `/c/{c}/guidance` over all villages, and the diary of one, `/c/{c}/v/{v}/guidance`.

use std::collections::HashMap;

use axum::{
    extract::{Path, State},
    response::Response,
};
use uuid::Uuid;

use super::{
    answer::{Trouble, done, download, frame, invalid, page},
    app::App,
    assign::{Asked, asked},
    form::{Fields, Posted, Uploaded, UploadedFile},
    guard::{AtVillage, InCycle, May, ReadRecords, ReadVillageRecords, WriteDiary},
    pages::{
        guidance::{Diary, DiaryEntry, DiaryRow, GuidanceOverview, GuidanceRow, Milestone},
        parts::{Choice, FileLink, Form, Link},
        step::schedule_tabs,
    },
    people::team_choices,
    router::{Row, get, post},
    sign_in::{form_again, fresh_key},
    view::Section,
    villages::{XLSX, none_yet},
};
use crate::{
    civil,
    office::{
        evidence::{self, Upload},
        guidance::{self as office, Desk, Kind, Milestones, NewEntry},
        people::head_of,
        refusal::{Problems, Refusal},
    },
    platform::clock,
    roster::{ExportCell, ExportColumn, export_xlsx},
    store::{
        account::Role,
        entity::{guidance_entry, guidance_file},
        guidance as rows_of, people, village,
    },
};

/// The routes of this file.
pub(super) fn rows() -> Vec<Row> {
    vec![
        get("/c/{c}/guidance", overview),
        get("/c/{c}/guidance.xlsx", export),
        get("/c/{c}/v/{v}/guidance", diary),
        post("/c/{c}/v/{v}/guidance", record),
        get("/c/{c}/v/{v}/guidance/{g}", entry),
        post("/c/{c}/v/{v}/guidance/{g}", correct),
        post("/c/{c}/v/{v}/guidance/{g}/withdraw", withdraw),
        get("/c/{c}/v/{v}/guidance/files/{f}", file),
    ]
}

const SHOWS: [(&str, &str); 4] = [
    ("no-conveyed", "还没有传达"),
    ("no-study", "还没有学习"),
    ("no-plan", "方案未通过"),
    ("none", "一条也没有记"),
];

fn shown(marks: &Milestones, show: &str) -> bool {
    match show {
        "no-conveyed" => marks.conveyed.is_none(),
        "no-study" => marks.studied.is_none(),
        "no-plan" => marks.adopted.is_none(),
        "none" => marks.last.is_none(),
        _ => true,
    }
}

/// «传达 14/16 · 学习 12/16 · 村级方案通过 9/16»
pub(super) fn count_text(all: &[Milestones]) -> String {
    let count = |of: fn(&Milestones) -> bool| all.iter().filter(|one| of(one)).count();
    let whole = all.len();
    format!(
        "传达 {}/{whole} · 学习 {}/{whole} · 村级方案通过 {}/{whole}",
        count(|one| one.conveyed.is_some()),
        count(|one| one.studied.is_some()),
        count(|one| one.adopted.is_some()),
    )
}

fn plan_text(marks: &Milestones) -> String {
    match (marks.adopted, marks.checked, marks.drafted) {
        (Some(day), ..) => format!("{}通过", civil::short(day)),
        (None, Some(day), _) => format!("{}已核对", civil::short(day)),
        (None, None, Some(day)) => format!("{}已起草", civil::short(day)),
        (None, None, None) => String::new(),
    }
}

/// The entries of each village.
fn by_village(entries: Vec<guidance_entry::Model>) -> HashMap<Uuid, Vec<guidance_entry::Model>> {
    let mut found: HashMap<Uuid, Vec<guidance_entry::Model>> = HashMap::new();
    for row in entries {
        found.entry(row.village_id).or_default().push(row);
    }
    found
}

/// How far the villages in reach have been guided, in their order.
pub(super) async fn milestones_of(
    app: &App,
    scope: &crate::store::scope::CycleScope,
) -> Result<Vec<Milestones>, Refusal> {
    let db = app.store.reader();
    let entries = by_village(rows_of::list(db, scope).await?);
    Ok(village::list(db, scope)
        .await?
        .iter()
        .map(|row| {
            entries
                .get(&row.id)
                .map(|entries| office::milestones(entries))
                .unwrap_or_default()
        })
        .collect())
}

/// What the overview is made of: the rows asked for, how far all are, the teams to choose from.
struct Listed {
    rows: Vec<GuidanceRow>,
    all: Vec<Milestones>,
    teams: Vec<Choice>,
}

async fn listed(app: &App, here: &InCycle, show: &str, team: &str) -> Result<Listed, Refusal> {
    let db = app.store.reader();
    let cycle = here.scope.cycle_id();
    let villages = village::list(db, &here.scope).await?;
    let everyone = people::list(db, &here.scope).await?;
    let teams = people::teams(db, &here.scope).await?;
    let entries = by_village(rows_of::list(db, &here.scope).await?);
    let mut all = Vec::with_capacity(villages.len());
    let mut rows = Vec::new();
    for row in &villages {
        let marks = entries
            .get(&row.id)
            .map(|entries| office::milestones(entries))
            .unwrap_or_default();
        all.push(marks);
        let of_team = row.guidance_team_id.map(|id| id.to_string());
        if !shown(&marks, show) || !(team.is_empty() || of_team.as_deref() == Some(team)) {
            continue;
        }
        let day = |day: Option<chrono::NaiveDate>| day.map(civil::short).unwrap_or_default();
        rows.push(GuidanceRow {
            name: row.name.clone(),
            href: format!("/c/{cycle}/v/{}/guidance", row.id),
            leader: everyone
                .iter()
                .find(|one| Some(one.id) == row.leader_id)
                .map(|one| one.name.clone())
                .unwrap_or_default(),
            team: teams
                .iter()
                .find(|one| Some(one.id) == row.guidance_team_id)
                .map(|one| one.name.clone())
                .unwrap_or_default(),
            conveyed: day(marks.conveyed),
            studied: day(marks.studied),
            plan: plan_text(&marks),
            adopted: marks.adopted.is_some(),
            visits: match (marks.visits, marks.advice) {
                (0, 0) => String::new(),
                (visits, 0) => format!("走访 {visits} 次"),
                (0, advice) => format!("意见 {advice} 条"),
                (visits, advice) => format!("走访 {visits} 次，意见 {advice} 条"),
            },
            last: day(marks.last),
        });
    }
    Ok(Listed {
        rows,
        all,
        teams: team_choices(&teams, "guidance"),
    })
}

/// `GET /c/{c}/guidance`
pub async fn overview(
    May(here): May<ReadRecords>,
    State(app): State<App>,
    query: Asked,
) -> Result<Response, Trouble> {
    let query = asked(query);
    let cycle = here.scope.cycle_id();
    let (show, team) = (query.text("show"), query.text("team"));
    let listed = listed(&app, &here, show, team).await?;
    let context = GuidanceOverview {
        count: if listed.all.is_empty() {
            String::new()
        } else {
            count_text(&listed.all)
        },
        form: Form::new().value("show", show).value("team", team),
        shows: SHOWS
            .iter()
            .map(|(value, text)| Choice::new(*value, *text))
            .collect(),
        teams: listed.teams,
        tabs: schedule_tabs(&cycle.to_string(), "guidance"),
        export: if listed.all.is_empty() {
            Link::default()
        } else {
            Link::new("导出表格（xlsx）", format!("/c/{cycle}/guidance.xlsx"))
        },
        empty: listed.all.is_empty().then(|| {
            let text = "还没有村（社区）。导入村花名册以后，每个村有一本指导日志。";
            none_yet(&here, text)
        }),
        rows: listed.rows,
    };
    let frame = frame(
        &app,
        &here.visit,
        Section::Schedule,
        "挂钩联系",
        Some(here.scope.cycle()),
        &[],
    );
    page(&app, &frame, &context)
}

/// `GET /c/{c}/guidance.xlsx`
pub async fn export(
    May(here): May<ReadRecords>,
    State(app): State<App>,
) -> Result<Response, Trouble> {
    let listed = listed(&app, &here, "", "").await?;
    let columns: Vec<ExportColumn> = [
        "村（社区）",
        "挂钩领导",
        "指导组",
        "传达",
        "学习",
        "村级方案",
        "走访和意见",
        "最近",
    ]
    .map(ExportColumn::titled)
    .into();
    let rows: Vec<Vec<ExportCell>> = listed
        .rows
        .into_iter()
        .map(|row| {
            [
                row.name,
                row.leader,
                row.team,
                row.conveyed,
                row.studied,
                row.plan,
                row.visits,
                row.last,
            ]
            .map(ExportCell::Text)
            .into()
        })
        .collect();
    super::export::note(&app, &here.actor, &here.scope, None, "挂钩联系", rows.len()).await?;
    let book = export_xlsx("挂钩联系", &columns, &rows, app.clock.today())
        .map_err(|error| Refusal::general(error.to_string()))?;
    let name = format!("{} 挂钩联系.xlsx", here.scope.cycle().name);
    Ok(download(book, XLSX, &name, false))
}

fn may_write(role: Role) -> bool {
    matches!(role, Role::Clerk | Role::Guidance)
}

fn kinds() -> Vec<Choice> {
    Kind::ALL
        .into_iter()
        .map(|kind| Choice::new(kind.id(), kind.name()))
        .collect()
}

fn row_of(
    entries: &[guidance_entry::Model],
    files: &[guidance_file::Model],
    row: &guidance_entry::Model,
    base: &str,
    may_write: bool,
) -> DiaryRow {
    let name = |row: &guidance_entry::Model| Kind::from_id(&row.kind).map_or("", Kind::name);
    let recorded = |row: &guidance_entry::Model| {
        format!("{} {}", row.recorded_by_name, clock::stamp(row.recorded_at))
    };
    let earlier = office::earlier(entries, row);
    // A correction keeps the evidence of what it corrects.
    let mine: Vec<Uuid> = std::iter::once(row.id)
        .chain(earlier.iter().map(|one| one.id))
        .collect();
    DiaryRow {
        day: civil::short_weekday(row.day),
        kind: name(row).to_owned(),
        subject: row.subject.clone(),
        audience: row.audience.clone(),
        who: row.who.clone(),
        note: row.note.clone(),
        files: files
            .iter()
            .filter(|file| mine.contains(&file.entry_id))
            .map(|file| FileLink {
                name: file.file_name.clone(),
                size: evidence::size_text(file.size),
                href: format!("{base}/files/{}", file.id),
            })
            .collect(),
        recorded: recorded(row),
        earlier: earlier
            .iter()
            .map(|old| {
                let subject = if old.subject.is_empty() {
                    String::new()
                } else {
                    format!("：{}", old.subject)
                };
                format!(
                    "原记 {} {}{subject}（{}）",
                    civil::short(old.day),
                    name(old),
                    recorded(old)
                )
            })
            .collect(),
        edit_href: if may_write {
            format!("{base}/{}", row.id)
        } else {
            String::new()
        },
    }
}

/// Who looks after the village: for the head of the page, and as the start of an entry.
async fn looked_after(app: &App, at: &AtVillage) -> Result<(String, String), Refusal> {
    let db = app.store.reader();
    let everyone = people::list(db, &at.scope).await?;
    let teams = people::teams(db, &at.scope).await?;
    let leader = everyone
        .iter()
        .find(|one| Some(one.id) == at.village.leader_id);
    let team = teams
        .iter()
        .find(|one| Some(one.id) == at.village.guidance_team_id);
    let members: Vec<&str> = team
        .map(|team| {
            let head = head_of(team, &everyone).map(|head| head.id);
            let mut list: Vec<_> = everyone
                .iter()
                .filter(|one| one.team_id == Some(team.id))
                .collect();
            list.sort_by_key(|one| Some(one.id) != head);
            list.into_iter().map(|one| one.name.as_str()).collect()
        })
        .unwrap_or_default();
    let mut parts = vec![format!(
        "挂钩领导 {}",
        leader.map_or("未定", |one| one.name.as_str())
    )];
    parts.push(match team {
        Some(team) if members.is_empty() => team.name.clone(),
        Some(team) => format!("{} {}", team.name, members.join("、")),
        None => "指导组未定".to_owned(),
    });
    let mut who: Vec<&str> = leader.map(|one| one.name.as_str()).into_iter().collect();
    who.extend(
        members
            .iter()
            .filter(|name| leader.is_none_or(|one| one.name != **name)),
    );
    Ok((parts.join(" · "), who.join("、")))
}

/// `GET /c/{c}/v/{v}/guidance`
pub async fn diary(
    May(at): May<ReadVillageRecords>,
    State(app): State<App>,
) -> Result<Response, Trouble> {
    diary_page(&app, &at, None).await
}

async fn diary_page(app: &App, at: &AtVillage, again: Option<Form>) -> Result<Response, Trouble> {
    let db = app.store.reader();
    let cycle = at.scope.cycle_id();
    let village = &at.village;
    let entries = rows_of::of_village(db, &at.scope, village.id)
        .await
        .map_err(Refusal::from)?;
    let files = rows_of::files(db, &at.scope, village.id)
        .await
        .map_err(Refusal::from)?;
    let marks = office::milestones(&entries);
    let (team, who) = looked_after(app, at).await?;
    let base = format!("/c/{cycle}/v/{}/guidance", village.id);
    let writes = may_write(at.role);
    let bad = again.is_some();
    let today = app.clock.today();
    let context = Diary {
        village: village.name.clone(),
        village_href: format!("/c/{cycle}/v/{}", village.id),
        team,
        marks: [
            (Kind::Conveyed, marks.conveyed),
            (Kind::Study, marks.studied),
            (Kind::PlanDrafted, marks.drafted),
            (Kind::PlanChecked, marks.checked),
            (Kind::PlanAdopted, marks.adopted),
        ]
        .into_iter()
        .map(|(kind, day)| Milestone {
            text: kind.name().to_owned(),
            day: day.map(civil::short).unwrap_or_default(),
        })
        .collect(),
        entries: office::standing(&entries)
            .into_iter()
            .map(|row| row_of(&entries, &files, row, &base, writes))
            .collect(),
        form: again.unwrap_or_else(|| {
            Form::new()
                .value("day", today.to_string())
                .value("who", who)
        }),
        kinds: kinds(),
        action: if writes { base } else { String::new() },
        open: bad,
        today: today.to_string(),
        key: fresh_key(),
    };
    let title = format!("{}指导日志", village.name);
    let home = format!("/c/{cycle}/guidance");
    let frame = frame(
        app,
        &at.visit,
        Section::Schedule,
        &title,
        Some(at.scope.cycle()),
        &[("挂钩联系", &home), (&village.name, "")],
    );
    if bad {
        invalid(app, &frame, &context)
    } else {
        page(app, &frame, &context)
    }
}

fn typed(fields: &Fields) -> NewEntry {
    let text = |name: &str| fields.text(name).to_owned();
    NewEntry {
        kind: text("kind"),
        day: text("day"),
        subject: text("subject"),
        audience: text("audience"),
        who: text("who"),
        note: text("note"),
    }
}

fn desk(app: &App) -> Desk<'_> {
    Desk {
        store: &app.store,
        clock: app.clock.as_ref(),
        files: &app.files,
    }
}

/// What a form with files comes back with: the browser keeps none of them.
fn form_with_files(fields: &Fields, mut problems: Problems, had_files: bool) -> Form {
    if had_files && problems.of(evidence::FIELD).is_empty() {
        problems.add(
            evidence::FIELD,
            "请重新选择附件：这次没有保存，浏览器不会保留选过的文件。",
        );
    }
    form_again(fields, &problems)
}

fn uploads(files: Vec<UploadedFile>) -> Vec<Upload> {
    files
        .into_iter()
        .map(|UploadedFile { name, content, .. }| Upload { name, content })
        .collect()
}

/// `POST /c/{c}/v/{v}/guidance`
pub async fn record(
    May(at): May<WriteDiary>,
    State(app): State<App>,
    sent: Uploaded,
) -> Result<Response, Trouble> {
    let had_files = !sent.files.is_empty();
    let stored = desk(&app)
        .record(
            &at.actor,
            &at.scope,
            &at.village,
            &sent.key,
            None,
            typed(&sent.fields),
            uploads(sent.files),
        )
        .await;
    match stored {
        Ok(told) => Ok(done(&app, &told)),
        Err(Refusal::Invalid(problems)) => {
            let form = form_with_files(&sent.fields, problems, had_files);
            diary_page(&app, &at, Some(form)).await
        }
        Err(refusal) => Err(refusal.into()),
    }
}

/// Village and entry of the address.
type EntryPath = Path<(Uuid, Uuid, Uuid)>;

async fn entry_page(
    app: &App,
    at: &AtVillage,
    id: Uuid,
    again: Option<Form>,
) -> Result<Response, Trouble> {
    let db = app.store.reader();
    let cycle = at.scope.cycle_id();
    let entries = rows_of::of_village(db, &at.scope, at.village.id)
        .await
        .map_err(Refusal::from)?;
    let files = rows_of::files(db, &at.scope, at.village.id)
        .await
        .map_err(Refusal::from)?;
    let row = office::standing(&entries)
        .into_iter()
        .find(|row| row.id == id)
        .ok_or_else(Trouble::not_found)?;
    let base = format!("/c/{cycle}/v/{}/guidance", at.village.id);
    let bad = again.is_some();
    let context = DiaryEntry {
        village: at.village.name.clone(),
        now: row_of(&entries, &files, row, &base, true),
        form: again.unwrap_or_else(|| {
            Form::new()
                .value("kind", &row.kind)
                .value("day", row.day.to_string())
                .value("subject", &row.subject)
                .value("audience", &row.audience)
                .value("who", &row.who)
                .value("note", &row.note)
        }),
        kinds: kinds(),
        action: format!("{base}/{id}"),
        withdraw_action: format!("{base}/{id}/withdraw"),
        today: app.clock.today().to_string(),
        back: base.clone(),
        key: fresh_key(),
    };
    let home = format!("/c/{cycle}/guidance");
    let frame = frame(
        app,
        &at.visit,
        Section::Schedule,
        "更正日志",
        Some(at.scope.cycle()),
        &[("挂钩联系", &home), (&at.village.name, &base), ("更正", "")],
    );
    if bad {
        invalid(app, &frame, &context)
    } else {
        page(app, &frame, &context)
    }
}

/// `GET /c/{c}/v/{v}/guidance/{g}`
pub async fn entry(
    May(at): May<WriteDiary>,
    State(app): State<App>,
    Path((_, _, id)): EntryPath,
) -> Result<Response, Trouble> {
    entry_page(&app, &at, id, None).await
}

/// `POST /c/{c}/v/{v}/guidance/{g}`
pub async fn correct(
    May(at): May<WriteDiary>,
    State(app): State<App>,
    Path((_, _, id)): EntryPath,
    sent: Uploaded,
) -> Result<Response, Trouble> {
    let had_files = !sent.files.is_empty();
    let stored = desk(&app)
        .record(
            &at.actor,
            &at.scope,
            &at.village,
            &sent.key,
            Some(id),
            typed(&sent.fields),
            uploads(sent.files),
        )
        .await;
    match stored {
        Ok(told) => Ok(done(&app, &told)),
        Err(Refusal::Invalid(problems)) => {
            let form = form_with_files(&sent.fields, problems, had_files);
            entry_page(&app, &at, id, Some(form)).await
        }
        Err(refusal) => Err(refusal.into()),
    }
}

/// `POST /c/{c}/v/{v}/guidance/{g}/withdraw`
pub async fn withdraw(
    May(at): May<WriteDiary>,
    State(app): State<App>,
    Path((_, _, id)): EntryPath,
    posted: Posted,
) -> Result<Response, Trouble> {
    let reason = posted.fields.text("reason").to_owned();
    let stored = desk(&app)
        .withdraw(&at.actor, &at.scope, &at.village, &posted.key, id, &reason)
        .await;
    match stored {
        Ok(told) => Ok(done(&app, &told)),
        Err(Refusal::Invalid(problems)) => {
            // The fields of the other form stay as they are stored.
            let entries = rows_of::of_village(app.store.reader(), &at.scope, at.village.id)
                .await
                .map_err(Refusal::from)?;
            let row = entries
                .iter()
                .find(|row| row.id == id)
                .ok_or_else(Trouble::not_found)?;
            let form = Form::new()
                .value("kind", &row.kind)
                .value("day", row.day.to_string())
                .value("subject", &row.subject)
                .value("audience", &row.audience)
                .value("who", &row.who)
                .value("note", &row.note)
                .value("reason", &reason)
                .error("reason", problems.all().join(""));
            entry_page(&app, &at, id, Some(form)).await
        }
        Err(refusal) => Err(refusal.into()),
    }
}

/// `GET /c/{c}/v/{v}/guidance/files/{f}`: always to be saved, never shown in our own pages.
pub async fn file(
    May(at): May<ReadVillageRecords>,
    State(app): State<App>,
    Path((_, _, id)): EntryPath,
) -> Result<Response, Trouble> {
    let opened = desk(&app)
        .open(&at.actor, &at.scope, &at.village, id)
        .await?;
    Ok(download(
        opened.content,
        &opened.media_type,
        &opened.name,
        false,
    ))
}
