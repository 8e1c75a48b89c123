//! The supported formats, one module each, and their registry.
//!
//! To add a format: write its module with a function `analyse`, add a variant to [`Format`] with its limits, and teach
//! [`sniff`](crate::sniff) to tell it.

mod avro;
mod create_table;
mod deflated;
pub(crate) mod delimited;
mod gzip;
pub(crate) mod json;
mod parquet;
mod pieces;
mod plain;
mod records;
mod seekable;
pub(crate) mod sql;
mod sqlite;
mod tar;
mod written;
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
    Avro,
    Parquet,
    Sqlite,
    /// A dump of a database. `backslash`: strings in it have escapes with backslashes.
    Sql {
        backslash: bool,
    },
}

impl Format {
    pub(crate) fn is_archive(&self) -> bool {
        matches!(self, Format::Gzip | Format::Zip | Format::Tar)
    }

    /// The quota on the size of a file of this format.
    pub(crate) fn most_bytes(&self, limits: &Limits) -> u64 {
        match self {
            Format::Text | Format::Delimited(_) | Format::Json { .. } | Format::Sql { .. } => limits.text_bytes,
            Format::Gzip => limits.gzip_bytes,
            Format::Zip => limits.zip_bytes,
            Format::Tar => limits.tar_bytes,
            Format::Avro => limits.avro_bytes,
            Format::Parquet => limits.parquet_bytes,
            Format::Sqlite => limits.sqlite_bytes,
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
        Format::Avro => avro::analyse(walk, input, sniffed),
        Format::Parquet => parquet::analyse(walk, input, sniffed),
        Format::Sqlite => sqlite::analyse(walk, input, sniffed),
        Format::Sql { backslash } => sql::analyse(walk, input, sniffed, *backslash),
    }
}
