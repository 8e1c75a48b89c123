//! Bolivia, Ecuador, Paraguay, Peru, Uruguay and Venezuela.

use super::{Identifier, PERSONAL, Rank, severity};
use crate::check::{self, date};
use crate::detector::{checked, shaped};

pub(super) const ROWS: &[Identifier] = &[
    // Registro Nacional de Identificación y Estado Civil: eight digits; a check character, digit or letter, stands on the
    // card and is often left out.
    Identifier {
        id: "PERU_DNI_NUMBER",
        name: "Documento Nacional de Identidad (DNI) number",
        countries: &["Peru"],
        keywords: &[
            "dni",
            "d.n.i.",
            "dni peruano",
            "documento nacional de identidad",
            "cui",
            "código único de identificación",
            "reniec",
            "peruvian id",
            "peruvian national id",
        ],
        detectors: &[checked(&["########-*", "########*"], is_peruvian_checked), shaped(&["########"], is_peruvian)],
        ..PERSONAL
    },
    // Superintendencia Nacional de Aduanas y de Administración Tributaria: kind, eight digits, a check digit modulo 11.
    Identifier {
        id: "PERU_RUC_NUMBER",
        name: "Registro Único de Contribuyentes (RUC) number",
        countries: &["Peru"],
        keywords: &["ruc", "r.u.c.", "registro único de contribuyentes", "número de ruc", "sunat", "peruvian tax id"],
        rank: Rank::Checked,
        detectors: &[checked(&["###########"], is_peruvian_taxpayer)],
        ..PERSONAL
    },
    // Registro Civil del Ecuador: province, a digit below 7, six digits, and a Luhn digit.
    Identifier {
        id: "ECUADOR_CEDULA_NUMBER",
        name: "Cédula de identidad number",
        countries: &["Ecuador"],
        keywords: &[
            "cédula",
            "cédula de identidad",
            "cédula de ciudadanía",
            "número de cédula",
            "número único de identificación",
            "nui",
            "cédula ecuatoriana",
            "ecuadorian id",
            "ecuador national id",
        ],
        rank: Rank::Checked,
        detectors: &[checked(&["##########", "#########-#"], is_ecuadorian)],
        ..PERSONAL
    },
    // Servicio de Rentas Internas: persons have their cédula and the number of the establishment; public bodies (6) and
    // companies (9 in the third place) a check digit modulo 11.
    Identifier {
        id: "ECUADOR_RUC_NUMBER",
        name: "Registro Único de Contribuyentes (RUC) number",
        countries: &["Ecuador"],
        keywords: &[
            "ruc",
            "r.u.c.",
            "registro único de contribuyentes",
            "número de ruc",
            "contribuyente",
            "sri",
            "ecuadorian tax id",
        ],
        rank: Rank::Checked,
        detectors: &[checked(&["#############", "##########-###"], is_ecuadorian_taxpayer)],
        ..PERSONAL
    },
    // Dirección Nacional de Identificación Civil: six or seven digits and a check digit modulo 10.
    Identifier {
        id: "URUGUAY_CEDULA_NUMBER",
        name: "Cédula de identidad number",
        countries: &["Uruguay"],
        keywords: &[
            "cédula",
            "cédula de identidad",
            "número de cédula",
            "documento de identidad",
            "c.i.",
            "cédula uruguaya",
            "uruguayan id",
            "uruguay national id",
        ],
        rank: Rank::Checked,
        detectors: &[checked(
            &["#.###.###-#", "#######-#", "########", "#.###.###/#", "###.###-#", "######-#"],
            is_uruguayan,
        )],
        ..PERSONAL
    },
    // Dirección General Impositiva: office, serial, 001, and a check digit modulo 11.
    Identifier {
        id: "URUGUAY_RUT_NUMBER",
        name: "Registro Único Tributario (RUT) number",
        countries: &["Uruguay"],
        keywords: &[
            "rut",
            "r.u.t.",
            "ruc",
            "registro único tributario",
            "registro único de contribuyentes",
            "número de rut",
            "dgi",
            "uruguayan tax id",
        ],
        severity: severity::ORGANIZATION,
        rank: Rank::Checked,
        detectors: &[checked(&["############", "##-######-###-#", "## ###### ### #"], is_uruguayan_taxpayer)],
        ..PERSONAL
    },
    // Servicio Administrativo de Identificación, Migración y Extranjería: V (born in Venezuela) or E, and up to eight
    // digits. No check digit; without the letter only the form with points is taken.
    Identifier {
        id: "VENEZUELA_CEDULA_NUMBER",
        name: "Cédula de identidad number",
        countries: &["Venezuela"],
        keywords: &[
            "cédula",
            "cédula de identidad",
            "número de cédula",
            "c.i.",
            "cédula venezolana",
            "saime",
            "venezuelan id",
            "venezuela national id",
        ],
        rank: Rank::Ranged,
        detectors: &[
            shaped(
                &[
                    "A########",
                    "A#######",
                    "A-########",
                    "A-#######",
                    "A-##.###.###",
                    "A-#.###.###",
                    "A ##.###.###",
                    "A##.###.###",
                    "A.##.###.###",
                ],
                is_venezuelan,
            ),
            shaped(&["##.###.###"], is_dotted),
        ],
        ..PERSONAL
    },
    // Servicio Nacional Integrado de Administración Aduanera y Tributaria: kind, eight digits, a check digit modulo 11.
    Identifier {
        id: "VENEZUELA_RIF_NUMBER",
        name: "Registro de Información Fiscal (RIF) number",
        countries: &["Venezuela"],
        keywords: &[
            "rif",
            "r.i.f.",
            "registro de información fiscal",
            "registro único de información fiscal",
            "número de rif",
            "seniat",
            "venezuelan tax id",
        ],
        rank: Rank::Checked,
        detectors: &[checked(&["A-########-#", "A#########", "A-#########", "A########-#"], is_venezuelan_taxpayer)],
        ..PERSONAL
    },
    // Servicio General de Identificación Personal: five to eight digits and the department of issue. No check digit.
    Identifier {
        id: "BOLIVIA_CEDULA_NUMBER",
        name: "Cédula de identidad number",
        countries: &["Bolivia"],
        keywords: &[
            "carnet de identidad",
            "carné de identidad",
            "cédula de identidad boliviana",
            "carnet boliviano",
            "cédula boliviana",
            "segip",
            "bolivian id",
            "bolivian identity card",
            "cédula",
            "cédula de identidad",
            "carnet identidad",
        ],
        detectors: &[
            shaped(
                &["######~AA", "#######~AA", "########~AA", "#######AA", "########AA", "#######-#A AA"],
                is_bolivian_with_department,
            ),
            shaped(&["#######", "########", "#######-#A"], is_bolivian),
        ],
        ..PERSONAL
    },
    // Servicio de Impuestos Nacionales: persons have the number of their cédula and three digits, companies others. The
    // rule of the check digit is not public.
    Identifier {
        id: "BOLIVIA_NIT_NUMBER",
        name: "Número de Identificación Tributaria (NIT)",
        countries: &["Bolivia"],
        keywords: &[
            "nit bolivia",
            "nit boliviano",
            "nit (bolivia)",
            "servicio de impuestos nacionales",
            "bolivian tax id",
            "bolivian nit",
        ],
        detectors: &[shaped(&["#########", "##########", "###########", "############"], is_bolivian)],
        ..PERSONAL
    },
    // Departamento de Identificaciones, Policía Nacional: a running number of six or seven digits. No check digit.
    Identifier {
        id: "PARAGUAY_CEDULA_NUMBER",
        name: "Cédula de identidad civil number",
        countries: &["Paraguay"],
        keywords: &[
            "cédula de identidad civil",
            "cédula paraguaya",
            "cédula de identidad paraguaya",
            "c.i. paraguaya",
            "c.i.c.",
            "paraguayan id",
            "paraguay national id",
            "cédula",
            "cédula identidad",
            "cédula de identidad",
            "c.i.",
        ],
        detectors: &[shaped(&["#######", "#.###.###", "######", "###.###"], is_paraguayan)],
        ..PERSONAL
    },
    // Dirección Nacional de Ingresos Tributarios: the number of the cédula, or eight digits
    // from 80000000 on, and a check digit modulo 11.
    Identifier {
        id: "PARAGUAY_RUC_NUMBER",
        name: "Registro Único de Contribuyentes (RUC) number",
        countries: &["Paraguay"],
        keywords: &[
            "ruc",
            "r.u.c.",
            "registro único del contribuyente",
            "registro único de contribuyentes",
            "número de ruc",
            "paraguayan tax id",
        ],
        rank: Rank::Checked,
        detectors: &[checked(&["########-#", "#######-#", "######-#", "#########"], is_paraguayan_taxpayer)],
        ..PERSONAL
    },
];

