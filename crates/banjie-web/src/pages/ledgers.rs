//! Ledgers 台账: lists, filters, saved views, bulk actions, import and export, maps, charts.

pub mod bulk;
pub mod charts;
pub mod columns;
pub mod conditions;
pub mod counts;
pub mod export;
pub mod filters;
pub mod import;
pub mod list;
pub mod map;
pub mod query;
pub mod views;

use crate::routes::{Access, Route, get, post};

/// Routes.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        get("/ledgers/{ledger}", Access::Staff, "records of a ledger, filtered, ordered, page by page", list::show),
        post(
            "/ledgers/{ledger}/views",
            Access::Staff,
            "a view of the list is saved, changed or removed",
            views::change,
        ),
        post("/ledgers/{ledger}/bulk", Access::Staff, "something is done with several records", bulk::ask),
        get("/ledgers/{ledger}/import", Access::Staff, "the form of an import", import::form),
        post(
            "/ledgers/{ledger}/import",
            Access::Staff,
            "a workbook is checked without writing anything",
            import::check,
        ),
        post("/ledgers/{ledger}/import/confirm", Access::Staff, "a checked workbook is imported", import::confirm),
        get("/ledgers/{ledger}/import/template", Access::Staff, "an empty workbook to fill in", import::template),
        get("/ledgers/{ledger}/export", Access::Staff, "the form of an export", export::form),
        post("/ledgers/{ledger}/export", Access::Staff, "the list as a workbook", export::make),
        get("/ledgers/{ledger}/map", Access::Staff, "records as points on a map", map::show),
        get("/ledgers/{ledger}/charts", Access::Staff, "records counted by state, code and month", charts::show),
    ]
}
