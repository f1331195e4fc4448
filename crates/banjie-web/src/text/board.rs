//! Words of the supervision board.

use banjie_model::calendar::date_zh;
use banjie_model::period::Period;
use chrono::{NaiveDate, NaiveDateTime};

/// Title.
pub const BOARD: &str = "监察";
/// Between parts of a line.
pub const DOT: &str = " · ";
/// Column of the overview.
pub const LEDGER: &str = "台账";
/// Column.
pub const OFFICE: &str = "单位";
/// Column.
pub const PERSON: &str = "经办人";
/// Column.
pub const RATE: &str = "按时率";
/// Small line.
pub const TREND_CLOSED: &str = "近 12 周办结";
/// Small line.
pub const TREND_CARDS: &str = "近 12 周亮牌";
/// Foot of a table.
pub const TOTAL: &str = "合计";
/// Tab.
pub const BY_OFFICE: &str = "按单位";
/// Tab.
pub const BY_PERSON: &str = "按经办人";
/// Label of the tabs.
pub const SIDES: &str = "监察的两种看法";
/// Label.
pub const SYSTEM: &str = "台账";
/// Label.
pub const SOON: &str = "将到期";
/// Label.
pub const SINCE: &str = "按时率统计";
/// Since the year began.
pub const SINCE_YEAR: &str = "今年以来到期的";
/// Twelve weeks.
pub const SINCE_WEEKS: &str = "近 12 周到期的";
/// A month.
pub const SINCE_MONTH: &str = "近 30 天到期的";
/// Everything.
pub const SINCE_ALL: &str = "历来到期的";
/// Button.
pub const SHOW: &str = "查看";
/// Button.
pub const WALL: &str = "大屏";
/// Link up.
pub const ALL_SYSTEMS: &str = "全部系统";
/// Title of the overview.
pub const OVERVIEW: &str = "各系统的时限";
/// Empty overview.
pub const NOTHING: &str = "没有可监察的台账";
/// Empty overview.
pub const NOTHING_WHY: &str = "监察看的是有时限的台账。您的岗位所在的系统里没有这样的台账，请联系系统管理员。";
/// Nothing is open in any ledger.
pub const NOTHING_OPEN: &str = "现在没有在办件。";
/// Caption of the ledgers without open cases.
pub const QUIET: &str = "没有在办件的台账";
/// Summary of them.
#[must_use]
pub fn quiet(n: usize) -> String {
    format!("{QUIET}（{n} 本）")
}
/// Empty board.
pub const NO_CASES: &str = "还没有办件";
/// Empty board.
pub const NO_CASES_WHY: &str = "这本台账在您的管辖范围内还没有登记过办件。";
/// Panel.
pub const RED_LIST: &str = "红牌清单";
/// Panel.
pub const REFERRED: &str = "移送纪检";
/// Panel.
pub const TRENDS: &str = "近 12 周走势";
/// Panel.
pub const BULLETINS: &str = "通报";
/// Link.
pub const ALL_OF_THEM: &str = "查看全部";
/// Empty list.
pub const NO_RED: &str = "没有亮着红牌的在办件。";
/// Empty list.
pub const NO_REFERRED: &str = "没有移送纪检的在办件。";
/// Empty list of a cell.
pub const NO_CASES_HERE: &str = "这一格里现在没有办件";
/// Empty list of a cell.
pub const NO_CASES_HERE_WHY: &str = "数字可能在您打开页面之后变了，请回到监察看最新的数。";
/// Button.
pub const BACK: &str = "回到监察";
/// Column of a list of cases.
pub const NUMBER: &str = "编号";
/// Column.
pub const CASE: &str = "事项";
/// Column.
pub const STATE: &str = "环节";
/// Column.
pub const CLOCK: &str = "最近的时限";
/// Column.
pub const MARKS: &str = "亮牌";
/// Nothing.
pub const MISSING: &str = "—";
/// Column of the list of people.
pub const UNIT: &str = "所在单位";
/// Series.
pub const OPENED: &str = "新收";
/// Series.
pub const CLOSED: &str = "办结";
/// Series.
pub const CARDS: &str = "亮牌";
/// Chart.
pub const FLOW_CHART: &str = "每周新收、办结与亮牌";
/// Chart.
pub const RATE_CHART: &str = "每周按时率";
/// Unit.
pub const PIECES: &str = "件（张）";
/// Unit.
pub const PERCENT: &str = "%";
/// Line without a page of its own.
pub const ELSEWHERE: &str = "其他机构";
/// Faults.
pub const BAD_COLUMN: &str = "监察没有这一列。请从监察页上点数字进来。";
/// Help of the board.
pub const ORDER: &str = "按移送、红牌、黄牌、将到期的多少排列";