fn is_peruvian(digits: &[u8]) -> bool {
    digits.len() == 8 && !check::uniform(digits)
}

/// Weights 3, 2, 7, 6, 5, 4, 3, 2; each remainder has a digit and a letter.
fn is_peruvian_checked(characters: &[u8]) -> bool {
    let Some((body, [last])) = characters.split_at_checked(8) else { return false };
    let rest = check::weighted(body, &[3, 2, 7, 6, 5, 4, 3, 2]) % 11;
    let digit = b"65432110987".get(rest as usize);
    let letter = b"KJIHGFEDCBA".get(rest as usize);
    is_peruvian(body) && (digit == Some(last) || letter == Some(last))
}

/// 10 and 15 to 17 are persons, 20 companies.
fn is_peruvian_taxpayer(digits: &[u8]) -> bool {
    let Some((body, [last])) = digits.split_at_checked(10) else { return false };
    let sum = check::weighted(body, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2]);
    matches!(body, [b'1', b'0' | b'5'..=b'7', ..] | [b'2', b'0', ..])
        && body.get(2..).is_some_and(|rest| !check::uniform(rest))
        && (11 - sum % 11) % 10 == check::value(*last)
}

/// 24 provinces; 30 and 50 were registered abroad.
fn is_province(digits: &[u8]) -> bool {
    matches!(digits.get(..2).map_or(0, |digits| check::remainder(digits, 100)), 1..=24 | 30 | 50)
}

