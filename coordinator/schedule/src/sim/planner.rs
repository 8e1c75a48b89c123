//! The coordinator's planner: lists a bucket step by step, and cuts shards.

use crate::account::Account;
use crate::event::{Event, NewShard};

use super::faults::Fault;
use super::world::{Moment, World};

impl World {
    pub(super) fn ask_planner(&mut self, run_id: u64, bucket: u32, cursor: String) {
        let pages = self.scenario.pages_per_step as u64;
        let wait = self.random.within(1, self.scenario.planner_ms * pages);
        let Some(coordinator) = &mut self.coordinator else { return };
        coordinator.asked += 1;
        let (incarnation, number) = (coordinator.incarnation, coordinator.asked);
        self.at(self.now + wait, Moment::PlannerLists { incarnation, number, run_id, bucket, cursor });
    }

    /// The planner does one step.
    pub(super) fn planner_lists(&mut self, incarnation: u64, number: u64, run_id: u64, bucket: u32, cursor: String) {
        let (twice, late) = (self.weather().plan_twice, self.random.percent(30));
        let Some(coordinator) = self.coordinator.as_ref().filter(|live| live.incarnation == incarnation) else {
            return;
        };
        if coordinator.stopped.get(&run_id).is_some_and(|stopped| number <= *stopped) {
            if !late {
                return;
            }
            self.faults.count(Fault::PlanAnsweredLate);
        }
        let event = self.plan_step(run_id, bucket, cursor);
        if self.random.per_million(twice) {
            self.faults.count(Fault::PlanAnsweredTwice);
            let at = self.now + self.random.within(1, 500);
            self.at(at, Moment::PlannerAnswers { incarnation, event: event.clone() });
        }
        self.tell_coordinator(event);
    }

    pub(super) fn planner_answers(&mut self, incarnation: u64, event: Event) {
        if self.coordinator.as_ref().is_some_and(|live| live.incarnation == incarnation) {
            self.tell_coordinator(event);
        }
    }

    fn plan_step(&mut self, run_id: u64, bucket: u32, cursor: String) -> Event {
        let (error, odd) = (self.weather().listing_error, self.weather().odd_page);
        let truth = self.scenario.runs[run_id as usize - 1][bucket as usize];
        if self.buckets[truth].denied {
            self.faults.count(Fault::BucketDenied);
            let (code, message) = ("BUCKET_ACCESS_DENIED".to_owned(), "grant s3:ListBucket".to_owned());
            return Event::PlanFailed { run_id, bucket, code, message, retryable: false };
        }
        let (mut keys, mut last, mut after) = (Vec::new(), false, cursor.clone());
        for _ in 0..self.scenario.pages_per_step {
            if self.random.per_million(error) {
                self.faults.count(Fault::ListingErrorInPlanner);
                let (code, message) = ("BUCKET_DETAILS_UNAVAILABLE".to_owned(), "try again".to_owned());
                return Event::PlanFailed { run_id, bucket, code, message, retryable: true };
            }
            if self.random.per_million(odd) {
                // An empty page that is not the last: the planner asks for the next.
                self.faults.count(Fault::ListingEmptyPage);
            }
            let page = self.buckets[truth].page(&after, "", self.scenario.planner_page_size);
            last = page.last;
            if let Some((key, _)) = page.keys.last() {
                after.clone_from(key);
            }
            keys.extend(page.keys);
            if last {
                break;
            }
        }
        let open_end = last && self.random.percent(50);
        self.cut_step(run_id, bucket, cursor, keys, last, open_end)
    }

    fn cut_step(
        &self,
        run_id: u64,
        bucket: u32,
        from_cursor: String,
        keys: Vec<(String, u64)>,
        done: bool,
        open_end: bool,
    ) -> Event {
        let to_cursor = keys.last().map_or_else(|| from_cursor.clone(), |(key, _)| key.clone());
        let (mut shards, mut listed, mut start) = (Vec::new(), Account::default(), from_cursor.clone());
        for chunk in keys.chunks(self.scenario.shard_objects.max(1)) {
            let end = chunk.last().map(|(key, _)| key.clone()).unwrap_or_default();
            let bytes = chunk.iter().map(|(_, size)| size).sum();
            let objects = chunk.len() as u64;
            listed.objects += objects;
            listed.bytes += bytes;
            let start_after = std::mem::replace(&mut start, end.clone());
            shards.push(NewShard { start_after, end_inclusive: end, objects, bytes });
        }
        if let Some(last) = shards.last_mut().filter(|_| open_end) {
            last.end_inclusive = String::new();
        }
        Event::ShardsPlanned { run_id, bucket, from_cursor, to_cursor, shards, listed, done }
    }
}
