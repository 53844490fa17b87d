//! `huanjie texts` — the texts of papers: written out to start from, and checked before they are used.

use std::path::Path;

use super::{Failure, complain, grammar::TextsCommand, render::kind, render::write, say};
use crate::{
    documents::{
        kind::Kind,
        template,
        text::{TEMPLATE_LIMIT, shipped},
    },
    office::paper::press::Press,
};

/// Runs the subcommand.
pub fn run(command: &TextsCommand) -> Result<(), Failure> {
    match command {
        TextsCommand::List => {
            for kind in Kind::ALL {
                say(&format!("{:<26}{}", kind.id(), kind.title()));
            }
            Ok(())
        }
        TextsCommand::Show { kind: id, out } => {
            let text = shipped(kind(id)?);
            if let Some(out) = out {
                return write(out, text.as_bytes());
            }
            say(text.trim_end());
            Ok(())
        }
        TextsCommand::Check { file, kind: id } => check(file, id.as_deref()),
    }
}

/// Status 1 when something is wrong with the text.
fn check(file: &Path, id: Option<&str>) -> Result<(), Failure> {
    let told = |why: &str| Failure::Bad(format!("请检查文件 {}：{why}。", file.display()));
    let about = std::fs::metadata(file).map_err(|_| told("找不到，或没有权限读"))?;
    if !about.is_file() || about.len() > TEMPLATE_LIMIT as u64 {
        return Err(told(&format!(
            "不是文件，或超过 {} KB",
            TEMPLATE_LIMIT / 1024
        )));
    }
    let text = std::fs::read_to_string(file).map_err(|_| told("不是 UTF-8 文本"))?;
    let stem = file
        .file_stem()
        .map(|stem| stem.to_string_lossy().into_owned())
        .unwrap_or_default();
    let kind = match id {
        Some(id) => kind(id)?,
        None => Kind::from_id(&stem).ok_or_else(|| {
            told("文件名不是文书种类，如 election-day.xml；改名，或用 --kind 写明种类")
        })?,
    };
    let press = Press::built_in().map_err(Failure::bad)?;
    let problems = template::check(kind, text.trim_start_matches('\u{feff}'), press.fonts());
    if problems.is_empty() {
        say(&format!("《{}》的文稿没有发现问题。", kind.title()));
        return Ok(());
    }
    for problem in &problems {
        say(&problem.to_string());
    }
    complain(&format!(
        "请改好上面 {} 处。《{}》的文稿还不能用。",
        problems.len(),
        kind.title()
    ));
    Err(Failure::No(String::new()))
}
