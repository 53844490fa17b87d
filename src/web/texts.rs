//! 文书文稿 — `/c/{c}/texts`: the office's own wording of a paper, beside its preview, with all versions.

mod look;
mod version;

use axum::{
    extract::{Path, RawQuery, State},
    response::Response,
};

use self::look::{LookAt, look_at, looks};
use self::version::{use_again, version};
use super::{
    answer::{self, Trouble, invalid, onward, page as draw},
    app::App,
    form::Posted,
    guard::{EditCycle, InCycle, May},
    pages::{
        cycle::settings_tabs,
        parts::{Form, Hidden, Link, Message, Sign},
        text::{Locked, TextPage, TextRow, Texts, VersionRow},
        trouble::Conflict as ConflictPage,
    },
    papers::asked,
    router::{Row, get, post},
    sign_in::fresh_key,
    view::{Section, Tone},
};
use crate::{
    documents::{
        kind::{Kind, Scope},
        template::{self, TextProblem},
    },
    office::{
        paper::texts::{self, InUse, Source},
        refusal::{Conflict, Problems, Refusal},
    },
    platform::clock,
    store::text::{self, TextLine},
};

/// Lines left unfolded around a change.
const AROUND: usize = 3;
/// Lines a text area shows beyond the text's own.
const SPARE: usize = 4;

/// The routes of this file.
pub(super) fn rows() -> Vec<Row> {
    vec![
        get("/c/{c}/texts", list),
        get("/c/{c}/texts/{kind}", show),
        post("/c/{c}/texts/{kind}", send),
        get("/c/{c}/texts/{kind}/versions/{n}", version),
        post("/c/{c}/texts/{kind}/versions/{n}", use_again),
    ]
}

fn kind_of(id: &str) -> Result<Kind, Trouble> {
    Kind::from_id(id).ok_or_else(Trouble::not_found)
}

fn home(place: &InCycle) -> String {
    format!("/c/{}/texts", place.scope.cycle_id())
}

fn address(place: &InCycle, kind: Kind) -> String {
    format!("{}/{}", home(place), kind.id())
}

fn frame(app: &App, place: &InCycle, title: &str) -> super::view::Frame {
    let home = home(place);
    answer::frame(
        app,
        &place.visit,
        Section::Settings,
        title,
        Some(place.scope.cycle()),
        &[("文书文稿", &home), (title, "")],
    )
}

/// `GET /c/{c}/texts`
pub async fn list(May(place): May<EditCycle>, State(app): State<App>) -> Result<Response, Trouble> {
    let plans = app.plans(place.scope.cycle()).await?;
    let desk = app.desk(&plans);
    let sources = texts::sources(&desk, &place.scope).await?;
    let lines = text::lines(app.store.reader(), &place.scope, None)
        .await
        .map_err(Refusal::from)?;
    let own = |source: Source| sources.iter().filter(|(_, known)| *known == source).count();
    let context = Texts {
        tabs: settings_tabs(&place.scope.cycle_id().to_string(), "texts"),
        count: format!(
            "{} 种文书，本单位改过 {} 种",
            sources.len(),
            own(Source::Office)
        ),
        rows: sources
            .iter()
            .map(|(kind, source)| {
                let latest = lines.iter().find(|line| line.kind == kind.id());
                row(&place, *kind, *source, latest)
            })
            .collect(),
    };
    let mut frame = frame(&app, &place, "文书文稿");
    frame.crumbs.truncate(1);
    draw(&app, &frame, &context)
}

fn row(place: &InCycle, kind: Kind, source: Source, latest: Option<&TextLine>) -> TextRow {
    let (state, sign) = match source {
        Source::Shipped => ("原文", Sign::Future),
        Source::Folder => ("数据文件夹里的", Sign::Active),
        Source::Office => ("本单位改过", Sign::Done),
    };
    TextRow {
        title: kind.title().to_owned(),
        href: address(place, kind),
        scope: match kind.scope() {
            Scope::Township => "全镇一份",
            Scope::Village => "每村一份",
        }
        .to_owned(),
        state: state.to_owned(),
        sign,
        version: latest.map_or_else(String::new, |line| format!("第{}版", line.version)),
        who: latest.map_or_else(String::new, |line| line.saved_by_name.clone()),
        when: latest.map_or_else(String::new, |line| clock::long_stamp(line.saved_at)),
    }
}

