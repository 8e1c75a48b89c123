//! The threads that extract and detect, apart from the runtime that reads and reports: a busy parser never delays a
//! heartbeat.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

use crossbeam_channel::{Receiver, Sender, bounded};
use tokio::sync::oneshot;

type Job = Box<dyn FnOnce() + Send>;

/// Jobs that may wait for a thread. Objects hold their bytes while they wait, so this is only to smooth the hand-over: the
/// real bound is the byte budget.
const QUEUE: usize = 1_024;

/// A fixed number of threads. They end when the pool is dropped and their current job is done.
pub(crate) struct CpuPool {
    jobs: Sender<Job>,
}

/// The job panicked.
#[derive(Debug)]
pub(crate) struct Panicked;

impl CpuPool {
    /// Starts `threads` threads, at least one.
    pub(crate) fn start(threads: usize) -> std::io::Result<CpuPool> {
        let (jobs, queue) = bounded::<Job>(QUEUE);
        for number in 0..threads.max(1) {
            let queue = queue.clone();
            thread::Builder::new().name(format!("magpie-cpu-{number}")).spawn(move || work(&queue))?;
        }
        Ok(CpuPool { jobs })
    }

    /// Runs `job` on one of the threads. `Err` if it panicked: the thread lives on.
    pub(crate) async fn run<T, F>(&self, job: F) -> Result<T, Panicked>
    where
        T: Send + 'static,
        F: FnOnce() -> T + Send + 'static,
    {
        let (reply, result) = oneshot::channel();
        let job: Job = Box::new(move || {
            let outcome = catch_unwind(AssertUnwindSafe(job));
            // The asker may be gone (its lease was revoked): then nobody wants the answer.
            let _ = reply.send(outcome.map_err(|_: Box<dyn Any + Send>| Panicked));
        });
        let jobs = self.jobs.clone();
        // The queue is deep and objects in flight are bounded, so this send hardly ever waits; where it would, it waits off
        // the runtime's threads.
        let sent = match jobs.try_send(job) {
            Ok(()) => true,
            Err(crossbeam_channel::TrySendError::Full(job)) => {
                tokio::task::spawn_blocking(move || jobs.send(job).is_ok()).await.unwrap_or(false)
            }
            Err(crossbeam_channel::TrySendError::Disconnected(_)) => false,
        };
        if !sent {
            return Err(Panicked);
        }
        result.await.unwrap_or(Err(Panicked))
    }
}

fn work(queue: &Receiver<Job>) {
    while let Ok(job) = queue.recv() {
        job();
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[tokio::test]
    async fn a_panic_is_an_answer_and_the_thread_lives_on() {
        let pool = CpuPool::start(1).unwrap();
        let panicked = pool.run(|| -> u32 { panic!("planted") }).await;
        assert!(panicked.is_err());
        assert_eq!(pool.run(|| 7).await.unwrap(), 7);
    }

    #[tokio::test]
    async fn more_jobs_than_the_queue_holds_all_run() {
        let pool = std::sync::Arc::new(CpuPool::start(2).unwrap());
        let tasks: Vec<_> = (0..QUEUE * 2)
            .map(|number| {
                let pool = std::sync::Arc::clone(&pool);
                tokio::spawn(async move { pool.run(move || number).await.unwrap() })
            })
            .collect();
        let mut sum = 0;
        for task in tasks {
            sum += task.await.unwrap();
        }
        assert_eq!(sum, (0..QUEUE * 2).sum::<usize>());
    }
}
