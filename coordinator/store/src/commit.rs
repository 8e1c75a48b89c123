//! Writing a batch.

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;

use crate::batch::{Batch, LogChange, Operation};
use crate::error::Error;
use crate::family::{self, Family, meta};
use crate::rocks::Writes;
use crate::sealing::{Keyring, Packer};
use crate::store::{Opened, Store};

/// What commits share.
pub(crate) struct Committer {
    /// Whether a write has failed.
    stopped: bool,
    packer: Packer,
}

impl Committer {
    pub(crate) const fn new() -> Self {
        Self { stopped: false, packer: Packer::new() }
    }
}

/// What the caches say when the batch is on the disk.
struct Outcome {
    next_positions: BTreeMap<u64, u64>,
    findings: u64,
    audited: u64,
}

impl Store {
    /// Writes a batch: all of it or nothing. When this returns it is on the disk and survives a crash of anything.
    ///
    /// Readers see the records when they are on the disk, not earlier. Commits of several threads come one after the other.
    ///
    /// # Errors
    /// Nothing was written and the store goes on: [`Error::InvalidId`], [`Error::OutOfOrder`], [`Error::TooLarge`],
    /// [`Error::Closed`], [`Error::Destroyed`]. Nobody knows what was written, and further commits are refused with [`Error::Stopped`]:
    /// [`Error::DiskFull`], [`Error::Io`] and all others.
    pub fn commit(&self, batch: Batch) -> Result<(), Error> {
        let mut committer = self.inner.committer.lock();
        if committer.stopped {
            return Err(Error::Stopped);
        }
        if let Some(mistake) = batch.mistake {
            return Err(mistake);
        }
        if batch.operations.is_empty() {
            return Ok(());
        }
        let mut outcome = Outcome {
            next_positions: self.next_positions_after(&batch.logs)?,
            findings: self.inner.findings.load(Ordering::Acquire),
            audited: self.inner.audited.load(Ordering::Acquire),
        };
        let opened = self.opened()?;
        let written = write(&opened, &mut committer.packer, batch.operations, &mut outcome);
        if let Err(error) = written {
            committer.stopped = true;
            return Err(error);
        }
        self.inner.next_positions.write().extend(outcome.next_positions);
        self.inner.findings.store(outcome.findings, Ordering::Release);
        self.inner.audited.store(outcome.audited, Ordering::Release);
        Ok(())
    }

    /// The next position of each results log that changes.
    fn next_positions_after(&self, logs: &BTreeMap<u64, LogChange>) -> Result<BTreeMap<u64, u64>, Error> {
        let mut after = BTreeMap::new();
        for (&run_id, change) in logs {
            let expected = if change.emptied { 1 } else { self.next_position(run_id)? };
            let next = match change.appended {
                Some((first, _)) if first != expected => {
                    return Err(Error::OutOfOrder { run_id, expected, found: first });
                }
                Some((_, last)) => last.saturating_add(1),
                None => expected,
            };
            after.insert(run_id, next);
        }
        Ok(after)
    }
}

fn write(opened: &Opened, packer: &mut Packer, operations: Vec<Operation>, outcome: &mut Outcome) -> Result<(), Error> {
    let mut sealing = Sealing { keyring: &opened.keyring, packer, writes: opened.rocks.writes() };
    // Whether a finding is there after the batch, for each that it touches.
    let mut findings = BTreeMap::new();
    for operation in operations {
        match operation {
            Operation::Put { family, key, record } => {
                sealing.put(family, &key, &record)?;
                if family == Family::Findings {
                    findings.insert(key, true);
                }
            }
            Operation::PutClientToken { of, token, record } => {
                sealing.put(Family::Tokens, &opened.keyring.token_hash(of, &token), &record)?;
            }
            Operation::AppendAudit { record } => {
                outcome.audited += 1;
                sealing.put(Family::Audit, &family::number(outcome.audited), &record)?;
            }
            Operation::Delete { family, key } => {
                sealing.writes.delete(family, &key)?;
                if family == Family::Findings {
                    findings.insert(key, false);
                }
            }
            Operation::DeleteResults { run_id } => {
                let end = family::numbers(run_id, u64::MAX);
                sealing.writes.delete_range(Family::Results, &family::numbers(run_id, 0), &end)?;
            }
            Operation::DeleteAuditBefore { number } => {
                let end = family::number(number.min(outcome.audited));
                sealing.writes.delete_range(Family::Audit, &family::number(0), &end)?;
            }
        }
    }
    let before = outcome.findings;
    for (key, stays) in findings {
        match (opened.rocks.contains(Family::Findings, &key)?, stays) {
            (false, true) => outcome.findings += 1,
            (true, false) => outcome.findings = outcome.findings.saturating_sub(1),
            _ => {}
        }
    }
    if outcome.findings != before {
        sealing.put(Family::Meta, meta::FINDINGS, &outcome.findings.to_be_bytes())?;
    }
    opened.rocks.write(sealing.writes)
}

struct Sealing<'a> {
    keyring: &'a Keyring,
    packer: &'a mut Packer,
    writes: Writes<'a>,
}

impl Sealing<'_> {
    fn put(&mut self, family: Family, key: &[u8], record: &[u8]) -> Result<(), Error> {
        let sealed = self.keyring.seal(family, key, record, self.packer)?;
        self.writes.put(family, key, &sealed)
    }
}
