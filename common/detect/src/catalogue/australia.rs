//! Australia.

use super::{FINANCIAL, Identifier, PERSONAL, Rank, severity};
use crate::check;
use crate::detector::{checked, shaped};

pub(super) const ROWS: &[Identifier] = &[
    // Australian Taxation Office: nine digits with a check modulo 11. Of the older numbers of eight digits two rules are
    // known, and either may hold: the weights of the nine digits, or weights of their own.
    Identifier {
        id: "AUSTRALIA_TAX_FILE_NUMBER",
        name: "Tax file number (TFN)",
        countries: &["Australia"],
        keywords: &["tax file number", "tfn"],
        recommended: true,
        macie: true,
        rank: Rank::Checked,
        detectors: &[
            checked(&["#########", "###~###~###"], is_tax_file),
            shaped(&["########", "##~###~###"], is_old_tax_file),
        ],
        ..PERSONAL
    },
    // The road authorities of the states and territories: six to ten digits (New South Wales, Victoria, Queensland,
    // Western Australia, Tasmania, the territories), in South Australia, Tasmania and New South Wales also with letters.
    // Check digits are not public.
    Identifier {
        id: "AUSTRALIA_DRIVERS_LICENSE",
        name: "Driver's licence number",
        countries: &["Australia"],
        keywords: &[
            "dl#",
            "dl:",
            "dlno#",
            "driver licence",
            "driver license",
            "driver permit",
            "drivers lic.",
            "drivers licence",
            "driver's licence",
            "drivers license",
            "driver's license",
            "drivers permit",
            "driver's permit",
            "drivers permit number",
            "driving licence",
            "driving license",
            "driving permit",
        ],
        macie: true,
        severity: severity::RISING,
        detectors: &[shaped(
            &[
                "######",
                "#######",
                "########",
                "#########",
                "##########",
                "###~###~###",
                "A#####",
                "A######",
                "####AA",
                "#####A",
                "AA######",
            ],
            is_licence,
        )],
        ..PERSONAL
    },
    // Services Australia: eight digits, the first 2 to 6, a check digit modulo 10, the issue of the card; often followed
    // by the place of the person on it.
    Identifier {
        id: "AUSTRALIA_MEDICARE_NUMBER",
        name: "Medicare card number",
        countries: &["Australia"],
        keywords: &["medicare number", "medicare card", "medicare no", "medicare", "mcn"],
        rank: Rank::Checked,
        detectors: &[checked(
            &[
                "##########",
                "####~#####~#",
                "###########",
                "####~#####~#~#",
                "##########/#",
                "#### ##### #/#",
                "##########-#",
                "#### ##### #-#",
            ],
            is_medicare,
        )],
        ..PERSONAL
    },
    // Australian Business Register: eleven digits, the first two check the rest modulo 89.
    Identifier {
        id: "AUSTRALIA_BUSINESS_NUMBER",
        name: "Australian Business Number (ABN)",
        countries: &["Australia"],
        keywords: &["australian business number", "abn", "business number"],
        severity: severity::RISING,
        rank: Rank::Checked,
        detectors: &[checked(&["###########", "##~###~###~###"], is_business)],
        ..PERSONAL
    },
    // Corporations Regulations: nine digits, the last a check digit modulo 10.
    Identifier {
        id: "AUSTRALIA_COMPANY_NUMBER",
        name: "Australian Company Number (ACN)",
        countries: &["Australia"],
        keywords: &["australian company number", "acn", "company number"],
        severity: severity::RISING,
        rank: Rank::Checked,
        detectors: &[checked(&["#########", "###~###~###"], is_company)],
        ..PERSONAL
    },
    // Australian Passport Office: one or two letters and seven digits.
    Identifier {
        id: "AUSTRALIA_PASSPORT_NUMBER",
        name: "Passport number",
        countries: &["Australia"],
        keywords: &[
            "passport number",
            "passport no",
            "passport #",
            "passport#",
            "passportid",
            "australian passport",
            "travel document number",
        ],
        severity: severity::PASSPORT,
        detectors: &[shaped(&["A#######", "AA#######"], is_passport)],
        ..PERSONAL
    },
    // Australian Payments Network: the six digits of the bank, state and branch (BSB), and an account of five to ten
    // digits. No check digits. The first two digits of a BSB, the bank, are never 00.
    Identifier {
        id: "AUSTRALIA_BANK_ACCOUNT_NUMBER",
        name: "Bank account number (BSB and account)",
        countries: &["Australia"],
        keywords: &[
            "bsb",
            "bank state branch",
            "account number",
            "account no",
            "bank account",
            "bsb and account",
            "direct credit",
            "direct debit",
        ],
        detectors: &[shaped(
            &[
                "###-### #####",
                "###-### ######",
                "###-### #######",
                "###-### ########",
                "###-### #########",
                "###-### ##########",
                "###-###-######",
                "###-###-#######",
                "###-###-########",
                "###-###-#########",
                "######~########",
                "######~#########",
            ],
            is_account,
        )],
        ..FINANCIAL
    },
];

