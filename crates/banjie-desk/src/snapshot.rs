//! What decisions are made by at one moment: packages, organisations, people, calendar. Replaced whole, never changed.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use banjie_engine::World;
use banjie_model::{
    Name, Seq,
    definition::{Ledger, Library, Package},
    refusal::{Refusal, RefusalCode},
};

use crate::directory::Directory;

/// The packages in force and the older versions that open cases are pinned to.
#[derive(Debug, Default)]
pub(crate) struct Shelf {
    /// The packages in force.
    pub current: Library,
    /// For each older version: the packages in force, with this one in its old version.
    pinned: HashMap<(Name, Name), Library>,
    /// Ledgers whose records discharge duties.
    files: Vec<Name>,
}

impl Shelf {
    /// Puts older versions beside the packages in force.
    pub fn new(current: Library, older: impl IntoIterator<Item = Package>) -> Shelf {
        let mut pinned = HashMap::new();
        for package in older {
            let key = (package.name.clone(), package.version.clone());
            let mut library = current.clone();
            library.packages.insert(package.name.clone(), Arc::new(package));
            pinned.insert(key, library);
        }
        let files = banjie_engine::duties::all(&current).map(|(_, duty)| duty.files.clone()).collect();
        Shelf { current, pinned, files }
    }

    /// The packages by which a case of this package version is judged.
    pub fn library(&self, package: &str, version: &str) -> &Library {
        if self.pinned.is_empty() {
            return &self.current;
        }
        self.pinned.get(&(package.into(), version.into())).unwrap_or(&self.current)
    }

    /// True when records of this ledger discharge duties.
    pub fn discharges(&self, ledger: &str) -> bool {
        self.files.iter().any(|files| **files == *ledger)
    }

    /// True when cases of this package may be pinned to an older version.
    pub fn has_older(&self, package: &str) -> bool {
        self.pinned.keys().any(|(name, _)| &**name == package)
    }
}

/// One state of the world.
#[derive(Debug)]
pub struct Snapshot {
    pub(crate) shelf: Arc<Shelf>,
    /// Organisations, people, calendar.
    pub directory: Directory,
    /// Position of the log up to which the directory is known to be right.
    seen: AtomicI64,
}

impl Snapshot {
    /// The world as read when the log stood at `seen`.
    pub(crate) fn new(shelf: Arc<Shelf>, directory: Directory, seen: Seq) -> Snapshot {
        Snapshot { shelf, directory, seen: AtomicI64::new(seen) }
    }

    /// Position of the log up to which the directory is known to be right.
    pub(crate) fn seen(&self) -> Seq {
        self.seen.load(Ordering::Relaxed)
    }

    /// Nothing of the directory changed between these positions. Ignored where something before them is unknown.
    pub(crate) fn saw(&self, span: Option<(Seq, Seq)>) {
        if let Some((first, last)) = span.filter(|(first, _)| *first == self.seen() + 1) {
            let _ = self.seen.compare_exchange(first - 1, last, Ordering::Relaxed, Ordering::Relaxed);
        }
    }

    /// The packages in force.
    pub fn library(&self) -> &Library {
        &self.shelf.current
    }

    /// The packages as they were with each older version still kept: what old traces and old cases are judged by.
    pub fn earlier(&self) -> impl Iterator<Item = &Library> {
        self.shelf.pinned.values()
    }

    /// The engine's view, by the packages in force.
    pub fn world(&self) -> World<'_> {
        World { library: &self.shelf.current, calendar: &self.directory.calendar, orgs: &self.directory.orgs }
    }

    /// A ledger in force.
    ///
    /// # Errors
    /// A refusal that lists the ledgers there are.
    pub fn ledger(&self, key: &str) -> Result<&Arc<Ledger>, Box<Refusal>> {
        self.library().ledger(key).ok_or_else(|| {
            let known: Vec<String> = self.library().ledgers().map(|l| format!("{}（{}）", l.key, l.title)).collect();
            let known = if known.is_empty() { "目前没有任何台账".to_owned() } else { known.join("、") };
            Box::new(Refusal::new(RefusalCode::NotFound, format!("没有台账“{key}”。可用的台账：{known}。")))
        })
    }
}
