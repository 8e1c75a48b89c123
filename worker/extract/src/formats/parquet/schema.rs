//! The columns of a schema: where their values lie in a record.
//!
//! Source: Apache Parquet, `LogicalTypes.md` ("Lists", "Maps" and their backward compatibility rules); Dremel's
//! definition and repetition levels.

use super::footer::{Element, Meaning, Physical, Repetition};
use super::values::ValueKind;
use crate::formats::records::{Node, ROOT, Records};
use crate::walk::{Halt, Walk};

/// Deepest nesting of a schema. Own limit.
const MOST_DEPTH: u32 = 256;

/// A column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Column {
    pub(super) node: Node,
    pub(super) kind: ValueKind,
    /// The level at which a value is there.
    pub(super) definition: u32,
    /// How many lists it lies in.
    pub(super) repetition: u32,
}

/// How an element's own name and repetition show in the path.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    /// By its name, and if it repeats, by an index.
    Named,
    /// The repeated group of a list or map: by an index alone.
    Repeated { list: bool },
    /// The only member of a list's repeated group: not at all.
    Inner,
}

/// Goes through the schema. Gives its columns, in the order of the column chunks; `None` if it is corrupt.
pub(super) fn columns(
    walk: &mut Walk<'_>,
    records: &mut Records,
    schema: &[Element<'_>],
) -> Result<Option<Vec<Column>>, Halt> {
    let mut tree = Tree { schema, at: 1, columns: Vec::new() };
    let Some(root) = schema.first() else { return Ok(None) };
    for slot in 0..root.children {
        if tree.add(walk, records, ROOT, slot, Step::Named, (0, 0), 1)?.is_none() {
            return Ok(None);
        }
    }
    Ok((tree.at == schema.len()).then_some(tree.columns))
}

struct Tree<'s, 'b> {
    schema: &'s [Element<'b>],
    at: usize,
    columns: Vec<Column>,
}

impl Tree<'_, '_> {
    #[allow(clippy::too_many_arguments)]
    fn add(
        &mut self,
        walk: &mut Walk<'_>,
        records: &mut Records,
        parent: Node,
        slot: usize,
        step: Step,
        levels: (u32, u32),
        depth: u32,
    ) -> Result<Option<()>, Halt> {
        let Some(element) = self.schema.get(self.at) else { return Ok(None) };
        if depth > MOST_DEPTH {
            return Ok(None);
        }
        self.at += 1;
        let (mut definition, mut repetition) = levels;
        definition += u32::from(element.repetition != Repetition::Required);
        let repeated = element.repetition == Repetition::Repeated;
        repetition += u32::from(repeated);
        let name = String::from_utf8_lossy(element.name);
        let node = match step {
            Step::Named => records.name(walk, parent, slot, &name, 0)?,
            Step::Repeated { .. } | Step::Inner => parent,
        };
        let node = if repeated { records.elements(node) } else { node };
        if let Some(physical) = element.physical {
            let kind = ValueKind { physical, meaning: element.meaning };
            self.columns.push(Column { node, kind, definition, repetition });
            return Ok(Some(()));
        }
        let only_child = if element.children == 1 { self.schema.get(self.at) } else { None };
        let step = match (step, only_child) {
            // A group with one member is the list's own structure, except as old writers have it.
            (Step::Repeated { list: true }, Some(_)) if !is_old_element(&name) => Step::Inner,
            (Step::Named | Step::Inner, Some(child)) if child.repetition == Repetition::Repeated => {
                match element.meaning {
                    Meaning::List => Step::Repeated { list: true },
                    Meaning::Map => Step::Repeated { list: false },
                    _ => Step::Named,
                }
            }
            _ => Step::Named,
        };
        for slot in 0..element.children {
            if self.add(walk, records, node, slot, step, (definition, repetition), depth + 1)?.is_none() {
                return Ok(None);
            }
        }
        Ok(Some(()))
    }
}

/// Names of repeated groups that are elements of a list themselves, though they have one member only.
fn is_old_element(name: &str) -> bool {
    name == "array" || name.ends_with("_tuple")
}

impl Column {
    /// Whether its values are text, or can be written as such. Booleans are not read at all.
    pub(super) fn is_wanted(&self) -> bool {
        self.kind.physical != Physical::Boolean
    }
}
