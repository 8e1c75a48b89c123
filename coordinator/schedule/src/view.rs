//! What the server may look at.

use crate::config::Config;
use crate::event::Millis;
use crate::lease::{SessionId, Token};
use crate::record::RunRecord;
use crate::schedule::Schedule;

/// A lease that is held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeaseView {
    /// Its token.
    pub token: Token,
    /// Who holds it.
    pub session: SessionId,
    /// The holder's name.
    pub worker: String,
    /// The run.
    pub run_id: u64,
    /// The run's job.
    pub job_id: String,
    /// The shard.
    pub shard_id: u64,
    /// The bucket's name.
    pub bucket: String,
    /// When it expires if it is not renewed.
    pub expires_at: Millis,
}

/// A worker that is attached, or that holds leases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkerView {
    /// Its session.
    pub session: SessionId,
    /// Its name.
    pub name: String,
    /// Whether its stream is there.
    pub attached: bool,
    /// When its session was first attached.
    pub attached_at: Millis,
    /// When it was last heard of.
    pub last_heard_at: Millis,
    /// Leases it holds.
    pub leases: u32,
    /// Leases it would still take.
    pub credits: u32,
    /// Whether it is draining.
    pub draining: bool,
    /// Bytes of content analysed in this session.
    pub bytes_classified: u64,
    /// Objects with an outcome in this session.
    pub objects: u64,
}

/// The shards of a run that are not finished.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ShardsView {
    /// Waiting for a worker.
    pub ready: usize,
    /// Waiting for a delay to pass after a failure.
    pub delayed: usize,
    /// Leased.
    pub leased: usize,
}

/// What the schedule has counted since it was made. Never stored.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counters {
    /// Events handled.
    pub events: u64,
    /// Leases granted.
    pub grants: u64,
    /// Of these, careful ones.
    pub careful_grants: u64,
    /// Of these, ones that quarantine an object.
    pub quarantine_grants: u64,
    /// Leases that were not renewed in time.
    pub expired: u64,
    /// Leases given back.
    pub returned: u64,
    /// Progress messages accepted.
    pub progress_accepted: u64,
    /// Progress messages that were stored before, and acknowledged again.
    pub progress_repeated: u64,
    /// Progress messages refused.
    pub progress_refused: u64,
    /// Steps of the planner that were taken.
    pub plans_accepted: u64,
    /// Steps of the planner that came late or twice.
    pub plans_ignored: u64,
    /// Steps of the planner that failed, or broke the rules.
    pub plans_failed: u64,
}

impl Schedule {
    /// The run, if it has not ended or is among the latest that have.
    pub fn run(&self, run_id: u64) -> Option<&RunRecord> {
        self.runs.get(&run_id).map(|run| &run.record)
    }

    /// All runs that are known, by id.
    pub fn runs(&self) -> impl Iterator<Item = &RunRecord> {
        self.runs.values().map(|run| &run.record)
    }

    /// The unfinished shards of a run.
    pub fn shards(&self, run_id: u64) -> ShardsView {
        let Some(run) = self.runs.get(&run_id) else {
            return ShardsView::default();
        };
        let delayed = run.shards.values().filter(|shard| shard.delayed_until.is_some()).count();
        let ready = run.ready.len();
        ShardsView { ready, delayed, leased: run.shards.len() - ready - delayed }
    }

    /// The leases that are held, oldest first.
    pub fn leases(&self) -> impl Iterator<Item = LeaseView> {
        self.leases.iter().filter_map(|(number, lease)| {
            let run = self.runs.get(&lease.shard.0)?;
            let shard = run.shards.get(&lease.shard.1)?;
            Some(LeaseView {
                token: self.token(*number),
                session: lease.session.clone(),
                worker: self.sessions.get(&lease.session).map(|session| session.name.clone()).unwrap_or_default(),
                run_id: lease.shard.0,
                job_id: run.record.job_id.clone(),
                shard_id: lease.shard.1,
                bucket: run
                    .record
                    .buckets
                    .get(shard.record.bucket as usize)
                    .map(|b| b.name.clone())
                    .unwrap_or_default(),
                expires_at: lease.expires_at,
            })
        })
    }

    /// The workers that are attached or hold leases, by session.
    pub fn workers(&self) -> impl Iterator<Item = WorkerView> {
        self.sessions
            .iter()
            .filter(|(_, session)| session.attached || !session.leases.is_empty())
            .map(|(id, session)| session.view(id))
    }

    /// What has been counted since the schedule was made.
    pub fn counters(&self) -> Counters {
        self.counters
    }

    /// The bounds and delays that it works with.
    pub fn config(&self) -> &Config {
        &self.config
    }
}
