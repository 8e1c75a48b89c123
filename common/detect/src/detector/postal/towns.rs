//! Towns: before a postal code and behind it, and what is written behind their names.

use super::code::Code;
use super::country::Country;
use super::places::PlaceName;
use super::regions;
use crate::detector::boundary::{at, back};
use crate::detector::latin;
use crate::detector::lexicon;

/// Most words of the name of a town.
const TOWN_WORDS: usize = 6;
/// Shortest name of a town, in letters.
const SHORTEST_TOWN: usize = 3;
/// Longest name of a town, in bytes.
pub(super) const TOWN: usize = 48;

/// The letters, spaces and signs of a town's name before `end`, one word after the other: where the last `count` words begin.
#[derive(Clone, Copy, Debug)]
pub(super) struct WordsBack {
    pub(super) starts: [usize; TOWN_WORDS],
    pub(super) count: usize,
    pub(super) end: usize,
    /// The letters of these words, folded, at the end of it; and where those of the last so many words begin. Of a word with
    /// other signs, and of those before it, there are none.
    folded: [u8; TOWN],
    folds: [usize; TOWN_WORDS],
    read: usize,
    /// The names that the last so many words may be.
    names: [Option<PlaceName>; TOWN_WORDS],
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte >= 0x80 || matches!(byte, b'\'' | b'-' | b'.')
}

#[inline]
pub(super) fn words_back(text: &[u8], end: usize) -> WordsBack {
    let mut words = WordsBack {
        starts: [0; TOWN_WORDS],
        count: 0,
        end,
        folded: [0; TOWN],
        folds: [TOWN; TOWN_WORDS],
        read: 0,
        names: [None; TOWN_WORDS],
    };
    let mut position = end;
    let floor = end.saturating_sub(TOWN);
    while words.count < TOWN_WORDS {
        let stop = position;
        while position > floor && is_word(back(text, position, 1)) {
            position -= 1;
        }
        if position == stop || latin::letter(text, position).is_none() {
            break;
        }
        words.starts[words.count] = position;
        words.count += 1;
        if back(text, position, 1) != b' ' {
            break;
        }
        position -= 1;
    }
    words.fold(text);
    words
}

impl WordsBack {
    /// Folds the words, the last first.
    fn fold(&mut self, text: &[u8]) {
        let mut buffer = [0; TOWN];
        let mut end = self.end;
        let mut begin = TOWN;
        for index in 0..self.count {
            let start = self.starts[index];
            let Some(word) = text.get(start..end).and_then(|word| latin::fold(word, &mut buffer)) else { break };
            let room = begin - usize::from(index > 0);
            let Some(from) = room.checked_sub(word.len()) else { break };
            let Some(slots) = self.folded.get_mut(from..begin) else { break };
            slots.fill(b' ');
            slots.iter_mut().zip(word).for_each(|(slot, letter)| *slot = *letter);
            begin = from;
            self.folds[index] = begin;
            self.read = index + 1;
            let name = self.folded.get(begin..).filter(|name| name.len() >= SHORTEST_TOWN);
            self.names[index] = name.and_then(PlaceName::of).filter(|_| self.is_capital(text, index));
            end = start.saturating_sub(1);
        }
    }

    /// The last words, each number of them that can be read, the most first: their number less one, and their folded letters
    /// with single spaces.
    pub(super) fn each(&self) -> impl Iterator<Item = (usize, &[u8])> {
        let folds = self.folds.iter().enumerate().take(self.read).rev();
        folds.map(|(index, from)| (index, self.folded.get(*from..).unwrap_or_default()))
    }

    /// Whether the last words but `index` begin with a capital.
    pub(super) fn is_capital(&self, text: &[u8], index: usize) -> bool {
        self.starts.get(index).and_then(|start| latin::letter(text, *start)).is_some_and(|letter| letter.capital)
    }

    /// The countries that have a town that these words end with.
    pub(super) fn countries(&self) -> u64 {
        self.names.iter().flatten().fold(0, |all, name| all | name.countries())
    }

    /// The start of the longest town of the country that these words end with.
    pub(super) fn town(&self, country: Country) -> Option<usize> {
        self.longest(|name| name.is_of(country))
    }

    /// The start of the longest town of these regions of the country that these words end with.
    pub(super) fn town_in(
        &self,
        country: Country,
        regions: impl Iterator<Item = &'static str> + Clone,
    ) -> Option<usize> {
        self.longest(|name| name.is_of(country) && regions.clone().any(|region| name.is_in(region)))
    }

    fn longest(&self, is_known: impl Fn(PlaceName) -> bool) -> Option<usize> {
        let index = self.names.iter().take(self.read).rposition(|name| name.is_some_and(&is_known))?;
        self.starts.get(index).copied()
    }

