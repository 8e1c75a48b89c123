//! United States: immigration, and tax numbers of special kinds.

use super::{Identifier, PERSONAL, Rank};
use crate::check;
use crate::detector::shaped;

pub(super) const ROWS: &[Identifier] = &[
    // U.S. Citizenship and Immigration Services, glossary, "A-Number": an A and seven to nine digits; on cards without the
    // letter, in threes. Seven digits are not taken: they are too common.
    Identifier {
        id: "USA_ALIEN_REGISTRATION_NUMBER",
        name: "Alien registration number (A-Number)",
        countries: &["US"],
        keywords: &[
            "alien registration",
            "alien registration number",
            "alien reg no",
            "alien number",
            "alien no",
            "alien #",
            "anumber",
            "uscis",
            "uscis #",
            "uscis number",
            "uscis no",
            "permanent resident card",
            "green card",
            "employment authorization",
            "a-number",
        ],
        rank: Rank::Ranged,
        detectors: &[
            shaped(
                &[
                    "A#########",
                    "A########",
                    "A-#########",
                    "A-########",
                    "A###~###~###",
                    "A-###-###-###",
                    "A ### ### ###",
                ],
                is_alien,
            ),
            shaped(&["###-###-###"], is_grouped_alien),
        ],
        ..PERSONAL
    },
    // U.S. Citizenship and Immigration Services, "Receipt number": the service center and ten digits. The number of a
    // permanent resident card has the same form.
    Identifier {
        id: "USA_IMMIGRATION_RECEIPT_NUMBER",
        name: "USCIS receipt number",
        countries: &["US"],
        keywords: &[
            "receipt number",
            "receipt no",
            "receipt #",
            "uscis",
            "uscis case",
            "uscis receipt",
            "case number",
            "i 797",
            "green card",
            "permanent resident card",
            "card number",
        ],
        rank: Rank::Ranged,
        detectors: &[shaped(&["AAA##########", "AAA-##########", "AAA-##-###-#####"], is_receipt)],
        ..PERSONAL
    },
    // Internal Revenue Service, "Adoption Taxpayer Identification Number": like a Social Security number, from 9 on, with 93
    // in the middle.
    Identifier {
        id: "USA_ADOPTION_TAXPAYER_IDENTIFICATION_NUMBER",
        name: "Adoption Taxpayer Identification Number (ATIN)",
        countries: &["US"],
        keywords: &[
            "atin",
            "a.t.i.n.",
            "adoption taxpayer identification number",
            "adoption taxpayer id",
            "adoption tax id",
        ],
        rank: Rank::Ranged,
        detectors: &[shaped(&["#########", "###~##~####"], is_adopted)],
        ..PERSONAL
    },
    // Internal Revenue Service, "PTIN requirements for tax return preparers": a P and eight digits.
    Identifier {
        id: "USA_PREPARER_TAX_IDENTIFICATION_NUMBER",
        name: "Preparer Tax Identification Number (PTIN)",
        countries: &["US"],
        keywords: &[
            "ptin",
            "p.t.i.n.",
            "preparer tax identification number",
            "preparer tax id",
            "tax preparer id",
            "preparer's ptin",
        ],
        rank: Rank::Ranged,
        detectors: &[shaped(&["A########", "A-########"], is_preparer)],
        ..PERSONAL
    },
];

fn is_alien(characters: &[u8]) -> bool {
    matches!(characters, [b'A', digits @ ..] if !check::uniform(digits))
}

/// Numbers without the letter have not gone beyond 299 millions.
fn is_grouped_alien(digits: &[u8]) -> bool {
    matches!(digits, [b'0'..=b'2', ..]) && !check::uniform(digits)
}

/// Service centers in California, Nebraska, Texas, Vermont and Potomac, the benefits centers, and the electronic system.
fn is_receipt(characters: &[u8]) -> bool {
    let Some((center, digits)) = characters.split_at_checked(3) else { return false };
    let known = matches!(
        center,
        b"EAC" | b"IOE" | b"LIN" | b"MCT" | b"MSC" | b"NBC" | b"NSC" | b"SRC" | b"TSC" | b"VSC" | b"WAC" | b"YSC"
    );
    known && !check::uniform(digits)
}

fn is_adopted(digits: &[u8]) -> bool {
    digits.len() == 9 && digits.starts_with(b"9") && digits.get(3..5) == Some(b"93") && !digits.ends_with(b"0000")
}

fn is_preparer(characters: &[u8]) -> bool {
    matches!(characters, [b'P', digits @ ..] if !check::uniform(digits))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers() {
        assert!(is_alien(b"A012345678") && !is_alien(b"B012345678") && !is_alien(b"A000000000"));
        assert!(is_receipt(b"EAC2190012345") && !is_receipt(b"XYZ2190012345"));
        assert!(is_adopted(b"900930001") && !is_adopted(b"900940001") && !is_adopted(b"800930001"));
        assert!(is_preparer(b"P01234567") && !is_preparer(b"Q01234567"));
    }
}
