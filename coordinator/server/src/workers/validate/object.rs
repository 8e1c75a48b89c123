//! What is said of one object, of the files inside it, and of the places in them.

use magpie_proto::v1::{
    ByteRange, Cell, EmbeddedFileDetails, KeyValuePair, Occurrences, Page, PlaceDetails, Range, Record,
    ServerSideEncryption, classification_status,
};
use magpie_proto::worker::v1::{Detections, FileResult, ObjectResult};
use magpie_proto::{limits, time};
use prost::Message as _;
use prost_types::Timestamp;

use super::{Invalid, ensure};

/// Identifiers in one file.
const MAX_IDENTIFIERS: usize = 4_096;

/// Checks that nothing of a result is larger than it may be, and that all of it is possible.
pub(super) fn check(result: &ObjectResult) -> Result<(), Invalid> {
    ensure(
        result.encoded_len() <= limits::RESULT_BYTES,
        "progress.results",
        "are too large: list fewer places or members",
    )?;
    ensure(result.key.len() <= limits::KEY_BYTES, "progress.results.key", "is longer than a key can be")?;
    word(&result.e_tag, "progress.results.e_tag")?;
    ensure(result.version_id.len() <= limits::KEY_BYTES, "progress.results.version_id", "is too long")?;
    word(&result.storage_class, "progress.results.storage_class")?;
    moment(result.last_modified.as_ref(), "progress.results.last_modified")?;
    ensure(result.size <= limits::AMOUNT, "progress.results.size", "is more than an object can have")?;
    result.server_side_encryption.as_ref().map_or(Ok(()), encryption)?;
    ensure(result.tags.len() <= limits::TAGS, "progress.results.tags", "are too many")?;
    result.tags.iter().try_for_each(tag)?;
    if let Some(of_object) = &result.file {
        file(of_object, result.size)?;
    }
    for member in &result.members {
        let Some(of_member) = &member.file else {
            return Err(Invalid { field: "progress.results.members.file", problem: "is missing" });
        };
        let declared = member.file_details.as_ref().map_or(Ok(0), details)?;
        file(of_member, declared)?;
    }
    Ok(())
}

fn word(text: &str, field: &'static str) -> Result<(), Invalid> {
    ensure(text.len() <= limits::WORD_BYTES, field, "is too long")
}

fn sentence(text: &str, field: &'static str) -> Result<(), Invalid> {
    ensure(text.len() <= limits::SENTENCE_BYTES, field, "is too long")
}

fn moment(at: Option<&Timestamp>, field: &'static str) -> Result<(), Invalid> {
    ensure(at.is_none_or(time::is_printable), field, "is no time of the years 1 to 9999")
}

fn encryption(encryption: &ServerSideEncryption) -> Result<(), Invalid> {
    word(&encryption.encryption_type, "progress.results.server_side_encryption.encryption_type")?;
    sentence(&encryption.kms_master_key_id, "progress.results.server_side_encryption.kms_master_key_id")
}

fn tag(tag: &KeyValuePair) -> Result<(), Invalid> {
    ensure(tag.key.len() <= limits::TAG_KEY_BYTES, "progress.results.tags.key", "is too long")?;
    ensure(tag.value.len() <= limits::TAG_VALUE_BYTES, "progress.results.tags.value", "is too long")
}

/// The size that the archive declares, 0 if it does not.
fn details(details: &EmbeddedFileDetails) -> Result<u64, Invalid> {
    let path = details.file_path.len();
    ensure(path <= limits::PATH_BYTES, "progress.results.members.file_details.file_path", "is too long")?;
    word(&details.file_extension, "progress.results.members.file_details.file_extension")?;
    moment(details.file_last_modified.as_ref(), "progress.results.members.file_details.file_last_modified")?;
    u64::try_from(details.file_size.unwrap_or(0))
        .map_err(|_| Invalid { field: "progress.results.members.file_details.file_size", problem: "is negative" })
}

/// `size` is what the listing or the archive says.
fn file(file: &FileResult, size: u64) -> Result<(), Invalid> {
    word(&file.reason, "file.reason")?;
    let known = file.code() != classification_status::Code::Unspecified;
    ensure(known, "file.code", "is missing")?;
    let is_complete = file.code() == classification_status::Code::Complete;
    ensure(is_complete == file.reason.is_empty(), "file.reason", "must be there unless the code is COMPLETE")?;
    sentence(&file.reason_detail, "file.reason_detail")?;
    word(&file.mime_type, "file.mime_type")?;
    word(&file.extension_mime_type, "file.extension_mime_type")?;
    word(&file.encoding, "file.encoding")?;
    ensure(file.bytes_classified <= limits::AMOUNT, "file.bytes_classified", "are more than a file can have")?;
    ensure(file.detections.len() <= MAX_IDENTIFIERS, "file.detections", "are too many")?;
    let mut extent = size.max(file.bytes_classified);
    if file.code() == classification_status::Code::Partial {
        extent = extent.saturating_add(limits::UNCOUNTED_BYTES);
    }
    let mut before = "";
    let mut sum = 0_u64;
    for detections in &file.detections {
        let id = detections.identifier_id.as_str();
        ensure(id > before, "file.detections", "must be sorted by identifier, each once")?;
        word(id, "file.detections.identifier_id")?;
        found(detections, extent)?;
        sum = sum.saturating_add(detections.count);
        before = id;
    }
    ensure(sum <= limits::AMOUNT, "file.detections.count", "is more than there can be in a file")
}

