//! Header fields of messages (RFC 5322), what they say of a part (RFC 2045, 2183, 2231), and encoded words (RFC 2047).

use super::transfer;
use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

/// Longest boundary that is obeyed: RFC 2046 allows 70 characters.
const MOST_BOUNDARY: usize = 256;

/// How the content of a part is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Transfer {
    #[default]
    Identity,
    QuotedPrintable,
    Base64,
    Uuencode,
}

/// What the headers of a part say of its content.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Description {
    /// In lower case, such as `text/html`; empty if it is not said.
    pub(super) media_type: String,
    pub(super) boundary: Option<Vec<u8>>,
    pub(super) charset: Option<&'static Encoding>,
    pub(super) name: Option<String>,
    pub(super) attached: bool,
    pub(super) transfer: Transfer,
}

impl Description {
    /// Reads a block of header fields; those that do not matter are passed over.
    pub(super) fn read(block: &[u8]) -> Self {
        let mut description = Description::default();
        for (name, value) in fields(block) {
            if name.eq_ignore_ascii_case(b"content-type") {
                let (media_type, parameters) = parameters(&value);
                description.media_type = String::from_utf8_lossy(&media_type).to_ascii_lowercase();
                for (key, value) in parameters {
                    match key.as_str() {
                        "boundary" if !value.is_empty() && value.len() <= MOST_BOUNDARY => {
                            description.boundary = Some(value);
                        }
                        "charset" => description.charset = Encoding::for_label(&value),
                        "name" => description.name = description.name.take().or_else(|| Some(decoded(&value))),
                        _ => {}
                    }
                }
            } else if name.eq_ignore_ascii_case(b"content-disposition") {
                let (kind, parameters) = parameters(&value);
                description.attached = kind.eq_ignore_ascii_case(b"attachment");
                if let Some((_, name)) = parameters.into_iter().find(|(key, _)| key == "filename") {
                    description.name = Some(decoded(&name));
                }
            } else if name.eq_ignore_ascii_case(b"content-transfer-encoding") {
                let value = value.trim_ascii();
                if value.eq_ignore_ascii_case(b"base64") {
                    description.transfer = Transfer::Base64;
                } else if value.eq_ignore_ascii_case(b"quoted-printable") {
                    description.transfer = Transfer::QuotedPrintable;
                } else if [b"x-uuencode".as_slice(), b"x-uue", b"uuencode"]
                    .iter()
                    .any(|name| value.eq_ignore_ascii_case(name))
                {
                    description.transfer = Transfer::Uuencode;
                }
            }
        }
        description
    }
}

/// The fields of a block: names, and values with their lines joined.
fn fields(block: &[u8]) -> Vec<(&[u8], Vec<u8>)> {
    let mut fields: Vec<(&[u8], Vec<u8>)> = Vec::new();
    for line in block.split(|&byte| byte == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.first().is_some_and(|byte| matches!(byte, b' ' | b'\t')) {
            if let Some((_, value)) = fields.last_mut() {
                value.extend_from_slice(line);
            }
        } else if let Some(colon) = memchr::memchr(b':', line) {
            fields.push((line[..colon].trim_ascii(), line[colon + 1..].to_vec()));
        }
    }
    fields
}

/// A value and its parameters: `text/plain; charset="utf-8"`. Parameters in several parts are joined, and those that are
/// percent-encoded are decoded to UTF-8 (RFC 2231).
fn parameters(value: &[u8]) -> (Vec<u8>, Vec<(String, Vec<u8>)>) {
    let mut pieces = Vec::new();
    let mut piece = Vec::new();
    let mut quoted = false;
    let mut bytes = value.iter().copied();
    while let Some(byte) = bytes.next() {
        match byte {
            b'\\' if quoted => piece.extend(bytes.next()),
            b'"' => quoted = !quoted,
            b';' if !quoted => pieces.push(std::mem::take(&mut piece)),
            _ => piece.push(byte),
        }
    }
    pieces.push(piece);
    let mut pieces = pieces.into_iter();
    let main = pieces.next().unwrap_or_default().trim_ascii().to_vec();
    let mut found: Vec<(String, Vec<u8>)> = Vec::new();
    for piece in pieces {
        let Some(equals) = memchr::memchr(b'=', &piece) else { continue };
        let key = String::from_utf8_lossy(piece[..equals].trim_ascii()).to_ascii_lowercase();
        let mut value = piece[equals + 1..].trim_ascii().to_vec();
        let (base, rest) = key.split_once('*').unwrap_or((&key, ""));
        if key.ends_with('*') {
            value = extended(&value);
        }
        let continues = rest.trim_end_matches('*').parse::<u32>().is_ok_and(|part| part > 0);
        match found.iter_mut().find(|(known, _)| known == base) {
            Some((_, before)) if continues => before.extend_from_slice(&value),
            Some(_) => {}
            None => found.push((base.to_owned(), value)),
        }
    }
    (main, found)
}

/// A value like `iso-8859-1'en'%A3%20rates`, as UTF-8.
fn extended(value: &[u8]) -> Vec<u8> {
    let mut parts = value.splitn(3, |&byte| byte == b'\'');
    let (charset, text) = match (parts.next(), parts.next(), parts.next()) {
        (Some(charset), Some(_), Some(text)) => (Encoding::for_label(charset), text),
        _ => (None, value),
    };
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        let code = (byte == b'%').then(|| after.get(..2).and_then(transfer::hexadecimal)).flatten();
        match code {
            Some(code) => {
                bytes.push(code);
                rest = &after[2..];
            }
            None => bytes.push(byte),
        }
    }
    charset.unwrap_or(UTF_8).decode(&bytes).0.into_owned().into_bytes()
}

