//! How values of binary formats are written as text: numbers, dates, times, decimals.

use std::io::Write;

/// Units of a time in a second.
pub(crate) const NANOS: i64 = 1_000_000_000;

const DAY_SECONDS: i64 = 86_400;
/// Dates from year 0 to 9999, as days since 1970-01-01: beyond, a number is no date.
const DATE_DAYS: std::ops::RangeInclusive<i64> = -719_528..=2_932_896;
/// Longest decimal number, in bytes: 154 digits.
const DECIMAL_BYTES: usize = 64;

// Writing to a Vec cannot fail, so its results are passed over.

pub(crate) fn integer(out: &mut Vec<u8>, value: i64) {
    let _ = write!(out, "{value}");
}

pub(crate) fn unsigned(out: &mut Vec<u8>, value: u64) {
    let _ = write!(out, "{value}");
}

/// A float. Whole numbers are written as such: tables turn columns of numbers into floats where values are missing.
pub(crate) fn float(out: &mut Vec<u8>, value: f64) {
    // 2^53: up to there all whole numbers are exact.
    if value.fract() == 0.0 && value.abs() <= 9_007_199_254_740_992.0 {
        integer(out, value as i64);
    } else {
        let _ = write!(out, "{value:?}");
    }
}

/// A float of 32 bits, with no more digits than it has.
pub(crate) fn short_float(out: &mut Vec<u8>, value: f32) {
    if value.fract() == 0.0 && value.abs() <= 16_777_216.0 {
        integer(out, value as i64);
    } else {
        let _ = write!(out, "{value:?}");
    }
}

/// A float of 16 bits (IEEE 754 binary16).
pub(crate) fn half(bits: u16) -> f32 {
    let sign = if bits & 0x8000 == 0 { 1.0 } else { -1.0 };
    let (exponent, fraction) = (i32::from(bits >> 10 & 0x1F), f32::from(bits & 0x3FF));
    match exponent {
        0 => sign * fraction * 2.0_f32.powi(-24),
        31 if fraction == 0.0 => sign * f32::INFINITY,
        31 => f32::NAN,
        _ => sign * (1.0 + fraction / 1024.0) * 2.0_f32.powi(exponent - 15),
    }
}

/// Days since 1970-01-01, as `2024-02-29`; as a number if no date of four digits.
pub(crate) fn date(out: &mut Vec<u8>, days: i64) {
    if !DATE_DAYS.contains(&days) {
        return integer(out, days);
    }
    // The Gregorian calendar in years that begin in March, from 0000-03-01 on, so that the leap day comes last.
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let _ = write!(out, "{year:04}-{month:02}-{day:02}");
}

/// A time since 1970, of which `per_second` make a second, as `2024-02-29 13:00:00.25`.
pub(crate) fn timestamp(out: &mut Vec<u8>, value: i64, per_second: i64) {
    let seconds = value.div_euclid(per_second);
    let days = seconds.div_euclid(DAY_SECONDS);
    if !DATE_DAYS.contains(&days) {
        return integer(out, value);
    }
    date(out, days);
    out.push(b' ');
    time(out, value.rem_euclid(DAY_SECONDS * per_second), per_second);
}

/// A time in seconds since 1970, and nanoseconds after it.
pub(crate) fn instant(out: &mut Vec<u8>, seconds: i64, nanos: i64) {
    let days = seconds.div_euclid(DAY_SECONDS);
    if !DATE_DAYS.contains(&days) {
        return integer(out, seconds);
    }
    date(out, days);
    out.push(b' ');
    time(out, seconds.rem_euclid(DAY_SECONDS) * NANOS + nanos.clamp(0, NANOS - 1), NANOS);
}