    /// Whether all words from `start` on are ordinary ones.
    pub(super) fn is_ordinary(&self, text: &[u8], start: usize) -> bool {
        let words = self.starts.iter().take(self.count).take_while(|word| **word >= start);
        words.into_iter().all(|word| lexicon::word(text.get(*word..self.end).unwrap_or_default()).ordinary > 0)
    }

    /// The start of the capitalised words at the end of them, at most three: what may be a town that no list knows.
    pub(super) fn capitals(&self, text: &[u8]) -> Option<usize> {
        let last = (0..self.count.min(3)).take_while(|index| self.is_capital(text, *index)).last()?;
        self.starts.get(last).copied()
    }
}

/// The words after a code, where its town should be.
#[derive(Clone, Copy, Debug)]
pub(super) struct Towns {
    start: usize,
    starts: [usize; TOWN_WORDS],
    ends: [usize; TOWN_WORDS],
    count: usize,
    /// The name that the first so many words may be.
    names: [Option<PlaceName>; TOWN_WORDS],
}

impl Towns {
    /// The words after a code that ends at `end`.
    pub(super) fn read(text: &[u8], end: usize) -> Option<Towns> {
        let is_gap = |byte: &&u8| matches!(byte, b' ' | b',' | b';' | b'\t' | b'|' | b'"');
        let gap = text.get(end..)?.iter().take(5).take_while(is_gap).count();
        // `'s-Gravenhage`
        let article = match text.get(end + gap..) {
            Some([b'\'', b's', b'-' | b' ', ..]) => 3,
            Some([0xe2, 0x80, 0x99, b's', b'-' | b' ', ..]) => 5,
            _ => 0,
        };
        if !(1..5).contains(&gap) || !latin::letter(text, end + gap + article)?.capital {
            return None;
        }
        let start = end + gap;
        let mut towns =
            Towns { start, starts: [0; TOWN_WORDS], ends: [0; TOWN_WORDS], count: 0, names: [None; TOWN_WORDS] };
        let mut position = start;
        while towns.count < TOWN_WORDS && position < start + TOWN {
            let word = position;
            loop {
                if let Some(letter) = latin::letter(text, position) {
                    position += letter.length;
                } else if let Some(length) = latin::apostrophe(text, position) {
                    position += length;
                } else if matches!(at(text, position), b'-' | b'.' | b'/')
                    && latin::letter(text, position + 1).is_some()
                {
                    position += 1;
                } else {
                    break;
                }
            }
            // No part of a longer word, name of a file or address of mail.
            let next = at(text, position);
            if position == word
                || next.is_ascii_alphanumeric()
                || matches!(next, b'_' | b'@' | b'(' | b'=' | b'-' | b'/')
            {
                break;
            }
            towns.starts[towns.count] = word;
            towns.ends[towns.count] = position;
            towns.count += 1;
            let point = usize::from(next == b'.');
            let Some(space) = latin::space(text, position + point) else { break };
            position += point + space;
        }
        towns.name(text);
        (towns.count > 0).then_some(towns)
    }

    /// Finds the names that the words may be.
    fn name(&mut self, text: &[u8]) {
        let (mut folded, mut word) = ([0; TOWN], [0; TOWN]);
        let (mut length, mut from) = (0, self.start);
        for (index, end) in self.ends.iter().enumerate().take(self.count) {
            let Some(word) = text.get(from..*end).and_then(|piece| latin::fold(piece, &mut word)) else { break };
            let begin = length + usize::from(index > 0);
            let Some(slots) = folded.get_mut(length..begin + word.len()) else { break };
            slots.fill(b' ');
            slots.iter_mut().skip(begin - length).zip(word).for_each(|(slot, letter)| *slot = *letter);
            length = begin + word.len();
            from = *end;
            let name = folded.get(..length).filter(|name| name.len() >= SHORTEST_TOWN);
            self.names[index] = name.and_then(PlaceName::of);
        }
    }

    /// The countries that have a town of one of these names.
    pub(super) fn countries(&self) -> u64 {
        self.names.iter().flatten().fold(0, |all, name| all | name.countries())
    }

    /// The end of the longest town among them that is known where the code is.
    pub(super) fn known(&self, code: &Code) -> Option<usize> {
        let here = |name: PlaceName| match regions(code) {
            Some(regions) => name.is_of(code.country) && regions.clone().any(|region| name.is_in(region.section)),
            None => name.is_of(code.country),
        };
        let longest = self.names.iter().rposition(|name| name.is_some_and(here))?;
        self.ends.get(longest).copied()
    }

