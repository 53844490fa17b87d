//! 用法 — the subcommands and their options, with Chinese help and Chinese complaints.

use std::{net::SocketAddr, path::PathBuf, process::ExitCode};

use clap::{
    Args, CommandFactory as _, FromArgMatches as _, Parser, Subcommand, ValueEnum,
    error::{ContextKind, ContextValue, ErrorKind},
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

/// `huanjie backup OUT`
#[derive(Debug, Clone, Args)]
pub struct BackupOptions {
    /// 备份写到这个文件（不能已经存在）
    #[arg(value_name = "备份文件", help_heading = "参数")]
    pub out: PathBuf,
    /// Where the data is.
    #[command(flatten)]
    pub data: DataOptions,
}

/// `huanjie restore IN`
#[derive(Debug, Clone, Args)]
pub struct RestoreOptions {
    /// 备份文件
    #[arg(value_name = "备份文件", help_heading = "参数")]
    pub archive: PathBuf,
    /// Where the data is.
    #[command(flatten)]
    pub data: DataOptions,
}

/// `huanjie verify [FILE]`
#[derive(Debug, Clone, Args)]
pub struct VerifyOptions {
    /// 备份文件；不写时核对数据文件夹
    #[arg(value_name = "备份文件", help_heading = "参数")]
    pub archive: Option<PathBuf>,
    /// Where the data is.
    #[command(flatten)]
    pub data: DataOptions,
}

/// `huanjie texts …`
#[derive(Debug, Clone, Subcommand)]
pub enum TextsCommand {
    /// 列出全部文书种类
    #[command(help_template = TEMPLATE, next_help_heading = "选项")]
    List,
    /// 一种文书的原文，改写时从它开始
    #[command(help_template = TEMPLATE, next_help_heading = "选项")]
    Show {
        /// 文书种类，如 election-day
        #[arg(value_name = "文书种类", help_heading = "参数")]
        kind: String,
        /// 写到这个文件；不写时显示出来
        #[arg(long, value_name = "文件")]
        out: Option<PathBuf>,
    },
    /// 检查一份改过的文稿：逐行指出写错的地方和缺少的锁定内容
    #[command(help_template = TEMPLATE, next_help_heading = "选项")]
    Check {
        /// 文稿文件，如 election-day.xml
        #[arg(value_name = "文件", help_heading = "参数")]
        file: PathBuf,
        /// 文书种类；不写时看文件名
        #[arg(long, value_name = "文书种类")]
        kind: Option<String>,
    },
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

/// `huanjie demo`
#[derive(Debug, Clone, Args)]
pub struct DemoOptions {
    /// 端口
    #[arg(
        long,
        value_name = "端口",
        default_value_t = 8027,
        hide_default_value = true
    )]
    pub port: u16,
    /// 把演示数据留在这个文件夹；下次用同一文件夹接着看
    #[arg(long, value_name = "文件夹")]
    pub keep: Option<PathBuf>,
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
    /// 密封内容（信访举报）的密钥文件；不写时用数据文件夹里的 keys/sealing.key，第一次启动时生成
    #[arg(long, env = "HUANJIE_KEY_FILE", value_name = "文件", hide_env = true)]
    pub key_file: Option<PathBuf>,
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

/// `huanjie render`
#[derive(Debug, Clone, Args)]
#[command(
    override_usage = "huanjie render <文书种类> --data <数据.json> --out <文书.pdf>\n      huanjie render --samples <文件夹>"
)]
pub struct RenderOptions {
    /// 文书种类，如 election-day
    #[arg(value_name = "文书种类", help_heading = "参数")]
    pub kind: Option<String>,
    /// 数据文件（JSON）；格式见样张旁边的 .json
    #[arg(long, value_name = "文件")]
    pub data: Option<PathBuf>,
    /// 写到这个 PDF 文件
    #[arg(long, value_name = "文件")]
    pub out: Option<PathBuf>,
    /// 把每种文书的样张和它的数据写到这个文件夹
    #[arg(long, value_name = "文件夹")]
    pub samples: Option<PathBuf>,
    /// 数据文件夹：用其中 fonts 里的字体和 texts 里的文稿；不写时用自带的
    #[arg(long, env = "HUANJIE_DATA_DIR", value_name = "文件夹", hide_env = true)]
    pub data_dir: Option<PathBuf>,
}

/// `huanjie print`
#[derive(Debug, Clone, Args)]
pub struct PrintOptions {
    /// Where the data is.
    #[command(flatten)]
    pub data: DataOptions,
    /// 届次：编号、名称或第几届；只有一个届次时可以不写
    #[arg(long, value_name = "届次")]
    pub cycle: Option<String>,
    /// 只要这个村（社区）；可以写多个
    #[arg(long, value_name = "村名")]
    pub village: Vec<String>,
    /// 只要这种文书，如 voter-roll；可以写多个
    #[arg(long, value_name = "文书种类")]
    pub kind: Vec<String>,
    /// 只要这个阶段的文书
    #[arg(long, value_name = "阶段")]
    pub stage: Option<String>,
    /// 写到这里：以 .pdf 结尾合并成一个文件，以 .zip 结尾打成压缩包，否则写成一个文件夹
    #[arg(long, value_name = "位置")]
    pub out: PathBuf,
}

