//! Reading.
//!
//! Ids come from users: what does not have the form of an id is simply not there.

use std::sync::atomic::Ordering;

use magpie_proto::store::v1::{
    AllowListRecord, BucketRecord, ClientTokenRecord, CustomDataIdentifierRecord, ExportRecord, JobRecord,
    ResultRecord, RunDetailsRecord, RunRecord, ShardRecord,
};
use magpie_proto::v1::Finding;
use prost::Message;

use crate::error::Error;
use crate::family::{self, Family, last_number, runs};
use crate::scan::{AuditLog, Records, Results, Scan};
use crate::sealing::Unpacker;
use crate::store::Store;
use crate::token::TokenOf;

/// All of these fail with [`Error::Corrupt`] or [`Error::Damaged`] if what is stored is not what was written, with
/// [`Error::Io`] if it cannot be read, and with [`Error::Destroyed`] after [`Store::destroy`].
impl Store {
    /// The job of this id.
    pub fn job(&self, job_id: &str) -> Result<Option<JobRecord>, Error> {
        self.get_by_id(Family::Jobs, job_id)
    }

    /// All jobs, in the order of their ids.
    pub fn jobs(&self) -> Records<JobRecord> {
        self.all(Family::Jobs, &[])
    }

    /// The id of the job that this client token made.
    pub fn client_token(&self, token: &str) -> Result<Option<String>, Error> {
        self.client_token_of(TokenOf::Job, token)
    }

    /// The id of what this client token made.
    pub fn client_token_of(&self, of: TokenOf, token: &str) -> Result<Option<String>, Error> {
        let key = self.opened()?.keyring.token_hash(of, token);
        Ok(self.get::<ClientTokenRecord>(Family::Tokens, &key)?.map(|record| record.job_id))
    }

    /// The custom data identifier of this id, deleted or not.
    pub fn custom_data_identifier(&self, id: &str) -> Result<Option<CustomDataIdentifierRecord>, Error> {
        self.get_by_id(Family::Customs, id)
    }

    /// All custom data identifiers, deleted ones included, in the order of their ids.
    pub fn custom_data_identifiers(&self) -> Records<CustomDataIdentifierRecord> {
        self.all(Family::Customs, &[])
    }

    /// The allow list of this id.
    pub fn allow_list(&self, id: &str) -> Result<Option<AllowListRecord>, Error> {
        match family::list_id(id) {
            Some(key) => self.get(Family::AllowLists, &key),
            None => Ok(None),
        }
    }

    /// All allow lists, in the order of their ids.
    pub fn allow_lists(&self) -> Records<AllowListRecord> {
        self.all(Family::AllowLists, &[])
    }

    /// A run.
    pub fn run(&self, run_id: u64) -> Result<Option<RunRecord>, Error> {
        self.get(Family::Runs, &runs::of(runs::RUN, run_id))
    }

    /// All runs, in the order of their ids.
    pub fn runs(&self) -> Records<RunRecord> {
        self.all(Family::Runs, &[runs::RUN])
    }

    /// The highest id of a run. `None` if there is no run.
    pub fn last_run_id(&self) -> Result<Option<u64>, Error> {
        let key = self.opened()?.rocks.last_key(Family::Runs, &[runs::RUN])?;
        Ok(key.and_then(|key| last_number(&key)))
    }

    /// The details of a run.
    pub fn run_details(&self, run_id: u64) -> Result<Option<RunDetailsRecord>, Error> {
        self.get(Family::Runs, &runs::of(runs::DETAILS, run_id))
    }

    /// What is known of a bucket of a run.
    pub fn bucket(&self, run_id: u64, index: u32) -> Result<Option<BucketRecord>, Error> {
        self.get(Family::Runs, &runs::bucket(run_id, index))
    }

    /// What is known of the buckets of a run, in the order of their indexes.
    pub fn buckets(&self, run_id: u64) -> Records<BucketRecord> {
        self.all(Family::Runs, &runs::of(runs::BUCKET, run_id))
    }

