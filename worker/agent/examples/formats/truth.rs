//! What the generators say of the files that they wrote.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use std::path::Path;

use serde_json::Value;

/// One file, and what must come out.
pub struct Sample {
    pub file: String,
    /// A row of the table.
    pub format: String,
    pub writer: String,
    pub mime: Option<String>,
    /// Any of these. Empty: any.
    pub encodings: Vec<String>,
    pub ending: Ending,
    /// Files inside that do not end well, by their path.
    pub members: BTreeMap<String, Ending>,
    pub planted: Vec<Planted>,
    /// Each value is to have bytes of its own.
    pub bytes: bool,
    /// What is in the files inside, by their path, as far as it is known.
    pub inside: BTreeMap<String, Vec<u8>>,
}

/// A part of a file.
pub type Bytes = Range<usize>;

/// How the analysis of a file ends.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ending {
    pub status: String,
    pub reason: String,
}

impl fmt::Display for Ending {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let gap = if self.reason.is_empty() { "" } else { " " };
        write!(out, "{}{gap}{}", self.status, self.reason)
    }
}

/// A value in a file.
pub struct Planted {
    pub found: Found,
    /// It may be found, but need not: the file ends before it is sure to be there.
    pub optional: bool,
    /// Neither its place nor its file is compared.
    pub anywhere: bool,
}

/// A value and where it is.
#[derive(Clone, PartialEq, Eq)]
pub struct Found {
    pub identifier: String,
    pub value: String,
    /// The path of the file inside; levels are joined with `!`.
    pub member: Option<String>,
    pub place: Place,
    /// Which bytes of its file, as results tell it.
    pub bytes: Option<Bytes>,
}

impl Found {
    fn key(&self) -> (&str, &str, Option<&str>, &Place) {
        (&self.identifier, &self.value, self.member.as_deref(), &self.place)
    }

    /// Whether both are the same value at the same place.
    pub fn is(&self, other: &Found) -> bool {
        self.key() == other.key()
    }

    pub fn order(&self, other: &Found) -> std::cmp::Ordering {
        self.key().cmp(&other.key()).then_with(|| {
            let start = |found: &Found| found.bytes.as_ref().map(|bytes| bytes.start);
            start(self).cmp(&start(other))
        })
    }
}

impl fmt::Display for Found {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} \"{}\"", self.identifier, self.value)?;
        if let Some(member) = &self.member {
            write!(out, " in {member}")?;
        }
        write!(out, " at {}", self.place)
    }
}

/// A place as results tell it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    Cell {
        row: i64,
        column: i64,
        name: String,
        reference: String,
    },
    Lines {
        start: i64,
        end: i64,
        column: i64,
    },
    Record {
        index: i64,
        path: String,
    },
    Page(i64),
    /// In the truth: the place is not compared. In a result: more places than results hold.
    Untold,
}

impl fmt::Display for Place {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Cell { row, column, name, reference } => {
                write!(out, "row {row} column {column} \"{name}\" {reference}")
            }
            Place::Lines { start, end, column } => write!(out, "lines {start} to {end} column {column}"),
            Place::Record { index, path } => write!(out, "record {index} {path}"),
            Place::Page(number) => write!(out, "page {number}"),
            Place::Untold => write!(out, "a place that is not told"),
        }
    }
}

impl Place {
    /// The kind of place, for the table.
    pub fn kind(&self) -> &'static str {
        match self {
            Place::Cell { reference, .. } if reference.is_empty() => "cell",
            Place::Cell { .. } => "cell, sheet",
            Place::Lines { .. } => "line, column",
            Place::Record { .. } => "record, path",
            Place::Page(_) => "page",
            Place::Untold => "not compared",
        }
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn place(value: &Value) -> Place {
    let number = |value: &Value| value.as_i64().unwrap();
    if let Some(cell) = value.get("cell") {
        let (row, column) = (number(&cell["row"]), number(&cell["column"]));
        return Place::Cell { row, column, name: text(&cell["name"]), reference: text(&cell["reference"]) };
    }
    if let Some(lines) = value.get("lines") {
        let (start, end) = (number(&lines["start"]), number(&lines["end"]));
        return Place::Lines { start, end, column: number(&lines["column"]) };
    }
    if let Some(record) = value.get("record") {
        return Place::Record { index: number(&record["index"]), path: text(&record["path"]) };
    }
    value.get("page").map_or(Place::Untold, |page| Place::Page(number(page)))
}

fn hexadecimal(text: &str) -> Vec<u8> {
    (0..text.len() / 2).map(|at| u8::from_str_radix(&text[2 * at..2 * at + 2], 16).unwrap()).collect()
}

fn planted(value: &Value) -> Planted {
    let found = Found {
        identifier: text(&value["identifier"]),
        value: text(&value["value"]),
        member: value["member"].as_str().map(str::to_owned),
        place: place(&value["place"]),
        bytes: None,
    };
    let flag = |name: &str| value[name].as_bool().unwrap_or(false);
    Planted { found, optional: flag("optional"), anywhere: flag("anywhere") }
}

fn sample(line: &str) -> Sample {
    let value: Value = serde_json::from_str(line).unwrap();
    let list = |name: &str| value[name].as_array().cloned().unwrap_or_default();
    let ending = |value: &Value| Ending { status: text(&value["status"]), reason: text(&value["reason"]) };
    let members = value["members"].as_object().cloned().unwrap_or_default();
    let inside = value["inside"].as_object().cloned().unwrap_or_default();
    Sample {
        file: text(&value["file"]),
        format: text(&value["format"]),
        writer: text(&value["writer"]),
        mime: value["mime"].as_str().map(str::to_owned),
        encodings: list("encodings").iter().map(text).collect(),
        ending: ending(&value),
        members: members.iter().map(|(path, value)| (path.clone(), ending(value))).collect(),
        planted: list("planted").iter().map(planted).collect(),
        bytes: value["bytes"].as_bool().unwrap_or(false),
        inside: inside.iter().map(|(path, content)| (path.clone(), hexadecimal(&text(content)))).collect(),
    }
}

/// The truth about all files of a folder.
pub fn read(folder: &Path) -> Vec<Sample> {
    std::fs::read_to_string(folder.join("truth.jsonl")).unwrap().lines().map(sample).collect()
}
