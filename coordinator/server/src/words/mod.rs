//! The words of allow lists: read from S3 when a run starts, given to its workers, gone when it ends.
//!
//! They are in memory alone: never in the store, in a log or in an answer to users. After a restart of the coordinator they
//! are read again. A run never waits for ever for a list: one that cannot be read is left out, and the run says so.

mod read;

use std::collections::HashMap;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt as _;
use magpie_base::Sensitive;
use magpie_base::clock::Clock;
use magpie_base::retry::Backoff;
use magpie_base::telemetry;
use magpie_objects::ObjectStore;
use magpie_proto::time;
use magpie_proto::v1;
use magpie_proto::v1::allow_list_status_code::Value as Code;
use magpie_proto::worker::v1::{AllowList, ScanSpec};
use parking_lot::Mutex;
use tokio::sync::{Semaphore, mpsc, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::Instrument as _;

use crate::brain::BrainHandle;
use crate::brain::command::Command;
use crate::brain::spec;
pub(crate) use read::{Refusal, Words, read};

/// Runs whose lists are read at the same time: a list may have 35 MB.
const RUNS_AT_ONCE: usize = 2;

/// How often a list is asked for that cannot be read for a reason which may pass, beyond the store's own retries.
const RETRY: Backoff =
    Backoff { initial: Duration::from_millis(500), max_delay: Duration::from_secs(10), max_attempts: 4 };

/// The words of a run's lists, for its workers.
pub(crate) struct RunWords {
    /// The hash of all rules of the run, these words included.
    pub(crate) ruleset_version: String,
    /// The lists that the run uses, with their words as they are in S3.
    pub(crate) lists: Vec<(String, Arc<Sensitive<Vec<u8>>>)>,
}

/// A run whose words come, or are there.
type Place = watch::Sender<Option<Arc<RunWords>>>;

/// The words of all runs that have not ended.
#[derive(Default)]
pub(crate) struct Registry {
    runs: Mutex<HashMap<u64, Place>>,
}

impl Registry {
    /// A run's words will come: whoever asks for them waits from now on.
    pub(crate) fn expect(&self, run_id: u64) {
        self.runs.lock().entry(run_id).or_insert_with(|| watch::Sender::new(None));
    }

    /// They are there. Of no effect if the run has ended meanwhile.
    fn put(&self, run_id: u64, words: RunWords) {
        if let Some(place) = self.runs.lock().get(&run_id) {
            place.send_replace(Some(Arc::new(words)));
        }
    }

    /// The run has ended: its words are let go of, and whoever waits for them is told that there are none.
    pub(crate) fn forget(&self, run_id: u64) {
        self.runs.lock().remove(&run_id);
    }

    /// The words of a run. Waits until they have been read. `None` if the run has none, or has ended.
    pub(crate) async fn get(&self, run_id: u64) -> Option<Arc<RunWords>> {
        let mut place = self.runs.lock().get(&run_id)?.subscribe();
        let there = place.wait_for(Option::is_some).await.ok()?;
        there.clone()
    }

    /// The same bytes, if another run has them: several runs with one list need them once.
    fn shared(&self, bytes: Sensitive<Vec<u8>>) -> Arc<Sensitive<Vec<u8>>> {
        let runs = self.runs.lock();
        for place in runs.values() {
            let Some(words) = place.borrow().clone() else { continue };
            let same =
                |(_, held): &&(String, Arc<Sensitive<Vec<u8>>>)| held.expose_sensitive() == bytes.expose_sensitive();
            if let Some((_, held)) = words.lists.iter().find(same) {
                return Arc::clone(held);
            }
        }
        Arc::new(bytes)
    }
}

/// A run whose lists are to be read.
pub(crate) struct ReadRequest {
    pub(crate) run_id: u64,
    pub(crate) job_id: String,
    pub(crate) spec: ScanSpec,
    /// What is known of the lists: from before a restart, or nothing but their names.
    pub(crate) lists: Vec<v1::RunAllowList>,
    pub(crate) trace_context: HashMap<String, String>,
}

/// Reads lists.
pub(crate) struct Reader {
    pub(crate) objects: Arc<dyn ObjectStore>,
    pub(crate) brain: BrainHandle,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) registry: Arc<Registry>,
}

