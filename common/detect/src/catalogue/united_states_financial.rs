//! United States and Canada: banks and employers.

use super::{FINANCIAL, Identifier, PERSONAL, Rank, severity};
use crate::check;
use crate::detector::{checked, shaped};

pub(super) const ROWS: &[Identifier] = &[
    // Banks of the United States and Canada number accounts as they like, in nine to seventeen digits without spaces.
    Identifier {
        id: "BANK_ACCOUNT_NUMBER",
        name: "Bank account number",
        countries: &["Canada", "US"],
        keywords: &[
            "bank account",
            "bank acct",
            "checking account",
            "checking acct",
            "deposit account",
            "deposit acct",
            "savings account",
            "savings acct",
            "chequing account",
            "chequing acct",
        ],
        macie: true,
        detectors: &[shaped(
            &[
                "#########",
                "##########",
                "###########",
                "############",
                "#############",
                "##############",
                "###############",
                "################",
                "#################",
            ],
            is_account,
        )],
        ..FINANCIAL
    },
    // American Bankers Association, routing number policy: the first two digits are the Federal Reserve's district (also
    // plus 20 or 60), 00 for the government, 80 for traveller's cheques; weights 3, 7, 1.
    Identifier {
        id: "USA_ABA_ROUTING_NUMBER",
        name: "ABA routing number",
        countries: &["US"],
        keywords: &[
            "aba",
            "aba #",
            "aba no",
            "aba number",
            "aba routing",
            "aba routing number",
            "bank routing",
            "bank routing number",
            "ach routing",
            "wire routing",
            "routing",
            "routing #",
            "routing no",
            "routing no.",
            "routing number",
            "routing transit number",
            "routing code",
            "rtn",
            "transit routing number",
            "fedwire",
        ],
        rank: Rank::Checked,
        detectors: &[checked(&["#########", "####-####-#"], is_routing)],
        ..FINANCIAL
    },
    // Internal Revenue Service, "How EINs are assigned and valid EIN prefixes".
    Identifier {
        id: "USA_EMPLOYER_IDENTIFICATION_NUMBER",
        name: "Employer Identification Number (EIN)",
        countries: &["US"],
        keywords: &[
            "ein",
            "ein #",
            "fein",
            "f.e.i.n.",
            "e.i.n.",
            "employer id",
            "employer identification",
            "employer identification number",
            "employer id number",
            "employer tax id",
            "federal employer identification number",
            "federal id number",
            "federal identification number",
            "federal tax id",
            "federal tax id number",
            "federal tax identification number",
            "business tax id",
            "tax id number",
            "irs number",
            "payer's tin",
            "payer tin",
        ],
        severity: severity::ORGANIZATION,
        rank: Rank::Ranged,
        detectors: &[shaped(&["##-#######", "#########"], is_employer)],
        ..PERSONAL
    },
];

/// Seconds or milliseconds since 1970 of the years 2017 to 2030 are times: in logs they stand beside accounts.
pub(super) fn is_account(digits: &[u8]) -> bool {
    let time = matches!(digits.len(), 10 | 13)
        && digits.starts_with(b"1")
        && (483_228_800..924_992_000).contains(&check::date::number(digits, 1, 9));
    !time && !check::uniform(digits)
}

fn is_routing(digits: &[u8]) -> bool {
    let district = digits.get(..2).map_or(99, |digits| check::remainder(digits, 100));
    digits.len() == 9
        && matches!(district, 0..=12 | 21..=32 | 61..=72 | 80)
        && !digits.starts_with(b"0000")
        && check::weighted(digits, &[3, 7, 1, 3, 7, 1, 3, 7, 1]).is_multiple_of(10)
}

fn is_employer(digits: &[u8]) -> bool {
    let Some((prefix, serial)) = digits.split_at_checked(2) else { return false };
    let campus = check::remainder(prefix, 100);
    let assigned = matches!(
        campus,
        1..=6 | 10..=16 | 20..=27 | 30..=48 | 50..=68 | 71..=77 | 80..=88 | 90..=95 | 98 | 99
    );
    assigned && serial.len() == 7 && !check::uniform(serial)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn routing() {
        for number in ["111000025", "021000021", "011401533"] {
            assert!(is_routing(number.as_bytes()), "{number}");
        }
        for number in ["112000025", "131000021", "000000000", "11100002", "811000025"] {
            assert!(!is_routing(number.as_bytes()), "{number}");
        }
    }

    #[test]
    fn employers() {
        for number in ["911144442", "042103594", "990000001"] {
            assert!(is_employer(number.as_bytes()), "{number}");
        }
        for number in ["071144442", "891234567", "961234567", "120000000", "12345678"] {
            assert!(!is_employer(number.as_bytes()), "{number}");
        }
    }
}
