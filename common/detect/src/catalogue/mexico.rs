//! Mexico.

use super::{FINANCIAL, Identifier, PERSONAL, Rank, severity};
use crate::check::{self, date};
use crate::detector::{checked, shaped};

/// The lists of both kinds of taxpayers are one.
const TAX_KEYWORDS: &[&str] = &[
    "código del registro federal de contribuyentes",
    "identificación de impuestos",
    "identificacion de impuestos",
    "impuesto al valor agregado",
    "iva",
    "iva#",
    "i.v.a.",
    "registro federal de contribuyentes",
    "rfc",
    "rfc#",
    "r.f.c.",
];

pub(super) const ROWS: &[Identifier] = &[
    // Registro Nacional de Población, "Instructivo normativo para la asignación de la CURP": letters of the names, birth,
    // sex, state, consonants, a mark of the century, and a check digit over all.
    Identifier {
        id: "MEXICO_CURP_NUMBER",
        name: "Clave Única de Registro de Población (CURP)",
        countries: &["Mexico"],
        keywords: &[
            "clave personal identidad",
            "clave única",
            "clave única de registro de población",
            "clavepersonalIdentidad",
            "curp",
            "registration code",
            "registry code",
            "personal identidad clave",
            "population code",
        ],
        macie: true,
        rank: Rank::Checked,
        detectors: &[checked(&["AAAA######AAAAAA*#"], is_curp)],
        ..PERSONAL
    },
    // Servicio de Administración Tributaria: letters of the names, birth, two characters against homonyms and a check
    // character modulo 11. (Some old numbers have a wrong one; they are not found.) The placeholders stand for the public and
    // for foreigners.
    Identifier {
        id: "MEXICO_INDIVIDUAL_RFC_NUMBER",
        name: "Registro Federal de Contribuyentes (RFC) of a person",
        countries: &["Mexico"],
        keywords: TAX_KEYWORDS,
        macie: true,
        placeholders: &["XAXX010101000", "XEXX010101000"],
        rank: Rank::Checked,
        detectors: &[
            checked(&["AAAA######***", "AAAA-######-***", "AAAA ###### ***"], is_person),
            checked(&["AÑAA######***"], is_person_with::<1>),
            checked(&["AAÑA######***"], is_person_with::<2>),
            checked(&["AAAÑ######***"], is_person_with::<3>),
        ],
        ..PERSONAL
    },
    // The same with three letters and the day of incorporation. Few have & or Ñ among the letters.
    Identifier {
        id: "MEXICO_ORGANIZATION_RFC_NUMBER",
        name: "Registro Federal de Contribuyentes (RFC) of an organisation",
        countries: &["Mexico"],
        keywords: TAX_KEYWORDS,
        macie: true,
        severity: severity::ORGANIZATION,
        rank: Rank::Checked,
        detectors: &[
            checked(&["AAA######***", "AAA-######-***", "AAA ###### ***"], is_company),
            checked(&["A&A######***", "A&A-######-***"], is_company_with::<1, AMPERSAND>),
            checked(&["AA&######***", "AA&-######-***"], is_company_with::<2, AMPERSAND>),
            checked(&["AÑA######***", "AÑA-######-***"], is_company_with::<1, ENYE>),
            checked(&["AAÑ######***", "AAÑ-######-***"], is_company_with::<2, ENYE>),
        ],
        ..PERSONAL
    },
    // Instituto Nacional Electoral: consonants of the names, birth, state of birth, sex, a check digit whose rule is not
    // public, and two digits against homonyms.
    Identifier {
        id: "MEXICO_ELECTOR_KEY",
        name: "Voter's key (clave de elector)",
        countries: &["Mexico"],
        keywords: &[
            "clave de elector",
            "clave elector",
            "clave electoral",
            "credencial de elector",
            "credencial para votar",
            "credencial ine",
            "credencial ife",
            "elector key",
            "mexican voter id",
            "ine",
            "ife",
        ],
        rank: Rank::Ranged,
        detectors: &[shaped(&["AAAAAA########A###"], is_elector)],
        ..PERSONAL
    },
    // Instituto Mexicano del Seguro Social: office, year of affiliation, year of birth, serial, and a Luhn digit.
    Identifier {
        id: "MEXICO_SOCIAL_SECURITY_NUMBER",
        name: "Número de Seguridad Social (NSS)",
        countries: &["Mexico"],
        keywords: &[
            "nss",
            "n.s.s.",
            "imss",
            "número de seguridad social",
            "número de seguro social",
            "no. de seguridad social",
            "no. de seguro social",
            "núm. de seguridad social",
            "seguro social",
            "seguridad social",
            "número de afiliación",
            "mexican social security number",
        ],
        rank: Rank::Checked,
        detectors: &[checked(
            &["###########", "##########-#", "##~##~##~####~#", "##~##~##~#####"],
            is_social_security,
        )],
        ..PERSONAL
    },
    // Secretaría de Relaciones Exteriores: a letter and eight digits. There is no check digit in the number itself.
    Identifier {
        id: "MEXICO_PASSPORT_NUMBER",
        name: "Passport number",
        countries: &["Mexico"],
        keywords: &[
            "pasaporte",
            "pasaporte mexicano",
            "número de pasaporte",
            "no. de pasaporte",
            "núm. de pasaporte",
            "mexican passport",
            "mexico passport",
            "passport mexico",
        ],
        severity: severity::PASSPORT,
        detectors: &[shaped(&["A########"], is_passport)],
        ..PERSONAL
    },
    // Asociación de Bancos de México: bank, place, account, and a check digit with weights 3, 7, 1, each product modulo 10.
    Identifier {
        id: "MEXICO_CLABE_NUMBER",
        name: "Bank account number (CLABE)",
        countries: &["Mexico"],
        keywords: &[
            "clabe",
            "clabe interbancaria",
            "clave bancaria estandarizada",
            "cuenta clabe",
            "número de cuenta clabe",
            "clave interbancaria",
            "spei",
        ],
        rank: Rank::Checked,
        detectors: &[checked(&["##################", "###~###~###########~#", "#### #### #### #### ##"], is_clabe)],
        ..FINANCIAL
    },
];

