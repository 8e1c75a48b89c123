//! Hardware addresses: EUI-48 of IEEE 802, in the forms that IEEE and network equipment write.

use super::boundary::{at, back};

/// Longest address with its boundaries.
pub(crate) const LONGEST: usize = 17 + 4;

/// How an address is written: digits in a group, and what stands between the groups.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Form {
    group: usize,
    separator: u8,
}

/// The end of the address at `start`, where its first hexadecimal digit stands: `01:23:45:67:89:ab`, `01-23-45-67-89-AB`
/// or `0123.4567.89ab`.
///
/// Not reported are addresses of nobody: zeros, groups (the lowest bit of the first octet, which broadcast has too) and
/// those for documentation (RFC 7042).
pub(crate) fn find(text: &[u8], start: usize) -> Option<usize> {
    let separator = if at(text, start + 4) == b'.' { b'.' } else { at(text, start + 2) };
    let form = match separator {
        b':' | b'-' => Form { group: 2, separator },
        b'.' => Form { group: 4, separator },
        _ => return None,
    };
    let mut address = [0u8; 6];
    let mut position = start;
    let (mut small, mut capital, mut letters) = (false, false, 0);
    for index in 0..12 {
        if index != 0 && index % form.group == 0 {
            if at(text, position) != form.separator {
                return None;
            }
            position += 1;
        }
        let byte = at(text, position);
        let value = (byte as char).to_digit(16)? as u8;
        small |= byte.is_ascii_lowercase();
        capital |= byte.is_ascii_uppercase();
        letters += usize::from(byte.is_ascii_alphabetic());
        address[index / 2] = address[index / 2] << 4 | value;
        position += 1;
    }
    let mixed = small && capital;
    // Six pairs of decimal digits may be anything: only colons make an address of them.
    let decimal = letters == 0 && form.separator != b':';
    let nobody = address == [0; 6] || address[0] & 1 == 1 || address.starts_with(&[0x00, 0x00, 0x5e, 0x00, 0x53]);
    (!mixed && !decimal && !nobody && alone(text, start, position, form.separator)).then_some(position)
}

/// Whether no longer token goes on before or after: an EUI-64, an IPv6 address, a row of octets.
fn alone(text: &[u8], start: usize, end: usize, separator: u8) -> bool {
    let before = back(text, start, 1);
    let after = at(text, end);
    let word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let joined =
        |byte: u8, beyond: u8| matches!(byte, b':' | b'-' | b'.') && byte == separator && beyond.is_ascii_hexdigit();
    let joined_before = joined(before, back(text, start, 2)) && !names(text, start);
    // Weights of a collation (`[.8E99.0020.0004]`), the tail of a decimal or of a range.
    let led_by_point = separator == b'.' && matches!(before, b'.' | b'*') && !names(text, start);
    let joined_after = joined(after, at(text, end + 1));
    !word(before) && !word(after) && !joined_before && !led_by_point && !joined_after
}

/// Whether a word stands before the separator: `mac:01:23...`, `mac-01-23...`.
fn names(text: &[u8], start: usize) -> bool {
    let head = &text[start.saturating_sub(6)..start.saturating_sub(1)];
    let token: usize = head.iter().rev().take_while(|byte| byte.is_ascii_alphanumeric()).count();
    token > 2 && head[head.len() - token..].iter().any(|byte| !byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn end(text: &str) -> Option<usize> {
        find(text.as_bytes(), 0)
    }

    #[test]
    fn written_forms() {
        for text in ["3c:52:82:1a:0b:9f", "3C-52-82-1A-0B-9F", "3C:52:82:1A:0B:9F", "10:20:30:40:50:60"] {
            assert_eq!(end(text), Some(17), "{text}");
        }
        assert_eq!(end("3c52.821a.0b9f"), Some(14));
        assert_eq!(find(b"mac 3c:52:82:1a:0b:9f, up", 4), Some(21));
        assert_eq!(find(b"mac:3c:52:82:1a:0b:9f", 4), Some(21));
    }

    #[test]
    fn others() {
        for text in [
            "00:00:00:00:00:00",
            "ff:ff:ff:ff:ff:ff",
            "01:00:5e:00:00:fb",
            "33:33:00:00:00:01",
            "00:00:5e:00:53:af",
            "3c:52:82:1a:0b",
            "3c:52:82:1a:0b:9f:00:01",
            "3c:52-82:1a:0b:9f",
            "3c:52:82:1A:0B:9f",
            "10-20-30-40-50-60",
            "1020.3040.5060",
            "3c:52:82:1a:0b:9fx",
            "3c52821a0b9f",
            "",
        ] {
            assert_eq!(end(text), None, "{text}");
        }
        assert_eq!(find(b"fe:3c:52:82:1a:0b:9f", 3), None);
    }
}
