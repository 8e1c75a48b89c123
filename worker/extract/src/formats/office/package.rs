//! The parts of a document that is a zip archive: found by the central directory, read as streams.

use super::super::deflated::{Checked, Inflater};
use super::super::xml::Xml;
use super::super::zip::data_start;
use crate::input::{Input, Metered, Section};
use crate::outcome::Reason;
use crate::shared::Trip;
use crate::source::SourceReader;
use crate::text::Lookahead;
use crate::text::charset::{self, Charset};
use crate::walk::{Halt, Walk};
use std::collections::HashMap;
use std::io::{self, Read};
use zip::CompressionMethod;
use zip::read::Config;
use zip::unstable::read::ZipIterable;

/// Most parts of a document. Workbooks with thousands of sheets have some ten thousand.
const MOST_PARTS: usize = 100_000;
/// Most bytes of all their names.
const MOST_NAME_BYTES: usize = 8 * 1024 * 1024;
/// Bytes that decide the encoding of a part.
const SAMPLE_BYTES: usize = 4 * 1024;

/// A part of a document.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    /// Its path in the archive.
    pub(crate) name: String,
    /// Its size as the archive declares it.
    pub(crate) size: u64,
    compressed: u64,
    crc: u32,
    header_start: u64,
    method: CompressionMethod,
    encrypted: bool,
}

/// A document's parts.
pub(crate) struct Package<'p, 's> {
    reader: &'p mut SourceReader<'s>,
    pub(crate) parts: Vec<Part>,
    by_name: HashMap<String, usize>,
    /// Bytes read of all parts, after decompression.
    pub(crate) expanded: u64,
    /// Bytes that all parts together may have by their ratio to the archive's size.
    most_by_ratio: u64,
}

impl<'p, 's> Package<'p, 's> {
    /// Reads the central directory. `None`: there is none that is valid, or it is larger than that of a document.
    pub(crate) fn open(walk: &Walk<'_>, reader: &'p mut SourceReader<'s>) -> Option<Self> {
        let mut parts = Vec::new();
        let mut name_bytes = 0;
        {
            let mut directory = ZipIterable::try_new(reader.window(0, u64::MAX), Config::default()).ok()?;
            if directory.len() > MOST_PARTS {
                return None;
            }
            for entry in directory.files().ok()? {
                let entry = entry.ok()?;
                if entry.is_dir() {
                    continue;
                }
                name_bytes += entry.name_raw().len();
                if name_bytes > MOST_NAME_BYTES {
                    return None;
                }
                parts.push(Part {
                    name: String::from_utf8_lossy(entry.name_raw()).replace('\\', "/"),
                    size: entry.size(),
                    compressed: entry.compressed_size(),
                    crc: entry.crc32(),
                    header_start: entry.header_start(),
                    method: entry.compression(),
                    encrypted: entry.encrypted(),
                });
            }
        }
        let by_name = parts.iter().enumerate().map(|(index, part)| (key(&part.name), index)).collect();
        let by_ratio = reader.len().saturating_mul(walk.limits.office_ratio);
        let most_by_ratio = by_ratio.max(walk.limits.office_ratio_from_bytes);
        Some(Package { reader, parts, by_name, expanded: 0, most_by_ratio })
    }

    /// The part with this path (from the root, with or without a slash before it). Case does not matter.
    pub(crate) fn find(&self, name: &str) -> Option<usize> {
        self.by_name.get(&key(name)).copied()
    }

    /// Reads a part as a stream.
    pub(crate) fn read<T>(
        &mut self,
        walk: &mut Walk<'_>,
        part: usize,
        read: impl FnOnce(&mut Walk<'_>, &mut Input<'_>) -> Result<T, Halt>,
    ) -> Result<T, Halt> {
        let Some(part) = self.parts.get(part) else { return Err(missing()) };
        if part.encrypted {
            return Err(Halt::Limit(Reason::UnsupportedFileType, "a part of the document is encrypted"));
        }
        let start = data_start(self.reader, part.header_start)?.ok_or_else(missing)?;
        let mut data = Input::Window(self.reader.window(start, u64::MAX));
        let section = Section::new(&mut data, part.compressed);
        let decoder: Box<dyn Read + '_> = match part.method {
            CompressionMethod::Stored => Box::new(Checked::new(section, Some(part.crc))),
            CompressionMethod::Deflated => Box::new(Checked::new(Inflater::bare(section), Some(part.crc))),
            _ => {
                let detail = "a part of the document is compressed with an unsupported method";
                return Err(Halt::Limit(Reason::MalformedOrFileSizeExceedsLimit, detail));
            }
        };
        let most = walk.limits.office_expanded_bytes.min(self.most_by_ratio);
        let left = most.saturating_sub(self.expanded);
        let mut stream = Metered::new(decoder, walk.shared.clone(), left);
        let meter = stream.meter();
        let result = read(walk, &mut Input::stream(&mut stream));
        self.expanded += meter.bytes();
        match result {
            Err(Halt::Read(_)) if walk.shared.tripped() == Some(Trip::Member) => {
                let _ = walk.shared.take_trip();
                Err(if most < walk.limits.office_expanded_bytes {
                    Halt::Limit(Reason::OoxmlUncompressedRatioExceedsLimit, "the document expands too much")
                } else {
                    Halt::Limit(Reason::OoxmlUncompressedSizeExceedsLimit, "the document expands to too many bytes")
                })
            }
            other => other,
        }
    }

    /// Reads a part as XML.
    pub(crate) fn read_xml<T>(
        &mut self,
        walk: &mut Walk<'_>,
        part: usize,
        read: impl FnOnce(&mut Walk<'_>, &mut Xml<'_, '_>) -> Result<T, Halt>,
    ) -> Result<T, Halt> {
        self.read(walk, part, |walk, input| {
            let charset = charset_of(input)?;
            let mut xml = Xml::new(Lookahead::new(input, charset)?);
            let result = read(walk, &mut xml);
            match (result, xml.failure()) {
                (Ok(_), Some(error)) => Err(Halt::Read(error)),
                (result, _) => result,
            }
        })
    }

    /// The whole content of a small part; what is beyond `most` bytes is left out.
    pub(crate) fn read_small(&mut self, walk: &mut Walk<'_>, part: usize, most: usize) -> Result<Vec<u8>, Halt> {
        self.read(walk, part, |_, input| {
            let mut content = Vec::new();
            input.take(most as u64).read_to_end(&mut content)?;
            Ok(content)
        })
    }
}

/// XML is UTF-8 unless it has a mark or looks otherwise.
pub(crate) fn charset_of(input: &mut Input<'_>) -> io::Result<Charset> {
    let sample = input.peek(SAMPLE_BYTES)?;
    Ok(match charset::detect(&sample, sample.len() < SAMPLE_BYTES) {
        Some(Charset::Ascii) | None => Charset::Utf8 { mark: 0 },
        Some(charset) => charset,
    })
}

/// Names of parts are compared without case, and without the slash that stands for the root.
fn key(name: &str) -> String {
    name.trim_start_matches('/').to_lowercase()
}

fn missing() -> Halt {
    Halt::Read(io::Error::new(io::ErrorKind::InvalidData, "the archive's central directory points to no file"))
}
