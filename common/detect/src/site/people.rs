//! Names of people, and postal addresses.

use super::Site;
use crate::detector::picture::{Follow, Opening};
use crate::detector::{boundary, latin, name, postal};
use crate::scanner::Confidence;

impl Site<'_> {
    /// A number in groups, or of six digits, that may be a postal code.
    #[inline(always)]
    pub(crate) fn code(&mut self, start: usize) {
        let Some(opening) = self.opening(start) else { return };
        let Opening { first, follow, second, .. } = opening;
        if first == 6
            || follow == Follow::Space && matches!((first, second), (3, 2 | 3))
            || follow == Follow::Hyphen && matches!((first, second), (2, 3) | (3, 4) | (4, 3) | (5, 3))
        {
            self.grouped_code(opening, start);
        }
    }

    #[inline(never)]
    pub(super) fn grouped_code(&mut self, Opening { first, follow, second, .. }: Opening, start: usize) {
        if !boundary::begins(self.text, start) {
            return;
        }
        // `00-950`, `114 55`, `560 001`, `01310-100`, `150-0002`, `1100-053`
        let grouped = match follow {
            Follow::Space => matches!((first, second), (3, 2 | 3)),
            Follow::Hyphen => matches!((first, second), (2, 3) | (3, 4) | (4, 3) | (5, 3)),
            _ => false,
        } && self.beside_place(start, start + first + 1 + second);
        // `Bengaluru 560001`, `100022 北京市`
        // As the anchors ask for, of this text alone.
        let beside_letter = || {
            let before = &self.text[start.saturating_sub(4)..start];
            let behind = self.text.get(start + first..).unwrap_or_default();
            let high = |byte: &u8| *byte >= 0x80;
            before.iter().any(|byte| byte.is_ascii_alphabetic() || high(byte))
                || behind.first().is_some_and(high)
                || behind.get(2).is_some_and(high)
                || matches!(behind, [b' ', next, ..] if next.is_ascii_uppercase() || high(next))
        };
        if grouped || first == 6 && beside_letter() {
            self.postal(start);
        }
    }

    /// A capitalised word behind another word: the later word of a name.
    #[inline(always)]
    pub(crate) fn name(&mut self, second: usize) {
        // Names are looked for in Latin letters alone: U+00C0 to U+024F, and U+1E00 to U+1EFF.
        let byte = self.text[second];
        let beyond = || matches!(byte, 0xc3..=0xc9 | 0xe1) && latin::letter(self.text, second).is_some();
        if byte.is_ascii_uppercase() || beyond() {
            self.second_name(second);
        }
    }

    #[inline(never)]
    pub(super) fn second_name(&mut self, second: usize) {
        if let Some(target) = self.ruleset.dispatch.name
            && let Some((start, end, confidence)) = name::find_by_second(self.text, second)
        {
            self.report(target, start, end, confidence);
        }
    }

    /// A whole field in a column of names.
    pub(crate) fn name_field(&mut self, column: name::Column) {
        if let Some(target) = self.ruleset.dispatch.name
            && let Some((start, end, confidence)) = name::field(self.text, column)
        {
            self.report(target, start, end, confidence);
            let place = |at: usize| self.base + at - self.masks.base;
            self.scratch.names.insert_all(place(start)..place(end));
        }
    }

    /// Whether a letter stands shortly before a number, or a capital shortly behind it.
    pub(super) fn beside_place(&self, start: usize, end: usize) -> bool {
        let before = &self.text[start.saturating_sub(4)..start];
        let behind = &self.text[end.min(self.text.len())..(end + 4).min(self.text.len())];
        before.iter().any(|byte| byte.is_ascii_alphabetic() || *byte >= 0x80)
            || behind.iter().any(|byte| byte.is_ascii_uppercase() || *byte >= 0x80)
    }

    /// A number of four or five digits that may be a postal code.
    #[inline(always)]
    pub(crate) fn short_code(&mut self, code: usize) {
        if self.beside_letters(code) {
            self.postal(code);
        }
    }

    /// What the anchors ask for (`Sweep::postal_codes`), of this text alone: they look beyond the end of a field.
    #[inline(always)]
    fn beside_letters(&self, code: usize) -> bool {
        let loose = |byte: &u8| byte.is_ascii() && !byte.is_ascii_alphanumeric() && !b"_-./:=".contains(byte);
        let capital = |byte: &u8| byte.is_ascii_uppercase() || !byte.is_ascii();
        let is_letter = |byte: &u8| byte.is_ascii_alphabetic() || !byte.is_ascii();
        let behind = &self.text[code..];
        let digits = behind.iter().take(5).take_while(|byte| byte.is_ascii_digit()).count();
        let place = match &behind[digits..] {
            [gap, rest @ ..] if loose(gap) => {
                rest.iter().take(2).any(capital) || rest.first().is_some_and(loose) && rest.get(2).is_some_and(capital)
            }
            _ => false,
        };
        place
            || match &self.text[code.saturating_sub(4)..code] {
                [.., letter, gap] if loose(gap) && is_letter(letter) => true,
                [before @ .., second, first] if loose(first) && loose(second) => before.iter().any(is_letter),
                _ => false,
            }
    }

    /// What may be a postal code.
    #[inline(always)]
    pub(crate) fn postal(&mut self, code: usize) {
        if self.may_be_postal(code) {
            self.postal_address(code);
        }
    }

    /// Whether a word with a capital, or of letters beyond ASCII, stands beside a code that begins with a digit: most numbers
    /// count something.
    #[inline(always)]
    pub(super) fn may_be_postal(&self, code: usize) -> bool {
        const GAP: usize = 4;
        // What lies between a code and its town: signs of programs do not (`MAX_LENGTH + 4096]`).
        let is_behind = |byte: &&u8| matches!(byte, b' ' | b',' | b';' | b'\t' | b'|' | b'"' | b'-');
        let is_before = |byte: &&u8| byte.is_ascii() && !byte.is_ascii_alphanumeric() && !b"+=[{&%$@!?_".contains(byte);
        let behind = &self.text[code..];
        let digits = behind.iter().take(9).take_while(|byte| byte.is_ascii_digit()).count();
        let next = behind.iter().skip(digits).take(GAP + 1).find(|byte| !is_behind(byte));
        if digits == 0
            || next.is_some_and(|next| next.is_ascii_uppercase() || next.is_ascii_digit() || !next.is_ascii())
        {
            return true;
        }
        let before = &self.text[code.saturating_sub(GAP + 24)..code];
        let gap = before.iter().rev().take(GAP).take_while(is_before).count();
        let before = &before[..before.len() - gap];
        let letters = before.iter().rev().take_while(|byte| byte.is_ascii_alphabetic()).count();
        let first = before.len() - letters;
        let joined = first > 0 && before[first - 1] == b'_';
        letters > 0 && before[first].is_ascii_uppercase() && !joined || first > 0 && !before[first - 1].is_ascii()
    }

    #[inline(never)]
    pub(super) fn postal_address(&mut self, code: usize) {
        if let Some(target) = self.ruleset.dispatch.postal
            && let Some((start, end)) = postal::find(self.text, code)
        {
            self.report(target, start, end, Confidence::Medium);
        }
    }
}
