//! 资格与数字核对 — `/c/{c}/check/{what}`: numbers typed as on the paper, answered in place by the
//! cycle's pinned pack. Nothing is stored and nothing typed is in an address or a log; an ID
//! number is not even given back to the page.

mod answer;
mod known;
mod people;
mod reader;
mod sheet;

use axum::{
    extract::{Path, State},
    response::Response,
};

use super::{
    answer::{Trouble, frame, invalid, page},
    app::App,
    form::{Fields, Posted},
    guard::{InCycle, May, ReadCycle},
    pages::{
        check::{Check, CheckAnswer, CheckRow, KnownRolls},
        parts::{Form, Tab},
        step::schedule_tabs,
    },
    router::{Row, get, post},
    sign_in::{form_again, fresh_key},
    view::Section,
};
use crate::{
    law::{Rules, UnitKind},
    office::{refusal::Problems, standing::Plans},
};
use answer::Asked;
pub(super) use answer::line;

/// The routes of this file.
pub(super) fn rows() -> Vec<Row> {
    vec![
        get("/c/{c}/check", first),
        get("/c/{c}/check/{what}", show),
        post("/c/{c}/check/{what}", check),
    ]
}

/// 核对什么
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Subject {
    /// 身份证号
    Number,
    /// 登记条件
    Voter,
    /// 重复登记
    Double,
    /// 名单人数
    Roll,
    /// 会议人数
    Meeting,
    /// 选举委员会变动
    Committee,
    /// 职数与差额
    Seats,
    /// 提名与负面清单
    Nomination,
    /// 预选
    Preselection,
    /// 委托投票
    Proxies,
    /// 选票台账
    Ledger,
    /// 罢免
    Recall,
}

impl Subject {
    const ALL: [Self; 12] = [
        Self::Number,
        Self::Voter,
        Self::Double,
        Self::Roll,
        Self::Meeting,
        Self::Committee,
        Self::Seats,
        Self::Nomination,
        Self::Preselection,
        Self::Proxies,
        Self::Ledger,
        Self::Recall,
    ];

    fn id(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Voter => "voter",
            Self::Double => "double",
            Self::Roll => "roll",
            Self::Meeting => "meeting",
            Self::Committee => "committee",
            Self::Seats => "seats",
            Self::Nomination => "nomination",
            Self::Preselection => "preselection",
            Self::Proxies => "proxies",
            Self::Ledger => "ledger",
            Self::Recall => "recall",
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::Number => "身份证号",
            Self::Voter => "登记条件",
            Self::Double => "重复登记",
            Self::Roll => "名单人数",
            Self::Meeting => "会议人数",
            Self::Committee => "选委会变动",
            Self::Seats => "职数与差额",
            Self::Nomination => "提名与负面清单",
            Self::Preselection => "预选",
            Self::Proxies => "委托投票",
            Self::Ledger => "选票台账",
            Self::Recall => "罢免",
        }
    }

    fn lead(self) -> &'static str {
        match self {
            Self::Number => "看校验位、出生日期、性别，以及到选举日的年龄。",
            Self::Voter => "看一个人能不能列入选民名单：年龄、三类情形各要什么。",
            Self::Double => {
                "看同一个人有没有在两处登记：本届已经导入的名单自动比对，纸上的名单照下面填。"
            }
            Self::Roll => "名单公布后有增减的，算出登记人数和过半数。",
            Self::Meeting => "看到会人数够不够、同意人数够不够；没有开会的，算出要多少人。",
            Self::Committee => {
                "看谁因提名、近亲属被提名要退出选举委员会，由谁递补，要不要另行推选。"
            }
            Self::Seats => "看职数、选举委员会人数、各职位的候选人是不是差额。",
            Self::Nomination => "看提名方式合不合规定，有没有不得作为候选人的情形。",
            Self::Preselection => "看由谁预选、参加的人够不够，各职位由谁作正式候选人。",
            Self::Proxies => "看受委托人、人数、期限，有没有再委托。",
            Self::Ledger => "印制、分发、发出、收回都对得上，才能开始计票。",
            Self::Recall => "看联名人数、投票人数、同意人数；没有投票的，算出要多少人。",
        }
    }
}

/// `GET /c/{c}/check`
pub async fn first(May(here): May<ReadCycle>, State(app): State<App>) -> Result<Response, Trouble> {
    let plans = app.plans(here.scope.cycle()).await?;
    Sheet::new(&app, &here, &plans, Subject::Number).blank()
}

/// `GET /c/{c}/check/{what}`
pub async fn show(
    May(here): May<ReadCycle>,
    State(app): State<App>,
    Path((_, what)): Path<(String, String)>,
) -> Result<Response, Trouble> {
    let subject = subject(&what)?;
    let plans = app.plans(here.scope.cycle()).await?;
    Sheet::new(&app, &here, &plans, subject)
        .with_rolls()
        .await?
        .blank()
}

