//! 7z archives. They need random access (the directory is at the end), so one inside a stream is held in memory.
//!
//! The files of a block are compressed as one stream; a block is decompressed once, from its start. Encrypted files, and those
//! of methods that the library does not have, are skipped with a reason.

mod directory;

use super::compressed::window_bytes;
use crate::input::{Input, Metered};
use crate::name;
use crate::outcome::{FileOutcome, Reason};
use crate::shared::{Shared, Trip};
use crate::sniff::Sniffed;
use crate::source::{SliceSource, SourceReader};
use crate::walk::{Analysis, Charge, File, Member, Tally, WINDOW_TOO_LARGE, Walk};
use sevenz_rust2::{Archive, ArchiveEntry, BlockDecoder, EncoderMethod, Error, NtTime, Password};
use std::io::{self, BufRead, Read, Seek, SeekFrom};
use std::rc::Rc;

const DIRECTORY_TOO_LARGE: &str = "the archive's directory needs more memory than allowed";
const DIRECTORY_CORRUPT: &str = "the archive's directory is corrupt, or the file ends too early";
/// The largest window that the library lets zstandard have.
const ZSTD_WINDOW_BYTES: u64 = 1 << 27;
const ENCRYPTED: &str = "the file in the archive is encrypted";

/// The directory may use this part of what a decompressor may. One of its bytes can stand for an entry that takes a
/// hundred in memory.
const DIRECTORY_PART: u64 = 64;

pub(crate) fn analyse(walk: &mut Walk<'_>, input: &mut Input<'_>, sniffed: &Sniffed) -> Analysis {
    let mut tally = Tally::default();
    let open = walk.shared.decoders.get();
    walk.shared.decoders.set(open + 1);
    let window = window_bytes(walk, open);
    match input {
        Input::Window(reader) => archive(walk, reader, window, &mut tally),
        Input::Stream(stream) => {
            let room = walk.limits.zip_buffer_bytes.saturating_sub(walk.shared.buffered.get());
            match stream.take_all(room, &walk.shared) {
                Ok(Some(bytes)) => {
                    walk.shared.buffered.set(walk.shared.buffered.get() + bytes.len());
                    let mut source = SliceSource::new(&bytes);
                    archive(walk, &mut SourceReader::new(&mut source), window, &mut tally);
                    walk.shared.buffered.set(walk.shared.buffered.get() - bytes.len());
                }
                Ok(None) => tally.fault(
                    Reason::ArchiveExceedsSizeLimit,
                    "a 7z archive in a compressed file must fit into memory, and this one is too large",
                ),
                Err(error) => tally.failed(walk, error),
            }
        }
    }
    walk.shared.decoders.set(open);
    tally.finish(&sniffed.mime_type)
}

