//! United States: health care.

use super::{Identifier, PERSONAL, Rank, severity};
use crate::check::{self, date};
use crate::detector::{checked, shaped};

pub(super) const ROWS: &[Identifier] = &[
    // Drug Enforcement Administration, Diversion Control Division: class of the registrant, initial of
    // the name or 9, six digits and a check digit. A hospital's own code for a physician may follow after a hyphen.
    Identifier {
        id: "US_DRUG_ENFORCEMENT_AGENCY_NUMBER",
        name: "Drug Enforcement Administration (DEA) registration number",
        countries: &["US"],
        keywords: &["dea number", "dea registration"],
        macie: true,
        rank: Rank::Checked,
        detectors: &[checked(
            &["AA#######", "A########", "AA#######-##", "AA#######-###", "AA#######-####", "AA#######-#####"],
            is_dea,
        )],
        ..PERSONAL
    },
    // Centers for Medicare & Medicaid Services, until 2019: a Social Security number and a beneficiary code of one or two
    // characters; or the prefix of the Railroad Retirement Board and six or nine digits. There is no check digit.
    Identifier {
        id: "USA_HEALTH_INSURANCE_CLAIM_NUMBER",
        name: "Health Insurance Claim Number (HICN)",
        countries: &["US"],
        keywords: &[
            "health insurance claim number",
            "hic no",
            "hic no.",
            "hic number",
            "hic#",
            "hicn",
            "hicn#.",
            "hicno#",
        ],
        macie: true,
        rank: Rank::Ranged,
        detectors: &[
            shaped(
                &[
                    "#########A",
                    "#########A*",
                    "###~##~####A",
                    "###~##~####A*",
                    "###~##~####~A",
                    "###~##~####~A*",
                    "#########-A",
                    "#########-A*",
                ],
                is_claim_number,
            ),
            shaped(
                &[
                    "A######",
                    "A-######",
                    "A#########",
                    "A-#########",
                    "A-###-##-####",
                    "AA######",
                    "AA-######",
                    "AA#########",
                    "AA-#########",
                    "AA-###-##-####",
                    "AAA######",
                    "AAA-######",
                    "AAA#########",
                    "AAA-#########",
                    "AAA-###-##-####",
                ],
                is_railroad_claim,
            ),
        ],
        ..PERSONAL
    },
    // Centers for Medicare & Medicaid Services, "Understanding the Medicare Beneficiary Identifier (MBI) Format": eleven
    // places, each of a fixed kind, without the letters S, L, O, I, B and Z. There is no check digit.
    Identifier {
        id: "USA_MEDICARE_BENEFICIARY_IDENTIFIER",
        name: "Medicare Beneficiary Identifier (MBI)",
        countries: &["US"],
        keywords: &["mbi", "medicare beneficiary"],
        macie: true,
        rank: Rank::Checked,
        detectors: &[shaped(&["#A*#A*#AA##", "#A*#~A*#~AA##"], is_mbi)],
        ..PERSONAL
    },
    // HCPCS level I (American Medical Association, CPT): five digits in the ranges of its sections, or four digits and
    // the letter of a category. Level II (CMS): a letter and four digits. A modifier of two characters may follow; before one
    // of letters alone (or, with CPT, that begins with a letter) the code is not found.
    Identifier {
        id: "USA_HEALTHCARE_PROCEDURE_CODE",
        name: "Healthcare Common Procedure Coding System (HCPCS) code",
        countries: &["US"],
        keywords: &["current procedural terminology", "hcpcs", "healthcare common procedure coding system"],
        macie: true,
        rank: Rank::Ranged,
        detectors: &[shaped(
            &[
                "#####", "####A", "A####", "#####-##", "#####-#A", "#####-AA", "####A-##", "####A-#A", "A####-##",
                "A####-A#", "A####-AA",
            ],
            is_procedure,
        )],
        ..PERSONAL
    },
    // Food and Drug Administration, 21 CFR 207.33: ten digits as 4-4-2, 5-3-2 or 5-4-1, or the eleven digits 5-4-2 of
    // claims (45 CFR 162). There is no check digit.
    Identifier {
        id: "USA_NATIONAL_DRUG_CODE",
        name: "National Drug Code (NDC)",
        countries: &["US"],
        keywords: &["national drug code", "ndc"],
        macie: true,
        rank: Rank::Ranged,
        detectors: &[shaped(
            &["####-####-##", "#####-###-##", "#####-####-#", "#####-####-##", "###########"],
            is_drug_code,
        )],
        ..PERSONAL
    },
    // CMS, 45 CFR 162.406: ten digits that begin with 1 or 2; the last is a Luhn digit over 80840 and the others. The
    // prefix is written where the number stands on a health care card.
    Identifier {
        id: "USA_NATIONAL_PROVIDER_IDENTIFIER",
        name: "National Provider Identifier (NPI)",
        countries: &["US"],
        keywords: &["hipaa", "n.p.i", "national provider", "npi"],
        macie: true,
        rank: Rank::Checked,
        detectors: &[checked(&["##########", "###############"], is_npi)],
        ..PERSONAL
    },
    // FDA, "UDI formats by FDA-accredited issuing agency". GS1: a GTIN of fourteen digits, after (01), 01 or nothing; a
    // production or expiry date may follow. ICCBBA (ISBT 128): a product code, or the number of a donation. Forms
    // of HIBCC begin with a plus sign, which to this engine makes an amount or a telephone number, and are not found.
    Identifier {
        id: "MEDICAL_DEVICE_UDI",
        name: "Unique device identifier (UDI)",
        countries: &["US"],
        keywords: &[
            "blood",
            "blood bag",
            "dev id",
            "device id",
            "device identifier",
            "gs1",
            "hibcc",
            "iccbba",
            "med",
            "udi",
            "unique device id",
            "unique device identifier",
        ],
        macie: true,
        severity: severity::RISING,
        rank: Rank::Ranged,
        detectors: &[
            checked(&["##############", "################", "########################"], is_gs1),
            shaped(&["A####******A####", "A##############", "A#### ## ######"], is_iccbba),
        ],
        ..PERSONAL
    },
    // No common rule: each provider numbers its patients. Six to twelve characters, most of them digits.
    Identifier {
        id: "MEDICAL_RECORD_NUMBER",
        name: "Medical record number (MRN)",
        countries: &["US"],
        keywords: &[
            "mrn",
            "mrn#",
            "medical record",
            "medical record no",
            "medical record no.",
            "medical record number",
            "medical record #",
            "med rec no",
            "med rec number",
            "health record number",
            "hospital number",
            "chart number",
            "chart no",
            "patient id",
            "patient identifier",
            "patient number",
            "patient no",
            "emr number",
            "ehr number",
            "hospital no",
            // Spanish, Italian, Portuguese, German.
            "nhc",
            "historia clínica",
            "número de historia clínica",
            "nº historia clínica",
            "cartella clinica",
            "prontuário",
            "patientennummer",
            "patienten-nr",
            "patienten-id",
        ],
        detectors: &[shaped(
            &[
                "######",
                "#######",
                "########",
                "#########",
                "##########",
                "###########",
                "############",
                "A#####",
                "A######",
                "A#######",
                "A########",
                "A#########",
                "A##########",
                "AA######",
                "AA#######",
                "AA########",
                "AA#########",
                "AA##########",
                "AAA######",
                "AAA#######",
                "AAA########",
                "AAA#########",
                "AA-######",
                "AA-#######",
                "AA-########",
                "AAA-######",
                "AAA-#######",
                "AAA-########",
                "###-##-##",
                "###-###-###",
            ],
            is_record_number,
        )],
        ..PERSONAL
    },
    // No common rule: insurers number their members. Blue Cross Blue Shield plans put three letters before the number,
    // others one letter, or none.
    Identifier {
        id: "USA_HEALTH_INSURANCE_MEMBER_ID",
        name: "Health insurance member number",
        countries: &["US"],
        keywords: &[
            "member id",
            "member identification",
            "member number",
            "member no",
            "member #",
            "member id number",
            "subscriber id",
            "subscriber identification",
            "health insurance id",
            "health insurance number",
            "health plan id",
            "health plan number",
            "insurance member",
            "insurance id",
            "insured id",
            "insured's id",
            "medicaid id",
            "medicaid number",
            "beneficiary id",
        ],
        detectors: &[shaped(
            &[
                "AAA######",
                "AAA########",
                "AAA#########",
                "AAA##########",
                "AAA###########",
                "AAA############",
                "AAA#A#########",
                "AAA###A#####",
                "AAA###A######",
                "AAA~#########",
                "A########",
                "A#########",
                "A##########",
                "A########-##",
                "A########~##",
                "AA######",
                "AA######A",
                "########",
                "#########",
                "##########",
                "###########",
                "############",
                "#########-##",
                "#########~##",
            ],
            is_member_number,
        )],
        ..PERSONAL
    },
];

