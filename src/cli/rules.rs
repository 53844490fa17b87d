//! `huanjie rules` — the rule packs: list, show, check a file, compare two.

use std::path::Path;

use super::{
    Failure,
    grammar::{RulesCommand, RulesFolder},
    say,
};
use crate::{
    law::{self, Library, RulePack, SourceFile},
    platform::config,
};

/// Runs the subcommand.
pub fn run(command: RulesCommand) -> Result<(), Failure> {
    match command {
        RulesCommand::List { folder } => {
            let library = library(&folder)?;
            say(law::list_text(&library).trim_end());
            if library.problems().is_empty() {
                Ok(())
            } else {
                Err(Failure::No(String::new()))
            }
        }
        RulesCommand::Show { pack, folder } => {
            let pack = find(&library(&folder)?, &pack).map_err(Failure::Bad)?;
            say(law::show_text(&pack).trim_end());
            Ok(())
        }
        RulesCommand::Check { file, folder } => {
            let file = read(&file).map_err(Failure::Bad)?;
            let problems = library(&folder)?.check(&file);
            say(law::check_text(&problems).trim_end());
            if problems.is_empty() {
                Ok(())
            } else {
                Err(Failure::No(format!(
                    "请改正以上 {} 处错误后再检查一次。",
                    problems.len()
                )))
            }
        }
        RulesCommand::Diff { old, new, folder } => {
            let library = library(&folder)?;
            match (find(&library, &old), find(&library, &new)) {
                (Ok(old), Ok(new)) => {
                    let changes = law::diff(&old, &new);
                    say(law::diff_text(&old, &new, &changes).trim_end());
                    Ok(())
                }
                (old, new) => {
                    let mut lines: Vec<String> = Vec::new();
                    for line in [old.err(), new.err()].into_iter().flatten() {
                        if !lines.contains(&line) {
                            lines.push(line);
                        }
                    }
                    Err(Failure::Bad(lines.join("\n")))
                }
            }
        }
    }
}

/// The packs of the program and of the folder; files with mistakes are left out and listed by it.
pub fn library(folder: &RulesFolder) -> Result<Library, Failure> {
    config::library(folder.rules_dir.as_deref()).map_err(Failure::bad)
}

/// A pack by its id, or read from a file against the library; the error says every mistake.
pub fn find(library: &Library, wanted: &str) -> Result<RulePack, String> {
    let path = Path::new(wanted);
    let by_path = wanted.contains(['/', '\\'])
        || path
            .extension()
            .is_some_and(|ending| ending.eq_ignore_ascii_case("toml"));
    if !by_path {
        match library.pack(wanted) {
            Ok(pack) => return Ok(pack.clone()),
            Err(error) if !path.is_file() => return Err(unusable(library, &error.to_string())),
            Err(_) => {}
        }
    }
    let file = read(path)?;
    library.read(&file).map_err(|error| error.to_string())
}

/// A pack that cannot be found may be one whose file has mistakes: then those are what to mend.
fn unusable(library: &Library, text: &str) -> String {
    let mut lines = vec![text.to_owned()];
    if !library.problems().is_empty() {
        lines.push("规则文件夹里有错误的规则文件，没有采用：".to_owned());
        lines.extend(library.problems().iter().map(ToString::to_string));
    }
    lines.join("\n")
}

/// A rule file from the disk.
fn read(path: &Path) -> Result<SourceFile, String> {
    let name = path.display().to_string();
    match config::rule_file(path) {
        Ok(bytes) => SourceFile::decode(name, &bytes).map_err(|problem| problem.to_string()),
        Err(error) => {
            let why = match error.kind() {
                std::io::ErrorKind::NotFound => "没有这个文件",
                std::io::ErrorKind::PermissionDenied => "没有读取权限",
                std::io::ErrorKind::IsADirectory => "它是文件夹",
                _ => "磁盘出错",
            };
            Err(format!("请检查规则文件：{name} 读不出来，{why}。"))
        }
    }
}
