//! The world: time, chance, and everything that happens in order.

use std::collections::{BTreeMap, BTreeSet};

use crate::event::{Event, NewRun};
use crate::lease::Token;
use crate::planted::PlantedBug;
use crate::record::{RunRecord, RunState};

use super::bucket::{Bucket, End, Object, count, draw_key, natural_end};
use super::coordinator::{Coordinator, Store};
use super::faults::{Counts, Fault};
use super::model::Model;
use super::network::Up;
use super::random::Random;
use super::scenario::{Scenario, Weather};
use super::trace::Trace;
use super::worker::{Deed, Worker};

/// Something that will happen.
#[derive(Debug, Clone)]
pub(super) enum Moment {
    Worker { index: usize, incarnation: u64, deed: Deed },
    WorkerStarts { index: usize },
    ToCoordinator { index: usize, stream: u64, message: Up },
    StreamEndsAtCoordinator { index: usize, stream: u64 },
    CoordinatorTurns { incarnation: u64 },
    CommitEnds { incarnation: u64 },
    CoordinatorTicks { incarnation: u64 },
    CoordinatorStarts,
    PlannerLists { incarnation: u64, number: u64, run_id: u64, bucket: u32, cursor: String },
    PlannerAnswers { incarnation: u64, event: Event },
    Fate,
}

#[derive(Debug)]
pub(super) struct World {
    pub(super) scenario: Scenario,
    pub(super) random: Random,
    pub(super) planted: Option<PlantedBug>,
    pub(super) now: u64,
    /// What will happen, by when and in which order it was planned.
    moments: BTreeMap<(u64, u64), Moment>,
    planned: u64,
    pub(super) workers: Vec<Worker>,
    pub(super) coordinator: Option<Coordinator>,
    pub(super) store: Store,
    pub(super) model: Model,
    /// The buckets as they are now.
    pub(super) buckets: Vec<Bucket>,
    /// Objects, by bucket and key, that were not there all the time.
    unstable: BTreeSet<(String, String)>,
    /// The shard and bucket of every lease that there was.
    pub(super) tokens: BTreeMap<Token, ((u64, u64), String)>,
    pub(super) streams: u64,
    pub(super) incarnations: u64,
    pub(super) coordinator_disturbed_at: u64,
    pub(super) wall_offset: u64,
    pub(super) events: u64,
    cancelled: BTreeSet<u64>,
    still: Weather,
    pub(super) faults: Counts,
    pub(super) trace: Trace,
    pub(super) failure: Option<String>,
}

impl World {
    pub(super) fn new(seed: u64, planted: Option<PlantedBug>, keep_trace: bool) -> World {
        let mut random = Random::new(seed);
        let scenario = Scenario::draw(&mut random);
        let mut workers: Vec<Worker> = (0..scenario.workers).map(Worker::new).collect();
        for worker in workers.iter_mut().rev().take(scenario.mismatched_workers) {
            worker.mismatched = true;
        }
        let mut world = World {
            random,
            planted,
            now: 0,
            moments: BTreeMap::new(),
            planned: 0,
            workers,
            coordinator: None,
            store: Store::default(),
            model: Model::new(scenario.config.clone()),
            buckets: scenario.buckets.clone(),
            unstable: BTreeSet::new(),
            tokens: BTreeMap::new(),
            streams: 0,
            incarnations: 0,
            coordinator_disturbed_at: 0,
            wall_offset: 0,
            events: 0,
            cancelled: BTreeSet::new(),
            still: Weather::default(),
            faults: Counts::default(),
            trace: Trace::new(keep_trace),
            failure: None,
            scenario,
        };
        world.start_coordinator();
        for index in 0..world.workers.len() {
            world.begin(index);
        }
        world.at(0, Moment::Fate);
        world
    }

    pub(super) fn at(&mut self, at: u64, moment: Moment) {
        self.planned += 1;
        self.moments.insert((at.max(self.now), self.planned), moment);
    }

    pub(super) fn weather(&self) -> &Weather {
        if self.is_calm() { &self.still } else { &self.scenario.weather }
    }

    pub(super) fn is_calm(&self) -> bool {
        self.now >= self.scenario.calm_after
    }

