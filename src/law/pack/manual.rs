//! 附表 — the tables at the end of `rules/README.md`, made from the program so that they are never stale.

use std::fmt::Write as _;

use super::super::param::{PARAMS, SUBJECTS};
use super::super::unit::UnitKind;
use super::model::{RulePack, Rules, StepScope};
use super::words;

/// Every rule item, stage, step and notice a province can name, as the national pack has them.
pub fn manual(national: &RulePack) -> String {
    let mut text = String::new();
    if let Some(rules) = national.rules(UnitKind::Village) {
        items(&mut text, rules);
        steps(&mut text, rules);
        notices(&mut text, rules);
        discipline(&mut text, rules);
    }
    text
}

fn items(text: &mut String, rules: &Rules) {
    text.push_str("## 附表一　规则项\n\n「国家」一栏是村民委员会组织法（2025年修正）的规定；空白是法律没有规定，由省规定。含义里写着“供人查看”的，程序在用到的页面和文书里照样写出，不据此计算。\n");
    for param in PARAMS {
        if let Some((_, subject)) = SUBJECTS.iter().find(|(first, _)| *first == param.key) {
            // Writing to a string cannot fail.
            let _ = write!(
                text,
                "\n### {subject}\n\n| 键 | 含义 | value 怎么写 | 国家 |\n|---|---|---|---|\n"
            );
        }
        let national = rules
            .value(param.key)
            .map_or_else(String::new, |value| value.describe(param));
        let shown = if param.for_people {
            "（供人查看）"
        } else {
            ""
        };
        let _ = writeln!(
            text,
            "| `{}` | {}{shown} | {} | {national} |",
            param.key,
            param.name,
            param.manual()
        );
    }
}

fn steps(text: &mut String, rules: &Rules) {
    text.push_str("\n## 附表二　国家规则包的阶段和环节\n\n");
    let stages: Vec<String> = rules
        .stages
        .iter()
        .map(|stage| format!("`{}` {}", stage.id, stage.name))
        .collect();
    let _ = writeln!(text, "阶段：{}。\n", stages.join("，"));
    text.push_str("| 环节 | 名称 | 阶段 | 日期 | 前面的环节 | 文书 |\n|---|---|---|---|---|---|\n");
    for scope in [StepScope::Unit, StepScope::Township] {
        for step in rules.steps.iter().filter(|step| step.scope == scope) {
            let days: Vec<String> = [
                ("earliest", &step.earliest),
                ("latest", &step.latest),
                ("suggested", &step.suggested),
                ("usual", &step.usual),
            ]
            .into_iter()
            .filter_map(|(key, offset)| Some(format!("{key} `{}`", offset.as_ref()?)))
            .collect();
            let list = |ids: &[String]| {
                let ids: Vec<String> = ids.iter().map(|id| format!("`{id}`")).collect();
                ids.join("，")
            };
            let _ = writeln!(
                text,
                "| `{}` | {} | `{}` | {} | {} | {} |",
                step.id,
                step.name,
                step.stage,
                days.join("，"),
                list(&step.after),
                list(&step.papers)
            );
        }
    }
    text.push_str("\n前面一组是村的环节，后面一组（从 `leading-group-formed` 起）是乡镇的环节；两组之间不能互相写 `after`。社区的环节编号相同。\n");
}

fn discipline(text: &mut String, rules: &Rules) {
    text.push_str("\n## 附表四　国家规则包的换届纪律\n\n| 编号 | 内容 |\n|---|---|\n");
    for line in &rules.discipline {
        let _ = writeln!(text, "| `{}` | {} |", line.id, line.text);
    }
}

fn notices(text: &mut String, rules: &Rules) {
    text.push_str("\n## 附表三　国家规则包的公告\n\n按张贴先后。\n\n| 公告 | 标题 | 编号 | 发布 |\n|---|---|---|---|\n");
    for notice in &rules.notices {
        let _ = writeln!(
            text,
            "| `{}` | {} | {} | `{}` {} |",
            notice.paper,
            notice.title.as_deref().unwrap_or_default(),
            words::number(notice.number.as_deref()),
            notice.issuer.id(),
            notice.issuer.name(UnitKind::Village)
        );
    }
}
