//! 说明 — what the engine and the XML reader say, in Chinese and without their English.

use tera::ErrorKind;

/// The line and the sentence for an error of the engine.
pub(super) fn of_engine(error: &tera::Error) -> (Option<usize>, String) {
    match error.kind() {
        ErrorKind::SyntaxError(report) => {
            (Some(report.span().start_line), syntax(report.message()))
        }
        ErrorKind::RenderingError(report) => {
            (Some(report.span().start_line), rendering(report.message()))
        }
        ErrorKind::Io(_) => (
            None,
            "请改短循环。文稿生成的文字太长，已在限度处停下。".to_owned(),
        ),
        _ => (None, "请对照原文改正。文稿填不进样张的数据。".to_owned()),
    }
}

fn syntax(message: &str) -> String {
    if message.starts_with("Unexpected end of input") {
        return "请补上结束的标签或符号。文稿到最后还没有写完：{{ 用 }} 结束，{% 用 %} 结束，if 用 endif、for 用 endfor 结束。".to_owned();
    }
    if let Some(rest) = message.strip_prefix("Found ") {
        let (found, expected) = rest.split_once(" but expected ").unwrap_or((rest, ""));
        let found = token(found);
        return if expected.is_empty() || expected.contains("one of") {
            format!("请改正写法。这里的{found}不能写在这个位置。")
        } else {
            format!(
                "请改正写法。这里写的是{found}，应当写{}。",
                token(expected.trim_end_matches('.'))
            )
        };
    }
    if message.contains("reserved keyword") {
        return "请换一个名字。这个词是模板自己用的。".to_owned();
    }
    if message.contains("too complex") || message.contains("too deep") {
        return "请写得简单一些。这里套得太深。".to_owned();
    }
    if message.contains("field of `loop`") {
        return "请改正 loop 后面的词。可以写 index、index0、first、last、length。".to_owned();
    }
    "请对照原文改正写法。".to_owned()
}

/// A token of the engine in Chinese.
fn token(english: &str) -> String {
    let word = english.trim().trim_matches('`');
    match word {
        "identifier" => "一个名字".to_owned(),
        "string" => "一段文字".to_owned(),
        "integer" | "float" => "一个数".to_owned(),
        "bool" => "真假值".to_owned(),
        "content" | "raw content" => "文字".to_owned(),
        "comment" => "注释".to_owned(),
        sign if sign.is_ascii() && !sign.contains(' ') => format!(" {sign} "),
        _ => "别的内容".to_owned(),
    }
}

fn rendering(message: &str) -> String {
    // Our own filters speak Chinese.
    if !message.is_ascii() {
        return format!("请改正这里的数据。{}。", message.trim_end_matches('。'));
    }
    let named = message.split('`').nth(1).unwrap_or_default();
    if message.contains("is not defined") || message.contains("undefined") {
        return if named.is_empty() {
            "请改正数据的名字。这里用的数据不存在。".to_owned()
        } else {
            format!("请改正数据的名字。没有“{named}”这个数据。")
        };
    }
    if message.contains("Iteration not possible") {
        return "请改走一个名单。这里的数据不是名单，不能循环。".to_owned();
    }
    if message.contains("Invalid type") || message.contains("Cannot compare") {
        return "请换一种用法。这里的数据类型不合。".to_owned();
    }
    "请对照原文改正。这里的数据不能这样用。".to_owned()
}
