#![no_main]

/// Begins of Java class files and of pickles.
const MAGIC: [&[u8]; 3] = [b"\xca\xfe\xba\xbe\0\0\0\x34", b"\x80\x02(", b"\x80\x04\x95\0\x01\0\0\0\0\0\0"];

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let [chunk, kind, rest @ ..] = data else { return };
    magpie_extract_fuzz::check(&[&[*chunk], MAGIC[usize::from(*kind) % MAGIC.len()], rest].concat(), "x");
});
