//! bzip2, several streams after each other included (as pbzip2 writes them).

use super::{Next, corrupt, pass_padding};
use bzip2::{Decompress, Status};
use std::io::{self, BufRead, Read};

/// All streams of a file as one.
///
/// It gives out what was decompressed before a fault, whichever way the compressed bytes are cut into chunks.
pub(super) struct Decoder<R> {
    compressed: R,
    state: Decompress,
    ended: bool,
    corrupt: bool,
    /// Something that is neither a stream nor padding follows.
    pub(super) rubbish: bool,
}

impl<R: BufRead> Decoder<R> {
    pub(super) fn new(compressed: R) -> Self {
        Decoder { compressed, state: Decompress::new(false), ended: false, corrupt: false, rubbish: false }
    }

    fn next_stream(&mut self) -> io::Result<()> {
        match pass_padding(&mut self.compressed)? {
            Next::Byte(b'B') => self.state = Decompress::new(false),
            Next::Byte(_) => (self.rubbish, self.ended) = (true, true),
            Next::End => self.ended = true,
        }
        Ok(())
    }
}

impl<R: BufRead> Read for Decoder<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        while !self.ended {
            if self.corrupt {
                return Err(corrupt());
            }
            let available = self.compressed.fill_buf()?;
            let nothing_left = available.is_empty();
            let (before_in, before_out) = (self.state.total_in(), self.state.total_out());
            let result = self.state.decompress(available, buffer);
            // One call reads and writes no more than the two buffers hold.
            let consumed = (self.state.total_in() - before_in) as usize;
            let count = (self.state.total_out() - before_out) as usize;
            self.compressed.consume(consumed);
            match result {
                Ok(Status::StreamEnd) => self.next_stream()?,
                Ok(_) if count > 0 => {}
                Ok(_) if nothing_left => return Err(io::ErrorKind::UnexpectedEof.into()),
                Ok(_) if consumed > 0 => {}
                // Neither read nor written: it will never get further.
                Ok(_) | Err(_) => self.corrupt = true,
            }
            if count > 0 {
                return Ok(count);
            }
        }
        Ok(0)
    }
}
