//! What a worker may send. A worker is authenticated, but it has read hostile objects: everything it says is checked before
//! the brain sees it.

use magpie_proto::v1::{Occurrences, classification_status};
use magpie_proto::worker::v1::{FileResult, Hello, ObjectResult, Progress};
use prost::Message as _;

const _: () = assert!(MAX_RESULT_BYTES < magpie_store::MAX_RECORD_BYTES, "a result must fit into a record");

/// Characters of a worker's name.
pub const MAX_WORKER_ID_CHARACTERS: usize = 128;
/// Bytes of a session id.
pub const MAX_SESSION_ID_BYTES: usize = 64;
/// Bytes of the version of a worker's program.
pub const MAX_VERSION_BYTES: usize = 128;
/// Bytes of a key: S3's own limit.
pub const MAX_KEY_BYTES: usize = 1_024;
/// Leases that one heartbeat may renew.
pub const MAX_LEASES_PER_HEARTBEAT: usize = 4_096;
/// Leases that one message may ask for.
pub const MAX_CREDIT: u32 = 4_096;
/// Results in one message.
pub const MAX_RESULTS: usize = 100_000;
/// Bytes of one result. What the store keeps as one record must be smaller than its limit.
pub const MAX_RESULT_BYTES: usize = 48 << 20;
/// Bytes of a short text: a reason, a media type, an identifier.
const MAX_WORD_BYTES: usize = 256;
/// Bytes of a sentence.
const MAX_SENTENCE_BYTES: usize = 2_048;
/// Bytes of the path of a file in an archive.
const MAX_PATH_BYTES: usize = 64 * 1_024;
/// Identifiers in one file.
const MAX_IDENTIFIERS: usize = 4_096;
/// Tags of an object: S3 allows 10.
const MAX_TAGS: usize = 64;

/// Why a message is refused. Ends the session.
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

/// Checks that results and account of a message tell the same, and that nothing is larger than it may be.
pub(crate) fn progress(progress: &Progress) -> Result<(), Invalid> {
    ensure(progress.token.is_some(), "progress.token", "is missing")?;
    ensure(progress.from_cursor.len() <= MAX_KEY_BYTES, "progress.from_cursor", "is longer than a key can be")?;
    ensure(progress.to_cursor.len() <= MAX_KEY_BYTES, "progress.to_cursor", "is longer than a key can be")?;
    ensure(progress.results.len() <= MAX_RESULTS, "progress.results", "are too many for one message")?;
    results_are_in_range(progress)?;
    account_tells_the_same(progress)?;
    progress.results.iter().try_for_each(object)
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
    ensure(account.bytes_classified == bytes, "progress.account.bytes_classified", "is not the sum of the results")
}

fn object(result: &ObjectResult) -> Result<(), Invalid> {
    ensure(
        result.encoded_len() <= MAX_RESULT_BYTES,
        "progress.results",
        "are too large: list fewer places or members",
    )?;
    ensure(result.key.len() <= MAX_KEY_BYTES, "progress.results.key", "is longer than a key can be")?;
    ensure(result.e_tag.len() <= MAX_WORD_BYTES, "progress.results.e_tag", "is too long")?;
    ensure(result.version_id.len() <= MAX_KEY_BYTES, "progress.results.version_id", "is too long")?;
    ensure(result.storage_class.len() <= MAX_WORD_BYTES, "progress.results.storage_class", "is too long")?;
    ensure(result.tags.len() <= MAX_TAGS, "progress.results.tags", "are too many")?;
    if let Some(file_result) = &result.file {
        file(file_result)?;
    }
    for member in &result.members {
        let Some(member_file) = &member.file else {
            return Err(Invalid { field: "progress.results.members.file", problem: "is missing" });
        };
        let path = member.file_details.as_ref().map_or(0, |details| details.file_path.len());
        ensure(path <= MAX_PATH_BYTES, "progress.results.members.file_details.file_path", "is too long")?;
        file(member_file)?;
    }
    Ok(())
}

fn file(file: &FileResult) -> Result<(), Invalid> {
    ensure(file.reason.len() <= MAX_WORD_BYTES, "file.reason", "is too long")?;
    let is_complete = file.code() == classification_status::Code::Complete;
    ensure(is_complete == file.reason.is_empty(), "file.reason", "must be there unless the code is COMPLETE")?;
    ensure(file.reason_detail.len() <= MAX_SENTENCE_BYTES, "file.reason_detail", "is too long")?;
    ensure(file.mime_type.len() <= MAX_WORD_BYTES, "file.mime_type", "is too long")?;
    ensure(file.extension_mime_type.len() <= MAX_WORD_BYTES, "file.extension_mime_type", "is too long")?;
    ensure(file.encoding.len() <= MAX_WORD_BYTES, "file.encoding", "is too long")?;
    ensure(file.detections.len() <= MAX_IDENTIFIERS, "file.detections", "are too many")?;
    let mut before = "";
    for detections in &file.detections {
        let id = detections.identifier_id.as_str();
        ensure(id > before, "file.detections", "must be sorted by identifier, each once")?;
        ensure(id.len() <= MAX_WORD_BYTES, "file.detections.identifier_id", "is too long")?;
        ensure(detections.count > 0, "file.detections.count", "must be at least 1")?;
        if let Some(counts) = detections.confidence {
            let parts = [counts.low, counts.medium, counts.high].map(u64::try_from);
            let sum = parts.into_iter().try_fold(0_u64, |sum, part| sum.checked_add(part.ok()?));
            ensure(sum == Some(detections.count), "file.detections.confidence", "does not add up to the count")?;
        }
        let places = detections.occurrences.as_ref().map_or(0, number_of_places);
        let counted = u64::try_from(places).is_ok_and(|places| places <= detections.count);
        ensure(counted, "file.detections.occurrences", "are more than the count")?;
        before = id;
    }
    Ok(())
}

