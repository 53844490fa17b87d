//! 实施方案 — the township's plan of the whole election, from the computed schedule and the people imported.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::common::{Basis, LinkedUnit, Official, Team, TownshipPaper, UnitKind};
use super::field::{FieldSpec, Input, field};
use super::problem::DataProblem;
use super::{Sample, liaison_table, sample, steps, township, words};

/// 期限的性质
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Class {
    /// 法定
    Statutory,
    /// 工作
    Working,
}

/// 步骤 — a row of the computed schedule, with the names of cli.md's `plan`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Canonical id: `roll-published`
    pub id: String,
    /// 名称
    pub name: String,
    /// 建议日期
    pub suggested: Option<NaiveDate>,
    /// 最迟日期
    pub latest: Option<NaiveDate>,
    /// 性质
    pub class: Option<Class>,
    /// 依据
    #[serde(default)]
    pub basis: Vec<Basis>,
    /// 责任单位: `村民选举委员会`
    pub responsible: Option<String>,
}

/// 阶段
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stage {
    /// 名称: `选民登记`
    pub name: String,
    /// 步骤, in order
    #[serde(default)]
    pub steps: Vec<Step>,
}

/// What the product knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// 统一的选举日, where the units share one
    pub election_day: Option<NaiveDate>,
    /// 换届窗口期起
    pub window_from: Option<NaiveDate>,
    /// 换届窗口期止
    pub window_to: Option<NaiveDate>,
    /// 领导小组 with roles 组长, 副组长, 成员
    #[serde(default)]
    pub leading_group: Vec<Official>,
    /// 办公室 with roles
    #[serde(default)]
    pub bureau: Vec<Official>,
    /// 镇级步骤
    #[serde(default)]
    pub township_steps: Vec<Step>,
    /// 村的日程, by stage
    #[serde(default)]
    pub village_stages: Vec<Stage>,
    /// 社区的日程, by stage
    #[serde(default)]
    pub community_stages: Vec<Stage>,
    /// 各村（社区）及其包干责任人
    #[serde(default)]
    pub units: Vec<LinkedUnit>,
    /// 指导组
    #[serde(default)]
    pub guidance_teams: Vec<Team>,
    /// 督查组
    #[serde(default)]
    pub supervision_teams: Vec<Team>,
    /// 换届纪律, one sentence each, from the rule pack
    #[serde(default)]
    pub discipline: Vec<String>,
}

/// What the clerk fills in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// 上级文件
    #[serde(default)]
    pub superior_documents: Vec<String>,
    /// 补充的工作要求
    #[serde(default)]
    pub extra_requirements: Vec<String>,
    /// 联系人
    pub contact: Option<String>,
    /// 联系电话
    pub contact_phone: Option<String>,
    /// 举报电话
    pub report_phone: Option<String>,
    /// 举报信箱或地址
    pub report_address: Option<String>,
    /// 抄送
    pub copy_to: Option<String>,
}

/// 实施方案的数据
pub type Paper = TownshipPaper<Known, Facts>;

