//! Who guards the key of a store.
//!
//! Three levels. The *provider's key* never enters the store: it is in a key file, or in a service such as AWS KMS that never
//! gives it out. It wraps the *store key*, made once with the store. The store key wraps the *data keys*, one for each opening
//! of the store, and those seal the records. So an opening costs one call to the provider however often the store was opened
//! before, and whoever takes the provider's key away has taken everything.

use std::path::PathBuf;

use async_trait::async_trait;
use aws_lc_rs::error::Unspecified;
use zeroize::Zeroizing;

mod ephemeral;
mod file;
mod wrapping;

pub use ephemeral::EphemeralKey;
pub use file::KeyFile;
pub(crate) use wrapping::WrappingKey;

/// Bytes in every key: AES-256.
pub const KEY_BYTES: usize = 32;

/// A fresh key, in the clear and wrapped.
pub struct DataKey {
    /// For use now. Wiped from memory when dropped.
    pub plaintext: Zeroizing<[u8; KEY_BYTES]>,
    /// For keeping: only the provider can unwrap it.
    pub wrapped: Vec<u8>,
}

/// Makes keys and wraps them, in the manner of a key management service.
#[async_trait]
pub trait KeyProvider: Send + Sync + 'static {
    /// A fresh random key.
    ///
    /// # Errors
    /// [`Error::Unavailable`] if the provider cannot be reached, or as its kind has them.
    async fn generate(&self) -> Result<DataKey, Error>;

    /// The key that was wrapped.
    ///
    /// # Errors
    /// [`Error::WrongKey`] if another key wrapped it, [`Error::Damaged`] if it is not what was wrapped,
    /// [`Error::Unavailable`] if the provider cannot be reached.
    async fn unwrap(&self, wrapped: &[u8]) -> Result<Zeroizing<[u8; KEY_BYTES]>, Error>;

    /// What it is, for people: a path or a key's ARN. Never a key.
    fn describe(&self) -> String;
}

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such file.
    #[error("there is no key file {}: create one, or put the one back that the store was made with", path.display())]
    NotFound {
        /// The key file.
        path: PathBuf,
    },
    /// There is such a file already.
    #[error("the key file {} exists already: use it, or choose another path. A key that is overwritten is lost for ever", path.display())]
    Exists {
        /// The key file.
        path: PathBuf,
    },
    /// Others may read it.
    #[error("the key file {} can be read or written by others (mode {mode:04o}): run chmod 600 on it", path.display())]
    Permissions {
        /// The key file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// It is not a key file.
    #[error(
        "the key file {} is not a file of exactly {KEY_BYTES} bytes (it has {found}): check the path. If it was never used, delete it and \
         create it again",
        path.display()
    )]
    WrongLength {
        /// The key file.
        path: PathBuf,
        /// Its size in bytes.
        found: u64,
    },
    /// The key is another than the one that the store was made with.
    #[error(
        "the store was made with key {wanted}, but the {provider} has key {found}: use the key that the store was made with. \
         Without it nothing in the store can be read"
    )]
    WrongKey {
        /// What guards the key that was tried.
        provider: String,
        /// A fingerprint of the key that is needed.
        wanted: String,
        /// A fingerprint of the key that was tried.
        found: String,
    },
    /// The wrapped key is not what was wrapped.
    #[error("the wrapped key in the store is damaged: restore the store from a backup")]
    Damaged,
    /// The provider cannot be reached, or refuses.
    #[error("the {provider} does not answer or refuses: {message}")]
    Unavailable {
        /// What guards the key.
        provider: String,
        /// Why, and what to do.
        message: String,
    },
    /// The key file could not be read or written.
    #[error("the key file {} cannot be used: {source}", path.display())]
    Io {
        /// The key file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The cryptographic library refused to work, for example because the system gives no random numbers.
    #[error("the cryptographic library failed: look whether the system gives random numbers")]
    Cryptography,
}

impl From<Unspecified> for Error {
    fn from(_: Unspecified) -> Self {
        Error::Cryptography
    }
}

/// Fresh random key bytes.
pub(crate) fn random() -> Result<Zeroizing<[u8; KEY_BYTES]>, Error> {
    let mut key = Zeroizing::new([0; KEY_BYTES]);
    aws_lc_rs::rand::fill(&mut *key)?;
    Ok(key)
}
