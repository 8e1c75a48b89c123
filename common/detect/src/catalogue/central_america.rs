//! Costa Rica, Cuba, the Dominican Republic, El Salvador, Guatemala, Honduras, Nicaragua and Panama.

use super::{Identifier, PERSONAL, Rank, severity};
use crate::check::{self, date};
use crate::detector::{checked, shaped};

pub(super) const ROWS: &[Identifier] = &[
    // Tribunal Supremo de Elecciones: province (8 naturalised, 9 special), volume and entry. No check digit.
    Identifier {
        id: "COSTA_RICA_CEDULA_NUMBER",
        name: "Cédula de identidad number",
        countries: &["Costa Rica"],
        keywords: &[
            "cédula",
            "cédula de identidad",
            "cédula física",
            "número de cédula",
            "cédula costarricense",
            "costa rican id",
            "costa rica national id",
        ],
        rank: Rank::Ranged,
        detectors: &[shaped(&["#-####-####", "##-####-####", "# #### ####", "#########"], is_costa_rican)],
        ..PERSONAL
    },
    // Registro Nacional: class 2 to 5, type, serial. No check digit.
    Identifier {
        id: "COSTA_RICA_ORGANIZATION_CEDULA_NUMBER",
        name: "Cédula jurídica number",
        countries: &["Costa Rica"],
        keywords: &[
            "cédula jurídica",
            "ced. jurídica",
            "número de cédula jurídica",
            "persona jurídica",
            "costa rican legal entity id",
        ],
        severity: severity::ORGANIZATION,
        rank: Rank::Ranged,
        detectors: &[shaped(&["#-###-######", "##########"], is_costa_rican_entity)],
        ..PERSONAL
    },
    // Dirección General de Migración y Extranjería: eleven or twelve digits from 1 on. No check digit.
    Identifier {
        id: "COSTA_RICA_DIMEX_NUMBER",
        name: "Foreign resident's number (DIMEX)",
        countries: &["Costa Rica"],
        keywords: &["dimex", "documento de identidad migratorio", "cédula de residencia", "costa rica residence card"],
        rank: Rank::Ranged,
        detectors: &[shaped(&["###########", "############"], is_costa_rican_resident)],
        ..PERSONAL
    },
    // Registro del Estado Civil: birth, a digit of the century, and four more. The rule of the last is not public.
    Identifier {
        id: "CUBA_NATIONAL_IDENTIFICATION_NUMBER",
        name: "Identity number (número de identidad permanente)",
        countries: &["Cuba"],
        keywords: &[
            "carné de identidad",
            "carnet de identidad",
            "número de identidad permanente",
            "número de identidad",
            "carné cubano",
            "cuban id",
            "cuba national id",
            "carné identidad",
            "carnet identidad",
        ],
        rank: Rank::Ranged,
        detectors: &[shaped(&["###########"], is_cuban)],
        ..PERSONAL
    },
    // Junta Central Electoral: municipality, serial, and a Luhn digit. (Some old cards have another; they are not found.)
    Identifier {
        id: "DOMINICAN_REPUBLIC_CEDULA_NUMBER",
        name: "Cédula de identidad y electoral number",
        countries: &["Dominican Republic"],
        keywords: &[
            "cédula",
            "cédula de identidad",
            "cédula de identidad y electoral",
            "número de cédula",
            "cédula dominicana",
            "junta central electoral",
            "dominican id",
            "dominican national id",
        ],
        rank: Rank::Checked,
        detectors: &[checked(&["###########", "###-#######-#", "### ####### #"], is_dominican)],
        ..PERSONAL
    },
    // Dirección General de Impuestos Internos: eight digits and a check digit modulo 11 from 1 to 9.
    Identifier {
        id: "DOMINICAN_REPUBLIC_RNC_NUMBER",
        name: "Registro Nacional del Contribuyente (RNC) number",
        countries: &["Dominican Republic"],
        keywords: &[
            "rnc",
            "r.n.c.",
            "registro nacional del contribuyente",
            "registro nacional de contribuyentes",
            "número de rnc",
            "dgii",
            "dominican tax id",
        ],
        severity: severity::ORGANIZATION,
        rank: Rank::Checked,
        detectors: &[checked(&["#########", "#-##-#####-#", "###-#####-#"], is_dominican_taxpayer)],
        ..PERSONAL
    },
    // Registro Nacional de las Personas: eight digits, a check digit modulo 11, department and municipality of birth.
    Identifier {
        id: "GUATEMALA_CUI_NUMBER",
        name: "Código Único de Identificación (CUI, DPI)",
        countries: &["Guatemala"],
        keywords: &[
            "cui",
            "dpi",
            "código único de identificación",
            "documento personal de identificación",
            "número de dpi",
            "renap",
            "guatemalan id",
            "guatemala national id",
        ],
        rank: Rank::Checked,
        detectors: &[checked(&["#############", "####~#####~####", "########~#~####"], is_guatemalan)],
        ..PERSONAL
    },
    // Superintendencia de Administración Tributaria: digits and a check character modulo 11.
    Identifier {
        id: "GUATEMALA_NIT_NUMBER",
        name: "Número de Identificación Tributaria (NIT)",
        countries: &["Guatemala"],
        keywords: &["nit", "n.i.t.", "número de identificación tributaria", "número de nit", "guatemalan tax id"],
        rank: Rank::Checked,
        detectors: &[checked(
            &["#####-*", "######-*", "#######-*", "########-*", "######*", "#######*", "########*"],
            is_guatemalan_taxpayer,
        )],
        ..PERSONAL
    },
    // Registro Nacional de las Personas Naturales: eight digits and a check digit modulo 10.
    Identifier {
        id: "EL_SALVADOR_DUI_NUMBER",
        name: "Documento Único de Identidad (DUI) number",
        countries: &["El Salvador"],
        keywords: &[
            "dui",
            "d.u.i.",
            "documento único de identidad",
            "número de dui",
            "salvadoran id",
            "el salvador national id",
        ],
        rank: Rank::Checked,
        detectors: &[checked(&["########-#", "#########"], is_salvadoran)],
        ..PERSONAL
    },
    // Ministerio de Hacienda: municipality, birth or foundation, serial, and a check digit modulo 11 whose weights changed.
    Identifier {
        id: "EL_SALVADOR_NIT_NUMBER",
        name: "Número de Identificación Tributaria (NIT)",
        countries: &["El Salvador"],
        keywords: &["nit", "n.i.t.", "número de identificación tributaria", "número de nit", "salvadoran tax id"],
        rank: Rank::Checked,
        detectors: &[checked(&["####-######-###-#", "##############"], is_salvadoran_taxpayer)],
        ..PERSONAL
    },
    // Registro Nacional de las Personas: department, municipality, year of registration, serial. No check digit.
    Identifier {
        id: "HONDURAS_DNI_NUMBER",
        name: "Documento Nacional de Identificación (DNI) number",
        countries: &["Honduras"],
        keywords: &[
            "dni",
            "documento nacional de identificación",
            "tarjeta de identidad",
            "número de identidad",
            "identidad",
            "honduran id",
            "honduras national id",
        ],
        rank: Rank::Ranged,
        detectors: &[shaped(&["####-####-#####", "#### #### #####", "#############"], is_honduran)],
        ..PERSONAL
    },
    // Consejo Supremo Electoral: municipality, day of birth, serial, and a letter: the rest of the thirteen digits divided by
    // 23.
    Identifier {
        id: "NICARAGUA_CEDULA_NUMBER",
        name: "Cédula de identidad number",
        countries: &["Nicaragua"],
        keywords: &[
            "cédula",
            "cédula de identidad",
            "número de cédula",
            "cédula nicaragüense",
            "nicaraguan id",
            "nicaragua national id",
        ],
        rank: Rank::Checked,
        detectors: &[checked(&["###-######-####A", "#############A", "### ###### ####A"], is_nicaraguan)],
        ..PERSONAL
    },
    // Tribunal Electoral: province (or the letters of those born abroad, naturalised or foreign), volume, entry. No check
    // digit.
    Identifier {
        id: "PANAMA_CEDULA_NUMBER",
        name: "Cédula de identidad personal number",
        countries: &["Panama"],
        keywords: &[
            "cédula",
            "cédula de identidad personal",
            "número de cédula",
            "c.i.p.",
            "cédula panameña",
            "panamanian id",
            "panama national id",
        ],
        rank: Rank::Ranged,
        detectors: &[
            shaped(
                &["#-##-###", "#-##-####", "#-###-##", "#-###-###", "#-###-####", "#-###-#####", "#-####-#####"],
                is_panamanian,
            ),
            shaped(&["##-##-###", "##-##-####", "##-###-###", "##-###-####"], is_panamanian_of_the_newer_provinces),
            shaped(
                &[
                    "A-#-####",
                    "A-#-#####",
                    "A-#-######",
                    "A-##-###",
                    "A-##-####",
                    "A-###-####",
                    "AA-#-###",
                    "AA-##-###",
                    "AA-##-####",
                    "AA-###-####",
                ],
                is_panamanian_abroad,
            ),
        ],
        ..PERSONAL
    },
];

