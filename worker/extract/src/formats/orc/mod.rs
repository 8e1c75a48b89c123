//! Apache ORC.
//!
//! The footer at the end says where the stripes lie, and the footer of each stripe where the streams of its columns do.
//! Columns are read one after the other, and their streams block by block, so that memory does not depend on the size
//! of stripes; columns of booleans are not read. The streams of the columns around a nested one are read with it.
//!
//! Source: Apache ORC, specification v1.

mod footer;
mod proto;
mod runs;
mod schema;
mod stream;
mod values;
mod zone;

use crate::formats::ranges::{Fault, Ranges, SharedReader, Stop};
use crate::formats::records::{Node, ROOT, Records};
use crate::formats::seekable;
use crate::input::Input;
use crate::outcome::{FileOutcome, Reason};
use crate::sniff::Sniffed;
use crate::walk::{Analysis, Halt, Walk};
use footer::{DATA, Footer, LENGTH, PRESENT, Postscript, Stripe, StripeFooter};
use runs::{Bits, Bytes, Integers};
use schema::{Column, Shape};
use std::cell::Cell;
use stream::{Codec, Compression, Stream};
use values::Values;

/// Largest footer, as stored and decompressed, in bytes. Own limit.
const FOOTER_BYTES: u64 = 64 * 1024 * 1024;
/// The postscript's length takes one byte, so this many bytes at the end hold it.
const TAIL_BYTES: u64 = 256;
/// Most bytes that the blocks of all open streams have. Own limit: 512 streams with blocks as writers have them.
const OPEN_BYTES: usize = 128 * 1024 * 1024;

const CORRUPT: Fault = (Reason::MalformedFile, "some columns are corrupt and were left out");
const STRIPES: Fault = (Reason::MalformedFile, "some stripes are corrupt and were left out");

pub(crate) fn analyse(walk: &mut Walk<'_>, input: &mut Input<'_>, sniffed: &Sniffed) -> Analysis {
    seekable::with_reader(walk, input, sniffed, |walk, reader| {
        let file = SharedReader::new(reader.window(0, u64::MAX));
        whole(walk, &file, sniffed)
    })
}

fn whole(walk: &mut Walk<'_>, file: &dyn Ranges, sniffed: &Sniffed) -> Analysis {
    let skipped = |(reason, detail): Fault| {
        Analysis::of(FileOutcome::skipped(reason, sniffed.mime_type.clone()).with_detail(detail))
    };
    let (postscript, end) = match postscript(file) {
        Ok(Some(found)) => found,
        Ok(None) => return skipped((Reason::MalformedFile, "the file has no footer at its end")),
        Err(error) => return walk.halted(sniffed.skipped(), Halt::Read(error)),
    };
    let Some(codec) = Codec::numbered(postscript.compression) else {
        return skipped((Reason::UnsupportedFileType, "the file is compressed with an unsupported codec (LZO)"));
    };
    let block_bytes = usize::try_from(postscript.block_bytes).unwrap_or(usize::MAX);
    let work = Cell::new(0);
    let compression = Compression { codec, block_bytes, work: &work };
    let start = end.checked_sub(postscript.footer_bytes);
    let Some(start) = start else { return skipped((Reason::MalformedFile, "the file has no footer at its end")) };
    let bytes = match part(file, compression, (start, end)) {
        Ok(bytes) => bytes,
        Err(Stop::Halt(halt)) => return walk.halted(sniffed.skipped(), halt),
        Err(Stop::Fault((Reason::MalformedFile, _))) => {
            return skipped((Reason::MalformedFile, "the file's footer is corrupt"));
        }
        Err(Stop::Fault(fault)) => return skipped(fault),
    };
    let Some(footer) = Footer::parse(&bytes) else {
        return skipped((Reason::MalformedFile, "the file's footer is corrupt"));
    };
    let mut records = Records::new(walk.limits);
    records.allow(file.len());
    let mut reading = Reading {
        file,
        compression,
        records,
        fault: None,
        bytes: bytes.len() as u64,
        indexes: Vec::new(),
        scratch: Vec::new(),
    };
    let ended = reading.run(walk, footer);
    let flushed = reading.records.flush(walk);
    let mut outcome = FileOutcome::complete(sniffed.mime_type.as_str());
    outcome.bytes = reading.bytes;
    if let Err(halt) = ended.and(flushed) {
        return walk.halted(outcome, halt);
    }
    match reading.fault {
        Some((reason, detail)) => {
            outcome.cut_short(reason);
            outcome.detail = Some(detail.to_owned());
        }
        None => {
            outcome.bytes = file.len();
            if reading.records.crowded() {
                let remark = "the file has too many columns: some values were looked at without names";
                outcome.detail = Some(remark.to_owned());
            }
        }
    }
    Analysis::of(outcome)
}

