//! JSON and JSON Lines.
//!
//! Strings and numbers are fields; each distinct path of element names is also visited once as a field
//! ([`FieldBatch::is_name`](crate::FieldBatch::is_name)), because names may hold sensitive data themselves. A `value` behind a
//! `name` in one object (see [`pairs`]) has what that says among its names. Comments are visited as text. In Jupyter notebooks the lines of a cell are put together. A line of JSON Lines that is malformed is visited as text from the first wrong token on; any other
//! malformed JSON is text from there to its end.

mod collector;
mod notebook;
mod pairs;
mod paths;
mod tokenizer;

use crate::formats::pieces::Pieces;
use crate::formats::plain::{self, Until};
use crate::input::Input;
use crate::limits::Limits;
use crate::lines::LinePosition;
use crate::outcome::Reason;
use crate::scan;
use crate::sniff::{Sniffed, mime};
use crate::text::{Footprints, Lookahead, Origin};
use crate::visitor::FieldBatch;
use crate::walk::{Analysis, Halt, Walk};
use collector::{Collecting, Collector, Written};
use notebook::Texts;
use paths::Paths;
use tokenizer::{Bounds, Ending, Sink, Span, Tokenizer};

/// Bytes asked for at least; more are used if they lie together.
const READ_BYTES: usize = 4 * 1024;

/// Malformed lines after each other, before the rest of a file counts as text.
const MOST_BAD_LINES: u32 = 8;

pub(crate) fn analyse(walk: &mut Walk<'_>, input: &mut Input<'_>, sniffed: &Sniffed, lines: bool) -> Analysis {
    let mut text = match Lookahead::new(input, sniffed.charset) {
        Ok(text) => text,
        Err(error) => return walk.halted(sniffed.skipped(), Halt::Read(error)),
    };
    let mut reader = Reader::new(walk.limits, lines);
    if sniffed.mime_type == mime::NOTEBOOK {
        reader.notebook = Some(Texts::new(walk.limits));
    }
    let ended = reader.run(walk, &mut text);
    let mut analysis = walk.text_ended(text, ended, &sniffed.mime_type);
    if analysis.outcome.reason == Some(Reason::JsonNestingLevelOverLimit) && !reader.visited {
        // Nothing of it was looked at.
        analysis.outcome.bytes = 0;
        analysis.outcome.cut_short(Reason::JsonNestingLevelOverLimit);
    }
    analysis
}

struct Reader {
    tokenizer: Tokenizer,
    collector: Collector,
    position: LinePosition,
    scratch: Vec<u8>,
    /// The file is JSON Lines by its name.
    lines: bool,
    bad_lines: u32,
    remark: Option<&'static str>,
    visited: bool,
    /// The texts of a Jupyter notebook, which are arrays of lines.
    notebook: Option<Texts>,
}

impl Reader {
    fn new(limits: &Limits, lines: bool) -> Self {
        let depth = limits.json_depth as usize;
        // Room for the deepest path, so that clearing the memory always makes room for one more name.
        let nodes = (limits.json_paths as usize).max(depth * 4 + 16).min(1 << 30);
        let bytes = limits.json_path_bytes.max((depth + 2) * limits.json_name_bytes).min(1 << 31);
        Reader {
            tokenizer: Tokenizer::new(bounds(limits)),
            collector: Collector::new(Paths::new(nodes, bytes)),
            position: LinePosition::default(),
            scratch: Vec::new(),
            lines,
            bad_lines: 0,
            remark: None,
            visited: false,
            notebook: None,
        }
    }

