//! Where objects live, and which of them a job wants.
//!
//! * [`ObjectStore`]: list, read in ranges, describe and write objects. [`S3Store`] speaks to any S3; [`FolderStore`] makes
//!   local files and folders look like buckets. Both answer with the same typed [`Error`].
//! * [`Pages`] walks a listing page by page and survives empty and repeated pages; [`Walk`] does so for those who ask themselves.
//! * [`scope`]: the object criteria of a job, checked and compiled.
//! * [`sampling`]: the share of objects a job takes, the same in every attempt.
//!
//! ```
//! # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
//! use futures::TryStreamExt;
//! use magpie_objects::{FolderStore, GetRequest, ObjectStore, Pages};
//!
//! let folder = tempfile::tempdir().unwrap();
//! std::fs::write(folder.path().join("hello.txt"), "hello").unwrap();
//! let store = FolderStore::new([("local".to_owned(), folder.path().to_owned())])?;
//!
//! let mut pages = Pages::new(&store, "local", "", "");
//! while let Some(objects) = pages.next().await? {
//!     for object in objects {
//!         let request = GetRequest { range: Some(0..object.size), if_match: Some(object.e_tag) };
//!         let body = store.get("local", &object.key, &request).await?.body;
//!         let bytes: Vec<_> = body.try_collect().await?;
//!         assert_eq!(bytes.concat(), b"hello");
//!     }
//! }
//! # Ok::<(), magpie_objects::Error>(())
//! # }).unwrap();
//! ```

mod bucket;
mod error;
mod folder;
mod pages;
pub mod s3;
pub mod sampling;
pub mod scope;
mod store;

pub use bucket::{AccessControl, BlockPublicAccess, BucketDetails, EffectivePermission, Owner, SharedAccess, Tristate};
pub use error::Error;
pub use folder::{FolderStore, Passed};
pub use pages::{Pages, Walk};
pub use s3::S3Store;
pub use store::{
    Encryption, EncryptionKind, GetRequest, GetResponse, ListPage, ListRequest, ListedObject, MAX_PAGE, ObjectDetails,
    ObjectStore, PutOptions, Tag,
};
