//! HTTP cookies (RFC 6265): whole `Cookie` and `Set-Cookie` headers with their pairs of names and values.

use super::boundary::{at, back};

/// Longest header, in bytes. Browsers keep 4096 bytes of a cookie (RFC 6265, section 6.1).
pub(crate) const LONGEST: usize = PAIRS + 16;
const PAIRS: usize = 4096;

/// The bounds of the header whose name ends before the colon at `colon`: from its name to the end of its last pair.
pub(crate) fn header(text: &[u8], colon: usize) -> Option<(usize, usize)> {
    if at(text, colon) != b':' {
        return None;
    }
    // In JSON the name is quoted, and the value too.
    let quoted = matches!(back(text, colon, 1), b'"' | b'\'');
    let name_end = colon - usize::from(quoted);
    let name: &[u8] = b"cookie";
    let start = name_end.checked_sub(name.len())?;
    if !text.get(start..name_end)?.eq_ignore_ascii_case(name) {
        return None;
    }
    let set: &[u8] = b"set-";
    let start = match start.checked_sub(set.len()) {
        Some(outer) if text[outer..start].eq_ignore_ascii_case(set) => outer,
        _ => start,
    };
    let before = back(text, start, 1);
    if before.is_ascii_alphanumeric() || matches!(before, b'-' | b'_' | b'.' | b'$') {
        return None;
    }
    let spaces = text[colon + 1..].iter().take(4).take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    let mut first = colon + 1 + spaces;
    if quoted && matches!(at(text, first), b'"' | b'\'') {
        first += 1;
    }
    Some((start, pairs(text, first)?))
}

/// The bounds of the pairs in a field that is called cookie: they are all that is in it.
pub(crate) fn field(text: &[u8]) -> Option<(usize, usize)> {
    let start = text.len() - text.trim_ascii_start().len();
    let end = pairs(text, start)?;
    text[end..].iter().all(|byte| matches!(byte, b';' | b' ' | b'\r' | b'\n')).then_some((start, end))
}

/// The end of one or more pairs (RFC 6265, sections 4.1.1 and 4.2.1) at `start`; attributes such as `HttpOnly` have no value.
fn pairs(text: &[u8], start: usize) -> Option<usize> {
    let limit = text.len().min(start.checked_add(PAIRS)?);
    let (mut end, sample) = pair(text.get(..limit)?, start)?;
    let mut real = !sample;
    loop {
        let spaces = |from: usize| text[from..limit].iter().take(2).take_while(|byte| **byte == b' ').count();
        let separator = end + spaces(end);
        if separator >= limit || at(text, separator) != b';' {
            break;
        }
        let next = separator + 1;
        let next = next + spaces(next);
        if let Some((pair_end, sample)) = pair(&text[..limit], next) {
            end = pair_end;
            real |= !sample && !is_attribute(&text[next..]);
            continue;
        }
        let word = text[next..limit].iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
        let flag = &text[next..next + word];
        if !flag.eq_ignore_ascii_case(b"httponly")
            && !flag.eq_ignore_ascii_case(b"secure")
            && !flag.eq_ignore_ascii_case(b"partitioned")
        {
            break;
        }
        end = next + word;
    }
    real.then_some(end)
}

/// Whether an attribute of `Set-Cookie` stands here.
fn is_attribute(text: &[u8]) -> bool {
    let names: [&[u8]; 6] = [b"expires=", b"max-age=", b"domain=", b"path=", b"samesite=", b"priority="];
    names.iter().any(|name| text.get(..name.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(name)))
}

