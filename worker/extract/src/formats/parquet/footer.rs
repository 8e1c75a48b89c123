//! The footer of a Parquet file: its schema, and where the chunks of the columns lie.
//!
//! Source: Apache Parquet, parquet-format 2.11, `parquet.thrift` (`FileMetaData` and what it holds).

use super::thrift::{BINARY, FALSE, I32, I64, LIST, STRUCT, TRUE, Thrift};

/// Most elements of a schema. Own limit.
const MOST_ELEMENTS: usize = 200_000;

/// How often a value may be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Repetition {
    Required,
    Optional,
    Repeated,
}

/// How values are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Physical {
    Boolean,
    Int32,
    Int64,
    Int96,
    Float,
    Double,
    ByteArray,
    /// With its length in bytes.
    Fixed(usize),
}

/// What values stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    Plain,
    Unsigned,
    Date,
    /// Units per second.
    Time(i64),
    Timestamp(i64),
    /// Digits after the point.
    Decimal(usize),
    Uuid,
    Float16,
    List,
    Map,
}

/// An element of the schema: a group or a leaf.
#[derive(Debug, Clone)]
pub(super) struct Element<'b> {
    pub(super) name: &'b [u8],
    pub(super) repetition: Repetition,
    /// Of a leaf.
    pub(super) physical: Option<Physical>,
    pub(super) children: usize,
    pub(super) meaning: Meaning,
}

/// The footer, read as far as is needed to go through the row groups.
pub(super) struct Footer<'b> {
    pub(super) schema: Vec<Element<'b>>,
    /// At the elements of the list of row groups.
    groups: Thrift<'b>,
    left: u64,
}

/// A row group: its number of rows, and its column chunks.
pub(super) struct RowGroup {
    pub(super) rows: u64,
    pub(super) chunks: Vec<Chunk>,
}

/// Where a chunk of a column lies.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Chunk {
    pub(super) codec: i64,
    pub(super) start: u64,
    pub(super) length: u64,
    /// It lies in another file.
    pub(super) elsewhere: bool,
    pub(super) encrypted: bool,
}

impl<'b> Footer<'b> {
    /// Reads a footer. `None`: it is corrupt.
    pub(super) fn parse(bytes: &'b [u8]) -> Option<Footer<'b>> {
        let mut thrift = Thrift::new(bytes);
        let mut last = 0;
        let (mut schema, mut groups) = (None, None);
        while let Some(field) = thrift.field(&mut last)? {
            match (field.id, field.kind) {
                (2, LIST) => {
                    let (kind, count) = thrift.list()?;
                    let mut elements = Vec::new();
                    for _ in 0..count {
                        if kind != STRUCT || elements.len() >= MOST_ELEMENTS {
                            return None;
                        }
                        elements.push(element(&mut thrift)?);
                    }
                    schema = Some(elements);
                }
                (4, LIST) => {
                    let mut list = thrift;
                    let (kind, count) = list.list()?;
                    if kind != STRUCT && count > 0 {
                        return None;
                    }
                    groups = Some((list, count));
                    thrift.skip(LIST)?;
                }
                (_, kind) => thrift.skip(kind)?,
            }
        }
        let (groups, left) = groups?;
        Some(Footer { schema: schema?, groups, left })
    }

    /// The next row group. The inner `None`: it cannot be read.
    pub(super) fn next_group(&mut self) -> Option<Option<RowGroup>> {
        self.left = self.left.checked_sub(1)?;
        let group = row_group(&mut self.groups);
        if group.is_none() {
            self.left = 0;
        }
        Some(group)
    }
}

fn element<'b>(thrift: &mut Thrift<'b>) -> Option<Element<'b>> {
    let mut element =
        Element { name: &[], repetition: Repetition::Required, physical: None, children: 0, meaning: Meaning::Plain };
    let (mut kind, mut length, mut converted, mut scale) = (None, 0, None, 0);
    let mut last = 0;
    while let Some(field) = thrift.field(&mut last)? {
        match (field.id, field.kind) {
            (1, I32) => kind = Some(thrift.integer()?),
            (2, I32) => length = thrift.size()?,
            (3, I32) => {
                element.repetition = match thrift.integer()? {
                    0 => Repetition::Required,
                    1 => Repetition::Optional,
                    2 => Repetition::Repeated,
                    _ => return None,
                }
            }
            (4, BINARY) => element.name = thrift.binary()?,
            (5, I32) => element.children = usize::try_from(thrift.size()?).ok()?,
            (6, I32) => converted = Some(thrift.integer()?),
            (7, I32) => scale = thrift.size()?,
            (10, STRUCT) => element.meaning = logical(thrift)?,
            (_, kind) => thrift.skip(kind)?,
        }
    }
    if let (Meaning::Plain, Some(converted)) = (element.meaning, converted) {
        element.meaning = match converted {
            1 | 2 => Meaning::Map,
            3 => Meaning::List,
            5 => Meaning::Decimal(usize::try_from(scale).ok()?),
            6 => Meaning::Date,
            7 => Meaning::Time(1_000),
            8 => Meaning::Time(1_000_000),
            9 => Meaning::Timestamp(1_000),
            10 => Meaning::Timestamp(1_000_000),
            11..=14 => Meaning::Unsigned,
            _ => Meaning::Plain,
        };
    }
    if element.children == 0
        && let Some(kind) = kind
    {
        element.physical = Some(match kind {
            0 => Physical::Boolean,
            1 => Physical::Int32,
            2 => Physical::Int64,
            3 => Physical::Int96,
            4 => Physical::Float,
            5 => Physical::Double,
            6 => Physical::ByteArray,
            7 => Physical::Fixed(usize::try_from(length).ok()?),
            _ => return None,
        });
    }
    Some(element)
}

