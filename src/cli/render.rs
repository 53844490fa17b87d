//! `huanjie render` — papers from JSON alone, without a database.

use std::path::Path;

use chrono::{NaiveDate, NaiveDateTime};
use serde_json::Value;

use super::{Failure, complain, grammar::RenderOptions, say};
use crate::{
    documents::{kind::Kind, render::Typeset},
    office::paper::{
        preflight,
        press::{Look, Press, SetError},
    },
};

/// Largest data file read.
const LARGEST: u64 = 16 * 1024 * 1024;

/// Runs the subcommand.
pub fn run(options: &RenderOptions) -> Result<(), Failure> {
    let press = match &options.data_dir {
        Some(folder) => Press::open(folder),
        None => Press::built_in(),
    }
    .map_err(Failure::bad)?;
    match (&options.samples, &options.kind, &options.data, &options.out) {
        (Some(folder), None, None, None) => samples(&press, folder),
        (None, Some(kind), Some(data), Some(out)) => one(&press, kind, data, out),
        (Some(_), ..) => Err(Failure::Bad(
            "请只写 --samples 文件夹：打印样张时不用文书种类、--data 和 --out。".to_owned(),
        )),
        (None, kind, data, out) => {
            let missing: Vec<&str> = [
                (kind.is_none(), "文书种类"),
                (data.is_none(), "--data 数据文件"),
                (out.is_none(), "--out 输出文件"),
            ]
            .into_iter()
            .filter_map(|(missing, name)| missing.then_some(name))
            .collect();
            Err(Failure::Bad(format!("请补上：{}。", missing.join("、"))))
        }
    }
}

/// A kind by its id, or the list of what there is.
pub fn kind(id: &str) -> Result<Kind, Failure> {
    Kind::from_id(id).ok_or_else(|| Failure::Bad(unknown_kind(&format!("「{id}」"))))
}

/// That there are no such kinds, and which there are.
pub fn unknown_kind(asked: &str) -> String {
    let known: Vec<String> = Kind::ALL
        .iter()
        .map(|kind| format!("{}（{}）", kind.id(), kind.title()))
        .collect();
    format!(
        "请改正文书种类：没有{asked}。可以写：\n{}",
        known.join("\n")
    )
}

/// The look of a paper made from JSON: the day it carries is the moment of its making, so that the
/// same data give the same bytes.
fn look(data: &Value, demo: bool) -> Look {
    let day = data
        .pointer("/issue/date")
        .and_then(Value::as_str)
        .and_then(|day| day.parse::<NaiveDate>().ok())
        .unwrap_or_else(|| NaiveDate::from_ymd_opt(2000, 1, 1).unwrap_or_default());
    let number = data.pointer("/issue/number").and_then(Value::as_str);
    Look {
        watermark: None,
        demo,
        issued: number.map(|number| (number.to_owned(), day)),
        at: NaiveDateTime::from(day).and_utc(),
        author: data
            .pointer("/office/township")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned(),
    }
}

fn problems(error: &SetError) -> String {
    match error {
        SetError::Data(problems) => {
            let lines: Vec<String> = problems
                .iter()
                .map(|problem| {
                    if problem.path.is_empty() {
                        problem.message.clone()
                    } else {
                        format!("{}：{}", problem.path, problem.message)
                    }
                })
                .collect();
            format!(
                "请先改正数据中的 {} 处：\n{}",
                lines.len(),
                lines.join("\n")
            )
        }
        SetError::Render(error) => error.to_string(),
    }
}

/// A character nobody can draw is told, never printed as a gap.
fn drawable(typeset: &Typeset, kind: Kind, data: &Value) -> Result<(), Failure> {
    let missing = preflight::of_glyphs(typeset, kind, data);
    if missing.is_empty() {
        return Ok(());
    }
    let lines: Vec<String> = missing.iter().map(preflight::Found::sentence).collect();
    Err(Failure::No(lines.join("\n")))
}

fn one(press: &Press, id: &str, data: &Path, out: &Path) -> Result<(), Failure> {
    let kind = kind(id)?;
    let data = read(data)?;
    let look = look(&data, false);
    let bad = |error: SetError| Failure::Bad(problems(&error));
    let typeset = press.set(kind, &data, &look).map_err(bad)?;
    drawable(&typeset, kind, &data)?;
    let pages = typeset.pages.len();
    let bytes = press.pdf(&[typeset], &look).map_err(bad)?;
    write(out, &bytes)?;
    say(&format!("{}：{pages} 页", out.display()));
    Ok(())
}

fn read(path: &Path) -> Result<Value, Failure> {
    let told = |why: &str| Failure::Bad(format!("请检查数据文件 {}：{why}。", path.display()));
    let about = std::fs::metadata(path).map_err(|_| told("找不到，或没有权限读"))?;
    if !about.is_file() || about.len() > LARGEST {
        return Err(told("不是文件，或超过 16 MB"));
    }
    let text = std::fs::read_to_string(path).map_err(|_| told("不是 UTF-8 文本"))?;
    serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|error| {
        told(&format!(
            "不是完整的 JSON（第 {} 行第 {} 列）",
            error.line(),
            error.column()
        ))
    })
}

/// Writes a file, or says why not.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    if let Some(folder) = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    {
        std::fs::create_dir_all(folder).map_err(|error| unwritable(path, &error))?;
    }
    std::fs::write(path, bytes).map_err(|error| unwritable(path, &error))
}

/// Why a file could not be written.
pub fn unwritable(path: &Path, error: &std::io::Error) -> Failure {
    let why = match error.kind() {
        std::io::ErrorKind::PermissionDenied => "没有写入权限",
        std::io::ErrorKind::ReadOnlyFilesystem => "文件系统只读",
        std::io::ErrorKind::StorageFull => "磁盘已满",
        std::io::ErrorKind::IsADirectory => "它是文件夹",
        std::io::ErrorKind::NotADirectory | std::io::ErrorKind::AlreadyExists => {
            "路径中有一段不是文件夹"
        }
        _ => "磁盘出错",
    };
    Failure::Bad(format!(
        "请换一个输出位置：{} 写不进去（{why}）。",
        path.display()
    ))
}

/// Every kind with every sample, as PDF and with the JSON it was made from.
fn samples(press: &Press, folder: &Path) -> Result<(), Failure> {
    let mut made = 0;
    let mut failed = 0;
    for kind in Kind::ALL {
        for sample in kind.samples() {
            let name = format!("{}-{}", kind.id(), sample.name);
            let look = look(&sample.data, true);
            let drawn = press
                .set(*kind, &sample.data, &look)
                .and_then(|typeset| press.pdf(&[typeset], &look));
            match drawn {
                Ok(bytes) => {
                    write(&folder.join(format!("{name}.pdf")), &bytes)?;
                    made += 1;
                }
                Err(error) => {
                    complain(&format!("{name}：{}", problems(&error)));
                    failed += 1;
                }
            }
            let text = serde_json::to_string_pretty(&sample.data).map_err(Failure::bad)?;
            write(&folder.join(format!("{name}.json")), text.as_bytes())?;
        }
    }
    say(&format!("{}：{made} 份样张", folder.display()));
    if failed == 0 {
        Ok(())
    } else {
        Err(Failure::No(format!("有 {failed} 份样张没有排出来。")))
    }
}
