//! 用法 — the subcommands and their options, with Chinese help and Chinese complaints.

mod options;

use std::process::ExitCode;

use clap::{
    CommandFactory as _, FromArgMatches as _, Parser, Subcommand,
    error::{ContextKind, ContextValue, ErrorKind},
};

use self::options::TALLY_INPUT;
pub use self::options::{
    BackupOptions, CheckCommand, CheckIdOptions, DataOptions, DemoOptions, FontsOptions,
    ImportKind, ImportOptions, MigrateOptions, PlanOptions, PrintOptions, RenderOptions,
    ReplanOptions, RestoreOptions, RulesCommand, RulesFolder, ServeOptions, TallyOptions,
    TextsCommand, VerifyOptions,
};
use super::{complain, say};

const TEMPLATE: &str = "{about-with-newline}\n用法：{usage}\n\n{all-args}";
/// The same, with what the input file holds below.
const TALLY_TEMPLATE: &str = "{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}";

/// 换届 — 村（社区）“两委”换届选举：日程、进度与文书
#[derive(Debug, Parser)]
#[command(
    name = "huanjie",
    version,
    about = "换届 — 村（社区）“两委”换届选举：日程、进度与文书",
    help_template = TEMPLATE,
    disable_help_subcommand = true,
    disable_help_flag = true,
    disable_version_flag = true,
    subcommand_help_heading = "命令",
    subcommand_value_name = "命令",
    next_help_heading = "选项"
)]
pub struct Cli {
    /// 显示帮助
    #[arg(long, short, global = true, action = clap::ArgAction::Help, help_heading = "选项")]
    help: Option<bool>,
    /// 显示版本
    #[arg(long, short = 'V', action = clap::ArgAction::Version, help_heading = "选项")]
    version: Option<bool>,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Subcommands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// 演示：编造的石塘镇，装好就能点，关掉不留痕迹
    #[command(help_template = TEMPLATE, next_help_heading = "选项")]
    Demo(DemoOptions),
    /// 启动服务（先自动升级数据库结构；第一次启动会打印一次性设置链接）
    #[command(help_template = TEMPLATE, next_help_heading = "选项")]
    Serve(ServeOptions),
    /// 只升级数据库结构
    #[command(help_template = TEMPLATE, next_help_heading = "选项")]
    Migrate(MigrateOptions),
    /// 一个村（社区）的日程：每个环节的建议日、法定最迟日、算式和依据
    #[command(
        help_template = TEMPLATE,
        next_help_heading = "选项",
        override_usage = "huanjie plan --rules <编号或文件> --kind <village|community> --election-day <日期> [选项]"
    )]
    Plan(PlanOptions),
    /// 改期会怎样：两个选举日的日程逐项对照，列出变了的日期、要重发的文书、新出现的问题；不改动任何东西
    #[command(
        help_template = TEMPLATE,
        next_help_heading = "选项",
        override_usage = "huanjie replan --rules <编号或文件> --kind <village|community> --election-day <日期> --to <日期> [选项]"
    )]
    Replan(ReplanOptions),
    /// 核对：公民身份号码
    #[command(
        help_template = TEMPLATE,
        next_help_heading = "选项",
        subcommand_help_heading = "命令",
        subcommand_value_name = "命令",
        disable_help_subcommand = true
    )]
    Check {
        /// What to check.
        #[command(subcommand)]
        command: CheckCommand,
    },
    /// 一次投票的核算：是否有效、谁当选、下一步，每步写明算式和依据
    #[command(help_template = TALLY_TEMPLATE, next_help_heading = "选项", after_help = TALLY_INPUT)]
    Tally(TallyOptions),
    /// 导入表格：村（社区）、人员、选民名册；与网页上的导入相同
    #[command(help_template = TEMPLATE, next_help_heading = "选项")]
    Import(ImportOptions),
    /// 规则包：列出、查看、检查、对照
    #[command(
        help_template = TEMPLATE,
        next_help_heading = "选项",
        subcommand_help_heading = "命令",
        subcommand_value_name = "命令",
        disable_help_subcommand = true
    )]
    Rules {
        /// What to do with them.
        #[command(subcommand)]
        command: RulesCommand,
    },
    /// 由 JSON 数据排一份文书（不用数据库），或打印全部样张
    #[command(help_template = TEMPLATE, next_help_heading = "选项")]
    Render(RenderOptions),
    /// 打印一个届次的文书：已印发的原样，没印发的带“预览”
    #[command(help_template = TEMPLATE, next_help_heading = "选项")]
    Print(PrintOptions),
    /// 哪种字体用在哪里；检查一份文字里有没有印不出的字
    #[command(help_template = TEMPLATE, next_help_heading = "选项")]
    Fonts(FontsOptions),
    /// 文书文稿：列出、写出原文、检查本单位改过的文稿
    #[command(
        help_template = TEMPLATE,
        next_help_heading = "选项",
        subcommand_help_heading = "命令",
        subcommand_value_name = "命令",
        disable_help_subcommand = true
    )]
    Texts {
        /// What to do with them.
        #[command(subcommand)]
        command: TextsCommand,
    },
    /// 备份：数据库、文书、附件、本单位的文稿和规则写进一个文件，写完读回核对；服务不用停
    #[command(help_template = TEMPLATE, next_help_heading = "选项")]
    Backup(BackupOptions),
    /// 恢复：核对一份备份，放进一个空的数据文件夹
    #[command(help_template = TEMPLATE, next_help_heading = "选项")]
    Restore(RestoreOptions),
    /// 核对：数据库、审计链、每一件文书和附件是否完好；也可以核对一份备份
    #[command(help_template = TEMPLATE, next_help_heading = "选项")]
    Verify(VerifyOptions),
}

