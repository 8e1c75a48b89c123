//! Passwords and secrets that are assigned to a name: `password = "..."`, `API_KEY=...`, `<password>...</password>`,
//! `'secret' => '...'`, `--password ...`, and fields whose name says so.
//!
//! The name is read backwards from the sign, the value forwards; both are bounded. Most such signs in source code assign no
//! secret but an expression, a type, a label or a template, so a value must look like one: quoted, or in the manner of
//! settings files; and secrets (unlike passwords, which people choose) must look random.

mod names;
#[cfg(test)]
mod tests;
pub(crate) mod unsigned;
mod value;

use super::boundary::{at, back};
use super::lead;
use names::{HARMLESS, kind_of};
pub(super) use names::{JOINTS, PASSWORDS, SECRETS, is_joint};
use value::{Value, is_setting, is_value};

/// Longest value, in bytes.
pub(crate) const LONGEST: usize = 256;
/// Longest name, in bytes.
const NAME: usize = 64;
/// Most spaces around a sign.
const SPACES: usize = 16;
/// Longest tag of XML before a value, in bytes.
const TAG: usize = 160;
/// How far from a value its decision looks, in bytes.
pub(crate) const REACH: usize = TAG + 2 * NAME + 2 * SPACES;

/// What is assigned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A password or pass phrase.
    Password,
    /// A key or token of no known vendor.
    Secret,
}

/// A value that is assigned to a telling name: without quotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    /// What the name says it is.
    pub(crate) kind: Kind,
    /// First byte of the value.
    pub(crate) start: usize,
    /// First byte after it.
    pub(crate) end: usize,
}

/// The value assigned by the sign at `sign`: `=` (also the last byte of `:=`, `?=`), `:`, or `>` (of `=>`, or the end of
/// a tag).
pub(crate) fn find(text: &[u8], sign: usize) -> Option<Found> {
    let (before, next) = (back(text, sign, 1), at(text, sign + 1));
    match at(text, sign) {
        b'=' => {
            let comparison =
                matches!(next, b'=' | b'>' | b'~') || matches!(before, b'=' | b'!' | b'<' | b'>' | b'+' | b'~');
            if comparison {
                return None;
            }
            let name_end = sign - usize::from(matches!(before, b':' | b'?'));
            named(text, name_end, sign)
        }
        b':' if before != b':' && !matches!(next, b':' | b'=') && !text.get(sign..)?.starts_with(b"://") => {
            named(text, sign, sign)
        }
        b'>' if before == b'=' => named(text, sign - 1, sign),
        b'>' if !matches!(before, b'-' | b'/' | b'?') => tagged(text, sign),
        _ => None,
    }
}

/// The value of a command's option, whose first hyphen is at `start`: `--password VALUE`.
pub(crate) fn option(text: &[u8], start: usize) -> Option<Found> {
    let rest = text.get(start..)?.strip_prefix(b"--")?;
    if matches!(back(text, start, 1), b'-') || back(text, start, 1).is_ascii_alphanumeric() {
        return None;
    }
    let length = rest.iter().take(NAME).take_while(|byte| is_name(**byte)).count();
    let kind = kind_of(&rest[..length])?;
    let name_end = start + 2 + length;
    if !matches!(at(text, name_end), b' ') || matches!(at(text, name_end + 1), b'-' | b' ' | b'=') {
        return None;
    }
    let value = Value::read(text, name_end + 1)?;
    let plain = value.quoted || value.bytes(text).iter().any(|byte| !byte.is_ascii_alphabetic());
    (plain && is_value(text, &value, kind, b"")).then_some(Found { kind, start: value.start, end: value.end })
}

/// The password that a field called so holds: all of it.
pub(crate) fn password_field(text: &[u8]) -> Option<(usize, usize)> {
    whole(text, Kind::Password)
}

/// The secret that a field called so holds: all of it.
pub(crate) fn secret_field(text: &[u8]) -> Option<(usize, usize)> {
    whole(text, Kind::Secret)
}

fn whole(text: &[u8], kind: Kind) -> Option<(usize, usize)> {
    let start = text.len() - text.trim_ascii_start().len();
    let end = text.trim_ascii_end().len();
    let value = Value { start, end: end.max(start), quoted: true };
    (value.end - start <= LONGEST && is_value(text, &value, kind, b"")).then_some((start, end))
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'$') || byte >= 0x80
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

fn is_quote(byte: u8) -> bool {
    matches!(byte, b'"' | b'\'' | b'`')
}

/// Steps back over bytes of a kind, at most `limit`.
fn skip_back(text: &[u8], end: usize, limit: usize, skipped: impl Fn(u8) -> bool) -> usize {
    let from = end.saturating_sub(limit);
    end - text[from..end].iter().rev().take_while(|byte| skipped(**byte)).count()
}

/// The bounds of the name that ends before `end`: spaces, a quote and a bracket may lie between.
fn name_before(text: &[u8], end: usize) -> Option<(usize, usize)> {
    let end = skip_back(text, end, SPACES, is_space);
    let end = skip_back(text, end, 4, |byte| is_quote(byte) || matches!(byte, b']' | b'\\' | b'*'));
    let start = skip_back(text, end, NAME, is_name);
    (end - start >= 2).then_some((start, end))
}

/// Names that lead to others: types, `value`, and `key` after another word.
pub(super) const INDIRECT: [(&[u8], bool); 5] =
    [(b"string", true), (b"str", true), (b"text", true), (b"value", true), (b"key", true)];

