//! Sets of properties (Microsoft's \[MS-OLEPS\]): author, title, and what users name themselves.

use super::super::biff::utf16;
use super::super::codepage;
use super::{Container, half, open, word_at};
use encoding_rs::{Encoding, WINDOWS_1252};
use std::collections::HashMap;
use std::io::{self, Read};

/// Bytes of a set that are looked at.
const MOST_BYTES: u64 = 1024 * 1024;
/// Most properties of a set.
const MOST_PROPERTIES: u32 = 10_000;

const CODE_PAGE: u32 = 1;
const TYPE_BYTES: u32 = 30;
const TYPE_WIDE: u32 = 31;

pub(super) fn content(container: &mut Container<'_>, stream: &str) -> io::Result<Vec<u8>> {
    let mut content = Vec::new();
    open(container, stream)?.take(MOST_BYTES).read_to_end(&mut content)?;
    Ok(content)
}

/// The texts of all properties with what they are called before them.
pub(super) fn lines(content: &[u8]) -> Vec<String> {
    let mut lines = Vec::new();
    let sections = word_at(content, 24).unwrap_or_default().min(2) as usize;
    for section in 0..sections {
        let at = 28 + section * 20;
        let Some(start) = word_at(content, at + 16) else { continue };
        let document = content.get(at..at + 4) == Some(&[0x02, 0xD5, 0xCD, 0xD5]);
        if let Some(section) = content.get(start as usize..) {
            read_section(section, document, &mut lines);
        }
    }
    lines
}

fn read_section(section: &[u8], document: bool, lines: &mut Vec<String>) {
    let count = word_at(section, 4).unwrap_or_default().min(MOST_PROPERTIES) as usize;
    let entries = || {
        (0..count)
            .filter_map(|index| Some((word_at(section, 8 + index * 8)?, word_at(section, 12 + index * 8)? as usize)))
    };
    let mut encoding = WINDOWS_1252;
    for (id, at) in entries() {
        if id == CODE_PAGE
            && let Some(page) = at.checked_add(4).and_then(|at| half(section, at))
        {
            encoding = codepage::encoding(u32::from(page));
        }
    }
    let mut names = HashMap::new();
    for (id, at) in entries() {
        if id == 0 {
            names = dictionary(section, at, encoding).unwrap_or_default();
        }
    }
    for (id, at) in entries() {
        let Some(text) = value(section, at, encoding) else { continue };
        let text = text.trim_end_matches('\0').replace(['\r', '\n'], " ");
        if text.trim().is_empty() {
            continue;
        }
        let given = match (id, document) {
            (2, false) => "title",
            (3, false) => "subject",
            (4, false) => "author",
            (5, false) => "keywords",
            (6, false) => "comments",
            (8, false) => "last author",
            (14, true) => "manager",
            (15, true) => "company",
            _ => "property",
        };
        let name = names.get(&id).map_or(given, String::as_str);
        lines.push(format!("{name}: {text}"));
    }
}

fn value(section: &[u8], at: usize, encoding: &'static Encoding) -> Option<String> {
    let (kind, length) = (word_at(section, at)?, word_at(section, at.checked_add(4)?)? as usize);
    let raw = section.get(at.checked_add(8)?..)?;
    match kind {
        TYPE_BYTES => Some(encoding.decode_without_bom_handling(raw.get(..length)?).0.into_owned()),
        TYPE_WIDE => Some(utf16(raw.get(..length.checked_mul(2)?)?)),
        _ => None,
    }
}

/// The names of properties that users named.
fn dictionary(section: &[u8], at: usize, encoding: &'static Encoding) -> Option<HashMap<u32, String>> {
    let count = word_at(section, at)?.min(MOST_PROPERTIES);
    let mut names = HashMap::new();
    let wide = encoding == encoding_rs::UTF_16LE;
    let mut at = at.checked_add(4)?;
    for _ in 0..count {
        let (Some(id), Some(length)) = (word_at(section, at), word_at(section, at + 4)) else { break };
        let length = (length as usize).checked_mul(if wide { 2 } else { 1 })?;
        let Some(raw) = section.get(at + 8..).and_then(|rest| rest.get(..length)) else { break };
        let name = encoding.decode_without_bom_handling(raw).0;
        names.insert(id, name.trim_end_matches('\0').to_owned());
        // Wide names are padded to four bytes.
        at += 8 + if wide { length.next_multiple_of(4) } else { length };
    }
    Some(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_a_set_and_survives_its_pieces() {
        let mut set = vec![0; 28];
        set[24] = 1;
        set.extend_from_slice(&[0; 16]);
        set.extend_from_slice(&48_u32.to_le_bytes());
        let properties: [(u32, &[u8]); 3] =
            [(1, &[2, 0, 0, 0, 0xE3, 4, 0, 0]), (4, b"\x1e\0\0\0\x04\0\0\0\xc0nn\0"), (9, &[3, 0, 0, 0, 1, 0, 0, 0])];
        let mut values = Vec::new();
        let mut section = vec![0, 0, 0, 0, 3, 0, 0, 0];
        for (id, value) in properties {
            section.extend_from_slice(&id.to_le_bytes());
            section.extend_from_slice(&(8 + 24 + values.len() as u32).to_le_bytes());
            values.extend_from_slice(value);
        }
        section.extend_from_slice(&values);
        set.extend_from_slice(&section);
        assert_eq!(lines(&set), ["author: Аnn"]);
        for length in 0..set.len() {
            lines(&set[..length]);
        }
        for at in 0..set.len() {
            let mut damaged = set.clone();
            damaged[at] ^= 0xFF;
            lines(&damaged);
        }
    }
}
