//! One key sealed under another.

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use aws_lc_rs::hmac;
use zeroize::Zeroizing;

use super::{DataKey, Error, KEY_BYTES, random};

/// The form of wrapped keys: format version, fingerprint of the wrapping key, nonce, sealed key, tag.
const FORMAT: u8 = 1;
const FINGERPRINT_BYTES: usize = 8;
const TAG_BYTES: usize = 16;
const HEADER_BYTES: usize = 1 + FINGERPRINT_BYTES + NONCE_LEN;
const WRAPPED_BYTES: usize = HEADER_BYTES + KEY_BYTES + TAG_BYTES;

/// A key that wraps others with AES-256-GCM.
///
/// Nonces are random: a wrapping key may be used by several processes (a key file that is copied, a store that is restored
/// twice), so no counter could be trusted. It wraps few keys, far from the 2^32 that NIST SP 800-38D allows.
pub(crate) struct WrappingKey {
    key: RandomizedNonceKey,
    fingerprint: [u8; FINGERPRINT_BYTES],
}

impl WrappingKey {
    pub(crate) fn new(key: &[u8; KEY_BYTES]) -> Result<Self, Error> {
        // A keyed hash of a constant says nothing of the key, and tells a wrong key from a damaged store.
        let hash = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), b"magpie wrapping key");
        let mut fingerprint = [0; FINGERPRINT_BYTES];
        fingerprint.copy_from_slice(&hash.as_ref()[..FINGERPRINT_BYTES]);
        Ok(Self { key: RandomizedNonceKey::new(&AES_256_GCM, key)?, fingerprint })
    }

    /// Shows which key it is, without telling the key.
    pub(crate) fn fingerprint(&self) -> String {
        hex::encode(self.fingerprint)
    }

    /// A fresh random key, wrapped for `purpose`: it can be unwrapped for the same purpose only.
    pub(crate) fn generate(&self, purpose: &[u8]) -> Result<DataKey, Error> {
        let plaintext = random()?;
        let mut sealed = Zeroizing::new(plaintext.to_vec());
        let (nonce, tag) = self.key.seal_in_place_separate_tag(Aad::from(purpose), &mut sealed)?;
        let mut wrapped = Vec::with_capacity(WRAPPED_BYTES);
        wrapped.push(FORMAT);
        wrapped.extend_from_slice(&self.fingerprint);
        wrapped.extend_from_slice(nonce.as_ref());
        wrapped.extend_from_slice(&sealed);
        wrapped.extend_from_slice(tag.as_ref());
        Ok(DataKey { plaintext, wrapped })
    }

    /// The key that was wrapped. `provider` says in an error what this key is.
    pub(crate) fn unwrap(
        &self,
        purpose: &[u8],
        wrapped: &[u8],
        provider: impl FnOnce() -> String,
    ) -> Result<Zeroizing<[u8; KEY_BYTES]>, Error> {
        if wrapped.len() != WRAPPED_BYTES || wrapped[0] != FORMAT {
            return Err(Error::Damaged);
        }
        let (header, sealed) = wrapped.split_at(HEADER_BYTES);
        let (fingerprint, nonce) = header[1..].split_at(FINGERPRINT_BYTES);
        if fingerprint != self.fingerprint {
            let wanted = hex::encode(fingerprint);
            return Err(Error::WrongKey { provider: provider(), wanted, found: self.fingerprint() });
        }
        let nonce = Nonce::try_assume_unique_for_key(nonce)?;
        let mut opened = Zeroizing::new(sealed.to_vec());
        let plaintext = self.key.open_in_place(nonce, Aad::from(purpose), &mut opened).map_err(|_| Error::Damaged)?;
        let mut key = Zeroizing::new([0; KEY_BYTES]);
        key.copy_from_slice(plaintext);
        Ok(key)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn who() -> String {
        "key file x".into()
    }

    #[test]
    fn what_was_wrapped_comes_back() {
        let wrapping = WrappingKey::new(&[7; KEY_BYTES]).unwrap();
        let first = wrapping.generate(b"store").unwrap();
        let second = wrapping.generate(b"store").unwrap();
        assert_ne!(first.plaintext, second.plaintext);
        assert_eq!(wrapping.unwrap(b"store", &first.wrapped, who).unwrap(), first.plaintext);
        assert!(!first.wrapped.windows(8).any(|bytes| first.plaintext.starts_with(bytes)));
    }

    #[test]
    fn a_wrong_key_is_told_from_a_damaged_one() {
        let wrapping = WrappingKey::new(&[7; KEY_BYTES]).unwrap();
        let data_key = wrapping.generate(b"store").unwrap();
        let other = WrappingKey::new(&[8; KEY_BYTES]).unwrap();
        let error = other.unwrap(b"store", &data_key.wrapped, who).unwrap_err();
        let text = error.to_string();
        assert!(matches!(error, Error::WrongKey { .. }));
        assert!(
            text.contains("key file x") && text.contains(&wrapping.fingerprint()) && text.contains("use the key"),
            "{text}"
        );

        assert!(matches!(wrapping.unwrap(b"other", &data_key.wrapped, who), Err(Error::Damaged)), "another purpose");
        for cut in [0, 1, WRAPPED_BYTES - 1] {
            assert!(matches!(wrapping.unwrap(b"store", &data_key.wrapped[..cut], who), Err(Error::Damaged)));
        }
        for place in [0, HEADER_BYTES - 1, HEADER_BYTES, WRAPPED_BYTES - 1] {
            let mut flipped = data_key.wrapped.clone();
            flipped[place] ^= 1;
            assert!(matches!(wrapping.unwrap(b"store", &flipped, who), Err(Error::Damaged)), "byte {place}");
        }
    }
}
