//! 空位 — what stands in the places of the chapters: days, lists and steps as they are known now.

use serde_json::{Map, Value};

use super::super::common::{Official, UnitKind};
use super::super::{steps, words};
use super::wording::{Filling, Fillings, Form, Line, Run};
use super::{Known, Paper, Stage};
use crate::civil;

/// The places of a plan. `names` are the words all templates may use.
pub(super) fn fillings(paper: &Paper, names: &Map<String, Value>) -> Fillings {
    let word = |key: &str| {
        names
            .get(key)
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    let mut places = Fillings::new();
    let mut runs = |name: &'static str, list: Vec<Run>| {
        places.insert(name, Filling::Runs(list));
    };
    let law = word("law");
    let mut basis = vec![Run::known(Some(&law), "14em")];
    for (index, document) in paper.facts.superior_documents.iter().enumerate() {
        basis.push(Run::text(if index == 0 { "以及" } else { "、" }));
        basis.push(Run::text(document));
    }
    runs("依据", basis);
    runs("届次", vec![Run::text(ordinal(paper, &word("term")))]);
    runs(
        "镇方案",
        vec![Run::text(format!(
            "{}换届选举工作实施方案",
            paper.office.township
        ))],
    );
    runs("镇名", vec![Run::text(&paper.office.township)]);
    runs("委员会", vec![Run::text(word("committees"))]);
    runs("领导小组", vec![Run::text(word("group"))]);
    let facts = &paper.facts;
    runs(
        "举报电话",
        vec![Run::known(facts.report_phone.as_deref(), "9em")],
    );
    runs(
        "举报地址",
        vec![Run::known(facts.report_address.as_deref(), "12em")],
    );
    let mut lines = |name: &'static str, list: Vec<Line>| {
        places.insert(name, Filling::Lines(list));
    };
    lines("换届纪律", discipline(&paper.known));
    match paper.form() {
        Form::Township => {
            lines("参选单位和选举日", units(paper, names));
            lines(
                "领导小组名单",
                roles(
                    &paper.known.leading_group,
                    &["组\u{3000}长", "副组长", "成\u{3000}员"],
                ),
            );
            lines(
                "办公室名单",
                roles(&paper.known.bureau, &["主\u{3000}任", "工作人员"]),
            );
            lines("各阶段步骤", of_township(&paper.known));
        }
        Form::Unit(kind) => {
            lines(
                "选举委员会名单",
                roles(
                    &paper.known.committee,
                    &["主\u{3000}任", "副主任", "委\u{3000}员"],
                ),
            );
            lines("各阶段步骤", of_unit(kind, &paper.known));
            lines("选举日和职数", day_and_seats(paper, names));
            places.insert("基本情况", Filling::Runs(figures(kind, &paper.known)));
            places.insert("联系指导", Filling::Runs(guided(kind, paper)));
        }
    }
    places
}

fn ordinal(paper: &Paper, term: &str) -> String {
    let known = paper.office.ordinal.is_some() || paper.unit.is_some();
    if known {
        term.to_owned()
    } else {
        String::new()
    }
}

fn units(paper: &Paper, names: &Map<String, Value>) -> Vec<Line> {
    let known = &paper.known;
    let blank = |width: &str| Run::blank(width);
    let day = known.election_day;
    if known.units.is_empty() {
        let mut runs = vec![
            Run::text("参加本次换届选举的共"),
            blank("4em"),
            Run::text("个单位，其中村"),
            blank("4em"),
            Run::text("个、社区"),
            blank("4em"),
            Run::text("个。选举日定为"),
        ];
        runs.push(match day {
            Some(day) => Run::text(civil::long_weekday(day)),
            None => blank("10em"),
        });
        runs.push(Run::text("。"));
        return vec![Line::paragraph(runs)];
    }
    let count = |key: &str| names.get(key).and_then(Value::as_u64).unwrap_or(0);
    let level = names.get("level").and_then(Value::as_str).unwrap_or("镇");
    let parts: Vec<String> = [("村", count("villages")), ("社区", count("communities"))]
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(word, count)| format!("{word}{count}个"))
        .collect();
    let mut text = format!(
        "全{level}参加本次换届选举的共{}个单位，其中{}。",
        known.units.len(),
        parts.join("、")
    );
    if let Some(window) = words::span(known.window_from, known.window_to) {
        text.push_str("换届选举工作自");
        text.push_str(&window);
        text.push_str("进行。");
    }
    match day {
        Some(day) => {
            text.push_str("除另有安排的以外，选举日统一定为");
            text.push_str(&civil::long_weekday(day));
            text.push_str("；各单位的选举日见包干责任表。");
        }
        None => text.push_str("各单位的选举日见包干责任表。"),
    }
    vec![Line::paragraph(vec![Run::text(text)])]
}

