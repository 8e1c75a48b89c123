//! Canada.

use super::{Identifier, PERSONAL, Rank, severity};
use crate::check::{self, date};
use crate::detector::{checked, shaped};

pub(super) const ROWS: &[Identifier] = &[
    // Employment and Social Development Canada: nine digits, the last a Luhn digit. The first digit is the region, or 9
    // for temporary residents; 0 and 8 are not issued to persons.
    Identifier {
        id: "CANADA_SOCIAL_INSURANCE_NUMBER",
        name: "Social Insurance Number (SIN)",
        countries: &["Canada"],
        keywords: &["canadian id", "numéro d'assurance sociale", "sin", "social insurance number"],
        recommended: true,
        macie: true,
        rank: Rank::Checked,
        detectors: &[checked(&["#########", "###~###~###"], is_sin)],
        ..PERSONAL
    },
    // Each province numbers its residents. British Columbia (Ministry of Health, PHN): ten digits from 9 on, the last
    // modulo 11. Ontario: ten digits, the last a Luhn digit, and a version of one or two letters. Quebec (RAMQ): letters
    // of the name, birth, and two digits whose rule is not public. The other provinces publish no check digit.
    Identifier {
        id: "CANADA_HEALTH_NUMBER",
        name: "Provincial health number",
        countries: &["Canada"],
        keywords: &["canada healthcare number", "msp number", "personal healthcare number", "phn", "soins de santé"],
        macie: true,
        rank: Rank::Ranged,
        detectors: &[
            checked(&["##########", "####~###~###"], is_british_columbian),
            checked(
                &[
                    "##########",
                    "####~###~###",
                    "##########AA",
                    "##########A",
                    "##########~AA",
                    "##########~A",
                    "####~###~###~AA",
                    "####~###~###~A",
                    "####-###-###AA",
                ],
                is_ontarian,
            ),
            shaped(&["AAAA########", "AAAA~####~####"], is_quebecer),
            // Nova Scotia.
            shaped(&["##########", "####~###~###"], is_nova_scotian),
            // Alberta, Manitoba, New Brunswick, Saskatchewan, Nunavut, Yukon; Prince Edward Island; Newfoundland.
            shaped(
                &["#########", "#####-####", "###~###~###", "########", "############", "###~###~###~###"],
                is_plain_health_number,
            ),
            // Northwest Territories.
            shaped(&["A#######", "A~#######"], is_northern),
        ],
        ..PERSONAL
    },
    // Forms of the provinces' licences; none has a public check digit, those of Ontario and Nova Scotia hold the date of
    // birth.
    Identifier {
        id: "CANADA_DRIVERS_LICENSE",
        name: "Driver's licence number",
        countries: &["Canada"],
        keywords: &[
            "dl#",
            "dl:",
            "dlno#",
            "driver licence",
            "driver licences",
            "driver license",
            "driver licenses",
            "driver permit",
            "drivers lic.",
            "drivers licence",
            "driver's licence",
            "drivers licences",
            "driver's licences",
            "drivers license",
            "driver's license",
            "drivers licenses",
            "driver's licenses",
            "drivers permit",
            "driver's permit",
            "drivers permit number",
            "driving licence",
            "driving license",
            "driving permit",
            "permis de conduire",
        ],
        recommended: true,
        macie: true,
        severity: severity::RISING,
        detectors: &[
            shaped(&["A##############", "A####~#####~#####"], is_ontario_licence),
            shaped(&["AAAAA#########", "AAAAA-#########"], is_nova_scotia_licence),
            shaped(
                &[
                    // Quebec.
                    "A############",
                    "A####~######~##",
                    // Manitoba.
                    "AAAAAAA###AA",
                    // Newfoundland and Labrador.
                    "A#########",
                    // Alberta; also 123456-789.
                    "#########",
                    "######-###",
                    // Saskatchewan.
                    "########",
                    // British Columbia, New Brunswick.
                    "#######",
                    // Prince Edward Island, the territories.
                    "######",
                ],
                is_other_licence,
            ),
        ],
        ..PERSONAL
    },
    // Immigration, Refugees and Citizenship Canada: two letters and six digits; since 2023 a letter, six digits and two
    // letters. There is no check digit in the number itself.
    Identifier {
        id: "CANADA_PASSPORT_NUMBER",
        name: "Passport number",
        countries: &["Canada"],
        keywords: &["passeport", "passeport#", "passport", "passport#", "passportno", "passportno#"],
        recommended: true,
        macie: true,
        severity: severity::PASSPORT,
        detectors: &[shaped(&["AA######", "A######AA"], is_passport)],
        ..PERSONAL
    },
    // Immigration, Refugees and Citizenship Canada, help on the permanent resident card: two letters and seven digits,
    // on older cards ten.
    Identifier {
        id: "CANADA_NATIONAL_IDENTIFICATION_NUMBER",
        name: "Permanent resident card number",
        countries: &["Canada"],
        keywords: &[
            "carte résident permanent",
            "numéro carte résident permanent",
            "numéro résident permanent",
            "permanent resident card",
            "permanent resident card number",
            "permanent resident no",
            "permanent resident no.",
            "permanent resident number",
            "pr no",
            "pr no.",
            "pr non",
            "pr number",
            "résident permanent no.",
            "résident permanent non",
        ],
        macie: true,
        detectors: &[shaped(&["AA#######", "AA##########"], is_resident_card)],
        ..PERSONAL
    },
    // Canada Revenue Agency: nine digits, the last a Luhn digit; the letters of a program and four digits may follow.
    Identifier {
        id: "CANADA_BUSINESS_NUMBER",
        name: "Business number (BN)",
        countries: &["Canada"],
        keywords: &[
            "business number",
            "bn",
            "cra business number",
            "cra number",
            "gst number",
            "gst/hst",
            "gst registration",
            "hst number",
            "numéro d'entreprise",
            "numéro de tps",
            "tps/tvh",
        ],
        severity: severity::ORGANIZATION,
        rank: Rank::Checked,
        detectors: &[checked(
            &[
                "#########",
                "##### ####",
                "###~###~###",
                "#########AA####",
                "######### AA####",
                "######### AA ####",
                "#########-AA-####",
                "##### #### AA####",
                "##### #### AA ####",
            ],
            is_business,
        )],
        ..PERSONAL
    },
    // Immigration, Refugees and Citizenship Canada, "What is a UCI": four and four digits, or two, four and four.
    Identifier {
        id: "CANADA_IMMIGRATION_CLIENT_IDENTIFIER",
        name: "Unique client identifier (UCI)",
        countries: &["Canada"],
        keywords: &[
            "uci",
            "unique client identifier",
            "client identification number",
            "ircc client",
            "ircc id",
            "identificateur unique de client",
            "iuc",
        ],
        detectors: &[shaped(&["####-####", "##-####-####", "########", "##########"], is_client)],
        ..PERSONAL
    },
];

