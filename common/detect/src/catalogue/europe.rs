//! What the states of the European Union issue in common.

use super::{
    Identifier, PERSONAL, Rank, baltics, belgium, bulgaria, croatia, cyprus, czechia, denmark, finland, france, greece,
    hungary, ireland, italy, luxembourg, malta, netherlands, poland, portugal, romania, slovenia, spain, sweden,
};
use crate::check::{self, date};
use crate::detector::{checked, shaped};

pub(super) const ROWS: &[Identifier] = &[
    // EN 1867 and decision S1 of the administrative commission for social security: 80 for health, the numeric code of the
    // country (ISO 3166-1), five digits of the issuer, ten of the card. Not every country keeps a check digit.
    Identifier {
        id: "EUROPEAN_HEALTH_INSURANCE_CARD_NUMBER",
        name: "European Health Insurance Card number",
        countries: &["EU"],
        keywords: &[
            "assicurazione sanitaria numero",
            "carta assicurazione numero",
            "carte d’assurance maladie",
            "carte européenne d'assurance maladie",
            "ceam",
            "ehic",
            "ehic#",
            "finlandehicnumber#",
            "gesundheitskarte",
            "hälsokort",
            "health card",
            "health card number",
            "health insurance card",
            "health insurance number",
            "insurance card number",
            "krankenversicherungskarte",
            "krankenversicherungsnummer",
            "medical account number",
            "numero conto medico",
            "numéro d’assurance maladie",
            "numéro de carte d’assurance",
            "numéro de compte medical",
            "número de cuenta médica",
            "número de seguro de salud",
            "número de tarjeta de seguro",
            "sairaanhoitokortin",
            "sairausvakuutuskortti",
            "sairausvakuutusnumero",
            "sjukförsäkring nummer",
            "sjukförsäkringskort",
            "suomi ehic-numero",
            "tarjeta de salud",
            "terveyskortti",
            "tessera sanitaria assicurazione numero",
            "versicherungsnummer",
        ],
        macie: true,
        rank: Rank::Ranged,
        detectors: &[shaped(
            &[
                "####################",
                "##########~##########",
                "####~####~####~####~####",
                "#####~#####~##########",
                "#####~#####~#####~#####",
                "##~###~#####~##########",
            ],
            is_health_card,
        )],
        ..PERSONAL
    },
    // Directive 2006/112/EC, article 215, and what each state checks (VIES): the letters of the country, then its number.
    Identifier {
        id: "EU_VAT_NUMBER",
        name: "VAT number of a member state, with its letters",
        countries: &["EU"],
        keywords: &[
            "vat",
            "vat number",
            "vat no",
            "vat id",
            "vat registration number",
            "vat reg",
            "vies",
            "ust-idnr",
            "ust-id",
            "ustid",
            "umsatzsteuer-identifikationsnummer",
            "umsatzsteuer-id",
            "uid-nummer",
            "tva",
            "numéro de tva",
            "tva intracommunautaire",
            "partita iva",
            "p. iva",
            "p.iva",
            "iva",
            "nif",
            "nif-iva",
            "btw",
            "btw-nummer",
            "btw-id",
            "moms",
            "momsnummer",
            "momsregistreringsnummer",
            "alv-numero",
            "alv",
            "dič",
            "dic",
            "ič dph",
            "dph",
            "nip",
            "vat-ue",
            "adószám",
            "közösségi adószám",
            "ddv",
            "pdv",
            "pdv id",
            "cod tva",
            "cod fiscal",
            "kmkr",
            "pvm",
            "pvm mokėtojo kodas",
            "pvn",
            "αφμ",
            "φπα",
            "ддс",
        ],
        rank: Rank::Checked,
        detectors: &[
            checked(
                &[
                    "AA########",
                    "AA#########",
                    "AA##########",
                    "AA############",
                    "AA######",
                    "AA#######",
                    "AAA########",
                    "AAA#######A",
                    "AA########A",
                    "AA#######A",
                    "AA#######AA",
                    "AA#########A##",
                    "AA**#########",
                ],
                is_vat,
            ),
            checked(
                &[
                    "^^ ########",
                    "^^ #########",
                    "^^ ##########",
                    "^^ ###########",
                    "^^ ############",
                    "^^ A########",
                    "^^ A#######A",
                    "^^ ########A",
                    "^^ #######A",
                    "^^ #######AA",
                    "^^ #########A##",
                    "^^ ### ### ###",
                    "^^ ### ### ### ##",
                    "^^ ## ## ## ##",
                    "^^ #### ### ###",
                    "AA####.###.###",
                    "^^ ####.###.###",
                    "^^ ## #########",
                    "^^ ## ### ### ###",
                    "AA**~###~###~###",
                    "AA-########",
                    "AA-#########",
                    "AA-##########",
                    "AA-###########",
                ],
                is_vat,
            ),
        ],
        ..PERSONAL
    },
];

