//! Passwords and secrets that are assigned to a name: `password = "..."`, `API_KEY=...`, `<password>...</password>`,
//! `'secret' => '...'`, `--password ...`, and fields whose name says so.
//!
//! The name is read backwards from the sign, the value forwards; both are bounded. Most such signs in source code assign no
//! secret but an expression, a type, a label or a template, so a value must look like one: quoted, or in the manner of
//! settings files; and secrets (unlike passwords, which people choose) must look random.

use super::boundary::{at, back};
use super::filler::contains;
use super::{lead, placeholder, plausible, rarity};

/// Longest value, in bytes.
pub(crate) const LONGEST: usize = 256;
/// Longest name, in bytes.
const NAME: usize = 64;
/// Most spaces around a sign.
const SPACES: usize = 16;
/// Longest tag of XML before a value, in bytes.
const TAG: usize = 160;
/// Shortest password, in bytes.
const PASSWORD: usize = 4;
/// Shortest password of digits alone, unless it is quoted.
const BARE_DIGITS: usize = 6;
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

/// Words that names of passwords end with. `true`: only as a word of its own.
pub(super) const PASSWORDS: [(&[u8], bool); 28] = [
    (b"password", false),
    (b"passwd", false),
    (b"passphrase", false),
    (b"passwort", false),
    (b"passcode", false),
    (b"kennwort", false),
    (b"wachtwoord", false),
    (b"motdepasse", false),
    (b"contrasena", false),
    (b"contrase\xc3\xb1a", false),
    (b"adgangskode", false),
    (b"salasana", false),
    (b"losenord", false),
    (b"l\xc3\xb6senord", false),
    (b"senha", true),
    (b"haslo", true),
    (b"has\xc5\x82o", true),
    (b"heslo", true),
    (b"parola", true),
    (b"pass", true),
    (b"pwd", true),
    (b"psw", true),
    (b"\xd0\xbf\xd0\xb0\xd1\x80\xd0\xbe\xd0\xbb\xd1\x8c", false),
    (b"\xd0\x9f\xd0\xb0\xd1\x80\xd0\xbe\xd0\xbb\xd1\x8c", false),
    (b"\xe5\xaf\x86\xe7\xa0\x81", false),
    (b"\xe5\xaf\x86\xe7\xa2\xbc", false),
    (b"\xe3\x83\x91\xe3\x82\xb9\xe3\x83\xaf\xe3\x83\xbc\xe3\x83\x89", false),
    (b"\xeb\xb9\x84\xeb\xb0\x80\xeb\xb2\x88\xed\x98\xb8", false),
];

/// Words that names of secrets end with, likewise.
pub(super) const SECRETS: [(&[u8], bool); 27] = [
    (b"secret", false),
    (b"secretkey", false),
    (b"secretkeybase", false),
    (b"apikey", false),
    (b"apitoken", false),
    (b"accesskey", false),
    (b"accesstoken", false),
    (b"authtoken", false),
    (b"authkey", false),
    (b"privatekey", false),
    (b"signingkey", false),
    (b"encryptionkey", false),
    (b"masterkey", false),
    (b"sharedkey", false),
    (b"sharedaccesskey", false),
    (b"accountkey", false),
    (b"appkey", true),
    (b"hmackey", false),
    (b"consumerkey", false),
    (b"servicekey", false),
    (b"licensekey", false),
    (b"sessionkey", false),
    (b"token", true),
    (b"credential", true),
    (b"credentials", true),
    (b"auth", true),
    (b"authorization", true),
];

/// Parts of names of values that are no secret though the name ends like one.
const HARMLESS: [&[u8]; 10] =
    [b"public", b"csrf", b"xsrf", b"next", b"page", b"continuation", b"resume", b"sync", b"cursor", b"idempotency"];

/// The last three letters of the words, as one number each.
const PASSWORD_ENDINGS: [u32; PASSWORDS.len()] = endings(&PASSWORDS);
const SECRET_ENDINGS: [u32; SECRETS.len()] = endings(&SECRETS);

const fn endings<const N: usize>(words: &[(&[u8], bool); N]) -> [u32; N] {
    let mut all = [0; N];
    let mut index = 0;
    while index < N {
        if let [.., a, b, c] = words[index].0 {
            all[index] = (*a as u32) << 16 | (*b as u32) << 8 | *c as u32;
        }
        index += 1;
    }
    all
}

/// The last three letters of a name, joints left out.
fn last_letters(name: &[u8]) -> u32 {
    let letters = name.iter().rev().filter(|byte| !is_joint(**byte)).take(3);
    letters.enumerate().fold(0, |ending, (place, byte)| ending | u32::from(byte.to_ascii_lowercase()) << (8 * place))
}

