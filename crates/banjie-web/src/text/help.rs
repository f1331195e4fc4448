//! Words of the help, and which heading of the guide tells of which page.

/// Title.
pub const HELP: &str = "帮助";
/// Beneath the title.
pub const INTRODUCTION: &str = "按页面写的用法；每一页右上角的问号都打开它自己的那一节。按 ? 看快捷键。";
/// Label of the search.
pub const SEARCH: &str = "在帮助里找";
/// Button.
pub const FIND: &str = "查找";
/// Label of the contents.
pub const CONTENTS: &str = "目录";
/// Heading of the other chapters beside a chapter.
pub const CHAPTERS: &str = "各章";
/// Heading of the other chapters beneath the first.
pub const MORE_CHAPTERS: &str = "更多";
/// Empty search.
pub const NOT_FOUND: &str = "帮助里没有写到";
/// Empty search.
pub const NOT_FOUND_WHY: &str = "换一个说法，或少写几个词。";
/// Link.
pub const ALL: &str = "看全部帮助";

/// What was looked for.
#[must_use]
pub fn found_for(q: &str) -> String {
    format!("写到“{q}”的各节")
}

/// A place in the guide: chapter, and heading (empty: its beginning).
pub type Place = (&'static str, &'static str);

/// Of a form.
pub const FORMS: Place = ("desk", "新建与填表");
/// Of a case.
pub const CASE: Place = ("desk", "办件");

/// The beginning of a page's address, and where it is told of; the first that fits counts.
pub const TOPICS: &[(&str, Place)] = &[
    ("/work", ("desk", "工作台")),
    ("/drafts", ("desk", "新建与填表")),
    ("/new", ("desk", "新建与填表")),
    ("/search", ("desk", "搜索")),
    ("/ledgers", ("desk", "列表")),
    ("/systems", ("desk", "列表")),
    ("/board", ("desk", "监察")),
    ("/figures", ("desk", "指标")),
    ("/reports", ("papers", "在网上写、核、签")),
    ("/proof", ("desk", "校核")),
    ("/account", ("desk", "我的账号")),
    ("/admin/backups", ("web", "备份")),
    ("/admin/people", ("web", "账号安全")),
    ("/admin", ("web", "三员分立")),
    ("/api", ("web", "给别的程序用")),
];

/// Its address.
#[must_use]
pub fn at((chapter, heading): Place) -> String {
    let fragment = if heading.is_empty() { String::new() } else { format!("#{heading}") };
    format!("/help/{chapter}{fragment}")
}
