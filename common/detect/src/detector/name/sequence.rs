//! The words that could be one name.

use super::token::{self, Shape, Token};
use super::{LONGEST, REACH};
use crate::detector::boundary::{at, back};
use crate::detector::latin;

/// Most words of a name, with initials and particles.
const WORDS: usize = 7;

/// The words of a possible name.
pub(super) struct Words {
    pub(super) tokens: [Option<Token>; WORDS],
    pub(super) count: usize,
    /// A comma stands after the first word.
    pub(super) comma: bool,
    /// A line ends between two of the words.
    pub(super) broken: bool,
}

impl Words {
    pub(super) fn get(&self, index: usize) -> Option<&Token> {
        self.tokens.get(index).and_then(Option::as_ref).filter(|_| index < self.count)
    }

    pub(super) fn last(&self) -> Option<&Token> {
        self.get(self.count.checked_sub(1)?)
    }

    /// The words that are neither initials nor particles.
    pub(super) fn full(&self) -> impl DoubleEndedIterator<Item = &Token> {
        self.tokens.iter().take(self.count).flatten().filter(|token| token.is_full())
    }

    pub(super) fn initials(&self) -> usize {
        self.tokens.iter().take(self.count).flatten().filter(|token| token.shape == Shape::Initial).count()
    }

    pub(super) fn has_particle(&self) -> bool {
        self.tokens.iter().take(self.count).flatten().any(|token| token.shape == Shape::Small)
    }
}

/// Reads the words from `first` on that could belong to one name.
pub(super) fn read(text: &[u8], first: Token) -> Words {
    let mut words = Words { tokens: [None; WORDS], count: 1, comma: false, broken: false };
    let mut position = first.end;
    let start = first.start;
    let capitals = first.shape == Shape::Capitals;
    words.tokens[0] = Some(first);
    while words.count < WORDS && position < start + LONGEST {
        let previous = words.last().map_or(Shape::Small, |token| token.shape);
        let Some((gap, comma, broken)) = gap(text, position, words.count) else { break };
        let Some(token) = token::read(text, position + gap) else { break };
        let fits = match token.shape {
            Shape::Capital | Shape::Capitals => !token.roles().is_suffix() || words.count == 1 && !comma,
            Shape::Initial => previous != Shape::Small || token.letters == 1,
            Shape::Small => token.roles().is_particle() && !comma,
        };
        // An initial without a point may well be a word: `Vitamin C`, `Peter I think`.
        let bare = token.shape == Shape::Initial && at(text, token.end.saturating_sub(1)) != b'.';
        // A line may break after the given name, if the name does not begin its line: lists stand one a line.
        if broken
            && (words.broken
                || words.comma
                || words.full().count() != 1
                || capitals
                || back(text, start, 2) == b','
                || begins_line(text, start))
        {
            break;
        }
        if !fits || bare && (at(text, token.start) == b'I' && !capitals || words.count > 2) {
            break;
        }
        words.comma |= comma;
        words.broken |= broken;
        position = token.end;
        words.tokens[words.count] = Some(token);
        words.count += 1;
    }
    while words.last().is_some_and(|token| token.shape == Shape::Small) {
        words.count -= 1;
    }
    words
}

/// Reads a value in small letters throughout.
pub(super) fn read_small(text: &[u8], first: Token) -> Words {
    let mut words = Words { tokens: [None; WORDS], count: 1, comma: false, broken: false };
    let as_capital = |token: Token| {
        let shape =
            if token.shape == Shape::Small && !token.roles().is_particle() { Shape::Capital } else { token.shape };
        Token { shape, ..token }
    };
    let mut position = first.end;
    words.tokens[0] = Some(as_capital(first));
    while words.count < WORDS {
        let Some((gap, comma, false)) = gap(text, position, words.count) else { break };
        let Some(token) = token::read(text, position + gap) else { break };
        position = token.end;
        words.comma |= comma;
        words.tokens[words.count] = Some(as_capital(token));
        words.count += 1;
    }
    words
}

/// Whether nothing but blanks, bullets and signs of comments stands before `start` in its line.
fn begins_line(text: &[u8], start: usize) -> bool {
    let line = text.get(start.saturating_sub(REACH)..start).unwrap_or_default();
    let line = line.rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
    !line.iter().any(u8::is_ascii_alphanumeric)
}

/// What lies between two words of a name: its length, whether it has a comma, whether it breaks the line.
fn gap(text: &[u8], position: usize, count: usize) -> Option<(usize, bool, bool)> {
    if let Some(space) = latin::space(text, position) {
        // Two spaces set apart two cells.
        return (latin::space(text, position + space).is_none()).then_some((space, false, false));
    }
    match at(text, position) {
        b',' if count == 1 => latin::space(text, position + 1).map(|space| (1 + space, true, false)),
        b'\n' | b'\r' => {
            let end = position + 1 + usize::from(at(text, position) == b'\r' && at(text, position + 1) == b'\n');
            let indentation = text.get(end..)?.iter().take(9).take_while(|byte| **byte == b' ').count();
            (indentation < 9).then_some((end - position + indentation, false, true))
        }
        // `J.Smith`, `Hans-P.Meier`
        _ if back(text, position, 1) == b'.' => latin::letter(text, position).map(|_| (0, false, false)),
        _ => None,
    }
}
