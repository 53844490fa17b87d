//! 各张表 — what the office keeps for itself: bodies and teams, inspections planned, screens; and, outside of any cycle,
//! the cycles and the accounts. No secret stands in any of them.

use std::collections::HashMap;

use axum::{extract::State, response::Response};
use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::{Narrowed, Table};
use crate::{
    office::{inspection::Kind as VisitKind, people as office, refusal::Refusal},
    platform::clock,
    roster::BodyRole,
    store::{
        entity::{inspection_plan, village as village_row, wall_link},
        supervision, village, wall,
    },
    web::{
        accounts,
        answer::Trouble,
        app::App,
        cycles,
        form::{Asked, asked},
        guard::{EditCycle, InCycle, ListCycles, ManageAccounts, May, PlanInspections, ReadCycle},
        pages::{account::UserRow, cycle::CycleRow},
        people::{Known, known},
        router::{Row, get},
    },
};

/// The routes of this file.
pub(super) fn rows() -> Vec<Row> {
    vec![
        get("/c/{c}/organisation.xlsx", organisation),
        get("/c/{c}/inspections/plan.xlsx", planned),
        get("/c/{c}/inspections/coverage.xlsx", covered),
        get("/c/{c}/wall-links.xlsx", screens),
        get("/cycles.xlsx", all_cycles),
        get("/admin/users.xlsx", users),
    ]
}

/// A seat in a body or a team.
struct Seat {
    body: String,
    duty: String,
    name: String,
    post: String,
    villages: String,
}

fn seats(known: &Known) -> Vec<Seat> {
    let mut seats = Vec::new();
    for office_part in [false, true] {
        for role in BodyRole::ALL {
            if office::of_office(*role) != office_part {
                continue;
            }
            for row in &known.people {
                if office::roles(row).contains(role) {
                    seats.push(Seat {
                        body: if office_part {
                            "办公室"
                        } else {
                            "领导小组"
                        }
                        .to_owned(),
                        duty: match office::section_title(row.section.as_deref()) {
                            section if office_part && !section.is_empty() => {
                                format!("{}（{section}）", role.title())
                            }
                            _ => role.title().to_owned(),
                        },
                        name: row.name.clone(),
                        post: row.post.clone(),
                        villages: String::new(),
                    });
                }
            }
        }
    }
    for team in &known.teams {
        let head = office::head_of(team, &known.people).map(|head| head.id);
        let villages: Vec<&str> = known
            .villages
            .iter()
            .filter(|row| {
                row.guidance_team_id == Some(team.id) || row.supervision_team_id == Some(team.id)
            })
            .map(|row| row.name.as_str())
            .collect();
        let members = || {
            known
                .people
                .iter()
                .filter(|row| row.team_id == Some(team.id) || head == Some(row.id))
        };
        let seat = |duty: &str, name: &str, post: &str| Seat {
            body: team.name.clone(),
            duty: duty.to_owned(),
            name: name.to_owned(),
            post: post.to_owned(),
            villages: villages.join("、"),
        };
        match members().find(|row| head == Some(row.id)) {
            Some(row) => seats.push(seat("组长", &row.name, &row.post)),
            None => seats.push(seat("组长", "未定", "")),
        }
        seats.extend(
            members()
                .filter(|row| head != Some(row.id))
                .map(|row| seat("组员", &row.name, &row.post)),
        );
    }
    seats
}

/// `GET /c/{c}/organisation.xlsx`: a row a seat, without telephone numbers.
pub async fn organisation(
    May(here): May<ReadCycle>,
    State(app): State<App>,
) -> Result<Response, Trouble> {
    let rows = seats(&known(&app, &here).await?);
    Table::new("组织机构")
        .column("机构", |row: &Seat| row.body.clone())
        .column("职务", |row| row.duty.clone())
        .column("姓名", |row| row.name.clone())
        .column("单位及职务", |row| row.post.clone())
        .column("负责的村（社区）", |row| row.villages.clone())
        .send(&app, &here.actor, &here.scope, None, &rows)
        .await
}

async fn villages(app: &App, here: &InCycle) -> Result<Vec<village_row::Model>, Refusal> {
    Ok(village::list(app.store.reader(), &here.scope).await?)
}

/// `GET /c/{c}/inspections/plan.xlsx`: every visit that was planned, and what became of it.
pub async fn planned(
    May(here): May<PlanInspections>,
    State(app): State<App>,
) -> Result<Response, Trouble> {
    let names: HashMap<Uuid, String> = villages(&app, &here)
        .await?
        .into_iter()
        .map(|row| (row.id, row.name))
        .collect();
    let rows = supervision::plans(app.store.reader(), &here.scope)
        .await
        .map_err(Refusal::from)?;
    Table::new("督查计划")
        .column("日期", |row: &inspection_plan::Model| row.day)
        .column("村（社区）", |row| {
            names.get(&row.village_id).cloned().unwrap_or_default()
        })
        .column("方式", |row| {
            VisitKind::from_id(&row.kind).map_or("", VisitKind::name)
        })
        .column("谁去", |row| row.inspectors.clone())
        .column("看什么", |row| row.note.clone())
        .column("情况", |row| match row.state.as_str() {
            supervision::DONE => "已去",
            supervision::DROPPED => "已取消",
            _ => "已安排",
        })
        .column("安排人", |row| row.made_by_name.clone())
        .send(&app, &here.actor, &here.scope, None, &rows)
        .await
}