impl Reader {
    /// Reads the lists of the runs that it is asked for, until `stop`.
    pub(crate) async fn run(self, mut requests: mpsc::UnboundedReceiver<ReadRequest>, stop: CancellationToken) {
        let tasks = TaskTracker::new();
        let permits = Arc::new(Semaphore::new(RUNS_AT_ONCE));
        let reader = Arc::new(self);
        loop {
            // One for each run that has not ended.
            let request = tokio::select! {
                request = requests.recv() => request,
                () = stop.cancelled() => None,
            };
            let Some(request) = request else { break };
            let (reader, permits, stop) = (Arc::clone(&reader), Arc::clone(&permits), stop.clone());
            tasks.spawn(async move {
                tokio::select! {
                    () = reader.answer(request, &permits) => {}
                    () = stop.cancelled() => {}
                }
            });
        }
        tasks.close();
        tasks.wait().await;
    }

    async fn answer(&self, request: ReadRequest, permits: &Semaphore) {
        // Never closed; if it were, the reading would just not be bounded.
        let _permit = permits.acquire().await;
        let span = tracing::info_span!("allow_lists", run_id = request.run_id, job_id = request.job_id);
        telemetry::set_parent(&span, telemetry::extract(&request.trace_context));
        let run_id = request.run_id;
        let (mut lists, spec) = (request.lists.clone(), request.spec.clone());
        let reading = AssertUnwindSafe(self.read_all(request)).catch_unwind().instrument(span);
        let (lists, words) = match reading.await {
            Ok(read) => read,
            Err(_) => {
                // Without an answer the run's workers would wait for ever.
                tracing::error!(
                    event = "allow_lists_broken",
                    run_id,
                    "reading allow lists met a fault of the coordinator"
                );
                for (state, list) in lists.iter_mut().zip(&spec.allow_lists).filter(|(_, list)| list.regex.is_empty()) {
                    refuse(state, list, Refusal::unknown("the coordinator met a fault of its own; its log says more"));
                }
                (lists, RunWords { ruleset_version: spec.ruleset_version, lists: Vec::new() })
            }
        };
        let told = self.brain.ask(|reply| Command::WordsRead { run_id, lists, reply }).await;
        // What is known of the lists is stored before a worker sees a word of them. If the brain has stopped, nobody does.
        if told.is_ok() {
            self.registry.put(run_id, words);
        }
    }

    /// What has become of each list, and the words of those that could be read.
    async fn read_all(&self, request: ReadRequest) -> (Vec<v1::RunAllowList>, RunWords) {
        let ReadRequest { run_id, job_id, spec, mut lists, .. } = request;
        let mut words: Vec<(String, Words)> = Vec::new();
        for (list, state) in spec.allow_lists.iter().zip(&mut lists).filter(|(list, _)| list.regex.is_empty()) {
            // What a run goes without, it goes without to its end: a restart changes nothing about that.
            if state.status.as_ref().is_some_and(|status| status.code() != Code::Ok) {
                continue;
            }
            match self.read_one(list).await {
                Ok(read) => {
                    state.changed |= !state.e_tag.is_empty() && state.e_tag != read.e_tag;
                    state.e_tag.clone_from(&read.e_tag);
                    state.status = Some(v1::AllowListStatus { code: Code::Ok.into(), description: None });
                    state.read_at = Some(time::from_system(self.clock.wall()));
                    words.push((list.id.clone(), read));
                }
                Err(refusal) => {
                    tracing::warn!(
                        event = "allow_list_not_read",
                        run_id,
                        job_id,
                        allow_list_id = list.id,
                        code = refusal.code.as_str_name(),
                        "an allow list cannot be read and the run goes on without it: {}",
                        refusal.description
                    );
                    refuse(state, list, refusal);
                }
            }
        }
        self.compile(run_id, spec, lists, words).await
    }

