//! Names that say what is assigned to them.

use super::Kind;
use crate::detector::boundary::back;
use crate::detector::filler::contains;
use crate::detector::lead;

/// Words that names of passwords end with. `true`: only as a word of its own.
pub(in crate::detector) const PASSWORDS: [(&[u8], bool); 32] = [
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
    (b"psk", true),
    (b"sshpass", true),
    // Of Redis.
    (b"requirepass", true),
    (b"masterauth", true),
    (b"\xd0\xbf\xd0\xb0\xd1\x80\xd0\xbe\xd0\xbb\xd1\x8c", false),
    (b"\xd0\x9f\xd0\xb0\xd1\x80\xd0\xbe\xd0\xbb\xd1\x8c", false),
    (b"\xe5\xaf\x86\xe7\xa0\x81", false),
    (b"\xe5\xaf\x86\xe7\xa2\xbc", false),
    (b"\xe3\x83\x91\xe3\x82\xb9\xe3\x83\xaf\xe3\x83\xbc\xe3\x83\x89", false),
    (b"\xeb\xb9\x84\xeb\xb0\x80\xeb\xb2\x88\xed\x98\xb8", false),
];

/// Words that names of secrets end with, likewise.
pub(in crate::detector) const SECRETS: [(&[u8], bool); 29] = [
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
    // The attributes of `machineKey` of ASP.NET.
    (b"decryptionkey", false),
    (b"validationkey", false),
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
pub(super) const HARMLESS: [&[u8]; 10] =
    [b"public", b"csrf", b"xsrf", b"next", b"page", b"continuation", b"resume", b"sync", b"cursor", b"idempotency"];

/// Words in names of keys that are no secret: of data structures and databases, of keyboards, of translations, of parties that
/// publish theirs. Sorted.
#[rustfmt::skip]
const HARMLESS_KEYS: [&[u8]; 145] = [
    b"account", b"action", b"address", b"alt", b"anchor", b"arrow", b"asset", b"attr", b"attribute", b"bucket", b"cache",
    b"category", b"checksum", b"child", b"class", b"cluster", b"column", b"commit", b"company", b"composite", b"compound",
    b"const", b"contact", b"content", b"context", b"country", b"ctrl", b"customer", b"date", b"day", b"dedup", b"dedupe",
    b"deduplication", b"device", b"dict", b"dim", b"dimension", b"distribution", b"down", b"edge", b"element", b"employee",
    b"enter", b"entity", b"entry", b"error", b"escape", b"event", b"fact", b"feature", b"field", b"file", b"filter",
    b"foreign", b"function", b"gpg", b"group", b"hash", b"header", b"host", b"hot", b"hotkey", b"i18n", b"id",
    b"idempotence", b"image", b"index", b"instance", b"invoice", b"is", b"issue", b"item", b"join", b"json", b"label",
    b"lang", b"layout", b"left", b"let", b"link", b"list", b"location", b"lookup", b"map", b"member", b"menu", b"message",
    b"meta", b"metadata", b"month", b"name", b"named", b"natural", b"node", b"object", b"option", b"order", b"page",
    b"param", b"parent", b"partition", b"path", b"patient", b"peer", b"person", b"pgp", b"plan", b"position", b"press",
    b"primary", b"product", b"project", b"property", b"publishable", b"query", b"range", b"record", b"ref", b"region",
    b"registry", b"replica", b"resource", b"route", b"routing", b"row", b"s3", b"shard", b"shift", b"sort", b"source",
    b"ssh", b"state", b"static", b"store", b"surrogate", b"table", b"the", b"time", b"transaction", b"usage", b"user",
    b"val", b"var", b"vendor", b"year",
];

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
pub(super) fn kind_of(name: &[u8]) -> Option<Kind> {
    let name = unnumbered(name);
    // The last letters of all words above: most names end otherwise.
    let ending = last_letters(name);
    if !lead::may_end_word(ending as u16) {
        return None;
    }
    let mut passwords = PASSWORDS.iter().zip(&PASSWORD_ENDINGS);
    if passwords.any(|((word, alone), known)| *known == ending && has_suffix(name, word, *alone)) {
        return Some(Kind::Password);
    }
    telling(name).map(|_| Kind::Secret)
}

/// How much a name says about the secret that is assigned to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Telling {
    /// A key of something: the value must be long.
    Little,
    /// A token, or a key of a telling kind.
    Enough,
    /// A secret, or a key of an API: even a UUID is one.
    Much,
}

/// How much the name says about a secret. None if it says nothing, or that there is none.
pub(crate) fn telling(name: &[u8]) -> Option<Telling> {
    let name = unnumbered(name);
    let ending = last_letters(name);
    if !lead::may_end_word(ending as u16) {
        return None;
    }
    let mut secrets = SECRETS.iter().zip(&SECRET_ENDINGS);
    let telling = if secrets.any(|((word, alone), known)| *known == ending && has_suffix(name, word, *alone)) {
        let much = contains(name, b"secret") || has_suffix(name, b"apikey", false);
        if much { Telling::Much } else { Telling::Enough }
    } else if is_key_of_something(name) {
        Telling::Little
    } else {
        return None;
    };
    (!is_harmless(name)).then_some(telling)
}

