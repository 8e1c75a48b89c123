//! What every match of a pattern has in common: literals, and classes of its first bytes. Places that lack it need no
//! second look.

use regex_syntax::hir::literal::{ExtractKind, Extractor};
use regex_syntax::hir::{Class, Hir, HirKind, Look};

/// A set of bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Bytes([bool; 256]);

impl std::fmt::Debug for Bytes {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_set().entries((0..=u8::MAX).filter(|byte| self.contains(*byte)).map(char::from)).finish()
    }
}

impl Bytes {
    pub(super) const NONE: Bytes = Bytes([false; 256]);

    #[inline]
    pub(super) fn contains(&self, byte: u8) -> bool {
        self.0[usize::from(byte)]
    }

    fn insert(&mut self, low: u8, high: u8) {
        (low..=high).for_each(|byte| self.0[usize::from(byte)] = true);
    }

    fn merge(&mut self, other: &Bytes) {
        self.0.iter_mut().zip(&other.0).for_each(|(mine, theirs)| *mine |= theirs);
    }

    /// The kinds that the bytes are of, as [`DIGIT`] and so on.
    fn kinds(&self) -> u8 {
        (0..=u8::MAX).filter(|byte| self.contains(*byte)).fold(0, |kinds, byte| {
            kinds
                | match byte {
                    b'0'..=b'9' => DIGIT,
                    b'A'..=b'Z' => UPPER,
                    b'a'..=b'z' => LOWER,
                    _ => OTHER,
                }
        })
    }
}

/// Kinds of bytes, to be combined: what the blocks of a text are classified by.
pub(super) const DIGIT: u8 = 1;
pub(super) const UPPER: u8 = 2;
pub(super) const LOWER: u8 = 4;
/// Neither digit nor letter of ASCII. Where that is possible, nothing is required.
const OTHER: u8 = 8;

/// Bytes of the literals that a text is searched for.
pub(super) const SHORTEST_ANCHOR: usize = 3;
pub(super) const LONGEST_ANCHOR: usize = 8;
/// How many literals may stand for one pattern.
const ANCHORS: usize = 24;
/// How many of the first bytes of a match are looked at. Masks reach into one more block, so it is below 64.
const FIRST_BYTES: usize = 32;
/// How rare the first bytes must be to be searched for by their kinds, in bits.
const LEAST_BITS: u32 = 6;

/// Literals of which every match has one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Literals {
    /// In small letters, whatever the pattern says.
    pub(super) anchors: Vec<Vec<u8>>,
    /// How many bytes of the match lie before it, at least and at most.
    pub(super) least: usize,
    pub(super) most: Option<usize>,
    /// What these bytes can be.
    pub(super) lead: Bytes,
}

/// Some bytes of certain kinds, following each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Run {
    /// Which kinds each byte may be of.
    pub(super) kinds: u8,
    /// How many bytes of the match come before.
    pub(super) offset: usize,
    pub(super) length: usize,
}

/// How a text is searched for places where a match may begin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Plan {
    /// Around literals.
    Literals(Box<Literals>),
    /// Where the kinds of the bytes fit.
    Runs {
        runs: Vec<Run>,
        /// Whether a match begins where a word does.
        word: bool,
    },
    /// Everywhere.
    Everywhere,
}

/// What is known of the matches of a pattern.
#[derive(Clone, Debug)]
pub(super) struct Shape {
    /// The bytes that a match can begin with.
    pub(super) first: Bytes,
    pub(super) plan: Plan,
    /// Whether the match can be so long that trying every place would take too long.
    pub(super) long: bool,
}

/// From how many bytes on a match is long.
const LONG: usize = 64;