/// Class, initial, six digits; the sum of the first, third and fifth and twice the others ends in the check digit.
fn is_dea(characters: &[u8]) -> bool {
    let [class, initial, digits @ ..] = characters else { return false };
    let Some((body, [check_digit, ..])) = digits.split_at_checked(6) else { return false };
    b"ABCDEFGHJKLMPRSTUX".contains(class)
        && matches!(initial, b'A'..=b'Z' | b'9')
        && !check::uniform(body)
        && check::weighted(body, &[1, 2, 1, 2, 1, 2]) % 10 == check::value(*check_digit)
}

/// A Social Security number and the code of a beneficiary: A, the worker; B, the wife; C, a child; ...
fn is_claim_number(characters: &[u8]) -> bool {
    let Some((digits, [kind, ..])) = characters.split_at_checked(9) else { return false };
    b"ABCDEFGHJKLMTW".contains(kind) && super::united_states::is_ssn(digits)
}

/// A prefix of the Railroad Retirement Board and the number of a claim, or a Social Security number.
fn is_railroad_claim(characters: &[u8]) -> bool {
    let letters = characters.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    let Some((prefix, digits)) = characters.split_at_checked(letters) else { return false };
    let known = matches!(
        prefix,
        b"A" | b"CA"
            | b"JA"
            | b"MA"
            | b"PA"
            | b"WA"
            | b"WCA"
            | b"PD"
            | b"WD"
            | b"WCD"
            | b"H"
            | b"MH"
            | b"PH"
            | b"WH"
            | b"WCH"
    );
    known && !check::uniform(digits) && (digits.len() == 6 || super::united_states::is_ssn(digits))
}

