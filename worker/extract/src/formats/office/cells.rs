//! The cells of spreadsheets on their way to the visitor: batches, the header row, and places.

use super::super::pieces::Pieces;
use crate::visitor::{FieldBatch, Place, Places};
use crate::walk::{Halt, Walk};
use magpie_detect::{ContextId, Field};

/// Bytes of values after which a batch is visited.
const BATCH_BYTES: usize = 128 * 1024;
/// Longest text in a header row.
const MOST_HEADER_CELL_BYTES: usize = 200;
/// Most digits of a text in a header row: a year is none that is out of place there.
const MOST_HEADER_DIGITS: usize = 4;
/// Rows with cells among which the header is looked for.
const MOST_ROWS_ABOVE: u32 = 30;

/// Most columns of a sheet's tables whose names are kept once a table below them has begun: for comments, which come last.
const MOST_EARLIER_NAMES: usize = 65_536;

/// The columns of a table that has ended.
struct Table {
    /// The row after its last, from 1.
    end: u64,
    names: Vec<Option<String>>,
    contexts: Vec<ContextId>,
}

/// Collects the cells of sheets and visits them in batches.
///
/// The header is the first row with two or more cells, if all of them look like names; or a row a little below it that does
/// and has more cells than any before, because what is above a table is narrower. While all rows have one cell, it is the
/// first of them that looks like a name.
///
/// Another table may begin below empty rows: its header is the first row there with two or more cells, if all of them look
/// like names and one of them stands in a column that had none yet, or where values of another kind were.
pub(crate) struct Cells {
    text: Vec<u8>,
    fields: Vec<Field>,
    /// Row and column of each field, from 1.
    spots: Vec<(u64, u64)>,
    /// The sheet's name, as it stands in references to its cells.
    sheet: String,
    names: Vec<Option<String>>,
    contexts: Vec<ContextId>,
    nameless: Option<ContextId>,
    /// Rows with cells so far, up to [`MOST_ROWS_ABOVE`], and the most cells of one.
    rows: u32,
    widest: u64,
    /// The row of the last cell, from 1; 0 before the first.
    row: u64,
    /// How many cells it has, and whether all look like names.
    row_cells: u64,
    row_names: Vec<(u64, String)>,
    row_is_header: bool,
    /// Some cell of it is a text.
    row_is_label: bool,
    /// Columns that had a value which cannot be a name.
    valued: Vec<bool>,
    /// Rows were left empty: the next one with several cells may be another header.
    after_gap: bool,
    /// Tables above the one whose columns have `names`.
    earlier: Vec<Table>,
    /// How many names these have.
    earlier_names: usize,
}

impl Cells {
    pub(crate) fn new() -> Self {
        Cells {
            text: Vec::new(),
            fields: Vec::new(),
            spots: Vec::new(),
            sheet: String::new(),
            names: Vec::new(),
            contexts: Vec::new(),
            nameless: None,
            rows: 0,
            widest: 0,
            row: 0,
            row_cells: 0,
            row_names: Vec::new(),
            row_is_header: false,
            row_is_label: false,
            valued: Vec::new(),
            after_gap: false,
            earlier: Vec::new(),
            earlier_names: 0,
        }
    }

    /// Begins a sheet.
    pub(crate) fn sheet(&mut self, walk: &mut Walk<'_>, name: &str) -> Result<(), Halt> {
        self.flush(walk)?;
        self.sheet = quoted(name);
        self.names.clear();
        self.contexts.clear();
        self.valued.clear();
        self.after_gap = false;
        self.earlier.clear();
        self.earlier_names = 0;
        (self.rows, self.widest) = (0, 0);
        self.row = 0;
        self.new_row();
        Ok(())
    }

    fn new_row(&mut self) {
        self.row_cells = 0;
        self.row_names.clear();
        self.row_is_header = true;
        self.row_is_label = false;
    }

    /// Adds a cell, of the last row or a later one. Row and column count from 1. `label`: it is a text, and may be the name of
    /// its column. `value` is valid UTF-8.
    pub(crate) fn push(
        &mut self,
        walk: &mut Walk<'_>,
        (row, column): (u64, u64),
        value: &[u8],
        label: bool,
    ) -> Result<(), Halt> {
        if value.is_empty() {
            return Ok(());
        }
        if row != self.row {
            self.end_row(walk)?;
            self.after_gap |= row > self.row + 1 && self.row > 0 && !self.names.is_empty();
            self.row = row;
        }
        if self.rows < MOST_ROWS_ABOVE || self.after_gap {
            self.row_cells += 1;
            match std::str::from_utf8(value) {
                Ok(name) if if label { is_name(name) } else { is_year(name) } => {
                    self.row_is_label |= label;
                    if self.row_names.len() < walk.limits.csv_named_columns {
                        self.row_names.push((column, name.trim().to_owned()));
                    }
                }
                _ => {
                    self.row_is_header = false;
                    self.is_valued(column, walk.limits.csv_named_columns);
                }
            }
        }
        self.add(walk, (row, column), value)
    }

