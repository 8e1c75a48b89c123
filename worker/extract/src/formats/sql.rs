//! Dumps of databases as SQL.
//!
//! A dump is a text, and is visited as one, except for the values of `INSERT` and of PostgreSQL's `COPY`: they are
//! fields, with the names of their table and column as context. A statement that does not name its columns has those
//! of the table's `CREATE TABLE` before it. The place of a value is its lines.
//!
//! What is no value (comments, `INSERT` with a query, procedures) stays text; a head that is the same as the one
//! before is visited once.

use crate::formats::create_table::Table;
use crate::formats::pieces::Pieces;
use crate::formats::plain::{self, Until};
use crate::input::Input;
use crate::lines::{LinePosition, LineRange};
use crate::sniff::Sniffed;
use crate::text::origin::ByteRange;
use crate::text::{Footprints, Lookahead, Origin};
use crate::visitor::{FieldBatch, Place, Places, TextBlock};
use crate::walk::{Analysis, Halt, Walk};
use magpie_detect::{ContextId, Field};
use memchr::{memchr_iter, memchr2, memmem};
use std::collections::HashMap;
use std::ops::Range;

/// Longest head of a statement, up to its values, in bytes. One with a longer head stays text. Own limit.
const HEAD_BYTES: usize = 64 * 1024;
/// How much of a `CREATE TABLE` is read, in bytes. Own limit.
const CREATE_BYTES: usize = 256 * 1024;
/// Most columns that are remembered, over all tables. Own limit.
const MOST_COLUMNS: usize = 100_000;
/// Bytes looked at to tell whether a statement begins.
const KEYWORD_BYTES: usize = 16;
/// A batch is visited when it holds this many bytes or fields.
const BATCH_BYTES: usize = 256 * 1024;
const BATCH_FIELDS: usize = 32 * 1024;
/// Bytes of the dump whose values may lie in one batch: where values came from is known no further back than some MiB.
const BATCH_REACH: u64 = 1024 * 1024;

/// Whether a statement begins here that is read: it inserts rows, or creates a table.
pub(crate) fn begins_statement(text: &[u8]) -> bool {
    ["INSERT ", "REPLACE INTO ", "COPY ", "CREATE TABLE", "CREATE TEMP"].iter().any(|start| starts_with(text, start))
}

fn starts_with(text: &[u8], start: &str) -> bool {
    text.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start.as_bytes()))
}

/// Whether a text is a dump; and if it is, whether strings have escapes with backslashes, as in MySQL.
///
/// `named`: its name says that it is SQL.
pub(crate) fn looks_like(text: &[u8], named: bool) -> Option<bool> {
    let mut lines = std::iter::once(0).chain(memchr_iter(b'\n', text).map(|at| at + 1));
    let is_dump = lines.any(|at| {
        let line = text.get(at..).unwrap_or_default();
        // Prose may begin a line with such a word, but not go on like this.
        begins_statement(line) && (head(line).is_some() || starts_with(line, "CREATE T") && line.contains(&b'('))
    });
    // Past the first bytes there may be statements all the same, if the name says so.
    (is_dump || named).then(|| {
        let holds = |mark: &&[u8]| memmem::find(text, mark).is_some();
        let others: [&[u8]; 3] = [b"PostgreSQL database dump", b"BEGIN TRANSACTION;", b"PRAGMA "];
        let mysql: [&[u8]; 4] = [b"-- MySQL dump", b"MariaDB dump", b"INTO `", b"TABLE `"];
        !others.iter().any(holds) && mysql.iter().any(holds)
    })
}

pub(crate) fn analyse(walk: &mut Walk<'_>, input: &mut Input<'_>, sniffed: &Sniffed, backslash: bool) -> Analysis {
    let mut text = match Lookahead::new(input, sniffed.charset) {
        Ok(text) => text,
        Err(error) => return walk.halted(sniffed.skipped(), Halt::Read(error)),
    };
    let mut dump = Dump {
        backslash,
        position: LinePosition::default(),
        tables: HashMap::new(),
        known_columns: 0,
        head: Vec::new(),
        copy: false,
        contexts: Vec::new(),
        nameless: walk.context(&[]),
        batch: Batch::new(&text.origin()),
        scratch: Scratch { bytes: Vec::new(), prints: Footprints::new(text.origin()) },
    };
    let ended = dump.run(walk, &mut text).map(|()| None);
    walk.text_ended(text, ended, &sniffed.mime_type)
}

