//! Zip archives: by the central directory where there is random access, else forwards from member to member.
//!
//! Members are stored or compressed with deflate, Deflate64, bzip2, LZMA, zstandard, xz or PPMd; others, and encrypted ones,
//! are skipped with a reason. Directories and symbolic links have no content.

use super::codepage::cp437;
use super::compressed::Packing;
use super::deflated::{Checked, Inflater};
use super::office;
use super::tar::{pass, stored_member};
use crate::input::{Input, Metered, Section};
use crate::name;
use crate::outcome::{FileOutcome, Reason};
use crate::sniff::Sniffed;
use crate::source::{SliceSource, SourceReader};
use crate::walk::{Analysis, Charge, File, Member, Tally, Walk};
use std::io::{self, BufRead, Read, Seek, SeekFrom};
use zip::read::Config;
use zip::result::ZipError;
use zip::unstable::read::ZipIterable;
use zip::{CompressionMethod, DateTime};

/// Entries of the central directory that are read at once, so that a source need not jump to and fro for each.
const ENTRIES_AT_ONCE: usize = 256;
/// Bytes of names after which no more entries are read at once.
const NAME_BYTES_AT_ONCE: usize = 256 * 1024;

/// Deflate cannot expand more than this.
const DEFLATE_RATIO: u64 = 1032;

/// Methods of compression, by their numbers (APPNOTE.TXT 6.3.10, 4.4.5).
const STORED: u16 = 0;
const DEFLATED: u16 = 8;

const LOCAL_HEADER: &[u8; 4] = b"PK\x03\x04";
const LOCAL_HEADER_BYTES: usize = 30;

pub(crate) fn analyse(walk: &mut Walk<'_>, input: &mut Input<'_>, sniffed: &Sniffed, _file: &File<'_>) -> Analysis {
    let mut tally = Tally::default();
    match input {
        Input::Window(reader) => indexed_or_forwards(walk, reader, &mut tally),
        Input::Stream(stream) => {
            let room = walk.limits.zip_buffer_bytes.saturating_sub(walk.shared.buffered.get());
            // If reading fails, the members before the failure can still be read forwards.
            match stream.take_all(room, &walk.shared).unwrap_or(None) {
                Some(bytes) => {
                    walk.shared.buffered.set(walk.shared.buffered.get() + bytes.len());
                    let mut source = SliceSource::new(&bytes);
                    let mut reader = SourceReader::new(&mut source);
                    // Its first bytes did not tell; its directory does.
                    let document = office::within(walk, &mut reader);
                    if document.is_none() {
                        indexed_or_forwards(walk, &mut reader, &mut tally);
                    }
                    walk.shared.buffered.set(walk.shared.buffered.get() - bytes.len());
                    if let Some(document) = document {
                        return document;
                    }
                }
                None => forwards(walk, input, &mut tally),
            }
        }
    }
    tally.finish(&sniffed.mime_type)
}

fn indexed_or_forwards(walk: &mut Walk<'_>, reader: &mut SourceReader<'_>, tally: &mut Tally) {
    match ZipIterable::try_new(reader.window(0, u64::MAX), Config::default()) {
        Ok(directory) => indexed(walk, directory, tally),
        Err(ZipError::Io(error)) if walk.shared.source_failed() => tally.failed(walk, error),
        Err(_) => {
            forwards(walk, &mut Input::Window(reader.window(0, u64::MAX)), tally);
            tally.fault(Reason::MalformedFile, "the archive has no valid central directory: it was read forwards");
        }
    }
}

