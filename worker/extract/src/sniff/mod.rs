//! Which format a file has: by its first bytes, and by its name where the bytes leave it open.

mod magic;
pub(crate) mod mime;

use crate::formats::compressed::{Codec, looks_like_brotli, looks_like_deflate};
use crate::formats::{Format, coloured, delimited, folded, json, keyed, mail, markup, office, segments, sql};
use crate::name;
use crate::outcome::{FileOutcome, Reason};
use crate::text::charset::{self, Charset};

/// Bytes of unknown meaning.
const BINARY: &str = "application/octet-stream";
const BROTLI: &str = "application/x-brotli";
const DEFLATE: &str = "application/zlib";

/// Bytes that are looked at.
pub(crate) const PREFIX_BYTES: usize = 64 * 1024;

/// What was learnt about a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sniffed {
    /// The supported format, if it is one.
    pub(crate) format: Option<Format>,
    /// The type by content.
    pub(crate) mime_type: String,
    /// The encoding, of a text.
    pub(crate) charset: Charset,
    /// The lines of the text end with CR alone, as on old Macintoshes.
    pub(crate) lone_cr: bool,
    /// The text has control sequences of terminals.
    pub(crate) coloured: bool,
    /// Long lines are folded.
    pub(crate) folded: bool,
    by_extension: Option<&'static str>,
}

impl Sniffed {
    fn new(format: Option<Format>, mime_type: &str, by_extension: Option<&'static str>) -> Self {
        Sniffed {
            format,
            mime_type: mime_type.to_owned(),
            charset: Charset::Ascii,
            lone_cr: false,
            coloured: false,
            folded: false,
            by_extension,
        }
    }

    /// Puts in place of what the first bytes of a zip archive suggest what its directory tells.
    pub(crate) fn settle(&mut self, kind: Option<office::Kind>) {
        let (format, mime_type) = match kind {
            Some(kind) => (Format::Office(kind), kind.mime_type()),
            None => (Format::Zip, mime::ZIP),
        };
        self.format = Some(format);
        self.mime_type = mime_type.to_owned();
    }

    /// The type that the name promises, if the content is of another.
    pub(crate) fn extension_mime_type(&self) -> Option<String> {
        self.by_extension.filter(|promised| *promised != self.mime_type).map(str::to_owned)
    }

    /// Takes a file that has no known format for brotli, if a trial says so: brotli has no magic number.
    pub(crate) fn try_brotli(&mut self, prefix: &[u8], complete: bool) {
        // Small brotli files hold text as it is, and may look like it.
        let open = self.format.as_ref().is_none_or(|format| !format.is_container());
        if open && looks_like_brotli(prefix, complete, self.format.is_some()) {
            self.format = Some(Format::Compressed(Codec::Brotli));
            BROTLI.clone_into(&mut self.mime_type);
        }
    }

    /// Takes account of the coding that the file was declared to have: those that cannot be told by their bytes are tried,
    /// and what the name promises is what is inside. Whether the coding was found.
    pub(crate) fn declared(&mut self, coding: &str, prefix: &[u8], complete: bool) -> bool {
        let is = |name: &str| coding.eq_ignore_ascii_case(name);
        if is("br") {
            self.try_brotli(prefix, complete);
        } else if is("deflate")
            && self.format.as_ref().is_none_or(|format| !format.is_container())
            && looks_like_deflate(prefix, complete)
        {
            self.format = Some(Format::Compressed(Codec::Deflate));
            DEFLATE.clone_into(&mut self.mime_type);
        }
        let found = match self.format {
            Some(Format::Gzip) => is("gzip") || is("x-gzip"),
            Some(Format::Compressed(Codec::Brotli)) => is("br"),
            Some(Format::Compressed(Codec::Deflate)) => is("deflate"),
            Some(Format::Compressed(Codec::Zstd)) => is("zstd"),
            Some(Format::Compressed(Codec::Bzip2 | Codec::Xz | Codec::Lz4 | Codec::Snappy)) => true,
            _ => false,
        };
        if found {
            self.by_extension = None;
        }
        found
    }

    /// A file of this type of which nothing could be read.
    pub(crate) fn skipped(&self) -> FileOutcome {
        FileOutcome::skipped(Reason::MalformedFile, self.mime_type.clone())
    }
}

