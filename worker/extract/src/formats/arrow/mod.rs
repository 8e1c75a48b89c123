//! Apache Arrow: files and streams of its messages (Feather among them), and the first version of Feather.
//!
//! A file is a stream with a directory at its end, by which its dictionaries are read before its batches. Of a batch,
//! columns are read one after the other, at the places of their buffers, so that memory does not depend on the size of
//! batches; compressed buffers are decompressed as far as they are needed. Columns of booleans are not read. A file in
//! something that can only be read forwards is held, if it is small enough; else it is read as a stream, of which each
//! batch is held.
//!
//! Source: Apache Arrow, "Serialization and Interprocess Communication (IPC)", `Message.fbs`, `Schema.fbs`, `File.fbs`.

mod batch;
mod buffer;
mod dictionary;
mod feather;
mod flat;
mod rows;
mod schema;
mod values;

use crate::formats::ranges::{Fault, Ranges, SharedReader, Stop};
use crate::formats::records::{ROOT, Records};
use crate::input::Input;
use crate::outcome::{FileOutcome, Reason};
use crate::sniff::Sniffed;
use crate::source::{SliceSource, SourceReader};
use crate::walk::{Analysis, Halt, Walk};
use batch::Batch;
use buffer::Budget;
use dictionary::Dictionaries;
use flat::{Table, Vector};
use rows::Rows;
use schema::{Column, Schema, Shape};
use std::io::{self, Read, Seek, SeekFrom};

/// The magic number of a file; it stands at both ends.
const MAGIC: &[u8] = b"ARROW1";
/// Bytes of the magic number at the begin, with what fills them up.
const HEAD_BYTES: u64 = 8;
/// The footer's length and the magic number, at the end of a file.
const TAIL_BYTES: u64 = 10;
/// Largest footer or description of a batch, in bytes. Own limit.
const METADATA_BYTES: u64 = 64 * 1024 * 1024;

const CORRUPT: Fault = (Reason::MalformedFile, "some columns are corrupt and were left out");
const MISSING: Fault = (Reason::MalformedFile, "some columns were left out because their dictionaries are missing");
const BATCHES: Fault = (Reason::MalformedFile, "some batches of records are corrupt and were left out");
const NO_FOOTER: Fault = (Reason::MalformedFile, "the file has no footer at its end");
const TOO_LARGE: Fault = (Reason::FileExceedsSizeLimit, "some batches of records are too large to be held");

/// Which of the formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    File,
    Stream,
    /// The first version of Feather.
    Feather,
}

/// Whether a file begins like a stream of messages: with a schema. `named`: its name says that it is one, so that it may
/// also be of the first versions, which had no mark before a message.
pub(crate) fn looks_like_stream(prefix: &[u8], named: bool) -> bool {
    let number = |at: usize| prefix.get(at..)?.first_chunk().copied().map(u32::from_le_bytes);
    let (length, start) = match number(0) {
        Some(u32::MAX) => (number(4), 8),
        other if named => (other, 4),
        _ => return false,
    };
    let Some(length) = length.filter(|&length| length >= 16 && u64::from(length) <= METADATA_BYTES) else {
        return false;
    };
    let rest = prefix.get(start..).unwrap_or_default();
    let message = rest.get(..length as usize).unwrap_or(rest);
    // A long schema does not lie in the prefix as a whole; its begin does.
    Table::root(message).is_some_and(|message| message.short(0, 0) <= 8 && message.byte(1) == SCHEMA)
}

/// Kinds of messages, by the numbers of the format.
const SCHEMA: u8 = 1;
const DICTIONARY_BATCH: u8 = 2;
const RECORD_BATCH: u8 = 3;

pub(crate) fn analyse(walk: &mut Walk<'_>, input: &mut Input<'_>, sniffed: &Sniffed, kind: Kind) -> Analysis {
    if kind == Kind::Feather {
        return feather::analyse(walk, input, sniffed);
    }
    if let (Kind::File, Input::Stream(stream)) = (kind, &mut *input) {
        // A file that is small enough is held, so that its footer can be used; of a larger one nothing is lost.
        let room = walk.limits.zip_buffer_bytes.saturating_sub(walk.shared.buffered.get());
        match stream.take_all(room, &walk.shared) {
            Ok(Some(bytes)) => {
                walk.shared.buffered.set(walk.shared.buffered.get() + bytes.len());
                let mut source = SliceSource::new(&bytes);
                let analysis = read(walk, &mut Input::Window(SourceReader::new(&mut source)), sniffed, kind);
                walk.shared.buffered.set(walk.shared.buffered.get() - bytes.len());
                return analysis;
            }
            Ok(None) => {}
            Err(error) => return walk.halted(sniffed.skipped(), Halt::Read(error)),
        }
    }
    read(walk, input, sniffed, kind)
}