/// What a page shows besides the text.
struct Shown {
    text: String,
    look: LookAt,
    problems: Vec<Message>,
    sound: bool,
}

fn told(problems: &[TextProblem]) -> Vec<Message> {
    problems
        .iter()
        .map(|problem| Message {
            tone: Tone::Error,
            place: problem
                .line
                .map_or_else(String::new, |line| format!("第{line}行")),
            text: problem.message.clone(),
            ..Message::default()
        })
        .collect()
}

async fn context(
    app: &App,
    place: &InCycle,
    kind: Kind,
    now: &InUse,
    shown: Shown,
) -> Result<TextPage, Refusal> {
    let data = look_at(app, place, kind, &shown.look).await?;
    let text = shown.text.clone();
    let drawn = app
        .press
        .on_a_core(move |_| template::tried(kind, &text, &data))
        .await?;
    let lines = text::lines(app.store.reader(), &place.scope, Some(kind.id())).await?;
    let rows = shown.text.lines().count() + SPARE;
    let mut numbers: Vec<String> = (1..=rows).map(|line| line.to_string()).collect();
    numbers.push(String::new());
    let own = address(place, kind);
    let state = match (now.source, lines.first()) {
        (Source::Office, Some(line)) => format!(
            "本单位改过：第{}版，{}，{}",
            line.version,
            line.saved_by_name,
            clock::long_stamp(line.saved_at)
        ),
        (Source::Folder, _) => "数据文件夹里的".to_owned(),
        _ => "原文".to_owned(),
    };
    Ok(TextPage {
        title: kind.title().to_owned(),
        state,
        numbers: numbers.join("\n"),
        rows,
        sound: if shown.sound && shown.problems.is_empty() {
            "没有发现问题，还没有保存。".to_owned()
        } else {
            String::new()
        },
        problems: shown.problems,
        looks: looks(app, place, kind).await?,
        form: Form::new()
            .value("text", shown.text)
            .value("look", shown.look.value()),
        preview_html: drawn.unwrap_or_default(),
        locked: template::locked_labels(kind)
            .into_iter()
            .map(|(label, code)| Locked { label, code })
            .collect(),
        action: own.clone(),
        restore: match now.source {
            Source::Office if app.press.folder_text(kind).is_some() => {
                "恢复数据文件夹里的文稿".to_owned()
            }
            Source::Office => format!("恢复《{}》的原文", kind.title()),
            _ => String::new(),
        },
        versions: lines
            .iter()
            .map(|line| VersionRow {
                name: format!("第{}版", line.version),
                remark: line.remark.clone(),
                who: line.saved_by_name.clone(),
                when: clock::long_stamp(line.saved_at),
                href: format!("{own}/versions/{}", line.version),
                here: line.version == now.version,
            })
            .collect(),
        back: Link::new("文书文稿", home(place)),
        key: fresh_key(),
        version: now.version.to_string(),
    })
}