impl super::Paper for Paper {
    const FIELDS: &'static [FieldSpec] = &[
        field(
            "superior_documents",
            "上级文件",
            "每行一份，连同文号；写在方案开头的依据里",
            Input::Lines,
        ),
        field(
            "extra_requirements",
            "补充的工作要求",
            "每行一条，写在“工作要求”一章的末尾；没有就不填",
            Input::Lines,
        ),
        field("contact", "联系人", "", Input::Text),
        field("contact_phone", "联系电话", "", Input::Text),
        field("report_phone", "举报电话", "公开的举报电话", Input::Text),
        field("report_address", "举报信箱或地址", "", Input::Text),
        field(
            "copy_to",
            "抄送",
            "如“县委组织部，县民政局”；不抄送就不填",
            Input::Text,
        ),
    ];

    fn problems(&self, problems: &mut Vec<DataProblem>) {
        let known = &self.known;
        if let (Some(from), Some(to)) = (known.window_from, known.window_to)
            && to < from
        {
            problems.push(DataProblem::at(
                "known.window_to",
                "换届工作结束日早于开始日，请核对届次设置",
            ));
        }
        for (index, unit) in known.units.iter().enumerate() {
            if known
                .units
                .iter()
                .take(index)
                .any(|earlier| earlier.name == unit.name)
            {
                problems.push(DataProblem::at(
                    format!("known.units[{index}].name"),
                    "这个村（社区）列了两次，请删去一行",
                ));
            }
        }
    }

    fn words(&self, names: &mut Map<String, Value>) {
        let known = &self.known;
        let committees = township::census(names, known.units.iter().map(|unit| unit.kind));
        let mut put = |key: &str, value: Value| {
            names.insert(key.to_owned(), value);
        };
        let year = self
            .office
            .election_year
            .map_or_else(String::new, |year| format!("{year}年"));
        put(
            "plan",
            json!(format!(
                "{}{year}{committees}换届选举工作实施方案",
                self.office.township
            )),
        );
        put(
            "window",
            json!(words::span(known.window_from, known.window_to)),
        );
        put("leading_group", roles(&known.leading_group));
        put("bureau_people", roles(&known.bureau));
        put(
            "township",
            known
                .township_steps
                .iter()
                .map(|step| row(step, steps::township_task(&step.id)))
                .collect(),
        );
        put(
            "village_stages",
            stages(UnitKind::Village, &known.village_stages),
        );
        put(
            "community_stages",
            stages(UnitKind::Community, &known.community_stages),
        );
        put("calendar", calendar(known));
        put(
            "teams",
            json!({
                "guidance": teams(&known.guidance_teams), "supervision": teams(&known.supervision_teams)
            }),
        );
        put(
            "seats",
            known
                .units
                .iter()
                .map(|unit| json!(unit.seats.map(words::seats)))
                .collect(),
        );
    }

    fn samples() -> Vec<Sample> {
        samples()
    }
}

/// People of a body by role, highest first as they come: `[{role, people: [{name, post}]}]`.
pub(super) fn roles(people: &[Official]) -> Value {
    let mut roles: Vec<(&str, Vec<&Official>)> = Vec::new();
    for person in people {
        let role = person.role.as_deref().unwrap_or("成员");
        match roles.iter_mut().find(|(known, _)| *known == role) {
            Some((_, members)) => members.push(person),
            None => roles.push((role, vec![person])),
        }
    }
    roles
        .into_iter()
        .map(|(role, people)| json!({ "role": role, "people": people }))
        .collect()
}

/// A row of the schedule in print.
fn row(step: &Step, task: Option<&str>) -> Value {
    let citations: Vec<String> = step.basis.iter().map(words::short_citation).collect();
    json!({
        "name": step.name,
        "task": task.unwrap_or(&step.name),
        "suggested": step.suggested,
        "latest": step.latest,
        "class": match step.class {
            Some(Class::Statutory) => Some("法定"),
            Some(Class::Working) => Some("工作"),
            None => None,
        },
        "basis": citations.join("；"),
        "responsible": step.responsible,
    })
}

fn stages(kind: UnitKind, stages: &[Stage]) -> Value {
    stages
        .iter()
        .zip(1_u32..)
        .map(|(stage, number)| {
            let days = || {
                stage
                    .steps
                    .iter()
                    .filter_map(|step| step.suggested.or(step.latest))
            };
            let rows: Vec<Value> = stage
                .steps
                .iter()
                .map(|step| row(step, steps::unit_task(kind, &step.id)))
                .collect();
            let tasks: Vec<&str> = stage
                .steps
                .iter()
                .map(|step| steps::unit_task(kind, &step.id).unwrap_or(&step.name))
                .collect();
            json!({
                "number": words::number(number),
                "name": stage.name,
                "span": words::span(days().min(), days().max()),
                "tasks": tasks,
                "rows": rows,
            })
        })
        .collect()
}

