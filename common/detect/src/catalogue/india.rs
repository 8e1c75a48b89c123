//! India.

use super::{Identifier, PERSONAL, Rank};
use crate::check;
use crate::detector::{checked, shaped};

pub(super) const ROWS: &[Identifier] = &[
    // UIDAI: twelve digits with a Verhoeff check digit; the first is 2 to 9, and no number is a palindrome.
    Identifier {
        id: "INDIA_AADHAAR_NUMBER",
        name: "Aadhaar number",
        countries: &["India"],
        keywords: &["aadhaar", "aadhar", "adhaar", "uidai"],
        macie: true,
        rank: Rank::Checked,
        detectors: &[checked(&["############", "####~####~####"], is_aadhaar)],
        ..PERSONAL
    },
    // Income Tax Department: the fourth letter is the kind of holder; the check letter is not public.
    Identifier {
        id: "INDIA_PERMANENT_ACCOUNT_NUMBER",
        name: "Permanent Account Number (PAN)",
        countries: &["India"],
        keywords: &["e-pan", "pan card", "pan number", "permanent account number"],
        macie: true,
        rank: Rank::Ranged,
        detectors: &[shaped(&["AAAAA####A"], is_pan)],
        ..PERSONAL
    },
];

fn is_aadhaar(digits: &[u8]) -> bool {
    let palindrome = digits.iter().eq(digits.iter().rev());
    digits.first().is_some_and(|first| *first >= b'2') && !palindrome && check::verhoeff(digits)
}

/// Person, company, Hindu family, firm, association, trust, body, government, local authority, artificial person.
fn is_pan(characters: &[u8]) -> bool {
    characters.len() == 10 && b"PCHFATBGLJ".contains(&characters[3]) && &characters[5..9] != b"0000"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn aadhaar() {
        assert!(is_aadhaar(b"234123412346"));
        for number in ["234123412347", "134123412346", "222222222222", "034123412346"] {
            assert!(!is_aadhaar(number.as_bytes()), "{number}");
        }
    }

    #[test]
    fn pan() {
        assert!(is_pan(b"ACUPA7085R"));
        for number in ["ACUXA7085R", "ACUPA0000R", "ACUPA7085"] {
            assert!(!is_pan(number.as_bytes()), "{number}");
        }
    }
}