    /// Adds what belongs to a cell but is not its value: a comment or a formula.
    pub(crate) fn add(&mut self, walk: &mut Walk<'_>, (row, column): (u64, u64), value: &[u8]) -> Result<(), Halt> {
        let context = self.context(walk, row, column);
        if value.len() > walk.limits.value_bytes {
            self.flush(walk)?;
            let place = OneCell { row, column, cells: self };
            let mut pieces = Pieces::new(&place, context, walk.limits.value_bytes);
            pieces.push(walk, value)?;
            return pieces.finish(walk);
        }
        if self.text.len() + value.len() > BATCH_BYTES {
            self.flush(walk)?;
        }
        // Batches are far smaller than 4 GiB.
        let start = self.text.len() as u32;
        self.text.extend_from_slice(value);
        self.fields.push(Field { start, end: self.text.len() as u32, context });
        self.spots.push((row, column));
        self.text.push(b'\n');
        Ok(())
    }

    /// The table above the last one that the row is in.
    fn earlier(&self, row: u64) -> Option<&Table> {
        if self.earlier.last().is_none_or(|last| last.end <= row) {
            return None;
        }
        self.earlier.get(self.earlier.partition_point(|table| table.end <= row))
    }

    fn context(&mut self, walk: &mut Walk<'_>, row: u64, column: u64) -> ContextId {
        let contexts = self.earlier(row).map_or(&self.contexts, |table| &table.contexts);
        let named = usize::try_from(column).ok().and_then(|column| contexts.get(column)).copied();
        match (named, self.nameless) {
            (Some(context), _) | (None, Some(context)) => context,
            (None, None) => *self.nameless.insert(walk.context(&[])),
        }
    }

    fn is_valued(&mut self, column: u64, most: usize) {
        let Some(column) = usize::try_from(column).ok().filter(|&column| column <= most) else { return };
        if self.valued.len() <= column {
            self.valued.resize(column + 1, false);
        }
        self.valued[column] = true;
    }

    /// Whether the row of the last cell is the header of another table.
    fn is_another_header(&self) -> bool {
        let at = |column: u64| usize::try_from(column).unwrap_or(usize::MAX);
        self.row_is_header
            && self.row_is_label
            && self.row_names.iter().any(|(column, _)| {
                let named = self.names.get(at(*column)).is_some_and(Option::is_some);
                !named || self.valued.get(at(*column)) == Some(&true)
            })
    }

    /// The row of the last cell is the header of another table.
    fn end_table(&mut self, walk: &mut Walk<'_>) -> Result<(), Halt> {
        let above = self.spots.partition_point(|spot| spot.0 < self.row);
        if above > 0 {
            walk.fields(&FieldBatch::new(&self.text, &self.fields[..above], self, None))?;
        }
        let (mut names, mut contexts) = (std::mem::take(&mut self.names), std::mem::take(&mut self.contexts));
        if self.earlier_names + names.len() > MOST_EARLIER_NAMES {
            (names, contexts) = (Vec::new(), Vec::new());
        }
        self.earlier_names += names.len();
        if self.earlier.len() < MOST_EARLIER_NAMES {
            self.earlier.push(Table { end: self.row, names, contexts });
        }
        self.valued.clear();
        // The header itself is below no other.
        let nameless = *self.nameless.get_or_insert_with(|| walk.context(&[]));
        self.fields.drain(..above.min(self.fields.len()));
        self.spots.drain(..above.min(self.spots.len()));
        for field in &mut self.fields {
            field.context = nameless;
        }
        self.flush(walk)
    }

    /// The row of the last cell has ended: it may have been the header.
    fn end_row(&mut self, walk: &mut Walk<'_>) -> Result<(), Halt> {
        if self.after_gap && self.row_cells > 1 {
            self.after_gap = false;
            if self.is_another_header() {
                self.end_table(walk)?;
                self.name_columns(walk);
                // Values below it are told apart from names in the rows that follow.
                (self.rows, self.widest) = (1, self.row_cells);
                self.new_row();
                return Ok(());
            }
        }
        if self.rows < MOST_ROWS_ABOVE && self.row_cells > 0 {
            self.rows += 1;
            let wider = self.row_cells > self.widest;
            let first = self.row_cells > 1 && self.widest <= 1;
            self.widest = self.widest.max(self.row_cells);
            // Of rows with a single cell the first that looks like a name is kept: others are values under it.
            if self.row_is_header && self.row_is_label && (wider || self.names.is_empty() && self.widest == 1) {
                // The places of cells before it have no name.
                self.flush(walk)?;
                self.name_columns(walk);
            } else if first && !self.names.is_empty() {
                // What looked like a header above a single column was a title.
                self.flush(walk)?;
                self.names.clear();
                self.contexts.clear();
            } else if !self.row_is_header && !self.names.is_empty() && self.widest > 2 && self.row_cells > 2 {
                // Values below a header: a longer row of words is no other one.
                self.rows = MOST_ROWS_ABOVE;
            }
        }
        self.new_row();
        Ok(())
    }

