//! The board person by person.

use banjie_model::definition::Ledger;
use banjie_office::boards::{self, Trend};
use maud::{Markup, html};

use super::{
    asked::{Asked, Line},
    columns, numbers, tone, trends,
};
use crate::{
    App,
    server::{Fault, Viewer},
    text::board as t,
    ui::{self, Align, Column, Row, Table},
};

/// One row a handler, what hurts first.
pub(super) async fn table(
    app: &App,
    viewer: &Viewer,
    (ledger, asked): (&Ledger, &Asked),
    trend: &Trend,
) -> Result<Markup, Fault> {
    let now = app.now();
    let people = boards::people(app.desk(), &viewer.actor, &asked.ask(&ledger.key, now.date()), now).await?;
    let mut columns = columns(t::PERSON);
    columns.insert(1, Column::new(t::UNIT, Align::Text));
    columns.extend([t::TREND_CLOSED, t::TREND_CARDS].map(|title| Column::new(title, Align::Tight)));
    let rows = people.iter().map(|person| {
        let line = Line::Person(&person.account);
        let weeks = trend.handlers.iter().find(|weeks| weeks.key == person.account);
        let mut cells = vec![html! { (person.line.name) }, html! { (person.unit.as_deref().unwrap_or(t::MISSING)) }];
        cells.extend(numbers(&person.line, |cell| Some(asked.cases(&ledger.key, Some(line), cell))));
        cells.extend(trends::sparks(&person.line.name, weeks));
        let href = asked.cases(&ledger.key, Some(line), banjie_store::Column::Open);
        Row { href, cells, tone: tone(&person.line), ..Row::default() }
    });
    let table = Table {
        id: "people".to_owned(),
        caption: t::persons(&ledger.title),
        columns,
        rows: rows.collect(),
        empty: Some(ui::empty(t::NO_CASES, t::NO_CASES_WHY, &html! {})),
        ..Table::default()
    };
    Ok(html! { (ui::table(&table)) p.quiet { (t::people(people.len())) } })
}