/// The days of the calendar: suggested days, and 最迟 where the law sets the last day. What villages and communities
/// have in common is written once.
fn calendar(known: &Known) -> Value {
    let mut days: Vec<(NaiveDate, bool, String)> = Vec::new();
    let steps = known.township_steps.iter().chain(
        known
            .village_stages
            .iter()
            .chain(&known.community_stages)
            .flat_map(|stage| &stage.steps),
    );
    for step in steps {
        let statutory = step.class == Some(Class::Statutory);
        let one_day = step.suggested == step.latest;
        if let Some(day) = step.suggested {
            days.push((day, statutory && one_day, step.name.clone()));
        }
        if let Some(day) = step.latest.filter(|_| statutory && !one_day) {
            days.push((day, true, format!("最迟：{}", step.name)));
        }
    }
    // 同一天里法定的在前
    days.sort_by_key(|day| (day.0, !day.1));
    let mut shown: Vec<Value> = Vec::new();
    for (index, (day, strong, text)) in days.iter().enumerate() {
        let again = days
            .iter()
            .take(index)
            .any(|(other, _, known)| other == day && known == text);
        if !again {
            shown.push(json!({ "day": day, "strong": strong, "text": text }));
        }
    }
    Value::Array(shown)
}

fn teams(teams: &[Team]) -> Value {
    teams
        .iter()
        .map(|team| {
            let members: Vec<&str> = team
                .members
                .iter()
                .map(|member| member.name.as_str())
                .collect();
            json!({
                "name": team.name,
                "head": team.head,
                "members": members,
                "units": team.units.join("、"),
            })
        })
        .collect()
}

fn step(
    id: &str,
    name: &str,
    suggested: &str,
    latest: &str,
    article: Option<&str>,
    who: &str,
) -> Value {
    json!({
        "id": id, "name": name, "suggested": suggested, "latest": latest,
        "class": if article.is_some() { "statutory" } else { "working" },
        "basis": [{
            "statute": if article.is_some() { "中华人民共和国村民委员会组织法" } else { "工作安排" },
            "article": article, "gist": null, "status": "verified"
        }],
        "responsible": who
    })
}

fn village_stages() -> Value {
    let committee = "村民选举委员会";
    json!([
        { "name": "推选村民选举委员会", "steps": [
            step("committee-selected", "推选村民选举委员会", "2027-02-07", "2027-02-08", Some("第十五条第二款"), "村民委员会"),
            step("committee-announced", "公布村民选举委员会成员名单", "2027-02-08", "2027-02-09", None, "村民委员会"),
            step("method-adopted", "讨论通过选举办法", "2027-02-09", "2027-02-10", None, committee)
        ] },
        { "name": "登记参加选举的村民", "steps": [
            step("registration-opened", "开始登记", "2027-02-10", "2027-02-12", Some("第十六条第二款"), committee),
            step("registration-closed", "登记截止", "2027-02-19", "2027-02-20", None, committee),
            step("roll-published", "公布登记参加选举的村民名单", "2027-02-21", "2027-02-26", Some("第十七条第一款"), committee),
            step("objections-closed", "申诉截止", "2027-02-26", "2027-02-26", Some("第十七条第二款"), committee)
        ] },
        { "name": "提名候选人", "steps": [
            step("nomination-opened", "提名推荐候选人", "2027-02-28", "2027-03-03", Some("第十八条第一款"), committee),
            step("qualification-reviewed", "候选人资格审查", "2027-03-09", "2027-03-10", None, "镇换届选举工作领导小组办公室"),
            step("candidates-announced", "公布正式候选人名单", "2027-03-10", "2027-03-13", None, committee),
            step("candidates-met", "候选人与村民见面", "2027-03-14", "2027-03-17", Some("第十八条第一款"), committee)
        ] },
        { "name": "投票选举", "steps": [
            step("polling-announced", "公告投票时间和地点", "2027-03-11", "2027-03-13", None, committee),
            step("polling", "投票选举", "2027-03-18", "2027-03-18", Some("第十八条第三款"), committee)
        ] },
        { "name": "移交归档", "steps": [
            step("handover-completed", "工作移交", "2027-03-27", "2027-03-28", Some("第二十四条"), committee),
            step("local-review", "选举工作回头看", "2027-04-10", "2027-04-17", None, "镇换届选举工作领导小组办公室")
        ] }
    ])
}

fn community_stages() -> Value {
    let committee = "居民选举委员会";
    json!([
        { "name": "推选居民选举委员会", "steps": [
            step("committee-selected", "推选居民选举委员会", "2027-02-07", "2027-02-08", None, "居民委员会")
        ] },
        { "name": "投票选举", "steps": [
            step("polling", "投票选举", "2027-03-20", "2027-03-20", None, committee)
        ] }
    ])
}

