//! The fields of a schema: what their values are, and where they lie in a record.
//!
//! Source: Apache Arrow, `Schema.fbs`; "Arrow Columnar Format", "Physical Memory Layout".

use super::flat::Table;
use crate::formats::records::{Node, Records};
use crate::formats::written;
use crate::walk::{Halt, Walk};

/// Most fields of a schema, nested ones included. Own limit.
const MOST_FIELDS: usize = 200_000;
/// Deepest nesting. Own limit.
const MOST_DEPTH: u32 = 256;

/// What values of a fixed width are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fixed {
    Signed,
    Unsigned,
    Float,
    Date,
    /// Units per second.
    Time(i64),
    Timestamp(i64),
    /// Digits after the point; negative: zeros before it.
    Decimal(i32),
    Bytes,
    Uuid,
}

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// Nothing, in no buffers.
    Null,
    /// Booleans, and others that are not looked at, in two buffers.
    Unread,
    /// Values of this width in bytes.
    Fixed(usize, Fixed),
    /// Texts with offsets of 4 or 8 bytes.
    Text {
        wide: bool,
    },
    /// Texts of which each says where it lies.
    View,
    Record,
    /// Lists with offsets of 4 or 8 bytes; maps are lists of keys and values.
    List {
        wide: bool,
    },
    /// Lists of which each says where it lies.
    ListView {
        wide: bool,
    },
    /// Lists of the same length.
    FixedList(u64),
    /// Each value is in one of the members; in dense ones, at a place that is told.
    Union {
        dense: bool,
    },
    /// Runs of equal values: where they end, and the values.
    Runs,
    /// Numbers of values in a dictionary.
    Index {
        dictionary: i64,
        width: usize,
        signed: bool,
    },
}

impl Shape {
    pub(super) fn is_value(self) -> bool {
        matches!(self, Shape::Fixed(..) | Shape::Text { .. } | Shape::View | Shape::Index { .. })
    }
}

/// A field. Fields lie in the order of a walk through the schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Column {
    pub(super) shape: Shape,
    pub(super) node: Node,
    /// The field that holds it, itself if none does.
    pub(super) parent: u32,
    /// Its number in a union.
    pub(super) tag: i32,
    /// It only helps to read another one.
    pub(super) helper: bool,
}

/// What is known of a file's values.
#[derive(Debug, Default)]
pub(super) struct Schema {
    pub(super) columns: Vec<Column>,
    /// Of each dictionary, what its values are; `None` if they are nested.
    pub(super) dictionaries: Vec<(i64, Option<Shape>)>,
    /// Whether some fields have a type that is not known.
    pub(super) unknown: bool,
}

/// Reads a schema, whose records lie at `root`. `None`: it is corrupt.
pub(super) fn read(
    walk: &mut Walk<'_>,
    records: &mut Records,
    table: Table<'_>,
    root: Node,
) -> Result<Option<Schema>, Halt> {
    let mut schema = Schema::default();
    let Some(fields) = table.vector(1, 4) else { return Ok(None) };
    for slot in 0..fields.len() {
        let Some(field) = fields.table(slot) else { return Ok(None) };
        let name = String::from_utf8_lossy(field.text(0));
        let node = records.name(walk, root, slot, &name, 0)?;
        if schema.add(walk, records, field, node, None, 1)?.is_none() {
            return Ok(None);
        }
    }
    Ok(Some(schema))
}

