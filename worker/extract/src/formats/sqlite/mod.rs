//! SQLite databases.
//!
//! First the inner pages of the trees are read, to learn which page belongs to which table; then all pages with rows,
//! in the order of the file. A row's number in its place is its rowid. Indexes are passed over, because they only
//! repeat columns. A corrupt page costs its own rows; if it was an inner one, the pages below it are still looked at,
//! without names. What lies in a write-ahead log beside the file is not seen.
//!
//! Source: sqlite.org, "Database File Format".

mod pages;

use crate::formats::create_table::Table;
use crate::formats::records::{Node, ROOT, Records};
use crate::formats::{seekable, written};
use crate::input::Input;
use crate::outcome::{FileOutcome, Reason};
use crate::sniff::Sniffed;
use crate::source::SourceReader;
use crate::walk::{Analysis, Halt, Walk};
use encoding_rs::{CoderResult, Decoder, Encoding, UTF_16BE, UTF_16LE};
use pages::{Cell, FILE_HEADER_BYTES, INDEX_INNER, INDEX_LEAF, OVERFLOW, Pages, Payload, TABLE_INNER, TABLE_LEAF};
use std::io::{self, Read, Seek, SeekFrom};

/// Largest statement of the schema that is read, in bytes. Own limit.
const SQL_BYTES: u64 = 1024 * 1024;
/// Largest head of a record, in bytes: 32,767 columns with 9 bytes each need less. Own limit.
const HEAD_BYTES: u64 = 300 * 1024;
/// Deepest tree. Own limit: with two entries in each page, one of this depth has more pages than a file can have.
const MOST_DEPTH: u32 = 40;
/// Most tables. Own limit.
const MOST_TABLES: usize = 60_000;
/// The table of pages whose table is not known.
const STRAY: &str = "";

pub(crate) fn analyse(walk: &mut Walk<'_>, input: &mut Input<'_>, sniffed: &Sniffed) -> Analysis {
    seekable::with_reader(walk, input, sniffed, |walk, reader| whole(walk, reader, sniffed))
}

fn whole(walk: &mut Walk<'_>, reader: &mut SourceReader<'_>, sniffed: &Sniffed) -> Analysis {
    let mut head = Vec::new();
    let read = reader
        .seek(SeekFrom::Start(0))
        .and_then(|_| reader.by_ref().take(FILE_HEADER_BYTES as u64).read_to_end(&mut head));
    if let Err(error) = read {
        return walk.halted(sniffed.skipped(), Halt::Read(error));
    }
    let Some((page_bytes, usable, encoding)) = file_header(&head) else {
        return Analysis::of(sniffed.skipped().with_detail("the database's header is corrupt"));
    };
    let length = reader.len();
    let mut records = Records::new(walk.limits);
    records.allow(length);
    let cut_short = !length.is_multiple_of(page_bytes as u64);
    let mut database = Database {
        pages: Pages::new(reader, page_bytes, usable),
        records,
        encoding,
        tables: Vec::new(),
        corrupt: cut_short,
        lost: false,
        scratch: Vec::new(),
        overflow: Vec::new(),
    };
    let ended = database.run(walk);
    let flushed = database.records.flush(walk);
    let mut outcome = FileOutcome::complete(sniffed.mime_type.as_str());
    outcome.bytes = database.pages.bytes.min(length);
    outcome.encoding = Some(encoding.map_or("UTF-8", Encoding::name));
    if let Err(halt) = ended.and(flushed) {
        return walk.halted(outcome, halt);
    }
    if database.corrupt {
        outcome.cut_short(Reason::MalformedFile);
        outcome.detail = Some("some pages are corrupt or missing: the others were analysed".to_owned());
    } else {
        outcome.bytes = length;
        if database.records.crowded() {
            outcome.detail =
                Some("the database has too many columns: some values were looked at without names".to_owned());
        }
    }
    Analysis::of(outcome)
}

/// Page size, bytes of it in use, and the encoding if it is not UTF-8.
fn file_header(head: &[u8]) -> Option<(usize, usize, Option<&'static Encoding>)> {
    let page_bytes = match pages::number16(head, 16)? {
        1 => 65_536,
        bytes if bytes >= 512 && bytes.is_power_of_two() => usize::from(bytes),
        _ => return None,
    };
    let usable = page_bytes - usize::from(*head.get(20)?);
    let encoding = match pages::number32(head, 56)? {
        2 => Some(UTF_16LE),
        3 => Some(UTF_16BE),
        _ => None,
    };
    // The format demands at least 480 bytes; sizes of parts are computed from them.
    (usable >= 480).then_some((page_bytes, usable, encoding))
}

