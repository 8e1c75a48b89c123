//! Passwords and secrets that are assigned to a name: `password = "..."`, `API_KEY=...`, `<password>...</password>`,
//! `<name>password</name> <value>...</value>`, `'secret' => '...'`, `--password ...`, and fields whose name says so.
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
pub(crate) use names::{Telling, is_about_secret, is_harmless, telling};
use value::{Value, is_secret, is_setting, is_value};

/// Longest value, in bytes.
pub(crate) const LONGEST: usize = 256;
/// Longest name, in bytes.
const NAME: usize = 64;
/// Most spaces around a sign.
const SPACES: usize = 16;
/// Longest tag of XML before a value, and before that, in bytes.
const TAG: usize = 160;
/// How far from a value its decision looks, in bytes.
pub(crate) const REACH: usize = 2 * TAG + 2 * NAME + 2 * SPACES;

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
    (plain && is_value(text, &value, kind, &rest[..length])).then_some(Found {
        kind,
        start: value.start,
        end: value.end,
    })
}

/// The password that a field called so holds: all of it.
pub(crate) fn password_field(text: &[u8]) -> Option<(usize, usize)> {
    let value = whole(text);
    is_value(text, &value, Kind::Password, b"").then_some((value.start, value.end))
}

/// The secret that a field holds whose name is this telling: all of it.
pub(crate) fn secret_field(text: &[u8], telling: Telling) -> Option<(usize, usize)> {
    let value = whole(text);
    is_secret(text, &value, telling).then_some((value.start, value.end))
}

/// All of a text but the white space around it.
fn whole(text: &[u8]) -> Value {
    let start = text.len() - text.trim_ascii_start().len();
    Value { start, end: text.trim_ascii_end().len().max(start), quoted: true }
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
        value.end_before_ideographs(text)?;
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
    let before = back(text, close, 1);
    let rest = text.get(close + 1..)?;
    let (cdata, ending) = match rest.starts_with(CDATA) {
        true => (CDATA.len(), b']'),
        false => (0, b'<'),
    };
    let next = at(rest, cdata);
    if next <= b' ' || matches!(next, b'<' | b'>' | b'=') || !is_quote(before) && !lead::may_matter(text, close) {
        return None;
    }
    let open = tag_before(text, close)?;
    let tag = &text[open + 1..close];
    if !tag.first().is_some_and(|byte| is_name(*byte)) {
        return None;
    }
    let own = element(tag);
    let kind = kind_of(own).or_else(|| kind_of(attribute(tag)?)).or_else(|| {
        let carries = CARRIERS.iter().any(|known| known.eq_ignore_ascii_case(own));
        carries.then(|| kind_of(sibling(text, open)?)).flatten()
    })?;
    let rest = rest.get(cdata..)?;
    let rest = &rest[..rest.len().min(LONGEST + 2)];
    let length = rest.iter().position(|byte| *byte == ending)?;
    if at(rest, length + 1) != if cdata > 0 { b']' } else { b'/' } {
        return None;
    }
    let body = &rest[..length];
    let start = close + 1 + cdata + (length - body.trim_ascii_start().len());
    let value = Value { start, end: start + body.trim_ascii().len(), quoted: true };
    is_value(text, &value, kind, own).then_some(Found { kind, start, end: value.end })
}

const CDATA: &[u8] = b"<![CDATA[";

/// Elements whose value the element before or around them may name (settings of Hadoop and .NET, property lists).
const CARRIERS: [&[u8]; 3] = [b"value", b"string", b"text"];

/// Where the tag begins that ends at `close`.
fn tag_before(text: &[u8], close: usize) -> Option<usize> {
    let from = close.saturating_sub(TAG);
    let open = memchr::memrchr2(b'<', b'>', &text[from..close])? + from;
    (text[open] == b'<').then_some(open)
}

/// The name of a tag's element, without its name space.
fn element(tag: &[u8]) -> &[u8] {
    let length = tag.iter().take(NAME).take_while(|byte| is_name(**byte) || **byte == b':').count();
    tag[..length].rsplit(|byte| *byte == b':').next().unwrap_or_default()
}

/// What a tag's attributes call its element: `<entry key="password">`.
fn attribute(tag: &[u8]) -> Option<&[u8]> {
    memchr::memchr_iter(b'=', tag).find_map(|sign| {
        let (before, rest) = tag.split_at_checked(sign)?;
        if !before.ends_with(b"key") && !before.ends_with(b"name") {
            return None;
        }
        // Behind the sign and a quote.
        let rest = rest.get(2..)?;
        let length = rest.iter().take(NAME).take_while(|byte| is_name(**byte)).count();
        Some(&rest[..length]).filter(|name| kind_of(name).is_some())
    })
}

/// What the element whose tag begins at `open` is called by the element before it, or by an attribute of that around it:
/// `<name>password</name> <value>`, `<setting name="password"> <value>`.
fn sibling(text: &[u8], open: usize) -> Option<&[u8]> {
    let close = skip_back(text, open, SPACES * 2, |byte| byte.is_ascii_whitespace()).checked_sub(1)?;
    if at(text, close) != b'>' {
        return None;
    }
    let before = tag_before(text, close)?;
    let tag = &text[before + 1..close];
    let Some(closed) = tag.strip_prefix(b"/") else { return attribute(tag) };
    if ![b"name".as_slice(), b"key"].iter().any(|known| known.eq_ignore_ascii_case(element(closed))) {
        return None;
    }
    let start = skip_back(text, before, NAME, is_name);
    (back(text, start, 1) == b'>').then_some(&text[start..before])
}
