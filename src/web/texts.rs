//! 文书文稿 — `/c/{c}/texts`: the office's own wording of a paper, beside its preview, with all versions.

use axum::{
    extract::{Path, RawQuery, State},
    response::Response,
};
use serde_json::Value;
use uuid::Uuid;

use super::{
    answer::{self, Trouble, invalid, onward, page as draw},
    app::App,
    form::Posted,
    guard::{EditCycle, InCycle, May},
    pages::{
        cycle::settings_tabs,
        parts::{Choice, Form, Hidden, Link, Message, Sign, Tab},
        text::{DiffLine, Locked, TextPage, TextRow, Texts, VersionPage, VersionRow},
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
        template::{
            self, TextProblem,
            difference::{Line, difference},
        },
        text::shipped,
    },
    office::{
        paper::{
            data, due,
            issue::read_dossier,
            texts::{self, InUse, Source},
        },
        refusal::{Conflict, Problems, Refusal},
    },
    platform::clock,
    store::{
        text::{self, TextLine},
        village,
    },
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

/// With whose data a preview is drawn.
enum LookAt {
    Sample(String),
    Unit(Uuid),
}

impl LookAt {
    fn of(text: &str) -> Self {
        match text.strip_prefix("sample:") {
            Some(name) => Self::Sample(name.to_owned()),
            None => {
                Uuid::parse_str(text).map_or_else(|_| Self::Sample("normal".to_owned()), Self::Unit)
            }
        }
    }

    fn value(&self) -> String {
        match self {
            Self::Sample(name) => format!("sample:{name}"),
            Self::Unit(id) => id.to_string(),
        }
    }
}

/// A sample in the words of the office.
fn sample_name(name: &str) -> String {
    let (size, community) = match (
        name.strip_suffix("-community"),
        name.strip_suffix("-leaders"),
    ) {
        (Some(size), _) => (size, "（社区）"),
        (_, Some(size)) => (size, "（挂钩领导）"),
        _ => (name, ""),
    };
    let word = match size {
        "normal" => "普通",
        "empty" => "空白表",
        "largest" => "内容最多",
        "rare" => "生僻字",
        _ => "其他",
    };
    format!("样张：{word}{community}")
}

async fn looks(app: &App, place: &InCycle, kind: Kind) -> Result<Vec<Choice>, Refusal> {
    let mut looks: Vec<Choice> = Vec::new();
    for sample in kind.samples() {
        let text = sample_name(sample.name);
        // Samples of the same kind after the first are told apart by their number.
        let same = looks
            .iter()
            .filter(|known| known.text.starts_with(&text))
            .count();
        let text = if same == 0 {
            text
        } else {
            format!("{text}{}", same + 1)
        };
        looks.push(Choice::new(format!("sample:{}", sample.name), text));
    }
    if kind.scope() == Scope::Township {
        looks.push(Choice::new(
            place.scope.cycle_id().to_string(),
            "本镇现在的数据",
        ));
    } else {
        looks.extend(
            village::list(app.store.reader(), &place.scope)
                .await?
                .into_iter()
                .map(|row| Choice::new(row.id.to_string(), format!("{}现在的数据", row.name))),
        );
    }
    Ok(looks)
}

/// The data of a preview; a sample that does not exist is the first one.
async fn look_at(app: &App, place: &InCycle, kind: Kind, look: &LookAt) -> Result<Value, Refusal> {
    match look {
        LookAt::Sample(name) => {
            let samples = kind.samples();
            samples
                .iter()
                .find(|sample| sample.name == name)
                .or_else(|| samples.first())
                .map(|sample| sample.data.clone())
                .ok_or_else(|| Refusal::Inside("kind without samples".to_owned()))
        }
        LookAt::Unit(unit) => {
            let plans = app.plans(place.scope.cycle()).await?;
            let today = app.clock.today();
            let dossier = read_dossier(app.store.reader(), &place.scope, *unit, kind).await?;
            if !dossier.fits(*unit, kind) {
                return Err(Refusal::NotFound);
            }
            let dated = due::date_of(&dossier, &plans, *unit, kind, today);
            let assembled = data::assemble(&dossier, &plans, *unit, kind, dated)?;
            Ok(assembled.stamped(None, Some(dated)))
        }
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

fn number(text: &str) -> Result<i32, Trouble> {
    text.parse().map_err(|_| Trouble::not_found())
}

/// `GET /c/{c}/texts/{kind}/versions/{n}`: one version beside the one in use, the one before it, or the shipped text.
pub async fn version(
    May(place): May<EditCycle>,
    State(app): State<App>,
    Path((_, kind, n)): Path<(String, String, String)>,
    RawQuery(query): RawQuery,
) -> Result<Response, Trouble> {
    let (kind, n) = (kind_of(&kind)?, number(&n)?);
    let plans = app.plans(place.scope.cycle()).await?;
    let desk = app.desk(&plans);
    let (row, own) = texts::version(&desk, &place.scope, kind, n).await?;
    let now = texts::in_use(&desk, &place.scope, kind).await?;
    let in_use = now.version == n;
    let wanted = match asked(query.as_deref(), "against").as_str() {
        "shipped" => "shipped",
        "before" => "before",
        // The version in use is of interest beside the one before it.
        _ if in_use => "before",
        _ => "now",
    };
    let other = match wanted {
        "shipped" => shipped(kind),
        "before" if n > 1 => texts::version(&desk, &place.scope, kind, n - 1).await?.1,
        "before" => texts::below(&app.press, kind).1,
        _ => now.text.clone(),
    };
    let here = format!("{}/versions/{n}", address(&place, kind));
    let tab = |text: &str, word: &str| {
        Tab::new(text, format!("{here}?against={word}"), "", word == wanted)
    };
    let mut against = Vec::new();
    if !in_use {
        against.push(tab("对照正在用的", "now"));
    }
    against.push(tab("对照前一版", "before"));
    against.push(tab("对照原文", "shipped"));
    let lines = difference(&other, &own);
    let count = |of: fn(&Line<'_>) -> bool| lines.iter().filter(|line| of(line)).count();
    let gone = count(|line| matches!(line, Line::Gone(_)));
    let new = count(|line| matches!(line, Line::New(_)));
    let title = format!("{}　第{n}版", kind.title());
    let context = VersionPage {
        facts: format!(
            "{} {} {}{}",
            row.saved_by_name,
            clock::long_stamp(row.saved_at),
            row.remark,
            if in_use { "　正在用" } else { "" }
        ),
        against,
        summary: if gone + new == 0 {
            "没有不同。".to_owned()
        } else {
            format!("去掉 {gone} 行，增加 {new} 行")
        },
        lines: if gone + new == 0 {
            Vec::new()
        } else {
            folded(&lines)
        },
        action: if in_use { String::new() } else { here },
        label: format!("用这一版（第{n}版）"),
        back: Link::new(kind.title(), address(&place, kind)),
        key: fresh_key(),
        version: now.version.to_string(),
        title: title.clone(),
    };
    draw(&app, &frame(&app, &place, &title), &context)
}

/// The lines with their numbers; long unchanged stretches become one line.
fn folded(lines: &[Line<'_>]) -> Vec<DiffLine> {
    let near = |index: usize| {
        let from = index.saturating_sub(AROUND);
        lines
            .iter()
            .skip(from)
            .take(index - from + AROUND + 1)
            .any(|line| !matches!(line, Line::Same(_)))
    };
    let mut shown: Vec<DiffLine> = Vec::new();
    let (mut old, mut new, mut hidden) = (0_usize, 0_usize, 0_usize);
    let fold = |hidden: &mut usize, shown: &mut Vec<DiffLine>| {
        if *hidden > 0 {
            shown.push(DiffLine {
                class: "fold",
                text: format!("{hidden} 行没有变化"),
                ..DiffLine::default()
            });
            *hidden = 0;
        }
    };
    for (index, line) in lines.iter().enumerate() {
        let (class, mark, text) = match line {
            Line::Same(text) => ("same", "", text),
            Line::Gone(text) => ("gone", "−", text),
            Line::New(text) => ("new", "＋", text),
        };
        old += usize::from(class != "new");
        new += usize::from(class != "gone");
        if class == "same" && !near(index) {
            hidden += 1;
            continue;
        }
        fold(&mut hidden, &mut shown);
        shown.push(DiffLine {
            class,
            mark,
            old: if class == "new" {
                String::new()
            } else {
                old.to_string()
            },
            new: if class == "gone" {
                String::new()
            } else {
                new.to_string()
            },
            text: (*text).to_owned(),
        });
    }
    fold(&mut hidden, &mut shown);
    shown
}

/// `POST /c/{c}/texts/{kind}/versions/{n}`
pub async fn use_again(
    May(place): May<EditCycle>,
    State(app): State<App>,
    Path((_, kind, n)): Path<(String, String, String)>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let (kind, n) = (kind_of(&kind)?, number(&n)?);
    let plans = app.plans(place.scope.cycle()).await?;
    let desk = app.desk(&plans);
    let seen = posted.fields.version();
    let location = texts::use_again(
        &desk,
        &place.actor,
        &place.scope,
        &posted.key,
        kind,
        n,
        seen,
    )
    .await?;
    Ok(onward(
        &app,
        &location,
        &format!("正在用的文稿与第{n}版相同。已印发的不变。"),
    ))
}
