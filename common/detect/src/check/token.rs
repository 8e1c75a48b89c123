//! Checksums and contents of vendors' tokens. All take the whole token and say whether it is sound.

use sha2::{Digest, Sha256};

/// CRC-32 of ISO 3309 and IEEE 802.3, as in gzip (RFC 1952, section 8).
pub(crate) fn crc32(text: &[u8]) -> u32 {
    const TABLE: [u32; 256] = {
        let mut table = [0; 256];
        let mut index = 0;
        while index < 256 {
            let mut rest = index as u32;
            let mut bit = 0;
            while bit < 8 {
                rest = if rest & 1 == 1 { rest >> 1 ^ 0xedb8_8320 } else { rest >> 1 };
                bit += 1;
            }
            table[index] = rest;
            index += 1;
        }
        table
    };
    !text.iter().fold(!0, |sum, byte| sum >> 8 ^ TABLE[usize::from(sum as u8 ^ byte)])
}

/// The number that these base62 characters (digits, capitals, small letters) write.
fn base62(text: &[u8]) -> Option<u64> {
    text.iter().try_fold(0u64, |number, byte| {
        let digit = match byte {
            b'0'..=b'9' => byte - b'0',
            b'A'..=b'Z' => byte - b'A' + 10,
            b'a'..=b'z' => byte - b'a' + 36,
            _ => return None,
        };
        number.checked_mul(62)?.checked_add(u64::from(digit))
    })
}

/// Tokens of GitHub and npm: after the prefix and `_`, the last six characters are the CRC-32 of those before them in
/// base62 (The GitHub Blog, Behind GitHub's new authentication token formats, 2021; npm's new access token format, 2021).
pub(crate) fn crc32_base62(token: &[u8]) -> bool {
    let Some(underscore) = token.iter().position(|byte| *byte == b'_') else { return false };
    let body = &token[underscore + 1..];
    let Some((entropy, checksum)) = body.split_last_chunk::<6>() else { return false };
    base62(checksum) == Some(u64::from(crc32(entropy)))
}

/// Service account tokens of Grafana: the last eight characters are the CRC-32 of all before the last `_`, its bytes in
/// hexadecimal, the least first (Grafana's source, satokengen).
pub(crate) fn grafana(token: &[u8]) -> bool {
    let Some((key, checksum)) = token.split_last_chunk::<8>() else { return false };
    let Some((b'_', key)) = key.split_last() else { return false };
    let sum = crc32(key).to_le_bytes();
    checksum.chunks(2).zip(sum).all(|(pair, byte)| hexadecimal(pair) == Some(u32::from(byte)))
}

fn hexadecimal(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0u32, |number, digit| number.checked_mul(16)?.checked_add((*digit as char).to_digit(16)?))
}

/// The place of a character in the base32 alphabet of RFC 4648.
fn base32(byte: u8) -> Option<u64> {
    match byte {
        b'A'..=b'Z' => Some(u64::from(byte - b'A')),
        b'2'..=b'7' => Some(u64::from(byte - b'2') + 26),
        _ => None,
    }
}

/// AWS access key ids: base32 after four letters. In keys of today, which go on with Q or a later character, the forty
/// bits after the first are the account's number, which has at most twelve digits.
pub(crate) fn aws_key_id(token: &[u8]) -> bool {
    let Some(body) = token.get(4..) else { return false };
    let Some(first) = body.first() else { return false };
    let bits = body.iter().take(9).try_fold(0u64, |bits, byte| Some(bits << 5 | base32(*byte)?));
    let Some(bits) = bits else { return false };
    let account = bits >> 4 & ((1 << 40) - 1);
    body.iter().all(|byte| base32(*byte).is_some())
        && (*first < b'Q' && first.is_ascii_alphabetic() || account < 1_000_000_000_000)
}

/// Bech32 (BIP 173) with any human-readable part, in one case: the keys of age.
pub(crate) fn bech32(token: &[u8]) -> bool {
    const ALPHABET: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    fn step(sum: u32, value: u32) -> u32 {
        const GENERATOR: [u32; 5] = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3];
        let high = sum >> 25;
        let next = (sum & 0x01ff_ffff) << 5 ^ value;
        GENERATOR.iter().enumerate().fold(next, |sum, (bit, term)| sum ^ if high >> bit & 1 == 1 { *term } else { 0 })
    }
    let Some(separator) = token.iter().rposition(|byte| *byte == b'1') else { return false };
    let (name, data) = (&token[..separator], &token[separator + 1..]);
    let small = |byte: &u8| u32::from(byte.to_ascii_lowercase());
    let sum = name.iter().fold(1, |sum, byte| step(sum, small(byte) >> 5));
    let sum = name.iter().fold(step(sum, 0), |sum, byte| step(sum, small(byte) & 31));
    let place = |byte: &u8| ALPHABET.iter().position(|known| *known == byte.to_ascii_lowercase());
    let sum = data.iter().try_fold(sum, |sum, byte| Some(step(sum, place(byte)? as u32)));
    !name.is_empty() && data.len() >= 6 && sum == Some(1)
}

