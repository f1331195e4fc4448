//! Tables: dense at a desk, cards on a phone.

use maud::{Markup, html};

use super::{
    icon::{Icon, icon},
    mark::Tone,
};
use crate::text;

/// How the cells of a column stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Align {
    /// Left.
    #[default]
    Text,
    /// Right, in figures of one width.
    Number,
    /// Left, never broken: dates, numbers of records, marks.
    Tight,
    /// Right, buttons.
    Actions,
}

impl Align {
    fn class(self) -> Option<&'static str> {
        match self {
            Align::Text => None,
            Align::Number => Some("number"),
            Align::Tight => Some("tight"),
            Align::Actions => Some("cell-actions"),
        }
    }
}

/// How the rows are sorted by a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sorted {
    /// Smallest first.
    Up,
    /// Largest first.
    Down,
}

/// A head that sorts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sort {
    /// Address of the list sorted by this column (or the other way round).
    pub href: String,
    /// How it is sorted now; `None`: not by this column.
    pub now: Option<Sorted>,
}

/// A column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Column {
    /// Head.
    pub title: String,
    /// How its cells stand.
    pub align: Align,
    /// Sorting; `None`: the head is plain.
    pub sort: Option<Sort>,
}

impl Column {
    /// A plain column.
    pub fn new(title: &str, align: Align) -> Column {
        Column { title: title.to_owned(), align, sort: None }
    }
}

/// A row.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// Key, the value of its checkbox.
    pub key: String,
    /// What the row is called: the name of its checkbox.
    pub label: String,
    /// Where it leads; empty: nowhere. The link stands in the cell `link_cell`.
    pub href: String,
    /// Cells in the order of the columns.
    pub cells: Vec<Markup>,
    /// How it is felt: a stripe at its edge.
    pub tone: Tone,
}

/// Checkboxes before the rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Select {
    /// `name` of the checkboxes.
    pub name: String,
    /// Id of the form they belong to (the selection bar's).
    pub form: String,
}

/// A table.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// Id.
    pub id: String,
    /// What it shows.
    pub caption: String,
    /// The caption is seen, not only heard.
    pub caption_shown: bool,
    /// Columns.
    pub columns: Vec<Column>,
    /// Rows.
    pub rows: Vec<Row>,
    /// Which cell carries the row's link.
    pub link_cell: usize,
    /// Checkboxes.
    pub select: Option<Select>,
    /// Shown in place of no rows.
    pub empty: Option<Markup>,
    /// Stays a table on a phone (scrolls sideways) instead of turning into cards: matrices of figures.
    pub matrix: bool,
    /// Last row, sums; not shown beneath a single row, which says the same.
    pub foot: Option<Vec<Markup>>,
}

/// More columns than this scroll sideways in a box of their own, under a head that stays.
const WIDE: usize = 8;

/// The table, or its empty state.
pub fn table(table: &Table) -> Markup {
    html! {
        @if table.rows.is_empty() {
            @match &table.empty {
                Some(empty) => (empty),
                None => p.empty-line { (text::EMPTY) },
            }
        } @else {
            @let wide = table.columns.len() > WIDE && !table.matrix;
            @let scrolls = wide || table.matrix;
            div.table-wrap.wide[wide] tabindex=[scrolls.then_some("0")] role=[scrolls.then_some("region")] aria-label=[scrolls.then_some(&table.caption)] {
                table.table.matrix[table.matrix] id=[(!table.id.is_empty()).then_some(&table.id)] data-rows[table.rows.iter().any(|row| !row.href.is_empty())] {
                    caption.visually-hidden[!table.caption_shown] { (table.caption) }
                    thead { tr { (select_all(table.select.as_ref())) @for column in &table.columns { (head(column)) } } }
                    tbody { @for row in &table.rows { (body_row(table, row)) } }
                    @if let Some(foot) = table.foot.as_ref().filter(|_| table.rows.len() > 1) { tfoot { tr { (foot_row(table, foot)) } } }
                }
            }
        }
    }
}

fn select_all(select: Option<&Select>) -> Markup {
    html! {
        @if let Some(select) = select {
            th.check scope="col" {
                input type="checkbox" form=(select.form) data-select-all=(select.name) aria-label=(text::SELECT_ALL) hidden;
                span.visually-hidden { (text::SELECT_ALL) }
            }
        }
    }
}

fn head(column: &Column) -> Markup {
    let order = column.sort.as_ref().and_then(|sort| sort.now);
    let aria = match order {
        Some(Sorted::Up) => Some("ascending"),
        Some(Sorted::Down) => Some("descending"),
        None => None,
    };
    html! {
        th scope="col" class=[column.align.class()] aria-sort=[aria] {
            @match &column.sort {
                Some(sort) => a.sort href=(sort.href) {
                    (column.title)
                    @match order {
                        Some(Sorted::Up) => { (icon(Icon::Up)) span.visually-hidden { (text::SORTED_UP) } },
                        Some(Sorted::Down) => { (icon(Icon::Down)) span.visually-hidden { (text::SORTED_DOWN) } },
                        None => {},
                    }
                },
                None => (column.title),
            }
        }
    }
}

fn body_row(table: &Table, row: &Row) -> Markup {
    html! {
        tr class=(row.tone.class()) data-href=[(!row.href.is_empty()).then_some(&row.href)] {
            @if let Some(select) = &table.select {
                td.check { input type="checkbox" form=(select.form) name=(select.name) value=(row.key) aria-label=(text::select(&row.label)); }
            }
            @for (index, (cell, column)) in row.cells.iter().zip(&table.columns).enumerate() {
                td class=[column.align.class()] data-label=(column.title) {
                    @if index == table.link_cell && !row.href.is_empty() { a.row-link href=(row.href) { (cell) } } @else { (cell) }
                }
            }
        }
    }
}

fn foot_row(table: &Table, cells: &[Markup]) -> Markup {
    html! {
        @if table.select.is_some() { td.check {} }
        @for (cell, column) in cells.iter().zip(&table.columns) {
            td class=[column.align.class()] data-label=(column.title) { (cell) }
        }
    }
}
