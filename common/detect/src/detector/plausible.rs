//! What may be a password or a secret, and what is an expression, a label, a path or a hash instead.

use super::assignment::Telling;
use super::{filler, rarity};

/// Shortest secret, in bytes.
const SECRET: usize = 16;

/// Shortest secret whose name says little, in bytes.
const LONG: usize = 20;

/// Words that stand where a password would, but say something about it. In small letters.
const REMARKS: [&[u8]; 54] = [
    b"null",
    b"none",
    b"nil",
    b"true",
    b"false",
    b"undefined",
    b"yes",
    b"no",
    b"string",
    b"text",
    b"str",
    b"required",
    b"optional",
    b"invalid",
    b"incorrect",
    b"missing",
    b"empty",
    b"wrong",
    b"hidden",
    b"input",
    b"field",
    b"value",
    b"unknown",
    b"enter",
    b"confirm",
    b"forgot",
    b"reset",
    b"change",
    b"basic",
    b"plain",
    b"varchar",
    b"char",
    b"object",
    b"number",
    b"integer",
    b"boolean",
    b"bool",
    b"any",
    b"disabled",
    b"enabled",
    b"void",
    b"self",
    b"this",
    b"todo",
    b"todo!",
    b"n/a",
    b"user",
    b"username",
    b"type",
    b"login",
    b"fail",
    b"failed",
    b"skip",
    b"warn",
];

/// Whether the value may be somebody's password. `phrase`: the name says that it may be many words.
pub(crate) fn is_password(bytes: &[u8], phrase: bool) -> bool {
    let count = |test: fn(&u8) -> bool| bytes.iter().filter(|byte| test(byte)).count();
    let (letters, digits) = (count(u8::is_ascii_alphabetic), count(u8::is_ascii_digit));
    let spaces = count(u8::is_ascii_whitespace);
    let ascii = bytes.is_ascii();
    if bytes.iter().any(u8::is_ascii_control) || REMARKS.iter().any(|word| word.eq_ignore_ascii_case(bytes)) {
        return false;
    }
    if phrase && spaces >= 3 && ascii {
        return true;
    }
    let wordlike = rarity::is_wordlike(bytes);
    // Labels and messages; words of other languages.
    if spaces > 1 || spaces == 1 && (digits == 0 || wordlike) || !ascii && digits == 0 {
        return false;
    }
    // Addresses, paths, regular expressions, hashes (which are found as such), calls.
    let contains_pair = |pair: &[u8]| bytes.windows(pair.len()).any(|part| part == pair);
    let strokes = bytes.iter().filter(|byte| matches!(byte, b'/' | b'\\')).count();
    let rooted = matches!(bytes, [b'/' | b'~', ..] | [b'.', b'/', ..] | [b'.', b'.', b'/', ..]);
    let path = wordlike && (strokes >= 2 || rooted);
    let expression = bytes.starts_with(b"^") && bytes.ends_with(b"$") || contains_pair(b"\\d") || contains_pair(b"\\w");
    let hash = matches!(bytes, [b'$', b'0'..=b'9', ..]) && bytes[1..].contains(&b'$') && bytes.len() > 12;
    let call = bytes.ends_with(b")") && bytes.contains(&b'(') && wordlike;
    if contains_pair(b"://") || path || expression || hash || call {
        return false;
    }
    // Keys of messages and names of variables: `error.password_mismatch`, `textInput`.
    let joints = count(|byte| matches!(byte, b'_' | b'-' | b'.' | b':'));
    let humps = bytes.windows(2).any(|pair| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase());
    !(digits == 0 && letters + joints == bytes.len() && wordlike && (joints > 0 || humps))
}

/// Whether the value looks as random as a key or token whose name is this telling.
pub(crate) fn is_secret(bytes: &[u8], telling: Telling) -> bool {
    let bytes = &bytes[scheme(bytes, 0)..];
    if let Some(key) = bytes.strip_prefix(INSECURE) {
        return is_django_key(key);
    }
    is_random(bytes, telling) && !filler::is_filler(bytes)
}

