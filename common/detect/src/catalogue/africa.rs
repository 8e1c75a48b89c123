//! Africa.

use super::{Identifier, PERSONAL, Rank, severity};
use crate::check::{self, date};
use crate::detector::{checked, shaped};

pub(super) const ROWS: &[Identifier] = &[
    // Civil Status Organization: century, date of birth, governorate, four digits, and a digit whose rule is not public.
    Identifier {
        id: "EGYPT_NATIONAL_IDENTIFICATION_NUMBER",
        name: "National number",
        countries: &["Egypt"],
        keywords: &[
            "national id",
            "national id number",
            "egyptian id",
            "egypt id",
            "national number",
            "id number",
            "الرقم القومي",
            "رقم قومي",
            "بطاقة الرقم القومي",
            "raqam qawmi",
            "al raqam al qawmi",
        ],
        rank: Rank::Checked,
        detectors: &[shaped(&["##############"], is_egyptian)],
        ..PERSONAL
    },
    // Department of Home Affairs: date of birth, sex and serial number, citizenship (0 citizen, 1 resident, 2 refugee), a
    // digit of former use, and a Luhn check digit.
    Identifier {
        id: "SOUTH_AFRICA_IDENTITY_NUMBER",
        name: "Identity number",
        countries: &["South Africa"],
        keywords: &[
            "identity number",
            "id number",
            "id no",
            "south african id",
            "rsa id",
            "sa id",
            "national id",
            "identity document",
            "identiteitsnommer",
            "id nommer",
            "inombolo kamazisi",
        ],
        rank: Rank::Checked,
        detectors: &[checked(&["#############", "######~####~###", "######~####~##~#"], is_south_african)],
        ..PERSONAL
    },
    // South African Revenue Service: ten digits that begin with 0, 1, 2, 3 or 9, the last a Luhn check digit.
    Identifier {
        id: "SOUTH_AFRICA_TAX_REFERENCE_NUMBER",
        name: "Tax reference number",
        countries: &["South Africa"],
        keywords: &[
            "tax reference number",
            "tax reference",
            "tax ref",
            "income tax number",
            "tax number",
            "sars number",
            "belastingverwysingsnommer",
            "sars tax no",
            "sars tax number",
        ],
        rank: Rank::Checked,
        detectors: &[checked(&["##########", "####/###/##/#", "### ### ### #"], is_south_african_tax)],
        ..PERSONAL
    },
    // National Identity Management Commission: eleven digits. The check digit's rule is not public.
    Identifier {
        id: "NIGERIA_NATIONAL_IDENTIFICATION_NUMBER",
        name: "National identification number (NIN)",
        countries: &["Nigeria"],
        keywords: &[
            "nin",
            "nigerian national id",
            "nigeria national identification number",
            "nin number",
            "nimc",
            "national identification number",
            "national identity number",
        ],
        detectors: &[shaped(&["###########", "####~###~####"], is_eleven)],
        ..PERSONAL
    },
    // Central Bank of Nigeria: eleven digits that begin with 22.
    Identifier {
        id: "NIGERIA_BANK_VERIFICATION_NUMBER",
        name: "Bank verification number (BVN)",
        countries: &["Nigeria"],
        keywords: &["bvn", "bvn number", "bank verification number", "bank verification no"],
        rank: Rank::Ranged,
        detectors: &[shaped(&["###########"], is_bank_verification)],
        ..PERSONAL
    },
    // National Registration Bureau: seven or eight digits.
    Identifier {
        id: "KENYA_NATIONAL_IDENTIFICATION_NUMBER",
        name: "National identity card number",
        countries: &["Kenya"],
        keywords: &[
            "kenyan id",
            "kenya national id",
            "kenyan national id",
            "huduma number",
            "nambari ya kitambulisho",
            "kitambulisho",
            "kenya id",
            "national id",
            "national id number",
            "national identity card",
        ],
        detectors: &[shaped(&["#######", "########"], is_mixed)],
        ..PERSONAL
    },
    // Kenya Revenue Authority: A for persons, P for others, nine digits, a letter whose rule is not public.
    Identifier {
        id: "KENYA_TAX_IDENTIFICATION_NUMBER",
        name: "Personal identification number (KRA PIN)",
        countries: &["Kenya"],
        keywords: &[
            "kra pin",
            "pin number",
            "pin no",
            "pin certificate",
            "tax pin",
            "tax identification number",
            "kra",
        ],
        rank: Rank::Ranged,
        detectors: &[shaped(&["A#########A"], is_kenyan_tax)],
        ..PERSONAL
    },
    // Sûreté nationale: one or two letters of the place and five or six digits.
    Identifier {
        id: "MOROCCO_NATIONAL_IDENTIFICATION_NUMBER",
        name: "National identity card number (CNIE)",
        countries: &["Morocco"],
        keywords: &[
            "cnie",
            "moroccan id",
            "morocco national id",
            "cin",
            "numéro cin",
            "n° cin",
            "carte nationale d'identité",
            "carte d'identité nationale",
            "البطاقة الوطنية",
            "رقم البطاقة الوطنية",
        ],
        detectors: &[shaped(&["A#####", "A######", "AA####", "AA#####", "AA######"], is_moroccan)],
        ..PERSONAL
    },
    // Decree 2-11-63: enterprise, establishment, two check digits; the whole divides by 97.
    Identifier {
        id: "MOROCCO_COMMON_ENTERPRISE_IDENTIFIER",
        name: "Common identifier of the enterprise (ICE)",
        countries: &["Morocco"],
        keywords: &[
            "identifiant commun de l'entreprise",
            "identifiant commun",
            "ice",
            "n° ice",
            "numéro ice",
            "common enterprise identifier",
            "التعريف الموحد للمقاولة",
        ],
        severity: severity::RISING,
        rank: Rank::Checked,
        detectors: &[checked(&["###############", "#########~####~##"], is_moroccan_enterprise)],
        ..PERSONAL
    },
    // Ministry of the Interior of Tunisia: eight digits that begin with 0 or 1.
    Identifier {
        id: "TUNISIA_NATIONAL_IDENTIFICATION_NUMBER",
        name: "National identity card number (CIN)",
        countries: &["Tunisia"],
        keywords: &[
            "cin",
            "tunisian id",
            "tunisia national id",
            "numéro cin",
            "n° cin",
            "carte d'identité nationale",
            "carte nationale d'identité",
            "بطاقة التعريف الوطنية",
            "رقم بطاقة التعريف",
        ],
        rank: Rank::Ranged,
        detectors: &[shaped(&["########"], is_tunisian)],
        ..PERSONAL
    },
    // Ministry of Finance of Tunisia (matricule fiscal): seven digits, a control letter without I, O and U, then kind of
    // tax, category and establishment. The control letter's rule is not public.
    Identifier {
        id: "TUNISIA_TAX_IDENTIFICATION_NUMBER",
        name: "Tax registration number (matricule fiscal)",
        countries: &["Tunisia"],
        keywords: &[
            "matricule fiscal",
            "matricule fiscale",
            "mf",
            "identifiant fiscal",
            "tax identification number",
            "المعرف الجبائي",
        ],
        detectors: &[shaped(
            &["#######A", "#######/A", "#######/A/A/A/###", "#######AAA###", "#######A/A/A/###"],
            is_tunisian_tax,
        )],
        ..PERSONAL
    },
    // Ghana Revenue Authority: C, G, P, Q or V, nine digits, a check character modulo 11. Citizens use the number of their
    // Ghana card, GHA and ten digits.
    Identifier {
        id: "GHANA_TAX_IDENTIFICATION_NUMBER",
        name: "Taxpayer identification number (TIN)",
        countries: &["Ghana"],
        keywords: &["tin", "tin number", "gra tin", "taxpayer identification number", "tax identification number"],
        rank: Rank::Checked,
        detectors: &[checked(&["A#########X"], is_ghanaian_tax)],
        ..PERSONAL
    },
    // National Identification Authority of Ghana: the country in ISO 3166-1, nine digits, a digit whose rule is not public.
    Identifier {
        id: "GHANA_NATIONAL_IDENTIFICATION_NUMBER",
        name: "Ghana card number",
        countries: &["Ghana"],
        keywords: &["ghana card", "ghanacard", "ghana card pin", "personal identification number"],
        rank: Rank::Ranged,
        detectors: &[shaped(&["AAA-#########-#", "AAA##########"], is_ghana_card)],
        ..PERSONAL
    },
    // Civil Status Division of Mauritius: initial of the surname, date of birth, six signs, a check sign modulo 17.
    Identifier {
        id: "MAURITIUS_NATIONAL_IDENTIFICATION_NUMBER",
        name: "National identity number (NID)",
        countries: &["Mauritius"],
        keywords: &[
            "nid",
            "nid number",
            "national id",
            "national identity card",
            "national identity number",
            "id number",
            "nic",
            "nic number",
            "national identity card number",
        ],
        rank: Rank::Checked,
        detectors: &[checked(&["A############*", "A###########**"], is_mauritian)],
        ..PERSONAL
    },
    // Direction générale des impôts of Algeria: fifteen digits, or twenty with the establishment. No public check digit.
    Identifier {
        id: "ALGERIA_TAX_IDENTIFICATION_NUMBER",
        name: "Tax identification number (NIF)",
        countries: &["Algeria"],
        keywords: &[
            "nif",
            "n° nif",
            "numéro d'identification fiscale",
            "identifiant fiscal",
            "tax identification number",
            "رقم التعريف الجبائي",
        ],
        detectors: &[shaped(&["###############", "####################", "### ### ### ### ###"], is_mixed)],
        ..PERSONAL
    },
];

