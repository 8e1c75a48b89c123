//! Lists of words.

use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;

use super::{ENTRIES, Error, LARGEST_OBJECT, LONGEST_ENTRY};
use crate::letter_case;

/// How many bytes an entry may have once its case is folded: four for each character.
const LONGEST_FOLDED: usize = LONGEST_ENTRY * 4;

/// The entries of a list of words, without case. Copies share them.
#[derive(Clone)]
pub struct Words {
    entries: Arc<HashSet<Box<[u8]>>>,
    /// Bytes of the longest entry.
    longest: usize,
}

impl fmt::Debug for Words {
    /// Shows the number alone: entries are somebody's data.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Words").field("entries", &self.entries.len()).finish_non_exhaustive()
    }
}

impl Words {
    /// Reads plain text in UTF-8 with one entry on each line. Lines may end with CR LF, a byte order mark may be in front,
    /// lines of white space alone are skipped. Otherwise entries are taken literally, with the spaces at their ends.
    ///
    /// # Errors
    ///
    /// If there is no entry, too many or too long ones, or the bytes are not UTF-8.
    pub fn parse(bytes: &[u8]) -> Result<Words, Error> {
        if bytes.len() > LARGEST_OBJECT {
            return Err(Error::TooLarge { found: bytes.len() });
        }
        let mut entries = HashSet::new();
        let mut longest = 0;
        let mut count = 0;
        let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
        for (index, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            let entry = std::str::from_utf8(line).map_err(|_| Error::NotText { line: index + 1 })?;
            if entry.trim().is_empty() {
                continue;
            }
            let found = entry.chars().count();
            if found > LONGEST_ENTRY {
                return Err(Error::EntryTooLong { line: index + 1, found });
            }
            count += 1;
            if count > ENTRIES {
                return Err(Error::TooManyEntries);
            }
            let folded: String = entry.chars().map(letter_case::character).collect();
            longest = longest.max(folded.len());
            entries.insert(folded.into_bytes().into_boxed_slice());
        }
        if entries.is_empty() {
            return Err(Error::Empty);
        }
        Ok(Words { entries: Arc::new(entries), longest })
    }

    /// How many different entries there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none. [`Words::parse`] never returns that.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Whether an entry equals the value but for case and line breaks.
    pub(super) fn contains(&self, value: &[u8]) -> bool {
        if value.iter().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase() && !is_line_end(*byte)) {
            return value.len() <= self.longest && self.entries.contains(value);
        }
        let mut folded = [0; LONGEST_FOLDED];
        fold_value(value, &mut folded).is_some_and(|value| value.len() <= self.longest && self.entries.contains(value))
    }

    /// All entries in order, so that their number and content can be hashed.
    pub(crate) fn sorted(&self) -> Vec<&[u8]> {
        let mut entries: Vec<&[u8]> = self.entries.iter().map(|entry| &**entry).collect();
        entries.sort_unstable();
        entries
    }
}

fn is_line_end(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}

/// Writes the value without case and with one space for white space that has a line break. None if it is too long for an
/// entry. The value itself may be of any length.
fn fold_value<'a>(value: &[u8], folded: &'a mut [u8; LONGEST_FOLDED]) -> Option<&'a [u8]> {
    let mut length = 0;
    let mut rest = value;
    while let Some((character, bytes)) = letter_case::first(rest) {
        let blank = rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        let (white, after) = rest.split_at(blank);
        if white.iter().any(|byte| is_line_end(*byte)) {
            *folded.get_mut(length)? = b' ';
            length += 1;
            rest = after;
            continue;
        }
        match character {
            Some(character) => {
                let mut encoded = [0; 4];
                let encoded = letter_case::character(character).encode_utf8(&mut encoded).as_bytes();
                folded.get_mut(length..length + encoded.len())?.copy_from_slice(encoded);
                length += encoded.len();
            }
            None => {
                *folded.get_mut(length)? = rest[0];
                length += 1;
            }
        }
        rest = &rest[bytes..];
    }
    Some(&folded[..length])
}

/// The value with one space for white space that has a line break. None if it has no line break.
pub(super) fn joined_lines(value: &[u8]) -> Option<Vec<u8>> {
    value.iter().position(|byte| is_line_end(*byte))?;
    let mut joined = Vec::with_capacity(value.len());
    for piece in value.chunk_by(|one, other| one.is_ascii_whitespace() == other.is_ascii_whitespace()) {
        if piece.iter().any(|byte| is_line_end(*byte)) {
            joined.push(b' ');
        } else {
            joined.extend_from_slice(piece);
        }
    }
    Some(joined)
}
