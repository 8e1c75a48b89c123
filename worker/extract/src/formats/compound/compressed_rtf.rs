//! Compressed RTF, as Outlook stores the bodies of messages (Microsoft's \[MS-OXRTFCP\]).

/// What the dictionary of compressed RTF begins with (2.1.2.1).
const RTF_DICTIONARY: &[u8] =
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \
\\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \
\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

/// Size of the dictionary, which is a ring.
const RTF_RING: usize = 4096;

/// Decompresses RTF. `None`: it is not compressed RTF, or would have more than `most` bytes.
pub(in crate::formats) fn decompress(bytes: &[u8], most: usize) -> Option<Vec<u8>> {
    let magic = bytes.get(8..12)?;
    let content = bytes.get(16..)?;
    if magic == b"MELA" {
        return (content.len() <= most).then(|| content.to_vec());
    }
    if magic != b"LZFu" {
        return None;
    }
    let mut ring = [b' '; RTF_RING];
    ring.get_mut(..RTF_DICTIONARY.len())?.copy_from_slice(RTF_DICTIONARY);
    let mut write = RTF_DICTIONARY.len();
    let mut out = Vec::new();
    let mut rest = content;
    while let Some((&control, after)) = rest.split_first() {
        rest = after;
        for bit in 0..8 {
            if out.len() > most {
                return None;
            }
            if control >> bit & 1 == 0 {
                let Some((&byte, after)) = rest.split_first() else { return Some(out) };
                rest = after;
                out.push(byte);
                ring[write] = byte;
                write = (write + 1) % RTF_RING;
                continue;
            }
            let [high, low, after @ ..] = rest else { return Some(out) };
            rest = after;
            let reference = usize::from(*high) << 8 | usize::from(*low);
            let (offset, length) = (reference >> 4, (reference & 0xF) + 2);
            if offset == write {
                return Some(out);
            }
            for step in 0..length {
                let byte = ring[(offset + step) % RTF_RING];
                out.push(byte);
                ring[write] = byte;
                write = (write + 1) % RTF_RING;
            }
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_specification() {
        // 4.1.1: "{\rtf1\ansi\ansicpg1252\pard hello world}\r\n".
        let compressed = [
            0x2d, 0x00, 0x00, 0x00, 0x2b, 0x00, 0x00, 0x00, 0x4c, 0x5a, 0x46, 0x75, 0xf1, 0xc5, 0xc7, 0xa7, 0x03, 0x00,
            0x0a, 0x00, 0x72, 0x63, 0x70, 0x67, 0x31, 0x32, 0x35, 0x42, 0x32, 0x0a, 0xf3, 0x20, 0x68, 0x65, 0x6c, 0x09,
            0x00, 0x20, 0x62, 0x77, 0x05, 0xb0, 0x6c, 0x64, 0x7d, 0x0a, 0x80, 0x0f, 0xa0,
        ];
        let text = decompress(&compressed, 1000);
        assert_eq!(text.as_deref(), Some(b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n".as_slice()));
        assert_eq!(decompress(&compressed, 10), None);
        for length in 0..compressed.len() {
            let _ = decompress(&compressed[..length], 1000);
        }
    }
}
