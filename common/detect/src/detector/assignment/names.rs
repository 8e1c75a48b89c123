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
    let end = name.iter().rposition(|byte| !byte.is_ascii_digit() && !is_joint(*byte))? + 1;
    let name = &name[..end];
    // The last letters of all words above: most names end otherwise.
    let ending = last_letters(name);
    if !lead::may_end_word(ending as u16) {
        return None;
    }
    let mut passwords = PASSWORDS.iter().zip(&PASSWORD_ENDINGS);
    if passwords.any(|((word, alone), known)| *known == ending && has_suffix(name, word, *alone)) {
        return Some(Kind::Password);
    }
    let mut secrets = SECRETS.iter().zip(&SECRET_ENDINGS);
    let secret = secrets.any(|((word, alone), known)| *known == ending && has_suffix(name, word, *alone));
    (secret && !HARMLESS.iter().any(|part| contains(name, part))).then_some(Kind::Secret)
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