    fn name_columns(&mut self, walk: &mut Walk<'_>) {
        let nameless = *self.nameless.get_or_insert_with(|| walk.context(&[]));
        self.names.clear();
        self.contexts.clear();
        for (column, name) in self.row_names.drain(..) {
            let Ok(column) = usize::try_from(column) else { continue };
            if column > walk.limits.csv_named_columns {
                continue;
            }
            if self.names.len() <= column {
                self.names.resize(column + 1, None);
                self.contexts.resize(column + 1, nameless);
            }
            self.contexts[column] = walk.context(&[&name]);
            self.names[column] = Some(name);
        }
    }

    /// Visits what was collected.
    pub(crate) fn flush(&mut self, walk: &mut Walk<'_>) -> Result<(), Halt> {
        if self.fields.is_empty() {
            return Ok(());
        }
        let visited = walk.fields(&FieldBatch::new(&self.text, &self.fields, self, None));
        self.text.clear();
        self.fields.clear();
        self.spots.clear();
        visited
    }

    fn cell_place(&self, row: u64, column: u64) -> Place {
        let names = self.earlier(row).map_or(&self.names, |table| &table.names);
        let name = usize::try_from(column).ok().and_then(|column| names.get(column)).cloned().flatten();
        let reference = format!("{}!{}{row}", self.sheet, letters(column));
        Place::Cell { row, column, column_name: name, cell_reference: Some(reference) }
    }
}

impl Places for Cells {
    fn place(&self, field: usize) -> Place {
        let (row, column) = self.spots[field];
        self.cell_place(row, column)
    }

    fn is_name(&self, _field: usize) -> bool {
        false
    }
}

/// The place of one long cell.
struct OneCell<'c> {
    row: u64,
    column: u64,
    cells: &'c Cells,
}

impl Places for OneCell<'_> {
    fn place(&self, _field: usize) -> Place {
        self.cells.cell_place(self.row, self.column)
    }

    fn is_name(&self, _field: usize) -> bool {
        false
    }
}

/// Whether a text may be the name of a column.
fn is_name(text: &str) -> bool {
    text.len() <= MOST_HEADER_CELL_BYTES
        && text.chars().any(char::is_alphabetic)
        && !text.contains('@')
        && text.chars().filter(char::is_ascii_digit).count() <= MOST_HEADER_DIGITS
}

/// Whether a number may be the name of a column: a year.
fn is_year(number: &str) -> bool {
    number.len() == 4 && matches!(number.parse(), Ok(1900..=2100_u16))
}

/// A sheet's name as it stands in references: in quotes unless it is a plain word.
fn quoted(name: &str) -> String {
    let plain = name.chars().next().is_some_and(|first| first.is_alphabetic() || first == '_')
        && name.chars().all(|character| character.is_alphanumeric() || matches!(character, '_' | '.'));
    if plain { name.to_owned() } else { format!("'{}'", name.replace('\'', "''")) }
}

/// The letters of a column, from 1: `A` to `Z`, then `AA`.
fn letters(column: u64) -> String {
    let mut letters = Vec::new();
    let mut left = column;
    while left > 0 {
        left -= 1;
        letters.push(b'A' + (left % 26) as u8);
        left /= 26;
    }
    letters.iter().rev().map(|&letter| char::from(letter)).collect()
}

/// Row and column, from 1, of a reference such as `BC12`.
pub(crate) fn spot(reference: &[u8]) -> Option<(u64, u64)> {
    let digits = reference.iter().position(u8::is_ascii_digit)?;
    let (letters, digits) = reference.split_at(digits);
    if letters.is_empty() || letters.len() > 4 || digits.len() > 9 {
        return None;
    }
    let mut column = 0;
    for letter in letters {
        let letter = letter.to_ascii_uppercase();
        if !letter.is_ascii_uppercase() {
            return None;
        }
        column = column * 26 + u64::from(letter - b'A') + 1;
    }
    let row: u64 = std::str::from_utf8(digits).ok()?.parse().ok()?;
    (row > 0).then_some((row, column))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references() {
        assert_eq!(letters(1), "A");
        assert_eq!(letters(26), "Z");
        assert_eq!(letters(27), "AA");
        assert_eq!(letters(16_384), "XFD");
        assert_eq!(spot(b"XFD1048576"), Some((1_048_576, 16_384)));
        assert_eq!(spot(b"b7"), Some((7, 2)));
        for wrong in ["", "7", "A", "A0", "$A$1", "AAAAA1", "A1x", "A99999999999"] {
            assert_eq!(spot(wrong.as_bytes()), None, "{wrong}");
        }
        assert_eq!(quoted("Sheet1"), "Sheet1");
        assert_eq!(quoted("Ann's list"), "'Ann''s list'");
        assert_eq!(quoted("2024"), "'2024'");
    }

    #[test]
    fn names_of_columns() {
        for name in ["SSN", "Date of birth", "Revenue 2024", "Größe", "カード番号"] {
            assert!(is_name(name), "{name}");
        }
        for value in ["", "12345", "a@example.com", "536-90-4399", "AB 123456"] {
            assert!(!is_name(value), "{value}");
        }
    }
}
