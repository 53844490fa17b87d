//! 用法 — the subcommands and their options, with Chinese help and Chinese complaints.

use std::{net::SocketAddr, path::PathBuf, process::ExitCode};

use clap::{
    Args, Parser, Subcommand,
    error::{ContextKind, ContextValue, ErrorKind},
};

use super::{complain, say};

const TEMPLATE: &str = "{about-with-newline}\n用法：{usage}\n\n{all-args}";

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
    /// 启动服务（先自动升级数据库结构；第一次启动会打印一次性设置链接）
    #[command(help_template = TEMPLATE, next_help_heading = "选项")]
    Serve(ServeOptions),
    /// 只升级数据库结构
    #[command(help_template = TEMPLATE, next_help_heading = "选项")]
    Migrate(MigrateOptions),
}

/// Where the data is.
#[derive(Debug, Clone, Args)]
pub struct DataOptions {
    /// 数据文件夹：数据库文件、已印发文书、附件
    #[arg(
        long,
        env = "HUANJIE_DATA_DIR",
        value_name = "文件夹",
        default_value = "data",
        hide_env = true,
        hide_default_value = true
    )]
    pub data_dir: PathBuf,
    /// 数据库地址：sqlite:///路径 或 postgres://…（默认用数据文件夹里的 huanjie.db）
    #[arg(
        long,
        env = "HUANJIE_DATABASE_URL",
        value_name = "地址",
        hide_env = true
    )]
    pub database_url: Option<String>,
}

/// `huanjie serve`
#[derive(Debug, Clone, Args)]
pub struct ServeOptions {
    /// Where the data is.
    #[command(flatten)]
    pub data: DataOptions,
    /// 监听地址和端口
    #[arg(
        long,
        env = "HUANJIE_LISTEN",
        value_name = "地址:端口",
        default_value = "127.0.0.1:8027",
        hide_env = true,
        hide_default_value = true
    )]
    pub listen: SocketAddr,
    /// 大家访问时用的网址，如 https://huanjie.example；写 https 时启用安全 Cookie
    #[arg(long, env = "HUANJIE_BASE_URL", value_name = "网址", hide_env = true)]
    pub base_url: Option<String>,
    /// 规则文件夹：其中的 *.toml 增加或替换自带的规则包
    #[arg(
        long,
        env = "HUANJIE_RULES_DIR",
        value_name = "文件夹",
        hide_env = true
    )]
    pub rules_dir: Option<PathBuf>,
    /// 前面有反向代理时打开，按 X-Forwarded-For 认来访地址
    #[arg(long, env = "HUANJIE_BEHIND_PROXY", hide_env = true)]
    pub behind_proxy: bool,
}

/// `huanjie migrate`
#[derive(Debug, Clone, Args)]
pub struct MigrateOptions {
    /// Where the data is.
    #[command(flatten)]
    pub data: DataOptions,
    /// 只看哪些改动已做、哪些未做，不改数据库
    #[arg(long)]
    pub status: bool,
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
    let argument = part(ContextKind::InvalidArg);
    let value = part(ContextKind::InvalidValue);
    let text = match error.kind() {
        ErrorKind::InvalidSubcommand => format!(
            "请核对命令名：没有「{}」这个命令。",
            part(ContextKind::InvalidSubcommand)
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

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_grammar_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn help_is_chinese() {
        let mut command = Cli::command();
        command.build();
        let mut texts = vec![command.render_long_help().to_string()];
        for sub in command.get_subcommands_mut() {
            texts.push(sub.render_long_help().to_string());
        }
        for text in texts {
            for word in [
                "Usage",
                "Options",
                "Commands",
                "Print",
                "Arguments",
                "default",
                "possible",
                "help for",
            ] {
                assert!(!text.contains(word), "{word} in\n{text}");
            }
        }
    }
}