fn read(walk: &mut Walk<'_>, input: &mut Input<'_>, sniffed: &Sniffed, kind: Kind) -> Analysis {
    let (file_bytes, most_body) = match input {
        Input::Window(reader) => (reader.len(), u64::MAX),
        Input::Stream(_) => (0, walk.limits.zip_buffer_bytes.saturating_sub(walk.shared.buffered.get()) as u64),
    };
    let mut reading = Reading {
        records: Records::new(walk.limits),
        budget: Budget::new(),
        schema: Schema::default(),
        schemas: 0,
        dictionaries: Dictionaries::default(),
        fault: None,
        bytes: 0,
        row: 0,
        most_body,
        pending: None,
        indexes: Vec::new(),
        scratch: Vec::new(),
    };
    reading.allow(file_bytes);
    let ended = match reading.run(walk, input, kind) {
        Err(Stop::Fault(fault)) => {
            reading.fault(fault);
            Ok(())
        }
        Err(Stop::Halt(halt)) => Err(halt),
        Ok(()) => Ok(()),
    };
    reading.finish(walk, sniffed, ended)
}

/// A file that is being read.
struct Reading {
    records: Records,
    budget: Budget,
    schema: Schema,
    /// How many schemas there were.
    schemas: usize,
    dictionaries: Dictionaries,
    /// The first thing for which something was left out.
    fault: Option<Fault>,
    /// Bytes of messages that were looked at.
    bytes: u64,
    /// Records before the present batch.
    row: u64,
    /// Largest body of a message.
    most_body: u64,
    /// The length of the next message, if it was read already.
    pending: Option<u32>,
    /// Which elements of the lists around it the present value belongs to.
    indexes: Vec<u64>,
    scratch: Vec<u8>,
}

/// What came when a message was looked for.
enum Next {
    Message,
    /// The mark at the end of a stream.
    End,
    /// No bytes.
    Nothing,
}

impl Reading {
    fn fault(&mut self, fault: Fault) {
        self.fault.get_or_insert(fault);
    }

    /// Says how many bytes of the file were read, or there are.
    fn allow(&mut self, file_bytes: u64) {
        self.records.allow(file_bytes);
        self.budget.allow(self.records.allowance());
    }

    fn finish(mut self, walk: &mut Walk<'_>, sniffed: &Sniffed, ended: Result<(), Halt>) -> Analysis {
        let flushed = self.records.flush(walk);
        let mut outcome = FileOutcome::complete(sniffed.mime_type.as_str());
        outcome.bytes = self.bytes;
        if let Err(halt) = ended.and(flushed) {
            return walk.halted(outcome, halt);
        }
        // A decompressor does not tell why it got no bytes.
        if walk.shared.source_failed() {
            return walk.halted(outcome, Halt::Read(io::Error::other("the source has failed")));
        }
        match self.fault {
            Some((reason, detail)) => {
                outcome.cut_short(reason);
                outcome.detail = Some(detail.to_owned());
            }
            None if self.records.crowded() => {
                let remark = "the file has too many columns: some values were looked at without names";
                outcome.detail = Some(remark.to_owned());
            }
            None => {}
        }
        Analysis::of(outcome)
    }

    fn run(&mut self, walk: &mut Walk<'_>, input: &mut Input<'_>, kind: Kind) -> Result<(), Stop> {
        if kind == Kind::File {
            if let Input::Window(reader) = input {
                match footer(reader)? {
                    Some(footer) if self.by_footer(walk, input, &footer)? => return Ok(()),
                    _ => self.fault(NO_FOOTER),
                }
                if let Input::Window(reader) = input {
                    reader.seek(SeekFrom::Start(0))?;
                }
            }
            input.skip(HEAD_BYTES)?;
            self.bytes += HEAD_BYTES;
        }
        loop {
            match self.message(walk, input)? {
                Next::Message => {}
                // Streams may follow each other; in a file it is the footer that follows.
                Next::End if kind == Kind::Stream => {}
                Next::End => {
                    // It must be there, in something that is read forwards too.
                    let mut tail = Tail::default();
                    io::copy(input, &mut tail)?;
                    self.bytes += tail.bytes;
                    if !tail.last.ends_with(MAGIC) {
                        self.fault(NO_FOOTER);
                    }
                    return Ok(());
                }
                Next::Nothing => {
                    if kind == Kind::File {
                        self.fault(NO_FOOTER);
                    }
                    return Ok(());
                }
            }
        }
    }

