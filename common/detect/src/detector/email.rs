//! E-mail addresses: the dot-atom form of RFC 5321 and 5322 that mail providers hand out, with the letters of other languages
//! that RFC 6531 and 5890 allow in it.

use super::boundary::{at, back};
use crate::fold;

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
    let start = if back(text, start, 1) < 0x80 { start } else { foreign_part(text, start, sign)? };
    if start == sign {
        return None;
    }
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
    if length > LOCAL || back(text, sign, 1) == b'.' {
        return None;
    }
    if length == 0 {
        return (back(text, sign, 1) >= 0x80).then_some(sign);
    }
    let local = &window[window.len() - length..];
    // Quotation marks, dashes and dots before an address belong to the sentence.
    let lead = local.iter().take_while(|byte| !byte.is_ascii_alphanumeric() && **byte != b'_').count();
    let local = &local[lead..];
    (!local.is_empty() && !local.windows(2).any(|pair| pair == b"..")).then_some(sign - local.len())
}

/// Where a local part begins that has letters beyond ASCII before `start`. Those of scripts without spaces belong to the
/// sentence if letters of ASCII follow (`邮箱ann@example.com`).
#[inline(never)]
fn foreign_part(text: &[u8], start: usize, sign: usize) -> Option<usize> {
    let alone = start == sign;
    let mut first = start;
    while sign - first <= LOCAL {
        let before = back(text, first, 1);
        if before < 0x80 {
            if !is_local(before) || before == b'\'' {
                break;
            }
            first -= 1;
            continue;
        }
        match fold::previous(text, first) {
            Some((code, from)) if fold::is_word_letter(code) || alone && is_ideograph(code) => first = from,
            _ => break,
        }
    }
    let lead = text[first..sign].iter().take_while(|byte| !byte.is_ascii_alphanumeric() && **byte < 0x80).count();
    let first = first + lead;
    let plain = !text[first..sign].windows(2).any(|pair| pair == b"..");
    (sign - first <= LOCAL && plain).then_some(first)
}

/// Letters of scripts without spaces that domains have: Chinese and Japanese.
fn is_ideograph(code: u32) -> bool {
    matches!(code, 0x3041..=0x30ff | 0x3400..=0x9fff)
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
        if byte >= 0x80 {
            // A label in another script, or with other letters in it; behind one in ASCII the sentence may go on.
            let (code, length) = fold::decode(window, position);
            let ideograph = is_ideograph(code) && window[label_start..position].iter().all(|byte| *byte >= 0x80);
            if fold::is_word_letter(code) || ideograph {
                position += length.max(1);
                continue;
            }
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
    let plain = top.len() >= 2 && top.iter().all(|byte| byte.is_ascii_alphabetic() || *byte >= 0x80);
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
        assert_eq!(address("an müller@example.de"), Some("müller@example.de"));
        assert_eq!(address("<jörg.weiß@bücher.example>"), Some("jörg.weiß@bücher.example"));
        assert_eq!(address("квіт@пошта.укр."), Some("квіт@пошта.укр"));
        assert_eq!(address("用户@例子.广告。"), Some("用户@例子.广告"));
        assert_eq!(address("联系邮箱ann@example.com"), Some("ann@example.com"));
        assert_eq!(address("メールはtaro@example.co.jpまで"), Some("taro@example.co.jp"));
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
            "用户@例子",
            "—@example.com",
        ] {
            assert_eq!(address(text), None, "{text}");
        }
        assert_eq!(address(&format!("{}@example.com", "a".repeat(65))), None);
        assert_eq!(address(&format!("a@{}.com", "a".repeat(64))), None);
        assert_eq!(address(&format!("a@{}com", "a.".repeat(130))), None);
    }
}