/// Whether the value looks random, as far as is told without looking for words.
fn is_random(bytes: &[u8], telling: Telling) -> bool {
    let within =
        |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b'_' | b'-' | b'.' | b'~');
    let django = is_django_key(bytes) && bytes.iter().any(|byte| !byte.is_ascii_alphanumeric());
    if bytes.len() < SECRET || !bytes.iter().all(within) && !django {
        return false;
    }
    // Hashes, algorithms, paths, and web tokens, which are found as such.
    let begins: [&[u8]; 10] =
        [b"AWS4-", b"eyJ", b"sha1-", b"sha256-", b"sha384-", b"sha512-", b"/", b"./", b"../", b"~/"];
    if begins.iter().any(|begin| bytes.starts_with(begin)) {
        return false;
    }
    if is_uuid(bytes) {
        return telling == Telling::Much;
    }
    let count = |test: fn(&u8) -> bool| bytes.iter().filter(|byte| test(byte)).count();
    let letters = count(u8::is_ascii_alphabetic);
    let digits = count(u8::is_ascii_digit);
    let short = digits == 0 || bytes.len() < LONG;
    if letters < 3 || telling == Telling::Little && (short || is_public(bytes)) {
        return false;
    }
    if bytes.iter().all(u8::is_ascii_hexdigit) {
        return digits > 0;
    }
    if rarity::is_wordlike(bytes) || count(|byte| matches!(byte, b'.' | b'/' | b'-' | b'_')) * 4 > bytes.len() {
        return false;
    }
    // Names with a number at their end have few digits, all in one place.
    let changes = bytes.windows(2).filter(|pair| class(pair[0]) != class(pair[1])).count();
    changes * 5 >= bytes.len() && (digits > 0 || changes * 3 >= bytes.len())
}

/// Whether this is the begin of a public key in base64: as SSH writes it (RFC 4253, section 6.6: the length and name of the
/// algorithm), or a structure of ASN.1 (RFC 5280).
fn is_public(bytes: &[u8]) -> bool {
    [b"AAAA".as_slice(), b"MII", b"MFk", b"MCow"].iter().any(|begin| bytes.starts_with(begin))
}

/// What Django writes before the key that it makes for a new project.
const INSECURE: &[u8] = b"django-insecure-";

/// Whether this is a key as Django makes it (`get_random_secret_key` in `django.core.management.utils`): fifty of these signs.
fn is_django_key(bytes: &[u8]) -> bool {
    let known = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"!@#$%^&*(-_=+)".contains(byte);
    bytes.len() == 50 && bytes.iter().all(known) && bytes.iter().any(u8::is_ascii_digit)
}

/// The class of a character: in random values neighbours are seldom of one.
fn class(byte: u8) -> u8 {
    match byte {
        b'0'..=b'9' => 0,
        b'A'..=b'Z' => 1,
        b'a'..=b'z' => 2,
        _ => 3,
    }
}

/// Whether this is a UUID (RFC 9562).
fn is_uuid(text: &[u8]) -> bool {
    text.len() == 36
        && text.iter().enumerate().all(|(index, byte)| match index {
            8 | 13 | 18 | 23 => *byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// How long the scheme before a token is, with its space: `Authorization: Bearer ...` (RFC 6750), `token ...` (GitHub); or how
/// it is written: `APP_KEY=base64:...` (Laravel).
pub(crate) fn scheme(text: &[u8], start: usize) -> usize {
    let schemes: [&[u8]; 4] = [b"bearer ", b"token ", b"apikey ", b"base64:"];
    let rest = text.get(start..).unwrap_or_default();
    let begins = |scheme: &&[u8]| rest.get(..scheme.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(scheme));
    schemes.into_iter().find(begins).map_or(0, <[u8]>::len)
}