fn samples() -> Vec<Sample> {
    let group = sample::leading_group();
    let bureau = sample::bureau();
    let township_steps = json!([
        step(
            "leading-group-formed",
            "成立领导小组",
            "2027-01-04",
            "2027-01-05",
            None,
            "镇党委"
        ),
        step(
            "plan-issued",
            "印发实施方案",
            "2027-01-07",
            "2027-01-08",
            None,
            "换届办"
        ),
        step(
            "mobilization-held",
            "召开动员会",
            "2027-01-12",
            "2027-01-13",
            None,
            "换届办"
        ),
        step(
            "links-assigned",
            "落实挂钩联系",
            "2027-01-13",
            "2027-01-15",
            None,
            "领导小组"
        ),
        step(
            "training-held",
            "举办培训班",
            "2027-01-20",
            "2027-01-22",
            None,
            "换届办"
        ),
        step(
            "teams-dispatched",
            "派出指导组、督查组",
            "2027-01-25",
            "2027-01-26",
            None,
            "领导小组"
        )
    ]);
    let known = |count: usize| -> Value {
        let mut known = liaison_table::township(count);
        if let Some(known) = known.as_object_mut() {
            known.insert("election_day".to_owned(), json!("2027-03-18"));
            known.insert("window_from".to_owned(), json!("2027-01-04"));
            known.insert("window_to".to_owned(), json!("2027-04-17"));
            known.insert("leading_group".to_owned(), group.clone());
            known.insert("bureau".to_owned(), bureau.clone());
            known.insert("township_steps".to_owned(), township_steps.clone());
            known.insert("village_stages".to_owned(), village_stages());
            known.insert("community_stages".to_owned(), community_stages());
            known.insert(
                "discipline".to_owned(),
                json!([
                    "不得以暴力、威胁、欺骗、贿赂等不正当手段当选",
                    "不得指定、委派或者撤换村（居）民委员会成员"
                ]),
            );
        }
        known
    };
    let facts = json!({
        "superior_documents": ["《关于做好全县村（社区）“两委”换届工作的通知》（×委办〔2026〕31号）"],
        "extra_requirements": ["各村（社区）要做好春节前后返乡人员的登记和联络。"],
        "contact": "邱喆", "contact_phone": "0751-6220001",
        "report_phone": "0751-6220012", "report_address": "石塘镇政府一楼信访接待室",
        "copy_to": "县委组织部，县民政局"
    });
    let basis = json!([
        { "statute": "中华人民共和国村民委员会组织法", "article": null, "gist": null, "status": "verified" },
        { "statute": "中华人民共和国城市居民委员会组织法", "article": null, "gist": null, "status": "verified" },
        { "statute": "广东省村民委员会选举办法", "article": null, "gist": null, "status": "unverified" }
    ]);
    let paper = |known: Value, facts: &Value| {
        json!({
            "office": sample::office(), "issue": sample::issue("石换届办〔2027〕1号", "2027-01-08"),
            "basis": basis, "known": known, "facts": facts
        })
    };
    let mut villages_only = known(13);
    if let Some(known) = villages_only.as_object_mut() {
        known.insert("community_stages".to_owned(), json!([]));
    }
    let mut rare = known(2);
    if let Some(name) = rare.pointer_mut("/units/0/name") {
        *name = json!("𠮷塘村");
    }
    if let Some(name) = rare.pointer_mut("/leading_group/0/name") {
        *name = json!("阿依古丽·买买提");
    }
    if let Some(name) = rare.pointer_mut("/guidance_teams/0/head/name") {
        *name = json!("李𬭎");
    }
    vec![
        sample::sample("normal", paper(known(16), &facts)),
        sample::sample("villages-only", paper(villages_only, &facts)),
        sample::sample(
            "empty",
            json!({ "office": { "township": "石塘镇" }, "known": {}, "facts": {} }),
        ),
        sample::sample("largest", paper(known(60), &facts)),
        sample::sample("rare", paper(rare, &json!({}))),
    ]
}
