//! Texts whose lines have keys: YAML, and files in sections such as INI and TOML.
//!
//! They are visited as text. But lines below a key that the detector knows (`passport:`, `[credentials]`) are visited as
//! values in the context of all keys above them, because that key may be far away: the text of such lines stays together,
//! their own keys and comments included. The place is in either case the lines.
//!
//! Sources: YAML 1.2.2, chapter 8 (block styles); TOML 1.0.0. Lines are looked at one by one: what spans several
//! (quoted or flow style) belongs to the key above it.

use crate::input::Input;
use crate::lines::{LinePosition, LineRange};
use crate::sniff::Sniffed;
use crate::text::lookahead::boundary;
use crate::text::origin::ByteRange;
use crate::text::{Lookahead, Origin};
use crate::visitor::{FieldBatch, Place, Places, TextBlock};
use crate::walk::{Analysis, Halt, Walk};
use magpie_detect::{ContextId, Field, OVERLAP};
use memchr::{memchr, memchr_iter};
use std::ops::Range;

/// New bytes in a block, unless it ends.
const CORE_BYTES: usize = 64 * 1024;
/// Bytes of a line that are looked at for its key. Own limit.
const HEAD_BYTES: usize = 1024;
/// Deepest nesting of keys that is kept. Own limit.
const MOST_KEYS: usize = 256;
/// Key words in a key of at most this many bytes are near enough to the value beside it.
const SHORT_KEY: usize = 20;

/// How keys are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Syntax {
    /// By indentation.
    Yaml,
    /// In sections with names in brackets.
    Sections,
}

/// Whether a text whose name does not tell is in sections: its first line that is no comment is `[name]`, and the next
/// one has a key.
pub(crate) fn looks_like_sections(text: &[u8]) -> bool {
    let mut lines = text
        .split(|&byte| byte == b'\n')
        .map(<[u8]>::trim_ascii)
        .filter(|line| !matches!(line.first(), None | Some(b'#' | b';')));
    let first = lines.next().unwrap_or_default();
    let second = lines.next().unwrap_or_default();
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b" ._-:\"'/@".contains(byte);
    first.strip_prefix(b"[").and_then(|name| name.strip_suffix(b"]")).is_some_and(|name| name.iter().all(plain))
        && memchr(b'=', second).is_some_and(|at| second[..at].trim_ascii().iter().all(plain))
}

pub(crate) fn analyse(walk: &mut Walk<'_>, input: &mut Input<'_>, sniffed: &Sniffed, syntax: Syntax) -> Analysis {
    let mut text = match Lookahead::new(input, sniffed.charset) {
        Ok(text) => text,
        Err(error) => return walk.halted(sniffed.skipped(), Halt::Read(error)),
    };
    let mut keys = Keys { syntax, open: Vec::new(), block: None, current: None };
    let ended = run(walk, &mut text, &mut keys).map(|()| None);
    walk.text_ended(text, ended, &sniffed.mime_type)
}

fn run(walk: &mut Walk<'_>, text: &mut Lookahead<'_, '_>, keys: &mut Keys) -> Result<(), Halt> {
    let mut writer = Writer {
        origin: text.origin(),
        buffer: Vec::new(),
        left: 0,
        position: LinePosition::default(),
        gone: 0,
        context: None,
    };
    loop {
        let view = text.fill(HEAD_BYTES);
        if view.is_empty() {
            return writer.finish(walk, true);
        }
        let head = &view[..view.len().min(HEAD_BYTES)];
        let line = memchr(b'\n', head).map_or(head, |end| &head[..end]);
        let context = keys.line(walk, line);
        writer.turn_to(walk, context)?;
        loop {
            let view = text.fill(1);
            let (count, ends) = match memchr(b'\n', view) {
                Some(end) => (end + 1, true),
                None => (view.len(), view.is_empty()),
            };
            writer.push(walk, &view[..count])?;
            text.consume(count);
            if ends {
                break;
            }
        }
    }
}

/// A key whose lines have not ended.
struct Key {
    /// The column at which it begins.
    column: usize,
    name: String,
    /// The context of what lies below it, if the detector knows it or a key above it.
    context: Option<ContextId>,
}

/// The keys above a line.
struct Keys {
    syntax: Syntax,
    open: Vec<Key>,
    /// Lines right of this column are text that belongs to the last key.
    block: Option<usize>,
    /// The context of the last line.
    current: Option<ContextId>,
}

impl Keys {
    /// Goes to a line. Gives the context of what is in it; `None` if there is none.
    fn line(&mut self, walk: &mut Walk<'_>, line: &[u8]) -> Option<ContextId> {
        let indent = line.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        let rest = line[indent..].trim_ascii_end();
        if rest.is_empty() {
            return self.current;
        }
        self.current = match self.syntax {
            Syntax::Yaml => self.yaml(walk, indent, rest),
            Syntax::Sections => self.sections(walk, rest),
        };
        self.current
    }