/// A logical type: a union, of which one field is set.
fn logical(thrift: &mut Thrift<'_>) -> Option<Meaning> {
    let mut meaning = Meaning::Plain;
    let mut last = 0;
    while let Some(field) = thrift.field(&mut last)? {
        if field.kind != STRUCT {
            thrift.skip(field.kind)?;
            continue;
        }
        meaning = match field.id {
            2 => Meaning::Map,
            3 => Meaning::List,
            6 => Meaning::Date,
            14 => Meaning::Uuid,
            15 => Meaning::Float16,
            5 | 7 | 8 | 10 => {
                meaning = parameters(thrift, field.id)?;
                continue;
            }
            _ => meaning,
        };
        thrift.skip(STRUCT)?;
    }
    Some(meaning)
}

/// The logical types that have parameters.
fn parameters(thrift: &mut Thrift<'_>, kind: i16) -> Option<Meaning> {
    let (mut scale, mut per_second, mut signed) = (0, 1_000, true);
    let mut last = 0;
    while let Some(field) = thrift.field(&mut last)? {
        match (kind, field.id, field.kind) {
            (5, 1, I32) => scale = thrift.size()?,
            (7 | 8, 2, STRUCT) => {
                let mut inner = 0;
                while let Some(unit) = thrift.field(&mut inner)? {
                    per_second = match unit.id {
                        1 => 1_000,
                        2 => 1_000_000,
                        _ => 1_000_000_000,
                    };
                    thrift.skip(unit.kind)?;
                }
            }
            (10, 2, TRUE | FALSE) => signed = field.kind == TRUE,
            (_, _, kind) => thrift.skip(kind)?,
        }
    }
    Some(match kind {
        5 => Meaning::Decimal(usize::try_from(scale).ok()?),
        7 => Meaning::Time(per_second),
        8 => Meaning::Timestamp(per_second),
        _ if !signed => Meaning::Unsigned,
        _ => Meaning::Plain,
    })
}

fn row_group(thrift: &mut Thrift<'_>) -> Option<RowGroup> {
    let mut group = RowGroup { rows: 0, chunks: Vec::new() };
    let mut last = 0;
    while let Some(field) = thrift.field(&mut last)? {
        match (field.id, field.kind) {
            (1, LIST) => {
                let (kind, count) = thrift.list()?;
                for _ in 0..count {
                    if kind != STRUCT || group.chunks.len() >= MOST_ELEMENTS {
                        return None;
                    }
                    group.chunks.push(chunk(thrift)?);
                }
            }
            (3, I64) => group.rows = thrift.size()?,
            (_, kind) => thrift.skip(kind)?,
        }
    }
    Some(group)
}

fn chunk(thrift: &mut Thrift<'_>) -> Option<Chunk> {
    let mut chunk = Chunk::default();
    let mut last = 0;
    while let Some(field) = thrift.field(&mut last)? {
        match (field.id, field.kind) {
            (1, BINARY) => chunk.elsewhere = !thrift.binary()?.is_empty(),
            (3, STRUCT) => column(thrift, &mut chunk)?,
            (8, STRUCT) => {
                chunk.encrypted = true;
                thrift.skip(STRUCT)?;
            }
            (_, kind) => thrift.skip(kind)?,
        }
    }
    Some(chunk)
}

fn column(thrift: &mut Thrift<'_>, chunk: &mut Chunk) -> Option<()> {
    let (mut data, mut dictionary) = (0, 0);
    let mut last = 0;
    while let Some(field) = thrift.field(&mut last)? {
        match (field.id, field.kind) {
            (4, I32) => chunk.codec = thrift.integer()?,
            (7, I64) => chunk.length = thrift.size()?,
            (9, I64) => data = thrift.size()?,
            (11, I64) => dictionary = thrift.size()?,
            (_, kind) => thrift.skip(kind)?,
        }
    }
    // Some writers give a dictionary's offset as 0 if there is none, and that of the data if there are no rows.
    chunk.start = if dictionary > 0 && (dictionary < data || data == 0) { dictionary } else { data };
    Some(())
}
