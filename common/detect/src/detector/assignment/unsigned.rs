//! Passwords that no sign assigns to a name: in statements of SQL (`IDENTIFIED BY '...'`), in .netrc and the settings of
//! routers (`password ...`), in sentences (`the password is ...`), as the argument behind their name (`define('DB_PASSWORD',
//! '...')`), and as options and words of commands (`mysql -p...`, `curl -u user:...`, `net user NAME ...`, `echo user:... |
//! chpasswd`), after the manuals of these commands.
//!
//! They are looked for behind the words of [`WORDS`], as far as the statement, line or command goes.

mod options;
mod piped;
mod places;
mod settings;

use super::value::{Value, is_value};
use super::{Found, Kind, LONGEST, SPACES, skip_back};
use crate::detector::boundary::{at, back};

/// How far behind its word a password may begin, in bytes: commands have many options.
const SPAN: usize = 320;
/// How far before `password` words tell what it is about, in bytes.
const BEFORE: usize = 160;
/// Longest user, host or plugin beside a password, in bytes.
const TOKEN: usize = 80;
/// How far from a value its decision looks, in bytes.
pub(crate) const REACH: usize = SPAN + BEFORE + LONGEST + 2 * SPACES;

/// The word of SQL.
const IDENTIFIED: &[u8] = b"identified";

