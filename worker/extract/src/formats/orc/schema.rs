//! The columns of a file: where their values lie in a record.
//!
//! Source: Apache ORC, specification v1, "Type Information".

use super::footer::Type;
use super::values::Kind;
use crate::formats::records::{Node, ROOT, Records};
use crate::walk::{Halt, Walk};

/// Deepest nesting. Own limit.
const MOST_DEPTH: u32 = 256;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Record,
    /// Lists, or maps, which are lists of keys and values.
    List,
    Union,
    Value(Kind),
    /// Booleans, and types that this reader does not know.
    Unread {
        known: bool,
    },
}

/// A column, by the number of its type in the footer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Column {
    pub(super) shape: Shape,
    pub(super) node: Node,
    /// The column that holds it, itself if none does; and the how manieth of its members it is.
    pub(super) parent: u32,
    pub(super) slot: u32,
}

/// Goes through the types. Gives the columns in their order; `None` if they are corrupt.
pub(super) fn columns(
    walk: &mut Walk<'_>,
    records: &mut Records,
    types: &[Type<'_>],
) -> Result<Option<Vec<Column>>, Halt> {
    let mut tree = Tree { types, columns: Vec::new() };
    if tree.add(walk, records, 0, (0, 0), ROOT, 1)?.is_none() {
        return Ok(None);
    }
    Ok((tree.columns.len() == types.len()).then_some(tree.columns))
}

struct Tree<'t, 'b> {
    types: &'t [Type<'b>],
    columns: Vec<Column>,
}

impl Tree<'_, '_> {
    /// Adds the type `id`, which lies at `node`, and what it holds. Types come in the order of a walk through them.
    fn add(
        &mut self,
        walk: &mut Walk<'_>,
        records: &mut Records,
        id: u64,
        (parent, slot): (u32, u32),
        node: Node,
        depth: u32,
    ) -> Result<Option<()>, Halt> {
        let types = self.types;
        let here = self.columns.len();
        if id != here as u64 || depth > MOST_DEPTH {
            return Ok(None);
        }
        let Some(kind) = types.get(here) else { return Ok(None) };
        let shape = shape_of(kind.kind);
        self.columns.push(Column { shape, node, parent, slot });
        let members = match (shape, kind.kind) {
            (Shape::Record, _) if kind.names.len() < kind.children.len() => return Ok(None),
            (Shape::List, 10) => 1..=1,
            (Shape::List, _) => 2..=2,
            // A tag has one byte.
            (Shape::Union, _) => 0..=256,
            (Shape::Record, _) => 0..=usize::MAX,
            _ => 0..=0,
        };
        if !members.contains(&kind.children.len()) {
            return Ok(None);
        }
        for (slot, &child) in kind.children.iter().enumerate() {
            let below = match shape {
                Shape::Record => {
                    let name = String::from_utf8_lossy(kind.names.get(slot).copied().unwrap_or_default());
                    records.name(walk, node, slot, &name, 0)?
                }
                Shape::List if kind.kind == 10 => records.elements(node),
                Shape::List => {
                    let entry = records.elements(node);
                    records.name(walk, entry, slot, if slot == 0 { "key" } else { "value" }, 0)?
                }
                _ => records.branch(node, slot),
            };
            if self.add(walk, records, child, (here as u32, slot as u32), below, depth + 1)?.is_none() {
                return Ok(None);
            }
        }
        Ok(Some(()))
    }
}

/// By the numbers of the format.
fn shape_of(kind: u64) -> Shape {
    match kind {
        0 => Shape::Unread { known: true },
        1 => Shape::Value(Kind::Byte),
        2..=4 => Shape::Value(Kind::Integer),
        5 => Shape::Value(Kind::Float),
        6 => Shape::Value(Kind::Double),
        7 | 8 | 16 | 17 => Shape::Value(Kind::Text),
        9 => Shape::Value(Kind::Timestamp),
        10 | 11 => Shape::List,
        12 => Shape::Record,
        13 => Shape::Union,
        14 => Shape::Value(Kind::Decimal),
        15 => Shape::Value(Kind::Date),
        18 => Shape::Value(Kind::Instant),
        _ => Shape::Unread { known: false },
    }
}