    /// The context below the innermost key.
    fn above(&self) -> Option<ContextId> {
        self.open.last().and_then(|key| key.context)
    }

    fn close(&mut self, from: usize) {
        while self.open.last().is_some_and(|key| key.column >= from) {
            self.open.pop();
        }
    }

    fn open(&mut self, walk: &mut Walk<'_>, column: usize, name: &[u8]) {
        if self.open.len() >= MOST_KEYS {
            return;
        }
        let name = String::from_utf8_lossy(name).into_owned();
        self.open.push(Key { column, name, context: None });
        let names: Vec<&str> = self.open.iter().map(|key| key.name.as_str()).collect();
        let context = walk.context(&names);
        if let Some(key) = self.open.last_mut() {
            // Names without key words have the same context as none.
            key.context = (context != ContextId::default()).then_some(context);
        }
    }

    fn yaml(&mut self, walk: &mut Walk<'_>, indent: usize, mut rest: &[u8]) -> Option<ContextId> {
        if let Some(block) = self.block {
            if indent > block {
                return self.above();
            }
            self.block = None;
        }
        if rest.starts_with(b"#") {
            return self.current;
        }
        if indent == 0 && (rest.starts_with(b"---") || rest == b"...") {
            self.open.clear();
            return None;
        }
        let mut column = indent;
        let mut dash = None;
        while rest == b"-" || rest.starts_with(b"- ") {
            if dash.is_none() {
                // A sequence may begin at the column of the key that it belongs to.
                self.close(column + 1);
            }
            dash = Some(column);
            let blank = rest[1..].iter().take_while(|byte| **byte == b' ').count();
            column += 1 + blank;
            rest = rest.get(1 + blank..).unwrap_or_default();
        }
        let Some((name, value)) = yaml_key(rest) else {
            if dash.is_none() {
                self.close(indent.max(1));
            }
            if begins_block(rest) {
                self.block = dash;
            }
            return self.above();
        };
        self.close(column);
        let above = self.above();
        self.open(walk, column, name);
        if begins_block(value) {
            self.block = Some(column);
        }
        if name.len() > SHORT_KEY { self.above() } else { above }
    }

    fn sections(&mut self, walk: &mut Walk<'_>, rest: &[u8]) -> Option<ContextId> {
        if matches!(rest.first(), Some(b'#' | b';')) {
            return self.current;
        }
        let name = rest.strip_prefix(b"[").and_then(|name| name.strip_suffix(b"]"));
        if let Some(name) = name.filter(|name| !name.contains(&b'=') && !name.contains(&b',')) {
            self.open.clear();
            let trimmed = name.strip_prefix(b"[").and_then(|name| name.strip_suffix(b"]")).unwrap_or(name);
            self.open(walk, 0, trimmed);
            return None;
        }
        self.above()
    }
}

/// Splits a line into its key and what follows it.
fn yaml_key(rest: &[u8]) -> Option<(&[u8], &[u8])> {
    let (name, after) = match rest.first()? {
        quote @ (b'"' | b'\'') => {
            let end = memchr(*quote, &rest[1..])? + 1;
            (&rest[1..end], rest.get(end + 1..)?.trim_ascii_start())
        }
        b'[' | b'{' | b'#' | b'|' | b'>' | b'%' | b'@' | b'`' => return None,
        _ => {
            let ends = |at: &usize| rest.get(at + 1).is_none_or(|next| matches!(next, b' ' | b'\t'));
            let end = memchr_iter(b':', rest).find(ends)?;
            (rest[..end].trim_ascii_end(), &rest[end..])
        }
    };
    let value = after.strip_prefix(b":")?;
    Some((name, value.trim_ascii_start()))
}

/// Whether the lines that follow are a text: `|`, `>-` and the like.
fn begins_block(value: &[u8]) -> bool {
    let value = value.strip_prefix(b"!").map_or(value, |tag| {
        let end = tag.iter().position(|&byte| byte == b' ').unwrap_or(tag.len());
        tag[end..].trim_ascii_start()
    });
    matches!(value.first(), Some(b'|' | b'>'))
        && value[1..].iter().take(2).all(|byte| matches!(byte, b'+' | b'-' | b'0'..=b'9' | b' ' | b'#'))
}

/// Collects lines of the same context and visits them: without one as text, else as a value.
struct Writer {
    origin: Origin,
    buffer: Vec<u8>,
    /// Bytes at the front that are context of a block.
    left: usize,
    /// The position of the buffer's first byte, and how many bytes of the text lie before it.
    position: LinePosition,
    gone: u64,
    context: Option<ContextId>,
}

