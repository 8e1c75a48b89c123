//! Key words of custom identifiers: where they are complete, in texts and in names.

use super::shape::{LONGEST_ANCHOR, SHORTEST_ANCHOR};
use crate::letter_case;

/// How many bytes of a name are looked at.
const NAME: usize = 512;

/// From how many letters on a key word also counts inside an unbroken name, as in `billingcardnumber`.
const INNER: usize = 7;

/// A key word without case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Keyword {
    folded: Vec<char>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Letter,
    Digit,
    Other,
}

/// Letters are those of scripts with cases. Other scripts put no spaces between words, or add particles to them, so that
/// in them a key word may stand anywhere.
fn kind(character: char) -> Kind {
    match character {
        'a'..='z' | 'A'..='Z' => Kind::Letter,
        '0'..='9' => Kind::Digit,
        _ if character.is_ascii() => Kind::Other,
        _ if character.is_lowercase() || character.is_uppercase() => Kind::Letter,
        _ if character.is_numeric() => Kind::Digit,
        _ => Kind::Other,
    }
}

/// Whether two characters that follow each other belong to one word.
fn is_joined(before: char, after: char) -> bool {
    let kind_before = kind(before);
    let case_changes = before.is_lowercase() && after.is_uppercase();
    kind_before != Kind::Other && kind_before == kind(after) && !case_changes
}

fn is_separator(character: char) -> bool {
    matches!(character, ' ' | '-' | '_')
}

impl Keyword {
    pub(super) fn new(keyword: &str) -> Keyword {
        Keyword { folded: keyword.chars().map(letter_case::character).collect() }
    }

    /// The ways in which a text that has the key word can begin there, at least [`SHORTEST_ANCHOR`] bytes each, with the
    /// letters of ASCII small.
    pub(super) fn anchors(&self) -> Vec<Vec<u8>> {
        let mut anchors = vec![Vec::new()];
        for character in &self.folded {
            let enough = anchors.iter().all(|anchor| anchor.len() >= SHORTEST_ANCHOR);
            let full = anchors.iter().any(|anchor| anchor.len() + character.len_utf8() > LONGEST_ANCHOR);
            // Each further character beyond ASCII would double their number.
            if enough && (full || !character.is_ascii()) {
                break;
            }
            let mut next = Vec::new();
            for spelling in spellings(*character) {
                for anchor in &anchors {
                    let mut anchor = anchor.clone();
                    anchor.extend_from_slice(spelling.to_ascii_lowercase().encode_utf8(&mut [0; 4]).as_bytes());
                    next.push(anchor);
                }
            }
            next.sort_unstable();
            next.dedup();
            anchors = next;
        }
        anchors
    }

    /// The end of the key word if it stands complete at `at`.
    pub(super) fn end(&self, text: &[u8], at: usize) -> Option<usize> {
        let mut position = at;
        let mut last = None;
        for expected in &self.folded {
            let (character, length) = letter_case::first(text.get(position..)?)?;
            let character = character?;
            if letter_case::character(character) != *expected {
                return None;
            }
            last = Some(character);
            position += length;
        }
        self.is_complete(text, at, position, last?).then_some(position)
    }

    fn is_complete(&self, text: &[u8], start: usize, end: usize, last: char) -> bool {
        let (first, _) = letter_case::first(&text[start..]).unwrap_or((None, 1));
        let before = letter_case::last(&text[..start]).flatten();
        let after = letter_case::first(&text[end..]).and_then(|(character, _)| character);
        let joined_before = before.zip(first).is_some_and(|(before, first)| is_joined(before, first));
        let joined_after = after.is_some_and(|after| is_joined(last, after));
        !joined_before && !joined_after
    }

    /// Whether a name has the key word, also with other separators or none.
    pub(super) fn is_in_name(&self, name: &str) -> bool {
        let name = beginning(name);
        if (0..name.len()).any(|at| self.flexible_end(name, at).is_some()) {
            return true;
        }
        let squeezed = self.squeezed();
        if squeezed.len() < INNER {
            return false;
        }
        let letters: Vec<char> = letters_of(name).collect();
        letters.windows(squeezed.len()).any(|window| window == squeezed)
    }

    /// The key word without separators. A name that has the key word has this among its [`letters`].
    pub(super) fn squeezed(&self) -> Vec<char> {
        self.folded.iter().copied().filter(|character| !is_separator(*character)).collect()
    }

    fn flexible_end(&self, text: &[u8], at: usize) -> Option<usize> {
        let mut position = at;
        let mut last = None;
        for expected in &self.folded {
            let next = text.get(position..).and_then(letter_case::first);
            if is_separator(*expected) {
                if let Some((Some(character), length)) = next
                    && is_separator(character)
                {
                    position += length;
                    last = Some(character);
                }
                continue;
            }
            let (character, length) = next?;
            let character = character?;
            if letter_case::character(character) != *expected {
                return None;
            }
            last = Some(character);
            position += length;
        }
        self.is_complete(text, at, position, last?).then_some(position)
    }
}

