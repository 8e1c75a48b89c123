//! A member of a zip archive that is compressed with deflate.

use flate2::Crc;
use flate2::bufread::DeflateDecoder;
use std::io::{self, BufRead, Read};

/// Decompresses, and compares the checksum at the end if it is known.
pub(super) struct Deflated<R> {
    decoder: DeflateDecoder<R>,
    crc: Crc,
    expected: Option<u32>,
}

impl<R: BufRead> Deflated<R> {
    pub(super) fn new(compressed: R, expected: Option<u32>) -> Self {
        Deflated { decoder: DeflateDecoder::new(compressed), crc: Crc::new(), expected }
    }
}

impl<R: BufRead> Read for Deflated<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.decoder.read(buffer)?;
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