/// Codes of the states of birth in the CURP; NE is abroad.
const STATES: [&[u8; 2]; 33] = [
    b"AS", b"BC", b"BS", b"CC", b"CH", b"CL", b"CM", b"CS", b"DF", b"DG", b"GR", b"GT", b"HG", b"JC", b"MC", b"MN",
    b"MS", b"NE", b"NL", b"NT", b"OC", b"PL", b"QR", b"QT", b"SL", b"SP", b"SR", b"TC", b"TL", b"TS", b"VZ", b"YN",
    b"ZS",
];

/// The values of the signs in the alphabet of the RFC: 0 to 9, A to N, &, O to Z, space, Ñ.
const AMPERSAND: u32 = 24;
const SPACE: u32 = 37;
const ENYE: u32 = 38;

/// The value of a digit or letter in the alphabets of CURP and RFC, which have one more sign between N and O.
fn place(byte: u8) -> u32 {
    match byte {
        b'0'..=b'9' => u32::from(byte - b'0'),
        b'A'..=b'N' => u32::from(byte - b'A') + 10,
        b'O'..=b'Z' => u32::from(byte - b'O') + 25,
        _ => 0,
    }
}

fn is_consonant(byte: &u8) -> bool {
    byte.is_ascii_uppercase() && !b"AEIOU".contains(byte)
}

fn is_curp(characters: &[u8]) -> bool {
    let Some((body, [last])) = characters.split_at_checked(17) else { return false };
    let Some((date, [sex, state @ .., first, second, third, _])) =
        body.get(4..).and_then(|rest| rest.split_at_checked(6))
    else {
        return false;
    };
    let sum: u32 = body.iter().zip((2..=18).rev()).map(|(byte, weight)| place(*byte) * weight).sum();
    date::is_yymmdd(date)
        && matches!(sex, b'H' | b'M' | b'X')
        && STATES.iter().any(|known| known.as_slice() == state)
        && [first, second, third].into_iter().all(is_consonant)
        && (10 - sum % 10) % 10 == check::value(*last)
}

/// Whether the last character closes a sum that its eleven predecessors (a company's: and a space) have made, each times
/// thirteen less its place.
fn closes(sum: u32, last: u8) -> bool {
    match (11 - sum % 11) % 11 {
        10 => last == b'A',
        digit => digit == check::value(last),
    }
}

fn weigh(characters: &[u8], first_weight: u32) -> u32 {
    characters.iter().zip((2..=first_weight).rev()).map(|(byte, weight)| place(*byte) * weight).sum()
}

