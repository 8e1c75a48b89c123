//! The work on one lease: list the shard's keys, scan what is in scope, report in the order of the keys.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures::future::{BoxFuture, FutureExt as _};
use futures::stream::{FuturesOrdered, StreamExt as _};
use magpie_extract::Reason;
use magpie_objects::scope::{Scope, Verdict};
use magpie_objects::{self as objects, ListedObject, sampling};
use magpie_proto::worker::v1::worker_service_client::WorkerServiceClient;
use magpie_proto::worker::v1::{Grant, LeaseToken, Progress, ReturnLease, return_lease};
use tokio::sync::mpsc;
use tokio::time::Instant;
use tonic::transport::Channel;

use crate::batch::{Accounted, Batch, Outcome};
use crate::classify;
use crate::listing::KeyRange;
use crate::object::{self, ScanContext};
use crate::ruleset::Rules;
use crate::shared::Shared;

/// What the session tells a lease.
#[derive(Debug)]
pub(crate) enum Notice {
    /// Results up to this cursor are stored.
    Stored(String),
    /// The stream to the coordinator was replaced: what was sent may be lost, so send it again.
    Reattached,
    /// Start nothing new; finish what is in flight, then give the lease back.
    Drain,
}

/// What a lease tells the session.
#[derive(Debug)]
pub(crate) enum Report {
    /// Results.
    Progress(Progress),
    /// The lease is given back unfinished.
    Return(ReturnLease),
}

/// How the work on a lease ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// Everything is reported and stored.
    Done,
    /// It was given back.
    Returned,
    /// The session is gone.
    Abandoned,
    /// It panicked.
    Broken,
}

/// One lease at work.
struct Work {
    shared: Arc<Shared>,
    context: ScanContext,
    token: LeaseToken,
    bucket: Arc<str>,
    scope: Scope,
    sampling_seed: u64,
    sampling_percentage: u32,
    careful: bool,
    quarantine_next: bool,
    end: String,
    listing: KeyRange,
    batch: Batch,
    unstored: Option<Progress>,
    notices: mpsc::Receiver<Notice>,
    reports: mpsc::Sender<Report>,
}

/// What a lease needs besides its grant.
pub(crate) struct Means {
    pub(crate) shared: Arc<Shared>,
    /// For what is too large for a grant.
    pub(crate) client: WorkerServiceClient<Channel>,
    /// Set when the lease is gone.
    pub(crate) cancelled: Arc<AtomicBool>,
    pub(crate) notices: mpsc::Receiver<Notice>,
    pub(crate) reports: mpsc::Sender<Report>,
}

/// Why a grant cannot be worked on.
fn refusal(token: LeaseToken, reason: return_lease::Reason, detail: String) -> ReturnLease {
    ReturnLease { token: Some(token), reason: reason.into(), detail, bucket_error_code: String::new() }
}

/// Works on a grant until the shard is done, given back or abandoned. Dropping the future stops it.
pub(crate) async fn work(grant: Grant, mut means: Means) -> End {
    let token = grant.token.unwrap_or_default();
    let rules = tokio::select! {
        rules = means.shared.rulesets.get(&grant, &means.client) => rules,
        ended = drained(&mut means.notices) => {
            return match ended {
                Ok(()) => say(&means.reports, refusal(token, return_lease::Reason::Draining, String::new())).await,
                Err(end) => end,
            };
        }
    };
    let mismatch = return_lease::Reason::RulesetMismatch;
    let prepared = rules
        .map_err(|error| {
            let reason = if error.is_mismatch() { mismatch } else { return_lease::Reason::Internal };
            refusal(token, reason, error.to_string())
        })
        .and_then(|rules| {
            let scoping = grant.spec.as_ref().and_then(|spec| spec.scoping.clone()).unwrap_or_default();
            let scope = Scope::compile(&scoping).map_err(|error| refusal(token, mismatch, error.to_string()))?;
            Ok((rules, scope))
        });
    match prepared {
        Ok((rules, scope)) => Work::new(grant, rules, scope, means).run().await,
        Err(returned) => {
            tracing::warn!(event = "grant_refused", detail = %returned.detail, "this worker cannot work on the grant");
            say(&means.reports, returned).await
        }
    }
}