    /// The end of the first word, and of those with capitals that follow it; and whether one of them is no ordinary word.
    pub(super) fn unknown(&self, text: &[u8]) -> Option<(usize, bool)> {
        let capital = |start: &&usize| latin::letter(text, **start).is_some_and(|letter| letter.capital);
        let words = self.starts.iter().take(self.count.min(5)).take_while(capital).count().max(1);
        let end = *self.ends.get(words - 1)?;
        let mut words =
            self.starts.iter().zip(&self.ends).take(words).filter_map(|(start, end)| text.get(*start..*end));
        let strange = words.any(|word| word.len() >= 3 && lexicon::word(word).ordinary < 2);
        (end >= self.start + 3).then_some((end, strange))
    }
}

/// Whether the line or the part of an address ends here.
pub(super) fn is_closed(text: &[u8], end: usize) -> bool {
    matches!(at(text, end), 0 | b'\n' | b'\r' | b',' | b';' | b'"' | b'.' | b')' | b'|' | b'\t' | b'<')
}

/// Whether any region of the country has codes that begin so.
pub(super) fn has_region(code: &Code) -> bool {
    regions(code).is_none_or(|mut regions| regions.next().is_some())
}

/// The regions that have codes that begin so, of countries whose codes tell them.
fn regions(code: &Code) -> Option<impl Iterator<Item = &'static regions::Region> + Clone> {
    let regions: &[regions::Region] = match code.country {
        Country::Germany => &regions::GERMANY,
        Country::France => &regions::FRANCE,
        Country::Italy => &regions::ITALY,
        Country::Spain => &regions::SPAIN,
        _ => return None,
    };
    let prefix = code.number / 1000;
    Some(regions.iter().filter(move |region| region.has(prefix)))
}

/// The end with what follows the name of a town in small letters: ` bei Berlin`, ` an der Alz`, ` d'Ossola`.
pub(super) fn with_surname(text: &[u8], end: usize) -> usize {
    const JOINTS: [&[u8]; 36] = [
        b"a", b"aan", b"ad", b"al", b"alla", b"allo", b"am", b"an", b"auf", b"aux", b"bei", b"bij", b"con", b"da",
        b"das", b"de", b"dei", b"del", b"della", b"delle", b"den", b"der", b"di", b"do", b"dos", b"e", b"im", b"l",
        b"la", b"le", b"les", b"nad", b"ob", b"op", b"sous", b"sur",
    ];
    let mut position = end;
    for count in 0..4 {
        let Some(space) = latin::space(text, position) else { break };
        let start = position + space;
        let mut stop = start;
        while let Some(letter) = latin::letter(text, stop) {
            stop += letter.length;
        }
        let small = latin::letter(text, start).is_some_and(|letter| !letter.capital);
        if small && JOINTS.contains(&text.get(start..stop).unwrap_or_default()) {
            position = stop;
            continue;
        }
        // `d'Ossola`
        let elided = small && stop == start + 1 && latin::apostrophe(text, stop).is_some();
        if elided {
            stop += latin::apostrophe(text, stop).unwrap_or(0);
        }
        let from = if elided { stop } else { start };
        if (count > 0 || elided) && latin::letter(text, from).is_some_and(|letter| letter.capital) {
            while let Some(letter) = latin::letter(text, stop) {
                stop += letter.length;
            }
            return stop;
        }
        break;
    }
    end
}

/// `Paris CEDEX 08`, `Roma (RM)`, `Milano MI`, `København K`, `Au SG`.
pub(super) fn with_region(text: &[u8], end: usize, country: Country) -> usize {
    let rest = text.get(end..).unwrap_or_default();
    match country {
        Country::France if rest.len() >= 6 && rest[..6].eq_ignore_ascii_case(b" cedex") => {
            let digits = rest.iter().skip(7).take(2).take_while(|byte| byte.is_ascii_digit()).count();
            end + 6 + if digits > 0 && at(rest, 6) == b' ' { digits + 1 } else { 0 }
        }
        Country::Denmark | Country::Switzerland if matches!(rest, [b' ', b'A'..=b'Z', ..]) => {
            let letters = rest.iter().skip(1).take(3).take_while(|byte| byte.is_ascii_uppercase()).count();
            let longer = rest.get(letters + 1).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte >= 0x80);
            if letters < 3 && !longer { end + 1 + letters } else { end }
        }
        Country::Italy if matches!(rest, [b' ', b'(', b'A'..=b'Z', b'A'..=b'Z', b')', ..]) => end + 5,
        Country::Italy if matches!(rest, [b' ', b'A'..=b'Z', b'A'..=b'Z']) => end + 3,
        Country::Italy if matches!(rest, [b' ', b'A'..=b'Z', b'A'..=b'Z', b' ' | b',' | b'\n' | b'.', ..]) => end + 3,
        _ => end,
    }
}
