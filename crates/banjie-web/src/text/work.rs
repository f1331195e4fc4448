//! Words of the workbench and of search.

use banjie_desk::ports::Bucket;

pub use crate::text::ui::DOT;

/// Title.
pub const WORK: &str = "工作台";
/// Heading.
pub const TO_DO: &str = "今天要办的事";
/// Tab.
pub const MINE: &str = "我的";
/// Tab.
pub const UNCLAIMED: &str = "待分派";
/// Tab.
pub const OFFICE: &str = "本单位";
/// Tab of those who see all.
pub const REACH: &str = "管辖范围";
/// Name of the tabs.
pub const WHOSE: &str = "谁的事";
/// Name of the tabs.
pub const BY_TIME: &str = "按时限";
/// Column.
pub const OVERDUE: &str = "已超期";
/// Column.
pub const SOON: &str = "今天与三日内";
/// Column.
pub const LATER: &str = "其后";
/// Parts of the work, each with its title.
pub const BUCKETS: [(Bucket, &str); 4] =
    [(Bucket::Overdue, OVERDUE), (Bucket::Soon, SOON), (Bucket::Later, LATER), (Bucket::NoClock, "没有时限")];
/// An empty column.
pub const NOTHING_HERE: &str = "没有";
/// Counting stopped.
pub const NOT_EXACT: &str = "（只统计到一万件）";
/// Back to all columns.
pub const BACK: &str = "返回工作台";
/// Nobody handles it.
pub const NOBODY: &str = "未分派";
/// Before the next action.
pub const NEXT: &str = "下一步：";
/// Empty.
pub const NOTHING_MINE: &str = "手上没有待办的事";
/// Empty.
pub const NOTHING_MINE_BODY: &str =
    "指派给您的在办事项会按到期时间列在这里。可以看看本单位还没有人办的，或登记一件新的。";
/// Empty.
pub const NOTHING_UNCLAIMED: &str = "没有待分派的事";
/// Empty.
pub const NOTHING_UNCLAIMED_BODY: &str = "本单位在办的事项都有经办人。";
/// Empty.
pub const NOTHING_OFFICE: &str = "本单位没有在办的事";
/// Empty.
pub const NOTHING_OFFICE_BODY: &str = "登记的事项办结之前会按到期时间列在这里。";
/// Link.
pub const LOOK_UNCLAIMED: &str = "看待分派的";
/// Link.
pub const NEW: &str = "新建";
/// Heading.
pub const CAME_BACK: &str = "移交过来的";
/// Heading.
pub const DRAFTS: &str = "没有写完的";
/// Link.
pub const ALL_DRAFTS: &str = "全部草稿";
/// Heading.
pub const TOUCHED: &str = "我最近办的";
/// Empty.
pub const NOTHING_TOUCHED: &str = "还没有办过什么。登记、办理过的记录会列在这里。";
/// What is done with a record beside its actions.
pub const DEEDS: [(&str, &str); 8] = [
    ("create", "登记"),
    ("edit", "更正"),
    ("assign", "指派"),
    ("suspend", "中止"),
    ("extend", "延期"),
    ("hand_over", "移送"),
    ("alert", "督办"),
    ("rejudge", "重新计时"),
];
/// Title.
pub const NEW_TITLE: &str = "新建";
/// Lead.
pub const NEW_LEAD: &str = "选择要登记的台账。这里只列出您有权登记的。";
/// Empty.
pub const NEW_NOTHING: &str = "没有可以登记的台账";
/// Empty.
pub const NEW_NOTHING_BODY: &str = "您的岗位不登记新记录。需要时请与安全管理员联系。";

/// Days of the week from Monday.
const WEEKDAYS: [&str; 7] = ["周一", "周二", "周三", "周四", "周五", "周六", "周日"];

/// "2025年10月14日 周二"
#[must_use]
pub fn today(year: i32, month: u32, day: u32, weekday: u32) -> String {
    let weekday = WEEKDAYS.get(usize::try_from(weekday).unwrap_or(0)).unwrap_or(&"");
    format!("{year}年{month}月{day}日 {weekday}")
}

/// Others' cases are shown in place of one's own.
#[must_use]
pub fn instead(reach: &str) -> String {
    format!("您名下没有在办的事，先列出{reach}的。")
}

/// Sum of one's own.
#[must_use]
pub fn my_sum(all: u64, late: u64) -> String {
    match late {
        0 => format!("我名下 {all} 件在办，没有超期"),
        _ => format!("我名下 {all} 件在办，{late} 件已超期"),
    }
}

/// Sum of what nobody handles.
#[must_use]
pub fn unclaimed_sum(office: &str, all: u64) -> String {
    format!("{office} {all} 件还没有经办人")
}

/// Sum of the office.
#[must_use]
pub fn office_sum(office: &str, all: u64, late: u64) -> String {
    format!("{office} {all} 件在办，{late} 件已超期")
}

/// Link to all of a column.
#[must_use]
pub fn all_of(n: &str) -> String {
    format!("查看全部 {n} 件")
}

/// Who handed it over, and when.
#[must_use]
pub fn came_from(office: &str, day: &str, again: bool) -> String {
    if again { format!("{day} 由{office}退回") } else { format!("{day} 由{office}移交") }
}

/// When a draft was kept.
#[must_use]
pub fn saved(at: &str) -> String {
    format!("{at} 保存")
}

// Search.

/// Title and button.
pub const SEARCH: &str = "搜索";
/// Label.
pub const SEARCH_WORDS: &str = "搜索的内容";
/// Nothing was asked.
pub const SEARCH_EMPTY: &str = "输入要找的内容";
/// How to search.
pub const SEARCH_HELP: &str = "可以写编号或编号的一部分、名称、地址和各文字栏里的任何几个字，名称也可以写拼音或首字母；几个词用空格隔开，都要出现。个人信息不在搜索之内。";
/// Nothing found.
pub const SEARCH_NOTHING: &str = "没有找到";
/// Nothing found.
pub const SEARCH_NOTHING_BODY: &str = "请减少或换几个词再试。只能找到您管辖范围内的记录；姓名、证件号、电话等个人信息不能搜索，可在台账里按完整的值筛选。";
/// All ledgers.
pub const EVERYWHERE: &str = "全部";
/// Name of the tabs.
pub const SEARCH_LEDGERS: &str = "按台账";
/// The index is being made.
pub const SEARCH_FILLING: &str = "搜索用的索引正在建立，结果可能不全，请过几分钟再试。";
/// The index is not to be had.
pub const SEARCH_BROKEN: &str = "现在不能搜索";
/// The index is not to be had.
pub const SEARCH_BROKEN_BODY: &str =
    "搜索用的索引打不开，可能正被另一个程序占用。台账里的筛选照常可用；请把这个情况告诉系统管理员。";

/// What was searched for.
#[must_use]
pub fn searched(words: &str) -> String {
    format!("“{words}”的搜索结果")
}

/// When it last changed.
#[must_use]
pub fn changed(day: &str) -> String {
    format!("{day} 变动")
}
