//! What is written together.

use std::collections::BTreeMap;

use magpie_proto::store::v1::{
    AllowListRecord, AuditRecord, BucketRecord, ClientTokenRecord, CustomDataIdentifierRecord, ExportRecord, JobRecord,
    ResultRecord, RunDetailsRecord, RunRecord, ShardRecord,
};
use magpie_proto::v1::Finding;
use prost::Message;

use crate::MAX_RECORD_BYTES;
use crate::error::Error;
use crate::family::{self, Family, runs};
use crate::token::TokenOf;

/// Records that are written as a whole or not at all, in this order: of two under one id the later one stays.
///
/// A mistake of the caller (an id that is none, a result out of order, a record that is too large) is remembered, and the
/// commit gives it back and writes nothing.
#[derive(Default)]
pub struct Batch {
    pub(crate) operations: Vec<Operation>,
    pub(crate) logs: BTreeMap<u64, LogChange>,
    pub(crate) mistake: Option<Error>,
    bytes: usize,
}

pub(crate) enum Operation {
    Put { family: Family, key: Vec<u8>, record: Vec<u8> },
    PutClientToken { of: TokenOf, token: String, record: Vec<u8> },
    AppendAudit { record: Vec<u8> },
    Delete { family: Family, key: Vec<u8> },
    DeleteResults { run_id: u64 },
    DeleteAuditBefore { number: u64 },
}

/// What a batch does to a results log.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct LogChange {
    /// Whether it is emptied first.
    pub(crate) emptied: bool,
    /// The first and the last position that are appended.
    pub(crate) appended: Option<(u64, u64)>,
}

impl Batch {
    /// Whether there is nothing in it. Committing it then does nothing.
    pub fn is_empty(&self) -> bool {
        self.operations.is_empty() && self.mistake.is_none()
    }

    /// Bytes of the records in it, before compression: what the caller bounds, for all of a batch is in memory twice while it
    /// is committed.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Stores a job, replacing what is stored.
    pub fn put_job(&mut self, job: &JobRecord) -> &mut Self {
        self.put_by_id(Family::Jobs, "job id", &job.job_id, job)
    }

    /// Remembers which job a client token made. A keyed hash of the token is stored, not the token.
    pub fn put_client_token(&mut self, token: &str, job_id: &str) -> &mut Self {
        self.put_client_token_of(TokenOf::Job, token, job_id)
    }

    /// Remembers what a client token made. Equal tokens for things of different kinds are different tokens.
    pub fn put_client_token_of(&mut self, of: TokenOf, token: &str, id: &str) -> &mut Self {
        let record = self.encode(Family::Tokens, &ClientTokenRecord { job_id: id.to_owned() });
        self.operations.push(Operation::PutClientToken { of, token: token.to_owned(), record });
        self
    }

    /// Stores a custom data identifier, replacing what is stored.
    pub fn put_custom_data_identifier(&mut self, custom: &CustomDataIdentifierRecord) -> &mut Self {
        self.put_by_id(Family::Customs, "custom data identifier id", &custom.id, custom)
    }

    /// Stores an allow list, replacing what is stored.
    pub fn put_allow_list(&mut self, list: &AllowListRecord) -> &mut Self {
        match family::list_id(&list.id) {
            Some(key) => self.put(Family::AllowLists, key, list),
            None => self.mistaken(Error::InvalidId { what: "allow list id" }),
        }
    }

    /// Deletes an allow list, if it is there.
    pub fn delete_allow_list(&mut self, id: &str) -> &mut Self {
        match family::list_id(id) {
            Some(key) => self.delete(Family::AllowLists, key),
            None => self.mistaken(Error::InvalidId { what: "allow list id" }),
        }
    }

    /// Stores a run, replacing what is stored.
    pub fn put_run(&mut self, run: &RunRecord) -> &mut Self {
        self.put(Family::Runs, runs::of(runs::RUN, run.run_id), run)
    }

    /// Stores the details of a run, replacing what is stored.
    pub fn put_run_details(&mut self, details: &RunDetailsRecord) -> &mut Self {
        self.put(Family::Runs, runs::of(runs::DETAILS, details.run_id), details)
    }

