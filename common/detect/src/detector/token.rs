//! Tokens that decode: JSON web tokens (RFC 7519 in the compact form of RFC 7515) and the credentials of HTTP Basic
//! authentication (RFC 7617).

use base64::Engine;
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use zeroize::Zeroizing;

use super::boundary::{at, back};

const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);
const PLAIN: GeneralPurpose = GeneralPurpose::new(&STANDARD, LENIENT);
const URL: GeneralPurpose = GeneralPurpose::new(&URL_SAFE, LENIENT);

/// Longest header of a web token, in characters.
const WEB_HEADER: usize = 1024;
/// Longest claims or signature of a web token, in characters.
const WEB_PART: usize = 5 * 1024;
/// Shortest signature: HS256 has 43 characters.
const WEB_SIGNATURE: usize = 40;
/// Longest Basic credentials, in characters.
const BASIC: usize = 1024;
/// Longest match with its boundaries.
pub(crate) const LONGEST: usize = WEB_HEADER + 2 * WEB_PART + 8;

fn is_url_safe(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')
}

/// The part of a web token at `start`, of at most `limit` characters.
fn part(text: &[u8], start: usize, limit: usize) -> Option<&[u8]> {
    let rest = text.get(start..)?;
    let rest = &rest[..rest.len().min(limit + 1)];
    let length = rest.iter().take_while(|byte| is_url_safe(**byte)).count();
    (length <= limit).then(|| &rest[..length])
}

/// Whether a web token may begin like this: with a brace, and a quote or white space behind it, in base64.
#[inline]
pub(crate) fn begins_like_web(key: [u8; 4]) -> bool {
    matches!(key, [b'e', b'y' | b'w', ..])
}

/// The end of the JSON web token at `start`: signed, or unsigned with an empty signature.
pub(crate) fn web(text: &[u8], start: usize) -> Option<usize> {
    if is_url_safe(back(text, start, 1)) || back(text, start, 1) == b'.' {
        return None;
    }
    if !text.get(start..)?.first_chunk().is_some_and(|key| begins_like_web(*key)) {
        return None;
    }
    let header = part(text, start, WEB_HEADER)?;
    let claims_start = start + header.len() + 1;
    if at(text, claims_start - 1) != b'.' || !is_header(header) {
        return None;
    }
    let claims = part(text, claims_start, WEB_PART)?;
    let signature_start = claims_start + claims.len() + 1;
    if at(text, signature_start - 1) != b'.' || !is_object(claims) {
        return None;
    }
    let signature = part(text, signature_start, WEB_PART)?;
    let end = signature_start + signature.len();
    // Five parts make an encrypted token, which says nothing.
    let five = at(text, end) == b'.' && is_url_safe(at(text, end + 1));
    ((signature.is_empty() || signature.len() >= WEB_SIGNATURE) && !five).then_some(end)
}

/// Whether this decodes to an object that names an algorithm.
fn is_header(encoded: &[u8]) -> bool {
    let mut decoded = Zeroizing::new([0; WEB_HEADER]);
    let Ok(length) = URL.decode_slice(encoded, decoded.as_mut_slice()) else { return false };
    let json = decoded[..length].trim_ascii();
    json.starts_with(b"{") && json.ends_with(b"}") && json.windows(5).any(|part| part == b"\"alg\"")
}

/// Whether this decodes to an object, as far as its first and last bytes tell.
fn is_object(encoded: &[u8]) -> bool {
    let mut decoded = Zeroizing::new([0; 16]);
    let tail = (encoded.len() / 4).saturating_sub(1) * 4;
    let first =
        URL.decode_slice(&encoded[..encoded.len().min(4)], decoded.as_mut_slice()).is_ok() && decoded[0] == b'{';
    let last = URL
        .decode_slice(&encoded[tail..], decoded.as_mut_slice())
        .is_ok_and(|length| decoded[..length].trim_ascii_end().ends_with(b"}"));
    encoded.len() >= 4 && first && last
}

/// The bounds of the HTTP Basic header whose name ends before the colon at `colon`.
pub(crate) fn basic_header(text: &[u8], colon: usize) -> Option<(usize, usize)> {
    let start = header_name(text, colon)?;
    let gap = text[colon + 1..].iter().take(3).take_while(|byte| matches!(byte, b' ' | b'"' | b'\'' | b'`')).count();
    basic_value(text, colon + 1 + gap).map(|end| (start, end))
}