/// The words that passwords stand behind, and how; in small letters.
const WORDS: [(&[u8], Way); 70] = [
    // CREATE USER, ALTER USER, GRANT of MySQL, MariaDB and Oracle; CREATE ROLE and ALTER ROLE of PostgreSQL.
    (IDENTIFIED, Way::Identified),
    // The same and SET PASSWORD; .netrc; routers.
    (b"password", Way::Password),
    (b"passwort", Way::Password),
    // `-psecret`: with a space it is the database.
    (b"mysql", Way::Options(&[(b"-p", Follows::Joined)])),
    (b"mysqldump", Way::Options(&[(b"-p", Follows::Joined)])),
    (b"mysqladmin", Way::Options(&[(b"-p", Follows::Joined)])),
    (b"mysqlimport", Way::Options(&[(b"-p", Follows::Joined)])),
    (b"mysqlcheck", Way::Options(&[(b"-p", Follows::Joined)])),
    (b"curl", Way::Options(options::USERS)),
    (b"sshpass", Way::Options(&[(b"-p", Follows::Either)])),
    (b"redis-cli", Way::Options(&[(b"-a", Follows::Next)])),
    (b"mongo", Way::Options(&[(b"-p", Follows::Next)])),
    (b"mongosh", Way::Options(&[(b"-p", Follows::Next)])),
    (b"mongodump", Way::Options(&[(b"-p", Follows::Next)])),
    (b"mongorestore", Way::Options(&[(b"-p", Follows::Next)])),
    (b"cqlsh", Way::Options(&[(b"-p", Follows::Next)])),
    (b"beeline", Way::Options(&[(b"-p", Follows::Next)])),
    // Of SQL Server.
    (b"sqlcmd", Way::Options(&[(b"-P", Follows::Either)])),
    (b"bcp", Way::Options(&[(b"-P", Follows::Either)])),
    (b"tsql", Way::Options(&[(b"-P", Follows::Either)])),
    (b"psexec", Way::Options(&[(b"-p", Follows::Next)])),
    (b"psexec64", Way::Options(&[(b"-p", Follows::Next)])),
    (b"evil-winrm", Way::Options(&[(b"-p", Follows::Next)])),
    (b"schtasks", Way::Options(&[(b"/rp", Follows::Next), (b"/RP", Follows::Next)])),
    (b"xfreerdp", Way::Options(&[(b"/p:", Follows::Joined)])),
    (b"rdesktop", Way::Options(&[(b"-p", Follows::Next)])),
    // Of PuTTY.
    (b"plink", Way::Options(&[(b"-pw", Follows::Next)])),
    (b"pscp", Way::Options(&[(b"-pw", Follows::Next)])),
    (b"smbclient", Way::Options(&[(b"-U", Follows::Behind(b'%')), (b"--user", Follows::Behind(b'%'))])),
    (b"rpcclient", Way::Options(&[(b"-U", Follows::Behind(b'%')), (b"--user", Follows::Behind(b'%'))])),
    (b"lftp", Way::Options(&[(b"-u", Follows::Behind(b','))])),
    (b"ncftpput", Way::Options(&[(b"-p", Follows::Next)])),
    (b"ldapsearch", Way::Options(&[(b"-w", Follows::Either)])),
    (b"ldapadd", Way::Options(&[(b"-w", Follows::Either)])),
    (b"ldapmodify", Way::Options(&[(b"-w", Follows::Either)])),
    (b"ldappasswd", Way::Options(&[(b"-w", Follows::Either), (b"-s", Follows::Either)])),
    (b"keytool", Way::Options(options::STORES)),
    (b"jarsigner", Way::Options(options::STORES)),
    (b"ssh-keygen", Way::Options(&[(b"-N", Follows::Next), (b"-P", Follows::Next)])),
    (b"snmpget", Way::Options(&[(b"-A", Follows::Next), (b"-X", Follows::Next)])),
    (b"snmpwalk", Way::Options(&[(b"-A", Follows::Next), (b"-X", Follows::Next)])),
    (b"ipmitool", Way::Options(&[(b"-P", Follows::Next)])),
    (b"mosquitto_pub", Way::Options(&[(b"-P", Follows::Next)])),
    (b"mosquitto_sub", Way::Options(&[(b"-P", Follows::Next)])),
    (b"unzip", Way::Options(&[(b"-P", Follows::Either)])),
    (b"zip", Way::Options(&[(b"-P", Follows::Either)])),
    (b"rar", Way::Options(&[(b"-p", Follows::Joined), (b"-hp", Follows::Joined)])),
    (b"openssl", Way::Options(&[(b"-k", Follows::Next)])),
    // `registry` is of helm.
    (b"docker login", Way::Options(&[(b"-p", Follows::Next)])),
    (b"podman login", Way::Options(&[(b"-p", Follows::Next)])),
    (b"nerdctl login", Way::Options(&[(b"-p", Follows::Next)])),
    (b"registry login", Way::Options(&[(b"-p", Follows::Next)])),
    (b"az login", Way::Options(&[(b"-p", Follows::Next)])),
    (b"oc login", Way::Options(&[(b"-p", Follows::Next)])),
    (b"net use", Way::Words(places::net_use)),
    (b"net user", Way::Words(places::net_user)),
    (b"htpasswd", Way::Words(places::htpasswd)),
    // Of Oracle.
    (b"sqlplus", Way::Words(places::oracle)),
    (b"sqlldr", Way::Words(places::oracle)),
    (b"expdp", Way::Words(places::oracle)),
    (b"impdp", Way::Words(places::oracle)),
    (b"rabbitmqctl", Way::Words(places::rabbitmqctl)),
    (b"nmcli", Way::Words(places::nmcli)),
    (b"wpa_passphrase", Way::Words(places::wpa_passphrase)),
    (b"chpasswd", Way::Words(piped::chpasswd)),
    (b"sudo -s", Way::Words(piped::standard_input)),
    (b"securestring", Way::Words(piped::secure_string)),
    (b"snmp-server community", Way::Words(settings::community)),
    (b"setx", Way::Words(settings::setx)),
    (b"pragma", Way::Words(settings::pragma)),
];

/// How a password stands behind a word.
#[derive(Clone, Copy)]
enum Way {
    Identified,
    Password,
    Options(&'static [(&'static [u8], Follows)]),
    /// As that function says of a command whose word stands there.
    Words(fn(&[u8], usize, usize) -> Option<Found>),
}

/// How a password follows its option.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Follows {
    /// At once.
    Joined,
    /// As the next word.
    Next,
    Either,
    /// Behind this sign in the next word.
    Behind(u8),
}