impl Schema {
    fn add(
        &mut self,
        walk: &mut Walk<'_>,
        records: &mut Records,
        field: Table<'_>,
        node: Node,
        parent: Option<(u32, i32, bool)>,
        depth: u32,
    ) -> Result<Option<()>, Halt> {
        let here = self.columns.len() as u32;
        if self.columns.len() >= MOST_FIELDS || depth > MOST_DEPTH {
            return Ok(None);
        }
        let Some(shape) = shape_of(field) else { return Ok(None) };
        let known = shape.is_some();
        self.unknown |= !known;
        let shape = shape.unwrap_or(Shape::Null);
        let (parent, tag, helper) = parent.unwrap_or((here, 0, false));
        if let Some(dictionary) = field.table(4) {
            let id = dictionary.long(0);
            let (width, signed) = match dictionary.table(1) {
                Some(kind) => (kind.int(0, 0), kind.byte(1) != 0),
                None => (32, true),
            };
            let Some(width) = bytes_of(width).filter(|&width| width <= 8) else { return Ok(None) };
            self.columns.push(Column {
                shape: Shape::Index { dictionary: id, width, signed },
                node,
                parent,
                tag,
                helper,
            });
            let values = shape.is_value().then_some(shape).filter(|_| known);
            if !self.dictionaries.iter().any(|(known, _)| *known == id) {
                self.dictionaries.push((id, values));
            }
            return Ok(Some(()));
        }
        self.columns.push(Column { shape, node, parent, tag, helper });
        let Some(children) = field.vector(5, 4) else { return Ok(None) };
        let wanted = match shape {
            Shape::Record | Shape::Union { .. } => children.len(),
            Shape::List { .. } | Shape::ListView { .. } | Shape::FixedList(_) => 1,
            Shape::Runs => 2,
            // What belongs to an unknown type cannot be told from what follows.
            _ if !known => return Ok(None),
            _ => 0,
        };
        if children.len() != wanted {
            return Ok(None);
        }
        let tags = field.table(3).filter(|_| matches!(shape, Shape::Union { .. })).and_then(|kind| kind.vector(1, 4));
        for slot in 0..children.len() {
            let Some(child) = children.table(slot) else { return Ok(None) };
            let below = match shape {
                Shape::Record => {
                    let name = String::from_utf8_lossy(child.text(0));
                    records.name(walk, node, slot, &name, 0)?
                }
                Shape::Union { .. } | Shape::Runs => records.branch(node, slot),
                _ => records.elements(node),
            };
            let listed = tags.and_then(|tags| tags.int(slot));
            let tag = listed.unwrap_or(slot as i32);
            let helper = shape == Shape::Runs && slot == 0;
            if self.add(walk, records, child, below, Some((here, tag, helper)), depth + 1)?.is_none() {
                return Ok(None);
            }
        }
        Ok(Some(()))
    }
}

fn bytes_of(bits: i32) -> Option<usize> {
    matches!(bits, 8 | 16 | 32 | 64 | 128 | 256).then_some(bits as usize / 8)
}

/// Units per second, by the numbers of the format.
pub(super) fn per_second(unit: i16) -> i64 {
    match unit {
        0 => 1,
        1 => 1_000,
        2 => 1_000_000,
        _ => written::NANOS,
    }
}

/// What a field holds, without its dictionary. The inner `None`: its type is not known; the outer one: it is corrupt.
fn shape_of(field: Table<'_>) -> Option<Option<Shape>> {
    let number = field.byte(2);
    // Types without parameters may be left out.
    let kind = field.table(3);
    let int = |index, default| kind.map_or(default, |kind| kind.int(index, default));
    let short = |index, default| kind.map_or(default, |kind| kind.short(index, default));
    Some(Some(match number {
        1 => Shape::Null,
        2 => {
            let signed = kind.is_some_and(|kind| kind.byte(1) != 0);
            let width = bytes_of(int(0, 0)).filter(|&width| width <= 8)?;
            Shape::Fixed(width, if signed { Fixed::Signed } else { Fixed::Unsigned })
        }
        3 => Shape::Fixed([2, 4, 8].get(usize::try_from(short(0, 0)).ok()?).copied()?, Fixed::Float),
        4 | 5 => Shape::Text { wide: false },
        // Booleans, and intervals, which are two or three numbers.
        6 | 11 => Shape::Unread,
        7 => Shape::Fixed(bytes_of(int(2, 128))?, Fixed::Decimal(int(1, 0))),
        8 if short(0, 1) == 0 => Shape::Fixed(4, Fixed::Date),
        8 => Shape::Fixed(8, Fixed::Timestamp(1_000)),
        9 => Shape::Fixed(bytes_of(int(1, 32)).filter(|&width| width <= 8)?, Fixed::Time(per_second(short(0, 1)))),
        10 => Shape::Fixed(8, Fixed::Timestamp(per_second(short(0, 0)))),
        12 => Shape::List { wide: false },
        13 => Shape::Record,
        14 => Shape::Union { dense: short(0, 0) == 1 },
        15 => {
            let width = usize::try_from(int(0, 0)).ok()?;
            Shape::Fixed(width, if width == 16 && is_uuid(field) { Fixed::Uuid } else { Fixed::Bytes })
        }
        16 => Shape::FixedList(u64::try_from(int(0, 0)).ok()?),
        17 => Shape::List { wide: false },
        18 => Shape::Fixed(8, Fixed::Signed),
        19 | 20 => Shape::Text { wide: true },
        21 => Shape::List { wide: true },
        22 => Shape::Runs,
        23 | 24 => Shape::View,
        25 => Shape::ListView { wide: false },
        26 => Shape::ListView { wide: true },
        _ => return Some(None),
    }))
}

