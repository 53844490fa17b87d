//! 选民名册 — `/c/{c}/v/{v}/roll`: names by group, and the import of a village's workbook.
//!
//! The workbook itself is never kept: what waits for the confirmation is the list of names by group
//! (see `office::roll`), and the sheet given back has its personal numbers masked.

use axum::{
    extract::{Query, State},
    response::Response,
};

use super::{
    answer::{Trouble, done, download, frame, invalid, page},
    app::App,
    check::line,
    form::{Fields, Posted, Uploaded},
    guard::{AtVillage, EditVillage, May, ReadVillage},
    imports::{Waits, XLSX, blank, hidden, preview_of, sheet_of, titles},
    pages::{
        import::ImportUpload,
        parts::{Empty, Fact, Form, Link},
        roll::{Roll, RollGroup},
    },
    router::{Row, get, post},
    sign_in::{form_again, fresh_key},
    view::{Frame, Section},
};
use crate::{
    civil,
    law::eligibility::Ruling,
    office::{
        double,
        import::upload::gone,
        refusal::{Problems, Refusal},
        roll as office,
        standing::election_day_of,
    },
    platform::clock,
    roster::{Template, VoterField},
    store::{
        audit,
        entity::{voter as voter_row, voter_roll},
        voter,
    },
};

/// Rolls of more people start folded.
const OPEN_UP_TO: usize = 1_500;

/// The routes of this file.
pub(super) fn rows() -> Vec<Row> {
    vec![
        get("/c/{c}/v/{v}/roll", roll),
        get("/c/{c}/v/{v}/roll/import", import_page),
        post("/c/{c}/v/{v}/roll/import", look),
        post("/c/{c}/v/{v}/roll/import/confirm", confirm),
        get("/c/{c}/v/{v}/roll/import/marked", marked),
        get("/c/{c}/v/{v}/roll/import/template", template),
    ]
}

fn base(here: &AtVillage) -> String {
    format!("/c/{}/v/{}", here.scope.cycle_id(), here.village.id)
}

fn frame_of(app: &App, here: &AtVillage, title: &str) -> Frame {
    let village = base(here);
    let list = format!("{village}/roll");
    let mut crumbs = vec![(here.village.name.as_str(), village.as_str())];
    if title == ROLL {
        crumbs.push((ROLL, ""));
    } else {
        crumbs.extend([(ROLL, list.as_str()), (title, "")]);
    }
    let cycle = Some(here.scope.cycle());
    frame(app, &here.visit, Section::Matrix, title, cycle, &crumbs)
}

const ROLL: &str = "选民名单";
const IMPORT: &str = "导入选民名单";
const CHECK: &str = "核对选民名单";

/// `GET /c/{c}/v/{v}/roll`
pub async fn roll(
    May(here): May<ReadVillage>,
    State(app): State<App>,
) -> Result<Response, Trouble> {
    let db = app.store.reader();
    let id = here.village.id;
    let head = voter::roll(db, &here.scope, id)
        .await
        .map_err(Refusal::from)?;
    let import_href = if here.may_edit() {
        format!("{}/roll/import", base(&here))
    } else {
        String::new()
    };
    let Some(head) = head else {
        let context = Roll {
            village: here.village.name.clone(),
            empty: Some(Empty {
                text: "还没有选民名单。导入本村登记册，核对身份证号和年龄后只留姓名和小组。".into(),
                action: if import_href.is_empty() {
                    Link::default()
                } else {
                    Link::new(IMPORT, &import_href)
                },
            }),
            ..Roll::default()
        };
        return page(&app, &frame_of(&app, &here, ROLL), &context);
    };
    let voters = voter::list(db, &here.scope, id)
        .await
        .map_err(Refusal::from)?;
    let event = audit::last_of_object(db, "roll", &id.to_string())
        .await
        .map_err(Refusal::from)?;
    let who = event.map(|event| event.actor_name).unwrap_or_default();
    let plans = app.plans(here.scope.cycle()).await?;
    let places = voter::doubles(db, &here.scope)
        .await
        .map_err(Refusal::from)?;
    let doubles = double::of_village(&plans, &here.village, &places)?;
    let context = Roll {
        village: here.village.name.clone(),
        facts: facts(&head, &voters, &who),
        doubles: doubles
            .iter()
            .take(double::SHOWN)
            .map(|one| line(&one.ruling))
            .collect(),
        doubled: doubles.len(),
        unmarked: head.mark_key.is_none() || head.mark_key.as_deref() != app.keyring.current().ok(),
        open: voters.len() <= OPEN_UP_TO,
        groups: groups(voters),
        import_href,
        paper: Link::new(
            "选民名单公告",
            format!(
                "/c/{}/docs/preview?unit={id}&kind=voter-roll",
                here.scope.cycle_id()
            ),
        ),
        empty: None,
    };
    page(&app, &frame_of(&app, &here, ROLL), &context)
}