/// The password behind the word at `text[start..end]`.
pub(crate) fn find(text: &[u8], start: usize, end: usize) -> Option<Found> {
    let word = text.get(start..end)?;
    // Of Windows.
    let program = text.get(end..end + PROGRAM.len()).is_some_and(|behind| behind.eq_ignore_ascii_case(PROGRAM));
    let end = end + if program { PROGRAM.len() } else { 0 };
    // `curl/8.4.0` is a version, and stands in many logs.
    if !matches!(at(text, end), 0 | b' ' | b'\t' | b'\n' | b'\r' | b'"' | b'\'' | b'(' | b'<' | b';' | b'&') {
        return None;
    }
    let (_, way) = WORDS.iter().find(|(known, _)| known.eq_ignore_ascii_case(word))?;
    match way {
        Way::Identified => identified(text, end),
        Way::Password => stated(text, start, end),
        Way::Options(options) => options::given(text, end, options),
        Way::Words(read) => read(text, start, end),
    }
}

/// How the files of programs end.
const PROGRAM: &[u8] = b".exe";

/// The next word: where it begins and ends. It ends before white space, a bracket, comma or semicolon.
fn next(text: &[u8], from: usize) -> Option<(usize, usize)> {
    let rest = text.get(from..)?;
    let start = from + rest.iter().take(SPACES).take_while(|byte| byte.is_ascii_whitespace()).count();
    let stop = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'(' | b')' | b',' | b';');
    let length = text.get(start..)?.iter().take(TOKEN).take_while(|byte| !stop(byte)).count();
    (length > 0).then_some((start, start + length))
}

/// The word before `end` that ends there but for white space.
fn previous(text: &[u8], end: usize) -> (usize, usize) {
    let end = skip_back(text, end, SPACES, |byte| byte.is_ascii_whitespace());
    (skip_back(text, end, TOKEN, |byte| !byte.is_ascii_whitespace()), end)
}

/// Whether one of these words stands in the [`BEFORE`] bytes before `end`.
fn is_about(text: &[u8], end: usize, words: &[&[u8]]) -> bool {
    let before = text.get(end.saturating_sub(BEFORE)..end).unwrap_or_default();
    words.iter().any(|word| before.windows(word.len()).any(|part| part.eq_ignore_ascii_case(word)))
}

fn is(text: &[u8], (start, end): (usize, usize), words: &[&[u8]]) -> bool {
    text.get(start..end).is_some_and(|word| words.iter().any(|known| known.eq_ignore_ascii_case(word)))
}

/// Whether a value may be a password that is written out.
fn literal(text: &[u8], value: Value) -> Option<Found> {
    let bytes = value.bytes(text);
    let (first, second) = (at(bytes, 0), at(bytes, 1));
    let name = first == b'$' && (second.is_ascii_alphabetic() || matches!(second, b'_' | b'{' | b'('));
    let unquoted =
        !value.quoted && matches!(first, b'-' | b'(' | b'[' | b'{' | b'|' | b'&' | b'*' | b'<' | b'>' | b'\\' | b'/');
    // The hash of MySQL.
    let hash = first == b'*' && bytes.len() == 41 && bytes[1..].iter().all(u8::is_ascii_hexdigit);
    let sure = !name && !unquoted && !hash && is_value(text, &value, Kind::Password, b"");
    sure.then_some(Found { kind: Kind::Password, start: value.start, end: value.end })
}

/// The string in quotes at `from`, spaces and the `N` of SQL Server before it left out.
fn string(text: &[u8], from: usize) -> Option<Found> {
    let value = Value::read(text, from)?;
    if value.quoted { literal(text, value) } else { None }
}

/// `IDENTIFIED BY '...'`, also `WITH plugin BY`, `VIA plugin USING PASSWORD(`; or a bare word, as Oracle has it. A hash
/// (`BY PASSWORD '...'`, `BY VALUES '...'`, `AS '...'`) is none.
fn identified(text: &[u8], end: usize) -> Option<Found> {
    let mut word = next(text, end)?;
    if is(text, word, &[b"with", b"via"]) {
        word = next(text, next(text, word.1)?.1)?;
    }
    if is(text, word, &[b"using"]) {
        word = next(text, word.1)?;
        let open = is(text, word, &[b"password"]) && at(text, word.1) == b'(';
        return if open { string(text, word.1 + 1) } else { None };
    }
    if !is(text, word, &[b"by"]) {
        return None;
    }
    let value = Value::read(text, word.1)?;
    if value.quoted {
        // `the block identified by "handle"` is prose.
        let statement = is_about(text, end - IDENTIFIED.len(), &[b"user", b"grant"]);
        return if statement && back(text, value.start, 1) != b'`' { literal(text, value) } else { None };
    }
    let (start, stop) = next(text, word.1)?;
    // `CREATE USER scott`: anything else may be prose.
    let name = previous(text, end - IDENTIFIED.len());
    let user = previous(text, name.0);
    let stated = is(text, user, &[b"user"]) && is(text, previous(text, user.0), &[b"create", b"alter"]);
    let name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b'#');
    let bare =
        text.get(start..stop)?.iter().all(name) && !is(text, (start, stop), &[b"values", b"password", b"random"]);
    if stated && bare { literal(text, Value { start, end: stop, quoted: false }) } else { None }
}

