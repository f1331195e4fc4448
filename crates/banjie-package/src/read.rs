//! From files to a package: parse, check the shapes, resolve names, type expressions, check the whole.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use banjie_model::{
    Name,
    definition::{Ledger, Library, Package},
    expr::{Expr, Ty},
    finding::{Finding, Severity},
    pushdown::{Over, compilable},
};

use crate::{
    checks,
    expression::{ExprFault, LedgerScope, TypeScope, field_ty, parse_expression},
    findings::Findings,
    folder::Folder,
    tree::{At, Document},
};

mod action;
mod allocation;
mod arithmetic;
mod creation;
mod dashboard;
mod document;
mod duty;
mod field;
mod frame;
mod hash;
mod indicator;
mod ledger;
mod limit;
mod notice;
mod others;
mod package;
pub(crate) mod report;
mod results;
mod scenario;
mod service;
mod stated;
mod table;

pub(crate) use indicator::used_indicators;

/// What reading a package yields: always a package, and what is wrong with it.
#[derive(Clone, Debug)]
pub struct Reading {
    /// As far as it could be read; usable when there is no error among the findings.
    pub package: Package,
    /// In the order of files and places.
    pub findings: Vec<Finding>,
    /// The files as read.
    pub sources: Sources,
    /// Which of the packages read together this is, in the order they were given (readings are ordered by need).
    pub given: usize,
}

impl Reading {
    /// True when some finding is an error: the package can't be used as it stands.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.findings.iter().any(|finding| finding.severity == Severity::Error)
    }
}

/// Texts of the files of a package by relative path.
#[derive(Clone, Debug, Default)]
pub struct Sources(pub Vec<(Name, Name)>);

impl Sources {
    /// The text of a file; empty when there is none.
    #[must_use]
    pub fn text(&self, file: &str) -> &str {
        self.0.iter().find(|(path, _)| &**path == file).map_or("", |(_, text)| text)
    }
}

/// Reads and checks the files of a package (relative path with `/`, text). `needed` holds the packages it may refer to.
///
/// Never fails: what can't be read is left out, with a finding that says so.
#[must_use]
pub fn read_package(files: &[(Name, Name)], needed: &Library) -> Reading {
    let mut findings = Findings::default();
    let mut files = files.to_vec();
    files.sort();
    let mut folder = Folder::parse(&files, &mut findings);
    let foreign = folder.assemble(needed, &mut findings);
    folder.check_shapes(&mut findings);
    let mut builder = Builder::new(&folder, needed, &files, &mut findings);
    builder.tables(&mut findings);
    builder.skeletons(&mut findings);
    builder.ledgers(&mut findings);
    builder.duties(&mut findings);
    builder.notices(&mut findings);
    builder.results(&mut findings);
    builder.services(&mut findings);
    builder.allocations(&mut findings);
    builder.indicators(&mut findings);
    builder.dashboards(&mut findings);
    builder.stated(&mut findings);
    builder.reports(&mut findings);
    builder.documents(&mut findings);
    builder.scenarios(&mut findings);
    builder.samples();
    let ctx = checks::Ctx { package: &builder.package, needed: &builder.needed, folder: &folder };
    checks::check_all(&ctx, &mut findings);
    let package = builder.package;
    findings.about(&[]);
    let mut findings = findings.into_sorted();
    drop_consequences(&folder, &mut findings);
    Reading { package, findings, sources: Sources(files.into_iter().chain(foreign).collect()), given: 0 }
}

/// A file that could not be read to its end makes names in it unknown: those findings say nothing new.
fn drop_consequences(folder: &Folder, findings: &mut Vec<Finding>) {
    let torn: HashSet<Name> =
        findings.iter().filter(|f| f.code == "toml-syntax").map(|f| f.spot.file.clone()).collect();
    let is_torn = |documents: &[Document]| documents.iter().any(|d| torn.contains(&d.file));
    let no_head = torn.contains("package.toml") || folder.package.at().is_empty();
    let no_ledger = is_torn(&folder.ledgers) || is_torn(&folder.traits) || is_torn(&folder.duties);
    let no_table = is_torn(&folder.tables);
    let no_indicator = is_torn(&folder.indicators);
    findings.retain(|finding| match finding.code {
        "toml-syntax" | "duplicate-key" | "missing-package-file" => true,
        _ if torn.contains(&finding.spot.file) => false,
        "unknown-role" | "unknown-basis" | "unknown-code-list" | "unknown-code-key" => !no_head,
        "unknown-ledger" | "unknown-field" | "unknown-limit" | "unknown-action" | "unknown-state" | "unused-role"
        | "on-not-date" => !no_ledger,
        "scenario-unknown-action" | "scenario-bad-value" | "scenario-unknown-key" | "report-unknown-dimension" => {
            !no_ledger
        }
        "unused-basis" => !no_ledger && !no_table,
        "unused-table" => !no_ledger && !no_indicator,
        "unknown-function" => !no_table,
        "unknown-indicator" | "report-unknown-indicator" | "scenario-unknown-indicator" => !no_indicator,
        _ => true,
    });
}

