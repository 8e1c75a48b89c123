//! What stands where a password would: templates, references to vaults, and the word password itself.

use super::boundary::{at, back};
use super::filler::contains;

/// Longest value that is looked at, in bytes.
const LIMIT: usize = 256;

/// What languages and programs put around a name that will be replaced.
const TEMPLATES: [&[u8]; 12] =
    [b"${", b"{{", b"$(", b"%(", b"#{", b"<%", b"{%", b"[[", b"...", b"\xe2\x80\xa6", b"***", b"\xe2\x80\xa2"];

/// Beginnings of values that lie elsewhere or are encrypted: Ansible and HashiCorp Vault, Jasypt, SOPS, Spring Cloud, AWS,
/// Azure, 1Password.
const ELSEWHERE: [&[u8]; 14] = [
    b"ENC(",
    b"ENC[",
    b"{cipher}",
    b"{noop}$",
    b"!vault",
    b"vault:",
    b"$ANSIBLE_VAULT",
    b"arn:",
    b"op://",
    b"ssm:",
    b"kms:",
    b"secretsmanager:",
    b"@Microsoft.KeyVault",
    b"env:",
];

/// Words of instructions, wherever they stand in a value.
const INSTRUCTIONS: [&[u8]; 9] =
    [b"your", b"redacted", b"placeholder", b"xxxx", b"example", b"insert", b"<pass", b"goes_here", b"goes-here"];

/// Words for password in the languages of user interfaces, and for what else is asked of a user. In small letters.
const NAMES: [&[u8]; 26] = [
    b"password",
    b"passwd",
    b"pass",
    b"pwd",
    b"pw",
    b"passphrase",
    b"secret",
    b"token",
    b"key",
    b"apikey",
    b"api_key",
    b"passwort",
    b"kennwort",
    b"senha",
    b"contrasena",
    b"contrase\xc3\xb1a",
    b"motdepasse",
    b"mot de passe",
    b"wachtwoord",
    b"haslo",
    b"has\xc5\x82o",
    b"parola",
    b"heslo",
    b"salasana",
    b"adgangskode",
    b"credentials",
];

/// Whether the value will be replaced by another, or stands for one that is kept elsewhere.
pub(crate) fn is_template(value: &[u8]) -> bool {
    let value = &value[..value.len().min(LIMIT)];
    let Some(first) = value.first() else { return true };
    let last = back(value, value.len(), 1);
    let name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b' ');
    let inner = value.get(1..value.len() - 1).unwrap_or_default();
    let framed = matches!((first, last), (b'<', b'>') | (b'[', b']') | (b'{', b'}') | (b'%', b'%') | (b'@', b'@'))
        && !inner.is_empty()
        && inner.iter().all(|byte| name(byte) || matches!(byte, b'@' | b'%'))
        || value.starts_with(b"__") && value.ends_with(b"__");
    let variable = *first == b'$' && value.len() > 1 && {
        let rest = &value[1..];
        let word = |byte: &u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || *byte == b'_';
        rest.iter().all(word) || rest.iter().all(name) && (contains(rest, b"pass") || contains(rest, b"secret"))
    };
    let format = *first == b'%' && value.len() <= 4 && last.is_ascii_alphabetic();
    let braces = value.iter().position(|byte| *byte == b'{').is_some_and(|open| {
        let rest = &value[open + 1..];
        let length = rest.iter().take_while(|byte| name(byte) || matches!(byte, b'[' | b']' | b'\'')).count();
        at(rest, length) == b'}'
    });
    framed
        || variable
        || format
        || braces
        || crate::check::uniform(value) && (value.len() < 4 || !value[0].is_ascii_digit())
        || TEMPLATES.iter().any(|template| value.windows(template.len()).any(|part| part == *template))
        || ELSEWHERE.iter().any(|begin| value.get(..begin.len()).is_some_and(|part| part.eq_ignore_ascii_case(begin)))
        || INSTRUCTIONS.iter().any(|word| contains(value, word))
}

/// Whether the value is a name of a password rather than one: `password`, `userPassword`, `new-password`.
pub(crate) fn is_name(value: &[u8]) -> bool {
    let value = &value[..value.len().min(LIMIT)];
    let plain = value.iter().all(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'_' | b'-' | b'.' | b' ' | b':'));
    let parts: [&[u8]; 5] = [b"passw", b"passphrase", b"pwd", b"secret", b"kennwort"];
    NAMES.iter().any(|name| name.eq_ignore_ascii_case(value)) || plain && parts.iter().any(|part| contains(value, part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates() {
        for value in [
            "${DB_PASSWORD}",
            "{{ password }}",
            "$PASSWORD",
            "$(cat pw)",
            "<password>",
            "<your password>",
            "[PASSWORD]",
            "%s",
            "%PASSWORD%",
            "@@PASSWORD@@",
            "__PASSWORD__",
            "****",
            "xxx",
            "x",
            "",
            "ENC(abc1)",
            "your_password_1",
            "{password}",
            "#{pw}",
            "pa...",
            "vault:secret/data",
            "{0}",
        ] {
            assert!(is_template(value.as_bytes()), "{value}");
        }
        for value in ["hunter2", "changeme", "admin", "P@ss{w0rd", "$ecret!1", "1111", "<tag1>x", "100%"] {
            assert!(!is_template(value.as_bytes()), "{value}");
        }
    }

    #[test]
    fn names() {
        for value in
            ["password", "PASSWORD", "userPassword", "new-password", "db.secret.key", "Passwort", "pw", "token"]
        {
            assert!(is_name(value.as_bytes()), "{value}");
        }
        for value in ["password1", "P@ssword", "changeme", "hunter", "letmein"] {
            assert!(!is_name(value.as_bytes()), "{value}");
        }
    }
}
