//! Collects the effects of one event: each record once, as it is in the end, and all records before all messages.

use std::collections::BTreeSet;

use crate::effect::Effect;
use crate::record::RunRecord;
use crate::schedule::{Schedule, ShardKey};

#[derive(Debug, Default)]
pub(crate) struct Outbox {
    runs: BTreeSet<u64>,
    shards: BTreeSet<ShardKey>,
    deleted: BTreeSet<ShardKey>,
    forgotten: Vec<RunRecord>,
    append_results: bool,
    messages: Vec<Effect>,
}

impl Outbox {
    pub(crate) fn put_run(&mut self, run_id: u64) {
        self.runs.insert(run_id);
    }

    pub(crate) fn put_shard(&mut self, key: ShardKey) {
        self.shards.insert(key);
    }

    pub(crate) fn delete_shard(&mut self, key: ShardKey) {
        self.deleted.insert(key);
    }

    /// The run leaves memory with this event. If it has changed, it is stored all the same.
    pub(crate) fn forgotten_run(&mut self, record: RunRecord) {
        self.forgotten.push(record);
    }

    pub(crate) fn append_results(&mut self) {
        self.append_results = true;
    }

    pub(crate) fn message(&mut self, effect: Effect) {
        self.messages.push(effect);
    }
}

impl Schedule {
    /// Empties the outbox.
    pub(crate) fn flush(&mut self) -> Vec<Effect> {
        let outbox = std::mem::take(&mut self.outbox);
        let mut effects = Vec::with_capacity(outbox.runs.len() + outbox.shards.len() + 1 + outbox.messages.len());
        for record in outbox.forgotten {
            if outbox.runs.contains(&record.run_id) {
                effects.push(Effect::PutRun(record));
            }
        }
        for run_id in outbox.runs {
            if let Some(run) = self.runs.get(&run_id) {
                effects.push(Effect::PutRun(run.record.clone()));
            }
        }
        for (run_id, shard_id) in outbox.deleted {
            effects.push(Effect::DeleteShard { run_id, shard_id });
        }
        for (run_id, shard_id) in outbox.shards {
            // A shard that was deleted by the same event is no longer here.
            if let Some(shard) = self.runs.get(&run_id).and_then(|run| run.shards.get(&shard_id)) {
                effects.push(Effect::PutShard(shard.record.clone()));
            }
        }
        if outbox.append_results {
            effects.push(Effect::AppendResults);
        }
        effects.extend(outbox.messages);
        effects
    }
}
