//! The supported formats, one module each, and their registry.
//!
//! To add a format: write its module with a function `analyse`, add a variant to [`Format`] with its limits, and teach
//! [`sniff`](crate::sniff) to tell it.

pub(crate) mod ar;
pub(crate) mod compressed;
pub(crate) mod cpio;
mod deflated;
pub(crate) mod delimited;
mod gzip;
pub(crate) mod json;
mod pieces;
mod plain;
pub(crate) mod rpm;
mod sevenzip;
pub(crate) mod strings;
mod tar;
pub(crate) mod warc;
mod zip;

pub(crate) use tar::has_right_checksum as tar_checksum;

use crate::input::Input;
use crate::limits::Limits;
use crate::outcome::Reason;
use crate::sniff::Sniffed;
use crate::walk::{Analysis, File, Walk};

/// A format whose content can be extracted, with what sniffing learnt about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Format {
    Text,
    Delimited(delimited::Dialect),
    /// `lines`: the name says that it is JSON Lines.
    Json {
        lines: bool,
    },
    Gzip,
    Zip,
    Tar,
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
}

impl Format {
    pub(crate) fn is_archive(&self) -> bool {
        match self {
            Format::Text | Format::Delimited(_) | Format::Json { .. } | Format::Class | Format::Pickle => false,
            Format::Gzip | Format::Zip | Format::Tar | Format::Compressed(_) => true,
            Format::SevenZip | Format::Cpio | Format::Ar | Format::Rpm | Format::Warc => true,
        }
    }

    /// The quota on the size of a file of this format.
    pub(crate) fn most_bytes(&self, limits: &Limits) -> u64 {
        match self {
            Format::Text | Format::Delimited(_) | Format::Json { .. } => limits.text_bytes,
            Format::Class | Format::Pickle => limits.text_bytes,
            Format::Gzip => limits.gzip_bytes,
            Format::Zip => limits.zip_bytes,
            Format::Tar => limits.tar_bytes,
            Format::Compressed(_) | Format::SevenZip => limits.other_archive_bytes,
            Format::Cpio | Format::Ar | Format::Rpm | Format::Warc => limits.other_archive_bytes,
        }
    }

    /// The reason given when that quota is exceeded.
    pub(crate) fn size_reason(&self) -> Reason {
        if self.is_archive() { Reason::ArchiveExceedsSizeLimit } else { Reason::FileExceedsSizeLimit }
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
        Format::Gzip => gzip::analyse(walk, input, sniffed, file),
        Format::Zip => zip::analyse(walk, input, sniffed, file),
        Format::Tar => tar::analyse(walk, input, sniffed),
        Format::Compressed(codec) => compressed::analyse(walk, input, sniffed, file, *codec),
        Format::SevenZip => sevenzip::analyse(walk, input, sniffed),
        Format::Cpio => cpio::analyse(walk, input, sniffed),
        Format::Ar => ar::analyse(walk, input, sniffed),
        Format::Rpm => rpm::analyse(walk, input, sniffed),
        Format::Warc => warc::analyse(walk, input, sniffed),
        Format::Class => strings::analyse_class(walk, input, sniffed),
        Format::Pickle => strings::analyse_pickle(walk, input, sniffed),
    }
}
