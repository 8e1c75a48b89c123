//! The values that matched, for the user's own terminal and nowhere else.

use std::io::Write;

use magpie_agent::{MatchObserver, ObservedMatch};
use magpie_base::Sensitive;
use magpie_extract::{ByteRange, Place};
use parking_lot::Mutex;

use crate::failure::Failure;
use crate::output;
use crate::scan::targets::Targets;

/// Values that are kept to be shown. Who wants more looks into the files themselves.
const MAX_VALUES: usize = 1_000;

/// Characters of a value that are shown.
const MAX_CHARACTERS: usize = 120;

struct Seen {
    bucket: String,
    key: String,
    member: Option<String>,
    identifier: String,
    place: Place,
    bytes: Option<ByteRange>,
    value: Sensitive<String>,
}

/// Keeps values in memory until they are shown. They are wiped when this is dropped.
#[derive(Default)]
pub(crate) struct Values {
    seen: Mutex<(Vec<Seen>, u64)>,
}

impl MatchObserver for Values {
    fn matched(&self, found: ObservedMatch<'_>) {
        let mut seen = self.seen.lock();
        if seen.0.len() >= MAX_VALUES {
            seen.1 += 1;
            return;
        }
        seen.0.push(Seen {
            bucket: found.bucket.to_owned(),
            key: found.key.to_owned(),
            member: found.member.map(str::to_owned),
            identifier: found.identifier.to_owned(),
            place: found.place.clone(),
            bytes: found.bytes,
            value: found.value,
        });
    }
}

impl Values {
    /// Shows what was kept: one match a line, in the order of files and places.
    pub(crate) fn show(&self, out: &mut impl Write, targets: &Targets) -> Result<(), Failure> {
        let mut seen = self.seen.lock();
        let (matches, omitted) = &mut *seen;
        matches.sort_by(|a, b| {
            (&a.bucket, &a.key, &a.member, &a.place, &a.bytes, &a.identifier).cmp(&(
                &b.bucket,
                &b.key,
                &b.member,
                &b.place,
                &b.bytes,
                &b.identifier,
            ))
        });
        for found in matches.iter() {
            let mut path = targets.shown(&found.bucket, &found.key);
            if let Some(member) = &found.member {
                path = format!("{path}!{member}");
            }
            let value: String = found.value.expose_sensitive().chars().take(MAX_CHARACTERS).collect();
            let bytes = found.bytes.map(|bytes| format!(" at byte {}", bytes.start)).unwrap_or_default();
            let line = format!("{path}:{}{bytes} {} {}", place(&found.place), found.identifier, value);
            writeln!(out, "{}", output::printable(&line))?;
        }
        if *omitted > 0 {
            writeln!(out, "and {omitted} more; --identifiers with fewer ids shows fewer")?;
        }
        Ok(())
    }
}

fn place(place: &Place) -> String {
    match place {
        Place::Cell { row, column, .. } => format!("row {row} column {column}"),
        Place::Lines(lines) => format!("{}:{}", lines.start, lines.start_column),
        Place::Record { index, json_path, .. } => format!("record {index} {json_path}"),
        Place::Page { number } => format!("page {number}"),
    }
}
