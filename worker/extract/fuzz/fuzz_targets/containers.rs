#![no_main]

/// Begins of cpio, ar, RPM and WARC files.
const MAGIC: [&[u8]; 5] =
    [b"070701", b"070707", b"!<arch>\n", b"\xed\xab\xee\xdb", b"WARC/1.0\r\nWARC-Type: response\r\n"];

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let [chunk, kind, rest @ ..] = data else { return };
    magpie_extract_fuzz::check(&[&[*chunk], MAGIC[usize::from(*kind) % MAGIC.len()], rest].concat(), "x");
});
