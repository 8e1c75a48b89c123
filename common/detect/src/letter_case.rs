//! Characters without case, as simple case folding of Unicode has them.

/// The character that all cases of this one share.
///
/// It is found by way of the capital: `ſ` and `s` meet in `S`, `ς` and `σ` in `Σ`. Where a case has several characters
/// (`ß` becomes `SS`) the character stays; so does the dotless i, which no folding touches.
pub(crate) fn character(character: char) -> char {
    if character.is_ascii() {
        return character.to_ascii_lowercase();
    }
    match character {
        'ı' => return character,
        // Two code points for one letter each.
        '\u{1fd3}' => return '\u{390}',
        '\u{1fe3}' => return '\u{3b0}',
        '\u{fb05}' => return '\u{fb06}',
        _ => {}
    }
    let upper = only(character.to_uppercase()).unwrap_or(character);
    only(upper.to_lowercase()).unwrap_or(upper)
}

fn only(mut characters: impl Iterator<Item = char>) -> Option<char> {
    let first = characters.next()?;
    characters.next().is_none().then_some(first)
}

/// The first character of a text and its length in bytes. A byte that is not UTF-8 stands for itself alone, as None.
pub(crate) fn first(text: &[u8]) -> Option<(Option<char>, usize)> {
    let byte = *text.first()?;
    if byte.is_ascii() {
        return Some((Some(char::from(byte)), 1));
    }
    let length = match byte {
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => return Some((None, 1)),
    };
    let decoded = text.get(..length).and_then(|bytes| std::str::from_utf8(bytes).ok());
    Some(decoded.and_then(|text| text.chars().next()).map_or((None, 1), |character| (Some(character), length)))
}

/// The last character of a text; None stands for a byte that is not UTF-8.
pub(crate) fn last(text: &[u8]) -> Option<Option<char>> {
    let byte = *text.last()?;
    if byte.is_ascii() {
        return Some(Some(char::from(byte)));
    }
    let start = (1..=4.min(text.len())).map(|back| text.len() - back).find(|at| text[*at] & 0xc0 != 0x80);
    Some(start.and_then(|start| {
        let (character, length) = first(&text[start..])?;
        (start + length == text.len()).then_some(character).flatten()
    }))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use regex_syntax::hir::{ClassUnicode, ClassUnicodeRange};

    use super::*;

    #[test]
    fn it_agrees_with_simple_case_folding() {
        for one in '\0'..=char::MAX {
            let mut class = ClassUnicode::new([ClassUnicodeRange::new(one, one)]);
            class.case_fold_simple();
            for other in class.ranges().iter().flat_map(|range| range.start()..=range.end()) {
                assert_eq!(character(one), character(other), "{one:?} {other:?}");
            }
            let folded = character(one);
            let known = class.ranges().iter().any(|range| (range.start()..=range.end()).contains(&folded));
            // The standard library knows cases of a later Unicode than the parser of patterns.
            assert!(known || class.ranges() == [ClassUnicodeRange::new(one, one)], "{one:?} became {folded:?}");
        }
    }

    #[test]
    fn characters_at_the_ends() {
        assert_eq!(first(b""), None);
        assert_eq!(first("éa".as_bytes()), Some((Some('é'), 2)));
        assert_eq!(first(b"\xc3"), Some((None, 1)));
        assert_eq!(first(b"\xffa"), Some((None, 1)));
        assert_eq!(last(b""), None);
        assert_eq!(last("a漢".as_bytes()), Some(Some('漢')));
        assert_eq!(last(b"a\x80"), Some(None));
        assert_eq!(last(b"\x80\x80\x80\x80\x80"), Some(None));
    }
}