/// The head of a statement that inserts rows.
struct Head {
    /// Its length, up to the first row.
    length: usize,
    table: String,
    columns: Vec<String>,
    /// The rows follow as lines (of `COPY`).
    copy: bool,
}

/// Reads names and words of a head.
struct Words<'t> {
    text: &'t [u8],
    at: usize,
}

impl Words<'_> {
    fn skip_space(&mut self) {
        while self.text.get(self.at).is_some_and(u8::is_ascii_whitespace) {
            self.at += 1;
        }
    }

    fn sign(&mut self, sign: u8) -> bool {
        self.skip_space();
        let found = self.text.get(self.at) == Some(&sign);
        self.at += usize::from(found);
        found
    }

    /// A name or word. Names in quotes are told apart from words by the flag.
    fn name(&mut self) -> Option<(String, bool)> {
        self.skip_space();
        let first = *self.text.get(self.at)?;
        let close = match first {
            b'"' | b'`' => first,
            b'[' => b']',
            _ => {
                let rest = &self.text[self.at..];
                let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | 0x80..);
                let length = rest.iter().take_while(|byte| is_word(byte)).count();
                self.at += length;
                return (length > 0).then(|| (String::from_utf8_lossy(&rest[..length]).into_owned(), false));
            }
        };
        let mut name = Vec::new();
        self.at += 1;
        loop {
            let byte = *self.text.get(self.at)?;
            self.at += 1;
            if byte == close {
                if close == b']' || self.text.get(self.at) != Some(&close) {
                    return Some((String::from_utf8_lossy(&name).into_owned(), true));
                }
                self.at += 1;
            }
            name.push(byte);
        }
    }

    /// The last part of a name with dots.
    fn dotted(&mut self) -> Option<String> {
        let mut name = self.name()?.0;
        while self.sign(b'.') {
            name = self.name()?.0;
        }
        Some(name)
    }

    /// Passes over a word, if it is next.
    fn word(&mut self, word: &str) -> bool {
        let before = self.at;
        let found = self.name().is_some_and(|(name, quoted)| !quoted && name.eq_ignore_ascii_case(word));
        if !found {
            self.at = before;
        }
        found
    }

    fn columns(&mut self) -> Option<Vec<String>> {
        let mut columns = Vec::new();
        if !self.sign(b'(') {
            return Some(columns);
        }
        loop {
            columns.push(self.name()?.0);
            if self.sign(b')') {
                return Some(columns);
            }
            if !self.sign(b',') {
                return None;
            }
        }
    }
}

/// Reads the head of a statement that inserts rows. `None`: it is another, or too long.
fn head(text: &[u8]) -> Option<Head> {
    let text = &text[..text.len().min(HEAD_BYTES)];
    let mut words = Words { text, at: 0 };
    if words.word("COPY") {
        let table = words.dotted()?;
        let columns = words.columns()?;
        let end = text.get(words.at..)?.iter().position(|&byte| byte == b'\n')? + 1;
        let rest = text.get(words.at..words.at + end)?.trim_ascii();
        // The text format; there is one of comma-separated values too.
        let plain = rest.eq_ignore_ascii_case(b"FROM STDIN;");
        return plain.then_some(Head { length: words.at + end, table, columns, copy: true });
    }
    if !words.word("INSERT") && !words.word("REPLACE") {
        return None;
    }
    for modifier in ["LOW_PRIORITY", "DELAYED", "HIGH_PRIORITY", "IGNORE"] {
        words.word(modifier);
    }
    if words.word("OR") {
        words.name()?;
    }
    words.word("INTO");
    let table = words.dotted()?;
    let columns = words.columns()?;
    for word in ["OVERRIDING", "SYSTEM", "USER", "VALUE"] {
        words.word(word);
    }
    // A row must follow: prose may hold all the words before.
    let values = words.word("VALUES") && {
        let at = words.at;
        let row = words.sign(b'(');
        words.at = at;
        row
    };
    values.then_some(Head { length: words.at, table, columns, copy: false })
}

