//! xz (the .xz file format 1.2), several streams after each other included.

use lzma_rust2::XzReader;
use std::io::{self, Read};

/// All streams of a file as one. A block whose dictionary is too large is an error of the kind `OutOfMemory`.
pub(super) struct Decoder<R: Read> {
    inner: XzReader<R>,
    failed: bool,
}

impl<R: Read> Decoder<R> {
    pub(super) fn new(compressed: R, window_bytes: u64) -> Self {
        // The decoder counts what it needs besides the dictionary, about 100 KiB, too.
        let limit = u32::try_from(window_bytes / 1024 + 256).unwrap_or(u32::MAX);
        Decoder { inner: XzReader::new_mem_limit(compressed, true, limit), failed: false }
    }
}

impl<R: Read> Read for Decoder<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.failed {
            // The reader must not be asked again after it failed.
            return Err(super::corrupt());
        }
        let result = self.inner.read(buffer);
        self.failed = result.is_err();
        result
    }
}
