//! Towns: before a postal code and behind it, and what is written behind their names.

use super::code::{Code, Country};
use super::regions;
use crate::detector::boundary::{at, back};
use crate::detector::latin;
use crate::detector::lexicon::{self, PlaceName};

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
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte >= 0x80 || matches!(byte, b'\'' | b'-' | b'.')
}

#[inline]
pub(super) fn words_back(text: &[u8], end: usize) -> WordsBack {
    let mut words =
        WordsBack { starts: [0; TOWN_WORDS], count: 0, end, folded: [0; TOWN], folds: [TOWN; TOWN_WORDS], read: 0 };
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

    /// The start of the longest known town that these words end with.
    pub(super) fn town(&self, text: &[u8], sections: impl Iterator<Item = &'static str> + Clone) -> Option<usize> {
        let (index, _) =
            self.each().find(|(index, folded)| self.is_capital(text, *index) && is_town(folded, sections.clone()))?;
        self.starts.get(index).copied()
    }

    /// The start of the capitalised words at the end of them, at most three: what may be a town that no list knows.
    pub(super) fn capitals(&self, text: &[u8]) -> Option<usize> {
        let last = (0..self.count.min(3)).take_while(|index| self.is_capital(text, *index)).last()?;
        self.starts.get(last).copied()
    }
}

/// Whether one of these sections has a town with these folded letters.
fn is_town(folded: &[u8], mut sections: impl Iterator<Item = &'static str>) -> bool {
    let name = if folded.len() >= SHORTEST_TOWN { PlaceName::of(folded) } else { None };
    name.is_some_and(|name| sections.any(|section| name.is_in(section)))
}

/// The words after a code, where its town should be.
#[derive(Clone, Copy, Debug)]
pub(super) struct Towns {
    start: usize,
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
        let start = end + gap;
        if !(1..5).contains(&gap) || !latin::letter(text, start)?.capital {
            return None;
        }
        let mut towns = Towns { start, ends: [0; TOWN_WORDS], count: 0, names: [None; TOWN_WORDS] };
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

    /// The end of the longest town among them that is known where the code is.
    pub(super) fn known(&self, code: &Code) -> Option<usize> {
        let prefix = code.number / 1000;
        let longest = match code.country {
            Country::Germany => self.longest(sections(&regions::GERMANY, prefix)),
            Country::France => self.longest(sections(&regions::FRANCE, prefix)),
            Country::Italy => self.longest(sections(&regions::ITALY, prefix)),
            Country::Spain => self.longest(sections(&regions::SPAIN, prefix)),
            other => self.longest(std::iter::once(other.section())),
        };
        self.ends.get(longest?).copied()
    }

    /// How many words, less one, the longest town has that one of these sections knows.
    fn longest(&self, sections: impl Iterator<Item = &'static str>) -> Option<usize> {
        // Most words are in no list, and then no section is asked.
        if self.names.iter().all(Option::is_none) {
            return None;
        }
        let in_section =
            |section| self.names.iter().rposition(|name| name.is_some_and(|name: PlaceName| name.is_in(section)));
        sections.filter_map(in_section).max()
    }

    /// The end of the first word, and of those with capitals that follow it; not if it is an ordinary word.
    pub(super) fn unknown(&self, text: &[u8]) -> Option<usize> {
        let first = *self.ends.first()?;
        if first < self.start + 3 || lexicon::word(text.get(self.start..first)?).ordinary > 0 {
            return None;
        }
        let capital = |end: &&usize| latin::letter(text, **end + 1).is_some_and(|letter| letter.capital);
        let more = self.ends.iter().take(self.count.min(4)).take_while(capital).count();
        self.ends.get(more.min(self.count - 1)).copied()
    }
}

/// Whether any region of the country has codes that begin so.
pub(super) fn has_region(code: &Code) -> bool {
    let prefix = code.number / 1000;
    match code.country {
        Country::Germany => sections(&regions::GERMANY, prefix).next().is_some(),
        Country::France => sections(&regions::FRANCE, prefix).next().is_some(),
        Country::Italy => sections(&regions::ITALY, prefix).next().is_some(),
        Country::Spain => sections(&regions::SPAIN, prefix).next().is_some(),
        _ => true,
    }
}

fn sections(regions: &'static [regions::Region], prefix: u32) -> impl Iterator<Item = &'static str> + Clone {
    regions.iter().filter(move |region| region.has(prefix)).map(|region| region.section)
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

/// `Paris CEDEX 08`, `Roma (RM)`, `Milano MI`.
pub(super) fn with_region(text: &[u8], end: usize, country: Country) -> usize {
    let rest = text.get(end..).unwrap_or_default();
    match country {
        Country::France if rest.len() >= 6 && rest[..6].eq_ignore_ascii_case(b" cedex") => {
            let digits = rest.iter().skip(7).take(2).take_while(|byte| byte.is_ascii_digit()).count();
            end + 6 + if digits > 0 && at(rest, 6) == b' ' { digits + 1 } else { 0 }
        }
        Country::Italy if matches!(rest, [b' ', b'(', b'A'..=b'Z', b'A'..=b'Z', b')', ..]) => end + 5,
        Country::Italy if matches!(rest, [b' ', b'A'..=b'Z', b'A'..=b'Z']) => end + 3,
        Country::Italy if matches!(rest, [b' ', b'A'..=b'Z', b'A'..=b'Z', b' ' | b',' | b'\n' | b'.', ..]) => end + 3,
        _ => end,
    }
}
