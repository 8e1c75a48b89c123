//! Seeing the values that matched, for a scan on the user's own terminal.

use magpie_base::Sensitive;
use magpie_extract::{ByteRange, Place};

/// Is told of each match with its value. Values never leave the process by way of Magpie: an observer lives in the process
/// that scans, and only `magpie scan --show-values` has one.
pub trait MatchObserver: Send + Sync {
    /// A match was found. Called on a CPU thread while the object is scanned; must not block.
    fn matched(&self, found: ObservedMatch<'_>);
}

/// One match.
pub struct ObservedMatch<'a> {
    /// The bucket.
    pub bucket: &'a str,
    /// The object's key.
    pub key: &'a str,
    /// The path of the file inside the object, if it is in an archive; levels joined with `!`.
    pub member: Option<&'a str>,
    /// A managed identifier's id, or a custom one's name.
    pub identifier: &'a str,
    /// Where.
    pub place: &'a Place,
    /// Which bytes of the object or of the file inside it, if it has bytes of its own.
    pub bytes: Option<ByteRange>,
    /// What.
    pub value: Sensitive<String>,
}