fn archive(walk: &mut Walk<'_>, reader: &mut SourceReader<'_>, window: u64, tally: &mut Tally) {
    let mut start = Vec::new();
    if let Err(error) = reader.window(0, 32).read_to_end(&mut start) {
        return tally.failed(walk, error);
    }
    // Without a checksum and a place of the directory the library would search the file for one, for hours.
    if start.get(8..32).is_none_or(|fields| fields.iter().all(|&byte| byte == 0)) {
        return tally.fault(Reason::MalformedFile, "the archive has no directory: its writing was not finished");
    }
    // The window of a small archive is never full.
    walk.shared.hold(usize::try_from(reader.len().saturating_mul(4)).unwrap_or(usize::MAX));
    let mut source = Whole(reader.window(0, u64::MAX));
    let most_directory = window / DIRECTORY_PART;
    match directory::bytes(&start, &mut source, most_directory) {
        Ok(Some(bytes)) if bytes <= most_directory => {}
        Ok(Some(_)) => return tally.fault(Reason::ArchiveExceedsSizeLimit, DIRECTORY_TOO_LARGE),
        Ok(None) => return tally.fault(Reason::MalformedFile, DIRECTORY_CORRUPT),
        Err(error) => return tally.failed(walk, error),
    }
    let kib = |bytes: u64| usize::try_from(bytes / 1024).unwrap_or(usize::MAX);
    let password = Password::empty();
    let archive = match Archive::read_with_memory_limit(&mut source, &password, kib(window)) {
        Ok(archive) => archive,
        Err(error) => return unreadable(walk, error, tally),
    };
    if archive.files.len() as u64 > walk.limits.archive_members {
        return tally.fault(Reason::ArchiveTotalDocumentsProcessedOverLimit, "the archive holds too many files");
    }
    let declared = archive.files.iter().fold(0_u64, |sum, entry| sum.saturating_add(entry.size()));
    if declared > walk.limits.archive_bytes {
        return tally.fault(Reason::ArchiveTotalBytesExtractedOverLimit, "the archive expands to too many bytes");
    }
    for (index, block) in archive.blocks.iter().enumerate() {
        let encrypted = block.coders.iter().any(|coder| coder.encoder_method_id() == EncoderMethod::ID_AES256_SHA256);
        let mut seen = 0;
        let mut rest = if encrypted { Some((Reason::UnsupportedFileType, ENCRYPTED)) } else { None };
        if block.coders.iter().any(|coder| coder.encoder_method_id() == EncoderMethod::ID_ZSTD) {
            walk.shared.hold(usize::try_from(ZSTD_WINDOW_BYTES).unwrap_or(usize::MAX));
            if window < ZSTD_WINDOW_BYTES {
                rest = rest.or(Some((Reason::FileExceedsSizeLimit, WINDOW_TOO_LARGE)));
            }
        }
        if rest.is_none() {
            let decoder =
                BlockDecoder::new_with_memory_limit(1, kib(window) + 256, index, &archive, &password, &mut source);
            let result = decoder.for_each_entries(&mut |entry, content| {
                seen += 1;
                rest = content_of(walk, tally, entry, content);
                Ok(rest.is_none())
            });
            if let Err(error) = result {
                rest = rest.or(Some(failure(&error)));
                if walk.shared.source_failed() {
                    return tally.failed(walk, io::ErrorKind::Other.into());
                }
                if seen > 0 {
                    tally.fault(Reason::MalformedFile, "the archive is corrupt or ends too early");
                }
            }
        }
        if tally.ended() {
            return;
        }
        // What could not be decompressed is named all the same.
        let Some((reason, detail)) = rest else { continue };
        let decoder = BlockDecoder::new(1, index, &archive, &password, &mut source);
        for entry in decoder.entries().iter().skip(seen).filter(|entry| is_file(entry)) {
            let member = member_of(walk, entry);
            let outcome = FileOutcome::skipped(reason, name::mime_of(&member.path)).with_detail(detail);
            let analysis = walk.member(&member, |_| Analysis::of(outcome));
            if tally.add(&analysis).is_break() {
                return;
            }
        }
    }
}

/// Analyses one file of a block. Returns why the files after it in the block cannot be analysed, if so.
fn content_of(
    walk: &mut Walk<'_>,
    tally: &mut Tally,
    entry: &ArchiveEntry,
    content: &mut dyn Read,
) -> Option<(Reason, &'static str)> {
    if !is_file(entry) {
        return None;
    }
    let member = member_of(walk, entry);
    let content = Told { content, shared: Rc::clone(&walk.shared) };
    let mut stream = Metered::new(content, walk.shared.clone(), walk.limits.archive_member_bytes);
    let file = File { name: &member.path, size: member.size, charge: Charge::Metered(stream.meter()) };
    let analysis = walk.member(&member, |walk| walk.file(Input::stream(&mut stream), &file));
    const STOPPED: Option<(Reason, &str)> = Some((Reason::MalformedFile, "the files before it could not be read"));
    if tally.add(&analysis).is_break() {
        return STOPPED;
    }
    // What nobody read is decompressed too, within the limits: the next file comes after it.
    loop {
        match stream.fill_buf() {
            Ok([]) => return None,
            Ok(available) => {
                let length = available.len();
                stream.consume(length);
            }
            Err(error) => match walk.shared.take_trip() {
                Some(Trip::Member | Trip::Memory | Trip::Dictionary) => {
                    return Some((Reason::ArchiveContainsUnprocessedFiles, "a file before it is too large"));
                }
                trip => {
                    if trip.is_some() || walk.shared.source_failed() {
                        tally.failed(walk, error);
                    }
                    return STOPPED;
                }
            },
        }
    }
}