struct Owned {
    name: String,
    table: Table,
    /// Its number among the tables.
    slot: usize,
    /// Rows that were visited: their numbers, in a table without rowids.
    rows: i64,
}

struct Database<'r, 'a> {
    pages: Pages<'r, 'a>,
    records: Records,
    encoding: Option<&'static Encoding>,
    tables: Vec<Owned>,
    corrupt: bool,
    /// Pages may belong to a table without being known to.
    lost: bool,
    scratch: Vec<u8>,
    overflow: Vec<u8>,
}

/// Where a serial type's value lies, or what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Serial {
    Null,
    /// An integer of so many bytes.
    Integer(usize),
    Constant(i64),
    Float,
    Blob(u64),
    Text(u64),
}

impl Serial {
    fn of(kind: u64) -> Serial {
        match kind {
            0 | 10 | 11 => Serial::Null,
            1..=4 => Serial::Integer(kind as usize),
            5 => Serial::Integer(6),
            6 => Serial::Integer(8),
            7 => Serial::Float,
            8 | 9 => Serial::Constant(kind as i64 - 8),
            _ if kind.is_multiple_of(2) => Serial::Blob((kind - 12) / 2),
            _ => Serial::Text((kind - 13) / 2),
        }
    }
}

impl Database<'_, '_> {
    fn run(&mut self, walk: &mut Walk<'_>) -> Result<(), Halt> {
        let schema = "CREATE TABLE sqlite_schema(type, name, tbl_name, rootpage, sql)";
        self.add_table("sqlite_schema".to_owned(), Table::parse(schema));
        self.claim_tree(1, 1, 0)?;
        let mut roots = Vec::new();
        let mut page = Vec::new();
        for number in 1..=self.pages.count {
            if self.pages.owner(number) == Some(1) && self.pages.read(number, &mut page)? {
                self.roots(number, &page, &mut roots)?;
            }
        }
        // Reading the schema used its overflow pages; they will be used again with its rows.
        for owner in &mut self.pages.owners {
            if *owner == OVERFLOW {
                *owner = 0;
            }
        }
        for (name, root, sql) in roots {
            if self.tables.len() >= MOST_TABLES {
                self.corrupt = true;
                break;
            }
            self.add_table(name, Table::parse(&sql));
            let owner = self.tables.len() as u16;
            self.claim_tree(root, owner, 0)?;
        }
        for number in 1..=self.pages.count {
            match self.pages.owner(number) {
                Some(0 | OVERFLOW) | None => {}
                Some(owner) => {
                    if self.pages.read(number, &mut page)? {
                        self.rows(walk, number, &page, usize::from(owner) - 1)?;
                    }
                }
            }
        }
        if self.lost {
            self.strays(walk)?;
        }
        Ok(())
    }

    fn add_table(&mut self, name: String, table: Table) {
        let slot = self.tables.len();
        self.tables.push(Owned { name, table, slot, rows: 0 });
    }

    /// Looks at pages with rows that no tree leads to: an inner page above them is corrupt.
    fn strays(&mut self, walk: &mut Walk<'_>) -> Result<(), Halt> {
        self.add_table(STRAY.to_owned(), Table::default());
        let mut page = Vec::new();
        for number in 1..=self.pages.count {
            if self.pages.owner(number) == Some(0)
                && self.pages.read(number, &mut page)?
                && page.first() == Some(&TABLE_LEAF)
            {
                self.rows(walk, number, &page, self.tables.len() - 1)?;
            }
        }
        Ok(())
    }

