//! A file's bytes as valid UTF-8, without copying where they are valid already.

use super::charset::{self, Charset};
use super::origin::{self, Code, Origin};
use crate::input::Input;
use encoding_rs::{Decoder, UTF_8};
use std::io::{self, BufRead};

/// Bytes that are validated at once, and so about the largest block or batch: small enough that the passes that follow
/// find the bytes in the second-level cache.
pub(super) const VIEW_BYTES: usize = 512 * 1024;

/// Bytes from the first non-ASCII byte on that decide the encoding of a text that was ASCII so far.
const SAMPLE_BYTES: usize = 16 * 1024;

/// Bytes that are transcoded at once, in steps of so many.
const DECODE_BYTES: usize = 128 * 1024;
const STEP_BYTES: usize = 16 * 1024;

enum Mode {
    Ascii,
    Utf8,
    Decode(Box<Decoder>),
    /// UTF-32, and the bytes of a character that is cut by a chunk's edge.
    Utf32 {
        big: bool,
        cut: Vec<u8>,
    },
}

/// Gives out the text of a file in chunks of valid UTF-8.
pub(super) struct Utf8Stream<'i, 'a> {
    input: &'i mut Input<'a>,
    mode: Mode,
    name: &'static str,
    /// Bytes at the front of the input that are known to be good.
    valid: usize,
    /// Text that does not lie in the input as it is: transcoded, replaced, or a character cut by a chunk's edge.
    own: Vec<u8>,
    own_at: usize,
    finished: bool,
    /// Bytes of the input that were turned into text.
    bytes: u64,
    /// Bytes of text that were passed over.
    text: u64,
    origin: Origin,
    /// What was transcoded last ended with a whole character.
    fresh: bool,
}

impl<'i, 'a> Utf8Stream<'i, 'a> {
    /// Reads `input`, from its start (a byte order mark included).
    pub(super) fn new(input: &'i mut Input<'a>, charset: Charset) -> io::Result<Self> {
        let mut stream = Utf8Stream {
            input,
            mode: Mode::Ascii,
            name: UTF_8.name(),
            valid: 0,
            own: Vec::new(),
            own_at: 0,
            finished: false,
            bytes: 0,
            text: 0,
            origin: Origin::default(),
            fresh: true,
        };
        stream.switch(charset);
        let mark = match charset {
            Charset::Ascii => 0,
            Charset::Utf8 { mark } | Charset::Other { mark, .. } | Charset::Utf32 { mark, .. } => mark,
        };
        stream.bytes = stream.input.skip(mark as u64)?;
        stream.origin.even(0, stream.bytes, 1);
        Ok(stream)
    }

    /// Where the text comes from.
    pub(super) fn origin(&self) -> &Origin {
        &self.origin
    }

    fn switch(&mut self, charset: Charset) {
        match charset {
            Charset::Ascii => self.mode = Mode::Ascii,
            Charset::Utf8 { .. } => self.mode = Mode::Utf8,
            Charset::Other { encoding, .. } => {
                self.name = encoding.name();
                self.mode = Mode::Decode(Box::new(encoding.new_decoder_without_bom_handling()));
            }
            Charset::Utf32 { big, .. } => {
                self.name = if big { "UTF-32BE" } else { "UTF-32LE" };
                self.mode = Mode::Utf32 { big, cut: Vec::new() };
            }
        }
    }

