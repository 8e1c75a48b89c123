//! The end of a simulation: when it must come, and what must hold then.

use crate::account::Account;
use crate::record::{RunRecord, RunState};

use super::bucket::{End, count, natural_end};
use super::faults::Fault;
use super::world::World;

impl World {
    /// How long the runs may take once nothing goes wrong any more: ten lease lengths, the work itself, and what poisoned
    /// objects cost.
    pub(super) fn time_to_end(&self) -> u64 {
        let (scenario, config) = (&self.scenario, &self.scenario.config);
        let objects =
            |run: &Vec<usize>| run.iter().map(|index| scenario.buckets[*index].objects.len() as u64).sum::<u64>();
        let poison = |run: &Vec<usize>| {
            let all = run.iter().flat_map(|index| scenario.buckets[*index].objects.values());
            all.filter(|object| object.poison).count() as u64
        };
        let work: u64 = scenario.runs.iter().map(objects).sum();
        let poisoned: u64 = scenario.runs.iter().map(poison).sum();
        let round_trip = 2 * scenario.delay_ms + scenario.commit_ms + scenario.listing_ms + scenario.planner_ms;
        let attempts = u64::from(config.attempts_before_quarantine + config.max_excused_attempts) + 2;
        10 * config.lease_ttl_ms
            + work * 2 * (scenario.object_ms + round_trip)
            + poisoned * attempts * 2 * (config.lease_ttl_ms + round_trip)
    }

    pub(super) fn all_ended(&self) -> bool {
        let ended = self.store.runs.values().filter(|run| run.state.is_ended()).count();
        ended == self.scenario.runs.len()
    }

    /// The end: every object that was there all the time has exactly one outcome, or the run says that it is incomplete.
    pub(super) fn check_end(&mut self) {
        let runs: Vec<RunRecord> = self.store.runs.values().cloned().collect();
        if let Some(reason) = runs.iter().find_map(|run| self.check_run(run).err()) {
            self.fail(reason);
        }
    }

    fn check_run(&self, run: &RunRecord) -> Result<(), String> {
        let run_id = run.run_id;
        let name = |what: &str| format!("run {run_id} ended {:?}: {what}", run.state);
        let listed = u128::from(run.listed.objects) + u128::from(run.appeared);
        let booked = u128::from(run.accounted.objects) + u128::from(run.vanished) + u128::from(run.unaccounted);
        if listed != booked {
            return Err(name("its books do not add up"));
        }
        if self.store.shards.keys().any(|(of, _)| *of == run_id) {
            return Err(name("it still has shards"));
        }
        let results = self.store.results.range((run_id, String::new(), String::new())..);
        let results = results.take_while(|((of, _, _), _)| *of == run_id).count() as u64;
        if Some(results) != run.accounted.outcomes() {
            return Err(name("it does not count what is in the results log"));
        }
        let denied = self.scenario.runs[run_id as usize - 1].iter().any(|index| self.buckets[*index].denied);
        let always_denied =
            self.scenario.runs[run_id as usize - 1].iter().any(|index| self.scenario.buckets[*index].denied);
        let failures = self.faults.of(Fault::ListingErrorInPlanner) + self.faults.of(Fault::ListingErrorInWorker);
        match run.state {
            RunState::Cancelled if self.cancelled.contains(&run_id) => Ok(()),
            RunState::Incomplete => {
                let told = run.buckets.iter().any(|bucket| bucket.error.is_some());
                let reason = denied || failures >= u64::from(self.scenario.config.max_listing_attempts);
                if told && reason { Ok(()) } else { Err(name("for no reason")) }
            }
            RunState::Complete if always_denied => Err(name("though a bucket could not be listed")),
            RunState::Complete => self.check_complete(run),
            _ => Err(name("which it should not")),
        }
    }

    fn check_complete(&self, run: &RunRecord) -> Result<(), String> {
        let run_id = run.run_id;
        let mut expected = Account::default();
        let mut quarantined = false;
        for index in &self.scenario.runs[run_id as usize - 1] {
            let bucket = &self.scenario.buckets[*index];
            for (key, object) in &bucket.objects {
                let id = (bucket.name.clone(), key.clone());
                let stored = self.store.results.get(&(run_id, id.0.clone(), id.1.clone())).copied();
                let natural = natural_end(key);
                let in_scope = !matches!(natural, End::Excluded | End::SampledOut);
                quarantined |= stored == Some(End::Quarantined);
                count(&mut expected, object.size, stored.unwrap_or(natural));
                if self.unstable.contains(&id) {
                    continue;
                }
                let right = match stored {
                    None => !in_scope,
                    Some(End::Quarantined) => true,
                    Some(_) if object.poison => false,
                    Some(end) => in_scope && end == natural,
                };
                if !right {
                    return Err(format!("run {run_id} is complete, but {}/{key} ended as {stored:?}", bucket.name));
                }
            }
        }
        if self.unstable.is_empty() && expected != run.accounted {
            return Err(format!("run {run_id} is complete, but counts {:?} instead of {expected:?}", run.accounted));
        }
        let poison = self.scenario.buckets.iter().any(|bucket| bucket.objects.values().any(|object| object.poison));
        if quarantined && !poison && self.scenario.weather.is_still() {
            return Err(format!("run {run_id} has quarantined an object that harms nobody"));
        }
        let known = |bucket: &String, key: &String| {
            self.unstable.contains(&(bucket.clone(), key.clone()))
                || self.scenario.buckets.iter().any(|b| b.name == *bucket && b.objects.contains_key(key))
        };
        match self.store.results.keys().find(|(of, bucket, key)| *of == run_id && !known(bucket, key)) {
            Some((_, bucket, key)) => Err(format!("run {run_id} has a result of {bucket}/{key}, which never was")),
            None => Ok(()),
        }
    }
}
