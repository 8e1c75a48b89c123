//! Files of programs whose strings are told as text: Java class files and Python pickles.
//!
//! Each string is a line of its own, so the line of a match counts the strings before it.

mod arrays;
mod class;
mod offsets;
mod pickle;

pub(crate) use class::looks_like as looks_like_class;
pub(crate) use pickle::{looks_like as looks_like_pickle, looks_old as looks_like_old_pickle};

use super::plain;
use crate::input::Input;
use crate::sniff::Sniffed;
use crate::text::Origin;
use crate::text::charset::Charset;
use crate::walk::{Analysis, Walk};
use std::io::{self, BufRead, Read};

/// Bytes of text that are made at once, about.
const PIECE: usize = 64 * 1024;

pub(crate) fn analyse_class(walk: &mut Walk<'_>, input: &mut Input<'_>, sniffed: &Sniffed) -> Analysis {
    analyse(walk, class::Strings::new(input), sniffed)
}

pub(crate) fn analyse_pickle(walk: &mut Walk<'_>, input: &mut Input<'_>, sniffed: &Sniffed) -> Analysis {
    analyse(walk, pickle::Strings::new(input), sniffed)
}

fn analyse(walk: &mut Walk<'_>, strings: impl Strings, sniffed: &Sniffed) -> Analysis {
    let mut sniffed = sniffed.clone();
    sniffed.charset = Charset::Utf8 { mark: 0 };
    let origin = Origin::default();
    let mut text =
        Text { strings, buffer: Vec::new(), at: 0, told: 0, origin: origin.clone(), error: None, ended: false };
    plain::analyse_from(walk, &mut Input::stream(&mut text), &sniffed, Some(origin))
}

/// Finds the strings of a file one after the other.
trait Strings {
    /// Appends what comes next to `text`: about a string, and no more than [`PIECE`] of a long one. False at the end.
    fn next(&mut self, text: &mut Told<'_>) -> io::Result<bool>;
}

/// Takes strings, and where they lie in the file.
struct Told<'t> {
    text: &'t mut Vec<u8>,
    /// Bytes of text that were told before.
    before: u64,
    origin: &'t Origin,
}

impl Told<'_> {
    /// A string that lies at `at` as it is, byte for byte.
    fn string(&mut self, bytes: impl IntoIterator<Item = u8>, at: u64) {
        self.origin.even(self.before + self.text.len() as u64, at, 1);
        self.text.extend(bytes);
    }

    /// What so many bytes at `at` mean.
    fn meaning(&mut self, bytes: impl IntoIterator<Item = u8>, at: u64, length: u64) {
        self.origin.whole(self.before + self.text.len() as u64, at, length);
        self.text.extend(bytes);
    }

    fn end_line(&mut self) {
        self.origin.nowhere(self.before + self.text.len() as u64);
        self.text.push(b'\n');
    }
}

/// The strings as one text.
struct Text<S> {
    strings: S,
    buffer: Vec<u8>,
    at: usize,
    /// Bytes of text that were in the buffer before.
    told: u64,
    origin: Origin,
    error: Option<io::Error>,
    ended: bool,
}

impl<S: Strings> Read for Text<S> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let count = available.len().min(buffer.len());
        buffer[..count].copy_from_slice(&available[..count]);
        self.consume(count);
        Ok(count)
    }
}

impl<S: Strings> BufRead for Text<S> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at >= self.buffer.len() {
            self.told += self.buffer.len() as u64;
            self.buffer.clear();
            self.at = 0;
            while !self.ended && self.buffer.len() < PIECE {
                let mut text = Told { text: &mut self.buffer, before: self.told, origin: &self.origin };
                match self.strings.next(&mut text) {
                    Ok(more) => self.ended = !more,
                    Err(error) => (self.error, self.ended) = (Some(error), true),
                }
            }
            // What came before a fault is told first.
            if self.buffer.is_empty()
                && let Some(error) = &self.error
            {
                return Err(error.kind().into());
            }
        }
        Ok(&self.buffer[self.at..])
    }

    fn consume(&mut self, amount: usize) {
        self.at = (self.at + amount).min(self.buffer.len());
    }
}
