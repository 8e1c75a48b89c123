#![no_main]

use std::io::Write;

/// The checksum that gzip writes is the one that 7z wants.
fn crc(bytes: &[u8]) -> [u8; 4] {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none());
    let written = encoder.write_all(bytes).and_then(|()| encoder.finish());
    written.ok().and_then(|gzip| gzip.get(gzip.len() - 8..gzip.len() - 4)?.first_chunk().copied()).unwrap_or_default()
}

// The input is split into packed data and directory, and gets the checksums that let the parser look at them.
libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let [chunk, at, rest @ ..] = data else { return };
    let (packed, directory) = rest.split_at(usize::from(*at).min(rest.len()));
    let start = [
        &(packed.len() as u64).to_le_bytes()[..],
        &(directory.len() as u64).to_le_bytes()[..],
        &crc(directory)[..],
    ]
    .concat();
    let head = [&[*chunk][..], b"7z\xbc\xaf\x27\x1c\0\x04", &crc(&start), &start].concat();
    magpie_extract_fuzz::check(&[&head[..], packed, directory].concat(), "x.7z");
});
