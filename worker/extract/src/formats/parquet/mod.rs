//! Parquet.
//!
//! The footer says where the chunks of the columns lie. They are read one after the other, page by page, so that
//! memory does not depend on the size of chunks; columns of booleans are not read. Large pages of plain values are read while
//! they are decompressed. Values that a page shares through a dictionary are written as text once.
//!
//! Source: Apache Parquet, parquet-format 2.11.

mod blocks;
mod footer;
mod hybrid;
mod large;
mod page;
mod schema;
mod thrift;
mod values;

use crate::formats::records::Records;
use crate::formats::seekable;
use crate::input::Input;
use crate::outcome::{FileOutcome, Reason};
use crate::sniff::Sniffed;
use crate::source::SourceReader;
use crate::walk::{Analysis, Halt, Walk};
use footer::{Chunk, Footer};
use hybrid::Hybrid;
use large::{Found, PlainValues};
use page::{Codec, PAGE_BYTES, PageHeader};
use schema::Column;
use std::io::{self, Read, Seek, SeekFrom};
use values::{Dictionary, PLAIN, PLAIN_DICTIONARY, RLE, Values};

/// Largest footer, in bytes. Own limit.
const FOOTER_BYTES: u64 = 64 * 1024 * 1024;
/// Bytes read for a page's header at first, and at most: statistics in it may be long.
const HEADER_BYTES: usize = 256;
const MOST_HEADER_BYTES: usize = 4 * 1024 * 1024;
/// Most bytes of a number or a time as text, and of its place in a dictionary.
const WRITTEN_BYTES: u64 = 48;
/// The footer's length and the magic number, at the end of the file.
const TAIL_BYTES: u64 = 8;

const LARGE_PAGES: Fault = (Reason::FileExceedsSizeLimit, "some pages are too large and were left out");
const LARGE_DICTIONARIES: Fault =
    (Reason::FileExceedsSizeLimit, "some dictionaries are too large and were left out with their values");
const OUTDATED_LEVELS: Fault = (Reason::UnsupportedFileType, "some pages have levels in an outdated encoding");
const CORRUPT_PAGES: Fault = (Reason::MalformedFile, "some pages are corrupt and were left out");

