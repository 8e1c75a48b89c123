//! Addresses of crypto-currencies: what an address begins with says which currency it is, and a checksum proves it.

use bech32::Bech32;
use bech32::primitives::decode::{CheckedHrpstring, SegwitHrpstring};
use sha2::{Digest, Sha256};
use sha3::Keccak256;

use super::boundary::{at, begins, ends};

/// Longest address: of Cardano, with a payment and a stake part.
const TOKEN: usize = 120;
/// Longest address with its boundaries.
pub(crate) const LONGEST: usize = TOKEN + 2;

/// A currency whose addresses are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Coin {
    /// Base58Check with version 0 or 5 (Bitcoin Developer Reference), bech32 and bech32m with `bc` (BIP-173, BIP-350).
    Bitcoin,
    /// `0x` and forty hexadecimal digits, the case of the letters being a checksum (ERC-55).
    Ethereum,
    /// Base58Check with version 48 or 50 (chain parameters of Litecoin Core), bech32 with `ltc`.
    Litecoin,
    /// Base58Check with version 30 or 22 (chain parameters of Dogecoin Core).
    Dogecoin,
    /// Base58Check with version 65 (TRON developer documentation, account address).
    Tron,
    /// Base58Check with version 0 in an alphabet of its own (XRP Ledger, base58 encodings).
    Ripple,
    /// Bech32 with `addr` or `stake` (CIP-5, CIP-19).
    Cardano,
    /// Base58 in blocks of eleven with a Keccak checksum, network 18, 19 or 42 (Monero documentation, addresses).
    Monero,
    /// Base58 of a public key of 32 bytes. No checksum.
    Solana,
}

/// An address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Wallet {
    /// First byte after it.
    pub(crate) end: usize,
    pub(crate) coin: Coin,
    /// Whether a checksum proves it. If not, it needs a key word.
    pub(crate) proven: bool,
}

/// Longest address in Base58Check or of Solana; longer ones are of Monero or in bech32.
const SHORT: usize = 44;

/// Whether an address may begin with these bytes, of which so many letters and digits are known to follow each other: of
/// hashes, which are usual in some texts, few may.
#[inline]
pub(crate) fn may_begin(rest: &[u8], known: usize) -> bool {
    let is = |index: usize, wanted: u8| rest.get(index).is_some_and(|byte| byte.eq_ignore_ascii_case(&wanted));
    let named = || [b"bc", b"lt", b"ad", b"st"].iter().any(|head| is(0, head[0]) && is(1, head[1]));
    known <= SHORT
        || named()
        || matches!(rest.first(), Some(b'4' | b'8')) && rest.get(known).is_some_and(u8::is_ascii_alphanumeric)
}

/// The address that begins at `start`, where a token of letters and digits begins.
pub(crate) fn find(text: &[u8], start: usize) -> Option<Wallet> {
    let rest = text.get(start..)?;
    let length = rest.iter().take(TOKEN + 1).take_while(|byte| byte.is_ascii_alphanumeric()).count();
    // The shortest Base58Check address has 25 characters (leading zeros of Ripple), most have 34.
    if !(25..=TOKEN).contains(&length) || !begins(text, start) || !ends(text, start + length) {
        return None;
    }
    let token = &rest[..length];
    let (coin, proven) = recognise(token)?;
    // Base58 and bech32 end where other signs begin; a padding sign makes it base64.
    (at(text, start + length) != b'=').then_some(Wallet { end: start + length, coin, proven })
}

