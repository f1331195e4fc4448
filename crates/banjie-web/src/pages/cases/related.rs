//! Records around a case: those it was created from or with, and those that refer to it.

use banjie_desk::ports::{ListQuery, Store as _};
use banjie_engine::values;
use banjie_model::{
    Name,
    case::{Effect, Record},
    definition::{FieldType, Ledger},
    expr::{BinaryOp, Expr, ExprKind, FieldRef, Ty},
    value::{RecordId, Value},
};
use maud::{Markup, html};

use super::page::View;
use crate::{
    server::Fault,
    text::cases as t,
    ui::{self, Align, Column, Row, Table, Tone, badge},
};

/// Records shown of one ledger.
const MOST: u32 = 20;

/// A record around the case.
struct Related {
    how: String,
    ledger: std::sync::Arc<Ledger>,
    record: Record,
}

/// The panel; nothing where there is none the viewer sees.
pub(super) async fn panel(view: &View<'_>) -> Result<Markup, Fault> {
    let mut all = created(view).await?;
    for related in referring(view).await? {
        let known = |other: &Related| other.ledger.key == related.ledger.key && other.record.id == related.record.id;
        if !all.iter().any(known) {
            all.push(related);
        }
    }
    if all.is_empty() {
        return Ok(html! {});
    }
    let world = view.viewer.snapshot.world();
    let row = |related: &Related| {
        let state = related.record.state.as_deref().and_then(|name| related.ledger.state(name));
        Row {
            href: format!("/ledgers/{}/{}", related.ledger.key, related.record.id),
            cells: vec![
                html! { (values::label(&world, &related.ledger, &related.record)) },
                html! { (related.ledger.title) },
                html! { (related.how) },
                html! { @if let Some(state) = state { (badge(&state.title, if state.end { Tone::Done } else { Tone::Active })) } },
            ],
            ..Row::default()
        }
    };
    let columns = [(t::RECORD, Align::Text), (t::LEDGER, Align::Text), (t::HOW, Align::Text), (t::STATE, Align::Tight)];
    let table = Table {
        caption: t::RELATED.to_owned(),
        columns: columns.iter().map(|(title, align)| Column::new(title, *align)).collect(),
        rows: all.iter().map(row).collect(),
        ..Table::default()
    };
    Ok(ui::panel("related", t::RELATED, &html! {}, &ui::table(&table)))
}

/// Records its actions created.
async fn created(view: &View<'_>) -> Result<Vec<Related>, Fault> {
    let mut found = Vec::new();
    for effect in view.events.iter().flat_map(|stored| &stored.event.effects) {
        if let Effect::Created { ledger, record, .. } = effect
            && let Some(related) = seen(view, ledger, *record, t::CREATED_BY_THIS.to_owned()).await?
        {
            found.push(related);
        }
    }
    Ok(found)
}

async fn seen(view: &View<'_>, key: &Name, id: RecordId, how: String) -> Result<Option<Related>, Fault> {
    let Ok(ledger) = view.viewer.ledger(key) else { return Ok(None) };
    let case = view.app.store().case(&ledger, id).await?;
    let case = case.filter(|case| view.viewer.sees(&ledger, &case.record.org));
    Ok(case.map(|case| Related { how, ledger, record: case.record }))
}

/// Records that name it in one of their fields.
async fn referring(view: &View<'_>) -> Result<Vec<Related>, Fault> {
    let mut found = Vec::new();
    for ledger in view.viewer.ledgers() {
        for (index, field) in ledger.fields.iter().enumerate() {
            if !matches!(&field.ty, FieldType::Ref(to) if *to == view.ledger.key) {
                continue;
            }
            let names = FieldRef { index, name: field.name.clone() };
            let ty = Ty::Ref(view.ledger.key.clone());
            let expr = |kind, ty| Expr { kind, ty, span: Default::default() };
            let this = expr(ExprKind::Literal(Value::Ref(view.record().id)), ty.clone());
            let is_this = ExprKind::Binary(BinaryOp::Eq, Box::new(expr(ExprKind::Field(names), ty)), Box::new(this));
            let filter = Some(expr(is_this, Ty::Bool));
            let query = ListQuery { filter, limit: Some(MOST), ..ListQuery::default() };
            let records = view.app.store().list(&ledger, &query).await?;
            let records = records.into_iter().filter(|record| view.viewer.sees(&ledger, &record.org));
            let how = t::refers_by(&field.title);
            found.extend(records.map(|record| Related { how: how.clone(), ledger: ledger.clone(), record }));
        }
    }
    Ok(found)
}
