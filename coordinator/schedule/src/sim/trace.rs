//! A hash over everything that happened, to see that a seed always means the same.

use std::fmt::{Debug, Write};

use crate::effect::Effect;
use crate::event::Event;

/// The hash (FNV-1a).
#[derive(Debug)]
pub(super) struct Trace {
    hash: u64,
    kept: bool,
}

impl Trace {
    pub(super) fn new(kept: bool) -> Trace {
        Trace { hash: 0xcbf2_9ce4_8422_2325, kept }
    }

    pub(super) fn note(&mut self, now: u64, event: &Event, effects: &[Effect]) {
        if self.kept {
            self.add(&now);
            self.add(event);
            self.add(&effects);
        }
    }

    pub(super) fn hash(&self) -> u64 {
        self.hash
    }

    fn add(&mut self, value: &dyn Debug) {
        // Writing into the hash cannot fail.
        let _ = write!(self, "{value:?}");
    }
}

impl Write for Trace {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        for byte in text.bytes() {
            self.hash = (self.hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
        Ok(())
    }
}
