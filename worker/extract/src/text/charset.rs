//! Which character encoding a text is in, and whether it is text at all.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use std::borrow::Cow;

/// How the bytes of a text become UTF-8.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Charset {
    /// Only ASCII was seen; what the first other byte means is decided when it comes.
    Ascii,
    /// UTF-8, after so many bytes of byte order mark.
    Utf8 { mark: usize },
    /// Anything else, after so many bytes of byte order mark.
    Other { encoding: &'static Encoding, mark: usize },
    /// UTF-32, which the WHATWG's standard has not.
    Utf32 { big: bool, mark: usize },
}

/// The character of four bytes of UTF-32; U+FFFD if they are none.
pub(super) fn utf32(unit: [u8; 4], big: bool) -> char {
    let code = if big { u32::from_be_bytes(unit) } else { u32::from_le_bytes(unit) };
    char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)
}

impl Charset {
    /// The begin of a text as UTF-8, for looking at its structure. Undecodable bytes become U+FFFD; a character cut by
    /// the end of `prefix` is left out.
    pub(crate) fn decode_prefix<'a>(&self, prefix: &'a [u8]) -> Cow<'a, [u8]> {
        let (encoding, mark) = match *self {
            Charset::Ascii => return Cow::Borrowed(prefix),
            Charset::Utf8 { mark } => (UTF_8, mark),
            Charset::Other { encoding, mark } => (encoding, mark),
            Charset::Utf32 { big, mark } => {
                let (units, _) = prefix[mark.min(prefix.len())..].as_chunks::<4>();
                let text: String = units.iter().map(|&unit| utf32(unit, big)).collect();
                return Cow::Owned(text.into_bytes());
            }
        };
        let body = &prefix[mark.min(prefix.len())..];
        if encoding == UTF_8 && simdutf8::basic::from_utf8(body).is_ok() {
            return Cow::Borrowed(body);
        }
        Cow::Owned(decode(encoding, body).0.into_bytes())
    }
}

/// Decodes `bytes` as the begin of a longer text; tells also whether something was malformed.
fn decode(encoding: &'static Encoding, bytes: &[u8]) -> (String, bool) {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let capacity = decoder.max_utf8_buffer_length(bytes.len()).unwrap_or(bytes.len() * 3);
    let mut text = String::with_capacity(capacity);
    let (_, _, malformed) = decoder.decode_to_string(bytes, &mut text, false);
    (text, malformed)
}

/// Guesses the encoding from the first bytes of a file. `complete` tells that they are all of it. `None`: not a text.
pub(crate) fn detect(prefix: &[u8], complete: bool) -> Option<Charset> {
    if prefix.starts_with(b"\xEF\xBB\xBF") {
        return Some(Charset::Utf8 { mark: 3 });
    }
    for (big, mark) in [(false, b"\xFF\xFE\0\0"), (true, b"\0\0\xFE\xFF")] {
        if prefix.starts_with(mark) && is_utf32(&prefix[4..], big) {
            return Some(Charset::Utf32 { big, mark: 4 });
        }
    }
    for big in [false, true] {
        // Without a mark, one wrong unit is one too many.
        if prefix.len() >= 8 && is_utf32(prefix, big) {
            return Some(Charset::Utf32 { big, mark: 0 });
        }
    }
    if prefix.starts_with(b"\xFF\xFE") {
        return utf16_text(UTF_16LE, prefix, 2);
    }
    if prefix.starts_with(b"\xFE\xFF") {
        return utf16_text(UTF_16BE, prefix, 2);
    }
    if let Some(encoding) = utf16_by_zeros(prefix) {
        return utf16_text(encoding, prefix, 0);
    }
    // Texts that were padded with zeros are judged by the rest of them.
    let padding = padding(prefix);
    if padding > 0 && padding == prefix.len() {
        return None;
    }
    let controls = prefix.iter().filter(|&&byte| is_odd_control(byte)).count() - padding;
    match utf8_fault(prefix) {
        Utf8Fault::None => {}
        Utf8Fault::CutAtEnd if !complete => {}
        _ => return legacy_text(prefix, complete, controls),
    }
    // Two in a hundred: texts with a few odd bytes are still texts.
    if controls * 50 > prefix.len() - padding {
        return None;
    }
    if !prefix.is_ascii() {
        return Some(Charset::Utf8 { mark: 0 });
    }
    if memchr::memmem::find(prefix, b"\x1b$").is_some() {
        let encoding = guess(prefix, complete);
        if encoding != UTF_8 && !decode(encoding, prefix).1 {
            return Some(Charset::Other { encoding, mark: 0 });
        }
    }
    Some(Charset::Ascii)
}