/// `GET /c/{c}/inspections/coverage.xlsx?show=`: how often and when last each village was visited, in the roster's
/// order; those of one tab of the page where it is asked for.
pub async fn covered(
    May(here): May<PlanInspections>,
    State(app): State<App>,
    query: Asked,
) -> Result<Response, Trouble> {
    struct Line {
        village: String,
        visits: u32,
        last: Option<NaiveDate>,
        days: Option<u32>,
    }
    let query = asked(query);
    let show = query.text("show");
    let today = app.clock.today();
    let long = i64::from(app.rules.checklists().coverage_days);
    let found = supervision::coverage(app.store.reader(), &here.scope)
        .await
        .map_err(Refusal::from)?;
    let rows: Vec<Line> = villages(&app, &here)
        .await?
        .into_iter()
        .filter(|row| {
            let last = found.get(&row.id).map(|(_, last)| *last);
            match show {
                "never" => last.is_none(),
                "long" => last.is_some_and(|last| (today - last).num_days() > long),
                _ => true,
            }
        })
        .map(|row| {
            let seen = found.get(&row.id);
            let last = seen.map(|(_, last)| *last);
            Line {
                village: row.name,
                visits: seen.map_or(0, |(count, _)| u32::try_from(*count).unwrap_or(u32::MAX)),
                last,
                days: last.and_then(|last| u32::try_from((today - last).num_days()).ok()),
            }
        })
        .collect();
    let shows = [("never", "没有去过"), ("long", "很久没有去")];
    Table::new("督查去过的村")
        .only(Narrowed::new().of("去过没有", &shows, show))
        .column("村（社区）", |row: &Line| row.village.clone())
        .column("去过次数", |row| row.visits)
        .column("最近一次", |row| row.last)
        .column("距今天数", |row| row.days)
        .send(&app, &here.actor, &here.scope, None, &rows)
        .await
}

fn stamp(at: Option<DateTime<Utc>>) -> String {
    at.map(clock::long_stamp).unwrap_or_default()
}

/// `GET /c/{c}/wall-links.xlsx`: the screens; their addresses are not known to the program itself.
pub async fn screens(
    May(here): May<EditCycle>,
    State(app): State<App>,
) -> Result<Response, Trouble> {
    let rows = wall::list(app.store.reader(), &here.scope)
        .await
        .map_err(Refusal::from)?;
    Table::new("大屏")
        .column("放在哪里", |row: &wall_link::Model| row.name.clone())
        .column("谁生成的", |row| row.made_by_name.clone())
        .column("生成时间", |row| clock::long_stamp(row.made_at))
        .column("最近打开", |row| stamp(row.last_seen_at))
        .column("来自", |row| {
            row.last_seen_from.clone().unwrap_or_default()
        })
        .column("状态", |row| {
            if row.revoked_at.is_some() {
                "已停用"
            } else {
                "在用"
            }
        })
        .column("谁停用的", |row| {
            row.revoked_by_name.clone().unwrap_or_default()
        })
        .column("停用时间", |row| stamp(row.revoked_at))
        .send(&app, &here.actor, &here.scope, None, &rows)
        .await
}

/// `GET /cycles.xlsx`
pub async fn all_cycles(
    May(member): May<ListCycles>,
    State(app): State<App>,
) -> Result<Response, Trouble> {
    let rows = cycles::cycle_rows(&app, &member).await?;
    Table::new("届次")
        .column("名称", |row: &CycleRow| row.name.clone())
        .column("届", |row| row.ordinal.clone())
        .column("默认选举日", |row| row.election_day.clone())
        .column("村（社区）", |row| row.units.parse::<u32>().ok())
        .column("规则包", |row| row.rules.clone())
        .column("进度", |row| row.state.clone())
        .send_outside(&app, &member.actor, &rows)
        .await
}

/// `GET /admin/users.xlsx`: who has an account, for the yearly look through them; no password, no link.
pub async fn users(
    May(member): May<ManageAccounts>,
    State(app): State<App>,
) -> Result<Response, Trouble> {
    let rows = accounts::user_rows(&app, &member).await?;
    Table::new("账号")
        .column("姓名", |row: &UserRow| row.name.clone())
        .column("账号", |row| row.account.clone())
        .column("身份", |row| row.role_name.clone())
        .column("范围", |row| row.scope.clone())
        .column("最近使用", |row| {
            if row.last.is_empty() {
                "从未".to_owned()
            } else {
                row.last.clone()
            }
        })
        .column("状态", |row| match (row.stopped, row.waiting) {
            (true, _) => "已停用",
            (false, true) => "待本人设密码",
            (false, false) => "在用",
        })
        .send_outside(&app, &member.actor, &rows)
        .await
}