/// Waits until the lease shall be given back.
///
/// # Errors
/// If the session is gone.
async fn drained(notices: &mut mpsc::Receiver<Notice>) -> Result<(), End> {
    loop {
        match notices.recv().await {
            None => return Err(End::Abandoned),
            Some(Notice::Drain) => return Ok(()),
            // Nothing was sent yet.
            Some(Notice::Reattached | Notice::Stored(_)) => {}
        }
    }
}

/// Gives the lease back.
async fn say(reports: &mpsc::Sender<Report>, returned: ReturnLease) -> End {
    match reports.send(Report::Return(returned)).await {
        Ok(()) => End::Returned,
        Err(_) => End::Abandoned,
    }
}

impl Work {
    fn new(grant: Grant, rules: Arc<Rules>, scope: Scope, means: Means) -> Work {
        let Means { shared, cancelled, notices, reports, .. } = means;
        let spec = grant.spec.unwrap_or_default();
        let minimum_confidence = classify::confidence(spec.minimum_confidence());
        let bucket: Arc<str> = Arc::from(grant.bucket);
        let listing = KeyRange::new(
            Arc::clone(&shared.objects),
            &bucket,
            &grant.start_after,
            grant.end_inclusive.clone(),
            shared.read_plan.backoff.clone(),
        );
        Work {
            context: ScanContext { bucket: Arc::clone(&bucket), rules, minimum_confidence, cancelled },
            token: grant.token.unwrap_or_default(),
            bucket,
            scope,
            sampling_seed: spec.sampling_seed,
            sampling_percentage: spec.sampling_percentage,
            careful: grant.careful,
            quarantine_next: grant.quarantine_first,
            end: grant.end_inclusive,
            listing,
            batch: Batch::after(grant.start_after),
            unstored: None,
            shared,
            notices,
            reports,
        }
    }

    async fn run(mut self) -> End {
        let mut window: FuturesOrdered<BoxFuture<'static, Accounted>> = FuturesOrdered::new();
        let mut listed_all = false;
        let mut draining = false;
        let mut failure: Option<objects::Error> = None;
        let mut flush_at: Option<Instant> = None;
        loop {
            let stop_listing = listed_all || draining || failure.is_some();
            let ended = stop_listing && window.is_empty();
            let due = self.careful || self.batch.is_full() || flush_at.is_some_and(|at| at <= Instant::now());
            if self.unstored.is_none() {
                let finished = ended && listed_all;
                if finished || (!self.batch.is_empty() && (ended || due)) {
                    flush_at = None;
                    let progress = self.batch.take(self.token, finished.then_some(self.end.as_str()));
                    if self.send(progress).await.is_err() {
                        return End::Abandoned;
                    }
                } else if ended {
                    return self.give_back(failure).await;
                }
            }
            // Results wait here for an earlier message to be stored; new objects wait with them, so memory stays bounded.
            let full = self.unstored.is_some() && self.batch.is_full();
            let width = if self.careful { 1 } else { self.shared.window };
            tokio::select! {
                biased;
                notice = self.notices.recv() => match notice {
                    None => return End::Abandoned,
                    Some(Notice::Drain) => draining = true,
                    Some(Notice::Reattached) => {
                        if let Some(again) = self.unstored.take()
                            && self.send(again).await.is_err()
                        {
                            return End::Abandoned;
                        }
                    }
                    Some(Notice::Stored(cursor)) => {
                        if let Some(done) = self.stored(&cursor) {
                            return done;
                        }
                    }
                },
                Some(accounted) = window.next(), if !full => {
                    self.batch.add(accounted);
                    flush_at.get_or_insert_with(|| Instant::now() + self.shared.flush_interval);
                }
                next = self.listing.next(), if !stop_listing && window.len() < width && !full => match next {
                    Ok(Some(listed)) => window.push_back(self.account(listed)),
                    Ok(None) => listed_all = true,
                    Err(error) => failure = Some(error),
                },
                () = sleep_until(flush_at), if self.unstored.is_none() => {}
            }
        }
    }

    /// What the coordinator's acknowledgement means: the end, if the last message is stored.
    fn stored(&mut self, cursor: &str) -> Option<End> {
        let unstored = self.unstored.as_ref()?;
        if unstored.to_cursor != cursor {
            return None;
        }
        let done = unstored.done;
        self.unstored = None;
        done.then_some(End::Done)
    }

