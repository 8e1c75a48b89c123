//! Whether a value lies at the bytes that results tell.

use crate::truth::{Found, Sample};

/// Texts with values that are encoded inside them: all that is encoded is told.
const ENCODED: &str = "encoded in text";

/// Whether what is told was looked at. An error if something else lies there, or nothing is told where it should be.
pub fn lies(sample: &Sample, object: &[u8], encoding: &str, found: &Found) -> Result<bool, String> {
    let Some(range) = found.bytes.clone() else {
        return if sample.bytes { Err("has no bytes".to_owned()) } else { Ok(false) };
    };
    let (file, encoding) = match &found.member {
        None => (object, encoding),
        Some(path) => match sample.inside.get(path) {
            Some(file) => (file.as_slice(), "UTF-8"),
            None => return Ok(false),
        },
    };
    let slice = file.get(range.clone()).ok_or_else(|| format!("bytes {range:?} are outside of its file"))?;
    if slice == written(&found.value, encoding) {
        return Ok(true);
    }
    // An element of an array of numbers.
    if <[u8; 8]>::try_from(slice).is_ok_and(|bytes| i64::from_le_bytes(bytes).to_string() == found.value) {
        return Ok(true);
    }
    let holds = |text: &[u8]| text.windows(found.value.len()).any(|part| part == found.value.as_bytes());
    if sample.format == ENCODED && (holds(&base64(slice)) || holds(&percent(slice))) {
        return Ok(true);
    }
    Err(format!("\"{}\" lies at its bytes {range:?}", slice.escape_ascii()))
}

/// A value, which is ASCII, as it is written in an encoding.
fn written(value: &str, encoding: &str) -> Vec<u8> {
    let unit = |byte: u8| match encoding {
        "UTF-16LE" => vec![byte, 0],
        "UTF-16BE" => vec![0, byte],
        "UTF-32LE" => vec![byte, 0, 0, 0],
        "UTF-32BE" => vec![0, 0, 0, byte],
        _ => vec![byte],
    };
    value.bytes().flat_map(unit).collect()
}

fn base64(text: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let (mut bits, mut count) = (0_u32, 0);
    for byte in text {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => continue,
        };
        (bits, count) = (bits << 6 | u32::from(value), count + 6);
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
        }
    }
    bytes
}

fn percent(text: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some((&first, after)) = rest.split_first() {
        let digits = after.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        let code = digits.filter(|_| first == b'%').and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(code.unwrap_or(first));
        rest = if code.is_some() { &after[2..] } else { after };
    }
    bytes
}
