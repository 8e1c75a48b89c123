//! Passwords that are handed to a command: `echo user:... | chpasswd`, and to `ConvertTo-SecureString` of PowerShell.

use super::super::value::Value;
use super::super::{Found, LONGEST, SPACES, is_quote, is_space, skip_back};
use super::literal;
use super::places::arguments;
use crate::detector::boundary::{at, back};

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

/// Where the bar before the command at `start` stands that hands something to it.
fn bar(text: &[u8], start: usize) -> Option<usize> {
    let end = skip_back(text, start, SPACES, is_space);
    (back(text, end, 1) == b'|').then(|| end - 1)
}

/// The string in quotes that is handed to the command at `start`.
fn piped(text: &[u8], start: usize) -> Option<Value> {
    let close = skip_back(text, bar(text, start)?, SPACES, is_space).checked_sub(1)?;
    let quote = at(text, close);
    let from = close.saturating_sub(LONGEST);
    let open = from + text[from..close].iter().rposition(|byte| *byte == quote || *byte == b'\n')?;
    (is_quote(quote) && at(text, open) == quote).then_some(Value { start: open + 1, end: close, quoted: true })
}

/// What is handed to the command at `start` by `echo`, in quotes or as a word.
fn echoed(text: &[u8], start: usize) -> Option<Value> {
    let value = piped(text, start).or_else(|| {
        let end = skip_back(text, bar(text, start)?, SPACES, is_space);
        let start = skip_back(text, end, LONGEST, |byte| byte > b' ' && !is_quote(byte));
        (start < end).then_some(Value { start, end, quoted: false })
    })?;
    let mut end = skip_back(text, value.start - usize::from(value.quoted), SPACES, is_space);
    if matches!(text.get(end.saturating_sub(3)..end), Some(b" -n" | b" -e")) {
        end = skip_back(text, end - 3, SPACES, is_space);
    }
    let word = text.get(skip_back(text, end, SPACES, |byte| byte.is_ascii_alphabetic())..end)?;
    matches!(word, b"echo" | b"printf").then_some(value)
}

/// `echo USER:PASSWORD | chpasswd`, `chpasswd <<< USER:PASSWORD`. With `-e` they are hashes.
pub(super) fn chpasswd(text: &[u8], start: usize, end: usize) -> Option<Found> {
    const SUDO: &[u8] = b"sudo";
    const HERE: &[u8] = b"<<<";
    let rest = text.get(end..)?;
    let sign = end + rest.iter().take(SPACES).take_while(|byte| is_space(**byte)).count();
    let here =
        text.get(sign..).filter(|rest| rest.starts_with(HERE)).and_then(|_| Value::read(text, sign + HERE.len()));
    let path = skip_back(text, start, SPACES, |byte| byte == b'/' || byte.is_ascii_lowercase());
    let before = skip_back(text, path, SPACES, is_space);
    let begin = if text[..before].ends_with(SUDO) { before - SUDO.len() } else { path };
    let mut value = here.or_else(|| echoed(text, begin))?;
    let colon = value.bytes(text).iter().position(|byte| *byte == b':')?;
    let hashed = text.get(end..end + 3).is_some_and(|option| option == b" -e");
    let lines = [b"\\n".as_slice(), b"$("].iter().any(|sign| value.bytes(text).windows(2).any(|pair| pair == *sign));
    value.start += colon + 1;
    if hashed || lines { None } else { literal(text, value) }
}

/// `echo PASSWORD | sudo -S COMMAND`.
pub(super) fn standard_input(text: &[u8], start: usize, end: usize) -> Option<Found> {
    if at(text, end - 1) == b'S' { literal(text, echoed(text, start)?) } else { None }
}

#[cfg(test)]
mod tests {
    use super::super::WORDS;
    use super::super::tests::found;

    #[test]
    fn echoed() {
        for (text, value) in [
            ("RUN echo 'root:Kx9trolley' | chpasswd", "Kx9trolley"),
            ("RUN echo \"bob:Kx9!trolley\"|chpasswd && x", "Kx9!trolley"),
            ("echo root:Kx9trolley | sudo chpasswd", "Kx9trolley"),
            ("echo -n root:Kx9trolley | /usr/sbin/chpasswd", "Kx9trolley"),
            ("chpasswd <<< \"root:Kx9trolley\"", "Kx9trolley"),
            ("chpasswd <<<\"root:Kx9trolley\"", "Kx9trolley"),
            ("echo 'Kx9!trolley' | sudo -S apt update", "Kx9!trolley"),
            ("echo Kx9trolley | sudo -S -k ls", "Kx9trolley"),
        ] {
            assert_eq!(found(text), Some(value), "{text}");
        }
        for text in [
            "echo \"root:$PW\" | chpasswd",
            "echo 'root:$6$aB3dE5fG$hash' | chpasswd -e",
            "cat users:Kx9trolley | chpasswd",
            "echo $PW | sudo -S ls",
            "echo Kx9trolley | sudo -s",
            "| sudo -S ls",
            "chpasswd reads root:Kx9trolley",
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
