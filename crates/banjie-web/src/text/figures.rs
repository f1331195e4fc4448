//! Words of indicators, figures and dashboards.

use banjie_model::calendar::date_zh;
use banjie_model::period::Period;
use chrono::NaiveDateTime;

/// Title.
pub const FIGURES: &str = "指标";
/// Label of the search.
pub const SEARCH: &str = "找指标";
/// Help of the search.
pub const SEARCH_HELP: &str = "按名称、口径或代号";
/// Button.
pub const FIND: &str = "查找";
/// Button.
pub const SHOW: &str = "查看";
/// Column.
pub const TITLE: &str = "指标";
/// Column.
pub const UNIT: &str = "单位";
/// Column.
pub const DEFINITION: &str = "口径";
/// A stock.
pub const STOCK: &str = "存量，没有期间";
/// Empty catalogue.
pub const NOTHING: &str = "没有可看的指标";
/// Empty catalogue.
pub const NOTHING_WHY: &str = "指标随应用包而来。您的岗位所在的系统没有定义指标，请联系系统管理员。";
/// Empty search.
pub const NOT_FOUND: &str = "没有找到这样的指标";
/// Empty search.
pub const NOT_FOUND_WHY: &str = "换一个说法，或清空查找看全部。";
/// Link.
pub const ALL: &str = "看全部";
/// Link to the dashboards of a package.
pub const DASHBOARD: &str = "看板";
/// Label.
pub const PERIOD: &str = "期间";
/// Label.
pub const OTHER_PERIOD: &str = "其他期间";
/// Help.
pub const OTHER_PERIOD_HELP: &str = "如 2025-01-01..2025-06-30、2023..2025；填写后以此为准";
/// Label.
pub const ORG: &str = "机构";
/// Everything.
pub const ALL_ORGS: &str = "全部机构";
/// Label.
pub const CUT: &str = "分列";
/// Summary of what is seldom chosen.
pub const MORE: &str = "其他期间、截至时刻";
/// Label.
pub const AS_OF: &str = "截至时刻";
/// Help.
pub const AS_OF_HELP: &str = "不填为现在";
/// Fault.
pub const BAD_MOMENT: &str = "时刻要写成 2026-03-09T09:00 这样，且不能晚于现在";
/// By organisation.
pub const BY_ORG: &str = "按下级单位";
/// By state.
pub const BY_STATE: &str = "按环节";
/// By month.
pub const BY_MONTH: &str = "按月";
/// By year.
pub const BY_YEAR: &str = "按年";
/// Groups of periods.
pub const YEARS: &str = "年";
/// Half years.
pub const HALVES: &str = "半年";
/// Quarters.
pub const QUARTERS: &str = "季度";
/// Months.
pub const MONTHS: &str = "月";
/// School years.
pub const SCHOOL_YEARS: &str = "学年";
/// Terms.
pub const TERMS: &str = "学期";
/// The one asked for.
pub const CHOSEN: &str = "当前所选";
/// Heading.
pub const FORMULA: &str = "公式";
/// Heading.
pub const PARTS: &str = "由这些指标算出";
/// Heading.
pub const BASIS: &str = "依据";
/// Heading.
pub const HELP: &str = "说明";
/// Tab.
pub const TREND: &str = "走势与分列";
/// Tab.
pub const RECORDS: &str = "记录";
/// Tab.
pub const HISTORY: &str = "口径变更";
/// Label of the tabs.
pub const SIDES: &str = "指标内容";
/// Button.
pub const XLSX: &str = "导出 Excel";
/// Button.
pub const CSV: &str = "导出 CSV";
/// The period before.
pub const EARLIER: &str = "上一期";
/// The period after.
pub const LATER: &str = "下一期";
/// Name of the bars of a stock.
pub const CURRENT: &str = "当前";
/// Value of the period before.
pub const PREVIOUS: &str = "上期";
/// Foot.
pub const TOTAL: &str = "合计";
/// Nothing.
pub const MISSING: &str = "—";
/// Caption of a hidden number.
pub const HIDDEN: &str = "不显示";
/// No trend.
pub const NO_TREND: &str = "这个指标没有归入期间的日期，只知道截至时刻的存量，没有逐月走势。";
/// Nothing in the table.
pub const NO_ROWS: &str = "这个范围里没有可分列的内容。";
/// Column of history.
pub const VERSION: &str = "应用包版本";
/// Column of history.
pub const FINGERPRINT: &str = "口径指纹";
/// Column of history.
pub const STANDING: &str = "状态";
/// Between versions.
pub const AND: &str = "、";
/// In force.
pub const IN_FORCE: &str = "现行";
/// Replaced.
pub const REPLACED: &str = "已被替换";
/// Told above the history.
pub const HISTORY_WHY: &str = "报告里的数带着当时口径的指纹；口径改了以后，旧报告里的数仍按当时的口径核对。";
/// Only one definition so far.
pub const HISTORY_ONE: &str = "已装的各个版本里，这个指标的口径没有改过。";
/// Column of records.
pub const NUMBER: &str = "编号";
/// Column.
pub const RECORD: &str = "记录";
/// Column.
pub const DATE: &str = "日期";
/// Column.
pub const OFFICE: &str = "单位";
/// Column.
pub const STATE: &str = "环节";
/// Column.
pub const AMOUNT: &str = "数值";
/// Column of parts.
pub const VALUE: &str = "数值";
/// Column of parts.
pub const AGAIN: &str = "重算";
/// Check passed.
pub const SAME: &str = "与数据库一致";
/// Check failed.
pub const DIFFERENT: &str = "与数据库不一致";
/// Check failed.
pub const DIFFERENT_WHY: &str = "按同一日志位置重算得到另一个数，数据库或这个数被改动过。请联系系统管理员核查。";
/// No records.
pub const NO_RECORDS: &str = "没有记录";
/// No records.
pub const NO_RECORDS_WHY: &str = "在这个期间和范围里，没有一条记录计入这个数。";
/// No records that may be seen.
pub const NONE_VISIBLE: &str = "本页的记录都不在您的可见范围内";
/// Nothing to be traced.
pub const NO_TOKEN: &str = "缺少溯源串。请从指标、看板或报告里点数字进来。";
/// Button.
pub const BACK: &str = "回到指标";
/// Caption.
pub const PARTS_CAPTION: &str = "这个数由以下各数算出，每个都能走到记录";
/// A field that is not for breaking down.
pub const PERSONAL_CUT: &str = "个人信息和敏感信息不能用来分列或作条件。请换一个分列方式。";
/// Indicators of a package.
pub const ALL_INDICATORS: &str = "全部指标";
/// Chart of parts.
pub const LAST_YEAR: &str = "上年同期";
/// This one.
pub const THIS: &str = "本期";
/// Link.
pub const OVERVIEW: &str = "总览";
/// Sheet name.
pub const SHEET: &str = "指标";
/// Head of the definition in a workbook.
pub const SHEET_DEFINITION: &str = "口径：";
/// Unit of shares.
pub const PERCENT: &str = "%";
/// Ten thousand.
pub const WAN: &str = "万";
/// Between unit and head.
#[must_use]
pub fn head(title: &str, unit: &str) -> String {
    if unit.is_empty() { title.to_owned() } else { format!("{title}（{unit}）") }
}