fn is_tax_file(digits: &[u8]) -> bool {
    let sum = check::weighted(digits, &[1, 4, 3, 7, 5, 8, 6, 9, 10]);
    digits.len() == 9 && sum.is_multiple_of(11) && !check::uniform(digits)
}

fn is_old_tax_file(digits: &[u8]) -> bool {
    let sum = |weights| check::weighted(digits, weights);
    let whole = sum(&[1, 4, 3, 7, 5, 8, 6, 9]).is_multiple_of(11) || sum(&[10, 7, 8, 4, 6, 3, 5, 1]).is_multiple_of(11);
    digits.len() == 8 && whole && !check::uniform(digits)
}

fn is_licence(characters: &[u8]) -> bool {
    let digits = characters.iter().filter(|byte| byte.is_ascii_digit());
    (6..=10).contains(&characters.len()) && digits.clone().any(|digit| Some(digit) != digits.clone().next())
}

fn is_medicare(digits: &[u8]) -> bool {
    let [body @ .., _] = digits.get(..10).unwrap_or_default() else { return false };
    let sum = check::weighted(body, &[1, 3, 7, 9, 1, 3, 7, 9]);
    matches!(digits.len(), 10 | 11)
        && matches!(digits[0], b'2'..=b'6')
        && sum % 10 == check::value(digits[8])
        && !digits[9..].contains(&b'0')
        && !check::uniform(body)
}

fn is_business(digits: &[u8]) -> bool {
    let sum = check::weighted(digits, &[10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19]);
    // One is taken off the first digit, whose weight is ten.
    digits.len() == 11 && digits[0] != b'0' && (sum + 89 - 10).is_multiple_of(89) && !check::uniform(digits)
}

fn is_company(digits: &[u8]) -> bool {
    let sum = check::weighted(digits, &[8, 7, 6, 5, 4, 3, 2, 1, 1]);
    digits.len() == 9 && sum.is_multiple_of(10) && !check::uniform(digits)
}

fn is_passport(characters: &[u8]) -> bool {
    matches!(characters.len(), 8 | 9) && !check::uniform(&characters[characters.len() - 7..])
}

fn is_account(digits: &[u8]) -> bool {
    let Some((branch, account)) = digits.split_at_checked(6) else { return false };
    (5..=10).contains(&account.len()) && !branch.starts_with(b"00") && !check::uniform(account)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tax_file() {
        assert!(is_tax_file(b"123456782"));
        assert!(!is_tax_file(b"123456783"));
        assert!(!is_tax_file(b"999999999"));
        assert!(!is_old_tax_file(b"00000000"));
    }

    #[test]
    fn medicare() {
        assert!(is_medicare(b"2428778132") && is_medicare(b"24287781321"));
        for number in ["2428778232", "242877813", "1428778132", "2428778130", "24287781320"] {
            assert!(!is_medicare(number.as_bytes()), "{number}");
        }
    }

    #[test]
    fn register() {
        // Examples of the Australian Business Register and of the Australian Securities and Investments Commission.
        assert!(is_business(b"51824753556") && !is_business(b"51824753557"));
        assert!(is_company(b"004085616") && is_company(b"010749961") && !is_company(b"004085617"));
    }
}
