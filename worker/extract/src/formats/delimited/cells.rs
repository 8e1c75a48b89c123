//! The tokeniser of delimited text.

use super::sniff::Dialect;
use crate::scan;
use magpie_detect::{ContextId, Field};

/// The cells found in one view.
#[derive(Default)]
pub(super) struct Batch {
    pub(super) fields: Vec<Field>,
    /// The column of each field, from 0.
    pub(super) columns: Vec<u32>,
    /// The number of the first row.
    pub(super) first_row: u64,
    /// The first field of the rows after it (an empty row shares it with the next).
    pub(super) row_starts: Vec<u32>,
    /// Fields that hold escapes.
    pub(super) escaped: Vec<u32>,
}

/// Why the tokeniser stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// The view is used up, except for the begin of a cell.
    More,
    /// The next cell is longer than may be given out whole.
    Long,
    /// The next cell begins with a quote that is never closed: [`Cells::without_quotes`] reads on.
    Unclosed,
}

/// Where the tokeniser is: at the begin of a cell.
pub(super) struct Cells {
    dialect: Dialect,
    most_bytes: usize,
    contexts: Vec<ContextId>,
    nameless: ContextId,
    /// Whether a quote may begin a cell.
    pub(super) quotes: bool,
    /// Row of the next cell, from 1.
    pub(super) row: u64,
    /// Column of the next cell, from 0.
    pub(super) column: u32,
}

#[derive(Clone, Copy)]
enum State {
    /// In a cell without quotes, or at its begin.
    Plain,
    /// In a cell whose quotes are no quotes: something follows the second.
    Literal,
    /// After the opening quote, which is here.
    Quoted(usize),
    /// After both.
    Closed(usize, usize),
}

impl Cells {
    pub(super) fn new(dialect: Dialect, most_bytes: usize, contexts: Vec<ContextId>, nameless: ContextId) -> Self {
        Cells { dialect, most_bytes, contexts, nameless, quotes: true, row: 1, column: 0 }
    }

    /// Takes all quotes from now on as they are written.
    pub(super) fn without_quotes(&mut self) {
        self.quotes = false;
    }

    pub(super) fn context(&self) -> ContextId {
        self.contexts.get(self.column as usize).copied().unwrap_or(self.nameless)
    }