/// Longest value in Base58Check that is decoded, in bytes: an extended key has 82.
const BASE58_BYTES: usize = 96;

/// Base58Check (Bitcoin): the last four bytes are the first of the SHA-256 of the SHA-256 of those before.
pub(crate) fn base58check(token: &[u8]) -> bool {
    const ALPHABET: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    let mut bytes = zeroize::Zeroizing::new([0u8; BASE58_BYTES]);
    let mut used = 0;
    for character in token {
        let Some(place) = ALPHABET.iter().position(|known| known == character) else { return false };
        let mut carry = place as u32;
        for byte in bytes.iter_mut().rev().take(used) {
            carry += u32::from(*byte) * 58;
            *byte = carry as u8;
            carry >>= 8;
        }
        while carry > 0 {
            used += 1;
            let Some(byte) = BASE58_BYTES.checked_sub(used).and_then(|index| bytes.get_mut(index)) else {
                return false;
            };
            *byte = carry as u8;
            carry >>= 8;
        }
    }
    let Some((payload, checksum)) = bytes[BASE58_BYTES - used..].split_last_chunk::<4>() else { return false };
    Sha256::digest(Sha256::digest(payload)).starts_with(checksum)
}

/// Bot tokens of Discord: the first of three parts is the bot's id, a decimal number, in base64.
pub(crate) fn discord(token: &[u8]) -> bool {
    let part = token.iter().take_while(|byte| **byte != b'.').count();
    let mut bits = 0u32;
    let mut digits = 0;
    for (index, byte) in token[..part].iter().enumerate() {
        let Some(six) = base64(*byte) else { return false };
        bits = bits << 6 | six;
        if index % 4 != 0 {
            let left = 6 - 2 * (index % 4);
            if !((bits >> left) as u8).is_ascii_digit() {
                return false;
            }
            digits += 1;
        }
    }
    (17..=20).contains(&digits)
}

fn base64(byte: u8) -> Option<u32> {
    Some(u32::from(match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' | b'-' => 62,
        b'/' | b'_' => 63,
        _ => return None,
    }))
}

/// The first bytes that characters of base64 encode; zeros where they end.
fn decoded<const N: usize>(text: &[u8]) -> zeroize::Zeroizing<[u8; N]> {
    let mut bytes = zeroize::Zeroizing::new([0; N]);
    for (group, bytes) in text.chunks_exact(4).zip(bytes.chunks_exact_mut(3)) {
        let Some(bits) = group.iter().try_fold(0, |bits, byte| Some(bits << 6 | base64(*byte)?)) else { break };
        bytes.copy_from_slice(&bits.to_be_bytes()[1..]);
    }
    bytes
}

/// Tokens of Cloudflare's tunnels: JSON in base64, of which `a` is an account, 32 hexadecimal digits, and `t` a tunnel.
pub(crate) fn cloudflare_tunnel(token: &[u8]) -> bool {
    let bytes = decoded::<48>(token);
    let account = bytes.strip_prefix(b"{\"a\":\"").and_then(|rest| rest.split_at_checked(32));
    account.is_some_and(|(account, rest)| account.iter().all(u8::is_ascii_hexdigit) && rest.starts_with(b"\",\"t\":\""))
}

/// Secrets that Jenkins keeps (`hudson.util.Secret`), base64 of: a byte 1, the length of a vector (16), that of the encrypted
/// data (whole blocks of 16), both as 32 bits, the vector and the data.
pub(crate) fn jenkins(token: &[u8]) -> bool {
    let bytes = decoded::<9>(token);
    let [1, 0, 0, 0, 16, length @ ..] = *bytes else { return false };
    let length = u32::from_be_bytes(length) as usize;
    let characters = token.iter().take_while(|byte| **byte != b'=').count();
    length > 0 && length.is_multiple_of(16) && characters * 3 / 4 == 9 + 16 + length
}