/// A time of the day, as `13:00:00.25`; as a number if it is none.
pub(crate) fn time(out: &mut Vec<u8>, value: i64, per_second: i64) {
    let seconds = value.div_euclid(per_second);
    if !(0..DAY_SECONDS).contains(&seconds) {
        return integer(out, value);
    }
    let _ = write!(out, "{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    let fraction = value.rem_euclid(per_second);
    if fraction != 0 {
        let digits = per_second.ilog10() as usize;
        let _ = write!(out, ".{fraction:0digits$}");
        while out.last() == Some(&b'0') {
            out.pop();
        }
    }
}

/// A decimal number: an integer in two's complement, highest byte first, of which `scale` digits follow the point.
pub(crate) fn decimal(out: &mut Vec<u8>, unscaled: &[u8], scale: usize) {
    if unscaled.is_empty() || unscaled.len() > DECIMAL_BYTES || scale > 3 * DECIMAL_BYTES {
        return;
    }
    let negative = unscaled[0] & 0x80 != 0;
    let mut magnitude = unscaled.to_vec();
    if negative {
        let mut carry = true;
        for byte in magnitude.iter_mut().rev() {
            let (sum, over) = (!*byte).overflowing_add(u8::from(carry));
            (*byte, carry) = (sum, over);
        }
    }
    // The digits, lowest first, by dividing by ten again and again.
    let mut digits = Vec::new();
    let mut first = 0;
    while first < magnitude.len() {
        let mut remainder = 0_u32;
        for byte in &mut magnitude[first..] {
            let part = remainder << 8 | u32::from(*byte);
            *byte = (part / 10) as u8;
            remainder = part % 10;
        }
        digits.push(b'0' + remainder as u8);
        while magnitude.get(first) == Some(&0) {
            first += 1;
        }
    }
    while digits.len() > scale + 1 && digits.last() == Some(&b'0') {
        digits.pop();
    }
    digits.resize(digits.len().max(scale + 1), b'0');
    if negative {
        out.push(b'-');
    }
    let whole = digits.len() - scale;
    out.extend(digits.iter().rev().take(whole));
    if scale > 0 {
        out.push(b'.');
        out.extend(digits.iter().rev().skip(whole));
    }
}

/// A UUID of 16 bytes, in its usual form (RFC 9562).
pub(crate) fn uuid(out: &mut Vec<u8>, bytes: &[u8]) {
    for (index, byte) in bytes.iter().enumerate() {
        if matches!(index, 4 | 6 | 8 | 10) {
            out.push(b'-');
        }
        let _ = write!(out, "{byte:02x}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(write: impl FnOnce(&mut Vec<u8>)) -> String {
        let mut out = Vec::new();
        write(&mut out);
        String::from_utf8_lossy(&out).into_owned()
    }

    #[test]
    fn dates_and_times() {
        assert_eq!(shown(|out| date(out, 0)), "1970-01-01");
        assert_eq!(shown(|out| date(out, 19_782)), "2024-02-29");
        assert_eq!(shown(|out| date(out, -719_528)), "0000-01-01");
        assert_eq!(shown(|out| date(out, 2_932_896)), "9999-12-31");
        assert_eq!(shown(|out| date(out, 2_932_897)), "2932897");
        assert_eq!(shown(|out| timestamp(out, -1, 1_000)), "1969-12-31 23:59:59.999");
        assert_eq!(shown(|out| timestamp(out, 951_825_600_250_000, 1_000_000)), "2000-02-29 12:00:00.25");
        assert_eq!(shown(|out| timestamp(out, i64::MIN, 1_000)), i64::MIN.to_string());
        assert_eq!(shown(|out| timestamp(out, i64::MIN, NANOS)), "1677-09-21 00:12:43.145224192");
        assert_eq!(shown(|out| time(out, 86_399_000_000_001, NANOS)), "23:59:59.000000001");
        assert_eq!(shown(|out| time(out, -5, NANOS)), "-5");
    }

    #[test]
    fn decimals() {
        assert_eq!(shown(|out| decimal(out, &[0], 0)), "0");
        assert_eq!(shown(|out| decimal(out, &[0x30, 0x39], 2)), "123.45");
        assert_eq!(shown(|out| decimal(out, &[0xFF], 3)), "-0.001");
        assert_eq!(shown(|out| decimal(out, &[0x80], 0)), "-128");
        let most = [&[0x7F][..], &[0xFF; 15]].concat();
        assert_eq!(shown(|out| decimal(out, &most, 0)), i128::MAX.to_string());
        assert_eq!(shown(|out| decimal(out, &[0; 16], 1)), "0.0");
        assert_eq!(shown(|out| decimal(out, &[1; 65], 0)), "");
    }

    #[test]
    fn halves() {
        assert_eq!(half(0x3C00), 1.0);
        assert_eq!(half(0xC000), -2.0);
        assert_eq!(half(0x7BFF), 65504.0);
        assert_eq!(half(0x0001), 2.0_f32.powi(-24));
        assert!(half(0x7E00).is_nan());
    }

    #[test]
    fn floats() {
        assert_eq!(shown(|out| float(out, 536_904_399.0)), "536904399");
        assert_eq!(shown(|out| float(out, 47.3769)), "47.3769");
        assert_eq!(shown(|out| float(out, 1e300)), "1e300");
        assert_eq!(shown(|out| float(out, f64::NAN)), "NaN");
        assert_eq!(shown(|out| short_float(out, 8.5417)), "8.5417");
    }
}