/// Tells the walk if memory, or a dictionary that is not there, is the reason that the bytes end.
struct Told<'c> {
    content: &'c mut dyn Read,
    shared: Rc<Shared>,
}

impl Read for Told<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.content.read(buffer).map_err(|error| {
            // The library of zstandard says it only in words.
            let message = error.to_string();
            match () {
                () if message.contains("too much memory") => self.shared.trip(Trip::Memory),
                () if message.contains("Dictionary mismatch") => self.shared.trip(Trip::Dictionary),
                () => error,
            }
        })
    }
}

fn is_file(entry: &ArchiveEntry) -> bool {
    entry.has_stream() && !entry.is_directory() && !entry.is_anti_item()
}

fn member_of(walk: &Walk<'_>, entry: &ArchiveEntry) -> Member {
    Member {
        path: name::shorten(entry.name().to_owned(), walk.limits.member_name_bytes),
        size: Some(entry.size()),
        last_modified_unix: entry.has_last_modified_date.then(|| unix_time(entry.last_modified_date())),
    }
}

/// Seconds since 1970 of a count of 100 nanoseconds since 1601.
fn unix_time(time: NtTime) -> i64 {
    const SECONDS_TO_1970: i64 = 11_644_473_600;
    i64::try_from(u64::from(time) / 10_000_000).unwrap_or(i64::MAX) - SECONDS_TO_1970
}

/// Why the files of a block cannot be read.
fn failure(error: &Error) -> (Reason, &'static str) {
    match error {
        Error::MaxMemLimited { .. } => (Reason::FileExceedsSizeLimit, WINDOW_TOO_LARGE),
        Error::PasswordRequired | Error::MaybeBadPassword(_) => (Reason::UnsupportedFileType, ENCRYPTED),
        Error::UnsupportedCompressionMethod(_) | Error::Unsupported(_) => {
            (Reason::UnsupportedFileType, "the file in the archive is compressed with an unsupported method")
        }
        _ => (Reason::MalformedFile, "the data are corrupt"),
    }
}

/// The directory cannot be read.
fn unreadable(walk: &Walk<'_>, error: Error, tally: &mut Tally) {
    match error {
        Error::Io(error, _) if walk.shared.source_failed() => tally.failed(walk, error),
        Error::MaxMemLimited { .. } => {
            tally.fault(Reason::ArchiveExceedsSizeLimit, DIRECTORY_TOO_LARGE);
        }
        Error::UnsupportedCompressionMethod(method) if method.contains("AES") => {
            tally.fault(Reason::UnsupportedFileType, "the archive is encrypted, its directory too");
        }
        Error::PasswordRequired | Error::MaybeBadPassword(_) => {
            tally.fault(Reason::UnsupportedFileType, "the archive is encrypted, its directory too");
        }
        Error::UnsupportedCompressionMethod(_) | Error::Unsupported(_) | Error::ExternalUnsupported => {
            tally.fault(Reason::UnsupportedFileType, "the archive's directory is written in an unsupported way");
        }
        _ => tally.fault(Reason::MalformedFile, DIRECTORY_CORRUPT),
    }
}

/// Fills the whole buffer where there are enough bytes, so that nothing depends on the source's chunks.
struct Whole<'a>(SourceReader<'a>);

impl Read for Whole<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut filled = 0;
        while filled < buffer.len() {
            match self.0.read(&mut buffer[filled..])? {
                0 => break,
                count => filled += count,
            }
        }
        Ok(filled)
    }
}

impl Seek for Whole<'_> {
    fn seek(&mut self, target: SeekFrom) -> io::Result<u64> {
        self.0.seek(target)
    }
}