/// A member as a header describes it.
struct Entry {
    member: Member,
    method: Method,
    compressed: u64,
    crc: Option<u32>,
    header_start: u64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Method {
    Stored,
    Deflated,
    Packed(Packing),
    Encrypted,
    Other,
}

/// Analyses the members that the central directory lists.
fn indexed(walk: &mut Walk<'_>, mut directory: ZipIterable<SourceReader<'_>>, tally: &mut Tally) {
    if let Err(error) = read_members(walk, &mut directory, tally) {
        match error {
            ZipError::Io(error) => tally.failed(walk, error),
            _ => tally.fault(Reason::MalformedFile, "the archive's central directory is corrupt"),
        }
    }
}

fn read_members(
    walk: &mut Walk<'_>,
    directory: &mut ZipIterable<SourceReader<'_>>,
    tally: &mut Tally,
) -> Result<(), ZipError> {
    let length = directory.files()?.reader_mut().len();
    if length.saturating_mul(DEFLATE_RATIO) > walk.limits.archive_bytes {
        let mut declared = 0_u64;
        for entry in directory.files()? {
            declared = declared.saturating_add(entry?.size());
        }
        if declared > walk.limits.archive_bytes {
            tally.fault(Reason::ArchiveTotalBytesExtractedOverLimit, "the archive expands to too many bytes");
            return Ok(());
        }
    }
    let files = directory.files()?;
    let mut batch = Vec::new();
    loop {
        let mut name_bytes = 0;
        let mut failure = None;
        while batch.len() < ENTRIES_AT_ONCE && name_bytes < NAME_BYTES_AT_ONCE {
            match files.next() {
                None => break,
                Some(Err(error)) => {
                    failure = Some(error);
                    break;
                }
                Some(Ok(entry)) if entry.is_dir() || entry.is_symlink() => {}
                Some(Ok(entry)) => {
                    name_bytes += entry.name_raw().len();
                    let method = Method::of(number_of(entry.compression()), entry.encrypted());
                    batch.push(Entry {
                        member: Member {
                            path: path_of(entry.name_raw(), walk.limits.member_name_bytes),
                            size: Some(entry.size()),
                            last_modified_unix: entry.last_modified().and_then(unix_time),
                        },
                        method,
                        compressed: entry.compressed_size(),
                        crc: Some(entry.crc32()),
                        header_start: entry.header_start(),
                    });
                }
            }
        }
        if batch.is_empty() && failure.is_none() {
            return Ok(());
        }
        for entry in batch.drain(..) {
            let analysis = located(walk, files.reader_mut(), &entry)?;
            if tally.add(&analysis).is_break() {
                return Ok(());
            }
        }
        if let Some(failure) = failure {
            return Err(failure);
        }
    }
}

/// Analyses a member that the central directory locates.
fn located(walk: &mut Walk<'_>, reader: &mut SourceReader<'_>, entry: &Entry) -> io::Result<Analysis> {
    if let Some(reason) = entry.method.unsupported() {
        return Ok(unsupported(walk, entry, reason));
    }
    let Some(start) = data_start(reader, entry.header_start)? else {
        let mime_type = name::mime_of(&entry.member.path);
        let outcome = FileOutcome::skipped(Reason::MalformedFile, mime_type)
            .with_detail("the archive's central directory points to no file");
        return Ok(walk.member(&entry.member, |_| Analysis::of(outcome)));
    };
    let mut input = Input::Window(reader.window(start, u64::MAX));
    content(walk, &mut input, entry).map(|(analysis, _)| analysis)
}

/// Where the data of a member begin whose local header is at `header_start`. `None`: there is no header.
pub(super) fn data_start(reader: &mut SourceReader<'_>, header_start: u64) -> io::Result<Option<u64>> {
    reader.seek(SeekFrom::Start(header_start))?;
    let mut header = Vec::new();
    reader.by_ref().take(LOCAL_HEADER_BYTES as u64).read_to_end(&mut header)?;
    if header.len() < LOCAL_HEADER_BYTES || !header.starts_with(LOCAL_HEADER) {
        return Ok(None);
    }
    let variable = u64::from(word(&header, 26)) + u64::from(word(&header, 28));
    Ok(Some(reader.position() + variable))
}

/// Analyses a member whose data come next. Returns how many of them are still to be passed over.
fn content(walk: &mut Walk<'_>, input: &mut Input<'_>, entry: &Entry) -> io::Result<(Analysis, u64)> {
    if entry.method == Method::Stored {
        return stored_member(walk, input, &entry.member, entry.compressed);
    }
    let mut section = Section::new(input, entry.compressed);
    let analysis = match entry.method {
        Method::Packed(packing) => {
            let open = walk.shared.decoders.get();
            let decoder = packing.open(walk, &mut section, entry.member.size);
            walk.shared.decoders.set(open + 1);
            let (analysis, _) = decompressed(walk, decoder, entry, false);
            walk.shared.decoders.set(open);
            analysis
        }
        _ => decompressed(walk, Inflater::bare(&mut section), entry, false).0,
    };
    Ok((analysis, section.left()))
}

/// Analyses a member while it is decompressed. `drain`: reads it to its end in any case; tells whether that went well.
fn decompressed(walk: &mut Walk<'_>, decoder: impl Read, entry: &Entry, drain: bool) -> (Analysis, io::Result<()>) {
    let decoder = Checked::new(decoder, entry.crc);
    let mut stream = Metered::new(decoder, walk.shared.clone(), walk.limits.archive_member_bytes);
    let meter = stream.meter();
    let file = File { name: &entry.member.path, size: entry.member.size, charge: Charge::Metered(meter) };
    let analysis = walk.member(&entry.member, |walk| walk.file(Input::stream(&mut stream), &file));
    while drain && analysis.fatal.is_none() {
        let available = match stream.fill_buf() {
            Ok(available) => available.len(),
            Err(error) => return (analysis, Err(error)),
        };
        if available == 0 {
            break;
        }
        stream.consume(available);
    }
    (analysis, Ok(()))
}

/// The number of a method; that of no method, if it is one which is not read.
fn number_of(method: CompressionMethod) -> u16 {
    let packed = [
        (CompressionMethod::DEFLATE64, 9),
        (CompressionMethod::BZIP2, 12),
        (CompressionMethod::LZMA, 14),
        (CompressionMethod::ZSTD_DEPRECATED, 20),
        (CompressionMethod::ZSTD, 93),
        (CompressionMethod::XZ, 95),
        (CompressionMethod::PPMD, 98),
    ];
    match method {
        CompressionMethod::Stored => STORED,
        CompressionMethod::Deflated => DEFLATED,
        other => packed.into_iter().find(|(known, _)| *known == other).map_or(u16::MAX, |(_, number)| number),
    }
}

impl Method {
    /// By its number in headers.
    fn of(number: u16, encrypted: bool) -> Method {
        match number {
            _ if encrypted => Method::Encrypted,
            STORED => Method::Stored,
            DEFLATED => Method::Deflated,
            number => Packing::numbered(number).map_or(Method::Other, Method::Packed),
        }
    }

