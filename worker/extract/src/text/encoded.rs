//! Texts that are encoded inside other texts: base64 (tokens such as JWT included, RFC 4648 and 7515) and percent-encoding
//! (RFC 3986).

use crate::formats::transfer::{Base64, base64_value, hexadecimal};
use std::ops::Range;

/// Shortest run of base64 that is decoded: eleven bytes, such as `123-45-6789`, have 15 characters and a `=`.
pub(crate) const SHORTEST: usize = 15;

/// Longest run that is decoded at once; of a longer one the rest is decoded by itself. Less than a block's context.
const LONGEST: usize = 12 * 1024;

/// Base64 broken into lines has lines of at least so many characters, but for the last.
const WRAPPED_LINE: usize = 60;

/// Longest piece of percent-encoded text, to each side of an escape.
const MOST_PIECE: usize = 2048;

/// How often what was decoded is decoded again.
const MOST_LAYERS: usize = 3;

/// Something encoded.
pub(crate) struct Encoded {
    /// Where it lies in the text.
    pub(crate) range: Range<usize>,
    pub(crate) text: Vec<u8>,
}

/// Where the search stands between the blocks of one text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Carry {
    /// At the begin of the next core.
    #[default]
    Core,
    /// Inside a run that is no text: at its end.
    Skip,
    /// So many bytes after the begin of the next core: what lies before is done with.
    Done(usize),
    /// The same, and there a run goes on.
    Resume(usize),
}

fn is_symbol(text: &[u8], at: usize) -> bool {
    text.get(at).is_some_and(|&byte| base64_value(byte).is_some())
}

/// Bytes that are looked at together: a run of the shortest length has so many from wherever they are counted.
const GROUP: usize = 8;
const _: () = assert!(SHORTEST >= 2 * GROUP - 1);

/// The next group that is all symbols, counted from `from`.
fn next_group(text: &[u8], from: usize) -> Option<usize> {
    const ALL: u64 = 0x0101_0101_0101_0101;
    const BLOCK: usize = 16 * GROUP;
    let rest = text.get(from..)?;
    let (blocks, tail) = rest.as_chunks::<BLOCK>();
    for (index, block) in blocks.iter().enumerate() {
        // Without branches, so that the compiler makes vectors of it.
        let mut flags = [0_u8; BLOCK];
        for (flag, &byte) in flags.iter_mut().zip(block) {
            let letter = (byte | 0x20).wrapping_sub(b'a') < 26;
            let digit = byte.wrapping_sub(b'0') < 10;
            let sign = (byte == b'+') | (byte == b'-') | (byte == b'/') | (byte == b'_');
            *flag = u8::from(letter | digit | sign);
        }
        let (groups, _) = flags.as_chunks::<GROUP>();
        if let Some(found) = groups.iter().position(|group| u64::from_le_bytes(*group) == ALL) {
            return Some(from + index * BLOCK + found * GROUP);
        }
    }
    let begin = from + blocks.len() * BLOCK;
    let (groups, _) = tail.as_chunks::<GROUP>();
    let found = groups.iter().position(|group| group.iter().all(|&byte| base64_value(byte).is_some()))?;
    Some(begin + found * GROUP)
}

/// Where the run that `from` lies in ends, at most `most` bytes on.
fn run_end(text: &[u8], from: usize, most: usize) -> usize {
    if !text.get(from).is_some_and(|&byte| matches!(byte, b'\r' | b'\n') || base64_value(byte).is_some()) {
        return from;
    }
    let mut line = (0..WRAPPED_LINE).take_while(|&back| from > back && is_symbol(text, from - 1 - back)).count();
    let end = text.len().min(from.saturating_add(most));
    let mut at = from;
    loop {
        while at < end && is_symbol(text, at) {
            at += 1;
            line += 1;
        }
        if at >= end || line < WRAPPED_LINE || !matches!(text[at], b'\r' | b'\n') {
            return at;
        }
        // A line end, and what a wrapped text may be indented with.
        let next = text[at..end].iter().take(80).position(|byte| !byte.is_ascii_whitespace()).map(|skip| at + skip);
        match next {
            Some(next) if is_symbol(text, next) => at = next,
            _ => return at,
        }
        line = 0;
    }
}

