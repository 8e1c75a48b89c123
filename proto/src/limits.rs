//! How large what a worker says may be. The coordinator refuses more; workers cut what they say to it.

/// Bytes of a key: S3's own limit.
pub const KEY_BYTES: usize = 1_024;

/// Bytes of the result of one object.
pub const RESULT_BYTES: usize = 48 << 20;

/// Bytes of a short text: a reason, a media type, an identifier, an entity tag.
pub const WORD_BYTES: usize = 256;

/// Bytes of a sentence, of the name of a column or cell, of a path in a record, and of the name of a key for encryption.
pub const SENTENCE_BYTES: usize = 2_048;

/// Bytes of the path of a file in an archive.
pub const PATH_BYTES: usize = 64 * 1_024;

/// Tags of an object: S3 allows 10.
pub const TAGS: usize = 64;

/// Bytes of a tag's key: four for each of the 128 characters that S3 allows.
pub const TAG_KEY_BYTES: usize = 512;

/// Bytes of a tag's value: four for each of the 256 characters that S3 allows.
pub const TAG_VALUE_BYTES: usize = 1_024;

/// Bytes that an object or what it expands to can have, and detections that there can be in it: far beyond what any store
/// holds, and so little that the sums of a run do not overflow because one worker counts wrongly.
pub const AMOUNT: u64 = 1 << 50;

/// Objects of one message, with those that are out of scope.
pub const OBJECTS: u64 = 1 << 32;

/// Bytes of a file at most in which values are found and which are not counted, because the scan is stopped there.
pub const UNCOUNTED_BYTES: u64 = 64 << 20;

/// The longest beginning of a text that has at most so many bytes and ends with a whole character.
#[must_use]
pub fn beginning(text: &str, bytes: usize) -> &str {
    let mut end = bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// The longest end of a text that has at most so many bytes and begins with a whole character.
#[must_use]
pub fn end(text: &str, bytes: usize) -> &str {
    let mut start = text.len().saturating_sub(bytes);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    &text[start..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_cut_between_characters() {
        assert_eq!((beginning("né", 5), beginning("né", 2), beginning("né", 0)), ("né", "n", ""));
        assert_eq!((end("né", 5), end("én", 2), end("né", 0)), ("né", "n", ""));
    }
}
