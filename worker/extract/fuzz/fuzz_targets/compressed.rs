#![no_main]

/// Magic numbers, so that the fuzzer need not find them; brotli is told by its name.
const MAGIC: [&[u8]; 6] =
    [b"BZh91AY&SY", b"\xfd7zXZ\0", b"\x28\xb5\x2f\xfd", b"\x04\x22\x4d\x18", b"\xff\x06\0\0sNaPpY", b""];

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let [chunk, kind, rest @ ..] = data else { return };
    let kind = usize::from(*kind) % MAGIC.len();
    let name = if kind == 5 { "x.txt.br" } else { "x.txt" };
    magpie_extract_fuzz::check(&[&[*chunk], MAGIC[kind], rest].concat(), name);
});
