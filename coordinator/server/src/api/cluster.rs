//! ClusterService.

use std::sync::Arc;
use std::time::Duration;

use futures::stream::{self, BoxStream, StreamExt as _};
use magpie_proto::v1;
use magpie_proto::v1::cluster_service_server::ClusterService;
use tokio::sync::watch;
use tonic::{Request, Response, Status};

use super::error::Error;
use super::{Api, job_id};
use crate::access;
use crate::brain::RunView;

/// Milliseconds between two messages, if nothing is said.
const DEFAULT_INTERVAL_MS: u32 = 1_000;
const SHORTEST_INTERVAL_MS: u32 = 100;
const LONGEST_INTERVAL_MS: u32 = 60_000;

#[tonic::async_trait]
impl ClusterService for Api {
    async fn list_workers(
        &self,
        _: Request<v1::ListWorkersRequest>,
    ) -> Result<Response<v1::ListWorkersResponse>, Status> {
        let workers = self.brain().workers().await.map_err(Error::from)?;
        Ok(Response::new(v1::ListWorkersResponse { workers }))
    }

    async fn list_leases(&self, _: Request<v1::ListLeasesRequest>) -> Result<Response<v1::ListLeasesResponse>, Status> {
        let leases = self.brain().leases().await.map_err(Error::from)?;
        Ok(Response::new(v1::ListLeasesResponse { leases }))
    }

    type WatchRunStream = BoxStream<'static, Result<v1::RunProgress, Status>>;

    async fn watch_run(&self, request: Request<v1::WatchRunRequest>) -> Result<Response<Self::WatchRunStream>, Status> {
        access::note(&request, &request.get_ref().job_id);
        let interval = interval(request.get_ref().interval_ms)?;
        let job_id = job_id(&request.get_ref().job_id)?.to_owned();
        let brain = self.brain().clone();
        let run = self.read(move |_| Ok(brain.watch_run(&job_id, None)?)).await?;
        Ok(Response::new(progress(run, interval).boxed()))
    }
}

fn interval(given: Option<u32>) -> Result<Duration, Error> {
    let millis = given.unwrap_or(DEFAULT_INTERVAL_MS);
    if !(SHORTEST_INTERVAL_MS..=LONGEST_INTERVAL_MS).contains(&millis) {
        let description = format!("must be {SHORTEST_INTERVAL_MS} to {LONGEST_INTERVAL_MS}");
        return Err(Error::invalid("intervalMs", description));
    }
    Ok(Duration::from_millis(u64::from(millis)))
}

/// Where a watch is.
enum Step {
    /// Nothing was sent yet.
    First,
    /// Something was sent; the next comes after a pause and a change.
    Next,
    /// The end was sent.
    Over,
}

fn progress(
    run: watch::Receiver<Arc<RunView>>,
    interval: Duration,
) -> impl futures::Stream<Item = Result<v1::RunProgress, Status>> {
    stream::unfold((run, Step::First), move |(mut run, step)| async move {
        match step {
            Step::First => {}
            Step::Next => {
                tokio::time::sleep(interval).await;
                if run.changed().await.is_err() {
                    // Nobody tells more of the run: the coordinator stops.
                    return Some((Err(Error::Stopping.into()), (run, Step::Over)));
                }
            }
            Step::Over => return None,
        }
        let view = Arc::clone(&run.borrow_and_update());
        let step = if view.ended() { Step::Over } else { Step::Next };
        Some((Ok(view.to_progress()), (run, step)))
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use v1::run_summary::State;

    use super::*;

    const SHORT: Duration = Duration::from_millis(10);

    fn view(state: State, detections: u64) -> Arc<RunView> {
        let summary = v1::RunSummary { state: state.into(), detections, ..Default::default() };
        Arc::new(RunView { job_id: "j".into(), run_id: 1, summary, workers: 2, leases: 3, ..Default::default() })
    }

    #[test]
    fn intervals_have_bounds() {
        assert_eq!(interval(None).unwrap(), Duration::from_secs(1));
        assert_eq!(interval(Some(100)).unwrap(), Duration::from_millis(100));
        for wrong in [0, 99, 60_001, u32::MAX] {
            assert!(interval(Some(wrong)).is_err(), "{wrong}");
        }
    }

    #[tokio::test]
    async fn a_watch_says_the_present_the_changes_and_the_end() {
        let (sender, receiver) = watch::channel(view(State::Running, 0));
        let mut messages = Box::pin(progress(receiver, SHORT));
        let first = messages.next().await.unwrap().unwrap();
        assert_eq!((first.workers, first.leases, first.job_id.as_str()), (2, 3, "j"));

        // Many changes within the interval are one message.
        for detections in 1..=50 {
            sender.send_replace(view(State::Running, detections));
        }
        assert_eq!(messages.next().await.unwrap().unwrap().run.unwrap().detections, 50);

        sender.send_replace(view(State::Complete, 51));
        let last = messages.next().await.unwrap().unwrap().run.unwrap();
        assert_eq!((last.state(), last.detections), (State::Complete, 51));
        assert!(messages.next().await.is_none());
    }

    #[tokio::test]
    async fn without_a_change_nothing_is_said() {
        let (_sender, receiver) = watch::channel(view(State::Running, 0));
        let mut messages = Box::pin(progress(receiver, SHORT));
        messages.next().await.unwrap().unwrap();
        let waited = tokio::time::timeout(Duration::from_millis(100), messages.next()).await;
        assert!(waited.is_err(), "nothing has changed");
    }

    #[tokio::test]
    async fn a_run_that_has_ended_is_told_once() {
        let (_sender, receiver) = watch::channel(view(State::Incomplete, 4));
        let all: Vec<_> = progress(receiver, SHORT).collect().await;
        assert_eq!(all.len(), 1);
    }

    #[tokio::test]
    async fn when_the_coordinator_stops_the_watcher_is_told_to_come_again() {
        let (sender, receiver) = watch::channel(view(State::Running, 0));
        let mut messages = Box::pin(progress(receiver, SHORT));
        messages.next().await.unwrap().unwrap();
        drop(sender);
        assert_eq!(messages.next().await.unwrap().unwrap_err().code(), tonic::Code::Unavailable);
        assert!(messages.next().await.is_none());
    }
}
