//! A worker's work on a lease: lists the range, reads objects, reports.

use std::collections::VecDeque;

use crate::account::Account;
use crate::lease::{Grant, ReturnReason, Token};
use crate::planted::PlantedBug;

use super::bucket::{End, count, detections, natural_end};
use super::faults::Fault;
use super::network::{ObjectResult, Progress, Up};
use super::worker::Deed;
use super::world::World;

/// A lease as its worker has it.
#[derive(Debug)]
pub(super) struct Held {
    pub(super) grant: Grant,
    /// The last key that is finished.
    pub(super) position: String,
    /// Listed and not begun.
    pub(super) keys: VecDeque<(String, u64)>,
    pub(super) listed_to: String,
    pub(super) listed_all: bool,
    pub(super) listing_failures: u32,
    /// Being read.
    pub(super) current: Option<(String, u64)>,
    pub(super) quarantine_next: bool,
    pub(super) skip_next: bool,
    /// Finished and not sent.
    pub(super) batch: Vec<ObjectResult>,
    pub(super) account: Account,
    pub(super) batch_from: String,
    pub(super) with_detections: u64,
    pub(super) detections: u64,
    /// Sent and not acknowledged.
    pub(super) unacked: VecDeque<(u64, Progress)>,
    /// A step is planned.
    pub(super) busy: bool,
    pub(super) finished: bool,
}

impl World {
    pub(super) fn take(&mut self, index: usize, grant: Grant) {
        let token = grant.token;
        let worker = &mut self.workers[index];
        if worker.held.contains_key(&token) || worker.closed.contains(&token) {
            // Delivered twice: it used up its credit the first time.
            return;
        }
        worker.credits_out = worker.credits_out.saturating_sub(1);
        if self.may_crash(index, Fault::WorkerCrashBeforeWork) {
            return;
        }
        let worker = &self.workers[index];
        if worker.draining {
            self.say(index, Up::Return(token, ReturnReason::Draining), false);
            return;
        }
        if worker.mismatched && grant.run_id == 1 {
            self.faults.count(Fault::WorkerRulesetMismatch);
            self.say(index, Up::Return(token, ReturnReason::RulesetMismatch), false);
            self.give_credit(index);
            return;
        }
        let start = grant.start_after.clone();
        let late = self.planted == Some(PlantedBug::ResumeOneKeyLate) && !start.is_empty();
        let held = Held {
            position: start.clone(),
            keys: VecDeque::new(),
            listed_to: start.clone(),
            listed_all: false,
            listing_failures: 0,
            current: None,
            quarantine_next: grant.quarantine_first,
            skip_next: late,
            batch: Vec::new(),
            account: Account::default(),
            batch_from: start,
            with_detections: 0,
            detections: 0,
            unacked: VecDeque::new(),
            busy: true,
            finished: false,
            grant,
        };
        self.workers[index].held.insert(token, held);
        self.plan_deed(index, self.now, Deed::Step(token));
    }

    pub(super) fn acknowledged(&mut self, index: usize, token: Token, to: &str) {
        let now = self.now;
        let Some(held) = self.workers[index].held.get_mut(&token) else { return };
        while held.unacked.front().is_some_and(|(_, progress)| progress.to.as_str() < to) {
            held.unacked.pop_front();
        }
        if held.unacked.front().is_some_and(|(_, progress)| progress.to == to) {
            held.unacked.pop_front();
        }
        if let Some((sent, _)) = held.unacked.front_mut() {
            *sent = now;
        }
        if held.finished && held.unacked.is_empty() {
            self.close_lease(index, token);
        } else if !held.busy && !held.finished {
            held.busy = true;
            self.plan_deed(index, self.now, Deed::Step(token));
        }
        self.may_crash(index, Fault::WorkerCrashAfterAck);
    }

    /// One step of the work on a lease: an object is finished, or a page listed, or the next object begun.
    pub(super) fn step(&mut self, index: usize, token: Token) {
        let (internal, malformed) = (self.weather().internal, self.weather().malformed);
        let (batch_objects, unacknowledged) = (self.scenario.batch_objects, self.scenario.unacknowledged);
        let now = self.now;
        let slow_until = self.workers[index].slow_until;
        let Some(held) = self.workers[index].held.get_mut(&token) else { return };
        if let Some((key, size)) = held.current.take() {
            let bucket = self.buckets.iter().find(|bucket| bucket.name == held.grant.bucket);
            let object = bucket.and_then(|bucket| bucket.objects.get(&key));
            if object.is_some_and(|object| object.poison) {
                self.faults.count(Fault::WorkerKilledByPoison);
                self.crash(index);
                return;
            }
            if self.may_crash(index, Fault::WorkerCrashMidObject) {
                return;
            }
            self.finish_object(index, token, key, size, None);
        }
        if self.random.per_million(internal) {
            self.faults.count(Fault::WorkerInternalFault);
            self.give_back(index, token, ReturnReason::Internal);
            return;
        }
        let spoil = self.random.per_million(malformed);
        let Some(held) = self.workers[index].held.get_mut(&token) else { return };
        let limit = if held.grant.careful { 1 } else { batch_objects };
        if held.batch.len() >= limit || (held.account.objects > 0 && held.grant.careful) {
            self.report(index, token, false, spoil);
        }
        let Some(held) = self.workers[index].held.get_mut(&token) else { return };
        if held.unacked.len() >= unacknowledged {
            held.busy = false;
            return;
        }
        let Some((key, size)) = held.keys.pop_front() else {
            if held.listed_all {
                self.report(index, token, true, false);
            } else {
                self.list(index, token);
            }
            return;
        };
        if std::mem::take(&mut held.skip_next) {
            held.position = key;
            self.plan_deed(index, now, Deed::Step(token));
            return;
        }
        if std::mem::take(&mut held.quarantine_next) {
            self.faults.count(Fault::ObjectQuarantined);
            self.finish_object(index, token, key, size, Some(End::Quarantined));
            self.plan_deed(index, now, Deed::Step(token));
            return;
        }
        let ends_at_once = matches!(natural_end(&key), End::Excluded | End::SampledOut);
        held.current = Some((key, size));
        let work = if ends_at_once { 0 } else { self.scenario.object_ms.max(1) };
        let slowly = if slow_until > now { (now + work * 100).min(slow_until + work) } else { now + work };
        self.plan_deed(index, slowly, Deed::Step(token));
    }