    pub(super) fn fail(&mut self, reason: String) {
        self.failure.get_or_insert(reason);
    }

    pub(super) fn disturb(&mut self, index: usize, fault: Fault) {
        self.faults.count(fault);
        self.workers[index].disturbed_at = self.now;
    }

    /// Lets everything happen until all runs have ended.
    pub(super) fn go(&mut self) {
        let end = self.scenario.calm_after + self.time_to_end();
        while self.failure.is_none() {
            if self.all_ended() {
                self.check_end();
                return;
            }
            let Some(((at, _), moment)) = self.moments.pop_first() else {
                self.fail("nothing will ever happen again".to_owned());
                return;
            };
            if at > end {
                let states: Vec<RunState> = self.store.runs.values().map(|run| run.state).collect();
                self.fail(format!("the faults have stopped, and the runs do not end: {states:?}"));
                return;
            }
            self.now = at;
            self.happen(moment);
        }
    }

    fn happen(&mut self, moment: Moment) {
        match moment {
            Moment::Worker { index, incarnation, deed } => self.worker_acts(index, incarnation, deed),
            Moment::WorkerStarts { index } => self.start_worker(index),
            Moment::ToCoordinator { index, stream, message } => self.coordinator_hears(index, stream, message),
            Moment::StreamEndsAtCoordinator { index, stream } => self.stream_ends_at_coordinator(index, stream),
            Moment::CoordinatorTurns { incarnation } => self.coordinator_turns(incarnation),
            Moment::CommitEnds { incarnation } => self.commit_ends(incarnation),
            Moment::CoordinatorTicks { incarnation } => self.coordinator_ticks(incarnation),
            Moment::CoordinatorStarts => self.start_coordinator(),
            Moment::PlannerLists { incarnation, number, run_id, bucket, cursor } => {
                self.planner_lists(incarnation, number, run_id, bucket, cursor);
            }
            Moment::PlannerAnswers { incarnation, event } => self.planner_answers(incarnation, event),
            Moment::Fate => self.fate(),
        }
    }

    /// How long the runs may take once nothing goes wrong any more: ten lease lengths, the work itself, and what poisoned
    /// objects cost.
    fn time_to_end(&self) -> u64 {
        let (scenario, config) = (&self.scenario, &self.scenario.config);
        let objects = |run: &Vec<usize>| run.iter().map(|index| scenario.buckets[*index].objects.len() as u64).sum::<u64>();
        let poison = |run: &Vec<usize>| {
            let all = run.iter().flat_map(|index| scenario.buckets[*index].objects.values());
            all.filter(|object| object.poison).count() as u64
        };
        let work: u64 = scenario.runs.iter().map(objects).sum();
        let poisoned: u64 = scenario.runs.iter().map(poison).sum();
        let round_trip = 2 * scenario.delay_ms + scenario.commit_ms + scenario.listing_ms;
        let attempts = u64::from(config.attempts_before_quarantine + config.max_excused_attempts) + 2;
        10 * config.lease_ttl_ms
            + work * 2 * (scenario.object_ms + round_trip)
            + poisoned * attempts * 2 * (config.lease_ttl_ms + round_trip)
    }

    /// Now and then, chance looks at everything.
    fn fate(&mut self) {
        let ttl = self.scenario.config.lease_ttl_ms;
        self.at(self.now + ttl / 4, Moment::Fate);
        self.steer_runs();
        if self.is_calm() {
            for index in 0..self.workers.len() {
                self.heal_worker(index);
            }
            return;
        }
        let calm_after = self.scenario.calm_after;
        for index in 0..self.workers.len() {
            let Weather { freeze, slow, drain, cut, partition, .. } = *self.weather();
            let long = (self.now + self.random.within(ttl / 2, 3 * ttl)).min(calm_after);
            if self.random.percent(freeze) {
                self.freeze(index, long);
            }
            if self.random.percent(slow) {
                self.slow_down(index, long);
            }
            if self.random.percent(drain) {
                self.drain(index);
            }
            if self.random.percent(partition) {
                let way = self.random.index(2);
                self.workers[index].blocked_until[way] = long;
            }
            if self.random.percent(cut) {
                self.cut_stream(index);
            }
        }
        let change = self.weather().change;
        if self.random.percent(change) {
            self.change_buckets();
        }
    }