/// The postscript, and where it begins.
fn postscript(file: &dyn Ranges) -> std::io::Result<Option<(Postscript, u64)>> {
    let mut tail = Vec::new();
    file.read(file.len().saturating_sub(TAIL_BYTES), TAIL_BYTES, &mut tail)?;
    let Some((&length, before)) = tail.split_last() else { return Ok(None) };
    let Some(start) = before.len().checked_sub(usize::from(length)) else { return Ok(None) };
    let parsed = Postscript::parse(&before[start..]);
    Ok(parsed.map(|postscript| (postscript, file.len() - 1 - u64::from(length))))
}

/// All of a compressed part of the file.
fn part(file: &dyn Ranges, compression: Compression<'_>, (start, end): (u64, u64)) -> Result<Vec<u8>, Stop> {
    const TOO_LARGE: Fault = (Reason::FileExceedsSizeLimit, "the file's footer is too large");
    if compression.codec != Codec::None && compression.block_bytes > OPEN_BYTES {
        return Err((Reason::FileExceedsSizeLimit, "the file's blocks are too large").into());
    }
    if end - start > FOOTER_BYTES {
        return Err(TOO_LARGE.into());
    }
    let bytes = Stream::new(file, compression, (start, end)).rest(FOOTER_BYTES as usize)?;
    bytes.ok_or(Stop::Fault(TOO_LARGE))
}

/// A file that is being read.
struct Reading<'f> {
    file: &'f dyn Ranges,
    compression: Compression<'f>,
    records: Records,
    /// The first thing for which something was left out.
    fault: Option<Fault>,
    /// Bytes of streams that were looked at.
    bytes: u64,
    /// Which elements of the lists around it the present value belongs to.
    indexes: Vec<u64>,
    scratch: Vec<u8>,
}

/// A column on the way to the one that is read.
struct Level<'f> {
    /// Which of its values are there, if not all are.
    present: Option<Bits<'f>>,
    below: Below<'f>,
}

enum Below<'f> {
    Record,
    /// The lists' lengths, and how many lists are around it.
    List {
        lengths: Integers<'f>,
        depth: usize,
    },
    /// The member of the union that is wanted.
    Union {
        tags: Bytes<'f>,
        wanted: u8,
    },
    Value(Values<'f>),
}

impl<'f> Reading<'f> {
    fn fault(&mut self, fault: Fault) {
        self.fault.get_or_insert(fault);
    }

    fn run(&mut self, walk: &mut Walk<'_>, mut footer: Footer<'_>) -> Result<(), Halt> {
        let Some(columns) = schema::columns(walk, &mut self.records, &footer.types)? else {
            self.fault((Reason::MalformedFile, "the file's schema is corrupt"));
            return Ok(());
        };
        if columns.iter().any(|column| column.shape == Shape::Unread { known: false }) {
            self.fault((Reason::UnsupportedFileType, "some columns have an unsupported type"));
        }
        if footer.encrypted {
            self.fault((Reason::UnsupportedFileType, "some columns are encrypted"));
        }
        let mut first_row = 0_u64;
        while let Some(stripe) = footer.next_stripe() {
            self.records.spend(1)?;
            let Some(stripe) = stripe else {
                self.fault(STRIPES);
                continue;
            };
            match self.stripe(walk, &columns, &stripe, first_row) {
                Ok(()) => {}
                Err(Stop::Halt(halt)) => return Err(halt),
                Err(Stop::Fault(_)) => self.fault(STRIPES),
            }
            first_row = first_row.saturating_add(stripe.rows);
        }
        Ok(())
    }

    fn stripe(&mut self, walk: &mut Walk<'_>, columns: &[Column], stripe: &Stripe, first_row: u64) -> Result<(), Stop> {
        let start = stripe
            .start
            .checked_add(stripe.index_bytes)
            .and_then(|at| at.checked_add(stripe.data_bytes))
            .ok_or(Stop::Fault(STRIPES))?;
        let end = start.checked_add(stripe.footer_bytes).filter(|&end| end <= self.file.len());
        let bytes = part(self.file, self.compression, (start, end.ok_or(Stop::Fault(STRIPES))?))?;
        self.bytes += bytes.len() as u64;
        self.records.spend(bytes.len() as u64)?;
        let footer = StripeFooter::parse(&bytes, stripe).ok_or(Stop::Fault(STRIPES))?;
        drop(bytes);
        for (column, id) in columns.iter().zip(0..) {
            let Shape::Value(_) = column.shape else { continue };
            self.records.spend(1)?;
            let read = self.column(walk, columns, id, &footer, stripe.rows, first_row);
            self.records.leave_all();
            self.records.spend(self.compression.work.take())?;
            match read {
                Err(Stop::Fault(fault)) => self.fault(fault),
                other => other?,
            }
        }
        Ok(())
    }