/// Which currency's address the token is, and whether a checksum proves it.
fn recognise(token: &[u8]) -> Option<(Coin, bool)> {
    let length = token.len();
    if length == 42 && token.starts_with(b"0x") {
        return ethereum(&token[2..]).map(|proven| (Coin::Ethereum, proven));
    }
    let has = |prefix: &[u8]| token.get(..prefix.len()).is_some_and(|head| head.eq_ignore_ascii_case(prefix));
    if has(b"bc1") {
        return segwit(token, "bc").then_some((Coin::Bitcoin, true));
    }
    if has(b"ltc1") {
        return segwit(token, "ltc").then_some((Coin::Litecoin, true));
    }
    if has(b"addr1") || has(b"stake1") {
        return cardano(token).then_some((Coin::Cardano, true));
    }
    let coin = match (token[0], length) {
        (b'1' | b'3', 25..=35) => versioned(token, &[0, 5], bs58::Alphabet::BITCOIN).then_some(Coin::Bitcoin),
        (b'L' | b'M', 33..=35) => versioned(token, &[48, 50], bs58::Alphabet::BITCOIN).then_some(Coin::Litecoin),
        (b'D' | b'A' | b'9', 33..=35) => versioned(token, &[30, 22], bs58::Alphabet::BITCOIN).then_some(Coin::Dogecoin),
        (b'T', 34) => versioned(token, &[65], bs58::Alphabet::BITCOIN).then_some(Coin::Tron),
        (b'r', 25..=35) => versioned(token, &[0], bs58::Alphabet::RIPPLE).then_some(Coin::Ripple),
        (b'4' | b'8', 95 | 106) => monero(token).then_some(Coin::Monero),
        _ => None,
    };
    if let Some(coin) = coin {
        return Some((coin, true));
    }
    solana(token).then_some((Coin::Solana, false))
}

/// None if it is no address; else whether the case of its letters is the checksum of ERC-55.
fn ethereum(digits: &[u8]) -> Option<bool> {
    if !digits.iter().all(u8::is_ascii_hexdigit) || digits.windows(2).all(|pair| pair[0] == pair[1]) {
        return None;
    }
    let small = digits.iter().any(u8::is_ascii_lowercase);
    let capital = digits.iter().any(u8::is_ascii_uppercase);
    if !(small && capital) {
        return Some(false);
    }
    let mut hash = Keccak256::new();
    for byte in digits {
        hash.update([byte.to_ascii_lowercase()]);
    }
    let hash = hash.finalize();
    let nibble = |index: usize| hash[index / 2] >> (4 - index % 2 * 4) & 0xf;
    let right =
        |(index, byte): (usize, &u8)| byte.is_ascii_digit() || byte.is_ascii_uppercase() == (nibble(index) >= 8);
    digits.iter().enumerate().all(right).then_some(true)
}

/// Base58Check: one of these versions, twenty bytes, and the first four of their double SHA-256.
fn versioned(token: &[u8], versions: &[u8], alphabet: &bs58::Alphabet) -> bool {
    let mut bytes = [0u8; 25];
    let Ok(25) = bs58::decode(token).with_alphabet(alphabet).onto(&mut bytes) else { return false };
    let (payload, checksum) = bytes.split_at(21);
    versions.contains(&payload[0])
        && payload[1..].iter().any(|byte| *byte != 0)
        && Sha256::digest(Sha256::digest(payload))[..4] == *checksum
}

/// A witness program (BIP-141) in bech32 or bech32m.
fn segwit(token: &[u8], prefix: &str) -> bool {
    let Ok(token) = std::str::from_utf8(token) else { return false };
    SegwitHrpstring::new(token).is_ok_and(|address| address.hrp().as_str().eq_ignore_ascii_case(prefix))
}

/// Bech32 of any length (CIP-19). Header, payment part and stake part: 29 or 57 bytes, of pointers up to 20 more than the payment part.
fn cardano(token: &[u8]) -> bool {
    let Ok(token) = std::str::from_utf8(token) else { return false };
    CheckedHrpstring::new::<Bech32>(token).is_ok_and(|address| (29..=57).contains(&address.byte_iter().len()))
}

/// Eight bytes in eleven characters, nine times or more, the last block shorter: network, keys (and a payment id), and the
/// first four bytes of their Keccak-256.
fn monero(token: &[u8]) -> bool {
    const ALPHABET: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    let mut bytes = [0u8; 77];
    let mut filled = 0;
    for block in token.chunks(11) {
        let width = match block.len() {
            11 => 8,
            7 => 5,
            _ => return false,
        };
        let mut value = 0u128;
        for byte in block {
            let Some(digit) = ALPHABET.iter().position(|sign| sign == byte) else { return false };
            value = value * 58 + digit as u128;
        }
        let Some(place) = bytes.get_mut(filled..filled + width) else { return false };
        if value >> (width * 8) != 0 {
            return false;
        }
        place.copy_from_slice(&value.to_be_bytes()[16 - width..]);
        filled += width;
    }
    let Some((payload, checksum)) = bytes[..filled].split_last_chunk::<4>() else { return false };
    matches!((payload.first(), payload.len()), (Some(18 | 42), 65) | (Some(19), 73))
        && Keccak256::digest(payload)[..4] == *checksum
}

