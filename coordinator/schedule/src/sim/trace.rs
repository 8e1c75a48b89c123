//! A hash over everything that happened, to see that a seed always means the same.

use std::fmt::{Debug, Write};

use crate::effect::Effect;
use crate::event::Event;

/// How much is kept of what happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// Nothing but the outcome.
    Outcome,
    /// A hash over all events and effects too.
    Hash,
    /// A line for everything that happened too: for finding out why.
    Story,
}

/// What is kept. The hash is FNV-1a.
#[derive(Debug)]
pub(super) struct Trace {
    hash: u64,
    detail: Detail,
    story: Vec<String>,
}

impl Trace {
    pub(super) fn new(detail: Detail) -> Trace {
        Trace { hash: 0xcbf2_9ce4_8422_2325, detail, story: Vec::new() }
    }

    pub(super) fn happens(&mut self, now: u64, moment: &dyn Debug) {
        if self.detail == Detail::Story {
            self.story.push(format!("{now} {moment:?}"));
        }
    }

    pub(super) fn note(&mut self, now: u64, event: &Event, effects: &[Effect]) {
        if self.detail == Detail::Story {
            self.story.push(format!("{now}   {event:?} -> {effects:?}"));
        }
        if self.detail != Detail::Outcome {
            self.add(&now);
            self.add(event);
            self.add(&effects);
        }
    }

    pub(super) fn into_story(self) -> Vec<String> {
        self.story
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
