//! Options of `print`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// Options of `print`.
#[derive(Debug, Args)]
#[command(after_help = "示例：
  banjie print building-violations/penalty-decision --record 违建〔2025〕1号 -o 决定书.docx
  banjie print building-violations/stop-order --where \"state == 'found'\" -o 通知书.zip --form docx
  banjie print building-violations/penalty-decision --records 名单.txt -o 全部.pdf

每条记录的每种文书只编一次号，重印仍用原号；谁在何时打印了什么，都记在库里。")]
pub struct Print {
    /// 应用包/文书
    pub what: String,
    /// 一条记录：编号，或 #记录号
    #[arg(long, value_name = "编号", conflicts_with_all = ["records", "filter"])]
    pub record: Option<String>,
    /// 许多记录：编号用“、”隔开，或一行一个编号的文件
    #[arg(long, value_name = "编号或文件", conflicts_with = "filter")]
    pub records: Option<String>,
    /// 符合条件的全部记录，如 \"state == 'decided'\"
    #[arg(long = "where", value_name = "条件")]
    pub filter: Option<String>,
    /// 写到哪里：.docx、.html、.pdf；成批时 .zip（每份一个文件）或 .pdf（合为一个）
    #[arg(long, short, value_name = "文件")]
    pub out: PathBuf,
    /// .zip 里每份的形式
    #[arg(long, value_enum, default_value = "docx")]
    pub form: InnerForm,
}

/// Form of the files in a ZIP.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum InnerForm {
    /// Word.
    Docx,
    /// Web page.
    Html,
    /// PDF.
    Pdf,
}
