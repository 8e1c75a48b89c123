//! Albania and the states of former Yugoslavia that have no file of their own.

use super::{Identifier, PERSONAL, Rank};
use crate::check::{self, date};
use crate::detector::{checked, shaped};

/// What the number is called in Bosnian, Croatian, Montenegrin and Serbian. Its register tells the country.
pub(super) const JMBG_WORDS: &[&str] = &[
    "jmbg",
    "jmb",
    "jedinstveni matični broj",
    "jedinstveni matični broj građana",
    "matični broj građana",
    "maticni broj gradana",
    "matični broj",
    "јмбг",
    "јединствени матични број",
    "матични број",
    "unique master citizen number",
    "citizen number",
    "personal number",
    "national id",
];

pub(super) const ROWS: &[Identifier] = &[
    // General Directorate of Taxation and Civil Registry: a letter for the decade and a digit for the year, two digits
    // (the month and the sex of a person, the region of an organization), the day, three digits and a letter. How the
    // letter is computed is not published.
    Identifier {
        id: "ALBANIA_NATIONAL_IDENTIFICATION_NUMBER",
        name: "Identity and tax number (NID, NIPT)",
        countries: &["Albania"],
        keywords: &[
            "nipt",
            "nuis",
            "numri i identitetit",
            "numri personal",
            "numër personal",
            "numri identifikues",
            "nid",
            "national id",
            "personal number",
        ],
        rank: Rank::Ranged,
        detectors: &[shaped(&["A########A", "A ######## A"], is_albanian)],
        ..PERSONAL
    },
    // Law on the unique citizen number (Yugoslavia, 1976): date of birth, register (10 to 19), order, a check digit
    // modulo 11.
    Identifier {
        id: "BOSNIA_AND_HERZEGOVINA_NATIONAL_IDENTIFICATION_NUMBER",
        name: "Citizen number (JMBG)",
        countries: &["Bosnia-Herzegovina"],
        keywords: JMBG_WORDS,
        rank: Rank::Checked,
        detectors: &[checked(&["#############"], |digits| {
            is_jmbg(digits, &[1, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19])
        })],
        ..PERSONAL
    },
    // Law on the unique citizen number (Yugoslavia, 1976): date of birth, register (20 to 29), order, a check digit
    // modulo 11.
    Identifier {
        id: "MONTENEGRO_NATIONAL_IDENTIFICATION_NUMBER",
        name: "Citizen number (JMBG)",
        countries: &["Montenegro"],
        keywords: JMBG_WORDS,
        rank: Rank::Checked,
        detectors: &[checked(&["#############"], |digits| {
            is_jmbg(digits, &[2, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29])
        })],
        ..PERSONAL
    },
    // Poreska uprava Crne Gore: eight digits, the last a check digit modulo 11.
    Identifier {
        id: "MONTENEGRO_TAX_IDENTIFICATION_NUMBER",
        name: "Tax number (PIB)",
        countries: &["Montenegro"],
        keywords: &["pib", "poreski identifikacioni broj", "poreski broj", "montenegrin tax number"],
        rank: Rank::Checked,
        detectors: &[checked(&["########"], is_montenegrin_tax_number)],
        ..PERSONAL
    },
    // Law on the unique citizen number (Yugoslavia, 1976): date of birth, register (40 to 49), order, a check digit
    // modulo 11.
    Identifier {
        id: "NORTH_MACEDONIA_NATIONAL_IDENTIFICATION_NUMBER",
        name: "Citizen number (ЕМБГ)",
        countries: &["North Macedonia"],
        keywords: &[
            "embg",
            "ембг",
            "единствен матичен број",
            "единствен матичен број на граѓанинот",
            "матичен број",
            "maticen broj",
            "edinstven maticen broj",
            "unique master citizen number",
            "citizen number",
            "national id",
        ],
        rank: Rank::Checked,
        detectors: &[checked(&["#############"], |digits| {
            is_jmbg(digits, &[4, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49])
        })],
        ..PERSONAL
    },
    // Управа за јавни приходи: thirteen digits that begin with 4 or 5, the last a check digit modulo 11.
    Identifier {
        id: "NORTH_MACEDONIA_TAX_IDENTIFICATION_NUMBER",
        name: "Tax number (ЕДБ)",
        countries: &["North Macedonia"],
        keywords: &["edb", "едб", "единствен даночен број", "danocen broj", "даночен број", "macedonian tax number"],
        rank: Rank::Checked,
        detectors: &[checked(&["#############", "AA#############", "AA #############"], is_edb)],
        ..PERSONAL
    },
    // Central Serbia, Vojvodina and Kosovo; refugees and foreigners.
    Identifier {
        id: "SERBIA_NATIONAL_IDENTIFICATION_NUMBER",
        name: "Citizen number (JMBG, ЈМБГ)",
        countries: &["Serbia"],
        keywords: JMBG_WORDS,
        rank: Rank::Checked,
        detectors: &[checked(&["#############"], |digits| {
            let register = date::number(digits, 7, 2);
            matches!(register, 6..=9 | 60..=99) && is_jmbg(digits, &[register])
        })],
        ..PERSONAL
    },
    // Пореска управа: nine digits, ISO/IEC 7064 MOD 11,10.
    Identifier {
        id: "SERBIA_TAX_IDENTIFICATION_NUMBER",
        name: "Tax number (PIB, ПИБ)",
        countries: &["Serbia"],
        keywords: &[
            "pib",
            "пиб",
            "poreski identifikacioni broj",
            "порески идентификациони број",
            "poreski broj",
            "порески број",
            "serbian tax number",
        ],
        rank: Rank::Checked,
        detectors: &[checked(&["#########", "AA#########"], is_serbian_tax_number)],
        ..PERSONAL
    },
];