/// As much of a name as is looked at.
fn beginning(name: &str) -> &[u8] {
    &name.as_bytes()[..name.len().min(NAME)]
}

/// The characters of a name, as far as it is looked at, without case and separators.
pub(super) fn letters(name: &str) -> impl Iterator<Item = char> {
    letters_of(beginning(name))
}

fn letters_of(mut name: &[u8]) -> impl Iterator<Item = char> {
    std::iter::from_fn(move || {
        let (character, length) = letter_case::first(name)?;
        name = &name[length..];
        Some(character)
    })
    .flatten()
    .filter(|character| !is_separator(*character))
    .map(letter_case::character)
}

/// All characters whose case folds to this folded one, that can be written in a text.
fn spellings(folded: char) -> Vec<char> {
    if folded.is_ascii() {
        // In a text the letters of ASCII are made small before anchors are looked for. Kelvin sign and long s are not.
        return vec![folded];
    }
    let mut spellings = vec![folded];
    let mut class = regex_syntax::hir::ClassUnicode::new([regex_syntax::hir::ClassUnicodeRange::new(folded, folded)]);
    class.case_fold_simple();
    for range in class.ranges() {
        spellings.extend((range.start()..=range.end()).filter(|other| letter_case::character(*other) == folded));
    }
    spellings.sort_unstable();
    spellings.dedup();
    spellings
}

/// Where `characters` more characters end, from `at` on. A byte that is not UTF-8 counts as one.
pub(super) fn characters_ahead(text: &[u8], at: usize, characters: usize) -> usize {
    let plain = (at + characters).min(text.len());
    if text[at..plain].is_ascii() {
        return plain;
    }
    let mut position = at;
    for _ in 0..characters {
        match letter_case::first(&text[position..]) {
            Some((_, length)) => position += length,
            None => break,
        }
    }
    position
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(keyword: &str, text: &str) -> bool {
        let keyword = Keyword::new(keyword);
        (0..text.len()).any(|at| keyword.end(text.as_bytes(), at).is_some())
    }

    #[test]
    fn complete_key_words() {
        for (keyword, text) in [
            ("employee id", "the EMPLOYEE ID is"),
            ("employee", "employeeId"),
            ("id nr", "ID NR12"),
            ("ssn", "customer_ssn=1"),
            ("größe", "GRÖSSE GRÖẞE"),
            ("номер", "Номер: 5"),
            ("社員番号", "私の社員番号は"),
            ("#id", "x#id"),
            ("abc", "abc"),
        ] {
            assert!(found(keyword, text), "{keyword} in {text}");
        }
        for (keyword, text) in [
            ("employee", "employees"),
            ("ssn", "assn"),
            ("ssn", "SSNs"),
            ("id 1", "id 12"),
            ("employee id", "employee_id"),
            ("номер", "номера"),
            ("größe", "größen"),
        ] {
            assert!(!found(keyword, text), "{keyword} in {text}");
        }
    }

    #[test]
    fn names_have_other_separators() {
        for name in ["employee_id", "employeeId", "EMPLOYEE-ID", "employee id", "employeeid", "theemployeeidfield"] {
            assert!(Keyword::new("employee id").is_in_name(name), "{name}");
        }
        assert!(!Keyword::new("employee id").is_in_name("employee"));
        assert!(!Keyword::new("ssn").is_in_name("assn"));
        assert!(Keyword::new("ssn").is_in_name("customerSsn"));
        assert!(!Keyword::new("ssn").is_in_name(""));
    }

    #[test]
    fn every_spelling_begins_with_an_anchor() {
        for (keyword, count) in [("employee", 1), ("номер", 6), ("größe", 2), ("社員", 1), ("ssn", 1), ("éàü", 4)]
        {
            // The letter о has a third form, the narrow one of old Cyrillic print.
            let anchors = Keyword::new(keyword).anchors();
            assert_eq!(anchors.len(), count, "{anchors:?}");
            for spelling in [keyword.to_owned(), keyword.to_uppercase().replace("SSE", "ẞE")] {
                let text = spelling.as_bytes().to_ascii_lowercase();
                assert!(anchors.iter().any(|anchor| text.starts_with(anchor)), "{spelling}");
            }
        }
    }

    #[test]
    fn characters_are_counted_not_bytes() {
        assert_eq!(characters_ahead(b"abcdef", 1, 3), 4);
        assert_eq!(characters_ahead(b"abcdef", 4, 9), 6);
        assert_eq!(characters_ahead("aéüx".as_bytes(), 1, 2), 5);
        assert_eq!(characters_ahead(b"a\xff\xc3zz", 1, 2), 3);
    }
}
