//! What an expression may speak of.

use banjie_model::{
    Name,
    aloud::{CARD_LIST, CARDS, STATE_LIST},
    definition::{CodeEntry, CodeList, DecisionTable, Field, FieldType, Ledger, State},
    expr::Ty,
};
use indexmap::IndexMap;

/// A ledger as far as expressions need it; enough can be known before its own expressions are read.
#[derive(Clone, Copy, Debug)]
pub struct LedgerScope<'a> {
    /// `package.ledger`.
    pub key: &'a str,
    /// Title.
    pub title: &'a str,
    /// Fields in the order of the ledger; formulas and look-ups may still be empty.
    pub fields: &'a [Field],
    /// States; empty for a plain register.
    pub states: &'a [State],
    /// Limits: name and title.
    pub limits: &'a [(Name, Name)],
}

/// What an expression may speak of. Start from `TypeScope::default()` and fill in what applies.
#[derive(Clone, Debug, Default)]
pub struct TypeScope<'a> {
    /// The ledger whose fields, facts and limits are spoken of by bare names.
    pub ledger: Option<LedgerScope<'a>>,
    /// The other ledger of a look-up: `it.field`, `it.state`.
    pub it: Option<LedgerScope<'a>>,
    /// The limit of the other ledger whose runs a look-up counts: `it.on_time`, `it.due_on` …
    pub it_run: Option<Name>,
    /// The limit whose runs are counted: `started_on`, `on_time`, `card` … as bare names.
    pub run: Option<Name>,
    /// Code lists, the package's own first, then those of the packages it needs.
    pub codes: Vec<&'a IndexMap<Name, CodeList>>,
    /// Decision tables, searched in the same order. Only names, inputs and outputs are looked at.
    pub tables: Vec<&'a IndexMap<Name, DecisionTable>>,
    /// Indicators by name: set for indicator formulas, where bare names are indicators.
    pub indicators: Option<Vec<Name>>,
    /// Attributes of organisations beside `name`, `kind` and `code`, with their types.
    pub org_attributes: Vec<(Name, Ty)>,
}

impl<'a> TypeScope<'a> {
    /// Entry keys and titles of a code list, or of the states or cards that are compared like codes.
    pub(super) fn entries(&self, list: &str) -> Option<Vec<(&'a str, &'a str)>> {
        if list == CARD_LIST {
            return Some(CARDS.to_vec());
        }
        if let Some(key) = list.strip_prefix(STATE_LIST) {
            let ledger = [self.ledger, self.it].into_iter().flatten().find(|l| l.key == key)?;
            return Some(ledger.states.iter().map(|s| (&*s.name, &*s.title)).collect());
        }
        let list = self.codes.iter().find_map(|lists| lists.get(list))?;
        Some(list.entries.values().map(|entry: &'a CodeEntry| (&*entry.key, &*entry.title)).collect())
    }

    /// A decision table by name.
    pub(super) fn table(&self, name: &str) -> Option<&'a DecisionTable> {
        self.tables.iter().find_map(|tables| tables.get(name))
    }
}

impl<'a> LedgerScope<'a> {
    /// The scope of a finished ledger; `limits` is filled by [`LedgerScope::limits_of`].
    pub fn of(ledger: &'a Ledger, limits: &'a [(Name, Name)]) -> LedgerScope<'a> {
        LedgerScope { key: &ledger.key, title: &ledger.title, fields: &ledger.fields, states: &ledger.states, limits }
    }

    /// The rows of a list field, as `it` in what an action creates. Rows have fields and nothing else.
    pub fn of_rows(list: &'a Field) -> LedgerScope<'a> {
        let fields: &[Field] = match &list.ty {
            FieldType::List(rows) => rows,
            _ => &[],
        };
        LedgerScope { key: "", title: &list.title, fields, states: &[], limits: &[] }
    }

    /// True for the rows of a list field.
    pub(super) fn is_row(&self) -> bool {
        self.key.is_empty()
    }

    /// Names and titles of a ledger's limits.
    pub fn limits_of(ledger: &Ledger) -> Vec<(Name, Name)> {
        ledger.limits.iter().map(|limit| (limit.name.clone(), limit.title.clone())).collect()
    }

    /// A field and its index.
    pub(super) fn field(&self, name: &str) -> Option<(usize, &'a Field)> {
        self.fields.iter().enumerate().find(|(_, field)| &*field.name == name)
    }

    /// True when it has a limit of this name.
    pub(super) fn has_limit(&self, name: &str) -> bool {
        self.limits.iter().any(|(limit, _)| &**limit == name)
    }
}

/// Name of the list that the states of a ledger form: the type of `state` is `Ty::Code(state_list(key))`.
pub fn state_list(ledger_key: &str) -> Name {
    format!("{STATE_LIST}{ledger_key}").into()
}

/// Name of the list of cards: the type of `filing.card`.
pub fn card_list() -> Name {
    CARD_LIST.into()
}

/// The static type of a field.
pub fn field_ty(ty: &FieldType) -> Ty {
    match ty {
        FieldType::Text
        | FieldType::LongText
        | FieldType::IdCard
        | FieldType::CreditCode
        | FieldType::SchoolCode
        | FieldType::StudentNo
        | FieldType::Phone => Ty::Text,
        FieldType::Int => Ty::Int,
        FieldType::Decimal { scale, .. } => Ty::Decimal { scale: Some(*scale) },
        FieldType::Money => Ty::Money,
        FieldType::Percent => Ty::Percent,
        FieldType::Bool => Ty::Bool,
        FieldType::Date => Ty::Date,
        FieldType::Time => Ty::Time,
        FieldType::DateTime => Ty::DateTime,
        FieldType::Period => Ty::Period,
        FieldType::Code(list) | FieldType::Tree(list) => Ty::Code(list.clone()),
        FieldType::Ref(ledger) => Ty::Ref(ledger.clone()),
        FieldType::Org => Ty::Org,
        FieldType::Account => Ty::Account,
        FieldType::File | FieldType::Files => Ty::Files,
        FieldType::Place => Ty::Place,
        FieldType::List(_) => Ty::List,
    }
}
