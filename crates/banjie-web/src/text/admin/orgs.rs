//! Words of the pages of organisations, and of changes to any record of `orgs`.

/// Title.
pub const TITLE: &str = "机构";
/// What it is.
pub const WHAT: &str = "记录归机构所有，权限随机构树上下传递。改名、调整上级、撤销合并都有历史，不删除。";
/// Button.
pub const NEW: &str = "新设机构";
/// Column.
pub const NAME: &str = "机构名称";
/// Column.
pub const CODE: &str = "代码";
/// Column.
pub const KIND: &str = "类型";
/// Column.
pub const CHILDREN: &str = "下级";
/// Link to all of it.
pub const WHOLE_TREE: &str = "看整棵机构树";
/// Only a part of the tree is shown.
#[must_use]
pub fn only_below(name: &str) -> String {
    format!("只列出{name}和它的下级。")
}
/// Link to the organisations below one.
#[must_use]
pub fn in_the_tree(n: usize) -> String {
    format!("在机构树里看这 {n} 个下级")
}
/// Column.
pub const PEOPLE: &str = "人员";
/// Column.
pub const STATE: &str = "状态";
/// State.
pub const IN_BEING: &str = "在用";
/// State.
#[must_use]
pub fn from(day: &str) -> String {
    format!("{day} 起设立")
}
/// State.
#[must_use]
pub fn ends(day: &str) -> String {
    format!("{day} 撤销")
}
/// State.
#[must_use]
pub fn ended(day: &str) -> String {
    format!("已于 {day} 撤销")
}
/// Successor.
#[must_use]
pub fn into(name: &str) -> String {
    format!("并入{name}")
}
/// Show ended ones too.
pub const WITH_ENDED: &str = "也显示已撤销的";
/// Hide them.
pub const WITHOUT_ENDED: &str = "不显示已撤销的";
/// Search.
pub const SEARCH: &str = "名称或代码";
/// Button.
pub const FIND: &str = "查找";
/// Empty.
pub const NONE: &str = "没有符合条件的机构";
/// First step.
pub const NONE_WHAT: &str = "请换一个词，或先新设机构。";
/// Link.
pub const EDIT: &str = "改名、调整上级和其他信息";
/// Link.
pub const END: &str = "撤销或合并";
/// Heading.
pub const HISTORY: &str = "变更历史";
/// Heading.
pub const FACTS: &str = "基本信息";
/// Heading.
pub const BELOW: &str = "下级机构";
/// Empty.
pub const BELOW_NONE: &str = "没有下级机构";
/// Event.
pub const REGISTERED: &str = "登记";
/// Event.
pub const CHANGED: &str = "更正";
/// Label.
pub const REASON: &str = "变更原因";
/// Help.
pub const REASON_HELP: &str = "如“机构改革方案〔2026〕3 号”，记入变更历史";
/// Done.
#[must_use]
pub fn made(name: &str) -> String {
    format!("已登记“{name}”。")
}
/// Done.
#[must_use]
pub fn saved(name: &str) -> String {
    format!("“{name}”的改动已保存。")
}
/// Nothing changed.
pub const SAME: &str = "没有改动，未保存新的版本。";
/// No such parent.
#[must_use]
pub fn no_org(code: &str) -> String {
    format!("没有名称或代码为“{code}”的机构。请从列表中选择，或先登记该机构")
}
/// Several are called so.
#[must_use]
pub fn ambiguous(name: &str) -> String {
    format!("名为“{name}”的机构不止一个，请写机构代码")
}
/// A circle.
pub const CIRCLE: &str = "上级机构不能是它自己的下级。请另选";
/// Heading.
#[must_use]
pub fn ending(name: &str) -> String {
    format!("撤销“{name}”")
}
/// What happens.
pub const END_WHAT: &str = "填写撤销日期；合并的，同时填写并入机构：到期后在办事项由系统移交并入机构继续办理，时限不变。不填并入机构的，须先办结或移交全部在办事项。";
/// Open cases.
pub const OPEN_CASES: &str = "现有在办事项";
/// No open cases.
pub const NO_OPEN_CASES: &str = "没有在办事项";
/// Unit of cases.
#[must_use]
pub fn cases(n: i64) -> String {
    format!("{n} 件")
}
/// Officers stay where they are.
#[must_use]
pub fn officers(n: usize) -> String {
    format!("本机构还有在任人员 {n} 人，撤销不会自动调动，请安全管理员另行变更所在机构。")
}
/// Button.
pub const END_SURE: &str = "确认撤销";
/// No day.
pub const END_DAY: &str = "请填写撤销日期";
/// Field of the day.
pub const UNTIL: &str = "撤销日期";
/// For the log.
pub const LOG_MADE: &str = "新设";
/// For the log.
pub const LOG_CHANGED: &str = "变更";
/// For the log.
pub const LOG_ENDED: &str = "撤销或合并";
/// Between names.
pub const COMMA: &str = "、";
