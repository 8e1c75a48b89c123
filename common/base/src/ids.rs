//! Names of things.

use aws_lc_rs::digest;
use uuid::Uuid;

/// A new job id: 32 lower-case hexadecimal characters, the form of Macie's. Random (122 bits), so it tells nothing and no
/// two coordinators have to agree.
pub fn job_id() -> String {
    Uuid::new_v4().simple().to_string()
}

/// Characters of an allow list's id: Macie's form.
const LIST_ID_CHARACTERS: usize = 22;

/// A new id of an allow list: 22 lower-case letters and digits, the form of Macie's. Random (113 bits).
pub fn allow_list_id() -> String {
    const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
    let mut random = Uuid::new_v4().as_u128();
    let digit = |rest: u128| usize::try_from(rest % 36).ok().and_then(|at| DIGITS.get(at)).copied().unwrap_or(b'0');
    std::iter::repeat_with(|| {
        let digit = digit(random);
        random /= 36;
        char::from(digit)
    })
    .take(LIST_ID_CHARACTERS)
    .collect()
}

/// Whether this has the form of an allow list's id.
pub fn is_allow_list_id(text: &str) -> bool {
    text.len() == LIST_ID_CHARACTERS && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
}

/// A new session id of a worker process: 32 lower-case hexadecimal characters, random.
pub fn session_id() -> String {
    Uuid::new_v4().simple().to_string()
}

/// The id that these parts always have: 32 lower-case hexadecimal characters, the first half of the SHA-256 of the parts, each
/// preceded by its length (8 bytes, big-endian). So `["ab", "c"]` and `["a", "bc"]` differ.
///
/// Work that is repeated after a crash makes the same ids again, and so overwrites instead of doubling.
pub fn deterministic_id(parts: &[&[u8]]) -> String {
    let mut context = digest::Context::new(&digest::SHA256);
    for part in parts {
        context.update(&(part.len() as u64).to_be_bytes());
        context.update(part);
    }
    hex::encode(&context.finish().as_ref()[..16])
}

/// Whether this has the form of an id made here: 32 lower-case hexadecimal characters.
pub fn is_id(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn job_ids_have_the_form_and_differ() {
        let ids: HashSet<String> = (0..1_000).map(|_| job_id()).collect();
        assert_eq!(ids.len(), 1_000);
        assert!(ids.iter().all(|id| is_id(id)));
    }

    #[test]
    fn allow_list_ids_have_the_form_and_differ() {
        let ids: HashSet<String> = (0..1_000).map(|_| allow_list_id()).collect();
        assert_eq!(ids.len(), 1_000);
        assert!(ids.iter().all(|id| is_allow_list_id(id)));
        assert!(!is_allow_list_id(&job_id()) && !is_allow_list_id("") && !is_allow_list_id(&"A".repeat(22)));
    }

    #[test]
    fn deterministic_ids_are_known_answers() {
        // sha256(0000000000000003 "run" 0000000000000001 "7"), computed with another implementation.
        assert_eq!(deterministic_id(&[b"run", b"7"]), EXPECTED_RUN_7);
        assert_eq!(deterministic_id(&[]), "e3b0c44298fc1c149afbf4c8996fb924", "SHA-256 of nothing");
    }

    const EXPECTED_RUN_7: &str = "db1a0d9c7766d538896e3d3989131647";

    #[test]
    fn parts_cannot_be_confused() {
        let ids = [
            deterministic_id(&[b"ab", b"c"]),
            deterministic_id(&[b"a", b"bc"]),
            deterministic_id(&[b"abc"]),
            deterministic_id(&[b"abc", b""]),
            deterministic_id(&[b"", b"abc"]),
        ];
        assert_eq!(ids.iter().collect::<HashSet<_>>().len(), ids.len());
    }

    #[test]
    fn what_is_no_id_is_seen() {
        for wrong in ["", "e3b0", "E3B0C44298FC1C149AFBF4C8996FB924", "e3b0c44298fc1c149afbf4c8996fb92g"] {
            assert!(!is_id(wrong), "{wrong}");
        }
    }
}
