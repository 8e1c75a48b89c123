//! E-mail addresses: the dot-atom form of RFC 5321 and 5322 that mail providers hand out, ASCII alone.

use super::boundary::{at, back};

/// Longest local part (RFC 5321, 4.5.3.1.1).
const LOCAL: usize = 64;
/// Longest domain (RFC 5321, 4.5.3.1.2).
const DOMAIN: usize = 255;
/// Longest label of a domain (RFC 1035, 2.3.4).
const LABEL: usize = 63;
/// Longest address with its boundaries.
pub(crate) const LONGEST: usize = LOCAL + DOMAIN + 2;

/// Last labels that are file names' extensions and no domain: `icon@2x.png`.
const EXTENSIONS: [&[u8]; 14] =
    [b"png", b"jpg", b"jpeg", b"gif", b"svg", b"webp", b"css", b"scss", b"js", b"ts", b"json", b"html", b"txt", b"xml"];

/// The bounds of the address whose `@` stands at `sign`.
pub(crate) fn find(text: &[u8], sign: usize) -> Option<(usize, usize)> {
    let start = local_part(text, sign)?;
    let end = domain(text, sign + 1)?;
    if is_user_of_url(text, start) {
        return None;
    }
    // `git@host:path` names a repository.
    let repository = &text[start..sign] == b"git" && at(text, end) == b':';
    (!repository).then_some((start, end))
}

/// Whether the user or the password of an address (RFC 3986, section 3.2.1) begins at `start`: `ssh://git@host`,
/// `ftp://user:password@host`.
fn is_user_of_url(text: &[u8], start: usize) -> bool {
    let before = &text[start.saturating_sub(LOCAL)..start];
    match before.split_last() {
        Some((b'/', rest)) => rest.ends_with(b":/"),
        Some((b':', rest)) => {
            let user = rest.iter().rev().take_while(|byte| is_local(**byte)).count();
            rest[..rest.len() - user].ends_with(b"://")
        }
        _ => false,
    }
}

fn is_local(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'%' | b'+' | b'-' | b'\'')
}

fn local_part(text: &[u8], sign: usize) -> Option<usize> {
    let window = &text[sign.saturating_sub(LOCAL + 1)..sign];
    let length = window.iter().rev().take_while(|byte| is_local(**byte)).count();
    if length == 0 || length > LOCAL || back(text, sign, 1) == b'.' {
        return None;
    }
    let local = &window[window.len() - length..];
    // Quotation marks, dashes and dots before an address belong to the sentence.
    let lead = local.iter().take_while(|byte| !byte.is_ascii_alphanumeric() && **byte != b'_').count();
    let local = &local[lead..];
    (!local.is_empty() && !local.windows(2).any(|pair| pair == b"..")).then_some(sign - local.len())
}

fn domain(text: &[u8], start: usize) -> Option<usize> {
    let window = &text[start.min(text.len())..text.len().min(start + DOMAIN + 1)];
    let mut label_start = 0;
    let mut last = None;
    let mut labels = 0;
    let mut position = 0;
    loop {
        let byte = window.get(position).copied().unwrap_or(0);
        if byte.is_ascii_alphanumeric() || byte == b'-' {
            position += 1;
            continue;
        }
        let label = &window[label_start..position];
        let proper = !label.is_empty() && label.len() <= LABEL && label[0] != b'-' && label[label.len() - 1] != b'-';
        if !proper {
            break;
        }
        labels += 1;
        last = Some((label_start, position));
        if byte != b'.' {
            break;
        }
        position += 1;
        label_start = position;
    }
    let (label_start, end) = last?;
    if labels < 2 || end > DOMAIN || matches!(at(text, start + end), b'_' | b'@') {
        return None;
    }
    let top = &window[label_start..end];
    let plain = top.len() >= 2 && top.iter().all(u8::is_ascii_alphabetic);
    let known = plain || top.len() > 4 && top[..4].eq_ignore_ascii_case(b"xn--");
    let extension = EXTENSIONS.iter().any(|extension| top.eq_ignore_ascii_case(extension));
    (known && !extension).then_some(start + end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> Option<&str> {
        let sign = text.find('@')?;
        find(text.as_bytes(), sign).map(|(start, end)| &text[start..end])
    }

    #[test]
    fn addresses() {
        assert_eq!(address("ann@example.com"), Some("ann@example.com"));
        assert_eq!(address("<ann.o'neil+x@mail.example.co.uk>,"), Some("ann.o'neil+x@mail.example.co.uk"));
        assert_eq!(address("to 'ann@example.com'."), Some("ann@example.com"));
        assert_eq!(address("email=ann_b@example.org&x=1"), Some("ann_b@example.org"));
        assert_eq!(address("ann@example.com. Then"), Some("ann@example.com"));
        assert_eq!(address("x@xn--bcher-kva.xn--p1ai"), Some("x@xn--bcher-kva.xn--p1ai"));
    }

    #[test]
    fn others() {
        for text in [
            "@handle",
            "a@b",
            "a@localhost",
            "icon@2x.png",
            "pkg@1.2.3",
            ".@example.com",
            "a..b@example.com",
            "ann.@example.com",
            "git@github.com:org/repo",
            "a@-b.com",
            "a@b-.com",
            "a@.com",
            "a@b..com",
            "a@example.com@x",
        ] {
            assert_eq!(address(text), None, "{text}");
        }
        assert_eq!(address(&format!("{}@example.com", "a".repeat(65))), None);
        assert_eq!(address(&format!("a@{}.com", "a".repeat(64))), None);
        assert_eq!(address(&format!("a@{}com", "a.".repeat(130))), None);
    }
}
