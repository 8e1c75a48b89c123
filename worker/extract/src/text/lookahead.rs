//! Contiguous views of a text, whatever the chunks it comes in.

use super::charset::Charset;
use super::origin::Origin;
use super::utf8::Utf8Stream;
use crate::input::Input;
use std::io;

/// A text that can be viewed in contiguous pieces of any wanted length.
///
/// Views lie in the source's own chunks; bytes are copied only where a wanted view spans two chunks.
pub(crate) struct Lookahead<'i, 'a> {
    stream: Utf8Stream<'i, 'a>,
    /// Unread bytes around a seam, from `at` on. The last `shared` of them are also the first bytes of the stream's
    /// current chunk, and not consumed there: so reading can go on in the chunk once the others are used up.
    seam: Vec<u8>,
    at: usize,
    shared: usize,
    error: Option<io::Error>,
    passed: u64,
}

impl<'i, 'a> Lookahead<'i, 'a> {
    pub(crate) fn new(input: &'i mut Input<'a>, charset: Charset) -> io::Result<Self> {
        Ok(Lookahead {
            stream: Utf8Stream::new(input, charset)?,
            seam: Vec::new(),
            at: 0,
            shared: 0,
            error: None,
            passed: 0,
        })
    }

    /// The name of the encoding.
    pub(crate) fn encoding(&self) -> &'static str {
        self.stream.encoding()
    }

    /// Where the text comes from: its bytes are counted as [`passed`](Self::passed) counts them.
    pub(crate) fn origin(&self) -> Origin {
        self.stream.origin().clone()
    }

    /// Bytes of the file, if all of it was read.
    pub(crate) fn bytes(&self) -> u64 {
        self.stream.bytes()
    }

    /// Bytes of text that were passed over. Unlike [`bytes`](Self::bytes) they are the same at the same place of the
    /// text, however much was read ahead.
    pub(crate) fn passed(&self) -> u64 {
        self.passed
    }

    /// The text that comes next. Fewer than `want` bytes (at least 1) mean that the text ends with them, or that
    /// reading failed there: ask [`error`](Self::error) at the end.
    ///
    /// The view is valid UTF-8 from the first whole character on, and ends with a whole character.
    pub(crate) fn fill(&mut self, want: usize) -> &[u8] {
        if !self.seam.is_empty() {
            let unread = self.seam.len() - self.at;
            if unread <= self.shared {
                self.stream.consume(self.shared - unread);
                self.seam.clear();
                (self.at, self.shared) = (0, 0);
            }
        }
        if self.seam.is_empty() {
            // Most views lie in what is known to be good.
            if self.stream.ready() >= want {
                return self.chunk(want);
            }
            let length = self.chunk(want).len();
            if length >= want || length == 0 {
                return self.chunk(want);
            }
            self.copy_chunk(0, length);
        }
        self.extend_seam(want);
        &self.seam[self.at..]
    }

    /// The stream's chunk; a failure is kept and looks like the end.
    fn chunk(&mut self, want: usize) -> &[u8] {
        if self.error.is_some() {
            return &[];
        }
        match self.stream.chunk(want) {
            Ok(chunk) => chunk,
            Err(error) => {
                self.error = Some(error);
                &[]
            }
        }
    }

    /// Appends the stream's chunk from `start` to (about) `end` to the seam.
    fn copy_chunk(&mut self, start: usize, end: usize) {
        let mut seam = std::mem::take(&mut self.seam);
        let chunk = self.chunk(end);
        let mut end = end.min(chunk.len());
        // The view ends with a whole character, and so does the part that is shared.
        while end < chunk.len() && (chunk[end] & 0xC0) == 0x80 {
            end += 1;
        }
        if start < end {
            seam.extend_from_slice(&chunk[start..end]);
            self.shared = end;
        }
        self.seam = seam;
    }

    fn extend_seam(&mut self, want: usize) {
        if self.seam.len() - self.at < want && self.at > 0 {
            self.seam.drain(..self.at);
            self.at = 0;
        }
        while self.seam.len() - self.at < want {
            let reach = self.shared + want - (self.seam.len() - self.at);
            let length = self.chunk(reach).len();
            if length > self.shared {
                self.copy_chunk(self.shared, reach);
                continue;
            }
            if length == 0 {
                break;
            }
            self.stream.consume(self.shared);
            self.shared = 0;
        }
    }

    /// Why the text ended before its end, if it did.
    pub(crate) fn error(self) -> Option<io::Error> {
        self.error
    }

    /// Passes over bytes of the last view.
    pub(crate) fn consume(&mut self, count: usize) {
        self.passed += count as u64;
        if self.seam.is_empty() {
            if count > 0 {
                self.stream.consume(count);
            }
        } else {
            self.at += count;
        }
    }
}

