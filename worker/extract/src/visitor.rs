//! What extraction gives out: blocks of text, batches of values, and the members of archives.

use crate::formats::repeats::Again;
use crate::lines::{LinePosition, LineRange};
use crate::outcome::{FileOutcome, StopReason};
use crate::text::origin::ByteRange;
use crate::text::{Footprints, Origin};
use magpie_detect::{ContextId, Field, Part};
use memchr::memchr_iter;
use std::cell::Cell;
use std::ops::{ControlFlow, Range};

/// Receives the content of an object, in the order of the file.
///
/// All text is valid UTF-8: other encodings were transcoded and undecodable bytes replaced by U+FFFD. What is visited
/// does not depend on how the [`Source`](crate::Source) is cut into chunks, except for the edges of blocks and batches.
pub trait Visitor {
    /// The detector's handle for the names that surround a value: the column's name, or all element names on the
    /// path. Asked once for each column and for each distinct path (as long as it is remembered).
    fn context(&mut self, names: &[&str]) -> ContextId;

    /// A block of unstructured text.
    fn text(&mut self, block: &TextBlock<'_>) -> ControlFlow<StopReason>;

    /// A text that was found encoded (as base64, percent-encoded, as a token) inside the text that was visited last, and
    /// decoded. The bytes around the core are what surrounds the encoded text, so that key words beside it count; the
    /// block's place is that of the encoded text. Visited like any text, unless the visitor wants to tell them apart.
    fn decoded(&mut self, block: &TextBlock<'_>) -> ControlFlow<StopReason> {
        self.text(block)
    }

    /// A picture: the place for a step that recognises text in pixels (OCR). What it gives is visited as the text of the
    /// picture's only page, after the picture's metadata. Called once for each picture, with all of its bytes; what it does
    /// counts as the visitor's time and memory. Without such a step a picture is partial, or skipped if it has no metadata.
    fn recognise(&mut self, picture: &Picture<'_>) -> Recognition {
        let _ = picture;
        Recognition::NotTried
    }

    /// A batch of structured values.
    fn fields(&mut self, batch: &FieldBatch<'_>) -> ControlFlow<StopReason>;

    /// Many bytes were read (some 16 MiB), and perhaps nothing in them was to be visited: asks whether to go on.
    fn quiet(&mut self) -> ControlFlow<StopReason> {
        ControlFlow::Continue(())
    }

    /// Whether a batch may hold a value once that a file of records holds several times in a column: then
    /// [`FieldBatch::repeats`] tells where else it lies, and what is found in it counts for each of these places too. Asked once.
    fn takes_repeats(&self) -> bool {
        false
    }

    /// A file inside an archive begins. Members nest: all that is visited until the matching
    /// [`leave_member`](Visitor::leave_member) belongs to it.
    fn enter_member(&mut self, member: &MemberDetails<'_>) -> ControlFlow<StopReason>;

    /// The member that was entered last, and not left yet, ends. Called for every member that was entered, also when
    /// the extraction stops early.
    fn leave_member(&mut self, outcome: &FileOutcome);
}

/// A picture whose text may be recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Picture<'a> {
    /// All of the file. From a customer, and as hostile as any file.
    pub bytes: &'a [u8],
    /// Its type by content, such as `image/png`.
    pub mime_type: &'a str,
}

/// What became of a picture that was [given to be recognised](Visitor::recognise).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recognition {
    /// Nobody looks at what pictures show.
    NotTried,
    /// All text that the picture shows; empty if it shows none.
    Text(String),
    /// It was tried, and the picture cannot be read. The words are told in the file's outcome: no content may be in them.
    Failed(&'static str),
}

/// A file inside an archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MemberDetails<'a> {
    /// Its name in the archive that holds it, as the archive writes it. Only a name: it may hold `..`, control
    /// characters or a leading slash. Bytes that are not UTF-8 are replaced by U+FFFD.
    pub path: &'a str,
    /// The names of all levels joined with `!`: `inner.zip!folder/a.csv`. The object's own key is not part of it.
    pub full_path: &'a str,
    /// The extension of the name, in lower case and without the dot; empty if there is none.
    pub extension: &'a str,
    /// The size in bytes that the archive declares, if it does. Gzip does not; the outcome's `bytes` is then the
    /// best measure.
    pub size: Option<u64>,
    /// When the file was last modified, in seconds since 1970. Zip has local time without a zone; it is read as UTC.
    pub last_modified_unix: Option<i64>,
}

/// A window of a longer text.
///
/// Matches that start inside `core` belong to this block; the bytes around it are context. There are at least
/// [`magpie_detect::OVERLAP`] bytes of context on each side, less only at the begin and the end of the text. The cores
/// of all blocks of a text follow each other without gap or overlap.
#[derive(Debug)]
pub struct TextBlock<'a> {
    /// The text with its context: valid UTF-8.
    pub window: &'a [u8],
    /// The part of `window` that is new.
    pub core: Range<usize>,
    /// Where in its text the window lies.
    pub part: Part,
    origin: LinePosition,
    cursor: Cell<(usize, LinePosition)>,
    /// Where the text leaves the lines of the file, if it is not the file's text as it is.
    marks: &'a [Mark],
    /// The whole text lies at this place.
    fixed: Option<&'a Place>,
    source: Source<'a>,
}

