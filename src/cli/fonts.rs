//! `huanjie fonts` — which font serves which role, and which characters of a text no font has.

use super::{Failure, grammar::FontsOptions, say};
use crate::office::paper::press::Press;

/// Most characters named one by one.
const MOST: usize = 500;

/// Runs the subcommand: status 1 when a text has characters no font covers.
pub fn run(options: &FontsOptions) -> Result<(), Failure> {
    let press = Press::open(&options.data_dir).map_err(Failure::bad)?;
    let fonts = press.fonts();
    let Some(file) = &options.check else {
        let pad = |text: &str, width: usize| {
            let shown = crate::law::width(text);
            format!("{text}{}", " ".repeat(width.saturating_sub(shown)))
        };
        say(&format!(
            "{}{}{}汉字数",
            pad("角色", 8),
            pad("字体", 34),
            pad("来源", 26)
        ));
        for line in fonts.describe() {
            say(&format!(
                "{}{}{}{}",
                pad(line.role, 8),
                pad(&line.family, 34),
                pad(&line.source, 26),
                line.han
            ));
        }
        for name in fonts.unmapped() {
            say(&format!(
                "没有用上的字体文件：{name}（在 fonts.toml 里写明它的角色才会用）"
            ));
        }
        return Ok(());
    };
    let bytes = std::fs::read(file).map_err(|_| {
        Failure::Bad(format!(
            "请检查文件 {}：找不到，或没有权限读。",
            file.display()
        ))
    })?;
    let text = decoded(&bytes);
    let missing = fonts.missing(&text);
    if missing.is_empty() {
        say("每个字都有字体。");
        return Ok(());
    }
    for c in missing.iter().take(MOST) {
        let line = text
            .lines()
            .position(|line| line.contains(*c))
            .map_or(0, |line| line + 1);
        say(&format!("第 {line} 行  {c}  U+{:04X}", u32::from(*c)));
    }
    Err(Failure::No(format!(
        "有 {} 个字所有字体里都没有。请核对是不是录入错误，或加装有这些字的字体。",
        missing.len()
    )))
}

/// UTF-8, or GB 18030 where it is no UTF-8.
fn decoded(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.trim_start_matches('\u{feff}').to_owned(),
        Err(_) => encoding_rs::GB18030.decode(bytes).0.into_owned(),
    }
}