fn is_person(characters: &[u8]) -> bool {
    let Some((body, [last])) = characters.split_at_checked(12) else { return false };
    body.get(4..10).is_some_and(date::is_yymmdd) && closes(weigh(body, 13), *last)
}

fn is_company(characters: &[u8]) -> bool {
    let Some((body, [last])) = characters.split_at_checked(11) else { return false };
    body.get(3..9).is_some_and(date::is_yymmdd) && closes(SPACE * 13 + weigh(body, 12), *last)
}

/// A person's, whose letter at `PLACE` is the Ñ; `characters` are the others.
fn is_person_with<const PLACE: usize>(characters: &[u8]) -> bool {
    let Some((body, [last])) = characters.split_at_checked(11) else { return false };
    body.get(3..9).is_some_and(date::is_yymmdd) && closes(weigh_with(body, 13, PLACE, ENYE), *last)
}

/// A company's, whose letter at `PLACE` has this value; `characters` are the others.
fn is_company_with<const PLACE: usize, const SIGN: u32>(characters: &[u8]) -> bool {
    let Some((body, [last])) = characters.split_at_checked(10) else { return false };
    let sum = SPACE * 13 + weigh_with(body, 12, PLACE, SIGN);
    body.get(2..8).is_some_and(date::is_yymmdd) && closes(sum, *last)
}

/// As [`weigh`], where a sign of this value stands at `place`, between the characters.
fn weigh_with(characters: &[u8], first_weight: u32, place: usize, sign: u32) -> u32 {
    let (before, behind) = characters.split_at_checked(place).unwrap_or((characters, &[]));
    let weight = first_weight - before.len() as u32;
    weigh(before, first_weight) + sign * weight + weigh(behind, weight - 1)
}

fn is_elector(characters: &[u8]) -> bool {
    let [_, second, _, fourth, _, sixth, rest @ ..] = characters else { return false };
    let Some((date, [_, _, sex, numbers @ ..])) = rest.split_at_checked(6) else { return false };
    // 87 and 88 are those born abroad.
    [second, fourth, sixth].into_iter().all(is_consonant)
        && date::is_yymmdd(date)
        && matches!(date::two(rest, 6), 1..=32 | 87 | 88)
        && matches!(sex, b'H' | b'M')
        && numbers.len() == 3
}

fn is_social_security(digits: &[u8]) -> bool {
    digits.len() == 11 && !check::uniform(digits) && !digits.starts_with(b"00") && check::luhn(digits)
}

fn is_clabe(digits: &[u8]) -> bool {
    let sum: u32 =
        digits.iter().zip([3, 7, 1].into_iter().cycle()).map(|(byte, weight)| check::value(*byte) * weight % 10).sum();
    // The check digit is the eighteenth, whose weight would be one: it closes the sum to a multiple of ten.
    digits.len() == 18 && !digits.starts_with(b"000") && !check::uniform(digits) && sum.is_multiple_of(10)
}

fn is_passport(characters: &[u8]) -> bool {
    characters.get(1..).is_some_and(|digits| !check::uniform(digits))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn curp() {
        assert!(is_curp(b"BOXW310820HNERXN09"));
        for number in ["BOXW310820HNERXN08", "BOXW311320HNERXN09", "BOXW310820ANERXN09", "BOXW310820HZZRXN09", "BOXW"] {
            assert!(!is_curp(number.as_bytes()), "{number}");
        }
    }

    #[test]
    fn rfc() {
        assert!(is_person(b"GODE561231GR8") && is_company(b"MAB9307148T4"));
        assert!(!is_person(b"VACE460910SX6") && !is_company(b"MAB9307148T5") && !is_person(b"GODE561331GR8"));
        assert!(!is_person(b"") && !is_company(b"MAB"));
    }

    #[test]
    fn clabe() {
        assert!(is_clabe(b"032180000118359719") && !is_clabe(b"032180000118359718") && !is_clabe(b"03218000011835971"));
    }

    #[test]
    fn elector() {
        // An example of Sayari's guide to the key.
        assert!(is_elector(b"HRGRJN82050602H900"));
        for number in ["HRGRJN82130602H900", "HRGRJN82050633H900", "HRGRJN82050602X900", "HAGRJN82050602H900", "HRGRJN"]
        {
            assert!(!is_elector(number.as_bytes()), "{number}");
        }
    }
}