    fn finish_object(&mut self, index: usize, token: Token, key: String, size: u64, end: Option<End>) {
        let worker = &mut self.workers[index];
        let Some(held) = worker.held.get_mut(&token) else { return };
        let end = end.unwrap_or_else(|| natural_end(&key));
        let found = detections(&key, end);
        let in_scope = !matches!(end, End::Excluded | End::SampledOut);
        let times = if in_scope && std::mem::take(&mut worker.report_twice) { 2 } else { 1 };
        for _ in 0..times {
            count(&mut held.account, size, end);
            held.with_detections += u64::from(found > 0);
            held.detections += found;
            if in_scope {
                held.batch.push(ObjectResult { key: key.clone(), end });
            }
        }
        held.position = key;
    }

    /// Sends what is finished. What is reported is never reported again, and nothing is left out between two reports.
    pub(super) fn report(&mut self, index: usize, token: Token, done: bool, spoil: bool) {
        let now = self.now;
        let Some(held) = self.workers[index].held.get_mut(&token) else { return };
        let end = &held.grant.end_inclusive;
        let to = if done && !end.is_empty() { end.clone() } else { held.position.clone() };
        if !done && to == held.batch_from {
            return;
        }
        let mut progress = Progress {
            token,
            from: std::mem::replace(&mut held.batch_from, to.clone()),
            to,
            account: std::mem::take(&mut held.account),
            results: std::mem::take(&mut held.batch),
            with_detections: std::mem::take(&mut held.with_detections),
            detections: std::mem::take(&mut held.detections),
            done,
        };
        if spoil {
            self.faults.count(Fault::WorkerMalformedProgress);
            progress.account.objects += 1;
        }
        held.finished = done;
        held.unacked.push_back((now, progress.clone()));
        self.say(index, Up::Progress(progress), false);
        self.may_crash(index, Fault::WorkerCrashAfterSend);
    }

    pub(super) fn give_back(&mut self, index: usize, token: Token, reason: ReturnReason) {
        self.say(index, Up::Return(token, reason), false);
        self.close_lease(index, token);
    }

    fn list(&mut self, index: usize, token: Token) {
        let (listing_error, odd_page) = (self.weather().listing_error, self.weather().odd_page);
        let planted = self.planted;
        let later = self.now + self.scenario.listing_ms;
        let page_size = self.scenario.page_size;
        let failed = self.random.per_million(listing_error);
        let odd = self.random.per_million(odd_page);
        let repeated = self.random.percent(50);
        let Some(held) = self.workers[index].held.get_mut(&token) else { return };
        let Some(bucket) = self.buckets.iter().find(|bucket| bucket.name == held.grant.bucket) else { return };
        if failed || bucket.denied {
            self.faults.count(Fault::ListingErrorInWorker);
            if planted == Some(PlantedBug::ErrorTakenForNothing) {
                held.listed_all = true;
            } else {
                held.listing_failures += 1;
                if held.listing_failures > self.scenario.listing_patience {
                    self.report(index, token, false, false);
                    let message = "the bucket could not be listed".to_owned();
                    let reason = ReturnReason::ListingFailed { code: "BUCKET_DETAILS_UNAVAILABLE".to_owned(), message };
                    self.give_back(index, token, reason);
                    return;
                }
            }
            self.plan_deed(index, later, Deed::Step(token));
            return;
        }
        held.listing_failures = 0;
        if odd && !repeated {
            // An empty page that is not the last.
            self.faults.count(Fault::ListingEmptyPage);
            self.plan_deed(index, later, Deed::Step(token));
            return;
        }
        let mut page = bucket.page(&held.listed_to, &held.grant.end_inclusive, page_size);
        if odd && held.listed_to != held.grant.start_after {
            // The page before, once more: keys that are listed already do not count.
            self.faults.count(Fault::ListingRepeatedPage);
            page = bucket.page(&held.grant.start_after, &held.grant.end_inclusive, page_size);
            page.last = false;
        }
        held.listed_all = page.last || planted == Some(PlantedBug::ListingStopsAtPageOne);
        for (key, size) in page.keys {
            if key > held.listed_to {
                held.listed_to.clone_from(&key);
                held.keys.push_back((key, size));
            }
        }
        self.plan_deed(index, later, Deed::Step(token));
    }
}