/// What a name says about its value. Case, `_`, `-`, `.` and trailing numbers do not matter.
fn kind_of(name: &[u8]) -> Option<Kind> {
    let end = name.iter().rposition(|byte| !byte.is_ascii_digit() && !is_joint(*byte))? + 1;
    let name = &name[..end];
    // The last letters of all words above: most names end otherwise.
    let ending = last_letters(name);
    let mut passwords = PASSWORDS.iter().zip(&PASSWORD_ENDINGS);
    if passwords.any(|((word, alone), known)| *known == ending && has_suffix(name, word, *alone)) {
        return Some(Kind::Password);
    }
    let mut secrets = SECRETS.iter().zip(&SECRET_ENDINGS);
    let secret = secrets.any(|((word, alone), known)| *known == ending && has_suffix(name, word, *alone));
    (secret && !HARMLESS.iter().any(|part| contains(name, part))).then_some(Kind::Secret)
}

pub(super) fn is_joint(byte: u8) -> bool {
    matches!(byte, b'_' | b'-' | b'.' | b'$' | b' ')
}

/// Whether the name ends with the word, joints left out. `alone` asks for the begin of a word there: `dbPass`, `db_pass`.
fn has_suffix(name: &[u8], word: &[u8], alone: bool) -> bool {
    let mut place = name.len();
    for letter in word.iter().rev() {
        loop {
            let Some(previous) = place.checked_sub(1) else { return false };
            place = previous;
            if !is_joint(name[place]) {
                break;
            }
        }
        if !name[place].eq_ignore_ascii_case(letter) {
            return false;
        }
    }
    let before = back(name, place, 1);
    !alone || !before.is_ascii_alphabetic() || before.is_ascii_lowercase() && name[place].is_ascii_uppercase()
}

/// The bounds of a value as it is written.
struct Value {
    start: usize,
    end: usize,
    quoted: bool,
}