/// The largest index at most `at` that is no continuation byte: where valid UTF-8 can be cut.
pub(crate) fn boundary(text: &[u8], at: usize) -> usize {
    let mut at = at.min(text.len());
    while at > 0 && at < text.len() && (text[at] & 0xC0) == 0x80 {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::source::{SliceSource, SourceReader};
    use proptest::prelude::*;

    /// Reads everything in views of at least `want`, passing over `step` bytes at a time.
    fn read(bytes: &[u8], chunk: usize, want: usize, step: usize) -> (Vec<u8>, &'static str) {
        let charset = crate::text::charset::detect(bytes, true).unwrap_or(Charset::Utf8 { mark: 0 });
        let mut source = SliceSource::with_chunks(bytes, chunk);
        let mut input = Input::Window(SourceReader::new(&mut source));
        let mut text = Lookahead::new(&mut input, charset).unwrap();
        let mut all = Vec::new();
        loop {
            let view = text.fill(want);
            let ends = view.len() < want;
            if view.is_empty() {
                break;
            }
            assert!(std::str::from_utf8(view).is_ok() || step > 0);
            let taken = if ends { view.len() } else { step.clamp(1, view.len()) };
            all.extend_from_slice(&view[..taken]);
            text.consume(taken);
        }
        let name = text.encoding();
        assert_eq!(text.bytes(), bytes.len() as u64);
        assert!(text.error().is_none());
        (all, name)
    }

    proptest! {
        #[test]
        fn views_are_the_text(
            bytes in proptest::collection::vec(prop_oneof![Just(b'a'), any::<u8>(), 0x80..=0xBFu8, 0xC2..=0xF4u8], 0..200),
            chunk in 1_usize..50, want in 1_usize..80, step in 1_usize..90,
        ) {
            let charset = crate::text::charset::detect(&bytes, true);
            prop_assume!(matches!(charset, Some(Charset::Utf8 { mark: 0 }) | None));
            let expected = String::from_utf8_lossy(&bytes);
            let (all, _) = read(&bytes, chunk, want, step);
            prop_assert_eq!(String::from_utf8(all).unwrap(), expected);
        }

        #[test]
        fn ascii_decides_late(prefix in "[a-z\n]{0,300}", chunk in 1_usize..100, want in 1_usize..200, step in 1_usize..100) {
            let mut latin = prefix.clone().into_bytes();
            latin.extend_from_slice(b" d\xe9j\xe0 vu \xe0 la fen\xeatre de l'h\xf4tel");
            let charset = Charset::Ascii;
            let mut source = SliceSource::with_chunks(&latin, chunk);
            let mut input = Input::Window(SourceReader::new(&mut source));
            let mut text = Lookahead::new(&mut input, charset).unwrap();
            let mut all = Vec::new();
            loop {
                let view = text.fill(want);
                if view.is_empty() {
                    break;
                }
                let taken = step.min(view.len());
                all.extend_from_slice(&view[..taken]);
                text.consume(taken);
            }
            prop_assert_eq!(text.encoding(), "windows-1252");
            prop_assert_eq!(String::from_utf8(all).unwrap(), format!("{prefix} déjà vu à la fenêtre de l'hôtel"));
        }
    }

    #[test]
    fn a_view_in_one_chunk_is_not_copied() {
        let bytes = b"abcdefghij".repeat(1000);
        let mut source = SliceSource::new(&bytes);
        let mut input = Input::Window(SourceReader::new(&mut source));
        let mut text = Lookahead::new(&mut input, Charset::Ascii).unwrap();
        assert_eq!(text.fill(100).as_ptr(), bytes.as_ptr());
        text.consume(5000);
        assert_eq!(text.fill(100).as_ptr(), bytes[5000..].as_ptr());
    }
}
