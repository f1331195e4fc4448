//! Options of the commands that show what is for the public.

use clap::{Args, ValueEnum};

/// Form of what the public is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Form {
    /// Markdown。
    Md,
    /// 网页片段，可嵌入门户网站。
    Html,
    /// 供程序读取。
    Json,
}

/// Options of `notices`.
#[derive(Debug, Args)]
#[command(after_help = "示例：
  banjie notices                              正在公示的全部内容
  banjie notices training --format html > 公示.html")]
pub struct Notices {
    /// 只列这个应用包的
    #[arg(value_name = "应用包")]
    pub package: Option<String>,
    /// 哪一时刻的，如 2025-10-14；不写时为现在
    #[arg(long, value_name = "时刻")]
    pub at: Option<String>,
    /// 形式
    #[arg(long, value_enum, default_value = "md")]
    pub format: Form,
}

/// Options of `services`.
#[derive(Debug, Args)]
pub struct Services {
    /// 只列这个应用包的
    #[arg(value_name = "应用包")]
    pub package: Option<String>,
    /// 形式
    #[arg(long, value_enum, default_value = "md")]
    pub format: Form,
}