/// The citizen number of Yugoslavia (JMBG, EMŠO, ЕМБГ; Zakon o uvođenju jedinstvenog matičnog broja građana, 1976): day,
/// month, three digits of the year, two of the register, order, and a check digit modulo 11.
pub(super) fn is_jmbg(digits: &[u8], registers: &[u32]) -> bool {
    let Some((body, [last])) = digits.split_at_checked(12) else { return false };
    // The years 1800 to 2799.
    let year = match date::number(body, 4, 3) {
        year @ 0..=799 => 2000 + year,
        year => 1000_u32.saturating_add(year),
    };
    let born = date::is_date(year, date::number(body, 2, 2), date::number(body, 0, 2));
    let rest = check::weighted(body, &[7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11;
    // A rest of 1 would need a check digit of ten: such orders are not given out.
    let wanted = if rest == 0 { 0 } else { 11 - rest };
    born && year <= 2099 && registers.contains(&date::number(body, 7, 2)) && wanted == check::value(*last)
}

fn is_albanian(characters: &[u8]) -> bool {
    let [decade, .., letter] = characters else { return false };
    let day = matches!(date::number(characters, 4, 2), 1..=31);
    let digits = date::number(characters, 1, 8) != u32::MAX && characters.len() == 10;
    matches!(decade, b'A'..=b'T') && letter.is_ascii_uppercase() && digits && day && check::varied(characters)
}

fn is_montenegrin_tax_number(digits: &[u8]) -> bool {
    let Some((body, [last])) = digits.split_at_checked(7) else { return false };
    let rest = check::weighted(body, &[8, 7, 6, 5, 4, 3, 2]) % 11;
    check::varied(body) && (11 - rest) % 11 % 10 == check::value(*last)
}

/// With or without the letters MK.
fn is_edb(characters: &[u8]) -> bool {
    let digits = characters.strip_prefix(b"MK").unwrap_or(characters);
    let Some((body, [last])) = digits.split_at_checked(12) else { return false };
    let rest = check::weighted(body, &[7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11;
    matches!(body.first(), Some(b'4' | b'5')) && check::varied(body) && (11 - rest) % 11 % 10 == check::value(*last)
}

/// With or without the letters RS.
fn is_serbian_tax_number(characters: &[u8]) -> bool {
    let digits = characters.strip_prefix(b"RS").unwrap_or(characters);
    // Numbers from 100000001 on are given out.
    digits.len() == 9
        && date::number(digits, 0, 9) > 100_000_000
        && date::number(digits, 0, 9) != u32::MAX
        && check::varied(digits)
        && check::mod_11_10(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn citizen_numbers() {
        assert!(is_jmbg(b"0101006500006", &[50]) && !is_jmbg(b"0101006500006", &[71]));
        for number in ["0101006500007", "3202006500006", "010100650000", ""] {
            assert!(!is_jmbg(number.as_bytes(), &[50]), "{number}");
        }
    }

    #[test]
    fn tax_numbers() {
        assert!(is_serbian_tax_number(b"101134702") && !is_serbian_tax_number(b"101134703"));
        assert!(is_montenegrin_tax_number(b"02655284") && !is_montenegrin_tax_number(b"02655283"));
        for number in ["4030000375897", "MK4020990116747", "4057009501106"] {
            assert!(is_edb(number.as_bytes()), "{number}");
        }
        assert!(!is_edb(b"4030000375890"));
        assert!(is_albanian(b"J91402501L") && is_albanian(b"K22218003V"));
        for number in ["Z22218003V", "K22200003V", "K22218003", "K222180033", ""] {
            assert!(!is_albanian(number.as_bytes()), "{number}");
        }
    }
}
