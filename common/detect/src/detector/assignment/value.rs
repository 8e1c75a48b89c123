//! Values as they are written, and which of them may be a secret.

use super::names::{Telling, has_suffix, telling};
use super::{Kind, LONGEST, SPACES, is_name, is_quote, is_space};
use crate::detector::boundary::{at, back};
use crate::detector::{placeholder, plausible, rarity};

/// Shortest password, in bytes.
const PASSWORD: usize = 4;
/// Shortest password of digits alone, unless it is quoted.
const BARE_DIGITS: usize = 6;

/// The bounds of a value as it is written.
pub(super) struct Value {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) quoted: bool,
}

impl Value {
    pub(super) fn bytes<'a>(&self, text: &'a [u8]) -> &'a [u8] {
        text.get(self.start..self.end).unwrap_or_default()
    }

    /// Lets a value without quotes end at the comma, full stop or bracket of East Asia. With letters of its scripts it is a
    /// sentence about passwords: `密码：由6位数字组成`.
    pub(super) fn end_before_ideographs(&mut self, text: &[u8]) -> Option<()> {
        let bytes = self.bytes(text);
        // U+3000 to U+D7FF, U+FF00 to U+FFEF.
        let Some(length) = bytes.iter().position(|byte| matches!(byte, 0xe3..=0xed | 0xef)) else { return Some(()) };
        let stop = matches!(
            bytes.get(length..length + 3)?,
            [0xe3, 0x80, 0x80..=0x82] | [0xef, 0xbc, 0x81 | 0x88 | 0x89 | 0x8c | 0x9b | 0x9f]
        );
        self.end = self.start + length;
        stop.then_some(())
    }

    /// The value at `from`: in quotes (also `\"`, `r"`, `@"`), or up to white space.
    pub(super) fn read(text: &[u8], from: usize) -> Option<Value> {
        let rest = text.get(from..)?;
        let mut start = from + rest.iter().take(SPACES).take_while(|byte| is_space(**byte)).count();
        if matches!(at(text, start), b'r' | b'b' | b'u' | b'f' | b'L' | b'N' | b'@') && is_quote(at(text, start + 1)) {
            start += 1;
        }
        let escaped = at(text, start) == b'\\' && is_quote(at(text, start + 1));
        start += usize::from(escaped);
        let quote = at(text, start);
        if is_quote(quote) {
            let start = start + 1 + plausible::scheme(text, start + 1);
            let rest = text.get(start..)?;
            let rest = &rest[..rest.len().min(LONGEST + 2)];
            let close = if escaped { b'\\' } else { quote };
            let mut length = 0;
            loop {
                match rest.get(length)? {
                    b'\n' | b'\r' => return None,
                    byte if *byte == close && (!escaped || at(rest, length + 1) == quote) => break,
                    b'\\' if !escaped => length += 2,
                    _ => length += 1,
                }
            }
            let end = start + length;
            // A piece of a longer expression: `"..." + name`, `"...".format(name)`, `"..." % name`.
            let after = end + 1 + usize::from(escaped);
            let spaces = usize::from(at(text, after) == b' ');
            let joined = matches!(at(text, after + spaces), b'+' | b'%')
                || at(text, after) == b'.' && at(text, after + 1).is_ascii_alphabetic();
            return (!joined).then_some(Value { start, end, quoted: true });
        }
        start += plausible::scheme(text, start);
        let rest = text.get(start..)?;
        let rest = &rest[..rest.len().min(LONGEST + 1)];
        let stop = |byte: u8| byte <= b' ' || matches!(byte, b'"' | b'\'' | b'`' | b'<' | b'>');
        let length = rest.iter().take_while(|byte| !stop(**byte)).count();
        if length > LONGEST || length <= 2 && is_quote(at(rest, length)) {
            return None;
        }
        // An escaped end of line within a string ends the value, too.
        let escape = |pair: &[u8]| matches!(pair, [b'\\', b'n' | b'r' | b't']);
        let length = rest[..length].windows(2).position(escape).unwrap_or(length);
        let run = &rest[..length];
        // `def f(password=None):`
        let run = run.strip_suffix(b":").filter(|run| matches!(run.last(), Some(b')' | b']'))).unwrap_or(run);
        let trailing = run.iter().rev().take_while(|byte| matches!(byte, b',' | b';' | b')' | b'}' | b']')).count();
        let length = run.len();
        Some(Value { start, end: start + length - trailing, quoted: false })
    }
}

/// Passwords that are words, so common that they are taken for one where a word would not be.
const WEAK: [&[u8]; 22] = [
    b"admin",
    b"administrator",
    b"root",
    b"changeme",
    b"letmein",
    b"qwerty",
    b"welcome",
    b"iloveyou",
    b"dragon",
    b"monkey",
    b"postgres",
    b"mysql",
    b"guest",
    b"toor",
    b"default",
    b"master",
    b"hunter",
    b"sunshine",
    b"princess",
    b"football",
    b"shadow",
    b"superman",
];

