//! The plan itself: what it says now, its chapters and versions, and what makes the issued one out of date.

use axum::response::Response;
use uuid::Uuid;

use super::At;
use crate::{
    civil,
    documents::{
        html,
        kind::Kind,
        kinds::implementation_plan::{
            changes::{Area, Change},
            wording::chapters,
        },
        markup,
    },
    office::{
        paper::issue::shown_number,
        plan::{
            standing::{self, InForce, Standing},
            versions,
            wording::{self, Rework},
        },
        refusal::{Problems, Refusal},
        typed,
    },
    platform::clock,
    store::plan::VersionLine,
    web::{
        answer::{Trouble, invalid, onward, page as draw},
        form::Posted,
        pages::{
            parts::{Form, Link, Sign},
            plan::{ChangeRow, ChapterRow, Group, Outdated, PlanPage, TableRow, VersionRow},
            step::schedule_tabs,
        },
        sign_in::{form_again, fresh_key},
        signs,
    },
};

/// Changes of one kind that a page tells before it says how many more there are.
const MOST_TOLD: usize = 12;
/// Longest name of a meeting.
const MEETING: usize = 40;

/// The page.
pub(super) async fn show(at: &At<'_>) -> Result<Response, Trouble> {
    let context = context(at, None).await?;
    draw(at.app, &at.frame(&context.title, ""), &context)
}

async fn context(at: &At<'_>, again: Option<Form>) -> Result<PlanPage, Refusal> {
    let plans = at.app.plans(at.scope.cycle()).await?;
    let desk = at.app.desk(&plans);
    let standing = standing::read(&desk, at.scope, at.unit).await?;
    let title = Kind::ImplementationPlan
        .context(&standing.data)
        .ok()
        .and_then(|context| Some(context.pointer("/names/plan")?.as_str()?.to_owned()))
        .unwrap_or_else(|| Kind::ImplementationPlan.title().to_owned());
    let (preview_html, trouble) = match &standing.markup {
        Ok(xml) => match markup::parse(xml) {
            Ok(document) => (html::page(&document), String::new()),
            Err(error) => (String::new(), error.to_string()),
        },
        Err(problem) => (String::new(), problem.clone()),
    };
    let (saved, version) = &standing.saved;
    let home = at.home();
    let (state, sign) = state(&standing);
    let cycle = at.scope.cycle_id();
    let adopted = saved.adopted_on.map_or_else(String::new, |day| {
        format!("{}{}讨论通过", civil::long(day), saved.adopted_by)
    });
    let own_form = again.unwrap_or_else(|| {
        Form::new()
            .value(
                "adopted_on",
                saved
                    .adopted_on
                    .map(|day| day.to_string())
                    .unwrap_or_default(),
            )
            .value("adopted_by", saved.adopted_by.clone())
    });
    let write = |address: String| {
        if at.may_write { address } else { String::new() }
    };
    let issue_href = signs::preview_href(cycle, at.unit, Kind::ImplementationPlan);
    Ok(PlanPage {
        title,
        facts: facts(&standing),
        tabs: if at.is_township() {
            schedule_tabs(&cycle.to_string(), "plan")
        } else {
            Vec::new()
        },
        state,
        sign,
        outdated: standing
            .in_force
            .as_ref()
            .filter(|in_force| !in_force.holds())
            .map(|in_force| outdated(at, in_force)),
        chapters: chapters(wording::form_of(&standing.dossier, at.unit))
            .into_iter()
            .map(|chapter| {
                let own = saved.chapters.contains_key(&chapter.id);
                ChapterRow {
                    state: match (own, chapter.lines.is_empty()) {
                        (true, _) => "已改写",
                        (false, true) => "没有",
                        (false, false) => "原文",
                    }
                    .to_owned(),
                    sign: if own { Sign::Done } else { Sign::Future },
                    href: write(format!("{home}/chapters/{}", chapter.id)),
                    title: chapter.title,
                }
            })
            .collect(),
        tables: tables(at),
        versions: standing
            .versions
            .iter()
            .map(|line| version_row(&standing, line, &home, cycle))
            .collect(),
        compare_action: if standing.versions.is_empty() {
            String::new()
        } else {
            format!("{home}/versions")
        },
        adopt_action: if at.is_township() {
            String::new()
        } else {
            write(home.clone())
        },
        adopted,
        form: own_form,
        preview_html,
        trouble,
        pdf: format!(
            "/c/{cycle}/docs/preview.pdf?unit={}&kind={}",
            at.unit,
            Kind::ImplementationPlan.id()
        ),
        issue: match (&standing.in_force, at.may_issue) {
            (None, true) => Link::new("预检并印发", issue_href),
            _ => Link::default(),
        },
        paper: standing
            .in_force
            .as_ref()
            .map(|in_force| paper_link(&in_force.line, cycle))
            .unwrap_or_default(),
        others: if at.is_township() {
            Link::new(
                "各村（社区）的实施方案",
                format!("/c/{cycle}/plan/villages"),
            )
        } else if at.scope.is_whole() {
            Link::new("镇的实施方案", format!("/c/{cycle}/plan"))
        } else {
            Link::default()
        },
        save_action: write(home),
        key: fresh_key(),
        version: version.to_string(),
    })
}