/// The table that a `CREATE TABLE` creates.
fn created(text: &[u8]) -> Option<(String, Table)> {
    let mut words = Words { text, at: 0 };
    while !words.word("TABLE") {
        words.name()?;
    }
    for word in ["IF", "NOT", "EXISTS"] {
        words.word(word);
    }
    let name = words.dotted()?;
    let rest = text.get(words.at..)?;
    let end = memmem::find(rest, b";\n").or_else(|| memmem::find(rest, b";\r")).unwrap_or(rest.len());
    let statement = String::from_utf8_lossy(&rest[..end]);
    statement.trim_start().starts_with('(').then(|| (name, Table::parse(&statement)))
}

/// Values that were collected.
struct Batch {
    text: Vec<u8>,
    fields: Vec<Field>,
    lines: Vec<LineRange>,
    prints: Footprints,
    /// Where the first value begins in the dump.
    first: u64,
}

impl Batch {
    fn new(origin: &Origin) -> Self {
        let prints = Footprints::new(origin.clone());
        Batch { text: Vec::new(), fields: Vec::new(), lines: Vec::new(), prints, first: 0 }
    }
}

/// A short value that is being read.
struct Scratch {
    bytes: Vec<u8>,
    prints: Footprints,
}

impl Scratch {
    fn clear(&mut self) {
        self.bytes.clear();
        self.prints.clear();
    }
}

impl Places for Batch {
    fn place(&self, field: usize) -> Place {
        Place::Lines(self.lines[field])
    }

    fn bytes_of(&self, _field: usize, range: Range<usize>) -> Option<ByteRange> {
        self.prints.bytes(range)
    }

    fn is_name(&self, _field: usize) -> bool {
        false
    }
}

struct Dump {
    backslash: bool,
    position: LinePosition,
    /// The columns of the tables that were created, by their names in lower case.
    tables: HashMap<String, Vec<String>>,
    known_columns: usize,
    /// The last head, whether rows followed it as lines, and the contexts of its columns.
    head: Vec<u8>,
    copy: bool,
    contexts: Vec<ContextId>,
    nameless: ContextId,
    batch: Batch,
    scratch: Scratch,
}

impl Dump {
    fn run(&mut self, walk: &mut Walk<'_>, text: &mut Lookahead<'_, '_>) -> Result<(), Halt> {
        loop {
            self.skip_space(text);
            let view = text.fill(KEYWORD_BYTES);
            if view.is_empty() {
                return self.flush(walk);
            }
            if begins_statement(view) {
                if starts_with(view, "CREATE") {
                    self.remember(text);
                } else if self.begin(walk, text)? {
                    continue;
                }
            }
            self.flush(walk)?;
            plain::run(walk, text, &mut self.position, Until::SqlStatement)?;
        }
    }

    #[inline]
    fn pass(&mut self, text: &mut Lookahead<'_, '_>, count: usize) {
        let view = text.fill(count);
        let count = count.min(view.len());
        self.advance(view, count);
        text.consume(count);
    }

    /// Counts the first bytes of a view as passed over.
    #[inline]
    fn advance(&mut self, view: &[u8], count: usize) {
        match view.get(..count) {
            // Signs and other single characters are much of what is passed over.
            Some(&[byte]) if byte != b'\n' && byte.is_ascii() => self.position.column += 1,
            Some(passed) => self.position.advance(passed),
            None => {}
        }
    }

    fn skip_space(&mut self, text: &mut Lookahead<'_, '_>) {
        loop {
            let view = text.fill(64);
            let blank = view.iter().take(1024).take_while(|byte| byte.is_ascii_whitespace()).count();
            if blank == 0 {
                return;
            }
            self.pass(text, blank);
        }
    }

    /// Keeps the names of a new table's columns.
    fn remember(&mut self, text: &mut Lookahead<'_, '_>) {
        let view = text.fill(CREATE_BYTES);
        let Some((name, table)) = created(&view[..view.len().min(CREATE_BYTES)]) else { return };
        if self.known_columns + table.declared.len() <= MOST_COLUMNS {
            self.known_columns += table.declared.len();
            self.tables.insert(name.to_lowercase(), table.declared);
        }
    }

