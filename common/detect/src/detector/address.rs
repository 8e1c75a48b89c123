//! Internet addresses: dotted IPv4 and the text forms of IPv6 (RFC 4291, 2.2).

use super::boundary::{at, back};

/// Longest IPv6 address: eight groups, or six and an IPv4 address.
const LONGEST_V6: usize = 45;
/// Longest address with its boundaries.
pub(crate) const LONGEST: usize = LONGEST_V6 + 4;

/// The end of the IPv4 address at `start`.
///
/// Not reported: unspecified, loopback, multicast and reserved addresses (RFC 6890), as they point at nobody.
#[inline]
pub(crate) fn v4(text: &[u8], start: usize) -> Option<usize> {
    let (octets, end) = quad(text, start)?;
    let joined = matches!(at(text, end), b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'_')
        || matches!(at(text, end), b'.' | b'-') && at(text, end + 1).is_ascii_digit();
    if joined || !v4_begins(text, start) {
        return None;
    }
    // `Chrome/120.0.0.0` is the version of a browser, `LibreOffice/7.4.7.2$Linux_X86_64` that of whoever wrote a document.
    let version = back(text, start, 1) == b'/'
        && back(text, start, 2).is_ascii_alphanumeric()
        && (octets[1] == 0 && octets[2] == 0 || at(text, end) == b'$');
    (!version && !follows_version_word(text, start) && names_a_host(octets)).then_some(end)
}

/// Words before four numbers that are the version of a program.
const VERSION_WORDS: [&[u8]; 5] = [b"build", b"version", b"release", b"ver", b"v"];

/// Whether such a word stands before `start`, with a space, a point or a sign between: `build 1.33.133.162`.
fn follows_version_word(text: &[u8], start: usize) -> bool {
    const SIGNS: usize = 4;
    /// The longest word, the signs, and what shows where the word begins.
    const WINDOW: usize = 7 + SIGNS + 1;
    let window = &text[start.saturating_sub(WINDOW)..start];
    let signs = window.iter().rev().take(SIGNS).take_while(|byte| matches!(byte, b' ' | b':' | b'=' | b'.' | b'"'));
    let head = &window[..window.len() - signs.count()];
    let length = head.iter().rev().take_while(|byte| byte.is_ascii_alphabetic()).count();
    let word = &head[head.len() - length..];
    VERSION_WORDS.iter().any(|known| known.eq_ignore_ascii_case(word))
}

fn names_a_host(octets: [u8; 4]) -> bool {
    !matches!(octets[0], 0 | 127 | 224..)
}

fn v4_begins(text: &[u8], start: usize) -> bool {
    match back(text, start, 1) {
        b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'_' => false,
        b'.' | b'-' => !back(text, start, 2).is_ascii_alphanumeric(),
        _ => true,
    }
}

/// Longest IPv4 address.
const LONGEST_V4: usize = 15;

/// Four numbers up to 255 without leading zeros.
///
/// How many digits each has is anyone's guess: it is computed, as a processor would guess wrong half of the time.
#[inline]
fn quad(text: &[u8], start: usize) -> Option<([u8; 4], usize)> {
    const EACH: u128 = u128::MAX / 255;
    const POINT: u8 = b'.' ^ b'0';
    let bytes = match text.get(start..).and_then(|rest| rest.first_chunk::<{ LONGEST_V4 + 1 }>()) {
        Some(bytes) => *bytes,
        None => std::array::from_fn(|ahead| at(text, start + ahead)),
    };
    // Digits are their values now, and what is no digit has its highest bit set in `others`.
    let mut values = u128::from_le_bytes(bytes) ^ (EACH * u128::from(b'0'));
    let above_nine = (values & (EACH * 0x7f)) + EACH * 0x76;
    let mut others = (above_nine | values) & (EACH * 0x80);
    let mut octets = [0; 4];
    let mut length = 0;
    let mut valid = true;
    for (index, octet) in octets.iter_mut().enumerate() {
        let digits = (others.trailing_zeros() / 8).min(4);
        let first = values as u8;
        let aligned = (values as u32).wrapping_shl(32 - 8 * digits);
        let number = (aligned >> 8 & 0xff) * 100 + (aligned >> 16 & 0xff) * 10 + (aligned >> 24);
        let next = (values >> (8 * digits)) as u8;
        valid &= matches!(digits, 1..=3) & (number <= 255) & !((digits > 1) & (first == 0));
        valid &= (index == 3) | (next == POINT);
        *octet = number as u8;
        length += digits as usize + usize::from(index < 3);
        values >>= 8 * digits + 8;
        others >>= 8 * digits + 8;
    }
    valid.then_some((octets, start + length))
}

/// The bounds of the IPv6 address that the colon at `colon` lies in.
pub(crate) fn v6(text: &[u8], colon: usize) -> Option<(usize, usize)> {
    let is_part = |byte: &u8| byte.is_ascii_hexdigit() || *byte == b':';
    let window = &text[colon.saturating_sub(LONGEST_V6)..colon];
    let length = window.iter().rev().take_while(|byte| is_part(byte)).count();
    if length == LONGEST_V6 {
        return None;
    }
    let start = colon - length;
    if matches!(back(text, start, 1), b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'_' | b'.') {
        return None;
    }
    let end = parse_v6(text, start)?;
    let next = at(text, end);
    let second = at(text, end + 1);
    let joined =
        next.is_ascii_alphanumeric() || matches!(next, b':' | b'_') || next == b'.' && second.is_ascii_alphanumeric();
    (!joined).then_some((start, end))
}