pub(super) fn is_sin(digits: &[u8]) -> bool {
    digits.len() == 9 && matches!(digits, [b'1'..=b'7' | b'9', ..]) && !check::uniform(digits) && check::luhn(digits)
}

/// Nine, eight digits, and a check digit modulo 11; numbers whose check value would be ten are not issued.
fn is_british_columbian(digits: &[u8]) -> bool {
    let [b'9', body @ .., last] = digits else { return false };
    let sum = check::weighted(body, &[2, 4, 8, 5, 10, 9, 7, 3]);
    body.len() == 8 && !check::uniform(body) && (11 - sum % 11) % 11 == check::value(*last)
}

/// Ten digits of which the first is no zero; the version behind them is not checked.
fn is_ontarian(characters: &[u8]) -> bool {
    let Some((digits, _version)) = characters.split_at_checked(10) else { return false };
    !digits.starts_with(b"0") && !check::uniform(digits) && check::luhn(digits)
}

/// Letters of surname and first name, year, month (women's plus 50) and day of birth, two digits.
fn is_quebecer(characters: &[u8]) -> bool {
    let Some((_, digits)) = characters.split_at_checked(4) else { return false };
    date::is_day(born_in(date::two(digits, 2)), date::two(digits, 4))
}

/// The month of birth where women's months are counted from 51.
fn born_in(month: u32) -> u32 {
    if matches!(month, 51..=62) { month - 50 } else { month }
}

