//! What every handler is given.

use std::{fmt, path::PathBuf, sync::Arc};

use banjie_desk::{Clock, Desk, Snapshot};
use banjie_model::Moment;
use banjie_office::printing::PdfPrinter;
use banjie_store::AnyStore;
use chrono::TimeDelta;
use tokio::sync::Semaphore;

use crate::{
    pages::{ledgers::counts::Counts, shared::jobs::Errands, work::Badges},
    search::Finder,
    server::{Handed, Jobs, Limits, Rounds, Shelves, Strangers},
};

/// Reads the clock: civil time of China, to the second.
pub type ReadClock = Arc<dyn Fn() -> Moment + Send + Sync>;
/// Fills bytes with chance fit for keys.
pub type Chance = Arc<dyn Fn(&mut [u8]) + Send + Sync>;

/// How the desk on the web behaves.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Name of the bureau, on every page.
    pub title: String,
    /// Address people use, such as `https://banjie.example.cn`; with https the session cookie is sent over https only.
    pub address: Option<String>,
    /// A demonstration: its accounts stand on the sign-in page and administrators need no second factor.
    pub demo: bool,
    /// A session ends when nothing was asked for so long.
    pub idle: TimeDelta,
    /// And in any case after so long.
    pub longest: TimeDelta,
    /// Wrong passwords in a row before an account is locked.
    pub failures: u32,
    /// For how many minutes it is locked.
    pub lock_minutes: u32,
    /// Largest upload, in bytes.
    pub upload: usize,
    /// The program stands behind a proxy that writes `X-Forwarded-For`.
    pub proxied: bool,
    /// Address of map tiles with `{z}`, `{x}`, `{y}`; none: the blank base.
    pub tiles: Option<String>,
    /// Requests of one address a minute at sign-in and at the public's forms; tests and benches raise it.
    pub patience: u32,
    /// Folder of backups made from the web; none: they are made from the command line only.
    pub backups: Option<PathBuf>,
    /// Folder of packages the program was started with; none: the packages inside the program.
    pub packages: Option<PathBuf>,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            title: crate::text::shell::PRODUCT.to_owned(),
            address: None,
            demo: false,
            idle: TimeDelta::minutes(30),
            longest: TimeDelta::hours(12),
            failures: 5,
            lock_minutes: 15,
            upload: 50 * 1024 * 1024,
            proxied: false,
            tiles: None,
            patience: 30,
            backups: None,
            packages: None,
        }
    }
}

/// What the binary puts together.
pub struct Parts {
    /// The desk.
    pub desk: Desk<AnyStore>,
    /// The clock.
    pub clock: ReadClock,
    /// Chance.
    pub chance: Chance,
    /// Folder of uploaded files.
    pub files: PathBuf,
    /// Folder of the search index; none: in memory.
    pub search: Option<PathBuf>,
    /// Prints documents as PDF; none: they are handed out as Word and pages only.
    pub pdf: Option<Arc<dyn PdfPrinter>>,
    /// Behaviour.
    pub settings: Settings,
}

/// What every handler is given. Cloning is cheap.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    parts: Parts,
    limits: Limits,
    strangers: Strangers,
    handed: Handed,
    shelves: Shelves,
    jobs: Jobs,
    errands: Errands,
    finder: Finder,
    badges: Badges,
    counts: Counts,
    rounds: Rounds,
    /// Passwords are checked a few at a time: each takes tens of megabytes on purpose.
    hashing: Semaphore,
}

impl fmt::Debug for App {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("App").field("settings", &self.0.parts.settings).finish_non_exhaustive()
    }
}

impl App {
    /// Puts the parts together.
    #[must_use]
    pub fn new(parts: Parts) -> App {
        let limits = Limits::new(parts.settings.patience);
        let shelves = Shelves::new(parts.files.clone());
        let started = (parts.clock)();
        App(Arc::new(Inner {
            limits,
            strangers: Strangers::default(),
            handed: Handed::default(),
            shelves,
            jobs: Jobs::default(),
            errands: Errands::default(),
            finder: Finder::new(parts.search.clone()),
            badges: Badges::default(),
            counts: Counts::default(),
            rounds: Rounds::new(started),
            hashing: Semaphore::new(2),
            parts,
        }))
    }

    /// The desk.
    #[must_use]
    pub fn desk(&self) -> &Desk<AnyStore> {
        &self.0.parts.desk
    }

    /// The store below the desk.
    #[must_use]
    pub fn store(&self) -> &AnyStore {
        self.0.parts.desk.store()
    }

    /// Packages, organisations, people, calendar as they are now.
    #[must_use]
    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.0.parts.desk.snapshot()
    }

    /// The moment.
    #[must_use]
    pub fn now(&self) -> Moment {
        (self.0.parts.clock)()
    }

    /// The moment as both times of a command.
    #[must_use]
    pub fn clock(&self) -> Clock {
        Clock::now(self.now())
    }

    /// A new secret of 32 random bytes, URL-safe.
    #[must_use]
    pub fn secret(&self) -> String {
        use base64::Engine as _;
        base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(self.random::<32>())
    }

    /// Random bytes.
    #[must_use]
    pub fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        (self.0.parts.chance)(&mut bytes);
        bytes
    }

    /// Behaviour.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.0.parts.settings
    }

    /// Prints documents as PDF, where there is a typesetter.
    #[must_use]
    pub fn printer(&self) -> Option<Arc<dyn PdfPrinter>> {
        self.0.parts.pdf.clone()
    }

    /// How often one address may ask.
    #[must_use]
    pub fn limits(&self) -> &Limits {
        &self.0.limits
    }

    /// Uploaded files.
    #[must_use]
    pub fn files(&self) -> &Shelves {
        &self.0.shelves
    }

    /// Failures at accounts that do not exist.
    pub(crate) fn strangers(&self) -> &Strangers {
        &self.0.strangers
    }

    /// Files handed out lately.
    pub(crate) fn handed(&self) -> &Handed {
        &self.0.handed
    }

    /// Long work going on.
    #[must_use]
    pub fn jobs(&self) -> &Jobs {
        &self.0.jobs
    }

    /// Long work people started on pages, each with a page of its own.
    #[must_use]
    pub fn errands(&self) -> &Errands {
        &self.0.errands
    }

    /// The full-text index.
    #[must_use]
    pub fn finder(&self) -> &Finder {
        &self.0.finder
    }

    /// Counts of lists.
    pub(crate) fn counts(&self) -> &Counts {
        &self.0.counts
    }

    pub(crate) fn badges(&self) -> &Badges {
        &self.0.badges
    }

    /// What the scheduler did lately.
    #[must_use]
    pub fn rounds(&self) -> &Rounds {
        &self.0.rounds
    }

    pub(crate) fn hashing(&self) -> &Semaphore {
        &self.0.hashing
    }
}
