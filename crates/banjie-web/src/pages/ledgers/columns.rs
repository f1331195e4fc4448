//! Columns of a list: which there are, which are shown, what stands in them.

use std::collections::HashMap;

use banjie_desk::ports::{Sort as Order, SortBy};
use banjie_engine::values::label;
use banjie_model::{
    Moment,
    case::{LimitRun, Record},
    definition::{Class, Field, FieldType, Ledger},
    value::{RecordId, Value},
};
use maud::{Markup, html};

use super::query::Asked;
use crate::{
    pages::shared::{
        clocks::{Standing, standing, state_badge},
        values::{References, cell, org, person},
    },
    server::Viewer,
    text::{ledgers as t, ui::MISSING},
    ui::{Align, Column, ColumnChoice, Sort, Sorted},
};

/// Fields shown where a package declares no view.
const USUAL: usize = 5;

/// What a column shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// Official number.
    Number,
    /// What the record is called.
    Label,
    /// State.
    State,
    /// Owner organisation.
    Org,
    /// Handler.
    Handler,
    /// When it was opened.
    Opened,
    /// When it last changed.
    Changed,
    /// When it was done with.
    Closed,
    /// Clock and cards.
    Due,
    /// A field, by index.
    Field(usize),
}

/// Facts by the word of the address.
const FACTS: [(&str, What, &str); 9] = [
    ("number", What::Number, t::NUMBER),
    ("label", What::Label, t::LABEL),
    ("state", What::State, t::STATE),
    ("org", What::Org, t::ORG),
    ("handler", What::Handler, t::HANDLER),
    ("opened", What::Opened, t::OPENED),
    ("changed", What::Changed, t::CHANGED),
    ("closed", What::Closed, t::CLOSED),
    ("due", What::Due, t::DUE),
];

/// A column by its word; a field of that name comes before a fact. None: there is none in this ledger.
#[must_use]
pub fn of_word(ledger: &Ledger, word: &str) -> Option<What> {
    if let Some((index, field)) = ledger.field(word) {
        return shown(field).then_some(What::Field(index));
    }
    let (_, what, _) = FACTS.iter().find(|(known, ..)| *known == word)?;
    has(ledger, *what).then_some(*what)
}

fn shown(field: &Field) -> bool {
    !matches!(field.ty, FieldType::List(_))
}

fn has(ledger: &Ledger, what: What) -> bool {
    match what {
        What::Number => ledger.number.is_some(),
        What::Label => ledger.label.is_some(),
        What::State | What::Handler | What::Closed => !ledger.states.is_empty(),
        What::Due => !ledger.limits.is_empty(),
        _ => true,
    }
}

impl What {
    /// Its word in an address.
    #[must_use]
    pub fn word(self, ledger: &Ledger) -> &str {
        match self {
            What::Field(index) => &ledger.fields[index].name,
            fact => FACTS.iter().find(|(_, known, _)| *known == fact).map_or("", |(word, ..)| word),
        }
    }

    /// Its title.
    #[must_use]
    pub fn title(self, ledger: &Ledger) -> String {
        match self {
            What::Field(index) => t::with_unit(&ledger.fields[index].title, ledger.fields[index].unit.as_deref()),
            fact => FACTS.iter().find(|(_, known, _)| *known == fact).map_or("", |(.., title)| title).to_owned(),
        }
    }

    fn align(self, ledger: &Ledger) -> Align {
        match self {
            What::Label => Align::Text,
            What::Field(index) => match &ledger.fields[index].ty {
                FieldType::Int | FieldType::Decimal { .. } | FieldType::Money | FieldType::Percent => Align::Number,
                FieldType::Date | FieldType::DateTime | FieldType::Time | FieldType::Bool | FieldType::Code(_) => {
                    Align::Tight
                }
                _ => Align::Text,
            },
            _ => Align::Tight,
        }
    }

    fn order(self, ledger: &Ledger) -> Option<SortBy> {
        Some(match self {
            What::Number => SortBy::Number,
            What::Label => return None,
            What::State => SortBy::State,
            What::Org => SortBy::Org,
            What::Handler => SortBy::Handler,
            What::Opened => SortBy::Opened,
            What::Changed => SortBy::Changed,
            What::Closed => SortBy::Closed,
            What::Due => SortBy::Due,
            What::Field(index) => {
                let field = &ledger.fields[index];
                return Order::parse(ledger, &field.name).ok().map(|order| order.by);
            }
        })
    }
}

/// Every column of a ledger.
#[must_use]
pub fn all(ledger: &Ledger) -> Vec<What> {
    let facts = FACTS.iter().map(|(_, what, _)| *what).filter(|what| has(ledger, *what));
    let fields =
        ledger.fields.iter().enumerate().filter(|(_, field)| shown(field)).map(|(index, _)| What::Field(index));
    facts.chain(fields).collect()
}

