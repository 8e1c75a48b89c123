//! Passwords in statements and settings that assign them without a sign: of routers, Windows and SQLCipher.

use super::super::names::kind_of;
use super::super::{Found, SPACES, is_space};
use super::places::arguments;
use super::{is, is_mixed, literal, string};
use crate::detector::boundary::at;

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
            ("snmp-server community trolleys RO", "trolleys"),
            ("snmp-server community Kx9trolley view v RW 10", "Kx9trolley"),
            ("setx DB_PASSWORD Kx9trolley /M", "Kx9trolley"),
            ("setx /M API_TOKEN \"Kx9 trolley\"", "Kx9 trolley"),
            ("PRAGMA key = 'Kx9trolley';", "Kx9trolley"),
            ("pragma rekey='Kx9trolley';", "Kx9trolley"),
        ] {
            assert_eq!(found(text), Some(value), "{text}");
        }
        for text in [
            "snmp-server community public RO",
            "snmp-server community string of the switch",
            "setx PATH C:\\tools7",
            "setx DB_PASSWORD %PW7%",
            "#pragma once 7",
            "PRAGMA key_size = '7x'",
            "PRAGMA key = x'2DD29CA8'",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }
}