type Fault = (Reason, &'static str);

pub(crate) fn analyse(walk: &mut Walk<'_>, input: &mut Input<'_>, sniffed: &Sniffed) -> Analysis {
    seekable::with_reader(walk, input, sniffed, |walk, reader| whole(walk, reader, sniffed))
}

fn whole(walk: &mut Walk<'_>, reader: &mut SourceReader<'_>, sniffed: &Sniffed) -> Analysis {
    let skipped = |detail| Analysis::of(sniffed.skipped().with_detail(detail));
    let tail = match read_at(reader, reader.len().saturating_sub(TAIL_BYTES), TAIL_BYTES) {
        Ok(tail) => tail,
        Err(error) => return walk.halted(sniffed.skipped(), Halt::Read(error)),
    };
    let Some((length, magic)) = tail.split_first_chunk::<4>() else { return skipped("the data end too early") };
    if magic == b"PARE" {
        let outcome = FileOutcome::skipped(Reason::UnsupportedFileType, sniffed.mime_type.clone());
        return Analysis::of(outcome.with_detail("the file is encrypted"));
    }
    let length = u64::from(u32::from_le_bytes(*length));
    let start = reader.len().checked_sub(TAIL_BYTES + length);
    let (Some(start), b"PAR1") = (start, magic) else { return skipped("the file has no footer at its end") };
    if length > FOOTER_BYTES {
        let outcome = FileOutcome::skipped(Reason::FileExceedsSizeLimit, sniffed.mime_type.clone());
        return Analysis::of(outcome.with_detail("the file's footer is too large"));
    }
    let footer = match read_at(reader, start, length) {
        Ok(footer) => footer,
        Err(error) => return walk.halted(sniffed.skipped(), Halt::Read(error)),
    };
    let Some(footer) = Footer::parse(&footer) else { return skipped("the file's footer is corrupt") };
    let mut records = Records::new(walk.limits);
    records.allow(reader.len());
    let mut file =
        File { reader, records, fault: None, bytes: 0, page: Vec::new(), plain: Vec::new(), scratch: Vec::new() };
    let ended = file.run(walk, footer);
    let flushed = file.records.flush(walk);
    let mut outcome = FileOutcome::complete(sniffed.mime_type.as_str());
    outcome.bytes = file.bytes;
    if let Err(halt) = ended.and(flushed) {
        return walk.halted(outcome, halt);
    }
    match file.fault {
        Some((reason, detail)) => {
            outcome.cut_short(reason);
            outcome.detail = Some(detail.to_owned());
        }
        None => {
            outcome.bytes = file.reader.len();
            if file.records.crowded() {
                let remark = "the file has too many columns: some values were looked at without names";
                outcome.detail = Some(remark.to_owned());
            }
        }
    }
    Analysis::of(outcome)
}

/// The bytes at `start`; as many as there are, if they are fewer than `length`.
fn read_at(reader: &mut SourceReader<'_>, start: u64, length: u64) -> io::Result<Vec<u8>> {
    reader.seek(SeekFrom::Start(start))?;
    let mut bytes = Vec::new();
    reader.by_ref().take(length).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// A page of a chunk.
#[derive(Clone, Copy)]
struct Page<'c> {
    column: &'c Column,
    codec: Codec,
    header: &'c PageHeader,
    /// Where what follows its header lies.
    body: u64,
}

/// What the pages of a chunk that were read tell about the next one.
struct SoFar {
    dictionary: Option<Dictionary>,
    rows: Rows,
}

struct File<'r, 'a> {
    reader: &'r mut SourceReader<'a>,
    records: Records,
    /// The first thing for which something was left out.
    fault: Option<Fault>,
    /// Bytes of pages that were looked at.
    bytes: u64,
    page: Vec<u8>,
    plain: Vec<u8>,
    scratch: Vec<u8>,
}

impl File<'_, '_> {
    fn fault(&mut self, fault: Fault) {
        self.fault.get_or_insert(fault);
    }

    fn run(&mut self, walk: &mut Walk<'_>, mut footer: Footer<'_>) -> Result<(), Halt> {
        let Some(columns) = schema::columns(walk, &mut self.records, &footer.schema)? else {
            self.fault((Reason::MalformedFile, "the file's schema is corrupt"));
            return Ok(());
        };
        let mut first_row = 0_u64;
        while let Some(group) = footer.next_group() {
            let Some(group) = group.filter(|group| group.chunks.len() == columns.len()) else {
                self.fault((Reason::MalformedFile, "the file's footer is corrupt"));
                return Ok(());
            };
            for (column, chunk) in columns.iter().zip(&group.chunks) {
                if column.is_wanted() {
                    self.chunk(walk, column, chunk, first_row)?;
                }
            }
            first_row = first_row.saturating_add(group.rows);
        }
        Ok(())
    }

    /// Reads one chunk of a column, page by page.
    fn chunk(&mut self, walk: &mut Walk<'_>, column: &Column, chunk: &Chunk, first_row: u64) -> Result<(), Halt> {
        if chunk.encrypted {
            self.fault((Reason::UnsupportedFileType, "some columns are encrypted"));
            return Ok(());
        }
        if chunk.elsewhere {
            self.fault((Reason::UnsupportedFileType, "some columns lie in other files"));
            return Ok(());
        }
        let Some(codec) = Codec::numbered(chunk.codec) else {
            self.fault((Reason::UnsupportedFileType, "some columns are compressed with an unsupported codec"));
            return Ok(());
        };
        let end = chunk.start.checked_add(chunk.length).filter(|&end| end <= self.reader.len());
        let Some(end) = end else {
            self.fault((Reason::MalformedFile, "some columns lie outside of the file"));
            return Ok(());
        };
        let mut so_far = SoFar { dictionary: None, rows: Rows::new(first_row) };
        let mut at = chunk.start;
        while at < end {
            let Some(header) = self.header(at, end)? else {
                self.fault(CORRUPT_PAGES);
                return Ok(());
            };
            let body = at.saturating_add(header.length as u64);
            at = body.saturating_add(header.compressed);
            if at > end {
                self.fault(CORRUPT_PAGES);
                return Ok(());
            }
            self.records.spend(1)?;
            let read = if matches!(header.kind, page::DATA | page::DATA_V2 | page::DICTIONARY) {
                self.page(walk, &Page { column, codec, header: &header, body }, &mut so_far)?
            } else {
                Ok(())
            };
            if let Err(fault) = read {
                self.fault(fault);
                // Which rows follow is only known if each has one value, or the page says how many it has.
                if header.kind == page::DATA && column.repetition > 0 {
                    return Ok(());
                }
                so_far.rows.pass_page(&header);
            } else {
                so_far.rows.page_read(&header);
            }
        }
        Ok(())
    }

    /// The header of the page at `at`. `None`: it is corrupt.
    fn header(&mut self, at: u64, end: u64) -> Result<Option<PageHeader>, Halt> {
        let mut want = HEADER_BYTES;
        loop {
            let there = end - at;
            let bytes = read_at(self.reader, at, there.min(want as u64))?;
            if let Some(header) = PageHeader::parse(&bytes) {
                return Ok(Some(header));
            }
            if want >= MOST_HEADER_BYTES || want as u64 >= there {
                return Ok(None);
            }
            want *= 16;
        }
    }

    /// Reads one page. The inner error: why it is left out.
    fn page(&mut self, walk: &mut Walk<'_>, page: &Page<'_>, so_far: &mut SoFar) -> Result<Result<(), Fault>, Halt> {
        let Page { column, codec, header, body } = *page;
        let SoFar { dictionary, rows } = so_far;
        if header.values == 0 && header.kind != page::DICTIONARY {
            // It may have no bytes at all, not even those of its levels.
            return Ok(Ok(()));
        }
        if column.definition > 0 && header.kind == page::DATA && header.definition_encoding != RLE
            || column.repetition > 0 && header.kind == page::DATA && header.repetition_encoding != RLE
        {
            return Ok(Err(OUTDATED_LEVELS));
        }
        let encoding = match header.encoding {
            // A page without a dictionary cannot use one.
            PLAIN_DICTIONARY if dictionary.is_none() => PLAIN,
            encoding => encoding,
        };
        if header.uncompressed > walk.limits.parquet_page_bytes
            && (header.kind == page::DICTIONARY || encoding == PLAIN)
            && codec != Codec::Lz4
        {
            return self.large_page(walk, page, so_far);
        }
        if header.compressed > PAGE_BYTES || header.uncompressed > PAGE_BYTES {
            return Ok(Err(LARGE_PAGES));
        }
        // The page as it is, decompressed, and as a dictionary.
        let held = header.compressed.saturating_add(header.uncompressed.saturating_mul(2));
        walk.shared.hold(usize::try_from(held).unwrap_or(usize::MAX));
        self.page.clear();
        self.reader.seek(SeekFrom::Start(body))?;
        self.reader.by_ref().take(header.compressed).read_to_end(&mut self.page)?;
        self.bytes += self.page.len() as u64 + header.length as u64;
        self.records.spend(header.uncompressed)?;
        self.plain.clear();
        let length = usize::try_from(header.uncompressed).unwrap_or(usize::MAX);
        let decompressed = match header.kind {
            page::DATA_V2 => page::decompress_v2(codec, header, &self.page, &mut self.plain),
            _ => codec.decompress(&self.page, length, &mut self.plain),
        };
        if decompressed.is_none() {
            return Ok(Err(CORRUPT_PAGES));
        }
        if header.kind == page::DICTIONARY {
            let values = PlainValues::new(Box::new(self.plain.as_slice()), column.kind);
            return read_dictionary(walk, &mut self.records, header, values, dictionary);
        }
        let Some((mut levels, values)) = Levels::read(header, column, &self.plain) else {
            return Ok(Err(CORRUPT_PAGES));
        };
        let Some(mut values) = Values::new(values, encoding, column.kind, dictionary.as_ref()) else {
            // A page of nothing but nulls needs no values, and its bytes may be anything.
            return Ok(if levels.pass_nulls(header.values, column, rows) { Ok(()) } else { Err(CORRUPT_PAGES) });
        };
        let mut left = header.values;
        for _ in 0..column.repetition {
            self.records.enter(0);
        }
        let mut read = Ok(());
        while left > 0 {
            let Some((there, count)) = levels.next(left, column, rows) else {
                read = Err(CORRUPT_PAGES);
                break;
            };
            left -= count;
            if !there {
                self.records.spend(1)?;
                continue;
            }
            if column.repetition > 0 {
                self.records.indexes(&rows.indexes);
            }
            if let Some(shared) = values.next_shared() {
                let Some((entry, value)) = shared else {
                    read = Err(CORRUPT_PAGES);
                    break;
                };
                self.records.shared_value(walk, column.node, rows.row(), entry, value)?;
                continue;
            }
            let Some(value) = values.next(&mut self.scratch) else {
                read = Err(CORRUPT_PAGES);
                break;
            };
            self.records.value(walk, column.node, rows.row(), value)?;
        }
        self.records.leave_all();
        Ok(read)
    }

    /// Reads a page of plain values while it is decompressed. The inner error: why it, or the rest of it, is left out.
    fn large_page(
        &mut self,
        walk: &mut Walk<'_>,
        page: &Page<'_>,
        so_far: &mut SoFar,
    ) -> Result<Result<(), Fault>, Halt> {
        let Page { column, codec, header, body } = *page;
        let SoFar { dictionary, rows } = so_far;
        self.bytes += header.compressed + header.length as u64;
        self.records.spend(header.uncompressed)?;
        let records = &mut self.records;
        let mut bytes = large::steady(self.reader.window(body, header.compressed));
        let shared = walk.shared.clone();
        let hold = Box::new(move |bytes| shared.hold(bytes));
        let read = || -> io::Result<_> {
            // The levels of the second version are never compressed.
            let second = header.kind == page::DATA_V2;
            let mut levels = None;
            if second {
                levels = large::Levels::read(&mut bytes, header, column)?;
            }
            let codec = if second && !header.is_compressed { Codec::None } else { codec };
            let Some(mut page) = large::open(codec, bytes, hold) else { return Ok(None) };
            if !second && header.kind != page::DICTIONARY {
                levels = large::Levels::read(&mut page, header, column)?;
            }
            Ok(Some((levels, PlainValues::new(page, column.kind))))
        };
        let (levels, mut values) = match read() {
            Ok(Some((levels, values))) => (levels, values),
            Ok(None) => return Ok(Err(LARGE_PAGES)),
            Err(error) => return failed(walk, error).map(Err),
        };
        if header.kind == page::DICTIONARY {
            return read_dictionary(walk, records, header, values, dictionary);
        }
        let Some(levels) = levels else { return Ok(Err(LARGE_PAGES)) };
        let Some(mut levels) = Levels::of(column, &levels.repetition, &levels.definition) else {
            return Ok(Err(CORRUPT_PAGES));
        };
        for _ in 0..column.repetition {
            records.enter(0);
        }
        let mut left = header.values;
        let mut ended = Ok(());
        while left > 0 && ended.is_ok() {
            let Some((there, count)) = levels.next(left, column, rows) else {
                ended = Err(CORRUPT_PAGES);
                break;
            };
            left -= count;
            if !there {
                records.spend(1)?;
                continue;
            }
            if column.repetition > 0 {
                records.indexes(&rows.indexes);
            }
            let long = match values.next(records.value_bytes(), &mut self.scratch) {
                Ok(Found::Whole(value)) => {
                    records.value(walk, column.node, rows.row(), value)?;
                    continue;
                }
                Ok(Found::Long(length)) => length,
                Err(error) => {
                    ended = Err(failed(walk, error)?);
                    break;
                }
            };
            records.spend(long.saturating_add(1))?;
            let mut text = records.long(walk, column.node, rows.row())?;
            let mut left = long;
            while left > 0 && ended.is_ok() {
                match values.piece(left) {
                    Ok(piece) => {
                        text.push(walk, piece)?;
                        left -= piece.len() as u64;
                    }
                    Err(error) => ended = Err(failed(walk, error)?),
                }
            }
            // What is there of it is looked at, even if it ends too early.
            text.finish(walk)?;
        }
        records.leave_all();
        Ok(ended)
    }
}

/// Reads a page that is a dictionary. The inner error: why it is left out.
fn read_dictionary(
    walk: &Walk<'_>,
    records: &mut Records,
    header: &PageHeader,
    values: PlainValues<'_>,
    dictionary: &mut Option<Dictionary>,
) -> Result<Result<(), Fault>, Halt> {
    // Numbers and times are written as text.
    let held = header.uncompressed.max(header.values.saturating_mul(WRITTEN_BYTES));
    walk.shared.hold(usize::try_from(held).unwrap_or(usize::MAX));
    let fault = match values.dictionary(header.values, walk.limits.parquet_dictionary_bytes) {
        Ok(Some(read)) => {
            records.begin_dictionary(read.len());
            *dictionary = Some(read);
            return Ok(Ok(()));
        }
        Ok(None) => LARGE_DICTIONARIES,
        Err(error) => failed(walk, error)?,
    };
    // It has no values: those that are its entries are left out, and not taken for plain ones.
    *dictionary = Some(Dictionary::default());
    Ok(Err(fault))
}

/// What a failure to read a page means.
fn failed(walk: &Walk<'_>, error: io::Error) -> Result<Fault, Halt> {
    if walk.shared.source_failed() { Err(Halt::Read(error)) } else { Ok(CORRUPT_PAGES) }
}

/// Which row, and which elements of its lists, the present value belongs to.
struct Rows {
    /// The row after the present one.
    next: u64,
    /// The first row of the present page.
    page: u64,
    indexes: Vec<u64>,
}

impl Rows {
    fn new(first: u64) -> Self {
        Rows { next: first, page: first, indexes: Vec::new() }
    }

    fn row(&self) -> u64 {
        self.next.saturating_sub(1)
    }

    /// Goes to a value with this repetition level.
    fn step(&mut self, level: u32, most: u32) {
        if level == 0 {
            self.next = self.next.saturating_add(1);
            self.indexes.clear();
            self.indexes.resize(most as usize, 0);
            return;
        }
        let list = level as usize - 1;
        if let Some(index) = self.indexes.get_mut(list) {
            *index = index.saturating_add(1);
        }
        for index in self.indexes.iter_mut().skip(list + 1) {
            *index = 0;
        }
    }

    fn page_read(&mut self, header: &PageHeader) {
        if matches!(header.kind, page::DATA | page::DATA_V2) {
            self.page = self.next;
        }
    }

    /// Goes to the first row after a page that was left out.
    fn pass_page(&mut self, header: &PageHeader) {
        self.next = match header.kind {
            page::DATA => self.page.saturating_add(header.values),
            page::DATA_V2 => self.page.saturating_add(header.rows),
            _ => self.page,
        };
        self.page = self.next;
    }
}

/// The levels of a page: which values are there, and in which row.
struct Levels<'p> {
    repetition: Option<Hybrid<'p>>,
    definition: Option<Hybrid<'p>>,
}

