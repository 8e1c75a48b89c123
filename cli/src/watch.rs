//! Following a run until it ends.

use std::io::{IsTerminal as _, Write as _};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use magpie_proto::v1::cluster_service_client::ClusterServiceClient;
use magpie_proto::v1::{RunProgress, WatchRunRequest, run_summary};
use tonic::transport::Channel;

use crate::failure::Failure;
use crate::output;

/// A progress bar on a terminal; nothing, or a line now and then, elsewhere.
pub(crate) struct Bar {
    bar: ProgressBar,
    /// Print lines where there is no terminal.
    lines: bool,
    last: String,
}

impl Bar {
    /// With `lines`, progress is also told where standard error is no terminal.
    pub(crate) fn new(lines: bool) -> Bar {
        let terminal = std::io::stderr().is_terminal();
        let target = if terminal { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(Some(0), target);
        let style = ProgressStyle::with_template("{spinner} {bar:30} {bytes_per_sec}, {msg}, {eta} left");
        if let Ok(style) = style {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(120));
        Bar { bar, lines: lines && !terminal, last: String::new() }
    }

    /// Shows how far a run is. The bar counts stored bytes: they are known beforehand.
    pub(crate) fn show(&mut self, progress: &RunProgress) {
        let run = progress.run.clone().unwrap_or_default();
        self.bar.set_length(run.listed.map_or(0, |listed| listed.bytes));
        self.bar.set_position(run.accounted.map_or(0, |accounted| accounted.bytes));
        let line = output::progress_line(progress);
        if self.lines && line != self.last {
            // Progress is for people: where it cannot be shown, nothing is lost.
            let _ = writeln!(std::io::stderr(), "{line}");
        }
        self.bar.set_message(line.clone());
        self.last = line;
    }

    /// Takes the bar away.
    pub(crate) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

/// Follows the latest run of a job until it ends, and gives its last state.
pub(crate) async fn follow(
    channel: Channel,
    job_id: &str,
    bar: &mut Bar,
    every: Duration,
) -> Result<RunProgress, Failure> {
    let interval_ms = u32::try_from(every.as_millis()).ok();
    let request = WatchRunRequest { job_id: job_id.to_owned(), interval_ms };
    let mut stream = ClusterServiceClient::new(channel).watch_run(request).await?.into_inner();
    let mut last = None;
    while let Some(progress) = stream.message().await? {
        bar.show(&progress);
        last = Some(progress);
    }
    bar.finish();
    last.ok_or_else(|| Failure::part("the coordinator said nothing about the run"))
}

/// Whether every object of the run has its outcome.
pub(crate) fn is_complete(progress: &RunProgress) -> bool {
    progress.run.as_ref().is_some_and(|run| run.state() == run_summary::State::Complete)
}