fn facts(head: &voter_roll::Model, voters: &[voter_row::Model], who: &str) -> Vec<Fact> {
    let count = |is: &dyn Fn(&voter_row::Model) -> bool| voters.iter().filter(|v| is(v)).count();
    let sex = |id: &str| count(&|voter| voter.sex.as_deref() == Some(id));
    let mut facts = vec![
        Fact::new("登记选民", format!("{} 人", voters.len())),
        Fact::new("男／女", format!("{}／{}", sex("male"), sex("female"))),
    ];
    let mut classes: Vec<&str> = Vec::new();
    for voter in voters {
        let title = office::category_title(&voter.category);
        if !classes.contains(&title) {
            classes.push(title);
        }
    }
    if classes.len() > 1 {
        let parts: Vec<String> = classes
            .into_iter()
            .map(|title| {
                let people = count(&|voter| office::category_title(&voter.category) == title);
                format!("{title} {people}")
            })
            .collect();
        facts.push(Fact::new("登记类别", parts.join("，")));
    }
    if head.left_out > 0 {
        facts.push(Fact::new(
            "暂未列入",
            format!("{} 行有问题，改好后请重新导入", head.left_out),
        ));
    }
    facts.push(Fact::new(
        "导入",
        format!("{} {who}", clock::long_stamp(head.imported_at)),
    ));
    facts
}

/// Groups in the order in which the register first names them.
fn groups(voters: Vec<voter_row::Model>) -> Vec<RollGroup> {
    let mut groups: Vec<RollGroup> = Vec::new();
    let mut places: std::collections::HashMap<String, usize> = std::collections::HashMap::new();
    for voter in voters {
        let at = *places.entry(voter.group_name.clone()).or_insert_with(|| {
            let name = if voter.group_name.is_empty() {
                "没有写小组".to_owned()
            } else {
                voter.group_name.clone()
            };
            groups.push(RollGroup {
                name,
                ..RollGroup::default()
            });
            groups.len() - 1
        });
        if let Some(group) = groups.get_mut(at) {
            group.names.push(voter.name);
        }
    }
    for group in &mut groups {
        group.count = format!("{} 人", group.names.len());
    }
    groups
}

/// `GET /c/{c}/v/{v}/roll/import`
pub async fn import_page(
    May(here): May<EditVillage>,
    State(app): State<App>,
) -> Result<Response, Trouble> {
    upload_page(&app, &here, None)
}

fn upload_page(
    app: &App,
    here: &AtVillage,
    problems: Option<&Problems>,
) -> Result<Response, Trouble> {
    let list = format!("{}/roll", base(here));
    let day = election_day_of(here.scope.cycle(), &here.village);
    let context = ImportUpload {
        heading: format!("导入{}选民名单", here.village.name),
        form: problems.map_or_else(Form::new, |problems| {
            form_again(&Fields::default(), problems)
        }),
        action: format!("{list}/import"),
        columns: titles::<VoterField>(),
        notice: format!(
            "年龄按选举日 {} 核对。身份证号只用来核对，核对完就丢弃：不保存、不显示，也不留下原表；名单里只有小组、姓名、性别和登记类别，另存一个加密的比对码，用来查有没有在两个村登记。",
            civil::long(day)
        ),
        template: Link::new("下载空白模板（xlsx）", format!("{list}/import/template")),
        back: list,
        key: fresh_key(),
    };
    let frame = frame_of(app, here, IMPORT);
    match problems {
        Some(_) => invalid(app, &frame, &context),
        None => page(app, &frame, &context),
    }
}

fn refused(app: &App, here: &AtVillage, refusal: Refusal) -> Result<Response, Trouble> {
    match refusal {
        Refusal::Invalid(mut problems) => {
            // The choice stands on the preview; the page shown now has only the file.
            if let Some(texts) = problems.fields.remove("partial") {
                problems.general.extend(texts);
            }
            upload_page(app, here, Some(&problems))
        }
        other => Err(other.into()),
    }
}

/// `POST /c/{c}/v/{v}/roll/import`: nothing is stored; names by group wait for the confirmation.
pub async fn look(
    May(here): May<EditVillage>,
    State(app): State<App>,
    sent: Uploaded,
) -> Result<Response, Trouble> {
    let checked = async {
        let sheet = sheet_of(sent.files)?;
        let plans = app.plans(here.scope.cycle()).await?;
        let (today, name) = (app.clock.today(), sheet.name.as_str());
        let found = office::check(
            &app,
            &here.scope,
            &plans,
            &here.village,
            today,
            name,
            sheet.content,
        )
        .await?;
        let digest = office::wait(&app.waiting, &found).await?;
        let now = voter::roll(app.store.reader(), &here.scope, here.village.id).await?;
        Ok((found, digest, now))
    };
    match checked.await {
        Ok((found, digest, now)) => preview(&app, &here, &found, &digest, now),
        Err(refusal) => refused(&app, &here, refusal),
    }
}

