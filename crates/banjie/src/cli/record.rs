//! Options of the commands on single records, their plain reading, and the figures of record.

use std::path::PathBuf;

use clap::Args;

use super::Format;

/// Options of `figures-of-record`.
#[derive(Debug, Args)]
#[command(after_help = "示例：
  banjie figures-of-record                    各应用包 stated/ 里写的数，逐个重算；有一个不同即以 1 退出
  banjie figures-of-record 数字.jsonl         标注好的全部数字：哪些系统已建成，哪些数算得出

标注文件一行一个 JSON：id、system、subject_zh、value、unit、period、quote。")]
pub struct FiguresOfRecord {
    /// 标注文件；不写时只核对各应用包自己写的
    #[arg(value_name = "文件")]
    pub file: Option<PathBuf>,
    /// 只列这个应用包的
    #[arg(long, value_name = "应用包")]
    pub package: Option<String>,
    /// 截至这一时刻
    #[arg(long, value_name = "时刻")]
    pub as_of: Option<String>,
    /// 输出形式
    #[arg(long, value_enum, default_value = "text")]
    pub format: Format,
}

/// Options of `show`.
#[derive(Debug, Args)]
#[command(after_help = "示例：
  banjie show building-violations.violation 违建〔2025〕1号
  banjie show building-violations.violation 违建〔2025〕1号 --plain --purpose \"电话通知当事人\"

个人信息默认打码。看明文要写明用途；谁、何时、看了哪条记录的哪些字段、为了什么，都记在库里（banjie readings）。")]
pub struct Show {
    /// 台账
    pub ledger: String,
    /// 编号，或 #记录号
    pub record: String,
    /// 个人信息不打码
    #[arg(long)]
    pub plain: bool,
    /// 看明文的用途
    #[arg(long, value_name = "用途", requires = "plain")]
    pub purpose: Option<String>,
    /// 输出形式
    #[arg(long, value_enum, default_value = "text")]
    pub format: Format,
}

/// Options of `readings`.
#[derive(Debug, Args)]
pub struct Readings {
    /// 只列这个账号的
    #[arg(id = "reader", long = "account", value_name = "账号")]
    pub reader: Option<String>,
    /// 只列这本台账的
    #[arg(long, value_name = "台账")]
    pub ledger: Option<String>,
    /// 只列这条记录的（编号，或 #记录号）
    #[arg(long, value_name = "编号", requires = "ledger")]
    pub record: Option<String>,
    /// 最多列多少条，新的在前
    #[arg(long, default_value_t = 200, value_name = "条数")]
    pub limit: u32,
    /// 输出形式
    #[arg(long, value_enum, default_value = "text")]
    pub format: Format,
}
