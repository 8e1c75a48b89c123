//! A key that ends with the process.

use async_trait::async_trait;
use zeroize::Zeroizing;

use super::{DataKey, Error, KEY_BYTES, KeyProvider, WrappingKey, random};

const PURPOSE: &[u8] = b"magpie store key";

/// A key in memory alone: for a store in memory, for a demonstration, for tests. A store in a folder cannot be read any more
/// when it is gone.
pub struct EphemeralKey(WrappingKey);

impl EphemeralKey {
    /// A fresh random key.
    ///
    /// # Errors
    /// [`Error::Cryptography`] if the system gives no random numbers.
    pub fn generate() -> Result<Self, Error> {
        Ok(Self(WrappingKey::new(&*random()?)?))
    }
}

#[async_trait]
impl KeyProvider for EphemeralKey {
    async fn generate(&self) -> Result<DataKey, Error> {
        self.0.generate(PURPOSE)
    }

    async fn unwrap(&self, wrapped: &[u8]) -> Result<Zeroizing<[u8; KEY_BYTES]>, Error> {
        self.0.unwrap(PURPOSE, wrapped, || self.describe())
    }

    fn describe(&self) -> String {
        "key in memory".into()
    }
}
