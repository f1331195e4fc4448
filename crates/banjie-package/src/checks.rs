//! Checks of a whole package, one family a file. Each is pure: it reads the package and the places of its parts, and
//! adds findings.

use banjie_model::{
    definition::{Ledger, Package},
    finding::Spot,
};

use crate::{findings::Findings, folder::Folder, tree::At};

/// What checks look at.
pub(crate) struct Ctx<'a> {
    pub(crate) package: &'a Package,
    pub(crate) folder: &'a Folder,
    #[expect(dead_code, reason = "checks across packages look here")]
    pub(crate) needed: &'a [&'a Package],
}

impl<'a> Ctx<'a> {
    /// The file of a ledger.
    pub(crate) fn ledger(&self, ledger: &Ledger) -> At<'a> {
        let documents = self.folder.ledgers.iter();
        let own = documents.map(|d| d.at()).find(|at| at.text_at("ledger").as_ref() == Some(&ledger.name));
        own.unwrap_or_else(|| self.folder.package.at())
    }

    /// The place of something in a ledger, as near as there is something.
    pub(crate) fn spot(&self, ledger: &Ledger, path: &[&str]) -> Spot {
        self.ledger(ledger).reach(path).spot()
    }
}

/// Runs all checks.
pub(crate) fn check_all(_ctx: &Ctx<'_>, _findings: &mut Findings) {}