fn is_costa_rican(digits: &[u8]) -> bool {
    // The province is sometimes written with two digits.
    let number = if digits.len() == 10 { digits.strip_prefix(b"0").unwrap_or_default() } else { digits };
    number.len() == 9 && !number.starts_with(b"0") && number.get(1..).is_some_and(|rest| !check::uniform(rest))
}

/// State, government, company (types 002 to 014 and 101 to 110), autonomous body, foundation.
fn is_costa_rican_entity(digits: &[u8]) -> bool {
    let Some((head, serial)) = digits.split_at_checked(4) else { return false };
    let known = matches!(
        check::remainder(head, 10_000),
        2_100 | 2_200 | 2_300 | 2_400 | 3_002..=3_014 | 3_101..=3_110 | 4_000 | 5_001
    );
    known && serial.len() == 6 && !check::uniform(serial)
}

fn is_costa_rican_resident(digits: &[u8]) -> bool {
    digits.starts_with(b"1") && !check::uniform(digits)
}

fn is_cuban(digits: &[u8]) -> bool {
    digits.len() == 11
        && digits.get(..6).is_some_and(date::is_yymmdd)
        && digits.get(6..).is_some_and(|rest| !check::uniform(rest))
}

fn is_dominican(digits: &[u8]) -> bool {
    digits.len() == 11 && !digits.starts_with(b"000") && !check::uniform(digits) && check::luhn(digits)
}

