//! Words of the pages of packages and backups.

/// Title.
pub const TITLE: &str = "应用包";
/// What it is.
pub const WHAT: &str = "每个业务系统是一个应用包。在办事项始终按办理开始时的版本办完，新版本只管新事项。";
/// Heading.
pub const INSTALLED: &str = "已安装";
/// Column.
pub const PACKAGE: &str = "应用包";
/// Column.
pub const VERSION: &str = "版本";
/// Column.
pub const APPLIED: &str = "安装时间";
/// Column.
pub const OPEN: &str = "在办件数";
/// Column.
pub const HASH: &str = "内容校验值";
/// Column.
pub const STATE: &str = "状态";
/// State.
pub const CURRENT: &str = "当前版本";
/// State.
pub const OLDER: &str = "旧版本";
/// State.
pub const UNUSED: &str = "旧版本，已无在办";
/// State.
pub const NOT_HERE: &str = "未启用";
/// Empty.
pub const NONE: &str = "还没有安装应用包";
/// Heading.
pub const FOLDER: &str = "文件夹里的改动";
/// Where.
#[must_use]
pub fn in_folder(path: &str) -> String {
    format!("程序启动时读取的文件夹：{path}。改动文件后不会自动生效。")
}
/// No folder.
pub const BUILT_IN: &str = "程序使用内置的应用包；用 --packages 指定文件夹后可以在这里预览改动。";
/// Button.
pub const LOOK: &str = "读取文件夹，预览改动";
/// Cannot be read.
#[must_use]
pub fn unreadable(why: &str) -> String {
    format!("读不了文件夹（{why}）。请检查路径和权限。")
}
/// Has errors.
#[must_use]
pub fn has_errors(package: &str, file: &str, message: &str) -> String {
    format!("应用包 {package} 有错误，不能安装。第一处在 {file}：{message}")
}
/// What to do.
pub const CHECK_FIRST: &str = "请先用命令行检查并改正：";
/// Nothing.
pub const SAME: &str = "文件夹里的应用包与正在使用的完全相同。";
/// Changed.
#[must_use]
pub fn differs(title: &str, from: Option<&str>, to: &str) -> String {
    match from {
        None => format!("{title}：新的应用包，版本 {to}"),
        Some(from) if from == to => format!("{title}：内容有改动，版本号仍是 {to}（安装前须先升版本号）"),
        Some(from) => format!("{title}：{from} → {to}"),
    }
}
/// Gone.
#[must_use]
pub fn gone(title: &str) -> String {
    format!("{title}：文件夹里已经没有")
}
/// Heading.
pub const PLAN: &str = "安装会做的改动";
/// Nothing.
pub const PLAN_NONE: &str = "数据库结构不需要改动。";
/// A step that cannot be done.
pub const UNSAFE: &str = "不能做";
/// How.
pub const APPLY_HOW: &str =
    "安装改变数据库结构，只能由系统管理员在服务器上用命令行进行，先备份、再预览、再安装，然后重新启动服务：";

/// Title.
pub const BACKUPS: &str = "备份";
/// What it is.
pub const BACKUPS_WHAT: &str =
    "备份是一个完整的数据库文件和它的校验值，做成后已核对。备份里没有密钥、没有登录会话；密钥文件请另行保管。";
/// Button.
pub const BACKUP_NOW: &str = "立即备份";
/// Where.
#[must_use]
pub fn kept_in(path: &str) -> String {
    format!("存放在服务器的 {path}。请定期把备份复制到另一台设备。")
}
/// No folder.
pub const NO_FOLDER: &str =
    "没有配置备份文件夹，不能在网页上备份。请用 --backups 指定文件夹后重新启动服务，或用命令行备份。";
/// Column.
pub const FILE: &str = "文件";
/// Column.
pub const SIZE: &str = "大小";
/// Column.
pub const MADE: &str = "时间";
/// Button.
pub const VERIFY: &str = "核对";
/// Empty.
pub const BACKUPS_NONE: &str = "还没有备份";
/// First step.
pub const BACKUPS_NONE_WHAT: &str = "点“立即备份”做第一个；也可用系统的定时任务运行命令行备份。";
/// Heading.
pub const LAST_JOB: &str = "最近一次备份或核对";
/// Done.
#[must_use]
pub fn backed_up(file: &str, hash: &str) -> String {
    format!("已备份到 {file}，并已核对。SHA-256：{hash}")
}
/// Done.
#[must_use]
pub fn verified(file: &str) -> String {
    format!("{file} 与校验值一致，完好")
}
/// Not the same.
#[must_use]
pub fn not_verified(file: &str) -> String {
    format!("{file} 与校验值不符：文件损坏或被改动过，请不要用它恢复")
}
/// No hash.
pub const NO_HASH: &str = "缺校验值";
/// How.
pub const RESTORE_HOW: &str = "恢复会替换整个数据库，只能停止服务后在服务器上用命令行进行：";
/// For the log.
pub const LOG_FAILED: &str = "没有做成";
