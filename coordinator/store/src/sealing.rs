//! How a record is sealed.
//!
//! ```text
//! sealed record = format version (1) | number of the data key (4) | counter (8) | sealed body | tag (16)
//! body          = 0 | record                      as it is
//!               = 1 | its length (4) | zstd frame  where that is shorter
//! ```
//!
//! AES-256-GCM; numbers are big-endian. The associated data are the format version, the column family and the record's key:
//! a record that is moved to another place does not open.
//!
//! **Nonces.** The nonce is the counter, which starts at zero with each data key and grows with each record. Each opening of a
//! store makes a fresh random data key, and no opening ever seals under an older one. So no nonce can come twice under
//! one key: not after a crash (what was counted before is of another key), and not if a backup is restored and opened twice
//! (both continue with the same *number* of key, but each has made its own key). Nothing about a counter has to be durable.
//!
//! What this does not guard against: somebody who can write to the disk can put an older version of a whole record, or of the
//! whole store, back in its place.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::hmac;
use zstd::bulk::{Compressor, Decompressor};

use crate::MAX_RECORD_BYTES;
use crate::error::Error;
use crate::family::Family;
use crate::key::{self, KEY_BYTES};
use crate::token::TokenOf;

const FORMAT: u8 = 1;
const HEADER_BYTES: usize = 1 + 4 + 8;
const TAG_BYTES: usize = 16;

const PLAIN: u8 = 0;
const COMPRESSED: u8 = 1;

/// zstd's fastest ordinary level: records are small, and the disk is slower.
const COMPRESSION_LEVEL: i32 = 1;
/// Shorter records gain nothing from compression. Bytes.
const WORTH_COMPRESSING: usize = 96;

/// All data keys of a store. The library that holds them wipes their memory when they are dropped.
pub(crate) struct Keyring {
    current: u32,
    counter: AtomicU64,
    keys: BTreeMap<u32, LessSafeKey>,
    tokens: hmac::Key,
}

impl Keyring {
    /// A ring without keys, of the store with this store key.
    pub(crate) fn new(store_key: &[u8; KEY_BYTES]) -> Self {
        // A key of its own for hashing, so that a hash says nothing of anything sealed.
        let derived = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, store_key), b"magpie client tokens");
        let tokens = hmac::Key::new(hmac::HMAC_SHA256, derived.as_ref());
        Self { current: 0, counter: AtomicU64::new(0), keys: BTreeMap::new(), tokens }
    }

    /// Adds a key to open records with.
    pub(crate) fn add(&mut self, number: u32, key: &[u8; KEY_BYTES]) -> Result<(), Error> {
        let key = UnboundKey::new(&AES_256_GCM, key).map_err(key::Error::from)?;
        self.keys.insert(number, LessSafeKey::new(key));
        Ok(())
    }

    /// Adds the key to seal records with. It must be fresh: see the module's page.
    pub(crate) fn add_current(&mut self, number: u32, key: &[u8; KEY_BYTES]) -> Result<(), Error> {
        self.add(number, key)?;
        self.current = number;
        self.counter = AtomicU64::new(0);
        Ok(())
    }

    /// The highest number of a key. 0 if there is none.
    pub(crate) fn last_number(&self) -> u32 {
        self.keys.last_key_value().map_or(0, |(number, _)| *number)
    }

    /// The hash under which a client token is kept. Keyed, because tokens may be easy to guess.
    pub(crate) fn token_hash(&self, of: TokenOf, token: &str) -> Vec<u8> {
        hmac::sign(&self.tokens, &of.text(token)).as_ref().to_vec()
    }

    /// Seals a record.
    pub(crate) fn seal(
        &self,
        family: Family,
        key: &[u8],
        record: &[u8],
        packer: &mut Packer,
    ) -> Result<Vec<u8>, Error> {
        let sealing_key = self.keys.get(&self.current).ok_or(Error::Cryptography)?;
        let counter = self.counter.fetch_add(1, Ordering::Relaxed);
        let mut sealed = Vec::with_capacity(HEADER_BYTES + 1 + record.len() + TAG_BYTES);
        sealed.push(FORMAT);
        sealed.extend_from_slice(&self.current.to_be_bytes());
        sealed.extend_from_slice(&counter.to_be_bytes());
        packer.pack(record, &mut sealed)?;
        let tag = sealing_key
            .seal_in_place_separate_tag(
                nonce(counter),
                Aad::from(associated_data(family, key)),
                &mut sealed[HEADER_BYTES..],
            )
            .map_err(|_| Error::Cryptography)?;
        sealed.extend_from_slice(tag.as_ref());
        Ok(sealed)
    }

    /// Opens a record.
    pub(crate) fn open(
        &self,
        family: Family,
        key: &[u8],
        mut sealed: Vec<u8>,
        unpacker: &mut Unpacker,
    ) -> Result<Vec<u8>, Error> {
        let corrupt = |what| Error::Corrupt { family: family.name(), what };
        let Some((header, body)) = sealed.split_first_chunk_mut::<HEADER_BYTES>() else {
            return Err(corrupt("is cut off"));
        };
        let [FORMAT, number @ .., _, _, _, _, _, _, _, _] = *header else {
            return Err(corrupt("has an unknown format"));
        };
        let [_, _, _, _, _, counter @ ..] = *header;
        let Some(opening_key) = self.keys.get(&u32::from_be_bytes(number)) else {
            return Err(corrupt("is sealed with a key that the store does not have"));
        };
        let body = opening_key
            .open_in_place(nonce(u64::from_be_bytes(counter)), Aad::from(associated_data(family, key)), body)
            .map_err(|_| corrupt("does not authenticate"))?;
        unpacker.unpack(body).ok_or(corrupt("cannot be decompressed"))
    }
}