fn parse_v6(text: &[u8], start: usize) -> Option<usize> {
    let mut groups: usize = 0;
    let mut first_group = 0;
    let mut compressed = false;
    let mut position = start;
    let mut digits_seen = 0;
    if at(text, position) == b':' {
        if at(text, position + 1) != b':' {
            return None;
        }
        compressed = true;
        position += 2;
    }
    loop {
        let first = position;
        let mut number = 0;
        while position < first + 4 && at(text, position).is_ascii_hexdigit() {
            number = number * 16 + char::from(text[position]).to_digit(16).unwrap_or(0);
            position += 1;
        }
        if position == first {
            // Only right after the pair of colons may a group be missing.
            if !(compressed && back(text, position, 1) == b':' && back(text, position, 2) == b':') {
                return None;
            }
            break;
        }
        if at(text, position) == b'.' && at(text, position + 1).is_ascii_digit() {
            // A dotted IPv4 address takes the place of the last two groups, in practice only after `::`.
            let (_, end) = quad(text, first).filter(|_| compressed)?;
            groups += 2;
            position = end;
            break;
        }
        if groups == 0 {
            first_group = number;
        }
        digits_seen += position - first;
        groups += 1;
        if at(text, position) != b':' || groups == 8 {
            break;
        }
        if at(text, position + 1) == b':' {
            if compressed {
                return None;
            }
            compressed = true;
            position += 2;
        } else if at(text, position + 1).is_ascii_hexdigit() {
            position += 1;
        } else {
            break;
        }
    }
    let complete = if compressed { groups < 8 } else { groups == 8 };
    // `::` and `::1` point at nobody; `a::b` may be the path of a program's name, so short forms need a known prefix:
    // global unicast, unique local or link local (RFC 4291), or a mapped IPv4 address.
    let prefix = matches!(first_group, 0x2000..=0x3fff | 0xfc00..=0xfdff | 0xfe80..=0xfebf)
        || groups >= 3 && first_group == 0xffff;
    (complete && prefix && (digits_seen >= 5 || groups >= 3)).then_some(position)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn four(text: &str) -> Option<&str> {
        let start = text.find(|byte: char| byte.is_ascii_digit())?;
        v4(text.as_bytes(), start).map(|end| &text[start..end])
    }

    fn six(text: &str) -> Option<&str> {
        let colon = text.find("::").or_else(|| text.find(':'))?;
        v6(text.as_bytes(), colon).map(|(start, end)| &text[start..end])
    }

    #[test]
    fn version_four() {
        assert_eq!(four("192.0.2.1"), Some("192.0.2.1"));
        assert_eq!(four("http://10.1.2.3:8080/"), Some("10.1.2.3"));
        assert_eq!(four("from 203.0.113.255."), Some("203.0.113.255"));
        assert_eq!(four("10.0.0.0/8"), Some("10.0.0.0"));
        assert_eq!(four("server 10.1.2.3"), Some("10.1.2.3"));
        assert_eq!(four("rebuild 10.1.2.3"), Some("10.1.2.3"));
        for text in [
            "1.2.3",
            "1.2.3.4.5",
            "256.1.1.1",
            "1.2.3.04",
            "v1.2.3.4",
            "LibreOffice/7.4.7.2$Linux_X86_64",
            "a-1.2.3.4",
            "0.0.0.0",
            "127.0.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "Chrome/120.0.0.0",
            "build 1.33.133.162",
            "Version: 25.3.188.166",
            "\"release\": \"1.2.3.4\"",
            "1.2.3.4a",
        ] {
            assert_eq!(four(text), None, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn four_numbers_are_those_of_the_standard_library(text in "([0-9]{0,4}[.x]){0,5}[0-9]{0,3}[.x é]?") {
            let groups: Vec<&str> = text.splitn(4, '.').collect();
            let last = groups.last().map_or(0, |group| group.bytes().take_while(u8::is_ascii_digit).count());
            let end = text.len() - groups.last().map_or(0, |group| group.len() - last);
            let address = text[..end].parse::<std::net::Ipv4Addr>().ok();
            proptest::prop_assert_eq!(quad(text.as_bytes(), 0), address.map(|address| (address.octets(), end)));
        }
    }

    #[test]
    fn version_six() {
        for text in [
            "2001:db8::1",
            "fe80::1ff:fe23:4567:890a",
            "2001:0db8:85a3:0000:0000:8a2e:0370:7334",
            "2001:db8::",
            "fd00::1:2",
        ] {
            assert_eq!(six(text), Some(text), "{text}");
        }
        assert_eq!(six("::ffff:192.0.2.128"), Some("::ffff:192.0.2.128"));
        assert_eq!(six("[2001:db8::1]:443"), Some("2001:db8::1"));
        assert_eq!(six("is 2001:db8:85a3:1:2:8a2e:370:7334."), Some("2001:db8:85a3:1:2:8a2e:370:7334"));
        assert_eq!(six("is 2001:db8:85a3:1:2:8a2e:370:7334.5"), None);
        for text in [
            "::",
            "::1",
            "std::vec",
            "a::b",
            "12:34:56",
            "00:1b:44:11:3a:b7",
            "2001:db8::1::2",
            "1:2:3:4:5:6:7:8:9",
            "2001:db8:1",
        ] {
            assert_eq!(six(text), None, "{text}");
        }
    }
}
