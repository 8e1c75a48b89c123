//! Scanning a text in windows finds what scanning it whole finds, wherever it is cut.

#![allow(clippy::unwrap_used)]

mod data_files;

use std::sync::{Arc, LazyLock};

use magpie_detect::{Match, OVERLAP, Ruleset, Scanner, catalogue};
use proptest::prelude::*;

/// For all identifiers, compiled once: hundreds of texts are scanned by a test.
fn scanner() -> Scanner {
    static RULES: LazyLock<Arc<Ruleset>> =
        LazyLock::new(|| Arc::new(Ruleset::managed(catalogue::all().iter().map(|row| row.id)).unwrap()));
    Scanner::new(Arc::clone(&RULES))
}

fn whole(scanner: &mut Scanner, text: &[u8]) -> Vec<Match> {
    let mut found = Vec::new();
    scanner.scan_text(text, 0..text.len(), &mut |found_match| found.push(found_match));
    found
}

/// Scans in cores that end at the cuts, each with no more context than promised.
fn in_windows(scanner: &mut Scanner, text: &[u8], cuts: &[usize]) -> Vec<Match> {
    let mut found = Vec::new();
    let mut start: usize = 0;
    for end in cuts.iter().copied().chain([text.len()]) {
        let window_start = start.saturating_sub(OVERLAP);
        let window_end = (end + OVERLAP).min(text.len());
        let core = start - window_start..end - window_start;
        scanner.scan_text(&text[window_start..window_end], core, &mut |mut found_match| {
            found_match.start += window_start;
            found_match.end += window_start;
            found.push(found_match);
        });
        start = end;
    }
    found
}

/// The texts of all cases, one after the other.
fn corpus(separator: &str) -> String {
    let texts: Vec<String> =
        data_files::read().iter().flat_map(|file| &file.case).map(|case| case.text.join()).collect();
    texts.join(separator)
}

#[test]
fn the_corpus_cut_in_two_anywhere() {
    let mut scanner = scanner();
    for separator in [" ", "\n"] {
        let corpus = corpus(separator);
        let text = corpus.as_bytes();
        let expected = whole(&mut scanner, text);
        assert!(expected.len() > 500, "{}", expected.len());
        // Every offset would take minutes; a step that shares no factor with the block of 64 covers all phases.
        for cut in (0..text.len()).step_by(211) {
            let found = in_windows(&mut scanner, text, &[cut]);
            assert!(found == expected, "cut at {cut}");
        }
    }
}

#[test]
fn every_offset_of_the_corpus_with_narrow_cores() {
    // A core of one to some bytes around each offset: what starts there must be what the whole text says.
    let mut scanner = scanner();
    let corpus = corpus(" ");
    let text = corpus.as_bytes();
    let expected = whole(&mut scanner, text);
    let mut found = Vec::new();
    for start in (0_usize..text.len()).step_by(7) {
        let window_start = start.saturating_sub(OVERLAP);
        let end = (start + 7).min(text.len());
        let window = &text[window_start..(end + OVERLAP).min(text.len())];
        scanner.scan_text(window, start - window_start..end - window_start, &mut |mut found_match| {
            found_match.start += window_start;
            found_match.end += window_start;
            found.push(found_match);
        });
    }
    assert!(found == expected);
}