    /// Claims the pages of the tree below (and with) the page `number` for a table.
    fn claim_tree(&mut self, number: u32, owner: u16, depth: u32) -> Result<(), Halt> {
        if depth > MOST_DEPTH || !self.pages.claim(number, owner) {
            self.broken();
            return Ok(());
        }
        let mut page = Vec::new();
        if !self.pages.read(number, &mut page)? {
            self.broken();
            return Ok(());
        }
        let at = header_start(number);
        let kind = page.get(at).copied().unwrap_or_default();
        if !matches!(kind, TABLE_INNER | INDEX_INNER) {
            if !matches!(kind, TABLE_LEAF | INDEX_LEAF) {
                self.broken();
            }
            return Ok(());
        }
        let mut children = Vec::new();
        for cell in cells(&page, at, kind) {
            match cell.and_then(|cell| pages::number32(&page, cell)) {
                Some(child) => children.push(child),
                None => self.broken(),
            }
        }
        children.extend(pages::number32(&page, at + 8));
        drop(page);
        let mut leaves = false;
        for child in children {
            // All leaves of a tree lie at one depth, so if one child is a leaf all are, and need not be read now.
            if leaves {
                if !self.pages.claim(child, owner) {
                    self.broken();
                }
                continue;
            }
            self.claim_tree(child, owner, depth + 1)?;
            leaves = self.is_leaf(child)?;
        }
        Ok(())
    }

    fn is_leaf(&mut self, number: u32) -> io::Result<bool> {
        let mut page = Vec::new();
        let read = self.pages.read(number, &mut page)?;
        Ok(read && matches!(page.first(), Some(&(TABLE_LEAF | INDEX_LEAF))))
    }

    fn broken(&mut self) {
        self.corrupt = true;
        self.lost = true;
    }

    /// Reads the tables from a page of the schema: name, root page, and the statement that created them.
    fn roots(&mut self, number: u32, page: &[u8], roots: &mut Vec<(String, u32, String)>) -> Result<(), Halt> {
        let at = header_start(number);
        let kind = page.get(at).copied().unwrap_or_default();
        if kind != TABLE_LEAF {
            return Ok(());
        }
        for cell in cells(page, at, kind) {
            let Some(cell) = cell.and_then(|cell| self.pages.cell(page, kind, cell)) else {
                self.broken();
                continue;
            };
            let mut values: Vec<String> = Vec::new();
            let mut overflow = std::mem::take(&mut self.overflow);
            let encoding = self.encoding;
            let mut payload = payload(&mut self.pages, page, &cell, &mut overflow);
            let read = schema_row(&mut payload, encoding, &mut values);
            self.overflow = overflow;
            if !read? {
                self.broken();
                continue;
            }
            if let [kind, name, _, root, sql] = values.as_slice()
                && kind == "table"
                && let Ok(root) = root.parse::<u32>()
                && root > 0
            {
                roots.push((name.clone(), root, sql.clone()));
            }
        }
        Ok(())
    }

    /// Visits the rows of a page.
    fn rows(&mut self, walk: &mut Walk<'_>, number: u32, page: &[u8], table: usize) -> Result<(), Halt> {
        let at = header_start(number);
        let kind = page.get(at).copied().unwrap_or_default();
        if matches!(kind, TABLE_INNER | INDEX_INNER) {
            // Taken for a leaf because its sibling is one: what lies below is not known.
            let child = pages::number32(page, at + 8).unwrap_or_default();
            if self.pages.owner(child) != u16::try_from(table + 1).ok() {
                self.broken();
            }
        }
        match kind {
            TABLE_INNER => return Ok(()),
            TABLE_LEAF | INDEX_INNER | INDEX_LEAF => {}
            _ => {
                self.corrupt = true;
                return Ok(());
            }
        }
        for cell in cells(page, at, kind) {
            let Some(cell) = cell.and_then(|cell| self.pages.cell(page, kind, cell)) else {
                self.corrupt = true;
                continue;
            };
            let mut overflow = std::mem::take(&mut self.overflow);
            let mut scratch = std::mem::take(&mut self.scratch);
            let mut row = Row {
                payload: payload(&mut self.pages, page, &cell, &mut overflow),
                records: &mut self.records,
                encoding: self.encoding,
                scratch: &mut scratch,
                rowid: cell.rowid,
            };
            let read = match self.tables.get_mut(table) {
                Some(owned) => {
                    if kind != TABLE_LEAF {
                        row.rowid = owned.rows;
                    }
                    owned.rows += 1;
                    row.visit(walk, owned)
                }
                None => Ok(true),
            };
            self.overflow = overflow;
            self.scratch = scratch;
            if !read? {
                self.corrupt = true;
            }
        }
        Ok(())
    }
}

