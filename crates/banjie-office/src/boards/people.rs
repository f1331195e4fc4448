//! The board person by person.

use std::collections::BTreeMap;

use banjie_desk::Desk;
use banjie_figures::BoardLine;
use banjie_model::{Moment, Name, case::Actor, rounding, value::RecordId};
use banjie_store::{AnyStore, CellPage, Column};
use rust_decimal::Decimal;
use serde::Serialize;

use super::{Ask, BoardResult, CasePage, View, page_of};
use crate::scope::org_name;

/// A person on the board.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PersonLine {
    /// Account; empty: the cases nobody holds.
    pub account: Name,
    /// Organisation the person works in, by name; none: nobody, or an account that is gone.
    pub unit: Option<Name>,
    /// The numbers, by the person's name.
    pub line: BoardLine,
}

/// Every handler of the board's cases, worst first; cases without a handler stand last.
///
/// # Errors
/// As [`super::board`].
pub async fn people(desk: &Desk<AnyStore>, actor: &Actor, ask: &Ask<'_>, now: Moment) -> BoardResult<Vec<PersonLine>> {
    let snapshot = desk.snapshot();
    let ledger = desk.ledger(ask.ledger)?;
    let view = View::new(&snapshot, &ledger, actor, ask, now)?;
    let rows = desk.store().board_handlers(&ledger, &view.query).await?;
    let mut lines: BTreeMap<Name, PersonLine> = BTreeMap::new();
    for found in rows.iter().filter(|found| view.sees(&found.row.org)) {
        let account = found.handler.clone().unwrap_or_else(|| "".into());
        let person = lines.entry(account.clone()).or_insert_with(|| blank(&view, account));
        let (line, row) = (&mut person.line, &found.row);
        line.open += row.open;
        line.due_soon += row.due_soon;
        line.yellow += row.yellow;
        line.red += row.red;
        line.referred += row.referred;
        line.on_time += row.on_time;
        line.judged += row.judged;
        line.rate = rounding::share(Decimal::from(line.on_time), Decimal::from(line.judged));
    }
    let mut lines: Vec<PersonLine> = lines.into_values().collect();
    lines.sort_by(|a, b| {
        let key = |p: &PersonLine| {
            let l = &p.line;
            (p.account.is_empty(), -l.referred, -l.red, -l.yellow, -l.due_soon, -l.open)
        };
        key(a).cmp(&key(b)).then_with(|| a.line.name.cmp(&b.line.name))
    });
    Ok(lines)
}

fn blank(view: &View<'_>, account: Name) -> PersonLine {
    let person = view.snapshot.directory.people.get(&account);
    let name = match person {
        Some(person) => person.name.clone(),
        None if account.is_empty() => "未指定经办人".into(),
        None => account.clone(),
    };
    let unit = person.map(|person| org_name(view.snapshot, &person.org));
    PersonLine { account, unit, line: BoardLine { name, ..BoardLine::default() } }
}

/// The cases behind a number of one person (an empty account: cases nobody holds), page by page.
///
/// # Errors
/// As [`super::board`].
pub async fn person_cases(
    desk: &Desk<AnyStore>,
    actor: &Actor,
    (ask, account, column): (&Ask<'_>, &str, Column),
    now: Moment,
    (after, limit): (Option<RecordId>, u32),
) -> BoardResult<CasePage> {
    let snapshot = desk.snapshot();
    let ledger = desk.ledger(ask.ledger)?;
    let view = View::new(&snapshot, &ledger, actor, ask, now)?;
    let owner = view.owner.clone();
    let page = CellPage { owner, handler: Some(account.into()), after, limit: limit.saturating_add(1) };
    page_of(desk, &view, &ledger, column, page).await
}
