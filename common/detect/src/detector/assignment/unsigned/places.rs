//! Passwords as a word of a command, at its place: `net user NAME ...`, `sqlplus user/...@db`, `htpasswd -b FILE USER ...`.

use super::super::value::Value;
use super::super::{Found, SPACES, is_space, skip_back};
use super::{SPAN, is_mixed, literal};
use crate::detector::boundary::{at, back};

/// The word of a command at `from`, behind white space. None where the command ends.
fn argument(text: &[u8], from: usize) -> Option<Value> {
    let spaces = text.get(from..)?.iter().take(SPACES).take_while(|byte| is_space(**byte)).count();
    let ends = matches!(at(text, from + spaces), 0 | b'\r' | b'\n' | b'|' | b'&' | b';' | b')' | b'}' | b'>');
    if spaces == 0 || ends { None } else { Value::read(text, from + spaces) }
}

/// What follows a word, its quote left out.
fn after(text: &[u8], word: &Value) -> usize {
    word.end + usize::from(word.quoted) + usize::from(word.quoted && at(text, word.end) == b'\\')
}

/// The words of a command behind `end`, each with where it ends.
pub(super) fn arguments(text: &[u8], end: usize) -> impl Iterator<Item = (Value, usize)> {
    let mut place = end;
    std::iter::from_fn(move || {
        let word = argument(text, place).filter(|_| place < end + SPAN)?;
        place = after(text, &word);
        Some((word, place))
    })
}

/// `net use DEVICE \\\\SERVER\\SHARE PASSWORD /user:NAME` (Windows commands, net use): the password may also stand behind the user.
pub(super) fn net_use(text: &[u8], _: usize, end: usize) -> Option<Found> {
    let (mut share, mut user, mut password) = (false, false, None);
    for (word, _) in arguments(text, end) {
        let bytes = word.bytes(text);
        let named = |begin: &[u8]| bytes.get(..begin.len()).is_some_and(|part| part.eq_ignore_ascii_case(begin));
        if !share {
            share = bytes.starts_with(b"\\\\");
            if !share && !matches!(bytes, [_, b':'] | b"*") {
                return None;
            }
        } else if bytes.starts_with(b"/") {
            user |= named(b"/user:") || named(b"/u:");
        } else if password.is_none() {
            password = Some(word);
        } else {
            break;
        }
    }
    literal(text, password.filter(|_| user)?)
}

/// `net user NAME PASSWORD /add` (Windows commands, net user). Without an option behind it, the line must be that command.
pub(super) fn net_user(text: &[u8], start: usize, end: usize) -> Option<Found> {
    let mut words = arguments(text, end);
    let (name, _) = words.next()?;
    let (password, place) = words.next()?;
    let option = words.next().is_some_and(|(word, _)| word.bytes(text).starts_with(b"/"));
    let begin = skip_back(text, start, SPACES, is_space);
    let alone = matches!(back(text, begin, 1), 0 | b'\n' | b'>' | b'"' | b'\'')
        && matches!(at(text, place), 0 | b'\r' | b'\n' | b'"' | b'\'')
        && is_mixed(password.bytes(text));
    let named = !name.bytes(text).starts_with(b"/");
    if named && (option || alone) { literal(text, password) } else { None }
}

/// `htpasswd -b FILE USER PASSWORD`, without the file where `-n` prints the line. `-C` takes a number.
pub(super) fn htpasswd(text: &[u8], _: usize, end: usize) -> Option<Found> {
    let (mut batch, mut places) = (false, 2);
    for (word, _) in arguments(text, end) {
        let bytes = word.bytes(text);
        if !word.quoted && bytes.starts_with(b"-") {
            batch |= bytes.contains(&b'b');
            places = places + usize::from(bytes.contains(&b'C')) - usize::from(bytes.contains(&b'n')).min(places);
        } else if places > 0 {
            places -= 1;
        } else {
            return if batch { literal(text, word) } else { None };
        }
    }
    None
}

/// `sqlplus USER/PASSWORD@DATABASE`, and so of the other programs of Oracle. A path is none: without a database the password
/// has letters and digits.
pub(super) fn oracle(text: &[u8], _: usize, end: usize) -> Option<Found> {
    let named = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b'#');
    let login = |word: &Value| word.bytes(text).iter().position(|byte| *byte == b'/');
    let (mut word, stroke) = arguments(text, end)
        .map(|(word, _)| word)
        .filter(|word| !matches!(at(text, word.start), b'-' | b'@'))
        .find_map(|word| login(&word).map(|stroke| (word, stroke)))?;
    let (user, password) = word.bytes(text).split_at(stroke);
    let at_sign = password.iter().position(|byte| *byte == b'@');
    let password = &password[1..at_sign.unwrap_or(password.len())];
    let sure = at_sign.is_some() || is_mixed(password) && password.iter().all(named);
    if user.is_empty() || !user.iter().all(named) || !sure || password.contains(&b'/') {
        return None;
    }
    word.start += stroke + 1;
    word.end = word.start + password.len();
    literal(text, word)
}