    fn unsupported(self) -> Option<&'static str> {
        match self {
            Method::Stored | Method::Deflated | Method::Packed(_) => None,
            Method::Encrypted => Some("the file in the archive is encrypted"),
            Method::Other => Some("the file in the archive is compressed with an unsupported method"),
        }
    }
}

fn unsupported(walk: &mut Walk<'_>, entry: &Entry, detail: &'static str) -> Analysis {
    let mime_type = name::mime_of(&entry.member.path);
    let outcome = FileOutcome::skipped(Reason::UnsupportedFileType, mime_type).with_detail(detail);
    walk.member(&entry.member, |_| Analysis::of(outcome))
}

/// The path of a member: UTF-8, whether the archive says so or not, or else in the code page of DOS (APPNOTE.TXT 6.3.10, D.1).
fn path_of(name: &[u8], most_bytes: usize) -> String {
    let path = std::str::from_utf8(name).map_or_else(|_| cp437(name), str::to_owned);
    name::shorten(path, most_bytes)
}

/// Seconds since 1970 of a local time without a zone, read as UTC. `None` if it is no time.
fn unix_time(time: DateTime) -> Option<i64> {
    let (year, month, day) = (i64::from(time.year()), i64::from(time.month()), i64::from(time.day()));
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    // Days since 1970 in the Gregorian calendar, with years that begin in March so that the leap day comes last.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days =
        year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + (month * 153 + 2) / 5 + day
            - 1
            - 719_468;
    Some(days * 86_400 + i64::from(time.hour()) * 3600 + i64::from(time.minute()) * 60 + i64::from(time.second()))
}

fn word(bytes: &[u8], at: usize) -> u16 {
    bytes.get(at..at + 2).map_or(0, |bytes| u16::from_le_bytes([bytes[0], bytes[1]]))
}

fn double_word(bytes: &[u8], at: usize) -> u32 {
    u32::from(word(bytes, at)) | u32::from(word(bytes, at + 2)) << 16
}

fn quad_word(bytes: &[u8], at: usize) -> u64 {
    u64::from(double_word(bytes, at)) | u64::from(double_word(bytes, at + 4)) << 32
}

/// Analyses the members one after the other, by their local headers.
fn forwards(walk: &mut Walk<'_>, input: &mut Input<'_>, tally: &mut Tally) {
    if let Err(error) = forward_members(walk, input, tally) {
        tally.failed(walk, error);
    }
}

const FLAG_ENCRYPTED: u16 = 1;
/// Sizes and checksum follow the data.
const FLAG_DESCRIPTOR: u16 = 1 << 3;

