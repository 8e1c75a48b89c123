//! As much of the syntax of PDF (ISO 32000-1, 7.2 and 7.3) as is needed to take raw objects apart.

use super::weigh::{self, string_length};
use memchr::{memchr, memmem};

/// How deep arrays and dictionaries may lie in each other.
const MOST_DEPTH: usize = 100;

/// Characters of which numbers and words are made, and names behind their slash.
fn is_regular(byte: u8) -> bool {
    byte != b'/' && weigh::is_regular(byte)
}

/// The bytes of the value that begins here, after blanks: of a reference, the number alone.
pub(super) fn value(bytes: &[u8]) -> &[u8] {
    let bytes = &bytes[blank(bytes)..];
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let rest = &bytes[at..];
        match byte {
            b'[' => (depth, at) = (depth + 1, at + 1),
            b'<' if rest.starts_with(b"<<") => (depth, at) = (depth + 1, at + 2),
            b']' => (depth, at) = (depth.saturating_sub(1), at + 1),
            b'>' if rest.starts_with(b">>") => (depth, at) = (depth.saturating_sub(1), at + 2),
            _ => at += token(rest),
        }
        if depth == 0 || depth > MOST_DEPTH {
            break;
        }
        at += blank(bytes.get(at..).unwrap_or_default());
    }
    &bytes[..at.min(bytes.len())]
}

/// The length of blanks and comments.
fn blank(bytes: &[u8]) -> usize {
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            0 | b'\t' | b'\n' | 0x0C | b'\r' | b' ' => at += 1,
            b'%' => at += bytes[at..].iter().position(|byte| matches!(byte, b'\r' | b'\n')).unwrap_or(bytes.len() - at),
            _ => break,
        }
    }
    at
}

/// The length of the string, name, number or word that begins here; at least 1.
fn token(bytes: &[u8]) -> usize {
    let regular = |bytes: &[u8]| bytes.iter().take_while(|&&byte| is_regular(byte)).count();
    match bytes {
        [b'(', ..] => string_length(bytes),
        [b'<', ..] => memchr(b'>', bytes).map_or(bytes.len(), |end| end + 1),
        [b'/', name @ ..] => 1 + regular(name),
        _ => regular(bytes).max(1),
    }
}

/// What stands behind the key of a dictionary, up to its end: begin with [`value`] or [`reference`].
pub(super) fn get<'b>(dictionary: &'b [u8], key: &[u8]) -> Option<&'b [u8]> {
    let mut rest = dictionary.get(blank(dictionary)..)?.strip_prefix(b"<<")?;
    loop {
        rest = &rest[blank(rest)..];
        let name = rest.strip_prefix(b"/").map(|_| &rest[1..token(rest)]);
        rest = match name {
            Some(name) => {
                let after = &rest[1 + name.len()..];
                if name == key {
                    return Some(&after[blank(after)..]);
                }
                let value = value(after);
                &after[blank(after) + value.len()..]
            }
            // The second number of a reference, and the R.
            None if rest.is_empty() || rest.starts_with(b">>") => return None,
            None => &rest[token(rest)..],
        };
    }
}

/// The number of the object that is referred to.
pub(super) fn reference(bytes: &[u8]) -> Option<u32> {
    let (number, rest) = digits(bytes)?;
    let (_, rest) = digits(&rest[blank(rest)..])?;
    rest[blank(rest)..].starts_with(b"R").then_some(())?;
    u32::try_from(number).ok()
}

/// The whole number that stands here, if it is no reference.
pub(super) fn whole_number(bytes: &[u8]) -> Option<u64> {
    let (number, _) = digits(bytes)?;
    reference(bytes).is_none().then_some(number)
}

fn digits(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let count = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (digits, rest) = bytes.split_at(count);
    Some((std::str::from_utf8(digits).ok()?.parse().ok()?, rest))
}

/// Whether a name stands in these bytes, wherever.
pub(super) fn has_name(bytes: &[u8], name: &[u8]) -> bool {
    memmem::find_iter(bytes, name).any(|at| {
        let slash = at.checked_sub(1).and_then(|before| bytes.get(before));
        slash == Some(&b'/') && bytes.get(at + name.len()).is_none_or(|&after| !is_regular(after))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_dictionaries() {
        let dictionary = b" <</A<</Root 9 0 R>>/B(a\\)>>)/C[1 2(x)]/D 12 0 R % no /E 3\n/Root 4 0 R/N -1/L 77>> more";
        assert_eq!(value(dictionary), &dictionary[1..dictionary.len() - 5]);
        let found = |key: &[u8]| get(dictionary, key);
        assert_eq!(found(b"Root").and_then(reference), Some(4));
        assert_eq!(found(b"D").and_then(reference), Some(12));
        assert_eq!(found(b"D").and_then(whole_number), None);
        assert_eq!(found(b"L").and_then(whole_number), Some(77));
        assert_eq!(found(b"C").map(value), Some(b"[1 2(x)]".as_slice()));
        assert_eq!(found(b"A").map(value), Some(b"<</Root 9 0 R>>".as_slice()));
        assert_eq!(found(b"E"), None);
        assert!(has_name(dictionary, b"Root") && !has_name(dictionary, b"Roo"));
    }

    #[test]
    fn what_is_cut_off_ends() {
        for bytes in [b"<</A[".as_slice(), b"<</A", b"<<", b"<", b"(", b"", b"<</A (\\", b"<</A <12", b"%", b">>"] {
            let _ = (value(bytes), get(bytes, b"B"), reference(bytes));
        }
        assert_eq!(value(&b"[".repeat(1_000)).len(), MOST_DEPTH + 1);
    }
}