/// The end of the value of an Authorization header at `scheme`.
pub(crate) fn basic_value(text: &[u8], scheme: usize) -> Option<usize> {
    if !text.get(scheme..scheme + 6)?.eq_ignore_ascii_case(b"basic ") {
        return None;
    }
    let spaces = text[scheme + 6..].iter().take(4).take_while(|byte| **byte == b' ').count();
    let token_start = scheme + 6 + spaces;
    let rest = &text[token_start..text.len().min(token_start + BASIC + 1)];
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_' | b'.' | b'~');
    let length = rest.iter().take_while(|byte| is_part(byte)).count();
    let padding = rest[length..].iter().take(2).take_while(|byte| **byte == b'=').count();
    if !(4..=BASIC).contains(&length) {
        return None;
    }
    let mut decoded = Zeroizing::new([0; BASIC]);
    let decoded_length = PLAIN.decode_slice(&rest[..length], decoded.as_mut_slice()).ok()?;
    let credentials = &decoded[..decoded_length];
    // RFC 7617, section 2: user-id, colon, password; no control characters.
    let sound = credentials.contains(&b':') && !credentials.iter().any(u8::is_ascii_control);
    sound.then_some(token_start + length + padding)
}

/// Where the field name `Authorization` or `Proxy-Authorization` before a colon begins.
fn header_name(text: &[u8], colon: usize) -> Option<usize> {
    let end = colon - usize::from(matches!(back(text, colon, 1), b'"' | b'\'' | b'`'));
    let name = b"authorization";
    let start = end.checked_sub(name.len())?;
    if !text[start..end].eq_ignore_ascii_case(name) {
        return None;
    }
    let proxy = b"proxy-";
    let proxy_start = start.saturating_sub(proxy.len());
    let start = if text[proxy_start..start].eq_ignore_ascii_case(proxy) { proxy_start } else { start };
    (!is_url_safe(back(text, start, 1))).then_some(start)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(header: &str, claims: &str, signature: &str) -> String {
        format!("{}.{}.{signature}", URL.encode(header).trim_end_matches('='), URL.encode(claims).trim_end_matches('='))
    }

    #[test]
    fn web_tokens() {
        let signature = "s".repeat(43);
        let good = token(r#"{"alg":"HS256","typ":"JWT"}"#, r#"{"sub":"1"}"#, &signature);
        assert_eq!(web(good.as_bytes(), 0), Some(good.len()));
        let unsigned = token(r#"{"alg":"none"}"#, r#"{"sub":"1"}"#, "");
        assert_eq!(web(unsigned.as_bytes(), 0), Some(unsigned.len()));
        assert_eq!(web(format!("{unsigned} Next").as_bytes(), 0), Some(unsigned.len()));
        for bad in [
            token(r#"{"typ":"JWT"}"#, r#"{"sub":"1"}"#, &signature),
            token(r#"{"alg":"HS256"}"#, "plain text", &signature),
            token(r#"{"alg":"HS256"}"#, r#"{"sub":"1"}"#, "short"),
            format!("{good}.a.b"),
            "eyJ.eyJ.".to_owned(),
            "eyJhbGci".to_owned(),
        ] {
            assert_eq!(web(bad.as_bytes(), 0), None, "{bad}");
        }
    }

    #[test]
    fn basic_headers() {
        let find = |text: &str| text.find(':').and_then(|colon| basic_header(text.as_bytes(), colon));
        // The example of RFC 7617.
        let example = "Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==";
        assert_eq!(find(example), Some((0, example.len())));
        for text in [
            "proxy-authorization:basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==",
            "\"Authorization\": \"Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\"",
            "-H 'Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ'",
        ] {
            assert!(find(text).is_some(), "{text}");
        }
        for text in [
            "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==",
            "X-Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==",
            "Authorization: Basic authentication",
            "Authorization: Basic cGxhaW4=",
            "Authorization: Basic x",
        ] {
            assert_eq!(find(text), None, "{text}");
        }
        assert_eq!(basic_value(b"Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", 0), Some(34));
    }
}