fn is_mixed(digits: &[u8]) -> bool {
    !digits.is_empty() && !check::uniform(digits)
}

/// Governorates 01 to 35, and 88 for those born abroad.
fn is_egyptian(digits: &[u8]) -> bool {
    let Some((century, rest)) = digits.split_first() else { return false };
    let century = match century {
        b'2' => 1900,
        b'3' => 2000,
        _ => return false,
    };
    let born = |date: &[u8]| {
        date::is_date(century + check::number(&date[..2]), check::number(&date[2..4]), check::number(&date[4..6]))
    };
    rest.len() == 13
        && born(rest)
        && matches!(check::number(&rest[6..8]), 1..=4 | 11..=19 | 21..=29 | 31..=35 | 88)
        && &rest[8..12] != b"0000"
}

fn is_south_african(digits: &[u8]) -> bool {
    digits.len() == 13
        && date::is_yymmdd(&digits[..6])
        && matches!(digits[10], b'0'..=b'2')
        && check::luhn(digits)
        && !check::uniform(&digits[..10])
}

fn is_south_african_tax(digits: &[u8]) -> bool {
    digits.len() == 10
        && matches!(digits[0], b'0'..=b'3' | b'9')
        && check::luhn(digits)
        && !check::uniform(&digits[1..])
}

