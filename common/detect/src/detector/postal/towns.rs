//! Towns: before a postal code and behind it, and what is written behind their names.

use super::code::{Code, Country};
use super::regions;
use crate::detector::boundary::{at, back};
use crate::detector::{latin, lexicon};

/// Most words of the name of a town.
const TOWN_WORDS: usize = 6;
/// Longest name of a town, in bytes.
pub(super) const TOWN: usize = 48;

/// The letters, spaces and signs of a town's name before `end`, one word after the other: where the last `count` words begin.
pub(super) struct WordsBack {
    pub(super) starts: [usize; TOWN_WORDS],
    pub(super) count: usize,
    pub(super) end: usize,
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte >= 0x80 || matches!(byte, b'\'' | b'-' | b'.')
}

pub(super) fn words_back(text: &[u8], end: usize) -> WordsBack {
    let mut words = WordsBack { starts: [0; TOWN_WORDS], count: 0, end };
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
    words
}

impl WordsBack {
    /// The start of the longest known town that these words end with.
    pub(super) fn town(&self, text: &[u8], sections: impl Iterator<Item = &'static str> + Clone) -> Option<usize> {
        self.starts.iter().take(self.count).rev().copied().find(|start| {
            latin::letter(text, *start).is_some_and(|letter| letter.capital)
                && is_town(text, *start, self.end, sections.clone())
        })
    }

    /// The start of the capitalised words at the end of them, at most three: what may be a town that no list knows.
    pub(super) fn capitals(&self, text: &[u8]) -> Option<usize> {
        let capital = |start: &&usize| latin::letter(text, **start).is_some_and(|letter| letter.capital);
        self.starts.iter().take(self.count.min(3)).take_while(capital).last().copied()
    }
}

fn is_town(text: &[u8], start: usize, end: usize, mut sections: impl Iterator<Item = &'static str>) -> bool {
    let mut buffer = [0; TOWN];
    let Some(folded) = text.get(start..end).and_then(|town| latin::fold(town, &mut buffer)) else { return false };
    folded.len() >= 3 && sections.any(|section| lexicon::has_place(section.as_bytes(), folded))
}

/// The words after a code, where its town should be.
pub(super) struct Towns {
    start: usize,
    ends: [usize; TOWN_WORDS],
    count: usize,
}

impl Towns {
    pub(super) fn read(text: &[u8], code: &Code) -> Option<Towns> {
        let is_gap = |byte: &&u8| matches!(byte, b' ' | b',' | b';' | b'\t' | b'|' | b'"');
        let gap = text.get(code.end..)?.iter().take(5).take_while(is_gap).count();
        let start = code.end + gap;
        if !(1..5).contains(&gap) || !latin::letter(text, start)?.capital {
            return None;
        }
        let mut towns = Towns { start, ends: [0; TOWN_WORDS], count: 0 };
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
        (towns.count > 0).then_some(towns)
    }

    /// The end of the longest town among them that is known where the code is.
    pub(super) fn known(&self, text: &[u8], code: &Code) -> Option<usize> {
        let prefix = code.number / 1000;
        let is_known = |end: &usize| match code.country {
            Country::Germany => is_town(text, self.start, *end, sections(&regions::GERMANY, prefix)),
            Country::France => is_town(text, self.start, *end, sections(&regions::FRANCE, prefix)),
            Country::Italy => is_town(text, self.start, *end, sections(&regions::ITALY, prefix)),
            Country::Spain => is_town(text, self.start, *end, sections(&regions::SPAIN, prefix)),
            other => is_town(text, self.start, *end, std::iter::once(other.section())),
        };
        self.ends.iter().take(self.count).rev().copied().find(|end| is_known(end))
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
