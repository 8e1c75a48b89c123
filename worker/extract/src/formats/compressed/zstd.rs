//! zstd (RFC 8878): several frames after each other, and skippable ones between them. A frame that names the dictionary
//! which it needs is an error of the kind `Unsupported`; one that does not name it cannot be told from corrupt data.

use super::corrupt;
use std::io::{self, BufRead, Read};
use zstd::stream::raw::{DParameter, Decoder as Raw, InBuffer, Operation, OutBuffer};

/// A frame begins with the magic number, four bytes.
const MAGIC: [u8; 4] = [0x28, 0xB5, 0x2F, 0xFD];
/// Magic numbers of frames to be passed over: 0x184D2A50 to 0x184D2A5F.
const SKIPPABLE: [u8; 3] = [0x2A, 0x4D, 0x18];
/// The header of a block, three bytes.
const BLOCK_HEADER: usize = 3;
/// The frame's header descriptor and window descriptor follow the magic number.
const HEAD_BYTES: usize = 6;
/// Smallest logarithm of a window (RFC 8878, section 3.1.1.1.2).
const LEAST_WINDOW_LOG: u32 = 10;
/// Largest one that the library takes on machines of 64 bits.
const MOST_WINDOW_LOG: u32 = 31;

/// All frames of a file as one stream. A frame whose window is too large is an error of the kind `OutOfMemory`.
///
/// The library is fed block by block, as it asks for: then no block before a fault is lost, and what is read does not
/// depend on how the compressed bytes are cut into chunks.
pub(crate) struct Decoder<R> {
    compressed: R,
    state: Option<Raw<'static>>,
    window_bytes: u64,
    /// Told how large a window will be.
    hold: Box<dyn Fn(usize)>,
    /// The first bytes of a frame, which were looked at, and how many of them were decoded.
    head: Vec<u8>,
    head_used: usize,
    /// Bytes that the library wants next; 0 between frames.
    wanted: usize,
    /// The output was full: there may be more without more input.
    pending: bool,
    ended: bool,
    failed: bool,
    /// Something that is no frame follows.
    pub(super) rubbish: bool,
    any: bool,
}

impl<R: BufRead> Decoder<R> {
    pub(crate) fn new(compressed: R, window_bytes: u64, hold: Box<dyn Fn(usize)>) -> Self {
        let log = window_bytes.checked_ilog2().unwrap_or(0).clamp(LEAST_WINDOW_LOG, MOST_WINDOW_LOG);
        let mut state = Raw::new().ok();
        if let Some(decoder) = &mut state
            && decoder.set_parameter(DParameter::WindowLogMax(log)).is_err()
        {
            state = None;
        }
        Decoder {
            compressed,
            state,
            window_bytes: 1 << log,
            hold,
            head: Vec::new(),
            head_used: 0,
            wanted: 0,
            pending: false,
            ended: false,
            failed: false,
            rubbish: false,
            any: false,
        }
    }