/// What makes a French name of `passe`.
const WORDS_OF_PASSE: &[u8] = b"mot de ";

/// The value assigned to the name before `name_end` by the sign at `sign`.
fn named(text: &[u8], name_end: usize, sign: usize) -> Option<Found> {
    if !lead::may_matter(text, name_end) {
        return None;
    }
    let (mut start, mut end) = name_before(text, name_end)?;
    let mut name = &text[start..end];
    let types: [&[u8]; 5] = [b"string", b"String", b"str", b"String?", b"Text"];
    if types.contains(&name) {
        // `password: str = "..."`
        let colon = skip_back(text, start, SPACES, is_space);
        if back(text, colon, 1) == b':' {
            (start, end) = name_before(text, colon - 1)?;
            name = &text[start..end];
        }
    } else if name.eq_ignore_ascii_case(b"value") {
        // `<add key="password" value="..."/>`, `{"name": "PASSWORD", "value": "..."}`
        (start, end) = described(text, start)?;
        name = &text[start..end];
    } else if name.eq_ignore_ascii_case(b"passe") {
        // `mot de passe : ...`
        start = skip_back(text, start, WORDS_OF_PASSE.len(), |byte| byte.is_ascii_alphabetic() || byte == b' ');
        name = &text[start..end];
    } else if name.eq_ignore_ascii_case(b"key") && back(text, start, 1) == b' ' {
        // `API key: ...`
        start = skip_back(text, start - 1, NAME, is_name);
        name = &text[start..end];
    }
    let kind = kind_of(name)?;
    if kind == Kind::Secret && back(text, start, 1) == b' ' {
        // `Next page token: ...`
        let word = skip_back(text, start - 1, NAME, is_name);
        if HARMLESS.iter().any(|part| part.eq_ignore_ascii_case(&text[word..start - 1])) {
            return None;
        }
    }
    let mut value = Value::read(text, sign + 1)?;
    if !value.quoted {
        // Parameters of an address or connection string end where the next begins.
        let separator = match back(text, skip_back(text, start, SPACES, is_space), 1) {
            b'?' | b'&' => b'&',
            b';' => b';',
            _ if kind == Kind::Secret => b'&',
            _ => b' ',
        };
        let length = value.bytes(text).iter().take_while(|byte| **byte != separator).count();
        value.end = value.start + length;
    }
    if !value.quoted && !is_setting(text, start, sign, name, &value, kind) {
        return None;
    }
    is_value(text, &value, kind, name).then_some(Found { kind, start: value.start, end: value.end })
}

/// The bounds of the name that `name`, `key` or `id` has right before `value`.
fn described(text: &[u8], value: usize) -> Option<(usize, usize)> {
    let between = |byte: u8| byte.is_ascii_whitespace() || is_quote(byte) || matches!(byte, b',' | b'\\');
    let end = skip_back(text, value, SPACES * 4, between);
    let start = skip_back(text, end, NAME, is_name);
    let sign = skip_back(text, start, SPACES, |byte| is_space(byte) || is_quote(byte) || byte == b'\\');
    if !matches!(back(text, sign, 1), b':' | b'=') {
        return None;
    }
    let (from, to) = name_before(text, sign - 1)?;
    let names: [&[u8]; 4] = [b"name", b"key", b"id", b"-name"];
    names.iter().any(|name| name.eq_ignore_ascii_case(&text[from..to])).then_some((start, end))
}

/// The value between the tag that ends at `close` and the next.
fn tagged(text: &[u8], close: usize) -> Option<Found> {
    let (before, next) = (back(text, close, 1), at(text, close + 1));
    if next <= b' ' || matches!(next, b'<' | b'>' | b'=') || !is_quote(before) && !lead::may_matter(text, close) {
        return None;
    }
    let from = close.saturating_sub(TAG);
    let open = from + text[from..close].iter().rposition(|byte| *byte == b'<')?;
    let tag = &text[open + 1..close];
    if !tag.first().is_some_and(|byte| is_name(*byte)) || tag.contains(&b'>') {
        return None;
    }
    let length = tag.iter().take(NAME).take_while(|byte| is_name(**byte) || **byte == b':').count();
    let own = &tag[..length];
    let own = own.rsplit(|byte| *byte == b':').next().unwrap_or_default();
    let kind = kind_of(own).or_else(|| {
        // `<entry key="password">`
        let attributes: [&[u8]; 2] = [b"key=", b"name="];
        attributes.iter().find_map(|attribute| {
            let at = tag.windows(attribute.len()).position(|part| part == *attribute)? + attribute.len();
            let rest = tag.get(at + 1..)?;
            let length = rest.iter().take(NAME).take_while(|byte| is_name(**byte)).count();
            kind_of(&rest[..length])
        })
    })?;
    let rest = text.get(close + 1..)?;
    let rest = &rest[..rest.len().min(LONGEST + 2)];
    let length = rest.iter().position(|byte| *byte == b'<')?;
    if at(rest, length + 1) != b'/' {
        return None;
    }
    let body = &rest[..length];
    let start = close + 1 + (length - body.trim_ascii_start().len());
    let value = Value { start, end: start + body.trim_ascii().len(), quoted: true };
    is_value(text, &value, kind, own).then_some(Found { kind, start, end: value.end })
}
