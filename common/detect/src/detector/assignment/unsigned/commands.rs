//! Passwords that are given to commands: behind an option (`mysql -p...`, `docker login -p ...`), as a word at its place (`net
//! user NAME ...`), and to `ConvertTo-SecureString` of PowerShell.

use super::super::value::Value;
use super::super::{Found, LONGEST, SPACES, is_quote, is_space, skip_back};
use super::{Follows, SPAN, is_mixed, literal};
use crate::detector::boundary::{at, back};

/// Options of curl that take a user and a password.
pub(super) const USERS: &[(&[u8], Follows)] = &[
    (b"-u", Follows::BehindColon),
    (b"--user", Follows::BehindColon),
    (b"-U", Follows::BehindColon),
    (b"--proxy-user", Follows::BehindColon),
];

/// The password that one of these options of a command gives.
pub(super) fn given(text: &[u8], end: usize, options: &[(&[u8], Follows)]) -> Option<Found> {
    let rest = text.get(end..text.len().min(end + SPAN))?;
    let mut place = 0;
    while let Some(byte) = rest.get(place) {
        let ends = match byte {
            // A line goes on behind a stroke.
            b'\n' => !matches!(rest[..place], [.., b'\\'] | [.., b'\\', b'\r']),
            b'|' | b';' | b'`' => true,
            b'&' => at(rest, place + 1) == b'&',
            _ => false,
        };
        if ends {
            return None;
        }
        let begins = *byte == b'-' && matches!(back(rest, place, 1), b' ' | b'\t' | b'\n' | b'"' | b'\'' | b',');
        if begins
            && let Some((option, follows)) = options.iter().find(|(option, _)| rest[place..].starts_with(option))
            && let Some(found) = value_of(text, end + place + option.len(), *follows)
        {
            return Some(found);
        }
        place += 1;
    }
    None
}