    /// Looks at what comes after a frame: another, a skippable one (passed over), something else, or nothing.
    fn next_frame(&mut self) -> io::Result<()> {
        loop {
            self.head.clear();
            self.head_used = 0;
            take(&mut self.compressed, &mut self.head, MAGIC.len())?;
            if self.head.is_empty() {
                self.ended = true;
                return Ok(());
            }
            if self.head == MAGIC {
                break;
            }
            if self.head.len() == MAGIC.len() && self.head[0] & 0xF0 == 0x50 && self.head[1..] == SKIPPABLE {
                let mut size = Vec::new();
                take(&mut self.compressed, &mut size, 4)?;
                let Some(size) = size.first_chunk::<4>() else { return Err(io::ErrorKind::UnexpectedEof.into()) };
                skip(&mut self.compressed, u64::from(u32::from_le_bytes(*size)))?;
                continue;
            }
            // Some writers fill up the last block with zeros.
            let zeros = self.head.iter().all(|&byte| byte == 0)
                && matches!(super::pass_padding(&mut self.compressed)?, super::Next::End);
            if !zeros && !self.any {
                return Err(corrupt());
            }
            (self.rubbish, self.ended) = (!zeros, true);
            return Ok(());
        }
        self.any = true;
        take(&mut self.compressed, &mut self.head, HEAD_BYTES)?;
        let Some(&[descriptor, window]) = self.head.get(4..6).and_then(<[u8]>::first_chunk) else {
            return Err(io::ErrorKind::UnexpectedEof.into());
        };
        // A frame of a single segment has no window: it needs its whole content, which the library checks by itself.
        let single_segment = descriptor & 0x20 != 0;
        // The number of a dictionary follows the window, in none to four bytes; 0 is that of none.
        let number_bytes = [0, 1, 2, 4][usize::from(descriptor & 3)];
        let number_start = if single_segment { 5 } else { 6 };
        if number_bytes > 0 {
            take(&mut self.compressed, &mut self.head, number_start + number_bytes)?;
            let number = self.head.get(number_start..).unwrap_or_default();
            if number.iter().any(|&byte| byte != 0) {
                return Err(super::no_dictionary());
            }
        }
        let log = LEAST_WINDOW_LOG + u32::from(window >> 3);
        let base = 1_u64 << log;
        if single_segment {
            // The size of the content follows, in 4 or 8 bytes if it is large.
            let rest = self.compressed.fill_buf()?.first_chunk().copied().unwrap_or([0; 3]);
            if descriptor >> 6 >= 2 {
                let size = u32::from_le_bytes([window, rest[0], rest[1], rest[2]]);
                (self.hold)(usize::try_from(size).unwrap_or(usize::MAX));
            }
        } else {
            let bytes = base + base / 8 * u64::from(window & 7);
            if bytes > self.window_bytes {
                return Err(io::ErrorKind::OutOfMemory.into());
            }
            (self.hold)(usize::try_from(bytes).unwrap_or(usize::MAX));
        }
        self.wanted = HEAD_BYTES;
        Ok(())
    }

    fn step(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let Some(state) = &mut self.state else { return Err(io::ErrorKind::OutOfMemory.into()) };
        let mut output = OutBuffer::around(buffer);
        let most = if self.wanted > BLOCK_HEADER { self.wanted - BLOCK_HEADER } else { self.wanted };
        let from_head = self.head_used < self.head.len();
        let available: &[u8] = if self.pending {
            &[]
        } else if from_head {
            &self.head[self.head_used..]
        } else {
            self.compressed.fill_buf()?
        };
        if available.is_empty() && !self.pending {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let mut input = InBuffer::around(&available[..available.len().min(most)]);
        let hint = match state.run(&mut input, &mut output) {
            Ok(hint) => hint,
            Err(error) if error.to_string().contains("much memory") => return Err(io::ErrorKind::OutOfMemory.into()),
            Err(_) => return Err(corrupt()),
        };
        let (consumed, count) = (input.pos(), output.pos());
        let full = count == output.capacity();
        if from_head && !self.pending {
            self.head_used += consumed;
        } else {
            self.compressed.consume(consumed);
        }
        if consumed == 0 && count == 0 && !self.pending {
            return Err(corrupt());
        }
        self.wanted = hint;
        // With a full output the hint tells what is left to flush and not what is to be read.
        self.pending = full && hint != 0;
        Ok(count)
    }
}

impl<R: BufRead> Read for Decoder<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        if self.failed {
            return Err(corrupt());
        }
        while !self.ended {
            let step = if self.wanted == 0 { self.next_frame().map(|()| 0) } else { self.step(buffer) };
            match step {
                Ok(0) => {}
                Ok(count) => return Ok(count),
                Err(error) => {
                    self.failed = true;
                    return Err(error);
                }
            }
        }
        Ok(0)
    }
}

/// Reads until `bytes` has `length` bytes, or the end.
fn take(compressed: &mut impl BufRead, bytes: &mut Vec<u8>, length: usize) -> io::Result<()> {
    while bytes.len() < length {
        let available = compressed.fill_buf()?;
        if available.is_empty() {
            break;
        }
        let step = available.len().min(length - bytes.len());
        bytes.extend_from_slice(&available[..step]);
        compressed.consume(step);
    }
    Ok(())
}

fn skip(compressed: &mut impl BufRead, count: u64) -> io::Result<()> {
    let mut left = count;
    while left > 0 {
        let available = compressed.fill_buf()?.len();
        if available == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let step = usize::try_from(left).unwrap_or(usize::MAX).min(available);
        compressed.consume(step);
        left -= step as u64;
    }
    Ok(())
}
