//! 文书内容 — `/c/{c}/v/{v}/facts/{kind}` and `/c/{c}/facts/{kind}`: a form made from the kind's fields.

mod conflict;

use std::collections::BTreeMap;

use axum::{
    extract::{Path, State},
    response::Response,
};
use chrono::NaiveDate;
use serde_json::Value;
use uuid::Uuid;

use super::{
    answer::{self, Trouble, invalid, onward, page},
    app::App,
    form::Posted,
    guard::{EditCycle, May, RecordStep},
    pages::{
        parts::{Choice, Fact, Form, Link, Message},
        roll::{FactField, FactsPage, PeopleColumn, PeopleRow},
    },
    papers::readable,
    router::{Row, get, post},
    sign_in::{form_again, fresh_key},
    view::{Frame, Section, Tone},
    visit::Visit,
};
use crate::{
    civil,
    documents::{
        kind::{Kind, Scope},
        kinds::{FieldSpec, Input, form},
    },
    office::{
        change::Actor,
        facts,
        paper::{
            data,
            dossier::{Dossier, Reach},
            due, meeting,
        },
        refusal::{Problems, Refusal},
    },
    store::{account::Role, scope::CycleScope},
};

/// Blank rows under a table for people to write into.
const BLANK_ROWS: usize = 4;

/// The routes of this file.
pub(super) fn rows() -> Vec<Row> {
    vec![
        get("/c/{c}/v/{v}/facts/{kind}", village_page),
        post("/c/{c}/v/{v}/facts/{kind}", village_save),
        get("/c/{c}/facts/{kind}", township_page),
        post("/c/{c}/facts/{kind}", township_save),
    ]
}

/// Whose form it is.
struct Sheet<'a> {
    app: &'a App,
    visit: &'a Visit,
    actor: &'a Actor,
    scope: &'a CycleScope,
    unit: Uuid,
    kind: Kind,
}

fn kind_of(id: &str, scope: Scope) -> Result<Kind, Trouble> {
    Kind::from_id(id)
        .filter(|kind| kind.scope() == scope && !kind.fields().is_empty())
        .ok_or_else(Trouble::not_found)
}

/// A kind of a village's that the role may look into.
fn village_kind(role: Role, id: &str) -> Result<Kind, Trouble> {
    let kind = kind_of(id, Scope::Village)?;
    readable(role, kind)?;
    Ok(kind)
}

/// `GET /c/{c}/v/{v}/facts/{kind}`
pub async fn village_page(
    May(place): May<RecordStep>,
    State(app): State<App>,
    Path((_, _, kind)): Path<(String, String, String)>,
) -> Result<Response, Trouble> {
    Sheet {
        app: &app,
        visit: &place.visit,
        actor: &place.actor,
        scope: &place.scope,
        unit: place.village.id,
        kind: village_kind(place.role, &kind)?,
    }
    .show()
    .await
}

/// `POST /c/{c}/v/{v}/facts/{kind}`
pub async fn village_save(
    May(place): May<RecordStep>,
    State(app): State<App>,
    Path((_, _, kind)): Path<(String, String, String)>,
    posted: Posted,
) -> Result<Response, Trouble> {
    Sheet {
        app: &app,
        visit: &place.visit,
        actor: &place.actor,
        scope: &place.scope,
        unit: place.village.id,
        kind: village_kind(place.role, &kind)?,
    }
    .save(&posted)
    .await
}

/// `GET /c/{c}/facts/{kind}`
pub async fn township_page(
    May(place): May<EditCycle>,
    State(app): State<App>,
    Path((_, kind)): Path<(String, String)>,
) -> Result<Response, Trouble> {
    Sheet {
        app: &app,
        visit: &place.visit,
        actor: &place.actor,
        scope: &place.scope,
        unit: place.scope.cycle_id(),
        kind: kind_of(&kind, Scope::Township)?,
    }
    .show()
    .await
}

