//! How much memory the objects of a PDF will take, before they are read: a number of two bytes becomes an object of more
//! than a hundred, so that a small file could fill the memory of a machine.

use crate::formats::deflated::Inflater;
use memchr::memmem;
use std::io::Read;

/// Most objects of a file that is held as a whole, arrays' elements included: some 40 MiB when they are read.
pub(super) const MOST_HELD: usize = 300_000;

/// Most objects that are read at once, if a file is not held as a whole: some hundred MiB.
pub(super) const MOST_READ: usize = 1_000_000;

/// Most operands of one operator of a page's content. Legitimate ones have six, and texts with kerning some hundred.
const MOST_OPERANDS: usize = 1_000_000;

/// Bytes in which the begin of an object stream's data is looked for.
const DICTIONARY_BYTES: usize = 2048;

/// An object stream whose content cannot be looked at beforehand counts as so many objects.
const UNKNOWN_STREAM: usize = 50_000;

/// The most bytes that such a stream may decompress to.
pub(super) const UNKNOWN_STREAM_BYTES: usize = 256 * 1024;

/// What reading a file will take.
pub(super) struct Weight {
    /// The objects are too many to be held.
    pub(super) too_heavy: bool,
    /// There are object streams that could not be looked at.
    pub(super) unknown: bool,
}

/// Regular characters, of which numbers, names and words are made (ISO 32000-1, 7.2.2).
pub(super) fn is_regular(byte: u8) -> bool {
    !matches!(
        byte,
        0 | b'\t' | b'\n' | 0x0C | b'\r' | b' ' | b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'%'
    )
}

/// About how many objects there are in a piece of a file.
fn objects(bytes: &[u8]) -> usize {
    let mut before = false;
    let mut count = 0;
    for &byte in bytes {
        let regular = is_regular(byte);
        // A name begins an object even right after another.
        count += usize::from((regular && !before) || (byte == b'/' && before) || matches!(byte, b'(' | b'<' | b'['));
        before = regular;
    }
    count
}

/// Looks over a file, of which `most` objects may be read.
pub(super) fn file(bytes: &[u8], most: usize) -> Weight {
    let mut weight = Weight { too_heavy: false, unknown: false };
    let mut count = 0_usize;
    let mut at = 0;
    while at < bytes.len() {
        let begin = memmem::find(&bytes[at..], b"stream").map_or(bytes.len(), |found| at + found);
        let outside = &bytes[at..begin];
        count = count.saturating_add(objects(outside));
        let data = (begin + b"stream".len()).min(bytes.len());
        let end = memmem::find(&bytes[data..], b"endstream").map_or(bytes.len(), |found| data + found);
        if is_object_stream(outside) {
            match inflated_objects(outside, &bytes[data..end], most.saturating_sub(count)) {
                Some(inner) => count = count.saturating_add(inner),
                None => {
                    weight.unknown = true;
                    count = count.saturating_add(UNKNOWN_STREAM);
                }
            }
        }
        if count > most {
            weight.too_heavy = true;
            return weight;
        }
        at = (end + b"endstream".len()).min(bytes.len());
    }
    weight
}

/// Whether the dictionary that ends here is that of an object stream; its name may be written with escapes.
pub(super) fn is_object_stream(before: &[u8]) -> bool {
    let dictionary = &before[before.len().saturating_sub(DICTIONARY_BYTES)..];
    memchr::memchr_iter(b'/', dictionary).any(|slash| {
        let name = &dictionary[slash + 1..];
        let mut rest = name;
        b"ObjStm".iter().all(|&wanted| {
            let (byte, length) = match rest {
                [b'#', high, low, ..] => match crate::formats::transfer::hexadecimal(&[*high, *low]) {
                    Some(byte) => (byte, 3),
                    None => (b'#', 1),
                },
                [byte, ..] => (*byte, 1),
                [] => return false,
            };
            rest = &rest[length..];
            byte == wanted
        })
    })
}

