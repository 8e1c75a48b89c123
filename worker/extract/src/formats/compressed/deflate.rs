//! Deflate as a content coding of HTTP (RFC 9110, 8.4.1.2): in the frame of zlib, or, as some servers have it, bare.

use super::super::deflated::Inflater;
use std::io::{self, BufRead, Read};

/// Bytes that a trial decompresses.
const TRIAL_BYTES: u64 = 4 * 1024;

/// Whether `bytes` begin like deflate in the frame of zlib: method 8, and a check of five bits.
pub(super) fn has_frame(bytes: &[u8]) -> bool {
    matches!(*bytes, [first, second, ..] if first & 0x0F == 8
        && first >> 4 <= 7
        && u16::from_be_bytes([first, second]).is_multiple_of(31))
}

/// Whether the begin of a file (`complete`: all of it) can be decompressed.
pub(crate) fn looks_like(prefix: &[u8], complete: bool) -> bool {
    if prefix.is_empty() {
        return false;
    }
    let mut plain = Vec::new();
    match Decoder::new(prefix, has_frame(prefix)).take(TRIAL_BYTES).read_to_end(&mut plain) {
        Ok(_) => true,
        // What is missing follows the prefix.
        Err(error) => !complete && error.kind() == io::ErrorKind::UnexpectedEof && !plain.is_empty(),
    }
}

/// The decompressed bytes.
pub(super) struct Decoder<R> {
    inflater: Inflater<R>,
    ended: bool,
    /// Something follows the compressed data.
    pub(super) rubbish: bool,
}

impl<R: BufRead> Decoder<R> {
    pub(super) fn new(compressed: R, framed: bool) -> Self {
        let inflater = if framed { Inflater::zlib(compressed) } else { Inflater::bare(compressed) };
        Decoder { inflater, ended: false, rubbish: false }
    }
}

impl<R: BufRead> Read for Decoder<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.ended || buffer.is_empty() {
            return Ok(0);
        }
        let count = self.inflater.read(buffer)?;
        if count == 0 {
            self.ended = true;
            self.rubbish = !self.inflater.compressed().fill_buf()?.is_empty();
        }
        Ok(count)
    }
}
