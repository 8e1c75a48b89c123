#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| magpie_detect_fuzz::targets::custom_scan(data));