/// `huanjie fonts`
#[derive(Debug, Clone, Args)]
pub struct FontsOptions {
    /// 检查这个文字文件（UTF-8 或 GB 18030），列出所有字体都没有的字
    #[arg(long, value_name = "文件")]
    pub check: Option<PathBuf>,
    /// 数据文件夹：看其中 fonts 里的字体
    #[arg(
        long,
        env = "HUANJIE_DATA_DIR",
        value_name = "文件夹",
        default_value = "data",
        hide_env = true,
        hide_default_value = true
    )]
    pub data_dir: PathBuf,
}

/// What a sheet holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ImportKind {
    /// 村（社区）
    Villages,
    /// 人员、工作组和挂钩联系
    People,
    /// 一个村的选民名册
    Voters,
}

/// `huanjie import`
#[derive(Debug, Clone, Args)]
pub struct ImportOptions {
    /// villages 村（社区），people 人员，voters 选民名册
    #[arg(
        value_name = "内容",
        help_heading = "参数",
        display_order = 1,
        value_enum,
        hide_possible_values = true
    )]
    pub kind: ImportKind,
    /// 表格文件：.xlsx 或 .csv
    #[arg(value_name = "文件", help_heading = "参数", display_order = 2)]
    pub file: PathBuf,
    /// 哪一届：编号、名称或第几届；只有一届时可以不写
    #[arg(long, value_name = "届次")]
    pub cycle: Option<String>,
    /// 哪个村（社区）：名称或编号；导入选民名册时必写
    #[arg(long, value_name = "村")]
    pub village: Option<String>,
    /// 只核对，不保存
    #[arg(long)]
    pub dry_run: bool,
    /// 有问题时把标注好的表写到这个文件
    #[arg(long, value_name = "文件")]
    pub report: Option<PathBuf>,
    /// 选民名册：先导入没有错误的各行，有问题的行暂不列入
    #[arg(long)]
    pub skip_faulty: bool,
    /// Where the data is.
    #[command(flatten)]
    pub data: DataOptions,
}

/// Where further rule packs are.
#[derive(Debug, Clone, Args)]
pub struct RulesFolder {
    /// 规则文件夹：其中的 *.toml 增加或替换自带的规则包
    #[arg(
        long,
        env = "HUANJIE_RULES_DIR",
        value_name = "文件夹",
        hide_env = true
    )]
    pub rules_dir: Option<PathBuf>,
}

/// `huanjie plan`. Everything is taken as typed and read together, so that all mistakes are told
/// at once.
#[derive(Debug, Clone, Args)]
pub struct PlanOptions {
    /// 规则包的编号（见 huanjie rules list），或者规则文件；必填
    #[arg(long, value_name = "编号或文件")]
    pub rules: Option<String>,
    /// village 村，community 社区；必填
    #[arg(long, value_name = "类别")]
    pub kind: Option<String>,
    /// 选举日，如 2027-03-18；必填
    #[arg(long, value_name = "日期")]
    pub election_day: Option<String>,
    /// 今天；写了才检查逾期、推算最早合法选举日，不写则结果与哪天运行无关
    #[arg(long, value_name = "日期")]
    pub today: Option<String>,
    /// 已经办了的环节和日期，如 roll-published=2027-02-24；可以写多个
    #[arg(long, value_name = "环节=日期")]
    pub actual: Vec<String>,
    /// 输出格式：table 表格（不写时用它），json
    #[arg(long, value_name = "格式")]
    pub format: Option<String>,
    /// Further packs.
    #[command(flatten)]
    pub folder: RulesFolder,
}

/// `huanjie replan`: the options of `plan`, and the new election day.
#[derive(Debug, Clone, Args)]
pub struct ReplanOptions {
    /// The unit as it is planned now.
    #[command(flatten)]
    pub plan: PlanOptions,
    /// 新的选举日，如 2027-03-25；必填
    #[arg(long, value_name = "日期")]
    pub to: Option<String>,
}

/// `huanjie check …`
#[derive(Debug, Clone, Subcommand)]
pub enum CheckCommand {
    /// 核对一个公民身份号码：校验位、出生日期、性别、到选举日的年龄
    #[command(help_template = TEMPLATE, next_help_heading = "选项")]
    Id(CheckIdOptions),
}

