//! The exporter: writes the results log of each run to S3, in Macie's layout.
//!
//! Files are cut at fixed positions of the results log (see [`layout`]): file `n` holds the positions `n * results_per_file + 1`
//! to `(n + 1) * results_per_file`; only a run's last file holds fewer. A file's bytes follow from the positions in it, so
//! writing it again after a crash overwrites the same bytes under the same name.
//!
//! Results that wait for their file to fill are written every `flush_interval` all the same, as a shorter form of the same
//! file, which is overwritten when more results are there. Files count as exported only when they are full, or when the run
//! has ended; then the manifest is written, last. Whoever wants only what is final reads the manifest.
//!
//! The exporter never holds up the scan. While the bucket is out of reach it tries again, for ever, with growing waits.

mod file;
pub(crate) mod layout;
mod manifest;

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use magpie_base::clock::{Clock, Millis};
use magpie_base::retry::Backoff;
use magpie_base::telemetry::metrics::Metrics;
use magpie_base::{config, telemetry};
use magpie_objects::{Encryption, EncryptionKind, ObjectStore, PutOptions};
use magpie_proto::store::v1::{ExportRecord, ExportTarget, ExportedFile, RunDetailsRecord};
use magpie_proto::time;
use magpie_store::Store;
use tokio::sync::{Semaphore, mpsc, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::Instrument as _;

use crate::brain::command::Command;
use crate::brain::{BrainHandle, RunView};
use file::File;
use layout::Extent;

/// Files that are built and written at the same time: each is in memory, compressed.
pub const FILES_AT_ONCE: usize = 2;

/// How long to wait at most between two tries to write.
const RETRY: Backoff = Backoff::endless(Duration::from_millis(500), Duration::from_secs(60));

/// A run to be exported.
pub(crate) struct ExportStart {
    pub(crate) run_id: u64,
    pub(crate) job_id: String,
    pub(crate) job_arn: String,
    pub(crate) account_id: String,
    pub(crate) region: String,
    pub(crate) details: RunDetailsRecord,
    pub(crate) target: ExportTarget,
    /// How far the run is.
    pub(crate) progress: watch::Receiver<Arc<RunView>>,
}

/// Why a run cannot be exported.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// The results log cannot be read.
    #[error(transparent)]
    Store(#[from] magpie_store::Error),
    /// A result is missing from the log.
    #[error("the results log of run {run_id} has no entry at position {position}, though later ones were promised")]
    Gap { run_id: u64, position: u64 },
    /// A record cannot be printed.
    #[error(transparent)]
    Json(#[from] magpie_proto::json::Error),
    /// The manifest cannot be printed.
    #[error("the manifest cannot be printed: {0}")]
    Manifest(serde_json::Error),
    /// A file cannot be compressed.
    #[error("a file cannot be compressed: {0}")]
    Compress(std::io::Error),
    /// The coordinator is shutting down: the rest is exported after its restart.
    #[error("the coordinator is shutting down")]
    Stopped,
}

/// What the exporter works with.
pub(crate) struct Exporter {
    pub(crate) store: Store,
    pub(crate) objects: Arc<dyn ObjectStore>,
    pub(crate) brain: BrainHandle,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) settings: config::Export,
    pub(crate) metrics: Metrics,
}

impl Exporter {
    /// Exports the runs that it is given, each in a task of its own. `stop` lets each run write what it has and end; `abort` ends
    /// all waiting for S3.
    pub(crate) async fn run(
        self,
        mut starts: mpsc::UnboundedReceiver<ExportStart>,
        stop: CancellationToken,
        abort: CancellationToken,
    ) {
        let exporter = Arc::new(self);
        let permits = Arc::new(Semaphore::new(FILES_AT_ONCE));
        let tasks = TaskTracker::new();
        loop {
            // One for each run that is not exported. What waits is begun even if it shall stop: it writes what it has.
            let start = tokio::select! {
                biased;
                start = starts.recv() => start,
                () = stop.cancelled() => None,
            };
            let Some(start) = start else { break };
            let job = RunExport {
                exporter: Arc::clone(&exporter),
                permits: Arc::clone(&permits),
                run: Arc::new(start),
                stop: stop.clone(),
                abort: abort.clone(),
                flushed: 0,
            };
            tasks.spawn(job.run());
        }
        tasks.close();
        tasks.wait().await;
    }

    fn options(&self, content_type: &str) -> PutOptions {
        let kind = match self.settings.sse {
            config::Sse::None => EncryptionKind::None,
            config::Sse::Aes256 => EncryptionKind::Aes256,
            config::Sse::Kms => EncryptionKind::Kms,
        };
        PutOptions {
            content_type: Some(content_type.to_owned()),
            content_encoding: None,
            encryption: Encryption { kind, key_id: self.settings.kms_key_id.clone() },
            expected_bucket_owner: self.settings.expected_bucket_owner.clone(),
        }
    }
}

/// The export of one run.
struct RunExport {
    exporter: Arc<Exporter>,
    permits: Arc<Semaphore>,
    run: Arc<ExportStart>,
    stop: CancellationToken,
    abort: CancellationToken,
    /// The last position that was written in a file that is not full.
    flushed: u64,
}

impl RunExport {
    async fn run(mut self) {
        let run_id = self.run.run_id;
        match self.export().await {
            Ok(()) | Err(Error::Stopped) => {}
            Err(error) => tracing::error!(
                event = "export_failed",
                run_id,
                error = %error,
                "a run cannot be exported; it is tried again when the coordinator starts again"
            ),
        }
    }

    async fn export(&mut self) -> Result<(), Error> {
        let mut record = self.load().await?;
        let mut progress = self.run.progress.clone();
        // Since when results wait that are not written.
        let mut waiting_since: Option<Millis> = None;
        loop {
            // Looked at first: whatever was stored before the order to stop is then in the view.
            let stopping = self.stop.is_cancelled();
            let view = Arc::clone(&progress.borrow_and_update());
            while let Some(extent) = self.full_extent(&record, view.last_position) {
                self.write_final(&mut record, extent).await?;
                waiting_since = None;
            }
            if view.ended() {
                return self.finish(&mut record, &view).await;
            }
            let unwritten = view.last_position >= record.next_position && view.last_position > self.flushed;
            let now = self.exporter.clock.now();
            waiting_since = if unwritten { waiting_since.or(Some(now)) } else { None };
            let waited = waiting_since.map(|since| Duration::from_millis(now.saturating_sub(since)));
            self.exporter.metrics.coordinator_export_lag.record(waited.unwrap_or_default().as_secs_f64(), &[]);
            let interval = self.exporter.settings.flush_interval.get();
            if waited.is_some_and(|waited| waited >= interval || stopping) {
                self.flush(&record, view.last_position).await?;
                waiting_since = None;
                continue;
            }
            if stopping {
                return Ok(());
            }
            let flush_in = waited.map(|waited| interval.saturating_sub(waited));
            tokio::select! {
                changed = progress.changed() => {
                    if changed.is_err() && !self.stop.is_cancelled() {
                        // The brain has stopped. What it stored last is exported after a restart.
                        return Err(Error::Stopped);
                    }
                }
                () = sleep_for(flush_in) => {}
                () = self.stop.cancelled() => {}
            }
        }
    }

    async fn load(&self) -> Result<ExportRecord, Error> {
        let (store, run_id) = (self.exporter.store.clone(), self.run.run_id);
        let stored = blocking(move || store.export(run_id).map_err(Error::from)).await?;
        Ok(stored.unwrap_or(ExportRecord { run_id, next_position: 1, ..Default::default() }))
    }

    /// The next file, if the log fills it.
    fn full_extent(&self, record: &ExportRecord, last_position: u64) -> Option<Extent> {
        let extent = layout::extent(&self.run.target, record.next_position);
        (last_position >= extent.last).then_some(extent)
    }

    /// Writes a file for good and stores that it is written.
    async fn write_final(&self, record: &mut ExportRecord, extent: Extent) -> Result<(), Error> {
        let file = self.write(extent).await?;
        record.next_position = extent.last + 1;
        record.files.push(ExportedFile {
            name: file.key,
            first_position: extent.first,
            last_position: extent.last,
            lines: file.lines,
            bytes: file.body.len() as u64,
            sha256: file.sha256,
            written_at: Some(time::from_system(self.exporter.clock.wall())),
        });
        self.store(record, false).await
    }

    /// Writes what there is of a file that is not full. It is overwritten later.
    async fn flush(&mut self, record: &ExportRecord, last_position: u64) -> Result<(), Error> {
        self.write(Extent { first: record.next_position, last: last_position }).await?;
        self.flushed = last_position;
        Ok(())
    }

    /// The run has ended: its last file, then the manifest.
    async fn finish(&self, record: &mut ExportRecord, view: &RunView) -> Result<(), Error> {
        if view.last_position >= record.next_position {
            self.write_final(record, Extent { first: record.next_position, last: view.last_position }).await?;
        }
        let span = tracing::info_span!("manifest", run_id = self.run.run_id);
        telemetry::set_parent(&span, telemetry::extract(&self.run.details.trace_context));
        self.write_manifest(record, view).instrument(span).await
    }

    async fn write_manifest(&self, record: &mut ExportRecord, view: &RunView) -> Result<(), Error> {
        let body = manifest::build(&self.run, &view.summary, &record.files)?;
        let key = layout::manifest_key(&self.run.target, self.run.run_id);
        let options = self.exporter.options("application/json");
        self.put(&key, body, &options).await?;
        record.manifest_written = true;
        record.manifest_name = key;
        self.store(record, true).await?;
        self.exporter.metrics.coordinator_export_lag.record(0.0, &[]);
        tracing::info!(
            event = "run_exported",
            job_id = self.run.job_id,
            run_id = self.run.run_id,
            files = record.files.len(),
            manifest = record.manifest_name,
            "a run is exported"
        );
        Ok(())
    }

    async fn write(&self, extent: Extent) -> Result<File, Error> {
        let span = tracing::info_span!("export", run_id = self.run.run_id, first = extent.first, last = extent.last);
        telemetry::set_parent(&span, telemetry::extract(&self.run.details.trace_context));
        async {
            // Never closed.
            let _permit = self.permits.acquire().await.map_err(|_| Error::Stopped)?;
            let (store, run) = (self.exporter.store.clone(), Arc::clone(&self.run));
            let file = blocking(move || file::build(&store, &run, extent)).await?;
            // The name says gzip: a content encoding would make clients unpack it behind the reader's back.
            let options = self.exporter.options("application/gzip");
            self.put(&file.key, file.body.clone(), &options).await?;
            Ok(file)
        }
        .instrument(span)
        .await
    }

    /// Writes an object, however long it takes.
    async fn put(&self, key: &str, body: Bytes, options: &PutOptions) -> Result<(), Error> {
        let mut failures = 0_u32;
        loop {
            let put = self.exporter.objects.put(&self.run.target.bucket, key, body.clone(), options);
            let result = tokio::select! {
                result = put => result,
                () = self.abort.cancelled() => return Err(Error::Stopped),
            };
            let Err(error) = result else { return Ok(()) };
            failures = failures.saturating_add(1);
            let wait = RETRY.delay(failures).unwrap_or(RETRY.max_delay);
            tracing::warn!(
                event = "export_delayed",
                run_id = self.run.run_id,
                bucket = self.run.target.bucket,
                failures,
                error = %error,
                "results cannot be exported; scanning goes on and the export is tried again"
            );
            tokio::select! {
                () = tokio::time::sleep(wait) => {}
                () = self.abort.cancelled() => return Err(Error::Stopped),
            }
        }
    }

    async fn store(&self, record: &ExportRecord, finished: bool) -> Result<(), Error> {
        let record = Box::new(record.clone());
        self.exporter
            .brain
            .ask(|reply| Command::PutExport { record, finished, reply })
            .await
            .map_err(|_| Error::Stopped)
    }
}

async fn sleep_for(time: Option<Duration>) {
    match time {
        Some(time) => tokio::time::sleep(time).await,
        None => std::future::pending().await,
    }
}

/// Does what blocks on a thread that may.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T, Error> + Send + 'static) -> Result<T, Error> {
    // The task ends early only if the runtime does, or if it panicked: then it is logged by the runtime.
    tokio::task::spawn_blocking(work).await.map_err(|_| Error::Stopped)?
}
