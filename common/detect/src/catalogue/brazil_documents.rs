//! Brazil: documents other than those for taxes.

use super::{Identifier, PERSONAL, Rank, severity};
use crate::check;
use crate::detector::{checked, shaped};

pub(super) const ROWS: &[Identifier] = &[
    // Correios: five digits and three. The first digit is the postal region.
    Identifier {
        id: "BRAZIL_CEP_CODE",
        name: "Postal code (CEP)",
        countries: &["Brazil"],
        keywords: &[
            "cep",
            "código de endereçamento postal",
            "codigo de endereçamento postal",
            "código postal",
            "codigo postal",
        ],
        macie: true,
        severity: severity::RISING,
        rank: Rank::Ranged,
        detectors: &[shaped(&["#####-###", "##.###-###", "########"], is_postal_code)],
        ..PERSONAL
    },
    // Caixa Econômica Federal: ten digits and a check digit modulo 11. PIS, PASEP, NIT and NIS are one numbering.
    Identifier {
        id: "BRAZIL_PIS_PASEP_NUMBER",
        name: "PIS/PASEP number",
        countries: &["Brazil"],
        keywords: &[
            "pis",
            "pasep",
            "pis/pasep",
            "pis pasep",
            "nis",
            "nit",
            "número de identificação social",
            "número de identificação do trabalhador",
            "programa de integração social",
            "patrimônio do servidor público",
            "carteira de trabalho",
        ],
        rank: Rank::Checked,
        detectors: &[checked(&["###########", "###.#####.##-#", "###.####.###-#"], is_pis)],
        ..PERSONAL
    },
    // Tribunal Superior Eleitoral, Resolução 21.538/2003: a serial, the state, and two check digits modulo 11.
    Identifier {
        id: "BRAZIL_VOTER_REGISTRATION_NUMBER",
        name: "Voter registration number (título de eleitor)",
        countries: &["Brazil"],
        keywords: &[
            "título de eleitor",
            "título eleitoral",
            "título do eleitor",
            "inscrição eleitoral",
            "número de inscrição eleitoral",
            "titulo eleitor",
            "zona eleitoral",
            "brazilian voter id",
            "voter registration",
        ],
        rank: Rank::Checked,
        detectors: &[checked(&["############", "####~####~####", "########~##~##"], is_voter)],
        ..PERSONAL
    },
    // Senatran (formerly Denatran), register of the Carteira Nacional de Habilitação: nine digits and two check digits
    // modulo 11.
    Identifier {
        id: "BRAZIL_DRIVERS_LICENSE",
        name: "Driver's licence number (CNH)",
        countries: &["Brazil"],
        keywords: &[
            "cnh",
            "carteira nacional de habilitação",
            "carteira de habilitação",
            "carteira de motorista",
            "habilitação",
            "registro da cnh",
            "registro cnh",
            "renach",
            "brazilian driver license",
            "brazil drivers license",
        ],
        severity: severity::RISING,
        rank: Rank::Checked,
        detectors: &[checked(&["###########", "#########-##", "###.###.###-##"], is_licence)],
        ..PERSONAL
    },
    // Ministério da Saúde, DATASUS, rules for the Cartão Nacional de Saúde: weights 15 to 1 modulo 11. Definite numbers are
    // a PIS, three digits and a check digit; provisional ones begin with 7, 8 or 9.
    Identifier {
        id: "BRAZIL_HEALTH_CARD_NUMBER",
        name: "National health card number (CNS)",
        countries: &["Brazil"],
        keywords: &[
            "cns",
            "cartão nacional de saúde",
            "cartão sus",
            "cartão do sus",
            "carteira do sus",
            "número do sus",
            "número sus",
            "sus",
            "cartão de saúde",
            "brazilian health card",
        ],
        rank: Rank::Checked,
        detectors: &[checked(&["###############", "### #### #### ####", "###.####.####.####"], is_health_card)],
        ..PERSONAL
    },
    // Polícia Federal: two letters and six digits. There is no check digit in the number itself.
    Identifier {
        id: "BRAZIL_PASSPORT_NUMBER",
        name: "Passport number",
        countries: &["Brazil"],
        keywords: &[
            "passaporte",
            "passaporte brasileiro",
            "número do passaporte",
            "nº do passaporte",
            "n° do passaporte",
            "brazilian passport",
            "brazil passport",
            "passport brazil",
        ],
        severity: severity::PASSPORT,
        detectors: &[shaped(&["AA######"], is_passport)],
        ..PERSONAL
    },
];