/// Digits and letters in their places; the first digit is no zero.
fn is_mbi(characters: &[u8]) -> bool {
    let [first, ..] = characters else { return false };
    characters.len() == 11 && *first != b'0' && !characters.iter().any(|byte| b"SLOIBZ".contains(byte))
}

fn is_procedure(characters: &[u8]) -> bool {
    let Some((code, _modifier)) = characters.split_at_checked(5) else { return false };
    let [first, .., last] = code else { return false };
    match (first.is_ascii_digit(), last.is_ascii_digit()) {
        // Anaesthesia, surgery, radiology, pathology, medicine and consultation.
        (true, true) => {
            !check::uniform(code)
                && matches!(check::remainder(code, 100_000), 100..=1_999 | 10_004..=69_990 | 70_010..=89_398 | 90_281..=99_607)
        }
        // Categories II and III, laboratory analyses, multianalyte assays, COVID-19 vaccinations.
        (true, false) => b"FTUMA".contains(last) && !code.starts_with(b"0000"),
        (false, true) => b"ABCDEGHJKLMPQRSTUV".contains(first) && !code.ends_with(b"0000"),
        (false, false) => false,
    }
}

/// The labeler is never zero.
fn is_drug_code(digits: &[u8]) -> bool {
    matches!(digits.len(), 10 | 11) && !check::uniform(digits) && !digits.starts_with(b"0000")
}

fn is_npi(digits: &[u8]) -> bool {
    let number = digits.strip_prefix(b"80840").unwrap_or(digits);
    let [b'1' | b'2', rest @ ..] = number else { return false };
    let mut whole = *b"808400000000000";
    whole.iter_mut().skip(5).zip(number).for_each(|(place, digit)| *place = *digit);
    number.len() == 10 && !check::uniform(rest) && check::luhn(&whole)
}

