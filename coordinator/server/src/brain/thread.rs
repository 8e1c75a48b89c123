//! The thread: recovery, rounds, and the end.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use magpie_schedule::{Event, Millis, Schedule};
use tokio::sync::{mpsc, watch};

use super::command::Command;
use super::handle::BrainHandle;
use super::measure::Measures;
use super::sessions::Sessions;
use super::state::{Brain, Round, Run, Shards};
use super::views::Views;
use super::{MAX_BYTES_PER_ROUND, MAX_COMMANDS_PER_ROUND, MAX_WAITING_COMMANDS, Parts};
use super::{records, spec};

/// The longest time between two looks at the clock. Deadlines of the schedule come earlier.
const MAX_WAIT: Duration = Duration::from_millis(500);

/// How often paused jobs are looked at, milliseconds.
const EXPIRY_INTERVAL_MS: Millis = 60_000;

/// Why the brain stopped although nobody asked it to. Nothing was told to anybody that is not stored; after a restart
/// everything goes on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// The store could not be read or written.
    #[error(
        "the coordinator stops because its store failed: {0}; mend the cause (disk full? permissions?) and start it again"
    )]
    Store(String),
    /// Somebody closed the store before the coordinator had shut down: the process ends.
    #[error("the coordinator stops because its store was closed")]
    Closed,
    /// A fault of the coordinator's own.
    #[error("the coordinator stops because its brain failed: {0}")]
    Panic(String),
}

/// The running thread.
pub(crate) struct BrainThread {
    /// Changes when the thread has ended: with a failure, or without. It holds nothing any more by then.
    pub(crate) ended: watch::Receiver<Option<Result<(), Failure>>>,
    /// To be joined once it has ended.
    pub(crate) thread: std::thread::JoinHandle<()>,
}

/// Recovers what is stored and starts the thread.
///
/// # Errors
/// If the store cannot be read, or a thread cannot be made.
pub(crate) fn start(parts: Parts) -> Result<(BrainHandle, BrainThread), Failure> {
    let (commands, queue) = mpsc::channel(MAX_WAITING_COMMANDS);
    let views = Arc::new(Views::new(parts.store.clone()));
    let handle = BrainHandle { commands, views: Arc::clone(&views), clock: Arc::clone(&parts.clock) };
    let brain = recover(parts, Arc::clone(&views)).map_err(failed)?;
    let (end, ended) = watch::channel(None);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .map_err(|error| Failure::Panic(error.to_string()))?;
    let thread = std::thread::Builder::new()
        .name("magpie-brain".to_owned())
        .spawn(move || {
            let run = std::panic::AssertUnwindSafe(|| runtime.block_on(run(brain, queue)));
            let result = std::panic::catch_unwind(run).unwrap_or_else(|panic| Err(Failure::Panic(message_of(&*panic))));
            views.close();
            match &result {
                Ok(()) | Err(Failure::Closed) => {}
                Err(failure) => {
                    tracing::error!(event = "brain_failed", error = %failure, "the coordinator's brain has failed");
                }
            }
            drop((views, runtime));
            end.send_replace(Some(result));
        })
        .map_err(|error| Failure::Panic(error.to_string()))?;
    Ok((handle, BrainThread { ended, thread }))
}

fn message_of(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "unknown panic".to_owned())
}

/// The brain as it was stored. What must be done about it is done by the first round.
fn recover(parts: Parts, views: Arc<Views>) -> Result<Brain, magpie_store::Error> {
    let Parts { settings, store, clock, planner, exporter, lists, words } = parts;
    let mut brain = Brain {
        schedule: Schedule::new(settings.schedule.clone()),
        settings,
        store: store.clone(),
        clock,
        jobs: Default::default(),
        runs: Default::default(),
        shards: Shards::default(),
        sessions: Sessions::default(),
        views,
        planner,
        exporter,
        lists,
        words,
        last_run_id: 0,
        quiet: false,
        measures: Measures::new(),
        own: Vec::new(),
    };
    let (mut runs, mut shards) = (Vec::new(), Vec::new());
    for record in store.runs() {
        let record = record?;
        let run_id = record.run_id;
        brain.last_run_id = brain.last_run_id.max(run_id);
        let ended = records::is_ended(record.state());
        let details = store.run_details(run_id)?.unwrap_or_default();
        let waits_for_export = brain.exporter.is_some() && details.export.is_some() && !record.exported;
        if ended && !waits_for_export {
            continue;
        }
        let Some(job) = store.job(&record.job_id)? else {
            tracing::error!(event = "run_without_job", run_id, "a stored run has no job and is left alone");
            continue;
        };
        runs.push(records::run_from_store(&record));
        if !ended {
            for shard in store.shards(run_id) {
                let shard = records::shard_from_store(&shard?);
                brain.shards.put(&shard);
                shards.push(shard);
            }
        }
        let buckets = store.buckets(run_id).collect::<Result<Vec<_>, _>>()?;
        let status = job.status();
        match Run::new(&job, record, details, store.next_position(run_id)?) {
            Ok(mut run) => {
                run.buckets = buckets.into_iter().filter_map(|known| Some((known.index, known.bucket?))).collect();
                brain.views.set(run.view(status, 0, 0));
                if !ended && run.details.spec.as_ref().is_some_and(spec::has_words) {
                    brain.words.expect(run_id);
                }
                brain.runs.insert(run_id, run);
            }
            Err(problem) => {
                tracing::error!(event = "run_unusable", run_id, problem, "the scope of a run cannot be compiled")
            }
        }
        if !ended {
            brain.jobs.insert(job.job_id.clone(), job);
        }
    }
    let recovered = runs.len();
    brain.schedule = Schedule::recover(brain.settings.schedule.clone(), runs, shards);
    tracing::info!(event = "brain_recovered", epoch = store.epoch(), runs = recovered, "the stored runs go on");
    Ok(brain)
}

