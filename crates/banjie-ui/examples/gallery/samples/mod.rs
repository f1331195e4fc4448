//! The sample pages.

mod board;
mod case;
mod form;
mod list;
mod portal;
mod report;
mod small;
mod work;

use banjie_ui::{Crumb, NavGroup, NavItem, RoleChoice, Shell, Theme, Who};
use chrono::NaiveDate;
use maud::Markup;

/// One page.
pub struct Sample {
    /// Name of its file.
    pub name: &'static str,
    /// The page.
    pub html: String,
}

/// All pages.
pub fn all() -> Vec<Sample> {
    let pages: [(&'static str, Markup); 18] = [
        ("work", work::page()),
        ("list", list::page()),
        ("list-empty", list::empty_page()),
        ("list-wide", list::wide_page()),
        ("case", case::page()),
        ("case-late", case::late_page()),
        ("form", form::page()),
        ("form-errors", form::errors_page()),
        ("form-conflict", form::conflict_page()),
        ("board", board::page()),
        ("wall", board::wall_page()),
        ("figure", board::figure_page()),
        ("report", report::page()),
        ("portal", portal::home()),
        ("portal-progress", portal::progress_page()),
        ("sign-in", small::sign_in()),
        ("error", small::error()),
        ("dark", small::dark()),
    ];
    pages.into_iter().map(|(name, page)| Sample { name, html: page.into_string() }).collect()
}

/// A day.
pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap_or_default()
}

fn item(title: &str, href: &str, count: u64, current: bool) -> NavItem {
    NavItem { title: title.to_owned(), href: href.to_owned(), count: (count > 0).then_some(count), current }
}

/// The shell of the desk, with one entry of the navigation current.
pub fn shell(title: &str, current: &str, crumbs: &[(&str, &str)]) -> Shell {
    let link = |title: &str, count: u64| item(title, &format!("/{title}"), count, title == current);
    Shell {
        title: title.to_owned(),
        system: "宜州市教育局".to_owned(),
        who: Some(Who {
            name: "韦秀兰".to_owned(),
            org: "城关镇国土规划所".to_owned(),
            role: "经办人".to_owned(),
            roles: vec![
                RoleChoice { key: "handler".into(), title: "经办人".into() },
                RoleChoice { key: "supervisor".into(), title: "督查员".into() },
            ],
        }),
        nav: vec![
            NavGroup { title: String::new(), items: vec![link("工作台", 12)] },
            NavGroup {
                title: "业务系统".to_owned(),
                items: vec![
                    link("违法建设查处", 8),
                    link("学校安全隐患", 3),
                    link("科技特派员", 0),
                    link("招生报名", 1),
                ],
            },
            NavGroup {
                title: "督查与统计".to_owned(), items: vec![link("监察", 5), link("指标", 0), link("报告", 2)]
            },
            NavGroup { title: "系统".to_owned(), items: vec![link("管理", 0)] },
        ],
        breadcrumb: crumbs
            .iter()
            .map(|(title, href)| Crumb { title: (*title).to_owned(), href: (*href).to_owned() })
            .collect(),
        flash: None,
        csrf: "sample-token".to_owned(),
        theme: Theme::Auto,
        as_of: "2025-10-14 09:30".to_owned(),
        version: "0.1.0".to_owned(),
        ..Shell::default()
    }
}