/// A GTIN, bare or after 01; after it perhaps a date (11: production, 17: expiry).
fn is_gs1(digits: &[u8]) -> bool {
    let (number, rest) = match digits.len() {
        14 => (digits, &[][..]),
        _ => {
            let Some(rest) = digits.strip_prefix(b"01") else { return false };
            let Some(parts) = rest.split_at_checked(14) else { return false };
            parts
        }
    };
    let dated = match rest {
        [] => true,
        [b'1', b'1' | b'7', date @ ..] => date::is_yymmdd(date) || date.ends_with(b"00"),
        _ => false,
    };
    // A time stamp such as 20260115093000 is no trade item.
    let stamp =
        matches!(number, [b'1', b'9', ..] | [b'2', b'0', ..]) && date::is_yymmdd(number.get(2..8).unwrap_or_default());
    let sum = check::weighted(number, &[3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1]);
    dated && !stamp && number.len() == 14 && !number.starts_with(b"00000") && sum.is_multiple_of(10)
}

/// The letter and four characters of a facility; then a product, or year, serial and two flags.
fn is_iccbba(characters: &[u8]) -> bool {
    characters.get(5..).is_some_and(|rest| !check::uniform(rest))
}

/// Whether most characters are digits, not all of them the same, and not a date.
fn is_record_number(characters: &[u8]) -> bool {
    let letters = characters.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    let Some((prefix, digits)) = characters.split_at_checked(letters) else { return false };
    // A name of a month or a vendor's standard is no prefix of a hospital.
    let word = matches!(prefix, b"ICD" | b"CPT" | b"NPI" | b"NDC" | b"SSN" | b"ISO" | b"RFC");
    !word && digits.len() >= 5 && !check::uniform(digits) && !date::looks_like_date(digits)
}

fn is_member_number(characters: &[u8]) -> bool {
    let letters = characters.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    let Some((_, digits)) = characters.split_at_checked(letters) else { return false };
    !check::uniform(digits) && !date::looks_like_date(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dea() {
        for number in ["AB1234563", "BB1388568", "F91234563"] {
            assert!(is_dea(number.as_bytes()), "{number}");
        }
        for number in ["AB1234564", "OB1234563", "A11234563", "AB0000000", "AB123456", ""] {
            assert!(!is_dea(number.as_bytes()), "{number}");
        }
    }

    #[test]
    fn medicare() {
        // The example of CMS.
        assert!(is_mbi(b"1EG4TE5MK73"));
        assert!(!is_mbi(b"0EG4TE5MK73"));
        assert!(!is_mbi(b"1SG4TE5MK73"));
        assert!(is_claim_number(b"536904399A") && is_claim_number(b"536904399B1"));
        assert!(!is_claim_number(b"536904399Z") && !is_claim_number(b"666904399A"));
        assert!(is_railroad_claim(b"WCA123456") && is_railroad_claim(b"A536904399"));
        assert!(!is_railroad_claim(b"XY123456"));
    }

    #[test]
    fn providers() {
        // The example of CMS, "Requirements for National Provider Identifier (NPI) and NPI Check Digit".
        for number in ["1234567893", "808401234567893"] {
            assert!(is_npi(number.as_bytes()), "{number}");
        }
        for number in ["1234567890", "3234567893", "123456789", "80840123456789", ""] {
            assert!(!is_npi(number.as_bytes()), "{number}");
        }
    }

    #[test]
    fn devices() {
        // The example of the FDA: (01)51022222233336(11)141231(17)150707(10)A213B1(21)1234.
        for number in ["51022222233336", "0151022222233336", "015102222223333611141231"] {
            assert!(is_gs1(number.as_bytes()), "{number}");
        }
        for number in ["51022222233335", "0251022222233336", "015102222223333611141331", "0151022222233336111", "01"] {
            assert!(!is_gs1(number.as_bytes()), "{number}");
        }
        assert!(is_iccbba(b"A9999XYZ100T0944") && is_iccbba(b"A99971312345600"));
    }

    #[test]
    fn procedures() {
        for code in ["99213", "00100", "0001F", "0075T", "J3490", "9921325", "J3490JW", "A0021"] {
            assert!(is_procedure(code.as_bytes()), "{code}");
        }
        for code in ["00001", "09999", "95", "99999", "0000F", "0001X", "I1234", "J0000", ""] {
            assert!(!is_procedure(code.as_bytes()), "{code}");
        }
    }
}
