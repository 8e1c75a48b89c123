//! Digits and separators in other guises: full-width digits and letters, non-breaking spaces and typographical dashes inside
//! of numbers, and full-width colons behind names for passwords. A copy of the text with their plain forms is scanned in its
//! place, and the matches are led back.
//!
//! What is changed depends on the neighbouring characters alone, so that windows of a text are changed alike.

use std::ops::Range;

use memchr::memchr3;
use zeroize::Zeroize;

use crate::classify::{BLOCK, Level, padded};
use crate::detector::lead;
use crate::fold;
use crate::scanner::Field;

/// A text with plain digits and separators. Content of somebody's data: wiped after use.
#[derive(Default)]
pub(crate) struct Plain {
    bytes: Vec<u8>,
    /// For each change: where what follows it begins, here and in the original.
    steps: Vec<(usize, usize)>,
}

impl Plain {
    /// Fills in the plain form of `text`. False if that is the text itself.
    pub(crate) fn fill(&mut self, level: Level, text: &[u8]) -> bool {
        self.fill_within(level, text, |_| Some(0..text.len()))
    }

    /// Likewise of these fields of a text: what stands beside a field, which may be another, has no part in it. `origin` is
    /// where `text` begins in what the fields lie in.
    pub(crate) fn fill_fields(&mut self, level: Level, text: &[u8], fields: &[Field], origin: usize) -> bool {
        let mut rest = fields;
        self.fill_within(level, text, |at| {
            while let Some((field, behind)) = rest.split_first()
                && field.end as usize <= origin + at
            {
                rest = behind;
            }
            let field = rest.first()?;
            let start = (field.start as usize).checked_sub(origin).filter(|start| *start <= at)?;
            Some(start..(field.end as usize - origin).min(text.len()))
        })
    }

    /// Likewise, where `bounds` tells for a place what it lies in.
    fn fill_within(
        &mut self,
        level: Level,
        text: &[u8],
        mut bounds: impl FnMut(usize) -> Option<Range<usize>>,
    ) -> bool {
        self.clear();
        let mut done = 0;
        let mut found = Guises::new(level, text);
        while let Some(at) = found.next_from(done) {
            let Some(Range { start, end }) = bounds(at) else { continue };
            if let Some((plain, length)) = plain(&text[start..end], at - start) {
                if self.steps.is_empty() {
                    // At once all that it can take: it never moves and leaves nothing behind.
                    self.bytes.reserve(text.len());
                }
                self.bytes.extend_from_slice(&text[done..at]);
                self.bytes.push(plain);
                done = at + length;
                self.steps.push((self.bytes.len(), done));
            }
        }
        if self.steps.is_empty() {
            return false;
        }
        self.bytes.extend_from_slice(&text[done..]);
        true
    }

    /// The plain text.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Where in the original a place of the plain text lies.
    pub(crate) fn to_original(&self, place: usize) -> usize {
        let step = self.steps.partition_point(|(plain, _)| *plain <= place);
        step.checked_sub(1).map_or(place, |step| place - self.steps[step].0 + self.steps[step].1)
    }

    /// Where in the plain text a place of the original lies; within a changed character, at its begin.
    pub(crate) fn place_of(&self, place: usize) -> usize {
        let step = self.steps.partition_point(|(_, original)| *original <= place);
        let (plain, original) = step.checked_sub(1).map_or((0, 0), |step| self.steps[step]);
        let place = plain + (place - original);
        self.steps.get(step).map_or(place, |(next, _)| place.min(next - 1))
    }

    /// Forgets and wipes the text: as much of the memory as it took, which may be far more than this text needs.
    pub(crate) fn clear(&mut self) {
        self.bytes.as_mut_slice().zeroize();
        self.bytes.clear();
        self.steps.clear();
    }
}

/// Where a text has characters that may have a plain form, by their first two bytes: U+00A0, U+2000 to U+203F, U+2200 to
/// U+223F, U+FF00 to U+FF7F. Texts of East Asia have many that begin alike, so that blocks are looked at as a whole.
struct Guises<'a> {
    level: Level,
    text: &'a [u8],
    /// Where the block begins whose places these are, and the next.
    block: usize,
    places: u64,
    next: usize,
}

