//! 换届纪律 — `/c/{c}/discipline`: what the pinned pack lists, and the papers that go with it.

use axum::{extract::State, response::Response};

use super::{
    answer::{Trouble, frame, page},
    app::App,
    form::{Asked, Fields},
    guard::{May, ReadCycle},
    pages::{
        discipline::{Discipline, DisciplinePaper, DisciplineRule},
        parts::{Link, Tab},
    },
    router::{Row, get},
    signs,
    view::Section,
};
use crate::{
    documents::kind::Kind as Paper,
    law::{Basis, Rules, Source, Status, UnitKind},
    office::{complaint::REGISTER_ROLES, refusal::Refusal},
};

/// The routes of this file.
pub(super) fn rows() -> Vec<Row> {
    vec![get("/c/{c}/discipline", show)]
}

/// `GET /c/{c}/discipline?kind=community`
pub async fn show(
    May(here): May<ReadCycle>,
    State(app): State<App>,
    asked: Asked,
) -> Result<Response, Trouble> {
    let asked: Fields = asked.0.into_iter().collect();
    let cycle = here.scope.cycle();
    let plans = app.plans(cycle).await?;
    let pack = &plans.pack;
    let governed: Vec<UnitKind> = UnitKind::ALL
        .into_iter()
        .filter(|kind| pack.rules(*kind).is_some())
        .collect();
    let kind = UnitKind::from_id(asked.text("kind"))
        .filter(|kind| governed.contains(kind))
        .or_else(|| governed.first().copied())
        .ok_or_else(|| Refusal::Inside(format!("pack {} has no rules", pack.id())))?;
    let base = format!("/c/{}", cycle.id);
    let context = Discipline {
        pack: pack.name().to_owned(),
        kinds: if governed.len() > 1 {
            governed
                .iter()
                .map(|one| {
                    let href = format!("{base}/discipline?kind={}", one.id());
                    Tab::new(one.name(), href, "", *one == kind)
                })
                .collect()
        } else {
            Vec::new()
        },
        rules: pack.rules(kind).map(rules).unwrap_or_default(),
        complaints: if REGISTER_ROLES.contains(&here.role) {
            Link::new("登记和查看信访举报", format!("{base}/complaints"))
        } else {
            Link::default()
        },
        papers: papers(&base, cycle.id, here.scope.is_whole()),
    };
    let frame = frame(
        &app,
        &here.visit,
        Section::Inspections,
        "换届纪律",
        Some(cycle),
        &[],
    );
    page(&app, &frame, &context)
}

fn rules(rules: &Rules) -> Vec<DisciplineRule> {
    rules
        .discipline
        .iter()
        .map(|line| {
            let lawful = || {
                line.sources
                    .iter()
                    .filter(|source| source.status != Status::Superseded)
            };
            let nearest = lawful().next_back();
            DisciplineRule {
                text: line.text.clone(),
                basis: lawful()
                    .map(Source::basis)
                    .map(|basis: Basis| basis.cite())
                    .filter(|cite| !cite.is_empty())
                    .collect::<Vec<_>>()
                    .join("；"),
                gist: nearest.map_or_else(String::new, |source| source.gist.clone()),
                from: nearest
                    .and_then(|source| rules.layers.iter().find(|layer| layer.id == source.pack))
                    .map_or_else(String::new, |layer| layer.name.clone()),
                verified: lawful().all(|source| source.status == Status::Verified),
            }
        })
        .collect()
}

/// The papers that carry the list; a draft of the township is looked at by those who see the whole of it.
fn papers(base: &str, cycle: uuid::Uuid, whole: bool) -> Vec<DisciplinePaper> {
    let looked_at = |kind: Paper| {
        whole
            .then(|| Link::new("预览、签发", signs::preview_href(cycle, cycle, kind)))
            .into_iter()
            .collect::<Vec<Link>>()
    };
    let paper = |kind: Paper, use_of: &str, links: Vec<Link>| DisciplinePaper {
        name: kind.title().to_owned(),
        use_of: use_of.to_owned(),
        links,
    };
    vec![
        paper(
            Paper::DisciplinePoster,
            "大字海报，A3 一张，贴在公开栏和投票站；没有 A3 打印机的，打印时选“适合纸张”缩成 A4。",
            looked_at(Paper::DisciplinePoster),
        ),
        paper(
            Paper::DisciplineNotice,
            "红头文件，发到各村（社区）党组织和“两委”。",
            looked_at(Paper::DisciplineNotice),
        ),
        paper(
            Paper::Pledge,
            "一人一份，本人在纸上签名按指印，选委会收存。",
            vec![Link::new(
                "各村承诺书",
                format!("{base}/docs?tab=todo&kind={}", Paper::Pledge.id()),
            )],
        ),
        paper(
            Paper::SignInSheet,
            "组织学习时在纸上签到，原件归档。",
            looked_at(Paper::SignInSheet),
        ),
    ]
}
