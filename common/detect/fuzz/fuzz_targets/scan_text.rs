//! Any bytes, cut anywhere: no panic, and windows find what the whole finds.
//!
//! Run with `cargo fuzz run scan_text` in `common/detect`.

#![no_main]

use std::sync::{Arc, LazyLock};

use libfuzzer_sys::fuzz_target;
use magpie_detect::{Match, OVERLAP, Ruleset, Scanner, catalogue};

static RULES: LazyLock<Arc<Ruleset>> = LazyLock::new(|| {
    let ids = catalogue::all().iter().map(|row| row.id);
    Arc::new(Ruleset::managed(ids).expect("the catalogue's own ids are known"))
});

fuzz_target!(|input: (u16, &[u8])| {
    let (cut, text) = input;
    let cut = usize::from(cut).min(text.len());
    let mut scanner = Scanner::new(Arc::clone(&RULES));
    let mut whole = Vec::new();
    scanner.scan_text(text, 0..text.len(), &mut |found| whole.push(found));
    for found in &whole {
        assert!(found.start < found.end && found.end <= text.len());
    }
    let mut parts = Vec::new();
    for (start, end) in [(0, cut), (cut, text.len())] {
        let base = start.saturating_sub(OVERLAP);
        let window = &text[base..(end + OVERLAP).min(text.len())];
        scanner.scan_text(window, start - base..end - base, &mut |found| {
            parts.push(Match { start: found.start + base, end: found.end + base, ..found });
        });
    }
    assert_eq!(whole, parts);
});
