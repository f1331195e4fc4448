//! The command line: every command, option and example that `--help` shows.

pub mod allot;
pub mod print;
pub mod public;
pub mod record;
pub mod serve;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// 办结：从第一条记录到签发的报告。
#[derive(Debug, Parser)]
#[command(name = "banjie", version, about, long_about = None, max_term_width = 100)]
#[command(after_help = "示例：
  banjie demo --out demo                                  生成示范工作簿并跑通全过程
  banjie check packages/*                                 检查应用包
  banjie import building-violations.violation 案件.xlsx    导入工作簿
  banjie board building-violations.violation --org 温州市规划局
  banjie report building-violations/annual --period 2025 --org 温州市规划局 -o 年报.html

配置的先后：命令行选项，环境变量，当前文件夹的 banjie.toml。")]
pub struct Cli {
    /// 共用选项
    #[command(flatten)]
    pub common: Common,
    /// 命令
    #[command(subcommand)]
    pub command: Command,
}

/// Options every command knows.
#[derive(Debug, Args)]
pub struct Common {
    /// 数据库：SQLite 文件路径，或 postgres://用户@主机/库
    #[arg(long, global = true, env = "BANJIE_DB", value_name = "库")]
    pub db: Option<String>,
    /// 应用包所在文件夹；不写时用当前文件夹的 packages，没有则用内置的
    #[arg(long, global = true, env = "BANJIE_PACKAGES", value_name = "文件夹")]
    pub packages: Option<PathBuf>,
    /// 敏感字段的密钥文件；不写时用 SQLite 文件旁的 库名.key
    #[arg(long, global = true, env = "BANJIE_KEY", value_name = "文件")]
    pub key: Option<PathBuf>,
    /// 打印 PDF 的字体文件夹；不写时用程序旁的 fonts，没有则用 ~/.cache/banjie/fonts
    #[arg(long, global = true, env = "BANJIE_FONTS", value_name = "文件夹")]
    pub fonts: Option<PathBuf>,
    /// 以谁的身份办理（账号）；不写时为系统管理员
    #[arg(long = "as", global = true, env = "BANJIE_ACCOUNT", value_name = "账号")]
    pub account: Option<String>,
    /// 当作现在的时刻，如 2025-10-14T09:00（演练和补算用）；不写时取本机时钟
    #[arg(long, global = true, env = "BANJIE_NOW", value_name = "时刻")]
    pub now: Option<String>,
    /// 不显示进度和说明，只显示结果与错误
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// 颜色：auto 在终端上才用
    #[arg(long, global = true, value_enum, default_value = "auto")]
    pub color: Color,
}

/// When to use colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// Form of the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    Text,
    /// For programs.
    Json,
}

/// Form of what `proof` shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ProofFormat {
    /// For people.
    Text,
    /// For programs.
    Json,
    /// The document with marks in the margin.
    Html,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// 示范：生成工作簿、建库、导入、按日历督办、打印监察台账、写年度报告
    Demo(Demo),
    /// 检查应用包，列出全部问题
    Check(Check),
    /// 解释一个问题代码，如 unknown-key
    Explain {
        /// 问题代码；不写时列出全部
        code: Option<String>,
    },
    /// 打印应用包的 JSON Schema
    Schema,
    /// 把台账的状态图打印为 Mermaid
    Draw {
        /// 应用包文件夹
        dir: PathBuf,
        /// 只画这一个台账
        #[arg(long)]
        ledger: Option<String>,
    },
    /// 运行应用包的情景测试
    Test {
        /// 应用包文件夹
        #[arg(required = true)]
        dirs: Vec<PathBuf>,
        /// 只运行文件名或标题中含此字样的情景
        #[arg(long)]
        only: Option<String>,
    },
    /// 显示数据库要作的改动，不改动
    Plan,
    /// 按应用包建立或更新数据库
    Apply,
    /// 导入工作簿(.xlsx)
    Import(Import),
    /// 导出台账为工作簿(.xlsx)
    Export(Export),
    /// 办理一件：登记、办理、移送、中止、延期
    Act(Act),
    /// 一条记录：内容、时限、经过；个人信息打码，看明文要写明用途
    Show(record::Show),
    /// 明文查看登记：谁、何时、为什么看了个人信息的明文
    Readings(record::Readings),
    /// 督办：让到时的催办、预警、黄牌、红牌、移送落下
    Tick {
        /// 按变动后的日历重新计算全部时限
        #[arg(long)]
        rejudge: bool,
    },
    /// 监察台账：按单位列在办、将到期、黄牌、红牌、移送、按时率
    Board(Board),
    /// 指标：列出口径，或按期间、单位、维度计算
    Indicators(Indicators),
    /// 溯源：由一个数走到它的记录
    Trace(Trace),
    /// 在案数字：已发表的报告写过的数，由记录重算并比较
    FiguresOfRecord(record::FiguresOfRecord),
    /// 报告：写成 Markdown 或 HTML
    Report(Report),
    /// 填 Word 模板：本单位自己的 .docx，里面写 {{ 指标 }}
    Fill(Fill),
    /// 打印文书：从一条或许多条记录，编号、留章、附送达回证
    Print(print::Print),
    /// 核对日志、记录和签发登记是否被改动过
    Verify,
    /// 备份并验证
    Backup {
        /// 备份文件
        file: PathBuf,
    },
    /// 从备份恢复（目标库须为空）
    Restore {
        /// 备份文件
        file: PathBuf,
    },
    /// 生成敏感字段的密钥文件（PostgreSQL 上第一次使用前）
    Key {
        /// 写到哪里
        file: PathBuf,
    },
    /// 校核公文：数字、比例、增幅、列项、格式、隐私
    Proof(Proof),
    /// 分配：双向选择、平行志愿、名额分配、摇号，附任何人都可以复核的证据
    Allot(allot::Allot),
    /// 公示：列出现在正在公示的内容、起止和异议途径
    Notices(public::Notices),
    /// 网上工作台：提供网页服务，同时按时督办
    Serve(serve::Serve),
    /// 网上工作台的账号：开通、停用、解锁
    #[command(subcommand)]
    Account(serve::Account),
    /// 服务指南：应用包声明的办事服务，办什么、要什么、多久办好
    Services(public::Services),
}

/// Options of `demo`.
#[derive(Debug, Args)]
pub struct Demo {
    /// 输出文件夹
    #[arg(long, short, default_value = "demo")]
    pub out: PathBuf,
}

/// Options of `check`.
#[derive(Debug, Args)]
pub struct Check {
    /// 应用包文件夹
    #[arg(required = true)]
    pub dirs: Vec<PathBuf>,
    /// 输出形式
    #[arg(long, value_enum, default_value = "text")]
    pub format: Format,
    /// 另列一年以上没有核对过的法律依据
    #[arg(long)]
    pub stale: bool,
}

/// Options of `import`.
#[derive(Debug, Args)]
#[command(after_help = "示例：
  banjie import orgs.org 机构.xlsx
  banjie import building-violations.violation 案件.xlsx --dry-run
  banjie import building-violations.violation 案件.xlsx --accept-good --marked 有误.xlsx
  banjie import building-violations.violation 办理记录.xlsx --actions --until 2025-12-31")]
pub struct Import {
    /// 台账，如 building-violations.violation
    pub ledger: String,
    /// 工作簿
    pub file: PathBuf,
    /// 只检查，不写入
    #[arg(long)]
    pub dry_run: bool,
    /// 有误的行留下，其余照常导入（默认：有一处有误则全部不导入）
    #[arg(long)]
    pub accept_good: bool,
    /// 标出错误的工作簿写到哪里（默认：原名加 .有误.xlsx）
    #[arg(long, value_name = "文件")]
    pub marked: Option<PathBuf>,
    /// 补录历史：按“登记时间”一栏作为发生时间
    #[arg(long)]
    pub history: bool,
    /// 工作簿是办理记录（编号、办理、办理时间……），按时间先后办理
    #[arg(long)]
    pub actions: bool,
    /// 办理记录之后再把日历推到这一天
    #[arg(long, value_name = "日期", requires = "actions")]
    pub until: Option<chrono::NaiveDate>,
}

/// Options of `export`.
#[derive(Debug, Args)]
pub struct Export {
    /// 台账
    pub ledger: String,
    /// 写到哪里
    #[arg(long, short, value_name = "文件")]
    pub out: PathBuf,
    /// 截至这一时刻的样子
    #[arg(long, value_name = "时刻")]
    pub as_of: Option<String>,
    /// 只要这个机构及其下属
    #[arg(long)]
    pub org: Option<String>,
    /// 条件，如 \"state == 'found' && area > 100\"
    #[arg(long = "where", value_name = "条件")]
    pub filter: Option<String>,
    /// 个人信息不打码（须有权限，并写明用途）
    #[arg(long)]
    pub plain: bool,
    /// 不打码的用途；与人、时间、条件一并登记
    #[arg(long, value_name = "用途", requires = "plain")]
    pub purpose: Option<String>,
}

/// Options of `act`.
#[derive(Debug, Args)]
#[command(after_help = "示例:
  banjie act building-violations.violation create site=五马街1号 kind=rooftop party=张某 area=120.50 found_on=2025-09-28 photos=现场.jpg
  banjie act building-violations.violation file 违建〔2025〕1号 --as 鹿城局长
  banjie act building-violations.violation hand_over 违建〔2025〕1号 --to 瓯海分局 --reason 地点不在本区
  banjie act building-violations.violation suspend 违建〔2025〕1号 handling from=2025-10-20 until=2025-11-03 --reason 鉴定")]
pub struct Act {
    /// 台账
    pub ledger: String,
    /// create、edit、assign、suspend、extend，或办理名称
    pub action: String,
    /// 编号（create 时不写），之后是 字段=值
    #[arg(trailing_var_arg = false)]
    pub rest: Vec<String>,
    /// 移送到哪个机构；create 时为所属机构
    #[arg(long)]
    pub to: Option<String>,
    /// 理由
    #[arg(long)]
    pub reason: Option<String>,
    /// 看到的版本；其间有人改过则拒绝
    #[arg(long, value_name = "版本")]
    pub expect_version: Option<u32>,
}

/// Options of `board`.
#[derive(Debug, Args)]
pub struct Board {
    /// 台账
    pub ledger: String,
    /// 上级机构（名称或代码）
    #[arg(long)]
    pub org: Option<String>,
    /// 几个工作日之内到期算将到期
    #[arg(long, default_value_t = 3)]
    pub soon: u32,
    /// 按时率从哪一天算起
    #[arg(long, value_name = "日期")]
    pub since: Option<chrono::NaiveDate>,
    /// 输出形式
    #[arg(long, value_enum, default_value = "text")]
    pub format: Format,
}

/// Options of `indicators`.
#[derive(Debug, Args)]
pub struct Indicators {
    /// 应用包，或 应用包/指标；不写时列出全部口径
    pub what: Vec<String>,
    /// 期间，如 2025、2025Q3、2025-07、2024..2025
    #[arg(long)]
    pub period: Option<String>,
    /// 机构（名称或代码）
    #[arg(long)]
    pub org: Option<String>,
    /// 按维度分列：代码字段名、state、org、month、year
    #[arg(long)]
    pub by: Option<String>,
    /// 截至这一时刻
    #[arg(long, value_name = "时刻")]
    pub as_of: Option<String>,
    /// 输出形式
    #[arg(long, value_enum, default_value = "text")]
    pub format: Format,
}

/// Options of `trace`.
#[derive(Debug, Args)]
#[command(after_help = "示例:
  banjie trace building-violations/rural_d --period 2024..2025 --org 温州市规划局
  banjie trace 年报.html                      逐个核对报告里的数：一致、其后有变化、不是本系统的、被改动
  banjie trace 年报.docx                      同上；.pdf 也可以
  banjie trace 年报.html --figure 12          列出第 12 个数的记录

退出码：0 全部一致，3 只是其后有变化，1 有被改动或不是本系统的数。")]
pub struct Trace {
    /// 指标（应用包/指标），或报告文件，或溯源串
    pub what: String,
    /// 期间
    #[arg(long)]
    pub period: Option<String>,
    /// 机构
    #[arg(long)]
    pub org: Option<String>,
    /// 截至这一时刻
    #[arg(long, value_name = "时刻")]
    pub as_of: Option<String>,
    /// 报告里的第几个数
    #[arg(long, visible_alias = "records", value_name = "序号")]
    pub figure: Option<usize>,
    /// 最多列几条
    #[arg(long, default_value_t = 20)]
    pub limit: u32,
    /// 跳过前几条
    #[arg(long, default_value_t = 0)]
    pub offset: u32,
    /// 输出形式
    #[arg(long, value_enum, default_value = "text")]
    pub format: Format,
}

/// Options of `report`.
#[derive(Debug, Args)]
pub struct Report {
    /// 应用包/报告
    pub what: String,
    /// 期间
    #[arg(long)]
    pub period: Option<String>,
    /// 机构
    #[arg(long)]
    pub org: Option<String>,
    /// 截至这一时刻
    #[arg(long, value_name = "时刻")]
    pub as_of: Option<String>,
    /// 文号的序号；不写时留空
    #[arg(long, value_name = "序号", value_parser = clap::value_parser!(u32).range(1..))]
    pub number: Option<u32>,
    /// 成文日期；不写时为数据截至的那天
    #[arg(long, value_name = "日期")]
    pub dated: Option<chrono::NaiveDate>,
    /// 写到哪里（.pdf、.docx、.html 或 .md）；不写时打印 Markdown
    #[arg(long, short, value_name = "文件")]
    pub out: Option<PathBuf>,
    /// 签发：定格口径、数值、记录和日志位置，登记在库，以后可用 banjie trace 逐个数核对
    #[arg(long, requires = "out", conflicts_with = "as_of")]
    pub sign: bool,
}

/// Options of `fill`.
#[derive(Debug, Args)]
#[command(after_help = "示例：
  banjie fill 月报模板.docx --package building-violations --period 2025-07 --org 鹿城分局 -o 七月月报.docx

模板就是普通的 Word 文件，在要填的地方写 {{ period }}、{{ org }}、{{ found }}、{{ found.growth }}、
{{ found.at(\"2024\") }}；表格里要重复的一行写 {% rows found by kind %}{{ row.title }}、{{ row.found }}。")]
pub struct Fill {
    /// Word 模板(.docx)
    pub template: PathBuf,
    /// 用哪个应用包的指标；只装了一个时可不写
    #[arg(long, value_name = "应用包")]
    pub package: Option<String>,
    /// 期间
    #[arg(long)]
    pub period: Option<String>,
    /// 机构
    #[arg(long)]
    pub org: Option<String>,
    /// 截至这一时刻
    #[arg(long, value_name = "时刻")]
    pub as_of: Option<String>,
    /// 写到哪里(.docx)
    #[arg(long, short, value_name = "文件")]
    pub out: PathBuf,
}

/// Options of `proof`.
#[derive(Debug, Args)]
pub struct Proof {
    /// 要校核的文件(.txt .md .docx .pdf .html)
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// 输出形式
    #[arg(long, value_enum, default_value = "text")]
    pub format: ProofFormat,
    /// 把意见写成批注的副本(.docx)
    #[arg(long, short, value_name = "文件")]
    pub out: Option<PathBuf>,
    /// 免查清单(TOML)；不写时用当前文件夹的 proof.toml
    #[arg(long, value_name = "文件")]
    pub config: Option<PathBuf>,
    /// 要公开的文件：个人信息按错误算
    #[arg(long)]
    pub public: bool,
}
