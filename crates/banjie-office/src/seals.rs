//! Whether log, records and signed reports still are what was written.

use std::sync::Arc;

use banjie_desk::{Desk, DeskResult, Progress, Snapshot};
use banjie_model::{
    Seq,
    definition::{Ledger, Library},
};
use banjie_store::{Altered, AnyStore, BrokenSeal, SignedReport};

/// What was found when every hash was computed again.
#[derive(Clone, Debug)]
pub struct Verified {
    /// Events of the log.
    pub events: Seq,
    /// Events whose content is not what was written.
    pub altered: Vec<Altered>,
    /// Reports signed, by number.
    pub signed: Vec<SignedReport>,
    /// What does not fit of them.
    pub broken: Vec<BrokenSeal>,
}

impl Verified {
    /// Nothing was changed behind our back.
    pub fn whole(&self) -> bool {
        self.altered.is_empty() && self.broken.is_empty()
    }
}

/// Computes every hash again; reads the whole log.
///
/// # Errors
/// What the store says.
pub async fn verify(desk: &Desk<AnyStore>, progress: &dyn Progress) -> DeskResult<Verified> {
    let snapshot = desk.snapshot();
    let find = |key: &str, version: Option<&str>| definition(&snapshot, key, version);
    let (events, altered) = desk.store().altered(&find, progress).await?;
    let broken = desk.store().broken_seals().await?;
    let signed = desk.store().signed_reports().await?;
    Ok(Verified { events, altered, signed, broken })
}

/// The definition of a ledger in a package version; none: in force.
fn definition(snapshot: &Snapshot, key: &str, version: Option<&str>) -> Option<Arc<Ledger>> {
    let (package, ledger) = key.split_once('.')?;
    let mut libraries = std::iter::once(snapshot.library()).chain(snapshot.earlier());
    let fits = |library: &&Library| {
        let package = library.packages.get(package);
        package.is_some_and(|p| version.is_none_or(|version| &*p.version == version))
    };
    libraries.find(fits)?.packages.get(package)?.ledgers.get(ledger).cloned()
}