/// The password behind an option that ends at `from`.
fn value_of(text: &[u8], from: usize, follows: Follows) -> Option<Found> {
    // In a list of arguments: `"-p", "..."`.
    let listed = is_quote(at(text, from)) && at(text, from + 1) == b',';
    let from = from + if listed { 2 } else { 0 };
    let joined = !listed && !at(text, from).is_ascii_whitespace();
    match follows {
        Follows::Joined if !joined => return None,
        Follows::Next if joined => return None,
        _ => {}
    }
    // `-p=secret` is an option with an equals sign, of no command above.
    if matches!(at(text, from), b'=' | b'-') {
        return None;
    }
    let mut value = Value::read(text, from)?;
    if follows != Follows::BehindColon {
        return literal(text, value);
    }
    let place = value.bytes(text).iter().position(|byte| *byte == b':')?;
    let user = text.get(value.start..value.start + place)?;
    value.start += place + 1;
    if user.iter().any(|byte| matches!(byte, b'/' | b'{' | b'(')) { None } else { literal(text, value) }
}

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
fn arguments(text: &[u8], end: usize) -> impl Iterator<Item = (Value, usize)> {
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

/// The verb of the cmdlet.
const VERB: &[u8] = b"ConvertTo-";

/// `ConvertTo-SecureString "..." -AsPlainText -Force` of PowerShell, or `"..." | ConvertTo-SecureString -AsPlainText`. Without
/// that option the text is encrypted.
pub(super) fn secure_string(text: &[u8], start: usize, end: usize) -> Option<Found> {
    let verb = start.checked_sub(VERB.len())?;
    if !text[verb..start].eq_ignore_ascii_case(VERB) {
        return None;
    }
    let (mut plain, mut value) = (false, None);
    for (word, _) in arguments(text, end) {
        let bytes = word.bytes(text);
        if word.quoted || !bytes.starts_with(b"-") {
            if value.is_some() {
                break;
            }
            value = Some(word);
        } else if bytes.eq_ignore_ascii_case(b"-AsPlainText") {
            plain = true;
        } else if ![b"-String".as_slice(), b"-Force"].iter().any(|known| known.eq_ignore_ascii_case(bytes)) {
            return None;
        }
    }
    if plain { literal(text, value.or_else(|| piped(text, verb))?) } else { None }
}

/// The string in quotes that is handed to the command at `start`.
fn piped(text: &[u8], start: usize) -> Option<Value> {
    let bar = skip_back(text, start, SPACES, is_space);
    if back(text, bar, 1) != b'|' {
        return None;
    }
    let close = skip_back(text, bar - 1, SPACES, is_space).checked_sub(1)?;
    let quote = at(text, close);
    let from = close.saturating_sub(LONGEST);
    let open = from + text[from..close].iter().rposition(|byte| *byte == quote || *byte == b'\n')?;
    (is_quote(quote) && at(text, open) == quote).then_some(Value { start: open + 1, end: close, quoted: true })
}

#[cfg(test)]
mod tests {
    use super::super::WORDS;
    use super::super::tests::found;

    #[test]
    fn given_to_commands() {
        for (text, value) in [
            ("mysql -u root -ps3cret77 shop", "s3cret77"),
            ("mysql -uroot -p'S3cret!77' -h db", "S3cret!77"),
            ("curl -u admin:hunter22x https://a.example", "hunter22x"),
            ("curl -X POST \\\n  --user \"jane:pAssw0rd!x\" \"$URL\"", "pAssw0rd!x"),
            ("sshpass -p 'Winter2024!' ssh root@host", "Winter2024!"),
            ("sshpass -pWinter2024 ssh root@host", "Winter2024"),
            ("redis-cli -h cache -a r3disPass77 ping", "r3disPass77"),
            ("[\"mysqladmin\", \"ping\", \"-ps3cret77\"]", "s3cret77"),
        ] {
            assert_eq!(found(text), Some(value), "{text}");
        }
        for text in [
            "mysql -u root -p shop",
            "mysql -u root -p$PW shop",
            "mysql -u root; mkdir -pabc77 x",
            "curl -u \"$USER:$PASS\" https://a.example",
            "curl -u user:password https://a.example",
            "curl -u \"${USER}:${PASS}\" https://a.example",
            "curl https://a.example | ssh -u a:hunter22x",
            "mysql -u bob -p${{ secrets.PASSWORD }}",
            "curl/8.4.0 -u bob:hunter22x",
            "sshpass -p \"$PW\" ssh host",
            "curl -uhttp://x:hunter22x",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }

    #[test]
    fn given_to_a_login() {
        for (text, value) in [
            ("docker login -u bob -p Kx9!trolley registry.corp.io", "Kx9!trolley"),
            ("sudo docker login registry.corp.io -p 'Kx9!trolley' -u bob", "Kx9!trolley"),
            ("/usr/bin/docker login -p Kx9trolley -u bob", "Kx9trolley"),
            ("podman login -p Kx9!trolley -u bob host.io", "Kx9!trolley"),
            ("helm registry login -u bob -p Kx9!trolley host.io", "Kx9!trolley"),
        ] {
            assert_eq!(found(text), Some(value), "{text}");
        }
        for text in [
            "docker login -u bob -p $PASSWORD host.io",
            "docker login -u bob -p \"${PW}\" host.io",
            "docker login -u bob --password-stdin host.io",
            "docker login -u bob -p <password> host.io",
            "docker login; mkdir -p Kx9trolley",
            "gh auth login -p Kx9trolley",
            "login -p Kx9trolley",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }

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
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }

    #[test]
    fn secure_strings() {
        for (text, value) in [
            ("$p = ConvertTo-SecureString \"P@ssw0rd!23\" -AsPlainText -Force", "P@ssw0rd!23"),
            ("ConvertTo-SecureString -String 'Winter2024!x' -AsPlainText -Force", "Winter2024!x"),
            ("(convertto-securestring -asplaintext -force -string 'Kx9!trolley')", "Kx9!trolley"),
            ("ConvertTo-SecureString Kx9trolley -AsPlainText", "Kx9trolley"),
            ("PSCredential(\"a\", (ConvertTo-SecureString \"Kx9 trolley7\" -AsPlainText -Force))", "Kx9 trolley7"),
            ("\"Kx9!trolley\" | ConvertTo-SecureString -AsPlainText -Force", "Kx9!trolley"),
            (r#"{"c": "ConvertTo-SecureString \"Kx9!trolley\" -AsPlainText -Force"}"#, "Kx9!trolley"),
        ] {
            assert_eq!(found(text), Some(value), "{text}");
        }
        for text in [
            "ConvertTo-SecureString $pw -AsPlainText -Force",
            "ConvertTo-SecureString \"$pw\" -AsPlainText -Force",
            "ConvertTo-SecureString (Read-Host) -AsPlainText -Force",
            "ConvertTo-SecureString '01000000d08c9ddf0115d1118c7a00c04fc297eb'",
            "ConvertTo-SecureString 'Kx9!trolley' -Key $key -AsPlainText",
            "ConvertFrom-SecureString 'Kx9!trolley' -AsPlainText",
            "$x | ConvertTo-SecureString -AsPlainText -Force",
            "SecureString pw = new SecureString();",
            "ConvertTo-SecureString 'your_password' -AsPlainText",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_command_makes_it_panic(
            before in "(ConvertTo-|\"a\" \\| ConvertTo-)?",
            word in 0..WORDS.len(),
            after in "( [-/\\\\pbu:*]{0,3}[\"'a1é$\n]{0,4}| -AsPlainText| \\\\\\\\s| /u:b){0,9}",
        ) {
            let name = std::str::from_utf8(WORDS[word].0).unwrap_or_default();
            let text = format!("{before}{name}{after}");
            let (start, end) = (before.len(), before.len() + name.len());
            let found = super::super::find(text.as_bytes(), start, end);
            proptest::prop_assert!(found.is_none_or(|found| found.start < found.end && found.end <= text.len()));
        }
    }
}