/// The columns asked for, else those of the package's view, else the usual ones. The first leads to the record.
#[must_use]
pub fn chosen(ledger: &Ledger, asked: &Asked, view: Option<&str>) -> Vec<What> {
    let mut columns: Vec<What> = Vec::new();
    let mut take = |what: What| {
        if !columns.contains(&what) {
            columns.push(what);
        }
    };
    if asked.columns.is_empty() {
        usual(ledger, view).into_iter().for_each(&mut take);
    } else {
        asked.columns.iter().filter_map(|word| of_word(ledger, word)).for_each(&mut take);
    }
    if columns.is_empty() {
        columns.push(if ledger.number.is_some() { What::Number } else { What::Label });
    }
    columns
}

fn usual(ledger: &Ledger, view: Option<&str>) -> Vec<What> {
    let declared = view.and_then(|view| ledger.views.get(view)).or_else(|| ledger.views.get("list"));
    let declared = declared.filter(|view| !view.columns.is_empty());
    if let Some(view) = declared {
        let mut columns: Vec<What> = view.columns.iter().filter_map(|word| of_word(ledger, word)).collect();
        let several = !columns.contains(&What::Org) && !columns.iter().any(|what| is_org(ledger, *what));
        if several {
            let at = columns.len().min(2);
            columns.insert(at, What::Org);
        }
        return columns;
    }
    let plain = |field: &Field| {
        shown(field)
            && field.class < Class::Personal
            && !matches!(field.ty, FieldType::LongText | FieldType::File | FieldType::Files)
    };
    let fields = ledger.fields.iter().enumerate().filter(|(_, field)| plain(field)).take(USUAL);
    let first = if ledger.number.is_some() { What::Number } else { What::Label };
    let facts = [What::State, What::Org, What::Due].into_iter();
    let columns = std::iter::once(first).chain(fields.map(|(index, _)| What::Field(index))).chain(facts);
    columns.filter(|what| has(ledger, *what)).collect()
}

fn is_org(ledger: &Ledger, what: What) -> bool {
    matches!(what, What::Field(index) if matches!(ledger.fields[index].ty, FieldType::Org))
}

/// What can be chosen, shown ones first and in their order.
#[must_use]
pub fn choices(ledger: &Ledger, shown: &[What]) -> Vec<ColumnChoice> {
    let choice = |what: &What, on: bool| ColumnChoice {
        key: what.word(ledger).to_owned(),
        title: what.title(ledger),
        shown: on,
    };
    let others = all(ledger).into_iter().filter(|what| !shown.contains(what));
    shown.iter().map(|what| choice(what, true)).chain(others.map(|what| choice(&what, false))).collect()
}

/// The heads, each with the address of the list in its order.
#[must_use]
pub fn heads(ledger: &Ledger, columns: &[What], asked: &Asked, order: &Order, path: &str) -> Vec<Column> {
    let head = |what: &What| {
        let sort = what.order(ledger).map(|by| {
            let now = (by == order.by).then_some(if order.descending { Sorted::Down } else { Sorted::Up });
            let down = now == Some(Sorted::Up);
            let to = Order { by, descending: down };
            Sort { href: asked.sorted(&to.to_query()).href(path), now }
        });
        Column { title: what.title(ledger), align: what.align(ledger), sort }
    };
    columns.iter().map(head).collect()
}

/// What the cells of a page are made from.
pub struct Cells<'a> {
    /// Who looks.
    pub viewer: &'a Viewer,
    /// The ledger.
    pub ledger: &'a Ledger,
    /// Names of records referred to.
    pub names: &'a References,
    /// Clocks by record.
    pub runs: &'a HashMap<RecordId, Vec<LimitRun>>,
    /// The moment.
    pub now: Moment,
}

impl Cells<'_> {
    /// Where a record stands in time.
    #[must_use]
    pub fn standing(&self, record: &Record) -> Standing {
        let runs = self.runs.get(&record.id).map_or(&[][..], Vec::as_slice);
        standing(&self.viewer.snapshot, self.ledger, record, runs, self.now)
    }

    /// One cell.
    #[must_use]
    pub fn cell(&self, what: What, record: &Record, standing: &Standing) -> Markup {
        let snapshot = &self.viewer.snapshot;
        let text = |text: String| html! { @if text.is_empty() { span.missing { (MISSING) } } @else { (text) } };
        match what {
            What::Number => text(record.number.as_deref().map_or_else(|| format!("#{}", record.id), str::to_owned)),
            What::Label => text(label(&snapshot.world(), self.ledger, record)),
            What::State => state_badge(self.ledger, record).unwrap_or_else(|| text(String::new())),
            What::Org => text(org(snapshot, &record.org)),
            What::Handler => text(record.handler.as_deref().map(|a| person(snapshot, a)).unwrap_or_default()),
            What::Opened => text(record.opened_at.date().to_string()),
            What::Changed => text(record.changed_at.format("%Y-%m-%d %H:%M").to_string()),
            What::Closed => text(record.closed_at.map(|at| at.date().to_string()).unwrap_or_default()),
            What::Due => standing.show(),
            What::Field(index) => {
                let value = record.values.get(index).unwrap_or(&Value::Missing);
                text(shortened(&cell(snapshot, self.ledger, &self.ledger.fields[index], value, self.names)))
            }
        }
    }
}

/// Long texts are cut in a table; the record has them whole.
fn shortened(text: &str) -> String {
    const LONGEST: usize = 80;
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    let cut: String = text.chars().take(LONGEST).collect();
    format!("{}…", cut.trim_end())
}