/// The encoding of a text that was ASCII so far; `sample` begins with the first other byte.
pub(crate) fn after_ascii(sample: &[u8], complete: bool) -> Charset {
    match utf8_fault(sample) {
        Utf8Fault::None => Charset::Utf8 { mark: 0 },
        Utf8Fault::CutAtEnd if !complete => Charset::Utf8 { mark: 0 },
        _ if mostly_utf8(sample) => Charset::Utf8 { mark: 0 },
        _ => Charset::Other { encoding: guess(sample, complete), mark: 0 },
    }
}

fn guess(bytes: &[u8], complete: bool) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(bytes, complete);
    detector.guess(None, Utf8Detection::Allow)
}

/// Control characters that texts do not have. Not counted: white space, backspace, escape, and those that are used as
/// separators (1 to 3 in Hive's tables, 28 to 31 by their name).
fn is_odd_control(byte: u8) -> bool {
    matches!(byte, 0 | 4..=7 | 14..=26 | 127)
}

/// Zeros that lie together in such a number that they are no part of a text: of logs that were cut off while they were
/// written, and of files with holes.
fn padding(bytes: &[u8]) -> usize {
    const LEAST: usize = 64;
    let runs = bytes.chunk_by(|one, next| (*one == 0) == (*next == 0));
    runs.filter(|run| run.len() >= LEAST && run.first() == Some(&0)).map(<[u8]>::len).sum()
}

enum Utf8Fault {
    None,
    CutAtEnd,
    Invalid,
}

fn utf8_fault(bytes: &[u8]) -> Utf8Fault {
    match simdutf8::compat::from_utf8(bytes) {
        Ok(_) => Utf8Fault::None,
        Err(error) if error.error_len().is_none() => Utf8Fault::CutAtEnd,
        Err(_) => Utf8Fault::Invalid,
    }
}

/// Whether a text is UTF-8 with a few broken places: at least ten good sequences for each bad one.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let mut good = 0_usize;
    let mut bad = 0_usize;
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|character| !character.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good >= bad * 10
}

/// Whether these are characters of a text, in four bytes each.
fn is_utf32(bytes: &[u8], big: bool) -> bool {
    let (units, _) = bytes.as_chunks::<4>();
    units.iter().all(|&unit| match utf32(unit, big) {
        '\0'..='\x7f' => !is_odd_control(if big { unit[3] } else { unit[0] }),
        character => character != char::REPLACEMENT_CHARACTER && character >= '\u{a0}',
    })
}

/// UTF-16 without a byte order mark: in texts with some ASCII, nearly all zero bytes are on one side.
fn utf16_by_zeros(prefix: &[u8]) -> Option<&'static Encoding> {
    if prefix.len() < 4 {
        return None;
    }
    let units = prefix.len() / 2;
    let (mut even, mut odd) = (0, 0);
    for unit in prefix.chunks_exact(2) {
        even += usize::from(unit[0] == 0);
        odd += usize::from(unit[1] == 0);
    }
    if odd * 5 > units && even * 50 <= units {
        return Some(UTF_16LE);
    }
    if even * 5 > units && odd * 50 <= units {
        return Some(UTF_16BE);
    }
    None
}

fn utf16_text(encoding: &'static Encoding, prefix: &[u8], mark: usize) -> Option<Charset> {
    let (text, malformed) = decode(encoding, &prefix[mark..]);
    if (malformed && mark == 0) || odd_characters(&text) * 50 > text.chars().count() {
        return None;
    }
    Some(Charset::Other { encoding, mark })
}

/// Characters that a wrongly decoded or binary text is full of.
fn odd_characters(text: &str) -> usize {
    text.chars()
        .filter(|&character| match character {
            '\u{0}'..='\u{7f}' => is_odd_control(character as u8),
            '\u{80}'..='\u{9f}' | '\u{fffd}' | '\u{fffe}' | '\u{ffff}' => true,
            _ => false,
        })
        .count()
}