    /// Reads one column of values in a stripe.
    fn column(
        &mut self,
        walk: &mut Walk<'_>,
        columns: &[Column],
        id: u32,
        footer: &StripeFooter,
        rows: u64,
        first_row: u64,
    ) -> Result<(), Stop> {
        let mut levels = self.levels(columns, id, footer)?;
        for _ in 0..self.indexes.len() {
            self.records.enter(0);
        }
        let node = columns.get(id as usize).map_or(ROOT, |column| column.node);
        if let Some(Level { below: Below::Value(Values::Dictionary { dictionary, .. }), .. }) = levels.last() {
            self.records.begin_dictionary(dictionary.len());
        }
        for row in 0..rows {
            self.next(walk, &mut levels, node, first_row.saturating_add(row))?;
        }
        Ok(())
    }

    /// Opens the streams of a column, and of those around it, from the outermost.
    fn levels(&mut self, columns: &[Column], id: u32, footer: &StripeFooter) -> Result<Vec<Level<'f>>, Stop> {
        let mut chain = Vec::new();
        let mut at = id;
        while let Some(column) = columns.get(at as usize) {
            chain.push((at, *column));
            if at == 0 {
                break;
            }
            at = column.parent;
        }
        chain.reverse();
        // A column has at most four streams, and those around it two.
        let streams = 2 * chain.len() + 2;
        if self.compression.codec != Codec::None && self.compression.block_bytes.saturating_mul(streams) > OPEN_BYTES {
            return Err((Reason::FileExceedsSizeLimit, "some columns have too large blocks and were left out").into());
        }
        let (file, compression) = (self.file, self.compression);
        let mut levels = Vec::new();
        self.indexes.clear();
        for (position, &(id, column)) in chain.iter().enumerate() {
            let open = |kind| Stream::new(file, compression, footer.stream(id, kind).unwrap_or_default());
            let encoding = footer.encoding(id);
            let below = match column.shape {
                Shape::Record => Below::Record,
                Shape::List => {
                    self.indexes.push(0);
                    let second = encoding.kind >= footer::DIRECT_V2;
                    let lengths = Integers::new(open(LENGTH), second, false);
                    Below::List { lengths, depth: self.indexes.len() - 1 }
                }
                Shape::Union => {
                    let wanted = chain.get(position + 1).map_or(0, |(_, below)| below.slot as u8);
                    Below::Union { tags: Bytes::new(open(DATA)), wanted }
                }
                Shape::Value(kind) => Below::Value(Values::new(kind, encoding, footer.zone(), &open)?),
                Shape::Unread { .. } => return Err(CORRUPT.into()),
            };
            let mut bytes = 0;
            for kind in [PRESENT, DATA, LENGTH, footer::DICTIONARY_DATA, footer::SECONDARY] {
                bytes += footer.stream(id, kind).map_or(0, |(start, end)| end - start);
            }
            if matches!(column.shape, Shape::Value(_)) {
                self.bytes += bytes;
            }
            let present = footer.stream(id, PRESENT).map(|_| Bits::new(open(PRESENT)));
            levels.push(Level { present, below });
        }
        Ok(levels)
    }

    /// Goes to the next value of the outermost level, and to all that it holds.
    fn next(&mut self, walk: &mut Walk<'_>, levels: &mut [Level<'f>], node: Node, row: u64) -> Result<(), Stop> {
        let Some((level, below)) = levels.split_first_mut() else { return Ok(()) };
        if let Some(present) = &mut level.present
            && !present.next()?
        {
            return Ok(self.records.spend(1)?);
        }
        match &mut level.below {
            Below::Record => self.next(walk, below, node, row),
            Below::List { lengths, depth } => {
                let depth = *depth;
                let length = u64::try_from(lengths.next()?).map_err(|_| Stop::Fault(CORRUPT))?;
                self.records.spend(1)?;
                for index in 0..length {
                    if let Some(open) = self.indexes.get_mut(depth) {
                        *open = index;
                    }
                    self.next(walk, below, node, row)?;
                }
                Ok(())
            }
            Below::Union { tags, wanted } => {
                if tags.next()? == *wanted {
                    return self.next(walk, below, node, row);
                }
                Ok(self.records.spend(1)?)
            }
            Below::Value(values) => {
                if !self.indexes.is_empty() {
                    self.records.indexes(&self.indexes);
                }
                values.next(walk, &mut self.records, node, row, &mut self.scratch)
            }
        }
    }
}

/// A number of variable length, lowest bits first.
fn varint(bytes: &[u8], at: &mut usize) -> Option<u64> {
    let mut value = 0_u64;
    for shift in (0..70).step_by(7) {
        let byte = *bytes.get(*at)?;
        *at += 1;
        value |= u64::from(byte & 0x7F).checked_shl(shift).unwrap_or_default();
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}
