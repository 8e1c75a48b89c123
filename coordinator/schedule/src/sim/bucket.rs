//! Buckets as they truly are, and how they are listed.

use std::collections::BTreeMap;

use crate::account::Account;

use super::random::{Random, hash, mix};

/// An object, as far as the schedule's world goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Object {
    pub(super) size: u64,
    /// Kills every worker that reads it.
    pub(super) poison: bool,
}

/// What becomes of an object, by its key alone: the same in every attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum End {
    Excluded,
    SampledOut,
    Complete,
    Partial,
    Skipped,
    Quarantined,
}

/// What becomes of an object that is read.
pub(super) fn natural_end(key: &str) -> End {
    match mix(hash(key)) % 20 {
        0 => End::Excluded,
        1 => End::SampledOut,
        2 => End::Partial,
        3 => End::Skipped,
        _ => End::Complete,
    }
}

/// Detections in an object.
pub(super) fn detections(key: &str, end: End) -> u64 {
    if matches!(end, End::Complete | End::Partial) { mix(hash(key) ^ 1) % 4 } else { 0 }
}

pub(super) fn count(account: &mut Account, size: u64, end: End) {
    account.objects += 1;
    account.bytes += size;
    match end {
        End::Excluded => account.excluded += 1,
        End::SampledOut => account.sampled_out += 1,
        End::Complete => account.complete += 1,
        End::Partial => account.partial += 1,
        End::Skipped | End::Quarantined => account.skipped += 1,
    }
    if matches!(end, End::Complete | End::Partial) {
        account.bytes_classified += size;
    }
}

#[derive(Debug, Clone, Default)]
pub(super) struct Bucket {
    pub(super) name: String,
    pub(super) objects: BTreeMap<String, Object>,
    /// Every listing fails.
    pub(super) denied: bool,
}

/// One page of a listing.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) keys: Vec<(String, u64)>,
    pub(super) last: bool,
}

impl Bucket {
    /// The page after a key, up to a key (empty for the end of the bucket).
    pub(super) fn page(&self, after: &str, end: &str, size: usize) -> Page {
        use std::ops::Bound;
        if !end.is_empty() && after >= end {
            return Page { keys: Vec::new(), last: true };
        }
        let upper = if end.is_empty() { Bound::Unbounded } else { Bound::Included(end) };
        let mut range = self.objects.range::<str, _>((Bound::Excluded(after), upper));
        let keys: Vec<(String, u64)> =
            range.by_ref().take(size.max(1)).map(|(key, object)| (key.clone(), object.size)).collect();
        Page { keys, last: range.next().is_none() }
    }
}

/// A key, sometimes an odd one.
pub(super) fn draw_key(random: &mut Random, number: u64) -> String {
    match random.within(0, 19) {
        0 => format!("år/{}/ñandú {number}.txt", random.within(0, 9)),
        1 => format!("../{number}/../x"),
        2 => format!("{}{number}", "long/".repeat(203)),
        3 => format!("data/{}/\u{10ffff}{number}", random.within(0, 3)),
        4 => format!(" {number} "),
        5 => format!("data/{}/\u{1}{number}", random.within(0, 3)),
        _ => format!("data/{:03}/{number:05}.json", random.within(0, 40)),
    }
}