/// Where the bytes of a block's window come from.
#[derive(Clone, Copy)]
enum Source<'a> {
    Unknown,
    /// From here on in a text.
    Text(&'a Origin, u64),
    /// Parts of a text; the window begins with so many bytes of it.
    Parts(&'a Footprints, usize),
    /// All of the window from there.
    Fixed(ByteRange),
}

impl std::fmt::Debug for Source<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(match self {
            Source::Unknown => "Unknown",
            Source::Text(..) => "Text",
            Source::Parts(..) => "Parts",
            Source::Fixed(_) => "Fixed",
        })
    }
}

/// In a text that was decoded: the byte `offset` of the window came from `position` in the file, and the bytes after it
/// follow there until the next mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Mark {
    pub(crate) offset: usize,
    pub(crate) position: LinePosition,
}

impl<'a> TextBlock<'a> {
    pub(crate) fn new(window: &'a [u8], core: Range<usize>, origin: LinePosition) -> Self {
        TextBlock {
            window,
            core,
            part: Part::WHOLE,
            origin,
            cursor: Cell::new((0, origin)),
            marks: &[],
            fixed: None,
            source: Source::Unknown,
        }
    }

    /// The window lies in a text that came from `origin`, and begins at the byte `at` of it.
    pub(crate) fn lies_in(mut self, origin: &'a Origin, at: u64) -> Self {
        self.source = Source::Text(origin, at);
        self
    }

    /// The window begins at the byte `at` of a text that was put together of these parts.
    pub(crate) fn made_of(mut self, parts: &'a Footprints, at: usize) -> Self {
        self.source = Source::Parts(parts, at);
        self
    }

    /// The whole text is what these bytes mean.
    pub(crate) fn meant_by(mut self, bytes: Option<ByteRange>) -> Self {
        self.source = bytes.map_or(Source::Unknown, Source::Fixed);
        self
    }

    /// The block of a text of which `offset` bytes lie before the window; `last` tells whether it ends with it.
    pub(crate) fn part_of(mut self, offset: u64, last: bool) -> Self {
        self.part = Part { offset, last };
        self
    }

    /// A block of decoded text. `marks` ascend; bytes before the first of them count from the begin of the file.
    pub(crate) fn marked(window: &'a [u8], core: Range<usize>, marks: &'a [Mark]) -> Self {
        TextBlock { marks, ..TextBlock::new(window, core, LinePosition::default()) }
    }

    /// A block of a text without lines, all of it at `place`.
    pub(crate) fn at(window: &'a [u8], core: Range<usize>, place: &'a Place) -> Self {
        TextBlock { fixed: Some(place), ..TextBlock::new(window, core, LinePosition::default()) }
    }

    /// A block that is a whole text by itself; lines count from its start.
    #[must_use]
    pub fn whole(text: &'a [u8]) -> Self {
        TextBlock::new(text, 0..text.len(), LinePosition::default())
    }

    /// The lines of a match, given as a range of bytes in `window` (cut to it).
    ///
    /// Asked in the order of the text, the lines of all matches of a block cost one pass over it; an earlier match
    /// starts again from the block's begin.
    #[must_use]
    pub fn lines(&self, match_range: Range<usize>) -> LineRange {
        let start = match_range.start.min(self.window.len());
        let end = match_range.end.clamp(start, self.window.len());
        let position = self.position(start);
        self.cursor.set((start, position));
        // The last byte of the match decides, so a match that ends with its line's end stays in that line.
        let last = end.saturating_sub(1).max(start);
        let end_line = match self.mark_before(last) {
            Some(mark) if mark.offset > start => self.position(last).line,
            _ => position.line + memchr_iter(b'\n', &self.window[start..last]).count() as u64,
        };
        LineRange { start: position.line + 1, end: end_line.max(position.line) + 1, start_column: position.column + 1 }
    }

