//! Any pattern and words: no panic, no slow compilation, and a sample of any bytes is survived.
//!
//! Run with `cargo fuzz run custom_regex -- -timeout=10` in `common/detect`.

#![no_main]

use libfuzzer_sys::fuzz_target;
use magpie_detect::allow::{Allow, List};
use magpie_detect::custom::{self, Criteria};

fuzz_target!(|input: (String, Vec<String>, Vec<String>, u16, String)| {
    let (regex, keywords, ignore_words, distance, text) = input;
    let sample: String = text.chars().take(custom::LONGEST_SAMPLE).collect();
    if let Ok(list) = List::regex(&regex) {
        let allow = Allow::new(&[list]).expect("the pattern was accepted");
        allow.allows(sample.as_bytes());
    }
    let criteria = Criteria { regex, keywords, ignore_words, maximum_match_distance: u32::from(distance) % 302 };
    let checked = criteria.check();
    let tested = custom::test(&criteria, &sample);
    assert_eq!(checked.is_ok(), tested.is_ok());
    if let Err(error) = checked {
        assert!(!error.to_string().is_empty());
        assert_eq!(tested, Err(error));
    }
    // The words beside a pattern often refuse it, so the pattern is tried alone too.
    let alone = Criteria { regex: criteria.regex, ..Criteria::default() };
    let _ = custom::test(&alone, &sample);
});
