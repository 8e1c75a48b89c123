//! Transfer encodings: base64 and quoted-printable (RFC 2045, 6.7 and 6.8), also for the encoded texts inside other texts,
//! and uuencode.

/// Stands in [`VALUES`] for bytes that are no base64.
const NONE: u8 = 0xFF;

/// The values of the usual and the URL-safe alphabet (RFC 4648, sections 4 and 5).
const VALUES: [u8; 256] = values();

const fn values() -> [u8; 256] {
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut values = [NONE; 256];
    let mut value = 0;
    while value < alphabet.len() {
        values[alphabet[value] as usize] = value as u8;
        value += 1;
    }
    values[b'-' as usize] = 62;
    values[b'_' as usize] = 63;
    values
}

/// The value of a base64 character, of the usual or the URL-safe alphabet.
#[inline]
pub(crate) const fn base64_value(byte: u8) -> Option<u8> {
    let value = VALUES[byte as usize];
    if value == NONE { None } else { Some(value) }
}

/// Decodes base64 that arrives in pieces. Characters that are none are passed over, as RFC 2045 asks.
#[derive(Default)]
pub(crate) struct Base64 {
    bits: u32,
    count: u32,
}

impl Base64 {
    pub(crate) fn push(&mut self, text: &[u8], out: &mut Vec<u8>) {
        out.reserve(text.len() / 4 * 3 + 3);
        let mut rest = text;
        loop {
            // Four at a time where nothing is pending.
            while self.count == 0
                && let Some((group, after)) = rest.split_first_chunk::<4>()
            {
                let values = group.map(|byte| VALUES[usize::from(byte)]);
                if values.contains(&NONE) {
                    break;
                }
                let bits = values.iter().fold(0, |bits: u32, &value| bits << 6 | u32::from(value));
                out.extend_from_slice(&bits.to_be_bytes()[1..]);
                rest = after;
            }
            let Some((&byte, after)) = rest.split_first() else { return };
            rest = after;
            self.symbol(byte, out);
        }
    }

    fn symbol(&mut self, byte: u8, out: &mut Vec<u8>) {
        let Some(value) = base64_value(byte) else {
            if byte == b'=' {
                // The end of one text; another may follow.
                (self.bits, self.count) = (0, 0);
            }
            return;
        };
        self.bits = self.bits << 6 | u32::from(value);
        self.count += 6;
        if self.count >= 8 {
            self.count -= 8;
            out.push((self.bits >> self.count) as u8);
        }
    }
}

/// The byte that two hexadecimal digits stand for.
pub(crate) fn hexadecimal(digits: &[u8]) -> Option<u8> {
    let [high, low] = digits else { return None };
    let digit = |byte: u8| char::from(byte).to_digit(16);
    u8::try_from(digit(*high)? << 4 | digit(*low)?).ok()
}

/// Decodes one line of quoted-printable without its line end. True: the line goes on in the next one. `escape` is told of
/// each escape, where in `out` its byte lies and where in the line it lies itself.
pub(crate) fn quoted_printable(line: &[u8], out: &mut Vec<u8>, escape: &mut dyn FnMut(usize, usize)) -> bool {
    let line = line.trim_ascii_end();
    let mut rest = line;
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        if byte != b'=' {
            out.push(byte);
            continue;
        }
        if after.is_empty() {
            return true;
        }
        match after.get(..2).and_then(hexadecimal) {
            Some(code) => {
                escape(out.len(), line.len() - after.len() - 1);
                out.push(code);
                rest = &after[2..];
            }
            // Not quoted-printable: as it is.
            None => out.push(byte),
        }
    }
    false
}

/// What a line of uuencoded data stands for (POSIX, `uuencode`): its first character tells how many bytes follow. `None`:
/// it is no such line.
pub(crate) fn uuencoded(line: &[u8]) -> Option<Vec<u8>> {
    // Spaces are zeros, and may be missing at the end; some writers add a checksum.
    const MOST_MORE: usize = 2;
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let value = |byte: u8| matches!(byte, b' '..=b'`').then_some(u32::from(byte - b' ') & 0x3F);
    let Some((&first, characters)) = line.split_first() else { return Some(Vec::new()) };
    let length = value(first)? as usize;
    let wanted = length.div_ceil(3) * 4;
    if characters.len() > wanted + MOST_MORE || characters.len() * 2 < wanted {
        return None;
    }
    let mut bytes = Vec::with_capacity(length + 3);
    for group in characters.chunks(4) {
        let mut bits = 0;
        for at in 0..4 {
            bits = bits << 6 | value(group.get(at).copied().unwrap_or(b' '))?;
        }
        bytes.extend_from_slice(&bits.to_be_bytes()[1..]);
    }
    bytes.resize(length, 0);
    Some(bytes)
}

/// The name of the file that begins with this line: `begin 644 name`.
pub(crate) fn begins_uuencoded(line: &[u8]) -> Option<String> {
    let rest = line.strip_prefix(b"begin ")?;
    let mode = rest.iter().take_while(|byte| matches!(byte, b'0'..=b'7')).count();
    let name = rest.get(mode..)?.strip_prefix(b" ")?.trim_ascii();
    ((3..=4).contains(&mode) && !name.is_empty()).then(|| String::from_utf8_lossy(name).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uuencoded_lines() {
        // By the uuencode of Python.
        assert_eq!(uuencoded(b"#0V%T\n").as_deref(), Some(b"Cat".as_slice()));
        assert_eq!(uuencoded(b"#0V%T\r\n").as_deref(), Some(b"Cat".as_slice()));
        assert_eq!(uuencoded(b"!00``").as_deref(), Some(b"A".as_slice()));
        assert_eq!(uuencoded(b"!00").as_deref(), Some(b"A".as_slice()));
        for empty in ["`", " ", ""] {
            assert_eq!(uuencoded(empty.as_bytes()).as_deref(), Some(b"".as_slice()));
        }
        for other in ["begin 644 cat.txt", "end", "HELLO WORLD", "#0V%T and more", "\u{e9}", "M"] {
            assert_eq!(uuencoded(other.as_bytes()), None, "{other}");
        }
        assert_eq!(begins_uuencoded(b"begin 644 a b.csv\r\n").as_deref(), Some("a b.csv"));
        for other in ["begin", "begin 644", "begin 9 x", "begin 64 x", "begin again with this", "begin 644 "] {
            assert_eq!(begins_uuencoded(other.as_bytes()), None, "{other}");
        }
    }

    #[test]
    fn examples_of_the_standards() {
        // RFC 4648, section 10.
        for (text, encoded) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")] {
            let mut out = Vec::new();
            Base64::default().push(encoded.as_bytes(), &mut out);
            assert_eq!(out, text.as_bytes());
        }
        // RFC 2045, 6.7.
        let mut out = Vec::new();
        let mut escapes = Vec::new();
        assert!(quoted_printable(b"Now's the time =   ", &mut out, &mut |_, _| {}));
        let line = b"for all folk to come=E9 =3D =x";
        assert!(!quoted_printable(line, &mut out, &mut |to, from| escapes.push((to, from))));
        assert_eq!(escapes, [(35, 20), (37, 24)]);
        assert_eq!(out, b"Now's the time for all folk to come\xe9 = =x");
    }
}