/// `GET /c/{c}/texts/{kind}`
pub async fn show(
    May(place): May<EditCycle>,
    State(app): State<App>,
    Path((_, kind)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Result<Response, Trouble> {
    let kind = kind_of(&kind)?;
    let plans = app.plans(place.scope.cycle()).await?;
    let now = texts::in_use(&app.desk(&plans), &place.scope, kind).await?;
    // A text that passed once may not fit a newer program: then the page says so at once.
    let problems = match now.source {
        Source::Shipped => Vec::new(),
        _ => template::unfit(kind, &now.text),
    };
    let shown = Shown {
        text: now.text.clone(),
        look: LookAt::of(&asked(query.as_deref(), "look")),
        problems: told(&problems),
        sound: false,
    };
    let context = context(&app, &place, kind, &now, shown).await?;
    draw(&app, &frame(&app, &place, kind.title()), &context)
}

/// `POST /c/{c}/texts/{kind}`: looked at, saved, or the shipped text again.
pub async fn send(
    May(place): May<EditCycle>,
    State(app): State<App>,
    Path((_, kind)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let kind = kind_of(&kind)?;
    let plans = app.plans(place.scope.cycle()).await?;
    let desk = app.desk(&plans);
    let (scope, actor, key) = (&place.scope, &place.actor, &posted.key);
    let seen = posted.fields.version();
    let typed = texts::settled(posted.fields.raw("text"));
    let saved = match posted.fields.text("what") {
        "restore" => texts::restore(&desk, actor, scope, key, kind, seen)
            .await
            .map(|location| (location, "已恢复原文。以后印发的用原文，已印发的不变。")),
        "save" => texts::save(&desk, actor, scope, key, kind, &typed, seen)
            .await
            .map(|location| (location, "文稿已保存。以后印发的用新的文字，已印发的不变。")),
        _ => {
            let problems = texts::check(&app.press, kind, &typed).await?;
            let now = texts::in_use(&desk, scope, kind).await?;
            let sound = problems.is_empty();
            let mut context = again(&app, &place, kind, &now, &posted, told(&problems)).await?;
            if sound {
                "没有发现问题，还没有保存。".clone_into(&mut context.sound);
            }
            return draw(&app, &frame(&app, &place, kind.title()), &context);
        }
    };
    match saved {
        Ok((location, said)) => Ok(onward(&app, &location, said)),
        Err(Refusal::Invalid(problems)) => {
            let now = texts::in_use(&desk, scope, kind).await?;
            let context = again(&app, &place, kind, &now, &posted, listed(&problems)).await?;
            invalid(&app, &frame(&app, &place, kind.title()), &context)
        }
        Err(Refusal::Conflict(conflict)) => {
            let now = texts::in_use(&desk, scope, kind).await?;
            let what = posted.fields.text("what").to_owned();
            met(
                &app,
                &place,
                kind,
                &now,
                conflict,
                vec![("what", what), ("text", typed)],
            )
        }
        Err(refusal) => Err(refusal.into()),
    }
}

/// The page with what was typed.
async fn again(
    app: &App,
    place: &InCycle,
    kind: Kind,
    now: &InUse,
    posted: &Posted,
    problems: Vec<Message>,
) -> Result<TextPage, Refusal> {
    let shown = Shown {
        text: texts::settled(posted.fields.raw("text")),
        look: LookAt::of(posted.fields.text("look")),
        problems,
        sound: false,
    };
    let mut context = context(app, place, kind, now, shown).await?;
    // The version the person saw: another's change is still to be noticed.
    context.version = posted.fields.version().to_string();
    Ok(context)
}

fn listed(problems: &Problems) -> Vec<Message> {
    problems
        .all()
        .into_iter()
        .map(|sentence| {
            let (place, text) = match sentence.split_once('：') {
                Some((place, text)) if place.starts_with('第') && place.ends_with('行') => {
                    (place.to_owned(), text.to_owned())
                }
                _ => (String::new(), sentence),
            };
            Message {
                tone: Tone::Error,
                place,
                text,
                ..Message::default()
            }
        })
        .collect()
}

/// Somebody else saved first: theirs can be seen, ours can be sent again.
fn met(
    app: &App,
    place: &InCycle,
    kind: Kind,
    now: &InUse,
    conflict: Conflict,
    fields: Vec<(&str, String)>,
) -> Result<Response, Trouble> {
    let own = address(place, kind);
    let context = ConflictPage {
        what: conflict.subject,
        who: conflict.who,
        when: conflict.when,
        see: format!("{own}/versions/{}?against=before", now.version),
        action: own,
        fields: fields
            .into_iter()
            .map(|(name, value)| Hidden {
                name: name.to_owned(),
                value,
            })
            .collect(),
        key: fresh_key(),
        version: now.version.to_string(),
        ..ConflictPage::default()
    };
    answer::conflict(app, &frame(app, place, kind.title()), &context)
}
