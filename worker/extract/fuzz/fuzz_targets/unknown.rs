#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| magpie_extract_fuzz::targets::unknown(data));
