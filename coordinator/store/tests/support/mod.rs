//! A model of the store in plain maps, actions that change both, and a comparison.

#![allow(
    clippy::unwrap_used,
    dead_code,
    missing_docs,
    unreachable_pub,
    reason = "shared by tests that each use a part"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use magpie_proto::store::v1::{
    AuditRecord, BucketRecord, ExportRecord, JobRecord, PendingExportFile, ResultRecord, RunDetailsRecord, RunRecord,
    ShardRecord,
};
use magpie_proto::v1::{Finding, ObjectAccount, S3Bucket, job_status, run_summary};
use magpie_proto::worker::v1::{FileResult, LeaseToken, ObjectResult, ScanSpec};
use magpie_store::key::{EphemeralKey, KeyProvider};
use magpie_store::{Batch, Error, Location, Store};
use prost_types::Timestamp;

/// Opens a store, waiting for it.
pub fn open(location: &Location, keys: &Arc<dyn KeyProvider>) -> Result<Store, Error> {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(Store::open(location.clone(), Arc::clone(keys)))
}

/// A new store in memory.
pub fn in_memory() -> Store {
    let keys: Arc<dyn KeyProvider> = Arc::new(EphemeralKey::generate().unwrap());
    open(&Location::Memory, &keys).unwrap()
}

/// One change.
#[derive(Debug, Clone)]
pub enum Action {
    Job { id: u8, version: u64 },
    Token { token: u8, job: u8 },
    Run { run: u64, version: u64 },
    Details { run: u64, version: u64 },
    Bucket { run: u64, index: u32, version: u64 },
    Shard { run: u64, shard: u64, version: u64 },
    DeleteShard { run: u64, shard: u64 },
    Append { run: u64, key_bytes: usize, version: u64 },
    EmptyLog { run: u64 },
    Finding { id: u8, version: u64 },
    DeleteFinding { id: u8 },
    Export { run: u64, version: u64 },
    Audit { version: u64 },
    TrimAudit { before: u64 },
}

/// What a store should hold.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Model {
    jobs: BTreeMap<String, JobRecord>,
    tokens: BTreeMap<String, String>,
    runs: BTreeMap<u64, RunRecord>,
    details: BTreeMap<u64, RunDetailsRecord>,
    buckets: BTreeMap<(u64, u32), BucketRecord>,
    shards: BTreeMap<(u64, u64), ShardRecord>,
    logs: BTreeMap<u64, Vec<ResultRecord>>,
    findings: BTreeMap<String, Finding>,
    exports: BTreeMap<u64, ExportRecord>,
    audit: BTreeMap<u64, AuditRecord>,
}

/// Runs that actions speak of.
pub const RUNS: u64 = 4;

pub fn id(number: u8) -> String {
    format!("{number:02x}").repeat(16)
}

/// Text that compression cannot shorten much, so that tables fill.
pub fn noise(bytes: usize, seed: u64) -> String {
    let mut state = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    (0..bytes)
        .map(|_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            char::from(b'!' + u8::try_from((state >> 33) % 90).unwrap())
        })
        .collect()
}

fn account(version: u64) -> ObjectAccount {
    ObjectAccount { objects: version, complete: version, ..Default::default() }
}

fn at(version: u64) -> Option<Timestamp> {
    Some(Timestamp { seconds: i64::try_from(version >> 20).unwrap(), nanos: 5 })
}

pub fn result(key_bytes: usize, version: u64) -> ResultRecord {
    let file = FileResult { mime_type: "text/csv".into(), bytes_classified: version, ..Default::default() };
    let result = ObjectResult { key: noise(key_bytes, version), size: version, file: Some(file), ..Default::default() };
    ResultRecord { shard_id: version, bucket: "payroll".into(), result: Some(result), at: at(version) }
}