impl Writer {
    /// What comes next has this context.
    fn turn_to(&mut self, walk: &mut Walk<'_>, context: Option<ContextId>) -> Result<(), Halt> {
        if self.context != context {
            self.finish(walk, false)?;
            self.context = context;
        }
        Ok(())
    }

    fn push(&mut self, walk: &mut Walk<'_>, bytes: &[u8]) -> Result<(), Halt> {
        let mut rest = bytes;
        while !rest.is_empty() {
            let full = self.left + CORE_BYTES + OVERLAP;
            let step = rest.len().min(full.saturating_sub(self.buffer.len()));
            self.buffer.extend_from_slice(&rest[..step]);
            rest = &rest[step..];
            if self.buffer.len() < full {
                return Ok(());
            }
            let end = boundary(&self.buffer, self.buffer.len() - 4);
            let core_end = boundary(&self.buffer[..end], end - OVERLAP);
            self.visit(walk, end, core_end, false)?;
            let passed = boundary(&self.buffer, core_end - OVERLAP);
            self.pass(passed);
            self.left = core_end - passed;
        }
        Ok(())
    }

    fn pass(&mut self, count: usize) {
        self.position.advance(&self.buffer[..count]);
        self.gone += count as u64;
        self.buffer.drain(..count);
    }

    /// Visits what is left. `last`: the file ends with it.
    fn finish(&mut self, walk: &mut Walk<'_>, last: bool) -> Result<(), Halt> {
        let end = self.buffer.len();
        if end > self.left {
            self.visit(walk, end, end, last)?;
        }
        self.pass(end);
        self.left = 0;
        Ok(())
    }

    fn visit(&self, walk: &mut Walk<'_>, end: usize, core_end: usize, last: bool) -> Result<(), Halt> {
        let (window, core) = (&self.buffer[..end], self.left..core_end);
        let Some(context) = self.context else {
            return walk.text(
                &TextBlock::new(window, core, self.position).part_of(self.gone, last).lies_in(&self.origin, self.gone),
            );
        };
        // Blocks are far smaller than 4 GiB.
        let fields = [Field { start: 0, end: end as u32, context }];
        let lines = Lines { window, position: self.position, origin: &self.origin, at: self.gone };
        walk.fields(&FieldBatch::new(window, &fields, &lines, Some(core)))
    }
}

/// The lines of a window that is visited as one value.
struct Lines<'w> {
    window: &'w [u8],
    position: LinePosition,
    origin: &'w Origin,
    /// Where the window begins in the text.
    at: u64,
}

impl Places for Lines<'_> {
    fn place(&self, _field: usize) -> Place {
        self.place_of(0, 0..self.window.len())
    }

    fn place_of(&self, _field: usize, range: Range<usize>) -> Place {
        let start = range.start.min(self.window.len());
        // The last byte decides: what ends with its line's end stays in that line.
        let end = range.end.saturating_sub(1).clamp(start, self.window.len());
        let mut position = self.position;
        position.advance(&self.window[..start]);
        let line = position.line + 1;
        let ends = memchr_iter(b'\n', &self.window[start..end]).count() as u64;
        Place::Lines(LineRange { start: line, end: line + ends, start_column: position.column + 1 })
    }

    fn bytes_of(&self, _field: usize, range: Range<usize>) -> Option<ByteRange> {
        self.origin.bytes(self.at + range.start as u64, self.at + range.end as u64)
    }

    fn is_name(&self, _field: usize) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_yaml() {
        assert_eq!(yaml_key(b"a: 1"), Some((&b"a"[..], &b"1"[..])));
        assert_eq!(yaml_key(b"passport number:"), Some((&b"passport number"[..], &b""[..])));
        assert_eq!(yaml_key(b"'it: is': |"), Some((&b"it: is"[..], &b"|"[..])));
        assert_eq!(yaml_key(b"http://host:80/x"), None);
        assert_eq!(yaml_key(b"{a: 1}"), None);
        assert_eq!(yaml_key(b"\"quoted text\""), None);
        assert!(begins_block(b"|-") && begins_block(b">2") && begins_block(b"!!binary |") && !begins_block(b"|x"));
    }

    #[test]
    fn sections_without_a_name() {
        assert!(looks_like_sections(b"# x\n[default]\naws_access_key_id = x\n"));
        assert!(looks_like_sections(b"[profile a]\nregion=x"));
        assert!(!looks_like_sections(b"[2024-01-01 10:00:00] INFO started a=b\n"));
        assert!(!looks_like_sections(b"[1, 2]\n"));
    }
}