/// Members of the European Economic Area, Switzerland and the United Kingdom, by their numbers in ISO 3166-1.
const COUNTRIES: [u32; 32] = [
    40, 56, 100, 191, 196, 203, 208, 233, 246, 250, 276, 300, 348, 352, 372, 380, 428, 438, 440, 442, 470, 528, 578,
    616, 620, 642, 703, 705, 724, 752, 756, 826,
];

fn is_health_card(digits: &[u8]) -> bool {
    let country = COUNTRIES.contains(&date::number(digits, 2, 3));
    digits.len() == 20 && digits.starts_with(b"80") && country && digits.get(5..).is_some_and(check::varied)
}

/// What follows the letters of a country is checked as that country does. Northern Ireland has the letters XI.
fn is_vat(characters: &[u8]) -> bool {
    let Some((country, number)) = characters.split_at_checked(2) else { return false };
    match country {
        b"AT" => is_austrian(number),
        b"BE" => belgium::is_enterprise(characters),
        b"BG" => is_bulgarian(number),
        b"CY" => cyprus::is_tic(characters),
        b"CZ" => czechia::is_czech_tax_number(characters),
        b"DE" => is_german(number),
        b"DK" => denmark::is_cvr(characters),
        b"EE" => is_estonian(number),
        b"EL" => greece::is_afm(characters),
        b"ES" => spain::is_vat(number),
        b"FI" => finland::is_business_id(characters),
        b"FR" => is_french(number),
        b"HR" => croatia::is_oib(characters),
        b"HU" => hungary::is_core(number),
        b"IE" => ireland::is_pps(number),
        b"IT" => italy::is_company_code(characters),
        b"LT" => is_lithuanian(number),
        b"LU" => luxembourg::is_vat(number),
        b"LV" => is_latvian(number),
        b"MT" => malta::is_vat(number),
        b"NL" => netherlands::is_btw(characters),
        b"PL" => poland::is_nip(characters),
        b"PT" => portugal::is_nif(characters),
        b"RO" => romania::is_cui(characters),
        b"SE" => number.ends_with(b"01") && number.len() == 12 && sweden::is_organization(characters),
        b"SI" => slovenia::is_tax_number(characters),
        b"SK" => czechia::is_slovak_tax_number(characters),
        b"XI" => is_british(number),
        _ => false,
    }
}

/// U and eight digits: Luhn's sum of seven, 96 less it modulo 10.
fn is_austrian(number: &[u8]) -> bool {
    let [b'U', body @ .., last] = number else { return false };
    let doubled = |value: u32| if value > 4 { value * 2 - 9 } else { value * 2 };
    let sum: u32 = body
        .iter()
        .map(|byte| check::value(*byte))
        .enumerate()
        .map(|(index, value)| if index % 2 == 1 { doubled(value) } else { value })
        .sum();
    body.len() == 7 && check::varied(body) && sum <= 63 && (96 - sum) % 10 == check::value(*last)
}