/// `rabbitmqctl add_user NAME PASSWORD`, also `change_password` and `authenticate_user`.
pub(super) fn rabbitmqctl(text: &[u8], _: usize, end: usize) -> Option<Found> {
    const VERBS: [&[u8]; 3] = [b"add_user", b"change_password", b"authenticate_user"];
    let mut words = arguments(text, end).map(|(word, _)| word);
    words.find(|word| VERBS.contains(&word.bytes(text)))?;
    literal(text, words.nth(1)?)
}

/// `nmcli device wifi connect NETWORK password PASSWORD`, or `wifi-sec.psk PASSWORD` of a connection.
pub(super) fn nmcli(text: &[u8], _: usize, end: usize) -> Option<Found> {
    let mut words = arguments(text, end).map(|(word, _)| word);
    words.find(|word| word.bytes(text) == b"password" || word.bytes(text).ends_with(b".psk"))?;
    literal(text, words.next()?)
}

/// `wpa_passphrase NETWORK PASSPHRASE`: of 8 to 63 characters (IEEE 802.11i), and the last word.
pub(super) fn wpa_passphrase(text: &[u8], _: usize, end: usize) -> Option<Found> {
    let mut words = arguments(text, end).map(|(word, _)| word);
    let phrase = words.nth(1).filter(|phrase| (8..=63).contains(&phrase.bytes(text).len()))?;
    if words.next().is_none() && (phrase.quoted || is_mixed(phrase.bytes(text))) { literal(text, phrase) } else { None }
}

#[cfg(test)]
mod tests {
    use super::super::tests::found;

    #[test]
    fn given_as_words() {
        for (text, value) in [
            ("net use \\\\server\\share Kx9!trolley /user:DOM\\bob", "Kx9!trolley"),
            ("NET USE Z: \\\\server\\share /USER:DOM\\bob Kx9!trolley /persistent:yes", "Kx9!trolley"),
            ("net use * \"\\\\server\\my share\" \"Kx9 trolley7\" /u:bob", "Kx9 trolley7"),
            ("net user bob Kx9!trolley /add", "Kx9!trolley"),
            ("net user \"Bob B\" horsetrolley /add /domain", "horsetrolley"),
            ("  net user bob Kx9trolley\r\nnext", "Kx9trolley"),
            ("PsExec.exe \\\\server -u bob -p Kx9trolley7 cmd", "Kx9trolley7"),
            ("htpasswd -bc /etc/nginx/.htpasswd bob Kx9!trolley", "Kx9!trolley"),
            ("htpasswd -nbB bob Kx9!trolley > f", "Kx9!trolley"),
            ("htpasswd -b -B -C 10 file bob \"Kx9!trolley\"", "Kx9!trolley"),
            ("sqlplus -S scott/tiger@orcl @run.sql", "tiger"),
            ("sqlplus scott/t1ger", "t1ger"),
            ("expdp system/Kx9trolley@//db:1521/shop directory=d", "Kx9trolley"),
            ("rabbitmqctl add_user bob Kx9!trolley", "Kx9!trolley"),
            ("rabbitmqctl -n rabbit change_password bob 'Kx9!trolley'", "Kx9!trolley"),
            ("nmcli dev wifi connect \"My Net\" password Kx9trolley", "Kx9trolley"),
            ("nmcli con modify net wifi-sec.psk \"Kx9trolley\"", "Kx9trolley"),
            ("wpa_passphrase MyNet Kx9trolley", "Kx9trolley"),
            ("psexec64 \\\\server -u bob -p Kx9trolley7 cmd", "Kx9trolley7"),
        ] {
            assert_eq!(found(text), Some(value), "{text}");
        }
        for text in [
            "net use \\\\server\\share * /user:bob",
            "net use \\\\server\\share Kx9trolley",
            "net use of Kx9trolley /user:bob",
            "net use Z: /delete",
            "net user bob * /add",
            "net user bob %PW% /add",
            "net user bob /delete",
            "the net user base FY2024 grew",
            "our net user growth FY2024",
            "psexec \\\\server -u bob -p %PW% cmd",
            "htpasswd -c /etc/nginx/.htpasswd bob",
            "htpasswd -b file bob $PW",
            "sqlplus / as sysdba @run7",
            "sqlplus /nolog @scripts/run7@x",
            "sqlplus $USER/$PW@db",
            "Use sqlplus and/or sqlldr",
            "sqlplus scripts/v2/run7",
            "rabbitmqctl add_user bob $PW",
            "rabbitmqctl list_users bob Kx9trolley",
            "nmcli dev wifi connect net",
            "wpa_passphrase is a tool of wpa7supplicant for it",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }
}
