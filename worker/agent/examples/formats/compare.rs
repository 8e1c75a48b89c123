//! What was found in a file, against what was planted in it.

use std::path::Path;
use std::time::Duration;

use crate::bytes;
use crate::scan::{Scanned, scan};
use crate::truth::{Found, Place, Sample};

/// No file takes longer.
pub const MOST_TIME: Duration = Duration::from_secs(5);

/// A source that gives the file in pieces of this size makes no difference.
const CHUNK: usize = 1009;

/// How a file did.
pub struct Compared {
    /// Values that had to be found, and those of them that were, and were at the right place.
    pub planted: usize,
    pub found: usize,
    pub placed: usize,
    /// Values that lie at the bytes that are told.
    pub sliced: usize,
    pub scanned: Scanned,
    pub faults: Vec<String>,
}

fn same_value(one: &Found, other: &Found) -> bool {
    (&one.identifier, &one.value, &one.member) == (&other.identifier, &other.value, &other.member)
}

pub fn compare(folder: &Path, sample: &Sample) -> Compared {
    let content = std::fs::read(folder.join(&sample.file)).unwrap();
    let scanned = scan(&sample.file, &content, usize::MAX);
    let mut faults = Vec::new();
    let mut fault = |text: String| faults.push(format!("{} by {}: {text}", sample.file, sample.writer));

    let mut rest = scanned.found.clone();
    let mut missing = Vec::new();
    let (mut planted, mut found, mut placed) = (0, 0, 0);
    for truth in &sample.planted {
        planted += usize::from(!truth.optional);
        if let Some(at) = rest.iter().position(|found| found.is(&truth.found)) {
            rest.swap_remove(at);
            found += usize::from(!truth.optional);
            placed += usize::from(!truth.optional);
        } else {
            missing.push(truth);
        }
    }
    for truth in missing {
        if truth.anywhere {
            // Without its columns a card may have no key word.
            rest.retain(|found| found.value != truth.found.value);
        } else if let Some(at) = rest.iter().position(|found| same_value(found, &truth.found)) {
            let elsewhere = rest.swap_remove(at);
            found += usize::from(!truth.optional);
            if truth.found.place != Place::Untold {
                fault(format!("{} was found at {}", truth.found, elsewhere.place));
            }
        } else if !truth.optional {
            fault(format!("{} was not found", truth.found));
        }
    }
    for found in &rest {
        fault(format!("{found} is not there"));
    }
    let mut sliced = 0;
    for found in &scanned.found {
        match bytes::lies(sample, &content, &scanned.encoding, found) {
            Ok(lies) => sliced += usize::from(lies),
            Err(why) => fault(format!("{found}: {why}")),
        }
    }
    if scanned.ending != sample.ending {
        fault(format!("ends {} ({}), not {}", scanned.ending, scanned.detail, sample.ending));
    }
    if sample.mime.as_ref().is_some_and(|mime| *mime != scanned.mime) {
        fault(format!("is told as {}", scanned.mime));
    }
    if !sample.encodings.is_empty() && !sample.encodings.contains(&scanned.encoding) {
        fault(format!("is read as {}, not {}", scanned.encoding, sample.encodings.join(" or ")));
    }
    let ordered = !sample.planted.iter().any(|planted| planted.anywhere);
    for (path, ending) in scanned.members.iter().filter(|_| ordered) {
        match sample.members.get(path) {
            Some(wanted) if wanted == ending => {}
            None if ending.reason.is_empty() => {}
            _ => fault(format!("{path} inside ends {ending}")),
        }
    }
    for path in sample.members.keys() {
        if !scanned.members.iter().any(|(member, _)| member == path) {
            fault(format!("{path} inside has no outcome"));
        }
    }
    if scanned.counted != scanned.found.len() as u64 || scanned.untold {
        fault(format!("{} matches, {} counted", scanned.found.len(), scanned.counted));
    }
    if scanned.impossible {
        fault("a place is told that cannot be".to_owned());
    }
    if scanned.panics > 0 {
        fault("a parser panicked".to_owned());
    }
    if scanned.took > MOST_TIME {
        fault(format!("took {:?}", scanned.took));
    }
    let pieces = scan(&sample.file, &content, CHUNK);
    if (&pieces.ending, &pieces.found, &pieces.members) != (&scanned.ending, &scanned.found, &scanned.members) {
        fault("has another result when it is read in small pieces".to_owned());
    }
    Compared { planted, found, placed, sliced, scanned, faults }
}
