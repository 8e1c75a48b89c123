//! The column families, and the keys of the records in them.
//!
//! Keys are not encrypted. They are made of numbers, of ids that Magpie made, and of keyed hashes: never of names or texts of
//! a user. Numbers are big-endian, so that they sort.

/// A column family.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Family {
    /// The store's own: versions, wrapped keys, epoch, counts.
    Meta,
    /// Jobs, by job id.
    Jobs,
    /// Runs, their details and buckets, by kind and run id.
    Runs,
    /// Unfinished shards, by run id and shard id.
    Shards,
    /// The results logs, by run id and position.
    Results,
    /// Findings, by finding id.
    Findings,
    /// Client tokens, by keyed hash.
    Tokens,
    /// Exports, by run id.
    Export,
    /// The audit log, by sequence number.
    Audit,
    /// Custom data identifiers, by id.
    Customs,
    /// Allow lists, by id.
    AllowLists,
}

impl Family {
    /// All of them.
    pub(crate) const ALL: [Family; 11] = [
        Family::Meta,
        Family::Jobs,
        Family::Runs,
        Family::Shards,
        Family::Results,
        Family::Findings,
        Family::Tokens,
        Family::Export,
        Family::Audit,
        Family::Customs,
        Family::AllowLists,
    ];

    /// Its name: in RocksDB, in the associated data of each sealed record, and in errors.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Family::Meta => "meta",
            Family::Jobs => "jobs",
            Family::Runs => "runs",
            Family::Shards => "shards",
            Family::Results => "results",
            Family::Findings => "findings",
            Family::Tokens => "tokens",
            Family::Export => "export",
            Family::Audit => "audit",
            Family::Customs => "customs",
            Family::AllowLists => "allow-lists",
        }
    }
}

/// Keys of [`Family::Meta`].
pub(crate) mod meta {
    /// The schema's version, 4 bytes. Not sealed: it must be readable before any key is.
    pub(crate) const SCHEMA: &[u8] = b"schema";
    /// The store key, wrapped by the key provider.
    pub(crate) const STORE_KEY: &[u8] = b"store-key";
    /// The epoch, 8 bytes, sealed.
    pub(crate) const EPOCH: &[u8] = b"epoch";
    /// How many findings there are, 8 bytes, sealed.
    pub(crate) const FINDINGS: &[u8] = b"findings";
    /// What the keys of all data keys begin with.
    pub(crate) const DATA_KEYS: &[u8] = b"data-key/";

    /// The data key of this number, wrapped by the store key.
    pub(crate) fn data_key(number: u32) -> Vec<u8> {
        [DATA_KEYS, &number.to_be_bytes()].concat()
    }
}

/// Keys of [`Family::Runs`] begin with the kind of record, so that runs can be read without the rest.
pub(crate) mod runs {
    /// Run records.
    pub(crate) const RUN: u8 = b'r';
    /// Details of runs.
    pub(crate) const DETAILS: u8 = b'd';
    /// Buckets of runs.
    pub(crate) const BUCKET: u8 = b'b';

    /// The run, or its details.
    pub(crate) fn of(kind: u8, run_id: u64) -> Vec<u8> {
        [&[kind][..], &run_id.to_be_bytes()].concat()
    }

    /// A bucket of the run.
    pub(crate) fn bucket(run_id: u64, index: u32) -> Vec<u8> {
        [&[BUCKET][..], &run_id.to_be_bytes(), &index.to_be_bytes()].concat()
    }
}

/// A key of one number.
pub(crate) fn number(number: u64) -> Vec<u8> {
    number.to_be_bytes().to_vec()
}

/// A key of two numbers: of [`Family::Shards`] and [`Family::Results`].
pub(crate) fn numbers(first: u64, second: u64) -> Vec<u8> {
    [first.to_be_bytes(), second.to_be_bytes()].concat()
}

/// The number that a key ends with.
pub(crate) fn last_number(key: &[u8]) -> Option<u64> {
    key.last_chunk::<8>().map(|bytes| u64::from_be_bytes(*bytes))
}

/// The key of an id: its 16 bytes. `None` if it does not have the form of an id: 32 lower-case hexadecimal characters. So
/// whatever a caller takes for an id, no text can become a key.
pub(crate) fn id(id: &str) -> Option<Vec<u8>> {
    if id.len() != 32 || !id.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
        return None;
    }
    hex::decode(id).ok()
}

/// The key of an allow list's id. `None` if it does not have the form of one: 22 lower-case letters and digits, which Magpie
/// made.
pub(crate) fn list_id(id: &str) -> Option<Vec<u8>> {
    let has_the_form = id.len() == 22 && id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    has_the_form.then(|| id.as_bytes().to_vec())
}

/// The first key after all that begin with `prefix`. `None` if there is none.
pub(crate) fn after_prefix(prefix: &[u8]) -> Option<Vec<u8>> {
    let mut end = prefix.to_vec();
    while let Some(last) = end.pop() {
        if last < u8::MAX {
            end.push(last + 1);
            return Some(end);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_sort_as_their_numbers() {
        assert!(number(255) < number(256));
        assert!(numbers(1, u64::MAX) < numbers(2, 0));
        assert_eq!(last_number(&numbers(7, 258)), Some(258));
        assert_eq!(last_number(b"short"), None);
    }

    #[test]
    fn only_ids_become_keys() {
        assert_eq!(id("00ff00ff00ff00ff00ff00ff00ff00ff").map(|key| key.len()), Some(16));
        for wrong in ["", "payroll/2024.csv", "00FF00FF00FF00FF00FF00FF00FF00FF", "00ff00ff00ff00ff00ff00ff00ff00f"] {
            assert_eq!(id(wrong), None, "{wrong}");
        }
        assert_eq!(list_id("nkr81bmtu2542yyexample").map(|key| key.len()), Some(22));
        for wrong in
            ["", "nkr81bmtu2542yyexampl", "nkr81bmtu2542yyexample2", "NKR81BMTU2542YYEXAMPLE", "nkr81bmtu2542yy/xample"]
        {
            assert_eq!(list_id(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn the_end_of_a_prefix() {
        assert_eq!(after_prefix(b"a"), Some(b"b".to_vec()));
        assert_eq!(after_prefix(&[1, u8::MAX, u8::MAX]), Some(vec![2]));
        assert_eq!(after_prefix(&[u8::MAX]), None);
        assert_eq!(after_prefix(&[]), None);
    }

    #[test]
    fn names_are_unique() {
        let names: std::collections::BTreeSet<_> = Family::ALL.iter().map(|family| family.name()).collect();
        assert_eq!(names.len(), Family::ALL.len());
    }
}
