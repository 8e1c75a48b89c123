//! Dictionaries: values that batches share.
//!
//! Source: Apache Arrow, "Serialization and Interprocess Communication (IPC)", "Dictionary Messages".

use super::batch::{Below, Level};
use super::values::Found;
use crate::formats::ranges::{Fault, Stop};
use crate::outcome::Reason;
use std::collections::HashMap;

/// Most bytes that all dictionaries of a file have, their lengths counted too. Own limit.
const DICTIONARY_BYTES: usize = 64 * 1024 * 1024;
/// Bytes of a long value that are read at once.
const PIECE_BYTES: usize = 64 * 1024;
const TOO_LARGE: Fault = (Reason::FileExceedsSizeLimit, "some dictionaries are too large: their values were left out");

/// The values of a dictionary, as text.
#[derive(Debug, Default)]
pub(super) struct Dictionary {
    text: Vec<u8>,
    ends: Vec<u32>,
}

impl Dictionary {
    /// How many values there are.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    #[inline]
    pub(super) fn get(&self, index: u64) -> Option<&[u8]> {
        let index = usize::try_from(index).ok()?;
        let end = *self.ends.get(index)? as usize;
        let start = index.checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, |&start| start as usize);
        self.text.get(start..end)
    }

    fn bytes(&self) -> usize {
        self.text.len() + 4 * self.ends.len()
    }

    fn room(&self) -> Result<(), Stop> {
        if self.bytes() > DICTIONARY_BYTES { Err(TOO_LARGE.into()) } else { Ok(()) }
    }

    /// Adds the `count` values of a field. What was added before a fault stays.
    pub(super) fn add(&mut self, level: &mut Level<'_>, count: u64, scratch: &mut Vec<u8>) -> Result<(), Stop> {
        for index in 0..count {
            if level.is_there(index)?
                && let Below::Value(values) = &mut level.below
            {
                match values.find(index, PIECE_BYTES, scratch)? {
                    Found::Whole(value) | Found::Shared(_, value) => self.text.extend_from_slice(value),
                    Found::Long(data, start, length) => {
                        let mut left = length;
                        while left > 0 {
                            let piece = left.min(PIECE_BYTES as u64);
                            self.text.extend_from_slice(data.get(start + (length - left), piece as usize)?);
                            self.room()?;
                            left -= piece;
                        }
                    }
                }
            }
            self.ends.push(self.text.len() as u32);
            self.room()?;
        }
        Ok(())
    }
}

/// The dictionaries that were read so far, by their ids.
#[derive(Debug, Default)]
pub(super) struct Dictionaries {
    all: HashMap<i64, Dictionary>,
}

impl Dictionaries {
    pub(super) fn get(&self, id: i64) -> Option<&Dictionary> {
        self.all.get(&id)
    }

    /// Takes a dictionary out, to add to it or to replace it.
    pub(super) fn take(&mut self, id: i64) -> Option<Dictionary> {
        self.all.remove(&id)
    }

    /// Puts a dictionary in, if there is room for it.
    pub(super) fn put(&mut self, id: i64, dictionary: Dictionary) -> Result<(), Stop> {
        let others: usize = self.all.values().map(Dictionary::bytes).sum();
        if others + dictionary.bytes() > DICTIONARY_BYTES {
            return Err(TOO_LARGE.into());
        }
        self.all.insert(id, dictionary);
        Ok(())
    }
}
