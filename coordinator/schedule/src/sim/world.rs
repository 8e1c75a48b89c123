//! The world: time, chance, and everything that happens in order.

use std::collections::{BTreeMap, BTreeSet};

use crate::event::{Event, NewRun};
use crate::lease::Token;
use crate::planted::PlantedBug;
use crate::record::RunState;

use super::bucket::{Bucket, Object, draw_key};
use super::coordinator::{Coordinator, Store};
use super::faults::{Counts, Fault};
use super::model::Model;
use super::network::Up;
use super::random::Random;
use super::scenario::{Scenario, Weather};
use super::trace::{Detail, Trace};
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
    pub(super) unstable: BTreeSet<(String, String)>,
    /// The shard and bucket of every lease that there was.
    pub(super) tokens: BTreeMap<Token, ((u64, u64), String)>,
    pub(super) streams: u64,
    pub(super) incarnations: u64,
    pub(super) coordinator_disturbed_at: u64,
    pub(super) wall_offset: u64,
    pub(super) events: u64,
    pub(super) cancelled: BTreeSet<u64>,
    still: Weather,
    pub(super) faults: Counts,
    pub(super) trace: Trace,
    pub(super) failure: Option<String>,
}

impl World {
    pub(super) fn new(seed: u64, planted: Option<PlantedBug>, detail: Detail) -> World {
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
            trace: Trace::new(detail),
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
        self.workers[index].disturbed_at = self.workers[index].disturbed_at.max(self.now);
    }

    /// The fault is felt until that time.
    pub(super) fn disturb_until(&mut self, index: usize, fault: Fault, until: u64) {
        self.faults.count(fault);
        self.workers[index].disturbed_at = self.workers[index].disturbed_at.max(until);
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
            self.trace.happens(at, &moment);
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
        let deny = self.weather().deny;
        if self.random.percent(deny) {
            // Somebody changes the bucket's policy while it is scanned.
            let index = self.random.index(self.buckets.len());
            self.buckets[index].denied = true;
            self.faults.count(Fault::BucketDenied);
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
}