async fn run(mut brain: Brain, mut queue: mpsc::Receiver<(Millis, Command)>) -> Result<(), Failure> {
    let mut waiting = VecDeque::new();
    let mut taken = Vec::with_capacity(MAX_COMMANDS_PER_ROUND);
    let mut next_expiry = brain.clock.now();
    let mut stop = false;
    let recovered: Vec<u64> = brain.runs.keys().copied().collect();
    for run_id in recovered {
        brain.begin_export(run_id);
        brain.read_words_again(run_id);
    }
    loop {
        let mut round = Round::new(&brain.store);
        stop |= fill(&mut brain, &mut round, &mut waiting, &mut next_expiry).map_err(failed)?;
        commit(&mut brain, round)?;
        if stop && waiting.is_empty() {
            return Ok(());
        }
        if !brain.own.is_empty() || !waiting.is_empty() {
            continue;
        }
        let wait = wait(&brain);
        match tokio::time::timeout(wait, queue.recv_many(&mut taken, MAX_COMMANDS_PER_ROUND)).await {
            // Nobody has a handle any more.
            Ok(0) => return Ok(()),
            Ok(_) => waiting.extend(taken.drain(..)),
            // Nothing but time.
            Err(_) => {}
        }
    }
}

fn failed(error: magpie_store::Error) -> Failure {
    match error {
        magpie_store::Error::Closed => Failure::Closed,
        error => Failure::Store(error.to_string()),
    }
}

/// Takes what waits. Gives back whether the thread shall end.
fn fill(
    brain: &mut Brain,
    round: &mut Round,
    waiting: &mut VecDeque<(Millis, Command)>,
    next_expiry: &mut Millis,
) -> Result<bool, magpie_store::Error> {
    let mut full = waiting.len() >= MAX_COMMANDS_PER_ROUND;
    let mut stop = false;
    for command in std::mem::take(&mut brain.own) {
        let now = brain.clock.now();
        brain.take(round, now, command)?;
    }
    while round.batch.bytes() < MAX_BYTES_PER_ROUND {
        let Some((at, command)) = waiting.pop_front() else { break };
        stop |= matches!(command, Command::Stop);
        // The time at which it came: a heartbeat that waited here while a commit took long was not late.
        brain.take(round, at, command)?;
    }
    full |= !waiting.is_empty();
    // While more waits, time stands still: leases must not expire over heartbeats that are in the queue.
    if !full {
        let now = brain.clock.now();
        brain.decide(round, now, Event::Tick, None);
        if now >= *next_expiry {
            *next_expiry = now.saturating_add(EXPIRY_INTERVAL_MS);
            brain.expire_paused_jobs(round, now);
        }
    }
    Ok(stop)
}

/// Makes the round durable, then does what had to wait for that.
fn commit(brain: &mut Brain, mut round: Round) -> Result<(), Failure> {
    brain.close(&mut round);
    if round.dirty {
        let empty = brain.store.batch();
        let batch = std::mem::replace(&mut round.batch, empty);
        let started = brain.clock.now();
        brain.store.commit(batch).map_err(failed)?;
        let took = Duration::from_millis(brain.clock.now().saturating_sub(started));
        brain.measure(&round, took);
    }
    brain.deliver(round);
    Ok(())
}

/// How long nothing needs to be done if no command comes.
fn wait(brain: &Brain) -> Duration {
    let Some(deadline) = brain.schedule.next_deadline() else { return MAX_WAIT };
    let left = Duration::from_millis(deadline.saturating_sub(brain.clock.now()));
    left.clamp(Duration::from_millis(1), MAX_WAIT)
}