/// `-Password ...` of PowerShell; `PASSWORD '...'`, `PASSWORD('...')` and `SET PASSWORD FOR ... = '...'` of SQL; `login ...
/// password ...` of .netrc; `username ... password 0 ...` and `enable password ...` of routers; a line of .netrc.
fn stated(text: &[u8], start: usize, end: usize) -> Option<Found> {
    if at(text, end) == b'(' {
        let function = text[start..end].iter().all(u8::is_ascii_uppercase);
        return if function { string(text, end + 1) } else { None };
    }
    if matches!(at(text, end), b'"' | b'\'') {
        return argument(text, end);
    }
    if !at(text, end).is_ascii_whitespace() {
        return None;
    }
    if let Some(found) = told(text, end) {
        return Some(found);
    }
    let value = Value::read(text, end)?;
    if back(text, start, 1) == b'-' && back(text, start, 2).is_ascii_whitespace() {
        let chosen = value.quoted || value.bytes(text).iter().any(|byte| !byte.is_ascii_alphabetic());
        return if chosen { literal(text, value) } else { None };
    }
    if value.quoted {
        let about = is_about(text, start, &[b"role", b"user", b"login", b"encrypted", b"options", b"group"]);
        return if about && at(text, value.start - 1) == b'\'' { literal(text, value) } else { None };
    }
    let mut word = next(text, end)?;
    if is(text, word, &[b"for"]) {
        let user = next(text, word.1)?;
        let sign = next(text, user.1)?;
        return if is(text, sign, &[b"="]) { string(text, sign.1) } else { None };
    }
    // The kind of a router's password: 0 is written out, 7 is as good as.
    if is(text, word, &[b"0", b"7"]) {
        word = next(text, word.1)?;
    }
    let one = previous(text, start);
    let two = previous(text, one.0);
    let netrc = is_about(text, start, &[b"machine "]);
    let named =
        is(text, two, &[b"login", b"username", b"user", b"account", b"neighbor"]) || is(text, one, &[b"enable"]);
    let line_ends = matches!(at(text, word.1), 0 | b'\n' | b'\r');
    let line = line_ends
        && matches!(
            at(text, skip_back(text, start, SPACES, |byte| byte == b' ' || byte == b'\t').wrapping_sub(1)),
            0 | b'\n'
        );
    let bytes = text.get(word.0..word.1)?;
    if (named || line) && (is_mixed(bytes) || netrc) {
        literal(text, Value { start: word.0, end: word.1, quoted: false })
    } else {
        None
    }
}

/// The argument behind a name in quotes: `define( 'DB_PASSWORD', '...' )`, `put("password", "...")`, `env('DB_PASSWORD', '...')`.
fn argument(text: &[u8], quote: usize) -> Option<Found> {
    let comma = quote + 1 + usize::from(at(text, quote + 1) == b' ');
    if at(text, comma) != b',' {
        return None;
    }
    let value = Value::read(text, comma + 1)?;
    let same = value.quoted && matches!(back(text, value.start, 1), b'"' | b'\'');
    let close = value.end + 1 + usize::from(at(text, value.end + 1) == b' ');
    // The next arguments would make the value the name of something: a label, a list of fields.
    let last = at(text, close) == b')';
    if same && last && is_mixed(value.bytes(text)) { literal(text, value) } else { None }
}