/// Pieces of which hostile and lucky texts are made.
fn piece() -> impl Strategy<Value = String> {
    let values = [
        "536-90-4399",
        "536904399",
        "4532015112830366",
        "4532 0151 1283 0366",
        "DE89370400440532013000",
        "GB29 NWBK 6016 1331 9268 19",
        "ann@example.com",
        "203.0.113.7",
        "2001:db8::1",
        "+1 415 555 0132",
        "(415) 555-0132",
        "12 March 1980",
        "1980-01-01",
        "AB 12 34 56 C",
        "L01X00T471",
        "390.533.447-05",
        "16.727.230/0001-97",
        "2 95 10 99 126 111 93",
        "12.ABC.345/01DE-35",
        "60-16-13 31926819",
        "Abc1Def2Ghi3Jkl4Mno5Pqr6Stu7Vwx8Yz90+/aB",
        "1234 5678 4111 2222 3333 4444 5555",
        "0123456789",
        "@",
        "::",
        "-----BEGIN ",
        "４５３２０１５１１２８３０３６６",
        "536\u{2011}90\u{2011}4399",
        "4532\u{a0}0151\u{a0}1283\u{a0}0366",
        "1980年3月12日",
        "12 марта 1980",
        "12 / 03 / 1980",
        "08/27",
        "密码：",
        "Kuma7741x",
    ];
    let words = [
        "ssn",
        "SSN:",
        "card",
        "iban",
        "phone",
        "dob",
        "passport",
        "nino",
        "cpf",
        "cnpj",
        "insee",
        "secret key",
        "customerSsn",
        "account number",
        "valid thru",
        "生年月日",
        "дата рождения",
    ];
    let gaps = [
        " ",
        "-",
        ".",
        ",",
        "\n",
        "/",
        ":",
        "_",
        "=",
        "",
        "é",
        "漢字",
        "\u{a0}",
        "\u{2011}",
        "４１１１",
        "x",
        "1",
        "  ",
        "\"",
        "aaaaaaaaaaaaaaaaaaaaaaaaa ",
    ];
    prop_oneof![
        4 => prop::sample::select(values.to_vec()).prop_map(str::to_owned),
        3 => prop::sample::select(words.to_vec()).prop_map(str::to_owned),
        6 => prop::sample::select(gaps.to_vec()).prop_map(str::to_owned),
        1 => "[0-9 -]{1,40}",
        1 => "[A-Z0-9]{1,40}",
    ]
}

fn cases(count: u32) -> ProptestConfig {
    ProptestConfig { cases: count, failure_persistence: None, ..ProptestConfig::default() }
}

#[test]
fn a_long_password_in_an_address_is_found_wherever_it_lies() {
    // Its sign lies up to some blocks of 64 bytes behind the colon that leads to it.
    let mut scanner = scanner();
    for length in [20, 60, 90, 150, 240] {
        for before in 0..64 {
            let text = format!("{} ftps://ann:{}@files.test ", "-".repeat(before), "Kx".repeat(length / 2));
            let found = whole(&mut scanner, text.as_bytes());
            assert!(found.iter().any(|one| one.start == before + 1), "{length} behind {before}: {found:?}");
        }
    }
}

proptest! {
    #![proptest_config(cases(150))]

    #[test]
    fn pieces_cut_anywhere(pieces in prop::collection::vec(piece(), 1..120), places in prop::collection::vec(0.0f64..1.0, 1..6)) {
        let text = pieces.concat();
        let mut scanner = scanner();
        let expected = whole(&mut scanner, text.as_bytes());
        let mut cuts: Vec<usize> = places.iter().map(|place| (place * text.len() as f64) as usize).collect();
        cuts.sort_unstable();
        prop_assert_eq!(in_windows(&mut scanner, text.as_bytes(), &cuts), expected);
    }

    #[test]
    fn long_texts_with_real_overlaps(pieces in prop::collection::vec(piece(), 30..60), place in 0.0f64..1.0) {
        // Long enough that the windows do not hold the whole text.
        let text = pieces.concat().repeat(120);
        let mut scanner = scanner();
        let expected = whole(&mut scanner, text.as_bytes());
        let cut = (place * text.len() as f64) as usize;
        prop_assert_eq!(in_windows(&mut scanner, text.as_bytes(), &[cut]), expected);
    }

    #[test]
    fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..2000), place in 0.0f64..1.0) {
        let mut scanner = scanner();
        let expected = whole(&mut scanner, &bytes);
        let cut = (place * bytes.len() as f64) as usize;
        prop_assert_eq!(in_windows(&mut scanner, &bytes, &[cut]), expected);
    }

    #[test]
    fn matches_are_ordered_and_of_one_identifier_disjoint(pieces in prop::collection::vec(piece(), 1..120)) {
        let text = pieces.concat();
        let found = whole(&mut scanner(), text.as_bytes());
        prop_assert!(found.windows(2).all(|pair| pair[0].start <= pair[1].start));
        for (index, first) in found.iter().enumerate() {
            prop_assert!(first.start < first.end && first.end <= text.len());
            for second in &found[index + 1..] {
                prop_assert!(first.identifier != second.identifier || first.end <= second.start);
            }
        }
    }
}