/// The objects of an object stream; `None` if it is not simply deflated (or it is encrypted).
fn inflated_objects(before: &[u8], data: &[u8], most: usize) -> Option<usize> {
    let dictionary = &before[before.len().saturating_sub(DICTIONARY_BYTES)..];
    let start = memmem::rfind(dictionary, b"obj").unwrap_or(0);
    let dictionary = &dictionary[start..];
    let filters = memmem::find_iter(dictionary, b"Decode").count();
    let parameters = memmem::find_iter(dictionary, b"DecodeParms").count();
    let data = data.strip_prefix(b"\r").unwrap_or(data);
    let data = data.strip_prefix(b"\n").unwrap_or(data);
    if filters == 0 && memmem::find(dictionary, b"/Filter").is_none() {
        return Some(objects(data));
    }
    // Of a stream that was deflated twice, one inflation shows nothing.
    if memmem::find(dictionary, b"FlateDecode").is_none() || filters - parameters > 1 || parameters > 1 {
        return None;
    }
    // Two bytes of zlib's frame, then bare deflate.
    let mut inflater = Inflater::bare(data.get(2..)?);
    let mut buffer = vec![0; 64 * 1024];
    let mut count = 0;
    loop {
        match inflater.read(&mut buffer) {
            Ok(0) => return Some(count),
            Ok(read) => count += objects(&buffer[..read]),
            // What came before a fault is read by lenient readers; what never was deflate is unknown.
            Err(_) if count > 0 => return Some(count),
            Err(_) => return None,
        }
        if count > most {
            return Some(count);
        }
    }
}

/// Whether an operator of a page's content has more operands than can be held.
pub(super) fn has_too_many_operands(content: &[u8]) -> bool {
    if content.len() < MOST_OPERANDS {
        return false;
    }
    let mut operands = 0;
    let mut at = 0;
    while let Some(&byte) = content.get(at) {
        let rest = &content[at..];
        let length = match byte {
            b'(' => {
                operands += 1;
                string_length(rest)
            }
            b'<' => {
                operands += 1;
                memchr::memchr(b'>', rest).unwrap_or(rest.len())
            }
            byte if is_regular(byte) => {
                let length = rest.iter().position(|&byte| !is_regular(byte)).unwrap_or(rest.len());
                let word = &rest[..length];
                if byte.is_ascii_alphabetic() && !matches!(word, b"true" | b"false" | b"null") {
                    operands = 0;
                } else {
                    // Names without spaces between them are one word here.
                    operands += 1 + memchr::memchr_iter(b'/', &word[1..]).count();
                }
                length
            }
            b'[' => {
                operands += 1;
                1
            }
            _ => 1,
        };
        if operands > MOST_OPERANDS {
            return true;
        }
        at += length.max(1);
    }
    false
}

/// The length of the string that begins here, with its parentheses.
pub(super) fn string_length(bytes: &[u8]) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 1,
            b'(' => depth += 1,
            b')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        at += 1;
        if depth == 0 {
            break;
        }
    }
    at.min(bytes.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_are_counted_about() {
        assert_eq!(objects(b"<< /A [1 2 3] /B (x) >> /C/D"), 12);
        assert!(!file(b"%PDF-1.7\n1 0 obj\n<< /Length 9 >>\nstream\n0 0 0 0 0\nendstream\nendobj", 20).too_heavy);
        assert!(file(&[b"%PDF-1.7\n1 0 obj\n[".to_vec(), b"0 ".repeat(MOST_HELD + 1)].concat(), MOST_HELD).too_heavy);
    }

    #[test]
    fn object_streams_are_known_however_they_are_written() {
        assert!(is_object_stream(b"<< /Type /ObjStm /N 3 >>\n"));
        assert!(is_object_stream(b"<</Type/Obj#53t#6d/N 3>>"));
        assert!(!is_object_stream(b"<< /Type /XRef /Obj >>"));
    }

    #[test]
    fn a_stream_that_is_deflated_twice_is_unknown() {
        let before = b"7 0 obj\n<< /Type /ObjStm /Filter [/FlateDecode /FlateDecode] >>\n";
        // Empty blocks of deflate.
        let data = b"\x78\x9c\x03\x00\x00\x00\x00\x01";
        assert_eq!(inflated_objects(before, data, MOST_READ), None);
        let once = b"7 0 obj\n<< /Type /ObjStm /Filter /FlateDecode /DecodeParms << /Predictor 1 >> >>\n";
        assert_eq!(inflated_objects(once, data, MOST_READ), Some(0));
    }

    #[test]
    fn operands_are_counted_between_operators() {
        let zeros = b"0 ".repeat(MOST_OPERANDS + 1);
        assert!(has_too_many_operands(&[b"[".as_slice(), &zeros, b"] TJ"].concat()));
        assert!(!has_too_many_operands(&[b"(".as_slice(), &zeros, b"\\)) Tj"].concat()));
        assert!(!has_too_many_operands(&b"1 0 0 1 0 0 cm ".repeat(MOST_OPERANDS)));
        assert!(has_too_many_operands(&b"/a/b".repeat(MOST_OPERANDS)));
    }
}
