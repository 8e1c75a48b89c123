//! No text takes more time for each byte the longer it is: twice as much text, twice as much time.

#![allow(clippy::unwrap_used)]

#[path = "../benches/corpora/hostile.rs"]
mod hostile;

mod data_files;

use std::sync::Arc;

use magpie_detect::{ContextId, Field, Ruleset, Scanner, catalogue};

/// Bytes of the short texts; the long ones have [`TIMES`] as many.
const SIZE: usize = 16 << 10;
const TIMES: usize = 8;
/// How much more a byte of the long text may take. What grows with the square takes [`TIMES`] as much.
const SLACK: u64 = 3;
/// What measuring may be wrong by, in nanoseconds.
const NOISE: u64 = 2_000_000;

/// Time of the processor that this thread took, in nanoseconds.
fn now() -> u64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    time.tv_sec as u64 * 1_000_000_000 + time.tv_nsec as u64
}

fn time(mut run: impl FnMut()) -> u64 {
    let once = |_| {
        let start = now();
        run();
        now() - start
    };
    (0..2).map(once).min().unwrap()
}

/// So often time must grow faster than the bytes.
const ATTEMPTS: usize = 5;

/// Scans as a text, as one field and as many.
struct Scan {
    scanner: Scanner,
    context: ContextId,
}

impl Scan {
    fn new() -> Scan {
        let rules = Ruleset::managed(catalogue::all().iter().map(|row| row.id)).unwrap();
        let mut scanner = Scanner::new(Arc::new(rules));
        // The fields of a text that repeats itself are alike; an attacker's need not be.
        scanner.remember_values(false);
        let names = ["password", "customer_ssn", "iban", "secret key", "card number", "swift", "cvv"];
        let context = scanner.context(&names);
        Scan { scanner, context }
    }

    fn time(&mut self, text: &[u8], field: Option<usize>) -> u64 {
        let size = field.unwrap_or(usize::MAX).min(text.len());
        let fields: Vec<Field> = (0..text.len())
            .step_by(size)
            .map(|start| Field {
                start: start as u32,
                end: (start + size).min(text.len()) as u32,
                context: self.context,
            })
            .collect();
        time(|| match field {
            None => self.scanner.scan_text(text, 0..text.len(), &mut |_| ()),
            Some(_) => self.scanner.scan_fields(text, &fields, &mut |_| ()),
        })
    }

    fn grows_with_the_bytes(&mut self, name: &str, short: &[u8], long: &[u8], field: Option<usize>) {
        let times = long.len() as u64 / short.len() as u64 + 1;
        // A virtual processor that is taken away counts as time of this thread: that does not happen again and again.
        for attempt in 1..=ATTEMPTS {
            let (short_time, long_time) = (self.time(short, field), self.time(long, field));
            if long_time <= short_time * times * SLACK + NOISE {
                return;
            }
            assert!(
                attempt < ATTEMPTS,
                "{name}, as fields of {field:?}: {short_time} ns grew to {long_time} ns, {attempt} times"
            );
        }
    }
}

#[test]
fn time_grows_with_the_bytes_and_no_faster() {
    let mut scan = Scan::new();
    for ((name, short), (_, long)) in hostile::texts(SIZE).iter().zip(&hostile::texts(SIZE * TIMES)) {
        for field in [None, Some(usize::MAX), Some(24)] {
            scan.grows_with_the_bytes(name, short, long, field);
        }
    }
}

#[test]
fn values_of_every_identifier_again_and_again() {
    let mut scan = Scan::new();
    for file in data_files::read() {
        for set in file.set {
            let Some(value) = set.valid.first().map(data_files::Text::join) else { continue };
            let keyword = set.keyword().unwrap_or("value");
            // Joined to one run, and each with its key word.
            for unit in [value.clone(), format!("{keyword} {value}\n")] {
                let repeated = |size: usize| unit.repeat(size.div_ceil(unit.len())).into_bytes();
                scan.grows_with_the_bytes(&set.identifier, &repeated(SIZE / 4), &repeated(SIZE / 4 * TIMES), None);
            }
        }
    }
}