/// Weights 7, 9, 8, 6, 5, 4, 3, 2.
fn is_dominican_taxpayer(digits: &[u8]) -> bool {
    let Some((body, [last])) = digits.split_at_checked(8) else { return false };
    let rest = check::weighted(body, &[7, 9, 8, 6, 5, 4, 3, 2]) % 11;
    let wanted = match rest {
        0 => 2,
        1 => 1,
        rest => 11 - rest,
    };
    !check::uniform(body) && wanted == check::value(*last)
}

/// How many municipalities each department has; their codes run from 1.
const MUNICIPALITIES: [u32; 22] = [17, 8, 16, 16, 14, 14, 19, 8, 24, 21, 9, 30, 33, 21, 8, 17, 14, 5, 11, 11, 7, 17];

fn is_guatemalan(digits: &[u8]) -> bool {
    let Some((body, [last, place @ ..])) = digits.split_at_checked(8) else { return false };
    let department = (date::two(place, 0) as usize).checked_sub(1).and_then(|index| MUNICIPALITIES.get(index));
    // A remainder of ten is not issued; no digit equals it.
    place.len() == 4
        && department.is_some_and(|last| (1..=*last).contains(&date::two(place, 2)))
        && !check::uniform(body)
        && check::weighted(body, &[2, 3, 4, 5, 6, 7, 8, 9]) % 11 == check::value(*last)
}

/// Weights from 2 on, counted from the right; ten is a K.
fn is_guatemalan_taxpayer(characters: &[u8]) -> bool {
    let Some((last, body)) = characters.split_last() else { return false };
    let sum: u32 = body.iter().rev().zip(2..10).map(|(byte, weight)| check::value(*byte) * weight).sum();
    let fits = match (11 - sum % 11) % 11 {
        10 => *last == b'K',
        digit => check::value(*last) == digit,
    };
    (5..=8).contains(&body.len()) && !body.starts_with(b"0") && !check::uniform(body) && fits
}

/// Weights 9 to 2.
fn is_salvadoran(digits: &[u8]) -> bool {
    let Some((body, [last])) = digits.split_at_checked(8) else { return false };
    let sum = check::weighted(body, &[9, 8, 7, 6, 5, 4, 3, 2]);
    !check::uniform(body) && (10 - sum % 10) % 10 == check::value(*last)
}

