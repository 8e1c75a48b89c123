//! The `ToUnicode` maps of fonts (ISO 32000-1, 9.10.3): from character codes to text.

use std::collections::HashMap;

/// Most entries of one map that are kept: as many as a font of two-byte codes can use.
const MOST_ENTRIES: usize = 65_536;

/// Longest text of one code that is kept, in UTF-16 units: ligatures have three or four.
const MOST_UNITS: usize = 32;

/// A map from codes to text.
#[derive(Default)]
pub(super) struct ToUnicode {
    single: HashMap<u32, String>,
    /// First code, last code, and the text of the first; sorted once the map is read.
    ranges: Vec<(u32, u32, Vec<u16>)>,
    /// Bytes of a code, by the code space; 0 if it does not say.
    pub(super) code_bytes: usize,
}

enum Token<'a> {
    Hex(&'a [u8]),
    Open,
    Close,
    Word(&'a [u8]),
}

impl ToUnicode {
    pub(super) fn parse(bytes: &[u8]) -> Self {
        let mut map = ToUnicode::default();
        let mut rest = bytes;
        // The operands since the last operator; an array of texts is kept apart.
        let mut operands: Vec<Vec<u8>> = Vec::new();
        let mut mode = Mode::Other;
        let mut array: Option<Vec<Vec<u8>>> = None;
        while let Some(token) = next_token(&mut rest) {
            match token {
                Token::Word(b"beginbfchar") => mode = Mode::Characters,
                Token::Word(b"beginbfrange") => mode = Mode::Ranges,
                Token::Word(b"begincodespacerange") => mode = Mode::Space,
                Token::Word(word) if word.starts_with(b"end") => mode = Mode::Other,
                Token::Word(_) => {}
                Token::Open => array = Some(Vec::new()),
                Token::Close => {
                    if let (Some(texts), [low, _]) = (array.take(), operands.as_slice()) {
                        let first = number(low);
                        for (step, text) in texts.iter().enumerate() {
                            map.add_single(first.saturating_add(step as u32), text);
                        }
                    }
                    operands.clear();
                    continue;
                }
                Token::Hex(digits) => {
                    let value = hex(digits);
                    match &mut array {
                        Some(texts) if texts.len() < MOST_ENTRIES => texts.push(value),
                        Some(_) => {}
                        None => operands.push(value),
                    }
                }
            }
            match (mode, operands.as_slice()) {
                (Mode::Other, _) => operands.clear(),
                (Mode::Characters, [code, text]) => {
                    map.add_single(number(code), text);
                    operands.clear();
                }
                (Mode::Ranges, [low, high, text]) => {
                    if map.ranges.len() < MOST_ENTRIES {
                        map.ranges.push((number(low), number(high), units(text)));
                    }
                    operands.clear();
                }
                (Mode::Space, [low, high]) => {
                    map.code_bytes = map.code_bytes.max(low.len().max(high.len()).min(4));
                    operands.clear();
                }
                _ => {}
            }
        }
        map.ranges.sort_unstable();
        map
    }

    fn add_single(&mut self, code: u32, text: &[u8]) {
        if self.single.len() < MOST_ENTRIES {
            self.single.insert(code, String::from_utf16_lossy(&units(text)));
        }
    }

    /// Appends the text of a code. False if the map has none.
    pub(super) fn append(&self, code: u32, text: &mut String) -> bool {
        if let Some(known) = self.single.get(&code) {
            text.push_str(known);
            return true;
        }
        let after = self.ranges.partition_point(|(low, _, _)| *low <= code);
        let Some((low, high, first)) = after.checked_sub(1).and_then(|index| self.ranges.get(index)) else {
            return false;
        };
        let Some((last, before)) = first.split_last().filter(|_| code <= *high) else { return false };
        let unit = u32::from(*last).wrapping_add(code - low) as u16;
        text.extend(char::decode_utf16(before.iter().copied().chain([unit])).map(|unit| unit.unwrap_or('\u{fffd}')));
        true
    }
}

#[derive(Clone, Copy)]
enum Mode {
    Other,
    Space,
    Characters,
    Ranges,
}

fn next_token<'a>(rest: &mut &'a [u8]) -> Option<Token<'a>> {
    loop {
        let bytes = *rest;
        let (&first, after) = bytes.split_first()?;
        let length = match first {
            b'%' => {
                let end = bytes.iter().position(|&byte| byte == b'\n' || byte == b'\r').unwrap_or(bytes.len());
                *rest = &bytes[end..];
                continue;
            }
            b'<' if after.first() == Some(&b'<') => 2,
            b'<' => {
                let end = after.iter().position(|&byte| byte == b'>').unwrap_or(after.len());
                *rest = after.get(end + 1..).unwrap_or_default();
                return Some(Token::Hex(&after[..end]));
            }
            b'[' | b']' => {
                *rest = after;
                return Some(if first == b'[' { Token::Open } else { Token::Close });
            }
            byte if byte.is_ascii_alphanumeric() => {
                let end = bytes.iter().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(bytes.len());
                *rest = &bytes[end..];
                return Some(Token::Word(&bytes[..end]));
            }
            _ => 1,
        };
        *rest = &bytes[length..];
    }
}

fn hex(digits: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut high = None;
    for digit in digits.iter().filter_map(|&byte| char::from(byte).to_digit(16)) {
        if bytes.len() >= MOST_UNITS * 2 {
            break;
        }
        match high.take() {
            None => high = Some(digit),
            Some(before) => bytes.push((before << 4 | digit) as u8),
        }
    }
    // A missing last digit counts as 0 (7.3.4.3).
    if let Some(digit) = high {
        bytes.push((digit << 4) as u8);
    }
    bytes
}

fn number(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |sum: u32, &byte| sum << 8 | u32::from(byte))
}

fn units(text: &[u8]) -> Vec<u16> {
    match text {
        [single] => vec![u16::from(*single)],
        _ => text.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(map: &ToUnicode, code: u32) -> Option<String> {
        let mut text = String::new();
        map.append(code, &mut text).then_some(text)
    }

    #[test]
    fn the_example_of_the_standard() {
        // ISO 32000-1, 9.10.3, EXAMPLE 2, shortened.
        let map = ToUnicode::parse(
            b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CIDSystemInfo << /Registry (Adobe) >> def\n\
              1 begincodespacerange <0000> <FFFF> endcodespacerange\n\
              2 beginbfrange <0000> <005E> <0020> <005F> <0061> [<00660066> <00660069> <00660066006C>] endbfrange\n\
              1 beginbfchar <3A51> <D840DC3E> endbfchar endcmap",
        );
        assert_eq!(map.code_bytes, 2);
        assert_eq!(text(&map, 0x11).as_deref(), Some("1"));
        assert_eq!(text(&map, 0x5F).as_deref(), Some("ff"));
        assert_eq!(text(&map, 0x61).as_deref(), Some("ffl"));
        assert_eq!(text(&map, 0x3A51).as_deref(), Some("\u{2003e}"));
        assert_eq!(text(&map, 0x70), None);
    }

    #[test]
    fn nonsense_is_an_empty_map() {
        for bytes in [&b"beginbfchar <"[..], b"beginbfrange <00 [<", b"]]]>", b"beginbfchar <zz> <> endbfchar"] {
            let map = ToUnicode::parse(bytes);
            assert_eq!(text(&map, 65), None);
        }
    }
}