fn forward_members(walk: &mut Walk<'_>, input: &mut Input<'_>, tally: &mut Tally) -> io::Result<()> {
    loop {
        let header = input.peek(LOCAL_HEADER_BYTES)?;
        if !header.starts_with(LOCAL_HEADER) {
            // The central directory, or the end record of an empty archive.
            if !header.starts_with(b"PK\x01\x02")
                && !header.starts_with(b"PK\x05\x06")
                && !header.starts_with(b"PK\x06")
            {
                tally.fault(Reason::MalformedFile, "the archive is corrupt or ends too early");
            }
            return Ok(());
        }
        pass(input, LOCAL_HEADER_BYTES as u64)?;
        let mut variable = Vec::new();
        let (name_length, extra_length) = (usize::from(word(&header, 26)), usize::from(word(&header, 28)));
        input.by_ref().take((name_length + extra_length) as u64).read_to_end(&mut variable)?;
        if variable.len() < name_length + extra_length {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let (name, extra) = variable.split_at(name_length);
        let flags = word(&header, 6);
        let described_later = flags & FLAG_DESCRIPTOR != 0;
        let (compressed, size) = sizes(&header, extra);
        let entry = Entry {
            member: Member {
                path: path_of(name, walk.limits.member_name_bytes),
                size: (!described_later).then_some(size),
                last_modified_unix: DateTime::try_from_msdos(word(&header, 12), word(&header, 10))
                    .ok()
                    .and_then(unix_time),
            },
            method: Method::of(word(&header, 8), flags & FLAG_ENCRYPTED != 0),
            compressed,
            crc: (!described_later).then(|| double_word(&header, 14)),
            header_start: 0,
        };
        if described_later && compressed == 0 && entry.method != Method::Deflated {
            // Only deflate tells its own end.
            if !name.ends_with(b"/") {
                let analysis = unsupported(walk, &entry, "the file's length is not known in a stream");
                let _ = tally.add(&analysis);
            }
            tally.fault(Reason::ArchiveContainsUnprocessedFiles, "the archive cannot be read forwards to its end");
            return Ok(());
        }
        let ended = if name.ends_with(b"/") && !described_later {
            pass(input, compressed)
        } else {
            let (analysis, left, drained) = if let Some(reason) = entry.method.unsupported() {
                (unsupported(walk, &entry, reason), compressed, Ok(()))
            } else if described_later && compressed == 0 {
                let (analysis, drained) = decompressed(walk, Inflater::bare(&mut *input), &entry, true);
                (analysis, 0, drained)
            } else {
                let (analysis, left) = content(walk, input, &entry)?;
                (analysis, left, Ok(()))
            };
            if tally.add(&analysis).is_break() {
                return Ok(());
            }
            drained.and_then(|()| pass(input, left))
        };
        ended?;
        if described_later {
            pass_descriptor(input)?;
        }
    }
}

/// Compressed and uncompressed size by a local header and its extra field (which has them if they need 64 bits).
fn sizes(header: &[u8], extra: &[u8]) -> (u64, u64) {
    let (mut compressed, mut size) = (u64::from(double_word(header, 18)), u64::from(double_word(header, 22)));
    let mut rest = extra;
    while rest.len() >= 4 {
        let (kind, length) = (word(rest, 0), usize::from(word(rest, 2)));
        if kind == 1 {
            let mut at = 4;
            if size == u64::from(u32::MAX) && at + 8 <= rest.len() {
                size = quad_word(rest, at);
                at += 8;
            }
            if compressed == u64::from(u32::MAX) && at + 8 <= rest.len() {
                compressed = quad_word(rest, at);
            }
        }
        rest = rest.get(4 + length..).unwrap_or_default();
    }
    (compressed, size)
}

/// Passes over a data descriptor: with or without signature, with sizes of 32 or 64 bits. The signature of what comes
/// next tells which.
fn pass_descriptor(input: &mut Input<'_>) -> io::Result<()> {
    let ahead = input.peek(28)?;
    let signature = usize::from(ahead.starts_with(b"PK\x07\x08")) * 4;
    let length = [12, 20]
        .into_iter()
        .map(|length| length + signature)
        .find(|&length| ahead.get(length..).is_some_and(|next| next.starts_with(b"PK")))
        .unwrap_or(12 + signature);
    pass(input, length as u64)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn dos_times_are_utc() {
        let time = |year, month, day, hour, minute, second| {
            unix_time(DateTime::from_date_and_time(year, month, day, hour, minute, second).unwrap())
        };
        assert_eq!(time(1980, 1, 1, 0, 0, 0), Some(315_532_800));
        assert_eq!(time(2000, 2, 29, 12, 0, 0), Some(951_825_600));
        assert_eq!(time(2024, 12, 31, 23, 59, 58), Some(1_735_689_598));
    }
}