/// A key of 32 bytes. Capitals, small letters and digits must all be there, or it is a hash or a word.
fn solana(token: &[u8]) -> bool {
    let mixed = || {
        token.iter().any(u8::is_ascii_uppercase)
            && token.iter().any(u8::is_ascii_lowercase)
            && token.iter().any(u8::is_ascii_digit)
    };
    let mut bytes = [0u8; 32];
    (32..=SHORT).contains(&token.len()) && mixed() && bs58::decode(token).onto(&mut bytes) == Ok(32)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn coin(text: &str) -> Option<(Coin, bool)> {
        let wallet = find(text.as_bytes(), 0)?;
        assert!(may_begin(text.as_bytes(), text.len().min(64)), "{text}");
        assert_eq!(wallet.end, text.len());
        Some((wallet.coin, wallet.proven))
    }

    #[test]
    fn published_addresses() {
        // Of the proposals and documents named above.
        for (text, expected) in [
            ("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", Coin::Bitcoin),
            ("3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy", Coin::Bitcoin),
            ("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", Coin::Bitcoin),
            ("BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4", Coin::Bitcoin),
            ("bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0", Coin::Bitcoin),
            ("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", Coin::Ethereum),
            ("0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb", Coin::Ethereum),
            ("TJCnKsPa7y5okkXvQAidZBzqx3QyQ6sxMW", Coin::Tron),
            ("rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh", Coin::Ripple),
            (
                "addr1qx2fxv2umyhttkxyxp8x0dlpdt3k6cwng5pxj3jhsydzer3n0d3vllmyqwsx5wktcd8cc3sq835lu7drv2xwl2wywfgse35a3x",
                Coin::Cardano,
            ),
            ("stake1uyehkck0lajq8gr28t9uxnuvgcqrc6070x3k9r8048z8y5gh6ffgw", Coin::Cardano),
            (
                "44AFFq5kSiGBoZ4NMDwYtN18obc8AemS33DBLWs3H7otXft3XjrpDtQGv7SqSsaBYBb98uNbr2VBBEt7f2wfn3RVGQBEP3A",
                Coin::Monero,
            ),
        ] {
            assert_eq!(coin(text), Some((expected, true)), "{text}");
        }
        assert_eq!(coin("0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed"), Some((Coin::Ethereum, false)));
        assert_eq!(coin("4fYNw3dojWmQ4dXtSGE9epjRGy9pFSx62YypT7avPYvA"), Some((Coin::Solana, false)));
    }

    #[test]
    fn hashes_are_told_by_their_length() {
        let hash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert!(!may_begin(hash.as_bytes(), 64));
        let hash = hash.replacen('e', "8", 1);
        assert!(!may_begin(format!("{hash} ").as_bytes(), 64));
        assert!(may_begin(format!("{hash}8").as_bytes(), 64), "may be of Monero");
        assert!(may_begin(&hash.as_bytes()[..40], 40));
    }

    #[test]
    fn others() {
        for text in [
            "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb",
            "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5",
            "bc1Qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
            "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD",
            "0x0000000000000000000000000000000000000000",
            "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed00",
            "rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTi",
            "d41d8cd98f00b204e9800998ecf8427e",
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa=",
            "",
        ] {
            let wallet = find(text.as_bytes(), 0);
            assert!(wallet.is_none_or(|wallet| wallet.coin == Coin::Solana), "{text} {wallet:?}");
        }
        assert_eq!(find(b"x1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", 1), None);
        assert_eq!(find(b"d41d8cd98f00b204e9800998ecf8427e", 0), None);
    }
}
