//! Many parts of one file that are read by turns, and why reading a column stopped.

use crate::outcome::Reason;
use crate::source::SourceReader;
use crate::walk::Halt;
use std::cell::RefCell;
use std::io::{self, BufRead, Read, Seek, SeekFrom};

/// Something that was left out of a file, and why.
pub(crate) type Fault = (Reason, &'static str);

/// Why the rest of a column is not read.
#[derive(Debug)]
pub(crate) enum Stop {
    /// The file's analysis ends.
    Halt(Halt),
    /// Only this column's does.
    Fault(Fault),
}

impl From<Halt> for Stop {
    fn from(halt: Halt) -> Self {
        Stop::Halt(halt)
    }
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        Stop::Fault(fault)
    }
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Stop::Halt(Halt::Read(error))
    }
}

/// A file of which several parts are open at the same time.
pub(crate) trait Ranges {
    /// The size of the file in bytes.
    fn len(&self) -> u64;

    /// Puts the `length` bytes at `start` into `out`; as many as there are, if they are fewer.
    fn read(&self, start: u64, length: u64, out: &mut Vec<u8>) -> io::Result<()>;

    /// Puts bytes at `start` that are at hand into `out`: some (none at the end of the file), but no more than `most`.
    fn read_some(&self, start: u64, most: u64, out: &mut Vec<u8>) -> io::Result<()>;
}

/// A reader that is shared by all that read it.
pub(crate) struct SharedReader<'a> {
    reader: RefCell<SourceReader<'a>>,
    length: u64,
}

impl<'a> SharedReader<'a> {
    pub(crate) fn new(reader: SourceReader<'a>) -> Self {
        let length = reader.len();
        SharedReader { reader: RefCell::new(reader), length }
    }
}

impl Ranges for SharedReader<'_> {
    fn len(&self) -> u64 {
        self.length
    }

    fn read(&self, start: u64, length: u64, out: &mut Vec<u8>) -> io::Result<()> {
        out.clear();
        let mut reader = self.reader.borrow_mut();
        reader.seek(SeekFrom::Start(start.min(self.length)))?;
        reader.by_ref().take(length).read_to_end(out)?;
        Ok(())
    }

    fn read_some(&self, start: u64, most: u64, out: &mut Vec<u8>) -> io::Result<()> {
        out.clear();
        let mut reader = self.reader.borrow_mut();
        reader.seek(SeekFrom::Start(start.min(self.length)))?;
        let there = reader.fill_buf()?;
        let count = usize::try_from(most).unwrap_or(usize::MAX).min(there.len());
        out.extend_from_slice(&there[..count]);
        reader.consume(count);
        Ok(())
    }
}