impl Action {
    /// Does it to the model and puts it into the batch.
    pub fn perform(&self, model: &mut Model, batch: &mut Batch) {
        match *self {
            Action::Job { id: number, version } => {
                let status = job_status::Value::Running.into();
                let job = JobRecord {
                    job_id: id(number),
                    number_of_runs: version,
                    status,
                    created_at: at(version),
                    ..Default::default()
                };
                batch.put_job(&job);
                model.jobs.insert(job.job_id.clone(), job);
            }
            Action::Token { token, job } => {
                let token = format!("token {token}");
                batch.put_client_token(&token, &id(job));
                model.tokens.insert(token, id(job));
            }
            Action::Run { run, version } => {
                let state = run_summary::State::Running.into();
                let record = RunRecord {
                    run_id: run,
                    state,
                    detections: version,
                    listed: Some(account(version)),
                    ..Default::default()
                };
                batch.put_run(&record);
                model.runs.insert(run, record);
            }
            Action::Details { run, version } => {
                let spec =
                    ScanSpec { sampling_seed: version, ruleset_version: noise(200, version), ..Default::default() };
                let record = RunDetailsRecord { run_id: run, spec: Some(spec), ..Default::default() };
                batch.put_run_details(&record);
                model.details.insert(run, record);
            }
            Action::Bucket { run, index, version } => {
                let bucket = S3Bucket { name: format!("bucket {version}"), ..Default::default() };
                let record = BucketRecord { run_id: run, index, bucket: Some(bucket) };
                batch.put_bucket(&record);
                model.buckets.insert((run, index), record);
            }
            Action::Shard { run, shard, version } => {
                let lease = Some(LeaseToken { epoch: 1, number: version });
                let record = ShardRecord {
                    run_id: run,
                    shard_id: shard,
                    cursor: noise(30, version),
                    lease,
                    ..Default::default()
                };
                batch.put_shard(&record);
                model.shards.insert((run, shard), record);
            }
            Action::DeleteShard { run, shard } => {
                batch.delete_shard(run, shard);
                model.shards.remove(&(run, shard));
            }
            Action::Append { run, key_bytes, version } => {
                let log = model.logs.entry(run).or_default();
                let result = result(key_bytes, version);
                batch.append_result(run, log.len() as u64 + 1, &result);
                log.push(result);
            }
            Action::EmptyLog { run } => {
                batch.delete_results(run);
                model.logs.remove(&run);
            }
            Action::Finding { id: number, version } => {
                let finding = Finding { id: id(number), description: noise(300, version), ..Default::default() };
                batch.put_finding(&finding);
                model.findings.insert(finding.id.clone(), finding);
            }
            Action::DeleteFinding { id: number } => {
                batch.delete_finding(&id(number));
                model.findings.remove(&id(number));
            }
            Action::Export { run, version } => {
                let pending =
                    PendingExportFile { first_position: 1, last_position: version, name: "a/b.jsonl.gz".into() };
                let record =
                    ExportRecord { run_id: run, next_position: version, pending: Some(pending), ..Default::default() };
                batch.put_export(&record);
                model.exports.insert(run, record);
            }
            Action::Audit { version } => {
                let record =
                    AuditRecord { request_id: format!("request {version}"), at: at(version), ..Default::default() };
                batch.append_audit(&record);
                model.audit.insert(model.last_audit() + 1, record);
            }
            Action::TrimAudit { before } => {
                batch.delete_audit_before(before);
                model.audit = model.audit.split_off(&before.min(model.last_audit()));
            }
        }
    }
}

fn all<T>(records: impl Iterator<Item = Result<T, Error>>) -> Vec<T> {
    records.map(Result::unwrap).collect()
}

fn values<K: Ord, T: Clone>(map: &BTreeMap<K, T>) -> Vec<T> {
    map.values().cloned().collect()
}

impl Model {
    fn last_audit(&self) -> u64 {
        self.audit.last_key_value().map_or(0, |(number, _)| *number)
    }

    pub fn export_position(&self, run: u64) -> u64 {
        self.exports.get(&run).map_or(0, |export| export.next_position)
    }

    /// Panics unless the store holds exactly this.
    pub fn compare(&self, store: &Store) {
        assert_eq!(all(store.jobs()), values(&self.jobs));
        assert_eq!(all(store.runs()), values(&self.runs));
        assert_eq!(all(store.findings()), values(&self.findings));
        assert_eq!(all(store.exports()), values(&self.exports));
        assert_eq!(store.finding_count(), self.findings.len() as u64);
        assert_eq!(store.last_run_id().unwrap(), self.runs.last_key_value().map(|(run, _)| *run));
        assert_eq!(store.last_audit_number(), self.last_audit());
        assert_eq!(
            all(store.audit(0)),
            self.audit.iter().map(|(number, record)| (*number, record.clone())).collect::<Vec<_>>()
        );
        for number in 0..=u8::MAX {
            assert_eq!(store.job(&id(number)).unwrap().as_ref(), self.jobs.get(&id(number)));
            assert_eq!(store.finding(&id(number)).unwrap().as_ref(), self.findings.get(&id(number)));
            let token = format!("token {number}");
            assert_eq!(store.client_token(&token).unwrap().as_ref(), self.tokens.get(&token));
        }
        for run in 0..RUNS {
            self.compare_run(store, run);
        }
    }