/// Whether decoded bytes are text that somebody could have encoded.
fn is_text(bytes: &[u8]) -> bool {
    let odd = |byte: &u8| (*byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r')) || *byte == 0x7f;
    !bytes.is_empty() && !bytes.iter().any(odd) && std::str::from_utf8(bytes).is_ok()
}

/// Whether the begin of a run could be text. Nearly all runs are no encoded text, and show it at once.
fn plausible(run: &[u8]) -> bool {
    let mut bytes = [0_u8; 18];
    let mut count = 0;
    for group in run.as_chunks::<4>().0.iter().take(6) {
        let bits = group.iter().fold(0, |bits: u32, &byte| bits << 6 | u32::from(base64_value(byte).unwrap_or(0)));
        let [_, decoded @ ..] = bits.to_be_bytes();
        if decoded.iter().any(|&byte| byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r')) {
            return false;
        }
        bytes[count..count + 3].copy_from_slice(&decoded);
        count += 3;
    }
    std::str::from_utf8(&bytes[..count]).map_or_else(|error| error.error_len().is_none(), |_| true)
}

fn decode_base64(run: &[u8]) -> Option<Vec<u8>> {
    // A wrapped run's first line is longer than what is looked at.
    if !plausible(run) {
        return None;
    }
    let mut bytes = Vec::with_capacity(run.len() / 4 * 3 + 3);
    let mut decoder = Base64::default();
    decoder.push(run, &mut bytes);
    // A character may be cut by the end of a long run's piece.
    if let Err(error) = std::str::from_utf8(&bytes)
        && error.error_len().is_none()
        && run.len() >= LONGEST - 4
    {
        bytes.truncate(error.valid_up_to());
    }
    is_text(&bytes).then_some(bytes)
}

/// The piece around a percent sign: up to white space and the delimiters of URLs and forms.
fn percent_piece(text: &[u8], at: usize) -> Range<usize> {
    let delimits = |byte: &u8| byte.is_ascii_whitespace() || b"\"'<>()[]{}|\\^`&;?#=/,".contains(byte);
    let first = at.saturating_sub(MOST_PIECE);
    let start = text[first..at].iter().rposition(delimits).map_or(first, |found| first + found + 1);
    let last = text.len().min(at + MOST_PIECE);
    let end = text[at..last].iter().position(delimits).map_or(last, |found| at + found);
    start..end
}

fn decode_percent(piece: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(piece.len());
    let mut rest = piece;
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        match after.get(..2).filter(|_| byte == b'%').and_then(hexadecimal) {
            Some(code) => {
                bytes.push(code);
                rest = &after[2..];
            }
            None => bytes.push(byte),
        }
    }
    (bytes.len() < piece.len() && is_text(&bytes)).then_some(bytes)
}

/// Decodes what was decoded again, as long as all of it is encoded once more.
fn layers(mut text: Vec<u8>) -> Vec<u8> {
    for _ in 1..MOST_LAYERS {
        let inner = text.trim_ascii();
        let body = inner.strip_suffix(b"==").or_else(|| inner.strip_suffix(b"=")).unwrap_or(inner);
        let whole = body.len() >= SHORTEST && body.iter().all(|&byte| base64_value(byte).is_some());
        let next = if whole { decode_base64(body) } else { None };
        match next.or_else(|| decode_percent(&text)) {
            Some(next) => text = next,
            None => break,
        }
    }
    text
}

/// Finds what is encoded in `core`, a part of `text`, and where the search goes on.
///
/// What begins in the core is found as far as `text` has it. The cost is a small fraction of a look at each byte.
pub(crate) fn find(text: &[u8], core: Range<usize>, carry: Carry, found: &mut dyn FnMut(Encoded)) -> Carry {
    percent(text, core.clone(), found);
    let mut resumed = false;
    let mut at = match carry {
        Carry::Core => core.start,
        Carry::Skip => {
            let end = run_end(text, core.start, usize::MAX);
            if end >= core.end {
                return Carry::Skip;
            }
            end
        }
        Carry::Done(ahead) | Carry::Resume(ahead) => {
            resumed = matches!(carry, Carry::Resume(_));
            core.start + ahead
        }
    };
    while at < core.end {
        let start = if resumed {
            at
        } else {
            // What begins in the core may have its first whole group just after it.
            let Some(group) = next_group(&text[..text.len().min(core.end + 2 * GROUP)], at) else {
                return Carry::Core;
            };
            let start = group - (0..group - at).take_while(|back| is_symbol(text, group - 1 - back)).count();
            if start >= core.end {
                return Carry::Core;
            }
            // A run that began before the core was looked at there.
            if start == core.start && start > 0 && carry == Carry::Core && is_symbol(text, start - 1) {
                at = run_end(text, start, usize::MAX);
                if at >= core.end {
                    return Carry::Skip;
                }
                continue;
            }
            start
        };
        let end = run_end(text, start, LONGEST);
        let run = &text[start..end];
        let decoded = if run.len() >= SHORTEST || resumed { decode_base64(run) } else { None };
        resumed = false;
        match decoded {
            Some(decoded) => {
                let padding = text[end..].iter().take(2).take_while(|byte| **byte == b'=').count();
                found(Encoded { range: start..end + padding, text: layers(decoded) });
                at = end;
                resumed = end - start >= LONGEST && is_symbol(text, end);
            }
            None => {
                at = run_end(text, end, usize::MAX);
                if at >= core.end && is_symbol(text, core.end.saturating_sub(1)) {
                    return Carry::Skip;
                }
            }
        }
    }
    let ahead = at - core.end;
    match (resumed, ahead) {
        (true, _) => Carry::Resume(ahead),
        (false, 0) => Carry::Core,
        (false, _) => Carry::Done(ahead),
    }
}