    async fn send(&mut self, progress: Progress) -> Result<(), mpsc::error::SendError<Report>> {
        self.unstored = Some(progress.clone());
        self.reports.send(Report::Progress(progress)).await
    }

    async fn give_back(self, failure: Option<objects::Error>) -> End {
        let returned = match failure {
            None => refusal(self.token, return_lease::Reason::Draining, String::new()),
            Some(error) => ReturnLease {
                bucket_error_code: error.bucket_error_code().to_owned(),
                ..refusal(self.token, return_lease::Reason::ListingFailed, error.to_string())
            },
        };
        say(&self.reports, returned).await
    }

    /// Decides on one listed object, and starts its scan if it is in scope.
    fn account(&mut self, listed: ListedObject) -> BoxFuture<'static, Accounted> {
        let (key, size) = (listed.key.clone(), listed.size);
        let left_out = |outcome| {
            let (key, size) = (key.clone(), size);
            std::future::ready(Accounted { key, size, outcome }).boxed()
        };
        let verdict = self.scope.verdict(&listed);
        if verdict == Verdict::Out {
            return left_out(Outcome::Excluded);
        }
        if !sampling::chosen(self.sampling_seed, &listed.key, self.sampling_percentage) {
            return left_out(Outcome::SampledOut);
        }
        if std::mem::take(&mut self.quarantine_next) {
            let detail = "workers were lost each time this object was scanned";
            let result = object::not_read(&listed, Reason::ObjectQuarantined, detail);
            return left_out(Outcome::Result(Box::new(result)));
        }
        let (shared, context, scope) = (Arc::clone(&self.shared), self.context.clone(), self.scope.clone());
        let bucket = Arc::clone(&self.bucket);
        let remembered = listed.clone();
        let scan = async move {
            // The permit is held until the object has its result.
            let _permit = Arc::clone(&shared.concurrency).acquire_owned().await;
            let mut tags = None;
            if verdict == Verdict::NeedsTags {
                match shared.objects.tags(&bucket, &listed.key).await {
                    Ok(read) if !scope.tags_verdict(&listed, &read) => {
                        return Accounted { key: listed.key, size, outcome: Outcome::Excluded };
                    }
                    Ok(read) => tags = Some(read),
                    Err(error) => {
                        // Whether it is in scope cannot be known: visible as an outcome rather than left out.
                        let result = object::not_read(&listed, object::reason_of(&error), &error.to_string());
                        return Accounted { key: listed.key, size, outcome: Outcome::Result(Box::new(result)) };
                    }
                }
            }
            let key = listed.key.clone();
            let result = object::scan(&shared, &context, listed, tags).await;
            Accounted { key, size, outcome: Outcome::Result(Box::new(result)) }
        };
        spawn_scan(remembered, scan)
    }
}

/// Starts a scan that goes on by itself and is stopped when its future is dropped.
fn spawn_scan(
    listed: ListedObject,
    scan: impl Future<Output = Accounted> + Send + 'static,
) -> BoxFuture<'static, Accounted> {
    let span = tracing::Span::current();
    let task = tokio_util::task::AbortOnDropHandle::new(tokio::spawn(tracing::Instrument::instrument(scan, span)));
    async move {
        match task.await {
            Ok(accounted) => accounted,
            // Parsers run on CPU threads, where panics are caught; this is the last net. The object is never forgotten.
            Err(_) => {
                let result = object::not_read(&listed, Reason::MalformedFile, "the scan of this object broke off");
                Accounted { key: listed.key, size: listed.size, outcome: Outcome::Result(Box::new(result)) }
            }
        }
    }
    .boxed()
}

async fn sleep_until(at: Option<Instant>) {
    match at {
        Some(at) => tokio::time::sleep_until(at).await,
        None => std::future::pending().await,
    }
}

/// Sets `cancelled` when dropped, so that scans on CPU threads notice that their lease is gone.
pub(crate) struct CancelOnDrop(pub(crate) Arc<AtomicBool>);

impl Drop for CancelOnDrop {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// How long a lease of a lost coordinator is worked on: as long as it might still be taken up again.
pub(crate) fn grace(lease_ttl_ms: u32) -> Duration {
    Duration::from_millis(u64::from(lease_ttl_ms))
}