/// `POST /c/{c}/facts/{kind}`
pub async fn township_save(
    May(place): May<EditCycle>,
    State(app): State<App>,
    Path((_, kind)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Trouble> {
    Sheet {
        app: &app,
        visit: &place.visit,
        actor: &place.actor,
        scope: &place.scope,
        unit: place.scope.cycle_id(),
        kind: kind_of(&kind, Scope::Township)?,
    }
    .save(&posted)
    .await
}

/// What was typed: field or `field.row.column` → text.
fn typed(posted: &Posted) -> BTreeMap<String, String> {
    posted
        .fields
        .iter()
        .filter(|(name, _)| !matches!(*name, "csrf" | "key" | "version"))
        .map(|(name, text)| (name.to_owned(), text.to_owned()))
        .collect()
}

impl Sheet<'_> {
    async fn show(&self) -> Result<Response, Trouble> {
        let dossier = self.dossier().await?;
        let start = facts::start(&dossier, self.unit, self.kind);
        let mut shown = Form::new();
        for (name, text) in form::show(self.kind, &start.facts) {
            shown = shown.value(name, text);
        }
        let mut fields = self.fields(&|spec| form::rows(spec, &start.facts));
        let given = self.given(&dossier, &mut fields);
        let mut context = self.context(&dossier, shown, fields, start.version).await?;
        context.problems.extend(given);
        if start.carried && !context.fields.is_empty() {
            context.problems.push(Message {
                tone: Tone::Note,
                text: "请核对后保存：下面已带入别处填过的内容。".to_owned(),
                ..Message::default()
            });
        }
        page(self.app, &self.frame(&dossier), &context)
    }

    async fn save(&self, posted: &Posted) -> Result<Response, Trouble> {
        let typed = typed(posted);
        let plans = self.app.plans(self.scope.cycle()).await?;
        let saved = facts::save(
            &self.app.desk(&plans),
            self.actor,
            self.scope,
            &posted.key,
            self.unit,
            self.kind,
            &typed,
            posted.fields.version(),
        )
        .await;
        match saved {
            Ok(location) => Ok(onward(self.app, &location, "内容已保存。")),
            Err(Refusal::Invalid(problems)) => self.again(posted, &typed, &problems).await,
            Err(Refusal::Conflict(conflict)) => self.conflict(&typed, conflict).await,
            Err(refusal) => Err(refusal.into()),
        }
    }

    async fn again(
        &self,
        posted: &Posted,
        typed: &BTreeMap<String, String>,
        problems: &Problems,
    ) -> Result<Response, Trouble> {
        let dossier = self.dossier().await?;
        let mut fields = self.fields(&|spec| form::typed_rows(spec, typed));
        self.given(&dossier, &mut fields);
        let mut form = form_again(&posted.fields, problems);
        for field in &mut fields {
            if let Some(texts) = problems.fields.get(&field.name)
                && !field.columns.is_empty()
            {
                form.errors
                    .insert(field.name.clone(), row_by_row(field, texts));
            }
        }
        let context = self
            .context(&dossier, form, fields, posted.fields.version())
            .await?;
        invalid(self.app, &self.frame(&dossier), &context)
    }

    fn fields(&self, rows: &dyn Fn(&FieldSpec) -> Vec<Vec<String>>) -> Vec<FactField> {
        self.kind
            .fields()
            .iter()
            .map(|spec| field(spec, rows))
            .collect()
    }

    /// What a meeting, a course or an inspection says already is not asked again.
    fn given(&self, dossier: &Dossier, fields: &mut Vec<FactField>) -> Option<Message> {
        let note = |text: String| Message {
            tone: Tone::Note,
            text,
            ..Message::default()
        };
        let Some(given) = data::given(dossier, self.unit, self.kind) else {
            return meeting::is_of_gathering(self.kind).then(|| {
                note(
                    "请先到“方案日程 › 会议（培训）”登记，时间、地点、参加的人从那里带入通知、签到表和记录；没有登记的，才在这里填。"
                        .to_owned(),
                )
            });
        };
        let labels: Vec<String> = fields
            .iter()
            .filter(|field| given.facts.contains_key(&field.name))
            .map(|field| field.label.clone())
            .collect();
        fields.retain(|field| !given.facts.contains_key(&field.name));
        (!labels.is_empty()).then(|| {
            note(format!(
                "{}已从“{}”带入，不用再填；要改，请到那里改。",
                labels.join("、"),
                given.page
            ))
        })
    }

    async fn dossier(&self) -> Result<Dossier, Refusal> {
        Dossier::read(self.app.store.reader(), self.scope, Reach::Unit(self.unit)).await
    }

    fn frame(&self, dossier: &Dossier) -> Frame {
        let cycle = self.scope.cycle();
        let home = format!("/c/{}/docs", cycle.id);
        let title = format!("{}　{}", dossier.unit_name(self.unit), self.kind.title());
        answer::frame(
            self.app,
            self.visit,
            Section::Papers,
            &title,
            Some(cycle),
            &[("文书中心", &home), ("填写内容", "")],
        )
    }

    /// The address of the form.
    fn path(&self) -> String {
        let cycle = self.scope.cycle_id();
        let kind = self.kind.id();
        if self.unit == cycle {
            format!("/c/{cycle}/facts/{kind}")
        } else {
            format!("/c/{cycle}/v/{}/facts/{kind}", self.unit)
        }
    }

    async fn context(
        &self,
        dossier: &Dossier,
        form: Form,
        fields: Vec<FactField>,
        version: i32,
    ) -> Result<FactsPage, Refusal> {
        let plans = self.app.plans(self.scope.cycle()).await?;
        let today = self.app.clock.today();
        let dated = due::date_of(dossier, &plans, self.unit, self.kind, today);
        let data = data::assemble(dossier, &plans, self.unit, self.kind, dated)?.data;
        let cycle = self.scope.cycle_id();
        let preview = facts::preview_address(cycle, self.unit, self.kind);
        Ok(FactsPage {
            village: dossier.unit_name(self.unit).to_owned(),
            kind_title: self.kind.title().to_owned(),
            known: known(&data),
            fields,
            form,
            problems: Vec::new(),
            action: self.path(),
            paper: Link::new("看这份文书", &preview),
            back: preview,
            key: fresh_key(),
            version: version.to_string(),
        })
    }
}

/// Puts what is wrong with a row of a table beside the row; what is left is said of the whole.
fn row_by_row(field: &mut FactField, texts: &[String]) -> String {
    let mut whole: Vec<String> = Vec::new();
    let mut rows: Vec<usize> = Vec::new();
    for text in texts {
        let beside = text
            .strip_prefix(&format!("{}第", field.label))
            .and_then(|rest| rest.split_once('行'))
            .and_then(|(number, rest)| {
                let number = number.parse::<usize>().ok()?;
                let row = field.rows.get_mut(number.checked_sub(1)?)?;
                Some((row, number, rest.trim_start_matches('：')))
            });
        let Some((row, number, rest)) = beside else {
            whole.push(text.clone());
            continue;
        };
        if !row.error.is_empty() {
            row.error.push('；');
        }
        row.error.push_str(rest);
        rows.push(number);
    }
    if !rows.is_empty() {
        rows.sort_unstable();
        rows.dedup();
        let rows: Vec<String> = rows.iter().map(usize::to_string).collect();
        whole.push(format!("请改第 {} 行，见各行下面。", rows.join("、")));
    }
    whole.join(" ")
}

fn choices(input: Input) -> Vec<Choice> {
    input
        .choices()
        .iter()
        .map(|(value, text)| Choice::new(*value, *text))
        .collect()
}

fn field(spec: &FieldSpec, rows: &dyn Fn(&FieldSpec) -> Vec<Vec<String>>) -> FactField {
    let columns = spec.input.columns();
    let mut shown: Vec<PeopleRow> = Vec::new();
    if !columns.is_empty() {
        shown.extend(rows(spec).into_iter().map(|cells| PeopleRow {
            cells,
            error: String::new(),
        }));
        shown.extend((0..BLANK_ROWS).map(|_| PeopleRow {
            cells: vec![String::new(); columns.len()],
            error: String::new(),
        }));
    }
    FactField {
        name: spec.key.to_owned(),
        label: spec.label.to_owned(),
        hint: spec.hint.to_owned(),
        input: spec.input.name(),
        choices: choices(spec.input),
        columns: columns
            .iter()
            .map(|column| PeopleColumn {
                name: column.key.to_owned(),
                label: column.label.to_owned(),
                choices: choices(column.input),
            })
            .collect(),
        rows: shown,
    }
}

/// What the product knows and therefore does not ask: place in the data, word.
const KNOWN: &[(&str, &str)] = &[
    ("/unit/election_day", "选举日"),
    ("/known/election_day", "选举日"),
    ("/known/term_end", "本届任期届满"),
    ("/known/selected_on", "推选产生的日子"),
    ("/known/registration_from", "登记开始"),
    ("/known/registration_to", "登记截止"),
    ("/known/roll_day", "公布名单"),
    ("/known/published_on", "公布名单"),
    ("/known/objection_deadline", "申诉截止（24时）"),
    ("/known/withdraw_until", "书面放弃截止"),
    ("/known/proxies_until", "委托投票登记截止"),
    ("/known/registered", "登记选民"),
    ("/known/inspected_on", "检查日期"),
    ("/known/team", "督查组"),
    ("/known/plan_number", "实施方案的发文字号"),
    ("/known/rerun_until", "另行选举最迟"),
    ("/known/elected", "已当选"),
    ("/known/selection_day", "推选的日子"),
    ("/known/adopted_on", "会议通过的日子"),
    ("/known/nomination_from", "提名开始"),
    ("/known/nomination_to", "提名截止"),
    ("/known/self_until", "自荐报名截止"),
    ("/known/nominees_day", "公布初步候选人"),
    ("/known/candidates_day", "公布正式候选人"),
    ("/known/roll_number", "原名单公告"),
    ("/known/list_number", "正式候选人公告"),
    ("/known/produced_on", "新一届产生的日子"),
    ("/known/handed_over_on", "完成移交的日子"),
];

fn known(data: &Value) -> Vec<Fact> {
    let mut facts: Vec<Fact> = KNOWN
        .iter()
        .filter_map(|(place, word)| {
            let text = match data.pointer(place)? {
                Value::String(text) => text
                    .parse::<NaiveDate>()
                    .map_or_else(|_| text.clone(), civil::long_weekday),
                Value::Number(number) => format!("{number} 人"),
                _ => return None,
            };
            Some(Fact::new(*word, text))
        })
        .collect();
    let seat = |post: &str| data.pointer(&format!("/unit/seats/{post}"));
    if let (Some(chair), Some(deputy), Some(member)) =
        (seat("chair"), seat("deputy"), seat("member"))
    {
        facts.push(Fact::new(
            "职数",
            format!("主任 {chair}、副主任 {deputy}、委员 {member}"),
        ));
    }
    facts
}
