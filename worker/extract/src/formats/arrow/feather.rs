//! The first version of Feather: columns, and a description of them at the end.
//!
//! Source: Apache Arrow, `feather.fbs`.

use super::batch::{Below, Level};
use super::buffer::{Body, Budget, Buffer, Codec};
use super::dictionary::Dictionary;
use super::flat::Table;
use super::rows::Rows;
use super::schema::{Fixed, per_second};
use super::values::Values;
use super::{CORRUPT, METADATA_BYTES, NO_FOOTER};
use crate::formats::ranges::{Fault, Ranges, SharedReader, Stop};
use crate::formats::records::{ROOT, Records};
use crate::formats::seekable;
use crate::input::Input;
use crate::outcome::{FileOutcome, Reason};
use crate::sniff::Sniffed;
use crate::walk::{Analysis, Walk};

/// The magic number, at both ends.
const MAGIC: &[u8] = b"FEA1";
/// The description's length and the magic number, at the end.
const TAIL_BYTES: u64 = 8;
/// Most columns. Own limit.
const MOST_COLUMNS: usize = 200_000;

pub(super) fn analyse(walk: &mut Walk<'_>, input: &mut Input<'_>, sniffed: &Sniffed) -> Analysis {
    seekable::with_reader(walk, input, sniffed, |walk, reader| {
        let file = SharedReader::new(reader.window(0, u64::MAX));
        let mut records = Records::new(walk.limits);
        records.allow(file.len());
        let mut outcome = FileOutcome::complete(sniffed.mime_type.as_str());
        let read = whole(walk, &mut records, &file, &mut outcome.bytes);
        let flushed = records.flush(walk);
        let fault = match read {
            Ok(fault) => fault,
            Err(Stop::Halt(halt)) => return walk.halted(outcome, halt),
            Err(Stop::Fault((reason, detail))) => {
                return Analysis::of(FileOutcome::skipped(reason, sniffed.mime_type.clone()).with_detail(detail));
            }
        };
        if let Err(halt) = flushed {
            return walk.halted(outcome, halt);
        }
        match fault {
            Some((reason, detail)) => {
                outcome.cut_short(reason);
                outcome.detail = Some(detail.to_owned());
            }
            None => outcome.bytes = file.len(),
        }
        Analysis::of(outcome)
    })
}

/// Reads the columns. Gives the first thing for which something was left out. Adds to `bytes` what was looked at.
fn whole(
    walk: &mut Walk<'_>,
    records: &mut Records,
    file: &dyn Ranges,
    bytes: &mut u64,
) -> Result<Option<Fault>, Stop> {
    let mut tail = Vec::new();
    let end = file.len().saturating_sub(TAIL_BYTES);
    file.read(end, TAIL_BYTES, &mut tail)?;
    let (length, magic) = tail.split_first_chunk::<4>().ok_or(Stop::Fault(NO_FOOTER))?;
    let length = u64::from(u32::from_le_bytes(*length));
    let start = end.checked_sub(length).filter(|_| magic == MAGIC).ok_or(Stop::Fault(NO_FOOTER))?;
    if length > METADATA_BYTES {
        return Err((Reason::FileExceedsSizeLimit, "the file's footer is too large").into());
    }
    let mut metadata = Vec::new();
    file.read(start, length, &mut metadata)?;
    const DAMAGED: Fault = (Reason::MalformedFile, "the file's footer is corrupt");
    let table = Table::root(&metadata).ok_or(Stop::Fault(DAMAGED))?;
    let columns = table.vector(2, 4).filter(|columns| columns.len() <= MOST_COLUMNS).ok_or(Stop::Fault(DAMAGED))?;
    let budget = Budget::new();
    budget.allow(records.allowance());
    let body = Body { file, codec: Codec::None, budget: &budget, open: 1 };
    let (mut indexes, mut scratch) = (Vec::new(), Vec::new());
    let mut fault = None;
    for slot in 0..columns.len() {
        records.spend(1)?;
        let read = columns.table(slot).ok_or(Stop::Fault(CORRUPT)).and_then(|column| {
            let node = records.name(walk, ROOT, slot, &String::from_utf8_lossy(column.text(0)), 0)?;
            let array = column.table(1).ok_or(Stop::Fault(CORRUPT))?;
            let category = column.table(3).filter(|_| column.byte(2) == 1);
            let mut dictionary = None;
            if let Some(category) = category {
                let levels = category.table(0).ok_or(Stop::Fault(CORRUPT))?;
                let (count, level) = level(body, levels, None, None)?;
                let mut read = Dictionary::default();
                if let Some(mut level) = level {
                    read.add(&mut level, count, &mut scratch)?;
                }
                dictionary = Some(read);
            }
            let meaning = column.table(3).and_then(|metadata| meaning(column.byte(2), metadata));
            let (rows, level) = level(body, array, meaning, dictionary.as_ref())?;
            let Some(level) = level else { return Ok(()) };
            *bytes = bytes.saturating_add(array.long(5).unsigned_abs());
            let mut rows_of = Rows { records, indexes: &mut indexes, scratch: &mut scratch, node, row: 0 };
            rows_of.column(walk, &mut [level], node, rows, 0)
        });
        match read {
            Err(Stop::Fault(found)) => {
                fault.get_or_insert(found);
            }
            other => other?,
        }
    }
    Ok(fault)
}

