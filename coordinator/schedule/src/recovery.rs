//! Recovery: going on from what is stored.

use crate::config::Config;
use crate::loss::Loss;
use crate::planted::planted;
use crate::record::{RunRecord, ShardRecord};
use crate::schedule::{Run, Schedule, Shard};

impl Schedule {
    /// The schedule as it was stored. All leases are void, as the new epoch says; shards go on at their cursors, buckets at
    /// theirs. `config.epoch` must be greater than that of every schedule that wrote these records.
    ///
    /// `runs` may hold ended runs; the latest are remembered. The order of both lists does not matter. Give it a
    /// [`Tick`](crate::Event::Tick) at once: that begins planning, and its records mend what the restart left behind.
    pub fn recover(config: Config, runs: Vec<RunRecord>, shards: Vec<ShardRecord>) -> Schedule {
        let mut schedule = Schedule::new(config);
        schedule.restore(runs, shards);
        schedule
    }

    /// Fills a new schedule with what is stored.
    pub(crate) fn restore(&mut self, mut runs: Vec<RunRecord>, shards: Vec<ShardRecord>) {
        runs.sort_by_key(|run| run.run_id);
        for record in runs {
            let (run_id, ended) = (record.run_id, record.state.is_ended());
            self.runs.insert(run_id, Run::new(record));
            if ended {
                self.remember_ended(run_id);
            } else {
                self.touched.insert(run_id);
            }
        }
        for record in shards {
            self.recover_shard(record);
        }
        self.settle();
    }

    fn recover_shard(&mut self, record: ShardRecord) {
        let key = (record.run_id, record.shard_id);
        let run = self.runs.get_mut(&key.0).filter(|run| !run.record.state.is_ended());
        let Some(run) = run else {
            // Its run has ended, or is not there at all.
            self.outbox.delete_shard(key);
            return;
        };
        let bucket_known = run.record.buckets.len() > record.bucket as usize;
        run.record.shards = run.record.shards.max(key.1.saturating_add(1));
        if run.shards.insert(key.1, Shard::new(record)).is_none() {
            self.unfinished += 1;
        }
        if !bucket_known {
            // Cannot be scanned, and must not be forgotten: the run will end incomplete.
            self.give_up(key, None);
            return;
        }
        if planted!(self, AttemptsForgottenOnRestart)
            && let Some(shard) = self.shard_mut(key)
        {
            shard.record.attempts = 0;
            shard.record.excused = 0;
        }
        if let Some(run) = self.runs.get_mut(&key.0) {
            run.ready.insert(key.1);
        }
        // If it was leased, the lease is of an older epoch.
        self.lose(key, Loss::Restarted);
    }
}
