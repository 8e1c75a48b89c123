//! Decompression of deflate (RFC 1951), bare as in zip or with the frame of gzip (RFC 1952) or zlib (RFC 1950).

use flate2::{Crc, Decompress, FlushDecompress, Status};
use std::io::{self, BufRead, Read};

/// Log2 of deflate's largest window.
const WINDOW_BITS: u8 = 15;

/// One deflate stream or gzip member.
///
/// Unlike flate2's own readers it gives out what was decompressed before a fault, down to the last byte; so what is
/// read of a corrupt stream does not depend on how the stream is cut into chunks.
pub(super) struct Inflater<R> {
    compressed: R,
    state: Decompress,
    ended: bool,
    corrupt: bool,
}

impl<R: BufRead> Inflater<R> {
    pub(super) fn bare(compressed: R) -> Self {
        Inflater { compressed, state: Decompress::new(false), ended: false, corrupt: false }
    }

    /// With the frame of gzip, whose checksum is compared.
    pub(super) fn gzip(compressed: R) -> Self {
        Inflater { compressed, state: Decompress::new_gzip(WINDOW_BITS), ended: false, corrupt: false }
    }

    /// With the frame of zlib, whose checksum is compared.
    pub(super) fn zlib(compressed: R) -> Self {
        Inflater { compressed, state: Decompress::new(true), ended: false, corrupt: false }
    }

    /// What follows the stream, once it has ended.
    pub(super) fn compressed(&mut self) -> &mut R {
        &mut self.compressed
    }

    /// Begins the next gzip member.
    pub(super) fn restart(&mut self) {
        self.state.reset(true);
        self.ended = false;
    }
}

impl<R: BufRead> Read for Inflater<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.ended || buffer.is_empty() {
            return Ok(0);
        }
        while !self.corrupt {
            let available = self.compressed.fill_buf()?;
            let nothing_left = available.is_empty();
            let flush = if nothing_left { FlushDecompress::Finish } else { FlushDecompress::None };
            let (before_in, before_out) = (self.state.total_in(), self.state.total_out());
            let result = self.state.decompress(available, buffer, flush);
            // One call reads and writes no more than the two buffers hold.
            let consumed = (self.state.total_in() - before_in) as usize;
            let count = (self.state.total_out() - before_out) as usize;
            self.compressed.consume(consumed);
            match result {
                Ok(Status::StreamEnd) => {
                    self.ended = true;
                    return Ok(count);
                }
                Ok(_) if count > 0 => return Ok(count),
                Ok(_) if nothing_left => return Err(io::ErrorKind::UnexpectedEof.into()),
                Ok(_) if consumed > 0 => {}
                // Neither read nor written: it will never get further.
                Ok(_) | Err(_) => self.corrupt = true,
            }
            if count > 0 {
                return Ok(count);
            }
        }
        Err(io::Error::new(io::ErrorKind::InvalidData, "the compressed data are corrupt"))
    }
}

/// A member of a zip archive; its checksum is compared at the end, if it is known.
pub(super) struct Checked<R> {
    inner: R,
    crc: Crc,
    expected: Option<u32>,
}

impl<R: Read> Checked<R> {
    pub(super) fn new(inner: R, expected: Option<u32>) -> Self {
        Checked { inner, crc: Crc::new(), expected }
    }
}

impl<R: Read> Read for Checked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        if count > 0 {
            self.crc.update(&buffer[..count]);
            return Ok(count);
        }
        if !buffer.is_empty() && self.expected.is_some_and(|expected| expected != self.crc.sum()) {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "the checksum does not match"));
        }
        Ok(0)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::io::Write;

    /// Everything that can be read, and whether it ended well.
    fn read_all(mut reader: impl Read, step: usize) -> (Vec<u8>, bool) {
        let mut all = Vec::new();
        let mut buffer = vec![0; step];
        loop {
            match reader.read(&mut buffer) {
                Ok(0) => return (all, true),
                Ok(count) => all.extend_from_slice(&buffer[..count]),
                Err(_) => return (all, false),
            }
        }
    }

    #[test]
    fn what_is_read_before_a_fault_does_not_depend_on_chunks() {
        let text: String = (0..3000).map(|number| format!("{} ", number * 7919 % 1009)).collect();
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(text.as_bytes()).unwrap();
        let good = encoder.finish().unwrap();
        for fault in (0..good.len()).step_by(97) {
            let mut bytes = good.clone();
            bytes[fault] ^= 0x55;
            let whole = read_all(Inflater::gzip(bytes.as_slice()), 1 << 20);
            for chunk in [1, 13, 500] {
                let compressed = io::BufReader::with_capacity(chunk, bytes.as_slice());
                assert_eq!(
                    read_all(Inflater::gzip(compressed), chunk * 3),
                    whole,
                    "fault at {fault}, chunks of {chunk}"
                );
            }
        }
        let (all, well) = read_all(Inflater::gzip(&good[..good.len() - 1]), 100);
        assert!(all == text.as_bytes() && !well);
    }
}
