//! 各命令的选项 — one struct a subcommand.

use std::{net::SocketAddr, path::PathBuf};

use clap::{Args, Subcommand, ValueEnum};

use super::TEMPLATE;

/// `huanjie backup OUT`
#[derive(Debug, Clone, Args)]
pub struct BackupOptions {
    /// 备份写到这个文件（不能已经存在）
    #[arg(value_name = "备份文件", help_heading = "参数")]
    pub out: PathBuf,
    /// 给备份加密码：密码写在这个文件的第一行，12 个字以上；不写就不加密
    #[arg(long, value_name = "密码文件")]
    pub password_file: Option<PathBuf>,
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
    /// 加了密码的备份：密码写在这个文件的第一行
    #[arg(long, value_name = "密码文件")]
    pub password_file: Option<PathBuf>,
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
    /// 加了密码的备份：密码写在这个文件的第一行
    #[arg(long, value_name = "密码文件")]
    pub password_file: Option<PathBuf>,
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
pub(super) const TALLY_INPUT: &str = "\
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
