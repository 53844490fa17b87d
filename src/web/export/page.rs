//! 导出和日历 — `/c/{c}/exports`.

use std::collections::HashSet;

use axum::{extract::State, response::Response};
use uuid::Uuid;

use crate::{
    office::{complaint::REGISTER_ROLES, refusal::Refusal},
    store::{account::Role, village, voter},
    web::{
        answer::{Trouble, frame, page},
        app::App,
        guard::{InCycle, May, ReadReports},
        pages::{
            export::{ExportRow, Exports, VillageExports},
            parts::Link,
            report::report_tabs,
        },
        router::{Row, get},
        view::Section,
        villages::none_yet,
    },
};

/// The routes of this file.
pub(super) fn rows() -> Vec<Row> {
    vec![get("/c/{c}/exports", exports)]
}

/// Name, content, page and workbook of the tables everyone here may take.
const TABLES: &[(&str, &str, &str, &str)] = &[
    (
        "村（社区）",
        "摸底数字，按导入模板的列，改好可以再导入",
        "villages",
        "villages.xlsx",
    ),
    ("村情矩阵", "每村每个阶段的状态", "matrix", "matrix.xlsx"),
    (
        "各村日程",
        "每村每个环节的建议、最迟、实际日期和依据",
        "gantt",
        "schedule.xlsx",
    ),
    (
        "镇级工作",
        "计划、责任人和完成情况",
        "phases",
        "phases.xlsx",
    ),
    ("分工", "挂钩领导、指导组和督查组", "assign", "assign.xlsx"),
    (
        "会议",
        "应到、实到、议程和决定",
        "meetings",
        "meetings.xlsx",
    ),
    (
        "培训",
        "每个班、每个单位、每类人员的应到和参训",
        "trainings",
        "trainings.xlsx",
    ),
    (
        "培训覆盖表",
        "每村每类人员培训了几人，还缺谁",
        "trainings/coverage",
        "trainings/coverage.xlsx",
    ),
    (
        "各村实施方案",
        "通过、印发和改写的情况",
        "plan/villages",
        "plan/villages.xlsx",
    ),
    (
        "督查",
        "每次督查和发现的问题，一行一个问题",
        "inspections",
        "inspections.xlsx",
    ),
    (
        "挂钩联系",
        "各村传达、学习、方案和走访的进度",
        "guidance",
        "guidance.xlsx",
    ),
    ("难点村台账", "风险等级、理由和措施", "risk", "risk.xlsx"),
    (
        "问题整改",
        "没有销号的问题，责任人、期限和情况",
        "findings",
        "findings.xlsx",
    ),
    ("待印发文书", "应发日期和最迟日期", "docs", "docs/todo.xlsx"),
    (
        "文书登记簿",
        "编号、标题、日期、张贴和文件摘要",
        "docs?tab=register",
        "docs/register.xlsx",
    ),
    (
        "收文登记簿",
        "来文单位、字号、紧急程度、承办、办理和归档",
        "incoming",
        "incoming.xlsx",
    ),
    (
        "统计",
        "各村数字和合计，没有登记的留空",
        "statistics",
        "statistics.xlsx",
    ),
    ("日报", "今天的，按县里的列", "report", "report.xlsx"),
    (
        "每日提醒单",
        "今天和三日内要办的，谁办、谁负责",
        "reminders",
        "reminders.xlsx",
    ),
];

fn tables(at: &InCycle) -> Vec<ExportRow> {
    let base = format!("/c/{}", at.scope.cycle_id());
    let row = |(name, what, page, file): &(&str, &str, &str, &str)| ExportRow {
        name: (*name).to_owned(),
        what: (*what).to_owned(),
        page: format!("{base}/{page}"),
        href: format!("{base}/{file}"),
    };
    let mut rows: Vec<ExportRow> = TABLES.iter().map(row).collect();
    if at.may_edit() {
        rows.insert(
            1,
            row(&(
                "人员",
                "带电话，按导入模板的列，改好可以再导入",
                "people",
                "people.xlsx",
            )),
        );
    }
    if REGISTER_ROLES.contains(&at.role) {
        rows.push(row(&(
            "信访举报登记",
            "编号、类别、归口和期限，没有人和内容",
            "complaints",
            "complaints.xlsx",
        )));
    }
    if at.may_edit() {
        rows.push(row(&(
            "文书文稿",
            "各种文书用原文还是改写的",
            "texts",
            "texts.xlsx",
        )));
    }
    if matches!(at.role, Role::Clerk | Role::Leader) {
        rows.push(row(&("审计", "谁什么时候办了什么", "audit", "audit.xlsx")));
    }
    rows
}

/// `GET /c/{c}/exports`
pub async fn exports(
    May(at): May<ReadReports>,
    State(app): State<App>,
) -> Result<Response, Trouble> {
    let db = app.store.reader();
    let cycle = at.scope.cycle_id();
    let villages = village::list(db, &at.scope).await.map_err(Refusal::from)?;
    let rolls: HashSet<Uuid> = voter::rolls(db, &at.scope)
        .await
        .map_err(Refusal::from)?
        .into_iter()
        .map(|roll| roll.village_id)
        .collect();
    let some = !villages.is_empty();
    let context = Exports {
        empty: (!some).then(|| {
            none_yet(
                &at,
                "还没有村（社区）。导入村花名册后，这里按村列出日程表、名单和期限日历。",
            )
        }),
        tabs: report_tabs(&cycle.to_string(), "exports", at.may_edit()),
        rows: if some { tables(&at) } else { Vec::new() },
        calendar: if some {
            Link::new("下载全镇期限日历", format!("/c/{cycle}/deadlines.ics"))
        } else {
            Link::default()
        },
        villages: villages
            .iter()
            .map(|row| {
                let base = format!("/c/{cycle}/v/{}", row.id);
                let mut links = vec![Link::new("日程表", format!("{base}/schedule.xlsx"))];
                if rolls.contains(&row.id) {
                    links.push(Link::new("选民名单", format!("{base}/roll.xlsx")));
                }
                links.push(Link::new("期限日历", format!("{base}/deadlines.ics")));
                VillageExports {
                    name: row.name.clone(),
                    href: base,
                    links,
                }
            })
            .collect(),
    };
    let frame = frame(
        &app,
        &at.visit,
        Section::Reports,
        "导出和日历",
        Some(at.scope.cycle()),
        &[],
    );
    page(&app, &frame, &context)
}