/// Nine digits for companies, ten for persons, foreigners and others.
fn is_bulgarian(number: &[u8]) -> bool {
    match number.split_last() {
        Some((last, body)) if body.len() == 8 => {
            let wanted = match check::weighted(body, &[1, 2, 3, 4, 5, 6, 7, 8]) % 11 {
                10 => check::weighted(body, &[3, 4, 5, 6, 7, 8, 9, 10]) % 11 % 10,
                rest => rest,
            };
            check::varied(body) && wanted == check::value(*last)
        }
        Some((last, body)) if body.len() == 9 => {
            let rest = check::weighted(body, &[4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11;
            let other = (11 - rest) % 11 == check::value(*last);
            check::varied(body) && (other || bulgaria::is_egn(number) || bulgaria::is_foreigner_number(number))
        }
        _ => false,
    }
}

/// Nine digits, ISO/IEC 7064 MOD 11,10 (Bundeszentralamt für Steuern).
fn is_german(digits: &[u8]) -> bool {
    let known = digits.len() == 9 && date::number(digits, 0, 9) != u32::MAX && digits.first() != Some(&b'0');
    known && check::varied(digits) && check::mod_11_10(digits)
}

fn is_estonian(digits: &[u8]) -> bool {
    let sum = check::weighted(digits, &[3, 7, 1, 3, 7, 1, 3, 7, 1]);
    digits.len() == 9 && date::number(digits, 0, 9) != u32::MAX && check::varied(digits) && sum.is_multiple_of(10)
}

/// Two characters and the SIREN. Two digits are computed from it; the rule for letters is not published.
fn is_french(number: &[u8]) -> bool {
    let Some((key, siren)) = number.split_at_checked(2) else { return false };
    let proven = match date::number(key, 0, 2) {
        u32::MAX => !key.iter().any(|byte| matches!(byte, b'I' | b'O')),
        key => key == (12 + 3 * (check::remainder(siren, 97))) % 97,
    };
    proven && france::is_siren(siren)
}

/// Nine digits for companies, twelve for others; the last but one is 1.
fn is_lithuanian(digits: &[u8]) -> bool {
    let [.., b'1', _] = digits else { return false };
    let known = matches!(digits.len(), 9 | 12) && digits.iter().all(u8::is_ascii_digit);
    known && check::varied(digits) && baltics::is_two_step(digits)
}

/// Eleven digits: companies begin with 4 to 9, the numbers of persons with 0 to 3.
fn is_latvian(digits: &[u8]) -> bool {
    let sum = check::weighted(digits, &[9, 1, 4, 8, 3, 10, 2, 5, 7, 6, 1]);
    match digits.first() {
        Some(b'4'..=b'9') => digits.len() == 11 && check::varied(digits) && sum % 11 == 3,
        _ => baltics::is_dated_latvian(digits),
    }
}

/// Nine digits (HMRC): weighted sum divisible by 97, or 55 more, which is so from 100 on; three digits of a branch may follow.
pub(super) fn is_british(digits: &[u8]) -> bool {
    let sum = check::weighted(digits, &[8, 7, 6, 5, 4, 3, 2, 10, 1]);
    let known = matches!(digits.len(), 9 | 12) && digits.iter().all(u8::is_ascii_digit);
    known && check::varied(digits) && (sum.is_multiple_of(97) || sum % 97 == 42 && digits.first() != Some(&b'0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vat_numbers_of_every_state() {
        let numbers = [
            "ATU13585627",
            "BE0428759497",
            "BG175074752",
            "CY10259033P",
            "CZ25123891",
            "DE136695976",
            "DK13585628",
            "EE100931558",
            "EL094259216",
            "ESJ99216582",
            "ES54362315K",
            "ESX2482300W",
            "FI20774740",
            "FR40303265045",
            "HR33392005961",
            "HU12892312",
            "IE6433435F",
            "IE6433435OA",
            "IT00743110157",
            "LT119511515",
            "LT100001919017",
            "LU15027442",
            "LV40003521600",
            "MT11679112",
            "NL004495445B01",
            "PL8567346215",
            "PT501964843",
            "RO18547290",
            "SE202100548901",
            "SI50223054",
            "SK2022749619",
            "XI980780684",
        ];
        for number in numbers {
            assert!(is_vat(number.as_bytes()), "{number}");
            let mut wrong = number.as_bytes().to_vec();
            // The fourth sign from the end is a digit everywhere, and counts.
            let place = wrong.len() - 4;
            wrong[place] = if wrong[place] == b'9' { b'0' } else { wrong[place] + 1 };
            assert!(!is_vat(&wrong), "{number}");
        }
        for number in ["", "AT", "DE", "XX136695976", "ATU1358562", "FR", "LT1", "SE202100548902"] {
            assert!(!is_vat(number.as_bytes()), "{number}");
        }
    }

    #[test]
    fn health_cards() {
        assert!(is_health_card(b"80246802460123456789") && is_health_card(b"80276123450123456789"));
        for number in
            ["81276123450123456789", "80999123450123456789", "80276000000000000000", "8027612345012345678", ""]
        {
            assert!(!is_health_card(number.as_bytes()), "{number}");
        }
    }

    #[test]
    fn no_check_of_a_personal_number_panics_on_any_bytes() {
        let mut state = 1u32;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            state >> 16
        };
        let personal = |row: &&Identifier| row.category == crate::Category::PersonalInformation;
        for row in crate::catalogue::all().iter().filter(personal) {
            for detector in row.detectors {
                let crate::detector::Detector::Pictures(pictures) = detector else { continue };
                for length in 0..=40 {
                    for alphabet in [&b"0123456789"[..], b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", b"A0\xff\x00 "] {
                        for _ in 0..8 {
                            let text: Vec<u8> =
                                (0..length).map(|_| alphabet[next() as usize % alphabet.len()]).collect();
                            (pictures.check)(&text);
                        }
                    }
                    (pictures.check)(&vec![b'0'; length]);
                    (pictures.check)(&vec![b'9'; length]);
                    (pictures.check)(&vec![b'Z'; length]);
                }
            }
        }
    }
}