/// Whether a value without quotes is assigned as in settings, not in source code or prose.
pub(super) fn is_setting(text: &[u8], name_start: usize, sign: usize, name: &[u8], value: &Value, kind: Kind) -> bool {
    let bytes = value.bytes(text);
    let Some(first) = bytes.first() else { return false };
    if matches!(first, b'(' | b'[' | b'{' | b'|' | b'&' | b'*' | b'-' | b'\\' | b'/')
        || *first == b'!' && at(bytes, 1).is_ascii_alphabetic()
        || *first == b'$' && (is_name(at(bytes, 1)) || matches!(at(bytes, 1), b'{' | b'('))
    {
        return false;
    }
    // Calls, members, indexes.
    let pairs: [&[u8]; 5] = [b"::", b"->", b"=>", b"()", b"(\""];
    let call =
        bytes.iter().position(|byte| matches!(byte, b'(' | b'[')).is_some_and(|open| is_name(back(bytes, open, 1)));
    if call || pairs.iter().any(|pair| bytes.windows(2).any(|part| part == *pair)) || at(text, value.end) == b'(' {
        return false;
    }
    // A type: `const PASSWORD: CODE = 7`.
    let after = value.end + usize::from(at(text, value.end) == b' ');
    if at(text, sign) == b':' && at(text, after) == b'=' {
        return false;
    }
    if kind == Kind::Secret {
        return true;
    }
    if name == b"PASS" && at(text, sign) == b':' && is_verdict(text, name_start, bytes, value.end) {
        return false;
    }
    // A record or list that colons part: `pw_name:pw_passwd:pw_uid:pw_gid`.
    let parted = |place: usize| at(text, place) == b':' && !is_space(at(text, place + 1));
    if parted(sign) && back(text, name_start, 1) == b':' && bytes.contains(&b':') {
        return false;
    }
    let letters = bytes.iter().filter(|byte| byte.is_ascii_alphabetic()).count();
    let digits = bytes.iter().filter(|byte| byte.is_ascii_digit()).count();
    if letters == 0 {
        // Counts, dates, lengths.
        let short_name = name.len() <= 4;
        return digits == bytes.len() && bytes.len() >= BARE_DIGITS && !short_name;
    }
    let signs = bytes.len() - letters - digits;
    let points = bytes.iter().filter(|byte| matches!(byte, b'.' | b'_' | b'-' | b'$')).count();
    if signs > points {
        return true;
    }
    // From here on it might be a name.
    let shell = back(text, sign, 1) != b' ' && !is_space(at(text, sign + 1)) && at(text, sign) == b'=';
    let upper = !name.iter().any(u8::is_ascii_lowercase);
    if digits > 0 {
        let path = bytes.contains(&b'.') && rarity::is_wordlike(bytes);
        return bytes.len() >= BARE_DIGITS && !path;
    }
    let weak = WEAK.iter().any(|word| word.eq_ignore_ascii_case(bytes));
    // `DB_PASSWORD=horse` in a file of variables: the name is the first word of its line, or follows `export`.
    let line = matches!(back(text, name_start, 1), 0 | b'\n' | b' ' | b'\t' | b'"' | b'\'');
    weak || shell && upper && line && signs == 0
}

/// How much of the line before decides whether `PASS:` is a test's verdict, in bytes.
const LINE: usize = 160;

/// Whether `PASS: ...` at the begin of a line says that a test passed, as test harnesses print it (POSIX 1003.3, which DejaGnu
/// and Automake follow): a name of several words or with a path follows, or the line before is a verdict too.
fn is_verdict(text: &[u8], name_start: usize, value: &[u8], value_end: usize) -> bool {
    const VERDICTS: [&[u8]; 9] =
        [b"PASS:", b"FAIL:", b"XPASS:", b"XFAIL:", b"KPASS:", b"KFAIL:", b"UNSUPPORTED:", b"UNTESTED:", b"SKIP:"];
    if !matches!(back(text, name_start, 1), 0 | b'\n') {
        return false;
    }
    let words = at(text, value_end) == b' ' && at(text, value_end + 1) > b' ';
    if words || value.contains(&b'/') || value.ends_with(b":") {
        return true;
    }
    let before = &text[name_start.saturating_sub(LINE)..name_start];
    let before = before.strip_suffix(b"\n").unwrap_or(before);
    let line = &before[before.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1)..];
    VERDICTS.iter().any(|verdict| line.starts_with(verdict))
}

/// Whether these bytes may be a password or secret of somebody.
pub(super) fn is_value(text: &[u8], value: &Value, kind: Kind, name: &[u8]) -> bool {
    match kind {
        Kind::Password => {
            may_be_either(text, value) && plausible::is_password(value.bytes(text), has_suffix(name, b"phrase", false))
        }
        Kind::Secret => is_secret(text, value, telling(name).unwrap_or(Telling::Enough)),
    }
}

/// Whether these bytes may be a secret whose name is this telling.
pub(super) fn is_secret(text: &[u8], value: &Value, telling: Telling) -> bool {
    // What is cheap to tell comes first.
    let bytes = value.bytes(text);
    bytes.len() <= LONGEST && plausible::is_secret(bytes, telling) && may_be_either(text, value)
}

/// Whether these bytes are no template and no name.
fn may_be_either(text: &[u8], value: &Value) -> bool {
    let bytes = value.bytes(text);
    (PASSWORD..=LONGEST).contains(&bytes.len()) && !placeholder::is_template(bytes) && !placeholder::is_name(bytes)
}
