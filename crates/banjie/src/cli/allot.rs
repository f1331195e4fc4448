//! Options of `allot`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

/// Options of `allot`.
#[derive(Debug, Args)]
#[command(after_help = "示例：
  banjie allot placing/spring --dry-run -o 结果.json                    按应用包的声明试算
  banjie allot commit --input 问题.json -o 名册.txt                     公布名册和承诺值
  banjie allot run --method lottery --input 问题.json --seed '开奖号码' -o 结果.json
  banjie allot run --method serial --seekers 报名表.csv --places 单位.csv -o 结果.json
  banjie allot verify 问题.json 结果.json                               任何人都可以复核
  banjie allot explain 结果.json --seeker 2026001                       逐个志愿说明录取与否的原因")]
#[command(args_conflicts_with_subcommands = true, arg_required_else_help = true)]
pub struct Allot {
    /// 按应用包声明的分配办理，结果写入库
    #[command(flatten)]
    pub declared: Declared,
    /// 做什么
    #[command(subcommand)]
    pub what: Option<What>,
}

/// An allocation declared in a package.
#[derive(Debug, Args)]
pub struct Declared {
    /// 应用包/分配名：按台账里的报名和名额分配，结果用声明的办理写入，全部成功或全部不写
    #[arg(value_name = "应用包/分配")]
    pub allocation: Option<String>,
    /// 公开的种子，如约定日期的开奖号码
    #[arg(long)]
    pub seed: Option<String>,
    /// 只算不写
    #[arg(long)]
    pub dry_run: bool,
    /// 结果和证据写到哪里（.json）；任何人可用 allot verify 复核
    #[arg(long, short, value_name = "文件")]
    pub out: Option<PathBuf>,
    /// 名册（问题）写到哪里：复核用
    #[arg(long, value_name = "文件")]
    pub problem: Option<PathBuf>,
    /// 逐人、逐单位说明原因，写到哪里（.md）
    #[arg(long, value_name = "文件")]
    pub reasons: Option<PathBuf>,
}

/// What `allot` does.
#[derive(Debug, Subcommand)]
pub enum What {
    /// 公布之前：写出规范名册，算出承诺值
    Commit {
        /// 问题
        #[command(flatten)]
        input: Input,
        /// 名册写到哪里
        #[arg(long, short, value_name = "文件")]
        out: Option<PathBuf>,
    },
    /// 分配，写出结果和证据
    Run(Run),
    /// 复核：问题.json 结果.json；用 CSV 时只写结果.json
    Verify {
        /// 问题（CSV 时不写）和结果
        #[arg(required = true, num_args = 1..=2, value_name = "文件")]
        files: Vec<PathBuf>,
        /// 报名表(.csv)
        #[arg(long, requires = "places", value_name = "文件")]
        seekers: Option<PathBuf>,
        /// 接收单位表(.csv)
        #[arg(long, requires = "seekers", value_name = "文件")]
        places: Option<PathBuf>,
        /// 事先公布的承诺值
        #[arg(long, value_name = "承诺值")]
        commitment: Option<String>,
    },
    /// 说明：一名报名者逐个志愿，或一个接收单位的名单和末位
    Explain(Explain),
}

/// Where the problem comes from.
#[derive(Debug, Args)]
pub struct Input {
    /// 问题(.json)
    #[arg(long, conflicts_with_all = ["seekers", "places"], value_name = "文件")]
    pub input: Option<PathBuf>,
    /// 报名表(.csv)：编号、组别、绑定号、成绩、成绩2、服从调剂、志愿1、志愿2……
    #[arg(long, requires = "places", value_name = "文件")]
    pub seekers: Option<PathBuf>,
    /// 接收单位表(.csv)：编号、名额、片区、保底、最低分
    #[arg(long, requires = "seekers", value_name = "文件")]
    pub places: Option<PathBuf>,
}

/// Options of `allot run`.
#[derive(Debug, Args)]
pub struct Run {
    /// 方法
    #[arg(long, value_enum)]
    pub method: Method,
    /// 问题
    #[command(flatten)]
    pub input: Input,
    /// 公开的种子：名册公布之后才能知道的，如约定日期的开奖号码
    #[arg(long)]
    pub seed: Option<String>,
    /// 绑定的几人遇到名额不够时
    #[arg(long, value_enum, default_value = "skip")]
    pub bound: Bound,
    /// 事先公布的承诺值；与输入不符则不分配
    #[arg(long, value_name = "承诺值")]
    pub commitment: Option<String>,
    /// 结果写到哪里；不写时打印
    #[arg(long, short, value_name = "文件")]
    pub out: Option<PathBuf>,
    /// 摇号全过程写到哪里：每行序号、摇出的数、号
    #[arg(long, value_name = "文件")]
    pub transcript: Option<PathBuf>,
}

/// Options of `allot explain`.
#[derive(Debug, Args)]
pub struct Explain {
    /// 结果(.json)
    pub result: PathBuf,
    /// 报名者编号
    #[arg(long, required_unless_present = "place")]
    pub seeker: Option<String>,
    /// 接收单位名称
    #[arg(long, conflicts_with = "seeker")]
    pub place: Option<String>,
    /// 问题；不写时用结果里记下的文件
    #[command(flatten)]
    pub input: Input,
}

/// How places are given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Method {
    /// 双向选择，报名者先提：对每个报名者都是最好的稳定结果；可有分类名额
    Deferred,
    /// 双向选择，接收单位先提
    DeferredPlaces,
    /// 平行志愿：按成绩从高到低，每人取第一个还有名额的志愿
    Serial,
    /// 双向选择，各片区尽可能满足保底人数
    Floors,
    /// 先使录取人数最多，再使总代价最小
    Cheapest,
    /// 摇号
    Lottery,
}

/// Those who share a ticket when seats are short.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Bound {
    /// 转到下一志愿
    Skip,
    /// 超出名额一同录取
    Exceed,
}