impl Shape {
    pub(super) fn of(hir: &Hir) -> Shape {
        let mut sets = Vec::new();
        first_bytes(hir, &mut sets);
        let mut first = Bytes::NONE;
        first_byte(hir, &mut first);
        let long = hir.properties().maximum_len().is_none_or(|most| most > LONG);
        let plan = if let Some(literals) = literals(hir) {
            Plan::Literals(Box::new(literals))
        } else {
            let runs = runs(&sets);
            let bits: u32 = runs.iter().map(|run| bits(run.kinds) * run.length as u32 / 2).sum();
            let word = begins_word(hir) && first.kinds() & OTHER == 0;
            if bits >= LEAST_BITS { Plan::Runs { runs, word } } else { Plan::Everywhere }
        };
        Shape { first, plan, long }
    }
}

/// How much it says that a byte is of one of these kinds, in half bits.
fn bits(kinds: u8) -> u32 {
    match kinds {
        DIGIT | UPPER => 6,
        3 => 4,
        LOWER => 2,
        _ => 1,
    }
}

/// Bytes of which all matches of an expression consist.
fn bytes_of(hir: &Hir, bytes: &mut Bytes) {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => literal.0.iter().for_each(|byte| bytes.insert(*byte, *byte)),
        HirKind::Class(class) => bytes.merge(&class_bytes(class)),
        HirKind::Repetition(repetition) => bytes_of(&repetition.sub, bytes),
        HirKind::Capture(capture) => bytes_of(&capture.sub, bytes),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => parts.iter().for_each(|part| bytes_of(part, bytes)),
    }
}

/// The bytes of the characters of a class; all bytes beyond ASCII, if it has any character there.
fn class_bytes(class: &Class) -> Bytes {
    let mut bytes = Bytes::NONE;
    match class {
        Class::Bytes(class) => class.ranges().iter().for_each(|range| bytes.insert(range.start(), range.end())),
        Class::Unicode(class) => {
            for range in class.ranges() {
                if range.start().is_ascii() {
                    bytes.insert(range.start() as u8, (range.end() as u32).min(0x7f) as u8);
                }
                if !range.end().is_ascii() {
                    bytes.insert(0x80, 0xff);
                }
            }
        }
    }
    bytes
}

fn is_single_byte(class: &Class) -> bool {
    match class {
        Class::Bytes(_) => true,
        Class::Unicode(class) => class.is_ascii(),
    }
}

/// Adds the bytes that a match can begin with. Tells whether the expression also matches nothing.
fn first_byte(hir: &Hir, set: &mut Bytes) -> bool {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => true,
        HirKind::Literal(literal) => match literal.0.first() {
            Some(byte) => {
                set.insert(*byte, *byte);
                false
            }
            None => true,
        },
        HirKind::Class(class) => {
            set.merge(&class_bytes(class));
            false
        }
        HirKind::Capture(capture) => first_byte(&capture.sub, set),
        HirKind::Repetition(repetition) => first_byte(&repetition.sub, set) || repetition.min == 0,
        HirKind::Concat(parts) => parts.iter().all(|part| first_byte(part, set)),
        HirKind::Alternation(parts) => {
            let mut empty = false;
            for part in parts {
                empty |= first_byte(part, set);
            }
            empty
        }
    }
}

/// Adds the sets of the first bytes, for as many as every match has. Tells whether the expression ends behind them, so
/// that those of what follows can be added.
fn first_bytes(hir: &Hir, sets: &mut Vec<Bytes>) -> bool {
    if sets.len() >= FIRST_BYTES {
        return false;
    }
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => true,
        HirKind::Literal(literal) => {
            for byte in &literal.0 {
                let mut set = Bytes::NONE;
                set.insert(*byte, *byte);
                sets.push(set);
            }
            true
        }
        HirKind::Class(class) => {
            sets.push(class_bytes(class));
            is_single_byte(class)
        }
        HirKind::Capture(capture) => first_bytes(&capture.sub, sets),
        HirKind::Concat(parts) => parts.iter().all(|part| first_bytes(part, sets)),
        HirKind::Repetition(repetition) => {
            for _ in 0..repetition.min {
                let known = sets.len();
                if !first_bytes(&repetition.sub, sets) {
                    return false;
                }
                if sets.len() == known {
                    break;
                }
            }
            repetition.max == Some(repetition.min)
        }
        HirKind::Alternation(parts) => {
            let mut together: Option<(Vec<Bytes>, bool)> = None;
            for part in parts {
                let mut own = Vec::new();
                let ends = first_bytes(part, &mut own);
                together = Some(match together {
                    None => (own, ends),
                    Some((mut known, both)) => {
                        let same = known.len() == own.len();
                        known.truncate(own.len());
                        known.iter_mut().zip(&own).for_each(|(set, own)| set.merge(own));
                        (known, both && ends && same)
                    }
                });
            }
            let (own, ends) = together.unwrap_or_default();
            sets.extend(own);
            ends
        }
    }
}

