//! The supported formats, one module each, and their registry.
//!
//! To add a format: write its module with a function `analyse`, add a variant to [`Format`] with its limits, and teach
//! [`sniff`](crate::sniff) to tell it.

pub(crate) mod ar;
pub(crate) mod arrow;
mod avro;
mod biff;
mod codepage;
pub(crate) mod coloured;
mod compound;
pub(crate) mod compressed;
pub(crate) mod cpio;
mod create_table;
mod deflated;
pub(crate) mod delimited;
pub(crate) mod folded;
mod gzip;
pub(crate) mod image;
pub(crate) mod json;
pub(crate) mod keyed;
pub(crate) mod mail;
pub(crate) mod markup;
pub(crate) mod office;
mod orc;
mod parquet;
mod pdf;
mod pieces;
mod plain;
mod prose;
mod ranges;
mod records;
pub(crate) mod repeats;
pub(crate) mod rpm;
mod rtf;
mod seekable;
pub(crate) mod segments;
mod sevenzip;
pub(crate) mod sql;
mod sqlite;
pub(crate) mod strings;
mod tar;
pub(crate) mod tnef;
pub(crate) mod unknown;
pub(crate) mod warc;
mod written;
mod xml;
mod zip;

pub(crate) use mail::transfer;
pub(crate) use tar::has_right_checksum as tar_checksum;

use crate::input::Input;
use crate::json_path;
use crate::limits::Limits;
use crate::outcome::Reason;
use crate::shared::LIGHT_BYTES;
use crate::sniff::Sniffed;
use crate::text::origin::ByteRange;
use crate::visitor::{Place, Places};
use crate::walk::{Analysis, File, Halt, Walk};
use std::io::Read;
use std::ops::Range;

/// A format whose content can be extracted, with what sniffing learnt about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Format {
    Text,
    Delimited(delimited::Dialect),
    /// `lines`: the name says that it is JSON Lines.
    Json {
        lines: bool,
    },
    /// YAML, INI and the like.
    Keyed(keyed::Syntax),
    Gzip,
    Zip,
    Tar,
    Pdf,
    /// `html`: not XML.
    Markup {
        html: bool,
    },
    Message,
    Mailbox,
    Image(image::Kind),
    Compressed(compressed::Codec),
    SevenZip,
    Cpio,
    Ar,
    Rpm,
    Warc,
    /// A Java class file.
    Class,
    /// A Python pickle.
    Pickle,
    /// A document that is a zip archive.
    Office(office::Kind),
    /// A compound file, whatever it holds.
    Compound,
    Rtf,
    /// A message as Outlook wraps it in mail.
    Tnef,
    /// An office document that is one XML file.
    Flat(office::flat::Flat),
    Avro,
    Parquet,
    Orc,
    Arrow(arrow::Kind),
    Sqlite,
    /// A dump of a database. `backslash`: strings in it have escapes with backslashes.
    Sql {
        backslash: bool,
    },
    /// HL7 version 2, X12 or EDIFACT.
    Segments(segments::Standard),
    /// Not known: the texts in it are looked at.
    Unknown,
}

impl Format {
    pub(crate) fn is_archive(&self) -> bool {
        match self {
            Format::Text | Format::Delimited(_) | Format::Json { .. } | Format::Class | Format::Pickle => false,
            Format::Office(_) | Format::Compound | Format::Rtf | Format::Pdf => false,
            Format::Markup { .. } | Format::Message | Format::Mailbox | Format::Image(_) | Format::Tnef => false,
            Format::Flat(_) | Format::Unknown => false,
            Format::Avro | Format::Parquet | Format::Sqlite | Format::Sql { .. } => false,
            Format::Orc | Format::Arrow(_) | Format::Keyed(_) | Format::Segments(_) => false,
            Format::Gzip | Format::Zip | Format::Tar | Format::Compressed(_) => true,
            Format::SevenZip | Format::Cpio | Format::Ar | Format::Rpm | Format::Warc => true,
        }
    }

    /// Whether the file's content is extracted from it, so that its own bytes are none of the content.
    pub(crate) fn is_container(&self) -> bool {
        self.is_archive() || matches!(self, Format::Office(_) | Format::Compound)
    }

    /// The quota on the size of a file of this format.
    pub(crate) fn most_bytes(&self, limits: &Limits) -> u64 {
        match self {
            Format::Text | Format::Delimited(_) | Format::Json { .. } | Format::Sql { .. } => limits.text_bytes,
            Format::Keyed(_) | Format::Segments(_) => limits.text_bytes,
            Format::Class | Format::Pickle | Format::Rtf | Format::Tnef | Format::Flat(_) => limits.text_bytes,
            Format::Markup { .. } | Format::Message | Format::Mailbox | Format::Image(_) => limits.text_bytes,
            Format::Pdf => limits.pdf_bytes,
            Format::Gzip => limits.gzip_bytes,
            Format::Zip => limits.zip_bytes,
            Format::Tar => limits.tar_bytes,
            Format::Compressed(_) | Format::SevenZip => limits.other_archive_bytes,
            Format::Cpio | Format::Ar | Format::Rpm | Format::Warc => limits.other_archive_bytes,
            Format::Office(_) | Format::Compound => limits.office_bytes,
            Format::Avro => limits.avro_bytes,
            Format::Parquet => limits.parquet_bytes,
            Format::Orc => limits.orc_bytes,
            Format::Arrow(_) => limits.arrow_bytes,
            Format::Sqlite => limits.sqlite_bytes,
            Format::Unknown => limits.unknown_bytes,
        }
    }

