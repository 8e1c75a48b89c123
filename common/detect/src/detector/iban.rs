//! International bank account numbers: ISO 13616-1, with the layouts of the SWIFT IBAN registry.

use super::boundary::{at, begins, ends};
use super::picture::Value;
use crate::check;

/// Longest IBAN with a separator after every four characters.
pub(crate) const LONGEST: usize = 34 + 8;

/// One country's form.
#[derive(Clone, Debug)]
pub(crate) struct Layout {
    /// ISO 3166-1 alpha-2.
    pub(crate) country: [u8; 2],
    /// The basic bank account number, as the registry writes it: `4a6n8n`. n digit, a capital, c letter or digit.
    pub(crate) structure: &'static str,
}

impl Layout {
    /// One sign (n, a or c) for each character of the basic bank account number.
    pub(crate) fn signs(&self) -> Vec<u8> {
        let mut signs = Vec::new();
        let mut count = 0;
        for byte in self.structure.bytes() {
            match byte {
                b'0'..=b'9' => count = count * 10 + usize::from(byte - b'0'),
                sign => {
                    signs.extend(std::iter::repeat_n(sign, count));
                    count = 0;
                }
            }
        }
        signs
    }
}

/// The slot of a country in a table of 26 times 26, whatever the case of the letters.
#[inline]
pub(crate) fn slot(first: u8, second: u8) -> Option<usize> {
    let letter = |byte: u8| byte.is_ascii_alphabetic().then(|| usize::from(byte.to_ascii_uppercase() - b'A'));
    Some(letter(first)? * 26 + letter(second)?)
}

/// The end of the IBAN of a country at `start`. `signs` are those of its basic bank account number.
///
/// Written without separators, or with a space or hyphen after every four characters (the paper form of ISO 13616);
/// letters all capital or all small.
pub(crate) fn find(text: &[u8], start: usize, signs: &[u8], value: &mut Value) -> Option<usize> {
    // Check digits are 02 to 98.
    if !at(text, start + 2).is_ascii_digit() || !at(text, start + 3).is_ascii_digit() {
        return None;
    }
    value.clear();
    let small = at(text, start).is_ascii_lowercase();
    let fitting = |byte: u8, sign: u8| match byte {
        b'0'..=b'9' => sign != b'a',
        b'A'..=b'Z' => sign != b'n' && !small,
        b'a'..=b'z' => sign != b'n' && small,
        _ => false,
    };
    let gap = match at(text, start + 4) {
        gap @ (b' ' | b'-') => gap,
        _ => 0,
    };
    let mut position = start;
    for (index, sign) in b"aann".iter().chain(signs).enumerate() {
        if gap != 0 && index != 0 && index % 4 == 0 {
            if at(text, position) != gap {
                return None;
            }
            position += 1;
        }
        let byte = at(text, position);
        if !fitting(byte, *sign) {
            return None;
        }
        value.push(byte.to_ascii_uppercase());
        position += 1;
    }
    (begins(text, start) && ends(text, position) && check::iban(value.as_bytes())).then_some(position)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn end(structure: &'static str, text: &str) -> Option<usize> {
        let layout = Layout { country: *b"GB", structure };
        find(text.as_bytes(), 0, &layout.signs(), &mut Value::new())
    }

    #[test]
    fn written_forms() {
        let structure = "4a6n8n";
        assert_eq!(end(structure, "GB29NWBK60161331926819"), Some(22));
        assert_eq!(end(structure, "gb29nwbk60161331926819"), Some(22));
        assert_eq!(end(structure, "GB29 NWBK 6016 1331 9268 19"), Some(27));
        assert_eq!(end(structure, "GB29-NWBK-6016-1331-9268-19"), Some(27));
        assert_eq!(end(structure, "GB29 NWBK-6016 1331 9268 19"), None);
        assert_eq!(end(structure, "GB29nwbk60161331926819"), None);
        assert_eq!(end(structure, "GB29NWBK601613319268190"), None);
        assert_eq!(end(structure, "GB29NWBK6016133192681"), None);
        assert_eq!(end(structure, "GB29NWBK60161331926818"), None);
        assert_eq!(end(structure, "GB291234560161331926819"), None);
    }

    #[test]
    fn slots() {
        assert_eq!(slot(b'A', b'a'), Some(0));
        assert_eq!(slot(b'z', b'Z'), Some(675));
        assert_eq!(slot(b'1', b'Z'), None);
    }
}
