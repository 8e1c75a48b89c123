//! Ports that nobody listens on.

use std::net::TcpListener;
use std::sync::atomic::{AtomicU16, Ordering};

/// Below the range that systems take for outgoing connections (RFC 6335 has it begin at 49,152, Linux at 32,768): a port of a
/// killed process must not be taken by a connection of another before that process is started again.
const FIRST: u16 = 20_000;
const COUNT: u16 = 12_000;

static NEXT: AtomicU16 = AtomicU16::new(0);

/// A port of loopback that is free now. Test processes begin at different places, so that they do not take the same.
///
/// # Panics
/// If all are taken.
pub fn free() -> u16 {
    let start = u16::try_from(std::process::id() % 300).unwrap() * 40;
    for _ in 0..COUNT {
        let port = FIRST + (start + NEXT.fetch_add(1, Ordering::Relaxed)) % COUNT;
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
    panic!("no port from {FIRST} on is free");
}
