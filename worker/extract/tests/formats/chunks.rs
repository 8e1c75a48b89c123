//! What is visited does not depend on how the source is cut into chunks.

use crate::common::{Event, Span, gzip, run_with_spans, tar_of, tight_limits, zip_of};
use magpie_extract::{FileOutcome, Limits};
use proptest::prelude::*;

fn same_for_all_chunks(bytes: &[u8], name: &str, limits: &Limits, chunks: &[usize]) {
    let whole: (Vec<Event>, FileOutcome, Vec<Span>) = run_with_spans(bytes, name, limits, usize::MAX);
    let unplaced = whole.2.iter().find(|span| span.bytes.is_none());
    assert_eq!(unplaced, None, "{name}");
    for &chunk in chunks {
        let cut = run_with_spans(bytes, name, limits, chunk);
        for (index, (left, right)) in whole.0.iter().zip(&cut.0).enumerate() {
            assert_eq!(left, right, "event {index} of {name} in chunks of {chunk}");
        }
        assert_eq!(whole.0.len(), cut.0.len(), "{name} in chunks of {chunk}");
        assert_eq!(whole.1, cut.1, "{name} in chunks of {chunk}");
        assert_eq!(whole.2, cut.2, "{name} in chunks of {chunk}");
    }
}

/// Pieces of syntax, put together at random: mostly sensible, often not.
fn pieces(pieces: &'static [&'static str], most: usize) -> impl Strategy<Value = String> {
    proptest::collection::vec(proptest::sample::select(pieces), 0..most).prop_map(|pieces| pieces.concat())
}

const TEXT: &[&str] = &["word ", "é€𝄞", "a@b.c ", "\n", "\r\n", "\u{fffd}", "x", "longer words here "];

const DELIMITED: &[&str] = &[
    "a",
    "12",
    ",",
    ",",
    ",",
    "\n",
    "\n",
    "\r\n",
    "\"",
    "\"\"",
    "\"quoted, \"\"cell\"\"\"",
    "\"x\ny\"",
    "é",
    " ",
    ";",
    "\\\"",
    "a long cell without quotes ",
    "\"x\" y",
];

const JSON: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "\"name\"",
    "\"na\\u00efme\"",
    "\"value @\"",
    "\"\\ud83d\\ude00\\n\"",
    "12",
    "-3.5e7",
    "true",
    "null",
    "\n",
    " ",
    "{\"a\": [1, {\"b\": \"c\"}]}\n",
    "{\"b\":{\"a\":2}}\n",
    "[[1],[2,\"x\"]]",
    "oops",
    "// note\n",
    "/* note */",
    "\"",
    "\"a rather long string that goes on and on, é and more, until it is long enough to be cut into pieces of its own\"",
];