fn nonce(counter: u64) -> Nonce {
    let mut nonce = [0; 12];
    nonce[4..].copy_from_slice(&counter.to_be_bytes());
    Nonce::assume_unique_for_key(nonce)
}

/// No two places have the same: no family's name begins with another's and a zero byte.
fn associated_data(family: Family, key: &[u8]) -> Vec<u8> {
    [&[FORMAT], family.name().as_bytes(), &[0], key].concat()
}

/// Makes bodies. Keeps the compressor's memory (about 1 MiB) between records.
pub(crate) struct Packer(Option<Compressor<'static>>);

impl Packer {
    pub(crate) const fn new() -> Self {
        Self(None)
    }

    fn pack(&mut self, record: &[u8], out: &mut Vec<u8>) -> Result<(), Error> {
        if record.len() >= WORTH_COMPRESSING {
            let frame = self.compress(record).map_err(|_| Error::Cryptography)?;
            if frame.len() + 4 < record.len() {
                // A record's length was checked against MAX_RECORD_BYTES, which fits.
                let length = u32::try_from(record.len()).map_err(|_| Error::Cryptography)?;
                out.push(COMPRESSED);
                out.extend_from_slice(&length.to_be_bytes());
                out.extend_from_slice(&frame);
                return Ok(());
            }
        }
        out.push(PLAIN);
        out.extend_from_slice(record);
        Ok(())
    }

    fn compress(&mut self, record: &[u8]) -> std::io::Result<Vec<u8>> {
        if self.0.is_none() {
            let mut compressor = Compressor::new(COMPRESSION_LEVEL)?;
            // The body has the length, and the tag is better than any checksum.
            compressor.set_parameter(zstd::zstd_safe::CParameter::ContentSizeFlag(false))?;
            self.0 = Some(compressor);
        }
        match &mut self.0 {
            Some(compressor) => compressor.compress(record),
            None => Ok(record.to_vec()),
        }
    }
}

/// Reads bodies. Keeps the decompressor's memory between records.
pub(crate) struct Unpacker(Option<Decompressor<'static>>);

impl Unpacker {
    pub(crate) const fn new() -> Self {
        Self(None)
    }

    fn unpack(&mut self, body: &[u8]) -> Option<Vec<u8>> {
        match body.split_first()? {
            (&PLAIN, record) => Some(record.to_vec()),
            (&COMPRESSED, rest) => {
                let (length, frame) = rest.split_first_chunk::<4>()?;
                let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
                if length > MAX_RECORD_BYTES {
                    return None;
                }
                if self.0.is_none() {
                    self.0 = Some(Decompressor::new().ok()?);
                }
                let record = self.0.as_mut()?.decompress(frame, length).ok()?;
                (record.len() == length).then_some(record)
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use proptest::prelude::*;

    use super::*;

    fn keyring() -> Keyring {
        let mut keyring = Keyring::new(&[1; KEY_BYTES]);
        keyring.add_current(1, &[2; KEY_BYTES]).unwrap();
        keyring
    }

    fn seal(keyring: &Keyring, record: &[u8]) -> Vec<u8> {
        keyring.seal(Family::Jobs, b"key", record, &mut Packer::new()).unwrap()
    }

    fn open(keyring: &Keyring, family: Family, key: &[u8], sealed: &[u8]) -> Result<Vec<u8>, String> {
        keyring.open(family, key, sealed.to_vec(), &mut Unpacker::new()).map_err(|error| match error {
            Error::Corrupt { family, what } => format!("{family}: {what}"),
            other => panic!("{other}"),
        })
    }

    #[test]
    fn a_record_opens_at_its_place_only() {
        let keyring = keyring();
        let sealed = seal(&keyring, b"payroll");
        assert_eq!(open(&keyring, Family::Jobs, b"key", &sealed).unwrap(), b"payroll");
        let refused = Err("runs: does not authenticate".to_owned());
        assert_eq!(open(&keyring, Family::Runs, b"key", &sealed), refused);
        assert_eq!(open(&keyring, Family::Jobs, b"kez", &sealed), Err("jobs: does not authenticate".to_owned()));
        assert_eq!(open(&keyring, Family::Jobs, b"", &sealed), Err("jobs: does not authenticate".to_owned()));
    }

    #[test]
    fn every_bit_matters() {
        let keyring = keyring();
        let sealed = seal(&keyring, b"payroll");
        for place in 0..sealed.len() {
            for bit in 0..8 {
                let mut flipped = sealed.clone();
                flipped[place] ^= 1 << bit;
                assert!(open(&keyring, Family::Jobs, b"key", &flipped).is_err(), "bit {bit} of byte {place}");
            }
            assert!(open(&keyring, Family::Jobs, b"key", &sealed[..place]).is_err(), "cut at {place}");
        }
    }

    #[test]
    fn the_same_record_never_looks_the_same_and_older_keys_open() {
        let mut keyring = keyring();
        let first = seal(&keyring, b"payroll");
        assert_ne!(first, seal(&keyring, b"payroll"));
        keyring.add_current(2, &[3; KEY_BYTES]).unwrap();
        let second = seal(&keyring, b"payroll");
        assert_eq!((first[4], second[4], keyring.last_number()), (1, 2, 2));
        assert_eq!(open(&keyring, Family::Jobs, b"key", &first).unwrap(), b"payroll");
        assert_eq!(open(&keyring, Family::Jobs, b"key", &second).unwrap(), b"payroll");
        let mut other = Keyring::new(&[1; KEY_BYTES]);
        other.add_current(1, &[2; KEY_BYTES]).unwrap();
        assert!(open(&other, Family::Jobs, b"key", &second).unwrap_err().contains("does not have"));
    }

    #[test]
    fn counters_of_many_threads_never_meet() {
        let keyring = keyring();
        let mut counters: Vec<Vec<u8>> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..4)
                .map(|_| scope.spawn(|| (0..200).map(|_| seal(&keyring, b"x")[5..13].to_vec()).collect::<Vec<_>>()))
                .collect();
            threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
        });
        counters.sort();
        counters.dedup();
        assert_eq!(counters.len(), 800);
    }

    #[test]
    fn compression_is_used_where_it_helps() {
        let keyring = keyring();
        let text = "the same words again and again ".repeat(40);
        assert!(seal(&keyring, text.as_bytes()).len() < text.len() / 4);
        let overhead = HEADER_BYTES + 1 + TAG_BYTES;
        let noise: Vec<u8> =
            (0..500_u32).flat_map(|n| n.wrapping_mul(2_654_435_761).rotate_left(n).to_le_bytes()).collect();
        assert_eq!(seal(&keyring, &noise).len(), noise.len() + overhead);
        assert_eq!(seal(&keyring, &text.as_bytes()[..60]).len(), 60 + overhead);
    }

    #[test]
    fn a_body_that_lies_about_its_length_is_refused() {
        let frame = zstd::bulk::compress(&[0; 1000], 1).unwrap();
        let body = |length: u32| [&[COMPRESSED][..], &length.to_be_bytes(), &frame].concat();
        assert_eq!(Unpacker::new().unpack(&body(1000)), Some(vec![0; 1000]));
        for length in [0, 999, 1001, u32::MAX] {
            assert_eq!(Unpacker::new().unpack(&body(length)), None, "{length}");
        }
        for body in [&[][..], &[2], &[COMPRESSED], &[COMPRESSED, 0, 0, 0, 1], &[COMPRESSED, 0, 0, 0, 1, 9, 9]] {
            assert_eq!(Unpacker::new().unpack(body), None);
        }
    }

    #[test]
    fn token_hashes_depend_on_the_store() {
        let hash = keyring().token_hash(TokenOf::Job, "token");
        assert_eq!(hash, keyring().token_hash(TokenOf::Job, "token"));
        assert_ne!(hash, keyring().token_hash(TokenOf::Job, "tokem"));
        assert_ne!(hash, keyring().token_hash(TokenOf::AllowList, "token"));
        assert_ne!(hash, Keyring::new(&[9; KEY_BYTES]).token_hash(TokenOf::Job, "token"));
    }

    proptest! {
        #[test]
        fn any_record_comes_back(record in prop::collection::vec(prop_oneof![Just(0_u8), any::<u8>()], 0..2_000)) {
            let keyring = keyring();
            let sealed = seal(&keyring, &record);
            prop_assert_eq!(open(&keyring, Family::Jobs, b"key", &sealed).unwrap(), record);
        }

        #[test]
        fn garbage_is_refused(garbage in prop::collection::vec(any::<u8>(), 0..200)) {
            prop_assert!(open(&keyring(), Family::Jobs, b"key", &garbage).is_err());
            Unpacker::new().unpack(&garbage);
        }
    }
}