fn is_nova_scotian(digits: &[u8]) -> bool {
    digits.starts_with(b"0") && !check::uniform(digits)
}

fn is_plain_health_number(digits: &[u8]) -> bool {
    !check::uniform(digits) && !date::looks_like_date(digits)
}

/// The letter is the kind of resident.
fn is_northern(characters: &[u8]) -> bool {
    matches!(characters, [b'D' | b'M' | b'N' | b'T', digits @ ..] if !check::uniform(digits))
}

/// The last six of fourteen digits are year, month (women's plus 50) and day of birth.
fn is_ontario_licence(characters: &[u8]) -> bool {
    let Some((_, date)) = characters.split_at_checked(9) else { return false };
    date.len() == 6 && date::is_day(born_in(date::two(date, 2)), date::two(date, 4))
}

/// Five letters of the surname, day, month and year of birth, three digits.
fn is_nova_scotia_licence(characters: &[u8]) -> bool {
    characters.get(5..11).is_some_and(date::is_ddmmyy)
}

fn is_other_licence(characters: &[u8]) -> bool {
    let letters = characters.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    let Some((_, digits)) = characters.split_at_checked(letters) else { return false };
    // Six digits may be any date.
    let date = date::looks_like_date(digits) || letters == 0 && date::is_yymmdd(digits);
    !check::uniform(digits) && !date
}

/// Nine digits, and perhaps the account of a program.
fn is_business(characters: &[u8]) -> bool {
    let Some((digits, program)) = characters.split_at_checked(9) else { return false };
    let known = matches!(
        program.get(..2).unwrap_or(program),
        b"" | b"RC" | b"RD" | b"RE" | b"RG" | b"RM" | b"RN" | b"RP" | b"RR" | b"RT" | b"RZ"
    );
    known && !check::uniform(digits) && check::luhn(digits)
}

fn is_client(digits: &[u8]) -> bool {
    !check::uniform(digits) && !date::looks_like_date(digits)
}

fn is_passport(characters: &[u8]) -> bool {
    let digits = match characters {
        [_, b'0'..=b'9', ..] => characters.get(1..7),
        _ => characters.get(2..),
    };
    digits.is_some_and(|digits| !check::uniform(digits))
}

fn is_resident_card(characters: &[u8]) -> bool {
    characters.get(2..).is_some_and(|digits| !check::uniform(digits))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn social_insurance() {
        assert!(is_sin(b"123456782"));
        for number in ["046454286", "823456785", "123456783", "000000000", "12345678"] {
            assert!(!is_sin(number.as_bytes()), "{number}");
        }
    }

    #[test]
    fn businesses() {
        assert!(is_business(b"123026635") && is_business(b"123026635RC0001"));
        assert!(!is_business(b"123456783") && !is_business(b"123026635XX0001") && !is_business(b""));
    }

    #[test]
    fn health() {
        assert!(is_british_columbian(b"9698658215"));
        assert!(!is_british_columbian(b"9698648215") && !is_british_columbian(b"5736504210"));
        assert!(is_quebecer(b"TREB55531215") && is_quebecer(b"SMIS11102301"));
        assert!(!is_quebecer(b"TREB55631215") && !is_quebecer(b"TREB55133215"));
        assert!(is_northern(b"N1234567") && !is_northern(b"X1234567"));
    }

    #[test]
    fn licences() {
        assert!(is_ontario_licence(b"D61014070660905") && is_ontario_licence(b"D61014070665905"));
        assert!(!is_ontario_licence(b"D61014070661305"));
        assert!(is_nova_scotia_licence(b"SMITH290204001") && !is_nova_scotia_licence(b"SMITH290203001"));
        assert!(is_passport(b"AB123456") && is_passport(b"A123456BC") && !is_passport(b"A000000BC"));
    }
}
