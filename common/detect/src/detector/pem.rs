//! Private keys in textual frames: PEM (RFC 7468), ASCII armour of OpenPGP (RFC 9580), PuTTY's own format.
//!
//! Line ends may be real, or written as `\n` as in JSON and environment files, or spaces where lines were joined.

use super::boundary::{at, back};

/// Longest key with its frame, in bytes: an RSA key of 16,384 bits has 12.6 KiB.
pub(crate) const LONGEST: usize = 13 * 1024;
const HEADERS: usize = 12;
const HEADER_LINE: usize = 200;
/// Fewest base64 characters of a key: one on a small curve.
const SHORTEST_BODY: usize = 40;

/// Which standard the label belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Family {
    /// OpenSSH's own format (PROTOCOL.key of OpenSSH).
    OpenSsh,
    /// OpenPGP.
    Pgp,
    /// PKCS #1 (RFC 8017), PKCS #8 (RFC 5958), SEC 1 (RFC 5915), DSA as OpenSSL writes it.
    Pkcs,
}

const LABELS: [(&[u8], Family); 7] = [
    (b"OPENSSH PRIVATE KEY", Family::OpenSsh),
    (b"PGP PRIVATE KEY BLOCK", Family::Pgp),
    (b"PRIVATE KEY", Family::Pkcs),
    (b"RSA PRIVATE KEY", Family::Pkcs),
    (b"ENCRYPTED PRIVATE KEY", Family::Pkcs),
    (b"EC PRIVATE KEY", Family::Pkcs),
    (b"DSA PRIVATE KEY", Family::Pkcs),
];

const BEGIN: &[u8] = b"-----BEGIN ";
const END: &[u8] = b"-----END ";
const DASHES: &[u8] = b"-----";

fn stands(text: &[u8], at: usize, wanted: &[u8]) -> bool {
    text.get(at..at + wanted.len()) == Some(wanted)
}

/// The length of the line end, blank or escaped line end at `at`, if there is one.
fn blank(text: &[u8], position: usize) -> Option<usize> {
    match (at(text, position), at(text, position + 1)) {
        (b' ' | b'\t' | b'\r' | b'\n', _) => Some(1),
        (b'\\', b'n' | b'r') => Some(2),
        _ => None,
    }
}

fn skip_blanks(text: &[u8], mut position: usize) -> usize {
    while let Some(length) = blank(text, position) {
        position += length;
    }
    position
}

/// The end of the framed private key that begins at `start`, and its family.
pub(crate) fn find(text: &[u8], start: usize) -> Option<(usize, Family)> {
    if !stands(text, start, BEGIN) || back(text, start, 1) == b'-' {
        return None;
    }
    let text = &text[..text.len().min(start + LONGEST)];
    let label_start = start + BEGIN.len();
    let (label, family) = LABELS
        .into_iter()
        .find(|(label, _)| stands(text, label_start, label) && stands(text, label_start + label.len(), DASHES))?;
    let mut position = label_start + label.len() + DASHES.len();
    blank(text, position)?;
    position = skip_blanks(text, position);
    let mut encrypted = false;
    for _ in 0..HEADERS {
        let Some(length) = header_line(text, position) else { break };
        encrypted |= stands(text, position, b"Proc-Type") || stands(text, position, b"DEK-Info");
        position = skip_blanks(text, position + length);
    }
    let body_start = position;
    let mut characters = 0;
    loop {
        let byte = at(text, position);
        if byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=') {
            characters += 1;
            position += 1;
        } else if let Some(length) = blank(text, position) {
            position += length;
        } else {
            break;
        }
    }
    let label_end = position + END.len() + label.len();
    let framed =
        stands(text, position, END) && stands(text, position + END.len(), label) && stands(text, label_end, DASHES);
    let known = encrypted || begins_like(family, &text[body_start..position]);
    (framed && known && characters >= SHORTEST_BODY).then_some((label_end + DASHES.len(), family))
}

/// Whether the base64 text begins as the format demands.
fn begins_like(family: Family, body: &[u8]) -> bool {
    match family {
        // `openssh-key-v1`
        Family::OpenSsh => body.starts_with(b"b3BlbnNzaC1rZXktdjE"),
        // A secret-key packet, tag 5, in the old or new form of the packet header.
        Family::Pgp => matches!(body.first(), Some(b'l' | b'x')),
        // A DER sequence, tag 0x30.
        Family::Pkcs => body.starts_with(b"M"),
    }
}

/// The length of a header line such as `Version: GnuPG v2`.
fn header_line(text: &[u8], start: usize) -> Option<usize> {
    let line = text.get(start..)?;
    let line = &line[..line.len().min(HEADER_LINE)];
    let name = line.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'-').count();
    if !(2..40).contains(&name) || line.get(name) != Some(&b':') {
        return None;
    }
    (name..line.len()).find(|index| matches!(line[*index], b'\n' | b'\r') || line[*index..].starts_with(b"\\n"))
}