/// A header's text, with encoded words decoded.
fn decoded(value: &[u8]) -> String {
    let mut text = Vec::new();
    for piece in words(value) {
        match piece {
            Piece::Plain(plain) => text.extend_from_slice(plain_text(plain).as_bytes()),
            Piece::Word(word, _) => text.extend_from_slice(word.as_bytes()),
        }
    }
    String::from_utf8_lossy(&text).into_owned()
}

/// Header bytes outside encoded words: UTF-8 (RFC 6532), or else what old writers most likely meant.
pub(super) fn plain_text(bytes: &[u8]) -> std::borrow::Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.into(),
        Err(_) => WINDOWS_1252.decode_without_bom_handling(bytes).0,
    }
}

/// A piece of a header.
pub(super) enum Piece<'h> {
    Plain(&'h [u8]),
    /// An encoded word, decoded, and as it was written (with the space before it, if another word comes before that).
    Word(String, &'h [u8]),
}

/// Splits a header into encoded words and what lies between them.
pub(super) fn words(header: &[u8]) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut plain = 0;
    let mut at = 0;
    while let Some(found) = memchr::memmem::find(&header[at..], b"=?") {
        let start = at + found;
        let Some((length, text)) = word(&header[start..]) else {
            at = start + 2;
            continue;
        };
        let between = &header[plain..start];
        let follows_word = matches!(pieces.last(), Some(Piece::Word(..)));
        let end = start + length;
        if follows_word && between.trim_ascii().is_empty() {
            pieces.push(Piece::Word(text, &header[plain..end]));
        } else {
            if !between.is_empty() {
                pieces.push(Piece::Plain(between));
            }
            pieces.push(Piece::Word(text, &header[start..end]));
        }
        plain = end;
        at = end;
    }
    if plain < header.len() {
        pieces.push(Piece::Plain(&header[plain..]));
    }
    pieces
}

/// Longest encoded word: RFC 2047 allows 75 characters, and writers more.
const MOST_WORD: usize = 1024;

/// The encoded word that begins here (`=?charset?Q?text?=`): its length, and its text.
fn word(bytes: &[u8]) -> Option<(usize, String)> {
    let bytes = &bytes[..bytes.len().min(MOST_WORD)];
    let mut parts = bytes.get(2..)?.splitn(3, |&byte| byte == b'?');
    let (charset, kind, rest) = (parts.next()?, parts.next()?, parts.next()?);
    let end = memchr::memmem::find(rest, b"?=")?;
    let text = &rest[..end];
    if text.contains(&b'\n') {
        return None;
    }
    // A language may follow the charset (RFC 2231).
    let charset = Encoding::for_label(charset.split(|&byte| byte == b'*').next()?)?;
    let content = match kind {
        b"B" | b"b" => {
            let mut content = Vec::new();
            transfer::Base64::default().push(text, &mut content);
            content
        }
        b"Q" | b"q" => {
            let spaced: Vec<u8> = text.iter().map(|&byte| if byte == b'_' { b' ' } else { byte }).collect();
            let mut content = Vec::new();
            transfer::quoted_printable(&spaced, &mut content, &mut |_, _| {});
            content
        }
        _ => return None,
    };
    let length = 2 + charset_length(bytes)? + kind.len() + 1 + end + 2;
    Some((length, charset.decode_without_bom_handling(&content).0.into_owned()))
}

/// The length of the charset's name and the question mark after it.
fn charset_length(bytes: &[u8]) -> Option<usize> {
    bytes.get(2..)?.iter().position(|&byte| byte == b'?').map(|at| at + 1)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn encoded_words_of_the_standard() {
        // RFC 2047, section 8.
        assert_eq!(decoded(b"=?US-ASCII?Q?Keith_Moore?= <moore@cs.utk.edu>"), "Keith Moore <moore@cs.utk.edu>");
        assert_eq!(decoded(b"=?ISO-8859-1?Q?Andr=E9?= Pirard"), "André Pirard");
        let two = b"=?ISO-8859-1?B?SWYgeW91IGNhbiByZWFkIHRoaXMgeW8=?=\r\n =?ISO-8859-2?B?dSB1bmRlcnN0YW5kIHRoZSBleGFtcGxlLg==?=";
        assert_eq!(decoded(two), "If you can read this you understand the example.");
        assert_eq!(decoded(b"(=?ISO-8859-1?Q?a?= b)"), "(a b)");
        for broken in ["=?", "=?utf-8", "=?utf-8?", "=?utf-8?Q", "=?utf-8?Q?abc", "=?nothing?Q?a?=", "=?utf-8?X?a?="] {
            assert_eq!(decoded(broken.as_bytes()), broken);
        }
    }

    #[test]
    fn parameters_of_the_standard() {
        // RFC 2231, sections 3 and 4.1.
        let read = Description::read(
            b"Content-Type: application/x-stuff;\r\n name*0*=us-ascii'en'This%20is%20even%20more%20;\r\n\
              \tname*1*=%2A%2A%2Afun%2A%2A%2A%20;\r\n name*2=\"isn't it!\"\r\n",
        );
        assert_eq!(read.name.unwrap(), "This is even more ***fun*** isn't it!");
        let read =
            Description::read(b"Content-Type: MULTIPART/Mixed; boundary=\"a;b\"\nContent-Disposition: attachment");
        assert_eq!((read.media_type.as_str(), read.boundary.as_deref()), ("multipart/mixed", Some(b"a;b".as_slice())));
        assert!(read.attached);
    }
}
