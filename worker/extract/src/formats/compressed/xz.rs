//! xz (the .xz file format 1.2), several streams after each other included.

use lzma_rust2::XzReader;
use std::io::{self, Read};

/// Bytes in which the header of the first block lies.
pub(super) const BEGIN_BYTES: usize = 64;

/// The size of the first block's dictionary (.xz file format 1.2, 3.1 and 5.3.1); as much as can be, if it is not told in the
/// simplest way.
pub(super) fn dictionary_bytes(begin: &[u8]) -> usize {
    // The header of the stream, the size of the block's header, its flags (one filter, no sizes), and LZMA2 with a
    // property of one byte.
    match begin.get(13..17) {
        Some([0, 0x21, 1, bits]) if *bits < 40 => (2 | usize::from(bits & 1)) << (bits / 2 + 11),
        _ => usize::MAX,
    }
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dictionaries_are_told_by_the_first_block() {
        let header = |bits| [b"\xFD7zXZ\0\0\x04\xE6\xD6\xB4F\x02".as_slice(), &[0, 0x21, 1, bits, 0, 0, 0]].concat();
        assert_eq!(dictionary_bytes(&header(0)), 4096);
        assert_eq!(dictionary_bytes(&header(1)), 6144);
        assert_eq!(dictionary_bytes(&header(22)), 8 << 20);
        assert_eq!(dictionary_bytes(&header(28)), 64 << 20);
        assert_eq!(dictionary_bytes(b"\xFD7zXZ"), usize::MAX);
    }
}