/// Web tokens of Kubernetes: the claims name a service account. `system:serviceaccount:` may begin at any of three places
/// of a group of base64.
pub(crate) fn kubernetes(token: &[u8]) -> bool {
    const SUBJECT: [&[u8]; 3] =
        [b"c3lzdGVtOnNlcnZpY2VhY2NvdW50", b"N5c3RlbTpzZXJ2aWNlYWNjb3Vud", b"zeXN0ZW06c2VydmljZWFjY291bn"];
    SUBJECT.iter().any(|subject| token.windows(subject.len()).any(|part| part == *subject))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crc() {
        // The check value of the catalogue of parametrised CRC algorithms.
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
        assert_eq!(crc32(b""), 0);
    }

    #[test]
    fn github_tokens() {
        // A revoked token that is published as an example of the checksum.
        let token = concat!("ghp_", "zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17");
        assert!(crc32_base62(token.as_bytes()));
        assert!(!crc32_base62(&token.as_bytes()[..token.len() - 1]));
        assert!(!crc32_base62(token.replace("17", "18").as_bytes()));
        assert!(!crc32_base62(b"ghp") && !crc32_base62(b"ghp_") && !crc32_base62(b"_zzzzzz"));
    }

    #[test]
    fn bech32_strings() {
        // BIP 173, test vectors.
        for good in ["A12UEL5L", "a12uel5l", "split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w"] {
            assert!(bech32(good.as_bytes()), "{good}");
        }
        for bad in ["A12UEL5M", "pzry9x0s0muk", "1pzry9x0s0muk", "li1dgmt3", "1", ""] {
            assert!(!bech32(bad.as_bytes()), "{bad}");
        }
    }

    #[test]
    fn base58() {
        // Bitcoin wiki, Wallet import format; BIP 32, test vector 1.
        for good in [
            concat!("5HueCGU8rMjxEXxiPuD5BDku4MkF", "qeZyd4dZ1jvhTVqvbTLvyTJ"),
            concat!(
                "xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPP",
                "qjiChkVvvNKmPGJxWUtg6LnF5kejMRNNU3TGtRBeJgk33yuGBxrMPHi"
            ),
        ] {
            assert!(base58check(good.as_bytes()), "{good}");
            assert!(!base58check(&good.as_bytes()[1..]));
        }
        assert!(!base58check(b"") && !base58check(b"0") && !base58check(&[b'z'; 400]));
    }

    #[test]
    fn aws_key_ids() {
        for id in [concat!("AKIA", "IOSFODNN7EXAMPLE"), concat!("ASIA", "Y34FZKBOKMUTVV7A")] {
            assert!(aws_key_id(id.as_bytes()), "{id}");
        }
        for id in ["AKIA1OSFODNN7EXAMPLE", "AKIA777777777777AAAA", "AKIA", "", "A"] {
            assert!(!aws_key_id(id.as_bytes()), "{id}");
        }
    }

    #[test]
    fn discord_ids() {
        // 80351110224678912, the id in Discord's documentation.
        assert!(discord(b"ODAzNTExMTAyMjQ2Nzg5MTI.x.y"));
        assert!(!discord(b"ODAzNTExMTAyMjQ2Nzg5MTx.x.y"));
        assert!(!discord(b"ODAz.x.y") && !discord(b"") && !discord(b"."));
    }

    #[test]
    fn kept_by_jenkins() {
        for token in [
            "AQAAABAAAAAQAQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=",
            "AQAAABAAAAAgAQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyAhIiMkJSYnKCkqKywtLi8w",
        ] {
            assert!(jenkins(token.as_bytes()), "{token}");
        }
        for token in [
            "",
            "AQAAABAAAAAQ",
            "AQAAABAAAAAgAQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=",
            "AQAAABAAAAARAQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyAh",
            "AQAAACAAAAAQAQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=",
        ] {
            assert!(!jenkins(token.as_bytes()), "{token}");
        }
    }

    #[test]
    fn of_cloudflare() {
        // {"a":"0123456789abcdef0123456789abcdef","t":"...
        let token = concat!("eyJhIjoiMDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWYi", "LCJ0IjoiMDEyMzQ1");
        assert!(cloudflare_tunnel(token.as_bytes()));
        for token in ["", "eyJhIjoi", "eyJhIjoiMDEyMzQ1Njc4OWFiY2RlZi1hY2NvdW50cy1ub3QteGFiYyIsInQiOiIwMTIzNDU"] {
            assert!(!cloudflare_tunnel(token.as_bytes()), "{token}");
        }
    }
}