/// Whether the name says that its value is no secret though it may end like one.
pub(crate) fn is_harmless(name: &[u8]) -> bool {
    HARMLESS.iter().any(|part| contains(name, part))
}

/// What is said of a secret and is none itself, by the last words of names: `accessKeyId`, `api_key_hash`. Sorted.
const ABOUT_SECRETS: [&[u8]; 18] = [
    b"arn",
    b"at",
    b"checksum",
    b"date",
    b"digest",
    b"endpoint",
    b"fingerprint",
    b"hash",
    b"id",
    b"identifier",
    b"ids",
    b"name",
    b"path",
    b"type",
    b"uri",
    b"url",
    b"version",
    b"versions",
];

/// Whether the name is one of what is said of a secret, rather than of the secret. A secret id is one, of an AppRole of
/// HashiCorp Vault for instance.
pub(crate) fn is_about_secret(name: &[u8]) -> bool {
    let mut words = name
        .rsplit(|byte| !byte.is_ascii_alphabetic())
        .flat_map(|part| humps(part).collect::<Vec<_>>().into_iter().rev());
    let Some(last) = words.next() else { return false };
    let of_vault =
        last.eq_ignore_ascii_case(b"id") && words.next().is_some_and(|word| word.eq_ignore_ascii_case(b"secret"));
    is_one_of(&ABOUT_SECRETS, last) && !of_vault
}

/// Whether the word is one of these, which are sorted and in small letters.
fn is_one_of(words: &[&[u8]], word: &[u8]) -> bool {
    words.binary_search_by(|known| known.iter().copied().cmp(word.iter().map(u8::to_ascii_lowercase))).is_ok()
}

/// Whether the name is one of a key of something that may keep it secret, whatever it is: `ACME_KEY`, `acmeKey`, `acme key`.
fn is_key_of_something(name: &[u8]) -> bool {
    const KEY: &[u8] = b"key";
    if !has_suffix(name, KEY, true) {
        return false;
    }
    let of = &name[..name.len().saturating_sub(KEY.len())];
    let mut words = 0;
    let harmless = of.split(|byte| !byte.is_ascii_alphabetic()).flat_map(humps).any(|word| {
        words += usize::from(word.len() >= 2);
        is_one_of(&HARMLESS_KEYS, word)
    });
    words > 0 && !harmless
}

/// The words of letters put together with capitals: `acmeCloud`, `ACMECloud`.
fn humps(letters: &[u8]) -> impl Iterator<Item = &[u8]> {
    letters.chunk_by(|left, right| !(left.is_ascii_lowercase() && right.is_ascii_uppercase()))
}

/// The name without numbers at its end.
fn unnumbered(name: &[u8]) -> &[u8] {
    let last = name.iter().rposition(|byte| !byte.is_ascii_digit() && !is_joint(*byte));
    &name[..last.map_or(0, |last| last + 1)]
}

/// What may stand between the letters of a name, and does not count.
pub(in crate::detector) const JOINTS: [u8; 5] = *b"_-.$ ";

pub(in crate::detector) fn is_joint(byte: u8) -> bool {
    JOINTS.contains(&byte)
}

/// Whether the name ends with the word, joints left out. `alone` asks for the begin of a word there: `dbPass`, `db_pass`.
pub(super) fn has_suffix(name: &[u8], word: &[u8], alone: bool) -> bool {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_are_searched_are_sorted() {
        assert!(HARMLESS_KEYS.is_sorted() && ABOUT_SECRETS.is_sorted());
    }

    #[test]
    fn what_is_said_of_secrets() {
        for name in
            ["accessKeyId", "api_key_hash", "secretAccessKeyARN", "TOKEN-IDS", "token.expires.at", "secret name"]
        {
            assert!(is_about_secret(name.as_bytes()), "{name}");
        }
        for name in ["secret_id", "roleSecretId", "accessKey", "token_paid", "api_key_value", "", "_"] {
            assert!(!is_about_secret(name.as_bytes()), "{name}");
        }
    }

    #[test]
    fn keys_of_something() {
        for name in ["ACME_KEY", "acmeKey", "acme key", "acme.cloud-key_2", "ACMECloudKey"] {
            assert_eq!(telling(name.as_bytes()), Some(Telling::Little), "{name}");
        }
        for name in [
            "key",
            "_KEY",
            "a_key",
            "monkey",
            "CACHE_KEY",
            "userCacheKey",
            "acme_cache_id_key",
            "public_acme_key",
            "keys",
        ] {
            assert_eq!(telling(name.as_bytes()), None, "{name}");
        }
    }
}