/// What follows the word in a sentence: `the password is ...`, `password for the VPN is: ...` is too far.
fn told(text: &[u8], end: usize) -> Option<Found> {
    let verb = next(text, end)?;
    if !is(text, verb, &[b"is", b"is:", b"lautet", b"lautet:", b"ist", b"ist:"]) || at(text, verb.1) != b' ' {
        return None;
    }
    let mut value = Value::read(text, verb.1)?;
    let close = value.bytes(text).iter().rev().take_while(|byte| matches!(byte, b'.' | b'!' | b'?')).count();
    // A sign at the end may belong to it, but a point ends the sentence.
    let ends = !value.quoted && close == 1 && at(text, value.end - 1) == b'.';
    value.end -= usize::from(ends);
    let bytes = value.bytes(text);
    let about = |word: &&[u8]| bytes.windows(word.len()).any(|part| part.eq_ignore_ascii_case(word));
    let signs = bytes.iter().any(|byte| byte.is_ascii_punctuation() && !matches!(byte, b'-' | b'.' | b','));
    let cases = bytes.iter().any(u8::is_ascii_lowercase) && bytes.iter().any(u8::is_ascii_uppercase);
    let chosen = bytes.len() >= CHOSEN && is_mixed(bytes) && (signs || cases) && !METHODS.iter().any(about);
    if chosen { literal(text, value) } else { None }
}

/// Shortest password in a sentence, in bytes.
const CHOSEN: usize = 8;

/// What sentences about passwords have besides, with digits: how they are kept. In small letters.
const METHODS: [&[u8]; 11] =
    [b"sha1", b"sha2", b"sha-", b"sha5", b"md5", b"base64", b"utf", b"aes", b"pbkdf2", b"ntlm", b"iso-"];