    /// Reads what the footer lists. False: it is corrupt, and nothing was read.
    fn by_footer(&mut self, walk: &mut Walk<'_>, input: &mut Input<'_>, footer: &[u8]) -> Result<bool, Stop> {
        let Some(table) = Table::root(footer) else { return Ok(false) };
        let (Some(schema), Some(dictionaries), Some(batches)) =
            (table.table(1), table.vector(2, BLOCK_BYTES), table.vector(3, BLOCK_BYTES))
        else {
            return Ok(false);
        };
        self.bytes += footer.len() as u64;
        self.new_schema(walk, schema)?;
        for blocks in [dictionaries, batches] {
            for index in 0..blocks.len() {
                self.records.spend(1)?;
                match self.block(walk, input, blocks, index) {
                    Err(Stop::Fault(fault)) => self.fault(fault),
                    other => other?,
                }
            }
        }
        if self.fault.is_none()
            && let Input::Window(reader) = input
        {
            self.bytes = reader.len();
        }
        Ok(true)
    }

    /// Reads the message at a block that the footer lists.
    fn block(
        &mut self,
        walk: &mut Walk<'_>,
        input: &mut Input<'_>,
        blocks: Vector<'_>,
        index: usize,
    ) -> Result<(), Stop> {
        let start = blocks.long(index, 0).and_then(|start| u64::try_from(start).ok()).ok_or(Stop::Fault(BATCHES))?;
        let Input::Window(reader) = input else { return Err(BATCHES.into()) };
        if start >= reader.len() {
            return Err(BATCHES.into());
        }
        reader.seek(SeekFrom::Start(start))?;
        match self.message(walk, input)? {
            Next::Message => Ok(()),
            Next::End | Next::Nothing => Err(BATCHES.into()),
        }
    }

    /// Reads a number before a message. `None`: there are no bytes.
    fn word(&mut self, input: &mut Input<'_>) -> Result<Option<u32>, Stop> {
        let mut word = Vec::new();
        input.by_ref().take(4).read_to_end(&mut word)?;
        self.bytes += word.len() as u64;
        match word.as_slice() {
            [] => Ok(None),
            &[a, b, c, d] => Ok(Some(u32::from_le_bytes([a, b, c, d]))),
            _ => Err(BATCHES.into()),
        }
    }

    /// Reads the schema of a file whose writer puts no length before it (polars does so), up to the next message. `first`:
    /// the number that is there instead. Only something that is read forwards needs it: the footer has it too.
    fn bare_schema(&mut self, walk: &mut Walk<'_>, input: &mut Input<'_>, first: u32) -> Result<(), Stop> {
        let mut metadata = first.to_le_bytes().to_vec();
        let mut group = Vec::new();
        loop {
            // What is to come lies at multiples of 8.
            let length = if metadata.len() == 4 { 4 } else { 8 };
            group.clear();
            input.by_ref().take(length).read_to_end(&mut group)?;
            self.bytes += group.len() as u64;
            if group.len() < length as usize || metadata.len() as u64 > METADATA_BYTES {
                return Err(BATCHES.into());
            }
            if let &[0xFF, 0xFF, 0xFF, 0xFF, a, b, c, d] = group.as_slice() {
                let length = u32::from_le_bytes([a, b, c, d]);
                if length.is_multiple_of(8) {
                    self.pending = Some(length);
                    break;
                }
            }
            metadata.extend_from_slice(&group);
        }
        let message = Table::root(&metadata).filter(|message| message.byte(1) == SCHEMA);
        let schema = message.and_then(|message| message.table(2)).ok_or(Stop::Fault(BATCHES))?;
        self.new_schema(walk, schema)
    }

