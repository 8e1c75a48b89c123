//! Any fields over any bytes: no panic, and a batch finds what each field alone has.
//!
//! Run with `cargo fuzz run scan_fields` in `common/detect`.

#![no_main]

use std::sync::{Arc, LazyLock};

use libfuzzer_sys::fuzz_target;
use magpie_detect::{Field, FieldMatch, Ruleset, Scanner, catalogue};

static RULES: LazyLock<Arc<Ruleset>> = LazyLock::new(|| {
    let ids = catalogue::all().iter().map(|row| row.id);
    Arc::new(Ruleset::managed(ids).expect("the catalogue's own ids are known"))
});

fuzz_target!(|input: (Vec<(u8, u8)>, Vec<String>, &[u8])| {
    let (lengths, names, text) = input;
    let mut scanner = Scanner::new(Arc::clone(&RULES));
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let contexts = [scanner.context(&[]), scanner.context(&names)];
    let mut fields = Vec::new();
    let mut position = 0u32;
    for (index, (gap, length)) in lengths.into_iter().enumerate() {
        let start = (position + u32::from(gap)).min(text.len() as u32);
        let end = (start + u32::from(length)).min(text.len() as u32);
        fields.push(Field { start, end, context: contexts[index % 2] });
        position = end;
    }
    let mut together = Vec::new();
    scanner.scan_fields(text, &fields, &mut |found| together.push(found));
    let mut alone = Vec::new();
    for (index, field) in fields.iter().enumerate() {
        let value = &text[field.start as usize..field.end as usize];
        let only = [Field { start: 0, end: value.len() as u32, context: field.context }];
        scanner.scan_fields(value, &only, &mut |found| alone.push(FieldMatch { field: index, ..found }));
    }
    assert_eq!(together, alone);
});