    fn cut_stream(&mut self, index: usize) {
        let Some(stream) = self.workers[index].stream else { return };
        self.disturb(index, Fault::StreamCut);
        let (up, down) = (self.random.within(0, 100), self.random.within(0, 100));
        self.at(self.now + up, Moment::StreamEndsAtCoordinator { index, stream });
        self.plan_deed(index, self.now + down, Deed::StreamEnds(stream));
    }

    /// The user: submits, pauses, resumes and cancels. What was not stored is said again.
    fn steer_runs(&mut self) {
        let Weather { pause, cancel, .. } = *self.weather();
        for run_id in 1..=self.scenario.runs.len() as u64 {
            let state = self.store.runs.get(&run_id).map(|run| run.state);
            if state.is_none() || (self.scenario.submitted_twice && self.random.percent(10)) {
                if state.is_some() {
                    self.faults.count(Fault::RunSubmittedTwice);
                }
                self.submit(run_id);
            }
            match state {
                Some(RunState::Paused) if self.is_calm() || self.random.percent(40) => {
                    self.faults.count(Fault::RunResumed);
                    self.tell_coordinator(Event::ResumeRun { run_id });
                }
                Some(RunState::Running) if self.random.percent(pause) => {
                    self.faults.count(Fault::RunPaused);
                    self.tell_coordinator(Event::PauseRun { run_id });
                }
                Some(RunState::Running | RunState::Paused) if self.random.percent(cancel) => {
                    self.faults.count(Fault::RunCancelled);
                    self.cancelled.insert(run_id);
                    self.tell_coordinator(Event::CancelRun { run_id });
                }
                _ => {}
            }
        }
    }

    fn submit(&mut self, run_id: u64) {
        let buckets = &self.scenario.runs[run_id as usize - 1];
        let buckets = buckets.iter().map(|index| self.buckets[*index].name.clone()).collect();
        self.tell_coordinator(Event::StartRun(NewRun { run_id, job_id: format!("job-{run_id}"), buckets }));
    }

    fn change_buckets(&mut self) {
        let index = self.random.index(self.buckets.len());
        let (number, poison_free) = (self.random.within(0, 1_000_000), self.random.percent(50));
        let added = draw_key(&mut self.random, number);
        let bucket = &mut self.buckets[index];
        let name = bucket.name.clone();
        if poison_free && !bucket.objects.is_empty() {
            let place = self.random.index(bucket.objects.len());
            let Some(key) = bucket.objects.keys().nth(place).cloned() else { return };
            bucket.objects.remove(&key);
            self.unstable.insert((name, key));
            self.faults.count(Fault::ObjectDeleted);
        } else if !bucket.objects.contains_key(&added) {
            bucket.objects.insert(added.clone(), Object { size: number, poison: false });
            self.unstable.insert((name, added));
            self.faults.count(Fault::ObjectAdded);
        }
    }

    fn all_ended(&self) -> bool {
        let ended = self.store.runs.values().filter(|run| run.state.is_ended()).count();
        ended == self.scenario.runs.len()
    }

    /// The end: every object that was there all the time has exactly one outcome, or the run says that it is incomplete.
    fn check_end(&mut self) {
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
        let failures = self.faults.of(Fault::ListingErrorInPlanner) + self.faults.of(Fault::ListingErrorInWorker);
        match run.state {
            RunState::Cancelled if self.cancelled.contains(&run_id) => Ok(()),
            RunState::Incomplete => {
                let told = run.buckets.iter().any(|bucket| bucket.error.is_some());
                let reason = denied || failures >= u64::from(self.scenario.config.max_listing_attempts);
                if told && reason { Ok(()) } else { Err(name("for no reason")) }
            }
            RunState::Complete if denied => Err(name("though a bucket could not be listed")),
            RunState::Complete => self.check_complete(run),
            _ => Err(name("which it should not")),
        }
    }

    fn check_complete(&self, run: &RunRecord) -> Result<(), String> {
        let run_id = run.run_id;
        let mut expected = crate::account::Account::default();
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