fn is_eleven(digits: &[u8]) -> bool {
    digits.len() == 11 && !check::uniform(digits)
}

fn is_bank_verification(digits: &[u8]) -> bool {
    is_eleven(digits) && digits.starts_with(b"22")
}

fn is_kenyan_tax(characters: &[u8]) -> bool {
    let [kind, digits @ .., _] = characters else { return false };
    matches!(kind, b'A' | b'P') && digits.len() == 9 && !check::uniform(digits)
}

fn is_moroccan(characters: &[u8]) -> bool {
    let letters = characters.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    matches!(characters.len() - letters, 4..=6) && !check::uniform(&characters[letters..])
}

fn is_moroccan_enterprise(digits: &[u8]) -> bool {
    digits.len() == 15 && check::remainder(digits, 97) == 0 && !check::uniform(&digits[..9])
}

fn is_tunisian(digits: &[u8]) -> bool {
    digits.len() == 8 && matches!(digits[0], b'0' | b'1') && !check::uniform(&digits[1..])
}

fn is_tunisian_tax(characters: &[u8]) -> bool {
    let Some((serial, rest)) = characters.split_at_checked(7) else { return false };
    let Some((control, rest)) = rest.split_first() else { return false };
    let kind = match rest {
        [] => true,
        [tax, category, establishment @ ..] => {
            b"ABDNP".contains(tax)
                && b"CEMNP".contains(category)
                && establishment.len() == 3
                && (establishment == b"000" || *category == b'E')
        }
        _ => false,
    };
    let letter = control.is_ascii_alphabetic() && !matches!(control, b'I' | b'O' | b'U');
    letter && kind && !check::uniform(serial)
}

