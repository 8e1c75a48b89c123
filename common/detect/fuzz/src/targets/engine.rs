//! The engine with all identifiers, and with the recommended ones.

use super::Reader;
use magpie_detect::{ContextId, Field, FieldMatch, Match, OVERLAP, Part, Ruleset, Scanner, catalogue, custom};
use std::cell::RefCell;
use std::ops::Range;
use std::sync::{Arc, LazyLock};

/// All rows of the catalogue, and some custom identifiers.
static RULES: LazyLock<Arc<Ruleset>> = LazyLock::new(|| {
    let ids = catalogue::all().iter().map(|row| row.id);
    let mut builder = Ruleset::builder().managed(ids).expect("the catalogue's own ids are known");
    let customs = [("EMP-[0-9]{6}", None), ("[A-Z][0-9]{7}", Some("badge")), (r"\w{6,20}", Some("passphrase"))];
    for (index, (regex, keyword)) in customs.into_iter().enumerate() {
        let criteria = custom::Criteria {
            regex: regex.to_owned(),
            keywords: keyword.into_iter().map(str::to_owned).collect(),
            ..custom::Criteria::default()
        };
        let id = format!("custom-{index}");
        builder = builder.custom(custom::Identifier { id: id.clone(), name: id, criteria }).expect("they are few");
    }
    Arc::new(builder.build().expect("the patterns are fine"))
});

/// The rows that Macie recommends: all of them need key words, and where there are none the engine goes another way.
static RECOMMENDED: LazyLock<Arc<Ruleset>> = LazyLock::new(|| {
    let ids = catalogue::all().iter().filter(|row| row.recommended).map(|row| row.id);
    Arc::new(Ruleset::managed(ids).expect("the catalogue's own ids are known"))
});

/// A scanner for all identifiers, or for the recommended ones.
fn scanner(recommended: bool) -> Scanner {
    Scanner::new(Arc::clone(if recommended { &RECOMMENDED } else { &RULES }))
}

fn filler(line: &str) -> Vec<u8> {
    line.repeat(OVERLAP / line.len() + 4).into_bytes()
}

/// What lies around a text so that no window holds all of it: words, or numbers everywhere.
static FILLERS: LazyLock<[Vec<u8>; 2]> = LazyLock::new(|| {
    [
        filler("nothing of interest is said in these lines, which are here to be longer than any window is.\n"),
        filler("2026-11-27 10:22:33.417 4711 took 1234 of 56789\n"),
    ]
});

/// Scans a part of a text with the context that is promised, and no more.
pub(super) fn scan_part(scanner: &mut Scanner, text: &[u8], part: Range<usize>, found: &mut Vec<Match>) {
    let start = part.start.saturating_sub(OVERLAP);
    let end = (part.end + OVERLAP).min(text.len());
    let place = Part { offset: start as u64, last: end == text.len() };
    scanner.scan_part(&text[start..end], part.start - start..part.end - start, place, &mut |one| {
        found.push(Match { start: one.start + start, end: one.end + start, ..one });
    });
}

/// The first two bytes say where to cut, and the bits of the third whether there is a long text around, of which kind, and
/// which identifiers are looked for.
pub(super) fn scan_text(data: &[u8]) {
    let mut input = Reader(data);
    let (cut, how) = (input.number(), input.byte());
    let around = (how & 1 == 1).then_some(usize::from(how >> 2 & 1));
    compare(&mut scanner(how & 2 != 0), input.0, cut, around);
}

/// Cut anywhere, the parts find what the whole finds. `around` is the number of what lies around it.
pub(super) fn compare(scanner: &mut Scanner, text: &[u8], cut: usize, around: Option<usize>) {
    let filler = around.and_then(|number| FILLERS.get(number)).map(Vec::as_slice).unwrap_or_default();
    let long = [filler, text, b"\n", filler].concat();
    let (text, range) = match around {
        Some(_) => (&long[..], filler.len()..filler.len() + text.len()),
        None => (text, 0..text.len()),
    };
    let cut = range.start + cut % (range.len() + 1);
    let mut whole = Vec::new();
    scan_part(scanner, text, 0..text.len(), &mut whole);
    assert!(whole.is_sorted_by_key(|found| found.start), "matches are not in order");
    for found in &whole {
        assert!(found.start < found.end && found.end <= text.len(), "a match lies outside");
        assert!(scanner.ruleset().rule(found.identifier).is_some());
    }
    whole.retain(|found| range.contains(&found.start));
    let mut parts = Vec::new();
    scan_part(scanner, text, range.start..cut, &mut parts);
    scan_part(scanner, text, cut..range.end, &mut parts);
    assert_eq!(whole, parts, "cut at {cut} of {range:?}");
}

