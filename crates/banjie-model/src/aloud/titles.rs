//! Where the words come from.

use super::{CARD_LIST, CARDS, STATE_LIST};
use crate::{
    definition::{Field, Ledger, Library, Package},
    org::OrgTree,
};

/// The titles an expression is read aloud with. What is not known is read by its key.
pub trait Titles {
    /// A field of the record at hand.
    fn field(&self, name: &str) -> Option<&Field> {
        let _ = name;
        None
    }
    /// A field of the record looked up.
    fn it_field(&self, name: &str) -> Option<&Field> {
        let _ = name;
        None
    }
    /// Title of a code; states and cards are lists too ([`STATE_LIST`], [`CARD_LIST`]).
    fn code(&self, list: &str, key: &str) -> Option<&str> {
        let _ = (list, key);
        None
    }
    /// Title of a limit.
    fn limit(&self, name: &str) -> Option<&str> {
        let _ = name;
        None
    }
    /// Title of a limit of the record looked up.
    fn it_limit(&self, name: &str) -> Option<&str> {
        let _ = name;
        None
    }
    /// Title of a decision table, and how many outputs it has.
    fn table(&self, name: &str) -> Option<(&str, usize)> {
        let _ = name;
        None
    }
    /// Title of an indicator.
    fn indicator(&self, name: &str) -> Option<&str> {
        let _ = name;
        None
    }
    /// Name of an organisation.
    fn org(&self, code: &str) -> Option<&str> {
        let _ = code;
        None
    }
    /// Title of an attribute of organisations.
    fn org_attribute(&self, name: &str) -> Option<&str> {
        let _ = name;
        None
    }
}

/// No titles: everything is read by its key.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoTitles;

impl Titles for NoTitles {}

/// Titles from definitions.
#[derive(Clone, Debug, Default)]
pub struct PackageTitles<'a> {
    /// Packages, the own first; codes, tables, indicators are looked for in this order.
    pub packages: Vec<&'a Package>,
    /// The ledger of the record at hand.
    pub ledger: Option<&'a Ledger>,
    /// The ledger looked up.
    pub it: Option<&'a Ledger>,
    /// Organisations.
    pub orgs: Option<&'a OrgTree>,
}

impl<'a> PackageTitles<'a> {
    /// Titles for expressions over one ledger, from one package.
    pub fn of(package: &'a Package, ledger: &'a Ledger) -> PackageTitles<'a> {
        PackageTitles { packages: vec![package], ledger: Some(ledger), it: None, orgs: None }
    }

    /// Titles from all packages in force; the one the ledger belongs to comes first.
    pub fn from_library(library: &'a Library, ledger: &'a Ledger) -> PackageTitles<'a> {
        let (own, others): (Vec<&Package>, Vec<&Package>) =
            library.packages.values().map(|package| &**package).partition(|package| package.name == ledger.package);
        let packages = own.into_iter().chain(others).collect();
        PackageTitles { packages, ledger: Some(ledger), it: None, orgs: None }
    }

    /// The same for the filter of a look-up into another ledger.
    #[must_use]
    pub fn with_it(self, it: &'a Ledger) -> PackageTitles<'a> {
        PackageTitles { it: Some(it), ..self }
    }

    /// The same with names of organisations.
    #[must_use]
    pub fn with_orgs(self, orgs: &'a OrgTree) -> PackageTitles<'a> {
        PackageTitles { orgs: Some(orgs), ..self }
    }
}

impl Titles for PackageTitles<'_> {
    fn field(&self, name: &str) -> Option<&Field> {
        self.ledger?.field(name).map(|(_, field)| field)
    }

    fn it_field(&self, name: &str) -> Option<&Field> {
        self.it?.field(name).map(|(_, field)| field)
    }

    fn code(&self, list: &str, key: &str) -> Option<&str> {
        if list == CARD_LIST {
            return CARDS.iter().find(|(card, _)| *card == key).map(|(_, title)| *title);
        }
        if let Some(ledger) = list.strip_prefix(STATE_LIST) {
            let ledger = [self.ledger, self.it].into_iter().flatten().find(|l| &*l.key == ledger)?;
            return ledger.state(key).map(|state| &*state.title);
        }
        let list = self.packages.iter().find_map(|package| package.codes.get(list))?;
        list.entries.get(key).map(|entry| &*entry.title)
    }

    fn limit(&self, name: &str) -> Option<&str> {
        self.ledger?.limit(name).map(|limit| &*limit.title)
    }

    fn it_limit(&self, name: &str) -> Option<&str> {
        self.it?.limit(name).map(|limit| &*limit.title)
    }

    fn table(&self, name: &str) -> Option<(&str, usize)> {
        let table = self.packages.iter().find_map(|package| package.tables.get(name))?;
        Some((&table.title, table.outputs.len()))
    }

    fn indicator(&self, name: &str) -> Option<&str> {
        let indicator = self.packages.iter().find_map(|package| package.indicators.get(name))?;
        Some(&indicator.title)
    }

    fn org(&self, code: &str) -> Option<&str> {
        self.orgs?.find(code).map(|org| &*org.name)
    }

    fn org_attribute(&self, name: &str) -> Option<&str> {
        let orgs = self.packages.iter().find(|package| &*package.name == "orgs")?;
        orgs.ledgers.values().find_map(|ledger| ledger.field(name)).map(|(_, field)| &*field.title)
    }
}