fn legacy_text(prefix: &[u8], complete: bool, controls: usize) -> Option<Charset> {
    if mostly_utf8(prefix) && controls * 50 <= prefix.len() {
        return Some(Charset::Utf8 { mark: 0 });
    }
    // Compressed and encrypted data have 8 such bytes in a hundred; texts have none. A short text may have one.
    if prefix.contains(&0) || controls * 200 > prefix.len() {
        return None;
    }
    let encoding = guess(prefix, complete);
    let (text, _) = decode(encoding, prefix);
    let characters = text.chars().count();
    let odd = odd_characters(&text);
    if odd * 50 > characters {
        return None;
    }
    // Letters, digits, spaces and line ends make up nearly all of any text; random bytes read as Latin-1 are mostly
    // symbols.
    let wordy = text.chars().filter(|character| character.is_alphanumeric() || character.is_whitespace()).count();
    if wordy * 2 < characters {
        return None;
    }
    Some(Charset::Other { encoding, mark: 0 })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn name(bytes: &[u8]) -> Option<&'static str> {
        detect(bytes, true).map(|charset| match charset {
            Charset::Ascii => "ASCII",
            Charset::Utf8 { .. } => "UTF-8",
            Charset::Other { encoding, .. } => encoding.name(),
            Charset::Utf32 { big: true, .. } => "UTF-32BE",
            Charset::Utf32 { big: false, .. } => "UTF-32LE",
        })
    }

    #[test]
    fn common_encodings_are_told_apart() {
        let cases: &[(&str, &str)] = &[
            ("windows-1252", "Größere Straßen führen über Köln und Düsseldorf; «déjà vu» à l'été, señor."),
            ("windows-1251", "Съешь же ещё этих мягких французских булок, да выпей чаю. Паспорт выдан."),
            ("KOI8-U", "Съешь же ещё этих мягких французских булок, да выпей чаю. Паспорт выдан."),
            ("Shift_JIS", "東京都千代田区に住んでいる山田太郎さんの電話番号です。カタカナもあります。"),
            ("EUC-JP", "東京都千代田区に住んでいる山田太郎さんの電話番号です。カタカナもあります。"),
            ("EUC-KR", "서울특별시 강남구에 사는 홍길동의 전화번호입니다. 주민등록번호도 있습니다."),
            ("Big5", "台北市信義區的王小明先生,電話號碼與身分證字號都在這裡,請妥善保管。"),
            ("GBK", "北京市朝阳区的王小明先生,电话号码与身份证号码都在这里,请妥善保管。"),
        ];
        for (label, text) in cases {
            let encoding = Encoding::for_label(label.as_bytes()).unwrap();
            let (bytes, _, unmappable) = encoding.encode(text);
            assert!(!unmappable, "{label}");
            assert_eq!(name(&bytes), Some(*label), "{text}");
            let charset = detect(&bytes, true).unwrap();
            assert_eq!(charset.decode_prefix(&bytes), text.as_bytes());
        }
    }

    #[test]
    fn unicode_is_recognised() {
        assert_eq!(name(b"plain"), Some("ASCII"));
        assert_eq!(name(b""), Some("ASCII"));
        assert_eq!(name("naïve".as_bytes()), Some("UTF-8"));
        assert_eq!(name(b"\xEF\xBB\xBFx"), Some("UTF-8"));
        let units: Vec<u16> = "name,größe\n1,2\n".encode_utf16().collect();
        let little: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
        let big: Vec<u8> = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
        assert_eq!(name(&little), Some("UTF-16LE"));
        assert_eq!(name(&big), Some("UTF-16BE"));
        assert_eq!(name(&[b"\xFF\xFE", &little[..]].concat()), Some("UTF-16LE"));
        assert_eq!(name(&[b"\xFE\xFF", &big[..]].concat()), Some("UTF-16BE"));
    }

    #[test]
    fn utf32_is_recognised() {
        let text = "name,größe\n1,𝄞\n";
        let little: Vec<u8> = text.chars().flat_map(|character| u32::from(character).to_le_bytes()).collect();
        let big: Vec<u8> = text.chars().flat_map(|character| u32::from(character).to_be_bytes()).collect();
        assert_eq!(name(&little), Some("UTF-32LE"));
        assert_eq!(name(&big), Some("UTF-32BE"));
        assert_eq!(name(&[b"\xFF\xFE\0\0", &little[..]].concat()), Some("UTF-32LE"));
        assert_eq!(name(&[b"\0\0\xFE\xFF", &big[..]].concat()), Some("UTF-32BE"));
        assert_eq!(detect(&big, true).unwrap().decode_prefix(&big), text.as_bytes());
    }

    #[test]
    fn binaries_are_no_text() {
        // A small linear congruential generator stands for compressed data.
        let mut state = 1_u32;
        let noise: Vec<u8> = (0..4096)
            .map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (state >> 24) as u8
            })
            .collect();
        assert_eq!(name(&noise), None);
        assert_eq!(name(&noise[..200]), None);
        assert_eq!(name(&[0; 100]), None);
        assert_eq!(name(&[b"header\x04\x05".as_slice(), &[0; 100]].concat()), None);
        assert_eq!(name(b"\x01\x00\x00\x00\x7f\x00\x00\x00abc\x00\x00\x00"), None);
    }

    #[test]
    fn padded_texts_are_texts() {
        assert_eq!(name(&[&[0; 9000], b"SSN 536-90-4399\n".as_slice()].concat()), Some("ASCII"));
        assert_eq!(name(&["größe\n".as_bytes(), &[0; 4096], b"end\n"].concat()), Some("UTF-8"));
        assert_eq!(name(&[b"short".as_slice(), &[0; 63]].concat()), None);
    }

    #[test]
    fn a_few_broken_bytes_do_not_make_utf8_latin1() {
        let mut text = "größer ".repeat(100).into_bytes();
        text.extend_from_slice(b"caf\xe9");
        assert_eq!(name(&text), Some("UTF-8"));
        assert_eq!(name("h\u{1}e\u{1}llo\u{1}wörld".as_bytes()), Some("UTF-8"));
    }
}