/// The end of the PuTTY private key at `start`.
///
/// Its headers come in this order: PuTTY-User-Key-File-2 or -3, Encryption, Comment, Public-Lines, (version 3, encrypted:
/// key derivation), Private-Lines, Private-MAC.
pub(crate) fn putty(text: &[u8], start: usize) -> Option<usize> {
    let text = &text[..text.len().min(start + LONGEST)];
    if !(stands(text, start, b"PuTTY-User-Key-File-2: ") || stands(text, start, b"PuTTY-User-Key-File-3: ")) {
        return None;
    }
    let mut position = next_line(text, start)?;
    for name in [&b"Encryption: "[..], b"Comment: ", b"Public-Lines: "] {
        if !stands(text, position, name) {
            return None;
        }
        position = next_line(text, position)?;
    }
    position = base64_lines(text, position)?;
    for _ in 0..HEADERS {
        if !(stands(text, position, b"Key-Derivation: ") || stands(text, position, b"Argon2-")) {
            break;
        }
        position = next_line(text, position)?;
    }
    if !stands(text, position, b"Private-Lines: ") {
        return None;
    }
    position = next_line(text, position)?;
    position = base64_lines(text, position)?;
    let name = b"Private-MAC: ";
    if !stands(text, position, name) {
        return None;
    }
    let code = &text[position + name.len()..];
    let length = code.iter().take(65).take_while(|byte| byte.is_ascii_hexdigit()).count();
    // HMAC-SHA-1 in version 2, HMAC-SHA-256 in version 3.
    matches!(length, 40 | 64).then_some(position + name.len() + length)
}

/// The begin of the line after the one at `start`, at most 200 bytes on.
fn next_line(text: &[u8], start: usize) -> Option<usize> {
    let end = (start..text.len().min(start + HEADER_LINE))
        .find(|index| blank(text, *index).is_some_and(|_| !matches!(text[*index], b' ' | b'\t')))?;
    Some(skip_blanks(text, end))
}

/// The end of lines of base64, at least one.
fn base64_lines(text: &[u8], start: usize) -> Option<usize> {
    let mut position = start;
    loop {
        let line = position;
        while at(text, position).is_ascii_alphanumeric() || matches!(at(text, position), b'+' | b'/' | b'=') {
            position += 1;
        }
        // The next header: its name ends with a hyphen or colon.
        if matches!(at(text, position), b'-' | b':') {
            return (line > start).then_some(line);
        }
        blank(text, position)?;
        position = skip_blanks(text, position);
        if position == line {
            return None;
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn framed(label: &str, body: &str) -> String {
        format!("-----BEGIN {label}-----\n{body}\n-----END {label}-----")
    }

    #[test]
    fn frames() {
        let body = format!("MII{}\n{}", "E".repeat(61), "v".repeat(30));
        for (label, family) in LABELS {
            let label = std::str::from_utf8(label).unwrap();
            let body = match family {
                Family::OpenSsh => format!("b3BlbnNzaC1rZXktdjEAAAAA{}", "B".repeat(60)),
                Family::Pgp => format!("Version: GnuPG v2\n\nlQ{}\n=abcd", "B".repeat(60)),
                Family::Pkcs => body.clone(),
            };
            let text = framed(label, &body);
            assert_eq!(find(text.as_bytes(), 0), Some((text.len(), family)), "{label}");
            let escaped = text.replace('\n', "\\n");
            assert_eq!(find(escaped.as_bytes(), 0), Some((escaped.len(), family)), "{label}");
            let dos = text.replace('\n', "\r\n");
            assert_eq!(find(dos.as_bytes(), 0), Some((dos.len(), family)), "{label}");
        }
        let encrypted = framed(
            "RSA PRIVATE KEY",
            &format!("Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n{}", "x".repeat(64)),
        );
        assert!(find(encrypted.as_bytes(), 0).is_some());
        for bad in [
            framed("CERTIFICATE", &body),
            framed("PUBLIC KEY", &body),
            framed("RSA PRIVATE KEY", "..."),
            framed("RSA PRIVATE KEY", "MIIE"),
            framed("RSA PRIVATE KEY", &"x".repeat(64)),
            framed("OPENSSH PRIVATE KEY", &body),
            framed("RSA PRIVATE KEY", &body).replace("END RSA", "END EC"),
            framed("RSA PRIVATE KEY", &format!("M{}", "x".repeat(LONGEST))),
            format!("-{}", framed("RSA PRIVATE KEY", &body)).replacen('-', "", 0),
        ] {
            let start = usize::from(bad.starts_with("------"));
            assert_eq!(find(bad.as_bytes(), start), None, "{}", &bad[..40]);
        }
    }

    fn putty_key(version: u8, derivation: &str, code: usize) -> String {
        format!(
            "PuTTY-User-Key-File-{version}: ssh-ed25519\nEncryption: none\nComment: a comment\nPublic-Lines: 2\n{}\n{}==\n{derivation}Private-Lines: 1\n{}\nPrivate-MAC: {}",
            "A".repeat(64),
            "B".repeat(20),
            "C".repeat(48),
            "0a".repeat(code / 2)
        )
    }

    #[test]
    fn putty_keys() {
        for text in [
            putty_key(2, "", 40),
            putty_key(3, "", 64),
            putty_key(3, "Key-Derivation: Argon2id\nArgon2-Memory: 8192\n", 64),
        ] {
            assert_eq!(putty(text.as_bytes(), 0), Some(text.len()));
            let dos = text.replace('\n', "\r\n");
            assert_eq!(putty(dos.as_bytes(), 0), Some(dos.len()));
        }
        for text in [
            putty_key(4, "", 40),
            putty_key(2, "", 38),
            putty_key(2, "Other: 1\n", 40),
            putty_key(2, "", 40).replace("Encryption", "Encoding"),
            putty_key(2, "", 40).replace("Private-MAC", "Public-MAC"),
        ] {
            assert_eq!(putty(text.as_bytes(), 0), None, "{text}");
        }
    }
}
