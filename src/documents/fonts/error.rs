//! 字体错误 — what can be wrong with a font, in the words of an office.

use std::fmt;

/// 字体错误.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FontError {
    /// The office's fonts cannot be used as they are; every problem at once.
    #[error("{}", list(.0))]
    Refused(Vec<FontProblem>),
    /// A built-in face cannot be unpacked: the program file itself is damaged.
    #[error("请重新安装程序。原因：内置字体“{face}”已损坏，无法展开。")]
    Damaged {
        /// Short name of the built-in face.
        face: String,
    },
    /// The number does not belong to this library.
    #[error("请重新生成文书。原因：文书引用的字体不在当前字体库中。")]
    UnknownFace,
    /// The needed part of a face cannot be cut out.
    #[error("请更换字体“{face}”后重新生成文书。原因：该字体无法取出所需的字形。")]
    Subset {
        /// Family name of the face.
        face: String,
    },
}

/// 字体问题 — one reason why an office's font is not used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FontProblem {
    /// The file is no font at all, or is cut off.
    Broken {
        /// File name, as found in the folder.
        file: String,
    },
    /// The font has no table of characters, or no outlines.
    Unusable {
        /// File name, as found in the folder.
        file: String,
    },
    /// A variable font: no single weight to print.
    Variable {
        /// File name, as found in the folder.
        file: String,
    },
    /// The maker forbids embedding or subsetting (field fsType of the font).
    NotEmbeddable {
        /// File name, as found in the folder.
        file: String,
    },
    /// The settings name a file that is not in the folder.
    NotFound {
        /// File name, as the settings write it.
        file: String,
        /// The role it was to serve, in Chinese.
        role: &'static str,
    },
    /// More fonts than a library holds.
    TooMany {
        /// File name of the first that found no room.
        file: String,
    },
}

impl fmt::Display for FontProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Broken { file } => write!(
                f,
                "请重新复制字体文件“{file}”。原因：它不是字体文件，或者文件不完整。"
            ),
            Self::Unusable { file } => write!(
                f,
                "请换用另一个字体文件代替“{file}”。原因：它没有字符表或没有可印刷的字形。"
            ),
            Self::Variable { file } => write!(
                f,
                "请换用固定字重的字体代替“{file}”。原因：它是可变字体，没有确定的笔画粗细。"
            ),
            Self::NotEmbeddable { file } => write!(
                f,
                "请换用允许嵌入的字体代替“{file}”。原因：字体厂商在文件中标明不得嵌入文书或不得取子集。"
            ),
            Self::NotFound { file, role } => write!(
                f,
                "请把字体文件“{file}”放入字体文件夹，或者修改“{role}”的设置。原因：文件夹中没有这个文件。"
            ),
            Self::TooMany { file } => write!(
                f,
                "请从设置中去掉不用的字体。原因：字体过多，“{file}”已放不下。"
            ),
        }
    }
}

fn list(problems: &[FontProblem]) -> String {
    problems
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("\n")
}