/// Tells the format from the first bytes (`complete`: they are all) and the name.
pub(crate) fn sniff(prefix: &[u8], complete: bool, name: &str) -> Sniffed {
    let extension = name::extension(name);
    let promised = mime::of_extension(&extension);
    if let Some(found) = magic::find(prefix, &extension) {
        return Sniffed::new(found.format, found.mime_type, promised);
    }
    if extension == "br" || extension == "tbr" {
        let mut brotli = Sniffed::new(None, BINARY, promised);
        brotli.try_brotli(prefix, complete);
        if brotli.format.is_some() {
            return brotli;
        }
    }
    // A log that was emptied while it was written may begin with nothing but zeros.
    let zeros = || !complete && promised.is_some_and(mime::is_text) && prefix.iter().all(|&byte| byte == 0);
    let Some(charset) = charset::detect(prefix, complete).or_else(|| zeros().then_some(Charset::Ascii)) else {
        let unknown = match promised {
            // Formats without a magic number are known by their name alone; but what cannot be read as text is none.
            Some(promised) if !mime::is_text(promised) && !magic::has_magic(promised) => promised,
            _ => BINARY,
        };
        return Sniffed::new(None, unknown, promised);
    };
    let text = charset.decode_prefix(prefix);
    let (format, mime_type) = structure(&text, complete, &extension, promised);
    let lone_cr = memchr::memchr(b'\r', &text).is_some() && memchr::memchr(b'\n', &text).is_none();
    let coloured = coloured::looks_like(&text);
    let folded = folded::looks_like(&text, &extension);
    Sniffed { charset, lone_cr, coloured, folded, ..Sniffed::new(Some(format), mime_type, promised) }
}

/// The structure of a text.
fn structure(text: &[u8], complete: bool, extension: &str, promised: Option<&'static str>) -> (Format, &'static str) {
    let lines = matches!(extension, "jsonl" | "ndjson" | "jsonlines" | "ldjson");
    let named_json = lines || extension == "json";
    match json::looks_like(text, complete, named_json) {
        json::Looks::Value => return (Format::Json { lines }, json_mime(promised, mime::JSON)),
        json::Looks::Lines => return (Format::Json { lines: true }, json_mime(promised, mime::JSON_LINES)),
        json::Looks::Other => {}
    }
    if let Some(standard) = segments::looks_like(text) {
        return (Format::Segments(standard), standard.mime_type());
    }
    match mail::looks_like(text, matches!(extension, "eml" | "mbox" | "mht" | "mhtml")) {
        mail::Looks::Message => return (Format::Message, "message/rfc822"),
        mail::Looks::Mailbox => return (Format::Mailbox, "application/mbox"),
        mail::Looks::Other => {}
    }
    if let Some(html) = markup::looks_like(text, promised) {
        let fits = |promised: &&str| mime::is_markup(promised);
        let found = if html { "text/html" } else { "application/xml" };
        let mime_type = promised.filter(fits).unwrap_or(found);
        let flat = if html { None } else { office::flat::looks_like(text) };
        return (flat.map_or(Format::Markup { html }, Format::Flat), mime_type);
    }
    let named_sql = promised == Some(mime::SQL);
    // Dumps have all kinds of names, but hardly one that promises another kind of text.
    let unnamed = promised.is_none() || promised == Some(mime::PLAIN);
    if (named_sql || unnamed)
        && let Some(backslash) = sql::looks_like(text, named_sql)
    {
        return (Format::Sql { backslash }, mime::SQL);
    }
    let named_delimiter = match extension {
        "csv" => Some(b','),
        "tsv" | "tab" => Some(b'\t'),
        _ => None,
    };
    // Prose and code with a known extension are never taken for a table.
    let open =
        named_delimiter.is_some() || matches!(extension, "" | "txt" | "dat" | "data" | "psv") || promised.is_none();
    if open && let Some(dialect) = delimited::sniff(text, complete, named_delimiter) {
        return match dialect.delimiter {
            b'\t' => (Format::Delimited(dialect), mime::TSV),
            // A file named .tsv that is separated otherwise is a CSV by content.
            _ => (Format::Delimited(dialect), mime::CSV),
        };
    }
    let mime_type = match promised {
        Some(promised) if mime::is_text(promised) && !is_structured(promised) => promised,
        _ => mime::PLAIN,
    };
    let sections = matches!(extension, "ini" | "cfg" | "conf" | "toml")
        || (matches!(extension, "" | "txt") && keyed::looks_like_sections(text));
    match mime_type {
        "application/yaml" => (Format::Keyed(keyed::Syntax::Yaml), mime_type),
        _ if sections => (Format::Keyed(keyed::Syntax::Sections), mime_type),
        _ => (Format::Text, mime_type),
    }
}