    /// A shard of a run.
    pub fn shard(&self, run_id: u64, shard_id: u64) -> Result<Option<ShardRecord>, Error> {
        self.get(Family::Shards, &family::numbers(run_id, shard_id))
    }

    /// The shards of a run, in the order of their ids.
    pub fn shards(&self, run_id: u64) -> Records<ShardRecord> {
        self.all(Family::Shards, &family::number(run_id))
    }

    /// The position that the next result of a run gets: 1 for a run without results.
    pub fn next_position(&self, run_id: u64) -> Result<u64, Error> {
        if let Some(&next) = self.inner.next_positions.read().get(&run_id) {
            return Ok(next);
        }
        let last = self.opened()?.rocks.last_key(Family::Results, &family::number(run_id))?;
        Ok(last.and_then(|key| last_number(&key)).map_or(1, |last| last.saturating_add(1)))
    }

    /// The results of a run after this position (0: from the beginning), in order, up to the last one that is stored now. To
    /// follow a log, ask again with the last position that came: while nothing is appended that costs next to nothing.
    pub fn results(&self, run_id: u64, after_position: u64) -> Result<Results, Error> {
        Ok(Results::new(self, run_id, after_position, self.next_position(run_id)?))
    }

    /// The result at a position.
    pub fn result(&self, run_id: u64, position: u64) -> Result<Option<ResultRecord>, Error> {
        self.get(Family::Results, &family::numbers(run_id, position))
    }

    /// The finding of this id.
    pub fn finding(&self, id: &str) -> Result<Option<Finding>, Error> {
        self.get_by_id(Family::Findings, id)
    }

    /// All findings, in the order of their ids, read as they are asked for.
    pub fn findings(&self) -> Records<Finding> {
        self.all(Family::Findings, &[])
    }

    /// How many findings there are. Costs nothing.
    pub fn finding_count(&self) -> u64 {
        self.inner.findings.load(Ordering::Acquire)
    }

    /// How far the export of a run is.
    pub fn export(&self, run_id: u64) -> Result<Option<ExportRecord>, Error> {
        self.get(Family::Export, &family::number(run_id))
    }

    /// All exports, in the order of their runs.
    pub fn exports(&self) -> Records<ExportRecord> {
        self.all(Family::Export, &[])
    }

    /// The records of the audit log after this number (0: from the beginning), in order.
    pub fn audit(&self, after: u64) -> AuditLog {
        let from = family::number(after.saturating_add(1));
        AuditLog(Scan::between(self, Family::Audit, from, None))
    }

    /// The number of the last record of the audit log. 0 if there is none.
    pub fn last_audit_number(&self) -> u64 {
        self.inner.audited.load(Ordering::Acquire)
    }

    fn get_by_id<T: Message + Default>(&self, family: Family, id: &str) -> Result<Option<T>, Error> {
        match family::id(id) {
            Some(key) => self.get(family, &key),
            None => Ok(None),
        }
    }

    fn get<T: Message + Default>(&self, family: Family, key: &[u8]) -> Result<Option<T>, Error> {
        let opened = self.opened()?;
        let Some(sealed) = opened.rocks.get(family, key)? else {
            return Ok(None);
        };
        let record = opened.keyring.open(family, key, sealed, &mut Unpacker::new())?;
        decode(family, &record).map(Some)
    }

    fn all<T: Message + Default>(&self, family: Family, prefix: &[u8]) -> Records<T> {
        Records::new(Scan::of_prefix(self, family, prefix))
    }
}

/// A record from its bytes.
pub(crate) fn decode<T: Message + Default>(family: Family, record: &[u8]) -> Result<T, Error> {
    // prost's own words could quote what it read.
    T::decode(record).map_err(|_| Error::Corrupt { family: family.name(), what: "cannot be decoded" })
}
