//! Words of the calendar's page.

/// Title.
pub const TITLE: &str = "日历与学期";
/// What it is.
pub const WHAT: &str =
    "国务院办公厅通知的放假调休已在程序里。新一年的通知、临时停工在这里逐日录入；学期用于按教学日报送的事项。";
/// Heading.
#[must_use]
pub fn year(year: i32) -> String {
    format!("{year} 年的放假与调休")
}
/// Working days a year.
#[must_use]
pub fn working(n: u32) -> String {
    format!("全年工作日 {n} 天")
}
/// A notice.
#[must_use]
pub fn noticed(known: bool) -> &'static str {
    if known { "全年安排已公布" } else { "全年安排尚未录入，该年的到期日标为暂定" }
}
/// The notices of a year.
#[must_use]
pub fn by_notices(notices: &str) -> String {
    format!("依据：{notices}")
}
/// Between names.
pub const COMMA: &str = "、";
/// Link.
pub const BEFORE: &str = "上一年";
/// Link.
pub const AFTER: &str = "下一年";
/// Column.
pub const DAY: &str = "日期";
/// Column.
pub const KIND: &str = "安排";
/// Column.
pub const NAME: &str = "名称";
/// Column.
pub const NOTICE: &str = "依据";
/// Column.
pub const SOURCE: &str = "来源";
/// Source.
pub const BUILT_IN: &str = "程序内置";
/// Source.
pub const ENTERED: &str = "本系统录入";
/// Kind.
pub const OFF: &str = "休息";
/// Kind.
pub const WORK: &str = "上班";
/// Empty.
pub const NONE: &str = "这一年还没有放假调休安排";
/// First step.
pub const NONE_WHAT: &str = "国务院办公厅通知公布后，请逐日录入。";
/// Link.
pub const EDIT: &str = "更正";
/// Button.
pub const NEW_DAY: &str = "录入一天";
/// Title.
pub const DAY_TITLE: &str = "日历调整";
/// Heading.
pub const TERMS: &str = "学期";
/// Button.
pub const NEW_TERM: &str = "登记学期";
/// Title.
pub const TERM_TITLE: &str = "学期";
/// Column.
pub const STARTS: &str = "开学";
/// Column.
pub const ENDS: &str = "结束";
/// Column.
pub const TEACHING: &str = "教学日";
/// Empty.
pub const TERMS_NONE: &str = "还没有登记学期";
/// First step.
pub const TERMS_NONE_WHAT: &str = "没有学校报送事项的单位不需要登记。";
/// Done.
pub const SAVED: &str = "已保存，在办事项的时限正在按新的日历重新计算。";
/// Heading.
pub const REJUDGING: &str = "最近一次重新计算时限";
/// Result.
#[must_use]
pub fn rejudged(cases: u64, moved: u64, withdrawn: u64) -> String {
    format!("重新计算 {cases} 件，{moved} 个到期日变动，撤回 {withdrawn} 项督办措施")
}
/// Result.
#[must_use]
pub fn not_rejudged(n: usize) -> String {
    format!("{n} 件没有算成，请查看运行日志")
}
