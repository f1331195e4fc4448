//! Options of the web desk and of its accounts.

use std::{net::SocketAddr, path::PathBuf};

use clap::{Args, Subcommand};

/// Options of `serve`.
#[derive(Debug, Args)]
#[command(after_help = "示例：
  banjie serve                                     在本机 http://127.0.0.1:8080/ 打开
  banjie serve --listen 0.0.0.0:8080 --address https://banjie.example.cn --proxied

对外服务时请放在反向代理之后，由代理提供 https。第一次使用先用 banjie account 开通安全管理员的账号。")]
pub struct Serve {
    /// 监听的地址和端口
    #[arg(long, env = "BANJIE_LISTEN", default_value = "127.0.0.1:8080", value_name = "地址:端口")]
    pub listen: SocketAddr,
    /// 人们使用的网址，如 https://banjie.example.cn
    #[arg(long, env = "BANJIE_ADDRESS", value_name = "网址")]
    pub address: Option<String>,
    /// 页面上的单位名称
    #[arg(long, env = "BANJIE_TITLE", value_name = "名称")]
    pub title: Option<String>,
    /// 上传文件的文件夹；不写时用数据库旁的 库名.files
    #[arg(long, env = "BANJIE_FILES", value_name = "文件夹")]
    pub files: Option<PathBuf>,
    /// 网页上立即备份时存放的文件夹；不写时用数据库旁的 库名.backups
    #[arg(long, env = "BANJIE_BACKUPS", value_name = "文件夹")]
    pub backups: Option<PathBuf>,
    /// 地图瓦片的网址，含 {z} {x} {y}；不写时用空白底图
    #[arg(long, env = "BANJIE_TILES", value_name = "网址")]
    pub tiles: Option<String>,
    /// 前面有反向代理，来访地址以它写的 X-Forwarded-For 为准
    #[arg(long)]
    pub proxied: bool,
}

/// What is done with an account.
#[derive(Debug, Subcommand)]
pub enum Account {
    /// 开通账号或重置密码：打印一次性初始密码，首次登录须修改
    Open {
        /// 账号（须已登记在人员台账 orgs.person）
        account: String,
    },
    /// 停用账号，并结束它的全部会话
    Close {
        /// 账号
        account: String,
    },
    /// 解除锁定
    Unlock {
        /// 账号
        account: String,
    },
    /// 列出已开通的账号
    List,
}