    /// Where a match lies, given as a range of bytes in `window` (cut to it): its lines, or the place of the whole text
    /// if the text has no lines of its own (the page of a PDF, the text in a picture's metadata).
    #[must_use]
    pub fn place(&self, match_range: Range<usize>) -> Place {
        match self.fixed {
            Some(place) => place.clone(),
            None => Place::Lines(self.lines(match_range)),
        }
    }

    /// Which bytes of the object, or of the innermost file inside it, hold a match, given as a range of bytes in `window`.
    ///
    /// They are those of the file as it is, before its encoding, escapes and references were decoded; of a text that was
    /// found encoded inside another, those of all that was encoded. `None` where the text lies nowhere in the file like
    /// this, because it was compressed, say, or put together.
    #[must_use]
    pub fn bytes(&self, match_range: Range<usize>) -> Option<ByteRange> {
        match self.source {
            Source::Unknown => None,
            Source::Text(origin, at) => origin.bytes(at + match_range.start as u64, at + match_range.end as u64),
            Source::Parts(parts, at) => parts.bytes(at + match_range.start..at + match_range.end),
            Source::Fixed(bytes) => Some(bytes),
        }
    }

    fn mark_before(&self, offset: usize) -> Option<&'a Mark> {
        self.marks.partition_point(|mark| mark.offset <= offset).checked_sub(1).and_then(|index| self.marks.get(index))
    }

    /// The position of a byte of the window in the file.
    fn position(&self, at: usize) -> LinePosition {
        let (mut offset, mut position) = match self.mark_before(at) {
            Some(mark) => (mark.offset, mark.position),
            None => (0, self.origin),
        };
        let (cursor, cursor_position) = self.cursor.get();
        if cursor > offset && cursor <= at {
            (offset, position) = (cursor, cursor_position);
        }
        position.advance(&self.window[offset..at]);
        position
    }
}

/// Where a value lies.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Place {
    /// A cell of CSV, TSV or a spreadsheet.
    Cell {
        /// Row, from 1; the header is row 1. Blank lines count.
        row: u64,
        /// Column, from 1.
        column: u64,
        /// The name in the header row.
        column_name: Option<String>,
        /// Reference in a spreadsheet: `Sheet1!B7`, or `'Sheet 1'!B7`.
        cell_reference: Option<String>,
    },
    /// Lines of a text.
    Lines(LineRange),
    /// A value of a record.
    Record {
        /// The record, from 0. JSON: always 0. JSON Lines: the line in which the record begins, counted from the line
        /// of the first record. Avro, Parquet, ORC and Arrow: its number in the file. SQLite: the rowid, or, in a table without
        /// rowids, the row's number in the order of the file.
        index: u64,
        /// The path of the value, such as `$.access.key[2]`, uncut: see [`json_path::display`](crate::json_path::display).
        json_path: String,
        /// The element names on the path, from the outermost.
        names: Vec<String>,
    },
    /// A page of a document, or a slide.
    Page {
        /// From 1.
        number: u64,
    },
}

/// What is needed to tell the places of a batch's fields.
pub(crate) trait Places {
    fn place(&self, field: usize) -> Place;

    /// The place of the bytes `range` of the batch's text, which lie in the field.
    fn place_of(&self, field: usize, range: Range<usize>) -> Place {
        let _ = range;
        self.place(field)
    }

    /// Which bytes of the file hold the bytes `range` of the batch's text, which lie in the field.
    fn bytes_of(&self, field: usize, range: Range<usize>) -> Option<ByteRange> {
        let _ = (field, range);
        None
    }

    fn is_name(&self, field: usize) -> bool;

    /// Where the field's value came again: the first place, or the one after `after`.
    fn next_again(&self, field: usize, after: Option<Again>) -> Option<Again> {
        let _ = (field, after);
        None
    }

    fn place_again(&self, field: usize, again: Again) -> Place {
        let _ = again;
        self.place(field)
    }
}

/// Another place where a field's value lies.
#[derive(Clone, Copy)]
pub struct Repeat<'b> {
    places: &'b dyn Places,
    field: usize,
    again: Again,
}

impl Repeat<'_> {
    /// The place. Built on demand.
    #[must_use]
    pub fn place(&self) -> Place {
        self.places.place_again(self.field, self.again)
    }
}

/// Many values that lie in one buffer, so that one pass over the buffer scans them all.
///
/// Between the values lies the syntax of the file (and, after a value that held escapes, rests of it): never scan
/// outside the fields.
pub struct FieldBatch<'a> {
    /// The buffer. Each field is valid UTF-8.
    pub text: &'a [u8],
    /// The values, ascending and without overlap. Empty values are left out.
    pub fields: &'a [Field],
    places: &'a dyn Places,
    core: Option<Range<usize>>,
}

