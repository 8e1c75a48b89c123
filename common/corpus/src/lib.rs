//! Made-up files in every supported format, with planted values and the exact places where they are.
//!
//! The demo shows them, tests compare results with their truth. Nobody's data: values are drawn from a seeded generator
//! and completed with the check digits that the issuers' rules ask for. That arithmetic is written here once more rather
//! than borrowed from the detector: a test that shared it could not fail.
//!
//! ```
//! let files = magpie_corpus::files(7, 40);
//! assert_eq!(files.len(), 40);
//! let planted: usize = files.iter().map(|file| file.truth.planted.len()).sum();
//! assert!(planted > 40);
//! assert_eq!(files[3].bytes, magpie_corpus::files(7, 40)[3].bytes, "the same seed makes the same files");
//! ```

mod archives;
mod files;
mod random;
mod sample;
mod structured;
mod text;
mod truth;
mod values;

pub use files::files;
pub use random::Random;
pub use sample::sample_bucket;
pub use truth::{File, Place, Planted, Status, Truth};