/// Where a page's own header begins: in the first page, the file's comes before.
fn header_start(number: u32) -> usize {
    if number == 1 { FILE_HEADER_BYTES } else { 0 }
}

/// Where the cells of a page begin. `None` for one that lies outside of it.
fn cells(page: &[u8], header: usize, kind: u8) -> impl Iterator<Item = Option<usize>> {
    let count = pages::number16(page, header + 3).unwrap_or_default();
    let pointers = header + if matches!(kind, TABLE_INNER | INDEX_INNER) { 12 } else { 8 };
    let most = page.len().saturating_sub(pointers) / 2;
    (0..usize::from(count).min(most)).map(move |index| {
        let cell = usize::from(pages::number16(page, pointers + index * 2)?);
        (cell >= pointers).then_some(cell)
    })
}

fn payload<'p, 'r, 'a>(
    pages: &'p mut Pages<'r, 'a>,
    page: &'p [u8],
    cell: &Cell,
    overflow: &'p mut Vec<u8>,
) -> Payload<'p, 'r, 'a> {
    let local = page.get(cell.start..cell.end).unwrap_or_default();
    Payload { pages, local, overflow, in_overflow: false, at: 0, next: cell.next, left: cell.length }
}

/// The serial types of a record. `None`: its head is corrupt.
fn serials(payload: &mut Payload<'_, '_, '_>, head: &mut Vec<u8>) -> io::Result<Option<Vec<Serial>>> {
    head.clear();
    // The head begins with its own length.
    while head.len() < 9 && head.last().is_none_or(|byte| byte & 0x80 != 0) {
        if !payload.read(1, head)? {
            return Ok(None);
        }
    }
    let mut at = 0;
    let Some(length) = pages::varint(head, &mut at).filter(|&length| length <= HEAD_BYTES && length >= at as u64)
    else {
        return Ok(None);
    };
    let rest = length as usize - at;
    if !payload.read(rest, head)? {
        return Ok(None);
    }
    let mut serials = Vec::new();
    while at < head.len() {
        match pages::varint(head, &mut at) {
            Some(kind) => serials.push(Serial::of(kind)),
            None => return Ok(None),
        }
    }
    Ok(Some(serials))
}

/// An integer of at most 8 bytes, highest first.
fn integer(bytes: &[u8]) -> i64 {
    let start = match bytes.first() {
        Some(first) if first & 0x80 != 0 => -1,
        _ => 0,
    };
    bytes.iter().fold(start, |value, &byte| value << 8 | i64::from(byte))
}

/// Reads a row of the schema as texts.
fn schema_row(
    payload: &mut Payload<'_, '_, '_>,
    encoding: Option<&'static Encoding>,
    values: &mut Vec<String>,
) -> io::Result<bool> {
    let mut bytes = Vec::new();
    let Some(serials) = serials(payload, &mut bytes)? else { return Ok(false) };
    for serial in serials {
        bytes.clear();
        let length = match serial {
            Serial::Integer(length) => length as u64,
            Serial::Float => 8,
            Serial::Blob(length) | Serial::Text(length) => length,
            Serial::Null | Serial::Constant(_) => 0,
        };
        if length > SQL_BYTES || !payload.read(length as usize, &mut bytes)? {
            return Ok(false);
        }
        values.push(match serial {
            Serial::Integer(_) => integer(&bytes).to_string(),
            Serial::Constant(value) => value.to_string(),
            Serial::Text(_) => match encoding {
                Some(encoding) => encoding.decode_without_bom_handling(&bytes).0.into_owned(),
                None => String::from_utf8_lossy(&bytes).into_owned(),
            },
            Serial::Null | Serial::Float | Serial::Blob(_) => String::new(),
        });
    }
    Ok(true)
}

/// One row being visited.
struct Row<'p, 'r, 'a> {
    payload: Payload<'p, 'r, 'a>,
    records: &'p mut Records,
    encoding: Option<&'static Encoding>,
    scratch: &'p mut Vec<u8>,
    rowid: i64,
}

