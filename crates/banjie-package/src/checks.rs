//! Checks of a whole package, one family a file. Each is pure: it reads the package and the places of its parts, and
//! adds findings. A new family is a file with `check_*(ctx, findings)` and a line in [`check_all`].

use banjie_model::{
    definition::{Ledger, Package},
    expr::Expr,
    finding::Spot,
};

use crate::{
    findings::Findings,
    folder::Folder,
    tree::{At, Document},
};

mod bases;
mod codes;
mod consequences;
mod coverage;
mod creations;
mod fields;
mod indicators;
mod limits;
mod patterns;
mod publics;
mod results;
mod roles;
mod routes;
mod sensitive;
mod services;
mod states;
mod tables;

pub use bases::stale;

/// What checks look at.
pub(crate) struct Ctx<'a> {
    pub(crate) package: &'a Package,
    /// The packages it needs, as far as they are there.
    pub(crate) needed: &'a [&'a Package],
    pub(crate) folder: &'a Folder,
}

impl<'a> Ctx<'a> {
    /// The file of a ledger.
    fn ledger(&self, ledger: &Ledger) -> At<'a> {
        self.document(ledger).at()
    }

    fn document(&self, ledger: &Ledger) -> &'a Document {
        let mut documents = self.folder.all_ledgers();
        let own = documents.find(|d| d.at().text_at("ledger").as_ref() == Some(&ledger.name));
        own.unwrap_or(&self.folder.package)
    }

    /// The place of something in a ledger, as near as there is something.
    fn spot(&self, ledger: &Ledger, path: &[&str]) -> Spot {
        self.ledger(ledger).reach(path).spot()
    }

    /// The place of something in package.toml.
    fn head(&self, path: &[&str]) -> At<'a> {
        self.folder.package.at().reach(path)
    }

    /// A ledger of this package or of one it needs, by `package.ledger`.
    fn find(&self, key: &str) -> Option<&'a Ledger> {
        let (package, name) = key.split_once('.')?;
        let mut all = std::iter::once(self.package).chain(self.needed.iter().copied());
        all.find(|p| &*p.name == package)?.ledgers.get(name).map(|ledger| &**ledger)
    }

    /// The ledgers of the package.
    fn ledgers(&self) -> impl Iterator<Item = &'a Ledger> {
        self.package.ledgers.values().map(|ledger| &**ledger)
    }

    /// All expressions of the package.
    fn expressions(&self) -> Vec<&'a Expr> {
        let mut all: Vec<&'a Expr> = Vec::new();
        for ledger in self.ledgers() {
            for field in &ledger.fields {
                all.extend(&field.formula);
                all.extend(field.lookup.as_ref().and_then(|lookup| lookup.filter.as_ref()));
            }
            all.extend(ledger.checks.iter().map(|check| &check.that));
            for action in &ledger.actions {
                all.extend(action.sets.iter().map(|(_, expr)| expr));
                all.extend(action.require.iter().map(|guard| &guard.that));
                for creation in &action.creates {
                    all.extend(creation.when.iter().chain(&creation.org));
                    all.extend(creation.with.iter().map(|(_, expr)| expr));
                }
            }
            all.extend(ledger.limits.iter().flat_map(|limit| &limit.within).filter_map(|a| a.when.as_ref()));
            all.extend(ledger.limits.iter().filter_map(|limit| limit.due.as_ref()));
        }
        let package = self.package;
        all.extend(package.duties.values().flat_map(|d| std::iter::once(&d.each).chain(&d.filter)));
        all.extend(package.notices.values().filter_map(|n| n.filter.as_ref()));
        all.extend(package.results.values().filter_map(|r| r.filter.as_ref()));
        for allocation in package.allocations.values() {
            all.extend(allocation.seekers_filter.iter().chain(&allocation.places_filter).chain(&allocation.score));
            all.extend(allocation.reserve.as_ref().map(|reserve| &reserve.group));
        }
        for indicator in self.package.indicators.values() {
            all.extend(&indicator.filter);
            if let banjie_model::definition::IndicatorKind::Formula(expr) = &indicator.kind {
                all.push(expr);
            }
        }
        all
    }
}

/// Runs all checks.
pub(crate) fn check_all(ctx: &Ctx<'_>, findings: &mut Findings) {
    bases::check_bases(ctx, findings);
    codes::check_codes(ctx, findings);
    roles::check_roles(ctx, findings);
    tables::check_tables(ctx, findings);
    for ledger in ctx.ledgers() {
        findings.about(&ctx.document(ledger).uses);
        fields::check_fields(ctx, ledger, findings);
        patterns::check_patterns(ctx, ledger, findings);
        states::check_states(ctx, ledger, findings);
        limits::check_limits(ctx, ledger, findings);
        consequences::check_consequences(ctx, ledger, findings);
        creations::check_creations(ctx, ledger, findings);
    }
    findings.about(&[]);
    indicators::check_indicators(ctx, findings);
    sensitive::check_sensitive(ctx, findings);
    publics::check_publics(ctx, findings);
    results::check_results(ctx, findings);
    services::check_services(ctx, findings);
    coverage::check_coverage(ctx, findings);
}