fn is_ecuadorian(digits: &[u8]) -> bool {
    digits.len() == 10
        && is_province(digits)
        && matches!(digits, [_, _, b'0'..=b'6', ..])
        && digits.get(2..).is_some_and(|rest| !check::uniform(rest))
        && check::luhn(digits)
}

fn is_ecuadorian_taxpayer(digits: &[u8]) -> bool {
    let Some((person, establishment)) = digits.split_at_checked(10) else { return false };
    let Some((body, branch)) = digits.split_at_checked(9) else { return false };
    let public = || branch != b"0000" && check::weighted(body, &[3, 2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11);
    let company =
        || establishment != b"000" && check::weighted(person, &[4, 3, 2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11);
    let natural = || establishment != b"000" && is_ecuadorian(person);
    let fits = match digits.get(2) {
        Some(b'0'..=b'5') => natural(),
        Some(b'6') => public() || natural(),
        Some(b'9') => company() || public(),
        _ => false,
    };
    digits.len() == 13 && is_province(digits) && fits
}

/// Weights 2, 9, 8, 7, 6, 3, 4 for the digits before the last, counted from the right.
fn is_uruguayan(digits: &[u8]) -> bool {
    let Some((last, body)) = digits.split_last() else { return false };
    let sum: u32 =
        body.iter().rev().zip([4, 3, 6, 7, 8, 9, 2]).map(|(byte, weight)| check::value(*byte) * weight).sum();
    matches!(body.len(), 6 | 7)
        && !body.starts_with(b"0")
        && !check::uniform(digits)
        && (10 - sum % 10) % 10 == check::value(*last)
}

fn is_uruguayan_taxpayer(digits: &[u8]) -> bool {
    let Some((body, [last])) = digits.split_at_checked(11) else { return false };
    let sum = check::weighted(body, &[4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]);
    let office = body.get(..2).map_or(0, |digits| check::remainder(digits, 100));
    matches!(office, 1..=22)
        && body.get(2..8).is_some_and(|serial| serial != b"000000")
        && body.ends_with(b"001")
        && (11 - sum % 11) % 11 == check::value(*last)
}

fn is_venezuelan(characters: &[u8]) -> bool {
    matches!(characters, [b'V' | b'E', digits @ ..] if !digits.starts_with(b"00") && !check::uniform(digits))
}

fn is_dotted(digits: &[u8]) -> bool {
    !digits.starts_with(b"0") && !check::uniform(digits)
}

/// The kind counts as a digit of weight four: V 1, E 2, J 3, P 4, G 5.
fn is_venezuelan_taxpayer(characters: &[u8]) -> bool {
    let [kind, digits @ ..] = characters else { return false };
    let Some((body, [last])) = digits.split_at_checked(8) else { return false };
    let kind = match kind {
        b'V' => 4,
        b'E' => 8,
        b'J' => 12,
        b'P' => 16,
        b'G' => 20,
        _ => return false,
    };
    let sum = kind + check::weighted(body, &[3, 2, 7, 6, 5, 4, 3, 2]);
    !check::uniform(body) && check::eleven_or_zero(sum) == check::value(*last)
}

/// The number, perhaps a complement (a digit and a letter), and one of nine departments.
fn is_bolivian_with_department(characters: &[u8]) -> bool {
    let Some((number, department)) = characters.len().checked_sub(2).and_then(|at| characters.split_at_checked(at))
    else {
        return false;
    };
    let known = matches!(
        department,
        b"LP" | b"CB" | b"SC" | b"OR" | b"PT" | b"PO" | b"CH" | b"TJ" | b"BE" | b"BN" | b"PA" | b"PD"
    );
    known && is_bolivian(number)
}

fn is_bolivian(characters: &[u8]) -> bool {
    !characters.starts_with(b"0") && !check::uniform(characters) && !date::looks_like_date(characters)
}

fn is_paraguayan(digits: &[u8]) -> bool {
    !digits.starts_with(b"0") && !check::uniform(digits) && !date::is_yymmdd(digits)
}

/// Weights from 2 on, counted from the right; ten and eleven give zero.
fn is_paraguayan_taxpayer(digits: &[u8]) -> bool {
    let Some((last, body)) = digits.split_last() else { return false };
    let sum: u32 = body.iter().rev().zip(2..10).map(|(byte, weight)| check::value(*byte) * weight).sum();
    (6..=8).contains(&body.len())
        && !body.starts_with(b"0")
        && !check::uniform(body)
        && check::eleven_or_zero(sum) == check::value(*last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn peru() {
        assert!(is_peruvian_checked(b"101174102"));
        assert!(!is_peruvian_checked(b"101174103") && !is_peruvian_checked(b"10117410"));
        assert!(is_peruvian_taxpayer(b"20512333797") && is_peruvian_taxpayer(b"10054148289"));
        assert!(!is_peruvian_taxpayer(b"20512333798") && !is_peruvian_taxpayer(b"30512333797"));
    }

    #[test]
    fn ecuador() {
        assert!(is_ecuadorian(b"1714307103") && !is_ecuadorian(b"1714307104") && !is_ecuadorian(b"2514307103"));
        assert!(is_ecuadorian_taxpayer(b"1792060346001") && !is_ecuadorian_taxpayer(b"1792060346000"));
        assert!(!is_ecuadorian_taxpayer(b"1763154690001") && !is_ecuadorian_taxpayer(b"179206034601"));
    }

    #[test]
    fn uruguay() {
        for number in ["12345672", "99999999", "27526962", "27529390"] {
            assert_eq!(is_uruguayan(number.as_bytes()), number != "99999999", "{number}");
        }
        assert!(!is_uruguayan(b"12345673") && !is_uruguayan(b"1") && !is_uruguayan(b""));
        assert!(is_uruguayan_taxpayer(b"211003420017") && !is_uruguayan_taxpayer(b"210303670014"));
    }

    #[test]
    fn venezuela() {
        assert!(is_venezuelan_taxpayer(b"V114702834") && !is_venezuelan_taxpayer(b"V114702833"));
        assert!(is_venezuelan(b"V12345678") && !is_venezuelan(b"X12345678"));
    }

    #[test]
    fn paraguay_and_bolivia() {
        for number in ["800280610", "9991603"] {
            assert!(is_paraguayan_taxpayer(number.as_bytes()), "{number}");
        }
        assert!(!is_paraguayan_taxpayer(b"800532492") && !is_paraguayan_taxpayer(b""));
        assert!(is_bolivian_with_department(b"1234567LP") && !is_bolivian_with_department(b"1234567XX"));
        assert!(!is_bolivian_with_department(b"L"));
    }
}