    /// Stores what is known of a bucket of a run, replacing what is stored.
    pub fn put_bucket(&mut self, bucket: &BucketRecord) -> &mut Self {
        self.put(Family::Runs, runs::bucket(bucket.run_id, bucket.index), bucket)
    }

    /// Stores a shard, replacing what is stored.
    pub fn put_shard(&mut self, shard: &ShardRecord) -> &mut Self {
        self.put(Family::Shards, family::numbers(shard.run_id, shard.shard_id), shard)
    }

    /// Deletes a shard, if it is there.
    pub fn delete_shard(&mut self, run_id: u64, shard_id: u64) -> &mut Self {
        self.delete(Family::Shards, family::numbers(run_id, shard_id))
    }

    /// Appends a result to the results log of a run. Positions begin with 1 and have no gaps: the first in a batch is
    /// [`Store::next_position`](crate::Store::next_position), the others follow it. Otherwise the commit is refused with
    /// [`Error::OutOfOrder`].
    pub fn append_result(&mut self, run_id: u64, position: u64, result: &ResultRecord) -> &mut Self {
        let change = self.logs.entry(run_id).or_default();
        let expected = match change.appended {
            Some((_, last)) => last.saturating_add(1),
            None => position,
        };
        change.appended = Some((change.appended.map_or(position, |(first, _)| first), position));
        if position != expected {
            self.mistake.get_or_insert(Error::OutOfOrder { run_id, expected, found: position });
        }
        self.put(Family::Results, family::numbers(run_id, position), result)
    }

    /// Empties the results log of a run: its next position is 1 again.
    pub fn delete_results(&mut self, run_id: u64) -> &mut Self {
        self.logs.insert(run_id, LogChange { emptied: true, appended: None });
        self.operations.push(Operation::DeleteResults { run_id });
        self
    }

    /// Stores a finding, replacing what is stored under its id.
    pub fn put_finding(&mut self, finding: &Finding) -> &mut Self {
        self.put_by_id(Family::Findings, "finding id", &finding.id, finding)
    }

    /// Deletes a finding, if it is there.
    pub fn delete_finding(&mut self, id: &str) -> &mut Self {
        match family::id(id) {
            Some(key) => self.delete(Family::Findings, key),
            None => self.mistaken(Error::InvalidId { what: "finding id" }),
        }
    }

    /// Stores how far the export of a run is, replacing what is stored.
    pub fn put_export(&mut self, export: &ExportRecord) -> &mut Self {
        self.put(Family::Export, family::number(export.run_id), export)
    }

    /// Appends to the audit log. The commit numbers the records, without gaps.
    pub fn append_audit(&mut self, record: &AuditRecord) -> &mut Self {
        let record = self.encode(Family::Audit, record);
        self.operations.push(Operation::AppendAudit { record });
        self
    }

    /// Deletes the records of the audit log with smaller numbers; but never the last record, so that numbers are not used again.
    pub fn delete_audit_before(&mut self, number: u64) -> &mut Self {
        self.operations.push(Operation::DeleteAuditBefore { number });
        self
    }

    fn put(&mut self, family: Family, key: Vec<u8>, record: &impl Message) -> &mut Self {
        let record = self.encode(family, record);
        self.operations.push(Operation::Put { family, key, record });
        self
    }

    fn put_by_id(&mut self, family: Family, what: &'static str, id: &str, record: &impl Message) -> &mut Self {
        match family::id(id) {
            Some(key) => self.put(family, key, record),
            None => self.mistaken(Error::InvalidId { what }),
        }
    }

    fn delete(&mut self, family: Family, key: Vec<u8>) -> &mut Self {
        self.operations.push(Operation::Delete { family, key });
        self
    }

    fn encode(&mut self, family: Family, record: &impl Message) -> Vec<u8> {
        let bytes = record.encoded_len();
        if bytes > MAX_RECORD_BYTES {
            self.mistaken(Error::TooLarge { family: family.name(), bytes });
            return Vec::new();
        }
        self.bytes += bytes;
        record.encode_to_vec()
    }

    /// Remembers the first mistake.
    fn mistaken(&mut self, mistake: Error) -> &mut Self {
        self.mistake.get_or_insert(mistake);
        self
    }
}

impl std::fmt::Debug for Batch {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Batch")
            .field("operations", &self.operations.len())
            .field("bytes", &self.bytes)
            .finish_non_exhaustive()
    }
}