impl Row<'_, '_, '_> {
    /// Visits the values. False: the row is corrupt.
    fn visit(&mut self, walk: &mut Walk<'_>, owned: &Owned) -> Result<bool, Halt> {
        self.records.spend(1)?;
        let Some(serials) = serials(&mut self.payload, self.scratch)? else { return Ok(false) };
        // There are no negative numbers of records.
        let record = u64::try_from(self.rowid).unwrap_or_default();
        for (column, serial) in serials.into_iter().enumerate() {
            if matches!(serial, Serial::Null) && owned.table.rowid != Some(column) {
                continue;
            }
            let node = column_node(walk, self.records, owned, column, record)?;
            let read = match serial {
                Serial::Null => self.number(walk, node, record, self.rowid),
                Serial::Constant(value) => self.number(walk, node, record, value),
                Serial::Integer(length) => match self.bytes(length)? {
                    true => self.number(walk, node, record, integer(self.scratch)),
                    false => return Ok(false),
                },
                Serial::Float => match self.bytes(8)? {
                    true => {
                        let bits = integer(self.scratch) as u64;
                        self.scratch.clear();
                        written::float(self.scratch, f64::from_bits(bits));
                        self.records.value(walk, node, record, self.scratch)
                    }
                    false => return Ok(false),
                },
                Serial::Blob(length) => match self.long(walk, node, record, length, None)? {
                    true => Ok(()),
                    false => return Ok(false),
                },
                Serial::Text(length) => match self.long(walk, node, record, length, self.encoding)? {
                    true => Ok(()),
                    false => return Ok(false),
                },
            };
            read?;
        }
        Ok(true)
    }

    fn bytes(&mut self, count: usize) -> io::Result<bool> {
        self.scratch.clear();
        self.payload.read(count, self.scratch)
    }

    fn number(&mut self, walk: &mut Walk<'_>, node: Node, record: u64, value: i64) -> Result<(), Halt> {
        self.scratch.clear();
        written::integer(self.scratch, value);
        self.records.value(walk, node, record, self.scratch)
    }

    /// Visits a text or blob. False: not all of it is there.
    fn long(
        &mut self,
        walk: &mut Walk<'_>,
        node: Node,
        record: u64,
        length: u64,
        encoding: Option<&'static Encoding>,
    ) -> Result<bool, Halt> {
        // What is left of the record bounds what is read, whatever length a value claims.
        if length <= walk.limits.value_bytes as u64 {
            if !self.bytes(length as usize)? {
                // What there is of it is looked at all the same.
                self.records.value(walk, node, record, self.scratch)?;
                return Ok(false);
            }
            match encoding {
                None => self.records.value(walk, node, record, self.scratch)?,
                Some(encoding) => {
                    let (text, _) = encoding.decode_without_bom_handling(self.scratch);
                    self.records.value(walk, node, record, text.as_bytes())?;
                }
            }
            return Ok(true);
        }
        let mut long = self.records.long(walk, node, record)?;
        let mut decoder = encoding.map(Encoding::new_decoder_without_bom_handling);
        let mut left = length;
        while left > 0 {
            let part = self.payload.fill()?.unwrap_or_default();
            if part.is_empty() {
                break;
            }
            let take = usize::try_from(left).unwrap_or(usize::MAX).min(part.len());
            let part = &part[..take];
            self.records.spend(take as u64)?;
            match &mut decoder {
                None => long.push(walk, part)?,
                Some(decoder) => {
                    decode(decoder, part, self.scratch);
                    long.push(walk, self.scratch)?;
                }
            }
            self.payload.consume(take);
            left -= take as u64;
        }
        long.finish(walk)?;
        Ok(left == 0)
    }
}

/// Decodes a part of a text.
fn decode(decoder: &mut Decoder, part: &[u8], out: &mut Vec<u8>) {
    out.clear();
    let room = decoder.max_utf8_buffer_length(part.len()).unwrap_or(part.len() * 3 + 8);
    out.resize(room, 0);
    let (result, _, written, _) = decoder.decode_to_utf8(part, out, false);
    debug_assert_eq!(result, CoderResult::InputEmpty);
    out.truncate(written);
}

/// The node of a column. Columns beyond those that the table names have none.
fn column_node(
    walk: &mut Walk<'_>,
    records: &mut Records,
    owned: &Owned,
    column: usize,
    record: u64,
) -> Result<Node, Halt> {
    let Some(name) = owned.table.columns.get(column) else { return Ok(ROOT) };
    let table = records.name(walk, ROOT, owned.slot, &owned.name, record)?;
    records.name(walk, table, column, name, record)
}
