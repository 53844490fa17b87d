//! 本届各村名单上的重复登记 — beside the form, what the rolls imported already say.

use super::answer::line;
use crate::{
    office::{
        double::{self, Doubles, SHOWN},
        refusal::Refusal,
        standing::Plans,
    },
    store::scope::CycleScope,
    web::{app::App, pages::check::KnownRolls},
};

/// What the rolls of the cycle say, as far as the caller may read them.
pub(super) async fn rolls(
    app: &App,
    scope: &CycleScope,
    plans: &Plans,
) -> Result<KnownRolls, Refusal> {
    let found = double::of_cycle(app.store.reader(), plans, &app.keyring, scope).await?;
    Ok(told(&found))
}

fn told(found: &Doubles) -> KnownRolls {
    let summary = match (found.compared, found.list.len()) {
        (0, 0) => "还没有可以比对的名单。先在各村的选民名单页导入登记册。".to_owned(),
        (compared, 0) => format!("比对了 {compared} 份名单，没有人在两处登记。"),
        (compared, many) => format!("比对了 {compared} 份名单，有 {many} 处重复登记。"),
    };
    let mut notes = Vec::new();
    if found.list.len() > SHOWN {
        notes.push(format!(
            "这里列出前 {SHOWN} 处；其余的请在各村的选民名单页查看。"
        ));
    }
    if !found.unmarked.is_empty() {
        notes.push(format!(
            "请重新导入{}的登记册：现有的名单没有比对码，没有参加比对。",
            found.unmarked.join("、")
        ));
    }
    if !found.missing.is_empty() && found.compared > 0 {
        notes.push(format!("还没有导入名单的：{}。", found.missing.join("、")));
    }
    KnownRolls {
        summary,
        lines: found
            .list
            .iter()
            .take(SHOWN)
            .map(|one| line(&one.ruling))
            .collect(),
        notes,
    }
}
