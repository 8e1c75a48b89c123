//! What every part of Magpie stands on.
//!
//! * [`config`]: one typed tree of settings, from defaults, a TOML file, the environment and flags.
//! * [`tls`]: certificates, mutual TLS, and who the peer is.
//! * [`telemetry`]: logs, traces and metrics, and the trace context that travels between processes.
//! * [`Sensitive`]: a wrapper for what must never be shown.
//! * [`clock`], [`ids`], [`retry`], [`shutdown`]: small things that must be done alike everywhere.

pub mod clock;
pub mod config;
pub mod ids;
pub mod retry;
mod sensitive;
pub mod shutdown;
pub mod telemetry;
pub mod tls;

pub use sensitive::Sensitive;