/// Title of a board.
#[must_use]
pub fn title(ledger: &str) -> String {
    format!("{ledger}监察")
}

/// "截至2026年3月9日 09:00"
#[must_use]
pub fn fresh(now: NaiveDateTime) -> String {
    format!("截至{} {}", date_zh(now.date()), now.format("%H:%M"))
}

/// Where the numbers stand in the log, for who points at them.
#[must_use]
pub fn as_of_entry(seq: i64) -> String {
    format!("算到日志第 {seq} 条")
}

/// What the rate is counted over.
#[must_use]
pub fn rate_over(since: &str) -> String {
    format!("按时率统计{since}时限")
}

/// "近 12 周到期的 52 件次，按时 48 件次"
#[must_use]
pub fn judged(since: &str, on_time: i64, judged: i64) -> String {
    match judged {
        0 => format!("{since}：没有"),
        _ => format!("{since}：{judged} 次，按时 {on_time} 次"),
    }
}

/// "3 个工作日内"
#[must_use]
pub fn within(days: u32) -> String {
    format!("{days} 个工作日内")
}

/// What a small line shows, told in words.
#[must_use]
pub fn spark(name: &str, what: &str, values: &[i64]) -> String {
    let told: Vec<String> = values.iter().map(i64::to_string).collect();
    format!("{name}{what}：{}", told.join("、"))
}

/// What came and was closed this week, and last week.
#[must_use]
pub fn came_and_went((opened, closed): (i64, i64), (opened_before, closed_before): (i64, i64)) -> String {
    format!("本周新收 {opened}、办结 {closed}；上周 {opened_before}、{closed_before}")
}

/// Cards of this week and the last.
#[must_use]
pub fn cards_fell(now: i64, before: i64) -> String {
    format!("本周亮黄红牌 {now} 张，上周 {before} 张")
}

/// The limit a card fell on; what is over already is said to be.
#[must_use]
pub fn fell_on(limit: &str, runs: bool) -> String {
    if runs { limit.to_owned() } else { format!("{limit}（已过的环节）") }
}

/// Title of the list behind a cell.
#[must_use]
pub fn cell(ledger: &str, whose: &str, column: &str) -> String {
    format!("{ledger}：{whose}{column}")
}

/// Cases nobody holds.
pub const NOBODY: &str = "未指定经办人";
/// Of everybody.
pub const EVERYBODY: &str = "全部";

/// Only what it owns itself.
#[must_use]
pub fn own(org: &str) -> String {
    format!("{org}本级")
}

/// A report to be written for this period.
#[must_use]
pub fn bulletin(title: &str, period: Period) -> String {
    format!("写{title}（{period}）")
}

/// Name of a report without its parameters.
#[must_use]
pub fn report_name(template: &str) -> String {
    let mut name = String::new();
    let mut rest = template;
    while let Some(at) = rest.find("{{") {
        name.push_str(&rest[..at]);
        rest = rest[at..].find("}}").map_or("", |end| &rest[at + end + 2..]);
    }
    name.push_str(rest);
    name.replace("（）", "").replace("()", "").trim().to_owned()
}

/// Label of a week.
#[must_use]
pub fn week(monday: NaiveDate) -> String {
    monday.format("%m-%d").to_string()
}

/// "共 3 位经办人"
#[must_use]
pub fn people(n: usize) -> String {
    format!("共 {n} 位（含未指定）")
}

/// The level below the head of the board.
#[must_use]
pub fn of(head: &str) -> String {
    format!("{head}：")
}

/// Caption of the table of offices.
#[must_use]
pub fn offices(ledger: &str) -> String {
    format!("{ledger}各单位办理时限，{ORDER}")
}

/// Caption of the table of people.
#[must_use]
pub fn persons(ledger: &str) -> String {
    format!("{ledger}各经办人办理时限，{ORDER}")
}

/// The place in the order of the tree, by an indent.
#[must_use]
pub fn indented(depth: usize, name: &str) -> String {
    format!("{}{name}", "　".repeat(depth))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_is_called_by_its_title_without_the_places_to_fill_in() {
        for (template, name) in [
            ("{{ org }}违法建设电子监察通报（{{ period }}）", "违法建设电子监察通报"),
            ("{{ org }}{{ period }}工作总结", "工作总结"),
            ("通报", "通报"),
            ("{{ broken", ""),
        ] {
            assert_eq!(report_name(template), name);
        }
    }
}
