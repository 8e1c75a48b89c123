//! Passwords in statements and settings that assign them without a sign: of Redis, routers, Windows, Kickstart and SQLCipher.

use super::super::names::kind_of;
use super::super::{Found, SPACES, is_space};
use super::places::arguments;
use super::{is, is_mixed, literal, string};
use crate::detector::boundary::at;

/// `requirepass PASSWORD` and `masterauth PASSWORD` of Redis (redis.conf): the last word of its line.
pub(super) fn redis(text: &[u8], _: usize, end: usize) -> Option<Found> {
    let mut words = arguments(text, end);
    let (password, place) = words.next()?;
    let last = matches!(at(text, place), 0 | b'\r' | b'\n' | b'"' | b'\'');
    if last && is_mixed(password.bytes(text)) { literal(text, password) } else { None }
}

/// `snmp-server community NAME RO` of routers (Cisco IOS): whoever knows the name may read, or write.
pub(super) fn community(text: &[u8], _: usize, end: usize) -> Option<Found> {
    let mut words = arguments(text, end).map(|(word, _)| word);
    let name = words.next()?;
    let access = words.next().is_some_and(|word| is(text, (word.start, word.end), &[b"ro", b"rw", b"view"]));
    let known = is(text, (name.start, name.end), &[b"public", b"private"]);
    if !known && (access || is_mixed(name.bytes(text))) { literal(text, name) } else { None }
}

/// `setx NAME VALUE` of Windows, where the name is that of a password or secret.
pub(super) fn setx(text: &[u8], _: usize, end: usize) -> Option<Found> {
    let mut words = arguments(text, end).map(|(word, _)| word);
    let name = words.find(|word| at(text, word.start) != b'/')?;
    kind_of(name.bytes(text))?;
    literal(text, words.next()?)
}

/// `rootpw --plaintext PASSWORD` of Kickstart (Red Hat, Kickstart commands): without `--iscrypted`.
pub(super) fn rootpw(text: &[u8], _: usize, end: usize) -> Option<Found> {
    let mut plain = false;
    for (word, _) in arguments(text, end) {
        let bytes = word.bytes(text);
        if bytes.starts_with(b"--") {
            plain |= bytes == b"--plaintext";
            if !plain && bytes != b"--allow-ssh" {
                return None;
            }
        } else {
            return if at(bytes, 0) != b'$' && (plain || is_mixed(bytes)) { literal(text, word) } else { None };
        }
    }
    None
}

/// `PRAGMA key = '...'` of SQLCipher.
pub(super) fn pragma(text: &[u8], _: usize, end: usize) -> Option<Found> {
    let spaces = |from: usize| text.iter().skip(from).take(SPACES).take_while(|byte| is_space(**byte)).count();
    let start = end + spaces(end);
    let name = [b"rekey".as_slice(), b"key"].into_iter().find(|name| is(text, (start, start + name.len()), &[name]))?;
    let sign = start + name.len() + spaces(start + name.len());
    if at(text, sign) == b'=' { string(text, sign + 1) } else { None }
}

#[cfg(test)]
mod tests {
    use super::super::tests::found;

    #[test]
    fn set_without_a_sign() {
        for (text, value) in [
            ("requirepass Kx9trolley", "Kx9trolley"),
            ("  masterauth Kx9!trolley\nport 6379", "Kx9!trolley"),
            ("redis> CONFIG SET requirepass \"Kx9 trolley\"", "Kx9 trolley"),
            ("snmp-server community trolleys RO", "trolleys"),
            ("snmp-server community Kx9trolley view v RW 10", "Kx9trolley"),
            ("setx DB_PASSWORD Kx9trolley /M", "Kx9trolley"),
            ("setx /M API_TOKEN \"Kx9 trolley\"", "Kx9 trolley"),
            ("rootpw --plaintext trolleyhorse", "trolleyhorse"),
            ("rootpw Kx9trolley", "Kx9trolley"),
            ("PRAGMA key = 'Kx9trolley';", "Kx9trolley"),
            ("pragma rekey='Kx9trolley';", "Kx9trolley"),
        ] {
            assert_eq!(found(text), Some(value), "{text}");
        }
        for text in [
            "# requirepass foobared",
            "requirepass is the setting of v7",
            "requirepass $REDIS7",
            "snmp-server community public RO",
            "snmp-server community string of the switch",
            "setx PATH C:\\tools7",
            "setx DB_PASSWORD %PW7%",
            "rootpw --iscrypted $6$abc$Kx9trolley",
            "rootpw --lock",
            "rootpw is set in line 7",
            "#pragma once 7",
            "PRAGMA key_size = '7x'",
            "PRAGMA key = x'2DD29CA8'",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }
}
