//! Long work that goes on after the answer: started by a form, watched on a page. Jobs live in this process; what they leave
//! behind (a file, an entry of a log) is theirs to keep.

use std::{
    collections::BTreeMap,
    future::Future,
    sync::{Arc, Mutex, PoisonError},
};

use banjie_desk::Progress;
use banjie_model::{Moment, Name};

use super::Fault;

/// So many ended jobs are remembered.
const REMEMBERED: usize = 200;

/// How a job stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JobState {
    /// Going on.
    Running,
    /// Done; what it found, line by line.
    Done(Vec<String>),
    /// Done, and something is wrong; what it found.
    Faulty(Vec<String>),
    /// It could not be done; why.
    Failed(String),
}

/// A job.
#[derive(Clone, Debug)]
pub struct Job {
    /// Number in this process.
    pub id: u64,
    /// What kind of job, a word of the program.
    pub kind: &'static str,
    /// Who started it.
    pub account: Name,
    /// When.
    pub started_at: Moment,
    /// How it stands.
    pub state: JobState,
    /// Steps done and steps in all; none where they are not counted.
    pub steps: Option<(u64, u64)>,
}

/// The jobs of this process.
#[derive(Clone, Debug, Default)]
pub struct Jobs(Arc<Mutex<Shelf>>);

#[derive(Debug, Default)]
struct Shelf {
    last: u64,
    jobs: BTreeMap<u64, Job>,
}

impl Jobs {
    /// Starts a job; answers its number, or the number of the one of this kind that is still going on.
    pub fn start<F, W>(&self, kind: &'static str, account: &Name, now: Moment, work: F) -> u64
    where
        F: FnOnce(Steps) -> W,
        W: Future<Output = Result<JobState, Fault>> + Send + 'static,
    {
        let id = {
            let mut shelf = self.shelf();
            let same = shelf.jobs.values().find(|job| job.kind == kind && job.state == JobState::Running);
            if let Some(job) = same {
                return job.id;
            }
            shelf.last += 1;
            let id = shelf.last;
            let job =
                Job { id, kind, account: account.clone(), started_at: now, state: JobState::Running, steps: None };
            shelf.jobs.insert(id, job);
            while shelf.jobs.len() > REMEMBERED {
                shelf.jobs.pop_first();
            }
            id
        };
        let work = tokio::spawn(work(Steps { jobs: self.clone(), id }));
        let jobs = self.clone();
        tokio::spawn(async move {
            let state = match work.await {
                Ok(Ok(state)) => state,
                Ok(Err(fault)) => JobState::Failed(fault.problem().message),
                Err(_) => JobState::Failed(crate::text::faults::BROKEN.to_owned()),
            };
            jobs.with(id, |job| job.state = state);
        });
        id
    }

    /// A job by its number.
    #[must_use]
    pub fn get(&self, id: u64) -> Option<Job> {
        self.shelf().jobs.get(&id).cloned()
    }

    /// The job of a kind started last.
    #[must_use]
    pub fn last(&self, kind: &str) -> Option<Job> {
        self.shelf().jobs.values().rev().find(|job| job.kind == kind).cloned()
    }

    fn with(&self, id: u64, change: impl FnOnce(&mut Job)) {
        if let Some(job) = self.shelf().jobs.get_mut(&id) {
            change(job);
        }
    }

    fn shelf(&self) -> std::sync::MutexGuard<'_, Shelf> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Where a job tells how far it is.
#[derive(Debug)]
pub struct Steps {
    jobs: Jobs,
    id: u64,
}

impl Progress for Steps {
    fn begin(&self, _: &str, total: u64) {
        self.jobs.with(self.id, |job| job.steps = Some((0, total)));
    }

    fn step(&self, n: u64) {
        self.jobs.with(self.id, |job| {
            if let Some((done, _)) = &mut job.steps {
                *done += n;
            }
        });
    }

    fn end(&self) {}
}
