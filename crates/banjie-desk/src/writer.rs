//! The one who writes: commands queue up, those waiting are decided and committed together (group commit).
//!
//! While one transaction is being made durable the next commands gather, so that under load many share one commit and a
//! single command still waits for nobody. A refusal is an answer and does not disturb its neighbours; when the store fails,
//! nothing of the batch is written and every command of it is told so.

use std::{
    collections::HashMap,
    sync::{Arc, RwLock},
};

use banjie_model::{Name, Seq, case::What, refusal::Refusal, value::Value};
use tokio::sync::{mpsc, oneshot};

use crate::{
    batch::{Batch, Done, Submission},
    directory::{self, Directory},
    ports::{Store, StoreError, StoreResult, StoreTx},
    snapshot::Snapshot,
};

/// Commands of one transaction at most.
const MAX_BATCH: usize = 512;
/// Commands that may wait before senders have to.
const QUEUE: usize = 4_096;

/// How often a batch is decided afresh when another process got in its way.
const RETRIES: usize = 3;

/// Answer to one command.
pub(crate) type Answer = StoreResult<Result<Done, Refusal>>;

struct Job {
    submission: Submission,
    answer: oneshot::Sender<Answer>,
}

/// The shared, replaceable state of the world.
pub(crate) type Shared = Arc<RwLock<Arc<Snapshot>>>;

/// How long the writer waits for the callers of the batch before, at most.
const GATHER: std::time::Duration = std::time::Duration::from_millis(1);

/// The snapshot in force.
pub(crate) fn current(shared: &Shared) -> Arc<Snapshot> {
    shared.read().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
}

/// Handle of the writer.
#[derive(Clone, Debug)]
pub(crate) struct Writer {
    queue: mpsc::Sender<Job>,
}

impl std::fmt::Debug for Job {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.submission.fmt(f)
    }
}

impl Writer {
    /// Starts the writer; it ends when the last handle is gone and the queue is empty.
    pub fn start<S: Store>(store: S, shared: Shared) -> Writer {
        let (queue, jobs) = mpsc::channel(QUEUE);
        tokio::spawn(run(store, shared, jobs));
        Writer { queue }
    }

    /// Queues a command and waits for its answer.
    pub async fn submit(&self, submission: Submission) -> Answer {
        let (answer, answered) = oneshot::channel();
        let gone = || StoreError::Other("写入任务已停止，本次没有写入。请重新启动程序后再试。".to_owned());
        self.queue.send(Job { submission, answer }).await.map_err(|_| gone())?;
        answered.await.unwrap_or_else(|_| Err(gone()))
    }
}

async fn run<S: Store>(store: S, shared: Shared, mut jobs: mpsc::Receiver<Job>) {
    let mut waiting = Vec::with_capacity(MAX_BATCH);
    let mut answered = 0;
    while jobs.recv_many(&mut waiting, MAX_BATCH).await > 0 {
        gather(&mut jobs, &mut waiting, answered).await;
        answered = waiting.len();
        let (submissions, answers): (Vec<_>, Vec<_>) = waiting.drain(..).map(|j| (j.submission, j.answer)).unzip();
        // A task of its own: should a rule make the engine panic, only this batch is lost, and says so.
        let work = tokio::spawn(write(store.clone(), shared.clone(), submissions));
        let outcome = work.await.unwrap_or_else(|panic| {
            Err(StoreError::Other(format!(
                "处理时程序出错，本批没有写入任何内容：{panic}。请把办理内容报告给维护人员。"
            )))
        });
        answer(answers, outcome);
    }
}

/// Waits a moment for those who were just answered: they are likely to come again, and one commit serves all of them. Without
/// it the first to come back would be written alone while the others wait.
async fn gather(jobs: &mut mpsc::Receiver<Job>, waiting: &mut Vec<Job>, answered: usize) {
    let deadline = tokio::time::Instant::now() + GATHER;
    while waiting.len() < answered.min(MAX_BATCH) {
        match tokio::time::timeout_at(deadline, jobs.recv()).await {
            Ok(Some(job)) => waiting.push(job),
            Ok(None) | Err(_) => break,
        }
    }
}

fn answer(answers: Vec<oneshot::Sender<Answer>>, outcome: StoreResult<Vec<Result<Done, Refusal>>>) {
    match outcome {
        Ok(outcomes) => {
            for (answer, outcome) in answers.into_iter().zip(outcomes) {
                // Nobody may be listening any more; the work is done all the same.
                let _ = answer.send(Ok(outcome));
            }
        }
        Err(error) => {
            for answer in answers {
                let _ = answer.send(Err(error.clone()));
            }
        }
    }
}

async fn write<S: Store>(
    store: S,
    shared: Shared,
    mut submissions: Vec<Submission>,
) -> StoreResult<Vec<Result<Done, Refusal>>> {
    catch_up(&store, &shared).await?;
    let snapshot = current(&shared);
    // A transaction that cannot even begin has waited its time already: that is told at once.
    let mut outcome = write_once(store.begin().await?, &snapshot, &mut submissions).await;
    for _ in 0..RETRIES {
        if !matches!(outcome, Err(StoreError::Busy(_))) {
            break;
        }
        // Two processes in each other's way: nothing was written, so the batch is decided afresh, on what the other wrote.
        outcome = write_once(store.begin().await?, &snapshot, &mut submissions).await;
    }
    let Written { outcomes, last, touches_directory } = outcome?;
    snapshot.saw(last);
    if touches_directory {
        refresh(&store, &shared).await?;
    }
    Ok(outcomes)
}

