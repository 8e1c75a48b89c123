//! What the coordinator keeps: jobs, runs, shards, the results log, findings, custom data identifiers, allow lists (never
//! their words), the state of exports and the audit log, in RocksDB, encrypted.
//!
//! * **Durable.** [`Store::commit`] writes a [`Batch`] as a whole or not at all, and returns when it is on the disk. It may
//!   hold the records of many events: grouping them is the caller's business, and how one sync serves many.
//! * **Encrypted.** Every record is sealed with AES-256-GCM before RocksDB sees it, under a key that a
//!   [`KeyProvider`](key::KeyProvider) guards. Keys of records are numbers, ids and keyed hashes, never names of objects.
//!   What is left to see for who has the disk but not the key: how many records there are, their sizes, and ids.
//! * **Fail-stop.** After a commit has failed nobody knows whether it is on the disk, so nothing more is accepted: open the
//!   store again and go on from what it holds.
//!
//! All calls but [`Store::open`] block while they wait for the disk, and `open` does so too between its calls to the key
//! provider: in asynchronous code, give them a thread.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use std::sync::Arc;
//! use magpie_proto::store::v1::ResultRecord;
//! use magpie_store::{Location, Store, key::EphemeralKey};
//!
//! let store = Store::open(Location::Memory, Arc::new(EphemeralKey::generate()?)).await?;
//!
//! let run = 1;
//! let mut batch = store.batch();
//! batch.append_result(run, store.next_position(run)?, &ResultRecord { bucket: "payroll".into(), ..Default::default() });
//! store.commit(batch)?;
//!
//! let (position, result) = store.results(run, 0)?.next().expect("there is one")?;
//! assert_eq!((position, result.bucket.as_str()), (1, "payroll"));
//! # Ok(()) }
//! ```

mod batch;
mod commit;
mod destroy;
mod error;
mod family;
mod folder;
pub mod key;
mod read;
mod rocks;
mod scan;
mod schema;
mod sealing;
mod store;
mod token;

pub use batch::Batch;
pub use error::Error;
pub use scan::{AuditLog, Records, Results};
pub use store::{Location, Store};
pub use token::TokenOf;

/// The largest record that is stored, in bytes before compression. A batch with a larger one is refused as a whole.
pub const MAX_RECORD_BYTES: usize = 64 << 20;
