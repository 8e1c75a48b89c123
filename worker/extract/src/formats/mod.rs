//! The supported formats, one module each, and their registry.
//!
//! To add a format: write its module with a function `analyse`, add a variant to [`Format`] with its limits, and teach
//! [`sniff`](crate::sniff) to tell it.

mod deflated;
pub(crate) mod delimited;
mod gzip;
pub(crate) mod image;
pub(crate) mod json;
pub(crate) mod mail;
pub(crate) mod markup;
mod outlook;
mod pdf;
mod pieces;
mod plain;
mod tar;
mod zip;

pub(crate) use mail::transfer;
pub(crate) use tar::has_right_checksum as tar_checksum;

use crate::input::Input;
use crate::json_path;
use crate::limits::Limits;
use crate::outcome::Reason;
use crate::sniff::Sniffed;
use crate::visitor::{Place, Places};
use crate::walk::{Analysis, File, Halt, Walk};
use std::io::Read;

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
    Pdf,
    /// `html`: not XML.
    Markup {
        html: bool,
    },
    Message,
    Mailbox,
    Outlook,
    Image(image::Kind),
}

impl Format {
    pub(crate) fn is_archive(&self) -> bool {
        matches!(self, Format::Gzip | Format::Zip | Format::Tar)
    }

    /// The quota on the size of a file of this format.
    pub(crate) fn most_bytes(&self, limits: &Limits) -> u64 {
        match self {
            Format::Text
            | Format::Delimited(_)
            | Format::Json { .. }
            | Format::Markup { .. }
            | Format::Message
            | Format::Outlook
            | Format::Image(_)
            | Format::Mailbox => limits.text_bytes,
            Format::Gzip => limits.gzip_bytes,
            Format::Zip => limits.zip_bytes,
            Format::Tar => limits.tar_bytes,
            Format::Pdf => limits.pdf_bytes,
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
        Format::Pdf => pdf::analyse(walk, input, sniffed),
        Format::Markup { html } => markup::analyse(walk, input, sniffed, *html),
        Format::Message => mail::analyse(walk, input, sniffed),
        Format::Outlook => outlook::analyse(walk, input, sniffed),
        Format::Image(kind) => image::analyse(walk, input, sniffed, *kind),
        Format::Mailbox => mail::mailbox(walk, input, sniffed),
    }
}

/// All bytes of a file whose format cannot be read otherwise, up to [`Limits::document_bytes`].
pub(super) fn whole(walk: &Walk<'_>, input: &mut Input<'_>) -> Result<Vec<u8>, Halt> {
    let most = walk.limits.document_bytes;
    let mut bytes = Vec::new();
    input.by_ref().take(most as u64 + 1).read_to_end(&mut bytes)?;
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

/// A value at a place that is known.
pub(crate) struct At(pub(crate) Place);

impl Places for At {
    fn place(&self, _field: usize) -> Place {
        self.0.clone()
    }

    fn is_name(&self, _field: usize) -> bool {
        false
    }
}

/// Visits a value of a file's metadata (the author of a document, the comment of a picture).
pub(super) fn metadata(walk: &mut Walk<'_>, names: &[&str], value: &str) -> Result<(), Halt> {
    let place = At(metadata_place(names));
    let context = walk.context(names);
    let mut pieces = pieces::Pieces::new(&place, context, walk.limits.value_bytes);
    pieces.push(walk, value.as_bytes())?;
    pieces.finish(walk)
}
