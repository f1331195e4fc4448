//! What the scheduler beside the desk did lately, so that an administrator sees whether it still works.

use std::sync::{Mutex, PoisonError};

use banjie_desk::Fallen;
use banjie_model::Moment;

/// One round of the scheduler.
#[derive(Clone, Debug)]
pub struct Round {
    /// When it began.
    pub at: Moment,
    /// How long it took, in milliseconds.
    pub took: u64,
    /// What fell, or why it could not be finished.
    pub outcome: Result<Fallen, String>,
}

impl Round {
    /// True when it found nothing to do.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        matches!(&self.outcome, Ok(fallen) if *fallen == Fallen::default())
    }
}

/// The last rounds of this process.
#[derive(Debug)]
pub struct Rounds {
    started: Moment,
    last: Mutex<(Option<Round>, Option<Round>)>,
}

impl Rounds {
    /// No round yet, in a process started at this moment.
    #[must_use]
    pub fn new(started: Moment) -> Rounds {
        Rounds { started, last: Mutex::default() }
    }

    /// When the process started.
    #[must_use]
    pub fn started(&self) -> Moment {
        self.started
    }

    /// Notes a round.
    pub fn note(&self, round: Round) {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if !round.is_idle() {
            last.1 = Some(round.clone());
        }
        last.0 = Some(round);
    }

    /// The last round, and the last one that had something to do.
    #[must_use]
    pub fn last(&self) -> (Option<Round>, Option<Round>) {
        self.last.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