/// Serials up to 100 have the old weights.
fn is_salvadoran_taxpayer(digits: &[u8]) -> bool {
    let Some((body, [last])) = digits.split_at_checked(13) else { return false };
    let serial = body.get(10..).map_or(0, |serial| check::remainder(serial, 1_000));
    let wanted = if serial <= 100 {
        check::weighted(body, &[14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11 % 10
    } else {
        check::eleven_or_zero(check::weighted(body, &[2, 7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]))
    };
    matches!(body, [b'0' | b'1' | b'9', ..])
        && body.get(4..10).is_some_and(date::is_ddmmyy)
        && wanted == check::value(*last)
}

/// Eighteen departments of at most 28 municipalities; registers begin with 1880.
fn is_honduran(digits: &[u8]) -> bool {
    let year = digits.get(4..8).map_or(0, |year| check::remainder(year, 10_000));
    digits.len() == 13
        && (1..=18).contains(&date::two(digits, 0))
        && (1..=28).contains(&date::two(digits, 2))
        && (1880..2100).contains(&year)
        && digits.get(8..).is_some_and(|serial| !check::uniform(serial))
}

/// Three digits, day, month and year, four digits, a letter without I, Ñ, O and Z.
fn is_nicaraguan(characters: &[u8]) -> bool {
    let Some((digits, [letter])) = characters.split_at_checked(13) else { return false };
    let wanted = b"ABCDEFGHJKLMNPQRSTUVWXY".get(check::remainder(digits, 23) as usize);
    digits.get(3..9).is_some_and(date::is_ddmmyy) && wanted == Some(letter)
}

/// Ten provinces and three indigenous regions.
fn is_panamanian(digits: &[u8]) -> bool {
    !digits.starts_with(b"0") && !check::uniform(digits)
}

/// Provinces and comarcas 10 to 13; not a date with hyphens.
fn is_panamanian_of_the_newer_provinces(digits: &[u8]) -> bool {
    matches!(date::two(digits, 0), 10..=13) && !check::uniform(digits) && !date::looks_like_date(digits)
}

/// E: foreigner; N: naturalised; PE: born abroad; PI and AV: indigenous, or before the registers.
fn is_panamanian_abroad(characters: &[u8]) -> bool {
    let letters = characters.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    let Some((prefix, digits)) = characters.split_at_checked(letters) else { return false };
    matches!(prefix, b"E" | b"N" | b"PE" | b"PI" | b"AV") && !check::uniform(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn costa_rica() {
        assert!(is_costa_rican(b"304550175") && !is_costa_rican(b"030455017") && !is_costa_rican(b"300000000"));
        assert!(is_costa_rican_entity(b"3101999998") && !is_costa_rican_entity(b"3534123559"));
        assert!(is_costa_rican_resident(b"155812994816") && !is_costa_rican_resident(b"30123456789"));
    }

    #[test]
    fn dominican_republic() {
        assert!(is_dominican(b"00113918205") && is_dominican(b"22400022111") && !is_dominican(b"00113918204"));
        assert!(is_dominican_taxpayer(b"101850043") && !is_dominican_taxpayer(b"101850042"));
    }

    #[test]
    fn guatemala() {
        assert!(is_guatemalan_taxpayer(b"576937K") && is_guatemalan_taxpayer(b"39525503"));
        assert!(!is_guatemalan_taxpayer(b"5769370") && !is_guatemalan_taxpayer(b"89771121"));
        assert!(is_guatemalan(b"1587564440904") && is_guatemalan(b"1580352240101") && !is_guatemalan(b"1680352240101"));
        assert!(!is_guatemalan(b"1234567892301") && !is_guatemalan(b"") && !is_guatemalan(b"12345678"));
    }

    #[test]
    fn el_salvador() {
        assert!(is_salvadoran(b"000162975") && !is_salvadoran(b"000162974"));
        assert!(is_salvadoran_taxpayer(b"06140507071048") && !is_salvadoran_taxpayer(b"06140507071040"));
    }

    #[test]
    fn honduras_and_panama() {
        assert!(is_honduran(b"0801199901234") && !is_honduran(b"1901199901234") && !is_honduran(b"0801299901234"));
        assert!(is_panamanian(b"8123456") && is_panamanian_abroad(b"PE12345") && !is_panamanian_abroad(b"XX12345"));
    }
}