    /// Reads the message that comes next. A fault means that what follows cannot be found without a footer.
    fn message(&mut self, walk: &mut Walk<'_>, input: &mut Input<'_>) -> Result<Next, Stop> {
        let length = match self.pending.take() {
            Some(length) => length,
            None => match self.word(input)? {
                None => return Ok(Next::Nothing),
                Some(u32::MAX) => self.word(input)?.ok_or(Stop::Fault(BATCHES))?,
                // No message is that short, but for the mark of the end.
                Some(bare @ 1..16) if self.schemas == 0 => {
                    self.bare_schema(walk, input, bare)?;
                    return Ok(Next::Message);
                }
                Some(length) => length,
            },
        };
        if length == 0 {
            return Ok(Next::End);
        }
        if u64::from(length) > METADATA_BYTES {
            return Err((Reason::FileExceedsSizeLimit, "the description of a batch of records is too large").into());
        }
        let mut metadata = Vec::new();
        input.by_ref().take(u64::from(length)).read_to_end(&mut metadata)?;
        self.bytes += metadata.len() as u64;
        if metadata.len() < length as usize {
            return Err(BATCHES.into());
        }
        self.records.spend(metadata.len() as u64)?;
        let message = Table::root(&metadata).ok_or(Stop::Fault(BATCHES))?;
        let body = u64::try_from(message.long(3)).map_err(|_| Stop::Fault(BATCHES))?;
        let header = message.table(2).ok_or(Stop::Fault(BATCHES))?;
        match message.byte(1) {
            SCHEMA => self.new_schema(walk, header)?,
            DICTIONARY_BATCH | RECORD_BATCH => {}
            _ => self.fault((Reason::UnsupportedFileType, "tensors in the file were left out")),
        }
        let read = self.body(walk, input, body, |reading, walk, file| match message.byte(1) {
            DICTIONARY_BATCH => reading.dictionary(header, message.short(0, 0), file),
            RECORD_BATCH => reading.batch(walk, header, message.short(0, 0), file),
            _ => Ok(()),
        })?;
        match read {
            Err(Stop::Fault(fault)) => self.fault(fault),
            other => other?,
        }
        Ok(Next::Message)
    }

