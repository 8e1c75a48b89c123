//! Results on their way: what lies between two cursors of a shard, in the order of the keys.

use magpie_proto::v1::{ObjectAccount, classification_status};
use magpie_proto::worker::v1::{LeaseToken, ObjectResult, Progress};
use prost::Message as _;

use crate::fit::fit;

/// Results in one message.
const MAX_RESULTS: usize = 256;

/// Bytes of results in one message. One result alone may be larger.
const MAX_BYTES: usize = 1024 * 1024;

/// What became of one listed object.
pub(crate) enum Outcome {
    /// Left out by the job's scope.
    Excluded,
    /// Left out by sampling.
    SampledOut,
    /// In scope.
    Result(Box<ObjectResult>),
}

/// One listed object that is accounted for.
pub(crate) struct Accounted {
    pub(crate) key: String,
    pub(crate) size: u64,
    pub(crate) outcome: Outcome,
}

/// Collects what is accounted for until it is sent.
pub(crate) struct Batch {
    from_cursor: String,
    to_cursor: String,
    account: ObjectAccount,
    results: Vec<ObjectResult>,
    bytes: usize,
}

impl Batch {
    /// An empty batch after `cursor`.
    pub(crate) fn after(cursor: String) -> Batch {
        let to_cursor = cursor.clone();
        Batch { from_cursor: cursor, to_cursor, account: ObjectAccount::default(), results: Vec::new(), bytes: 0 }
    }

    /// Adds the next object in key order.
    pub(crate) fn add(&mut self, accounted: Accounted) {
        let account = &mut self.account;
        account.objects += 1;
        account.bytes = account.bytes.saturating_add(accounted.size);
        match accounted.outcome {
            Outcome::Excluded => account.excluded += 1,
            Outcome::SampledOut => account.sampled_out += 1,
            Outcome::Result(mut result) => {
                fit(&mut result);
                let file = result.file.as_ref();
                match file.map_or(classification_status::Code::Skipped, |file| file.code()) {
                    classification_status::Code::Complete => account.complete += 1,
                    classification_status::Code::Partial => account.partial += 1,
                    _ => account.skipped += 1,
                }
                let classified = file.map_or(0, |file| file.bytes_classified);
                account.bytes_classified = account.bytes_classified.saturating_add(classified);
                self.bytes += result.encoded_len();
                self.results.push(*result);
            }
        }
        self.to_cursor = accounted.key;
    }

    /// Whether there is nothing to tell.
    pub(crate) fn is_empty(&self) -> bool {
        self.account.objects == 0
    }

    /// Whether it should be sent now.
    pub(crate) fn is_full(&self) -> bool {
        self.results.len() >= MAX_RESULTS || self.bytes >= MAX_BYTES
    }

    /// The message, and an empty batch after it. With `end`, the shard is finished there.
    pub(crate) fn take(&mut self, token: LeaseToken, end: Option<&str>) -> Progress {
        let to_cursor = match end {
            Some(end) if !end.is_empty() => end.to_owned(),
            _ => self.to_cursor.clone(),
        };
        let sent = std::mem::replace(self, Batch::after(to_cursor.clone()));
        Progress {
            token: Some(token),
            from_cursor: sent.from_cursor,
            to_cursor,
            account: Some(sent.account),
            results: sent.results,
            done: end.is_some(),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use magpie_proto::worker::v1::FileResult;

    fn token() -> LeaseToken {
        LeaseToken { epoch: 1, number: 1 }
    }

    fn result(key: &str, code: classification_status::Code, classified: u64) -> Accounted {
        let file = FileResult { code: code.into(), bytes_classified: classified, ..FileResult::default() };
        let result = ObjectResult { key: key.into(), file: Some(file), ..ObjectResult::default() };
        Accounted { key: key.into(), size: 10, outcome: Outcome::Result(Box::new(result)) }
    }

    #[test]
    fn every_object_is_counted_once_and_the_cursors_join() {
        let mut batch = Batch::after("a".into());
        batch.add(result("b", classification_status::Code::Complete, 7));
        batch.add(Accounted { key: "c".into(), size: 5, outcome: Outcome::Excluded });
        let first = batch.take(token(), None);
        assert_eq!((first.from_cursor.as_str(), first.to_cursor.as_str(), first.done), ("a", "c", false));
        let account = first.account.unwrap();
        assert_eq!((account.objects, account.bytes, account.complete, account.excluded), (2, 15, 1, 1));
        assert_eq!(account.bytes_classified, 7);

        batch.add(Accounted { key: "d".into(), size: 5, outcome: Outcome::SampledOut });
        batch.add(result("e", classification_status::Code::Partial, 1));
        batch.add(result("f", classification_status::Code::Skipped, 0));
        let last = batch.take(token(), Some("z"));
        assert_eq!((last.from_cursor.as_str(), last.to_cursor.as_str(), last.done), ("c", "z", true));
        let account = last.account.unwrap();
        let sum = account.excluded + account.sampled_out + account.complete + account.partial + account.skipped;
        assert_eq!(account.objects, sum);
    }

    #[test]
    fn the_last_shard_of_a_bucket_ends_at_its_last_key() {
        let mut batch = Batch::after("a".into());
        batch.add(result("b", classification_status::Code::Complete, 7));
        assert_eq!(batch.take(token(), Some("")).to_cursor, "b");
        let nothing_left = batch.take(token(), Some(""));
        assert_eq!((nothing_left.from_cursor.as_str(), nothing_left.to_cursor.as_str()), ("b", "b"));
    }

    #[test]
    fn a_batch_is_full_by_count_and_by_bytes() {
        let mut batch = Batch::after(String::new());
        for number in 0..MAX_RESULTS {
            assert!(!batch.is_full());
            batch.add(result(&format!("{number:04}"), classification_status::Code::Complete, 1));
        }
        assert!(batch.is_full());
        let mut batch = Batch::after(String::new());
        batch.add(result(&"k".repeat(MAX_BYTES), classification_status::Code::Complete, 1));
        assert!(batch.is_full());
    }
}