    /// Reads a statement that inserts rows. False: it is none that is understood, and still to be read.
    fn begin(&mut self, walk: &mut Walk<'_>, text: &mut Lookahead<'_, '_>) -> Result<bool, Halt> {
        let known = self.head.len();
        // Most heads are the same as the one before.
        if known == 0 || !text.fill(known).starts_with(&self.head) {
            let view = text.fill(HEAD_BYTES);
            let Some(head) = head(view) else { return Ok(false) };
            self.head.clear();
            self.head.extend_from_slice(&view[..head.length]);
            self.copy = head.copy;
            let columns = match head.columns.as_slice() {
                [] => self.tables.get(&head.table.to_lowercase()).map_or(&[][..], Vec::as_slice),
                columns => columns,
            };
            self.contexts = columns.iter().map(|column| walk.context(&[&head.table, column])).collect();
            self.nameless = walk.context(&[&head.table]);
            self.flush(walk)?;
            let block = TextBlock::new(&self.head, 0..head.length, self.position);
            walk.text(&block.lies_in(&text.origin(), text.passed()))?;
        }
        self.pass(text, self.head.len());
        if self.copy {
            self.lines(walk, text)?
        } else {
            self.tuples(walk, text)?
        }
        Ok(true)
    }

    /// Reads the rows of an `INSERT`: `(1, 'a'), (2, 'b');`.
    fn tuples(&mut self, walk: &mut Walk<'_>, text: &mut Lookahead<'_, '_>) -> Result<(), Halt> {
        loop {
            self.skip_space(text);
            match text.fill(1).first() {
                Some(b'(') => {
                    self.pass(text, 1);
                    self.tuple(walk, text)?;
                }
                Some(b',') => self.pass(text, 1),
                Some(b';') => {
                    self.pass(text, 1);
                    return Ok(());
                }
                _ => return Ok(()),
            }
        }
    }

    /// Reads a row, up to its closing parenthesis. Texts in calls of functions count as the value of the column too.
    fn tuple(&mut self, walk: &mut Walk<'_>, text: &mut Lookahead<'_, '_>) -> Result<(), Halt> {
        let mut depth = 1_u64;
        let mut column = 0;
        let mut escapes = self.backslash;
        loop {
            let view = text.fill(SIGNS);
            if view.is_empty() {
                return Ok(());
            }
            let mut next = Next::Signs;
            let mut signs = 0;
            for &byte in view {
                match byte {
                    b'(' => depth += 1,
                    b')' => {
                        depth -= 1;
                        if depth == 0 {
                            next = Next::End;
                        }
                    }
                    b',' if depth == 1 => column += 1,
                    b'\'' | b'"' => next = Next::String(byte),
                    _ if is_end(byte) => {}
                    _ => {
                        next = Next::Bare;
                        break;
                    }
                }
                signs += 1;
                if next != Next::Signs {
                    break;
                }
            }
            self.advance(view, signs);
            text.consume(signs);
            match next {
                Next::Signs => {}
                Next::End => return Ok(()),
                Next::String(quote) => {
                    self.string(walk, text, column, quote, escapes)?;
                    escapes = self.backslash;
                }
                Next::Bare => escapes = self.backslash | self.bare(walk, text, column)?,
            }
        }
    }

    /// Reads a number or word. Returns whether it says that the string behind it has escapes.
    fn bare(&mut self, walk: &mut Walk<'_>, text: &mut Lookahead<'_, '_>, column: usize) -> Result<bool, Halt> {
        let mut value = Value::begin(self, text, column);
        let mut quote = false;
        loop {
            let at = text.passed();
            let view = text.fill(256);
            let length = view.iter().position(|&byte| is_end(byte)).unwrap_or(view.len());
            quote |= view.get(length).is_some_and(|&byte| byte == b'\'');
            let ends = length < view.len() || length == 0;
            value.push(walk, &mut self.scratch, &view[..length], at..at)?;
            self.advance(view, length);
            text.consume(length);
            if ends {
                break;
            }
        }
        // `N'text'`, `E'text'`, `_binary 'text'`: the word belongs to the string.
        let word = &self.scratch.bytes;
        let prefix = quote && word.len() == 1;
        let escapes = prefix && word.eq_ignore_ascii_case(b"E");
        if prefix || word.eq_ignore_ascii_case(b"NULL") {
            self.scratch.clear();
            return Ok(escapes);
        }
        value.finish(walk, self)?;
        Ok(false)
    }

