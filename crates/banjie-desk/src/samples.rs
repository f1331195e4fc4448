//! Sample workbooks from the recipes of a package (`samples/*.toml`): deterministic, in exact totals, and free of anything
//! the engine would refuse, because every row and every act is put to the engine while it is made.
//!
//! A file without `workbook` holds what the others share: `[places]`, the districts of organisations, and `[shares]`, named
//! shares by organisation. Every other file makes one workbook of records and, with `acts`, one of the acts on them:
//!
//! ```toml
//! workbook = "违法建设案件.xlsx"
//! acts     = "办理记录.xlsx"
//! ledger   = "violation"
//! seed     = 20230101
//! until    = 2025-12-31                  # nothing is done after this day: what is not finished stays open
//! day      = "found_on"                  # field that takes the day of the row
//! entered  = "0..1 working days"         # from the day to the entry
//!
//! [fields]                               # how values come about; groups override them
//! site = { place = true }
//! area = { spread = [12, 40, 90, 160, 800], places = 2 }
//!
//! [[groups]]                             # exact numbers of rows by organisation and period
//! orgs   = { "瓯海分局" = 120 }
//! dates  = [2024-01-01, 2025-12-31]
//! fields = { kind = "rooftop" }
//! plans  = { removed = 3, dropped = 1 }  # what becomes of them, by weight
//!
//! [plans]
//! removed = [
//!   { do = "file", after = "1..6 working days", late = "filing", late_after = "9..20 working days" },
//! ]
//!
//! [[totals]]                             # asserted exactly
//! title = "瓯海楼顶案件"
//! where = { kind = "rooftop" }
//! is    = 120
//! ```
//! Files are carried out in the order of their names; `from` continues rows of an earlier workbook. Organisations, people and
//! rows of the packages a package needs are known to its recipes: `firm = { row = "企业.xlsx", where = { high_tech = true } }`
//! refers to one of their rows (`in_turn = true`: one after the other), `payee = { its = "firm.name" }` takes a field of it,
//! `premium = { turn = [10000, 25000] }` deals values out to the rows of a group, `plan_on = { ahead = "20..40 days" }` is a day
//! so long after the day of the row or step. A group with `existing = { state = "pending" }` goes on with rows there are, made
//! by actions (`creates`) or by an earlier recipe; of a recipe with such groups only, the acts alone are written.
//! `kind = "school", with = { canteen = true }` takes every school with a canteen; `every = "working day"` (or `"thursday"`,
//! `"10"`) gives each a row on every such day of `dates`, but for the share `misses`; `hours = ["11:30", "15:55"]` says between
//! which times of the day rows are entered.

mod act;
mod birth;
mod cursor;
mod fault;
#[cfg(test)]
mod linked;
mod make;
mod pool;
mod random;
mod recipe;
mod regular;
mod sheet;
mod span;
mod spec;
#[cfg(test)]
mod tests;
mod words;

use std::path::{Path, PathBuf};

use banjie_model::{
    Name,
    definition::{Library, Package},
};
use rust_decimal::Decimal;
use serde::Serialize;

pub use fault::{RecipeFault, SampleError};

use cursor::At;
use make::{Maker, fault};
use pool::{Made, Pool};
use recipe::{Book, Common, Total};
use sheet::{Numbers, Pen};

/// What a workbook holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// New records, with 登记时间: to be imported as history.
    Creations,
    /// Acts on them, with 办理时间.
    Acts,
}

/// A workbook that was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GeneratedWorkbook {
    /// The file.
    pub path: PathBuf,
    /// `package.ledger`.
    pub ledger: Name,
    /// Rows below the header.
    pub rows: u64,
    /// What it holds.
    pub kind: Kind,
}

/// Makes all workbooks of a package's recipes in a folder, in the order in which they can be imported.
///
/// # Errors
/// Faults of the recipes (then nothing is written), or a file that cannot be written.
pub fn generate(package: &Package, library: &Library, out: &Path) -> Result<Vec<GeneratedWorkbook>, SampleError> {
    let mut maker = Maker::new(package, library);
    let mut pool = Pool::default();
    for needed in needed(package, library) {
        fill(&mut maker, needed, &mut pool)?;
    }
    let books = fill(&mut maker, package, &mut pool)?;
    write(library, &maker, &books, &pool, out)
}