fn state(standing: &Standing) -> (String, Sign) {
    match &standing.in_force {
        None => ("还没有印发".to_owned(), Sign::Active),
        Some(in_force) if in_force.holds() => (
            format!(
                "已印发 {}",
                civil::short(clock::shanghai(in_force.line.issued_at).date_naive())
            ),
            Sign::Done,
        ),
        Some(_) => ("内容已变".to_owned(), Sign::Soon),
    }
}

fn facts(standing: &Standing) -> String {
    let count = standing.versions.len();
    let kept = if count == 0 {
        "还没有存过版本".to_owned()
    } else {
        format!("共 {count} 版")
    };
    match &standing.in_force {
        Some(in_force) => {
            let number = shown_number(&in_force.line.series, &in_force.line.number);
            let number = if number.is_empty() || in_force.version.is_none() {
                String::new()
            } else {
                format!("，{number}")
            };
            format!("{kept}；{}已印发{number}", in_force.name())
        }
        None => kept,
    }
}

fn outdated(at: &At<'_>, in_force: &InForce) -> Outdated {
    let (cycle, home) = (at.scope.cycle_id(), at.home());
    let name = in_force.name();
    let groups = groups(&in_force.changes, MOST_TOLD);
    let reason = {
        let areas: Vec<&str> = Area::ALL
            .into_iter()
            .filter(|area| in_force.changes.iter().any(|change| change.area == *area))
            .map(|area| match area {
                Area::Other => "有关内容",
                other => other.name(),
            })
            .collect();
        let areas = if areas.is_empty() {
            "文字".to_owned()
        } else {
            areas.join("、")
        };
        format!("{areas}有变，{name}已不符。")
    };
    Outdated {
        groups,
        text: match in_force.paragraphs {
            0 => String::new(),
            count => format!("正文有 {count} 段会读成别的样子"),
        },
        compare: match in_force.version {
            Some(version) => Link::new(
                format!("对照{name}和现在"),
                format!("{home}/versions/{version}..now"),
            ),
            None => Link::new(
                "看已印发的",
                format!("/c/{cycle}/docs/{}", in_force.line.id),
            ),
        },
        reissue_action: if at.may_issue {
            format!("/c/{cycle}/docs/{}/void", in_force.line.id)
        } else {
            String::new()
        },
        reason,
        paper_version: in_force.line.version.to_string(),
        name,
    }
}

/// Changes by kind; at most `most` of each.
pub(super) fn groups(changes: &[Change], most: usize) -> Vec<Group> {
    Area::ALL
        .into_iter()
        .filter_map(|area| {
            let own: Vec<&Change> = changes
                .iter()
                .filter(|change| change.area == area)
                .collect();
            let rest = own.len().saturating_sub(most);
            (!own.is_empty()).then(|| Group {
                name: area.name().to_owned(),
                rows: own
                    .into_iter()
                    .take(most)
                    .map(|change| ChangeRow {
                        subject: change.subject.clone(),
                        what: change.what.clone(),
                        before: change.before.clone(),
                        after: change.after.clone(),
                    })
                    .collect(),
                more: if rest == 0 {
                    String::new()
                } else {
                    format!("另有 {rest} 处")
                },
            })
        })
        .collect()
}