    /// Reads a string, behind its opening quote.
    fn string(
        &mut self,
        walk: &mut Walk<'_>,
        text: &mut Lookahead<'_, '_>,
        column: usize,
        quote: u8,
        escapes: bool,
    ) -> Result<(), Halt> {
        let mut value = Value::begin(self, text, column);
        let escape = if escapes { b'\\' } else { quote };
        loop {
            let at = text.passed();
            let view = text.fill(2);
            let plain = memchr2(quote, escape, view).unwrap_or(view.len());
            if plain > 0 {
                value.push(walk, &mut self.scratch, &view[..plain], at..at)?;
                // Most strings end where their first sign is.
                let ends = view.get(plain) == Some(&quote) && view.get(plain + 1).is_some_and(|next| *next != quote);
                let count = plain + usize::from(ends);
                self.advance(view, count);
                text.consume(count);
                if ends {
                    break;
                }
                continue;
            }
            let Some(&first) = view.first() else { break };
            let second = view.get(1).copied();
            if first == quote {
                if second != Some(quote) {
                    self.pass(text, 1);
                    break;
                }
                value.push(walk, &mut self.scratch, &[quote], at..at + 2)?;
                self.pass(text, 2);
            } else {
                self.escape(walk, text, &mut value)?;
            }
        }
        value.finish(walk, self)
    }

    /// Reads an escape: a backslash and a character.
    fn escape(&mut self, walk: &mut Walk<'_>, text: &mut Lookahead<'_, '_>, value: &mut Value) -> Result<(), Halt> {
        let at = text.passed();
        let view = text.fill(2);
        match view.get(1) {
            None => {
                value.push(walk, &mut self.scratch, b"\\", at..at)?;
                self.pass(text, 1);
            }
            Some(0x80..) => self.pass(text, 1),
            Some(&byte) => {
                let meant = match byte {
                    b'n' => b'\n',
                    b't' => b'\t',
                    b'r' => b'\r',
                    b'0' => 0,
                    b'Z' => 0x1A,
                    other => other,
                };
                value.push(walk, &mut self.scratch, &[meant], at..at + 2)?;
                self.pass(text, 2);
            }
        }
        Ok(())
    }

    /// Reads the rows of a `COPY`: lines with values between tabs, up to a line with `\.`.
    fn lines(&mut self, walk: &mut Walk<'_>, text: &mut Lookahead<'_, '_>) -> Result<(), Halt> {
        loop {
            let view = text.fill(3);
            if view.is_empty() {
                return Ok(());
            }
            if view.starts_with(b"\\.") && view.get(2).is_none_or(u8::is_ascii_whitespace) {
                self.pass(text, 2);
                return Ok(());
            }
            let mut column = 0;
            while self.copied(walk, text, column)? {
                column += 1;
            }
        }
    }

    /// Reads a value of a line. False: it was the last.
    fn copied(&mut self, walk: &mut Walk<'_>, text: &mut Lookahead<'_, '_>, column: usize) -> Result<bool, Halt> {
        let mut value = Value::begin(self, text, column);
        let more = loop {
            let at = text.passed();
            let view = text.fill(256);
            let length = view.iter().position(|byte| matches!(byte, b'\t' | b'\n' | b'\\')).unwrap_or(view.len());
            if length > 0 {
                value.push(walk, &mut self.scratch, &view[..length], at..at)?;
                self.advance(view, length);
                text.consume(length);
                continue;
            }
            match view.first() {
                None => break false,
                Some(b'\\') if view.get(1) == Some(&b'N') && self.scratch.bytes.is_empty() => self.pass(text, 2),
                Some(b'\\') => self.escape(walk, text, &mut value)?,
                Some(&end) => {
                    self.pass(text, 1);
                    break end == b'\t';
                }
            }
        };
        value.finish(walk, self)?;
        Ok(more)
    }