impl<'a> Guises<'a> {
    fn new(level: Level, text: &'a [u8]) -> Guises<'a> {
        Guises { level, text, block: 0, places: 0, next: 0 }
    }

    /// The next of them, if it does not begin before `from`.
    #[inline]
    fn next_from(&mut self, from: usize) -> Option<usize> {
        loop {
            while self.places != 0 {
                let at = self.block + self.places.trailing_zeros() as usize;
                self.places &= self.places - 1;
                if at >= from {
                    return Some(at);
                }
            }
            // Most texts have none of their first bytes, or few.
            let rest = self.text.get(self.next..)?;
            self.block = self.next + memchr3(0xc2, 0xe2, 0xef, rest)?;
            self.next = self.block + BLOCK;
            self.places = self.level.guises(&padded(&self.text[self.block..]));
        }
    }
}

/// The plain form of the character at `at`, and its length, if it has one and it matters there.
fn plain(text: &[u8], at: usize) -> Option<(u8, usize)> {
    let (code, length) = fold::decode(text, at);
    let plain = match code {
        // Behind a name for passwords it is a sign of assignment.
        COLON => return lead::may_matter(text, at).then_some((b':', length)),
        code if is_wide(code) => return Some(((code - 0xff00) as u8 + b' ', length)),
        0xa0 | 0x2007 | 0x202f | 0x2009 => b' ',
        0x2010..=0x2013 | 0x2212 | 0xff0d => b'-',
        0xff0e => b'.',
        0xff0f => b'/',
        _ => return None,
    };
    (is_digit_before(text, at) && is_digit_at(text, at + length)).then_some((plain, length))
}

/// The full-width colon.
const COLON: u32 = 0xff1a;

/// Whether this is a full-width digit or Latin letter (Unicode, Halfwidth and Fullwidth Forms).
fn is_wide(code: u32) -> bool {
    matches!(code, 0xff10..=0xff19 | 0xff21..=0xff3a | 0xff41..=0xff5a)
}

/// Whether a letter of an id or a digit stands at `at`; full-width ones count.
fn is_digit_at(text: &[u8], at: usize) -> bool {
    match text.get(at) {
        None => false,
        Some(byte) if *byte < 0x80 => byte.is_ascii_alphanumeric(),
        Some(_) => is_wide(fold::decode(text, at).0),
    }
}

fn is_digit_before(text: &[u8], at: usize) -> bool {
    fold::previous(text, at)
        .is_some_and(|(code, _)| u8::try_from(code).is_ok_and(|byte| byte.is_ascii_alphanumeric()) || is_wide(code))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made_plain(text: &str) -> String {
        let mut plain = Plain::default();
        if !plain.fill(Level::detect(), text.as_bytes()) {
            return text.to_owned();
        }
        String::from_utf8_lossy(plain.bytes()).into_owned()
    }

    #[test]
    fn guises_of_digits_and_separators() {
        assert_eq!(made_plain("４１１１ １１１１"), "4111 1111");
        assert_eq!(made_plain("536\u{2011}90\u{2013}4399"), "536-90-4399");
        assert_eq!(made_plain("4111\u{a0}1111\u{202f}1111"), "4111 1111 1111");
        assert_eq!(made_plain("１２３－４５"), "123-45");
        assert_eq!(made_plain("ＧＢ２９ ＮＷＢＫ－６０x"), "GB29 NWBK-60x");
        assert_eq!(made_plain("密码：x パスワード：y"), "密码:x パスワード:y");
        assert_eq!(made_plain("password：x"), "password:x");
        assert_eq!(made_plain("ＴＫ１２３４５６７ｚ。"), "TK1234567z。");
        // Elsewhere they stay: so do places.
        for text in ["a \u{2013} b", "« \u{a0}a »", "it’s", "naïve", "“x”", "出生日期：1", "name：x", "：", "", "plain"]
        {
            assert_eq!(made_plain(text), text);
        }
    }

    #[test]
    fn no_guise_is_overlooked() {
        for character in '\u{80}'..='\u{ffff}' {
            let text = format!("1{character}1");
            let found = Level::available().all(|level| level.guises(&padded(&text.as_bytes()[1..])) == 1);
            assert!(plain(text.as_bytes(), 1).is_none() || found, "{character:?}");
        }
    }

    #[test]
    fn the_copy_takes_its_memory_at_once() {
        let text = "536\u{2011}90\u{2013}4399 ".repeat(1000);
        let mut plain = Plain::default();
        assert!(plain.fill(Level::detect(), text.as_bytes()));
        // It would have more if it had grown, and left copies behind where it lay before.
        assert_eq!(plain.bytes.capacity(), text.len());
        plain.clear();
        assert!(plain.bytes.is_empty() && !plain.fill(Level::detect(), b"no guise"));
        assert_eq!(plain.bytes.capacity(), text.len());
    }

    proptest::proptest! {
        #[test]
        fn places_lead_there_and_back(text in "[0-9a\u{a0}\u{2011}\u{ff10}-\u{ff19}é “]{0,40}") {
            let mut plain = Plain::default();
            if plain.fill(Level::detect(), text.as_bytes()) {
                let mut last = 0;
                for place in 0..=plain.bytes().len() {
                    let original = plain.to_original(place);
                    proptest::prop_assert!(original >= last && original <= text.len() && text.is_char_boundary(original) || !text.is_char_boundary(original));
                    proptest::prop_assert_eq!(plain.place_of(original), place);
                    last = original;
                }
                proptest::prop_assert_eq!(plain.to_original(plain.bytes().len()), text.len());
            }
        }
    }
}
