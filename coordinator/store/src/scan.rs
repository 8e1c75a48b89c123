//! Reading many records in order.
//!
//! The iterators own what they need and read a page at a time. So they can be sent to other threads and kept for hours (a
//! client that follows a log) without a snapshot that would keep RocksDB from giving old data back to the disk.

use std::collections::VecDeque;
use std::iter::FusedIterator;
use std::marker::PhantomData;

use magpie_proto::store::v1::{AuditRecord, ResultRecord};
use prost::Message;

use crate::error::Error;
use crate::family::{Family, after_prefix, last_number, numbers};
use crate::read::decode;
use crate::rocks::Entry;
use crate::sealing::Unpacker;
use crate::store::Store;

/// A page ends with so many records ...
const PAGE_RECORDS: usize = 256;
/// ... or with the record that makes more than so many bytes, as stored.
const PAGE_BYTES: usize = 1 << 20;

/// Opened records between two keys, in the order of their keys.
pub(crate) struct Scan {
    store: Store,
    family: Family,
    /// The key that the next page starts with. `None` when there is no next page.
    from: Option<Vec<u8>>,
    end: Option<Vec<u8>>,
    page: VecDeque<Entry>,
    unpacker: Unpacker,
}

impl Scan {
    /// All keys that begin with `prefix`.
    pub(crate) fn of_prefix(store: &Store, family: Family, prefix: &[u8]) -> Self {
        Self::between(store, family, prefix.to_vec(), after_prefix(prefix))
    }

    /// From the key `from` on, before the key `end`.
    pub(crate) fn between(store: &Store, family: Family, from: Vec<u8>, end: Option<Vec<u8>>) -> Self {
        Self { store: store.clone(), family, from: Some(from), end, page: VecDeque::new(), unpacker: Unpacker::new() }
    }

    fn nothing(store: &Store, family: Family) -> Self {
        Self { from: None, ..Self::between(store, family, Vec::new(), None) }
    }

    /// The next record and its key. After an error, nothing.
    pub(crate) fn next(&mut self) -> Result<Option<Entry>, Error> {
        let read = self.read();
        if read.is_err() {
            self.from = None;
            self.page.clear();
        }
        read
    }

    fn read(&mut self) -> Result<Option<Entry>, Error> {
        if self.page.is_empty() {
            let Some(from) = self.from.take() else {
                return Ok(None);
            };
            self.page = self
                .store
                .opened()?
                .rocks
                .page(self.family, &from, self.end.as_deref(), PAGE_RECORDS, PAGE_BYTES)?
                .into();
            // The next key after k is k and a zero byte.
            self.from = self.page.back().map(|(key, _)| [key.as_slice(), &[0]].concat());
        }
        let Some((key, sealed)) = self.page.pop_front() else {
            return Ok(None);
        };
        let record = self.store.opened()?.keyring.open(self.family, &key, sealed, &mut self.unpacker)?;
        Ok(Some((key, record)))
    }
}

/// Records of one kind, in the order of their ids. A record that is there from the beginning to the end of the reading
/// comes exactly once; one that is stored or deleted meanwhile may or may not come. Ends after an error.
pub struct Records<T> {
    scan: Scan,
    kind: PhantomData<fn() -> T>,
}

impl<T> Records<T> {
    pub(crate) fn new(scan: Scan) -> Self {
        Self { scan, kind: PhantomData }
    }
}

impl<T: Message + Default> Iterator for Records<T> {
    type Item = Result<T, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.scan.next() {
            Ok(next) => next.map(|(_, record)| decode(self.scan.family, &record)),
            Err(error) => Some(Err(error)),
        }
    }
}

impl<T: Message + Default> FusedIterator for Records<T> {}

/// Results of a run with their positions, in order and without gaps, up to the last one that was stored when this was made. Ends
/// after an error, and early if the log is emptied meanwhile.
pub struct Results {
    scan: Scan,
    run_id: u64,
    next: u64,
    end: u64,
}

impl Results {
    /// The positions after `after`, before `end`.
    pub(crate) fn new(store: &Store, run_id: u64, after: u64, end: u64) -> Self {
        let next = after.saturating_add(1);
        let scan = if next < end {
            Scan::between(store, Family::Results, numbers(run_id, next), Some(numbers(run_id, end)))
        } else {
            Scan::nothing(store, Family::Results)
        };
        Self { scan, run_id, next, end }
    }

    fn read(&mut self) -> Result<Option<(u64, ResultRecord)>, Error> {
        if self.next >= self.end {
            return Ok(None);
        }
        let position = self.next;
        match self.scan.next()? {
            Some((key, record)) if last_number(&key) == Some(position) => {
                self.next += 1;
                Ok(Some((position, decode(Family::Results, &record)?)))
            }
            _ if self.scan.store.next_position(self.run_id)? <= position => Ok(None),
            _ => Err(Error::Corrupt { family: Family::Results.name(), what: "is missing" }),
        }
    }
}

impl Iterator for Results {
    type Item = Result<(u64, ResultRecord), Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let read = self.read();
        if !matches!(read, Ok(Some(_))) {
            self.end = 0;
        }
        read.transpose()
    }
}

impl FusedIterator for Results {}

/// Records of the audit log with their numbers, in order. Ends after an error.
pub struct AuditLog(pub(crate) Scan);

impl Iterator for AuditLog {
    type Item = Result<(u64, AuditRecord), Error>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.0.next() {
            Ok(next) => next.map(|(key, record)| {
                let number =
                    last_number(&key).ok_or(Error::Corrupt { family: Family::Audit.name(), what: "has no number" })?;
                Ok((number, decode(Family::Audit, &record)?))
            }),
            Err(error) => Some(Err(error)),
        }
    }
}

impl FusedIterator for AuditLog {}