fn number_of_places(places: &Occurrences) -> usize {
    places.cells.len()
        + places.line_ranges.len()
        + places.pages.len()
        + places.records.len()
        + places.offset_ranges.len()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use magpie_proto::v1::ObjectAccount;
    use magpie_proto::worker::v1::{Detections, LeaseToken};

    use super::*;

    fn good() -> Progress {
        let file = FileResult {
            code: classification_status::Code::Complete.into(),
            mime_type: "text/plain".into(),
            bytes_classified: 7,
            detections: vec![Detections { identifier_id: "A".into(), count: 2, ..Default::default() }],
            ..Default::default()
        };
        let result = |key: &str| ObjectResult { key: key.into(), file: Some(file.clone()), ..Default::default() };
        Progress {
            token: Some(LeaseToken { epoch: 1, number: 1 }),
            from_cursor: "a".into(),
            to_cursor: "d".into(),
            account: Some(ObjectAccount {
                objects: 3,
                excluded: 1,
                complete: 2,
                bytes_classified: 14,
                ..Default::default()
            }),
            results: vec![result("b"), result("c")],
            done: false,
        }
    }

    #[test]
    fn a_good_message_is_taken() {
        assert_eq!(progress(&good()), Ok(()));
        let open_end = Progress { to_cursor: String::new(), done: true, ..good() };
        assert_eq!(progress(&open_end), Ok(()));
    }

    #[test]
    fn each_lie_is_refused_and_named() {
        type Change = fn(&mut Progress);
        let table: &[(&str, Change)] = &[
            ("progress.token", |p| p.token = None),
            ("progress.from_cursor", |p| p.from_cursor = "k".repeat(MAX_KEY_BYTES + 1)),
            ("progress.to_cursor", |p| p.to_cursor = "k".repeat(MAX_KEY_BYTES + 1)),
            ("progress.results", |p| p.results.swap(0, 1)),
            ("progress.results", |p| p.results[0].key = "a".into()),
            ("progress.results", |p| p.to_cursor = "b".into()),
            ("progress.account", |p| p.account = None),
            ("progress.account", |p| {
                p.results.pop();
            }),
            ("progress.account.bytes_classified", |p| p.account.as_mut().unwrap().bytes_classified += 1),
            ("progress.results.file", |p| p.results[0].file = None),
            ("progress.results.file.code", |p| p.results[0].file.as_mut().unwrap().code = 0),
            ("progress.results.file.code", |p| p.results[0].file.as_mut().unwrap().code = 77),
            ("progress.results.e_tag", |p| p.results[0].e_tag = "e".repeat(300)),
            ("file.reason", |p| p.results[0].file.as_mut().unwrap().reason = "MALFORMED_FILE".into()),
            ("file.reason_detail", |p| p.results[0].file.as_mut().unwrap().reason_detail = "x".repeat(5_000)),
            ("file.detections.count", |p| p.results[0].file.as_mut().unwrap().detections[0].count = 0),
            ("file.detections", |p| {
                let detections = &mut p.results[0].file.as_mut().unwrap().detections;
                detections.push(detections[0].clone());
            }),
            ("file.detections.confidence", |p| {
                let counts = magpie_proto::v1::ConfidenceCounts { low: 1, medium: -1, high: 2 };
                p.results[0].file.as_mut().unwrap().detections[0].confidence = Some(counts);
            }),
            ("file.detections.confidence", |p| {
                let counts = magpie_proto::v1::ConfidenceCounts { low: 1, medium: 0, high: 2 };
                p.results[0].file.as_mut().unwrap().detections[0].confidence = Some(counts);
            }),
            ("file.detections.occurrences", |p| {
                let places = Occurrences { pages: vec![Default::default(); 3], ..Default::default() };
                p.results[0].file.as_mut().unwrap().detections[0].occurrences = Some(places);
            }),
        ];
        for (index, (field, change)) in table.iter().enumerate() {
            let mut message = good();
            change(&mut message);
            assert_eq!(progress(&message).unwrap_err().field, *field, "row {index}");
        }
    }

    #[test]
    fn names_have_bounds() {
        let good =
            Hello { worker_id: "worker-1".into(), session_id: "0123456789abcdef".into(), version: "0.1.0".into() };
        assert_eq!(hello(&good), Ok(()));
        let wrong = [
            Hello { worker_id: String::new(), ..good.clone() },
            Hello { worker_id: "ü".repeat(129), ..good.clone() },
            Hello { worker_id: "two\nlines".into(), ..good.clone() },
            Hello { session_id: "short".into(), ..good.clone() },
            Hello { session_id: "with a space in it".into(), ..good.clone() },
            Hello { version: "v".repeat(200), ..good.clone() },
        ];
        for message in wrong {
            assert!(hello(&message).is_err(), "{message:?}");
        }
    }
}