impl Value {
    fn bytes<'a>(&self, text: &'a [u8]) -> &'a [u8] {
        text.get(self.start..self.end).unwrap_or_default()
    }

    /// The value at `from`: in quotes (also `\"`, `r"`, `@"`), or up to white space.
    fn read(text: &[u8], from: usize) -> Option<Value> {
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
fn is_setting(text: &[u8], name_start: usize, sign: usize, name: &[u8], value: &Value, kind: Kind) -> bool {
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

/// Whether these bytes may be a password or secret of somebody.
fn is_value(text: &[u8], value: &Value, kind: Kind, name: &[u8]) -> bool {
    let bytes = value.bytes(text);
    if bytes.len() < PASSWORD || bytes.len() > LONGEST || placeholder::is_template(bytes) || placeholder::is_name(bytes)
    {
        return false;
    }
    match kind {
        Kind::Password => plausible::is_password(bytes, has_suffix(name, b"phrase", false)),
        Kind::Secret => {
            let id = contains(name, b"secret") || has_suffix(name, b"apikey", false);
            plausible::is_secret(bytes, id)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first value that any sign of the text assigns.
    fn found(text: &str) -> Option<(Kind, &str)> {
        let bytes = text.as_bytes();
        (0..bytes.len()).find_map(|at| {
            let found = find(bytes, at).or_else(|| option(bytes, at))?;
            Some((found.kind, text.get(found.start..found.end)?))
        })
    }

    #[test]
    fn passwords() {
        for (text, value) in [
            ("password = \"Tr0ub4dor&3\"", "Tr0ub4dor&3"),
            ("PASSWORD: hunter2", "hunter2"),
            ("Password: Summer2024!", "Summer2024!"),
            ("DB_PASSWORD=horse", "horse"),
            ("export PGPASSWORD=horse", "horse"),
            ("pwd=k3yb0ard;", "k3yb0ard"),
            ("dbPass: 'correct7'", "correct7"),
            ("mysql --password k3yb0ard db", "k3yb0ard"),
            ("mysql --password=k3yb0ard db", "k3yb0ard"),
            ("{\"password\": \"changeme\"}", "changeme"),
            (r#"{\"password\": \"k3yb0ard\"}"#, "k3yb0ard"),
            ("<password>s3same!</password>", "s3same!"),
            ("<entry key=\"db.password\">s3same!</entry>", "s3same!"),
            ("<add key=\"Password\" value=\"s3same!\"/>", "s3same!"),
            ("- name: DB_PASSWORD\n  value: \"s3same!\"", "s3same!"),
            ("'password' => 's3same!',", "s3same!"),
            ("$config['password'] = 's3same!';", "s3same!"),
            ("let password: String = \"s3same!\"", "s3same!"),
            ("password := \"s3same!\"", "s3same!"),
            ("spring.datasource.password=s3same!", "s3same!"),
            ("Passwort: Gartenzaun7", "Gartenzaun7"),
            ("contraseña: girasol77", "girasol77"),
            ("密码: girasol77", "girasol77"),
            ("passphrase = \"correct horse battery staple\"", "correct horse battery staple"),
            ("password: admin", "admin"),
        ] {
            assert_eq!(found(text), Some((Kind::Password, value)), "{text}");
        }
    }

    #[test]
    fn no_passwords() {
        for text in [
            "password: required",
            "Password: must be 8 characters",
            "password = os.environ['PASSWORD']",
            "password = os.getenv(\"PASSWORD\")",
            "password = config.password",
            "password = get_password()",
            "password=password",
            "password: string;",
            "password: str = Field(min_length=8)",
            "password = None",
            "password: null,",
            "if password == \"hunter22\"",
            "password => $request->password",
            "password: ${DB_PASSWORD}",
            "\"password\": \"<password>\"",
            "\"password\": \"Enter your password\"",
            "\"password\": \"Mot de passe\"",
            "passwordField = 'user_password'",
            "password = \"error.password_mismatch\"",
            "password = 'textInput'",
            "autocomplete password: 'new-password'",
            "PASSWORD_MIN_LENGTH = 8",
            "tests pass: 1520, fail: 3",
            "bypass = 'hunter22'",
            "compass: north77",
            "password: !Ref DbPassword",
            "password = \"prefix\" + suffix",
            "<password>",
            "<password></password>",
            "<password>${pw}</password>",
            "password->first77",
            "std::password::hash77",
            "password = \"ENC(abc1def2)\"",
            "url = \"https://host/password:\"",
            "password = var2",
            "def f(self, password=None):",
            "const ERROR_PASSWORD: WIN32_ERROR = 86u32;",
            "\"a: b\\nproxy_pass: PROXY_PASSWORD\\n- c\"",
            "password = args[1]",
            "--password --user x",
            "password =",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }

    const RANDOM: &str = "k9Xv2QmZ7tLp4RsW8yBn";

    #[test]
    fn secrets() {
        for text in [
            "secret = \"#\"",
            "API_KEY=#",
            "api-key: #",
            "API key: #",
            "clientSecret: '#',",
            "\"access_token\": \"#\"",
            "Authorization: Bearer #",
            "-H \"Authorization: token #\"",
            "x-api-key: #",
            "<apiKey>#</apiKey>",
            "?access_token=#&",
            "JWT_SECRET_2 = #",
        ] {
            let text = text.replace('#', RANDOM);
            assert_eq!(found(&text), Some((Kind::Secret, RANDOM)), "{text}");
        }
        let hexadecimal = "secret: 9f86d081884c7d659a2feaa0c55ad015";
        assert_eq!(found(hexadecimal), Some((Kind::Secret, &hexadecimal[8..])));
    }

    #[test]
    fn no_secrets() {
        for text in [
            "token = \"user_profile_settings_page\"",
            "token = AuthenticationTokenProvider",
            "token: process.env.API_TOKEN_VALUE",
            "secret = getSecretFromVault2(name)",
            "csrf_token = k9Xv2QmZ7tLp4RsW8yBn",
            "Next page token: k9Xv2QmZ7tLp4RsW8yBn",
            "next_token: k9Xv2QmZ7tLp4RsW8yBn",
            "public_api_key = k9Xv2QmZ7tLp4RsW8yBn",
            "integrity: sha512-k9Xv2QmZ7tLp4RsW8yBn",
            "token = 01234567-89ab-4def-8123-456789abcdef",
            "secret = xxxxxxxxxxxxxxxxxxxx",
            "secret: k9Xv2QmZ7tLp4R",
            "auth = /usr/local/share/auth/v2/files",
            "keyboard: k9Xv2QmZ7tLp4RsW8yBn",
            "token: 2024-10-11-12-13-14-15",
            "apiKey = \"your_api_key_goes_here_1\"",
            "secret: com.example.service.Version2",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }

    #[test]
    fn fields() {
        for text in ["hunter2", "horse", " Tr0ub4dor&3 "] {
            assert!(password_field(text.as_bytes()).is_some(), "{text}");
        }
        for text in ["", "null", "********", "password", "Enter your password", "$2b$10$abcdefghijkl"] {
            assert!(password_field(text.as_bytes()).is_none(), "{text}");
        }
        assert_eq!(secret_field(RANDOM.as_bytes()), Some((0, RANDOM.len())));
        assert_eq!(secret_field(b"none of your business"), None);
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_panic(
            before in "[-<>/a-b=: \"'\\\\\n]{0,9}(password|key|value|secret)?",
            after in "[-<>/a-b=:(. \"'\\\\é$1\n]{0,30}",
            at in 0usize..70,
        ) {
            let text = before + &after;
            for found in [find(text.as_bytes(), at), option(text.as_bytes(), at)].into_iter().flatten() {
                proptest::prop_assert!(found.start < found.end && found.end <= text.len());
            }
            proptest::prop_assert!(password_field(text.as_bytes()).is_none_or(|(start, end)| start < end));
        }
    }
}