    async fn read_one(&self, list: &AllowList) -> Result<Words, Refusal> {
        let mut failures = 0_u32;
        loop {
            let refusal = match read(self.objects.as_ref(), &list.bucket, &list.key).await {
                Ok(read) => return Ok(read),
                Err(refusal) => refusal,
            };
            failures += 1;
            match RETRY.delay(failures) {
                Some(wait) if refusal.retryable => tokio::time::sleep(wait).await,
                _ => return Err(refusal),
            }
        }
    }

    /// Compiles the rules with the words, to learn what workers must make of them.
    async fn compile(
        &self,
        run_id: u64,
        spec: ScanSpec,
        mut lists: Vec<v1::RunAllowList>,
        read: Vec<(String, Words)>,
    ) -> (Vec<v1::RunAllowList>, RunWords) {
        let mut bytes = Vec::new();
        let mut words = Vec::new();
        for (id, list) in read {
            bytes.push((id.clone(), self.registry.shared(list.bytes)));
            words.push((id, list.words));
        }
        let without = spec.ruleset_version.clone();
        let of_words = spec.allow_lists.clone();
        let compiled = tokio::task::spawn_blocking(move || spec::ruleset(&spec, words)).await;
        match compiled {
            Ok(Ok(ruleset)) => (lists, RunWords { ruleset_version: ruleset.version().to_owned(), lists: bytes }),
            // Each part has compiled alone before: nothing a user can mend.
            failed => {
                let why = match failed {
                    Ok(Err(error)) => error.to_string(),
                    _ => "compiling broke off".to_owned(),
                };
                tracing::error!(
                    event = "allow_lists_unusable",
                    run_id,
                    why,
                    "the words of allow lists cannot be compiled"
                );
                let used =
                    |state: &v1::RunAllowList| state.status.as_ref().is_some_and(|status| status.code() == Code::Ok);
                let read = lists.iter_mut().zip(&of_words).filter(|(state, list)| list.regex.is_empty() && used(state));
                for (state, list) in read {
                    refuse(state, list, Refusal::unknown(&why));
                }
                (lists, RunWords { ruleset_version: without, lists: Vec::new() })
            }
        }
    }
}

/// The run goes without a list.
fn refuse(state: &mut v1::RunAllowList, list: &AllowList, refusal: Refusal) {
    state.id.clone_from(&list.id);
    // It was used before a restart, and is not any more.
    state.changed |= !state.e_tag.is_empty();
    state.e_tag = String::new();
    state.status = Some(refusal.into_status());
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn words(content: &[u8]) -> RunWords {
        let bytes = Arc::new(Sensitive::new(content.to_vec()));
        RunWords { ruleset_version: "v".into(), lists: vec![("list".into(), bytes)] }
    }

    #[tokio::test]
    async fn whoever_asks_early_waits_and_whoever_asks_late_gets_nothing() {
        let registry = Arc::new(Registry::default());
        assert!(registry.get(1).await.is_none(), "a run without words");
        registry.expect(1);
        let asking = Arc::clone(&registry);
        let waiting = tokio::spawn(async move { asking.get(1).await });
        tokio::task::yield_now().await;
        assert!(!waiting.is_finished());
        registry.put(1, words(b"a"));
        assert_eq!(waiting.await.unwrap().unwrap().lists.len(), 1);

        registry.expect(2);
        let asking = Arc::clone(&registry);
        let waiting = tokio::spawn(async move { asking.get(2).await });
        tokio::task::yield_now().await;
        registry.forget(2);
        assert!(waiting.await.unwrap().is_none(), "the run has ended");
        registry.put(2, words(b"b"));
        assert!(registry.get(2).await.is_none(), "too late");
    }

    #[test]
    fn runs_with_equal_words_share_them_until_the_last_has_ended() {
        let registry = Registry::default();
        registry.expect(1);
        registry.put(1, words(b"a"));
        let shared = registry.shared(Sensitive::new(b"a".to_vec()));
        assert_eq!(Arc::strong_count(&shared), 2);
        assert_eq!(Arc::strong_count(&registry.shared(Sensitive::new(b"b".to_vec()))), 1);
        registry.forget(1);
        assert_eq!(Arc::strong_count(&shared), 1);
    }
}