/// `POST /c/{c}/check/{what}`
pub async fn check(
    May(here): May<ReadCycle>,
    State(app): State<App>,
    Path((_, what)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let subject = subject(&what)?;
    let plans = app.plans(here.scope.cycle()).await?;
    Sheet::new(&app, &here, &plans, subject)
        .with_rolls()
        .await?
        .answered(&posted.fields)
}

fn subject(id: &str) -> Result<Subject, Trouble> {
    Subject::ALL
        .into_iter()
        .find(|subject| subject.id() == id)
        .ok_or_else(Trouble::not_found)
}

/// One check on the page.
struct Sheet<'a> {
    app: &'a App,
    here: &'a InCycle,
    plans: &'a Plans,
    subject: Subject,
    known: Option<KnownRolls>,
}

impl<'a> Sheet<'a> {
    fn new(app: &'a App, here: &'a InCycle, plans: &'a Plans, subject: Subject) -> Self {
        Self {
            app,
            here,
            plans,
            subject,
            known: None,
        }
    }

    /// Of 重复登记 the cycle's own rolls are looked at first.
    async fn with_rolls(mut self) -> Result<Self, Trouble> {
        if self.subject == Subject::Double {
            self.known = Some(known::rolls(self.app, &self.here.scope, self.plans).await?);
        }
        Ok(self)
    }

    fn blank(&self) -> Result<Response, Trouble> {
        let mut form = Form::new();
        if matches!(
            self.subject,
            Subject::Number | Subject::Voter | Subject::Proxies
        ) {
            let day = self.here.scope.cycle().default_election_day;
            form = form.value("election_day", day.to_string());
        }
        let context = self.context(form, &Fields::default(), &Problems::none(), None);
        page(self.app, &self.frame(), &context)
    }

    fn answered(&self, fields: &Fields) -> Result<Response, Trouble> {
        let kind = self.kind(fields);
        let rules = self.rules(kind)?;
        let asked = Asked {
            rules,
            main: self.rules(self.kinds().first().copied().unwrap_or(kind))?,
            kind,
            fields,
            today: self.app.clock.today(),
        };
        let form = |problems: &Problems| {
            let mut form = form_again(fields, problems);
            // The number goes nowhere, not even back to who typed it.
            form.values.remove(sheet::NUMBER);
            form
        };
        match asked.answer(self.subject) {
            Ok(answer) => {
                let none = Problems::none();
                let context = self.context(form(&none), fields, &none, Some(answer));
                page(self.app, &self.frame(), &context)
            }
            Err(problems) => {
                let context = self.context(form(&problems), fields, &problems, None);
                invalid(self.app, &self.frame(), &context)
            }
        }
    }

    /// The kinds of unit the pinned pack governs.
    fn kinds(&self) -> Vec<UnitKind> {
        UnitKind::ALL
            .into_iter()
            .filter(|kind| self.plans.pack.rules(*kind).is_some())
            .collect()
    }

    fn kind(&self, fields: &Fields) -> UnitKind {
        let kinds = self.kinds();
        UnitKind::from_id(fields.text("kind"))
            .filter(|kind| kinds.contains(kind))
            .or_else(|| kinds.first().copied())
            .unwrap_or(UnitKind::Village)
    }

    fn rules(&self, kind: UnitKind) -> Result<&Rules, Trouble> {
        self.plans.pack.rules(kind).ok_or_else(Trouble::not_found)
    }

    fn frame(&self) -> super::view::Frame {
        let cycle = self.here.scope.cycle();
        frame(
            self.app,
            &self.here.visit,
            Section::Schedule,
            &format!("核对{}", self.subject.title()),
            Some(cycle),
            &[],
        )
    }

    fn context(
        &self,
        form: Form,
        fields: &Fields,
        problems: &Problems,
        answer: Option<CheckAnswer>,
    ) -> Check {
        let cycle = self.here.scope.cycle().id.to_string();
        let columns = sheet::columns(self.subject);
        let rows = sheet::labels(self.subject)
            .into_iter()
            .enumerate()
            .map(|(line, label)| CheckRow {
                label: label.to_owned(),
                cells: columns
                    .iter()
                    .map(|column| fields.text(&format!("{}.{line}", column.name)).to_owned())
                    .collect(),
                error: columns
                    .iter()
                    .filter_map(|column| problems.fields.get(&format!("{}.{line}", column.name)))
                    .flatten()
                    .cloned()
                    .collect::<Vec<_>>()
                    .join(" "),
            })
            .collect();
        Check {
            title: self.subject.title().to_owned(),
            lead: self.subject.lead().to_owned(),
            section_tabs: schedule_tabs(&cycle, "check"),
            tabs: Subject::ALL
                .into_iter()
                .map(|subject| {
                    Tab::new(
                        subject.title(),
                        format!("/c/{cycle}/check/{}", subject.id()),
                        "",
                        subject == self.subject,
                    )
                })
                .collect(),
            form,
            fields: sheet::fields(self.subject, &self.kinds()),
            columns,
            rows,
            table_hint: sheet::table_hint(self.subject).to_owned(),
            action: format!("/c/{cycle}/check/{}", self.subject.id()),
            key: fresh_key(),
            pack: self.plans.pack.name().to_owned(),
            known: self.known.clone(),
            answer,
        }
    }
}
