//! Croatia.

use super::{Identifier, PERSONAL, Rank, balkans, severity};
use crate::check;
use crate::detector::{checked, shaped};

pub(super) const ROWS: &[Identifier] = &[
    // No check digit is published. Eight digits.
    Identifier {
        id: "CROATIA_DRIVERS_LICENSE",
        name: "Driving licence number (vozačka dozvola)",
        countries: &["Croatia"],
        keywords: &["vozačka dozvola"],
        macie: true,
        severity: severity::RISING,
        detectors: &[shaped(&["########"], check::varied)],
        ..PERSONAL
    },
    // The number of Yugoslav times, in use until 2009: see the JMBG of the other countries. Registers 30 to 39.
    Identifier {
        id: "CROATIA_FORMER_CITIZEN_NUMBER",
        name: "Former citizen number (JMBG, matični broj građana)",
        countries: &["Croatia"],
        keywords: balkans::JMBG_WORDS,
        rank: Rank::Checked,
        detectors: &[checked(&["#############"], |digits| {
            balkans::is_jmbg(digits, &[3, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39])
        })],
        ..PERSONAL
    },
    // Zakon o osobnom identifikacijskom broju (OECD, TIN of Croatia): eleven digits, ISO/IEC 7064 MOD 11,10.
    Identifier {
        id: "CROATIA_NATIONAL_IDENTIFICATION_NUMBER",
        name: "Personal identification number (OIB)",
        countries: &["Croatia"],
        keywords: &[
            "oib",
            "osobni identifikacijski broj",
            "osobni broj",
            "porezni broj",
            "pdv broj",
            "personal identification number",
            "croatian tax number",
            "croatian tax id",
        ],
        rank: Rank::Checked,
        detectors: &[checked(&["###########", "AA###########", "AA ###########"], is_oib)],
        ..PERSONAL
    },
    // Ministry of the Interior: nine digits.
    Identifier {
        id: "CROATIA_PASSPORT_NUMBER",
        name: "Passport number (putovnica)",
        countries: &["Croatia"],
        keywords: &["putovnica", "broj putovnice", "putovnice", "croatian passport", "croatia passport"],
        severity: severity::PASSPORT,
        detectors: &[shaped(&["#########"], check::varied)],
        ..PERSONAL
    },
];

/// With or without the letters HR.
pub(super) fn is_oib(characters: &[u8]) -> bool {
    let digits = characters.strip_prefix(b"HR").unwrap_or(characters);
    digits.len() == 11 && check::varied(digits) && digits.iter().all(u8::is_ascii_digit) && check::mod_11_10(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_numbers() {
        assert!(is_oib(b"33392005961") && is_oib(b"HR33392005961"));
        for number in ["33392005962", "3339200596", "SI33392005961", ""] {
            assert!(!is_oib(number.as_bytes()), "{number}");
        }
    }
}
