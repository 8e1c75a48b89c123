//! Changes of an input that keep its shape: digits stay digits and letters letters, so that check digits, ranges and dates
//! are tried and not only the shapes before them.

/// Changes some of `data` in place, as `seed` says, and returns how many bytes there are: as many as before.
pub fn keep_shape(data: &mut [u8], seed: u32) -> usize {
    // xorshift: the fuzzer gives a seed and nothing else.
    let mut state = seed | 1;
    let mut next = |below: usize| {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state as usize % below.max(1)
    };
    if data.is_empty() {
        return 0;
    }
    for _ in 0..=next(3) {
        let at = next(data.len());
        let other = next(data.len());
        let step = next(26) as u8;
        match data[at] {
            digit @ b'0'..=b'9' => data[at] = b'0' + (digit - b'0' + step) % 10,
            letter @ b'A'..=b'Z' => data[at] = b'A' + (letter - b'A' + step) % 26,
            letter @ b'a'..=b'z' => data[at] = b'a' + (letter - b'a' + step) % 26,
            _ if data[at].is_ascii_alphanumeric() == data[other].is_ascii_alphanumeric() => data.swap(at, other),
            _ => {}
        }
    }
    data.len()
}
