//! Argentina.

use super::{FINANCIAL, Identifier, PERSONAL, Rank, severity};
use crate::check;
use crate::detector::{checked, shaped};

/// The lists of both kinds of taxpayers are one.
const TAX_KEYWORDS: &[&str] = &[
    "argentina taxpayer id",
    "clave única de identificación tributaria",
    "cuil",
    "c.u.i.l",
    "cuit",
    "c.u.i.t",
    "número de identificación fiscal",
    "número de contribuyente",
    "unified labor identification code",
];

pub(super) const ROWS: &[Identifier] = &[
    // Registro Nacional de las Personas: seven or eight digits, no check digit. All nines are a filler.
    Identifier {
        id: "ARGENTINA_DNI_NUMBER",
        name: "Documento Nacional de Identidad (DNI) number",
        countries: &["Argentina"],
        keywords: &["dni", "dni#", "d.n.i.", "documento nacional de identidad"],
        macie: true,
        placeholders: &["99999999"],
        detectors: &[shaped(&["########", "#######", "##.###.###", "#.###.###"], is_dni)],
        ..PERSONAL
    },
    // Administración Federal de Ingresos Públicos (now ARCA): kind, eight digits, a check digit modulo 11.
    Identifier {
        id: "ARGENTINA_INDIVIDUAL_TAX_IDENTIFICATION_NUMBER",
        name: "CUIT or CUIL of a person",
        countries: &["Argentina"],
        keywords: TAX_KEYWORDS,
        macie: true,
        rank: Rank::Checked,
        detectors: &[checked(&["###########", "##~########~#", "##-##.###.###-#"], is_person)],
        ..PERSONAL
    },
    // The same with a kind that organisations have.
    Identifier {
        id: "ARGENTINA_ORGANIZATION_TAX_IDENTIFICATION_NUMBER",
        name: "CUIT of an organisation",
        countries: &["Argentina"],
        keywords: TAX_KEYWORDS,
        macie: true,
        severity: severity::ORGANIZATION,
        rank: Rank::Checked,
        detectors: &[checked(&["###########", "##~########~#", "##-##.###.###-#"], is_organization)],
        ..PERSONAL
    },
    // Nación Servicios, Sistema Único de Boleto Electrónico: a card number (ISO/IEC 7812) of the issuer 6061.
    Identifier {
        id: "ARGENTINA_TARJETA_SUBE",
        name: "Public transport card number (tarjeta SUBE)",
        countries: &["Argentina"],
        keywords: &["sistema único de boleto electrónico", "sube"],
        macie: true,
        severity: severity::ORGANIZATION,
        rank: Rank::Checked,
        detectors: &[checked(&["################", "####~####~####~####"], is_sube)],
        ..PERSONAL
    },
    // Registro Nacional de las Personas: three letters and six digits; before 2012 the number of the DNI and an N.
    Identifier {
        id: "ARGENTINA_PASSPORT_NUMBER",
        name: "Passport number",
        countries: &["Argentina"],
        keywords: &[
            "pasaporte",
            "pasaporte argentino",
            "número de pasaporte",
            "nro de pasaporte",
            "nro. de pasaporte",
            "n° de pasaporte",
            "argentine passport",
            "argentinian passport",
            "passport argentina",
        ],
        severity: severity::PASSPORT,
        detectors: &[shaped(&["AAA######", "########A"], is_passport)],
        ..PERSONAL
    },
    // Banco Central de la República Argentina, Sistema Nacional de Pagos: bank and branch with a check digit, account with
    // another. Accounts of payment providers (CVU) have zeros for the bank.
    Identifier {
        id: "ARGENTINA_CBU_NUMBER",
        name: "Bank account number (CBU, CVU)",
        countries: &["Argentina"],
        keywords: &[
            "cbu",
            "c.b.u.",
            "clave bancaria uniforme",
            "número de cbu",
            "cvu",
            "c.v.u.",
            "clave virtual uniforme",
        ],
        rank: Rank::Checked,
        detectors: &[checked(&["######################", "########~##############"], is_cbu)],
        ..FINANCIAL
    },
];

fn is_dni(digits: &[u8]) -> bool {
    !digits.starts_with(b"0") && !check::uniform(digits)
}

/// Weights 5, 4, 3, 2, 7, 6, 5, 4, 3, 2; eleven counts as 0, ten as 9.
fn is_taxpayer(digits: &[u8]) -> bool {
    let Some((body, [last])) = digits.split_at_checked(10) else { return false };
    let wanted = match 11 - check::weighted(body, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11 {
        11 => 0,
        10 => 9,
        digit => digit,
    };
    !body.get(2..).is_none_or(check::uniform) && wanted == check::value(*last)
}

fn is_person(digits: &[u8]) -> bool {
    matches!(digits, [b'2', b'0' | b'3'..=b'7', ..]) && is_taxpayer(digits)
}

fn is_organization(digits: &[u8]) -> bool {
    matches!(digits, [b'3', b'0' | b'3' | b'4', ..]) && is_taxpayer(digits)
}

fn is_sube(digits: &[u8]) -> bool {
    digits.len() == 16
        && digits.starts_with(b"6061")
        && digits.get(4..).is_some_and(|rest| !check::uniform(rest))
        && check::luhn(digits)
}

/// Seven digits and their check digit, thirteen and theirs: weights 3, 1, 7, 9 from the right.
fn is_cbu(digits: &[u8]) -> bool {
    let closes = |part: &[u8]| {
        let sum: u32 = part
            .iter()
            .rev()
            .zip([1, 3, 1, 7, 9, 3, 1, 7, 9, 3, 1, 7, 9, 3])
            .map(|(byte, weight)| check::value(*byte) * weight)
            .sum();
        sum.is_multiple_of(10)
    };
    let Some((bank, account)) = digits.split_at_checked(8) else { return false };
    account.len() == 14 && !check::uniform(account) && closes(bank) && closes(account)
}

fn is_passport(characters: &[u8]) -> bool {
    match characters {
        [digits @ .., b'N'] => !check::uniform(digits),
        [_, _, _, digits @ ..] => digits.iter().all(u8::is_ascii_digit) && !check::uniform(digits),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts() {
        assert!(is_cbu(b"2850590940090418135201"));
        for number in ["2810590940090418135201", "2850590940090418135202", "285059094009041813520", ""] {
            assert!(!is_cbu(number.as_bytes()), "{number}");
        }
    }

    #[test]
    fn taxpayers() {
        assert!(is_person(b"20055361682") && is_person(b"20267565393"));
        for number in ["20267565392", "30055361682", "20000000001", "2026756539", ""] {
            assert!(!is_person(number.as_bytes()), "{number}");
        }
        assert!(is_organization(b"30500010912") && !is_organization(b"20267565393"));
    }
}