    fn flush(&mut self, walk: &mut Walk<'_>) -> Result<(), Halt> {
        if self.batch.fields.is_empty() {
            return Ok(());
        }
        let visited = walk.fields(&FieldBatch::new(&self.batch.text, &self.batch.fields, &self.batch, None));
        self.batch.text.clear();
        self.batch.fields.clear();
        self.batch.lines.clear();
        self.batch.prints.clear();
        visited
    }
}

/// Signs between two values that are looked at together.
const SIGNS: usize = 64;

/// What stands behind the signs of a row.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    /// More of them.
    Signs,
    /// What follows the row.
    End,
    /// A string, behind this quote.
    String(u8),
    /// A number or word.
    Bare,
}

/// What ends a number or word in a row.
fn is_end(byte: u8) -> bool {
    byte.is_ascii_whitespace() || matches!(byte, b'(' | b')' | b',' | b';' | b'\'' | b'"')
}

/// A value being read: short ones are kept and join the batch, long ones are visited in pieces.
struct Value {
    start: LinePosition,
    /// Where it begins in the dump.
    at: u64,
    context: ContextId,
    pieces: Option<Pieces<'static>>,
}

impl Value {
    fn begin(dump: &mut Dump, text: &Lookahead<'_, '_>, column: usize) -> Value {
        dump.scratch.clear();
        let context = dump.contexts.get(column).copied().unwrap_or(dump.nameless);
        Value { start: dump.position, at: text.passed(), context, pieces: None }
    }

    /// Adds to the value. `part` is valid UTF-8, cut between characters; it is what `from` of the dump means, or lies at its
    /// start if that is empty.
    fn push(&mut self, walk: &mut Walk<'_>, kept: &mut Scratch, part: &[u8], from: Range<u64>) -> Result<(), Halt> {
        if let Some(pieces) = &mut self.pieces {
            return match from.is_empty() {
                true => pieces.push_from(walk, part, from.start),
                false => pieces.push_whole(walk, part, from),
            };
        }
        match from.is_empty() {
            true => kept.prints.at(kept.bytes.len(), from.start),
            false => kept.prints.whole(kept.bytes.len(), from.start, from.end),
        }
        kept.bytes.extend_from_slice(part);
        if kept.bytes.len() <= walk.limits.value_bytes {
            return Ok(());
        }
        let (line, column) = (self.start.line + 1, self.start.column + 1);
        let place = Place::Lines(LineRange { start: line, end: line, start_column: column });
        let pieces = Pieces::at(place, self.context, walk.limits.value_bytes).made_of(kept.prints.empty());
        self.pieces.insert(pieces).push_parts(walk, &kept.bytes, &kept.prints)
    }

    fn finish(self, walk: &mut Walk<'_>, dump: &mut Dump) -> Result<(), Halt> {
        if let Some(pieces) = self.pieces {
            dump.flush(walk)?;
            return pieces.finish(walk);
        }
        let length = dump.scratch.bytes.len();
        if length == 0 {
            return Ok(());
        }
        let batch = &dump.batch;
        let full = batch.text.len() + length > BATCH_BYTES || batch.fields.len() >= BATCH_FIELDS;
        if full || self.at - batch.first > BATCH_REACH {
            dump.flush(walk)?;
        }
        let batch = &mut dump.batch;
        if batch.fields.is_empty() {
            batch.first = self.at;
        }
        batch.prints.append(batch.text.len(), &dump.scratch.prints);
        // Batches are far smaller than 4 GiB.
        let start = batch.text.len() as u32;
        batch.text.extend_from_slice(&dump.scratch.bytes);
        batch.fields.push(Field { start, end: batch.text.len() as u32, context: self.context });
        batch.text.push(b'\n');
        let (line, column) = (self.start.line + 1, self.start.column + 1);
        // A value that ends with its row's line end does not reach into the next line.
        let end = dump.position.line + 1;
        batch.lines.push(LineRange { start: line, end: end.max(line), start_column: column });
        Ok(())
    }
}