    /// Finds the cells of `view`, which begins at a cell. `ends`: the text ends with it. Returns how many bytes are
    /// done with.
    pub(super) fn run(&mut self, view: &[u8], ends: bool, batch: &mut Batch) -> (usize, Ending) {
        batch.fields.clear();
        batch.columns.clear();
        batch.row_starts.clear();
        batch.escaped.clear();
        batch.first_row = self.row;
        let dialect = self.dialect;
        let quote = dialect.quote;
        let needles = [dialect.delimiter, dialect.line_end, quote, dialect.escape.unwrap_or(quote)];
        let mut start = 0;
        let mut state = State::Plain;
        let mut escapes = false;
        let mut skip = 0;
        let mut padded = [0; 64];
        let mut base = 0;
        'blocks: while base < view.len() {
            let [separators, quotes] = match view[base..].first_chunk::<64>() {
                Some(block) => scan::masks_of(block, needles),
                None => {
                    let rest = &view[base..];
                    padded[..rest.len()].copy_from_slice(rest);
                    scan::masks_of(&padded, needles).map(|mask| mask & ((1 << rest.len()) - 1))
                }
            };
            if quotes == 0
                && let State::Plain = state
            {
                // Nothing but whole cells end here.
                let mut mask = separators;
                while mask != 0 {
                    let at = base + mask.trailing_zeros() as usize;
                    mask &= mask - 1;
                    if at - start > self.most_bytes {
                        return (start, Ending::Long);
                    }
                    self.push(view, start, at, State::Plain, false, batch);
                    if view[at] == dialect.line_end {
                        self.end_row(batch);
                    } else {
                        self.column += 1;
                    }
                    start = at + 1;
                }
                base += 64;
                continue;
            }
            let mut mask = separators | quotes;
            while mask != 0 {
                let at = base + mask.trailing_zeros() as usize;
                mask &= mask - 1;
                if at < skip {
                    continue;
                }
                let byte = view[at];
                if let State::Quoted(open) = state {
                    if Some(byte) == dialect.escape {
                        escapes = true;
                        skip = at + 2;
                    } else if byte == quote {
                        if view.get(at + 1) == Some(&quote) {
                            escapes = true;
                            skip = at + 2;
                        } else {
                            state = State::Closed(open, at);
                        }
                    }
                    continue;
                }
                if byte == quote {
                    if self.quotes && matches!(state, State::Plain) && is_blank(&view[start..at], dialect.delimiter) {
                        state = State::Quoted(at);
                    }
                    continue;
                }
                if byte != dialect.delimiter && byte != dialect.line_end {
                    continue;
                }
                if at - start > self.most_bytes {
                    return (start, Ending::Long);
                }
                if let State::Closed(_, close) = state
                    && !is_blank(&view[close + 1..at], dialect.delimiter)
                {
                    // The cell ends at the first delimiter or line end, which the quotes were to hide.
                    (state, escapes, skip) = (State::Literal, false, 0);
                    base = start;
                    continue 'blocks;
                }
                self.push(view, start, at, state, escapes, batch);
                if byte == dialect.delimiter {
                    self.column += 1;
                } else {
                    self.end_row(batch);
                }
                start = at + 1;
                state = State::Plain;
                escapes = false;
            }
            base += 64;
        }
        if view.len() - start > self.most_bytes {
            return (start, Ending::Long);
        }
        if !ends {
            return (start, Ending::More);
        }
        match state {
            State::Quoted(_) => return (start, Ending::Unclosed),
            State::Closed(_, close) if !is_blank(&view[close + 1..], dialect.delimiter) => {
                // As above.
                return (start, Ending::Unclosed);
            }
            _ => {}
        }
        self.push(view, start, view.len(), state, escapes, batch);
        (view.len(), Ending::More)
    }

    #[inline]
    fn end_row(&mut self, batch: &mut Batch) {
        self.column = 0;
        self.row += 1;
        batch.row_starts.push(index(batch.fields.len()));
    }

    #[inline]
    fn push(&self, view: &[u8], start: usize, end: usize, state: State, escapes: bool, batch: &mut Batch) {
        let (from, to, escapes) = match state {
            State::Closed(open, close) => (open + 1, close, escapes),
            // The cell is taken as it is written.
            _ => {
                let cut = end > start && view[end - 1] == b'\r';
                (start, end - usize::from(cut), false)
            }
        };
        if from == to {
            return;
        }
        if escapes {
            batch.escaped.push(index(batch.fields.len()));
        }
        batch.fields.push(Field { start: index(from), end: index(to), context: self.context() });
        batch.columns.push(self.column);
    }
}

/// Most blanks before a quote.
const MOST_BLANKS: usize = 16;

/// Whether there is nothing but a few blanks, before a quote or behind it.
pub(super) fn is_blank(text: &[u8], delimiter: u8) -> bool {
    text.len() <= MOST_BLANKS && text.iter().all(|&byte| byte != delimiter && matches!(byte, b' ' | b'\t' | b'\r'))
}

/// Views are far smaller than 4 GiB.
#[inline]
fn index(at: usize) -> u32 {
    at as u32
}

/// Whether an escape of two bytes begins here.
fn is_escape(content: &[u8], at: usize, quote: u8, escape: Option<u8>) -> bool {
    let (byte, next) = (content[at], content.get(at + 1).copied());
    (byte == quote && next == Some(quote)) || (Some(byte) == escape && (next == Some(quote) || next == escape))
}

/// How many bytes of the content of a quoted cell, as it is written, stand for the first `count` without escapes.
pub(super) fn written(content: &[u8], quote: u8, escape: Option<u8>, count: usize) -> usize {
    let mut at = 0;
    for _ in 0..count {
        if at >= content.len() {
            break;
        }
        at += 1 + usize::from(is_escape(content, at, quote, escape));
    }
    at
}

/// Takes the escapes out of the content of a quoted cell, in place. Returns its new length.
pub(super) fn unescape(content: &mut [u8], quote: u8, escape: Option<u8>) -> usize {
    let mut written = 0;
    let mut at = 0;
    while at < content.len() {
        if is_escape(content, at, quote, escape) {
            at += 1;
        }
        content[written] = content[at];
        written += 1;
        at += 1;
    }
    written
}