impl<'a> FieldBatch<'a> {
    pub(crate) fn new(text: &'a [u8], fields: &'a [Field], places: &'a dyn Places, core: Option<Range<usize>>) -> Self {
        FieldBatch { text, fields, places, core }
    }

    /// Where the field lies. Built on demand: ask only for fields with matches.
    ///
    /// # Panics
    /// If `field` is not an index of `fields`.
    #[must_use]
    pub fn place(&self, field: usize) -> Place {
        assert!(field < self.fields.len(), "field index out of range");
        self.places.place(field)
    }

    /// Where a match lies, given as a range of bytes in `text` that lies in the field. Exacter than the place of the field
    /// where a value has several lines or elements that have places of their own.
    ///
    /// # Panics
    /// If `field` is not an index of `fields`.
    #[must_use]
    pub fn place_of(&self, field: usize, range: Range<usize>) -> Place {
        assert!(field < self.fields.len(), "field index out of range");
        self.places.place_of(field, range)
    }

    /// Which bytes of the object, or of the innermost file inside it, hold a match, given as a range of bytes in `text` that
    /// lies in the field. As for [`TextBlock::bytes`].
    ///
    /// # Panics
    /// If `field` is not an index of `fields`.
    #[must_use]
    pub fn bytes_of(&self, field: usize, range: Range<usize>) -> Option<ByteRange> {
        assert!(field < self.fields.len(), "field index out of range");
        self.places.bytes_of(field, range)
    }

    /// Where else the value of the field lies, in the order of the file. Nowhere, unless the visitor
    /// [takes repeats](Visitor::takes_repeats).
    pub fn repeats(&self, field: usize) -> impl Iterator<Item = Repeat<'a>> + use<'a> {
        let places = self.places;
        let mut last = None;
        std::iter::from_fn(move || {
            let again = places.next_again(field, last)?;
            last = Some(again);
            Some(Repeat { places, field, again })
        })
    }

    /// Whether the field is an element name (of JSON) and not a value. Its place is the path that ends with it.
    ///
    /// Each distinct path of names is visited once per file (as long as it is remembered), before the values under
    /// it. A match in a name means that no path with this name should be shown.
    ///
    /// # Panics
    /// If `field` is not an index of `fields`.
    #[must_use]
    pub fn is_name(&self, field: usize) -> bool {
        assert!(field < self.fields.len(), "field index out of range");
        self.places.is_name(field)
    }

    /// Whether a match that starts at the byte `start` of `text` belongs to this batch.
    ///
    /// Always true, except for a value longer than [`Limits::value_bytes`](crate::Limits::value_bytes): such a value
    /// comes in pieces, each in its own batch with one field that overlaps its neighbours, and a match belongs to the
    /// piece for which this is true.
    #[must_use]
    pub fn in_core(&self, start: usize) -> bool {
        self.core.as_ref().is_none_or(|core| core.contains(&start))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marked_text_tells_the_lines_of_the_file() {
        // Line 3 of the file was joined with line 4, and the text goes on in line 9.
        let text = b"ab cd\nef gh";
        let mark = |offset, line, column| Mark { offset, position: LinePosition { line, column } };
        let marks = [mark(0, 2, 1), mark(3, 3, 0), mark(9, 8, 5)];
        let block = TextBlock::marked(text, 0..text.len(), &marks);
        assert_eq!(block.lines(0..5), LineRange { start: 3, end: 4, start_column: 2 });
        assert_eq!(block.lines(3..8), LineRange { start: 4, end: 5, start_column: 1 });
        assert_eq!(block.lines(6..11), LineRange { start: 5, end: 9, start_column: 1 });
        assert_eq!(block.lines(10..11), LineRange { start: 9, end: 9, start_column: 7 });
        assert_eq!(block.lines(1..2), LineRange { start: 3, end: 3, start_column: 3 });
    }

    #[test]
    fn lines_of_matches_in_any_order() {
        let text = "one\ntwo é two\nthree\n".as_bytes();
        let block = TextBlock::whole(text);
        let find = |needle: &str| {
            let start = text.windows(needle.len()).position(|part| part == needle.as_bytes()).unwrap_or_default();
            block.lines(start..start + needle.len())
        };
        assert_eq!(find("two\nthree"), LineRange { start: 2, end: 3, start_column: 7 });
        assert_eq!(find("one\n"), LineRange { start: 1, end: 1, start_column: 1 });
        assert_eq!(find("three"), LineRange { start: 3, end: 3, start_column: 1 });
        assert_eq!(block.lines(500..900).start, 4);
    }
}