/// Whether a field has the canonical extension type for UUIDs.
fn is_uuid(field: Table<'_>) -> bool {
    let Some(metadata) = field.vector(6, 4) else { return false };
    (0..metadata.len().min(64)).any(|index| {
        metadata
            .table(index)
            .is_some_and(|pair| pair.text(0) == b"ARROW:extension:name" && pair.text(1) == b"arrow.uuid")
    })
}

impl Fixed {
    /// Writes a stored value as text.
    pub(super) fn write(self, stored: &[u8], out: &mut Vec<u8>) {
        match self {
            Fixed::Bytes => out.extend_from_slice(stored),
            Fixed::Uuid => written::uuid(out, stored),
            Fixed::Signed => written::integer(out, signed(stored)),
            Fixed::Unsigned => written::unsigned(out, unsigned(stored)),
            Fixed::Float => match *stored {
                [a, b] => written::short_float(out, written::half(u16::from_le_bytes([a, b]))),
                [a, b, c, d] => written::short_float(out, f32::from_le_bytes([a, b, c, d])),
                _ => written::float(out, f64::from_bits(unsigned(stored))),
            },
            Fixed::Date => written::date(out, signed(stored)),
            Fixed::Time(per_second) => written::time(out, signed(stored), per_second),
            Fixed::Timestamp(per_second) => written::timestamp(out, signed(stored), per_second),
            Fixed::Decimal(scale) => {
                let highest_first: Vec<u8> = stored.iter().rev().copied().collect();
                written::decimal(out, &highest_first, usize::try_from(scale.clamp(0, 100)).unwrap_or_default());
                out.extend(std::iter::repeat_n(b'0', usize::try_from((-scale).clamp(0, 100)).unwrap_or_default()));
            }
        }
    }
}

/// A number of at most 8 bytes, lowest first.
pub(super) fn unsigned(stored: &[u8]) -> u64 {
    let mut wide = [0; 8];
    for (byte, stored) in wide.iter_mut().zip(stored) {
        *byte = *stored;
    }
    u64::from_le_bytes(wide)
}

/// The same, with a sign.
pub(super) fn signed(stored: &[u8]) -> i64 {
    let unused = 64 - 8 * stored.len().clamp(1, 8) as u32;
    (unsigned(stored) << unused) as i64 >> unused
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stored_values() {
        let shown = |kind: Fixed, stored: &[u8]| {
            let mut out = Vec::new();
            kind.write(stored, &mut out);
            String::from_utf8_lossy(&out).into_owned()
        };
        assert_eq!(shown(Fixed::Signed, &[0xFF]), "-1");
        assert_eq!(shown(Fixed::Unsigned, &[0xFF, 0xFF]), "65535");
        assert_eq!(shown(Fixed::Signed, &i64::MIN.to_le_bytes()), i64::MIN.to_string());
        assert_eq!(shown(Fixed::Float, &1.5_f64.to_le_bytes()), "1.5");
        assert_eq!(shown(Fixed::Decimal(2), &(-1_i128).to_le_bytes()), "-0.01");
        assert_eq!(shown(Fixed::Decimal(-3), &7_i32.to_le_bytes()), "7000");
        assert_eq!(shown(Fixed::Time(1), &43_200_i32.to_le_bytes()), "12:00:00");
    }
}