    /// Calls `read` with the body that follows, and goes behind it. The outer error: there is nothing behind it.
    fn body(
        &mut self,
        walk: &mut Walk<'_>,
        input: &mut Input<'_>,
        length: u64,
        read: impl FnOnce(&mut Self, &mut Walk<'_>, &dyn Ranges) -> Result<(), Stop>,
    ) -> Result<Result<(), Stop>, Stop> {
        let result = match input {
            Input::Window(reader) => {
                let start = reader.position();
                let there = length.min(reader.len() - start);
                let result = read(self, walk, &SharedReader::new(reader.window(start, there)));
                reader.seek(SeekFrom::Start(start + there))?;
                self.bytes += there;
                if there < length { Err(BATCHES.into()) } else { Ok(()) }.and(result)
            }
            Input::Stream(_) if length > self.most_body => {
                self.fault(TOO_LARGE);
                if input.skip(length)? < length { Err(BATCHES.into()) } else { Ok(()) }
            }
            Input::Stream(_) => {
                let mut body = Vec::new();
                input.by_ref().take(length).read_to_end(&mut body)?;
                let there = body.len();
                self.bytes += there as u64;
                self.allow(self.bytes);
                walk.shared.buffered.set(walk.shared.buffered.get() + there);
                let mut source = SliceSource::new(&body);
                let result = read(self, walk, &SharedReader::new(SourceReader::new(&mut source)));
                walk.shared.buffered.set(walk.shared.buffered.get() - there);
                if (there as u64) < length { Err(BATCHES.into()) } else { Ok(()) }.and(result)
            }
        };
        Ok(result)
    }

    fn new_schema(&mut self, walk: &mut Walk<'_>, table: Table<'_>) -> Result<(), Stop> {
        if table.short(0, 0) != 0 {
            return Err((Reason::UnsupportedFileType, "the numbers in the file begin with their highest byte").into());
        }
        // A schema's names have nothing to do with those of one before it.
        let root = self.records.branch(ROOT, self.schemas);
        self.schemas += 1;
        self.dictionaries = Dictionaries::default();
        self.schema = Schema::default();
        match schema::read(walk, &mut self.records, table, root)? {
            Some(schema) => self.schema = schema,
            None => return Err((Reason::MalformedFile, "the file's schema is corrupt").into()),
        }
        if self.schema.unknown {
            self.fault((Reason::UnsupportedFileType, "some columns have an unsupported type"));
        }
        if self.schema.dictionaries.iter().any(|(_, values)| values.is_none()) {
            self.fault((Reason::UnsupportedFileType, "some columns have dictionaries of nested values"));
        }
        Ok(())
    }

    fn dictionary(&mut self, table: Table<'_>, version: i16, file: &dyn Ranges) -> Result<(), Stop> {
        let id = table.long(0);
        let data = table.table(1).ok_or(Stop::Fault(BATCHES))?;
        let known = self.schema.dictionaries.iter().find(|(known, _)| *known == id);
        // Nested ones are told by the schema.
        let Some(&(_, Some(shape))) = known else { return Ok(()) };
        let before = self.dictionaries.take(id);
        let mut dictionary = before.filter(|_| table.byte(2) != 0).unwrap_or_default();
        let columns = [Column { shape, node: ROOT, parent: 0, tag: 0, helper: false }];
        let batch = Batch::new(data, &columns, version, file, &self.budget).ok_or(Stop::Fault(BATCHES))?;
        let none = Dictionaries::default();
        let mut levels = batch.levels(&columns, 0, &none)?;
        let added = match levels.first_mut() {
            Some(level) => dictionary.add(level, batch.rows, &mut self.scratch),
            None => Ok(()),
        };
        self.dictionaries.put(id, dictionary)?;
        added
    }

    fn batch(&mut self, walk: &mut Walk<'_>, table: Table<'_>, version: i16, file: &dyn Ranges) -> Result<(), Stop> {
        let Reading { schema, dictionaries, budget, .. } = self;
        let batch = Batch::new(table, &schema.columns, version, file, budget).ok_or(Stop::Fault(BATCHES))?;
        let mut ended = Ok(());
        let mut rows = Rows {
            records: &mut self.records,
            indexes: &mut self.indexes,
            scratch: &mut self.scratch,
            node: ROOT,
            row: 0,
        };
        for (column, id) in schema.columns.iter().zip(0..) {
            if column.helper || !column.shape.is_value() {
                continue;
            }
            if let Shape::Index { dictionary, .. } = column.shape
                && schema.dictionaries.contains(&(dictionary, None))
            {
                continue;
            }
            rows.records.spend(1)?;
            let read = batch
                .levels(&schema.columns, id, dictionaries)
                .and_then(|mut levels| rows.column(walk, &mut levels, column.node, batch.rows, self.row));
            rows.records.leave_all();
            match read {
                // The first fault stays; other columns are still read.
                Err(Stop::Fault(fault)) => ended = ended.and(Err(Stop::Fault(fault))),
                other => other?,
            }
        }
        self.row = self.row.saturating_add(batch.rows);
        ended
    }
}

/// Bytes of a block in a file's footer.
const BLOCK_BYTES: usize = 24;

/// The footer of a file. `None`: there is none.
fn footer(reader: &mut SourceReader<'_>) -> io::Result<Option<Vec<u8>>> {
    let mut read = |start: u64, length: u64| {
        let mut bytes = Vec::new();
        reader.seek(SeekFrom::Start(start))?;
        reader.by_ref().take(length).read_to_end(&mut bytes)?;
        io::Result::Ok((bytes, reader.len()))
    };
    let (_, length) = read(0, 0)?;
    let Some(start) = length.checked_sub(TAIL_BYTES) else { return Ok(None) };
    let (tail, _) = read(start, TAIL_BYTES)?;
    let Some((size, magic)) = tail.split_first_chunk::<4>() else { return Ok(None) };
    let size = u64::from(u32::from_le_bytes(*size));
    let Some(start) = start.checked_sub(size).filter(|_| magic == MAGIC && size <= METADATA_BYTES) else {
        return Ok(None);
    };
    Ok(Some(read(start, size)?.0))
}

/// The last bytes of something that is read to its end.
#[derive(Default)]
struct Tail {
    bytes: u64,
    last: Vec<u8>,
}

impl io::Write for Tail {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bytes += bytes.len() as u64;
        self.last.extend_from_slice(&bytes[bytes.len().saturating_sub(MAGIC.len())..]);
        self.last.drain(..self.last.len().saturating_sub(MAGIC.len()));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
