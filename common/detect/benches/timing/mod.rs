//! How long something takes, in time of the processor: other work on the machine hardly matters.

/// Time of the processor that this thread took, in nanoseconds.
fn now() -> u64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    time.tv_sec as u64 * 1_000_000_000 + time.tv_nsec as u64
}

/// The shortest time of so many runs, in nanoseconds, and what it found.
pub(crate) fn measure(runs: usize, mut run: impl FnMut() -> u64) -> (u64, u64) {
    let mut best = u64::MAX;
    let mut found = 0;
    for _ in 0..runs {
        let start = now();
        found = run();
        best = best.min(now() - start);
    }
    (best, found)
}