/// Fields, each with a gap before it; names of the columns, of which the fields have the first, the second or none; a buffer.
pub(super) fn scan_fields(data: &[u8]) {
    let mut input = Reader(data);
    let how = input.byte();
    let count = usize::from(how & 31);
    let lengths: Vec<[u8; 2]> = (0..count).map(|_| [input.byte(), input.byte()]).collect();
    let names = [input.lines(), input.lines()];
    let text = input.0;
    let mut scanner = scanner(how & 32 != 0);
    let mut contexts = vec![ContextId::default()];
    for names in &names {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        contexts.push(scanner.context(&names));
    }
    let mut fields = Vec::new();
    let mut position = 0;
    for (index, [gap, length]) in lengths.into_iter().enumerate() {
        let start = boundary(text, position + usize::from(gap));
        let end = boundary(text, start + usize::from(length));
        fields.push(Field { start: start as u32, end: end as u32, context: contexts[index % 3] });
        position = end;
    }
    let mut together = Vec::new();
    scanner.scan_fields(text, &fields, &mut |found| together.push(found));
    let mut alone = Vec::new();
    for (index, field) in fields.iter().enumerate() {
        let value = &text[field.start as usize..field.end as usize];
        let only = [Field { start: 0, end: value.len() as u32, context: field.context }];
        scanner.scan_fields(value, &only, &mut |found| {
            assert!(found.start < found.end && found.end <= value.len(), "a match lies outside of its field");
            alone.push(FieldMatch { field: index, ..found });
        });
    }
    assert_eq!(together, alone);
    // Values that came before, and often.
    for _ in 0..2 {
        together.clear();
        scanner.scan_fields(text, &fields, &mut |found| together.push(found));
        assert_eq!(together, alone);
    }
}

/// Fields of extracted files do not cut characters.
fn boundary(text: &[u8], at: usize) -> usize {
    let at = at.min(text.len());
    (at..text.len()).find(|at| text[*at] & 0xc0 != 0x80).unwrap_or(text.len())
}

thread_local! {
    /// A scanner, and the context of a column whose names are all key words of all identifiers.
    static COLUMN: RefCell<(Scanner, ContextId)> = RefCell::new({
        let mut scanner = Scanner::new(Arc::clone(&RULES));
        let names: Vec<&str> = catalogue::all().iter().flat_map(|row| row.keywords).copied().collect();
        let context = scanner.context(&names);
        (scanner, context)
    });
}

/// The input is a value, which every identifier of its shape looks at, in a field and in a text behind some key words.
pub(super) fn validators(data: &[u8]) {
    COLUMN.with_borrow_mut(|(scanner, context)| {
        let field = Field { start: 0, end: data.len() as u32, context: *context };
        let mut found = Vec::new();
        scanner.scan_fields(data, &[field], &mut |one| found.push(one));
        for one in &found {
            assert!(one.start < one.end && one.end <= data.len(), "a match lies outside of its field");
        }
        // Two of the value beside each other are each what one alone is.
        let twice = [data, b"\n\0\n", data].concat();
        let second = Field { start: data.len() as u32 + 3, end: twice.len() as u32, context: *context };
        let mut both = Vec::new();
        scanner.scan_fields(&twice, &[field, second], &mut |one| both.push(one));
        let expected: Vec<FieldMatch> =
            found.iter().copied().chain(found.iter().map(|one| FieldMatch { field: 1, ..*one })).collect();
        assert_eq!(both, expected);
    });
}