/// The packages a package needs, directly or not, each after what it needs itself.
fn needed<'a>(package: &Package, library: &'a Library) -> Vec<&'a Package> {
    let mut found: Vec<&Package> = Vec::new();
    let mut open: Vec<&Name> = package.needs.iter().collect();
    while let Some(name) = open.pop() {
        if let Some(one) = library.packages.get(name)
            && !found.iter().any(|known| known.name == one.name)
        {
            found.push(one);
            open.extend(&one.needs);
        }
    }
    library.packages.values().map(|p| &**p).filter(|p| found.iter().any(|known| known.name == p.name)).collect()
}

/// Makes the rows of a package's recipes; each workbook as it was when its recipe had been carried out.
fn fill<'a>(
    maker: &mut Maker<'a>,
    package: &'a Package,
    pool: &mut Pool,
) -> Result<Vec<(Book, Vec<Made>)>, SampleError> {
    let (common, books) = read(package).map_err(SampleError::Recipes)?;
    maker.enter(package, common);
    let mut filled = Vec::with_capacity(books.len());
    for book in books {
        let rows = maker.rows(&book, pool).map_err(|fault| SampleError::Recipes(vec![fault]))?;
        let wrong = off_totals(&book, maker, &rows);
        if !wrong.is_empty() {
            return Err(SampleError::Recipes(wrong));
        }
        maker.learn(&rows);
        pool.add(&book.workbook, rows.clone());
        pool.add("", std::mem::take(&mut maker.born));
        filled.push((book, rows));
    }
    Ok(filled)
}

fn read(package: &Package) -> Result<(Common, Vec<Book>), Vec<RecipeFault>> {
    let mut common = Common::default();
    let mut books = Vec::new();
    let mut faults = Vec::new();
    let mut recipes: Vec<_> = package.samples.iter().collect();
    recipes.sort_by(|a, b| a.file.cmp(&b.file));
    for recipe in recipes {
        let at = At { file: &recipe.file, key: String::new(), json: &recipe.body };
        let result = match at.get("workbook") {
            None => recipe::common(&at, &mut common),
            Some(_) => recipe::book(&at).map(|book| books.push(book)),
        };
        faults.extend(result.err());
    }
    if faults.is_empty() { Ok((common, books)) } else { Err(faults) }
}

/// Totals that did not come out.
fn off_totals(book: &Book, maker: &Maker<'_>, rows: &[Made]) -> Vec<RecipeFault> {
    let counted = |total: &Total| {
        let orgs: Vec<&Name> =
            total.orgs.iter().filter_map(|name| maker.stage.orgs.find(name)).map(|org| &org.code).collect();
        let belongs = |row: &&Made| {
            (total.orgs.is_empty() || orgs.contains(&&row.case.record.org))
                && total.dates.is_none_or(|(first, last)| (first..=last).contains(&row.day))
                && row.is(&total.filter)
        };
        let rows = rows.iter().filter(belongs);
        match &total.sum {
            None => Decimal::from(rows.count()),
            Some(field) => rows.filter_map(|row| row.field(field).ok()?.as_decimal()).sum(),
        }
    };
    let wrong = |total: &Total| {
        let n = counted(total);
        (total.is != n).then(|| {
            let (unit, of) = if total.sum.is_some() { ("", "") } else { (" 行", "件数、") };
            let problem = format!("“{}”应为 {}{unit}，配方给出 {n}{unit}", total.title, total.is);
            fault(book, &total.key, problem, format!("请改各组的{of}期间或取值，使合计相符。"))
        })
    };
    book.totals.iter().filter_map(wrong).collect()
}

fn write(
    library: &Library,
    maker: &Maker<'_>,
    books: &[(Book, Vec<Made>)],
    pool: &Pool,
    out: &Path,
) -> Result<Vec<GeneratedWorkbook>, SampleError> {
    let numbers: Numbers = pool.rows().filter_map(|row| Some((row.id, row.number.clone()?))).collect();
    let pen = Pen::new(library, &maker.stage.orgs, &numbers);
    let mut workbooks = Vec::new();
    for (book, rows) in books {
        let Some(ledger) = rows.first().map(|row| row.ledger.clone()) else { continue };
        if !book.continues() {
            let path = out.join(&book.workbook);
            pen.register(&path, &ledger, rows, &*ledger.key != "orgs.org")?;
            let n = u64::try_from(rows.len()).unwrap_or(u64::MAX);
            workbooks.push(GeneratedWorkbook { path, ledger: ledger.key.clone(), rows: n, kind: Kind::Creations });
        }
        if let Some(acts) = &book.acts {
            let path = out.join(acts);
            let rows = pen.acts(&path, &ledger, rows)?;
            workbooks.push(GeneratedWorkbook { path, ledger: ledger.key.clone(), rows, kind: Kind::Acts });
        }
    }
    Ok(workbooks)
}
