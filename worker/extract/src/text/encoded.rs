//! Texts that are encoded inside other texts: base64 (tokens such as JWT included, RFC 4648 and 7515) and percent-encoding
//! (RFC 3986).
//!
//! Nearly every run of base64 symbols in an ordinary text is a path, a name or an id. They must cost next to nothing: runs are
//! found 64 bytes at a time, those left out that can be no text by their first symbol, and of the others some more symbols tell.

use super::runs::{Runs, SHORTEST};
use crate::formats::transfer::{Base64, base64_value, hexadecimal};
use crate::walk::Halt;
use magpie_detect::Field;
use std::ops::Range;

/// Longest run that is decoded at once; of a longer one the rest is decoded by itself. Less than a block's context.
const LONGEST: usize = 12 * 1024;

/// Base64 broken into lines has lines of at least so many characters, but for the last.
const WRAPPED_LINE: usize = 60;

/// Longest piece of percent-encoded text, to each side of an escape.
const MOST_PIECE: usize = 2048;

/// How often what was decoded is decoded again.
const MOST_LAYERS: usize = 3;

/// Bytes of a run's text that show whether all of it could be text.
const SHOWN: usize = 18;

/// Is told where something encoded lies, and its text.
pub(crate) type Found<'f> = dyn FnMut(Range<usize>, &[u8]) -> Result<(), Halt> + 'f;