const MESSAGES: &[&str] = &[
    "PID|1||",
    "|",
    "^",
    "~",
    "&",
    "\\T\\",
    "\\X41\\",
    "\\",
    "\r",
    "\n",
    "\u{b}",
    "\u{1c}\r",
    "OBX|1|XPN|SSN^Number||DOE^JOHN^Q~ROE^JANE|",
    "PID|1||4^^^A&1.2.3&ISO^SS||M\u{fc}ller^Anna||198005151230||||Road 1^^Town^IL^62704|",
    "NM1*IL*1*MILLER*JANE*Q***34*536904400",
    "N3*742 Road",
    "N4*Town*IL*62704",
    "REF*SY*5",
    "*",
    "~",
    "NAD+FL+++MILLER:JANE:Q+742 ROAD+TOWN+IL",
    "PNA+PAT+++1+2:JANE+1:MILLER",
    "FII+BF+GB82:A",
    "+",
    ":",
    "?",
    "?+",
    "'",
    "'",
    "a@b.example",
    "a rather long value that goes on and on, \u{e9} and more, until it is long enough to be cut into pieces of its own @ here",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn text(text in pieces(TEXT, 200), repeat in 1_usize..200, chunk in 1_usize..5000) {
        let text = text.repeat(repeat);
        same_for_all_chunks(text.as_bytes(), "x.txt", &tight_limits(), &[chunk, chunk * 20]);
        let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        same_for_all_chunks(&[&b"\xFF\xFE"[..], &utf16].concat(), "x.txt", &tight_limits(), &[chunk]);
    }

    #[test]
    fn bytes_of_any_kind(bytes in proptest::collection::vec(prop_oneof![4 => 0x20..0x7Fu8, 1 => any::<u8>(), 1 => Just(b'\n')], 0..3000), chunk in 1_usize..200) {
        same_for_all_chunks(&bytes, "x", &tight_limits(), &[1, chunk]);
    }

    #[test]
    fn delimited(start in "(id,name\n|a;b\n|1,2\n|)", text in pieces(DELIMITED, 300), repeat in 1_usize..30, chunk in 1_usize..3000) {
        let text = format!("{start}{}", text.repeat(repeat));
        same_for_all_chunks(text.as_bytes(), "x.csv", &tight_limits(), &[1, 7, chunk]);
        same_for_all_chunks(text.as_bytes(), "x.csv", &Limits::default(), &[chunk]);
    }

    #[test]
    fn json(text in pieces(JSON, 120), repeat in 1_usize..30, chunk in 1_usize..3000, lines in any::<bool>()) {
        let text = text.repeat(repeat);
        let name = if lines { "x.jsonl" } else { "x.json" };
        same_for_all_chunks(text.as_bytes(), name, &tight_limits(), &[1, 7, chunk]);
        same_for_all_chunks(text.as_bytes(), name, &Limits::default(), &[chunk]);
    }

    #[test]
    fn messages(kind in 0_usize..4, text in pieces(MESSAGES, 200), repeat in 1_usize..20, chunk in 1_usize..3000) {
        let begin = [
            "MSH|^~\\&|A|B\r",
            "\u{b}FHS|^~\\&|A\nBHS|^~\\&|A\n",
            "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *260102*1253*^*00501*000000905*0*T*:~",
            "UNA:+.? 'UNB+UNOC:3+A+B'",
        ][kind];
        let text = format!("{begin}{}", text.repeat(repeat));
        same_for_all_chunks(text.as_bytes(), "x", &tight_limits(), &[1, 7, chunk]);
        same_for_all_chunks(text.as_bytes(), "x", &Limits::default(), &[chunk]);
    }

    #[test]
    fn valid_json_lines(count in 1_usize..2000, chunk in 1_usize..100_000) {
        let text: String = (0..count).map(|number| format!("{{\"id\":{number},\"tags\":[\"a\",\"b\\n\"],\"o\":{{\"k{}\":\"v@w\"}}}}\n", number % 70)).collect();
        same_for_all_chunks(text.as_bytes(), "x.jsonl", &tight_limits(), &[chunk]);
    }

    #[test]
    fn archives(text in pieces(TEXT, 100), table in pieces(DELIMITED, 100), repeat in 1_usize..40, chunk in 1_usize..3000, cut in 0_usize..40) {
        let (text, table) = (text.repeat(repeat), table.repeat(repeat));
        let zip = zip_of(&[("a.txt", text.as_bytes()), ("b.csv", table.as_bytes())]);
        let tar = tar_of(&[("c.zip", &zip), ("d.txt", text.as_bytes())]);
        let compressed = gzip(&tar);
        let forwards = Limits { zip_buffer_bytes: 0, ..tight_limits() };
        same_for_all_chunks(&zip, "x.zip", &tight_limits(), &[1, chunk]);
        same_for_all_chunks(&tar, "x.tar", &tight_limits(), &[1, chunk]);
        same_for_all_chunks(&compressed, "x.tar.gz", &tight_limits(), &[1, chunk]);
        same_for_all_chunks(&compressed, "x.tar.gz", &forwards, &[chunk]);
        let short = compressed.len().saturating_sub(cut * 10 + 1);
        same_for_all_chunks(&compressed[..short], "x.tar.gz", &tight_limits(), &[1, chunk]);
    }
}