/// The end of the pair at `start`, and whether it is a sample: `name=value`, or an empty value.
fn pair(text: &[u8], start: usize) -> Option<(usize, bool)> {
    let rest = text.get(start..)?;
    // RFC 9110, section 5.6.2: token.
    let is_token = |byte: &u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(byte);
    let name = rest.iter().take_while(|byte| is_token(byte)).count();
    if name == 0 || at(rest, name) != b'=' || !rest[..name].iter().any(u8::is_ascii_alphanumeric) {
        return None;
    }
    let value = &rest[name + 1..];
    // RFC 6265, section 4.1.1: cookie-octet. A date may follow `Expires` with spaces and a comma in it.
    let date = is_attribute(rest) && rest[0].eq_ignore_ascii_case(&b'e');
    let is_octet = |byte: &u8| match byte {
        b' ' | b',' => date,
        b'"' | b';' | b'\\' => false,
        _ => byte.is_ascii_graphic(),
    };
    let quoted = value.first() == Some(&b'"');
    let body = &value[usize::from(quoted)..];
    let length = body.iter().take_while(|byte| is_octet(byte)).count();
    let body = &body[..length];
    let closing = usize::from(quoted && at(value, 1 + length) == b'"');
    let sample = body.is_empty()
        || body.eq_ignore_ascii_case(b"value")
        || body.starts_with(b"<")
        || body.starts_with(b"${")
        || body.starts_with(b"{{")
        || body.iter().all(|byte| matches!(byte, b'.' | b'*'));
    // An apostrophe at the end closes the argument of a command.
    let trailing = body.iter().rev().take_while(|byte| matches!(byte, b'\'' | b',' | b' ' | b'}' | b')')).count();
    let trailing = if quoted { 0 } else { trailing };
    Some((start + name + 1 + usize::from(quoted) + length + closing - trailing, sample))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Option<&str> {
        let (start, end) = header(text.as_bytes(), text.find(':')?)?;
        text.get(start..end)
    }

    #[test]
    fn headers() {
        // RFC 6265, section 3.1.
        for text in [
            "Set-Cookie: SID=31d4d96e407aad42",
            "Set-Cookie: SID=31d4d96e407aad42; Path=/; Domain=example.com",
            "Set-Cookie: SID=31d4d96e407aad42; Path=/; Secure; HttpOnly",
            "Cookie: SID=31d4d96e407aad42; lang=en-US",
            "Set-Cookie: lang=en-US; Expires=Wed, 09 Jun 2021 10:18:14 GMT",
            "cookie:session=3948; lang=en",
            "Cookie: a=\"quoted\"; b=2",
        ] {
            assert_eq!(found(text), Some(text));
            assert_eq!(found(&format!("{text}\r\nHost: x")).map(str::len), Some(text.len()));
        }
        assert_eq!(found("-H 'Cookie: s=1; t=2' x"), Some("Cookie: s=1; t=2"));
        assert_eq!(found("{\"Cookie\":\"s=1; t=2\"}"), Some("Cookie\":\"s=1; t=2"));
        assert_eq!(found("Cookie: s=1; t=2; and more"), Some("Cookie: s=1; t=2"));
    }

    #[test]
    fn no_headers() {
        for text in [
            "Cookie: yes please",
            "Cookie:",
            "Cookie: =1",
            "X-Cookie: a=1",
            "cookies: a=1",
            "Cookie: name=value",
            "Cookie: <name>=<value>",
            "Set-Cookie: name=; Path=/",
            "set_cookie: x",
            "Cookie: ${COOKIE}",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }

    #[test]
    fn fields() {
        assert_eq!(field(b"SID=31d4; lang=en"), Some((0, 17)));
        assert_eq!(field(b" a=1; "), Some((1, 4)));
        for text in ["", "chocolate", "a=1 and b=2", "yes=", ";"] {
            assert_eq!(field(text.as_bytes()), None, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "(Cookie|Set-Cookie)?[:\"]{0,2}[a-z=;\" ,'é]{0,60}", at in 0usize..70) {
            let within = |found: Option<(usize, usize)>| found.is_none_or(|(start, end)| start < end && end <= text.len());
            proptest::prop_assert!(within(header(text.as_bytes(), at)));
            proptest::prop_assert!(within(field(text.as_bytes())));
        }
    }
}
