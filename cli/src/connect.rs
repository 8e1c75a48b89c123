//! The way to the coordinator, for commands that call it.

use magpie_base::clock::SystemClock;
use magpie_base::config::Config;
use magpie_base::tls;
use tonic::transport::Channel;

use crate::args::{Connection, Global};
use crate::failure::Failure;
use crate::settings::Overlay;

/// Bytes of one answer: a page of findings with all their places.
pub(crate) const MAX_ANSWER: usize = 256 * 1024 * 1024;

/// A channel to the coordinator, as flags, environment and configuration say. It connects with the first call.
pub(crate) fn channel(global: &Global, connection: &Connection) -> Result<Channel, Failure> {
    let config = Overlay::global(global).interactive(global).connection(connection).load(global)?;
    from_config(&config)
}

/// A channel to the coordinator of `config`.
pub(crate) fn from_config(config: &Config) -> Result<Channel, Failure> {
    Ok(tls::channel(&config.worker.coordinator, &config.tls, &SystemClock::new())?)
}