/// `组长：甲（职务）、乙（职务）`, a line a role; ruled lines for the roles where nobody is named.
fn roles(people: &[Official], blank: &[&str]) -> Vec<Line> {
    if people.is_empty() {
        return blank
            .iter()
            .map(|role| Line::paragraph(vec![Run::text(format!("{role}：")), Run::blank("20em")]))
            .collect();
    }
    let mut order: Vec<&str> = Vec::new();
    for person in people {
        let role = role_of(person);
        if !order.contains(&role) {
            order.push(role);
        }
    }
    order
        .into_iter()
        .map(|role| {
            let mut runs = vec![Run::text(format!("{role}："))];
            for (index, person) in people
                .iter()
                .filter(|person| role_of(person) == role)
                .enumerate()
            {
                if index > 0 {
                    runs.push(Run::text("、"));
                }
                runs.push(Run::name(&person.name));
                if let Some(post) = &person.post {
                    runs.push(Run::text(format!("（{post}）")));
                }
            }
            Line::paragraph(runs)
        })
        .collect()
}

fn role_of(person: &Official) -> &str {
    person.role.as_deref().unwrap_or("成员")
}

fn discipline(known: &Known) -> Vec<Line> {
    const WITHOUT: &str = "严明政治纪律、组织纪律和换届纪律。严禁拉票贿选；严禁利用宗族、黑恶势力或者宗教干扰选举；\
        严禁以暴力、威胁、欺骗等手段破坏选举；严禁伪造选票、虚报票数；严禁违反法定程序操作；\
        严禁借换届突击花钱、私分或者擅自处置集体资产；严禁拒不移交公章、账目、资产和档案。";
    let line = |text: String| Line::paragraph(vec![Run::text(text)]);
    if known.discipline.is_empty() {
        return vec![line(WITHOUT.to_owned())];
    }
    std::iter::once(line("严明政治纪律、组织纪律和换届纪律：".to_owned()))
        .chain(
            known.discipline.iter().zip(1_u32..).map(|(text, number)| {
                line(format!("（{number}）{}。", text.trim_end_matches('。')))
            }),
        )
        .collect()
}

fn sentence(tasks: &[String]) -> Line {
    Line::paragraph(vec![Run::text(format!("{}。", tasks.join("；")))])
}

fn span(stage: &Stage) -> String {
    let days = || {
        stage
            .steps
            .iter()
            .filter_map(|step| step.suggested.or(step.latest))
    };
    words::span(days().min(), days().max()).map_or_else(String::new, |span| format!("（{span}）"))
}

fn tasks(kind: UnitKind, stage: &Stage) -> Vec<String> {
    stage
        .steps
        .iter()
        .map(|step| {
            steps::unit_task(kind, &step.id).map_or_else(|| step.name.clone(), ToOwned::to_owned)
        })
        .collect()
}