/// `extent` is how many bytes the file can have: as it is or after decompression, whichever is more.
fn found(detections: &Detections, extent: u64) -> Result<(), Invalid> {
    ensure(detections.count > 0, "file.detections.count", "must be at least 1")?;
    if let Some(counts) = detections.confidence {
        let parts = [counts.low, counts.medium, counts.high].map(u64::try_from);
        let sum = parts.into_iter().try_fold(0_u64, |sum, part| sum.checked_add(part.ok()?));
        ensure(sum == Some(detections.count), "file.detections.confidence", "does not add up to the count")?;
    }
    let Some(occurrences) = &detections.occurrences else { return Ok(()) };
    let places = u64::try_from(number_of_places(occurrences)).unwrap_or(u64::MAX);
    ensure(places <= detections.count, "file.detections.occurrences", "are more than the count")?;
    ensure(occurrences.offset_ranges.is_empty(), "file.detections.occurrences.offset_ranges", "are reserved")?;
    occurrences.cells.iter().try_for_each(|place| cell(place, extent))?;
    occurrences.line_ranges.iter().try_for_each(|place| lines(place, extent))?;
    occurrences.pages.iter().try_for_each(|place| page(place, extent))?;
    occurrences.records.iter().try_for_each(|place| record(place, extent))
}

fn number_of_places(places: &Occurrences) -> usize {
    places.cells.len()
        + places.line_ranges.len()
        + places.pages.len()
        + places.records.len()
        + places.offset_ranges.len()
}

fn cell(cell: &Cell, extent: u64) -> Result<(), Invalid> {
    ensure(cell.row >= 1 && cell.column >= 1, "file.detections.occurrences.cells", "are counted from 1")?;
    sentence(&cell.column_name, "file.detections.occurrences.cells.column_name")?;
    sentence(&cell.cell_reference, "file.detections.occurrences.cells.cell_reference")?;
    place(cell.magpie.as_ref(), extent)
}

fn lines(lines: &Range, extent: u64) -> Result<(), Invalid> {
    let from_one = lines.start >= 1 && lines.start_column >= 1;
    ensure(from_one, "file.detections.occurrences.line_ranges", "are counted from 1")?;
    ensure(lines.end >= lines.start, "file.detections.occurrences.line_ranges", "end before they start")?;
    place(lines.magpie.as_ref(), extent)
}

fn page(page: &Page, extent: u64) -> Result<(), Invalid> {
    ensure(page.page_number >= 1, "file.detections.occurrences.pages", "are counted from 1")?;
    let reserved = page.line_range.is_none() && page.offset_range.is_none();
    ensure(reserved, "file.detections.occurrences.pages", "have ranges, which are reserved")?;
    place(page.magpie.as_ref(), extent)
}

fn record(record: &Record, extent: u64) -> Result<(), Invalid> {
    let index = record.record_index.is_none_or(|index| index >= 0);
    ensure(index, "file.detections.occurrences.records", "are counted from 0")?;
    sentence(&record.json_path, "file.detections.occurrences.records.json_path")?;
    place(record.magpie.as_ref(), extent)
}

/// What goes beyond Macie of every kind of place.
fn place(details: Option<&PlaceDetails>, extent: u64) -> Result<(), Invalid> {
    let Some(details) = details else { return Ok(()) };
    let from_one = |number: Option<i64>| number.is_none_or(|number| number >= 1);
    ensure(from_one(details.paragraph), "file.detections.occurrences.magpie.paragraph", "is counted from 1")?;
    ensure(from_one(details.slide), "file.detections.occurrences.magpie.slide", "is counted from 1")?;
    details.byte_range.as_ref().map_or(Ok(()), |range| bytes(range, extent))
}

fn bytes(range: &ByteRange, extent: u64) -> Result<(), Invalid> {
    const FIELD: &str = "file.detections.occurrences.magpie.byte_range";
    let (Some(start), Some(end)) = (range.start, range.end) else {
        return Err(Invalid { field: FIELD, problem: "must have a start and an end" });
    };
    let (Ok(start), Ok(end)) = (u64::try_from(start), u64::try_from(end)) else {
        return Err(Invalid { field: FIELD, problem: "is negative" });
    };
    ensure(start < end, FIELD, "ends before it starts, or where it does")?;
    ensure(end <= extent, FIELD, "goes beyond the end of the file")
}
