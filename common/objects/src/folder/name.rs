//! File names as parts of keys, and back.
//!
//! Keys are UTF-8; file names are bytes. A byte that is no UTF-8 is shown as the private-use character U+F700 plus the byte
//! (U+F780 to U+F7FF), as emulation layers do. A name that really contains such a character is looked for first.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::{OsStrExt, OsStringExt};

const BASE: u32 = 0xf700;

/// The name as part of a key.
pub(super) fn to_key(name: &OsStr) -> String {
    let mut key = String::with_capacity(name.len());
    for chunk in name.as_bytes().utf8_chunks() {
        key.push_str(chunk.valid());
        key.extend(chunk.invalid().iter().filter_map(|&byte| char::from_u32(BASE + u32::from(byte))));
    }
    key
}

/// The name that [`to_key`] shows as `part` and that is not UTF-8; none if there is no such name.
pub(super) fn from_key(part: &str) -> Option<OsString> {
    let mut name = Vec::with_capacity(part.len());
    let mut odd = false;
    for character in part.chars() {
        match u32::from(character).checked_sub(BASE).and_then(|byte| u8::try_from(byte).ok()) {
            Some(byte) if byte >= 0x80 => {
                name.push(byte);
                odd = true;
            }
            _ => name.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    odd.then(|| OsString::from_vec(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways() {
        for name in [&b"plain"[..], "grün".as_bytes(), b"latin-1 \xfc", b"\xff\xfe", b"\xe2\x82", b"a\x80b\xc3\xa4"] {
            let os = OsStr::from_bytes(name);
            let key = to_key(os);
            match os.to_str() {
                Some(utf8) => {
                    assert_eq!(key, utf8);
                    assert_eq!(from_key(&key), None);
                }
                None => assert_eq!(from_key(&key).as_deref(), Some(os)),
            }
        }
    }
}