/// `huanjie check id`. The number is kept out of every message.
#[derive(Clone, Args)]
pub struct CheckIdOptions {
    /// 公民身份号码。写 - 时从标准输入读，号码就不会留在命令历史里
    #[arg(value_name = "号码", help_heading = "参数")]
    pub number: String,
    /// 选举日，如 2027-03-18；写了才核对到选举日的年龄
    #[arg(long, value_name = "日期")]
    pub election_day: Option<String>,
    /// 今天；不写时用本机的日期，只用来看出生日期到了没有
    #[arg(long, value_name = "日期")]
    pub today: Option<String>,
    /// 选民年龄按哪个规则包：编号或者规则文件；不写时用 national-2025
    #[arg(long, value_name = "编号或文件")]
    pub rules: Option<String>,
    /// 输出格式：text 文字（不写时用它），json
    #[arg(long, value_name = "格式")]
    pub format: Option<String>,
    /// Further packs.
    #[command(flatten)]
    pub folder: RulesFolder,
}

impl std::fmt::Debug for CheckIdOptions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CheckIdOptions")
            .field("election_day", &self.election_day)
            .finish_non_exhaustive()
    }
}

/// `huanjie tally`. Everything is taken as typed and read together, so that all mistakes are told
/// at once.
#[derive(Debug, Clone, Args)]
#[command(override_usage = "huanjie tally --rules <编号或文件> <计票数据.json 或 -> [选项]")]
pub struct TallyOptions {
    /// 计票数据（JSON 文件）；写 - 从标准输入读；必填
    #[arg(value_name = "计票数据", help_heading = "参数")]
    pub input: Option<String>,
    /// 规则包的编号（见 huanjie rules list），或者规则文件；必填
    #[arg(long, value_name = "编号或文件")]
    pub rules: Option<String>,
    /// village 村，community 社区；不写时按规则包，村在先
    #[arg(long, value_name = "类别")]
    pub kind: Option<String>,
    /// 输出格式：text 核算（不写时用它），json
    #[arg(long, value_name = "格式")]
    pub format: Option<String>,
    /// Further packs.
    #[command(flatten)]
    pub folder: RulesFolder,
}

/// What the file of `huanjie tally` holds, below its options.
const TALLY_INPUT: &str = "\
计票数据（方括号里的可以不写）：
  round            first 第一次投票，rerun 另行选举，revote 再次投票
  poll_day         投票日，如 2027-03-18
  registered issued returned   登记人数、发出选票、收回选票
  [proxies] [roaming]          委托投票、流动票箱的票数，不写是 0
  contests         各职位：post（chair deputy member supervisor）、seats 名额、[reserved]（none woman）、
                   invalid 无效票、abstained 弃权票、candidates 得票人（id、name、[sex] f 或 m、votes、
                   [nominated] 另选他人的写 false）；单独用票的职位另写 [issued]、[returned]、[voters]
  [elected_before] 此前已当选的：id、post、[sex]、[name]、[votes]
  [relatives]      亲属关系：[编号, 编号, 关系]，关系写 spouse parent child sibling grandparent grandchild other
  [voters]         投票人数，不写时按发出的选票
  [electorate]     voters 全体选民（不写时），households 户代表，representatives 代表
  [vote]           election 换届（不写时），by-election 补选，recall 罢免表决（一项一人，votes 是赞成票，
                   反对票写在职位的 [against]）
  [election_day]   第一次投票的日子，另行选举的期限从它算起
  [attempt]        第几次另行选举，不写是第 1 次

退出状态：0 结论成立（全部选出、另行选举、再次投票），1 投票无效或者数字对不上，2 数据或者用法有误。";

/// `huanjie rules …`
#[derive(Debug, Clone, Subcommand)]
pub enum RulesCommand {
    /// 列出可用的规则包
    #[command(help_template = TEMPLATE, next_help_heading = "选项")]
    List {
        /// Further packs.
        #[command(flatten)]
        folder: RulesFolder,
    },
    /// 把一个规则包写成可读的文字：法规、规则项及出处、环节、公告
    #[command(help_template = TEMPLATE, next_help_heading = "选项")]
    Show {
        /// 规则包的编号，或者规则文件
        #[arg(value_name = "编号或文件", help_heading = "参数")]
        pack: String,
        /// Further packs.
        #[command(flatten)]
        folder: RulesFolder,
    },
    /// 检查一个规则文件，按行说出全部错误
    #[command(help_template = TEMPLATE, next_help_heading = "选项")]
    Check {
        /// 规则文件
        #[arg(value_name = "文件", help_heading = "参数")]
        file: PathBuf,
        /// Further packs.
        #[command(flatten)]
        folder: RulesFolder,
    },
    /// 对照两个规则包，逐项列出不同和两边的出处
    #[command(help_template = TEMPLATE, next_help_heading = "选项")]
    Diff {
        /// 原来的规则包：编号，或者规则文件
        #[arg(value_name = "原规则包", help_heading = "参数", display_order = 1)]
        old: String,
        /// 新的规则包：编号，或者规则文件
        #[arg(value_name = "新规则包", help_heading = "参数", display_order = 2)]
        new: String,
        /// Further packs.
        #[command(flatten)]
        folder: RulesFolder,
    },
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