fn is_ghanaian_tax(characters: &[u8]) -> bool {
    let [kind, digits @ .., last] = characters else { return false };
    let rest = check::weighted(digits, &[1, 2, 3, 4, 5, 6, 7, 8, 9]) % 11;
    let wanted = if rest == 10 { b'X' } else { b'0' + rest as u8 };
    b"CGPQV".contains(kind) && digits.len() == 9 && wanted == *last && !check::uniform(digits)
}

fn is_ghana_card(characters: &[u8]) -> bool {
    characters.strip_prefix(b"GHA").is_some_and(|digits| digits.len() == 10 && !check::uniform(&digits[..9]))
}

fn is_mauritian(characters: &[u8]) -> bool {
    const SIGNS: &[u8; 17] = b"0123456789ABCDEFG";
    let Some((body, [last])) = characters.split_at_checked(13) else { return false };
    let value = |byte: &u8| check::letters::base_36(*byte).unwrap_or(0);
    let sum: u32 = body.iter().zip((2..=14).rev()).map(|(byte, weight)| value(byte) * weight).sum();
    let date = &body[1..7];
    let born = date::is_date(2000 + check::number(&date[4..]), check::number(&date[2..4]), check::number(&date[..2]));
    born && SIGNS.get(((17 - sum % 17) % 17) as usize) == Some(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn with_check_digits() {
        assert!(is_south_african(b"7503305044089") && is_south_african(b"8001015009087"));
        assert!(!is_south_african(b"7503305044088") && !is_south_african(b"9125568") && !is_south_african(b""));
        assert!(is_south_african_tax(b"0001339050") && !is_south_african_tax(b"2449/494/16/0"));
        assert!(is_moroccan_enterprise(b"001561191000066") && !is_moroccan_enterprise(b"001561191000067"));
        assert!(
            is_ghanaian_tax(b"C0000803561") && !is_ghanaian_tax(b"C0000803562") && !is_ghanaian_tax(b"X0000803561")
        );
    }

    #[test]
    fn with_dates_and_places() {
        assert!(is_egyptian(b"29001011234567") && is_egyptian(b"30102298801234") == date::is_date(2001, 2, 29));
        assert!(!is_egyptian(b"19001011234567") && !is_egyptian(b"29013011234567") && !is_egyptian(b"29001019934567"));
    }

    #[test]
    fn shapes() {
        assert!(is_tunisian_tax(b"1234567MAE001") && is_tunisian_tax(b"1282182W") && !is_tunisian_tax(b"1282182U"));
        assert!(!is_tunisian_tax(b"1234567MAM001") && !is_tunisian_tax(b"") && is_tunisian_tax(b"1496298TPN000"));
        assert!(is_kenyan_tax(b"P051365947M") && !is_kenyan_tax(b"V051365947M"));
        assert!(is_ghana_card(b"GHA7123456789") && !is_ghana_card(b"GHB7123456789"));
        assert!(is_moroccan(b"AB123456") && !is_moroccan(b"AB000000") && !is_moroccan(b"AB"));
    }
}
