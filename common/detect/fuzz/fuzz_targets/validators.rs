#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| magpie_detect_fuzz::targets::validators(data));

// Half of the time the fuzzer's own way of changing an input, which changes its shape.
libfuzzer_sys::fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    if seed & 1 == 0 {
        return libfuzzer_sys::fuzzer_mutate(data, size, max_size);
    }
    magpie_detect_fuzz::mutate::keep_shape(&mut data[..size], seed)
});
