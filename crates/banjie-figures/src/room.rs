//! The figures of one store at one log position.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use banjie_desk::ports::{Store, StoreError};
use banjie_engine::World;
use banjie_model::{
    Moment, Name, Seq,
    definition::Library,
    figure::{Answers, Ask, Figure, Wants},
};

use crate::{catalogue::Catalogue, compute::Computer, scans::Numbers, veil::Veiled};

/// A log position, and the instant what runs is judged at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AsOf {
    /// Log position.
    pub seq: Seq,
    /// Instant.
    pub at: Moment,
}

impl AsOf {
    /// Everything that is recorded, judged at `now`.
    ///
    /// # Errors
    /// The store's.
    pub async fn now(store: &impl Store, now: Moment) -> Result<AsOf, StoreError> {
        Ok(AsOf { seq: store.head().await?, at: now })
    }

    /// What was recorded at a moment, judged at that moment.
    ///
    /// # Errors
    /// The store's.
    pub async fn moment(store: &impl Store, moment: Moment) -> Result<AsOf, StoreError> {
        Ok(AsOf { seq: store.seq_at(moment).await?, at: moment })
    }
}

/// Why there is no answer.
#[derive(Clone, Debug, thiserror::Error)]
pub enum FigureError {
    /// The store could not be asked.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The question has no answer; in Chinese.
    #[error("{0}")]
    Unanswerable(String),
}

impl From<String> for FigureError {
    fn from(why: String) -> FigureError {
        FigureError::Unanswerable(why)
    }
}

/// Answer of this room.
pub type FigureResult<T> = Result<T, FigureError>;

/// Rounds of scans after which every table must be settled: groups are met in the first, their neighbours in the second.
const ROUNDS_MAX: usize = 6;

/// Figures of a store.
#[derive(Debug)]
pub struct Figures<'a, S> {
    pub(crate) store: &'a S,
    pub(crate) world: World<'a>,
    pub(crate) earlier: Vec<&'a Library>,
    home: Option<Name>,
    as_of: AsOf,
    scans: AtomicUsize,
}

impl<'a, S: Store> Figures<'a, S> {
    /// The figures of a store as of a position.
    pub fn new(store: &'a S, world: World<'a>, as_of: AsOf) -> Figures<'a, S> {
        Figures { store, world, earlier: Vec::new(), home: None, as_of, scans: AtomicUsize::new(0) }
    }

    /// Package versions that were in force before: traces made with them are resolved with them.
    #[must_use]
    pub fn with_earlier(mut self, earlier: Vec<&'a Library>) -> Figures<'a, S> {
        self.earlier = earlier;
        self
    }

    /// The organisation that publishes these figures, by code: small numbers of those below it are not shown.
    #[must_use]
    pub fn published_by(mut self, org: Option<Name>) -> Figures<'a, S> {
        self.home = org;
        self
    }

    /// The definitions in force.
    pub fn catalogue(&self) -> Catalogue<'a> {
        Catalogue::new(self.world)
    }

    /// The position.
    pub fn as_of(&self) -> AsOf {
        self.as_of
    }

    /// How many scans have been run so far.
    pub fn scans_run(&self) -> usize {
        self.scans.load(Ordering::Relaxed)
    }

    /// Everything a page or report asks for, in few scans.
    ///
    /// # Errors
    /// The store's; what cannot be answered is told in the answers, each for itself.
    pub async fn answer(&self, wants: &Wants) -> Result<Answers, StoreError> {
        let mut numbers = Numbers::default();
        let mut answers = self.pass(wants, &mut numbers);
        for _ in 0..ROUNDS_MAX {
            if !numbers.is_waiting() {
                break;
            }
            self.settle(&mut numbers).await?;
            answers = self.pass(wants, &mut numbers);
        }
        Ok(answers)
    }

    /// One figure.
    ///
    /// # Errors
    /// The store's, or why it cannot be answered.
    pub async fn figure(&self, ask: &Ask) -> FigureResult<Arc<Figure>> {
        let wants = Wants { figures: [ask.clone()].into_iter().collect(), ..Wants::default() };
        let mut answers = self.answer(&wants).await?;
        let answer = answers.figures.remove(ask).unwrap_or_else(|| Err("没有答案".to_owned()));
        answer.map_err(FigureError::Unanswerable)
    }

    fn pass(&self, wants: &Wants, numbers: &mut Numbers) -> Answers {
        let AsOf { seq, at } = self.as_of;
        let (catalogue, home) = (self.catalogue(), self.home.clone());
        let mut computer = Computer { catalogue, as_of: seq, at, numbers, home, veiled: Veiled::new() };
        let mut answers = Answers::default();
        for ask in &wants.tables {
            // What is wrong with a table is told where it is answered.
            computer.protect(ask).unwrap_or_default();
        }
        for ask in &wants.figures {
            let figure = computer.ask(ask).map(|(trace, wording)| Arc::new(Figure::new(trace, wording)));
            answers.figures.insert(ask.clone(), figure);
        }
        for ask in &wants.tables {
            answers.tables.insert(ask.clone(), computer.table(ask).map(Arc::new));
        }
        answers
    }

    /// Runs the scans the numbers want.
    pub(crate) async fn settle(&self, numbers: &mut Numbers) -> Result<(), StoreError> {
        for (scan, queries) in numbers.scans(self.as_of.seq, self.as_of.at) {
            let ledger = self.world.library.ledger(&scan.source.ledger);
            let ledger = ledger.ok_or_else(|| StoreError::Other(format!("没有台账 {}", scan.source.ledger)))?;
            let rows = self.store.scan(ledger, &scan).await?;
            self.scans.fetch_add(1, Ordering::Relaxed);
            numbers.take(queries, &rows);
        }
        Ok(())
    }
}
