//! Portugal.

use super::{Identifier, PERSONAL, Rank, severity};
use crate::check::{self, date};
use crate::detector::{checked, shaped};

pub(super) const ROWS: &[Identifier] = &[
    // IMT: the letters of the district, a hyphen, five to eight digits and one more. No check digit is published.
    Identifier {
        id: "PORTUGAL_DRIVERS_LICENSE",
        name: "Driving licence number (carta de condução)",
        countries: &["Portugal"],
        keywords: &[
            "carta de condução",
            "carteira de habilitação",
            "carteira de motorist",
            "carteira habilitação",
            "carteira motorist",
            "licença condução",
            "licença de condução",
            "número de licença",
            "número licença",
            "permissão condução",
            "permissão de condução",
        ],
        macie: true,
        severity: severity::RISING,
        detectors: &[shaped(
            &[
                "A-##### #",
                "A-###### #",
                "A-####### #",
                "A-######## #",
                "AA-##### #",
                "AA-###### #",
                "AA-####### #",
                "AA-######## #",
            ],
            check::varied,
        )],
        ..PERSONAL
    },
    // Serviço Nacional de Saúde: nine digits. The rule of its check digit is not published.
    Identifier {
        id: "PORTUGAL_HEALTH_NUMBER",
        name: "Health user number (número de utente, SNS)",
        countries: &["Portugal"],
        keywords: &[
            "número de utente",
            "numero de utente",
            "nº utente",
            "utente",
            "sns",
            "cartão de utente",
            "número nacional de utente",
            "portuguese health number",
        ],
        detectors: &[shaped(&["#########", "###~###~###"], check::varied)],
        ..PERSONAL
    },
    // Cartão de Cidadão, algoritmo do dígito de controlo (AMA): eight digits, a check digit, two characters of the version
    // (the first has always been a letter), and a check digit as Luhn's, where letters count 10 to 35.
    Identifier {
        id: "PORTUGAL_NATIONAL_IDENTIFICATION_NUMBER",
        name: "Citizen card number (Cartão de Cidadão)",
        countries: &["Portugal"],
        keywords: &[
            "cartão de cidadão",
            "cartão do cidadão",
            "cartao de cidadao",
            "número do cartão",
            "número de documento",
            "bilhete de identidade",
            "documento de identificação",
            "número de identificação civil",
            "nic",
            "citizen card",
            "portuguese id card",
            "cartão cidadão",
        ],
        rank: Rank::Checked,
        detectors: &[checked(&["#########A*#", "########~#~A*#", "########~#A*#", "######### A*#"], is_citizen_card)],
        ..PERSONAL
    },
    // Instituto dos Registos e do Notariado: a letter and six digits, or two letters and six.
    Identifier {
        id: "PORTUGAL_PASSPORT_NUMBER",
        name: "Passport number (passaporte)",
        countries: &["Portugal"],
        keywords: &[
            "passaporte",
            "número de passaporte",
            "número do passaporte",
            "passaporte português",
            "portuguese passport",
            "portugal passport",
        ],
        severity: severity::PASSPORT,
        detectors: &[shaped(&["A######", "AA######"], check::varied)],
        ..PERSONAL
    },
    // Segurança Social: eleven digits that begin with 1 or 2; nine less the sum with falling prime numbers, modulo 10.
    Identifier {
        id: "PORTUGAL_SOCIAL_SECURITY_NUMBER",
        name: "Social security number (NISS)",
        countries: &["Portugal"],
        keywords: &[
            "niss",
            "segurança social",
            "seguranca social",
            "número de segurança social",
            "número de identificação de segurança social",
            "número de beneficiário",
            "social security number",
            "portuguese social security",
        ],
        rank: Rank::Checked,
        detectors: &[checked(&["###########", "###~###~###~##"], is_niss)],
        ..PERSONAL
    },
    // Autoridade Tributária (Decreto-Lei 14/2013): nine digits, the last a check digit modulo 11.
    Identifier {
        id: "PORTUGAL_TAX_IDENTIFICATION_NUMBER",
        name: "Tax number (NIF, NIPC)",
        countries: &["Portugal"],
        keywords: &[
            "nif",
            "nipc",
            "número de identificação fiscal",
            "numero de identificacao fiscal",
            "número de contribuinte",
            "nº contribuinte",
            "contribuinte",
            "cpf portugal",
            "portuguese tax number",
            "portuguese tax id",
            "portuguese vat",
        ],
        rank: Rank::Checked,
        detectors: &[checked(
            &["#########", "###~###~###", "###.###.###", "AA#########", "AA #########", "AA ### ### ###"],
            is_nif,
        )],
        ..PERSONAL
    },
];

fn is_citizen_card(characters: &[u8]) -> bool {
    let sum: u32 = characters
        .iter()
        .rev()
        .enumerate()
        .map(|(index, byte)| match check::symbol(*byte) {
            value if index % 2 == 0 => value,
            value if value > 4 => value * 2 - 9,
            value => value * 2,
        })
        .sum();
    characters.len() == 12 && check::varied(characters) && sum.is_multiple_of(10)
}

fn is_niss(digits: &[u8]) -> bool {
    let Some((body, [last])) = digits.split_at_checked(10) else { return false };
    let sum = check::weighted(body, &[29, 23, 19, 17, 13, 11, 7, 5, 3, 2]);
    matches!(body.first(), Some(b'1' | b'2')) && check::varied(body) && 9 - sum % 10 == check::value(*last)
}

/// With or without the letters PT.
pub(super) fn is_nif(characters: &[u8]) -> bool {
    let digits = characters.strip_prefix(b"PT").unwrap_or(characters);
    let Some((body, [last])) = digits.split_at_checked(8) else { return false };
    let rest = check::weighted(body, &[9, 8, 7, 6, 5, 4, 3, 2]) % 11;
    // Persons 1 to 3 and 45, organizations 5 and 6, 7 to 9 others.
    let kind = matches!(date::number(body, 0, 2), 10..=39 | 45 | 50..=99);
    let wanted = if rest < 2 { 0 } else { 11 - rest };
    kind && check::varied(body) && wanted == check::value(*last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_numbers() {
        assert!(is_citizen_card(b"000000000ZZ4"));
        assert!(is_nif(b"501964843") && is_nif(b"PT501964843") && !is_nif(b"501964842") && !is_nif(b""));
        assert!(!is_citizen_card(b"00000000AZZ4") && !is_citizen_card(b"000000000ZZ3") && !is_citizen_card(b""));
    }
}
