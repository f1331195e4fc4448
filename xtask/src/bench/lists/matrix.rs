//! What the pages of a list offer: every filter of the form, every order, and who asks.

use anyhow::{Result, bail};
use banjie_desk::{
    Snapshot,
    filters::{Filters, Narrowing},
    ports::{PageQuery, Reach, Sort},
    reading::RefNumbers,
};
use banjie_model::definition::{Class, Field, FieldType, Ledger};

use super::super::town;

/// Orders the form offers, and those of the heads of the usual columns.
const ORDERS: [&str; 6] = ["-entered", "entered", "due", "-changed", "-opened", "number"];
/// Other facts by which a head orders.
const HEADS: [&str; 12] = [
    "-due", "changed", "opened", "-number", "state", "-state", "org", "-org", "handler", "-handler", "closed",
    "-closed",
];
/// Filters on the facts every case has, and those the package puts first; of all these every order is asked.
const FIRST: [&str; 44] = [
    "",
    "closed.missing=是",
    "closed.missing=否",
    "state=served",
    "state=closed",
    "state=hearing",
    "state=filed,served",
    "handler=me",
    "handler=me&closed.missing=是",
    "handler=jc7",
    "handler.missing=是&closed.missing=是",
    "due=overdue",
    "due=today",
    "due=3d",
    "due=5d",
    "due=none",
    "due.from=2026-01-01&due.to=2026-01-31",
    "due.from=2027-06-01",
    "card=yellow",
    "card=red",
    "card=referred",
    "opened.from=2025-03-01&opened.to=2025-03-31",
    "opened.from=2019-01-01&opened.to=2020-12-01",
    "opened.from=2024-01-01",
    "changed.from=2025-12-01",
    "changed.to=2021-03-01",
    "kind=rooftop",
    "kind=rooftop,legacy",
    "kind=association&state=served",
    "found_on.from=2025-03-01&found_on.to=2025-03-31",
    "found_on.from=2024-01-01",
    "found_on.to=2020-01-01",
    "org.below=wz",
    "org.below=b3",
    "org.below=b3&state=served&kind=legacy",
    "q=77777",
    "q=第99999号",
    "q=找不到的字",
    "number.has=99999",
    "site.has=找不到的字",
    "site.has=五马街道",
    "due=overdue&kind=rooftop",
    "due=overdue&org.below=b3",
    "closed.missing=是&kind=legacy",
];

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// Who sees all.
    All,
    /// Ten offices below one path.
    District,
    /// One office.
    Office,
    /// One's own cases in one's office.
    Own,
}

/// Who asks, with what he sees.
pub struct Viewer {
    /// Which of them.
    pub whose: Whose,
    /// In Chinese.
    pub title: &'static str,
    reach: Reach,
}

/// A filter.
pub struct Filter {
    /// As it stands in the address.
    pub text: String,
    narrowing: Narrowing,
    /// The same and that the case is one's own.
    own: Narrowing,
    first: bool,
}

/// All of them.
pub struct Matrix {
    /// Who asks.
    pub whose: Vec<Viewer>,
    /// What for.
    pub filters: Vec<Filter>,
    orders: Vec<Sort>,
    more: Vec<Sort>,
}

/// A list.
pub struct Asked<'a> {
    /// Who asks.
    pub whose: &'a Viewer,
    /// What for.
    pub filter: &'a Filter,
    /// The same for the store.
    pub query: PageQuery,
}

