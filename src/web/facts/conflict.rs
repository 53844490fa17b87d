//! 内容冲突 — somebody else saved the same form first: theirs beside ours, and ours can be sent again. A list of
//! forty names is not typed twice.

use std::collections::BTreeMap;

use axum::response::Response;
use serde_json::Value;

use super::Sheet;
use crate::{
    documents::{
        kind::Kind,
        kinds::{FieldSpec, Input, form},
    },
    office::{facts, refusal::Conflict},
    web::{
        answer::{self, Trouble},
        pages::{
            parts::Hidden,
            trouble::{Conflict as ConflictPage, ConflictRow},
        },
        sign_in::fresh_key,
    },
};

impl Sheet<'_> {
    /// The page of a form that met somebody else's change.
    pub(super) async fn conflict(
        &self,
        typed: &BTreeMap<String, String>,
        conflict: Conflict,
    ) -> Result<Response, Trouble> {
        let dossier = self.dossier().await?;
        let start = facts::start(&dossier, self.unit, self.kind);
        let (mine, _) = form::read(self.kind, typed);
        let page = ConflictPage {
            what: conflict.subject,
            who: conflict.who,
            when: conflict.when,
            rows: rows(self.kind, &start.facts, &mine),
            typed: Vec::new(),
            see: self.path(),
            action: self.path(),
            with_files: false,
            fields: typed
                .iter()
                .map(|(name, value)| Hidden {
                    name: name.clone(),
                    value: value.clone(),
                })
                .collect(),
            key: fresh_key(),
            version: start.version.to_string(),
        };
        answer::conflict(self.app, &self.frame(&dossier), &page)
    }
}

/// One row a field; of a list only the lines that differ, and in one row that it is the same where none does.
fn rows(kind: Kind, theirs: &Value, mine: &Value) -> Vec<ConflictRow> {
    let (theirs, mine) = (form::show(kind, theirs), form::show(kind, mine));
    let text = |shown: &BTreeMap<String, String>, spec: &FieldSpec| {
        shown.get(spec.key).cloned().unwrap_or_default()
    };
    kind.fields()
        .iter()
        .flat_map(|spec| compared(spec, &text(&theirs, spec), &text(&mine, spec)))
        .collect()
}

fn compared(spec: &FieldSpec, theirs: &str, mine: &str) -> Vec<ConflictRow> {
    let row = |label: String, theirs: String, mine: String| ConflictRow {
        label,
        differs: theirs != mine,
        theirs,
        mine,
    };
    if !matches!(spec.input, Input::Table(_) | Input::Lines) {
        let shown = |text: &str| {
            let options = spec.input.choices();
            let option = options.iter().find(|(code, _)| *code == text);
            option.map_or_else(|| text.replace('T', " "), |(_, label)| (*label).to_owned())
        };
        return vec![row(spec.label.to_owned(), shown(theirs), shown(mine))];
    }
    let (old, new): (Vec<&str>, Vec<&str>) = (theirs.lines().collect(), mine.lines().collect());
    let line =
        |lines: &[&str], at: usize| lines.get(at).map_or("", |line| line).replace('\t', "　");
    let differing: Vec<ConflictRow> = (0..old.len().max(new.len()))
        .map(|at| {
            let label = format!("{}第{}行", spec.label, at + 1);
            row(label, line(&old, at), line(&new, at))
        })
        .filter(|row| row.differs)
        .collect();
    if differing.is_empty() {
        let count = format!("{} 行", old.len());
        return vec![row(spec.label.to_owned(), count.clone(), count)];
    }
    differing
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_what_differs_of_a_list_is_put_side_by_side() {
        let theirs = json!({
            "method": "representatives", "contact_place": "村委会", "contact_phone": "0751-6220101",
            "members": [
                { "duty": "chair", "name": "蓝天勇" },
                { "duty": "member", "name": "雷伟梅" },
            ]
        });
        let mine = json!({
            "method": "assembly", "contact_place": "村委会", "contact_phone": "0751-6220101",
            "members": [
                { "duty": "chair", "name": "蓝天勇" },
                { "duty": "member", "name": "钟建民" },
                { "duty": "alternate", "name": "王火发" },
            ]
        });
        let rows = rows(Kind::ElectionCommittee, &theirs, &mine);
        let differing: Vec<(&str, &str, &str)> = rows
            .iter()
            .filter(|row| row.differs)
            .map(|row| (row.label.as_str(), row.theirs.as_str(), row.mine.as_str()))
            .collect();
        let of = |label: &str| differing.iter().find(|(known, ..)| *known == label);
        assert!(of("成员第1行").is_none(), "{differing:?}");
        let (_, theirs, mine) = of("成员第2行").unwrap();
        assert!(theirs.contains("雷伟梅") && mine.contains("钟建民"));
        let (_, theirs, mine) = of("成员第3行").unwrap();
        assert!(theirs.is_empty() && mine.contains("候补") && mine.contains("王火发"));
        assert!(
            differing
                .iter()
                .all(|(_, theirs, mine)| !theirs.is_ascii() || !mine.is_ascii()),
            "codes are shown in words: {differing:?}"
        );
    }
}