/// Whether there are letters and digits.
fn is_mixed(bytes: &[u8]) -> bool {
    bytes.iter().any(u8::is_ascii_digit) && bytes.iter().any(u8::is_ascii_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn found(text: &str) -> Option<&str> {
        let bytes = text.as_bytes();
        let ends = |start: usize| WORDS.iter().map(move |(word, _)| (start, start + word.len()));
        (0..bytes.len())
            .flat_map(ends)
            .find_map(|(start, end)| find(bytes, start, end))
            .map(|found| &text[found.start..found.end])
    }

    #[test]
    fn they_are_the_key_words_of_the_identifier() {
        let words: Vec<_> = WORDS.iter().map(|(word, _)| std::str::from_utf8(word).unwrap_or_default()).collect();
        assert_eq!(crate::catalogue::find("COMMAND_PASSWORD").map(|row| row.keywords), Some(&words[..]));
    }

    #[test]
    fn given_in_statements() {
        for (text, value) in [
            ("CREATE USER 'a'@'%' IDENTIFIED BY 's3cr3tHorse!';", "s3cr3tHorse!"),
            ("create user a identified with mysql_native_password by \"Kx9!trolley\"", "Kx9!trolley"),
            ("CREATE USER a IDENTIFIED VIA mysql_native_password USING PASSWORD('Kx9!trolley')", "Kx9!trolley"),
            ("CREATE USER scott IDENTIFIED BY tiger4all DEFAULT TABLESPACE users;", "tiger4all"),
            ("ALTER ROLE app WITH LOGIN PASSWORD 'pgHorse77';", "pgHorse77"),
            ("CREATE USER MAPPING FOR bob SERVER foo OPTIONS (user 'bob', password 's3cretBob')", "s3cretBob"),
            ("SET PASSWORD FOR 'bob'@'%' = PASSWORD('cleartext-7pw');", "cleartext-7pw"),
            ("SET PASSWORD FOR 'bob'@'%' = 'auth_string77!';", "auth_string77!"),
        ] {
            assert_eq!(found(text), Some(value), "{text}");
        }
        for text in [
            "CREATE USER u IDENTIFIED BY PASSWORD '*90E462C37378CED12064BB3388827D2BA3A9B689'",
            "CREATE USER u IDENTIFIED BY VALUES 'S:1234ABCD1234'",
            "CREATE USER u IDENTIFIED WITH plugin AS '*90E462C37378CED12064BB3388'",
            "ALTER USER y IDENTIFIED BY '<password>'",
            "ALTER USER y IDENTIFIED BY '${PW}'",
            "ALTER USER y IDENTIFIED BY '$pw1'",
            "\"ALTER USER y IDENTIFIED BY '\" + password + \"'\"",
            "CREATE ROLE x PASSWORD NULL",
            "CREATE USER x IDENTIFIED EXTERNALLY",
            "each item is identified by name4all of the user",
            "it is identified by 'the name of the user'",
            "/// Read the block identified by \"handle\"",
            "Creates the user's pipe identified by `addr`",
            "PASSWORD EXPIRE INTERVAL 180 DAY",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }

    #[test]
    fn given_in_files() {
        for (text, value) in [
            ("machine ftp.example.com login anna password Zaunkoenig", "Zaunkoenig"),
            ("machine ftp.example.com\n  login anna\n  password Zaunkoenig7\n", "Zaunkoenig7"),
            ("username admin password 0 cisco123", "cisco123"),
            ("enable password s3same1", "s3same1"),
            ("line vty 0 4\n password s3same1\n login\n", "s3same1"),
            (" neighbor 10.0.0.1 password 7 0822455D0A16", "0822455D0A16"),
        ] {
            assert_eq!(found(text), Some(value), "{text}");
        }
        for text in [
            "Use your user name and password to log in",
            "enable password encryption",
            "user bob password reset",
            "password protected2 files are skipped",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }

    #[test]
    fn given_as_parameters() {
        for (text, value) in [
            ("Connect-VIServer -Server 10.0.0.7 -User adm -Password Kx9!trolley", "Kx9!trolley"),
            ("New-LocalUser -Name bob -Password \"Kx9!trolley\" -FullName Bob", "Kx9!trolley"),
            ("Connect-VIServer vc.lab.example -password Kx9trolley", "Kx9trolley"),
        ] {
            assert_eq!(found(text), Some(value), "{text}");
        }
        for text in [
            "Connect-VIServer -User $user -Password $pw77",
            "New-LocalUser -Password (Read-Host -AsSecureString)",
            "Set-Thing -Password -Force",
            "--password Kx9!trolley",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }

    #[test]
    fn given_as_arguments() {
        for (text, value) in [
            ("define( 'DB_PASSWORD', 'wP82kLmq!' );", "wP82kLmq!"),
            ("props.put(\"password\", \"Kx9trolley\");", "Kx9trolley"),
            ("'password' => env('DB_PASSWORD' , 'Kx9trolley'),", "Kx9trolley"),
        ] {
            assert_eq!(found(text), Some(value), "{text}");
        }
        for text in [
            "t(\"password\", \"Enter your password\")",
            "define( 'DB_PASSWORD', 'password_here' );",
            "['password', 'password2', 'email']",
            "f('password', name)",
            "f('password', 'a' + 'b7')",
            "Arrays.asList(\"password\", \"login2\", \"x\")",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }

    #[test]
    fn told_in_sentences() {
        for (text, value) in [
            ("The password is: 8hJk!29xQ", "8hJk!29xQ"),
            ("the wifi password is Sommer2024, see you", "Sommer2024"),
            ("your password is Xk29-fQpl-77.", "Xk29-fQpl-77"),
            ("password is \"Zx!92pQv#Lm\"", "Zx!92pQv#Lm"),
            ("Das Passwort lautet Xy7!kLm92", "Xy7!kLm92"),
            ("Das Passwort ist: Xy7!kLm92", "Xy7!kLm92"),
        ] {
            assert_eq!(found(text), Some(value), "{text}");
        }
        for text in [
            "The password is SHA256-hashed",
            "The password is Base64_encoded1",
            "The password is required",
            "the password is sent to server1",
            "The password is 8 to 20 characters long",
            "password is 12345678",
            "If the password is $PASSWORD1x",
            "the password is {password1}",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_panic(
            before in "(login a |enable |user )?",
            word in 0..WORDS.len(),
            after in "[-=pau:%'\" \\\\\n(,;|é0]{0,20}( by| for| with)?[-=pau:%'\" \\\\\n(,;|é$0]{0,30}",
        ) {
            let name = std::str::from_utf8(WORDS[word].0).unwrap_or_default();
            let text = format!("{before}{name}{after}");
            let (start, end) = (before.len(), before.len() + name.len());
            proptest::prop_assert!(find(text.as_bytes(), start, end).is_none_or(|found| found.start < found.end && found.end <= text.len()));
        }
    }
}
