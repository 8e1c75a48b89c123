//! Belgium.

use super::{Identifier, PERSONAL, Rank, severity};
use crate::check::{self, date};
use crate::detector::{checked, shaped};

pub(super) const ROWS: &[Identifier] = &[
    // No check digit is published. Ten digits.
    Identifier {
        id: "BELGIUM_DRIVERS_LICENSE",
        name: "Driving licence number (rijbewijs, permis de conduire)",
        countries: &["Belgium"],
        keywords: &[
            "fuehrerschein",
            "fuehrerschein- nr",
            "fuehrerscheinnummer",
            "fuhrerschein",
            "führerschein",
            "fuhrerschein- nr",
            "führerschein- nr",
            "fuhrerscheinnummer",
            "führerscheinnummer",
            "numéro permis conduire",
            "permis de conduire",
            "rijbewijs",
            "rijbewijsnummer",
        ],
        macie: true,
        severity: severity::RISING,
        detectors: &[shaped(&["##########"], check::varied)],
        ..PERSONAL
    },
    // Crossroads Bank for Enterprises: ten digits, the first 0 or 1, the last two 97 less the rest of the others.
    Identifier {
        id: "BELGIUM_ENTERPRISE_NUMBER",
        name: "Enterprise and VAT number (ondernemingsnummer, numéro d'entreprise)",
        countries: &["Belgium"],
        keywords: &[
            "ondernemingsnummer",
            "numéro d'entreprise",
            "no d'entreprise",
            "unternehmensnummer",
            "btw-nummer",
            "btw",
            "numéro de tva",
            "numéro tva",
            "tva",
            "kbo",
            "bce",
            "enterprise number",
            "belgian vat",
        ],
        rank: Rank::Checked,
        detectors: &[checked(
            &[
                "##########",
                "####.###.###",
                "#### ### ###",
                "AA##########",
                "AA ##########",
                "AA ####.###.###",
                "AA####.###.###",
                "AA #### ### ###",
            ],
            is_enterprise,
        )],
        ..PERSONAL
    },
    // Federal Public Service Home Affairs: twelve digits, the last two the others modulo 97 (97 for 0).
    Identifier {
        id: "BELGIUM_IDENTITY_CARD_NUMBER",
        name: "Identity card number (eID)",
        countries: &["Belgium"],
        keywords: &[
            "identiteitskaart",
            "identiteitskaartnummer",
            "kaartnummer eid",
            "carte d'identité",
            "numéro de carte d'identité",
            "personalausweis",
            "identity card",
            "id card",
            "eid",
        ],
        rank: Rank::Checked,
        detectors: &[checked(&["############", "###~#######~##"], is_identity_card)],
        ..PERSONAL
    },
    // National Register, IT 000: date of birth, order, and 97 less the rest of nine digits by 97, with a 2 before them for
    // people born from 2000 on. BIS numbers (Crossroads Bank for Social Security) add 20 or 40 to the month.
    Identifier {
        id: "BELGIUM_NATIONAL_IDENTIFICATION_NUMBER",
        name: "National register number (rijksregisternummer, NISS, BIS)",
        countries: &["Belgium"],
        keywords: &[
            "rijksregisternummer",
            "rijksregister",
            "rijksregisternr",
            "rrn",
            "insz",
            "insz-nummer",
            "bis-nummer",
            "numéro de registre national",
            "numéro national",
            "num national",
            "no national",
            "nationaal nummer",
            "nationaalnr",
            "rijksreg-nr",
            "registre national",
            "niss",
            "numéro bis",
            "nationalregisternummer",
            "national register number",
            "national number",
            "national id",
            "belgian national number",
        ],
        rank: Rank::Checked,
        detectors: &[checked(
            &[
                "###########",
                "##.##.##-###.##",
                "##.##.##-###-##",
                "##.##.## ### ##",
                "######~###~##",
                "##~##~##~###~##",
            ],
            is_national_number,
        )],
        ..PERSONAL
    },
    // Federal Public Service Foreign Affairs: two letters and six digits.
    Identifier {
        id: "BELGIUM_PASSPORT_NUMBER",
        name: "Passport number",
        countries: &["Belgium"],
        keywords: &[
            "paspoort",
            "paspoortnummer",
            "passeport belge",
            "numéro de passeport",
            "passeport",
            "reisepass",
            "belgian passport",
            "belgium passport",
        ],
        severity: severity::PASSPORT,
        detectors: &[shaped(&["AA######"], check::varied)],
        ..PERSONAL
    },
];

/// With or without the letters BE.
pub(super) fn is_enterprise(characters: &[u8]) -> bool {
    let digits = characters.strip_prefix(b"BE").unwrap_or(characters);
    let Some((body, key)) = digits.split_at_checked(8) else { return false };
    let known = key.len() == 2 && matches!(body.first(), Some(b'0' | b'1')) && check::varied(body);
    known && date::number(key, 0, 2) == 97 - check::remainder(body, 97)
}

fn is_identity_card(digits: &[u8]) -> bool {
    let Some((body, key)) = digits.split_at_checked(10) else { return false };
    let rest = match check::remainder(body, 97) {
        0 => 97,
        rest => rest,
    };
    key.len() == 2 && check::varied(body) && date::number(key, 0, 2) == rest
}

fn is_national_number(digits: &[u8]) -> bool {
    let Some((body, key)) = digits.split_at_checked(9) else { return false };
    let key = if key.len() == 2 { date::number(key, 0, 2) } else { u32::MAX };
    let rest = check::remainder(body, 97);
    // The 2 before nine digits counts two thousand million.
    let later = (rest + 2_000_000_000 % 97) % 97;
    let (month, day) = (date::number(body, 2, 2), date::number(body, 4, 2));
    // Days and months are 0 where they are unknown, or where the orders of a day are used up.
    let born = matches!(month, 0..=12 | 20..=32 | 40..=52)
        && day <= 31
        && (month % 20 == 0 || day == 0 || date::is_day(month % 20, day));
    let order = matches!(date::number(body, 6, 3), 1..=998);
    born && order && (key == 97 - rest || key == 97 - later)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_numbers() {
        for number in ["85073003328", "17073003384", "98472899765", "01490700185"] {
            assert!(is_national_number(number.as_bytes()), "{number}");
        }
        for number in ["85073003329", "85133003328", "12345678901", "8507300332", ""] {
            assert!(!is_national_number(number.as_bytes()), "{number}");
        }
        assert!(is_identity_card(b"591191706458") && !is_identity_card(b"000001103225"));
        assert!(is_enterprise(b"BE0428759497") && is_enterprise(b"0428759497") && !is_enterprise(b"0431150351"));
    }
}