fn preview(
    app: &App,
    here: &AtVillage,
    found: &office::RollCheck,
    digest: &str,
    now: Option<voter_roll::Model>,
) -> Result<Response, Trouble> {
    let import_href = format!("{}/roll/import", base(here));
    let errors = found.import.has_errors();
    let mut context = preview_of(&found.import, found.pending.file_name());
    context.heading = format!("核对{}选民名单", here.village.name);
    context.again.clone_from(&import_href);
    if found.marked.is_some() {
        context.marked_href = format!("{import_href}/marked?file={digest}");
    }
    let people = found.pending.voters();
    if people > 0 {
        context.confirm_action = format!("{import_href}/confirm");
        context.hidden = hidden(&[("file", digest)]);
        context.version = now.as_ref().map_or(0, |roll| roll.version).to_string();
        if errors {
            context.partial_label = format!("先导入没有错误的 {people} 行");
            context.effect.push(format!(
                "有问题的 {} 行暂不列入名单：{}。",
                found.pending.left_out,
                left_out(&found.pending.left_out_serials)
            ));
        } else {
            context.confirm_label = format!("保存 {people} 人");
        }
        context.effect.extend(on_two_rolls(&found.elsewhere));
        if let Some(roll) = now {
            context.effect.push(format!(
                "会换掉现有的名单（{} 人，{}导入）。",
                roll.voters,
                clock::long_stamp(roll.imported_at)
            ));
        }
    }
    let frame = frame_of(app, here, CHECK);
    if errors {
        invalid(app, &frame, &context)
    } else {
        page(app, &frame, &context)
    }
}

/// Those who are on another village's roll, one sentence each; many are counted.
fn on_two_rolls(found: &[Ruling]) -> Vec<String> {
    let mut lines: Vec<String> = found
        .iter()
        .take(SERIALS_NAMED)
        .map(ToString::to_string)
        .collect();
    if found.len() > SERIALS_NAMED {
        lines.push(format!(
            "与其他村重复登记的共 {} 人，这里列出前 {SERIALS_NAMED} 人；保存以后在名单页可以看到全部。",
            found.len()
        ));
    }
    lines
}

/// Serials named in one sentence.
const SERIALS_NAMED: usize = 30;

fn left_out(serials: &[String]) -> String {
    let mut text = format!(
        "序号 {}",
        serials
            .iter()
            .take(SERIALS_NAMED)
            .map(String::as_str)
            .collect::<Vec<_>>()
            .join("、")
    );
    if serials.is_empty() {
        "见下面的问题".clone_into(&mut text);
    } else if serials.len() > SERIALS_NAMED {
        text.push('等');
    }
    text
}

/// `POST /c/{c}/v/{v}/roll/import/confirm`
pub async fn confirm(
    May(here): May<EditVillage>,
    State(app): State<App>,
    sent: Posted,
) -> Result<Response, Trouble> {
    let fields = &sent.fields;
    let stored = async {
        let pending = office::waiting_for(&app.waiting, here.village.id, fields.text("file"))
            .await
            .map_err(late)?;
        office::store(
            &app.store,
            app.clock.as_ref(),
            &here.actor,
            &here.scope,
            &here.village,
            Some(&sent.key),
            pending,
            fields.ticked("partial"),
            fields.version(),
        )
        .await
    };
    match stored.await {
        Ok(told) => Ok(done(&app, &told)),
        Err(refusal) => refused(&app, &here, refusal),
    }
}

fn late(refusal: Refusal) -> Refusal {
    match refusal {
        Refusal::NotFound => gone(),
        other => other,
    }
}

/// `GET /c/{c}/v/{v}/roll/import/marked?file=`
pub async fn marked(
    May(here): May<EditVillage>,
    State(app): State<App>,
    Query(Waits { file }): Query<Waits>,
) -> Result<Response, Trouble> {
    let pending = office::waiting_for(&app.waiting, here.village.id, &file).await?;
    let digest = pending.marked.ok_or_else(Trouble::not_found)?;
    let sheet = app
        .waiting
        .read(&digest)
        .await
        .map_err(Refusal::from)?
        .ok_or_else(Trouble::not_found)?;
    let name = format!("{}选民名单退回标注表.xlsx", here.village.name);
    Ok(download(sheet, XLSX, &name, false))
}

/// `GET /c/{c}/v/{v}/roll/import/template`
pub async fn template(_may: May<EditVillage>, State(app): State<App>) -> Result<Response, Trouble> {
    blank(&app, Template::Voters)
}