    fn compare_run(&self, store: &Store, run: u64) {
        assert_eq!(store.run(run).unwrap().as_ref(), self.runs.get(&run));
        assert_eq!(store.run_details(run).unwrap().as_ref(), self.details.get(&run));
        assert_eq!(store.export(run).unwrap().as_ref(), self.exports.get(&run));
        let buckets: Vec<_> =
            self.buckets.range((run, 0)..=(run, u32::MAX)).map(|(_, bucket)| bucket.clone()).collect();
        assert_eq!(all(store.buckets(run)), buckets);
        for bucket in buckets {
            assert_eq!(store.bucket(run, bucket.index).unwrap(), Some(bucket));
        }
        let shards: Vec<_> = self.shards.range((run, 0)..=(run, u64::MAX)).map(|(_, shard)| shard.clone()).collect();
        assert_eq!(all(store.shards(run)), shards);
        for shard in shards {
            assert_eq!(store.shard(run, shard.shard_id).unwrap(), Some(shard));
        }
        let log = self.logs.get(&run).cloned().unwrap_or_default();
        assert_eq!(store.next_position(run).unwrap(), log.len() as u64 + 1);
        let numbered: Vec<_> = (1..).zip(log).collect();
        let middle = numbered.len() / 2;
        assert_eq!(all(store.results(run, 0).unwrap()), numbered);
        assert_eq!(all(store.results(run, middle as u64).unwrap()), numbered[middle..]);
        assert_eq!(store.results(run, numbered.len() as u64).unwrap().count(), 0);
        assert_eq!(store.results(run, u64::MAX).unwrap().count(), 0);
        if let Some((position, result)) = numbered.last() {
            assert_eq!(store.result(run, *position).unwrap().as_ref(), Some(result));
        }
    }
}

/// Batch `number` of an endless script. It always says its number in the export record of the last run: so a store tells how
/// far it has come.
pub fn scripted(number: u64, key_bytes: usize) -> Vec<Action> {
    let mut state = number;
    let mut draw = |bound: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % bound
    };
    let mut actions = vec![Action::Export { run: RUNS - 1, version: number }];
    for part in 0..2 + draw(6) {
        let version = number << 8 | part;
        let run = draw(RUNS);
        let small = u8::try_from(draw(20)).unwrap();
        actions.push(match draw(16) {
            0 => Action::Job { id: small, version },
            1 => Action::Token { token: small, job: small },
            2 => Action::Run { run, version },
            3 => Action::Details { run, version },
            4 => Action::Bucket { run, index: u32::from(small % 4), version },
            5 | 6 => Action::Shard { run, shard: u64::from(small), version },
            7 => Action::DeleteShard { run, shard: u64::from(small) },
            8 if draw(10) == 0 => Action::EmptyLog { run },
            8 | 9 => Action::Finding { id: small, version },
            10 => Action::DeleteFinding { id: small },
            11 => Action::Audit { version },
            12 if draw(10) == 0 => Action::TrimAudit { before: draw(1_000) },
            _ => Action::Append { run, key_bytes, version },
        });
    }
    actions
}

/// The number of the last scripted batch that the store holds. 0 for none.
pub fn script_position(store: &Store) -> u64 {
    store.export(RUNS - 1).unwrap().map_or(0, |export| export.next_position)
}

/// What a store holds after this many scripted batches.
pub fn scripted_model(batches: u64, key_bytes: usize) -> Model {
    let mut model = Model::default();
    for number in 1..=batches {
        for action in scripted(number, key_bytes) {
            action.perform(&mut model, &mut Batch::default());
        }
    }
    model
}

/// Commits the next scripted batch.
pub fn commit_scripted(store: &Store, model: &mut Model, number: u64, key_bytes: usize) -> Result<(), Error> {
    let mut batch = store.batch();
    for action in scripted(number, key_bytes) {
        action.perform(model, &mut batch);
    }
    store.commit(batch)
}

/// The disk as a crash at this instant would leave it, if everything that was written survived.
pub fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        if entry.file_name() != "LOCK" {
            fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
}