fn tables(at: &At<'_>) -> Vec<TableRow> {
    let cycle = at.scope.cycle_id();
    let row = |title: &str, text: &str, page: &str| TableRow {
        title: title.to_owned(),
        // The forms of a paper's content open to those who fill them in.
        source: if page.contains("facts/") && !at.may_write {
            Link::new(text, "")
        } else {
            Link::new(text, format!("/c/{cycle}/{page}"))
        },
    };
    if at.is_township() {
        return vec![
            row("日程安排表、流程图、日历", "规则和选举日", "phases"),
            row("包干责任表、分组表", "分工", "assign"),
            row("领导小组、办公室", "人员", "people"),
            row(
                "联系人、举报电话、上级文件",
                "填写内容",
                "facts/implementation-plan",
            ),
        ];
    }
    let own = format!("v/{}", at.unit);
    vec![
        row(
            "日程安排表、流程图、日历",
            "本村日程",
            &format!("{own}/schedule"),
        ),
        row(
            "选举委员会名单",
            "成员名单",
            &format!("{own}/facts/election-committee"),
        ),
        row("挂钩领导、指导组", "分工", "assign"),
    ]
}

fn paper_link(line: &crate::store::paper::PaperLine, cycle: Uuid) -> Link {
    let number = shown_number(&line.series, &line.number);
    let text = if number.is_empty() {
        format!("{}印发", civil::long(line.dated))
    } else {
        number
    };
    Link::new(text, format!("/c/{cycle}/docs/{}", line.id))
}

fn version_row(standing: &Standing, line: &VersionLine, home: &str, cycle: Uuid) -> VersionRow {
    let paper = line
        .paper_id
        .and_then(|id| standing.dossier.papers.iter().find(|paper| paper.id == id));
    VersionRow {
        name: format!("第{}版", line.version),
        value: line.version.to_string(),
        remark: line.remark.clone(),
        who: line.saved_by_name.clone(),
        when: clock::long_stamp(line.saved_at),
        href: format!("{home}/versions/{}..now", line.version),
        paper: paper
            .map(|paper| {
                let mut link = paper_link(paper, cycle);
                if paper.state == crate::store::paper::VOID {
                    link.text.push_str("（已作废）");
                }
                link
            })
            .unwrap_or_default(),
    }
}

/// Keeps a version, or records the meeting.
pub(super) async fn send(at: &At<'_>, posted: &Posted) -> Result<Response, Trouble> {
    let plans = at.app.plans(at.scope.cycle()).await?;
    let desk = at.app.desk(&plans);
    let home = at.home();
    if posted.fields.text("what") == "version" {
        let location =
            versions::save(&desk, at.actor, at.scope, &posted.key, at.unit, &home).await?;
        return Ok(onward(at.app, &location, "已存为新的一版。"));
    }
    if at.is_township() {
        return Err(Trouble::not_found());
    }
    match adopted(at, posted).await {
        Ok(location) => Ok(onward(at.app, &location, "已记录讨论通过的日子和会议。")),
        Err(Refusal::Invalid(problems)) => {
            let mut context = context(at, Some(form_again(&posted.fields, &problems))).await?;
            context.version = posted.fields.version().to_string();
            invalid(at.app, &at.frame(&context.title, ""), &context)
        }
        Err(other) => Err(other.into()),
    }
}

async fn adopted(at: &At<'_>, posted: &Posted) -> Result<String, Refusal> {
    let plans = at.app.plans(at.scope.cycle()).await?;
    let desk = at.app.desk(&plans);
    let mut problems = Problems::none();
    let day = typed::day(
        &mut problems,
        "adopted_on",
        "通过的日子",
        posted.fields.text("adopted_on"),
    );
    let by = typed::line(
        &mut problems,
        "adopted_by",
        "会议名称",
        posted.fields.text("adopted_by"),
        MEETING,
    );
    if day.is_some_and(|day| day > at.app.clock.today()) {
        problems.add(
            "adopted_on",
            "请填已经开过的会的日子。讨论通过的日子不能晚于今天。",
        );
    }
    problems.into_result()?;
    wording::save(
        &desk,
        at.actor,
        at.scope,
        &posted.key,
        at.unit,
        Rework::Adopted(day, by),
        posted.fields.version(),
        &at.home(),
    )
    .await
}