/// A package while it is built.
pub(crate) struct Builder<'a> {
    folder: &'a Folder,
    /// Packages named in `needs`, as far as they are there.
    needed: Vec<&'a Package>,
    package: Package,
    /// Names and titles of the limits of each ledger of this package.
    limits: HashMap<Name, Vec<(Name, Name)>>,
    /// Names that are declared but could not be read: expressions that use them are left out without a further finding.
    broken: HashSet<Name>,
}

impl<'a> Builder<'a> {
    /// A ledger by `package.ledger`, or by its bare name in this package or, where there is just one, in a needed one.
    fn find_ledger(&self, text: &str) -> Option<&Arc<Ledger>> {
        if let Some((package, ledger)) = text.split_once('.') {
            let owner = std::iter::once(&self.package).chain(self.needed.iter().copied());
            return owner.into_iter().find(|p| &*p.name == package)?.ledgers.get(ledger);
        }
        self.package.ledgers.get(text).or_else(|| self.needed.iter().find_map(|p| p.ledgers.get(text)))
    }

    /// Names of ledgers that may be referred to, for suggestions.
    fn ledger_names(&self) -> Vec<String> {
        let own = self.package.ledgers.keys().map(ToString::to_string);
        let others = self.needed.iter().flat_map(|p| p.ledgers.values().map(|l| l.key.to_string()));
        own.chain(others).collect()
    }

    /// What any expression of this package may speak of.
    fn base_scope(&self) -> TypeScope<'_> {
        let packages = || std::iter::once(&self.package).chain(self.needed.iter().copied());
        let org = packages().find_map(|p| p.ledgers.get("org"));
        TypeScope {
            codes: packages().map(|p| &p.codes).collect(),
            tables: packages().map(|p| &p.tables).collect(),
            org_attributes: org
                .map(|org| org.fields.iter().map(|f| (f.name.clone(), field_ty(&f.ty))).collect())
                .unwrap_or_default(),
            ..TypeScope::default()
        }
    }

    /// A ledger as expressions see it. Limits of needed packages are not spoken of.
    fn ledger_scope<'s>(&'s self, ledger: &'s Ledger) -> LedgerScope<'s> {
        let limits = self.limits.get(&ledger.key).map_or(&[] as &[_], Vec::as_slice);
        LedgerScope::of(ledger, limits)
    }

    /// Reads an expression; its faults become findings at their places in the file.
    fn expression(
        &self,
        at: At<'_>,
        scope: &TypeScope<'_>,
        expected: Option<Ty>,
        findings: &mut Findings,
    ) -> Option<Expr> {
        let text = at.text()?;
        let (expr, faults) = parse_expression(text, scope, expected);
        if !faults.is_empty() && self.speaks_of_broken(text) {
            return None;
        }
        for fault in faults {
            report_fault(at, fault, findings);
        }
        expr
    }

    /// A condition that the database must be able to compute exactly over a million records.
    fn condition(&self, at: At<'_>, scope: &TypeScope<'_>, over: Over<'_>, findings: &mut Findings) -> Option<Expr> {
        let expr = self.expression(at, scope, Some(Ty::Bool), findings)?;
        if let Err(obstacle) = compilable(&expr, over) {
            findings
                .add("not-countable", at.inner_spot(obstacle.node.span), obstacle.reason.clone())
                .help("先做成台账里有 formula 的字段，条件里用这个字段");
        }
        Some(expr)
    }

    fn speaks_of_broken(&self, text: &str) -> bool {
        text.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| self.broken.contains(word))
    }
}

fn report_fault(at: At<'_>, fault: ExprFault, findings: &mut Findings) {
    let added =
        findings.add(fault.code, at.inner_spot(fault.span), fault.message).label(fault.label).help_if(fault.help);
    if let Some((inner, with)) = fault.fix
        && at.has_plain_text()
    {
        added.fix_at(at.inner_span(inner), with);
    }
}
