//! The audit log: filtered, page by page, and as a table to take away.

use axum::{
    extract::{Query, State},
    http::header,
    response::IntoResponse,
};
use banjie_model::{Moment, Name};
use banjie_store::{AuditKind, AuditOf, AuditRow};
use chrono::{Days, NaiveDate};
use maud::{Markup, html};
use serde::Deserialize;

use super::{address, called, pane, second};
use crate::{
    App,
    server::{Answer, Caller, Deed, Fault, Viewer, record},
    text::admin::audit as t,
    ui::{
        Align, Chip, Choice, Column, Filters, Icon, Look, Pager, PlainInput, Row, Table, Tone, badge, empty, filters,
        link_button, pager, plain_input, select_input, table,
    },
};

/// Entries on a page.
const PAGE: u32 = 50;
/// Entries read at a time for a table.
const AT_A_TIME: u32 = 5_000;
/// Most entries of one table.
const MOST: usize = 200_000;
const PATH: &str = "/admin/audit";

/// What is asked for, as typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    pub account: String,
    pub what: String,
    pub target: String,
    pub from: String,
    pub to: String,
    pub ok: String,
    pub before: Option<i64>,
}

impl Asked {
    fn pairs(&self) -> [(&'static str, &str); 6] {
        [
            ("account", &self.account),
            ("what", &self.what),
            ("target", &self.target),
            ("from", &self.from),
            ("to", &self.to),
            ("ok", &self.ok),
        ]
    }

    fn without(&self, left_out: &str) -> String {
        let rest: Vec<(&str, &str)> = self.pairs().into_iter().filter(|(name, _)| *name != left_out).collect();
        address(PATH, &rest)
    }

    /// What to ask the store for.
    ///
    /// # Errors
    /// A day that cannot be read.
    pub(crate) fn of(&self) -> Result<AuditOf, Fault> {
        let day = |text: &str| match text.trim() {
            "" => Ok(None),
            text => text.parse::<NaiveDate>().map(Some).map_err(|_| Fault::bad(t::BAD_DAY)),
        };
        let name = |text: &str| Some(text.trim()).filter(|text| !text.is_empty()).map(Name::from);
        let midnight = |day: NaiveDate| day.and_hms_opt(0, 0, 0);
        Ok(AuditOf {
            account: name(&self.account),
            what: AuditKind::of_key(&self.what),
            target: name(&self.target),
            from: day(&self.from)?.and_then(midnight),
            to: day(&self.to)?.and_then(|day| day.checked_add_days(Days::new(1))).and_then(midnight),
            ok: match self.ok.as_str() {
                "yes" => Some(true),
                "no" => Some(false),
                _ => None,
            },
        })
    }
}

fn outcomes() -> Vec<Choice> {
    [("yes", t::DONE), ("no", t::FAILED)].map(|(key, title)| choice(key, title)).to_vec()
}

fn choice(key: &str, title: &str) -> Choice {
    Choice { key: key.to_owned(), title: title.to_owned(), group: String::new() }
}

/// The log, newest first. Who reads it is on record too.
pub(super) async fn list(State(app): State<App>, caller: Caller, viewer: Viewer, Query(asked): Query<Asked>) -> Answer {
    let of = asked.of()?;
    if asked.before.is_none() {
        record(&app, &caller, Deed::by(&viewer, AuditKind::AuditRead)).await?;
    }
    let mut rows = app.store().audit_entries(&of, asked.before, PAGE + 1).await?;
    let more = rows.len() > PAGE as usize;
    rows.truncate(PAGE as usize);
    let next = rows.last().filter(|_| more).map(|last| {
        let id = last.id.to_string();
        address(PATH, &[asked.pairs().as_slice(), &[("before", &id)]].concat())
    });
    let previous = asked.before.map(|_| address(PATH, &asked.pairs()));
    let content = html! {
        header.page-head {
            div { h1 { (t::TITLE) } p { (t::WHAT) } }
            div.actions { (link_button(t::EXPORT, &address("/admin/audit/export", &asked.pairs()), Look::Plain, Some(Icon::Download))) }
        }
        div.list-tools { (narrowing(&asked)) }
        (shown(&rows, &viewer))
        @if previous.is_some() || next.is_some() { (pager(&Pager { previous, next, ..Pager::default() })) }
    };
    Ok(pane(&app, &viewer, PATH, t::TITLE, &content).into_response())
}

fn narrowing(asked: &Asked) -> Markup {
    let kinds: Vec<Choice> = AuditKind::NAMES.iter().map(|(_, key, zh)| choice(key, zh)).collect();
    let input = |name, title, kind, value| PlainInput { name, title, kind, value, ..PlainInput::default() };
    let form = html! {
        (plain_input(&input("account", t::ACCOUNT, "", &asked.account)))
        (select_input(&input("what", t::KIND, "", &asked.what), &kinds))
        (plain_input(&input("target", t::TARGET, "", &asked.target)))
        (plain_input(&input("from", t::FROM, "date", &asked.from)))
        (plain_input(&input("to", t::TO, "date", &asked.to)))
        (select_input(&input("ok", t::OUTCOME, "", &asked.ok), &outcomes()))
    };
    let kind = AuditKind::of_key(&asked.what).map_or("", AuditKind::zh);
    let outcome = match asked.ok.as_str() {
        "yes" => t::DONE,
        "no" => t::FAILED,
        _ => "",
    };
    let words = [
        (t::ACCOUNT, "account", asked.account.as_str()),
        (t::KIND, "what", kind),
        (t::TARGET, "target", &asked.target),
        (t::FROM, "from", &asked.from),
        (t::TO, "to", &asked.to),
        (t::OUTCOME, "ok", outcome),
    ];
    let chips = words.iter().filter(|(.., value)| !value.is_empty());
    let chips =
        chips.map(|(title, name, value)| Chip { label: format!("{title} {value}"), remove: asked.without(name) });
    filters(&Filters { chips: chips.collect(), clear: PATH, action: PATH, form: Some(form), ..Filters::default() })
}

fn shown(rows: &[AuditRow], viewer: &Viewer) -> Markup {
    let columns = vec![
        Column::new(t::ID, Align::Number),
        Column::new(t::AT, Align::Tight),
        Column::new(t::ACCOUNT, Align::Tight),
        Column::new(t::KIND, Align::Tight),
        Column::new(t::TARGET, Align::Text),
        Column::new(t::DETAIL, Align::Text),
        Column::new(t::FROM_ADDRESS, Align::Tight),
        Column::new(t::OUTCOME, Align::Tight),
    ];
    let missing = crate::text::ui::MISSING;
    let row = |row: &AuditRow| Row {
        cells: vec![
            html! { (row.id) },
            html! { (second(row.entry.at)) },
            html! { @match &row.entry.account { Some(account) => (called(viewer, account)), None => (missing) } },
            html! { (row.entry.what.zh()) },
            html! { (row.entry.target.as_deref().unwrap_or(missing)) },
            html! { (row.entry.detail) },
            html! { (row.entry.from) },
            if row.entry.ok { badge(t::DONE, Tone::Done) } else { badge(t::FAILED, Tone::Due) },
        ],
        ..Row::default()
    };
    table(&Table {
        id: "audit".to_owned(),
        caption: t::TITLE.to_owned(),
        columns,
        rows: rows.iter().map(row).collect(),
        empty: Some(empty(t::NONE, t::NONE_WHAT, &link_button(t::CLEAR, PATH, Look::Plain, None))),
        ..Table::default()
    })
}

/// All that fits the filters, as a table every program of an office opens.
pub(crate) async fn export(
    State(app): State<App>,
    caller: Caller,
    viewer: Viewer,
    Query(asked): Query<Asked>,
) -> Answer {
    let of = asked.of()?;
    let mut text = String::from("\u{feff}");
    let head = [t::ID, t::AT, t::ACCOUNT, t::KIND, t::TARGET, t::DETAIL, t::FROM_ADDRESS, t::OUTCOME];
    line(&mut text, &head.map(str::to_owned));
    let (mut before, mut n) = (None, 0);
    loop {
        let rows = app.store().audit_entries(&of, before, AT_A_TIME).await?;
        let Some(last) = rows.last() else { break };
        before = Some(last.id);
        n += rows.len();
        if n > MOST {
            return Err(Fault::bad(t::too_many(MOST)));
        }
        for row in &rows {
            line(&mut text, &cells(row));
        }
    }
    let detail = t::exported(n);
    record(&app, &caller, Deed::by(&viewer, AuditKind::Exported).on(PATH).saying(&detail)).await?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{}\"", t::FILE)),
    ];
    Ok((headers, text).into_response())
}

fn cells(row: &AuditRow) -> [String; 8] {
    let entry = &row.entry;
    let at: Moment = entry.at;
    [
        row.id.to_string(),
        second(at),
        entry.account.as_deref().unwrap_or_default().to_owned(),
        entry.what.zh().to_owned(),
        entry.target.as_deref().unwrap_or_default().to_owned(),
        entry.detail.to_string(),
        entry.from.to_string(),
        if entry.ok { t::DONE } else { t::FAILED }.to_owned(),
    ]
}

/// One line. What a spreadsheet would take for a formula is told to be a text.
fn line(out: &mut String, cells: &[String]) {
    let quoted = cells.iter().map(|cell| {
        let guard = if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
        format!("\"{guard}{}\"", cell.replace('"', "\"\""))
    });
    out.push_str(&quoted.collect::<Vec<_>>().join(","));
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_of_a_table_is_a_formula_or_breaks_out_of_its_quotes() {
        let mut out = String::new();
        line(&mut out, &["=1+1".to_owned(), "a\"b".to_owned(), "/admin".to_owned()]);
        assert_eq!(out, "\"'=1+1\",\"a\"\"b\",\"/admin\"\r\n");
    }
}
