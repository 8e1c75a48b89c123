//! What can go wrong with a worker as a whole. What goes wrong with one object is in that object's result.

/// Why a worker stopped, or could not start.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The coordinator does not accept this worker.
    #[error(
        "the coordinator refused this worker: {message}; check the worker's certificate and that both run the same version"
    )]
    Refused {
        /// What the coordinator said.
        message: String,
    },
    /// An object held a CPU thread for too long without any progress, and nothing can stop a thread. The process should end:
    /// its leases expire, and the coordinator has the object tried with care, then quarantined.
    #[error("an object made no progress for {seconds} seconds; this worker must be restarted to free its thread")]
    Stalled {
        /// For how long.
        seconds: u64,
    },
    /// A thread could not be started.
    #[error("cannot start a thread: {0}")]
    Thread(#[from] std::io::Error),
}