fn percent(text: &[u8], core: Range<usize>, found: &mut dyn FnMut(Encoded)) {
    let mut at = core.start;
    while let Some(sign) = text.get(at..core.end).and_then(|rest| memchr::memchr(b'%', rest)).map(|sign| at + sign) {
        if text.get(sign + 1..sign + 3).and_then(hexadecimal).is_none() {
            at = sign + 1;
            continue;
        }
        let piece = percent_piece(text, sign);
        at = piece.end.max(sign + 1);
        // The piece belongs to the core in which its first escape lies.
        if text[piece.start..sign].windows(3).any(|escape| escape[0] == b'%' && hexadecimal(&escape[1..]).is_some()) {
            continue;
        }
        if let Some(decoded) = decode_percent(&text[piece.clone()]) {
            found(Encoded { range: piece, text: layers(decoded) });
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    fn all(text: &str) -> Vec<(String, String)> {
        let mut all = Vec::new();
        find(text.as_bytes(), 0..text.len(), Carry::Core, &mut |encoded| {
            all.push((text[encoded.range].to_owned(), String::from_utf8(encoded.text).unwrap()));
        });
        all
    }

    fn one(text: &str) -> String {
        let all = all(text);
        assert_eq!(all.len(), 1, "{all:?}");
        all[0].1.clone()
    }

    #[test]
    fn base64_and_tokens() {
        assert_eq!(one("ssn: NTM2LTkwLTQzOTk= x"), "536-90-4399");
        assert_eq!(one("NTM2LTkwLTQzOTk"), "536-90-4399");
        // The example of RFC 7519, section 3.1, without its signature, which is no text.
        let token = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        let parts = all(token);
        assert_eq!(parts.len(), 2);
        assert!(parts[1].1.starts_with("{\"iss\":\"joe\""));
        // In lines, and twice encoded.
        let wrapped =
            "V3JpdGUgdG8gYW5uYS5pdmFub3ZhNDJAZXhhbXBsZS5jb20sIGFuZCB0byBub2Jv\r\n  ZHkgZWxzZSBvbiB0aGlzIHdvcmxk";
        assert_eq!(one(wrapped), "Write to anna.ivanova42@example.com, and to nobody else on this world");
        assert_eq!(one("TlRNMkxUa3dMVFF6T1RrPQ=="), "536-90-4399");
    }

    #[test]
    fn percent_encoding() {
        assert_eq!(
            all("GET /a?b=1&mail=anna%40example.com&c=%zz 100%"),
            [("anna%40example.com".to_owned(), "anna@example.com".to_owned())]
        );
        assert_eq!(one("J%C3%BCrgen%20M"), "Jürgen M");
        assert_eq!(all("%ff%fe%00 50% %d %s %20"), [("%20".to_owned(), " ".to_owned())]);
    }

    #[test]
    fn ordinary_texts_hold_nothing() {
        for text in [
            "The quick brown fox jumps over the lazy dog, internationalization notwithstanding",
            "/usr/lib/python3/dist-packages/setuptools/command/build_ext.py",
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "getElementsByTagNameNS(org.springframework.beans.factory.InitializingBean)",
            "123e4567-e89b-12d3-a456-426614174000 2026-01-01T00:00:00.000000Z",
            "================================================================",
        ] {
            assert_eq!(all(text), [], "{text}");
        }
    }

    proptest! {
        #[test]
        fn blocks_do_not_matter(
            parts in proptest::collection::vec(prop_oneof![
                Just("NTM2LTkwLTQzOTk=".to_owned()), Just(" ".to_owned()), Just("%41%42".to_owned()), "[a-z ]{0,30}", "[A-Za-z0-9+/]{0,100}"
            ], 0..12),
            cuts in proptest::collection::vec(0_usize..400, 0..4),
        ) {
            let text = parts.concat();
            let whole = all(&text);
            let mut cuts: Vec<usize> = cuts.into_iter().filter(|&cut| cut > 0 && cut < text.len()).collect();
            cuts.extend([0, text.len()]);
            cuts.sort_unstable();
            cuts.dedup();
            let mut pieces = Vec::new();
            let mut carry = Carry::Core;
            for pair in cuts.windows(2) {
                carry = find(text.as_bytes(), pair[0]..pair[1], carry, &mut |encoded| {
                    pieces.push((text[encoded.range].to_owned(), String::from_utf8(encoded.text).unwrap()));
                });
            }
            let (mut whole, mut pieces) = (whole, pieces);
            whole.sort();
            pieces.sort();
            prop_assert_eq!(whole, pieces);
        }
    }
}