/// "温州市 · 2026年 · 截至2026年3月9日 09:00"
#[must_use]
pub fn place(org: Option<&str>, period: Option<Period>, at: NaiveDateTime) -> String {
    let org = org.unwrap_or(ALL_ORGS);
    let period = period.map(|period| format!(" · {period}")).unwrap_or_default();
    format!("{org}{period} · 截至{} {}", date_zh(at.date()), at.format("%H:%M"))
}

/// "截至2026年3月9日 09:00（日志第 812 条）"
#[must_use]
pub fn as_of(at: NaiveDateTime, seq: i64) -> String {
    format!("截至{} {}（日志第 {seq} 条）", date_zh(at.date()), at.format("%H:%M"))
}

/// Another organisation's figure.
#[must_use]
pub fn outside(org: &str) -> String {
    format!("{org}不在您的管辖范围内，不能看它的指标。请在“机构”里选本单位或下属单位。")
}

/// Place among the others.
#[must_use]
pub fn place_of(rank: &str, all: usize) -> String {
    format!("{all} 家中第 {rank}")
}

/// "按“类型”"
#[must_use]
pub fn by_field(title: &str) -> String {
    format!("按{title}")
}

/// Caption of the table.
#[must_use]
pub fn table(title: &str, head: &str) -> String {
    format!("{title}，按{head}")
}

/// Title of the chart.
#[must_use]
pub fn chart(title: &str, period: Period) -> String {
    format!("{title}（{period}）")
}

/// How many of a page are not shown.
#[must_use]
pub fn withheld(n: usize) -> String {
    format!("本页另有 {n} 条记录计入了这个数，但不在您的可见范围内，没有列出。")
}

/// The check.
#[must_use]
pub fn same(seq: i64, value: &str) -> String {
    format!("按日志第 {seq} 条的数据重算为 {value}，{SAME}。")
}

/// The check of one that is computed.
#[must_use]
pub fn same_parts(seq: i64, n: usize) -> String {
    format!("按日志第 {seq} 条的数据，{n} 个组成部分逐一重算，{SAME}。")
}

/// "12 个指标"
#[must_use]
pub fn count(n: usize) -> String {
    format!("{n} 个指标")
}

/// "目标 95.0%"
#[must_use]
pub fn target(value: &str) -> String {
    format!("目标 {value}")
}

/// Name of an exported file.
#[must_use]
pub fn file(title: &str, period: Option<Period>, ending: &str) -> String {
    let period = period.map(|p| p.key()).unwrap_or_default();
    let name: String = format!("{title}{period}").chars().filter(|c| !"\\/:*?\"<>|".contains(*c)).collect();
    format!("{name}.{ending}")
}

/// Address of the place in the tree, by an indent.
#[must_use]
pub fn indented(depth: usize, name: &str) -> String {
    format!("{}{name}", "　".repeat(depth))
}

/// Detail of an export in the audit log.
#[must_use]
pub fn exported(title: &str, by: &str) -> String {
    format!("导出指标“{title}”的{by}表")
}

/// Title of a dashboard.
#[must_use]
pub fn dashboard(package: &str) -> String {
    format!("{package}看板")
}
