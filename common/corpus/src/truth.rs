//! What is planted, and where.

/// A file and all that is true of it.
#[derive(Debug, Clone)]
pub struct File {
    /// Its key in a bucket.
    pub key: String,
    /// Its content.
    pub bytes: Vec<u8>,
    /// What must be found.
    pub truth: Truth,
}

/// What must be found in a file: all of it, and nothing else.
#[derive(Debug, Clone, Default)]
pub struct Truth {
    /// How far analysis must come.
    pub status: Status,
    /// The values.
    pub planted: Vec<Planted>,
    /// Paths of the files inside that must have a record of their own; levels are joined with `!`.
    pub members: Vec<String>,
}

/// How far analysis must come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Status {
    /// To the end.
    #[default]
    Complete,
    /// Not at all: the format is not supported.
    Unsupported,
}

/// One planted value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planted {
    /// The identifier that must find it.
    pub identifier: &'static str,
    /// The value.
    pub value: String,
    /// The path of the file inside the object, if it is in an archive.
    pub member: Option<String>,
    /// Where.
    pub place: Place,
}

/// Where a value is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// In a table. Both from 1; the header is row 1.
    Cell {
        /// The row.
        row: u64,
        /// The column.
        column: u64,
        /// The header's text.
        column_name: String,
    },
    /// In a text. Both from 1.
    Line {
        /// The line.
        line: u64,
        /// The character of that line at which the value starts.
        column: u64,
    },
    /// In a record.
    Record {
        /// Which record, from 0.
        index: u64,
        /// The way to the field.
        json_path: String,
    },
}
