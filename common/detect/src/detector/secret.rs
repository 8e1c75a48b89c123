//! Keys of cloud vendors.

use super::boundary::{at, back};

/// Longest key with its boundaries.
pub(crate) const LONGEST: usize = STRIPE_BODY + 8 + 2;
/// Longest body of a Stripe key.
const STRIPE_BODY: usize = 247;
/// Characters of an AWS secret access key.
const AWS: usize = 40;

/// How many different characters there are: low for fillers such as `xxxx`.
fn variety(text: &[u8]) -> u32 {
    text.iter().fold(0u128, |seen, byte| seen | 1 << (byte & 0x7f)).count_ones()
}

/// The bounds of the AWS secret access key around `inside`: a run of exactly 40 base64 characters.
///
/// There is no checksum. Random keys have capitals, small letters and digits, and hardly ever fewer than twenty different
/// characters; hexadecimal hashes and most paths do not look like that.
pub(crate) fn aws(text: &[u8], inside: usize) -> Option<(usize, usize)> {
    let is_key = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'+');
    let left = text[..inside].iter().rev().take(AWS).take_while(|byte| is_key(byte)).count();
    let right = text[inside..].iter().take(AWS + 1).take_while(|byte| is_key(byte)).count();
    let (start, end) = (inside - left, inside + right);
    if left + right != AWS
        || left == AWS
        || matches!(at(text, end), b'=' | b'_' | b'-')
        || matches!(back(text, start, 1), b'_' | b'-')
    {
        return None;
    }
    let key = &text[start..end];
    // The documentation of AWS has several, and all end like this (`wJal...EXAMPLEKEY`).
    if key.ends_with(b"EXAMPLEKEY") {
        return None;
    }
    let mixed = key.iter().any(u8::is_ascii_uppercase)
        && key.iter().any(u8::is_ascii_lowercase)
        && key.iter().any(u8::is_ascii_digit);
    let strokes = key.iter().filter(|byte| **byte == b'/').count();
    (mixed && strokes <= 6 && variety(key) >= 20).then_some((start, end))
}

/// The end of the Google API key at `start`: `AIza` and 35 characters.
pub(crate) fn google(text: &[u8], start: usize) -> Option<usize> {
    let key = text.get(start..start + 39)?;
    let is_key = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    let alone = !is_key(back(text, start, 1)) && !is_key(at(text, start + 39));
    (key.starts_with(b"AIza") && alone && key.iter().all(|byte| is_key(*byte)) && variety(key) >= 12)
        .then_some(start + 39)
}

/// The end of the Stripe key at `start`: `sk`, `pk` or `rk`, `test` or `live`, and 24 to 247 letters and digits.
pub(crate) fn stripe(text: &[u8], start: usize) -> Option<usize> {
    let prefix = text.get(start..start + 8)?;
    let kind = matches!(prefix[0], b's' | b'p' | b'r')
        && &prefix[1..3] == b"k_"
        && matches!(&prefix[3..], b"test_" | b"live_");
    if !kind || matches!(back(text, start, 1), b'_' | b'-') || back(text, start, 1).is_ascii_alphanumeric() {
        return None;
    }
    let body = &text[start + 8..text.len().min(start + 8 + STRIPE_BODY + 1)];
    let length = body.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
    let joined = matches!(at(text, start + 8 + length), b'_' | b'-');
    ((24..=STRIPE_BODY).contains(&length) && !joined && variety(&body[..length]) >= 8).then_some(start + 8 + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORTY: &str = "Abc1Def2Ghi3Jkl4Mno5Pqr6Stu7Vwx8Yz90+/aB";

    #[test]
    fn aws_keys() {
        let find = |text: &str, inside| aws(text.as_bytes(), inside);
        assert_eq!(find(FORTY, 20), Some((0, 40)));
        assert_eq!(find(&format!("k=\"{FORTY}\""), 5), Some((3, 43)));
        assert_eq!(find(&format!("{FORTY}A"), 20), None);
        assert_eq!(find(&format!("A{FORTY}"), 40), None);
        assert_eq!(find(&format!("{FORTY}="), 20), None);
        assert_eq!(find(&"a1B".repeat(14)[..40], 20), None);
        assert_eq!(find("da39a3ee5e6b4b0d3255bfef95601890afd80709", 20), None);
        assert_eq!(find(&"A".repeat(1000), 500), None);
    }

    #[test]
    fn google_keys() {
        let key = format!("AIza{}", "Sy0_Bc-Def1".repeat(4).get(..35).unwrap_or_default());
        assert_eq!(google(key.as_bytes(), 0), Some(39));
        assert_eq!(google(format!("{key}x").as_bytes(), 0), None);
        assert_eq!(google(format!("AIza{}", "x".repeat(35)).as_bytes(), 0), None);
        assert_eq!(google(&key.as_bytes()[..38], 0), None);
    }

    #[test]
    fn stripe_keys() {
        for prefix in ["sk_", "pk_", "rk_"] {
            for mode in ["test_", "live_"] {
                let key = format!("{prefix}{mode}{}", "aB3dE6gH".repeat(3));
                assert_eq!(stripe(key.as_bytes(), 0), Some(32), "{key}");
                assert_eq!(stripe(format!("{key}_x").as_bytes(), 0), None);
            }
        }
        let short = format!("sk_{}_{}", "live", "aB3dE6gH".repeat(3).get(..23).unwrap_or_default());
        assert_eq!(stripe(short.as_bytes(), 0), None);
        let filler = format!("sk_{}_{}", "live", "x".repeat(24));
        assert_eq!(stripe(filler.as_bytes(), 0), None);
        let long = format!("sk_{}_{}", "live", "aB3dE6gH".repeat(31));
        assert_eq!(stripe(long.as_bytes(), 0), None);
    }
}