/// JSON keeps a more special name that the extension gives it (`application/geo+json`). JSON Lines in a file named
/// `.json` are so common that they are no mismatch.
fn json_mime(promised: Option<&'static str>, found: &'static str) -> &'static str {
    match promised {
        Some(promised) if promised.ends_with("+json") || [mime::JSON, mime::JSON_LINES].contains(&promised) => promised,
        _ => found,
    }
}

fn is_structured(mime_type: &str) -> bool {
    [mime::CSV, mime::TSV, mime::JSON, mime::JSON_LINES].contains(&mime_type)
        || mime_type.ends_with("+json")
        || segments::Standard::ALL.iter().any(|standard| standard.mime_type() == mime_type)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn mime_type(bytes: &[u8], name: &str) -> String {
        sniff(bytes, true, name).mime_type
    }

    #[test]
    fn content_wins_over_the_name() {
        let sniffed = sniff(b"%PDF-1.7\n", true, "a.csv");
        assert_eq!(sniffed.mime_type, "application/pdf");
        assert_eq!(sniffed.extension_mime_type().as_deref(), Some("text/csv"));
        assert_eq!(sniffed.format, Some(Format::Pdf));
        let sniffed = sniff(b"just some words\n", true, "a.pdf");
        assert_eq!(sniffed.format, Some(Format::Text));
        assert_eq!(sniffed.mime_type, "text/plain");
        assert_eq!(sniffed.extension_mime_type().as_deref(), Some("application/pdf"));
        let sniffed = sniff(b"a,b\n1,2\n", true, "a.csv");
        assert_eq!(sniffed.extension_mime_type(), None);
    }

    #[test]
    fn texts_keep_their_own_type() {
        assert_eq!(mime_type(b"<html><body>", "index.html"), "text/html");
        assert_eq!(mime_type(b"a: 1\nb: 2\n", "x.yaml"), "application/yaml");
        assert_eq!(mime_type(b"KEY=value\n", ".env"), "text/plain");
        assert_eq!(mime_type(b"[section]\nkey=1\n", "x.ini"), "text/plain");
        assert_eq!(mime_type(b"hello", "noname"), "text/plain");
        assert_eq!(mime_type(b"", "empty.csv"), "text/csv");
        assert_eq!(mime_type(b"hello", "x.json"), "text/plain");
        assert_eq!(mime_type(b"{\"type\":\"Feature\"}", "x.geojson"), "application/geo+json");
        assert_eq!(mime_type(b"{\"a\":1}\n{\"a\":2}\n", "x.json"), "application/json");
    }

    #[test]
    fn json_and_tables_are_found_without_a_name() {
        assert!(matches!(sniff(b"{\"a\": [1, 2", false, "x").format, Some(Format::Json { lines: false })));
        assert!(matches!(sniff(b"{\"a\":1}\n{\"a\":2}\n", true, "x").format, Some(Format::Json { lines: true })));
        let table = b"id;name;mail\n1;Ann;a@example.com\n2;Bob;b@example.com\n3;Cy;c@example.com\n";
        assert_eq!(mime_type(table, "x.txt"), "text/csv");
        assert_eq!(mime_type(table, "x.py"), "text/x-python");
        assert_eq!(sniff(b"[2024-01-01 10:00:00] INFO started\n", true, "log").format, Some(Format::Text));
        assert_eq!(sniff(b"{{ template }}\n", true, "t").format, Some(Format::Text));
        let sections = Some(Format::Keyed(keyed::Syntax::Sections));
        assert_eq!(sniff(b"[main]\nkey = 1\n", true, "conf").format, sections);
    }

    #[test]
    fn unknown_binaries_are_unsupported() {
        let sniffed = sniff(&[0, 1, 2, 3, 200, 201, 0, 0], true, "x.bin");
        assert!(sniffed.format.is_none());
        assert_eq!(sniffed.mime_type, "application/octet-stream");
    }
}
