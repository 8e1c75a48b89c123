//! What the binary formats of Excel have in common.

use encoding_rs::UTF_16LE;

/// Text of 16-bit units, the lower byte first.
pub(crate) fn utf16(raw: &[u8]) -> String {
    UTF_16LE.decode_without_bom_handling(raw).0.into_owned()
}

/// A number in 30 bits (\[MS-XLS\] 2.5.217, \[MS-XLSB\] 2.5.122): an integer or the high bits of a double, perhaps times 100.
pub(crate) fn rk(bits: u32) -> f64 {
    let number = if bits & 2 != 0 { f64::from((bits as i32) >> 2) } else { f64::from_bits(u64::from(bits & !3) << 32) };
    if bits & 1 != 0 { number / 100.0 } else { number }
}

/// The double at `at`.
pub(crate) fn real(bytes: &[u8], at: usize) -> Option<f64> {
    bytes.get(at..at + 8)?.first_chunk().map(|bytes| f64::from_le_bytes(*bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_thirty_bits() {
        assert_eq!(rk(0x3FF0_0000), 1.0);
        assert_eq!(rk(((-7_i32) << 2) as u32 | 2), -7.0);
        assert_eq!(rk(1234 << 2 | 3), 12.34);
    }
}
