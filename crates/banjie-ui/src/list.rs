//! What stands around a list: saved views, filters, columns, pages, the selection bar.

use maud::{Markup, html};

use super::{
    icon::{Icon, icon},
    shell::csrf_field,
};
use crate::text;

/// A tab.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tab {
    /// Title.
    pub title: String,
    /// Where it leads.
    pub href: String,
    /// Number beside it.
    pub count: Option<u64>,
    /// It is shown.
    pub current: bool,
}

/// Tabs that are links: saved views, sides of a case.
pub fn tabs(label: &str, tabs: &[Tab]) -> Markup {
    html! {
        nav.tabs aria-label=(label) {
            ul {
                @for tab in tabs {
                    li {
                        a href=(tab.href) aria-current=[tab.current.then_some("page")] {
                            (tab.title) @if let Some(count) = tab.count { span.count { (count) } }
                        }
                    }
                }
            }
        }
    }
}

/// A filter in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chip {
    /// `机构：城关镇`
    pub label: String,
    /// Address of the list without it.
    pub remove: String,
}

/// Filters of a list.
#[derive(Clone, Debug, Default)]
pub struct Filters<'a> {
    /// Those in force.
    pub chips: Vec<Chip>,
    /// Address of the list without any.
    pub clear: &'a str,
    /// Address the form goes to, by GET.
    pub action: &'a str,
    /// What is kept beside the filters: sort, view.
    pub keep: Vec<(String, String)>,
    /// Inputs of the form.
    pub form: Option<Markup>,
    /// Shows the form at once.
    pub open: bool,
}

/// Filters: removable chips and a form.
pub fn filters(filters: &Filters<'_>) -> Markup {
    html! {
        div.filters {
            @if let Some(form) = &filters.form {
                details.filter-form open[filters.open] {
                    summary.button { (icon(Icon::Filter)) (text::FILTER) }
                    form.popover method="get" action=(filters.action) {
                        @for (name, value) in &filters.keep { input type="hidden" name=(name) value=(value); }
                        div.filter-fields { (form) }
                        div.actions { button.button.button-primary type="submit" { (text::FILTER_APPLY) } }
                    }
                }
            }
            @if !filters.chips.is_empty() {
                ul.filter-chips aria-label=(text::FILTERS_ON) {
                    @for chip in &filters.chips {
                        li { span.filter-chip { (chip.label) a href=(chip.remove) aria-label=(text::filter_remove(&chip.label)) { (icon(Icon::Cross)) } } }
                    }
                    li { a.filter-clear href=(filters.clear) { (text::FILTER_CLEAR) } }
                }
            }
        }
    }
}

/// A column one can choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its key.
    pub key: String,
    /// Its title.
    pub title: String,
    /// It is shown.
    pub shown: bool,
}

/// Chooses columns: a form by GET.
pub fn column_chooser(action: &str, keep: &[(String, String)], columns: &[Column]) -> Markup {
    html! {
        details.column-chooser {
            summary.button { (icon(Icon::Columns)) (text::COLUMNS) }
            form.popover method="get" action=(action) {
                @for (name, value) in keep { input type="hidden" name=(name) value=(value); }
                @for column in columns {
                    label.tick { input type="checkbox" name="col" value=(column.key) checked[column.shown]; (column.title) }
                }
                div.actions { button.button.button-primary type="submit" { (text::COLUMNS_APPLY) } }
            }
        }
    }
}

/// Pages of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pager {
    /// First row shown, from 1; 0: unknown (pages by cursor).
    pub from: u64,
    /// Last row shown.
    pub to: u64,
    /// How many in all, as shown: `1,234`; empty: not counted.
    pub total: String,
    /// The total is a floor: counting stopped there.
    pub at_least: bool,
    /// How old the count is: `2 分钟前`; empty: fresh.
    pub age: String,
    /// Address of the page before.
    pub previous: Option<String>,
    /// Address of the page after.
    pub next: Option<String>,
}

/// Count and pages.
pub fn pager(pager: &Pager) -> Markup {
    let total = if pager.at_least { text::more_than(&pager.total) } else { text::total(&pager.total) };
    html! {
        nav.pager aria-label=(text::PAGES) {
            p.pager-count {
                @if pager.from > 0 && !pager.at_least && !pager.total.is_empty() { (text::range(pager.from, pager.to, &pager.total)) }
                @else if !pager.total.is_empty() { (total) }
                @if !pager.age.is_empty() { span.pager-age { (text::DOT) (pager.age) } }
            }
            div.actions {
                (turn(pager.previous.as_deref(), "prev", Icon::Left, text::PREVIOUS))
                (turn(pager.next.as_deref(), "next", Icon::Right, text::NEXT))
            }
        }
    }
}

fn turn(href: Option<&str>, rel: &str, drawing: Icon, word: &str) -> Markup {
    html! {
        @match href {
            Some(href) => a.button href=(href) rel=(rel) { (icon(drawing)) (word) },
            None => span.button.button-off aria-disabled="true" { (icon(drawing)) (word) },
        }
    }
}

/// The bar of bulk actions over a list; its checkboxes stand in the table (`Select::form` is `id`).
#[derive(Clone, Debug)]
pub struct SelectionBar<'a> {
    /// Id of the form.
    pub id: &'a str,
    /// Address it posts to.
    pub action: &'a str,
    /// Token of the session.
    pub csrf: &'a str,
    /// Buttons and inputs.
    pub actions: Markup,
}

/// The bar: with JavaScript it shows once a row is chosen and counts; without, it stands there.
pub fn selection_bar(bar: &SelectionBar<'_>) -> Markup {
    html! {
        form.selection-bar id=(bar.id) method="post" action=(bar.action) data-selection {
            (csrf_field(bar.csrf))
            p.selection-count role="status" { (text::SELECTED.0) " " b data-count { "0" } " " (text::SELECTED.1) }
            div.actions { (bar.actions) }
        }
    }
}