fn of_township(known: &Known) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut number = 0_u32;
    let mut head = |lines: &mut Vec<Line>, title: &str| {
        number = number.saturating_add(1);
        lines.push(Line::heading(
            "h2",
            format!("（{}）{title}", words::number(number)),
        ));
    };
    if !known.township_steps.is_empty() {
        head(&mut lines, "动员部署");
        let tasks: Vec<String> = known
            .township_steps
            .iter()
            .map(|step| {
                let task = steps::township_task(&step.id).unwrap_or(&step.name);
                match step.suggested {
                    Some(day) => format!("{task}（{}前后）", civil::short(day)),
                    None => task.to_owned(),
                }
            })
            .collect();
        lines.push(sentence(&tasks));
    }
    for (kind, title, stages) in [
        (UnitKind::Village, "村民委员会的选举", &known.village_stages),
        (
            UnitKind::Community,
            "居民委员会的选举",
            &known.community_stages,
        ),
    ] {
        if stages.is_empty() {
            continue;
        }
        head(&mut lines, title);
        for (stage, number) in stages.iter().zip(1_u32..) {
            lines.push(Line::heading(
                "h3",
                format!("{number}．{}{}", stage.name, span(stage)),
            ));
            lines.push(sentence(&tasks(kind, stage)));
        }
    }
    if lines.is_empty() {
        lines.push(without_steps());
    }
    lines
}

fn of_unit(kind: UnitKind, known: &Known) -> Vec<Line> {
    let stages = match kind {
        UnitKind::Village => &known.village_stages,
        UnitKind::Community => &known.community_stages,
    };
    let mut lines = Vec::new();
    for (stage, number) in stages.iter().zip(1_u32..) {
        lines.push(Line::heading(
            "h2",
            format!("（{}）{}{}", words::number(number), stage.name, span(stage)),
        ));
        lines.push(sentence(&tasks(kind, stage)));
    }
    if lines.is_empty() {
        lines.push(without_steps());
    }
    lines
}

fn without_steps() -> Line {
    Line::paragraph(vec![
        Run::text(
            "工作分为动员部署、推选选举委员会、登记参加选举人员、提名候选人、投票选举、移交归档等阶段，各阶段的起止日期：",
        ),
        Run::blank("20em"),
    ])
}

fn figures(kind: UnitKind, known: &Known) -> Vec<Run> {
    let (unit, group) = match kind {
        UnitKind::Village => ("本村", "村民小组"),
        UnitKind::Community => ("本社区", "居民小组"),
    };
    let figures = known.figures.unwrap_or_default();
    let number =
        |count: Option<u32>| Run::known(count.map(|count| count.to_string()).as_deref(), "4em");
    vec![
        Run::text(format!("{unit}共有{group}")),
        number(figures.groups),
        Run::text("个、"),
        number(figures.households),
        Run::text("户、"),
        number(figures.population),
        Run::text("人。"),
    ]
}

fn day_and_seats(paper: &Paper, names: &Map<String, Value>) -> Vec<Line> {
    let word = |key: &str| names.get(key).and_then(Value::as_str).unwrap_or_default();
    let committee = word("committee_term");
    let seats = word("seats");
    let day = paper
        .known
        .election_day
        .or_else(|| paper.unit.as_ref().and_then(|unit| unit.election_day))
        .map(civil::long_weekday);
    vec![Line::paragraph(vec![
        Run::text(format!("{committee}的职数为")),
        Run::known(Some(seats), "12em"),
        Run::text("；选举日为"),
        Run::known(day.as_deref(), "10em"),
        Run::text("。"),
    ])]
}

fn guided(kind: UnitKind, paper: &Paper) -> Vec<Run> {
    let linked = paper.known.units.first();
    let leader = linked.and_then(|unit| unit.leader.as_ref());
    let team = linked.and_then(|unit| unit.guidance_team.as_deref());
    let unit = match kind {
        UnitKind::Village => "本村",
        UnitKind::Community => "本社区",
    };
    let mut runs = vec![Run::text("挂钩领导")];
    match leader {
        Some(leader) => {
            runs.push(Run::name(&leader.name));
            if let Some(post) = &leader.post {
                runs.push(Run::text(format!("（{post}）")));
            }
        }
        None => runs.push(Run::blank("6em")),
    }
    runs.push(Run::text("和"));
    runs.push(Run::known(team, "8em"));
    runs.push(Run::text(format!(
        "联系指导{unit}的选举工作，自始至终跟进。"
    )));
    runs
}
