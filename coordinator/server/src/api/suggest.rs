//! What a caller may have meant.

/// Texts longer than this have no suggestion: comparing costs the product of the lengths.
const LONGEST: usize = 128;

/// The candidate that is most like `text`: the same but for case and punctuation, else with few letters wrong (at most
/// a third), else one that contains it. The first of equals, so the answer does not change.
pub(super) fn nearest<'a>(text: &str, candidates: impl Iterator<Item = &'a str> + Clone) -> Option<&'a str> {
    if text.is_empty() || text.len() > LONGEST {
        return None;
    }
    let wanted = normal(text);
    let allowed = (wanted.len() / 3).max(1);
    let close = candidates
        .clone()
        .map(|candidate| (distance(wanted.as_bytes(), normal(candidate).as_bytes()), candidate))
        .min_by_key(|(distance, _)| *distance)
        .filter(|(distance, _)| *distance <= allowed)
        .map(|(_, candidate)| candidate);
    let containing = || candidates.clone().find(|candidate| wanted.len() >= 4 && normal(candidate).contains(&wanted));
    close.or_else(containing)
}

fn normal(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' }).collect()
}

/// How many letters must be changed, added or removed (Levenshtein).
fn distance(a: &[u8], b: &[u8]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let changed = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    const IDS: [&str; 5] =
        ["AWS_CREDENTIALS", "CREDIT_CARD_NUMBER", "CREDIT_CARD_NUMBER_(NO_KEYWORD)", "NAME", "USA_PASSPORT_NUMBER"];

    #[test]
    fn slips_are_recognised() {
        for (text, expected) in [
            ("aws-credentials", Some("AWS_CREDENTIALS")),
            ("AWS_CREDENTIAL", Some("AWS_CREDENTIALS")),
            ("CREDIT_CRAD_NUMBER", Some("CREDIT_CARD_NUMBER")),
            ("credit card number (no keyword)", Some("CREDIT_CARD_NUMBER_(NO_KEYWORD)")),
            ("PASSPORT", Some("USA_PASSPORT_NUMBER")),
            ("NAMES", Some("NAME")),
            ("", None),
            ("IP_ADDRESS_OF_ROUTER", None),
            ("ß", None),
        ] {
            assert_eq!(nearest(text, IDS.into_iter()), expected, "{text}");
        }
        assert_eq!(nearest(&"N".repeat(1_000_000), IDS.into_iter()), None);
    }

    #[test]
    fn distances_are_known() {
        for (a, b, expected) in
            [("kitten", "sitting", 3), ("", "abc", 3), ("abc", "", 3), ("flaw", "lawn", 2), ("a", "a", 0)]
        {
            assert_eq!(distance(a.as_bytes(), b.as_bytes()), expected, "{a} {b}");
        }
    }
}