/// What is decoded, in memory that is used again.
#[derive(Debug, Default)]
pub(crate) struct Buffers {
    text: Vec<u8>,
    next: Vec<u8>,
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

/// Where the run that `from` lies in ends, its further lines included, at most `most` bytes on.
fn run_end(runs: &Runs<'_>, text: &[u8], from: usize, most: usize) -> usize {
    if !text.get(from).is_some_and(|&byte| matches!(byte, b'\r' | b'\n') || base64_value(byte).is_some()) {
        return from;
    }
    let mut line = (0..WRAPPED_LINE).take_while(|&back| from > back && is_symbol(text, from - 1 - back)).count();
    let end = text.len().min(from.saturating_add(most));
    let mut at = from;
    loop {
        let stop = runs.end(at, end);
        line += stop - at;
        at = stop;
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

fn is_control(byte: u8) -> bool {
    (byte < b' ') & (byte != b'\t') & (byte != b'\n') & (byte != b'\r')
}

/// Whether decoded bytes are text that somebody could have encoded.
fn is_text(bytes: &[u8]) -> bool {
    let odd = |part: &[u8]| part.iter().fold(false, |odd, &byte| odd | is_control(byte) | (byte == 0x7f));
    !bytes.is_empty() && !bytes.chunks(64).any(odd) && simdutf8::basic::from_utf8(bytes).is_ok()
}

/// Whether a text may begin with these bytes, by what UTF-8 allows at first.
fn may_begin([first, second, third]: [u8; 3]) -> bool {
    let (ascii, lead) = (|byte: u8| byte < 0x80, |byte: u8| matches!(byte, 0xC2..=0xF4));
    let follows = |byte: u8| matches!(byte, 0x80..=0xBF);
    if ascii(first) {
        return if ascii(second) { ascii(third) || lead(third) } else { lead(second) && follows(third) };
    }
    lead(first) && follows(second)
}

/// Whether the begin of a run could be text. Nearly all runs are no encoded text, and show it at once.
fn plausible(run: &[u8]) -> bool {
    let mut bytes = [0_u8; SHOWN];
    let mut count = 0;
    for (group, decoded) in run.as_chunks::<4>().0.iter().zip(bytes.as_chunks_mut::<3>().0) {
        let bits = group.iter().fold(0, |bits: u32, &byte| bits << 6 | u32::from(base64_value(byte).unwrap_or(0)));
        let [_, text @ ..] = bits.to_be_bytes();
        if text.iter().any(|&byte| is_control(byte)) || count == 0 && !may_begin(text) {
            return false;
        }
        *decoded = text;
        count += 3;
    }
    std::str::from_utf8(&bytes[..count]).map_or_else(|error| error.error_len().is_none(), |_| true)
}

/// Longest part of a web token that is looked at, in bytes.
const TOKEN_PART: usize = 1024;

/// The token in parts with points between (RFC 7519) that an encoded part of it belongs to; else the part alone.
pub(crate) fn token(text: &[u8], part: &Range<usize>) -> Range<usize> {
    let is_token = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(**byte, b'-' | b'_' | b'.');
    let (before, after) = (&text[..part.start.min(text.len())], text.get(part.end..).unwrap_or_default());
    let mut token = part.clone();
    if before.last() == Some(&b'.') {
        token.start -= before.iter().rev().take(TOKEN_PART).take_while(is_token).count();
    }
    if after.first() == Some(&b'.') {
        token.end += after.iter().take(TOKEN_PART).take_while(is_token).count();
    }
    token
}

/// Decodes a run. False: it is no text.
fn decode_base64(run: &[u8], bytes: &mut Vec<u8>) -> bool {
    bytes.clear();
    // A wrapped run's first line is longer than what is looked at.
    if !plausible(run) {
        return false;
    }
    Base64::default().push(run, bytes);
    // A character may be cut by the end of a long run's piece.
    if run.len() >= LONGEST - 4
        && let Err(error) = std::str::from_utf8(bytes)
        && error.error_len().is_none()
    {
        bytes.truncate(error.valid_up_to());
    }
    is_text(bytes)
}

/// Which bytes end a piece of percent-encoded text: white space, and the delimiters of URLs and forms.
const DELIMITERS: [bool; 256] = {
    let mut delimiters = [false; 256];
    let all = b" \t\n\x0c\r\"'<>()[]{}|\\^`&;?#=/,";
    let mut index = 0;
    while index < all.len() {
        delimiters[all[index] as usize] = true;
        index += 1;
    }
    delimiters
};

fn delimits(byte: &u8) -> bool {
    DELIMITERS[usize::from(*byte)]
}

/// The piece around a percent sign: up to white space and the delimiters of URLs and forms.
fn percent_piece(text: &[u8], at: usize) -> Range<usize> {
    let first = at.saturating_sub(MOST_PIECE);
    let start = text[first..at].iter().rposition(delimits).map_or(first, |found| first + found + 1);
    let last = text.len().min(at + MOST_PIECE);
    let end = text[at..last].iter().position(delimits).map_or(last, |found| at + found);
    start..end
}

/// Decodes a piece. False: nothing in it is encoded, or it is no text.
fn decode_percent(piece: &[u8], bytes: &mut Vec<u8>) -> bool {
    bytes.clear();
    let mut rest = piece;
    while let Some(sign) = memchr::memchr(b'%', rest) {
        bytes.extend_from_slice(&rest[..sign]);
        match rest.get(sign + 1..sign + 3).and_then(hexadecimal) {
            Some(code) => {
                bytes.push(code);
                rest = &rest[sign + 3..];
            }
            None => {
                bytes.push(b'%');
                rest = &rest[sign + 1..];
            }
        }
    }
    if rest.len() == piece.len() {
        return false;
    }
    bytes.extend_from_slice(rest);
    bytes.len() < piece.len() && is_text(bytes)
}

impl Buffers {
    /// Decodes what was decoded again, as long as all of it is encoded once more.
    fn layers(&mut self) -> &[u8] {
        for _ in 1..MOST_LAYERS {
            let inner = self.text.trim_ascii();
            let body = inner.strip_suffix(b"==").or_else(|| inner.strip_suffix(b"=")).unwrap_or(inner);
            let whole = body.len() >= SHORTEST && body.iter().all(|&byte| base64_value(byte).is_some());
            let decoded = whole && decode_base64(body, &mut self.next);
            if !decoded && !decode_percent(&self.text, &mut self.next) {
                break;
            }
            std::mem::swap(&mut self.text, &mut self.next);
        }
        &self.text
    }
}

/// Finds what is encoded in `core`, a part of `text`, and where the search goes on.
///
/// What begins in the core is found as far as `text` has it. The cost is a small fraction of a look at each byte.
pub(crate) fn find(
    text: &[u8],
    core: Range<usize>,
    carry: Carry,
    buffers: &mut Buffers,
    found: &mut Found<'_>,
) -> Result<Carry, Halt> {
    percent(text, core.clone(), buffers, found)?;
    let runs = Runs::new(text);
    let mut starts = runs.starts(core.start, core.end, true);
    let mut resumed = false;
    let mut at = match carry {
        Carry::Core => core.start,
        Carry::Skip => {
            let end = run_end(&runs, text, core.start, usize::MAX);
            if end >= core.end {
                return Ok(Carry::Skip);
            }
            end
        }
        Carry::Done(ahead) | Carry::Resume(ahead) => {
            resumed = matches!(carry, Carry::Resume(_));
            core.start + ahead
        }
    };
    while at < core.end {
        let mut start = at;
        if !resumed {
            starts.skip_to(at);
            let Some(next) = starts.next() else { return Ok(Carry::Core) };
            start = next;
        }
        // A run that began before the core was no text by its first symbol.
        if start == core.start && start > 0 && carry == Carry::Core && is_symbol(text, start - 1) {
            at = runs.end(start, core.end);
            continue;
        }
        let line_end = runs.end(start, text.len().min(start + LONGEST));
        if resumed || plausible(&text[start..line_end]) {
            let mut end = run_end(&runs, text, start, LONGEST);
            let mut decoded = decode_base64(&text[start..end], &mut buffers.text);
            // The word at the begin of the next line looks like one more line of a wrapped text, and is none.
            if !decoded && let Some(length) = text[start..end].iter().rposition(|byte| matches!(byte, b'\r' | b'\n')) {
                let lines = text[start..start + length].trim_ascii_end();
                decoded = decode_base64(lines, &mut buffers.text);
                end = if decoded { start + lines.len() } else { end };
            }
            if decoded {
                let padding = text[end..].iter().take(2).take_while(|byte| **byte == b'=').count();
                found(start..end + padding, buffers.layers())?;
                at = end;
                resumed = end - start >= LONGEST && is_symbol(text, end);
                continue;
            }
        }
        resumed = false;
        // Most runs end where their line does.
        let over = line_end - start < WRAPPED_LINE && !is_symbol(text, line_end);
        at = if over { line_end } else { run_end(&runs, text, line_end, usize::MAX) };
        if at >= core.end && (at == text.len() || is_symbol(text, core.end - 1)) {
            return Ok(Carry::Skip);
        }
    }
    let ahead = at - core.end;
    Ok(match (resumed, ahead) {
        (true, _) => Carry::Resume(ahead),
        (false, 0) => Carry::Core,
        (false, _) => Carry::Done(ahead),
    })
}

fn percent(text: &[u8], core: Range<usize>, buffers: &mut Buffers, found: &mut Found<'_>) -> Result<(), Halt> {
    let mut at = core.start;
    while let Some(sign) = text.get(at..core.end).and_then(|rest| memchr::memchr(b'%', rest)).map(|sign| at + sign) {
        let is_escape = |sign: usize| text.get(sign + 1..sign + 3).and_then(hexadecimal).is_some();
        if !is_escape(sign) {
            at = sign + 1;
            continue;
        }
        let piece = percent_piece(text, sign);
        at = piece.end.max(sign + 1);
        // The piece belongs to the core in which its first escape lies.
        let before = &text[piece.start..sign];
        if memchr::memchr_iter(b'%', before).any(|sign| is_escape(piece.start + sign)) {
            continue;
        }
        if decode_percent(&text[piece.clone()], &mut buffers.text) {
            found(piece, buffers.layers())?;
        }
    }
    Ok(())
}

/// Which of the ascending `fields` of `text` may hold something encoded: tells their indexes.
pub(crate) fn fields_to_search<'t>(text: &'t [u8], fields: &'t [Field]) -> impl Iterator<Item = usize> + use<'t> {
    // The buffer may hold far more than these fields, and be handed in again for its next ones.
    let text = &text[..fields.last().map_or(0, |field| field.end as usize).min(text.len())];
    let first = fields.first().map_or(0, |field| field.start as usize).min(text.len());
    let mut runs = Runs::new(text).starts(first, text.len(), false);
    let mut run = runs.next();
    // Where no field's begin is hidden within a run, the first symbols tell whether it may be a text.
    let hides = |field: &Field| (field.start as usize).checked_sub(1).is_some_and(|before| is_symbol(text, before));
    let apart = run.is_some() && !fields.iter().any(hides);
    if let Some(start) = run.filter(|_| apart) {
        runs = Runs::new(text).starts(start, text.len(), true);
        run = runs.next();
    }
    let mut sign = memchr::memchr(b'%', &text[first..]).map(|sign| first + sign);
    let mut index = 0;
    std::iter::from_fn(move || {
        loop {
            let at = run.into_iter().chain(sign).min()?;
            index += fields.get(index..)?.iter().take_while(|field| field.end as usize <= at).count();
            let (start, end) = fields.get(index).map(|field| (field.start as usize, field.end as usize))?;
            let inside = at >= start;
            if inside && apart && run == Some(at) && sign != Some(at) && !may_be_text(text, at) {
                // Perhaps the next run in the field.
                run = runs.next();
                continue;
            }
            // On with what lies in this field, or behind it.
            let on = if inside { end } else { start };
            if run.is_some_and(|run| run < on) {
                runs.skip_to(on);
                run = runs.next();
            }
            if sign.is_some_and(|sign| sign < on) {
                sign = text.get(on..).and_then(|rest| memchr::memchr(b'%', rest)).map(|sign| on + sign);
            }
            if inside {
                index += 1;
                return Some(index - 1);
            }
        }
    })
}

/// Whether a text may begin with the symbols at `at`. Some are enough for nearly all runs that are none.
fn may_be_text(text: &[u8], at: usize) -> bool {
    const SOME: usize = 12;
    text.get(at..at + SOME).is_none_or(plausible)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use magpie_detect::ContextId;
    use proptest::prelude::*;

    fn all(text: &str) -> Vec<(String, String)> {
        let mut all = Vec::new();
        let carry =
            find(text.as_bytes(), 0..text.len(), Carry::Core, &mut Buffers::default(), &mut |range, decoded| {
                all.push((text[range].to_owned(), String::from_utf8(decoded.to_vec()).unwrap()));
                Ok(())
            });
        assert!(carry.is_ok());
        all
    }

    fn one(text: &str) -> String {
        let all = all(text);
        assert_eq!(all.len(), 1, "{all:?}");
        all[0].1.clone()
    }

    #[test]
    fn parts_of_web_tokens_belong_together() {
        let text = b"token=eyJh.eyJz.d2Nid-x y.";
        assert_eq!(token(text, &(11..15)), 6..23);
        assert_eq!(token(text, &(6..10)), 6..23);
        assert_eq!(token(text, &(24..25)), 24..26);
        assert_eq!(token(b"ssn: NTM2 and", &(5..9)), 5..9);
        assert_eq!(token(b"", &(0..0)), 0..0);
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
        // A long line that is all, with a word in the next line.
        let line = "VGhlIHNvY2lhbCBzZWN1cml0eSBudW1iZXIgaXMgU1NOIDUzNi05MC00Mzk5IGFzIGtub3du";
        let decoded = "The social security number is SSN 536-90-4399 as known";
        for next in ["\ncookie=%7", "\r\ncode", "\n\n-----END"] {
            assert_eq!(all(&format!("payload: {line}{next}")), [(line.to_owned(), decoded.to_owned())]);
        }
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

    #[test]
    fn fields_that_are_searched() {
        let text = b"NTM2LTkwLTQzOTk,plain NTM2LTkw,LTQzOTk50%25,short,////////////////////////";
        let field = |start, end| Field { start, end, context: ContextId::default() };
        let search = |fields: &[Field]| fields_to_search(text, fields).collect::<Vec<_>>();
        let fields = [field(0, 15), field(16, 30), field(31, 43), field(44, 49), field(50, 74)];
        // The last one is a run that is no text by its first symbols.
        assert_eq!(search(&fields), [0, 2]);
        assert_eq!(search(&fields[..2]), [0]);
        // A run between fields, and one that begins before its field.
        assert_eq!(search(&[field(16, 30), field(55, 74)]), [1]);
        assert_eq!(search(&[field(16, 30), field(44, 49)]), [0_usize; 0]);
        assert_eq!(search(&[]), [0_usize; 0]);
    }

    #[test]
    fn nothing_around_the_fields_is_searched() {
        // A notebook's texts come one by one, all with the buffer that they lie in.
        let mut text = vec![b' '; 1 << 20];
        text[500_000..500_015].copy_from_slice(b"NTM2LTkwLTQzOTk");
        for (start, end, hits) in [(500_000, 500_015, 1), (700_000, 700_008, 0), (0, 10, 0)] {
            crate::text::runs::SEARCHED.set(0);
            let fields = [Field { start, end, context: ContextId::default() }];
            assert_eq!(fields_to_search(&text, &fields).count(), hits);
            // A word in which a run begins is looked at twice.
            assert!(crate::text::runs::SEARCHED.get() <= 2 * 15);
        }
    }

    proptest! {
        #[test]
        fn fields_that_are_not_searched_hold_nothing(
            parts in proptest::collection::vec(prop_oneof![
                Just("NTM2LTkwLTQzOTk=".to_owned()), Just("%41".to_owned()), "[a-z ,]{0,30}", "[A-Za-z0-9+/]{0,70}"
            ], 0..8),
            cuts in proptest::collection::btree_set(0_u32..300, 0..8),
        ) {
            let text = parts.concat();
            let cuts: Vec<u32> = cuts.into_iter().filter(|&cut| cut as usize <= text.len()).collect();
            let fields: Vec<Field> =
                cuts.windows(2).map(|pair| Field { start: pair[0], end: pair[1], context: ContextId::default() }).collect();
            let searched: Vec<usize> = fields_to_search(text.as_bytes(), &fields).collect();
            for (index, field) in fields.iter().enumerate() {
                let value = &text[field.start as usize..field.end as usize];
                prop_assert!(searched.contains(&index) || all(value).is_empty(), "{}", value);
            }
        }

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
                carry = find(text.as_bytes(), pair[0]..pair[1], carry, &mut Buffers::default(), &mut |range, decoded| {
                    pieces.push((text[range].to_owned(), String::from_utf8(decoded.to_vec()).unwrap()));
                    Ok(())
                }).unwrap();
            }
            let (mut whole, mut pieces) = (whole, pieces);
            whole.sort();
            pieces.sort();
            prop_assert_eq!(whole, pieces);
        }
    }
}