/// Codes begin at 01000-000, São Paulo.
fn is_postal_code(digits: &[u8]) -> bool {
    digits.len() == 8 && !digits.starts_with(b"00") && !check::uniform(digits)
}

/// Ten digits and the one that checks them.
fn is_pis(digits: &[u8]) -> bool {
    let Some((body, [last])) = digits.split_at_checked(10) else { return false };
    let sum = check::weighted(body, &[3, 2, 9, 8, 7, 6, 5, 4, 3, 2]);
    !check::uniform(digits) && check::eleven_or_zero(sum) == check::value(*last)
}

/// Eight digits, the state (28 is abroad), a check digit of the serial, and one of the state and the first.
fn is_voter(digits: &[u8]) -> bool {
    let Some((serial, [tens, ones, first, second])) = digits.split_at_checked(8) else { return false };
    let state = check::value(*tens) * 10 + check::value(*ones);
    // São Paulo and Minas Gerais have 1 where the others have 0.
    let digit = |sum: u32| match sum % 11 {
        0 if state <= 2 => 1,
        10 => 0,
        rest => rest,
    };
    let wanted = digit(check::weighted(serial, &[2, 3, 4, 5, 6, 7, 8, 9]));
    matches!(state, 1..=28)
        && !check::uniform(serial)
        && wanted == check::value(*first)
        && digit(check::weighted(&[*tens, *ones, *first], &[7, 8, 9])) == check::value(*second)
}

/// Nine digits; the first check digit from weights 9 to 1, the second from 1 to 9. If the first was ten, the second is two
/// less; programs differ in what is done first then, so both are taken.
fn is_licence(digits: &[u8]) -> bool {
    let Some((body, [first, second])) = digits.split_at_checked(9) else { return false };
    let single = |rest: u32| if rest > 9 { 0 } else { rest };
    let down = check::weighted(body, &[9, 8, 7, 6, 5, 4, 3, 2, 1]) % 11;
    let up = check::weighted(body, &[1, 2, 3, 4, 5, 6, 7, 8, 9]) % 11;
    let last = check::value(*second);
    let fits = match down {
        10 => last == single((up + 9) % 11) || up == 10 && last == 0,
        _ => last == single(up),
    };
    !check::uniform(digits) && single(down) == check::value(*first) && fits
}

fn is_health_card(digits: &[u8]) -> bool {
    let definite = matches!(digits, [b'1' | b'2', .., b'0', b'0', b'0' | b'1', _]);
    let provisional = matches!(digits, [b'7'..=b'9', ..]);
    let sum = check::weighted(digits, &[15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
    digits.len() == 15 && (definite || provisional) && !check::uniform(digits) && sum.is_multiple_of(11)
}

fn is_passport(characters: &[u8]) -> bool {
    characters.get(2..).is_some_and(|digits| !check::uniform(digits))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents() {
        assert!(is_postal_code(b"01310100") && !is_postal_code(b"00310100"));
        assert!(is_pis(b"46952280637") && !is_pis(b"46952280638") && !is_pis(b"00000000000"));
        assert!(is_licence(b"58316794534") && !is_licence(b"58316794535") && !is_licence(b"11111111111"));
        assert!(is_voter(b"004356870906") && !is_voter(b"004356870907") && !is_voter(b"004356872906"));
        assert!(is_health_card(b"190129759240018") && !is_health_card(b"190129759240019"));
        assert!(!is_health_card(b"690129759240018") && !is_health_card(b""));
    }
}