fn begins_word(hir: &Hir) -> bool {
    match hir.kind() {
        HirKind::Look(look) => *look == Look::WordAscii,
        HirKind::Concat(parts) => parts.first().is_some_and(begins_word),
        HirKind::Alternation(parts) => parts.iter().all(begins_word),
        _ => false,
    }
}

fn runs(sets: &[Bytes]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for (offset, set) in sets.iter().take(FIRST_BYTES).enumerate() {
        let kinds = set.kinds();
        if kinds & OTHER != 0 {
            continue;
        }
        match runs.last_mut() {
            Some(run) if run.kinds == kinds && run.offset + run.length == offset => run.length += 1,
            _ => runs.push(Run { kinds, offset, length: 1 }),
        }
    }
    runs
}

/// The best literals of which every match has one.
fn literals(hir: &Hir) -> Option<Literals> {
    let one = std::slice::from_ref(hir);
    let parts = if let HirKind::Concat(parts) = hir.kind() { parts.as_slice() } else { one };
    let mut best: Option<(i32, Literals)> = None;
    let mut lead = Bytes::NONE;
    let (mut least, mut most) = (0, Some(0));
    for (index, part) in parts.iter().enumerate() {
        let tail = Hir::concat(parts[index..].to_vec());
        if let Some(anchors) = anchors(&tail) {
            let candidate = Literals { anchors, least, most, lead };
            let score = score(&candidate);
            if best.as_ref().is_none_or(|(known, _)| score > *known) {
                best = Some((score, candidate));
            }
        }
        bytes_of(part, &mut lead);
        least += part.properties().minimum_len()?;
        most = most.zip(part.properties().maximum_len()).map(|(most, more)| most + more);
    }
    best.map(|(_, literals)| literals)
}

/// The literals, in small letters, with one of which every match of the expression begins.
fn anchors(hir: &Hir) -> Option<Vec<Vec<u8>>> {
    let mut extractor = Extractor::new();
    extractor.kind(ExtractKind::Prefix).limit_class(8).limit_repeat(8).limit_literal_len(16).limit_total(512);
    let found = extractor.extract(hir);
    let mut anchors: Vec<Vec<u8>> = Vec::new();
    for literal in found.literals()? {
        let mut folded = literal.as_bytes().to_ascii_lowercase();
        folded.truncate(LONGEST_ANCHOR);
        if folded.len() < SHORTEST_ANCHOR {
            return None;
        }
        anchors.push(folded);
    }
    anchors.sort_unstable();
    anchors.dedup();
    (!anchors.is_empty() && anchors.len() <= ANCHORS).then_some(anchors)
}

fn score(literals: &Literals) -> i32 {
    let shortest = literals.anchors.iter().map(Vec::len).min().unwrap_or(0).min(4) as i32;
    // Digits, spaces and the like stand everywhere.
    let plain = |anchor: &Vec<u8>| anchor.iter().filter(|byte| byte.is_ascii_alphabetic() || **byte >= 0x80).count();
    let letters = literals.anchors.iter().map(plain).min().unwrap_or(0).min(6) as i32;
    let reach = match literals.most {
        Some(most) => (most - literals.least).min(64) as i32 / 4,
        None => 12,
    };
    shortest * 4 + letters * 6 - literals.anchors.len() as i32 / 2 - reach
}