impl Matrix {
    /// Of a ledger.
    pub fn of(snapshot: &Snapshot, ledger: &Ledger) -> Result<Matrix> {
        let actor = town::inspector();
        let filters = Filters::new(snapshot, ledger, &actor, true, RefNumbers::new());
        let read = |text: &str| {
            let pairs: Vec<(String, String)> = text
                .split('&')
                .filter_map(|pair| pair.split_once('='))
                .map(|(key, value)| (key.to_owned(), value.to_owned()))
                .collect();
            let (conditions, faults) = filters.parse_query(&pairs);
            if let Some(fault) = faults.first() {
                bail!("{text}: {}", fault.problem);
            }
            Ok(filters.to_expr(&conditions, town::now()))
        };
        let more = ledger.fields.iter().flat_map(|field| of_field(snapshot, ledger, field));
        let texts = FIRST.iter().map(|text| ((*text).to_owned(), true)).chain(more.map(|text| (text, false)));
        let filters = texts.map(|(text, first)| {
            let own = if text.contains("handler") { text.clone() } else { format!("{text}&handler=me") };
            Ok(Filter { narrowing: read(&text)?, own: read(own.trim_start_matches('&'))?, text, first })
        });
        let sort = |word: &str| Sort::parse(ledger, word).map_err(|fault| anyhow::anyhow!("{word}: {}", fault.problem));
        let fields = ["kind", "-kind", "found_on", "-found_on", "site", "area", "-area"];
        Ok(Matrix {
            whose: viewers(),
            filters: filters.collect::<Result<_>>()?,
            orders: ORDERS.into_iter().map(sort).collect::<Result<_>>()?,
            more: HEADS.into_iter().chain(fields).map(sort).collect::<Result<_>>()?,
        })
    }

    /// Orders a filter is asked in: those in front in every order, the others in those the form offers.
    pub fn sorts(&self, filter: &Filter) -> impl Iterator<Item = &Sort> {
        self.orders.iter().chain(self.more.iter().filter(|_| filter.first))
    }

    /// A list, newest first.
    pub fn asked<'a>(&self, whose: &'a Viewer, filter: &'a Filter) -> Asked<'a> {
        let narrowing = if whose.whose == Whose::Own { &filter.own } else { &filter.narrowing };
        let query = PageQuery {
            filter: narrowing.filter.clone(),
            facts: narrowing.facts.clone(),
            ..super::first_page(whose.reach.clone())
        };
        Asked { whose, filter, query }
    }
}

fn viewers() -> Vec<Viewer> {
    let viewer = |whose, title, reach| Viewer { whose, title, reach };
    let office = || Reach::Orgs(vec!["b0".into()]);
    vec![
        viewer(Whose::All, "看全部", Reach::All),
        viewer(Whose::District, "看一个区", Reach::Subtrees(vec!["/wz/".into()])),
        viewer(Whose::Office, "看一个机构", office()),
        viewer(Whose::Own, "看本人经办", office()),
    ]
}

/// What the form asks of a field, as the page has it.
fn of_field(snapshot: &Snapshot, ledger: &Ledger, field: &Field) -> Vec<String> {
    let name = &field.name;
    if field.class >= Class::Personal {
        return Vec::new();
    }
    match &field.ty {
        FieldType::Code(list) | FieldType::Tree(list) => {
            let packages = &snapshot.library().packages;
            let own = packages.get(&ledger.package);
            let needed = own.into_iter().flat_map(|own| own.needs.iter().filter_map(|need| packages.get(need)));
            let codes = own.into_iter().chain(needed).find_map(|package| package.codes.get(list));
            let first = codes.and_then(|codes| codes.entries.keys().next());
            first.map(|key| format!("{name}={key}")).into_iter().collect()
        }
        FieldType::Bool => vec![format!("{name}=是")],
        FieldType::Date | FieldType::DateTime => {
            vec![format!("{name}.from=2025-01-01"), format!("{name}.from=2025-06-01&{name}.to=2025-06-03")]
        }
        FieldType::Int | FieldType::Decimal { .. } | FieldType::Money | FieldType::Percent => {
            vec![format!("{name}.from=100"), format!("{name}.to=1")]
        }
        FieldType::File | FieldType::Files | FieldType::List(_) => vec![format!("{name}.missing=是")],
        FieldType::Text | FieldType::LongText | FieldType::Place => vec![format!("{name}.has=不在")],
        _ => Vec::new(),
    }
}