    /// The name of the encoding, as far as it is known.
    pub(super) fn encoding(&self) -> &'static str {
        self.name
    }

    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// How many bytes of text are at hand without looking at any, and lie in the input as they are.
    #[inline]
    pub(super) fn ready(&self) -> usize {
        if self.own_at < self.own.len() { 0 } else { self.valid }
    }

    /// The text that comes next: none only at the end, and at least `want` bytes if so many lie together.
    pub(super) fn chunk(&mut self, want: usize) -> io::Result<&[u8]> {
        loop {
            if self.own_at < self.own.len() {
                return Ok(&self.own[self.own_at..]);
            }
            if let Mode::Decode(_) | Mode::Utf32 { .. } = self.mode {
                if self.finished {
                    return Ok(&[]);
                }
                self.decode()?;
                continue;
            }
            if self.valid < want {
                self.validate(want)?;
            }
            if self.valid > 0 {
                return Ok(&self.input.fill_buf()?[..self.valid]);
            }
            if self.input.fill_buf()?.is_empty() {
                return Ok(&[]);
            }
            self.resolve()?;
        }
    }

    pub(super) fn consume(&mut self, count: usize) {
        self.text += count as u64;
        if self.own_at < self.own.len() {
            self.own_at += count;
            return;
        }
        self.valid -= count;
        self.bytes += count as u64;
        self.input.consume(count);
    }

    /// Extends the good bytes towards `want`, as far as they lie together.
    fn validate(&mut self, want: usize) -> io::Result<()> {
        let ascii = matches!(self.mode, Mode::Ascii);
        let buffer = self.input.fill_buf()?;
        while self.valid < want && self.valid < buffer.len() {
            let part = &buffer[self.valid..buffer.len().min(self.valid + VIEW_BYTES)];
            let good = if ascii { ascii_prefix(part) } else { utf8_prefix(part) };
            self.valid += good;
            if good < part.len() {
                break;
            }
        }
        Ok(())
    }

    /// Deals with bytes at the front that are not valid as they lie there.
    fn resolve(&mut self) -> io::Result<()> {
        if let Mode::Ascii = self.mode {
            let sample = self.input.peek(SAMPLE_BYTES)?;
            let charset = charset::after_ascii(&sample, sample.len() < SAMPLE_BYTES);
            self.switch(charset);
            return Ok(());
        }
        // Either a bad sequence, or a character cut by a chunk's edge: gather it byte by byte.
        self.own.clear();
        self.own_at = 0;
        let start = self.bytes;
        loop {
            let Some(&byte) = self.input.fill_buf()?.first() else {
                // The text ends inside a character.
                self.replace(start);
                return Ok(());
            };
            self.own.push(byte);
            match std::str::from_utf8(&self.own) {
                Ok(_) => {
                    self.take_byte();
                    return Ok(());
                }
                Err(error) if error.error_len().is_none() => self.take_byte(),
                Err(_) => {
                    // The byte just pushed is bad itself (then it is taken), or it begins something new.
                    if self.own.len() == 1 {
                        self.take_byte();
                    }
                    self.replace(start);
                    return Ok(());
                }
            }
        }
    }

    fn take_byte(&mut self) {
        self.bytes += 1;
        self.input.consume(1);
    }

    /// The bytes of the file from `start` on are no text.
    fn replace(&mut self, start: u64) {
        self.own.clear();
        self.own.extend_from_slice("\u{fffd}".as_bytes());
        self.origin.whole(self.text, start, self.bytes - start);
        self.origin.even(self.text + self.own.len() as u64, self.bytes, 1);
    }

    fn decode_utf32(&mut self) -> io::Result<()> {
        let Mode::Utf32 { big, cut } = &mut self.mode else { return Ok(()) };
        let big = *big;
        let buffer = self.input.fill_buf()?;
        let source = &buffer[..buffer.len().min(STEP_BYTES)];
        self.own.clear();
        self.own_at = 0;
        self.finished = source.is_empty();
        let mut encoded = [0; 4];
        for &byte in source {
            cut.push(byte);
            if let Ok(unit) = <[u8; 4]>::try_from(cut.as_slice()) {
                self.own.extend_from_slice(charset::utf32(unit, big).encode_utf8(&mut encoded).as_bytes());
                cut.clear();
            }
        }
        if self.finished && !cut.is_empty() {
            cut.clear();
            self.own.extend_from_slice("\u{fffd}".as_bytes());
        }
        let code = Code::Utf32 { big };
        self.fresh = note(&self.origin, (self.text, self.bytes), code, source, &self.own, self.fresh);
        let read = source.len();
        self.bytes += read as u64;
        self.input.consume(read);
        Ok(())
    }

    fn decode(&mut self) -> io::Result<()> {
        if let Mode::Utf32 { .. } = self.mode {
            return self.decode_utf32();
        }
        let Mode::Decode(decoder) = &mut self.mode else { return Ok(()) };
        let encoding = decoder.encoding();
        let buffer = self.input.fill_buf()?;
        let source = &buffer[..buffer.len().min(DECODE_BYTES)];
        let last = source.is_empty();
        let room = |bytes: usize| decoder.max_utf8_buffer_length(bytes).unwrap_or(bytes * 4 + 16);
        self.own.resize(room(source.len()), 0);
        self.own_at = 0;
        let (mut at, mut length) = (0, 0);
        loop {
            let rest = &source[at..];
            let step = &rest[..rest.len().min(STEP_BYTES)];
            let step = if step.len() < rest.len() { &step[..origin::whole_prefix(encoding, step)] } else { step };
            let (_, read, written, _) = decoder.decode_to_utf8(step, &mut self.own[length..], last);
            let decoded = &self.own[length..length + written];
            let place = (self.text + length as u64, self.bytes + at as u64);
            self.fresh = note(&self.origin, place, Code::Encoding(encoding), &step[..read], decoded, self.fresh);
            (at, length) = (at + read, length + written);
            if at >= source.len() || read == 0 {
                break;
            }
        }
        self.own.truncate(length);
        self.finished = last;
        self.bytes += at as u64;
        self.input.consume(at);
        Ok(())
    }
}

/// Notes where a text that was decoded came from: the positions of it and of its bytes. Tells whether what comes next begins
/// with a character.
fn note(origin: &Origin, (text, file): (u64, u64), code: Code, bytes: &[u8], decoded: &[u8], fresh: bool) -> bool {
    if bytes.is_empty() {
        return fresh;
    }
    let width = code.width();
    if fresh && decoded.len() as u64 * width == bytes.len() as u64 && decoded.is_ascii() {
        origin.even(text, file, width);
        return true;
    }
    origin.coded(text, file, code, bytes, fresh)
}

fn ascii_prefix(bytes: &[u8]) -> usize {
    if bytes.is_ascii() {
        return bytes.len();
    }
    encoding_rs::Encoding::ascii_valid_up_to(bytes)
}

fn utf8_prefix(bytes: &[u8]) -> usize {
    if simdutf8::basic::from_utf8(bytes).is_ok() {
        return bytes.len();
    }
    match simdutf8::compat::from_utf8(bytes) {
        Ok(_) => bytes.len(),
        Err(error) => error.valid_up_to(),
    }
}