impl<'p> Levels<'p> {
    /// The levels that these bytes hold. `None`: they are corrupt.
    fn of(column: &Column, repetition: &'p [u8], definition: &'p [u8]) -> Option<Levels<'p>> {
        let level = |most: u32, bytes| match most {
            0 => Some(None),
            most => Hybrid::new(bytes, u32::BITS - most.leading_zeros()).map(Some),
        };
        Some(Levels {
            repetition: level(column.repetition, repetition)?,
            definition: level(column.definition, definition)?,
        })
    }

    /// Cuts the levels from a page. `None`: it is corrupt.
    fn read(header: &PageHeader, column: &Column, page: &'p [u8]) -> Option<(Levels<'p>, &'p [u8])> {
        let mut rest = page;
        let mut level = |most: u32, length: Option<u64>| {
            let length = match length {
                Some(length) => usize::try_from(length).ok()?,
                None if most == 0 => return Some(None),
                None => {
                    let (length, after) = rest.split_first_chunk::<4>()?;
                    rest = after;
                    u32::from_le_bytes(*length) as usize
                }
            };
            let (bytes, after) = rest.split_at_checked(length)?;
            rest = after;
            if most == 0 {
                return Some(None);
            }
            Hybrid::new(bytes, u32::BITS - most.leading_zeros()).map(Some)
        };
        let second = header.kind == page::DATA_V2;
        let repetition = level(column.repetition, second.then_some(header.repetition_bytes))?;
        let definition = level(column.definition, second.then_some(header.definition_bytes))?;
        Some((Levels { repetition, definition }, rest))
    }

    /// The next value: whether it is there. Values that are not may be passed over many at once: `most` at most.
    #[inline]
    fn next(&mut self, most: u64, column: &Column, rows: &mut Rows) -> Option<(bool, u64)> {
        if let Some(repetition) = &mut self.repetition {
            rows.step(repetition.next()?, column.repetition);
            let there = match &mut self.definition {
                Some(definition) => definition.next()? == column.definition,
                None => true,
            };
            return Some((there, 1));
        }
        let Some(definition) = &mut self.definition else {
            rows.next = rows.next.saturating_add(1);
            return Some((true, 1));
        };
        let level = definition.next()?;
        if level == column.definition {
            rows.next = rows.next.saturating_add(1);
            return Some((true, 1));
        }
        let more = definition.pass_same(most - 1);
        rows.next = rows.next.saturating_add(1 + more);
        Some((false, 1 + more))
    }

    /// Passes over a page without values. False: it has some, or is corrupt.
    fn pass_nulls(&mut self, count: u64, column: &Column, rows: &mut Rows) -> bool {
        let mut left = count;
        while left > 0 {
            match self.next(left, column, rows) {
                Some((false, passed)) => left -= passed,
                _ => return false,
            }
        }
        true
    }
}
