//! What a worker may send. A worker is authenticated, but it has read hostile objects: everything it says is checked before
//! the brain sees it.

mod object;
#[cfg(test)]
mod tests;

use magpie_proto::limits;
use magpie_proto::v1::classification_status;
use magpie_proto::worker::v1::{Hello, ObjectResult, Progress, ReturnLease, ScanSpec, return_lease};

const _: () = assert!(limits::RESULT_BYTES < magpie_store::MAX_RECORD_BYTES, "a result must fit into a record");

/// Characters of a worker's name.
pub const MAX_WORKER_ID_CHARACTERS: usize = 128;
/// Bytes of a session id.
pub const MAX_SESSION_ID_BYTES: usize = 64;
/// Bytes of the version of a worker's program.
pub const MAX_VERSION_BYTES: usize = 128;
/// Leases that one heartbeat may renew.
pub const MAX_LEASES_PER_HEARTBEAT: usize = 4_096;
/// Leases that one message may ask for.
pub const MAX_CREDIT: u32 = 4_096;
/// Results in one message.
pub const MAX_RESULTS: usize = 100_000;

/// What keeps a bucket from being listed.
const BUCKET_ERRORS: [&str; 4] =
    ["BUCKET_ACCESS_DENIED", "BUCKET_DOES_NOT_EXIST", "BUCKET_IN_DIFFERENT_REGION", "BUCKET_DETAILS_UNAVAILABLE"];

/// Why a message is refused. Ends the stream; the lease that a refused Progress speaks of ends too. Never tells content.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {problem}")]
pub(crate) struct Invalid {
    /// The field of the message.
    pub(crate) field: &'static str,
    /// What is wrong.
    pub(crate) problem: &'static str,
}

fn ensure(holds: bool, field: &'static str, problem: &'static str) -> Result<(), Invalid> {
    if holds { Ok(()) } else { Err(Invalid { field, problem }) }
}

/// Checks who a worker says that it is.
pub(crate) fn hello(hello: &Hello) -> Result<(), Invalid> {
    let characters = hello.worker_id.chars().count();
    ensure((1..=MAX_WORKER_ID_CHARACTERS).contains(&characters), "hello.worker_id", "must have 1 to 128 characters")?;
    ensure(!hello.worker_id.chars().any(char::is_control), "hello.worker_id", "must not contain control characters")?;
    let length = hello.session_id.len();
    let graphic = hello.session_id.bytes().all(|byte| byte.is_ascii_graphic());
    ensure((8..=MAX_SESSION_ID_BYTES).contains(&length), "hello.session_id", "must have 8 to 64 characters")?;
    ensure(graphic, "hello.session_id", "must be printable ASCII without spaces")?;
    ensure(hello.version.len() <= MAX_VERSION_BYTES, "hello.version", "is too long")?;
    ensure(!hello.version.chars().any(char::is_control), "hello.version", "must not contain control characters")
}

/// Checks what is said of a bucket that cannot be listed.
pub(crate) fn return_lease(lease: &ReturnLease) -> Result<(), Invalid> {
    let known = lease.reason() != return_lease::Reason::ListingFailed
        || BUCKET_ERRORS.contains(&lease.bucket_error_code.as_str());
    ensure(known, "return_lease.bucket_error_code", "is none of the errors of buckets")
}

/// Checks that results and account of a message tell the same, and that nothing is larger than it may be.
pub(crate) fn progress(progress: &Progress) -> Result<(), Invalid> {
    ensure(progress.token.is_some(), "progress.token", "is missing")?;
    ensure(progress.from_cursor.len() <= limits::KEY_BYTES, "progress.from_cursor", "is longer than a key can be")?;
    ensure(progress.to_cursor.len() <= limits::KEY_BYTES, "progress.to_cursor", "is longer than a key can be")?;
    ensure(progress.results.len() <= MAX_RESULTS, "progress.results", "are too many for one message")?;
    results_are_in_range(progress)?;
    account_tells_the_same(progress)?;
    progress.results.iter().try_for_each(object::check)
}

fn results_are_in_range(progress: &Progress) -> Result<(), Invalid> {
    let mut before = progress.from_cursor.as_str();
    for result in &progress.results {
        ensure(
            result.key.as_str() > before,
            "progress.results",
            "must be in the order of their keys, after from_cursor",
        )?;
        before = &result.key;
    }
    // An open end ("") is the end of the bucket: nothing lies behind it.
    let inside = progress.results.is_empty() || progress.to_cursor.is_empty() || before <= progress.to_cursor.as_str();
    ensure(inside, "progress.results", "must not go beyond to_cursor")
}

fn account_tells_the_same(progress: &Progress) -> Result<(), Invalid> {
    let account = progress.account.unwrap_or_default();
    let (mut complete, mut partial, mut skipped, mut bytes) = (0_u64, 0_u64, 0_u64, 0_u64);
    for result in &progress.results {
        let Some(file) = &result.file else {
            return Err(Invalid { field: "progress.results.file", problem: "is missing" });
        };
        match file.code() {
            classification_status::Code::Complete => complete += 1,
            classification_status::Code::Partial => partial += 1,
            classification_status::Code::Skipped => skipped += 1,
            classification_status::Code::Unspecified => {
                return Err(Invalid { field: "progress.results.file.code", problem: "is missing" });
            }
        }
        bytes = bytes.saturating_add(file.bytes_classified);
    }
    let same = (account.complete, account.partial, account.skipped) == (complete, partial, skipped);
    ensure(same, "progress.account", "does not count the results of the message")?;
    ensure(account.bytes_classified == bytes, "progress.account.bytes_classified", "is not the sum of the results")?;
    ensure(account.objects <= limits::OBJECTS, "progress.account.objects", "are more than one message can tell of")?;
    let most = account.objects.saturating_mul(limits::AMOUNT);
    ensure(account.bytes <= most, "progress.account.bytes", "are more than so many objects can have")
}

/// Checks that results speak only of identifiers that the run looks for.
pub(crate) fn identifiers(results: &[ObjectResult], spec: &ScanSpec) -> Result<(), Invalid> {
    let is_known = |id: &str| {
        spec.managed_data_identifier_ids.binary_search_by(|known| known.as_str().cmp(id)).is_ok()
            || spec.custom_data_identifiers.binary_search_by(|known| known.id.as_str().cmp(id)).is_ok()
    };
    let files = results
        .iter()
        .flat_map(|object| object.file.iter().chain(object.members.iter().filter_map(|member| member.file.as_ref())));
    let known = files.flat_map(|file| &file.detections).all(|found| is_known(&found.identifier_id));
    ensure(known, "file.detections.identifier_id", "is not one that the run looks for")
}