/// What numbers stand for, by the kind of the column's description.
fn meaning(kind: u8, metadata: Table<'_>) -> Option<Fixed> {
    let unit = per_second(i16::from(metadata.byte(0)));
    match kind {
        2 => Some(Fixed::Timestamp(unit)),
        3 => Some(Fixed::Date),
        4 => Some(Fixed::Time(unit)),
        _ => None,
    }
}

/// The values of an array, and their number. `None`: they are booleans. `dictionary`: what they are numbers of.
fn level<'f>(
    body: Body<'f>,
    array: Table<'_>,
    meaning: Option<Fixed>,
    dictionary: Option<&'f Dictionary>,
) -> Result<(u64, Option<Level<'f>>), Stop> {
    let number = |field| u64::try_from(array.long(field)).map_err(|_| Stop::Fault(CORRUPT));
    let (start, length, nulls, bytes) = (number(2)?, number(3)?, number(4)?, number(5)?);
    let end = start.checked_add(bytes).ok_or(Stop::Fault(CORRUPT))?;
    let mut at = start;
    // Each part is filled up to 8 bytes.
    let mut part = |bytes: u64| {
        let from = at;
        at = at.checked_add(bytes)?.checked_next_multiple_of(8)?;
        (from.checked_add(bytes)? <= end).then_some((from, bytes))
    };
    let corrupt = || Stop::Fault(CORRUPT);
    let open = |(start, length)| Buffer::open(body, start, length);
    let validity = if nulls > 0 { Some(open(part(length.div_ceil(8)).ok_or_else(corrupt)?)?) } else { None };
    let fixed = |width, kind| (width, meaning.unwrap_or(kind));
    let (width, kind) = match array.byte(0) {
        0 => return Ok((length, None)),
        1 => fixed(1, Fixed::Signed),
        2 => fixed(2, Fixed::Signed),
        3 => fixed(4, Fixed::Signed),
        4 => fixed(8, Fixed::Signed),
        5 => fixed(1, Fixed::Unsigned),
        6 => fixed(2, Fixed::Unsigned),
        7 => fixed(4, Fixed::Unsigned),
        8 => fixed(8, Fixed::Unsigned),
        9 => fixed(4, Fixed::Float),
        10 => fixed(8, Fixed::Float),
        11 | 12 | 17 | 18 => {
            let wide = array.byte(0) >= 17;
            let offsets = length.checked_add(1).and_then(|count| count.checked_mul(if wide { 8 } else { 4 }));
            let offsets = open(offsets.and_then(&mut part).ok_or_else(corrupt)?)?;
            let (from, _) = part(0).ok_or_else(corrupt)?;
            let data = open((from, end - from))?;
            return Ok((
                length,
                Some(Level { length, validity, below: Below::Value(Values::Text { offsets, data, wide }) }),
            ));
        }
        _ => return Err((Reason::UnsupportedFileType, "some columns have an unsupported type").into()),
    };
    let data = open(length.checked_mul(width as u64).and_then(&mut part).ok_or_else(corrupt)?)?;
    let values = match dictionary {
        Some(dictionary) => Values::Index { data, width, signed: kind == Fixed::Signed, dictionary },
        None => Values::Fixed { data, width, kind },
    };
    Ok((length, Some(Level { length, validity, below: Below::Value(values) })))
}
