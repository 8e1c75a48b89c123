//! When to stop.

use std::io;

use tokio::signal::unix::{Signal, SignalKind, signal};

/// Listens for the signals that ask a process to stop: SIGTERM (orchestrators) and SIGINT (Ctrl-C).
#[derive(Debug)]
pub struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

/// The signal that came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Request {
    /// SIGTERM.
    Terminate,
    /// SIGINT.
    Interrupt,
}

impl Signals {
    /// From now on these signals no longer end the process by themselves: [`recv`](Self::recv) tells of them.
    ///
    /// # Errors
    ///
    /// If the system refuses the handlers, or if there is no Tokio runtime with I/O.
    pub fn listen() -> io::Result<Self> {
        Ok(Self { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
    }

    /// Waits for the next signal. The first is usually taken as "drain", the second as "stop now".
    pub async fn recv(&mut self) -> Request {
        tokio::select! {
            Some(()) = self.terminate.recv() => Request::Terminate,
            Some(()) = self.interrupt.recv() => Request::Interrupt,
            else => std::future::pending().await,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::process::Command;
    use std::time::Duration;

    use super::*;

    fn send(signal: &str) {
        let id = std::process::id().to_string();
        assert!(Command::new("kill").args([signal, &id]).status().unwrap().success());
    }

    #[tokio::test]
    async fn both_signals_are_told_one_after_the_other() {
        let mut signals = Signals::listen().unwrap();
        assert!(tokio::time::timeout(Duration::from_millis(20), signals.recv()).await.is_err(), "nobody asked yet");
        send("-TERM");
        assert_eq!(signals.recv().await, Request::Terminate);
        send("-INT");
        assert_eq!(signals.recv().await, Request::Interrupt);
    }
}