/// Takes over what other processes changed in organisations, people and calendar: one look at the head of the log.
pub(crate) async fn catch_up<S: Store>(store: &S, shared: &Shared) -> StoreResult<()> {
    let snapshot = current(shared);
    let (head, seen) = (store.head().await?, snapshot.seen());
    if head == seen {
        return Ok(());
    }
    if store.touched_since(directory::PACKAGE, seen).await? {
        return refresh(store, shared).await;
    }
    snapshot.saw(Some((seen.saturating_add(1), head)));
    Ok(())
}

/// What became of a batch.
struct Written {
    outcomes: Vec<Result<Done, Refusal>>,
    /// First and last position written.
    last: Option<(Seq, Seq)>,
    touches_directory: bool,
}

async fn write_once<T: StoreTx>(tx: T, snapshot: &Snapshot, submissions: &mut [Submission]) -> StoreResult<Written> {
    let mut batch = Batch::new(tx, snapshot);
    prepare(&mut batch, snapshot, submissions).await?;
    let mut outcomes = Vec::with_capacity(submissions.len());
    let mut ordinals = Vec::with_capacity(submissions.len());
    for submission in submissions.iter() {
        let outcome = batch.decide(submission).await?;
        ordinals.push(batch.main());
        outcomes.push(outcome);
    }
    let touches_directory = batch.touches_directory();
    let seqs = batch.commit().await?;
    for (outcome, ordinal) in outcomes.iter_mut().zip(ordinals) {
        if let (Ok(done), Some(ordinal)) = (outcome, ordinal) {
            done.seq = seqs.get(ordinal).copied().unwrap_or(0);
        }
    }
    Ok(Written { outcomes, last: seqs.first().copied().zip(seqs.last().copied()), touches_directory })
}

/// Gives new records their ids and loads the cases of the others together.
async fn prepare<T: StoreTx>(
    batch: &mut Batch<'_, T>,
    snapshot: &Snapshot,
    submissions: &mut [Submission],
) -> StoreResult<()> {
    let creates = |s: &Submission| matches!(s.command.what, What::Create { .. });
    let n = submissions.iter().filter(|s| creates(s)).count();
    let mut ids = batch.new_ids(n).await?;
    for submission in submissions.iter_mut().filter(|s| creates(s)) {
        submission.command.record = ids.next().unwrap_or(submission.command.record);
    }
    find_keys(batch, snapshot, submissions).await?;
    batch.announce(submissions.iter().filter_map(|s| directory::registered(&s.command)).collect());
    let mut ledgers: Vec<_> = submissions.iter().filter(|s| !creates(s)).map(|s| s.command.ledger.clone()).collect();
    ledgers.sort_unstable();
    ledgers.dedup();
    for ledger in ledgers {
        let of_ledger = submissions.iter().filter(|s| !creates(s) && s.command.ledger == ledger);
        let ids: Vec<_> = of_ledger.map(|s| s.command.record).collect();
        batch.load(&ledger, ids).await?;
    }
    Ok(())
}

/// Asks for the holders of the business keys of all new records together; one a record would be a query each.
async fn find_keys<T: StoreTx>(
    batch: &mut Batch<'_, T>,
    snapshot: &Snapshot,
    submissions: &[Submission],
) -> StoreResult<()> {
    let mut keys: HashMap<&Name, Vec<Vec<Value>>> = HashMap::new();
    for Submission { command, clock, .. } in submissions {
        let What::Create { values, .. } = &command.what else { continue };
        let Some(ledger) = batch.ledger(&command.ledger) else { continue };
        let part = |index: &usize| {
            let field = ledger.fields.get(*index)?;
            let value = values.get(&field.name).or(field.default.as_ref())?;
            // A bad value is refused later, by itself; asked for here it would fail the whole batch.
            let checked = banjie_engine::values::check(&snapshot.world(), ledger, field, value, clock.at.date());
            checked.ok().filter(|value| !value.is_missing())
        };
        let key: Option<Vec<Value>> = ledger.unique.iter().map(part).collect();
        keys.entry(&command.ledger).or_default().extend(key.filter(|key| !key.is_empty()));
    }
    for (name, keys) in keys {
        if let Some(ledger) = batch.ledger(name).cloned() {
            batch.find_keys(&ledger, keys).await?;
        }
    }
    Ok(())
}

/// True for the ledgers organisations, people and calendar are read from.
pub(crate) fn is_directory(ledger: &str) -> bool {
    ledger.split_once('.').is_some_and(|(package, _)| package == directory::PACKAGE)
}

/// Reads organisations, people and calendar again.
pub(crate) async fn refresh<S: Store>(store: &S, shared: &Shared) -> StoreResult<()> {
    let shelf = current(shared).shelf.clone();
    // The head first: what is written meanwhile is looked at again.
    let seen = store.head().await?;
    let directory = Directory::read(store, &shelf.current).await?;
    let fresh = Arc::new(Snapshot::new(shelf, directory, seen));
    *shared.write().unwrap_or_else(std::sync::PoisonError::into_inner) = fresh;
    Ok(())
}
