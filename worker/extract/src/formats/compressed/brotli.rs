//! Brotli (RFC 7932). It has no magic number: only a name or a declared encoding tells it, and a trial.

use super::corrupt;
use brotli_decompressor::{BrotliDecompressStream, BrotliResult, BrotliState, StandardAlloc};
use std::io::{self, BufRead, Read};

/// Windows of more than 16 MiB, which the RFC does not have, are refused.
type State = BrotliState<StandardAlloc, StandardAlloc, StandardAlloc>;

fn state() -> State {
    BrotliState::new_strict(StandardAlloc::default(), StandardAlloc::default(), StandardAlloc::default())
}

/// Decompressed bytes of a trial.
const TRIAL_BYTES: usize = 16 * 1024;

/// Whether the first bytes of a file (`complete`: they are all) are brotli, as far as a trial can tell. What might be
/// `text` must be a whole stream.
pub(crate) fn looks_like(prefix: &[u8], complete: bool, text: bool) -> bool {
    let mut decoder = Decoder::new(prefix);
    let mut output = vec![0; TRIAL_BYTES];
    let mut filled = 0;
    while let Some(room) = output.get_mut(filled..).filter(|room| !room.is_empty()) {
        match decoder.read(room) {
            // An empty stream is one byte, with which a text may begin too.
            Ok(0) => return decoder.ended && (filled > 0 || !decoder.rubbish) && !prefix.is_empty(),
            Ok(count) => filled += count,
            Err(error) => {
                let cut_off = error.kind() == io::ErrorKind::UnexpectedEof;
                return cut_off && if complete { filled > 0 && !text } else { true };
            }
        }
    }
    true
}

/// Bytes that are decompressed at a time. What was decompressed since the last were handed in is lost at a fault: so it is
/// little, and the same whichever way the compressed bytes are cut into chunks.
const PIECE: usize = 64;

/// One brotli stream.
pub(super) struct Decoder<R> {
    compressed: R,
    /// The piece at hand, how many bytes it has, and how many of them were read.
    piece: [u8; PIECE],
    filled: usize,
    read: usize,
    state: State,
    ended: bool,
    corrupt: bool,
    /// Something follows the stream.
    pub(super) rubbish: bool,
}

impl<R: BufRead> Decoder<R> {
    pub(super) fn new(compressed: R) -> Self {
        let piece = [0; PIECE];
        Decoder { compressed, piece, filled: 0, read: 0, state: state(), ended: false, corrupt: false, rubbish: false }
    }

    /// Fills the next piece, which is shorter at the end alone.
    fn next_piece(&mut self) -> io::Result<()> {
        (self.filled, self.read) = (0, 0);
        while let Some(room) = self.piece.get_mut(self.filled..).filter(|room| !room.is_empty()) {
            let available = self.compressed.fill_buf()?;
            let count = available.len().min(room.len());
            if count == 0 {
                break;
            }
            room[..count].copy_from_slice(&available[..count]);
            self.compressed.consume(count);
            self.filled += count;
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
            if self.read == self.filled {
                self.next_piece()?;
            }
            let available = &self.piece[self.read..self.filled];
            let nothing_left = available.is_empty();
            let (mut left, mut consumed, mut room, mut count, mut total) = (available.len(), 0, buffer.len(), 0, 0);
            let result = BrotliDecompressStream(
                &mut left,
                &mut consumed,
                available,
                &mut room,
                &mut count,
                buffer,
                &mut total,
                &mut self.state,
            );
            self.read += consumed;
            match result {
                BrotliResult::ResultSuccess => {
                    self.ended = true;
                    self.rubbish = self.read < self.filled || !self.compressed.fill_buf()?.is_empty();
                }
                BrotliResult::NeedsMoreInput if nothing_left && count == 0 => {
                    return Err(io::ErrorKind::UnexpectedEof.into());
                }
                BrotliResult::NeedsMoreInput | BrotliResult::NeedsMoreOutput => {}
                BrotliResult::ResultFailure => self.corrupt = true,
            }
            if count > 0 {
                return Ok(count);
            }
        }
        Ok(0)
    }
}