    fn run(&mut self, walk: &mut Walk<'_>, text: &mut Lookahead<'_, '_>) -> Result<Option<&'static str>, Halt> {
        let ended = self.values(walk, text);
        let rest = self.notebook.as_mut().map_or(Ok(()), |texts| texts.flush(walk));
        ended.and_then(|remark| rest.map(|()| remark))
    }

    fn values(&mut self, walk: &mut Walk<'_>, text: &mut Lookahead<'_, '_>) -> Result<Option<&'static str>, Halt> {
        let mut want = READ_BYTES;
        let origin = text.origin();
        loop {
            let at = text.passed();
            let view = text.fill(want);
            let ends = view.len() < want;
            let records = self.tokenizer.records;
            self.collector.begin_batch(self.position.line);
            let mut sink = Collecting { collector: &mut self.collector, walk };
            let (done, ending) = self.tokenizer.run(view, ends, &mut sink);
            self.collector.end_batch(view);
            self.visit(walk, &view[..done], &origin, at)?;
            self.position.advance(&view[..done]);
            let left = view.len() - done;
            text.consume(done);
            if self.tokenizer.records > records {
                self.bad_lines = 0;
            }
            want = READ_BYTES;
            if !matches!(ending, Ending::More)
                && let Some(texts) = &mut self.notebook
            {
                texts.flush(walk)?;
            }
            match ending {
                Ending::More if ends => {
                    if !self.tokenizer.is_between_records() {
                        self.remark = Some("the JSON ends too early");
                    }
                    return Ok(self.remark);
                }
                // Doubling keeps the cost of reading a long token again and again linear.
                Ending::More if done == 0 => want = (left * 2).max(READ_BYTES),
                Ending::More => want = left + READ_BYTES,
                Ending::Flush => self.collector.make_room(),
                Ending::Long => self.long_string(walk, text)?,
                Ending::Malformed => {
                    if self.recover(walk, text)? {
                        return Ok(self.remark);
                    }
                }
                Ending::TooDeep => {
                    return Err(Halt::Limit(
                        Reason::JsonNestingLevelOverLimit,
                        "the JSON is nested too deep; it was analysed up to there",
                    ));
                }
            }
        }
    }

    /// `at`: where the view begins in the text that `origin` tells of.
    fn visit(&mut self, walk: &mut Walk<'_>, view: &[u8], origin: &Origin, at: u64) -> Result<(), Halt> {
        if self.collector.fields.is_empty() {
            return Ok(());
        }
        self.visited = true;
        let mut buffer = view;
        if !self.collector.escaped.is_empty() {
            // Taking out escapes only shortens a string, so it is done in place, in a copy.
            self.scratch.clear();
            self.scratch.extend_from_slice(view);
            self.collector.unescape(&mut self.scratch);
            buffer = &self.scratch;
        }
        let written = Written { collector: &self.collector, view, origin, at };
        if let Some(texts) = &mut self.notebook {
            return texts.visit(walk, buffer, &written);
        }
        walk.fields(&FieldBatch::new(buffer, &self.collector.fields, &written, None))
    }

    /// Deals with a wrong token. True: the file is done with.
    fn recover(&mut self, walk: &mut Walk<'_>, text: &mut Lookahead<'_, '_>) -> Result<bool, Halt> {
        self.visited = true;
        let view = text.fill(2);
        if view.starts_with(b"//") {
            plain::run(walk, text, &mut self.position, Until::LineEnd)?;
            return Ok(false);
        }
        if view.starts_with(b"/*") {
            plain::run(walk, text, &mut self.position, Until::CommentEnd)?;
            return Ok(false);
        }
        if !self.lines && self.tokenizer.records == 0 {
            self.remark = Some("the JSON is malformed: from the first fault on it was analysed as text");
            plain::run(walk, text, &mut self.position, Until::End)?;
            return Ok(true);
        }
        self.remark = Some("some lines are malformed JSON: they were analysed as text");
        self.tokenizer.reset();
        self.collector.reset();
        loop {
            plain::run(walk, text, &mut self.position, Until::LineEnd)?;
            self.bad_lines += 1;
            if self.bad_lines >= MOST_BAD_LINES {
                plain::run(walk, text, &mut self.position, Until::End)?;
                return Ok(true);
            }
            // After a bad line only an object or array begins a record: a string may be the rest of the same fault.
            if matches!(text.fill(1).first(), None | Some(b'{' | b'[' | b'\n' | b'\r')) {
                return Ok(false);
            }
        }
    }

    /// Visits a string that is too long to be held, in pieces.
    fn long_string(&mut self, walk: &mut Walk<'_>, text: &mut Lookahead<'_, '_>) -> Result<(), Halt> {
        self.visited = true;
        let (place, context) = self.collector.place_of_next(walk);
        let mut pieces = Pieces::new(&place, context, walk.limits.value_bytes).made_of(Footprints::new(text.origin()));
        // The opening quote.
        self.pass(text, 1);
        loop {
            let at = text.passed();
            let view = text.fill(1);
            let stop = scan::string_stop(view, 0);
            let plain = stop.unwrap_or(view.len());
            if plain > 0 {
                pieces.push_from(walk, &view[..plain], at)?;
                self.pass(text, plain);
                continue;
            }
            match view.first() {
                Some(b'\\') => {
                    let view = text.fill(tokenizer::ESCAPE_BYTES);
                    let (character, length) = tokenizer::escape(view);
                    let mut buffer = [0; 4];
                    match character {
                        Some(character) => {
                            let character = character.encode_utf8(&mut buffer).as_bytes();
                            pieces.push_whole(walk, character, at..at + length as u64)?;
                        }
                        None => pieces.push_from(walk, &view[..length], at)?,
                    }
                    self.pass(text, length);
                }
                Some(b'"') => {
                    self.pass(text, 1);
                    self.tokenizer.value_done();
                    return pieces.finish(walk);
                }
                // A line end, which no string may hold, or the end: what follows is malformed, or nothing.
                _ => {
                    self.tokenizer.value_done();
                    return pieces.finish(walk);
                }
            }
        }
    }

    fn pass(&mut self, text: &mut Lookahead<'_, '_>, count: usize) {
        let view = text.fill(count);
        self.position.advance(&view[..count]);
        text.consume(count);
    }
}

fn bounds(limits: &Limits) -> Bounds {
    Bounds {
        depth: limits.json_depth as usize,
        name_bytes: limits.json_name_bytes,
        value_bytes: limits.value_bytes,
        number_bytes: limits.json_number_bytes,
    }
}

/// What a text looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Looks {
    /// One JSON value, or the begin of one.
    Value,
    /// Several JSON values after each other.
    Lines,
    /// No JSON.
    Other,
}

/// Bytes that are looked at.
const SAMPLE_BYTES: usize = 8 * 1024;

/// Tells whether `text`, the begin of a file (`complete`: all of it), is JSON. `named`: its name says so.
pub(crate) fn looks_like(text: &[u8], complete: bool, named: bool) -> Looks {
    #[derive(Default)]
    struct Counts {
        names: u64,
        second_record_in_line: bool,
        records: u64,
    }
    impl Sink for Counts {
        fn record(&mut self, line_ends: u64) {
            self.records += 1;
            self.second_record_in_line |= self.records == 2 && line_ends == 0;
        }
        fn element(&mut self) {}
        fn open(&mut self, _array: bool) {}
        fn close(&mut self) {}
        fn name(&mut self, _view: &[u8], _span: Span) -> bool {
            self.names += 1;
            true
        }
        fn value(&mut self, _view: &[u8], _span: Span) -> bool {
            true
        }
    }
    let first = text.iter().copied().find(|byte| !byte.is_ascii_whitespace() && *byte != 0x1E);
    let container = matches!(first, Some(b'{' | b'['));
    if !container && !named {
        return Looks::Other;
    }
    let sample = &text[..text.len().min(SAMPLE_BYTES)];
    let ends = complete && sample.len() == text.len();
    let mut tokenizer = Tokenizer::new(bounds(&Limits::default()));
    let mut counts = Counts::default();
    let (done, ending) = tokenizer.run(sample, ends, &mut counts);
    let many = tokenizer.records > 1 || (tokenizer.records == 1 && counts.records > 1);
    if ending == Ending::Malformed {
        let comment = sample[done..].starts_with(b"//") || sample[done..].starts_with(b"/*");
        // Without the name's word, one good line with names in it and a line end after it are asked for.
        let good_line = tokenizer.records > 0
            && counts.names > 0
            && memchr::memchr(b'\n', &sample[..done]).is_some()
            && !counts.second_record_in_line;
        return match named {
            true if container && tokenizer.records > 0 => Looks::Lines,
            true if container || comment => Looks::Value,
            false if good_line => Looks::Lines,
            _ => Looks::Other,
        };
    }
    if first.is_none() {
        return Looks::Other;
    }
    if many { Looks::Lines } else { Looks::Value }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_told_from_text() {
        let looks = |text: &str| looks_like(text.as_bytes(), true, false);
        assert_eq!(looks("{\"a\": 1}"), Looks::Value);
        assert_eq!(looks(" [1, 2, 3]\n"), Looks::Value);
        assert_eq!(looks("{\"a\":1}\n{\"a\":2}\n"), Looks::Lines);
        assert_eq!(looks("{\"a\":1}\nnot json\n"), Looks::Lines);
        assert_eq!(looks("{\"a\":"), Looks::Value);
        for other in ["", "hello", "\"text\"", "123", "[1] note", "[info] x", "{a}", "{\"a\"}", "{} x", "[2024-01-01]"]
        {
            assert_eq!(looks(other), Looks::Other, "{other}");
        }
        let named = |text: &str| looks_like(text.as_bytes(), true, true);
        assert_eq!(named("\"text\""), Looks::Value);
        assert_eq!(named("// note\n{}"), Looks::Value);
        assert_eq!(named("{\"a\": oops}"), Looks::Value);
        assert_eq!(named("hello"), Looks::Other);
        assert_eq!(named(""), Looks::Other);
    }
}
