//! The brain of a Magpie cluster as a pure state machine.
//!
//! A [`Schedule`] decides which worker scans which keys of which bucket, and what of their results is taken. It holds no
//! socket, no clock and no database: [`Schedule::handle`] takes the time and an [`Event`], and returns [`Effect`]s. The same
//! events give the same effects, always. So a test can put it through lost, late and doubled messages, dying workers and
//! restarts, a thousand times a second, and repeat what it found; the crate's simulator does.
//!
//! # Should I use this?
//!
//! Yes, if you have long sorted lists of keys, workers that die, and results that must be stored exactly once. The rest is
//! yours: to store what it says, in one atomic write for each event, *before* you send what it says; to list a bucket step
//! by step when it asks; and to give it a [`Tick`](Event::Tick) at its [`next_deadline`](Schedule::next_deadline).
//!
//! # Example
//!
//! One run over one bucket, one worker:
//!
//! ```
//! use magpie_schedule::{Account, Config, Effect, Event, NewRun, NewShard, RunState, Schedule, SessionId};
//!
//! let mut schedule = Schedule::new(Config { epoch: 1, ..Config::default() });
//! let run = NewRun { run_id: 7, job_id: "job".into(), buckets: vec!["photos".into()] };
//! let effects = schedule.handle(0, Event::StartRun(run));
//! // Store the run, then list the bucket from its beginning.
//! assert!(matches!(&effects[..], [Effect::PutRun(_), Effect::PlanBucket { run_id: 7, bucket: 0, cursor }] if cursor.is_empty()));
//!
//! // The planner saw two objects and cut one shard of them, open to the bucket's end.
//! let listed = Account { objects: 2, bytes: 10, ..Account::default() };
//! let shard = NewShard { start_after: "".into(), end_inclusive: "".into(), objects: 2, bytes: 10 };
//! schedule.handle(5, Event::ShardsPlanned {
//!     run_id: 7, bucket: 0, from_cursor: "".into(), to_cursor: "b.txt".into(), shards: vec![shard], listed, done: true,
//! });
//!
//! // A worker comes, and takes one lease.
//! let session = SessionId::from("made anew at each start of the worker");
//! schedule.handle(10, Event::Attached { session: session.clone(), name: "worker-1".into() });
//! let effects = schedule.handle(11, Event::Credit { session: session.clone(), leases: 1 });
//! let token = effects.iter().find_map(|effect| match effect {
//!     Effect::Grant { grant, .. } => Some(grant.token),
//!     _ => None,
//! }).expect("there is a shard and a credit");
//!
//! // Its results: stored, acknowledged, and the run is over.
//! let account = Account { objects: 2, bytes: 10, complete: 1, skipped: 1, bytes_classified: 10, ..Account::default() };
//! let effects = schedule.handle(20, Event::Progress {
//!     session, token, from_cursor: "".into(), to_cursor: "b.txt".into(), account,
//!     objects_with_detections: 0, detections: 0, done: true,
//! });
//! assert!(effects.contains(&Effect::AppendResults));
//! assert!(effects.contains(&Effect::RunEnded { run_id: 7, state: RunState::Complete }));
//! ```
//!
//! # Rules
//!
//! - **Leases.** A shard has at most one. Its [`Token`] is greater than all before it. Only a Progress under the current
//!   token, from the session that was granted it, before its deadline, that starts at the shard's cursor, is taken; nothing
//!   else changes what is stored. A deadline is renewed by heartbeats that name the lease, and by progress.
//! - **Cursors** are keys, compared as UTF-8 bytes. They only grow.
//! - **Loss.** However a lease is lost, its shard is free again at its cursor. A stream that breaks loses nothing: the worker
//!   may attach again with the same session while its leases last, and should send again what was not acknowledged.
//! - **Attempts.** Each grant counts, and is stored as an attempt with the grant itself, until there is progress. After
//!   [`attempts_before_careful`](Config::attempts_before_careful) the shard is worked on one object at a time; after
//!   [`attempts_before_quarantine`](Config::attempts_before_quarantine) its first object is reported as quarantined instead
//!   of being read, and the shard goes on after it. An attempt does not count if the worker gave the lease back because it
//!   drains, cannot list the bucket or has other rules, or if the run was paused; and a bounded number is excused if the
//!   worker turns out to have lived on, or the coordinator restarted.
//! - **Failures to list**, of the planner or of a worker, are tried again with growing delays. After
//!   [`max_listing_attempts`](Config::max_listing_attempts) the bucket or shard is given up, and the run will end
//!   [`Incomplete`](RunState::Incomplete).
//! - **Drift.** A bucket may change between planning and scanning. Workers list their ranges themselves, so what counts is
//!   what they met; the difference is kept in [`appeared`](RunRecord::appeared) and [`vanished`](RunRecord::vanished). A run
//!   with drift can be [`Complete`](RunState::Complete): every range that the planner saw objects in was listed by a worker to
//!   its end, and every object met there has its outcome.
//! - **Fairness.** Runs take turns. In a run the oldest shard goes first. A shard goes to another worker than the one that
//!   lost it, if there is one, and to the least busy.
//! - **Bounds.** All are in [`Config`] and documented there.
//!
//! What must hold after every event is written down, and checked, in [`Schedule::check_invariants`]. Each rule has its test in
//! `tests/rules`; all of them together are put to the test by the simulator in `src/sim`.

mod account;
mod config;
mod effect;
mod event;
mod granting;
mod invariant;
mod lease;
mod loss;
mod outbox;
mod planning;
mod planted;
mod progress;
mod record;
mod recovery;
mod run;
mod schedule;
mod session;
#[cfg(any(test, feature = "planted-bugs"))]
pub mod sim;
mod view;

pub use account::Account;
pub use config::Config;
pub use effect::Effect;
pub use event::{Event, Millis, NewRun, NewShard};
pub use invariant::Violation;
pub use lease::{Grant, ReturnReason, RevokeReason, SessionId, Token};
#[cfg(any(test, feature = "planted-bugs"))]
pub use planted::PlantedBug;
pub use record::{BucketError, BucketRecord, PlanState, RunRecord, RunState, ShardRecord};
pub use schedule::Schedule;
pub use view::{Counters, LeaseView, ShardsView, WorkerView};