/// Reads the arguments of the process.
pub fn parse() -> Result<Cli, clap::Error> {
    let mut command = command();
    let matches = command.try_get_matches_from_mut(std::env::args_os())?;
    Cli::from_arg_matches(&matches).map_err(|error| error.format(&mut command))
}

/// The commands with their usage lines in Chinese: the words clap puts there by itself are English.
fn command() -> clap::Command {
    let mut command = Cli::command();
    command.build();
    chinese_usage(&mut command);
    command
}

fn chinese_usage(command: &mut clap::Command) {
    let usage = command.render_usage().to_string();
    let usage = usage
        .trim_start_matches("Usage:")
        .trim()
        .replace("[OPTIONS]", "[选项]");
    *command = command.clone().override_usage(usage);
    for sub in command.get_subcommands_mut() {
        chinese_usage(sub);
    }
}

/// Prints help, or says in Chinese what was wrong with the command.
pub fn explain(error: &clap::Error) -> ExitCode {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            say(error.render().to_string().trim_end());
            return ExitCode::SUCCESS;
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            complain(error.render().to_string().trim_end());
            return ExitCode::from(2);
        }
        _ => {}
    }
    let part = |kind: ContextKind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(list)) => list.join("、"),
        Some(other) => other.to_string(),
        None => String::new(),
    };
    let argument = without_numbers(&part(ContextKind::InvalidArg));
    let value = without_numbers(&part(ContextKind::InvalidValue));
    let text = match error.kind() {
        ErrorKind::InvalidSubcommand => format!(
            "请核对命令名：没有「{}」这个命令。",
            without_numbers(&part(ContextKind::InvalidSubcommand))
        ),
        ErrorKind::UnknownArgument => format!("请核对选项：没有「{argument}」这个选项。"),
        ErrorKind::MissingRequiredArgument => format!("请补上：{argument}。"),
        ErrorKind::MissingSubcommand => "请写明要做什么，例如 huanjie demo。".to_owned(),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation if value.is_empty() => {
            format!("请给「{argument}」写上内容。")
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let valid = part(ContextKind::ValidValue);
            let hint = if valid.is_empty() {
                String::new()
            } else {
                format!("可以写：{valid}。")
            };
            format!("请改正「{argument}」：不认识「{value}」。{hint}")
        }
        ErrorKind::ArgumentConflict if argument == part(ContextKind::PriorArg) => {
            format!("请只写一次「{argument}」。")
        }
        ErrorKind::ArgumentConflict => {
            format!(
                "请只用其中一个：「{argument}」与「{}」不能同时用。",
                part(ContextKind::PriorArg)
            )
        }
        ErrorKind::NoEquals | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            format!("请给「{argument}」写上内容。")
        }
        _ => "请核对命令的写法。".to_owned(),
    };
    complain(&format!("{text}\n用 huanjie --help 查看用法。"));
    ExitCode::from(2)
}

/// An argument as it may be repeated in a complaint: what looks like an ID number typed in the
/// wrong place is not.
fn without_numbers(text: &str) -> String {
    if text.chars().filter(char::is_ascii_digit).count() >= 11 {
        "…".to_owned()
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn personal_numbers_are_not_repeated() {
        assert_eq!(without_numbers("11010519491231002X"), "…");
        assert_eq!(without_numbers("--election=441500200903180011"), "…");
        assert_eq!(without_numbers("2027-03-18"), "2027-03-18");
    }

    #[test]
    fn the_grammar_is_sound() {
        Cli::command().debug_assert();
    }

    fn all_help(command: &mut clap::Command, into: &mut Vec<String>) {
        into.push(command.render_long_help().to_string());
        for sub in command.get_subcommands_mut() {
            all_help(sub, into);
        }
    }

    #[test]
    fn help_is_chinese() {
        let mut texts = Vec::new();
        all_help(&mut command(), &mut texts);
        assert!(texts.len() > 6, "not every subcommand was looked at");
        for text in texts {
            for word in [
                "Usage",
                "Options",
                "OPTIONS",
                "Commands",
                "COMMAND",
                "Print",
                "Arguments",
                "default",
                "possible",
                "help for",
                "Further",
                "What to do",
                "What to check",
                "Where the data",
            ] {
                assert!(!text.contains(word), "{word} in\n{text}");
            }
        }
    }
}