    /// The reason given when that quota is exceeded.
    pub(crate) fn size_reason(&self) -> Reason {
        match self {
            Format::Office(_) | Format::Compound => Reason::MalformedOrFileSizeExceedsLimit,
            format if format.is_archive() => Reason::ArchiveExceedsSizeLimit,
            _ => Reason::FileExceedsSizeLimit,
        }
    }
}

/// Analyses a file whose format is known.
pub(crate) fn analyse(
    walk: &mut Walk<'_>,
    input: &mut Input<'_>,
    sniffed: &Sniffed,
    format: &Format,
    file: &File<'_>,
) -> Analysis {
    match format {
        Format::Text => plain::analyse(walk, input, sniffed),
        Format::Delimited(dialect) => delimited::analyse(walk, input, sniffed, dialect),
        Format::Json { lines } => json::analyse(walk, input, sniffed, *lines),
        Format::Keyed(syntax) => keyed::analyse(walk, input, sniffed, *syntax),
        Format::Gzip => gzip::analyse(walk, input, sniffed, file),
        Format::Zip => zip::analyse(walk, input, sniffed, file),
        Format::Tar => tar::analyse(walk, input, sniffed),
        Format::Pdf => pdf::analyse(walk, input, sniffed),
        Format::Markup { html } => markup::analyse(walk, input, sniffed, *html),
        Format::Message => mail::analyse(walk, input, sniffed),
        Format::Image(kind) => image::analyse(walk, input, sniffed, *kind),
        Format::Mailbox => mail::mailbox(walk, input, sniffed),
        Format::Compressed(codec) => compressed::analyse(walk, input, sniffed, file, *codec),
        Format::SevenZip => sevenzip::analyse(walk, input, sniffed),
        Format::Cpio => cpio::analyse(walk, input, sniffed),
        Format::Ar => ar::analyse(walk, input, sniffed),
        Format::Rpm => rpm::analyse(walk, input, sniffed),
        Format::Warc => warc::analyse(walk, input, sniffed),
        Format::Class => strings::analyse_class(walk, input, sniffed),
        Format::Pickle => strings::analyse_pickle(walk, input, sniffed),
        Format::Office(_) => office::analyse(walk, input, sniffed, file),
        Format::Compound => compound::analyse(walk, input, sniffed),
        Format::Rtf => rtf::analyse(walk, input, sniffed),
        Format::Tnef => tnef::analyse(walk, input, sniffed),
        Format::Flat(flat) => office::flat::analyse(walk, input, sniffed, *flat),
        Format::Avro => avro::analyse(walk, input, sniffed),
        Format::Parquet => parquet::analyse(walk, input, sniffed),
        Format::Orc => orc::analyse(walk, input, sniffed),
        Format::Arrow(kind) => arrow::analyse(walk, input, sniffed, *kind),
        Format::Sqlite => sqlite::analyse(walk, input, sniffed),
        Format::Sql { backslash } => sql::analyse(walk, input, sniffed, *backslash),
        Format::Segments(standard) => segments::analyse(walk, input, sniffed, *standard),
        Format::Unknown => unknown::analyse(walk, input, sniffed),
    }
}

/// All bytes of a file whose format cannot be read otherwise, up to [`Limits::document_bytes`].
pub(super) fn whole(walk: &Walk<'_>, input: &mut Input<'_>) -> Result<Vec<u8>, Halt> {
    whole_within(walk, input, walk.limits.document_bytes)
}

/// The same, up to `most` bytes.
fn whole_within(walk: &Walk<'_>, input: &mut Input<'_>, most: usize) -> Result<Vec<u8>, Halt> {
    let mut bytes = Vec::new();
    input.by_ref().take(most.min(LIGHT_BYTES) as u64 + 1).read_to_end(&mut bytes)?;
    if bytes.len() > LIGHT_BYTES {
        walk.shared.hold(most);
        // In steps that do not double: all memory there is for large files may be as much as this one takes.
        while bytes.len() <= most {
            let step = LIGHT_BYTES.min(most + 1 - bytes.len());
            bytes.reserve_exact(step);
            if input.by_ref().take(step as u64).read_to_end(&mut bytes)? == 0 {
                break;
            }
        }
    }
    if bytes.len() > most {
        let detail = "the file is too large to be held in memory, which its format needs";
        return Err(Halt::Limit(Reason::FileExceedsSizeLimit, detail));
    }
    Ok(bytes)
}

/// The place of a value of a file's metadata: a record whose path is `names`.
pub(super) fn metadata_place(names: &[&str]) -> Place {
    let mut json_path = String::from("$");
    for name in names {
        json_path::push_name(&mut json_path, name);
    }
    Place::Record { index: 0, json_path, names: names.iter().map(|&name| name.to_owned()).collect() }
}

/// A value at a place that is known, and what all of it lies in, if that is known.
pub(crate) struct At {
    pub(crate) place: Place,
    pub(crate) bytes: Option<ByteRange>,
}

impl Places for At {
    fn place(&self, _field: usize) -> Place {
        self.place.clone()
    }

    fn bytes_of(&self, _field: usize, _range: Range<usize>) -> Option<ByteRange> {
        self.bytes
    }

    fn is_name(&self, _field: usize) -> bool {
        false
    }
}

/// Visits a value of a file's metadata (the author of a document, the comment of a picture).
pub(super) fn metadata(walk: &mut Walk<'_>, names: &[&str], value: &str) -> Result<(), Halt> {
    let place = At { place: metadata_place(names), bytes: None };
    let context = walk.context(names);
    let mut pieces = pieces::Pieces::new(&place, context, walk.limits.value_bytes);
    pieces.push(walk, value.as_bytes())?;
    pieces.finish(walk)
}
